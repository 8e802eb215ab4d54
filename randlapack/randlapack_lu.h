/**
 * @file randlapack_lu.h
 * @brief LU factorisation with pivots from a sketch; included by randlapack.h.
 */
#ifndef RANDLAPACK_LU_H
#define RANDLAPACK_LU_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Options of randlapack_dsketched_lu(). */
typedef struct randlapack_lu_options {
    size_t size;              /**< sizeof(randlapack_lu_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the sketch; 0: sparse sign */
    int64_t rank;             /**< columns of L and rows of U at most; 0 or more than there are: min(m, n) */
    double tolerance;         /**< of ||A - P^T L U Q^T||_F / ||A||_F: stop when it is met; 0: max(m, n) eps, and less
                                   than the rank asked for is a deficiency; negative: only when nothing is left */
    int64_t block;            /**< columns of a block; 0: min(m, n)/32 between 32 and 96 */
    int64_t oversampling;     /**< rows of the sketch beyond the block; 0: 8; negative: none */
} randlapack_lu_options;

/** Report of randlapack_dsketched_lu(). */
typedef struct randlapack_lu_report {
    int64_t block;         /**< columns of a block */
    int64_t sketches;      /**< how often what was left of A was sketched, updates not counted */
    int64_t rank;          /**< columns of L and rows of U */
    double error;          /**< ||A - P^T L U Q^T||_F but for rounding: the norm of what is left; 0 if nothing is */
    double norm;           /**< ||A||_F */
    double growth;         /**< largest entry of U and of what is left, over that of A */
    double seconds_pivots; /**< time to sketch, to choose and move columns, and to update the sketch */
    double seconds_factor; /**< time in panels and products */
} randlapack_lu_report;

/**
 * LU factorisation P A Q = L U of a matrix of any shape and rank, or one of rank k, A ~ P^T L(:, 1:k) U(1:k, :) Q^T:
 * rows by partial pivoting as in getrf, columns block by block from a sketch of the Schur complement that is updated
 * (randomised complete pivoting @cite melgaard2015).  The pivots |U_ii| are within a factor of about 2 of
 * those of complete pivoting, which keeps entries from growing, in about twice the time of getrf.
 *
 * On return A holds U in its upper trapezoid, L below the diagonal (the ones are not stored), and, when the rank k is
 * less than min(m, n), the Schur complement in its last m - k rows and n - k columns: exactly what A - P^T L U Q^T is,
 * permuted.  |L_ij| <= 1.
 *
 * With a tolerance, columns are added until the norm of the Schur complement meets it, measured and not estimated; as
 * the sketch foresees how many a block needs, the rank is near the least.
 *
 * To solve A x = b of full rank: y_i = b[ipvt[i]], y = U^-1 L^-1 y by trsm, x[jpvt[j]] = y_j.
 *
 * Cost: 2 m n k - (m + n) k^2 + 2 k^3 / 3 flops, in GEMM but for O((m + n) k b).  Memory: (b + 76) n and lower order.
 * Phase told to the progress callback: "factor".
 *
 * @param[in]     m        rows
 * @param[in]     n        columns
 * @param[in,out] A        m x n, column major
 * @param[in]     lda      at least max(1, m)
 * @param[out]    ipvt     row i of P A is row ipvt[i] of A, from 0; m of them
 * @param[out]    jpvt     column j of A Q is column jpvt[j] of A, from 0; n of them
 * @param[in]     options  or NULL
 * @param[out]    report   or NULL
 * @return 0, -i (-7 also for a family that cannot be made from the options alone), RANDBLAS_RANK_DEFICIENT (no
 *         tolerance was given, and the rank is below the one asked for), RANDBLAS_NOT_CONVERGED (that rank does not
 *         reach the tolerance), RANDBLAS_NOT_FINITE (A is untouched, ipvt and jpvt the identity), RANDBLAS_TOO_LARGE,
 *         memory codes, RANDBLAS_CANCELLED (report->rank columns are factored)
 */
RANDBLAS_API int randlapack_dsketched_lu(int64_t m, int64_t n, double *A, int64_t lda, int64_t *ipvt, int64_t *jpvt,
                                         const randlapack_lu_options *options, randlapack_lu_report *report);
/** @copydoc randlapack_dsketched_lu */
RANDBLAS_API int randlapack_ssketched_lu(int64_t m, int64_t n, float *A, int64_t lda, int64_t *ipvt, int64_t *jpvt,
                                         const randlapack_lu_options *options, randlapack_lu_report *report);

#ifdef __cplusplus
}
#endif

#endif
