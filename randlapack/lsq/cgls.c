/*
 * Conjugate gradients on the seminormal equations R^-T A^T A R^-1 y = R^-T A^T u (CGLS, @cite hestenes1952):
 *
 *     q = A R^-1 p;  a = ||z||^2 / ||q||^2;  y += a p;  z -= a R^-T A^T q;  p = z + ||new z||^2 / ||z||^2 p.
 *
 * The iterates are those of LSQR in exact arithmetic.  Here z is carried by its own recurrence and not as R^-T A^T of a
 * residual, so that U holds q and one sweep over A makes both products; on preconditioned problems, and with the caller
 * restarting from a true residual, nothing is lost by that.  Fewer vectors than LSQR, and no square roots.
 */
#include "cgls_impl.h"

#include "lapack_impl.h"

#include <math.h>

/* alpha holds ||z||^2; V is p, D is z. */
static void start(const randlapack_xpass *pass, const randlapack_xprecond *P, const randlapack_xlsqr_block *b)
{
    const int64_t n = P->n, m = pass->A->rows;
    for (int64_t r = 0; r < b->nrhs; r++) {
        randlapack_lsqr_state *s = &b->states[r];
        s->active = s->normal > s->target && b->norms[r] > 0;
        s->alpha = s->normal * s->normal;
        for (int64_t i = 0; i < P->rank; i++) {
            b->D[i + r * n] = b->Z[i + r * n];
            b->V[i + r * n] = s->active ? b->Z[i + r * n] : 0;
            b->Y[i + r * n] = 0;
        }
        for (int64_t i = 0; i < m; i++) b->U[i + r * m] = 0; /* finite: the sweep multiplies it by zero */
    }
}

static void step(const randlapack_xprecond *P, const randlapack_xlsqr_block *b, int64_t r)
{
    randlapack_lsqr_state *s = &b->states[r];
    const int64_t n = P->n, rank = P->rank;
    scalar_t *p = b->V + r * n, *z = b->D + r * n, *y = b->Y + r * n;
    const scalar_t *h = b->Z + r * n;
    const double length = b->norms[r] > 0 ? s->alpha / (b->norms[r] * b->norms[r]) : 0;
    for (int64_t i = 0; i < rank; i++) {
        y[i] = (scalar_t)((double)y[i] + length * (double)p[i]);
        z[i] = (scalar_t)((double)z[i] - length * (double)h[i]);
    }
    s->normal = randlapack_xnorm(rank, z);
    s->active = s->normal > s->target && length > 0; /* false for NaN: the caller sees it in the residual */
    const double ratio = s->normal * s->normal / s->alpha;
    for (int64_t i = 0; i < rank; i++) p[i] = s->active ? (scalar_t)((double)z[i] + ratio * (double)p[i]) : 0;
    s->alpha = s->normal * s->normal;
}

/* The directions are in V already, and U is multiplied by nothing. */
static void prepare(const randlapack_xprecond *P, const randlapack_xlsqr_block *b)
{
    (void)P;
    for (int64_t r = 0; r < b->nrhs; r++) b->coefficients[r] = 0;
}

int randlapack_xcgls(const randlapack_xpass *pass, const randlapack_xprecond *P, randlapack_xlsqr_block *block,
                     int64_t max_iterations, const randblas_control *control, int64_t *iterations)
{
    static const randlapack_xlsqr_sweep sweep = {prepare, step};
    start(pass, P, block);
    return randlapack_xlsqr_iterate(&sweep, pass, P, block, max_iterations, control, iterations);
}
