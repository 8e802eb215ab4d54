/*
 * Exponential families on u >= 0, density exp(rise u - weight s(u))/Z with s(u) = e^u - 1 or u^2.  The exponent g is
 * concave: from its peak it is followed to both sides as far as it falls by FALL, and on panels between, Gauss and
 * Legendre's rule gives Z and the moments to rounding.  So is the likelihood, rise mean(u) - weight mean(s) - log Z:
 * its maximum is unique and Newton's method with halved steps finds it.  It is at weight = 0 when even the power law
 * there has no larger a mean of s, 1/(alpha - 2) or 2 mean(u)^2.
 */
#include "tail_impl.h"

#include "law_impl.h"

#include <math.h>

enum { PANELS = 10, NODES = 16, STEPS = 300 };
#define FALL 45.0 /* e^-45 is below eps^(5/4) */

static double statistic(const rmt_tilt *t, double u)
{
    return t->squares ? u * u : expm1(u);
}

static double exponent(const rmt_tilt *t, double u)
{
    return t->rise * u - t->weight * statistic(t, u);
}

static double peak(const rmt_tilt *t)
{
    if (t->squares) return t->rise > 0 ? t->rise / (2 * t->weight) : 0;
    return t->rise > t->weight ? log(t->rise) - log(t->weight) : 0;
}

/* Where the exponent has fallen by FALL from the peak, on the side of `sign`. */
static double foot(const rmt_tilt *t, double top, double sign)
{
    const double level = exponent(t, top) - FALL;
    double inside = top, step = 1e-3, outside = top + sign * step;
    while (exponent(t, outside) > level && step < 1e300) {
        inside = outside;
        step *= 2;
        outside = top + sign * step;
    }
    if (sign < 0 && outside < 0) {
        if (exponent(t, 0) > level) return 0;
        outside = 0;
    }
    for (int i = 0; i < 30; i++) {
        const double middle = inside + (outside - inside) / 2;
        if (exponent(t, middle) > level)
            inside = middle;
        else
            outside = middle;
    }
    return outside;
}

/* Sums over panels of [from, to]: of exp(g - top), and with u, s, uu, us, ss about the given means. */
static void add(const rmt_tilt *t, double from, double to, double top, const double mean[2], double sums[6])
{
    const double half = (to - from) / (2 * PANELS);
    for (int p = 0; p < PANELS && half > 0; p++)
        for (int k = 0; k < NODES; k++) {
            const double x = k % 2 ? rmt_gauss_node[k / 2] : -rmt_gauss_node[k / 2], u = from + (2 * p + 1 + x) * half;
            const double f = rmt_gauss_weight[k / 2] * half * exp(exponent(t, u) - top), s = statistic(t, u) - mean[1];
            const double v = u - mean[0];
            sums[0] += f;
            sums[1] += f * v;
            sums[2] += f * s;
            sums[3] += f * v * v;
            sums[4] += f * v * s;
            sums[5] += f * s * s;
        }
}

/* Twice, the second time about the means, so that variances do not cancel. */
rmt_tilt_moments rmt_tilt_moments_of(const rmt_tilt *t)
{
    const double at = peak(t), top = exponent(t, at), low = at > 0 ? foot(t, at, -1) : 0, high = foot(t, at, 1);
    double mean[2] = {0, 0}, sums[6];
    rmt_tilt_moments m = {0};
    for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < 6; k++) sums[k] = 0;
        add(t, low, at, top, mean, sums);
        add(t, at, high, top, mean, sums);
        for (int k = 1; k < 6; k++) sums[k] /= sums[0];
        mean[0] += sums[1];
        mean[1] += sums[2];
    }
    m.log_normaliser = top + log(sums[0]);
    m.u = mean[0];
    m.s = mean[1];
    m.uu = sums[3] - sums[1] * sums[1];
    m.us = sums[4] - sums[1] * sums[2];
    m.ss = sums[5] - sums[2] * sums[2];
    return m;
}

double rmt_tilt_cdf(const rmt_tilt *t, const rmt_tilt_moments *m, double u)
{
    const double at = peak(t), mean[2] = {0, 0};
    double sums[6] = {0};
    const double top = exponent(t, at);
    if (u <= 0) return 0;
    if (u <= at) {
        add(t, fmin(foot(t, at, -1), u), u, top, mean, sums);
        return fmin(1, exp(top - m->log_normaliser) * sums[0]);
    }
    add(t, u, fmax(foot(t, at, 1), u), top, mean, sums);
    return fmax(0, 1 - exp(top - m->log_normaliser) * sums[0]);
}

static double likelihood(const rmt_tilt *t, const rmt_tilt_moments *m, double u, double s)
{
    return t->rise * u - t->weight * s - m->log_normaliser;
}

/* Newton's step, cut so that the weight falls by at most a factor of ten; false where it is not finite. */
static bool newton(const rmt_tilt *t, const rmt_tilt_moments *m, double u, double s, double step[2], double *decrement)
{
    const double gradient[2] = {u - m->u, m->s - s}, det = m->uu * m->ss - m->us * m->us;
    step[0] = (m->ss * gradient[0] + m->us * gradient[1]) / det;
    step[1] = (m->us * gradient[0] + m->uu * gradient[1]) / det;
    *decrement = gradient[0] * step[0] + gradient[1] * step[1];
    if (!isfinite(step[0]) || !isfinite(step[1])) return false;
    const double cut = step[1] < -0.9 * t->weight ? -0.9 * t->weight / step[1] : 1;
    step[0] *= cut;
    step[1] *= cut;
    return true;
}

static bool climb(rmt_tilt *t, double u, double s)
{
    rmt_tilt_moments m = rmt_tilt_moments_of(t);
    for (int i = 0; i < STEPS; i++) {
        const double now = likelihood(t, &m, u, s);
        double step[2], decrement;
        if (!newton(t, &m, u, s, step, &decrement)) return false;
        if (!(decrement > 1e-22)) return decrement > -1e-12;
        bool better = false;
        for (double h = 1; h > 1e-6 && !better; h /= 2) {
            rmt_tilt next = {t->squares, t->rise + h * step[0], t->weight + h * step[1]};
            const rmt_tilt_moments moments = rmt_tilt_moments_of(&next);
            better = likelihood(&next, &moments, u, s) > now;
            if (!better) continue;
            *t = next;
            m = moments;
        }
        if (!better) return decrement < 1e-10; /* rounding */
    }
    return false;
}

bool rmt_tilt_fit(rmt_tilt *t, double u, double s)
{
    const double decay = 1 / u;
    const bool limit = t->squares ? s >= 2 * u * u : decay > 1 && s >= 1 / (decay - 1);
    t->rise = -decay;
    t->weight = 0;
    if (limit) return true;
    t->rise = t->squares ? 0 : 1;
    t->weight = t->squares ? 1 / (2 * s) : 1 / s;
    return climb(t, u, s);
}
