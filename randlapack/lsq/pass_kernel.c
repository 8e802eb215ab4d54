/*
 * u = A p - alpha u and w += A^T u in one reading of A: a block of rows is used for both products while it is in cache.
 * A pass over a large A is then bound by memory once (8 m n bytes in double) and not twice.
 *
 * Compiled once per instruction set and precision; the loops over rows are left to the vectoriser.
 */
#include "pass_kernel_impl.h"

#include <string.h>

#define FOUR 4   /* rows of a row-major A that share the loads of the other operand */
#define AHEAD 16 /* columns that are fetched before they are needed: each is on a page of its own */
#define LINE_BYTES 64

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif
#define LANES (VECTOR_BYTES / (int)sizeof(scalar_t))

/* Rows of a column-major A that are swept together, in vectors: eight cache lines, and less for what is left. */
#define TILE (8 * LINE_BYTES / VECTOR_BYTES)
#define SMALL_TILE 2

typedef scalar_t vec __attribute__((vector_size(VECTOR_BYTES)));

static inline vec load(const scalar_t *p)
{
    vec v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline void store(scalar_t *p, vec v)
{
    memcpy(p, &v, sizeof v);
}

/* Four rows (in L1) at once. */
static void four_rows(int64_t n, const scalar_t *A, int64_t lda, const scalar_t *restrict p, scalar_t alpha,
                      scalar_t *restrict u, scalar_t *restrict w)
{
    const scalar_t *restrict a0 = A, *restrict a1 = A + lda, *restrict a2 = A + 2 * lda, *restrict a3 = A + 3 * lda;
    scalar_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
#pragma omp simd reduction(+ : s0, s1, s2, s3)
    for (int64_t j = 0; j < n; j++) {
        s0 += a0[j] * p[j];
        s1 += a1[j] * p[j];
        s2 += a2[j] * p[j];
        s3 += a3[j] * p[j];
    }
    u[0] = s0 -= alpha * u[0];
    u[1] = s1 -= alpha * u[1];
    u[2] = s2 -= alpha * u[2];
    u[3] = s3 -= alpha * u[3];
#pragma omp simd
    for (int64_t j = 0; j < n; j++) w[j] += (a0[j] * s0 + a1[j] * s1) + (a2[j] * s2 + a3[j] * s3);
}

static void one_row(int64_t n, const scalar_t *restrict a, const scalar_t *restrict p, scalar_t alpha,
                    scalar_t *restrict u, scalar_t *restrict w)
{
    scalar_t s = 0;
#pragma omp simd reduction(+ : s)
    for (int64_t j = 0; j < n; j++) s += a[j] * p[j];
    *u = s -= alpha * *u;
#pragma omp simd
    for (int64_t j = 0; j < n; j++) w[j] += a[j] * s;
}

static void pass_rows(int64_t m, int64_t n, const scalar_t *A, int64_t lda, int64_t nrhs, const scalar_t *p,
                      const scalar_t *alpha, scalar_t *u, int64_t ldu, scalar_t *w)
{
    const int64_t whole = m / FOUR * FOUR;
    for (int64_t i = 0; i < whole; i += FOUR)
        for (int64_t r = 0; r < nrhs; r++)
            four_rows(n, A + i * lda, lda, p + r * n, alpha[r], u + i + r * ldu, w + r * n);
    for (int64_t i = whole; i < m; i++)
        for (int64_t r = 0; r < nrhs; r++) one_row(n, A + i * lda, p + r * n, alpha[r], u + i + r * ldu, w + r * n);
}

/* Ask for a column of a tile. */
static inline void fetch_ahead(const scalar_t *a, int tile)
{
    for (size_t k = 0; k < (size_t)tile * LANES; k += LINE_BYTES / sizeof *a) __builtin_prefetch(a + k);
}

/* u = A p - alpha u for a tile of a column-major A: the tile of u stays in registers, or in L1. */
static inline void tile_forward(int tile, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *p, scalar_t alpha,
                                scalar_t *u)
{
    vec sum[TILE];
    for (int v = 0; v < tile; v++) sum[v] = -alpha * load(u + v * LANES);
    for (int64_t j = 0; j < n; j++) {
        const scalar_t *a = A + j * lda, pj = p[j];
        if (j + AHEAD < n) fetch_ahead(a + AHEAD * lda, tile);
        for (int v = 0; v < tile; v++) sum[v] += pj * load(a + v * LANES);
    }
    for (int v = 0; v < tile; v++) store(u + v * LANES, sum[v]);
}

static inline scalar_t sum_of_lanes(vec x)
{
    scalar_t lane[LANES];
    store(lane, x);
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int l = 0; l < half; l++) lane[l] += lane[l + half];
    return lane[0];
}

/* w += A^T u for the same tile, now in cache. */
static inline void tile_backward(int tile, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *u, scalar_t *w)
{
    vec x[TILE];
    for (int v = 0; v < tile; v++) x[v] = load(u + v * LANES);
    for (int64_t j = 0; j < n; j++) {
        const scalar_t *a = A + j * lda;
        vec even = x[0] * load(a), odd = x[1] * load(a + LANES);
        for (int v = 2; v < tile; v += 2) {
            even += x[v] * load(a + v * LANES);
            odd += x[v + 1] * load(a + (v + 1) * LANES);
        }
        w[j] += sum_of_lanes(even + odd);
    }
}

/* Whole tiles from row i on; returns the row after them. */
static inline int64_t sweep_tiles(int tile, int64_t i, int64_t m, int64_t n, const scalar_t *A, int64_t lda,
                                  int64_t nrhs, const scalar_t *p, const scalar_t *alpha, scalar_t *u, int64_t ldu,
                                  scalar_t *w)
{
    for (; m - i >= tile * LANES; i += tile * LANES) {
        for (int64_t r = 0; r < nrhs; r++) tile_forward(tile, n, A + i, lda, p + r * n, alpha[r], u + i + r * ldu);
        for (int64_t r = 0; r < nrhs; r++) tile_backward(tile, n, A + i, lda, u + i + r * ldu, w + r * n);
    }
    return i;
}

/* Both for the rows that are left, fewer than a tile. */
static void last_rows(int64_t b, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *p, scalar_t alpha,
                      scalar_t *restrict u, scalar_t *restrict w)
{
    for (int64_t i = 0; i < b; i++) u[i] *= -alpha;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < b; i++) u[i] += A[i + j * lda] * p[j];
    for (int64_t j = 0; j < n; j++) {
        scalar_t s = 0;
        for (int64_t i = 0; i < b; i++) s += A[i + j * lda] * u[i];
        w[j] += s;
    }
}

/*
 * A column has a piece of eight cache lines in a tile: long enough for the hardware to fetch at nearly the full rate,
 * even though a tile of n = 2000 columns, 1 MB, may have left the second-level cache for the third before it is used
 * again.
 */
static void pass_columns(int64_t m, int64_t n, const scalar_t *A, int64_t lda, int64_t nrhs, const scalar_t *p,
                         const scalar_t *alpha, scalar_t *u, int64_t ldu, scalar_t *w)
{
    const int64_t tiled = sweep_tiles(TILE, 0, m, n, A, lda, nrhs, p, alpha, u, ldu, w);
    const int64_t whole = sweep_tiles(SMALL_TILE, tiled, m, n, A, lda, nrhs, p, alpha, u, ldu, w);
    for (int64_t r = 0; r < nrhs; r++)
        last_rows(m - whole, n, A + whole, lda, p + r * n, alpha[r], u + whole + r * ldu, w + r * n);
}

const randlapack_xpass_kernels ISA_COPY(randlapack_xpass) = {pass_rows, pass_columns};
