/** Products with tall matrices, their SVD, and the preconditioner made of it. */
#ifndef RANDLAPACK_LOWRANK_PRECOND_IMPL_H
#define RANDLAPACK_LOWRANK_PRECOND_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "view_impl.h"

/* Y (m x c) += alpha A X, A m x n in any layout, X and Y column major: gemv where c = 1. */
void randlapack_xmultiply(int64_t m, int64_t n, int64_t c, scalar_t alpha, randblas_xview A, const scalar_t *X,
                          int64_t ldx, scalar_t *Y, int64_t ldy);

/* B = U diag(s) V^T, n x l, n >= l, s descending: U n x l with leading dimension n, B is overwritten, V not wanted.
 * Returns 0 or RANDBLAS_NOT_FINITE, memory codes, RANDBLAS_NOT_CONVERGED. */
int randlapack_xthin_svd(randblas_arena *arena, int64_t n, int64_t l, scalar_t *B, int64_t ldb, scalar_t *U,
                         scalar_t *s);

/* P^-1 = I + U diag(weights) U^T. */
typedef struct randlapack_xlowrank_precond {
    int64_t n, k;
    const scalar_t *U; /* n x k, orthonormal columns, leading dimension n */
    scalar_t *weights; /* k */
    scalar_t *work;    /* k for each column */
} randlapack_xlowrank_precond;

/* A randlapack_xpcg_map_fn. */
int randlapack_xlowrank_precond_apply(void *precond, int64_t ncols, const scalar_t *X, scalar_t *Y);

#endif
