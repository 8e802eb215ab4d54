/*
 * Illegal arguments: each argument of each entry in turn is made wrong, the entry returns minus its position, and no
 * output is touched.
 */
#include "xsupport.h"

enum { M = 4, N = 3, K = 5, BIG = 16 };

static const randblas_layout COL = RANDBLAS_COL_MAJOR, ROW = RANDBLAS_ROW_MAJOR;
static scalar_t A[BIG * BIG], B[BIG * BIG], before[BIG * BIG], one = 1;

static int setup(void **state)
{
    const randblas_dist dist = randblas_gaussian(BIG, BIG);
    const randblas_state start = randblas_seed(1);
    randblas_sketch *S = NULL;
    uint64_t seed = 3;
    for (int i = 0; i < BIG * BIG; i++) A[i] = before[i] = B[i] = random_scalar(&seed);
    const int info = randblas_sketch_create(&dist, &start, &S, NULL);
    *state = S;
    return info;
}

static int teardown(void **state)
{
    randblas_sketch_destroy(*state);
    return 0;
}

static void expect(int position, int info)
{
    assert_int_equal(info, -position);
    assert_memory_equal(B, before, sizeof B);
}

/* The arguments of each entry in a struct: BAD changes one and expects its position. */
#define BAD(position, field, wrong)                                                                                    \
    do {                                                                                                               \
        arguments x = good;                                                                                            \
        x.field = (wrong);                                                                                             \
        expect(position, call(&x));                                                                                    \
    } while (0)

/* Complex scalars are passed by address, which may be NULL; real ones cannot be wrong. */
#if IS_COMPLEX
typedef const void *scalar_field;
#define SCALAR_OF(x) (&(x))
#define BAD_SCALAR(position, field) BAD(position, field, NULL)
#else
typedef scalar_t scalar_field;
#define SCALAR_OF(x) (x)
#define BAD_SCALAR(position, field) (void)0
#endif

typedef struct arguments {
    randblas_layout layout;
    randblas_side side;
    randblas_op transs, transa;
    randblas_uplo uplo;
    randblas_diag diag;
    int64_t m, n, k;
    scalar_field alpha;
    const randblas_sketch *S;
    int64_t ro, co;
    const scalar_t *A;
    int64_t lda;
    scalar_field beta;
    scalar_t *B;
    int64_t ldb;
    const randblas_xlinop *op;
} arguments;

static arguments all_good(const randblas_sketch *S)
{
    return (arguments){.layout = COL,
                       .side = RANDBLAS_LEFT,
                       .transs = RANDBLAS_NO_TRANS,
                       .transa = RANDBLAS_NO_TRANS,
                       .uplo = RANDBLAS_UPPER,
                       .diag = RANDBLAS_NON_UNIT,
                       .m = M,
                       .n = N,
                       .k = K,
                       .alpha = SCALAR_OF(one),
                       .S = S,
                       .A = A,
                       .lda = BIG,
                       .beta = SCALAR_OF(one),
                       .B = B,
                       .ldb = BIG};
}

#define call(x)                                                                                                        \
    randblas_xskge((x)->layout, (x)->side, (x)->transs, (x)->transa, (x)->m, (x)->n, (x)->k, (x)->alpha, (x)->S,       \
                   (x)->ro, (x)->co, (x)->A, (x)->lda, (x)->beta, (x)->B, (x)->ldb)
static void skge(void **state)
{
    arguments good = all_good(*state);
    BAD(1, layout, (randblas_layout)0);
    BAD(2, side, (randblas_side)103);
    BAD(3, transs, (randblas_op)0);
    BAD(4, transa, (randblas_op)114);
    BAD(5, m, -1);
    BAD(6, n, -1);
    BAD(7, k, -1);
    BAD_SCALAR(8, alpha);
    BAD(9, S, NULL);
    BAD(10, ro, -1);
    BAD(10, ro, BIG - M + 1);
    BAD(10, ro, INT64_MAX);
    BAD(11, co, -1);
    BAD(11, co, BIG - K + 1);
    BAD(12, A, NULL);
    BAD(13, lda, K - 1);
    BAD(13, lda, -1);
    BAD_SCALAR(14, beta);
    BAD(15, B, NULL);
    BAD(16, ldb, M - 1);
    good.layout = ROW;
    BAD(13, lda, N - 1);
    BAD(16, ldb, N - 1);
    good.transa = RANDBLAS_TRANS;
    BAD(13, lda, K - 1);
    good.layout = COL;
    BAD(13, lda, N - 1);
    good.transs = RANDBLAS_TRANS; /* S' is now K x M */
    BAD(10, ro, BIG - K + 1);
    BAD(11, co, BIG - M + 1);
    good.side = RANDBLAS_RIGHT; /* op(A) M x K, op(S') K x N: S' is N x K */
    BAD(10, ro, BIG - N + 1);
    BAD(11, co, BIG - K + 1);
    BAD(13, lda, K - 1);
}
#undef call

