/*
 * u = A p - alpha u and w += A^T u in one reading of A: a block of rows is used for both products while it is in cache.
 * A pass over a large A is then bound by memory once (8 m n bytes in double) and not twice.
 *
 * Compiled once per instruction set and precision; the loops are left to the vectoriser.
 */
#include "pass_kernel_impl.h"

#define FOUR 4 /* vectors of A that share the loads of the other operand */
/* Rows of a column-major A in flight.  More than a usual L2, but each column then gives a longer run of memory. */
#define BLOCK_BYTES (1 << 21)

static int64_t clamp(int64_t x, int64_t low, int64_t high)
{
    return x < low ? low : x > high ? high : x;
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

/* u = A p - alpha u for a block of rows, four columns at once so that u is loaded and stored less often. */
static void block_forward(int64_t b, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *p, scalar_t alpha,
                          scalar_t *restrict u)
{
    int64_t j = 0;
#pragma omp simd
    for (int64_t i = 0; i < b; i++) u[i] *= -alpha;
    for (; j + FOUR <= n; j += FOUR) {
        const scalar_t *restrict a0 = A + j * lda, *restrict a1 = a0 + lda, *restrict a2 = a1 + lda,
                                 *restrict a3 = a2 + lda;
        const scalar_t p0 = p[j], p1 = p[j + 1], p2 = p[j + 2], p3 = p[j + 3];
#pragma omp simd
        for (int64_t i = 0; i < b; i++) u[i] += (a0[i] * p0 + a1[i] * p1) + (a2[i] * p2 + a3[i] * p3);
    }
    for (; j < n; j++) {
        const scalar_t *restrict a = A + j * lda, pj = p[j];
#pragma omp simd
        for (int64_t i = 0; i < b; i++) u[i] += a[i] * pj;
    }
}

/*
 * Ask for the first rows of four columns.  The piece of a column that a block uses is short and on a page of its own,
 * so the hardware does not see the next block coming.
 */
static void prefetch_four(int64_t rows, const scalar_t *A, int64_t lda)
{
    const int64_t line = 64 / (int64_t)sizeof(scalar_t);
    for (int64_t c = 0; c < FOUR; c++)
        for (int64_t i = 0; i < rows; i += line) __builtin_prefetch(A + i + c * lda, 0, 2);
}

/* w += A^T u for the same block, now in cache; meanwhile the next rows of A, `ahead` of them, are fetched. */
static void block_backward(int64_t b, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *restrict u,
                           scalar_t *restrict w, int64_t ahead)
{
    int64_t j = 0;
    for (; j + FOUR <= n; j += FOUR) {
        prefetch_four(ahead, A + b + j * lda, lda);
        const scalar_t *restrict a0 = A + j * lda, *restrict a1 = a0 + lda, *restrict a2 = a1 + lda,
                                 *restrict a3 = a2 + lda;
        scalar_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
#pragma omp simd reduction(+ : s0, s1, s2, s3)
        for (int64_t i = 0; i < b; i++) {
            s0 += a0[i] * u[i];
            s1 += a1[i] * u[i];
            s2 += a2[i] * u[i];
            s3 += a3[i] * u[i];
        }
        w[j] += s0;
        w[j + 1] += s1;
        w[j + 2] += s2;
        w[j + 3] += s3;
    }
    for (; j < n; j++) {
        const scalar_t *restrict a = A + j * lda;
        scalar_t s = 0;
#pragma omp simd reduction(+ : s)
        for (int64_t i = 0; i < b; i++) s += a[i] * u[i];
        w[j] += s;
    }
}

static void pass_columns(int64_t m, int64_t n, const scalar_t *A, int64_t lda, int64_t nrhs, const scalar_t *p,
                         const scalar_t *alpha, scalar_t *u, int64_t ldu, scalar_t *w)
{
    const int64_t fits = BLOCK_BYTES / (int64_t)sizeof(scalar_t) / (n > 0 ? n : 1);
    const int64_t block = clamp(fits / 32 * 32, 32, 512);
    for (int64_t i = 0; i < m; i += block) {
        const int64_t b = clamp(m - i, 0, block);
        for (int64_t r = 0; r < nrhs; r++) block_forward(b, n, A + i, lda, p + r * n, alpha[r], u + i + r * ldu);
        const int64_t ahead = clamp(m - i - b, 0, block);
        for (int64_t r = 0; r < nrhs; r++)
            block_backward(b, n, A + i, lda, u + i + r * ldu, w + r * n, r == 0 ? ahead : 0);
    }
}

const randlapack_xpass_kernels ISA_COPY(randlapack_xpass) = {pass_rows, pass_columns};
