/**
 * @file rmt_beta_ensemble.h
 * @brief Eigenvalues of beta-ensembles for any beta, without the matrices; included by rmt.h.
 *
 * @code
 * randblas_state state = randblas_seed(1);
 * int info = rmt_beta_laguerre(beta, shape, n, &state, values, &state);
 * @endcode
 *
 * Densities are those of unordered eigenvalues, up to a constant; beta = 1, 2, 4 are the real, complex and quaternion
 * matrices, beta = 0 independent values, beta = kappa/n the high-temperature ones.  Values are returned ascending.
 * O(n) random numbers and memory, O(n^2) operations.  All is double; bits depend on the mathematical library and
 * LAPACK.
 */
#ifndef RMT_BETA_ENSEMBLE_H
#define RMT_BETA_ENSEMBLE_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Eigenvalues of the Hermite ensemble, prod_(i<j) |x_i - x_j|^beta prod exp(-x_i^2/2), from a tridiagonal matrix
 * @cite dumitriu2002.  beta = 1: (G + G^T)/2 sqrt(2), G standard normal, whose diagonal has variance 1, and 1/2 the
 * rest; E sum x^2 = n + beta n (n - 1)/2.
 *
 * @param[in]  beta    in [0, 1e100]
 * @param[in]  n       order
 * @param[in]  state   where the stream starts
 * @param[out] values  n eigenvalues
 * @param[out] next    the state behind, or NULL; may be the same as state
 * @return 0, -i, RANDBLAS_NOT_CONVERGED, memory codes
 */
RANDBLAS_API int rmt_beta_hermite(double beta, int64_t n, const randblas_state *state, double *values,
                                  randblas_state *next);

/**
 * Eigenvalues of the Laguerre ensemble, prod_(i<j) |x_i - x_j|^beta prod x_i^(shape - 1) exp(-x_i), from a bidiagonal
 * matrix B @cite dumitriu2002 : squared singular values, so that small eigenvalues have all digits too.  beta = 1 and
 * shape = (m - n + 1)/2: X X^T/2, X n x m standard normal; E sum x = n (shape + beta (n - 1)/2).
 *
 * rmt_law_htmp(gamma, kappa) is the limit of x/s with beta = kappa/n, shape = s - kappa (n - 1)/(2 n), s = kappa/(2
 * gamma).
 *
 * @param[in]  beta    in [0, 1e100]
 * @param[in]  shape   in [1e-100, 1e100]
 * @param[in]  n       order
 * @param[in]  state   where the stream starts
 * @param[out] values  n eigenvalues
 * @param[out] next    the state behind, or NULL; may be the same as state
 * @return 0, -i, RANDBLAS_NOT_CONVERGED, memory codes
 */
RANDBLAS_API int rmt_beta_laguerre(double beta, double shape, int64_t n, const randblas_state *state, double *values,
                                   randblas_state *next);

/**
 * Eigenvalues of the Jacobi ensemble, prod_(i<j) |x_i - x_j|^beta prod x_i^(a-1) (1 - x_i)^(b-1) on [0, 1], from a
 * bidiagonal matrix @cite edelman2008.  beta = 1, a = (m1 - n + 1)/2, b = (m2 - n + 1)/2: S1 (S1 + S2)^-1, Wishart of
 * order n with m1 and m2 degrees of freedom.  Small eigenvalues have all digits; 1 - x has not.
 *
 * @param[in]  beta    in [0, 1e100]
 * @param[in]  a       in [1e-100, 1e100]
 * @param[in]  b       in [1e-100, 1e100]
 * @param[in]  n       order
 * @param[in]  state   where the stream starts
 * @param[out] values  n eigenvalues
 * @param[out] next    the state behind, or NULL; may be the same as state
 * @return 0, -i, RANDBLAS_NOT_CONVERGED, memory codes
 */
RANDBLAS_API int rmt_beta_jacobi(double beta, double a, double b, int64_t n, const randblas_state *state,
                                 double *values, randblas_state *next);

#ifdef __cplusplus
}
#endif

#endif
