/*
 * Gram matrices by blocks of rows, in single precision as far as the errors allow.
 *
 *     scaled:    G = (A D^-1)^T (A D^-1),  D powers of two that bring the columns to norms in [1, 2)
 *     whitened:  G = (A R0^-1)^T (A R0^-1),  A R0^-1 = (A D^-1) V,  V = (R0 D^-1)^-1
 *
 * Scaled: rounding A changes it by u an entry, which is nothing; what counts is the sum of the products.  Within a
 * block it is single, from block to block double, so that the error of G does not grow with m.
 *
 * Whitened: column j of A D^-1 V, formed in single, has an error of u ||A D^-1|| ||v_j||.  V is upper triangular, so
 * the first k columns of the product need the leading k x k part of V only, and they are formed in single as long as
 * that error is small; the rest in the working precision.  As a rule
 * v_j grows with j as the singular values of A fall.
 */
#include "gram_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"
#include "view_impl.h"

#include <math.h>

#define BLOCK_BYTES ((int64_t)16 * 1024 * 1024) /* of A D^-1 at a time */
#define LEAST_BLOCK 256
#define SINGLE_EPS 1.2e-7
#define NARROW_ERROR 0.05 /* of a column of A R0^-1; about a tenth of that is found in G */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t max_i64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The leading dimension of a block. */
static int64_t block_ld(const randlapack_xgram *g, int64_t rows)
{
    return g->A->layout == RANDBLAS_ROW_MAJOR ? g->n : rows;
}

int randlapack_xgram_open(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xteam *team, double damp,
                          const randlapack_xprecond *P, randlapack_xgram *g)
{
    const int64_t n = A->cols, rows = max_i64(LEAST_BLOCK, BLOCK_BYTES / (int64_t)sizeof(scalar_t) / n);
    *g = (randlapack_xgram){
        .A = A, .team = team, .P = P, .damp = damp, .n = n, .rows = min_i64(max_i64(A->rows, n), rows)};
    g->half = randblas_arena_get(arena, n, sizeof *g->half);
    g->rest = randblas_arena_get(arena, n, sizeof *g->rest);
    g->sum32 = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *g->sum32);
    g->block32 = randblas_arena_get(arena, randblas_size_product(g->rows, n), sizeof *g->block32);
    if (team) g->packed = randblas_arena_get(arena, randblas_size_product(n, n + 1) / 2, sizeof *g->packed);
    for (int64_t j = 0; j < n && !arena->info; j++) {
        const int e = (int)P->exponents[j];
        g->half[j] = (scalar_t)ldexp(1, -(e / 2));
        g->rest[j] = (scalar_t)ldexp(1, e / 2 - e);
    }
    return arena->info;
}

/* ---------------------------------------------------------------- blocks ------------------------------------------ */

/* x = 2^-exponents x for a run of A: a column, with one exponent, or a row, with one each (step 1). */
#define SCALED(x, half, rest, step, i) ((x)[i] * (half)[(step) * (i)] * (rest)[(step) * (i)])

/* The first `cols` columns of rows first .. first + rows of A D^-1, rounded, into block32. */
static void load_rounded(const randlapack_xgram *g, int64_t first, int64_t rows, int64_t cols)
{
    const randblas_xlinop *A = g->A;
    const bool row_major = A->layout == RANDBLAS_ROW_MAJOR;
    const int64_t runs = row_major ? rows : cols, length = row_major ? cols : rows, ld = block_ld(g, rows);
    const scalar_t *from = A->values + (row_major ? first * A->ld : first);
#pragma omp parallel for schedule(static) if (runs * length > 65536)
    for (int64_t k = 0; k < runs; k++) {
        const scalar_t *x = from + k * A->ld;
        float *y = g->block32 + k * ld;
        if (row_major)
            for (int64_t i = 0; i < length; i++) y[i] = (float)SCALED(x, g->half, g->rest, 1, i);
        else
            for (int64_t i = 0; i < length; i++) y[i] = (float)SCALED(x, g->half + k, g->rest + k, 0, i);
    }
}

