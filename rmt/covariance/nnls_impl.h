/** Least squares with coefficients that are not negative. */
#ifndef RMT_NNLS_IMPL_H
#define RMT_NNLS_IMPL_H

#include "arena_impl.h"

/*
 * x >= 0 (n) with the least || A x - b ||_2, A rows x n, column major without padding, rows > n; by the active set
 * method of Lawson and Hanson.  RANDBLAS_NOT_CONVERGED after 5 n exchanges, memory codes.
 */
int rmt_nnls(int64_t rows, int64_t n, const double *A, const double *b, double *x, randblas_arena *arena);

#endif
