/**
 * @file randlapack_kernel.h
 * @brief Positive semidefinite matrices by sketching: randomly pivoted Cholesky, Nystrom approximation, and the solvers
 * they precondition, among them kernel ridge regression; included by randlapack.h.
 */
#ifndef RANDLAPACK_KERNEL_H
#define RANDLAPACK_KERNEL_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- matrices seen through their entries ------------ */

/**
 * Entries of a matrix of the caller: out[i + j ld] = A(rows[i], cols[j]) for i < nrows and j < ncols.  Indices start at
 * 0; rows = NULL means that nrows is all rows in their order.  Nonzero means failure.  Called from the thread that
 * called the library, never from two threads at once; it may use threads of its own.
 */
typedef int (*randlapack_dcolumns_fn)(void *context, int64_t nrows, const int64_t *rows, int64_t ncols,
                                      const int64_t *cols, double *out, int64_t ld);
/** @copydoc randlapack_dcolumns_fn */
typedef int (*randlapack_scolumns_fn)(void *context, int64_t nrows, const int64_t *rows, int64_t ncols,
                                      const int64_t *cols, float *out, int64_t ld);

/** A matrix that is known by its entries: a routine, or an array.  It owns nothing.  Make one with a constructor. */
typedef struct randlapack_dentries {
    size_t size;                    /**< sizeof(randlapack_dentries); 0 is taken for it */
    int64_t rows;                   /**< number of rows */
    int64_t cols;                   /**< number of columns */
    randlapack_dcolumns_fn columns; /**< the routine; NULL: the array */
    void *context;                  /**< first argument of columns */
    const double *values;           /**< the array */
    int64_t ld;                     /**< its leading dimension */
    randblas_layout layout;         /**< its storage order */
    randblas_uplo uplo;             /**< the triangle that is referenced; 0: the whole array */
} randlapack_dentries;
/** @copydoc randlapack_dentries */
typedef struct randlapack_sentries {
    size_t size;                    /**< sizeof(randlapack_sentries); 0 is taken for it */
    int64_t rows;                   /**< number of rows */
    int64_t cols;                   /**< number of columns */
    randlapack_scolumns_fn columns; /**< the routine; NULL: the array */
    void *context;                  /**< first argument of columns */
    const float *values;            /**< the array */
    int64_t ld;                     /**< its leading dimension */
    randblas_layout layout;         /**< its storage order */
    randblas_uplo uplo;             /**< the triangle that is referenced; 0: the whole array */
} randlapack_sentries;

/** Families of kernel functions; h is the bandwidth, r the Euclidean distance of two points. */
typedef enum randlapack_kernel_family {
    RANDLAPACK_KERNEL_GAUSSIAN = 1,    /**< exp(-r^2 / (2 h^2)) */
    RANDLAPACK_KERNEL_LAPLACIAN = 2,   /**< exp(-d / h), d the sum of the absolute differences of the coordinates */
    RANDLAPACK_KERNEL_EXPONENTIAL = 3, /**< exp(-r / h): Matern of order 1/2 */
    RANDLAPACK_KERNEL_MATERN32 = 4,    /**< (1 + a) exp(-a), a = sqrt(3) r / h */
    RANDLAPACK_KERNEL_MATERN52 = 5     /**< (1 + a + a^2/3) exp(-a), a = sqrt(5) r / h */
} randlapack_kernel_family;

/**
 * A kernel function on points: K(i, j) = kappa(z_i, x_j), of which x_j stand for the columns and z_i for the rows.  Row
 * and column points are the same unless targets is set, as it is for predictions.
 *
 * Distances are sums over differences of coordinates, so that close points far from the origin lose no digits; a
 * coordinate divided by h must not overflow.  Values have a relative error of a few units of the last place times 1 +
 * the exponent; exponentials below the least normal number are zero.
 */
