/**
 * @file randlapack_sampling.h
 * @brief Leverage scores, determinantal point processes and what is unbiased through them; included by randlapack.h.
 *
 * Indices start at 0.  All randomness is that of `state` in the options, read as 64-bit words of Philox: the first word
 * of a block is the low one.  Words are made uniform numbers on [0, 1) by their 53 high bits.  A report's `next` is the
 * state to continue from, so that calls chained through it are independent.  A routine that takes several samples
 * begins sample t at block t B of the low half of the counter, B half the most words that a sample can need for one
 * purpose; purposes are told apart by the high half, as in row sampling:
 *
 *     0  word i: coin of eigenvector i (DPP) or of row i (Bernoulli sampling)
 *     1  word t: the t-th item of a projection DPP
 *     2  word i: coin of row i, or word t: the t-th independent row (volume sampling)
 */
#ifndef RANDLAPACK_SAMPLING_H
#define RANDLAPACK_SAMPLING_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- leverage scores -------------------------------- */

/** Options of randlapack_dleverage() and randlapack_dleverage_sketched(). */
typedef struct randlapack_leverage_options {
    size_t size;              /**< sizeof(randlapack_leverage_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0; not used by randlapack_dleverage() */
    double lambda;            /**< ridge, in the unit of A^T A; 0: none */
    randblas_family family;   /**< sketched: family of the sketch; 0: sparse sign */
    int64_t sketch_rows;      /**< sketched: rows of the sketch, at least n; m or more: no sketch; 0: 12 n + 32 */
    int64_t sketch_nnz;       /**< sketched: nonzeros per column or row of a sparse family; 0: its default */
    int64_t projections;      /**< sketched: columns of G; n or more: none, exact given R; 0: 64 */
} randlapack_leverage_options;

/** Report of randlapack_dleverage() and randlapack_dleverage_sketched(). */
typedef struct randlapack_leverage_report {
    int64_t sketch_rows;   /**< rows of the sketch; m if it was A itself */
    int64_t projections;   /**< columns that the rows of A R^-1 were multiplied with; the rank if it was R alone */
    int64_t rank;          /**< numerical rank of A, or with a ridge of A above sqrt(lambda) I, columns of one norm */
    double condition;      /**< estimate of the condition of that matrix (of its independent columns) */
    double sum;            /**< of the scores: the rank, or with a ridge the effective dimension */
    double lower;          /**< lower l_i <= score_i <= upper l_i for every row, l_i the exact score: ... */
    double upper;          /**< ... see randlapack_dleverage_sketched(); INFINITY if nothing can be said */
    double seconds_sketch; /**< time in writing out or sketching A */
    double seconds_factor; /**< time in factorisations */
    double seconds_rows;   /**< time in the scores */
    randblas_state next;   /**< the state to continue from */
} randlapack_leverage_report;

/**
 * Leverage scores l_i = ||row i of Q||^2, Q an orthonormal basis of the range of A, by QR with a rank decision
 * by column-pivoted QR of R: Cholesky QR preconditioned by a sketch (@cite balabanov2022cholesky) where A is several
 * times as tall as wide and its condition harmless, Householder QR elsewhere; with a ridge a_i^T (A^T A + lambda I)^-1
 * a_i, from Q of A above sqrt(lambda) I.  They sum to the rank, or to the effective dimension (@cite drineas2012, @cite
 * alaoui2015).
 *
 * Where A is ill conditioned the range is determined to eps cond(A) only, and the scores with it, the columns of A
 * scaled to one norm.  Columns are dropped from where the pivoted factor falls below (n + 16) eps of its largest
 * entry.  Phases: "factor", "rows".
 *
 * Cost: 4 m n^2 flops or, by Cholesky QR, 3 m n^2 that run at the rate of products of matrices.  Memory: a copy of A; m
 * + n rows with a ridge; O(n^2).
 *
 * @param[in]  A        m x n of any kind, m >= n unless there is a ridge
 * @param[out] scores   m entries in [0, 1]
 * @param[in]  options  or NULL
 * @param[out] report   or NULL; lower = upper = 1
 * @return 0, -i (-1 also for m < n without a ridge), RANDBLAS_INVALID_SPARSE, RANDBLAS_RANK_DEFICIENT (the scores are
 *         those of the columns found independent), RANDBLAS_NOT_FINITE (in A, or its norms overflow: scores are NaN),
 *         memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dleverage(const randblas_dlinop *A, double *scores,
                                      const randlapack_leverage_options *options, randlapack_leverage_report *report);
/** @copydoc randlapack_dleverage */
RANDBLAS_API int randlapack_sleverage(const randblas_slinop *A, float *scores,
                                      const randlapack_leverage_options *options, randlapack_leverage_report *report);

