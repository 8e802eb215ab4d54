/*
 * Backward stable least squares @cite epperly2024b.  With the preconditioner P of the SVD of a sketch (sketch_svd.c):
 *
 *     x = P diag(s)/divisors U^T Q^T S b                                  (sketch-and-solve)
 *     twice:  r = b - A x;   solve P^T A^T A P y = P^T A^T r;   x = x + P y
 *
 * The first stage makes the error that of a forward stable method, ||A (x - x*)|| ~ eps (cond ||r|| + ||A|| ||x||); the
 * second, whose rounding errors are relative to the first one's error, makes the backward error a small multiple of
 * eps. The systems are solved by conjugate gradients (normal_cg.c) to the accuracy that the stage can use:
 *
 *     stage 1: ||c|| <= eps (||b|| + F ||x|| + cond ||r|| / 25),   later ones: ||c|| <= eps sqrt(||b||^2 + F^2 ||x||^2)
 *
 * of which the last makes the backward error at most eps whatever the directions, see lsq_errors.c.  After each stage
 * the backward error is estimated; a third and fourth stage follow only if the estimate is still large and falling.
 *
 * All is done for A D^-1, the columns scaled to norms in [1, 2).  A numerically rank deficient A: see sketch_svd.c; the
 * solution is then brought to least norm.
 */
#include "lapack_impl.h"
#include "lsq_arguments_impl.h"
#include "lsq_errors_impl.h"
#include "lsq_options_impl.h"
#include "progress_impl.h"
#include "tall_impl.h"

#include <math.h>

#define STAGES 2
#define MORE_STAGES 2
#define FINEST 0.0625 /* times eps: what is aimed at by default, as Householder QR often does better than eps */
#define GOOD 0.25     /* times eps: a backward error that asks for no third stage */
#define ACCEPT 8      /* times eps sqrt(n): what rounding in its own evaluation may make of a backward error */

typedef struct fossils {
    randlapack_xtall t;
    randlapack_fossils_report *report;
    scalar_t *X;                   /* n x block: solutions for the scaled right-hand sides */
    randlapack_lsq_errors *errors; /* of the block */
    bool *done;
    double tolerance;
    int outcome;
} fossils;

static int open_workspace(fossils *f, int64_t nrhs)
{
    const int64_t n = f->t.A->cols;
    f->X = randblas_arena_get(&f->t.arena, randblas_size_product(n, nrhs), sizeof *f->X);
    f->errors = randblas_arena_get(&f->t.arena, nrhs, sizeof *f->errors);
    f->done = randblas_arena_get(&f->t.arena, nrhs, sizeof *f->done);
    return f->t.arena.info;
}

static void load(fossils *f, const scalar_t *B, int64_t ldb)
{
    randlapack_xnormal_block *b = &f->t.block;
    const int64_t m = f->t.A->rows;
    for (int64_t r = 0; r < b->nrhs; r++) {
        randlapack_xload_rhs(m, &f->t.rhs[r], B + r * ldb, b->U + r * m);
        b->coefficients[r] = 1;
    }
}

/* X = the sketched solution; projected: room for d x nrhs. */
static int sketch_and_solve(fossils *f, const scalar_t *B, int64_t ldb, scalar_t *projected)
{
    randlapack_xtall *t = &f->t;
    randlapack_xnormal_block *b = &t->block;
    load(f, B, ldb);
    if (t->A->cols == 0) return 0;
    const int info = randlapack_xsketched_qr_project(&t->qr, b->nrhs, b->U, projected);
    if (info) return info;
    randlapack_xsketch_svd_start(&t->svd, b->nrhs, projected, t->qr.rows, b->W);
    randlapack_xsketch_svd_apply(&t->svd, b->nrhs, b->W, f->X);
    return 0;
}

