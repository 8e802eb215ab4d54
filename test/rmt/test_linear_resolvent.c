/* The equivalent of the resolvent of sample covariance against closed forms, the law's own transform and simulation;
 * moments of the Gaussian inverse. */
#include "laws.h"
#include "statistics.h"

#include "law_models_impl.h"
#include "rmt.h"

static rmt_law *make(int64_t count, const double *tau, const double *w, double ratio)
{
    rmt_law *law = NULL;
    assert_int_equal(rmt_law_sample_covariance(count, tau, w, ratio, &law), 0);
    return law;
}

static void assert_complex(rmt_complex a, rmt_complex b, double tolerance)
{
    assert_close(creal(a), creal(b), tolerance);
    assert_close(cimag(a), cimag(b), tolerance);
}

/* C = s I: c z s m^2 - (s (1 - c) - z) m + 1 = 0, the root with Im m > 0 above the axis. */
static void test_marchenko_pastur(void **state)
{
    (void)state;
    const rmt_complex z[] = {CMPLX(-1, 0), CMPLX(0.5, 1e-3), CMPLX(2, 3), CMPLX(2, -3), CMPLX(0.7, 0), CMPLX(1e6, 1)};
    for (int c = 0; c < 3; c++) {
        const double ratio = (double[]){0.1, 0.5, 2}[c], s = 3;
        rmt_law *law = make(1, &s, NULL, ratio);
        rmt_complex Q[6], t[6];
        assert_int_equal(rmt_linear_resolvent(law, 6, z, 1, &s, Q, 1), 0);
        assert_int_equal(rmt_linear_form(law, 6, z, 1, &s, NULL, t), 0);
        for (int i = 0; i < 6; i++) {
            const rmt_complex m = Q[i], residual = ratio * z[i] * s * m * m - (s * (1 - ratio) - z[i]) * m + 1;
            assert_close(cabs(residual), 0, 1e-12 * (1 + cabs(z[i] * m)));
            assert_complex(t[i], m, 1e-15 * cabs(m));
            if (cimag(z[i]) != 0) assert_true(cimag(m) * cimag(z[i]) > 0);
            if (cimag(z[i]) == 0) assert_true(creal(z[i]) < 0 ? cimag(m) == 0 && creal(m) > 0 : cimag(m) >= 0);
        }
        rmt_law_destroy(law);
    }
}

/* The trace over the law's own population is its Stieltjes transform; at 0, 1/((1 - c) tau). */
static void test_population(void **state)
{
    (void)state;
    const double tau[] = {1e-3, 1, 3, 10}, w[] = {0.1, 0.3, 0.4, 0.2};
    const rmt_complex z[] = {CMPLX(-2, 0), CMPLX(1, 0.1), CMPLX(4, -1e-8), CMPLX(0, 0), CMPLX(1e-12, 0)};
    rmt_law *law = make(4, tau, w, 0.3);
    rmt_complex form[5], m[5], Q[5 * 6];
    assert_int_equal(rmt_linear_form(law, 5, z, 4, tau, w, form), 0);
    assert_int_equal(rmt_law_stieltjes(law, 1, 5, z, m), 0);
    for (int i = 0; i < 5; i++) assert_complex(form[i], m[i], 1e-12 * cabs(m[i]));
    for (int i = 0; i < 30; i++) Q[i] = -7;
    assert_int_equal(rmt_linear_resolvent(law, 5, z, 4, tau, Q, 6), 0);
    for (int i = 0; i < 4; i++) assert_complex(Q[3 * 6 + i], 1 / (0.7 * tau[i]), 2e-15 / tau[i]);
    for (int i = 0; i < 30; i++) assert_true((Q[i] == -7) == (i % 6 >= 4));
    /* -1/(z (1 + tau m)) as it is printed */
    assert_int_equal(rmt_covariance_companion(law, 3, z, m), 0);
    for (int i = 0; i < 12; i++) {
        const rmt_complex q = -1 / (z[i / 4] * (1 + tau[i % 4] * m[i / 4]));
        assert_complex(Q[i / 4 * 6 + i % 4], q, 1e-12 * cabs(q));
    }
    rmt_law_destroy(law);
}

