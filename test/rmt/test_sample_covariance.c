/*
 * Silverstein's law: against Marchenko and Pastur's where the population is one value; against the polynomials that u
 * and the edges are roots of, all roots found at once in extended precision; against quadrature, and against samples.
 */
#include "covariances.h"
#include "laws.h"
#include "statistics.h"

#include "law_impl.h"
#include "rmt.h"

#include <float.h>
#include <stdio.h>

typedef long double complex wide;

enum { DEGREE = 16 };

/* The product of two polynomials, coefficients from the constant one. */
static int multiply(int m, const long double *a, int n, const long double *b, long double *out)
{
    long double c[DEGREE + 1] = {0};
    for (int i = 0; i <= m; i++)
        for (int j = 0; j <= n; j++) c[i + j] += a[i] * b[j];
    memcpy(out, c, sizeof c);
    return m + n;
}

/* prod_(j != except) (u - tau_j)^power */
static int product(int count, const double *tau, int except, int power, long double *out)
{
    int degree = 0;
    long double result[DEGREE + 1] = {1};
    for (int j = 0; j < count; j++)
        for (int k = 0; k < power && j != except; k++)
            degree = multiply(degree, result, 1, (const long double[]){-(long double)tau[j], 1}, result);
    memcpy(out, result, sizeof result);
    return degree;
}

/* Weierstrass, Durand and Kerner: all roots of a monic polynomial. */
static void all_roots(int degree, const wide *a, wide *root)
{
    long double size = 1;
    for (int i = 0; i < degree; i++) size = fmaxl(size, powl(cabsl(a[i]), 1.0L / (degree - i)));
    for (int i = 0; i < degree; i++) root[i] = size * cexpl((wide)I * (6.283185307179586L * i / degree + 0.4L));
    for (int step = 0; step < 400; step++) {
        long double moved = 0;
        for (int i = 0; i < degree; i++) {
            wide value = 1, others = 1;
            for (int k = degree - 1; k >= 0; k--) value = value * root[i] + a[k];
            for (int j = 0; j < degree; j++)
                if (j != i) others *= root[i] - root[j];
            root[i] -= value / others;
            moved = fmaxl(moved, cabsl(value / others) / (cabsl(root[i]) + 1e-30L));
        }
        if (moved < 4e-19L) break;
    }
}

static wide z_of(int count, const double *tau, const double *w, double c, wide u)
{
    wide sum = 1;
    for (int k = 0; k < count; k++) sum += (long double)c * w[k] * tau[k] / (u - tau[k]);
    return u * sum;
}

/* The edges in x: z at the real roots of prod (u - tau)^2 (1 - c sum w tau^2/(u - tau)^2), ascending. */
static int reference_edges(int count, const double *tau, const double *w, double c, double *edge)
{
    long double P[DEGREE + 1], Q[DEGREE + 1];
    const int degree = product(count, tau, -1, 2, P);
    for (int k = 0; k < count; k++) {
        product(count, tau, k, 2, Q);
        for (int i = 0; i <= degree; i++) P[i] -= (long double)c * w[k] * tau[k] * tau[k] * Q[i];
    }
    wide a[DEGREE] = {0}, root[DEGREE];
    for (int i = 0; i < degree; i++) a[i] = P[i];
    all_roots(degree, a, root);
    int found = 0;
    for (int i = 0; i < degree; i++)
        if (fabsl(cimagl(root[i])) < 1e-11L * cabsl(root[i]))
            edge[found++] = (double)creall(z_of(count, tau, w, c, creall(root[i])));
    qsort(edge, (size_t)found, sizeof *edge, compare_doubles);
    return found;
}

/* The root u in the upper half plane of (z - u) prod (u - tau) = u c sum w tau prod_(j != k) (u - tau_j). */
static wide reference_root(int count, const double *tau, const double *w, double c, wide z)
{
    long double P[DEGREE + 1], Q[DEGREE + 1];
    const int degree = product(count, tau, -1, 1, P) + 1;
    wide a[DEGREE + 1] = {0}, root[DEGREE], best = 0;
    for (int i = 0; i < degree; i++) {
        a[i] -= z * P[i];
        a[i + 1] += P[i];
    }
    for (int k = 0; k < count; k++) {
        product(count, tau, k, 1, Q);
        for (int i = 0; i < count; i++) a[i + 1] += (long double)c * w[k] * tau[k] * Q[i];
    }
    all_roots(degree, a, root);
    for (int i = 0; i < degree; i++)
        if (cimagl(root[i]) > cimagl(best)) best = root[i];
    return best;
}

