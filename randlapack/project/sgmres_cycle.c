/*
 * One cycle of sketched GMRES (sgmres.c): truncated Arnoldi in batches, a prediction of the residual after each, the
 * true residual when that meets the target, and the way out when rounding errors have caught up with it.
 */
#include "lapack_impl.h"
#include "progress_impl.h"
#include "sgmres_impl.h"

#include "blas_impl.h"

#include <math.h>

#define BATCH 8        /* steps between sketches */
#define NOISE_SHARE 10 /* a cycle ends when the residual is less than this many times its rounding errors */

/* y = op x, for the n x n operator. */
static int apply(const randlapack_xsgmres_state *s, const randblas_xlinop *op, scalar_t alpha, const scalar_t *x,
                 scalar_t beta, scalar_t *y)
{
    return randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, alpha, op, x, s->n, beta, y, s->n);
}

/* ||x||: by one product where it neither overflows nor underflows. */
static double fast_norm(int64_t n, scalar_t *x)
{
    scalar_t square = 0;
    const randblas_xview row = {x, n, true}, column = {x, n, false}, to = {&square, 1, false};
    randblas_xgemv(1, n, 1, row, false, column, to);
    const double safe = IS_SINGLE ? 1e-24 : 1e-280;
    return (double)square > safe && isfinite(square) ? sqrt((double)square) : randlapack_xnorm(n, x);
}

/* Column j of H, and b_{j + 1} from b_j. */
static int arnoldi_step(randlapack_xsgmres_state *s, int64_t j)
{
    randlapack_xsketched_basis *basis = &s->basis;
    const int64_t n = s->n, band = basis->band, first = j - band + 1 > 0 ? j - band + 1 : 0, count = j + 1 - first;
    scalar_t *w = basis->B + (j + 1) * n, h[64] = {0};
    double *column = basis->H + j * (band + 1);
    int info = s->M ? apply(s, s->M, 1, basis->B + j * n, 0, s->z) : 0;
    if (!info) info = apply(s, s->A, 1, s->M ? s->z : basis->B + j * n, 0, w);
    if (info) return info;
    const double before = fast_norm(n, w);
    const randblas_xview V = {basis->B + first * n, n, false}, vector = {w, n, false}, parts = {h, 64, false};
    randblas_xgemv(count, n, 1, view_transposed(V), false, vector, parts);
    randblas_xgemv(n, count, -1, V, false, parts, vector);
    for (int64_t i = 0; i < band; i++) column[i] = i < band - count ? 0 : (double)h[i - (band - count)];
    const double after = fast_norm(n, w);
    if (!isfinite(after) || !isfinite(before)) return RANDBLAS_NOT_FINITE;
    const bool ends = !(after > (double)REAL_EPS * before);
    column[band] = ends ? 0 : after;
    for (int64_t i = 0; i < n; i++) w[i] = ends ? 0 : (scalar_t)((double)w[i] / after);
    basis->exhausted = basis->exhausted || ends;
    return 0;
}

/* next = x + M B y for the first `columns` columns, next_r its residual; *norm of that. */
static int try_columns(randlapack_xsgmres_state *s, int64_t columns, double *norm)
{
    int info = randlapack_xsketched_basis_solve(&s->basis, columns, s->M ? s->z : s->next);
    if (!info && s->M) info = apply(s, s->M, 1, s->z, 0, s->next);
    if (info) return info;
    for (int64_t i = 0; i < s->n; i++) {
        s->next[i] += s->x[i];
        s->next_r[i] = (scalar_t)ldexp((double)s->b[i], s->shift);
    }
    info = apply(s, s->A, -1, s->next, 1, s->next_r);
    *norm = randlapack_xnorm(s->n, s->next_r);
    return info;
}

static void accept(randlapack_xsgmres_state *s, double norm)
{
    scalar_t *const x = s->x, *const r = s->r;
    s->x = s->next;
    s->r = s->next_r;
    s->next = x;
    s->next_r = r;
    s->norm = norm;
}

/* What the true residual is likely to be after all columns of the cycle. */
static double predicted(const randlapack_xsgmres_state *s)
{
    const double sketched = sketched_residual(&s->basis, s->basis.columns);
    return s->S ? sketched / (1 - (double)s->basis.columns / (double)s->basis.rows) : sketched;
}

static bool spoilt(const randlapack_xsgmres_state *s)
{
    return (double)REAL_EPS * s->basis.condition * NOISE_SHARE * s->basis.g[s->basis.d + 1] >=
           sketched_residual(&s->basis, s->basis.columns);
}

/* A few steps of Arnoldi, taken into the small problem. */
static int grow(randlapack_xsgmres_state *s)
{
    const int64_t from = s->basis.columns, left = s->most - s->report->iterations;
    int64_t to = from + BATCH < s->cycle ? from + BATCH : s->cycle;
    if (to - from > left) to = from + left;
    int64_t j = from;
    int info = 0;
    for (; j < to && !info && !s->basis.exhausted; j++) info = arnoldi_step(s, j);
    s->report->iterations += j - from;
    return info ? info : randlapack_xsketched_basis_extend(&s->basis, j);
}

static double fraction_done(const randlapack_xsgmres_state *s, double residual)
{
    const double done = log(s->right / residual) / log(s->right / s->target);
    return done > 0 ? fmin(done, 1) : 0;
}

/* Grow the basis until the prediction and then the true residual meet the target, or it can grow no more. */
static int grow_to_target(randlapack_xsgmres_state *s, bool *met)
{
    randlapack_xsketched_basis *basis = &s->basis;
    int info = 0;
    while (!info && !*met && basis->columns < s->cycle && s->report->iterations < s->most && !basis->exhausted) {
        double norm = 0;
        info = grow(s);
        if (info) break;
        const double prediction = predicted(s);
        if (basis->condition > s->report->condition && isfinite(basis->condition))
            s->report->condition = basis->condition;
        info = randlapack_progress(&s->options.control, "iterate", fraction_done(s, prediction));
        if (info || spoilt(s)) break;
        if (prediction > s->caution * s->target) continue;
        info = try_columns(s, basis->columns, &norm);
        *met = norm <= s->target;
        if (*met)
            accept(s, norm);
        else
            s->caution *= fmax(0.1, fmin(0.7, 0.7 * s->target / norm));
    }
    return info;
}

/* x from all columns of the cycle, or from as many halves of them as make the residual smaller. */
static int close_cycle(randlapack_xsgmres_state *s)
{
    int info = 0;
    for (int64_t columns = s->basis.columns; columns > 0 && !info; columns /= 2) {
        double norm = 0;
        info = try_columns(s, columns, &norm);
        if (info || !(norm < s->norm)) continue;
        accept(s, norm);
        break;
    }
    return info;
}

int randlapack_xsgmres_cycle(randlapack_xsgmres_state *s)
{
    bool met = false;
    for (int64_t i = 0; i < s->n; i++) s->basis.B[i] = (scalar_t)((double)s->r[i] / s->norm);
    s->caution = 1;
    s->report->cycles++;
    int info = randlapack_xsketched_basis_start(&s->basis, s->norm);
    if (!info) info = grow_to_target(s, &met);
    return info || met ? info : close_cycle(s);
}
