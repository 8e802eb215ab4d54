/**
 * LAPACK, and what this layer needs of BLAS beyond gemm, with 64-bit sizes: the one place of the layer where sizes are
 * narrowed.  All matrices are column major.  The routines of LAPACK return 0, RANDBLAS_TOO_LARGE when a size does not
 * fit the integers underneath, or what is said beside them.
 */
#ifndef RANDLAPACK_LAPACK_IMPL_H
#define RANDLAPACK_LAPACK_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

#include "randblas.h"

/* Scalars of workspace for the QR routines on matrices of at most `cols` columns, C of ormqr included: LAPACK's largest
 * block size is 64; a vendor that wants more works in smaller blocks. */
#define RANDLAPACK_QR_WORK(cols) randblas_size_sum(randblas_size_product(68, cols), 8192)

/* B (n x nrhs) = op(R)^-1 B, R upper triangular. */
int randlapack_xtrsm(randblas_op op, int64_t n, int64_t nrhs, const scalar_t *R, int64_t ldr, scalar_t *B, int64_t ldb);

/* x = op(R) x, R upper triangular. */
int randlapack_xtrmv(randblas_op op, int64_t n, const scalar_t *R, int64_t ldr, scalar_t *x);

/* B (m x n) = B R^-1, R upper triangular. */
int randlapack_xtrsm_right(int64_t m, int64_t n, const scalar_t *R, int64_t ldr, scalar_t *B, int64_t ldb);

/* B (n x nrhs) = L^-1 B, L the unit lower triangle of an array. */
int randlapack_xtrsm_unit_lower(int64_t n, int64_t nrhs, const scalar_t *L, int64_t ldl, scalar_t *B, int64_t ldb);

/* B (rows x n) = B R, R upper triangular, n x n; B in either layout. */
int randlapack_xtrmm(randblas_layout layout, int64_t rows, int64_t n, const scalar_t *R, int64_t ldr, scalar_t *B,
                     int64_t ldb);

/* The upper triangle of G (n x n, column major) = A^T A + beta G, A rows x n in either layout. */
int randlapack_xsyrk(randblas_layout layout, int64_t rows, int64_t n, const scalar_t *A, int64_t lda, scalar_t beta,
                     scalar_t *G, int64_t ldg);
#if !IS_SINGLE
int randlapack_ssyrk(randblas_layout layout, int64_t rows, int64_t n, const float *A, int64_t lda, float beta, float *G,
                     int64_t ldg); /* for Gram matrices that need not be exact */
int randlapack_strmm(randblas_layout layout, int64_t rows, int64_t n, const float *R, int64_t ldr, float *B,
                     int64_t ldb);
#endif

/* The upper triangle of G = its Cholesky factor R, G = R^T R; RANDBLAS_NOT_POSITIVE_DEFINITE if there is none. */
int randlapack_xpotrf(int64_t n, scalar_t *G, int64_t ldg);

/* The lower triangle of G = its Cholesky factor L, G = L L^T; RANDBLAS_NOT_POSITIVE_DEFINITE if there is none, and then
 * the leading block of order `failed` is not definite. */
int randlapack_xpotrf_lower(int64_t n, scalar_t *G, int64_t ldg, int64_t *failed);

/* The lower triangle of a symmetric A = L and D of P^T A P = L D L^T by rook pivoting, L unit lower triangular, D of
 * blocks of 1 and 2: its diagonal stands on that of A, what is below the diagonal in e, zero at the end of a block.
 * Rows and columns k and swaps[k] were exchanged, k = 0, 1, ...  A singular D is for the caller to see.
 * work: RANDLAPACK_ROOK_WORK(n), iwork: n words. */
#define RANDLAPACK_ROOK_WORK(n) randblas_size_sum(randblas_size_product(64, n), 1)
int randlapack_xsytrf_rook(int64_t n, scalar_t *A, int64_t lda, scalar_t *e, int64_t *swaps, scalar_t *work,
                           int64_t *iwork);

/* B (m x n) = B L^-T, L lower triangular, with ones on its diagonal if `unit`. */
int randlapack_xtrsm_right_lower(int64_t m, int64_t n, bool unit, const scalar_t *L, int64_t ldl, scalar_t *B,
                                 int64_t ldb);

/* The lower triangle of G (n x n) -= A A^T, A n x k. */
int randlapack_xsyrk_lower(int64_t n, int64_t k, const scalar_t *A, int64_t lda, scalar_t *G, int64_t ldg);

/* R = R^-1, R upper triangular; RANDBLAS_NOT_CONVERGED if a diagonal entry is zero. */
int randlapack_xtrtri(int64_t n, scalar_t *R, int64_t ldr);

/* A = Q R. */
int randlapack_xgeqrf(int64_t m, int64_t n, scalar_t *A, int64_t lda, scalar_t *tau, scalar_t *work);

/* C (m x n) = Q^T C, Q of k reflectors. */
int randlapack_xormqr(int64_t m, int64_t n, int64_t k, const scalar_t *A, int64_t lda, const scalar_t *tau, scalar_t *C,
                      int64_t ldc, scalar_t *work);

/*
 * A = Q R in blocks of RANDLAPACK_QRT_BLOCK(n) columns, each factored recursively, which is faster than geqrf; of up to
 * RANDLAPACK_QRT_NARROW columns it is not, and geqrf it is.  T, block x n, is for gemqrt only.
 * work: block x n.
 */
#define RANDLAPACK_QRT_BLOCK(n) ((n) < 64 ? (n) : 64)
#define RANDLAPACK_QRT_NARROW 128
int randlapack_xgeqrt(int64_t m, int64_t n, scalar_t *A, int64_t lda, scalar_t *T, scalar_t *work);

