/*
 * Weighted least squares: one measurement in ten is off by a gross error, always upwards.  Plain least squares follows
 * them; iteratively reweighted least squares, weight min(1, c/|r|) for a residual r (Huber's loss), does not.  The same
 * entry takes any shape: the last lines fit fewer measurements than unknowns, with a ridge.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 20000, N = 20, FEW = 12, ROUNDS = 12 };

static double error_of(const double *x)
{
    double sum = 0;
    for (int j = 0; j < N; j++) sum = hypot(sum, x[j] - (j + 1));
    return sum;
}

/* w_i = min(1, c / |r_i|), c twice the noise. */
static void reweigh(const double *A, const double *b, const double *x, double *w)
{
    const double c = 0.2;
    for (int i = 0; i < M; i++) {
        double r = b[i];
        for (int j = 0; j < N; j++) r -= A[i + j * M] * x[j];
        w[i] = fabs(r) > c ? c / fabs(r) : 1;
    }
}

int main(void)
{
    double *A = example_normal(M, N, 1), *b = example_normal(M, 1, 2), *w = example_alloc(M, 1), x[N];
    for (int i = 0; i < M; i++) {
        A[i] = 1; /* an intercept */
        b[i] *= 0.1;
        for (int j = 0; j < N; j++) b[i] += A[i + j * M] * (j + 1);
        if (i % 10 == 0) b[i] += 100;
    }
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    randlapack_lsq_report report;
    CHECK(randlapack_dlsq(&op, NULL, 1, b, M, x, N, NULL, &report));
    const double plain = error_of(x);
    for (int round = 0; round < ROUNDS; round++) {
        reweigh(A, b, x, w);
        CHECK(randlapack_dlsq(&op, w, 1, b, M, x, N, NULL, &report));
    }
    printf("error of the coefficients: %.2f plain, %.3f reweighted; backward error %.0e, condition %.1f\n", plain,
           error_of(x), report.backward_error, report.condition);
    example_expect(plain > 5, "plain least squares follows the gross errors");
    example_expect(error_of(x) < 0.1, "reweighted least squares does not");

    /* The first 12 measurements only: fewer than unknowns. */
    const randblas_dlinop few = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, FEW, N, A, M);
    const randlapack_lsq_options ridge = {.size = sizeof ridge, .ridge = 0.1};
    double least[N];
    CHECK(randlapack_dlsq(&few, NULL, 1, b, M, least, N, NULL, &report));
    example_expect(report.residual_norm < 1e-10, "12 equations in 20 unknowns hold exactly");
    CHECK(randlapack_dlsq(&few, NULL, 1, b, M, x, N, &ridge, &report));
    printf("12 measurements: length %.3f and residual 0 of the least norm, %.3f and %.2e with a ridge\n",
           sqrt(example_dot(N, least, least)), sqrt(example_dot(N, x, x)), report.residual_norm);
    example_expect(example_dot(N, x, x) < example_dot(N, least, least), "a ridge shortens x");

    free(A), free(b), free(w);
    return 0;
}