#define call(x)                                                                                                        \
    randblas_xsksy((x)->layout, (x)->side, (x)->uplo, (x)->transs, (x)->m, (x)->n, (x)->alpha, (x)->S, (x)->ro,        \
                   (x)->co, (x)->A, (x)->lda, (x)->beta, (x)->B, (x)->ldb)
static void sksy(void **state)
{
    arguments good = all_good(*state);
    BAD(1, layout, (randblas_layout)100);
    BAD(2, side, (randblas_side)0);
    BAD(3, uplo, (randblas_uplo)0);
    BAD(4, transs, (randblas_op)0);
    BAD(5, m, -1);
    BAD(6, n, -1);
    BAD_SCALAR(7, alpha);
    BAD(8, S, NULL);
    BAD(9, ro, BIG - M + 1);
    BAD(9, ro, -1);
    BAD(10, co, BIG - N + 1);
    BAD(10, co, -1);
    BAD(11, A, NULL);
    BAD(12, lda, N - 1);
    BAD_SCALAR(13, beta);
    BAD(14, B, NULL);
    BAD(15, ldb, M - 1);
    good.side = RANDBLAS_RIGHT;
    BAD(12, lda, M - 1);
}
#undef call

#if IS_COMPLEX
#define call(x)                                                                                                        \
    randblas_xskhe((x)->layout, (x)->side, (x)->uplo, (x)->transs, (x)->m, (x)->n, (x)->alpha, (x)->S, (x)->ro,        \
                   (x)->co, (x)->A, (x)->lda, (x)->beta, (x)->B, (x)->ldb)
static void skhe(void **state)
{
    const arguments good = all_good(*state);
    BAD(1, layout, (randblas_layout)100);
    BAD(2, side, (randblas_side)0);
    BAD(3, uplo, (randblas_uplo)0);
    BAD(4, transs, (randblas_op)0);
    BAD(5, m, -1);
    BAD(6, n, -1);
    BAD_SCALAR(7, alpha);
    BAD(8, S, NULL);
    BAD(9, ro, BIG - M + 1);
    BAD(10, co, BIG - N + 1);
    BAD(11, A, NULL);
    BAD(12, lda, N - 1);
    BAD_SCALAR(13, beta);
    BAD(14, B, NULL);
    BAD(15, ldb, M - 1);
}
#undef call
#endif

/* lda and ldb serve as strides. */
#define call(x)                                                                                                        \
    randblas_xskve((x)->transs, (x)->m, (x)->n, (x)->alpha, (x)->S, (x)->ro, (x)->co, (x)->A, (x)->lda, (x)->beta,     \
                   (x)->B, (x)->ldb)
static void skve(void **state)
{
    arguments good = all_good(*state);
    BAD(1, transs, (randblas_op)0);
    BAD(2, m, -1);
    BAD(3, n, -1);
    BAD_SCALAR(4, alpha);
    BAD(5, S, NULL);
    BAD(6, ro, BIG - M + 1);
    BAD(7, co, BIG - N + 1);
    BAD(8, A, NULL);
    BAD(9, lda, 0);
    BAD_SCALAR(10, beta);
    BAD(11, B, NULL);
    BAD(12, ldb, 0);
    good.transs = RANDBLAS_TRANS;
    BAD(6, ro, BIG - N + 1);
    BAD(7, co, BIG - M + 1);
}
#undef call

#define call(x)                                                                                                        \
    randblas_xskop((x)->layout, (x)->side, (x)->transs, (x)->transa, (x)->m, (x)->n, (x)->k, (x)->alpha, (x)->S,       \
                   (x)->ro, (x)->co, (x)->op, (x)->beta, (x)->B, (x)->ldb)
static void skop(void **state)
{
    const randblas_xlinop dense = randblas_xlinop_dense(COL, K, N, A, BIG);
    const randblas_xlinop wrong[] = {randblas_xlinop_dense((randblas_layout)0, K, N, A, BIG),
                                     randblas_xlinop_dense(COL, K + 1, N, A, BIG),
                                     randblas_xlinop_dense(COL, K, N + 1, A, BIG),
                                     randblas_xlinop_dense(COL, K, N, NULL, BIG),
                                     randblas_xlinop_dense(COL, K, N, A, K - 1),
                                     randblas_xlinop_csr(K, N, NULL, NULL, A),
                                     randblas_xlinop_csc(K, N, NULL, NULL, A),
                                     randblas_xlinop_coo(K, N, 2, NULL, NULL, A),
                                     randblas_xlinop_coo(K, N, -1, NULL, NULL, A),
                                     randblas_xlinop_callback(K, N, NULL, NULL),
                                     randblas_xlinop_symmetric(COL, RANDBLAS_UPPER, K, A, BIG)};
    randblas_xlinop strange = dense;
    arguments good = all_good(*state);
    good.op = &dense;
    BAD(1, layout, (randblas_layout)0);
    BAD(2, side, (randblas_side)0);
    BAD(3, transs, (randblas_op)0);
    BAD(4, transa, (randblas_op)0);
    BAD(5, m, -1);
    BAD(6, n, -1);
    BAD(7, k, -1);
    BAD_SCALAR(8, alpha);
    BAD(9, S, NULL);
    BAD(10, ro, BIG - M + 1);
    BAD(11, co, BIG - K + 1);
    BAD(12, op, NULL);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) BAD(12, op, &wrong[i]);
    strange.kind = (randblas_kind)0;
    BAD(12, op, &strange);
    strange = dense;
    strange.size = 1;
    BAD(12, op, &strange);
    BAD(12, transa, RANDBLAS_TRANS); /* the sizes no longer match */
    BAD_SCALAR(13, beta);
    BAD(14, B, NULL);
    BAD(15, ldb, M - 1);
}
#undef call

