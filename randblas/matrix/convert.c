/*
 * Conversion between storage schemes.
 *
 * By columns is by rows of the transpose, so there are three targets: rows (CSR, and COO in that order) and dense; and
 * two sources: sparse, sorted by two counting passes, and dense ones, whose rows are written out and scanned.
 */
#include "apply_impl.h"
#include "linop_impl.h"

#define PANEL (1024 * 1024 / (int64_t)sizeof(scalar_t)) /* scalars of workspace, unless one row is more */

/* ---- to dense ---- */

static void add_entries(const randblas_xlinop *A, randblas_xview out)
{
    const scalar_t *values = A->values;
    const int64_t vectors = A->kind == RANDBLAS_COO ? A->nnz : A->kind == RANDBLAS_CSR ? A->rows : A->cols;
    for (int64_t v = 0; v < vectors; v++) {
        const int64_t first = A->kind == RANDBLAS_COO ? v : A->ptr[v];
        const int64_t last = A->kind == RANDBLAS_COO ? v + 1 : A->ptr[v + 1];
        for (int64_t q = first; q < last; q++)
            *view_at(out, A->kind == RANDBLAS_CSR ? v : A->rowind[q], A->kind == RANDBLAS_CSC ? v : A->colind[q]) +=
                values[q];
    }
}

static void to_dense(const randblas_xlinop *A, const randblas_xlinop *B)
{
    const randblas_xview out = view_make(B->values, B->ld, B->layout);
    if (!linop_is_sparse(A)) {
        randblas_xlinop_expand(A, false, 0, 0, A->rows, A->cols, out);
        return;
    }
    randblas_xscale_view(A->rows, A->cols, 0, out);
    add_entries(A, out);
}

/* ---- to rows, from sparse ---- */

/* Sorted by rows and, within them, by columns: entries leave a sort by column in the order of columns. */
static int sparse_to_rows(const randblas_xlinop *A, int64_t *ptr, int64_t *colind, scalar_t *values)
{
    randblas_arena arena = randblas_arena_open(NULL);
    randblas_xlinop by_columns;
    if (A->kind == RANDBLAS_CSC) /* what it holds may be in any order within a column: that does not matter */
        by_columns = *A;
    else
        by_columns = randblas_xsparse_compress(A, RANDBLAS_CSC, &arena);
    const int info = arena.info;
    if (!info) randblas_xsparse_bucket(&by_columns, RANDBLAS_CSR, ptr, colind, values);
    randblas_arena_close(&arena);
    return info;
}

/* ---- to rows, from dense ---- */

typedef struct sink {
    int64_t *ptr, *colind;
    scalar_t *values; /* NULL: only count */
    int64_t nnz;
} sink;

static void scan_row(const scalar_t *row, int64_t cols, sink *out)
{
    for (int64_t j = 0; j < cols; j++) {
        if (row[j] == (scalar_t)0) continue; /* NaN is not equal to 0 */
        if (out->values) {
            out->colind[out->nnz] = j;
            out->values[out->nnz] = row[j];
        }
        out->nnz++;
    }
}

static int scan_dense(const randblas_xlinop *A, sink *out)
{
    const int64_t block = min_i64(A->rows, max_i64(1, PANEL / max_i64(1, A->cols)));
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_xview P = {randblas_arena_get(&arena, randblas_size_product(block, A->cols), sizeof(scalar_t)),
                              A->cols, true};
    const int info = arena.info;
    out->nnz = 0;
    if (out->ptr) out->ptr[0] = 0;
    for (int64_t i = 0; !info && i < A->rows; i += block) {
        const int64_t r = min_i64(block, A->rows - i);
        randblas_xlinop_expand(A, false, i, 0, r, A->cols, P);
        for (int64_t l = 0; l < r; l++) {
            scan_row(P.p + l * P.ld, A->cols, out);
            if (out->ptr) out->ptr[i + l + 1] = out->nnz;
        }
    }
    randblas_arena_close(&arena);
    return info;
}

static int count_entries(const randblas_xlinop *A, int64_t *nnz)
{
    sink counter = {NULL, NULL, NULL, 0};
    int info = 0;
    if (linop_is_sparse(A))
        counter.nnz = linop_entries(A);
    else
        info = scan_dense(A, &counter);
    *nnz = counter.nnz;
    return info;
}

static int to_csr(const randblas_xlinop *A, const randblas_xlinop *B)
{
    if (linop_is_sparse(A)) return sparse_to_rows(A, B->ptr, B->colind, B->values);
    sink out = {B->ptr, B->colind, B->values, 0};
    return scan_dense(A, &out);
}

static int to_coo(const randblas_xlinop *A, const randblas_xlinop *B)
{
    randblas_arena arena = randblas_arena_open(NULL);
    randblas_xlinop rows = *B;
    rows.ptr = randblas_arena_get(&arena, A->rows + 1, sizeof *rows.ptr);
    int info = arena.info;
    if (!info) info = to_csr(A, &rows);
    for (int64_t i = 0; !info && i < A->rows; i++)
        for (int64_t q = rows.ptr[i]; q < rows.ptr[i + 1]; q++) B->rowind[q] = i;
    randblas_arena_close(&arena);
    return info;
}

static int to_sparse(const randblas_xlinop *A, randblas_xlinop *B)
{
    int64_t needed;
    int info = count_entries(A, &needed);
    if (info) return info;
    const bool fits = needed <= B->nnz;
    if (fits && randblas_xlinop_malformed(B)) return -2;
    B->nnz = needed;
    if (!fits) return -2;
    if (B->kind == RANDBLAS_COO) return to_coo(A, B);
    if (B->kind == RANDBLAS_CSR) return to_csr(A, B);
    const randblas_xlinop At = linop_transposed(A), Bt = linop_transposed(B);
    return to_csr(&At, &Bt);
}

int randblas_xconvert(const randblas_xlinop *A, randblas_xlinop *B)
{
    const int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->kind == RANDBLAS_CALLBACK) return -1;
    if (!B || (B->size != 0 && B->size != sizeof *B) || B->rows != A->rows || B->cols != A->cols) return -2;
    if (linop_is_sparse(B)) return B->nnz < 0 ? -2 : to_sparse(A, B);
    if (B->kind != RANDBLAS_DENSE || randblas_xlinop_malformed(B)) return -2;
    to_dense(A, B);
    return 0;
}
