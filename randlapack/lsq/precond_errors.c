/*
 * The estimates of lsq_errors.c where S A D^-1 = Q R is known by its triangle alone, and not by its singular values.
 * What the backward error needs is the norm of h = (R^T R + phi^2 I)^{-1/2} g.  Conjugate gradients on
 * (R^T R + phi^2 I) y = g are Gauss quadrature for ||h||^2 = g^T (R^T R + phi^2 I)^-1 g @cite golub2010: with steps
 * alpha_k and residuals rho_k,
 *
 *     sum_{j<k} alpha_j ||rho_j||^2  <=  ||h||^2  <=  the same + gamma_k ||rho_k||^2,
 *     gamma_0 = phi^-2,  gamma_{k+1} = (gamma_k - alpha_k) / (phi^2 (gamma_k - alpha_k) + ||rho_{k+1}||^2/||rho_k||^2),
 *
 * the upper bound being that of Gauss and Radau with a node at phi^2 @cite meurant2019.  ||R^-T g|| is another one.  A
 * factor of two is enough, and nothing below eps / 4 needs to be told apart.
 */
#include "lsq_errors_impl.h"

#include "lapack_impl.h"

#include <math.h>

#define FACTOR 4.0      /* between the squares */
#define RESOLUTION 0.25 /* times eps: no backward error is resolved below */

typedef struct quadrature {
    const randlapack_xprecond *P;
    scalar_t *rho, *p, *q; /* n each */
    double phi;
} quadrature;

/* x = x / 2^exponents */
static void unscale(const randlapack_xprecond *P, scalar_t *x)
{
    for (int64_t j = 0; j < P->n; j++) randlapack_xscale_copy(1, (int)-P->exponents[j], x + j, x + j);
}

/* q = R^T R p; returns ||R p||^2 + phi^2 ||p||^2. */
static double multiply(const quadrature *c)
{
    const randlapack_xprecond *P = c->P;
    const double p = randlapack_xnorm(P->n, c->p);
    for (int64_t j = 0; j < P->n; j++) c->q[j] = c->p[j];
    unscale(P, c->q);
    randlapack_xtrmv(RANDBLAS_NO_TRANS, P->n, P->R, P->ldr, c->q);
    const double r = randlapack_xnorm(P->n, c->q);
    randlapack_xtrmv(RANDBLAS_TRANS, P->n, P->R, P->ldr, c->q);
    unscale(P, c->q);
    return r * r + c->phi * c->phi * p * p;
}

/* A bound from above on ||h||^2, close to it or at most `enough`; rho holds g. */
static double bound_square(const quadrature *c, int steps, double enough)
{
    const int64_t n = c->P->n;
    const double shift = c->phi * c->phi;
    double square = pow(randlapack_xnorm(n, c->rho), 2), lower = 0, gamma = 1 / shift, best = square * gamma;
    for (int64_t j = 0; j < n; j++) c->p[j] = c->rho[j];
    for (int k = 0; k < steps && best > enough && best > FACTOR * lower && square > 0; k++) {
        const double alpha = square / multiply(c);
        for (int64_t j = 0; j < n; j++)
            c->rho[j] = (scalar_t)((double)c->rho[j] - alpha * ((double)c->q[j] + shift * (double)c->p[j]));
        const double next = pow(randlapack_xnorm(n, c->rho), 2), beta = next / square, rest = fmax(gamma - alpha, 0);
        for (int64_t j = 0; j < n; j++) c->p[j] = (scalar_t)((double)c->rho[j] + beta * (double)c->p[j]);
        lower += alpha * square;
        gamma = rest > 0 ? rest / (shift * rest + beta) : 0;
        square = next;
        best = fmin(best, lower + gamma * square);
    }
    return best;
}

static randlapack_lsq_errors unknown(void)
{
    const double nan = (double)NAN;
    return (randlapack_lsq_errors){nan, nan, nan, nan, nan, nan, nan};
}

randlapack_lsq_errors randlapack_xprecond_errors(const randlapack_xprecond *P, double distortion,
                                                 const randlapack_scaled_rhs *rhs, const scalar_t *x, const scalar_t *g,
                                                 const scalar_t *z, double r_norm, int steps, scalar_t *work)
{
    const int64_t n = P->n;
    if (P->svd) return randlapack_xlsq_errors(P->svd, distortion, rhs, x, g, r_norm, work);
    const quadrature c = {.P = P, .rho = work, .p = P->work, .q = P->work + n};
    randlapack_lsq_errors e = {.residual_norm = ldexp(r_norm, rhs->exponent), .condition = P->scaled_condition};
    for (int64_t j = 0; j < n; j++) randlapack_xscale_copy(1, (int)P->exponents[j], x + j, work + j);
    const double x_norm = randlapack_xnorm(n, work), scale = hypot(rhs->norm, P->scaled_frobenius * x_norm);
    for (int64_t j = 0; j < n; j++) work[j] = g[j];
    unscale(P, work);
    const double g_norm = randlapack_xnorm(n, work), z_norm = randlapack_xnorm(P->rank, z);
    if (!isfinite(r_norm) || !isfinite(g_norm) || !isfinite(x_norm) || !isfinite(z_norm)) return unknown();
    if (r_norm > 0 && P->scaled_frobenius > 0) e.normal_residual = g_norm / P->scaled_frobenius / r_norm;
    if (r_norm > 0) e.excess = z_norm / r_norm;
    if (scale > 0) e.relative_residual = r_norm / scale;
    if (scale > 0 && r_norm > 0 && n > 0) {
        const double enough = RESOLUTION * (double)REAL_EPS * scale;
        quadrature with = c;
        with.phi = P->scaled_frobenius / scale * r_norm;
        const bool needed = steps > 0 && z_norm > enough && with.phi * with.phi > 0; /* else z tells all */
        const double square = needed ? bound_square(&with, steps, enough * enough) : INFINITY;
        e.backward_error = fmin(sqrt(square), z_norm) / scale;
    }
    const randlapack_lsq_sizes sizes = {.largest = P->scaled_largest,
                                        .condition = e.condition,
                                        .frobenius = P->scaled_frobenius,
                                        .distortion = distortion,
                                        .residual = r_norm,
                                        .solution = x_norm,
                                        .backward = e.backward_error,
                                        .eps = (double)REAL_EPS};
    if (n > 0) e.forward_error = randlapack_lsq_forward_bound(&sizes);
    return e;
}
