/* Laws with a quadratic Stieltjes transform: each query against another route to the same number. */
#include "laws.h"
#include "statistics.h"
#include "testing.h"

#include "quadratic_impl.h"
#include "rmt.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

typedef struct instance {
    rmt_law_family family;
    double p[3];
} instance;

static const instance instances[] = {
    {RMT_SEMICIRCLE, {2}},
    {RMT_SEMICIRCLE, {3e-200}},
    {RMT_MARCHENKO_PASTUR, {0.5, 1}},
    {RMT_MARCHENKO_PASTUR, {1, 2.5}},
    {RMT_MARCHENKO_PASTUR, {4, 0.3}},
    {RMT_MARCHENKO_PASTUR, {0.999999, 1}},
    {RMT_MARCHENKO_PASTUR, {1.0001, 1e150}},
    {RMT_MARCHENKO_PASTUR, {1e-8, 1}},
    {RMT_KESTEN_MCKAY, {2.5}},
    {RMT_KESTEN_MCKAY, {4}},
    {RMT_KESTEN_MCKAY, {1.5}},
    {RMT_KESTEN_MCKAY, {100}},
    {RMT_WACHTER, {2, 3}},
    {RMT_WACHTER, {0.6, 0.9}},
    {RMT_WACHTER, {1, 1}},
    {RMT_WACHTER, {40, 0.5}},
    {RMT_MEIXNER, {0.7, 1.3, 0.8}},
    {RMT_MEIXNER, {0, 1, 1}},
    {RMT_MEIXNER, {-1, 0.5, 1}},
    {RMT_MEIXNER, {1, 1, 4}},
    {RMT_MEIXNER, {0.1, 1, 3}},
    {RMT_MEIXNER, {3, 1, 0.2}},
};

static rmt_law *make(const instance *c)
{
    rmt_law *law = NULL;
    assert_int_equal(rmt_law_fitting_of((int)c->family)->create(c->p, &law), 0);
    assert_int_equal(rmt_law_family_of(law), c->family);
    return law;
}

static rmt_complex m_of(const rmt_law *law, int sheet, rmt_complex z)
{
    rmt_complex m = 0;
    assert_int_equal(rmt_law_stieltjes(law, sheet, 1, &z, &m), 0);
    return m;
}

typedef double integrand(const rmt_law *law, double x, const void *context);

/* Midpoint rule in phi, x = middle - half cos(phi): of f rho, plus f at the atoms.  The density is analytic in phi,
 * and the rule converges geometrically. */
static double mean_of(const rmt_law *law, integrand *f, const void *context)
{
    double edge[2], place[2], weight[2], sum = 0;
    int64_t count = 0;
    assert_int_equal(rmt_law_intervals(law, 1, edge, &count), 0);
    assert_int_equal(count, 1);
    const int64_t points = 20000; /* at middles: a hard edge has a value there */
    const double width = edge[1] - edge[0];
    for (int64_t i = 0; i < points; i++) {
        const double phi = RMT_PI * ((double)i + 0.5) / (double)points, s = sin(phi / 2);
        const double x = s * s < 0.5 ? edge[0] + width * s * s : edge[1] - width * cos(phi / 2) * cos(phi / 2);
        sum += f(law, x, context) * one(rmt_law_density, law, x) * width / 2 * sin(phi);
    }
    sum *= RMT_PI / (double)points;
    assert_int_equal(rmt_law_atoms(law, 2, place, weight, &count), 0);
    for (int64_t a = 0; a < count; a++) sum += weight[a] * f(law, place[a], context);
    return sum;
}

static double unity(const rmt_law *law, double x, const void *context)
{
    (void)law, (void)x, (void)context;
    return 1;
}

/* Nearly hard edges have a layer that the midpoint rule does not see. */
static bool layered(const instance *c)
{
    return c->family == RMT_MARCHENKO_PASTUR && fabs(c->p[0] - 1) < 1e-3 && c->p[0] != 1;
}

static double scale_of(const rmt_law *law)
{
    double edge[2], place[2], weight[2], scale;
    int64_t count;
    rmt_law_intervals(law, 1, edge, &count);
    scale = fmax(fabs(edge[0]), fabs(edge[1]));
    rmt_law_atoms(law, 2, place, weight, &count);
    for (int64_t a = 0; a < count; a++) scale = fmax(scale, fabs(place[a]));
    return scale;
}

