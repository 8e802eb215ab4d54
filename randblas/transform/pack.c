/* Between a matrix and a batch of its columns whose rows are contiguous, the batch index fastest. */
#include "xtransform_impl.h"

#define AHEAD 16 /* rows: short bursts from distant rows are not foreseen by the hardware */

/* Ask for row i + AHEAD of a row-major view, c columns. */
static inline void prefetch_row(randblas_xview v, int64_t i, int64_t r, int64_t c)
{
    if (i + AHEAD >= r) return;
    for (int64_t j = 0; j < c; j += LINE / PARTS) __builtin_prefetch(v.p + (i + AHEAD) * v.ld + j);
}

void randblas_xpack(int64_t r, int64_t c, const real_t *sign, randblas_xview A, int64_t w, real_t *x)
{
    scalar_t *out = (scalar_t *)x;
    const int64_t width = w / PARTS;
    if (A.row_major)
        for (int64_t i = 0; i < r; i++) {
            prefetch_row(A, i, r, c);
            for (int64_t j = 0; j < c; j++) out[i * width + j] = sign[i] * A.p[i * A.ld + j];
        }
    else
        for (int64_t j = 0; j < c; j++)
            for (int64_t i = 0; i < r; i++) out[i * width + j] = sign[i] * A.p[i + j * A.ld];
    for (int64_t i = 0; c < width && i < r; i++)
        for (int64_t j = c; j < width; j++) out[i * width + j] = 0;
}

void randblas_xunpack(int64_t r, int64_t c, scalar_t alpha, const real_t *sign, int64_t w, const real_t *x,
                      randblas_xview B)
{
    const scalar_t *in = (const scalar_t *)x;
    const int64_t width = w / PARTS;
    if (B.row_major)
        for (int64_t i = 0; i < r; i++) {
            prefetch_row(B, i, r, c);
            for (int64_t j = 0; j < c; j++) B.p[i * B.ld + j] += sign[i] * (alpha * in[i * width + j]);
        }
    else
        for (int64_t j = 0; j < c; j++)
            for (int64_t i = 0; i < r; i++) B.p[i + j * B.ld] += sign[i] * (alpha * in[i * width + j]);
}
