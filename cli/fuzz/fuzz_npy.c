/* libFuzzer's entry for the .npy reader. */
#include "fuzz_reader.h"
#include "npy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_reader(npy_read, data, size);
    return 0;
}
