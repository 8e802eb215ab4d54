/*
 * Fits of laws with a rational transform by the Chebyshev moments on their own interval, the sum of squares of
 *
 *     r_k = sqrt(2 beta/k) (sum_i T_k(t_i) - n E T_k - shift_k),    k = 1 .. K,
 *
 * as decompress_fit.c does for order 1.  Order k + 1 starts from order k, whose law it contains.  Damped, the squares
 * of coefficients beyond those of order 1 are added, times a square that grows from one to the next like 4.  E T_k is
 * the first entry of T_k(Jacobi matrix) e_0.  Parameters: centre, log half, then a_i and log 2 b_(i+1) in turn.
 */
#include "continuation_impl.h"
#include "progress_impl.h"

#include <string.h>

typedef struct fitting {
    const rmt_block *block;
    int order, count;
    double beta, damping;
    bool quantiles, shift, distrust;
    double *centre, *half, *sums; /* of the last interval, whose sums are known */
} fitting;

/* The law of parameters q, false where there is none. */
static bool glue_of(const rmt_block *block, int order, const double *q, rmt_glue *g)
{
    *g = (rmt_glue){.order = order, .centre = q[0], .half = exp(q[1]), .inner = 1};
    for (int i = 0; i < order; i++) {
        g->a[i] = q[2 + 2 * i];
        g->b2[i] = exp(2 * q[3 + 2 * i]) / 4;
    }
    const double n = (double)block->n;
    for (int i = 0; i < 2; i++) {
        if (block->equal[i] == 0) continue;
        g->place[g->atoms] = (block->end[i] - g->centre) / g->half;
        g->weight[g->atoms] = (double)block->equal[i] / n;
        if (!(fabs(g->place[g->atoms]) > 1)) return false;
        g->atoms++;
    }
    g->inner = (double)block->inner / n;
    return isfinite(g->half) && g->half > 0.2 && g->half < 5 && fabs(g->centre) < 3 && !rmt_glue_has_atoms(g);
}

/* E T_0 .. T_count of the continuous part, of mass 1. */
static void path_moments(const rmt_glue *g, int count, double *moments)
{
    double space[3][RMT_MOST_MOMENTS + RMT_MOST_ORDER + 2] = {{1}}, b[RMT_MOST_ORDER];
    double *last = space[0], *now = space[1], *next = space[2];
    for (int i = 0; i < g->order; i++) b[i] = sqrt(g->b2[i]);
    now[0] = g->a[0];
    now[1] = b[0];
    moments[0] = 1;
    for (int k = 1; k <= count; k++) {
        moments[k] = now[0];
        for (int i = 0; i <= count; i++) {
            const double above = i < g->order ? b[i] : 0.5, below = i == 0 ? 0 : i <= g->order ? b[i - 1] : 0.5;
            const double middle = i < g->order ? g->a[i] : 0;
            next[i] = 2 * (middle * now[i] + above * now[i + 1] + (i ? below * now[i - 1] : 0)) - last[i];
        }
        double *const free = last;
        last = now, now = next, next = free;
    }
}

/* How far inside quantiles have the edge t = side, to leading order; the density there from dm/dJ. */
static double edge_shift(const rmt_glue *g, int64_t n, int side)
{
    const double hurwitz = 0.057428979419521; /* zeta(-2/3, 1/2) */
    rmt_glue inner = *g;
    rmt_complex t, dt, m, dm;
    inner.atoms = 0;
    rmt_glue_value(&inner, side, &t, &dt, &m, &dm);
    const double kappa = sqrt(2.0) * cabs(dm) / RMT_PI;
    return pow(1.5 / (kappa * (double)n), 2.0 / 3) * hurwitz;
}

/* What the midpoint rule at quantiles adds, as in edge_moments.c. */
static void midpoint(const rmt_glue *g, int64_t n, int count, double *shift)
{
    for (int side = -1; side <= 1; side += 2) {
        const double inwards = edge_shift(g, n, side);
        for (int k = 1; k <= count; k++) shift[k] -= (side > 0 || k % 2 ? 1 : -1) * side * (double)k * k * inwards;
    }
}

/* What midpoint() leaves out grows like k^4, faster than fluctuations would. */
static double trust(int k)
{
    return 1 / (1 + pow(k / 6.0, 3));
}

