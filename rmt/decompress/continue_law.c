/*
 * The law of a density that was traced: linear between its nodes, and between further ones where that is off.  A panel
 * is halved until the middle is near the straight line; the density there is that of continuation from its left end.
 */
#include "continuation_impl.h"

enum { DEPTH = 12, MORE = 8 };
static const double off = 1e-8; /* of the mass, what a panel may be wrong by: all then 1e-5 */

typedef struct weaving {
    const rmt_surface *surface;
    double ratio, centre, half, *x, *height;
    int64_t n, capacity, spare; /* spare: of nodes in between */
} weaving;

/* Nodes that rounding makes one are left out. */
static void add(weaving *w, double x, double height)
{
    const double at = w->centre + w->half * x;
    if (w->n == w->capacity || (w->n > 0 && !(at > w->x[w->n - 1]))) return;
    w->x[w->n] = at;
    w->height[w->n++] = fmax(0, height);
}

static void weave(weaving *w, const rmt_point *left, double from, double x, double to, double tolerance, int depth)
{
    const double start = creal(left->x), middle = (start + x) / 2;
    rmt_point p = *left;
    rmt_surface_value v;
    if (depth == 0 || w->spare == 0 || !rmt_follow(w->surface, &p, middle, w->ratio)) return;
    w->surface->value(w->surface->data, p.s, p.x, w->ratio, &v);
    const double height = cimag(v.m) / RMT_PI;
    if (fabs(height - (from + to) / 2) * (x - start) <= tolerance) return;
    w->spare--;
    weave(w, left, from, middle, height, tolerance, depth - 1);
    add(w, middle, height);
    weave(w, &p, height, x, to, tolerance, depth - 1);
}

/* The last node of a band is kept even where it falls upon the one before. */
static void add_end(weaving *w, double x)
{
    const double at = w->centre + w->half * x;
    while (w->n > 1 && !(at > w->x[w->n - 1])) w->n--;
    if (w->n == w->capacity) w->n--;
    add(w, x, 0);
}

static void add_band(weaving *w, const rmt_trace *trace, int band)
{
    const int64_t first = (int64_t)band * RMT_BAND_NODES, last = first + RMT_BAND_NODES - 1;
    const double tolerance = off * trace->mass;
    add(w, trace->x[first], 0);
    for (int64_t i = first + 1; i < last; i++) {
        const rmt_point p = {trace->s[i], trace->x[i], w->ratio};
        add(w, trace->x[i], trace->density[i]);
        if (i + 1 < last) weave(w, &p, trace->density[i], trace->x[i + 1], trace->density[i + 1], tolerance, DEPTH);
    }
    add_end(w, trace->x[last]);
}

int rmt_trace_law(const rmt_surface *f, double ratio, const rmt_known *k, const rmt_trace *trace, double centre,
                  double half, randblas_arena *arena, rmt_law **law)
{
    weaving w = {f, ratio, centre, half, NULL, NULL, 0, (int64_t)trace->bands * RMT_BAND_NODES * MORE, 0};
    double place[RMT_MOST_ATOMS];
    if (w.capacity > 100000) w.capacity = 100000;
    w.spare = w.capacity - (int64_t)trace->bands * RMT_BAND_NODES;
    w.x = randblas_arena_get(arena, w.capacity, sizeof *w.x);
    w.height = randblas_arena_get(arena, w.capacity, sizeof *w.height);
    if (arena->info) return arena->info;
    for (int band = 0; band < trace->bands; band++) add_band(&w, trace, band);
    if (w.n < 3 || !(w.x[w.n - 1] <= 1e300 && w.x[0] >= -1e300)) return RANDBLAS_NOT_CONVERGED;
    w.height[0] = w.height[w.n - 1] = 0;
    for (int i = 0; i < k->atoms; i++) place[i] = centre + half * k->place[i];
    return rmt_polygon_with_atoms(w.n, w.x, w.height, k->atoms, place, k->weight, law);
}