static void test_mass(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(instances); i++) {
        rmt_law *law = make(&instances[i]);
        double edge[2];
        int64_t count;
        rmt_law_intervals(law, 1, edge, &count);
        if (!layered(&instances[i])) assert_close(mean_of(law, unity, NULL), 1, 1e-11);
        /* by the law's own quadrature, from both sides */
        double place[2], weight[2], sum = 0;
        rmt_law_atoms(law, 2, place, weight, &count);
        for (int64_t a = 0; a < count; a++) sum += weight[a];
        const rmt_quadratic *q = law->data;
        assert_close(q->half[0] + q->half[1], 1 - sum, 2e-13);
        const double width = edge[1] - edge[0], before = one(rmt_law_cdf, law, edge[0]);
        assert_close(one(rmt_law_cdf, law, edge[1]) - before, 1 - sum, 1e-14);
        /* the two integrals meet in the middle */
        const double left = one(rmt_law_cdf, law, edge[0] + width * 0.499999),
                     right = one(rmt_law_cdf, law, edge[0] + width * 0.500001),
                     rho = one(rmt_law_density, law, edge[0] + width * 0.5);
        assert_close((right - left) / (2e-6 * width * rho), 1, 1e-6);
        assert_close(one(rmt_law_cdf, law, 2 * scale_of(law)), 1, 1e-15);
        rmt_law_destroy(law);
    }
}

static double power(const rmt_law *law, double x, const void *context)
{
    (void)law;
    return pow(x, *(const int *)context);
}

static void test_moments(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(instances); i++) {
        if (layered(&instances[i])) continue;
        rmt_law *law = make(&instances[i]);
        double moments[6];
        assert_int_equal(rmt_law_moments(law, 6, moments), 0);
        for (int k = 1; k <= 6; k++) {
            const double size = pow(scale_of(law), k);
            if (size > 1e300 || size < 1e-300) continue;
            assert_close(moments[k - 1] / size, mean_of(law, power, &k) / size, 1e-10);
        }
        rmt_law_destroy(law);
    }
}

/* P and Q as the literature has them, not as the library does. */
static void equation(const instance *c, rmt_complex z, rmt_complex *P, rmt_complex *Q)
{
    const double a = c->p[0], b = c->p[1], d = c->p[0], e = c->p[2];
    switch (c->family) {
    case RMT_SEMICIRCLE:
        *P = -z, *Q = a * a / 4;
        break;
    case RMT_MARCHENKO_PASTUR:
        *P = b * (1 - a) - z, *Q = a * b * z;
        break;
    case RMT_KESTEN_MCKAY:
        *P = (2 - d) * z / (d - 1), *Q = (d * d - z * z) / (d - 1);
        break;
    case RMT_WACHTER:
        *P = (a - 1 - (a + b - 2) * z) / (a + b - 1), *Q = z * (1 - z) / (a + b - 1);
        break;
    default:
        *P = (e - 2) * z - a * e, *Q = (1 - e) * z * z + a * e * z + b * e * e;
        break;
    }
}

static void test_stieltjes(void **state)
{
    (void)state;
    const rmt_complex at[] = {CMPLX(0.3, 1), CMPLX(-2, 1e-3),  CMPLX(0.1, 1e-9),
                              CMPLX(40, 3),  CMPLX(0.7, -0.5), CMPLX(1e6, 1e5)};
    for (int i = 0; i < COUNT(instances); i++) {
        rmt_law *law = make(&instances[i]);
        const double scale = scale_of(law);
        for (int k = 0; k < COUNT(at); k++) {
            rmt_complex P, Q, z = at[k] * scale;
            if (scale > 1e100 || scale < 1e-100) continue;
            equation(&instances[i], z, &P, &Q);
            for (int sheet = 1; sheet <= 2; sheet++) {
                const rmt_complex m = m_of(law, sheet, z), residual = Q * m * m - P * m + 1;
                assert_true(cabs(residual) <= 1e-13 * (cabs(Q * m * m) + cabs(P * m) + 1));
                if (sheet == 1) assert_true(cimag(m) * cimag(z) > 0);
            }
            assert_true(cabs(m_of(law, 1, z) - m_of(law, 2, z)) > 0);
        }
        /* far away -1/z - mean/z^2, without overflow */
        const rmt_complex z = CMPLX(0, 1e8) * scale;
        assert_true(cabs(m_of(law, 1, z) * z + 1) < 1e-7);
        if (scale < 1e100 && scale > 1e-100) {
            const rmt_complex far = CMPLX(1e180, 1e190);
            assert_true(cabs(m_of(law, 1, far) * far + 1) < 1e-12);
        }
        rmt_law_destroy(law);
    }
}

