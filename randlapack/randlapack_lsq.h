/**
 * @file randlapack_lsq.h
 * @brief Least squares by sketching; included by randlapack.h.
 */
#ifndef RANDLAPACK_LSQ_H
#define RANDLAPACK_LSQ_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where the preconditioner R of randlapack_dlsq_precond() comes from. */
typedef enum randlapack_precond {
    RANDLAPACK_PRECOND_AUTO = 0, /**< what the cost model finds faster (doc/least_squares.md) */
    RANDLAPACK_PRECOND_SKETCH,   /**< QR of the sketch: 20 to 60 steps of the solver */
    RANDLAPACK_PRECOND_CHOLESKY, /**< a small sketch, then Cholesky of the Gram matrix of A, or of A R0^-1 where A is
                                      ill conditioned: m n^2 to 1.5 m n^2 flops at the speed of GEMM, and 2 to 8 steps;
                                      dense A only, others take the sketch */
    RANDLAPACK_PRECOND_NONE,     /**< no sketch: QR of A itself, as in LAPACK's gels */
    RANDLAPACK_PRECOND_SVD       /**< QR of the sketch and the singular value decomposition of its triangle, which
                                      reveals the rank; taken in any case where the triangle leaves doubt about it */
} randlapack_precond;

/** The inner solver of randlapack_dlsq_precond(). */
typedef enum randlapack_solver {
    RANDLAPACK_SOLVER_LSQR = 0, /**< Golub-Kahan bidiagonalisation; the least residual of every step */
    RANDLAPACK_SOLVER_LSMR,     /**< the same, with the least normal-equation residual of every step */
    RANDLAPACK_SOLVER_CG        /**< conjugate gradients on the seminormal equations: the fewest vectors */
} randlapack_solver;

/** How randlapack_dlsq() goes about a problem. */
typedef enum randlapack_lsq_method {
    RANDLAPACK_METHOD_AUTO = 0,     /**< PRECOND, or SKETCH_SOLVE if the tolerance allows it and the cost model finds it
                                      faster */
    RANDLAPACK_METHOD_PRECOND,      /**< randlapack_dlsq_precond() */
    RANDLAPACK_METHOD_SKETCH_SOLVE, /**< randlapack_dlsq_sketch_solve(): no iteration, an approximate minimum */
    RANDLAPACK_METHOD_ITERATIVE,    /**< randlapack_dlsq_iterative() */
    RANDLAPACK_METHOD_FOSSILS       /**< randlapack_dlsq_fossils() */
} randlapack_lsq_method;

/** Options of the least-squares drivers; each says which of them it reads. */
typedef struct randlapack_lsq_options {
    size_t size;              /**< sizeof(randlapack_lsq_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the sketch; 0: sparse sign */
    int64_t sketch_rows;    /**< rows of the sketch, at least n; m or more: no sketch, QR of A itself; 0: 1.25 n before
                                 Cholesky; else between 3 n and 16 n, so that factoring and iterating take about as
                                 long, or m if A is hardly taller than that */
    int64_t sketch_nnz;     /**< nonzeros per column or row of a sparse family; 0: its default */
    double tolerance;       /**< stop when ||(A R^-1)^T r|| <= tolerance ||r||, r = b - A x; 0: working precision */
    int64_t max_iterations; /**< steps of the solver per run, of which there are 1 + refinements at most; 0: 100 */
    double ridge;           /**< lambda >= 0: min ||A x - b||^2 + lambda ||x||^2; randlapack_dlsq() and
                                 randlapack_dlsq_precond() only */
    randlapack_precond preconditioner; /**< 0: as the cost model says; those two only */
    int32_t refinements;      /**< restarts of the solver from the residual; 0: as backward stability needs, at most 5;
                                   negative: none, one run goes all the way (for cond(A) below 1e6 or so) */
    randlapack_solver solver; /**< 0: LSQR; those two only */
    randlapack_lsq_method method; /**< 0: automatic; randlapack_dlsq() only */
} randlapack_lsq_options;

