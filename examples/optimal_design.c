/*
 * Two designs of an experiment compared without forming A^T A: polynomials of degree 7 are to be fitted to 1000 values
 * measured at equally spaced points, or at points that crowd towards the ends of [-1, 1].  With noise of variance 1,
 *
 *     tr (A^T A)^-1 is the total variance of the coefficients             (A-optimal design makes it small),
 *     tr F F^T (A^T A)^-1 the total variance of predictions at columns of F  (V-optimal design),
 *     x^T (A^T A)^-1 x the variance of the prediction at x.
 *
 * In Legendre polynomials P_k, of which n = 8 are used, equal spacing gives A^T A = m diag(1/(2 k + 1)), so that the
 * first is n^2/m, and so is the third at the end, where P_k = 1; the crowded design has (2 n - 1)/m there.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 1000, N = 8, POINTS = 201 };

/* p[k stride] = P_k(x) */
static void legendre(double x, double *p, int64_t stride)
{
    p[0] = 1;
    p[stride] = x;
    for (int k = 1; k + 1 < N; k++)
        p[(k + 1) * stride] = ((2 * k + 1) * x * p[k * stride] - k * p[(k - 1) * stride]) / (k + 1);
}

int main(void)
{
    double *A = example_alloc(M, N), *F = example_alloc(N, POINTS), end[2];
    for (int j = 0; j < POINTS; j++) legendre(-1 + 2.0 * j / (POINTS - 1), F + j * N, 1);
    const randblas_dlinop design = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    const randblas_dlinop predictions = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, N, POINTS, F, N);
    const randblas_dlinop rows = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, N, M, A, M); /* A^T: the same array */
    randlapack_inverse_options options = {.size = sizeof options, .sketches = 100};
    options.family = RANDBLAS_SPARSE_SIGN; /* eight times cheaper to apply than a Gaussian */
    options.sketch_rows = 120;

    for (int crowded = 0; crowded < 2; crowded++) {
        for (int i = 0; i < M; i++) {
            const double u = (i + 0.5) / M;
            legendre(crowded ? -cos(3.14159265358979323846 * u) : 2 * u - 1, A + i, M);
        }
        double a, v, all, error, forms[POINTS];
        CHECK(randlapack_dinverse_trace(&design, NULL, &a, &error, &options, NULL));
        CHECK(randlapack_dinverse_trace_factor(&design, &predictions, &v, NULL, &options, NULL));
        CHECK(randlapack_dinverse_trace_factor(&design, &rows, &all, NULL, &options, NULL));
        CHECK(randlapack_dinverse_forms(&design, &predictions, forms, NULL, &options, NULL));
        end[crowded] = M * forms[POINTS - 1];
        printf("%s: coefficients %.4f +- %.4f, mean prediction %.5f, at the end %.4f, at the centre %.5f\n",
               crowded ? "crowded" : "equal  ", a, error, v / POINTS, forms[POINTS - 1], forms[POINTS / 2]);
        /* tr A (A^T A)^-1 A^T = n, whatever A; the bias is below 2/(d - n) */
        example_expect(fabs(all / N - 1) < 0.04, "the predictions at all rows have total variance n");
        if (!crowded) example_expect(fabs(M * a / (N * N) - 1) < 0.06, "the variance of the coefficients is n^2/m");
    }
    example_expect(fabs(end[0] / (N * N) - 1) < 0.06, "equally spaced, n^2/m at the end");
    example_expect(fabs(end[1] / (2 * N - 1) - 1) < 0.06, "crowded, (2 n - 1)/m at the end");
    free(A), free(F);
    return 0;
}
