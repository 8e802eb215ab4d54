/* Dense iid operators: applying equals materialising and multiplying, for every shape, side, layout and offset. */
#include "xsupport.h"

static const int64_t sizes[] = {0, 1, 2, 15, 16, 17, 33};
#define NSIZES (int)(sizeof sizes / sizeof *sizes)

static randblas_sketch *make(randblas_family family, int64_t d, int64_t m)
{
    randblas_dist dist = randblas_gaussian(d, m);
    dist.family = family;
    const randblas_state state = randblas_seed(7);
    randblas_sketch *S;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    return S;
}

/* Error bound of a sum of k + 1 products, entries of S at most 6.8, of A and B at most sqrt 2, |alpha|, |beta| < 2. */
static double tolerance(int64_t k)
{
    return (double)REAL_EPS * 8 * (double)(k + 2) * 20 * (double)(k + 2);
}

static void apply_once(randblas_layout layout, randblas_side side, randblas_op transs, randblas_op transa, int64_t m,
                       int64_t n, int64_t k)
{
    const int64_t ro = 3, co = 18;
    const bool left = side == RANDBLAS_LEFT, tall = transs != RANDBLAS_NO_TRANS;
    const int64_t op_rows = left ? m : k, op_cols = left ? k : n;
    const int64_t r = tall ? op_cols : op_rows, c = tall ? op_rows : op_cols;
    const int64_t a_rows = left ? k : m, a_cols = left ? n : k;
    const bool plain = transa == RANDBLAS_NO_TRANS;
    uint64_t seed = 1;
    randblas_sketch *S = make(RANDBLAS_GAUSSIAN, ro + r + 1, co + c + 2);
    randblas_xview A = random_view(plain ? a_rows : a_cols, plain ? a_cols : a_rows, layout, 2, &seed);
    randblas_xview B = random_view(m, n, layout, 3, &seed), C = copy_view(B, m, n);
    randblas_xview dense = random_view(r, c, RANDBLAS_COL_MAJOR, 1, &seed);
    const scalar_t alpha = random_scalar(&seed), beta = random_scalar(&seed);

    assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, r, c, S, ro, co, dense.p, dense.ld), 0);
    assert_int_equal(
        randblas_xskge(layout, side, transs, transa, m, n, k, ARG(alpha), S, ro, co, A.p, A.ld, ARG(beta), B.p, B.ld),
        0);
    if (left)
        reference_gemm(m, n, k, alpha, transs, dense, transa, A, beta, C);
    else
        reference_gemm(m, n, k, alpha, transa, A, transs, dense, beta, C);
    assert_true(max_difference(m, n, B, C) <= tolerance(k));
    free(A.p), free(B.p), free(C.p), free(dense.p);
    randblas_sketch_destroy(S);
}

static void applying_equals_materialising(void **state)
{
    (void)state;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int side = RANDBLAS_LEFT; side <= RANDBLAS_RIGHT; side++)
            for (int transs = RANDBLAS_NO_TRANS; transs <= RANDBLAS_CONJ_TRANS; transs++)
                for (int transa = RANDBLAS_NO_TRANS; transa <= RANDBLAS_TRANS + IS_COMPLEX; transa++)
                    for (int i = 0; i < NSIZES * NSIZES * NSIZES; i++)
                        apply_once((randblas_layout)layout, (randblas_side)side, (randblas_op)transs,
                                   (randblas_op)transa, sizes[i % NSIZES], sizes[i / NSIZES % NSIZES],
                                   sizes[i / NSIZES / NSIZES]);
}

static void filling_is_by_entry(void **state)
{
    (void)state;
    const int64_t d = 67, m = 9;
    for (int family = RANDBLAS_GAUSSIAN; family <= RANDBLAS_RADEMACHER; family++) {
        randblas_sketch *S = make((randblas_family)family, d, m);
        scalar_t *whole = malloc((size_t)(d * m) * sizeof *whole), one;
        assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, d, m, S, 0, 0, whole, d), 0);
        for (int64_t i = 0; i < d; i++)
            for (int64_t j = 0; j < m; j++) {
                assert_int_equal(randblas_xfill(RANDBLAS_ROW_MAJOR, 1, 1, S, i, j, &one, 1), 0);
                assert_true(one == whole[i + j * d]);
            }
        free(whole);
        randblas_sketch_destroy(S);
    }
}

/* An output of more than 64 MB is written past the caches, wherever its columns begin; by columns it is not. */
static void large_fill_is_by_column(void **state)
{
    (void)state;
    const int64_t d = 4003, m = ((int64_t)64 << 20) / (int64_t)sizeof(scalar_t) / d + 3, ld = d + 2;
    scalar_t *whole = malloc((size_t)(ld * m + 1) * sizeof *whole), *column = malloc((size_t)d * sizeof *column);
    for (int family = RANDBLAS_GAUSSIAN; family <= RANDBLAS_RADEMACHER; family++) {
        randblas_sketch *S = make((randblas_family)family, d + 5, m);
        assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, d, m, S, 5, 0, whole + 1, ld), 0);
        for (int64_t j = 0; j < m; j += 97) {
            assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, d, 1, S, 5, j, column, d), 0);
            assert_memory_equal(whole + 1 + j * ld, column, (size_t)d * sizeof *column);
        }
        randblas_sketch_destroy(S);
    }
    free(whole), free(column);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(applying_equals_materialising),
        cmocka_unit_test(filling_is_by_entry),
        cmocka_unit_test(large_fill_is_by_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
