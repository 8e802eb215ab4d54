/*
 * Claims: the free sum and the free product of two empirical laws of 4000 values each take less than a second, and the
 * eigenvalues of A + Q B Q^T and A^(1/2) Q B Q^T A^(1/2), Q orthogonal at random, are within 0.01 of them; edges of
 * sums and products of smooth laws are good to 1e-10.
 */
#include "bench.h"
#include "sketching.h"

#include <lapacke.h>
#include <math.h>
#include <rmt.h>
#include <stdlib.h>

/* ---------------------------------------------------------------- edges ------------------------------------------ */

typedef long double (*function)(const double *p, long double t);

/* The semicircle of radius p0 and Marchenko-Pastur of ratio p1: z(g) = p0^2 g/4 + 1/(1 - p1 g) + 1/g, and z'(g). */
static long double sum_z(const double *p, long double g)
{
    return (long double)p[0] * p[0] * g / 4 + 1 / (1 - p[1] * g) + 1 / g;
}

static long double sum_slope(const double *p, long double g)
{
    const long double q = 1 - p[1] * g;
    return (long double)p[0] * p[0] / 4 + p[1] / (q * q) - 1 / (g * g);
}

/* Marchenko-Pastur of ratios p0 and p1: z(psi) = (1 + psi)(1 + p0 psi)(1 + p1 psi)/psi, and psi^2 z'(psi). */
static long double product_z(const double *p, long double t)
{
    return (1 + t) * (1 + p[0] * t) * (1 + p[1] * t) / t;
}

static long double product_slope(const double *p, long double t)
{
    const long double c = (long double)p[0] * p[1];
    return 2 * c * t * t * t + (c + p[0] + p[1]) * t * t - 1;
}

/* z where its slope changes sign in (low, high), bisected in extended precision; how many. */
static int stationary(function z, function slope, const double *p, long double low, long double high, long double *edge)
{
    enum { STEPS = 20000 };
    int found = 0;
    for (int i = 1; i + 1 < STEPS; i++) {
        long double a = low + (high - low) * i / STEPS, b = low + (high - low) * (i + 1) / STEPS;
        if ((slope(p, a) < 0) == (slope(p, b) < 0)) continue;
        const bool falls = slope(p, a) < 0;
        for (int k = 0; k < 100; k++) {
            const long double middle = (a + b) / 2;
            *((slope(p, middle) < 0) == falls ? &a : &b) = middle;
        }
        edge[found++] = z(p, a);
    }
    return found;
}

/* The largest difference of the law's edges from the nearest of these, relative to the largest edge. */
static double edge_error(rmt_law *law, int count, const long double *expected)
{
    double edge[8], worst = 0;
    int64_t bands = 0;
    sketching_check(rmt_law_intervals(law, 4, edge, &bands));
    for (int k = 0; k < 2 * bands; k++) {
        double least = INFINITY;
        for (int i = 0; i < count; i++) least = fmin(least, (double)fabsl(edge[k] - expected[i]));
        worst = fmax(worst, least / fabs(edge[2 * bands - 1]));
    }
    rmt_law_destroy(law);
    return count == 2 * bands ? worst : NAN;
}

static double sum_edges(const double *p)
{
    long double edge[8];
    rmt_law *a = NULL, *b = NULL, *law = NULL;
    int count = stationary(sum_z, sum_slope, p, 0, 1 / p[1], edge);
    count += stationary(sum_z, sum_slope, p, 1 / p[1], 100 / p[0], edge + count);
    count += stationary(sum_z, sum_slope, p, -100 / p[0], 0, edge + count);
    sketching_check(rmt_law_semicircle(p[0], &a));
    sketching_check(rmt_law_marchenko_pastur(p[1], 1, &b));
    sketching_check(rmt_free_add(a, b, &law));
    rmt_law_destroy(a);
    rmt_law_destroy(b);
    return edge_error(law, count, edge);
}

static double product_edges(const double *p)
{
    long double edge[8];
    rmt_law *a = NULL, *b = NULL, *law = NULL;
    int count = stationary(product_z, product_slope, p, 0, 10 / fmin(p[0], p[1]), edge);
    count += stationary(product_z, product_slope, p, -1 / fmax(p[0], p[1]), -1, edge + count);
    sketching_check(rmt_law_marchenko_pastur(p[0], 1, &a));
    sketching_check(rmt_law_marchenko_pastur(p[1], 1, &b));
    sketching_check(rmt_free_multiply(a, b, &law));
    rmt_law_destroy(a);
    rmt_law_destroy(b);
    return edge_error(law, count, edge);
}

static void edges(void)
{
    static const double sums[][2] = {{0.1, 0.1}, {0.3, 0.5}, {1, 0.9}, {3, 0.2}, {0.2, 4}, {0.5, 1.5}};
    static const double products[][2] = {{0.1, 0.2}, {0.5, 0.9}, {0.01, 0.7}, {0.99, 0.3}, {0.2, 0.25}, {0.97, 0.98}};
    double worst[2] = {0};
    for (int i = 0; i < 6; i++) {
        const double errors[] = {sum_edges(sums[i]), product_edges(products[i])};
        for (int k = 0; k < 2; k++) worst[k] = errors[k] <= worst[k] ? worst[k] : errors[k]; /* NaN stays */
    }
    bench_at_most("edges of semicircle + Marchenko-Pastur, 6 cases, relative error", worst[0], "", 1e-10);
    bench_at_most("edges of Marchenko-Pastur x Marchenko-Pastur, 6 cases, relative error", worst[1], "", 1e-10);
}

