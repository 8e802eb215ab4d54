/*
 * asin x = x P(x^2) for |x| <= 1/2, and pi/2 - 2 asin(sqrt((1 - |x|)/2)) with the sign of x beyond, so that 1 - |x| is
 * never rounded.  P interpolates asin(sqrt z)/sqrt z at Chebyshev nodes of [0, 1/4]: error 1e-18.
 */
#include "phi_kernel_impl.h"

#include <math.h>
#include <string.h>

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#include <immintrin.h>
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#include <immintrin.h>
#else
#define VECTOR_BYTES 16
#endif

typedef double vec __attribute__((vector_size(VECTOR_BYTES)));
typedef int64_t words __attribute__((vector_size(VECTOR_BYTES)));
enum { WIDTH = VECTOR_BYTES / 8 };
#define HALF_PI 1.57079632679489661923

static inline vec broadcast(double a)
{
    return a - (vec){0};
}

static inline vec choose(words mask, vec yes, vec no)
{
    return (vec)(((words)yes & mask) | ((words)no & ~mask));
}

static inline vec square_root(vec a)
{
#if defined(__AVX512F__)
    return (vec)_mm512_sqrt_pd((__m512d)a);
#elif defined(__AVX2__)
    return (vec)_mm256_sqrt_pd((__m256d)a);
#else
    for (int i = 0; i < WIDTH; i++) a[i] = sqrt(a[i]);
    return a;
#endif
}

/* NaN stays */
static inline vec clamp(vec x)
{
    x = choose(x > 1.0, broadcast(1), x);
    return choose(x < -1.0, broadcast(-1), x);
}

static inline vec arcsine_of(vec x)
{
    static const double p[] = {1.0,
                               1.66666666666667962e-01,
                               7.49999999996661115e-02,
                               4.46428571768632196e-02,
                               3.03819426423271866e-02,
                               2.23722161060721479e-02,
                               1.73516006253434350e-02,
                               1.39808829921710103e-02,
                               1.13988504084407555e-02,
                               1.07786751209959925e-02,
                               3.71805774832505284e-03,
                               2.16680588690563621e-02,
                               -2.09306583151824543e-02,
                               3.25793479669284208e-02};
    const words sign = (words)x & INT64_MIN;
    const vec size = (vec)((words)x & INT64_MAX);
    const words far = size > 0.5;
    const vec z = choose(far, 0.5 - 0.5 * size, size * size), root = choose(far, square_root(z), size);
    vec r = broadcast(p[13]);
    for (int k = 12; k >= 0; k--) r = r * z + p[k];
    r = r * root;
    return (vec)((words)choose(far, HALF_PI - 2 * r, r) | sign);
}

static inline vec load(const double *x)
{
    vec v;
    memcpy(&v, x, sizeof v);
    return v;
}

static inline void store(double *x, vec v)
{
    memcpy(x, &v, sizeof v);
}

/* `value` of vectors x (of rho) and v (of u); what is left over goes through a padded copy. */
#define COLUMN(value)                                                                                                  \
    int64_t i = 0;                                                                                                     \
    for (; i + WIDTH <= n; i += WIDTH) {                                                                               \
        const vec x = load(rho + i), v = load(u + i);                                                                  \
        store(rho + i, value);                                                                                         \
    }                                                                                                                  \
    if (i < n) {                                                                                                       \
        double rest[2][WIDTH] = {{0}};                                                                                 \
        memcpy(rest[0], rho + i, (size_t)(n - i) * sizeof *rho);                                                       \
        memcpy(rest[1], u + i, (size_t)(n - i) * sizeof *u);                                                           \
        const vec x = load(rest[0]), v = load(rest[1]);                                                                \
        store(rest[0], value);                                                                                         \
        memcpy(rho + i, rest[0], (size_t)(n - i) * sizeof *rho);                                                       \
    }

static inline vec relu_of(vec x)
{
    x = clamp(x);
    return square_root((1 - x) * (1 + x)) + x * (HALF_PI + arcsine_of(x));
}

static inline vec absolute_of(vec x)
{
    x = clamp(x);
    return square_root((1 - x) * (1 + x)) + x * arcsine_of(x);
}

static void relu(int64_t n, double c, const double *u, double *rho)
{
    COLUMN(v * c * relu_of(x))
}

static void absolute(int64_t n, double c, const double *u, double *rho)
{
    COLUMN(v * c * absolute_of(x))
}

static void arcsine(int64_t n, double c, const double *u, double scale, double shift, double *rho)
{
    COLUMN(arcsine_of(clamp(v * c * x)) * scale + shift)
}

const rmt_phi_kernels ISA_COPY(rmt_phi) = {relu, absolute, arcsine};
