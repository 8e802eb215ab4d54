/*
 * Sums of rows of a dense matrix, with the target row in registers.  Compiled for each instruction set and for float
 * and double.
 */
#include "gather_kernel_impl.h"

#include <string.h>

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif
#define LANES (VECTOR_BYTES / (int64_t)sizeof(real_t))
#define VECTORS (GATHER_BYTES / VECTOR_BYTES)

typedef real_t vec __attribute__((vector_size(VECTOR_BYTES)));

static inline vec load(const real_t *p)
{
    vec v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline void store(real_t *p, vec v)
{
    memcpy(p, &v, sizeof v);
}

/* Ask for the next few lines. */
static inline void look_ahead(randblas_ahead *a, int64_t lines)
{
    for (; lines > 0 && a->runs > 0; lines--) {
        __builtin_prefetch(a->line, 0, 2);
        a->line += 64;
        if (--a->left == 0) {
            a->line += a->stride - 64 * a->lines;
            a->left = a->lines;
            a->runs--;
        }
    }
}

#define INLINE static inline __attribute__((always_inline))

/* One of code and index, value is NULL; known when this is inlined. */
INLINE void gather(int64_t rows, const int32_t *ptr, const uint16_t *code, const real_t sign[2], const int32_t *index,
                   const real_t *value, const real_t *X, real_t *Y, randblas_ahead *ahead)
{
    const int64_t lines = (ahead->runs * ahead->lines + rows - 1) / rows;
    for (int64_t i = 0; i < rows; i++) {
        real_t *y = Y + i * GATHER_WIDTH;
        vec sum[VECTORS];
        look_ahead(ahead, lines);
        for (int v = 0; v < VECTORS; v++) sum[v] = load(y + v * LANES);
        for (int32_t t = ptr[i]; t < ptr[i + 1]; t++) {
            const real_t *x = X + (code ? code[t] >> 1 : index[t]) * GATHER_WIDTH;
            const real_t a = code ? sign[code[t] & 1] : value[t];
            for (int v = 0; v < VECTORS; v++) sum[v] += a * load(x + v * LANES);
        }
        for (int v = 0; v < VECTORS; v++) store(y + v * LANES, sum[v]);
    }
}

static void values(int64_t rows, const int32_t *ptr, const int32_t *index, const real_t *value, const real_t *X,
                   real_t *Y, randblas_ahead *ahead)
{
    gather(rows, ptr, NULL, NULL, index, value, X, Y, ahead);
}

static void signs(int64_t rows, const int32_t *ptr, const uint16_t *code, real_t size, const real_t *X, real_t *Y,
                  randblas_ahead *ahead)
{
    const real_t sign[2] = {size, -size};
    gather(rows, ptr, code, sign, NULL, NULL, X, Y, ahead);
}

static void scatter(int64_t cols, int64_t nnz, const uint16_t *code, real_t size, const real_t *X, real_t *Y,
                    randblas_ahead *ahead)
{
    const int64_t lines = (ahead->runs * ahead->lines + cols - 1) / cols;
    const real_t sign[2] = {size, -size};
    for (int64_t l = 0; l < cols; l++) {
        vec x[VECTORS];
        look_ahead(ahead, lines);
        for (int v = 0; v < VECTORS; v++) x[v] = load(X + l * GATHER_WIDTH + v * LANES);
        for (int64_t t = 0; t < nnz; t++, code++) {
            real_t *y = Y + (*code >> 1) * GATHER_WIDTH;
            const real_t a = sign[*code & 1];
            for (int v = 0; v < VECTORS; v++) store(y + v * LANES, load(y + v * LANES) + a * x[v]);
        }
    }
}

static void copy(int64_t rows, const real_t *A, int64_t lda, real_t *X)
{
    for (int64_t l = 0; l < rows; l++)
        for (int v = 0; v < VECTORS; v++) store(X + l * GATHER_WIDTH + v * LANES, load(A + l * lda + v * LANES));
}

/* y += a x0 + b x1, and ask for as much of next0 and next1. */
static inline void add_two(int64_t n, real_t a, const real_t *x0, real_t b, const real_t *x1, const real_t *next0,
                           const real_t *next1, real_t *y)
{
    int64_t j = 0;
    for (; j + LANES <= n; j += LANES) {
        __builtin_prefetch(next0 + j, 0, 2);
        __builtin_prefetch(next1 + j, 0, 2);
        store(y + j, load(y + j) + a * load(x0 + j) + b * load(x1 + j));
    }
    for (; j < n; j++) y[j] = y[j] + a * x0[j] + b * x1[j];
}

static inline void add_one(int64_t n, real_t a, const real_t *x, const real_t *next0, const real_t *next1, real_t *y)
{
    int64_t j = 0;
    for (; j + LANES <= n; j += LANES) {
        __builtin_prefetch(next0 + j, 0, 2);
        __builtin_prefetch(next1 + j, 0, 2);
        store(y + j, load(y + j) + a * load(x + j));
    }
    for (; j < n; j++) y[j] += a * x[j];
}

#define STRIP (16384 / (int64_t)sizeof(real_t)) /* of y, half the first-level cache */

static void row(int64_t n, int64_t nnz, int64_t next, const int32_t *index, const real_t *value, real_t alpha,
                const real_t *X, int64_t ldx, real_t *y)
{
    const int64_t last = nnz + next - 1;
    for (int64_t j = 0; j < n; j += STRIP) {
        const int64_t width = n - j < STRIP ? n - j : STRIP;
        for (int64_t t = 0; t < nnz; t += 2) {
            const real_t *x = X + j, *next0 = x + index[t + 2 < last ? t + 2 : last] * ldx;
            const real_t *next1 = x + index[t + 3 < last ? t + 3 : last] * ldx;
            if (t + 1 < nnz)
                add_two(width, alpha * value[t], x + index[t] * ldx, alpha * value[t + 1], x + index[t + 1] * ldx,
                        next0, next1, y + j);
            else
                add_one(width, alpha * value[t], x + index[t] * ldx, next0, next1, y + j);
        }
    }
}

const randblas_rgather ISA_COPY(RANDBLAS_R(gather_table)) = {values, signs, scatter, row, copy};
