/**
 * @file rmt_decompress.h
 * @brief Free decompression: the spectrum of a large matrix from that of a block of it; included by rmt.h.
 *
 * @code
 * rmt_decompress_report fit;
 * rmt_law *block = NULL, *whole = NULL;
 * int info = rmt_decompress_fit(n, eigenvalues, NULL, &block, &fit); // of a random principal block of order n
 * if (!info) info = rmt_decompress(block, 32, &whole);               // the law at order 32 n
 * if (!info) info = rmt_law_density(whole, count, x, density);
 * if (!info) info = rmt_decompress_error(&fit, 32, &distance);       // how far the sample leaves it from the truth
 * rmt_law_destroy(block), rmt_law_destroy(whole);
 * @endcode
 *
 * A random principal block whose order is the share 1/ratio has a spectrum whose R-transform is R(w/ratio), R that of
 * the whole @cite nica1996 : free cumulants of the whole are ratio^(j-1) times those of the block.  So decompression is
 *
 *     z = zeta - (ratio - 1)/m(zeta),    m_ratio(z) = m(zeta)/ratio,
 *
 * which for ratio > 1 needs m beyond its cut @cite ameli2025decompression .  Here the law of the block is one whose
 * second sheet is known exactly: the free Meixner laws, moved and scaled at will, to which all of rmt_law.h with a
 * quadratic transform belong.  They are closed under decompression.
 *
 * The block must be that of a matrix in general position: eigenvectors as if rotated at random.  Entries of a sparse
 * matrix do not do, most of its small blocks being empty; its block is then Q^T A Q, Q of random orthonormal columns.
 *
 * All is double.
 */
#ifndef RMT_DECOMPRESS_H
#define RMT_DECOMPRESS_H

#include "randlapack_kernel.h"
#include "rmt_law.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- laws ------------------------------------------- */

/**
 * The free Meixner law with the given mean and standard deviation.  Its standardised free cumulants kappa_3 and
 * kappa_4 are skew and excess + skew^2; its Jacobi coefficients mean, mean + skew deviation, ... and, squared,
 * deviation^2, (1 + excess) deviation^2, ....  With y = (x - mean)/deviation the density is
 *
 *     sqrt(4 (1 + excess) - (y - skew)^2)/(2 pi deviation (1 + skew y + excess y^2)),
 *
 * and there are at most two atoms, at zeros of the denominator.  Semicircle: skew = excess = 0; Marchenko-Pastur:
 * excess = 0.  Decompression by t multiplies deviation by sqrt(t), skew too, and excess by t.
 *
 * @param[in]  mean       of absolute value at most 1e100 deviations
 * @param[in]  deviation  in [1e-300, 1e300]
 * @param[in]  skew       in [-1e70, 1e70]
 * @param[in]  excess     in (-1, 1e140)
 * @param[out] law        the law, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_free_meixner(double mean, double deviation, double skew, double excess, rmt_law **law);

/**
 * Free decompression of a law, or compression.  The result is of the same family, parameters rounded once or twice;
 * that of a Kesten-McKay law is of family RMT_FREE_MEIXNER.  Atoms stay where they are: a weight w becomes
 * 1 - (1 - w)/ratio.
 *
 * @param[in]  from   a law with a second sheet: semicircle, Marchenko-Pastur, Kesten-McKay, Wachter, Meixner, or
 *                    rmt_law_free_meixner(); others -1
 * @param[in]  ratio  order of the whole by that of the block, below rmt_decompress_limit(), else -2; less than 1
 *                    compresses
 * @param[out] law    the law of the whole, to be destroyed
 * @return 0, -i (-2 too where a parameter of the result would leave its range), memory codes
 */
RANDBLAS_API int rmt_decompress(const rmt_law *from, double ratio, rmt_law **law);

/**
 * The ratio at and beyond which a law is no block's: d of Kesten-McKay, a + b of Wachter, -1/excess of a free Meixner
 * law of negative excess; else infinity.
 *
 * @param[in]  from   as above
 * @param[out] limit  the ratio
 * @return 0, -i
 */
RANDBLAS_API int rmt_decompress_limit(const rmt_law *from, double *limit);

/* ---------------------------------------------------------------- from eigenvalues ------------------------------- */

