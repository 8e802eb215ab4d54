/*
 * Spectra of weights: eigenvalues by one-sided Jacobi rotations in extended precision, power laws by a fit of each
 * candidate, permutations by counting, truncation by the eigenvalues it leaves.
 */
#include "xsupport.h"

#include "rmt.h"
#include "rmt_names_impl.h"

#define EPS ((double)REAL_EPS)
#define HUGE_SCALE (IS_SINGLE ? 1e30 : 1e200)

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Eigenvalues of W^T W or W W^T, the smaller: columns are rotated until they are orthogonal. */
static void jacobi(int64_t m, int64_t n, randblas_xview W, double *values)
{
    if (m < n) {
        jacobi(n, m, view_transposed(W), values);
        return;
    }
    long double *A = malloc((size_t)(m * n + 1) * sizeof *A);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < m; i++) A[i + j * m] = (long double)*view_at(W, i, j);
    for (int sweep = 0; sweep < 30; sweep++)
        for (int64_t p = 0; p < n; p++)
            for (int64_t q = p + 1; q < n; q++) {
                long double a = 0, b = 0, c = 0;
                for (int64_t i = 0; i < m; i++) {
                    a += A[i + p * m] * A[i + p * m];
                    b += A[i + q * m] * A[i + q * m];
                    c += A[i + p * m] * A[i + q * m];
                }
                if (fabsl(c) <= 1e-19L * sqrtl(a * b)) continue;
                const long double z = (b - a) / (2 * c), t = (z < 0 ? -1 : 1) / (fabsl(z) + sqrtl(1 + z * z));
                const long double cosine = 1 / sqrtl(1 + t * t), sine = cosine * t;
                for (int64_t i = 0; i < m; i++) {
                    const long double x = A[i + p * m], y = A[i + q * m];
                    A[i + p * m] = cosine * x - sine * y;
                    A[i + q * m] = sine * x + cosine * y;
                }
            }
    for (int64_t j = 0; j < n; j++) {
        long double sum = 0;
        for (int64_t i = 0; i < m; i++) sum += A[i + j * m] * A[i + j * m];
        values[j] = (double)sum;
    }
    qsort(values, (size_t)n, sizeof *values, ascending);
    free(A);
}

static randblas_layout layout_of(randblas_xview W)
{
    return W.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
}

static void scale_view(int64_t m, int64_t n, double factor, randblas_xview W)
{
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) *view_at(W, i, j) = (scalar_t)(factor * (double)*view_at(W, i, j));
}

/* Columns of norms from 1 to 1/condition. */
static void grade(int64_t m, int64_t n, double condition, randblas_xview W)
{
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++)
            *view_at(W, i, j) =
                (scalar_t)((double)*view_at(W, i, j) * pow(condition, -(double)j / (double)(n > 1 ? n - 1 : 1)));
}

static void check_spectrum(int64_t m, int64_t n, randblas_xview W, rmt_esd_method method, const double *expected)
{
    const int64_t count = m < n ? m : n;
    double values[64] = {0};
    rmt_weights_spectrum_options o = {.method = method};
    rmt_weights_spectrum_report r;
    assert_int_equal(rmt_xweights_spectrum(layout_of(W), m, n, W.p, W.ld, values, &o, &r), 0);
    assert_true(r.count == count && r.exponent == 0 && r.trusted >= 0 && r.trusted <= count);
    double trace = 0;
    for (int64_t i = 0; i < count; i++) {
        trace += expected[i];
        assert_true(values[i] >= (i ? values[i - 1] : 0));
        if (r.method == RMT_ESD_GRAM)
            assert_true(fabs(values[i] - expected[i]) <= 10 * r.error);
        else
            assert_true(fabs(sqrt(values[i]) - sqrt(expected[i])) <= 10 * r.error);
        if (i >= count - r.trusted) assert_true(fabs(values[i] - expected[i]) <= 1e-3 * expected[i]);
    }
    assert_true(fabs(r.trace - trace) <= 1e-13 * trace);
    if (method) assert_int_equal(r.method, method);
}

