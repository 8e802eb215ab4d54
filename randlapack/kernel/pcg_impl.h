/** Preconditioned conjugate gradients for several right-hand sides. */
#ifndef RANDLAPACK_PCG_IMPL_H
#define RANDLAPACK_PCG_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

#define RANDLAPACK_PCG_BLOCK 16 /* right-hand sides that are solved together: bounds the workspace */
#define RANDLAPACK_PCG_ITERATIONS 500

/* Y = M X for contiguous n x ncols matrices; 0 or an info code. */
typedef int randlapack_xpcg_map_fn(void *context, int64_t ncols, const scalar_t *X, scalar_t *Y);

typedef struct randlapack_xpcg {
    int64_t n, max_iterations;
    double tolerance; /* on ||b - A x|| / ||b|| */
    const randblas_control *control;
    randlapack_xpcg_map_fn *product, *precondition; /* A and P^-1 */
    void *product_context, *precondition_context;
    scalar_t *B, *X, *R, *Z, *P, *Q; /* n x min(nrhs, block) */
    double *diagonal, *off;          /* of the Lanczos matrix */
    int64_t lanczos, lead;           /* its size, the column it is made from */
    /* what is found */
    int64_t iterations; /* the most over the blocks */
    double condition;   /* of the preconditioned matrix, from below; the largest; 0: unknown */
    double residual;    /* recomputed, relative; the largest */
} randlapack_xpcg;

/* Take the workspace for so many right-hand sides; what is not workspace is the caller's to set. */
int randlapack_xpcg_open(randblas_arena *arena, randlapack_xpcg *s, int64_t nrhs);

/* Solve A X = B.  Returns 0, RANDBLAS_NOT_CONVERGED, RANDBLAS_NOT_POSITIVE_DEFINITE, RANDBLAS_NOT_FINITE (the columns
 * it concerns are NaN), the codes of product and precondition, RANDBLAS_CANCELLED. */
int randlapack_xpcg_solve(randlapack_xpcg *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx);

#endif
