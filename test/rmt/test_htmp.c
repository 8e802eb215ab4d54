/* The high-temperature Marchenko-Pastur law and its inverse: values of Tricomi's function to 20 digits, mass and
 * moments by the trapezoidal rule in log x, the continued fraction of the Jacobi coefficients, the tridiagonal model.
 */
#include "laws.h"
#include "statistics.h"
#include "testing.h"

#include "law_impl.h"
#include "rmt.h"

#include <stdio.h>
#include <string.h>

static const double cases[][2] = {{0.5, 1},    {0.2, 0.05},  {0.9, 0.5}, {0.1, 30},    {0.97, 200},
                                  {0.5, 1000}, {1e-5, 0.01}, {0.01, 4},  {0.001, 500}, {0.5, 0.01}};
enum { CASES = sizeof cases / sizeof *cases };

static rmt_law *make(bool inverse, double gamma, double kappa)
{
    rmt_law *law = NULL;
    assert_int_equal(inverse ? rmt_law_htmp_inverse(gamma, kappa, &law) : rmt_law_htmp(gamma, kappa, &law), 0);
    assert_int_equal(rmt_law_family_of(law), inverse ? RMT_HTMP_INVERSE : RMT_HTMP);
    return law;
}

/* The formula of rmt_law.h by mpmath's hyperu with 60 digits: gamma, kappa, x, rho. */
static void test_reference(void **state)
{
    (void)state;
    const double table[][4] = {
        {0.5, 1.0, 1e-06, 359.17414610972581901},    {0.5, 1.0, 0.75, 0.33023341005103587791},
        {0.5, 1.0, 40.0, 2.9545141661749370795e-17}, {0.125, 0.015625, 2.5, 0.019466183097605089111},
        {0.25, 64.0, 1.0, 0.61128638105307104736},   {0.25, 64.0, 0.125, 1.6851612997576778695e-14},
        {0.75, 8.0, 3.0, 0.074035218235862597344},   {0.9375, 0.5, 0.001, 29.638406455558760158},
        {0.5, 2.0, 1.0, 0.32248413882156423824},     {0.03125, 4.0, 1.0, 1.5877533634577067019}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        rmt_law *law = make(false, table[i][0], table[i][1]);
        assert_close(one(rmt_law_density, law, table[i][2]) / table[i][3], 1, 1e-12);
        rmt_law_destroy(law);
        law = make(true, table[i][0], table[i][1]);
        const double x = table[i][2];
        assert_close(one(rmt_law_density, law, 1 / x) / (table[i][3] * x * x), 1, 2e-12);
        rmt_law_destroy(law);
    }
}

static rmt_complex integrand(const rmt_law *law, double v, double k, const rmt_complex *z)
{
    const double x = exp(v), rho = one(rmt_law_density, law, x);
    return rho == 0 ? 0 : z ? x * rho / (x - *z) : rho * pow(x, k + 1);
}

/* int f(x) rho dx by the trapezoidal rule in v = log x: the integrand is analytic in a strip and decays at both ends.
 */
static rmt_complex mean_of(const rmt_law *law, double k, const rmt_complex *z)
{
    double start = -650;
    while (start < 10 && cabs(integrand(law, start, k, z)) < 1e-14) start += 1;
    rmt_complex sum = 0;
    const double step = start > -60 ? 1.0 / 2000 : 1.0 / 200;
    for (double v = start - 1; v < 20; v += step) sum += step * integrand(law, v, k, z);
    return sum;
}

static void test_moments(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        rmt_law *law = make(false, cases[i][0], cases[i][1]);
        const double gamma = cases[i][0], kappa = cases[i][1];
        double m[4];
        assert_int_equal(rmt_law_moments(law, 4, m), 0);
        assert_close(m[0], 1, 1e-15);
        assert_close(m[1], 1 + gamma * (1 + 2 / kappa), 1e-14 * m[1]);
        /* At kappa = 0.01, gamma = 1/2, x^(s - a) decays like e^(0.005 v): what is left of e^-650 is 4 %. */
        if (kappa > 0.03) assert_close(creal(mean_of(law, 0, NULL)), 1, 1e-8);
        for (int k = 1; k <= 4; k++) assert_close(creal(mean_of(law, k, NULL)) / m[k - 1], 1, 1e-9);
        assert_close(one(rmt_law_cdf, law, 1e5), 1, 1e-12);
        double total = 0;
        rmt_law_cdf(law, 1, &(double){30}, &total);
        assert_true(total <= 1 && total > 0.99);
        rmt_law_destroy(law);
    }
}

