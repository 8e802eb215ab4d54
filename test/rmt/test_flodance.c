/*
 * Fit and prediction: random walks whose mean is the model, with known coefficients and noise, so that errors and
 * intervals have known laws; and exact data, which are predicted exactly.
 */
#include "testing.h"

#include "rmt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LAST = 200, TARGET = 2000, RUNS = 200 };

static double uniform(uint64_t *s)
{
    uint64_t z = (*s += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return ((double)((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
}

static double normal(uint64_t *s)
{
    const double r = sqrt(-2 * log(uniform(s)));
    return r * cos(6.28318530717958647692 * uniform(s));
}

/* c n - nu log n! + a log(n!)/n */
static double mean_of(double c, double nu, double a, double n)
{
    return c * n - nu * lgamma(n + 1) + a * lgamma(n + 1) / n;
}

/* y of `sizes` 1 .. n; increments with standard deviation sigma n^growth. */
static void walk(int n, double c, double nu, double a, double sigma, double growth, uint64_t *seed, double *y)
{
    double sum = 0;
    for (int i = 1; i <= n; i++) {
        sum += sigma * pow(i, growth) * normal(seed);
        y[i - 1] = mean_of(c, nu, a, i) + sum;
    }
}

static int64_t sizes[TARGET];

/* Without noise: any model within the terms is found, from all sizes or every seventh, and from values near 1e12. */
static void exact(void **state)
{
    (void)state;
    double y[LAST];
    for (int terms = 2; terms <= 4; terms++)
        for (int step = 1; step <= 7; step += 6)
            for (int big = 0; big < 2; big++) {
                const double c = big ? 1e10 : 2, nu = big ? 3e9 : 1.5, a = terms > 2 ? (big ? 1e10 : 4) : 0;
                int64_t at[LAST], count = 0;
                for (int i = 1; i <= LAST; i += step) {
                    at[count] = i;
                    y[count++] = mean_of(c, nu, a, i);
                }
                const rmt_flodance_options o = {.terms = terms, .burn_in = 10};
                rmt_flodance_model model;
                double value = 0, half = 0;
                assert_int_equal(rmt_flodance_fit(count, at, 1, y, count, &o, &model, NULL), 0);
                assert_int_equal(rmt_flodance_predict(&model, TARGET, &value, &half), 0);
                const double right = mean_of(c, nu, a, TARGET);
                assert_true(fabs(value - right) <= 1e-7 * fabs(right));
                assert_true(half >= 0 && half <= 1e-6 * fabs(right));
                if (terms == 2) assert_true(fabs(model.coefficient[1] + nu) <= 1e-9 * nu);
                assert_int_equal(rmt_flodance_predict(&model, model.last, &value, NULL), 0);
                assert_true(fabs(value - y[count - 1]) <= 1e-14 * fabs(y[count - 1])); /* a mean of one */
            }
}

/*
 * Intervals of 90 % with terms and burn-in given.  Of 200 independent walks the number covered is binomial; fewer than
 * 164 or, where nothing is added for errors out of sample, more than 195 have probability 1e-4.  Standardised errors:
 * their mean square is chi squared with 200 degrees, within [0.66, 1.42] but for 1e-4.
 */
static void coverage_of(double growth, int orders)
{
    uint64_t seed = 77 + (uint64_t)(10 * growth) + (uint64_t)orders;
    double *y = malloc((size_t)TARGET * sizeof *y), data[4 * LAST], squares = 0;
    int covered = 0;
    for (int t = 0; t < RUNS; t++) {
        walk(TARGET, -1, 0.8, 0, 0.3, growth, &seed, y);
        memcpy(data, y, LAST * sizeof *y);
        for (int r = 1; r < orders; r++) walk(LAST, -1, 0.8, 0, 0.3, growth, &seed, data + r * LAST);
        const rmt_flodance_options o = {.terms = 2, .burn_in = 20, .confidence = 0.9};
        rmt_flodance_model model;
        double value = 0, half = 0;
        assert_int_equal(rmt_flodance_fit(LAST, sizes, orders, data, LAST, &o, &model, NULL), 0);
        assert_true(fabs(model.correlation) < 0.5);
        model.error = 0;
        assert_int_equal(rmt_flodance_predict(&model, TARGET, &value, &half), 0);
        covered += fabs(value - y[TARGET - 1]) <= half;
        squares += pow((value - y[TARGET - 1]) / (half / model.quantile), 2) / RUNS;
    }
    assert_true(covered >= 164);
    if (growth == 0 && orders == 1) assert_true(covered <= 195 && squares > 0.66 && squares < 1.42);
    free(y);
}

static void coverage(void **state)
{
    (void)state;
    coverage_of(0, 1);
    coverage_of(0, 4);
    coverage_of(0.3, 1);
}

/* Chosen by itself, with drift and without: covered at least as often as 95 % promises (188 of 200 expected at least;
 * fewer than 178 has probability 1e-4), and the error is not that of a wild extrapolation. */
static void choice(void **state)
{
    (void)state;
    for (int drift = 0; drift < 2; drift++) {
        uint64_t seed = 5;
        double *y = malloc((size_t)TARGET * sizeof *y);
        int covered = 0, plain = 0;
        for (int t = 0; t < RUNS; t++) {
            walk(TARGET, -1, 0.8, drift ? 60 : 0, 0.1, 0, &seed, y);
            rmt_flodance_model model;
            rmt_flodance_report report;
            double value = 0, half = 0;
            assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, NULL, &model, &report), 0);
            assert_int_equal(rmt_flodance_predict(&model, TARGET, &value, &half), 0);
            assert_int_equal(report.table[report.chosen].terms, model.terms);
            assert_true(report.candidates > 5 && report.candidates <= RMT_FLODANCE_CANDIDATES);
            for (int i = 0; i < report.candidates; i++)
                assert_true(report.table[i].score >= report.table[report.chosen].score);
            covered += fabs(value - y[TARGET - 1]) <= half;
            plain += model.terms == 2;
            assert_true(fabs(value - y[TARGET - 1]) <= 0.3 * fabs(y[TARGET - 1]));
        }
        assert_true(covered >= 178);
        if (!drift) assert_true(plain > RUNS / 2);
        free(y);
    }
}

/* Nothing before options.known counts: rubbish there changes no prediction beyond the level. */
static void known(void **state)
{
    (void)state;
    uint64_t seed = 9;
    double y[LAST], z[LAST], a = 0, b = 0;
    walk(LAST, -1, 0.8, 0, 0.3, 0, &seed, y);
    for (int i = 0; i < LAST; i++) z[i] = i < 20 ? y[i] + 100 * i : y[i];
    const rmt_flodance_options o = {.known = 21};
    rmt_flodance_model model;
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, &o, &model, NULL), 0);
    assert_int_equal(rmt_flodance_predict(&model, TARGET, &a, NULL), 0);
    assert_true(model.first >= 21);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, z, LAST, &o, &model, NULL), 0);
    assert_int_equal(rmt_flodance_predict(&model, TARGET, &b, NULL), 0);
    assert_true(a == b);
}

