/*
 * Free decompression of laws in closed form: against the equation that defines it on both sheets, against the equations
 * of edges and atoms, and against compression.  The free Meixner law: against each law that it contains.
 */
#include "laws.h"

#include "law_impl.h"
#include "rmt.h"

#include <stdio.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

typedef struct instance {
    rmt_law_family family;
    double p[4], limit;
} instance;

static const instance instances[] = {
    {RMT_SEMICIRCLE, {2}, INFINITY},
    {RMT_MARCHENKO_PASTUR, {0.02, 1}, INFINITY},
    {RMT_MARCHENKO_PASTUR, {0.7, 3}, INFINITY},
    {RMT_MARCHENKO_PASTUR, {4, 0.3}, INFINITY},
    {RMT_KESTEN_MCKAY, {96}, 96},
    {RMT_KESTEN_MCKAY, {3}, 3},
    {RMT_WACHTER, {64, 96}, 160},
    {RMT_WACHTER, {0.6, 0.9}, 1.5},
    {RMT_WACHTER, {3, 1}, 4},
    {RMT_MEIXNER, {0.1, 4, 0.4}, INFINITY},
    {RMT_MEIXNER, {0.7, 1.3, 1.25}, 5},
    {RMT_MEIXNER, {-1, 0.5, 1}, INFINITY},
    {RMT_FREE_MEIXNER, {5, 0.25, -0.3, -0.02}, 50},
    {RMT_FREE_MEIXNER, {-2, 3, 0.5, 0.4}, INFINITY},
    {RMT_FREE_MEIXNER, {0, 1, 2, 0.5}, INFINITY},
};
static const double ratios[] = {0.25, 0.9, 1, 1.3, 2, 7, 32, 1024};

static rmt_law *make(const instance *c)
{
    rmt_law *law = NULL;
    const double *p = c->p;
    int info = -1;
    if (c->family == RMT_SEMICIRCLE) info = rmt_law_semicircle(p[0], &law);
    if (c->family == RMT_MARCHENKO_PASTUR) info = rmt_law_marchenko_pastur(p[0], p[1], &law);
    if (c->family == RMT_KESTEN_MCKAY) info = rmt_law_kesten_mckay(p[0], &law);
    if (c->family == RMT_WACHTER) info = rmt_law_wachter(p[0], p[1], &law);
    if (c->family == RMT_MEIXNER) info = rmt_law_meixner(p[0], p[1], p[2], &law);
    if (c->family == RMT_FREE_MEIXNER) info = rmt_law_free_meixner(p[0], p[1], p[2], p[3], &law);
    assert_int_equal(info, 0);
    return law;
}

static rmt_law *decompressed(const rmt_law *from, double ratio)
{
    rmt_law *law = NULL;
    assert_int_equal(rmt_decompress(from, ratio, &law), 0);
    return law;
}

static rmt_complex m_of(const rmt_law *law, int sheet, rmt_complex z)
{
    rmt_complex m = 0;
    assert_int_equal(rmt_law_stieltjes(law, sheet, 1, &z, &m), 0);
    return m;
}

static void interval_of(const rmt_law *law, double *edge)
{
    int64_t count = 0;
    assert_int_equal(rmt_law_intervals(law, 1, edge, &count), 0);
    assert_int_equal(count, 1);
}

/* ---------------------------------------------------------------- the free Meixner law --------------------------- */

/* The same law, by mean, variance, skew and excess. */
static rmt_law *standard(const rmt_law *law, double factor, double shift)
{
    rmt_law *same = NULL;
    double alpha[2], beta[2];
    assert_int_equal(rmt_law_jacobi(law, 2, alpha, beta), 0);
    const double excess = (beta[1] / beta[0]) * (beta[1] / beta[0]) - 1;
    assert_int_equal(rmt_law_free_meixner(factor * alpha[0] + shift, factor * beta[0], (alpha[1] - alpha[0]) / beta[0],
                                          excess, &same),
                     0);
    return same;
}

