/** Blocked QB factorisation that grows until it is accurate enough. */
#ifndef RANDLAPACK_QB_CORE_IMPL_H
#define RANDLAPACK_QB_CORE_IMPL_H

#include "range_core_impl.h"

typedef struct randlapack_xqb_core {
    randlapack_xrange_core *range;
    int64_t most, block; /* columns at most, and at a time */
    int32_t passes;
    bool krylov;      /* a block starts from A A^T times the one before, not from new random vectors */
    bool symmetric;   /* krylov: from A times the one before, which W holds */
    double tolerance; /* of ||A - Q W^T||_F / ||A||_F; 0: go on to `most` */
    int64_t rank;     /* columns found */
    scalar_t *Q, *W;  /* rows x most, cols x most: orthonormal columns, and W = A^T Q / 2^exponent */
    scalar_t *X, *H;  /* cols x block, most x block */
    double captured;  /* ||W||_F^2 */
    double norm;      /* ||A||_F, or what probes say it is */
    double error;     /* ||A - Q W^T||_F, measured likewise */
    bool reached;     /* error <= tolerance ||A||_F, or no tolerance */
} randlapack_xqb_core;

/* Workspace, the orthonormaliser of the range included; ||A||_F.  Codes as below. */
int randlapack_xqb_open(randlapack_xqb_core *qb);

/* One block more. */
int randlapack_xqb_grow(randlapack_xqb_core *qb);

/*
 * Opens workspace (the orthonormaliser of the range included) and factors.  Returns 0, -1 (family),
 * RANDBLAS_NOT_FINITE, memory codes, cancellation, RANDBLAS_CALLBACK_FAILED.
 */
int randlapack_xqb_run(randlapack_xqb_core *qb);

/*
 * Block Krylov: opens and grows until the Frobenius error of the best approximation of rank k in the span of Q exceeds
 * that of the best of all by less than `target` relatively, as far as can be estimated; excess: that estimate.
 * `reached` is false when all columns were used up before.  For symmetric A the approximation is Q (Q^T A Q) Q^T,
 * truncated by absolute values of its eigenvalues.
 */
int randlapack_xkrylov_run(randlapack_xqb_core *qb, int64_t k, double target, double *excess);

#endif
