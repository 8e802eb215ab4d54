/*
 * Eigenvalues of random blocks: principal ones against LAPACK on the submatrix, rotated ones against Cauchy's
 * interlacing, the trace, and free compression.
 */
#include "laws.h"
#include "statistics.h"

#include "rmt.h"

#include <lapacke.h>
#include <string.h>

enum { N = 150, M = 70, PAD = 2 };

static double A[N * (N + PAD)];

/* A full symmetric matrix, A[i][j] at i + j (N + PAD), padding NaN; row and column major alike. */
static void fill(double scale)
{
    for (int k = 0; k < N * (N + PAD); k++) A[k] = NAN;
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++)
            A[i + j * (N + PAD)] = scale * (cos(1.7 * i * j + i + j) + (i == j) * (i % 7 == 0 ? 40 : 0.1 * i));
}

static void eigenvalues(int n, double *S, double *w)
{
    assert_int_equal(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', n, S, n, w), 0);
}

static void test_principal(void **state)
{
    (void)state;
    static double S[M * M];
    double w[M], values[M];
    int64_t index[M];
    const double scales[] = {1, 1e-200, 1e200};
    for (int s = 0; s < 3; s++)
        for (int layout = 0; layout < 2; layout++) {
            const randblas_state seed = randblas_seed((uint64_t)s);
            fill(scales[s]);
            const randblas_dlinop op =
                randblas_dlinop_dense(layout ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, N, N, A, N + PAD);
            randblas_state after, next;
            assert_int_equal(rmt_decompress_choose(N, M, &seed, index, &after), 0);
            for (int j = 0; j < M; j++)
                for (int i = 0; i < M; i++) S[i + j * M] = A[index[i] + index[j] * (N + PAD)] / scales[s];
            eigenvalues(M, S, w);
            assert_int_equal(rmt_decompress_block(&op, M, 0, &seed, NULL, values, &next), 0);
            for (int i = 0; i < M; i++) assert_close(values[i] / scales[s], w[i], 1e-11);
            assert_memory_equal(&after, &next, sizeof next);
        }
}

static void test_rotated(void **state)
{
    (void)state;
    static double S[N * N];
    double w[N], values[N], trace = 0, square = 0, sum = 0;
    fill(1);
    for (int j = 0; j < N; j++) memcpy(S + j * N, A + j * (N + PAD), N * sizeof *S);
    eigenvalues(N, S, w);
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, N, N, A, N + PAD);
    const randblas_state seed = randblas_seed(8);
    randblas_state next;
    assert_int_equal(rmt_decompress_block(&op, N, 1, &seed, NULL, values, NULL), 0); /* the whole */
    for (int i = 0; i < N; i++) assert_close(values[i], w[i], 1e-11);
    assert_int_equal(rmt_decompress_block(&op, M, 1, &seed, NULL, values, &next), 0);
    assert_true(memcmp(&next, &seed, sizeof next) != 0);
    for (int i = 0; i < M; i++) assert_true(values[i] >= w[i] - 1e-11 && values[i] <= w[i + N - M] + 1e-11);
    for (int i = 0; i < N; i++) trace += w[i] / N;
    for (int i = 0; i < N; i++) square += (w[i] - trace) * (w[i] - trace) / N;
    for (int i = 0; i < M; i++) sum += values[i];
    /* tr Q^T A Q of a Haar Q: variance 2 m (n - m) square/((n - 1)(n + 2)) */
    const double deviation = sqrt(2.0 * M * (N - M) * square / ((N - 1.0) * (N + 2.0)));
    assert_true(fabs(sum - M * trace) < Z_LIMIT * deviation && deviation < 0.2 * M);
}

/* A sparse diagonal matrix whose entries are a projector's: half of them 1.  Its rotated block is Wachter's. */
static int project(void *context, randblas_op trans, int64_t ncols, const double *X, int64_t ldx, double *Y,
                   int64_t ldy)
{
    const int *failing = context;
    (void)trans;
    for (int64_t j = 0; j < ncols; j++)
        for (int64_t i = 0; i < N; i++) Y[i + j * ldy] = i % 2 ? X[i + j * ldx] : 0;
    return *failing;
}

