/*
 * One layer and two: each part of a report is what its own call gives, alpha that of a fit of each candidate, and parts
 * that cannot be made fail alone.  Phases of synthetic weights.
 */
#include "weights_cases.h"
#include "xsupport.h"

#include "rmt.h"
#include "rmt_names_impl.h"

#define EPS ((double)REAL_EPS)

enum { ALL = 63 };

static double *cast(int64_t count, const double *from, scalar_t *to, double *back)
{
    for (int64_t i = 0; i < count; i++) {
        to[i] = (scalar_t)from[i];
        back[i] = (double)to[i];
    }
    return back;
}

static int descending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (y > x) - (y < x);
}

/* WeightWatcher's setting: eigenvalues above 1e-5, each but the last as xmin, the least distance, each from its
 * definition. */
static double brute_force(int64_t n, const double *values, double least)
{
    double best = INFINITY, alpha = NAN;
    for (int64_t i = 0; i + 1 < n; i++) {
        double sum = 0, most = 0;
        if (!(values[i] > least)) continue;
        const double count = (double)(n - i);
        for (int64_t j = i; j < n; j++) sum += log(values[j]) - log(values[i]);
        const double a = 1 + count / sum;
        for (int64_t j = i; j < n; j++)
            most = fmax(most, fabs(1 - pow(values[j] / values[i], 1 - a) - (double)(j - i) / count));
        if (most < best) best = most, alpha = a;
    }
    return alpha;
}

static void test_parts(void **state)
{
    (void)state;
    enum { M = 120, N = 60 };
    uint64_t seed = 3;
    double *made = malloc(M * N * sizeof *made), values[N], own[N], random[N];
    scalar_t *W = malloc(M * N * sizeof *W);
    for (int k = 0; k < 3; k++) {
        const rmt_weights_phase phases[] = {RMT_PHASE_BULK_SPIKES, RMT_PHASE_BULK_DECAY, RMT_PHASE_HEAVY_TAILED};
        const rmt_weights_options o = {.state = randblas_seed(5), .least = 1e-5, .replicates = 40};
        rmt_weights_report r;
        rmt_weights_bulk bulk;
        rmt_weights_metrics metrics;
        rmt_tail_comparison c;
        double distance = 0;
        weights_of_phase(phases[k], M, N, 0.1, made, &seed);
        cast(M * N, made, W, made);
        assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, W, M, values, &o, &r), 0);
        assert_true(r.m == M && r.n == N && r.done == ALL && r.phase == phases[k]);
        assert_int_equal(rmt_xweights_spectrum(RANDBLAS_COL_MAJOR, M, N, W, M, own, NULL, NULL), 0);
        assert_memory_equal(own, values, sizeof own);
        const double alpha = brute_force(N, values, 1e-5);
        assert_true(fabs(r.power_law.alpha - alpha) <= 1e-9 * alpha);
        assert_true(r.power_law.p_value >= 0 && r.power_law.p_value <= 1);
        assert_int_equal(rmt_tail_compare(N, values, r.power_law.xmin, RMT_POWER_LAW, RMT_LOG_NORMAL, &c), 0);
        assert_true(r.log_normal.ratio == c.ratio);
        assert_int_equal(rmt_tail_compare(N, values, r.power_law.xmin, RMT_POWER_LAW, RMT_EXPONENTIAL, &c), 0);
        assert_true(r.exponential.ratio == c.ratio);
        assert_int_equal(rmt_tail_compare(N, values, r.power_law.xmin, RMT_POWER_LAW, RMT_TRUNCATED_POWER_LAW, &c), 0);
        assert_true(r.truncated.ratio == c.ratio);
        assert_int_equal(rmt_weights_bulk_fit(M, N, values, 0, &bulk), 0);
        assert_memory_equal(&bulk, &r.bulk, sizeof bulk);
        assert_int_equal(rmt_weights_measure(M, N, values, 0, r.power_law.alpha, M * EPS, &metrics), 0);
        assert_memory_equal(&metrics, &r.metrics, sizeof metrics);
        double largest = 0;
        for (int i = 0; i < M * N; i++) largest = fmax(largest, fabs(made[i]));
        assert_true(r.entry_max == largest);
        /* Hill's estimate from the entries above the k-th largest, k as near as bins allow */
        double *sizes = malloc(M * N * sizeof *sizes), sum = 0;
        for (int i = 0; i < M * N; i++) sizes[i] = fabs(made[i]);
        qsort(sizes, M * N, sizeof *sizes, descending);
        for (int i = 0; i < 200; i++) sum += log(sizes[i] / sizes[200]);
        assert_true(fabs(200 / sum / r.evidence.entry_tail - 1) < 0.15);
        free(sizes);
        /* the permuted layer */
        assert_int_equal(rmt_xweights_shuffle(RANDBLAS_COL_MAJOR, M, N, W, M, 0, &o.state), 0);
        const rmt_weights_spectrum_options gram = {.method = RMT_ESD_GRAM};
        assert_int_equal(rmt_xweights_spectrum(RANDBLAS_COL_MAJOR, M, N, W, M, random, &gram, NULL), 0);
        assert_true(r.random.lambda_max == random[N - 1] && r.random.softrank == random[N - 1] / values[N - 1]);
        assert_int_equal(rmt_weights_divergence(N, values, random, &distance), 0);
        assert_true(r.random.distance == distance);
        assert_int_equal(rmt_weights_bulk_fit(M, N, random, 0, &bulk), 0);
        assert_memory_equal(&bulk, &r.random.bulk, sizeof bulk);
        assert_true(r.evidence.traps == (double)bulk.spikes / N);
    }
    free(made), free(W);
}

