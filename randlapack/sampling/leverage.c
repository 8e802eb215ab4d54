/*
 * Exact leverage scores @cite drineas2012: the squared row norms of an orthonormal basis of the range; with a ridge
 * @cite alaoui2015 those of the rows of A in a basis of [A; sqrt(lambda) I].  See row_basis.c for the basis.
 */
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "row_basis_impl.h"

#include <math.h>

static bool read_options(randlapack_leverage_options *o, const randlapack_leverage_options *options)
{
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    return o->lambda >= 0 && isfinite(o->lambda);
}

static void write_scores(const randlapack_xrow_basis *b, const double *norms, scalar_t *scores,
                         randlapack_leverage_report *report)
{
    double sum = 0;
    for (int64_t i = 0; i < b->rows; i++) {
        const double score = norms[i] < 1 ? norms[i] : 1; /* 1 + eps is rounding */
        scores[i] = (scalar_t)score;
        sum += score;
    }
    report->sum = sum;
    report->lower = report->upper = 1;
}

static int solve(randblas_arena *arena, const randblas_xlinop *A, scalar_t *scores,
                 const randlapack_leverage_options *options, randlapack_leverage_report *report)
{
    randlapack_xrow_basis basis;
    const double begin = randlapack_seconds();
    double *norms = randblas_arena_get(arena, A->rows, sizeof *norms);
    int info = arena->info;
    if (!info) info = randlapack_progress(&options->control, "factor", 0);
    if (!info) info = randlapack_xrow_basis_make(arena, A, options->lambda, &basis);
    const double middle = randlapack_seconds();
    report->seconds_factor = middle - begin;
    if (info && info != RANDBLAS_RANK_DEFICIENT) return info;
    report->rank = report->projections = basis.rank;
    report->condition = basis.condition;
    const int cancelled = randlapack_progress(&options->control, "rows", 0);
    if (cancelled) return cancelled;
    randlapack_xrow_norms(basis.rows, basis.rank, basis.Q, basis.ld, norms);
    write_scores(&basis, norms, scores, report);
    report->seconds_rows = randlapack_seconds() - middle;
    return info;
}

int randlapack_xleverage(const randblas_xlinop *A, scalar_t *scores, const randlapack_leverage_options *options,
                         randlapack_leverage_report *report)
{
    randlapack_leverage_report ignored;
    randlapack_leverage_options o;
    if (!report) report = &ignored;
    *report = (randlapack_leverage_report){.upper = INFINITY};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (!scores && A->rows > 0) return -2;
    if (!read_options(&o, options)) return -3;
    if (!row_basis_fits(A, o.lambda)) return -1;

    report->sketch_rows = A->rows;
    report->next = o.state;
    randblas_arena arena = randblas_arena_open(&o.control);
    info = solve(&arena, A, scores, &o, report);
    randblas_arena_close(&arena);
    for (int64_t i = 0; i < A->rows && info == RANDBLAS_NOT_FINITE; i++) scores[i] = (scalar_t)NAN;
    return info;
}
