/*
 * Tails by independent routes: power laws by a fit of each candidate from its definition, likelihoods by sums over a
 * fine grid and by erfc, and what is known of samples drawn from the laws.
 */
#include "laws.h"
#include "statistics.h"
#include "testing.h"

#include "law_models_impl.h"
#include "rmt.h"

#include <string.h>

enum { MOST = 2000 };

/* n values of a power law from xmin on, then `below` uniform ones under it. */
static void draw(double *x, int64_t n, double alpha, double xmin, int64_t below, uint64_t seed)
{
    const randblas_state state = randblas_seed(seed);
    for (int64_t i = 0; i < n + below; i++) {
        const double u = rmt_uniform(&state, i);
        x[i] = i < n ? xmin * pow(u, -1 / (alpha - 1)) : xmin * u;
    }
}

/* As the paper has it, each candidate by itself. */
static void brute_force(double *x, int64_t n, double *alpha, double *xmin, double *distance)
{
    qsort(x, (size_t)n, sizeof *x, compare_doubles);
    *distance = INFINITY;
    for (int64_t i = 0; i + 2 <= n; i++) {
        double sum = 0, most = 0;
        if (i > 0 && x[i] == x[i - 1]) continue;
        for (int64_t j = i; j < n; j++) sum += log(x[j] / x[i]);
        const double a = 1 + (double)(n - i) / sum;
        if (!(sum > 0)) continue;
        for (int64_t j = i; j < n; j++)
            most = fmax(most, fabs((double)(j - i) / (double)(n - i) - (1 - pow(x[j] / x[i], 1 - a))));
        if (most < *distance) *distance = most, *alpha = a, *xmin = x[i];
    }
}

static void test_scan(void **state)
{
    (void)state;
    static double x[MOST];
    const double exponents[] = {1.5, 2, 3, 6};
    for (int k = 0; k < 12; k++) {
        const int64_t n = 100 + 50 * k, below = k % 3 * 200;
        double alpha = 0, xmin = 0, distance = 0;
        rmt_power_law_report fit;
        draw(x, n, exponents[k % 4], 0.7, below, (uint64_t)k);
        for (int64_t i = 0; k >= 8 && i < n + below; i++) x[i] = ceil(x[i] * 16) / 16; /* ties */
        assert_int_equal(rmt_power_law_fit(n + below, x, NULL, &fit), 0);
        brute_force(x, n + below, &alpha, &xmin, &distance);
        assert_true(fit.xmin == xmin);
        assert_close(fit.alpha, alpha, 1e-12 * alpha);
        assert_close(fit.distance, distance, 1e-12);
        assert_close(fit.standard_error, (alpha - 1) / sqrt((double)fit.tail), 1e-12);
        assert_true(isnan(fit.p_value) && fit.positive == n + below && fit.tail <= fit.positive);
    }
}

/* By hand: of 1, 2, 4 alpha from 1 on is 1 + 3/(3 log 2), and terms are |0 - 0|, |1/3 - (1 - 1/e)|, |2/3 - (1 - e^-2)|.
 */
static void test_small(void **state)
{
    (void)state;
    const double x[] = {4, 1, 2};
    rmt_power_law_options o = {.xmin = 0.9};
    rmt_power_law_report fit;
    assert_int_equal(rmt_power_law_fit(3, x, &o, &fit), 0);
    assert_close(fit.alpha, 1 + 1 / log(2.0), 1e-15);
    assert_close(fit.distance, fabs(1.0 / 3 - (1 - exp(-1.0))), 1e-15);
    assert_close(fit.log_likelihood, 3 * log(1 / log(2.0)) - fit.alpha * 3 * log(2.0), 1e-14);
    assert_true(fit.xmin == 1 && fit.tail == 3 && fit.candidates == 1);
    o.xmin = 0; /* from 2 on alpha is 1 + 2/log 2: |1/2 - (1 - e^-2)| */
    assert_int_equal(rmt_power_law_fit(3, x, &o, &fit), 0);
    assert_true(fit.xmin == 1 && fit.candidates == 2);
    o.least_tail = 3;
    assert_int_equal(rmt_power_law_fit(3, x, &o, &fit), 0);
    assert_true(fit.candidates == 1);
}