typedef struct randlapack_dkernel {
    size_t size;                     /**< sizeof(randlapack_dkernel); 0 is taken for it */
    randlapack_kernel_family family; /**< which function */
    randblas_layout layout;          /**< storage order of points and targets */
    int64_t npoints;                 /**< number of points */
    int64_t dim;                     /**< number of coordinates of a point */
    const double *points;            /**< npoints x dim */
    int64_t ldpoints;                /**< leading dimension of points */
    int64_t ntargets;                /**< number of points of the rows; not used when targets is NULL */
    const double *targets;           /**< ntargets x dim, or NULL: the points themselves */
    int64_t ldtargets;               /**< leading dimension of targets */
    double bandwidth;                /**< h, positive */
} randlapack_dkernel;
/** @copydoc randlapack_dkernel */
typedef struct randlapack_skernel {
    size_t size;                     /**< sizeof(randlapack_skernel); 0 is taken for it */
    randlapack_kernel_family family; /**< which function */
    randblas_layout layout;          /**< storage order of points and targets */
    int64_t npoints;                 /**< number of points */
    int64_t dim;                     /**< number of coordinates of a point */
    const float *points;             /**< npoints x dim */
    int64_t ldpoints;                /**< leading dimension of points */
    int64_t ntargets;                /**< number of points of the rows; not used when targets is NULL */
    const float *targets;            /**< ntargets x dim, or NULL: the points themselves */
    int64_t ldtargets;               /**< leading dimension of targets */
    double bandwidth;                /**< h, positive */
} randlapack_skernel;

/** @name Constructors of matrices seen through their entries
 *  They copy their arguments into the struct and check nothing: the routine that uses the matrix does.
 *  @{ */
/** A routine. */
RANDBLAS_API randlapack_dentries randlapack_dentries_callback(int64_t rows, int64_t cols,
                                                              randlapack_dcolumns_fn columns, void *context);
/** A dense rows x cols array. */
RANDBLAS_API randlapack_dentries randlapack_dentries_dense(randblas_layout layout, int64_t rows, int64_t cols,
                                                           const double *A, int64_t lda);
/** A symmetric n x n matrix of which the triangle uplo is referenced. */
RANDBLAS_API randlapack_dentries randlapack_dentries_symmetric(randblas_layout layout, randblas_uplo uplo, int64_t n,
                                                               const double *A, int64_t lda);
/** A kernel on points; the address of the kernel is kept. */
RANDBLAS_API randlapack_dentries randlapack_dentries_kernel(const randlapack_dkernel *kernel);
/** @copydoc randlapack_dentries_callback */
RANDBLAS_API randlapack_sentries randlapack_sentries_callback(int64_t rows, int64_t cols,
                                                              randlapack_scolumns_fn columns, void *context);
/** @copydoc randlapack_dentries_dense */
RANDBLAS_API randlapack_sentries randlapack_sentries_dense(randblas_layout layout, int64_t rows, int64_t cols,
                                                           const float *A, int64_t lda);
/** @copydoc randlapack_dentries_symmetric */
RANDBLAS_API randlapack_sentries randlapack_sentries_symmetric(randblas_layout layout, randblas_uplo uplo, int64_t n,
                                                               const float *A, int64_t lda);
/** @copydoc randlapack_dentries_kernel */
RANDBLAS_API randlapack_sentries randlapack_sentries_kernel(const randlapack_skernel *kernel);
/** @} */

/**
 * The entries of a kernel: a randlapack_dcolumns_fn whose context is a randlapack_dkernel.  Indices are trusted.
 * Cost: 3 dim + 40 or so flops an entry.  No memory is taken.
 *
 * @param[in]  context  address of a randlapack_dkernel
 * @param[in]  nrows    number of rows wanted
 * @param[in]  rows     their indices, or NULL: 0 .. nrows - 1
 * @param[in]  ncols    number of columns wanted
 * @param[in]  cols     their indices, or NULL: 0 .. ncols - 1
 * @param[out] out      nrows x ncols, column major
 * @param[in]  ld       at least max(1, nrows)
 * @return 0, -1 (NULL, or a field of the kernel is illegal), -2, -4, -6, -7
 */
RANDBLAS_API int randlapack_dkernel_columns(void *context, int64_t nrows, const int64_t *rows, int64_t ncols,
                                            const int64_t *cols, double *out, int64_t ld);
/** @copydoc randlapack_dkernel_columns */
RANDBLAS_API int randlapack_skernel_columns(void *context, int64_t nrows, const int64_t *rows, int64_t ncols,
                                            const int64_t *cols, float *out, int64_t ld);

/* ---------------------------------------------------------------- randomly pivoted Cholesky ----------------------- */