/* U = A X - b, G = A^T U and the errors. */
static int find_residual(fossils *f, const scalar_t *B, int64_t ldb)
{
    randlapack_xtall *t = &f->t;
    randlapack_xnormal_block *b = &t->block;
    const int64_t n = t->A->cols;
    load(f, B, ldb);
    const int info = randlapack_xpass_run(&t->pass, b->nrhs, f->X, b->coefficients, b->U, b->G, b->norms);
    for (int64_t r = 0; r < b->nrhs && !info; r++) {
        f->errors[r] =
            randlapack_xlsq_errors(&t->svd, t->distortion, &t->rhs[r], f->X + r * n, b->G + r * n, b->norms[r], b->H);
        if (isnan(f->errors[r].backward_error)) t->rhs[r].finite = false;
    }
    return info;
}

/* Whether a right-hand side is done after so many stages; `before` is the backward error one stage ago. */
static void judge(fossils *f, int64_t r, int stage, double before)
{
    const double now = f->errors[r].backward_error, eps = (double)REAL_EPS;
    const bool stalled = stage >= STAGES && (now <= GOOD * eps || now > before / 2);
    const bool exact = f->errors[r].residual_norm == 0 || f->t.svd.rank == 0;
    if (f->done[r]) return;
    f->done[r] = now <= f->tolerance || exact || stalled || stage == STAGES + MORE_STAGES || !f->t.rhs[r].finite;
}

/* How far the next stage is to go. */
static void set_target(fossils *f, int64_t r, int stage)
{
    const randlapack_xsketch_svd *P = &f->t.svd;
    const double r_norm = f->t.block.norms[r], eps = f->tolerance;
    const double spread = f->t.svd.rank > 0 ? (double)P->values[0] / (double)P->divisors[P->rank - 1] : 1;
    const double scale = f->errors[r].relative_residual > 0 ? r_norm / f->errors[r].relative_residual : r_norm;
    double target = eps * scale;
    if (stage == 0) target += (double)REAL_EPS * spread * r_norm / 25;
    f->t.block.states[r].target = f->done[r] ? INFINITY : target;
}

/* X = X - P W, P^T A^T A P W = P^T G. */
static int improve(fossils *f, int stage)
{
    randlapack_xtall *t = &f->t;
    randlapack_xnormal_block *b = &t->block;
    int64_t steps = 0;
    randlapack_xsketch_svd_apply_transposed(&t->svd, b->nrhs, b->G, b->C);
    for (int64_t r = 0; r < b->nrhs; r++) set_target(f, r, stage);
    const int info = randlapack_xnormal_cg(&t->pass, &t->svd, 0, b, t->iterations, &t->options.control, &steps);
    if (info) return info;
    f->report->iterations += steps;
    randlapack_xsketch_svd_apply(&t->svd, b->nrhs, b->W, b->X);
    for (int64_t k = 0; k < t->A->cols * b->nrhs; k++) f->X[k] -= b->X[k];
    return 0;
}

static bool all_done(const fossils *f)
{
    for (int64_t r = 0; r < f->t.block.nrhs; r++)
        if (!f->done[r]) return false;
    return true;
}

static int refine(fossils *f, const scalar_t *B, int64_t ldb)
{
    const int64_t nrhs = f->t.block.nrhs;
    double before[RANDLAPACK_MAX_RHS];
    int info = 0, stage = 0;
    for (int64_t r = 0; r < nrhs; r++) f->errors[r].backward_error = INFINITY;
    for (;; stage++) {
        for (int64_t r = 0; r < nrhs; r++) before[r] = f->errors[r].backward_error;
        info = find_residual(f, B, ldb);
        for (int64_t r = 0; r < nrhs && !info; r++) judge(f, r, stage, before[r]);
        if (info || all_done(f)) break;
        info = improve(f, stage);
        if (info) break;
    }
    if (stage > f->report->stages) f->report->stages = stage;
    return info;
}

/* What a backward error may be without being called a failure. */
static double acceptable(const fossils *f)
{
    return fmax(f->tolerance, ACCEPT * (double)REAL_EPS * sqrt((double)f->t.A->cols + 1));
}

