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

/** How randlapack_dspectral_sum() came by its value. */
typedef enum randlapack_spectral_method {
    RANDLAPACK_SPECTRAL_QUADRATURE = 0, /**< stochastic Lanczos quadrature */
    RANDLAPACK_SPECTRAL_CHOLESKY = 1,   /**< Cholesky factorisation */
    RANDLAPACK_SPECTRAL_BAND = 2,       /**< Cholesky factorisation of a band matrix */
    RANDLAPACK_SPECTRAL_LU = 3,         /**< LU factorisation */
    RANDLAPACK_SPECTRAL_VALUES = 4      /**< all eigenvalues or singular values */
} randlapack_spectral_method;

/** Options of randlapack_dslq(), randlapack_dquadrature_create() and randlapack_dspectral_sum(). */
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
    int64_t products;         /**< vectors that A or A^T was applied to; with partial reorthogonalisation of sparse A
                                   those of the first block that needs it count twice, up to the step that does */
    int64_t reorthogonalised; /**< vectors that were reorthogonalised */
    double smallest;          /**< smallest node: an eigenvalue, singular value or square lies below it */
    double largest;           /**< largest node */
    double degree_error;      /**< largest relative change of the values from two thirds of the degree to all of it */
    double seconds;           /**< time of the call */
    randlapack_spectral_method method; /**< what was run */
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

/**
 * tr f(A) by the method that is worth its time: a factorisation, exact to rounding, where it costs at most four times
 * as much as the quadrature that the options describe, degree x samples products, else randlapack_dslq().
 *
 * - Sparse A of half bandwidth d, f = log: Cholesky in band storage, n (d + 1)^2 against degree x samples (nnz + 6 n);
 *   f = 1/x: the entries of the inverse within the band, too @cite takahashi1973, three times that.
 * - Dense and symmetric storage, f = log: Cholesky, n^3/3; f = 1/x: with the inverse of the factor, 2 n^3/3, and if A
 *   is not definite as other functions; f = log |x|, of a square A: LU, 2 n^3/3; other functions, and singular values:
 *   all of them, counted as 16 n^3/3 and twice that for half of that work is bound by memory;
 *   against 2 m n degree x samples (singular values: twice that).
 * - Any other A whose longer side is at most 500: it is written out, from n products, and then as if it were dense.
 *
 * With the defaults of 50 x 32 a dense matrix is factored up to n = 38 400 for its log-determinant, memory permitting,
 * and up to 2400 for other functions.  A factorisation that does not fit control.memory_limit is not made.
 *
 * Arguments and codes as in randlapack_dslq(), for one function; of a factorisation standard_error and half_width are
 * 0.
 */
RANDBLAS_API int randlapack_dspectral_sum(const randblas_dlinop *A, const randlapack_spectral_function *f,
                                          randlapack_spectral_value *value, const randlapack_slq_options *options,
                                          randlapack_slq_report *report);
