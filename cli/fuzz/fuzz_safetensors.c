/* libFuzzer's entry for the safetensors reader: it makes tensors of which every element can be decoded, or one
 * sentence. */
#include "safetensors.h"

#include <ctype.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sentence(int code, const cli_error *error)
{
    const char *at = error->text;
    if (code != CLI_INPUT && code != CLI_INTERNAL) abort();
    for (; *at; at++)
        if (!isprint((unsigned char)*at)) abort();
    if (at == error->text) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tensor_set set = {0};
    cli_error error = {""};
    double sum = 0, x;
    const int code = safetensors_parse(data, size, &set, &error);
    if (code) check_sentence(code, &error);
    for (int64_t i = 0; i < set.count; i++)
        for (int64_t k = 0; k < set.tensors[i].count && set.tensors[i].type != TENSOR_OTHER; k++) {
            tensor_decode(&set.tensors[i], k, 1, &x);
            sum += x;
        }
    tensor_set_close(&set);
    return sum == 0.1 ? -1 : 0; /* the elements are read */
}
