/**
 * @file randlapack_optim.h
 * @brief Generalised linear models and least squares by iterations with a sketched Hessian; included by randlapack.h.
 */
#ifndef RANDLAPACK_OPTIM_H
#define RANDLAPACK_OPTIM_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- generalised linear models ---------------------- */

/** What a row's loss is, t = a_i^T x + offset_i. */
typedef enum randlapack_glm_model {
    RANDLAPACK_LOGISTIC = 1, /**< log(1 + exp(t)) - y t, y in [0, 1]: labels 0 and 1, or observed fractions */
    RANDLAPACK_POISSON = 2   /**< exp(t) - y t, y >= 0 */
} randlapack_glm_model;

/** Where the Hessian of a Newton step comes from. */
typedef enum randlapack_glm_method {
    RANDLAPACK_NEWTON_SKETCH = 1,  /**< from a sketch of its square root D^{1/2} A (@cite pilanci2017) */
    RANDLAPACK_NEWTON = 2,         /**< exact, formed and factored in every step */
    RANDLAPACK_NEWTON_UNIFORM = 3, /**< from rows sampled uniformly (@cite roosta2019) */
    RANDLAPACK_NEWTON_LEVERAGE = 4 /**< from rows sampled by approximate leverage scores (@cite xu2016) */
} randlapack_glm_method;

/** Options of randlapack_dglm(). */
typedef struct randlapack_glm_options {
    size_t size;                  /**< sizeof(randlapack_glm_options), or 0 */
    randblas_control control;     /**< progress, allocator, memory limit */
    randblas_state state;         /**< random state; all-zero is seed 0 */
    randlapack_glm_method method; /**< 0: RANDLAPACK_NEWTON_SKETCH */
    randblas_family family;       /**< family of the sketch of RANDLAPACK_NEWTON_SKETCH; 0: sparse sign */
    int64_t sketch_rows;          /**< rows of the sketch or of the sample, at least 1; m or more: all rows, exactly;
                                       0: 8 n or m/2, whichever is less */
    int64_t sketch_nnz;           /**< nonzeros per column or row of a sparse family; 0: its default */
    double tolerance;             /**< stop when (Newton decrement)^2 / 2 <= tolerance F, F the sum of the magnitudes of
                                       the terms of f; 0: working precision */
    int64_t max_iterations;       /**< Newton steps; 0: 100 */
    int64_t cg_steps;             /**< most conjugate-gradient steps with the exact Hessian per Newton step; 0: 100;
                                       negative: none, each step then takes a new sketch and its Hessian as it is */
    int32_t warm_start;           /**< nonzero: x holds the point to start from; 0: start from zero */
    double *trace;                /**< NULL, or room for 3 (max_iterations + 1) numbers: seconds since the call, f, and
                                       decrement^2 / 2 in each point visited; report.iterations + 1 triples at most */
} randlapack_glm_options;

/** Report of randlapack_dglm(). */
typedef struct randlapack_glm_report {
    int64_t iterations;       /**< Newton steps taken */
    int64_t cg_steps;         /**< conjugate-gradient steps, all together */
    int64_t factorisations;   /**< Hessians, sketched or not, that were made and factored */
    int64_t passes;           /**< times that A was read for products, sketches left out */
    int64_t sketch_rows;      /**< rows of the sketch or sample; m when the Hessian was exact */
    double objective;         /**< f(x) */
    double decrement;         /**< decrement^2 / 2: about f(x) - min f; see randlapack_dglm() */
    double seconds_hessian;   /**< time in sketching or forming Hessians and factoring them */
    double seconds_direction; /**< time in the directions */
    double seconds_evaluate;  /**< time in f and its gradient */
} randlapack_glm_report;

