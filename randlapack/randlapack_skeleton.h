/**
 * @file randlapack_skeleton.h
 * @brief Matrices through some of their own columns and rows; included by randlapack.h.
 */
#ifndef RANDLAPACK_SKELETON_H
#define RANDLAPACK_SKELETON_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How the columns of a sketch are ranked. */
typedef enum randlapack_pivoting {
    RANDLAPACK_PIVOT_QR = 1, /**< QR with column pivoting */
    RANDLAPACK_PIVOT_LU = 2  /**< LU with partial pivoting of the transpose: faster, a little worse @cite dong2023 */
} randlapack_pivoting;

/** Options of randlapack_did(). */
typedef struct randlapack_skeleton_options {
    size_t size;              /**< sizeof(randlapack_skeleton_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the sketch; 0: Gaussian */
    int64_t oversampling; /**< rows of the sketch beyond the rank; 0: 10; negative: none; with a tolerance no less than
                               the rank */
    int32_t power_passes; /**< passes of subspace iteration on the sketch, each two products; 0 or negative: none */
    int32_t pivoting;     /**< a randlapack_pivoting; 0: QR */
    int32_t sketched;     /**< nonzero: coefficients from the sketch alone.  That saves the product of A with k vectors
                               and enlarges the error to about sqrt(1 + k / (oversampling - 1)) of what it was */
    double tolerance;     /**< relative error ||A - approximation||_F / ||A||_F that suffices, less than 1; 0: take k */
    double bound;         /**< columns are exchanged until no coefficient of the sketched problem exceeds this;
                               0: 2; at least 1.1 */
} randlapack_skeleton_options;

/** Report of randlapack_did(). */
typedef struct randlapack_skeleton_report {
    int64_t rank;        /**< columns chosen */
    int64_t sketch_rows; /**< rows of the sketch they were chosen by */
    int64_t exchanges;   /**< columns exchanged to keep coefficients small */
    double largest;      /**< largest modulus of a coefficient */
    double error; /**< estimate of ||A - approximation||_F by an independent Gaussian sketch of 10 rows: its square
                       is unbiased, and the true error exceeds 3.2 times the estimate with probability below 2e-4 */
    double norm;  /**< estimate of ||A||_F by the same sketch */
    double seconds_sketch; /**< time in sketches */
    double seconds_factor; /**< time in everything else */
} randlapack_skeleton_report;

/**
 * Interpolative decomposition op(A) ~ op(A)(:, J) Z of rank k: every column as a combination of k chosen ones.  With op
 * a transpose it chooses rows: A ~ Z^T A(J, :).
 *
 * The columns are the first pivots of a sketch S op(A) of k + oversampling rows @cite halko2011 @cite dong2023, or of
 * op(A) itself when it has no more rows than that, exchanged while a coefficient exceeds `bound` @cite gu1996; then Z =
 * op(A)(:, J)^+ op(A), by QR.  With a tolerance the rank is the least whose error, measured by a sketch that took no
 * part in the choice, is within it, k at the most; sketches of 64, 128, ... rows are tried in turn, of which half
 * may be used.
 *
 * Cost: products of A with k + oversampling + 10 and, unless `sketched`, k vectors; 2 (m + 4 l) n k flops or so with
 * l = k + oversampling.  Memory: 2 l n, and (m + n) k unless `sketched`.  Phases told to the progress callback:
 * "sketch", "factor".
 *
 * @param[in]  A        m x n of any kind
 * @param[in]  op       RANDBLAS_NO_TRANS: columns; else rows
 * @param[in]  k        rank, 0 <= k <= min(m, n)
 * @param[out] J        k indices of columns of op(A), from 0, by decreasing weight; -1 beyond the rank that was found
 * @param[out] Z        k x (columns of op(A)), column major; the identity in columns J; zero rows beyond the rank
 * @param[in]  ldz      at least max(1, k)
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, also when the rank of A is less than k; -i (-7 also for a family that cannot be made from the options
 *         alone), RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (k columns do not meet the tolerance),
 *         RANDBLAS_NOT_FINITE (Z is NaN), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_did(const randblas_dlinop *A, randblas_op op, int64_t k, int64_t *J, double *Z, int64_t ldz,
                                const randlapack_skeleton_options *options, randlapack_skeleton_report *report);
/** @copydoc randlapack_did */
RANDBLAS_API int randlapack_sid(const randblas_slinop *A, randblas_op op, int64_t k, int64_t *J, float *Z, int64_t ldz,
                                const randlapack_skeleton_options *options, randlapack_skeleton_report *report);

#ifdef __cplusplus
}
#endif

#endif