static void test_spectrum(void **state)
{
    (void)state;
    uint64_t seed = 1;
    const int64_t sizes[][2] = {{40, 12}, {12, 40}, {20, 20}, {1, 1}, {1, 9}, {9, 1}, {64, 33}};
    for (int k = 0; k < 28; k++) {
        const int64_t m = sizes[k % 7][0], n = sizes[k % 7][1];
        const randblas_layout layout = k % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        const randblas_xview W = random_view(m, n, layout, 3, &seed);
        double expected[64];
        if (k >= 14) grade(m, n, 1e3, W);
        jacobi(m, n, W, expected);
        for (int method = 0; method < 3; method++) check_spectrum(m, n, W, (rmt_esd_method)method, expected);
        free(W.p);
    }
}

/* More rows than a panel has; its eigenvalues are those of a permuted pile of scaled identities. */
static void test_panels(void **state)
{
    (void)state;
    enum { M = 1400, N = 5 };
    scalar_t *W = calloc(M * N, sizeof *W);
    double values[N], expected[N] = {0};
    for (int i = 0; i < M; i++) {
        W[i + (i * 7 % N) * M] = (scalar_t)(i % 13);
        expected[i * 7 % N] += (double)(i % 13) * (i % 13);
    }
    qsort(expected, N, sizeof *expected, ascending);
    assert_int_equal(rmt_xweights_spectrum(RANDBLAS_COL_MAJOR, M, N, W, M, values, NULL, NULL), 0);
    for (int j = 0; j < N; j++) assert_true(fabs(values[j] - expected[j]) <= 1e-12 * expected[N - 1]);
    free(W);
}

/* Deficient and ill-conditioned ones: what is called trusted is, and double weights get singular values. */
static void test_trust(void **state)
{
    (void)state;
    enum { M = 30, N = 15 };
    uint64_t seed = 5;
    double values[N], expected[N];
    rmt_weights_spectrum_report r;
    const randblas_xview W = random_view(M, N, RANDBLAS_COL_MAJOR, 1, &seed);
    grade(M, N, IS_SINGLE ? 1e12 : 1e15, W);
    jacobi(M, N, W, expected);
    check_spectrum(M, N, W, RMT_ESD_AUTO, expected);
    assert_int_equal(rmt_xweights_spectrum(RANDBLAS_COL_MAJOR, M, N, W.p, W.ld, values, NULL, &r), 0);
    assert_int_equal(r.method, IS_SINGLE ? RMT_ESD_GRAM : RMT_ESD_SVD);
    assert_true(r.trusted > 3 && r.trusted < N);
    for (int i = 0; i < M; i++) *view_at(W, i, 4) = *view_at(W, i, 0), *view_at(W, i, 7) = 0;
    jacobi(M, N, W, expected);
    check_spectrum(M, N, W, RMT_ESD_AUTO, expected);
    free(W.p);
}

