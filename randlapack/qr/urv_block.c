/*
 * One block of A = U T V^T @cite martinsson2019.  C, r x r, is what is left; G Gaussian:
 *
 *     Y = (C^T C)^q C^T G^T, b columns;   Y = V_1 R by QR: V = [V_1 V_2];   C = C V, and so the rows of T above;
 *     the first b columns of C = U_1 R_11 by QR: C = U^T C = [R_11 R_12; 0 C_22];
 *     R_11 = P D Q^T by SVD: R_11 = D, R_12 = P^T R_12, and the b columns above times Q.
 *
 * V_1 nearly spans the b leading right singular vectors of C, so D nearly holds the leading singular values and R_12 is
 * small.  Each product is taken of an orthonormal basis: so no direction is lost to rounding before its singular value
 * is sqrt(eps) of the first in the block.  The last block is its own SVD.
 *
 * The reflectors of all U and V give Q_u and Q_v, on which the P and Q of later blocks do not act: U = Q_u diag(P_1,
 * P_2,
 * ...) and V likewise.
 */
#include "urv_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

#include <string.h>

static int64_t max_i64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void randlapack_xurv_open(randlapack_xurv_core *c, randblas_arena *arena)
{
    const int64_t l = c->l, b = c->block, tall = randblas_size_product(l, b), square = randblas_size_product(b, b);
    scalar_t **const talls[] = {&c->small_u, &c->small_vt, &c->Y, &c->Z, &c->W, &c->wide};
    for (int k = 0; k < 6; k++) *talls[k] = randblas_arena_get(arena, tall, sizeof(scalar_t));
    c->utau = randblas_arena_get(arena, l, sizeof *c->utau);
    c->vtau = randblas_arena_get(arena, l, sizeof *c->vtau);
    c->T = randblas_arena_get(arena, square, sizeof *c->T);
    c->R = randblas_arena_get(arena, square, sizeof *c->R);
    c->square = randblas_arena_get(arena, square, sizeof *c->square);
    c->values = randblas_arena_get(arena, b, sizeof *c->values);
    c->work = randblas_arena_get(arena, max_i64(RANDLAPACK_SVD_WORK(b), RANDLAPACK_QR_WORK(l)), sizeof *c->work);
    c->iwork = randblas_arena_get(arena, randblas_size_product(8, b), sizeof *c->iwork);
    randlapack_xorthonormal_open(&c->orthonormal, arena, b);
    for (int64_t j = 0; j < l && !arena->info; j++) c->utau[j] = c->vtau[j] = 0;
}

/* B (m x n) = A X */
static void multiply(int64_t m, int64_t n, int64_t k, randblas_xview A, randblas_xview X, randblas_xview B)
{
    randblas_xscale_view(m, n, 0, B);
    randblas_xgemm(m, n, k, 1, A, X, B);
}

/* Y = (C^T C)^q C^T G^T */
static int sample(randlapack_xurv_core *c, int64_t b)
{
    const int64_t s = c->done, r = c->l - s;
    scalar_t *rest = c->C + s * (c->ldc + 1);
    const randblas_xview C = {rest, c->ldc, false}, Y = {c->Y, r, false}, Z = {c->Z, r, false},
                         wide = {c->wide, b, false};
    int info = randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, b, r, r, 1, c->G,
                              s, s, rest, c->ldc, 0, c->wide, b);
    if (!info) randblas_xcopy_view(r, b, view_transposed(wide), Y);
    for (int64_t pass = 0; pass < c->passes && !info; pass++) {
        info = randlapack_xorthonormalise(&c->orthonormal, RANDLAPACK_WELL_CONDITIONED, r, b, c->Y, r, NULL);
        if (info) break;
        multiply(r, b, r, C, Y, Z);
        info = randlapack_xorthonormalise(&c->orthonormal, RANDLAPACK_WELL_CONDITIONED, r, b, c->Z, r, NULL);
        if (!info) multiply(r, b, r, view_transposed(C), Z, Y);
    }
    return info;
}

/* Z = the unit lower trapezoid of b reflectors of length r. */
static void write_reflectors(const randlapack_xurv_core *c, int64_t r, int64_t b, const scalar_t *V, int64_t ldv)
{
    for (int64_t j = 0; j < b; j++) {
        scalar_t *z = c->Z + j * r;
        memset(z, 0, (size_t)j * sizeof *z);
        z[j] = 1;
        memcpy(z + j + 1, V + j + 1 + j * ldv, (size_t)(r - j - 1) * sizeof *z);
    }
}

