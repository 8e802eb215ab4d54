/*
 * Claims: the edges of Silverstein's law of three masses are good to 1e-10, the eigenvalues of a sample of order 4000
 * are within 0.01 of it; and a transform costs little more than Newton's method must.
 */
#include "bench.h"
#include "sketching.h"

#include <cblas.h>
#include <complex.h>
#include <lapacke.h>
#include <math.h>
#include <rmt.h>
#include <stdlib.h>

static const double tau[] = {1, 3, 10}, weight[] = {0.4, 0.4, 0.2};

/* x at the roots of z'(u) = 1 - c sum w tau^2/(u - tau)^2, which are bracketed by a scan and bisected in extended
 * precision; ascending. */
static long double slope(long double c, long double u)
{
    long double sum = 1;
    for (int k = 0; k < 3; k++) sum -= c * weight[k] * tau[k] * tau[k] / ((u - tau[k]) * (u - tau[k]));
    return sum;
}

static int edges_by_scan(double ratio, double *edge)
{
    const long double c = ratio, step = 1e-4L + 1e-9L;
    int found = 0;
    for (long double u = -40; u < 40; u += step) {
        long double low = u, high = u + step;
        if ((slope(c, low) < 0) == (slope(c, high) < 0)) continue;
        for (int i = 0; i < 100; i++) {
            const long double middle = (low + high) / 2;
            *((slope(c, middle) < 0) == (slope(c, low) < 0) ? &low : &high) = middle;
        }
        long double z = low;
        for (int k = 0; k < 3; k++) z += c * weight[k] * tau[k] * low / (low - tau[k]);
        edge[found++] = (double)z;
    }
    return found;
}

static void edges(void)
{
    const double ratios[] = {0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 0.9, 2};
    double worst = 0;
    for (int i = 0; i < 8; i++) {
        rmt_law *law = NULL;
        double edge[6], expected[8];
        int64_t bands;
        sketching_check(rmt_law_sample_covariance(3, tau, weight, ratios[i], &law));
        sketching_check(rmt_law_intervals(law, 3, edge, &bands));
        if (edges_by_scan(ratios[i], expected) != 2 * bands) worst = NAN;
        for (int k = 0; k < 2 * bands; k++) worst = fmax(worst, fabs(edge[k] - expected[k]) / expected[k]);
        rmt_law_destroy(law);
    }
    bench_at_most("edges of three masses, 8 ratios, relative error", worst, "", 1e-10);
}

static void sample(int64_t p, int64_t n)
{
    double *X = bench_allocate(p * n * 8), *S = bench_allocate(p * p * 8), *values = bench_allocate(p * 8),
           distance = 0;
    const randblas_state state = randblas_seed(1);
    randblas_dist dist = randblas_gaussian(p, n);
    randblas_sketch *G = NULL;
    rmt_law *law = NULL;
    dist.unscaled = 1;
    sketching_check(randblas_sketch_create(&dist, &state, &G, NULL));
    sketching_check(randblas_dfill(RANDBLAS_COL_MAJOR, p, n, G, 0, 0, X, p));
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < p; i++) X[i + j * p] *= sqrt(tau[i % 5 < 2 ? 0 : i % 5 < 4 ? 1 : 2] / (double)n);
    cblas_dsyrk(CblasColMajor, CblasUpper, CblasNoTrans, (int)p, (int)n, 1, X, (int)p, 0, S, (int)p);
    if (LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', (lapack_int)p, S, (lapack_int)p, values)) exit(EXIT_FAILURE);
    sketching_check(rmt_law_sample_covariance(3, tau, weight, (double)p / (double)n, &law));
    sketching_check(rmt_law_ks(law, p, values, &distance));
    bench_at_most(bench_name("eigenvalues of a sample of order %d, distance to the law", (int)p), distance, "", 0.01);
    rmt_law_destroy(law);
    randblas_sketch_destroy(G);
    free(X), free(S), free(values);
}

typedef struct query {
    rmt_law *law;
    int64_t n;
    double *x, *y;
    double complex *z, *m;
} query;

static void densities(void *context)
{
    const query *q = context;
    sketching_check(rmt_law_density(q->law, q->n, q->x, q->y));
}

static void distributions(void *context)
{
    const query *q = context;
    sketching_check(rmt_law_cdf(q->law, q->n, q->x, q->y));
}

static void transforms(void *context)
{
    const query *q = context;
    sketching_check(rmt_law_stieltjes(q->law, 1, q->n, q->z, q->m));
}

static void many_edges(void *context)
{
    const query *q = context;
    rmt_law *law = NULL;
    sketching_check(rmt_law_sample_covariance(q->n, q->x, NULL, 0.5, &law));
    rmt_law_destroy(law);
}

static void times(int64_t n, int runs)
{
    query q = {NULL, n, bench_allocate(n * 8), bench_allocate(n * 8), bench_allocate(n * 16), bench_allocate(n * 16)};
    for (int64_t i = 0; i < n; i++) {
        q.x[i] = 25 * ((double)i + 0.5) / (double)n;
        q.z[i] = q.x[i] + 0.01 * I;
    }
    sketching_check(rmt_law_sample_covariance(3, tau, weight, 0.5, &q.law));
    const double million = (double)n * 1e-6;
    bench_note("three masses, densities", million / bench_best(runs, densities, &q), "M/s", "points in order");
    bench_note("three masses, distribution function", million / bench_best(runs, distributions, &q), "M/s", "likewise");
    bench_note("three masses, transforms", million / bench_best(runs, transforms, &q), "M/s", "Im z = 0.01");
    rmt_law_destroy(q.law);
    q.n = 1000;
    bench_note("a population of 1000 values, the law and its edges", bench_best(runs, many_edges, &q) * 1e3, "ms", "");
    free(q.x), free(q.y), free(q.z), free(q.m);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    bench_set_threads(1);
    bench_count_processor_time();
    edges();
    times(quick ? 20000 : 200000, quick ? 3 : 10);
    bench_set_threads(bench_max_threads());
    sample(quick ? 1000 : 4000, quick ? 2000 : 8000);
    return 0;
}
