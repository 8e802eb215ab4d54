/*
 * Ridge regression to full accuracy by the iterative Hessian sketch, and plain least squares to one per cent by
 * preconditioned SGD, which looks at a fraction of the rows.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 30000, N = 20 };

/* r = A x - b; returns its norm. */
static double residual(const double *A, const double *x, const double *b, double *r)
{
    for (int i = 0; i < M; i++) r[i] = -b[i];
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) r[i] += A[i + j * M] * x[j];
    return sqrt(example_dot(M, r, r));
}

int main(void)
{
    const double lambda = 10;
    double *A = example_normal(M, N, 1), *b = example_normal(M, 1, 2), *r = example_alloc(M, 1), x[N], worst = 0;
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) {
            A[i + j * M] *= pow(10, -3.0 * j / (N - 1)); /* condition 1000 */
            b[i] += A[i + j * M];
        }
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);

    const randlapack_ihs_options ihs = {.size = sizeof ihs, .state = randblas_seed(3)};
    randlapack_ihs_report steps;
    CHECK(randlapack_dihs(&op, b, lambda, x, &ihs, &steps));
    const double norm = residual(A, x, b, r);
    for (int j = 0; j < N; j++) {
        const double *a = A + (int64_t)j * M, size = sqrt(example_dot(M, a, a));
        worst = fmax(worst, fabs(example_dot(M, a, r) + lambda * x[j]) / (size * norm));
    }
    printf("iterative Hessian sketch: %d steps, error times %.2f in each, gradient %.1e\n", (int)steps.iterations,
           steps.rate, worst);
    example_expect(worst < 1e-12, "the gradient vanishes");

    randlapack_pwsgd_report sampled;
    CHECK(randlapack_dihs(&op, b, 0, x, &ihs, &steps));
    const randlapack_pwsgd_options sgd = {.size = sizeof sgd, .state = randblas_seed(4), .tolerance = 0.01};
    CHECK(randlapack_dpwsgd(&op, b, x, &sgd, &sampled));
    const double excess = pow(sampled.residual_norm / steps.residual_norm, 2) - 1;
    printf("pwSGD: %d rows sampled, ||A x - b||^2 is %.4f above its minimum, promised %.4f\n", (int)sampled.rows,
           excess, sampled.bound);
    example_expect(excess >= 0 && excess < 3 * sampled.bound, "the promised accuracy is reached");

    free(A), free(b), free(r);
    return 0;
}
