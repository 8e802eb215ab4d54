/** Approximate leverage scores. */
#ifndef RANDLAPACK_FACTOR_LEVERAGE_IMPL_H
#define RANDLAPACK_FACTOR_LEVERAGE_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

/* Gaussian vectors that a norm is estimated from: a score is off by a factor chi^2_k / k, whose inverse has the mean
 * k/(k - 2). */
#define RANDLAPACK_LEVERAGE_VECTORS 16

/* scores[i] = ||a_i W||^2 for the rows a_i of A and W n x RANDLAPACK_LEVERAGE_VECTORS, column major. */
int randlapack_xfactor_leverage(randblas_arena *arena, const randblas_xlinop *A, const scalar_t *W, double *scores);

/* W (n x RANDLAPACK_LEVERAGE_VECTORS) = Gaussians of variance 1/k; the state is advanced. */
int randlapack_xleverage_draw(int64_t n, randblas_state *state, scalar_t *W);

#endif
