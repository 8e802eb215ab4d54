/**
 * @file randlapack_spectral.h
 * @brief Spectral functions tr f(A) by stochastic Lanczos quadrature, and what follows from it; included by
 * randlapack.h.
 *
 * For a random vector z with E z z^T = I, tr f(A) = E z^T f(A) z, and k steps of the Lanczos process from z give the
 * Gauss rule of k nodes for z^T f(A) z, exact for polynomials of degree 2 k - 1 @cite ubaru2017.  The nodes and weights
 * do not depend on f, and those of A + t I are shifted by t: one run serves any number of functions and shifts.
 */
#ifndef RANDLAPACK_SPECTRAL_H
#define RANDLAPACK_SPECTRAL_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- functions --------------------------------------- */

/** Functions of which the spectral sum is taken; x is an eigenvalue or singular value, p the parameter. */
typedef enum randlapack_function {
    RANDLAPACK_FUNCTION_LOG = 1,       /**< log x: the log-determinant */
    RANDLAPACK_FUNCTION_LOG_ABS = 2,   /**< log |x| */
    RANDLAPACK_FUNCTION_INVERSE = 3,   /**< 1 / x */
    RANDLAPACK_FUNCTION_SQRT = 4,      /**< sqrt x */
    RANDLAPACK_FUNCTION_POWER = 5,     /**< x^p; p not an integer: x >= 0 */
    RANDLAPACK_FUNCTION_ABS_POWER = 6, /**< |x|^p: the p-th power of the Schatten norm; p = 0: 1 */
    RANDLAPACK_FUNCTION_EXP = 7,       /**< exp(p x); the Estrada index for p = 1 */
    RANDLAPACK_FUNCTION_RATIO = 8,     /**< x / (x + p): the effective dimension */
    RANDLAPACK_FUNCTION_COUNT = 9,     /**< 1 for x <= p, else 0 */
    RANDLAPACK_FUNCTION_USER = 10      /**< a function of the caller's */
} randlapack_function;

/** y[i] = f(x[i]) for count numbers; a nonzero return means failure. */
typedef int (*randlapack_function_fn)(void *context, int64_t count, const double *x, double *y);

/** A function f. */
typedef struct randlapack_spectral_function {
    randlapack_function kind;        /**< which */
    double parameter;                /**< p */
    randlapack_function_fn evaluate; /**< RANDLAPACK_FUNCTION_USER */
    void *context;                   /**< first argument of evaluate */
} randlapack_spectral_function;

/** Of what f is taken. */
typedef enum randlapack_spectrum {
    RANDLAPACK_SPECTRUM_EIGENVALUES = 0, /**< of a symmetric A */
    RANDLAPACK_SPECTRUM_SINGULAR = 1, /**< singular values of any A, as many as it has columns: tr f((A^T A)^(1/2)) */
    RANDLAPACK_SPECTRUM_GRAM = 2      /**< their squares, tr f(A^T A); A^T A is never formed */
} randlapack_spectrum;

/** What is done about the loss of orthogonality of Lanczos vectors. */
typedef enum randlapack_reorthogonalise {
    RANDLAPACK_REORTHOGONALISE_NONE = 0,    /**< nothing: quadrature stays accurate, converged nodes come in copies */
    RANDLAPACK_REORTHOGONALISE_WINDOW = 1,  /**< against the last options.window vectors at each step */
    RANDLAPACK_REORTHOGONALISE_PARTIAL = 2, /**< against all where an estimate says that it is needed */
    RANDLAPACK_REORTHOGONALISE_FULL = 3     /**< against all at each step */
} randlapack_reorthogonalise;

