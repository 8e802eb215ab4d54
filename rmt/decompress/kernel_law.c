/* A law from quantiles of the logarithm: shares of cells, smoothed, as a polygon over geometric nodes. */
#include "kernel_impl.h"

enum { CELLS = 256, MARGIN = 3 };

/* Adds a mass spread evenly over [low, high], in cells. */
static void spread(double low, double high, double mass, double *share)
{
    const double width = fmax(high - low, 1e-9);
    for (int c = (int)low; c < CELLS && c < high; c++) share[c] += mass * (fmin(high, c + 1) - fmax(low, c)) / width;
}

/* Means of neighbours, by 1, 2, 1. */
static void blur(double *share)
{
    double before = 0;
    for (int c = 0; c + 1 < CELLS; c++) {
        const double here = share[c];
        share[c] = (before + 2 * here + share[c + 1]) / 4;
        before = here;
    }
}

/* Where the mass of point k ends towards its neighbour: half way, but none lies in the gap below a spike. */
static double border(const rmt_grown *g, int64_t k, int64_t neighbour)
{
    if (neighbour < 0 || neighbour == g->count) return g->q[k];
    return k >= g->count - g->spikes || neighbour >= g->count - g->spikes ? g->q[k] : (g->q[k] + g->q[neighbour]) / 2;
}

int rmt_grown_law(const rmt_grown *g, const randblas_control *control, rmt_law **law)
{
    const int64_t last = g->count - 1;
    const double range = g->q[last] - g->q[0], step = range / (CELLS - 2 * MARGIN);
    if (!(range > 1e-10)) return RANDBLAS_RANK_DEFICIENT;
    randblas_arena arena = randblas_arena_open(control);
    double *share = randblas_arena_get(&arena, CELLS, sizeof *share),
           *x = randblas_arena_get(&arena, CELLS + 2, sizeof *x);
    double *height = randblas_arena_get(&arena, CELLS + 2, sizeof *height);
    int info = arena.info;
    if (!info) {
        const double origin = g->q[0] - MARGIN * step;
        for (int c = 0; c < CELLS; c++) share[c] = 0;
        for (int64_t k = 0; k <= last; k++) {
            const double low = border(g, k, k - 1), high = border(g, k, k + 1);
            spread((low - origin) / step, fmax((high - origin) / step, (low - origin) / step + 1e-9), g->weight[k],
                   share);
        }
        blur(share), blur(share);
        for (int c = -1; c <= CELLS; c++) {
            const double place = (c + 0.5) * step;
            x[c + 1] = exp(origin + place);
            height[c + 1] = c < 0 || c == CELLS ? 0 : share[c] * exp(-place);
        }
        info = rmt_law_polygon(CELLS + 2, x, height, law);
        if (info < 0 && info > -10) info = RANDBLAS_RANK_DEFICIENT;
    }
    randblas_arena_close(&arena);
    return info;
}
