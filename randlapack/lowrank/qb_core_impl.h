/** Blocked QB factorisation that grows until it is accurate enough. */
#ifndef RANDLAPACK_QB_CORE_IMPL_H
#define RANDLAPACK_QB_CORE_IMPL_H

#include "range_core_impl.h"

typedef struct randlapack_xqb_core {
    randlapack_xrange_core *range;
    int64_t most, block; /* columns at most, and at a time */
    int32_t passes;
    double tolerance; /* of ||A - Q W^T||_F / ||A||_F; 0: go on to `most` */
    int64_t rank;     /* columns found */
    scalar_t *Q, *W;  /* rows x most, cols x most: orthonormal columns, and W = A^T Q / 2^exponent */
    scalar_t *X, *H;  /* cols x block, most x block */
    double captured;  /* ||W||_F^2 */
    double norm;      /* ||A||_F, or what probes say it is */
    double error;     /* ||A - Q W^T||_F, measured likewise */
    bool reached;     /* error <= tolerance ||A||_F, or no tolerance */
} randlapack_xqb_core;

/*
 * Opens workspace (the orthonormaliser of the range included) and factors.  Returns 0, -1 (family),
 * RANDBLAS_NOT_FINITE, memory codes, cancellation, RANDBLAS_CALLBACK_FAILED.
 */
int randlapack_xqb_run(randlapack_xqb_core *qb);

#endif