/** Options of randlapack_drpcholesky(). */
typedef struct randlapack_rpcholesky_options {
    size_t size;              /**< sizeof(randlapack_rpcholesky_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    double tolerance;         /**< stop when tr(A - F F^T) <= tolerance tr(A); 0: go on to rank k */
    int64_t block;            /**< pivots proposed at a time; 0: k/2, between 16 and 256.  The distribution of the
                                   result does not depend on it; 1 is the sequential method */
} randlapack_rpcholesky_options;

/** Report of randlapack_drpcholesky(). */
typedef struct randlapack_rpcholesky_report {
    int64_t rank;           /**< columns of F, pivots in S */
    int64_t columns;        /**< columns of A that were evaluated in full */
    int64_t rejections;     /**< proposed pivots that were examined and rejected */
    int64_t rounds;         /**< blocks of proposals */
    double trace;           /**< tr(A) */
    double trace_error;     /**< tr(A - F F^T) / tr(A), exact but for rounding; 0 if tr(A) = 0 */
    double seconds_entries; /**< time in evaluating entries of A */
    double seconds_update;  /**< time in everything else */
} randlapack_rpcholesky_report;

/**
 * Randomly pivoted Cholesky of a positive semidefinite matrix: A ~ F F^T with F n x k from k columns of A, the next
 * pivot drawn with probability proportional to the diagonal of the residual @cite chen2024.  Pivots are proposed in
 * blocks and thinned by rejection, so that they have the law of the sequential method while the work is in products of
 * matrices @cite epperly2024c.
 *
 * A - F F^T is positive semidefinite and zero in the rows and columns of S.  When the residual is at the level of
 * rounding errors before rank k, the factorisation stops: the rank is then smaller, S is -1 and F is zero beyond it.
 * Only the diagonal and the pivots' columns are read, so that an indefinite A is found out only where they show it.
 *
 * Cost: n (k + 1) entries of A, the diagonal one at a time, and block^2 more a round; n k^2 flops.  Memory: 24 n bytes
 * and O(block k) beside F. Phase told to the progress callback: "factor".
 *
 * @param[in]  A        n x n, symmetric
 * @param[in]  k        largest rank, at most n
 * @param[out] S        k pivots, from 0, in the order in which they were taken
 * @param[out] F        n x k, column major
 * @param[in]  ldf      at least max(1, n)
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0 (also when the rank is smaller than k), -i, RANDBLAS_NOT_CONVERGED (rank k did not meet the tolerance),
 *         RANDBLAS_NOT_POSITIVE_DEFINITE (a diagonal entry of A or of a residual is negative beyond rounding; F is what
 *         was found before), RANDBLAS_NOT_FINITE (F is NaN), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_drpcholesky(const randlapack_dentries *A, int64_t k, int64_t *S, double *F, int64_t ldf,
                                        const randlapack_rpcholesky_options *options,
                                        randlapack_rpcholesky_report *report);
/** @copydoc randlapack_drpcholesky */
RANDBLAS_API int randlapack_srpcholesky(const randlapack_sentries *A, int64_t k, int64_t *S, float *F, int64_t ldf,
                                        const randlapack_rpcholesky_options *options,
                                        randlapack_rpcholesky_report *report);

/* ---------------------------------------------------------------- kernel ridge regression ------------------------- */

/** Options of randlapack_dkernel_ridge() and randlapack_dkernel_ridge_restricted(). */
typedef struct randlapack_kernel_ridge_options {
    size_t size;              /**< sizeof(randlapack_kernel_ridge_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    int64_t rank;             /**< full data: rank of the preconditioner; 0: 4 sqrt(n); negative: none */
    int64_t sketch_rows;      /**< restricted: rows of the sketch, at least the number of centers; 0: 3 times as many;
                                   n or more: no sketch, the matrix itself */
    double tolerance;         /**< stop when the residual is <= tolerance times the right-hand side of the linear
                                   system; 0: the square root of the working precision */
    int64_t max_iterations;   /**< 0: 500 */
    int64_t stored_bytes;     /**< the kernel matrix is kept if it takes no more, else evaluated anew in every
                                   iteration; 0: 2^29; negative: never kept */
} randlapack_kernel_ridge_options;

