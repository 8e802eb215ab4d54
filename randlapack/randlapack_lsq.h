/**
 * @file randlapack_lsq.h
 * @brief Least squares by sketching; included by randlapack.h.
 */
#ifndef RANDLAPACK_LSQ_H
#define RANDLAPACK_LSQ_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where the preconditioner R of randlapack_dlsq_precond() comes from. */
typedef enum randlapack_precond {
    RANDLAPACK_PRECOND_AUTO = 0, /**< what the cost model finds faster (doc/least_squares.md) */
    RANDLAPACK_PRECOND_SKETCH,   /**< QR of the sketch: 20 to 60 steps of LSQR */
    RANDLAPACK_PRECOND_CHOLESKY, /**< a small sketch, then Cholesky of the Gram matrix of A, or of A R0^-1 where A is
                                      ill conditioned: m n^2 to 1.5 m n^2 flops at the speed of GEMM, and 2 to 8 steps;
                                      dense A only, others take the sketch */
    RANDLAPACK_PRECOND_NONE      /**< no sketch: QR of A itself, as in LAPACK's gels */
} randlapack_precond;

/** Options of randlapack_dlsq_precond(). */
typedef struct randlapack_lsq_options {
    size_t size;              /**< sizeof(randlapack_lsq_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the sketch; 0: sparse sign */
    int64_t sketch_rows;    /**< rows of the sketch, at least n; m or more: no sketch, QR of A itself; 0: 1.25 n before
                                 Cholesky; else between 3 n and 16 n, so that factoring and iterating take about as
                                 long, or m if A is hardly taller than that */
    int64_t sketch_nnz;     /**< nonzeros per column or row of a sparse family; 0: its default */
    double tolerance;       /**< stop when ||(A R^-1)^T r|| <= tolerance ||r||, r = b - A x; 0: working precision */
    int64_t max_iterations; /**< LSQR steps per run, of which there are 1 + refinements at most; 0: 100 */
    double ridge;           /**< lambda >= 0: min ||A x - b||^2 + lambda ||x||^2 */
    randlapack_precond preconditioner; /**< 0: as the cost model says */
    int32_t refinements; /**< restarts of LSQR from the residual; 0: as the condition of A needs, at most 5;
                              negative: none, one run goes all the way (for cond(A) below 1e6 or so) */
} randlapack_lsq_options;

/** Report of randlapack_dlsq_precond(). */
typedef struct randlapack_lsq_report {
    int64_t sketch_rows;    /**< rows of the sketch that was used; m if it was A itself */
    int32_t preconditioner; /**< the randlapack_precond that was used */
    int64_t iterations;     /**< LSQR steps, the most over the blocks of right-hand sides, all runs counted */
    int64_t rank;           /**< numerical rank found in the sketch, the columns of A scaled to one norm */
    double condition;       /**< estimate of the 2-norm condition number of A (of its independent columns), from R */
    double residual_norm;   /**< ||b - A x||, the largest over the right-hand sides */
    double normal_residual; /**< ||A^T (b - A x)|| / (||A||_F ||b - A x||), the largest; 0 where b = A x; ||A||_F is
                                 that of the sketch */
    double seconds_sketch;  /**< time in sketching A */
    double seconds_factor;  /**< time in factoring the sketch */
    double seconds_iterate; /**< time in sketching b, LSQR and refinement */
} randlapack_lsq_report;

/**
 * Least squares min ||A x - b||_2 for tall A by sketch-and-precondition: QR of a sketch S A, or Cholesky after it,
 * gives R, LSQR runs on A R^-1 from the sketch-and-solve point and is restarted from its residual (@cite avron2010,
 * @cite meng2014,
 * @cite meier2024, @cite epperly2024b).  The result is as accurate as that of Householder QR.
 *
 * Right-hand sides are solved 16 at a time and share the passes over A; one that holds NaN or Inf gives a column of NaN
 * and the others are solved.  Phases told to the progress callback: "sketch", "factor", "iterate".
 *
 * Cost: the sketch, 2 d n^2 flops for its QR, and one pass over A per LSQR step (two for kinds other than dense and
 * CSR), 20 to 60 steps; with Cholesky m n^2 to 1.5 m n^2 flops more, and 2 to 8 steps.  Memory: the sketch (d x n) and
 * O(m) for each of up to 16 right-hand sides; with Cholesky 3 n^2 and 24 MB at most for blocks.
 *
 * @param[in]  A        m x n, m >= n, of any kind
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        m x nrhs, column major; not changed
 * @param[in]  ldb      at least max(1, m)
 * @param[out] X        n x nrhs, column major
 * @param[in]  ldx      at least max(1, n)
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-1 also for m < n, -7 also for a family that cannot be made from the options alone),
 *         RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED, RANDBLAS_RANK_DEFICIENT (X is then a solution for the
 * columns that the factorisation found independent, zero in the others), RANDBLAS_NOT_FINITE (in A, or so large that
 *         the sketch overflows: X is NaN; or in B), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dlsq_precond(const randblas_dlinop *A, int64_t nrhs, const double *B, int64_t ldb,
                                         double *X, int64_t ldx, const randlapack_lsq_options *options,
                                         randlapack_lsq_report *report);
/** @copydoc randlapack_dlsq_precond */
RANDBLAS_API int randlapack_slsq_precond(const randblas_slinop *A, int64_t nrhs, const float *B, int64_t ldb, float *X,
                                         int64_t ldx, const randlapack_lsq_options *options,
                                         randlapack_lsq_report *report);

#ifdef __cplusplus
}
#endif

#endif
