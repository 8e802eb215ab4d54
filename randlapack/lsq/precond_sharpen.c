/*
 * From a rough preconditioner to a sharp one: the Cholesky factor of a Gram matrix of A, by matrix products alone.
 *
 *     G = A^T A,                       R = chol(G)              if cond(A)^2 eps is small,
 *     G = (A R0^-1)^T (A R0^-1),       R = chol(G) R0           otherwise,
 *
 * R0 from the sketch; with a ridge, A has the rows damp I below.  A R0^-1 is well conditioned, so its Gram matrix is
 * good enough in single precision, even for a problem in double: an error of u in G leaves cond(A R^-1) - 1 of order u.
 * This is Cholesky QR preconditioned by a sketch @cite fan2021, whose R only has to precondition.
 *
 * Cost: m n^2 flops in the first case, 1.5 m n^2 in the second (the products in single precision run twice as fast),
 * all at the speed of GEMM, where Householder QR takes 2 m n^2 at about half of it.
 */
#include "precond_impl.h"

#include "lapack_impl.h"
#include "view_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GRAM_ERROR 1e-2                         /* of G, relative, that still gives a sharp R */
#define BLOCK_BYTES ((int64_t)16 * 1024 * 1024) /* of A R0^-1 at a time */
#define LEAST_BLOCK 256

#if IS_SINGLE
#define SAFE_EXPONENT 50 /* squares neither overflow nor vanish */
#else
#define SAFE_EXPONENT 400
#endif

typedef struct whitening {
    int64_t n, rows;         /* of a block */
    scalar_t *inverse;       /* of R0 */
    scalar_t *block;         /* in the layout of A, without padding */
    float *block32, *gram32; /* the same and the Gram matrix in single precision */
} whitening;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t max_i64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* G = A^T A, in pieces that the BLAS can count. */
static int gram(const randblas_xlinop *A, scalar_t *G)
{
    const int64_t most = (int64_t)1 << 30;
    const randblas_xview view = view_make(A->values, A->ld, A->layout);
    int info = 0;
    for (int64_t i = 0; i < A->rows && !info; i += most)
        info = randlapack_xsyrk(A->layout, min_i64(most, A->rows - i), A->cols, view_at(view, i, 0), A->ld, i > 0, G,
                                A->cols);
    return info;
}

/* Whether that loses nothing that matters. */
static bool squares_are_good(const randlapack_xprecond *P)
{
    const double c = P->scaled_condition;
    return 10 * (double)REAL_EPS * c * c <= GRAM_ERROR && P->frobenius > 0 && abs(ilogb(P->frobenius)) < SAFE_EXPONENT;
}

/* Rows first .. first + rows of A without padding. */
static void copy_rows(const randblas_xlinop *A, int64_t first, int64_t rows, scalar_t *block)
{
    const bool row_major = A->layout == RANDBLAS_ROW_MAJOR;
    const int64_t runs = row_major ? rows : A->cols, length = row_major ? A->cols : rows;
    const scalar_t *from = A->values + (row_major ? first * A->ld : first);
#pragma omp parallel for schedule(static) if (runs * length > 65536)
    for (int64_t k = 0; k < runs; k++) memcpy(block + k * length, from + k * A->ld, (size_t)length * sizeof *block);
}

#if !IS_SINGLE
static void round_to_single(int64_t count, const scalar_t *x, float *y)
{
#pragma omp parallel for simd schedule(static) if (count > 65536)
    for (int64_t k = 0; k < count; k++) y[k] = (float)x[k];
}
#endif

/* gram32 = block^T block + beta gram32, the block being rows x n. */
static int add_block(const whitening *w, randblas_layout layout, int64_t rows, real_t beta)
{
    const int64_t ld = layout == RANDBLAS_ROW_MAJOR ? w->n : rows;
#if IS_SINGLE
    return randlapack_xsyrk(layout, rows, w->n, w->block, ld, beta, w->gram32, w->n);
#else
    round_to_single(rows * w->n, w->block, w->block32);
    return randlapack_ssyrk(layout, rows, w->n, w->block32, ld, (float)beta, w->gram32, w->n);
#endif
}

