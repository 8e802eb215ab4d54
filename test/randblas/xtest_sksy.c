/* Sketching a symmetric or Hermitian matrix: only the triangle that is named is read. */
#include "xlinop.h"

typedef int triangle_routine(randblas_layout layout, randblas_side side, randblas_uplo uplo, randblas_op transs,
                             int64_t m, int64_t n, scalar_arg alpha, const randblas_sketch *S, int64_t ro, int64_t co,
                             const array_t *A, int64_t lda, scalar_arg beta, array_t *B, int64_t ldb);

static const struct {
    triangle_routine *apply;
    randblas_kind kind;
} routines[] = {{randblas_xsksy, RANDBLAS_SYMMETRIC},
#if IS_COMPLEX
                {randblas_xskhe, RANDBLAS_HERMITIAN}
#endif
};
#define NROUTINES (int)(sizeof routines / sizeof *routines)

static randblas_sketch *make(int64_t d, int64_t m)
{
    const randblas_dist dist = randblas_gaussian(d, m);
    const randblas_state state = randblas_seed(13);
    randblas_sketch *S;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    return S;
}

/* A sum of k + 1 products: entries of S at most 6.8, of A, alpha, beta, B at most sqrt 2. */
static double tolerance(int64_t k)
{
    return (double)REAL_EPS * 4 * (double)(k + 4) * 14 * (double)(k + 4);
}

static void apply_once(int routine, randblas_layout layout, randblas_side side, randblas_uplo uplo, randblas_op transs,
                       int64_t m, int64_t n, uint64_t *seed)
{
    const bool left = side == RANDBLAS_LEFT, tall = transs != RANDBLAS_NO_TRANS;
    const int64_t ro = 2, co = 17, order = left ? n : m, r = tall ? n : m, c = tall ? m : n;
    randblas_sketch *S = make(ro + r + 1, co + c + 1);
    sample s = {.A = {.kind = routines[routine].kind, .rows = order, .cols = order}};
    s.dense = random_view(order, order, RANDBLAS_COL_MAJOR, 0, seed);
    make_triangle(&s, layout, uplo, seed);
    randblas_xview B = random_view(m, n, layout, 3, seed), C = copy_view(B, m, n);
    randblas_xview dense = random_view(r, c, RANDBLAS_COL_MAJOR, 0, seed);
    const scalar_t alpha = random_scalar(seed), beta = random_scalar(seed);
    assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, r, c, S, ro, co, dense.p, dense.ld), 0);
    assert_int_equal(routines[routine].apply(layout, side, uplo, transs, m, n, ARG(alpha), S, ro, co, s.A.values,
                                             s.A.ld, ARG(beta), B.p, B.ld),
                     0);
    if (left)
        reference_gemm(m, n, order, alpha, transs, dense, RANDBLAS_NO_TRANS, s.dense, beta, C);
    else
        reference_gemm(m, n, order, alpha, RANDBLAS_NO_TRANS, s.dense, transs, dense, beta, C);
    assert_true(max_difference(m, n, B, C) <= tolerance(order));
    free(B.p), free(C.p), free(dense.p), free(s.dense.p), free(s.A.values);
    randblas_sketch_destroy(S);
}

static void equals_the_full_matrix(void **state)
{
    (void)state;
    static const int64_t sizes[] = {0, 1, 2, 33, 70};
    uint64_t seed = 1;
    for (int routine = 0; routine < NROUTINES; routine++)
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
            for (int side = RANDBLAS_LEFT; side <= RANDBLAS_RIGHT; side++)
                for (int uplo = RANDBLAS_UPPER; uplo <= RANDBLAS_LOWER; uplo++)
                    for (int transs = RANDBLAS_NO_TRANS; transs <= RANDBLAS_CONJ_TRANS; transs++)
                        for (int i = 0; i < 25; i++)
                            apply_once(routine, (randblas_layout)layout, (randblas_side)side, (randblas_uplo)uplo,
                                       (randblas_op)transs, sizes[i % 5], sizes[i / 5], &seed);
}

