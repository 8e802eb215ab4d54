/*
 * The polygon law against quadrature and exact sums; decompression of unknown laws against laws in closed form and
 * against the matrix that the block is of.
 */
#include "laws.h"

#include "law_impl.h"
#include "rmt.h"

#include <lapacke.h>
#include <stdio.h>
#include <string.h>

enum { N = 400, BLOCK = 200 };

static rmt_complex m_of(const rmt_law *law, rmt_complex z)
{
    rmt_complex m = 0;
    assert_int_equal(rmt_law_stieltjes(law, 1, 1, &z, &m), 0);
    return m;
}

/* ---------------------------------------------------------------- polygons --------------------------------------- */

static const double nodes[] = {-1, 0, 0.5, 2, 2.25, 3, 4}, heights[] = {0, 2, 1, 0, 0, 5, 0};
enum { NODES = 7 };

/* The integral of f(x) rho(x) by the midpoint rule in each panel, extrapolated. */
static rmt_complex integral(double unit, rmt_complex (*f)(double x, rmt_complex z), rmt_complex z)
{
    double mass = 0;
    rmt_complex sum[2] = {0};
    for (int k = 0; k + 1 < NODES; k++) {
        const double width = nodes[k + 1] - nodes[k];
        mass += width * (heights[k] + heights[k + 1]) / 2;
        for (int level = 0; level < 2; level++) {
            const int points = 2000 << level;
            for (int i = 0; i < points; i++) {
                const double t = (i + 0.5) / points, h = heights[k] * (1 - t) + heights[k + 1] * t;
                sum[level] += h * f(unit * (nodes[k] + t * width), z) * width / points;
            }
        }
    }
    return (4 * sum[1] - sum[0]) / 3 / mass;
}

static rmt_complex cauchy(double x, rmt_complex z)
{
    return 1 / (x - z);
}

static rmt_complex power(double x, rmt_complex k)
{
    return pow(x, creal(k));
}

static void test_polygon(void **state)
{
    (void)state;
    const double units[] = {1, 1e-200, 3e150};
    for (int k = 0; k < 3; k++) {
        const double unit = units[k];
        double x[NODES], edge[6], m[4], alpha[2], beta[2];
        rmt_law *law = NULL;
        int64_t count = 0;
        for (int j = 0; j < NODES; j++) x[j] = unit * nodes[j];
        assert_int_equal(rmt_law_polygon(NODES, x, heights, &law), 0);
        assert_int_equal(rmt_law_family_of(law), RMT_POLYGON);
        assert_int_equal(rmt_law_intervals(law, 3, edge, &count), 0);
        assert_int_equal(count, 2);
        assert_close(edge[1] / unit, 2, 1e-15);
        assert_close(edge[2] / unit, 2.25, 1e-15);
        for (int i = 0; i < 40; i++) {
            const double u = -1.5 + i * 0.15;
            const rmt_complex z[] = {CMPLX(u, 0.3), CMPLX(u, -2), CMPLX(30 * u + 1, 15), CMPLX(u, 19.9)};
            for (int j = 0; j < 4; j++) {
                const rmt_complex expected = integral(1, cauchy, z[j]);
                assert_close(cabs(m_of(law, unit * z[j]) * unit - expected), 0, 2e-10 * cabs(expected));
            }
            const double at = unit * u, rho = one(rmt_law_density, law, at) * unit;
            const rmt_complex above = m_of(law, CMPLX(at, 0.0)) * unit, below = m_of(law, CMPLX(at, -0.0)) * unit;
            assert_close(cimag(above) / RMT_PI, rho, 1e-12);
            assert_close(cimag(below) / RMT_PI, -rho, 1e-12);
            assert_close(one(rmt_law_hilbert, law, at) * unit * RMT_PI, creal(above), 1e-12);
        }
        for (int i = 1; i < 100; i++) {
            const double p = i / 100.0, q = one(rmt_law_quantile, law, p);
            assert_close(one(rmt_law_cdf, law, q), p, 1e-14);
        }
        assert_close(one(rmt_law_quantile, law, 0) / unit, -1, 1e-15);
        assert_close(one(rmt_law_quantile, law, 1) / unit, 4, 1e-7);
        assert_true(isnan(one(rmt_law_quantile, law, 1.5)) && isnan(one(rmt_law_density, law, NAN)));
        assert_true(one(rmt_law_density, law, 2.1 * unit) == 0 && one(rmt_law_cdf, law, 5 * unit) == 1);
        if (k == 0) {
            assert_int_equal(rmt_law_moments(law, 4, m), 0);
            for (int j = 0; j < 4; j++) assert_close(m[j], creal(integral(1, power, j + 1)), 1e-10 * m[3]);
        }
        assert_int_equal(rmt_law_jacobi(law, 2, alpha, beta), 0);
        assert_close(alpha[0] / unit, creal(integral(1, power, 1)), 1e-10);
        rmt_law_destroy(law);
    }
}

