/**
 * @file randlapack_project.h
 * @brief Linear systems by sketch-and-project and by sketched Krylov methods; included by randlapack.h.
 */
#ifndef RANDLAPACK_PROJECT_H
#define RANDLAPACK_PROJECT_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How the blocks of a sketch-and-project method follow one another. */
typedef enum randlapack_project_method {
    RANDLAPACK_PROJECT_PLAIN = 1,      /**< project on one block after another (@cite gower2015) */
    RANDLAPACK_PROJECT_ACCELERATED = 2 /**< with momentum whose parameters are found on the way: Kaczmarz++, CD++
                                            (@cite derezinski2025) */
} randlapack_project_method;

/** How the rows (or coordinates) of a block are drawn. */
typedef enum randlapack_project_sampling {
    RANDLAPACK_PROJECT_PARTITION = 1, /**< one random partition into blocks, of which one is drawn uniformly a step */
    RANDLAPACK_PROJECT_UNIFORM = 2,   /**< distinct rows, uniformly, or a pool of blocks from several partitions */
    RANDLAPACK_PROJECT_NORMS = 3      /**< rows with probabilities in proportion to their squared norms; rows drawn
                                           twice count once */
} randlapack_project_sampling;

/** What randlapack_dcoordinate_descent() solves. */
typedef enum randlapack_descent {
    RANDLAPACK_DESCENT_SPD = 1, /**< A x = b with A symmetric positive definite */
    RANDLAPACK_DESCENT_LSQ = 2  /**< min ||A x - b||, A of any shape */
} randlapack_descent;

/** Options of randlapack_dkaczmarz() and randlapack_dcoordinate_descent(). */
typedef struct randlapack_project_options {
    size_t size;                          /**< sizeof(randlapack_project_options), or 0 */
    randblas_control control;             /**< progress, allocator, memory limit */
    randblas_state state;                 /**< random state; all-zero is seed 0 */
    randlapack_project_method method;     /**< 0: accelerated */
    randlapack_project_sampling sampling; /**< 0: uniform */
    int64_t block;                        /**< rows of a block; 0: a quarter of min(m, n), at least 16, at most 128 */
    int64_t pool;           /**< uniform sampling: positive: that many blocks, rounded up to whole partitions, are drawn
                                 before the first step, and their Cholesky factors kept; negative: fresh blocks; 0: four
                                 partitions, or fresh blocks if their factors had more than 2^24 scalars and more than A
                                 has entries.  Partition: factors are kept unless negative.  Norms: fresh blocks, must
                                 not be positive */
    double regularisation;  /**< lambda of (G + lambda mean(diag G) I)^-1, G the matrix of a block, below 1; at least
                                 and by default 4 block eps */
    double tolerance;       /**< Kaczmarz and SPD: stop when ||b - A x|| <= tolerance ||b||.  Least squares: when that
                                 holds or ||A^T r|| <= tolerance ||A||_F ||r||, the columns of A scaled to norms
                                 between 1/2 and 1.  0: the square root of the precision */
    int64_t max_iterations; /**< steps; 0: 1000 passes over A */
    int32_t mix;            /**< Kaczmarz: nonzero: replace A x = b by F D A x = F D b first, D random signs, F the
                                 cosine transform: all rows then matter alike.  Makes a dense copy of A */
} randlapack_project_options;

/** Report of randlapack_dkaczmarz() and randlapack_dcoordinate_descent(). */
typedef struct randlapack_project_report {
    int64_t block;          /**< rows of a block */
    int64_t iterations;     /**< steps that led to x */
    int64_t factorisations; /**< Cholesky factors that were computed */
    int64_t restarts;       /**< how often the momentum was thrown away because the residual grew */
    double rate;            /**< accelerated: the last estimate of rho, where the squared error shrinks by about
                                 1 - rho a step */
    double residual_norm;   /**< ||b - A x||, computed from x itself */
    double normal_residual; /**< least squares: ||A^T r|| / (||A||_F ||r||), columns scaled; else 0 */
    double seconds_prepare; /**< time in norms, mixing, the first sampling */
    double seconds_iterate; /**< time in steps */
} randlapack_project_report;

/**
 * A consistent system A x = b of any shape and rank by randomised block Kaczmarz: each step projects x on the solutions
 * of a block of equations,
 *
 *     x = x + A_S^T (A_S A_S^T + lambda)^-1 (b_S - A_S x),
 *
 * from x = 0, so that the limit is the solution of least norm.  With P the projector on the rows of a random block,
 * E ||x_k - x*||^2 <= (1 - mu)^k ||x*||^2, mu the least nonzero eigenvalue of E P (@cite gower2015).  The accelerated
 * method needs about the square root of the steps when mu is small, and a few large singular values of A
 * do not slow it down (@cite derezinski2025).  Rows are scaled to one norm by powers of two first.
 *
 * The residual is computed from x itself once for every pass over the rows, and this alone decides convergence.  An
 * inconsistent system does not converge; see randlapack_dcoordinate_descent().  Phases told to the progress callback:
 * "prepare", "iterate".
 *
 * Cost of a step: 4 s n flops, and 2 s^2 n for a block that is seen for the first time; for CSR, COO, CSC the entries
 * of the block in place of s n, and O(n).  A callback applies A^T to s columns of the identity in each step, and to m
 * at the start.  Memory: factors of m s scalars when they are kept, a block of s n, O(m + n); COO and CSC are copied
 * to CSR; mix takes m n.
 *
 * @param[in]  A        m x n, of any kind
 * @param[in]  b        m entries
 * @param[out] x        n entries
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i, RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (x is the best of the iterates that were measured),
 *         RANDBLAS_NOT_FINITE (A or b holds NaN or Inf: x is NaN), memory and cancellation codes,
 *         RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dkaczmarz(const randblas_dlinop *A, const double *b, double *x,
                                      const randlapack_project_options *options, randlapack_project_report *report);
/** @copydoc randlapack_dkaczmarz */
RANDBLAS_API int randlapack_skaczmarz(const randblas_slinop *A, const float *b, float *x,
                                      const randlapack_project_options *options, randlapack_project_report *report);