/** Report of the least-squares drivers. */
typedef struct randlapack_lsq_report {
    int64_t sketch_rows;    /**< rows of the sketch that was used; m if it was A itself */
    int32_t preconditioner; /**< the randlapack_precond that was used */
    int32_t method;         /**< the randlapack_lsq_method that was used; 0 for m < n (least norm) */
    int64_t iterations;     /**< steps, the most over the blocks of right-hand sides, all runs counted */
    int64_t rank;           /**< numerical rank found in the sketch, the columns of A scaled to one norm */
    double condition;       /**< estimate of the 2-norm condition number of A (restricted to its rank), from R */
    double residual_norm;   /**< ||b - A x||, the largest over the right-hand sides */
    double normal_residual; /**< ||A^T (b - A x)|| / (||A||_F ||b - A x||), the largest; 0 where b = A x; ||A||_F is
                                 that of the sketch */
    double backward_error;  /**< as in randlapack_lsq_errors, the columns of A scaled to norms in [1, 2), the largest:
                                 an upper bound, to a factor of about 2 for condition numbers below 1e10 or so (float:
                                 1e4); NaN where it is not known */
    double forward_error;   /**< bound on ||x - x*|| / ||x||, as there, the largest; NaN where it is not known */
    double seconds_sketch;  /**< time in sketching A */
    double seconds_factor;  /**< time in factoring the sketch */
    double seconds_iterate; /**< time in sketching b, iteration and refinement */
} randlapack_lsq_report;

/**
 * Least squares for a matrix of any shape: the entry that chooses.
 *
 *     m >= n:  min sum_i w_i (a_i^T x - b_i)^2 + lambda ||x||^2
 *     m < n:   the same for lambda > 0; for lambda = 0 the least-norm solution of it
 *
 * Tall A goes to the driver that options->method names, by itself to randlapack_dlsq_precond(), whose cost model
 * chooses between a sketch, Cholesky of a Gram matrix and Householder QR by shape, sparsity and tolerance
 * (doc/least_squares.md), or, for a tolerance so coarse that one sketch reaches it, randlapack_dlsq_sketch_solve();
 * wide A goes to randlapack_dmin_norm(), with a ridge to randlapack_dsaddle() for A^T.  All are backward stable but
 * SKETCH_SOLVE (an approximate minimum) and ITERATIVE (forward stable).  Rank-deficient A: the solution of least
 * 2-norm.
 *
 * @param[in]  A        m x n, of any kind
 * @param[in]  weights  m numbers, finite and not negative, or NULL for ones; then a copy of A with its rows scaled is
 *                      made (nothing is copied for callbacks).  residual_norm is the weighted one
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        m x nrhs, column major; not changed
 * @param[in]  ldb      at least max(1, m)
 * @param[out] X        n x nrhs, column major
 * @param[in]  ldx      at least max(1, n)
 * @param[in]  options  or NULL.  A method other than AUTO and PRECOND is for m >= n, and without ridge,
 *                      preconditioner and solver; those two likewise are not for m < n.  sketch_rows for m < n is of a
 *                      sketch of A^T
 * @param[out] report   or NULL
 * @return 0, -i (-8 also for options that do not go together), and the codes of the driver that was taken
 */
RANDBLAS_API int randlapack_dlsq(const randblas_dlinop *A, const double *weights, int64_t nrhs, const double *B,
                                 int64_t ldb, double *X, int64_t ldx, const randlapack_lsq_options *options,
                                 randlapack_lsq_report *report);
/** @copydoc randlapack_dlsq */
RANDBLAS_API int randlapack_slsq(const randblas_slinop *A, const float *weights, int64_t nrhs, const float *B,
                                 int64_t ldb, float *X, int64_t ldx, const randlapack_lsq_options *options,
                                 randlapack_lsq_report *report);

