/** Random numbers and matrices that several laws' models are made of. */
#ifndef RMT_LAW_MODELS_IMPL_H
#define RMT_LAW_MODELS_IMPL_H

#include "law_impl.h"

/*
 * Variates of a state: variate i is made of the blocks (0 .. RMT_VARIATE_BLOCKS - 1, i) alone.  Their bits depend on
 * the mathematical library, as do the eigenvalues that they are for.
 */
enum { RMT_VARIATE_BLOCKS = 128 };
double rmt_normal(const randblas_state *state, int64_t i);
double rmt_gamma(const randblas_state *state, int64_t i, double shape);
/* its logarithm, which does not underflow for small shapes; -infinity for shape 0 */
double rmt_gamma_logarithm(const randblas_state *state, int64_t i, double shape);
/* chi with k > 0 degrees of freedom */
double rmt_chi(const randblas_state *state, int64_t i, double k);

/* Uniform on (0, 1), number i of a state: half of block (i/2, 0). */
double rmt_uniform(const randblas_state *state, int64_t i);

/* The state with the low half of its counter advanced. */
randblas_state rmt_advance(const randblas_state *state, uint64_t blocks);

/* m x n standard normal, column major: matrix `which` of the state, 2^34 blocks from one to the next. */
enum { RMT_MATRIX_SHIFT = 34 };
int rmt_gaussian_matrix(int64_t m, int64_t n, const randblas_state *state, int64_t which, double *A, int64_t lda);

/* The upper triangle of A = factor X X^T, X n x degrees standard normal: matrix `which`. */
int rmt_wishart(int64_t n, int64_t degrees, const randblas_state *state, int64_t which, double factor, double *A,
                int64_t lda);

/* A = the sum of pairs Haar orthogonal matrices and their transposes; pairs = 0: rmt_haar_quantiles(). */
int rmt_haar_sum(int64_t n, int64_t pairs, const randblas_state *state, const rmt_law *law, double *A, int64_t lda);

/* The upper triangle of A = Q diag(quantiles) Q^T. */
int rmt_haar_quantiles(int64_t n, const randblas_state *state, const rmt_law *law, double *A, int64_t lda);

/* MANOVA of n, round(a n), round(b n) as a tridiagonal matrix, or as a matrix. */
int rmt_manova_tridiagonal(double a, double b, const randblas_state *state, rmt_tridiagonal *T);
int rmt_manova_matrix(int64_t n, double a, double b, const randblas_state *state, double *A, int64_t lda);

#endif
