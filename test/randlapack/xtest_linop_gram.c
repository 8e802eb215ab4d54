/* A^T A as an operator against the matrix written out, for every kind of A. */
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

/* A^T (A X) of rows m and length n: an error of (m + n) eps |A|^T |A| |X| and |entries| <= 1, three of a sparse row. */
static void assert_gram(const sample *s, int64_t c, uint64_t *seed)
{
    const int64_t m = s->A.rows, n = s->A.cols;
    const randblas_xlinop gram = randlapack_xlinop_gram(&s->A);
    const randblas_xview X = random_view(n, c, RANDBLAS_COL_MAJOR, 2, seed);
    const randblas_xview AX = random_view(m, c, RANDBLAS_COL_MAJOR, 0, seed);
    const randblas_xview expected = random_view(n, c, RANDBLAS_COL_MAJOR, 0, seed);
    const double tolerance = 4 * (double)(m + n) * (double)(m * n) * (double)REAL_EPS;
    reference_gemm(m, c, n, 1, RANDBLAS_NO_TRANS, s->dense, RANDBLAS_NO_TRANS, X, 0, AX);
    reference_gemm(n, c, m, 1, RANDBLAS_TRANS, s->dense, RANDBLAS_NO_TRANS, AX, 0, expected);
    assert_int_equal(randblas_xlinop_check(&gram), 0);
    for (int t = 0; t < 2; t++) {
        const randblas_op op = t ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS;
        const randblas_xview Y = random_view(n, c, RANDBLAS_ROW_MAJOR, 1, seed);
        const randblas_xview Xr = random_view(n, c, RANDBLAS_ROW_MAJOR, 1, seed);
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < c; j++) *view_at(Xr, i, j) = *view_at(X, i, j);
        assert_int_equal(randblas_xlinop_apply(RANDBLAS_ROW_MAJOR, op, c, 1, &gram, Xr.p, Xr.ld, 0, Y.p, Y.ld), 0);
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < c; j++)
                assert_true(fabs((double)*view_at(Y, i, j) - (double)*view_at(expected, i, j)) <= tolerance);
        free(Y.p), free(Xr.p);
    }
    free(X.p), free(AX.p), free(expected.p);
}

static void every_kind_of_matrix(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int k = 0; k < NKINDS; k++)
        for (int64_t m = 1; m < 40; m += 19)
            for (int64_t n = 1; n < 40; n += 12)
                for (int64_t c = 0; c < 8; c += 7) {
                    if (needs_square(all_kinds[k]) && m != n) continue;
                    sample *s = make_sample(all_kinds[k], m, n, &seed);
                    assert_gram(s, c, &seed);
                    free_sample(s);
                }
}

/* More than a panel holds, so that columns come in several blocks. */
static void long_columns_come_in_blocks(void **state)
{
    (void)state;
    uint64_t seed = 2;
    sample *s = make_sample(RANDBLAS_DENSE, 300000, 2, &seed);
    const randblas_xlinop gram = randlapack_xlinop_gram(&s->A);
    scalar_t X[18], Y[18], once[2];
    for (int k = 0; k < 18; k++) X[k] = random_scalar(&seed);
    assert_int_equal(randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 9, 1, &gram, X, 2, 0, Y, 2), 0);
    for (int k = 0; k < 9; k++) {
        assert_int_equal(
            randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, 1, &gram, X + 2 * k, 2, 0, once, 2), 0);
        for (int i = 0; i < 2; i++)
            assert_true(fabs((double)once[i] - (double)Y[2 * k + i]) <= 600000 * (double)REAL_EPS * 200);
    }
    free_sample(s);
}

static void failures_and_nothing(void **state)
{
    (void)state;
    uint64_t seed = 3;
    const randblas_xlinop none = randlapack_xlinop_gram(NULL);
    assert_int_equal(randblas_xlinop_check(&none), -1);
    for (int at = 1; at <= 2; at++) {
        sample *s = make_sample(RANDBLAS_CALLBACK, 5, 4, &seed);
        const randblas_xlinop gram = randlapack_xlinop_gram(&s->A);
        scalar_t x[4] = {1}, y[4];
        s->fail_at = at;
        assert_int_equal(randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, 1, &gram, x, 4, 0, y, 4),
                         RANDBLAS_CALLBACK_FAILED);
        free_sample(s);
    }
    const randblas_xlinop empty = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 0, 3, NULL, 1);
    const randblas_xlinop gram = randlapack_xlinop_gram(&empty);
    scalar_t x[3] = {1, 2, 3}, y[3] = {1, 1, 1};
    assert_int_equal(randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, 1, &gram, x, 3, 0, y, 3), 0);
    for (int i = 0; i < 3; i++) assert_true(y[i] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_matrix),
        cmocka_unit_test(long_columns_come_in_blocks),
        cmocka_unit_test(failures_and_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
