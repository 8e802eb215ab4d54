/**
 * @file randlapack_lowrank.h
 * @brief Low-rank approximation by sketching; included by randlapack.h.
 */
#ifndef RANDLAPACK_LOWRANK_H
#define RANDLAPACK_LOWRANK_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Options of randlapack_drsvd(). */
typedef struct randlapack_rsvd_options {
    size_t size;              /**< sizeof(randlapack_rsvd_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the test matrix; 0: Gaussian */
    int64_t oversampling;     /**< extra columns of the test matrix; 0: 10; negative: none */
    int32_t power_passes;     /**< passes of subspace iteration, each two products; 0: 2; negative: none */
} randlapack_rsvd_options;

/** Report of randlapack_drsvd(). */
typedef struct randlapack_rsvd_report {
    int64_t sketch_cols;    /**< columns of the test matrix */
    double frobenius_error; /**< ||A - U S V^T||_F from ||A||_F^2 - sum s_i^2; where that cancels, or ||A||_F is not
                               known (callback), from ten more products: to some 20 %, at worst a factor of 2 */
    double seconds_range;   /**< time in the range finder */
    double seconds_svd;     /**< time in the small SVD and the basis */
} randlapack_rsvd_report;

/**
 * Truncated singular value decomposition A ~ U diag(s) V^T of rank k: range finder with subspace iteration, a change of
 * basis after each product, then the SVD of Q^T A @cite halko2011.  Bases come from Cholesky QR where their condition
 * allows, with a shift @cite fukaya2020 or by Householder QR where it does not.  A of rank below k: the last singular
 * values are at the level of rounding, U and V still have orthonormal columns.
 *
 * Cost: 2 (power_passes + 1) products of A with k + oversampling vectors, and ten where the error is measured by them.
 * Memory: (m + n)(k + oversampling) and lower order.  Phases told to the progress callback: "range", "svd".
 *
 * @param[in]  A        m x n of any kind
 * @param[in]  k        rank, 0 <= k <= min(m, n)
 * @param[out] U        m x k, column major, orthonormal columns
 * @param[in]  ldu      at least max(1, m)
 * @param[out] s        k singular values, descending
 * @param[out] V        n x k, column major, orthonormal columns
 * @param[in]  ldv      at least max(1, n)
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-8 also for a family that cannot be made from the options alone), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_NOT_CONVERGED (the small SVD), RANDBLAS_NOT_FINITE (outputs are NaN), memory and cancellation codes,
 *         RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_drsvd(const randblas_dlinop *A, int64_t k, double *U, int64_t ldu, double *s, double *V,
                                  int64_t ldv, const randlapack_rsvd_options *options, randlapack_rsvd_report *report);
/** @copydoc randlapack_drsvd */
RANDBLAS_API int randlapack_srsvd(const randblas_slinop *A, int64_t k, float *U, int64_t ldu, float *s, float *V,
                                  int64_t ldv, const randlapack_rsvd_options *options, randlapack_rsvd_report *report);

#ifdef __cplusplus
}
#endif

#endif
