/**
 * @file randlapack_qr.h
 * @brief QR factorisations by sketching; included by randlapack.h.
 */
#ifndef RANDLAPACK_QR_H
#define RANDLAPACK_QR_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How the basis of a tall matrix was made. */
typedef enum randlapack_qr_method {
    RANDLAPACK_QR_NONE = 0,           /**< nothing was factored */
    RANDLAPACK_QR_CHOLESKY = 1,       /**< Cholesky of A^T A: A is well conditioned, as its sketch shows */
    RANDLAPACK_QR_PRECONDITIONED = 2, /**< Cholesky QR of A R^-1, R from the sketch */
    RANDLAPACK_QR_TWICE = 3,          /**< one of these, and Cholesky QR again */
    RANDLAPACK_QR_HOUSEHOLDER = 4,    /**< LAPACK's Householder QR, because the sketch did not serve */
    RANDLAPACK_QR_SKETCHED = 5        /**< A R^-1, R from the sketch, and no more, as was asked for */
} randlapack_qr_method;

/** Options of randlapack_dcqrrpt() and randlapack_drcholqr(). */
typedef struct randlapack_tall_qr_options {
    size_t size;              /**< sizeof(randlapack_tall_qr_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the sketch; 0: sparse sign */
    int64_t sketch_rows; /**< d >= n; 0: 2 n + 64, with pivots 3 n + 64.  From m on, A itself stands for the sketch */
    int64_t sketch_nnz;  /**< nonzeros of the sketch, see randblas_dist; 0: the family's default */
    double tolerance;    /**< a pivot at most this times the first ends the factorisation; 0: n eps; negative:
                              only one that is zero */
    int32_t equilibrate; /**< nonzero: pivots are chosen, and the rank found, for columns brought to norms in
                              [1, 2) by powers of two */
    int32_t sketched;    /**< nonzero: stop at Q = A P R^-1, R the sketch's triangle: S Q is orthonormal, Q only well
                              conditioned, and a third of the flops are saved */
} randlapack_tall_qr_options;

/** Report of randlapack_dcqrrpt() and randlapack_drcholqr(). */
typedef struct randlapack_tall_qr_report {
    int64_t sketch_rows;             /**< d; m when A itself was taken */
    int64_t rank;                    /**< columns of Q that were found */
    randlapack_qr_method method;     /**< how */
    double condition;                /**< estimate of the condition number of the columns that were factored, each
                                          scaled to norm 1, from the sketch */
    double preconditioned_condition; /**< the same of the matrix whose Gram matrix was factored: a good sketch leaves
                                          (sqrt(d) + sqrt(n)) / (sqrt(d) - sqrt(n)); 0 with Householder QR */
    double seconds_sketch;           /**< time to load and sketch A */
    double seconds_factor;           /**< time to factor the sketch and to permute */
    double seconds_orthogonalise;    /**< time to make Q and R */
    double error;                    /**< ||A P - Q R||_F but for rounding: the norm of what remains of the columns
                                          beyond the rank, measured; 0 if there are none */
} randlapack_tall_qr_report;

