/*
 * Determinantal point processes against exhaustive enumeration: the determinants of all subsets by elimination.  Each
 * comparison of frequencies raises a false alarm with probability 1e-10, in the approximation by chi-square.
 */
#include "statistics.h"
#include "xlinop.h"
#include "xspectrum.h"
#include "xsubsets.h"

#include "coin_sums_impl.h"
#include "ensemble_impl.h"
#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)
#define N 6
#define SETS (1 << N)
#define SAMPLES 20000

/* B^T B scaled, B rank x n: positive semidefinite. */
static randblas_xview random_ensemble(int64_t n, int64_t rank, double scale, uint64_t *seed)
{
    const randblas_xview B = random_view(rank, n, RANDBLAS_COL_MAJOR, 0, seed);
    const randblas_xview L = random_view(n, n, RANDBLAS_ROW_MAJOR, 2, seed);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++) {
            double sum = 0;
            for (int64_t r = 0; r < rank; r++) sum += (double)*view_at(B, r, i) * (double)*view_at(B, r, j);
            *view_at(L, i, j) = *view_at(L, j, i) = (scalar_t)(scale * sum);
        }
    free(B.p);
    return L;
}

static randblas_xlinop dense_op(randblas_xview A, int64_t m, int64_t n)
{
    return randblas_xlinop_dense(A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
}

/* det L_S for all sets, or those of size k (k < 0: all); returns the sum, and divides by it. */
static double enumerate(randblas_xview L, int n, int k, double *probabilities)
{
    double total = 0;
    for (unsigned set = 0; set < 1u << n; set++) {
        probabilities[set] = k < 0 || set_size(set) == k ? fmax(0, principal_minor(n, L, set)) : 0;
        total += probabilities[set];
    }
    for (unsigned set = 0; set < 1u << n; set++) probabilities[set] /= total;
    return total;
}

static void compare(const int64_t *counts, const double *probabilities, int64_t samples)
{
    double df;
    const double statistic = pearson(SETS, counts, probabilities, samples, &df);
    assert_true(df < 1 ? statistic < INFINITY : statistic <= chi_square_limit(df));
}

/* Full rank and rank 3, few and many items; and the marginals, whose probabilities are diag L (I + L)^-1. */
static void dpp_matches_enumeration(void **state)
{
    (void)state;
    const double scales[] = {0.3, 1, 5};
    uint64_t seed = 1;
    int64_t *sizes = malloc(SAMPLES * sizeof *sizes), *items = malloc(SAMPLES * 7 * sizeof *items);
    for (int64_t rank = 3; rank <= N; rank += 3)
        for (int c = 0; c < 3; c++) {
            const randblas_xview L = random_ensemble(N, rank, scales[c], &seed);
            const randblas_xlinop op = dense_op(L, N, N);
            const randlapack_dpp_options options = {.state = randblas_seed((uint64_t)(10 * rank + c))};
            double probabilities[SETS], expected = 0, marginal[N] = {0};
            int64_t counts[SETS] = {0}, in[N] = {0};
            randlapack_dpp_report report;
            const double total = enumerate(L, N, -1, probabilities);
            assert_int_equal(randlapack_xdpp(&op, SAMPLES, sizes, items, 7, &options, &report), 0);
            for (int64_t t = 0; t < SAMPLES; t++) {
                counts[mask_of(sizes[t], items + 7 * t, N)]++;
                for (int64_t i = sizes[t]; i < N; i++) assert_int_equal(items[i + 7 * t], -1);
            }
            compare(counts, probabilities, SAMPLES);
            for (unsigned set = 0; set < SETS; set++) {
                expected += probabilities[set] * set_size(set);
                for (int i = 0; i < N; i++) {
                    marginal[i] += set >> i & 1 ? probabilities[set] : 0;
                    in[i] += set >> i & 1 ? counts[set] : 0;
                }
            }
            for (int i = 0; i < N; i++)
                assert_true(fabs((double)in[i] - SAMPLES * marginal[i]) <= count_limit(SAMPLES * marginal[i]));
            assert_true(fabs(report.expected_size - expected) <= 1e4 * EPS);
            assert_true(fabs(report.log_normaliser - log(total)) <= 1e4 * EPS);
            assert_int_equal(report.rank, rank);
            free(L.p);
        }
    free(sizes), free(items);
}

static void kdpp_matches_enumeration(void **state)
{
    (void)state;
    uint64_t seed = 2;
    int64_t *items = malloc(SAMPLES * 7 * sizeof *items);
    for (int64_t rank = 4; rank <= N; rank += 2)
        for (int64_t k = 0; k <= rank; k++)
            for (int c = 0; c < 2; c++) {
                const randblas_xview L = random_ensemble(N, rank, c ? 1e-3 : 1e3, &seed);
                const randblas_xlinop op = dense_op(L, N, N);
                const randlapack_dpp_options options = {.state = randblas_seed((uint64_t)(10 * rank + k))};
                double probabilities[SETS];
                int64_t counts[SETS] = {0};
                randlapack_dpp_report report;
                const double total = enumerate(L, N, (int)k, probabilities);
                assert_int_equal(randlapack_xkdpp(&op, k, SAMPLES, items, 7, &options, &report), 0);
                for (int64_t t = 0; t < SAMPLES; t++) counts[mask_of(k, items + 7 * t, N)]++;
                compare(counts, probabilities, SAMPLES);
                /* Each eigenvalue is right to n eps ||L||. */
                assert_true(fabs(report.log_normaliser - log(total)) <= 1e5 * EPS);
                assert_true(report.expected_size == (double)k);
                free(L.p);
            }
    free(items);
}

/* P(S) = det(Q_S)^2 for any basis; given one that is not orthonormal, det(A_S)^2 / det(A^T A). */
static void projection_matches_enumeration(void **state)
{
    (void)state;
    uint64_t seed = 3;
    int64_t *items = malloc(SAMPLES * 5 * sizeof *items);
    for (int64_t n = 1; n <= 5; n++) {
        const randblas_xview A = random_view(N, n, RANDBLAS_ROW_MAJOR, 1, &seed);
        const randblas_xlinop op = dense_op(A, N, n);
        const randlapack_dpp_options options = {.state = randblas_seed((uint64_t)n)};
        double probabilities[SETS], total = 0, x[SMALL];
        const double nothing[SMALL] = {0};
        int64_t counts[SETS] = {0};
        randlapack_dpp_report report;
        for (unsigned set = 0; set < SETS; set++) {
            probabilities[set] =
                set_size(set) == n ? normal_equations(N, (int)n, A, set, NULL, 0, NULL, nothing, x) : 0;
            total += probabilities[set];
        }
        for (unsigned set = 0; set < SETS; set++) probabilities[set] /= total;
        assert_int_equal(randlapack_xprojection_dpp(&op, SAMPLES, items, 5, &options, &report), 0);
        for (int64_t t = 0; t < SAMPLES; t++) counts[mask_of(n, items + 5 * t, N)]++;
        compare(counts, probabilities, SAMPLES);
        assert_int_equal(report.rank, n);
        free(A.p);
    }
    free(items);
}

/* Row i of a projection DPP comes with probability its leverage score; m = 300. */
static void inclusion_is_leverage(void **state)
{
    (void)state;
    enum { M = 300, K = 20, T = 400 };
    uint64_t seed = 4;
    const randblas_xview A = random_view(M, K, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t j = 0; j < K; j++) *view_at(A, 5, j) *= 100; /* certain, nearly */
    const randblas_xlinop op = dense_op(A, M, K);
    int64_t *items = malloc((size_t)(T * K) * sizeof *items), in[M] = {0};
    scalar_t scores[M];
    assert_int_equal(randlapack_xleverage(&op, scores, NULL, NULL), 0);
    assert_int_equal(randlapack_xprojection_dpp(&op, T, items, K, NULL, NULL), 0);
    for (int64_t t = 0; t < T; t++)
        for (int64_t i = 0; i < K; i++) {
            assert_true(i == 0 || items[i + t * K] > items[i - 1 + t * K]);
            in[items[i + t * K]]++;
        }
    for (int64_t i = 0; i < M; i++)
        assert_true(fabs((double)in[i] - T * (double)scores[i]) <= count_limit(T * (double)scores[i]));
    free(items), free(A.p);
}

/* n = 1000 with eigenvalues over 600 orders of magnitude (float: 60): ln e_k for k = 500 and a spectrum of two values,
 * by Vandermonde's sum in logarithms; nothing overflows. */
static void elementary_polynomials_do_not_overflow(void **state)
{
    (void)state;
    enum { R = 1000, K = 500 };
    double *lambda = malloc(R * sizeof *lambda), *heads = malloc(R * sizeof *heads), *tails = malloc(R * sizeof *tails);
    double *table = malloc((size_t)(R + 1) * (K + 1) * sizeof *table);
    const double pairs[][2] = {{1e300, 1e-300}, {2, 1}, {1e-280, 1e-281}, {1e200, 1e198}};
    for (int c = 0; c < 4; c++) {
        double largest = -INFINITY, sum = 0, found = 0, mean = 0;
        double terms[K + 1];
        for (int i = 0; i < R; i++) lambda[i] = pairs[c][i % 5 == 0]; /* 200 of the second, 800 of the first */
        for (int l = 0; l <= K; l++) {
            const int other = K - l; /* l of the 800, K - l of the 200 */
            terms[l] = other > 200
                           ? -INFINITY
                           : lgamma(801) - lgamma(l + 1) - lgamma(801 - l) + l * log(pairs[c][0]) + lgamma(201) -
                                 lgamma(other + 1) - lgamma(201 - other) + other * log(pairs[c][1]);
            largest = fmax(largest, terms[l]);
        }
        for (int l = 0; l <= K; l++) sum += exp(terms[l] - largest);
        const double log_c = randlapack_tilt(R, lambda, K, heads, tails);
        randlapack_coin_sums(R, heads, tails, K, table);
        found = log(table[(R + 1) * (K + 1) - 1]) - K * log_c;
        for (int i = 0; i < R; i++) {
            found -= log(tails[i]);
            mean += heads[i];
        }
        assert_true(fabs(mean - K) <= 1e-9);
        assert_true(table[(R + 1) * (K + 1) - 1] >= 1.0 / (R + 1));
        assert_true(fabs(found - (largest + log(sum))) <= 1e-12 * fmax(1e4, fabs(largest)));
    }
    free(lambda), free(heads), free(tails), free(table);
}

/* 90 items at an extreme scale: k-DPPs of all sizes up to the rank. */
static void large_kdpp(void **state)
{
    (void)state;
    enum { BIG = 90 };
    uint64_t seed = 5;
    const randblas_xview L = random_ensemble(BIG, 3 * BIG, IS_SINGLE ? 1e20 : 1e200, &seed);
    const randblas_xlinop op = dense_op(L, BIG, BIG);
    int64_t items[BIG * 3];
    for (int64_t k = 1; k <= BIG; k += 22) {
        randlapack_dpp_report report;
        assert_int_equal(randlapack_xkdpp(&op, k, 3, items, BIG, NULL, &report), 0);
        assert_true(isfinite(report.log_normaliser));
        for (int64_t t = 0; t < 3; t++)
            for (int64_t i = 1; i < k; i++) assert_true(items[i + t * BIG] > items[i - 1 + t * BIG]);
    }
    assert_int_equal(randlapack_xkdpp(&op, BIG, 1, items, BIG, NULL, NULL), 0);
    for (int64_t i = 0; i < BIG; i++) assert_int_equal(items[i], i);
    free(L.p);
}

/* A duplicate of an item never comes with it, whatever the scale of L. */
static void no_duplicates(void **state)
{
    (void)state;
    uint64_t seed = 6;
    const double scales[] = {1, IS_SINGLE ? 1e30 : 1e200, IS_SINGLE ? 1e-30 : 1e-200};
    for (int c = 0; c < 3; c++) {
        const randblas_xview L = random_ensemble(20, 10, 1, &seed);
        for (int64_t i = 0; i < 20; i++) *view_at(L, i, 7) = *view_at(L, i, 2);
        for (int64_t j = 0; j < 20; j++) *view_at(L, 7, j) = *view_at(L, 2, j);
        for (int64_t i = 0; i < 20; i++)
            for (int64_t j = 0; j < 20; j++) *view_at(L, i, j) *= (scalar_t)scales[c];
        const randblas_xlinop op = dense_op(L, 20, 20);
        int64_t items[20 * 500], sizes[500];
        assert_int_equal(randlapack_xdpp(&op, 500, sizes, items, 20, NULL, NULL), 0);
        for (int64_t t = 0; t < 500; t++) {
            int both = 0;
            for (int64_t i = 0; i < sizes[t]; i++) both += items[i + 20 * t] == 2 || items[i + 20 * t] == 7;
            assert_true(both < 2 && sizes[t] <= 10);
            if (c == 2) assert_int_equal(sizes[t], 0); /* eigenvalues of 1e-200 */
            if (c == 1) assert_int_equal(sizes[t], 10);
        }
        free(L.p);
    }
}

/* Each kind of operator that can be symmetric, the same matrix: the same samples. */
static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 7;
    int64_t reference[N * 50], items[N * 50], sizes[50];
    const randblas_xview L = random_ensemble(N, N, 2, &seed);
    randblas_xlinop op = dense_op(L, N, N);
    assert_int_equal(randlapack_xdpp(&op, 50, sizes, reference, N, NULL, NULL), 0);
    op = randblas_xlinop_symmetric(RANDBLAS_ROW_MAJOR, RANDBLAS_LOWER, N, L.p, L.ld);
    assert_int_equal(randlapack_xdpp(&op, 50, sizes, items, N, NULL, NULL), 0);
    assert_memory_equal(items, reference, sizeof items);
    for (int kind = 3; kind < NKINDS; kind++) {
        sample *s = make_sample(all_kinds[kind], N, N, &seed);
        if (all_kinds[kind] == RANDBLAS_CALLBACK) {
            for (int64_t i = 0; i < N; i++)
                for (int64_t j = 0; j < N; j++) *view_at(s->dense, i, j) = *view_at(L, i, j);
            assert_int_equal(randlapack_xdpp(&s->A, 50, sizes, items, N, NULL, NULL), 0);
            s->fail_at = s->calls + 1;
            assert_int_equal(randlapack_xdpp(&s->A, 50, sizes, items, N, NULL, NULL), RANDBLAS_CALLBACK_FAILED);
            s->fail_at = 0;
            assert_int_equal(randlapack_xdpp(&s->A, 50, sizes, items, N, NULL, NULL), 0);
        } else {
            int64_t ptr[N + 1], rowind[N * N], colind[N * N];
            scalar_t values[N * N];
            randblas_xlinop sparse = s->A;
            op = dense_op(L, N, N);
            sparse.ptr = ptr, sparse.rowind = rowind, sparse.colind = colind, sparse.values = values;
            sparse.nnz = N * N;
            assert_int_equal(randblas_xconvert(&op, &sparse), 0);
            assert_int_equal(randlapack_xdpp(&sparse, 50, sizes, items, N, NULL, NULL), 0);
        }
        assert_memory_equal(items, reference, sizeof items);
        free_sample(s);
    }
    free(L.p);
}