/* On the axis: density and Hilbert transform, from both sides, and the second sheet is the continuation. */
static void test_boundary(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(instances); i++) {
        rmt_law *law = make(&instances[i]);
        double edge[2];
        int64_t count;
        rmt_law_intervals(law, 1, edge, &count);
        for (int k = -3; k <= 23; k++) {
            const double x = edge[0] + (edge[1] - edge[0]) * (k + 0.37) / 20.5;
            const rmt_complex above = m_of(law, 1, CMPLX(x, 0.0)), below = m_of(law, 1, CMPLX(x, -0.0));
            assert_close(creal(above), creal(below), 1e-14 * cabs(above));
            assert_close(cimag(above), -cimag(below), 1e-14 * cabs(above));
            const double rho = one(rmt_law_density, law, x), h = one(rmt_law_hilbert, law, x);
            assert_close(rho, cimag(above) / RMT_PI, 4e-13 * rho);
            assert_close(h, creal(above) / RMT_PI, 1e-12 * cabs(above));
            if (rho > 0) {
                const rmt_complex second = m_of(law, 2, CMPLX(x, -0.0));
                assert_true(cabs(second - above) <= 1e-12 * cabs(above));
            }
        }
        rmt_law_destroy(law);
    }
}

/* Extended precision, next to the edges: the distance to an edge has all its digits. */
static void test_edges(void **state)
{
    (void)state;
    const double ratios[] = {0.1, 0.3, 0.9, 0.99, 3};
    for (int k = 0; k < COUNT(ratios); k++) {
        rmt_law *law = NULL;
        assert_int_equal(rmt_law_marchenko_pastur(ratios[k], 1, &law), 0);
        const long double c = ratios[k], r = sqrtl(c), lo = (1 - c) / (1 + r) * ((1 - c) / (1 + r)),
                          hi = (1 + r) * (1 + r);
        for (int j = 1; j <= 6; j++) {
            const double distance = pow(10, -j), x[2] = {(double)lo + distance, (double)hi - distance};
            for (int e = 0; e < 2; e++) {
                const long double rho =
                    sqrtl((hi - x[e]) * (x[e] - lo)) / (2 * 3.14159265358979323846264338L * c * x[e]);
                assert_close(one(rmt_law_density, law, x[e]) / (double)rho, 1, 1e-12);
                const rmt_complex m = m_of(law, 1, CMPLX(x[e], 0.0));
                assert_close(cimag(m) / RMT_PI / (double)rho, 1, 1e-12);
            }
        }
        rmt_law_destroy(law);
    }
}

/* The same for the other laws, by the formulas of rmt_law.h with edges in extended precision. */
static void test_other_edges(void **state)
{
    (void)state;
    const instance some[] = {{RMT_KESTEN_MCKAY, {2.01}},     {RMT_KESTEN_MCKAY, {7}},    {RMT_WACHTER, {2, 3}},
                             {RMT_WACHTER, {1.001, 5}},      {RMT_WACHTER, {0.3, 0.95}}, {RMT_MEIXNER, {0.7, 1.3, 0.8}},
                             {RMT_MEIXNER, {-1.5, 0.5, 2.2}}};
    const long double pi = 3.14159265358979323846264338L;
    for (int k = 0; k < COUNT(some); k++) {
        rmt_law *law = make(&some[k]);
        const long double a = some[k].p[0], b = some[k].p[1], c = some[k].p[2], s = a + b;
        long double lo = a - 2 * sqrtl(b), hi = a + 2 * sqrtl(b), factor = c;
        if (some[k].family == RMT_KESTEN_MCKAY) hi = 2 * sqrtl(a - 1), lo = -hi, factor = a;
        if (some[k].family == RMT_WACHTER) {
            const long double u = (a - 1) / (sqrtl(a * (s - 1)) + sqrtl(b)), v = (sqrtl(b) + sqrtl(a * (s - 1))) / s;
            lo = u * u, hi = v * v, factor = s;
        }
        for (int j = 1; j <= 12; j++) {
            const double distance = 0.3 * (double)(hi - lo) * pow(10, -j / 2.0);
            const double points[2] = {(double)lo + distance, (double)hi - distance};
            for (int e = 0; e < 2; e++) {
                const long double x = points[e];
                long double Q = (1 - c) * x * x + a * c * x + b * c * c;
                if (some[k].family == RMT_KESTEN_MCKAY) Q = a * a - x * x;
                if (some[k].family == RMT_WACHTER) Q = x * (1 - x);
                const long double rho = factor * sqrtl((hi - x) * (x - lo)) / (2 * pi * Q);
                assert_close(one(rmt_law_density, law, points[e]) / (double)rho, 1, 1e-12);
            }
        }
        rmt_law_destroy(law);
    }
}

