#include "transpose_kernel_impl.h"

randblas_transpose_kernel *randblas_transpose_select(size_t element_bytes)
{
    const randblas_transpose_table *table = ISA_SELECT(randblas_transpose);
    return element_bytes == 4 ? table->bytes4 : element_bytes == 8 ? table->bytes8 : table->bytes16;
}
