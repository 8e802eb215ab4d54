/*
 * Structured operators larger than their blocks.  All numbers are small integers (Rademacher factors without scaling),
 * so every sum is exact in all precisions and the results must be equal, however the work is cut.
 */
#include "xsupport.h"

#include "structured_cases.h"

static randblas_sketch *signs(int64_t d, int64_t m, uint64_t seed)
{
    randblas_dist dist = randblas_rademacher(d, m);
    const randblas_state state = randblas_seed(seed);
    randblas_sketch *S;
    dist.unscaled = 1;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    return S;
}

static randblas_sketch *structured(randblas_family family, int n, randblas_sketch **factors)
{
    const randblas_sketch *list[3] = {factors[0], factors[1], n > 2 ? factors[2] : NULL};
    randblas_dist dist = randblas_kronecker(n, list);
    const randblas_state state = randblas_seed(1);
    randblas_sketch *S;
    dist.family = family;
    dist.unscaled = 1;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    for (int t = 0; t < n; t++) randblas_sketch_destroy(factors[t]);
    return S;
}

/* A rows x cols matrix of -1, 0 and 1. */
static randblas_xview integers(int64_t rows, int64_t cols, randblas_layout layout)
{
    uint64_t seed = 5;
    randblas_xview v = random_view(rows, cols, layout, 1, &seed);
    for (int64_t j = 0; j < cols; j++)
        for (int64_t i = 0; i < rows; i++) *view_at(v, i, j) = (scalar_t)((real_t)(splitmix(&seed) % 3) - 1);
    return v;
}

/* B -= op(S) A by the definition. */
static void subtract_product(dense S, int64_t ro, int64_t co, bool trans, int64_t m, int64_t n, int64_t k,
                             randblas_xview A, randblas_xview B)
{
    for (int64_t j = 0; j < n; j++)
        for (int64_t l = 0; l < k; l++)
            for (int64_t i = 0; i < m; i++) {
                const double s = trans ? S.p[ro + l + (co + i) * S.rows] : S.p[ro + i + (co + l) * S.rows];
                *view_at(B, i, j) -= (real_t)s * *view_at(A, l, j);
            }
}

static void check(randblas_sketch *S, int64_t ro, int64_t co, int64_t n)
{
    dense D = dense_of(S);
    const int64_t r = D.rows - ro - 1, c = D.cols - co - 3;
    const scalar_t one = 1, zero = 0;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int op = RANDBLAS_NO_TRANS; op <= RANDBLAS_TRANS; op++) {
            const bool trans = op == RANDBLAS_TRANS;
            const int64_t m = trans ? c : r, k = trans ? r : c;
            randblas_xview A = integers(k, n, (randblas_layout)layout), B = integers(m, n, (randblas_layout)layout);
            assert_int_equal(randblas_xskge((randblas_layout)layout, RANDBLAS_LEFT, (randblas_op)op, RANDBLAS_NO_TRANS,
                                            m, n, k, ARG(one), S, ro, co, A.p, A.ld, ARG(zero), B.p, B.ld),
                             0);
            subtract_product(D, ro, co, trans, m, n, k, A, B);
            int64_t wrong = 0;
            for (int64_t j = 0; j < n; j++)
                for (int64_t i = 0; i < m; i++) wrong += !(*view_at(B, i, j) == 0);
            assert_int_equal(wrong, 0);
            free(A.p), free(B.p);
        }
    free(D.p);
    randblas_sketch_destroy(S);
}

static void kronecker_in_cuts(void **state)
{
    (void)state; /* 1.1 million columns: more than a panel, cut within the first mode and within the second */
    for (int64_t co = 0; co < 200000; co += 123457)
        check(structured(RANDBLAS_KRONECKER, 3,
                         (randblas_sketch *[]){signs(2, 11, 1), signs(3, 1000, 2), signs(2, 100, 3)}),
              3, co, 2);
    check(structured(RANDBLAS_KRONECKER, 2, (randblas_sketch *[]){signs(2, 2, 1), signs(3, 1200000, 2)}), 1, 7, 1);
}

static void kronecker_in_column_blocks(void **state)
{
    (void)state; /* 75 000 of the largest intermediate: a few columns fit a panel */
    check(structured(RANDBLAS_KRONECKER, 2, (randblas_sketch *[]){signs(3, 250, 1), signs(4, 300, 2)}), 4, 2, 23);
}

static void khatri_rao_in_blocks(void **state)
{
    (void)state; /* 300 rows times 5000 leading indices are more than a panel; then many columns */
    check(structured(RANDBLAS_KHATRI_RAO, 2, (randblas_sketch *[]){signs(300, 5000, 1), signs(300, 3, 2)}), 2, 1, 2);
    check(structured(RANDBLAS_KHATRI_RAO, 2, (randblas_sketch *[]){signs(40, 20, 1), signs(40, 30, 2)}), 2, 7, 900);
}

static void composition_in_column_blocks(void **state)
{
    (void)state;
    check(
        structured(RANDBLAS_COMPOSITION, 3, (randblas_sketch *[]){signs(5, 40, 1), signs(40, 30, 2), signs(30, 9, 3)}),
        1, 2, 30000);
}

static void composition_entries_in_panels(void **state)
{
    (void)state; /* 9 000 rows are filled in two runs, 70 inner times 9 000 in several panels, by the definition */
    randblas_sketch *f[2] = {signs(9000, 70, 1), signs(70, 80, 2)};
    dense A = dense_of(f[0]), B = dense_of(f[1]), expected = dense_product(A, B);
    randblas_sketch *S = structured(RANDBLAS_COMPOSITION, 2, f);
    dense D = dense_of(S);
    assert_memory_equal(D.p, expected.p, (size_t)(D.rows * D.cols) * sizeof *D.p);
    free(A.p), free(B.p), free(expected.p), free(D.p);
    randblas_sketch_destroy(S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kronecker_in_cuts),
        cmocka_unit_test(kronecker_in_column_blocks),
        cmocka_unit_test(khatri_rao_in_blocks),
        cmocka_unit_test(composition_in_column_blocks),
        cmocka_unit_test(composition_entries_in_panels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
