/* Activations: closed forms against quadrature, quadrature against Gauss-Hermite rules and Parseval, derivatives
 * against differences. */
#include "laws.h"
#include "testing.h"

#include "activation_impl.h"
#include "gauss_impl.h"
#include "rmt.h"

#include <math.h>

enum { KINDS = 16, DEGREE = 5 };
static const double coefficients[DEGREE + 1] = {0.3, -1, 0.25, 0.5, -0.125, 0.0625};

static rmt_activation *make(int kind)
{
    rmt_activation *phi = NULL;
    if (kind == RMT_PHI_POLYNOMIAL)
        assert_int_equal(rmt_activation_polynomial(DEGREE, coefficients, &phi), 0);
    else
        assert_int_equal(rmt_activation_create((rmt_activation_kind)kind, &phi), 0);
    return phi;
}

/* A named activation behind a caller's function: nothing is known of it. */
static double hidden(void *context, double t)
{
    double y = t;
    assert_int_equal(rmt_activation_values(context, 1, &t, &y), 0);
    return y;
}

static void test_closed_forms(void **state)
{
    (void)state;
    enum { COUNT = 40 };
    const double sigmas[] = {0, 0.3, 1, 2.5};
    for (int kind = 1; kind <= KINDS; kind++)
        for (int s = 0; s < 4; s++) {
            rmt_activation *phi = make(kind), *user = NULL;
            double a[COUNT], b[COUNT], nu, other;
            assert_int_equal(rmt_activation_user(hidden, NULL, phi, &user), 0);
            assert_int_equal(rmt_activation_hermite(phi, sigmas[s], COUNT, a, &nu), 0);
            assert_int_equal(rmt_activation_hermite(user, sigmas[s], COUNT, b, &other), 0);
            assert_close(nu, other, 1e-12 * (1 + nu));
            for (int k = 0; k < COUNT; k++) assert_close(a[k], b[k], 1e-12 * (1 + sqrt(nu)));
            rmt_activation_destroy(user);
            rmt_activation_destroy(phi);
        }
}

/* Printed values: E ReLU = 1/sqrt(2 pi), a_1 = 1/2, a_2 = 1/(2 sqrt(pi)); E erf^2 = (2/pi) asin(2/3). */
static void test_known_values(void **state)
{
    (void)state;
    rmt_activation *phi = make(RMT_PHI_RELU);
    double a[400], nu, sum = 0;
    assert_int_equal(rmt_activation_hermite(phi, 1, 400, a, &nu), 0);
    assert_close(a[0], 1 / sqrt(2 * RMT_PHI_PI), 1e-16);
    assert_true(a[1] == 0.5 && a[3] == 0 && nu == 0.5);
    assert_close(a[2], 0.5 / sqrt(RMT_PHI_PI), 1e-16);
    for (int k = 0; k < 400; k++) sum += a[k] * a[k];
    assert_true(sum < nu && nu - sum < 1e-3); /* the tail of k^(-5/2) */
    rmt_activation_destroy(phi);
    phi = make(RMT_PHI_ERF);
    assert_int_equal(rmt_activation_hermite(phi, 1, 400, a, &nu), 0);
    assert_close(nu, 2 / RMT_PHI_PI * asin(2.0 / 3), 1e-15);
    for (int k = sum = 0; k < 400; k++) sum += a[k] * a[k];
    assert_close(sum, nu, 1e-14);
    rmt_activation_destroy(phi);
}