/* Sample t is a function of the state and t; calls chained through `next` continue the samples of one call. */
static void states(void **state)
{
    (void)state;
    uint64_t seed = 8;
    const randblas_xview L = random_ensemble(N, N, 2, &seed);
    const randblas_xlinop op = dense_op(L, N, N);
    randlapack_dpp_options options = {.state = randblas_seed(3)};
    randlapack_dpp_report report;
    int64_t one[N * 9], two[N * 9], sizes[9];
    options.state.counter[0] = 0xfffffff0u; /* the carry */
    assert_int_equal(randlapack_xdpp(&op, 9, sizes, one, N, &options, NULL), 0);
    assert_int_equal(randlapack_xdpp(&op, 4, sizes, two, N, &options, &report), 0);
    options.state = report.next;
    assert_int_equal(randlapack_xdpp(&op, 5, sizes, two + N * 4, N, &options, NULL), 0);
    assert_memory_equal(one, two, sizeof one);
    free(L.p);
}

static void numerical_outcomes(void **state)
{
    (void)state;
    scalar_t L[9] = {1, 0, 0, 0, -1, 0, 0, 0, 2};
    randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 3, L, 3);
    int64_t sizes[200], items[600];
    randlapack_dpp_report report;
    assert_int_equal(randlapack_xdpp(&op, 200, sizes, items, 3, NULL, &report), RANDBLAS_NOT_POSITIVE_DEFINITE);
    for (int t = 0; t < 200; t++)
        for (int64_t i = 0; i < sizes[t]; i++) assert_true(items[i + 3 * t] != 1);
    assert_int_equal(report.rank, 2);
    assert_int_equal(randlapack_xkdpp(&op, 2, 1, items, 3, NULL, NULL), RANDBLAS_NOT_POSITIVE_DEFINITE);
    assert_true(items[0] == 0 && items[1] == 2);
    assert_int_equal(randlapack_xkdpp(&op, 3, 1, items, 3, NULL, &report), RANDBLAS_RANK_DEFICIENT);
    assert_true(items[0] == -1 && items[2] == -1 && report.rank == 2);
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY};
    for (int c = 0; c < 2; c++) {
        L[4] = bad[c];
        assert_int_equal(randlapack_xdpp(&op, 1, sizes, items, 3, NULL, NULL), RANDBLAS_NOT_FINITE);
        assert_true(sizes[0] == 0 && items[0] == -1);
        assert_int_equal(randlapack_xkdpp(&op, 1, 1, items, 3, NULL, NULL), RANDBLAS_NOT_FINITE);
        assert_int_equal(items[0], -1);
        assert_int_equal(randlapack_xprojection_dpp(&op, 1, items, 3, NULL, NULL), RANDBLAS_NOT_FINITE);
        assert_int_equal(items[0], -1);
    }
    const scalar_t A[] = {1, 2, 3, 2, 4, 6};
    op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 2, A, 3);
    assert_int_equal(randlapack_xprojection_dpp(&op, 1, items, 2, NULL, &report), RANDBLAS_RANK_DEFICIENT);
    assert_true(items[0] >= 0 && items[1] == -1 && report.rank == 1);
}

