/*
 * What the sparse families draw.  Seeds are fixed, so a test either always passes or always fails; the stated false
 * alarm is the probability that a correct sampler would fail it for a random seed.
 */
#include "sparse_families.h"
#include "sparse_impl.h"
#include "statistics.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

typedef struct coo {
    int64_t nnz, *row, *column;
    double *value;
} coo;

static randblas_sketch *create(randblas_dist dist, uint64_t seed)
{
    const randblas_state state = randblas_seed(seed);
    randblas_sketch *S = NULL;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    return S;
}

/* In float: the same places, and the values rounded. */
static void compare_with_float(const randblas_sketch *S, int64_t ro, int64_t co, int64_t m, int64_t n, const coo *c)
{
    const size_t room = (size_t)c->nnz + 1;
    int64_t *row = malloc(room * sizeof *row), *column = malloc(room * sizeof *column), nnz = -1;
    float *value = malloc(room * sizeof *value);
    assert_int_equal(randblas_sfill_coo(m, n, S, ro, co, c->nnz, row, column, value, &nnz), 0);
    assert_int_equal(nnz, c->nnz);
    for (int64_t k = 0; k < nnz; k++) {
        assert_true(row[k] == c->row[k] && column[k] == c->column[k]);
        assert_true(value[k] == (float)c->value[k]);
    }
    free(row), free(column), free(value);
}

static coo coordinates_of(const randblas_sketch *S, int64_t ro, int64_t co, int64_t m, int64_t n)
{
    coo c = {0};
    assert_int_equal(randblas_dfill_coo(m, n, S, ro, co, 0, NULL, NULL, NULL, &c.nnz), 0);
    c.row = malloc((size_t)(c.nnz + 1) * sizeof *c.row);
    c.column = malloc((size_t)(c.nnz + 1) * sizeof *c.column);
    c.value = malloc((size_t)(c.nnz + 1) * sizeof *c.value);
    const int64_t expected = c.nnz;
    assert_int_equal(randblas_dfill_coo(m, n, S, ro, co, c.nnz, c.row, c.column, c.value, &c.nnz), 0);
    assert_int_equal(c.nnz, expected);
    compare_with_float(S, ro, co, m, n, &c);
    return c;
}

static coo whole(const randblas_sketch *S)
{
    return coordinates_of(S, 0, 0, randblas_sketch_rows(S), randblas_sketch_cols(S));
}

static void release(coo *c)
{
    free(c->row), free(c->column), free(c->value);
}

/* Chi-square of counts against n p_i, standardised by Wilson and Hilferty: about N(0, 1); 5 is a false alarm of 3e-7.
 */
static double chi_square_score(int64_t cells, const double *count, const double *expected)
{
    double x = 0;
    for (int64_t i = 0; i < cells; i++) x += (count[i] - expected[i]) * (count[i] - expected[i]) / expected[i];
    const double k = (double)(cells - 1);
    return (cbrt(x / k) - (1 - 2 / (9 * k))) / sqrt(2 / (9 * k));
}

static double uniform_score(int64_t cells, const double *count)
{
    double total = 0, *expected = malloc((size_t)cells * sizeof *expected);
    for (int64_t i = 0; i < cells; i++) total += count[i];
    for (int64_t i = 0; i < cells; i++) expected[i] = total / (double)cells;
    const double score = chi_square_score(cells, count, expected);
    free(expected);
    return score;
}

#define LIMIT 5.0

/* ---- structure ---- */

