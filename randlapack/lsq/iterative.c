/*
 * Iterative sketching with damping and momentum @cite epperly2024: with S A = Q R and x_0 = R^-1 Q^T S b,
 *
 *     x_{i+1} = x_i + alpha R^-1 R^-T A^T (b - A x_i) + beta (x_i - x_{i-1}),
 *     alpha = (1 - eta^2)^2,  beta = eta^2,  eta = sqrt(n/d).
 *
 * For a sketch of distortion eta the eigenvalues of R^-T A^T A R^-1 lie in [(1 + eta)^-2, (1 - eta)^-2], for which
 * these are the best parameters of the heavy-ball iteration: an error contracts by eta a step.  The residual is
 * computed anew in every step, so the method is forward stable: errors are those of a condition number, not of its
 * square.  It needs no inner products but for the stopping rule.
 *
 * z = R^-T A^T r is ||A (x - x*)|| to the distortion.  A right-hand side is done when ||z|| is at the tolerance or at
 * the level of rounding errors, or has not halved in as many steps as should have brought a factor of 8: then rounding
 * holds it, or the sketch is worse than eta says.  The best x is kept.
 */
#include "lapack_impl.h"
#include "lsq_arguments_impl.h"
#include "lsq_errors_impl.h"
#include "lsq_options_impl.h"
#include "progress_impl.h"
#include "tall_impl.h"

#include <math.h>

#define RATIO 20 /* d / n */
#define LEAST_RATIO 4
#define EXTRA_ROWS 32
#define SLACK 64 /* times eps (cond ||r|| + ||A|| ||x|| + ||b||): what forward stability allows ||z|| to stay at */

/* What is known of a right-hand side beside x. */
typedef struct track {
    bool done;
    double best, first; /* least ||z||, and that in the beginning */
    double mark;        /* the best when it was last halved */
    double residual;    /* where the best was */
    double level;       /* of rounding errors, there */
    int64_t since;      /* steps since the mark */
} track;

typedef struct iterative {
    randlapack_xtall t; /* without its SVD and block */
    randlapack_xprecond P;
    randlapack_lsq_report *report;
    scalar_t *U, *C;                           /* m and d rows */
    scalar_t *X, *Old, *Best, *G, *Z, *Update; /* n rows */
    scalar_t *coefficients;
    double *norms;
    track *tracks;
    int64_t window, limit;
    double tolerance, eta;
    int outcome;
} iterative;

static int open_workspace(iterative *s, int64_t k)
{
    randblas_arena *arena = &s->t.arena;
    const int64_t m = s->t.A->rows, n = s->t.A->cols;
    scalar_t **columns[] = {&s->X, &s->Old, &s->Best, &s->G, &s->Z, &s->Update};
    s->U = randblas_arena_get(arena, randblas_size_product(m, k), sizeof *s->U);
    s->C = randblas_arena_get(arena, randblas_size_product(s->t.qr.rows, k), sizeof *s->C);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        *columns[i] = randblas_arena_get(arena, randblas_size_product(n, k), sizeof **columns[i]);
    s->coefficients = randblas_arena_get(arena, k, sizeof *s->coefficients);
    s->norms = randblas_arena_get(arena, k, sizeof *s->norms);
    s->tracks = randblas_arena_get(arena, k, sizeof *s->tracks);
    s->t.rhs = randblas_arena_get(arena, k, sizeof *s->t.rhs);
    s->t.pass = randlapack_xpass_open(arena, s->t.A, 0, k);
    return arena->info;
}

/* d = 20 n if A is so much taller, what fits down to 4 n, or A itself. */
static void choose_rows(iterative *s)
{
    const int64_t m = s->t.A->rows, n = s->t.A->cols, most = m - m / 4;
    if (s->t.options.sketch_rows) return;
    if (n == 0 || most / LEAST_RATIO < n || most < LEAST_RATIO * n + EXTRA_ROWS)
        s->t.options.sketch_rows = m > 0 ? m : 1;
    else
        s->t.options.sketch_rows = most / RATIO <= n || most < RATIO * n + EXTRA_ROWS ? most : RATIO * n + EXTRA_ROWS;
}

static int factor(iterative *s, int64_t block)
{
    randlapack_xtall *t = &s->t;
    int info = randlapack_xtall_sketch(t, block);
    if (!info) info = randlapack_xprecond_from_triangle(&t->arena, t->A->cols, t->qr.QR, t->qr.rows, &s->P);
    if (!info && s->P.doubtful) info = randlapack_xprecond_use_svd(&t->arena, block, &s->P);
    s->report->preconditioner = s->P.svd  ? RANDLAPACK_PRECOND_SVD
                                : t->qr.S ? RANDLAPACK_PRECOND_SKETCH
                                          : RANDLAPACK_PRECOND_NONE;
    s->report->sketch_rows = t->qr.rows;
    s->report->seconds_sketch = t->seconds_sketch;
    s->report->seconds_factor = t->seconds_factor;
    if (info < 0 || info == RANDBLAS_NOT_CONVERGED) return info;
    s->outcome = info;
    if (info == RANDBLAS_NOT_FINITE) return 0;
    s->report->rank = s->P.rank;
    s->report->condition = s->P.condition;
    s->eta = t->qr.S ? fmin(sqrt((double)s->P.rank / (double)t->qr.rows), 0.99) : 0;
    s->window = 3 + (int64_t)ceil(log(8) / -log(fmax(s->eta, 0.125)));
    return open_workspace(s, block);
}

