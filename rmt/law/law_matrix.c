/* Random matrices: Gaussian, Wishart, Haar; Haar is the Q of a Gaussian matrix with signs that make R's diagonal
 * positive (Mezzadri 2007). */
#include "arena_impl.h"
#include "blas_impl.h"
#include "lapack_impl.h"
#include "law_models_impl.h"

#include <stdlib.h>

int rmt_gaussian_matrix(int64_t m, int64_t n, const randblas_state *state, int64_t which, double *A, int64_t lda)
{
    const randblas_state start = rmt_advance(state, (uint64_t)which << RMT_MATRIX_SHIFT);
    randblas_dist dist = randblas_gaussian(m, n);
    randblas_sketch *S = NULL;
    dist.unscaled = 1;
    int info = randblas_sketch_create(&dist, &start, &S, NULL);
    if (!info) info = randblas_dfill(RANDBLAS_COL_MAJOR, m, n, S, 0, 0, A, lda);
    randblas_sketch_destroy(S);
    return info;
}

int rmt_wishart(int64_t n, int64_t degrees, const randblas_state *state, int64_t which, double factor, double *A,
                int64_t lda)
{
    randblas_arena arena = randblas_arena_open(NULL);
    double *X = randblas_arena_get(&arena, randblas_size_product(degrees, n), sizeof *X);
    int info = arena.info;
    if (!info) info = rmt_gaussian_matrix(degrees, n, state, which, X, degrees);
    if (!info) info = randlapack_xsyrk(RANDBLAS_COL_MAJOR, degrees, n, X, degrees, 0, A, lda);
    for (int64_t j = 0; j < n && !info; j++)
        for (int64_t i = 0; i <= j; i++) A[i + j * lda] *= factor;
    randblas_arena_close(&arena);
    return info;
}

static int haar(int64_t n, const randblas_state *state, int64_t which, double *Q, double *tau, double *work)
{
    int info = rmt_gaussian_matrix(n, n, state, which, Q, n);
    if (!info) info = randlapack_xgeqrf(n, n, Q, n, tau, work);
    double *sign = tau + n;
    for (int64_t j = 0; j < n && !info; j++) sign[j] = Q[j + j * n] < 0 ? -1 : 1;
    if (!info) info = randlapack_xorgqr(n, n, Q, n, tau, work);
    for (int64_t j = 0; j < n && !info; j++)
        for (int64_t i = 0; i < n; i++) Q[i + j * n] *= sign[j];
    return info;
}

int rmt_haar_quantiles(int64_t n, const randblas_state *state, const rmt_law *law, double *A, int64_t lda)
{
    randblas_arena arena = randblas_arena_open(NULL);
    double *Q = randblas_arena_get(&arena, randblas_size_product(n, n), sizeof *Q);
    double *W = randblas_arena_get(&arena, randblas_size_product(n, n), sizeof *W);
    double *x = randblas_arena_get(&arena, n, sizeof *x);
    double *tau = randblas_arena_get(&arena, randblas_size_product(2, n), sizeof *tau);
    double *work = randblas_arena_get(&arena, RANDLAPACK_QR_WORK(n), sizeof *work);
    int info = arena.info;
    if (!info) info = haar(n, state, 0, Q, tau, work);
    for (int64_t i = 0; i < n && !info; i++) x[i] = ((double)i + 0.5) / (double)n;
    if (!info) law->class->quantile(law, n, x, x);
    for (int64_t j = 0; j < n && !info; j++)
        for (int64_t i = 0; i < n; i++) {
            W[i + j * n] = Q[i + j * n] * x[j];
            A[i + j * lda] = 0;
        }
    if (!info)
        randblas_xgemm(n, n, n, 1, view_make(W, n, RANDBLAS_COL_MAJOR),
                       view_transposed(view_make(Q, n, RANDBLAS_COL_MAJOR)), view_make(A, lda, RANDBLAS_COL_MAJOR));
    randblas_arena_close(&arena);
    return info;
}

int rmt_haar_sum(int64_t n, int64_t pairs, const randblas_state *state, const rmt_law *law, double *A, int64_t lda)
{
    if (pairs == 0) return rmt_haar_quantiles(n, state, law, A, lda);
    randblas_arena arena = randblas_arena_open(NULL);
    double *Q = randblas_arena_get(&arena, randblas_size_product(n, n), sizeof *Q);
    double *tau = randblas_arena_get(&arena, randblas_size_product(2, n), sizeof *tau);
    double *work = randblas_arena_get(&arena, RANDLAPACK_QR_WORK(n), sizeof *work);
    int info = arena.info;
    for (int64_t k = 0; k < pairs && !info; k++) {
        info = haar(n, state, k, Q, tau, work);
        for (int64_t j = 0; j < n && !info; j++)
            for (int64_t i = 0; i <= j; i++) A[i + j * lda] = (k ? A[i + j * lda] : 0) + Q[i + j * n] + Q[j + i * n];
    }
    randblas_arena_close(&arena);
    return info;
}
