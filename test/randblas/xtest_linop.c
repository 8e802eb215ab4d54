/* Linear operators: every kind multiplies as the matrix it stands for, and hostile ones are found out. */
#include "xlinop.h"

static const int64_t sizes[] = {0, 1, 2, 17, 70};
#define NSIZES (int)(sizeof sizes / sizeof *sizes)

/* A sum of k + 1 products of numbers at most 3 sqrt 2, times |alpha| <= sqrt 2, in two orders. */
static double tolerance(int64_t k)
{
    return (double)REAL_EPS * 4 * (double)(k + 4) * 30 * (double)(k + 4);
}

static void apply_once(randblas_kind kind, randblas_layout layout, randblas_op op, int64_t rows, int64_t cols,
                       int64_t n, uint64_t *seed)
{
    const bool plain = op == RANDBLAS_NO_TRANS;
    const int64_t m = plain ? rows : cols, k = plain ? cols : rows;
    sample *s = make_sample(kind, rows, cols, seed);
    randblas_xview X = random_view(k, n, layout, 1, seed), Y = random_view(m, n, layout, 2, seed);
    randblas_xview Z = copy_view(Y, m, n);
    const scalar_t alpha = random_scalar(seed), beta = random_scalar(seed);
    assert_int_equal(randblas_xlinop_check(&s->A), 0);
    assert_int_equal(randblas_xlinop_apply(layout, op, n, ARG(alpha), &s->A, X.p, X.ld, ARG(beta), Y.p, Y.ld), 0);
    reference_gemm(m, n, k, alpha, op, s->dense, RANDBLAS_NO_TRANS, X, beta, Z);
    assert_true(max_difference(m, n, Y, Z) <= tolerance(k));
    free(X.p), free(Y.p), free(Z.p);
    free_sample(s);
}

static void applying_is_multiplying(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
            for (int op = RANDBLAS_NO_TRANS; op <= RANDBLAS_CONJ_TRANS; op++)
                for (int i = 0; i < NSIZES * NSIZES * NSIZES; i++) {
                    const int64_t rows = sizes[i % NSIZES], cols = sizes[i / NSIZES % NSIZES];
                    const int64_t n = sizes[i / NSIZES / NSIZES];
                    if (needs_square(all_kinds[kind]) && rows != cols) continue;
                    apply_once(all_kinds[kind], (randblas_layout)layout, (randblas_op)op, rows, cols, n, &seed);
                }
}

/* Large enough for several panels of expanded rows, and for threads. */
static void large_operators(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int op = RANDBLAS_NO_TRANS; op <= RANDBLAS_CONJ_TRANS; op++) {
            const int64_t rows = 901, cols = needs_square(all_kinds[kind]) ? rows : 333;
            apply_once(all_kinds[kind], RANDBLAS_ROW_MAJOR, (randblas_op)op, rows, cols, 1, &seed);
            apply_once(all_kinds[kind], (kind + op) % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, (randblas_op)op,
                       rows, cols, 67, &seed); /* layouts in turn: each kind in both */
        }
}

/* beta = 0 overwrites NaN; alpha = 0 does not look at A or X; NaN and Inf in X arrive in Y. */
static void special_scalars_and_values(void **state)
{
    (void)state;
    uint64_t seed = 3;
    const int64_t n = 9;
    for (int kind = 0; kind < NKINDS; kind++) {
        sample *s = make_sample(all_kinds[kind], n, n, &seed);
        randblas_xview X = random_view(n, 2, RANDBLAS_COL_MAJOR, 0, &seed), Y = copy_view(X, n, 2);
        const scalar_t zero = 0, one = 1;
        for (int64_t i = 0; i < 2 * n; i++) Y.p[i] = (scalar_t)NAN;
        assert_int_equal(
            randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 2, ARG(one), &s->A, X.p, n, ARG(zero), Y.p, n),
            0);
        for (int64_t i = 0; i < 2 * n; i++) assert_true(Y.p[i] == Y.p[i]);
        for (int64_t i = 0; i < n; i++) X.p[i] = (scalar_t)(i % 2 ? NAN : INFINITY); /* the first column only */
        assert_int_equal(
            randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 2, ARG(one), &s->A, X.p, n, ARG(zero), Y.p, n),
            0);
        for (int64_t i = 0; i < n; i++) {
            const bool empty = linop_is_sparse(&s->A) && Y.p[i] == (scalar_t)0;
            assert_true(empty || !isfinite(ABS(Y.p[i])));
            assert_true(isfinite(ABS(Y.p[i + n])));
        }
        assert_int_equal(randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 2, ARG(zero), &s->A, X.p, n,
                                               ARG(zero), Y.p, n),
                         0);
        for (int64_t i = 0; i < 2 * n; i++) assert_true(Y.p[i] == (scalar_t)0);
        free(X.p), free(Y.p);
        free_sample(s);
    }
}

