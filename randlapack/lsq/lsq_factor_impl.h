/** The preconditioner of sketch-and-precondition, from the plan to R. */
#ifndef RANDLAPACK_LSQ_FACTOR_IMPL_H
#define RANDLAPACK_LSQ_FACTOR_IMPL_H

#include "precond_impl.h"
#include "sketched_qr_impl.h"

#include "randlapack.h"

typedef struct randlapack_xlsq_factor {
    const randblas_xlinop *A; /* these three are the caller's */
    const randlapack_lsq_options *options;
    randblas_arena *arena;
    const randlapack_xteam *team; /* or NULL */
    randlapack_xsketched_qr qr;   /* its S is to be destroyed in any case */
    randlapack_xprecond P;
    double distortion; /* cond(A P) <= (1 + distortion) / (1 - distortion), as far as that is known */
} randlapack_xlsq_factor;

/*
 * For at most nrhs right-hand sides.  The report gets the sketch, the preconditioner, rank, condition and times.
 * Returns 0, RANDBLAS_RANK_DEFICIENT, RANDBLAS_NOT_FINITE, RANDBLAS_NOT_CONVERGED (of the singular value
 * decomposition), -7 (the options do not describe an operator), memory and cancellation codes.
 */
int randlapack_xlsq_factor_make(randlapack_xlsq_factor *f, int64_t nrhs, randlapack_lsq_report *report);

#endif
