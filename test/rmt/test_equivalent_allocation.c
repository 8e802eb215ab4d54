/* Activations, kernels and equivalents at their ends: no memory, more threads, points that coincide, one point, one
 * feature, ridges that vanish. */
#include "failing_malloc.h"
#include "laws.h"

#include "law_models_impl.h"
#include "rmt.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

enum { P = 6, N = 20, M = 8 };
static const randblas_layout col = RANDBLAS_COL_MAJOR;

static void set_threads(int threads)
{
    (void)threads;
#ifdef _OPENMP
    omp_set_num_threads(threads);
#endif
}

static double square(void *context, double t)
{
    (void)context;
    return t * t;
}

static double twice(void *context, double t)
{
    (void)context;
    return 2 * t;
}

/* ---------------------------------------------------------------- memory ------------------------------------------ */

typedef struct making {
    int which;
    const rmt_activation *phi;
} making;

static int make_one(void *context)
{
    const making *m = context;
    rmt_activation *phi = NULL;
    int info = 0;
    switch (m->which) {
    case 0:
        info = rmt_activation_create(RMT_PHI_TANH, &phi);
        break;
    case 1:
        info = rmt_activation_polynomial(2, (const double[]){1, 0, 3}, &phi);
        break;
    case 2:
        info = rmt_activation_user(square, twice, NULL, &phi);
        break;
    case 3:
        info = rmt_activation_affine(m->phi, 2, 1, &phi);
        break;
    case 4:
        info = rmt_activation_standardise(m->phi, &phi);
        break;
    default:
        info = rmt_activation_derivative(m->phi, &phi);
        break;
    }
    assert_true(!info == (phi != NULL));
    rmt_activation_destroy(phi);
    return info;
}

/* Copies of a polynomial hold two blocks, others one. */
static void test_allocation_of_activations(void **state)
{
    (void)state;
    rmt_activation *base[2] = {NULL, NULL};
    assert_int_equal(rmt_activation_create(RMT_PHI_GELU, &base[0]), 0);
    assert_int_equal(rmt_activation_polynomial(3, (const double[]){1, 0, 3, 2}, &base[1]), 0);
    for (int b = 0; b < 2; b++)
        for (int which = 0; which <= 5; which++) {
            making m = {which, base[b]};
            const bool polynomial = which == 1 || (which > 2 && b == 1);
            assert_int_equal(fail_each_allocation(make_one, &m, RANDBLAS_OUT_OF_MEMORY), polynomial ? 2 : 1);
        }
    rmt_activation_destroy(base[0]);
    rmt_activation_destroy(base[1]);
}

typedef struct kernels {
    rmt_activation *phi;
    double X[P * N], K[N * N];
    bool cross;
} kernels;

static int one_kernel(void *context)
{
    kernels *k = context;
    if (!k->cross) return rmt_feature_kernel(k->phi, col, P, N, k->X, P, k->K, N, NULL);
    return rmt_feature_kernel_cross(k->phi, col, P, N, k->X, P, N, k->X, P, k->K, N, NULL);
}

static void test_allocation_of_kernels(void **state)
{
    (void)state;
    static kernels k;
    const rmt_activation_kind kinds[] = {RMT_PHI_RELU, RMT_PHI_ERF, RMT_PHI_SIGMOID, RMT_PHI_SIN};
    const randblas_state seed = randblas_seed(4);
    assert_int_equal(rmt_gaussian_matrix(P, N, &seed, 0, k.X, P), 0);
    for (int i = 0; i < P * N; i++) k.X[i] /= 4;
    for (int kind = 0; kind < 4; kind++) {
        assert_int_equal(rmt_activation_create(kinds[kind], &k.phi), 0);
        for (int cross = 0; cross < 2; cross++) {
            k.cross = cross;
            assert_true(fail_each_allocation(one_kernel, &k, RANDBLAS_OUT_OF_MEMORY) >= 3);
        }
        rmt_activation_destroy(k.phi);
    }
}

/* ---------------------------------------------------------------- threads ----------------------------------------- */

/* More than a panel of columns, but for series, whose coefficients take their time; entries may differ by the order of
 * the sums in GEMM only. */