/* No items, one item, the zero ensemble. */
static void degenerate(void **state)
{
    (void)state;
    const scalar_t zeros[16] = {0}, one = 1;
    int64_t sizes[3] = {9, 9, 9}, items[12];
    randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 0, 0, NULL, 1);
    assert_int_equal(randlapack_xdpp(&op, 2, sizes, NULL, 1, NULL, NULL), 0);
    assert_true(sizes[0] == 0 && sizes[1] == 0 && sizes[2] == 9);
    assert_int_equal(randlapack_xkdpp(&op, 0, 2, NULL, 1, NULL, NULL), 0);
    assert_int_equal(randlapack_xprojection_dpp(&op, 2, NULL, 1, NULL, NULL), 0);
    op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 4, 4, zeros, 4);
    assert_int_equal(randlapack_xdpp(&op, 3, sizes, items, 4, NULL, NULL), 0);
    assert_true(sizes[2] == 0 && items[11] == -1);
    assert_int_equal(randlapack_xkdpp(&op, 0, 3, items, 1, NULL, NULL), 0);
    assert_int_equal(randlapack_xkdpp(&op, 1, 3, items, 1, NULL, NULL), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(randlapack_xprojection_dpp(&op, 3, items, 4, NULL, NULL), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(items[0], -1);
    op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 1, 1, &one, 1);
    assert_int_equal(randlapack_xkdpp(&op, 1, 1, items, 1, NULL, NULL), 0);
    assert_int_equal(items[0], 0);
    assert_int_equal(randlapack_xprojection_dpp(&op, 1, items, 1, NULL, NULL), 0);
    assert_int_equal(randlapack_xdpp(&op, 0, NULL, NULL, 1, NULL, NULL), 0);
}

