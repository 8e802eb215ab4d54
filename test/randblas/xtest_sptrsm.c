/* Sparse triangular solve: the residual is that of substitution, whatever else the matrix holds. */
#include "xlinop.h"

/*
 * A sparse n x n matrix with everything in it: diagonal entries of modulus at least 1 (in two parts), up to three
 * entries a row in the triangle, at most 1/4 in modulus together, so that solutions stay moderate, and NaN in the rest.
 */
static sample *make_triangular(randblas_kind kind, randblas_uplo uplo, int64_t n, uint64_t *seed)
{
    sample *s = calloc(1, sizeof *s);
    const int64_t capacity = 6 * n + 1;
    int64_t *rowind = malloc((size_t)capacity * sizeof *rowind), *colind = malloc((size_t)capacity * sizeof *colind);
    scalar_t *values = malloc((size_t)capacity * sizeof *values);
    int64_t nnz = 0;
    s->dense = random_view(n, n, RANDBLAS_COL_MAJOR, 0, seed);
    for (int64_t q = 0; q < n * n; q++) s->dense.p[q] = 0;
    for (int pass = 0; pass < 6; pass++)
        for (int64_t i = 0; i < n; i++) {
            const int64_t j = pass % 3 == 2 ? i : (int64_t)(splitmix(seed) % (uint64_t)n);
            const bool inside = uplo == RANDBLAS_UPPER ? j >= i : j <= i;
            scalar_t a = random_scalar(seed) / 16;
            if (i == j) a = pass % 3 == 2 ? a + 1 : 0;
            if (!inside) a = (scalar_t)NAN;
            if (inside) *view_at(s->dense, i, j) += a;
            rowind[nnz] = i;
            colind[nnz] = j;
            values[nnz++] = a;
        }
    s->A = (randblas_xlinop){.kind = kind, .rows = n, .cols = n, .nnz = nnz};
    s->A.rowind = rowind;
    s->A.colind = colind;
    s->A.values = values;
    compress(s, kind == RANDBLAS_CSR ? rowind : colind, kind == RANDBLAS_CSR ? colind : rowind, n);
    return s;
}

static void solve_once(randblas_kind kind, randblas_layout layout, randblas_uplo uplo, randblas_op op,
                       randblas_diag diag, int64_t n, int64_t nrhs, uint64_t *seed)
{
    sample *s = make_triangular(kind, uplo, n, seed);
    randblas_xview B = random_view(n, nrhs, layout, 1, seed), X = copy_view(B, n, nrhs);
    const scalar_t alpha = random_scalar(seed);
    assert_int_equal(randblas_xlinop_check(&s->A), 0);
    assert_int_equal(randblas_xsptrsm(layout, uplo, op, diag, nrhs, ARG(alpha), &s->A, X.p, X.ld), 0);
    for (int64_t i = 0; diag == RANDBLAS_UNIT && i < n; i++) *view_at(s->dense, i, i) = 1;
    /* B = T X - alpha B, the residual. */
    reference_gemm(n, nrhs, n, 1, op, s->dense, RANDBLAS_NO_TRANS, X, -alpha, B);
    /* |r| <= gamma |T| |x| + rounding of the residual itself; a row of |T| sums to at most 3.4 + n/16 ... */
    double size = 1;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < nrhs; j++) size = fmax(size, (double)ABS(*view_at(X, i, j)));
    const double bound = (double)REAL_EPS * 4 * (double)(n + 4) * (4 + (double)n / 16) * size;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < nrhs; j++) assert_true((double)ABS(*view_at(B, i, j)) <= bound);
    free(B.p), free(X.p);
    free_sample(s);
}

static void residual_is_small(void **state)
{
    (void)state;
    static const int64_t sizes[] = {0, 1, 2, 17, 64}, widths[] = {0, 1, 2, 16, 35};
    uint64_t seed = 1;
    for (int kind = RANDBLAS_CSR; kind <= RANDBLAS_CSC; kind++)
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
            for (int uplo = RANDBLAS_UPPER; uplo <= RANDBLAS_LOWER; uplo++)
                for (int op = RANDBLAS_NO_TRANS; op <= RANDBLAS_CONJ_TRANS; op++)
                    for (int diag = RANDBLAS_NON_UNIT; diag <= RANDBLAS_UNIT; diag++)
                        for (int i = 0; i < 25; i++)
                            solve_once((randblas_kind)kind, (randblas_layout)layout, (randblas_uplo)uplo,
                                       (randblas_op)op, (randblas_diag)diag, sizes[i % 5], widths[i / 5], &seed);
}

static void large_with_threads(void **state)
{
    (void)state;
    uint64_t seed = 2;
    solve_once(RANDBLAS_CSR, RANDBLAS_ROW_MAJOR, RANDBLAS_UPPER, RANDBLAS_NO_TRANS, RANDBLAS_NON_UNIT, 500, 70, &seed);
    solve_once(RANDBLAS_CSC, RANDBLAS_COL_MAJOR, RANDBLAS_LOWER, RANDBLAS_CONJ_TRANS, RANDBLAS_NON_UNIT, 500, 70,
               &seed);
}

