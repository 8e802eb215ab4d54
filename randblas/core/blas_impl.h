/**
 * BLAS with 64-bit sizes.  The BLAS underneath may have 32-bit integers: these wrappers are the one place where sizes
 * are narrowed; larger problems are cut into pieces that fit.
 */
#ifndef RANDBLAS_BLAS_IMPL_H
#define RANDBLAS_BLAS_IMPL_H

#include "view_impl.h"

/* C (m x n) += alpha op(A) op(B), A and B views of any layout; op is no transpose or, through the view, a transpose. */
void randblas_xgemm(int64_t m, int64_t n, int64_t k, scalar_t alpha, randblas_xview A, randblas_xview B,
                    randblas_xview C);

/* y (m x 1) += alpha A x, or conj(A) in place of A; x (n x 1) and y are views of one column. */
void randblas_xgemv(int64_t m, int64_t n, scalar_t alpha, randblas_xview A, bool conjugate, randblas_xview x,
                    randblas_xview y);

#endif
