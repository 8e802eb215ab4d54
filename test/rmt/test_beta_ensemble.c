/*
 * Beta-ensembles by independent routes: order 1 and beta = 0 in closed form, moments (Aomoto's integrals), dense real
 * and complex matrices, and a determinant that shows the digits of small eigenvalues.
 */
#include "laws.h"
#include "statistics.h"
#include "testing.h"

#include "law_models_impl.h"
#include "rmt.h"

#include <string.h>

enum { DRAWS = 2000, MOST = 8 };

static randblas_state stream(uint64_t seed)
{
    return randblas_seed(seed);
}

/* sqrt(n) D of a sample against a distribution function */
static double deviation(int n, double *x, double (*cdf)(double x, double p), double p)
{
    double most = 0;
    qsort(x, (size_t)n, sizeof *x, compare_doubles);
    for (int i = 0; i < n; i++) {
        const double F = cdf(x[i], p);
        most = fmax(most, fmax(F - (double)i / n, (i + 1.0) / n - F));
    }
    return most * sqrt(n);
}

static double normal_cdf(double x, double p)
{
    return erfc(-x / (p * sqrt(2.0))) / 2;
}

static double exponential_cdf(double x, double p)
{
    return -expm1(-x / p);
}

static double power_cdf(double x, double p)
{
    return pow(x, p);
}

/* Order 1 for any beta, and beta = 0 for any order: N(0, 1), Gamma(1), Beta(a, 1). */
static void test_independent(void **state)
{
    (void)state;
    static double x[3][DRAWS];
    for (int many = 0; many < 2; many++) {
        randblas_state s = stream(3);
        const int64_t n = many ? DRAWS : 1;
        const double beta = many ? 0 : 3;
        for (int64_t i = 0; i < DRAWS; i += n) {
            assert_int_equal(rmt_beta_hermite(beta, n, &s, x[0] + i, &s), 0);
            assert_int_equal(rmt_beta_laguerre(beta, 1, n, &s, x[1] + i, &s), 0);
            assert_int_equal(rmt_beta_jacobi(beta, 0.02, 1, n, &s, x[2] + i, &s), 0);
        }
        assert_true(deviation(DRAWS, x[0], normal_cdf, 1) < kolmogorov_limit());
        assert_true(deviation(DRAWS, x[1], exponential_cdf, 1) < kolmogorov_limit());
        assert_true(deviation(DRAWS, x[2], power_cdf, 0.02) < kolmogorov_limit());
    }
}

/* The mean of a statistic over draws is within its limit of the expected one. */
static void assert_mean(int n, const double *x, double expected)
{
    double mean = 0, variance = 0;
    for (int i = 0; i < n; i++) mean += x[i] / n;
    for (int i = 0; i < n; i++) variance += (x[i] - mean) * (x[i] - mean) / n;
    assert_close(mean, expected, Z_LIMIT * sqrt(variance / n));
}

static double sum_of(int n, const double *x, int power)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += pow(x[i], power);
    return sum;
}

static double product_of(int n, const double *x)
{
    double product = 1;
    for (int i = 0; i < n; i++) product *= x[i];
    return product;
}

static void test_moments(void **state)
{
    (void)state;
    static double t[5][DRAWS];
    const double betas[] = {0.01, 0.5, 1, 2, 4, 7.3};
    const int n = 5;
    for (int k = 0; k < 6; k++) {
        const double beta = betas[k], g = beta / 2, shape = 0.4 + k, a = 1.5, b = 0.3 + k;
        randblas_state s = stream(10 + (uint64_t)k);
        double x[MOST], det = 1, det_jacobi = 1;
        for (int d = 0; d < DRAWS; d++) {
            assert_int_equal(rmt_beta_hermite(beta, n, &s, x, &s), 0);
            t[0][d] = sum_of(n, x, 2);
            assert_int_equal(rmt_beta_laguerre(beta, shape, n, &s, x, &s), 0);
            t[1][d] = sum_of(n, x, 1), t[2][d] = product_of(n, x);
            assert_int_equal(rmt_beta_jacobi(beta, a, b, n, &s, x, &s), 0);
            t[3][d] = sum_of(n, x, 1), t[4][d] = product_of(n, x);
            for (int i = 1; i < n; i++) assert_true(x[i - 1] <= x[i] && x[i] <= 1 && x[0] >= 0);
        }
        for (int j = 0; j < n; j++) {
            det *= shape + j * g;
            det_jacobi *= (a + j * g) / (a + b + (n + j - 1) * g);
        }
        assert_mean(DRAWS, t[0], n + beta * n * (n - 1) / 2);
        assert_mean(DRAWS, t[1], n * (shape + g * (n - 1)));
        assert_mean(DRAWS, t[2], det);
        assert_mean(DRAWS, t[3], n * (a + g * (n - 1)) / (a + b + beta * (n - 1)));
        assert_mean(DRAWS, t[4], det_jacobi);
    }
}

