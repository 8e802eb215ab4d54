/*
 * Claims: linear equivalents of kernels, and of conjugate and tangent kernels of networks of any depth, are off by
 * O(n^(-1/2)) in spectral norm for points on the unit sphere of dimension p = n; and layers cost little beside the
 * GEMM.
 */
#include "bench.h"
#include "sketching.h"

#include <cblas.h>
#include <math.h>
#include <rmt.h>
#include <stdlib.h>

enum { SIZES = 5, DEPTH = 5 };
static const randblas_layout col = RANDBLAS_COL_MAJOR;

/* p x n, independent and uniform on the unit sphere */
static double *sphere(int64_t p, int64_t n, uint64_t seed)
{
    double *X = bench_allocate(p * n * 8);
    const randblas_state state = randblas_seed(seed);
    randblas_dist dist = randblas_gaussian(p, n);
    randblas_sketch *G = NULL;
    sketching_check(randblas_sketch_create(&dist, &state, &G, NULL));
    sketching_check(randblas_dfill(col, p, n, G, 0, 0, X, p));
    for (int64_t j = 0; j < n; j++) {
        double sum = 0;
        for (int64_t i = 0; i < p; i++) sum += X[i + j * p] * X[i + j * p];
        for (int64_t i = 0; i < p; i++) X[i + j * p] /= sqrt(sum);
    }
    randblas_sketch_destroy(G);
    return X;
}

/* ||K - linear||, G = X^T X; K is overwritten. */
static double distance(const rmt_linear_kernel *linear, int64_t n, const double *G, double *K)
{
    const randblas_dlinop op = randblas_dlinop_dense(col, n, n, K, n);
    const randlapack_norm_options options = {.tolerance = 0.05};
    double norm = NAN;
    for (int64_t i = 0; i < n * n; i++) K[i] -= linear->gram * G[i] + linear->constant;
    for (int64_t i = 0; i < n; i++) K[i + i * n] -= linear->diagonal;
    sketching_check(randlapack_dspectral_norm(&op, &norm, &options, NULL));
    return norm;
}

static void gram(int64_t n, const double *X, double *G)
{
    const rmt_linear_kernel only = {1, 0, 0};
    sketching_check(rmt_linear_kernel_matrix(&only, col, n, n, X, n, G, n, NULL));
}

/* Of log error against log n, by least squares. */
static double slope(int count, const double *n, const double *error)
{
    double x = 0, y = 0, xx = 0, xy = 0;
    for (int i = 0; i < count; i++) {
        const double u = log(n[i]), v = log(error[i]);
        x += u / count, y += v / count;
        xx += u * u / count, xy += u * v / count;
    }
    return (xy - x * y) / (xx - x * x);
}

/* -0.5 +- 0.15 */
static void report(const char *what, int count, const double *n, const double *error)
{
    const double s = slope(count, n, error);
    bench_note(bench_name("%s, error at n = p = %.0f", what, n[count - 1]), error[count - 1], "", "spectral norm");
    bench_at_least(bench_name("%s, slope of the error, n = %.0f ..", what, n[0]), s, "", -0.65);
    bench_at_most(bench_name("%s, slope of the error, n = %.0f ..", what, n[0]), s, "", -0.35);
}

/* The kernel of random features, a_0 and all. */
static void features(rmt_activation_kind kind, const char *name, int sizes, int seeds)
{
    double count[SIZES], error[SIZES] = {0};
    rmt_activation *phi = NULL;
    rmt_linear_kernel linear;
    sketching_check(rmt_activation_create(kind, &phi));
    for (int i = 0; i < sizes; i++) {
        const int64_t n = (int64_t)256 << i;
        double *K = bench_allocate(n * n * 8), *G = bench_allocate(n * n * 8);
        count[i] = (double)n;
        sketching_check(rmt_kernel_linearise(RMT_REGIME_HERMITE, phi, 1, (double)n, &linear));
        for (int seed = 0; seed < seeds; seed++) {
            double *X = sphere(n, n, (uint64_t)seed);
            gram(n, X, G);
            sketching_check(rmt_feature_kernel(phi, col, n, n, X, n, K, n, NULL));
            error[i] += distance(&linear, n, G, K) / seeds;
            free(X);
        }
        free(K), free(G);
    }
    char what[64];
    snprintf(what, sizeof what, "kernel of %s", name);
    report(what, sizes, count, error);
    rmt_activation_destroy(phi);
}

