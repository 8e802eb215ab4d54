/*
 * Y += alpha A X for sparse A and dense X.
 *
 * CSR gathers: each row of Y is a sum over one row of A, and threads share out the rows.  CSC and COO scatter into
 * rows of Y, so threads share out the columns of X and Y instead.  Either way each entry of Y is summed in the order of
 * storage, whatever the number of threads.  Cost: 2 nnz n flops; no memory.
 */
#include "apply_impl.h"
#include "linop_impl.h"

#define STRIP 8     /* columns of a column-major X taken together, so that A is read n/STRIP times */
#define WORTH 32768 /* products from which threads pay */

static inline scalar_t conj_if(bool conjugate, scalar_t a)
{
    return conjugate ? CONJ(a) : a;
}

static inline void axpy(int64_t n, scalar_t a, const scalar_t *restrict x, scalar_t *restrict y)
{
    for (int64_t j = 0; j < n; j++) y[j] += a * x[j];
}

/* Rows of X and Y contiguous. */
static void gather_rows(const randblas_xlinop *A, bool conjugate, int64_t n, scalar_t alpha, randblas_xview X,
                        randblas_xview Y)
{
    const scalar_t *values = A->values;
#pragma omp parallel for schedule(dynamic, 256) if (A->nnz * n > WORTH)
    for (int64_t i = 0; i < A->rows; i++)
        for (int64_t p = A->ptr[i]; p < A->ptr[i + 1]; p++)
            axpy(n, alpha * conj_if(conjugate, values[p]), X.p + A->colind[p] * X.ld, Y.p + i * Y.ld);
}

/* Columns contiguous: one row of A times w <= STRIP columns of X. */
static inline void gather_dots(const randblas_xlinop *A, bool conjugate, int64_t i, int64_t w, scalar_t alpha,
                               const scalar_t *X, int64_t ldx, scalar_t *Y, int64_t ldy)
{
    const scalar_t *values = A->values;
    scalar_t sum[STRIP] = {0};
    if (w == 1) { /* a vector: nothing of what follows is worth its loops */
        for (int64_t p = A->ptr[i]; p < A->ptr[i + 1]; p++) sum[0] += conj_if(conjugate, values[p]) * X[A->colind[p]];
        Y[i] += alpha * sum[0];
        return;
    }
    if (w == STRIP) /* the common case, unrolled by the compiler */
        for (int64_t p = A->ptr[i]; p < A->ptr[i + 1]; p++)
            for (int64_t c = 0; c < STRIP; c++) sum[c] += conj_if(conjugate, values[p]) * X[A->colind[p] + c * ldx];
    else
        for (int64_t p = A->ptr[i]; p < A->ptr[i + 1]; p++)
            for (int64_t c = 0; c < w; c++) sum[c] += conj_if(conjugate, values[p]) * X[A->colind[p] + c * ldx];
    for (int64_t c = 0; c < w; c++) Y[i + c * ldy] += alpha * sum[c];
}

static void gather_columns(const randblas_xlinop *A, bool conjugate, int64_t n, scalar_t alpha, randblas_xview X,
                           randblas_xview Y)
{
    for (int64_t j = 0; j < n; j += STRIP) {
        const int64_t w = min_i64(STRIP, n - j);
#pragma omp parallel for schedule(dynamic, 1024) if (A->nnz * w > WORTH)
        for (int64_t i = 0; i < A->rows; i++)
            gather_dots(A, conjugate, i, w, alpha, X.p + j * X.ld, X.ld, Y.p + j * Y.ld, Y.ld);
    }
}

/* Columns j .. j + w of Y += a X(l, :) at row i, in either layout. */
static inline void scatter_entry(scalar_t a, int64_t i, int64_t l, int64_t j, int64_t w, randblas_xview X,
                                 randblas_xview Y)
{
    if (Y.row_major)
        axpy(w, a, X.p + l * X.ld + j, Y.p + i * Y.ld + j);
    else
        for (int64_t c = j; c < j + w; c++) Y.p[i + c * Y.ld] += a * X.p[l + c * X.ld];
}

static void scatter(const randblas_xlinop *A, bool conjugate, int64_t n, scalar_t alpha, randblas_xview X,
                    randblas_xview Y)
{
    const scalar_t *values = A->values;
    const int64_t strip = Y.row_major ? 64 : STRIP; /* no two threads write to one cache line, but at the edges */
#pragma omp parallel for schedule(dynamic, 1) if (n > strip && A->nnz * n > WORTH)
    for (int64_t j = 0; j < n; j += strip) {
        const int64_t w = min_i64(strip, n - j);
        if (A->kind == RANDBLAS_COO)
            for (int64_t p = 0; p < A->nnz; p++)
                scatter_entry(alpha * conj_if(conjugate, values[p]), A->rowind[p], A->colind[p], j, w, X, Y);
        else
            for (int64_t l = 0; l < A->cols; l++)
                for (int64_t p = A->ptr[l]; p < A->ptr[l + 1]; p++)
                    scatter_entry(alpha * conj_if(conjugate, values[p]), A->rowind[p], l, j, w, X, Y);
    }
}

void randblas_xsparse_multiply(const randblas_xlinop *A, bool conjugate, int64_t n, scalar_t alpha, randblas_xview X,
                               randblas_xview Y)
{
    /* A contiguous vector is one column of either layout; dots suit it better than axpys of length one. */
    if (n == 1 && X.row_major && X.ld == 1 && Y.ld == 1) X.row_major = Y.row_major = false;
    if (A->kind != RANDBLAS_CSR)
        scatter(A, conjugate, n, alpha, X, Y);
    else if (X.row_major)
        gather_rows(A, conjugate, n, alpha, X, Y);
    else
        gather_columns(A, conjugate, n, alpha, X, Y);
}