/** Restrictions of the free Meixner law: a wall is a zero of the density's denominator, which stays where it is. */
typedef enum rmt_decompress_model {
    RMT_MODEL_SEMICIRCLE = 1,   /**< skew = excess = 0 */
    RMT_MODEL_GRAM = 2,         /**< Marchenko-Pastur with its wall at 0: blocks of Gram matrices */
    RMT_MODEL_PROJECTOR = 3,    /**< Wachter, walls at 0 and 1: blocks of projectors */
    RMT_MODEL_FREE_POISSON = 4, /**< excess = 0 */
    RMT_MODEL_SYMMETRIC = 5,    /**< skew = 0 */
    RMT_MODEL_WALL = 6,         /**< a wall at 0 */
    RMT_MODEL_MEIXNER = 7,      /**< no restriction */
    RMT_MODEL_KESTEN_MCKAY = 8  /**< mean 0, excess = -1/deviation^2: blocks of sums of orthogonal matrices, regular
                                     graphs; the unit being presumed, it counts as two parameters in the choice */
} rmt_decompress_model;

/** Options of rmt_decompress_fit(). */
typedef struct rmt_decompress_options {
    size_t size;              /**< sizeof(rmt_decompress_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    int32_t model;            /**< an rmt_decompress_model; 0: chosen */
    int32_t symmetry;         /**< Dyson's beta: 1 real, 2 complex, 4 quaternion; 0: 1 */
    int32_t moments;          /**< Chebyshev moments that are fitted, 4 to 32; 0: 10, or n/2 if that is less */
    double penalty;           /**< of a parameter, in units of chi-square; 0: 3 */
} rmt_decompress_options;

/** Report of rmt_decompress_fit(). */
typedef struct rmt_decompress_report {
    int32_t model;      /**< the rmt_decompress_model */
    int32_t parameters; /**< how many that has */
    double mean;        /**< of the fitted law; as the next three, NaN where nothing was fitted */
    double deviation;   /**< see rmt_law_free_meixner() */
    double skew;        /**< likewise */
    double excess;      /**< likewise */
    double shift[4][4]; /**< [j][0 .. 3]: what one standard error in direction j, j < parameters, does to mean, log of
                           deviation, skew and excess; the directions are independent */
    double standard_errors[4]; /**< of mean, deviation, skew, excess */
    double misfit;             /**< chi-square by degrees of freedom of the moments that were fitted: near 1 */
    double noise;              /**< the same of twice as many moments without restriction and without the shift of their
                                  means: near 1 for a random matrix, near 0 for exact quantiles */
    double limit;              /**< rmt_decompress_limit() of the fitted law */
} rmt_decompress_report;

/**
 * Fits the law of a block to its eigenvalues by Chebyshev moments on the law's own interval.
 *
 * For random matrices whose spectrum fills one interval, the sums T_k over all eigenvalues fluctuate independently,
 * with variance k/(2 beta) whatever their number, about n times the law's moment plus (2/beta - 1)/2 for even k
 * @cite johansson1998 .  So the sum of squares of the deviations, so weighted, is a chi-square, and its minimum the
 * efficient estimate: mean and deviation to O(1/n).  Of the restrictions that the spectrum allows (walls at 0 for
 * values of one sign, at 1 for values below 1) the one is chosen whose chi-square plus penalty times parameters is
 * least. Eigenvalues that are exact quantiles (i - 1/2)/n show no such fluctuation: then noise is below 0.1, no shift
 * of means is assumed but that of the midpoint rule at the edges, and chi-square is taken relative to noise.
 *
 * At least 3 equal values at an end of the spectrum, to 1e-12 of the largest of absolute value, are an atom: its weight
 * is fitted, and its place a wall.
 *
 * Cost: O(n) for sorting aside, some hundred times 2 moments n.
 *
 * @param[in]  n        order of the block, at least 8
 * @param[in]  values   its eigenvalues, in any order
 * @param[in]  options  NULL: defaults
 * @param[out] law      the fitted law, to be destroyed, or NULL
 * @param[out] report   the fit, or NULL
 * @return 0, -i, RANDBLAS_NOT_FINITE (NaN or Inf among the values), RANDBLAS_RANK_DEFICIENT (they have no spread),
 *         RANDBLAS_NOT_CONVERGED (misfit is above 10, or the model does not suit the values at all: the law is the
 *         best that was found, if any), RANDBLAS_CANCELLED, memory codes
 */
RANDBLAS_API int rmt_decompress_fit(int64_t n, const double *values, const rmt_decompress_options *options,
                                    rmt_law **law, rmt_decompress_report *report);

