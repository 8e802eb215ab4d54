/* Sketching any linear operator equals materialising both and multiplying. */
#include "threads_impl.h"
#include "xlinop.h"

static const int64_t sizes[] = {0, 1, 2, 17, 34};
#define NSIZES (int)(sizeof sizes / sizeof *sizes)

static randblas_sketch *make(randblas_family family, int64_t d, int64_t m, int64_t nnz)
{
    randblas_dist dist = randblas_gaussian(d, m);
    dist.family = family;
    dist.nnz = nnz;
    const randblas_state state = randblas_seed(11);
    randblas_sketch *S;
    assert_int_equal(randblas_sketch_create(&dist, &state, &S, NULL), 0);
    return S;
}

/* A sum of k + 1 products: entries of S at most 6.8, of A at most 3 sqrt 2, |alpha|, |beta|, |B| at most sqrt 2. */
static double tolerance(int64_t k)
{
    return (double)REAL_EPS * 4 * (double)(k + 4) * 41 * (double)(k + 4);
}

typedef struct shape {
    randblas_layout layout;
    randblas_side side;
    randblas_op transs, transa;
    int64_t m, n, k, ro, co, nnz;
} shape;

/* The sizes of S' and of A as stored. */
static void stored_sizes(const shape *h, int64_t *r, int64_t *c, int64_t *rows, int64_t *cols)
{
    const bool left = h->side == RANDBLAS_LEFT, tall = h->transs != RANDBLAS_NO_TRANS;
    const bool plain = h->transa == RANDBLAS_NO_TRANS;
    const int64_t op_rows = left ? h->m : h->k, op_cols = left ? h->k : h->n;
    const int64_t a_rows = left ? h->k : h->m, a_cols = left ? h->n : h->k;
    *r = tall ? op_cols : op_rows;
    *c = tall ? op_rows : op_cols;
    *rows = plain ? a_rows : a_cols;
    *cols = plain ? a_cols : a_rows;
}

static void apply_once(randblas_kind kind, randblas_family family, const shape *h, uint64_t *seed)
{
    int64_t r, c, rows, cols;
    stored_sizes(h, &r, &c, &rows, &cols);
    if (needs_square(kind) && rows != cols) return;
    /* The transforms need no more rows than columns. */
    randblas_sketch *S = make(family, h->ro + r + 1, h->co + c + (family >= RANDBLAS_SRHT ? h->ro + r + 1 : 2), h->nnz);
    sample *s = make_sample(kind, rows, cols, seed);
    randblas_xview B = random_view(h->m, h->n, h->layout, 3, seed), C = copy_view(B, h->m, h->n);
    randblas_xview dense = random_view(r, c, RANDBLAS_COL_MAJOR, 1, seed);
    const scalar_t alpha = random_scalar(seed), beta = random_scalar(seed);

    assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, r, c, S, h->ro, h->co, dense.p, dense.ld), 0);
    assert_int_equal(randblas_xskop(h->layout, h->side, h->transs, h->transa, h->m, h->n, h->k, ARG(alpha), S, h->ro,
                                    h->co, &s->A, ARG(beta), B.p, B.ld),
                     0);
    if (h->side == RANDBLAS_LEFT)
        reference_gemm(h->m, h->n, h->k, alpha, h->transs, dense, h->transa, s->dense, beta, C);
    else
        reference_gemm(h->m, h->n, h->k, alpha, h->transa, s->dense, h->transs, dense, beta, C);
    assert_true(max_difference(h->m, h->n, B, C) <= tolerance(h->k));
    free(B.p), free(C.p), free(dense.p);
    free_sample(s);
    randblas_sketch_destroy(S);
}

static void all_forms(randblas_kind kind, randblas_family family, int64_t m, int64_t n, int64_t k, uint64_t *seed)
{
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int side = RANDBLAS_LEFT; side <= RANDBLAS_RIGHT; side++)
            for (int transs = RANDBLAS_NO_TRANS; transs <= RANDBLAS_TRANS; transs++)
                for (int transa = RANDBLAS_NO_TRANS; transa <= RANDBLAS_TRANS + IS_COMPLEX; transa++) {
                    const shape h = {(randblas_layout)layout,
                                     (randblas_side)side,
                                     (randblas_op)transs,
                                     (randblas_op)transa,
                                     m,
                                     n,
                                     k,
                                     3,
                                     18,
                                     0};
                    apply_once(kind, family, &h, seed);
                }
}