/* Over 400 draws; a mean beyond four standard errors is a false alarm of 6e-5. */
static void test_unbiased(void **state)
{
    (void)state;
    enum { DRAWS = 400, N = 500 };
    static double x[N];
    const double exponents[] = {1.5, 2.5, 6};
    for (int k = 0; k < 3; k++) {
        const double alpha = exponents[k];
        double sum = 0, errors = 0;
        for (int d = 0; d < DRAWS; d++) {
            const rmt_power_law_options o = {.xmin = 2};
            rmt_power_law_report fit;
            draw(x, N, alpha, 2, 0, 1000 * (uint64_t)k + (uint64_t)d);
            assert_int_equal(rmt_power_law_fit(N, x, &o, &fit), 0);
            sum += fit.alpha / DRAWS;
            errors += fit.standard_error / DRAWS;
        }
        /* its mean is (n (alpha - 1))/(n - 1) above 1; xmin, the least value, costs one of the n */
        const double bias = (alpha - 1) * (double)N / (N - 2) + 1 - alpha;
        assert_close(sum - alpha - bias, 0, 4 * errors / sqrt(DRAWS));
    }
}

/* log of int_0^infinity exp(rise u - weight s(u)) du by the trapezoidal rule with end correction, far out. */
static double log_normaliser(double rise, double weight, bool squares, double last)
{
    enum { POINTS = 2000000 };
    const double h = last / POINTS;
    double sum = 0;
    for (int i = 0; i <= POINTS; i++) {
        const double u = i * h, s = squares ? u * u : exp(u);
        const double simpson = i == 0 || i == POINTS ? 1 : i % 2 ? 4 : 2;
        sum += simpson * exp(rise * u - weight * (s - !squares));
    }
    return log(sum * h / 3) - (squares ? 0 : weight);
}

/* Mean log-likelihood of u, with what the parameters say. */
static double likelihood(double rise, double weight, bool squares, double last, const double *u, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += rise * u[i] - weight * (squares ? u[i] * u[i] : exp(u[i]));
    return sum / n - log_normaliser(rise, weight, squares, last);
}

static void test_families(void **state)
{
    (void)state;
    enum { N = 300 };
    double x[N], u[N];
    const double xmin = 0.25;
    const randblas_state seed = randblas_seed(7);
    for (int squares = 0; squares < 2; squares++)
        for (int k = 0; k < 3; k++) {
            double logs = 0;
            for (int i = 0; i < N; i++) {
                const double r = rmt_uniform(&seed, i + 1000 * k);
                u[i] = k == 0 ? -log(r) / 8 : k == 1 ? fabs(rmt_normal(&seed, i)) : log(1 - 3 * log(r));
                x[i] = xmin * exp(u[i]);
                u[i] = log(x[i]) - log(xmin);
                logs += log(x[i]);
            }
            rmt_tail_report fit;
            const rmt_tail_family family = squares ? RMT_LOG_NORMAL : RMT_TRUNCATED_POWER_LAW;
            assert_int_equal(rmt_tail_fit(family, N, x, xmin, &fit), 0);
            if (fit.boundary) {
                rmt_tail_report power;
                assert_int_equal(rmt_tail_fit(RMT_POWER_LAW, N, x, xmin, &power), 0);
                assert_close(fit.log_likelihood, power.log_likelihood, 1e-9);
                continue;
            }
            const double *p = fit.parameters, w = squares ? 1 / (2 * p[1] * p[1]) : p[1] * xmin;
            const double rise = squares ? (p[0] - log(xmin)) / (p[1] * p[1]) : 1 - p[0];
            const double last = squares ? 40 * p[1] + 10 : log(60 / w + 1) + 3;
            const double best = likelihood(rise, w, squares, last, u, N);
            assert_close(fit.log_likelihood, N * best - logs, 1e-7 * N);
            for (int d = 0; d < 4; d++) { /* a maximum */
                const double a = rise + (d == 0) * 0.01 - (d == 1) * 0.01,
                             b = w * (1 + (d == 2) * 0.01 - (d == 3) * 0.01);
                assert_true(likelihood(a, b, squares, last, u, N) < best);
            }
            assert_true(fit.standard_errors[0] > 0 && fit.standard_errors[1] > 0 && fit.tail == N);
        }
}

