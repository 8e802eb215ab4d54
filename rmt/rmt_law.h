/**
 * @file rmt_law.h
 * @brief Laws of spectra as objects; included by rmt.h.
 *
 * @code
 * rmt_law *law = NULL;
 * int info = rmt_law_marchenko_pastur(0.5, 1.0, &law);
 * if (!info) info = rmt_law_density(law, n, x, density);
 * rmt_law_destroy(law);
 * @endcode
 *
 * Conventions: m(z) = int rho(x)/(x - z) dx, Im m > 0 where Im z > 0; rho(x) = Im m(x + i0)/pi; G = -m;
 * R(w) = G^-1(w) - 1/w.  Density is that of the continuous part; atoms are listed apart and enter everything else.
 *
 * All is double.  Laws are immutable: one may be used by several threads at once.  Queries take arrays; input and
 * output may be the same array.  NaN gives NaN.  Complex arrays are `void *`, pairs of doubles.
 */
#ifndef RMT_LAW_H
#define RMT_LAW_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A law: opaque, immutable. */
typedef struct rmt_law rmt_law;

/** Which law. */
typedef enum rmt_law_family {
    RMT_SEMICIRCLE = 1,         /**< rmt_law_semicircle() */
    RMT_MARCHENKO_PASTUR = 2,   /**< rmt_law_marchenko_pastur() */
    RMT_KESTEN_MCKAY = 3,       /**< rmt_law_kesten_mckay() */
    RMT_WACHTER = 4,            /**< rmt_law_wachter() */
    RMT_MEIXNER = 5,            /**< rmt_law_meixner() */
    RMT_EMPIRICAL = 6,          /**< rmt_law_empirical() */
    RMT_HTMP = 7,               /**< rmt_law_htmp() */
    RMT_HTMP_INVERSE = 8,       /**< rmt_law_htmp_inverse() */
    RMT_TRACY_WIDOM = 9,        /**< rmt_law_tracy_widom() */
    RMT_SAMPLE_COVARIANCE = 20, /**< rmt_law_sample_covariance() */
    RMT_FREE_SUM = 21,          /**< rmt_free_add() */
    RMT_FREE_PRODUCT = 22,      /**< rmt_free_multiply() */
    RMT_FREE_COMPRESSED = 23,   /**< rmt_free_compress() */
    RMT_FREE_MEIXNER = 24,      /**< rmt_law_free_meixner() */
    RMT_POLYGON = 25            /**< rmt_law_polygon() */
} rmt_law_family;

/* ---------------------------------------------------------------- laws ------------------------------------------- */