static void coordinates_are_the_filled_matrix(void **state)
{
    (void)state;
    const int64_t d = 41, m = 101;
    double weights[101];
    uneven_weights(m, weights);
    for (int which = 0; which < NUM_SPARSE; which++) {
        randblas_sketch *S = create(sparse_family(which, d, m, weights), 3);
        for (int part = 0; part < 3; part++) {
            const int64_t ro = part * 4, co = part * 7, r = d - ro - part, c = m - co - 5 * part;
            double *filled = malloc((size_t)(r * c) * sizeof *filled),
                   *summed = calloc((size_t)(r * c), sizeof *summed);
            float *single = malloc((size_t)(r * c) * sizeof *single);
            assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, r, c, S, ro, co, filled, r), 0);
            assert_int_equal(randblas_sfill(RANDBLAS_COL_MAJOR, r, c, S, ro, co, single, r), 0);
            coo x = coordinates_of(S, ro, co, r, c);
            for (int64_t e = 0; e < x.nnz; e++) {
                assert_in_range(x.row[e], 0, r - 1);
                assert_in_range(x.column[e], 0, c - 1);
                summed[x.row[e] + x.column[e] * r] += x.value[e];
            }
            for (int64_t i = 0; i < r * c; i++) {
                assert_true(fabs(summed[i] - filled[i]) <= 1e-14 * fabs(filled[i])); /* LESS adds up to 7 terms */
                assert_true(single[i] == (float)filled[i]);
            }
            free(filled), free(summed), free(single);
            release(&x);
        }
        randblas_sketch_destroy(S);
    }
}

static void compressed_columns_are_the_filled_matrix(void **state)
{
    (void)state;
    const int64_t d = 41, m = 101, ro = 2, co = 3, r = 30, c = 90;
    double weights[101];
    uneven_weights(m, weights);
    for (int which = 0; which < NUM_SPARSE; which++)
        for (int trans = 0; trans < 2; trans++) {
            const int64_t rows = trans ? c : r, cols = trans ? r : c; /* of op(S') */
            randblas_sketch *S = create(sparse_family(which, d, m, weights), 3);
            randblas_arena arena = randblas_arena_open(NULL);
            randblas_columns x;
            double *filled = malloc((size_t)(r * c) * sizeof *filled),
                   *summed = calloc((size_t)(r * c), sizeof *summed);
            assert_int_equal(randblas_sparse_columns(S, trans, ro, co, rows, cols, &arena, &x), 0);
            assert_int_equal(
                randblas_dfill(trans ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, r, c, S, ro, co, filled, rows),
                0); /* either way column l of op(S') is contiguous */
            assert_int_equal(x.ptr[0], 0);
            for (int64_t l = 0; l < cols; l++)
                for (int64_t e = x.ptr[l]; e < x.ptr[l + 1]; e++) {
                    assert_in_range(x.row[e], 0, rows - 1);
                    summed[x.row[e] + l * rows] += x.value[e];
                }
            for (int64_t i = 0; i < r * c; i++) assert_true(fabs(summed[i] - filled[i]) <= 1e-14 * fabs(filled[i]));
            free(filled), free(summed);
            randblas_arena_close(&arena);
            randblas_sketch_destroy(S);
        }
}

/* Columns of sparse sign, rows of LESS-uniform, rows of sampling without replacement: no repetition. */
static void nonzeros_are_distinct(void **state)
{
    (void)state;
    static const int64_t nnz[] = {1, 2, 7, 15, 16, 17, 18, 40};
    const int64_t d = 40, m = 300;
    for (int i = 0; i < 8; i++)
        for (int by_row = 0; by_row < 2; by_row++) {
            randblas_sketch *S =
                create(by_row ? randblas_less_uniform(m, d, nnz[i]) : randblas_sparse_sign(d, m, nnz[i]), (uint64_t)i);
            coo c = whole(S);
            char *seen = calloc((size_t)(d * m), 1);
            assert_int_equal(c.nnz, m * nnz[i]);
            for (int64_t e = 0; e < c.nnz; e++) {
                const int64_t at = by_row ? c.column[e] + c.row[e] * d : c.row[e] + c.column[e] * d;
                assert_false(seen[at]++);
            }
            free(seen);
            release(&c);
            randblas_sketch_destroy(S);
        }
}

static void stack_has_one_nonzero_a_block(void **state)
{
    (void)state;
    const int64_t d = 47, m = 200;
    for (int64_t nnz = 1; nnz <= d; nnz += 6) {
        randblas_sketch *S = create(randblas_sparse_stack(d, m, nnz), 5);
        coo c = whole(S);
        char *seen = calloc((size_t)(nnz * m), 1);
        assert_int_equal(c.nnz, m * nnz);
        for (int64_t e = 0; e < c.nnz; e++) {
            int64_t t = 0;
            while ((t + 1) * d / nnz <= c.row[e]) t++;
            assert_false(seen[t + c.column[e] * nnz]++);
        }
        free(seen);
        release(&c);
        randblas_sketch_destroy(S);
    }
}