static void compare(const rmt_law *law, const rmt_law *same, double factor, double shift)
{
    double edge[2], other[2], place[2], weight[2], places[2], weights[2];
    int64_t count = 0, counted = 0;
    interval_of(law, edge);
    interval_of(same, other);
    const double width = edge[1] - edge[0];
    for (int e = 0; e < 2; e++)
        assert_close(other[e], factor * edge[e] + shift, 1e-13 * (factor * width + fabs(shift)));
    assert_int_equal(rmt_law_atoms(law, 2, place, weight, &count), 0);
    assert_int_equal(rmt_law_atoms(same, 2, places, weights, &counted), 0);
    assert_int_equal(counted, count);
    for (int64_t a = 0; a < count; a++) {
        assert_close(weights[a], weight[a], 1e-12);
        assert_close(places[a], factor * place[a] + shift, 1e-12 * (factor * width + fabs(shift)));
    }
    for (int i = 1; i < 20; i++) {
        const double x = edge[0] + width * i / 20, y = factor * x + shift;
        const double rho = one(rmt_law_density, law, x);
        assert_close(one(rmt_law_density, same, y) * factor, rho, 1e-11 * rho);
        assert_close(one(rmt_law_cdf, same, y), one(rmt_law_cdf, law, x), 1e-12);
        assert_close(one(rmt_law_hilbert, same, y) * factor * width, one(rmt_law_hilbert, law, x) * width, 1e-11);
        for (int sheet = 1; sheet <= 2; sheet++) {
            const rmt_complex z = CMPLX(x, (i - 10) * 0.13 * width);
            const rmt_complex m = m_of(law, sheet, z), n = m_of(same, sheet, CMPLX(y, cimag(z) * factor)) * factor;
            assert_close(cabs(m - n), 0, 1e-11 * cabs(m));
        }
    }
}

/* Wherever it is and however large. */
static void test_standard_form(void **state)
{
    (void)state;
    const double factors[] = {1, 3, 1e-200, 1e200}, shifts[] = {0, -2.5, 4e-200, 0};
    for (int i = 0; i < COUNT(instances); i++)
        for (int k = 0; k < COUNT(factors); k++) {
            rmt_law *law = make(&instances[i]), *same = standard(law, factors[k], shifts[k]);
            assert_int_equal(rmt_law_family_of(same), RMT_FREE_MEIXNER);
            compare(law, same, factors[k], shifts[k]);
            rmt_law_destroy(law);
            rmt_law_destroy(same);
        }
}

/* A law far from 0 keeps its digits. */
static void test_far_mean(void **state)
{
    (void)state;
    rmt_law *near = NULL, *far = NULL;
    assert_int_equal(rmt_law_free_meixner(0, 1, 1.9, 0.95, &near), 0);
    assert_int_equal(rmt_law_free_meixner(1048576, 1, 1.9, 0.95, &far), 0);
    for (int i = -20; i < 80; i++) {
        const double x = i / 16.0, rho = one(rmt_law_density, near, x);
        assert_close(one(rmt_law_density, far, x + 1048576), rho, 1e-13 * rho);
        assert_close(one(rmt_law_cdf, far, x + 1048576), one(rmt_law_cdf, near, x), 1e-12);
    }
    rmt_law_destroy(near);
    rmt_law_destroy(far);
}

/* ---------------------------------------------------------------- decompression ---------------------------------- */

/* zeta = z + (t - 1)/m0(zeta), m0 = t m_t, off the axis: m0 at zeta is one of the two roots. */
static void check_equation(const rmt_law *from, const rmt_law *to, double t, rmt_complex z)
{
    const rmt_complex m = t * m_of(to, 1, z), zeta = z + (t - 1) / m;
    const double first = cabs(m_of(from, 1, zeta) - m), second = cabs(m_of(from, 2, zeta) - m);
    assert_close(fmin(first, second), 0, 1e-10 * cabs(m));
}

static void test_equation(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(instances); i++)
        for (int k = 0; k < COUNT(ratios); k++) {
            if (!(ratios[k] < instances[i].limit)) continue;
            rmt_law *from = make(&instances[i]), *to = decompressed(from, ratios[k]);
            double edge[2];
            interval_of(to, edge);
            const double width = edge[1] - edge[0];
            for (int j = 0; j <= 40; j++) {
                const double x = edge[0] + width * (j - 2.0) / 36;
                check_equation(from, to, ratios[k], CMPLX(x, 0.1 * width));
                check_equation(from, to, ratios[k], CMPLX(x, 1e-6 * width));
            }
            /* the branch: near infinity it is the first sheet */
            const rmt_complex z = CMPLX(edge[1], 50 * (width + fabs(edge[1]))), m = ratios[k] * m_of(to, 1, z);
            assert_close(cabs(m_of(from, 1, z + (ratios[k] - 1) / m) - m), 0, 1e-12 * cabs(m));
            rmt_law_destroy(from);
            rmt_law_destroy(to);
        }
}

