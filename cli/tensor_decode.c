/* Elements of tensors to double and back: those that .npy has too, and bfloat16, the upper half of a float. */
#include "npy.h"
#include "tensor.h"

#include <math.h>
#include <string.h>

bool tensor_big_endian(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 0;
}

/* Two bytes as a number, and back; in a file in this machine's order they are its own. */
static uint16_t get16(const unsigned char *p, bool swapped)
{
    const bool big = swapped != tensor_big_endian();
    return (uint16_t)(big ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

static void put16(uint16_t bits, bool swapped, unsigned char *p)
{
    const bool big = swapped != tensor_big_endian();
    p[big] = (unsigned char)(bits & 255);
    p[!big] = (unsigned char)(bits >> 8);
}

static void decode_bf16(const tensor *t, const unsigned char *in, int64_t count, double *out)
{
    for (int64_t i = 0; i < count; i++) {
        const uint32_t bits = (uint32_t)get16(in + 2 * i, t->swapped) << 16;
        float value;
        memcpy(&value, &bits, sizeof value);
        out[i] = (double)value;
    }
}

void tensor_decode(const tensor *t, int64_t first, int64_t count, double *out)
{
    static const npy_type same[] = {
        [TENSOR_F64] = NPY_F8, [TENSOR_F32] = NPY_F4, [TENSOR_F16] = NPY_F2, [TENSOR_I64] = NPY_I8,
        [TENSOR_I32] = NPY_I4, [TENSOR_I16] = NPY_I2, [TENSOR_I8] = NPY_I1,  [TENSOR_U64] = NPY_U8,
        [TENSOR_U32] = NPY_U4, [TENSOR_U16] = NPY_U2, [TENSOR_U8] = NPY_U1,  [TENSOR_BOOL] = NPY_B1};
    const unsigned char *in = t->data + tensor_width(t->type) * first;
    if (t->type == TENSOR_BF16)
        decode_bf16(t, in, count, out);
    else
        npy_decode(same[t->type], t->swapped, in, (size_t)count, out);
}

void tensor_decode_single(const tensor *t, int64_t first, int64_t count, float *out)
{
    enum { BLOCK = 1024 };
    double block[BLOCK];
    for (int64_t k = 0; k < count; k += BLOCK) {
        const int64_t n = count - k < BLOCK ? count - k : BLOCK;
        tensor_decode(t, first + k, n, block);
        for (int64_t i = 0; i < n; i++) out[k + i] = (float)block[i];
    }
}

/* ---------------------------------------------------------------- back -------------------------------------------- */

/* A format of 16 bits: bits of the fraction; the exponent of the smallest normal number. */
typedef struct narrow {
    int fraction, least;
} narrow;

/* To nearest even; what is beyond the largest number becomes that. */
static uint16_t round16(double x, narrow f)
{
    const uint16_t sign = signbit(x) ? 0x8000 : 0, infinity = (uint16_t)(0x7fff >> f.fraction << f.fraction);
    if (isnan(x)) return (uint16_t)(infinity | 1U << (f.fraction - 1));
    if (isinf(x)) return (uint16_t)(sign | infinity);
    if (x == 0) return sign;
    const int exponent = ilogb(x) < f.least ? f.least : ilogb(x);
    if (exponent > 1 - f.least) return (uint16_t)(sign | (infinity - 1));
    /* The fraction with its leading one: carried into the exponent, it makes the next one. */
    const double whole = nearbyint(ldexp(fabs(x), f.fraction - exponent));
    const int bits = ((exponent - f.least) << f.fraction) + (int)whole;
    return (uint16_t)(sign | (bits < infinity ? bits : infinity - 1));
}

static void put_bytes(const void *value, int width, bool swapped, unsigned char *out)
{
    const unsigned char *p = value;
    for (int i = 0; i < width; i++) out[i] = p[swapped ? width - 1 - i : i];
}

void tensor_encode(const tensor *t, int64_t first, int64_t count, const double *in, unsigned char *bytes)
{
    static const narrow half = {10, -14}, brain = {7, -126};
    const int width = tensor_width(t->type);
    unsigned char *out = bytes + width * first;
    for (int64_t i = 0; i < count; i++, out += width) {
        const float single = (float)in[i];
        if (t->type == TENSOR_F64)
            put_bytes(&in[i], width, t->swapped, out);
        else if (t->type == TENSOR_F32)
            put_bytes(&single, width, t->swapped, out);
        else
            put16(round16(in[i], t->type == TENSOR_F16 ? half : brain), t->swapped, out);
    }
}
