/*
 * diag(s) A: the values of A multiplied row by row, in a copy that shares the indices of a sparse A.  A symmetric A is
 * written out; a callback is called, and what it takes or gives is scaled.
 */
#include "row_scaled_impl.h"

#include "view_impl.h"

#define BLOCK 16 /* columns of a callback's input that are scaled at a time */
#define SERIAL 65536

static void scale_dense(const randblas_xlinop *A, const scalar_t *s, scalar_t *out)
{
    const bool row_major = A->layout == RANDBLAS_ROW_MAJOR;
    const int64_t runs = row_major ? A->rows : A->cols, length = row_major ? A->cols : A->rows;
#pragma omp parallel for schedule(static) if (runs * length > SERIAL)
    for (int64_t k = 0; k < runs; k++)
        for (int64_t i = 0; i < length; i++) out[i + k * length] = A->values[i + k * A->ld] * s[row_major ? k : i];
}

static void scale_symmetric(const randblas_xlinop *A, const scalar_t *s, scalar_t *out)
{
    const int64_t n = A->rows;
    const randblas_xview view = view_make(A->values, A->ld, A->layout);
#pragma omp parallel for schedule(static) if (n * n > SERIAL)
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) {
            const bool stored = (A->uplo == RANDBLAS_UPPER) == (i <= j) || i == j;
            out[i + j * n] = s[i] * *(stored ? view_at(view, i, j) : view_at(view, j, i));
        }
}

static void scale_sparse(const randblas_xlinop *A, const scalar_t *s, scalar_t *out)
{
    for (int64_t i = 0; i < A->rows && A->kind == RANDBLAS_CSR; i++)
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) out[k] = A->values[k] * s[i];
    for (int64_t k = 0; k < A->nnz && A->kind != RANDBLAS_CSR; k++) out[k] = A->values[k] * s[A->rowind[k]];
}

/* Y = diag(s) A X or A^T (diag(s) X) by the callback of A. */
static int apply_scaled(void *context, randblas_op op, int64_t ncols, const scalar_t *X, int64_t ldx, scalar_t *Y,
                        int64_t ldy)
{
    const randlapack_xrow_scaled *t = context;
    const int64_t m = t->plain->rows;
    int failed = 0;
    if (op == RANDBLAS_NO_TRANS) {
        failed = t->plain->apply(t->plain->context, op, ncols, X, ldx, Y, ldy);
        for (int64_t r = 0; r < ncols && !failed; r++)
            for (int64_t i = 0; i < m; i++) Y[i + r * ldy] *= t->scales[i];
        return failed;
    }
    for (int64_t r = 0; r < ncols && !failed; r += BLOCK) {
        const int64_t count = ncols - r < BLOCK ? ncols - r : BLOCK;
        for (int64_t k = 0; k < count; k++)
            for (int64_t i = 0; i < m; i++) t->block[i + k * m] = X[i + (r + k) * ldx] * t->scales[i];
        failed = t->plain->apply(t->plain->context, op, count, t->block, m > 1 ? m : 1, Y + r * ldy, ldy);
    }
    return failed;
}

int randlapack_xrow_scale(randblas_arena *arena, const randblas_xlinop *A, const scalar_t *scales,
                          randlapack_xrow_scaled *scaled)
{
    const bool sparse = A->kind == RANDBLAS_CSR || A->kind == RANDBLAS_CSC || A->kind == RANDBLAS_COO;
    *scaled = (randlapack_xrow_scaled){.op = *A, .plain = A, .scales = scales};
    if (A->kind == RANDBLAS_CALLBACK) {
        scaled->op.apply = apply_scaled;
        scaled->op.context = scaled;
        scaled->block = randblas_arena_get(arena, randblas_size_product(A->rows, BLOCK), sizeof *scaled->block);
        return arena->info;
    }
    const int64_t entries = sparse ? A->nnz : randblas_size_product(A->rows, A->cols);
    scalar_t *values = randblas_arena_get(arena, entries, sizeof *values);
    if (arena->info) return arena->info;
    scaled->op.values = values;
    if (sparse) {
        scale_sparse(A, scales, values);
    } else if (A->kind == RANDBLAS_DENSE) {
        scale_dense(A, scales, values);
        const int64_t length = A->layout == RANDBLAS_ROW_MAJOR ? A->cols : A->rows;
        scaled->op.ld = length > 1 ? length : 1;
    } else {
        scale_symmetric(A, scales, values);
        scaled->op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, A->rows, A->cols, values, A->rows > 1 ? A->rows : 1);
    }
    return 0;
}