/* Poles, infinity, NaN, scales. */
static void test_limits(void **state)
{
    (void)state;
    const double one = 1, none = 0, weights[] = {1e200, 2e200}, tau[] = {1e200, 2e200}, mid = 1.5;
    const rmt_complex z[] = {CMPLX(0, 0), CMPLX(INFINITY, 0), CMPLX(NAN, 1), CMPLX(0, INFINITY)};
    rmt_complex q[4], r[2];
    for (int c = 0; c < 2; c++) {
        rmt_law *law = make(1, &one, NULL, c ? 3 : 1);
        assert_int_equal(rmt_linear_resolvent(law, 4, z, 1, &one, q, 1), 0);
        assert_true(!isfinite(creal(q[0])) && q[1] == 0 && isnan(creal(q[2])) && q[3] == 0);
        rmt_law_destroy(law);
    }
    rmt_law *law = make(1, &one, NULL, 0.25);
    const rmt_complex at[] = {CMPLX(5, 0), CMPLX(-0.5, 0.25)};
    assert_int_equal(rmt_linear_resolvent(law, 2, at, 1, &none, r, 1), 0); /* nothing in that direction */
    assert_complex(r[0], -1 / at[0], 1e-16);
    assert_complex(r[1], -1 / at[1], 1e-15);
    /* a spike: a pole at its outlier l (1 + c/(l - 1)) */
    const double spike = 2;
    const rmt_complex near[] = {CMPLX(2.5 + 1e-7, 0), CMPLX(2.5 - 1e-7, 0)};
    assert_int_equal(rmt_linear_resolvent(law, 2, near, 1, &spike, r, 1), 0);
    assert_true(creal(r[0]) < -1e5 && creal(r[1]) > 1e5);
    rmt_law_destroy(law);
    for (int e = -1; e <= 1; e += 2) {
        const double values[] = {ldexp(1, 600 * e), ldexp(2, 600 * e)};
        const rmt_complex zs[] = {CMPLX(ldexp(-1, 600 * e), 0), CMPLX(ldexp(1, 600 * e), ldexp(1, 600 * e))};
        const rmt_complex plain[] = {CMPLX(-1, 0), CMPLX(1, 1)};
        rmt_complex a[2], b[2];
        rmt_law *big = make(2, values, NULL, 0.5), *law2 = make(2, (const double[]){1, 2}, NULL, 0.5);
        const double moved = ldexp(mid, 600 * e);
        assert_int_equal(rmt_linear_resolvent(big, 2, zs, 1, &moved, a, 1), 0);
        assert_int_equal(rmt_linear_resolvent(law2, 2, plain, 1, &mid, b, 1), 0);
        for (int i = 0; i < 2; i++)
            assert_complex(CMPLX(ldexp(creal(a[i]), 600 * e), ldexp(cimag(a[i]), 600 * e)), b[i], 1e-14);
        rmt_law_destroy(big);
        rmt_law_destroy(law2);
    }
    law = make(2, tau, NULL, 0.5);
    assert_int_equal(rmt_linear_form(law, 1, z, 2, tau, weights, q), 0);
    assert_complex(q[0], 4, 1e-14);
    rmt_law_destroy(law);
}

/* A = A^-1 by Gauss and Jordan; A is positive definite. */
static void invert(int n, double *A)
{
    for (int k = 0; k < n; k++) {
        const double pivot = A[k + k * n];
        A[k + k * n] = 1;
        for (int j = 0; j < n; j++) A[k + j * n] /= pivot;
        for (int i = 0; i < n; i++) {
            const double f = A[i + k * n];
            if (i == k) continue;
            A[i + k * n] = 0;
            for (int j = 0; j < n; j++) A[i + j * n] -= f * A[k + j * n];
        }
    }
}

/* S = X X^T/n + shift I, X = diag(sqrt(tau)) times Gaussian number `which` */
static void covariance(int p, int n, const double *tau, double shift, int64_t which, double *S)
{
    static double X[64 * 256];
    const randblas_state seed = randblas_seed(77);
    assert_int_equal(rmt_gaussian_matrix(p, n, &seed, which, X, p), 0);
    for (int j = 0; j < p; j++)
        for (int i = 0; i < p; i++) {
            double sum = 0;
            for (int k = 0; k < n; k++) sum += X[i + k * p] * X[j + k * p];
            S[i + j * p] = sqrt(tau[i] * tau[j]) * sum / n + (i == j ? shift : 0);
        }
}

