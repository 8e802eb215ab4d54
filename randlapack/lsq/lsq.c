/*
 * Least squares of any shape: which driver solves it.
 *
 *     m >= n            options->method; by itself sketch-and-precondition, whose cost model chooses the preconditioner
 *                       (lsq_plan.c), or sketch-and-solve for tolerances that it reaches
 *     m < n             least norm (min_norm.c)
 *     m < n, lambda > 0 x = A^T (A A^T + lambda I)^-1 b: the saddle-point system of A^T with F = 0, G = b, mu = lambda
 *                       has Y = x, and its other unknown is -(b - A x) / lambda
 *
 * Weights w: the rows of A and b times sqrt(w), and the ridge, divided by powers of two so that the largest is of order
 * one.
 */
#include "lapack_impl.h"
#include "lsq_options_impl.h"
#include "lsq_plan_impl.h"
#include "row_scaled_impl.h"
#include "transpose_impl.h"

#include <math.h>

/* One call; with weights, A and B are the weighted ones. */
typedef struct problem {
    const randblas_xlinop *A;
    int64_t nrhs, ldb, ldx;
    const scalar_t *B;
    scalar_t *X;
    randlapack_lsq_options options;
    randlapack_lsq_report *report;
    randblas_arena arena;
    randlapack_xrow_scaled scaled;
    int exponent; /* weighted A and B are 2^exponent times those here */
} problem;

/* Options of the driver that is called: without method, and with what is left of the memory. */
static randlapack_lsq_options passed_on(const problem *p)
{
    randlapack_lsq_options o = p->options;
    o.method = RANDLAPACK_METHOD_AUTO;
    const int64_t limit = o.control.memory_limit;
    if (limit > 0) o.control.memory_limit = limit > p->arena.used ? limit - p->arena.used : 1;
    return o;
}

/* ---------------------------------------------------------------- tall ------------------------------------------- */

static int by_sketch_solve(const problem *p, int64_t rows)
{
    randlapack_lsq_report *report = p->report;
    randlapack_sketch_solve_report r;
    randlapack_lsq_options o = passed_on(p);
    if (rows > 0) o.sketch_rows = rows;
    const int info = randlapack_xlsq_sketch_solve(p->A, NULL, p->nrhs, p->B, p->ldb, p->X, p->ldx, &o, &r);
    *report = (randlapack_lsq_report){.sketch_rows = r.sketch_rows,
                                      .preconditioner = r.sketch_rows == p->A->rows ? RANDLAPACK_PRECOND_NONE
                                                                                    : RANDLAPACK_PRECOND_SKETCH,
                                      .method = RANDLAPACK_METHOD_SKETCH_SOLVE,
                                      .rank = r.rank,
                                      .condition = r.condition,
                                      .residual_norm = r.residual_norm,
                                      .normal_residual = (double)NAN,
                                      .backward_error = (double)NAN,
                                      .forward_error = (double)NAN,
                                      .seconds_sketch = r.seconds_sketch,
                                      .seconds_factor = r.seconds_factor,
                                      .seconds_iterate = r.seconds_solve};
    return info == -8 ? -7 : info;
}

static int by_fossils(const problem *p)
{
    randlapack_lsq_report *report = p->report;
    randlapack_fossils_report r;
    const randlapack_lsq_options o = passed_on(p);
    const int info = randlapack_xlsq_fossils(p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, &o, &r);
    *report = (randlapack_lsq_report){.sketch_rows = r.sketch_rows,
                                      .preconditioner = RANDLAPACK_PRECOND_SVD,
                                      .method = RANDLAPACK_METHOD_FOSSILS,
                                      .iterations = r.iterations,
                                      .rank = r.rank,
                                      .condition = r.errors.condition,
                                      .residual_norm = r.errors.residual_norm,
                                      .normal_residual = r.errors.normal_residual,
                                      .backward_error = r.errors.backward_error,
                                      .forward_error = r.errors.forward_error,
                                      .seconds_sketch = r.seconds_sketch,
                                      .seconds_factor = r.seconds_factor,
                                      .seconds_iterate = r.seconds_iterate};
    return info;
}

/* Rows of the sketch for sketch-and-solve where that is the best choice, else 0. */
static int64_t rows_for_one_sketch(const problem *p)
{
    randlapack_lsq_options o = p->options;
    const bool free_choice = o.method == RANDLAPACK_METHOD_AUTO && randlapack_lsq_only_common_options(&o);
    return free_choice && !o.family && !o.sketch_rows ? randlapack_xlsq_sketch_solve_rows(p->A, &o) : 0;
}

static int solve_tall(const problem *p)
{
    const randlapack_lsq_options o = passed_on(p);
    const int64_t rows = rows_for_one_sketch(p);
    if (rows > 0) return by_sketch_solve(p, rows);
    switch (p->options.method) {
    case RANDLAPACK_METHOD_SKETCH_SOLVE:
        return by_sketch_solve(p, 0);
    case RANDLAPACK_METHOD_ITERATIVE:
        return randlapack_xlsq_iterative(p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, &o, p->report);
    case RANDLAPACK_METHOD_FOSSILS:
        return by_fossils(p);
    default:
        return randlapack_xlsq_precond(p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, &o, p->report);
    }
}

/* ---------------------------------------------------------------- wide ------------------------------------------- */