/**
 * Randomised block coordinate descent (@cite gower2015), plain or accelerated (CD++, @cite derezinski2025), from x = 0.
 *
 * Positive definite A: x_S = x_S + (A_SS + lambda)^-1 (b - A x)_S, the exact minimiser over a block of coordinates, and
 * E ||x_k - x*||_A^2 <= (1 - mu)^k ||x*||_A^2, mu the least eigenvalue of E A^1/2 I_S A_SS^-1 I_S^T A^1/2.  A of a kind
 * other than symmetric must hold both triangles, and is taken to be symmetric.
 *
 * Least squares: x_S = x_S + (A_S^T A_S + lambda)^-1 A_S^T r over blocks of columns, r = b - A x updated with x and
 * computed afresh once for every pass; the same rate for A^T A.  The limit is a minimiser, not the one of least norm,
 * when A is rank deficient.  A x = b need not be consistent.
 *
 * Cost and memory of a step are those of randlapack_dkaczmarz(), with the rows of A in the first case and its columns
 * in the second (for which CSC is read in place and a callback applies A); SPD blocks need no products of rows.
 *
 * @param[in]  problem  what to solve
 * @param[in]  A        n x n for positive definite systems, else m x n, of any kind
 * @param[in]  b        m entries
 * @param[out] x        n entries
 * @param[in]  options  or NULL; mix must be 0
 * @param[out] report   or NULL
 * @return 0, -i (-2 also when A is not square and has to be), RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (x is the
 *         best of the iterates that were measured), RANDBLAS_NOT_POSITIVE_DEFINITE (a diagonal block is not: x is the
 *         best so far), RANDBLAS_NOT_FINITE (A or b holds NaN or Inf: x is NaN), memory and cancellation codes,
 *         RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dcoordinate_descent(randlapack_descent problem, const randblas_dlinop *A, const double *b,
                                                double *x, const randlapack_project_options *options,
                                                randlapack_project_report *report);
/** @copydoc randlapack_dcoordinate_descent */
RANDBLAS_API int randlapack_scoordinate_descent(randlapack_descent problem, const randblas_slinop *A, const float *b,
                                                float *x, const randlapack_project_options *options,
                                                randlapack_project_report *report);

/** Options of randlapack_dsgmres(). */
typedef struct randlapack_sgmres_options {
    size_t size;              /**< sizeof(randlapack_sgmres_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the sketch; 0: sparse sign */
    int64_t cycle;            /**< most steps d of a cycle, which is what memory is taken for; 0: 300, at most n */
    int64_t sketch_rows;      /**< rows of the sketch, more than d + 1; n or more: no sketch; 0: 2 (d + 1) */
    int64_t truncation;       /**< previous vectors that a new one is made orthogonal to, at most 64; 0: 4 */
    double tolerance;         /**< stop when ||b - A x|| <= tolerance ||b||; 0: the square root of the precision */
    int64_t max_iterations;   /**< steps of all cycles; 0: 3000 */
} randlapack_sgmres_options;

/** Report of randlapack_dsgmres(). */
typedef struct randlapack_sgmres_report {
    int64_t sketch_rows;  /**< rows of the sketch; n if there was none */
    int64_t iterations;   /**< steps: products with A but for those that residuals took, one or more a cycle */
    int64_t cycles;       /**< how often the basis was begun */
    double condition;     /**< the largest condition number of a sketched basis, as far as it was computed */
    double residual_norm; /**< ||b - A x||, computed from x itself */
    double seconds;       /**< time */
} randlapack_sgmres_report;

/**
 * A square system A x = b by sketched GMRES (@cite nakatsukasa2024) from x = 0: a Krylov basis by Arnoldi truncated to
 * a few vectors, and the combination of it whose sketched residual is least.  The residual is within a small factor of
 * that of GMRES with the same number of steps, at a cost that does not grow with it.
 *
 * The basis is not orthogonal and becomes ill conditioned; when rounding errors would reach the residual, or after d
 * steps, the iteration starts again from the residual of x.  Convergence is decided by a residual computed from x
 * alone. Phase told to the progress callback: "iterate".
 *
 * Cost of a step: a product with A (and M), 4 n k flops for truncation to k vectors, a sketch of one vector (batched),
 * O(d^2) for the small problem; n d a cycle for x.  Memory: n (d + 6) + 4 d^2 scalars.
 *
 * @param[in]  A        n x n, of any kind
 * @param[in]  M        NULL, or a right preconditioner, n x n of any kind: an approximation of A^-1 that is applied to
 * vectors
 * @param[in]  b        n entries
 * @param[out] x        n entries
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-1 also when A is not square, -2 when M is not of its size, -5 also for a family that cannot be made
 *         from the options alone), RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (x has the least residual found; A
 * may be singular), RANDBLAS_NOT_FINITE (A, M or b holds NaN or Inf, or products overflow: x is NaN), memory and
 *         cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dsgmres(const randblas_dlinop *A, const randblas_dlinop *M, const double *b, double *x,
                                    const randlapack_sgmres_options *options, randlapack_sgmres_report *report);
/** @copydoc randlapack_dsgmres */
RANDBLAS_API int randlapack_ssgmres(const randblas_slinop *A, const randblas_slinop *M, const float *b, float *x,
                                    const randlapack_sgmres_options *options, randlapack_sgmres_report *report);

#ifdef __cplusplus
}
#endif

#endif
