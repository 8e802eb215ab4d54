/** Spectral sums by factorisations. */
#ifndef RANDLAPACK_DIRECT_IMPL_H
#define RANDLAPACK_DIRECT_IMPL_H

#include "randlapack_names_impl.h"
#include "randlapack_spectral.h"

#include "arena_impl.h"

#include <stdbool.h>

typedef struct randlapack_xdirect {
    const randblas_xlinop *A;
    const randlapack_spectral_function *f;
    randlapack_spectrum spectrum;
    double products; /* that quadrature would make */
    randblas_arena *arena;
    int64_t band;    /* half bandwidth of a sparse A */
    bool indefinite; /* Cholesky is no way to tr A^-1 */
} randlapack_xdirect;

/* What is worth it; RANDLAPACK_SPECTRAL_QUADRATURE: no factorisation. */
randlapack_spectral_method randlapack_xdirect_choose(randlapack_xdirect *d);

/* Whether another method is to be chosen: Cholesky failed, and f(A) exists all the same. */
bool randlapack_xdirect_again(randlapack_xdirect *d, randlapack_spectral_method method, int info);

/* tr f(A) by that method; codes as of randlapack_dslq().  smallest and largest are set by RANDLAPACK_SPECTRAL_VALUES.
 */
int randlapack_xdirect_sum(randlapack_xdirect *d, randlapack_spectral_method method, double *sum,
                           randlapack_slq_report *report);

#endif
