/** Symmetric matrices of known spectrum, and the probes of the estimators drawn again by their definition. */
#ifndef XTRACE_H
#define XTRACE_H

#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

/* Q diag(s) Q^T, n x n, column major; rank columns of Q. */
static inline scalar_t *with_eigenvalues(int64_t n, int64_t rank, const double *s, uint64_t *seed)
{
    scalar_t *Q = random_orthonormal(n, rank, seed), *A = malloc((size_t)(n * n + 1) * sizeof *A);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++) {
            double sum = 0;
            for (int64_t t = 0; t < rank; t++) sum += (double)Q[i + t * n] * s[t] * (double)Q[j + t * n];
            A[i + j * n] = A[j + i * n] = (scalar_t)sum;
        }
    free(Q);
    return A;
}

static inline double trace_of(int64_t n, const scalar_t *A)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += (double)A[i + i * n];
    return sum;
}

/* The k probes of a state, in double: columns of X (n x k). */
static inline double *probes_again(randlapack_probe probe, int64_t n, int64_t k, randblas_state *state)
{
    randblas_dist dist = probe == RANDLAPACK_PROBE_RADEMACHER ? randblas_rademacher(k, n) : randblas_gaussian(k, n);
    randblas_sketch *S = NULL;
    scalar_t *drawn = malloc((size_t)(n * k) * sizeof *drawn);
    double *X = malloc((size_t)(n * k) * sizeof *X);
    dist.unscaled = 1;
    assert_int_equal(randblas_sketch_create(&dist, state, &S, state), 0);
    assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, k, n, S, 0, 0, drawn, k), 0);
    randblas_sketch_destroy(S);
    for (int64_t j = 0; j < k; j++) {
        double sum = 0;
        for (int64_t i = 0; i < n; i++) sum += pow((double)drawn[j + i * k], 2);
        for (int64_t i = 0; i < n; i++)
            X[i + j * n] = (double)drawn[j + i * k] * (probe == RANDLAPACK_PROBE_SPHERE ? sqrt((double)n / sum) : 1);
    }
    free(drawn);
    return X;
}

/* Y (m x c) = A (m x n) X in double, A or its transpose. */
static inline double *times(int64_t m, int64_t n, int64_t c, const double *A, bool transpose, const double *X)
{
    double *Y = calloc((size_t)(m * c + 1), sizeof *Y);
    for (int64_t j = 0; j < c; j++)
        for (int64_t i = 0; i < m; i++)
            for (int64_t t = 0; t < n; t++) Y[i + j * m] += (transpose ? A[t + i * n] : A[i + t * m]) * X[t + j * n];
    return Y;
}

static inline double *widened(int64_t count, const scalar_t *A)
{
    double *D = malloc((size_t)count * sizeof *D);
    for (int64_t i = 0; i < count; i++) D[i] = (double)A[i];
    return D;
}

/* All columns of X (n x k) but column i (none left out for i < 0). */
static inline double *without(int64_t n, int64_t k, const double *X, int64_t i)
{
    double *rest = malloc((size_t)(n * k) * sizeof *rest);
    int64_t to = 0;
    for (int64_t j = 0; j < k; j++)
        if (j != i) memcpy(rest + n * to++, X + n * j, (size_t)n * sizeof *rest);
    return rest;
}

/* X (n x k) = an orthonormal basis of its columns. */
static inline void orthonormal_double(int64_t n, int64_t k, double *X)
{
    double *tau = malloc((size_t)(k + 1) * sizeof *tau);
    if (k > 0) {
        assert_int_equal(LAPACKE_dgeqrf(LAPACK_COL_MAJOR, (lapack_int)n, (lapack_int)k, X, (lapack_int)n, tau), 0);
        assert_int_equal(
            LAPACKE_dorgqr(LAPACK_COL_MAJOR, (lapack_int)n, (lapack_int)k, (lapack_int)k, X, (lapack_int)n, tau), 0);
    }
    free(tau);
}

/* x (n) less its part in the range of the orthonormal Q (n x k). */
static inline void project(int64_t n, int64_t k, const double *Q, double *x)
{
    for (int64_t j = 0; j < k; j++) {
        double dot = 0;
        for (int64_t i = 0; i < n; i++) dot += Q[i + j * n] * x[i];
        for (int64_t i = 0; i < n; i++) x[i] -= dot * Q[i + j * n];
    }
}

static inline double dot_double(int64_t n, const double *x, const double *y)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i] * y[i];
    return sum;
}

#endif