/* Layouts, padding and the transpose give the same numbers to rounding. */
static void test_layouts(void **state)
{
    (void)state;
    enum { M = 50, N = 30 };
    uint64_t seed = 4;
    const rmt_weights_options o = {.state = randblas_seed(2)};
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 3, &seed);
    randblas_xview B = {malloc(sizeof(scalar_t) * M * (N + 2)), N + 2, true};
    rmt_weights_report r[3];
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) *view_at(B, i, j) = *view_at(A, i, j);
    assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, NULL, &o, &r[0]), 0);
    assert_int_equal(rmt_xweights_layer(RANDBLAS_ROW_MAJOR, M, N, B.p, B.ld, NULL, &o, &r[1]), 0);
    assert_int_equal(rmt_xweights_layer(RANDBLAS_ROW_MAJOR, N, M, A.p, A.ld, NULL, &o, &r[2]), 0);
    for (int k = 1; k < 3; k++) {
        assert_true(fabs(r[k].power_law.alpha - r[0].power_law.alpha) < 1e-10);
        assert_true(fabs(r[k].random.lambda_max / r[0].random.lambda_max - 1) < 1e-12);
        assert_true(fabs(r[k].bulk.sigma / r[0].bulk.sigma - 1) < 1e-12);
        assert_true(fabs(r[k].evidence.entry_tail / r[0].evidence.entry_tail - 1) < 1e-12 && r[k].phase == r[0].phase);
    }
    free(A.p), free(B.p);
}