static void small_problems(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int i = 0; i < NSIZES * NSIZES * NSIZES; i++)
            all_forms(all_kinds[kind], RANDBLAS_GAUSSIAN, sizes[i % NSIZES], sizes[i / NSIZES % NSIZES],
                      sizes[i / NSIZES / NSIZES], &seed);
}

/* One family of each class, and each way in which A is cut into panels. */
static void every_class(void **state)
{
    (void)state;
    static const randblas_family families[] = {RANDBLAS_RADEMACHER,   RANDBLAS_SPARSE_SIGN, RANDBLAS_SPARSE_STACK,
                                               RANDBLAS_LESS_UNIFORM, RANDBLAS_SRHT,        RANDBLAS_SRFT,
                                               RANDBLAS_ROW_SAMPLE};
    uint64_t seed = 2;
    for (size_t f = 0; f < sizeof families / sizeof *families; f++)
        for (int kind = 0; kind < NKINDS; kind++) {
            all_forms(all_kinds[kind], families[f], 21, 34, 34, &seed);
            all_forms(all_kinds[kind], families[f], 34, 21, 34, &seed);
            all_forms(all_kinds[kind], families[f], 1, 5, 5, &seed);
            all_forms(all_kinds[kind], families[f], 5, 0, 5, &seed);
        }
}

/* Past every block of the dense engines: several panels, chunks of rows, and threads. */
static void past_the_blocks(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int i = 0; i < 4; i++) {
            const bool square = needs_square(all_kinds[kind]);
            /* With 9 columns a CSC matrix has columns long enough to be walked down. */
            const shape h = {.layout = i % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR,
                             .side = RANDBLAS_LEFT,
                             .transs = i / 2 ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS,
                             .transa = IS_COMPLEX ? RANDBLAS_CONJ_TRANS : RANDBLAS_NO_TRANS,
                             .m = square ? 20 : 150,
                             .n = square ? 1301 : 9,
                             .k = 1301,
                             .ro = 7,
                             .co = 5};
            apply_once(all_kinds[kind], RANDBLAS_GAUSSIAN, &h, &seed);
        }
}

/* More nonzeros of S than are compressed at a time, along and across the vectors of the family. */
static void past_the_pieces(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int kind = RANDBLAS_CSR; kind <= RANDBLAS_COO; kind++)
        for (int family = 0; family < 2; family++)
            for (int trans = 0; trans < 2; trans++)
                for (int transa = 0; transa < 2; transa++) {
                    const shape h = {.layout = RANDBLAS_COL_MAJOR,
                                     .side = RANDBLAS_LEFT,
                                     .transs = trans ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS,
                                     .transa = transa ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS,
                                     .m = 701,
                                     .n = 2,
                                     .k = 701,
                                     .ro = 1,
                                     .co = 2,
                                     .nnz = 400};
                    apply_once((randblas_kind)kind, family ? RANDBLAS_SPARSE_STACK : RANDBLAS_LESS_UNIFORM, &h, &seed);
                }
}

static void set_threads(int count)
{
#ifdef _OPENMP
    omp_set_num_threads(count);
#else
    (void)count;
#endif
}

/* A sparse A, large enough for threads: the same bits for any number of them. */
static void threads_do_not_matter(void **state)
{
    (void)state;
    static const randblas_family families[] = {RANDBLAS_GAUSSIAN, RANDBLAS_SPARSE_SIGN, RANDBLAS_LESS_UNIFORM};
    static const int counts[] = {2, 3, 8};
    const int default_threads = thread_limit();
    uint64_t seed = 9;
    const int64_t m = 77, n = 5, k = 30000;
    const scalar_t one = 1, zero = 0;
    for (int family = 0; family < 3; family++)
        for (int kind = RANDBLAS_CSR; kind <= RANDBLAS_COO; kind++) {
            randblas_sketch *S = make(families[family], m, k, 0);
            sample *s = make_sample((randblas_kind)kind, k, n, &seed);
            randblas_xview B = random_view(m, n, RANDBLAS_ROW_MAJOR, 0, &seed), C = copy_view(B, m, n);
            set_threads(1);
            assert_int_equal(randblas_xskop(RANDBLAS_ROW_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, m,
                                            n, k, ARG(one), S, 0, 0, &s->A, ARG(zero), B.p, n),
                             0);
            for (int t = 0; t < 3; t++) {
                set_threads(counts[t]);
                assert_int_equal(randblas_xskop(RANDBLAS_ROW_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS,
                                                m, n, k, ARG(one), S, 0, 0, &s->A, ARG(zero), C.p, n),
                                 0);
                assert_memory_equal(B.p, C.p, (size_t)(m * n) * sizeof *B.p);
            }
            free(B.p), free(C.p);
            free_sample(s);
            randblas_sketch_destroy(S);
        }
    set_threads(default_threads);
}