static rmt_law *make(int count, const double *tau, const double *w, double c)
{
    rmt_law *law = NULL;
    assert_int_equal(rmt_law_sample_covariance(count, tau, w, c, &law), 0);
    return law;
}

/* One value: the law of Marchenko and Pastur, whatever its scale. */
static void test_marchenko_pastur(void **state)
{
    (void)state;
    const double ratios[] = {1e-6, 0.2, 1, 1 + 1e-9, 3, 1e4}, scales[] = {1, 1e-200, 3e150};
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 3; j++) {
            const double c = ratios[i], v = scales[j];
            rmt_law *law = make(2, (const double[]){v, v}, NULL, c), *other = NULL;
            assert_int_equal(rmt_law_marchenko_pastur(c, v, &other), 0);
            assert_int_equal(rmt_law_family_of(law), RMT_SAMPLE_COVARIANCE);
            double e[2], f[2], place, weight = 0, expected = 0, m[6], n[6];
            int64_t count;
            assert_int_equal(rmt_law_intervals(law, 1, e, &count), 0);
            assert_int_equal(count, 1);
            assert_int_equal(rmt_law_intervals(other, 1, f, &count), 0);
            assert_close(e[1] / f[1], 1, 1e-15);
            assert_close(e[0] / f[1], f[0] / f[1], 1e-15);
            rmt_law_atoms(law, 1, &place, &weight, &count);
            rmt_law_atoms(other, 1, &place, &expected, &count);
            assert_close(weight, expected, 1e-15);
            for (double t = -0.1; t < 1.15; t += 0.0625) {
                const double x = f[0] + (f[1] - f[0]) * t;
                const double tall = one(rmt_law_density, other, x) * (f[1] - f[0]);
                const double at = fmin(fabs(t), fabs(1 - t)) + 1e-300; /* edges are rounded */
                const double eps = DBL_EPSILON * f[1] / (f[1] - f[0]);
                assert_close(one(rmt_law_density, law, x) * (f[1] - f[0]), tall, 20 * eps * (1 + tall / at));
                assert_close(one(rmt_law_cdf, law, x), one(rmt_law_cdf, other, x), 20 * eps * (1 + tall));
                const rmt_complex z = CMPLX(x, t < 0.5 ? 1e-3 * f[1] : -f[1]);
                rmt_complex a, b;
                rmt_law_stieltjes(law, 1, 1, &z, &a);
                rmt_law_stieltjes(other, 1, 1, &z, &b);
                assert_true(cabs(a - b) <= 1e-13 * cabs(b));
            }
            for (double p = 0; p <= 1; p += 0.125)
                assert_close(one(rmt_law_quantile, law, p) / f[1], one(rmt_law_quantile, other, p) / f[1], 2e-14);
            if (j == 0 && c < 100) {
                rmt_law_moments(law, 6, m), rmt_law_moments(other, 6, n);
                for (int k = 0; k < 6; k++) assert_close(m[k] / n[k], 1, 1e-13);
                rmt_law_jacobi(law, 3, m, m + 3), rmt_law_jacobi(other, 3, n, n + 3);
                for (int k = 0; k < 6; k++) assert_close(m[k], n[k], 1e-9 * (1 + n[k]));
            }
            rmt_law_destroy(law);
            rmt_law_destroy(other);
        }
}

static const double three[] = {1, 3, 10}, thirds[] = {0.4, 0.4, 0.2}, wide_three[] = {1e-4, 1, 30};

static void test_edges(void **state)
{
    (void)state;
    const double ratios[] = {1e-4, 0.05, 0.1, 0.3, 0.99, 1, 1.7, 40};
    for (int i = 0; i < 16; i++) {
        const double *tau = i < 8 ? three : wide_three, c = ratios[i % 8];
        rmt_law *law = make(3, tau, thirds, c);
        double edge[8], expected[8];
        int64_t bands;
        const int count = reference_edges(3, tau, thirds, c, expected);
        assert_int_equal(rmt_law_intervals(law, 4, edge, &bands), 0);
        assert_int_equal(2 * bands, count);
        for (int k = 0; k < count; k++) {
            const bool hard = k == 0 && c == 1; /* 0, which rounding of c moves to its square */
            assert_close(edge[k], expected[k], hard ? 1e-20 : 1e-13 * expected[k]);
        }
        rmt_law_destroy(law);
    }
}