/* A panel A = Q R, recursively, with one triangle T (n x n, ld n): Q = I - V T V^T; work: n x n. */
int randlapack_xgeqrt_panel(int64_t m, int64_t n, scalar_t *A, int64_t lda, scalar_t *T, scalar_t *work);

/* The same triangle for reflectors that are given. */
int randlapack_xlarft(int64_t m, int64_t n, const scalar_t *V, int64_t ldv, const scalar_t *tau, scalar_t *T);

/* C (m x cols) = Q^T C for the Q (n reflectors) of geqrt; work: block x cols. */
int randlapack_xgemqrt(int64_t m, int64_t cols, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *T,
                       scalar_t *C, int64_t ldc, scalar_t *work);

/* A = the first n columns of Q. */
int randlapack_xorgqr(int64_t m, int64_t n, scalar_t *A, int64_t lda, const scalar_t *tau, scalar_t *work);

/* A P = Q R with column pivoting, A m x n; pivots from 0; iwork: n words. */
int randlapack_xgeqp3(int64_t m, int64_t n, scalar_t *A, int64_t lda, int64_t *pivots, scalar_t *tau, scalar_t *work,
                      int64_t *iwork);

/* P A = L U with partial pivoting: row i was exchanged with row swaps[i], i = 0, 1, ...; zeros may stand on the
 * diagonal of U.  swaps and iwork: min(m, n) words. */
int randlapack_xgetrf(int64_t m, int64_t n, scalar_t *A, int64_t lda, int64_t *swaps, int64_t *iwork);

/* A = U D U^T of the upper triangle, rook pivoting, as LAPACK's sytrf_rook leaves it: columns of a block of two
 * have blocks[i] = 1, others 0; zeros may stand on the diagonal of D.  work: RANDLAPACK_SYTRF_WORK(n), iwork: n
 * words. */
#define RANDLAPACK_SYTRF_WORK(n) randblas_size_sum(randblas_size_product(64, n), 64)
int randlapack_xsytrf(int64_t n, scalar_t *A, int64_t lda, int64_t *blocks, scalar_t *work, int64_t *iwork);

/* Reciprocal condition number of an upper triangular R in the 1-norm; work: 3 n scalars, iwork: n words. */
int randlapack_xtrcon(int64_t n, const scalar_t *R, int64_t ldr, double *rcond, scalar_t *work, int64_t *iwork);

/* A = U diag(s) V^T, A n x n, overwritten; work: RANDLAPACK_SVD_WORK(n), iwork: 8 n words; RANDBLAS_NOT_CONVERGED. */
#define RANDLAPACK_SVD_WORK(n)                                                                                         \
    randblas_size_sum(randblas_size_product(n, randblas_size_sum(randblas_size_product(4, n), 256)), 64)
int randlapack_xgesdd(int64_t n, scalar_t *A, int64_t lda, scalar_t *s, scalar_t *U, int64_t ldu, scalar_t *Vt,
                      int64_t ldvt, scalar_t *work, int64_t *iwork);

/* A = V diag(w) V^T of the upper triangle of A, n x n, which V overwrites; w ascends; work:
 * RANDLAPACK_EIGEN_WORK(n), iwork: 5 n + 3 words; RANDBLAS_NOT_CONVERGED. */
#define RANDLAPACK_EIGEN_WORK(n)                                                                                       \
    randblas_size_sum(randblas_size_product(n, randblas_size_sum(randblas_size_product(2, n), 70)), 64)
int randlapack_xsyevd(int64_t n, scalar_t *A, int64_t lda, scalar_t *w, scalar_t *work, int64_t *iwork);

/* w = the eigenvalues, ascending, of the upper triangle of A, n x n, which is overwritten; work:
 * RANDLAPACK_VALUES_WORK(n), iwork: a word; RANDBLAS_NOT_CONVERGED. */
int randlapack_xsymmetric_values(int64_t n, scalar_t *A, int64_t lda, scalar_t *w, scalar_t *work, int64_t *iwork);

/* The Cholesky factor of a band matrix in its place: column j of its upper triangle, `band` + 1 rows to the diagonal,
 * stands in column j of AB, the diagonal last; RANDBLAS_NOT_POSITIVE_DEFINITE. */
int randlapack_xpbtrf(int64_t n, int64_t band, scalar_t *AB, int64_t ldab);

/* d = the eigenvalues of the tridiagonal matrix of diagonal d (n) and off-diagonal e (n - 1, overwritten), ascending;
 * RANDBLAS_NOT_CONVERGED. */
int randlapack_xsterf(int64_t n, scalar_t *d, scalar_t *e);

/* d = the singular values, descending, of the upper bidiagonal matrix of diagonal d (n) and superdiagonal e (n - 1,
 * overwritten), all to high relative accuracy; work: 4 n; RANDBLAS_NOT_CONVERGED. */
int randlapack_xbdsqr(int64_t n, scalar_t *d, scalar_t *e, scalar_t *work);

/* s = the singular values of A (n x n), which is overwritten; work: RANDLAPACK_VALUES_WORK(n), iwork: 8 n words;
 * RANDBLAS_NOT_CONVERGED. */
#define RANDLAPACK_VALUES_WORK(n) randblas_size_sum(randblas_size_product(140, n), 64)
int randlapack_xsingular_values(int64_t n, scalar_t *A, int64_t lda, scalar_t *s, scalar_t *work, int64_t *iwork);

/* ||x||_2 in double, without overflow or underflow on the way. */
double randlapack_xnorm(int64_t n, const scalar_t *x);

#endif
