#include "lowrank_precond_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

#include <math.h>
#include <string.h>

void randlapack_xmultiply(int64_t m, int64_t n, int64_t c, scalar_t alpha, randblas_xview A, const scalar_t *X,
                          int64_t ldx, scalar_t *Y, int64_t ldy)
{
    const randblas_xview x = view_make(X, ldx, RANDBLAS_COL_MAJOR), y = {Y, ldy, false};
    if (c == 1)
        randblas_xgemv(m, n, alpha, A, false, x, y);
    else
        randblas_xgemm(m, c, n, alpha, A, x, y);
}

int randlapack_xthin_svd(randblas_arena *arena, int64_t n, int64_t l, scalar_t *B, int64_t ldb, scalar_t *U,
                         scalar_t *s)
{
    const int64_t qr = RANDLAPACK_QR_WORK(l), svd = RANDLAPACK_SVD_WORK(l);
    scalar_t *tau = randblas_arena_get(arena, l, sizeof *tau);
    scalar_t *work = randblas_arena_get(arena, qr > svd ? qr : svd, sizeof *work);
    scalar_t *small = randblas_arena_get(arena, randblas_size_product(3 * l, l), sizeof *small), *left = small + l * l,
             *right = left + l * l;
    int64_t *iwork = randblas_arena_get(arena, randblas_size_product(8, l), sizeof *iwork);
    bool finite = true;
    if (arena->info) return arena->info;
    for (int64_t j = 0; j < l; j++)
        for (int64_t i = 0; i < n; i++) finite = finite && isfinite(B[i + j * ldb]);
    if (!finite) return RANDBLAS_NOT_FINITE;
    int info = randlapack_xgeqrf(n, l, B, ldb, tau, work);
    for (int64_t j = 0; j < l && !info; j++)
        for (int64_t i = 0; i < l; i++) small[i + j * l] = i <= j ? B[i + j * ldb] : 0;
    if (!info) info = randlapack_xorgqr(n, l, B, ldb, tau, work);
    if (!info && l > 0) info = randlapack_xgesdd(l, small, l, s, left, l, right, l, work, iwork);
    if (info) return info;
    memset(U, 0, (size_t)(n * l) * sizeof *U);
    randblas_xgemm(n, l, l, 1, (randblas_xview){B, ldb, false}, (randblas_xview){left, l, false},
                   (randblas_xview){U, n, false});
    return 0;
}

int randlapack_xlowrank_precond_apply(void *precond, int64_t ncols, const scalar_t *X, scalar_t *Y)
{
    const randlapack_xlowrank_precond *P = precond;
    const randblas_xview U = view_make(P->U, P->n, RANDBLAS_COL_MAJOR);
    memcpy(Y, X, (size_t)(P->n * ncols) * sizeof *Y);
    if (P->k == 0) return 0;
    memset(P->work, 0, (size_t)(P->k * ncols) * sizeof *P->work);
    randlapack_xmultiply(P->k, P->n, ncols, 1, view_transposed(U), X, P->n, P->work, P->k);
    for (int64_t c = 0; c < ncols; c++)
        for (int64_t j = 0; j < P->k; j++) P->work[j + c * P->k] *= P->weights[j];
    randlapack_xmultiply(P->n, P->k, ncols, 1, U, P->work, P->k, Y, P->n);
    return 0;
}