/**
 * Wigner's semicircle of the given radius, density 2 sqrt(r^2 - x^2)/(pi r^2) @cite wigner1958.
 *
 * @param[in]  radius  r in [1e-300, 1e300]
 * @param[out] law     the law, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_semicircle(double radius, rmt_law **law);

/**
 * The Marchenko-Pastur law @cite marchenko1967 : eigenvalues of X X^T/n, X p x n with iid entries of variance sigma2,
 * p/n -> ratio; density sqrt((b - x)(x - a))/(2 pi ratio sigma2 x), a, b = sigma2 (1 -+ sqrt(ratio))^2, and an atom of
 * 1 - 1/ratio at 0 when ratio > 1.
 *
 * @param[in]  ratio   p/n in [1e-100, 1e100]
 * @param[in]  sigma2  variance in [1e-200, 1e200]
 * @param[out] law     the law, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_marchenko_pastur(double ratio, double sigma2, rmt_law **law);

/**
 * The Kesten-McKay law @cite mckay1981 : random d-regular graphs, sums of d/2 Haar orthogonal matrices and their
 * transposes; density d sqrt(4(d - 1) - x^2)/(2 pi (d^2 - x^2)), and atoms of (2 - d)/2 at -d and d when d < 2.
 *
 * @param[in]  d    degree > 1, not necessarily whole
 * @param[out] law  the law, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_kesten_mckay(double d, rmt_law **law);

/**
 * Wachter's law @cite wachter1980 : eigenvalues of S1 (S1 + S2)^-1, S1 and S2 p x p Wishart of a p and b p degrees of
 * freedom; density (a + b) sqrt((x+ - x)(x - x-))/(2 pi x (1 - x)), atoms of 1 - a at 0 when a < 1 and of 1 - b at 1
 * when b < 1.
 *
 * @param[in]  a    in [1e-100, 1e100]
 * @param[in]  b    in [1e-100, 1e100]; a + b > 1
 * @param[out] law  the law, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_wachter(double a, double b, rmt_law **law);

/**
 * The free Meixner law @cite saitoh2001 of mean 0 and variance b c, with Jacobi coefficients 0, a, a, ... and
 * sqrt(b c), sqrt(b), sqrt(b), ...: density c sqrt(4 b - (x - a)^2)/(2 pi ((1 - c) x^2 + a c x + b c^2)) and at most
 * two atoms.
 *
 * @param[in]  a    in [-1e70, 1e70]
 * @param[in]  b    in (1e-140, 1e140)
 * @param[in]  c    in (1e-70, 1e70)
 * @param[out] law  the law, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_meixner(double a, double b, double c, rmt_law **law);

/**
 * The empirical law of a sample, which is copied: atoms of 1/n, equal values together.  It has no continuous part;
 * rmt_law_density() gives the sample smoothed by a Gaussian kernel, at O(n) a point, and the transforms cost O(n) a
 * point too.  Jacobi coefficients exist up to the number of distinct values, further ones are NaN.
 *
 * @param[in]  n          sample size, at least 1
 * @param[in]  x          sample
 * @param[in]  bandwidth  standard deviation of the kernel; 0: Silverman's rule, 0.9 min(standard deviation,
 *                        interquartile range/1.34) n^(-1/5), or 1 for a sample without spread
 * @param[out] law        the law, to be destroyed
 * @return 0, -i, RANDBLAS_NOT_FINITE, memory codes
 */
RANDBLAS_API int rmt_law_empirical(int64_t n, const double *x, double bandwidth, rmt_law **law);

/**
 * The high-temperature Marchenko-Pastur law @cite trinh2021 : eigenvalues of beta-Laguerre matrices with beta =
 * kappa/n; with a = kappa/2, s = kappa/(2 gamma), U Tricomi's function and t = s x,
 *
 *     rho(x) = s / (Gamma(a + 1) Gamma(s)) t^(s - 1 - a) e^(-t) / |U(a, 1 + a - s, -t +- i0)|^2,   x > 0.
 *
 * Mean 1, variance gamma (1 + 2/kappa); kappa -> infinity gives the Marchenko-Pastur law of ratio gamma.
 *
 * U is evaluated by an integral through its saddle point at one point of the band, and from there Kummer's equation is
 * integrated by Taylor expansions in both directions, once, into a table of polynomials of log rho; below the table,
 * near 0, stand the leading powers, and where rho < e^-780 it is 0.  So a law costs some milliseconds and some hundred
 * thousand bytes, and a density one polynomial.  Relative error below 1e-11 where x is not rounded: rho varies by
 * |s x - s + 1 + a| eps relative when x varies by eps.
 *
 * @param[in]  gamma  in [1e-6, 1 - 1e-6]
 * @param[in]  kappa  in [1e-3, 1e4]
 * @param[out] law    the law, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_htmp(double gamma, double kappa, rmt_law **law);

/**
 * The law of 1/x, x of rmt_law_htmp(): spectra of trained feature matrices @cite hodgkinson2025.  Density rho(1/y)/y^2,
 * with power-law tail y^(-s - 1 + a), so that moments k < s - a exist; the others are infinite, and Jacobi coefficients
 * that need them NaN.
 *
 * @param[in]  gamma  in [1e-6, 1 - 1e-6]
 * @param[in]  kappa  in [1e-3, 1e4]
 * @param[out] law    the law, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_htmp_inverse(double gamma, double kappa, rmt_law **law);

/**
 * The Tracy-Widom law of the largest eigenvalue for beta = 1, 2, 4 @cite bornemann2010 : means -1.2065, -1.7711,
 * -2.3069, variances 1.6078, 0.8132, 0.5177.  For beta = 4 that is F4(x) = (D-(s) + D+(s))/2 at s = sqrt(2) x; the
 * largest eigenvalue of the beta-ensembles' tridiagonal models scaled alike for all beta has F4(2^(1/6) x).
 *
 * Density and distribution function: relative error of the logarithm a few eps, from a table of polynomials made from
 * Fredholm determinants, and expansions in the tails.  Moments, Jacobi coefficients (fewer than 544), transforms: Gauss
 * quadrature on [-14, 20], which leaves out a mass of 1e-20.  No second sheet, and no fit: there is no parameter.
 *
 * @param[in]  beta  1, 2 or 4
 * @param[out] law   the law, to be destroyed
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_tracy_widom(int beta, rmt_law **law);

/** Releases a law; NULL is nothing. */
RANDBLAS_API void rmt_law_destroy(rmt_law *law);

