/*
 * Least squares so ill conditioned that stability matters: polynomials of degree 29 in powers of t, condition about
 * 1e11. FOSSILS solves it with a backward error at the level of rounding; the same estimate judges any other solution,
 * here that of one sketch.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 5000, N = 30 };

int main(void)
{
    double *A = example_alloc(M, N), *b = example_alloc(M, 1), x[N], rough[N];
    for (int i = 0; i < M; i++) {
        const double t = -1 + 2 * (double)i / (M - 1);
        b[i] = exp(t) * sin(3 * t);
        A[i] = 1;
        for (int j = 1; j < N; j++) A[i + j * M] = t * A[i + (j - 1) * M];
    }

    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    randlapack_fossils_report report;
    randlapack_lsq_errors errors;
    CHECK(randlapack_dlsq_fossils(&op, 1, b, M, x, N, NULL, &report));
    CHECK(randlapack_dlsq_error(&op, 1, b, M, x, N, NULL, &errors));
    printf("fossils: condition %.0e, %d steps, residual %.1e, backward error %.1e\n", errors.condition,
           (int)report.iterations, errors.residual_norm, errors.backward_error);
    example_expect(errors.condition > 1e9, "the problem is ill conditioned");
    example_expect(errors.backward_error < 1e-15, "the solution is that of a problem changed by rounding errors only");

    for (int j = 0; j < N; j++) rough[j] = (1 + 1e-8 * (j % 3)) * x[j]; /* eight digits of every coefficient */
    CHECK(randlapack_dlsq_error(&op, 1, b, M, rough, N, NULL, &errors));
    printf("eight digits of x: residual %.1e, backward error %.1e\n", errors.residual_norm, errors.backward_error);
    example_expect(errors.backward_error > 1e-12, "what is wrong is seen");
    free(A), free(b);
    return 0;
}
