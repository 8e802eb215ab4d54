/**
 * @file rmt_weights.h
 * @brief Spectra of trained weight matrices; included by rmt.h.
 *
 * @code
 * rmt_weights_report r;
 * int info = rmt_dweights_layer(RANDBLAS_ROW_MAJOR, m, n, W, n, NULL, NULL, &r);
 * // r.power_law.alpha, r.metrics.stable_rank, r.bulk.spikes, r.phase
 * @endcode
 *
 * Eigenvalues are those of W^T W, not divided by a size; zeros of the larger Gram matrix are left out, so that W, m x
 * n, has min(m, n) of them.  They are doubles for float weights too, and ascend.
 *
 * If squares of entries could overflow or underflow, W is scaled by a power of two: eigenvalues and all that is made of
 * them then belong to 2^-exponent W, and only logarithms, which do not overflow, to W itself.  exponent is 0 while
 * entries of double weights are within 1e+-90, and for float weights.
 */
#ifndef RMT_WEIGHTS_H
#define RMT_WEIGHTS_H

#include "randblas.h"
#include "rmt_tail.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- spectrum --------------------------------------- */

/** How eigenvalues are computed. */
typedef enum rmt_esd_method {
    RMT_ESD_AUTO = 0,  /**< Gram matrix; of double weights, singular values if that is not accurate enough */
    RMT_ESD_GRAM = 1,  /**< eigenvalues of the smaller Gram matrix, in double: absolute error eps lambda_max */
    RMT_ESD_SVD = 2,   /**< singular values, in double: absolute error of a root eps sqrt(lambda_max) */
    RMT_ESD_KRYLOV = 3 /**< the largest ones alone, by block Krylov: rmt_dweights_largest(), rmt_dweights_layer() */
} rmt_esd_method;

/** Options of rmt_dweights_spectrum() and rmt_dweights_largest(). */
typedef struct rmt_weights_spectrum_options {
    size_t size;              /**< sizeof(rmt_weights_spectrum_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state of block Krylov */
    rmt_esd_method method;    /**< not RMT_ESD_KRYLOV */
    double accuracy;          /**< relative error that a trusted eigenvalue may have; 0: 1e-4, of block Krylov 2e-3 */
} rmt_weights_spectrum_options;

/** Report of rmt_dweights_spectrum() and rmt_dweights_largest(). */
typedef struct rmt_weights_spectrum_report {
    int64_t count;         /**< eigenvalues found */
    int64_t trusted;       /**< how many of them, the largest ones, are within the accuracy */
    rmt_esd_method method; /**< what was run */
    int32_t exponent;      /**< eigenvalues are those of 2^-exponent W */
    double error;          /**< absolute error of the eigenvalues (RMT_ESD_SVD: of their roots), estimated */
    double trace;          /**< sum of all min(m, n) eigenvalues: ||2^-exponent W||_F^2 */
    double seconds;        /**< time of the call */
} rmt_weights_spectrum_report;

/**
 * Eigenvalues of W^T W.
 *
 * By the Gram matrix of the smaller size p they have the absolute error p^(1/2) eps lambda_max, eps that of double,
 * also for float weights, whose products are exact there: relative to small eigenvalues it is large.  Singular values
 * cost some four times as much, and are accurate to p^(1/2) eps lambda_max^(1/2).
 *
 * Cost: max(m, n) p^2 + 4/3 p^3 flops, or 2 max(m, n) p^2 + 2 p^3.  Memory: p^2 doubles, or m n, and lower order.
 *
 * @param[in]  layout  storage order of W
 * @param[in]  m       rows
 * @param[in]  n       columns
 * @param[in]  W       m x n
 * @param[in]  lda     at least max(1, m), or max(1, n) when row major
 * @param[out] values  min(m, n) eigenvalues, ascending, not negative
 * @param[in]  options or NULL
 * @param[out] report  or NULL
 * @return 0, -i, RANDBLAS_NOT_FINITE (values are NaN), RANDBLAS_NOT_CONVERGED, RANDBLAS_TOO_LARGE, memory and
 *         cancellation codes
 */
RANDBLAS_API int rmt_dweights_spectrum(randblas_layout layout, int64_t m, int64_t n, const double *W, int64_t lda,
                                       double *values, const rmt_weights_spectrum_options *options,
                                       rmt_weights_spectrum_report *report);
/** @copydoc rmt_dweights_spectrum */
RANDBLAS_API int rmt_sweights_spectrum(randblas_layout layout, int64_t m, int64_t n, const float *W, int64_t lda,
                                       double *values, const rmt_weights_spectrum_options *options,
                                       rmt_weights_spectrum_report *report);