/** Options of randlapack_dslq() and randlapack_dquadrature_create(). */
typedef struct randlapack_slq_options {
    size_t size;                  /**< sizeof(randlapack_slq_options), or 0 */
    randblas_control control;     /**< progress, allocator, memory limit */
    randblas_state state;         /**< random state; all-zero is seed 0 */
    randlapack_spectrum spectrum; /**< of what f is taken; 0: the eigenvalues of a symmetric A */
    randblas_family family;       /**< of the probes: RANDBLAS_RADEMACHER, 0: the same, or RANDBLAS_GAUSSIAN, scaled to
                                       length sqrt(n), that is, uniform on the sphere */
    int64_t degree;               /**< Lanczos steps, nodes of a rule; 0: 50; at most n */
    int64_t samples;              /**< probes; with a tolerance the least number; 0: 32 */
    int64_t max_samples;          /**< largest number of probes, with a tolerance; 0: 2000 */
    double absolute;              /**< wanted half-width of the confidence interval, ... */
    double relative;         /**< ... or this times |value|, whichever is larger; 0 and 0: options.samples probes */
    double confidence;       /**< of the interval; 0: 0.95 */
    double degree_tolerance; /**< raise the degree up to options.degree (0: 200) until two thirds of it give the
                                  same values to this relatively; 0: options.degree */
    randlapack_reorthogonalise reorthogonalise; /**< 0: none */
    int64_t window;                             /**< vectors kept by RANDLAPACK_REORTHOGONALISE_WINDOW; 0: 5 */
    int64_t block;                              /**< probes at a time, up to 64; 0: as many as suit the caches */
} randlapack_slq_options;

/** Report of randlapack_dslq(), randlapack_dquadrature_create() and randlapack_dspectral_sum(). */
typedef struct randlapack_slq_report {
    int64_t degree;           /**< Lanczos steps of a probe */
    int64_t samples;          /**< probes */
    int64_t products;         /**< vectors that A or A^T was applied to */
    int64_t reorthogonalised; /**< vectors that were reorthogonalised */
    double smallest;          /**< smallest node: an eigenvalue, singular value or square lies below it */
    double largest;           /**< largest node */
    double degree_error;      /**< largest relative change of the values from two thirds of the degree to all of it */
    double seconds;           /**< time of the call */
    int32_t direct;           /**< randlapack_dspectral_sum(): nonzero if the value comes from a factorisation */
} randlapack_slq_report;

/** An estimate. */
typedef struct randlapack_spectral_value {
    double value;          /**< the mean over the probes */
    double standard_error; /**< its standard error; infinite with one probe */
    double half_width;     /**< of its confidence interval by Student's distribution */
} randlapack_spectral_value;

/* ---------------------------------------------------------------- stochastic Lanczos quadrature ------------------- */

/**
 * tr f_i(A) for several functions from one run of stochastic Lanczos quadrature, with confidence intervals.
 *
 * Probe i is a function of options.state and i alone; the value depends neither on the number of threads nor, for
 * sparse A, on the block (for dense A it does so through the BLAS, by rounding).  The interval covers the error of
 * sampling; report.degree_error tells that of quadrature.  Stopping tests are relative to |value|, whatever its sign.
 *
 * Cost: samples x degree products of A with vectors (singular values: twice that), in blocks: one product with many
 * vectors and six sweeps over a block, 48 n bytes a vector and step, but for reorthogonalisation.  Memory: 2 n block
 * scalars, n block (degree + 2) where all Lanczos vectors are kept.  Phase told to the progress callback: "lanczos".
 *
 * @param[in]  A        n x n and symmetric, which is not checked, or m x n with the spectrum of singular values
 * @param[in]  count    number of functions
 * @param[in]  f        the functions
 * @param[out] values   as many estimates, NaN where a function has no finite value
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i, RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (max_samples or the degree do not suffice for the
 *         tolerances; values hold what they give), RANDBLAS_NOT_POSITIVE_DEFINITE (log, sqrt or a broken power of a
 *         negative number), RANDBLAS_RANK_DEFICIENT (log or a negative power of a number that is zero to rounding, 4
 *         eps of the largest), RANDBLAS_NOT_FINITE (A holds NaN or Inf, or f overflows or is not finite),
 *         RANDBLAS_CALLBACK_FAILED, memory and cancellation codes
 */
RANDBLAS_API int randlapack_dslq(const randblas_dlinop *A, int64_t count, const randlapack_spectral_function *f,
                                 randlapack_spectral_value *values, const randlapack_slq_options *options,
                                 randlapack_slq_report *report);
/** @copydoc randlapack_dslq */
RANDBLAS_API int randlapack_sslq(const randblas_slinop *A, int64_t count, const randlapack_spectral_function *f,
                                 randlapack_spectral_value *values, const randlapack_slq_options *options,
                                 randlapack_slq_report *report);

/** Gauss rules of several probes: opaque; what randlapack_dslq() computes before it knows f. */
typedef struct randlapack_quadrature randlapack_quadrature;

