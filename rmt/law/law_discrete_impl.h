/** Members of laws that are known through points and weights. */
#ifndef RMT_LAW_DISCRETE_IMPL_H
#define RMT_LAW_DISCRETE_IMPL_H

#include "law_impl.h"

/* Jacobi coefficients of the measure with n points, count < n; mass: count + 1 numbers of workspace. */
void rmt_discrete_jacobi(int64_t n, const double *x, const double *w, int64_t count, double *alpha, double *beta2,
                         double *mass);

/* x in (low, high) with F(x) = p. */
double rmt_newton_quantile(const rmt_law *law, double low, double high, double p);

#endif
