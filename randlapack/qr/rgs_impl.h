/** Randomised Gram-Schmidt: the state of a call. */
#ifndef RANDLAPACK_RGS_IMPL_H
#define RANDLAPACK_RGS_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "view_impl.h"

#include "randlapack.h"

typedef struct randlapack_xrgs_state {
    const randblas_xlinop *A;
    randlapack_rgs_options options;
    randlapack_rgs_report *report;
    randblas_arena arena;
    int64_t m, n, k, d;
    int64_t block;
    double tolerance;
    double negligible;   /* a departure from orthonormality that is rounding of the sketches */
    int exponent;        /* A was scaled by 2^-exponent */
    randblas_sketch *S;  /* NULL when vectors stand for their sketches */
    scalar_t *Q, *R, *Z; /* Z: d x (k + n), the sketches of Q, orthonormal or zero */
    int64_t ldq, ldr, ldz;
    scalar_t *P;       /* d x block: sketches of the block */
    scalar_t *X, *Y;   /* (k + n) x block: coefficients of a round, and of one projection */
    scalar_t *T, *old; /* block x block: the triangle of a round, and R's before it */
    double *norms;     /* block: of the sketches */
} randlapack_xrgs_state;

/*
 * Columns j .. j + b - 1 of Q, which hold those of A, are orthogonalised against those before them and each other.
 * Returns 0, RANDBLAS_NOT_CONVERGED, RANDBLAS_NOT_FINITE, or codes < 0.
 */
int randlapack_xrgs_block(randlapack_xrgs_state *f, int64_t j, int64_t b);

#endif
