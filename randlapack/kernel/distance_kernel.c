/*
 * Distances by differences, not by |x|^2 + |y|^2 - 2 x y: nothing cancels for points that are close.  Eight sums stay
 * in registers, two vectors of x against four numbers y, so that each loaded vector is used four times.
 *
 * exp(a), a <= 0: a = k ln 2 + r with |r| <= ln(2)/2, ln 2 in two parts, exp(r) by its Taylor polynomial (remainder
 * below a quarter of the last place), 2^k by adding to the exponent's bits.  Below the least normal number: zero.
 */
#include "distance_kernel_impl.h"

#include <math.h>
#include <stddef.h>

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#include <immintrin.h>
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#include <immintrin.h>
#else
#define VECTOR_BYTES 16
#endif

#if IS_SINGLE
typedef int32_t word;
typedef uint32_t bits;
#define MANTISSA_BITS 23
#define SIGN_BIT INT32_MIN
#define LEAST_EXPONENT -87.33f /* above log(FLT_MIN) */
#define TO_INTEGER 0x1.8p23f   /* adding it rounds to an integer, held in the last bits */
#define LN2_HIGH 0x1.62e4p-1f  /* 15 bits: k times it is exact */
#define LN2_LOW 0x1.7f7d1cp-20f
#define DEGREE 7
#else
typedef int64_t word;
typedef uint64_t bits;
#define MANTISSA_BITS 52
#define SIGN_BIT INT64_MIN
#define LEAST_EXPONENT -708.39
#define TO_INTEGER 0x1.8p52
#define LN2_HIGH 0x1.62e42fefa38p-1
#define LN2_LOW 0x1.ef35793c7673p-45
#define DEGREE 13
#endif
#define LOG2_E (scalar_t)1.44269504088896340736

typedef scalar_t vec __attribute__((vector_size(VECTOR_BYTES), may_alias));
typedef word words __attribute__((vector_size(VECTOR_BYTES), may_alias)); /* what comparisons give */
typedef bits masks __attribute__((vector_size(VECTOR_BYTES), may_alias)); /* wraps around: lanes that are masked may */
#define WIDTH (int64_t)(VECTOR_BYTES / sizeof(scalar_t))

static inline vec broadcast(scalar_t a)
{
    return a - (vec){0};
}

static inline vec absolute(vec a)
{
    return (vec)((words)a & ~(SIGN_BIT - (words){0}));
}

static inline vec square_root(vec a)
{
#if defined(__AVX512F__) && IS_SINGLE
    return (vec)_mm512_sqrt_ps((__m512)a);
#elif defined(__AVX512F__)
    return (vec)_mm512_sqrt_pd((__m512d)a);
#elif defined(__AVX2__) && IS_SINGLE
    return (vec)_mm256_sqrt_ps((__m256)a);
#elif defined(__AVX2__)
    return (vec)_mm256_sqrt_pd((__m256d)a);
#else
    for (int64_t i = 0; i < WIDTH; i++) a[i] = (scalar_t)sqrt((double)a[i]);
    return a;
#endif
}

/* exp(a) for a <= 0; NaN stays. */
static inline vec exponential_of(vec a)
{
    static const scalar_t inverse_factorial[] = {(scalar_t)1,
                                                 (scalar_t)1,
                                                 (scalar_t)(1.0 / 2),
                                                 (scalar_t)(1.0 / 6),
                                                 (scalar_t)(1.0 / 24),
                                                 (scalar_t)(1.0 / 120),
                                                 (scalar_t)(1.0 / 720),
                                                 (scalar_t)(1.0 / 5040),
                                                 (scalar_t)(1.0 / 40320),
                                                 (scalar_t)(1.0 / 362880),
                                                 (scalar_t)(1.0 / 3628800),
                                                 (scalar_t)(1.0 / 39916800),
                                                 (scalar_t)(1.0 / 479001600),
                                                 (scalar_t)(1.0 / 6227020800)};
    const vec shifted = a * LOG2_E + TO_INTEGER, k = shifted - TO_INTEGER;
    const vec r = (a - k * LN2_HIGH) - k * LN2_LOW;
    vec p = broadcast(inverse_factorial[DEGREE]);
    for (int d = DEGREE - 1; d >= 0; d--) p = p * r + inverse_factorial[d];
    const vec scaled = (vec)((masks)p + ((masks)shifted << MANTISSA_BITS));
    const words normal = a >= LEAST_EXPONENT, nan = ~(words)(a <= (scalar_t)INFINITY);
    return (vec)(((words)scaled & normal) | ((words)a & nan));
}