/**
 * Expected total variation distance between the density of the fitted law, decompressed, and the truth, as far as the
 * sample's fluctuations cause it: the model is taken for granted.  First order, by differences along report.shift.
 *
 * @param[in]  report    of rmt_decompress_fit()
 * @param[in]  ratio     below report->limit
 * @param[out] distance  between 0 and 1
 * @return 0, -i, RANDBLAS_NOT_CONVERGED (errors are unknown or too large to say), memory codes
 */
RANDBLAS_API int rmt_decompress_error(const rmt_decompress_report *report, double ratio, double *distance);

/**
 * Standard errors of quantiles of the decompressed law, likewise.
 *
 * @param[in]  report  of rmt_decompress_fit()
 * @param[in]  ratio   below report->limit
 * @param[in]  n       number of probabilities
 * @param[in]  p       probabilities
 * @param[out] error   standard errors; NaN where p is outside [0, 1]
 * @return 0, -i, RANDBLAS_NOT_CONVERGED (errors are unknown or too large to say), memory codes
 */
RANDBLAS_API int rmt_decompress_quantile_error(const rmt_decompress_report *report, double ratio, int64_t n,
                                               const double *p, double *error);

/* ---------------------------------------------------------------- any spectrum ----------------------------------- */

/**
 * The law whose density is linear between nodes, and 0 at the first and last.
 *
 * @param[in]  n       nodes, 3 to 100000
 * @param[in]  x       the nodes, strictly ascending, of absolute value at most 1e300
 * @param[in]  height  the density there, up to a factor: not negative, 0 at both ends, not all 0
 * @param[out] law     the law, of mass 1, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_polygon(int64_t n, const double *x, const double *height, rmt_law **law);

/** Options of rmt_decompress_smooth(). */
typedef struct rmt_decompress_smooth_options {
    size_t size;              /**< sizeof(rmt_decompress_smooth_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    double low;               /**< the spectrum of the whole is in [low, high], extended to the block's values; both 0:
                                   six deviations about the mean, and on the side of 0 that all values are on */
    double high;              /**< likewise */
    double smoothing;         /**< weight of the penalty; 0: chosen */
    int32_t nodes;            /**< of the density, 8 to 1000; 0: 100 */
    int32_t moments;          /**< Chebyshev moments that are fitted, 4 to 32; 0: 16 */
    int32_t symmetry;         /**< Dyson's beta: 1 real, 2 complex, 4 quaternion; 0: 1 */
} rmt_decompress_smooth_options;

/** Report of rmt_decompress_smooth(). */
typedef struct rmt_decompress_smooth_report {
    double low;       /**< where the density begins */
    double high;      /**< where it ends */
    double smoothing; /**< weight of the penalty */
    double misfit;    /**< chi-square by moments */
    double least;     /**< the same with hardly any penalty; NaN if the weight was given */
} rmt_decompress_smooth_report;

/**
 * Free decompression of a block whose law is unknown, from its eigenvalues, as a convex problem: several intervals are
 * no obstacle, and the result is a density whatever the values are.
 *
 * Every zeta in the upper half plane gives a z = zeta - (ratio - 1)/m(zeta) there and the transform of the whole,
 * m(zeta)/ratio, at it.  The density of the whole, linear between equidistant nodes, is the one that fits these within
 * the fluctuations of the block's Chebyshev moments, has mass 1, is not negative, and has the least integral of the
 * squared second derivative.  The weight of that, in units of the whole's standard deviation, is the largest of 100,
 * 50, 25, ... for which chi-square is at most the number of moments, or three quarters of that more than with hardly
 * any penalty.
 *
 * What is found is smooth: sharp edges, narrow bands and atoms are smeared over what the block cannot resolve.
 * rmt_decompress_continue() keeps them, and where a free Meixner law fits, rmt_decompress_fit() is far more
 * accurate.  Cost: 64 n and at most twelve least-squares problems of nodes unknowns.
 *
 * @param[in]  n        order of the block, at least 8
 * @param[in]  values   its eigenvalues, in any order
 * @param[in]  ratio    order of the whole by that of the block, 1 to 1e6
 * @param[in]  options  NULL: defaults
 * @param[out] law      the law of the whole, to be destroyed
 * @param[out] report   the fit, or NULL
 * @return 0, -i, RANDBLAS_NOT_FINITE (NaN or Inf among the values), RANDBLAS_RANK_DEFICIENT (they have no spread),
 *         RANDBLAS_NOT_CONVERGED (misfit is above 10: not the block of a free sequence; the law is the
 *         best that was found, if any), RANDBLAS_CANCELLED, memory codes
 */
