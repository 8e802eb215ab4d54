/** The state of an estimate of a diagonal and the methods that make it. */
#ifndef RANDLAPACK_DIAGONAL_IMPL_H
#define RANDLAPACK_DIAGONAL_IMPL_H

#include "trace_impl.h"

typedef struct randlapack_xdiagonal_run {
    randlapack_xprobing p; /* signs */
    double *mean, *spread; /* of diag(A) / 2^exponent: as in randlapack_estimate */
} randlapack_xdiagonal_run;

/*
 * Each brings the run to k > run->p.k probes and sets mean and spread.  They return 0, RANDBLAS_NOT_FINITE,
 * RANDBLAS_NOT_POSITIVE_DEFINITE (XNysDiag), RANDBLAS_CALLBACK_FAILED, memory codes, RANDBLAS_CANCELLED.
 */
typedef int randlapack_xdiagonal_method(randlapack_xdiagonal_run *run, int64_t k);
randlapack_xdiagonal_method randlapack_xdiagonal_hutchinson, randlapack_xdiagonal_diagpp, randlapack_xdiagonal_xdiag,
    randlapack_xdiagonal_xnysdiag;

/* mean, by n products with unit vectors. */
int randlapack_xdiagonal_exact(randlapack_xdiagonal_run *run);

/* Sample number `count` of the whole diagonal, from 1: base, unless NULL, plus x o y. */
void randlapack_xdiagonal_add(randlapack_xdiagonal_run *run, int64_t count, const double *base, const scalar_t *x,
                              const scalar_t *y);

#endif