/* A zero or missing diagonal entry, also one whose duplicates cancel: told, B untouched; a unit diagonal is not read.
 */
static void singular_triangles(void **state)
{
    (void)state;
    scalar_t values[] = {2, 3, 1, -1, 5}, missing[] = {2, 3, 1, 4};
    int64_t ptr[] = {0, 2, 4, 5}, colind[] = {0, 1, 1, 1, 2}, ptr_missing[] = {0, 2, 3, 4}, other[] = {0, 1, 1, 0};
    const randblas_xlinop cases[] = {randblas_xlinop_csr(3, 3, ptr, colind, values),
                                     randblas_xlinop_csr(3, 3, ptr_missing, other, missing)};
    const scalar_t one = 1;
    for (int c = 0; c < 2; c++) {
        scalar_t b[] = {1, 2, 3};
        assert_int_equal(randblas_xsptrsm(RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, RANDBLAS_NO_TRANS, RANDBLAS_NON_UNIT, 1,
                                          ARG(one), &cases[c], b, 3),
                         RANDBLAS_RANK_DEFICIENT);
        assert_true(b[0] == (scalar_t)1 && b[1] == (scalar_t)2 && b[2] == (scalar_t)3);
        assert_int_equal(randblas_xsptrsm(RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, RANDBLAS_NO_TRANS, RANDBLAS_UNIT, 1,
                                          ARG(one), &cases[c], b, 3),
                         0);
        assert_true(b[0] == (scalar_t)(1 - 3 * 2) && b[1] == (scalar_t)2 && b[2] == (scalar_t)3);
    }
}

/* alpha = 0 clears B, NaN included. */
static void alpha_zero(void **state)
{
    (void)state;
    uint64_t seed = 3;
    sample *s = make_triangular(RANDBLAS_CSR, RANDBLAS_LOWER, 4, &seed);
    scalar_t b[] = {(scalar_t)NAN, 2, 3, 4};
    const scalar_t zero = 0;
    assert_int_equal(randblas_xsptrsm(RANDBLAS_COL_MAJOR, RANDBLAS_LOWER, RANDBLAS_NO_TRANS, RANDBLAS_NON_UNIT, 1,
                                      ARG(zero), &s->A, b, 4),
                     0);
    for (int i = 0; i < 4; i++) assert_true(b[i] == (scalar_t)0);
    free_sample(s);
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 4;
    const int64_t n = 5;
    const randblas_layout col = RANDBLAS_COL_MAJOR;
    const randblas_uplo up = RANDBLAS_UPPER;
    const randblas_op no = RANDBLAS_NO_TRANS;
    const randblas_diag non = RANDBLAS_NON_UNIT;
    sample *s = make_triangular(RANDBLAS_CSR, up, n, &seed), *coo = make_sample(RANDBLAS_COO, n, n, &seed);
    sample *wide = make_sample(RANDBLAS_CSR, n, n + 1, &seed);
    randblas_xview B = random_view(n, 2, col, 0, &seed), C = copy_view(B, n, 2);
    const scalar_t a = 2;
    assert_int_equal(randblas_xsptrsm((randblas_layout)0, up, no, non, 2, ARG(a), &s->A, B.p, n), -1);
    assert_int_equal(randblas_xsptrsm(col, (randblas_uplo)0, no, non, 2, ARG(a), &s->A, B.p, n), -2);
    assert_int_equal(randblas_xsptrsm(col, up, (randblas_op)0, non, 2, ARG(a), &s->A, B.p, n), -3);
    assert_int_equal(randblas_xsptrsm(col, up, no, (randblas_diag)0, 2, ARG(a), &s->A, B.p, n), -4);
    assert_int_equal(randblas_xsptrsm(col, up, no, non, -1, ARG(a), &s->A, B.p, n), -5);
#if IS_COMPLEX
    assert_int_equal(randblas_xsptrsm(col, up, no, non, 2, NULL, &s->A, B.p, n), -6);
#endif
    assert_int_equal(randblas_xsptrsm(col, up, no, non, 2, ARG(a), NULL, B.p, n), -7);
    assert_int_equal(randblas_xsptrsm(col, up, no, non, 2, ARG(a), &coo->A, B.p, n), -7);
    assert_int_equal(randblas_xsptrsm(col, up, no, non, 2, ARG(a), &wide->A, B.p, n), -7);
    assert_int_equal(randblas_xsptrsm(col, up, no, non, 2, ARG(a), &s->A, NULL, n), -8);
    assert_int_equal(randblas_xsptrsm(col, up, no, non, 2, ARG(a), &s->A, B.p, n - 1), -9);
    assert_memory_equal(B.p, C.p, (size_t)(2 * n) * sizeof *B.p);
    free(B.p), free(C.p);
    free_sample(s), free_sample(coo), free_sample(wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(residual_is_small), cmocka_unit_test(large_with_threads), cmocka_unit_test(singular_triangles),
        cmocka_unit_test(alpha_zero),        cmocka_unit_test(illegal_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