/* ---------------------------------------------------------------- smooth decompression --------------------------- */

static double variation(const rmt_law *f, const rmt_law *g, double low, double high)
{
    enum { POINTS = 4000 };
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
        const double x = low + (high - low) * (i + 0.5) / POINTS;
        sum += fabs(one(rmt_law_density, f, x) - one(rmt_law_density, g, x));
    }
    return sum * (high - low) / POINTS / 2;
}

/* Within a few per cent of the law in closed form; mean and variance within its fluctuations. */
static void check_law(rmt_law *block, double ratio, int sampled, double tolerance)
{
    double x[N], edge[2], a[2], b[2], c[2], d[2];
    int64_t count;
    rmt_law *whole = NULL, *found = NULL;
    rmt_decompress_smooth_report report;
    const randblas_state seed = randblas_seed((uint64_t)sampled);
    for (int i = 0; i < N; i++) x[i] = (i + 0.5) / N;
    if (sampled)
        assert_int_equal(rmt_law_eigenvalues(block, N, &seed, x, NULL), 0);
    else
        assert_int_equal(rmt_law_quantile(block, N, x, x), 0);
    assert_int_equal(rmt_decompress(block, ratio, &whole), 0);
    assert_int_equal(rmt_decompress_smooth(N, x, ratio, NULL, &found, &report), 0);
    assert_true(report.misfit < 3 && report.smoothing >= 0.1 && report.low < report.high);
    rmt_law_intervals(whole, 1, edge, &count);
    const double off = variation(whole, found, fmin(edge[0], report.low), fmax(edge[1], report.high));
    if (off > tolerance) printf("distance %.3g\n", off);
    assert_true(off <= tolerance);
    assert_int_equal(rmt_law_jacobi(whole, 1, a, b), 0);
    assert_int_equal(rmt_law_jacobi(found, 1, c, d), 0);
    assert_close(c[0], a[0], 5 * b[0] / N);
    assert_close(d[0] / b[0], 1, 0.02);
    rmt_law_destroy(block);
    rmt_law_destroy(whole);
    rmt_law_destroy(found);
}

static void test_known_laws(void **state)
{
    (void)state;
    for (int sampled = 0; sampled < 4; sampled++) {
        rmt_law *law = NULL;
        assert_int_equal(rmt_law_semicircle(2, &law), 0);
        check_law(law, 8, sampled, 0.06);
        assert_int_equal(rmt_law_marchenko_pastur(0.02, 1, &law), 0);
        check_law(law, 8, sampled, 0.1);
        assert_int_equal(rmt_law_wachter(20, 30, &law), 0);
        check_law(law, 5, sampled, 0.08);
    }
}

