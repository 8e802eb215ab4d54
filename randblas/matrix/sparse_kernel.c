/*
 * Inner loops of a dense panel times a sparse matrix; see sparse_kernel_impl.h.  Compiled once per instruction set.
 *
 * A gather keeps N vector registers of y through the whole run of nonzeros and only loads from the panel; a scatter
 * keeps N registers of x and loads and stores Y.
 */
#include "sparse_kernel_impl.h"

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif

#define UNROLLED _Pragma("GCC unroll 8") for (int v = 0; v < N; v++)

/* One strip of N vectors; N is a constant at each call. */
#define DEFINE_STRIPS(letter, type)                                                                                    \
    typedef type vector_##letter __attribute__((vector_size(VECTOR_BYTES), aligned(sizeof(type)), may_alias));         \
    static inline __attribute__((always_inline)) void gather_strip_##letter(                                           \
        const int N, int64_t count, const int64_t *index, int64_t base, const type *values, int64_t stride,            \
        const type *P, int64_t ld, type *y)                                                                            \
    {                                                                                                                  \
        vector_##letter sum[8];                                                                                        \
        vector_##letter *out = (vector_##letter *)(void *)y;                                                           \
        UNROLLED sum[v] = out[v];                                                                                      \
        for (int64_t q = 0; q < count; q++) {                                                                          \
            const vector_##letter *x = (const vector_##letter *)(const void *)(P + (index[q] - base) * ld);            \
            UNROLLED sum[v] += values[q * stride] * x[v];                                                              \
        }                                                                                                              \
        UNROLLED out[v] = sum[v];                                                                                      \
    }                                                                                                                  \
    static inline __attribute__((always_inline)) void scatter_strip_##letter(                                          \
        const int N, int64_t count, const int64_t *index, const type *values, int64_t stride, const type *x, type *Y,  \
        int64_t ld)                                                                                                    \
    {                                                                                                                  \
        vector_##letter in[8];                                                                                         \
        UNROLLED in[v] = ((const vector_##letter *)(const void *)x)[v];                                                \
        for (int64_t q = 0; q < count; q++) {                                                                          \
            vector_##letter *out = (vector_##letter *)(void *)(Y + index[q] * ld);                                     \
            UNROLLED out[v] += values[q * stride] * in[v];                                                             \
        }                                                                                                              \
    }

/* r reals as strips of 8, 4, 2 and 1 vectors. */
#define STRIPS(type, r, CALL)                                                                                          \
    do {                                                                                                               \
        const int64_t width = VECTOR_BYTES / (int64_t)sizeof(type);                                                    \
        int64_t i = 0;                                                                                                 \
        for (; i + 8 * width <= r; i += 8 * width) CALL(8);                                                            \
        if (i + 4 * width <= r) {                                                                                      \
            CALL(4);                                                                                                   \
            i += 4 * width;                                                                                            \
        }                                                                                                              \
        if (i + 2 * width <= r) {                                                                                      \
            CALL(2);                                                                                                   \
            i += 2 * width;                                                                                            \
        }                                                                                                              \
        if (i + width <= r) CALL(1);                                                                                   \
    } while (0)

#define DEFINE_KERNELS(letter, type)                                                                                   \
    DEFINE_STRIPS(letter, type)                                                                                        \
    static void gather_##letter(int64_t r, int64_t count, const int64_t *index, int64_t base, const type *values,      \
                                int64_t stride, const type *P, int64_t ld, type *y)                                    \
    {                                                                                                                  \
        STRIPS(type, r, GATHER_##letter);                                                                              \
    }                                                                                                                  \
    static void scatter_##letter(int64_t r, int64_t count, const int64_t *index, const type *values, int64_t stride,   \
                                 const type *x, type *Y, int64_t ld)                                                   \
    {                                                                                                                  \
        STRIPS(type, r, SCATTER_##letter);                                                                             \
    }

#define GATHER_d(N) gather_strip_d(N, count, index, base, values, stride, P + i, ld, y + i)
#define GATHER_s(N) gather_strip_s(N, count, index, base, values, stride, P + i, ld, y + i)
#define SCATTER_d(N) scatter_strip_d(N, count, index, values, stride, x + i, Y + i, ld)
#define SCATTER_s(N) scatter_strip_s(N, count, index, values, stride, x + i, Y + i, ld)

DEFINE_KERNELS(d, double)
DEFINE_KERNELS(s, float)

const randblas_sparse_kernels ISA_COPY(randblas_sparse) = {gather_d, gather_s, scatter_d, scatter_s};