/* The ratio at which two bands meet is 1/min g: one per cent to 1e-9 on both sides of it. */
static void test_merging(void **state)
{
    (void)state;
    double low = 1, high = 3; /* of sum w tau^2/(u - tau)^2, between the first two values */
    for (int step = 0; step < 200; step++) {
        const double u = (low + high) / 2;
        double slope = 0;
        for (int k = 0; k < 3; k++) slope -= thirds[k] * three[k] * three[k] / pow(u - three[k], 3);
        if (slope < 0)
            low = u;
        else
            high = u;
    }
    double g = 0;
    for (int k = 0; k < 3; k++) g += thirds[k] * three[k] * three[k] / pow(low - three[k], 2);
    for (double delta = 1e-2; delta > 1e-10; delta /= 10)
        for (int side = -1; side <= 1; side += 2) {
            const double c = (1 + side * delta) / g;
            rmt_law *law = make(3, three, thirds, c);
            double edge[8], expected[8];
            int64_t bands;
            rmt_law_intervals(law, 4, edge, &bands);
            const int count = reference_edges(3, three, thirds, c, expected);
            assert_int_equal(2 * bands, count);
            assert_int_equal(bands, side < 0 ? 3 : 2);
            for (int k = 0; k < count; k++) assert_close(edge[k], expected[k], 1e-13 * expected[k]);
            rmt_law_destroy(law);
        }
}

/* m and the companion off the axis and on it; the error that rounding of z alone makes is |dm/dz| eps |z|. */
static void test_transforms(void **state)
{
    (void)state;
    const double ratios[] = {0.05, 0.5, 1, 2.5}, heights[] = {0, 1e-12, 1e-4, 0.3, 20};
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 5; j++) {
            const double *tau = i < 4 ? three : wide_three, c = ratios[i % 4];
            rmt_law *law = make(3, tau, thirds, c);
            rmt_complex z[100], m[100], companion[100];
            for (int k = 0; k < 100; k++) z[k] = CMPLX(tau[2] * 0.025 * (k + 0.3), heights[j] * (k % 2 ? 1 : -1));
            assert_int_equal(rmt_law_stieltjes(law, 1, 100, z, m), 0);
            assert_int_equal(rmt_covariance_companion(law, 100, z, companion), 0);
            for (int k = 0; k < 100; k++) {
                const bool below = signbit(cimag(z[k]));
                wide u = reference_root(3, tau, thirds, c, below ? conj(z[k]) : z[k]);
                if (fabsl(cimagl(u)) < 1e-15L * cabsl(u) &&
                    j == 0) { /* in a gap, or beyond: real, and z increases there */
                    assert_true(cimag(companion[k]) == 0);
                    u = -1 / (wide)creal(companion[k]);
                    assert_true(fabsl(creall(z_of(3, tau, thirds, c, u)) - creal(z[k])) < 1e-14L * fabs(creal(z[k])));
                    continue;
                }
                if (below) u = conjl(u);
                const wide one_ = -1 / u, other = (one_ + (1 - (long double)c) / z[k]) / c;
                wide slope = 1;
                for (int t = 0; t < 3; t++)
                    slope -= (long double)c * thirds[t] * tau[t] * tau[t] / ((u - tau[t]) * (u - tau[t]));
                const double sensitivity = (double)fmaxl(1, cabsl(z[k] / (u * slope)));
                assert_true(cabsl(companion[k] - one_) <= 4e-15L * sensitivity * cabsl(one_));
                assert_true(cabsl(m[k] - other) <= 1e-14L * sensitivity * cabsl(other) + 1e-15L * cabsl(1 / z[k]));
            }
            rmt_law_destroy(law);
        }
}

