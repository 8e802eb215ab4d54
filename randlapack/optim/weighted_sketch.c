/*
 * S diag(s) A diag(c) without a copy of A.  Most families sketch blocks of rows, S_block diag(s_block) A_block diag(c),
 * each scaled into a buffer that stays in cache; a transform mixes all rows, so it gets panels of columns.  The values
 * of a sparse A are scaled into an array of their own, and a callback is wrapped.
 */
#include "weighted_sketch_impl.h"

#include "linop_impl.h"

#define BLOCK_BYTES (1 << 22) /* of rows */
#define PANEL_COLUMNS 16      /* of a transform; also the vectors of a wrapped callback */

static bool is_transform(const randblas_sketch *S)
{
    const int family = randblas_sketch_family(S);
    return family == RANDBLAS_SRHT || family == RANDBLAS_SRFT || family == RANDBLAS_COMPOSITION;
}

randlapack_xweighted_sketch randlapack_xweighted_sketch_open(randblas_arena *arena, const randlapack_xrows *rows)
{
    const randblas_xlinop *A = &rows->A;
    const int64_t longest = A->rows > A->cols ? A->rows : A->cols;
    int64_t panel = randblas_size_product(longest, PANEL_COLUMNS);
    const int64_t block = randblas_size_product(randlapack_xrows_block(rows, BLOCK_BYTES), A->cols);
    if (linop_is_sparse(A)) panel = linop_entries(A);
    randlapack_xweighted_sketch w = {.rows = rows, .room = panel > block || linop_is_sparse(A) ? panel : block};
    w.buffer = randblas_arena_get(arena, w.room, sizeof *w.buffer);
    return w;
}

static int sketch_rows(const randlapack_xweighted_sketch *w, const randblas_sketch *S, const scalar_t *s,
                       const scalar_t *c, randblas_xview out)
{
    const int64_t m = w->rows->A.rows, n = w->rows->A.cols, d = randblas_sketch_rows(S);
    const int64_t block = randlapack_xrows_block(w->rows, BLOCK_BYTES);
    const randblas_layout layout = out.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    int info = 0;
    for (int64_t i = 0; i < m && !info; i += block) {
        const int64_t count = block < m - i ? block : m - i;
        const randblas_xview B = {w->buffer, out.row_major ? n : count, out.row_major};
        randlapack_xrows_copy(w->rows, i, count, 0, n, s ? s + i : NULL, c, B);
        info = randblas_xskge(layout, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, count, 1, S, 0,
                              w->first + i, B.p, B.ld, i > 0, out.p, out.ld);
    }
    return info;
}

static int sketch_panels(const randlapack_xweighted_sketch *w, const randblas_sketch *S, const scalar_t *s,
                         const scalar_t *c, randblas_xview out)
{
    const int64_t m = w->rows->A.rows, n = w->rows->A.cols, d = randblas_sketch_rows(S);
    const randblas_layout layout = out.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    int info = 0;
    for (int64_t j = 0; j < n && !info; j += PANEL_COLUMNS) {
        const int64_t cols = PANEL_COLUMNS < n - j ? PANEL_COLUMNS : n - j;
        const randblas_xview B = {w->buffer, out.row_major ? cols : m, out.row_major};
        randlapack_xrows_copy(w->rows, 0, m, j, cols, s, c ? c + j : NULL, B);
        info = randblas_xskge(layout, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, cols, m, 1, S, 0,
                              w->first, B.p, B.ld, 0, view_at(out, 0, j), out.ld);
    }
    return info;
}

/* diag(s) A diag(c) as an operator of its own. */
typedef struct wrapped {
    const randblas_xlinop *A;
    const scalar_t *s, *c;
    scalar_t *buffer;
} wrapped;

static void scale_rows(int64_t rows, int64_t cols, const scalar_t *s, const scalar_t *X, int64_t ldx, scalar_t *Y,
                       int64_t ldy)
{
    for (int64_t k = 0; k < cols; k++)
        for (int64_t i = 0; i < rows; i++) Y[i + k * ldy] = s ? s[i] * X[i + k * ldx] : X[i + k * ldx];
}

static int apply_wrapped(void *context, randblas_op op, int64_t ncols, const scalar_t *X, int64_t ldx, scalar_t *Y,
                         int64_t ldy)
{
    const wrapped *w = context;
    const bool plain = op == RANDBLAS_NO_TRANS;
    const int64_t in = plain ? w->A->cols : w->A->rows, out = plain ? w->A->rows : w->A->cols;
    int info = 0;
    for (int64_t k = 0; k < ncols && !info; k += PANEL_COLUMNS) {
        const int64_t cols = PANEL_COLUMNS < ncols - k ? PANEL_COLUMNS : ncols - k;
        scale_rows(in, cols, plain ? w->c : w->s, X + k * ldx, ldx, w->buffer, in);
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, op, cols, 1, w->A, w->buffer, in, 0, Y + k * ldy, ldy);
        scale_rows(out, cols, plain ? w->s : w->c, Y + k * ldy, ldy, Y + k * ldy, ldy);
    }
    return info;
}

static void scale_values(const randblas_xlinop *A, const scalar_t *s, const scalar_t *c, scalar_t *values)
{
    for (int64_t i = 0; i < A->rows; i++)
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++)
            values[k] = (s ? s[i] : 1) * ((c ? c[A->colind[k]] : 1) * A->values[k]);
}

int randlapack_xweighted_sketch_apply(const randlapack_xweighted_sketch *w, const randblas_sketch *S, const scalar_t *s,
                                      const scalar_t *c, randblas_xview out)
{
    const randblas_xlinop *A = &w->rows->A;
    const randblas_layout layout = out.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    wrapped context = {A, s, c, w->buffer};
    randblas_xlinop B = *A;
    if (!linop_is_sparse(A) && A->kind != RANDBLAS_CALLBACK)
        return is_transform(S) ? sketch_panels(w, S, s, c, out) : sketch_rows(w, S, s, c, out);
    if (linop_is_sparse(A)) {
        scale_values(A, s, c, w->buffer);
        B.values = w->buffer;
    } else {
        B = randblas_xlinop_callback(A->rows, A->cols, apply_wrapped, &context);
    }
    return randblas_xskop(layout, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, randblas_sketch_rows(S), A->cols,
                          A->rows, 1, S, 0, w->first, &B, 0, out.p, out.ld);
}
