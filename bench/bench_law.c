/*
 * Claims: laws without closed forms are as cheap as a polynomial, once their table stands: a million densities a second
 * of the high-temperature Marchenko-Pastur law for any parameters, ten million of Tracy-Widom's, on one thread.
 */
#include "bench.h"
#include "sketching.h"

#include <math.h>
#include <rmt.h>
#include <stdlib.h>

typedef struct query {
    const rmt_law *law;
    int64_t n;
    const double *x;
    double *y;
    int (*ask)(const rmt_law *, int64_t, const double *, double *);
} query;

static void run(void *context)
{
    const query *q = context;
    sketching_check(q->ask(q->law, q->n, q->x, q->y));
}

static double millions(const rmt_law *law, int64_t n, const double *x, double *y, int runs,
                       int (*ask)(const rmt_law *, int64_t, const double *, double *))
{
    query q = {law, n, x, y, ask};
    return (double)n / bench_best(runs, run, &q) * 1e-6;
}

static void htmp(int64_t n, double *x, double *y, int runs)
{
    const double gammas[] = {0.001, 0.1, 0.5, 0.9, 0.999}, kappas[] = {0.01, 1, 30, 1000};
    double least = INFINITY, slowest = 0;
    bench_random(n, x);
    for (int64_t i = 0; i < n; i++) x[i] = exp(log(1e-6) + log(1e9) * (x[i] + 1) / 2);
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 4; j++) {
            rmt_law *law = NULL;
            const double start = bench_clock();
            sketching_check(rmt_law_htmp(gammas[i], kappas[j], &law));
            slowest = fmax(slowest, bench_clock() - start);
            least = fmin(least, millions(law, n, x, y, runs, rmt_law_density));
            rmt_law_destroy(law);
        }
    bench_at_least("HTMP densities, 20 parameters, x in [1e-6, 1e3], the slowest", least, "M/s", 1);
    bench_note("HTMP, making a law, the slowest", slowest * 1e3, "ms", "once a law");
}

static void tracy_widom(int64_t n, double *x, double *y, int runs)
{
    bench_random(n, x);
    for (int64_t i = 0; i < n; i++) x[i] = -2 + 5 * x[i];
    for (int beta = 1; beta <= 4; beta *= 2) {
        rmt_law *law = NULL;
        sketching_check(rmt_law_tracy_widom(beta, &law));
        bench_at_least(bench_name("Tracy-Widom %d, densities", beta), millions(law, n, x, y, runs, rmt_law_density),
                       "M/s", 10);
        bench_at_least(bench_name("Tracy-Widom %d, distribution function", beta),
                       millions(law, n, x, y, runs, rmt_law_cdf), "M/s", 10);
        rmt_law_destroy(law);
    }
}

static void marchenko_pastur(int64_t n, double *x, double *y, int runs)
{
    rmt_law *law = NULL;
    bench_random(n, x);
    for (int64_t i = 0; i < n; i++) x[i] = 1.6 + 1.6 * x[i];
    sketching_check(rmt_law_marchenko_pastur(0.5, 1, &law));
    bench_note("Marchenko-Pastur, densities", millions(law, n, x, y, runs, rmt_law_density), "M/s", "closed form");
    bench_note("Marchenko-Pastur, distribution function", millions(law, n / 50, x, y, runs, rmt_law_cdf), "M/s",
               "quadrature");
    rmt_law_destroy(law);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    const int64_t n = quick ? 100000 : 1000000;
    const int runs = quick ? 3 : 10;
    double *x = bench_allocate(n * 8), *y = bench_allocate(n * 8);
    bench_set_threads(1);
    bench_count_processor_time();
    htmp(n, x, y, runs);
    tracy_widom(n, x, y, runs);
    marchenko_pastur(n, x, y, runs);
    free(x), free(y);
    return 0;
}
