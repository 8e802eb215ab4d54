/**
 * @file rmt_kernels.h
 * @brief Deterministic equivalents of sample covariance, of kernels and of deep networks; included by rmt.h.
 *
 * @code
 * rmt_activation *relu = NULL, *phi = NULL;
 * rmt_deep_layer layers[3];
 * rmt_linear_kernel ck, ntk;
 * int info = rmt_activation_create(RMT_PHI_RELU, &relu);
 * if (!info) info = rmt_activation_standardise(relu, &phi);
 * if (!info) info = rmt_deep_kernel(phi, 3, RANDBLAS_COL_MAJOR, p, n, X, p, CK, n, NTK, n, NULL); // exactly
 * if (!info) info = rmt_deep_layers(phi, 3, layers);                                              // and nearly
 * if (!info) info = rmt_deep_equivalent(&layers[2], p, &ck, &ntk);
 * if (!info) info = rmt_linear_kernel_matrix(&ck, RANDBLAS_COL_MAJOR, p, n, X, p, K, n, NULL);
 * @endcode
 *
 * X is p x n with a data point a column; xi is standard normal.  All is double; arrays of kernels are column major.
 */
#ifndef RMT_KERNELS_H
#define RMT_KERNELS_H

#include "rmt_equivalent.h"
#include "rmt_law.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- sample covariance ------------------------------ */

/**
 * The deterministic equivalent of the resolvent (X X^T/n - z I)^-1 in the eigenbasis of the population's covariance
 * C @cite silverstein1995 :
 *
 *     Q_i = -1/(z (1 + tau_i m(z))),   m the companion transform of the law,
 *
 * which is 1/((1 - c) tau_i) at z = 0, c = p/n < 1.  For C = I it is the Stieltjes transform of the Marchenko-Pastur
 * law, times the identity.  On the axis as rmt_law_stieltjes(): within the support the limit from above, and poles at
 * 0 for c >= 1 and at the outlier of a tau_i that is a spike.
 *
 * @param[in]  law  of rmt_law_sample_covariance(): C's spectrum in the limit, and c
 * @param[in]  n    number of points
 * @param[in]  z    points, complex
 * @param[in]  p    number of eigenvalues
 * @param[in]  tau  eigenvalues of C, at least 0; they need not be the law's
 * @param[out] Q    p x n, complex, a point a column; may not overlap z
 * @param[in]  ldq  at least max(1, p)
 * @return 0, -i (-5 also if an eigenvalue is negative or not finite), memory codes
 */
RANDBLAS_API int rmt_linear_resolvent(const rmt_law *law, int64_t n, const void *z, int64_t p, const double *tau,
                                      void *Q, int64_t ldq);

/**
 * The equivalent of a quadratic form a^T (X X^T/n - z I)^-1 b, or of the normalised trace, from the coordinates in C's
 * eigenbasis: sum_i weights_i Q_i, weights_i = a_i b_i.
 *
 * @param[in]  law      of rmt_law_sample_covariance()
 * @param[in]  n        number of points
 * @param[in]  z        points, complex
 * @param[in]  p        number of eigenvalues, at least 1 if weights is NULL
 * @param[in]  tau      eigenvalues of C, at least 0
 * @param[in]  weights  p finite numbers; NULL: 1/p each, the trace
 * @param[out] values   n, complex; may be the array z
 * @return 0, -i (-5 also if an eigenvalue is negative or not finite, -6 if a weight is not), memory codes
 */
RANDBLAS_API int rmt_linear_form(const rmt_law *law, int64_t n, const void *z, int64_t p, const double *tau,
                                 const double *weights, void *values);

/**
 * Moments of the inverse of S = X X^T/n, X p x n Gaussian of covariance C, exactly @cite haff1979 : for any A
 *
 *     E S^-1       = factors[0] C^-1
 *     E S^-1 A S^-1 = factors[1] C^-1 A C^-1 + factors[2] (C^-1 A^T C^-1 + tr(A C^-1) C^-1)
 *
 * with factors n/(n - p - 1), n^2 (n - p - 2) f and n^2 f, 1/f = (n - p)(n - p - 1)(n - p - 3).
 *
 * @param[in]  p        order of C, at least 1
 * @param[in]  n        number of columns, at least p + 2: the mean is infinite otherwise
 * @param[out] factors  the three; the last two are infinite for n <= p + 3
 * @return 0, -i
 */
RANDBLAS_API int rmt_gaussian_inverse(int64_t p, int64_t n, double factors[3]);

/* ---------------------------------------------------------------- linear kernels --------------------------------- */

/** The matrix gram X^T X + constant 1 1^T + diagonal I. */
typedef struct rmt_linear_kernel {
    double gram;     /**< factor of X^T X */
    double constant; /**< of the matrix of ones */
    double diagonal; /**< of the identity */
} rmt_linear_kernel;

