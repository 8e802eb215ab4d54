/*
 * Pivots from a sketch that is drawn once and updated @cite duersch2017 @cite martinsson2017.  With Y = S A for the
 * rows and columns that are left, Y P = Q_y [R_11^y R_12^y; 0 R_22^y] gives the pivots of a block; when Q^T A P = [R_11
 * R_12; 0 A_22] and S Q = [S_1 S_2], then Y P = S_1 [R_11 R_12] + S_2 [0 A_22], and so
 *
 *     Q_y^T S_2 A_22 = [R_12^y - R_11^y R_11^-1 R_12; R_22^y],
 *
 * a sketch of A_22 by an operator that is as good as S.  What is left of Y loses digits by cancellation as A_22 gets
 * small, and all of them if R_11 is singular: a new sketch is drawn when half of the digits are gone.
 */
#include "bqrrp_impl.h"
#include "permute_columns_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"

#include <math.h>
#include <string.h>

static double trailing_norm(const randlapack_xbqrrp_state *f, int64_t from)
{
    double norm = 0;
    for (int64_t j = from; j < f->n; j++) norm = hypot(norm, randlapack_xnorm(f->d, f->Y + j * f->d));
    return norm;
}

int randlapack_xbqrrp_sketch(randlapack_xbqrrp_state *f)
{
    const int64_t s = f->done;
    const int info =
        randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, f->d, f->n - s,
                       f->m - s, 1, f->S, 0, s, f->A + s + s * f->lda, f->lda, 0, f->Y + s * f->d, f->d);
    f->report->sketches++;
    f->fresh_norm = trailing_norm(f, s);
    if (s == 0) f->first_norm = f->fresh_norm;
    return info;
}

int randlapack_xbqrrp_pivots(randlapack_xbqrrp_state *f)
{
    const int64_t s = f->done, left = f->n - s;
    const int info = randlapack_xgeqp3(f->d, left, f->Y + s * f->d, f->d, f->pivot, f->small_tau, f->work, f->iwork);
    if (info) return info;
    randlapack_xpermute_columns(f->m, left, f->A + s * f->lda, f->lda, f->pivot, f->first);
    for (int64_t j = 0; j < left; j++) f->iwork[j] = f->jpvt[s + f->pivot[j]];
    memcpy(f->jpvt + s, f->iwork, (size_t)left * sizeof *f->jpvt);
    return 0;
}

/* The reflectors of Y become the zeros that they stand for. */
static void clear_reflectors(const randlapack_xbqrrp_state *f)
{
    scalar_t *Y = f->Y + f->done * f->d;
    for (int64_t j = 0; j < f->n - f->done && j < f->d; j++)
        memset(Y + j * f->d + j + 1, 0, (size_t)(f->d - j - 1) * sizeof *Y);
}

/* Whether R_11 is too near to singular to be divided by: then its pivots span more than half the digits. */
static bool nearly_singular(const randlapack_xbqrrp_state *f, int64_t b)
{
    double least = INFINITY, most = 0;
    for (int64_t j = f->done; j < f->done + b; j++) {
        const double r = fabs((double)f->A[j * (f->lda + 1)]);
        least = fmin(least, r);
        most = fmax(most, r);
    }
    return !(least > most * sqrt((double)REAL_EPS));
}

/* C = R_11^y R_11^-1; the panel may have been permuted, so column j of R_11^y is pivot[j] of Y's. */
static int solve(const randlapack_xbqrrp_state *f, int64_t b)
{
    const scalar_t *Y = f->Y + f->done * f->d;
    for (int64_t j = 0; j < b; j++) memcpy(f->C + j * b, Y + f->pivot[j] * f->d, (size_t)b * sizeof *f->C);
    return randlapack_xtrsm_right(b, b, f->A + f->done * (f->lda + 1), f->lda, f->C, b);
}

int randlapack_xbqrrp_update(randlapack_xbqrrp_state *f, int64_t b)
{
    const int64_t s = f->done, left = f->n - s - b;
    const randblas_xview C = {f->C, b, false}, R12 = {f->A + s + (s + b) * f->lda, f->lda, false},
                         Y12 = {f->Y + (s + b) * f->d, f->d, false};
    bool renew = nearly_singular(f, b);
    if (!renew) {
        clear_reflectors(f);
        const int info = solve(f, b);
        if (info) return info;
        randblas_xgemm(b, left, b, -1, C, R12, Y12);
        renew = !(trailing_norm(f, s + b) > sqrt((double)REAL_EPS) * f->fresh_norm);
    }
    f->done = s + b;
    return renew ? randlapack_xbqrrp_sketch(f) : 0;
}
