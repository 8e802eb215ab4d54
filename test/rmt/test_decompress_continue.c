/*
 * Decompression by continuation: exact quantiles of laws whose whole is known in closed form or by free convolution,
 * samples, atoms, and what must be refused.
 */
#include "laws.h"

#include "law_impl.h"
#include "rmt.h"

#include <lapacke.h>
#include <stdio.h>
#include <string.h>

enum { N = 1000, FEW = 200 };

static void quantiles(const rmt_law *law, int n, double *x)
{
    for (int i = 0; i < n; i++) x[i] = (i + 0.5) / n;
    assert_int_equal(rmt_law_quantile(law, n, x, x), 0);
}

/* Half the integral of the densities' difference. */
static double variation(const rmt_law *f, const rmt_law *g)
{
    enum { POINTS = 20000 };
    static double x[POINTS], u[POINTS], v[POINTS];
    const rmt_law *laws[] = {f, g};
    double low = INFINITY, high = -INFINITY, sum = 0;
    for (int k = 0; k < 2; k++) {
        double edge[8];
        int64_t count;
        assert_int_equal(rmt_law_intervals(laws[k], 4, edge, &count), 0);
        low = fmin(low, edge[0]);
        high = fmax(high, edge[2 * count - 1]);
    }
    for (int i = 0; i < POINTS; i++) x[i] = (low + high) / 2 - (high - low) / 2 * cos((i + 0.5) * RMT_PI / POINTS);
    rmt_law_density(f, POINTS, x, u);
    rmt_law_density(g, POINTS, x, v);
    for (int i = 0; i < POINTS; i++) sum += fabs(u[i] - v[i]) * sin((i + 0.5) * RMT_PI / POINTS);
    return sum * (high - low) / 2 * RMT_PI / POINTS / 2;
}

/* ---------------------------------------------------------------- from quantiles and samples --------------------- */

static void check_quantiles(rmt_law *block, double ratio)
{
    double x[N];
    rmt_law *whole = NULL, *found = NULL;
    rmt_continuation_report report;
    quantiles(block, N, x);
    assert_int_equal(rmt_decompress(block, ratio, &whole), 0);
    assert_int_equal(rmt_decompress_continue(N, x, ratio, NULL, &found, &report), 0);
    assert_true(report.method == RMT_CONTINUE_GLUE && report.failed == 0 && report.bands == 1 && report.broken == 0);
    assert_true(report.noise < 0.1 && report.least >= 0 && report.distance < 2e-3);
    assert_close(report.mass, 1, 1e-6);
    assert_close(report.variance_ratio, 1, 1e-6);
    const double off = variation(whole, found);
    if (off > 1e-3) printf("distance %.3g\n", off);
    assert_true(off <= 1e-3);
    rmt_law_destroy(block);
    rmt_law_destroy(whole);
    rmt_law_destroy(found);
}

static void test_quadratic_laws(void **state)
{
    (void)state;
    rmt_law *law = NULL;
    assert_int_equal(rmt_law_semicircle(2, &law), 0);
    check_quantiles(law, 32);
    assert_int_equal(rmt_law_marchenko_pastur(0.02, 1, &law), 0);
    check_quantiles(law, 32);
    assert_int_equal(rmt_law_kesten_mckay(96, &law), 0);
    check_quantiles(law, 32);
    assert_int_equal(rmt_law_wachter(64, 96, &law), 0);
    check_quantiles(law, 32);
    assert_int_equal(rmt_law_meixner(0.1, 4, 0.4, &law), 0); /* a narrow peak */
    check_quantiles(law, 32);
    assert_int_equal(rmt_law_marchenko_pastur(0.3, 2, &law), 0);
    check_quantiles(law, 1);
    assert_int_equal(rmt_law_marchenko_pastur(0.3, 2, &law), 0);
    check_quantiles(law, 0.01);
}

