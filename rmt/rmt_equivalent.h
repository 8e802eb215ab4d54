/**
 * @file rmt_equivalent.h
 * @brief Deterministic equivalents of linear, random-feature and deep models; included by rmt.h.
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

#ifdef __cplusplus
}
#endif

#endif