/* ---- frequencies ---- */

static double rows_score(const coo *c, int64_t d)
{
    double *count = calloc((size_t)d, sizeof *count);
    for (int64_t e = 0; e < c->nnz; e++) count[c->row[e]]++;
    const double score = uniform_score(d, count);
    free(count);
    return score;
}

static double columns_score(const coo *c, int64_t m)
{
    double *count = calloc((size_t)m, sizeof *count);
    for (int64_t e = 0; e < c->nnz; e++) count[c->column[e]]++;
    const double score = uniform_score(m, count);
    free(count);
    return score;
}

/* Number of plus signs, and of equal signs in a row, standardised. */
static void check_signs(const coo *c)
{
    double plus = 0, equal = 0;
    for (int64_t e = 0; e < c->nnz; e++) {
        plus += c->value[e] > 0;
        if (e) equal += (c->value[e] > 0) == (c->value[e - 1] > 0);
    }
    const double n = (double)c->nnz;
    assert_true(fabs(2 * plus - n) <= LIMIT * sqrt(n));
    assert_true(fabs(2 * equal - (n - 1)) <= LIMIT * sqrt(n));
}

/* Distinct places make the counts less variable than independent ones: the score is only bounded above.  False alarm
 * 3e-7 for each of about 20 scores. */
static void places_and_signs_are_uniform(void **state)
{
    (void)state;
    static const int64_t nnz[] = {1, 3, 8, 24};
    for (int i = 0; i < 4; i++) {
        randblas_sketch *S[3] = {create(randblas_sparse_sign(48, 20000, nnz[i]), 1),
                                 create(randblas_sparse_stack(48, 20000, nnz[i]), 2),
                                 create(randblas_less_uniform(20000, 48, nnz[i]), 3)};
        for (int f = 0; f < 3; f++) {
            coo c = whole(S[f]);
            assert_true((f < 2 ? rows_score(&c, 48) : columns_score(&c, 48)) < LIMIT);
            check_signs(&c);
            release(&c);
            randblas_sketch_destroy(S[f]);
        }
    }
}

/* Floyd's subsets: all 35 subsets of 3 of 7 places are equally likely.  35 cells, 70000 columns. */
static void subsets_are_uniform(void **state)
{
    (void)state;
    randblas_sketch *S = create(randblas_sparse_sign(7, 70000, 3), 9);
    coo c = whole(S);
    double count[128] = {0}, used[35];
    int *set = calloc(70000, sizeof *set), subsets = 0;
    for (int64_t e = 0; e < c.nnz; e++) set[c.column[e]] |= 1 << c.row[e];
    for (int64_t j = 0; j < 70000; j++) count[set[j]]++;
    for (int s = 0; s < 128; s++)
        if (__builtin_popcount((unsigned)s) == 3) used[subsets++] = count[s];
    assert_int_equal(subsets, 35);
    const double score = uniform_score(35, used);
    assert_true(fabs(score) < LIMIT); /* 6e-7 */
    free(set);
    release(&c);
    randblas_sketch_destroy(S);
}

