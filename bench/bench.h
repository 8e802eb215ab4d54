/**
 * What the benchmark programs share.  Each program measures one claim and prints, tab-separated,
 *
 *     measure   value   unit   target   met|missed|skipped|noted
 *
 * where a time is the least of several runs.  An argument --quick asks for smaller problems and fewer runs.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdint.h>

bool bench_quick(int argc, char **argv);

/* Seconds on a steady clock. */
double bench_now(void);

/* From now on bench_best() and bench_best_of_both() count seconds of processor time, of all threads together: what a
 * busy machine takes away is not counted.  Waiting threads should sleep (OMP_WAIT_POLICY=passive). */
void bench_count_processor_time(void);

/* The median; x becomes ascending. */
double bench_median(int n, double *x);

/* Seconds as bench_best() counts them. */
double bench_clock(void);

/* The least time of `runs` calls of work(context). */
double bench_best(int runs, void (*work)(void *context), void *context);

/* The least times of two, run in turn so that a slow spell of the machine meets both. */
void bench_best_of_both(int runs, void (*one)(void *context), void *context, void (*other)(void *context),
                        void *other_context, double *seconds_one, double *seconds_other);

/* One line each; NaN values count as missed. */
void bench_at_least(const char *measure, double value, const char *unit, double target);
void bench_at_most(const char *measure, double value, const char *unit, double target);
void bench_note(const char *measure, double value, const char *unit, const char *what); /* no target: "noted" */
void bench_skip(const char *measure, const char *why);

/* "what, 2 threads" and the like; the string lives until the next call. */
const char *bench_name(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Number of threads for the library and, through OpenMP, the BLAS. */
void bench_set_threads(int threads);
int bench_max_threads(void);

/* malloc that ends the program when there is no memory, and touches every page so that no run pays for that. */
void *bench_allocate(int64_t bytes);

/* Numbers in (-1, 1) from a generator of its own. */
void bench_random(int64_t count, double *x);

/* The least time of one parallel read of count doubles: what memory bandwidth allows. */
double bench_read_seconds(int runs, int64_t count, const double *x);

/* Doubles per second that a thread can read from a block of the given size, read again and again. */
double bench_reread_rate(int64_t count, const double *x);

#endif