/* Means of the diagonal over RUNS matrices.  False alarm 1e-10 an entry; the equivalent is off by O(1/n), 2/n allowed.
 */
static void test_simulation(void **state)
{
    (void)state;
    enum { P = 16, SAMPLES = 40, RUNS = 400 };
    double tau[P], mean[P] = {0}, square[P] = {0}, S[P * P];
    rmt_complex Q[P];
    const rmt_complex z = CMPLX(-0.4, 0);
    for (int i = 0; i < P; i++) tau[i] = 0.2 + 0.25 * i;
    for (int run = 0; run < RUNS; run++) {
        covariance(P, SAMPLES, tau, 0.4, run, S);
        invert(P, S);
        for (int i = 0; i < P; i++) {
            mean[i] += S[i + i * P] / RUNS;
            square[i] += S[i + i * P] * S[i + i * P] / RUNS;
        }
    }
    rmt_law *law = make(P, tau, NULL, (double)P / SAMPLES);
    assert_int_equal(rmt_linear_resolvent(law, 1, &z, P, tau, Q, P), 0);
    for (int i = 0; i < P; i++) {
        const double spread = sqrt((square[i] - mean[i] * mean[i]) / RUNS);
        assert_close(mean[i], creal(Q[i]), Z_LIMIT * spread + 2.0 / SAMPLES * creal(Q[i]));
        /* and the population's own resolvent is not what is seen */
        if (i > 0) assert_true(fabs(mean[i] - 1 / (tau[i] + 0.4)) > Z_LIMIT * spread);
    }
    rmt_law_destroy(law);
}

/* Both moments, C diagonal and A neither symmetric nor diagonal; each entry against its standard error, without any
 * allowance: the formulas are exact. */
static void test_gaussian_inverse(void **state)
{
    (void)state;
    enum { P = 3, SAMPLES = 18, RUNS = 20000 };
    const double tau[P] = {0.5, 1, 3}, A[P * P] = {1, 0.5, -2, 0.25, 2, 1, 3, -1, 0.5};
    double f[3], m1[P * P] = {0}, s1[P * P] = {0}, m2[P * P] = {0}, s2[P * P] = {0}, S[P * P], trace = 0;
    assert_int_equal(rmt_gaussian_inverse(P, SAMPLES, f), 0);
    for (int run = 0; run < RUNS; run++) {
        covariance(P, SAMPLES, tau, 0, run, S);
        invert(P, S);
        for (int i = 0; i < P * P; i++) {
            double sas = 0;
            for (int k = 0; k < P * P; k++) sas += S[i % P + k % P * P] * A[k] * S[k / P + i / P * P];
            m1[i] += S[i] / RUNS, s1[i] += S[i] * S[i] / RUNS;
            m2[i] += sas / RUNS, s2[i] += sas * sas / RUNS;
        }
    }
    for (int i = 0; i < P; i++) trace += A[i + i * P] / tau[i];
    for (int k = 0; k < P * P; k++) {
        const int i = k % P, j = k / P;
        const double first = i == j ? f[0] / tau[i] : 0;
        const double second =
            (f[1] * A[i + j * P] + f[2] * A[j + i * P]) / (tau[i] * tau[j]) + (i == j ? f[2] * trace / tau[i] : 0);
        assert_close(m1[k], first, Z_LIMIT * sqrt((s1[k] - m1[k] * m1[k]) / RUNS));
        assert_close(m2[k], second, Z_LIMIT * sqrt((s2[k] - m2[k] * m2[k]) / RUNS));
    }
    /* p = 1: S is chi-squared over n */
    assert_int_equal(rmt_gaussian_inverse(1, 10, f), 0);
    assert_close(f[0], 10.0 / 8, 1e-15);
    assert_close(f[1] + 2 * f[2], 100.0 / (8 * 6), 1e-14);
    /* in the limit 1/(1 - c), which the equivalent has at 0 */
    assert_int_equal(rmt_gaussian_inverse(1000000000, 4000000000, f), 0);
    assert_close(f[0], 4.0 / 3, 1e-8);
    assert_close(f[1], 16.0 / 9, 1e-8);
    assert_int_equal(rmt_gaussian_inverse(4, 7, f), 0);
    assert_true(f[0] == 3.5 && isinf(f[1]) && isinf(f[2]));
}

