/**
 * @file rmt_covariance.h
 * @brief Sample covariance matrices: Silverstein's law, spikes, shrinkage; included by rmt.h.
 *
 * @code
 * const double values[] = {1, 3, 10}, weights[] = {0.4, 0.4, 0.2}; // eigenvalues of the population's covariance
 * rmt_law *law = NULL;
 * int info = rmt_law_sample_covariance(3, values, weights, 0.1, &law); // p/n = 0.1
 * if (!info) info = rmt_law_intervals(law, 3, edges, &bands);
 * if (!info) info = rmt_covariance_shrink(law, p, eigenvalues, shrunk);
 * rmt_law_destroy(law);
 * @endcode
 *
 * X is p x n with independent columns of covariance Sigma, c = p/n; eigenvalues are those of the p x p matrix X X^T/n.
 * A known mean is 0; if the mean was subtracted, n is one less than the number of columns.  All is double.
 */
#ifndef RMT_COVARIANCE_H
#define RMT_COVARIANCE_H

#include "rmt_law.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- the law ---------------------------------------- */

/**
 * The limit F of the eigenvalues of sample covariance matrices whose population has eigenvalues `values` in proportion
 * to `weights` @cite silverstein1995 : the companion m = c m_F - (1 - c)/z solves z = -1/m + c sum w tau/(1 + tau m).
 *
 * Everything of rmt_law.h applies.  The equation is solved by nested safeguarded iterations that cannot fail, and ended
 * by Newton's method in the complex plane: the residual in z is a few eps |z| off the axis and on it, so that m has
 * relative error eps |z/(u z'(u))|, u = -1/m, which is large only near edges.  Edges (rmt_law_intervals()) are exact to
 * a few eps, also where two bands all but touch; there is none for the population 0.  The distribution function is in
 * closed form, absolute error 1e-15 or so; in a gap it says how much of the population is below.  The atom at 0 weighs
 * the larger of the population's and of 1 - 1/c.  Jacobi coefficients: quadrature over the bands.  Cost: O(count) for
 * an evaluation of the equation, and 3 to 6 of them for a point near the one before it in the array, else some fifty.
 *
 * @param[in]  count    atoms of the population, at least 1; equal ones are put together
 * @param[in]  values   not negative; those below 1e-70 of the largest count as 0
 * @param[in]  weights  not negative, not all 0; they are divided by their sum.  NULL: equal ones
 * @param[in]  ratio    c in [1e-10, 1e10]
 * @param[out] law      the law, to be destroyed
 * @return 0, -i, RANDBLAS_NOT_FINITE, memory codes
 */
RANDBLAS_API int rmt_law_sample_covariance(int64_t count, const double *values, const double *weights, double ratio,
                                           rmt_law **law);

/**
 * The companion transform m(z): that of the eigenvalues of X^T X/n.  On the axis as rmt_law_stieltjes().
 *
 * @param[in]  law  of rmt_law_sample_covariance()
 * @param[in]  n    number of points
 * @param[in]  z    points, complex
 * @param[out] m    values, complex; may be the same array as z
 * @return 0, -i
 */
RANDBLAS_API int rmt_covariance_companion(const rmt_law *law, int64_t n, const void *z, void *m);

/* ---------------------------------------------------------------- spikes ----------------------------------------- */

/**
 * The upper edge and the scale of the largest eigenvalue about it: (lambda_max - edge)/scale follows the Tracy-Widom
 * law of beta = 1 for real data without spikes @cite elkaroui2007 , @cite lee2016 .  scale = (A n)^(-2/3) where the
 * companion's density is (A/pi) (edge - x)^(1/2).
 *
 * @param[in]  law    of rmt_law_sample_covariance()
 * @param[in]  n      number of columns of X, at least 1
 * @param[out] edge   upper end of the support; NaN if there is none
 * @param[out] scale  scale; NaN likewise
 * @return 0, -i
 */
RANDBLAS_API int rmt_covariance_edge(const rmt_law *law, int64_t n, double *edge, double *scale);

/**
 * What sample eigenvalues a few more population eigenvalues cause (Baik, Ben Arous and Peche; general populations:
 * @cite baik2006 , @cite bai2012 , @cite benaych2011 ).  A spike l whose z'(l) = 1 - c sum w tau^2/(l - tau)^2 is
 * positive makes an outlier at z(l), and its eigenvector is caught with squared overlap l z'(l)/z(l); another one is
 * lost: its eigenvalue ends up at the edge of the band it is nearest to, and the overlap is 0.
 *
 * @param[in]  law       of rmt_law_sample_covariance(): the bulk
 * @param[in]  count     spikes
 * @param[in]  spikes    population eigenvalues l > 0
 * @param[out] outliers  sample eigenvalues
 * @param[out] overlaps  squared inner products of sample and population eigenvector, or NULL
 * @return 0, -i (-3 if a spike is not positive and finite)
 */
