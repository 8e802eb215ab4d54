/*
 * LU by panels, with partial pivoting: panel j of A, all rows, becomes for k = 0, 1, ... < j
 *
 *     rows exchanged as in step k,    U_kj = L_kk^-1 C_k,    C_i -= L_ik U_kj below,
 *
 * which is what elimination does to it, in that order, so that what was written of panel k never has to be permuted.
 * The pivots of a panel are sought in whole columns.  A tournament between blocks of rows would let a block of the
 * panel be read at a time, but costs more passes, and its pivots are not as good.
 */
#include "memdet_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"

#include <math.h>

#define PARALLEL 65536.0

void rmt_xmemdet_lu_begin(rmt_xmemdet_state *f, int64_t j, int64_t k)
{
    const int64_t start = k * f->p.b, *swap = f->image.swap + start, width = rmt_memdet_tile(&f->p, j);
#pragma omp parallel for if ((double)width * (double)f->p.b > PARALLEL)
    for (int64_t c = 0; c < width; c++) {
        scalar_t *x = f->panel + start + c * f->ld;
        for (int64_t i = 0; i < f->p.b; i++) {
            const scalar_t t = x[i];
            x[i] = x[swap[i]];
            x[swap[i]] = t;
        }
    }
}

int rmt_xmemdet_lu_apply(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk)
{
    const int64_t b = f->p.b, k = chunk->k, w = chunk->hi - chunk->lo, width = rmt_memdet_tile(&f->p, j);
    const scalar_t *T = chunk->data; /* its first tile is on the diagonal, b x w */
    scalar_t *rows = f->panel + k * b, *U = rows + chunk->lo;
    const randblas_xview Uv = view_make(U, f->ld, RANDBLAS_COL_MAJOR);
    const int info = randlapack_xtrsm_unit_lower(w, width, T + chunk->lo, b, U, f->ld);
    if (info) return info;
    randblas_xgemm(b - chunk->hi, width, w, -1, view_make(T + chunk->hi, b, RANDBLAS_COL_MAJOR), Uv,
                   view_make(rows + chunk->hi, f->ld, RANDBLAS_COL_MAJOR));
    for (int64_t i = k + 1; i < f->p.nb; i++) {
        const int64_t down = (i - k) * b, tile = rmt_memdet_tile(&f->p, i);
        randblas_xgemm(tile, width, w, -1, view_make(T + down * w, tile, RANDBLAS_COL_MAJOR), Uv,
                       view_make(rows + down, f->ld, RANDBLAS_COL_MAJOR));
    }
    return 0;
}

int rmt_xmemdet_lu(rmt_xmemdet_state *f, int64_t j)
{
    const int64_t start = j * f->p.b, width = rmt_memdet_tile(&f->p, j);
    rmt_memdet_image *m = &f->image;
    int64_t *swap = m->swap + start;
    double grown = 0;
    const int info = randlapack_xgetrf(f->ld - start, width, f->panel + start, f->ld, swap, f->iwork);
    if (info) return info;
    double *column = m->size + start; /* max |U| of each */
#pragma omp parallel for if ((double)width * (double)f->ld > PARALLEL)
    for (int64_t i = 0; i < width; i++) {
        column[i] = 0;
        for (int64_t r = 0; r <= start + i; r++) {
            const double u = fabs((double)f->panel[r + i * f->ld]);
            if (!(u <= column[i])) column[i] = u;
        }
    }
    for (int64_t i = 0; i < width; i++) {
        const double u = (double)f->panel[start + i + i * f->ld];
        rmt_memdet_pivot(m, start + i, log(fabs(u)), (u < 0) != (swap[i] != i), u == 0 ? 0 : fabs(u) / column[i]);
        if (!(column[i] <= grown)) grown = column[i];
    }
    m->head->grown = fmax(m->head->grown, grown);
    return 0;
}
