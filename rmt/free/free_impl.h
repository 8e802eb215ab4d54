/**
 * Laws made of other laws through a subordination point.  All numbers are those of x / scale, scale a power of two with
 * which the inputs lie within [-1, 1] or so.
 */
#ifndef RMT_FREE_IMPL_H
#define RMT_FREE_IMPL_H

#include "law_impl.h"

/* An input. */
typedef struct rmt_free_source {
    rmt_law *law; /* kept */
    double scale;
    double low, high; /* hull of the support, scaled */
    int64_t n;        /* atoms, for laws that have nothing else; then */
    double *x, *w;    /* they are here, scaled */
    int64_t marks;
    double *mark; /* where the law is singular: atoms and ends of intervals, ascending */
} rmt_free_source;

/* F = -1/m, h = F - w and dF/dw. */
typedef struct rmt_free_value {
    rmt_complex F, h, dF;
} rmt_free_value;

typedef enum rmt_free_kind { RMT_FREE_ADD, RMT_FREE_MULTIPLY, RMT_FREE_COMPRESS } rmt_free_kind;

enum { RMT_FREE_NODES = 16 };

/* f(theta) = sum c_k P_k on [a, b], the mass of dtheta at distance width sin^2(theta/2) from an edge. */
typedef struct rmt_free_panel {
    double a, b, before; /* mass between the edge and a */
    double c[RMT_FREE_NODES];
} rmt_free_panel;

/* Half of an interval, from its edge to the middle. */
typedef struct rmt_free_half {
    int64_t first, count; /* panels */
    double mass;
} rmt_free_half;

typedef struct rmt_free_band {
    double edge[2];
    rmt_free_half half[2];
} rmt_free_band;

typedef struct rmt_free {
    rmt_free_kind kind;
    rmt_free_source source[2]; /* of a product, the first is on [0, inf) */
    bool swapped;              /* the sources are in the other order than the caller's */
    bool shifted;              /* the second source is a single atom: the first law moved or stretched */
    double tau;
    double low, high; /* no mass beyond */
    int64_t bands, atoms, panels, panel_room, band_room;
    rmt_free_band *band;
    rmt_free_panel *panel;
    double *place, *weight;
    int64_t breaks;
    double *broken; /* places of atoms and where one is about to appear, but 0 of a product */
    double excess;
} rmt_free;

/* The map v -> T at z, its derivatives, and m at v, its derivative and h = -1/m - z. */
typedef struct rmt_free_point {
    rmt_complex v, T, Tv, Tz, w1, w2, m, mv, h;
} rmt_free_point;

/* A law's hull; false where it has infinite ends. */
bool rmt_free_hull(const rmt_law *law, double *low, double *high);
int rmt_free_open_source(rmt_free_source *source, const rmt_law *law, double scale);
void rmt_free_close_source(rmt_free_source *source);
/* Distance of w from the nearest mark. */
double rmt_free_reach(const rmt_free_source *source, rmt_complex w);
rmt_free_value rmt_free_evaluate(const rmt_free_source *source, rmt_complex w);

rmt_free_point rmt_free_map(const rmt_free *f, rmt_complex z, rmt_complex v);
/* The fixed point, from *v if that is in the upper half plane; false without convergence. */
bool rmt_free_solve(const rmt_free *f, rmt_complex z, rmt_complex v, rmt_free_point *point);
/* dm/dz at a solution. */
rmt_complex rmt_free_slope(const rmt_free *f, rmt_complex z, const rmt_free_point *point);

/* Is x inside the continuous support?  *v: start and solution; *point: just above it. */
bool rmt_free_inside(const rmt_free *f, double x, rmt_complex *v, rmt_free_point *point);
/* The edge between a point outside and one inside. */
double rmt_free_edge(const rmt_free *f, double outside, double inside);
int rmt_free_find_bands(rmt_free *f);
int rmt_free_find_atoms(rmt_free *f);

int rmt_free_tabulate(rmt_free *f);
/* A panel's Gauss points and their masses; how many. */
int64_t rmt_free_panel_points(const rmt_free_band *band, int side, const rmt_free_panel *panel, double *x, double *w);
double rmt_free_density(const rmt_free *f, double x);
double rmt_free_cdf(const rmt_free *f, double x);
#endif
