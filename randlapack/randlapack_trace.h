/**
 * @file randlapack_trace.h
 * @brief Traces, diagonals and norms of matrices known by their products; included by randlapack.h.
 */
#ifndef RANDLAPACK_TRACE_H
#define RANDLAPACK_TRACE_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Laws of probes x with E x x^T = I. */
typedef enum randlapack_probe {
    RANDLAPACK_PROBE_RADEMACHER = 1, /**< random signs */
    RANDLAPACK_PROBE_GAUSSIAN = 2,   /**< iid N(0, 1) */
    RANDLAPACK_PROBE_SPHERE = 3      /**< uniform on the sphere of radius sqrt(n) */
} randlapack_probe;

/** Estimators of traces and diagonals. */
typedef enum randlapack_trace_method {
    RANDLAPACK_TRACE_AUTO = 0,       /**< exact if the products suffice, else XNYSTRACE if A is said to be positive
                                          semidefinite, else XTRACE */
    RANDLAPACK_TRACE_HUTCHINSON = 1, /**< mean of x^T A x @cite hutchinson1990 ; of x o A x for the diagonal
                                          @cite bekas2007 */
    RANDLAPACK_TRACE_HUTCHPP = 2,    /**< Hutch++ @cite meyer2021 ; Diag++ @cite baston2022 */
    RANDLAPACK_TRACE_XTRACE = 3,     /**< XTrace; XDiag @cite epperly2024xtrace */
    RANDLAPACK_TRACE_XNYSTRACE = 4,  /**< XNysTrace; XNysDiag, A positive semidefinite @cite epperly2024xtrace */
    RANDLAPACK_TRACE_EXACT = 5       /**< n products with unit vectors */
} randlapack_trace_method;

/** Options of randlapack_dtrace() and randlapack_ddiagonal(). */
typedef struct randlapack_trace_options {
    size_t size;                    /**< sizeof(randlapack_trace_options), or 0 */
    randblas_control control;       /**< progress, allocator, memory limit */
    randblas_state state;           /**< random state; all-zero is seed 0 */
    randlapack_trace_method method; /**< which estimator */
    randlapack_probe probe;         /**< law of the probes; 0: the sphere for XTrace and XNysTrace, else Rademacher, the
                                         only law for diagonals */
    int32_t definite;               /**< nonzero: A is positive semidefinite, for AUTO */
    int64_t products;               /**< products with A: so many, or, when an error is asked for, at most so many;
                                         0: 96, or 2 n.  Where a method other than Hutchinson's has n, it is exact */
    double absolute;                /**< half-width of the confidence interval that is asked for, ... */
    double relative;                /**< ... or its ratio to the larger of |tr(A)| and ||A||_F; the larger of both
                                         counts; both 0: no error is asked for */
    double confidence;              /**< in (0, 1); 0: 0.95 */
} randlapack_trace_options;

/** Report of randlapack_dtrace(). */
typedef struct randlapack_trace_report {
    randlapack_trace_method method; /**< that was used */
    double trace;                   /**< the estimate, also when it is too coarse */
    double standard_error;          /**< of the estimate; 0 if exact but for rounding; infinite below two samples */
    double half_width;              /**< of the confidence interval, by Student's distribution */
    double confidence;              /**< of the interval */
    double norm;                    /**< ||A||_F as the same products tell; 0 if they do not */
    int64_t samples;                /**< that the error comes from */
    int64_t products;               /**< vectors that A was applied to */
    int32_t converged;              /**< nonzero: the error asked for was reached, or none was asked for */
    double seconds;                 /**< time of the call */
} randlapack_trace_report;

/**
 * The trace of a square matrix from its products with vectors.  No estimator has a bias, and each comes with
 * its error:
 *
 * - Hutchinson's has variance 2 (||A||_F^2 - sum a_ii^2) / m after m products, A symmetric, probes of signs.
 * - Hutch++ takes the part of A off that a third of the products find: variance O(||A||_*^2 / m^2) for definite A.
 * - XTrace makes each probe find and measure: at most as many products for the same error, far fewer where the spectrum
 *   decays fast; with slow decay, twice Hutchinson's variance at worst.  Two products a probe.
 * - XNysTrace does it with one product a probe, A symmetric positive semidefinite.
 *
 * When an error is asked for, probes are added until the half-width of the confidence interval is small enough, at
 * least 16 of them; the rule has no units and no sign and looks at ||A||_F too, so that it ends for traces of zero.
 * Probes are drawn in one order whatever the number of threads.  The samples of XTrace and XNysTrace depend on one
 * another; their error is the jackknife's @cite efron1981 , from estimates without one probe each, which is too large
 * on average, by 1.3 to 5 times the more the faster the spectrum decays.
 *
 * Cost: the products; about 10 n k^2 flops for k probes besides.  Memory: Hutchinson 64 n, else about
 * 5 n k.  Phases told to the progress callback: "probes", "basis", "sketch", "columns".
 *
 * @param[in]  A        n x n of any kind
 * @param[out] trace    the estimate
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-3 also for fewer products than two samples take, one for Hutchinson's), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_NOT_CONVERGED (the products do not suffice for the error; the best estimate is given),
 *         RANDBLAS_NOT_POSITIVE_DEFINITE (XNysTrace; NaN), RANDBLAS_NOT_FINITE (NaN), memory and cancellation codes,
 *         RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dtrace(const randblas_dlinop *A, double *trace, const randlapack_trace_options *options,
                                   randlapack_trace_report *report);
/** @copydoc randlapack_dtrace */
RANDBLAS_API int randlapack_strace(const randblas_slinop *A, double *trace, const randlapack_trace_options *options,
                                   randlapack_trace_report *report);

