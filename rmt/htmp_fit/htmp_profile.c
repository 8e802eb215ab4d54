/*
 * Search of a likelihood of (gamma, kappa) and of its profiles.
 *
 * Coordinates: u = log kappa and w = log((a + 1)/delta), a = kappa/2, delta = s - a.  exp(w) is about the variance both
 * where kappa is large, w -> log(gamma/(1 - gamma)), and where it is small, w -> -log s, so that the two parameters are
 * nearly orthogonal; and any (u, w) is a law.
 *
 * The maximum: Newton's method with derivatives by differences over a fifth of a standard error, in a box.  Intervals:
 * the root of the signed root of the likelihood ratio, which is nearly linear, the other parameter at its maximum by
 * parabolas.
 */
#include "htmp_fit_impl.h"

#include <string.h>

static const double least_gamma = 1e-6, most_gamma = 1 - 1e-6;

static double logit(double gamma)
{
    return log(gamma / (1 - gamma));
}

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

typedef struct box {
    double low, high;
} box;

static box range_of_u(const rmt_htmp_likelihood *l)
{
    return (box){log(l->least_kappa), log(l->most_kappa)};
}

static box range_of_w(double u)
{
    return (box){logit(least_gamma) - rmt_htmp_shift(u), logit(most_gamma) - rmt_htmp_shift(u)};
}

static double gamma_of(double u, double w)
{
    const double e = exp(-(w + rmt_htmp_shift(u)));
    return clamp(1 / (1 + e), least_gamma, most_gamma);
}

static double value_at(rmt_htmp_likelihood *l, double u, double w, double *log_scale)
{
    const box range = range_of_u(l);
    const double kappa = clamp(exp(u), exp(range.low), exp(range.high)),
                 y = l->value(l, gamma_of(u, w), kappa, log_scale);
    return isnan(y) ? -INFINITY : y;
}

/* ---- the maximum ---- */

typedef struct model {
    double gradient[2], hessian[2][2], scale_slope[2];
} model;

/* Central differences; the steps go where the box has room. */
static model differences(rmt_htmp_likelihood *l, const rmt_htmp_peak *p, const double h[2])
{
    model m;
    double zeta[2] = {0, 0}, plus[2], minus[2];
    for (int k = 0; k < 2; k++) {
        plus[k] = value_at(l, p->u + (k == 0) * h[0], p->w + (k == 1) * h[1], &zeta[1]);
        minus[k] = value_at(l, p->u - (k == 0) * h[0], p->w - (k == 1) * h[1], &zeta[0]);
        m.gradient[k] = (plus[k] - minus[k]) / (2 * h[k]);
        m.hessian[k][k] = (plus[k] - 2 * p->value + minus[k]) / (h[k] * h[k]);
        m.scale_slope[k] = (zeta[1] - zeta[0]) / (2 * h[k]);
    }
    const double up = value_at(l, p->u + h[0], p->w + h[1], &zeta[1]);
    const double down = value_at(l, p->u - h[0], p->w - h[1], &zeta[0]);
    const double twice = up + down - plus[0] - minus[0] - plus[1] - minus[1] + 2 * p->value;
    m.hessian[0][1] = m.hessian[1][0] = twice / (2 * h[0] * h[1]);
    return m;
}

/* A coordinate at the edge of the inner box, in which differences have room, where the gradient points out. */
static bool pinned(double x, box inner, double slope)
{
    return (x >= inner.high && slope > 0) || (x <= inner.low && slope < 0);
}

static box inner_box(const rmt_htmp_likelihood *l, int k, double u, const double h[2])
{
    const box b = k == 0 ? range_of_u(l) : range_of_w(u);
    return (box){b.low + h[k], b.high - h[k]};
}

/* Newton's step in the free coordinates, shortened to 1 as a whole, since the ridge may be narrow and oblique.  Where
 * the model has no maximum, the mixed derivative is made small enough, or, if that is not it, each coordinate climbs.
 */
static void newton_step(const model *m, const bool free[2], double d[2])
{
    const double p = m->hessian[0][0], q = m->hessian[1][1], *g = m->gradient, most = sqrt(fabs(p * q));
    const double mixed = fabs(m->hessian[0][1]) < most ? m->hessian[0][1] : copysign(0.95 * most, m->hessian[0][1]);
    const double det = p * q - mixed * mixed;
    for (int k = 0; k < 2; k++) {
        const double H = m->hessian[k][k];
        d[k] = !free[k] ? 0 : H < 0 ? -g[k] / H : copysign(0.5, g[k]);
        if (free[0] && free[1] && p < 0 && q < 0) d[k] = (mixed * g[1 - k] - m->hessian[1 - k][1 - k] * g[k]) / det;
        if (isnan(d[k])) d[k] = 0;
    }
    const double length = fmax(fabs(d[0]), fabs(d[1]));
    for (int k = 0; k < 2 && length > 1; k++) d[k] /= length;
}