/* Free cumulants are multiplied by t^(j-1). */
static void test_cumulants(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(instances); i++) {
        rmt_law *from = make(&instances[i]), *to = decompressed(from, 1.375);
        double before[8], after[8], alpha[2], beta[2];
        assert_int_equal(rmt_law_cumulants(from, 8, before), 0);
        assert_int_equal(rmt_law_cumulants(to, 8, after), 0);
        assert_int_equal(rmt_law_jacobi(to, 2, alpha, beta), 0);
        const double size = fabs(alpha[0]) + fabs(alpha[1]) + beta[0] + beta[1];
        for (int j = 0; j < 8; j++) assert_close(after[j], before[j] * pow(1.375, j), 1e-12 * pow(size, j + 1));
        rmt_law_destroy(from);
        rmt_law_destroy(to);
    }
}

/*
 * In the u-plane x = R(u) + t/u is stationary at an edge: u is a double root there.  With R from the equation of the
 * law in standard form, e u R^2 + (g u - 1) R + u = 0, u solves (e x^2 + g x + 1) u^2 - (2 e t x + g t + x) u + e t^2 +
 * t = 0, whose discriminant is to vanish at both edges.
 */
static void check_edge(const rmt_law *from, double t, double edge, double width)
{
    double alpha[2], beta[2];
    assert_int_equal(rmt_law_jacobi(from, 2, alpha, beta), 0);
    const long double g = ((long double)alpha[1] - alpha[0]) / beta[0], root = (long double)beta[1] / beta[0],
                      e = (root - 1) * (root + 1);
    const long double x = ((long double)edge - alpha[0]) / beta[0], B = 2 * e * t * x + g * t + x;
    const long double discriminant = B * B - 4 * (e * x * x + g * x + 1) * (e * t * t + t);
    const long double slope = 2 * B * (2 * e * t + 1) - 4 * (2 * e * x + g) * (e * t * t + t);
    assert_close((double)(discriminant / slope) * beta[0], 0, 1e-12 * fmax(1, t) * (width + fabs(edge)));
}

static void test_edges(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(instances); i++)
        for (int k = 0; k < COUNT(ratios); k++) {
            if (!(ratios[k] < instances[i].limit)) continue;
            rmt_law *from = make(&instances[i]), *to = decompressed(from, ratios[k]);
            double edge[2];
            interval_of(to, edge);
            for (int e = 0; e < 2; e++) check_edge(from, ratios[k], edge[e], edge[1] - edge[0]);
            rmt_law_destroy(from);
            rmt_law_destroy(to);
        }
}

/* Places stay, weights become 1 - (1 - w)/t. */
static void test_atoms(void **state)
{
    (void)state;
    const instance cases[] = {
        {RMT_MARCHENKO_PASTUR, {4, 0.3}, 0}, {RMT_WACHTER, {0.6, 0.9}, 0}, {RMT_MEIXNER, {3, 1, 0.2}, 0}};
    for (int i = 0; i < COUNT(cases); i++) {
        rmt_law *from = make(&cases[i]), *to = decompressed(from, 1.2);
        double place[2], weight[2], places[2], weights[2];
        int64_t count = 0, counted = 0;
        assert_int_equal(rmt_law_atoms(from, 2, place, weight, &count), 0);
        assert_int_equal(rmt_law_atoms(to, 2, places, weights, &counted), 0);
        assert_true(count > 0);
        assert_int_equal(counted, count);
        for (int64_t a = 0; a < count; a++) {
            assert_close(places[a], place[a], 1e-13 * fabs(place[a]));
            assert_close(weights[a], 1 - (1 - weight[a]) / 1.2, 1e-12);
        }
        rmt_law_destroy(from);
        rmt_law_destroy(to);
    }
}

static void test_compression_inverts(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(instances); i++) {
        rmt_law *from = make(&instances[i]), *to = decompressed(from, 1.4), *back = decompressed(to, 1 / 1.4);
        compare(from, back, 1, 0);
        rmt_law_destroy(from);
        rmt_law_destroy(to);
        rmt_law_destroy(back);
    }
}