static void illegal_arguments(void **state)
{
    (void)state;
    const scalar_t L[9] = {2, 1, 0, 1, 2, 0, 0, 0, 1}, skew[9] = {2, 1, 0, -1, 2, 0, 0, 0, 1};
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 3, L, 3);
    const randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 2, 3, L, 2);
    const randblas_xlinop tall = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 2, L, 3);
    const randblas_xlinop other = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 3, skew, 3);
    const randblas_xlinop broken = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 3, L, 2);
    const randblas_xlinop *const bad_matrices[] = {NULL, &broken, &wide, &tall, &other};
    int64_t sizes[2] = {-7, -7}, items[6] = {-7, -7, -7, -7, -7, -7};
    for (int k = 0; k < 5; k++) {
        assert_int_equal(randlapack_xdpp(bad_matrices[k], 2, sizes, items, 3, NULL, NULL), -1);
        assert_int_equal(randlapack_xkdpp(bad_matrices[k], 2, 2, items, 3, NULL, NULL), -1);
        if (k < 3) assert_int_equal(randlapack_xprojection_dpp(bad_matrices[k], 2, items, 3, NULL, NULL), -1);
    }
    assert_int_equal(randlapack_xdpp(&op, -1, sizes, items, 3, NULL, NULL), -2);
    assert_int_equal(randlapack_xdpp(&op, 2, NULL, items, 3, NULL, NULL), -3);
    assert_int_equal(randlapack_xdpp(&op, 2, sizes, NULL, 3, NULL, NULL), -4);
    assert_int_equal(randlapack_xdpp(&op, 2, sizes, items, 2, NULL, NULL), -5);
    assert_int_equal(randlapack_xkdpp(&op, -1, 2, items, 3, NULL, NULL), -2);
    assert_int_equal(randlapack_xkdpp(&op, 4, 2, items, 4, NULL, NULL), -2);
    assert_int_equal(randlapack_xkdpp(&op, 2, -1, items, 3, NULL, NULL), -3);
    assert_int_equal(randlapack_xkdpp(&op, 2, 2, NULL, 3, NULL, NULL), -4);
    assert_int_equal(randlapack_xkdpp(&op, 2, 2, items, 1, NULL, NULL), -5);
    assert_int_equal(randlapack_xprojection_dpp(&op, -1, items, 3, NULL, NULL), -2);
    assert_int_equal(randlapack_xprojection_dpp(&op, 2, NULL, 3, NULL, NULL), -3);
    assert_int_equal(randlapack_xprojection_dpp(&op, 2, items, 2, NULL, NULL), -4);
    const randlapack_dpp_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
    };
    for (int k = 0; k < 4; k++) {
        assert_int_equal(randlapack_xdpp(&op, 2, sizes, items, 3, &bad[k], NULL), -6);
        assert_int_equal(randlapack_xkdpp(&op, 2, 2, items, 3, &bad[k], NULL), -6);
        assert_int_equal(randlapack_xprojection_dpp(&op, 2, items, 3, &bad[k], NULL), -5);
    }
    assert_true(sizes[0] == -7 && sizes[1] == -7);
    for (int i = 0; i < 6; i++) assert_int_equal(items[i], -7);
}

