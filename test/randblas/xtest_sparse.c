/* Sparse operators: applying equals materialising and multiplying, whatever the engine, shape, side, layout, offset. */
#include "sparse_families.h"
#include "xsupport.h"

#ifdef _OPENMP
#include <omp.h>
#endif

static randblas_sketch *make(int which, int64_t d, int64_t m)
{
    double *weights = malloc((size_t)(m + 1) * sizeof *weights);
    uneven_weights(m, weights);
    randblas_dist dist = sparse_family(which, d, m, weights);
    const randblas_state state = randblas_seed(11);
    randblas_sketch *S = NULL;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    free(weights);
    return S;
}

typedef struct problem {
    int which;
    randblas_layout layout;
    randblas_side side;
    randblas_op transs, transa;
    int64_t m, n, k; /* of B = op(S') op(A) or op(A) op(S') */
    int64_t ro, co;
} problem;

/*
 * Error bound: each entry is a sum of k terms, computed twice in different orders: gamma_{k+3} times the sum of
 * absolute values, which is at most |alpha| max|A| max_i sum_l |op(S')(i, l)|, and beta C.
 */
static double tolerance(const problem *p, randblas_xview dense, int64_t r, int64_t c)
{
    double row_sum = 0, column_sum = 0;
    for (int64_t i = 0; i < r; i++) {
        double sum = 0;
        for (int64_t j = 0; j < c; j++) sum += (double)ABS(*view_at(dense, i, j));
        row_sum = fmax(row_sum, sum);
    }
    for (int64_t j = 0; j < c; j++) {
        double sum = 0;
        for (int64_t i = 0; i < r; i++) sum += (double)ABS(*view_at(dense, i, j));
        column_sum = fmax(column_sum, sum);
    }
    return 2 * (double)(p->k + 6) * (double)REAL_EPS * 2 * (1 + fmax(row_sum, column_sum)) * 2;
}

static void check(const problem *p)
{
    const bool left = p->side == RANDBLAS_LEFT, tall = p->transs != RANDBLAS_NO_TRANS;
    const int64_t op_rows = left ? p->m : p->k, op_cols = left ? p->k : p->n;
    const int64_t r = tall ? op_cols : op_rows, c = tall ? op_rows : op_cols;
    const int64_t a_rows = left ? p->k : p->m, a_cols = left ? p->n : p->k;
    const bool plain = p->transa == RANDBLAS_NO_TRANS;
    const int64_t d = p->ro + r + 1, m = p->co + c + 2 > d ? p->co + c + 2 : d;
    uint64_t seed = 1;
    randblas_sketch *S = make(p->which, d, m);
    randblas_xview A = random_view(plain ? a_rows : a_cols, plain ? a_cols : a_rows, p->layout, 2, &seed);
    randblas_xview B = random_view(p->m, p->n, p->layout, 3, &seed), C = copy_view(B, p->m, p->n);
    randblas_xview dense = random_view(r, c, RANDBLAS_COL_MAJOR, 1, &seed);
    const scalar_t alpha = random_scalar(&seed), beta = random_scalar(&seed);

    assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, r, c, S, p->ro, p->co, dense.p, dense.ld), 0);
    assert_int_equal(randblas_xskge(p->layout, p->side, p->transs, p->transa, p->m, p->n, p->k, ARG(alpha), S, p->ro,
                                    p->co, A.p, A.ld, ARG(beta), B.p, B.ld),
                     0);
    if (left)
        reference_gemm(p->m, p->n, p->k, alpha, p->transs, dense, p->transa, A, beta, C);
    else
        reference_gemm(p->m, p->n, p->k, alpha, p->transa, A, p->transs, dense, beta, C);
    assert_true(max_difference(p->m, p->n, B, C) <= tolerance(p, dense, r, c));
    free(A.p), free(B.p), free(C.p), free(dense.p);
    randblas_sketch_destroy(S);
}

static void for_each_form(int64_t m, int64_t n, int64_t k, int64_t ro, int64_t co)
{
    for (int which = 0; which < NUM_SPARSE; which++)
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
            for (int side = RANDBLAS_LEFT; side <= RANDBLAS_RIGHT; side++)
                for (int transs = RANDBLAS_NO_TRANS; transs <= RANDBLAS_TRANS; transs++)
                    for (int transa = RANDBLAS_NO_TRANS; transa <= RANDBLAS_TRANS; transa++)
                        check(&(problem){which, (randblas_layout)layout, (randblas_side)side, (randblas_op)transs,
                                         (randblas_op)transa, m, n, k, ro, co});
}

