/*
 * Laws of blocks from eigenvalues: exact quantiles give the law back, samples of random matrices within their stated
 * errors, and whatever else is refused.
 */
#include "laws.h"
#include "statistics.h"

#include "law_impl.h"
#include "rmt.h"

#include <stdio.h>
#include <string.h>

enum { N = 1000, SMALL = 300 };

/* Half the integral of |f - g| over both intervals: continuous parts. */
static double variation(const rmt_law *f, const rmt_law *g)
{
    enum { POINTS = 20000 };
    double a[2], b[2], sum = 0;
    int64_t count;
    rmt_law_intervals(f, 1, a, &count);
    rmt_law_intervals(g, 1, b, &count);
    const double low = fmin(a[0], b[0]), high = fmax(a[1], b[1]), half = (high - low) / 2;
    for (int i = 0; i < POINTS; i++) {
        const double phi = RMT_PI * (i + 0.5) / POINTS, x = low + half * (1 - cos(phi));
        sum += fabs(one(rmt_law_density, f, x) - one(rmt_law_density, g, x)) * sin(phi);
    }
    return sum * half * RMT_PI / POINTS / 2;
}

static void quantiles(const rmt_law *law, int n, double *x)
{
    for (int i = 0; i < n; i++) x[i] = (i + 0.5) / n;
    assert_int_equal(rmt_law_quantile(law, n, x, x), 0);
}

/* Of the decompressed laws, 0 .. 1. */
static double distance(const rmt_law *law, const rmt_law *block, double ratio)
{
    rmt_law *truth = NULL, *found = NULL;
    assert_int_equal(rmt_decompress(law, ratio, &truth), 0);
    const int info = rmt_decompress(block, ratio, &found);
    const double value = info ? 1 : variation(truth, found);
    rmt_law_destroy(truth);
    rmt_law_destroy(found);
    return value;
}

static void make(int which, rmt_law **law)
{
    int info = -1;
    if (which == 0) info = rmt_law_semicircle(1.5, law);
    if (which == 1) info = rmt_law_marchenko_pastur(0.02, 1, law);
    if (which == 2) info = rmt_law_kesten_mckay(96, law);
    if (which == 3) info = rmt_law_wachter(64, 96, law);
    if (which == 4) info = rmt_law_meixner(0.1, 4, 0.4, law);
    assert_int_equal(info, 0);
}

/* Without noise: order 1000 to 32000 within 0.1 %, nothing said about the law. */
static void test_quantiles(void **state)
{
    (void)state;
    const int models[] = {RMT_MODEL_SEMICIRCLE, RMT_MODEL_GRAM, RMT_MODEL_KESTEN_MCKAY, RMT_MODEL_PROJECTOR,
                          RMT_MODEL_MEIXNER};
    double x[N];
    for (int which = 0; which < 5; which++) {
        rmt_law *law = NULL, *block = NULL;
        rmt_decompress_report report;
        make(which, &law);
        quantiles(law, N, x);
        assert_int_equal(rmt_decompress_fit(N, x, NULL, &block, &report), 0);
        assert_int_equal(report.model, models[which]);
        assert_true(report.noise < 0.1);
        const double off = distance(law, block, 32);
        if (off > 1e-4) printf("law %d: %.3g\n", which, off);
        assert_true(off <= 1e-4);
        rmt_law_destroy(law);
        rmt_law_destroy(block);
    }
}

/*
 * The law of the model known, chi-square over seeds follows its distribution, parameters are within their standard
 * errors, and the distance is what rmt_decompress_error() expects.
 */