/* The continued fraction to a depth where it has converged at these points. */
static void test_stieltjes(void **state)
{
    (void)state;
    enum { DEPTH = 60000 };
    static double alpha[DEPTH], beta[DEPTH];
    const rmt_complex at[] = {CMPLX(-0.5, 0.0), CMPLX(-3, 1),      CMPLX(1, 0.5),     CMPLX(0.3, 0.2), CMPLX(6, 1),
                              CMPLX(1, 0.1),    CMPLX(0.7, -0.15), CMPLX(0.02, 0.05), CMPLX(300, 20)};
    for (int i = 0; i < CASES; i++) {
        rmt_law *law = make(false, cases[i][0], cases[i][1]);
        if (cases[i][1] / cases[i][0] < 2) { /* slow convergence */
            rmt_complex m;
            for (int j = 0; j < 3 && cases[i][1] > 0.03; j++) {
                rmt_law_stieltjes(law, 1, 1, &at[j], &m);
                assert_true(cabs(m - mean_of(law, 0, &at[j])) < 1e-7 * cabs(m));
            }
            rmt_law_destroy(law);
            continue;
        }
        assert_int_equal(rmt_law_jacobi(law, DEPTH, alpha, beta), 0);
        for (int j = 0; j < (int)(sizeof at / sizeof *at); j++) {
            rmt_complex G = 0, m;
            for (int k = DEPTH - 1; k >= 0; k--) G = 1 / (at[j] - alpha[k] - beta[k] * beta[k] * G);
            assert_int_equal(rmt_law_stieltjes(law, 1, 1, &at[j], &m), 0);
            if (!(cabs(m + G) <= 1e-11 * cabs(m)))
                printf("gamma %g kappa %g z %g + %g i: %.2g\n", cases[i][0], cases[i][1], creal(at[j]), cimag(at[j]),
                       cabs(m + G) / cabs(m));
            assert_true(cabs(m + G) <= 1e-11 * cabs(m));
        }
        rmt_law_destroy(law);
    }
}

/*
 * Large s, which is out of reach of enclosures of U: m(x + i eta) by the continued fraction at eta = h .. 10 h,
 * extrapolated to 0 by the polynomial of degree 9.  Rounding is amplified by 2^10; with h a 400th of the band's width
 * and singularities a quarter of it away the remainder is 10! 0.01^10 = 4e-14.
 */
static void test_large(void **state)
{
    (void)state;
    enum { DEPTH = 200000 };
    static double alpha[DEPTH], beta[DEPTH];
    const double large[][2] = {{0.001, 500}, {0.5, 1000}, {0.03, 1000}, {0.2, 1000}, {0.001, 60}};
    for (int i = 0; i < 5; i++) {
        rmt_law *law = make(false, large[i][0], large[i][1]);
        assert_int_equal(rmt_law_jacobi(law, DEPTH, alpha, beta), 0);
        const double root = sqrt(large[i][0]), h = 4 * root / 400;
        for (int j = -1; j <= 2; j++) {
            const double x = 1 + large[i][0] + 0.5 * j * root;
            rmt_complex m = 0;
            double weight = 10; /* (-1)^(k+1) times the binomial of 10 over k */
            for (int k = 1; k <= 10; k++) {
                const rmt_complex z = CMPLX(x, h * k);
                rmt_complex G = 0;
                for (int n = DEPTH - 1; n >= 0; n--) G = 1 / (z - alpha[n] - beta[n] * beta[n] * G);
                m -= weight * G;
                weight *= -(10.0 - k) / (k + 1);
            }
            const double rho = one(rmt_law_density, law, x);
            assert_close(cimag(m) / RMT_PI / rho, 1, 1e-10);
            assert_close(creal(m) / RMT_PI, one(rmt_law_hilbert, law, x), 1e-10 * rho);
        }
        rmt_law_destroy(law);
    }
}

