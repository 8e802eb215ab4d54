/*
 * B += alpha op(S') A for a dense iid S: blocks of S are generated into a panel that stays in cache, and multiplied by
 * GEMM.  Cost: 2 m n k flops and m k samples; memory: the panel.
 */
#include "apply_impl.h"
#include "blas_impl.h"

/* Panel size in scalars.  About half of a last-level cache slice: large enough that reading and writing B once a panel
 * is small beside the arithmetic, small enough that the panel itself never goes to memory. */
#define PANEL (4 * 1024 * 1024 / (int64_t)sizeof(scalar_t))
#define MAX_ROWS 8192

int randblas_xapply_iid(const randblas_xproblem *p, randblas_xview A)
{
    const int64_t rows = p->trans ? p->k : p->m, cols = p->trans ? p->m : p->k; /* of S' */
    const int64_t rb = min_i64(rows, MAX_ROWS), cb = min_i64(cols, max_i64(1, PANEL / rb));
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_xview P = {randblas_arena_get(&arena, randblas_size_product(rb, cb), sizeof(scalar_t)), rb, false};
    int info = arena.info;
    for (int64_t j = 0; !info && j < cols; j += cb) {
        const int64_t nc = min_i64(cb, cols - j);
        for (int64_t i = 0; i < rows; i += rb) {
            const int64_t nr = min_i64(rb, rows - i);
            randblas_xfill_iid(p->S, p->ro + i, p->co + j, nr, nc, P);
            if (p->trans)
                randblas_xgemm(nc, p->n, nr, p->alpha, view_transposed(P), view_from(A, i, 0), view_from(p->B, j, 0));
            else
                randblas_xgemm(nr, p->n, nc, p->alpha, P, view_from(A, j, 0), view_from(p->B, i, 0));
        }
    }
    randblas_arena_close(&arena);
    return info;
}
