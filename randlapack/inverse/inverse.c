/*
 * Functions of (A^T A + lambda I)^-1 without inversion bias: the public routines, which check their arguments and say
 * what is to be averaged.  inverse/debias.c has the factors, inverse/sketched_inverse.c one sketch, inverse/average.c
 * the mean.
 */
#include "inverse_impl.h"

#include "options_impl.h"

#include <math.h>

#define DEFAULT_SKETCHES 100
#define DEFAULT_RATIO 3 /* rows of a sketch over columns, and ... */
#define EXTRA_ROWS 16   /* ... what keeps variances small when there are few columns */

/* Families whose sketches follow the rules of debias.c. */
static bool has_rule(randblas_family family)
{
    switch (family) {
    case RANDBLAS_GAUSSIAN:
    case RANDBLAS_UNIFORM:
    case RANDBLAS_RADEMACHER:
    case RANDBLAS_SPARSE_SIGN:
    case RANDBLAS_SPARSE_STACK:
    case RANDBLAS_LESS_UNIFORM:
    case RANDBLAS_LESS:
        return true;
    default:
        return false;
    }
}

static bool not_negative(double x)
{
    return x >= 0 && isfinite(x);
}

/* Whether the mean that is to be corrected exists, or with a ridge may. */
static bool enough_rows(const randlapack_inverse_options *o, const randlapack_debias_rule *rule)
{
    if (o->ridge > 0) return rule->rows > 0 && o->effective_dimension < (double)rule->rows;
    if (o->factor > 0) return rule->rows >= rule->cols;
    return rule->rows > rule->cols + rule->gaussian;
}

static bool read_options(randlapack_xinverse *p, const randlapack_inverse_options *options)
{
    randlapack_inverse_options *o = &p->options;
    randblas_state ignored;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->sketch_rows < 0 || o->sketch_nnz < 0 || o->sketches < 0) return false;
    if (!not_negative(o->ridge) || !not_negative(o->factor) || !isfinite(o->effective_dimension)) return false;
    if (p->team && (o->scores || o->effective_dimension < 0)) return false; /* they need all rows */
    const randblas_family family = o->family ? o->family : RANDBLAS_GAUSSIAN;
    if (!has_rule(family) && !(o->factor > 0)) return false;

    const int64_t n = p->A->cols, most = (INT64_MAX - EXTRA_ROWS) / DEFAULT_RATIO;
    const int64_t rows = o->sketch_rows ? o->sketch_rows : n < most ? DEFAULT_RATIO * n + EXTRA_ROWS : INT64_MAX;
    p->sketches = o->sketches ? o->sketches : DEFAULT_SKETCHES;
    p->rule = (randlapack_debias_rule){.gaussian = family == RANDBLAS_GAUSSIAN, .rows = rows, .cols = n};
    p->rule.factor = o->factor;
    p->rule.dimension = o->effective_dimension > 0 ? o->effective_dimension : -1;
    p->dist = randblas_gaussian(rows, randlapack_xinverse_all_rows(p));
    p->dist.family = family;
    p->dist.nnz = o->sketch_nnz;
    p->dist.weights = o->scores;
    return enough_rows(o, &p->rule) && randblas_state_next(&p->dist, &o->state, &ignored) == 0;
}

/* argument: the options' number */
static int run(randlapack_xinverse *p, const randlapack_inverse_options *options, int argument)
{
    randlapack_inverse_report ignored;
    if (!p->report) p->report = &ignored;
    if (!read_options(p, options)) return -argument;
    const int info = randlapack_xinverse_average(p);
    return info < 0 && info > RANDBLAS_OUT_OF_MEMORY ? -argument : info; /* scores that make no operator */
}

static int check_matrix(const randblas_xlinop *A, randlapack_inverse_report *report)
{
    if (report) *report = (randlapack_inverse_report){0};
    return randblas_xlinop_check(A);
}

/* A second operator, argument 2, with the rows it must have. */
static int check_source(const randblas_xlinop *M, int64_t rows)
{
    const int info = randblas_xlinop_check(M);
    return info == -1 || (!info && M->rows != rows) ? -2 : info;
}