static void check_samples(int which, int model, int seeds, const double *truth)
{
    rmt_law *law = NULL;
    double x[SMALL], chi = 0, z[4] = {0}, expected = 0, seen = 0;
    int freedom = 0;
    make(which, &law);
    for (int seed = 0; seed < seeds; seed++) {
        const randblas_state state = randblas_seed(100 + (uint64_t)seed);
        const rmt_decompress_options options = {.model = model};
        rmt_decompress_report r;
        rmt_law *block = NULL;
        double error = 0;
        assert_int_equal(rmt_law_eigenvalues(law, SMALL, &state, x, NULL), 0);
        assert_int_equal(rmt_decompress_fit(SMALL, x, &options, &block, &r), 0);
        assert_int_equal(r.model, model);
        freedom += 10 - r.parameters;
        chi += r.misfit * (10 - r.parameters);
        const double values[] = {r.mean, r.deviation, r.skew, r.excess};
        for (int k = 0; k < 4; k++)
            if (r.standard_errors[k] > 0) z[k] += (values[k] - truth[k]) / r.standard_errors[k] / sqrt(seeds);
        assert_int_equal(rmt_decompress_error(&r, 4, &error), 0);
        expected += error / seeds;
        seen += distance(law, block, 4) / seeds;
        rmt_law_destroy(block);
    }
    assert_true(chi < chi_square_limit(freedom));
    assert_true(chi > 0.5 * freedom);
    for (int k = 0; k < 4; k++) assert_true(fabs(z[k]) < Z_LIMIT);
    assert_true(seen < 2 * expected && expected < 2 * seen);
    rmt_law_destroy(law);
}

static void test_samples(void **state)
{
    (void)state;
    check_samples(0, RMT_MODEL_SEMICIRCLE, 10, (const double[]){0, 0.75, 0, 0});
    check_samples(0, RMT_MODEL_MEIXNER, 10, (const double[]){0, 0.75, 0, 0});
    check_samples(1, RMT_MODEL_GRAM, 10, (const double[]){1, sqrt(0.02), sqrt(0.02), 0});
    check_samples(1, RMT_MODEL_FREE_POISSON, 10, (const double[]){1, sqrt(0.02), sqrt(0.02), 0});
    check_samples(2, RMT_MODEL_KESTEN_MCKAY, 10, (const double[]){0, sqrt(96), 0, -1.0 / 96});
    check_samples(2, RMT_MODEL_SYMMETRIC, 10, (const double[]){0, sqrt(96), 0, -1.0 / 96});
    const double deviation = sqrt(0.4 * 0.6 / 160);
    check_samples(3, RMT_MODEL_PROJECTOR, 10,
                  (const double[]){0.4, deviation, deviation * 0.2 / 0.24, -deviation * deviation / 0.24});
}

/* A choice is right in most samples. */
static void test_choice(void **state)
{
    (void)state;
    const int which[] = {0, 1, 3}, models[] = {RMT_MODEL_SEMICIRCLE, RMT_MODEL_GRAM, RMT_MODEL_PROJECTOR};
    double x[SMALL];
    for (int k = 0; k < 3; k++) {
        rmt_law *law = NULL;
        int right = 0;
        make(which[k], &law);
        for (int seed = 0; seed < 20; seed++) {
            const randblas_state start = randblas_seed((uint64_t)seed);
            rmt_decompress_report report;
            assert_int_equal(rmt_law_eigenvalues(law, SMALL, &start, x, NULL), 0);
            assert_int_equal(rmt_decompress_fit(SMALL, x, NULL, NULL, &report), 0);
            right += report.model == models[k];
        }
        assert_true(right >= 11);
        rmt_law_destroy(law);
    }
}

/* Order, sign and scale do not matter; powers of two to the last digits. */
static void test_equivariance(void **state)
{
    (void)state;
    double x[N], y[N];
    rmt_law *law = NULL;
    rmt_decompress_report a, b;
    assert_int_equal(rmt_law_free_meixner(0.3, 1, 0.4, 0.2, &law), 0);
    quantiles(law, N, x);
    rmt_law_destroy(law);
    for (int i = 0; i < N; i += 3) x[i] += 0.002 * sin(7.0 * i); /* neither quantiles nor random */
    assert_int_equal(rmt_decompress_fit(N, x, NULL, NULL, &a), 0);
    const double scales[] = {-1, ldexp(1, 600), ldexp(1, -600), -1e-200, 1e200};
    for (int k = 0; k < 5; k++) {
        for (int i = 0; i < N; i++) y[(i * 7 + 3) % N] = scales[k] * x[i];
        assert_int_equal(rmt_decompress_fit(N, y, NULL, &law, &b), 0);
        assert_int_equal(b.model, a.model);
        assert_close(b.mean / scales[k], a.mean, 1e-7);
        assert_close(b.deviation / fabs(scales[k]), a.deviation, 1e-7);
        assert_close(copysign(1, scales[k]) * b.skew, a.skew, 1e-6);
        assert_close(b.excess, a.excess, 1e-6);
        rmt_law_destroy(law);
    }
}

