/**
 * @file rmt_equivalent.h
 * @brief Activations, kernels of random features and their deterministic equivalents; included by rmt.h.
 *
 * @code
 * rmt_activation *relu = NULL;
 * int info = rmt_activation_create(RMT_PHI_RELU, &relu);
 * if (!info) info = rmt_feature_kernel(relu, RANDBLAS_COL_MAJOR, p, n, X, p, K, n, NULL);
 * rmt_features *model = NULL;
 * if (!info) info = rmt_features_create(n, K, n, y, 0, NULL, 1, NULL, NULL, NULL, &model);
 * if (!info) info = rmt_features_errors(model, count, d, gamma, points); // a curve of d: O(n) a point
 * rmt_features_destroy(model);
 * rmt_activation_destroy(relu);
 * @endcode
 *
 * Everywhere w and xi are standard normal, X is p x n with a data point a column, and phi acts entry by entry.  All is
 * double; arrays of kernels are column major.
 */
#ifndef RMT_EQUIVALENT_H
#define RMT_EQUIVALENT_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- activations ------------------------------------ */

/** An activation phi: opaque, immutable; several threads may use one. */
typedef struct rmt_activation rmt_activation;

/** Which phi. */
typedef enum rmt_activation_kind {
    RMT_PHI_RELU = 1,           /**< max(t, 0) */
    RMT_PHI_ABS = 2,            /**< |t| */
    RMT_PHI_SIGN = 3,           /**< sign(t), 0 at 0 */
    RMT_PHI_STEP = 4,           /**< 0, 1/2 at 0, 1 */
    RMT_PHI_ERF = 5,            /**< the error function */
    RMT_PHI_GAUSSIAN = 6,       /**< exp(-t^2) */
    RMT_PHI_SIN = 7,            /**< sin(t) */
    RMT_PHI_COS = 8,            /**< cos(t) */
    RMT_PHI_EXP = 9,            /**< exp(t) */
    RMT_PHI_POLYNOMIAL = 10,    /**< rmt_activation_polynomial() */
    RMT_PHI_TANH = 11,          /**< tanh(t) */
    RMT_PHI_SIGMOID = 12,       /**< 1/(1 + exp(-t)) */
    RMT_PHI_GELU = 13,          /**< t Phi(t), Phi the standard normal distribution function */
    RMT_PHI_TANH_SLOPE = 14,    /**< the derivative of tanh */
    RMT_PHI_SIGMOID_SLOPE = 15, /**< the derivative of the sigmoid */
    RMT_PHI_GELU_SLOPE = 16,    /**< the derivative of GELU */
    RMT_PHI_USER = 17           /**< rmt_activation_user() */
} rmt_activation_kind;

/** A caller's phi or its derivative; called from several threads at once. */
typedef double (*rmt_activation_fn)(void *context, double t);

/**
 * A named activation.
 *
 * @param[in]  kind        which; neither RMT_PHI_POLYNOMIAL nor RMT_PHI_USER, which have constructors of their own
 * @param[out] activation  phi, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_activation_create(rmt_activation_kind kind, rmt_activation **activation);

/**
 * The polynomial sum_k coefficients[k] t^k.
 *
 * @param[in]  degree        in [0, 60]
 * @param[in]  coefficients  degree + 1 finite numbers, copied
 * @param[out] activation    phi, to be destroyed
 * @return 0, -i, RANDBLAS_NOT_FINITE, memory codes
 */
RANDBLAS_API int rmt_activation_polynomial(int64_t degree, const double *coefficients, rmt_activation **activation);

