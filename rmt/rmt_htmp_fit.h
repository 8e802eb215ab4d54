/**
 * @file rmt_htmp_fit.h
 * @brief Fits of the high-temperature Marchenko-Pastur law, and what kappa means; included by rmt.h.
 *
 * @code
 * rmt_htmp_fit_options options = {.size = sizeof options, .inverse = 1};
 * rmt_htmp_fit_report fit;
 * int info = rmt_htmp_fit(n, eigenvalues, &options, &fit);   // fit.gamma, fit.kappa, fit.kappa_interval
 * @endcode
 *
 * All is double.
 */
#ifndef RMT_HTMP_FIT_H
#define RMT_HTMP_FIT_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the values of rmt_htmp_fit() are. */
typedef enum rmt_htmp_sampling {
    RMT_HTMP_INDEPENDENT =
        0,             /**< independent values of the law; or eigenvalues, of which only the density is looked at */
    RMT_HTMP_JOINT = 1 /**< eigenvalues of beta-Laguerre matrices of order n, beta = kappa/n */
} rmt_htmp_sampling;

/** Bits of rmt_htmp_fit_report.boundary. */
typedef enum rmt_htmp_boundary {
    RMT_HTMP_KAPPA_INFINITE = 1, /**< no kappa is large enough: the Marchenko-Pastur law */
    RMT_HTMP_KAPPA_ZERO = 2,     /**< no kappa is small enough: a gamma law of shape s (of 1/x for the inverse) */
    RMT_HTMP_GAMMA_ZERO = 4,     /**< gamma at 1e-6 */
    RMT_HTMP_GAMMA_ONE = 8       /**< gamma at 1 - 1e-6 */
} rmt_htmp_boundary;

/** Options of rmt_htmp_fit(). */
typedef struct rmt_htmp_fit_options {
    size_t size;              /**< sizeof(rmt_htmp_fit_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    int32_t inverse;          /**< nonzero: the law of the inverse, rmt_law_htmp_inverse() */
    int32_t sampling;         /**< an rmt_htmp_sampling */
    int32_t estimates_only;   /**< nonzero: no intervals, which cost as much again as the estimates */
    int64_t order;            /**< RMT_HTMP_JOINT: eigenvalues of a matrix, matrix after matrix; 0: there is one */
    double scale;             /**< known scale; 0: it is fitted */
    double level;             /**< of the intervals; 0: 0.95 */
} rmt_htmp_fit_options;

/** Report of rmt_htmp_fit(). */
typedef struct rmt_htmp_fit_report {
    double gamma;             /**< estimate */
    double kappa;             /**< estimate; infinity or 0 at a boundary */
    double scale;             /**< the values are this times those of the law */
    double gamma_error;       /**< standard error, from the observed information; NaN at a boundary */
    double kappa_error;       /**< likewise */
    double scale_error;       /**< likewise; 0 if the scale is known */
    double gamma_interval[2]; /**< where the profile likelihood is not too low; 0 and 1 are open ends */
    double kappa_interval[2]; /**< likewise; 0 and infinity are open ends */
    double level;             /**< of these */
    double log_likelihood;    /**< at the maximum, as a density of the values, unordered */
    double tail_exponent;     /**< alpha = s - a + 1: the inverse law's density falls like y^-alpha as y -> infinity,
                                   the law's like x^(alpha - 2) as x -> 0; s = kappa/(2 gamma), a = kappa/2 */
    double cutoff_exponent;   /**< s + a + 1: the inverse law's density is like y^-this exp(-s/y) as y -> 0, the law's
                                   like x^(this - 2) exp(-s x) as x -> infinity */
    double scaling_exponent; /**< 2 + s - a: ridge regression of ridge n^-l, 0 < l < 1, on features of this spectrum has
                                  a test error like n^(-l this) @cite hodgkinson2025 */
    double exponent_error;   /**< standard error of tail_exponent and of scaling_exponent */
    int64_t count;           /**< values that are positive: the others are left out */
    int64_t evaluations;     /**< of the likelihood */
    int32_t boundary;        /**< bits of rmt_htmp_boundary */
} rmt_htmp_fit_report;

