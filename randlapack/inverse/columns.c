/* Columns of a matrix of any kind: copied, scattered, or had from a callback by products with columns of the identity.
 */
#include "columns_impl.h"

#include "linop_impl.h"

randlapack_xcolumns randlapack_xcolumns_open(randblas_arena *arena, const randblas_xlinop *M, randblas_op op, int64_t n,
                                             int64_t block)
{
    randlapack_xcolumns c = {.M = M, .op = op, .rows = n, .cols = n};
    if (!M) return c;
    c.rows = op == RANDBLAS_NO_TRANS ? M->rows : M->cols;
    c.cols = op == RANDBLAS_NO_TRANS ? M->cols : M->rows;
    if (M->kind == RANDBLAS_CALLBACK) {
        c.identity = randblas_arena_get(arena, randblas_size_product(c.cols, block), sizeof *c.identity);
        return c;
    }
    linop_resolve(M, op, &c.matrix);
    if (linop_is_sparse(M)) {
        const randblas_xlinop any = c.matrix;
        c.matrix = randblas_xsparse_compress(&any, RANDBLAS_CSC, arena);
    }
    return c;
}

static void unit_columns(int64_t rows, int64_t j, int64_t count, scalar_t *out)
{
    for (int64_t k = 0; k < count; k++)
        for (int64_t i = 0; i < rows; i++) out[i + k * rows] = i == j + k;
}

static void scatter(const randlapack_xcolumns *c, int64_t j, int64_t count, scalar_t *out)
{
    const randblas_xlinop *A = &c->matrix;
    for (int64_t i = 0; i < c->rows * count; i++) out[i] = 0;
    for (int64_t k = 0; k < count; k++)
        for (int64_t p = A->ptr[j + k]; p < A->ptr[j + k + 1]; p++) out[A->rowind[p] + k * c->rows] += A->values[p];
}

int randlapack_xcolumns_get(const randlapack_xcolumns *c, int64_t j, int64_t count, scalar_t *out)
{
    const int64_t ld = c->rows > 1 ? c->rows : 1;
    if (!c->M) {
        unit_columns(c->rows, j, count, out);
    } else if (c->M->kind == RANDBLAS_CALLBACK) {
        unit_columns(c->cols, j, count, c->identity);
        return randblas_xlinop_apply(RANDBLAS_COL_MAJOR, c->op, count, 1, c->M, c->identity, c->cols > 1 ? c->cols : 1,
                                     0, out, ld);
    } else if (linop_is_sparse(&c->matrix)) {
        scatter(c, j, count, out);
    } else {
        randblas_xlinop_expand(&c->matrix, false, 0, j, c->rows, count, (randblas_xview){out, ld, false});
    }
    return 0;
}
