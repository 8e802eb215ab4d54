/** Products of a block of rows with one vector, for one instruction set. */
#ifndef RANDLAPACK_SWEEP_KERNEL_IMPL_H
#define RANDLAPACK_SWEEP_KERNEL_IMPL_H

#include "isa_impl.h"
#include "randlapack_names_impl.h"

/* A is m x n, stored by rows or by columns with leading dimension lda: u = A p, and w += A^T u. */
typedef struct randlapack_xsweep_kernels {
    void (*forward_rows)(int64_t m, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *p, scalar_t *u);
    void (*backward_rows)(int64_t m, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *u, scalar_t *w);
    void (*forward_columns)(int64_t m, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *p, scalar_t *u);
    void (*backward_columns)(int64_t m, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *u, scalar_t *w);
} randlapack_xsweep_kernels;

ISA_DECLARE(randlapack_xsweep_kernels, randlapack_xsweep);

#endif
