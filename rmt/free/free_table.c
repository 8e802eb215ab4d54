/*
 * Density and distribution function between the edges.  At distance d = width sin^2(theta/2) from an edge
 *
 *     f(theta) = rho dx/dtheta = rho width sin(theta)/2
 *
 * is analytic for edges like a square root or its inverse; on each panel it is a Legendre series from 16 Gauss points,
 * whose integral is one too.  Panels are halved until the last terms hold no mass.
 */
#include "free_impl.h"

#include <float.h>
#include <stdlib.h>

enum { INNER = 40, OUTER = 160, PANELS = 20000 };
#define TAIL_MASS 1e-14

typedef struct task {
    rmt_free *f;
    const rmt_free_band *band;
    int side;
    rmt_complex v; /* the last solution */
    double last;   /* and value */
} task;

static void legendre(double t, double P[RMT_FREE_NODES + 1])
{
    P[0] = 1, P[1] = t;
    for (int k = 1; k < RMT_FREE_NODES; k++) P[k + 1] = ((2 * k + 1) * t * P[k] - k * P[k - 1]) / (k + 1);
}

static double place_of(const rmt_free_band *band, int side, double theta)
{
    const double s = sin(theta / 2), d = (band->edge[1] - band->edge[0]) * s * s;
    return side ? band->edge[1] - d : band->edge[0] + d;
}

/* How well x is known next to an edge. */
static double rounding(const task *t)
{
    const rmt_free *f = t->f;
    const double edge = fabs(t->band->edge[t->side]), reach = fmax(fabs(f->low), fabs(f->high));
    return 4 * DBL_EPSILON * (f->kind == RMT_FREE_MULTIPLY ? edge : reach);
}

/* Nearer to the edge than that f, which is smooth, is taken as it is there; and where 0 is so near that there is no
 * solution, as it was last. */
static double integrand(task *t, double theta)
{
    const double width = t->band->edge[1] - t->band->edge[0];
    theta = fmax(theta, fmin(1, 2 * sqrt(rounding(t) / width)));
    const rmt_complex z = CMPLX(place_of(t->band, t->side, theta), 0.0);
    rmt_free_point p;
    const bool found = rmt_free_solve(t->f, z, t->v, &p);
    if (!found) return fabs(creal(z)) < 1e-16 * width ? t->last : NAN;
    t->v = p.v;
    return t->last = fmax(0, cimag(p.m)) / RMT_PI * width * sin(theta) / 2;
}

static double node(int i)
{
    return i < 8 ? -rmt_gauss_node[7 - i] : rmt_gauss_node[i - 8];
}

static double node_weight(int i)
{
    return rmt_gauss_weight[i < 8 ? 7 - i : i - 8];
}

/* What that does to the mass of [a, b], much where the density is infinite. */
static double noise(const task *t, double a, double b, double mass)
{
    return rounding(t) / fabs(place_of(t->band, t->side, (a + b) / 2) - t->band->edge[t->side]) * mass;
}

/* The series on [a, b]; the mass of its last terms. */
static double expand(task *t, double a, double b, double c[RMT_FREE_NODES])
{
    double P[RMT_FREE_NODES + 1];
    for (int k = 0; k < RMT_FREE_NODES; k++) c[k] = 0;
    for (int i = 0; i < RMT_FREE_NODES; i++) {
        const double theta = (a + b) / 2 + (b - a) / 2 * node(i);
        const double value = integrand(t, theta);
        legendre(node(i), P);
        for (int k = 0; k < RMT_FREE_NODES; k++) c[k] += (k + 0.5) * node_weight(i) * P[k] * value;
    }
    return (fabs(c[RMT_FREE_NODES - 1]) + fabs(c[RMT_FREE_NODES - 2]) + fabs(c[RMT_FREE_NODES - 3])) * (b - a) / 2;
}

static int append(rmt_free *f, const rmt_free_panel *panel)
{
    if (f->panels == f->panel_room) {
        const int64_t room = 2 * f->panel_room + 64;
        rmt_free_panel *grown = realloc(f->panel, (size_t)room * sizeof *grown);
        if (!grown) return RANDBLAS_OUT_OF_MEMORY;
        f->panel = grown;
        f->panel_room = room;
    }
    f->panel[f->panels++] = *panel;
    return 0;
}

static int fill(task *t, rmt_free_half *half)
{
    double end[OUTER + 2], a = 0;
    int top = 0, info = 0;
    half->first = t->f->panels;
    half->mass = 0;
    end[top++] = RMT_PI / 2;
    while (top > 0 && !info) {
        const double b = end[top - 1];
        rmt_free_panel panel = {.a = a, .b = b, .before = half->mass};
        const double tail = expand(t, a, b, panel.c);
        if (isnan(tail)) return RANDBLAS_NOT_CONVERGED;
        if (tail > TAIL_MASS + noise(t, a, b, panel.c[0] * (b - a)) && top <= (a > 0 ? INNER : OUTER) &&
            t->f->panels + top < PANELS) {
            end[top++] = (a + b) / 2;
            continue;
        }
        half->mass += panel.c[0] * (b - a);
        info = append(t->f, &panel);
        a = b;
        top--;
    }
    half->count = t->f->panels - half->first;
    return info;
}

