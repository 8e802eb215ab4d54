/* Extrapolated log-determinants of kernel matrices against Cholesky; the baseline against conditional variances by
 * definition. */
#include "xsupport.h"

#include "neighbours_impl.h"
#include "rmt.h"
#include "rmt_names_impl.h"

#define EPS ((double)REAL_EPS)

/* exp(-|x_i - x_j| / h) of points in the plane, times B for d outputs; row major n d x n d. */
static scalar_t *exponential(int64_t n, int64_t d, double h, double scale, uint64_t *seed)
{
    const int64_t m = n * d;
    double *x = malloc((size_t)(2 * n) * sizeof *x);
    scalar_t *K = malloc((size_t)(m * m) * sizeof *K);
    for (int64_t i = 0; i < 2 * n; i++) x[i] = ((double)random_real(seed) + 1) / 2;
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < m; j++) {
            const double r = hypot(x[i / d * 2] - x[j / d * 2], x[i / d * 2 + 1] - x[j / d * 2 + 1]);
            const int64_t a = i % d, b = j % d;
            K[i * m + j] = (scalar_t)(scale * (double)(1 + a) * (double)(1 + b) * (a == b ? 1 : 0.3) * exp(-r / h));
        }
    free(x);
    return K;
}

static double cholesky(int64_t m, scalar_t *K)
{
    rmt_logdet_report r;
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, m, K, m, NULL, &r), 0);
    return r.logabsdet;
}

static randlapack_xentries entries_of(int64_t m, const scalar_t *K)
{
    return randlapack_xentries_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, m, K, m);
}

/* With all points before as neighbours the baseline is the log-determinant, in any order; and nothing is left. */
static void all_neighbours(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int64_t d = 1; d <= 3; d++) {
        const int64_t n = 40, m = n * d;
        scalar_t *K = exponential(n, d, 0.5, 1, &seed);
        const double right = cholesky(m, K);
        const randlapack_xentries A = entries_of(m, K);
        randblas_arena arena = randblas_arena_open(NULL);
        rmt_xneighbours w = rmt_xneighbours_open(&arena, n, d, n);
        int64_t order[40];
        double v[40], sum = 0;
        for (int64_t i = 0; i < n; i++) order[i] = (i * 7 + 3) % n;
        assert_int_equal(rmt_xneighbours_run(&A, &w, order, NULL, v), 0);
        for (int64_t i = 0; i < n; i++) sum += v[i];
        assert_true(fabs(sum - right) <= 1e3 * (double)m * EPS);
        randblas_arena_close(&arena);
        free(K);
    }
}

/* One neighbour: log(k_ii (1 - rho^2)), rho the largest correlation with a point before; none: log k_ii. */
static void one_neighbour(void **state)
{
    (void)state;
    enum { N = 50 };
    uint64_t seed = 2;
    scalar_t *K = exponential(N, 1, 0.3, 7, &seed);
    const randlapack_xentries A = entries_of(N, K);
    int64_t order[N];
    double v[N];
    for (int64_t i = 0; i < N; i++) order[i] = N - 1 - i;
    for (int k = 0; k < 2; k++) {
        randblas_arena arena = randblas_arena_open(NULL);
        rmt_xneighbours w = rmt_xneighbours_open(&arena, N, 1, k);
        assert_int_equal(rmt_xneighbours_run(&A, &w, order, NULL, v), 0);
        for (int64_t i = 0; i < N; i++) {
            double most = 0;
            for (int64_t j = 0; j < i && k; j++) most = fmax(most, (double)K[order[i] + order[j] * N] / 7);
            assert_true(fabs(v[i] - log(7) - log1p(-most * most)) <= 40 * EPS / (1 - most * most));
        }
        randblas_arena_close(&arena);
    }
    free(K);
}

/*
 * An exponential kernel, where neighbours know nearly all.  Intervals of 95 % must hold the truth in at least 16 of 20
 * runs; with independent runs fewer has probability 3e-3 if they hold it in 95 %, and the seeds are fixed.  Also times
 * 1e30 or 1e200, which adds m log of that.
 */