/* The mass of bands is that of the population they come from, and F the integral of the density. */
static void test_distribution(void **state)
{
    (void)state;
    enum { NODES = 4000 };
    const double tau[] = {0, 1, 3, 10}, w[] = {0.1, 0.3, 0.4, 0.2};
    for (int i = 0; i < 3; i++) {
        const double c = (const double[]){0.03, 0.5, 2}[i];
        rmt_law *law = make(4, tau, w, c);
        double edge[8], mass = 0;
        int64_t bands, count;
        rmt_law_intervals(law, 4, edge, &bands);
        rmt_law_atoms(law, 1, edge + 7, &mass, &count);
        assert_close(mass, fmax(0.1, 1 - 1 / c), 1e-15);
        assert_int_equal(count, 1);
        assert_close(one(rmt_law_quantile, law, mass / 2), 0, 0);
        for (int j = 0; j < bands; j++) {
            const double width = edge[2 * j + 1] - edge[2 * j];
            assert_close(one(rmt_law_cdf, law, edge[2 * j]), mass, 1e-14);
            for (int k = 0; k < NODES; k++) { /* the midpoint rule in t, x = a + width sin^2(t/2): of high order */
                const double t = RMT_PI * (k + 0.5) / NODES, x = edge[2 * j] + width * pow(sin(t / 2), 2);
                mass += one(rmt_law_density, law, x) * width * sin(t) / 2 * RMT_PI / NODES;
            }
            assert_close(one(rmt_law_cdf, law, edge[2 * j + 1]), mass, 1e-12);
        }
        assert_close(mass, 1, 1e-12);
        for (double p = 0.51; p < 1; p += 0.013) {
            const double x = one(rmt_law_quantile, law, p);
            assert_close(one(rmt_law_cdf, law, x), p, 1e-14);
            const double h = 1e-5 * x;
            const double slope = (one(rmt_law_cdf, law, x + h) - one(rmt_law_cdf, law, x - h)) / (2 * h);
            assert_close(one(rmt_law_density, law, x), slope, 1e-4 * slope);
        }
        double m[3], h1 = 0, h2 = 0, h3 = 0;
        for (int k = 0; k < 4; k++) h1 += w[k] * tau[k], h2 += w[k] * pow(tau[k], 2), h3 += w[k] * pow(tau[k], 3);
        rmt_law_moments(law, 3, m);
        assert_close(m[0], h1, 1e-14 * h1);
        assert_close(m[1], h2 + c * h1 * h1, 1e-13 * h2);
        assert_close(m[2], h3 + 3 * c * h1 * h2 + c * c * h1 * h1 * h1, 1e-13 * h3);
        rmt_law_destroy(law);
    }
}

/* A quantile between bands is the end of the lower one; nothing but zeros is an atom. */
static void test_corners(void **state)
{
    (void)state;
    rmt_law *law = make(3, three, thirds, 0.01);
    double edge[6], x[4] = {NAN, -INFINITY, INFINITY, -1}, y[4];
    int64_t bands;
    rmt_law_intervals(law, 3, edge, &bands);
    assert_int_equal(bands, 3);
    assert_true(one(rmt_law_quantile, law, one(rmt_law_cdf, law, (edge[1] + edge[2]) / 2)) == edge[1]);
    assert_true(one(rmt_law_quantile, law, 0) == edge[0] && one(rmt_law_quantile, law, 1) == edge[5]);
    assert_int_equal(rmt_law_cdf(law, 4, x, y), 0);
    assert_true(isnan(y[0]) && y[1] == 0 && y[2] == 1 && y[3] == 0);
    assert_int_equal(rmt_law_density(law, 4, x, y), 0);
    assert_true(isnan(y[0]) && y[1] == 0 && y[2] == 0 && y[3] == 0);
    assert_true(isnan(one(rmt_law_quantile, law, 1.5)) && isnan(one(rmt_law_quantile, law, NAN)));
    const rmt_complex odd[2] = {CMPLX(NAN, 1), CMPLX(INFINITY, 1)};
    rmt_complex m[2];
    rmt_law_stieltjes(law, 1, 2, odd, m);
    assert_true(isnan(creal(m[0])) && m[1] == 0);
    rmt_law_destroy(law);
    law = make(2, (const double[]){0, 0}, NULL, 0.5);
    rmt_law_intervals(law, 0, NULL, &bands);
    assert_int_equal(bands, 0);
    assert_true(one(rmt_law_cdf, law, 0) == 1 && one(rmt_law_cdf, law, -1) == 0 &&
                one(rmt_law_quantile, law, 0.5) == 0);
    rmt_covariance_edge(law, 10, edge, edge + 1);
    assert_true(isnan(edge[0]) && isnan(edge[1]));
    rmt_law_destroy(law);
    /* hundreds of values: as many bands as there are, or one */
    double many[300];
    for (int k = 0; k < 300; k++) many[k] = pow(1.05, k);
    law = make(300, many, NULL, 1e-6);
    rmt_law_intervals(law, 0, NULL, &bands);
    assert_int_equal(bands, 300);
    assert_close(one(rmt_law_cdf, law, one(rmt_law_quantile, law, 0.4215)), 0.4215, 1e-11);
    rmt_law_destroy(law);
    law = make(300, many, NULL, 0.7);
    rmt_law_intervals(law, 0, NULL, &bands);
    assert_int_equal(bands, 1);
    rmt_law_destroy(law);
}

