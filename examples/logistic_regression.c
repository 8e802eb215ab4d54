/*
 * Logistic regression with a ridge, 20000 x 40, by Newton's method with a sketched Hessian; then Poisson regression of
 * counts on the same matrix, with exposures as offsets.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 20000, N = 40 };

/* The gradient of f at x, from the definition, in units of the sum of |a_ij| |r_i|. */
static double gradient(const double *A, const double *mean, const double *y, const double *x, double lambda)
{
    double worst = 0;
    for (int j = 0; j < N; j++) {
        double g = lambda * x[j], size = lambda * fabs(x[j]);
        for (int i = 0; i < M; i++) {
            g += A[i + j * M] * (mean[i] - y[i]);
            size += fabs(A[i + j * M] * (mean[i] - y[i]));
        }
        worst = fmax(worst, fabs(g) / size);
    }
    return worst;
}

static void margins(const double *A, const double *x, double *t)
{
    for (int i = 0; i < M; i++) t[i] = 0;
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) t[i] += A[i + j * M] * x[j];
}

int main(void)
{
    const double lambda = 1;
    double *A = example_normal(M, N, 1), *noise = example_normal(M, 2, 2), *y = example_alloc(M, 1);
    double *t = example_alloc(M, 1), *mean = example_alloc(M, 1), *offset = example_alloc(M, 1), truth[N], x[N];
    for (int j = 0; j < N; j++) truth[j] = 0.3 * cos(j);

    /* A label is 1 with probability 1/(1 + exp(-t)): where t exceeds logistic noise, made from normal numbers. */
    margins(A, truth, t);
    for (int i = 0; i < M; i++) {
        const double u = 0.5 * erfc(noise[i] / sqrt(2));
        y[i] = log(u / (1 - u)) < t[i];
    }
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    /* The tolerance is relative to f, and the gradient goes like its square root. */
    const randlapack_glm_options options = {.size = sizeof options, .state = randblas_seed(3), .tolerance = 1e-20};
    randlapack_glm_report report;
    CHECK(randlapack_dglm(RANDLAPACK_LOGISTIC, &op, y, NULL, NULL, lambda, x, &options, &report));
    margins(A, x, t);
    double error = 0;
    for (int i = 0; i < M; i++) mean[i] = 1 / (1 + exp(-t[i]));
    for (int j = 0; j < N; j++) error = fmax(error, fabs(x[j] - truth[j]));
    printf("logistic: %d Newton steps, %d of CG, %d sketches of %d rows, %d passes over A\n", (int)report.iterations,
           (int)report.cg_steps, (int)report.factorisations, (int)report.sketch_rows, (int)report.passes);
    printf("gradient %.1e, largest error of a coefficient %.2f\n", gradient(A, mean, y, x, lambda), error);
    example_expect(gradient(A, mean, y, x, lambda) < 1e-8, "the gradient vanishes");
    example_expect(error < 0.15, "the coefficients are found"); /* six standard errors of 2/sqrt(M) */

    /* Counts of mean exposure exp(t): rounded, hence only nearly the model's. */
    margins(A, truth, t);
    for (int i = 0; i < M; i++) {
        offset[i] = i % 2 ? log(10.0) : 0;
        y[i] = fmax(0, floor(exp(t[i] + offset[i]) + sqrt(exp(t[i] + offset[i])) * noise[i + M] + 0.5));
    }
    CHECK(randlapack_dglm(RANDLAPACK_POISSON, &op, y, NULL, offset, lambda, x, &options, &report));
    margins(A, x, t);
    for (int i = 0; i < M; i++) mean[i] = exp(t[i] + offset[i]);
    printf("Poisson: %d Newton steps, gradient %.1e\n", (int)report.iterations, gradient(A, mean, y, x, lambda));
    example_expect(gradient(A, mean, y, x, lambda) < 1e-8, "the gradient vanishes");

    free(A), free(noise), free(y), free(t), free(mean), free(offset);
    return 0;
}
