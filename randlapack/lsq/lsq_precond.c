/*
 * min ||A x - b|| by sketch-and-precondition with refinement.
 *
 *     S A = Q R0;  x = R0^-1 Q^T S b                                      (sketch-and-solve)
 *     R = R0, or the Cholesky factor of precond_sharpen.c
 *     repeat:  r = A x - b;   y ~ argmin ||A R^-1 y - r|| by LSQR;   x = x - R^-1 y
 *
 * One run of LSQR to the end is not backward stable: rounding errors in R^-1 v are amplified by A, so that a run
 * reduces the error by a factor of about eps cond(A) at best @cite meier2024.  Restarting from the residual, recomputed
 * from x, makes the errors those of x and b alone @cite epperly2024b.  Since a run contracts at a known rate, nothing
 * is lost by ending it early: each stops after a factor of max(sqrt(eps), 8 eps cond), two runs suffice up to cond ~
 * 1e7, and more follow for worse ones.
 *
 * The measure of an error is z = R^-T A^T r, the normal-equation residual in the preconditioned variable: ||z|| is, to
 * the distortion of the sketch, ||A (x - x*)||.  A problem is done when ||z|| <= tolerance ||r||, when r is at the
 * level of rounding errors, or when a run reduces z so much less than it set out to that z is rounding error itself.
 *
 * A ridge lambda is the problem with the rows sqrt(lambda) I below A and zeros below b.
 *
 * b is scaled by a power of two to entries of at most 1, and A R^-1 is of order 1 whatever the scale of A, so nothing
 * overflows or underflows on the way.
 */
#include "lapack_impl.h"
#include "lsq_plan_impl.h"
#include "lsqr_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "sketched_qr_impl.h"

#include <math.h>

#define MAX_RHS 16 /* right-hand sides that are solved together: bounds the workspace */
#define DEFAULT_ITERATIONS 100
#define DEFAULT_REFINEMENTS 5

/* What the solver knows of a right-hand side beside LSQR's state. */
typedef struct rhs_state {
    bool finite, done, limited;
    int exponent;  /* the column of U is b / 2^exponent */
    double norm;   /* ||b|| / 2^exponent */
    double normal; /* ||z|| where the last run began */
    int64_t steps; /* of LSQR, all runs */
} rhs_state;

typedef struct solver {
    const randblas_xlinop *A;
    randlapack_lsq_options options;
    randlapack_lsq_report *report;
    randblas_arena arena;
    randlapack_lsq_plan plan;
    randlapack_xsketched_qr qr;
    randlapack_xprecond P;
    randlapack_xpass pass;
    randlapack_xlsqr_block block;
    scalar_t *X, *C; /* solutions and sketched right-hand sides of the block */
    rhs_state *rhs;
    double tolerance, contraction; /* of the whole, of one run */
    int32_t refinements;
    int outcome; /* the most serious numerical outcome so far */
} solver;

/* NOT_FINITE over NOT_CONVERGED over RANK_DEFICIENT over success. */
static void note(solver *s, int outcome)
{
    static const int order[] = {0, RANDBLAS_RANK_DEFICIENT, RANDBLAS_NOT_CONVERGED, RANDBLAS_NOT_FINITE};
    int have = 0, new = 0;
    for (int k = 0; k < 4; k++) {
        if (order[k] == s->outcome) have = k;
        if (order[k] == outcome) new = k;
    }
    if (new > have) s->outcome = outcome;
}

/* ---------------------------------------------------------------- sketch and factor ------------------------------- */

static int open_workspace(solver *s, int64_t nrhs)
{
    const int64_t m = s->A->rows, n = s->A->cols, k = nrhs;
    randblas_arena *arena = &s->arena;
    randlapack_xlsqr_block *b = &s->block;
    scalar_t **columns[] = {&b->G, &b->X, &b->V, &b->D, &b->Y, &b->Z, &s->X};
    b->U = randblas_arena_get(arena, m * k, sizeof *b->U);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        *columns[i] = randblas_arena_get(arena, n * k, sizeof **columns[i]);
    b->coefficients = randblas_arena_get(arena, k, sizeof *b->coefficients);
    b->norms = randblas_arena_get(arena, k, sizeof *b->norms);
    b->states = randblas_arena_get(arena, k, sizeof *b->states);
    s->rhs = randblas_arena_get(arena, k, sizeof *s->rhs);
    s->pass = randlapack_xpass_open(arena, s->A, sqrt(s->options.ridge), k);
    return arena->info;
}