static void test_transforms(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(instances); i++) {
        rmt_law *law = make(&instances[i]);
        const double scale = scale_of(law);
        double mean;
        rmt_law_moments(law, 1, &mean);
        for (int k = 0; k < 8; k++) {
            const rmt_complex z = scale * 6 * cexp(I * (0.2 + 0.9 * k)), G = -m_of(law, 1, z);
            rmt_complex R, S, expected, w = 0.1 * cexp(I * (0.3 + k)), y;
            assert_int_equal(rmt_law_r_transform(law, 1, &G, &R), 0);
            assert_true(cabs(R + 1 / G - z) <= 1e-13 * cabs(z));
            rmt_law_invert_r(law, 1, &G, &expected);
            assert_true(cabs(R - expected) <= 1e-8 * scale);
            /* next to the support and its atoms, where G may take a value twice, R + 1/w is one of its places */
            const rmt_complex close = scale * CMPLX(-1.1 + 0.3 * k, 0.02 + 0.05 * k), Gc = -m_of(law, 1, close);
            assert_int_equal(rmt_law_r_transform(law, 1, &Gc, &R), 0);
            if (!layered(&instances[i])) assert_true(cabs(m_of(law, 1, R + 1 / Gc) + Gc) <= 1e-10 * cabs(Gc));
            assert_int_equal(rmt_law_s_transform(law, 1, &w, &S), 0);
            if (mean == 0) {
                assert_true(isnan(creal(S)));
                continue;
            }
            y = w * S;
            assert_int_equal(rmt_law_r_transform(law, 1, &y, &R), 0);
            assert_true(cabs(R * S - 1) <= 1e-12);
        }
        rmt_law_destroy(law);
    }
}

/* Closed forms; and the law's own recursion against cumulants from moments. */
static void test_cumulants(void **state)
{
    (void)state;
    rmt_law *law = NULL;
    double kappa[10], other[10];
    assert_int_equal(rmt_law_marchenko_pastur(0.4, 3, &law), 0);
    assert_int_equal(rmt_law_cumulants(law, 10, kappa), 0);
    for (int j = 1; j <= 10; j++) assert_close(kappa[j - 1] / (pow(0.4, j - 1) * pow(3, j)), 1, 1e-13);
    rmt_law_destroy(law);
    for (int i = 0; i < COUNT(instances); i++) {
        law = make(&instances[i]);
        const double scale = scale_of(law);
        assert_int_equal(rmt_law_cumulants(law, 8, kappa), 0);
        assert_int_equal(rmt_law_moment_cumulants(law, 8, other), 0);
        for (int j = 1; j <= 8 && scale > 1e-20 && scale < 1e20; j++)
            assert_close(kappa[j - 1] / pow(scale, j), other[j - 1] / pow(scale, j), 1e-11);
        rmt_law_destroy(law);
    }
}

/* The continued fraction of the Jacobi coefficients is the Stieltjes transform. */
static void test_jacobi(void **state)
{
    (void)state;
    enum { DEPTH = 400 };
    static double alpha[DEPTH], beta[DEPTH];
    for (int i = 0; i < COUNT(instances); i++) {
        rmt_law *law = make(&instances[i]);
        const double scale = scale_of(law);
        assert_int_equal(rmt_law_jacobi(law, DEPTH, alpha, beta), 0);
        const rmt_complex z = CMPLX(0.2, 0.5);
        rmt_complex G = 0;
        for (int k = DEPTH - 1; k >= 0; k--) G = 1 / (z - alpha[k] / scale - beta[k] / scale * (beta[k] / scale) * G);
        const rmt_complex m = m_of(law, 1, z * scale) * scale;
        assert_true(cabs(m + G) <= 1e-12 * cabs(m));
        rmt_law_destroy(law);
    }
}

static void test_quantiles(void **state)
{
    (void)state;
    const double p[] = {1e-300, 1e-20, 1e-5, 0.01, 0.3, 0.5, 0.77, 0.999, 1 - 1e-9};
    for (int i = 0; i < COUNT(instances); i++) {
        rmt_law *law = make(&instances[i]);
        double edge[2], place[2], weight[2];
        int64_t count, atoms;
        rmt_law_intervals(law, 1, edge, &count);
        rmt_law_atoms(law, 2, place, weight, &atoms);
        for (int k = 0; k < COUNT(p); k++) {
            const double x = one(rmt_law_quantile, law, p[k]), f = one(rmt_law_cdf, law, x);
            bool atom = false;
            for (int64_t a = 0; a < atoms; a++) {
                if (x != place[a]) continue;
                atom = true;
                assert_true(p[k] <= f * (1 + 1e-15) && p[k] >= f - weight[a] - 1e-15);
            }
            /* x is rounded: F changes by rho eps |x|, and anyhow at a hard edge */
            const double slack = one(rmt_law_density, law, x) * fabs(x) * 4e-16;
            if (!atom && x < edge[1]) assert_close(f, p[k], 1e-13 * p[k] + 2e-16 + slack);
        }
        const double least = atoms && place[0] < edge[0] ? place[0] : edge[0];
        assert_close(one(rmt_law_quantile, law, 0), least, 0);
        assert_true(isnan(one(rmt_law_quantile, law, 1.5)));
        assert_true(isnan(one(rmt_law_quantile, law, NAN)) && isnan(one(rmt_law_cdf, law, NAN)));
        assert_true(isnan(one(rmt_law_density, law, NAN)));
        rmt_law_destroy(law);
    }
}

