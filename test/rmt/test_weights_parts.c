/* Bulk, metrics, divergence and phases of spectra: by their definitions, on noise with and without spikes, by hand. */
#include "laws.h"
#include "testing.h"

#include "rmt.h"

#include <math.h>
#include <string.h>

/* Eigenvalues of W^T W, W of n x p standard normal entries: a tridiagonal model has the same. */
static void noise(int64_t n, int64_t p, double *values, randblas_state *state)
{
    rmt_law *law = NULL;
    assert_int_equal(rmt_law_marchenko_pastur((double)p / (double)n, 1, &law), 0);
    assert_int_equal(rmt_law_eigenvalues(law, p, state, values, state), 0);
    for (int64_t i = 0; i < p; i++) values[i] *= (double)n;
    rmt_law_destroy(law);
}

/* 2000 matrices of noise at 5 %: 100 alarms, 10 of standard deviation; 6.5 of those on both sides, and 20 of bias. */
static void test_false_alarms(void **state)
{
    (void)state;
    enum { DRAWS = 2000, P = 60 };
    const int64_t sizes[][2] = {{50, 30}, {60, 60}, {200, 24}};
    for (int k = 0; k < 3; k++) {
        randblas_state s = randblas_seed((uint64_t)k);
        double values[P], sum = 0;
        int alarms = 0, low = 0;
        for (int d = 0; d < DRAWS; d++) {
            rmt_weights_bulk bulk;
            noise(sizes[k][0], sizes[k][1], values, &s);
            assert_int_equal(rmt_weights_bulk_fit(sizes[k][1], sizes[k][0], values, 0.05, &bulk), 0);
            alarms += bulk.spikes > 0;
            low += bulk.p_value < 0.05;
            sum += bulk.sigma / DRAWS;
            assert_true(bulk.spikes > 0 || bulk.share == 0);
        }
        assert_true(fabs(alarms - 100.0) < 85 && fabs(low - 100.0) < 85);
        assert_close(sum, 1, 0.003); /* each has a standard deviation below 0.02 */
    }
}

/* Far spikes are counted, also many of them, and the noise is what it was: scale and order of sizes do not matter. */
static void test_spikes(void **state)
{
    (void)state;
    enum { N = 300, P = 100 };
    double values[P];
    const int counts[] = {0, 1, 5, 30};
    for (int k = 0; k < 4; k++) {
        randblas_state s = randblas_seed(77 + (uint64_t)k);
        const int spikes = counts[k];
        const double scale = pow(10, 40 * k - 60);
        rmt_weights_bulk bulk, other;
        noise(N - spikes, P - spikes, values, &s);
        for (int i = 0; i < spikes; i++) values[P - spikes + i] = 5000 + 100 * i;
        for (int i = 0; i < P; i++) values[i] *= scale;
        assert_int_equal(rmt_weights_bulk_fit(N, P, values, 0, &bulk), 0);
        assert_int_equal(rmt_weights_bulk_fit(P, N, values, 0, &other), 0);
        assert_memory_equal(&bulk, &other, sizeof bulk);
        assert_int_equal(bulk.spikes, spikes);
        assert_close(bulk.sigma, sqrt(scale), 0.02 * sqrt(scale)); /* (2/((N - 30)(P - 30)))^(1/2)/2 = 0.005 */
        const double a = sqrt(N - spikes), b = sqrt(P - spikes), noise2 = bulk.sigma * bulk.sigma;
        assert_close(bulk.upper, noise2 * (a + b) * (a + b), 1e-12 * bulk.upper);
        assert_close(bulk.lower, noise2 * (a - b) * (a - b), 1e-12 * bulk.upper);
        assert_close(bulk.softrank, bulk.upper / values[P - 1], 1e-12);
        assert_true(bulk.margin > 0 && bulk.margin < 0.1 * bulk.upper);
        assert_true(values[P - 1 - spikes] < bulk.upper + bulk.margin);
        assert_true(spikes == 0 ? bulk.p_value > 0.01 : bulk.p_value < 1e-6);
        assert_true(bulk.distance < 0.05);
        double sum = 0, outside = 0;
        for (int i = 0; i < P; i++) sum += values[i], outside += i >= P - spikes ? values[i] : 0;
        assert_close(bulk.share, outside / sum, 1e-12);
    }
}