/* R0 by the plan. */
static int sketch_and_factor(solver *s, int64_t nrhs)
{
    const double begin = randlapack_seconds();
    int info = randlapack_progress(&s->options.control, "sketch", 0);
    randblas_sketch_destroy(s->qr.S); /* of an earlier plan */
    if (!info) info = randlapack_xsketched_qr_open(&s->arena, s->A, s->plan.sketch_rows, nrhs, &s->options, &s->qr);
    s->report->sketch_rows = s->plan.sketch_rows;
    if (!info) info = randlapack_xsketched_qr_sketch(&s->arena, &s->qr);
    const double middle = randlapack_seconds();
    s->report->seconds_sketch += middle - begin;
    if (!info) info = randlapack_progress(&s->options.control, "factor", 0);
    if (!info) info = randlapack_xsketched_qr_factor(&s->qr);
    if (!info) info = randlapack_xprecond_make(&s->arena, s->A->cols, s->qr.QR, s->qr.rows, &s->P);
    s->report->seconds_factor += randlapack_seconds() - middle;
    return info;
}

/* R from R0; where Cholesky does not do, from a larger sketch. */
static int sharpen(solver *s, int64_t nrhs, int info)
{
    const double begin = randlapack_seconds();
    bool done = false;
    if (info == 0) info = randlapack_xprecond_sharpen(&s->arena, s->A, s->qr.damp, &s->P, &done);
    s->report->seconds_factor += randlapack_seconds() - begin;
    if (done || info < 0 || info == RANDBLAS_NOT_FINITE) return info;
    s->plan = randlapack_xlsq_plan_again(s->A, &s->options);
    return sketch_and_factor(s, nrhs);
}

static int precondition(solver *s, int64_t nrhs)
{
    int info = sketch_and_factor(s, nrhs);
    if (s->plan.preconditioner == RANDLAPACK_PRECOND_CHOLESKY && info >= 0) info = sharpen(s, nrhs, info);
    s->report->preconditioner = (int32_t)s->plan.preconditioner;
    if (info < 0) return info;
    s->C = randblas_arena_get(&s->arena, randblas_size_product(s->qr.rows, nrhs), sizeof *s->C);
    if (s->arena.info) return s->arena.info;
    note(s, info);
    if (info == RANDBLAS_NOT_FINITE) return 0;
    s->report->rank = s->P.rank;
    s->report->condition = s->P.condition;
    s->contraction = fmax(sqrt((double)REAL_EPS), 8 * (double)REAL_EPS * s->P.scaled_condition);
    s->contraction = fmin(s->contraction, 0.1);
    return 0;
}

/* ---------------------------------------------------------------- right-hand sides -------------------------------- */

/* x = 2^e x, in two halves because 2^1074 is no double. */
static void scale_copy(int64_t n, int e, const scalar_t *x, scalar_t *y)
{
    const double half = ldexp(1, e / 2), rest = ldexp(1, e - e / 2);
    for (int64_t i = 0; i < n; i++) y[i] = (scalar_t)((double)x[i] * half * rest);
}

static rhs_state measure(int64_t m, const scalar_t *b)
{
    rhs_state rhs = {.finite = true};
    double largest = 0;
    for (int64_t i = 0; i < m; i++) {
        largest = fmax(largest, fabs((double)b[i]));
        rhs.finite = rhs.finite && isfinite(b[i]);
    }
    rhs.exponent = rhs.finite && largest > 0 ? ilogb(largest) + 1 : 0;
    rhs.norm = ldexp(randlapack_xnorm(m, b), -rhs.exponent);
    return rhs;
}

/* U = the scaled right-hand sides, zero where they are not finite. */
static void load(solver *s, const scalar_t *B, int64_t ldb)
{
    const int64_t m = s->A->rows;
    for (int64_t r = 0; r < s->block.nrhs; r++) {
        scalar_t *u = s->block.U + r * m;
        if (s->rhs[r].finite)
            scale_copy(m, -s->rhs[r].exponent, B + r * ldb, u);
        else
            for (int64_t i = 0; i < m; i++) u[i] = 0;
    }
    for (int64_t k = 0; k < s->A->cols * s->block.nrhs && s->pass.tail; k++) s->pass.tail[k] = 0;
}

