/**
 * @file rmt_continuation.h
 * @brief Free decompression by continuation of the block's transform beyond its cut; included by rmt.h.
 *
 * @code
 * rmt_continuation_report report;
 * rmt_law *whole = NULL;
 * int info = rmt_decompress_continue(n, eigenvalues, 8, NULL, &whole, &report); // of a random block of order n
 * if (!info) info = rmt_law_density(whole, count, x, density);                  // of the matrix of order 8 n
 * rmt_law_destroy(whole);
 * @endcode
 */
#ifndef RMT_CONTINUATION_H
#define RMT_CONTINUATION_H

#include "rmt_decompress.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How the transform is continued. */
typedef enum rmt_continuation {
    RMT_CONTINUE_GLUE = 1, /**< rational in J */
    RMT_CONTINUE_CURVE = 2 /**< algebraic: a polynomial in z and m */
} rmt_continuation;

/** What a law of the whole may fail; bits of report.failed. */
typedef enum rmt_continuation_check {
    RMT_CHECK_MASS = 1,     /**< mass is 1 within 1e-3; here and below 20 times that for curves from eigenvalues */
    RMT_CHECK_MEAN = 2,     /**< mean is the block's, within 1e-3 deviations */
    RMT_CHECK_VARIANCE = 4, /**< variance is ratio times the block's, within 2e-3 */
    RMT_CHECK_POSITIVE = 8, /**< no density is negative */
    RMT_CHECK_SHEET = 16,   /**< no jump between sheets is left; else nothing further is checked */
    RMT_CHECK_BANDS = 32,   /**< there are at least one and at most 32 bands */
    RMT_CHECK_MISFIT = 64   /**< misfit is at most 10, or 1 for exact quantiles */
} rmt_continuation_check;

/** Options of rmt_decompress_continue(). */
typedef struct rmt_continuation_options {
    size_t size;              /**< sizeof(rmt_continuation_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    int32_t method;           /**< an rmt_continuation; 0: glue, and if no order passes all checks, curve */
    int32_t order;            /**< glue: of the law, 1 to 6; curve: degree in m, 2 to 4; 0: chosen */
    int32_t moments;          /**< Chebyshev moments that are fitted, 8 to 32; 0: 16, of curves 24 */
    int32_t symmetry;         /**< Dyson's beta: 1 real, 2 complex, 4 quaternion; 0: 1 */
    double penalty;           /**< of a parameter, in units of chi-square; 0: 3 */
} rmt_continuation_options;

/** Report of rmt_decompress_continue(). */
typedef struct rmt_continuation_report {
    int32_t method;     /**< the rmt_continuation */
    int32_t order;      /**< glue: of the law; curve: degree in m */
    int32_t degree;     /**< curve: degree in z */
    int32_t parameters; /**< that were fitted */
    int32_t bands;      /**< intervals of the law of the whole */
    int32_t failed;     /**< checks that failed, bits of rmt_continuation_check; 0: none */
    int64_t repaired;   /**< nodes at which evolution had left the sheet, and was put right */
    int64_t broken;     /**< nodes at which it could not be */
    double damping;     /**< glue: of the coefficients beyond order 1, the inverse of a standard deviation; 0: none */
    double misfit;      /**< chi-square by degrees of freedom of the moments that were fitted: near 1 */
    double noise;       /**< the least such value by 20 moments without the shift of their means: near 1 for random
                           matrices, near 0 for exact quantiles */
    double mass;        /**< of the law of the whole, before it is made 1 */
    double mean_error;  /**< mean of the whole less that of the block's law, in deviations of the whole */
    double variance_ratio; /**< variance of the whole by ratio times that of the block's law */
    double least;          /**< least density by the mean one */
    double distance;       /**< total variation that the sample's fluctuations cause in the law of the whole, to first
                              order and taking the form for granted; NaN: unknown */
} rmt_continuation_report;

/**
 * Free decompression of a block by continuing its transform.
 *
 * Glue: the block's law has one interval, and the transform is a rational function of J, z = centre + half (J + 1/J)/2,
 * |J| < 1 being the physical sheet and |J| > 1 the second.  It has the Jacobi coefficients of a law that are free up to
 * some index, the order, and constant from there on; so its density is not negative, and its poles are on the second
 * sheet.  Order 1 is the free Meixner laws.  The interval and the coefficients minimise the chi-square of the Chebyshev
 * moments, as in rmt_decompress_fit(); the order is that of least chi-square plus penalty times parameters among those
 * whose law of the whole passes all checks.  Where none passes that fits about as well as the best, coefficients of
 * orders 2 and 3 beyond those of order 1 are damped.  At least 3 equal values at an end of the spectrum, to 1e-12
 * of the largest of absolute value, are an atom, which is kept.
 *
 * Curve: several intervals.  P(z, m) = 0, P a polynomial of degrees up to 3 and 4, is fitted to m upon an ellipse about
 * the block's eigenvalues, by the least generalised singular vector, in the metric of the Chebyshev moments'
 * fluctuations; m = -1/z + ... at infinity holds exactly.  Degrees are chosen as the order of glue is.  Atoms are taken
 * off before and put back.
 *
 * The law of the whole at z is found by following zeta, z = zeta - (t - 1)/m(zeta), along t from 1 to ratio above the
 * axis and then down to it, with a tangent as predictor and Newton's method as corrector.  Neighbouring nodes that do
 * not continue each other are put right by descent from infinity.  The result is linear between nodes, at least 800 a
 * band, which are densest at the edges and at narrow peaks; edges are found as stationary points.  Atoms of the whole,
 * those of the block and, of glue, those that rise from behind the cut, are kept; bands of less mass than a quarter of
 * an eigenvalue of the block are not.  Mass, mean, variance and sign are checked.
 *
 * Which method when: rmt_decompress_fit() where a free Meixner law fits.  Continuation where the spectrum has sharp
 * edges or gaps and the ratio is below 2, or the values are exact: for two intervals and the ratio 1.3 total variation
 * is 1.2 % from a sampled block of order 1000 where rmt_decompress_smooth() has 7.4 %.  That one for large ratios and
 * for spectra of many features: fluctuations grow like powers of the ratio, which it damps, and continuation then finds
 * laws that fail the checks and are refused, about half of them at the ratio 2.
 *
 * @param[in]  n        order of the block, at least 8
 * @param[in]  values   its eigenvalues, in any order
 * @param[in]  ratio    order of the whole by that of the block, 1e-6 to 1e6; below 1 compresses
 * @param[in]  options  NULL: defaults
 * @param[out] law      the law of the whole, to be destroyed
 * @param[out] report   what was found, or NULL
 * @return 0, -i, RANDBLAS_NOT_FINITE (NaN or Inf among the values), RANDBLAS_RANK_DEFICIENT (they have no spread),
 *         RANDBLAS_NOT_CONVERGED (a check failed, see report.failed; there is no law unless only the misfit did),
 *         RANDBLAS_CANCELLED, memory codes
 */
RANDBLAS_API int rmt_decompress_continue(int64_t n, const double *values, double ratio,
                                         const rmt_continuation_options *options, rmt_law **law,
                                         rmt_continuation_report *report);

#ifdef __cplusplus
}
#endif

#endif
