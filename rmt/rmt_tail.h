/**
 * @file rmt_tail.h
 * @brief Heavy tails of spectra: power laws and what competes with them; included by rmt.h.
 *
 * @code
 * rmt_power_law_report fit;
 * int info = rmt_power_law_fit(n, eigenvalues, NULL, &fit);     // fit.alpha, fit.xmin, fit.distance
 * rmt_tail_comparison c;
 * if (!info) info = rmt_tail_compare(n, eigenvalues, fit.xmin, RMT_POWER_LAW, RMT_LOG_NORMAL, &c);
 * @endcode
 *
 * All is double.  Values that are not positive belong to no tail: they are counted, and left out.  Everything is a
 * function of the logarithms of the values, so that the scale of x matters nowhere.
 */
#ifndef RMT_TAIL_H
#define RMT_TAIL_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Families of laws on [xmin, infinity); t = x/xmin. */
typedef enum rmt_tail_family {
    RMT_POWER_LAW = 1,           /**< t^-alpha; parameter alpha */
    RMT_TRUNCATED_POWER_LAW = 2, /**< t^-alpha exp(-lambda x); parameters alpha, lambda >= 0 */
    RMT_EXPONENTIAL = 3,         /**< exp(-lambda x); parameter lambda */
    RMT_LOG_NORMAL = 4           /**< exp(-(log x - mu)^2/(2 sigma^2))/x; parameters mu, sigma */
} rmt_tail_family;

/** Options of rmt_power_law_fit(). */
typedef struct rmt_power_law_options {
    size_t size;              /**< sizeof(rmt_power_law_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    double xmin;              /**< where the tail begins; 0: chosen */
    int64_t least_tail;       /**< values in the tail, at least; 0: 2 */
    int64_t replicates;       /**< samples for the goodness of fit; 0: none */
    randblas_state state;     /**< of those */
} rmt_power_law_options;

/** Report of rmt_power_law_fit(). */
typedef struct rmt_power_law_report {
    double alpha;          /**< exponent of the density, 1 + tail/sum log(x/xmin) */
    double xmin;           /**< where the tail begins: one of the values */
    double standard_error; /**< of alpha: (alpha - 1)/sqrt(tail) */
    double distance;       /**< max |i/tail - F(x_i)|, i = 0, 1, ... tail - 1, of the values from xmin on */
    double log_likelihood; /**< of the tail */
    double p_value;     /**< of rmt_power_law_options.replicates samples, the share as far from their fit; NaN: none */
    int64_t tail;       /**< values from xmin on */
    int64_t positive;   /**< values above 0 */
    int64_t candidates; /**< different values that xmin was chosen from */
} rmt_power_law_report;

/**
 * Fit a power law to the tail of a sample @cite clauset2009.  For each value as xmin, alpha is the maximum-likelihood
 * exponent of the values from there on; chosen is the xmin whose Kolmogorov-Smirnov distance is least, the smaller of
 * equals.  Distances are those of Clauset, Shalizi and Newman, to the steps of the empirical distribution from below.
 *
 * The sample is sorted once.  Exponents follow from running sums; a distance is given up as soon as one of its terms
 * exceeds the least so far, and terms are looked at coarsely first, so that most candidates cost a few.
 *
 * Goodness of fit: each replicate draws as many values, from the power law with probability tail/positive, else from
 * the values below xmin, and is fitted in the same way, xmin too.  Standard error of p: sqrt(p (1 - p)/replicates).
 * Replicates are spread over threads; their number changes nothing.
 *
 * @param[in]  n        sample size
 * @param[in]  x        sample, in any order
 * @param[in]  options  NULL: defaults
 * @param[out] report   the fit
 * @return 0, -i, RANDBLAS_NOT_FINITE (NaN or Inf in the sample), RANDBLAS_RANK_DEFICIENT (fewer than
 *         options.least_tail positive values from xmin on, or none that differ: no exponent), RANDBLAS_CANCELLED,
 *         memory codes
 */
RANDBLAS_API int rmt_power_law_fit(int64_t n, const double *x, const rmt_power_law_options *options,
                                   rmt_power_law_report *report);

/** Report of rmt_tail_fit(). */
typedef struct rmt_tail_report {
    double parameters[2];      /**< as the family names them; NaN if there is no second */
    double standard_errors[2]; /**< from the Fisher information; NaN at the boundary */
    double log_likelihood;     /**< at the maximum, of the values from xmin on, as densities of x */
    double distance;           /**< Kolmogorov-Smirnov, exact: from both sides of each step */
    int64_t tail;              /**< values from xmin on */
    int32_t boundary; /**< 1: the likelihood is largest in the limit where the family is a power law: lambda = 0, or
                           mu = -infinity and sigma = infinity */
} rmt_tail_report;

/**
 * Maximum-likelihood fit of a family to the values from xmin on.  The truncated power law and the log-normal law are
 * exponential families in (log t, t) and (log t, (log t)^2), so that the likelihood is concave and its maximum unique:
 * Newton's method, with moments by Gauss-Legendre quadrature.  alpha of the truncated law may be any number, also below
 * 1.
 *
 * @param[in]  family  which
 * @param[in]  n       sample size
 * @param[in]  x       sample, in any order
 * @param[in]  xmin    where the tail begins; positive
 * @param[out] report  the fit
 * @return 0, -i, RANDBLAS_NOT_FINITE, RANDBLAS_RANK_DEFICIENT (fewer than two different values from xmin on),
 *         RANDBLAS_NOT_CONVERGED (also where the mean of x/xmin overflows), memory codes
 */
RANDBLAS_API int rmt_tail_fit(rmt_tail_family family, int64_t n, const double *x, double xmin, rmt_tail_report *report);

/** Report of rmt_tail_compare(). */
typedef struct rmt_tail_comparison {
    double ratio;      /**< log-likelihood of the first family less that of the second */
    double normalised; /**< ratio/(sigma sqrt(tail)), sigma the standard deviation of its terms: near N(0, 1) when both
                          are as near the truth (not if nested) */
    double p_value;    /**< of a ratio as far from 0 by chance */
    int32_t nested;    /**< 1: one family contains the other, and p is that of chi-square with one degree of freedom */
    rmt_tail_report first;  /**< fit of the first family */
    rmt_tail_report second; /**< fit of the second */
} rmt_tail_comparison;

/**
 * Likelihood-ratio test between two families on the same tail @cite vuong1989.  The power law and the exponential law
 * are nested in the truncated power law.
 *
 * @param[in]  n           sample size
 * @param[in]  x           sample, in any order
 * @param[in]  xmin        where the tail begins; positive
 * @param[in]  first       a family
 * @param[in]  second      another
 * @param[out] comparison  ratio and p-value
 * @return as rmt_tail_fit(); -5 if it is the same
 */
RANDBLAS_API int rmt_tail_compare(int64_t n, const double *x, double xmin, rmt_tail_family first,
                                  rmt_tail_family second, rmt_tail_comparison *comparison);

#ifdef __cplusplus
}
#endif

#endif