/**
 * Maximum-likelihood fit of a generalised linear model with a ridge,
 *
 *     min f(x) = sum_i weights_i loss(y_i, a_i^T x + offset_i) + lambda/2 ||x||^2,
 *
 * by Newton steps with exact gradients and Armijo backtracking.  H = A^T D A + lambda I is the Hessian, D the diagonal
 * of the second derivatives.  R^T R = (S D^{1/2} A)^T (S D^{1/2} A) + lambda I from a sketch or a sample of rows
 * preconditions conjugate gradients with H itself, as accurate as the convergence of Newton's method makes worth while;
 * R is kept until the steps lost to its age have cost as much as a new one.  So f reaches its minimum to working
 * precision whatever S is: a poor S costs steps.  With RANDLAPACK_NEWTON, H is factored in each step and there are no
 * conjugate gradients unless H is near singular.
 *
 * The decrement^2 is g^T H^-1 g for RANDLAPACK_NEWTON, and what conjugate gradients find for it otherwise, a lower
 * bound that lacks the part of the last residual (at most 30 % in the norm of R).  Without conjugate gradients it is
 * ||R^-T g||^2, right to the distortion of the sketch: with
 * (1 - eps) H <= R^T R <= (1 + eps) H it is between 1/(1 + eps) and 1/(1 - eps) times the decrement^2.
 *
 * When f has no minimum (separable labels, all counts zero; lambda = 0) the iterates grow until the limit and the last,
 * finite one is returned with RANDBLAS_NOT_CONVERGED.  Where only some coefficients diverge, f converges and 0 is
 * returned.  A that is rank deficient is no obstacle: x is one of the minimisers.
 *
 * Phases told to the progress callback: "newton", with fractions on the scale of the logarithm of the decrement.
 * Cost: 2 to 4 passes over A a step beside the Hessians; with RANDLAPACK_NEWTON m n^2 flops a step.  Memory: n^2 and d
 * n for the factor and the sketch of d rows, 6 m for vectors, a block of a few MB, the nonzeros once more if A is
 * sparse.
 *
 * @param[in]     model    RANDLAPACK_LOGISTIC or RANDLAPACK_POISSON
 * @param[in]     A        m x n, of any kind; a callback only with RANDLAPACK_NEWTON_SKETCH
 * @param[in]     y        m responses
 * @param[in]     weights  m nonnegative weights, or NULL for ones; rows of weight zero take no part
 * @param[in]     offset   m offsets, or NULL for zeros
 * @param[in]     lambda   ridge, nonnegative
 * @param[in,out] x        n coefficients; on entry the start if options->warm_start
 * @param[in]     options  or NULL
 * @param[out]    report   or NULL
 * @return 0, -i (-3: a response that the model cannot have; -4: a negative weight; -8 also for a family that cannot be
 *         made from the options alone, and for a callback with another method), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_NOT_CONVERGED (x is the best that was found), RANDBLAS_NOT_FINITE (in the input, or f overflows at
 *         the start: x is NaN), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dglm(randlapack_glm_model model, const randblas_dlinop *A, const double *y,
                                 const double *weights, const double *offset, double lambda, double *x,
                                 const randlapack_glm_options *options, randlapack_glm_report *report);
/** @copydoc randlapack_dglm */
RANDBLAS_API int randlapack_sglm(randlapack_glm_model model, const randblas_slinop *A, const float *y,
                                 const float *weights, const float *offset, double lambda, float *x,
                                 const randlapack_glm_options *options, randlapack_glm_report *report);

/* ---------------------------------------------------------------- iterative Hessian sketch ----------------------- */

/** How randlapack_dihs() uses its sketches. */
typedef enum randlapack_ihs_method {
    RANDLAPACK_IHS_MOMENTUM = 1, /**< one sketch for all steps, heavy-ball momentum */
    RANDLAPACK_IHS_FRESH = 2     /**< a new sketch in each step */
} randlapack_ihs_method;

/** Options of randlapack_dihs(). */
typedef struct randlapack_ihs_options {
    size_t size;                  /**< sizeof(randlapack_ihs_options), or 0 */
    randblas_control control;     /**< progress, allocator, memory limit */
    randblas_state state;         /**< random state; all-zero is seed 0 */
    randlapack_ihs_method method; /**< 0: RANDLAPACK_IHS_MOMENTUM */
    randblas_family family;       /**< family of the sketch; 0: sparse sign */
    int64_t sketch_rows;          /**< d; more than n + 3; m or more: A itself; 0: 8 n + 32 */
    int64_t sketch_nnz;           /**< nonzeros per column or row of a sparse family; 0: its default */
    double tolerance;             /**< stop when ||R^-T g|| <= tolerance ||r||, r = A x - b; 0: working precision */
    int64_t max_iterations;       /**< 0: 200 */
    double *trace;                /**< NULL, or room for max_iterations + 1 numbers: ||R^-T g|| in each point */
} randlapack_ihs_options;

/** Report of randlapack_dihs(). */
typedef struct randlapack_ihs_report {
    int64_t sketch_rows;    /**< d that was used; m if A itself */
    int64_t iterations;     /**< steps */
    int64_t restarts;       /**< times that the step was shortened because the sketch distorted more than foreseen */
    double rate;            /**< factor by which ||R^-T g|| fell in a step, geometric mean; 0 if there was none */
    double residual_norm;   /**< ||A x - b|| */
    double gradient;        /**< ||R^-T g|| in x: ||x - x*|| in the norm of H, to the distortion of the sketch */
    double seconds_sketch;  /**< time in sketching and factoring */
    double seconds_iterate; /**< time in the steps */
} randlapack_ihs_report;