/* Relative accuracy of a small mass: the first terms of its expansion. */
static void test_tail(void **state)
{
    (void)state;
    rmt_law *law = NULL;
    assert_int_equal(rmt_law_semicircle(1, &law), 0);
    for (int k = 6; k <= 14; k += 2) {
        const double x = -1 + ldexp(1, -k), t = ldexp(1, -k);
        /* (2/pi) int sqrt(2 t - t^2) = (2/pi) sqrt 2 t^(3/2) (2/3 - t/10 - t^2/112 - t^3/576 - 5 t^4/11264 - ...) */
        const double series = 2 * sqrt(2) / RMT_PI * t * sqrt(t) *
                              (2.0 / 3 - t / 10 - t * t / 112 - t * t * t / 576 - 5 * t * t * t * t / 11264);
        assert_close(one(rmt_law_cdf, law, x) / series, 1, 1e-13 + pow(t, 5));
    }
    rmt_law_destroy(law);
}

static void test_samples(void **state)
{
    (void)state;
    enum { N = 1500 };
    static double x[N];
    const randblas_state seed = randblas_seed(7);
    randblas_state next, after;
    for (int i = 0; i < COUNT(instances); i++) {
        rmt_law *law = make(&instances[i]);
        double distance = 1;
        assert_int_equal(rmt_law_sample(law, N, &seed, x, &next), 0);
        assert_int_equal(rmt_law_ks(law, N, x, &distance), 0);
        /* false alarm 1e-10; atoms only help */
        assert_true(sqrt(N) * distance < kolmogorov_limit());
        assert_int_not_equal(memcmp(&next, &seed, sizeof seed), 0);
        const int info = rmt_law_eigenvalues(law, N, &seed, x, &after);
        if (instances[i].family == RMT_MEIXNER) {
            assert_int_equal(info, -1);
        } else if (instances[i].p[0] != 1e-8) {
            /* Eigenvalues fluctuate by 1/n, and their mean departs from the law by O(1/n). */
            assert_int_equal(info, 0);
            assert_int_equal(rmt_law_ks(law, N, x, &distance), 0);
            assert_true(distance < 12.0 / N);
        }
        rmt_law_destroy(law);
    }
}

static double trace_power(int64_t n, const double *A, const double *B)
{
    double sum = 0;
    for (int64_t i = 0; i < n * n; i++) sum += A[i] * B[i];
    return sum / (double)n;
}

/* tr A/n, tr A^2/n, tr A^4/n against moments; both triangles; symmetric. */
static void test_matrices(void **state)
{
    (void)state;
    enum { N = 150 };
    static double A[N * N], B[N * N];
    const instance some[] = {{RMT_SEMICIRCLE, {2}},   {RMT_MARCHENKO_PASTUR, {0.5, 2}},
                             {RMT_KESTEN_MCKAY, {6}}, {RMT_KESTEN_MCKAY, {2.5}},
                             {RMT_WACHTER, {2, 3}},   {RMT_MEIXNER, {0.7, 1.3, 0.8}}};
    const randblas_state seed = randblas_seed(3);
    for (int i = 0; i < COUNT(some); i++) {
        rmt_law *law = make(&some[i]);
        randblas_state next;
        double moments[4], trace = 0;
        assert_int_equal(rmt_law_matrix(law, N, &seed, A, N, &next), 0);
        for (int64_t j = 0; j < N; j++) {
            trace += A[j + j * N] / N;
            for (int64_t k = 0; k < N; k++) {
                double sum = 0;
                assert_true(A[j + k * N] == A[k + j * N]);
                for (int64_t l = 0; l < N; l++) sum += A[j + l * N] * A[l + k * N];
                B[j + k * N] = sum;
            }
        }
        rmt_law_moments(law, 4, moments);
        const double scale = scale_of(law);
        /* Linear statistics fluctuate and are biased by O(1/n): 5/n of the k-th power of the scale is ten deviations.
         */
        assert_close(trace, moments[0], 5 * scale / N);
        assert_close(trace_power(N, A, A), moments[1], 5 * scale * scale / N);
        assert_close(trace_power(N, B, B), moments[3], 5 * pow(scale, 4) / N);
        rmt_law_destroy(law);
    }
}

