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

/** How randlapack_dsvd() finds the range. */
typedef enum randlapack_svd_method {
    RANDLAPACK_SVD_AUTO = 0,     /**< Krylov if an excess below 1e-3 is asked for, else subspace iteration */
    RANDLAPACK_SVD_SUBSPACE = 1, /**< randlapack_drsvd() */
    RANDLAPACK_SVD_KRYLOV = 2    /**< randlapack_dkrylov_svd() */
} randlapack_svd_method;

/** Options of randlapack_drsvd(), randlapack_dkrylov_svd() and randlapack_dsvd(). */
typedef struct randlapack_rsvd_options {
    size_t size;              /**< sizeof(randlapack_rsvd_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the test matrix; 0: Gaussian */
    int64_t oversampling;     /**< extra columns of the test matrix; 0: 4 to 19, to a multiple of 16 with those wanted,
                                   or 10 without passes or with a tolerance; negative: none */
    int32_t power_passes;     /**< passes of subspace iteration, each two products; 0: 1, with a tolerance 2;
                                   negative: none */
    double tolerance;         /**< of ||A - U S V^T||_F / ||A||_F; k is then the largest rank; 0: rank k */
    int64_t block;       /**< columns that are added at a time towards a tolerance or in a Krylov space; 0: 32, or 16 in
                              a Krylov space for k < 16 */
    double excess;       /**< Krylov: stop when ||A - U S V^T||_F is estimated to exceed that of the best rank k by this
                              relatively; 0: 1e-9, in single 1e-5 */
    int64_t max_columns; /**< Krylov: largest dimension of the space; 0: 4 k + 256 */
    randlapack_svd_method method; /**< for randlapack_dsvd() alone */
} randlapack_rsvd_options;

/** Report of randlapack_drsvd(), randlapack_dkrylov_svd() and randlapack_dsvd(). */
typedef struct randlapack_rsvd_report {
    int64_t sketch_cols;    /**< dimension of the range or Krylov space */
    double frobenius_error; /**< ||A - U S V^T||_F from ||A||_F^2 - sum s_i^2; where that cancels, or ||A||_F is not
                               known (callback), from ten more products, with a standard deviation of 22 % at most */
    double seconds_range;   /**< time in the range finder */
    double seconds_svd;     /**< time in the small SVD and the basis */
    int64_t rank;           /**< singular values found that are above rounding, max(m, n) eps s_1; 0 when k is */
    int64_t products;       /**< vectors that A or A^T was applied to */
    double excess;          /**< Krylov: the estimate that options.excess bounds; else -1 */
    randlapack_svd_method method; /**< what was run */
} randlapack_rsvd_report;

/** Options of randlapack_drange() and randlapack_dqb(). */
typedef struct randlapack_qb_options {
    size_t size;              /**< sizeof(randlapack_qb_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the test matrix; 0: Gaussian */
    int32_t power_passes;     /**< passes of subspace iteration, each two products; 0: 2; negative: none */
    double tolerance;         /**< of ||A - Q B||_F / ||A||_F; k is then the largest rank; 0: rank k */
    int64_t block;            /**< columns that are added at a time; 0: 32 with a tolerance, else k */
} randlapack_qb_options;

/** Report of randlapack_drange() and randlapack_dqb(). */
typedef struct randlapack_qb_report {
    int64_t rank;           /**< columns of Q found */
    int64_t products;       /**< vectors that A or A^T was applied to */
    double frobenius_error; /**< ||A - Q Q^T A||_F from ||A||_F^2 - ||B||_F^2; where that cancels, and always in
                                 randlapack_drange() and for callbacks, from ten Gaussian vectors */
    double seconds;         /**< time of the call */
} randlapack_qb_report;