/**
 * The largest k eigenvalues of W^T W, of a matrix too large for all of them: block Krylov @cite musco2015 in the
 * precision of W, until the relative excess of randlapack_dkrylov_svd() is half the accuracy.
 *
 * They err on the low side.  An error is the residual ||W v - s u|| s of singular vectors, or its square over the gap
 * to the least value that was found, whichever is less: an estimate, as what the space has not resolved is below that
 * value with high probability only.
 *
 * Cost: some 3 k products of W and of W^T with a vector.  Memory: (3 m + 2 n) k or so, in the precision of W.
 *
 * @param[in]  layout  storage order of W
 * @param[in]  m       rows
 * @param[in]  n       columns
 * @param[in]  W       m x n
 * @param[in]  lda     at least max(1, m), or max(1, n) when row major
 * @param[in]  k       how many, 0 <= k <= min(m, n)
 * @param[out] values  k eigenvalues, ascending
 * @param[out] errors  k error estimates, or NULL
 * @param[in]  options or NULL; the method has to be RMT_ESD_AUTO
 * @param[out] report  or NULL
 * @return 0, -i, RANDBLAS_NOT_FINITE (values and errors are NaN), RANDBLAS_NOT_CONVERGED (the best that was found;
 *         report.trusted says how many are within the accuracy), RANDBLAS_TOO_LARGE, memory and cancellation codes
 */
RANDBLAS_API int rmt_dweights_largest(randblas_layout layout, int64_t m, int64_t n, const double *W, int64_t lda,
                                      int64_t k, double *values, double *errors,
                                      const rmt_weights_spectrum_options *options, rmt_weights_spectrum_report *report);
/** @copydoc rmt_dweights_largest */
RANDBLAS_API int rmt_sweights_largest(randblas_layout layout, int64_t m, int64_t n, const float *W, int64_t lda,
                                      int64_t k, double *values, double *errors,
                                      const rmt_weights_spectrum_options *options, rmt_weights_spectrum_report *report);

/* ---------------------------------------------------------------- bulk ------------------------------------------- */

/** A Marchenko-Pastur bulk: report of rmt_weights_bulk_fit(). */
typedef struct rmt_weights_bulk {
    double sigma;     /**< standard deviation of an entry of the noise */
    double lower;     /**< lower edge sigma^2 (sqrt(N) - sqrt(M))^2, N x M less the spikes */
    double upper;     /**< upper edge sigma^2 (sqrt(N) + sqrt(M))^2 */
    double margin;    /**< of Tracy and Widom: eigenvalues above upper + margin are spikes */
    double statistic; /**< (lambda_max - centre)/scale, near the Tracy-Widom law of beta = 1 without spikes */
    double p_value;   /**< of a lambda_max as large by chance */
    double distance; /**< Kolmogorov-Smirnov distance of the eigenvalues but the spikes from the Marchenko-Pastur law */
    double share;    /**< of the trace that is in the spikes */
    double softrank; /**< upper/lambda_max, the MP soft rank */
    int64_t spikes;  /**< eigenvalues above */
} rmt_weights_bulk;

/**
 * The Marchenko-Pastur bulk of the eigenvalues of W^T W and the spikes above it, W of N x M entries, N >= M, of unknown
 * variance sigma^2.
 *
 * With k spikes, sigma^2 is the sum of the other eigenvalues over (N - k)(M - k).  An eigenvalue is a spike if it is
 * above the quantile 1 - level of the largest eigenvalue of (N - k) x (M - k) noise, k the number of those above it:
 * the Tracy-Widom law of beta = 1, centred and scaled after @cite johnstone2001 and @cite ma2012, corrected for sigma
 * being estimated from the same matrix @cite nadler2011 , as in @cite kritchman2009.  The first guess of k is the
 * number of eigenvalues beyond the edge that fits the median, so that many spikes do not hide each other; from there it
 * is lowered while the least spike is none, and raised while the next eigenvalue is one.
 *
 * @param[in]  m       rows of W, at least 1
 * @param[in]  n       columns of W, at least 1
 * @param[in]  values  min(m, n) eigenvalues of W^T W, ascending, not negative
 * @param[in]  level   chance to find a spike where there is none, in (0, 1); 0: 0.01
 * @param[out] bulk    the fit
 * @return 0, -i, RANDBLAS_NOT_FINITE, RANDBLAS_RANK_DEFICIENT (fewer than 8 eigenvalues, or more than half of them
 *         zero: no bulk to fit), memory codes
 */