static void test_fits(void **state)
{
    (void)state;
    enum { N = 4000 };
    static double x[N];
    const instance some[] = {{RMT_SEMICIRCLE, {2}}, {RMT_MARCHENKO_PASTUR, {0.5, 2}}, {RMT_KESTEN_MCKAY, {6}},
                             {RMT_WACHTER, {2, 3}}, {RMT_MEIXNER, {0.7, 1.3, 0.8}},   {RMT_MARCHENKO_PASTUR, {3, 2}}};
    const randblas_state seed = randblas_seed(11);
    for (int i = 0; i < COUNT(some); i++) {
        rmt_law *law = make(&some[i]), *fitted = NULL;
        rmt_law_fit_report report;
        double at_truth = 0, density, place[2], weight[2];
        int64_t atoms = 0;
        rmt_law_sample(law, N, &seed, x, NULL);
        assert_int_equal(rmt_law_fit(some[i].family, N, x, &fitted, &report), 0);
        rmt_law_atoms(law, 2, place, weight, &atoms);
        for (int k = 0; k < N; k++) {
            density = one(rmt_law_density, law, x[k]);
            at_truth += log(density == 0 && atoms > 0 ? weight[0] : density);
        }
        /* A maximum is no less than the value at the truth, and exceeds it by half a chi-square of 3 degrees at most:
         * P > 1e-10 below 26. */
        assert_true(report.log_likelihood >= at_truth - 1e-6);
        assert_true(report.log_likelihood < at_truth + 26);
        for (int k = 0; k < rmt_law_fitting_of((int)some[i].family)->parameters; k++) {
            assert_true(report.errors[k] > 0 && report.errors[k] < 0.1 * (1 + fabs(some[i].p[k])));
            assert_close(report.parameters[k], some[i].p[k], 8 * report.errors[k] + 1e-3);
        }
        rmt_law_destroy(fitted);
        rmt_law_destroy(law);
    }
}

/* sup |F_n - F| by brute force over a fine grid of the same steps. */
static void test_ks(void **state)
{
    (void)state;
    rmt_law *law = NULL;
    double distance = -1;
    const double x[] = {0, 0, 0.4, 0.4, 3.0}, zero = 0;
    assert_int_equal(rmt_law_marchenko_pastur(2, 1, &law), 0);
    assert_int_equal(rmt_law_ks(law, 5, x, &distance), 0);
    double expected = fabs(0.4 - 0.5);
    expected = fmax(expected, fabs(0.4 - one(rmt_law_cdf, law, 0.4)));
    expected = fmax(expected, fabs(0.8 - one(rmt_law_cdf, law, 0.4)));
    expected = fmax(expected, fabs(0.8 - one(rmt_law_cdf, law, 3)));
    expected = fmax(expected, fabs(1 - one(rmt_law_cdf, law, 3)));
    assert_close(distance, expected, 1e-15);
    assert_int_equal(rmt_law_ks(law, 1, &zero, &distance), 0);
    assert_close(distance, 0.5, 1e-15);
    const double late = 1; /* no value at the atom */
    assert_int_equal(rmt_law_ks(law, 1, &late, &distance), 0);
    assert_close(distance, fmax(one(rmt_law_cdf, law, 1), 1 - one(rmt_law_cdf, law, 1)), 1e-15);
    const double bad = NAN;
    assert_int_equal(rmt_law_ks(law, 1, &bad, &distance), RANDBLAS_NOT_FINITE);
    rmt_law_destroy(law);
}

static void test_constructors(void **state)
{
    (void)state;
    rmt_law *law = NULL;
    const double bad[] = {0, -1, NAN, INFINITY};
    for (int k = 0; k < COUNT(bad); k++) {
        assert_int_equal(rmt_law_semicircle(bad[k], &law), -1);
        assert_int_equal(rmt_law_marchenko_pastur(bad[k], 1, &law), -1);
        assert_int_equal(rmt_law_marchenko_pastur(1, bad[k], &law), -2);
        assert_int_equal(rmt_law_kesten_mckay(bad[k], &law), -1);
        assert_int_equal(rmt_law_wachter(bad[k], 2, &law), -1);
        assert_int_equal(rmt_law_wachter(2, bad[k], &law), -2);
        assert_int_equal(rmt_law_meixner(0, bad[k], 1, &law), -2);
        assert_int_equal(rmt_law_meixner(0, 1, bad[k], &law), -3);
    }
    assert_int_equal(rmt_law_meixner(NAN, 1, 1, &law), -1);
    assert_int_equal(rmt_law_wachter(0.4, 0.5, &law), -2);
    assert_int_equal(rmt_law_semicircle(1, NULL), -2);
    assert_int_equal(rmt_law_marchenko_pastur(1, 1, NULL), -3);
    assert_int_equal(rmt_law_kesten_mckay(3, NULL), -2);
    assert_int_equal(rmt_law_wachter(1, 1, NULL), -3);
    assert_int_equal(rmt_law_meixner(0, 1, 1, NULL), -4);
    assert_null(law);
    assert_int_equal(rmt_law_family_of(NULL), 0);
    rmt_law_destroy(NULL);
}

