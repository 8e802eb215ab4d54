/*
 * One stage of Stockham's autosort FFT, compiled once per instruction set; see fft.c.  With n = radix m and w a
 * primitive root of order n,
 *
 *     y[q + s (radix p + j)] = w^(p j) sum over k of  x[q + s (p + m k)] exp(-2 pi i j k/radix),   p < m, q < s:
 *
 * the roots are constant over q, which is the vector index.
 */
#include "kernel_impl.h"

#define INLINE static inline __attribute__((always_inline))

/* Rows of s reals start anywhere. */
typedef real_t loose __attribute__((vector_size(VECTOR_BYTES), aligned(sizeof(real_t)), may_alias));

typedef struct pair {
    vec re, im;
} pair;

INLINE vec load(const real_t *p, int64_t n)
{
    vec v = {0};
    if (n >= LANES) return *(const loose *)p;
    for (int64_t l = 0; l < n; l++) v[l] = p[l];
    return v;
}

INLINE void store(real_t *p, vec v, int64_t n)
{
    if (n >= LANES)
        *(loose *)p = v;
    else
        for (int64_t l = 0; l < n; l++) p[l] = v[l];
}

INLINE pair add(pair a, pair b)
{
    return (pair){a.re + b.re, a.im + b.im};
}

INLINE pair sub(pair a, pair b)
{
    return (pair){a.re - b.re, a.im - b.im};
}

/* a + c b */
INLINE pair add_scaled(pair a, real_t c, pair b)
{
    return (pair){a.re + c * b.re, a.im + c * b.im};
}

/* a - i b and a + i b */
INLINE void sub_add_i(pair a, pair b, pair *minus, pair *plus)
{
    *minus = (pair){a.re + b.im, a.im - b.re};
    *plus = (pair){a.re - b.im, a.im + b.re};
}

INLINE pair times(pair a, real_t re, real_t im)
{
    return (pair){re * a.re - im * a.im, re * a.im + im * a.re};
}

INLINE void dft2(pair a[2])
{
    const pair t = a[1];
    a[1] = sub(a[0], t);
    a[0] = add(a[0], t);
}

INLINE void dft3(pair a[3])
{
    const real_t half_sqrt3 = (real_t)0x1.bb67ae8584caap-1;
    const pair t = add(a[1], a[2]), d = sub(a[1], a[2]), zero = {{0}, {0}};
    const pair middle = add_scaled(a[0], (real_t)-0.5, t);
    a[0] = add(a[0], t);
    sub_add_i(middle, add_scaled(zero, half_sqrt3, d), &a[1], &a[2]);
}

INLINE void dft4(pair a[4])
{
    const pair s = add(a[0], a[2]), d = sub(a[0], a[2]), t = add(a[1], a[3]), e = sub(a[1], a[3]);
    a[0] = add(s, t);
    a[2] = sub(s, t);
    sub_add_i(d, e, &a[1], &a[3]);
}

INLINE void dft5(pair a[5])
{
    /* cos and sin of 2 pi/5 and 4 pi/5 */
    const real_t c1 = (real_t)0x1.3c6ef372fe950p-2, s1 = (real_t)0x1.e6f0e134454ffp-1;
    const real_t c2 = (real_t)-0x1.9e3779b97f4a8p-1, s2 = (real_t)0x1.2cf2304755a5ep-1;
    const pair t = add(a[1], a[4]), u = add(a[2], a[3]), d = sub(a[1], a[4]), e = sub(a[2], a[3]);
    const pair zero = {{0}, {0}};
    const pair x = add_scaled(add_scaled(a[0], c1, t), c2, u), y = add_scaled(add_scaled(a[0], c2, t), c1, u);
    a[0] = add(a[0], add(t, u));
    sub_add_i(x, add_scaled(add_scaled(zero, s1, d), s2, e), &a[1], &a[4]);
    sub_add_i(y, add_scaled(add_scaled(zero, s2, d), -s1, e), &a[2], &a[3]);
}

INLINE void dft(int radix, pair *a)
{
    switch (radix) {
    case 2:
        dft2(a);
        break;
    case 3:
        dft3(a);
        break;
    case 4:
        dft4(a);
        break;
    default:
        dft5(a);
        break;
    }
}

/* The columns q .. q + n, n <= LANES, for one p. */
INLINE void step(int radix, int64_t m, int64_t s, int64_t n, const real_t *root, int64_t stride, const real_t *xr,
                 const real_t *xi, real_t *yr, real_t *yi)
{
    pair a[5];
#pragma GCC unroll 5
    for (int k = 0; k < radix; k++) a[k] = (pair){load(xr + k * m * s, n), load(xi + k * m * s, n)};
    dft(radix, a);
#pragma GCC unroll 5
    for (int k = 0; k < radix; k++) {
        if (k > 0) a[k] = times(a[k], root[2 * k * stride], root[2 * k * stride + 1]);
        store(yr + k * s, a[k].re, n);
        store(yi + k * s, a[k].im, n);
    }
}

INLINE void stage(int radix, int64_t m, int64_t s, const real_t *root, int64_t stride, const real_t *xr,
                  const real_t *xi, real_t *yr, real_t *yi)
{
    for (int64_t p = 0; p < m; p++) {
        const int64_t x = p * s, y = p * radix * s, r = p * stride;
        int64_t q = 0;
        for (; q + LANES <= s; q += LANES)
            step(radix, m, s, LANES, root, r, xr + x + q, xi + x + q, yr + y + q, yi + y + q);
        if (q < s) step(radix, m, s, s - q, root, r, xr + x + q, xi + x + q, yr + y + q, yi + y + q);
    }
}

void KERNEL(fft_stage)(int radix, int64_t m, int64_t s, const real_t *root, int64_t step, const real_t *xr,
                       const real_t *xi, real_t *yr, real_t *yi)
{
    switch (radix) {
    case 2:
        stage(2, m, s, root, step, xr, xi, yr, yi);
        break;
    case 3:
        stage(3, m, s, root, step, xr, xi, yr, yi);
        break;
    case 4:
        stage(4, m, s, root, step, xr, xi, yr, yi);
        break;
    default:
        stage(5, m, s, root, step, xr, xi, yr, yi);
        break;
    }
}
