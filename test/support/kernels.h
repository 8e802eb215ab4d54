/** The copies of the sampling kernels that this processor can run, by name. */
#ifndef KERNELS_H
#define KERNELS_H

#include "iid_kernel_impl.h"

typedef struct isa {
    const char *name;
    const randblas_iid_kernels *kernels;
} isa;

/* Fills list, the portable copy first; returns how many there are. */
static inline int runnable_kernels(isa list[3])
{
    int n = 0;
    list[n++] = (isa){"generic", &randblas_iid_generic};
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) list[n++] = (isa){"avx2", &randblas_iid_avx2};
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))
        list[n++] = (isa){"avx512", &randblas_iid_avx512};
#endif
    return n;
}

#endif
