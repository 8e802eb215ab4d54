/**
 * @file rmt.h
 * @brief Layer 3: random matrix theory.
 *
 * The Marchenko-Pastur law, which says how the singular values of a sketch spread, here, and
 *
 * - rmt_law.h: laws of spectra as objects
 * - rmt_covariance.h: sample covariance
 * - rmt_decompress.h: the spectrum of a large matrix from that of a block
 * - rmt_equivalent.h: activations, kernels and errors of random features
 * - rmt_kernels.h: deterministic equivalents of sample covariance, kernels and deep networks
 * - rmt_free.h: free convolution and compression
 * - rmt_tail.h: heavy tails
 * - rmt_beta_ensemble.h: eigenvalues of beta-ensembles
 * - rmt_htmp_fit.h: fits of the high-temperature Marchenko-Pastur law, kappa
 * - rmt_layers.h: the layers of a network together
 * - rmt_weights.h: spectra of trained weights
 * - rmt_logdet.h, rmt_memdet.h, rmt_flodance.h: log-determinants in memory, out of core, extrapolated
 */
#ifndef RMT_H
#define RMT_H

#include "randlapack.h"
#include "rmt_beta_ensemble.h"
#include "rmt_continuation.h"
#include "rmt_covariance.h"
#include "rmt_decompress.h"
#include "rmt_equivalent.h"
#include "rmt_flodance.h"
#include "rmt_free.h"
#include "rmt_htmp_fit.h"
#include "rmt_kernels.h"
#include "rmt_law.h"
#include "rmt_layers.h"
#include "rmt_logdet.h"
#include "rmt_memdet.h"
#include "rmt_tail.h"
#include "rmt_weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Support of the Marchenko-Pastur law: the limit of the eigenvalues of X^T X / n, X n x p with iid entries of variance
 * sigma2 and p/n -> ratio, is [sigma2 (1 - sqrt(ratio))^2, sigma2 (1 + sqrt(ratio))^2], and an atom at 0 of mass
 * 1 - 1/ratio when ratio > 1.
 *
 * @param[in]  ratio   p/n > 0
 * @param[in]  sigma2  variance > 0
 * @param[out] edges   the two ends of the interval
 * @return 0, -i
 */
RANDBLAS_API int rmt_dmp_support(double ratio, double sigma2, double edges[2]);

/**
 * Density of the continuous part of the Marchenko-Pastur law at n points,
 * sqrt((b - x)(x - a)) / (2 pi ratio sigma2 x) on [a, b] and 0 elsewhere; its mass is min(1, 1/ratio).
 *
 * @param[in]  ratio    p/n > 0
 * @param[in]  sigma2   variance > 0
 * @param[in]  n        number of points
 * @param[in]  x        points
 * @param[out] density  values; may be the same array as x
 * @return 0, -i
 */
RANDBLAS_API int rmt_dmp_density(double ratio, double sigma2, int64_t n, const double *x, double *density);

#ifdef __cplusplus
}
#endif

#endif
