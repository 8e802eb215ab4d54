/* Tracy-Widom laws: published values, mass and moments, Painleve's equation, and largest eigenvalues of the tridiagonal
 * beta-Hermite model. */
#include "laws.h"
#include "statistics.h"
#include "testing.h"

#include "law_models_impl.h"
#include "rmt.h"

#include <stdio.h>

static rmt_law *make(int beta)
{
    rmt_law *law = NULL;
    assert_int_equal(rmt_law_tracy_widom(beta, &law), 0);
    assert_int_equal(rmt_law_family_of(law), RMT_TRACY_WIDOM);
    return law;
}

/* Bornemann 2010: F2(-2), and mean, variance, skewness, excess kurtosis of F1, F2, F4 as printed there; his F4 has
 * another scale, by sqrt(2). */
static void test_published(void **state)
{
    (void)state;
    const double published[3][4] = {{-1.2065335745820, 1.607781034581, 0.29346452408, 0.1652429384},
                                    {-1.7710868074110, 0.8131947928329, 0.224084203610, 0.0934480876},
                                    {-2.306884893241, 0.5177237207726, 0.16550949435, 0.0491951565}};
    const int betas[] = {1, 2, 4};
    for (int k = 0; k < 3; k++) {
        rmt_law *law = make(betas[k]);
        double m[4];
        assert_int_equal(rmt_law_moments(law, 4, m), 0);
        const double a = m[0], v = m[1] - a * a, third = m[2] - 3 * a * m[1] + 2 * a * a * a,
                     fourth = m[3] - 4 * a * m[2] + 6 * a * a * m[1] - 3 * a * a * a * a;
        assert_close(a, published[k][0], 1e-12);
        assert_close(v, published[k][1], 1e-12);
        assert_close(third / (v * sqrt(v)), published[k][2], 1e-10);
        assert_close(fourth / (v * v) - 3, published[k][3], 1e-9);
        rmt_law_destroy(law);
    }
    rmt_law *law = make(2);
    assert_close(one(rmt_law_cdf, law, -2), 0.41322414250512257485, 1e-15);
    rmt_law_destroy(law);
}

/* Differences of the distribution function are integrals of the density, everywhere, seams included. */
static void test_density_integrates(void **state)
{
    (void)state;
    for (int beta = 1; beta <= 4; beta += beta) {
        rmt_law *law = make(beta);
        for (double a = -24; a < 30; a += 0.61) {
            const double b = a + 0.61, Fa = one(rmt_law_cdf, law, a), Fb = one(rmt_law_cdf, law, b);
            double sum = 0;
            /* panels on which the density grows by less than e^15 */
            for (int i = 0; i < 8 * 16; i++) {
                const int panel = i / 16;
                const double width = (b - a) / 8, middle = a + width * (panel + 0.5);
                const double x = middle + (i % 16 < 8 ? -1 : 1) * width / 2 * rmt_gauss_node[i % 8];
                sum += width / 2 * rmt_gauss_weight[i % 8] * one(rmt_law_density, law, x);
            }
            /* relative in the left tail: logarithms of size 600 are rounded to 1e-13 */
            if (Fb > 1e-290) assert_close(sum, Fb - Fa, 1e-12 * Fb);
        }
        rmt_law_destroy(law);
    }
}

/* The right tail: F2' = Ai'(s)^2 - s Ai(s)^2 + ..., the trace of the Airy kernel on the diagonal, relative error
 * e^(-4/3 s^(3/2)); Ai by its asymptotic series at s = 20. */
static void test_right_tail(void **state)
{
    (void)state;
    const double s = 20, zeta = 2.0 / 3 * s * sqrt(s);
    double ai = 0, slope = 0, u = 1, v = 1, power = 1;
    for (int k = 0; k < 25; k++) {
        ai += power * u;
        slope += power * v;
        u *= (6 * k + 5.0) * (6 * k + 3) * (6 * k + 1) / (216.0 * (k + 1) * (2 * k + 1));
        v = -(6 * (k + 1) + 1.0) / (6 * (k + 1) - 1.0) * u;
        power /= -zeta;
    }
    const double scale = exp(-zeta) / (2 * sqrt(RMT_PI));
    ai *= scale / pow(s, 0.25);
    slope *= -scale * pow(s, 0.25);
    rmt_law *law = make(2);
    const double kernel = slope * slope - s * ai * ai;
    assert_close(one(rmt_law_density, law, s) / kernel, 1, 1e-11); /* the difference loses two digits */
    rmt_law_destroy(law);
}

static void test_quantiles(void **state)
{
    (void)state;
    const double p[] = {1e-300, 1e-30, 1e-5, 0.05, 0.3, 0.5, 0.9, 0.999, 1 - 1e-10};
    for (int beta = 1; beta <= 4; beta += beta) {
        rmt_law *law = make(beta);
        for (int k = 0; k < 9; k++) {
            const double x = one(rmt_law_quantile, law, p[k]);
            assert_close(one(rmt_law_cdf, law, x), p[k], 1e-12 * p[k]);
        }
        assert_true(isnan(one(rmt_law_quantile, law, -0.1)) && isnan(one(rmt_law_density, law, NAN)));
        assert_true(one(rmt_law_quantile, law, 0) == -INFINITY && one(rmt_law_quantile, law, 1) == INFINITY);
        assert_true(one(rmt_law_cdf, law, -INFINITY) == 0 && one(rmt_law_cdf, law, INFINITY) == 1);
        assert_true(one(rmt_law_density, law, -1e10) == 0 && one(rmt_law_density, law, 1e10) == 0);
        rmt_law_destroy(law);
    }
}