/**
 * QR factorisation with column pivoting of a tall matrix, A P = Q R, the pivots chosen on a sketch, Q from Cholesky QR
 * with the sketch's triangle as preconditioner (CQRRPT) @cite melnichenko2023.  The diagonal of R is not negative.
 *
 * The pivots are those of LAPACK's geqp3 up to ties within the distortion of residual norms by the sketch.  Q is
 * orthonormal to working precision whatever the condition of A; when the Gram matrix is too ill conditioned for that,
 * Cholesky QR is repeated, and when the sketch does not represent A at all, geqp3 factors A itself.
 *
 * If the rank k is below n, the first k columns of Q and rows of R hold a factorisation within the tolerance, the
 * others are zero, and the result is RANDBLAS_RANK_DEFICIENT.
 *
 * Cost: a sketch, QR of d x n and n x n, and 3 m n^2 flops (2 m n^2 when A is well conditioned) of level 3.  Memory:
 * d n + 2 n^2 and lower order.  Phases told to the progress callback: "sketch", "factor", "orthogonalise".
 *
 * @param[in]  A        m x n of any kind, m >= n
 * @param[out] Q        m x n, column major; not the array of A
 * @param[in]  ldq      at least max(1, m)
 * @param[out] R        n x n, column major, upper triangular with zeros below
 * @param[in]  ldr      at least max(1, n)
 * @param[out] jpvt     column j of A P is column jpvt[j] of A, from 0
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-7 also for a family that cannot be made from the options alone), RANDBLAS_RANK_DEFICIENT,
 *         RANDBLAS_NOT_FINITE (Q and R are NaN, jpvt the identity), RANDBLAS_INVALID_SPARSE, RANDBLAS_TOO_LARGE,
 *         memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dcqrrpt(const randblas_dlinop *A, double *Q, int64_t ldq, double *R, int64_t ldr,
                                    int64_t *jpvt, const randlapack_tall_qr_options *options,
                                    randlapack_tall_qr_report *report);
/** @copydoc randlapack_dcqrrpt */
RANDBLAS_API int randlapack_scqrrpt(const randblas_slinop *A, float *Q, int64_t ldq, float *R, int64_t ldr,
                                    int64_t *jpvt, const randlapack_tall_qr_options *options,
                                    randlapack_tall_qr_report *report);

/**
 * QR factorisation of a tall matrix without pivoting, A = Q R, by randomised Cholesky QR @cite balabanov2022cholesky
 * as randlapack_dcqrrpt() does it, the columns left in their order.  A sketch whose triangle is singular to working
 * precision gives way to Householder QR of A, so Q is m x n and orthonormal for any A.  tolerance and equilibrate are
 * not looked at.
 *
 * @param[in]  A        m x n of any kind, m >= n
 * @param[out] Q        m x n, column major; not the array of A
 * @param[in]  ldq      at least max(1, m)
 * @param[out] R        n x n, column major, upper triangular with zeros below; its diagonal is not negative
 * @param[in]  ldr      at least max(1, n)
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-6 also for a family that cannot be made from the options alone), RANDBLAS_NOT_FINITE (outputs are
 *         NaN), RANDBLAS_INVALID_SPARSE, RANDBLAS_TOO_LARGE, memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_drcholqr(const randblas_dlinop *A, double *Q, int64_t ldq, double *R, int64_t ldr,
                                     const randlapack_tall_qr_options *options, randlapack_tall_qr_report *report);
/** @copydoc randlapack_drcholqr */
RANDBLAS_API int randlapack_srcholqr(const randblas_slinop *A, float *Q, int64_t ldq, float *R, int64_t ldr,
                                     const randlapack_tall_qr_options *options, randlapack_tall_qr_report *report);

/** Where randlapack_dbqrrp() pivots. */
typedef enum randlapack_bqrrp_method {
    RANDLAPACK_PIVOT_BLOCKS = 1, /**< on the sketch, a block at a time (BQRRP) */
    RANDLAPACK_PIVOT_PANELS = 2  /**< in the panel of each block once more, blocks being smaller (HQRRP) */
} randlapack_bqrrp_method;

/** Options of randlapack_dbqrrp(). */
typedef struct randlapack_bqrrp_options {
    size_t size;                    /**< sizeof(randlapack_bqrrp_options), or 0 */
    randblas_control control;       /**< progress, allocator, memory limit */
    randblas_state state;           /**< random state; all-zero is seed 0 */
    randblas_family family;         /**< family of the sketch; 0: sparse sign */
    randlapack_bqrrp_method method; /**< 0: RANDLAPACK_PIVOT_BLOCKS */
    int64_t block;                  /**< columns of a block; 0: min(m, n)/32 between 32 and 96, or 32 for HQRRP */
    int64_t oversampling;           /**< rows of the sketch beyond the block; 0: 8; negative: none */
    int64_t rank;                   /**< columns that are factored at most; 0 or more than there are: min(m, n) */
    double tolerance;               /**< of ||A P - Q R||_F / ||A||_F: stop when it is met; 0: do not stop by it */
} randlapack_bqrrp_options;