RANDBLAS_API int rmt_weights_bulk_fit(int64_t m, int64_t n, const double *values, double level, rmt_weights_bulk *bulk);

/* ---------------------------------------------------------------- metrics ---------------------------------------- */

/** Scalars of a spectrum: report of rmt_weights_measure(). */
typedef struct rmt_weights_metrics {
    double lambda_max;         /**< the largest eigenvalue, which WeightWatcher calls spectral norm */
    double lambda_min;         /**< the least */
    double norm;               /**< ||W||_F */
    double spectral_norm;      /**< ||W||_2 */
    double log_norm;           /**< log10 ||W||_F^2 */
    double log_spectral_norm;  /**< log10 lambda_max */
    double alpha_hat;          /**< alpha log10 lambda_max */
    double log_alpha_norm;     /**< log10 sum lambda^alpha */
    double log_alpha_schatten; /**< log10 (sum lambda^alpha)^(1/alpha) */
    double stable_rank;        /**< ||W||_F^2/lambda_max */
    double entropy;            /**< - sum p log p/log rank, p = lambda/sum lambda */
    double participation;      /**< (sum lambda)^2/sum lambda^2 */
    double detx;               /**< least eigenvalue of the tail whose product is nearest to 1 from below */
    int64_t detx_count;        /**< eigenvalues in that tail, detx included */
    int64_t rank;              /**< singular values above the tolerance */
    int64_t rank_loss;         /**< the others */
} rmt_weights_metrics;

/**
 * Scalars of the eigenvalues of W^T W.
 *
 * detX: eigenvalues divided by their mean are multiplied from the largest on until the product is below 1, as
 * WeightWatcher does; where a self-averaging correlation has log det = 0.
 *
 * @param[in]  m          rows of W, at least 1
 * @param[in]  n          columns of W, at least 1
 * @param[in]  values     min(m, n) eigenvalues, ascending, not negative
 * @param[in]  exponent   they are those of 2^-exponent W; logarithms are of W
 * @param[in]  alpha      exponent of the power law, or NaN: then what needs it is NaN
 * @param[in]  tolerance  of the rank, relative to the largest singular value; 0: max(m, n) eps
 * @param[out] metrics    scalars; of a zero matrix logarithms are -Inf, ratios NaN
 * @return 0, -i, RANDBLAS_NOT_FINITE
 */
RANDBLAS_API int rmt_weights_measure(int64_t m, int64_t n, const double *values, int32_t exponent, double alpha,
                                     double tolerance, rmt_weights_metrics *metrics);

/* ---------------------------------------------------------------- randomised ------------------------------------- */

/**
 * Permutes the entries of W at random, in place: a uniform permutation, the same for each layout, precision and number
 * of threads.  It destroys correlations and keeps the entries.
 *
 * @param[in]     layout   storage order of W
 * @param[in]     m        rows
 * @param[in]     n        columns
 * @param[in,out] W        m x n
 * @param[in]     lda      at least max(1, m), or max(1, n) when row major
 * @param[in]     inverse  nonzero: the inverse permutation
 * @param[in]     state    random state
 * @return 0, -i
 */
RANDBLAS_API int rmt_dweights_shuffle(randblas_layout layout, int64_t m, int64_t n, double *W, int64_t lda,
                                      int32_t inverse, const randblas_state *state);
/** @copydoc rmt_dweights_shuffle */
RANDBLAS_API int rmt_sweights_shuffle(randblas_layout layout, int64_t m, int64_t n, float *W, int64_t lda,
                                      int32_t inverse, const randblas_state *state);

/** The layer with its entries permuted. */
typedef struct rmt_weights_random {
    double lambda_max;     /**< its largest eigenvalue */
    double distance;       /**< rmt_weights_divergence() of the two spectra, the rand distance */
    double softrank;       /**< its lambda_max over that of the layer */
    rmt_weights_bulk bulk; /**< its own Marchenko-Pastur bulk; bulk.spikes are correlation traps */
} rmt_weights_random;

/**
 * The Jensen-Shannon distance between two spectra of the same size, in nats^(1/2), at most (log 2)^(1/2): of p and q,
 * the eigenvalues divided by their sums, sqrt((KL(p, (p + q)/2) + KL(q, (p + q)/2))/2).  It is what WeightWatcher calls
 * rand_distance, between a layer and itself permuted.
 *
 * @param[in]  count     eigenvalues, at least 1
 * @param[in]  first     a spectrum, ascending, not negative, not all zero
 * @param[in]  second    another
 * @param[out] distance  the distance
 * @return 0, -i, RANDBLAS_NOT_FINITE, RANDBLAS_RANK_DEFICIENT (a spectrum of zeros: NaN)
 */
