/* The empirical law of a sample: by counting and summing again, and as the limit of what the sample was drawn from. */
#include "laws.h"
#include "statistics.h"
#include "testing.h"

#include "law_impl.h"
#include "rmt.h"

#include <stdio.h>

static void test_small(void **state)
{
    (void)state;
    const double x[] = {3, -1, 2, 2, 5, -1, 2};
    rmt_law *law = NULL;
    double place[7], weight[7], m[3], moments[4];
    int64_t count;
    assert_int_equal(rmt_law_empirical(7, x, 0.5, &law), 0);
    assert_int_equal(rmt_law_family_of(law), RMT_EMPIRICAL);
    assert_int_equal(rmt_law_intervals(law, 0, NULL, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(rmt_law_atoms(law, 7, place, weight, &count), 0);
    assert_int_equal(count, 4);
    assert_true(place[0] == -1 && place[1] == 2 && place[2] == 3 && place[3] == 5);
    assert_close(weight[1], 3.0 / 7, 1e-16);
    assert_true(one(rmt_law_cdf, law, -2) == 0 && one(rmt_law_cdf, law, 2) == 5.0 / 7);
    assert_true(one(rmt_law_cdf, law, 1.99) == 2.0 / 7 && one(rmt_law_cdf, law, 5) == 1);
    /* inf {x : F(x) >= p}, also where p is F(x) to the bit */
    for (int k = 0; k < 4; k++) assert_true(one(rmt_law_quantile, law, one(rmt_law_cdf, law, place[k])) == place[k]);
    assert_true(one(rmt_law_quantile, law, 0) == -1 && one(rmt_law_quantile, law, 0.3) == 2);
    assert_true(isnan(one(rmt_law_quantile, law, 1.1)) && isnan(one(rmt_law_cdf, law, NAN)));
    rmt_complex z = CMPLX(1, -0.25), value, expected = 0;
    for (int i = 0; i < 7; i++) expected += 1 / (x[i] - z) / 7;
    assert_int_equal(rmt_law_stieltjes(law, 1, 1, &z, &value), 0);
    assert_true(cabs(value - expected) < 1e-15);
    assert_int_equal(rmt_law_stieltjes(law, 2, 1, &z, &value), -2);
    double density = 0, sum = 0;
    for (int i = 0; i < 7; i++) density += exp(-(1 - x[i]) * (1 - x[i]) / (2 * 0.25)) / (7 * 0.5 * sqrt(2 * RMT_PI));
    for (int i = 0; i < 7; i++) sum += 1 / (x[i] - 1) / (7 * RMT_PI);
    assert_close(one(rmt_law_density, law, 1), density, 1e-15);
    assert_close(one(rmt_law_hilbert, law, 1), sum, 1e-15);
    assert_int_equal(rmt_law_moments(law, 3, moments), 0);
    for (int k = 1; k <= 3; k++) {
        m[k - 1] = 0;
        for (int i = 0; i < 7; i++) m[k - 1] += pow(x[i], k) / 7;
        assert_close(moments[k - 1], m[k - 1], 1e-13);
    }
    assert_int_equal(rmt_law_cumulants(law, 3, moments), 0);
    assert_close(moments[0], m[0], 1e-14);
    assert_close(moments[1], m[1] - m[0] * m[0], 1e-13);
    assert_close(moments[2], m[2] - 3 * m[0] * m[1] + 2 * m[0] * m[0] * m[0], 1e-12);
    rmt_law_destroy(law);
}

/* All Jacobi coefficients of a discrete measure give its continued fraction back, a rational function. */
static void test_jacobi(void **state)
{
    (void)state;
    const double x[] = {3, -1, 2, 2, 5, -1, 2, 0.25};
    rmt_law *law = NULL;
    double alpha[7], beta[7];
    assert_int_equal(rmt_law_empirical(8, x, 0, &law), 0);
    assert_int_equal(rmt_law_jacobi(law, 7, alpha, beta), 0);
    assert_true(beta[4] == 0 && isnan(alpha[5]) && isnan(beta[6]));
    const rmt_complex z = CMPLX(1.3, 0.2);
    rmt_complex G = 0, m;
    for (int k = 4; k >= 0; k--) G = 1 / (z - alpha[k] - beta[k] * beta[k] * G);
    rmt_law_stieltjes(law, 1, 1, &z, &m);
    assert_true(cabs(m + G) < 1e-13);
    rmt_law_destroy(law);
}

/* A sample of 20000 from Wachter's law: distance, transforms, density near the law's. */
static void test_convergence(void **state)
{
    (void)state;
    enum { N = 20000 };
    static double x[N], y[N];
    const randblas_state seed = randblas_seed(31), other = randblas_seed(32);
    rmt_law *law = NULL, *sample = NULL;
    double distance;
    assert_int_equal(rmt_law_wachter(2, 3, &law), 0);
    assert_int_equal(rmt_law_sample(law, N, &seed, x, NULL), 0);
    assert_int_equal(rmt_law_empirical(N, x, 0, &sample), 0);
    /* itself: 0 but for rounding; a bootstrap sample: Kolmogorov */
    assert_int_equal(rmt_law_ks(sample, N, x, &distance), 0);
    assert_close(distance, 0, 1e-14);
    assert_int_equal(rmt_law_sample(sample, N, &other, y, NULL), 0);
    assert_int_equal(rmt_law_ks(sample, N, y, &distance), 0);
    assert_true(distance > 0 && sqrt(N) * distance < kolmogorov_limit());
    /* |m - m_n| is a mean of n independent terms bounded by 1/Im z: Hoeffding at 1e-10 per part */
    const double limit = sqrt(2 * log(4 / FALSE_ALARM) / N) / 0.3 * 2;
    for (double u = -0.2; u < 1.2; u += 0.1) {
        const rmt_complex z = CMPLX(u, 0.3);
        rmt_complex m, m_n, R, R_n, G;
        rmt_law_stieltjes(law, 1, 1, &z, &m);
        rmt_law_stieltjes(sample, 1, 1, &z, &m_n);
        assert_true(cabs(m - m_n) < limit);
        const rmt_complex far = CMPLX(2 * u, 2);
        rmt_law_stieltjes(law, 1, 1, &far, &G);
        G = -G;
        rmt_law_r_transform(law, 1, &G, &R);
        rmt_law_r_transform(sample, 1, &G, &R_n);
        assert_true(cabs(R - R_n) < 0.05);
    }
    /* Kernel, h = 0.025: bias h^2 rho''/2 < 0.01, deviation sqrt(rho/(2 sqrt(pi) n h)) < 0.035, times 6.47. */
    for (double u = 0.2; u < 0.7; u += 0.1)
        assert_close(one(rmt_law_density, sample, u), one(rmt_law_density, law, u), 0.25);
    double mass = 0;
    for (double u = -1; u < 2; u += 1.0 / 256) mass += one(rmt_law_density, sample, u) / 256;
    assert_close(mass, 1, 1e-6);
    rmt_law_destroy(sample);
    rmt_law_destroy(law);
}

static void test_illegal(void **state)
{
    (void)state;
    const double x[] = {1, NAN};
    rmt_law *law = NULL;
    rmt_law_fit_report report;
    assert_int_equal(rmt_law_empirical(0, x, 0, &law), -1);
    assert_int_equal(rmt_law_empirical(1, NULL, 0, &law), -2);
    assert_int_equal(rmt_law_empirical(1, x, -1, &law), -3);
    assert_int_equal(rmt_law_empirical(1, x, NAN, &law), -3);
    assert_int_equal(rmt_law_empirical(1, x, 0, NULL), -4);
    assert_int_equal(rmt_law_empirical(2, x, 0, &law), RANDBLAS_NOT_FINITE);
    assert_null(law);
    assert_int_equal(rmt_law_fit(RMT_EMPIRICAL, 2, x, NULL, &report), -1);
    assert_int_equal(rmt_law_empirical(1, x, 0, &law), 0); /* no spread */
    assert_close(one(rmt_law_density, law, 1), 1 / sqrt(2 * RMT_PI), 1e-15);
    rmt_law_destroy(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_small), cmocka_unit_test(test_jacobi),
                                       cmocka_unit_test(test_convergence), cmocka_unit_test(test_illegal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
