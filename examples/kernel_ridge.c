/*
 * Kernel ridge regression: a smooth function of five variables from 3000 noisy samples.  Once on all data, where a
 * preconditioner of low rank does what hundreds of iterations would; once on 150 centers chosen by randomly pivoted
 * Cholesky, which is much less work and hardly worse.
 */
#include "example.h"

#include <randlapack.h>

enum { N = 3000, NEW = 500, DIM = 5, CENTERS = 150 };

/* The rows of X (column major) are points; what is to be learned is smooth and not linear. */
static double truth(int64_t n, const double *X, int64_t i)
{
    return sin(X[i] + X[i + n]) + 0.5 * cos(X[i + 2 * n]) * X[i + 3 * n] - 0.2 * X[i + 4 * n];
}

/* Root mean square of the error at the new points, relative to that of the function. */
static double error(const double *Z, const double *prediction)
{
    double sum = 0, whole = 0;
    for (int i = 0; i < NEW; i++) {
        sum += pow(prediction[i] - truth(NEW, Z, i), 2);
        whole += pow(truth(NEW, Z, i), 2);
    }
    return sqrt(sum / whole);
}

int main(void)
{
    double *X = example_normal(N, DIM, 1), *Z = example_normal(NEW, DIM, 2), *y = example_normal(N, 1, 3);
    for (int i = 0; i < N; i++) y[i] = truth(N, X, i) + 0.1 * y[i];

    randlapack_dkernel kernel = {.size = sizeof kernel,
                                 .family = RANDLAPACK_KERNEL_GAUSSIAN,
                                 .layout = RANDBLAS_COL_MAJOR,
                                 .npoints = N,
                                 .dim = DIM,
                                 .points = X,
                                 .ldpoints = N,
                                 .bandwidth = 3};
    const randlapack_dentries K = randlapack_dentries_kernel(&kernel);
    randlapack_dkernel cross = kernel; /* rows: the new points */
    cross.targets = Z;
    cross.ntargets = cross.ldtargets = NEW;
    const randlapack_dentries K_new = randlapack_dentries_kernel(&cross);

    /* All data. */
    const double lambda = 0.1;
    double *alpha = example_alloc(N, 1), prediction[NEW];
    randlapack_kernel_ridge_report report;
    CHECK(randlapack_dkernel_ridge(&K, lambda, 1, y, N, alpha, N, NULL, &report));
    CHECK(randlapack_dkernel_predict(&K_new, N, NULL, 1, alpha, N, prediction, NEW, NULL));
    const double full = error(Z, prediction);
    printf("all data: rank %d, %d iterations, residual %.1e, error at new points %.3f\n", (int)report.rank,
           (int)report.iterations, report.residual, full);
    example_expect(report.iterations < 60, "the preconditioner makes iterations few");

    /* Centers. */
    int64_t centers[CENTERS];
    double *F = example_alloc(N, CENTERS);
    randlapack_rpcholesky_report factor;
    CHECK(randlapack_drpcholesky(&K, CENTERS, centers, F, N, NULL, &factor));
    CHECK(randlapack_dkernel_ridge_restricted(&K, lambda, factor.rank, centers, 1, y, N, alpha, N, NULL, &report));
    CHECK(randlapack_dkernel_predict(&K_new, factor.rank, centers, 1, alpha, N, prediction, NEW, NULL));
    const double some = error(Z, prediction);
    printf("%d centers, which leave %.1e of the trace: %d iterations, error %.3f\n", (int)factor.rank,
           factor.trace_error, (int)report.iterations, some);
    example_expect(full < 0.2 && some < 1.5 * full, "both predict well");

    free(X), free(Z), free(y), free(alpha), free(F);
    return 0;
}