static void special_scalars(void **state)
{
    (void)state;
    uint64_t seed = 4;
    const int64_t m = 19, n = 8, k = 8;
    randblas_sketch *S = make(RANDBLAS_GAUSSIAN, m, k, 0);
    for (int kind = 0; kind < NKINDS; kind++) {
        sample *s = make_sample(all_kinds[kind], k, n, &seed);
        randblas_xview B = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
        const scalar_t zero = 0, one = 1;
        for (int64_t i = 0; i < m * n; i++) B.p[i] = (scalar_t)NAN;
        assert_int_equal(randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, m, n,
                                        k, ARG(one), S, 0, 0, &s->A, ARG(zero), B.p, m),
                         0);
        for (int64_t i = 0; i < m * n; i++) assert_true(isfinite(ABS(B.p[i])));
        s->fail_at = s->calls + 1; /* alpha = 0 must not look at A */
        assert_int_equal(randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, m, n,
                                        k, ARG(zero), S, 0, 0, &s->A, ARG(zero), B.p, m),
                         0);
        for (int64_t i = 0; i < m * n; i++) assert_true(B.p[i] == (scalar_t)0);
        free(B.p);
        free_sample(s);
    }
    randblas_sketch_destroy(S);
}

/* A nonzero that is NaN or Inf spoils its column of B and no other. */
static void nan_and_inf_propagate(void **state)
{
    (void)state;
    uint64_t seed = 5;
    const int64_t m = 33, n = 40, k = 50;
    randblas_sketch *S = make(RANDBLAS_GAUSSIAN, m, k, 0);
    for (int kind = RANDBLAS_CSR; kind <= RANDBLAS_COO; kind++) {
        sample *s = make_sample((randblas_kind)kind, k, n, &seed);
        randblas_xview B = random_view(m, n, RANDBLAS_ROW_MAJOR, 0, &seed);
        const scalar_t zero = 0, one = 1;
        scalar_t *values = s->A.values;
        int64_t column = 0;
        if (kind == RANDBLAS_CSC)
            while (s->A.ptr[column + 1] <= 4) column++;
        else
            column = s->A.colind[4];
        values[4] = (scalar_t)(kind == RANDBLAS_CSR ? NAN : INFINITY);
        assert_int_equal(randblas_xskop(RANDBLAS_ROW_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, m, n,
                                        k, ARG(one), S, 0, 0, &s->A, ARG(zero), B.p, n),
                         0);
        for (int64_t i = 0; i < m; i++)
            for (int64_t j = 0; j < n; j++) assert_true(!isfinite(ABS(*view_at(B, i, j))) == (j == column));
        free(B.p);
        free_sample(s);
    }
    randblas_sketch_destroy(S);
}

