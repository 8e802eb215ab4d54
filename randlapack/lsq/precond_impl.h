/** The right preconditioner: a triangular factor of the sketch, or of its independent columns. */
#ifndef RANDLAPACK_PRECOND_IMPL_H
#define RANDLAPACK_PRECOND_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

typedef struct randlapack_xprecond {
    int64_t n, rank;
    const scalar_t *R; /* rank x rank, upper triangular: S A E = Q R, E the columns kept */
    int64_t ldr;
    const int64_t *columns;  /* NULL: all of A's, in order; else the rank columns that R stands for */
    scalar_t *work;          /* n scalars, for the permutation */
    double condition;        /* 2-norm, of R, estimated */
    double scaled_condition; /* the same with the columns scaled, which is what rounding errors depend on */
    double frobenius;        /* of S A */
} randlapack_xprecond;

/*
 * From the upper triangle R0 (n x n) of a QR factorisation of S A: decide the numerical rank and, if it is not full,
 * choose independent columns by a pivoted factorisation of R0.  R0 may be scaled on the way and is restored.
 * Returns 0, RANDBLAS_RANK_DEFICIENT (the preconditioner is good for the columns kept), RANDBLAS_NOT_FINITE, or memory
 * codes.
 */
int randlapack_xprecond_make(randblas_arena *arena, int64_t n, scalar_t *R0, int64_t ldr, randlapack_xprecond *P);

/* Set `condition` to that of R, when R is new; `scaled_condition` is at most this. */
void randlapack_xprecond_measure(randlapack_xprecond *P);

/*
 * Replace R of full rank by the Cholesky factor of the Gram matrix of [A; damp I] itself, A dense: then cond(A R^-1) -
 * 1 is at most 1e-2 or so, and a few steps of LSQR do.  Where the factorisation breaks down, R stays as it is.  Returns
 * whether R was replaced in *done, and 0 or memory codes.
 */
int randlapack_xprecond_sharpen(randblas_arena *arena, const randblas_xlinop *A, double damp, randlapack_xprecond *P,
                                bool *done);

/* X (n x nrhs) = E R^-1 V, V of rank rows; leading dimensions n. */
int randlapack_xprecond_apply(const randlapack_xprecond *P, int64_t nrhs, const scalar_t *V, scalar_t *X);

/* Z (rank rows) = R^-T E^T G; leading dimensions n. */
int randlapack_xprecond_apply_transposed(const randlapack_xprecond *P, int64_t nrhs, const scalar_t *G, scalar_t *Z);

#endif
