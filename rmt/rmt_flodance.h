/**
 * @file rmt_flodance.h
 * @brief Log-determinants of huge kernel matrices, extrapolated from leading submatrices; included by rmt.h.
 *
 * @code
 * // y[j] = logdet of the leading sizes[j] points, their order random
 * rmt_flodance_model model;
 * int info = rmt_flodance_fit(count, sizes, 1, y, count, NULL, &model, NULL);
 * double value, half_width;
 * if (!info) info = rmt_flodance_predict(&model, n, &value, &half_width);
 * @endcode
 */
#ifndef RMT_FLODANCE_H
#define RMT_FLODANCE_H

#include "randblas.h"

#include "randlapack_kernel.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most terms of a model, and most candidates that are compared. */
enum { RMT_FLODANCE_TERMS = 8, RMT_FLODANCE_CANDIDATES = 15 };

/** Options of rmt_flodance_fit(). */
typedef struct rmt_flodance_options {
    size_t size;              /**< sizeof(rmt_flodance_options), or 0 */
    randblas_control control; /**< allocator, memory limit; progress is not told */
    int32_t terms;            /**< 2 + q; 0: chosen, q up to 2 */
    int64_t burn_in;          /**< smallest size whose increments are fitted; 0: chosen */
    int64_t known;            /**< increments up to this size are no guide to others, and never fitted */
    int64_t target;           /**< size for which these are chosen; 0: ten times the largest given */
    double confidence;        /**< of intervals; 0: 0.95 */
} rmt_flodance_options;

/** A fitted model; plain data. */
typedef struct rmt_flodance_model {
    int64_t first;                                              /**< burn-in: increments beyond this size were fitted */
    int64_t last;                                               /**< largest size given */
    int64_t orders;                                             /**< sequences */
    int32_t terms;                                              /**< 2 + q */
    double level;                                               /**< mean of the log-determinants at the largest size */
    double coefficient[RMT_FLODANCE_TERMS];                     /**< of n, log n!, log(n!)/n, log(n!)/n^2 ... */
    double covariance[RMT_FLODANCE_TERMS * RMT_FLODANCE_TERMS]; /**< of the coefficients */
    double noise;       /**< standard deviation of the increment of one point, at the largest size */
    double growth;      /**< it grows like n^growth */
    double error;       /**< of mean increments, out of sample; see rmt_flodance_fit() */
    double inflation;   /**< standard errors by orders over those of independent increments, if larger; else 1 */
    double quantile;    /**< of Student's law, for the confidence asked for */
    double correlation; /**< of residuals with their successors: near 0 if increments are independent */
} rmt_flodance_model;

/** One line of the report's table. */
typedef struct rmt_flodance_candidate {
    int32_t terms;         /**< 2 + q */
    int64_t first;         /**< burn-in */
    double error;          /**< of mean increments out of sample, root mean square */
    double standard_error; /**< of the prediction at the target */
    double score;          /**< estimated root mean square error of that prediction */
} rmt_flodance_candidate;

/** Report of rmt_flodance_fit(). */
typedef struct rmt_flodance_report {
    int32_t candidates; /**< lines of the table; 0 when both terms and burn-in were given */
    int32_t chosen;     /**< the line that was */
    rmt_flodance_candidate table[RMT_FLODANCE_CANDIDATES];
} rmt_flodance_report;

/**
 * Fit the growth of log-determinants of leading submatrices (FLODANCE @cite ameli2025).  For y_n = logdet K_n, n
 * points,
 *
 *     y_n = y_1 + (n - 1) c - nu log n! + q terms log(n!) n^-i,
 *
 * or L_n = y_n/n = L_1 + (1 - 1/n) c - nu log(n!)/n + ...  If the points are in random order, what is fitted is a
 * random walk: y_n - y_(n-1) is the logarithm of a conditional variance (determinant, when points have several outputs)
 * given n - 1 points, whose mean follows the derivative of the model and which correlate little.  So generalised least
 * squares is least squares on increments, with weights from their variance, which may grow with n; y_n itself has
 * correlated errors.  QR on scaled columns.
 *
 * A candidate is a number of terms and a burn-in.  Each predicts, from the sizes up to an origin - an eighth, a quarter
 * and a half of the largest - the mean increment from there to the largest size; its error is multiplied by log(target/
 * largest)/log(largest/origin) if that is more than 1, for the error of a slope grows so.  The least sum of squares of
 * that and of the standard error at the target is chosen.  Intervals have both in them, and the spread of the
 * predictions of candidates that are nearly as good: they allow for bias that looks like noise, and are wider than they
 * need be when the model is exact.
 *
 * Several orders of the points, or subsets of them, may be given: they are averaged, and their scatter is the standard
 * error when it is the larger one.  Subtracting from y what is known for every size (see rmt_dflodance()) makes the
 * noise less and is added to predictions by the caller.
 *
 * @param[in]  count   sizes
 * @param[in]  sizes   ascending, the first at least 1
 * @param[in]  orders  sequences, at least 1
 * @param[in]  logdets count x orders, column major: log-determinants for each size
 * @param[in]  ld      at least count
 * @param[in]  options or NULL
 * @param[out] model   the fit
 * @param[out] report  or NULL
 * @return 0, -i (-1 also when fewer than 3 increments for each term are left beyond options->known),
 * RANDBLAS_NOT_FINITE, memory codes; model is untouched then
 */