/* Columns with probability proportional to their weight; those of weight zero never. */
static void weighted_draws_follow_the_weights(void **state)
{
    (void)state;
    enum { M = 60 };
    double weights[M], expected[M], sum = 0;
    uneven_weights(M, weights);
    for (int j = 0; j < M; j += 9) weights[j] = 0;
    for (int j = 0; j < M; j++) sum += weights[j];
    randblas_sketch *S[2] = {create(randblas_less(4000, M, 10, weights), 4),
                             create(randblas_row_sample_weighted(40000, M, weights, 1), 4)};
    for (int f = 0; f < 2; f++) {
        coo c = whole(S[f]);
        double count[M] = {0}, drawn[M];
        int64_t cells = 0;
        for (int64_t e = 0; e < c.nnz; e++) {
            const double p = weights[c.column[e]] / sum, size = f ? 1 / sqrt(40000 * p) : 1 / sqrt(10 * 4000 * p);
            assert_true(p > 0);
            assert_true(fabs(fabs(c.value[e]) - size) <= 1e-14 * size);
            count[c.column[e]]++;
        }
        for (int j = 0; j < M; j++)
            if (weights[j] > 0) {
                drawn[cells] = count[j];
                expected[cells++] = (double)c.nnz * weights[j] / sum;
            }
        assert_true(fabs(chi_square_score(cells, drawn, expected)) < LIMIT); /* 6e-7 */
        if (f == 0) check_signs(&c);
        release(&c);
        randblas_sketch_destroy(S[f]);
    }
}

/* Inclusion probabilities pi_j = min(1, c w_j): over many seeds each frequency within 5 standard deviations (60 items,
 * false alarm 4e-5), the size always d, and entries 1/sqrt(pi_j). */
static void systematic_sampling_has_its_inclusion_probabilities(void **state)
{
    (void)state;
    enum { M = 60, D = 20, TRIALS = REPLICATES(20000) };
    double weights[M], pi[M], count[M] = {0}, first[M] = {0};
    uneven_weights(M, weights);
    weights[7] = 4000, weights[8] = 4000, weights[9] = 0; /* two certain columns, one impossible */
    double rest = 0;
    for (int j = 0; j < M; j++) rest += weights[j] < 4000 ? weights[j] : 0;
    for (int j = 0; j < M; j++) pi[j] = weights[j] < 4000 ? (D - 2) * weights[j] / rest : 1;
    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        randblas_sketch *S = create(randblas_row_sample_weighted(D, M, weights, 0), seed);
        int64_t row[D], column[D], nnz;
        double value[D];
        bool seen[M] = {false};
        assert_int_equal(randblas_dfill_coo(D, M, S, 0, 0, D, row, column, value, &nnz), 0);
        assert_int_equal(nnz, D);
        for (int i = 0; i < D; i++) {
            assert_false(seen[column[i]]);
            seen[column[i]] = true;
            count[column[i]]++;
            if (row[i] == 0) first[column[i]]++;
            assert_true(fabs(value[i] - 1 / sqrt(pi[column[i]])) <= 1e-13 * value[i]);
        }
        randblas_sketch_destroy(S);
    }
    for (int j = 0; j < M; j++) {
        assert_true(fabs(count[j] - TRIALS * pi[j]) <= LIMIT * sqrt(TRIALS * pi[j] * (1 - pi[j])));
        const double f = pi[j] / D; /* random order: each picked column is as likely in row 0 as in any other */
        assert_true(fabs(first[j] - TRIALS * f) <= LIMIT * sqrt(TRIALS * f * (1 - f)));
    }
}

static void uniform_sampling_is_uniform(void **state)
{
    (void)state;
    enum { M = 50, D = 10, TRIALS = REPLICATES(20000) };
    for (int replace = 0; replace < 2; replace++) {
        double count[M] = {0}, second[M] = {0};
        for (uint64_t seed = 0; seed < TRIALS; seed++) {
            randblas_sketch *S = create(randblas_row_sample(D, M, replace), seed);
            coo c = whole(S);
            bool seen[M] = {false};
            assert_int_equal(c.nnz, D);
            for (int64_t e = 0; e < D; e++) {
                if (!replace) assert_false(seen[c.column[e]]);
                seen[c.column[e]] = true;
                count[c.column[e]]++;
                if (c.row[e] == 1) second[c.column[e]]++;
                assert_true(fabs(c.value[e] - sqrt((double)M / D)) <= 1e-15);
            }
            release(&c);
            randblas_sketch_destroy(S);
        }
        assert_true(uniform_score(M, count) < LIMIT);
        assert_true(fabs(uniform_score(M, second)) < LIMIT);
    }
}

/* ---- E S^T S = I ---- */

