/* Conversion: what comes out stands for the same matrix, is ordered as promised, and fits or says that it does not. */
#include "xlinop.h"

static const int64_t sizes[] = {0, 1, 2, 17, 130};
#define NSIZES (int)(sizeof sizes / sizeof *sizes)

/* Room for a converted matrix; arrays of the exact length, so that the sanitizer sees one write too many. */
static randblas_xlinop make_target(randblas_kind kind, int64_t rows, int64_t cols, int64_t nnz)
{
    randblas_xlinop B = {.kind = kind, .rows = rows, .cols = cols, .nnz = nnz};
    const size_t count = (size_t)(nnz > 0 ? nnz : 1), vectors = (size_t)(kind == RANDBLAS_CSC ? cols : rows);
    B.values = malloc(count * sizeof(scalar_t));
    if (kind != RANDBLAS_COO) B.ptr = malloc((vectors + 1) * sizeof *B.ptr);
    if (kind != RANDBLAS_CSC) B.colind = malloc(count * sizeof *B.colind);
    if (kind != RANDBLAS_CSR) B.rowind = malloc(count * sizeof *B.rowind);
    return B;
}

static void free_target(randblas_xlinop *B)
{
    free(B->values), free(B->ptr), free(B->rowind), free(B->colind);
}

/* Bit for bit: duplicates are kept in their order, so they add up in the same order. */
static void assert_same(randblas_xview dense, const randblas_xlinop *B)
{
    uint64_t seed = 9;
    const randblas_xview sum = random_view(B->rows, B->cols, RANDBLAS_COL_MAJOR, 0, &seed);
    const scalar_t *values = B->values;
    for (int64_t i = 0; i < B->rows; i++)
        for (int64_t j = 0; j < B->cols; j++) *view_at(sum, i, j) = 0;
    for (int64_t q = 0, v = 0; q < B->nnz; q++) {
        while (B->ptr && B->ptr[v + 1] <= q) v++;
        *view_at(sum, B->kind == RANDBLAS_CSR ? v : B->rowind[q], B->kind == RANDBLAS_CSC ? v : B->colind[q]) +=
            values[q];
    }
    assert_true(max_difference(B->rows, B->cols, sum, dense) == 0);
    free(sum.p);
}

static void assert_ordered(const randblas_xlinop *B)
{
    if (B->kind == RANDBLAS_COO) {
        for (int64_t q = 1; q < B->nnz; q++) {
            assert_true(B->rowind[q - 1] <= B->rowind[q]);
            if (B->rowind[q - 1] == B->rowind[q]) assert_true(B->colind[q - 1] <= B->colind[q]);
        }
        return;
    }
    const bool csr = B->kind == RANDBLAS_CSR;
    const int64_t *index = csr ? B->colind : B->rowind;
    for (int64_t v = 0; v < (csr ? B->rows : B->cols); v++)
        for (int64_t q = B->ptr[v] + 1; q < B->ptr[v + 1]; q++) assert_true(index[q - 1] <= index[q]);
}

static void to_sparse_once(const sample *s, randblas_kind kind)
{
    randblas_xlinop query = {.kind = kind, .rows = s->A.rows, .cols = s->A.cols};
    const int first = randblas_xconvert(&s->A, &query);
    assert_int_equal(first, query.nnz > 0 || kind != RANDBLAS_COO ? -2 : 0);
    if (linop_is_sparse(&s->A)) assert_int_equal(query.nnz, s->A.nnz);
    randblas_xlinop B = make_target(kind, s->A.rows, s->A.cols, query.nnz);
    if (query.nnz > 0) { /* one too few */
        B.nnz--;
        assert_int_equal(randblas_xconvert(&s->A, &B), -2);
        assert_int_equal(B.nnz, query.nnz);
    }
    assert_int_equal(randblas_xconvert(&s->A, &B), 0);
    assert_int_equal(B.nnz, query.nnz);
    assert_int_equal(randblas_xlinop_check(&B), 0);
    assert_ordered(&B);
    assert_same(s->dense, &B);
    free_target(&B);
}

static void to_dense_once(const sample *s, randblas_layout layout)
{
    uint64_t seed = 3;
    const randblas_xview out = random_view(s->A.rows, s->A.cols, layout, 2, &seed);
    randblas_xlinop B = randblas_xlinop_dense(layout, s->A.rows, s->A.cols, out.p, out.ld);
    assert_int_equal(randblas_xconvert(&s->A, &B), 0);
    assert_true(max_difference(s->A.rows, s->A.cols, out, s->dense) == 0);
    free(out.p);
}