static void test_illegal(void **state)
{
    (void)state;
    const double tau[] = {1, 2}, negative = -1, bad = NAN;
    rmt_complex z = -1, Q[2] = {7, 7};
    double f[3] = {7, 7, 7};
    rmt_law *law = make(2, tau, NULL, 0.5), *other = NULL;
    assert_int_equal(rmt_law_marchenko_pastur(0.5, 1, &other), 0);
    assert_int_equal(rmt_linear_resolvent(NULL, 1, &z, 2, tau, Q, 2), -1);
    assert_int_equal(rmt_linear_resolvent(other, 1, &z, 2, tau, Q, 2), -1);
    assert_int_equal(rmt_linear_resolvent(law, -1, &z, 2, tau, Q, 2), -2);
    assert_int_equal(rmt_linear_resolvent(law, 1, NULL, 2, tau, Q, 2), -3);
    assert_int_equal(rmt_linear_resolvent(law, 1, &z, -1, tau, Q, 2), -4);
    assert_int_equal(rmt_linear_resolvent(law, 1, &z, 2, NULL, Q, 2), -5);
    assert_int_equal(rmt_linear_resolvent(law, 1, &z, 1, &negative, Q, 2), -5);
    assert_int_equal(rmt_linear_resolvent(law, 1, &z, 1, &bad, Q, 2), -5);
    assert_int_equal(rmt_linear_resolvent(law, 1, &z, 2, tau, NULL, 2), -6);
    assert_int_equal(rmt_linear_resolvent(law, 1, &z, 2, tau, Q, 1), -7);
    assert_int_equal(rmt_linear_form(NULL, 1, &z, 2, tau, NULL, Q), -1);
    assert_int_equal(rmt_linear_form(law, -1, &z, 2, tau, NULL, Q), -2);
    assert_int_equal(rmt_linear_form(law, 1, NULL, 2, tau, NULL, Q), -3);
    assert_int_equal(rmt_linear_form(law, 1, &z, -1, tau, NULL, Q), -4);
    assert_int_equal(rmt_linear_form(law, 1, &z, 0, tau, NULL, Q), -4);
    assert_int_equal(rmt_linear_form(law, 1, &z, 2, NULL, NULL, Q), -5);
    assert_int_equal(rmt_linear_form(law, 1, &z, 1, tau, &bad, Q), -6);
    assert_int_equal(rmt_linear_form(law, 1, &z, 2, tau, NULL, NULL), -7);
    assert_int_equal(rmt_gaussian_inverse(0, 4, f), -1);
    assert_int_equal(rmt_gaussian_inverse(3, 4, f), -2);
    assert_int_equal(rmt_gaussian_inverse(3, INT64_MIN, f), -2);
    assert_int_equal(rmt_gaussian_inverse(3, 5, NULL), -3);
    assert_true(Q[0] == 7 && Q[1] == 7 && f[0] == 7 && f[2] == 7);
    assert_int_equal(rmt_linear_resolvent(law, 0, NULL, 2, tau, NULL, 2), 0);
    assert_int_equal(rmt_linear_resolvent(law, 1, &z, 0, NULL, NULL, 1), 0);
    assert_int_equal(rmt_linear_form(law, 1, &z, 0, NULL, tau, &z), 0); /* an empty sum, in place */
    assert_true(z == 0);
    rmt_law_destroy(law);
    rmt_law_destroy(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_marchenko_pastur), cmocka_unit_test(test_population),
                                       cmocka_unit_test(test_limits),           cmocka_unit_test(test_simulation),
                                       cmocka_unit_test(test_gaussian_inverse), cmocka_unit_test(test_illegal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
