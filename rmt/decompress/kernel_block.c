/* Logarithms of the eigenvalues of principal blocks of a positive definite matrix. */
#include "kernel_impl.h"

#include "lapack_impl.h"

#include <float.h>

/* The power of two that brings the largest entry of the upper triangle to [1/2, 1). */
static int scale_of(rmt_kernel_block *b, int64_t n)
{
    double largest = 0;
    int exponent;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i <= j; i++) {
            const double size = fabs(b->A[i + j * b->lda]);
            if (!isfinite(size)) return RANDBLAS_NOT_FINITE;
            largest = fmax(largest, size);
        }
    if (!(largest >= DBL_MIN)) return RANDBLAS_NOT_POSITIVE_DEFINITE;
    frexp(largest, &exponent);
    b->scale = ldexp(1, -exponent);
    return isfinite(b->scale) ? 0 : RANDBLAS_NOT_POSITIVE_DEFINITE;
}

int rmt_kernel_block_open(rmt_kernel_block *b, int64_t n, const double *A, int64_t lda, randblas_arena *arena)
{
    *b = (rmt_kernel_block){.A = A, .lda = lda};
    b->S = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *b->S);
    b->work = randblas_arena_get(arena, RANDLAPACK_VALUES_WORK(n), sizeof *b->work);
    b->iwork = randblas_arena_get(arena, 1, sizeof *b->iwork);
    return arena->info ? arena->info : scale_of(b, n);
}

int rmt_kernel_logarithms(const rmt_kernel_block *b, int64_t m, const int64_t *index, double *x)
{
    for (int64_t j = 0; j < m; j++)
        for (int64_t i = 0; i <= j; i++) {
            const int64_t r = index[i] < index[j] ? index[i] : index[j], c = index[i] + index[j] - r;
            b->S[i + j * m] = b->A[r + c * b->lda] * b->scale;
        }
    const int info = randlapack_xsymmetric_values(m, b->S, m, x, b->work, b->iwork);
    if (info) return info;
    if (!(x[0] > (double)m * DBL_EPSILON * x[m - 1])) return RANDBLAS_NOT_POSITIVE_DEFINITE;
    for (int64_t i = 0; i < m; i++) x[i] = log(x[i]) - log(b->scale);
    return 0;
}
