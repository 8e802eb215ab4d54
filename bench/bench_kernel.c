/*
 * Claims: randomly pivoted Cholesky in blocks runs at the speed of products of matrices and loses nothing in accuracy
 * to the sequential method; its factor, and a Nystrom approximation, make conjugate gradients short.
 */
#include "bench.h"
#include "sketching.h"

#include <math.h>
#include <randlapack.h>
#include <stdio.h>
#include <stdlib.h>

/* Points in the unit cube, of which the kernel is a matrix with a moderately decaying spectrum. */
static randlapack_dkernel make_kernel(int64_t n, int64_t dim, randlapack_kernel_family family, double bandwidth)
{
    double *points = bench_allocate(n * dim * 8);
    bench_random(n * dim, points);
    return (randlapack_dkernel){.size = sizeof(randlapack_dkernel),
                                .family = family,
                                .layout = RANDBLAS_COL_MAJOR,
                                .npoints = n,
                                .dim = dim,
                                .points = points,
                                .ldpoints = n,
                                .bandwidth = bandwidth};
}

static void free_kernel(const randlapack_dkernel *kernel)
{
    free((void *)(uintptr_t)kernel->points);
}

typedef struct factoring {
    const randlapack_dentries *A;
    int64_t k, *S;
    double *F;
    randlapack_rpcholesky_options options;
    randlapack_rpcholesky_report report;
} factoring;

static void factor(void *context)
{
    factoring *f = context;
    sketching_check(randlapack_drpcholesky(f->A, f->k, f->S, f->F, f->A->rows, &f->options, &f->report));
}

static void measure_cholesky(int64_t n, int64_t k, int runs)
{
    const randlapack_dkernel kernel = make_kernel(n, 3, RANDLAPACK_KERNEL_MATERN52, 0.5);
    const randlapack_dentries A = randlapack_dentries_kernel(&kernel);
    factoring f = {.A = &A, .k = k, .S = bench_allocate(k * 8), .F = bench_allocate(n * k * 8)};
    const double flops = (double)n * (double)k * (double)k;
    for (int threads = 1; threads <= bench_max_threads() && threads <= 2; threads++) {
        bench_set_threads(threads);
        const double seconds = bench_best(runs, factor, &f);
        const char *name = bench_name("RPCholesky n = %d, k = %d, %d thread(s)", (int)n, (int)k, threads);
        if (threads == 2)
            bench_at_least(name, flops / seconds * 1e-9, "GFLOP/s", 25);
        else
            bench_note(name, flops / seconds * 1e-9, "GFLOP/s", "n k^2 flops");
    }
    double block = 0, sequential = 0;
    for (uint64_t seed = 0; seed < 5; seed++) {
        f.options = (randlapack_rpcholesky_options){.state = randblas_seed(seed)};
        factor(&f);
        block += f.report.trace_error / 5;
    }
    const int64_t rejections = f.report.rejections;
    for (uint64_t seed = 0; seed < 5; seed++) {
        f.options = (randlapack_rpcholesky_options){.state = randblas_seed(100 + seed), .block = 1};
        factor(&f);
        sequential += f.report.trace_error / 5;
    }
    bench_at_most("RPCholesky, trace error over that of one pivot at a time, 5 seeds", block / sequential, "x", 1.05);
    bench_note("RPCholesky, rejected proposals for an accepted one", (double)rejections / (double)k, "", "");
    free(f.S), free(f.F), free_kernel(&kernel);
}

static void measure_ridge(int64_t n)
{
    const randlapack_dkernel kernel = make_kernel(n, 5, RANDLAPACK_KERNEL_MATERN52, 1);
    const randlapack_dentries K = randlapack_dentries_kernel(&kernel);
    double *y = bench_allocate(n * 8), *alpha = bench_allocate(n * 8), seconds[2];
    randlapack_kernel_ridge_report with, without;
    const randlapack_kernel_ridge_options none = {.rank = -1, .max_iterations = 2000};
    bench_random(n, y);
    const double start = bench_now();
    sketching_check(randlapack_dkernel_ridge(&K, 1e-1, 1, y, n, alpha, n, NULL, &with));
    seconds[0] = bench_now() - start;
    sketching_check(randlapack_dkernel_ridge(&K, 1e-1, 1, y, n, alpha, n, &none, &without));
    seconds[1] = bench_now() - start - seconds[0];
    bench_note(bench_name("kernel ridge n = %d, iterations, rank %d", (int)n, (int)with.rank), (double)with.iterations,
               "", "");
    bench_note("kernel ridge, iterations without preconditioner", (double)without.iterations, "", "");
    bench_note("kernel ridge, seconds", seconds[0], "s", "");
    bench_at_least("kernel ridge, speed over no preconditioner", seconds[1] / seconds[0], "x", 1);
    free(y), free(alpha), free_kernel(&kernel);
}

static void measure_nystrom(int64_t n)
{

    randlapack_dkernel kernel = make_kernel(n, 2, RANDLAPACK_KERNEL_GAUSSIAN, 0.3);
    double *A = bench_allocate(n * n * 8), *b = bench_allocate(n * 8), *x = bench_allocate(n * 8), seconds[2];
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, n, n, A, n);
    randlapack_nystrom_pcg_report with, without;
    const randlapack_nystrom_pcg_options none = {.rank = -1, .max_iterations = 5000};
    sketching_check(randlapack_dkernel_columns(&kernel, n, NULL, n, NULL, A, n));
    bench_random(n, b);
    const double start = bench_now();
    sketching_check(randlapack_dnystrom_pcg(&op, 1e-3, 1, b, n, x, n, NULL, &with));
    seconds[0] = bench_now() - start;
    sketching_check(randlapack_dnystrom_pcg(&op, 1e-3, 1, b, n, x, n, &none, &without));
    seconds[1] = bench_now() - start - seconds[0];
    bench_note(bench_name("Nystrom PCG n = %d, iterations, rank %d", (int)n, (int)with.rank), (double)with.iterations,
               "", "");
    bench_note("Nystrom PCG, iterations without preconditioner", (double)without.iterations, "", "");
    bench_at_least("Nystrom PCG, speed over no preconditioner", seconds[1] / seconds[0], "x", 1);
    free(A), free(b), free(x), free_kernel(&kernel);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    bench_max_threads();
    measure_cholesky(20000, 500, quick ? 2 : 5);
    measure_ridge(quick ? 4000 : 10000);
    measure_nystrom(quick ? 2000 : 5000);
    return 0;
}
