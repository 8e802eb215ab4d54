/*
 * Rows and weights that leave no bias.  The solution of least squares on volume-sampled rows has the right mean, so
 * averaging helps for ever; a Newton step averaged with determinants as weights is right where the plain average of
 * local steps, each with an inverse of its own, is not.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 2000, N = 5, K = 20, SAMPLES = 400, SMALL = 200 };

/* min ||W (A x - b)|| over the sampled rows, by the driver for least squares. */
static void solve(const double *A, const double *b, const int64_t *rows, const double *weights, double *x)
{
    double S[K * N], c[K];
    for (int i = 0; i < K; i++) {
        for (int j = 0; j < N; j++) S[i + j * K] = weights[i] * A[rows[i] + j * M];
        c[i] = weights[i] * b[rows[i]];
    }
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, K, N, S, K);
    CHECK(randlapack_dlsq_precond(&op, 1, c, K, x, N, NULL, NULL));
}

int main(void)
{
    /* b is quadratic in the rows, so that no linear model fits it and a sampled one is easily biased. */
    double *A = example_normal(M, N, 1), *b = example_alloc(M, 1), whole[N], mean[N] = {0}, single = 0;
    for (int i = 0; i < M; i++) b[i] = A[i] + A[i + M] * A[i + M];
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    CHECK(randlapack_dlsq_precond(&op, 1, b, M, whole, N, NULL, NULL));

    int64_t *rows = malloc(sizeof *rows * K * SAMPLES);
    double *weights = example_alloc(K, SAMPLES);
    example_expect(rows, "there is memory");
    const randlapack_volume_options options = {.size = sizeof options, .rescaled = 1, .state = randblas_seed(2)};
    CHECK(randlapack_dvolume_sample(&op, K, SAMPLES, rows, K, weights, &options, NULL));
    for (int t = 0; t < SAMPLES; t++) {
        double x[N];
        solve(A, b, rows + t * K, weights + t * K, x);
        for (int j = 0; j < N; j++) mean[j] += x[j] / SAMPLES;
        single += sqrt(pow(x[0] - whole[0], 2) + pow(x[1] - whole[1], 2)) / SAMPLES;
    }
    const double averaged = sqrt(pow(mean[0] - whole[0], 2) + pow(mean[1] - whole[1], 2));
    printf("%d rows of %d: error %.3f, of the average of %d samples %.3f\n", K, M, single, SAMPLES, averaged);
    example_expect(averaged < single / 5, "the average of unbiased solutions is better");

    /* A Newton step (A^T A + lambda I)^-1 g from subsamples of a few rows. */
    double x[N], error[N], g[N] = {1, 0, 0, 0, 0}, residual[N];
    const randblas_dlinop part = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, SMALL, N, A, M);
    const randlapack_determinantal_options average = {
        .size = sizeof average, .lambda = 1, .rows = 40, .subsamples = 2000, .state = randblas_seed(3)};
    randlapack_determinantal_report report;
    CHECK(randlapack_ddeterminantal_average(&part, g, x, error, &average, &report));
    for (int j = 0; j < N; j++) {
        residual[j] = x[j] - g[j];
        for (int l = 0; l < N; l++) residual[j] += example_dot(SMALL, A + j * M, A + l * M) * x[l];
    }
    printf("%d subsamples of %.1f rows, worth %.0f alike: x_1 = %.5f +- %.5f, residual %.4f\n", (int)report.subsamples,
           report.mean_rows, report.effective_subsamples, x[0], error[0], residual[0]);
    example_expect(sqrt(example_dot(N, residual, residual)) < 0.1, "the step solves the whole problem");

    free(A), free(b), free(rows), free(weights);
    return 0;
}
