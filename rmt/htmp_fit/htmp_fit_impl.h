/**
 * Fits of the high-temperature Marchenko-Pastur law: a likelihood of (gamma, kappa), its scale already at its maximum,
 * and how it is searched.
 *
 * Everything is in the logarithms z of what follows the law itself: of the values, or of their reciprocals for the
 * inverse law.  Likelihoods are those of z.
 */
#ifndef RMT_HTMP_FIT_IMPL_H
#define RMT_HTMP_FIT_IMPL_H

#include "rmt_htmp_fit.h"

#include "arena_impl.h"

#include <math.h>
#include <stdbool.h>

typedef struct rmt_htmp_likelihood rmt_htmp_likelihood;
struct rmt_htmp_likelihood {
    /* the logarithm at (gamma, kappa), and the logarithm of the scale there; -infinity where the law cannot be */
    double (*value)(rmt_htmp_likelihood *self, double gamma, double kappa, double *log_scale);
    void *data;
    bool free_scale;
    double log_scale;         /* the known one, or where to look for it next */
    double scale_information; /* minus the second derivative by the logarithm of the scale, where last evaluated */
    double least_kappa, most_kappa; /* what is searched */
    int64_t evaluations;
};

/* Independent values: n sorted logarithms. */
typedef struct rmt_htmp_values {
    int64_t n;
    const double *z;
} rmt_htmp_values;
rmt_htmp_likelihood rmt_htmp_independent(rmt_htmp_values *values);

/* Eigenvalues of beta-Laguerre matrices: sums over each of them. */
typedef struct rmt_htmp_sums {
    int64_t n;
    double repulsion, logs; /* sum_(i<j) log|u_i - u_j|; sum z */
} rmt_htmp_sums;
typedef struct rmt_htmp_ensemble {
    int64_t matrices, count; /* matrices; eigenvalues of all */
    rmt_htmp_sums *sums;
    double total; /* sum of u over all, u = exp(z) */
} rmt_htmp_ensemble;
rmt_htmp_likelihood rmt_htmp_joint(rmt_htmp_ensemble *ensemble);

/* The maximum, and what is told of it. */
typedef struct rmt_htmp_peak {
    double u, w, value, log_scale; /* u = log kappa, w = log((1 + kappa/2)/(s - kappa/2)), s = kappa/(2 gamma) */
    double covariance[2][2];       /* of (u, w); NaN if the curvature is not that of a maximum */
    double scale_slope[2];         /* of the logarithm of the scale by (u, w) */
    double scale_information;
    bool converged;
    int32_t boundary;
} rmt_htmp_peak;
/* starts: pairs (u, w) */
void rmt_htmp_search(rmt_htmp_likelihood *l, int starts, const double (*start)[2], rmt_htmp_peak *peak);

/* Ends of the set where the profile likelihood of kappa, or of gamma, is at most drop below the peak. */
void rmt_htmp_kappa_interval(rmt_htmp_likelihood *l, const rmt_htmp_peak *peak, double drop, double interval[2]);
void rmt_htmp_gamma_interval(rmt_htmp_likelihood *l, const rmt_htmp_peak *peak, double drop, double interval[2]);

/* logit gamma - w at kappa = exp(u) */
static inline double rmt_htmp_shift(double u)
{
    return -log1p(2 * exp(-u));
}

#endif