static void test_callback(void **state)
{
    (void)state;
    enum { BLOCK = 30 };
    int failing = 0;
    double values[BLOCK], distance;
    rmt_law *law = NULL;
    const randblas_state seed = randblas_seed(3);
    const randblas_dlinop op = randblas_dlinop_callback(N, N, project, &failing);
    assert_int_equal(rmt_decompress_block(&op, BLOCK, 1, &seed, NULL, values, NULL), 0);
    assert_int_equal(rmt_law_wachter(2.5, 2.5, &law), 0);
    assert_int_equal(rmt_law_ks(law, BLOCK, values, &distance), 0);
    assert_true(distance < 3.0 / BLOCK); /* eigenvalues repel: O(1/n) */
    rmt_law_destroy(law);
    assert_int_equal(rmt_decompress_block(&op, BLOCK, 0, &seed, NULL, values, NULL),
                     0); /* of the matrix itself: 0, 1 */
    for (int i = 0; i < BLOCK; i++) assert_true(fabs(values[i] * (values[i] - 1)) < 1e-14);
    failing = 1;
    assert_int_equal(rmt_decompress_block(&op, BLOCK, 1, &seed, NULL, values, NULL), RANDBLAS_CALLBACK_FAILED);
}

static int cancel(void *context, const char *phase, double fraction)
{
    (void)context, (void)phase;
    return fraction > 0;
}

/* Entries as they are stored, by products, and by a function of the indices. */
static int entries(void *context, int64_t nrows, const int64_t *rows, int64_t ncols, const int64_t *cols, double *out,
                   int64_t ld)
{
    for (int64_t j = 0; j < ncols; j++)
        for (int64_t i = 0; i < nrows; i++) out[i + j * ld] = A[rows[i] + cols[j] * (N + PAD)];
    return context != NULL;
}

static int product(void *context, randblas_op trans, int64_t ncols, const double *X, int64_t ldx, double *Y,
                   int64_t ldy)
{
    (void)trans, (void)context;
    for (int64_t j = 0; j < ncols; j++)
        for (int i = 0; i < N; i++) {
            Y[i + j * ldy] = 0;
            for (int k = 0; k < N; k++) Y[i + j * ldy] += A[i + k * (N + PAD)] * X[k + j * ldx];
        }
    return 0;
}

static void test_entries(void **state)
{
    (void)state;
    enum { LDS = M + 2 };
    static double S[M * LDS];
    int64_t index[M];
    const randblas_state seed = randblas_seed(1);
    randblas_dlinop ops[5];
    const randlapack_dentries K = randlapack_dentries_callback(N, N, entries, NULL);
    int k = 0;
    fill(1);
    assert_int_equal(rmt_decompress_choose(N, M, &seed, index, NULL), 0);
    ops[k++] = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, N, N, A, N + PAD);
    ops[k++] = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, N, N, A, N + PAD);
    ops[k++] = randblas_dlinop_symmetric(RANDBLAS_ROW_MAJOR, RANDBLAS_UPPER, N, A, N + PAD);
    ops[k++] = randblas_dlinop_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, N, A, N + PAD);
    ops[k++] = randblas_dlinop_callback(N, N, product, NULL);
    for (k = 0; k < 6; k++) {
        if (k == 2 || k == 3) /* the other triangle is not read */
            for (int j = 0; j < N; j++)
                for (int i = 0; i < j; i++) A[k == 2 ? i + j * (N + PAD) : j + i * (N + PAD)] = NAN;
        memset(S, 1, sizeof S);
        assert_int_equal(k < 5 ? rmt_decompress_principal(&ops[k], M, index, NULL, S, LDS)
                               : rmt_decompress_entries(&K, M, index, S, LDS),
                         0);
        fill(1);
        for (int j = 0; j < M; j++)
            for (int i = 0; i < M; i++) assert_close(S[i + j * LDS], A[index[i] + index[j] * (N + PAD)], 1e-11);
    }
    const randlapack_dentries failing = randlapack_dentries_callback(N, N, entries, S),
                              wide = randlapack_dentries_callback(M, N, entries, NULL);
    assert_int_equal(rmt_decompress_entries(&failing, M, index, S, LDS), RANDBLAS_CALLBACK_FAILED);
    assert_int_equal(rmt_decompress_entries(NULL, M, index, S, LDS), -1);
    assert_int_equal(rmt_decompress_entries(&wide, M, index, S, LDS), -1);
    assert_int_equal(rmt_decompress_entries(&K, 0, index, S, LDS), -2);
    assert_int_equal(rmt_decompress_entries(&K, M, NULL, S, LDS), -3);
    assert_int_equal(rmt_decompress_entries(&K, M, index, NULL, LDS), -4);
    assert_int_equal(rmt_decompress_entries(&K, M, index, S, M - 1), -5);
    assert_int_equal(rmt_decompress_principal(NULL, M, index, NULL, S, LDS), -1);
    assert_int_equal(rmt_decompress_principal(&ops[0], N + 1, index, NULL, S, LDS), -2);
    assert_int_equal(rmt_decompress_principal(&ops[0], M, NULL, NULL, S, LDS), -3);
    const randblas_dlinop oblong = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, 1, 2, S, 2);
    const randblas_control negative = {.memory_limit = -1};
    assert_int_equal(rmt_decompress_principal(&oblong, 1, index, NULL, S, LDS), -1);
    assert_int_equal(rmt_decompress_principal(&ops[0], M, index, &negative, S, LDS), -4);
    assert_int_equal(rmt_decompress_principal(&ops[0], M, index, NULL, NULL, LDS), -5);
    assert_int_equal(rmt_decompress_principal(&ops[0], M, index, NULL, S, M - 1), -6);
    index[M - 1] = N;
    assert_int_equal(rmt_decompress_principal(&ops[0], M, index, NULL, S, LDS), -3);
    index[M - 1] = index[M - 2];
    assert_int_equal(rmt_decompress_principal(&ops[0], M, index, NULL, S, LDS), -3);
    index[0] = -1;
    assert_int_equal(rmt_decompress_entries(&K, M, index, S, LDS), -3);
}

