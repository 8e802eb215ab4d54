/*
 * Free products: against the cubic that S transforms give, against Silverstein's law of a population, which is the
 * product of the population and Marchenko and Pastur's law, and at extreme scales.
 */
#include "laws.h"

/* With psi = -1 - z m:  S = 1/(1 + c1 psi)/(1 + c2 psi) makes z psi = (1 + psi)(1 + c1 psi)(1 + c2 psi).  Inside the
 * support one root is real, and negative; the density is the imaginary part of the others over pi x. */
static double cubic_density(double c1, double c2, double x)
{
    const long double a = c1 * c2, b = a + c1 + c2, c = 1 + c1 + c2 - (long double)x;
    long double low = -1, high = 0;
    while (((a * low + b) * low + c) * low + 1 > 0) low *= 2;
    for (int i = 0; i < 200; i++) {
        const long double middle = (low + high) / 2;
        *(((a * middle + b) * middle + c) * middle + 1 > 0 ? &high : &low) = middle;
    }
    const long double p = a * low + b, q = p * low + c; /* a psi^2 + p psi + q is left */
    return (double)(sqrtl(fmaxl(0, 4 * a * q - p * p)) / (2 * a * 3.14159265358979323846L * x));
}

static void test_cubic(void **state)
{
    (void)state;
    const double ratios[][2] = {{0.5, 0.5}, {0.1, 0.7}, {1, 0.3}, {0.9, 1}, {2, 0.5}, {3, 4}};
    for (int k = 0; k < 6; k++) {
        const double c1 = ratios[k][0], c2 = ratios[k][1];
        rmt_law *a = NULL, *b = NULL, *law = NULL;
        double edge[4], place = 7, weight = 0, excess = 1;
        int64_t count = 0;
        assert_int_equal(rmt_law_marchenko_pastur(c1, 1, &a), 0);
        assert_int_equal(rmt_law_marchenko_pastur(c2, 1, &b), 0);
        assert_int_equal(rmt_free_multiply(a, b, &law), 0);
        assert_int_equal(rmt_law_family_of(law), RMT_FREE_PRODUCT);
        assert_int_equal(rmt_law_intervals(law, 2, edge, &count), 0);
        assert_int_equal(count, 1);
        for (int i = 0; i < 100; i++) {
            const double x = edge[0] + (edge[1] - edge[0]) * pow((i + 0.5) / 100, 3), y = cubic_density(c1, c2, x);
            assert_close(one(rmt_law_density, law, x), y, 1e-9 * y + 1e-11);
        }
        assert_true(cubic_density(c1, c2, edge[1] * (1 - 1e-9)) > 0);
        assert_true(cubic_density(c1, c2, edge[1] * (1 + 1e-9)) == 0);
        assert_int_equal(rmt_law_atoms(law, 1, &place, &weight, &count), 0);
        assert_int_equal(count, c1 > 1 || c2 > 1);
        if (count) assert_true(place == 0 && fabs(weight - (1 - 1 / fmax(c1, c2))) < 1e-15);
        assert_int_equal(rmt_free_mass_excess(law, &excess), 0);
        assert_close(excess, 0, 1e-12);
        rmt_law_destroy(a);
        rmt_law_destroy(b);
        rmt_law_destroy(law);
    }
}

/* The same law by another equation, solver, and closed form of the distribution function. */
static void compare_population(int64_t n, const double *tau, double ratio, double tolerance)
{
    rmt_law *population = NULL, *noise = NULL, *law = NULL, *exact = NULL;
    double edge[16], found[16];
    int64_t count = 0, same = 0;
    assert_int_equal(rmt_law_empirical(n, tau, 0, &population), 0);
    assert_int_equal(rmt_law_marchenko_pastur(ratio, 1, &noise), 0);
    assert_int_equal(rmt_free_multiply(population, noise, &law), 0);
    assert_int_equal(rmt_law_sample_covariance(n, tau, NULL, ratio, &exact), 0);
    assert_int_equal(rmt_law_intervals(exact, 8, edge, &count), 0);
    assert_int_equal(rmt_law_intervals(law, 8, found, &same), 0);
    assert_int_equal(count, same);
    for (int64_t k = 0; k < 2 * count; k++) assert_close(found[k], edge[k], 1e-12 * edge[2 * count - 1]);
    for (int i = -5; i < 105; i++) {
        const double x = edge[0] + (edge[2 * count - 1] - edge[0]) * (i + 0.5) / 100;
        const double y = one(rmt_law_density, exact, x);
        assert_close(one(rmt_law_density, law, x), y, tolerance * (1 + y));
        assert_close(one(rmt_law_cdf, law, x), one(rmt_law_cdf, exact, x), tolerance);
    }
    rmt_law_destroy(population);
    rmt_law_destroy(noise);
    rmt_law_destroy(law);
    rmt_law_destroy(exact);
}