/* The eigenvalues of samples: the distance to the limit falls like 1/p; 10/p is several times what is met. */
static void test_samples(void **state)
{
    (void)state;
    enum { P = 400 };
    static double S[P * P], values[P], tau[P];
    for (int i = 0; i < P; i++) tau[i] = three[i % 5 < 2 ? 0 : i % 5 < 4 ? 1 : 2];
    for (int i = 0; i < 2; i++) {
        const int n = i ? 250 : 1600;
        rmt_law *law = make(3, three, thirds, (double)P / n);
        double distance;
        assert_int_equal(covariance_eigenvalues(P, n, tau, 17, 0, S, values), 0);
        for (int k = 0; k < P - n; k++) values[k] = 0; /* of a singular matrix, but for rounding */
        assert_int_equal(rmt_law_ks(law, P, values, &distance), 0);
        assert_true(distance < 10.0 / P);
        rmt_law_destroy(law);
    }
}

static void test_illegal(void **state)
{
    (void)state;
    rmt_law *law = NULL, *other = NULL;
    const double bad[] = {1, NAN}, negative[] = {1, -1}, zeros[] = {0, 0};
    rmt_complex z = 0;
    assert_int_equal(rmt_law_sample_covariance(0, three, NULL, 1, &law), -1);
    assert_int_equal(rmt_law_sample_covariance(3, NULL, NULL, 1, &law), -2);
    assert_int_equal(rmt_law_sample_covariance(2, negative, NULL, 1, &law), -2);
    assert_int_equal(rmt_law_sample_covariance(2, three, negative, 1, &law), -3);
    assert_int_equal(rmt_law_sample_covariance(2, three, zeros, 1, &law), -3);
    assert_int_equal(rmt_law_sample_covariance(2, three, NULL, 0, &law), -4);
    assert_int_equal(rmt_law_sample_covariance(2, three, NULL, NAN, &law), -4);
    assert_int_equal(rmt_law_sample_covariance(2, three, NULL, 1, NULL), -5);
    assert_int_equal(rmt_law_sample_covariance(2, bad, NULL, 1, &law), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_law_sample_covariance(2, three, bad, 1, &law), RANDBLAS_NOT_FINITE);
    assert_null(law);
    law = make(3, three, NULL, 1);
    assert_int_equal(rmt_law_semicircle(1, &other), 0);
    assert_int_equal(rmt_covariance_companion(NULL, 1, &z, &z), -1);
    assert_int_equal(rmt_covariance_companion(other, 1, &z, &z), -1);
    assert_int_equal(rmt_covariance_companion(law, -1, &z, &z), -2);
    assert_int_equal(rmt_covariance_companion(law, 1, NULL, &z), -3);
    assert_int_equal(rmt_covariance_companion(law, 1, &z, NULL), -4);
    assert_int_equal(rmt_law_fit(RMT_SAMPLE_COVARIANCE, 2, three, NULL, &(rmt_law_fit_report){0}), -1);
    rmt_law_destroy(law);
    rmt_law_destroy(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_marchenko_pastur), cmocka_unit_test(test_edges),
                                       cmocka_unit_test(test_merging),          cmocka_unit_test(test_transforms),
                                       cmocka_unit_test(test_distribution),     cmocka_unit_test(test_corners),
                                       cmocka_unit_test(test_samples),          cmocka_unit_test(test_illegal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
