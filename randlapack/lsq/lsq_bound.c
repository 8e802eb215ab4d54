/*
 * Wedin's bound @cite higham2002 [thm 20.1] on the error of x for its backward error, the factors by which a sketch of
 * distortion eta misjudges both taken at their worst, and the backward error at no less than what rounding in the
 * evaluation of the residual leaves.
 */
#include "lsq_bound_impl.h"

#include <math.h>

double randlapack_lsq_forward_bound(const randlapack_lsq_sizes *s)
{
    if (!(s->largest > 0) || !isfinite(s->condition) || s->distortion >= 1) return INFINITY;
    if (s->residual > 0 && s->solution == 0) return INFINITY;
    const double stretch = 1 + s->distortion, kappa = s->condition * stretch / (1 - s->distortion);
    const double error = fmax(sqrt(2) * stretch * s->backward, s->eps) * s->frobenius / s->largest * stretch;
    const double angle = s->residual > 0 ? stretch * s->residual / (s->largest * s->solution) : 0;
    return kappa * error < 1 ? kappa * error / (1 - kappa * error) * (2 + (kappa + 1) * angle) : INFINITY;
}