/**
 * A caller's activation.  It should grow more slowly than exp(t^2/8) or so; jumps and kinks are found by bisection.
 *
 * @param[in]  value       phi
 * @param[in]  derivative  phi', or NULL: then there is no rmt_activation_derivative()
 * @param[in]  context     first argument of both
 * @param[out] activation  phi, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_activation_user(rmt_activation_fn value, rmt_activation_fn derivative, void *context,
                                     rmt_activation **activation);

/**
 * scale phi(t) + shift; closed forms stay closed.
 *
 * @param[in]  phi         the activation
 * @param[in]  scale       finite
 * @param[in]  shift       finite
 * @param[out] activation  another, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_activation_affine(const rmt_activation *phi, double scale, double shift,
                                       rmt_activation **activation);

/**
 * (phi(t) - a_0)/sqrt(nu - a_0^2): mean 0 and variance 1 under xi, as deep equivalents want it.
 *
 * @param[in]  phi         the activation, not constant
 * @param[out] activation  another, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_activation_standardise(const rmt_activation *phi, rmt_activation **activation);

/**
 * phi', almost everywhere: of |t| the sign, of ReLU the step.
 *
 * @param[in]  phi         not sign, step, Gaussian, a slope, or a caller's without derivative: -1
 * @param[out] activation  another, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_activation_derivative(const rmt_activation *phi, rmt_activation **activation);

/** Releases an activation; NULL is nothing. */
RANDBLAS_API void rmt_activation_destroy(rmt_activation *activation);

/**
 * phi at n points.
 *
 * @param[in]  phi  the activation
 * @param[in]  n    number of points
 * @param[in]  t    points
 * @param[out] y    values; may be the array t
 * @return 0, -i
 */
RANDBLAS_API int rmt_activation_values(const rmt_activation *phi, int64_t n, const double *t, double *y);

/**
 * Hermite coefficients a_k = E phi(sigma xi) He_k(xi)/sqrt(k!) and nu = E phi(sigma xi)^2 = sum_k a_k^2.
 *
 * Closed forms for kinds 1 to 10, relative error some eps; else adaptive Gauss-Legendre quadrature with an absolute
 * error below 1e-13 sqrt(nu), for k up to some hundreds.
 *
 * @param[in]  phi    the activation
 * @param[in]  sigma  standard deviation of the argument, finite and at least 0
 * @param[in]  count  how many
 * @param[out] a      a_0 .. a_(count - 1)
 * @param[out] nu     E phi^2, or NULL
 * @return 0, -i
 */
RANDBLAS_API int rmt_activation_hermite(const rmt_activation *phi, double sigma, int64_t count, double *a, double *nu);

/* ---------------------------------------------------------------- kernels ---------------------------------------- */

/**
 * The kernel of random features, K = E phi(X^T w) phi(w^T X), n x n, exactly.
 *
 * Kinds 1 to 10 have closed forms in the lengths of the points and their angles @cite louart2018 , error some eps of
 * sqrt(K_ii K_jj).  The others: the series sum_k a_k(|x|) a_k(|y|) rho^k with 128 terms wherever its tail is provably
 * below 1e-13 of that, else the double integral, which takes milliseconds: for smooth phi only points of length above
 * some ten meet it, but for a caller's phi with kinks all that are closer than rho = 0.8 or so.
 *
 * Cost: half of a GEMM of 2 n^2 p flops, and the map.  Memory: p n, and lower order.
 *
 * @param[in]  phi      the activation
 * @param[in]  layout   storage order of X
 * @param[in]  p        dimension of the points
 * @param[in]  n        number of points
 * @param[in]  X        p x n, a point a column
 * @param[in]  ldx      at least max(1, p), row major max(1, n)
 * @param[out] K        n x n, both triangles
 * @param[in]  ldk      at least max(1, n)
 * @param[in]  control  allocator, memory limit and progress ("kernel"), or NULL
 * @return 0, -i, RANDBLAS_NOT_FINITE (a point has no finite length), memory and cancellation codes; on cancellation K
 *         is undefined
 */
RANDBLAS_API int rmt_feature_kernel(const rmt_activation *phi, randblas_layout layout, int64_t p, int64_t n,
                                    const double *X, int64_t ldx, double *K, int64_t ldk,
                                    const randblas_control *control);

