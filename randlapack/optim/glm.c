/*
 * Newton's method for  f(x) = sum_i w_i loss(y_i, a_i^T x + o_i) + lambda/2 ||x||^2  with exact gradients.
 *
 *     g = A^T r + lambda x,   H = A^T D A + lambda I,   r_i and D_ii the derivatives of the losses (glm_loss.c)
 *     R^T R ~ H                                                                     (glm_hessian.c)
 *     p: ||R^-T (H p + g)|| <= eta ||R^-T g||                                       (glm_direction.c)
 *     x = x + alpha p, alpha the first of 1, 1/2, 1/4, ... with f(x + alpha p) <= f(x) + alpha g^T p / 10 (glm_point.c)
 *
 * The forcing term eta follows the gradient, eta_k = 0.9 (||g_k|| / ||g_{k-1}||)^2 @cite eisenstat1996, so that the
 * linear systems are solved as accurately as Newton's method converges; never below what the tolerance needs.
 *
 * A new R costs as much as `cost` conjugate-gradient steps.  The steps that an old one takes beyond what a new one took
 * are added up, and when they exceed the cost R is made anew: at most twice the expense of the best schedule.
 *
 * Columns are scaled by powers of two to entries of at most 1 (and the ridge to at most
 * 1), z = x / c being the variable inside, and H is divided by the largest entry of D: nothing depends on the units.
 */
#include "glm_direction_impl.h"
#include "glm_impl.h"
#include "glm_point_impl.h"
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include <float.h>
#include <math.h>

#define DEFAULT_ITERATIONS 100
#define DEFAULT_CG 100
#define LOOSE 0.3 /* the largest eta */

typedef struct solver {
    const randblas_xlinop *A;     /* as rows.A */
    const randlapack_xteam *team; /* A has the rows of this process only; NULL: all */
    randlapack_glm_options options;
    randlapack_glm_report *report;
    double begin, visited; /* when the call began; how long after it the point at hand was reached */
    randblas_arena arena;
    randlapack_xrows rows;
    randlapack_xglm_point at;
    randlapack_xglm_hessian hessian;
    randlapack_xglm_direction direction;
    double scale;         /* of H */
    double last;          /* scale^{1/2} ||R^-T g|| one step ago */
    double wasted, fresh; /* steps lost to an old R; digits a step gained when it was new */
    double first_decrement, tolerance;
    bool stale;
} solver;

/* ---------------------------------------------------------------- setting up -------------------------------------- */

static int open_workspace(solver *s)
{
    randblas_arena *arena = &s->arena;
    const int64_t m = s->A->rows, n = s->A->cols;
    scalar_t **rows[] = {&s->at.t, &s->at.full, &s->at.trial, &s->at.u, &s->at.d},
             **columns[] = {&s->at.c, &s->at.z, &s->at.x, &s->at.g};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) *rows[k] = randblas_arena_get(arena, m, sizeof **rows[k]);
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
        *columns[k] = randblas_arena_get(arena, n, sizeof **columns[k]);
    s->at.ridge = randblas_arena_get(arena, n, sizeof *s->at.ridge);
    int info = randlapack_xrows_open(arena, s->A, &s->rows);
    if (info) return info;
    s->A = s->at.A = &s->rows.A;
    s->hessian.team = s->team;
    info = randlapack_xglm_hessian_open(arena, &s->rows, s->at.c, s->at.ridge, &s->options, &s->hessian);
    s->at.sweep = randlapack_xsweep_open(arena, s->A, s->team);
    s->direction = randlapack_xglm_direction_open(arena, &s->at.sweep, &s->hessian);
    s->report->sketch_rows = s->hessian.d;
    return info ? info : arena->info;
}

/* c_j = 2^-e, 2^e about the larger of the largest entry of column j and lambda^{1/2}. */
static int scale_columns(solver *s)
{
    double *largest = s->at.ridge;
    int info = 0;
    randlapack_xrows_columns(&s->rows, largest);
    for (int64_t j = 0; j < s->A->cols && s->team; j++)
        if (!isfinite(largest[j])) largest[j] = INFINITY; /* a NaN would be lost on the way */
    if (s->team) info = s->team->largest(s->team->context, s->A->cols, largest);
    if (info) return info;
    for (int64_t j = 0; j < s->A->cols; j++) {
        if (!isfinite(largest[j])) return RANDBLAS_NOT_FINITE;
        const double size = fmax(largest[j], sqrt(s->at.lambda));
        int e = size > 0 ? ilogb(size) : 0;
        const int limit = IS_SINGLE ? FLT_MAX_EXP - 2 : DBL_MAX_EXP - 2;
        e = e > limit ? limit : e < -limit ? -limit : e;
        s->at.c[j] = (scalar_t)ldexp(1, -e);
        s->at.ridge[j] = ldexp(s->at.lambda, -2 * e);
    }
    return 0;
}

/* ---------------------------------------------------------------- directions -------------------------------------- */