/* The transform: its boundary values are the density, its expansion at infinity the moments, and a continued fraction
 * of the Jacobi coefficients gives the same. */
static void test_stieltjes(void **state)
{
    (void)state;
    rmt_law *law = make(2);
    double alpha[60], beta[60];
    assert_int_equal(rmt_law_jacobi(law, 60, alpha, beta), 0);
    const rmt_complex at[] = {CMPLX(-2, 3), CMPLX(0, -4), CMPLX(-8, 5)};
    for (int i = 0; i < 3; i++) {
        rmt_complex m, G = 0;
        assert_int_equal(rmt_law_stieltjes(law, 1, 1, &at[i], &m), 0);
        for (int k = 59; k >= 0; k--) G = 1 / (at[i] - alpha[k] - beta[k] * beta[k] * G);
        assert_true(cabs(m + G) < 1e-9 * cabs(m));
        assert_int_equal(rmt_law_stieltjes(law, 2, 1, &at[i], &m), -2);
    }
    for (double x = -6; x < 3; x += 0.7) {
        const rmt_complex z = CMPLX(x, 0.0), close = CMPLX(x, 1e-9);
        rmt_complex m, near;
        rmt_law_stieltjes(law, 1, 1, &z, &m);
        rmt_law_stieltjes(law, 1, 1, &close, &near);
        assert_close(cimag(m), RMT_PI * one(rmt_law_density, law, x), 1e-13);
        assert_true(cabs(m - near) < 3e-8);
        assert_close(creal(m) / RMT_PI, one(rmt_law_hilbert, law, x), 1e-14);
    }
    rmt_law_destroy(law);
}

/* Number of eigenvalues of the tridiagonal matrix above x. */
static int above(int n, const double *d, const double *e, double x)
{
    int count = 0;
    double q = d[0] - x;
    for (int i = 0;; i++) {
        count += q > 0;
        if (i + 1 == n) return count;
        q = d[i + 1] - x - e[i] * e[i] / (q == 0 ? 1e-300 : q);
    }
}

/* 600 largest eigenvalues of order 400: the law is met to O(n^(-2/3)) = 0.02; Kolmogorov's limit at 1e-10 is 0.14. */
static void test_model(void **state)
{
    (void)state;
    enum { N = 400, SAMPLES = 600 };
    static double d[N], e[N], top[SAMPLES];
    randblas_state seed = randblas_seed(5);
    for (int beta = 1; beta <= 4; beta += beta) {
        rmt_law *law = make(beta);
        for (int k = 0; k < SAMPLES; k++, seed = rmt_advance(&seed, RMT_VARIATE_BLOCKS)) {
            for (int i = 0; i < N; i++) {
                d[i] = sqrt(2.0 / beta) * rmt_normal(&seed, 2 * i);
                e[i] = i + 1 < N ? rmt_chi(&seed, 2 * i + 1, beta * (N - 1.0 - i)) / sqrt(beta) : 0;
            }
            double low = sqrt(N), high = 4 * sqrt(N);
            for (int step = 0; step < 40; step++) {
                const double middle = (low + high) / 2;
                if (above(N, d, e, middle) > 0)
                    low = middle;
                else
                    high = middle;
            }
            top[k] = pow(N, 1.0 / 6) * (low - 2 * sqrt(N)) * (beta == 4 ? pow(2, 1.0 / 6) : 1);
        }
        double distance = 1, sample[SAMPLES], itself = 1;
        assert_int_equal(rmt_law_ks(law, SAMPLES, top, &distance), 0);
        assert_true(distance * sqrt(SAMPLES) < kolmogorov_limit());
        assert_int_equal(rmt_law_sample(law, SAMPLES, &seed, sample, NULL), 0);
        assert_int_equal(rmt_law_ks(law, SAMPLES, sample, &itself), 0);
        assert_true(itself * sqrt(SAMPLES) < kolmogorov_limit());
        rmt_law_destroy(law);
    }
}

static void test_illegal(void **state)
{
    (void)state;
    rmt_law *law = NULL;
    rmt_law_fit_report report;
    double x[600] = {0};
    const randblas_state seed = randblas_seed(5);
    assert_int_equal(rmt_law_tracy_widom(3, &law), -1);
    assert_int_equal(rmt_law_tracy_widom(2, NULL), -2);
    assert_null(law);
    law = make(1);
    assert_int_equal(rmt_law_fit(RMT_TRACY_WIDOM, 3, x, NULL, &report), -1);
    assert_int_equal(rmt_law_eigenvalues(law, 2, &seed, x, NULL), -1);
    assert_int_equal(rmt_law_jacobi(law, 600, x, x), RANDBLAS_TOO_LARGE);
    rmt_law_destroy(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published), cmocka_unit_test(test_density_integrates), cmocka_unit_test(test_right_tail),
        cmocka_unit_test(test_quantiles), cmocka_unit_test(test_stieltjes),          cmocka_unit_test(test_model),
        cmocka_unit_test(test_illegal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
