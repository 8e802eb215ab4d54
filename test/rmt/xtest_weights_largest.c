/* The largest eigenvalues and the power law they give, against all of them. */
#include "weights_cases.h"
#include "xsupport.h"

#include "rmt.h"
#include "rmt_names_impl.h"

enum { M = 600, N = 400 };

/* Noise and a tail of `count` values beyond its edge. */
static scalar_t *layer_of(int64_t count, double alpha, uint64_t seed)
{
    double *W = malloc(M * N * sizeof *W), *u = malloc((M + N) * sizeof *u), *v = u + M;
    scalar_t *to = malloc(M * N * sizeof *to);
    const double edge = pow(sqrt(M) + sqrt(N), 2) / ((double)M * N);
    weights_gaussian(M * N, W, &seed);
    for (int64_t k = 0; k < count; k++) {
        const double size = sqrt(edge * pow(weights_uniform(&seed), -1 / (alpha - 1)));
        weights_gaussian(M, u, &seed), weights_gaussian(N, v, &seed);
        for (int64_t j = 0; j < N; j++)
            for (int64_t i = 0; i < M; i++) W[i + j * M] += size * u[i] * v[j];
    }
    for (int64_t i = 0; i < M * N; i++) to[i] = (scalar_t)(0.01 * W[i]);
    free(W), free(u);
    return to;
}

/* Errors are no less than a tenth of what they should be, and trusted values are. */
static void test_values(void **state)
{
    (void)state;
    scalar_t *W = layer_of(20, 2.5, 1);
    double all[N], values[60], errors[60];
    rmt_weights_spectrum_report r;
    assert_int_equal(rmt_xweights_spectrum(RANDBLAS_COL_MAJOR, M, N, W, M, all, NULL, NULL), 0);
    const double accuracies[] = {0, 1e-2, IS_SINGLE ? 1e-4 : 1e-8};
    for (int turn = 0; turn < 6; turn++) {
        const int64_t k = turn % 2 ? 60 : 20, m = turn % 2 ? N : M, n = turn % 2 ? M : N;
        const randblas_layout layout = turn % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        const rmt_weights_spectrum_options o = {.accuracy = accuracies[turn / 2], .state = randblas_seed(5)};
        const double accuracy = o.accuracy > 0 ? o.accuracy : 2e-3;
        const int info = rmt_xweights_largest(layout, m, n, W, M, k, values, errors, &o, &r);
        assert_true(info == (r.trusted == k ? 0 : RANDBLAS_NOT_CONVERGED));
        assert_true(r.count == k && r.method == RMT_ESD_KRYLOV && r.trusted >= 15);
        double trace = 0;
        for (int i = 0; i < N; i++) trace += all[i];
        assert_true(fabs(r.trace - trace) <= 1e-12 * trace);
        for (int64_t i = 0; i < k; i++) {
            const double truth = all[N - k + i], rounding = 100 * (double)REAL_EPS * sqrt(truth * all[N - 1]);
            assert_true(fabs(values[i] - truth) <= 10 * errors[i]);
            assert_true(values[i] <= truth + rounding && values[i] >= (i ? values[i - 1] : 0));
            if (i >= k - r.trusted) assert_true(errors[i] <= accuracy * values[i]);
            assert_true(errors[i] <= r.error);
        }
    }
    free(W);
}

