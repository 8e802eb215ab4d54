/** Spectral sums by factorisations. */
#ifndef RANDLAPACK_DIRECT_IMPL_H
#define RANDLAPACK_DIRECT_IMPL_H

#include "randlapack_names_impl.h"
#include "randlapack_spectral.h"

#include "arena_impl.h"

typedef struct randlapack_xdirect {
    const randblas_xlinop *A;
    const randlapack_spectral_function *f;
    randlapack_spectrum spectrum;
    double products; /* that quadrature would make */
    randblas_arena *arena;
    int64_t band; /* half bandwidth of a sparse A */
} randlapack_xdirect;

/* What is worth it; RANDLAPACK_SPECTRAL_QUADRATURE: no factorisation. */
randlapack_spectral_method randlapack_xdirect_choose(randlapack_xdirect *d);

/* tr f(A) by that method; codes as of randlapack_dslq().  smallest and largest are set by RANDLAPACK_SPECTRAL_VALUES.
 */
int randlapack_xdirect_sum(randlapack_xdirect *d, randlapack_spectral_method method, double *sum,
                           randlapack_slq_report *report);

#endif
