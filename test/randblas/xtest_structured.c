/* Khatri-Rao, Kronecker and composition operators against their definitions, for every side, op, layout and offset. */
#include "xsupport.h"

#include "structured_cases.h"

/*
 * Products of three factors' entries (at most 6.8 before scaling, 1 and some after) and sums of at most 40 of them:
 * entries below 60, and an apply adds k <= 200 products with entries of A and B, at most sqrt 2, and alpha, beta < 2.
 */
static double tolerance(int64_t k)
{
    return (double)REAL_EPS * 8 * 60 * (double)(k + 40) * 4;
}

/* A submatrix S[ro : ro + r, co : co + c] in scalars. */
static randblas_xview submatrix(dense S, int64_t ro, int64_t co, int64_t r, int64_t c)
{
    uint64_t seed = 3;
    randblas_xview v = random_view(r, c, RANDBLAS_ROW_MAJOR, 0, &seed);
    for (int64_t i = 0; i < r; i++)
        for (int64_t j = 0; j < c; j++) *view_at(v, i, j) = (scalar_t)S.p[ro + i + (co + j) * S.rows];
    return v;
}

static void filling_is_the_definition(void **state)
{
    (void)state;
    for (int which = 0; which < NSTRUCTURED; which++) {
        dense D;
        randblas_sketch *S = structured_case(which, RANDBLAS_GAUSSIAN, RANDBLAS_UNIFORM, &D);
        assert_int_equal(randblas_sketch_rows(S), D.rows);
        assert_int_equal(randblas_sketch_cols(S), D.cols);
        randblas_xview expected = submatrix(D, 0, 0, D.rows, D.cols), out = copy_view(expected, D.rows, D.cols);
        assert_int_equal(randblas_xfill(RANDBLAS_ROW_MAJOR, D.rows, D.cols, S, 0, 0, out.p, out.ld), 0);
        assert_true(max_difference(D.rows, D.cols, out, expected) <= tolerance(0));
        free(expected.p), free(out.p), free(D.p);
        randblas_sketch_destroy(S);
    }
}

/* Every entry alone, and every 5 x 7 submatrix, has the bits of the whole; float is double rounded. */
static void bits_depend_on_the_place_alone(void **state)
{
    (void)state;
    for (int which = 0; which < NSTRUCTURED; which++) {
        randblas_sketch *S = structured_case(which, RANDBLAS_GAUSSIAN, RANDBLAS_RADEMACHER, NULL);
        dense D = dense_of(S);
        scalar_t part[35];
        for (int64_t co = 0; co < D.cols; co++)
            for (int64_t ro = 0; ro < D.rows; ro++)
                for (int small = 0; small < 2; small++) {
                    const int64_t r = small || ro + 5 > D.rows ? 1 : 5, c = small || co + 7 > D.cols ? 1 : 7;
                    assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, r, c, S, ro, co, part, r), 0);
                    for (int64_t i = 0; i < r * c; i++)
                        assert_true(part[i] == (scalar_t)(real_t)D.p[ro + i % r + (co + i / r) * D.rows]);
                }
        free(D.p);
        randblas_sketch_destroy(S);
    }
}

static void apply_once(const randblas_sketch *S, dense D, randblas_layout layout, randblas_side side,
                       randblas_op transs, randblas_op transa, int64_t ro, int64_t co, int64_t r, int64_t c, int64_t n)
{
    const bool left = side == RANDBLAS_LEFT, tall = transs != RANDBLAS_NO_TRANS;
    const int64_t op_rows = tall ? c : r, op_cols = tall ? r : c;
    const int64_t k = left ? op_cols : op_rows, b_rows = left ? op_rows : n, b_cols = left ? n : op_cols;
    const int64_t a_rows = left ? k : n, a_cols = left ? n : k;
    const bool plain = transa == RANDBLAS_NO_TRANS;
    uint64_t seed = 1;
    randblas_xview A = random_view(plain ? a_rows : a_cols, plain ? a_cols : a_rows, layout, 2, &seed);
    randblas_xview B = random_view(b_rows, b_cols, layout, 3, &seed), C = copy_view(B, b_rows, b_cols);
    randblas_xview E = submatrix(D, ro, co, r, c);
    const scalar_t alpha = random_scalar(&seed), beta = random_scalar(&seed);
    assert_int_equal(randblas_xskge(layout, side, transs, transa, b_rows, b_cols, k, ARG(alpha), S, ro, co, A.p, A.ld,
                                    ARG(beta), B.p, B.ld),
                     0);
    if (left)
        reference_gemm(b_rows, b_cols, k, alpha, transs, E, transa, A, beta, C);
    else
        reference_gemm(b_rows, b_cols, k, alpha, transa, A, transs, E, beta, C);
    assert_true(max_difference(b_rows, b_cols, B, C) <= tolerance(k));
    free(A.p), free(B.p), free(C.p), free(E.p);
}

/* Whole; one row, one column; ranges that start and end inside, straddle, and fall on the borders of the modes. */
static void every_submatrix_kind(const randblas_sketch *S, dense D, randblas_layout layout, randblas_side side,
                                 randblas_op transs, randblas_op transa)
{
    const int64_t rows[][2] = {{0, D.rows}, {1, 1}, {2, 3}, {0, 0}, {D.rows - 4, 4}};
    const int64_t cols[][2] = {{0, D.cols}, {3, 1}, {4, 7}, {1, 0}, {5, D.cols - 6}, {D.cols - 9, 9}, {6, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t j = 0; j < sizeof cols / sizeof *cols; j++)
            for (int64_t n = 0; n < 6; n += 1 + n)
                apply_once(S, D, layout, side, transs, transa, rows[i][0], cols[j][0], rows[i][1], cols[j][1], n);
}

static void check_applying(randblas_family a, randblas_family b)
{
    for (int which = 0; which < NSTRUCTURED; which++) {
        dense D;
        randblas_sketch *S = structured_case(which, a, b, &D);
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
            for (int side = RANDBLAS_LEFT; side <= RANDBLAS_RIGHT; side++)
                for (int transs = RANDBLAS_NO_TRANS; transs <= RANDBLAS_TRANS; transs++)
                    for (int transa = RANDBLAS_NO_TRANS; transa <= RANDBLAS_TRANS; transa++)
                        every_submatrix_kind(S, D, (randblas_layout)layout, (randblas_side)side, (randblas_op)transs,
                                             (randblas_op)transa);
        free(D.p);
        randblas_sketch_destroy(S);
    }
}

static void applying_is_the_definition(void **state)
{
    (void)state;
    check_applying(RANDBLAS_UNIFORM, RANDBLAS_GAUSSIAN);
}

static void sparse_factors(void **state)
{
    (void)state;
    check_applying(RANDBLAS_SPARSE_SIGN, RANDBLAS_LESS_UNIFORM);
    check_applying(RANDBLAS_GAUSSIAN, RANDBLAS_SPARSE_STACK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filling_is_the_definition),
        cmocka_unit_test(bits_depend_on_the_place_alone),
        cmocka_unit_test(applying_is_the_definition),
        cmocka_unit_test(sparse_factors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