static void test_illegal(void **state)
{
    (void)state;
    double values[M];
    const randblas_state seed = randblas_seed(3);
    fill(1);
    for (int i = 0; i < M; i++) values[i] = 7;
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, N, N, A, N + PAD);
    const randblas_dlinop wide = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, N + PAD);
    const randblas_dlinop wrong = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, N, N, A, N - 1);
    const randblas_dlinop empty = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, 0, 0, A, 1);
    const randblas_control negative = {.memory_limit = -1}, little = {.memory_limit = 100}, stop = {.progress = cancel};
    assert_int_equal(rmt_decompress_block(NULL, M, 0, &seed, NULL, values, NULL), -1);
    assert_int_equal(rmt_decompress_block(&wide, M, 0, &seed, NULL, values, NULL), -1);
    assert_int_equal(rmt_decompress_block(&wrong, M, 0, &seed, NULL, values, NULL), -1);
    assert_int_equal(rmt_decompress_block(&empty, 1, 0, &seed, NULL, values, NULL), -1);
    assert_int_equal(rmt_decompress_block(&op, 0, 0, &seed, NULL, values, NULL), -2);
    assert_int_equal(rmt_decompress_block(&op, N + 1, 0, &seed, NULL, values, NULL), -2);
    assert_int_equal(rmt_decompress_block(&op, M, 2, &seed, NULL, values, NULL), -3);
    assert_int_equal(rmt_decompress_block(&op, M, 0, NULL, NULL, values, NULL), -4);
    assert_int_equal(rmt_decompress_block(&op, M, 0, &seed, &negative, values, NULL), -5);
    assert_int_equal(rmt_decompress_block(&op, M, 0, &seed, NULL, NULL, NULL), -6);
    assert_int_equal(rmt_decompress_block(&op, M, 0, &seed, &little, values, NULL), RANDBLAS_MEMORY_LIMIT);
    assert_int_equal(rmt_decompress_block(&op, M, 0, &seed, &stop, values, NULL), RANDBLAS_CANCELLED);
    A[5] = NAN;
    A[5 * (N + PAD)] = NAN;
    assert_int_equal(rmt_decompress_block(&op, M, 1, &seed, NULL, values, NULL), RANDBLAS_NOT_FINITE);
    for (int i = 0; i < M; i++) assert_true(values[i] == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_principal), cmocka_unit_test(test_rotated),
                                       cmocka_unit_test(test_callback), cmocka_unit_test(test_entries),
                                       cmocka_unit_test(test_illegal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