static void test_populations(void **state)
{
    (void)state;
    const double three[] = {1, 1, 3, 3, 10}, zero[] = {0, 0, 1, 4};
    double many[200];
    for (int i = 0; i < 200; i++) many[i] = 0.1 * pow(100, i / 199.0);
    compare_population(5, three, 0.05, 1e-11);
    compare_population(5, three, 0.5, 1e-11);
    compare_population(5, three, 2, 1e-11);
    compare_population(4, zero, 0.3, 1e-11);
    compare_population(200, many, 0.2, 1e-11);
}

/* Silverstein's law is an input too: the product of a population and two Marchenko-Pastur laws in both orders. */
static void test_nested(void **state)
{
    (void)state;
    const double tau[] = {1, 2, 7};
    rmt_law *law[2] = {0}, *noise[2] = {0}, *inner = NULL;
    assert_int_equal(rmt_law_marchenko_pastur(0.3, 1, &noise[0]), 0);
    assert_int_equal(rmt_law_marchenko_pastur(0.6, 1, &noise[1]), 0);
    for (int k = 0; k < 2; k++) {
        assert_int_equal(rmt_law_sample_covariance(3, tau, NULL, k ? 0.6 : 0.3, &inner), 0);
        assert_int_equal(rmt_free_multiply(inner, noise[1 - k], &law[k]), 0);
        rmt_law_destroy(inner); /* the product keeps it */
    }
    assert_close(one(rmt_law_quantile, law[0], 1), one(rmt_law_quantile, law[1], 1), 1e-11);
    for (int i = 0; i < 60; i++) {
        const double x = one(rmt_law_quantile, law[0], (i + 0.5) / 60);
        assert_close(one(rmt_law_cdf, law[1], x), (i + 0.5) / 60, 1e-11);
    }
    for (int k = 0; k < 2; k++) {
        rmt_law_destroy(noise[k]);
        rmt_law_destroy(law[k]);
    }
}

/* A law of both signs: the semicircle times Marchenko-Pastur of ratio 1 has moments 0, 1, 0, 2 (1 + 1 + ...): by
 * phi(abab) = phi(a^2) phi(b)^2 + phi(a)^2 phi(b^2) - phi(a)^2 phi(b)^2 the second is r^2/4, and the law is even. */
static void test_signs(void **state)
{
    (void)state;
    for (int k = -1; k <= 1; k++) {
        const double s = pow(10, 100 * k);
        rmt_law *a = NULL, *b = NULL, *law[2] = {0};
        double m[3];
        assert_int_equal(rmt_law_semicircle(2 * s, &a), 0);
        assert_int_equal(rmt_law_marchenko_pastur(1, pow(10, 50 * k), &b), 0);
        assert_int_equal(rmt_free_multiply(a, b, &law[0]), 0);
        assert_int_equal(rmt_free_multiply(b, a, &law[1]), 0);
        const double unit = s * pow(10, 50 * k);
        for (int i = 0; i < 2; i++) {
            assert_int_equal(rmt_law_moments(law[i], 2, m), 0);
            assert_close(m[0] / unit, 0, 1e-12);
            if (k == 0) assert_close(m[1], 1, 1e-12);
            assert_close(one(rmt_law_cdf, law[i], 0), 0.5, 1e-12);
            assert_close(one(rmt_law_quantile, law[i], 0.75) / unit, one(rmt_law_quantile, law[0], 0.75) / unit, 1e-13);
            assert_close(one(rmt_law_quantile, law[i], 0.25) / unit, -one(rmt_law_quantile, law[0], 0.75) / unit,
                         1e-10);
        }
        for (int i = 0; i < 2; i++) rmt_law_destroy(law[i]);
        rmt_law_destroy(a);
        rmt_law_destroy(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cubic), cmocka_unit_test(test_populations),
                                       cmocka_unit_test(test_nested), cmocka_unit_test(test_signs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
