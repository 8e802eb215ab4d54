/*
 * The log-determinant and the effective dimension tr K (K + t I)^-1 of a kernel matrix as curves over the ridge t, from
 * five factorisations: interpolants with bounds, against the exact values at many other t.
 */
#include "example.h"

#include <randlapack.h>

enum { N = 400, KNOWN = 5, CHECKED = 25 };

/* K + t I for points on a curve, exponential kernel. */
static void fill(double t, double *K)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            const double dx = (double)(i - j) / N, dy = sin(20.0 * i / N) - sin(20.0 * j / N);
            K[i + j * N] = exp(-hypot(dx, dy) / 0.3) + (i == j ? t : 0);
        }
}

/* log det (K + t I) and tr (K + t I)^-1. */
static void factor(double t, double *K, double *logdet, double *inverse)
{
    const randlapack_spectral_function f[] = {{.kind = RANDLAPACK_FUNCTION_LOG}, {.kind = RANDLAPACK_FUNCTION_INVERSE}};
    const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, N, N, K, N);
    randlapack_spectral_value value[2];
    fill(t, K);
    for (int i = 0; i < 2; i++) CHECK(randlapack_dspectral_sum(&A, &f[i], &value[i], NULL, NULL));
    *logdet = value[0].value;
    *inverse = value[1].value;
}

int main(void)
{
    const double t[KNOWN] = {1e-3, 1e-2, 1e-1, 1, 10};
    double *K = example_alloc(N, N), logdet[KNOWN], inverse[KNOWN];
    for (int j = 0; j < KNOWN; j++) factor(t[j], K, &logdet[j], &inverse[j]);

    const randlapack_interpolant_options log_of = {.size = sizeof log_of, .trace = N}; /* the diagonal of K is 1 */
    const randlapack_interpolant_options inverse_of = {.size = sizeof inverse_of, .power = -1, .trace = N};
    randlapack_interpolant *L = NULL, *T = NULL;
    CHECK(randlapack_interpolant_create(N, KNOWN, t, logdet, &log_of, &L));
    CHECK(randlapack_interpolant_create(N, KNOWN, t, inverse, &inverse_of, &T));

    double worst[2] = {0, 0};
    for (int k = 0; k < CHECKED; k++) {
        const double at = pow(10, -3.5 + 5.0 * k / (CHECKED - 1)); /* beyond both ends, too */
        double right[2], v[2], low[2], high[2];
        CHECK(randlapack_interpolant_eval(L, 1, &at, &v[0], NULL, &low[0], &high[0]));
        CHECK(randlapack_interpolant_eval(T, 1, &at, &v[1], NULL, &low[1], &high[1]));
        factor(at, K, &right[0], &right[1]);
        const double dimension = N - at * v[1], expected = N - at * right[1];
        if (k % 4 == 0)
            printf("t = %8.1e: log det %10.3f in [%10.3f, %10.3f], exact %10.3f; dimension %7.2f, exact %7.2f\n", at,
                   v[0], low[0], high[0], right[0], dimension, expected);
        for (int i = 0; i < 2; i++)
            example_expect(low[i] <= right[i] + 1e-8 * fabs(right[i]) && right[i] - 1e-8 * fabs(right[i]) <= high[i],
                           "the bounds hold");
        if (at < t[0] || at > t[KNOWN - 1]) continue;
        worst[0] = fmax(worst[0], fabs(v[0] - right[0]) / N);
        worst[1] = fmax(worst[1], fabs(dimension - expected) / N);
    }
    printf("largest errors over n between the five: log det %.1e, effective dimension %.1e\n", worst[0], worst[1]);
    example_expect(worst[0] < 0.01 && worst[1] < 0.01, "five values suffice");
    randlapack_interpolant_destroy(L);
    randlapack_interpolant_destroy(T);
    free(K);
    return 0;
}