/**
 * Orthonormal basis Q of the range of A, approximately: Q = orth((A A^T)^q A G) for a test matrix G of k columns
 * @cite halko2011.  E ||A - Q Q^T A|| is bounded for the rank k - 10 say by 1 + O(1) times the best error of that rank.
 *
 * Cost: 2 power_passes + 1 products of A with k vectors, and ten to measure the error.
 *
 * @param[in]  A        m x n of any kind
 * @param[in]  k        0 <= k <= min(m, n)
 * @param[out] Q        m x k, column major, orthonormal columns
 * @param[in]  ldq      at least max(1, m)
 * @param[in]  options  or NULL; tolerance and block have to be 0
 * @param[out] report   or NULL
 * @return 0, -i (-5 also for a family that cannot be made from the options alone), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_NOT_FINITE (Q is NaN), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_drange(const randblas_dlinop *A, int64_t k, double *Q, int64_t ldq,
                                   const randlapack_qb_options *options, randlapack_qb_report *report);
/** @copydoc randlapack_drange */
RANDBLAS_API int randlapack_srange(const randblas_slinop *A, int64_t k, float *Q, int64_t ldq,
                                   const randlapack_qb_options *options, randlapack_qb_report *report);

/**
 * Adaptive QB: A ~ Q B, B = Q^T A, of the rank that a tolerance needs, at most k; blocks of columns are added,
 * orthogonal to those before, until ||A - Q B||_F <= tolerance ||A||_F @cite yu2018.  What ||A||_F^2 - ||B||_F^2 cannot
 * tell because it cancels, below tolerances of about 100 sqrt(eps), is told by ten Gaussian vectors, with a margin
 * of 1.5: an error above the tolerance passes with a probability of at most 0.08, and much less when many directions
 * have a part in it.
 *
 * Cost: 2 (power_passes + 1) products of A with as many vectors as there are columns, and ten where they measure. Phase
 * told to the progress callback: "range".
 *
 * @param[in]  A        m x n of any kind
 * @param[in]  k        largest rank, 0 <= k <= min(m, n)
 * @param[out] Q        m x k, column major; report.rank orthonormal columns, then zeros
 * @param[in]  ldq      at least max(1, m)
 * @param[out] B        k x n, column major; report.rank rows, then zeros
 * @param[in]  ldb      at least max(1, k)
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-7 also for a family that cannot be made from the options alone), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_NOT_CONVERGED (rank k does not reach the tolerance; Q and B hold it), RANDBLAS_NOT_FINITE (outputs
 *         are NaN), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dqb(const randblas_dlinop *A, int64_t k, double *Q, int64_t ldq, double *B, int64_t ldb,
                                const randlapack_qb_options *options, randlapack_qb_report *report);
/** @copydoc randlapack_dqb */
RANDBLAS_API int randlapack_sqb(const randblas_slinop *A, int64_t k, float *Q, int64_t ldq, float *B, int64_t ldb,
                                const randlapack_qb_options *options, randlapack_qb_report *report);

/**
 * Truncated singular value decomposition A ~ U diag(s) V^T of rank k: range finder with subspace iteration, a change of
 * basis after each product, then the SVD of Q^T A @cite halko2011.  Q spans the last two iterates, (A A^T)^(q-1) A G
 * and (A A^T)^q A G, whose products with A^T are both at hand @cite musco2015 : at least as good as the last alone, and
 * for spectra that decay better than with one pass more.  Bases come from Cholesky QR where their condition
 * allows, with a shift @cite fukaya2020 or by Householder QR where it does not.  A of rank below k: the last singular
 * values are at the level of rounding, U and V still have orthonormal columns.
 *
 * With a tolerance, the rank is the least for which the approximation meets it, found by randlapack_dqb() in blocks;
 * columns of U and V from report.rank on, and their singular values, are zero.
 *
 * Cost: 2 (power_passes + 1) products of A with k + oversampling vectors, and ten where the error is measured by them.
 * Memory: 2 (m + n)(k + oversampling) and lower order.  Phases told to the progress callback: "range", "svd".
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
 *         RANDBLAS_NOT_CONVERGED (the small SVD, or rank k does not reach the tolerance), RANDBLAS_NOT_FINITE (outputs
 * are NaN), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_drsvd(const randblas_dlinop *A, int64_t k, double *U, int64_t ldu, double *s, double *V,
                                  int64_t ldv, const randlapack_rsvd_options *options, randlapack_rsvd_report *report);
/** @copydoc randlapack_drsvd */
RANDBLAS_API int randlapack_srsvd(const randblas_slinop *A, int64_t k, float *U, int64_t ldu, float *s, float *V,
                                  int64_t ldv, const randlapack_rsvd_options *options, randlapack_rsvd_report *report);