/* How accurately to solve for the direction. */
static double forcing(const solver *s)
{
    const double size = sqrt(s->direction.start), wanted = sqrt(2 * s->tolerance * s->at.here.magnitude);
    double eta = s->last > 0 ? 0.9 * (size / s->last) * (size / s->last) : LOOSE;
    eta = fmax(eta, 0.5 * wanted / size);
    return fmin(fmax(eta, 10 * (double)REAL_EPS), LOOSE);
}

/* Keep the books of what the age of R costs. */
static void judge_age(solver *s, double eta)
{
    const double steps = (double)s->direction.steps, digits = -log(eta);
    if (!s->stale)
        s->fresh = steps > 0 ? digits / steps : log(10); /* an exact R was used as it is; a digit a step is a guess */
    else
        s->wasted += fmax(0, steps - digits / s->fresh);
    s->stale = true;
}

static int refresh(solver *s)
{
    const double begin = randlapack_seconds();
    const int info = randlapack_xglm_hessian_refresh(&s->hessian, s->at.d, s->scale);
    s->report->factorisations++;
    s->report->seconds_hessian += randlapack_seconds() - begin;
    s->wasted = 0;
    s->stale = false;
    return info;
}

static int find_direction(solver *s)
{
    const bool plain = s->options.cg_steps < 0;
    const bool always = s->options.method == RANDLAPACK_NEWTON || plain;
    int info = 0;
    if (s->report->factorisations == 0 || always || s->wasted > s->hessian.cost) info = refresh(s);
    const double begin = randlapack_seconds();
    if (!info) info = randlapack_xglm_direction_start(&s->direction, s->at.g, s->scale);
    if (info) return info;
    const double eta = forcing(s);
    const bool direct = plain || (s->hessian.exact && !s->stale);
    const int64_t most = s->options.cg_steps ? s->options.cg_steps : DEFAULT_CG;
    info = randlapack_xglm_direction_find(&s->direction, s->at.d, s->scale, eta, direct ? 0 : most, s->at.u);
    s->last = sqrt(s->direction.start);
    s->report->cg_steps += s->direction.steps;
    s->at.passes += s->direction.steps;
    judge_age(s, eta);
    s->report->seconds_direction += randlapack_seconds() - begin;
    return info;
}

static void write_trace(const solver *s)
{
    double *entry = s->options.trace ? s->options.trace + 3 * s->report->iterations : NULL;
    s->report->objective = s->at.here.value;
    s->report->decrement = s->direction.decrement / 2;
    if (!entry) return;
    entry[0] = s->visited;
    entry[1] = s->at.here.value;
    entry[2] = s->direction.decrement / 2;
}

static double fraction_done(const solver *s)
{
    const double now = s->direction.decrement / 2, goal = s->tolerance * s->at.here.magnitude;
    if (!(now > goal)) return 1;
    if (!(s->first_decrement > now)) return 0;
    return fmin(1, log(s->first_decrement / now) / log(s->first_decrement / goal));
}

/* decrement^2 / 2 as the larger of its two estimates. */
static double half_square(const solver *s)
{
    return fmax(s->direction.decrement, s->direction.start) / 2;
}

/*
 * What rounding leaves of it: errors of about eps ||r|| in the entries of A^T r (those of A are at most 1) become
 * eps ||r|| ||R^-1||_F, and errors of about eps ||z|| in the margins eps (tr D)^{1/2} ||z||.
 */
static double rounding(const solver *s)
{
    const double gradient = s->at.here.slopes * pow(s->hessian.noise, 2) / s->scale;
    const double margins = s->at.here.weights * pow(randlapack_xnorm(s->A->cols, s->at.z), 2);
    return 2 * pow((double)REAL_EPS, 2) * (gradient + margins) + 10 * (double)REAL_EPS * s->at.here.magnitude;
}

static bool is_zero(int64_t n, const scalar_t *g)
{
    return randlapack_xnorm(n, g) == 0;
}

static int iterate(solver *s)
{
    const int64_t most = s->options.max_iterations ? s->options.max_iterations : DEFAULT_ITERATIONS;
    int info = 0;
    for (;; s->report->iterations++) {
        bool moved = false;
        s->visited = randlapack_seconds() - s->begin;
        info = randlapack_xglm_point_scale(&s->at, &s->scale);
        if (info) return info;
        s->direction.decrement = s->direction.start = 0;
        if (is_zero(s->A->cols, s->at.g)) return write_trace(s), 0;
        if (!(s->scale > (IS_SINGLE ? (double)FLT_MIN : DBL_MIN))) return write_trace(s), RANDBLAS_NOT_CONVERGED;
        const double before = s->last;
        info = find_direction(s);
        if (info) return info;
        write_trace(s);
        const bool stuck = s->report->iterations > 0 && s->last > 0.9 * before;
        if (s->report->iterations == 0) s->first_decrement = s->direction.decrement / 2;
        info = randlapack_progress(&s->options.control, "newton", fraction_done(s));
        if (info || half_square(s) <= s->tolerance * s->at.here.magnitude) return info;
        if (stuck && half_square(s) <= rounding(s)) return 0; /* further steps only move the rounding errors */
        if (s->report->iterations == most || !isfinite(s->direction.decrement)) return RANDBLAS_NOT_CONVERGED;
        const double begin = randlapack_seconds();
        info = randlapack_xglm_point_step(&s->at, s->direction.p, -s->direction.decrement, &moved);
        s->report->seconds_evaluate += randlapack_seconds() - begin;
        if (info) return info;
        if (!moved) return half_square(s) <= rounding(s) ? 0 : RANDBLAS_NOT_CONVERGED;
    }
}

