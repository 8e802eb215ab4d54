/*
 * Sums of rows of a dense matrix, with the target row in registers.  Compiled for each instruction set and for float
 * and double.
 */
#include "gather_kernel_impl.h"

#include <string.h>

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define STRIPS 1
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#define STRIPS 4
#else
#define VECTOR_BYTES 16
#define STRIPS 4
#endif
#define LANES (VECTOR_BYTES / (int64_t)sizeof(real_t))
#define VECTORS (GATHER_BYTES / VECTOR_BYTES)
#define LINE (64 / (int64_t)sizeof(real_t))

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
INLINE void add_row(int32_t t, int32_t end, const uint16_t *code, const real_t sign[2], const int32_t *index,
                    const real_t *value, const real_t *X, real_t *y)
{
    vec sum[VECTORS];
    for (int v = 0; v < VECTORS; v++) sum[v] = load(y + v * LANES);
    for (; t < end; t++) {
        const real_t *x = X + (code ? code[t] >> 1 : index[t]) * GATHER_WIDTH;
        const real_t a = code ? sign[code[t] & 1] : value[t];
        for (int v = 0; v < VECTORS; v++) sum[v] += a * load(x + v * LANES);
    }
    for (int v = 0; v < VECTORS; v++) store(y + v * LANES, sum[v]);
}

static void values(int64_t rows, const int32_t *ptr, const int32_t *index, const real_t *value, const real_t *X,
                   real_t *Y, randblas_ahead *ahead)
{
    const int64_t lines = (ahead->runs * ahead->lines + rows - 1) / rows;
    for (int64_t i = 0; i < rows; i++) {
        look_ahead(ahead, lines);
        add_row(ptr[i], ptr[i + 1], NULL, NULL, index, value, X, Y + i * GATHER_WIDTH);
    }
}

#define Y_AHEAD 6 /* rows of Y, whose order no processor foresees */

static inline real_t *ordered(real_t *Y, const uint8_t *order, int64_t i)
{
    return Y + (i - i % ROW_BLOCK + order[i]) * GATHER_WIDTH;
}

INLINE void signs_in_order(int64_t rows, const int32_t *ptr, const uint8_t *order, const uint16_t *code, real_t size,
                           const real_t *X, real_t *Y, randblas_ahead *ahead)
{
    const int64_t lines = (ahead->runs * ahead->lines + rows - 1) / rows;
    const real_t sign[2] = {size, -size};
    for (int64_t i = 0; i < rows; i++) {
        look_ahead(ahead, lines);
        if (order) {
            const char *next = (const char *)ordered(Y, order, i + Y_AHEAD < rows ? i + Y_AHEAD : i);
            __builtin_prefetch(next, 1, 3);
            __builtin_prefetch(next + 64, 1, 3);
        }
        add_row(ptr[i], ptr[i + 1], code, sign, NULL, NULL, X, order ? ordered(Y, order, i) : Y + i * GATHER_WIDTH);
    }
}

static void signs(int64_t rows, const int32_t *ptr, const uint8_t *order, const uint16_t *code, real_t size,
                  const real_t *X, real_t *Y, randblas_ahead *ahead)
{
    if (order)
        signs_in_order(rows, ptr, order, code, size, X, Y, ahead);
    else
        signs_in_order(rows, ptr, NULL, code, size, X, Y, ahead);
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

#define ROWS_AHEAD 4 /* of A */

static void copy(int64_t rows, int64_t strips, const real_t *A, int64_t lda, real_t *X, int64_t stride)
{
    for (int64_t l = 0; l < rows; l++, A += lda, X += GATHER_WIDTH) {
        const char *next = (const char *)(A + (l + ROWS_AHEAD < rows ? ROWS_AHEAD : 0) * lda);
        for (int64_t s = 0; s < strips; s++) {
            __builtin_prefetch(next + s * GATHER_BYTES, 0, 3);
            __builtin_prefetch(next + s * GATHER_BYTES + 64, 0, 3);
            for (int v = 0; v < VECTORS; v++) store(X + s * stride + v * LANES, load(A + s * GATHER_WIDTH + v * LANES));
        }
    }
}

/* y += a[0] x[0] + .. in that order for `count` rows, and ask for as much of the rows of next. */
INLINE void add_rows(int count, int64_t n, const real_t *a, const real_t *const *x, const real_t *const *next,
                     real_t *y)
{
    int64_t j = 0;
    for (; j + LINE <= n; j += LINE) {
        for (int r = 0; r < count; r++) __builtin_prefetch(next[r] + j, 0, 2);
        for (int64_t v = j; v < j + LINE; v += LANES) {
            vec sum = load(y + v);
            for (int r = 0; r < count; r++) sum += a[r] * load(x[r] + v);
            store(y + v, sum);
        }
    }
    for (; j < n; j++)
        for (int r = 0; r < count; r++) y[j] += a[r] * x[r][j];
}

#define STRIP (16384 / (int64_t)sizeof(real_t)) /* of y, half the first-level cache */
#define ROWS 8                                  /* streams at a time: one or two do not fill the memory's pipeline */

static void row(int64_t n, int64_t nnz, int64_t next, const int32_t *index, const real_t *value, real_t alpha,
                const real_t *X, int64_t ldx, real_t *y)
{
    const int64_t last = nnz + next - 1;
    for (int64_t j = 0; j < n; j += STRIP) {
        const int64_t width = n - j < STRIP ? n - j : STRIP;
        for (int64_t t = 0; t < nnz;) {
            const int count = nnz - t >= ROWS ? ROWS : nnz - t >= 2 ? 2 : 1;
            real_t a[ROWS];
            const real_t *x[ROWS], *coming[ROWS];
            for (int r = 0; r < count; r++) {
                const int64_t later = t + count + r < last ? t + count + r : last;
                a[r] = alpha * value[t + r];
                x[r] = X + j + index[t + r] * ldx;
                coming[r] = X + j + index[later] * ldx;
            }
            if (count == ROWS)
                add_rows(ROWS, width, a, x, coming, y + j);
            else if (count == 2)
                add_rows(2, width, a, x, coming, y + j);
            else
                add_rows(1, width, a, x, coming, y + j);
            t += count;
        }
    }
}

const randblas_rgather ISA_COPY(RANDBLAS_R(gather_table)) = {STRIPS, values, signs, scatter, row, copy};
