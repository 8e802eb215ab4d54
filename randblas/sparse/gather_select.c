#include "gather_kernel_impl.h"

extern const randblas_rgather RANDBLAS_R(gather_table_generic), RANDBLAS_R(gather_table_avx2),
    RANDBLAS_R(gather_table_avx512);

const randblas_rgather *randblas_rgather_select(void)
{
#if defined(RANDBLAS_X86_KERNELS)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))
        return &RANDBLAS_R(gather_table_avx512);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &RANDBLAS_R(gather_table_avx2);
#endif
    return &RANDBLAS_R(gather_table_generic);
}
