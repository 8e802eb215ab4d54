/**
 * @file rmt_free.h
 * @brief Free convolution and compression of laws; included by rmt.h.
 *
 * @code
 * rmt_law *signal = NULL, *noise = NULL, *sum = NULL;
 * int info = rmt_law_empirical(n, eigenvalues, 0, &signal);
 * if (!info) info = rmt_law_semicircle(2.0, &noise);
 * if (!info) info = rmt_free_add(signal, noise, &sum);
 * if (!info) info = rmt_law_density(sum, count, x, density);
 * @endcode
 *
 * The results are laws like any other: they keep what they were made of, and may be combined again.
 *
 * With F = -1/m and h(w) = F(w) - w the Stieltjes transform at z is that of an input at a subordination point, which is
 * the fixed point of a map of the upper half plane into itself @cite belinschi2007 :
 *
 *     sum          w2 = z + h1(w1),      w1 = z + h2(w2),     m(z) = m1(w1) = m2(w2);
 *     product      w1 = -z/h2(w2),       w2 = -z/h1(w1),      z m(z) = w1 m1(w1) = w2 m2(w2);
 *     compression  w = (z + (1 - tau) h(w))/tau,              m(z) = m1(w)/tau.
 *
 * It is found by Newton's method; a step counts when it lowers the hyperbolic distance between a point and its image,
 * which the map itself never raises.  On the continuous support the equation is solved at Im z = 0.
 *
 * A law is made in these steps.  The axis is divided into cells until the subordination points move little across each,
 * next to their distance from atoms and edges of the inputs: so bands are found however many and narrow, though gaps
 * within 1e-7 of the law's width of an atom, or where one is just about to appear, are not looked for.  Edges where the
 * density vanishes like a square root are stationary points of z as a function of w on the real line, found to 1e-14 or
 * so of the law's width where the inputs are smooth.  Density and distribution function come from Legendre series on
 * panels between the edges, mass of error 1e-13 a panel, or 1e-8 where the density is infinite.  Atoms are exact
 * @cite bercovici1998.  When the masses found do not add up to 1 within 1e-6 no law is returned.
 *
 * The inputs have compact support, and are any law but rmt_law_htmp(), its inverse and rmt_law_tracy_widom().  Time is
 * that of some hundred sums over the atoms of the inputs for a law of a few bands, 0.1 s for 4000 atoms each, and of
 * some thousand for every hundred bands.
 */
#ifndef RMT_FREE_H
#define RMT_FREE_H

#include "rmt_law.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The free additive convolution @cite voiculescu1986 : the limit of the spectrum of A + U B U^T, U Haar.
 *
 * @param[in]  first   a law of compact support
 * @param[in]  second  a law of compact support
 * @param[out] law     the sum, to be destroyed
 * @return 0, -i, RANDBLAS_NOT_CONVERGED, memory codes
 */
RANDBLAS_API int rmt_free_add(const rmt_law *first, const rmt_law *second, rmt_law **law);

/**
 * The free multiplicative convolution @cite voiculescu1987 : the limit of the spectrum of A^(1/2) U B U^T A^(1/2).
 *
 * @param[in]  first   a law of compact support on [0, inf)
 * @param[in]  second  a law of compact support; where this one is on [0, inf), the first need not be
 * @param[out] law     the product, to be destroyed
 * @return 0, -i, -2 when neither is on [0, inf), RANDBLAS_NOT_CONVERGED, memory codes
 */
RANDBLAS_API int rmt_free_multiply(const rmt_law *first, const rmt_law *second, rmt_law **law);

/**
 * Free compression @cite nica1996 : the limit of the spectrum of a principal submatrix of order tau n.  Free cumulants
 * become tau^(j - 1) kappa_j.
 *
 * @param[in]  from  a law of compact support
 * @param[in]  tau   in (0, 1]; above 1 would be decompression, which is refused
 * @param[out] law   the compressed law, to be destroyed
 * @return 0, -i, RANDBLAS_NOT_CONVERGED, memory codes
 */
RANDBLAS_API int rmt_free_compress(const rmt_law *from, double tau, rmt_law **law);

/**
 * Subordination functions of a law made by one of the above.
 *
 * @param[in]  law  the law; of others -1
 * @param[in]  n    number of points
 * @param[in]  z    points, complex, Im z >= 0; a zero Im z means the limit from above; NaN where Im z < 0
 * @param[out] w1   values, complex: m(z) = m1(w1) (sum), w1 m1(w1)/z (product), m1(w1)/tau (compression)
 * @param[out] w2   the same with the second input; NULL for a compression
 * @return 0, -i
 */
RANDBLAS_API int rmt_free_subordination(const rmt_law *law, int64_t n, const void *z, void *w1, void *w2);

/**
 * How well the masses of the intervals and atoms found add up.
 *
 * @param[in]  law     a law made by one of the above; of others -1
 * @param[out] excess  the sum of all masses minus 1
 * @return 0, -i
 */
RANDBLAS_API int rmt_free_mass_excess(const rmt_law *law, double *excess);

#ifdef __cplusplus
}
#endif

#endif
