#include "sparse_kernel_impl.h"

const randblas_sparse_kernels *randblas_sparse_select(void)
{
#if defined(RANDBLAS_X86_KERNELS)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return &randblas_sparse_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &randblas_sparse_avx2;
#endif
    return &randblas_sparse_generic;
}