/** In which regime a kernel is linearised. */
typedef enum rmt_kernel_regime {
    RMT_REGIME_TAYLOR = 1, /**< arguments of phi so small that it is its Taylor polynomial */
    RMT_REGIME_HERMITE = 2 /**< arguments of any variance, points nearly orthogonal: its Hermite polynomials */
} rmt_kernel_regime;

/**
 * Taylor coefficients phi(0), phi'(0), phi''(0)/2.
 *
 * Closed forms; of a caller's phi by extrapolating Gaussian means to variance 0, relative error of the last one 1e-7
 * or so.
 *
 * @param[in]  phi  smooth at 0; -1 for ReLU, |t|, sign and step, and where the extrapolation does not converge
 * @param[out] b    the three
 * @return 0, -i
 */
RANDBLAS_API int rmt_activation_taylor(const rmt_activation *phi, double b[3]);

/**
 * The linear equivalent of the kernel rmt_feature_kernel() of points of length s @cite elkaroui2010 ,
 * @cite louart2018 .  It has the kernel's diagonal, but for the last term of the Hermite constant; besides,
 *
 * - Taylor: phi(0)^2 + phi(0) phi''(0) s^2 and phi'(0)^2 X^T X.  Each entry is off by O(s^4), whatever the angles.
 * - Hermite: a_0^2 + a_2^2/dimension and (a_1/s)^2 X^T X, a_k = a_k(s) of rmt_activation_hermite().  For independent
 *   points, uniform on a sphere or the like, the spectral norm of the error falls as n^(-1/2) when n and p grow
 *   together, whatever s.
 *
 * @param[in]  regime     which
 * @param[in]  phi        the activation; -2 also if rmt_activation_taylor() refuses it
 * @param[in]  length     s, finite and > 0
 * @param[in]  dimension  one over the mean of the squared cosine of two points: p on a sphere, (tr C)^2/tr C^2 for
 *                        points of covariance C; finite and > 0, unused by Taylor
 * @param[out] kernel     the result; its numbers are finite unless s is so large that the kernel is not
 * @return 0, -i
 */
RANDBLAS_API int rmt_kernel_linearise(rmt_kernel_regime regime, const rmt_activation *phi, double length,
                                      double dimension, rmt_linear_kernel *kernel);

/**
 * K = gram X^T X + constant 1 1^T + diagonal I.  Half of a GEMM of 2 n^2 p flops.
 *
 * @param[in]  kernel   finite numbers
 * @param[in]  layout   storage order of X
 * @param[in]  p        dimension of the points
 * @param[in]  n        number of points
 * @param[in]  X        p x n, a point a column
 * @param[in]  ldx      at least max(1, p), row major max(1, n)
 * @param[out] K        n x n, both triangles
 * @param[in]  ldk      at least max(1, n)
 * @param[in]  control  progress ("kernel"), or NULL
 * @return 0, -i, RANDBLAS_NOT_FINITE (X), cancellation codes; on cancellation K is undefined
 */
RANDBLAS_API int rmt_linear_kernel_matrix(const rmt_linear_kernel *kernel, randblas_layout layout, int64_t p, int64_t n,
                                          const double *X, int64_t ldx, double *K, int64_t ldk,
                                          const randblas_control *control);

/* ---------------------------------------------------------------- deep networks ---------------------------------- */

/**
 * Kernels of a network of infinite width and depth L, layers h_l = phi(W_l h_(l-1)), h_0 = x, W_l with independent
 * entries of variance 1/width (of variance 1 in the first layer), exactly @cite jacot2018 :
 *
 *     CK_l  = E phi(u) phi(v),   NTK_l = CK_l + NTK_(l-1) o E phi'(u) phi'(v),   (u, v) ~ N(0, CK_(l-1)),
 *     CK_0  = NTK_0 = X^T X,
 *
 * o entry by entry.  The conjugate kernel CK is the covariance of the outputs, the tangent kernel NTK the inner product
 * of gradients.  Any activation will do: lengths follow the recursion.  For them to stay as they are on the unit
 * sphere E phi(xi)^2 has to be 1, see rmt_activation_standardise().  With some activations, exp and cubes say, that is
 * a fixed point which repels: each layer takes lengths further from 1, and so it does with rounding errors.
 *
 * Entries are computed as by rmt_feature_kernel(), layer after layer in cache.  Where phi has kinks, phi' jumps, and
 * the NTK of two points with correlation near 1 is off by the root of the rounding in it.
 *
 * Cost: half of a GEMM of 2 n^2 p flops, and depth maps for each kernel.  Memory: n (p + 11 depth), and 270 n depth for
 * activations without closed form.
 *
 * @param[in]  phi      the activation; for the NTK one that rmt_activation_derivative() knows
 * @param[in]  depth    number of layers, in [0, 10000]
 * @param[in]  layout   storage order of X
 * @param[in]  p        dimension of the points
 * @param[in]  n        number of points
 * @param[in]  X        p x n, a point a column
 * @param[in]  ldx      at least max(1, p), row major max(1, n)
 * @param[out] CK       n x n, both triangles; or NULL
 * @param[in]  ldck     at least max(1, n) unless CK is NULL
 * @param[out] NTK      n x n, both triangles; or NULL
 * @param[in]  ldntk    at least max(1, n) unless NTK is NULL
 * @param[in]  control  allocator, memory limit and progress ("kernel"), or NULL
 * @return 0, -i, RANDBLAS_NOT_FINITE (a point has no finite length, or loses it in some layer), memory and cancellation
 *         codes; on cancellation the kernels are undefined
 */