/** @copydoc randlapack_dspectral_sum */
RANDBLAS_API int randlapack_sspectral_sum(const randblas_slinop *A, const randlapack_spectral_function *f,
                                          randlapack_spectral_value *value, const randlapack_slq_options *options,
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

/* ---------------------------------------------------------------- interpolation over shifts ----------------------- */

/** Options of randlapack_interpolant_create(). */
typedef struct randlapack_interpolant_options {
    size_t size;              /**< sizeof(randlapack_interpolant_options), or 0 */
    randblas_control control; /**< allocator, memory limit */
    double power;             /**< p: values are tr (A + t I)^p; 0: log det (A + t I) */
    double trace;             /**< tr A, the limit for t to infinity; 0: unknown */
    double lower;             /**< a number that no eigenvalue of A is below */
    double accuracy; /**< relative error of the values, and of the log-determinant over n or its value, whichever
                          is larger; 0: 1e-14 */
} randlapack_interpolant_options;

/** Opaque; what randlapack_interpolant_create() makes. */
typedef struct randlapack_interpolant randlapack_interpolant;

/**
 * An interpolant of tr (A + t I)^p or log det (A + t I) in t, from values at few shifts that were dear to compute, for
 * a symmetric A that is positive semidefinite, or with lower < 0 for t >= -lower.
 *
 * It is the function of a spectrum on a grid, fitted to the values @cite lawson1974 and to tr A, corrected for what the
 * grid costs and put between bounds.  The mean of order p of the eigenvalues plus t, |p| <= 1, is t plus a constant
 * minus a Stieltjes function, for which continued fractions give the closest bounds that the values allow @cite
 * baker1996 ; for other p it is known to be convex or concave @cite ameli2022interpolating, which bounds it less well.
 * Shifts are best placed in geometric progression: 12 over six decades gave the mean to 3e-3 at worst, and mostly to
 * 1e-5.  The trace, n numbers to add, makes the interpolant exact at infinity.
 *
 * With the log-determinant and its derivative g, n - t g(t) is the effective dimension tr A (A + t I)^-1.
 *
 * Cost: of count^3 at most, and count x 500 for each eigenvalue of the fit; n does not matter.
 *
 * @param[in]  n        order of A, >= 1
 * @param[in]  count    number of values, >= 1
 * @param[in]  t        the shifts, in any order, different, none below -lower
 * @param[in]  values   the values there: finite, and positive unless p is 0, zero for p > 0 included
 * @param[in]  options  or NULL; control.allocate and release are used until the object is destroyed
 * @param[out] object   to be given to randlapack_interpolant_destroy(); NULL on failure
 * @return 0, -i, RANDBLAS_NOT_POSITIVE_DEFINITE (no A with eigenvalues above `lower` has these values, even within
 *         their accuracy; the object's bounds then mean nothing), RANDBLAS_NOT_FINITE (the
 *         mean of order p overflows), memory codes
 */
RANDBLAS_API int randlapack_interpolant_create(int64_t n, int64_t count, const double *t, const double *values,
                                               const randlapack_interpolant_options *options,
                                               randlapack_interpolant **object);

/** Free the interpolant; NULL is legal. */
RANDBLAS_API void randlapack_interpolant_destroy(randlapack_interpolant *object);

/** How many values say something new: the others follow from these within the accuracy; 0 for NULL. */
RANDBLAS_API int64_t randlapack_interpolant_used(const randlapack_interpolant *object);

/**
 * The interpolant at any shifts, with bounds for what it estimates; they widen beyond the given shifts.
 *
 * The bounds hold for the exact function if the values are as accurate as was said, and allow for twice that error.
 * Derivatives by t are those of the interpolant, without bounds.
 *
 * @param[in]  object       the interpolant
 * @param[in]  count        number of shifts
 * @param[in]  t            the shifts, none below -lower
 * @param[out] values       the interpolant at each
 * @param[out] derivatives  by t, or NULL
 * @param[out] lower        lower bounds, or NULL; -Inf where there is none
 * @param[out] upper        upper bounds, or NULL; Inf where there is none
 * @return 0, -i
 */
RANDBLAS_API int randlapack_interpolant_eval(const randlapack_interpolant *object, int64_t count, const double *t,
                                             double *values, double *derivatives, double *lower, double *upper);

/* ---------------------------------------------------------------- kernel polynomial method ------------------------ */

/** How a truncated Chebyshev series is damped against its oscillations. */
typedef enum randlapack_damping {
    RANDLAPACK_DAMPING_JACKSON = 0, /**< the series is nonnegative, its resolution pi e / moments, e half the spread */
    RANDLAPACK_DAMPING_LORENTZ = 1, /**< parameter 4: peaks of Lorentz's shape */
    RANDLAPACK_DAMPING_NONE = 2     /**< the series as it is */
} randlapack_damping;

/** Options of randlapack_dchebyshev_density() and randlapack_dchebyshev_count(). */
typedef struct randlapack_chebyshev_options {
    size_t size;                /**< sizeof(randlapack_chebyshev_options), or 0 */
    randblas_control control;   /**< progress, allocator, memory limit */
    randblas_state state;       /**< random state; all-zero is seed 0 */
    randblas_family family;     /**< of the probes, as in randlapack_slq_options */
    int64_t moments;            /**< length of the series; 0: 200 */
    int64_t samples;            /**< probes; 0: 16 */
    randlapack_damping damping; /**< 0: Jackson */
    double lower;               /**< start of an interval that holds the spectrum, ... */
    double upper;               /**< ... and its end; 0 and 0: from 30 Lanczos steps of 4 probes */
    double confidence;          /**< of the intervals; 0: 0.95 */
    int64_t block;              /**< probes at a time, up to 64; 0: 16 */
} randlapack_chebyshev_options;

/** Report of randlapack_dchebyshev_density() and randlapack_dchebyshev_count(). */
typedef struct randlapack_chebyshev_report {
    int64_t moments;  /**< length of the series */
    int64_t samples;  /**< probes */
    int64_t products; /**< vectors that A was applied to, those for the bounds included */
    double lower;     /**< the interval that was taken */
    double upper;     /**< its other end */
    double seconds;   /**< time of the call */
} randlapack_chebyshev_report;

/**
 * The density of the spectrum of a symmetric A, its integral 1, by the kernel polynomial method @cite weisse2006 :
 * Chebyshev moments z^T T_k(A') z, A' being A mapped to [-1, 1], of random probes z.  One product gives two moments.
 *
 * Cost: samples x moments / 2 products with blocks of vectors and three sweeps over each, 24 n bytes a vector and
 * product; no orthogonalisation and no small eigenproblems.  Memory: 2 n block scalars and samples x moments.  Phases
 * told to the progress callback: "bounds", "moments".
 *
 * @param[in]  A        n x n and symmetric, which is not checked
 * @param[in]  count    number of points
 * @param[in]  x        the points
 * @param[out] values   the density at each, 0 outside of the interval; errors are those of sampling
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i, RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (a moment exceeds what the interval allows: the
 *         spectrum is not inside; values are NaN), RANDBLAS_NOT_FINITE, RANDBLAS_CALLBACK_FAILED, memory and
 *         cancellation codes
 */
RANDBLAS_API int randlapack_dchebyshev_density(const randblas_dlinop *A, int64_t count, const double *x,
                                               randlapack_spectral_value *values,
                                               const randlapack_chebyshev_options *options,
                                               randlapack_chebyshev_report *report);
/** @copydoc randlapack_dchebyshev_density */
RANDBLAS_API int randlapack_schebyshev_density(const randblas_slinop *A, int64_t count, const double *x,
                                               randlapack_spectral_value *values,
                                               const randlapack_chebyshev_options *options,
                                               randlapack_chebyshev_report *report);

/**
 * How many eigenvalues of a symmetric A lie in intervals [a_i, b_i], by the same moments @cite dinapoli2016 : the
 * damped Chebyshev series of the indicator.  Eigenvalues within the resolution of an end count in part.
 *
 * @param[in]  A        n x n and symmetric, which is not checked
 * @param[in]  count    number of intervals
 * @param[in]  a        their lower ends
 * @param[in]  b        their upper ends; where b < a the count is 0
 * @param[out] values   the number in each
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return as randlapack_dchebyshev_density(), illegal arguments counted as here
 */
RANDBLAS_API int randlapack_dchebyshev_count(const randblas_dlinop *A, int64_t count, const double *a, const double *b,
                                             randlapack_spectral_value *values,
                                             const randlapack_chebyshev_options *options,
                                             randlapack_chebyshev_report *report);
/** @copydoc randlapack_dchebyshev_count */
RANDBLAS_API int randlapack_schebyshev_count(const randblas_slinop *A, int64_t count, const double *a, const double *b,
                                             randlapack_spectral_value *values,
                                             const randlapack_chebyshev_options *options,
                                             randlapack_chebyshev_report *report);

#ifdef __cplusplus
}
#endif

#endif
