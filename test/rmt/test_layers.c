/* Views of all layers at once, by hand, by definition over all pairs, and by what random order does. */
#include "laws.h"
#include "statistics.h"
#include "testing.h"

#include "law_models_impl.h"
#include "rmt.h"

#include <string.h>

static rmt_flow_report flow(int64_t n, const double *depth, const double *alpha)
{
    rmt_flow_report r;
    assert_int_equal(rmt_correlation_flow(n, depth, alpha, &r), 0);
    return r;
}

static void test_flow_by_hand(void **state)
{
    (void)state;
    const double alpha[] = {2, 3, NAN, 4, 8}, depth[] = {0, 1, 2, 3, 4};
    const rmt_flow_report r = flow(5, depth, alpha), same = flow(5, NULL, alpha);
    assert_memory_equal(&r, &same, sizeof r);
    assert_true(r.layers == 4 && r.low == 0 && r.high == 1);
    assert_close(r.mean, 17.0 / 4, 1e-15);
    assert_close(r.deviation, sqrt((5.0625 + 1.5625 + 0.0625 + 14.0625) / 3), 1e-14);
    /* slopes 1, 2/3, 3/2, 1/2, 5/3, 4 */
    assert_close(r.slope, (1 + 1.5) / 2, 1e-15);
    assert_close(r.tau, 1, 1e-15);
    /* score 6 of 6, variance 4 3 13/18 */
    assert_close(r.p_value, erfc(5 / sqrt(2 * 4 * 3 * 13 / 18.0)), 1e-14);
    /* steps 1, 1, 4; differences 1, 2, 6, 1, 5, 4 */
    assert_close(r.roughness, 2 / (19 / 6.0), 1e-14);
}

/* Ties: layers of the same depth, equal exponents. */
static void test_flow_ties(void **state)
{
    (void)state;
    const double alpha[] = {5, 3, 3, 1}, depth[] = {0, 0, 1, 2}, constant[] = {3, 3, 3, 3}, far[] = {1.9, 2, 6, 6.1};
    const rmt_flow_report r = flow(4, depth, alpha);
    /* of the pairs of different depth four fall and one is tied: tau-b = -4/sqrt(5 5) */
    assert_close(r.tau, -0.8, 1e-15);
    /* slopes -2, -2, 0, -1, -2 */
    assert_close(r.slope, -2, 1e-15);
    /* (4 3 13 - 2 9 - 2 9)/18 + 0 + 2 2/(2 4 3) */
    assert_close(r.p_value, erfc(3 / sqrt(2 * ((156 - 36) / 18.0 + 4.0 / 24))), 1e-14);
    const rmt_flow_report c = flow(4, NULL, constant);
    assert_true(c.slope == 0 && c.deviation == 0 && isnan(c.tau) && isnan(c.p_value) && isnan(c.roughness));
    const rmt_flow_report f = flow(4, NULL, far);
    assert_true(f.low == 1 && f.high == 1);
}

static void test_flow_few(void **state)
{
    (void)state;
    const double none[] = {NAN, NAN}, one[] = {NAN, 4}, two[] = {4, 5}, infinite[] = {4, INFINITY};
    rmt_flow_report r = flow(0, NULL, NULL);
    assert_true(r.layers == 0 && isnan(r.mean) && isnan(r.slope));
    r = flow(2, NULL, none);
    assert_true(r.layers == 0 && isnan(r.mean));
    r = flow(2, NULL, one);
    assert_true(r.layers == 1 && r.mean == 4 && isnan(r.deviation) && isnan(r.tau));
    r = flow(2, NULL, two);
    assert_true(r.slope == 1 && r.tau == 1 && isnan(r.p_value) && r.roughness == 1);
    assert_int_equal(rmt_correlation_flow(2, NULL, infinite, &r), RANDBLAS_NOT_FINITE);
}

/* In random order p is uniform, tau has mean 0 and roughness mean 1; along a trend p vanishes. */
static void test_flow_random(void **state)
{
    (void)state;
    enum { DRAWS = 400, N = 30 };
    double alpha[N], tau = 0, roughness = 0;
    int small = 0;
    const randblas_state s = randblas_seed(2);
    for (int d = 0; d < DRAWS; d++) {
        for (int i = 0; i < N; i++) alpha[i] = 4 + rmt_normal(&s, d * N + i);
        const rmt_flow_report r = flow(N, NULL, alpha);
        tau += r.tau / DRAWS;
        roughness += r.roughness / DRAWS;
        small += r.p_value < 0.1;
    }
    const double deviation = sqrt(2 * (2 * N + 5) / (9.0 * N * (N - 1))); /* of Kendall's tau */
    assert_close(tau, 0, Z_LIMIT * deviation / sqrt(DRAWS));
    assert_close(roughness, 1, Z_LIMIT * 0.15 / sqrt(DRAWS));
    assert_close(small, 0.1 * DRAWS, count_limit(0.1 * DRAWS));
    for (int i = 0; i < N; i++) alpha[i] = 3 + 0.1 * i + 0.05 * rmt_normal(&s, i);
    const rmt_flow_report r = flow(N, NULL, alpha);
    assert_true(r.p_value < 1e-8 && r.roughness < 0.2);
    assert_close(r.slope, 0.1, 0.01);
    alpha[7] = 1e6; /* one outlier */
    assert_close(flow(N, NULL, alpha).slope, 0.1, 0.02);
}

