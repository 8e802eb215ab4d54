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
 * is lost by ending the first early, after a factor of max(sqrt(eps), 8 eps cond).  The later ones go all the way.
 *
 * The measure of an error is z = R^-T A^T r, the normal-equation residual in the preconditioned variable: ||z|| is, to
 * the distortion of the sketch, ||A (x - x*)||.  With ||z|| <= eps sqrt(||b||^2 + ||A||_F^2 ||x||^2) the backward error
 * is at most eps, whatever the direction of z, and that is what the runs aim at.  But z itself stays at eps cond(A)
 * ||r|| in the directions in which A is nearly deficient, where it does no harm; a problem is done when the backward
 * error, which knows that (precond_errors.c), is good, or no longer falls.
 *
 * Where A itself was factored, Householder QR is backward stable, and one refinement is all that follows.
 *
 * The singular value decomposition takes the place of R where the rank is in doubt (sketch_svd.c); the solution is then
 * brought to least norm if it is indeed deficient.
 *
 * A ridge lambda is the problem with the rows sqrt(lambda) I below A and zeros below b.
 *
 * b is scaled by a power of two to entries of at most 1, and A R^-1 is of order 1 whatever the scale of A, so nothing
 * overflows or underflows on the way.
 */
#include "cgls_impl.h"
#include "lapack_impl.h"
#include "lsmr_impl.h"
#include "lsq_arguments_impl.h"
#include "lsq_errors_impl.h"
#include "lsq_factor_impl.h"
#include "lsq_options_impl.h"
#include "lsq_precond_impl.h"
#include "lsqr_impl.h"
#include "progress_impl.h"

#include <math.h>

#define MAX_RHS 16 /* right-hand sides that are solved together: bounds the workspace */
#define DEFAULT_ITERATIONS 100
#define DEFAULT_REFINEMENTS 5
#define FINEST 0.0625 /* times eps: the backward error aimed at, as Householder QR often does better than eps */
#define GOOD 0.25     /* times eps: a backward error that asks for no further run */
#define ACCEPT 8      /* times eps sqrt(n): what rounding in its own evaluation may make of a backward error */

/* What the driver knows of a right-hand side beside the solver's state and its scale. */
typedef struct progress {
    bool done, limited;
    bool rough;    /* the errors are bounded roughly */
    double before; /* the backward error where the last run began */
    randlapack_lsq_errors errors;
} progress;

typedef struct solver {
    const randblas_xlinop *A;
    const randlapack_xteam *team; /* A has the rows of this process only; NULL: all */
    randlapack_lsq_options options;
    randlapack_lsq_report *report;
    randblas_arena arena;
    randlapack_xlsq_factor factor;
    randlapack_xpass pass;
    randlapack_xlsqr_block block;
    scalar_t *X, *C; /* solutions and sketched right-hand sides of the block */
    randlapack_scaled_rhs *rhs;
    double *plain; /* norms of b - A x without the rows below A */
    progress *runs;
    double tolerance, contraction; /* of the whole, of the first run */
    int32_t refinements;
    int outcome; /* the most serious numerical outcome so far */
} solver;

/* ---------------------------------------------------------------- preconditioner and workspace -------------------- */

static int open_workspace(solver *s, int64_t nrhs)
{
    const int64_t m = s->A->rows, n = s->A->cols, k = nrhs;
    randblas_arena *arena = &s->arena;
    randlapack_xlsqr_block *b = &s->block;
    scalar_t **columns[] = {&b->G, &b->X, &b->V, &b->D, &b->Y, &b->Z, &s->X};
    b->U = randblas_arena_get(arena, randblas_size_product(m, k), sizeof *b->U);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        *columns[i] = randblas_arena_get(arena, randblas_size_product(n, k), sizeof **columns[i]);
    b->coefficients = randblas_arena_get(arena, k, sizeof *b->coefficients);
    b->norms = randblas_arena_get(arena, k, sizeof *b->norms);
    b->states = randblas_arena_get(arena, k, sizeof *b->states);
    b->H = s->options.solver == RANDLAPACK_SOLVER_LSMR
               ? randblas_arena_get(arena, randblas_size_product(n, k), sizeof *b->H)
               : NULL;
    s->rhs = randblas_arena_get(arena, k, sizeof *s->rhs);
    s->plain = randblas_arena_get(arena, k, sizeof *s->plain);
    s->runs = randblas_arena_get(arena, k, sizeof *s->runs);
    s->pass = randlapack_xpass_open(arena, s->A, sqrt(s->options.ridge), k);
    s->pass.team = s->team;
    return arena->info;
}