/**
 * Maximum-likelihood fit of the high-temperature Marchenko-Pastur law of rmt_law_htmp() times a scale, or of the
 * inverse law, with profile-likelihood intervals: all kappa at which the likelihood, gamma and scale at their maximum,
 * is at least exp(-z^2/2) of the largest, z the normal quantile of the level; likewise gamma.
 *
 * RMT_HTMP_INDEPENDENT takes the values for independent.  Eigenvalues of matrices repel each other, so that sums over
 * them vary less: for the law's own beta-Laguerre matrices the intervals cover more often than they say.  That is
 * the likelihood for matrices whose eigenvalues have the law's density but a repulsion of their own, such as weights.
 * kappa is searched in [1e-3, min(max(300, 3 n), 1e4)].
 *
 * RMT_HTMP_JOINT takes the values for eigenvalues of beta-Laguerre matrices, whose joint density is known exactly for
 * every order @cite dumitriu2002.  It is an exponential family in sum_(i<j) log|x_i - x_j|, sum log x_i and sum x_i:
 * kappa/n is the exponent of repulsion that the whole spectra show, n for a Wishart matrix of order n, 0 for a diagonal
 * matrix.  kappa is searched in [1e-3, 1e3 n].
 *
 * Cost: some 100 evaluations of the likelihood, about a millisecond each for 1000 values; RMT_HTMP_JOINT: n^2/2
 * multiplications for a matrix, once, and n log-gammas an evaluation.  Told to progress: "fit" and "interval".
 *
 * @param[in]  n        number of values
 * @param[in]  x        values, in any order
 * @param[in]  options  NULL: defaults
 * @param[out] report   estimates, intervals
 * @return 0, -i, RANDBLAS_NOT_FINITE (NaN or Inf among the values, or they spread over more than e^500),
 *         RANDBLAS_RANK_DEFICIENT (fewer than three positive values, or they are equal; RMT_HTMP_JOINT: two of a
 *         matrix are equal, or it has fewer than two), RANDBLAS_NOT_CONVERGED, RANDBLAS_CANCELLED, memory codes
 */
RANDBLAS_API int rmt_htmp_fit(int64_t n, const double *x, const rmt_htmp_fit_options *options,
                              rmt_htmp_fit_report *report);

/** Classes of symmetric matrices of order m n; see rmt_htmp_kappa(). */
typedef enum rmt_matrix_class {
    RMT_CLASS_DIAGONAL = 1,    /**< diagonal: kappa 0 */
    RMT_CLASS_COMMUTING = 2,   /**< n diagonal blocks of order m with the same eigenvectors: m (m - 1)/(m n - 1) */
    RMT_CLASS_BLOCKS = 3,      /**< n diagonal blocks of order m: m n (m - 1)/(m n - 1) */
    RMT_CLASS_KRONECKER = 4,   /**< A x B of orders m and n: (m (m - 1) + n (n - 1))/(m n - 1) */
    RMT_CLASS_UNSTRUCTURED = 5 /**< all: m n */
} rmt_matrix_class;

/**
 * kappa of a class of matrices @cite hodgkinson2025.  The volume of the matrices with given eigenvalues is a product of
 * distances |x_i - x_j| over as many pairs as their eigenvectors have dimensions, D; spread evenly over all N (N - 1)/2
 * pairs, N = m n, that is a repulsion of exponent beta = 2 D/(N (N - 1)) and kappa = beta N = 2 D/(N - 1).
 *
 * @param[in]  which  class
 * @param[in]  m      order of a block, or of A; at least 1
 * @param[in]  n      number of blocks, or order of B; at least 1; m n below 2^53
 * @param[out] kappa  the value; 0 for m n = 1, but for RMT_CLASS_UNSTRUCTURED
 * @return 0, -i
 */
RANDBLAS_API int rmt_htmp_kappa(rmt_matrix_class which, int64_t m, int64_t n, double *kappa);

/** Report of rmt_htmp_repulsion(). */
typedef struct rmt_htmp_repulsion_report {
    double kappa;     /**< 2 D/(order - 1) */
    double error;     /**< its standard error, from the scatter of the matrices */
    double dimension; /**< D, the sum of the exponents of all pairs of a matrix */
    double shape;     /**< c: single eigenvalues have the weight x^(c-1) e^(-x/theta) */
} rmt_htmp_repulsion_report;

/**
 * kappa of an ensemble of matrices of any structure, from their eigenvalues alone.  Whatever the exponents beta_ij >= 0
 * of the pairs, and whichever of them repel, if the joint density is prod |x_i - x_j|^beta_ij prod x_i^(c-1)
 * e^(-x_i/theta), the means over the ensemble obey
 *
 *     (c - 1) E sum 1/x = N/theta,    E sum x/theta = N c + D,    D = sum_(i<j) beta_ij
 *
 * (integrals of the divergence of the fields 1 and x).  So for X X^T, X Gaussian of known variance within blocks of any
 * size, D counts the dimensions of the eigenvectors and kappa is that of rmt_htmp_kappa(), where RMT_HTMP_JOINT, which
 * spreads the repulsion over all pairs, finds 0.7 to 1 times as much.  Needs c > 1, and c > 2 for a meaningful error.
 *
 * @param[in]  order    N, at least 2
 * @param[in]  matrices how many, at least 2
 * @param[in]  x        their eigenvalues, N of each matrix after another's, positive; for inverses give 1/x
 * @param[in]  theta    scale of the weight: for X X^T with real entries of variance v, 2 v
 * @param[out] report   the estimate
 * @return 0, -i, RANDBLAS_NOT_FINITE (NaN or Inf), RANDBLAS_NOT_POSITIVE_DEFINITE (an eigenvalue is not positive)
 */
RANDBLAS_API int rmt_htmp_repulsion(int64_t order, int64_t matrices, const double *x, double theta,
                                    rmt_htmp_repulsion_report *report);

#ifdef __cplusplus
}
#endif

#endif
