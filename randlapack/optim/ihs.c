/*
 * The iterative Hessian sketch @cite pilanci2016 for f(x) = ||A x - b||^2 / 2 + lambda/2 ||x||^2, H = A^T A + lambda I:
 *
 *     g = A^T (A x - b) + lambda x,   x <- x - alpha (R^T R)^-1 g + beta (x - x'),   R^T R = (S A)^T S A + lambda I
 *
 * With SU, U orthonormal, of singular values in 1 -+ eta, the eigenvalues of (R^T R)^-1 H lie between (1 + eta)^-2 and
 * (1 - eta)^-2, and a ridge only draws them to 1.  One S for all steps: Polyak's heavy ball for that interval has
 * alpha = (1 - eta^2)^2, beta = eta^2 and the rate eta @cite ozaslan2019 @cite epperly2024.  An eigenvalue just outside
 * costs much (one 5 % above the interval takes the rate from 0.32 to 0.56), so eta is not the limit (n/d)^{1/2} but
 * (n^{1/2} + 1)/d^{1/2}, above where the extremes fluctuate.  A new S in each step: e <- (I - alpha W^-1) e with W =
 * (SU)^T SU independent of e, so that, by the moments of the inverse Wishart distribution,
 *
 *     E ||e||^2 <- (1 - 2 alpha t_1 + alpha^2 t_2) ||e||^2,   t_1 = d/(d - n - 1),
 *     t_2 = d^2 (d - 1)/((d - n)(d - n - 1)(d - n - 3)),      least at alpha = t_1/t_2 = (d - n)(d - n - 3)/(d (d -
 * 1)),
 *
 * exactly for Gaussian S @cite lacotte2020.  The measure of the error is ||R^-T g||.  Where it does not fall for STILL
 * steps and is no rounding error, eta is taken halfway to 1 and the iteration restarts from the best point.
 */
#include "lapack_impl.h"
#include "ls_factor_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "sweep_impl.h"

#include "randlapack.h"

#include <math.h>

#define DEFAULT_RATIO 8
#define EXTRA_ROWS 32
#define DEFAULT_ITERATIONS 200
#define MOST_RESTARTS 5
#define STILL 12 /* steps without a new best measure */

typedef struct solver {
    const randblas_xlinop *A;
    double lambda;
    randlapack_ihs_options options;
    randlapack_ihs_report *report;
    randblas_arena arena;
    randlapack_xrows rows;
    randlapack_xsweep sweep;
    randlapack_xls_factor factor;
    scalar_t *b, *u;                         /* m: b / 2^exponent, the residual */
    scalar_t *x, *before, *best, *g, *z, *p; /* n */
    int exponent;
    double alpha, beta, eta;
    double b_norm, residual, measure, least, first; /* ||b||, ||A x - b||, ||R^-T g|| now, best, and at x = 0 */
    double best_residual;
    int64_t still, best_step;
    bool deficient;
} solver;

static int open_workspace(solver *s)
{
    const int64_t m = s->A->rows, n = s->A->cols;
    scalar_t **columns[] = {&s->x, &s->before, &s->best, &s->g, &s->z, &s->p};
    int info = randlapack_xrows_open(&s->arena, s->A, &s->rows);
    if (info) return info;
    s->A = &s->rows.A;
    s->b = randblas_arena_get(&s->arena, m, sizeof *s->b);
    s->u = randblas_arena_get(&s->arena, m, sizeof *s->u);
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
        *columns[k] = randblas_arena_get(&s->arena, n, sizeof **columns[k]);
    s->sweep = randlapack_xsweep_open(&s->arena, s->A, NULL);
    return s->arena.info;
}

static void set_steps(solver *s, double eta)
{
    const double d = (double)s->factor.d, n = (double)s->A->cols;
    s->eta = eta;
    s->alpha = (1 - eta * eta) * (1 - eta * eta);
    s->beta = s->options.method == RANDLAPACK_IHS_FRESH ? 0 : eta * eta;
    if (s->options.method == RANDLAPACK_IHS_FRESH && !s->factor.whole && s->report->restarts == 0)
        s->alpha = (d - n) * (d - n - 3) / (d * (d - 1));
}

