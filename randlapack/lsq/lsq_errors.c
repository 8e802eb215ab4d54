/*
 * How good is x as a solution of min ||A x - b||?  With r = b - A x, the SVD S A = Q diag(s) V^T of a sketch, and
 * F = ||S A||_F:
 *
 * Backward error: the least ||[E, theta f]||_F for which x minimises ||(A + E) x - (b + f)||.  With theta = F / ||b||,
 * so that relative changes of A and b count alike, the estimate of Karlson and Walden is
 *
 *     w ||(A^T A + phi^2 I)^{-1/2} A^T r||,   w = theta / sqrt(1 + theta^2 ||x||^2) = F / sqrt(||b||^2 + F^2 ||x||^2),
 *     phi = w ||r||,
 *
 * which is within a factor of sqrt(2) of it @cite hallman2020.  A^T A is replaced by that of the sketch
 * @cite epperly2024b: another factor between 1 / (1 + eta) and 1 / (1 - eta), eta the distortion.
 *
 * Excess: ||A (x - x*)|| = ||(A^T A)^{-1/2} A^T r|| ~ ||diag(s)^-1 V^T A^T r||, to the same factor.
 *
 * Forward error: see lsq_bound.c.
 */
#include "lsq_errors_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"

#include <math.h>

/* sqrt(sum_k (h_k / d_k)^2), d_k = hypot(s_k, phi), over what d_k is not zero for. */
static double filtered_norm(int64_t n, const scalar_t *h, const scalar_t *s, double phi)
{
    double norm = 0;
    for (int64_t k = 0; k < n; k++) {
        const double divisor = hypot((double)s[k], phi);
        if (divisor > 0) norm = hypot(norm, (double)h[k] / divisor);
    }
    return norm;
}

randlapack_lsq_errors randlapack_xlsq_errors(const randlapack_xsketch_svd *F, double distortion,
                                             const randlapack_scaled_rhs *rhs, const scalar_t *x, const scalar_t *g,
                                             double r_norm, scalar_t *work)
{
    const int64_t n = F->n;
    const randblas_xview Vt = {F->Vt, n, false}, gradient = {F->work, n, false}, h = {work, n, false};
    randlapack_lsq_errors e = {.residual_norm = ldexp(r_norm, rhs->exponent)};
    randlapack_xsketch_svd_rescale(F, +1, 1, x, F->work);
    const double x_norm = randlapack_xnorm(n, F->work), scale = hypot(rhs->norm, F->frobenius * x_norm);
    randlapack_xsketch_svd_rescale(F, -1, 1, g, F->work);
    const double g_norm = randlapack_xnorm(n, F->work);
    randblas_xscale_view(n, 1, 0, h);
    if (n > 0) randblas_xgemm(n, 1, n, 1, Vt, gradient, h);

    const double phi = scale > 0 ? F->frobenius / scale * r_norm : 0;
    if (n > 0 && F->values[0] > 0)
        e.condition = F->values[n - 1] > 0 ? (double)F->values[0] / (double)F->values[n - 1] : INFINITY;
    if (scale > 0) e.relative_residual = r_norm / scale;
    if (scale > 0) e.backward_error = filtered_norm(n, work, F->values, phi) / scale;
    if (r_norm > 0 && F->frobenius > 0) e.normal_residual = g_norm / F->frobenius / r_norm;
    if (r_norm > 0) e.excess = filtered_norm(F->rank, work, F->values, 0) / r_norm;
    const randlapack_lsq_sizes sizes = {.largest = n > 0 ? (double)F->values[0] : 0,
                                        .condition = e.condition,
                                        .frobenius = F->frobenius,
                                        .distortion = distortion,
                                        .residual = r_norm,
                                        .solution = x_norm,
                                        .backward = e.backward_error,
                                        .eps = (double)REAL_EPS};
    if (n > 0) e.forward_error = randlapack_lsq_forward_bound(&sizes);
    if (!isfinite(r_norm) || !isfinite(g_norm) || !isfinite(x_norm)) e.backward_error = e.forward_error = (double)NAN;
    return e;
}