/**
 * The nodes and weights of stochastic Lanczos quadrature, for any f and shift later.
 *
 * @param[in]  A        as in randlapack_dslq()
 * @param[in]  count    number of functions that tolerances of the options are about; with 0 there can be none
 * @param[in]  f        these functions
 * @param[out] Q        to be given to randlapack_quadrature_destroy(); NULL on failure
 * @param[in]  options  or NULL; control.allocate and release are used until Q is destroyed
 * @param[out] report   or NULL
 * @return 0, -i, and the codes of randlapack_dslq(), positive ones together with a Q unless A is not finite
 */
RANDBLAS_API int randlapack_dquadrature_create(const randblas_dlinop *A, int64_t count,
                                               const randlapack_spectral_function *f, randlapack_quadrature **Q,
                                               const randlapack_slq_options *options, randlapack_slq_report *report);
/** @copydoc randlapack_dquadrature_create */
RANDBLAS_API int randlapack_squadrature_create(const randblas_slinop *A, int64_t count,
                                               const randlapack_spectral_function *f, randlapack_quadrature **Q,
                                               const randlapack_slq_options *options, randlapack_slq_report *report);

/** Free the rules; NULL is legal. */
RANDBLAS_API void randlapack_quadrature_destroy(randlapack_quadrature *Q);

/** The number of probes; 0 for NULL. */
RANDBLAS_API int64_t randlapack_quadrature_samples(const randlapack_quadrature *Q);

/** The number of nodes of one probe's rule; 0 for NULL or where there is no such probe. */
RANDBLAS_API int64_t randlapack_quadrature_degree(const randlapack_quadrature *Q, int64_t sample);

/**
 * The rule of one probe: z^T f(A) z ~ sum over k of weights[k] f(nodes[k]), the weights adding up to n.
 *
 * @param[in]  Q        the rules
 * @param[in]  sample   0 <= sample < samples
 * @param[out] nodes    randlapack_quadrature_degree() numbers, ascending
 * @param[out] weights  as many
 * @return 0, -i
 */
RANDBLAS_API int randlapack_quadrature_rule(const randlapack_quadrature *Q, int64_t sample, double *nodes,
                                            double *weights);

/**
 * tr f(A + t I) for many shifts t, without any product: the nodes of A + t I are those of A plus t (of singular values
 * and their squares likewise).  The estimates for different t share their probes, so that a curve over t is smooth.
 *
 * @param[in]  Q           the rules
 * @param[in]  f           the function
 * @param[in]  count       number of shifts
 * @param[in]  shifts      the shifts
 * @param[in]  confidence  of the intervals, in (0, 1); 0: 0.95
 * @param[out] values      an estimate for each shift
 * @return 0, -i, and the codes of randlapack_dslq() about f, the last that occurred
 */
RANDBLAS_API int randlapack_quadrature_sum(const randlapack_quadrature *Q, const randlapack_spectral_function *f,
                                           int64_t count, const double *shifts, double confidence,
                                           randlapack_spectral_value *values);

/**
 * The density of the spectrum, its integral 1: each node broadened to a normal density of standard deviation `width`.
 *
 * @param[in]  Q           the rules
 * @param[in]  width       standard deviation, > 0
 * @param[in]  count       number of points
 * @param[in]  x           the points
 * @param[in]  confidence  of the intervals, in (0, 1); 0: 0.95
 * @param[out] values      the density at each
 * @return 0, -i
 */
RANDBLAS_API int randlapack_quadrature_density(const randlapack_quadrature *Q, double width, int64_t count,
                                               const double *x, double confidence, randlapack_spectral_value *values);

/**
 * How many eigenvalues (or singular values, or squares) are at most x.  A node between two eigenvalues stands for both
 * sides, so that the count is blurred over the distance of neighbouring nodes, which the interval does not include.
 *
 * @param[in]  Q           the rules
 * @param[in]  count       number of points
 * @param[in]  x           the points
 * @param[in]  confidence  of the intervals, in (0, 1); 0: 0.95
 * @param[out] values      the number at each
 * @return 0, -i
 */
RANDBLAS_API int randlapack_quadrature_count(const randlapack_quadrature *Q, int64_t count, const double *x,
                                             double confidence, randlapack_spectral_value *values);

#ifdef __cplusplus
}
#endif

#endif