/**
 * The same of two sets of points, K = E phi(X^T w) phi(w^T Y), n x m.
 *
 * @param[in]  phi      the activation
 * @param[in]  layout   storage order of X and Y
 * @param[in]  p        dimension of the points
 * @param[in]  n        number of points in X
 * @param[in]  X        p x n, a point a column
 * @param[in]  ldx      at least max(1, p), row major max(1, n)
 * @param[in]  m        number of points in Y
 * @param[in]  Y        p x m, a point a column
 * @param[in]  ldy      at least max(1, p), row major max(1, m)
 * @param[out] K        n x m
 * @param[in]  ldk      at least max(1, n)
 * @param[in]  control  allocator, memory limit and progress ("kernel"), or NULL
 * @return as rmt_feature_kernel()
 */
RANDBLAS_API int rmt_feature_kernel_cross(const rmt_activation *phi, randblas_layout layout, int64_t p, int64_t n,
                                          const double *X, int64_t ldx, int64_t m, const double *Y, int64_t ldy,
                                          double *K, int64_t ldk, const randblas_control *control);

/* ---------------------------------------------------------------- random features -------------------------------- */

/** Ridge regression on random features, prepared for its deterministic equivalent: opaque, immutable. */
typedef struct rmt_features rmt_features;

/**
 * Prepares the deterministic equivalent of ridge regression on d random features phi(W X), W d x p Gaussian: the
 * decomposition K = V diag(lambda) V^T, V^T y and K_{X'X} V, O(n^3 + n^2 m) once.  Eigenvalues of at most n eps times
 * the largest count as zero.
 *
 * @param[in]  n         number of training points, at least 1
 * @param[in]  K         n x n kernel of the training points, symmetric positive semidefinite; the upper triangle is
 *                       referenced
 * @param[in]  ldk       at least n
 * @param[in]  y         n targets
 * @param[in]  m         number of test points, or 0: then there is no test error
 * @param[in]  cross     n x m kernel of training and test points, K_{XX'}; NULL if m is 0
 * @param[in]  ldc       at least n
 * @param[in]  diagonal  m numbers, the diagonal of the kernel of the test points; NULL if m is 0
 * @param[in]  y_test    m targets; NULL if m is 0
 * @param[in]  control   allocator and memory limit of workspace, or NULL
 * @param[out] model     the model, to be destroyed
 * @return 0, -i, RANDBLAS_NOT_FINITE, RANDBLAS_NOT_CONVERGED, RANDBLAS_NOT_POSITIVE_DEFINITE (an eigenvalue below
 *         -1e-8 times the largest), memory codes
 */
RANDBLAS_API int rmt_features_create(int64_t n, const double *K, int64_t ldk, const double *y, int64_t m,
                                     const double *cross, int64_t ldc, const double *diagonal, const double *y_test,
                                     const randblas_control *control, rmt_features **model);

/** Releases a model; NULL is nothing. */
RANDBLAS_API void rmt_features_destroy(rmt_features *model);

/** The equivalent at one number of features and one ridge. */
typedef struct rmt_features_point {
    double theta;       /**< gamma (1 + delta), its limit when gamma is 0 */
    double delta;       /**< (1/n) tr K Qbar; infinite for gamma = 0 and d below the rank of K */
    double degrees;     /**< effective degrees of freedom, tr Psi Qbar */
    double train;       /**< mean squared training error */
    double test;        /**< mean squared test error, NaN without test points; infinite at the interpolation threshold
                             of gamma = 0 */
    int64_t iterations; /**< of Newton's method */
} rmt_features_point;

/**
 * Asymptotic errors of ridge regression on d random features, penalty gamma, in the normalisation beta =
 * (1/n) F (F^T F/n + gamma I)^-1 y, F = phi(W X): the formulas of @cite louart2018 , with delta the solution of
 *
 *     delta = (1/n) tr K Qbar,   Qbar = (Psi + gamma I)^-1,   Psi = (d/n) K/(1 + delta).
 *
 * All is written in theta = gamma (1 + delta), for which the formulas stay finite as gamma -> 0: the ridgeless limit,
 * gamma = 0, is the minimum-norm solution, with its peak at d = rank K.  theta is found by Newton's method from both
 * sides at once, convex from above, concave from below, so that it is always enclosed.  O(n) an iteration and O(n m) a
 * point.
 *
 * @param[in]  model   the model
 * @param[in]  count   number of points
 * @param[in]  d       numbers of features > 0, not necessarily whole
 * @param[in]  gamma   ridges, at least 0
 * @param[out] points  the results
 * @return 0, -i, memory codes; a point whose d or gamma is not legal, or not finite, holds NaN
 */
