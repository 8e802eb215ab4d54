/**
 * Silverstein's equation for a population of atoms; see silverstein.c for the variable u.
 */
#ifndef RMT_SILVERSTEIN_IMPL_H
#define RMT_SILVERSTEIN_IMPL_H

#include "law_impl.h"

/* Values and edges are divided by the law's scale, a power of two that leaves the largest value in [1, 2). */
typedef struct rmt_silverstein {
    double ratio;     /* c */
    double zero;      /* weight of the population's atom at 0 */
    double slack;     /* 1 - c (1 - zero) */
    double radius;    /* root of c sum w tau^2 */
    double shift;     /* c sum w tau */
    int64_t n;        /* values that are not zero, ascending and distinct */
    double *tau, *w;  /* they and their weights */
    double *cw, *cwt; /* c w and c w tau */
    double *q;        /* c w tau^2 */
    double *tail;     /* 1 - c (w_k + ... + w_n), n + 1 of them */
    double *above;    /* w_k + ... + w_n, n + 1 of them */
    int64_t bands;
    double *ends;  /* two a band: their ends in u */
    double *edges; /* and in x */
} rmt_silverstein;

/* z(u) and z'(u), u = a + i b, b >= 0. */
typedef struct rmt_silverstein_point {
    rmt_complex z, slope;
} rmt_silverstein_point;
rmt_silverstein_point rmt_silverstein_at(const rmt_silverstein *s, double a, double b);

/* z''(u) for real u. */
double rmt_silverstein_curvature(const rmt_silverstein *s, double u);

/* sum c w tau^2/((a - tau)^2 + b2) */
double rmt_silverstein_mass(const rmt_silverstein *s, double a, double b2);

/* The b >= 0 on the curve Im z = y above a. */
double rmt_silverstein_height(const rmt_silverstein *s, double a, double y);

/* The root u of z(u) = z, Im z >= 0; start: a guess with Im u > 0, or anything else. */
rmt_complex rmt_silverstein_root(const rmt_silverstein *s, rmt_complex z, rmt_complex start);

/* The band that x is in, or -1 - j when it is in front of band j. */
int64_t rmt_silverstein_band(const rmt_silverstein *s, double x);

/* The real root on the axis outside the bands. */
double rmt_silverstein_real_root(const rmt_silverstein *s, double x);

/* Ends and edges; s->ends and s->edges have room for 2 n + 2 numbers. */
void rmt_silverstein_edges(rmt_silverstein *s);

/* u at any z, both sides of the axis as rmt_law_stieltjes(), in units of the law's scale; infinite where z is, NaN
 * likewise.  u may be z. */
void rmt_silverstein_roots(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *u);

/* The data of a law of rmt_law_sample_covariance(), or NULL. */
const rmt_silverstein *rmt_silverstein_of(const rmt_law *law);

#endif