/* One step uphill, halved until it is one; false: none was found. */
static bool climb(rmt_htmp_likelihood *l, rmt_htmp_peak *p, const double d[2], const double h[2])
{
    double factor = 1;
    for (int half = 0; half < 10; half++, factor /= 2) {
        const box ru = inner_box(l, 0, p->u, h);
        const double u = clamp(p->u + factor * d[0], ru.low, ru.high);
        const box rw = inner_box(l, 1, u, h);
        const double w = clamp(p->w + factor * d[1], rw.low, rw.high);
        double zeta = 0;
        const double y = value_at(l, u, w, &zeta);
        if (y > p->value) {
            p->u = u, p->w = w, p->value = y, p->log_scale = l->log_scale = zeta;
            return true;
        }
    }
    return false;
}

static void best_start(rmt_htmp_likelihood *l, int starts, const double (*start)[2], rmt_htmp_peak *p)
{
    const double zeta_at_first = l->log_scale;
    const box ru = range_of_u(l);
    for (int k = 0; k < starts; k++) {
        double zeta = 0;
        const double u = clamp(start[k][0], ru.low + 0.2, ru.high - 0.2);
        const box rw = range_of_w(u);
        const double w = clamp(start[k][1], rw.low + 0.2, rw.high - 0.2);
        l->log_scale = zeta_at_first;
        const double y = value_at(l, u, w, &zeta);
        if (k == 0 || y > p->value) p->u = u, p->w = w, p->value = y, p->log_scale = zeta;
    }
    l->log_scale = p->log_scale;
}

static void covariance_of(const model *m, const bool free[2], double covariance[2][2])
{
    const double det = m->hessian[0][0] * m->hessian[1][1] - m->hessian[0][1] * m->hessian[0][1];
    const bool whole = free[0] && free[1] && m->hessian[0][0] < 0 && det > 0;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) covariance[i][j] = whole ? (i == j ? -1 : 1) * m->hessian[1 - i][1 - j] / det : NAN;
    for (int k = 0; k < 2 && !whole; k++)
        if (free[k] && !free[1 - k] && m->hessian[k][k] < 0) covariance[k][k] = -1 / m->hessian[k][k];
}

/* ---- one coordinate at its maximum, the other fixed ---- */

typedef struct line {
    rmt_htmp_likelihood *l;
    bool kappa; /* fixed is u and the line is w; else fixed is logit gamma and the line is u */
    double fixed;
} line;

static double line_value(const line *s, double x)
{
    double zeta = 0;
    const double u = s->kappa ? s->fixed : x, w = s->kappa ? x : s->fixed - rmt_htmp_shift(x);
    const double y = value_at(s->l, u, w, &zeta);
    if (y > -INFINITY && s->l->free_scale) s->l->log_scale = zeta;
    return y;
}

/* Three points of a line, ascending, and the parabola through them: its vertex, height there, and bend. */
typedef struct triple {
    double x[3], y[3];
    double vertex, height, bend;
} triple;

static void fit_parabola(triple *t)
{
    const double left = t->x[1] - t->x[0], right = t->x[2] - t->x[1];
    const double rise = (t->y[1] - t->y[0]) / left, fall = (t->y[1] - t->y[2]) / right;
    const double slope = (rise * right - fall * left) / (left + right); /* at the middle */
    t->bend = -2 * (rise + fall) / (left + right);
    t->vertex = t->x[1] - slope / t->bend;
    t->height = t->y[1] - slope * slope / (2 * t->bend);
}

/* Move the points, farther and farther apart, until the middle one is highest; false: the bound is. */
static bool bracket(const line *s, triple *t, box b)
{
    for (;;) {
        const int up = t->y[2] > t->y[0] ? 1 : -1, out = 1 + up;
        if (t->y[1] >= t->y[out] || t->x[out] == (up > 0 ? b.high : b.low)) return t->y[1] >= t->y[out];
        const double x = clamp(t->x[out] + 2 * (t->x[out] - t->x[1]), b.low, b.high);
        t->x[1 - up] = t->x[1], t->y[1 - up] = t->y[1];
        t->x[1] = t->x[out], t->y[1] = t->y[out];
        t->x[out] = x, t->y[out] = line_value(s, x);
    }
}