RANDBLAS_API int rmt_covariance_spikes(const rmt_law *law, int64_t count, const double *spikes, double *outliers,
                                       double *overlaps);

/**
 * The inverse: spikes that cause outliers outside the support, NaN and overlap 0 for eigenvalues in it and below 0.
 *
 * @param[in]  law       of rmt_law_sample_covariance(): the bulk
 * @param[in]  count     outliers
 * @param[in]  outliers  sample eigenvalues
 * @param[out] spikes    population eigenvalues
 * @param[out] overlaps  squared inner products of sample and population eigenvector, or NULL
 * @return 0, -i
 */
RANDBLAS_API int rmt_covariance_unspike(const rmt_law *law, int64_t count, const double *outliers, double *spikes,
                                        double *overlaps);

/**
 * The least and the largest spike that is lost: outside [low, high] there is an outlier.  1 -+ sqrt(c) for Sigma = I.
 *
 * @param[in]  law   of rmt_law_sample_covariance(): the bulk
 * @param[out] low   z' = 0 in front of the population; at most 0 if no small spike is seen
 * @param[out] high  z' = 0 behind it
 * @return 0, -i
 */
RANDBLAS_API int rmt_covariance_thresholds(const rmt_law *law, double *low, double *high);

/**
 * How many eigenvalues are above the bulk: edge + margin scale, see rmt_covariance_edge().  With the quantile 1 - alpha
 * of rmt_law_tracy_widom() as the margin, alpha is the chance to see one where there is none: 2.0234 for 0.01.
 *
 * @param[in]  law          of rmt_law_sample_covariance(): the bulk
 * @param[in]  n            number of columns of X, at least 1
 * @param[in]  count        eigenvalues
 * @param[in]  eigenvalues  in any order
 * @param[in]  margin       in units of the scale; finite
 * @param[out] found        how many are above
 * @return 0, -i
 */
RANDBLAS_API int rmt_covariance_detect(const rmt_law *law, int64_t n, int64_t count, const double *eigenvalues,
                                       double margin, int64_t *found);

/* ---------------------------------------------------------------- population ------------------------------------- */

/**
 * The population behind the eigenvalues of a sample @cite elkaroui2008 : weights w >= 0, of sum 1, on a geometric grid
 * of values, for which Silverstein's equation holds best at 240 points off the axis, where it is linear in w.  A convex
 * problem without a parameter to tune but the grid; its solution is a few atoms, near those of a population that has
 * few, and stands for a continuous one in the mean: what is close is the distribution function, in Wasserstein
 * distance, and with it whatever is made of rmt_law_sample_covariance() of the result, shrinkage say, not the atoms one
 * by one.
 *
 * The grid is from the least to the largest eigenvalue, in which a population lies; for p > n from a thousandth of the
 * largest, or from the least positive one if that is less; and 0 if there are more zeros than p - n.  Cost:
 * O(240 p + 481 grid) for each of the few atoms' exchanges.
 *
 * @param[in]  p            eigenvalues, at least 1
 * @param[in]  n            columns of X, at least 1
 * @param[in]  eigenvalues  of the sample covariance, not negative, in any order; those below 1e-13 of the largest are 0
 * @param[in]  grid         values to choose from, at least 2; 100 is enough for most samples
 * @param[out] values       grid numbers: the first count are the population's values, ascending
 * @param[out] weights      grid numbers: their weights
 * @param[out] count        how many
 * @return 0, -i, RANDBLAS_NOT_FINITE, RANDBLAS_NOT_CONVERGED, memory codes
 */
RANDBLAS_API int rmt_covariance_population(int64_t p, int64_t n, const double *eigenvalues, int64_t grid,
                                           double *values, double *weights, int64_t *count);

/* ---------------------------------------------------------------- shrinkage -------------------------------------- */

/**
 * Nonlinear shrinkage for a known law @cite ledoit2011 : the estimate V diag(d) V^T, V the eigenvectors of the sample
 * covariance, that is best in Frobenius norm has d = 1/(x |m(x)|^2) at x > 0 and d = 1/((c - 1) m(0)) at the zeros of a
 * singular sample.
 *
 * @param[in]  law          of rmt_law_sample_covariance(), of the population or an estimate of it
 * @param[in]  count        eigenvalues
 * @param[in]  eigenvalues  of the sample covariance, not negative
 * @param[out] shrunk       d; may be the same array
 * @return 0, -i
 */