static void extrapolation(void **state)
{
    (void)state;
    const double scales[] = {1, IS_SINGLE ? 1e25 : 1e200};
    for (int64_t d = 1; d <= 2; d++)
        for (int s = 0; s < 2; s++) {
            uint64_t seed = 3;
            const int64_t n = 500, m = n * d;
            scalar_t *K = exponential(n, d, 0.3, scales[s], &seed);
            const double right = cholesky(m, K);
            const randlapack_xentries A = entries_of(m, K);
            const int runs = d == 1 && s == 0 ? 20 : 3;
            int covered = 0;
            for (int t = 0; t < runs; t++) {
                const rmt_extrapolate_options o = {
                    .state = randblas_seed((uint64_t)t), .points = 80, .orders = 4, .neighbours = 8};
                rmt_extrapolate_report r;
                assert_int_equal(rmt_xflodance(&A, d, &o, &r), 0);
                assert_true(r.points == 80 && r.flops > 0 && r.flops < 1);
                assert_true(r.baseline > right && r.rest < 0 && r.half_width > 0);
                assert_true(r.baseline + r.rest == r.logdet);
                covered += fabs(r.logdet - right) <= r.half_width;
                assert_true(fabs(r.logdet - right) <= 0.01 * fabs(right));
            }
            assert_true(covered * 20 >= runs * 13);
            if (runs == 20) assert_true(covered >= 16);
            free(K);
        }
}

/* All points as the leading ones: the answer is the log-determinant, but for neighbours' bookkeeping. */
static void everything(void **state)
{
    (void)state;
    uint64_t seed = 4;
    const int64_t n = 60;
    scalar_t *K = exponential(n, 1, 0.4, 1, &seed);
    const double right = cholesky(n, K);
    const randlapack_xentries A = entries_of(n, K);
    for (int64_t k = -1; k < 9; k += 9) {
        double curve[60];
        const rmt_extrapolate_options o = {.points = n, .orders = 1, .neighbours = k, .curve = curve};
        rmt_extrapolate_report r;
        assert_int_equal(rmt_xflodance(&A, 1, &o, &r), 0);
        assert_true(fabs(r.logdet - right) <= 1e4 * (double)n * EPS);
        assert_true(fabs(curve[n - 1] - (right - r.baseline)) <= 1e4 * (double)n * EPS);
        assert_true(fabs(curve[0]) <= EPS); /* and what a point adds is less than what neighbours leave of it */
        for (int64_t i = 1; i < n; i++) assert_true(curve[i] <= curve[i - 1] + 1e3 * EPS);
    }
    free(K);
}

/* The same point twice: K is singular, which is told, or shows as a pivot of the size of rounding errors. */
static void coincident(void **state)
{
    (void)state;
    uint64_t seed = 6;
    const int64_t n = 120;
    scalar_t *K = exponential(n, 1, 0.5, 1, &seed);
    for (int64_t i = 0; i < n; i++) K[i + (n - 1) * n] = K[(n - 1) + i * n] = K[i + (n - 2) * n]; /* a copy of n - 2 */
    K[(n - 1) * (n + 1)] = 1;
    K[n - 2 + (n - 1) * n] = K[n - 1 + (n - 2) * n] = 1;
    const randlapack_xentries A = entries_of(n, K);
    const rmt_extrapolate_options o = {.points = n, .orders = 1, .neighbours = 4};
    rmt_extrapolate_report r;
    const int info = rmt_xflodance(&A, 1, &o, &r);
    if (info) {
        assert_int_equal(info, RANDBLAS_NOT_POSITIVE_DEFINITE);
        assert_true(isnan(r.logdet) && isnan(r.half_width));
    } else /* rounding made the zero a unit of the last place or so */
        assert_true(r.rest + r.baseline < 0.5 * log(1e3 * EPS));
    free(K);
}

