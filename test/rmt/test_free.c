/* Free sums, products and compressions against laws that are known in closed form. */
#include "laws.h"

static void compare(rmt_law *law, rmt_law *exact, double tolerance)
{
    double edge[8], found[8], excess = 1;
    int64_t count = 0, same = 0;
    assert_int_equal(rmt_law_intervals(exact, 4, edge, &count), 0);
    assert_int_equal(rmt_law_intervals(law, 4, found, &same), 0);
    assert_int_equal(count, same);
    for (int64_t k = 0; k < 2 * count; k++) assert_close(found[k], edge[k], 1e-12 * fabs(edge[k]) + 1e-14);
    assert_int_equal(rmt_free_mass_excess(law, &excess), 0);
    assert_close(excess, 0, tolerance);
    const double width = edge[1] - edge[0];
    for (int i = 0; i < 100; i++) {
        const double x = edge[0] + width * (i + 0.5) / 100, p = (i + 0.5) / 100;
        assert_close(one(rmt_law_density, law, x) * width, one(rmt_law_density, exact, x) * width, 1e-11);
        assert_close(one(rmt_law_cdf, law, x), one(rmt_law_cdf, exact, x), tolerance);
        assert_close(one(rmt_law_quantile, law, p), one(rmt_law_quantile, exact, p), 10 * tolerance * width);
    }
    rmt_law_destroy(law);
    rmt_law_destroy(exact);
}

static void test_sums(void **state)
{
    (void)state;
    const double two[] = {-1, 1};
    for (int k = -1; k <= 1; k++) {
        const double s = pow(10, 100 * k);
        rmt_law *a = NULL, *b = NULL, *sum = NULL, *exact = NULL;
        assert_int_equal(rmt_law_semicircle(s, &a), 0);
        assert_int_equal(rmt_law_semicircle(2 * s, &b), 0);
        assert_int_equal(rmt_law_semicircle(sqrt(5) * s, &exact), 0);
        assert_int_equal(rmt_free_add(a, b, &sum), 0);
        assert_int_equal(rmt_law_family_of(sum), RMT_FREE_SUM);
        rmt_law_destroy(a);
        rmt_law_destroy(b);
        compare(sum, exact, 1e-12);
    }
    rmt_law *bernoulli = NULL, *arcsine = NULL, *exact = NULL, *sum = NULL;
    assert_int_equal(rmt_law_empirical(2, two, 0, &bernoulli), 0);
    assert_int_equal(rmt_law_kesten_mckay(4, &exact), 0);
    assert_int_equal(rmt_free_add(bernoulli, bernoulli, &arcsine), 0);
    assert_int_equal(rmt_free_add(arcsine, arcsine, &sum), 0);
    compare(sum, exact, 1e-11);
    assert_int_equal(rmt_law_kesten_mckay(2, &exact), 0);
    rmt_law_destroy(bernoulli);
    compare(arcsine, exact, 1e-8); /* the density is infinite at edges, where x is rounded */
}

static void test_compressions(void **state)
{
    (void)state;
    rmt_law *law = NULL, *compressed = NULL, *exact = NULL;
    assert_int_equal(rmt_law_marchenko_pastur(0.5, 1, &law), 0);
    assert_int_equal(rmt_free_compress(law, 1.5, &compressed), -2);
    assert_int_equal(rmt_free_compress(law, 0.3, &compressed), 0);
    assert_int_equal(rmt_law_marchenko_pastur(0.15, 1, &exact), 0);
    rmt_law_destroy(law);
    compare(compressed, exact, 1e-12);
}

