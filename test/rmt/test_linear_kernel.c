/* Linear equivalents of kernels: coefficients, the matrix, and where each regime holds. */
#include "laws.h"
#include "sphere.h"

#include <string.h>

static rmt_activation *make(int kind)
{
    static const double coefficients[] = {0.3, -1, 0.25, 0.5};
    rmt_activation *phi = NULL;
    if (kind == RMT_PHI_POLYNOMIAL)
        assert_int_equal(rmt_activation_polynomial(3, coefficients, &phi), 0);
    else
        assert_int_equal(rmt_activation_create((rmt_activation_kind)kind, &phi), 0);
    return phi;
}

static double value(const rmt_activation *phi, double t)
{
    assert_int_equal(rmt_activation_values(phi, 1, &t, &t), 0);
    return t;
}

static double by_name(void *context, double t)
{
    return value(context, t);
}

/* Central differences of the named ones, and of affine images; the extrapolation a caller's phi goes through. */
static void test_taylor(void **state)
{
    (void)state;
    const double h = 1e-3;
    for (int kind = RMT_PHI_ERF; kind <= RMT_PHI_GELU_SLOPE; kind++) {
        rmt_activation *phi = make(kind), *moved = NULL, *user = NULL;
        double b[3], c[3], d[3];
        assert_int_equal(rmt_activation_taylor(phi, b), 0);
        const double up = value(phi, h), at = value(phi, 0), down = value(phi, -h);
        assert_close(b[0], at, 1e-15);
        assert_close(b[1], (up - down) / (2 * h), 5e-6); /* h^2 phi'''/6 */
        assert_close(b[2], (up + down - 2 * at) / (2 * h * h), 5e-6);
        assert_int_equal(rmt_activation_affine(phi, -3, 2, &moved), 0);
        assert_int_equal(rmt_activation_taylor(moved, c), 0);
        for (int k = 0; k < 3; k++) assert_close(c[k], -3 * b[k] + (k == 0 ? 2 : 0), 1e-15);
        assert_int_equal(rmt_activation_user(by_name, NULL, phi, &user), 0);
        assert_int_equal(rmt_activation_taylor(user, d), 0);
        for (int k = 0; k < 3; k++) assert_close(d[k], b[k], 1e-7);
        rmt_activation_destroy(moved);
        rmt_activation_destroy(user);
        rmt_activation_destroy(phi);
    }
    for (int kind = RMT_PHI_RELU; kind <= RMT_PHI_STEP; kind++) {
        rmt_activation *phi = make(kind), *user = NULL;
        double b[3] = {7, 7, 7};
        assert_int_equal(rmt_activation_taylor(phi, b), -1);
        assert_int_equal(rmt_activation_user(by_name, NULL, phi, &user), 0);
        assert_int_equal(rmt_activation_taylor(user, b), -1); /* kinks and jumps are seen */
        assert_true(b[0] == 7 && b[1] == 7 && b[2] == 7);
        rmt_activation_destroy(user);
        rmt_activation_destroy(phi);
    }
}

/* More columns than a panel; both layouts with padding; by the definition. */
static void test_matrix(void **state)
{
    (void)state;
    enum { P = 7, N = 401, LD = N + 2 };
    const rmt_linear_kernel kernel = {0.7, -0.25, 1.5};
    double *X = sphere(P, N, 3), *R = malloc(P * LD * sizeof *R), *K = malloc(LD * N * sizeof *K),
           *C = malloc(LD * N * sizeof *C);
    for (int j = 0; j < N; j++)
        for (int i = 0; i < P; i++) R[j + i * LD] = X[i + j * P];
    for (int i = 0; i < P; i++) R[N + i * LD] = R[N + 1 + i * LD] = NAN; /* padding is not read */
    for (int i = 0; i < LD * N; i++) K[i] = C[i] = -7;
    assert_int_equal(rmt_linear_kernel_matrix(&kernel, RANDBLAS_ROW_MAJOR, P, N, R, LD, K, LD, NULL), 0);
    assert_int_equal(rmt_linear_kernel_matrix(&kernel, RANDBLAS_COL_MAJOR, P, N, X, P, C, LD, NULL), 0);
    for (int j = 0; j < N; j++) {
        for (int i = 0; i < N; i++) {
            double sum = kernel.constant + (i == j ? kernel.diagonal : 0);
            for (int k = 0; k < P; k++) sum += kernel.gram * X[k + i * P] * X[k + j * P];
            assert_close(K[i + j * LD], sum, 1e-14);
            assert_close(C[i + j * LD], sum, 1e-14);
            assert_true(K[i + j * LD] == K[j + i * LD]);
        }
        for (int i = N; i < LD; i++) assert_true(K[i + j * LD] == -7 && C[i + j * LD] == -7);
    }
    assert_int_equal(rmt_linear_kernel_matrix(&kernel, RANDBLAS_COL_MAJOR, 0, 1, NULL, 1, K, 1, NULL), 0);
    assert_close(K[0], 1.25, 0);
    free(X), free(R), free(K), free(C);
}