/* Singular Gram matrices: the zeros are an atom, of rounding's size or not, and remain one. */
static void test_atom(void **state)
{
    (void)state;
    double x[SMALL], place[2], weight[2];
    int64_t count = 0;
    rmt_law *law = NULL, *block = NULL, *whole = NULL;
    rmt_decompress_report report;
    const randblas_state seed = randblas_seed(5);
    assert_int_equal(rmt_law_marchenko_pastur(2.5, 3, &law), 0);
    assert_int_equal(rmt_law_eigenvalues(law, SMALL, &seed, x, NULL), 0);
    for (int i = 0; i < SMALL; i++)
        if (fabs(x[i]) < 1e-10) x[i] = (i % 5 - 2) * 1e-16;
    assert_int_equal(rmt_decompress_fit(SMALL, x, NULL, &block, &report), 0);
    assert_int_equal(report.model, RMT_MODEL_GRAM);
    assert_int_equal(rmt_decompress(block, 4, &whole), 0);
    assert_int_equal(rmt_law_atoms(whole, 2, place, weight, &count), 0);
    assert_int_equal(count, 1);
    assert_close(place[0], 0, 1e-12);
    assert_close(weight[0], 0.9, 2e-3);
    rmt_law_destroy(law);
    rmt_law_destroy(block);
    rmt_law_destroy(whole);
}

/* Quantiles' errors against those of samples. */
static void test_quantile_error(void **state)
{
    (void)state;
    enum { SEEDS = 40 };
    double x[SMALL], p[3] = {0.1, 0.5, 1}, error[3], q[3], sum[3] = {0}, square[3] = {0};
    rmt_law *law = NULL;
    make(1, &law);
    for (int seed = 0; seed < SEEDS; seed++) {
        const randblas_state start = randblas_seed(7 + (uint64_t)seed);
        const rmt_decompress_options options = {.model = RMT_MODEL_FREE_POISSON};
        rmt_decompress_report report;
        rmt_law *block = NULL, *whole = NULL;
        assert_int_equal(rmt_law_eigenvalues(law, SMALL, &start, x, NULL), 0);
        assert_int_equal(rmt_decompress_fit(SMALL, x, &options, &block, &report), 0);
        assert_int_equal(rmt_decompress(block, 8, &whole), 0);
        assert_int_equal(rmt_law_quantile(whole, 3, p, q), 0);
        assert_int_equal(rmt_decompress_quantile_error(&report, 8, 3, p, error), 0);
        for (int k = 0; k < 3; k++) {
            sum[k] += q[k] / SEEDS;
            square[k] += q[k] * q[k] / SEEDS;
        }
        rmt_law_destroy(block);
        rmt_law_destroy(whole);
    }
    for (int k = 0; k < 3; k++) {
        const double seen = sqrt(square[k] - sum[k] * sum[k]);
        assert_true(seen < 2 * error[k] && error[k] < 2 * seen);
    }
    rmt_law_destroy(law);
}

static void test_refusals(void **state)
{
    (void)state;
    double x[64];
    rmt_law *law = NULL;
    rmt_decompress_report report;
    for (int i = 0; i < 64; i++) x[i] = 1;
    assert_int_equal(rmt_decompress_fit(64, x, NULL, &law, &report), RANDBLAS_RANK_DEFICIENT);
    assert_null(law);
    assert_true(isnan(report.mean) && isnan(report.standard_errors[3]));
    for (int i = 0; i < 64; i++) x[i] = i / 64.0 + (i < 32 ? 0 : 9); /* two intervals */
    assert_int_equal(rmt_decompress_fit(64, x, NULL, &law, &report), RANDBLAS_NOT_CONVERGED);
    rmt_law_destroy(law);
    for (int i = 0; i < 64; i++) x[i] = i - 31.5; /* of both signs: no Gram matrix */
    const rmt_decompress_options gram = {.model = RMT_MODEL_GRAM};
    assert_int_equal(rmt_decompress_fit(64, x, &gram, &law, &report), RANDBLAS_NOT_CONVERGED);
    assert_null(law);
    x[5] = NAN;
    assert_int_equal(rmt_decompress_fit(64, x, NULL, &law, &report), RANDBLAS_NOT_FINITE);
    x[5] = -INFINITY;
    assert_int_equal(rmt_decompress_fit(64, x, NULL, &law, NULL), RANDBLAS_NOT_FINITE);
    assert_null(law);
}

