/**
 * @file rmt_logdet.h
 * @brief Log-determinants in memory; included by rmt.h.
 *
 * @code
 * rmt_logdet_report report;
 * int info = rmt_dlogdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, n, K, n, NULL, &report);
 * // det K = report.sign exp(report.logabsdet)
 * @endcode
 */
#ifndef RMT_LOGDET_H
#define RMT_LOGDET_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What is known of a square matrix. */
typedef enum rmt_matrix_kind {
    RMT_GENERAL = 1,   /**< nothing: LU with partial pivoting */
    RMT_SYMMETRIC = 2, /**< symmetric: LDL^T with rook pivoting; one triangle is referenced */
    RMT_DEFINITE = 3   /**< symmetric positive definite: Cholesky; one triangle is referenced */
} rmt_matrix_kind;

/** Options of rmt_dlogdet() and its kin. */
typedef struct rmt_logdet_options {
    size_t size;              /**< sizeof(rmt_logdet_options), or 0 */
    randblas_control control; /**< allocator, memory limit; "factor" is told to progress once, before the work */
    double tolerance;    /**< pseudo-determinants: values at most this times the largest count as zero; 0: max(m, n)
                              eps; negative: only zeros do */
    int32_t overwrite;   /**< nonzero: work in the caller's array, which holds no matrix on return, where its
                              layout admits that */
    int32_t orthonormal; /**< rmt_dloggdet(): nonzero: the columns of X are orthonormal, logdet X^T X = 0 */
} rmt_logdet_options;

/** Report of rmt_dlogdet() and its kin. */
typedef struct rmt_logdet_report {
    double logabsdet; /**< log of the absolute value; -infinity for zero, NaN when nothing was found */
    int32_t sign;     /**< 1, -1, or 0 for zero and when nothing was found */
    int64_t rank;     /**< values or pivots that are not zero */
    double logdet_xx; /**< rmt_dloggdet(): logdet X^T X */
    double logpdet;   /**< rmt_dloggdet(): log |pdet P|, see there */
} rmt_logdet_report;

/**
 * Sign and log|det A| of a square matrix in memory, whatever the scale: pivots are multiplied as a fraction and an
 * exponent, so that neither det A nor its logarithm's terms overflow, underflow or cancel.  The sign is that of the
 * computed factors, det(A + E) with E of the size of rounding errors: for LU ||E|| is about n eps growth ||A||.
 *
 * Relative to the eigenvalues of A, |d logabsdet| <= ||A^-1 E||_*: about n eps cond(A) at worst.
 *
 * Cost: 2 n^3/3 flops for RMT_GENERAL, else n^3/3.  Memory: n^2, and lower order; without n^2 if A is overwritten.
 *
 * @param[in]     kind    what is known of A
 * @param[in]     layout  storage order of A
 * @param[in]     uplo    the triangle that is referenced; RMT_GENERAL: not looked at
 * @param[in]     n       order; det of a matrix of order 0 is 1
 * @param[in,out] A       n x n; overwritten only when options->overwrite is set
 * @param[in]     lda     at least max(1, n)
 * @param[in]     options or NULL
 * @param[out]    report  the result
 * @return 0, -i; RANDBLAS_RANK_DEFICIENT (a pivot is zero: sign 0, -infinity), RANDBLAS_NOT_POSITIVE_DEFINITE
 *         (RMT_DEFINITE, which includes singular ones: NaN, sign 0), RANDBLAS_NOT_FINITE (NaN), RANDBLAS_TOO_LARGE,
 *         memory and cancellation codes
 */
RANDBLAS_API int rmt_dlogdet(rmt_matrix_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t n, double *A,
                             int64_t lda, const rmt_logdet_options *options, rmt_logdet_report *report);
/** @copydoc rmt_dlogdet */
RANDBLAS_API int rmt_slogdet(rmt_matrix_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t n, float *A,
                             int64_t lda, const rmt_logdet_options *options, rmt_logdet_report *report);

/**
 * logdet A^T A of a matrix of any shape by QR of A: 2 sum log|r_ii|.  The Gram matrix is not formed, so that its
 * condition is never squared and its entries never overflow; zero when m < n.  The layout that is not column major
 * costs a transposed copy.
 *
 * Cost: 2 m n^2 - 2 n^3/3 flops.  Memory: m n, and lower order; without m n if A is overwritten.
 *
 * @param[in]     layout  storage order of A
 * @param[in]     m       rows
 * @param[in]     n       columns
 * @param[in,out] A       m x n; overwritten only when options->overwrite is set
 * @param[in]     lda     at least max(1, m), or max(1, n) when row major
 * @param[in]     options or NULL
 * @param[out]    report  the result
 * @return 0, -i; RANDBLAS_RANK_DEFICIENT (sign 0, -infinity), RANDBLAS_NOT_FINITE (NaN), RANDBLAS_TOO_LARGE, memory
 *         and cancellation codes
 */
