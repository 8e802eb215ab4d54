/*
 * Blocks of rows.  Dense and symmetric matrices and callbacks have them copied into P, a callback as the product of
 * its transpose with columns of the identity: s products a block.  CSR is read where it is; COO and CSC are brought to
 * CSR once.  Sums over sparse rows are taken in double.
 */
#include "scaled_rows_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

#include <math.h>

static void source(randblas_arena *arena, const randblas_xlinop *A, bool transposed, randlapack_xscaled_rows *rows)
{
    const bool callback = A->kind == RANDBLAS_CALLBACK;
    rows->A = A;
    rows->op = transposed ? RANDBLAS_NO_TRANS : RANDBLAS_TRANS;
    rows->sparse = linop_is_sparse(A);
    rows->R = transposed && !callback ? linop_transposed(A) : *A;
    rows->count = transposed ? A->cols : A->rows;
    rows->length = transposed ? A->rows : A->cols;
    if (rows->sparse) rows->R = randblas_xsparse_compress(&rows->R, RANDBLAS_CSR, arena);
}

static int open_workspace(randblas_arena *arena, int64_t block, randlapack_xscaled_rows *rows)
{
    rows->block = block;
    rows->exponent = randblas_arena_get(arena, rows->count, sizeof *rows->exponent);
    rows->norm = randblas_arena_get(arena, rows->count, sizeof *rows->norm);
    if (rows->sparse)
        rows->spread = randblas_arena_get(arena, rows->length, sizeof *rows->spread);
    else
        rows->P = randblas_arena_get(arena, randblas_size_product(rows->length, block), sizeof *rows->P);
    if (rows->A->kind == RANDBLAS_CALLBACK)
        rows->unit = randblas_arena_get(arena, randblas_size_product(rows->count, block), sizeof *rows->unit);
    if (arena->info) return arena->info;
    for (int64_t i = 0; i < rows->count; i++) rows->exponent[i] = 0;
    for (int64_t j = 0; j < rows->length && rows->sparse; j++) rows->spread[j] = 0;
    for (int64_t k = 0; k < rows->count * block && rows->unit; k++) rows->unit[k] = 0;
    return 0;
}

/* The norm of row i, which is at position k of the current block. */
static double row_norm(const randlapack_xscaled_rows *rows, int64_t i, int64_t k)
{
    if (!rows->sparse) return randlapack_xnorm(rows->length, rows->P + k * rows->length);
    const int64_t first = rows->R.ptr[i];
    return randlapack_xnorm(rows->R.ptr[i + 1] - first, rows->R.values + first);
}

static int take_norms(randlapack_xscaled_rows *rows, int64_t *list)
{
    bool any = false;
    for (int64_t i = 0; i < rows->count; i += rows->block) {
        const int64_t s = i + rows->block > rows->count ? rows->count - i : rows->block;
        for (int64_t k = 0; k < s; k++) list[k] = i + k;
        const int info = randlapack_xscaled_rows_fetch(rows, s, list);
        if (info) return info;
        for (int64_t k = 0; k < s; k++) {
            const double norm = row_norm(rows, i + k, k);
            if (!isfinite(norm)) return RANDBLAS_NOT_FINITE;
            const int e = norm > 0 ? ilogb(norm) + 1 : 0;
            rows->exponent[i + k] = e < -1022 ? -1022 : e; /* 2^1023 is the largest power there is */
            rows->norm[i + k] = ldexp(norm, -rows->exponent[i + k]);
            if (norm > 0 && (!any || e > rows->largest)) rows->largest = rows->exponent[i + k];
            any = any || norm > 0;
        }
    }
    return 0;
}

int randlapack_xscaled_rows_open(randblas_arena *arena, const randblas_xlinop *A, bool transposed, int64_t block,
                                 randlapack_xscaled_rows *rows)
{
    *rows = (randlapack_xscaled_rows){0};
    source(arena, A, transposed, rows);
    int64_t *list = randblas_arena_get(arena, block, sizeof *list);
    const int info = open_workspace(arena, block, rows);
    return info ? info : take_norms(rows, list);
}

static int fetch_from_callback(randlapack_xscaled_rows *rows, int64_t s, const int64_t *list)
{
    const randblas_xlinop *A = rows->A;
    const int64_t count = rows->count;
    for (int64_t k = 0; k < s; k++) rows->unit[list[k] + k * count] = 1;
    const int failed = A->apply(A->context, rows->op, s, rows->unit, count, rows->P, rows->length);
    for (int64_t k = 0; k < s; k++) rows->unit[list[k] + k * count] = 0;
    return failed ? RANDBLAS_CALLBACK_FAILED : 0;
}