RANDBLAS_API int rmt_covariance_shrink(const rmt_law *law, int64_t count, const double *eigenvalues, double *shrunk);

/**
 * Analytical nonlinear shrinkage @cite ledoit2020 : the same with the density and its Hilbert transform estimated from
 * the eigenvalues themselves by Epanechnikov's kernel with bandwidth lambda n^(-1/3).  O(min(p, n)^2).  For p > n the
 * p - n smallest eigenvalues count as zeros.
 *
 * @param[in]  p            eigenvalues, at least 1
 * @param[in]  n            columns of X, at least 12
 * @param[in]  eigenvalues  of the sample covariance, ascending; the min(p, n) largest positive
 * @param[out] shrunk       d; may be the same array
 * @return 0, -i (-3 also when they do not ascend or are not positive), RANDBLAS_NOT_FINITE, memory codes
 */
RANDBLAS_API int rmt_covariance_shrink_analytical(int64_t p, int64_t n, const double *eigenvalues, double *shrunk);

/**
 * Linear shrinkage @cite ledoit2004 towards mu I, mu the mean: of the variance v of the eigenvalues, (p/n) mu^2 is
 * noise, so d = mu + (1 - min(1, (p/n) mu^2/v)) (lambda - mu).  The noise is that of data with a fourth moment near the
 * normal one along every direction, which eigenvalues alone cannot tell.
 *
 * @param[in]  p            eigenvalues, at least 1
 * @param[in]  n            columns of X, at least 1
 * @param[in]  eigenvalues  of the sample covariance, in any order
 * @param[out] shrunk       d; may be the same array
 * @param[out] intensity    weight of mu I in [0, 1], or NULL
 * @return 0, -i, RANDBLAS_NOT_FINITE
 */
RANDBLAS_API int rmt_covariance_shrink_linear(int64_t p, int64_t n, const double *eigenvalues, double *shrunk,
                                              double *intensity);

/* ---------------------------------------------------------------- singular values -------------------------------- */

/** What is least when singular values of a low-rank matrix in white noise are shrunk. */
typedef enum rmt_shrinker {
    RMT_SHRINK_HARD = 1,      /**< Frobenius error, of values kept or dropped: 4/sqrt(3) for square matrices */
    RMT_SHRINK_FROBENIUS = 2, /**< Frobenius norm of the error */
    RMT_SHRINK_OPERATOR = 3,  /**< spectral norm of the error */
    RMT_SHRINK_NUCLEAR = 4    /**< nuclear norm of the error */
} rmt_shrinker;

/** Report of rmt_shrink_singular(). */
typedef struct rmt_shrink_report {
    double noise;     /**< standard deviation of an entry of the noise, as given or estimated */
    double threshold; /**< singular values up to this one become 0 (for the nuclear norm a few above it do, too) */
    int64_t rank;     /**< values that are left */
} rmt_shrink_report;

/**
 * Optimal shrinkage of the singular values of A + noise, A m x n of low rank, noise of independent entries
 * @cite gavish2014 , @cite gavish2017 .  With beta = min/max of m and n and y = s/(noise sqrt(max(m, n))), hard
 * thresholding keeps y > (2 (beta + 1) + 8 beta/(beta + 1 + sqrt(beta^2 + 14 beta + 1)))^(1/2); the shrinkers of the
 * Frobenius, spectral and nuclear norm are, above 1 + sqrt(beta),
 *
 *     sqrt((y^2 - beta - 1)^2 - 4 beta)/y,   x,   max(0, x^4 - beta - sqrt(beta) x y)/(x^2 y),
 *
 * 2 x^2 = y^2 - beta - 1 + sqrt((y^2 - beta - 1)^2 - 4 beta).  An unknown noise is the median of all values over
 * sqrt(max(m, n) median of the Marchenko-Pastur law).
 *
 * @param[in]  shrinker  which loss
 * @param[in]  m         rows, at least 1
 * @param[in]  n         columns, at least 1
 * @param[in]  count     singular values given, at most min(m, n); all of them if the noise is unknown
 * @param[in]  s         singular values, in any order, not negative
 * @param[in]  noise     standard deviation of an entry of the noise, or 0: estimated
 * @param[out] shrunk    values; may be the same array
 * @param[out] report    or NULL
 * @return 0, -i, RANDBLAS_NOT_FINITE, memory codes
 */
RANDBLAS_API int rmt_shrink_singular(rmt_shrinker shrinker, int64_t m, int64_t n, int64_t count, const double *s,
                                     double noise, double *shrunk, rmt_shrink_report *report);

#ifdef __cplusplus
}
#endif

#endif