/* Powers of two change the exponent or the values, nothing else. */
static void test_scales(void **state)
{
    (void)state;
    enum { M = 12, N = 9 };
    uint64_t seed = 8;
    double values[N], scaled[N];
    rmt_weights_spectrum_report r;
    const double factors[] = {HUGE_SCALE, 1 / HUGE_SCALE, IS_SINGLE ? 1e-38 : 1e-150, IS_SINGLE ? 1e10 : 1e150};
    for (int k = 0; k < 4; k++) {
        const double factor = ldexp(1, ilogb(factors[k]));
        const randblas_xview W = random_view(M, N, RANDBLAS_ROW_MAJOR, 2, &seed);
        assert_int_equal(rmt_xweights_spectrum(RANDBLAS_ROW_MAJOR, M, N, W.p, W.ld, values, NULL, NULL), 0);
        scale_view(M, N, factor, W);
        assert_int_equal(rmt_xweights_spectrum(RANDBLAS_ROW_MAJOR, M, N, W.p, W.ld, scaled, NULL, &r), 0);
        assert_true(IS_SINGLE == (r.exponent == 0));
        const double back = ldexp(1 / factor, r.exponent);
        for (int i = 0; i < N; i++)
            assert_true(fabs(scaled[i] * back * back - values[i]) <= (IS_SINGLE ? 1e-5 : 1e-13) * values[N - 1]);
        free(W.p);
    }
    scalar_t tiny[4] = {0, 0, 0, 0};
    tiny[2] = IS_SINGLE ? (scalar_t)0x1p-149 : (scalar_t)4.9406564584124654e-324;
    assert_int_equal(rmt_xweights_spectrum(RANDBLAS_ROW_MAJOR, 2, 2, tiny, 2, values, NULL, &r), 0);
    assert_true(values[0] == 0 && values[1] > 0 && sqrt(values[1]) == ldexp((double)tiny[2], -r.exponent));
}

static void test_degenerate(void **state)
{
    (void)state;
    scalar_t W[6] = {0};
    double values[3] = {7, 7, 7};
    rmt_weights_spectrum_report r;
    assert_int_equal(rmt_xweights_spectrum(RANDBLAS_ROW_MAJOR, 0, 3, NULL, 3, NULL, NULL, &r), 0);
    assert_true(r.count == 0 && r.trace == 0);
    assert_int_equal(rmt_xweights_spectrum(RANDBLAS_ROW_MAJOR, 2, 3, W, 3, values, NULL, &r), 0);
    assert_true(values[0] == 0 && values[1] == 0 && values[2] == 7 && r.trusted == 0);
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY, -(scalar_t)INFINITY};
    for (int k = 0; k < 3; k++) {
        W[2 * k] = bad[k];
        values[0] = values[1] = 1;
        assert_int_equal(rmt_xweights_spectrum(RANDBLAS_ROW_MAJOR, 2, 3, W, 3, values, NULL, &r), RANDBLAS_NOT_FINITE);
        assert_true(isnan(values[0]) && isnan(values[1]) && values[2] == 7);
        W[2 * k] = 0;
    }
}

/* ---------------------------------------------------------------- permutations */

static void test_shuffle(void **state)
{
    (void)state;
    enum { M = 7, N = 5 };
    uint64_t seed = 11;
    const randblas_state s = randblas_seed(3), other = randblas_seed(4);
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 2, &seed), B = copy_view(A, M, N);
    randblas_xview C = {malloc(sizeof(scalar_t) * M * (N + 1)), N + 1, true};
    double before[M * N], after[M * N];
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++)
            *view_at(C, i, j) = *view_at(A, i, j), before[i * N + j] = (double)*view_at(A, i, j);
    assert_int_equal(rmt_xweights_shuffle(RANDBLAS_COL_MAJOR, M, N, B.p, B.ld, 0, &s), 0);
    assert_int_equal(rmt_xweights_shuffle(RANDBLAS_ROW_MAJOR, M, N, C.p, C.ld, 0, &s), 0);
    assert_true(max_difference(M, N, B, C) == 0 && max_difference(M, N, A, B) > 0);
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) after[i * N + j] = (double)*view_at(B, i, j);
    qsort(before, M * N, sizeof *before, ascending), qsort(after, M * N, sizeof *after, ascending);
    assert_memory_equal(before, after, sizeof before);
    assert_int_equal(rmt_xweights_shuffle(RANDBLAS_ROW_MAJOR, M, N, C.p, C.ld, 0, &other), 0);
    assert_true(max_difference(M, N, B, C) > 0);
    assert_int_equal(rmt_xweights_shuffle(RANDBLAS_ROW_MAJOR, M, N, C.p, C.ld, 1, &other), 0);
    assert_true(max_difference(M, N, B, C) == 0);
    assert_int_equal(rmt_xweights_shuffle(RANDBLAS_COL_MAJOR, M, N, B.p, B.ld, 5, &s), 0);
    assert_true(max_difference(M, N, A, B) == 0);
    /* the transposed matrix is permuted alike */
    assert_int_equal(rmt_xweights_shuffle(RANDBLAS_COL_MAJOR, M, N, B.p, B.ld, 0, &s), 0);
    const randblas_xview D = copy_view(A, M, N);
    assert_int_equal(rmt_xweights_shuffle(RANDBLAS_ROW_MAJOR, N, M, D.p, D.ld, 0, &s), 0);
    assert_true(max_difference(M, N, B, D) == 0);
    free(A.p), free(B.p), free(C.p), free(D.p);
}