static void every_pair(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int i = 0; i < NSIZES * NSIZES; i++) {
            const int64_t rows = sizes[i % NSIZES], cols = sizes[i / NSIZES];
            if (all_kinds[kind] == RANDBLAS_CALLBACK || (needs_square(all_kinds[kind]) && rows != cols)) continue;
            sample *s = make_sample(all_kinds[kind], rows, cols, &seed);
            for (int to = RANDBLAS_CSR; to <= RANDBLAS_COO; to++) to_sparse_once(s, (randblas_kind)to);
            to_dense_once(s, RANDBLAS_ROW_MAJOR);
            to_dense_once(s, RANDBLAS_COL_MAJOR);
            free_sample(s);
        }
}

/* Zeros of a dense matrix are dropped, its NaN kept; so are explicit zeros and NaN of a sparse one. */
static void what_counts_as_nonzero(void **state)
{
    (void)state;
    scalar_t dense[6] = {0, (scalar_t)NAN, 1, -(scalar_t)0, (scalar_t)INFINITY, 0}, kept[6] = {0, (scalar_t)NAN};
    int64_t rowind[2] = {1, 0}, colind[2] = {2, 2};
    randblas_xlinop A = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 2, 3, dense, 3);
    randblas_xlinop B = make_target(RANDBLAS_CSC, 2, 3, 6);
    assert_int_equal(randblas_xconvert(&A, &B), 0);
    assert_int_equal(B.nnz, 3);
    const int64_t ptr[] = {0, 0, 2, 3}, rows[] = {0, 1, 0};
    assert_memory_equal(B.ptr, ptr, sizeof ptr);
    assert_memory_equal(B.rowind, rows, sizeof rows);
    const scalar_t *values = B.values;
    assert_true(values[0] != values[0] && isinf(ABS(values[1])) && values[2] == (scalar_t)1);

    A = randblas_xlinop_coo(2, 3, 2, rowind, colind, kept);
    B.nnz = 6;
    assert_int_equal(randblas_xconvert(&A, &B), 0);
    assert_int_equal(B.nnz, 2);
    assert_true(values[0] != values[0] && values[1] == (scalar_t)0);
    free_target(&B);
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 2;
    sample *s = make_sample(RANDBLAS_COO, 5, 4, &seed), *callback = make_sample(RANDBLAS_CALLBACK, 5, 4, &seed);
    randblas_xlinop B = make_target(RANDBLAS_CSR, 5, 4, s->A.nnz);
    const randblas_xlinop good = B;
    assert_int_equal(randblas_xconvert(NULL, &B), -1);
    assert_int_equal(randblas_xconvert(&callback->A, &B), -1);
    assert_int_equal(randblas_xconvert(&s->A, NULL), -2);
#define EXPECT_BAD_TARGET(change)                                                                                      \
    do {                                                                                                               \
        B = good;                                                                                                      \
        change;                                                                                                        \
        assert_int_equal(randblas_xconvert(&s->A, &B), -2);                                                            \
    } while (0)
    EXPECT_BAD_TARGET(B.size = 3);
    EXPECT_BAD_TARGET(B.rows = 6);
    EXPECT_BAD_TARGET(B.cols = 3);
    EXPECT_BAD_TARGET(B.nnz = -1);
    EXPECT_BAD_TARGET(B.ptr = NULL);
    EXPECT_BAD_TARGET(B.colind = NULL);
    EXPECT_BAD_TARGET(B.values = NULL);
    EXPECT_BAD_TARGET(B.kind = RANDBLAS_SYMMETRIC);
    EXPECT_BAD_TARGET(B.kind = RANDBLAS_CALLBACK);
    EXPECT_BAD_TARGET(B.kind = (randblas_kind)0);
    EXPECT_BAD_TARGET(B.kind = RANDBLAS_DENSE); /* without layout and ld */
    B = good;
    s->A.rowind[1] = 5;
    assert_int_equal(randblas_xconvert(&s->A, &B), RANDBLAS_INVALID_SPARSE);
    B = good;
    free_target(&B);
    free_sample(s);
    free_sample(callback);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair),
        cmocka_unit_test(what_counts_as_nonzero),
        cmocka_unit_test(illegal_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