/* Closed forms, and both ends of a step. */
static void test_simple_families(void **state)
{
    (void)state;
    const double x[] = {1, 1.5, 3, 4.5};
    rmt_tail_report fit;
    assert_int_equal(rmt_tail_fit(RMT_EXPONENTIAL, 4, x, 0.5, &fit), 0);
    assert_close(fit.parameters[0], 0.5, 1e-15);
    assert_close(fit.standard_errors[0], 0.25, 1e-15);
    assert_close(fit.log_likelihood, 4 * log(0.5) - 0.5 * 8, 1e-14);
    double most = 0;
    for (int i = 0; i < 4; i++) {
        const double F = 1 - exp(-0.5 * (x[i] - 0.5));
        most = fmax(most, fmax(F - i / 4.0, (i + 1) / 4.0 - F));
    }
    assert_close(fit.distance, most, 1e-14);
    assert_true(isnan(fit.parameters[1]) && !fit.boundary);
    assert_int_equal(rmt_tail_fit(RMT_POWER_LAW, 4, x, 1, &fit), 0);
    assert_close(fit.parameters[0], 1 + 4 / log(1.5 * 3 * 4.5), 1e-14);
    assert_int_equal(rmt_tail_fit(RMT_POWER_LAW, 4, x, 1.2, &fit), 0);
    assert_int_equal(fit.tail, 3);
}

/* Quantiles of a law give its parameters back, within the error of quantiles for integrals. */
static void test_recovers(void **state)
{
    (void)state;
    enum { N = 2000 };
    static double x[N];
    rmt_tail_report fit;
    for (int i = 0; i < N; i++) x[i] = exp(1.0) * pow((i + 0.5) / N, -1 / 1.5);
    assert_int_equal(rmt_tail_fit(RMT_TRUNCATED_POWER_LAW, N, x, exp(1.0), &fit), 0);
    assert_close(fit.parameters[0], 2.5, 0.05);
    const randblas_state seed = randblas_seed(3);
    for (int i = 0; i < N; i++) x[i] = exp(0.3 + 0.8 * rmt_normal(&seed, i));
    assert_int_equal(rmt_tail_fit(RMT_LOG_NORMAL, N, x, 0.5, &fit), 0);
    assert_close(fit.parameters[0], 0.3, 4 * fit.standard_errors[0]);
    assert_close(fit.parameters[1], 0.8, 4 * fit.standard_errors[1]);
    assert_true(fit.standard_errors[0] < 0.2 && fit.distance < 0.05);
}

static void test_compare(void **state)
{
    (void)state;
    enum { N = 1000 };
    static double x[N];
    rmt_tail_comparison c, other;
    draw(x, N, 2.5, 1, 0, 5);
    assert_int_equal(rmt_tail_compare(N, x, 1, RMT_POWER_LAW, RMT_EXPONENTIAL, &c), 0);
    assert_true(c.ratio > 0 && c.normalised > 3 && c.p_value < 0.01 && !c.nested);
    assert_close(c.ratio, c.first.log_likelihood - c.second.log_likelihood, 1e-8);
    assert_int_equal(rmt_tail_compare(N, x, 1, RMT_EXPONENTIAL, RMT_POWER_LAW, &other), 0);
    assert_close(other.ratio, -c.ratio, 1e-8);
    assert_close(other.p_value, c.p_value, 1e-12);
    assert_int_equal(rmt_tail_compare(N, x, 1, RMT_POWER_LAW, RMT_TRUNCATED_POWER_LAW, &c), 0);
    assert_true(c.nested && c.ratio <= 1e-9 && c.p_value > 0.001);
    const randblas_state seed = randblas_seed(2);
    for (int i = 0; i < N; i++) x[i] = 1 - 2 * log(rmt_uniform(&seed, i));
    assert_int_equal(rmt_tail_compare(N, x, 1, RMT_POWER_LAW, RMT_TRUNCATED_POWER_LAW, &c), 0);
    assert_true(c.ratio < -10 && c.p_value < 1e-4);
    assert_close(c.second.parameters[1], 0.5, 4 * c.second.standard_errors[1]);
    assert_close(c.second.parameters[0], 0, 4 * c.second.standard_errors[0]);
}