RANDBLAS_API int rmt_features_errors(const rmt_features *model, int64_t count, const double *d, const double *gamma,
                                     rmt_features_point *points);

/**
 * The deterministic equivalent gamma Qbar of gamma (F^T F/n + gamma I)^-1, which has a limit as gamma -> 0.  O(n^3).
 *
 * @param[in]  model   the model
 * @param[in]  d       number of features > 0
 * @param[in]  gamma   ridge, at least 0
 * @param[out] Q       n x n, both triangles
 * @param[in]  ldq     at least n
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_features_resolvent(const rmt_features *model, double d, double gamma, double *Q, int64_t ldq);

/** Options of rmt_features_simulate(). */
typedef struct rmt_features_simulation_options {
    size_t size;              /**< sizeof(rmt_features_simulation_options), or 0 */
    randblas_control control; /**< progress ("simulation"), allocator, memory limit */
    randblas_state state;     /**< of the weights */
    int64_t runs;             /**< draws of W for each number of features; 0: 30 */
} rmt_features_simulation_options;

/** What rmt_features_simulate() finds for one number of features and one ridge. */
typedef struct rmt_features_simulation {
    double train;       /**< mean over the runs of the mean squared training error */
    double test;        /**< the same of the test error; NaN without test points */
    double train_error; /**< standard error of train; NaN for one run */
    double test_error;  /**< standard error of test; NaN for one run */
} rmt_features_simulation;

/**
 * What rmt_features_errors() predicts, by simulation: ridge regression on d features phi(W X), W d x p Gaussian, drawn
 * anew for each d and each run and used for all ridges.  The Gram matrix of the smaller side is factored by Cholesky;
 * where n gamma is below 1e-10 of its trace, QR and singular values of the features, those up to max(n, d) eps of the
 * largest taken for zero, give the regularised solution, or for gamma = 0 that of minimum norm.
 *
 * Cost of a run: 2 d (n + m) p flops, and 2 d n min(d, n) for all ridges, min(d, n)^3/3 for each; some 25 n min(d, n)^2
 * more where singular values are needed.  Memory: (p + d) (n + m) + 2 min(d, n)^2 doubles.
 *
 * @param[in]  phi      the activation
 * @param[in]  layout   storage order of X and X_test
 * @param[in]  p        dimension of the points, at least 1
 * @param[in]  n        number of training points, at least 1
 * @param[in]  X        p x n, a point a column
 * @param[in]  ldx      at least max(1, p), row major max(1, n)
 * @param[in]  y        n targets
 * @param[in]  m        number of test points, or 0
 * @param[in]  X_test   p x m, a point a column; NULL if m is 0
 * @param[in]  ldt      at least max(1, p), row major max(1, m)
 * @param[in]  y_test   m targets; NULL if m is 0
 * @param[in]  count    how many numbers of features
 * @param[in]  d        numbers of features, at least 1
 * @param[in]  gammas   how many ridges
 * @param[in]  gamma    ridges, at least 0 and finite
 * @param[in]  options  NULL: defaults
 * @param[out] results  gammas for each of the count numbers of features
 * @return 0, -i, RANDBLAS_NOT_FINITE (points, targets or features), RANDBLAS_NOT_CONVERGED, memory and cancellation
 *         codes
 */
RANDBLAS_API int rmt_features_simulate(const rmt_activation *phi, randblas_layout layout, int64_t p, int64_t n,
                                       const double *X, int64_t ldx, const double *y, int64_t m, const double *X_test,
                                       int64_t ldt, const double *y_test, int64_t count, const int64_t *d,
                                       int64_t gammas, const double *gamma,
                                       const rmt_features_simulation_options *options,
                                       rmt_features_simulation *results);

#ifdef __cplusplus
}
#endif

#endif