/* The sum of a two-point law and a semicircle is no free Meixner law: order 2 is nearer than order 1. */
static void test_free_sum(void **state)
{
    (void)state;
    const double points[] = {-1, 1};
    double x[N], off[2];
    rmt_law *signal = NULL, *noise = NULL, *whole = NULL, *block = NULL, *found = NULL;
    rmt_continuation_report report;
    assert_int_equal(rmt_law_empirical(2, points, 0, &signal), 0);
    assert_int_equal(rmt_law_semicircle(2.2, &noise), 0);
    assert_int_equal(rmt_free_add(signal, noise, &whole), 0);
    assert_int_equal(rmt_free_compress(whole, 0.25, &block), 0);
    quantiles(block, N, x);
    for (int k = 0; k < 2; k++) {
        const rmt_continuation_options options = {.method = RMT_CONTINUE_GLUE, .order = k + 1};
        assert_int_equal(rmt_decompress_continue(N, x, 4, &options, &found, &report), 0);
        off[k] = variation(whole, found);
        rmt_law_destroy(found);
    }
    assert_true(off[0] < 0.08 && off[1] < 0.04 && off[1] < 0.7 * off[0]);
    const rmt_continuation_options compressing = {.method = RMT_CONTINUE_GLUE};
    rmt_law *part = NULL;
    assert_int_equal(rmt_free_compress(block, 0.3, &part), 0);
    assert_int_equal(rmt_decompress_continue(N, x, 0.3, &compressing, &found, &report), 0);
    assert_true(variation(part, found) < 2e-3);
    rmt_law_destroy(part);
    rmt_law_destroy(signal);
    rmt_law_destroy(noise);
    rmt_law_destroy(whole);
    rmt_law_destroy(block);
    rmt_law_destroy(found);
}