static int stop(void *context, const char *phase, double fraction)
{
    (void)fraction;
    if (!strcmp(phase, "bootstrap")) ++*(int *)context;
    return *(int *)context > 1;
}

static void test_goodness(void **state)
{
    (void)state;
    enum { N = 400 };
    static double x[N];
    rmt_power_law_options o = {.size = sizeof o, .replicates = 200, .state = randblas_seed(1)};
    rmt_power_law_report fit, again;
    draw(x, 300, 2.2, 1, 100, 11);
    assert_int_equal(rmt_power_law_fit(N, x, &o, &fit), 0);
    assert_true(fit.p_value > 0.05 && fit.p_value <= 1);
    assert_int_equal(rmt_power_law_fit(N, x, &o, &again), 0);
    assert_true(again.p_value == fit.p_value);
    const randblas_state seed = randblas_seed(4);
    for (int i = 0; i < N; i++) x[i] = 1 - log(rmt_uniform(&seed, i));
    o.xmin = 1;
    assert_int_equal(rmt_power_law_fit(N, x, &o, &fit), 0);
    assert_true(fit.p_value < 0.02);
    int told = 0;
    o.control = (randblas_control){.progress = stop, .progress_context = &told};
    assert_int_equal(rmt_power_law_fit(N, x, &o, &fit), RANDBLAS_CANCELLED);
    assert_int_equal(told, 2);
}

static void test_scale(void **state)
{
    (void)state;
    enum { N = 200 };
    double x[N], y[N];
    const double scales[] = {1e200, 1e-200, 1};
    rmt_power_law_report fit, scaled;
    draw(x, 150, 3, 1, 50, 21);
    assert_int_equal(rmt_power_law_fit(N, x, NULL, &fit), 0);
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < N; i++) y[i] = x[i] * scales[k];
        assert_int_equal(rmt_power_law_fit(N, y, NULL, &scaled), 0);
        assert_close(scaled.alpha, fit.alpha, 1e-10);
        assert_close(scaled.xmin / scales[k], fit.xmin, 1e-14 * fit.xmin);
        for (int family = RMT_POWER_LAW; family <= RMT_LOG_NORMAL; family++) {
            rmt_tail_report a, b;
            assert_int_equal(rmt_tail_fit((rmt_tail_family)family, N, x, fit.xmin, &a), 0);
            assert_int_equal(rmt_tail_fit((rmt_tail_family)family, N, y, scaled.xmin, &b), 0);
            assert_close(a.distance, b.distance, 1e-6);
            assert_int_equal(a.tail, b.tail);
        }
    }
}