/** Report of randlapack_dbqrrp(). */
typedef struct randlapack_bqrrp_report {
    int64_t block;         /**< columns of a block */
    int64_t sketches;      /**< how often what was left of A was sketched, updates not counted */
    int64_t rank;          /**< of the pivots, those before the first that is at most n eps times the leading one */
    double seconds_pivots; /**< time to sketch, to choose and move columns, and to update the sketch */
    double seconds_factor; /**< time in panels and products */
    int64_t reflectors;    /**< k: columns that were factored, min(m, n) unless it was told to stop early */
    double error;          /**< ||A P - Q(:, 1:k) R(1:k, :)||_F but for rounding: the norm of what is left, measured; 0
                                if nothing is */
    double norm;           /**< ||A||_F */
} randlapack_bqrrp_report;

/**
 * QR factorisation with column pivoting of a matrix of any shape and rank, A P = Q R, in blocks whose pivots come from
 * a sketch (BQRRP @cite melnichenko2024, HQRRP @cite martinsson2017).  The results are those of LAPACK's geqp3 in form:
 * R and the reflectors of Q in the place of A, for ormqr and orgqr; but pivots are counted from 0, and all columns are
 * free.
 *
 * Pivots are nearly the largest there are, so |R_ii| decreases up to a factor near 1, not strictly.  Columns whose norm
 * is at most n eps ||A||_F together are factored without pivots.
 *
 * With a rank or a tolerance it stops after k columns.  Then A holds the first k rows of R, k reflectors, and in its
 * last m - k rows and n - k columns what is left, C: A P = Q [R_11 R_12; 0 C], so ||C||_F is the error of the first k
 * columns of Q and rows of R.  tau is zero from k on, so that orgqr and ormqr may be told of all min(m, n) reflectors.
 * For a tolerance, columns are added until the norm of C meets it, measured and not estimated; as the sketch foresees
 * how many a block needs, k is near the least that will do with such pivots, which it may exceed by a few.
 *
 * Cost: the flops of geqrf for k columns, 4 m n k - 2 (m + n) k^2 + 4 k^3 / 3, in GEMM but for O(m k b + n k b).
 * Memory: (2 n + m) b and lower order.  Phase told to the progress callback: "factor".
 *
 * @param[in]     m        rows
 * @param[in]     n        columns
 * @param[in,out] A        m x n, column major; R, below its diagonal the reflectors, and what is left
 * @param[in]     lda      at least max(1, m)
 * @param[out]    jpvt     column j of A P is column jpvt[j] of A, from 0; n of them
 * @param[out]    tau      min(m, n) factors of the reflectors
 * @param[in]     options  or NULL
 * @param[out]    report   or NULL
 * @return 0, -i (-7 also for a family that cannot be made from the options alone), RANDBLAS_NOT_CONVERGED (the rank
 *         asked for does not reach the tolerance), RANDBLAS_NOT_FINITE (A is untouched, tau is NaN, jpvt the identity),
 *         RANDBLAS_TOO_LARGE, memory and cancellation codes
 */
RANDBLAS_API int randlapack_dbqrrp(int64_t m, int64_t n, double *A, int64_t lda, int64_t *jpvt, double *tau,
                                   const randlapack_bqrrp_options *options, randlapack_bqrrp_report *report);
/** @copydoc randlapack_dbqrrp */
RANDBLAS_API int randlapack_sbqrrp(int64_t m, int64_t n, float *A, int64_t lda, int64_t *jpvt, float *tau,
                                   const randlapack_bqrrp_options *options, randlapack_bqrrp_report *report);

