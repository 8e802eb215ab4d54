/**
 * Continuation of a block's transform and its evolution.
 *
 * A surface is a transform with all its sheets, by a parameter s: F(s, x, ratio) = 0 relates s to the point x at which
 * the whole, ratio times as large, has the transform m.  At ratio 1 that is the block itself.
 */
#ifndef RMT_CONTINUATION_IMPL_H
#define RMT_CONTINUATION_IMPL_H

#include "arena_impl.h"
#include "decompress_impl.h"
#include "rmt_continuation.h"

/* 1/z and |z| without care for sizes whose squares overflow: here all are of order 1, or 1e9. */
static inline rmt_complex rmt_inverse(rmt_complex z)
{
    const double square = creal(z) * creal(z) + cimag(z) * cimag(z);
    return CMPLX(creal(z) / square, -cimag(z) / square);
}

static inline double rmt_size(rmt_complex z)
{
    return sqrt(creal(z) * creal(z) + cimag(z) * cimag(z));
}

typedef struct rmt_surface_value {
    rmt_complex F, s, x, ratio; /* F and its derivatives */
    rmt_complex m, slope;       /* m of the whole and dm/ds at fixed x */
} rmt_surface_value;

typedef struct rmt_surface {
    void (*value)(const void *data, rmt_complex s, rmt_complex x, double ratio, rmt_surface_value *v);
    rmt_complex (*far)(const void *data, rmt_complex x, double ratio); /* s near x = infinity, roughly */
    const void *data;
} rmt_surface;

typedef struct rmt_point {
    rmt_complex s, x;
    double ratio;
} rmt_point;

/* Follows s along a straight line in (x, ratio); false where it gets lost, the point then being the last one known. */
bool rmt_follow(const rmt_surface *f, rmt_point *p, rmt_complex x, double ratio);

/* The physical s at Re x + i height, from Im x = infinity, where it is known; heights of order 1 and less. */
bool rmt_descend(const rmt_surface *f, double x, double height, double ratio, rmt_point *p);

/* The same by way of the block: at height lift above x from ratio 1, then down. */
bool rmt_evolve(const rmt_surface *f, double x, double lift, double ratio, rmt_point *p);

enum { RMT_MOST_BANDS = 32, RMT_BAND_NODES = 800 };

/* The density of the whole: nodes at equidistant angles of every band, ends included, where it is 0. */
typedef struct rmt_trace {
    int bands;
    double edge[2 * RMT_MOST_BANDS];
    double *x, *density;         /* bands RMT_BAND_NODES each */
    rmt_complex *s;              /* likewise */
    double mass, mean, variance; /* of the continuous part, not divided by its mass */
    double least;                /* least density at a node */
    int64_t repaired, broken;    /* jumps that were undone, and that were not */
} rmt_trace;

/* Bands of less than the least mass are left out.  Memory comes from the arena; memory codes, RANDBLAS_NOT_CONVERGED if
 * there is no band, or too many. */
int rmt_trace_density(const rmt_surface *f, double centre, double deviation, double ratio, double least,
                      randblas_arena *arena, rmt_trace *trace);

enum { RMT_MOST_ATOMS = 4 };

/* rmt_law_polygon() of legal nodes and heights, and atoms, ascending, of weights that leave some. */
int rmt_polygon_with_atoms(int64_t n, const double *x, const double *height, int atoms, const double *place,
                           const double *weight, rmt_law **law);

/* The mean and variance of the block's law, and the atoms of the whole, ascending. */
typedef struct rmt_known {
    double mean, variance, place[RMT_MOST_ATOMS], weight[RMT_MOST_ATOMS];
    int atoms;
} rmt_known;

/* The law of a trace, whose unit of x is centre + half x; RANDBLAS_NOT_CONVERGED if doubles cannot hold it. */
int rmt_trace_law(const rmt_surface *f, double ratio, const rmt_known *k, const rmt_trace *trace, double centre,
                  double half, randblas_arena *arena, rmt_law **law);

/* ---------------------------------------------------------------- rational -------------------------------------- */

enum { RMT_MOST_ORDER = 8, RMT_DAMPINGS = 10, RMT_MOST_FITS = RMT_MOST_ORDER + 2 * RMT_DAMPINGS };

/* With t = (y - centre)/half = (J + 1/J)/2: Jacobi coefficients in t, a and b^2, then 0 and 1/4; besides, atoms. */
typedef struct rmt_glue {
    int order, atoms;
    double centre, half, a[RMT_MOST_ORDER], b2[RMT_MOST_ORDER], inner, place[2], weight[2];
} rmt_glue;

/* m over t, not over y, and derivatives by J. */
void rmt_glue_value(const rmt_glue *g, rmt_complex J, rmt_complex *t, rmt_complex *dt, rmt_complex *m, rmt_complex *dm);
bool rmt_glue_has_atoms(const rmt_glue *g); /* of the continued fraction */
rmt_surface rmt_glue_surface(const rmt_glue *g);

/* Atoms of the whole, ascending; how many, -1: too many. */
int rmt_glue_atoms(const rmt_glue *g, double ratio, double *place, double *weight);

/* ---------------------------------------------------------------- algebraic ------------------------------------- */

enum { RMT_MOST_TERMS = 20, RMT_MOST_CURVES = 7 };

/* sum a[i + (in_z + 1) j] z^i m^j = 0 for the transform m of the continuous part, of mass 1, z being (y - 0)/half. */
typedef struct rmt_curve {
    int in_z, in_m, atoms;
    double half, a[RMT_MOST_TERMS], inner, place[2], weight[2];
    double chi; /* of the fit */
    int parameters;
} rmt_curve;

rmt_surface rmt_curve_surface(const rmt_curve *c);

/* What the sample's m has in excess of the law's. */
typedef struct rmt_sample_shift {
    double excess;              /* of n times the Chebyshev moments of even order */
    double edge[2], inwards[2]; /* quantiles stand as if the edges were so far inside */
} rmt_sample_shift;

/* Fits of several degrees; in_m 0: any.  How many there are. */
int rmt_curve_fit_all(const rmt_block *block, int moments, double beta, const rmt_sample_shift *shift, int in_m,
                      const randblas_control *control, rmt_curve *curves, int *count);

/* ---------------------------------------------------------------- fits of the rational -------------------------- */

typedef struct rmt_glue_fit {
    rmt_glue glue;
    double damping, chi, q[RMT_MOST_UNKNOWNS], direction[RMT_MOST_UNKNOWNS][RMT_MOST_UNKNOWNS];
} rmt_glue_fit;

typedef struct rmt_glue_ladder {
    rmt_block block;
    int moments, most; /* of orders */
    double beta;
    bool quantiles;
    double noise, unit; /* see rmt_continuation_report; of chi-square */
    rmt_glue_fit fit[RMT_MOST_FITS];
} rmt_glue_ladder;

/* Fits of orders 1 .. most, each from the one before; how many there are. */
int rmt_glue_fit_all(rmt_glue_ladder *ladder, const randblas_control *control, int *orders);

/* Besides, `orders` undamped fits being known, the same with damping, of which each is nearer to order 1; how many in
 * all. */
int rmt_glue_fit_damped(rmt_glue_ladder *ladder, int orders, const randblas_control *control, int *fits);

/* Of the fit of least chi-square. */
rmt_sample_shift rmt_glue_shift(const rmt_glue_ladder *ladder, int orders);

/* Expected total variation distance that the fit's errors cause. */
double rmt_glue_error(const rmt_glue_ladder *ladder, const rmt_glue_fit *fit, double ratio, const rmt_trace *trace);

#endif
