/*
 * Intervals of the support.  The axis is divided into cells until the subordination points move little across each,
 * next to their distance from the atoms and edges of the laws they are points of: there nothing can be that was not
 * seen.  So a comb of narrow bands is resolved however fine it is, and where the points stay far from the axis few
 * cells do.  Cells that hold almost no mass are left as they are.
 */
#include "free_impl.h"

#include <float.h>
#include <stdlib.h>

enum { COARSE = 4, FINE = 44, CELLS = 20000 };
#define CELL_MASS 1e-9
#define BESIDE 1e-7

/* A point of the axis: where it is subordinated to, how fast that moves, and how near singular points are. */
typedef struct sample {
    double x, slope, reach[2];
    rmt_complex w[2];
    bool inside, found, broken; /* a place of f->breaks */
} sample;

typedef struct scan {
    rmt_free *f;
    sample *at;
    int64_t count, room, cells; /* cells that may still be halved */
    rmt_complex v;
    int sources, info;
} scan;

static void put(scan *s, const sample *at)
{
    if (s->info || (s->count > 0 && s->at[s->count - 1].x >= at->x)) return;
    if (s->count == s->room) {
        const int64_t room = 2 * s->room + 256;
        sample *grown = realloc(s->at, (size_t)room * sizeof *grown);
        if (!grown) {
            s->info = RANDBLAS_OUT_OF_MEMORY;
            return;
        }
        s->at = grown;
        s->room = room;
    }
    s->at[s->count++] = *at;
}

static sample look(scan *s, double x)
{
    const bool product = s->f->kind == RMT_FREE_MULTIPLY;
    rmt_free_point p;
    sample at = {.x = x};
    if (x == 0 && product) return at;
    at.inside = rmt_free_inside(s->f, x, &s->v, &p);
    at.found = isfinite(creal(p.w1)) && isfinite(cimag(p.w1));
    at.w[0] = p.w1, at.w[1] = p.w2;
    for (int k = 0; k < s->sources; k++) {
        at.reach[k] = rmt_free_reach(&s->f->source[k], at.w[k]);
        if (product) at.reach[k] = fmin(at.reach[k], cabs(at.w[k]));
    }
    at.slope = cabs(p.Tz / (1 - p.Tv));
    return at;
}

/* Do the subordination points move little next to their distance from where their laws are singular?  Through infinity
 * they may move. */
static bool resolved(const scan *s, const sample *a, const sample *b)
{
    const int main = s->f->kind == RMT_FREE_MULTIPLY;
    if (!a->found || !b->found) return false;
    for (int k = 0; k < s->sources; k++) {
        const rmt_free_source *source = &s->f->source[k];
        const double far = source->high - source->low, reach = fmin(a->reach[k], b->reach[k]);
        if (reach > far) continue;
        if (!(cabs(b->w[k] - a->w[k]) <= reach / 4)) return false;
        if (k == main && !((b->x - a->x) * fmax(a->slope, b->slope) <= reach / 2)) return false;
    }
    return true;
}

/* An upper bound of what [a, b] holds besides atoms: a Poisson kernel is at least 1/(pi h) there. */
static double mass_bound(scan *s, double a, double b)
{
    const double x = (a + b) / 2, y = (b - a) / 2;
    const rmt_free *f = s->f;
    rmt_free_point p;
    const bool found = rmt_free_solve(f, CMPLX(x, y), s->v, &p);
    if (!found) return INFINITY;
    double im = cimag(p.m);
    for (int64_t k = 0; k < f->atoms; k++) {
        const double t = x - f->place[k];
        im -= f->weight[k] * y / (t * t + y * y);
    }
    return 2 * y * im;
}

static void cell(scan *s, const sample *a, const sample *b, int depth)
{
    const double x = a->x + (b->x - a->x) / 2;
    if (s->info || !(x > a->x && x < b->x)) return;
    const sample middle = look(s, x);
    bool halved = depth < COARSE;
    if (!halved && depth < FINE && s->cells > 0 && !(resolved(s, a, &middle) && resolved(s, &middle, b)))
        halved = !(mass_bound(s, a->x, b->x) <= CELL_MASS);
    if (halved) {
        s->cells--;
        cell(s, a, &middle, depth + 1);
        cell(s, &middle, b, depth + 1);
    } else {
        put(s, a);
        put(s, &middle);
        put(s, b);
    }
}