static void test_collapse(void **state)
{
    (void)state;
    const double norm[] = {10, 12, 9, 11, 0.5, NAN, 10.5, 0}, before[] = {10, 12, 9, 11, 0.5, 1, 10.5, 8};
    int32_t flag[8];
    rmt_collapse_report r;
    assert_int_equal(rmt_scale_collapse(8, norm, NULL, 0, flag, &r), 0);
    const int32_t expected[] = {0, 0, 0, 0, 1, 0, 0, 1};
    assert_memory_equal(flag, expected, sizeof flag);
    assert_true(r.collapsed == 2 && r.layers == 7 && r.worst == 7 && isinf(r.lowest));
    assert_close(r.centre, 1, 1e-15);
    /* deviations 0, 0.0792, 0.0458, 0.0414, 1.30, 0.0212, infinite: their median */
    assert_close(r.spread, 1.4826 * -log10(0.9), 1e-14);
    /* against the model before, layer 4 is as it was */
    assert_int_equal(rmt_scale_collapse(8, norm, before, 0, flag, &r), 0);
    assert_true(r.collapsed == 1 && flag[7] == 1 && flag[4] == 0 && r.centre == 0 && r.spread == 0.05);
    /* a factor of 2 at least, however little the others differ */
    const double half[] = {10, 10, 10, 10, 5.1}, less[] = {10, 10, 10, 10, 4.9};
    assert_int_equal(rmt_scale_collapse(5, half, NULL, 1, NULL, &r), 0);
    assert_true(r.collapsed == 0 && r.worst == 4);
    assert_int_equal(rmt_scale_collapse(5, less, NULL, 1, NULL, &r), 0);
    assert_true(r.collapsed == 1);
    assert_int_equal(rmt_scale_collapse(5, less, NULL, 1000, NULL, &r), 0);
    assert_true(r.collapsed == 0);
}

static void test_collapse_extremes(void **state)
{
    (void)state;
    const double dead[] = {0, 0, 0, 5}, wide[] = {1e300, 1e300, 1e-300};
    int32_t flag[4];
    rmt_collapse_report r;
    assert_int_equal(rmt_scale_collapse(0, NULL, NULL, 0, NULL, &r), 0);
    assert_true(r.layers == 0 && r.worst == -1 && isnan(r.centre));
    assert_int_equal(rmt_scale_collapse(4, dead, NULL, 0, flag, &r), 0);
    assert_true(r.collapsed == 3 && flag[0] == 1 && flag[3] == 0);
    assert_int_equal(rmt_scale_collapse(3, wide, NULL, 0, flag, &r), 0);
    assert_true(r.collapsed == 1 && flag[2] == 1);
}

static void test_arguments(void **state)
{
    (void)state;
    const double x[] = {1, 2}, down[] = {2, 1}, bad[] = {1, NAN}, negative[] = {1, -1}, large[] = {1, INFINITY},
                 zero[] = {1, 0};
    rmt_flow_report f = {.mean = 7};
    rmt_collapse_report c = {.centre = 7};
    assert_int_equal(rmt_correlation_flow(-1, NULL, x, &f), -1);
    assert_int_equal(rmt_correlation_flow(2, down, x, &f), -2);
    assert_int_equal(rmt_correlation_flow(2, bad, x, &f), -2);
    assert_int_equal(rmt_correlation_flow(2, NULL, NULL, &f), -3);
    assert_int_equal(rmt_correlation_flow(2, NULL, x, NULL), -4);
    assert_int_equal(rmt_scale_collapse(-1, x, NULL, 0, NULL, &c), -1);
    assert_int_equal(rmt_scale_collapse(2, NULL, NULL, 0, NULL, &c), -2);
    assert_int_equal(rmt_scale_collapse(2, negative, NULL, 0, NULL, &c), -2);
    assert_int_equal(rmt_scale_collapse(2, large, NULL, 0, NULL, &c), -2);
    assert_int_equal(rmt_scale_collapse(2, x, zero, 0, NULL, &c), -3);
    assert_int_equal(rmt_scale_collapse(2, x, NULL, -1, NULL, &c), -4);
    assert_int_equal(rmt_scale_collapse(2, x, NULL, NAN, NULL, &c), -4);
    assert_int_equal(rmt_scale_collapse(2, x, NULL, 0, NULL, NULL), -6);
    assert_true(f.mean == 7 && c.centre == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flow_by_hand), cmocka_unit_test(test_flow_ties), cmocka_unit_test(test_flow_few),
        cmocka_unit_test(test_flow_random),  cmocka_unit_test(test_collapse),  cmocka_unit_test(test_collapse_extremes),
        cmocka_unit_test(test_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