static void load(iterative *s, int64_t nrhs, const scalar_t *B, int64_t ldb)
{
    const int64_t m = s->t.A->rows;
    for (int64_t r = 0; r < nrhs; r++) {
        randlapack_xload_rhs(m, &s->t.rhs[r], B + r * ldb, s->U + r * m);
        s->coefficients[r] = 1;
    }
}

/* X = the solutions of the sketched problem. */
static int sketch_and_solve(iterative *s, int64_t nrhs, const scalar_t *B, int64_t ldb)
{
    const int64_t n = s->t.A->cols;
    load(s, nrhs, B, ldb);
    int info = n > 0 ? randlapack_xsketched_qr_project(&s->t.qr, nrhs, s->U, s->C) : 0;
    if (!info && n > 0) info = randlapack_xprecond_start(&s->P, nrhs, s->C, s->t.qr.rows, s->Z, s->X);
    for (int64_t k = 0; k < n * nrhs; k++) s->Old[k] = s->X[k];
    return info;
}

static void judge(iterative *s, int64_t r, int64_t step)
{
    const int64_t n = s->t.A->cols;
    const scalar_t *x = s->X + r * n;
    const double z = randlapack_xnorm(s->P.rank, s->Z + r * n), residual = s->norms[r], eps = (double)REAL_EPS;
    for (int64_t j = 0; j < n; j++) randlapack_xscale_copy(1, (int)s->P.exponents[j], x + j, s->Update + j);
    const double sizes = s->P.scaled_frobenius * randlapack_xnorm(n, s->Update) + s->t.rhs[r].norm;
    track *t = &s->tracks[r];
    if (t->done) return;
    if (!isfinite(z) || !isfinite(residual)) {
        t->done = true;
        if (step == 0) s->t.rhs[r].finite = false;
        return;
    }
    if (step == 0 || z < t->best) {
        t->best = z;
        t->residual = residual;
        t->level = eps * (s->P.scaled_condition * residual + sizes);
        for (int64_t i = 0; i < n; i++) s->Best[i + r * n] = x[i];
    }
    if (step == 0) t->first = t->mark = z;
    t->since++;
    if (t->best <= t->mark / 2) {
        t->mark = t->best;
        t->since = 0;
    }
    const bool reached = z <= s->tolerance * residual || residual <= eps * sizes || z <= eps * sizes / 8;
    t->done = reached || t->since > s->window || step == s->limit;
    const bool failed = t->best > fmax(s->tolerance * t->residual, SLACK * t->level);
    if (t->done && !reached && failed) s->outcome = randlapack_lsq_worse(s->outcome, RANDBLAS_NOT_CONVERGED);
}

/* X = X - alpha R^-1 Z + beta (X - Old). */
static int advance(iterative *s, int64_t nrhs)
{
    const double alpha = (1 - s->eta * s->eta) * (1 - s->eta * s->eta), beta = s->eta * s->eta;
    const int info = randlapack_xprecond_apply(&s->P, nrhs, s->Z, s->Update);
    for (int64_t k = 0; k < s->t.A->cols * nrhs && !info; k++) {
        const double x = (double)s->X[k];
        s->X[k] = (scalar_t)(x - alpha * (double)s->Update[k] + beta * (x - (double)s->Old[k]));
        s->Old[k] = (scalar_t)x;
    }
    return info;
}

/* How far the slowest is, on the scale of the logarithm; 1 when all are done. */
static double fraction_done(const iterative *s, int64_t nrhs)
{
    double least = 1;
    for (int64_t r = 0; r < nrhs; r++) {
        const track *t = &s->tracks[r];
        const double goal = fmin(fmax(s->tolerance * t->residual, t->level), t->first / 2);
        if (!t->done) least = fmin(least, log(t->first / t->best) / log(t->first / goal));
    }
    return fmax(least, 0);
}

