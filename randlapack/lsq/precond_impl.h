/** The right preconditioner: a triangular factor of the sketch, of its independent columns, or its singular values. */
#ifndef RANDLAPACK_PRECOND_IMPL_H
#define RANDLAPACK_PRECOND_IMPL_H

#include "sketch_svd_impl.h"
#include "team_impl.h"

typedef struct randlapack_xprecond {
    int64_t n, rank;
    const scalar_t *R; /* rank x rank, upper triangular: S A E = Q R, E the columns kept */
    int64_t ldr;
    const scalar_t *sketched; /* n x n: the triangle of the sketch, which R is no longer if it was sharpened */
    int64_t ld_sketched;
    double rcond;                /* of R D^-1 in the 1-norm, estimated */
    bool doubtful;               /* so small that singular values should decide the rank */
    const int64_t *columns;      /* NULL: all of A's, in order; else the rank columns that R stands for */
    randlapack_xsketch_svd *svd; /* takes the place of R, when not NULL */
    int64_t *exponents;          /* n, of D: A D^-1 has columns with norms in [1, 2) in the sketch */
    scalar_t *work;              /* 3 n scalars */
    double condition;            /* 2-norm, of R, estimated */
    double frobenius;            /* of S A */
    double scaled_condition;     /* of R D^-1, which is what rounding errors depend on, ... */
    double scaled_largest;       /* ... its 2-norm, */
    double scaled_frobenius;     /* and that of S A D^-1 */
} randlapack_xprecond;

/*
 * The upper triangle R0 (n x n) of a QR factorisation of S A as the preconditioner; whether that will do is in
 * `doubtful`.  R0 is scaled on the way and restored.  Returns 0, RANDBLAS_NOT_FINITE, or memory codes.
 */
int randlapack_xprecond_from_triangle(randblas_arena *arena, int64_t n, scalar_t *R0, int64_t ldr,
                                      randlapack_xprecond *P);

/*
 * The same, and if in doubt decide the numerical rank and choose independent columns by a pivoted factorisation of R0.
 * Returns 0, RANDBLAS_RANK_DEFICIENT (the preconditioner is good for the columns kept), RANDBLAS_NOT_FINITE, or memory
 * codes.
 */
int randlapack_xprecond_make(randblas_arena *arena, int64_t n, scalar_t *R0, int64_t ldr, randlapack_xprecond *P);

/*
 * Replace the triangle by its singular value decomposition, for at most nrhs columns.  Returns 0,
 * RANDBLAS_RANK_DEFICIENT (the preconditioner is good for the space that is left), RANDBLAS_NOT_CONVERGED, or memory
 * codes.
 */
int randlapack_xprecond_use_svd(randblas_arena *arena, int64_t nrhs, randlapack_xprecond *P);

/* Set the norms and conditions to those of the triangle R = P->R, when it is new; R is scaled and restored. */
void randlapack_xprecond_measure(randlapack_xprecond *P, scalar_t *R);

/*
 * Replace R of full rank by the Cholesky factor of the Gram matrix of [A; damp I] itself, A dense: then cond(A R^-1) -
 * 1 is of the order of *distortion, 1e-2 to 0.5, and a few steps of LSQR do.  Where the factorisation breaks down, R
 * stays as it is and *distortion is 0.  Returns 0 or memory codes.
 */
int randlapack_xprecond_sharpen(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xteam *team,
                                double damp, randlapack_xprecond *P, double *distortion);

/* X (n x nrhs) = P V, V of rank rows, P = E R^-1 or that of the SVD; leading dimensions n; X is not V. */
int randlapack_xprecond_apply(const randlapack_xprecond *P, int64_t nrhs, const scalar_t *V, scalar_t *X);

/* Z (rank rows) = P^T G; leading dimensions n; Z is not G. */
int randlapack_xprecond_apply_transposed(const randlapack_xprecond *P, int64_t nrhs, const scalar_t *G, scalar_t *Z);

/* X = the solutions of the sketched problem, of which C (ldc) = Q^T S B holds the first n rows; V: n x nrhs scratch.
 * For preconditioners of randlapack_xprecond_from_triangle(), with or without SVD. */
int randlapack_xprecond_start(const randlapack_xprecond *P, int64_t nrhs, const scalar_t *C, int64_t ldc, scalar_t *V,
                              scalar_t *X);

#endif
