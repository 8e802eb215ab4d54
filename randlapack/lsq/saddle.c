/*
 * [ I   A    ] [y]   [f]
 * [ A^T -mu I] [x] = [g],   A tall, mu >= 0 (quasi-definite for mu > 0).
 *
 * Least squares is g = 0 and ridge regression mu > 0; f = 0, mu = 0 is the least-norm solution y of A^T y = g.
 * Eliminating y leaves (A^T A + mu I) x = A^T f - g, which conjugate gradients solve with the preconditioner of the
 * sketch of [A; sqrt(mu) I] (sketch_svd.c, normal_cg.c).  Squaring the condition is undone by refinement on the whole
 * system, with the residuals of both rows computed anew @cite bjorck1967:
 *
 *     p = f - y - A x,   q = g - A^T y + mu x
 *     (A^T A + mu I) dx = A^T p - q,   dy = p - A dx,
 *
 * where A dx is gathered from the products that the iteration makes: so rounding errors are relative to dx, and those
 * of y do not grow with ||A|| ||x||.
 */
#include "lapack_impl.h"
#include "lsq_options_impl.h"
#include "progress_impl.h"
#include "tall_impl.h"

#include <math.h>

#define STAGES 8
#define REDUCTION 1e-10 /* of the right-hand side in one stage: more would be lost to rounding */
#define ACCEPT 16       /* times eps sqrt(m + n): what rounding may leave of the residuals */

/* The four arrays of the caller. */
typedef struct arrays {
    const scalar_t *F, *G; /* NULL: zero */
    int64_t ldf, ldg;
    scalar_t *Y, *X;
    int64_t ldy, ldx;
} arrays;

typedef struct saddle {
    randlapack_xtall t;
    randlapack_lsq_report *report;
    double mu;
    scalar_t *F, *Y;         /* m x block, scaled */
    scalar_t *G, *X, *T, *Q; /* n x block: scaled g, x, A^T y, q */
    double *first, *second;  /* relative residuals of the two rows */
    double *best;            /* the larger one, least so far */
    bool *done;
    double tolerance;
    int outcome;
} saddle;

static int open_workspace(saddle *s, int64_t k)
{
    randblas_arena *arena = &s->t.arena;
    const int64_t mk = randblas_size_product(s->t.A->rows, k), nk = randblas_size_product(s->t.A->cols, k);
    scalar_t **tall[] = {&s->F, &s->Y}, **flat[] = {&s->G, &s->X, &s->T, &s->Q};
    double **each[] = {&s->first, &s->second, &s->best};
    for (int i = 0; i < 2; i++) *tall[i] = randblas_arena_get(arena, mk, sizeof **tall[i]);
    for (int i = 0; i < 4; i++) *flat[i] = randblas_arena_get(arena, nk, sizeof **flat[i]);
    for (int i = 0; i < 3; i++) *each[i] = randblas_arena_get(arena, k, sizeof **each[i]);
    s->done = randblas_arena_get(arena, k, sizeof *s->done);
    return arena->info;
}

static int factor(saddle *s, int64_t block)
{
    const int info = randlapack_xtall_factor(&s->t, block, true, true, s->mu);
    s->report->sketch_rows = s->t.qr.rows;
    s->report->seconds_sketch = s->t.seconds_sketch;
    s->report->seconds_factor = s->t.seconds_factor;
    if (info < 0 || info == RANDBLAS_NOT_CONVERGED) return info;
    s->outcome = info;
    if (info == RANDBLAS_NOT_FINITE) return 0;
    const randlapack_xsketch_svd *P = &s->t.svd;
    s->report->rank = P->rank;
    if (P->rank > 0) s->report->condition = (double)P->values[0] / (double)P->values[P->rank - 1];
    return open_workspace(s, block);
}

/* One power of two for f and g, such that f and D^-1 g are of at most order one. */
static void load(saddle *s, int64_t r, const scalar_t *f, const scalar_t *g)
{
    randlapack_xtall *t = &s->t;
    const int64_t m = t->A->rows, n = t->A->cols;
    scalar_t *scaled = t->block.X;
    randlapack_scaled_rhs above = {.finite = true}, below = {.finite = true};
    if (f) above = randlapack_xscaled_rhs(m, f);
    for (int64_t j = 0; j < n; j++) scaled[j] = g ? g[j] : 0;
    const bool finite = randlapack_xscaled_rhs(n, scaled).finite;
    randlapack_xsketch_svd_rescale(&t->svd, -1, 1, scaled, scaled);
    below = randlapack_xscaled_rhs(n, scaled);
    const bool both = above.norm > 0 && below.norm > 0;
    t->rhs[r] = above.norm > 0 ? above : below;
    if (both && below.exponent > above.exponent) t->rhs[r].exponent = below.exponent;
    t->rhs[r].finite = above.finite && below.finite && finite;
    const int e = -t->rhs[r].exponent;
    for (int64_t i = 0; i < m; i++) s->Y[i + r * m] = s->F[i + r * m] = 0;
    for (int64_t j = 0; j < n; j++) s->X[j + r * n] = s->G[j + r * n] = 0;
    if (t->rhs[r].finite && f) randlapack_xscale_copy(m, e, f, s->F + r * m);
    if (t->rhs[r].finite && g) randlapack_xscale_copy(n, e, g, s->G + r * n);
}