static bool residuals(const void *context, const double *q, double *r)
{
    const fitting *f = context;
    rmt_glue g;
    double moments[RMT_MOST_MOMENTS + 1], shift[RMT_MOST_MOMENTS + 1] = {0};
    if (!glue_of(f->block, f->order, q, &g)) return false;
    if (*f->centre != g.centre || *f->half != g.half) {
        const rmt_meixner interval = {.mean = g.centre, .log_deviation = log(g.half / 2)};
        rmt_chebyshev_sums(f->block, &interval, f->count, f->sums);
        *f->centre = g.centre;
        *f->half = g.half;
    }
    path_moments(&g, f->count, moments);
    if (f->quantiles) midpoint(&g, f->block->inner, f->count, shift);
    for (int k = 2; k <= f->count && f->shift; k += 2) shift[k] = (2 / f->beta - 1) / 2;
    for (int k = 1; k <= f->count; k++)
        r[k - 1] = (f->distrust ? trust(k) : 1) * sqrt(2 * f->beta / k) *
                   (f->sums[k] - (double)f->block->inner * moments[k] - shift[k]);
    for (int i = 1; i < f->order && f->damping > 0; i++) {
        r[f->count + 2 * i - 2] = ldexp(f->damping, i - 1) * q[2 + 2 * i];
        r[f->count + 2 * i - 1] = ldexp(f->damping, i - 1) * q[3 + 2 * i];
    }
    return true;
}

/* The law of order 1 with the mean and variance of the values. */
static void start(const rmt_block *block, double *q)
{
    double mean = 0, variance = 0;
    for (int64_t i = 0; i < block->inner; i++) mean += block->y[i] / (double)block->inner;
    for (int64_t i = 0; i < block->inner; i++) variance += pow(block->y[i] - mean, 2) / (double)block->inner;
    const double half = 1 + 0.3 * pow((double)block->inner, -2.0 / 3);
    q[0] = 0;
    q[1] = log(half);
    q[2] = fmax(-0.5, fmin(0.5, mean / half));
    q[3] = log(2 * sqrt(variance) / half);
    for (int shrink = 0; shrink < 60; shrink++) { /* to one without atoms */
        rmt_glue g;
        if (glue_of(block, 1, q, &g)) break;
        q[2] *= 0.9;
        q[3] -= 0.05;
    }
}

/* From q, which it changes; false where there is no fit. */
static bool fit_order(const fitting *f, double *q, rmt_glue_fit *out)
{
    double r[RMT_MOST_MOMENTS + 1];
    rmt_least_squares least;
    const int count = f->count + (f->damping > 0 ? 2 * f->order - 2 : 0);
    if (!rmt_small_least_squares(residuals, f, count, 2 * f->order + 2, q, &least)) return false;
    if (!residuals(f, q, r) || !glue_of(f->block, f->order, q, &out->glue)) return false;
    out->damping = f->damping;
    out->chi = 0;
    for (int k = 0; k < f->count; k++) out->chi += r[k] * r[k];
    memcpy(out->q, q, sizeof out->q);
    memcpy(out->direction, least.direction, sizeof least.direction);
    return true;
}

static int climb(fitting *f, int most, rmt_glue_fit *fit, const randblas_control *control, int *orders)
{
    double q[RMT_MOST_UNKNOWNS] = {0};
    start(f->block, q);
    for (*orders = 0; *orders < most; ++*orders) {
        f->order = *orders + 1;
        const int info = randlapack_progress(control, "continue", 0.05 * f->order);
        if (info) return info;
        if (!fit_order(f, q, &fit[*orders])) break;
    }
    return 0;
}

static double freedom(int count, int order)
{
    return fmax(1, count - 2 * order - 2);
}

/* As decompress_fit.c: noise by 20 moments, or twice as many as are fitted, tells quantiles from eigenvalues. */
int rmt_glue_fit_all(rmt_glue_ladder *l, const randblas_control *control, int *orders)
{
    double centre = NAN, half = NAN, sums[RMT_MOST_MOMENTS + 1];
    fitting f = {.block = &l->block,
                 .count = l->moments < 10 ? 2 * l->moments : 20,
                 .beta = l->beta,
                 .quantiles = true,
                 .centre = &centre,
                 .half = &half,
                 .sums = sums};
    l->noise = INFINITY;
    l->unit = 1;
    int info = climb(&f, l->most, l->fit, control, orders);
    for (int k = 1; k <= *orders && !info; k++) l->noise = fmin(l->noise, l->fit[k - 1].chi / freedom(f.count, k));
    f.quantiles = f.distrust = l->quantiles = l->noise < 0.1;
    f.shift = !f.quantiles;
    f.count = l->moments;
    centre = NAN;
    if (!info) info = climb(&f, l->most, l->fit, control, orders);
    if (!f.quantiles || info) return info;
    l->unit = INFINITY;
    for (int k = 1; k <= *orders; k++) l->unit = fmin(l->unit, l->fit[k - 1].chi / freedom(f.count, k));
    l->unit = fmax(l->unit, 1e-20);
    return 0;
}

