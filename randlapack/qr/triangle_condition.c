/*
 * Condition number of R D, D the diagonal matrix that gives its columns norm 1, by the power method on D R^T R D and on
 * its inverse from a fixed vector: an estimate from below, and in practice within a small factor.  Scaling the columns
 * changes nothing in Cholesky QR, so this is the condition that counts for it.
 */
#include "tall_qr_impl.h"

#include "lapack_impl.h"

#include <math.h>

#define STEPS 8

static void start(int64_t n, scalar_t *x)
{
    for (int64_t i = 0; i < n; i++) x[i] = (scalar_t)(1 - 1.7 * fmod(0.618034 * (double)i, 1)); /* both signs */
}

/* x = x / ||x||; returns the norm. */
static double normalise(int64_t n, scalar_t *x)
{
    const double norm = randlapack_xnorm(n, x);
    for (int64_t i = 0; i < n; i++) x[i] = (scalar_t)((double)x[i] / norm);
    return norm;
}

/* One step of the power method: the growth of a unit vector. */
static double grow(int64_t n, const scalar_t *R, int64_t ldr, scalar_t *x, const scalar_t *norms)
{
    for (int64_t i = 0; i < n; i++) x[i] /= norms[i];
    randlapack_xtrmv(RANDBLAS_NO_TRANS, n, R, ldr, x);
    const double growth = normalise(n, x);
    randlapack_xtrmv(RANDBLAS_TRANS, n, R, ldr, x);
    for (int64_t i = 0; i < n; i++) x[i] /= norms[i];
    normalise(n, x);
    return growth;
}

/* The same for the inverse. */
static double grow_inverse(int64_t n, const scalar_t *R, int64_t ldr, scalar_t *x, const scalar_t *norms)
{
    for (int64_t i = 0; i < n; i++) x[i] *= norms[i];
    randlapack_xtrsm(RANDBLAS_TRANS, n, 1, R, ldr, x, n);
    const double growth = normalise(n, x);
    randlapack_xtrsm(RANDBLAS_NO_TRANS, n, 1, R, ldr, x, n);
    for (int64_t i = 0; i < n; i++) x[i] *= norms[i];
    normalise(n, x);
    return growth;
}

double randlapack_xtriangle_condition(int64_t n, const scalar_t *R, int64_t ldr, scalar_t *x, scalar_t *norms)
{
    double most = 0, inverse = 0;
    if (n == 0) return 0;
    for (int64_t j = 0; j < n; j++) {
        norms[j] = (scalar_t)randlapack_xnorm(j + 1, R + j * ldr);
        if (R[j + j * ldr] == 0 || !isfinite(norms[j])) return INFINITY;
    }
    start(n, x);
    normalise(n, x);
    for (int step = 0; step < STEPS; step++) most = fmax(most, grow(n, R, ldr, x, norms));
    start(n, x);
    normalise(n, x);
    for (int step = 0; step < STEPS; step++) inverse = fmax(inverse, grow_inverse(n, R, ldr, x, norms));
    return isfinite(inverse) && isfinite((double)x[0]) ? most * inverse : INFINITY;
}