static void small_sizes(void **state)
{
    (void)state;
    static const int64_t sizes[] = {0, 1, 2, 7, 17};
    for (int i = 0; i < 125; i++) for_each_form(sizes[i % 5], sizes[i / 5 % 5], sizes[i / 25], 3, 5);
}

/* Past a strip (128 bytes of A), an unpacking block (64 rows) and a batch of vectors (64). */
static void past_blocks(void **state)
{
    (void)state;
    for_each_form(131, 37, 70, 0, 0);
    for_each_form(66, 33, 130, 3, 5);
    for_each_form(5, 66, 200, 0, 1);
}

static void set_threads(int n)
{
#ifdef _OPENMP
    omp_set_num_threads(n);
#else
    (void)n;
#endif
}

/*
 * Several blocks of rows (128) that may change places, and sweeps of several strips, the last one ragged: by the
 * definition with one thread, and with more, which divide rows and sweeps, bit for bit the same.
 */
static void past_sweeps(void **state)
{
    static const int threads[] = {2, 3, 8};
    const int64_t d = 300, k = 2300, n[] = {3, 20, 301};
    (void)state;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int i = 0; i < 3; i++) {
            const problem p = {SPARSE_SIGN_MANY,
                               (randblas_layout)layout,
                               RANDBLAS_LEFT,
                               RANDBLAS_NO_TRANS,
                               RANDBLAS_NO_TRANS,
                               d,
                               n[i],
                               k,
                               1,
                               1};
            uint64_t seed = 5;
            randblas_sketch *S = make(SPARSE_SIGN_MANY, d, k);
            const randblas_xview A = random_view(k, n[i], p.layout, 2, &seed),
                                 B = random_view(d, n[i], p.layout, 0, &seed);
            const randblas_xview C = copy_view(B, d, n[i]);
            set_threads(1);
            check(&p);
            const scalar_t one = 1, zero = 0;
            assert_int_equal(randblas_xskge(p.layout, p.side, p.transs, p.transa, d, n[i], k, ARG(one), S, 0, 0, A.p,
                                            A.ld, ARG(zero), B.p, B.ld),
                             0);
            for (int t = 0; t < 3; t++) {
                set_threads(threads[t]);
                assert_int_equal(randblas_xskge(p.layout, p.side, p.transs, p.transa, d, n[i], k, ARG(one), S, 0, 0,
                                                A.p, A.ld, ARG(zero), C.p, C.ld),
                                 0);
                assert_true(max_difference(d, n[i], B, C) == 0);
            }
            set_threads(2);
            free(A.p), free(B.p), free(C.p);
            randblas_sketch_destroy(S);
        }
}

/* Several units and pieces: the planner's limits are 2048 columns, 65536 and 524288 nonzeros. */
static void past_panels(void **state)
{
    (void)state;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int which = 0; which < NUM_SPARSE; which++) {
            problem p = {
                which, (randblas_layout)layout, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, 40, 9, 5000, 1, 1};
            check(&p);
            p.transs = RANDBLAS_TRANS;
            check(&p);
            p.m = 9000, p.n = 5, p.k = 40;
            check(&p);
        }
}

/* The units that see no nonzero in some rows, blocks of rows with several panels, and the third piece. */
static void many_nonzeros(void **state)
{
    (void)state;
    const int64_t d = 40, m = 36000, n = 5;
    for (int which = SPARSE_SIGN_LONG; which <= LESS_UNIFORM; which++) {
        problem p = {which, RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, m, 0, 0};
        check(&p);
        p.transs = RANDBLAS_TRANS;
        p.m = m, p.k = d;
        check(&p);
    }
}