static void test_threads(void **state)
{
    (void)state;
    enum { MOST = 400 };
    const randblas_state seed = randblas_seed(6);
    const rmt_activation_kind kinds[] = {RMT_PHI_RELU, RMT_PHI_STEP, RMT_PHI_SIGMOID, RMT_PHI_GAUSSIAN};
    double *X = malloc(P * MOST * sizeof *X), *K = malloc(4 * MOST * MOST * sizeof *K);
    assert_int_equal(rmt_gaussian_matrix(P, MOST, &seed, 0, X, P), 0);
    for (int i = 0; i < P * MOST; i++) X[i] /= sqrt(P);
    for (int kind = 0; kind < 4; kind++) {
        const int n = kinds[kind] == RMT_PHI_SIGMOID ? 40 : MOST;
        rmt_activation *phi = NULL;
        assert_int_equal(rmt_activation_create(kinds[kind], &phi), 0);
        for (int t = 0; t < 2; t++) {
            double *mine = K + 2 * t * n * n;
            set_threads(t ? 3 : 1);
            assert_int_equal(rmt_feature_kernel(phi, col, P, n, X, P, mine, n, NULL), 0);
            assert_int_equal(rmt_feature_kernel_cross(phi, col, P, n, X, P, n, X, P, mine + n * n, n, NULL), 0);
        }
        for (int i = 0; i < 2 * n * n; i++) {
            const bool jumps = kinds[kind] == RMT_PHI_STEP; /* asin loses half of the digits at 1 */
            const bool diagonal = i % (n * n) % (n + 1) == 0;
            assert_close(K[i], K[i + 2 * n * n], jumps && diagonal ? 1e-8 : 2e-14);
        }
        rmt_activation_destroy(phi);
    }
    set_threads(1);
    free(X), free(K);
}

/* ---------------------------------------------------------------- models ------------------------------------------ */

typedef struct problem {
    double X[P * (2 * N + M)], y[2 * N], y_test[M]; /* test points last */
    int64_t n;
} problem;

/* N points, `copies` times, moved by `noise`. */
static void make(problem *t, int copies, double noise)
{
    const randblas_state seed = randblas_seed(31);
    double moves[P * N];
    t->n = copies * N;
    assert_int_equal(rmt_gaussian_matrix(P, N, &seed, 0, t->X, P), 0);
    assert_int_equal(rmt_gaussian_matrix(P, M, &seed, 1, t->X + P * t->n, P), 0);
    assert_int_equal(rmt_gaussian_matrix(P, N, &seed, 2, moves, P), 0);
    for (int j = 0; j < N; j++) {
        t->y[j] = sin(3 * t->X[j * P]) + t->X[j * P + 1];
        if (copies < 2) continue;
        t->y[j + N] = t->y[j];
        for (int i = 0; i < P; i++) t->X[i + (j + N) * P] = t->X[i + j * P] + noise * moves[i + j * P];
    }
    for (int j = 0; j < M; j++) t->y_test[j] = t->X[P * (t->n + j)];
}

static rmt_features *prepare(const problem *t)
{
    const int64_t n = t->n;
    double K[4 * N * N], C[2 * N * M], D[M * M], diagonal[M];
    rmt_activation *relu = NULL;
    rmt_features *model = NULL;
    assert_int_equal(rmt_activation_create(RMT_PHI_RELU, &relu), 0);
    assert_int_equal(rmt_feature_kernel(relu, col, P, n, t->X, P, K, n, NULL), 0);
    assert_int_equal(rmt_feature_kernel_cross(relu, col, P, n, t->X, P, M, t->X + P * n, P, C, n, NULL), 0);
    assert_int_equal(rmt_feature_kernel(relu, col, P, M, t->X + P * n, P, D, M, NULL), 0);
    for (int j = 0; j < M; j++) diagonal[j] = D[j + j * M];
    assert_int_equal(rmt_features_create(n, K, n, t->y, M, C, n, diagonal, t->y_test, NULL, &model), 0);
    rmt_activation_destroy(relu);
    return model;
}

/* Each point twice is the same problem: the objective is a mean over points.  K has rank n/2, exactly or, with copies
 * moved by 1e-8, a condition number above 1e15. */