/*
 * X = mean over seeds of |S u|^2 for a unit vector u: expectation 1 for every family.  The sample's own standard
 * deviation gives the bound of 5 (false alarm 6e-7 a family, if the mean of 4000 is near normal).
 */
static void expectation_is_the_identity(void **state)
{
    (void)state;
    enum { D = 24, M = 60, TRIALS = REPLICATES(4000) };
    double weights[M], u[M], y[D], norm = 0;
    uneven_weights(M, weights);
    for (int j = 0; j < M; j++) {
        u[j] = 1 + (j * j) % 11 - 3.0 * (j % 5);
        norm += u[j] * u[j];
    }
    for (int j = 0; j < M; j++) u[j] /= sqrt(norm);
    for (int which = 0; which < NUM_SPARSE; which++) {
        double sum = 0, squares = 0;
        for (uint64_t seed = 0; seed < TRIALS; seed++) {
            randblas_sketch *S = create(sparse_family(which, D, M, weights), seed);
            double x = 0;
            assert_int_equal(randblas_dskve(RANDBLAS_NO_TRANS, D, M, 1, S, 0, 0, u, 1, 0, y, 1), 0);
            for (int i = 0; i < D; i++) x += y[i] * y[i];
            sum += x;
            squares += x * x;
            randblas_sketch_destroy(S);
        }
        const double mean = sum / TRIALS, deviation = sqrt((squares / TRIALS - mean * mean) / TRIALS);
        assert_true(deviation > 0);
        assert_true(fabs(mean - 1) <= LIMIT * deviation);
    }
}

static void unscaled_drops_the_factor(void **state)
{
    (void)state;
    const int64_t d = 30, m = 80;
    double weights[80];
    uneven_weights(m, weights);
    for (int which = 0; which < NUM_SPARSE; which++) {
        randblas_dist dist = sparse_family(which, d, m, weights);
        dist.unscaled = 1;
        randblas_sketch *S = create(dist, 2);
        coo c = whole(S);
        double sum = 0;
        for (int64_t j = 0; j < m; j++) sum += weights[j];
        for (int64_t e = 0; e < c.nnz; e++) {
            const double size = which == LESS_SCORES ? sqrt(sum / weights[c.column[e]] / 7) : 1;
            assert_true(fabs(fabs(c.value[e]) - size) <= 1e-14 * size);
        }
        release(&c);
        randblas_sketch_destroy(S);
    }
}

/* ---- one operator, whatever part is asked for and by how many threads ---- */

static void parts_agree_with_the_whole(void **state)
{
    (void)state;
    const int64_t d = 70, m = 150;
    double weights[150], one;
    uneven_weights(m, weights);
    for (int which = 0; which < NUM_SPARSE; which++) {
        randblas_sketch *S = create(sparse_family(which, d, m, weights), 8);
        double *all = malloc((size_t)(d * m) * sizeof *all);
        assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, d, m, S, 0, 0, all, d), 0);
        for (int64_t i = 0; i < d; i += 3)
            for (int64_t j = 0; j < m; j++) {
                assert_int_equal(randblas_dfill(RANDBLAS_ROW_MAJOR, 1, 1, S, i, j, &one, 1), 0);
                assert_true(one == all[i + j * d]);
            }
        free(all);
        randblas_sketch_destroy(S);
    }
}

/* Columns (rows) do not depend on how many there are, so that an operator can be extended. */
static void longer_draws_extend_shorter_ones(void **state)
{
    (void)state;
    const int64_t d = 20, m = 90;
    randblas_sketch *S[8] = {create(randblas_sparse_sign(d, m, 3), 1),  create(randblas_sparse_sign(d, 2 * m, 3), 1),
                             create(randblas_sparse_sign(d, m, 18), 1), create(randblas_sparse_sign(d, 2 * m, 18), 1),
                             create(randblas_row_sample(d, m, 0), 1),   create(randblas_row_sample(2 * d, m, 0), 1),
                             create(randblas_row_sample(d, m, 1), 1),   create(randblas_row_sample(2 * d, m, 1), 1)};
    for (int f = 0; f < 8; f += 2) {
        double shorter[20 * 90], longer[20 * 90];
        assert_int_equal(randblas_dfill(RANDBLAS_ROW_MAJOR, d, m, S[f], 0, 0, shorter, m), 0);
        assert_int_equal(randblas_dfill(RANDBLAS_ROW_MAJOR, d, m, S[f + 1], 0, 0, longer, m), 0);
        for (int64_t i = 0; i < d * m; i++) {
            assert_true((shorter[i] > 0) == (longer[i] > 0)); /* the scale depends on d */
            assert_true((shorter[i] < 0) == (longer[i] < 0));
        }
        randblas_sketch_destroy(S[f]);
        randblas_sketch_destroy(S[f + 1]);
    }
}

