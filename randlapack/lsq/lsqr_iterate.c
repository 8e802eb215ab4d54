/* The sweeps that LSQR, LSMR and CGLS have in common: a pass over A between two applications of the preconditioner. */
#include "lsqr_impl.h"

#include "progress_impl.h"

#include <math.h>

/* Whether any problem is left; how far the slowest is, on the scale of the logarithm. */
static bool any_active(const randlapack_xlsqr_block *b, double *done)
{
    bool active = false;
    double least = 1;
    for (int64_t r = 0; r < b->nrhs; r++) {
        const randlapack_lsqr_state *s = &b->states[r];
        if (!s->active) continue;
        active = true;
        least = fmin(least, log(s->first / s->normal) / log(s->first / s->goal));
    }
    *done = fmax(least, 0);
    return active;
}

void randlapack_xlsqr_directions(const randlapack_xprecond *P, const randlapack_xlsqr_block *b)
{
    for (int64_t r = 0; r < b->nrhs; r++) {
        const randlapack_lsqr_state *s = &b->states[r];
        scalar_t *v = b->V + r * P->n;
        b->coefficients[r] = s->active ? (scalar_t)(s->alpha / s->beta) : 0;
        for (int64_t i = 0; i < P->rank && !s->active; i++) v[i] = 0;
    }
}

int randlapack_xlsqr_iterate(const randlapack_xlsqr_sweep *sweep, const randlapack_xpass *pass,
                             const randlapack_xprecond *P, randlapack_xlsqr_block *block, int64_t max_iterations,
                             const randblas_control *control, int64_t *iterations)
{
    const int64_t nrhs = block->nrhs;
    int info = 0;
    double done;
    *iterations = 0;
    while (!info && *iterations < max_iterations && any_active(block, &done)) {
        sweep->prepare(P, block);
        info = randlapack_xprecond_apply(P, nrhs, block->V, block->X);
        if (!info)
            info = randlapack_xpass_run(pass, nrhs, block->X, block->coefficients, block->U, block->G, block->norms);
        if (!info) info = randlapack_xprecond_apply_transposed(P, nrhs, block->G, block->Z);
        for (int64_t r = 0; r < nrhs && !info; r++)
            if (block->states[r].active) sweep->step(P, block, r);
        ++*iterations;
        any_active(block, &done);
        if (!info) info = randlapack_progress(control, "iterate", done);
    }
    return info;
}
