/** Operations on rows whose rounding does not depend on how many rows there are, nor on the place of a row among them;
 * those of BLAS may do the last rows of a matrix otherwise than the first. */
#ifndef RANDLAPACK_STEADY_ROWS_IMPL_H
#define RANDLAPACK_STEADY_ROWS_IMPL_H

#include "randlapack_names_impl.h"

#include "view_impl.h"

/* B (m x n) = B R^-1, R upper triangular; both column major. */
void randlapack_xsteady_solve(int64_t m, int64_t n, const scalar_t *R, int64_t ldr, scalar_t *B, int64_t ldb);

/* Y (m x n) += alpha X C, X m x k and Y column major, C k x n. */
void randlapack_xsteady_multiply(int64_t m, int64_t n, int64_t k, scalar_t alpha, const scalar_t *X, int64_t ldx,
                                 randblas_xview C, scalar_t *Y, int64_t ldy);

#endif
