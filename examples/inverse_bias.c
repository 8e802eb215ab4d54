/*
 * The inverse of a sketch is too large on average, however many sketches are averaged: tr (A^T A)^-1 for a 1000 x 15
 * matrix whose singular values are known, from 400 sketches of 45 rows, without and with the factor that removes the
 * bias; then the same with a ridge.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 1000, N = 15, D = 45 };

/* tr (A^T A + ridge I)^-1 */
static double truth(const double *s, double ridge)
{
    double sum = 0;
    for (int j = 0; j < N; j++) sum += 1 / (s[j] * s[j] + ridge);
    return sum;
}

int main(void)
{
    double *A = example_basis(M, N), s[N]; /* orthonormal columns, ... */
    for (int j = 0; j < N; j++) {
        s[j] = pow(10, -1.0 * j / (N - 1));
        for (int i = 0; i < M; i++) A[i + j * M] *= s[j]; /* ... now of these lengths: the singular values */
    }
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);

    for (int k = 0; k < 2; k++) {
        const double ridge = k ? 0.02 : 0, exact = truth(s, ridge);
        randlapack_inverse_options options = {.size = sizeof options, .state = randblas_seed(3), .ridge = ridge};
        options.sketch_rows = D;
        options.sketches = 400;
        randlapack_inverse_report report;
        double plain, debiased, error;
        CHECK(randlapack_dinverse_trace(&op, NULL, &debiased, &error, &options, &report));
        options.factor = 1; /* plain averaging */
        CHECK(randlapack_dinverse_trace(&op, NULL, &plain, NULL, &options, NULL));
        printf("ridge %.2f: truth %.2f, average of sketches %.2f, debiased %.2f +- %.2f, factor %.3f\n", ridge, exact,
               plain, debiased, error, report.factor);
        double x[N], e[N], b[N] = {0}; /* (A^T A + ridge I)^-1 b, b the last unit vector: all in the last entry */
        b[N - 1] = 1;
        options.factor = 0;
        CHECK(randlapack_dinverse_solve(&op, 1, b, N, x, N, e, N, &options, NULL));
        const double last = 1 / (s[N - 1] * s[N - 1] + ridge);
        example_expect(fabs(x[N - 1] - last) < 4 * e[N - 1] + (k ? 0.5 / D : 0) * last, "so for a vector");
        example_expect(plain > 1.1 * exact, "plain averaging is biased");
        /* without a ridge there is no bias left; with one it is of order 1/d, and second order in it is removed */
        example_expect(fabs(debiased - exact) < 4 * error + (k ? 0.5 / D : 0) * exact, "the factor removes the bias");
    }
    free(A);
    return 0;
}
