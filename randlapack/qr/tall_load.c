/*
 * A, of any kind, as a dense array in the place of Q.  Where squares of its entries could overflow or vanish, it is
 * scaled by a power of two, which the triangle gets back at the end.
 */
#include "tall_qr_impl.h"

#include <math.h>

#define IDENTITY_COLUMNS 64
#define SAFE_EXPONENT (IS_SINGLE ? 32 : 300) /* largest entries within 2^-this .. 2^this: squares are harmless */

/* Q = A by products with columns of the identity. */
static int expand_callback(randlapack_xtall_qr *f)
{
    const int64_t n = f->n, block = n < IDENTITY_COLUMNS ? n : IDENTITY_COLUMNS;
    scalar_t *identity = randblas_arena_get(&f->arena, randblas_size_product(n, block), sizeof *identity);
    int info = f->arena.info;
    for (int64_t j = 0; j < n && !info; j += block) {
        const int64_t count = n - j < block ? n - j : block;
        for (int64_t k = 0; k < count; k++)
            for (int64_t i = 0; i < n; i++) identity[i + k * n] = i == j + k;
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, count, 1, f->A, identity, n, 0,
                                     f->Q + j * f->ldq, f->ldq);
    }
    return info;
}

static int expand(randlapack_xtall_qr *f)
{
    const randblas_xview to = {f->Q, f->ldq, false};
    randblas_xlinop dense = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, f->m, f->n, f->Q, f->ldq);
    if (f->A->kind == RANDBLAS_CALLBACK) return expand_callback(f);
    if (f->A->kind != RANDBLAS_DENSE) return randblas_xconvert(f->A, &dense);
    randblas_xcopy_view(f->m, f->n, view_make(f->A->values, f->A->ld, f->A->layout), to);
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

int randlapack_xtall_qr_load(randlapack_xtall_qr *f)
{
    double most = 0;
    bool finite = true;
    const int info = expand(f);
    if (info) return info;
#pragma omp parallel for reduction(max : most) reduction(&& : finite) if ((double)f->m * (double)f->n > 65536)
    for (int64_t j = 0; j < f->n; j++) {
        const double a = largest(f->m, f->Q + j * f->ldq);
        finite = finite && isfinite(a);
        most = a > most ? a : most;
    }
    if (!finite) return RANDBLAS_NOT_FINITE;
    f->exponent = most > 0 ? ilogb(most) : 0;
    if (f->exponent >= -SAFE_EXPONENT && f->exponent <= SAFE_EXPONENT) f->exponent = 0;
#pragma omp parallel for if ((double)f->m * (double)f->n > 65536)
    for (int64_t j = 0; j < (f->exponent ? f->n : 0); j++)
        for (int64_t i = 0; i < f->m; i++)
            f->Q[i + j * f->ldq] = (scalar_t)ldexp((double)f->Q[i + j * f->ldq], -f->exponent);
    return 0;
}
