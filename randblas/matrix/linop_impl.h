/** Linear operators from the inside. */
#ifndef RANDBLAS_LINOP_IMPL_H
#define RANDBLAS_LINOP_IMPL_H

#include "arena_impl.h"
#include "view_impl.h"

/* The transpose of anything but a callback: the same arrays, read the other way. */
static inline randblas_xlinop linop_transposed(const randblas_xlinop *A)
{
    randblas_xlinop T = *A;
    T.rows = A->cols;
    T.cols = A->rows;
    T.layout = A->layout == RANDBLAS_ROW_MAJOR ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR;
    T.uplo = A->uplo == RANDBLAS_UPPER ? RANDBLAS_LOWER : RANDBLAS_UPPER;
    T.rowind = A->colind;
    T.colind = A->rowind;
    if (A->kind == RANDBLAS_CSR) T.kind = RANDBLAS_CSC;
    if (A->kind == RANDBLAS_CSC) T.kind = RANDBLAS_CSR;
    return T;
}

static inline bool linop_is_sparse(const randblas_xlinop *A)
{
    return A->kind == RANDBLAS_CSR || A->kind == RANDBLAS_CSC || A->kind == RANDBLAS_COO;
}

/*
 * op(A) = A or conj(A) of another operator: what is left of op once a transpose has been read off the arrays.
 * A is not a callback.
 */
static inline bool linop_resolve(const randblas_xlinop *A, randblas_op op, randblas_xlinop *resolved)
{
    *resolved = op == RANDBLAS_NO_TRANS ? *A : linop_transposed(A);
    return IS_COMPLEX && op == RANDBLAS_CONJ_TRANS;
}

/* Whether a field other than the contents of the arrays is illegal; A may be NULL. */
bool randblas_xlinop_malformed(const randblas_xlinop *A);

/* out (r x c) = A[i : i + r, j : j + c], conjugated if asked; A dense, symmetric or Hermitian. */
void randblas_xlinop_expand(const randblas_xlinop *A, bool conjugate, int64_t i, int64_t j, int64_t r, int64_t c,
                            randblas_xview out);

/* Y (rows x n) += alpha A X, or conj(A) in place of A; A CSR, CSC or COO, X and Y in one layout. */
void randblas_xsparse_multiply(const randblas_xlinop *A, bool conjugate, int64_t n, scalar_t alpha, randblas_xview X,
                               randblas_xview Y);

/* How many entries a sparse A stores.  Pointers are believed before nnz. */
static inline int64_t linop_entries(const randblas_xlinop *A)
{
    return A->kind == RANDBLAS_COO ? A->nnz : A->ptr[A->kind == RANDBLAS_CSR ? A->rows : A->cols];
}

/*
 * The entries of a sparse A, of another kind, in CSR or CSC order; stable.  ptr, index and values have room for the
 * vectors + 1 pointers and all entries.
 */
void randblas_xsparse_bucket(const randblas_xlinop *A, randblas_kind kind, int64_t *ptr, int64_t *index,
                             scalar_t *values);

/* A as CSR or CSC: itself if it is, else sorted into workspace of the arena, whose info is to be looked at. */
randblas_xlinop randblas_xsparse_compress(const randblas_xlinop *A, randblas_kind kind, randblas_arena *arena);

/* Whether the row indices of a CSC matrix ascend within each column. */
bool randblas_xsparse_ascends(const randblas_xlinop *A);

#endif
