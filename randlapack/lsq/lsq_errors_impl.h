/** A posteriori estimates of the errors of a least-squares solution. */
#ifndef RANDLAPACK_LSQ_ERRORS_IMPL_H
#define RANDLAPACK_LSQ_ERRORS_IMPL_H

#include "lsq_bound_impl.h"
#include "precond_impl.h"
#include "scaled_rhs_impl.h"

#include "randlapack.h"

/*
 * For one right-hand side b / 2^exponent: x (n) and g = A^T (b - A x) on that scale, r_norm = ||b - A x||; distortion
 * is sqrt(n/d) of the sketch, 0 for A itself; work: n scalars.  Norms of A are those of A D^-1, F having D.
 */
randlapack_lsq_errors randlapack_xlsq_errors(const randlapack_xsketch_svd *F, double distortion,
                                             const randlapack_scaled_rhs *rhs, const scalar_t *x, const scalar_t *g,
                                             double r_norm, scalar_t *work);

/*
 * The same from a preconditioner; z is what randlapack_xprecond_apply_transposed() makes of g.  From a triangle the
 * backward error is bounded from above, to a factor of two if the steps (two products with R each) suffice: none give
 * the bound by ||z||.
 */
randlapack_lsq_errors randlapack_xprecond_errors(const randlapack_xprecond *P, double distortion,
                                                 const randlapack_scaled_rhs *rhs, const scalar_t *x, const scalar_t *g,
                                                 const scalar_t *z, double r_norm, int steps, scalar_t *work);

/* Steps that cost little beside a factorisation of m rows. */
static inline int randlapack_error_steps(int64_t m)
{
    return m > 38 * 1024 ? 40 : (int)(m / 1024) + 2;
}

#endif
