#include "xtransform_impl.h"

extern const randblas_rkernels RANDBLAS_X(kernels_generic), RANDBLAS_X(kernels_avx2), RANDBLAS_X(kernels_avx512);

const randblas_rkernels *randblas_rselect(void)
{
#if defined(RANDBLAS_X86_KERNELS)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return &RANDBLAS_X(kernels_avx512);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &RANDBLAS_X(kernels_avx2);
#endif
    return &RANDBLAS_X(kernels_generic);
}
