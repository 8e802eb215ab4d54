/*
 * QB in blocks with an error indicator @cite yu2018: with Q W^T, W = A^T Q, found so far and fresh Gaussian G,
 *
 *     Y = (I - Q Q^T) A G;   passes times:  X = orth(A^T orth(Y)),  Y = (I - Q Q^T) A X
 *     Q' = orth(Y);   W' = A^T Q';   ||A - Q W^T||_F^2 decreases by ||W'||_F^2
 *
 * Q' is made orthogonal to Q again and again until that changes it no more, so that Q keeps orthonormal columns even
 * when A is used up and Y is noise.  Where the difference of squares cancels, ten Gaussian vectors measure the error;
 * they vary, and so have to be below the tolerance by a margin.
 */
#include "qb_core_impl.h"

#include "lapack_impl.h"
#include "progress_impl.h"

#include "blas_impl.h"

#include <math.h>

#define ROUNDS 6
#define LEAST_KEPT 0.01 /* of an orthonormal column, outside the span of Q */
#define MARGIN 1.5

static int open_workspace(randlapack_xqb_core *qb)
{
    randlapack_xrange_core *r = qb->range;
    qb->Q = randblas_arena_get(r->arena, randblas_size_product(r->rows, qb->most), sizeof *qb->Q);
    qb->W = randblas_arena_get(r->arena, randblas_size_product(r->cols, qb->most), sizeof *qb->W);
    qb->X = randblas_arena_get(r->arena, randblas_size_product(r->cols, qb->block), sizeof *qb->X);
    qb->H = randblas_arena_get(r->arena, randblas_size_product(qb->most, qb->block), sizeof *qb->H);
    randlapack_xorthonormal_open(&r->orthonormal, r->arena, qb->block);
    return r->arena->info;
}

/*
 * The columns of Y that the last round found to be in the span of Q and those before them become Gaussian.  close: the
 * round changed little, |T - I|_F <= 1/2 for its triangle T, so that neither cancellation nor the condition of Y left
 * more than rounding.
 */
static int replace_lost(randlapack_xqb_core *qb, int64_t c, scalar_t *Y, bool *close)
{
    randlapack_xrange_core *r = qb->range;
    const randblas_dist dist = randblas_gaussian(1, r->rows);
    double change = 0;
    int info = 0;
    for (int64_t j = 0; j < c && !info; j++) {
        for (int64_t i = 0; i <= j; i++) change = hypot(change, (double)qb->H[i + j * c] - (i == j));
        if (fabs((double)qb->H[j + j * c]) >= LEAST_KEPT) continue;
        randblas_sketch *S = NULL;
        info = randblas_sketch_create(&dist, &r->state, &S, &r->state);
        if (!info) info = randblas_xfill(RANDBLAS_ROW_MAJOR, 1, r->rows, S, 0, 0, Y + j * r->rows, r->rows);
        randblas_sketch_destroy(S);
    }
    *close = change <= 0.5;
    return info;
}

/* Y -= Q Q^T Y; where Y = A X, Q^T Y is W^T X, which is cheaper if A has more rows than columns. */
static void project(randlapack_xqb_core *qb, int64_t c, scalar_t *Y, const scalar_t *X)
{
    const randlapack_xrange_core *r = qb->range;
    const int64_t l = qb->rank;
    const randblas_xview q = {qb->Q, r->rows, false}, w = {qb->W, r->cols, false}, h = {qb->H, l, false};
    if (!X) {
        randlapack_xproject_once(r->rows, l, qb->Q, c, Y, qb->H, NULL);
    } else if (l > 0) {
        randblas_xscale_view(l, c, 0, h);
        randblas_xgemm(l, c, r->cols, 1, view_transposed(w), view_make(X, r->cols, RANDBLAS_COL_MAJOR), h);
        randblas_xgemm(r->rows, c, l, -1, q, h, (randblas_xview){Y, r->rows, false});
    }
}

/*
 * Y (rows x c, behind Q) = an orthonormal basis of its part orthogonal to Q, filled up where that is less than c; X: Y
 * = A X / 2^exponent, or NULL.  The first round leaves of Q in Y what its cancellation uncovers, others follow until
 * one changes little.
 */
static int complete(randlapack_xqb_core *qb, int64_t c, scalar_t *Y, const scalar_t *X)
{
    const randlapack_xrange_core *r = qb->range;
    bool close = false;
    int info = 0;
    for (int round = 0; round < ROUNDS && !close && !info; round++) {
        const bool last = qb->rank == 0 || round == ROUNDS - 1;
        const randlapack_orthogonality how = last ? RANDLAPACK_ORTHONORMAL : RANDLAPACK_WELL_CONDITIONED;
        project(qb, c, Y, round == 0 ? X : NULL);
        info = randlapack_xorthonormalise(&r->orthonormal, how, r->rows, c, Y, r->rows, qb->H);
        close = qb->rank == 0;
        if (!info && !close && round > 0) info = replace_lost(qb, c, Y, &close);
    }
    return info;
}