/* Eigenvalues of the leading block of ones and minus ones, rotated, with noise. */
enum { ALL = 390, PART = 300 };
static void sampled_block(const rmt_law *noise, double *w)
{
    static double A[ALL * ALL], B[ALL * ALL];
    const randblas_state first = randblas_seed(100), second = randblas_seed(200);
    double x[ALL];
    rmt_law *signs = NULL;
    for (int i = 0; i < ALL; i++) x[i] = i % 2 ? 1 : -1;
    assert_int_equal(rmt_law_empirical(ALL, x, 0, &signs), 0);
    assert_int_equal(rmt_law_matrix(signs, ALL, &first, A, ALL, NULL), 0);
    assert_int_equal(rmt_law_matrix(noise, ALL, &second, B, ALL, NULL), 0);
    for (int i = 0; i < ALL * ALL; i++) A[i] += B[i];
    assert_int_equal(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', PART, A, ALL, w), 0);
    rmt_law_destroy(signs);
}

/* Both of the whole and of the block the spectrum is two intervals: the curve finds them, of the degrees that it has.
 */
static void test_two_intervals(void **state)
{
    (void)state;
    const double points[] = {-1, 1};
    double x[N], edge[8], first[4];
    int64_t count;
    rmt_law *signal = NULL, *noise = NULL, *whole = NULL, *block = NULL, *found = NULL;
    rmt_continuation_report report;
    assert_int_equal(rmt_law_empirical(2, points, 0, &signal), 0);
    assert_int_equal(rmt_law_marchenko_pastur(0.05, 1, &noise), 0);
    assert_int_equal(rmt_free_add(signal, noise, &whole), 0);
    assert_int_equal(rmt_free_compress(whole, 1 / 1.3, &block), 0);
    assert_int_equal(rmt_law_intervals(block, 4, edge, &count), 0);
    assert_int_equal(count, 2);
    quantiles(block, N, x);
    assert_int_equal(rmt_decompress_continue(N, x, 1.3, NULL, &found, &report), 0);
    assert_true(report.method == RMT_CONTINUE_CURVE && report.order == 4 && report.degree == 2 && report.misfit < 0.1);
    assert_true(isnan(report.distance) && report.failed == 0 && report.bands >= 2);
    const double off = variation(whole, found);
    if (off > 4e-3) printf("distance %.3g\n", off);
    assert_true(off <= 4e-3);
    assert_int_equal(rmt_law_intervals(whole, 2, first, &count), 0);
    assert_int_equal(rmt_law_intervals(found, 4, edge, &count), 0);
    assert_close(edge[0], first[0], 5e-3);
    assert_close(edge[1], first[1], 2e-2);
    assert_close(edge[2 * count - 2], first[2], 2e-2);
    assert_close(edge[2 * count - 1], first[3], 5e-3);
    rmt_law_destroy(found);
    sampled_block(noise, x);
    const rmt_continuation_options options = {.method = RMT_CONTINUE_CURVE};
    assert_int_equal(rmt_decompress_continue(PART, x, (double)ALL / PART, &options, &found, &report), 0);
    assert_true(report.misfit < 3 && fabs(report.mass - 1) <= 2e-2 && variation(whole, found) < 0.05);
    rmt_law_destroy(signal);
    rmt_law_destroy(noise);
    rmt_law_destroy(whole);
    rmt_law_destroy(block);
    rmt_law_destroy(found);
}

/* Eigenvalues: off by what is expected, in the mean of eight seeds. */
static void test_samples(void **state)
{
    (void)state;
    double x[FEW], off = 0, expected = 0;
    rmt_law *block = NULL, *whole = NULL, *found = NULL;
    rmt_continuation_report report;
    const rmt_continuation_options options = {.method = RMT_CONTINUE_GLUE, .order = 1};
    assert_int_equal(rmt_law_marchenko_pastur(0.1, 1, &block), 0);
    assert_int_equal(rmt_decompress(block, 4, &whole), 0);
    for (int seed = 0; seed < 8; seed++) {
        const randblas_state start = randblas_seed((uint64_t)seed);
        assert_int_equal(rmt_law_eigenvalues(block, FEW, &start, x, NULL), 0);
        assert_int_equal(rmt_decompress_continue(FEW, x, 4, &options, &found, &report), 0);
        assert_true(report.noise > 0.1 && report.misfit < 5);
        off += variation(whole, found);
        expected += report.distance;
        rmt_law_destroy(found);
    }
    assert_true(off > 0.5 * expected && off < 1.7 * expected && off < 8 * 0.12);
    rmt_law_destroy(block);
    rmt_law_destroy(whole);
}

/* A Gram matrix of deficient rank: its atom at 0 stays, with the weight it should have. */
static void test_atoms(void **state)
{
    (void)state;
    double x[N], place[2], weight[2], p[3] = {0.1, 0.4, 0.95}, q[3], r[3], m[2], expected[2];
    int64_t count;
    rmt_law *block = NULL, *whole = NULL, *found = NULL;
    rmt_continuation_report report;
    const rmt_complex z[] = {CMPLX(-1, 0.5), CMPLX(3, 0.1), CMPLX(300, 2)};
    rmt_complex u[3], v[3];
    assert_int_equal(rmt_law_marchenko_pastur(1.25, 1, &block), 0);
    assert_int_equal(rmt_law_marchenko_pastur(2.5, 1, &whole), 0);
    quantiles(block, N, x);
    const rmt_continuation_options options = {.method = RMT_CONTINUE_GLUE};
    assert_int_equal(rmt_decompress_continue(N, x, 2, &options, &found, &report), 0);
    assert_int_equal(rmt_law_atoms(found, 2, place, weight, &count), 0);
    assert_int_equal(count, 1);
    assert_true(fabs(place[0]) < 1e-12);
    assert_close(weight[0], 0.6, 1e-12);
    assert_true(variation(whole, found) < 2e-3);
    assert_int_equal(rmt_law_quantile(whole, 3, p, q), 0);
    assert_int_equal(rmt_law_quantile(found, 3, p, r), 0);
    for (int k = 0; k < 3; k++) assert_close(r[k], q[k], 0.02);
    assert_close(one(rmt_law_cdf, found, 0), 0.6, 1e-12);
    assert_close(one(rmt_law_cdf, found, 100), 1, 1e-14);
    assert_true(one(rmt_law_cdf, found, -1e-6) == 0);
    assert_int_equal(rmt_law_stieltjes(whole, 1, 3, z, u), 0);
    assert_int_equal(rmt_law_stieltjes(found, 1, 3, z, v), 0);
    for (int k = 0; k < 3; k++) assert_close(cabs(u[k] / v[k] - 1), 0, 2e-3);
    assert_int_equal(rmt_law_moments(whole, 2, expected), 0);
    assert_int_equal(rmt_law_moments(found, 2, m), 0);
    for (int k = 0; k < 2; k++) assert_close(m[k] / expected[k], 1, 2e-3);
    rmt_law_destroy(found);
    const rmt_continuation_options algebraic = {.method = RMT_CONTINUE_CURVE};
    assert_int_equal(rmt_decompress_continue(N, x, 2, &algebraic, &found, &report), 0);
    assert_int_equal(rmt_law_atoms(found, 2, place, weight, &count), 0);
    assert_int_equal(count, 1);
    assert_close(weight[0], 0.6, 1e-12);
    assert_true(variation(whole, found) < 4e-3);
    rmt_law_destroy(found);
    for (int i = 0; i < N; i++) x[i] = -1e200 * x[i]; /* the atom at the other end */
    assert_int_equal(rmt_decompress_continue(N, x, 0.5, &options, &found, &report), 0);
    assert_int_equal(rmt_law_atoms(found, 2, place, weight, &count), 0);
    assert_int_equal(count, 0); /* 1 - 0.8/0.5 < 0: gone */
    rmt_law_destroy(block);
    rmt_law_destroy(whole);
    rmt_law_destroy(found);
    assert_int_equal(rmt_law_marchenko_pastur(0.02, 1, &block), 0); /* of full rank, and a block of one that is not */
    quantiles(block, N, x);
    const rmt_continuation_options first = {.method = RMT_CONTINUE_GLUE, .order = 1};
    assert_int_equal(rmt_decompress_continue(N, x, 100, &first, &found, &report), 0);
    assert_int_equal(rmt_law_atoms(found, 2, place, weight, &count), 0);
    assert_int_equal(count, 1);
    assert_true(fabs(place[0]) < 1e-2);
    assert_close(weight[0], 0.5, 1e-2);
    rmt_law_destroy(block);
    rmt_law_destroy(found);
}

static void test_equivariance(void **state)
{
    (void)state;
    double x[FEW], y[FEW], p[5] = {0.05, 0.3, 0.5, 0.7, 0.95}, q[5], r[5], mirrored[5];
    rmt_law *law = NULL, *a = NULL, *b = NULL;
    assert_int_equal(rmt_law_free_meixner(0.3, 1, 0.4, 0.2, &law), 0);
    quantiles(law, FEW, x);
    assert_int_equal(rmt_decompress_continue(FEW, x, 3, NULL, &a, NULL), 0);
    assert_int_equal(rmt_law_quantile(a, 5, p, q), 0);
    for (int k = 0; k < 5; k++) mirrored[k] = 1 - p[k];
    const double scales[] = {-1, ldexp(1, 600), -1e-200};
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < FEW; i++) y[(7 * i + 3) % FEW] = scales[k] * x[i];
        assert_int_equal(rmt_decompress_continue(FEW, y, 3, NULL, &b, NULL), 0);
        assert_int_equal(rmt_law_quantile(b, 5, scales[k] < 0 ? mirrored : p, r), 0);
        for (int j = 0; j < 5; j++) assert_close(r[j] / scales[k], q[j], 1e-5);
        rmt_law_destroy(b);
    }
    rmt_law_destroy(law);
    rmt_law_destroy(a);
}