static void test_no_bulk(void **state)
{
    (void)state;
    double values[20] = {0};
    rmt_weights_bulk bulk;
    assert_int_equal(rmt_weights_bulk_fit(7, 9, values, 0, &bulk), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(rmt_weights_bulk_fit(20, 20, values, 0, &bulk), RANDBLAS_RANK_DEFICIENT);
    for (int i = 11; i < 20; i++) values[i] = i;
    assert_int_equal(rmt_weights_bulk_fit(20, 20, values, 0, &bulk), RANDBLAS_RANK_DEFICIENT);
    assert_true(isnan(bulk.sigma) && bulk.spikes == 0);
    for (int i = 0; i < 20; i++) values[i] = 2;
    assert_int_equal(rmt_weights_bulk_fit(20, 20, values, 0, &bulk), 0);
    assert_int_equal(bulk.spikes, 0);
    values[19] = INFINITY;
    assert_int_equal(rmt_weights_bulk_fit(20, 20, values, 0, &bulk), RANDBLAS_NOT_FINITE);
}

/* By hand: eigenvalues 1, 2, 5 of a 3 x 4 matrix. */
static void test_metrics(void **state)
{
    (void)state;
    const double values[] = {1, 2, 5}, alpha = 2.5;
    rmt_weights_metrics m;
    assert_int_equal(rmt_weights_measure(3, 4, values, 0, alpha, 0, &m), 0);
    assert_true(m.lambda_max == 5 && m.lambda_min == 1 && m.rank == 3 && m.rank_loss == 0);
    assert_close(m.norm, sqrt(8), 1e-15);
    assert_close(m.spectral_norm, sqrt(5), 1e-15);
    assert_close(m.log_norm, log10(8), 1e-15);
    assert_close(m.log_spectral_norm, log10(5), 1e-15);
    assert_close(m.stable_rank, 1.6, 1e-15);
    assert_close(m.participation, 64.0 / 30, 1e-14);
    assert_close(m.alpha_hat, alpha * log10(5), 1e-14);
    const double power = 1 + pow(2, alpha) + pow(5, alpha);
    assert_close(m.log_alpha_norm, log10(power), 1e-14);
    assert_close(m.log_alpha_schatten, log10(power) / alpha, 1e-14);
    const double p[] = {1 / 8.0, 2 / 8.0, 5 / 8.0};
    assert_close(m.entropy, -(p[0] * log(p[0]) + p[1] * log(p[1]) + p[2] * log(p[2])) / log(3), 1e-14);
    /* over their mean 8/3: 15/8, times 6/8 is 45/32, times 3/8 is below 1 */
    assert_true(m.detx == 1 && m.detx_count == 3);
    const double steep[] = {1, 2, 3, 10};
    assert_int_equal(rmt_weights_measure(4, 4, steep, 0, NAN, 0, &m), 0);
    assert_true(m.detx == 2 && m.detx_count == 3); /* 2.5, 1.875, 0.9375 */
    assert_true(isnan(m.alpha_hat) && isnan(m.log_alpha_norm) && !isnan(m.log_norm));
}

/* The exponent enters logarithms alone, huge powers do not overflow, the rank has its tolerance. */
static void test_metrics_extremes(void **state)
{
    (void)state;
    const double values[] = {0, 1e-30, 1e200, 4e200};
    rmt_weights_metrics m, shifted;
    assert_int_equal(rmt_weights_measure(4, 900, values, 0, 6, 0, &m), 0);
    assert_close(m.log_alpha_norm, 6 * 200 + log10(1 + 4096), 1e-10);
    assert_true(m.rank == 2 && m.rank_loss == 2 && m.entropy > 0);
    assert_int_equal(rmt_weights_measure(4, 900, values, -1000, 6, 0.6, &shifted), 0);
    assert_close(shifted.log_norm, m.log_norm - 2000 * log10(2), 1e-9);
    assert_close(shifted.log_alpha_norm, m.log_alpha_norm - 12000 * log10(2), 1e-8);
    assert_true(shifted.norm == m.norm && shifted.rank == 1 && shifted.entropy == 0);
    const double zero[] = {0, 0};
    assert_int_equal(rmt_weights_measure(2, 2, zero, 0, 3, 0, &m), 0);
    assert_true(m.norm == 0 && m.log_norm == -INFINITY && isnan(m.stable_rank) && m.rank == 0 && m.rank_loss == 2);
    const double bad[] = {1, NAN};
    assert_int_equal(rmt_weights_measure(2, 2, bad, 0, 3, 0, &m), RANDBLAS_NOT_FINITE);
}

/* Against the definition in extended precision; also where spectra differ by 1e-9, and of disjoint ones log 2. */
static void test_divergence(void **state)
{
    (void)state;
    enum { N = 50 };
    double p[N], q[N], distance = 0;
    for (int k = 0; k < 5; k++) {
        long double s = 0, t = 0, sum = 0;
        for (int i = 0; i < N; i++) {
            p[i] = pow(i + 1, 2);
            q[i] = k == 4 ? i : 7 * p[i] * (1 + pow(10, -3 * k) * sqrt(i)); /* ascending too */
            s += p[i], t += q[i];
        }
        for (int i = 0; i < N; i++) {
            const long double a = p[i] / s, b = q[i] / t, d = (a - b) / (a + b), mean = (a + b) / 2;
            if (fabsl(d) < 1e-6L)
                sum += mean / 2 * d * d;
            else
                sum += (a > 0 ? a * logl(a / mean) : 0) / 2 + (b > 0 ? b * logl(b / mean) : 0) / 2;
        }
        assert_int_equal(rmt_weights_divergence(N, p, q, &distance), 0);
        assert_close(distance, (double)sqrtl(sum), 1e-6 * (double)sqrtl(sum));
        assert_int_equal(rmt_weights_divergence(N, p, p, &distance), 0);
        assert_true(distance == 0);
    }
    const double first[] = {0, 3}, second[] = {3, 3}, zero[] = {0, 0};
    assert_int_equal(rmt_weights_divergence(2, first, second, &distance), 0); /* (0, 1) and (1/2, 1/2) */
    assert_close(distance, sqrt((log(4.0 / 3) + log(2) / 2 + log(2.0 / 3) / 2) / 2), 1e-15);
    assert_int_equal(rmt_weights_divergence(2, first, zero, &distance), RANDBLAS_RANK_DEFICIENT);
    assert_true(isnan(distance));
    const double bad[] = {1, INFINITY};
    assert_int_equal(rmt_weights_divergence(2, bad, first, &distance), RANDBLAS_NOT_FINITE);
}

static rmt_weights_phase phase_of(double rank_loss, double mu, double spikes, double strength, double alpha)
{
    const rmt_weights_evidence e = {rank_loss, mu, spikes, strength, 0.2, alpha, NAN, NAN};
    rmt_weights_phase phase;
    assert_int_equal(rmt_weights_classify(&e, &phase), 0);
    return phase;
}

static void test_rules(void **state)
{
    (void)state;
    assert_int_equal(phase_of(0.1, 1, 0.5, 9, 1.5), RMT_PHASE_RANK_COLLAPSE);
    assert_int_equal(phase_of(0.09, 1.9, 0, 1, 5), RMT_PHASE_HEAVY_TAILED);
    assert_int_equal(phase_of(0, 8, 0.1, 20, 1.9), RMT_PHASE_HEAVY_TAILED);
    assert_int_equal(phase_of(0, 8, 0.5, 20, 3), RMT_PHASE_HEAVY_TAILED);
    assert_int_equal(phase_of(0, 8, 0.1, 20, 2.1), RMT_PHASE_BULK_DECAY);
    assert_int_equal(phase_of(0, 3.9, 0, 1, 5), RMT_PHASE_BULK_DECAY);
    assert_int_equal(phase_of(0, 8, 0, 1, 5), RMT_PHASE_RANDOM_LIKE);
    assert_int_equal(phase_of(0, NAN, 0.05, 2, 1.5), RMT_PHASE_BLEEDING_OUT);
    assert_int_equal(phase_of(0, 8, 0.05, 2.1, 1.5), RMT_PHASE_BULK_SPIKES);
    const rmt_weights_evidence flat = {0, 8, 0, 1, 0.21, 5, NAN, NAN};
    rmt_weights_phase phase = RMT_PHASE_RANDOM_LIKE;
    assert_int_equal(rmt_weights_classify(&flat, &phase), 0);
    assert_int_equal(phase, RMT_PHASE_UNKNOWN);
    assert_int_equal(phase_of(NAN, NAN, NAN, NAN, NAN), RMT_PHASE_UNKNOWN);
    assert_int_equal(phase_of(0, 8, NAN, NAN, 1.5), RMT_PHASE_UNKNOWN);
}

/* Several matrices' eigenvalues, in any order: the same power law and metrics, no bulk. */
static void test_values(void **state)
{
    (void)state;
    enum { N = 300, P = 100 };
    double values[P + 1], mixed[P + 1];
    randblas_state s = randblas_seed(5);
    rmt_weights_report r;
    rmt_power_law_report fit;
    rmt_weights_bulk bulk;
    rmt_weights_metrics m;
    noise(N, P, values, &s);
    for (int i = 0; i < P; i++) mixed[i * 37 % P] = values[i];
    mixed[P] = 0;
    assert_int_equal(rmt_weights_values(N, P, P, mixed, NULL, &r), 0);
    assert_int_equal(r.done, 1 | 2 | 4 | 8 | 32);
    assert_int_equal(rmt_power_law_fit(P, values, NULL, &fit), 0);
    assert_memory_equal(&fit.alpha, &r.power_law.alpha, sizeof fit.alpha);
    assert_true(fit.tail == r.power_law.tail);
    assert_int_equal(rmt_weights_bulk_fit(N, P, values, 0, &bulk), 0);
    assert_memory_equal(&bulk, &r.bulk, sizeof bulk);
    assert_int_equal(rmt_weights_measure(N, P, values, 0, fit.alpha, 0, &m), 0);
    assert_memory_equal(&m, &r.metrics, sizeof m);
    assert_int_equal(r.phase, RMT_PHASE_RANDOM_LIKE);
    assert_int_equal(rmt_weights_values(N, P, P + 1, mixed, NULL, &r), 0);
    assert_int_equal(r.done, 1 | 2 | 4);
    assert_true(r.phase == RMT_PHASE_UNKNOWN && r.metrics.rank_loss == 1 && r.power_law.positive == P);
    mixed[3] = INFINITY;
    assert_int_equal(rmt_weights_values(N, P, P, mixed, NULL, &r), RANDBLAS_NOT_FINITE);
}

static void test_arguments(void **state)
{
    (void)state;
    double x[] = {1, 2, 3}, down[] = {3, 2, 1}, d = 7;
    rmt_weights_bulk b, b0;
    rmt_weights_metrics m, m0;
    rmt_weights_evidence e = {0};
    rmt_weights_phase phase = RMT_PHASE_UNKNOWN;
    rmt_weights_options o = {.method = RMT_ESD_SVD};
    rmt_weights_report r, r0;
    memset(&b, 1, sizeof b), memset(&m, 1, sizeof m), memset(&r, 1, sizeof r);
    b0 = b, m0 = m, r0 = r;
    assert_int_equal(rmt_weights_bulk_fit(0, 3, x, 0, &b), -1);
    assert_int_equal(rmt_weights_bulk_fit(3, 0, x, 0, &b), -2);
    assert_int_equal(rmt_weights_bulk_fit(3, 3, NULL, 0, &b), -3);
    assert_int_equal(rmt_weights_bulk_fit(3, 3, x, 1, &b), -4);
    assert_int_equal(rmt_weights_bulk_fit(3, 3, x, NAN, &b), -4);
    assert_int_equal(rmt_weights_bulk_fit(3, 3, x, 0, NULL), -5);
    assert_int_equal(rmt_weights_bulk_fit(3, 3, down, 0, &b), -3);
    assert_int_equal(rmt_weights_measure(0, 3, x, 0, 2, 0, &m), -1);
    assert_int_equal(rmt_weights_measure(3, 0, x, 0, 2, 0, &m), -2);
    assert_int_equal(rmt_weights_measure(3, 3, NULL, 0, 2, 0, &m), -3);
    assert_int_equal(rmt_weights_measure(3, 3, down, 0, 2, 0, &m), -3);
    assert_int_equal(rmt_weights_measure(3, 3, x, 0, INFINITY, 0, &m), -5);
    assert_int_equal(rmt_weights_measure(3, 3, x, 0, 2, -1, &m), -6);
    assert_int_equal(rmt_weights_measure(3, 3, x, 0, 2, 0, NULL), -7);
    assert_int_equal(rmt_weights_divergence(0, x, x, &d), -1);
    assert_int_equal(rmt_weights_divergence(3, NULL, x, &d), -2);
    assert_int_equal(rmt_weights_divergence(3, x, NULL, &d), -3);
    assert_int_equal(rmt_weights_divergence(3, down, x, &d), -2);
    assert_int_equal(rmt_weights_divergence(3, x, down, &d), -3);
    assert_int_equal(rmt_weights_divergence(3, x, x, NULL), -4);
    assert_int_equal(rmt_weights_classify(NULL, &phase), -1);
    assert_int_equal(rmt_weights_classify(&e, NULL), -2);
    assert_int_equal(rmt_weights_values(0, 3, 3, x, &o, &r), -1);
    assert_int_equal(rmt_weights_values(3, 0, 3, x, &o, &r), -2);
    assert_int_equal(rmt_weights_values(3, 3, 0, x, &o, &r), -3);
    assert_int_equal(rmt_weights_values(3, 3, 3, NULL, &o, &r), -4);
    x[1] = -1;
    assert_int_equal(rmt_weights_values(3, 3, 3, x, &o, &r), -4);
    x[1] = 2;
    o.skip = 64;
    assert_int_equal(rmt_weights_values(3, 3, 3, x, &o, &r), -5);
    o.skip = 0;
    assert_int_equal(rmt_weights_values(3, 3, 3, x, &o, NULL), -6);
    assert_true(d == 7);
    assert_memory_equal(&b, &b0, sizeof b);
    assert_memory_equal(&m, &m0, sizeof m);
    assert_memory_equal(&r, &r0, sizeof r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_false_alarms), cmocka_unit_test(test_spikes),           cmocka_unit_test(test_no_bulk),
        cmocka_unit_test(test_metrics),      cmocka_unit_test(test_metrics_extremes), cmocka_unit_test(test_divergence),
        cmocka_unit_test(test_rules),        cmocka_unit_test(test_values),           cmocka_unit_test(test_arguments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