static void test_queries_illegal(void **state)
{
    (void)state;
    int (*const query[])(const rmt_law *, int64_t, const double *, double *) = {rmt_law_density, rmt_law_cdf,
                                                                                rmt_law_quantile, rmt_law_hilbert};
    int (*const transform[])(const rmt_law *, int64_t, const void *, void *) = {rmt_law_r_transform,
                                                                                rmt_law_s_transform};
    rmt_law *law = NULL;
    double x[2] = {0.5, 0.5}, y[2] = {7, 7};
    int64_t count = 0;
    assert_int_equal(rmt_law_marchenko_pastur(0.5, 1, &law), 0);
    for (int k = 0; k < COUNT(query); k++) {
        assert_int_equal(query[k](NULL, 1, x, y), -1);
        assert_int_equal(query[k](law, -1, x, y), -2);
        assert_int_equal(query[k](law, 1, NULL, y), -3);
        assert_int_equal(query[k](law, 1, x, NULL), -4);
        assert_int_equal(query[k](law, 0, NULL, NULL), 0);
    }
    for (int k = 0; k < COUNT(transform); k++) {
        assert_int_equal(transform[k](NULL, 1, x, y), -1);
        assert_int_equal(transform[k](law, -1, x, y), -2);
        assert_int_equal(transform[k](law, 1, NULL, y), -3);
        assert_int_equal(transform[k](law, 1, x, NULL), -4);
    }
    assert_int_equal(rmt_law_stieltjes(NULL, 1, 1, x, y), -1);
    assert_int_equal(rmt_law_stieltjes(law, 0, 1, x, y), -2);
    assert_int_equal(rmt_law_stieltjes(law, 3, 1, x, y), -2);
    assert_int_equal(rmt_law_stieltjes(law, 1, -1, x, y), -3);
    assert_int_equal(rmt_law_stieltjes(law, 1, 1, NULL, y), -4);
    assert_int_equal(rmt_law_stieltjes(law, 1, 1, x, NULL), -5);
    assert_int_equal(rmt_law_intervals(NULL, 1, y, &count), -1);
    assert_int_equal(rmt_law_intervals(law, -1, y, &count), -2);
    assert_int_equal(rmt_law_intervals(law, 1, NULL, &count), -3);
    assert_int_equal(rmt_law_intervals(law, 1, y, NULL), -4);
    assert_int_equal(rmt_law_atoms(NULL, 1, y, y, &count), -1);
    assert_int_equal(rmt_law_atoms(law, -1, y, y, &count), -2);
    assert_int_equal(rmt_law_atoms(law, 1, NULL, y, &count), -3);
    assert_int_equal(rmt_law_atoms(law, 1, y, NULL, &count), -4);
    assert_int_equal(rmt_law_atoms(law, 1, y, y, NULL), -5);
    assert_true(y[0] == 7 && y[1] == 7);
    rmt_law_destroy(law);
}

static void test_others_illegal(void **state)
{
    (void)state;
    rmt_law *law = NULL;
    double x[2] = {0.5, 0.7}, y[2] = {7, 7};
    const randblas_state seed = randblas_seed(1);
    rmt_law_fit_report report;
    assert_int_equal(rmt_law_marchenko_pastur(0.5, 1, &law), 0);
    assert_int_equal(rmt_law_moments(NULL, 1, y), -1);
    assert_int_equal(rmt_law_moments(law, -1, y), -2);
    assert_int_equal(rmt_law_moments(law, 1, NULL), -3);
    assert_int_equal(rmt_law_cumulants(NULL, 1, y), -1);
    assert_int_equal(rmt_law_cumulants(law, -1, y), -2);
    assert_int_equal(rmt_law_cumulants(law, 1, NULL), -3);
    assert_int_equal(rmt_law_jacobi(NULL, 1, y, y), -1);
    assert_int_equal(rmt_law_jacobi(law, -1, y, y), -2);
    assert_int_equal(rmt_law_jacobi(law, 1, NULL, y), -3);
    assert_int_equal(rmt_law_jacobi(law, 1, y, NULL), -4);
    assert_int_equal(rmt_law_sample(NULL, 1, &seed, y, NULL), -1);
    assert_int_equal(rmt_law_sample(law, -1, &seed, y, NULL), -2);
    assert_int_equal(rmt_law_sample(law, 1, NULL, y, NULL), -3);
    assert_int_equal(rmt_law_sample(law, 1, &seed, NULL, NULL), -4);
    assert_int_equal(rmt_law_eigenvalues(NULL, 1, &seed, y, NULL), -1);
    assert_int_equal(rmt_law_eigenvalues(law, -1, &seed, y, NULL), -2);
    assert_int_equal(rmt_law_eigenvalues(law, 1, NULL, y, NULL), -3);
    assert_int_equal(rmt_law_eigenvalues(law, 1, &seed, NULL, NULL), -4);
    assert_int_equal(rmt_law_matrix(NULL, 1, &seed, y, 1, NULL), -1);
    assert_int_equal(rmt_law_matrix(law, -1, &seed, y, 1, NULL), -2);
    assert_int_equal(rmt_law_matrix(law, 1, NULL, y, 1, NULL), -3);
    assert_int_equal(rmt_law_matrix(law, 1, &seed, NULL, 1, NULL), -4);
    assert_int_equal(rmt_law_matrix(law, 2, &seed, y, 1, NULL), -5);
    assert_int_equal(rmt_law_ks(NULL, 1, x, y), -1);
    assert_int_equal(rmt_law_ks(law, 0, x, y), -2);
    assert_int_equal(rmt_law_ks(law, 1, NULL, y), -3);
    assert_int_equal(rmt_law_ks(law, 1, x, NULL), -4);
    assert_int_equal(rmt_law_fit((rmt_law_family)99, 2, x, NULL, &report), -1);
    assert_int_equal(rmt_law_fit(RMT_SEMICIRCLE, 1, x, NULL, &report), -2);
    assert_int_equal(rmt_law_fit(RMT_SEMICIRCLE, 2, NULL, NULL, &report), -3);
    assert_int_equal(rmt_law_fit(RMT_SEMICIRCLE, 2, x, NULL, NULL), -5);
    x[0] = INFINITY;
    assert_int_equal(rmt_law_fit(RMT_SEMICIRCLE, 2, x, NULL, &report), RANDBLAS_NOT_FINITE);
    assert_true(y[0] == 7 && y[1] == 7);
    /* sizes 0 and 1 */
    assert_int_equal(rmt_law_eigenvalues(law, 0, &seed, NULL, NULL), 0);
    assert_int_equal(rmt_law_matrix(law, 0, &seed, NULL, 1, NULL), 0);
    assert_int_equal(rmt_law_eigenvalues(law, 1, &seed, y, NULL), 0);
    assert_true(y[0] > 0);
    assert_int_equal(rmt_law_matrix(law, 1, &seed, y, 1, NULL), 0);
    assert_true(y[0] > 0);
    rmt_law_destroy(law);
}

