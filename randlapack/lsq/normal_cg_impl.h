/** Conjugate gradients on the preconditioned normal equations, for several right-hand sides that share the passes. */
#ifndef RANDLAPACK_NORMAL_CG_IMPL_H
#define RANDLAPACK_NORMAL_CG_IMPL_H

#include "pass_impl.h"
#include "sketch_svd_impl.h"

/* One right-hand side. */
typedef struct randlapack_normal_state {
    bool active;
    double square; /* ||c||^2 */
    double target; /* stop when ||c|| is there */
    double first;  /* ||c|| in the beginning, for the progress reported */
} randlapack_normal_state;

/* nrhs systems P^T (A^T A + mu I) P w = c; all arrays are contiguous. */
typedef struct randlapack_xnormal_block {
    int64_t nrhs;
    scalar_t *U;                     /* m rows */
    scalar_t *Sum;                   /* m rows, or NULL */
    scalar_t *G, *X;                 /* n rows */
    scalar_t *C, *W, *D, *H;         /* n rows, of which the rank is used */
    scalar_t *coefficients;          /* nrhs */
    double *norms;                   /* ||U_r|| */
    randlapack_normal_state *states; /* nrhs */
} randlapack_xnormal_block;

/* Workspace of m x nrhs for U, and again for Sum if `sums`; the rest n x nrhs. */
void randlapack_xnormal_open(randblas_arena *arena, int64_t m, int64_t n, int64_t nrhs, bool sums,
                             randlapack_xnormal_block *block);

/*
 * On entry C and for each state `target`; systems with ||c|| <= target take no part.  On return W holds the solutions,
 * C the residuals by recurrence, and A P w has been added to Sum; states still active did not reach their targets.  U,
 * G, X are overwritten.  Returns 0, RANDBLAS_CANCELLED, or the code of a failed product with A.
 */
int randlapack_xnormal_cg(const randlapack_xpass *pass, const randlapack_xsketch_svd *P, double mu,
                          randlapack_xnormal_block *block, int64_t max_iterations, const randblas_control *control,
                          int64_t *iterations);

#endif
