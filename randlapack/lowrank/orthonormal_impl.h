/** Orthonormal bases of tall blocks, mostly by products of matrices. */
#ifndef RANDLAPACK_ORTHONORMAL_IMPL_H
#define RANDLAPACK_ORTHONORMAL_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

typedef struct randlapack_xorthonormal {
    int64_t most;                 /* columns at most */
    scalar_t *gram, *R, *inverse; /* most x most */
    scalar_t *tau, *work;         /* of Householder QR */
} randlapack_xorthonormal;

/* Workspace of the arena, whose info is to be looked at. */
void randlapack_xorthonormal_open(randlapack_xorthonormal *o, randblas_arena *arena, int64_t most);

/* How near to orthonormal the basis has to be. */
typedef enum randlapack_orthogonality {
    RANDLAPACK_WELL_CONDITIONED, /* orthonormal to a few percent: what the next product needs */
    RANDLAPACK_ORTHONORMAL       /* to rounding */
} randlapack_orthogonality;

/*
 * Y (rows x c, c <= rows) = Q, T (c x c, upper triangular with zeros below, or NULL) with Y = Q T before and after.
 * Q has orthonormal columns whatever the rank of Y.  Returns 0, RANDBLAS_NOT_FINITE, RANDBLAS_TOO_LARGE.
 */
int randlapack_xorthonormalise(const randlapack_xorthonormal *o, randlapack_orthogonality how, int64_t rows, int64_t c,
                               scalar_t *Y, int64_t ldy, scalar_t *T);

/* The columns of X (rows x c) made orthogonal to Q (rows x l, orthonormal columns); work: l x c.
 * H, unless NULL: l x c, Q^T X is added to it. */
void randlapack_xproject_once(int64_t rows, int64_t l, const scalar_t *Q, int64_t c, scalar_t *X, scalar_t *work,
                              scalar_t *H);

/* The same, twice. */
void randlapack_xproject_out(int64_t rows, int64_t l, const scalar_t *Q, int64_t c, scalar_t *X, scalar_t *work,
                             scalar_t *H);

#endif