/* X = R0^-1 Q^T S b; zero when the rank is not full. */
static int sketch_and_solve(solver *s)
{
    const int64_t n = s->A->cols, d = s->qr.rows, nrhs = s->block.nrhs;
    for (int64_t k = 0; k < n * nrhs; k++) s->X[k] = 0;
    if (s->P.columns || n == 0) return 0;
    const double begin = randlapack_seconds();
    int info = randlapack_xsketched_qr_project(&s->qr, nrhs, s->block.U, s->C);
    s->report->seconds_sketch += randlapack_seconds() - begin;
    for (int64_t r = 0; r < nrhs && !info; r++)
        for (int64_t i = 0; i < n; i++) s->X[i + r * n] = s->C[i + r * d];
    return info ? info : randlapack_xtrsm(RANDBLAS_NO_TRANS, n, nrhs, s->qr.QR, d, s->X, n);
}

/* ---------------------------------------------------------------- refinement -------------------------------------- */

/* U = A X - b, G = A^T U, Z = R^-T G. */
static int find_residual(solver *s, const scalar_t *B, int64_t ldb)
{
    randlapack_xlsqr_block *b = &s->block;
    load(s, B, ldb);
    for (int64_t r = 0; r < b->nrhs; r++) b->coefficients[r] = 1;
    const int info = randlapack_xpass_run(&s->pass, b->nrhs, s->X, b->coefficients, b->U, b->G, b->norms);
    return info ? info : randlapack_xprecond_apply_transposed(&s->P, b->nrhs, b->G, b->Z);
}

/* Decide whether a right-hand side is done, and if not how far the next run of LSQR is to go. */
static void judge(solver *s, int64_t r, int32_t stage)
{
    const int64_t n = s->A->cols;
    const double residual = s->block.norms[r], normal = randlapack_xnorm(s->P.rank, s->block.Z + r * n);
    const double rounding = (double)REAL_EPS * (s->P.frobenius * randlapack_xnorm(n, s->X + r * n) + s->rhs[r].norm);
    randlapack_lsqr_state *lsqr = &s->block.states[r];
    rhs_state *rhs = &s->rhs[r];
    const bool reached = normal <= s->tolerance * residual || residual <= rounding;
    const bool stalled = stage > 0 && !rhs->limited && !(normal <= sqrt(s->contraction) * rhs->normal);
    if (rhs->done) return;
    if (!isfinite(residual) || !isfinite(normal)) rhs->finite = false;
    rhs->done = reached || stalled || stage > s->refinements || !rhs->finite;
    if (rhs->done && !reached && rhs->limited) note(s, RANDBLAS_NOT_CONVERGED);
    lsqr->goal = s->tolerance * residual / 2;
    if (stage == 0) lsqr->first = normal;
    lsqr->normal = rhs->normal = normal;
    lsqr->target = s->refinements > 0 ? fmax(s->contraction * normal, lsqr->goal) : lsqr->goal;
}

static bool all_done(const solver *s)
{
    for (int64_t r = 0; r < s->block.nrhs; r++)
        if (!s->rhs[r].done) return false;
    return true;
}

/* One run of LSQR and the correction X = X - R^-1 Y. */
static int improve(solver *s)
{
    randlapack_xlsqr_block *b = &s->block;
    const int64_t most = s->options.max_iterations ? s->options.max_iterations : DEFAULT_ITERATIONS;
    int64_t steps = 0;
    for (int64_t r = 0; r < b->nrhs; r++)
        if (s->rhs[r].done) b->states[r].target = INFINITY;
    const int info = randlapack_xlsqr(&s->pass, &s->P, b, most, &s->options.control, &steps);
    if (info) return info;
    for (int64_t r = 0; r < b->nrhs; r++) s->rhs[r].limited = b->states[r].active;
    s->report->iterations += steps;
    randlapack_xprecond_apply(&s->P, b->nrhs, b->Y, b->X);
    for (int64_t k = 0; k < s->A->cols * b->nrhs; k++) s->X[k] -= b->X[k];
    return 0;
}

static void report_rhs(solver *s, int64_t r)
{
    const int64_t m = s->A->rows;
    const double residual = s->block.norms[r];
    const double scaled = ldexp(s->pass.tail ? randlapack_xnorm(m, s->block.U + r * m) : residual, s->rhs[r].exponent);
    const double gradient = randlapack_xnorm(s->A->cols, s->block.G + r * s->A->cols);
    const double normal = residual > 0 && s->P.frobenius > 0 ? gradient / s->P.frobenius / residual : 0;
    if (!(scaled <= s->report->residual_norm)) s->report->residual_norm = scaled;
    if (!(normal <= s->report->normal_residual)) s->report->normal_residual = normal;
}