/** The family of a law, or 0 for NULL. */
RANDBLAS_API int rmt_law_family_of(const rmt_law *law);

/* ---------------------------------------------------------------- support ---------------------------------------- */

/**
 * Intervals of the continuous part.  Infinite ends are allowed.
 *
 * @param[in]  law       the law
 * @param[in]  capacity  intervals that edges has room for
 * @param[out] edges     the first min(capacity, count) intervals, ascending: 2 numbers each; may be NULL if capacity 0
 * @param[out] count     how many there are
 * @return 0, -i
 */
RANDBLAS_API int rmt_law_intervals(const rmt_law *law, int64_t capacity, double *edges, int64_t *count);

/**
 * Atoms.
 *
 * @param[in]  law       the law
 * @param[in]  capacity  atoms that the arrays have room for
 * @param[out] places    the first min(capacity, count) places, ascending; may be NULL if capacity is 0
 * @param[out] weights   their masses; likewise
 * @param[out] count     how many there are
 * @return 0, -i
 */
RANDBLAS_API int rmt_law_atoms(const rmt_law *law, int64_t capacity, double *places, double *weights, int64_t *count);

/* ---------------------------------------------------------------- on the axis ------------------------------------ */

/**
 * Density of the continuous part; 0 outside the open intervals of the support.  Empirical laws: the smoothed density.
 *
 * Laws with a quadratic Stieltjes transform: relative error a few eps, up to the edges, whose rounding errors are
 * carried along.
 *
 * @param[in]  law      the law
 * @param[in]  n        number of points
 * @param[in]  x        points
 * @param[out] density  values
 * @return 0, -i
 */
RANDBLAS_API int rmt_law_density(const rmt_law *law, int64_t n, const double *x, double *density);

/**
 * Distribution function F(x) = P(X <= x), atoms included.
 *
 * Laws with a quadratic Stieltjes transform: Gauss quadrature from the nearer edge, on panels that keep away from the
 * poles of the density: relative error of F and of 1 - F, as far as the latter can be told from F, about 1e-14.
 *
 * @param[in]  law  the law
 * @param[in]  n    number of points
 * @param[in]  x    points
 * @param[out] cdf  values
 * @return 0, -i
 */
RANDBLAS_API int rmt_law_cdf(const rmt_law *law, int64_t n, const double *x, double *cdf);

/**
 * Quantiles: inf {x : F(x) >= p}; for p = 0 the lower end of the support; NaN outside [0, 1].
 *
 * @param[in]  law  the law
 * @param[in]  n    number of points
 * @param[in]  p    probabilities
 * @param[out] x    quantiles
 * @return 0, -i
 */
RANDBLAS_API int rmt_law_quantile(const rmt_law *law, int64_t n, const double *p, double *x);

/**
 * Hilbert transform H(x) = Re m(x + i0)/pi, the principal value of (1/pi) int rho(t)/(t - x) dt.
 *
 * @param[in]  law      the law
 * @param[in]  n        number of points
 * @param[in]  x        points; infinite at an atom
 * @param[out] hilbert  values
 * @return 0, -i
 */