/* Logarithms are of W, the rest does not notice a power of two. */
static void test_scales(void **state)
{
    (void)state;
    enum { M = 40, N = 30 };
    uint64_t seed = 6;
    const int powers[] = {IS_SINGLE ? 90 : 500, IS_SINGLE ? -90 : -600};
    for (int k = 0; k < 2; k++) {
        const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 0, &seed);
        rmt_weights_report r, s;
        assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, NULL, NULL, &r), 0);
        for (int i = 0; i < M * N; i++) A.p[i] = (scalar_t)ldexp((double)A.p[i], powers[k]);
        assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, NULL, NULL, &s), 0);
        assert_true(s.done == r.done && s.phase == r.phase && fabs(s.power_law.alpha - r.power_law.alpha) < 1e-10);
        assert_true(fabs(s.metrics.log_norm - r.metrics.log_norm - 2 * powers[k] * log10(2)) < 1e-9);
        assert_true(fabs(s.metrics.stable_rank / r.metrics.stable_rank - 1) < 1e-12);
        assert_true(fabs(s.bulk.statistic - r.bulk.statistic) < 1e-9);
        free(A.p);
    }
}

static void check_none(rmt_weights_report r, int part)
{
    assert_true(!(r.done & part));
    if (part == RMT_PART_POWER_LAW) assert_true(isnan(r.power_law.alpha) && isnan(r.log_normal.ratio));
    if (part == RMT_PART_BULK) assert_true(isnan(r.bulk.sigma));
    if (part == RMT_PART_RANDOM) assert_true(isnan(r.random.bulk.sigma));
}

/* Zero, constant, one row, too few: the call succeeds, and says what is missing. */
static void test_degenerate(void **state)
{
    (void)state;
    enum { M = 24, N = 12 };
    scalar_t W[M * N] = {0};
    rmt_weights_report r;
    double values[N];
    assert_int_equal(rmt_xweights_layer(RANDBLAS_ROW_MAJOR, M, N, W, N, values, NULL, &r), 0);
    for (int part = 2; part <= 16; part *= 2) check_none(r, part);
    assert_true(r.metrics.norm == 0 && r.metrics.rank_loss == N && r.phase == RMT_PHASE_RANK_COLLAPSE);
    for (int k = 0; k < 6; k++) assert_int_equal(r.codes[k], (r.done >> k & 1) ? 0 : RANDBLAS_RANK_DEFICIENT);
    for (int i = 0; i < M * N; i++) W[i] = (scalar_t)0.5;
    assert_int_equal(rmt_xweights_layer(RANDBLAS_ROW_MAJOR, M, N, W, N, values, NULL, &r), 0);
    assert_true(fabs(r.metrics.stable_rank - 1) < 1e-12 && r.metrics.rank == 1);
    assert_int_equal(r.phase, RMT_PHASE_RANK_COLLAPSE);
    check_none(r, RMT_PART_BULK);
    W[3] = 2;
    assert_int_equal(rmt_xweights_layer(RANDBLAS_ROW_MAJOR, 1, N, W, N, values, NULL, &r), 0);
    assert_true(fabs(values[0] - (N - 1) * 0.25 - 4) < 1e-12 && r.phase == RMT_PHASE_UNKNOWN);
    for (int part = 2; part <= 16; part *= 2) check_none(r, part);
    assert_int_equal(rmt_xweights_layer(RANDBLAS_ROW_MAJOR, 0, N, NULL, N, NULL, NULL, &r), 0);
    assert_true(isnan(r.metrics.lambda_max) && r.spectrum.count == 0 && r.done == RMT_PART_SPECTRUM);
    W[5] = (scalar_t)NAN;
    assert_int_equal(rmt_xweights_layer(RANDBLAS_ROW_MAJOR, M, N, W, N, values, NULL, &r), RANDBLAS_NOT_FINITE);
    assert_true(isnan(values[0]) && r.done == 0 && isnan(r.metrics.norm));
}

/* What is skipped is not done, and costs no eigenvalues. */
static void test_skip(void **state)
{
    (void)state;
    enum { M = 30, N = 20 };
    uint64_t seed = 9;
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 1, &seed);
    const int skips[] = {0, 2, 4, 8, 16, 32, 62};
    for (int k = 0; k < 7; k++) {
        const int skip = skips[k];
        const rmt_weights_options o = {.skip = skip};
        rmt_weights_report r;
        assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, NULL, &o, &r), 0);
        assert_true((r.done & skip) == 0);
        if (!(skip & 2)) assert_int_equal(r.done & 6, ~skip & 6);
        assert_int_equal(r.done & 24, ~skip & 24);
    }
    free(A.p);
}