RANDBLAS_API int rmt_decompress_smooth(int64_t n, const double *values, double ratio,
                                       const rmt_decompress_smooth_options *options, rmt_law **law,
                                       rmt_decompress_smooth_report *report);

/* ---------------------------------------------------------------- kernels ---------------------------------------- */

/** Options of rmt_decompress_kernel(). */
typedef struct rmt_decompress_kernel_options {
    size_t size;              /**< sizeof(rmt_decompress_kernel_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< where the stream of the permutations starts */
    int32_t splits;           /**< of the block into random halves, quarters and eighths, 1 to 64; 0: 4 */
    int32_t degree;           /**< of the growth as a polynomial in log p/(1 - p), 1 to 8; 0: 3 */
} rmt_decompress_kernel_options;

/** Report of rmt_decompress_kernel(). */
typedef struct rmt_decompress_kernel_report {
    double log_det;       /**< logarithm of the determinant of the whole */
    double log_det_error; /**< its standard error, as far as the choice of the block's points causes it */
    double growth;        /**< of the mean logarithm of an eigenvalue, from half the block to all */
    double previous;      /**< the same from a quarter to half */
    double damping;       /**< factor, in [0, 1], by which departures from the mean growth shrink with a doubling */
    double trace;         /**< relative error of the mean eigenvalue: 0 unless damping is 0 or 1 */
    double misfit;        /**< root mean square of what the block's own logarithms differ by from those that halves
                               predict: what to expect of a doubling */
} rmt_decompress_kernel_report;

/**
 * The spectrum of a kernel matrix of more points, from that of a random sample of them: positive definite matrices
 * k(x_i, x_j) whose eigenvalues, over many orders of magnitude, keep decaying as points are added.
 *
 * Blocks of such a matrix are not free: points that others determine well have other small eigenvalues than the rest,
 * and free decompression, which takes all for alike, makes the log-determinant too small.  So the growth of the
 * logarithms of eigenvalues is measured, between random halves and quarters of the block, and carried on: its mean as a
 * damped trend, departures from it shrinking so that the mean eigenvalue stays what it is.  The errors are those of
 * halves that do not overlap
 * @cite politis1994 , halved.
 *
 * What the block cannot show is not foreseen: a rank that the whole does not exceed, or noise that dominates only at
 * larger orders.  Spikes, as a constant part makes one, are known by a gap of a factor e below them; each stays one
 * eigenvalue, which grows with the order.
 *
 * Cost: the eigenvalues of the block, and for each split about a third of that again.
 *
 * @param[in]  n        order of the block, at least 64
 * @param[in]  A        positive definite; the upper triangle is read, column major
 * @param[in]  lda      at least n
 * @param[in]  ratio    order of the whole by that of the block, 1 to 1e6
 * @param[in]  options  NULL: defaults
 * @param[out] values   n eigenvalues that are expected at shares (i - 1/2)/n of the whole, ascending, or NULL
 * @param[out] errors   standard errors of their logarithms, or NULL
 * @param[out] law      the law of the whole, to be destroyed, or NULL
 * @param[out] report   NULL: none
 * @return 0, -i, RANDBLAS_NOT_FINITE, RANDBLAS_NOT_POSITIVE_DEFINITE (or so ill-conditioned that the least eigenvalues
 *         are rounding), RANDBLAS_RANK_DEFICIENT (they have no spread), RANDBLAS_NOT_CONVERGED (trace beyond 0.1: the
 *         ratio is too large for the block, and the upper end of the law and of values is wrong; log_det and its error
 *         stand, outputs are written), RANDBLAS_CANCELLED, memory codes
 */
RANDBLAS_API int rmt_decompress_kernel(int64_t n, const double *A, int64_t lda, double ratio,
                                       const rmt_decompress_kernel_options *options, double *values, double *errors,
                                       rmt_law **law, rmt_decompress_kernel_report *report);

/* ---------------------------------------------------------------- the block -------------------------------------- */

