/*
 * How the logarithms of a kernel's eigenvalues grow with its order.  At a fixed share p of the spectrum the growth by a
 * doubling is seen twice, from n/4 to n/2 and from n/2 to n, each time smoothed by a polynomial in log p/(1 - p).  Its
 * mean over p is continued as a damped trend: the change of the mean from one doubling to the next halves each time.
 * What departs from the mean shrinks by a constant factor, as spectra come to keep their shape; the factor is the one
 * that leaves the mean eigenvalue where it is, that being the mean of the diagonal at every order.  The largest
 * eigenvalues grow each by its own rate.
 *
 * Spikes keep their rank, not their share: one eigenvalue of the block, far from the rest, is one of the whole.  So
 * they take no part in the growth at fixed shares.
 */
#include "kernel_impl.h"

#include <string.h>

enum { MOST_TOP = 16 };
static const double SPIKE = 1; /* logarithm of the gap below a spike: more than a smooth spectrum has this often */

/* How many eigenvalues stand above the last large gap at the top. */
static int64_t count_spikes(int64_t n, const double *x, int64_t top)
{
    int64_t spikes = 0;
    for (int64_t k = 1; k < top; k++)
        if (x[n - k] - x[n - k - 1] > SPIKE) spikes = k;
    return spikes;
}

int rmt_grown_reserve(rmt_grown *g, int64_t n, double ratio, randblas_arena *arena)
{
    const int64_t top = n / 16 < MOST_TOP ? n / 16 : MOST_TOP;
    *g = (rmt_grown){.top = top};
    for (int64_t k = 0; k < n; k++) g->count += ((double)k + 0.5) / (double)n < 1 - (double)top / ((double)n * ratio);
    g->count += top;
    g->p = randblas_arena_get(arena, g->count, sizeof *g->p);
    g->weight = randblas_arena_get(arena, g->count, sizeof *g->weight);
    g->q = randblas_arena_get(arena, g->count, sizeof *g->q);
    if (arena->info) return arena->info;
    const int64_t rest = g->count - top;
    for (int64_t k = 0; k < rest; k++) g->p[k] = ((double)k + 0.5) / (double)n;
    for (int64_t k = 0; k < top; k++) g->p[rest + k] = 1 - ((double)(top - k) - 0.5) / ((double)n * ratio);
    for (int64_t k = 0; k < g->count; k++) {
        const double low = k > 0 ? (g->p[k - 1] + g->p[k]) / 2 : 0;
        g->weight[k] = (k + 1 < g->count ? (g->p[k] + g->p[k + 1]) / 2 : 1) - low;
    }
    return 0;
}

/* x between its values at (k + 1/2)/n; NaN beyond the first and last. */
static double between(int64_t n, const double *x, double p)
{
    const double at = p * (double)n - 0.5;
    if (at < 0 || at > (double)(n - 1)) return NAN;
    const int64_t k = (int64_t)at < n - 1 ? (int64_t)at : n - 2;
    return x[k] + (at - (double)k) * (x[k + 1] - x[k]);
}

/* y, NaN where unknown, becomes the polynomial in t nearest to it: orthogonal polynomials by their recurrence. */
static void smooth(int64_t n, const double *t, int degree, double *y, double *work)
{
    double *now = work, *before = work + n, *fit = work + 2 * n, norm = 0, last = 1;
    for (int64_t k = 0; k < n; k++) {
        now[k] = 1;
        before[k] = fit[k] = 0;
    }
    for (int d = 0; d <= degree; d++) {
        double along = 0, shift = 0;
        norm = 0;
        for (int64_t k = 0; k < n; k++) {
            if (isnan(y[k])) continue;
            norm += now[k] * now[k];
            shift += t[k] * now[k] * now[k];
            along += (y[k] - fit[k]) * now[k];
        }
        if (!(norm > 0)) break;
        for (int64_t k = 0; k < n; k++) {
            const double next = (t[k] - shift / norm) * now[k] - (d ? norm / last : 0) * before[k];
            fit[k] += along / norm * now[k];
            before[k] = now[k];
            now[k] = next;
        }
        last = norm;
    }
    memcpy(y, fit, (size_t)n * sizeof *y);
}

/* Growth by a doubling from the level after `from` to it, at the block's n shares, those of spikes apart: its mean, and
 * departures. */
static double growth(const rmt_levels *l, int from, const double *t, int degree, int64_t spikes, double *s,
                     double *work)
{
    const int64_t n = l->n[0], rest = n - spikes;
    const double doublings = log2((double)l->n[from] / (double)l->n[from + 1]);
    double mean = 0;
    for (int64_t k = 0; k < n; k++) {
        const double p = ((double)k + 0.5) / (double)n;
        s[k] = (between(l->n[from], l->x[from], p) - between(l->n[from + 1], l->x[from + 1], p)) / doublings;
    }
    /* of a quarter's spikes, interpolated, as many shares of the block as this have a part */
    for (int64_t k = 1; k <= 4 * spikes + 2 && spikes; k++) s[n - k] = NAN;
    smooth(n, t, degree, s, work);
    for (int64_t k = 0; k < rest; k++) mean += s[k] / (double)rest;
    for (int64_t k = 0; k < n; k++) s[k] -= mean;
    return mean;
}