static void test_phases(void **state)
{
    (void)state;
    enum { M = 150, N = 100, EACH = 6 };
    double *made = malloc(M * N * sizeof *made);
    scalar_t *W = malloc(M * N * sizeof *W);
    uint64_t seed = 17;
    for (int phase = RMT_PHASE_RANDOM_LIKE; phase <= RMT_PHASE_RANK_COLLAPSE; phase++) {
        int right = 0;
        for (int k = 0; k < EACH; k++) {
            rmt_weights_report r;
            weights_of_phase((rmt_weights_phase)phase, M, N, 0.01, made, &seed);
            cast(M * N, made, W, made);
            assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, W, M, NULL, NULL, &r), 0);
            right += (int)r.phase == phase;
        }
        assert_true(right >= EACH - 1);
    }
    free(made), free(W);
}

/* ---------------------------------------------------------------- two checkpoints */

static void test_compare(void **state)
{
    (void)state;
    enum { M = 40, N = 25 };
    uint64_t seed = 41;
    const double factors[] = {1, IS_SINGLE ? 1e30 : 1e200, IS_SINGLE ? 1e-30 : 1e-200};
    for (int k = 0; k < 3; k++) {
        const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 1, &seed);
        const randblas_xview B = random_view(M, N, RANDBLAS_COL_MAJOR, 4, &seed);
        rmt_weights_comparison c;
        rmt_weights_report a, b;
        double first[N], second[N], distance = 0;
        long double squares = 0, dot = 0, aa = 0, bb = 0;
        for (int i = 0; i < M; i++)
            for (int j = 0; j < N; j++) {
                scalar_t *x = view_at(A, i, j), *y = view_at(B, i, j);
                *y = (scalar_t)(factors[k] * ((double)*x + 0.1 * (double)*y));
                *x = (scalar_t)(factors[k] * (double)*x);
                const long double u = *x / (long double)factors[k], v = *y / (long double)factors[k];
                squares += (u - v) * (u - v), dot += u * v, aa += u * u, bb += v * v;
            }
        assert_int_equal(rmt_xweights_compare(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, B.p, B.ld, NULL, &c), 0);
        assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, first, NULL, &a), 0);
        assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, B.p, B.ld, second, NULL, &b), 0);
        assert_int_equal(rmt_weights_divergence(N, first, second, &distance), 0);
        assert_true(fabs(c.divergence - distance) <= 1e-12);
        assert_true(c.drift == b.power_law.alpha - a.power_law.alpha);
        assert_true(c.drift_error == hypot(a.power_law.standard_error, b.power_law.standard_error));
        assert_true(c.first.tail == a.power_law.tail && c.second.xmin == b.power_law.xmin);
        assert_true(fabs(c.euclidean / factors[k] - (double)sqrtl(squares)) <= 1e-12);
        assert_true(fabs(c.relative - (double)sqrtl(squares / aa)) <= 1e-12);
        assert_true(fabs(c.cosine - (double)(dot / sqrtl(aa * bb))) <= 1e-12);
        assert_int_equal(rmt_xweights_compare(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, A.p, A.ld, NULL, &c), 0);
        assert_true(c.divergence == 0 && c.euclidean == 0 && c.relative == 0 && c.drift == 0);
        assert_true(fabs(c.cosine - 1) < 1e-12);
        *view_at(B, 0, 0) = (scalar_t)NAN;
        assert_int_equal(rmt_xweights_compare(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, B.p, B.ld, NULL, &c),
                         RANDBLAS_NOT_FINITE);
        for (int i = 0; i < M; i++)
            for (int j = 0; j < N; j++) *view_at(B, i, j) = 0;
        assert_int_equal(rmt_xweights_compare(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, B.p, B.ld, NULL, &c), 0);
        assert_true(isnan(c.divergence) && isnan(c.drift) && isnan(c.cosine) && fabs(c.relative - 1) < 1e-12);
        free(A.p), free(B.p);
    }
}