RANDBLAS_API int rmt_weights_divergence(int64_t count, const double *first, const double *second, double *distance);

/* ---------------------------------------------------------------- phases ----------------------------------------- */

/** Phases of training @cite martin2021. */
typedef enum rmt_weights_phase {
    RMT_PHASE_UNKNOWN = 0,      /**< too little is known, or none of these */
    RMT_PHASE_RANDOM_LIKE = 1,  /**< a Marchenko-Pastur bulk and nothing else */
    RMT_PHASE_BLEEDING_OUT = 2, /**< eigenvalues just beyond its edge */
    RMT_PHASE_BULK_SPIKES = 3,  /**< a bulk and a few eigenvalues far from it */
    RMT_PHASE_BULK_DECAY = 4,   /**< the bulk decays into a tail */
    RMT_PHASE_HEAVY_TAILED = 5, /**< no bulk: a power law */
    RMT_PHASE_RANK_COLLAPSE = 6 /**< a share of the eigenvalues is zero */
} rmt_weights_phase;

/** What a phase is told from. */
typedef struct rmt_weights_evidence {
    double rank_loss;     /**< share of the eigenvalues that are zero to rounding */
    double entry_tail;    /**< tail index mu of the entries, P(|w| > x) ~ x^-mu @cite hill1975 */
    double spike_share;   /**< spikes over eigenvalues */
    double strength;      /**< lambda_max over the upper edge of the bulk */
    double bulk_distance; /**< rmt_weights_bulk.distance */
    double alpha;         /**< exponent of the power law */
    double tail_share;    /**< of the eigenvalues that are in its tail */
    double traps;         /**< spikes of the permuted layer over eigenvalues */
} rmt_weights_evidence;

/**
 * The phase, by the first rule that holds; NaN holds nowhere.
 *
 * 1. rank_loss >= 0.1: rank collapse.
 * 2. entry_tail < 2, or spike_share >= 0.5, or spike_share >= 0.1 and alpha < 2: heavy-tailed.
 * 3. entry_tail < 4, or spike_share >= 0.1: bulk decay.
 * 4. spike_share = 0: random-like if bulk_distance <= 0.2, else unknown.
 * 5. strength <= 2: bleeding-out.
 * 6. Else bulk and spikes.
 *
 * Rules 2 and 3 are the universality classes of heavy-tailed matrices, whose eigenvalues have the tail exponent
 * 1 + mu/2: mu of the entries, or, where correlations and not entries make the tail, of so many spikes that they are no
 * exception; where they are half of the eigenvalues there is no bulk.  A spectrum without spikes that is far from
 * noise, of nearly orthogonal columns say, is none of the phases.
 *
 * @param[in]  evidence  what is known
 * @param[out] phase     the phase; RMT_PHASE_UNKNOWN if no rule holds
 * @return 0, -i
 */
RANDBLAS_API int rmt_weights_classify(const rmt_weights_evidence *evidence, rmt_weights_phase *phase);

/* ---------------------------------------------------------------- a layer ---------------------------------------- */

/** Parts of a report. */
typedef enum rmt_weights_part {
    RMT_PART_SPECTRUM = 1,   /**< eigenvalues and metrics; always done */
    RMT_PART_POWER_LAW = 2,  /**< the power law */
    RMT_PART_COMPARISON = 4, /**< what competes with it */
    RMT_PART_BULK = 8,       /**< the Marchenko-Pastur bulk */
    RMT_PART_RANDOM = 16,    /**< the permuted layer */
    RMT_PART_PHASE = 32      /**< evidence and phase */
} rmt_weights_part;

/** Options of rmt_dweights_layer() and rmt_dweights_compare(). */
typedef struct rmt_weights_options {
    size_t size;              /**< sizeof(rmt_weights_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< of the permutation, the bootstrap, and block Krylov */
    rmt_esd_method method;    /**< how eigenvalues are computed */
    int32_t skip;             /**< sum of rmt_weights_part: what not to do */
    double accuracy;          /**< as in rmt_weights_spectrum_options */
    double least; /**< eigenvalues up to this one are in no power law; 0: those that are not trusted; WeightWatcher
                       has 1e-5 */
    int64_t least_tail; /**< as in rmt_power_law_options */
    int64_t replicates; /**< as in rmt_power_law_options */
    double level;       /**< of the edge test; 0: 0.01 */
    double tolerance;   /**< of the rank; 0: max(m, n) eps, eps that of the precision of W */
    int64_t largest;    /**< RMT_ESD_KRYLOV: eigenvalues to begin with; 0: min(m, n)/32 */
} rmt_weights_options;

