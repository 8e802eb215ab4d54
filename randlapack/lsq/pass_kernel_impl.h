/** The fused kernels of one instruction set. */
#ifndef RANDLAPACK_PASS_KERNEL_IMPL_H
#define RANDLAPACK_PASS_KERNEL_IMPL_H

#include "isa_impl.h"
#include "randlapack_names_impl.h"

/*
 * For each of nrhs columns p, u, w and its alpha, A m x n stored by rows or by columns with leading dimension lda:
 *
 *     u = A p - alpha u,    w += A^T u,
 *
 * p and w contiguous with n entries each, u with leading dimension ldu.
 */
typedef void randlapack_xpass_kernel(int64_t m, int64_t n, const scalar_t *A, int64_t lda, int64_t nrhs,
                                     const scalar_t *p, const scalar_t *alpha, scalar_t *u, int64_t ldu, scalar_t *w);

typedef struct randlapack_xpass_kernels {
    randlapack_xpass_kernel *rows, *columns;
} randlapack_xpass_kernels;

ISA_DECLARE(randlapack_xpass_kernels, randlapack_xpass);

#endif
