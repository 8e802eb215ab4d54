/* Blocks of a dense, symmetric or Hermitian matrix, written out in full: the kernel is a tiled copy. */
#include "apply_impl.h"
#include "linop_impl.h"

#define TILE 32 /* two tiles stay in the first-level cache while one is copied across layouts */

/* out (r x c) = in or conjugate(in). */
static void copy_tile(randblas_xview in, bool conjugate, int64_t r, int64_t c, randblas_xview out)
{
    const int64_t outer = out.row_major ? r : c, inner = out.row_major ? c : r;
    const int64_t in_outer = in.row_major == out.row_major ? in.ld : 1;
    const int64_t in_inner = in.row_major == out.row_major ? 1 : in.ld;
    for (int64_t j = 0; j < outer; j++) {
        const scalar_t *x = in.p + j * in_outer;
        scalar_t *y = out.p + j * out.ld;
        if (conjugate)
            for (int64_t i = 0; i < inner; i++) y[i] = CONJ(x[i * in_inner]);
        else
            for (int64_t i = 0; i < inner; i++) y[i] = x[i * in_inner];
    }
}

/* A tile that the diagonal of A crosses, entry by entry. */
static void diagonal_tile(const randblas_xlinop *A, bool conjugate, int64_t i0, int64_t j0, int64_t r, int64_t c,
                          randblas_xview out)
{
    const randblas_xview stored = view_make(A->values, A->ld, A->layout);
    for (int64_t i = i0; i < i0 + r; i++)
        for (int64_t j = j0; j < j0 + c; j++) {
            const bool here = A->uplo == RANDBLAS_UPPER ? i <= j : i >= j;
            scalar_t a = here ? *view_at(stored, i, j) : *view_at(stored, j, i);
            if (A->kind == RANDBLAS_HERMITIAN && i == j) a = REAL(a);
            *view_at(out, i - i0, j - j0) = conjugate != (A->kind == RANDBLAS_HERMITIAN && !here) ? CONJ(a) : a;
        }
}

static void expand_tile(const randblas_xlinop *A, bool conjugate, int64_t i, int64_t j, int64_t r, int64_t c,
                        randblas_xview out)
{
    const randblas_xview stored = view_make(A->values, A->ld, A->layout);
    const bool above = i + r <= j, below = j + c <= i;
    if (A->kind == RANDBLAS_DENSE || (A->uplo == RANDBLAS_UPPER ? above : below))
        copy_tile(view_from(stored, i, j), conjugate, r, c, out);
    else if (above || below)
        copy_tile(view_transposed(view_from(stored, j, i)), conjugate != (A->kind == RANDBLAS_HERMITIAN), r, c, out);
    else
        diagonal_tile(A, conjugate, i, j, r, c, out);
}

void randblas_xlinop_expand(const randblas_xlinop *A, bool conjugate, int64_t i, int64_t j, int64_t r, int64_t c,
                            randblas_xview out)
{
    const int64_t tiles_down = (r + TILE - 1) / TILE, tiles_across = (c + TILE - 1) / TILE;
#pragma omp parallel for collapse(2) schedule(static) if ((double)r * (double)c > 65536)
    for (int64_t tj = 0; tj < tiles_across; tj++)
        for (int64_t ti = 0; ti < tiles_down; ti++) {
            const int64_t di = ti * TILE, dj = tj * TILE;
            expand_tile(A, conjugate, i + di, j + dj, min_i64(TILE, r - di), min_i64(TILE, c - dj),
                        view_from(out, di, dj));
        }
}