/* All columns of those rows, not rounded, into block. */
static void load(const randlapack_xgram *g, int64_t first, int64_t rows)
{
    const randblas_xlinop *A = g->A;
    const bool row_major = A->layout == RANDBLAS_ROW_MAJOR;
    const int64_t runs = row_major ? rows : g->n, length = row_major ? g->n : rows;
    const scalar_t *from = A->values + (row_major ? first * A->ld : first);
#pragma omp parallel for schedule(static) if (runs * length > 65536)
    for (int64_t k = 0; k < runs; k++) {
        const scalar_t *x = from + k * A->ld;
        scalar_t *y = g->block + k * length;
        if (row_major)
            for (int64_t i = 0; i < length; i++) y[i] = SCALED(x, g->half, g->rest, 1, i);
        else
            for (int64_t i = 0; i < length; i++) y[i] = SCALED(x, g->half + k, g->rest + k, 0, i);
    }
}

/* sum32 = B^T B + beta sum32, B = block32 in the layout. */
static int add_block(const randlapack_xgram *g, randblas_layout layout, int64_t rows, float beta)
{
    const int64_t ld = layout == RANDBLAS_ROW_MAJOR ? g->n : rows;
    return randlapack_ssyrk(layout, rows, g->n, g->block32, ld, beta, g->sum32, g->n);
}

/* The upper triangle of G = sum32, or more of it. */
static void take_sum(const randlapack_xgram *g, bool more, scalar_t *G)
{
#pragma omp parallel for schedule(static, 16) if (g->n > 256)
    for (int64_t j = 0; j < g->n; j++)
        for (int64_t i = 0; i <= j; i++)
            G[i + j * g->n] = (more ? G[i + j * g->n] : 0) + (scalar_t)g->sum32[i + j * g->n];
}

static void zero_triangle(int64_t n, scalar_t *G)
{
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i <= j; i++) G[i + j * n] = 0;
}

int randlapack_xgram_total(const randlapack_xgram *g, scalar_t *G)
{
    const int64_t n = g->n;
    if (!g->team) return 0;
    scalar_t *packed = g->packed;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i <= j; i++) packed[j * (j + 1) / 2 + i] = G[i + j * n];
    const int info = g->team->sum(g->team->context, n * (n + 1) / 2, packed);
    for (int64_t j = 0; j < n && !info; j++)
        for (int64_t i = 0; i <= j; i++) G[i + j * n] = packed[j * (j + 1) / 2 + i];
    return info;
}

#if !IS_SINGLE
int randlapack_xgram_scaled(randlapack_xgram *g, scalar_t *G)
{
    int info = 0;
    for (int64_t i = 0; i < g->A->rows && !info; i += g->rows) {
        const int64_t rows = min_i64(g->rows, g->A->rows - i);
        load_rounded(g, i, rows, g->n);
        info = add_block(g, g->A->layout, rows, 0);
        if (!info) take_sum(g, i > 0, G);
    }
    if (g->A->rows == 0) zero_triangle(g->n, G);
    if (!info) info = randlapack_xgram_total(g, G);
    for (int64_t j = 0; j < g->n && !info; j++) G[j + j * g->n] += pow(g->damp * g->half[j] * g->rest[j], 2);
    return info;
}
#endif

/* ---------------------------------------------------------------- whitening --------------------------------------- */

/* The first columns of V that are small enough. */
static int64_t count_narrow(const randlapack_xgram *g)
{
    if (IS_SINGLE) return g->n;
    const double most = NARROW_ERROR / SINGLE_EPS / fmax(g->P->scaled_largest, 1);
    int64_t k = 0;
    while (k < g->n && randlapack_xnorm(k + 1, g->inverse + k * g->n) <= most) k++;
    return k;
}