static void callback_failing(void **state)
{
    (void)state;
    uint64_t seed = 4;
    sample *s = make_sample(RANDBLAS_CALLBACK, 5, 4, &seed);
    scalar_t X[4] = {1, 2, 3, 4}, Y[5] = {0}, one = 1;
    s->fail_at = 1;
    assert_int_equal(
        randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, ARG(one), &s->A, X, 4, ARG(one), Y, 5),
        RANDBLAS_CALLBACK_FAILED);
    free_sample(s);
}

/* Each argument wrong in turn: its position is returned and Y stays. */
static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 5;
    const int64_t m = 4, k = 3, n = 2;
    sample *s = make_sample(RANDBLAS_CSR, m, k, &seed);
    randblas_xview X = random_view(k, n, RANDBLAS_COL_MAJOR, 0, &seed),
                   Y = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
    randblas_xview Z = copy_view(Y, m, n);
    const scalar_t a = 2, b = 3;
    const randblas_layout col = RANDBLAS_COL_MAJOR;
    const randblas_op no = RANDBLAS_NO_TRANS;
    randblas_xlinop bad = s->A;
    bad.ptr = NULL;
    assert_int_equal(randblas_xlinop_apply((randblas_layout)0, no, n, ARG(a), &s->A, X.p, k, ARG(b), Y.p, m), -1);
    assert_int_equal(randblas_xlinop_apply(col, (randblas_op)0, n, ARG(a), &s->A, X.p, k, ARG(b), Y.p, m), -2);
    assert_int_equal(randblas_xlinop_apply(col, no, -1, ARG(a), &s->A, X.p, k, ARG(b), Y.p, m), -3);
#if IS_COMPLEX
    assert_int_equal(randblas_xlinop_apply(col, no, n, NULL, &s->A, X.p, k, ARG(b), Y.p, m), -4);
    assert_int_equal(randblas_xlinop_apply(col, no, n, ARG(a), &s->A, X.p, k, NULL, Y.p, m), -8);
#endif
    assert_int_equal(randblas_xlinop_apply(col, no, n, ARG(a), NULL, X.p, k, ARG(b), Y.p, m), -5);
    assert_int_equal(randblas_xlinop_apply(col, no, n, ARG(a), &bad, X.p, k, ARG(b), Y.p, m), -5);
    assert_int_equal(randblas_xlinop_apply(col, no, n, ARG(a), &s->A, NULL, k, ARG(b), Y.p, m), -6);
    assert_int_equal(randblas_xlinop_apply(col, no, n, ARG(a), &s->A, X.p, k - 1, ARG(b), Y.p, m), -7);
    assert_int_equal(randblas_xlinop_apply(col, no, n, ARG(a), &s->A, X.p, k, ARG(b), NULL, m), -9);
    assert_int_equal(randblas_xlinop_apply(col, no, n, ARG(a), &s->A, X.p, k, ARG(b), Y.p, m - 1), -10);
    assert_memory_equal(Y.p, Z.p, (size_t)(m * n) * sizeof *Y.p);
    free(X.p), free(Y.p), free(Z.p);
    free_sample(s);
}