static void callback_failing(void **state)
{
    (void)state;
    uint64_t seed = 6;
    randblas_sketch *S = make(RANDBLAS_GAUSSIAN, 4, 4, 0);
    sample *s = make_sample(RANDBLAS_CALLBACK, 4, 4, &seed);
    scalar_t B[16] = {0}, one = 1;
    for (int side = RANDBLAS_LEFT; side <= RANDBLAS_RIGHT; side++) {
        s->fail_at = s->calls + 1;
        assert_int_equal(randblas_xskop(RANDBLAS_COL_MAJOR, (randblas_side)side, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS,
                                        4, 4, 4, ARG(one), S, 0, 0, &s->A, ARG(one), B, 4),
                         RANDBLAS_CALLBACK_FAILED);
    }
    free_sample(s);
    randblas_sketch_destroy(S);
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 7;
    const randblas_layout col = RANDBLAS_COL_MAJOR;
    const randblas_side left = RANDBLAS_LEFT;
    const randblas_op no = RANDBLAS_NO_TRANS;
    const int64_t m = 4, n = 3, k = 5;
    randblas_sketch *S = make(RANDBLAS_GAUSSIAN, m, k, 0);
    sample *s = make_sample(RANDBLAS_CSC, k, n, &seed);
    randblas_xview B = random_view(m, n, col, 0, &seed), C = copy_view(B, m, n);
    const scalar_t a = 2, b = 3;
    const randblas_xlinop *A = &s->A;
    randblas_xlinop bad = *A, wide = *A;
    bad.rowind = NULL;
    wide.rows = k + 1;
#define SKOP(...) randblas_xskop(__VA_ARGS__)
    assert_int_equal(SKOP((randblas_layout)0, left, no, no, m, n, k, ARG(a), S, 0, 0, A, ARG(b), B.p, m), -1);
    assert_int_equal(SKOP(col, (randblas_side)0, no, no, m, n, k, ARG(a), S, 0, 0, A, ARG(b), B.p, m), -2);
    assert_int_equal(SKOP(col, left, (randblas_op)0, no, m, n, k, ARG(a), S, 0, 0, A, ARG(b), B.p, m), -3);
    assert_int_equal(SKOP(col, left, no, (randblas_op)0, m, n, k, ARG(a), S, 0, 0, A, ARG(b), B.p, m), -4);
    assert_int_equal(SKOP(col, left, no, no, -1, n, k, ARG(a), S, 0, 0, A, ARG(b), B.p, m), -5);
    assert_int_equal(SKOP(col, left, no, no, m, -1, k, ARG(a), S, 0, 0, A, ARG(b), B.p, m), -6);
    assert_int_equal(SKOP(col, left, no, no, m, n, -1, ARG(a), S, 0, 0, A, ARG(b), B.p, m), -7);
    assert_int_equal(SKOP(col, left, no, no, m, n, k, ARG(a), NULL, 0, 0, A, ARG(b), B.p, m), -9);
    assert_int_equal(SKOP(col, left, no, no, m, n, k, ARG(a), S, 1, 0, A, ARG(b), B.p, m), -10);
    assert_int_equal(SKOP(col, left, no, no, m, n, k, ARG(a), S, -1, 0, A, ARG(b), B.p, m), -10);
    assert_int_equal(SKOP(col, left, no, no, m, n, k, ARG(a), S, 0, 1, A, ARG(b), B.p, m), -11);
    assert_int_equal(SKOP(col, left, no, no, m, n, k, ARG(a), S, 0, 0, NULL, ARG(b), B.p, m), -12);
    assert_int_equal(SKOP(col, left, no, no, m, n, k, ARG(a), S, 0, 0, &bad, ARG(b), B.p, m), -12);
    assert_int_equal(SKOP(col, left, no, no, m, n, k, ARG(a), S, 0, 0, &wide, ARG(b), B.p, m), -12);
    assert_int_equal(SKOP(col, left, no, RANDBLAS_TRANS, m, n, k, ARG(a), S, 0, 0, A, ARG(b), B.p, m), -12);
    assert_int_equal(SKOP(col, left, no, no, m, n, k, ARG(a), S, 0, 0, A, ARG(b), NULL, m), -14);
    assert_int_equal(SKOP(col, left, no, no, m, n, k, ARG(a), S, 0, 0, A, ARG(b), B.p, m - 1), -15);
#if IS_COMPLEX
    assert_int_equal(SKOP(col, left, no, no, m, n, k, NULL, S, 0, 0, A, ARG(b), B.p, m), -8);
    assert_int_equal(SKOP(col, left, no, no, m, n, k, ARG(a), S, 0, 0, A, NULL, B.p, m), -13);
#endif
    assert_memory_equal(B.p, C.p, (size_t)(m * n) * sizeof *B.p);
    free(B.p), free(C.p);
    free_sample(s);
    randblas_sketch_destroy(S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_problems),        cmocka_unit_test(every_class),
        cmocka_unit_test(past_the_blocks),       cmocka_unit_test(past_the_pieces),
        cmocka_unit_test(threads_do_not_matter), cmocka_unit_test(special_scalars),
        cmocka_unit_test(nan_and_inf_propagate), cmocka_unit_test(callback_failing),
        cmocka_unit_test(illegal_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
