/*
 * An underdetermined system: 40 moments of a density on 10000 points.  Of all that have them, the one of least norm; it
 * is a combination of the rows of A.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 40, N = 10000 };

int main(void)
{
    /* The rows are cosines; b are the coefficients of a bump in them. */
    double *rows = example_basis(N, M), *bump = example_alloc(N, 1), b[M], *x = example_alloc(N, 1);
    for (int i = 0; i < N; i++) bump[i] = exp(-50 * pow((double)i / N - 0.3, 2));
    for (int k = 0; k < M; k++) b[k] = example_dot(N, rows + (int64_t)k * N, bump);

    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, M, N, rows, N);
    randlapack_lsq_report report;
    CHECK(randlapack_dmin_norm(&op, 1, b, M, x, N, NULL, &report));
    printf("sketch of %d rows, %d steps, residual %.1e of %.1f\n", (int)report.sketch_rows, (int)report.iterations,
           report.residual_norm, sqrt(example_dot(M, b, b)));

    /* The rows are orthonormal, so the solution of least norm is A^T b, and no longer than the bump. */
    double worst = 0;
    for (int i = 0; i < N; i++) {
        double sum = 0;
        for (int k = 0; k < M; k++) sum += rows[i + (int64_t)k * N] * b[k];
        worst = fmax(worst, fabs(sum - x[i]));
    }
    printf("largest difference from A^T b: %.1e; length %.6f, of the bump %.6f\n", worst, sqrt(example_dot(N, x, x)),
           sqrt(example_dot(N, bump, bump)));
    example_expect(worst < 1e-12, "the solution is a combination of the rows");
    example_expect(report.residual_norm < 1e-12, "the moments are met");
    example_expect(example_dot(N, x, x) <= example_dot(N, bump, bump) * (1 + 1e-12), "none is shorter");
    free(rows), free(bump), free(x);
    return 0;
}