#define call(x) randblas_xfill((x)->layout, (x)->m, (x)->n, (x)->S, (x)->ro, (x)->co, (x)->B, (x)->ldb)
static void fill(void **state)
{
    arguments good = all_good(*state);
    BAD(1, layout, (randblas_layout)0);
    BAD(2, m, -1);
    BAD(3, n, -1);
    BAD(4, S, NULL);
    BAD(5, ro, -1);
    BAD(5, ro, BIG - M + 1);
    BAD(6, co, -1);
    BAD(6, co, BIG - N + 1);
    BAD(7, B, NULL);
    BAD(8, ldb, M - 1);
    good.layout = ROW;
    BAD(8, ldb, N - 1);
}
#undef call

/* Here m is the number of columns of X (lda) and Y (ldb). */
#define call(x)                                                                                                        \
    randblas_xlinop_apply((x)->layout, (x)->transa, (x)->m, (x)->alpha, (x)->op, (x)->A, (x)->lda, (x)->beta, (x)->B,  \
                          (x)->ldb)
static void linop_apply(void **state)
{
    const randblas_xlinop dense = randblas_xlinop_dense(COL, K, N, A, BIG),
                          bad = randblas_xlinop_dense(COL, K, N, A, 1);
    arguments good = all_good(*state);
    good.op = &dense;
    BAD(1, layout, (randblas_layout)0);
    BAD(2, transa, (randblas_op)0);
    BAD(3, m, -1);
    BAD_SCALAR(4, alpha);
    BAD(5, op, NULL);
    BAD(5, op, &bad);
    BAD(6, A, NULL);
    BAD(7, lda, N - 1);
    BAD_SCALAR(8, beta);
    BAD(9, B, NULL);
    BAD(10, ldb, K - 1);
    good.transa = RANDBLAS_TRANS;
    BAD(7, lda, K - 1);
    BAD(10, ldb, N - 1);
    good.layout = ROW;
    BAD(7, lda, M - 1);
    BAD(10, ldb, M - 1);
}
#undef call

#define call(x)                                                                                                        \
    randblas_xsptrsm((x)->layout, (x)->uplo, (x)->transa, (x)->diag, (x)->n, (x)->alpha, (x)->op, (x)->B, (x)->ldb)
static void sptrsm(void **state)
{
    const int64_t ptr[] = {0, 1, 2, 3}, index[] = {0, 1, 2};
    const randblas_xlinop csr = randblas_xlinop_csr(3, 3, ptr, index, A),
                          wide = randblas_xlinop_csr(3, 4, ptr, index, A),
                          dense = randblas_xlinop_dense(COL, 3, 3, A, BIG);
    arguments good = all_good(*state);
    good.op = &csr;
    BAD(1, layout, (randblas_layout)0);
    BAD(2, uplo, (randblas_uplo)0);
    BAD(3, transa, (randblas_op)0);
    BAD(4, diag, (randblas_diag)0);
    BAD(5, n, -1);
    BAD_SCALAR(6, alpha);
    BAD(7, op, NULL);
    BAD(7, op, &wide);
    BAD(7, op, &dense);
    BAD(8, B, NULL);
    BAD(9, ldb, 2);
}
#undef call

static void convert_and_check(void **state)
{
    (void)state;
    const randblas_xlinop dense = randblas_xlinop_dense(COL, K, N, A, BIG);
    randblas_xlinop out = randblas_xlinop_dense(COL, K, N, B, BIG), bad = out;
    expect(1, randblas_xlinop_check(NULL));
    expect(1, randblas_xconvert(NULL, &out));
    expect(2, randblas_xconvert(&dense, NULL));
    bad.rows = K + 1;
    expect(2, randblas_xconvert(&dense, &bad));
    bad = out;
    bad.kind = RANDBLAS_CALLBACK;
    expect(1, randblas_xconvert(&bad, &out));
    expect(2, randblas_xconvert(&dense, &bad));
    bad = out;
    bad.ld = 1;
    expect(1, randblas_xconvert(&bad, &out));
    expect(1, randblas_xlinop_check(&bad));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skge),
        cmocka_unit_test(sksy),
        cmocka_unit_test(skve),
#if IS_COMPLEX
        cmocka_unit_test(skhe),
#endif
        cmocka_unit_test(skop),
        cmocka_unit_test(fill),
        cmocka_unit_test(linop_apply),
        cmocka_unit_test(sptrsm),
        cmocka_unit_test(convert_and_check),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