/** Report of rmt_dweights_layer(). */
typedef struct rmt_weights_report {
    int64_t m;                            /**< rows */
    int64_t n;                            /**< columns */
    int32_t done;                         /**< sum of rmt_weights_part: what holds results */
    int32_t codes[6];                     /**< of the parts in their order: 0, or why there is none */
    rmt_weights_phase phase;              /**< the phase */
    rmt_weights_spectrum_report spectrum; /**< how eigenvalues were found */
    rmt_weights_metrics metrics;          /**< scalars */
    rmt_power_law_report power_law;       /**< the power law */
    rmt_tail_comparison truncated;        /**< power law against truncated power law, on the same tail */
    rmt_tail_comparison exponential;      /**< power law against exponential law */
    rmt_tail_comparison log_normal;       /**< power law against log-normal law */
    rmt_weights_bulk bulk;                /**< Marchenko-Pastur bulk */
    rmt_weights_random random;            /**< the permuted layer */
    rmt_weights_evidence evidence;        /**< of the phase */
    double entry_max;                     /**< max |w| */
    double seconds;                       /**< time of the call */
} rmt_weights_report;

/**
 * All about one weight matrix.  What fails, of a matrix that is constant, too small, or zero, fails alone: its numbers
 * are NaN, its code says why, and the call succeeds.
 *
 * With RMT_ESD_KRYLOV the eigenvalues are the largest alone, as many as the power law needs: their number is doubled
 * until stochastic Lanczos quadrature finds every smaller xmin farther from a power law than the one that was chosen;
 * beyond min(m, n)/8, and where the exponent is not 0, all are computed.  If they are not, there is no bulk, no
 * permuted layer and no phase; of the metrics, those of the norms, alpha_hat and the stable rank are there, the others
 * NaN.
 *
 * @param[in]  layout  storage order of W
 * @param[in]  m       rows
 * @param[in]  n       columns
 * @param[in]  W       m x n
 * @param[in]  lda     at least max(1, m), or max(1, n) when row major
 * @param[out] values  min(m, n) eigenvalues, ascending, or NULL; those that were not computed are NaN and stand first
 * @param[in]  options or NULL
 * @param[out] report  all results
 * @return 0, -i, RANDBLAS_NOT_FINITE (NaN or Inf in W), RANDBLAS_NOT_CONVERGED, RANDBLAS_TOO_LARGE, memory and
 *         cancellation codes
 */
RANDBLAS_API int rmt_dweights_layer(randblas_layout layout, int64_t m, int64_t n, const double *W, int64_t lda,
                                    double *values, const rmt_weights_options *options, rmt_weights_report *report);
/** @copydoc rmt_dweights_layer */
RANDBLAS_API int rmt_sweights_layer(randblas_layout layout, int64_t m, int64_t n, const float *W, int64_t lda,
                                    double *values, const rmt_weights_options *options, rmt_weights_report *report);

/**
 * The same of eigenvalues that are known, several matrices' together if need be, as the slices of a convolution:
 * metrics and power law, and the bulk if there are min(m, n) of them.  There is no permuted layer, and the phase is
 * told without entry_tail and traps.
 *
 * @param[in]  m        rows of each matrix, at least 1
 * @param[in]  n        columns
 * @param[in]  count    eigenvalues, at least 1
 * @param[in]  values   eigenvalues, in any order, not negative
 * @param[in]  options  or NULL; least = 0 leaves out zeros
 * @param[out] report   all results; spectrum.method is RMT_ESD_AUTO
 * @return 0, -i, RANDBLAS_NOT_FINITE, memory and cancellation codes
 */
RANDBLAS_API int rmt_weights_values(int64_t m, int64_t n, int64_t count, const double *values,
                                    const rmt_weights_options *options, rmt_weights_report *report);

/* ---------------------------------------------------------------- two checkpoints -------------------------------- */