/* ---------------------------------------------------------------- arguments, cancellation */

static void test_arguments(void **state)
{
    (void)state;
    scalar_t W[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3}, before[12];
    double v[3] = {7, 7, 7};
    const randblas_state s = randblas_seed(1);
    const randblas_control bad = {.memory_limit = -1};
    rmt_weights_options o = {0};
    rmt_weights_spectrum_options so = {0};
    rmt_weights_report r, r0;
    rmt_weights_comparison c, c0;
    int64_t removed = -5;
    memset(&r, 1, sizeof r), memset(&c, 1, sizeof c);
    r0 = r, c0 = c;
    memcpy(before, W, sizeof W);
    const randblas_layout col = RANDBLAS_COL_MAJOR, none = (randblas_layout)7;
    const struct {
        randblas_layout layout;
        int64_t m, n;
        bool null;
        int64_t ld;
    } cases[] = {{none, 4, 3, false, 4},
                 {col, -1, 3, false, 4},
                 {col, 4, -1, false, 4},
                 {col, 4, 3, true, 4},
                 {col, 4, 3, false, 3}};
    for (int k = 0; k < 5; k++) {
        const randblas_layout layout = cases[k].layout;
        const int64_t m = cases[k].m, n = cases[k].n, ld = cases[k].ld;
        scalar_t *p = cases[k].null ? NULL : W;
        assert_int_equal(rmt_xweights_spectrum(layout, m, n, p, ld, v, NULL, NULL), -k - 1);
        assert_int_equal(rmt_xweights_shuffle(layout, m, n, p, ld, 0, &s), -k - 1);
        assert_int_equal(rmt_xweights_layer(layout, m, n, p, ld, v, NULL, &r), -k - 1);
        assert_int_equal(rmt_xweights_compare(layout, m, n, p, ld, W, 4, NULL, &c), -k - 1);
        assert_int_equal(rmt_xweights_smooth(layout, m, n, p, ld, 1, NULL), -k - 1);
        assert_int_equal(rmt_xweights_sharpen(layout, m, n, p, ld, 0, &s, NULL, &removed), -k - 1);
    }
    assert_int_equal(rmt_xweights_spectrum(col, 4, 3, W, 4, NULL, NULL, NULL), -6);
    so.method = (rmt_esd_method)9;
    assert_int_equal(rmt_xweights_spectrum(col, 4, 3, W, 4, v, &so, NULL), -7);
    so.method = RMT_ESD_AUTO, so.accuracy = 1;
    assert_int_equal(rmt_xweights_spectrum(col, 4, 3, W, 4, v, &so, NULL), -7);
    so.accuracy = 0, so.control = bad;
    assert_int_equal(rmt_xweights_spectrum(col, 4, 3, W, 4, v, &so, NULL), -7);
    assert_int_equal(rmt_xweights_shuffle(col, 4, 3, W, 4, 0, NULL), -7);
    const rmt_weights_options wrong[] = {{.size = 3},
                                         {.control = {.memory_limit = -1}},
                                         {.skip = 64},
                                         {.skip = -1},
                                         {.accuracy = -1},
                                         {.least = -1},
                                         {.least = INFINITY},
                                         {.least_tail = 1},
                                         {.replicates = -1},
                                         {.level = 1},
                                         {.level = NAN},
                                         {.tolerance = 1},
                                         {.method = (rmt_esd_method)-1}};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        assert_int_equal(rmt_xweights_layer(col, 4, 3, W, 4, v, &wrong[k], &r), -7);
        assert_int_equal(rmt_xweights_compare(col, 4, 3, W, 4, W, 4, &wrong[k], &c), -8);
    }
    assert_int_equal(rmt_xweights_layer(col, 4, 3, W, 4, v, &o, NULL), -8);
    assert_int_equal(rmt_xweights_compare(col, 4, 3, W, 4, NULL, 4, &o, &c), -6);
    assert_int_equal(rmt_xweights_compare(col, 4, 3, W, 4, W, 3, &o, &c), -7);
    assert_int_equal(rmt_xweights_compare(col, 4, 3, W, 4, W, 4, &o, NULL), -9);
    assert_int_equal(rmt_xweights_smooth(col, 4, 3, W, 4, 4, NULL), -6);
    assert_int_equal(rmt_xweights_smooth(col, 4, 3, W, 4, -4, NULL), -6);
    assert_int_equal(rmt_xweights_smooth(col, 4, 3, W, 4, 1, &bad), -7);
    assert_int_equal(rmt_xweights_sharpen(col, 4, 3, W, 4, 1, &s, NULL, &removed), -6);
    assert_int_equal(rmt_xweights_sharpen(col, 4, 3, W, 4, 0, NULL, NULL, &removed), -7);
    assert_int_equal(rmt_xweights_sharpen(col, 4, 3, W, 4, 0, &s, &bad, &removed), -8);
    assert_int_equal(rmt_xweights_sharpen(col, 4, 3, W, 4, 0, &s, NULL, NULL), -9);
    assert_true(v[0] == 7 && removed == -5);
    assert_memory_equal(W, before, sizeof W);
    assert_memory_equal(&r, &r0, sizeof r);
    assert_memory_equal(&c, &c0, sizeof c);
}