/* C = C V in all rows, V from the QR of Y. */
static int apply_right(randlapack_xurv_core *c, int64_t b)
{
    const int64_t s = c->done, l = c->l, r = l - s;
    const randblas_xview C = {c->C + s * c->ldc, c->ldc, false}, V = {c->Z, r, false}, W = {c->W, l, false};
    int info = randlapack_xgeqrt_panel(r, b, c->Y, r, c->T, c->square);
    if (info) return info;
    write_reflectors(c, r, b, c->Y, r);
    for (int64_t j = 0; j < b && c->X; j++) {
        memcpy(c->X + s + j + 1 + (s + j) * c->ldx, c->Y + j + 1 + j * r, (size_t)(r - j - 1) * sizeof *c->X);
        c->vtau[s + j] = c->T[j * (b + 1)];
    }
    multiply(l, b, r, C, V, W);
    info = randlapack_xtrmm(RANDBLAS_COL_MAJOR, l, b, c->T, b, c->W, l);
    randblas_xgemm(l, r, b, -1, W, view_transposed(V), C);
    return info;
}

/* C = U^T C, U from the QR of its first b columns. */
static int apply_left(randlapack_xurv_core *c, int64_t b)
{
    const int64_t s = c->done, r = c->l - s, left = r - b;
    scalar_t *panel = c->C + s * (c->ldc + 1);
    const randblas_xview C = {panel + b * c->ldc, c->ldc, false}, U = {c->Z, r, false}, W = {c->wide, b, false};
    int info = randlapack_xgeqrt_panel(r, b, panel, c->ldc, c->T, c->square);
    for (int64_t j = 0; j < b; j++) c->utau[s + j] = c->T[j * (b + 1)];
    if (info || left == 0) return info;
    write_reflectors(c, r, b, panel, c->ldc);
    multiply(b, left, r, view_transposed(U), C, W);
    info = randlapack_xtrmm(RANDBLAS_ROW_MAJOR, left, b, c->T, b, c->wide, b); /* W^T T, and W^T is row major */
    randblas_xgemm(r, left, b, -1, U, W, C);
    return info;
}

/* R_11 = P D Q^T; what is beside it and above follows. */
static int diagonalise(randlapack_xurv_core *c, int64_t b)
{
    const int64_t s = c->done, left = c->l - s - b;
    scalar_t *block = c->C + s * (c->ldc + 1), *P = c->small_u + s * c->block, *Qt = c->small_vt + s * c->block;
    const randblas_xview right = {block + b * c->ldc, c->ldc, false}, above = {c->C + s * c->ldc, c->ldc, false},
                         wide = {c->wide, b, false}, W = {c->W, c->l, false}, U = {P, b, false}, Vt = {Qt, b, false};
    for (int64_t j = 0; j < b; j++)
        for (int64_t i = 0; i < b; i++) c->R[i + j * b] = i <= j ? block[i + j * c->ldc] : 0;
    const int info = randlapack_xgesdd(b, c->R, b, c->values, P, b, Qt, b, c->work, c->iwork);
    if (info) return info;
    for (int64_t j = 0; j < b; j++)
        for (int64_t i = 0; i <= j; i++) block[i + j * c->ldc] = i == j ? c->values[j] : 0;
    randblas_xcopy_view(b, left, right, wide);
    randblas_xcopy_view(s, b, above, W);
    if (left > 0) multiply(b, left, b, view_transposed(U), wide, right);
    if (s > 0) multiply(s, b, b, W, view_transposed(Vt), above);
    return 0;
}

int randlapack_xurv_block(randlapack_xurv_core *c, int64_t b)
{
    int info = 0;
    if (b < c->l - c->done) {
        info = sample(c, b);
        if (!info) info = apply_right(c, b);
    }
    if (!info) info = apply_left(c, b);
    if (!info) info = diagonalise(c, b);
    if (!info) c->done += b;
    return info;
}

/* B = Q diag(S_1, S_2, ..., I) where Q's reflectors stand below the diagonal of B, S_k or its transpose in `small`. */
static int form(randlapack_xurv_core *c, scalar_t *B, int64_t ldb, const scalar_t *tau, scalar_t *small,
                bool transposed)
{
    const int64_t l = c->l;
    const int info = randlapack_xorgqr(l, l, B, ldb, tau, c->work);
    for (int64_t s = 0; s < c->done && !info; s += c->block) {
        const int64_t b = c->done - s < c->block ? c->done - s : c->block;
        const randblas_xview columns = {B + s * ldb, ldb, false}, W = {c->W, l, false},
                             S = {small + s * c->block, b, transposed};
        randblas_xcopy_view(l, b, columns, W);
        multiply(l, b, b, W, S, columns);
    }
    return info;
}

int randlapack_xurv_left(randlapack_xurv_core *c, scalar_t *U, int64_t ldu)
{
    for (int64_t j = 0; j < c->l; j++)
        for (int64_t i = 0; i < c->l; i++) U[i + j * ldu] = i > j && j < c->done ? c->C[i + j * c->ldc] : 0;
    return form(c, U, ldu, c->utau, c->small_u, false);
}

int randlapack_xurv_right(randlapack_xurv_core *c)
{
    for (int64_t j = 0; j < c->l; j++)
        for (int64_t i = 0; i < c->l; i++)
            if (i <= j || c->vtau[j] == 0) c->X[i + j * c->ldx] = 0; /* the last block has none */
    return form(c, c->X, c->ldx, c->vtau, c->small_vt, true);
}
