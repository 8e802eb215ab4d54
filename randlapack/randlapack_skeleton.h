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

/** Options of randlapack_did(), randlapack_dtwo_sided_id(), randlapack_dcur(). */
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

/** Report of the same. */
typedef struct randlapack_skeleton_report {
    int64_t rank;        /**< columns chosen */
    int64_t sketch_rows; /**< rows of the sketch they were chosen by */
    int64_t exchanges;   /**< columns exchanged to keep coefficients small */
    double largest; /**< largest modulus of a coefficient; of randlapack_dcur() the growth ||C|| ||U|| ||R|| / ||A||:
                           that times eps is the relative rounding error of a product C U R */
    double error;   /**< estimate of ||A - approximation||_F by an independent Gaussian sketch of 10 rows: its square
                         is unbiased, and the true error exceeds 3.2 times the estimate with probability below 2e-4 */
    double norm;    /**< estimate of ||A||_F by the same sketch */
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

/**
 * Interpolative decomposition of both sides A ~ W A(rows, cols) Z of rank k: k columns span the others, and of these k
 * rows the other rows.  No inverse is involved, so that the product has the accuracy of its bounded factors whatever
 * the condition.
 *
 * The columns are those of randlapack_did(); rows are the pivots of A(:, cols)^T, which needs no product with A, and
 * W A(rows, cols) = A(:, cols) to rounding @cite halko2011.  Cost: that of randlapack_did() and 4 m k^2 flops.
 *
 * @param[in]  A        m x n of any kind
 * @param[in]  k        rank, 0 <= k <= min(m, n)
 * @param[out] rows        k indices of rows, from 0; -1 beyond the rank that was found
 * @param[out] W        m x k, column major; the identity in those rows; zero columns beyond the rank
 * @param[in]  ldw      at least max(1, m)
 * @param[out] cols        k indices of columns, likewise
 * @param[out] Z        k x n, column major; the identity in those columns; zero rows beyond the rank
 * @param[in]  ldz      at least max(1, k)
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return as randlapack_did(), -9 for options
 */
RANDBLAS_API int randlapack_dtwo_sided_id(const randblas_dlinop *A, int64_t k, int64_t *rows, double *W, int64_t ldw,
                                          int64_t *cols, double *Z, int64_t ldz,
                                          const randlapack_skeleton_options *options,
                                          randlapack_skeleton_report *report);
/** @copydoc randlapack_dtwo_sided_id */
RANDBLAS_API int randlapack_stwo_sided_id(const randblas_slinop *A, int64_t k, int64_t *rows, float *W, int64_t ldw,
                                          int64_t *cols, float *Z, int64_t ldz,
                                          const randlapack_skeleton_options *options,
                                          randlapack_skeleton_report *report);

/**
 * CUR decomposition A ~ C U R of rank k, C = A(:, cols) and R = A(rows, :): sparse if A is, nonnegative if A is.
 *
 * cols and rows are chosen as by randlapack_dtwo_sided_id(); U = C^+ A R^+ is the best for them @cite mahoney2009, by
 * QR of C and of R^T and not from normal equations.  An explicit U amplifies: with singular values s of A, rounding in
 * the product C U R is of the order eps s_1^2 / s_k, so that columns whose weight is below 4 sqrt(eps) of the first
 * would spoil more than they bring, and are not chosen; randlapack_dtwo_sided_id() goes on to rounding.
 *
 * Cost: products of A with k + oversampling + 10 and k vectors, 4 (m + n) k^2 + 8 l n k flops or so.  With a tolerance
 * ranks are tried until the error of C U R, not of its columns alone, is within it.  Memory: 2 l n + 3 (m + n) k.
 * Phases: "sketch", "factor", "core".
 *
 * @param[in]  A        m x n of any kind
 * @param[in]  k        rank, 0 <= k <= min(m, n)
 * @param[out] rows        k indices of rows, from 0; -1 beyond the rank that was found
 * @param[out] cols        k indices of columns, likewise
 * @param[out] U        k x k, column major; zero beyond the rank
 * @param[in]  ldu      at least max(1, k)
 * @param[in]  options  or NULL; `sketched` is ignored
 * @param[out] report   or NULL
 * @return as randlapack_did()
 */
RANDBLAS_API int randlapack_dcur(const randblas_dlinop *A, int64_t k, int64_t *rows, int64_t *cols, double *U,
                                 int64_t ldu, const randlapack_skeleton_options *options,
                                 randlapack_skeleton_report *report);
/** @copydoc randlapack_dcur */
RANDBLAS_API int randlapack_scur(const randblas_slinop *A, int64_t k, int64_t *rows, int64_t *cols, float *U,
                                 int64_t ldu, const randlapack_skeleton_options *options,
                                 randlapack_skeleton_report *report);

#ifdef __cplusplus
}
#endif

#endif
