/*
 * Leverage scores say which rows of A the column space cannot do without.  Of 20000 x 30 rows a few stand out; exact
 * scores find them, scores from a sketch do too at a fraction of the memory, and ridge scores add up to the effective
 * dimension.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 20000, N = 30, OUTLIERS = 5 };

int main(void)
{
    double *A = example_normal(M, N, 1), *exact = example_alloc(M, 1), *sketched = example_alloc(M, 1);
    for (int t = 0; t < OUTLIERS; t++) /* row 1000 t is 300 times as long in a direction of its own */
        for (int j = 0; j < N; j++) A[1000 * t + j * M] *= j % OUTLIERS == t ? 300 : 1;
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);

    randlapack_leverage_options options = {.size = sizeof options, .state = randblas_seed(3)};
    randlapack_leverage_report report;
    CHECK(randlapack_dleverage(&op, exact, &options, &report));
    printf("exact: rank %d, sum of the scores %.12f\n", (int)report.rank, report.sum);
    example_expect(fabs(report.sum - N) < 1e-9, "the scores add up to the rank");
    for (int t = 0; t < OUTLIERS; t++)
        example_expect(exact[1000 * t] > 0.5 && exact[1000 * t + 1] < 0.1, "the outliers stand out");

    CHECK(randlapack_dleverage_sketched(&op, sketched, &options, &report));
    printf("sketch of %d rows: scores within %.3f and %.3f of the exact ones\n", (int)report.sketch_rows, report.lower,
           report.upper);
    for (int i = 0; i < M; i++)
        example_expect(sketched[i] >= report.lower * exact[i] - 1e-12 && sketched[i] <= report.upper * exact[i] + 1e-12,
                       "the bounds hold");

    options.lambda = 1e4;
    CHECK(randlapack_dleverage(&op, exact, &options, &report));
    printf("ridge %.0e: effective dimension %.3f\n", options.lambda, report.sum);
    example_expect(report.sum < N && report.sum > 1, "a ridge lowers the dimension");

    free(A), free(exact), free(sketched);
    return 0;
}