static double band_mass(const rmt_free_band *band)
{
    return band->half[0].mass + band->half[1].mass;
}

int rmt_free_tabulate(rmt_free *f)
{
    double mass = 0;
    int info = 0;
    for (int64_t k = 0; k < f->bands && !info; k++) {
        rmt_free_band *band = &f->band[k];
        for (int side = 0; side < 2 && !info; side++) {
            task t = {.f = f, .band = band, .side = side};
            info = fill(&t, &band->half[side]);
        }
        mass += band_mass(band);
    }
    for (int64_t k = 0; k < f->atoms; k++) mass += f->weight[k];
    f->excess = mass - 1;
    if (!info && !(fabs(f->excess) <= 1e-6)) info = RANDBLAS_NOT_CONVERGED;
    return info;
}

int64_t rmt_free_panel_points(const rmt_free_band *band, int side, const rmt_free_panel *panel, double *x, double *w)
{
    double P[RMT_FREE_NODES + 1];
    const double half = (panel->b - panel->a) / 2;
    for (int i = 0; i < RMT_FREE_NODES; i++) {
        double sum = 0;
        legendre(node(i), P);
        for (int k = 0; k < RMT_FREE_NODES; k++) sum += panel->c[k] * P[k];
        x[i] = place_of(band, side, panel->a + half * (1 + node(i)));
        w[i] = half * node_weight(i) * sum;
    }
    return RMT_FREE_NODES;
}

/* The panel of an angle. */
static const rmt_free_panel *find(const rmt_free *f, const rmt_free_half *half, double theta)
{
    int64_t low = half->first, high = half->first + half->count - 1;
    while (low < high) {
        const int64_t middle = (low + high) / 2;
        if (f->panel[middle].b < theta)
            low = middle + 1;
        else
            high = middle;
    }
    return &f->panel[low];
}

/* The band that x is in, and from which edge by which angle; NULL outside. */
static const rmt_free_band *locate(const rmt_free *f, double x, int *side, double *theta)
{
    int64_t low = 0, high = f->bands;
    while (low < high) {
        const int64_t middle = (low + high) / 2;
        if (f->band[middle].edge[1] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == f->bands || !(x > f->band[low].edge[0])) return NULL;
    const rmt_free_band *band = &f->band[low];
    const double left = x - band->edge[0], right = band->edge[1] - x;
    *side = right < left;
    *theta = 2 * asin(sqrt(fmin(left, right) / (band->edge[1] - band->edge[0])));
    return band;
}

double rmt_free_density(const rmt_free *f, double x)
{
    int side;
    double theta, P[RMT_FREE_NODES + 1], sum = 0;
    const rmt_free_band *band = locate(f, x, &side, &theta);
    if (!band) return isnan(x) ? x : 0;
    const rmt_free_panel *p = find(f, &band->half[side], theta);
    legendre((2 * theta - p->a - p->b) / (p->b - p->a), P);
    for (int k = 0; k < RMT_FREE_NODES; k++) sum += p->c[k] * P[k];
    return fmax(0, sum / ((band->edge[1] - band->edge[0]) * sin(theta) / 2));
}

static double mass_to(const rmt_free *f, const rmt_free_half *half, double theta)
{
    double P[RMT_FREE_NODES + 1];
    const rmt_free_panel *p = find(f, half, theta);
    const double t = (2 * theta - p->a - p->b) / (p->b - p->a);
    legendre(t, P);
    double sum = p->c[0] * (1 + t);
    for (int k = 1; k < RMT_FREE_NODES; k++) sum += p->c[k] * (P[k + 1] - P[k - 1]) / (2 * k + 1);
    return p->before + fmax(0, sum * (p->b - p->a) / 2);
}

double rmt_free_cdf(const rmt_free *f, double x)
{
    if (isnan(x)) return x;
    double below = 0, above = 0, theta;
    int side = 0;
    const rmt_free_band *in = locate(f, x, &side, &theta);
    for (int64_t k = 0; k < f->atoms; k++) *(f->place[k] <= x ? &below : &above) += f->weight[k];
    for (int64_t k = 0; k < f->bands; k++)
        if (&f->band[k] != in) *(f->band[k].edge[1] <= x ? &below : &above) += band_mass(&f->band[k]);
    if (!in) return above == 0 ? 1 : below == 0 ? 0 : fmin(below, 1);
    const double here = mass_to(f, &in->half[side], theta);
    below += side ? in->half[0].mass + in->half[1].mass - here : here;
    return fmin(below, 1);
}
