/*
 * With theta = gamma (1 + delta) and a = d/n the equation of delta reads
 *
 *     h(theta) = theta - gamma - (1/n) sum lambda theta/(a lambda + theta) = 0.
 *
 * h is convex, so that Newton's method descends to the largest root from above, from gamma + tr K/n.  f = h/theta is
 * concave and increases, so that it ascends from below, from gamma.  For small gamma near d = n either alone halves its
 * distance only, and plain iteration stalls; the two together enclose the root, and when they have not shrunk
 * log(high/low) by half, a step of bisection does.
 */
#include "features_impl.h"

#include <float.h>
#include <math.h>

enum { STEPS = 200 };

typedef struct equation {
    int64_t n;
    const double *lambda;
    double a, gamma;
} equation;

/* f at theta > 0 and its slope, and the slope of h. */
static double evaluate(const equation *e, double theta, double *slope, double *slope_h)
{
    double sum = 0, square = 0, rest = 0;
    for (int64_t i = 0; i < e->n; i++) {
        if (e->lambda[i] == 0) continue;
        const double lambda = e->lambda[i], g = lambda / (e->a * lambda + theta);
        sum += g;
        square += e->a * g * g;
        rest += g / (e->a * lambda + theta);
    }
    const double n = (double)e->n;
    *slope = e->gamma / theta / theta + rest / n;
    *slope_h = 1 - square / n;
    return 1 - e->gamma / theta - sum / n;
}

/* x inside the bracket becomes one of its ends. */
static void place(const equation *e, double *low, double *high, double x)
{
    double slope, slope_h;
    if (!(x > *low && x < *high)) return;
    const double f = evaluate(e, x, &slope, &slope_h);
    if (f >= 0) *high = x;
    if (f <= 0) *low = x;
}

/* Newton's steps from both ends.  In theory they stay on their side of the root; that of h cancels where the root is
 * much smaller than theta, so that both are looked at again. */
static void narrow(const equation *e, double *low, double *high)
{
    double slope, slope_h;
    double f = evaluate(e, *low, &slope, &slope_h);
    const double up = *low - f / slope;
    f = evaluate(e, *high, &slope, &slope_h);
    const double down = *high - *high * f / slope_h;
    place(e, low, high, up);
    if (slope_h > 0) place(e, low, high, down);
}

double rmt_features_theta(int64_t n, const double *lambda, double d, double gamma, int64_t *iterations)
{
    const equation e = {n, lambda, d / (double)n, gamma};
    double trace = 0, least = INFINITY;
    int64_t rank = 0, k = 0;
    for (int64_t i = 0; i < n; i++) {
        trace += lambda[i] / (double)n;
        rank += lambda[i] > 0;
        if (lambda[i] > 0) least = fmin(least, lambda[i]);
    }
    *iterations = 0;
    if (rank == 0) return gamma;
    if (gamma == 0 && d >= (double)rank) return 0;
    /* ridgeless: sum lambda/(a lambda + theta) >= rank least/(a least + theta) */
    double low = gamma > 0 ? gamma : least * ((double)rank - d) / (double)n, high = gamma + trace;
    for (; k < STEPS && high - low > 4 * DBL_EPSILON * high; k++) {
        const double before = log(high / low);
        narrow(&e, &low, &high);
        if (high > low && log(high / low) > before / 2) place(&e, &low, &high, sqrt(low) * sqrt(high));
    }
    *iterations = k;
    return low + (high - low) / 2;
}