/* ---------------------------------------------------------------- spectra ---------------------------------------- */

typedef struct task {
    int64_t n;
    double *a, *b; /* values */
    bool product;
    double *x, *y; /* a grid, and the distribution function on it */
} task;

static rmt_law *convolve(const task *t)
{
    rmt_law *first = NULL, *second = NULL, *law = NULL;
    sketching_check(rmt_law_empirical(t->n, t->a, 0, &first));
    sketching_check(rmt_law_empirical(t->n, t->b, 0, &second));
    sketching_check(t->product ? rmt_free_multiply(first, second, &law) : rmt_free_add(first, second, &law));
    rmt_law_destroy(first);
    rmt_law_destroy(second);
    return law;
}

/* From the values to densities and distribution function at n points. */
static void whole(void *context)
{
    const task *t = context;
    rmt_law *law = convolve(t);
    sketching_check(rmt_law_density(law, t->n, t->x, t->y));
    sketching_check(rmt_law_cdf(law, t->n, t->x, t->y));
    rmt_law_destroy(law);
}

/* Eigenvalues of A + Q B Q^T or A^(1/2) Q B Q^T A^(1/2), Q from the QR decomposition of a normal matrix. */
static void simulate(const task *t, double *values)
{
    const lapack_int n = (lapack_int)t->n;
    double *Q = bench_allocate(t->n * t->n * 8), *S = bench_allocate(t->n * t->n * 8), *tau = bench_allocate(t->n * 8);
    const randblas_state state = randblas_seed(1);
    const randblas_dist dist = randblas_gaussian(t->n, t->n);
    randblas_sketch *G = NULL;
    sketching_check(randblas_sketch_create(&dist, &state, &G, NULL));
    sketching_check(randblas_dfill(RANDBLAS_COL_MAJOR, t->n, t->n, G, 0, 0, Q, t->n));
    for (int64_t i = 0; i < t->n * t->n; i++) S[i] = i % (t->n + 1) ? 0 : t->b[i / (t->n + 1)];
    int failed = LAPACKE_dgeqrf(LAPACK_COL_MAJOR, n, n, Q, n, tau) ||
                 LAPACKE_dormqr(LAPACK_COL_MAJOR, 'L', 'N', n, n, n, Q, n, tau, S, n) ||
                 LAPACKE_dormqr(LAPACK_COL_MAJOR, 'R', 'T', n, n, n, Q, n, tau, S, n);
    for (int64_t j = 0; j < t->n; j++)
        for (int64_t i = 0; i < t->n; i++) {
            double *s = S + i + j * t->n;
            *s = t->product ? *s * sqrt(t->a[i] * t->a[j]) : *s + (i == j ? t->a[i] : 0);
        }
    failed = failed || LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'L', n, S, n, values);
    if (failed) exit(EXIT_FAILURE);
    randblas_sketch_destroy(G);
    free(Q), free(S), free(tau);
}

static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(*state >> 11) + 0.5) * 0x1p-53;
}

/* Values drawn independently, rougher than eigenvalues are: a heavy-tailed law, and two clusters with a straggler. */
static task draw(int64_t n, bool product)
{
    task t = {n, bench_allocate(n * 8), bench_allocate(n * 8), product, bench_allocate(n * 8), bench_allocate(n * 8)};
    uint64_t state = 7;
    for (int64_t i = 0; i < n; i++) {
        t.a[i] = fmin(pow(uniform(&state), -0.25), 6) - 0.9;
        t.b[i] = i == 0 ? 12 : (i % 3 ? 1 : 3) + 0.5 * uniform(&state);
        t.x[i] = (double)i / (double)n * (product ? 30 : 15);
    }
    return t;
}

static void spectra(int64_t n, bool product, int runs)
{
    task t = draw(n, product);
    const char *what = product ? "product" : "sum";
    bench_set_threads(1);
    bench_at_most(bench_name("free %s of two laws of %d values, density and distribution function", what, (int)n),
                  bench_best(runs, whole, &t), "s", 1);
    rmt_law *law = convolve(&t);
    double distance = 0;
    bench_set_threads(bench_max_threads());
    simulate(&t, t.y);
    sketching_check(rmt_law_ks(law, n, t.y, &distance));
    bench_at_most(bench_name("free %s, distance of eigenvalues of order %d", what, (int)n), distance, "", 0.01);
    rmt_law_destroy(law);
    free(t.a), free(t.b), free(t.x), free(t.y);
}

/* A law of both signs times a positive one: near 0 each value is a band of its own. */
static void comb(int64_t n, int runs)
{
    task t = draw(n, true);
    rmt_law *law = NULL;
    int64_t bands = 0;
    sketching_check(rmt_law_semicircle(2, &law));
    for (int64_t i = 0; i < n; i++) t.y[i] = ((double)i + 0.5) / (double)n;
    sketching_check(rmt_law_quantile(law, n, t.y, t.b));
    rmt_law_destroy(law);
    bench_set_threads(1);
    const double seconds = bench_best(runs, whole, &t);
    law = convolve(&t);
    sketching_check(rmt_law_intervals(law, 0, NULL, &bands));
    bench_note(bench_name("free product of %d values of both signs, %d bands", (int)n, (int)bands), seconds, "s", "");
    rmt_law_destroy(law);
    free(t.a), free(t.b), free(t.x), free(t.y);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    bench_count_processor_time();
    edges();
    for (int product = 0; product < 2; product++) spectra(quick ? 1000 : 4000, product, quick ? 2 : 3);
    comb(quick ? 1000 : 4000, quick ? 1 : 2);
    return 0;
}