static int ridge_of_wide(problem *p)
{
    const int64_t m = p->A->rows, ld = m > 1 ? m : 1, n = p->A->cols > 1 ? p->A->cols : 1;
    const scalar_t lambda = (scalar_t)p->options.ridge;
    scalar_t *Z = randblas_arena_get(&p->arena, randblas_size_product(ld, p->nrhs), sizeof *Z);
    if (p->arena.info) return p->arena.info;
    randlapack_xtransposed transposed;
    randlapack_xtranspose(p->A, &transposed);
    randlapack_lsq_options o = passed_on(p);
    o.ridge = 0;
    const int info =
        randlapack_xsaddle(&transposed.op, lambda, p->nrhs, NULL, n, p->B, p->ldb, p->X, p->ldx, Z, ld, &o, p->report);
    double residual = 0;
    for (int64_t r = 0; r < p->nrhs && info >= 0; r++)
        residual = fmax(residual, (double)lambda * randlapack_xnorm(m, Z + r * ld));
    p->report->residual_norm = residual;
    p->report->normal_residual = (double)NAN;
    return info == -12 ? -7 : info;
}

static int solve_wide(problem *p)
{
    const randlapack_lsq_options o = passed_on(p);
    if (o.ridge > 0) return ridge_of_wide(p);
    return randlapack_xmin_norm(p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, &o, p->report);
}

/* ---------------------------------------------------------------- weights ---------------------------------------- */

static bool weights_are_good(int64_t m, const scalar_t *weights)
{
    for (int64_t i = 0; i < m; i++)
        if (!(isfinite(weights[i]) && weights[i] >= 0)) return false;
    return true;
}

/* scales = sqrt(w) / 2^exponent, such that neither they nor the ridge, divided by 4^exponent, overflow */
static void choose_scales(problem *p, const scalar_t *weights, scalar_t *scales)
{
    const int64_t m = p->A->rows;
    double largest = p->options.ridge;
    for (int64_t i = 0; i < m; i++) largest = fmax(largest, (double)weights[i]);
    p->exponent = largest > 0 ? ilogb(sqrt(largest)) : 0;
    for (int64_t i = 0; i < m; i++) scales[i] = (scalar_t)ldexp(sqrt((double)weights[i]), -p->exponent);
}

static int weigh(problem *p, const scalar_t *weights)
{
    const int64_t m = p->A->rows, ld = m > 1 ? m : 1;
    scalar_t *scales = randblas_arena_get(&p->arena, m, sizeof *scales);
    scalar_t *B = randblas_arena_get(&p->arena, randblas_size_product(ld, p->nrhs), sizeof *B);
    if (p->arena.info) return p->arena.info;
    choose_scales(p, weights, scales);
    const int info = randlapack_xrow_scale(&p->arena, p->A, scales, &p->scaled);
    if (info) return info;
    for (int64_t r = 0; r < p->nrhs; r++)
        for (int64_t i = 0; i < m; i++) B[i + r * ld] = p->B[i + r * p->ldb] * scales[i];
    p->A = &p->scaled.op;
    p->B = B;
    p->ldb = ld;
    p->options.ridge = ldexp(p->options.ridge, -2 * p->exponent);
    return 0;
}

/* ---------------------------------------------------------------- entry ------------------------------------------ */

static bool options_go_together(const randlapack_lsq_options *o, bool tall)
{
    randlapack_lsq_options rest = *o;
    if (!isfinite((scalar_t)o->ridge)) return false;
    if (tall && o->method <= RANDLAPACK_METHOD_PRECOND) return true;
    rest.method = RANDLAPACK_METHOD_AUTO;
    if (!tall) rest.ridge = 0;
    return randlapack_lsq_only_common_options(&rest) && (tall || o->method == RANDLAPACK_METHOD_AUTO);
}

static int run(problem *p, const scalar_t *weights)
{
    int info = weights ? weigh(p, weights) : 0;
    if (!info) info = p->A->rows >= p->A->cols ? solve_tall(p) : solve_wide(p);
    p->report->residual_norm = ldexp(p->report->residual_norm, p->exponent);
    return info == -7 ? -8 : info;
}

int randlapack_xlsq(const randblas_xlinop *A, const scalar_t *weights, int64_t nrhs, const scalar_t *B, int64_t ldb,
                    scalar_t *X, int64_t ldx, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    randlapack_lsq_report ignored;
    problem p = {.A = A, .nrhs = nrhs, .B = B, .ldb = ldb, .X = X, .ldx = ldx, .report = report ? report : &ignored};
    *p.report = (randlapack_lsq_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    const int64_t m = A->rows, n = A->cols;
    if (weights && !weights_are_good(m, weights)) return -2;
    if (nrhs < 0) return -3;
    if (!B && m > 0 && nrhs > 0) return -4;
    if (ldb < (m > 1 ? m : 1)) return -5;
    if (!X && n > 0 && nrhs > 0) return -6;
    if (ldx < (n > 1 ? n : 1)) return -7;
    if (!randlapack_lsq_read_all_options(&p.options, options, m < n ? m : n)) return -8;
    if (!options_go_together(&p.options, m >= n)) return -8;

    p.arena = randblas_arena_open(&p.options.control);
    info = run(&p, weights);
    randblas_arena_close(&p.arena);
    return info;
}
