/**
 * @file randlapack_inverse.h
 * @brief Functions of (A^T A)^-1 from sketches, without inversion bias; included by randlapack.h.
 */
#ifndef RANDLAPACK_INVERSE_H
#define RANDLAPACK_INVERSE_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Options of the randlapack_dinverse_* routines, which estimate functions of (A^T A + lambda I)^-1.
 *
 * Each of q independent sketches S gives (gamma A^T S^T S A + lambda I)^-1.  Without gamma its mean is not
 * (A^T A + lambda I)^-1 but larger, by about d/(d - n) when lambda = 0, however many sketches are averaged.
 *
 * | S | lambda | gamma | bias |
 * |---|---|---|---|
 * | Gaussian | 0 | d/(d - n - 1) | none |
 * | uniform, Rademacher, sparse sign, SparseStack, LESS-uniform, LESS | 0 | d/(d - n) | relative O(1/d) if S mixes the
 * rows of A | | Gaussian | > 0 | d/(d - D - theta) | O(1/d), and none for lambda to 0 | | the others | > 0 | d/(d - D)
 * | O(1/d) |
 *
 * D = tr A^T A (A^T A + lambda I)^-1 is the effective dimension, 0 <= theta <= 1 a correction of second order;
 * inverse/debias.c derives both.  There is no closed form with a ridge.  LESS-uniform and sparse families with few
 * nonzeros mix only rows of comparable leverage: for a coherent A take Gaussian, LESS with its scores, or sparse sign
 * with 8 nonzeros a column.  Transforms (SRHT, SRFT) and row sampling do not follow these rules: they need `factor`.
 */
typedef struct randlapack_inverse_options {
    size_t size;              /**< sizeof(randlapack_inverse_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state of the first sketch; all-zero is seed 0 */
    randblas_family family;   /**< family of the sketches; 0: Gaussian */
    int64_t sketch_rows;  /**< d; 0: 3 n + 16.  With lambda = 0 more than n + 1 (Gaussian; the variance is finite from
                               n + 4 on) or n (others); with a ridge it must exceed D */
    int64_t sketch_nnz;   /**< nonzeros per column or row of a sparse family; 0: its default */
    const double *scores; /**< LESS, weighted row sampling: a score for each row of A, such as its leverage */
    int64_t sketches;     /**< q; 0: 100 */
    double ridge;         /**< lambda >= 0 */
    double effective_dimension; /**< D if it is known, less than d; 0: each sketch estimates its own, consistently
                                     with its gamma; negative: computed from A by QR, 3 m n^2 flops */
    double factor;              /**< gamma if it is known, 1 for plain averaging; 0: the table above */
} randlapack_inverse_options;

/** Report of the randlapack_dinverse_* routines. */
typedef struct randlapack_inverse_report {
    int64_t sketch_rows;        /**< d */
    int64_t sketches;           /**< sketches that were averaged: q, or fewer on failure */
    double factor;              /**< gamma; with a ridge the mean over the sketches */
    double effective_dimension; /**< D, the mean over the sketches if it is estimated; n for lambda = 0 */
    double condition;      /**< 1-norm condition number of A (of [A; sqrt(lambda) I]), estimated: the geometric mean
                                over the sketches */
    double seconds_sketch; /**< time in checking A, sketching and factoring */
    double seconds_solve;  /**< time in triangular solves and averages */
    randblas_state next;   /**< state to continue from: a run of q sketches followed by one of p from here uses
                                the sketches of one run of q + p */
} randlapack_inverse_report;

/**
 * X ~ (A^T A + lambda I)^-1 B, the average of debiased estimates by q independent sketches of A
 * (@cite derezinski2021, @cite derezinski2020, @cite muirhead1982), with standard errors.
 *
 * Each sketch costs its application, 2 d n^2 flops for the QR of S A (with a ridge 8 n^3 more), and 2 n^2 flops for
 * each right-hand side; no Gram matrix is formed.  Sketches are spread over the threads, each single-threaded, and
 * averaged in their order, so that no bit depends on the number of threads; with less than 4 of them all threads work
 * on one at a time, and last bits are those of the BLAS.  Memory: d n scalars a thread, n^2 + 64 n for each sketch in
 * flight (4 a thread, up to 64 when they are small, fewer if the memory limit asks for it), and 2 n nrhs doubles.
 * Phases told to the progress callback: "dimension" if it is asked for, "sketches".
 *
 * @code
 * const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, m, n, values, m);
 * const randlapack_inverse_options options = {.size = sizeof options, .state = randblas_seed(1), .sketches = 400};
 * int info = randlapack_dinverse_solve(&A, 1, b, n, x, n, error, n, &options, NULL);
 * @endcode
 *
 * @param[in]  A        m x n, of any kind; a callback is called from the calling thread only
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        n x nrhs, column major; not changed
 * @param[in]  ldb      at least max(1, n)
 * @param[out] X        n x nrhs, column major: the means
 * @param[in]  ldx      at least max(1, n)
 * @param[out] E        n x nrhs, column major, or NULL: the standard error of each mean.  The variance of one sketch's
 *                      estimate is q E^2.  NaN for q = 1.  The bias that the table allows is not part of it
 * @param[in]  lde      at least max(1, n) unless E is NULL
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-9 also for a family that cannot be made or has no rule, or too few sketch rows),
 *         RANDBLAS_INVALID_SPARSE, RANDBLAS_RANK_DEFICIENT (lambda = 0, or too small to help, and A^T A is singular to
 *         working precision: reciprocal condition of A with scaled columns at most (n + 16) eps; outputs are NaN),
 *         RANDBLAS_NOT_CONVERGED (with a ridge: no gamma exists, for d does not exceed the effective dimension by
 *         enough; outputs are NaN), RANDBLAS_NOT_FINITE (in A: outputs are NaN; in a column of B: that column of X is;
 * or a result overflows), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dinverse_solve(const randblas_dlinop *A, int64_t nrhs, const double *B, int64_t ldb,
                                           double *X, int64_t ldx, double *E, int64_t lde,
                                           const randlapack_inverse_options *options,
                                           randlapack_inverse_report *report);
/** @copydoc randlapack_dinverse_solve */
RANDBLAS_API int randlapack_sinverse_solve(const randblas_slinop *A, int64_t nrhs, const float *B, int64_t ldb,
                                           float *X, int64_t ldx, float *E, int64_t lde,
                                           const randlapack_inverse_options *options,
                                           randlapack_inverse_report *report);

