#include "iid_kernel_impl.h"

const randblas_iid_kernels *randblas_iid_select(void)
{
    return ISA_SELECT(randblas_iid);
}
