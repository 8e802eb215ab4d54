/** How far leverage scores from a sketch and random projections may be from the exact ones. */
#ifndef RANDLAPACK_LEVERAGE_BOUNDS_IMPL_H
#define RANDLAPACK_LEVERAGE_BOUNDS_IMPL_H

#include <stdint.h>

/*
 * Factors that hold for the scores of m rows together with probability 0.99: n columns, a Gaussian sketch of d rows (0:
 * none), k projections.
 */
void randlapack_leverage_bounds(int64_t m, int64_t n, int64_t d, int64_t k, double *lower, double *upper);

#endif
