/*
 * Is there signal in the data?  The largest eigenvalue of a Wishart matrix, centred and scaled as Johnstone has it,
 * follows the Tracy-Widom law of beta = 1; one beyond its 0.999 quantile is no noise.
 */
#include "example.h"

#include <rmt.h>

enum { P = 100, N = 400 };

/* The largest of the squared singular values of X (N x P, overwritten), centred and scaled. */
static double statistic(double *X)
{
    double least, largest;
    example_extremes(N, P, X, &least, &largest);
    const double a = sqrt(N - 1.0), b = sqrt(P), centre = (a + b) * (a + b), scale = (a + b) * cbrt(1 / a + 1 / b);
    return (largest * largest - centre) / scale;
}

int main(void)
{
    rmt_law *law = NULL;
    double limit = 0.999;
    CHECK(rmt_law_tracy_widom(1, &law));
    CHECK(rmt_law_quantile(law, 1, &limit, &limit));

    double *noise = example_normal(N, P, 12), *signal = example_normal(N, P, 13);
    for (int64_t i = 0; i < N; i++) signal[i] *= 1.8; /* one variable of variance 3.24 > 1 + sqrt(P/N) */
    const double quiet = statistic(noise), loud = statistic(signal);
    double x[2] = {quiet, loud}, F[2];
    CHECK(rmt_law_cdf(law, 2, x, F));
    printf("0.999 quantile %.3f; noise %.3f (p-value %.3f), signal %.3f (p-value %.1e)\n", limit, quiet, 1 - F[0], loud,
           1 - F[1]);
    example_expect(quiet < limit, "noise is taken for noise, but once in 1000 times");
    example_expect(loud > limit, "the signal is seen");
    free(noise), free(signal);
    rmt_law_destroy(law);
    return 0;
}
