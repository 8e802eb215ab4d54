/** LSQR with a right preconditioner, for several right-hand sides that share the passes over A. */
#ifndef RANDLAPACK_LSQR_IMPL_H
#define RANDLAPACK_LSQR_IMPL_H

#include "pass_impl.h"
#include "precond_impl.h"

/* The recurrences of one right-hand side. */
typedef struct randlapack_lsqr_state {
    bool active;
    double alpha, beta;                        /* last entries of the bidiagonal matrix */
    double rhobar, phibar;                     /* of its QR factorisation; phibar is the norm of the residual (LSQR) */
    double alphabar, zetabar, rho, cbar, sbar; /* of both factorisations (LSMR) */
    double normal;                             /* ||R^-T A^T (residual)|| */
    double target;                             /* where to stop this run */
    double first, goal; /* where normal began and where it is to go in the end, for the progress reported */
} randlapack_lsqr_state;

/* nrhs problems min ||A x - u||; all arrays are contiguous. */
typedef struct randlapack_xlsqr_block {
    int64_t nrhs;
    scalar_t *U;                   /* m rows */
    scalar_t *G, *X;               /* n rows */
    scalar_t *V, *D, *Y, *Z;       /* n rows, of which the rank of the preconditioner is used */
    scalar_t *H;                   /* the same, for LSMR only */
    scalar_t *coefficients;        /* nrhs */
    double *norms;                 /* ||U_r|| */
    randlapack_lsqr_state *states; /* nrhs */
} randlapack_xlsqr_block;

/*
 * On entry U, norms, Z = R^-T A^T U and for each state `normal` (the norm of its column of Z), `target`, `first` and
 * `goal`; problems with normal <= target take no part.  On return Y holds the solutions in the preconditioned
 * variable, zero where there was nothing to do; states still active did not reach their targets; U, G, X are
 * overwritten.  Returns 0, RANDBLAS_CANCELLED, or the code of a failed product with A.
 */
typedef int randlapack_xinner_solver(const randlapack_xpass *pass, const randlapack_xprecond *P,
                                     randlapack_xlsqr_block *block, int64_t max_iterations,
                                     const randblas_control *control, int64_t *iterations);
randlapack_xinner_solver randlapack_xlsqr;

/* What differs between such solvers: what is applied next (V and coefficients), and the step of a problem after it. */
typedef struct randlapack_xlsqr_sweep {
    void (*prepare)(const randlapack_xprecond *P, const randlapack_xlsqr_block *block);
    void (*step)(const randlapack_xprecond *P, const randlapack_xlsqr_block *block, int64_t r);
} randlapack_xlsqr_sweep;

/* Sweeps until no problem is active; the rest as randlapack_xinner_solver. */
int randlapack_xlsqr_iterate(const randlapack_xlsqr_sweep *sweep, const randlapack_xpass *pass,
                             const randlapack_xprecond *P, randlapack_xlsqr_block *block, int64_t max_iterations,
                             const randblas_control *control, int64_t *iterations);

/* The preparation of bidiagonalisation: columns that have stopped are swept along as zeros. */
void randlapack_xlsqr_directions(const randlapack_xprecond *P, const randlapack_xlsqr_block *block);

#endif