/**
 * Least squares min ||A x - b||_2 for tall A by sketch-and-precondition: QR of a sketch S A, its singular value
 * decomposition, or Cholesky after it gives R; LSQR, LSMR or CG runs on A R^-1 from the sketch-and-solve point and is
 * restarted from its residual (@cite avron2010, @cite meng2014, @cite meier2024, @cite epperly2024b) until the backward
 * error is at the level of Householder QR.
 *
 * Right-hand sides are solved 16 at a time and share the passes over A; one that holds NaN or Inf gives a column of NaN
 * and the others are solved.  Phases told to the progress callback: "sketch", "factor", "iterate".
 *
 * Cost: the sketch, 2 d n^2 flops for its QR, and one pass over A per LSQR step (two for kinds other than dense and
 * CSR), 20 to 60 steps; with Cholesky m n^2 to 1.5 m n^2 flops more, and 2 to 8 steps.  Memory: the sketch (d x n) and
 * O(m) for each of up to 16 right-hand sides; with Cholesky 3 n^2 and 24 MB at most for blocks.
 *
 * @param[in]  A        m x n, m >= n, of any kind
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        m x nrhs, column major; not changed
 * @param[in]  ldb      at least max(1, m)
 * @param[out] X        n x nrhs, column major
 * @param[in]  ldx      at least max(1, n)
 * @param[in]  options  or NULL
 * @param[out] report   or NULL
 * @return 0, -i (-1 also for m < n, -7 also for a family that cannot be made from the options alone),
 *         RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED, RANDBLAS_RANK_DEFICIENT (some singular values of A with
 *         scaled columns are below max(3, 0.45 sqrt(n)) eps times its Frobenius norm, or twice that behind a gap: they
 * are taken as zero, and X is the solution of least 2-norm of what is left), RANDBLAS_NOT_FINITE (in A, or so large
 * that the sketch overflows: X is NaN; or in B), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dlsq_precond(const randblas_dlinop *A, int64_t nrhs, const double *B, int64_t ldb,
                                         double *X, int64_t ldx, const randlapack_lsq_options *options,
                                         randlapack_lsq_report *report);
/** @copydoc randlapack_dlsq_precond */
RANDBLAS_API int randlapack_slsq_precond(const randblas_slinop *A, int64_t nrhs, const float *B, int64_t ldb, float *X,
                                         int64_t ldx, const randlapack_lsq_options *options,
                                         randlapack_lsq_report *report);

/** A posteriori estimates for a solution x of min ||A x - b||, r = b - A x; see randlapack_dlsq_error(). */
typedef struct randlapack_lsq_errors {
    double residual_norm;     /**< ||r|| */
    double relative_residual; /**< ||r|| / sqrt(||b||^2 + ||A||_F^2 ||x||^2) */
    double normal_residual;   /**< ||A^T r|| / (||A||_F ||r||); 0 where r = 0 */
    double backward_error;    /**< the least ||[E / ||A||_F, f / ||b||]||_F for which x minimises ||(A+E) x - (b+f)||,
                                   estimated to a factor of sqrt(2) (1 + eta), eta ~ sqrt(n/d) for d rows of sketch */
    double excess;            /**< ||A (x - x*)|| / ||r||, x* the solution, estimated to a factor of 1 + eta; 0 where
                                   r = 0 */
    double condition;         /**< ||A|| ||A^+||, that of the sketch; infinite for an exact rank deficiency */
    double forward_error;     /**< bound on ||x - x*|| / ||x|| (Wedin), infinite if the condition number allows none */
} randlapack_lsq_errors;