/* All 24 permutations of four entries are as frequent: chi-square with 23 degrees of freedom, above 89 by 1e-9. */
static void test_uniform(void **state)
{
    (void)state;
    enum { DRAWS = 24000 };
    int count[256] = {0};
    for (int d = 0; d < DRAWS; d++) {
        scalar_t W[4] = {0, 1, 2, 3};
        const randblas_state s = randblas_seed((uint64_t)d);
        assert_int_equal(rmt_xweights_shuffle(RANDBLAS_COL_MAJOR, 2, 2, W, 2, 0, &s), 0);
        count[(int)W[0] * 64 + (int)W[1] * 16 + (int)W[2] * 4 + (int)W[3]]++;
    }
    double sum = 0;
    int seen = 0;
    for (int k = 0; k < 256; k++) {
        if (count[k] == 0) continue;
        seen++;
        sum += pow(count[k] - DRAWS / 24.0, 2) / (DRAWS / 24.0);
    }
    assert_int_equal(seen, 24);
    assert_true(sum < 89);
}

/* ---------------------------------------------------------------- truncation */

static double difference_squared(int64_t m, int64_t n, randblas_xview A, randblas_xview B)
{
    double sum = 0;
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) sum += pow((double)*view_at(A, i, j) - (double)*view_at(B, i, j), 2);
    return sum;
}

/* Eckart and Young: the k values stay, the others vanish, and the distance is what they were. */
static void test_smooth(void **state)
{
    (void)state;
    enum { M = 22, N = 10 };
    uint64_t seed = 21;
    for (int k = -N; k <= N; k += 3)
        for (int turn = 0; turn < 2; turn++) {
            const int64_t m = turn ? N : M, n = turn ? M : N;
            const randblas_layout layout = k % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
            const randblas_xview A = random_view(m, n, layout, 2, &seed), B = copy_view(A, m, n);
            double before[N], after[N], expected[N] = {0}, lost = 0;
            assert_int_equal(rmt_xweights_smooth(layout, m, n, B.p, B.ld, k, NULL), 0);
            jacobi(m, n, A, before);
            jacobi(m, n, B, after);
            const double tolerance = 100 * EPS * before[N - 1];
            for (int i = 0; i < N; i++) {
                const bool kept = k >= 0 ? i >= N - k : i < N + k;
                expected[i] = kept ? before[i] : 0;
                lost += kept ? 0 : before[i];
            }
            qsort(expected, N, sizeof *expected, ascending);
            for (int i = 0; i < N; i++) assert_true(fabs(after[i] - expected[i]) <= tolerance);
            assert_true(fabs(difference_squared(m, n, A, B) - lost) <= tolerance * N);
            free(A.p), free(B.p);
        }
}

