/*
 * Least squares in one pass over A, to a known excess: min ||S A x - S b|| in place of min ||A x - b||.  With a
 * Gaussian S of d rows, ||A (x - x*)||^2 / ||r*||^2 is n / (d - n - 1) in the mean; more rows cost more and are closer.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 4000, N = 20 };

int main(void)
{
    /* A with orthonormal columns, b orthogonal to them plus a part that x = (1, ..., 1) explains. */
    double *A = example_basis(M, N), *b = example_normal(M, 1, 1), x[N];
    for (int j = 0; j < N; j++) {
        const double part = example_dot(M, A + j * M, b);
        for (int i = 0; i < M; i++) b[i] -= part * A[i + j * M];
    }
    const double least = sqrt(example_dot(M, b, b));
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) b[i] += A[i + j * M];

    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    const int rows[] = {60, 200, 1000};
    for (int k = 0; k < 3; k++) {
        const randblas_dist dist = randblas_gaussian(rows[k], M);
        const randblas_state state = randblas_seed(7);
        randblas_sketch *S = NULL;
        randlapack_sketch_solve_report report;
        CHECK(randblas_sketch_create(&dist, &state, &S, NULL));
        CHECK(randlapack_dlsq_sketch_solve(&op, S, 1, b, M, x, N, NULL, &report));
        randblas_sketch_destroy(S);

        double excess = 0;
        for (int j = 0; j < N; j++) excess += (x[j] - 1) * (x[j] - 1) / (least * least);
        printf("%4d rows: excess %.3f, expected %.3f; residual estimated %.2f, least %.2f\n", rows[k], excess,
               report.expected_excess, report.residual_norm, least);
        example_expect(excess < 3 * report.expected_excess, "the excess is that of the law");
        example_expect(fabs(report.residual_norm / (least * sqrt(1 + excess)) - 1) < 0.5, "the residual is estimated");
    }
    free(A), free(b);
    return 0;
}