/** Report of randlapack_dkernel_ridge() and randlapack_dkernel_ridge_restricted(). */
typedef struct randlapack_kernel_ridge_report {
    int64_t rank;           /**< full data: rank of the preconditioner; restricted: number of centers */
    int64_t sketch_rows;    /**< restricted: rows of the sketch, n if there was none */
    int64_t iterations;     /**< of conjugate gradients, the most over the blocks of right-hand sides */
    int32_t stored;         /**< 1 if the kernel matrix was kept */
    double trace_error;     /**< full data: tr(K - F F^T) / tr(K) of the preconditioner */
    double condition;       /**< estimate from below of the condition number of the preconditioned matrix */
    double residual;        /**< ||rhs - M alpha|| / ||rhs|| of the linear system, recomputed; the largest */
    double seconds_factor;  /**< time in making the preconditioner, and in storing the matrix */
    double seconds_iterate; /**< time in conjugate gradients */
} randlapack_kernel_ridge_report;

/**
 * Kernel ridge regression on all data, (K + lambda I) alpha = Y, by conjugate gradients with the preconditioner
 * F F^T + lambda I, F from randomly pivoted Cholesky @cite diaz2023.  The condition number is then at most
 * 1 + tr(K - F F^T) / lambda.
 *
 * Right-hand sides are solved 16 at a time and share the products with K; one that holds NaN or Inf gives a column of
 * NaN and the others are solved.  Phases told to the progress callback: "factor", "store", "iterate".
 *
 * Cost: 7 n k^2 flops for a preconditioner of rank k, and per iteration 2 n^2 flops for each right-hand side and, if
 * K is not kept, n^2 / 2 entries.  Memory: 2 n k for the preconditioner, 6 n for each of up to 16 right-hand sides, and
 * K or a block of n x 256.
 *
 * @param[in]  K        n x n, symmetric positive semidefinite
 * @param[in]  lambda   positive; it is not multiplied by n
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  Y        n x nrhs, column major; not changed
 * @param[in]  ldy      at least max(1, n)
 * @param[out] alpha    n x nrhs, column major
 * @param[in]  ldalpha  at least max(1, n)
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i, RANDBLAS_NOT_CONVERGED (alpha is the best found), RANDBLAS_NOT_POSITIVE_DEFINITE (alpha is NaN if the
 * preconditioner shows it), RANDBLAS_NOT_FINITE (in K: alpha is NaN; or in Y), memory and cancellation codes,
 * RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dkernel_ridge(const randlapack_dentries *K, double lambda, int64_t nrhs, const double *Y,
                                          int64_t ldy, double *alpha, int64_t ldalpha,
                                          const randlapack_kernel_ridge_options *options,
                                          randlapack_kernel_ridge_report *report);
/** @copydoc randlapack_dkernel_ridge */
RANDBLAS_API int randlapack_skernel_ridge(const randlapack_sentries *K, float lambda, int64_t nrhs, const float *Y,
                                          int64_t ldy, float *alpha, int64_t ldalpha,
                                          const randlapack_kernel_ridge_options *options,
                                          randlapack_kernel_ridge_report *report);

/**
 * Kernel ridge regression on k centers, min ||K(:, C) alpha - Y||^2 + lambda alpha^T K(C, C) alpha, by conjugate
 * gradients with a preconditioner from a sparse sketch of K(:, C) (KRILL, @cite diaz2023).  K(C, C) is shifted by
 * 10 eps tr K(C, C), so that centers may repeat or lie close together.  Pivots of randlapack_drpcholesky() make good
 * centers.
 *
 * Right-hand sides, phases and NaN as in randlapack_dkernel_ridge(); phases are "sketch", "factor", "iterate".
 *
 * Cost: n k entries, 8 n k flops for the sketch, 8 k^3 to factor it; per iteration 4 n k + 2 k^2 flops for each
 * right-hand side and, if K(:, C) is not kept, n k entries.  Memory: 7 k^2 or so, and K(:, C) or a block of 2^18
 * entries.
 *
 * @param[in]  K        n x n, symmetric positive semidefinite
 * @param[in]  lambda   positive; it is not multiplied by n
 * @param[in]  k        number of centers, at most n
 * @param[in]  centers  their indices, from 0
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  Y        n x nrhs, column major; not changed
 * @param[in]  ldy      at least max(1, n)
 * @param[out] alpha    k x nrhs, column major
 * @param[in]  ldalpha  at least max(1, k)
 * @param[in]  options  or NULL
 * @param[out] report   or NULL; its residual is that of the normal equations
 * @return as randlapack_dkernel_ridge()
 */
