/*
 * LSMR @cite fong2011 for min ||A R^-1 y - u||: the bidiagonalisation of LSQR (lsqr.c), of which two QR factorisations
 * make MINRES on the normal equations.  ||z|| = ||R^-T A^T r|| falls monotonically, so that a run may stop at any step
 * and a fixed target is reached a little sooner; the residual itself is slightly larger than LSQR's at the same step.
 *
 *     rho_k = hypot(alphabar_k, beta_{k+1}),  c, s its rotation
 *     theta_{k+1} = s alpha_{k+1},  alphabar_{k+1} = c alpha_{k+1}
 *     rhobar_k = hypot(cbar_{k-1} rho_k, theta_{k+1}),  cbar, sbar its rotation;  thetabar_k = sbar_{k-1} rho_k
 *     zeta_k = cbar_k zetabar_k,  zetabar_{k+1} = -sbar_k zetabar_k;  ||z|| = |zetabar_{k+1}|
 *     hbar_k = h_k - thetabar_k rho_k / (rho_{k-1} rhobar_{k-1}) hbar_{k-1}
 *     y_k = y_{k-1} + zeta_k / (rho_k rhobar_k) hbar_k,   h_{k+1} = v_{k+1} - theta_{k+1} / rho_k h_k
 */
#include "lsmr_impl.h"

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
    scalar_t *v = b->V + r * n, *h = b->D + r * n, *y = b->Y + r * n;
    s->beta = b->norms[r];
    s->active = s->normal > s->target && s->beta > 0;
    for (int64_t i = 0; i < rank; i++) {
        v[i] = s->active ? (scalar_t)((double)b->Z[i + r * n] / s->beta) : 0;
        y[i] = b->H[i + r * n] = 0;
    }
    s->alpha = normalise(rank, v);
    for (int64_t i = 0; i < rank; i++) h[i] = v[i];
    s->alphabar = s->alpha;
    s->zetabar = s->alpha * s->beta;
    s->rho = s->rhobar = s->cbar = 1;
    s->sbar = 0;
}

/* The two rotations; the factors for hbar, y and h. */
static void rotate(randlapack_lsqr_state *s, double *old, double *length, double *next)
{
    const double rho = hypot(s->alphabar, s->beta), cosine = s->alphabar / rho, sine = s->beta / rho;
    const double theta = sine * s->alpha, thetabar = s->sbar * rho, inner = s->cbar * rho;
    const double rhobar = hypot(inner, theta);
    *old = thetabar * rho / (s->rho * s->rhobar);
    s->cbar = inner / rhobar;
    s->sbar = theta / rhobar;
    *length = s->cbar * s->zetabar / (rho * rhobar);
    *next = theta / rho;
    s->zetabar *= -s->sbar;
    s->alphabar = cosine * s->alpha;
    s->rho = rho;
    s->rhobar = rhobar;
    s->normal = fabs(s->zetabar);
}

/* One step of bidiagonalisation and rotation, U = beta u and Z = R^-T A^T U being new. */
static void step(const randlapack_xprecond *P, const randlapack_xlsqr_block *b, int64_t r)
{
    randlapack_lsqr_state *s = &b->states[r];
    const int64_t n = P->n, rank = P->rank;
    scalar_t *v = b->V + r * n, *h = b->D + r * n, *hbar = b->H + r * n, *y = b->Y + r * n;
    const scalar_t *z = b->Z + r * n;
    double old, length, next;
    s->beta = b->norms[r];
    for (int64_t i = 0; i < rank; i++)
        v[i] = s->beta > 0 ? (scalar_t)((double)z[i] / s->beta - s->beta * (double)v[i]) : 0;
    s->alpha = normalise(rank, v);
    rotate(s, &old, &length, &next);
    for (int64_t i = 0; i < rank; i++) {
        hbar[i] = (scalar_t)((double)h[i] - old * (double)hbar[i]);
        y[i] = (scalar_t)((double)y[i] + length * (double)hbar[i]);
        h[i] = (scalar_t)((double)v[i] - next * (double)h[i]);
    }
    s->active = s->normal > s->target; /* false for NaN: the caller sees it in the residual */
}

int randlapack_xlsmr(const randlapack_xpass *pass, const randlapack_xprecond *P, randlapack_xlsqr_block *block,
                     int64_t max_iterations, const randblas_control *control, int64_t *iterations)
{
    static const randlapack_xlsqr_sweep sweep = {randlapack_xlsqr_directions, step};
    for (int64_t r = 0; r < block->nrhs; r++) start(P, block, r);
    return randlapack_xlsqr_iterate(&sweep, pass, P, block, max_iterations, control, iterations);
}