/* Near 0, where the continued fraction is slow: quadrature; next to the axis and on it: continuity and density. */
static void test_stieltjes_near(void **state)
{
    (void)state;
    const rmt_complex small[] = {CMPLX(-1e-3, 1e-4), CMPLX(-1e-6, 1e-6), CMPLX(1e-5, 2e-5), CMPLX(-1e-12, 0)};
    rmt_law *law = make(false, 0.4, 2);
    for (int j = 0; j < 4; j++) {
        rmt_complex m;
        rmt_law_stieltjes(law, 1, 1, &small[j], &m);
        assert_true(cabs(m - mean_of(law, 0, &small[j])) < 1e-9 * cabs(m));
    }
    rmt_law_destroy(law);
    for (int i = 0; i < CASES; i++) {
        law = make(false, cases[i][0], cases[i][1]);
        for (double v = -3; v < 1.5; v += 0.37) {
            const double x = exp(v), rho = one(rmt_law_density, law, x), eta = 1e-9 * x;
            const rmt_complex z = CMPLX(x, 0.0), above = CMPLX(x, eta), below = CMPLX(x, -0.0);
            rmt_complex m, near, mirror;
            rmt_law_stieltjes(law, 1, 1, &z, &m);
            rmt_law_stieltjes(law, 1, 1, &above, &near);
            rmt_law_stieltjes(law, 1, 1, &below, &mirror);
            assert_close(cimag(m), RMT_PI * rho, 1e-13 * cabs(m) + 1e-300);
            assert_true(mirror == conj(m));
            /* |m'| <= b/x |m| + s |m|: by Riccati's equation */
            const double slope = cases[i][1] / cases[i][0] * (2 + 2 / x) + cases[i][1] * cabs(m) + 1 / x;
            assert_true(cabs(near - m) <= 2 * eta * slope * (cabs(m) + 1 / x));
            assert_close(creal(m) / RMT_PI, one(rmt_law_hilbert, law, x), 1e-15 * cabs(m));
        }
        rmt_law_destroy(law);
    }
}

static void test_quantiles(void **state)
{
    (void)state;
    const double p[] = {1e-290, 1e-40, 1e-6, 0.02, 0.4, 0.5, 0.8, 0.9999, 1 - 1e-12};
    for (int i = 0; i < CASES; i++)
        for (int inverse = 0; inverse < 2; inverse++) {
            rmt_law *law = make(inverse, cases[i][0], cases[i][1]);
            for (int k = 0; k < 9; k++) {
                const double x = one(rmt_law_quantile, law, p[k]);
                if (x < 1e-300 || x > 1e300) continue; /* s - a = 0.005: quantiles like 1e-5000 */
                const double slack = x * one(rmt_law_density, law, x) * 4e-16;
                assert_close(one(rmt_law_cdf, law, x), p[k], 1e-11 * p[k] + slack);
            }
            assert_true(isnan(one(rmt_law_quantile, law, -1)) && isnan(one(rmt_law_quantile, law, NAN)));
            assert_true(isnan(one(rmt_law_cdf, law, NAN)) && isnan(one(rmt_law_density, law, NAN)));
            assert_true(one(rmt_law_quantile, law, 0) == 0 && one(rmt_law_quantile, law, 1) == INFINITY);
            assert_true(one(rmt_law_density, law, 0) == 0 && one(rmt_law_cdf, law, -1) == 0);
            assert_true(one(rmt_law_density, law, INFINITY) == 0 && one(rmt_law_cdf, law, INFINITY) == 1);
            rmt_law_destroy(law);
        }
}

