/**
 * Kernels: one source, one copy for each instruction set, the best chosen at run time.
 *
 * randlapack_kernels() of cmake/Precision.cmake compiles a kernel file once per instruction set with the flags of the
 * set and RANDBLAS_ISA = generic, avx2 or avx512.  The file ends in a table of its functions named ISA_COPY(stem); a
 * header says ISA_DECLARE(type, stem), and ISA_SELECT(stem) is the address of the copy for this processor.
 */
#ifndef RANDBLAS_ISA_IMPL_H
#define RANDBLAS_ISA_IMPL_H

#define ISA_JOIN_(stem, isa) stem##_##isa
#define ISA_JOIN(stem, isa) ISA_JOIN_(stem, isa)
#define ISA_COPY(stem) ISA_JOIN(stem, RANDBLAS_ISA)

/* The best set that is used: 0 generic, 1 AVX2, 2 AVX-512.  scripts/reproducible lowers it. */
#ifndef RANDBLAS_ISA_MOST
#define RANDBLAS_ISA_MOST 2
#endif

#if defined(RANDBLAS_X86_KERNELS)
#define ISA_HAS_AVX2 (RANDBLAS_ISA_MOST >= 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
#define ISA_HAS_AVX512                                                                                                 \
    (RANDBLAS_ISA_MOST >= 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))
#define ISA_DECLARE(type, stem) extern const type ISA_JOIN(stem, generic), ISA_JOIN(stem, avx2), ISA_JOIN(stem, avx512)
#define ISA_SELECT(stem)                                                                                               \
    (ISA_HAS_AVX512 ? &ISA_JOIN(stem, avx512) : ISA_HAS_AVX2 ? &ISA_JOIN(stem, avx2) : &ISA_JOIN(stem, generic))
#else
#define ISA_DECLARE(type, stem) extern const type ISA_JOIN(stem, generic)
#define ISA_SELECT(stem) (&ISA_JOIN(stem, generic))
#endif

#endif