static void test_degenerate(void **state)
{
    (void)state;
    const double equal[] = {2, 2, 2, 2}, mixed[] = {0, -1, 0, 3}, two[] = {1, 2}, bad[] = {1, 2, NAN, 3},
                 large[] = {1, INFINITY};
    rmt_power_law_report fit;
    rmt_tail_report tail;
    assert_int_equal(rmt_power_law_fit(0, NULL, NULL, &fit), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(rmt_power_law_fit(1, two, NULL, &fit), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(rmt_power_law_fit(4, equal, NULL, &fit), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(rmt_power_law_fit(4, mixed, NULL, &fit), RANDBLAS_RANK_DEFICIENT);
    assert_true(fit.positive == 1 && isnan(fit.alpha));
    assert_int_equal(rmt_power_law_fit(4, bad, NULL, &fit), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_power_law_fit(2, large, NULL, &fit), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_power_law_fit(2, two, NULL, &fit), 0);
    assert_close(fit.alpha, 1 + 2 / log(2.0), 1e-14);
    assert_int_equal(rmt_tail_fit(RMT_LOG_NORMAL, 4, equal, 1, &tail), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(rmt_tail_fit(RMT_POWER_LAW, 2, two, 5, &tail), RANDBLAS_RANK_DEFICIENT);
    assert_true(isnan(tail.parameters[0]) && tail.tail == 0);
    for (int family = RMT_POWER_LAW; family <= RMT_LOG_NORMAL; family++)
        assert_int_equal(rmt_tail_fit((rmt_tail_family)family, 2, two, 1, &tail), 0);
}

/* Values that all but agree, and values so far apart that their mean over xmin overflows. */
static void test_extremes(void **state)
{
    (void)state;
    const double close[] = {1, 1 + 0x1p-40, 1 + 0x1p-39}, far[] = {1e-200, 1, 1e200};
    rmt_tail_report fit;
    assert_int_equal(rmt_tail_fit(RMT_EXPONENTIAL, 3, close, 1, &fit), 0);
    assert_close(fit.parameters[0] * 0x1p-40, 1, 1e-4);
    assert_close(fit.log_likelihood, 3 * log(0x1p40) - 3, 1e-3);
    for (int family = RMT_TRUNCATED_POWER_LAW; family <= RMT_EXPONENTIAL; family++)
        assert_int_equal(rmt_tail_fit((rmt_tail_family)family, 3, far, 1e-200, &fit), RANDBLAS_NOT_CONVERGED);
    assert_int_equal(rmt_tail_fit(RMT_POWER_LAW, 3, far, 1e-200, &fit), 0);
    assert_close(fit.parameters[0], 1 + 1 / (200 * log(10.0)), 1e-14);
    assert_int_equal(rmt_tail_fit(RMT_LOG_NORMAL, 3, far, 1e-200, &fit), 0);
    assert_true(isfinite(fit.log_likelihood));
}

static void test_arguments(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3};
    rmt_power_law_report fit;
    rmt_tail_report tail;
    rmt_tail_comparison c;
    const rmt_power_law_options illegal[] = {{.xmin = -1},
                                             {.xmin = INFINITY},
                                             {.xmin = NAN},
                                             {.least_tail = 1},
                                             {.replicates = -1},
                                             {.size = 3},
                                             {.control = {.memory_limit = -1}}};
    assert_int_equal(rmt_power_law_fit(-1, x, NULL, &fit), -1);
    assert_int_equal(rmt_power_law_fit(3, NULL, NULL, &fit), -2);
    for (size_t k = 0; k < sizeof illegal / sizeof illegal[0]; k++)
        assert_int_equal(rmt_power_law_fit(3, x, &illegal[k], &fit), -3);
    assert_int_equal(rmt_power_law_fit(3, x, NULL, NULL), -4);
    const rmt_power_law_options little = {.control = {.memory_limit = 16}};
    assert_int_equal(rmt_power_law_fit(3, x, &little, &fit), RANDBLAS_MEMORY_LIMIT);
    assert_int_equal(rmt_tail_fit((rmt_tail_family)0, 3, x, 1, &tail), -1);
    assert_int_equal(rmt_tail_fit(RMT_POWER_LAW, -3, x, 1, &tail), -2);
    assert_int_equal(rmt_tail_fit(RMT_POWER_LAW, 3, NULL, 1, &tail), -3);
    assert_int_equal(rmt_tail_fit(RMT_POWER_LAW, 3, x, 0, &tail), -4);
    assert_int_equal(rmt_tail_fit(RMT_POWER_LAW, 3, x, 1, NULL), -5);
    assert_int_equal(rmt_tail_compare(-1, x, 1, RMT_POWER_LAW, RMT_EXPONENTIAL, &c), -1);
    assert_int_equal(rmt_tail_compare(3, NULL, 1, RMT_POWER_LAW, RMT_EXPONENTIAL, &c), -2);
    assert_int_equal(rmt_tail_compare(3, x, -1, RMT_POWER_LAW, RMT_EXPONENTIAL, &c), -3);
    assert_int_equal(rmt_tail_compare(3, x, 1, (rmt_tail_family)9, RMT_EXPONENTIAL, &c), -4);
    assert_int_equal(rmt_tail_compare(3, x, 1, RMT_POWER_LAW, RMT_POWER_LAW, &c), -5);
    assert_int_equal(rmt_tail_compare(3, x, 1, RMT_POWER_LAW, RMT_EXPONENTIAL, NULL), -6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scan),       cmocka_unit_test(test_small),           cmocka_unit_test(test_unbiased),
        cmocka_unit_test(test_families),   cmocka_unit_test(test_simple_families), cmocka_unit_test(test_recovers),
        cmocka_unit_test(test_compare),    cmocka_unit_test(test_goodness),        cmocka_unit_test(test_scale),
        cmocka_unit_test(test_degenerate), cmocka_unit_test(test_extremes),        cmocka_unit_test(test_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