/* F(b) - F(a) is the integral of the density, across the panels and the end of the table. */
static void test_cdf(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        if (cases[i][0] < 0.005) continue; /* the density grows e^200 times on a panel of this rule */
        rmt_law *law = make(false, cases[i][0], cases[i][1]);
        for (double v = -48; v < 3; v += 0.51) {
            double sum = 0;
            for (int k = 0; k < 16 * 64; k++) {
                const int panel = k / 16;
                const double at = v + 0.51 / 64 * (panel + 0.5 + (k % 16 < 8 ? -0.5 : 0.5) * rmt_gauss_node[k % 8]);
                sum += 0.51 / 128 * rmt_gauss_weight[k % 8] * one(rmt_law_density, law, exp(at)) * exp(at);
            }
            const double a = one(rmt_law_cdf, law, exp(v)), b = one(rmt_law_cdf, law, exp(v + 0.51));
            assert_close(sum, b - a, 1e-10 * b + 1e-300);
        }
        rmt_law_destroy(law);
    }
}

/* kappa -> infinity: Marchenko-Pastur of ratio gamma, edges (1 -+ sqrt gamma)^2, with an error O(1/kappa). */
static void test_limit(void **state)
{
    (void)state;
    rmt_law *law = make(false, 0.25, 1e4), *limit = NULL;
    assert_int_equal(rmt_law_marchenko_pastur(0.25, 1, &limit), 0);
    for (double x = 0.4; x < 2.1; x += 0.1)
        assert_close(one(rmt_law_density, law, x), one(rmt_law_density, limit, x), 1e-3);
    assert_true(one(rmt_law_cdf, law, 0.2) < 1e-12 && one(rmt_law_cdf, law, 2.35) > 1 - 1e-12);
    rmt_law_destroy(limit);
    rmt_law_destroy(law);
}

static void test_inverse(void **state)
{
    (void)state;
    rmt_law *law = make(true, 0.2, 6), *direct = make(false, 0.2, 6); /* s - a = 12 */
    double m[14], alpha[9], beta[9];
    assert_int_equal(rmt_law_moments(law, 14, m), 0);
    for (int k = 1; k <= 11; k++) assert_close(m[k - 1] / creal(mean_of(direct, -k, NULL)), 1, 1e-9);
    assert_true(isinf(m[11]) && isinf(m[13]));
    assert_int_equal(rmt_law_jacobi(law, 9, alpha, beta), 0);
    assert_close(alpha[0], m[0], 1e-12 * m[0]);
    assert_close(beta[0] * beta[0], m[1] - m[0] * m[0], 1e-11 * m[1]);
    assert_true(isnan(alpha[8]) && isnan(beta[8]) && !isnan(alpha[5]) && isnan(beta[5]));
    const rmt_complex z = CMPLX(0.7, 0.4);
    rmt_complex value, expected = 0;
    for (double v = -60; v < 20; v += 1.0 / 500) {
        const double y = exp(v);
        expected += y * one(rmt_law_density, law, y) / (y - z) / 500;
    }
    assert_int_equal(rmt_law_stieltjes(law, 1, 1, &z, &value), 0);
    assert_true(cabs(value - expected) < 1e-10);
    for (double y = 0.3; y < 3; y += 0.4) {
        const rmt_complex on = CMPLX(y, 0.0);
        rmt_law_stieltjes(law, 1, 1, &on, &value);
        assert_close(cimag(value) / RMT_PI, one(rmt_law_density, law, y), 1e-12);
    }
    /* R and S by inversion */
    const rmt_complex far = CMPLX(2, 9), w = CMPLX(-0.05, 0.1);
    rmt_complex G, R, S, y;
    rmt_law_stieltjes(direct, 1, 1, &far, &G);
    G = -G;
    rmt_law_r_transform(direct, 1, &G, &R);
    assert_true(cabs(R + 1 / G - far) < 1e-9);
    rmt_law_s_transform(direct, 1, &w, &S);
    y = w * S;
    rmt_law_r_transform(direct, 1, &y, &R);
    assert_true(cabs(R * S - 1) < 1e-9);
    rmt_law_destroy(direct);
    rmt_law_destroy(law);
}

