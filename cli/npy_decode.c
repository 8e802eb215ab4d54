/* Elements of .npy, widened to double.  They have no alignment, hence memcpy; compilers make single loads of it. */
#include "npy.h"

#include <math.h>
#include <string.h>

static void reverse(unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        const unsigned char t = bytes[i];
        bytes[i] = bytes[n - 1 - i];
        bytes[n - 1 - i] = t;
    }
}

/* IEEE binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits.  Every value is a double. */
static double half(uint16_t bits)
{
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double value;
    if (exponent == 31)
        value = fraction ? (double)NAN : (double)INFINITY;
    else if (exponent == 0)
        value = ldexp(fraction, -24);
    else
        value = ldexp(1024 + fraction, exponent - 25);
    return bits >> 15 ? -value : value;
}

/* One loop per type, so that the type is decided outside of it. */
#define DECODE(raw_t, expression)                                                                                      \
    for (size_t i = 0; i < count; i++) {                                                                               \
        raw_t raw;                                                                                                     \
        memcpy(&raw, in + i * sizeof raw, sizeof raw);                                                                 \
        if (swapped) reverse((unsigned char *)&raw, sizeof raw);                                                       \
        out[i] = (double)(expression);                                                                                 \
    }                                                                                                                  \
    break

void npy_decode(npy_type type, bool swapped, const unsigned char *in, size_t count, double *out)
{
    switch (type) {
    case NPY_B1:
        DECODE(uint8_t, raw != 0);
    case NPY_I1:
        DECODE(int8_t, raw);
    case NPY_I2:
        DECODE(int16_t, raw);
    case NPY_I4:
        DECODE(int32_t, raw);
    case NPY_I8:
        DECODE(int64_t, raw);
    case NPY_U1:
        DECODE(uint8_t, raw);
    case NPY_U2:
        DECODE(uint16_t, raw);
    case NPY_U4:
        DECODE(uint32_t, raw);
    case NPY_U8:
        DECODE(uint64_t, raw);
    case NPY_F2:
        DECODE(uint16_t, half(raw));
    case NPY_F4:
        DECODE(float, raw);
    case NPY_F8:
        DECODE(double, raw);
    }
}
