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

static void packed(int64_t rows, const int32_t *ptr, const int32_t *index, const real_t *value, const real_t *X,
                   real_t *Y)
{
    for (int64_t i = 0; i < rows; i++) {
        real_t *y = Y + i * GATHER_WIDTH;
        vec sum[VECTORS];
        for (int v = 0; v < VECTORS; v++) sum[v] = load(y + v * LANES);
        for (int32_t t = ptr[i]; t < ptr[i + 1]; t++) {
            const real_t *x = X + index[t] * GATHER_WIDTH;
            for (int v = 0; v < VECTORS; v++) sum[v] += value[t] * load(x + v * LANES);
        }
        for (int v = 0; v < VECTORS; v++) store(y + v * LANES, sum[v]);
    }
}

/* y += a x0 + b x1 */
static void add_two(int64_t n, real_t a, const real_t *x0, real_t b, const real_t *x1, real_t *y)
{
    int64_t j = 0;
    for (; j + LANES <= n; j += LANES) store(y + j, load(y + j) + a * load(x0 + j) + b * load(x1 + j));
    for (; j < n; j++) y[j] = y[j] + a * x0[j] + b * x1[j];
}

static void add_one(int64_t n, real_t a, const real_t *x, real_t *y)
{
    int64_t j = 0;
    for (; j + LANES <= n; j += LANES) store(y + j, load(y + j) + a * load(x + j));
    for (; j < n; j++) y[j] += a * x[j];
}

#define STRIP (16384 / (int64_t)sizeof(real_t)) /* of y, half the first-level cache */

static void row(int64_t n, int64_t nnz, const int32_t *index, const real_t *value, real_t alpha, const real_t *X,
                int64_t ldx, real_t *y)
{
    for (int64_t j = 0; j < n; j += STRIP) {
        const int64_t width = n - j < STRIP ? n - j : STRIP;
        int64_t t = 0;
        for (; t + 2 <= nnz; t += 2)
            add_two(width, alpha * value[t], X + index[t] * ldx + j, alpha * value[t + 1], X + index[t + 1] * ldx + j,
                    y + j);
        if (t < nnz) add_one(width, alpha * value[t], X + index[t] * ldx + j, y + j);
    }
}

extern const randblas_rgather RANDBLAS_GATHER_TABLE;
const randblas_rgather RANDBLAS_GATHER_TABLE = {packed, row};
