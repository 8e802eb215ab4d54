/*
 * Claim: none.  For the main routine of each other program, what bounds it, how long that alone takes, and how much
 * longer the routine takes: the table of doc/performance.md.  A limit is a product of LAPACK's or BLAS's on the same
 * shape, a read of the memory that has to be read, the samples that have to be drawn, or the sum of such; never a
 * number from a data sheet.  All in processor time with one thread; an argument picks the rows of one program.
 */
#include "bench.h"
#include "limits.h"
#include "sketching.h"

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int runs = 5;
static const char *program; /* whose rows are wanted; NULL: all */

bool limits_wanted(const char *name)
{
    return !program || strcmp(program, name) == 0;
}

static void line(const char *row, const char *bound, double seconds, double limit)
{
    char what[160];
    snprintf(what, sizeof what, "%s: %.4f s, taken: %.4f s", bound, limit, seconds);
    bench_note(row, seconds / limit, "x", what);
    fflush(stdout);
}

void limits_beside(const char *row, const char *bound, limits_job job, limits_job limit)
{
    double ours, theirs;
    char name[256];
    snprintf(name, sizeof name, "%s", row);
    bench_best_of_both(runs, job.work, job.context, limit.work, limit.context, &ours, &theirs);
    line(name, bound, ours, theirs);
}

void limits_against(const char *row, const char *bound, limits_job job, double seconds)
{
    char name[256];
    snprintf(name, sizeof name, "%s", row);
    line(name, bound, limits_seconds(job), seconds);
}

double limits_seconds(limits_job job)
{
    return bench_best(runs, job.work, job.context);
}

/* ---------------------------------------------------------------- rates ------------------------------------------- */

typedef struct product {
    int64_t m, n, k;
    bool flat;
    double *A, *B, *C;
} product;

static void gemm(void *context)
{
    const product *p = context;
    const int m = (int)p->m, n = (int)p->n, k = (int)p->k;
    if (p->flat)
        cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, m, n, k, 1, p->A, k, p->B, k, 0, p->C, m);
    else
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, p->A, m, p->B, k, 0, p->C, m);
}

static void syrk(void *context)
{
    const product *p = context;
    cblas_dsyrk(CblasColMajor, CblasUpper, p->flat ? CblasTrans : CblasNoTrans, (int)p->n, (int)p->k, 1, p->A,
                (int)(p->flat ? p->k : p->n), 0, p->C, (int)p->n);
}

static double least_of_layouts(product p, void (*work)(void *context))
{
    double seconds[2];
    for (int flat = 0; flat < 2; flat++) {
        p.flat = flat;
        seconds[flat] = bench_best(runs, work, &p);
    }
    return fmin(seconds[0], seconds[1]);
}

double limits_gemm(int64_t m, int64_t n, int64_t k)
{
    product p = {m, n, k, false, bench_allocate(m * k * 8), bench_allocate(k * n * 8), bench_allocate(m * n * 8)};
    bench_random(m * k, p.A);
    bench_random(k * n, p.B);
    const double seconds = least_of_layouts(p, gemm);
    free(p.A), free(p.B), free(p.C);
    return seconds;
}

double limits_syrk(int64_t n, int64_t k)
{
    product p = {.n = n, .k = k, .A = bench_allocate(n * k * 8), .C = bench_allocate(n * n * 8)};
    bench_random(n * k, p.A);
    const double seconds = least_of_layouts(p, syrk);
    free(p.A), free(p.C);
    return seconds;
}

double limits_read(int64_t count)
{
    double *x = bench_allocate(count * 8);
    const double seconds = bench_read_seconds(runs, count, x);
    free(x);
    return seconds;
}

typedef struct sampling {
    randblas_sketch *S;
    double *B;
} sampling;

enum { PANEL_ROWS = 1024, PANEL_COLS = 16, PANELS = 100 };

static void sample(void *context)
{
    const sampling *s = context;
    for (int i = 0; i < PANELS; i++)
        sketching_check(
            randblas_dfill(RANDBLAS_COL_MAJOR, PANEL_ROWS, PANEL_COLS, s->S, 0, PANEL_COLS * i, s->B, PANEL_ROWS));
}

double limits_samples(randblas_family family)
{
    const randblas_dist dist = family == RANDBLAS_UNIFORM ? randblas_uniform(PANEL_ROWS, PANEL_COLS * PANELS)
                                                          : randblas_gaussian(PANEL_ROWS, PANEL_COLS * PANELS);
    sampling s = {sketching_make(&dist), bench_allocate(PANEL_ROWS * PANEL_COLS * 8)};
    const double seconds = bench_best(runs, sample, &s);
    randblas_sketch_destroy(s.S);
    free(s.B);
    return (double)PANEL_ROWS * PANEL_COLS * PANELS / seconds;
}

int main(int argc, char **argv)
{
    if (bench_quick(argc, argv)) runs = 2;
    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-') program = argv[i];
    bench_set_threads(1);
    bench_count_processor_time();
    limits_sketches();
    limits_solvers();
    limits_factors();
    limits_laws();
    return 0;
}