static void test_copies(void **state)
{
    (void)state;
    static problem one, two, moved;
    const double ds[] = {1, 7, 19, 21, 40, 1000}, gammas[] = {0, 1e-300, 1e-9, 1e-3, 1};
    make(&one, 1, 0);
    make(&two, 2, 0);
    make(&moved, 2, 1e-8);
    rmt_features *f[3] = {prepare(&one), prepare(&two), prepare(&moved)};
    for (int c = 0; c < 30; c++) {
        const double d = ds[c % 6], gamma = gammas[c / 6];
        rmt_features_point r[3];
        for (int k = 0; k < 3; k++) assert_int_equal(rmt_features_errors(f[k], 1, &d, &gamma, &r[k]), 0);
        assert_close(r[1].theta, r[0].theta, 1e-9 * r[0].theta + 1e-20);
        assert_close(r[1].train, r[0].train, 1e-8 * r[0].train + 1e-20);
        assert_close(r[1].test, r[0].test, 1e-8 * r[0].test);
        assert_close(r[1].degrees, r[0].degrees, 1e-8 * N);
        assert_true(r[2].train >= 0 && r[2].test >= 0 && isfinite(r[2].train) && !isnan(r[2].test));
        if (gamma >= 1e-3) assert_close(r[2].train, r[0].train, 1e-6 * r[0].train);
        if (gamma >= 1e-3) assert_close(r[2].test, r[0].test, 1e-6 * r[0].test);
    }
    for (int k = 0; k < 3; k++) rmt_features_destroy(f[k]);
}

/* Small ridges have the limit gamma = 0, down to the smallest number. */
static void test_vanishing_ridge(void **state)
{
    (void)state;
    static problem t;
    make(&t, 1, 0);
    rmt_features *f = prepare(&t);
    const double ds[] = {1, 10, 30};
    for (int k = 0; k < 3; k++) {
        const double d[4] = {ds[k], ds[k], ds[k], ds[k]}, gamma[4] = {0, DBL_TRUE_MIN, 1e-300, 1e-15};
        rmt_features_point r[4];
        assert_int_equal(rmt_features_errors(f, 4, d, gamma, r), 0);
        for (int g = 1; g < 4; g++) {
            assert_close(r[g].train, r[0].train, 1e-10 * r[0].train + 1e-24);
            assert_close(r[g].test, r[0].test, 1e-10 * r[0].test);
        }
    }
    rmt_features_destroy(f);
}

/* One training point of kernel k: theta solves theta - gamma = k theta/(d k + theta), a quadratic equation. */
static void test_one_point(void **state)
{
    (void)state;
    const double k = 0.7, y = 2, cross[1] = {0.3}, diagonal[1] = {0.9}, y_test[1] = {1};
    rmt_features *f = NULL;
    assert_int_equal(rmt_features_create(1, &k, 1, &y, 1, cross, 1, diagonal, y_test, NULL, &f), 0);
    for (int c = 0; c < 12; c++) {
        const double d = (double[]){1, 2, 50}[c % 3], gamma = (double[]){1e-6, 0.1, 1, 1e6}[c / 3];
        const double half = (gamma + k - d * k) / 2, root = sqrt(half * half + gamma * d * k);
        const double theta = half > 0 ? half + root : gamma * d * k / (root - half); /* no cancellation */
        const double g = d / (d * k + theta), p = k * g, q = theta * g / d, left = p * q / d + gamma / theta;
        const double residual = y_test[0] - cross[0] * g * y;
        const double variance = y * y * p * g / d / left * (diagonal[0] - g * (1 + q) * cross[0] * cross[0]);
        rmt_features_point r;
        assert_int_equal(rmt_features_errors(f, 1, &d, &gamma, &r), 0);
        assert_close(r.theta, theta, 1e-12 * theta);
        assert_close(r.train, y * y * q * (q + p * p * q / d / left), 1e-11 * r.train);
        assert_close(r.test, residual * residual + variance, 1e-11 * r.test);
    }
    rmt_features_destroy(f);
}

static void test_zero_targets(void **state)
{
    (void)state;
    static problem t;
    make(&t, 1, 0);
    memset(t.y, 0, sizeof t.y);
    memset(t.y_test, 0, sizeof t.y_test);
    rmt_features *f = prepare(&t);
    for (int c = 0; c < 12; c++) {
        const double d = (double[]){1, N, 3 * N}[c % 3], gamma = (double[]){0, 1e-300, 0.1, 1e300}[c / 3];
        rmt_features_point r;
        assert_int_equal(rmt_features_errors(f, 1, &d, &gamma, &r), 0);
        assert_true(r.train == 0 && r.test == 0);
    }
    rmt_features_destroy(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocation_of_activations),
                                       cmocka_unit_test(test_allocation_of_kernels),
                                       cmocka_unit_test(test_threads),
                                       cmocka_unit_test(test_copies),
                                       cmocka_unit_test(test_vanishing_ridge),
                                       cmocka_unit_test(test_one_point),
                                       cmocka_unit_test(test_zero_targets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
