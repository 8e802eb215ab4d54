/*
 * ||A||_F.  Of a dense matrix, squares are added up in double as they are; only when their sum overflows or is so small
 * that some may have been lost is the norm taken vector by vector, the norms joined by hypot, as for the other kinds.
 * Entries that a sparse matrix holds twice add before they are squared.
 */
#include "frobenius_impl.h"

#include "lapack_impl.h"

#include "linop_impl.h"

#include <math.h>

#define PARTS 64        /* sums of their own, so that threads do not change the result */
#define PARALLEL 100000 /* entries from which threads pay */
#define SAFE 1e-250     /* least sum of squares of which those lost to underflow are no part */

static double sum_of_squares(int64_t n, const scalar_t *x)
{
    double sum[8] = {0}, rest = 0;
    int64_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (int k = 0; k < 8; k++) sum[k] += (double)x[i + k] * (double)x[i + k];
    for (; i < n; i++) rest += (double)x[i] * (double)x[i];
    for (int k = 0; k < 8; k++) rest += sum[k];
    return rest;
}

static double dense_squares(const randblas_xlinop *A, int64_t vectors, int64_t length)
{
    double part[PARTS], sum = 0;
#pragma omp parallel for schedule(static) if (vectors * length >= PARALLEL)
    for (int p = 0; p < PARTS; p++) {
        part[p] = 0;
        for (int64_t j = p * vectors / PARTS; j < (p + 1) * vectors / PARTS; j++)
            part[p] += sum_of_squares(length, A->values + j * A->ld);
    }
    for (int p = 0; p < PARTS; p++) sum += part[p];
    return sum;
}

static double dense_norm(const randblas_xlinop *A)
{
    const bool by_rows = A->layout == RANDBLAS_ROW_MAJOR;
    const int64_t vectors = by_rows ? A->rows : A->cols, length = by_rows ? A->cols : A->rows;
    const double squares = dense_squares(A, vectors, length);
    if (squares > SAFE && isfinite(squares)) return sqrt(squares);
    double norm = 0;
    for (int64_t j = 0; j < vectors; j++) norm = hypot(norm, randlapack_xnorm(length, A->values + j * A->ld));
    return norm;
}

/* The stored triangle twice, the diagonal once. */
static double symmetric_norm(const randblas_xlinop *A)
{
    const bool prefix = (A->uplo == RANDBLAS_UPPER) == (A->layout == RANDBLAS_COL_MAJOR);
    const int64_t n = A->rows;
    double off = 0, diagonal = 0;
    for (int64_t j = 0; j < n; j++) {
        const scalar_t *v = A->values + j * A->ld; /* v[0 .. j] or v[j .. n - 1] is stored */
        off = hypot(off, prefix ? randlapack_xnorm(j, v) : randlapack_xnorm(n - 1 - j, v + j + 1));
        diagonal = hypot(diagonal, (double)v[j]);
    }
    return hypot(diagonal, sqrt(2) * off);
}

/* The vectors of a CSR or CSC matrix, each spread over `dense`, which is and stays zero. */
static double compressed_norm(const randblas_xlinop *A, scalar_t *dense)
{
    const bool by_rows = A->kind == RANDBLAS_CSR;
    const int64_t vectors = by_rows ? A->rows : A->cols, *index = by_rows ? A->colind : A->rowind;
    double norm = 0;
    for (int64_t j = 0; j < vectors; j++) {
        for (int64_t k = A->ptr[j]; k < A->ptr[j + 1]; k++) dense[index[k]] += A->values[k];
        for (int64_t k = A->ptr[j]; k < A->ptr[j + 1]; k++) {
            norm = hypot(norm, (double)dense[index[k]]);
            dense[index[k]] = 0;
        }
    }
    return norm;
}

static int sparse_norm(randblas_arena *arena, const randblas_xlinop *A, double *norm)
{
    const int64_t longest = A->rows > A->cols ? A->rows : A->cols;
    randblas_xlinop C = *A;
    scalar_t *dense = randblas_arena_get(arena, longest, sizeof *dense);
    int info = arena->info;
    if (!info && A->kind == RANDBLAS_COO) {
        C = randblas_xlinop_csr(A->rows, A->cols, NULL, NULL, NULL);
        C.nnz = A->nnz;
        C.ptr = randblas_arena_get(arena, A->rows + 1, sizeof *C.ptr);
        C.colind = randblas_arena_get(arena, A->nnz, sizeof *C.colind);
        C.values = randblas_arena_get(arena, A->nnz, sizeof *C.values);
        info = arena->info ? arena->info : randblas_xconvert(A, &C);
    }
    if (info) return info;
    for (int64_t i = 0; i < longest; i++) dense[i] = 0;
    *norm = compressed_norm(&C, dense);
    return 0;
}

int randlapack_xfrobenius(randblas_arena *arena, const randblas_xlinop *A, double *norm)
{
    switch (A->kind) {
    case RANDBLAS_DENSE:
        *norm = dense_norm(A);
        return 0;
    case RANDBLAS_SYMMETRIC:
    case RANDBLAS_HERMITIAN:
        *norm = symmetric_norm(A);
        return 0;
    case RANDBLAS_CALLBACK:
        *norm = -1;
        return 0;
    default:
        return sparse_norm(arena, A, norm);
    }
}