typedef struct stop {
    const char *phase;
    int seen;
} stop;

static int cancel(void *context, const char *phase, double fraction)
{
    stop *s = context;
    const int hit = strcmp(phase, s->phase) == 0;
    s->seen += hit;
    return hit || !(fraction <= 1);
}

static void test_cancellation(void **state)
{
    (void)state;
    enum { M = 20, N = 12 };
    uint64_t seed = 51;
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 1, &seed), B = copy_view(A, M, N);
    const randblas_state s = randblas_seed(1);
    const char *phases[] = {"spectrum", "fit", "random"};
    for (int k = 0; k < 3; k++) {
        stop at = {phases[k], 0};
        const rmt_weights_options o = {.control = {.progress = cancel, .progress_context = &at}};
        rmt_weights_report r;
        assert_int_equal(rmt_xweights_layer(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, NULL, &o, &r), RANDBLAS_CANCELLED);
        assert_int_equal(at.seen, 1);
    }
    stop at = {"svd", 0};
    const randblas_control control = {.progress = cancel, .progress_context = &at};
    int64_t removed = 0;
    *view_at(B, 2, 3) = 50;
    assert_int_equal(rmt_xweights_smooth(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, 3, &control), RANDBLAS_CANCELLED);
    assert_int_equal(rmt_xweights_sharpen(RANDBLAS_COL_MAJOR, M, N, B.p, B.ld, 0, &s, &control, &removed),
                     RANDBLAS_CANCELLED);
    assert_true(at.seen == 2 && removed == 0);
    *view_at(B, 2, 3) = *view_at(A, 2, 3);
    assert_true(max_difference(M, N, A, B) == 0);
    const randblas_control small = {.memory_limit = 1000};
    assert_int_equal(rmt_xweights_smooth(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld, 3, &small), RANDBLAS_MEMORY_LIMIT);
    free(A.p), free(B.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),      cmocka_unit_test(test_layouts),   cmocka_unit_test(test_scales),
        cmocka_unit_test(test_degenerate), cmocka_unit_test(test_skip),      cmocka_unit_test(test_phases),
        cmocka_unit_test(test_compare),    cmocka_unit_test(test_arguments), cmocka_unit_test(test_cancellation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
