/* Free sums, products and compressions against laws that are known in closed form. */
#include "laws.h"

#include <stdbool.h>

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

/* Semicircle r -> r sqrt(tau), Kesten-McKay d -> tau KM(d/tau), Wachter (a, b) -> (a/tau, b/tau), atoms included. */
static void test_compressed_families(void **state)
{
    (void)state;
    const double tau[] = {0.05, 0.5, 0.9}, wachter[][2] = {{2, 3}, {0.7, 3}, {0.5, 0.8}};
    rmt_law *law = NULL, *exact = NULL, *compressed = NULL;
    for (int k = 0; k < 3; k++) {
        for (int i = -1; i <= 1; i++) {
            const double s = pow(10, 100 * i);
            assert_int_equal(rmt_law_semicircle(s, &law), 0);
            assert_int_equal(rmt_free_compress(law, tau[k], &compressed), 0);
            assert_int_equal(rmt_law_semicircle(s * sqrt(tau[k]), &exact), 0);
            rmt_law_destroy(law);
            compare(compressed, exact, 1e-12);
        }
        for (int i = 0; i < 3; i++) {
            double place[2][2], weight[2][2];
            int64_t count[2];
            assert_int_equal(rmt_law_wachter(wachter[i][0], wachter[i][1], &law), 0);
            assert_int_equal(rmt_free_compress(law, tau[k], &compressed), 0);
            assert_int_equal(rmt_law_wachter(wachter[i][0] / tau[k], wachter[i][1] / tau[k], &exact), 0);
            rmt_law_destroy(law);
            assert_int_equal(rmt_law_atoms(compressed, 2, place[0], weight[0], &count[0]), 0);
            assert_int_equal(rmt_law_atoms(exact, 2, place[1], weight[1], &count[1]), 0);
            assert_int_equal(count[0], count[1]);
            for (int64_t j = 0; j < count[0]; j++) {
                assert_true(place[0][j] == place[1][j]);
                assert_close(weight[0][j], weight[1][j], 1e-14);
            }
            compare(compressed, exact, 1e-11);
        }
        assert_int_equal(rmt_law_kesten_mckay(3, &law), 0);
        assert_int_equal(rmt_free_compress(law, tau[k], &compressed), 0);
        assert_int_equal(rmt_law_kesten_mckay(3 / tau[k], &exact), 0);
        for (int i = 0; i < 50; i++) {
            const double x = one(rmt_law_quantile, exact, (i + 0.5) / 50);
            assert_close(one(rmt_law_cdf, compressed, tau[k] * x), (i + 0.5) / 50, 1e-12);
        }
        rmt_law_destroy(law);
        rmt_law_destroy(compressed);
        rmt_law_destroy(exact);
    }
}

static double cumulant(const rmt_law *law, int k)
{
    double kappa[6];
    assert_int_equal(rmt_law_cumulants(law, 6, kappa), 0);
    return kappa[k];
}

/* From the moments of the law that was made, not from those of its inputs. */
static void test_cumulants(void **state)
{
    (void)state;
    rmt_law *a = NULL, *b = NULL, *sum = NULL, *part = NULL;
    double from[2][6], m[6];
    assert_int_equal(rmt_law_marchenko_pastur(0.5, 1, &a), 0);
    assert_int_equal(rmt_law_wachter(2, 1.5, &b), 0);
    assert_int_equal(rmt_free_add(a, b, &sum), 0);
    assert_int_equal(rmt_free_compress(sum, 0.6, &part), 0);
    for (int k = 0; k < 6; k++) {
        from[0][k] = cumulant(a, k) + cumulant(b, k);
        from[1][k] = from[0][k] * pow(0.6, k);
        assert_close(cumulant(sum, k), from[0][k], 1e-12 * (1 + fabs(from[0][k])));
        assert_close(cumulant(part, k), from[1][k], 1e-12 * (1 + fabs(from[1][k])));
    }
    for (int k = 0; k < 2;
         k++) { /* moments of free cumulants: 1, 2 + 11, 3 + 3 21 + 111, 4 + 4 31 + 2 22 + 6 211 + 1111 */
        const double *c = from[k], u = c[0];
        assert_int_equal(rmt_law_moments(k ? part : sum, 4, m), 0);
        assert_close(m[0], u, 1e-12);
        assert_close(m[1], c[1] + u * u, 1e-12 * m[1]);
        assert_close(m[2], c[2] + 3 * u * c[1] + u * u * u, 1e-12 * m[2]);
        assert_close(m[3], c[3] + 4 * u * c[2] + 2 * c[1] * c[1] + 6 * u * u * c[1] + u * u * u * u, 1e-12 * m[3]);
    }
    rmt_law_destroy(a);
    rmt_law_destroy(b);
    rmt_law_destroy(sum);
    rmt_law_destroy(part);
}