typedef struct errors {
    double ck[DEPTH][SIZES], ntk[DEPTH][SIZES];
} errors;

static void deep_at(const rmt_activation *phi, const rmt_deep_layer *layers, int i, int64_t n, int seeds, errors *e)
{
    double *K = bench_allocate(n * n * 8), *T = bench_allocate(n * n * 8), *G = bench_allocate(n * n * 8);
    for (int seed = 0; seed < seeds; seed++) {
        double *X = sphere(n, n, (uint64_t)seed);
        gram(n, X, G);
        for (int l = 0; l < DEPTH; l++) {
            rmt_linear_kernel ck, ntk;
            sketching_check(rmt_deep_kernel(phi, l + 1, col, n, n, X, n, K, n, T, n, NULL));
            sketching_check(rmt_deep_equivalent(&layers[l], (double)n, &ck, &ntk));
            e->ck[l][i] += distance(&ck, n, G, K) / seeds;
            e->ntk[l][i] += distance(&ntk, n, G, T) / seeds;
        }
        free(X);
    }
    free(K), free(T), free(G);
}

static void deep(rmt_activation_kind kind, const char *name, int sizes, int seeds)
{
    double count[SIZES];
    errors e = {0};
    rmt_activation *raw = NULL, *phi = NULL;
    rmt_deep_layer layers[DEPTH];
    sketching_check(rmt_activation_create(kind, &raw));
    sketching_check(rmt_activation_standardise(raw, &phi));
    sketching_check(rmt_deep_layers(phi, DEPTH, layers));
    for (int i = 0; i < sizes; i++) {
        count[i] = (double)((int64_t)256 << i);
        deep_at(phi, layers, i, (int64_t)256 << i, seeds, &e);
    }
    for (int l = 0; l < DEPTH; l++) {
        char what[64];
        snprintf(what, sizeof what, "conjugate kernel of %s, depth %d", name, l + 1);
        report(what, sizes, count, e.ck[l]);
        snprintf(what, sizeof what, "tangent kernel of %s, depth %d", name, l + 1);
        report(what, sizes, count, e.ntk[l]);
    }
    rmt_activation_destroy(raw);
    rmt_activation_destroy(phi);
}

typedef struct job {
    const rmt_activation *phi;
    int64_t n, p;
    double *X, *K, *T;
} job;

static void product(void *context)
{
    const job *j = context;
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, (int)j->n, (int)j->n, (int)j->p, 1, j->X, (int)j->p, j->X,
                (int)j->p, 0, j->K, (int)j->n);
}

static void both_kernels(void *context)
{
    const job *j = context;
    sketching_check(rmt_deep_kernel(j->phi, DEPTH, col, j->p, j->n, j->X, j->p, j->K, j->n, j->T, j->n, NULL));
}

static void times(int64_t n, int runs)
{
    double gemm, kernels;
    rmt_activation *relu = NULL;
    sketching_check(rmt_activation_create(RMT_PHI_RELU, &relu));
    job j = {relu, n, 784, sphere(784, n, 1), bench_allocate(n * n * 8), bench_allocate(n * n * 8)};
    bench_best_of_both(runs, product, &j, both_kernels, &j, &gemm, &kernels);
    bench_note(bench_name("conjugate and tangent kernel of ReLU, depth 5, n = %d, p = 784", (int)n), kernels / gemm,
               "x", "time, in that of a GEMM");
    rmt_activation_destroy(relu);
    free(j.X), free(j.K), free(j.T);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    const int sizes = quick ? 3 : SIZES, seeds = quick ? 2 : 3;
    bench_set_threads(1);
    bench_count_processor_time();
    times(quick ? 1000 : 4000, quick ? 2 : 5);
    bench_set_threads(bench_max_threads());
    features(RMT_PHI_RELU, "ReLU", sizes, seeds);
    features(RMT_PHI_GELU, "GELU", sizes, seeds);
    features(RMT_PHI_EXP, "exp", sizes, seeds);
    deep(RMT_PHI_RELU, "ReLU", sizes, seeds);
    return 0;
}
