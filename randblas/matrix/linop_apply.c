/* Y = alpha op(A) X + beta Y for any linear operator. */
#include "apply_impl.h"
#include "blas_impl.h"
#include "linop_impl.h"

#define PANEL (4 * 1024 * 1024 / (int64_t)sizeof(scalar_t)) /* scalars of workspace, unless one column is more */
#define MIN_ROWS 32                                         /* below which GEMM would run at half speed */

static void multiply_view(randblas_xview A, bool conjugate, int64_t m, int64_t n, int64_t k, scalar_t alpha,
                          randblas_xview X, randblas_xview Y)
{
    if (n == 1)
        randblas_xgemv(m, k, alpha, A, conjugate, X, Y);
    else
        randblas_xgemm(m, n, k, alpha, A, X, Y);
}

/* Symmetric, Hermitian and conjugated A: a few rows at a time are written out in full. */
static int multiply_expanded(const randblas_xlinop *A, bool conjugate, int64_t n, scalar_t alpha, randblas_xview X,
                             randblas_xview Y)
{
    const int64_t rb = min_i64(A->rows, max_i64(MIN_ROWS, PANEL / A->cols));
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_xview P = {randblas_arena_get(&arena, randblas_size_product(rb, A->cols), sizeof(scalar_t)), A->cols,
                              true};
    const int info = arena.info;
    for (int64_t i = 0; !info && i < A->rows; i += rb) {
        const int64_t r = min_i64(rb, A->rows - i);
        randblas_xlinop_expand(A, conjugate, i, 0, r, A->cols, P);
        multiply_view(P, false, r, n, A->cols, alpha, X, view_from(Y, i, 0));
    }
    randblas_arena_close(&arena);
    return info;
}

/* out (r x c) = in. */
static void copy(int64_t r, int64_t c, randblas_xview in, randblas_xview out)
{
    for (int64_t j = 0; j < c; j++)
        for (int64_t i = 0; i < r; i++) *view_at(out, i, j) = *view_at(in, i, j);
}

/* out (r x c) += alpha in. */
static void add(int64_t r, int64_t c, scalar_t alpha, randblas_xview in, randblas_xview out)
{
    for (int64_t j = 0; j < c; j++)
        for (int64_t i = 0; i < r; i++) *view_at(out, i, j) += alpha * *view_at(in, i, j);
}

/* The callback wants column-major blocks and overwrites its output: a few columns at a time through workspace. */
static int multiply_callback(const randblas_xlinop *A, randblas_op op, int64_t n, scalar_t alpha, randblas_xview X,
                             randblas_xview Y)
{
    const bool plain = op == RANDBLAS_NO_TRANS;
    const int64_t rows = plain ? A->rows : A->cols, cols = plain ? A->cols : A->rows; /* of op(A) */
    const int64_t block = max_i64(1, min_i64(n, PANEL / max_i64(1, rows + cols)));
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_xview R = {randblas_arena_get(&arena, randblas_size_product(rows, block), sizeof(scalar_t)), rows,
                              false};
    randblas_xview Xc = {NULL, max_i64(1, cols), false};
    if (X.row_major) Xc.p = randblas_arena_get(&arena, randblas_size_product(cols, block), sizeof(scalar_t));
    int info = arena.info;
    for (int64_t j = 0; !info && j < n; j += block) {
        const int64_t c = min_i64(block, n - j);
        const randblas_xview Xj = view_from(X, 0, j);
        if (X.row_major) copy(cols, c, Xj, Xc);
        const randblas_xview in = X.row_major ? Xc : Xj;
        if (A->apply(A->context, op, c, in.p, in.ld, R.p, R.ld))
            info = RANDBLAS_CALLBACK_FAILED;
        else
            add(rows, c, alpha, R, view_from(Y, 0, j));
    }
    randblas_arena_close(&arena);
    return info;
}

static int multiply(const randblas_xlinop *A, randblas_op op, int64_t n, scalar_t alpha, randblas_xview X,
                    randblas_xview Y)
{
    randblas_xlinop R;
    if (A->kind == RANDBLAS_CALLBACK) return multiply_callback(A, op, n, alpha, X, Y);
    const bool conjugate = linop_resolve(A, op, &R);
    if (linop_is_sparse(&R)) {
        randblas_xsparse_multiply(&R, conjugate, n, alpha, X, Y);
        return 0;
    }
    if (R.kind != RANDBLAS_DENSE || (conjugate && n > 1)) return multiply_expanded(&R, conjugate, n, alpha, X, Y);
    multiply_view(view_make(R.values, R.ld, R.layout), conjugate, R.rows, n, R.cols, alpha, X, Y);
    return 0;
}

int randblas_xlinop_apply(randblas_layout layout, randblas_op trans, int64_t ncols, scalar_arg alpha,
                          const randblas_xlinop *A, const array_t *X, int64_t ldx, scalar_arg beta, array_t *Y,
                          int64_t ldy)
{
    if (bad_layout(layout)) return -1;
    if (bad_op(trans)) return -2;
    if (ncols < 0) return -3;
    if (SCALAR_MISSING(alpha)) return -4;
    if (randblas_xlinop_malformed(A)) return -5;
    const bool plain = trans == RANDBLAS_NO_TRANS;
    const int64_t rows = plain ? A->rows : A->cols, cols = plain ? A->cols : A->rows; /* of op(A) */
    if (!X && cols > 0 && ncols > 0) return -6;
    if (bad_ld(layout, cols, ncols, ldx)) return -7;
    if (SCALAR_MISSING(beta)) return -8;
    if (!Y && rows > 0 && ncols > 0) return -9;
    if (bad_ld(layout, rows, ncols, ldy)) return -10;

    if (rows == 0 || ncols == 0) return 0;
    const randblas_xview Yv = view_make(Y, ldy, layout);
    randblas_xscale_view(rows, ncols, SCALAR_VALUE(beta), Yv);
    if (cols == 0 || SCALAR_VALUE(alpha) == (scalar_t)0) return 0;
    return multiply(A, trans, ncols, SCALAR_VALUE(alpha), view_make(X, ldx, layout), Yv);
}