/* The maximum on the line from *x on, by parabolas through points first h, then a third of a deviation apart. */
static double line_maximum(const line *s, double *x, double h)
{
    const box b = s->kappa ? range_of_w(s->fixed) : range_of_u(s->l);
    triple t = {.height = -INFINITY};
    for (int k = 0; k < 12; k++) {
        const double middle = clamp(*x, b.low + h, b.high - h);
        for (int i = 0; i < 3; i++) {
            t.x[i] = middle + (i - 1) * h;
            t.y[i] = line_value(s, t.x[i]);
        }
        if (!bracket(s, &t, b)) {
            const int out = t.y[2] > t.y[0] ? 2 : 0;
            *x = t.x[out];
            return t.y[out];
        }
        *x = t.x[1], t.height = t.y[1];
        if (isinf(t.y[0]) || isinf(t.y[2])) {
            h /= 4;
            continue;
        }
        fit_parabola(&t);
        if (!(t.bend < 0)) return t.y[1];
        const double width = (t.x[2] - t.x[0]) * sqrt(-t.bend);
        *x = t.vertex;
        if (width < 2 && t.height - t.y[1] < 5e-3) break;
        h = clamp(0.3 / sqrt(-t.bend), 1e-5, h);
    }
    return t.height;
}

/* ---- the peak ---- */

/* A bound is taken for the maximum where the likelihood is as high there, to 1e-4. */
static bool beyond(rmt_htmp_likelihood *l, rmt_htmp_peak *p, double u, double h)
{
    const line s = {l, true, u};
    double w = p->w;
    const double y = line_maximum(&s, &w, h);
    if (!(y > p->value - 1e-4)) return false;
    p->u = u, p->w = w, p->value = fmax(p->value, y), p->log_scale = l->log_scale;
    return true;
}

static int32_t find_boundary(rmt_htmp_likelihood *l, rmt_htmp_peak *p, const double h[2])
{
    const box range = range_of_u(l);
    const double gamma = gamma_of(p->u, p->w);
    int32_t boundary = gamma < 1.3 * least_gamma       ? RMT_HTMP_GAMMA_ZERO
                       : 1 - gamma < 1.3 * least_gamma ? RMT_HTMP_GAMMA_ONE
                                                       : 0;
    if (p->u > 3 && beyond(l, p, range.high, h[1])) boundary |= RMT_HTMP_KAPPA_INFINITE;
    if (p->u < -2 && beyond(l, p, range.low, h[1])) boundary |= RMT_HTMP_KAPPA_ZERO;
    return boundary;
}

void rmt_htmp_search(rmt_htmp_likelihood *l, int starts, const double (*start)[2], rmt_htmp_peak *p)
{
    double h[2] = {0.05, 0.05}, d[2] = {0, 0}, fineness = 0.2;
    bool free[2] = {true, true};
    model m = {{0, 0}, {{0, 0}, {0, 0}}, {0, 0}};
    *p = (rmt_htmp_peak){.value = -INFINITY};
    best_start(l, starts, start, p);
    for (int step = 0; step < 100 && p->value > -INFINITY; step++) {
        m = differences(l, p, h);
        for (int k = 0; k < 2; k++) {
            free[k] = !pinned(k ? p->w : p->u, inner_box(l, k, p->u, h), m.gradient[k]);
        }
        newton_step(&m, free, d);
        const double gain = (m.gradient[0] * d[0] + m.gradient[1] * d[1]) / 2;
        p->converged = gain < 1e-6;
        if (p->converged || fineness < 0.01) break;
        if (!climb(l, p, d, h)) fineness /= 4; /* the model is of too wide a region */
        for (int k = 0; k < 2; k++)
            if (m.hessian[k][k] < 0) h[k] = clamp(fineness / sqrt(-m.hessian[k][k]), 1e-3, 0.2);
    }
    p->converged = p->converged || (p->value > -INFINITY && (m.gradient[0] * d[0] + m.gradient[1] * d[1]) < 1e-2);
    p->boundary = find_boundary(l, p, h);
    p->converged = p->converged || p->boundary; /* the ridge ends there */
    if (p->boundary & (RMT_HTMP_KAPPA_INFINITE | RMT_HTMP_KAPPA_ZERO)) free[0] = false;
    covariance_of(&m, free, p->covariance);
    memcpy(p->scale_slope, m.scale_slope, sizeof m.scale_slope);
    value_at(l, p->u, p->w, &p->log_scale);
    p->scale_information = l->scale_information;
}

/* ---- intervals ---- */

