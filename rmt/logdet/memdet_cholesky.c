/*
 * Cholesky by panels: with the rows of panel j as C,
 *
 *     C -= L(:, k) L(j, k)^T for the panels k before,    C_jj = L_jj L_jj^T,    C_ij = C_ij L_jj^-T.
 *
 * s_i = L_ii^2 is what is left of a_ii after i - 1 steps: its logarithm has an error of about eps a_ii / s_i, and
 * nothing of it is right when that is 1.
 */
#include "memdet_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"

#include <math.h>

int rmt_xmemdet_cholesky_apply(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk)
{
    const int64_t w = chunk->hi - chunk->lo, top = rmt_memdet_tile(&f->p, j);
    const scalar_t *T = chunk->data;
    const randblas_xview Tj = view_make(T, top, RANDBLAS_ROW_MAJOR); /* transposed: w x top */
    const int info = randlapack_xsyrk_lower(top, w, T, top, f->panel, f->ld);
    for (int64_t i = j + 1; i < f->p.nb && !info; i++) {
        const int64_t rows = rmt_memdet_tile(&f->p, i), down = (i - j) * f->p.b;
        randblas_xgemm(rows, top, w, -1, view_make(T + down * w, rows, RANDBLAS_COL_MAJOR), Tj,
                       view_make(f->panel + down, f->ld, RANDBLAS_COL_MAJOR));
    }
    return info;
}

int rmt_xmemdet_cholesky(rmt_xmemdet_state *f, int64_t j)
{
    const int64_t start = j * f->p.b, top = rmt_memdet_tile(&f->p, j);
    int64_t failed = 0;
    const int info = randlapack_xpotrf_lower(top, f->panel, f->ld, &failed);
    if (failed) f->report->failed = start + failed;
    if (info) return info;
    for (int64_t i = 0; i < top; i++) {
        const double l = (double)f->panel[i + i * f->ld];
        rmt_memdet_pivot(&f->image, start + i, 2 * log(l), false, l / f->image.size[start + i] * l);
    }
    return 0;
}

int rmt_xmemdet_cholesky_finish(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk)
{
    const int64_t lo = chunk->lo, w = chunk->hi - lo, top = rmt_memdet_tile(&f->p, j), below = f->ld - top;
    const scalar_t *L = f->panel + lo;
    scalar_t *C = f->panel + top + lo * f->ld;
    randblas_xgemm(below, w, lo, -1, view_make(f->panel + top, f->ld, RANDBLAS_COL_MAJOR),
                   view_make(L, f->ld, RANDBLAS_ROW_MAJOR), view_make(C, f->ld, RANDBLAS_COL_MAJOR));
    return randlapack_xtrsm_right_lower(below, w, false, L + lo * f->ld, f->ld, C, f->ld);
}