/* Eigenvalues of a symmetric matrix of order n, ascending, by Jacobi's rotations. */
static void symmetric_values(int n, double *A, double *x)
{
    for (int sweep = 0; sweep < 12; sweep++)
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++) {
                const double angle = atan2(2 * A[p + q * n], A[q + q * n] - A[p + p * n]) / 2;
                const double c = cos(angle), s = sin(angle);
                for (int side = 0; side < 2; side++)
                    for (int i = 0; i < n; i++) {
                        double *u = side ? A + p + i * n : A + i + p * n, *v = side ? A + q + i * n : A + i + q * n;
                        const double up = *u, vp = *v;
                        *u = c * up - s * vp, *v = s * up + c * vp;
                    }
            }
    for (int i = 0; i < n; i++) x[i] = A[i + i * n];
    qsort(x, (size_t)n, sizeof *x, compare_doubles);
}

/* Of the Hermitian matrix A + iB: [A, -B; B, A] has each eigenvalue twice. */
static void hermitian_values(int n, const double *A, const double *B, double *x)
{
    double M[4 * MOST * MOST], y[2 * MOST];
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++) {
            M[i + j * 2 * n] = M[i + n + (j + n) * 2 * n] = A[i + j * n];
            M[i + n + j * 2 * n] = B[i + j * n];
            M[i + (j + n) * 2 * n] = -B[i + j * n];
        }
    symmetric_values(2 * n, M, y);
    for (int i = 0; i < n; i++) x[i] = y[2 * i];
}

static void dense_hermite(int beta, int n, const randblas_state *s, double *x)
{
    double A[MOST * MOST] = {0}, B[MOST * MOST] = {0};
    for (int j = 0; j < n; j++) {
        A[j + j * n] = rmt_normal(s, j);
        for (int i = 0; i < j; i++) {
            const double g = rmt_normal(s, 100 + i + 10 * j) / sqrt(2.0),
                         h = rmt_normal(s, 200 + i + 10 * j) / sqrt(2.0);
            A[i + j * n] = A[j + i * n] = g;
            B[i + j * n] = beta == 2 ? h : 0, B[j + i * n] = -B[i + j * n];
        }
    }
    hermitian_values(n, A, B, x);
}

/* X X^*, X n x m: real entries of variance 1/2, complex ones of variance 1. */
static void dense_laguerre(int beta, int n, int m, const randblas_state *s, double *x)
{
    double A[MOST * MOST] = {0}, B[MOST * MOST] = {0};
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++)
            for (int k = 0; k < m; k++) {
                const double u = rmt_normal(s, i + 10 * k), v = beta == 2 ? rmt_normal(s, 1000 + i + 10 * k) : 0;
                const double p = rmt_normal(s, j + 10 * k), q = beta == 2 ? rmt_normal(s, 1000 + j + 10 * k) : 0;
                A[i + j * n] += (u * p + v * q) / 2;
                B[i + j * n] += (v * p - u * q) / 2;
            }
    hermitian_values(n, A, B, x);
}

static void dense_jacobi(int n, const rmt_law *law, const randblas_state *s, double *x)
{
    double A[MOST * MOST];
    assert_int_equal(rmt_law_matrix(law, n, s, A, n, NULL), 0);
    symmetric_values(n, A, x);
}

/* sqrt(m/2) D of two samples of m */
static double difference(int m, double *x, double *y)
{
    double most = 0;
    qsort(x, (size_t)m, sizeof *x, compare_doubles);
    qsort(y, (size_t)m, sizeof *y, compare_doubles);
    for (int i = 0, j = 0; i < m; i++) {
        while (j < m && y[j] < x[i]) j++;
        most = fmax(most, fmax(fabs((double)(i - j)), fabs((double)(i + 1 - j))) / m);
    }
    return most * sqrt(m / 2.0);
}

static void test_dense(void **state)
{
    (void)state;
    enum { N = 4, M = 500 };
    static double model[N + 1][M], dense[N + 1][M];
    rmt_law *wachter = NULL;
    assert_int_equal(rmt_law_wachter(1.5, 2, &wachter), 0); /* 6 and 8 degrees of freedom */
    for (int kind = 0; kind < 5; kind++) {
        const int beta = kind % 2 + 1;
        for (int d = 0; d < M; d++) {
            const randblas_state s = stream(1000 + (uint64_t)d), t = stream(9000 + (uint64_t)d);
            double x[N], y[N];
            if (kind < 2) assert_int_equal(rmt_beta_hermite(beta, N, &s, x, NULL), 0), dense_hermite(beta, N, &t, y);
            if (kind == 2 || kind == 3) {
                assert_int_equal(rmt_beta_laguerre(beta, beta * (6 - N + 1) / 2.0, N, &s, x, NULL), 0);
                dense_laguerre(beta, N, 6, &t, y);
            }
            if (kind == 4) {
                assert_int_equal(rmt_beta_jacobi(1, (6 - N + 1) / 2.0, (8 - N + 1) / 2.0, N, &s, x, NULL), 0);
                dense_jacobi(N, wachter, &t, y);
            }
            for (int i = 0; i < N; i++) model[i][d] = x[i], dense[i][d] = y[i];
            model[N][d] = x[2] - x[1], dense[N][d] = y[2] - y[1];
        }
        for (int i = 0; i <= N; i++) assert_true(difference(M, model[i], dense[i]) < kolmogorov_limit());
    }
    rmt_law_destroy(wachter);
}

