/*
 * A saddle-point system [I A; A^T -mu I] [y; x] = [f; g]: the point y nearest to f for which A^T y = g, with x the
 * multipliers of the conditions (mu = 0); and the same with the conditions relaxed (mu > 0).
 */
#include "example.h"

#include <randlapack.h>

enum { M = 5000, N = 25 };

/* How far A^T y is from g, the largest entry. */
static double violation(const double *A, const double *y, const double *g)
{
    double worst = 0;
    for (int j = 0; j < N; j++) worst = fmax(worst, fabs(example_dot(M, A + (int64_t)j * M, y) - g[j]));
    return worst;
}

int main(void)
{
    double *A = example_normal(M, N, 1), *f = example_normal(M, 1, 2), *y = example_alloc(M, 1), g[N], x[N];
    for (int j = 0; j < N; j++) {
        g[j] = j % 3;
        for (int i = 0; i < M; i++) A[i + j * M] *= pow(10, -4.0 * j / (N - 1)); /* conditions of different weights */
    }
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    const double mus[] = {0, 10};
    for (int k = 0; k < 2; k++) {
        randlapack_lsq_report report;
        CHECK(randlapack_dsaddle(&op, mus[k], 1, f, M, g, N, y, M, x, N, NULL, &report));
        printf("mu = %g: %d steps, residuals %.1e and %.1e, A^T y = g to %.1e\n", mus[k], (int)report.iterations,
               report.residual_norm, report.normal_residual, violation(A, y, g));
        example_expect(report.normal_residual < 1e-14, "the second row holds");
        example_expect((violation(A, y, g) < 1e-9) == (mus[k] == 0), "conditions are kept, or relaxed");
        for (int j = 0; j < N; j++)
            for (int i = 0; i < M; i++) y[i] += A[i + j * M] * x[j];
        example_expect(example_difference(M, f, y) < 1e-12, "the first row holds: f - y is a combination of columns");
    }
    free(A), free(f), free(y);
    return 0;
}