static void threads_do_not_matter(void **state)
{
    (void)state;
#ifdef _OPENMP
    static const int threads[] = {1, 2, 3, 8};
    const int64_t d = 300, m = 1000, n = 40;
    double *weights = malloc((size_t)m * sizeof *weights), *A = malloc((size_t)(m * n) * sizeof *A);
    double *S0 = malloc((size_t)(d * m) * sizeof *S0), *S1 = malloc((size_t)(d * m) * sizeof *S1);
    double *B0 = malloc((size_t)(d * n) * sizeof *B0), *B1 = malloc((size_t)(d * n) * sizeof *B1);
    const int before = omp_get_max_threads();
    uneven_weights(m, weights);
    for (int64_t i = 0; i < m * n; i++) A[i] = sin((double)i);
    for (int which = 0; which < NUM_SPARSE; which++)
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
            for (int t = 0; t < 4; t++) {
                const bool rows = layout == RANDBLAS_ROW_MAJOR;
                omp_set_num_threads(threads[t]);
                randblas_sketch *S = create(sparse_family(which, d, m, weights), 8);
                assert_int_equal(randblas_dfill((randblas_layout)layout, d, m, S, 0, 0, t ? S1 : S0, rows ? m : d), 0);
                assert_int_equal(randblas_dskge((randblas_layout)layout, RANDBLAS_LEFT, RANDBLAS_NO_TRANS,
                                                RANDBLAS_NO_TRANS, d, n, m, 1, S, 0, 0, A, rows ? n : m, 0, t ? B1 : B0,
                                                rows ? n : d),
                                 0);
                if (t) assert_memory_equal(S0, S1, (size_t)(d * m) * sizeof *S0);
                if (t) assert_memory_equal(B0, B1, (size_t)(d * n) * sizeof *B0); /* sums keep their order, too */
                randblas_sketch_destroy(S);
            }
    omp_set_num_threads(before);
    free(weights), free(A), free(S0), free(S1), free(B0), free(B1);
#else
    skip();
#endif
}

/* Known answers: the operators of seed 42 must not change from release to release, machine to machine. */
static void known_answers(void **state)
{
    (void)state;
    randblas_sketch *S = create(randblas_sparse_sign(100, 3, 2), 42);
    const randblas_state seed = randblas_seed(42);
    coo c = whole(S);
    for (int64_t e = 0; e < c.nnz; e++) {
        /* By the rule itself: word t of block (0, column), Floyd. */
        const uint32_t counter[4] = {0, 0, (uint32_t)c.column[e], 0};
        uint32_t w[4];
        randblas_philox(counter, seed.key, w);
        const int64_t t = e % 2;
        const uint64_t word = w[2 * t] | (uint64_t)w[2 * t + 1] << 32;
        const int64_t r = (int64_t)floor((double)(word >> 11) * 0x1p-53 * (double)(99 + t));
        assert_true(c.row[e] == r || (t == 1 && r == c.row[e - 1] && c.row[e] == 99));
        assert_true(c.value[e] == (word & 1 ? -1 : 1) / sqrt(2));
    }
    release(&c);
    randblas_sketch_destroy(S);
}

/* ---- arguments ---- */

