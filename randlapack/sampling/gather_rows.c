/*
 * Rows of a linear operator by index: copied from dense, symmetric and CSR matrices, picked in one pass over CSC and
 * COO, and for a callback A^T times unit vectors.
 */
#include "gather_rows_impl.h"

#include "linop_impl.h"

#define UNIT_VECTORS 16

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

randlapack_xgather randlapack_xgather_open(randblas_arena *arena, const randblas_xlinop *A)
{
    randlapack_xgather g = {.A = A};
    if (A->kind == RANDBLAS_CSC || A->kind == RANDBLAS_COO) {
        g.position = randblas_arena_get(arena, A->rows, sizeof *g.position);
        for (int64_t i = 0; g.position && i < A->rows; i++) g.position[i] = -1;
    }
    if (A->kind == RANDBLAS_CALLBACK) {
        g.unit = randblas_arena_get(arena, randblas_size_product(A->rows, UNIT_VECTORS), sizeof *g.unit);
        g.image = randblas_arena_get(arena, randblas_size_product(A->cols, UNIT_VECTORS), sizeof *g.image);
        for (int64_t i = 0; g.unit && i < A->rows * UNIT_VECTORS; i++) g.unit[i] = 0;
    }
    return g;
}

static int by_products(const randlapack_xgather *g, int64_t count, const int64_t *index, scalar_t *out, int64_t ld)
{
    const int64_t m = g->A->rows, n = g->A->cols;
    int info = 0;
    for (int64_t t = 0; t < count && !info; t += UNIT_VECTORS) {
        const int64_t c = min_i64(UNIT_VECTORS, count - t);
        for (int64_t r = 0; r < c; r++) g->unit[index[t + r] + r * m] = 1;
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, c, 1, g->A, g->unit, m, 0, g->image,
                                     n > 1 ? n : 1);
        for (int64_t r = 0; r < c; r++) g->unit[index[t + r] + r * m] = 0;
        for (int64_t j = 0; j < n && !info; j++)
            for (int64_t r = 0; r < c; r++) out[t + r + j * ld] = g->image[j + r * n];
    }
    return info;
}

/* All entries of CSC or COO once. */
static void by_position(const randlapack_xgather *g, int64_t count, const int64_t *index, scalar_t *out, int64_t ld)
{
    const randblas_xlinop *A = g->A;
    const int64_t vectors = A->kind == RANDBLAS_CSC ? A->cols : 1;
    for (int64_t t = 0; t < count; t++) g->position[index[t]] = t;
    for (int64_t v = 0; v < vectors; v++) {
        const int64_t first = A->kind == RANDBLAS_CSC ? A->ptr[v] : 0,
                      last = A->kind == RANDBLAS_CSC ? A->ptr[v + 1] : A->nnz;
        for (int64_t q = first; q < last; q++) {
            const int64_t t = g->position[A->rowind[q]];
            if (t >= 0) out[t + (A->kind == RANDBLAS_CSC ? v : A->colind[q]) * ld] += A->values[q];
        }
    }
    for (int64_t t = 0; t < count; t++) g->position[index[t]] = -1;
}

int randlapack_xgather_rows(const randlapack_xgather *g, int64_t count, const int64_t *index, scalar_t *out, int64_t ld)
{
    const randblas_xlinop *A = g->A;
    const randblas_xview to = {out, ld, false};
    if (A->kind == RANDBLAS_CALLBACK) return by_products(g, count, index, out, ld);
    if (!linop_is_sparse(A)) {
        for (int64_t t = 0; t < count; t++)
            randblas_xlinop_expand(A, false, index[t], 0, 1, A->cols, view_from(to, t, 0));
        return 0;
    }
    randblas_xscale_view(count, A->cols, 0, to);
    if (A->kind != RANDBLAS_CSR) {
        by_position(g, count, index, out, ld);
        return 0;
    }
    for (int64_t t = 0; t < count; t++)
        for (int64_t q = A->ptr[index[t]]; q < A->ptr[index[t] + 1]; q++) out[t + A->colind[q] * ld] += A->values[q];
    return 0;
}
