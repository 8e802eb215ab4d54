/*
 * Rows of a matrix, scaled, as dense blocks: what Gram matrices, row sampling and weighted sketches are made of without
 * ever holding diag(s) A whole.
 */
#include "rows_impl.h"

#include "linop_impl.h"

#include <math.h>

#define SERIAL_WORK 65536 /* entries below which threads cost more than they save */

int randlapack_xrows_open(randblas_arena *arena, const randblas_xlinop *A, randlapack_xrows *rows)
{
    *rows = (randlapack_xrows){.A = *A, .row_major = true};
    if (A->kind == RANDBLAS_DENSE) rows->row_major = A->layout == RANDBLAS_ROW_MAJOR;
    if (A->kind == RANDBLAS_CSC || A->kind == RANDBLAS_COO) rows->A = randblas_xsparse_compress(A, RANDBLAS_CSR, arena);
    return arena->info;
}

int64_t randlapack_xrows_block(const randlapack_xrows *rows, int64_t bytes)
{
    const int64_t m = rows->A.rows, n = rows->A.cols > 0 ? rows->A.cols : 1;
    const int64_t block = bytes / (int64_t)sizeof(scalar_t) / n;
    return block > m ? (m > 0 ? m : 1) : block > 0 ? block : 1;
}

/* An entry with its scales: that of the column first, which takes away what extreme there is. */
static inline scalar_t scaled(scalar_t a, const scalar_t *s, int64_t i, const scalar_t *c, int64_t j)
{
    const scalar_t b = c ? c[j] * a : a;
    return s ? s[i] * b : b;
}

static void copy_by_columns(const randblas_xview A, int64_t count, int64_t cols, const scalar_t *s, const scalar_t *c,
                            randblas_xview out)
{
#pragma omp parallel for if (count * cols > SERIAL_WORK)
    for (int64_t j = 0; j < cols; j++) {
        const scalar_t *restrict a = A.p + j * A.ld, cj = c ? c[j] : 1;
        scalar_t *restrict o = out.p + j * out.ld;
        if (s)
            for (int64_t i = 0; i < count; i++) o[i] = s[i] * (cj * a[i]);
        else
            for (int64_t i = 0; i < count; i++) o[i] = cj * a[i];
    }
}

static void copy_by_rows(const randblas_xview A, int64_t count, int64_t cols, const scalar_t *s, const scalar_t *c,
                         randblas_xview out)
{
#pragma omp parallel for if (count * cols > SERIAL_WORK)
    for (int64_t i = 0; i < count; i++)
        for (int64_t j = 0; j < cols; j++) *view_at(out, i, j) = scaled(*view_at(A, i, j), s, i, c, j);
}

/* One row of a CSR matrix, columns first .. first + cols. */
static void spread_row(const randblas_xlinop *A, int64_t i, int64_t first, int64_t cols, scalar_t s, const scalar_t *c,
                       randblas_xview out, int64_t at)
{
    for (int64_t j = 0; j < cols; j++) *view_at(out, at, j) = 0;
    for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) {
        const int64_t j = A->colind[k] - first;
        if (j >= 0 && j < cols) *view_at(out, at, j) += s * (c ? c[j] * A->values[k] : A->values[k]);
    }
}

void randlapack_xrows_copy(const randlapack_xrows *rows, int64_t i, int64_t count, int64_t j, int64_t cols,
                           const scalar_t *s, const scalar_t *c, randblas_xview out)
{
    const randblas_xlinop *A = &rows->A;
    if (A->kind == RANDBLAS_CSR) {
#pragma omp parallel for if (count * cols > SERIAL_WORK)
        for (int64_t k = 0; k < count; k++) spread_row(A, i + k, j, cols, s ? s[k] : 1, c, out, k);
    } else if (A->kind == RANDBLAS_DENSE) {
        const randblas_xview from = view_from(view_make(A->values, A->ld, A->layout), i, j);
        if (from.row_major || out.row_major)
            copy_by_rows(from, count, cols, s, c, out);
        else
            copy_by_columns(from, count, cols, s, c, out);
    } else {
        randblas_xlinop_expand(A, false, i, j, count, cols, out);
        copy_by_rows(out, count, cols, s, c, out);
    }
}

void randlapack_xrows_gather(const randlapack_xrows *rows, int64_t count, const int64_t *index, const scalar_t *s,
                             const scalar_t *c, randblas_xview out)
{
    const int64_t n = rows->A.cols;
    const randblas_xview A = view_make(rows->A.values, rows->A.ld, rows->A.layout);
    if (rows->A.kind == RANDBLAS_DENSE && !A.row_major && !out.row_major) { /* a column at a time */
#pragma omp parallel for if (count * n > SERIAL_WORK)
        for (int64_t j = 0; j < n; j++)
            for (int64_t k = 0; k < count; k++) *view_at(out, k, j) = scaled(*view_at(A, index[k], j), s, k, c, j);
        return;
    }
#pragma omp parallel for if (count * n > SERIAL_WORK)
    for (int64_t k = 0; k < count; k++)
        randlapack_xrows_copy(rows, index[k], 1, 0, n, s ? s + k : NULL, c, view_from(out, k, 0));
}

/* NaN stays. */
static double larger(double largest, double a)
{
    return fabs(a) <= largest || isnan(largest) ? largest : fabs(a);
}

static void dense_columns(const randblas_xlinop *A, double *largest)
{
    const randblas_xview view = view_make(A->values, A->ld, A->layout);
    if (view.row_major) {
        for (int64_t i = 0; i < A->rows; i++)
            for (int64_t j = 0; j < A->cols; j++) largest[j] = larger(largest[j], (double)*view_at(view, i, j));
        return;
    }
#pragma omp parallel for if (A->rows * A->cols > SERIAL_WORK)
    for (int64_t j = 0; j < A->cols; j++)
        for (int64_t i = 0; i < A->rows; i++) largest[j] = larger(largest[j], (double)*view_at(view, i, j));
}

/* The stored triangle stands for both. */
static void symmetric_columns(const randblas_xlinop *A, double *largest)
{
    const randblas_xview view = view_make(A->values, A->ld, A->layout);
    for (int64_t i = 0; i < A->rows; i++) {
        const int64_t first = A->uplo == RANDBLAS_UPPER ? i : 0, last = A->uplo == RANDBLAS_UPPER ? A->cols : i + 1;
        for (int64_t j = first; j < last; j++) {
            const double a = (double)*view_at(view, i, j);
            largest[j] = larger(largest[j], a);
            largest[i] = larger(largest[i], a);
        }
    }
}

void randlapack_xrows_columns(const randlapack_xrows *rows, double *largest)
{
    const randblas_xlinop *A = &rows->A;
    for (int64_t j = 0; j < A->cols; j++) largest[j] = A->kind == RANDBLAS_CALLBACK;
    if (A->kind == RANDBLAS_DENSE) dense_columns(A, largest);
    if (A->kind == RANDBLAS_SYMMETRIC || A->kind == RANDBLAS_HERMITIAN) symmetric_columns(A, largest);
    if (A->kind == RANDBLAS_CSR)
        for (int64_t k = 0; k < A->ptr[A->rows]; k++)
            largest[A->colind[k]] = larger(largest[A->colind[k]], (double)A->values[k]);
}