/* Free compression by subordination, which knows nothing of families, leads back. */
static void test_subordination(void **state)
{
    (void)state;
    const int some[] = {0, 2, 4, 6, 9, 12};
    for (int k = 0; k < COUNT(some); k++) {
        rmt_law *from = make(&instances[some[k]]), *to = decompressed(from, 3), *back = NULL;
        double edge[2], other[2];
        assert_int_equal(rmt_free_compress(to, 1 / 3.0, &back), 0);
        interval_of(from, edge);
        interval_of(back, other);
        const double width = edge[1] - edge[0];
        for (int e = 0; e < 2; e++) assert_close(other[e], edge[e], 1e-10 * (width + fabs(edge[e])));
        for (int i = 1; i < 16; i++) {
            const double x = edge[0] + width * i / 16;
            assert_close(one(rmt_law_density, back, x) * width, one(rmt_law_density, from, x) * width, 1e-9);
        }
        rmt_law_destroy(from);
        rmt_law_destroy(to);
        rmt_law_destroy(back);
    }
}

static void test_limit(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(instances); i++) {
        rmt_law *from = make(&instances[i]), *to = (rmt_law *)&i;
        double limit = 0;
        assert_int_equal(rmt_decompress_limit(from, &limit), 0);
        if (isinf(instances[i].limit)) {
            assert_true(isinf(limit));
        } else {
            assert_close(limit, instances[i].limit, 1e-14 * limit);
            assert_int_equal(rmt_decompress(from, limit, &to), -2);
            assert_int_equal(rmt_decompress(from, 2 * limit, &to), -2);
            assert_ptr_equal(to, &i);
            to = decompressed(from, limit * (1 - 1e-6));
            double edge[2];
            interval_of(to, edge);
            assert_true(edge[0] < edge[1] && one(rmt_law_density, to, (edge[0] + edge[1]) / 2) > 0);
            rmt_law_destroy(to);
        }
        rmt_law_destroy(from);
    }
}

static void test_illegal(void **state)
{
    (void)state;
    rmt_law *law = NULL, *other = NULL, *const mark = (rmt_law *)&law;
    double x = 1, limit = 7;
    const double nothing[] = {NAN, INFINITY, -INFINITY};
    law = mark;
    for (int k = 0; k < 3; k++) {
        assert_int_equal(rmt_law_free_meixner(nothing[k], 1, 0, 0, &law), -1);
        assert_int_equal(rmt_law_free_meixner(0, nothing[k], 0, 0, &law), -2);
        assert_int_equal(rmt_law_free_meixner(0, 1, nothing[k], 0, &law), -3);
        assert_int_equal(rmt_law_free_meixner(0, 1, 0, nothing[k], &law), -4);
    }
    assert_int_equal(rmt_law_free_meixner(1e120, 1, 0, 0, &law), -1);
    assert_int_equal(rmt_law_free_meixner(0, 0, 0, 0, &law), -2);
    assert_int_equal(rmt_law_free_meixner(0, 1, 0, -1, &law), -4);
    assert_int_equal(rmt_law_free_meixner(0, 1, 0, 0, NULL), -5);
    assert_ptr_equal(law, mark);
    assert_int_equal(rmt_law_semicircle(1, &law), 0);
    assert_int_equal(rmt_law_empirical(1, &x, 0, &other), 0);
    rmt_law *out = mark;
    assert_int_equal(rmt_decompress(NULL, 2, &out), -1);
    assert_int_equal(rmt_decompress(other, 2, &out), -1);
    for (int k = 0; k < 3; k++) assert_int_equal(rmt_decompress(law, nothing[k], &out), -2);
    assert_int_equal(rmt_decompress(law, 0, &out), -2);
    assert_int_equal(rmt_decompress(law, 2, NULL), -3);
    assert_ptr_equal(out, mark);
    assert_int_equal(rmt_decompress_limit(NULL, &limit), -1);
    assert_int_equal(rmt_decompress_limit(other, &limit), -1);
    assert_int_equal(rmt_decompress_limit(law, NULL), -2);
    assert_true(limit == 7);
    rmt_law_destroy(law);
    rmt_law_destroy(other);
    assert_int_equal(rmt_law_semicircle(1e300, &law), 0); /* the radius would leave its range */
    assert_int_equal(rmt_decompress(law, 4, &out), -2);
    rmt_law_destroy(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_standard_form),
                                       cmocka_unit_test(test_far_mean),
                                       cmocka_unit_test(test_equation),
                                       cmocka_unit_test(test_cumulants),
                                       cmocka_unit_test(test_edges),
                                       cmocka_unit_test(test_atoms),
                                       cmocka_unit_test(test_compression_inverts),
                                       cmocka_unit_test(test_subordination),
                                       cmocka_unit_test(test_limit),
                                       cmocka_unit_test(test_illegal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