RANDBLAS_API int randlapack_dkernel_ridge_restricted(const randlapack_dentries *K, double lambda, int64_t k,
                                                     const int64_t *centers, int64_t nrhs, const double *Y, int64_t ldy,
                                                     double *alpha, int64_t ldalpha,
                                                     const randlapack_kernel_ridge_options *options,
                                                     randlapack_kernel_ridge_report *report);
/** @copydoc randlapack_dkernel_ridge_restricted */
RANDBLAS_API int randlapack_skernel_ridge_restricted(const randlapack_sentries *K, float lambda, int64_t k,
                                                     const int64_t *centers, int64_t nrhs, const float *Y, int64_t ldy,
                                                     float *alpha, int64_t ldalpha,
                                                     const randlapack_kernel_ridge_options *options,
                                                     randlapack_kernel_ridge_report *report);

/**
 * Values of a kernel expansion, Y = K(:, C) alpha: for predictions at new points, K is a kernel with targets, or a
 * routine whose rows are the new points.  Evaluated in blocks of rows.
 *
 * @param[in]  K        m x n
 * @param[in]  k        number of centers
 * @param[in]  centers  their indices among the n columns, from 0; NULL: all columns, k = n
 * @param[in]  nrhs     number of expansions
 * @param[in]  alpha    k x nrhs, column major
 * @param[in]  ldalpha  at least max(1, k)
 * @param[out] Y        m x nrhs, column major
 * @param[in]  ldy      at least max(1, m)
 * @param[in]  control  or NULL: progress ("predict"), allocator, memory limit
 * @return 0, -i, memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dkernel_predict(const randlapack_dentries *K, int64_t k, const int64_t *centers,
                                            int64_t nrhs, const double *alpha, int64_t ldalpha, double *Y, int64_t ldy,
                                            const randblas_control *control);
/** @copydoc randlapack_dkernel_predict */
RANDBLAS_API int randlapack_skernel_predict(const randlapack_sentries *K, int64_t k, const int64_t *centers,
                                            int64_t nrhs, const float *alpha, int64_t ldalpha, float *Y, int64_t ldy,
                                            const randblas_control *control);

/* ---------------------------------------------------------------- Nystrom ----------------------------------------- */

/** Options of randlapack_dnystrom(). */
typedef struct randlapack_nystrom_options {
    size_t size;              /**< sizeof(randlapack_nystrom_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the test matrix; 0: Gaussian */
    int64_t oversampling;     /**< columns of the test matrix beyond k; 0: 10; negative: none; at most n - k */
    int32_t products;         /**< products with A for each column: 0 or 1: one; 2: one step of subspace iteration */
} randlapack_nystrom_options;

/** Report of randlapack_dnystrom(). */
typedef struct randlapack_nystrom_report {
    int64_t sketch_cols;     /**< columns of the test matrix */
    double shift;            /**< what was added to the diagonal while factoring, and taken off again */
    double trace_error;      /**< tr(A) - sum of lambda: the nuclear norm of the error; negative for a callback */
    double seconds_products; /**< time in the test matrix and products with A */
    double seconds_factor;   /**< time in factoring */
} randlapack_nystrom_report;

/**
 * Nystrom approximation of a positive semidefinite matrix, A ~ U diag(lambda) U^T of rank k: with an orthonormal test
 * matrix W and Y = A W, the best approximation of rank k to Y (W^T Y)^+ Y^T, by way of a small shift that keeps the
 * Cholesky factorisation of the core from failing @cite li2017, @cite tropp2017.  It lies between 0 and A.
 *
 * Cost: l = k + oversampling products with A, and 12 n l^2 flops.  Memory: 2 n l.  Phases told to the progress
 * callback: "products", "factor".
 *
 * @param[in]  A        n x n, symmetric positive semidefinite, of any kind
 * @param[in]  k        rank, at most n
 * @param[out] U        n x k, column major, orthonormal columns
 * @param[in]  ldu      at least max(1, n)
 * @param[out] lambda   k eigenvalues, descending, not negative
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-1 also for A not square, -6 also for a family that cannot be made from the options alone),
 *         RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_POSITIVE_DEFINITE (in the range of W; outputs are NaN),
 *         RANDBLAS_NOT_FINITE (outputs are NaN), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dnystrom(const randblas_dlinop *A, int64_t k, double *U, int64_t ldu, double *lambda,
                                     const randlapack_nystrom_options *options, randlapack_nystrom_report *report);
/** @copydoc randlapack_dnystrom */
RANDBLAS_API int randlapack_snystrom(const randblas_slinop *A, int64_t k, float *U, int64_t ldu, float *lambda,
                                     const randlapack_nystrom_options *options, randlapack_nystrom_report *report);