/* The preconditioner, and how far the first run may go with it. */
static int precondition(solver *s, int64_t nrhs)
{
    randlapack_xlsq_factor *f = &s->factor;
    const int info = randlapack_xlsq_factor_make(f, nrhs, s->report);
    if (info && info != RANDBLAS_RANK_DEFICIENT && info != RANDBLAS_NOT_FINITE) return info;
    s->C = randblas_arena_get(&s->arena, randblas_size_product(f->qr.rows, nrhs), sizeof *s->C);
    if (s->arena.info) return s->arena.info;
    s->outcome = info;
    s->contraction = fmax(sqrt((double)REAL_EPS), 8 * (double)REAL_EPS * f->P.scaled_condition);
    s->contraction = fmin(s->contraction, 0.1);
    return 0;
}

/* ---------------------------------------------------------------- right-hand sides -------------------------------- */

/* U = the scaled right-hand sides, zero where they are not finite. */
static void load(solver *s, const scalar_t *B, int64_t ldb)
{
    const int64_t m = s->A->rows;
    for (int64_t r = 0; r < s->block.nrhs; r++) randlapack_xload_rhs(m, &s->rhs[r], B + r * ldb, s->block.U + r * m);
    for (int64_t k = 0; k < s->A->cols * s->block.nrhs && s->pass.tail; k++) s->pass.tail[k] = 0;
}

/* X = the solutions of the sketched problem. */
static int sketch_and_solve(solver *s)
{
    const int64_t nrhs = s->block.nrhs;
    if (s->A->cols == 0) return 0;
    const double begin = randlapack_seconds();
    const int info = randlapack_xsketched_qr_project(&s->factor.qr, nrhs, s->block.U, s->C);
    s->report->seconds_sketch += randlapack_seconds() - begin;
    return info ? info : randlapack_xprecond_start(&s->factor.P, nrhs, s->C, s->factor.qr.rows, s->block.Y, s->X);
}

/* ---------------------------------------------------------------- refinement -------------------------------------- */

/* The errors of X, of which U, G and Z are. */
static randlapack_lsq_errors find_errors(const solver *s, int64_t r, bool rough)
{
    const randlapack_xlsqr_block *b = &s->block;
    const int64_t at = r * s->A->cols;
    const int steps = rough ? 0 : randlapack_error_steps(s->team ? s->team->rows : s->A->rows);
    return randlapack_xprecond_errors(&s->factor.P, s->factor.distortion, &s->rhs[r], s->X + at, b->G + at, b->Z + at,
                                      b->norms[r], steps, b->X + at);
}

/* U = A X - b, G = A^T U, Z = R^-T G, and the errors: roughly in the beginning, where they are large. */
static int find_residual(solver *s, const scalar_t *B, int64_t ldb, bool rough)
{
    randlapack_xlsqr_block *b = &s->block;
    load(s, B, ldb);
    for (int64_t r = 0; r < b->nrhs; r++) b->coefficients[r] = 1;
    int info = randlapack_xpass_run(&s->pass, b->nrhs, s->X, b->coefficients, b->U, b->G, b->norms);
    if (!info) info = randlapack_xprecond_apply_transposed(&s->factor.P, b->nrhs, b->G, b->Z);
    for (int64_t r = 0; r < b->nrhs && !info; r++) {
        s->runs[r].before = s->runs[r].errors.backward_error;
        s->runs[r].errors = find_errors(s, r, rough);
        s->runs[r].rough = rough;
    }
    return info;
}