typedef struct profile {
    line line;
    double centre, spread, inner, value, root, h; /* root: that of 2 drop */
    double first_slope, slope;                    /* dx/dt of the maxima: at the centre, and of late */
    double t, x;                                  /* the last point and where its maximum was */
} profile;

/* The signed root of the likelihood ratio at t, less what it has to be. */
static double excess(profile *p, double t)
{
    double x = p->x + clamp(p->slope * (t - p->t), -2, 2);
    p->line.fixed = t;
    const double y = line_maximum(&p->line, &x, p->h);
    if (fabs(t - p->t) > 0.3 * p->spread) p->slope = (x - p->x) / (t - p->t);
    p->t = t, p->x = x;
    return sqrt(2 * fmax(p->value - y, 0)) - p->root;
}

/* The end on one side, in the coordinate; the bound, and open, if the likelihood is still high there. */
static double end_of(profile *p, double sign, double bound, bool *open)
{
    double a = p->centre, fa = -p->root, step = clamp(p->root * p->spread, 0.02, 2), b = a, fb = fa;
    *open = false;
    p->t = p->centre, p->x = p->inner, p->slope = p->first_slope;
    for (int k = 0; k < 60 && fb < 0; k++) {
        if (b == bound) {
            *open = true;
            return bound;
        }
        a = b, fa = fb;
        b = sign > 0 ? fmin(a + step, bound) : fmax(a - step, bound);
        fb = excess(p, b);
        step = clamp(fabs(b - p->centre) * clamp(1.05 * p->root / (fb + p->root) - 1, 0.05, 2), step / 4, 3);
    }
    for (int k = 0, side = 0; k < 40 && fabs(fb) > 2e-3 && fabs(b - a) > 1e-9; k++) {
        const double c = isinf(fb) || isinf(fa) ? (a + b) / 2 : b - fb * (b - a) / (fb - fa), fc = excess(p, c);
        if ((fc < 0) == (fb < 0)) {
            fa = side == 1 ? fa / 2 : fa;
            side = 1;
        } else {
            a = b, fa = fb;
            side = 0;
        }
        b = c, fb = fc;
    }
    return b;
}

/* A fraction of the standard deviation of the coordinate that is at its maximum, given the other. */
static double inner_step(double variance, double explained)
{
    const double rest = variance - explained;
    return rest > 0 ? clamp(0.3 * sqrt(rest), 1e-4, 0.3) : 0.05;
}

void rmt_htmp_kappa_interval(rmt_htmp_likelihood *l, const rmt_htmp_peak *peak, double drop, double interval[2])
{
    const box range = range_of_u(l);
    const double var = peak->covariance[0][0], slope = peak->covariance[0][1] / var;
    profile p = {.line = {l, true, 0}, .centre = peak->u, .inner = peak->w, .value = peak->value};
    bool open = false;
    p.spread = isnan(var) ? 0.5 : sqrt(var);
    p.first_slope = isnan(slope) ? 0 : slope;
    p.root = sqrt(2 * drop);
    p.h = inner_step(peak->covariance[1][1], slope * peak->covariance[0][1]);
    for (int k = 0; k < 2; k++) {
        l->log_scale = peak->log_scale;
        interval[k] = exp(end_of(&p, k ? 1 : -1, k ? range.high : range.low, &open));
        if (open) interval[k] = k ? INFINITY : 0;
    }
}

/* In logit gamma = w + shift(u); d shift/du = 2/(kappa + 2). */
void rmt_htmp_gamma_interval(rmt_htmp_likelihood *l, const rmt_htmp_peak *peak, double drop, double interval[2])
{
    const double f = 2 / (exp(peak->u) + 2), uu = peak->covariance[0][0], uw = peak->covariance[0][1];
    const double ww = peak->covariance[1][1], var = ww + 2 * f * uw + f * f * uu, slope = (uw + f * uu) / var;
    profile p = {.line = {l, false, 0}, .inner = peak->u, .value = peak->value};
    bool open = false;
    p.centre = peak->w + rmt_htmp_shift(peak->u);
    p.spread = isnan(var) ? 0.5 : sqrt(var);
    p.first_slope = isnan(slope) ? 0 : slope;
    p.root = sqrt(2 * drop);
    p.h = inner_step(uu, slope * (uw + f * uu));
    for (int k = 0; k < 2; k++) {
        l->log_scale = peak->log_scale;
        interval[k] = 1 / (1 + exp(-end_of(&p, k ? 1 : -1, logit(k ? most_gamma : least_gamma), &open)));
        if (open) interval[k] = k;
    }
}