RANDBLAS_API int rmt_deep_kernel(const rmt_activation *phi, int64_t depth, randblas_layout layout, int64_t p, int64_t n,
                                 const double *X, int64_t ldx, double *CK, int64_t ldck, double *NTK, int64_t ldntk,
                                 const randblas_control *control);

/** Kernels after a layer, for points on the unit sphere with cosine rho, up to O(rho^3). */
typedef struct rmt_deep_layer {
    double ck_diagonal;  /**< E phi^2: CK of a point with itself; 1 if E phi(xi)^2 = 1 */
    double ck_linear;    /**< alpha_1^2: CK of two points is ck_linear rho + ck_square rho^2 */
    double ck_square;    /**< alpha_2^2 */
    double ntk_diagonal; /**< the same of the NTK; NaN if phi has no derivative */
    double ntk_linear;   /**< beta_1 */
    double ntk_square;   /**< beta_2 */
} rmt_deep_layer;

/**
 * The linear equivalents' coefficients @cite gu2022 , layer after layer, for centred activations.  With sigma^2 the
 * CK's diagonal of the layer before, a_k = a_k(sigma), r = (a_1/sigma)^2 and s = (a_2/sigma^2)^2,
 *
 *     alpha_2^2 <- r alpha_2^2 + s alpha_1^4,                  alpha_1^2 <- r alpha_1^2,
 *     beta_2 <- alpha_2^2 + r beta_2 + 2 s alpha_1^2 beta_1,   beta_1 <- alpha_1^2 + r beta_1,
 *
 * where beta_2 takes the new alpha_2^2 but the old alpha_1^2 and beta_1, and beta_1 the new alpha_1^2; the diagonals
 * follow E phi^2 and E phi^2 + E phi'^2 times the last.  So alpha_1^2 = a_1^(2 L) for E phi(xi)^2 = 1: what depth
 * leaves of the data decays geometrically.
 *
 * @param[in]  phi     the activation: E phi = 0 in every layer up to 1e-10, E phi^2 > 0 finite
 * @param[in]  depth   number of layers, at least 0
 * @param[out] layers  layers[l] after layer l + 1
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_deep_layers(const rmt_activation *phi, int64_t depth, rmt_deep_layer *layers);

/**
 * The linear equivalents after a layer, for points on the unit sphere: CK_l is near alpha_1^2 X^T X + (alpha_2^2/p)
 * 1 1^T + (E phi^2 - alpha_1^2) I, and the NTK likewise.  For independent points the spectral norm of the error falls
 * as n^(-1/2) when n and p grow together, at any depth.
 *
 * @param[in]  layer      of rmt_deep_layers()
 * @param[in]  dimension  as in rmt_kernel_linearise()
 * @param[out] ck         the equivalent of the CK, or NULL
 * @param[out] ntk        the equivalent of the NTK, or NULL
 * @return 0, -i
 */
RANDBLAS_API int rmt_deep_equivalent(const rmt_deep_layer *layer, double dimension, rmt_linear_kernel *ck,
                                     rmt_linear_kernel *ntk);

/**
 * The curse of depth: the least L with alpha_1^2 = a_1^(2 L) below a tolerance, from where on the conjugate kernel
 * holds less than that part of the data's Gram matrix.
 *
 * @param[in]  phi        standardised: |E phi| <= 1e-10, |E phi^2 - 1| <= 1e-9
 * @param[in]  tolerance  in (0, 1)
 * @param[out] depth      the least depth; INT64_MAX for linear phi, which forgets nothing
 * @return 0, -i
 */
RANDBLAS_API int rmt_deep_reach(const rmt_activation *phi, double tolerance, int64_t *depth);

#ifdef __cplusplus
}
#endif

#endif
