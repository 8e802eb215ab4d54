/*
 * The singular values of S U, U of n orthonormal columns and S Gaussian of d rows, lie within
 * sqrt(n/d) + sqrt(2 ln(2/delta)/d) of 1 but for probability delta @cite davidson2001; scores go by their inverse
 * squares.  A projected score is the one without projection times chi-square over its k degrees, which is above x > 1,
 * or below x < 1, with probability exp(-k (x - 1 - ln x)/2) at most (Chernoff); the union over both sides of m rows
 * asks for x - 1 - ln x = 2 ln(2 m/delta)/k.
 */
#include "leverage_bounds_impl.h"

#include <math.h>
#include <stdbool.h>

#define FAILURE 0.005 /* delta, once for S and once for the projections */

/* x - 1 - ln x = t, above 1 or below. */
static double chi_square_bound(double t, bool above)
{
    double near = 1, far = above ? 1 + 2 * sqrt(t) + 2 * t : 0;
    for (int step = 0; step < 60; step++) {
        const double x = near + (far - near) / 2;
        if (x - 1 - log(x) < t)
            near = x;
        else
            far = x;
    }
    return far;
}

void randlapack_leverage_bounds(int64_t m, int64_t n, int64_t d, int64_t k, double *lower, double *upper)
{
    const double eta = d > 0 ? sqrt((double)n / (double)d) + sqrt(2 * log(2 / FAILURE) / (double)d) : 0;
    const double t = 2 * log(2 * (double)m / FAILURE) / (double)k;
    *lower = chi_square_bound(t, false) / ((1 + eta) * (1 + eta));
    *upper = eta < 1 ? chi_square_bound(t, true) / ((1 - eta) * (1 - eta)) : INFINITY;
}