int randlapack_xscaled_rows_fetch(randlapack_xscaled_rows *rows, int64_t s, const int64_t *list)
{
    const int64_t n = rows->length;
    int info = 0;
    if (rows->sparse || n == 0) return 0;
    if (rows->A->kind == RANDBLAS_CALLBACK) info = fetch_from_callback(rows, s, list);
    for (int64_t k = 0; k < s && !info; k++) {
        const double scale = ldexp(1, -rows->exponent[list[k]]);
        scalar_t *row = rows->P + k * n;
        if (rows->A->kind != RANDBLAS_CALLBACK)
            randblas_xlinop_expand(&rows->R, false, list[k], 0, 1, n, (randblas_xview){row, n, true});
        for (int64_t j = 0; j < n && scale != 1; j++) row[j] = (scalar_t)((double)row[j] * scale);
    }
    return info;
}

void randlapack_xscaled_rows_multiply(const randlapack_xscaled_rows *rows, int64_t s, const int64_t *list,
                                      const scalar_t *x, scalar_t *u)
{
    const int64_t n = rows->length;
    if (!rows->sparse) {
        const randblas_xview P = {rows->P, n, true}, from = {(scalar_t *)(uintptr_t)x, n, false}, to = {u, s, false};
        for (int64_t k = 0; k < s; k++) u[k] = 0;
        randblas_xgemv(s, n, 1, P, false, from, to);
        return;
    }
    for (int64_t k = 0; k < s; k++) {
        const int64_t *ptr = rows->R.ptr + list[k];
        double sum = 0;
        for (int64_t p = ptr[0]; p < ptr[1]; p++) sum += (double)rows->R.values[p] * (double)x[rows->R.colind[p]];
        u[k] = (scalar_t)ldexp(sum, -rows->exponent[list[k]]);
    }
}

void randlapack_xscaled_rows_add(const randlapack_xscaled_rows *rows, int64_t s, const int64_t *list, const scalar_t *c,
                                 scalar_t *x)
{
    const int64_t n = rows->length;
    if (!rows->sparse) {
        const randblas_xview P = {rows->P, n, false}, from = {(scalar_t *)(uintptr_t)c, s, false}, to = {x, n, false};
        randblas_xgemv(n, s, 1, P, false, from, to);
        return;
    }
    for (int64_t k = 0; k < s; k++) {
        const int64_t *ptr = rows->R.ptr + list[k];
        const double factor = ldexp((double)c[k], -rows->exponent[list[k]]);
        for (int64_t p = ptr[0]; p < ptr[1]; p++)
            x[rows->R.colind[p]] += (scalar_t)(factor * (double)rows->R.values[p]);
    }
}

/* spread = row i, or back to zeros. */
static void spread_row(const randlapack_xscaled_rows *rows, int64_t i, bool there)
{
    const double scale = ldexp(1, -rows->exponent[i]);
    for (int64_t p = rows->R.ptr[i]; p < rows->R.ptr[i + 1]; p++) {
        double *at = rows->spread + rows->R.colind[p];
        *at = there ? *at + scale * (double)rows->R.values[p] : 0;
    }
}

void randlapack_xscaled_rows_gram(const randlapack_xscaled_rows *rows, int64_t s, const int64_t *list, scalar_t *G)
{
    const int64_t n = rows->length;
    if (!rows->sparse) {
        const randblas_xview P = {rows->P, n, true}, to = {G, s, false};
        randblas_xscale_view(s, s, 0, to);
        randblas_xgemm(s, s, n, 1, P, view_transposed(P), to);
        return;
    }
    for (int64_t k = 0; k < s; k++) {
        spread_row(rows, list[k], true);
        for (int64_t l = 0; l <= k; l++) {
            const int64_t *ptr = rows->R.ptr + list[l];
            double sum = 0;
            for (int64_t p = ptr[0]; p < ptr[1]; p++)
                sum += (double)rows->R.values[p] * rows->spread[rows->R.colind[p]];
            G[k + l * s] = G[l + k * s] = (scalar_t)ldexp(sum, -rows->exponent[list[l]]);
        }
        spread_row(rows, list[k], false);
    }
}

void randlapack_xscaled_rows_select(const randlapack_xscaled_rows *rows, int64_t s, const int64_t *list, scalar_t *G)
{
    for (int64_t k = 0; k < s; k++) {
        if (rows->sparse) spread_row(rows, list[k], true);
        for (int64_t l = 0; l < s; l++)
            G[k + l * s] = rows->sparse ? (scalar_t)rows->spread[list[l]] : rows->P[list[l] + k * rows->length];
        if (rows->sparse) spread_row(rows, list[k], false);
    }
}