/**
 * Quadratic forms f_j ~ x_j^T (A^T A + lambda I)^-1 x_j for the columns x_j of X, debiased and averaged as by
 * randlapack_dinverse_solve(), at n^2 flops each.
 *
 * Leverage scores of A are those of X = A^T: the arrays of A read in the other layout (dense), or CSR read as CSC.
 * sigma^2 f_j is the variance of the prediction x_j^T x of least squares with noise of variance sigma^2.
 *
 * @param[in]  A        m x n, of any kind
 * @param[in]  X        n x k, of any kind; read 64 columns at a time
 * @param[out] f        k means
 * @param[out] e        k standard errors, or NULL
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return as randlapack_dinverse_solve(), with -5 for the options
 */
RANDBLAS_API int randlapack_dinverse_forms(const randblas_dlinop *A, const randblas_dlinop *X, double *f, double *e,
                                           const randlapack_inverse_options *options,
                                           randlapack_inverse_report *report);
/** @copydoc randlapack_dinverse_forms */
RANDBLAS_API int randlapack_sinverse_forms(const randblas_slinop *A, const randblas_slinop *X, float *f, float *e,
                                           const randlapack_inverse_options *options,
                                           randlapack_inverse_report *report);

/**
 * t ~ tr C (A^T A + lambda I)^-1, debiased and averaged as by randlapack_dinverse_solve(), at 2 n^3 flops a sketch
 * (n^3 for the identity).  C = I is the criterion of A-optimal design, C = Z^T Z that of V-optimal design for
 * predictions at the rows of Z; see also randlapack_dinverse_trace_factor().
 *
 * @param[in]  A        m x n, of any kind
 * @param[in]  C        n x n, of any kind, or NULL for the identity; of C only the symmetric part counts
 * @param[out] t        the mean
 * @param[out] e        its standard error, or NULL
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return as randlapack_dinverse_solve(), with -5 for the options; RANDBLAS_NOT_FINITE also for C
 */
RANDBLAS_API int randlapack_dinverse_trace(const randblas_dlinop *A, const randblas_dlinop *C, double *t, double *e,
                                           const randlapack_inverse_options *options,
                                           randlapack_inverse_report *report);
/** @copydoc randlapack_dinverse_trace */
RANDBLAS_API int randlapack_sinverse_trace(const randblas_slinop *A, const randblas_slinop *C, float *t, float *e,
                                           const randlapack_inverse_options *options,
                                           randlapack_inverse_report *report);

/**
 * t ~ tr F F^T (A^T A + lambda I)^-1, the sum of the forms of the columns of F, which is never negative;
 * otherwise as randlapack_dinverse_trace(), at n^2 flops for each column and sketch.
 *
 * @param[in]  A        m x n, of any kind
 * @param[in]  F        n x k, of any kind; read 64 columns at a time
 * @param[out] t        the mean
 * @param[out] e        its standard error, or NULL
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return as randlapack_dinverse_trace()
 */
RANDBLAS_API int randlapack_dinverse_trace_factor(const randblas_dlinop *A, const randblas_dlinop *F, double *t,
                                                  double *e, const randlapack_inverse_options *options,
                                                  randlapack_inverse_report *report);
/** @copydoc randlapack_dinverse_trace_factor */
RANDBLAS_API int randlapack_sinverse_trace_factor(const randblas_slinop *A, const randblas_slinop *F, float *t,
                                                  float *e, const randlapack_inverse_options *options,
                                                  randlapack_inverse_report *report);

#ifdef __cplusplus
}
#endif

#endif
