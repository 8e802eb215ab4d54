/**
 * The two inner loops of a dense panel times a sparse matrix, for one instruction set, and the choice among them.
 *
 * Vectors have r reals, r a multiple of 16, and lie ld apart.  Values are stride apart, so that the real and imaginary
 * parts of complex ones can be taken in turn.
 */
#ifndef RANDBLAS_SPARSE_KERNEL_IMPL_H
#define RANDBLAS_SPARSE_KERNEL_IMPL_H

#include "isa_impl.h"

#include <stdint.h>

/* gather:  y += sum_q values[q] P_(index[q] - base), q < count. */
typedef void randblas_gather_d(int64_t r, int64_t count, const int64_t *index, int64_t base, const double *values,
                               int64_t stride, const double *P, int64_t ld, double *y);
typedef void randblas_gather_s(int64_t r, int64_t count, const int64_t *index, int64_t base, const float *values,
                               int64_t stride, const float *P, int64_t ld, float *y);
/* scatter: Y_(index[q]) += values[q] x, q < count. */
typedef void randblas_scatter_d(int64_t r, int64_t count, const int64_t *index, const double *values, int64_t stride,
                                const double *x, double *Y, int64_t ld);
typedef void randblas_scatter_s(int64_t r, int64_t count, const int64_t *index, const float *values, int64_t stride,
                                const float *x, float *Y, int64_t ld);

typedef struct randblas_sparse_kernels {
    randblas_gather_d *gather_d;
    randblas_gather_s *gather_s;
    randblas_scatter_d *scatter_d;
    randblas_scatter_s *scatter_s;
} randblas_sparse_kernels;

ISA_DECLARE(randblas_sparse_kernels, randblas_sparse);

/* The fastest kernels that this processor can run.  They differ in rounding: some fuse the multiply and the add. */
const randblas_sparse_kernels *randblas_sparse_select(void);

#endif