/* Sum = -p, block.G = -A^T p, Q = q, and C = P^T (A^T p - q). */
static int find_residuals(saddle *s)
{
    randlapack_xtall *t = &s->t;
    randlapack_xnormal_block *b = &t->block;
    const int64_t m = t->A->rows, n = t->A->cols, nrhs = b->nrhs;
    for (int64_t k = 0; k < m * nrhs; k++) b->U[k] = s->F[k] - s->Y[k];
    for (int64_t r = 0; r < nrhs; r++) b->coefficients[r] = 1;
    int info = randlapack_xpass_run(&t->pass, nrhs, s->X, b->coefficients, b->U, b->G, b->norms);
    if (!info && n > 0)
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, nrhs, 1, t->A, s->Y, m, 0, s->T, n);
    if (info) return info;
    for (int64_t k = 0; k < m * nrhs; k++) b->Sum[k] = b->U[k];
    for (int64_t k = 0; k < n * nrhs; k++) {
        s->Q[k] = (scalar_t)((double)s->G[k] - (double)s->T[k] + s->mu * (double)s->X[k]);
        b->G[k] = -b->G[k] - s->Q[k];
    }
    randlapack_xsketch_svd_apply_transposed(&t->svd, nrhs, b->G, b->C);
    return 0;
}

/* ||D^-1 v|| */
static double scaled_norm(saddle *s, const scalar_t *v, scalar_t *work)
{
    randlapack_xsketch_svd_rescale(&s->t.svd, -1, 1, v, work);
    return randlapack_xnorm(s->t.A->cols, work);
}

/* Residuals of both rows against the sizes of their terms; returns that of the second. */
static double measure(saddle *s, int64_t r)
{
    randlapack_xtall *t = &s->t;
    const int64_t m = t->A->rows, n = t->A->cols;
    scalar_t *work = t->block.H + r * n;
    const double frobenius = t->svd.frobenius, y = randlapack_xnorm(m, s->Y + r * m);
    randlapack_xsketch_svd_rescale(&t->svd, +1, 1, s->X + r * n, work);
    const double x = frobenius * randlapack_xnorm(n, work), f = randlapack_xnorm(m, s->F + r * m);
    const double g = scaled_norm(s, s->G + r * n, work), mux = s->mu * scaled_norm(s, s->X + r * n, work);
    const double above = x + y + f, below = frobenius * y + g + mux;
    s->first[r] = above > 0 ? t->block.norms[r] / above : t->block.norms[r];
    s->second[r] = scaled_norm(s, s->Q + r * n, work);
    if (below > 0) s->second[r] /= below;
    return below;
}

static void judge(saddle *s, int64_t r, int stage)
{
    randlapack_xtall *t = &s->t;
    const int64_t n = t->A->cols;
    const double below = measure(s, r);
    const double worst = fmax(s->first[r], s->second[r]), c = randlapack_xnorm(t->svd.rank, t->block.C + r * n);
    const bool stalled = stage > 1 && !(worst < s->best[r] / 2);
    if (!isfinite(s->first[r]) || !isfinite(s->second[r])) t->rhs[r].finite = false;
    s->done[r] = s->done[r] || worst <= s->tolerance || stalled || stage == STAGES || !t->rhs[r].finite;
    s->best[r] = fmin(s->best[r], worst);
    /* ||q|| <= s_1 ||P^T q||, so that c need not fall below the tolerance times the size of the second row over s_1. */
    const double least = t->svd.rank > 0 ? s->tolerance * below / (double)t->svd.values[0] / 2 : 0;
    t->block.states[r].target = s->done[r] ? INFINITY : fmax(c * fmax(REDUCTION, (double)REAL_EPS), least);
}

/* X = X + P W, Y = Y + p - A P W. */
static int improve(saddle *s)
{
    randlapack_xtall *t = &s->t;
    randlapack_xnormal_block *b = &t->block;
    const int64_t m = t->A->rows, n = t->A->cols;
    int64_t steps = 0;
    const int info = randlapack_xnormal_cg(&t->pass, &t->svd, s->mu, b, t->iterations, &t->options.control, &steps);
    if (info) return info;
    s->report->iterations += steps;
    randlapack_xsketch_svd_apply(&t->svd, b->nrhs, b->W, b->X);
    for (int64_t r = 0; r < b->nrhs; r++) {
        if (s->done[r]) continue;
        for (int64_t j = 0; j < n; j++) s->X[j + r * n] += b->X[j + r * n];
        for (int64_t i = 0; i < m; i++) s->Y[i + r * m] -= b->Sum[i + r * m];
    }
    return 0;
}

static bool all_done(const saddle *s)
{
    for (int64_t r = 0; r < s->t.block.nrhs; r++)
        if (!s->done[r]) return false;
    return true;
}