/* Scaled and shifted data give scaled and shifted predictions. */
static void equivariance(void **state)
{
    (void)state;
    uint64_t seed = 10;
    double y[LAST], z[LAST], a = 0, b = 0, ha = 0, hb = 0;
    walk(LAST, -1, 0.8, 0, 0.3, 0, &seed, y);
    for (int i = 0; i < LAST; i++) z[i] = 0x1p60 * (y[i] + 5 * (i + 1));
    rmt_flodance_model model;
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, NULL, &model, NULL), 0);
    assert_int_equal(rmt_flodance_predict(&model, TARGET, &a, &ha), 0);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, z, LAST, NULL, &model, NULL), 0);
    assert_int_equal(rmt_flodance_predict(&model, TARGET, &b, &hb), 0);
    assert_true(fabs(b / 0x1p60 - 5.0 * TARGET - a) <= 1e-6 * fabs(a) && fabs(hb / 0x1p60 - ha) <= 1e-6 * ha);
}

static void arguments(void **state)
{
    (void)state;
    double y[LAST] = {0}, value = 0, half = 0;
    int64_t wrong[LAST];
    memcpy(wrong, sizes, sizeof wrong);
    wrong[5] = wrong[4];
    rmt_flodance_model m = {.terms = 77};
    const rmt_flodance_options few = {.terms = 1}, many = {.terms = 9}, negative = {.burn_in = -1},
                               sure = {.confidence = 1}, all = {.known = 198}, limit = {.control = {.memory_limit = 8}},
                               eight = {.terms = 8};
    assert_int_equal(rmt_flodance_fit(6, sizes, 1, y, LAST, NULL, &m, NULL), -1);
    assert_int_equal(rmt_flodance_fit(24, sizes, 1, y, LAST, &eight, &m, NULL), -1);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, &all, &m, NULL), -1);
    assert_int_equal(rmt_flodance_fit(LAST, NULL, 1, y, LAST, NULL, &m, NULL), -2);
    assert_int_equal(rmt_flodance_fit(LAST, wrong, 1, y, LAST, NULL, &m, NULL), -2);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 0, y, LAST, NULL, &m, NULL), -3);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, NULL, LAST, NULL, &m, NULL), -4);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST - 1, NULL, &m, NULL), -5);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, &few, &m, NULL), -6);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, &many, &m, NULL), -6);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, &negative, &m, NULL), -6);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, &sure, &m, NULL), -6);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, NULL, NULL, NULL), -7);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, &limit, &m, NULL), RANDBLAS_MEMORY_LIMIT);
    y[50] = NAN;
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, NULL, &m, NULL), RANDBLAS_NOT_FINITE);
    assert_int_equal(m.terms, 77);
    y[50] = 0;
    assert_int_equal(rmt_flodance_predict(&m, TARGET, &value, &half), -1);
    assert_int_equal(rmt_flodance_predict(NULL, TARGET, &value, &half), -1);
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, NULL, &m, NULL), 0); /* all zero: so is the rest */
    assert_int_equal(rmt_flodance_predict(&m, LAST - 1, &value, &half), -2);
    assert_int_equal(rmt_flodance_predict(&m, TARGET, NULL, &half), -3);
    assert_int_equal(rmt_flodance_predict(&m, TARGET, &value, &half), 0);
    assert_true(value == 0 && half == 0);
}

static int left;

static void *allocate(void *context, size_t bytes)
{
    (void)context;
    return left-- > 0 ? malloc(bytes) : NULL;
}

static void release(void *context, void *block)
{
    (void)context;
    free(block);
}

static void allocations(void **state)
{
    (void)state;
    uint64_t seed = 1;
    double y[LAST];
    walk(LAST, -1, 0.8, 0, 0.3, 0, &seed, y);
    const rmt_flodance_options o = {.control = {.allocate = allocate, .release = release}};
    rmt_flodance_model m;
    for (int i = 0; i < 3; i++) {
        left = i;
        assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, &o, &m, NULL), RANDBLAS_OUT_OF_MEMORY);
    }
    left = 100;
    assert_int_equal(rmt_flodance_fit(LAST, sizes, 1, y, LAST, &o, &m, NULL), 0);
}

int main(void)
{
    for (int i = 0; i < TARGET; i++) sizes[i] = i + 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact),       cmocka_unit_test(coverage),     cmocka_unit_test(choice),
        cmocka_unit_test(known),       cmocka_unit_test(equivariance), cmocka_unit_test(arguments),
        cmocka_unit_test(allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
