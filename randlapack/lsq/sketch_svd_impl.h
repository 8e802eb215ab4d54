/** The singular value decomposition of a sketch, and the preconditioner that it makes. */
#ifndef RANDLAPACK_SKETCH_SVD_IMPL_H
#define RANDLAPACK_SKETCH_SVD_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

/* A^ = A D^-1, D = diag(2^exponents), has the sketch S A^ = (Q U) diag(values) V^T. */
typedef struct randlapack_xsketch_svd {
    int64_t n, rank;
    int64_t *exponents;
    scalar_t *U, *Vt;   /* n x n */
    scalar_t *values;   /* n, descending */
    scalar_t *divisors; /* values, or sqrt(values^2 + mu^2) when they are spread over the whole precision */
    scalar_t *null;     /* n x (n - rank): an orthonormal basis of the null space of S A, or NULL */
    scalar_t *work;     /* n x nrhs */
    double frobenius;   /* of S A^ */
} randlapack_xsketch_svd;

/*
 * From the triangle R (n x n) of S A = Q R.  D makes the norms of all columns lie in [1, 2) (by_columns) or that of the
 * whole; applied below to at most nrhs columns.  R is not changed.
 * Returns 0, RANDBLAS_RANK_DEFICIENT, RANDBLAS_NOT_FINITE, RANDBLAS_NOT_CONVERGED, RANDBLAS_TOO_LARGE, memory codes.
 */
int randlapack_xsketch_svd_make(randblas_arena *arena, int64_t n, int64_t nrhs, const scalar_t *R, int64_t ldr,
                                bool by_columns, randlapack_xsketch_svd *F);

/* Singular values up to this times the Frobenius norm, or twice this behind a gap, are taken for zero. */
double randlapack_xsketch_svd_negligible(int64_t n);

/* P = D^-1 V diag(divisors)^-1, n x rank: X = P Y and Z = P^T G; leading dimensions n; X is not Y, Z is not G. */
void randlapack_xsketch_svd_apply(const randlapack_xsketch_svd *F, int64_t nrhs, const scalar_t *Y, scalar_t *X);
void randlapack_xsketch_svd_apply_transposed(const randlapack_xsketch_svd *F, int64_t nrhs, const scalar_t *G,
                                             scalar_t *Z);

/* Y = diag(divisors)^-1 diag(values) U^T C for the first n rows of C (ldc) = Q^T S B: P Y is the sketched solution. */
void randlapack_xsketch_svd_start(const randlapack_xsketch_svd *F, int64_t nrhs, const scalar_t *C, int64_t ldc,
                                  scalar_t *Y);

/* Y = x / 2^e entry by entry (sign = -1) or x 2^e (sign = +1), e the exponents. */
void randlapack_xsketch_svd_rescale(const randlapack_xsketch_svd *F, int sign, int64_t nrhs, const scalar_t *X,
                                    scalar_t *Y);

/*
 * Turn X into solutions of least 2-norm: take out their part in the null space D^-1 V_0, V_0 the columns of V beyond
 * the rank.  Does nothing if the rank is full.
 */
void randlapack_xsketch_svd_least_norm(const randlapack_xsketch_svd *F, int64_t nrhs, scalar_t *X);

#endif
