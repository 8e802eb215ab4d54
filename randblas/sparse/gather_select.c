#include "gather_kernel_impl.h"

const randblas_rgather *randblas_rgather_select(void)
{
    return ISA_SELECT(RANDBLAS_R(gather_table));
}