static int cancel(void *context, const char *phase, double fraction)
{
    (void)context, (void)phase;
    return fraction > 0;
}

static void test_illegal(void **state)
{
    (void)state;
    double x[64], distance = 7, error[2] = {7, 7}, p[2] = {0.5, NAN};
    rmt_law *law = NULL, *const mark = (rmt_law *)x;
    rmt_decompress_report report, before;
    for (int i = 0; i < 64; i++) x[i] = cos((i + 0.5) * RMT_PI / 64);
    memset(&report, 7, sizeof report);
    before = report;
    law = mark;
    const rmt_decompress_options wrong[] = {{.model = 9},   {.model = -1},    {.symmetry = 3},
                                            {.moments = 3}, {.moments = 33},  {.penalty = -1.0},
                                            {.size = 1},    {.penalty = NAN}, {.control = {.memory_limit = -1}}};
    assert_int_equal(rmt_decompress_fit(7, x, NULL, &law, &report), -1);
    assert_int_equal(rmt_decompress_fit(64, NULL, NULL, &law, &report), -2);
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        assert_int_equal(rmt_decompress_fit(64, x, &wrong[k], &law, &report), -3);
    assert_ptr_equal(law, mark);
    assert_memory_equal(&report, &before, sizeof report);
    const rmt_decompress_options stopped = {.control = {.progress = cancel}};
    assert_int_equal(rmt_decompress_fit(64, x, &stopped, &law, &report), RANDBLAS_CANCELLED);
    const rmt_decompress_options limited = {.control = {.memory_limit = 8}};
    assert_int_equal(rmt_decompress_fit(64, x, &limited, &law, &report), RANDBLAS_MEMORY_LIMIT);
    assert_null(law);
    assert_int_equal(rmt_decompress_error(NULL, 2, &distance), -1);
    assert_int_equal(rmt_decompress_error(&report, 2, &distance), -1); /* nothing was fitted */
    for (int i = 0; i < 64; i++) x[i] = i;
    rmt_decompress_fit(64, x, NULL, NULL, &report);
    assert_int_equal(rmt_decompress_error(&report, 0, &distance), -2);
    assert_int_equal(rmt_decompress_error(&report, report.limit, &distance), -2);
    assert_int_equal(rmt_decompress_error(&report, 0.5, NULL), -3);
    assert_int_equal(rmt_decompress_quantile_error(NULL, 0.5, 2, p, error), -1);
    assert_int_equal(rmt_decompress_quantile_error(&report, NAN, 2, p, error), -2);
    assert_int_equal(rmt_decompress_quantile_error(&report, 0.5, -1, p, error), -3);
    assert_int_equal(rmt_decompress_quantile_error(&report, 0.5, 2, NULL, error), -4);
    assert_int_equal(rmt_decompress_quantile_error(&report, 0.5, 2, p, NULL), -5);
    assert_true(distance == 7 && error[0] == 7);
    assert_int_equal(rmt_decompress_quantile_error(&report, 0.5, 0, NULL, NULL), 0);
    assert_int_equal(rmt_decompress_quantile_error(&report, 0.5, 2, p, error), 0);
    assert_true(isfinite(error[0]) && isnan(error[1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_quantiles), cmocka_unit_test(test_samples),
                                       cmocka_unit_test(test_choice),    cmocka_unit_test(test_equivariance),
                                       cmocka_unit_test(test_atom),      cmocka_unit_test(test_quantile_error),
                                       cmocka_unit_test(test_refusals),  cmocka_unit_test(test_illegal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