static int fails(void *context, int64_t nrows, const int64_t *rows, int64_t ncols, const int64_t *cols, scalar_t *out,
                 int64_t ld)
{
    (void)context, (void)nrows, (void)rows, (void)ncols, (void)cols, (void)out, (void)ld;
    return 1;
}

static int cancel_at(void *context, const char *phase, double fraction)
{
    (void)fraction;
    return strcmp(phase, context) == 0;
}

static int countdown, live;

static void *allocate(void *context, size_t bytes)
{
    (void)context;
    if (countdown-- <= 0) return NULL;
    live++;
    return malloc(bytes);
}

static void release(void *context, void *block)
{
    (void)context;
    live--;
    free(block);
}

static void failures(void **state)
{
    (void)state;
    uint64_t seed = 5;
    const int64_t n = 80;
    scalar_t *K = exponential(n, 1, 0.5, 1, &seed);
    const randlapack_xentries A = entries_of(n, K), bad = randlapack_xentries_callback(n, n, fails, NULL);
    const randlapack_xentries wide = randlapack_xentries_dense(RANDBLAS_COL_MAJOR, n, n - 1, K, n);
    rmt_extrapolate_report r;
    rmt_extrapolate_options o = {.points = 40, .orders = 2, .neighbours = 4};
    assert_int_equal(rmt_xflodance(NULL, 1, &o, &r), -1);
    assert_int_equal(rmt_xflodance(&wide, 1, &o, &r), -1);
    assert_int_equal(rmt_xflodance(&A, 0, &o, &r), -2);
    assert_int_equal(rmt_xflodance(&A, 3, &o, &r), -2);
    double curve[1];
    rmt_extrapolate_options wrong[6] = {o, o, o, o, o, o};
    wrong[0].points = -1, wrong[1].orders = -1, wrong[2].terms = 1, wrong[3].confidence = 1, wrong[4].points = 10;
    wrong[5].points = 0, wrong[5].curve = curve;
    for (int i = 0; i < 6; i++) assert_int_equal(rmt_xflodance(&A, 1, wrong + i, &r), -3);
    assert_int_equal(rmt_xflodance(&A, 1, &o, NULL), -4);
    assert_int_equal(rmt_xflodance(&bad, 1, &o, &r), RANDBLAS_CALLBACK_FAILED);
    char factor[] = "factor", baseline[] = "baseline";
    o.control = (randblas_control){.progress = cancel_at, .progress_context = factor};
    assert_int_equal(rmt_xflodance(&A, 1, &o, &r), RANDBLAS_CANCELLED);
    o.control.progress_context = baseline;
    assert_int_equal(rmt_xflodance(&A, 1, &o, &r), RANDBLAS_CANCELLED);
    o.control = (randblas_control){.memory_limit = 100};
    assert_int_equal(rmt_xflodance(&A, 1, &o, &r), RANDBLAS_MEMORY_LIMIT);
    o.control = (randblas_control){.allocate = allocate, .release = release};
    for (int i = 0; i < 100; i++) {
        countdown = i;
        const int info = rmt_xflodance(&A, 1, &o, &r);
        assert_int_equal(live, 0);
        if (!info) break;
        assert_int_equal(info, RANDBLAS_OUT_OF_MEMORY);
        assert_true(i < 60);
    }
    o.control = (randblas_control){0};
    K[5 + 5 * n] = (scalar_t)NAN;
    assert_int_equal(rmt_xflodance(&A, 1, &o, &r), RANDBLAS_NOT_FINITE);
    K[5 + 5 * n] = -1;
    assert_int_equal(rmt_xflodance(&A, 1, &o, &r), RANDBLAS_NOT_POSITIVE_DEFINITE);
    assert_true(isnan(r.logdet));
    free(K);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_neighbours), cmocka_unit_test(one_neighbour), cmocka_unit_test(extrapolation),
        cmocka_unit_test(everything),     cmocka_unit_test(coincident),    cmocka_unit_test(failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
