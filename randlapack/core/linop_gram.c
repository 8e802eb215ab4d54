/*
 * A^T A as an operator: y = A^T (A x), a few columns at a time, so that of A x only what a panel holds exists.  The
 * matrix itself is never formed; its condition is that of A squared all the same.
 */
#include "randlapack_names_impl.h"

#include "arena_impl.h"

#include "randlapack_trace.h"

#define PANEL (4 * 1024 * 1024 / (int64_t)sizeof(scalar_t)) /* scalars of workspace, unless one column needs more */

static int64_t block_of(int64_t rows, int64_t ncols)
{
    const int64_t block = PANEL / (rows > 0 ? rows : 1);
    return block < 1 ? 1 : block < ncols ? block : ncols;
}

/* randblas_xapply_fn: op does not matter, since A^T A is symmetric. */
static int apply(void *context, randblas_op op, int64_t ncols, const scalar_t *X, int64_t ldx, scalar_t *Y, int64_t ldy)
{
    const randblas_xlinop *A = context;
    const int64_t m = A->rows, block = block_of(m, ncols), ld = m > 0 ? m : 1;
    randblas_arena arena = randblas_arena_open(NULL);
    scalar_t *panel = randblas_arena_get(&arena, randblas_size_product(m, block), sizeof *panel);
    int info = arena.info;
    (void)op;
    for (int64_t j = 0; j < ncols && !info; j += block) {
        const int64_t c = block < ncols - j ? block : ncols - j;
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, c, 1, A, X + j * ldx, ldx, 0, panel, ld);
        if (!info)
            info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, c, 1, A, panel, ld, 0, Y + j * ldy, ldy);
    }
    randblas_arena_close(&arena);
    return info;
}

randblas_xlinop randlapack_xlinop_gram(const randblas_xlinop *A)
{
    const int64_t n = A ? A->cols : 0;
    return randblas_xlinop_callback(n, n, A ? apply : NULL, (void *)(uintptr_t)A);
}