/* Several panels of rows: n^2 is more than the workspace. */
static void past_the_panel(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int routine = 0; routine < NROUTINES; routine++)
        for (int side = RANDBLAS_LEFT; side <= RANDBLAS_RIGHT; side++)
            for (int uplo = RANDBLAS_UPPER; uplo <= RANDBLAS_LOWER; uplo++) {
                const bool left = side == RANDBLAS_LEFT;
                apply_once(routine, RANDBLAS_ROW_MAJOR, (randblas_side)side, (randblas_uplo)uplo, RANDBLAS_NO_TRANS,
                           left ? 3 : 1301, left ? 1301 : 3, &seed);
            }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 3;
    const randblas_layout col = RANDBLAS_COL_MAJOR;
    const randblas_side left = RANDBLAS_LEFT;
    const randblas_uplo up = RANDBLAS_UPPER;
    const randblas_op no = RANDBLAS_NO_TRANS;
    const int64_t m = 4, n = 3;
    randblas_sketch *S = make(m, n);
    randblas_xview A = random_view(n, n, col, 0, &seed), B = random_view(m, n, col, 0, &seed), C = copy_view(B, m, n);
    const scalar_t a = 2, b = 3;
    for (int routine = 0; routine < NROUTINES; routine++) {
        triangle_routine *f = routines[routine].apply;
        assert_int_equal(f((randblas_layout)0, left, up, no, m, n, ARG(a), S, 0, 0, A.p, n, ARG(b), B.p, m), -1);
        assert_int_equal(f(col, (randblas_side)0, up, no, m, n, ARG(a), S, 0, 0, A.p, n, ARG(b), B.p, m), -2);
        assert_int_equal(f(col, left, (randblas_uplo)0, no, m, n, ARG(a), S, 0, 0, A.p, n, ARG(b), B.p, m), -3);
        assert_int_equal(f(col, left, up, (randblas_op)0, m, n, ARG(a), S, 0, 0, A.p, n, ARG(b), B.p, m), -4);
        assert_int_equal(f(col, left, up, no, -1, n, ARG(a), S, 0, 0, A.p, n, ARG(b), B.p, m), -5);
        assert_int_equal(f(col, left, up, no, m, -1, ARG(a), S, 0, 0, A.p, n, ARG(b), B.p, m), -6);
        assert_int_equal(f(col, left, up, no, m, n, ARG(a), NULL, 0, 0, A.p, n, ARG(b), B.p, m), -8);
        assert_int_equal(f(col, left, up, no, m, n, ARG(a), S, 1, 0, A.p, n, ARG(b), B.p, m), -9);
        assert_int_equal(f(col, left, up, no, m, n, ARG(a), S, 0, -1, A.p, n, ARG(b), B.p, m), -10);
        assert_int_equal(f(col, left, up, no, m, n, ARG(a), S, 0, 0, NULL, n, ARG(b), B.p, m), -11);
        assert_int_equal(f(col, left, up, no, m, n, ARG(a), S, 0, 0, A.p, n - 1, ARG(b), B.p, m), -12);
        assert_int_equal(f(col, left, up, no, m, n, ARG(a), S, 0, 0, A.p, n, ARG(b), NULL, m), -14);
        assert_int_equal(f(col, left, up, no, m, n, ARG(a), S, 0, 0, A.p, n, ARG(b), B.p, m - 1), -15);
#if IS_COMPLEX
        assert_int_equal(f(col, left, up, no, m, n, NULL, S, 0, 0, A.p, n, ARG(b), B.p, m), -7);
        assert_int_equal(f(col, left, up, no, m, n, ARG(a), S, 0, 0, A.p, n, NULL, B.p, m), -13);
#endif
        assert_memory_equal(B.p, C.p, (size_t)(m * n) * sizeof *B.p);
    }
    free(A.p), free(B.p), free(C.p);
    randblas_sketch_destroy(S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_full_matrix),
        cmocka_unit_test(past_the_panel),
        cmocka_unit_test(illegal_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