/* A spectrum in two intervals, a block of half the order: the gap is seen. */
static void test_two_intervals(void **state)
{
    (void)state;
    static double A[N * N];
    double x[N], w[BLOCK];
    rmt_law *law = NULL, *found = NULL;
    const randblas_state seed = randblas_seed(9);
    rmt_decompress_smooth_report report;
    for (int i = 0; i < N; i++) x[i] = i < N / 4 ? -3 + (double)i / N : 1 + (double)i / N;
    assert_int_equal(rmt_law_empirical(N, x, 0, &law), 0);
    assert_int_equal(rmt_law_matrix(law, N, &seed, A, N, NULL), 0);
    assert_int_equal(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', BLOCK, A, N, w), 0);
    const rmt_decompress_smooth_options options = {.nodes = 80};
    assert_int_equal(rmt_decompress_smooth(BLOCK, w, 2, &options, &found, &report), 0);
    const double gap = one(rmt_law_cdf, found, 0.2) - one(rmt_law_cdf, found, -1.8);
    assert_close(one(rmt_law_cdf, found, -0.8), 0.25, 0.03);
    assert_true(gap < 0.08);
    rmt_law_destroy(law);
    rmt_law_destroy(found);
}

/* Compressed by subordination, what was found has the block's law again. */
static void test_back(void **state)
{
    (void)state;
    double x[BLOCK], distance;
    rmt_law *law = NULL, *found = NULL, *back = NULL;
    assert_int_equal(rmt_law_free_meixner(0.3, 1, 0.4, 0.1, &law), 0);
    for (int i = 0; i < BLOCK; i++) x[i] = (i + 0.5) / BLOCK;
    assert_int_equal(rmt_law_quantile(law, BLOCK, x, x), 0);
    assert_int_equal(rmt_decompress_smooth(BLOCK, x, 4, NULL, &found, NULL), 0);
    assert_int_equal(rmt_free_compress(found, 0.25, &back), 0);
    assert_int_equal(rmt_law_ks(back, BLOCK, x, &distance), 0);
    assert_true(distance < 2.0 / BLOCK); /* half a step would be perfect */
    rmt_law_destroy(law);
    rmt_law_destroy(found);
    rmt_law_destroy(back);
}

static void test_equivariance(void **state)
{
    (void)state;
    double x[BLOCK], y[BLOCK], p[5] = {0.05, 0.3, 0.5, 0.7, 0.95}, q[5], r[5], mirrored[5];
    rmt_law *law = NULL, *a = NULL, *b = NULL;
    assert_int_equal(rmt_law_free_meixner(0.3, 1, 0.4, 0.2, &law), 0);
    for (int i = 0; i < BLOCK; i++) x[i] = (i + 0.5) / BLOCK;
    assert_int_equal(rmt_law_quantile(law, BLOCK, x, x), 0);
    assert_int_equal(rmt_decompress_smooth(BLOCK, x, 3, NULL, &a, NULL), 0);
    assert_int_equal(rmt_law_quantile(a, 5, p, q), 0);
    for (int k = 0; k < 5; k++) mirrored[k] = 1 - p[k];
    const double scales[] = {-1, ldexp(1, 600), ldexp(1, -600), -1e-200};
    for (int k = 0; k < 4; k++) {
        for (int i = 0; i < BLOCK; i++) y[(7 * i + 3) % BLOCK] = scales[k] * x[i];
        assert_int_equal(rmt_decompress_smooth(BLOCK, y, 3, NULL, &b, NULL), 0);
        assert_int_equal(rmt_law_quantile(b, 5, scales[k] < 0 ? mirrored : p, r), 0);
        for (int j = 0; j < 5; j++) assert_close(r[j] / scales[k], q[j], 1e-5);
        rmt_law_destroy(b);
    }
    rmt_law_destroy(law);
    rmt_law_destroy(a);
}

static void test_bounds(void **state)
{
    (void)state;
    double x[BLOCK], edge[2];
    int64_t count;
    rmt_law *law = NULL;
    rmt_decompress_smooth_report report;
    for (int i = 0; i < BLOCK; i++) x[i] = 2 + cos((i + 0.5) * RMT_PI / BLOCK); /* positive */
    assert_int_equal(rmt_decompress_smooth(BLOCK, x, 20, NULL, &law, &report), RANDBLAS_NOT_CONVERGED);
    assert_true(report.low == 0 && report.misfit > 10); /* the arcsine law is no block's of a larger positive matrix */
    rmt_law_destroy(law);
    const rmt_decompress_smooth_options options = {.low = -9, .high = 11, .smoothing = 3};
    const int info = rmt_decompress_smooth(BLOCK, x, 4, &options, &law, &report);
    assert_true(info == 0 || info == RANDBLAS_NOT_CONVERGED);
    assert_true(report.low == -9 && report.high == 11 && report.smoothing == 3 && isnan(report.least));
    assert_int_equal(rmt_law_intervals(law, 1, edge, &count), 0);
    assert_true(edge[0] >= -9 && edge[1] <= 11);
    rmt_law_destroy(law);
}

static int cancel(void *context, const char *phase, double fraction)
{
    (void)phase;
    return fraction >= *(const double *)context;
}

static void test_refusals(void **state)
{
    (void)state;
    double x[BLOCK];
    rmt_law *law = NULL, *const mark = (rmt_law *)x;
    rmt_decompress_smooth_report report, before;
    for (int i = 0; i < BLOCK; i++) x[i] = i < 60 ? 1 : 1 + 0.2 * cos(i); /* of a sparse matrix: values alike */
    assert_int_equal(rmt_decompress_smooth(BLOCK, x, 11, NULL, &law, &report), RANDBLAS_NOT_CONVERGED);
    assert_true(report.misfit > 10);
    rmt_law_destroy(law);
    for (int i = 0; i < BLOCK; i++) x[i] = 5;
    assert_int_equal(rmt_decompress_smooth(BLOCK, x, 2, NULL, &law, &report), RANDBLAS_RANK_DEFICIENT);
    assert_null(law);
    for (int i = 0; i < BLOCK; i++) x[i] = 0;
    assert_int_equal(rmt_decompress_smooth(BLOCK, x, 2, NULL, &law, &report), RANDBLAS_RANK_DEFICIENT);
    x[3] = INFINITY;
    assert_int_equal(rmt_decompress_smooth(BLOCK, x, 2, NULL, &law, &report), RANDBLAS_NOT_FINITE);
    for (int i = 0; i < BLOCK; i++) x[i] = cos((i + 0.5) * RMT_PI / BLOCK);
    for (int k = 0; k < 2; k++) {
        double from = k;
        const rmt_decompress_smooth_options stopped = {.control = {.progress = cancel, .progress_context = &from}};
        from *= 0.01;
        assert_int_equal(rmt_decompress_smooth(BLOCK, x, 2, &stopped, &law, &report), RANDBLAS_CANCELLED);
    }
    const rmt_decompress_smooth_options limited = {.control = {.memory_limit = 4000}};
    assert_int_equal(rmt_decompress_smooth(BLOCK, x, 2, &limited, &law, NULL), RANDBLAS_MEMORY_LIMIT);
    memset(&report, 7, sizeof report);
    before = report;
    law = mark;
    assert_int_equal(rmt_decompress_smooth(7, x, 2, NULL, &law, &report), -1);
    assert_int_equal(rmt_decompress_smooth(BLOCK, NULL, 2, NULL, &law, &report), -2);
    assert_int_equal(rmt_decompress_smooth(BLOCK, x, 0.5, NULL, &law, &report), -3);
    assert_int_equal(rmt_decompress_smooth(BLOCK, x, NAN, NULL, &law, &report), -3);
    const rmt_decompress_smooth_options wrong[] = {
        {.low = 1},     {.low = 2, .high = 1}, {.high = NAN},     {.nodes = 7},    {.nodes = 1001},
        {.moments = 3}, {.moments = 33},       {.smoothing = -1}, {.symmetry = 3}, {.size = 4}};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        assert_int_equal(rmt_decompress_smooth(BLOCK, x, 2, &wrong[k], &law, &report), -4);
    assert_int_equal(rmt_decompress_smooth(BLOCK, x, 2, NULL, NULL, &report), -5);
    assert_ptr_equal(law, mark);
    assert_memory_equal(&report, &before, sizeof report);
    const double falling[] = {0, 1, 1}, good[] = {0, 1, 2}, zero[3] = {0}, negative[] = {0, -1, 0}, open[] = {0, 1, 1};
    assert_int_equal(rmt_law_polygon(2, good, zero, &law), -1);
    assert_int_equal(rmt_law_polygon(3, NULL, zero, &law), -2);
    assert_int_equal(rmt_law_polygon(3, falling, zero, &law), -2);
    assert_int_equal(rmt_law_polygon(3, good, NULL, &law), -3);
    assert_int_equal(rmt_law_polygon(3, good, zero, &law), -3);
    assert_int_equal(rmt_law_polygon(3, good, negative, &law), -3);
    assert_int_equal(rmt_law_polygon(3, good, open, &law), -3);
    assert_int_equal(rmt_law_polygon(3, good, (const double[]){0, 1, 0}, NULL), -4);
    assert_ptr_equal(law, mark);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_polygon),       cmocka_unit_test(test_known_laws),
                                       cmocka_unit_test(test_two_intervals), cmocka_unit_test(test_back),
                                       cmocka_unit_test(test_equivariance),  cmocka_unit_test(test_bounds),
                                       cmocka_unit_test(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
