/** The distance of each layer's routines from what the machine allows, measured in one run: what bench_limits prints.
 */
#ifndef LIMITS_H
#define LIMITS_H

#include <randblas.h>
#include <stdbool.h>
#include <stdint.h>

/* Work to be timed. */
typedef struct limits_job {
    void (*work)(void *context);
    void *context;
} limits_job;

/* The job beside another that is its limit, in turn, several runs; one line. */
void limits_beside(const char *row, const char *bound, limits_job job, limits_job limit);

/* The job beside a time; one line. */
void limits_against(const char *row, const char *bound, limits_job job, double seconds);

/* Seconds of a job, the least of several runs. */
double limits_seconds(limits_job job);

/* Measured on this machine with one thread: seconds of GEMM and SYRK of a shape, the better of two layouts that the
 * library may choose; of one read of so many doubles; samples a second that never leave the cache. */
double limits_gemm(int64_t m, int64_t n, int64_t k);
double limits_syrk(int64_t n, int64_t k);
double limits_read(int64_t count);
double limits_samples(randblas_family family);

/* Whether the rows of this program are asked for. */
bool limits_wanted(const char *program);

/* One for each source. */
void limits_sketches(void);
void limits_solvers(void);
void limits_factors(void);
void limits_laws(void);

#endif