/* The right-hand sides first .. first + nrhs. */
static int solve_block(solver *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    const int64_t m = s->A->rows, n = s->A->cols;
    s->block.nrhs = nrhs;
    for (int64_t r = 0; r < nrhs; r++) s->rhs[r] = measure(m, B + r * ldb);
    load(s, B, ldb);
    int info = sketch_and_solve(s);
    const double begin = randlapack_seconds();
    for (int32_t stage = 0; !info; stage++) {
        info = find_residual(s, B, ldb);
        for (int64_t r = 0; r < nrhs && !info; r++) judge(s, r, stage);
        if (info || all_done(s)) break;
        info = improve(s);
    }
    for (int64_t r = 0; r < nrhs && !info; r++) {
        if (s->rhs[r].finite) {
            scale_copy(n, s->rhs[r].exponent, s->X + r * n, X + r * ldx);
        } else {
            for (int64_t i = 0; i < n; i++) X[i + r * ldx] = (scalar_t)NAN;
            note(s, RANDBLAS_NOT_FINITE);
        }
        report_rhs(s, r);
    }
    s->report->seconds_iterate += randlapack_seconds() - begin;
    return info;
}

static int64_t memory_left(const solver *s)
{
    const int64_t limit = s->options.control.memory_limit;
    return limit ? limit - s->arena.used : INT64_MAX;
}

static int solve(solver *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    const int64_t n = s->A->cols, block = nrhs < MAX_RHS ? nrhs : MAX_RHS;
    int64_t most = 0;
    int info = open_workspace(s, block);
    s->plan = randlapack_xlsq_plan(s->A, &s->options, memory_left(s));
    if (!info) info = precondition(s, block);
    if (!info && s->outcome == RANDBLAS_NOT_FINITE) {
        for (int64_t r = 0; r < nrhs; r++)
            for (int64_t i = 0; i < n; i++) X[i + r * ldx] = (scalar_t)NAN;
        return 0;
    }
    for (int64_t r = 0; r < nrhs && !info; r += block) {
        s->report->iterations = 0;
        info = randlapack_progress(&s->options.control, "iterate", 0);
        if (!info) info = solve_block(s, r + block > nrhs ? nrhs - r : block, B + r * ldb, ldb, X + r * ldx, ldx);
        if (s->report->iterations > most) most = s->report->iterations;
    }
    s->report->iterations = most;
    return info;
}

/* ---------------------------------------------------------------- entry ------------------------------------------- */

static bool read_options(solver *s, const randlapack_lsq_options *options)
{
    randlapack_lsq_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (o->control.memory_limit < 0 || !o->control.allocate != !o->control.release) return false;
    if (o->sketch_rows < 0 || (o->sketch_rows > 0 && o->sketch_rows < s->A->cols) || o->sketch_nnz < 0) return false;
    if (!(o->tolerance >= 0 && o->tolerance < 1) || o->max_iterations < 0) return false;
    if (!(o->ridge >= 0 && isfinite((scalar_t)sqrt(o->ridge)))) return false;
    if ((int)o->preconditioner < 0 || o->preconditioner > RANDLAPACK_PRECOND_NONE) return false;
    s->tolerance = fmax(o->tolerance, (double)REAL_EPS);
    s->refinements = o->refinements < 0 ? 0 : o->refinements ? o->refinements : DEFAULT_REFINEMENTS;
    return true;
}

int randlapack_xlsq_precond(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X,
                            int64_t ldx, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    randlapack_lsq_report ignored;
    solver s = {.A = A, .report = report ? report : &ignored};
    *s.report = (randlapack_lsq_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows < A->cols) return -1;
    if (nrhs < 0) return -2;
    if (!B && A->rows > 0 && nrhs > 0) return -3;
    if (ldb < (A->rows > 1 ? A->rows : 1)) return -4;
    if (!X && A->cols > 0 && nrhs > 0) return -5;
    if (ldx < (A->cols > 1 ? A->cols : 1)) return -6;
    if (!read_options(&s, options)) return -7;

    s.arena = randblas_arena_open(&s.options.control);
    info = solve(&s, nrhs, B, ldb, X, ldx);
    randblas_sketch_destroy(s.qr.S);
    randblas_arena_close(&s.arena);
    return info ? info : s.outcome;
}
