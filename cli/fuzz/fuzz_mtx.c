/* libFuzzer's entry for the Matrix Market reader. */
#include "fuzz_reader.h"
#include "matrix_market.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_reader(matrix_market_read, data, size);
    return 0;
}
