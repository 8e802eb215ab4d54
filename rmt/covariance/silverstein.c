/*
 * Silverstein's equation (1995) for a population with weights w at tau, and ratio c: the companion transform m of the
 * limit, m = c m_F - (1 - c)/z, solves z = -1/m + c sum w tau/(1 + tau m).  In u = -1/m it is
 *
 *     z(u) = u (1 + c sum w tau/(u - tau)) = u + c sum w tau + c sum w tau^2/(u - tau).
 *
 * Im z = b (1 - g), u = a + i b, g(a, b) = c sum w tau^2/|u - tau|^2.  So for each a the curve Im z = y, y >= 0, has
 * one point above a, b decreasing in g: the roots are the graph of a function of a, along which Re z increases, since z
 * maps what is above it one to one onto a half plane; there dx/da = |z'|^2/Re z', Re z' > 0.  Where g(a, 0) <= 1 the
 * curve y = 0 is on the axis, elsewhere it belongs to the bands.  A root is hence a safeguarded Newton iteration in a,
 * with another one inside for b, neither of which can fail, and |a - x + c sum w tau| <= (c sum w tau^2)^(1/2) starts
 * it. Newton's method in the complex plane ends it, or stands for all of it where a neighbour's root is known: a root
 * with b > 0 is the right one, for there is only one (two of them would both have g < 1, where z is one to one; and on
 * the axis real coefficients leave one pair).
 *
 * Near u = 0 the sum over tau > |u| is written with tau/(u - tau) = u/(u - tau) - 1, or z would cancel.
 */
#include "silverstein_impl.h"

#include <float.h>