/* V and its workspace. */
static int invert(randblas_arena *arena, randlapack_xgram *g)
{
    const int64_t n = g->n;
    g->inverse = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *g->inverse);
    if (arena->info) return arena->info;
    for (int64_t j = 0; j < n; j++) {
        scalar_t *v = g->inverse + j * n;
        for (int64_t i = 0; i < n; i++) v[i] = i <= j ? g->P->R[i + j * g->P->ldr] * g->half[j] * g->rest[j] : 0;
    }
    const int info = randlapack_xtrtri(n, g->inverse, n);
    if (info) return info;
    g->narrow = count_narrow(g);
    g->inverse32 = randblas_arena_get(arena, randblas_size_product(g->narrow, g->narrow), sizeof *g->inverse32);
    if (g->narrow < n) g->block = randblas_arena_get(arena, randblas_size_product(g->rows, n), sizeof *g->block);
    for (int64_t j = 0; j < g->narrow && !arena->info; j++)
        for (int64_t i = 0; i < g->narrow; i++) g->inverse32[i + j * g->narrow] = (float)g->inverse[i + j * n];
    return arena->info;
}

/* The columns from `narrow` on of (A D^-1) V, from all of the block into block32. */
static int whiten_rest(const randlapack_xgram *g, int64_t rows)
{
    const randblas_layout layout = g->A->layout;
    const int64_t n = g->n, k = g->narrow, ld = block_ld(g, rows);
    const randblas_xview block = view_make(g->block, ld, layout), rest = view_from(block, 0, k);
    const randblas_xview V = view_make(g->inverse, n, RANDBLAS_COL_MAJOR);
    const int info = randlapack_xtrmm(layout, rows, n - k, view_at(V, k, k), n, rest.p, ld);
    if (info) return info;
    randblas_xgemm(rows, n - k, k, 1, block, view_from(V, 0, k), rest);
    const bool row_major = layout == RANDBLAS_ROW_MAJOR;
    const int64_t runs = row_major ? rows : n - k, length = row_major ? n - k : rows;
    float *to = g->block32 + (rest.p - block.p);
#pragma omp parallel for schedule(static) if (runs * length > 65536)
    for (int64_t r = 0; r < runs; r++)
        for (int64_t i = 0; i < length; i++) to[r * ld + i] = (float)rest.p[r * ld + i];
    return 0;
}

/* block32 = rows first .. first + rows of (A D^-1) V */
static int whiten(const randlapack_xgram *g, int64_t first, int64_t rows)
{
    const randblas_layout layout = g->A->layout;
    int info = 0;
    load_rounded(g, first, rows, g->narrow);
    if (g->narrow > 0)
        info = randlapack_strmm(layout, rows, g->narrow, g->inverse32, g->narrow, g->block32, block_ld(g, rows));
    if (info || g->narrow == g->n) return info;
    load(g, first, rows);
    return whiten_rest(g, rows);
}

/* block32 = rows first .. first + rows of damp D^-1 V, by columns */
static void whiten_ridge(const randlapack_xgram *g, int64_t first, int64_t rows)
{
    const scalar_t damp = (scalar_t)g->damp;
    for (int64_t j = 0; j < g->n; j++)
        for (int64_t i = 0; i < rows; i++) {
            const scalar_t d = damp * g->half[first + i] * g->rest[first + i];
            g->block32[i + j * rows] = (float)(d * g->inverse[first + i + j * g->n]);
        }
}

/* The rows below A belong to one process. */
static bool adds_ridge(const randlapack_xgram *g)
{
    return !g->team || g->team->root;
}

int randlapack_xgram_whitened(randblas_arena *arena, randlapack_xgram *g, scalar_t *G)
{
    int info = invert(arena, g);
    for (int64_t i = 0; i < g->A->rows && !info; i += g->rows) {
        const int64_t rows = min_i64(g->rows, g->A->rows - i);
        info = whiten(g, i, rows);
        if (!info) info = add_block(g, g->A->layout, rows, i > 0);
    }
    for (int64_t i = 0; i < g->n && !info && g->damp > 0 && adds_ridge(g); i += g->rows) {
        const int64_t rows = min_i64(g->rows, g->n - i);
        whiten_ridge(g, i, rows);
        info = add_block(g, RANDBLAS_COL_MAJOR, rows, i > 0 || g->A->rows > 0);
    }
    if (g->A->rows == 0 && !(g->damp > 0 && adds_ridge(g)))
        zero_triangle(g->n, G);
    else
        take_sum(g, false, G);
    return info ? info : randlapack_xgram_total(g, G);
}
