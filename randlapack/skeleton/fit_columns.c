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

/* C (m x rank) = A(:, J). */
static int gather(randblas_arena *arena, const randblas_xlinop *A, int64_t rank, const int64_t *J, scalar_t *C)
{
    randlapack_xtransposed t;
    randlapack_xtranspose(A, &t);
    const randlapack_xgather g = randlapack_xgather_open(arena, &t.op);
    scalar_t *rows = randblas_arena_get(arena, randblas_size_product(rank, A->rows), sizeof *rows);
    int info = arena->info;
    if (!info) info = randlapack_xgather_rows(&g, rank, J, rows, rank);
    if (!info)
        randblas_xcopy_view(A->rows, rank, (randblas_xview){rows, rank, true}, (randblas_xview){C, A->rows, false});
    return info;
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
    scalar_t *C = randblas_arena_get(arena, randblas_size_product(m, r), sizeof *C);
    scalar_t *R = randblas_arena_get(arena, r * r, sizeof *R), *tau = randblas_arena_get(arena, r, sizeof *tau);
    scalar_t *tall = randblas_arena_get(arena, randblas_size_product(n, r), sizeof *tall);
    scalar_t *P = randblas_arena_get(arena, randblas_size_product(n, r), sizeof *P);
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(r), sizeof *work);
    int info = arena->info ? arena->info : gather(arena, A, r, z->J, C);
    if (!info) info = randlapack_xgeqrf(m, r, C, m, tau, work);
    if (info) return info;
    for (int64_t j = 0; j < r; j++)
        for (int64_t i = 0; i < r; i++) R[i + j * r] = i <= j ? C[i + j * m] : 0;
    info = randlapack_xorgqr(m, r, C, m, tau, work);
    if (!info) info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, r, 1, A, C, m, 0, tall, n);
    if (info) return info;
    randblas_xcopy_view(r, n, (randblas_xview){tall, n, true}, (randblas_xview){P, r, false});
    info = randlapack_xtrsm(RANDBLAS_NO_TRANS, r, n, R, r, P, r);
    if (!info) accept(z, n, P);
    return info;
}
