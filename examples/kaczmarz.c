/*
 * A consistent system by block Kaczmarz: 900 equations in 300 unknowns, whose matrix has six singular values a hundred
 * times above the others.  A block of 32 equations takes these in; momentum, whose size the solver finds by itself,
 * deals with the rest.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 900, N = 300, LARGE = 6 };

/* U diag(s) V^T with cosines for U and V: s from 1 down to 1/40, and LARGE values of 100. */
static double *make_matrix(void)
{
    double *A = example_alloc(M, N), *U = example_basis(M, N), *V = example_basis(N, N);
    for (int k = 0; k < N; k++) {
        const double s = k < LARGE ? 100 : pow(40, -(double)k / N);
        for (int j = 0; j < N; j++)
            for (int i = 0; i < M; i++) A[i + j * M] += U[i + k * M] * s * V[j + k * N];
    }
    free(U), free(V);
    return A;
}

int main(void)
{
    double *A = make_matrix(), *b = example_alloc(M, 1), *solution = example_normal(N, 1, 1), x[N];
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) b[i] += A[i + j * M] * solution[j];
    const double right = sqrt(example_dot(M, b, b));

    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    randlapack_project_options options = {
        .size = sizeof options, .state = randblas_seed(7), .block = 32, .tolerance = 1e-6};
    randlapack_project_report plain, fast;
    options.method = RANDLAPACK_PROJECT_PLAIN;
    CHECK(randlapack_dkaczmarz(&op, b, x, &options, &plain));
    options.method = RANDLAPACK_PROJECT_ACCELERATED;
    CHECK(randlapack_dkaczmarz(&op, b, x, &options, &fast));
    printf("blocks of %d rows: %d steps plain, %d accelerated, residual %.1e of b\n", (int)fast.block,
           (int)plain.iterations, (int)fast.iterations, fast.residual_norm / right);

    double *r = example_alloc(M, 1);
    for (int i = 0; i < M; i++) r[i] = b[i];
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) r[i] -= A[i + j * M] * x[j];
    example_expect(sqrt(example_dot(M, r, r)) <= 1.001e-6 * right, "the residual is what was asked for");
    example_expect(2 * fast.iterations < plain.iterations, "momentum saves steps");

    free(A), free(b), free(solution), free(r);
    return 0;
}