/**
 * How good is x?  Backward and forward error, distance to the solution, and condition of least-squares solutions from
 * any source, at the cost of a sketch, its factorisation and one pass over A: the Karlson-Walden estimate with the
 * sketch in place of A (@cite karlson1997, @cite hallman2020, @cite epperly2024b), and Wedin's bound (@cite
 * higham2002).
 *
 * All estimates are themselves computed in working precision: no backward error can be seen to be much less than the
 * unit roundoff.  A larger sketch sharpens them.
 *
 * Cost: the sketch, 2 d n^2 + 22 n^3 flops, and one pass over A for each 16 right-hand sides.  Memory: the sketch (d x
 * n), 8 n^2, and O(m) for each of up to 16 right-hand sides.
 *
 * @param[in]  A        m x n, m >= n, of any kind
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        m x nrhs, column major
 * @param[in]  ldb      at least max(1, m)
 * @param[in]  X        n x nrhs, column major: the solutions to judge
 * @param[in]  ldx      at least max(1, n)
 * @param[in]  options  or NULL; control, state, family, sketch_rows and sketch_nnz count
 * @param[out] errors   nrhs structs, one for each right-hand side
 * @return 0, -i (-1 also for m < n, -7 also for a family that cannot be made from the options alone),
 *         RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_FINITE (in A: all estimates are NaN; or in a column of B or X: those of
 *         that column), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dlsq_error(const randblas_dlinop *A, int64_t nrhs, const double *B, int64_t ldb,
                                       const double *X, int64_t ldx, const randlapack_lsq_options *options,
                                       randlapack_lsq_errors *errors);
/** @copydoc randlapack_dlsq_error */
RANDBLAS_API int randlapack_slsq_error(const randblas_slinop *A, int64_t nrhs, const float *B, int64_t ldb,
                                       const float *X, int64_t ldx, const randlapack_lsq_options *options,
                                       randlapack_lsq_errors *errors);

/** Report of randlapack_dlsq_fossils(). */
typedef struct randlapack_fossils_report {
    int64_t sketch_rows;          /**< rows of the sketch that was used; m if it was A itself */
    int64_t iterations;           /**< conjugate-gradient steps, the most over the blocks of right-hand sides */
    int64_t stages;               /**< refinement stages, the most over the blocks; 2 as a rule, 4 at most */
    int64_t rank;                 /**< numerical rank found in the sketch, the columns of A scaled to one norm */
    randlapack_lsq_errors errors; /**< estimates, the largest over the right-hand sides, in terms of A with its columns
                                       scaled to norms in [1, 2), which is the stricter measure */
    double seconds_sketch;        /**< time in sketching A */
    double seconds_factor;        /**< time in factoring the sketch */
    double seconds_iterate;       /**< time in solving */
} randlapack_fossils_report;

/**
 * Backward stable least squares by sketching (FOSSILS, @cite epperly2024b): the preconditioner comes from the singular
 * value decomposition of a sketch, regularised when A is close to rank deficient; two stages of iterative refinement
 * each solve the preconditioned normal equations by conjugate gradients; the backward error is estimated after each
 * stage.  As stable as Householder QR for any condition number, for about twice the steps of randlapack_dlsq_precond().
 *
 * Cost: the sketch, 2 d n^2 + 22 n^3 flops, and one pass over A per step (two for kinds other than dense and CSR), 20
 * to 60 steps.  Memory: the sketch (d x n), 8 n^2, and O(m) for each of up to 16 right-hand sides.
 *
 * @param[in]  A        m x n, m >= n, of any kind
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        m x nrhs, column major; not changed
 * @param[in]  ldb      at least max(1, m)
 * @param[out] X        n x nrhs, column major
 * @param[in]  ldx      at least max(1, n)
 * @param[in]  options  or NULL; tolerance is for the backward error (0: working precision), max_iterations for one
 *                      stage (0: 100), refinements is not used
 * @param[out] report   or NULL
 * @return 0, -i (-1 also for m < n, -7 also for a family that cannot be made from the options alone),
 *         RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (the backward error stayed above the tolerance and above
 *         rounding; X is the best that was found), RANDBLAS_RANK_DEFICIENT (some singular values of A with scaled
 *         columns are below max(3, 0.45 sqrt(n)) eps times its Frobenius norm, or twice that behind a gap: they are
 * taken as zero, and X is the solution of least 2-norm of what is left), RANDBLAS_NOT_FINITE (in A, or so large that
 * the sketch overflows: X is NaN; or in B: its column is NaN and the others are solved), memory and cancellation codes,
 * RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dlsq_fossils(const randblas_dlinop *A, int64_t nrhs, const double *B, int64_t ldb,
                                         double *X, int64_t ldx, const randlapack_lsq_options *options,
                                         randlapack_fossils_report *report);
/** @copydoc randlapack_dlsq_fossils */
RANDBLAS_API int randlapack_slsq_fossils(const randblas_slinop *A, int64_t nrhs, const float *B, int64_t ldb, float *X,
                                         int64_t ldx, const randlapack_lsq_options *options,
                                         randlapack_fossils_report *report);