RANDBLAS_API int rmt_flodance_fit(int64_t count, const int64_t *sizes, int64_t orders, const double *logdets,
                                  int64_t ld, const rmt_flodance_options *options, rmt_flodance_model *model,
                                  rmt_flodance_report *report);

/**
 * The prediction for a size at least the largest that was fitted, and the half width of its interval: the quantile
 * times the root of the sum of squares of the error of the coefficients, of the noise of the increments to come, and
 * out of sample.
 *
 * @param[in]  model      of rmt_flodance_fit()
 * @param[in]  n          size, at least model->last
 * @param[out] value      y_n
 * @param[out] half_width or NULL
 * @return 0, -i
 */
RANDBLAS_API int rmt_flodance_predict(const rmt_flodance_model *model, int64_t n, double *value, double *half_width);

/** Options of rmt_dflodance(). */
typedef struct rmt_extrapolate_options {
    size_t size;              /**< sizeof(rmt_extrapolate_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    int64_t points;           /**< n_0: points of a leading submatrix; 0: a tenth, at least 32 */
    int64_t orders;           /**< random subsets of n_0 points, each in random order; 0: 8 */
    int64_t neighbours;       /**< k: points of the baseline; 0: n_0/10, 4 to 16; negative: none, the plain method */
    int32_t terms;            /**< as in rmt_flodance_options */
    double confidence;        /**< of the interval; 0: 0.95 */
    double *curve; /**< NULL, or n_0 x orders values, column major: what is fitted, log-determinants of leading
                        submatrices less their baseline; points must be given */
} rmt_extrapolate_options;

/** Report of rmt_dflodance(). */
typedef struct rmt_extrapolate_report {
    double logdet;             /**< estimate of logdet K */
    double half_width;         /**< of its interval */
    double baseline;           /**< sum of the baseline: an upper bound of logdet K */
    double rest;               /**< extrapolated: what logdet K is below the baseline */
    int64_t points;            /**< n_0 */
    double flops;              /**< of factorisations, over those of Cholesky of K */
    rmt_flodance_model model;  /**< of the rest */
    rmt_flodance_report table; /**< how it was chosen */
    double seconds_baseline;   /**< time for the baseline of all points */
    double seconds_factor;     /**< time for leading submatrices and theirs */
} rmt_extrapolate_report;

/**
 * logdet of a positive definite kernel matrix K of N points with d outputs each, rows i d .. i d + d - 1 belonging to
 * point i, from leading submatrices of n_0 points in random order.
 *
 * For any order of the points logdet K = sum_n x_n, x_n the log-determinant of the conditional covariance of point n
 * given all before it.  Let v_n be the same given only the k of them that correlate most with it @cite vecchia1988; v_n
 * >= x_n.  The baseline sum_n v_n is computed for all N points, and rmt_flodance_fit() extrapolates the rest x_n - v_n,
 * whose noise is a small fraction of that of x_n (with k = 16: 1 and 5 % for Matern 3/2 in two and three dimensions, 10
 * % for network kernels on images), from the leading submatrices: factorisations of order n_0 d, of which every pivot
 * is used. One order of a tenth of 3072 images leaves an error of 3 % without it.
 *
 * Cost: for n_0 = N/10, k = 16 and 8 orders less than 1 % of the flops of a Cholesky factorisation of K, N (k d)^3/3
 * for the baseline, and one look at each entry of K in one triangle.  Memory: (n_0 d)^2 and (k d)^2 + N d^2.  Phases
 * told to the progress callback: "factor", "baseline".
 *
 * @param[in]  K       N d x N d, symmetric positive definite
 * @param[in]  d       outputs of a point, at least 1; divides the order of K
 * @param[in]  options or NULL
 * @param[out] report  the result, with table and model
 * @return 0, -i (-3 also when n_0 is too small to fit); RANDBLAS_NOT_POSITIVE_DEFINITE (a leading submatrix is not),
 *         RANDBLAS_NOT_FINITE, RANDBLAS_CALLBACK_FAILED, RANDBLAS_TOO_LARGE, memory and cancellation codes; logdet is
 *         NaN then
 */
RANDBLAS_API int rmt_dflodance(const randlapack_dentries *K, int64_t d, const rmt_extrapolate_options *options,
                               rmt_extrapolate_report *report);
/** @copydoc rmt_dflodance */
RANDBLAS_API int rmt_sflodance(const randlapack_sentries *K, int64_t d, const rmt_extrapolate_options *options,
                               rmt_extrapolate_report *report);

#ifdef __cplusplus
}
#endif

#endif
