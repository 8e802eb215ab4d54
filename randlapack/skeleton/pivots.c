/*
 * The columns of Y (l x n) by what each adds to those before it: QR with column pivoting, weights |r_jj|, or LU
 * with partial pivoting of the transpose, which looks for the largest entry and not for the longest column @cite
 * dong2023:
 *
 *     Y P = Q R          or          (Y P)^T = L U,   Y P = U^T L^T,   R = L^T,   weights |u_jj|
 *
 * Both give Y P = M R with R upper trapezoidal, and R(1:r, 1:r)^-1 R(1:r, r + 1:n) are coefficients of rank r: the best
 * in the first case, an oblique projection in the second, for which a QR of Y P makes the same R of the same columns.
 */
#include "skeleton_impl.h"

#include "lapack_impl.h"

#include "view_impl.h"

#include <math.h>

static int by_qr(randblas_arena *arena, const scalar_t *Y, randlapack_xpivots *p)
{
    const int64_t l = p->l, n = p->n;
    scalar_t *tau = randblas_arena_get(arena, p->count, sizeof *tau);
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n), sizeof *work);
    int64_t *iwork = randblas_arena_get(arena, n, sizeof *iwork);
    if (arena->info) return arena->info;
    for (int64_t i = 0; i < l * n; i++) p->R[i] = Y[i];
    const int info = randlapack_xgeqp3(l, n, p->R, l, p->order, tau, work, iwork);
    for (int64_t j = 0; j < p->count; j++) p->weights[j] = fabs((double)p->R[j + j * l]);
    return info;
}

static int by_lu(randblas_arena *arena, const scalar_t *Y, randlapack_xpivots *p)
{
    const int64_t l = p->l, n = p->n;
    scalar_t *T = randblas_arena_get(arena, randblas_size_product(n, l), sizeof *T);
    int64_t *swaps = randblas_arena_get(arena, p->count, sizeof *swaps);
    int64_t *iwork = randblas_arena_get(arena, p->count, sizeof *iwork);
    if (arena->info) return arena->info;
    const randblas_xview wide = view_make(Y, l, RANDBLAS_COL_MAJOR), tall = {T, n, false}, R = {p->R, l, false};
    randblas_xcopy_view(n, l, view_transposed(wide), tall);
    const int info = randlapack_xgetrf(n, l, T, n, swaps, iwork);
    if (info) return info;
    for (int64_t j = 0; j < n; j++) p->order[j] = j;
    for (int64_t j = 0; j < p->count; j++) {
        const int64_t other = p->order[swaps[j]];
        p->order[swaps[j]] = p->order[j];
        p->order[j] = other;
        p->weights[j] = fabs((double)T[j + j * n]);
    }
    randblas_xcopy_view(l, n, view_transposed(tall), R);
    for (int64_t j = 0; j < p->count; j++) p->R[j + j * l] = 1;
    return 0;
}

int randlapack_xpivots_orthogonal(randblas_arena *arena, const scalar_t *Y, const randlapack_xpivots *p)
{
    const int64_t l = p->l, n = p->n;
    scalar_t *tau = randblas_arena_get(arena, p->count, sizeof *tau);
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n), sizeof *work);
    if (arena->info) return arena->info;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < l; i++) p->R[i + j * l] = Y[i + p->order[j] * l];
    return randlapack_xgeqrf(l, n, p->R, l, tau, work);
}

int randlapack_xpivot_columns(randblas_arena *arena, randlapack_pivoting pivoting, int64_t l, int64_t n,
                              const scalar_t *Y, randlapack_xpivots *p)
{
    *p = (randlapack_xpivots){.l = l, .n = n, .count = l < n ? l : n};
    p->order = randblas_arena_get(arena, n, sizeof *p->order);
    p->weights = randblas_arena_get(arena, p->count, sizeof *p->weights);
    p->R = randblas_arena_get(arena, randblas_size_product(l, n), sizeof *p->R);
    if (arena->info) return arena->info;
    return pivoting == RANDLAPACK_PIVOT_LU ? by_lu(arena, Y, p) : by_qr(arena, Y, p);
}