/**
 * Leverage scores from a sketch (@cite drineas2012): R of S A = Q R, or of S A above sqrt(lambda) I, gives
 * ||a_i R^-1||^2; unless projections >= rank these are estimated by ||a_i R^-1 G||^2, G Gaussian.
 *
 * The bounds in the report.  Without projections they hold for every row with certainty, up to rounding: they are the
 * extreme eigenvalues of R^-T (A^T A + lambda I) R^-1, which costs another m n^2 flops.  With projections they hold for
 * all rows together with probability 0.99 for a Gaussian S, by the bounds for its singular values and for chi-square
 * variables; sparse-sign sketches behave so, others are not covered.  No bounds include the errors of rounding, about
 * eps cond(A).
 *
 * S is made from the state, G (as k x n) from the state that follows it.  Phases: "sketch", "factor", "rows".
 *
 * Cost: the sketch, 2 d n^2 for its QR, 2 k n per row.  Memory: d n + n^2 and a block of rows for dense and CSR; for
 * other kinds 16 vectors of length m.
 *
 * @param[in]  A        m x n of any kind, m >= n
 * @param[out] scores   m entries, nonnegative
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return as randlapack_dleverage(); -3 also for a family that cannot be made from the options alone
 */
RANDBLAS_API int randlapack_dleverage_sketched(const randblas_dlinop *A, double *scores,
                                               const randlapack_leverage_options *options,
                                               randlapack_leverage_report *report);
/** @copydoc randlapack_dleverage_sketched */
RANDBLAS_API int randlapack_sleverage_sketched(const randblas_slinop *A, float *scores,
                                               const randlapack_leverage_options *options,
                                               randlapack_leverage_report *report);

/* ---------------------------------------------------------------- determinantal point processes ------------------ */