/** Report of randlapack_dlsq_sketch_solve(). */
typedef struct randlapack_sketch_solve_report {
    int64_t sketch_rows;      /**< d, rows of the sketch that was used; m if it was A itself */
    int64_t rank;             /**< n, the numerical rank found in the sketch, the columns of A scaled to one norm */
    double condition;         /**< condition of the sketch with its columns scaled: 1-norm, estimated, or 2-norm of what
                                   was kept if there was doubt about the rank */
    double expected_excess;   /**< n / (d - n - 1), the mean of ||A (X - X*)||^2 / ||b - A X*||^2 for a Gaussian S, X*
                                   the solution; 0 for A itself, infinite for d <= n + 1 */
    double sketched_residual; /**< ||S (b - A X)||, the largest over the right-hand sides */
    double residual_norm;     /**< ||b - A X||, estimated from it and from the excess, the largest; without a second
                                   pass over A */
    double seconds_sketch;    /**< time in sketching A */
    double seconds_factor;    /**< time in factoring the sketch */
    double seconds_solve;     /**< time in sketching b and solving */
} randlapack_sketch_solve_report;

/**
 * Sketch-and-solve: X minimises ||S A X - S B||, with A and B sketched by one operator (@cite drineas2010).  One pass
 * over A and no iteration, for a residual within a factor of about 1 + n/(2 (d - n)) of the least.
 *
 * Cost: the sketch and 2 d n^2 flops for its QR, and 22 n^3 more if there is doubt about the rank.  Memory: the sketch
 * (d x n) and O(m + d) for each of up to 16 right-hand sides.  Phases: "sketch", "factor", "solve".
 *
 * @param[in]  A        m x n, m >= n, of any kind
 * @param[in]  S        an operator of any family with m columns and at least n rows, or NULL: made from the options
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        m x nrhs, column major; not changed
 * @param[in]  ldb      at least max(1, m)
 * @param[out] X        n x nrhs, column major
 * @param[in]  ldx      at least max(1, n)
 * @param[in]  options  or NULL; tolerance, max_iterations and refinements are not used; with S, nor are state, family,
 *                      sketch_rows and sketch_nnz.  sketch_rows 0: 16 n + 32, or A itself if that is above 3 m / 4
 * @param[out] report   or NULL
 * @return 0, -i (-1 also for m < n, -8 also for a family that cannot be made from the options alone),
 *         RANDBLAS_INVALID_SPARSE, RANDBLAS_RANK_DEFICIENT (the sketch is, to working precision: X is its solution of
 *         least 2-norm), RANDBLAS_NOT_FINITE (in A, as far as the sketch sees it: X is NaN; or in B: its column is NaN
 *         and the others are solved), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dlsq_sketch_solve(const randblas_dlinop *A, const randblas_sketch *S, int64_t nrhs,
                                              const double *B, int64_t ldb, double *X, int64_t ldx,
                                              const randlapack_lsq_options *options,
                                              randlapack_sketch_solve_report *report);
/** @copydoc randlapack_dlsq_sketch_solve */
RANDBLAS_API int randlapack_slsq_sketch_solve(const randblas_slinop *A, const randblas_sketch *S, int64_t nrhs,
                                              const float *B, int64_t ldb, float *X, int64_t ldx,
                                              const randlapack_lsq_options *options,
                                              randlapack_sketch_solve_report *report);