/**
 * The diagonal of a square matrix from its products with vectors, with an error for every entry; the methods are those
 * of randlapack_dtrace() for the diagonal, all with probes of signs:
 *
 * - Hutchinson's: entry i has variance (sum over j != i of a_ij^2) / m after m products, A symmetric.
 * - Diag++ and XDiag take the part of A off, or leave it out, that sketches find; they multiply by A^T too.
 * - XNysDiag, A symmetric positive semidefinite, needs one product a probe.
 *
 * In the report, the errors are Euclidean norms over all entries, and so is what options.absolute asks for;
 * options.relative asks for its ratio to the norm of the diagonal.  The trace is the sum of the entries.
 *
 * Cost: the products, and about 12 n k^2 flops for k probes of XDiag and XNysDiag, 6 of Diag++.  Memory: Hutchinson
 * 64 n, else about 10 n k.  Phases told to the progress callback: "probes", "basis", "sketch", "columns".
 *
 * @param[in]  A         n x n of any kind; a callback has to know A^T for Diag++ and XDiag
 * @param[out] diagonal  n estimates
 * @param[out] errors    n standard errors, or NULL; by the jackknife for XDiag and XNysDiag, which makes them too large
 *                       on average
 * @param[in]  options   or NULL; probe has to be 0 or RANDLAPACK_PROBE_RADEMACHER
 * @param[out] report    or NULL
 * @return 0, -i (-4 also for fewer products than two samples take, one for Hutchinson's), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_NOT_CONVERGED (the products do not suffice for the error; the best estimate is given),
 *         RANDBLAS_NOT_POSITIVE_DEFINITE (XNysDiag; NaN), RANDBLAS_NOT_FINITE (NaN), memory and cancellation codes,
 *         RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_ddiagonal(const randblas_dlinop *A, double *diagonal, double *errors,
                                      const randlapack_trace_options *options, randlapack_trace_report *report);
/** @copydoc randlapack_ddiagonal */
RANDBLAS_API int randlapack_sdiagonal(const randblas_slinop *A, float *diagonal, float *errors,
                                      const randlapack_trace_options *options, randlapack_trace_report *report);

/** Options of randlapack_dspectral_norm(). */
typedef struct randlapack_norm_options {
    size_t size;              /**< sizeof(randlapack_norm_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    double tolerance;         /**< the upper bound is at most 1 + tolerance times the lower; 0: 0.1 */
    double failure;           /**< probability, at most, that the norm is above the upper bound; 0: 1e-6 */
    int64_t steps;            /**< steps at most; 0: what the tolerance takes */
} randlapack_norm_options;

/** Report of randlapack_dspectral_norm(). */
typedef struct randlapack_norm_report {
    double norm;    /**< lower bound, and estimate */
    double upper;   /**< upper bound; infinite after too few steps */
    int64_t steps;  /**< of the Lanczos method: products with A, and with A^T */
    double seconds; /**< time of the call */
} randlapack_norm_report;

/**
 * The spectral norm of a matrix of any shape from its products: the Lanczos method from a random vector, with bounds
 * that hold whatever the spectrum @cite kuczynski1992 . The estimate is a lower bound but for rounding, and mostly much
 * nearer to the norm than the upper bound tells.
 *
 * The least singular value of a nonsingular A is 1 over the norm of A^-1, given as a callback of solves, and the
 * condition number the product of the norms; of ||A||_F^2 matrix-free, randlapack_dtrace() of randlapack_dlinop_gram()
 * gives an estimate with its error.
 *
 * Cost: q products of A and of A^T with one vector, 4 (m + n) q^2 flops; q = 21 for n = 10^4, tolerance 0.1 and failure
 * 1e-6, and it grows as ln(n) and one over the root of the tolerance.  Memory: (m + n) q.  Phase told to the progress
 * callback: "lanczos".
 *
 * @param[in]  A        m x n of any kind
 * @param[out] norm     the estimate
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i, RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (options.steps do not suffice for the tolerance; the
 *         bounds are what they tell), RANDBLAS_NOT_FINITE (NaN), memory and cancellation codes,
 *         RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dspectral_norm(const randblas_dlinop *A, double *norm,
                                           const randlapack_norm_options *options, randlapack_norm_report *report);
/** @copydoc randlapack_dspectral_norm */
RANDBLAS_API int randlapack_sspectral_norm(const randblas_slinop *A, double *norm,
                                           const randlapack_norm_options *options, randlapack_norm_report *report);

/**
 * The Gram matrix A^T A as a matrix-free operator, never formed: each product is one with A and one with A^T.
 * Where the drivers take it, RANDBLAS_CALLBACK_FAILED also means that memory was short for A X, a panel of 4 MB or one
 * column.
 *
 * @param[in] A  m x n of any kind; has to outlive the operator, which holds its address.  randblas_dlinop_check() does
 *               not look into it: check it once before.
 * @return the operator, n x n; no operator, which every routine refuses, for NULL
 */
RANDBLAS_API randblas_dlinop randlapack_dlinop_gram(const randblas_dlinop *A);
/** @copydoc randlapack_dlinop_gram */
RANDBLAS_API randblas_slinop randlapack_slinop_gram(const randblas_slinop *A);

#ifdef __cplusplus
}
#endif

#endif