/** Options of randlapack_ddpp(), randlapack_dkdpp() and randlapack_dprojection_dpp(). */
typedef struct randlapack_dpp_options {
    size_t size;              /**< sizeof(randlapack_dpp_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
} randlapack_dpp_options;

/** Report of randlapack_ddpp(), randlapack_dkdpp() and randlapack_dprojection_dpp(). */
typedef struct randlapack_dpp_report {
    int64_t rank;          /**< eigenvalues of L above n eps of the largest, or rank of the basis */
    double expected_size;  /**< mean number of items: the sum of lambda/(1 + lambda), or k */
    double log_normaliser; /**< log of the sum of det L_S over the sets S in question: log det(I + L), log e_k(lambda);
                                0 for a projection */
    double seconds_factor; /**< time in the eigendecomposition or QR */
    double seconds_sample; /**< time in drawing */
    randblas_state next;   /**< the state to continue from */
} randlapack_dpp_report;

/**
 * Samples of the determinantal point process with L-ensemble L: P(S) = det L_S / det(I + L), exactly, from the
 * eigendecomposition (@cite hough2006, @cite kulesza2012).  An item i is in S with probability (L (I + L)^-1)_ii.
 *
 * Eigenvalues of at most n eps times the largest are taken as zero.  Rounding changes the probabilities by about
 * n k eps in all, k the number of items.  Phases: "factor", "sample".
 *
 * Cost: 9 n^3 flops or so once, 2 n k^2 a sample.  Memory: 5 n^2.
 *
 * @param[in]  L         n x n, symmetric positive semidefinite, of any kind; it is written out
 * @param[in]  nsamples  number of samples
 * @param[out] sizes     nsamples sizes
 * @param[out] items     ldi x nsamples, column major: the items of sample t, ascending, and -1 below them up to n
 * @param[in]  ldi       at least max(1, n)
 * @param[in]  options   or NULL
 * @param[out] report    or NULL
 * @return 0, -i (-1 also if L is not square, or not symmetric to n eps of its largest entry),
 *         RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_POSITIVE_DEFINITE (an eigenvalue is below -n eps times the largest:
 *         sampled as if those were zero), RANDBLAS_NOT_FINITE (the samples are empty), RANDBLAS_NOT_CONVERGED (of the
 *         eigenvalues; the samples are empty), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_ddpp(const randblas_dlinop *L, int64_t nsamples, int64_t *sizes, int64_t *items,
                                 int64_t ldi, const randlapack_dpp_options *options, randlapack_dpp_report *report);
/** @copydoc randlapack_ddpp */
RANDBLAS_API int randlapack_sdpp(const randblas_slinop *L, int64_t nsamples, int64_t *sizes, int64_t *items,
                                 int64_t ldi, const randlapack_dpp_options *options, randlapack_dpp_report *report);

/**
 * Samples of the k-DPP of L: P(S) = det L_S / e_k(lambda) among the sets of k items, e_k the elementary symmetric
 * polynomial of the eigenvalues (@cite kulesza2011).  The polynomials are had as probabilities of a sum of independent
 * coins, after scaling L so that the mean of that sum is k: nothing overflows, and what underflows has a probability
 * below 1e-300.
 *
 * Cost: as randlapack_ddpp() and n k once.  Memory: 4 n^2 + 2 n k.
 *
 * @param[in]  L         n x n, symmetric positive semidefinite, of any kind; it is written out
 * @param[in]  k         items per sample, at most n
 * @param[in]  nsamples  number of samples
 * @param[out] items     ldi x nsamples, column major: the items of sample t, ascending
 * @param[in]  ldi       at least max(1, k)
 * @param[in]  options   or NULL
 * @param[out] report    or NULL
 * @return as randlapack_ddpp(), and RANDBLAS_RANK_DEFICIENT if k is above the rank, so that no such set has a
 *         determinant above zero; the items of an empty sample are -1
 */
RANDBLAS_API int randlapack_dkdpp(const randblas_dlinop *L, int64_t k, int64_t nsamples, int64_t *items, int64_t ldi,
                                  const randlapack_dpp_options *options, randlapack_dpp_report *report);
/** @copydoc randlapack_dkdpp */
RANDBLAS_API int randlapack_skdpp(const randblas_slinop *L, int64_t k, int64_t nsamples, int64_t *items, int64_t ldi,
                                  const randlapack_dpp_options *options, randlapack_dpp_report *report);

/**
 * Samples of the projection DPP of the range of A: P(S) = det(Q_S)^2 among the sets of n rows, Q an orthonormal basis.
 * A may be that basis or any other; it is orthonormalised.  Row i is in S with probability its leverage score.
 * Phases: "factor", "sample".
 *
 * Cost: 4 m n^2 flops once, 2 m n^2 a sample.  Memory: a copy of A and O(m + n^2).
 *
 * @param[in]  A         m x n of any kind, m >= n
 * @param[in]  nsamples  number of samples
 * @param[out] items     ldi x nsamples, column major: the n rows of sample t, ascending
 * @param[in]  ldi       at least max(1, n)
 * @param[in]  options   or NULL
 * @param[out] report    or NULL
 * @return 0, -i (-1 also for m < n), RANDBLAS_INVALID_SPARSE, RANDBLAS_RANK_DEFICIENT (as many items as the rank, and
 *         -1 below them), RANDBLAS_NOT_FINITE (all -1), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dprojection_dpp(const randblas_dlinop *A, int64_t nsamples, int64_t *items, int64_t ldi,
                                            const randlapack_dpp_options *options, randlapack_dpp_report *report);
/** @copydoc randlapack_dprojection_dpp */
RANDBLAS_API int randlapack_sprojection_dpp(const randblas_slinop *A, int64_t nsamples, int64_t *items, int64_t ldi,
                                            const randlapack_dpp_options *options, randlapack_dpp_report *report);

/* ---------------------------------------------------------------- rows without bias ------------------------------ */

/** Options of randlapack_dvolume_sample(). */
typedef struct randlapack_volume_options {
    size_t size;              /**< sizeof(randlapack_volume_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    int32_t rescaled;         /**< nonzero: leveraged volume sampling, with replacement and weights */
} randlapack_volume_options;

/** Options of randlapack_dsurrogate_sample(). */
typedef struct randlapack_surrogate_options {
    size_t size;              /**< sizeof(randlapack_surrogate_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    double lambda;            /**< ridge, in the unit of A^T A; 0: none */
    const double *weights;    /**< m positive weights that the probabilities are proportional to, or NULL: all alike */
} randlapack_surrogate_options;

/** Report of randlapack_dvolume_sample() and randlapack_dsurrogate_sample(). */
typedef struct randlapack_row_sampling_report {
    int64_t rank;          /**< numerical rank of A, or with a ridge of A above sqrt(lambda) I */
    double dimension;      /**< mean number of rows that the DPP contributes: the rank, or the effective dimension */
    double expected_rows;  /**< mean number of rows in all */
    double seconds_factor; /**< time in QR */
    double seconds_sample; /**< time in drawing */
    randblas_state next;   /**< the state to continue from */
} randlapack_row_sampling_report;

/**
 * Volume sampling: sets S of k rows with P(S) proportional to det(A_S^T A_S) (@cite derezinski2017).  The least-squares
 * solution on the sample is unbiased, E A_S^+ b_S = A^+ b, for any b.
 *
 * By Cauchy-Binet det(A_S^T A_S) is the sum of det(A_T)^2 over the n-subsets T of S; so S is a projection DPP T of size
 * n and k - n other rows, each set of them equally likely.  With `rescaled` the others are drawn independently from
 * q_i = l_i/n, l_i the leverage scores, which is leveraged volume sampling (@cite derezinski2018): rows may repeat, and
 * the weights 1/sqrt(k q_i), to be multiplied to the rows of A and b, keep the solution unbiased with a bounded
 * variance for any A.  Phases: "factor", "sample".
 *
 * Cost: 4 m n^2 flops once, 2 m n^2 a sample.  Memory: a copy of A and O(m + n^2).
 *
 * @param[in]  A         m x n of any kind, m >= n
 * @param[in]  k         rows per sample, at least n; at most m unless rescaled
 * @param[in]  nsamples  number of samples
 * @param[out] rows      ldr x nsamples, column major: the rows of sample t, ascending
 * @param[in]  ldr       at least max(1, k)
 * @param[out] weights   ldr x nsamples, or NULL: a factor for each row; 1 unless rescaled
 * @param[in]  options   or NULL
 * @param[out] report    or NULL
 * @return 0, -i (-1 also for m < n, or rescaled and n = 0), RANDBLAS_INVALID_SPARSE, RANDBLAS_RANK_DEFICIENT (all
 *         determinants are zero: rows are -1 and weights 0), RANDBLAS_NOT_FINITE (the same), memory and cancellation
 *         codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dvolume_sample(const randblas_dlinop *A, int64_t k, int64_t nsamples, int64_t *rows,
                                           int64_t ldr, double *weights, const randlapack_volume_options *options,
                                           randlapack_row_sampling_report *report);
/** @copydoc randlapack_dvolume_sample */
RANDBLAS_API int randlapack_svolume_sample(const randblas_slinop *A, int64_t k, int64_t nsamples, int64_t *rows,
                                           int64_t ldr, float *weights, const randlapack_volume_options *options,
                                           randlapack_row_sampling_report *report);

/**
 * Surrogate sketch: rows S and weights w_i, for which the ridge problem on the sample is unbiased,
 *
 *     E (sum_S w_i^2 a_i a_i^T + lambda I)^-1 = (A^T A + lambda I)^-1,
 *     E (sum_S w_i^2 a_i a_i^T + lambda I)^-1 sum_S w_i^2 a_i b_i = (A^T A + lambda I)^-1 A^T b   for any b,
 *
 * exactly; without a ridge the second only, and the expected inverse is at most that on the right.  Coins of
 * probability pi_i = min(1, k p_i), p_i = weights[i]/sum or 1/m, choose rows with w_i^2 = 1/pi_i; their distribution is
 * multiplied by the determinant of the matrix above (@cite derezinski2020, there with a Poisson number of independent
 * rows in place of coins).  So distributed, S is a DPP of A A^T / lambda and the coins of the other rows.  In the
 * paper's scaling, by the mean number of rows s in place of k, lambda is lambda (1 - dimension/s): see the report.
 * Phases: "factor", "sample".
 *
 * Cost: 4 m n^2 flops once, 2 m n^2 a sample or less.  Memory: two copies of A and O(m + n^2).
 *
 * @param[in]  A         m x n of any kind, m >= n unless there is a ridge
 * @param[in]  k         sum of the probabilities unless some are 1; 1 .. m, or 0 if m = 0
 * @param[in]  nsamples  number of samples
 * @param[out] sizes     nsamples numbers of rows
 * @param[out] rows      ldr x nsamples, column major: the rows of sample t, ascending, and -1 below them up to m
 * @param[in]  ldr       at least max(1, m)
 * @param[out] weights   ldr x nsamples, or NULL: w_i, and 0 below them
 * @param[in]  options   or NULL
 * @param[out] report    or NULL
 * @return 0, -i (-1 also for m < n without a ridge), RANDBLAS_INVALID_SPARSE, RANDBLAS_RANK_DEFICIENT (the DPP is that
 *         of the columns found independent), RANDBLAS_NOT_FINITE (the samples are empty), memory and cancellation
 *         codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dsurrogate_sample(const randblas_dlinop *A, int64_t k, int64_t nsamples, int64_t *sizes,
                                              int64_t *rows, int64_t ldr, double *weights,
                                              const randlapack_surrogate_options *options,
                                              randlapack_row_sampling_report *report);
/** @copydoc randlapack_dsurrogate_sample */
RANDBLAS_API int randlapack_ssurrogate_sample(const randblas_slinop *A, int64_t k, int64_t nsamples, int64_t *sizes,
                                              int64_t *rows, int64_t ldr, float *weights,
                                              const randlapack_surrogate_options *options,
                                              randlapack_row_sampling_report *report);

/** Options of randlapack_ddeterminantal_average(). */
typedef struct randlapack_determinantal_options {
    size_t size;              /**< sizeof(randlapack_determinantal_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    double lambda;            /**< ridge, in the unit of A^T A; 0: none */
    int64_t rows;             /**< sum of the probabilities unless some are 1, at most m; 0: n^2 + 10 n, or m if that is
                                   less */
    int64_t subsamples;       /**< how many are averaged; 0: 100 */
    const double *weights;    /**< m positive weights that these are proportional to, or NULL: all alike */
} randlapack_determinantal_options;

/** Report of randlapack_ddeterminantal_average(). */
typedef struct randlapack_determinantal_report {
    int64_t subsamples;          /**< how many were drawn */
    int64_t singular;            /**< of which so many had determinant zero */
    double mean_rows;            /**< rows of a subsample, on average */
    double effective_subsamples; /**< (sum of weights)^2 / sum of their squares: near 1, the result is that of one */
    double log_determinant;      /**< log of the mean determinant, an unbiased estimate of det(A^T A + lambda I) */
    double seconds;              /**< time in all */
    randblas_state next;         /**< the state to continue from */
} randlapack_determinantal_report;

/**
 * x = (A^T A + lambda I)^-1 g by determinantal averaging (@cite derezinski2019): subsamples
 *
 *     H_t = sum_i (b_i / pi_i) a_i a_i^T + lambda I,   b_i independent coins of probability pi_i = min(1, k p_i),
 *
 * are solved one by one and averaged with weights det H_t.  Both E det(H_t) H_t^-1 g = det(H) H^-1 g and
 * E det H_t = det H hold exactly, because determinant and adjugate are affine in each of the coins; so the average is
 * consistent, with a bias of order 1/q.  For this the coins must be independent with mean 1 (Bernoulli, as here, or
 * Poisson) and every term but lambda I of rank one: rows drawn in a fixed number will not do.  A subsample of rank
 * n - 1, lambda = 0, contributes its adjugate, as it must.
 *
 * The weights differ by factors of about exp(n/sqrt(k)): take k >= n^2, or read effective_subsamples.
 * Phase: "average".
 *
 * Cost: 3 k n^2 flops a subsample, m random words.  Memory: k + 2 n rows of A or so, n q, O(m).
 *
 * @param[in]  A               m x n of any kind
 * @param[in]  g               n entries
 * @param[out] x               n entries
 * @param[out] standard_error  n entries, or NULL: of x, by the linearised ratio; NaN for one subsample
 * @param[in]  options         or NULL
 * @param[out] report          or NULL
 * @return 0, -i, RANDBLAS_INVALID_SPARSE, RANDBLAS_RANK_DEFICIENT (all determinants are zero; x is NaN),
 *         RANDBLAS_NOT_FINITE (in g or a row of A that was sampled, or so ill scaled that the solution overflows; x is
 *         NaN), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_ddeterminantal_average(const randblas_dlinop *A, const double *g, double *x,
                                                   double *standard_error,
                                                   const randlapack_determinantal_options *options,
                                                   randlapack_determinantal_report *report);
/** @copydoc randlapack_ddeterminantal_average */
RANDBLAS_API int randlapack_sdeterminantal_average(const randblas_slinop *A, const float *g, float *x,
                                                   float *standard_error,
                                                   const randlapack_determinantal_options *options,
                                                   randlapack_determinantal_report *report);

#ifdef __cplusplus
}
#endif

#endif
