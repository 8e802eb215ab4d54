/*
 * A, of any kind, as a dense array in the place of Q.  Where squares of its entries could overflow or vanish, it is
 * scaled by a power of two, which the triangle gets back at the end.
 */
#include "tall_load_impl.h"

#include <math.h>

#define IDENTITY_COLUMNS 64
#define SAFE_EXPONENT (IS_SINGLE ? 32 : 300) /* largest entries within 2^-this .. 2^this: squares are harmless */

/* Q = A by products with columns of the identity. */
static int expand_callback(randblas_arena *arena, const randblas_xlinop *A, scalar_t *Q, int64_t ldq)
{
    const int64_t n = A->cols, block = n < IDENTITY_COLUMNS ? n : IDENTITY_COLUMNS;
    scalar_t *identity = randblas_arena_get(arena, randblas_size_product(n, block), sizeof *identity);
    int info = arena->info;
    for (int64_t j = 0; j < n && !info; j += block) {
        const int64_t count = n - j < block ? n - j : block;
        for (int64_t k = 0; k < count; k++)
            for (int64_t i = 0; i < n; i++) identity[i + k * n] = i == j + k;
        info =
            randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, count, 1, A, identity, n, 0, Q + j * ldq, ldq);
    }
    return info;
}

static int expand(randblas_arena *arena, const randblas_xlinop *A, scalar_t *Q, int64_t ldq)
{
    randblas_xlinop dense = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, A->rows, A->cols, Q, ldq);
    if (A->kind == RANDBLAS_CALLBACK) return expand_callback(arena, A, Q, ldq);
    if (A->kind != RANDBLAS_DENSE) return randblas_xconvert(A, &dense);
    randblas_xcopy_view(A->rows, A->cols, view_make(A->values, A->ld, A->layout), (randblas_xview){Q, ldq, false});
    return 0;
}

/* max |x_i|, or NaN if one is not finite. */
static double largest(int64_t count, const scalar_t *x)
{
    scalar_t most = 0, bad = 0; /* bad: 0 or NaN */
    for (int64_t i = 0; i < count; i++) {
        const scalar_t a = ABS(x[i]);
        most = a > most ? a : most;
        bad += x[i] * 0;
    }
    return (double)(most + bad);
}

int randlapack_xtall_load(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xteam *team, scalar_t *Q,
                          int64_t ldq, int *exponent)
{
    const int64_t m = A->rows, n = A->cols;
    double most = 0;
    bool finite = true;
    int info = expand(arena, A, Q, ldq);
    *exponent = 0;
    if (info) return info;
#pragma omp parallel for reduction(max : most) reduction(&& : finite) if ((double)m * (double)n > 65536)
    for (int64_t j = 0; j < n; j++) {
        const double a = largest(m, Q + j * ldq);
        finite = finite && isfinite(a);
        most = a > most ? a : most;
    }
    if (team) {
        if (!finite) most = INFINITY;
        info = team->largest(team->context, 1, &most);
        if (info) return info;
        finite = isfinite(most);
    }
    if (!finite) return RANDBLAS_NOT_FINITE;
    const int scale = most > 0 ? ilogb(most) : 0;
    if (scale >= -SAFE_EXPONENT && scale <= SAFE_EXPONENT) return 0;
    *exponent = scale;
#pragma omp parallel for if ((double)m * (double)n > 65536)
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < m; i++) Q[i + j * ldq] = (scalar_t)ldexp((double)Q[i + j * ldq], -scale);
    return 0;
}
