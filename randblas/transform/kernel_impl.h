/**
 * What the transform kernels of one instruction set share.  CMake compiles them for each set and real precision with
 * RANDBLAS_ISA its name; vectors are the compiler's own, so there is one source for all.
 */
#ifndef RANDBLAS_KERNEL_IMPL_H
#define RANDBLAS_KERNEL_IMPL_H

#include "xtransform_impl.h"

#define KERNEL(name) ISA_COPY(RANDBLAS_X(name))

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif
#define LANES (VECTOR_BYTES / (int64_t)sizeof(real_t))

typedef real_t vec __attribute__((vector_size(VECTOR_BYTES), may_alias));

void KERNEL(hadamard)(real_t *x, int64_t count, int64_t pitch, int64_t inner);
void KERNEL(gather)(int64_t n, const randblas_sample *sample, randblas_block b, int64_t w, const real_t *x,
                    real_t *sum);
void KERNEL(scatter)(int64_t n, const randblas_sample *sample, randblas_block b, int64_t w, const real_t *y, real_t *x);
void KERNEL(fft_stage)(int radix, int64_t m, int64_t s, const real_t *root, int64_t step, const real_t *xr,
                       const real_t *xi, real_t *yr, real_t *yi);

extern const randblas_rkernels KERNEL(kernels);

#endif
