/*
 * Pivots from a sketch that is drawn once and updated @cite duersch2017 @cite martinsson2017.  With Y = S A for the
 * rows and columns that are left, Y P = Q_y [R_11^y R_12^y; 0 R_22^y] gives the pivots of a block; when Q^T A P = [R_11
 * R_12; 0 A_22] and S Q = [S_1 S_2], then Y P = S_1 [R_11 R_12] + S_2 [0 A_22], and so
 *
 *     Q_y^T S_2 A_22 = [R_12^y - R_11^y R_11^-1 R_12; R_22^y],
 *
 * a sketch of A_22 by an operator that is as good as S.  In an LU factorisation @cite melgaard2015, with Pi the
 * exchanges of rows, Pi A P = [L_11 0; L_21 I] [U_11 U_12; 0 A_22] and S Pi^T [L_11 0; L_21 I] = [S_1 S_2], where S_2
 * holds the columns of S for the rows that are left: the same formula with U for R.
 *
 * What is left of Y loses digits by cancellation as A_22 gets small, and all of them if R_11 is singular: a new sketch
 * is drawn when half of the digits are gone.
 */
#include "permute_columns_impl.h"
#include "sketch_pivots_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"
#include "measure_impl.h"

#include <math.h>
#include <string.h>

#define OVERSAMPLING 8
#define LEAST_BLOCK 32
#define MOST_BLOCK 96

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t randlapack_xsketch_pivots_plan(randlapack_xsketch_pivots *p, int64_t block, int64_t columns,
                                       int64_t oversampling)
{
    const int64_t part = min_i64(p->m, p->n) / 32 / 16 * 16;
    const int64_t over = oversampling < 0 ? 0 : oversampling ? oversampling : OVERSAMPLING;
    if (!block) block = part < LEAST_BLOCK ? LEAST_BLOCK : min_i64(part, MOST_BLOCK);
    block = min_i64(block, columns);
    p->d = block + min_i64(over, p->m - block);
    return block;
}

int randlapack_xsketch_pivots_create(randlapack_xsketch_pivots *p, randblas_family family, const randblas_state *state)
{
    randblas_dist dist = randblas_sparse_sign(p->d, p->m, 0);
    if (family) dist.family = family;
    return randblas_sketch_create(&dist, state, &p->S, NULL);
}

void randlapack_xsketch_pivots_open(randlapack_xsketch_pivots *p, randblas_arena *arena, int64_t block)
{
    const int64_t qr = RANDLAPACK_QR_WORK(p->n), square = randblas_size_product(block, block);
    p->Y = randblas_arena_get(arena, randblas_size_product(p->d, p->n), sizeof *p->Y);
    p->C = randblas_arena_get(arena, square, sizeof *p->C);
    p->small_tau = randblas_arena_get(arena, p->d, sizeof *p->small_tau);
    p->work = randblas_arena_get(arena, qr > square ? qr : square, sizeof *p->work);
    p->pivot = randblas_arena_get(arena, p->n, sizeof *p->pivot);
    p->first = randblas_arena_get(arena, p->n, sizeof *p->first);
    p->iwork = randblas_arena_get(arena, p->n, sizeof *p->iwork);
    p->rest = randblas_arena_get(arena, p->d, sizeof *p->rest);
}

static double trailing_norm(const randlapack_xsketch_pivots *p, int64_t from)
{
    double norm = 0;
    for (int64_t j = from; j < p->n; j++) norm = hypot(norm, randlapack_xnorm(p->d, p->Y + j * p->d));
    return norm;
}

/* The rows themselves, and zeros. */
static int copy_rows(const randlapack_xsketch_pivots *p)
{
    const int64_t s = p->done, rows = p->m - s;
    for (int64_t j = s; j < p->n; j++) {
        scalar_t *y = p->Y + j * p->d;
        memcpy(y, p->A + s + j * p->lda, (size_t)rows * sizeof *y);
        memset(y + rows, 0, (size_t)(p->d - rows) * sizeof *y);
    }
    return 0;
}

int randlapack_xsketch_pivots_draw(randlapack_xsketch_pivots *p)
{
    const int64_t s = p->done;
    const int info = p->m - s <= p->d ? copy_rows(p)
                                      : randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS,
                                                       RANDBLAS_NO_TRANS, p->d, p->n - s, p->m - s, 1, p->S, 0, s,
                                                       p->A + s + s * p->lda, p->lda, 0, p->Y + s * p->d, p->d);
    p->sketches++;
    p->norm = p->fresh_norm = trailing_norm(p, s);
    if (s == 0) p->first_norm = p->fresh_norm;
    return info;
}