/**
 * Truncated singular value decomposition by randomised block Krylov @cite musco2015 : the best approximation of rank k
 * from the span of A G, (A A^T) A G, (A A^T)^2 A G, ..., fully reorthogonalised.  The space grows by blocks until the
 * excess of the Frobenius error over the best possible is estimated, by geometric extrapolation of the sum of squared
 * singular values, to be below options.excess.  options.oversampling and power_passes have no meaning here; a tolerance
 * truncates what was found.
 *
 * Cost: 2 products of A with each vector of the basis, and 4 (m + n) l^2 flops for its l vectors.  Memory: (m + n)
 * max_columns.  Where few digits are wanted, or products with many vectors at once are cheap, subspace iteration
 * (randlapack_drsvd()) is the other choice.
 *
 * Arguments and codes as in randlapack_drsvd(); RANDBLAS_NOT_CONVERGED when max_columns do not suffice (outputs hold
 * the best that was found).
 */
RANDBLAS_API int randlapack_dkrylov_svd(const randblas_dlinop *A, int64_t k, double *U, int64_t ldu, double *s,
                                        double *V, int64_t ldv, const randlapack_rsvd_options *options,
                                        randlapack_rsvd_report *report);
/** @copydoc randlapack_dkrylov_svd */
RANDBLAS_API int randlapack_skrylov_svd(const randblas_slinop *A, int64_t k, float *U, int64_t ldu, float *s, float *V,
                                        int64_t ldv, const randlapack_rsvd_options *options,
                                        randlapack_rsvd_report *report);

/**
 * Truncated singular value decomposition by the method that the accuracy asks for: block Krylov
 * (randlapack_dkrylov_svd()) if 0 < options.excess < 1e-3, else subspace iteration (randlapack_drsvd()), which
 * leaves less than that for spectra that decay like e^(-i/20), and 1e-2 where s_i ~ 1/i; options.method overrules.
 * Arguments and codes as there.
 */
RANDBLAS_API int randlapack_dsvd(const randblas_dlinop *A, int64_t k, double *U, int64_t ldu, double *s, double *V,
                                 int64_t ldv, const randlapack_rsvd_options *options, randlapack_rsvd_report *report);
/** @copydoc randlapack_dsvd */
RANDBLAS_API int randlapack_ssvd(const randblas_slinop *A, int64_t k, float *U, int64_t ldu, float *s, float *V,
                                 int64_t ldv, const randlapack_rsvd_options *options, randlapack_rsvd_report *report);

/** Options of randlapack_dgen_nystrom(). */
typedef struct randlapack_gen_nystrom_options {
    size_t size;              /**< sizeof(randlapack_gen_nystrom_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of both test matrices; 0: Gaussian */
    int64_t oversampling;     /**< columns of the sketch of the range beyond k; 0: k + 10; negative: none */
    int64_t corange_rows;     /**< rows of the sketch of the other range, more than columns of the first; 0: 2 l + 1
                                   for l of those */
    double tolerance;         /**< of ||A - U S V^T||_F / ||A||_F; k is then the largest rank; 0: rank k */
} randlapack_gen_nystrom_options;

/** Report of randlapack_dgen_nystrom(). */
typedef struct randlapack_gen_nystrom_report {
    int64_t sketch_cols;  /**< columns of A X */
    int64_t corange_rows; /**< rows of Psi A */
    int64_t rank;         /**< singular values found that are above rounding, max(m, n) eps s_1 */
    int64_t products;     /**< vectors that A or A^T was applied to */
    double
        frobenius_error; /**< ||A - U S V^T||_F from ten Gaussian vectors, with a standard deviation of 22 % at most */
    double norm;         /**< ||A||_F; of a callback from the same ten vectors */
    double seconds_sketch; /**< time in the products */
    double seconds_svd;    /**< time in the small SVD, the bases and the error */
} randlapack_gen_nystrom_report;

