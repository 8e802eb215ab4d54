/** One random matrix as every kind of linear operator, with the same matrix written out for reference. */
#ifndef XLINOP_H
#define XLINOP_H

#include "linop_impl.h"
#include "xsupport.h"

typedef struct sample {
    randblas_xlinop A;
    randblas_xview dense;   /* column major, what A stands for */
    int64_t calls, fail_at; /* callback: how often called, and at which call to fail (0: never) */
} sample;

static const randblas_kind all_kinds[] = {RANDBLAS_DENSE, RANDBLAS_SYMMETRIC, RANDBLAS_HERMITIAN, RANDBLAS_CSR,
                                          RANDBLAS_CSC,   RANDBLAS_COO,       RANDBLAS_CALLBACK};
#define NKINDS (int)(sizeof all_kinds / sizeof *all_kinds)

static inline bool needs_square(randblas_kind kind)
{
    return kind == RANDBLAS_SYMMETRIC || kind == RANDBLAS_HERMITIAN;
}

/* The definition, column by column; column-major X and Y. */
static inline int callback_by_definition(void *context, randblas_op op, int64_t ncols, const array_t *X, int64_t ldx,
                                         array_t *Y, int64_t ldy)
{
    sample *s = context;
    if (++s->calls == s->fail_at) return 7;
    const bool plain = op == RANDBLAS_NO_TRANS;
    const int64_t rows = plain ? s->A.rows : s->A.cols, cols = plain ? s->A.cols : s->A.rows;
    reference_gemm(rows, ncols, cols, 1, op, s->dense, RANDBLAS_NO_TRANS, view_make(X, ldx, RANDBLAS_COL_MAJOR), 0,
                   view_make(Y, ldy, RANDBLAS_COL_MAJOR));
    return 0;
}

/* The triangle uplo of a matrix and NaN elsewhere. */
static inline void make_triangle(sample *s, randblas_layout layout, randblas_uplo uplo, uint64_t *seed)
{
    const int64_t n = s->A.rows;
    const randblas_xview full = random_view(n, n, layout, 1, seed);
    const bool hermitian = s->A.kind == RANDBLAS_HERMITIAN;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            const bool here = uplo == RANDBLAS_UPPER ? i <= j : i >= j;
            scalar_t a = here ? *view_at(full, i, j) : *view_at(full, j, i);
            if (hermitian) a = i == j ? REAL(a) : here ? a : CONJ(a);
            *view_at(s->dense, i, j) = a;
        }
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            if (uplo == RANDBLAS_UPPER ? i > j : i < j) *view_at(full, i, j) = (scalar_t)NAN;
#if IS_COMPLEX
    if (hermitian) {
        s->A = randblas_xlinop_hermitian(layout, uplo, n, full.p, full.ld);
        return;
    }
#endif
    s->A = randblas_xlinop_symmetric(layout, uplo, n, full.p, full.ld);
    s->A.kind = hermitian ? RANDBLAS_HERMITIAN : RANDBLAS_SYMMETRIC; /* of reals the two are one */
}

/* Stable counting sort of the triplets by key; the arrays of s->A are replaced, and ptr is made. */
static inline void compress(sample *s, int64_t *key, int64_t *other, int64_t vectors)
{
    const int64_t nnz = s->A.nnz;
    const scalar_t *old = s->A.values;
    int64_t *ptr = calloc((size_t)vectors + 2, sizeof *ptr), *index = malloc((size_t)(nnz + 1) * sizeof *index);
    scalar_t *values = malloc((size_t)(nnz + 1) * sizeof *values);
    for (int64_t p = 0; p < nnz; p++) ptr[key[p] + 2]++;
    for (int64_t i = 0; i < vectors; i++) ptr[i + 2] += ptr[i + 1];
    for (int64_t p = 0; p < nnz; p++) {
        const int64_t to = ptr[key[p] + 1]++;
        index[to] = other[p];
        values[to] = old[p];
    }
    free(s->A.rowind), free(s->A.colind), free(s->A.values);
    s->A.rowind = s->A.kind == RANDBLAS_CSC ? index : NULL;
    s->A.colind = s->A.kind == RANDBLAS_CSR ? index : NULL;
    s->A.ptr = ptr;
    s->A.values = values;
}

/* About three entries a row, in random order, with duplicates and explicit zeros; row 1 and column 0 stay empty. */
static inline void make_sparse(sample *s, uint64_t *seed)
{
    const int64_t rows = s->A.rows, cols = s->A.cols, capacity = 3 * rows + 4;
    int64_t *rowind = malloc((size_t)capacity * sizeof *rowind), *colind = malloc((size_t)capacity * sizeof *colind);
    scalar_t *values = malloc((size_t)capacity * sizeof *values);
    int64_t nnz = 0;
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < cols; j++) *view_at(s->dense, i, j) = 0;
    for (int64_t p = 0; p < capacity && rows > 0 && cols > 0; p++) {
        const int64_t i = (int64_t)(splitmix(seed) % (uint64_t)rows), j = (int64_t)(splitmix(seed) % (uint64_t)cols);
        if (i == 1 || (j == 0 && cols > 1)) continue;
        rowind[nnz] = i;
        colind[nnz] = j;
        values[nnz] = p % 7 == 6 ? (scalar_t)0 : random_scalar(seed);
        *view_at(s->dense, i, j) += values[nnz++];
    }
    s->A.nnz = nnz;
    s->A.rowind = rowind;
    s->A.colind = colind;
    s->A.values = values;
    if (s->A.kind == RANDBLAS_CSR) compress(s, rowind, colind, rows);
    if (s->A.kind == RANDBLAS_CSC) compress(s, colind, rowind, cols);
}

static inline sample *make_sample(randblas_kind kind, int64_t rows, int64_t cols, uint64_t *seed)
{
    sample *s = calloc(1, sizeof *s);
    const randblas_layout layout = splitmix(seed) % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    const randblas_uplo uplo = splitmix(seed) % 2 ? RANDBLAS_UPPER : RANDBLAS_LOWER;
    s->dense = random_view(rows, cols, RANDBLAS_COL_MAJOR, 0, seed);
    s->A.kind = kind;
    s->A.rows = rows;
    s->A.cols = cols;
    if (kind == RANDBLAS_DENSE) {
        const randblas_xview v = random_view(rows, cols, layout, 2, seed);
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < cols; j++) *view_at(s->dense, i, j) = *view_at(v, i, j);
        s->A = randblas_xlinop_dense(layout, rows, cols, v.p, v.ld);
    } else if (kind == RANDBLAS_CALLBACK) {
        s->A = randblas_xlinop_callback(rows, cols, callback_by_definition, s);
    } else if (needs_square(kind)) {
        make_triangle(s, layout, uplo, seed);
    } else {
        make_sparse(s, seed);
    }
    return s;
}

static inline void free_sample(sample *s)
{
    free(s->A.values), free(s->A.ptr), free(s->A.rowind), free(s->A.colind), free(s->dense.p), free(s);
}

/* The same with one entry NaN or Inf. */
static inline sample *make_spoiled_sample(randblas_kind kind, int64_t m, int64_t n, bool nan, uint64_t *seed)
{
    sample *s = make_sample(kind, m, n, seed);
    const scalar_t bad = nan ? (scalar_t)NAN : (scalar_t)INFINITY;
    if (kind == RANDBLAS_CALLBACK)
        *view_at(s->dense, 3, 3) = bad;
    else
        *(scalar_t *)s->A.values = bad;
    return s;
}

#endif