/* Marchenko-Pastur of ratio 1 squared: edges 0 and 27/4, moments the Fuss-Catalan numbers 1, 3, 12, 55. */
static void test_product(void **state)
{
    (void)state;
    const double expected[] = {1, 3, 12, 55};
    rmt_law *law = NULL, *product = NULL;
    double edge[2], moments[4];
    int64_t count;
    assert_int_equal(rmt_law_marchenko_pastur(1, 1, &law), 0);
    assert_int_equal(rmt_free_multiply(law, law, &product), 0);
    assert_int_equal(rmt_law_intervals(product, 1, edge, &count), 0);
    assert_true(count == 1 && edge[0] == 0);
    assert_close(edge[1], 6.75, 1e-12);
    assert_int_equal(rmt_law_moments(product, 4, moments), 0);
    for (int k = 0; k < 4; k++) assert_close(moments[k], expected[k], 1e-11 * expected[k]);
    rmt_law_destroy(product);
    rmt_law_destroy(law);
}

/* Two free projections of rank 0.4: edges 0 and 0.96, an atom at 0 of 0.6. */
static void test_projections(void **state)
{
    (void)state;
    const double values[] = {0, 0, 0, 1, 1};
    rmt_law *law = NULL, *product = NULL;
    double edge[2], place[4], weight[4], excess = 1;
    int64_t count = 0;
    assert_int_equal(rmt_law_empirical(5, values, 0, &law), 0);
    assert_int_equal(rmt_free_multiply(law, law, &product), 0);
    assert_int_equal(rmt_law_intervals(product, 1, edge, &count), 0);
    assert_int_equal(count, 1);
    assert_close(edge[0], 0, 1e-17);
    assert_close(edge[1], 0.96, 1e-12);
    assert_int_equal(rmt_law_atoms(product, 4, place, weight, &count), 0);
    assert_true(count == 1 && place[0] == 0);
    assert_close(weight[0], 0.6, 1e-15);
    assert_int_equal(rmt_free_mass_excess(product, &excess), 0);
    assert_close(excess, 0, 1e-8);
    rmt_law_destroy(product);
    rmt_law_destroy(law);
}

static void test_arguments(void **state)
{
    (void)state;
    rmt_law *law = NULL, *made = NULL, *wide = NULL;
    double z[2] = {0, 1}, w[2] = {7, 7}, excess = 7;
    assert_int_equal(rmt_law_semicircle(1, &law), 0);
    assert_int_equal(rmt_law_tracy_widom(2, &wide), 0);
    assert_int_equal(rmt_free_add(NULL, law, &made), -1);
    assert_int_equal(rmt_free_add(law, NULL, &made), -2);
    assert_int_equal(rmt_free_add(law, law, NULL), -3);
    assert_int_equal(rmt_free_add(wide, law, &made), -1);
    assert_int_equal(rmt_free_add(law, wide, &made), -2);
    assert_int_equal(rmt_free_multiply(NULL, law, &made), -1);
    assert_int_equal(rmt_free_multiply(law, NULL, &made), -2);
    assert_int_equal(rmt_free_multiply(law, law, &made), -2); /* neither is on [0, inf) */
    assert_int_equal(rmt_free_compress(NULL, 0.5, &made), -1);
    assert_int_equal(rmt_free_compress(law, 0, &made), -2);
    assert_int_equal(rmt_free_compress(law, NAN, &made), -2);
    assert_int_equal(rmt_free_compress(law, 0.5, NULL), -3);
    assert_null(made);
    assert_int_equal(rmt_free_subordination(law, 1, z, w, w), -1);
    assert_int_equal(rmt_free_mass_excess(law, &excess), -1);
    assert_int_equal(rmt_free_add(law, law, &made), 0);
    assert_int_equal(rmt_free_subordination(made, -1, z, w, w), -2);
    assert_int_equal(rmt_free_subordination(made, 1, NULL, w, w), -3);
    assert_int_equal(rmt_free_subordination(made, 1, z, NULL, w), -4);
    assert_int_equal(rmt_free_subordination(made, 1, z, w, NULL), -5);
    assert_int_equal(rmt_free_mass_excess(made, NULL), -2);
    assert_true(w[0] == 7 && w[1] == 7 && excess == 7);
    rmt_law_destroy(made);
    rmt_law_destroy(wide);
    rmt_law_destroy(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sums), cmocka_unit_test(test_compressions),
                                       cmocka_unit_test(test_product), cmocka_unit_test(test_projections),
                                       cmocka_unit_test(test_arguments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
