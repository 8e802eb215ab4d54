/* Right-hand sides scaled by powers of two, so that the solvers meet neither overflow nor underflow. */
#include "scaled_rhs_impl.h"

#include "lapack_impl.h"

#include <math.h>

void randlapack_xscale_copy(int64_t n, int e, const scalar_t *x, scalar_t *y)
{
    const double half = ldexp(1, e / 2), rest = ldexp(1, e - e / 2); /* in two halves: 2^1074 is no double */
    for (int64_t i = 0; i < n; i++) y[i] = (scalar_t)((double)x[i] * half * rest);
}

randlapack_scaled_rhs randlapack_xscaled_rhs(int64_t m, const scalar_t *b)
{
    randlapack_scaled_rhs rhs = {.finite = true};
    double largest = 0;
    for (int64_t i = 0; i < m; i++) {
        largest = fmax(largest, fabs((double)b[i]));
        rhs.finite = rhs.finite && isfinite(b[i]);
    }
    rhs.exponent = rhs.finite && largest > 0 ? ilogb(largest) + 1 : 0;
    rhs.norm = rhs.finite ? ldexp(randlapack_xnorm(m, b), -rhs.exponent) : 0;
    return rhs;
}

void randlapack_xload_rhs(int64_t m, const randlapack_scaled_rhs *rhs, const scalar_t *b, scalar_t *u)
{
    if (rhs->finite)
        randlapack_xscale_copy(m, -rhs->exponent, b, u);
    else
        for (int64_t i = 0; i < m; i++) u[i] = 0;
}

void randlapack_xstore_solution(int64_t n, const randlapack_scaled_rhs *rhs, const scalar_t *z, scalar_t *x)
{
    if (rhs->finite)
        randlapack_xscale_copy(n, rhs->exponent, z, x);
    else
        for (int64_t i = 0; i < n; i++) x[i] = (scalar_t)NAN;
}