/* ||K - K~|| of n points of length s in dimension p. */
static double error_of(rmt_kernel_regime regime, const rmt_activation *phi, double s, int64_t p, int64_t n,
                       double unlike)
{
    rmt_linear_kernel linear;
    double *X = sphere(p, n, 11), *K = malloc((size_t)(n * n) * sizeof *K);
    for (int64_t i = 0; i < p * n; i++) X[i] *= s;
    assert_int_equal(rmt_feature_kernel(phi, RANDBLAS_COL_MAJOR, p, n, X, p, K, n, NULL), 0);
    assert_int_equal(rmt_kernel_linearise(regime, phi, unlike, (double)p, &linear), 0);
    const double norm = remainder_norm(K, &linear, p, n, X);
    free(X), free(K);
    return norm;
}

/*
 * n and p together, s = 1: Hermite's error is halved by four times the size, Taylor's is not.  s -> 0, few
 * dimensions and correlated points: Taylor's error falls as s^4, and the Hermite polynomials of variance 1 are of no
 * use; those of variance s^2 are.
 */
static void test_regimes(void **state)
{
    (void)state;
    const int kinds[] = {RMT_PHI_GELU, RMT_PHI_TANH, RMT_PHI_SIGMOID, RMT_PHI_EXP, RMT_PHI_COS, RMT_PHI_POLYNOMIAL};
    for (int c = 0; c < 6; c++) {
        rmt_activation *phi = make(kinds[c]);
        const double small = error_of(RMT_REGIME_HERMITE, phi, 1, 60, 80, 1);
        const double large = error_of(RMT_REGIME_HERMITE, phi, 1, 240, 320, 1);
        const double taylor[] = {error_of(RMT_REGIME_TAYLOR, phi, 1, 60, 80, 1),
                                 error_of(RMT_REGIME_TAYLOR, phi, 1, 240, 320, 1)};
        assert_true(large < 0.65 * small && large > 0.2 * small); /* faster still when a_2 is small */
        assert_true(taylor[1] > 0.9 * taylor[0] && taylor[1] > 5 * large);
        const double e1 = error_of(RMT_REGIME_TAYLOR, phi, 0.08, 3, 20, 0.08);
        const double e2 = error_of(RMT_REGIME_TAYLOR, phi, 0.04, 3, 20, 0.04);
        assert_true(e2 < e1 / 14 && e2 > e1 / 20 && e1 < 1e-2);
        assert_true(error_of(RMT_REGIME_HERMITE, phi, 0.04, 3, 20, 1) > 30 * e2);
        rmt_activation_destroy(phi);
    }
    /* kinks: Hermite only, any length */
    rmt_activation *relu = make(RMT_PHI_RELU);
    const double small = error_of(RMT_REGIME_HERMITE, relu, 3, 60, 80, 3);
    const double large = error_of(RMT_REGIME_HERMITE, relu, 3, 240, 320, 3);
    assert_true(large < 0.65 * small && large > 0.35 * small);
    rmt_activation_destroy(relu);
}

/* By hand: ReLU has a_0^2 = 1/(2 pi), a_1 = 1/2, a_2^2 = 1/(4 pi), nu = 1/2, and is homogeneous. */
static void test_coefficients(void **state)
{
    (void)state;
    const double pi = acos(-1), s = 1e-100;
    rmt_activation *relu = make(RMT_PHI_RELU), *ex = make(RMT_PHI_EXP);
    rmt_linear_kernel k, t;
    assert_int_equal(rmt_kernel_linearise(RMT_REGIME_HERMITE, relu, 1, 10, &k), 0);
    assert_close(k.gram, 0.25, 1e-15);
    assert_close(k.constant, 1 / (2 * pi) + 1 / (40 * pi), 1e-15);
    assert_close(k.diagonal, 0.25 - 1 / (2 * pi), 1e-15);
    assert_int_equal(rmt_kernel_linearise(RMT_REGIME_HERMITE, relu, s, 10, &t), 0);
    assert_close(t.gram, k.gram, 1e-15);
    assert_close(t.constant / (s * s), k.constant, 1e-15);
    assert_int_equal(rmt_kernel_linearise(RMT_REGIME_TAYLOR, ex, 0.5, NAN, &t), 0); /* 1 + t + t^2/2 */
    assert_close(t.gram, 1, 0);
    assert_close(t.constant, 1 + 0.25, 1e-15);
    assert_close(t.diagonal, exp(0.5) - 1.25 - 0.25, 1e-15);
    rmt_activation_destroy(relu);
    rmt_activation_destroy(ex);
}