static int call(int which, const randblas_xlinop *op, const randlapack_dpp_options *options)
{
    int64_t sizes[3], items[N * 3];
    if (which == 0) return randlapack_xdpp(op, 3, sizes, items, N, options, NULL);
    if (which == 1) return randlapack_xkdpp(op, 3, 3, items, N, options, NULL);
    return randlapack_xprojection_dpp(op, 3, items, N, options, NULL);
}

static void progress_and_memory(void **state)
{
    (void)state;
    static const char *const phases[] = {"factor", "sample"};
    uint64_t seed = 9;
    sample *s = make_sample(RANDBLAS_CALLBACK, N, N, &seed); /* the kind that needs most */
    const randblas_xview L = random_ensemble(N, N, 2, &seed);
    for (int64_t i = 0; i < N; i++)
        for (int64_t j = 0; j < N; j++) *view_at(s->dense, i, j) = *view_at(L, i, j);
    for (int which = 0; which < 3; which++) {
        counting all = {0};
        randlapack_dpp_options options = {.control = {.allocate = counting_allocate, .release = counting_release}};
        options.control.allocator_context = &all;
        assert_int_equal(call(which, &s->A, &options), 0);
        assert_true(all.requests > 5 && all.out == 0);
        for (int64_t k = 1; k <= all.requests; k++) {
            counting failing = {.refuse = k};
            options.control.allocator_context = &failing;
            assert_int_equal(call(which, &s->A, &options), RANDBLAS_OUT_OF_MEMORY);
            assert_true(failing.out == 0 && failing.requests == k);
        }
        for (int k = 0; k < 4; k++) {
            watching watch = {.cancel_in = phases[k > 0], .skip = k > 0 ? k - 1 : 0};
            options.control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
            assert_int_equal(call(which, &s->A, &options), RANDBLAS_CANCELLED);
            assert_int_equal(watch.nphases, k ? 2 : 1);
        }
        options.control = (randblas_control){.memory_limit = 300};
        assert_int_equal(call(which, &s->A, &options), RANDBLAS_MEMORY_LIMIT);
    }
    free(L.p);
    free_sample(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dpp_matches_enumeration),
        cmocka_unit_test(kdpp_matches_enumeration),
        cmocka_unit_test(projection_matches_enumeration),
        cmocka_unit_test(inclusion_is_leverage),
        cmocka_unit_test(elementary_polynomials_do_not_overflow),
        cmocka_unit_test(large_kdpp),
        cmocka_unit_test(no_duplicates),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(states),
        cmocka_unit_test(numerical_outcomes),
        cmocka_unit_test(degenerate),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(progress_and_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
