/* Claim: tall least squares by sketch-and-precondition is faster than LAPACK's dgels and as accurate. */
#include "bench.h"
#include "lsq_problem.h"
#include "sketching.h"

#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <string.h>

typedef struct solution {
    double seconds, residual, normal_residual, forward_error;
} solution;

static void judge(const lsq_problem *p, const double *x, solution *s)
{
    s->residual = lsq_residual(p, x, &s->normal_residual);
    s->forward_error = lsq_forward_error(p, x);
}

static solution by_lapack(const lsq_problem *p, int runs)
{
    double *A = bench_allocate(p->m * p->n * 8), *b = bench_allocate(p->m * 8);
    solution s = {.seconds = INFINITY};
    for (int i = 0; i < runs; i++) {
        memcpy(A, p->A, (size_t)(p->m * p->n) * 8);
        memcpy(b, p->b, (size_t)p->m * 8);
        const double start = bench_now();
        if (LAPACKE_dgels(LAPACK_COL_MAJOR, 'N', (lapack_int)p->m, (lapack_int)p->n, 1, A, (lapack_int)p->m, b,
                          (lapack_int)p->m))
            exit(EXIT_FAILURE);
        s.seconds = fmin(s.seconds, bench_now() - start);
    }
    judge(p, b, &s);
    free(A), free(b);
    return s;
}

static solution by_sketch(const lsq_problem *p, int runs)
{
    double *x = bench_allocate(p->n * 8);
    const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, p->m, p->n, p->A, p->m);
    solution s = {.seconds = INFINITY};
    for (int i = 0; i < runs; i++) {
        const double start = bench_now();
        sketching_check(randlapack_dlsq_precond(&A, 1, p->b, p->m, x, p->n, NULL, NULL));
        s.seconds = fmin(s.seconds, bench_now() - start);
    }
    judge(p, x, &s);
    free(x);
    return s;
}

static void measure(int64_t m, int64_t n, double cond, int runs)
{
    bench_set_threads(bench_max_threads());
    lsq_problem p;
    if (lsq_problem_make(m, n, cond, 1e-3, &p)) exit(EXIT_FAILURE);
    for (int threads = 1; threads <= bench_max_threads() && threads <= 2; threads++) {
        bench_set_threads(threads);
        const solution lapack = by_lapack(&p, runs), sketch = by_sketch(&p, runs);
        char name[96];
        snprintf(name, sizeof name, "lstsq %dx%d, cond %.0e, %d thread(s)", (int)m, (int)n, cond, threads);
        bench_at_least(bench_name("%s, speed over dgels", name), lapack.seconds / sketch.seconds, "x", 1);
        bench_at_most(bench_name("%s, residual over dgels", name), sketch.residual / lapack.residual, "x", 10);
        bench_at_most(bench_name("%s, normal residual over dgels", name),
                      sketch.normal_residual / lapack.normal_residual, "x", 10);
        bench_at_most(bench_name("%s, forward error over dgels (%.1e)", name, lapack.forward_error),
                      sketch.forward_error / lapack.forward_error, "x", 10);
    }
    lsq_problem_free(&p);
}

int main(int argc, char **argv)
{
    const int runs = bench_quick(argc, argv) ? 1 : 3;
    bench_max_threads();
    const double conds[] = {10, 1e8};
    for (int i = 0; i < 2; i++) {
        measure(50000, 500, conds[i], runs);
        measure(20000, 1000, conds[i], runs);
    }
    return 0;
}