int randlapack_xinverse_solve_team(const randblas_xlinop *A, const randlapack_xteam *team, int64_t nrhs,
                                   const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx, scalar_t *E, int64_t lde,
                                   const randlapack_inverse_options *options, randlapack_inverse_report *report)
{
    const int info = check_matrix(A, report);
    if (info) return info;
    const int64_t n = A->cols, least = n > 1 ? n : 1;
    if (nrhs < 0) return -2;
    if (!B && n > 0 && nrhs > 0) return -3;
    if (ldb < least) return -4;
    if (!X && n > 0 && nrhs > 0) return -5;
    if (ldx < least) return -6;
    if (E && lde < least) return -8;
    const randblas_xlinop source = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, n, nrhs, B, ldb);
    randlapack_xinverse p = {.A = A, .kind = RANDLAPACK_INVERSE_SOLVE, .source = &source, .columns = nrhs};
    p.team = team;
    p.report = report;
    p.mean = X;
    p.ldmean = ldx;
    p.error = E;
    p.lderror = lde;
    return run(&p, options, 9);
}

int randlapack_xinverse_solve(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X,
                              int64_t ldx, scalar_t *E, int64_t lde, const randlapack_inverse_options *options,
                              randlapack_inverse_report *report)
{
    return randlapack_xinverse_solve_team(A, NULL, nrhs, B, ldb, X, ldx, E, lde, options, report);
}

int randlapack_xinverse_forms_team(const randblas_xlinop *A, const randlapack_xteam *team, const randblas_xlinop *X,
                                   scalar_t *f, scalar_t *e, const randlapack_inverse_options *options,
                                   randlapack_inverse_report *report)
{
    int info = check_matrix(A, report);
    if (!info) info = check_source(X, A->cols);
    if (info) return info;
    if (!f && X->cols > 0) return -3;
    randlapack_xinverse p = {.A = A, .kind = RANDLAPACK_INVERSE_FORMS, .source = X, .columns = X->cols};
    p.team = team;
    p.report = report;
    p.mean = f;
    p.error = e;
    p.ldmean = p.lderror = 1;
    return run(&p, options, 5);
}

int randlapack_xinverse_trace_team(const randblas_xlinop *A, const randlapack_xteam *team, const randblas_xlinop *C,
                                   scalar_t *t, scalar_t *e, const randlapack_inverse_options *options,
                                   randlapack_inverse_report *report)
{
    int info = check_matrix(A, report);
    if (!info && C) info = check_source(C, A->cols);
    if (info) return info;
    if (C && C->cols != A->cols) return -2;
    if (!t) return -3;
    randlapack_xinverse p = {.A = A, .source = C, .columns = A->cols};
    p.kind = C ? RANDLAPACK_INVERSE_MATRIX : RANDLAPACK_INVERSE_FACTOR;
    p.team = team;
    p.report = report;
    p.mean = t;
    p.error = e;
    p.ldmean = p.lderror = 1;
    return run(&p, options, 5);
}

int randlapack_xinverse_trace_factor_team(const randblas_xlinop *A, const randlapack_xteam *team,
                                          const randblas_xlinop *F, scalar_t *t, scalar_t *e,
                                          const randlapack_inverse_options *options, randlapack_inverse_report *report)
{
    int info = check_matrix(A, report);
    if (!info) info = check_source(F, A->cols);
    if (info) return info;
    if (!t) return -3;
    randlapack_xinverse p = {.A = A, .kind = RANDLAPACK_INVERSE_FACTOR, .source = F, .columns = F->cols};
    p.team = team;
    p.report = report;
    p.mean = t;
    p.error = e;
    p.ldmean = p.lderror = 1;
    return run(&p, options, 5);
}

int randlapack_xinverse_forms(const randblas_xlinop *A, const randblas_xlinop *X, scalar_t *f, scalar_t *e,
                              const randlapack_inverse_options *options, randlapack_inverse_report *report)
{
    return randlapack_xinverse_forms_team(A, NULL, X, f, e, options, report);
}

int randlapack_xinverse_trace(const randblas_xlinop *A, const randblas_xlinop *C, scalar_t *t, scalar_t *e,
                              const randlapack_inverse_options *options, randlapack_inverse_report *report)
{
    return randlapack_xinverse_trace_team(A, NULL, C, t, e, options, report);
}

int randlapack_xinverse_trace_factor(const randblas_xlinop *A, const randblas_xlinop *F, scalar_t *t, scalar_t *e,
                                     const randlapack_inverse_options *options, randlapack_inverse_report *report)
{
    return randlapack_xinverse_trace_factor_team(A, NULL, F, t, e, options, report);
}