/** Options of randlapack_drgs(). */
typedef struct randlapack_rgs_options {
    size_t size;              /**< sizeof(randlapack_rgs_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the sketch; 0: sparse sign */
    int64_t sketch_rows;      /**< d >= k + n; 0: 2 n + 64, if k = 0.  From m on, vectors stand for their sketches */
    int64_t sketch_nnz;       /**< nonzeros of the sketch, see randblas_dist; 0: the family's default */
    int64_t block;            /**< columns that are orthogonalised together; 0: 32 */
    double tolerance;         /**< a column of which at most this part is new counts as dependent; 0: (k + n) eps;
                                   negative: only when nothing is left */
} randlapack_rgs_options;

/** Report of randlapack_drgs(). */
typedef struct randlapack_rgs_report {
    int64_t sketch_rows; /**< d; m when vectors stood for their sketches */
    int64_t rank;        /**< columns of A that were not dependent on those before them */
    int64_t rounds;      /**< most rounds of orthogonalisation that a block took */
    double departure;    /**< largest departure of S Q from orthonormal that the last rounds found, per column */
} randlapack_rgs_report;

/**
 * Randomised block Gram-Schmidt @cite balabanov2022 for n more columns of a basis of k, A = Q R, with inner products
 * of sketched vectors.  S Q is orthonormal, so that cond(Q) is at most (1 + eta)/(1 - eta), eta about sqrt((k + n)/d).
 *
 * A vector of length m is read for one product with Q where classical Gram-Schmidt needs two, and more where it has to
 * be repeated; all else happens in d dimensions.  A round is repeated until S Q is orthonormal to rounding.
 *
 * A column that depends on those before it gives a column of zeros in Q and a zero on R's diagonal.  To extend a basis,
 * call again with the same state, family, nonzeros and number of rows of the sketch.
 *
 * Cost: 2 m n (2 k + n) flops in GEMM, and 2 sketches of a column or more.  Memory: d (k + n) and lower order; d b
 * only when SQ is given.  Phase told to the progress callback: "orthogonalise".
 *
 * @param[in]     A        m x n of any kind, k + n <= m
 * @param[in]     k        columns of Q that are there
 * @param[in,out] Q        m x (k + n), column major; its last n columns are the result.  Not the array of A
 * @param[in]     ldq      at least max(1, m)
 * @param[out]    R        (k + n) x n, column major, zeros below its trapezoid; A = Q R
 * @param[in]     ldr      at least max(1, k + n)
 * @param[in,out] SQ       NULL, or d x (k + n), column major: the first k columns as the call before left them, S Q on
 *                         return.  Spares the sketch of what is there; needs options->sketch_rows <= m
 * @param[in]     ldsq     at least max(1, d); not looked at if SQ is NULL
 * @param[in]     options  or NULL, if k = 0 and SQ is NULL; else sketch_rows has to be given
 * @param[out]    report   or NULL
 * @return 0, -i (-9 also for a family that cannot be made from the options alone), RANDBLAS_RANK_DEFICIENT,
 *         RANDBLAS_NOT_FINITE (A or the first columns of Q; the new ones and R are NaN), RANDBLAS_NOT_CONVERGED (S Q is
 *         not orthonormal to rounding after 5 rounds), RANDBLAS_INVALID_SPARSE, RANDBLAS_TOO_LARGE, memory and
 *         cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_drgs(const randblas_dlinop *A, int64_t k, double *Q, int64_t ldq, double *R, int64_t ldr,
                                 double *SQ, int64_t ldsq, const randlapack_rgs_options *options,
                                 randlapack_rgs_report *report);
/** @copydoc randlapack_drgs */
RANDBLAS_API int randlapack_srgs(const randblas_slinop *A, int64_t k, float *Q, int64_t ldq, float *R, int64_t ldr,
                                 float *SQ, int64_t ldsq, const randlapack_rgs_options *options,
                                 randlapack_rgs_report *report);

