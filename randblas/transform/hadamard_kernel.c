/*
 * Kernels of the Hadamard transform, compiled once per instruction set: butterflies of as many stages at a time as the
 * registers hold, so that log2(count)/4 (or /3) passes are made over the buffer.
 */
#include "kernel_impl.h"

#define INLINE static inline __attribute__((always_inline))

#if VECTOR_BYTES == 64
#define RADIX 16 /* of 32 registers */
#else
#define RADIX 8 /* of 16 registers */
#endif

/* Order-radix transform of vectors at the given distance. */
INLINE void butterfly(real_t *x, int64_t distance, int radix)
{
    vec v[16];
#pragma GCC unroll 16
    for (int k = 0; k < radix; k++) v[k] = *(const vec *)(x + k * distance);
#pragma GCC unroll 4
    for (int h = 1; h < radix; h *= 2)
#pragma GCC unroll 16
        for (int k = 0; k < radix; k++)
            if (!(k & h)) {
                const vec a = v[k], b = v[k + h];
                v[k] = a + b;
                v[k + h] = a - b;
            }
#pragma GCC unroll 16
    for (int k = 0; k < radix; k++) *(vec *)(x + k * distance) = v[k];
}

/* The stages of strides h, 2h, ..., (radix/2) h. */
INLINE void pass(real_t *x, int64_t count, int64_t pitch, int64_t inner, int64_t h, int radix)
{
    for (int64_t i = 0; i < count; i += radix * h)
        for (int64_t j = i; j < i + h; j++)
            for (int64_t l = 0; l < inner; l += LANES) butterfly(x + j * pitch + l, h * pitch, radix);
}

static void passes(real_t *x, int64_t count, int64_t pitch, int64_t inner)
{
    int64_t h = 1;
    for (; count / h >= RADIX; h *= RADIX) pass(x, count, pitch, inner, h, RADIX);
    switch (count / h) {
    case 8:
        pass(x, count, pitch, inner, h, 8);
        break;
    case 4:
        pass(x, count, pitch, inner, h, 4);
        break;
    case 2:
        pass(x, count, pitch, inner, h, 2);
        break;
    default:
        break;
    }
}

/* One stage of stride h within contiguous reals. */
INLINE void narrow_stage(real_t *x, int64_t total, int64_t h)
{
    for (int64_t i = 0; i < total; i += 2 * h)
        for (int64_t l = i; l < i + h; l++) {
            const real_t a = x[l], b = x[l + h];
            x[l] = a + b;
            x[l + h] = a - b;
        }
}

/* The stages whose stride is less than a vector. */
static void narrow(real_t *x, int64_t total, int64_t inner)
{
    for (int64_t h = inner; h < LANES && h < total; h *= 2) switch (h) {
        case 1:
            narrow_stage(x, total, 1);
            break;
        case 2:
            narrow_stage(x, total, 2);
            break;
        case 4:
            narrow_stage(x, total, 4);
            break;
        default:
            narrow_stage(x, total, 8);
            break;
        }
}

static void hadamard(real_t *x, int64_t count, int64_t pitch, int64_t inner)
{
    if (inner >= LANES) {
        passes(x, count, pitch, inner);
    } else {
        narrow(x, count * inner, inner);
        passes(x, count * inner / LANES, LANES, LANES);
    }
}

/* +-1 for a sample in a block. */
INLINE real_t sign_in(const randblas_sample *s, randblas_block b)
{
    static const real_t sign[] = {1, -1};
    return sign[__builtin_parityll((s->low & b.low) ^ (s->base & b.negative))];
}

/* y += a x, rows of w reals. */
INLINE void add_row(int64_t w, real_t a, const real_t *x, real_t *y)
{
    if (w % LANES == 0)
        for (int64_t l = 0; l < w; l += LANES) *(vec *)(y + l) += a * *(const vec *)(x + l);
    else
        for (int64_t l = 0; l < w; l++) y[l] += a * x[l];
}

INLINE void gather_rows(int64_t n, const randblas_sample *sample, randblas_block b, int64_t w, const real_t *x,
                        real_t *sum)
{
    for (int64_t i = 0; i < n; i++) add_row(w, sign_in(sample + i, b), x + sample[i].offset, sum + i * w);
}

INLINE void scatter_rows(int64_t n, const randblas_sample *sample, randblas_block b, int64_t w, const real_t *y,
                         real_t *x)
{
    for (int64_t i = 0; i < n; i++) add_row(w, sign_in(sample + i, b), y + i * w, x + sample[i].offset);
}

/* The width of nearly all batches is known to the compiler. */
void KERNEL(gather)(int64_t n, const randblas_sample *sample, randblas_block b, int64_t w, const real_t *x, real_t *sum)
{
    if (w == LINE)
        gather_rows(n, sample, b, LINE, x, sum);
    else
        gather_rows(n, sample, b, w, x, sum);
}

void KERNEL(scatter)(int64_t n, const randblas_sample *sample, randblas_block b, int64_t w, const real_t *y, real_t *x)
{
    if (w == LINE)
        scatter_rows(n, sample, b, LINE, y, x);
    else
        scatter_rows(n, sample, b, w, y, x);
}

void KERNEL(hadamard)(real_t *x, int64_t count, int64_t pitch, int64_t inner)
{
    hadamard(x, count, pitch, inner);
}
