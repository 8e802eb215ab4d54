/*
 * Conjugate gradients for H w = c, H = P^T (A^T A + mu I) P, P the preconditioner of a sketch: the eigenvalues of H are
 * between (1 - eta)^2 and (1 + eta)^2 for a sketch of distortion eta, so that an error contracts by about eta a step,
 * which reads A once.
 *
 *     h = H d;  a = c^T c / d^T h;  w += a d;  c -= a h;  d = c + (c^T c / old c^T c) d
 *
 * The inner solver of those drivers that recompute the right-hand side and start again: then it need not be more
 * accurate than a factor.  Polyak's iteration, which @cite epperly2024b analyses first, needs eta beforehand and
 * diverges when the sketch is worse; this needs nothing.
 */
#include "normal_cg_impl.h"

#include "progress_impl.h"

#include <math.h>

void randlapack_xnormal_open(randblas_arena *arena, int64_t m, int64_t n, int64_t nrhs, bool sums,
                             randlapack_xnormal_block *block)
{
    scalar_t **columns[] = {&block->G, &block->X, &block->C, &block->W, &block->D, &block->H};
    *block = (randlapack_xnormal_block){.nrhs = nrhs};
    block->U = randblas_arena_get(arena, randblas_size_product(m, nrhs), sizeof *block->U);
    if (sums) block->Sum = randblas_arena_get(arena, randblas_size_product(m, nrhs), sizeof *block->Sum);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        *columns[i] = randblas_arena_get(arena, randblas_size_product(n, nrhs), sizeof **columns[i]);
    block->coefficients = randblas_arena_get(arena, nrhs, sizeof *block->coefficients);
    block->norms = randblas_arena_get(arena, nrhs, sizeof *block->norms);
    block->states = randblas_arena_get(arena, nrhs, sizeof *block->states);
}

static double dot(int64_t n, const scalar_t *x, const scalar_t *y)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += (double)x[i] * (double)y[i];
    return sum;
}

static void start(const randlapack_xpass *pass, const randlapack_xsketch_svd *P, const randlapack_xnormal_block *b)
{
    const int64_t m = pass->A->rows, n = P->n;
    for (int64_t k = 0; k < m * b->nrhs; k++) b->U[k] = 0; /* finite: the pass multiplies it by zero */
    for (int64_t r = 0; r < b->nrhs; r++) {
        randlapack_normal_state *s = &b->states[r];
        s->square = dot(P->rank, b->C + r * n, b->C + r * n);
        s->first = sqrt(s->square);
        s->active = s->first > s->target; /* false for NaN: the caller sees it in the residual */
        for (int64_t i = 0; i < n; i++) {
            b->W[i + r * n] = 0;
            b->D[i + r * n] = i < P->rank && s->active ? b->C[i + r * n] : 0;
        }
    }
}

/* H = P^T (A^T A + mu I) P D. */
static int multiply(const randlapack_xpass *pass, const randlapack_xsketch_svd *P, double mu,
                    const randlapack_xnormal_block *b)
{
    const int64_t n = P->n;
    for (int64_t r = 0; r < b->nrhs; r++) b->coefficients[r] = 0;
    randlapack_xsketch_svd_apply(P, b->nrhs, b->D, b->X);
    const int info = randlapack_xpass_run(pass, b->nrhs, b->X, b->coefficients, b->U, b->G, b->norms);
    if (info) return info;
    for (int64_t k = 0; k < n * b->nrhs && mu > 0; k++) b->G[k] += (scalar_t)(mu * (double)b->X[k]);
    randlapack_xsketch_svd_apply_transposed(P, b->nrhs, b->G, b->H);
    return 0;
}

static void stop(const randlapack_xsketch_svd *P, const randlapack_xnormal_block *b, int64_t r)
{
    b->states[r].active = false;
    for (int64_t i = 0; i < P->rank; i++) b->D[i + r * P->n] = 0;
}

static void step(const randlapack_xpass *pass, const randlapack_xsketch_svd *P, const randlapack_xnormal_block *b,
                 int64_t r)
{
    const int64_t m = pass->A->rows, n = P->n, rank = P->rank;
    randlapack_normal_state *s = &b->states[r];
    scalar_t *c = b->C + r * n, *w = b->W + r * n, *d = b->D + r * n;
    const scalar_t *h = b->H + r * n;
    const double length = s->square / dot(rank, d, h);
    if (!(length > 0 && isfinite(length))) {
        stop(P, b, r);
        return;
    }
    for (int64_t i = 0; i < rank; i++) {
        w[i] = (scalar_t)((double)w[i] + length * (double)d[i]);
        c[i] = (scalar_t)((double)c[i] - length * (double)h[i]);
    }
    for (int64_t i = 0; i < m && b->Sum; i++)
        b->Sum[i + r * m] = (scalar_t)((double)b->Sum[i + r * m] + length * (double)b->U[i + r * m]);
    const double old = s->square;
    s->square = dot(rank, c, c);
    if (sqrt(s->square) > s->target)
        for (int64_t i = 0; i < rank; i++) d[i] = (scalar_t)((double)c[i] + s->square / old * (double)d[i]);
    else
        stop(P, b, r);
}

/* How far the slowest system is, on the scale of the logarithm. */
static double fraction_done(const randlapack_xnormal_block *b)
{
    double least = 1;
    for (int64_t r = 0; r < b->nrhs; r++) {
        const randlapack_normal_state *s = &b->states[r];
        if (s->active) least = fmin(least, log(s->first / sqrt(s->square)) / log(s->first / s->target));
    }
    return fmax(least, 0);
}

static bool any_active(const randlapack_xnormal_block *b)
{
    for (int64_t r = 0; r < b->nrhs; r++)
        if (b->states[r].active) return true;
    return false;
}

int randlapack_xnormal_cg(const randlapack_xpass *pass, const randlapack_xsketch_svd *P, double mu,
                          randlapack_xnormal_block *block, int64_t max_iterations, const randblas_control *control,
                          int64_t *iterations)
{
    int info = 0;
    *iterations = 0;
    start(pass, P, block);
    while (!info && *iterations < max_iterations && any_active(block)) {
        info = multiply(pass, P, mu, block);
        for (int64_t r = 0; r < block->nrhs && !info; r++)
            if (block->states[r].active) step(pass, P, block, r);
        ++*iterations;
        if (!info) info = randlapack_progress(control, "iterate", fraction_done(block));
    }
    return info;
}