/* What a backward error may be without being called a failure. */
static double acceptable(const solver *s)
{
    return ACCEPT * (double)REAL_EPS * sqrt((double)s->A->cols + 1);
}

/* Decide whether a right-hand side is done, and if not how far the next run of the solver is to go. */
static void judge(solver *s, int64_t r, int32_t stage)
{
    const double eps = (double)REAL_EPS, residual = s->block.norms[r];
    const double normal = randlapack_xnorm(s->factor.P.rank, s->block.Z + r * s->A->cols);
    randlapack_lsqr_state *state = &s->block.states[r];
    progress *p = &s->runs[r];
    const double now = p->errors.backward_error;
    const bool householder = !s->factor.qr.S && !s->factor.P.svd; /* backward stable as it is */
    const bool reached = normal <= s->tolerance * residual || residual == 0 || now <= FINEST * eps;
    const bool good = stage > 0 && (now <= GOOD * eps || householder),
               stalled = stage > 1 && !p->limited && !(now <= p->before / 2);
    if (p->done) return;
    if (!isfinite(residual) || !isfinite(normal)) s->rhs[r].finite = false;
    p->done = reached || good || stalled || stage > s->refinements || !s->rhs[r].finite;
    if (p->done && !reached && p->limited && !(now <= acceptable(s)))
        s->outcome = randlapack_lsq_worse(s->outcome, RANDBLAS_NOT_CONVERGED);
    const double scale = p->errors.relative_residual > 0 ? residual / p->errors.relative_residual : residual;
    state->goal = fmax(s->tolerance * residual / 2, FINEST * eps * scale);
    if (stage == 0) state->first = normal;
    state->normal = normal;
    state->target = s->refinements > 0 && stage == 0 ? fmax(s->contraction * normal, state->goal) : state->goal;
}

static bool all_done(const solver *s)
{
    for (int64_t r = 0; r < s->block.nrhs; r++)
        if (!s->runs[r].done) return false;
    return true;
}

/* One run of the solver and the correction X = X - R^-1 Y. */
static int improve(solver *s)
{
    static randlapack_xinner_solver *const solvers[] = {randlapack_xlsqr, randlapack_xlsmr, randlapack_xcgls};
    randlapack_xlsqr_block *b = &s->block;
    const int64_t most = s->options.max_iterations ? s->options.max_iterations : DEFAULT_ITERATIONS;
    int64_t steps = 0;
    for (int64_t r = 0; r < b->nrhs; r++)
        if (s->runs[r].done) b->states[r].target = INFINITY;
    const int info = solvers[s->options.solver](&s->pass, &s->factor.P, b, most, &s->options.control, &steps);
    if (info) return info;
    for (int64_t r = 0; r < b->nrhs; r++) s->runs[r].limited = b->states[r].active;
    s->report->iterations += steps;
    randlapack_xprecond_apply(&s->factor.P, b->nrhs, b->Y, b->X);
    for (int64_t k = 0; k < s->A->cols * b->nrhs; k++) s->X[k] -= b->X[k];
    return 0;
}

/* With a ridge, the residual reported is that of A x = b alone. */
static int find_plain_norms(solver *s)
{
    const int64_t m = s->A->rows;
    if (!s->pass.tail) return 0;
    if (s->team) return s->team->norms(s->team->context, m, s->block.nrhs, s->block.U, s->plain);
    for (int64_t r = 0; r < s->block.nrhs; r++) s->plain[r] = randlapack_xnorm(m, s->block.U + r * m);
    return 0;
}

