#include "plain_lanczos.h"

#include "bench.h"
#include "sketching.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

/* w -= V V^T w, twice. */
static void clean(int n, int count, const double *V, double *w, double *h)
{
    for (int pass = 0; pass < 2; pass++) {
        cblas_dgemv(CblasColMajor, CblasTrans, n, count, 1, V, n, w, 1, 0, h, 1);
        cblas_dgemv(CblasColMajor, CblasNoTrans, n, count, -1, V, n, h, 1, 1, w, 1);
    }
}

/* n e_1^T log(T) e_1 */
static double quadrature(int n, int k, double *alpha, double *beta, double *Z)
{
    double sum = 0;
    if (LAPACKE_dstev(LAPACK_COL_MAJOR, 'V', k, alpha, beta + 1, Z, k)) return NAN;
    for (int i = 0; i < k; i++) sum += Z[i * k] * Z[i * k] * log(alpha[i]);
    return n * sum;
}

double plain_slq_logdet(const randblas_dlinop *A, int64_t degree, int64_t samples, int reorthogonalise)
{
    const int n = (int)A->rows, k = (int)degree;
    double *V = bench_allocate((int64_t)n * (k + 1) * 8), *alpha = bench_allocate((3 * k + 3 + k * k) * 8);
    double *beta = alpha + k + 1, *h = beta + k + 1, *Z = h + k + 1, sum = 0;
    const randblas_dist signs = randblas_rademacher(n, samples);
    const randblas_state state = randblas_seed(12345);
    randblas_sketch *S = NULL;
    sketching_check(randblas_sketch_create(&signs, &state, &S, NULL));
    for (int s = 0; s < (int)samples; s++) {
        sketching_check(randblas_dfill(RANDBLAS_COL_MAJOR, n, 1, S, 0, s, V, n)); /* of length 1 */
        for (int j = 0; j < k; j++) {
            double *v = V + (int64_t)j * n, *w = v + n;
            sketching_check(randblas_dlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, 1, A, v, n, 0, w, n));
            if (j > 0) cblas_daxpy(n, -beta[j], v - n, 1, w, 1);
            alpha[j] = cblas_ddot(n, v, 1, w, 1);
            cblas_daxpy(n, -alpha[j], v, 1, w, 1);
            if (reorthogonalise) clean(n, j + 1, V, w, h);
            beta[j + 1] = cblas_dnrm2(n, w, 1);
            cblas_dscal(n, 1 / beta[j + 1], w, 1);
        }
        sum += quadrature(n, k, alpha, beta, Z) / (double)samples;
    }
    randblas_sketch_destroy(S);
    free(V), free(alpha);
    return sum;
}
