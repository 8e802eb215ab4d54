/* A linear operator written out: by conversion, or for a callback by products with columns of the identity. */
#include "row_basis_impl.h"

#include "linop_impl.h"

#define IDENTITY_COLUMNS 64

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int multiply_identity(randblas_arena *arena, const randblas_xlinop *A, scalar_t *out, int64_t ld)
{
    const int64_t n = A->cols, block = min_i64(IDENTITY_COLUMNS, n);
    scalar_t *identity = randblas_arena_get(arena, randblas_size_product(n, block), sizeof *identity);
    int info = arena->info;
    for (int64_t j = 0; j < n && !info; j += block) {
        const int64_t count = min_i64(block, n - j);
        for (int64_t k = 0; k < count; k++)
            for (int64_t i = 0; i < n; i++) identity[i + k * n] = i == j + k;
        info =
            randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, count, 1, A, identity, n, 0, out + j * ld, ld);
    }
    return info;
}

int randlapack_xwrite_out(randblas_arena *arena, const randblas_xlinop *A, scalar_t *out, int64_t ld)
{
    if (A->rows == 0 || A->cols == 0) return 0;
    if (A->kind == RANDBLAS_CALLBACK) return multiply_identity(arena, A, out, ld);
    randblas_xlinop B = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, A->rows, A->cols, out, ld);
    return randblas_xconvert(A, &B);
}
