#include "transpose_kernel_impl.h"

extern const randblas_transpose_table randblas_transpose_generic, randblas_transpose_avx2, randblas_transpose_avx512;

static const randblas_transpose_table *table(void)
{
#if defined(RANDBLAS_X86_KERNELS)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return &randblas_transpose_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &randblas_transpose_avx2;
#endif
    return &randblas_transpose_generic;
}

randblas_transpose_kernel *randblas_transpose_select(size_t element_bytes)
{
    const randblas_transpose_table *t = table();
    return element_bytes == 4 ? t->bytes4 : element_bytes == 8 ? t->bytes8 : t->bytes16;
}
