/*
 * LSQR @cite paige1982 for min ||A R^-1 y - u||: Golub-Kahan bidiagonalisation
 *
 *     beta_{k+1} u_{k+1} = A R^-1 v_k - alpha_k u_k
 *     alpha_{k+1} v_{k+1} = R^-T A^T u_{k+1} - beta_{k+1} v_k
 *
 * and a QR factorisation of the bidiagonal matrix by rotations.  U holds beta_k u_k, not u_k: its norm is needed only
 * after A^T has been applied to it, so that one sweep over A does both products.
 */
#include "lsqr_impl.h"

#include "lapack_impl.h"

#include <math.h>

/* v = v / ||v||; returns ||v||. */
static double normalise(int64_t n, scalar_t *v)
{
    const double norm = randlapack_xnorm(n, v);
    for (int64_t i = 0; i < n && norm > 0; i++) v[i] = (scalar_t)((double)v[i] / norm);
    return norm;
}

static void start(const randlapack_xprecond *P, const randlapack_xlsqr_block *b, int64_t r)
{
    randlapack_lsqr_state *s = &b->states[r];
    const int64_t n = P->n, rank = P->rank;
    scalar_t *v = b->V + r * n, *d = b->D + r * n, *y = b->Y + r * n;
    const scalar_t *z = b->Z + r * n;
    s->beta = b->norms[r];
    s->active = s->normal > s->target && s->beta > 0;
    for (int64_t i = 0; i < rank; i++) {
        v[i] = s->active ? (scalar_t)((double)z[i] / s->beta) : 0;
        y[i] = 0;
    }
    s->alpha = normalise(rank, v);
    for (int64_t i = 0; i < rank; i++) d[i] = v[i];
    s->phibar = s->beta;
    s->rhobar = s->alpha;
}

/* One step of bidiagonalisation and rotation, U = beta u and Z = R^-T A^T U being new. */
static void step(const randlapack_xprecond *P, const randlapack_xlsqr_block *b, int64_t r)
{
    randlapack_lsqr_state *s = &b->states[r];
    const int64_t n = P->n, rank = P->rank;
    scalar_t *v = b->V + r * n, *d = b->D + r * n, *y = b->Y + r * n;
    const scalar_t *z = b->Z + r * n;

    s->beta = b->norms[r];
    for (int64_t i = 0; i < rank; i++)
        v[i] = s->beta > 0 ? (scalar_t)((double)z[i] / s->beta - s->beta * (double)v[i]) : 0;
    s->alpha = normalise(rank, v);

    const double rho = hypot(s->rhobar, s->beta), c = s->rhobar / rho, sine = s->beta / rho;
    const double phi = c * s->phibar, theta = sine * s->alpha;
    s->rhobar = -c * s->alpha;
    s->phibar = sine * s->phibar;
    for (int64_t i = 0; i < rank; i++) {
        y[i] = (scalar_t)((double)y[i] + phi / rho * (double)d[i]);
        d[i] = (scalar_t)((double)v[i] - theta / rho * (double)d[i]);
    }
    s->normal = s->phibar * s->alpha * fabs(c);
    s->active = s->normal > s->target; /* false for NaN: the caller sees it in the residual */
}

int randlapack_xlsqr(const randlapack_xpass *pass, const randlapack_xprecond *P, randlapack_xlsqr_block *block,
                     int64_t max_iterations, const randblas_control *control, int64_t *iterations)
{
    static const randlapack_xlsqr_sweep sweep = {randlapack_xlsqr_directions, step};
    for (int64_t r = 0; r < block->nrhs; r++) start(P, block, r);
    return randlapack_xlsqr_iterate(&sweep, pass, P, block, max_iterations, control, iterations);
}