static int factor(solver *s)
{
    const double begin = randlapack_seconds();
    int info = randlapack_xls_factor_make(&s->factor);
    s->report->seconds_sketch += randlapack_seconds() - begin;
    if (info != RANDBLAS_RANK_DEFICIENT) return info;
    s->deficient = true; /* other sketches might keep other columns: stay with this one */
    if (s->options.method == RANDLAPACK_IHS_FRESH) {
        s->options.method = RANDLAPACK_IHS_MOMENTUM;
        set_steps(s, s->eta);
    }
    return 0;
}

/* u = u - b */
static void subtract(void *context, int64_t first, int64_t count, scalar_t *u, double *sums)
{
    const solver *s = context;
    for (int64_t i = 0; i < count; i++) {
        u[i] -= s->b[first + i];
        sums[0] += (double)u[i] * (double)u[i];
    }
}

/* g, z = R^-T g and their norms. */
static int measure(solver *s)
{
    const int64_t n = s->A->cols;
    double sums[RANDLAPACK_SWEEP_SUMS];
    int info = randlapack_xsweep_run(&s->sweep, s->x, subtract, s, s->u, s->g, sums);
    if (info) return info;
    for (int64_t j = 0; j < n; j++) s->g[j] = (scalar_t)((double)s->g[j] + s->lambda * (double)s->x[j]);
    info = randlapack_xprecond_apply_transposed(&s->factor.P, 1, s->g, s->z);
    s->residual = sqrt(sums[0]);
    s->measure = randlapack_xnorm(s->factor.P.rank, s->z);
    return info;
}

static void keep_best(solver *s, int64_t k)
{
    if (!(s->measure < s->least)) {
        s->still++;
        return;
    }
    s->still = 0;
    s->least = s->measure;
    s->best_residual = s->residual;
    s->best_step = k;
    for (int64_t j = 0; j < s->A->cols; j++) s->best[j] = s->x[j];
}

static void step(solver *s)
{
    for (int64_t j = 0; j < s->A->cols; j++) {
        const double x = (double)s->x[j];
        s->x[j] = (scalar_t)(x - s->alpha * (double)s->p[j] + s->beta * (x - (double)s->before[j]));
        s->before[j] = (scalar_t)x;
    }
}

static void restart(solver *s)
{
    s->report->restarts++;
    s->still = 0;
    set_steps(s, (1 + s->eta) / 2);
    for (int64_t j = 0; j < s->A->cols; j++) s->x[j] = s->before[j] = s->best[j];
}

/* The error that rounding leaves in the measure; with `amplified`, also what A makes of the rounding of R^-1 v. */
static double rounding(const solver *s, bool amplified)
{
    const double size = s->factor.P.frobenius * randlapack_xnorm(s->A->cols, s->x) + s->b_norm;
    return (double)REAL_EPS * size * (amplified ? fmax(1, s->factor.P.scaled_condition) : 1);
}

/* 0: go on; 1: done; 2: not converging. */
static int judge(solver *s)
{
    const double tolerance = fmax(s->options.tolerance, (double)REAL_EPS);
    if (s->measure <= tolerance * s->residual || s->measure <= rounding(s, false)) return 1;
    const bool diverges = !(s->measure <= 100 * s->least);
    if (s->still < STILL && !diverges) return 0;
    if (s->least <= rounding(s, true)) return 1;
    if (s->report->restarts == MOST_RESTARTS) return 2;
    restart(s);
    return 0;
}

static double fraction_done(const solver *s)
{
    const double goal = fmax(s->options.tolerance, (double)REAL_EPS) * s->best_residual;
    if (!(s->least > goal)) return 1;
    if (!(s->first > s->least)) return 0;
    return fmin(1, log(s->first / s->least) / log(s->first / goal));
}