#define TILE_FUNCTION(name, differ)                                                                                    \
    static void name(int64_t rows, int64_t cols, int64_t dims, const scalar_t *x, const scalar_t *y, scalar_t *sum)    \
    {                                                                                                                  \
        for (int64_t j = 0; j < cols; j += 4)                                                                          \
            for (int64_t i = 0; i < rows; i += 2 * WIDTH) {                                                            \
                vec *s[4], a[4], b[4];                                                                                 \
                for (int c = 0; c < 4; c++) {                                                                          \
                    s[c] = (vec *)(void *)(sum + i + (j + c) * TILE_ROWS);                                             \
                    a[c] = s[c][0];                                                                                    \
                    b[c] = s[c][1];                                                                                    \
                }                                                                                                      \
                for (int64_t t = 0; t < dims; t++) {                                                                   \
                    const vec *v = (const vec *)(const void *)(x + i + t * TILE_ROWS);                                 \
                    for (int c = 0; c < 4; c++) {                                                                      \
                        const scalar_t w = y[j + c + t * TILE_COLS];                                                   \
                        const vec p = v[0] - w, q = v[1] - w;                                                          \
                        a[c] += differ(p);                                                                             \
                        b[c] += differ(q);                                                                             \
                    }                                                                                                  \
                }                                                                                                      \
                for (int c = 0; c < 4; c++) {                                                                          \
                    s[c][0] = a[c];                                                                                    \
                    s[c][1] = b[c];                                                                                    \
                }                                                                                                      \
            }                                                                                                          \
    }
#define SQUARE(a) ((a) * (a))
TILE_FUNCTION(squares, SQUARE)
TILE_FUNCTION(absolutes, absolute)

/* a scale times the sum in a vector of the tile: the function is `value` of it. */
#define MAP_FUNCTION(name, argument, value)                                                                            \
    static void name(int64_t rows, int64_t cols, scalar_t scale, scalar_t *tile)                                       \
    {                                                                                                                  \
        for (int64_t j = 0; j < cols; j++)                                                                             \
            for (int64_t i = 0; i < rows; i += WIDTH) {                                                                \
                vec *at = (vec *)(void *)(tile + i + j * TILE_ROWS);                                                   \
                const vec a = argument;                                                                                \
                *at = value;                                                                                           \
            }                                                                                                          \
    }
#define ROOT3 (scalar_t)1.73205080756887729353
#define ROOT5 (scalar_t)2.23606797749978969641
/* A huge a has exp(-a) = 0, and 0 times it may be 0 Inf: the polynomial is taken of what is at most 1000. */
static inline vec bounded(vec a)
{
    const words large = a > (scalar_t)1000;
    return (vec)(((words)a & ~large) | ((words)broadcast(1000) & large));
}
MAP_FUNCTION(gaussian, *at *(scale *scale *(scalar_t)0.5), exponential_of(-a))
MAP_FUNCTION(laplacian, *at *scale, exponential_of(-a))
MAP_FUNCTION(exponential, square_root(*at) * scale, exponential_of(-a))
MAP_FUNCTION(matern32, bounded(square_root(*at) * (scale * ROOT3)), (a + 1) * exponential_of(-a))
MAP_FUNCTION(matern52, bounded(square_root(*at) * (scale * ROOT5)),
             (a * a * (scalar_t)(1.0 / 3) + a + 1) * exponential_of(-a))

const randlapack_xdistance_kernels ISA_COPY(randlapack_xdistance) = {squares,     absolutes, gaussian, laplacian,
                                                                     exponential, matern32,  matern52};