/**
 * Least squares with a ridge, min ||A x - b||^2 / 2 + lambda/2 ||x||^2, by the iterative Hessian sketch
 * (@cite pilanci2016):
 *
 *     x_{k+1} = x_k - alpha (R_k^T R_k)^-1 g_k + beta (x_k - x_{k-1}),   R_k^T R_k = (S_k A)^T S_k A + lambda I,
 *
 * g_k the exact gradient.  One sketch for all steps: with eta = (n^{1/2} + 1)/d^{1/2}, alpha = (1 - eta^2)^2,
 * beta = eta^2 (@cite ozaslan2019, @cite epperly2024), the error falls by a factor eta a step.  New sketches: beta = 0,
 * alpha = (d - n)(d - n - 3)/(d(d - 1)), the optimum for Gaussian ones, with which the mean of ||A(x - x*)||^2 falls by
 * 1 - (d - n)(d - n - 3)/((d - 1)(d - n - 1)) ~ n/d exactly, and about so with others (@cite lacotte2020).  Should the
 * sketch distort more than eta, steps are shortened.  LSQR with the same preconditioner, randlapack_dlsq_precond(),
 * needs no parameters and is as fast; here a step has no inner products and lambda is at hand.
 *
 * Phases told to the progress callback: "sketch", "iterate".  Cost: the sketch, 2 (d + n) n^2 flops for its QR, one
 * pass over A a step (two for kinds other than dense and CSR).  Memory: (d + n) n and O(m).
 *
 * @param[in]  A        m x n, of any kind; m >= n unless lambda > 0
 * @param[in]  b        m right-hand sides
 * @param[in]  lambda   ridge, nonnegative
 * @param[out] x        n
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-5 also for a family that cannot be made from the options alone), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_NOT_CONVERGED, RANDBLAS_RANK_DEFICIENT (x is then the solution for independent columns, zero in the
 *         others), RANDBLAS_NOT_FINITE (x is NaN), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dihs(const randblas_dlinop *A, const double *b, double lambda, double *x,
                                 const randlapack_ihs_options *options, randlapack_ihs_report *report);
/** @copydoc randlapack_dihs */
RANDBLAS_API int randlapack_sihs(const randblas_slinop *A, const float *b, double lambda, float *x,
                                 const randlapack_ihs_options *options, randlapack_ihs_report *report);

/* ---------------------------------------------------------------- preconditioned SGD ----------------------------- */

/** Options of randlapack_dpwsgd(). */
typedef struct randlapack_pwsgd_options {
    size_t size;              /**< sizeof(randlapack_pwsgd_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the sketch; 0: sparse sign */
    int64_t sketch_rows;      /**< d; more than n; m or more: A itself; 0: 8 n + 32 */
    int64_t sketch_nnz;       /**< nonzeros per column or row of a sparse family; 0: its default */
    double tolerance;         /**< eps: E ||A (x - x*)||^2 <= eps ||A x* - b||^2; 0: 0.01 */
    int64_t batch;            /**< rows sampled a step; 0: n */
    int64_t max_steps;        /**< 0: as many as the tolerance needs, at most 2^40 rows */
} randlapack_pwsgd_options;

/** Report of randlapack_dpwsgd(). */
typedef struct randlapack_pwsgd_report {
    int64_t sketch_rows;    /**< d that was used; m if A itself */
    int64_t steps;          /**< steps taken */
    int64_t rows;           /**< rows sampled, steps times batch */
    double bound;           /**< the theory's bound on E ||A (x - x*)||^2 / ||A x* - b||^2 after these steps */
    double residual_norm;   /**< ||A x - b|| */
    double seconds_sketch;  /**< time in sketching, factoring, and leverage scores */
    double seconds_iterate; /**< time in the steps */
} randlapack_pwsgd_report;

/**
 * Least squares min ||A x - b|| to low accuracy by preconditioned and weighted stochastic gradients (@cite yang2016):
 * from the sketch-and-solve point, steps
 *
 *     x <- x - eta_k R^-1 R^-T (1/B) sum_{i in batch} a_i (a_i^T x - b_i) / p_i
 *
 * with rows drawn from p_i, the approximate leverage scores, so that the variance does not depend on the condition of A
 * nor on how unequal its rows are.  After the sketch, A is read for the scores and once for the residual; a step costs
 * 4 B n + 2 n^2 flops, and about n/eps rows are sampled: it pays when m is much more than that.  The steps, which are
 * derived in pwsgd.c, give the promised accuracy in the mean over the sampled rows, provided that the sketch is a
 * subspace embedding with distortion (n^{1/2} + 1)/d^{1/2}.
 *
 * Phases told to the progress callback: "sketch", "scores", "iterate".  Memory: d n, and O(m).
 *
 * @param[in]  A        m x n, m >= n, of any kind but a callback
 * @param[in]  b        m right-hand sides
 * @param[out] x        n
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-4 also for a family that cannot be made from the options alone), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_NOT_CONVERGED (max_steps were fewer than the tolerance needs), RANDBLAS_RANK_DEFICIENT (x is then a
 *         solution for independent columns, zero in the others), RANDBLAS_NOT_FINITE (x is NaN), memory and
 * cancellation codes
 */
RANDBLAS_API int randlapack_dpwsgd(const randblas_dlinop *A, const double *b, double *x,
                                   const randlapack_pwsgd_options *options, randlapack_pwsgd_report *report);
/** @copydoc randlapack_dpwsgd */
RANDBLAS_API int randlapack_spwsgd(const randblas_slinop *A, const float *b, float *x,
                                   const randlapack_pwsgd_options *options, randlapack_pwsgd_report *report);

#ifdef __cplusplus
}
#endif

#endif
