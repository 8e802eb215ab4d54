/*
 * The best coefficients for chosen columns:  C = A(:, J) = Q R,  Z = R^-1 (A^T Q)^T.  R is graded when J comes from
 * pivots, and each column of Z solves a triangular system backward stably: C Z is Q Q^T A to rounding whatever the
 * condition of C.
 */
#include "skeleton_impl.h"

#include "gather_rows_impl.h"
#include "lapack_impl.h"
#include "transpose_impl.h"

#include "view_impl.h"

#include <math.h>

int randlapack_xgather_columns(randblas_arena *arena, const randblas_xlinop *A, int64_t rank, const int64_t *J,
                               scalar_t *Ct)
{
    randlapack_xtransposed t;
    randlapack_xtranspose(A, &t);
    const randlapack_xgather g = randlapack_xgather_open(arena, &t.op);
    return arena->info ? arena->info : randlapack_xgather_rows(&g, rank, J, Ct, rank);
}

int randlapack_xorthogonal_factors(randblas_arena *arena, int64_t m, int64_t r, const scalar_t *Ct, scalar_t *Q,
                                   scalar_t *R)
{
    scalar_t *tau = randblas_arena_get(arena, r, sizeof *tau);
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(r), sizeof *work);
    if (arena->info) return arena->info;
    randblas_xcopy_view(m, r, view_make(Ct, r, RANDBLAS_ROW_MAJOR), (randblas_xview){Q, m, false});
    const int info = randlapack_xgeqrf(m, r, Q, m, tau, work);
    if (info) return info;
    for (int64_t j = 0; j < r; j++)
        for (int64_t i = 0; i < r; i++) R[i + j * r] = i <= j ? Q[i + j * m] : 0;
    return randlapack_xorgqr(m, r, Q, m, tau, work);
}

/* Z = P^T where that is finite, or as it was. */
static void accept(const randlapack_xinterpolation *z, int64_t n, const scalar_t *P)
{
    bool finite = true;
    for (int64_t i = 0; i < n * z->rank; i++) finite = finite && isfinite(P[i]);
    if (!finite) return;
    randblas_xcopy_view(z->rank, n, (randblas_xview){(scalar_t *)(uintptr_t)P, z->rank, false},
                        (randblas_xview){z->Z, z->ldz, false});
    for (int64_t t = 0; t < z->rank; t++)
        for (int64_t i = 0; i < z->rank; i++) z->Z[i + z->J[t] * z->ldz] = i == t;
}

int randlapack_xfit_columns(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xinterpolation *z)
{
    const int64_t m = A->rows, n = A->cols, r = z->rank;
    if (r == 0) return 0;
    scalar_t *Ct = randblas_arena_get(arena, randblas_size_product(m, r), sizeof *Ct);
    scalar_t *Q = randblas_arena_get(arena, randblas_size_product(m, r), sizeof *Q);
    scalar_t *R = randblas_arena_get(arena, randblas_size_product(r, r), sizeof *R);
    scalar_t *tall = randblas_arena_get(arena, randblas_size_product(n, r), sizeof *tall);
    scalar_t *P = randblas_arena_get(arena, randblas_size_product(n, r), sizeof *P);
    int info = arena->info ? arena->info : randlapack_xgather_columns(arena, A, r, z->J, Ct);
    if (!info) info = randlapack_xorthogonal_factors(arena, m, r, Ct, Q, R);
    if (!info) info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, r, 1, A, Q, m, 0, tall, n);
    if (info) return info;
    randblas_xcopy_view(r, n, (randblas_xview){tall, n, true}, (randblas_xview){P, r, false});
    info = randlapack_xtrsm(RANDBLAS_NO_TRANS, r, n, R, r, P, r);
    if (!info) accept(z, n, P);
    return info;
}