/* The first value above x. */
static int64_t above(const rmt_silverstein *s, double x)
{
    int64_t low = 0, high = s->n;
    while (low < high) {
        const int64_t middle = (low + high) / 2;
        if (s->tau[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

rmt_silverstein_point rmt_silverstein_at(const rmt_silverstein *s, double a, double b)
{
    const int64_t split = above(s, hypot(a, b));
    double re = 0, im = 0, up_re = 0, up_im = 0, slope_re = 0, slope_im = 0;
    for (int64_t k = 0; k < s->n; k++) {
        const double d = a - s->tau[k], r = 1 / (d * d + b * b), x = d * r, y = -b * r; /* 1/(u - tau) */
        const double t = k < split ? s->cwt[k] : 0, v = k < split ? 0 : s->cw[k];
        re += t * x;
        im += t * y;
        up_re += v * x;
        up_im += v * y;
        slope_re += s->q[k] * (x * x - y * y);
        slope_im += s->q[k] * (2 * x * y);
    }
    const double q_re = s->tail[split] + re + (a * up_re - b * up_im), q_im = im + (a * up_im + b * up_re);
    return (rmt_silverstein_point){CMPLX(a * q_re - b * q_im, a * q_im + b * q_re), CMPLX(1 - slope_re, -slope_im)};
}

double rmt_silverstein_curvature(const rmt_silverstein *s, double u)
{
    double sum = 0;
    for (int64_t k = 0; k < s->n; k++) sum += 2 * s->q[k] / pow(u - s->tau[k], 3);
    return sum;
}

double rmt_silverstein_mass(const rmt_silverstein *s, double a, double b2)
{
    double sum = 0;
    for (int64_t k = 0; k < s->n; k++) sum += s->q[k] / ((a - s->tau[k]) * (a - s->tau[k]) + b2);
    return sum;
}

/* b^2 with g = 1: 1/g is concave in b^2, so that Newton's method for 1/g = 1 ascends from the left.  The largest term
 * of g alone says where left is. */
static double axis_height(const rmt_silverstein *s, double a)
{
    double b2 = 0;
    for (int64_t k = 0; k < s->n; k++) b2 = fmax(b2, s->q[k] - (a - s->tau[k]) * (a - s->tau[k]));
    for (int step = 0; step < 100; step++) {
        double g = 0, slope = 0;
        for (int64_t k = 0; k < s->n; k++) {
            const double d = a - s->tau[k], r = 1 / (d * d + b2), t = s->q[k] * r;
            g += t;
            slope += t * r;
        }
        const double change = (g - 1) * g / slope;
        if (!(change > 0)) break;
        b2 += change;
        if (change <= 4 * DBL_EPSILON * b2) break;
    }
    return sqrt(b2);
}

double rmt_silverstein_height(const rmt_silverstein *s, double a, double y)
{
    if (y == 0) return axis_height(s, a);
    double low = y, high = (y + hypot(y, 2 * s->radius)) / 2, b = high; /* b (1 - g) - y changes sign in between */
    for (int step = 0; step < 200; step++) {
        double g = 0, slope = 1;
        for (int64_t k = 0; k < s->n; k++) {
            const double d = a - s->tau[k], r = 1 / (d * d + b * b);
            g += s->q[k] * r;
            slope -= s->q[k] * (d * d - b * b) * r * r;
        }
        const double excess = b - b * g - y;
        if (excess < 0)
            low = b;
        else
            high = b;
        double next = b - excess / slope;
        if (!(next >= low && next <= high)) next = (low + high) / 2;
        const double moved = fabs(next - b);
        b = next;
        if (moved <= 4 * DBL_EPSILON * b) break;
    }
    return b;
}

/* Newton's method from u as long as the residual gets less. */
static rmt_complex polish(const rmt_silverstein *s, rmt_complex z, rmt_complex u, double *residual)
{
    rmt_silverstein_point p = rmt_silverstein_at(s, creal(u), cimag(u));
    *residual = cabs(p.z - z);
    for (int step = 0; step < 30 && *residual > 0; step++) {
        const rmt_complex next = u - (p.z - z) / p.slope;
        if (!(cimag(next) >= 0) || (cimag(u) > 0 && cimag(next) == 0)) break;
        const rmt_silverstein_point q = rmt_silverstein_at(s, creal(next), cimag(next));
        const double rest = cabs(q.z - z);
        if (!(rest < *residual)) break;
        *residual = rest;
        p = q;
        u = next;
    }
    return u;
}

static rmt_complex by_curve(const rmt_silverstein *s, double x, double y)
{
    const double centre = x - s->shift, reach = s->radius * (1 + 1e-14) + 4 * DBL_EPSILON * (fabs(x) + s->shift);
    double low = centre - reach, high = centre + reach, a = centre, b = 0;
    for (int step = 0; step < 300; step++) {
        b = rmt_silverstein_height(s, a, y);
        const rmt_silverstein_point p = rmt_silverstein_at(s, a, b);
        const double excess = creal(p.z) - x;
        if (excess < 0)
            low = a;
        else
            high = a;
        const double re = creal(p.slope), im = cimag(p.slope);
        double next = a - excess * re / (re * re + im * im);
        if (!(next >= low && next <= high)) next = (low + high) / 2;
        const double moved = fabs(next - a);
        if (moved <= DBL_EPSILON * fabs(a)) break;
        a = next;
    }
    return CMPLX(a, b);
}

rmt_complex rmt_silverstein_root(const rmt_silverstein *s, rmt_complex z, rmt_complex start)
{
    if (s->n == 0) return z;
    double residual = INFINITY;
    if (cimag(start) > 0) {
        const rmt_complex u = polish(s, z, start, &residual);
        if (residual <= 8 * DBL_EPSILON * (cabs(z) + cabs(u))) return u;
    }
    return polish(s, z, by_curve(s, creal(z), cimag(z)), &residual);
}

int64_t rmt_silverstein_band(const rmt_silverstein *s, double x)
{
    int64_t low = 0, high = s->bands; /* the first band that does not end before x */
    while (low < high) {
        const int64_t middle = (low + high) / 2;
        if (s->edges[2 * middle + 1] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->bands && x >= s->edges[2 * low] ? low : -1 - low;
}

double rmt_silverstein_real_root(const rmt_silverstein *s, double x)
{
    if (s->n == 0) return x;
    const int64_t gap = -1 - rmt_silverstein_band(s, x);
    const double far = s->radius + fabs(x) + s->shift;
    double low = gap > 0 ? s->ends[2 * gap - 1] : -far, high = gap < s->bands ? s->ends[2 * gap] : far;
    double u = gap > 0 && gap < s->bands ? (low + high) / 2 : gap > 0 ? fmax(low, x) : fmin(high, x);
    for (int step = 0; step < 200; step++) { /* z' = 1 - g > 0 */
        const rmt_silverstein_point p = rmt_silverstein_at(s, u, 0);
        const double excess = creal(p.z) - x;
        if (excess < 0)
            low = u;
        else
            high = u;
        double next = u - excess / creal(p.slope);
        if (!(next >= low && next <= high)) next = (low + high) / 2;
        const double moved = fabs(next - u);
        u = next;
        if (moved <= DBL_EPSILON * fabs(u) || excess == 0) break;
    }
    return u;
}
