/*
 * Block Krylov @cite musco2015: Q spans A G, (A A^T) A G, (A A^T)^2 A G, ..., each block orthogonal to all before, and
 * W = A^T Q; the approximation of rank k is the best in that span.  With c_p the sum of the k largest eigenvalues of
 * W^T W after p blocks, it leaves ||A||_F^2 - c_p, and
 *
 *     excess ~ (c - c_p) / 2 (||A||_F^2 - c_p),     c - c_p ~ d rho / (1 - rho),   d = c_p - c_{p-1}
 *
 * where rho = d / (the d before) extrapolates geometrically; convergence is faster than geometric, so that this errs on
 * the safe side.  For symmetric A a block starts from A times the one before (block Lanczos), and the values are the
 * squares of the eigenvalues of Q^T A Q.
 */
#include "qb_core_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

#include <math.h>

typedef struct stopping {
    int64_t k;
    scalar_t *gram, *values, *work;
    int64_t *iwork;
    double captured, gain; /* c_p and d of the last block; negative: none yet */
} stopping;

static int open_stopping(stopping *s, const randlapack_xqb_core *qb)
{
    randblas_arena *arena = qb->range->arena;
    s->gram = randblas_arena_get(arena, randblas_size_product(qb->most, qb->most), sizeof *s->gram);
    s->values = randblas_arena_get(arena, qb->most, sizeof *s->values);
    s->work = randblas_arena_get(arena, RANDLAPACK_VALUES_WORK(qb->most), sizeof *s->work);
    s->iwork = randblas_arena_get(arena, randblas_size_product(8, qb->most), sizeof *s->iwork);
    s->captured = s->gain = -1;
    return arena->info;
}

/* Q^T W = Q^T A Q, symmetrised. */
static void compress(const stopping *s, const randlapack_xqb_core *qb)
{
    const int64_t l = qb->rank, n = qb->range->rows;
    const randblas_xview q = {qb->Q, n, false}, w = {qb->W, n, false}, t = {s->gram, l, false};
    randblas_xscale_view(l, l, 0, t);
    randblas_xgemm(l, l, n, 1, view_transposed(q), w, t);
    for (int64_t j = 0; j < l; j++)
        for (int64_t i = 0; i < j; i++) {
            const scalar_t mean = (s->gram[i + j * l] + s->gram[j + i * l]) / 2;
            s->gram[i + j * l] = s->gram[j + i * l] = mean;
        }
}

/* W^T W */
static int square(const stopping *s, const randlapack_xqb_core *qb)
{
    const int64_t l = qb->rank, n = qb->range->cols;
    const int info = randlapack_xsyrk(RANDBLAS_COL_MAJOR, n, l, qb->W, n, 0, s->gram, l);
    for (int64_t j = 0; j < l; j++)
        for (int64_t i = 0; i < j; i++) s->gram[j + i * l] = s->gram[i + j * l];
    return info;
}

/* c_p */
static int leading_sum(const stopping *s, const randlapack_xqb_core *qb, double *sum)
{
    const int64_t l = qb->rank;
    int info = 0;
    if (qb->symmetric)
        compress(s, qb);
    else
        info = square(s, qb);
    if (!info) info = randlapack_xsingular_values(l, s->gram, l, s->values, s->work, s->iwork);
    *sum = 0;
    for (int64_t i = 0; i < s->k && i < l; i++) {
        const double value = (double)s->values[i];
        *sum += qb->symmetric ? value * value : value;
    }
    return info;
}

/* The excess after one block more; HUGE_VAL while it cannot be told. */
static int update(stopping *s, const randlapack_xqb_core *qb, double *excess)
{
    double now = 0;
    const int info = leading_sum(s, qb, &now);
    const double norm = ldexp(qb->norm, -qb->range->exponent), noise = 10 * (double)REAL_EPS * norm * norm;
    const double rest = norm * norm - now, before = s->gain;
    *excess = HUGE_VAL;
    if (info) return info;
    s->gain = s->captured < 0 ? -1 : now - s->captured;
    s->captured = now;
    if (s->gain >= 0 && s->gain <= noise) return *excess = 0, 0; /* nothing more can be seen */
    if (s->gain < 0 || before < 0 || s->gain >= before) return 0;
    const double rho = s->gain / before;
    *excess = s->gain * rho / (1 - rho) / (2 * fmax(rest, noise));
    return 0;
}

int randlapack_xkrylov_run(randlapack_xqb_core *qb, int64_t k, double target, double *excess)
{
    stopping s = {.k = k};
    int info = randlapack_xqb_open(qb);
    qb->krylov = true;
    *excess = HUGE_VAL;
    if (!info) info = open_stopping(&s, qb);
    while (!info && qb->rank < qb->most && (qb->rank < k || !(qb->norm == 0 || *excess <= target))) {
        info = randlapack_xqb_grow(qb);
        if (!info && qb->rank >= k) info = update(&s, qb, excess);
    }
    const int64_t whole = qb->range->rows < qb->range->cols ? qb->range->rows : qb->range->cols;
    if (info) return info;
    if (qb->norm == 0 || qb->rank == whole) *excess = 0; /* the span is the whole space */
    qb->reached = *excess <= target;
    if (qb->symmetric) return 0;
    return randlapack_xrange_residual(qb->range, qb->rank, qb->Q, qb->W, qb->captured, &qb->error);
}