/* A law of one value moves or stretches the other, whichever of the two it is. */
static void test_single_atoms(void **state)
{
    (void)state;
    const double values[] = {-2, 0, 1, 3}, sample[] = {1, 4, 4, 9};
    rmt_law *one_value = NULL, *law[2] = {0}, *moved = NULL;
    assert_int_equal(rmt_law_marchenko_pastur(0.4, 1, &law[0]), 0);
    assert_int_equal(rmt_law_empirical(4, sample, 0, &law[1]), 0);
    for (int k = 0; k < 4; k++) {
        const double b = values[k];
        assert_int_equal(rmt_law_empirical(1, &b, 0, &one_value), 0);
        for (int which = 0; which < 8; which++) {
            const rmt_law *other = law[which & 1];
            const bool product = which & 2, first = which & 4;
            const int info = product ? rmt_free_multiply(first ? one_value : other, first ? other : one_value, &moved)
                                     : rmt_free_add(first ? one_value : other, first ? other : one_value, &moved);
            assert_int_equal(info, 0);
            for (int i = 0; i < 20; i++) {
                const double p = (i + 0.3) / 20, x = one(rmt_law_quantile, other, p);
                const double mirrored = one(rmt_law_quantile, other, 1 - p);
                const double expected = !product ? x + b : b < 0 ? b * mirrored : b * x;
                assert_close(one(rmt_law_quantile, moved, p), expected, 1e-12 * (1 + fabs(expected)));
            }
            rmt_law_destroy(moved);
        }
        rmt_law_destroy(one_value);
    }
    for (int k = 0; k < 2; k++) {
        assert_int_equal(rmt_free_compress(law[k], 1, &moved), 0);
        assert_close(one(rmt_law_quantile, moved, 0.3), one(rmt_law_quantile, law[k], 0.3), 0);
        rmt_law_destroy(moved);
        rmt_law_destroy(law[k]);
    }
}

/* Free Poisson laws of one jump add their rates: MP(c, s) has jump c s and rate 1/c. */
static void test_poisson(void **state)
{
    (void)state;
    rmt_law *a = NULL, *b = NULL, *sum = NULL, *exact = NULL;
    assert_int_equal(rmt_law_marchenko_pastur(0.5, 1, &a), 0);
    assert_int_equal(rmt_law_marchenko_pastur(2, 0.25, &b), 0);
    assert_int_equal(rmt_law_marchenko_pastur(0.4, 1.25, &exact), 0);
    assert_int_equal(rmt_free_add(a, b, &sum), 0);
    rmt_law_destroy(a);
    rmt_law_destroy(b);
    compare(sum, exact, 1e-12);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sums),
                                       cmocka_unit_test(test_compressions),
                                       cmocka_unit_test(test_compressed_families),
                                       cmocka_unit_test(test_cumulants),
                                       cmocka_unit_test(test_single_atoms),
                                       cmocka_unit_test(test_poisson),
                                       cmocka_unit_test(test_product),
                                       cmocka_unit_test(test_projections),
                                       cmocka_unit_test(test_arguments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