static void report_rhs(solver *s, int64_t r)
{
    const int64_t n = s->A->cols;
    const double residual = s->block.norms[r], gradient = randlapack_xnorm(n, s->block.G + r * n);
    const double normal = residual > 0 && s->factor.P.frobenius > 0 ? gradient / s->factor.P.frobenius / residual : 0;
    randlapack_lsq_errors e = s->runs[r].rough ? find_errors(s, r, false) : s->runs[r].errors;
    if (s->pass.tail) e.residual_norm = ldexp(s->plain[r], s->rhs[r].exponent);
    randlapack_lsq_report_join(s->report, &e, normal);
}

static int refine(solver *s, const scalar_t *B, int64_t ldb)
{
    int info = 0;
    for (int32_t stage = 0; !info; stage++) {
        info = find_residual(s, B, ldb, stage == 0);
        for (int64_t r = 0; r < s->block.nrhs && !info; r++) judge(s, r, stage);
        if (info || all_done(s)) break;
        info = improve(s);
    }
    if (info || !s->factor.P.svd || s->factor.P.rank == s->factor.P.n) return info;
    randlapack_xsketch_svd_least_norm(s->factor.P.svd, s->block.nrhs, s->X);
    return find_residual(s, B, ldb, false);
}

/* The right-hand sides first .. first + nrhs. */
static int solve_block(solver *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    const int64_t m = s->A->rows, n = s->A->cols;
    s->block.nrhs = nrhs;
    for (int64_t r = 0; r < nrhs; r++) s->runs[r] = (progress){0};
    int info = randlapack_xteam_rhs(s->team, m, nrhs, B, ldb, s->rhs, s->plain, s->block.U);
    if (info) return info;
    load(s, B, ldb);
    info = sketch_and_solve(s);
    const double begin = randlapack_seconds();
    if (!info) info = refine(s, B, ldb);
    if (!info) info = find_plain_norms(s);
    for (int64_t r = 0; r < nrhs && !info; r++) {
        randlapack_xstore_solution(n, &s->rhs[r], s->X + r * n, X + r * ldx);
        if (!s->rhs[r].finite) s->outcome = RANDBLAS_NOT_FINITE;
        report_rhs(s, r);
    }
    s->report->seconds_iterate += randlapack_seconds() - begin;
    return info;
}

static int solve(solver *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    const int64_t n = s->A->cols, block = nrhs < MAX_RHS ? nrhs : MAX_RHS;
    int64_t most = 0;
    int info = open_workspace(s, block);
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

int randlapack_xlsq_precond_team(const randblas_xlinop *A, const randlapack_xteam *team, int64_t nrhs,
                                 const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx,
                                 const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    randlapack_lsq_report ignored;
    solver s = {.A = A, .team = team, .report = report ? report : &ignored};
    *s.report = (randlapack_lsq_report){.method = RANDLAPACK_METHOD_PRECOND};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if ((team ? team->rows : A->rows) < A->cols) return -1;
    info = randlapack_xlsq_arguments(A, nrhs, B, ldb, X, ldx);
    if (info) return info;
    if (!randlapack_lsq_read_all_options(&s.options, options, A->cols)) return -7;
    if (!isfinite((scalar_t)sqrt(s.options.ridge)) || s.options.method != RANDLAPACK_METHOD_AUTO) return -7;
    s.tolerance = fmax(s.options.tolerance, (double)REAL_EPS);
    s.refinements = s.options.refinements < 0 ? 0 : s.options.refinements ? s.options.refinements : DEFAULT_REFINEMENTS;

    s.arena = randblas_arena_open(&s.options.control);
    s.factor = (randlapack_xlsq_factor){.A = A, .team = team, .options = &s.options, .arena = &s.arena};
    info = solve(&s, nrhs, B, ldb, X, ldx);
    randblas_sketch_destroy(s.factor.qr.S);
    randblas_arena_close(&s.arena);
    return info ? info : s.outcome;
}

int randlapack_xlsq_precond(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X,
                            int64_t ldx, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    return randlapack_xlsq_precond_team(A, NULL, nrhs, B, ldb, X, ldx, options, report);
}