/* ---------------------------------------------------------------- entry ------------------------------------------- */

static int start(solver *s, const scalar_t *x)
{
    const double begin = randlapack_seconds();
    for (int64_t j = 0; j < s->A->cols; j++) {
        s->at.z[j] = s->options.warm_start ? x[j] / s->at.c[j] : 0;
        s->direction.p[j] = 0;
        if (!isfinite(s->at.z[j])) return RANDBLAS_NOT_FINITE;
    }
    const int info = randlapack_xglm_point_start(&s->at, s->direction.p);
    s->report->seconds_evaluate = randlapack_seconds() - begin;
    return info;
}

static int solve(solver *s, scalar_t *x)
{
    int info = randlapack_progress(&s->options.control, "newton", 0);
    if (!info) info = open_workspace(s);
    if (!info) info = scale_columns(s);
    if (!info) info = start(s, x);
    if (!info) info = iterate(s);
    for (int64_t j = 0; j < s->A->cols && (info == 0 || info == RANDBLAS_NOT_CONVERGED); j++)
        x[j] = s->at.c[j] * s->at.z[j];
    return info;
}

static bool read_options(solver *s, const randlapack_glm_options *options)
{
    randlapack_glm_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->method == 0) o->method = RANDLAPACK_NEWTON_SKETCH;
    if ((int)o->method < 0 || o->method > RANDLAPACK_NEWTON_LEVERAGE) return false;
    if (s->A->kind == RANDBLAS_CALLBACK && o->method != RANDLAPACK_NEWTON_SKETCH) return false;
    if (s->team && o->method > RANDLAPACK_NEWTON) return false; /* sampling looks at all rows */
    if (o->sketch_rows < 0 || o->sketch_nnz < 0 || o->max_iterations < 0) return false;
    if (!(o->tolerance >= 0 && o->tolerance < 1)) return false;
    s->tolerance = o->tolerance > 0 ? o->tolerance : (double)REAL_EPS;
    return true;
}

/* An outcome of the rows of one process is that of all. */
static int agree(const solver *s, int outcome)
{
    double worst = outcome;
    const int info = s->team ? s->team->largest(s->team->context, 1, &worst) : 0;
    return info ? info : (int)worst;
}

int randlapack_xglm_team(randlapack_glm_model model, const randblas_xlinop *A, const randlapack_xteam *team,
                         const scalar_t *y, const scalar_t *weights, const scalar_t *offset, double lambda, scalar_t *x,
                         const randlapack_glm_options *options, randlapack_glm_report *report)
{
    randlapack_glm_report ignored;
    solver s = {
        .A = A, .team = team, .at.lambda = lambda, .report = report ? report : &ignored, .begin = randlapack_seconds()};
    *s.report = (randlapack_glm_report){0};
    if (model != RANDLAPACK_LOGISTIC && model != RANDLAPACK_POISSON) return -1;
    int info = randblas_xlinop_check(A);
    if (info) return info == -1 ? -2 : info;
    if (!y && A->rows > 0) return -3;
    s.at.problem = (randlapack_xglm_problem){model, A->rows, y, weights, offset};
    const int checked = randlapack_xglm_check(&s.at.problem);
    if (checked == -3 || checked == -4) return checked;
    if (!(lambda >= 0) || isinf(lambda)) return -6;
    if (!x && A->cols > 0) return -7;
    if (!read_options(&s, options)) return -8;

    s.arena = randblas_arena_open(&s.options.control);
    info = agree(&s, checked);
    if (!info) info = solve(&s, x);
    s.report->passes = s.at.passes;
    const int64_t n = A->cols;
    randlapack_xglm_hessian_close(&s.hessian);
    randblas_arena_close(&s.arena);
    for (int64_t j = 0; j < n && info == RANDBLAS_NOT_FINITE; j++) x[j] = (scalar_t)NAN;
    return info;
}

int randlapack_xglm(randlapack_glm_model model, const randblas_xlinop *A, const scalar_t *y, const scalar_t *weights,
                    const scalar_t *offset, double lambda, scalar_t *x, const randlapack_glm_options *options,
                    randlapack_glm_report *report)
{
    return randlapack_xglm_team(model, A, NULL, y, weights, offset, lambda, x, options, report);
}