/* Sum of factor, factor^2, ... over so many doublings. */
static double geometric(double factor, double doublings)
{
    return factor < 1 ? factor * (1 - pow(factor, doublings)) / (1 - factor) : doublings;
}

/* q for a factor of damping, where the mean moves by `move`; returns the mean of exp(q - reference). */
static double fill(const rmt_levels *l, const double *departure, double ratio, double move, double factor,
                   double reference, rmt_grown *g)
{
    const int64_t n = l->n[0], half = l->n[1], rest = g->count - g->top, bulk = n - g->spikes;
    const double reach = geometric(factor, log2(ratio)), halves = log((double)n / (double)half);
    double mean = 0, last = -INFINITY;
    for (int64_t k = 0; k < rest; k++) g->q[k] = l->x[0][k] + move + departure[k] * reach;
    for (int64_t k = 1; k <= g->top; k++) {
        const double whole = l->x[0][n - k], rate = (whole - l->x[1][half - k]) / halves;
        g->q[g->count - k] = whole + rate * log(ratio);
    }
    for (int64_t k = bulk; k < rest; k++) { /* the rest's largest, between its share and its rank */
        const double way = log((1 - g->p[k]) / (1 - g->p[bulk - 1])) / -log(ratio);
        g->q[k] = g->q[bulk - 1] + way * (g->q[g->count - g->spikes - 1] - g->q[bulk - 1]);
    }
    for (int64_t k = 0; k < g->count; k++) {
        last = g->q[k] = fmax(g->q[k], last);
        mean += g->weight[k] * exp(last - reference);
    }
    return mean;
}

/* Chooses the factor of damping. */
static void choose(const rmt_levels *l, const double *departure, double ratio, double move, rmt_grown *g)
{
    const double reference = l->x[0][l->n[0] - 1];
    double truth = 0, low = 0, high = 1;
    for (int64_t k = 0; k < l->n[0]; k++) truth += exp(l->x[0][k] - reference) / (double)l->n[0];
    const double least = fill(l, departure, ratio, move, low, reference, g);
    const double most = fill(l, departure, ratio, move, high, reference, g);
    if (least >= truth || most <= truth) {
        high = least >= truth ? 0 : 1;
    } else {
        for (int step = 0; step < 40; step++) {
            const double factor = (low + high) / 2;
            if (fill(l, departure, ratio, move, factor, reference, g) < truth)
                low = factor;
            else
                high = factor;
        }
    }
    g->damping = high;
    g->trace = fill(l, departure, ratio, move, high, reference, g) / truth - 1;
}

int rmt_grow(const rmt_levels *levels, double ratio, int degree, const randblas_control *control, rmt_grown *g)
{
    const int64_t n = levels->n[0];
    randblas_arena arena = randblas_arena_open(control);
    double *work = randblas_arena_get(&arena, randblas_size_product(3, n), sizeof *work),
           *t = randblas_arena_get(&arena, n, sizeof *t);
    double *s = randblas_arena_get(&arena, n, sizeof *s), *old = randblas_arena_get(&arena, n, sizeof *old);
    const int info = arena.info;
    if (!info) {
        const double doublings = log2(ratio);
        for (int64_t k = 0; k < n; k++) {
            const double p = ((double)k + 0.5) / (double)n;
            t[k] = log(p / (1 - p)) / log(2 * (double)n - 1); /* in [-1, 1] */
        }
        g->spikes = count_spikes(n, levels->x[0], g->top);
        g->slope[0] = growth(levels, 0, t, degree, g->spikes, s, work);
        g->slope[1] = growth(levels, 1, t, degree, g->spikes, old, work);
        const double bend = (g->slope[0] - g->slope[1]) * (doublings - geometric(0.5, doublings));
        choose(levels, s, ratio, g->slope[0] * doublings + bend, g);
    }
    randblas_arena_close(&arena);
    return info;
}

double rmt_grown_at(const rmt_grown *g, double p)
{
    int64_t low = 0, high = g->count - 1;
    if (p <= g->p[0]) return g->q[0];
    if (p >= g->p[high]) return g->q[high];
    while (high - low > 1) {
        const int64_t middle = (low + high) / 2;
        *(g->p[middle] <= p ? &low : &high) = middle;
    }
    return g->q[low] + (p - g->p[low]) / (g->p[high] - g->p[low]) * (g->q[high] - g->q[low]);
}