RANDBLAS_API int rmt_dlogdet_gram(randblas_layout layout, int64_t m, int64_t n, double *A, int64_t lda,
                                  const rmt_logdet_options *options, rmt_logdet_report *report);
/** @copydoc rmt_dlogdet_gram */
RANDBLAS_API int rmt_slogdet_gram(randblas_layout layout, int64_t m, int64_t n, float *A, int64_t lda,
                                  const rmt_logdet_options *options, rmt_logdet_report *report);

/**
 * Log-pseudo-determinant: the product of the eigenvalues of a symmetric matrix that are not zero, with its sign, or of
 * the singular values of a general one, of any shape.  Zero is what is at most tolerance times the largest; by default
 * what rounding of A alone makes of a zero.  The empty product is 1.
 *
 * Values are found to eps times the largest: those next to the tolerance have few digits.
 *
 * Cost: about 9 n^3 flops for symmetric matrices, 8 n^3/3 and QR for general ones.  Memory: 3 n^2 for symmetric ones,
 * m n + n^2 for general ones, n the lesser of the sizes.  A is never overwritten.
 *
 * @param[in]     kind    what is known of A
 * @param[in]     layout  storage order of A
 * @param[in]     uplo    the triangle that is referenced; RMT_GENERAL: not looked at
 * @param[in]     m       rows
 * @param[in]     n       columns; m unless kind is RMT_GENERAL
 * @param[in]     A       m x n
 * @param[in]     lda     at least max(1, m), or max(1, n) when row major
 * @param[in]     options or NULL
 * @param[out]    report  the result; report->rank values were multiplied
 * @return 0, -i; RANDBLAS_NOT_POSITIVE_DEFINITE (RMT_DEFINITE, and a value is negative beyond the tolerance: NaN),
 *         RANDBLAS_NOT_FINITE (NaN), RANDBLAS_NOT_CONVERGED, RANDBLAS_TOO_LARGE, memory and cancellation codes
 */
RANDBLAS_API int rmt_dlogpdet(rmt_matrix_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t m, int64_t n,
                              const double *A, int64_t lda, const rmt_logdet_options *options,
                              rmt_logdet_report *report);
/** @copydoc rmt_dlogpdet */
RANDBLAS_API int rmt_slogpdet(rmt_matrix_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t m, int64_t n,
                              const float *A, int64_t lda, const rmt_logdet_options *options,
                              rmt_logdet_report *report);

/**
 * The generalised determinant of Gaussian processes with p regressors @cite ameli2022,
 *
 *     gdet(K, X) = det(K) det(X^T K^-1 X) = det(X^T X) det(Z^T K Z),    Z an orthonormal complement of X,
 *
 * and the pseudo-determinant of the precision P = K^-1 - K^-1 X (X^T K^-1 X)^-1 X^T K^-1, which is pdet P = det(X^T X)
 * / gdet(K, X) = 1/det(Z^T K Z).  The right-hand forms are computed: K is compressed by the reflectors of the QR of X
 * and its last n - p rows and columns factored, no inverse is formed, and K may be singular where gdet is not.
 *
 * logdet(X^T K^-1 X) alone is report->logabsdet less rmt_dlogdet() of K.
 *
 * Cost: 4 n^2 p flops and a factorisation of order n - p.  Memory: n^2 + n p and lower order.
 *
 * @param[in]  kind    what is known of K
 * @param[in]  layout  storage order of K and X
 * @param[in]  uplo    the triangle of K that is referenced; RMT_GENERAL: not looked at
 * @param[in]  n       order of K
 * @param[in]  K       n x n
 * @param[in]  ldk     at least max(1, n)
 * @param[in]  p       columns of X, at most n
 * @param[in]  X       n x p, of full rank
 * @param[in]  ldx     at least max(1, n), or max(1, p) when row major
 * @param[in]  options or NULL
 * @param[out] report  logabsdet and sign of gdet, logdet_xx and logpdet, and rank of X plus that of Z^T K Z
 * @return 0, -i; RANDBLAS_RANK_DEFICIENT (X or Z^T K Z is singular: sign 0, -infinity, logpdet NaN when X is),
 *         RANDBLAS_NOT_POSITIVE_DEFINITE (Z^T K Z is not: NaN), RANDBLAS_NOT_FINITE (NaN), RANDBLAS_TOO_LARGE, memory
 *         and cancellation codes
 */
RANDBLAS_API int rmt_dloggdet(rmt_matrix_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t n,
                              const double *K, int64_t ldk, int64_t p, const double *X, int64_t ldx,
                              const rmt_logdet_options *options, rmt_logdet_report *report);
/** @copydoc rmt_dloggdet */
RANDBLAS_API int rmt_sloggdet(rmt_matrix_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t n,
                              const float *K, int64_t ldk, int64_t p, const float *X, int64_t ldx,
                              const rmt_logdet_options *options, rmt_logdet_report *report);

#ifdef __cplusplus
}
#endif

#endif