static void finish(fossils *f, scalar_t *X, int64_t ldx)
{
    const int64_t n = f->t.A->cols;
    for (int64_t r = 0; r < f->t.block.nrhs; r++) {
        randlapack_xstore_solution(n, &f->t.rhs[r], f->X + r * n, X + r * ldx);
        randlapack_lsq_errors_join(&f->report->errors, &f->errors[r]);
        if (!f->t.rhs[r].finite)
            f->outcome = randlapack_lsq_worse(f->outcome, RANDBLAS_NOT_FINITE);
        else if (f->errors[r].backward_error > acceptable(f))
            f->outcome = randlapack_lsq_worse(f->outcome, RANDBLAS_NOT_CONVERGED);
    }
}

static int solve_block(fossils *f, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx,
                       scalar_t *projected)
{
    randlapack_xtall *t = &f->t;
    t->block.nrhs = nrhs;
    for (int64_t r = 0; r < nrhs; r++) {
        t->rhs[r] = randlapack_xscaled_rhs(t->A->rows, B + r * ldb);
        f->done[r] = false;
    }
    int info = sketch_and_solve(f, B, ldb, projected);
    if (!info) info = refine(f, B, ldb);
    if (!info && t->svd.rank < t->svd.n) {
        randlapack_xsketch_svd_least_norm(&t->svd, nrhs, f->X);
        info = find_residual(f, B, ldb);
    }
    if (!info) finish(f, X, ldx);
    return info;
}

static int factor(fossils *f, int64_t block)
{
    const int info = randlapack_xtall_factor(&f->t, block, false, true, 0);
    f->report->sketch_rows = f->t.qr.rows;
    f->report->seconds_sketch = f->t.seconds_sketch;
    f->report->seconds_factor = f->t.seconds_factor;
    if (info < 0 || info == RANDBLAS_NOT_CONVERGED) return info;
    f->outcome = info;
    f->report->rank = f->t.svd.rank;
    return 0;
}

static int solve(fossils *f, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    const int64_t n = f->t.A->cols, block = nrhs < RANDLAPACK_MAX_RHS ? nrhs : RANDLAPACK_MAX_RHS;
    int64_t most = 0;
    int info = factor(f, block);
    if (info || f->outcome == RANDBLAS_NOT_FINITE) {
        for (int64_t r = 0; r < nrhs && info >= 0; r++)
            for (int64_t i = 0; i < n; i++) X[i + r * ldx] = (scalar_t)NAN;
        return info;
    }
    scalar_t *C = randblas_arena_get(&f->t.arena, randblas_size_product(f->t.qr.rows, block), sizeof *C);
    info = open_workspace(f, block);
    const double begin = randlapack_seconds();
    for (int64_t r = 0; r < nrhs && !info; r += block) {
        f->report->iterations = 0;
        info = randlapack_progress(&f->t.options.control, "iterate", 0);
        if (!info) info = solve_block(f, r + block > nrhs ? nrhs - r : block, B + r * ldb, ldb, X + r * ldx, ldx, C);
        if (f->report->iterations > most) most = f->report->iterations;
    }
    f->report->iterations = most;
    f->report->seconds_iterate = randlapack_seconds() - begin;
    return info;
}

int randlapack_xlsq_fossils(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X,
                            int64_t ldx, const randlapack_lsq_options *options, randlapack_fossils_report *report)
{
    randlapack_fossils_report ignored;
    fossils f = {.t.A = A, .report = report ? report : &ignored};
    *f.report = (randlapack_fossils_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows < A->cols) return -1;
    info = randlapack_xlsq_arguments(A, nrhs, B, ldb, X, ldx);
    if (info) return info;
    if (!randlapack_lsq_read_options(&f.t.options, options, A->cols)) return -7;
    f.tolerance = fmax(f.t.options.tolerance, FINEST * (double)REAL_EPS);

    f.t.arena = randblas_arena_open(&f.t.options.control);
    info = solve(&f, nrhs, B, ldb, X, ldx);
    randlapack_xtall_close(&f.t);
    return info ? info : f.outcome;
}
