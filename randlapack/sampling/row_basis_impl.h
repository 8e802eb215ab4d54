/** An orthonormal basis of the range of A, or of the rows of A above a ridge; and A written out. */
#ifndef RANDLAPACK_ROW_BASIS_IMPL_H
#define RANDLAPACK_ROW_BASIS_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

#include "randlapack.h"

#include <stdbool.h>

typedef struct randlapack_xrow_basis {
    int64_t rows, cols; /* of A */
    int64_t ld;         /* rows, and cols more if there is a ridge */
    int64_t rank;
    scalar_t *Q;      /* ld x cols; the first `rank` columns are orthonormal, the first `rows` rows are those of A */
    double condition; /* ratio of the largest to the least pivot that was kept; 0 for rank 0 */
} randlapack_xrow_basis;

/* Whether A is tall enough: a basis has cols columns unless rank says less. */
static inline bool row_basis_fits(const randblas_xlinop *A, double lambda)
{
    return A->rows >= A->cols || lambda > 0;
}

/* Return 0, RANDBLAS_RANK_DEFICIENT, RANDBLAS_NOT_FINITE, or what writing A out returns. */
int randlapack_xrow_basis_make(randblas_arena *arena, const randblas_xlinop *A, double lambda,
                               randlapack_xrow_basis *basis);

/* Q, which holds the matrix, = Q and R (n x n) of its QR factorisation, by products of matrices; or not made, and Q is
 * spoilt or not (row_basis_cholesky.c). */
int randlapack_xrow_basis_cholesky(randblas_arena *arena, const randlapack_xrow_basis *basis, scalar_t *R, bool *made,
                                   bool *spoilt);

/* The first `cols` columns of Q = the first `inner` times W (inner x cols, of leading dimension inner). */
int randlapack_xrow_basis_rotate(randblas_arena *arena, const randlapack_xrow_basis *basis, int64_t inner, int64_t cols,
                                 scalar_t *W);

/* out (column major) = A. */
int randlapack_xwrite_out(randblas_arena *arena, const randblas_xlinop *A, scalar_t *out, int64_t ld);

/* norms[i] = the sum of squares of row i of Q. */
void randlapack_xrow_norms(int64_t rows, int64_t cols, const scalar_t *Q, int64_t ldq, double *norms);

#endif