static void test_samples(void **state)
{
    (void)state;
    enum { N = 1500 };
    static double x[N], y[N];
    const randblas_state seed = randblas_seed(17);
    for (int i = 0; i < CASES; i++) {
        rmt_law *law = make(false, cases[i][0], cases[i][1]), *inverse = make(true, cases[i][0], cases[i][1]);
        double distance = 1;
        assert_int_equal(rmt_law_sample(law, N, &seed, x, NULL), 0);
        assert_int_equal(rmt_law_ks(law, N, x, &distance), 0);
        assert_true(sqrt(N) * distance < kolmogorov_limit());
        assert_int_equal(rmt_law_eigenvalues(law, N, &seed, x, NULL), 0);
        assert_int_equal(rmt_law_ks(law, N, x, &distance), 0);
        /* Eigenvalues at high temperature scatter at most like independent values, here within O(1/n) of the law; those
         * of a matrix of norm 20 or so are found to 1e-14, which is not 0 when the law's quantiles are 1e-30. */
        if (cases[i][1] > 0.03) assert_true(sqrt(N) * distance < kolmogorov_limit() + 5 / sqrt(N));
        for (int k = 0; k < N; k++) y[k] = 1 / x[N - 1 - k];
        if (cases[i][1] > 0.3) {
            assert_int_equal(rmt_law_ks(inverse, N, y, &distance), 0);
            assert_true(sqrt(N) * distance < kolmogorov_limit() + 5 / sqrt(N));
        }
        assert_int_equal(rmt_law_eigenvalues(inverse, N, &seed, x, NULL), -1);
        rmt_law_destroy(inverse);
        rmt_law_destroy(law);
    }
}

static void test_fit(void **state)
{
    (void)state;
    enum { N = 800 };
    static double x[N];
    const randblas_state seed = randblas_seed(23);
    for (int inverse = 0; inverse < 2; inverse++) {
        rmt_law *law = make(inverse, 0.4, 3), *fitted = NULL;
        rmt_law_fit_report report;
        double at_truth = 0;
        assert_int_equal(rmt_law_sample(law, N, &seed, x, NULL), 0);
        assert_int_equal(rmt_law_fit(inverse ? RMT_HTMP_INVERSE : RMT_HTMP, N, x, &fitted, &report), 0);
        for (int k = 0; k < N; k++) at_truth += log(one(rmt_law_density, law, x[k]));
        /* Wilks: twice the difference is chi-square of 2 degrees, above 46 with probability 1e-10. */
        assert_true(report.log_likelihood >= at_truth - 1e-6 && report.log_likelihood < at_truth + 23);
        assert_true(report.errors[0] > 0 && report.errors[0] < 0.2 && report.errors[1] > 0 && report.errors[1] < 2);
        assert_close(report.parameters[0], 0.4, Z_LIMIT * report.errors[0]);
        assert_close(report.parameters[1], 3, Z_LIMIT * report.errors[1]);
        rmt_law_destroy(fitted);
        rmt_law_destroy(law);
    }
}

static void test_illegal(void **state)
{
    (void)state;
    rmt_law *law = NULL;
    const double bad[] = {0, -1, NAN, INFINITY};
    for (int k = 0; k < 4; k++) {
        assert_int_equal(rmt_law_htmp(bad[k], 1, &law), -1);
        assert_int_equal(rmt_law_htmp(0.5, bad[k], &law), -2);
        assert_int_equal(rmt_law_htmp_inverse(bad[k], 1, &law), -1);
        assert_int_equal(rmt_law_htmp_inverse(0.5, bad[k], &law), -2);
    }
    assert_int_equal(rmt_law_htmp(1, 1, &law), -1);
    assert_int_equal(rmt_law_htmp(0.5, 1, NULL), -3);
    assert_int_equal(rmt_law_htmp_inverse(0.5, 1, NULL), -3);
    assert_null(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_stieltjes),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_stieltjes_near),
        cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_cdf),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_inverse),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_illegal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
