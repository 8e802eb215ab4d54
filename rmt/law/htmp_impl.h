/**
 * The high-temperature Marchenko-Pastur law, shared by itself and its inverse.
 *
 * With a = kappa/2, s = kappa/(2 gamma), y(x) = U(a, 1 + a - s, -s x) from above the axis solves Kummer's equation
 *
 *     x y'' + (b + s x) y' + a s y = 0,   b = 1 + a - s,
 *
 * and m(x + i0) = y'/(a y), rho = Im m/pi = C x^-b e^(-s x)/|y|^2: both hold for every constant multiple of y.
 */
#ifndef RMT_HTMP_IMPL_H
#define RMT_HTMP_IMPL_H

#include "law_impl.h"

enum { RMT_HTMP_TERMS = 16 };

/* An interval of the table: polynomials in t = (x - middle)/half, and a Gauss rule for rho dx. */
typedef struct rmt_htmp_panel {
    double lo, hi, middle, half;
    double log_density[RMT_HTMP_TERMS], real_part[RMT_HTMP_TERMS]; /* log rho; Re m */
    double node[16], weight[16], mass;
} rmt_htmp_panel;

typedef struct rmt_htmp {
    double gamma, kappa, a, s, b, delta; /* delta = s - a = 1 - b */
    int64_t panels;
    rmt_htmp_panel *panel;
    double *below, *above; /* masses left of panel k and right of it */
    bool power;            /* left of the table y = y0 (1 + x0 g0 ((x/x0)^delta - 1)/delta); else rho = 0 there */
    rmt_complex slope;     /* x0 g0, g0 = y'/y, at x0 = panel[0].lo */
    double log_left;       /* log rho(x0) */
} rmt_htmp;

/* The table of a law; 0, or a memory code. */
int rmt_htmp_build(double gamma, double kappa, rmt_htmp *h);
void rmt_htmp_release(rmt_htmp *h);

/* The parameters of h, and a point of the band with y'/y there, from above the axis: the start of the table. */
double rmt_htmp_begin(double gamma, double kappa, rmt_htmp *h, rmt_complex *g);

/* log rho at x + d less that at x, but for the part of y. */
double rmt_htmp_weight_change(const rmt_htmp *h, double x, double d);

/* y(x + step)/y(x), and *g, which is y'/y at x, moved there. */
rmt_complex rmt_htmp_step(const rmt_htmp *h, rmt_complex x, rmt_complex step, rmt_complex *g);

/* The longest step at x that one expansion bears. */
double rmt_htmp_reach(const rmt_htmp *h, double x);

double rmt_htmp_density(const rmt_htmp *h, double x);
/* F(x), and 1 - F(x) without cancellation */
void rmt_htmp_masses(const rmt_htmp *h, double x, double *below, double *above);
/* x with F(x) = below, or 1 - F(x) = above: the smaller of the two says it */
double rmt_htmp_quantile(const rmt_htmp *h, double below, double above);
rmt_complex rmt_htmp_stieltjes(const rmt_htmp *h, rmt_complex z);

#endif