/**
 * Underdetermined systems: min ||x|| subject to A x = b, A wide, by a sketch of A^T whose singular value decomposition
 * preconditions the iteration (LSRN, @cite meng2014), repeated from its residual until A x = b to rounding errors.
 *
 * x is a combination of the rows of A by construction; its part outside their span is eps cond(A) ||x||, as for
 * Householder methods.  The options and the report are those of least squares for A^T.
 *
 * Cost: the sketch, 2 d m^2 + 22 m^3 flops, and one pass over A per step (two for kinds other than dense and CSC), 20
 * to 50 steps.  Memory: the sketch (d x m), 8 m^2, and O(n) for each of up to 16 right-hand sides.
 *
 * @param[in]  A        m x n, m <= n, of any kind
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        m x nrhs, column major; not changed
 * @param[in]  ldb      at least max(1, m)
 * @param[out] X        n x nrhs, column major
 * @param[in]  ldx      at least max(1, n)
 * @param[in]  options  or NULL; sketch_rows is for A^T: at least m, n or more meaning A^T itself; tolerance is for the
 *                      residual relative to ||A||_F ||x||, rows of A scaled to one norm (0: working precision);
 *                      max_iterations for one run (0: 100); refinements is not used
 * @param[out] report   or NULL; normal_residual is 0, condition that of A with its rows scaled to one norm,
 *                      backward_error the residual relative to ||A||_F ||x|| on that scale (for deficient rank that of
 *                      the preconditioned equations, relative to ||x||)
 * @return 0, -i (-1 also for m > n, -7 also for a family that cannot be made from the options alone),
 *         RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (X is the best that was found), RANDBLAS_RANK_DEFICIENT (X is
 *         the solution of least norm of min ||A x - b||, singular values below max(3, 0.45 sqrt(m)) eps ||A||_F being
 * taken as zero; a residual_norm above rounding says that the system is inconsistent), RANDBLAS_NOT_FINITE (in A: X is
 * NaN; or in B: its column is NaN and the others are solved), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dmin_norm(const randblas_dlinop *A, int64_t nrhs, const double *B, int64_t ldb, double *X,
                                      int64_t ldx, const randlapack_lsq_options *options,
                                      randlapack_lsq_report *report);
/** @copydoc randlapack_dmin_norm */
RANDBLAS_API int randlapack_smin_norm(const randblas_slinop *A, int64_t nrhs, const float *B, int64_t ldb, float *X,
                                      int64_t ldx, const randlapack_lsq_options *options,
                                      randlapack_lsq_report *report);

/**
 * Least squares by iterative sketching with damping and momentum (@cite epperly2024): one sketch, then steps with fixed
 * coefficients that need no inner products.  Forward stable: the error is that of a backward stable method, which the
 * backward error need not be.  More rows of sketch than randlapack_dlsq_precond() takes, and about as many steps.
 *
 * Cost: the sketch, 2 d n^2 flops for its QR, and one pass over A per step (two for kinds other than dense and CSR),
 * about 2 ln(1/eps) / ln(d/n) steps.  Memory: the sketch (d x n) and O(m) for each of up to 16 right-hand sides.
 *
 * @param[in]  A        m x n, m >= n, of any kind
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        m x nrhs, column major; not changed
 * @param[in]  ldb      at least max(1, m)
 * @param[out] X        n x nrhs, column major
 * @param[in]  ldx      at least max(1, n)
 * @param[in]  options  or NULL; sketch_rows 0: 20 n + 32, less if A is not so tall, A itself for m below about 5 n;
 *                      max_iterations 0: 100; refinements is not used
 * @param[out] report   or NULL
 * @return 0, -i (-1 also for m < n, -7 also for a family that cannot be made from the options alone),
 *         RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (also when the sketch is much worse than its size says: X is
 *         the best that was found), RANDBLAS_RANK_DEFICIENT (X is then a solution for the columns that the
 *         factorisation found independent, zero in the others), RANDBLAS_NOT_FINITE (in A: X is NaN; or in B: its
 *         column is NaN and the others are solved), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dlsq_iterative(const randblas_dlinop *A, int64_t nrhs, const double *B, int64_t ldb,
                                           double *X, int64_t ldx, const randlapack_lsq_options *options,
                                           randlapack_lsq_report *report);
/** @copydoc randlapack_dlsq_iterative */
RANDBLAS_API int randlapack_slsq_iterative(const randblas_slinop *A, int64_t nrhs, const float *B, int64_t ldb,
                                           float *X, int64_t ldx, const randlapack_lsq_options *options,
                                           randlapack_lsq_report *report);

