/*
 * Tall least squares by sketch-and-precondition: min ||A x - b|| for 20000 x 50 and condition 1e6.  A sketch of A gives
 * a factor R for which A R^-1 is well conditioned, and a few steps of LSQR do the rest.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 20000, N = 50 };

int main(void)
{
    /* Columns of very different lengths, and b = A x + noise. */
    double *A = example_normal(M, N, 1), *b = example_normal(M, 1, 2), x[N], solution[N];
    for (int i = 0; i < M; i++) b[i] *= 1e-3;
    for (int j = 0; j < N; j++) {
        solution[j] = j + 1;
        for (int i = 0; i < M; i++) {
            A[i + j * M] *= pow(10, -6.0 * j / (N - 1));
            b[i] += A[i + j * M] * solution[j];
        }
    }

    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    const randlapack_lsq_options options = {.size = sizeof options, .state = randblas_seed(7)};
    randlapack_lsq_report report;
    CHECK(randlapack_dlsq_precond(&op, 1, b, M, x, N, &options, &report));
    printf("sketch of %d rows, %d LSQR steps, condition %.1e, residual %.3e\n", (int)report.sketch_rows,
           (int)report.iterations, report.condition, report.residual_norm);

    /* At the solution the residual is orthogonal to every column of A. */
    double *r = example_alloc(M, 1), worst = 0;
    for (int i = 0; i < M; i++) r[i] = b[i];
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) r[i] -= A[i + j * M] * x[j];
    for (int j = 0; j < N; j++) {
        const double *a = A + (int64_t)j * M;
        worst = fmax(worst, fabs(example_dot(M, a, r)) / sqrt(example_dot(M, a, a) * example_dot(M, r, r)));
    }
    printf("largest cosine between the residual and a column of A: %.1e\n", worst);
    example_expect(worst < 1e-8, "the residual is orthogonal to A");
    example_expect(fabs(x[0] - solution[0]) < 1e-3, "the well determined coefficient is found");

    free(A), free(b), free(r);
    return 0;
}