static int cancel(void *context, const char *phase, double fraction)
{
    (void)fraction;
    assert_string_equal(phase, "kernel");
    return ++*(int *)context > 1;
}

static void test_illegal(void **state)
{
    (void)state;
    const randblas_layout col = RANDBLAS_COL_MAJOR;
    const rmt_linear_kernel good = {1, 1, 1}, bad[] = {{NAN, 1, 1}, {1, INFINITY, 1}, {1, 1, NAN}};
    const randblas_control wrong = {.memory_limit = -1};
    rmt_linear_kernel out = {7, 7, 7};
    double X[4] = {1, NAN, 2, INFINITY}, K[4] = {7, 7, 7, 7};
    rmt_activation *phi = make(RMT_PHI_RELU), *tanh = make(RMT_PHI_TANH);
    assert_int_equal(rmt_activation_taylor(NULL, K), -1);
    assert_int_equal(rmt_activation_taylor(tanh, NULL), -2);
    assert_int_equal(rmt_kernel_linearise(0, phi, 1, 1, &out), -1);
    assert_int_equal(rmt_kernel_linearise(RMT_REGIME_HERMITE, NULL, 1, 1, &out), -2);
    assert_int_equal(rmt_kernel_linearise(RMT_REGIME_TAYLOR, phi, 1, 1, &out), -2);
    assert_int_equal(rmt_kernel_linearise(RMT_REGIME_HERMITE, phi, 0, 1, &out), -3);
    assert_int_equal(rmt_kernel_linearise(RMT_REGIME_HERMITE, phi, NAN, 1, &out), -3);
    assert_int_equal(rmt_kernel_linearise(RMT_REGIME_HERMITE, phi, 1, 0, &out), -4);
    assert_int_equal(rmt_kernel_linearise(RMT_REGIME_HERMITE, phi, 1, INFINITY, &out), -4);
    assert_int_equal(rmt_kernel_linearise(RMT_REGIME_HERMITE, phi, 1, 1, NULL), -5);
    assert_true(out.gram == 7 && out.constant == 7 && out.diagonal == 7);
    assert_int_equal(rmt_linear_kernel_matrix(NULL, col, 2, 1, X, 2, K, 1, NULL), -1);
    for (int i = 0; i < 3; i++) assert_int_equal(rmt_linear_kernel_matrix(&bad[i], col, 2, 1, X, 2, K, 1, NULL), -1);
    assert_int_equal(rmt_linear_kernel_matrix(&good, 0, 2, 1, X, 2, K, 1, NULL), -2);
    assert_int_equal(rmt_linear_kernel_matrix(&good, col, -1, 1, X, 2, K, 1, NULL), -3);
    assert_int_equal(rmt_linear_kernel_matrix(&good, col, 2, -1, X, 2, K, 1, NULL), -4);
    assert_int_equal(rmt_linear_kernel_matrix(&good, col, 2, 1, NULL, 2, K, 1, NULL), -5);
    assert_int_equal(rmt_linear_kernel_matrix(&good, col, 2, 1, X, 1, K, 1, NULL), -6);
    assert_int_equal(rmt_linear_kernel_matrix(&good, col, 2, 1, X, 2, NULL, 1, NULL), -7);
    assert_int_equal(rmt_linear_kernel_matrix(&good, col, 2, 2, X, 2, K, 1, NULL), -8);
    assert_int_equal(rmt_linear_kernel_matrix(&good, col, 2, 1, X, 2, K, 1, &wrong), -9);
    assert_int_equal(rmt_linear_kernel_matrix(&good, col, 2, 1, X, 2, K, 1, NULL), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_linear_kernel_matrix(&good, col, 1, 1, X + 3, 1, K, 1, NULL), RANDBLAS_NOT_FINITE);
    for (int i = 0; i < 4; i++) assert_true(K[i] == 7);
    assert_int_equal(rmt_linear_kernel_matrix(&good, col, 2, 0, NULL, 2, NULL, 1, NULL), 0);
    enum { N = 400 };
    static double many[N], large[N * N];
    int calls = 0;
    const randblas_control control = {.progress = cancel, .progress_context = &calls};
    assert_int_equal(rmt_linear_kernel_matrix(&good, col, 1, N, many, 1, large, N, &control), RANDBLAS_CANCELLED);
    assert_int_equal(calls, 2);
    rmt_activation_destroy(phi);
    rmt_activation_destroy(tanh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_taylor), cmocka_unit_test(test_matrix),
                                       cmocka_unit_test(test_regimes), cmocka_unit_test(test_coefficients),
                                       cmocka_unit_test(test_illegal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