RANDBLAS_API int rmt_law_hilbert(const rmt_law *law, int64_t n, const double *x, double *hilbert);

/* ---------------------------------------------------------------- transforms ------------------------------------- */

/**
 * Stieltjes transform m(z) = int rho(x)/(x - z) dx.  On the axis the sign of the zero Im z says from which side: +0 for
 * m(x + i0), -0 for m(x - i0).
 *
 * The second sheet is what m becomes when z crosses the continuous support: m2(x - i0) = m(x + i0) there.
 *
 * @param[in]  law    the law
 * @param[in]  sheet  1, or 2 where the law has a second sheet: those with a quadratic transform
 * @param[in]  n      number of points
 * @param[in]  z      points, complex
 * @param[out] m      values, complex
 * @return 0, -i; -2 for a sheet that the law has not
 */
RANDBLAS_API int rmt_law_stieltjes(const rmt_law *law, int sheet, int64_t n, const void *z, void *m);

/**
 * R-transform R(w) = G^-1(w) - 1/w.  Quadratic laws: the root of an equation that is analytic at 0, continued along
 * rays as far as the branch points; then G(R + 1/w) = w wherever G takes the value w, at that one of two points (laws
 * with atoms may have two) which is continued from infinity.  Other laws: by the secant method from z = 1/w + mean, and
 * NaN where that finds no z in the half plane that belongs to w.
 *
 * @param[in]  law  the law
 * @param[in]  n    number of points
 * @param[in]  w    points, complex
 * @param[out] r    values, complex
 * @return 0, -i
 */
RANDBLAS_API int rmt_law_r_transform(const rmt_law *law, int64_t n, const void *w, void *r);

/**
 * S-transform S(w) = chi(w) (1 + w)/w, chi the inverse of psi(u) = sum_k m_k u^k, so that R(w S) S = 1.
 *
 * @param[in]  law  the law; of mean 0 it has none
 * @param[in]  n    number of points
 * @param[in]  w    points, complex
 * @param[out] s    values, complex; NaN where there is none
 * @return 0, -i
 */
RANDBLAS_API int rmt_law_s_transform(const rmt_law *law, int64_t n, const void *w, void *s);

/* ---------------------------------------------------------------- sequences -------------------------------------- */

/**
 * Moments E x^k, k = 1 .. count, from the Jacobi coefficients: sums over Motzkin paths, free of cancellation where no
 * coefficient is negative.  Cost: count^2.
 *
 * @param[in]  law      the law
 * @param[in]  count    how many
 * @param[out] moments  E x^1, E x^2, ...
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_moments(const rmt_law *law, int64_t count, double *moments);

/**
 * Free cumulants kappa_k, k = 1 .. count: R(w) = sum_k kappa_k w^(k-1).
 *
 * @param[in]  law        the law
 * @param[in]  count      how many
 * @param[out] cumulants  kappa_1, kappa_2, ...
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_cumulants(const rmt_law *law, int64_t count, double *cumulants);

/**
 * Jacobi coefficients of the orthonormal polynomials, x p_k = beta_(k+1) p_(k+1) + alpha_k p_k + beta_k p_(k-1).
 *
 * @param[in]  law    the law
 * @param[in]  count  how many
 * @param[out] alpha  alpha_0, alpha_1, ...
 * @param[out] beta   beta_1, beta_2, ...
 * @return 0, -i, memory codes
 */
RANDBLAS_API int rmt_law_jacobi(const rmt_law *law, int64_t count, double *alpha, double *beta);

/* ---------------------------------------------------------------- samples ---------------------------------------- */

/**
 * n independent variates, by inversion.
 *
 * @param[in]  law    the law
 * @param[in]  n      how many
 * @param[in]  state  where the stream starts
 * @param[out] x      variates
 * @param[out] next   the state behind, or NULL
 * @return 0, -i
 */
RANDBLAS_API int rmt_law_sample(const rmt_law *law, int64_t n, const randblas_state *state, double *x,
                                randblas_state *next);

