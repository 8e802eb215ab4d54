/** Points on the unit sphere, and the spectral norm of what is left of a kernel. */
#ifndef SPHERE_H
#define SPHERE_H

#include "testing.h"

#include "law_models_impl.h"
#include "rmt.h"

#include <stdlib.h>

/* p x n, independent and uniform; to be freed. */
static inline double *sphere(int64_t p, int64_t n, uint64_t seed)
{
    double *X = malloc((size_t)(p * n) * sizeof *X);
    const randblas_state state = randblas_seed(seed);
    assert_int_equal(rmt_gaussian_matrix(p, n, &state, 0, X, p), 0);
    for (int64_t j = 0; j < n; j++) {
        double sum = 0;
        for (int64_t i = 0; i < p; i++) sum += X[i + j * p] * X[i + j * p];
        for (int64_t i = 0; i < p; i++) X[i + j * p] /= sqrt(sum);
    }
    return X;
}

/* ||K - (the linear kernel)||, K n x n, is overwritten. */
static inline double remainder_norm(double *K, const rmt_linear_kernel *linear, int64_t p, int64_t n, const double *X)
{
    double *L = malloc((size_t)(n * n) * sizeof *L), norm = NAN;
    assert_int_equal(rmt_linear_kernel_matrix(linear, RANDBLAS_COL_MAJOR, p, n, X, p, L, n, NULL), 0);
    for (int64_t i = 0; i < n * n; i++) K[i] -= L[i];
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, n, n, K, n);
    assert_int_equal(randlapack_dspectral_norm(&op, &norm, NULL, NULL), 0);
    free(L);
    return norm;
}

#endif