int randlapack_xsketch_pivots_find(randlapack_xsketch_pivots *p)
{
    const int64_t s = p->done, left = p->n - s;
    const int info = randlapack_xgeqp3(p->d, left, p->Y + s * p->d, p->d, p->pivot, p->small_tau, p->work, p->iwork);
    if (info) return info;
    randlapack_xpermute_columns(p->m, left, p->A + s * p->lda, p->lda, p->pivot, p->first);
    for (int64_t j = 0; j < left; j++) p->iwork[j] = p->jpvt[s + p->pivot[j]];
    memcpy(p->jpvt + s, p->iwork, (size_t)left * sizeof *p->jpvt);
    return 0;
}

/* rest[j] = ||R_y(j:, j:)||_F, j < d, brought to the size of a sketch by d rows if d - j are left of them. */
static void measure_rest(const randlapack_xsketch_pivots *p)
{
    const int64_t s = p->done, d = p->d;
    const bool sketched = p->m - s > d;
    const double scale = randlapack_xharmless_scale(p->norm);
    for (int64_t i = 0; i < d; i++) p->rest[i] = 0;
    for (int64_t j = 0; j < p->n - s; j++)
        for (int64_t i = 0; i <= j && i < d; i++) {
            const double r = scale * (double)p->Y[i + (s + j) * d];
            p->rest[i] += r * r;
        }
    for (int64_t i = d - 2; i >= 0; i--) p->rest[i] += p->rest[i + 1];
    for (int64_t i = 0; i < d; i++)
        p->rest[i] = sqrt(p->rest[i] * (sketched ? (double)d / (double)(d - i) : 1)) / scale;
}

int64_t randlapack_xsketch_pivots_width(const randlapack_xsketch_pivots *p, double limit, int64_t b)
{
    int64_t j = 1;
    if (!(limit > 0)) return b;
    measure_rest(p);
    while (j < b && p->rest[j] > limit) j++;
    return j;
}

/* The reflectors of Y become the zeros that they stand for. */
static void clear_reflectors(const randlapack_xsketch_pivots *p)
{
    scalar_t *Y = p->Y + p->done * p->d;
    for (int64_t j = 0; j < p->n - p->done && j < p->d; j++)
        memset(Y + j * p->d + j + 1, 0, (size_t)(p->d - j - 1) * sizeof *Y);
}

/* Whether R_11 is too near to singular to be divided by: then its pivots span more than half the digits. */
static bool nearly_singular(const randlapack_xsketch_pivots *p, int64_t b)
{
    double least = INFINITY, most = 0;
    for (int64_t j = p->done; j < p->done + b; j++) {
        const double r = fabs((double)p->A[j * (p->lda + 1)]);
        least = fmin(least, r);
        most = fmax(most, r);
    }
    return !(least > most * sqrt((double)REAL_EPS));
}

/* C = R_11^y R_11^-1; the panel may have been permuted, so column j of R_11^y is pivot[j] of Y's. */
static int solve(const randlapack_xsketch_pivots *p, int64_t b)
{
    const scalar_t *Y = p->Y + p->done * p->d;
    for (int64_t j = 0; j < b; j++) memcpy(p->C + j * b, Y + p->pivot[j] * p->d, (size_t)b * sizeof *p->C);
    return randlapack_xtrsm_right(b, b, p->A + p->done * (p->lda + 1), p->lda, p->C, b);
}

int randlapack_xsketch_pivots_update(randlapack_xsketch_pivots *p, int64_t b)
{
    const int64_t s = p->done, left = p->n - s - b;
    const randblas_xview C = {p->C, b, false}, R12 = {p->A + s + (s + b) * p->lda, p->lda, false},
                         Y12 = {p->Y + (s + b) * p->d, p->d, false};
    bool renew = nearly_singular(p, b);
    if (!renew) {
        clear_reflectors(p);
        const int info = solve(p, b);
        if (info) return info;
        randblas_xgemm(b, left, b, -1, C, R12, Y12);
        p->norm = trailing_norm(p, s + b);
        renew = !(p->norm > sqrt((double)REAL_EPS) * p->fresh_norm);
    }
    p->done = s + b;
    return renew ? randlapack_xsketch_pivots_draw(p) : 0;
}