/** Report of rmt_dweights_compare(). */
typedef struct rmt_weights_comparison {
    double divergence;           /**< rmt_weights_divergence() of the spectra */
    double euclidean;            /**< ||A - B||_F; Inf where it overflows */
    double relative;             /**< ||A - B||_F/||A||_F */
    double cosine;               /**< sum a_ij b_ij/(||A||_F ||B||_F) */
    double drift;                /**< alpha of B less alpha of A */
    double drift_error;          /**< its standard error, of independent fits */
    rmt_power_law_report first;  /**< power law of A */
    rmt_power_law_report second; /**< power law of B */
} rmt_weights_comparison;

/**
 * How far a layer has moved from one checkpoint, A, to another, B.
 *
 * @param[in]  layout  storage order of A and B
 * @param[in]  m       rows
 * @param[in]  n       columns
 * @param[in]  A       m x n
 * @param[in]  lda     at least max(1, m), or max(1, n) when row major
 * @param[in]  B       m x n
 * @param[in]  ldb     likewise
 * @param[in]  options or NULL; those of the spectrum and the power law matter; not RMT_ESD_KRYLOV
 * @param[out] report  distances; NaN where a part has no value
 * @return 0, -i, RANDBLAS_NOT_FINITE, RANDBLAS_NOT_CONVERGED, RANDBLAS_TOO_LARGE, memory and cancellation codes
 */
RANDBLAS_API int rmt_dweights_compare(randblas_layout layout, int64_t m, int64_t n, const double *A, int64_t lda,
                                      const double *B, int64_t ldb, const rmt_weights_options *options,
                                      rmt_weights_comparison *report);
/** @copydoc rmt_dweights_compare */
RANDBLAS_API int rmt_sweights_compare(randblas_layout layout, int64_t m, int64_t n, const float *A, int64_t lda,
                                      const float *B, int64_t ldb, const rmt_weights_options *options,
                                      rmt_weights_comparison *report);

/* ---------------------------------------------------------------- smoothing -------------------------------------- */

/**
 * SVD smoothing: W becomes its truncated singular value decomposition of rank k; k < 0 removes the largest -k values
 * instead and keeps the others.  To keep what is above xmin, k is the number of eigenvalues above it.
 *
 * @param[in]     layout  storage order of W
 * @param[in]     m       rows
 * @param[in]     n       columns
 * @param[in,out] W       m x n
 * @param[in]     lda     at least max(1, m), or max(1, n) when row major
 * @param[in]     k       |k| <= min(m, n)
 * @param[in]     control progress, allocator, memory limit, or NULL
 * @return 0, -i, RANDBLAS_NOT_FINITE, RANDBLAS_NOT_CONVERGED, RANDBLAS_TOO_LARGE, memory and cancellation codes; W is
 *         changed only on success
 */
RANDBLAS_API int rmt_dweights_smooth(randblas_layout layout, int64_t m, int64_t n, double *W, int64_t lda, int64_t k,
                                     const randblas_control *control);
/** @copydoc rmt_dweights_smooth */
RANDBLAS_API int rmt_sweights_smooth(randblas_layout layout, int64_t m, int64_t n, float *W, int64_t lda, int64_t k,
                                     const randblas_control *control);

/**
 * Sharpening: the spikes of the permuted matrix, its correlation traps, are removed, and the permutation undone, as
 * WeightWatcher's sharpness does.
 *
 * @param[in]     layout  storage order of W
 * @param[in]     m       rows
 * @param[in]     n       columns
 * @param[in,out] W       m x n
 * @param[in]     lda     at least max(1, m), or max(1, n) when row major
 * @param[in]     level   of the edge test, in (0, 1); 0: 0.01
 * @param[in]     state   of the permutation
 * @param[in]     control progress, allocator, memory limit, or NULL
 * @param[out]    removed how many singular values were removed
 * @return 0, -i, RANDBLAS_NOT_FINITE, RANDBLAS_RANK_DEFICIENT (no bulk: W is as it was), RANDBLAS_NOT_CONVERGED,
 *         RANDBLAS_TOO_LARGE, memory and cancellation codes; W is changed only on success
 */
RANDBLAS_API int rmt_dweights_sharpen(randblas_layout layout, int64_t m, int64_t n, double *W, int64_t lda,
                                      double level, const randblas_state *state, const randblas_control *control,
                                      int64_t *removed);
/** @copydoc rmt_dweights_sharpen */
RANDBLAS_API int rmt_sweights_sharpen(randblas_layout layout, int64_t m, int64_t n, float *W, int64_t lda, double level,
                                      const randblas_state *state, const randblas_control *control, int64_t *removed);

#ifdef __cplusplus
}
#endif

#endif