/* gram32 = (A R0^-1)^T (A R0^-1) */
static int add_matrix(const whitening *w, const randblas_xlinop *A)
{
    int info = 0;
    for (int64_t i = 0; i < A->rows && !info; i += w->rows) {
        const int64_t rows = min_i64(w->rows, A->rows - i), ld = A->layout == RANDBLAS_ROW_MAJOR ? w->n : rows;
        copy_rows(A, i, rows, w->block);
        info = randlapack_xtrmm(A->layout, rows, w->n, w->inverse, w->n, w->block, ld);
        if (!info) info = add_block(w, A->layout, rows, i > 0);
    }
    return info;
}

/* gram32 += damp^2 R0^-T R0^-1 */
static int add_ridge(const whitening *w, double damp)
{
    const randblas_xlinop inverse = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, w->n, w->n, w->inverse, w->n);
    int info = 0;
    for (int64_t i = 0; i < w->n && !info; i += w->rows) {
        const int64_t rows = min_i64(w->rows, w->n - i);
        copy_rows(&inverse, i, rows, w->block);
        for (int64_t k = 0; k < rows * w->n; k++) w->block[k] *= (scalar_t)damp;
        info = add_block(w, RANDBLAS_COL_MAJOR, rows, 1);
    }
    return info;
}

static int open_whitening(randblas_arena *arena, const randblas_xlinop *A, whitening *w)
{
    const int64_t n = A->cols;
    const int64_t rows = max_i64(LEAST_BLOCK, BLOCK_BYTES / (int64_t)sizeof(scalar_t) / n);
    *w = (whitening){.n = n, .rows = min_i64(A->rows, rows)};
    w->inverse = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *w->inverse);
    w->block = randblas_arena_get(arena, randblas_size_product(w->rows, n), sizeof *w->block);
    w->gram32 = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *w->gram32);
    w->block32 = IS_SINGLE ? NULL : randblas_arena_get(arena, randblas_size_product(w->rows, n), sizeof *w->block32);
    return arena->info;
}

static void copy_upper(int64_t n, const scalar_t *R, int64_t ldr, scalar_t *out)
{
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) out[i + j * n] = i <= j ? R[i + j * ldr] : 0;
}

/* G = chol((A R0^-1)^T (A R0^-1)) R0 */
static int whitened_factor(randblas_arena *arena, const randblas_xlinop *A, double damp, const randlapack_xprecond *P,
                           scalar_t *G)
{
    const int64_t n = A->cols;
    whitening w;
    int info = open_whitening(arena, A, &w);
    if (info) return info;
    copy_upper(n, P->R, P->ldr, w.inverse);
    info = randlapack_xtrtri(n, w.inverse, n);
    if (!info) info = add_matrix(&w, A);
    if (!info && damp > 0) info = add_ridge(&w, damp);
    if (info) return info;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) G[i + j * n] = i <= j ? (scalar_t)w.gram32[i + j * n] : 0;
    info = randlapack_xpotrf(n, G, n);
    return info ? info : randlapack_xtrmm(RANDBLAS_COL_MAJOR, n, n, P->R, P->ldr, G, n);
}

/* G = chol(A^T A + damp^2 I) */
static int plain_factor(const randblas_xlinop *A, double damp, scalar_t *G)
{
    const int64_t n = A->cols;
    const int info = gram(A, G);
    for (int64_t j = 0; j < n && !info; j++) G[j + j * n] += (scalar_t)(damp * damp);
    return info ? info : randlapack_xpotrf(n, G, n);
}

int randlapack_xprecond_sharpen(randblas_arena *arena, const randblas_xlinop *A, double damp, randlapack_xprecond *P,
                                bool *done)
{
    const int64_t n = A->cols;
    int info = RANDBLAS_NOT_CONVERGED;
    *done = false;
    if (n == 0) return 0;
    scalar_t *G = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *G);
    if (arena->info) return arena->info;
    if (squares_are_good(P)) info = plain_factor(A, damp, G);
    if (info > 0) info = whitened_factor(arena, A, damp, P, G);
    if (info) return info > 0 ? 0 : info;
    P->R = G;
    P->ldr = n;
    randlapack_xprecond_measure(P, G);
    *done = true;
    return 0;
}