/* Nothing is changed by rank n, all by 0, whatever the scale; NaN is refused. */
static void test_smooth_scales(void **state)
{
    (void)state;
    enum { M = 6, N = 4 };
    uint64_t seed = 23;
    const double factors[] = {1, HUGE_SCALE, 1 / HUGE_SCALE};
    for (int k = 0; k < 3; k++) {
        const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 1, &seed);
        scale_view(M, N, factors[k], A);
        const randblas_xview B = copy_view(A, M, N);
        assert_int_equal(rmt_xweights_smooth(RANDBLAS_COL_MAJOR, M, N, B.p, B.ld, N, NULL), 0);
        assert_true(max_difference(M, N, A, B) <= 30 * EPS * factors[k]);
        assert_int_equal(rmt_xweights_smooth(RANDBLAS_COL_MAJOR, M, N, B.p, B.ld, 0, NULL), 0);
        for (int i = 0; i < M; i++)
            for (int j = 0; j < N; j++) assert_true(*view_at(B, i, j) == 0);
        *view_at(B, 1, 1) = (scalar_t)NAN;
        assert_int_equal(rmt_xweights_smooth(RANDBLAS_COL_MAJOR, M, N, B.p, B.ld, 1, NULL), RANDBLAS_NOT_FINITE);
        assert_true(*view_at(B, 0, 0) == 0);
        free(A.p), free(B.p);
    }
    assert_int_equal(rmt_xweights_smooth(RANDBLAS_COL_MAJOR, 0, 3, NULL, 1, 0, NULL), 0);
}

/* Three huge entries are three traps; the same by a permutation, Jacobi's values and the way back. */
static void test_sharpen(void **state)
{
    (void)state;
    enum { M = 60, N = 40 };
    uint64_t seed = 31;
    const randblas_state s = randblas_seed(9);
    for (int turn = 0; turn < 2; turn++) {
        const int64_t m = turn ? N : M, n = turn ? M : N;
        const randblas_layout layout = turn ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        const randblas_xview A = random_view(m, n, layout, 2, &seed);
        *view_at(A, 3, 5) = 40, *view_at(A, 10, 30) = -50, *view_at(A, 33, 2) = 60;
        const randblas_xview B = copy_view(A, m, n), P = copy_view(A, m, n);
        int64_t removed = -1;
        double values[N], after[N], lost = 0;
        assert_int_equal(rmt_xweights_sharpen(layout, m, n, B.p, B.ld, 0, &s, NULL, &removed), 0);
        assert_int_equal(removed, 3);
        assert_int_equal(rmt_xweights_shuffle(layout, m, n, P.p, P.ld, 0, &s), 0);
        jacobi(m, n, P, values);
        for (int i = N - 3; i < N; i++) lost += values[i];
        assert_true(fabs(difference_squared(m, n, A, B) - lost) <= 1e3 * EPS * lost);
        assert_int_equal(rmt_xweights_shuffle(layout, m, n, B.p, B.ld, 0, &s), 0);
        jacobi(m, n, B, after);
        for (int i = 0; i < 3; i++) assert_true(after[i] <= 1e3 * EPS * values[N - 1]);
        for (int i = 3; i < N; i++) assert_true(fabs(after[i] - values[i - 3]) <= 1e3 * EPS * values[N - 1]);
        free(A.p), free(B.p), free(P.p);
    }
    scalar_t zero[100] = {0};
    int64_t removed = -1;
    assert_int_equal(rmt_xweights_sharpen(RANDBLAS_ROW_MAJOR, 10, 10, zero, 10, 0.01, &s, NULL, &removed),
                     RANDBLAS_RANK_DEFICIENT);
    zero[4] = (scalar_t)INFINITY;
    assert_int_equal(rmt_xweights_sharpen(RANDBLAS_ROW_MAJOR, 10, 10, zero, 10, 0.01, &s, NULL, &removed),
                     RANDBLAS_NOT_FINITE);
    assert_int_equal(removed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_spectrum),      cmocka_unit_test(test_panels),
                                       cmocka_unit_test(test_trust),         cmocka_unit_test(test_scales),
                                       cmocka_unit_test(test_degenerate),    cmocka_unit_test(test_shuffle),
                                       cmocka_unit_test(test_uniform),       cmocka_unit_test(test_smooth),
                                       cmocka_unit_test(test_smooth_scales), cmocka_unit_test(test_sharpen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