/* tanh(t/2), analytic in |Im t| < pi: a Gauss-Hermite rule of 100 points leaves exp(-pi sqrt(2 100)). */
static void test_gauss_hermite(void **state)
{
    (void)state;
    enum { NODES = 100, COUNT = 12 };
    const int kinds[] = {RMT_PHI_TANH, RMT_PHI_SIGMOID, RMT_PHI_GELU, RMT_PHI_TANH_SLOPE, RMT_PHI_SIGMOID_SLOPE};
    double x[NODES] = {0}, e[NODES], w[NODES], y[NODES], t[NODES], a[COUNT], nu;
    for (int i = 0; i < NODES; i++) e[i] = sqrt(i + 1.0);
    assert_int_equal(randlapack_gauss(NODES, x, e, w, NULL), 0);
    for (int i = 0; i < NODES; i++) t[i] = x[i] / 2;
    for (int kind = 0; kind < 5; kind++) {
        rmt_activation *phi = make(kinds[kind]);
        double sum[COUNT] = {0}, square = 0;
        assert_int_equal(rmt_activation_hermite(phi, 0.5, COUNT, a, &nu), 0);
        assert_int_equal(rmt_activation_values(phi, NODES, t, y), 0);
        for (int i = 0; i < NODES; i++) {
            double h = 1, before = 0;
            square += w[i] * y[i] * y[i];
            for (int k = 0; k < COUNT; k++) {
                sum[k] += w[i] * h * y[i];
                const double next = (x[i] * h - sqrt(k) * before) / sqrt(k + 1.0);
                before = h;
                h = next;
            }
        }
        assert_close(nu, square, 1e-12);
        for (int k = 0; k < COUNT; k++) assert_close(a[k], sum[k], 1e-12);
        rmt_activation_destroy(phi);
    }
}

/* Beyond the coefficients that are computed at a time: Parseval for tanh, whose coefficients fall like exp(-c sqrt(k)),
 * and a kink, found by bisection. */
static double shifted_kink(void *context, double t)
{
    (void)context;
    return fabs(t - 0.3);
}

static void test_many(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    rmt_activation *phi = make(RMT_PHI_TANH), *kink = NULL;
    double a[COUNT], nu, sum = 0;
    assert_int_equal(rmt_activation_hermite(phi, 1, COUNT, a, &nu), 0);
    for (int k = 0; k < COUNT; k++) sum += a[k] * a[k];
    assert_close(sum, nu, 1e-12);
    for (int k = 0; k < COUNT; k += 2) assert_close(a[k], 0, 1e-13);
    rmt_activation_destroy(phi);
    assert_int_equal(rmt_activation_user(shifted_kink, NULL, NULL, &kink), 0);
    assert_int_equal(rmt_activation_hermite(kink, 1, 2, a, &nu), 0);
    const double density = exp(-0.045) / sqrt(2 * RMT_PHI_PI), below = erfc(-0.3 * sqrt(0.5)) / 2;
    assert_close(a[0], 2 * density + 0.3 * (2 * below - 1), 1e-14);
    assert_close(a[1], 1 - 2 * below, 1e-14);
    assert_close(nu, 1.09, 1e-14);
    rmt_activation_destroy(kink);
}

static void test_derivatives(void **state)
{
    (void)state;
    const double t[] = {-2.3, -0.4, 0.7, 1.9}, h = 1e-5;
    int with = 0;
    for (int kind = 1; kind <= KINDS; kind++) {
        rmt_activation *phi = make(kind), *affine = NULL, *slope = NULL;
        assert_int_equal(rmt_activation_affine(phi, -1.5, 0.25, &affine), 0);
        const int info = rmt_activation_derivative(affine, &slope);
        for (int i = 0; i < 4 && !info; i++) {
            double d = 0, x[2] = {t[i] - h, t[i] + h};
            assert_int_equal(rmt_activation_values(affine, 2, x, x), 0);
            assert_int_equal(rmt_activation_values(slope, 1, &t[i], &d), 0);
            assert_close((x[1] - x[0]) / (2 * h), d, 3e-8);
        }
        with += !info;
        rmt_activation_destroy(slope);
        rmt_activation_destroy(affine);
        rmt_activation_destroy(phi);
    }
    assert_int_equal(with, 10);
}