/* The same power law as of all eigenvalues, from few of them where the tail is short, and all where it is not. */
static void test_tail_only(void **state)
{
    (void)state;
    const int64_t counts[] = {10, 25, 40, 120};
    for (int k = 0; k < 4; k++) {
        scalar_t *W = layer_of(counts[k], k == 3 ? 4 : 2.2, 10 + (uint64_t)k);
        const rmt_weights_options all = {.skip = 62 & ~RMT_PART_POWER_LAW}, few = {.method = RMT_ESD_KRYLOV};
        rmt_weights_report r, s;
        double values[N], own[N];
        assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, W, M, values, &all, &r), 0);
        assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, W, M, own, &few, &s), 0);
        assert_true(s.power_law.tail == r.power_law.tail);
        assert_true(fabs(s.power_law.alpha - r.power_law.alpha) < 0.02);
        assert_true(fabs(s.power_law.distance - r.power_law.distance) < 1e-3);
        if (k == 1) assert_int_equal(s.spectrum.method, RMT_ESD_KRYLOV);
        if (s.spectrum.method == RMT_ESD_KRYLOV) {
            assert_int_equal(s.done, RMT_PART_SPECTRUM | RMT_PART_POWER_LAW | RMT_PART_COMPARISON);
            assert_true(isnan(own[0]) && isnan(s.metrics.entropy) && isnan(s.bulk.sigma));
            assert_true(s.phase == RMT_PHASE_UNKNOWN && s.spectrum.count < N);
        }
        const double tolerance = IS_SINGLE ? 1e-5 : 1e-10;
        assert_true(fabs(s.metrics.lambda_max / values[N - 1] - 1) < tolerance);
        assert_true(fabs(s.metrics.stable_rank / r.metrics.stable_rank - 1) < tolerance);
        assert_true(fabs(s.metrics.log_norm - r.metrics.log_norm) < tolerance);
        for (int64_t i = N - s.spectrum.count; i < N; i++) assert_true(fabs(own[i] / values[i] - 1) < 0.02);
        free(W);
    }
}

/* Small, zero, huge and not finite ones: all eigenvalues, or a code. */
static void test_degenerate(void **state)
{
    (void)state;
    enum { SMALL = 12 };
    scalar_t W[SMALL * SMALL];
    double values[SMALL], errors[SMALL];
    rmt_weights_spectrum_report r;
    rmt_weights_report report;
    const rmt_weights_options few = {.method = RMT_ESD_KRYLOV};
    uint64_t seed = 3;
    for (int i = 0; i < SMALL * SMALL; i++) W[i] = random_scalar(&seed);
    assert_int_equal(rmt_xweights_layer(RANDBLAS_ROW_MAJOR, SMALL, SMALL, W, SMALL, NULL, &few, &report), 0);
    assert_int_equal(report.spectrum.count, SMALL);
    for (int k = 0; k <= SMALL; k += 3) {
        double all[SMALL];
        const double factors[] = {1, IS_SINGLE ? 1e18 : 1e200, IS_SINGLE ? 1e-18 : 1e-200};
        scalar_t V[SMALL * SMALL];
        for (int f = 0; f < 3; f++) {
            for (int i = 0; i < SMALL * SMALL; i++) V[i] = (scalar_t)(factors[f] * (double)W[i]);
            assert_int_equal(rmt_xweights_spectrum(RANDBLAS_ROW_MAJOR, SMALL, SMALL, V, SMALL, all, NULL, NULL), 0);
            assert_int_equal(
                rmt_xweights_largest(RANDBLAS_ROW_MAJOR, SMALL, SMALL, V, SMALL, k, values, NULL, NULL, &r), 0);
            for (int i = 0; i < k; i++)
                assert_true(fabs(values[i] - all[SMALL - k + i]) <= 100 * (double)REAL_EPS * all[SMALL - 1]);
        }
    }
    scalar_t zero[SMALL * SMALL] = {0};
    assert_int_equal(rmt_xweights_largest(RANDBLAS_ROW_MAJOR, SMALL, SMALL, zero, SMALL, 3, values, errors, NULL, &r),
                     0);
    for (int i = 0; i < 3; i++) assert_true(values[i] == 0 && errors[i] == 0);
    assert_int_equal(rmt_xweights_largest(RANDBLAS_ROW_MAJOR, 0, 4, NULL, 4, 0, NULL, NULL, NULL, &r), 0);
    W[5] = (scalar_t)NAN;
    assert_int_equal(rmt_xweights_largest(RANDBLAS_ROW_MAJOR, SMALL, SMALL, W, SMALL, 3, values, errors, NULL, &r),
                     RANDBLAS_NOT_FINITE);
    assert_true(isnan(values[0]) && isnan(errors[2]));
}

