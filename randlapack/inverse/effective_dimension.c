/*
 * D = sum s_k^2/(s_k^2 + lambda), s_k the singular values of A: those of the triangle R that is left when the rows of A
 * are taken in blocks and each is folded in, [R; block] = Q R.  No Gram matrix, which would lose all s_k below
 * sqrt(eps) s_1, and no copy of A.
 */
#include "effective_dimension_impl.h"

#include "columns_impl.h"
#include "lapack_impl.h"

#include <math.h>

#define LEAST_ROWS 64 /* of a block; else 2 n, so that folding in costs half as much again as one factorisation */

typedef struct folding {
    int64_t n, block, ld; /* ld = n + block */
    scalar_t *W;          /* ld x n: the triangle, then the rows of a block */
    scalar_t *rows;       /* n x block: the rows as columns */
    scalar_t *tau, *work, *values;
    int64_t *iwork;
} folding;

static folding open_workspace(randblas_arena *arena, int64_t m, int64_t n)
{
    const int64_t wanted = 2 * n > LEAST_ROWS ? 2 * n : LEAST_ROWS, block = wanted < m ? wanted : m;
    const int64_t qr = RANDLAPACK_QR_WORK(n), svd = RANDLAPACK_VALUES_WORK(n);
    folding f = {.n = n, .block = block, .ld = n + block};
    f.W = randblas_arena_get(arena, randblas_size_product(f.ld, n), sizeof *f.W);
    f.rows = randblas_arena_get(arena, randblas_size_product(n, block), sizeof *f.rows);
    f.tau = randblas_arena_get(arena, n, sizeof *f.tau);
    f.work = randblas_arena_get(arena, qr > svd ? qr : svd, sizeof *f.work);
    f.values = randblas_arena_get(arena, n, sizeof *f.values);
    f.iwork = randblas_arena_get(arena, randblas_size_product(8, n), sizeof *f.iwork);
    return f;
}

/* The triangle of [R; rows]; what stood below R's diagonal is cleared. */
static int fold(folding *f, int64_t count)
{
    for (int64_t j = 0; j < f->n; j++)
        for (int64_t i = 0; i < count; i++) f->W[f->n + i + j * f->ld] = f->rows[j + i * f->n];
    const int info = randlapack_xgeqrf(f->n + count, f->n, f->W, f->ld, f->tau, f->work);
    for (int64_t j = 0; j < f->n; j++)
        for (int64_t i = j + 1; i < f->n; i++) f->W[i + j * f->ld] = 0;
    return info;
}

int randlapack_xeffective_dimension(randblas_arena *arena, const randblas_xlinop *A, double ridge, double *dimension)
{
    const int64_t m = A->rows, n = A->cols;
    folding f = open_workspace(arena, m, n);
    const randlapack_xcolumns rows = randlapack_xcolumns_open(arena, A, RANDBLAS_TRANS, n, f.block);
    int info = arena->info;
    for (int64_t k = 0; k < f.ld * n && !info; k++) f.W[k] = 0;
    for (int64_t i = 0; i < m && !info; i += f.block) {
        const int64_t count = f.block < m - i ? f.block : m - i;
        info = randlapack_xcolumns_get(&rows, i, count, f.rows);
        if (!info) info = fold(&f, count);
    }
    if (!info) info = randlapack_xsingular_values(n, f.W, f.ld, f.values, f.work, f.iwork);
    *dimension = 0;
    for (int64_t k = 0; k < n && !info; k++) {
        const double ratio = sqrt(ridge) / (double)f.values[k]; /* infinite for 0 */
        *dimension += 1 / (1 + ratio * ratio);
    }
    return info;
}