/* Of orders 2 and 3, from their undamped fits; each from the fit of the damping before. */
int rmt_glue_fit_damped(rmt_glue_ladder *l, int orders, const randblas_control *control, int *fits)
{
    double centre = NAN, half = NAN, sums[RMT_MOST_MOMENTS + 1];
    fitting f = {.block = &l->block,
                 .count = l->moments,
                 .beta = l->beta,
                 .quantiles = l->quantiles,
                 .shift = !l->quantiles,
                 .distrust = l->quantiles,
                 .centre = &centre,
                 .half = &half,
                 .sums = sums};
    *fits = orders;
    for (f.order = 2; f.order <= orders && f.order <= 3; f.order++) {
        double q[RMT_MOST_UNKNOWNS];
        const int info = randlapack_progress(control, "continue", 0.5);
        if (info) return info;
        memcpy(q, l->fit[f.order - 1].q, sizeof q);
        f.damping = 100;
        for (int k = 0; k < RMT_DAMPINGS; k++, f.damping *= 1.6)
            if (fit_order(&f, q, &l->fit[*fits])) ++*fits;
    }
    return 0;
}

rmt_sample_shift rmt_glue_shift(const rmt_glue_ladder *l, int orders)
{
    rmt_sample_shift shift = {.excess = l->quantiles ? 0 : (2 / l->beta - 1) / 2, .edge = {-1, 1}};
    int best = 0;
    for (int k = 1; k < orders; k++)
        if (l->fit[k].chi < l->fit[best].chi) best = k;
    for (int side = 0; side < 2 && l->quantiles; side++) {
        const rmt_glue *g = &l->fit[best].glue;
        shift.edge[side] = g->centre + (side ? g->half : -g->half);
        shift.inwards[side] = g->half * edge_shift(g, l->block.inner, side ? 1 : -1);
    }
    return shift;
}

/* Derivative of the density over y at node i along direction j, at fixed y: ds = -F_q/F_s. */
static double slope(const rmt_trace *trace, int64_t i, double ratio, const rmt_glue *at, const rmt_glue side[2],
                    double step)
{
    rmt_surface_value v, w[2];
    rmt_complex m[2];
    const double y = at->centre + at->half * trace->x[i];
    const rmt_surface here = rmt_glue_surface(at);
    here.value(at, trace->s[i], trace->x[i], ratio, &v);
    for (int k = 0; k < 2; k++) {
        const rmt_surface f = rmt_glue_surface(&side[k]);
        f.value(&side[k], trace->s[i], (y - side[k].centre) / side[k].half, ratio, &w[k]);
        m[k] = w[k].m / side[k].half;
    }
    const rmt_complex ds = -(w[1].F - w[0].F) / (2 * step) / v.s;
    return cimag((m[1] - m[0]) / (2 * step) + v.slope / at->half * ds) / RMT_PI;
}

/* Of the squares of these, by equidistant angles. */
static double sum_of_slopes(const rmt_glue_fit *fit, rmt_glue sides[][2], int directions, double step, double ratio,
                            const rmt_trace *trace)
{
    double sum = 0;
    for (int64_t i = 0; i < (int64_t)trace->bands * RMT_BAND_NODES; i++) {
        const int64_t band = i / RMT_BAND_NODES, place = i % RMT_BAND_NODES;
        if (place == 0 || place == RMT_BAND_NODES - 1) continue;
        const double half = (trace->edge[2 * band + 1] - trace->edge[2 * band]) / 2 * fit->glue.half;
        const double angle = RMT_PI * (double)place / (RMT_BAND_NODES - 1);
        double square = 0;
        for (int j = 0; j < directions; j++) square += pow(slope(trace, i, ratio, &fit->glue, sides[j], step), 2);
        sum += sqrt(square) * half * sin(angle) * RMT_PI / (RMT_BAND_NODES - 1);
    }
    return sum;
}

double rmt_glue_error(const rmt_glue_ladder *l, const rmt_glue_fit *fit, double ratio, const rmt_trace *trace)
{
    const double step = 1e-4, scale = sqrt(l->quantiles ? l->unit : 1);
    const int order = fit->glue.order, directions = 2 * order + 2;
    rmt_glue sides[RMT_MOST_UNKNOWNS][2];
    for (int j = 0; j < directions; j++)
        for (int side = 0; side < 2; side++) {
            double q[RMT_MOST_UNKNOWNS];
            for (int k = 0; k < directions; k++) q[k] = fit->q[k] + (side ? step : -step) * fit->direction[j][k];
            if (!glue_of(&l->block, order, q, &sides[j][side])) return NAN;
        }
    const double sum = sum_of_slopes(fit, sides, directions, step, ratio, trace);
    return fmin(1, scale * sqrt(2 / RMT_PI) / 2 * sum);
}