static void test_arguments(void **state)
{
    (void)state;
    scalar_t W[12] = {1};
    double v[3] = {7, 7, 7};
    const rmt_weights_spectrum_options gram = {.method = RMT_ESD_GRAM}, rough = {.accuracy = 1},
                                       limit = {.control = {.memory_limit = -1}};
    const randblas_layout col = RANDBLAS_COL_MAJOR;
    assert_int_equal(rmt_xweights_largest((randblas_layout)9, 4, 3, W, 4, 2, v, NULL, NULL, NULL), -1);
    assert_int_equal(rmt_xweights_largest(col, -1, 3, W, 4, 2, v, NULL, NULL, NULL), -2);
    assert_int_equal(rmt_xweights_largest(col, 4, -1, W, 4, 2, v, NULL, NULL, NULL), -3);
    assert_int_equal(rmt_xweights_largest(col, 4, 3, NULL, 4, 2, v, NULL, NULL, NULL), -4);
    assert_int_equal(rmt_xweights_largest(col, 4, 3, W, 3, 2, v, NULL, NULL, NULL), -5);
    assert_int_equal(rmt_xweights_largest(col, 4, 3, W, 4, 4, v, NULL, NULL, NULL), -6);
    assert_int_equal(rmt_xweights_largest(col, 4, 3, W, 4, -1, v, NULL, NULL, NULL), -6);
    assert_int_equal(rmt_xweights_largest(col, 4, 3, W, 4, 2, NULL, NULL, NULL, NULL), -7);
    assert_int_equal(rmt_xweights_largest(col, 4, 3, W, 4, 2, v, NULL, &gram, NULL), -9);
    assert_int_equal(rmt_xweights_largest(col, 4, 3, W, 4, 2, v, NULL, &rough, NULL), -9);
    assert_int_equal(rmt_xweights_largest(col, 4, 3, W, 4, 2, v, NULL, &limit, NULL), -9);
    assert_true(v[0] == 7 && v[1] == 7);
    const rmt_weights_options wrong = {.largest = -1}, krylov = {.method = RMT_ESD_KRYLOV};
    rmt_weights_report r;
    rmt_weights_comparison c;
    assert_int_equal(rmt_xweights_layer(col, 4, 3, W, 4, NULL, &wrong, &r), -7);
    assert_int_equal(rmt_xweights_compare(col, 4, 3, W, 4, W, 4, &krylov, &c), -8);
    assert_int_equal(rmt_weights_values(4, 3, 3, v, &krylov, &r), -5);
}

static int stop(void *context, const char *phase, double fraction)
{
    (void)fraction;
    return strcmp(phase, context) == 0;
}

static void test_cancellation(void **state)
{
    (void)state;
    scalar_t *W = layer_of(10, 2.2, 10);
    double values[20];
    char phase[] = "range";
    const randblas_control control = {.progress = stop, .progress_context = phase};
    const rmt_weights_spectrum_options o = {.control = control};
    const rmt_weights_options few = {.control = control, .method = RMT_ESD_KRYLOV};
    rmt_weights_report r;
    assert_int_equal(rmt_xweights_largest(RANDBLAS_COL_MAJOR, M, N, W, M, 20, values, NULL, &o, NULL),
                     RANDBLAS_CANCELLED);
    assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, W, M, NULL, &few, &r), RANDBLAS_CANCELLED);
    free(W);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_values), cmocka_unit_test(test_tail_only),
                                       cmocka_unit_test(test_degenerate), cmocka_unit_test(test_arguments),
                                       cmocka_unit_test(test_cancellation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