/**
 * Indices of a random principal block: m of n without replacement, ascending, counted from 0.
 *
 * @param[in]  n      order of the whole
 * @param[in]  m      order of the block, 1 to n
 * @param[in]  state  where the stream starts
 * @param[out] index  m indices
 * @param[out] next   the state behind, or NULL
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_decompress_choose(int64_t n, int64_t m, const randblas_state *state, int64_t *index,
                                       randblas_state *next);

/**
 * Entries of a principal block of a symmetric operator, where they are stored; of sparse matrices and callbacks by
 * products with m columns of the identity.
 *
 * @param[in]  A        n x n, symmetric
 * @param[in]  m        order of the block, 1 to n
 * @param[in]  index    its indices, from 0, ascending, as of rmt_decompress_choose()
 * @param[in]  control  progress, allocator, memory limit; NULL: none
 * @param[out] S        m x m, column major
 * @param[in]  lds      at least m
 * @return 0, -i, RANDBLAS_INVALID_SPARSE, RANDBLAS_CALLBACK_FAILED, RANDBLAS_CANCELLED, memory codes
 */
RANDBLAS_API int rmt_decompress_principal(const randblas_dlinop *A, int64_t m, const int64_t *index,
                                          const randblas_control *control, double *S, int64_t lds);

/**
 * The same of a matrix that is known by its entries, a caller's routine or a kernel on points; rmt_decompress_block()
 * of S itself, m = n, has its eigenvalues.
 *
 * @param[in]  K      n x n, symmetric
 * @param[in]  m      order of the block, 1 to n
 * @param[in]  index  its indices, from 0, ascending
 * @param[out] S      m x m, column major
 * @param[in]  lds    at least m
 * @return 0, -i, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int rmt_decompress_entries(const randlapack_dentries *K, int64_t m, const int64_t *index, double *S,
                                        int64_t lds);

/**
 * Eigenvalues of a random block of a symmetric operator: a principal block of rmt_decompress_choose(), or Q^T A Q, Q
 * the first columns of a Haar orthogonal matrix, for matrices whose entries are no sample of the whole, sparse ones
 * above all.  That makes the block free, whatever A is.
 *
 * Cost: 4/3 m^3; what rmt_decompress_principal() costs; or, rotated, m products with A and 6 n m^2.  Memory: m^2, and
 * n m if it is rotated.
 *
 * @param[in]  A        n x n, symmetric; only products with it are taken
 * @param[in]  m        order of the block, 1 to n
 * @param[in]  rotated  1: Q^T A Q; 0: a principal block
 * @param[in]  state    where the stream starts
 * @param[in]  control  progress, allocator, memory limit; NULL: none
 * @param[out] values   m eigenvalues, ascending
 * @param[out] next     the state behind, or NULL
 * @return 0, -i, RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_FINITE, RANDBLAS_NOT_CONVERGED, RANDBLAS_CALLBACK_FAILED,
 *         RANDBLAS_CANCELLED, memory codes
 */
RANDBLAS_API int rmt_decompress_block(const randblas_dlinop *A, int64_t m, int rotated, const randblas_state *state,
                                      const randblas_control *control, double *values, randblas_state *next);

/** Report of rmt_decompress_check(): departures in standard deviations, 0 where all blocks are alike. */
typedef struct rmt_decompress_check_report {
    double diagonal; /**< of the sum of the block's diagonal */
    double sum;      /**< of the sum of its other entries */
    double energy;   /**< of the sum of their squares */
    double p_value;  /**< probability that a random block departs as far in one of the three */
} rmt_decompress_check_report;

/**
 * Whether a principal block is like a random one, as decompression takes for granted: the leading block of a block
 * diagonal matrix, or of one whose rows are sorted, is not.  Three sums over the block are compared with their means
 * and exact variances over all choices of m indices; the probability takes them for normal.  Below 0.01 the block
 * should be replaced by one of rmt_decompress_choose().
 *
 * A random block may still be no block of a free sequence: that is seen in the misfit of a fit.  Cost: 5 n^2.
 *
 * @param[in]  n       order of the whole
 * @param[in]  A       symmetric; the upper triangle is read, column major
 * @param[in]  lda     at least n
 * @param[in]  m       order of the block, 1 to n
 * @param[in]  index   its indices, from 0, all different; NULL: the first m
 * @param[out] report  the departures
 * @return 0, -i, RANDBLAS_NOT_FINITE, memory codes
 */
RANDBLAS_API int rmt_decompress_check(int64_t n, const double *A, int64_t lda, int64_t m, const int64_t *index,
                                      rmt_decompress_check_report *report);

#ifdef __cplusplus
}
#endif

#endif
