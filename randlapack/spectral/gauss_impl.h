/** Gauss quadrature from a symmetric tridiagonal matrix. */
#ifndef RANDLAPACK_GAUSS_IMPL_H
#define RANDLAPACK_GAUSS_IMPL_H

#include <stdint.h>

/*
 * Eigenvalues, ascending, of the tridiagonal matrix with diagonal d[0 .. k) and off-diagonal e[0 .. k - 1) (of k
 * words), both overwritten, and the squares of the first and last components of the eigenvectors.  The first are the
 * weights of the Gauss rule of the measure that the matrix belongs to; they add up to 1.  last may be NULL.
 * RANDBLAS_NOT_CONVERGED.
 */
int randlapack_gauss(int64_t k, double *d, double *e, double *weights, double *last);

/* The same for a matrix with zero diagonal of order k, whose eigenvalues are +-x: the nonnegative ones in the first
 * (k + 1) / 2 places, their weights added; d, e and weights are of k words. */
int randlapack_gauss_golub_kahan(int64_t k, double *d, double *e, double *weights);

#endif