/** Options of randlapack_dnystrom_pcg(). */
typedef struct randlapack_nystrom_pcg_options {
    size_t size;              /**< sizeof(randlapack_nystrom_pcg_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    int64_t rank;             /**< rank of the preconditioner to begin with; 0: 32; negative: no preconditioner */
    int64_t max_rank;         /**< the rank is doubled up to this; 0: 512 */
    double rank_tolerance;    /**< until the least eigenvalue of the preconditioner is <= rank_tolerance mu; 0: 10;
                                   negative: never doubled */
    double tolerance;         /**< stop when ||b - (A + mu I) x|| <= tolerance ||b||; 0: the square root of the working
                                   precision */
    int64_t max_iterations;   /**< 0: 500 */
} randlapack_nystrom_pcg_options;

/** Report of randlapack_dnystrom_pcg(). */
typedef struct randlapack_nystrom_pcg_report {
    int64_t rank;           /**< rank of the preconditioner */
    int64_t iterations;     /**< of conjugate gradients, the most over the blocks of right-hand sides */
    double least_value;     /**< least eigenvalue of the preconditioner */
    double condition;       /**< estimate from below of the condition number of the preconditioned matrix */
    double residual;        /**< ||b - (A + mu I) x|| / ||b||, recomputed from x; the largest */
    double seconds_factor;  /**< time in the Nystrom approximation */
    double seconds_iterate; /**< time in conjugate gradients */
} randlapack_nystrom_pcg_report;

/**
 * (A + mu I) X = B with A positive semidefinite, by conjugate gradients preconditioned with a Nystrom approximation
 * U diag(l) U^T of A @cite frangella2023, P = U (diag(l) + mu) U^T / (l_k + mu) + (I - U U^T).  The condition number is
 * at most (l_k + mu + ||A - U diag(l) U^T||) / mu.  Doubling the rank keeps the products that were made.
 *
 * The residual is recomputed from x at the end; where the recurrence has drifted from it, the iteration is started
 * again from x.  Right-hand sides are solved 16 at a time and share the products with A; one that holds NaN or Inf
 * gives a column of NaN and the others are solved.  Phases told to the progress callback: "products", "factor",
 * "iterate".
 *
 * Cost: one product with A for each column of the preconditioner, 12 n k^2 flops (twice that when the rank was doubled
 * often), and one product and 4 n k flops per iteration and right-hand side.  Memory: 4 n k, and 6 n for each of up to
 * 16 right-hand sides.
 *
 * @param[in]  A        n x n, symmetric positive semidefinite, of any kind
 * @param[in]  mu       not negative; A must be positive definite if it is zero
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        n x nrhs, column major; not changed
 * @param[in]  ldb      at least max(1, n)
 * @param[out] X        n x nrhs, column major
 * @param[in]  ldx      at least max(1, n)
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-1 also for A not square), RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (X is the best found),
 *         RANDBLAS_NOT_POSITIVE_DEFINITE (X is NaN if the preconditioner shows it), RANDBLAS_NOT_FINITE (in A: X is
 * NaN; or in B), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dnystrom_pcg(const randblas_dlinop *A, double mu, int64_t nrhs, const double *B,
                                         int64_t ldb, double *X, int64_t ldx,
                                         const randlapack_nystrom_pcg_options *options,
                                         randlapack_nystrom_pcg_report *report);
/** @copydoc randlapack_dnystrom_pcg */
RANDBLAS_API int randlapack_snystrom_pcg(const randblas_slinop *A, float mu, int64_t nrhs, const float *B, int64_t ldb,
                                         float *X, int64_t ldx, const randlapack_nystrom_pcg_options *options,
                                         randlapack_nystrom_pcg_report *report);

#ifdef __cplusplus
}
#endif

#endif