static void test_standardised(void **state)
{
    (void)state;
    for (int kind = 1; kind <= KINDS; kind++) {
        rmt_activation *phi = make(kind), *standard = NULL, *user = NULL;
        double a[2], b[2], nu;
        assert_int_equal(rmt_activation_standardise(phi, &standard), 0);
        assert_int_equal(rmt_activation_hermite(standard, 1, 2, a, &nu), 0);
        assert_close(a[0], 0, 1e-14);
        assert_close(nu, 1, 1e-13);
        assert_int_equal(rmt_activation_user(hidden, NULL, standard, &user), 0);
        assert_int_equal(rmt_activation_hermite(user, 1, 2, b, &nu), 0);
        assert_close(b[0], 0, 1e-12);
        assert_close(b[1], a[1], 1e-12);
        assert_close(nu, 1, 1e-12);
        rmt_activation_destroy(user);
        rmt_activation_destroy(standard);
        rmt_activation_destroy(phi);
    }
}

static void test_illegal(void **state)
{
    (void)state;
    const double c[] = {1, NAN};
    double y = 7;
    rmt_activation *phi = NULL, *other = NULL;
    assert_int_equal(rmt_activation_create(0, &phi), -1);
    assert_int_equal(rmt_activation_create(RMT_PHI_POLYNOMIAL, &phi), -1);
    assert_int_equal(rmt_activation_create(RMT_PHI_USER, &phi), -1);
    assert_int_equal(rmt_activation_create(RMT_PHI_SIN, NULL), -2);
    assert_int_equal(rmt_activation_polynomial(-1, c, &phi), -1);
    assert_int_equal(rmt_activation_polynomial(61, c, &phi), -1);
    assert_int_equal(rmt_activation_polynomial(1, NULL, &phi), -2);
    assert_int_equal(rmt_activation_polynomial(1, c, NULL), -3);
    assert_int_equal(rmt_activation_polynomial(1, c, &phi), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_activation_user(NULL, NULL, NULL, &phi), -1);
    assert_int_equal(rmt_activation_user(hidden, NULL, NULL, NULL), -4);
    assert_null(phi);
    assert_int_equal(rmt_activation_polynomial(0, c, &phi), 0); /* a constant */
    assert_int_equal(rmt_activation_standardise(phi, &other), -1);
    assert_int_equal(rmt_activation_standardise(NULL, &other), -1);
    assert_int_equal(rmt_activation_standardise(phi, NULL), -2);
    assert_int_equal(rmt_activation_affine(NULL, 1, 0, &other), -1);
    assert_int_equal(rmt_activation_affine(phi, NAN, 0, &other), -2);
    assert_int_equal(rmt_activation_affine(phi, 1, INFINITY, &other), -3);
    assert_int_equal(rmt_activation_affine(phi, 1, 0, NULL), -4);
    assert_int_equal(rmt_activation_derivative(NULL, &other), -1);
    assert_int_equal(rmt_activation_derivative(phi, NULL), -2);
    assert_int_equal(rmt_activation_values(NULL, 1, c, &y), -1);
    assert_int_equal(rmt_activation_values(phi, -1, c, &y), -2);
    assert_int_equal(rmt_activation_values(phi, 1, NULL, &y), -3);
    assert_int_equal(rmt_activation_values(phi, 1, c, NULL), -4);
    assert_int_equal(rmt_activation_hermite(NULL, 1, 1, &y, NULL), -1);
    assert_int_equal(rmt_activation_hermite(phi, -1, 1, &y, NULL), -2);
    assert_int_equal(rmt_activation_hermite(phi, NAN, 1, &y, NULL), -2);
    assert_int_equal(rmt_activation_hermite(phi, 1, -1, &y, NULL), -3);
    assert_int_equal(rmt_activation_hermite(phi, 1, 1, NULL, NULL), -4);
    assert_true(y == 7 && !other);
    rmt_activation_destroy(phi);
    rmt_activation_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_closed_forms),  cmocka_unit_test(test_known_values),
                                       cmocka_unit_test(test_gauss_hermite), cmocka_unit_test(test_many),
                                       cmocka_unit_test(test_derivatives),   cmocka_unit_test(test_standardised),
                                       cmocka_unit_test(test_illegal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