/**
 * Truncated singular value decomposition A ~ U diag(s) V^T by generalised Nystrom @cite nakatsukasa2020 : from A X and
 * Psi A for random X (n x l) and Psi (r x m) alone, so that neither product waits for the other, and no second pass
 * over A is made.  The error is that of the range finder without power passes times sqrt(1 + l/(r - l - 1)) at most in
 * the mean @cite tropp2017practical, before the truncation to rank k; where A can be passed over again and the spectrum
 * decays slowly randlapack_drsvd() is more accurate.
 *
 * With a tolerance, the rank is the least for which the ten vectors see an error below it with a margin of 1.5; columns
 * of U and V from report.rank on, and their singular values, are zero.
 *
 * Cost: products of A with l + r + 10 vectors, ten of them to measure the error, and 4 (m + n) l^2 flops.  Memory:
 * m l + n (l + r) and lower order.  Phases told to the progress callback: "sketch", "svd".
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
 *         RANDBLAS_NOT_CONVERGED (the small SVD, or rank k does not reach the tolerance; U, s and V hold it),
 *         RANDBLAS_NOT_FINITE (outputs are NaN), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dgen_nystrom(const randblas_dlinop *A, int64_t k, double *U, int64_t ldu, double *s,
                                         double *V, int64_t ldv, const randlapack_gen_nystrom_options *options,
                                         randlapack_gen_nystrom_report *report);
/** @copydoc randlapack_dgen_nystrom */
RANDBLAS_API int randlapack_sgen_nystrom(const randblas_slinop *A, int64_t k, float *U, int64_t ldu, float *s, float *V,
                                         int64_t ldv, const randlapack_gen_nystrom_options *options,
                                         randlapack_gen_nystrom_report *report);

/** Options of randlapack_deig(). */
typedef struct randlapack_eig_options {
    size_t size;              /**< sizeof(randlapack_eig_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the test matrix; 0: Gaussian */
    double excess;            /**< stop when the Frobenius error is estimated to exceed that of the best rank k by this
                                   relatively; 0: 1e-3 */
    int64_t block;            /**< columns that are added at a time; 0: 32, or 16 for k < 16 */
    int64_t max_columns;      /**< largest dimension of the space; 0: 4 k + 256 */
} randlapack_eig_options;

/** Report of randlapack_deig(). */
typedef struct randlapack_eig_report {
    int64_t rank;           /**< eigenvalues above rounding, n eps |lambda_1| */
    int64_t columns;        /**< dimension of the space */
    int64_t products;       /**< vectors that A was applied to */
    double frobenius_error; /**< ||A - U diag(lambda) U^T||_F from ||A||_F^2 - sum lambda^2, or, where that cancels or
                                 ||A||_F is not known (callback), from ten more products */
    double residual;        /**< ||A U - U diag(lambda)||_F: A has an eigenvalue within it of each lambda */
    double excess;          /**< the estimate that options.excess bounds */
    double seconds;         /**< time of the call */
} randlapack_eig_report;

/**
 * The k eigenpairs of largest absolute value of a symmetric A, definite or not: A ~ U diag(lambda) U^T, by randomised
 * block Lanczos with full reorthogonalisation @cite martinsson2020 from a Gaussian start, until the approximation is
 * nearly the best of its rank.
 *
 * Cost: report.products products of A, one for each vector of the basis and a block more.
 * 4 n l^2 flops and 2 n max_columns memory for l vectors.  Phases told to the progress callback: "range",
 * "eigen".
 *
 * @param[in]  A        n x n of any kind; has to be symmetric, which is not checked
 * @param[in]  k        0 <= k <= n
 * @param[out] U        n x k, column major, orthonormal columns
 * @param[in]  ldu      at least max(1, n)
 * @param[out] lambda   k eigenvalues, absolute values descending
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-6 also for a family that cannot be made from the options alone), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_NOT_CONVERGED (max_columns do not suffice; outputs hold the best that was found),
 * RANDBLAS_NOT_FINITE (outputs are NaN), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_deig(const randblas_dlinop *A, int64_t k, double *U, int64_t ldu, double *lambda,
                                 const randlapack_eig_options *options, randlapack_eig_report *report);
/** @copydoc randlapack_deig */
RANDBLAS_API int randlapack_seig(const randblas_slinop *A, int64_t k, float *U, int64_t ldu, float *lambda,
                                 const randlapack_eig_options *options, randlapack_eig_report *report);

#ifdef __cplusplus
}
#endif

#endif