static void vectors_with_strides(void **state)
{
    (void)state;
    const int64_t d = 60, m = 90;
    for (int which = 0; which < NUM_SPARSE; which++)
        for (int op = RANDBLAS_NO_TRANS; op <= RANDBLAS_TRANS; op++)
            for (int64_t incx = -2; incx <= 3; incx += 2 + (incx == -2)) {
                const bool tall = op != RANDBLAS_NO_TRANS;
                const int64_t rows = tall ? m : d, cols = tall ? d : m, incy = 4 - incx;
                uint64_t seed = 5;
                randblas_sketch *S = make(which, d, m);
                randblas_xview dense = random_view(d, m, RANDBLAS_COL_MAJOR, 0, &seed);
                randblas_xview x = random_view(cols, 1, RANDBLAS_COL_MAJOR, 0, &seed);
                randblas_xview y = random_view(rows, 1, RANDBLAS_COL_MAJOR, 0, &seed);
                const int64_t ax = incx < 0 ? -incx : incx;
                scalar_t *xs = calloc((size_t)(cols * ax), sizeof *xs), *ys = calloc((size_t)(rows * incy), sizeof *ys);
                for (int64_t i = 0; i < cols; i++) xs[(incx < 0 ? cols - 1 - i : i) * ax] = x.p[i];
                for (int64_t i = 0; i < rows; i++) ys[i * incy] = y.p[i];
                const scalar_t alpha = random_scalar(&seed), beta = random_scalar(&seed);
                assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, d, m, S, 0, 0, dense.p, d), 0);
                assert_int_equal(
                    randblas_xskve((randblas_op)op, rows, cols, ARG(alpha), S, 0, 0, xs, incx, ARG(beta), ys, incy), 0);
                reference_gemm(rows, 1, cols, alpha, (randblas_op)op, dense, RANDBLAS_NO_TRANS, x, beta, y);
                const problem p = {.k = cols};
                for (int64_t i = 0; i < rows; i++)
                    assert_true((double)ABS(ys[i * incy] - y.p[i]) <= tolerance(&p, dense, d, m));
                free(dense.p), free(x.p), free(y.p), free(xs), free(ys);
                randblas_sketch_destroy(S);
            }
}

/* A NaN in row l of A reaches exactly the rows of B in which column l of S is not zero. */
static void nan_propagates(void **state)
{
    (void)state;
    const int64_t d = 20, m = 50, n = 21, l = 33, j = 20;
    for (int which = 0; which < NUM_SPARSE; which++)
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++) {
            uint64_t seed = 3;
            const scalar_t one = 1, zero = 0;
            randblas_sketch *S = make(which, d, m);
            randblas_xview A = random_view(m, n, (randblas_layout)layout, 1, &seed);
            randblas_xview B = random_view(d, n, (randblas_layout)layout, 1, &seed);
            randblas_xview dense = random_view(d, m, RANDBLAS_COL_MAJOR, 0, &seed);
            *view_at(A, l, j) = (scalar_t)NAN;
            for (int64_t i = 0; i < d; i++) *view_at(B, i, 0) = (scalar_t)NAN; /* beta = 0 must overwrite it */
            assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, d, m, S, 0, 0, dense.p, d), 0);
            assert_int_equal(randblas_xskge((randblas_layout)layout, RANDBLAS_LEFT, RANDBLAS_NO_TRANS,
                                            RANDBLAS_NO_TRANS, d, n, m, ARG(one), S, 0, 0, A.p, A.ld, ARG(zero), B.p,
                                            B.ld),
                             0);
            for (int64_t i = 0; i < d; i++)
                for (int64_t c = 0; c < n; c++) {
                    const scalar_t b = *view_at(B, i, c);
                    if (which == LESS_SCORES && c == j) continue; /* terms that cancel in S still carry the NaN */
                    assert_true((b != b) == (c == j && *view_at(dense, i, l) != (scalar_t)0));
                }
            free(A.p), free(B.p), free(dense.p);
            randblas_sketch_destroy(S);
        }
}

/* The complex and single precision operators are the double one, rounded. */
static void one_operator_in_four_precisions(void **state)
{
    (void)state;
    const int64_t d = 37, m = 90;
    for (int which = 0; which < NUM_SPARSE; which++) {
        randblas_sketch *S = make(which, d, m);
        double *wide = malloc((size_t)(d * m) * sizeof *wide);
        scalar_t *own = malloc((size_t)(d * m) * sizeof *own);
        assert_int_equal(randblas_dfill(RANDBLAS_ROW_MAJOR, d, m, S, 0, 0, wide, m), 0);
        assert_int_equal(randblas_xfill(RANDBLAS_ROW_MAJOR, d, m, S, 0, 0, own, m), 0);
        for (int64_t i = 0; i < d * m; i++) assert_true(own[i] == (scalar_t)(real_t)wide[i]);
        free(wide), free(own);
        randblas_sketch_destroy(S);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_sizes),    cmocka_unit_test(past_blocks),
        cmocka_unit_test(past_sweeps),    cmocka_unit_test(past_panels),
        cmocka_unit_test(many_nonzeros),  cmocka_unit_test(vectors_with_strides),
        cmocka_unit_test(nan_propagates), cmocka_unit_test(one_operator_in_four_precisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