static int iterate(iterative *s, int64_t nrhs, const scalar_t *B, int64_t ldb)
{
    bool all_done = false;
    int info = 0;
    for (int64_t step = 0; !info; step++) {
        load(s, nrhs, B, ldb);
        info = randlapack_xpass_run(&s->t.pass, nrhs, s->X, s->coefficients, s->U, s->G, s->norms);
        if (!info) info = randlapack_xprecond_apply_transposed(&s->P, nrhs, s->G, s->Z);
        if (info) break;
        all_done = true;
        for (int64_t r = 0; r < nrhs; r++) {
            judge(s, r, step);
            all_done = all_done && s->tracks[r].done;
        }
        if (all_done) break;
        s->report->iterations++;
        info = randlapack_progress(&s->t.options.control, "iterate", fraction_done(s, nrhs));
        if (!info) info = advance(s, nrhs);
    }
    return info;
}

/* X = the best, of least norm; U, G, Z and the norms are of it. */
static int take_best(iterative *s, int64_t nrhs, const scalar_t *B, int64_t ldb)
{
    for (int64_t k = 0; k < s->t.A->cols * nrhs; k++) s->X[k] = s->Best[k];
    if (s->P.svd) randlapack_xsketch_svd_least_norm(s->P.svd, nrhs, s->X);
    load(s, nrhs, B, ldb);
    const int info = randlapack_xpass_run(&s->t.pass, nrhs, s->X, s->coefficients, s->U, s->G, s->norms);
    return info ? info : randlapack_xprecond_apply_transposed(&s->P, nrhs, s->G, s->Z);
}

static void finish(iterative *s, int64_t nrhs, scalar_t *X, int64_t ldx)
{
    const int64_t n = s->t.A->cols;
    randlapack_lsq_report *report = s->report;
    for (int64_t r = 0; r < nrhs; r++) {
        randlapack_xstore_solution(n, &s->t.rhs[r], s->X + r * n, X + r * ldx);
        if (!s->t.rhs[r].finite) s->outcome = RANDBLAS_NOT_FINITE;
        const randlapack_lsq_errors e =
            randlapack_xprecond_errors(&s->P, s->t.distortion, &s->t.rhs[r], s->X + r * n, s->G + r * n, s->Z + r * n,
                                       s->norms[r], randlapack_error_steps(s->t.A->rows), s->Update + r * n);
        const double scale = s->P.frobenius * s->norms[r], gradient = randlapack_xnorm(n, s->G + r * n);
        randlapack_lsq_report_join(report, &e, scale > 0 ? gradient / scale : 0);
    }
}

static int solve_block(iterative *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    for (int64_t r = 0; r < nrhs; r++) {
        s->t.rhs[r] = randlapack_xscaled_rhs(s->t.A->rows, B + r * ldb);
        s->tracks[r] = (track){0};
    }
    int info = sketch_and_solve(s, nrhs, B, ldb);
    if (!info) info = iterate(s, nrhs, B, ldb);
    if (!info) info = take_best(s, nrhs, B, ldb);
    if (!info) finish(s, nrhs, X, ldx);
    return info;
}

static int solve(iterative *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    const int64_t n = s->t.A->cols, block = nrhs < RANDLAPACK_MAX_RHS ? nrhs : RANDLAPACK_MAX_RHS;
    int64_t most = 0;
    int info = factor(s, block);
    if (!info && s->outcome == RANDBLAS_NOT_FINITE) {
        for (int64_t r = 0; r < nrhs; r++)
            for (int64_t i = 0; i < n; i++) X[i + r * ldx] = (scalar_t)NAN;
        return 0;
    }
    const double begin = randlapack_seconds();
    for (int64_t r = 0; r < nrhs && !info; r += block) {
        s->report->iterations = 0;
        info = randlapack_progress(&s->t.options.control, "iterate", 0);
        if (!info) info = solve_block(s, r + block > nrhs ? nrhs - r : block, B + r * ldb, ldb, X + r * ldx, ldx);
        if (s->report->iterations > most) most = s->report->iterations;
    }
    s->report->iterations = most;
    s->report->seconds_iterate = randlapack_seconds() - begin;
    return info;
}

int randlapack_xlsq_iterative(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X,
                              int64_t ldx, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    randlapack_lsq_report ignored;
    iterative s = {.t.A = A, .report = report ? report : &ignored};
    *s.report = (randlapack_lsq_report){.method = RANDLAPACK_METHOD_ITERATIVE};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows < A->cols) return -1;
    info = randlapack_xlsq_arguments(A, nrhs, B, ldb, X, ldx);
    if (info) return info;
    if (!randlapack_lsq_read_options(&s.t.options, options, A->cols)) return -7;
    s.tolerance = fmax(s.t.options.tolerance, (double)REAL_EPS);
    s.limit = s.t.options.max_iterations ? s.t.options.max_iterations : 100;

    choose_rows(&s);
    s.t.arena = randblas_arena_open(&s.t.options.control);
    info = solve(&s, nrhs, B, ldb, X, ldx);
    randlapack_xtall_close(&s.t);
    return info ? info : s.outcome;
}
