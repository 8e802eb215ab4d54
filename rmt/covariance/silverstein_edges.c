/*
 * The bands of Silverstein's law.  In u, where z' = 1 - g and g = c sum w tau^2/(u - tau)^2, the complement of the
 * support is {g < 1} (Silverstein and Choi 1995): g increases from 0 to infinity in front of the first value, decreases
 * behind the last one, and is convex between two: there it has a least value, and where that is below 1, two roots, the
 * ends of a gap.  Nothing else has to be searched.  An edge is z at such a root: as z' vanishes there, an error of the
 * root enters squared, so that also the edges of gaps that are about to close are good to a few eps.
 *
 * Two terms of g alone make min g >= ((c w_1 tau_1^2)^(1/3) + (c w_2 tau_2^2)^(1/3))^3/(tau_2 - tau_1)^2, which rules
 * out most gaps of a population with many values without a search.
 */
#include "silverstein_impl.h"

#include <float.h>

static void mass_and_slope(const rmt_silverstein *s, double u, double *g, double *slope)
{
    double sum = 0, derivative = 0;
    for (int64_t k = 0; k < s->n; k++) {
        const double d = u - s->tau[k], t = s->q[k] / (d * d);
        sum += t;
        derivative -= 2 * t / d;
    }
    *g = sum;
    *slope = derivative;
}

/* The root of g = 1 between `outside`, where g <= 1, and `inside`, where g > 1: Newton's method for g^(-1/2) = 1. */
static double end_of_gap(const rmt_silverstein *s, double outside, double inside)
{
    double u = outside;
    for (int step = 0; step < 300; step++) {
        double g, slope;
        mass_and_slope(s, u, &g, &slope);
        if (g <= 1)
            outside = u;
        else
            inside = u;
        double next = u + 2 * g * (1 - sqrt(g)) / slope;
        const double low = fmin(outside, inside), high = fmax(outside, inside);
        if (!(next > low && next < high)) next = (low + high) / 2;
        const double moved = fabs(next - u);
        u = next;
        if (moved <= DBL_EPSILON * fabs(u) || high - low <= DBL_EPSILON * fabs(u)) break;
    }
    return u;
}

/* Where g is least between two values: g' increases.  Ends early once g < 1. */
static double bottom(const rmt_silverstein *s, double low, double high, double *least)
{
    double u = (low + high) / 2;
    for (int step = 0; step < 100; step++) {
        double g, slope;
        mass_and_slope(s, u, &g, &slope);
        *least = g;
        if (g < 1 || slope == 0) break;
        double curvature = 0;
        for (int64_t k = 0; k < s->n; k++) {
            const double d = u - s->tau[k], r = 1 / (d * d);
            curvature += 6 * s->q[k] * r * r;
        }
        if (slope < 0)
            low = u;
        else
            high = u;
        double next = u - slope / curvature;
        if (!(next > low && next < high)) next = (low + high) / 2;
        if (fabs(next - u) <= DBL_EPSILON * fabs(u)) break;
        u = next;
    }
    return u;
}

static double edge(const rmt_silverstein *s, double u)
{
    return fmax(creal(rmt_silverstein_at(s, u, 0).z), 0);
}

/* Ends a band at u = left and begins the next one at right, if rounding has left a gap between them. */
static void open_gap(rmt_silverstein *s, double left, double right)
{
    const double x = edge(s, left), y = edge(s, right);
    if (!(x < y)) return;
    const int64_t k = 2 * s->bands++;
    s->ends[k - 1] = left;
    s->edges[k - 1] = x;
    s->ends[k] = right;
    s->edges[k] = y;
}

void rmt_silverstein_edges(rmt_silverstein *s)
{
    s->bands = 0;
    if (s->n == 0) return;
    const double first = s->tau[0], last = s->tau[s->n - 1];
    s->ends[0] = end_of_gap(s, first - s->radius, first);
    s->edges[0] = edge(s, s->ends[0]);
    s->bands = 1;
    for (int64_t k = 0; k + 1 < s->n; k++) {
        const double low = s->tau[k], high = s->tau[k + 1], width = high - low;
        double least = pow(cbrt(s->q[k]) + cbrt(s->q[k + 1]), 3) / (width * width);
        if (least >= 1) continue;
        const double u = bottom(s, low, high, &least);
        if (least < 1) open_gap(s, end_of_gap(s, u, low), end_of_gap(s, u, high));
    }
    s->ends[2 * s->bands - 1] = end_of_gap(s, last + s->radius, last);
    s->edges[2 * s->bands - 1] = edge(s, s->ends[2 * s->bands - 1]);
}
