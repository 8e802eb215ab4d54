/*
 * Claims: exact leverage scores cost what their QR costs; sketched ones are several times faster; exact samples of DPPs
 * cost little beside their eigendecomposition; determinantal averaging goes on improving where the plain average of
 * local solutions has come to rest at its bias.
 */
#include "bench.h"
#include "sketching.h"

#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <stdlib.h>
#include <string.h>

static double by_lapack(int64_t m, int64_t n, const double *A, int runs)
{
    double *Q = bench_allocate(m * n * 8), *tau = bench_allocate(n * 8), best = INFINITY;
    for (int i = 0; i < runs; i++) {
        const double start = bench_now();
        memcpy(Q, A, (size_t)(m * n) * 8);
        if (LAPACKE_dgeqrf(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, Q, (lapack_int)m, tau) ||
            LAPACKE_dorgqr(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, (lapack_int)n, Q, (lapack_int)m, tau))
            exit(EXIT_FAILURE);
        best = fmin(best, bench_now() - start);
    }
    free(Q), free(tau);
    return best;
}

typedef int leverage_driver(const randblas_dlinop *, double *, const randlapack_leverage_options *,
                            randlapack_leverage_report *);

static double by_driver(leverage_driver *driver, const randblas_dlinop *A, double *scores, int64_t projections,
                        randlapack_leverage_report *report, int runs)
{
    const randlapack_leverage_options options = {.size = sizeof options, .projections = projections};
    double best = INFINITY;
    for (int i = 0; i < runs; i++) {
        const double start = bench_now();
        sketching_check(driver(A, scores, &options, report));
        best = fmin(best, bench_now() - start);
    }
    return best;
}

/* max over rows of max(score/exact, exact/score) */
static double worst_ratio(int64_t m, const double *scores, const double *exact)
{
    double worst = 0;
    for (int64_t i = 0; i < m; i++) worst = fmax(worst, fmax(scores[i] / exact[i], exact[i] / scores[i]));
    return worst;
}

static void leverage(int64_t m, int64_t n, int runs)
{
    double *A = bench_allocate(m * n * 8), *exact = bench_allocate(m * 8), *scores = bench_allocate(m * 8);
    bench_random(m * n, A);
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, m, n, A, m);
    randlapack_leverage_report report;
    char name[64];
    snprintf(name, sizeof name, "leverage %dx%d", (int)m, (int)n);
    const double lapack = by_lapack(m, n, A, runs);
    const double whole = by_driver(randlapack_dleverage, &op, exact, 0, &report, runs);
    bench_at_most(bench_name("%s, exact over geqrf and orgqr", name), whole / lapack, "x", 1.3);
    for (int64_t projections = 64; projections <= n; projections += n - 64) {
        const double sketched = by_driver(randlapack_dleverage_sketched, &op, scores, projections, &report, runs);
        bench_at_least(bench_name("%s, speed of %d projections over exact", name, (int)report.projections),
                       whole / sketched, "x", projections < n ? 2 : 0.5);
        bench_at_most(bench_name("%s, worst ratio to exact, %d projections", name, (int)report.projections),
                      worst_ratio(m, scores, exact), "x", fmax(report.upper, 1 / report.lower));
    }
    free(A), free(exact), free(scores);
}

static void processes(int64_t n, int64_t k)
{
    double *L = bench_allocate(n * n * 8);
    int64_t *items = bench_allocate(k * 10 * 8);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) L[i + j * n] = exp(-fabs((double)(i - j)) / 20);
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, n, n, L, n);
    randlapack_dpp_report report;
    sketching_check(randlapack_dkdpp(&op, k, 10, items, k, NULL, &report));
    bench_at_most(bench_name("%d-DPP of %d items, a sample over the eigendecomposition", (int)k, (int)n),
                  report.seconds_sample / 10 / report.seconds_factor, "x", 0.5);
    bench_note(bench_name("%d-DPP of %d items, eigendecomposition", (int)k, (int)n), report.seconds_factor, "s",
               "for scale");
    free(L), free(items);
}

/* ||x - exact|| / ||exact|| */
static double distance(int64_t n, const double *x, const double *exact)
{
    double sum = 0, size = 0;
    for (int64_t j = 0; j < n; j++) {
        sum += (x[j] - exact[j]) * (x[j] - exact[j]);
        size += exact[j] * exact[j];
    }
    return sqrt(sum / size);
}

/* The plain average is that of calls with one subsample each. */
static void averaging(int64_t m, int64_t n, int64_t rows, int64_t q)
{
    double *A = bench_allocate(m * n * 8), *g = bench_allocate(n * 8), *x = bench_allocate(n * 8);
    double *exact = bench_allocate(n * 8), *plain = bench_allocate(n * 8);
    bench_random(m * n, A);
    bench_random(n, g);
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, m, n, A, m);
    randlapack_determinantal_options options = {.size = sizeof options, .lambda = 1, .rows = m, .subsamples = 1};
    randlapack_determinantal_report report;
    sketching_check(randlapack_ddeterminantal_average(&op, g, exact, NULL, &options, NULL));
    options.rows = rows;
    options.subsamples = q;
    sketching_check(randlapack_ddeterminantal_average(&op, g, x, NULL, &options, &report));
    for (int64_t j = 0; j < n; j++) plain[j] = 0;
    options.subsamples = 1;
    double *one = bench_allocate(n * 8);
    for (int64_t t = 0; t < q; t++) {
        randlapack_determinantal_report step;
        sketching_check(randlapack_ddeterminantal_average(&op, g, one, NULL, &options, &step));
        options.state = step.next;
        for (int64_t j = 0; j < n; j++) plain[j] += one[j] / (double)q;
    }
    const double weighted_error = distance(n, x, exact), plain_error = distance(n, plain, exact);
    char name[96];
    snprintf(name, sizeof name, "%d subsamples of %d rows, n = %d", (int)q, (int)rows, (int)n);
    bench_note(bench_name("%s, error of the plain average", name), plain_error, "", "its bias");
    bench_note(bench_name("%s, error by determinants", name), weighted_error, "", "");
    bench_note(bench_name("%s, effective subsamples", name), report.effective_subsamples, "", "");
    bench_at_least(bench_name("%s, plain over determinantal error", name), plain_error / weighted_error, "x",
                   q >= 1000 ? 3 : 0.5);
    free(A), free(g), free(x), free(exact), free(plain), free(one);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    bench_max_threads();
    bench_set_threads(1); /* ratios of work, not of how two libraries share the processor */
    leverage(quick ? 20000 : 100000, 200, quick ? 1 : 3);
    processes(quick ? 300 : 1000, quick ? 30 : 100);
    for (int64_t q = 10; q <= (quick ? 1000 : 3000); q *= 10) averaging(5000, 10, 200, q);
    return 0;
}
