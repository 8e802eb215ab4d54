/** A ~ Q B where of A only a sketch of its columns is left: B = (Psi Q)^+ Psi A. */
#ifndef RANDLAPACK_CORANGE_IMPL_H
#define RANDLAPACK_CORANGE_IMPL_H

#include "orthonormal_impl.h"

#define RANDLAPACK_PROBE_MARGIN 1.5 /* between an error that ten probes see and what is promised */

typedef struct randlapack_xcorange {
    int64_t cols, l, rows;           /* of A, of Q, of Psi; l <= cols, l < rows */
    int64_t known;                   /* rows of B, the first, that are known: the columns of Z hold them */
    scalar_t *P;                     /* rows x l: Psi Q, set by the caller, overwritten */
    scalar_t *W;                     /* cols x rows: (Psi A)^T, the caller's array; overwritten if rows are known */
    scalar_t *Z;                     /* cols x l, orthonormal columns */
    scalar_t *left, *values, *right; /* l x l, l, l x l: B^T = Z left diag(values) right */
    scalar_t *T, *S, *tau, *work;
    int64_t *iwork;
    randlapack_xorthonormal orthonormal;
} randlapack_xcorange;

/* Workspace of the arena, whose info is to be looked at, for the sizes that are set. */
void randlapack_xcorange_open(randlapack_xcorange *c, randblas_arena *arena);

/* Z = B^T but for what is known.  Returns 0, RANDBLAS_NOT_CONVERGED, RANDBLAS_NOT_FINITE, RANDBLAS_TOO_LARGE. */
int randlapack_xcorange_fit(randlapack_xcorange *c);

/* The same, and then Z, left, values and right.  Returns 0, RANDBLAS_NOT_CONVERGED, RANDBLAS_NOT_FINITE,
 * RANDBLAS_TOO_LARGE. */
int randlapack_xcorange_solve(randlapack_xcorange *c);

/*
 * Probes take terms off until the error is small: E (rows x probes), of which the mean of squares is ||A||_F^2, loses
 * vectors(:, t) coefficients(:, t)^T for t = 0, 1, ... until 1.5 ||E||_F <= bound or none of the k are left.  Returns
 * how many went; *error = ||E||_F then.  bound < 0: all k.
 */
int64_t randlapack_xtruncate(int64_t rows, int64_t probes, scalar_t *E, int64_t k, const scalar_t *vectors, int64_t ld,
                             const scalar_t *coefficients, double bound, double *error);

/* The first values that are above what rounding makes of a matrix of this length. */
int64_t randlapack_xvalues_above_rounding(int64_t length, int64_t k, const scalar_t *values);

#endif
