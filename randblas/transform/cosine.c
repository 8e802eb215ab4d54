/*
 * Cosines and sines of rational multiples of pi, with no libm: the octant is found in integers, the rest of the
 * argument is (pi/2) u/n with 0 <= u/n <= 1/2, rounded once, and Taylor's series end below 2^-60 there.
 */
#include "transform_impl.h"

#include <math.h>

#define PIO2_HI 0x1.921fb54442d18p+0
#define PIO2_LO 0x1.1a62633145c07p-54
#define SQRT2 0x1.6a09e667f3bcdp+0

/* y + tail in [0, pi/4]. */
static double sine(double y, double tail)
{
    static const double c[] = {1.0 / 355687428096000.0, -1.0 / 1307674368000.0, 1.0 / 6227020800.0, -1.0 / 39916800.0,
                               1.0 / 362880.0,          -1.0 / 5040.0,          1.0 / 120.0,        -1.0 / 6.0};
    const double z = y * y;
    double p = c[0];
    for (int i = 1; i < 8; i++) p = fma(p, z, c[i]);
    return y + fma(y * z, p, tail);
}

/* The tail moves the cosine by -y tail; 1 - z/2 is split so that its rounding error is kept. */
static double cosine(double y, double tail)
{
    static const double c[] = {
        -1.0 / 6402373705728000.0, 1.0 / 20922789888000.0, -1.0 / 87178291200.0, 1.0 / 479001600.0,
        -1.0 / 3628800.0,          1.0 / 40320.0,          -1.0 / 720.0,         1.0 / 24.0};
    const double z = y * y, half = 0.5 * z, head = 1 - half;
    double p = c[0];
    for (int i = 1; i < 8; i++) p = fma(p, z, c[i]);
    return head + (((1 - head) - half) + fma(z * z, p, -y * tail));
}

void randblas_cos_sin(uint64_t t, uint64_t n, double *c, double *s)
{
    const bool below = t > n - t; /* lower half plane: reflect */
    if (below) t = n - t;
    uint64_t u = 4 * t; /* the angle is (pi/2) u/n, u <= 2n */
    const bool left = u > n;
    if (left) u = 2 * n - u;
    const bool steep = u > n - u;
    if (steep) u = n - u;
    const double x = (double)u / (double)n;
    const double y = x * PIO2_HI, tail = fma(x, PIO2_LO, fma(x, PIO2_HI, -y));
    const double a = cosine(y, tail), b = sine(y, tail);
    *c = steep ? b : a;
    *s = steep ? a : b;
    if (left) *c = -*c;
    if (below) *s = -*s;
}

__extension__ typedef unsigned __int128 wide;

double randblas_cosine_entry(int64_t k, int64_t j, int64_t m)
{
    const uint64_t n = 4 * (uint64_t)m, odd = 2 * (uint64_t)j + 1;
    double c, s;
    if (k == 0) return 1;
    /* The product needs 64 bits unless m > 2^31, and the 128-bit remainder is slow. */
    const uint64_t t = m <= INT64_C(1) << 31 ? odd * (uint64_t)k % n : (uint64_t)((wide)odd * (uint64_t)k % n);
    randblas_cos_sin(t, n, &c, &s);
    return SQRT2 * c;
}