/* The two routines that need no law, against the law. */
static void test_marchenko_pastur(void **state)
{
    (void)state;
    const double ratios[] = {0.25, 1, 3}, variance = 2;
    for (int k = 0; k < 3; k++) {
        rmt_law *law = NULL;
        double edge[2], edges[2], x[9], here[9], there[9];
        int64_t count;
        assert_int_equal(rmt_law_marchenko_pastur(ratios[k], variance, &law), 0);
        assert_int_equal(rmt_law_intervals(law, 1, edges, &count), 0);
        assert_int_equal(rmt_dmp_support(ratios[k], variance, edge), 0);
        for (int i = 0; i < 2; i++) assert_close(edge[i], edges[i], 1e-14 * edges[1]);
        for (int i = 0; i < 9; i++) x[i] = edge[1] * (i + 0.5) / 8; /* within and beyond the support */
        assert_int_equal(rmt_dmp_density(ratios[k], variance, 9, x, here), 0);
        assert_int_equal(rmt_law_density(law, 9, x, there), 0);
        for (int i = 0; i < 9; i++) assert_close(here[i], there[i], 1e-13);
        rmt_law_destroy(law);
    }
}

static void test_marchenko_pastur_illegal(void **state)
{
    (void)state;
    const double bad[] = {0, -1, INFINITY, NAN};
    double edge[2] = {7, 7}, x = 1, y = 7;
    for (int k = 0; k < 4; k++) {
        assert_int_equal(rmt_dmp_support(bad[k], 1, edge), -1);
        assert_int_equal(rmt_dmp_support(1, bad[k], edge), -2);
        assert_int_equal(rmt_dmp_density(bad[k], 1, 1, &x, &y), -1);
        assert_int_equal(rmt_dmp_density(1, bad[k], 1, &x, &y), -2);
    }
    assert_int_equal(rmt_dmp_support(1, 1, NULL), -3);
    assert_int_equal(rmt_dmp_density(1, 1, -1, &x, &y), -3);
    assert_int_equal(rmt_dmp_density(1, 1, 1, NULL, &y), -4);
    assert_int_equal(rmt_dmp_density(1, 1, 1, &x, NULL), -5);
    assert_int_equal(rmt_dmp_density(1, 1, 0, NULL, NULL), 0);
    assert_true(edge[0] == 7 && edge[1] == 7 && y == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mass),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_stieltjes),
        cmocka_unit_test(test_boundary),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_other_edges),
        cmocka_unit_test(test_transforms),
        cmocka_unit_test(test_cumulants),
        cmocka_unit_test(test_jacobi),
        cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_tail),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_matrices),
        cmocka_unit_test(test_fits),
        cmocka_unit_test(test_ks),
        cmocka_unit_test(test_constructors),
        cmocka_unit_test(test_queries_illegal),
        cmocka_unit_test(test_others_illegal),
        cmocka_unit_test(test_marchenko_pastur),
        cmocka_unit_test(test_marchenko_pastur_illegal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