/* ---------------------------------------------------------------- refusals --------------------------------------- */

/* A law that is no block's: the checks say so, and there is no law. */
static void test_impossible(void **state)
{
    (void)state;
    double x[FEW];
    rmt_law *law = NULL, *block = NULL;
    rmt_continuation_report report;
    const rmt_continuation_options options = {.method = RMT_CONTINUE_GLUE, .order = 1};
    assert_int_equal(rmt_law_kesten_mckay(8, &block), 0);
    quantiles(block, FEW, x);
    assert_int_equal(rmt_decompress_continue(FEW, x, 2, &options, &law, &report), 0);
    rmt_law_destroy(law);
    assert_int_equal(rmt_decompress_continue(FEW, x, 16, &options, &law, &report), RANDBLAS_NOT_CONVERGED);
    assert_null(law);
    assert_true(report.failed & (RMT_CHECK_MASS | RMT_CHECK_SHEET | RMT_CHECK_BANDS | RMT_CHECK_VARIANCE));
    rmt_law_destroy(block);
    for (int i = 0; i < FEW; i++) x[i] = i < 60 ? 1 : 1 + 0.2 * cos(i); /* values alike inside: no law without atoms */
    assert_int_equal(rmt_decompress_continue(FEW, x, 2, &options, &law, &report), RANDBLAS_NOT_CONVERGED);
    assert_true(report.misfit > 10 && report.failed != 0);
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
    double x[FEW];
    rmt_law *law = NULL, *const mark = (rmt_law *)x;
    rmt_continuation_report report, before;
    for (int i = 0; i < FEW; i++) x[i] = 5;
    assert_int_equal(rmt_decompress_continue(FEW, x, 2, NULL, &law, &report), RANDBLAS_RANK_DEFICIENT);
    assert_null(law);
    for (int i = 0; i < FEW; i++) x[i] = 0;
    assert_int_equal(rmt_decompress_continue(FEW, x, 2, NULL, &law, &report), RANDBLAS_RANK_DEFICIENT);
    x[3] = NAN;
    assert_int_equal(rmt_decompress_continue(FEW, x, 2, NULL, &law, &report), RANDBLAS_NOT_FINITE);
    x[3] = INFINITY;
    assert_int_equal(rmt_decompress_continue(FEW, x, 2, NULL, &law, &report), RANDBLAS_NOT_FINITE);
    for (int i = 0; i < FEW; i++) x[i] = cos((i + 0.5) * RMT_PI / FEW);
    for (int k = 0; k < 3; k++) {
        double from = k == 2 ? 0.6 : 0.1 * k;
        const rmt_continuation_options stopped = {.control = {.progress = cancel, .progress_context = &from},
                                                  .method = k == 2 ? RMT_CONTINUE_CURVE : 0};
        assert_int_equal(rmt_decompress_continue(FEW, x, 2, &stopped, &law, &report), RANDBLAS_CANCELLED);
    }
    const rmt_continuation_options limited = {.control = {.memory_limit = 1000}};
    assert_int_equal(rmt_decompress_continue(FEW, x, 2, &limited, &law, NULL), RANDBLAS_MEMORY_LIMIT);
    memset(&report, 7, sizeof report);
    before = report;
    law = mark;
    assert_int_equal(rmt_decompress_continue(7, x, 2, NULL, &law, &report), -1);
    assert_int_equal(rmt_decompress_continue(FEW, NULL, 2, NULL, &law, &report), -2);
    const double ratios[] = {0, 1e-7, -1, 1e7, NAN, INFINITY};
    for (int k = 0; k < 6; k++) assert_int_equal(rmt_decompress_continue(FEW, x, ratios[k], NULL, &law, &report), -3);
    const rmt_continuation_options wrong[] = {
        {.method = 3},  {.method = -1},  {.method = 1, .order = 7}, {.order = 2},    {.method = 1, .order = -1},
        {.moments = 7}, {.moments = 33}, {.symmetry = 3},           {.penalty = -1}, {.penalty = NAN},
        {.size = 4}};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        assert_int_equal(rmt_decompress_continue(FEW, x, 2, &wrong[k], &law, &report), -4);
    assert_int_equal(rmt_decompress_continue(FEW, x, 2, NULL, NULL, &report), -5);
    assert_ptr_equal(law, mark);
    assert_memory_equal(&report, &before, sizeof report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_quadratic_laws), cmocka_unit_test(test_free_sum),
                                       cmocka_unit_test(test_two_intervals),  cmocka_unit_test(test_samples),
                                       cmocka_unit_test(test_atoms),          cmocka_unit_test(test_equivariance),
                                       cmocka_unit_test(test_impossible),     cmocka_unit_test(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