static void finish(saddle *s, const arrays *a, int64_t first)
{
    randlapack_xtall *t = &s->t;
    const int64_t m = t->A->rows, n = t->A->cols;
    const double acceptable = fmax(s->tolerance, ACCEPT * (double)REAL_EPS * sqrt((double)(m + n)));
    for (int64_t r = 0; r < t->block.nrhs; r++) {
        randlapack_xstore_solution(m, &t->rhs[r], s->Y + r * m, a->Y + (first + r) * a->ldy);
        randlapack_xstore_solution(n, &t->rhs[r], s->X + r * n, a->X + (first + r) * a->ldx);
        if (!t->rhs[r].finite) {
            s->outcome = RANDBLAS_NOT_FINITE;
            continue;
        }
        s->report->residual_norm = fmax(s->report->residual_norm, ldexp(t->block.norms[r], t->rhs[r].exponent));
        s->report->normal_residual = fmax(s->report->normal_residual, s->second[r]);
        s->report->backward_error = fmax(s->report->backward_error, fmax(s->first[r], s->second[r]));
        if (s->best[r] > acceptable && s->outcome != RANDBLAS_RANK_DEFICIENT)
            s->outcome = randlapack_lsq_worse(s->outcome, RANDBLAS_NOT_CONVERGED);
    }
}

static int solve_block(saddle *s, int64_t nrhs, const arrays *a, int64_t first)
{
    int info = 0;
    s->t.block.nrhs = nrhs;
    for (int64_t r = 0; r < nrhs; r++) {
        load(s, r, a->F ? a->F + (first + r) * a->ldf : NULL, a->G ? a->G + (first + r) * a->ldg : NULL);
        s->done[r] = false;
        s->best[r] = INFINITY;
    }
    for (int stage = 0; !info; stage++) {
        info = find_residuals(s);
        for (int64_t r = 0; r < nrhs && !info; r++) judge(s, r, stage);
        if (info || all_done(s)) break;
        info = improve(s);
    }
    if (info) return info;
    randlapack_xsketch_svd_least_norm(&s->t.svd, nrhs, s->X);
    finish(s, a, first);
    return 0;
}

static void fill_nan(const saddle *s, int64_t nrhs, const arrays *a)
{
    for (int64_t r = 0; r < nrhs; r++) {
        for (int64_t i = 0; i < s->t.A->rows; i++) a->Y[i + r * a->ldy] = (scalar_t)NAN;
        for (int64_t i = 0; i < s->t.A->cols; i++) a->X[i + r * a->ldx] = (scalar_t)NAN;
    }
}

static int solve(saddle *s, int64_t nrhs, const arrays *a)
{
    const int64_t block = nrhs < RANDLAPACK_MAX_RHS ? nrhs : RANDLAPACK_MAX_RHS;
    int64_t most = 0;
    int info = factor(s, block);
    if (info >= 0 && (info || s->outcome == RANDBLAS_NOT_FINITE)) fill_nan(s, nrhs, a);
    if (info || s->outcome == RANDBLAS_NOT_FINITE) return info;
    const double begin = randlapack_seconds();
    for (int64_t r = 0; r < nrhs && !info; r += block) {
        s->report->iterations = 0;
        info = randlapack_progress(&s->t.options.control, "iterate", 0);
        if (!info) info = solve_block(s, r + block > nrhs ? nrhs - r : block, a, r);
        if (s->report->iterations > most) most = s->report->iterations;
    }
    s->report->iterations = most;
    s->report->seconds_iterate = randlapack_seconds() - begin;
    return info;
}

int randlapack_xsaddle(const randblas_xlinop *A, scalar_t mu, int64_t nrhs, const scalar_t *F, int64_t ldf,
                       const scalar_t *G, int64_t ldg, scalar_t *Y, int64_t ldy, scalar_t *X, int64_t ldx,
                       const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    randlapack_lsq_report ignored;
    saddle s = {.t.A = A, .report = report ? report : &ignored, .mu = (double)mu};
    *s.report = (randlapack_lsq_report){.preconditioner = RANDLAPACK_PRECOND_SVD, .forward_error = (double)NAN};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    const int64_t m = A->rows > 1 ? A->rows : 1, n = A->cols > 1 ? A->cols : 1;
    if (A->rows < A->cols) return -1;
    if (!(mu >= 0 && isfinite(mu))) return -2;
    if (nrhs < 0) return -3;
    if (ldf < m) return -5;
    if (ldg < n) return -7;
    if (!Y && A->rows > 0 && nrhs > 0) return -8;
    if (ldy < m) return -9;
    if (!X && A->cols > 0 && nrhs > 0) return -10;
    if (ldx < n) return -11;
    if (!randlapack_lsq_read_options(&s.t.options, options, A->cols)) return -12;
    s.tolerance = fmax(s.t.options.tolerance, (double)REAL_EPS);

    s.t.arena = randblas_arena_open(&s.t.options.control);
    info = solve(&s, nrhs, &(arrays){F, G, ldf, ldg, Y, X, ldy, ldx});
    randlapack_xtall_close(&s.t);
    if (info == -7) info = -12; /* the options do not describe an operator */
    return info ? info : s.outcome;
}
