/**
 * Laws with Q m^2 - P m + 1 = 0, P linear and Q quadratic: the five that rmt_law.h names.
 *
 *     P^2 - 4 Q = k^2 (z - lo)(z - hi),    rho(x) = k sqrt((hi - x)(x - lo))/(2 pi Q(x)).
 *
 * Everything is expanded about the edges, where P^2 = 4 Q: with t = z - edge,
 *
 *     P = P_e + P' t,    Q = P_e^2/4 + Q' t + q2 t^2,
 *
 * so that nothing cancels next to an edge, however close a zero of Q is to it.
 */
#ifndef RMT_QUADRATIC_IMPL_H
#define RMT_QUADRATIC_IMPL_H

#include "double_double_impl.h"
#include "law_impl.h"

typedef struct rmt_quadratic {
    /* what a law has to say */
    rmt_dd lo, hi;
    double width, k;
    double P[2];         /* at lo and hi, without cancellation */
    double p[2], q[3];   /* coefficients, constant first */
    double alpha, beta2; /* Jacobi coefficients from the second on; the first two are the mean and the variance */
    double mean, variance;
    int roots; /* of Q */
    rmt_complex root[2];
    double slope[2]; /* of Q at the edges, against the distance inwards; 0: derived from q */
    /* derived from that */
    double Q[2];    /* at the edges */
    double half[2]; /* mass between an edge and the middle */
    int atoms;
    double place[2], weight[2];
} rmt_quadratic;

/* A law around the description; *law is NULL on failure. */
int rmt_quadratic_create(const rmt_law_class *class, const double *parameters, double scale, const rmt_quadratic *given,
                         rmt_law **law);

/* All members of a class but family, parameters, tridiagonal and matrix. */
rmt_law_real_fn rmt_quadratic_density, rmt_quadratic_boundary, rmt_quadratic_cdf, rmt_quadratic_quantile;
rmt_law_complex_fn rmt_quadratic_stieltjes, rmt_quadratic_second_sheet, rmt_quadratic_r, rmt_quadratic_s;
rmt_law_value rmt_quadratic_value(const rmt_law *law, rmt_complex z);
int rmt_quadratic_jacobi(const rmt_law *law, int64_t count, double *alpha, double *beta2);
int rmt_quadratic_cumulants(const rmt_law *law, int64_t count, double *kappa);
void rmt_quadratic_intervals(const rmt_law *law, int64_t capacity, double *edges, int64_t *count);
void rmt_quadratic_atoms(const rmt_law *law, int64_t capacity, double *places, double *weights, int64_t *count);
#define RMT_QUADRATIC_MEMBERS                                                                                          \
    .sheets = 2, .density = rmt_quadratic_density, .cdf = rmt_quadratic_cdf, .quantile = rmt_quadratic_quantile,       \
    .boundary = rmt_quadratic_boundary, .stieltjes = {rmt_quadratic_stieltjes, rmt_quadratic_second_sheet},            \
    .r = rmt_quadratic_r, .s = rmt_quadratic_s, .value = rmt_quadratic_value, .jacobi = rmt_quadratic_jacobi,          \
    .cumulants = rmt_quadratic_cumulants, .intervals = rmt_quadratic_intervals, .atoms = rmt_quadratic_atoms

/* The mass between edge e and the point of angle theta <= pi/2, at distance width sin^2(theta/2) from it. */
double rmt_quadratic_mass(const rmt_quadratic *q, int e, double theta);

#endif