/**
 * Saddle-point systems [I A; A^T -mu I] [Y; X] = [F; G] with A tall and mu >= 0: least squares with a general second
 * right-hand side.  G = 0: least squares, ridge regression for mu > 0, with Y the residual.  F = 0 and mu = 0: Y is the
 * least-norm solution of A^T Y = G.  By conjugate gradients with the preconditioner of a sketch of [A; sqrt(mu) I] and
 * refinement on the whole system, until the residuals of both rows are rounding errors.
 *
 * Cost: the sketch, 2 d n^2 + 22 n^3 flops, and one pass over A per step (two for kinds other than dense and CSR), 20
 * to 60 steps.  Memory: the sketch (d x n), 10 n^2, and O(m) for each of up to 16 right-hand sides.
 *
 * @param[in]  A        m x n, m >= n, of any kind
 * @param[in]  mu       at least 0
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  F        m x nrhs, column major, or NULL for zero
 * @param[in]  ldf      at least max(1, m)
 * @param[in]  G        n x nrhs, column major, or NULL for zero
 * @param[in]  ldg      at least max(1, n)
 * @param[out] Y        m x nrhs, column major
 * @param[in]  ldy      at least max(1, m)
 * @param[out] X        n x nrhs, column major
 * @param[in]  ldx      at least max(1, n)
 * @param[in]  options  or NULL; tolerance is for both residuals below (0: working precision), max_iterations for one
 *                      run (0: 100); refinements is not used
 * @param[out] report   or NULL; residual_norm is ||F - Y - A X||, normal_residual is ||G - A^T Y + mu X|| relative to
 *                      ||A||_F ||Y|| + ||G|| + mu ||X||, both the largest over the right-hand sides, the latter with
 *                      the columns of [A; sqrt(mu) I] scaled to one norm, as are rank and condition; backward_error is
 *                      the larger relative residual of the two rows, forward_error NaN
 * @return 0, -i (-1 also for m < n, -12 also for a family that cannot be made from the options alone),
 *         RANDBLAS_INVALID_SPARSE, RANDBLAS_NOT_CONVERGED (Y and X are the best that was found),
 *         RANDBLAS_RANK_DEFICIENT (mu is zero or nearly, and singular values of A below max(3, 0.45 sqrt(n)) eps of its
 * norm are taken as zero: X is of least norm, and the second row holds on the range of A^T; normal_residual tells
 * whether G is in it), RANDBLAS_NOT_FINITE (in A: Y and X are NaN; or in F or G: the columns are NaN and the others are
 *         solved), memory and cancellation codes, RANDBLAS_CALLBACK_FAILED
 */
RANDBLAS_API int randlapack_dsaddle(const randblas_dlinop *A, double mu, int64_t nrhs, const double *F, int64_t ldf,
                                    const double *G, int64_t ldg, double *Y, int64_t ldy, double *X, int64_t ldx,
                                    const randlapack_lsq_options *options, randlapack_lsq_report *report);
/** @copydoc randlapack_dsaddle */
RANDBLAS_API int randlapack_ssaddle(const randblas_slinop *A, float mu, int64_t nrhs, const float *F, int64_t ldf,
                                    const float *G, int64_t ldg, float *Y, int64_t ldy, float *X, int64_t ldx,
                                    const randlapack_lsq_options *options, randlapack_lsq_report *report);

#ifdef __cplusplus
}
#endif

#endif