static int status(randblas_dist dist)
{
    const randblas_state state = randblas_seed(0);
    randblas_sketch *S = NULL;
    const int info = randblas_sketch_create(&dist, &state, &S, NULL);
    assert_true((info == 0) == (S != NULL));
    randblas_sketch_destroy(S);
    return info;
}

static void illegal_distributions(void **state)
{
    (void)state;
    double w[5] = {1, 2, 0, 3, 4};
    assert_int_equal(status(randblas_sparse_sign(4, 9, 5)), -1);
    assert_int_equal(status(randblas_sparse_sign(4, 9, -1)), -1);
    assert_int_equal(status(randblas_sparse_stack(4, 9, 5)), -1);
    assert_int_equal(status(randblas_less_uniform(4, 9, 10)), -1);
    assert_int_equal(status(randblas_less(4, 5, 2, NULL)), -1);
    assert_int_equal(status(randblas_row_sample(6, 5, 0)), -1);
    assert_int_equal(status(randblas_row_sample(6, 0, 1)), -1);
    assert_int_equal(status(randblas_row_sample_weighted(5, 5, w, 0)), -1); /* four positive weights */
    assert_int_equal(status(randblas_row_sample_weighted(4, 5, w, 0)), 0);
    assert_int_equal(status(randblas_row_sample_weighted(5, 5, w, 1)), 0);
    static const double bad[] = {-1, NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 4; i++) {
        w[3] = bad[i];
        assert_int_equal(status(randblas_less(4, 5, 2, w)), -1);
        assert_int_equal(status(randblas_row_sample_weighted(2, 5, w, 0)), -1);
        assert_int_equal(status(randblas_row_sample_weighted(2, 5, w, 1)), -1);
    }
    const double zero[5] = {0};
    assert_int_equal(status(randblas_less(4, 5, 2, zero)), -1);
    assert_int_equal(status(randblas_row_sample_weighted(2, 5, zero, 1)), -1);
}

/* Weights near the ends of the range: nothing overflows, nothing impossible is drawn. */
static void extreme_weights(void **state)
{
    (void)state;
    static const double scales[] = {1e-320, 1e-300, 1, 1e300};
    for (int s = 0; s < 4; s++) {
        const double w[6] = {3 * scales[s], 0, 5 * scales[s], 1e4 * scales[s], 2 * scales[s], 1e3 * scales[s]};
        const randblas_dist dists[3] = {randblas_less(50, 6, 3, w), randblas_row_sample_weighted(50, 6, w, 1),
                                        randblas_row_sample_weighted(4, 6, w, 0)};
        for (int f = 0; f < 3; f++) {
            randblas_sketch *S = create(dists[f], 6);
            coo c = whole(S);
            for (int64_t e = 0; e < c.nnz; e++) {
                assert_int_not_equal(c.column[e], 1);
                assert_true(isfinite(c.value[e]) && c.value[e] != 0);
            }
            release(&c);
            randblas_sketch_destroy(S);
        }
    }
    const double apart[4] = {1e308, 1e-308, 1e-308, 1e-308}; /* their ratio underflows */
    randblas_sketch *S = create(randblas_row_sample_weighted(3, 4, apart, 0), 1);
    coo c = whole(S);
    assert_int_equal(c.nnz, 3);
    for (int64_t e = 0; e < 3; e++) assert_true(isfinite(c.value[e]) && c.value[e] >= 1);
    release(&c);
    randblas_sketch_destroy(S);
}

static void empty_operators(void **state)
{
    (void)state;
    const double w[1] = {1};
    const randblas_dist dists[] = {randblas_sparse_sign(0, 5, 0),  randblas_sparse_sign(5, 0, 2),
                                   randblas_sparse_stack(0, 0, 0), randblas_less_uniform(5, 0, 0),
                                   randblas_less(5, 0, 3, w),      randblas_row_sample(0, 5, 0),
                                   randblas_row_sample(0, 0, 1),   randblas_row_sample_weighted(0, 1, w, 0)};
    for (int i = 0; i < (int)(sizeof dists / sizeof *dists); i++) {
        randblas_sketch *S = create(dists[i], 1);
        int64_t nnz = -1;
        const int64_t d = dists[i].rows, m = dists[i].cols;
        double x[5] = {1, 1, 1, 1, 1}, y[5] = {2, 2, 2, 2, 2};
        assert_int_equal(randblas_dfill_coo(d, m, S, 0, 0, 0, NULL, NULL, NULL, &nnz), 0);
        assert_int_equal(nnz, 0);
        assert_int_equal(randblas_dskve(RANDBLAS_NO_TRANS, d, m, 1, S, 0, 0, x, 1, 3, y, 1), 0);
        for (int64_t j = 0; j < d; j++) assert_true(y[j] == 6);
        randblas_sketch_destroy(S);
    }
}