/* A change of one field, and the code that the check must then give. */
static void fields_are_checked(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int kind = 0; kind < NKINDS; kind++) {
        sample *s = make_sample(all_kinds[kind], 6, 6, &seed);
        const randblas_xlinop A = s->A;
        randblas_xlinop B;
        const bool dense = A.kind <= RANDBLAS_HERMITIAN, sparse = linop_is_sparse(&A);
#define EXPECT(info, change)                                                                                           \
    do {                                                                                                               \
        B = A;                                                                                                         \
        change;                                                                                                        \
        assert_int_equal(randblas_xlinop_check(&B), info);                                                             \
    } while (0)
        EXPECT(0, (void)0);
        EXPECT(-1, B.size = 1);
        EXPECT(-1, B.kind = (randblas_kind)0);
        EXPECT(-1, B.kind = (randblas_kind)8);
        EXPECT(-1, B.rows = -1);
        EXPECT(-1, B.cols = -1);
        EXPECT(dense ? -1 : 0, B.layout = (randblas_layout)0);
        EXPECT(dense ? -1 : 0, B.ld = 5);
        EXPECT(needs_square(A.kind) ? -1 : 0, B.uplo = (randblas_uplo)0);
        if (needs_square(A.kind)) EXPECT(-1, B.cols = 5);
        EXPECT(dense || sparse ? -1 : 0, B.values = NULL);
        EXPECT(sparse ? -1 : 0, B.nnz = -1);
        if (A.kind == RANDBLAS_CSR || A.kind == RANDBLAS_CSC) {
            EXPECT(-1, B.ptr = NULL);
            EXPECT(RANDBLAS_INVALID_SPARSE, B.nnz = A.nnz - 1);
        }
        if (A.colind) EXPECT(-1, B.colind = NULL);
        if (A.rowind) EXPECT(-1, B.rowind = NULL);
        if (A.kind == RANDBLAS_CALLBACK) EXPECT(-1, B.apply = NULL);
        free_sample(s);
    }
    assert_int_equal(randblas_xlinop_check(NULL), -1);
}

static void indices_are_checked(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int kind = RANDBLAS_CSR; kind <= RANDBLAS_COO; kind++) {
        sample *s = make_sample((randblas_kind)kind, 6, 9, &seed);
        int64_t *const arrays[] = {s->A.rowind, s->A.colind}, bounds[] = {6, 9};
        for (int a = 0; a < 2; a++)
            for (int64_t p = 0; arrays[a] && p < s->A.nnz; p++) {
                const int64_t hostile[] = {-1, INT64_MIN, bounds[a], INT64_MAX}, good = arrays[a][p];
                for (int h = 0; h < 4; h++) {
                    arrays[a][p] = hostile[h];
                    assert_int_equal(randblas_xlinop_check(&s->A), RANDBLAS_INVALID_SPARSE);
                }
                arrays[a][p] = good;
            }
        const int64_t vectors = kind == RANDBLAS_CSR ? 6 : 9;
        for (int64_t i = 0; s->A.ptr && i <= vectors; i++) {
            const int64_t good = s->A.ptr[i], hostile[] = {-1, INT64_MAX};
            for (int h = 0; h < 2; h++) {
                s->A.ptr[i] = hostile[h];
                assert_int_equal(randblas_xlinop_check(&s->A), RANDBLAS_INVALID_SPARSE);
            }
            s->A.ptr[i] = good;
        }
        if (s->A.ptr) { /* ptr[0] = 1 with everything else in order */
            s->A.ptr[0] = 1;
            assert_int_equal(randblas_xlinop_check(&s->A), RANDBLAS_INVALID_SPARSE);
            s->A.ptr[0] = 0;
        }
        assert_int_equal(randblas_xlinop_check(&s->A), 0);
        free_sample(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(applying_is_multiplying),    cmocka_unit_test(large_operators),
        cmocka_unit_test(special_scalars_and_values), cmocka_unit_test(callback_failing),
        cmocka_unit_test(illegal_arguments),          cmocka_unit_test(fields_are_checked),
        cmocka_unit_test(indices_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