/* det B B^T is the product of the diagonal, whatever the condition: here 1e-300 and less. */
static void test_small_eigenvalues(void **state)
{
    (void)state;
    enum { N = 40 };
    double x[N], logs = 0, expected = 0;
    const double beta = 0.01, shape = 0.05;
    const randblas_state s = stream(4);
    assert_int_equal(rmt_beta_laguerre(beta, shape, N, &s, x, NULL), 0);
    for (int i = 0; i < N; i++) {
        logs += log(x[i]);
        expected += rmt_gamma_logarithm(&s, 2 * i, shape + beta * (N - 1 - i) / 2);
    }
    assert_true(x[0] < 1e-17 * x[N - 1] && x[0] > 0);
    assert_close(logs, expected, 1e-11);
}

/* Large beta freezes at the zeros of Hermite's polynomial; large shapes, order 0, streams. */
static void test_limits(void **state)
{
    (void)state;
    double x[3], y[3];
    const randblas_state s = stream(5);
    randblas_state next = s;
    assert_int_equal(rmt_beta_hermite(1e12, 3, &s, x, &next), 0);
    assert_close(x[2] / sqrt(1e12 / 2), sqrt(3.0), 1e-5);
    assert_close(x[1] / sqrt(1e12 / 2), 0, 1e-5);
    assert_memory_not_equal(&next, &s, sizeof s);
    assert_int_equal(rmt_beta_hermite(1e12, 3, &next, y, &next), 0);
    assert_true(x[0] != y[0]);
    assert_int_equal(rmt_beta_laguerre(1, 1e12, 3, &s, x, NULL), 0);
    assert_close(x[1] / 1e12, 1, 1e-4);
    assert_int_equal(rmt_beta_jacobi(1e100, 1e-100, 1e-100, 2, &s, x, NULL), 0);
    assert_true(x[0] >= 0 && x[1] <= 1);
    assert_int_equal(rmt_beta_jacobi(0, 1e-100, 1e-100, 3, &s, x, NULL), 0);
    for (int i = 0; i < 3; i++) assert_true(x[i] == 0 || x[i] == 1);
    assert_int_equal(rmt_beta_laguerre(1e100, 1e100, 3, &s, x, NULL), 0);
    assert_true(x[0] > 0 && isfinite(x[2]));
    assert_int_equal(rmt_beta_hermite(1, 0, &s, NULL, NULL), 0);
    assert_int_equal(rmt_beta_laguerre(1, 1, 0, &s, NULL, NULL), 0);
    assert_int_equal(rmt_beta_jacobi(1, 1, 1, 0, &s, NULL, NULL), 0);
}

static void test_arguments(void **state)
{
    (void)state;
    const double bad[] = {-1, NAN, 2e100}, wrong[] = {0, -1, NAN, INFINITY};
    const randblas_state s = stream(6);
    double x[2] = {7, 8};
    for (int k = 0; k < 3; k++) {
        assert_int_equal(rmt_beta_hermite(bad[k], 2, &s, x, NULL), -1);
        assert_int_equal(rmt_beta_laguerre(bad[k], 1, 2, &s, x, NULL), -1);
        assert_int_equal(rmt_beta_jacobi(bad[k], 1, 1, 2, &s, x, NULL), -1);
    }
    for (int k = 0; k < 4; k++) {
        assert_int_equal(rmt_beta_laguerre(1, wrong[k], 2, &s, x, NULL), -2);
        assert_int_equal(rmt_beta_jacobi(1, wrong[k], 1, 2, &s, x, NULL), -2);
        assert_int_equal(rmt_beta_jacobi(1, 1, wrong[k], 2, &s, x, NULL), -3);
    }
    assert_int_equal(rmt_beta_hermite(1, -1, &s, x, NULL), -2);
    assert_int_equal(rmt_beta_hermite(1, 2, NULL, x, NULL), -3);
    assert_int_equal(rmt_beta_hermite(1, 2, &s, NULL, NULL), -4);
    assert_int_equal(rmt_beta_laguerre(1, 1, -1, &s, x, NULL), -3);
    assert_int_equal(rmt_beta_laguerre(1, 1, 2, NULL, x, NULL), -4);
    assert_int_equal(rmt_beta_laguerre(1, 1, 2, &s, NULL, NULL), -5);
    assert_int_equal(rmt_beta_jacobi(1, 1, 1, -1, &s, x, NULL), -4);
    assert_int_equal(rmt_beta_jacobi(1, 1, 1, 2, NULL, x, NULL), -5);
    assert_int_equal(rmt_beta_jacobi(1, 1, 1, 2, &s, NULL, NULL), -6);
    assert_true(x[0] == 7 && x[1] == 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_independent),       cmocka_unit_test(test_moments), cmocka_unit_test(test_dense),
        cmocka_unit_test(test_small_eigenvalues), cmocka_unit_test(test_limits),  cmocka_unit_test(test_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