static void fill_coo_checks_its_arguments(void **state)
{
    (void)state;
    randblas_sketch *S = create(randblas_sparse_sign(10, 20, 2), 1), *G = create(randblas_gaussian(10, 20), 1);
    int64_t row[40], column[40], nnz = -7;
    double value[40];
    for (int i = 0; i < 40; i++) row[i] = column[i] = -3, value[i] = -3;
    assert_int_equal(randblas_dfill_coo(-1, 20, S, 0, 0, 40, row, column, value, &nnz), -1);
    assert_int_equal(randblas_dfill_coo(10, -1, S, 0, 0, 40, row, column, value, &nnz), -2);
    assert_int_equal(randblas_dfill_coo(10, 20, NULL, 0, 0, 40, row, column, value, &nnz), -3);
    assert_int_equal(randblas_dfill_coo(10, 20, G, 0, 0, 40, row, column, value, &nnz), -3);
    assert_int_equal(randblas_dfill_coo(10, 20, S, 1, 0, 40, row, column, value, &nnz), -4);
    assert_int_equal(randblas_dfill_coo(10, 20, S, -1, 0, 40, row, column, value, &nnz), -4);
    assert_int_equal(randblas_dfill_coo(10, 20, S, 0, 1, 40, row, column, value, &nnz), -5);
    assert_int_equal(randblas_dfill_coo(10, 20, S, 0, 0, -1, row, column, value, &nnz), -6);
    assert_int_equal(randblas_dfill_coo(10, 20, S, 0, 0, 40, NULL, column, value, &nnz), -7);
    assert_int_equal(randblas_dfill_coo(10, 20, S, 0, 0, 40, row, NULL, value, &nnz), -8);
    assert_int_equal(randblas_dfill_coo(10, 20, S, 0, 0, 40, row, column, NULL, &nnz), -9);
    assert_int_equal(randblas_dfill_coo(10, 20, S, 0, 0, 40, row, column, value, NULL), -10);
    assert_int_equal(nnz, -7);
    assert_int_equal(randblas_dfill_coo(10, 20, S, 0, 0, 39, row, column, value, &nnz), -6);
    assert_int_equal(nnz, 40);
    for (int i = 0; i < 40; i++) assert_true(row[i] == -3 && column[i] == -3 && value[i] == -3);
    randblas_sketch_destroy(S);
    randblas_sketch_destroy(G);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coordinates_are_the_filled_matrix),
        cmocka_unit_test(compressed_columns_are_the_filled_matrix),
        cmocka_unit_test(nonzeros_are_distinct),
        cmocka_unit_test(stack_has_one_nonzero_a_block),
        cmocka_unit_test(places_and_signs_are_uniform),
        cmocka_unit_test(subsets_are_uniform),
        cmocka_unit_test(weighted_draws_follow_the_weights),
        cmocka_unit_test(systematic_sampling_has_its_inclusion_probabilities),
        cmocka_unit_test(uniform_sampling_is_uniform),
        cmocka_unit_test(expectation_is_the_identity),
        cmocka_unit_test(unscaled_drops_the_factor),
        cmocka_unit_test(parts_agree_with_the_whole),
        cmocka_unit_test(longer_draws_extend_shorter_ones),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(known_answers),
        cmocka_unit_test(illegal_distributions),
        cmocka_unit_test(extreme_weights),
        cmocka_unit_test(empty_operators),
        cmocka_unit_test(fill_coo_checks_its_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
