/* Elements of tensors, widened to double: those that .npy has too, and bfloat16, the upper half of a float. */
#include "npy.h"
#include "safetensors.h"

#include <string.h>

static bool big_endian(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 0;
}

static void decode_bf16(const unsigned char *in, int64_t count, double *out)
{
    for (int64_t i = 0; i < count; i++) {
        const uint32_t bits = (uint32_t)in[2 * i] << 16 | (uint32_t)in[2 * i + 1] << 24;
        float value;
        memcpy(&value, &bits, sizeof value);
        out[i] = (double)value;
    }
}

void tensor_decode(const tensor *t, int64_t first, int64_t count, double *out)
{
    static const struct {
        npy_type type;
        int width;
    } same[] = {[TENSOR_F64] = {NPY_F8, 8}, [TENSOR_F32] = {NPY_F4, 4}, [TENSOR_F16] = {NPY_F2, 2},
                [TENSOR_I64] = {NPY_I8, 8}, [TENSOR_I32] = {NPY_I4, 4}, [TENSOR_I16] = {NPY_I2, 2},
                [TENSOR_I8] = {NPY_I1, 1},  [TENSOR_U8] = {NPY_U1, 1},  [TENSOR_BOOL] = {NPY_B1, 1}};
    if (t->type == TENSOR_BF16)
        decode_bf16(t->data + 2 * first, count, out);
    else
        npy_decode(same[t->type].type, big_endian(), t->data + same[t->type].width * first, (size_t)count, out);
}
