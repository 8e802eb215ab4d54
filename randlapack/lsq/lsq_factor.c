/*
 * The preconditioner as the plan has it: the triangle of a sketch, or the Cholesky factor that a small sketch prepares
 * (precond_sharpen.c).  If that breaks down the sketch is made anew, large enough to do alone; if the triangle leaves
 * doubt about the rank, or the caller asks for it, its singular values take over.
 */
#include "lsq_factor_impl.h"

#include "lapack_impl.h"
#include "lsq_plan_impl.h"
#include "progress_impl.h"

#include <math.h>

/* What the plan is made for: the size of the whole matrix. */
static randblas_xlinop whole_of(const randblas_xlinop *A, const randlapack_xteam *team)
{
    randblas_xlinop whole = *A;
    if (team) {
        whole.rows = team->rows;
        whole.nnz = team->nnz;
    }
    return whole;
}

/* R0 of d rows. */
static int sketch_and_factor(randlapack_xlsq_factor *f, int64_t d, int64_t nrhs, randlapack_lsq_report *report)
{
    const double begin = randlapack_seconds();
    int info = randlapack_progress(&f->options->control, "sketch", 0);
    randblas_sketch_destroy(f->qr.S); /* of an earlier plan */
    f->qr.S = NULL;
    if (!info) info = randlapack_xsketched_qr_open(f->arena, f->A, f->team, d, nrhs, f->options, &f->qr);
    report->sketch_rows = d;
    if (!info) info = randlapack_xsketched_qr_sketch(f->arena, &f->qr);
    const double middle = randlapack_seconds();
    report->seconds_sketch += middle - begin;
    if (!info) info = randlapack_progress(&f->options->control, "factor", 0);
    if (!info) info = randlapack_xsketched_qr_factor(&f->qr);
    if (!info) info = randlapack_xprecond_from_triangle(f->arena, f->A->cols, f->qr.QR, f->qr.rows, &f->P);
    report->seconds_factor += randlapack_seconds() - middle;
    f->distortion = f->qr.S ? sqrt((double)f->A->cols / (double)d) : 0;
    return info;
}

/* R from R0; where Cholesky does not do, from a larger sketch. */
static int sharpen(randlapack_xlsq_factor *f, int64_t nrhs, randlapack_lsq_plan *plan, randlapack_lsq_report *report)
{
    const double begin = randlapack_seconds();
    double sharpened = 0;
    const int info =
        f->P.doubtful ? 0 : randlapack_xprecond_sharpen(f->arena, f->A, f->team, f->qr.damp, &f->P, &sharpened);
    report->seconds_factor += randlapack_seconds() - begin;
    if (sharpened > 0) f->distortion = sharpened;
    if (sharpened > 0 || info) return info;
    const randblas_xlinop whole = whole_of(f->A, f->team);
    *plan = randlapack_xlsq_plan_again(&whole, f->options);
    return sketch_and_factor(f, plan->sketch_rows, nrhs, report);
}

static int reveal_rank(randlapack_xlsq_factor *f, int64_t nrhs, randlapack_lsq_report *report)
{
    const double begin = randlapack_seconds();
    const int info = randlapack_xprecond_use_svd(f->arena, nrhs, &f->P);
    report->seconds_factor += randlapack_seconds() - begin;
    return info;
}

static int64_t memory_left(const randlapack_xlsq_factor *f)
{
    const int64_t limit = f->options->control.memory_limit;
    return limit && !f->team ? /* members of a team have used different amounts */ limit - f->arena->used : INT64_MAX;
}

int randlapack_xlsq_factor_make(randlapack_xlsq_factor *f, int64_t nrhs, randlapack_lsq_report *report)
{
    const randblas_xlinop whole = whole_of(f->A, f->team);
    randlapack_lsq_plan plan = randlapack_xlsq_plan(&whole, f->options, memory_left(f));
    if (f->team && f->team->exact && plan.preconditioner == RANDLAPACK_PRECOND_CHOLESKY)
        plan = randlapack_xlsq_plan_again(&whole, f->options); /* its Gram matrix is rounded differently by each */
    int info = sketch_and_factor(f, plan.sketch_rows, nrhs, report);
    if (!info && plan.preconditioner == RANDLAPACK_PRECOND_CHOLESKY) info = sharpen(f, nrhs, &plan, report);
    if (!info && f->A->cols > 0 && (f->P.doubtful || plan.preconditioner == RANDLAPACK_PRECOND_SVD)) {
        info = reveal_rank(f, nrhs, report);
        plan.preconditioner = RANDLAPACK_PRECOND_SVD;
    }
    report->preconditioner = (int32_t)plan.preconditioner;
    if (info && info != RANDBLAS_RANK_DEFICIENT) return info;
    report->rank = f->P.rank;
    report->condition = f->P.condition;
    return info;
}
