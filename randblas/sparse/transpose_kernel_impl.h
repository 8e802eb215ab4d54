/** Transposing blocks of elements of 4, 8 or 16 bytes. */
#ifndef RANDBLAS_TRANSPOSE_KERNEL_IMPL_H
#define RANDBLAS_TRANSPOSE_KERNEL_IMPL_H

#include "isa_impl.h"

#include <stddef.h>
#include <stdint.h>

/* X[i ldx + j] = A[i + j lda], i < rows, j < cols. */
typedef void randblas_transpose_kernel(int64_t rows, int64_t cols, const void *A, int64_t lda, void *X, int64_t ldx);

typedef struct randblas_transpose_table {
    randblas_transpose_kernel *bytes4, *bytes8, *bytes16;
} randblas_transpose_table;

ISA_DECLARE(randblas_transpose_table, randblas_transpose);

randblas_transpose_kernel *randblas_transpose_select(size_t element_bytes);

#endif