/** Options of randlapack_durv(). */
typedef struct randlapack_urv_options {
    size_t size;              /**< sizeof(randlapack_urv_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    int64_t rank;             /**< rows of T that are made at most; 0 or more than there are: min(m, n) */
    double tolerance;         /**< of the error over ||A||_F: stop when it is met; 0: max(m, n) eps, and less than the
                                   rank asked for is a deficiency; negative: only when nothing is left */
    int32_t power_passes;     /**< passes of subspace iteration for each block; 0: 1; negative: none */
    int64_t block;            /**< rows and columns of a block; 0: min(m, n)/32 between 32 and 64 */
} randlapack_urv_options;

/** Report of randlapack_durv(). */
typedef struct randlapack_urv_report {
    int64_t block;         /**< rows and columns of a block */
    int64_t blocks;        /**< how many were made */
    int64_t rank;          /**< k: the least for which the error is within the tolerance, or the rank asked for */
    double error;          /**< ||T(k+1:, k+1:)||_F = ||A - U(:, 1:k) T(1:k, :) V^T||_F; 0 if nothing is left */
    double coupling;       /**< ||T(1:k, k+1:)||_F, which U(:, 1:k) T(1:k, 1:k) V(:, 1:k)^T leaves out too */
    double norm;           /**< ||A||_F */
    double seconds_factor; /**< time to make T */
    double seconds_form;   /**< time to write out U and V */
} randlapack_urv_report;

/**
 * Rank-revealing factorisation A = U T V^T of a matrix of any shape and rank, U and V with orthonormal columns and T
 * upper triangular, block by block by randomised subspace iteration (randUTV @cite martinsson2019).  The diagonal of T
 * is not negative and near the singular values of A, nearer than the pivots of any QR: with one pass of iteration
 * within a factor of 1.5 for spectra flat and steep, and nearer with more.  The first k columns of U and V
 * span nearly what the leading singular vectors do.
 *
 * With l = min(m, n), T is l x l.  When the factorisation stops early, at a rank or tolerance, its rows from some k' >=
 * k on hold what is left, a full block, and A = U T V^T still.
 *
 * Cost, for l x l and k' = l: (2 + 4 q) l^3 / 3 flops for the sketches of q passes, 10 l^3 / 3 for T, and 4 l^3 / 3 for
 * each of U and V, all in GEMM; a tall or wide matrix first goes through QR.  Memory: 9 l b and lower order, and l^2
 * for U of a tall matrix and V of a wide one; m n for a wide one without V.  Phases told to the progress callback:
 * "factor", "form".
 *
 * @param[in]     m        rows
 * @param[in]     n        columns
 * @param[in,out] A        m x n, column major; T in its first l rows and columns, the others zero
 * @param[in]     lda      at least max(1, m)
 * @param[out]    U        m x l, column major, or NULL
 * @param[in]     ldu      at least max(1, m); not looked at if U is NULL
 * @param[out]    V        n x l, column major, or NULL
 * @param[in]     ldv      at least max(1, n); not looked at if V is NULL
 * @param[in]     options  or NULL
 * @param[out]    report   or NULL
 * @return 0, -i, RANDBLAS_RANK_DEFICIENT (no tolerance was given, and the rank is below the one asked for),
 *         RANDBLAS_NOT_CONVERGED (that rank does not reach the tolerance; or a small SVD), RANDBLAS_NOT_FINITE (A is
 *         untouched, U and V are NaN), RANDBLAS_TOO_LARGE, memory and cancellation codes
 */
RANDBLAS_API int randlapack_durv(int64_t m, int64_t n, double *A, int64_t lda, double *U, int64_t ldu, double *V,
                                 int64_t ldv, const randlapack_urv_options *options, randlapack_urv_report *report);
/** @copydoc randlapack_durv */
RANDBLAS_API int randlapack_surv(int64_t m, int64_t n, float *A, int64_t lda, float *U, int64_t ldu, float *V,
                                 int64_t ldv, const randlapack_urv_options *options, randlapack_urv_report *report);

#ifdef __cplusplus
}
#endif

#endif