static int iterate(solver *s)
{
    const int64_t most = s->options.max_iterations ? s->options.max_iterations : DEFAULT_ITERATIONS;
    int64_t k = 0;
    int info = 0, verdict = 0;
    s->least = INFINITY;
    for (;; k++) {
        info = measure(s);
        if (!info && k == 0) s->first = s->measure;
        if (!info && k == 0 && !isfinite(s->measure)) return RANDBLAS_NOT_FINITE;
        if (info) return info;
        if (s->options.trace) s->options.trace[k] = ldexp(s->measure, s->exponent);
        keep_best(s, k);
        const int64_t restarts = s->report->restarts;
        verdict = judge(s);
        info = randlapack_progress(&s->options.control, "iterate", fraction_done(s));
        if (info || verdict || k == most) break;
        if (restarts != s->report->restarts) continue; /* the point is another now */
        info = randlapack_xprecond_apply(&s->factor.P, 1, s->z, s->p);
        step(s);
        if (!info && s->options.method == RANDLAPACK_IHS_FRESH && !s->factor.whole) info = factor(s);
        if (info) return info;
    }
    s->report->iterations = k;
    return info ? info : verdict == 1 ? 0 : RANDBLAS_NOT_CONVERGED;
}

static void fill_report(solver *s)
{
    const double steps = (double)s->best_step;
    s->report->residual_norm = ldexp(s->best_residual, s->exponent);
    s->report->gradient = ldexp(s->least, s->exponent);
    s->report->rate = steps > 0 && s->first > 0 ? pow(s->least / s->first, 1 / steps) : 0;
}

static int solve(solver *s, const scalar_t *b, int64_t d, scalar_t *x)
{
    int info = open_workspace(s);
    if (!info)
        info = randlapack_xls_factor_open(&s->arena, &s->rows, s->options.family, s->options.sketch_nnz, d, s->lambda,
                                          &s->options.state, &s->factor);
    s->report->sketch_rows = s->factor.d;
    if (info) return info == RANDBLAS_NOT_CONVERGED ? -5 : info;
    const bool finite = randlapack_xls_load(s->A->rows, b, s->b, &s->exponent);
    s->b_norm = randlapack_xnorm(s->A->rows, s->b);
    for (int64_t j = 0; j < s->A->cols; j++) s->x[j] = s->before[j] = s->best[j] = 0;
    set_steps(s, randlapack_xls_factor_distortion(&s->factor));
    info = randlapack_progress(&s->options.control, "sketch", 0);
    if (!info) info = finite ? factor(s) : RANDBLAS_NOT_FINITE;
    const double begin = randlapack_seconds();
    if (!info) info = iterate(s);
    s->report->seconds_iterate = randlapack_seconds() - begin;
    if (info != 0 && info != RANDBLAS_NOT_CONVERGED) return info;
    fill_report(s);
    randlapack_xls_unload(s->A->cols, s->exponent, s->best, x);
    return info ? info : s->deficient ? RANDBLAS_RANK_DEFICIENT : 0;
}

static bool read_options(solver *s, const randlapack_ihs_options *options, int64_t *d)
{
    randlapack_ihs_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->method == 0) o->method = RANDLAPACK_IHS_MOMENTUM;
    if ((int)o->method < 0 || o->method > RANDLAPACK_IHS_FRESH) return false;
    if (o->sketch_rows < 0 || o->sketch_nnz < 0 || o->max_iterations < 0) return false;
    if (!(o->tolerance >= 0 && o->tolerance < 1)) return false;
    *d = o->sketch_rows ? o->sketch_rows : DEFAULT_RATIO * s->A->cols + EXTRA_ROWS;
    return *d >= s->A->rows || *d > s->A->cols + 3;
}

int randlapack_xihs(const randblas_xlinop *A, const scalar_t *b, double lambda, scalar_t *x,
                    const randlapack_ihs_options *options, randlapack_ihs_report *report)
{
    randlapack_ihs_report ignored;
    solver s = {.A = A, .lambda = lambda, .report = report ? report : &ignored};
    int64_t d = 0;
    *s.report = (randlapack_ihs_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows < A->cols && lambda == 0) return -1;
    if (!b && A->rows > 0) return -2;
    if (!(lambda >= 0) || isinf(lambda)) return -3;
    if (!x && A->cols > 0) return -4;
    if (!read_options(&s, options, &d)) return -5;

    const int64_t n = A->cols;
    s.arena = randblas_arena_open(&s.options.control);
    info = solve(&s, b, d, x);
    randlapack_xls_factor_close(&s.factor);
    randblas_arena_close(&s.arena);
    for (int64_t j = 0; j < n && info == RANDBLAS_NOT_FINITE; j++) x[j] = (scalar_t)NAN;
    return info;
}
