/*
 * A^T over the arrays of A: a dense matrix in the other layout, CSR for CSC, coordinates with rows for columns, and a
 * callback that is asked for the other product.
 */
#include "transpose_impl.h"

static int apply_transposed(void *context, randblas_op op, int64_t ncols, const scalar_t *X, int64_t ldx, scalar_t *Y,
                            int64_t ldy)
{
    const randlapack_xtransposed *t = context;
    const randblas_op other = op == RANDBLAS_NO_TRANS ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS;
    return t->plain->apply(t->plain->context, other, ncols, X, ldx, Y, ldy);
}

void randlapack_xtranspose(const randblas_xlinop *A, randlapack_xtransposed *t)
{
    randblas_xlinop *op = &t->op;
    t->plain = A;
    *op = *A;
    op->rows = A->cols;
    op->cols = A->rows;
    op->rowind = A->colind;
    op->colind = A->rowind;
    switch (A->kind) {
    case RANDBLAS_DENSE:
        op->layout = A->layout == RANDBLAS_ROW_MAJOR ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR;
        break;
    case RANDBLAS_CSR:
        op->kind = RANDBLAS_CSC;
        break;
    case RANDBLAS_CSC:
        op->kind = RANDBLAS_CSR;
        break;
    case RANDBLAS_CALLBACK:
        op->apply = apply_transposed;
        op->context = t;
        break;
    default: /* symmetric, or coordinates */
        break;
    }
}