/* The next c columns of Q. */
static int find_block(randlapack_xqb_core *qb, int64_t c)
{
    randlapack_xrange_core *r = qb->range;
    const randlapack_xorthonormal *o = &r->orthonormal;
    scalar_t *Y = qb->Q + qb->rank * r->rows;
    const bool further = qb->krylov && qb->rank >= c;
    int info = 0;
    if (further) {
        const scalar_t *last = qb->W + (qb->rank - c) * r->cols;
        for (int64_t k = 0; k < c * r->cols; k++) (qb->symmetric ? Y : qb->X)[k] = last[k];
        if (qb->symmetric) return complete(qb, c, Y, NULL);
        info = randlapack_xorthonormalise(o, RANDLAPACK_WELL_CONDITIONED, r->cols, c, qb->X, r->cols, NULL);
        if (!info) info = randlapack_xrange_multiply(r, false, c, qb->X, Y);
    } else
        info = randlapack_xrange_sample(r, c, Y);
    for (int32_t p = 0; p < qb->passes && !info; p++) {
        randlapack_xproject_out(r->rows, qb->rank, qb->Q, c, Y, qb->H, NULL);
        info = randlapack_xorthonormalise(o, RANDLAPACK_WELL_CONDITIONED, r->rows, c, Y, r->rows, NULL);
        if (!info) info = randlapack_xrange_multiply(r, true, c, Y, qb->X);
        if (!info) info = randlapack_xorthonormalise(o, RANDLAPACK_WELL_CONDITIONED, r->cols, c, qb->X, r->cols, NULL);
        if (!info) info = randlapack_xrange_multiply(r, false, c, qb->X, Y);
    }
    return info ? info : complete(qb, c, Y, further || qb->passes > 0 ? qb->X : NULL);
}

static double square_of_column(const randlapack_xqb_core *qb, int64_t j)
{
    const double norm = randlapack_xnorm(qb->range->cols, qb->W + j * qb->range->cols);
    return norm * norm;
}

/* Of c new columns as many as the tolerance needs, if ||A||_F^2 - ||W||_F^2 can tell. */
static void count_columns(randlapack_xqb_core *qb, int64_t c)
{
    const randlapack_xrange_core *r = qb->range;
    const double norm = ldexp(qb->norm, -r->exponent), bound = 1 - qb->tolerance * qb->tolerance;
    const bool sharp = r->norm > 0 && qb->tolerance * qb->tolerance > 100 * (double)REAL_EPS * (double)(qb->most + 1);
    for (int64_t j = 0; j < c; j++) {
        qb->captured += square_of_column(qb, qb->rank++);
        if (sharp && qb->captured >= bound * norm * norm) return;
    }
}

int randlapack_xqb_grow(randlapack_xqb_core *qb)
{
    randlapack_xrange_core *r = qb->range;
    const int64_t left = qb->most - qb->rank, c = left < qb->block ? left : qb->block;
    int info = randlapack_progress(r->control, "range", (double)qb->rank / (double)qb->most);
    if (!info) info = find_block(qb, c);
    if (!info) info = randlapack_progress(r->control, "range", ((double)qb->rank + (double)c / 2) / (double)qb->most);
    if (!info) info = randlapack_xrange_multiply(r, true, c, qb->Q + qb->rank * r->rows, qb->W + qb->rank * r->cols);
    if (info) return info;
    count_columns(qb, c);
    const int64_t k = qb->rank;
    if (!isfinite(qb->captured)) return RANDBLAS_NOT_FINITE;
    const bool wanted = qb->tolerance > 0 || (k == qb->most && !qb->krylov);
    if (wanted) info = randlapack_xrange_residual(r, k, qb->Q, qb->W, qb->captured, &qb->error);
    const double margin = r->E ? MARGIN : 1;
    qb->reached = qb->tolerance <= 0 || margin * qb->error <= qb->tolerance * qb->norm;
    return info;
}

int randlapack_xqb_open(randlapack_xqb_core *qb)
{
    randlapack_xrange_core *r = qb->range;
    int info = open_workspace(qb);
    qb->norm = r->norm;
    if (!info && r->norm < 0) info = randlapack_xrange_probe(r, 0, NULL, NULL, &qb->norm);
    qb->error = qb->norm;
    qb->reached = qb->tolerance <= 0 || qb->norm == 0 || qb->tolerance >= 1;
    return info;
}

int randlapack_xqb_run(randlapack_xqb_core *qb)
{
    int info = randlapack_xqb_open(qb);
    while (!info && qb->rank < qb->most && (qb->tolerance <= 0 || !qb->reached)) info = randlapack_xqb_grow(qb);
    return info;
}
