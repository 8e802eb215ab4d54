#include "sparse_kernel_impl.h"

const randblas_sparse_kernels *randblas_sparse_select(void)
{
    return ISA_SELECT(randblas_sparse);
}
