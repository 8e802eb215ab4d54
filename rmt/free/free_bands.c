/*
 * Intervals of the support.  The density smoothed at height h/8, Im m(x + i h/8)/pi, is looked at in cells of width h;
 * one in which it is not linear up to a small mass is halved, with h.  At height h a comb of bands would look flat. The
 * ends of the cells that remain are told inside from outside just above the axis.
 */
#include "free_impl.h"

#include <stdlib.h>

enum { COARSE = 7, FINE = 36 };
#define CELL_MASS 1e-6

typedef struct scan {
    rmt_free *f;
    double *x;
    int64_t count, room;
    rmt_complex v;
    int info;
} scan;

static void put(scan *s, double x)
{
    if (s->info || (s->count > 0 && s->x[s->count - 1] >= x)) return;
    if (s->count == s->room) {
        const int64_t room = 2 * s->room + 256;
        double *grown = realloc(s->x, (size_t)room * sizeof *grown);
        if (!grown) {
            s->info = RANDBLAS_OUT_OF_MEMORY;
            return;
        }
        s->x = grown;
        s->room = room;
    }
    s->x[s->count++] = x;
}

static double smoothed(scan *s, double x, double h)
{
    rmt_free_point p;
    bool found = rmt_free_solve(s->f, CMPLX(x, h), s->v, &p);
    if (!found) found = rmt_free_solve(s->f, CMPLX(x, h), 0, &p);
    if (found) s->v = p.v;
    return found ? cimag(p.m) / RMT_PI : 0;
}

static void cell(scan *s, double a, double b, int depth)
{
    const double h = b - a, middle = a + h / 2;
    if (s->info || !(middle > a && middle < b)) return;
    bool halved = depth < COARSE;
    if (!halved && depth < FINE) {
        const double e = h / 8, left = smoothed(s, a, e), here = smoothed(s, middle, e), right = smoothed(s, b, e);
        halved = !(fabs(here - (left + right) / 2) * h <= CELL_MASS);
    }
    if (halved) {
        cell(s, a, middle, depth + 1);
        cell(s, middle, b, depth + 1);
    } else {
        put(s, a);
        put(s, middle);
        put(s, b);
    }
}

static int push(rmt_free *f, double low, double high)
{
    if (!(high > low)) return 0;
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
    bool before = false;
    double start = 0, last = 0;
    for (int64_t i = 0; i < s->count && !s->info; i++) {
        const bool end = i == 0 || i == s->count - 1, inside = !end && rmt_free_inside(s->f, s->x[i], &s->v);
        if (inside && !before) start = rmt_free_edge(s->f, last, s->x[i]);
        if (!inside && before) s->info = push(s->f, start, rmt_free_edge(s->f, s->x[i], last));
        before = inside;
        last = s->x[i];
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
    scan s = {.f = f};
    const double margin = 0.01 * (f->high - f->low);
    const bool hard = f->kind == RMT_FREE_MULTIPLY && f->low >= 0;
    const double low = hard ? 0 : f->low - margin, high = f->high + margin;
    if (low < 0 && high > 0 && f->kind == RMT_FREE_MULTIPLY) {
        cell(&s, low, 0, 1);
        cell(&s, 0, high, 1);
    } else {
        cell(&s, low, high, 0);
    }
    const int info = s.info ? s.info : classify(&s);
    free(s.x);
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

static double zero_mass(const atoms *a)
{
    double sum = 0;
    for (int64_t i = 0; i < a->n; i++) sum += a->x[i] == 0 ? a->w[i] : 0;
    return sum;
}

/* One of a pair has more than half of its law's mass: at most n1 + n2 pairs. */
static void pair_atoms(rmt_free *f, const atoms *a, const atoms *b)
{
    const bool product = f->kind == RMT_FREE_MULTIPLY;
    double most = 0;
    for (int64_t j = 0; j < b->n; j++) most = fmax(most, b->w[j]);
    for (int64_t i = 0; i < a->n; i++)
        for (int64_t j = 0; j < b->n && a->w[i] + most > 1; j++) {
            const double weight = a->w[i] + b->w[j] - 1;
            if (!(weight > 1e-14) || (product && (a->x[i] == 0 || b->x[j] == 0))) continue;
            put_atom(f, product ? a->x[i] * b->x[j] : a->x[i] + b->x[j], weight);
        }
}

int rmt_free_find_atoms(rmt_free *f)
{
    atoms a = {0}, b = {0};
    int info = list_atoms(&f->source[0], &a);
    if (!info && f->kind != RMT_FREE_COMPRESS) info = list_atoms(&f->source[1], &b);
    if (!info) {
        f->place = malloc((size_t)(2 * (a.n + b.n) + 2) * sizeof *f->place);
        if (!f->place) info = RANDBLAS_OUT_OF_MEMORY;
    }
    if (!info) {
        f->weight = f->place + a.n + b.n + 1;
        const double zero = f->kind == RMT_FREE_MULTIPLY ? fmax(zero_mass(&a), zero_mass(&b)) : 0;
        if (zero > 0) put_atom(f, 0, zero);
        if (f->kind != RMT_FREE_COMPRESS) pair_atoms(f, &a, &b);
        for (int64_t i = 0; i < a.n && f->kind == RMT_FREE_COMPRESS; i++) {
            const double weight = 1 - (1 - a.w[i]) / f->tau;
            if (weight > 1e-14) put_atom(f, a.x[i], weight);
        }
    }
    free(a.x);
    free(b.x);
    return info;
}