/* Between two places in order, those with infinite density or atoms kept off by a little. */
static void segment(scan *s, sample low, sample high)
{
    const rmt_free *f = s->f;
    const bool product = f->kind == RMT_FREE_MULTIPLY;
    const double width = f->high - f->low;
    const double from = low.x + (low.broken ? BESIDE * (product ? fabs(low.x) : width) : 0);
    const double to = high.x - (high.broken ? BESIDE * (product ? fabs(high.x) : width) : 0);
    put(s, &low);
    if (from < to) {
        const sample a = look(s, from), b = look(s, to);
        put(s, &a);
        cell(s, &a, &b, 0);
    }
    put(s, &high);
}

static int push(rmt_free *f, double low, double high)
{
    if (!(high > low)) return 0;
    if (f->bands > 0 && low - f->band[f->bands - 1].edge[1] <= 4 * DBL_EPSILON * fabs(low))
        low = f->band[f->bands - 1].edge[1]; /* a point of infinite density apart */
    if (f->bands == f->band_room) {
        const int64_t room = 2 * f->band_room + 4;
        rmt_free_band *grown = realloc(f->band, (size_t)room * sizeof *grown);
        if (!grown) return RANDBLAS_OUT_OF_MEMORY;
        f->band = grown;
        f->band_room = room;
    }
    f->band[f->bands++] = (rmt_free_band){.edge = {low, high}};
    return 0;
}

static int classify(scan *s)
{
    const sample *last = NULL;
    double start = 0;
    for (int64_t i = 0; i < s->count && !s->info; i++) {
        const sample *at = &s->at[i];
        const bool before = last && last->inside;
        if (at->inside && !before) start = !last || last->broken ? at->x : rmt_free_edge(s->f, last->x, at->x);
        if (at->inside && last && last->broken) start = last->x;
        if (!at->inside && before)
            s->info = push(s->f, start, at->broken ? at->x : rmt_free_edge(s->f, at->x, last->x));
        last = at;
    }
    return s->info;
}

/* With a single atom: the other law's, moved or stretched. */
static int move_bands(rmt_free *f)
{
    int64_t count = 0;
    const rmt_free_source *from = &f->source[0];
    const double by = f->source[1].low;
    from->law->class->intervals(from->law, 0, NULL, &count);
    double *edges = malloc((size_t)(2 * count + 1) * sizeof *edges);
    if (!edges) return RANDBLAS_OUT_OF_MEMORY;
    from->law->class->intervals(from->law, count, edges, &count);
    int info = 0;
    for (int64_t k = 0; k < count && !info; k++) {
        const bool product = f->kind == RMT_FREE_MULTIPLY;
        const int64_t i = product && by < 0 ? count - 1 - k : k; /* ascending */
        const double a = edges[2 * i] / from->scale, b = edges[2 * i + 1] / from->scale;
        info = product ? push(f, fmin(a * by, b * by), fmax(a * by, b * by)) : push(f, a + by, b + by);
    }
    free(edges);
    return info;
}

int rmt_free_find_bands(rmt_free *f)
{
    if (f->shifted) return move_bands(f);
    scan s = {.f = f, .sources = f->kind == RMT_FREE_COMPRESS ? 1 : 2};
    const bool product = f->kind == RMT_FREE_MULTIPLY;
    const double margin = 0.01 * (f->high - f->low);
    s.cells = CELLS + 40 * (f->source[0].marks + f->source[1].marks);
    sample last = {.x = product && f->low >= 0 ? 0 : f->low - margin};
    bool zero = !product || f->low >= 0; /* has been passed */
    for (int64_t k = 0; k < f->breaks; k++) {
        const sample here = {.x = f->broken[k], .broken = true};
        if (!zero && here.x > 0) {
            segment(&s, last, (sample){0});
            last = (sample){0};
            zero = true;
        }
        segment(&s, last, here);
        last = here;
    }
    if (!zero) segment(&s, last, (sample){0});
    segment(&s, zero ? last : (sample){0}, (sample){.x = f->high + margin});
    const int info = s.info ? s.info : classify(&s);
    free(s.at);
    return info;
}