/**
 * Eigenvalues, ascending, of a random matrix of order n whose spectrum tends to the law, without the matrix: a
 * tridiagonal or bidiagonal model with independent entries has the same eigenvalues @cite dumitriu2002,
 * @cite edelman2008.  O(n) random numbers and memory, O(n^2) operations.
 *
 * Semicircle: GOE.  Marchenko-Pastur: Wishart of round(n/ratio) degrees of freedom.  Wachter and, through a = b = d/2,
 * Kesten-McKay: real MANOVA of round(a n) and round(b n).  HTMP: beta-Laguerre with beta = kappa/n, and
 * small eigenvalues have all their digits.
 *
 * @param[in]  law     the law; others have no such model
 * @param[in]  n       order
 * @param[in]  state   where the stream starts
 * @param[out] values  eigenvalues
 * @param[out] next    the state behind, or NULL
 * @return 0, -i, RANDBLAS_NOT_CONVERGED, memory codes
 */
RANDBLAS_API int rmt_law_eigenvalues(const rmt_law *law, int64_t n, const randblas_state *state, double *values,
                                     randblas_state *next);

/**
 * A random symmetric matrix of order n whose spectrum tends to the law: GOE; Wishart; MANOVA, L^-1 S1 L^-T with
 * S1 + S2 = L L^T; Kesten-McKay of even d: the sum of d/2 Haar orthogonal matrices and their transposes.  Other laws:
 * Q diag(x) Q^T, Q Haar and x the quantiles of (i - 1/2)/n.  Both triangles are written.  Cost: O(n^3).
 *
 * @param[in]  law    the law
 * @param[in]  n      order
 * @param[in]  state  where the stream starts
 * @param[out] A      n x n, column or row major alike
 * @param[in]  lda    at least max(1, n)
 * @param[out] next   the state behind, or NULL
 * @return 0, -i, RANDBLAS_NOT_POSITIVE_DEFINITE (MANOVA of fewer than n degrees of freedom), memory codes
 */
RANDBLAS_API int rmt_law_matrix(const rmt_law *law, int64_t n, const randblas_state *state, double *A, int64_t lda,
                                randblas_state *next);

/**
 * Kolmogorov-Smirnov distance sup |F_n - F| of a sample, exactly: the sample is sorted, and ties and atoms are met from
 * both sides.
 *
 * @param[in]  law       the law
 * @param[in]  n         sample size, at least 1
 * @param[in]  x         sample, in any order
 * @param[out] distance  the distance
 * @return 0, -i, RANDBLAS_NOT_FINITE (the sample holds NaN), memory codes
 */
RANDBLAS_API int rmt_law_ks(const rmt_law *law, int64_t n, const double *x, double *distance);

/** Report of rmt_law_fit(). */
typedef struct rmt_law_fit_report {
    double parameters[3];  /**< in the order of the law's constructor */
    double errors[3];      /**< their standard errors, from the observed information; NaN if that is not definite */
    double log_likelihood; /**< at the maximum */
    int64_t evaluations;   /**< of the likelihood */
} rmt_law_fit_report;

/**
 * Maximum-likelihood fit of a family to a sample: simplex search from the moments' estimate.  A value of the sample
 * at an atom counts with the atom's mass, one outside the support excludes the parameters.
 *
 * Standard errors take the sample for independent, and edges that move with the parameters make the likelihood rough
 * at the scale of the spacing there: for eigenvalues, which repel each other, they are far too pessimistic, and near
 * edges optimistic.
 *
 * @param[in]  family  which law
 * @param[in]  n       sample size, at least 2
 * @param[in]  x       sample
 * @param[out] law     the fitted law, to be destroyed, or NULL
 * @param[out] report  parameters, errors
 * @return 0, -i, RANDBLAS_NOT_CONVERGED, RANDBLAS_NOT_FINITE (NaN or Inf in the sample, or nothing fits), memory codes
 */
RANDBLAS_API int rmt_law_fit(rmt_law_family family, int64_t n, const double *x, rmt_law **law,
                             rmt_law_fit_report *report);

#ifdef __cplusplus
}
#endif

#endif