/* ---------------------------------------------------------------- atoms ------------------------------------------ */

typedef struct atoms {
    int64_t n;
    double *x, *w;
} atoms;

static int list_atoms(const rmt_free_source *source, atoms *a)
{
    const rmt_law *law = source->law;
    law->class->atoms(law, 0, NULL, NULL, &a->n);
    a->x = malloc((size_t)(2 * a->n + 1) * sizeof *a->x);
    if (!a->x) return RANDBLAS_OUT_OF_MEMORY;
    a->w = a->x + a->n;
    law->class->atoms(law, a->n, a->x, a->w, &a->n);
    for (int64_t i = 0; i < a->n; i++) a->x[i] /= source->scale;
    return 0;
}

static void put_atom(rmt_free *f, double place, double weight)
{
    int64_t i = f->atoms++;
    for (; i > 0 && f->place[i - 1] > place; i--) f->place[i] = f->place[i - 1], f->weight[i] = f->weight[i - 1];
    f->place[i] = place, f->weight[i] = weight;
}

static void put_break(rmt_free *f, double place)
{
    int64_t i = f->breaks++;
    for (; i > 0 && f->broken[i - 1] > place; i--) f->broken[i] = f->broken[i - 1];
    f->broken[i] = place;
}

/* An atom, or nearly one: the density is infinite there, or has an atom amidst. */
static void consider(rmt_free *f, double place, double weight)
{
    if (weight > 1e-14) put_atom(f, place, weight);
    if (weight > -1e-12) put_break(f, place);
}

static double zero_mass(const atoms *a)
{
    double sum = 0;
    for (int64_t i = 0; i < a->n; i++) sum += a->x[i] == 0 ? a->w[i] : 0;
    return sum;
}

/* One of a pair has at least half of its law's mass: at most 2 (n1 + n2) pairs. */
static void pair_atoms(rmt_free *f, const atoms *a, const atoms *b)
{
    const bool product = f->kind == RMT_FREE_MULTIPLY;
    double most = 0;
    for (int64_t j = 0; j < b->n; j++) most = fmax(most, b->w[j]);
    for (int64_t i = 0; i < a->n; i++)
        for (int64_t j = 0; j < b->n && a->w[i] + most > 1 - 1e-12; j++) {
            const double weight = a->w[i] + b->w[j] - 1;
            if (product && (a->x[i] == 0 || b->x[j] == 0)) continue;
            consider(f, product ? a->x[i] * b->x[j] : a->x[i] + b->x[j], weight);
        }
}

int rmt_free_find_atoms(rmt_free *f)
{
    atoms a = {0}, b = {0};
    int info = list_atoms(&f->source[0], &a);
    if (!info && f->kind != RMT_FREE_COMPRESS) info = list_atoms(&f->source[1], &b);
    const int64_t room = 2 * (a.n + b.n) + 1;
    if (!info) {
        f->place = malloc((size_t)(3 * room) * sizeof *f->place);
        if (!f->place) info = RANDBLAS_OUT_OF_MEMORY;
    }
    if (!info) {
        f->weight = f->place + room;
        f->broken = f->weight + room;
        const double zero = f->kind == RMT_FREE_MULTIPLY ? fmax(zero_mass(&a), zero_mass(&b)) : 0;
        if (zero > 0) put_atom(f, 0, zero);
        if (f->kind != RMT_FREE_COMPRESS) pair_atoms(f, &a, &b);
        for (int64_t i = 0; i < a.n && f->kind == RMT_FREE_COMPRESS; i++)
            consider(f, a.x[i], 1 - (1 - a.w[i]) / f->tau);
    }
    free(a.x);
    free(b.x);
    return info;
}
