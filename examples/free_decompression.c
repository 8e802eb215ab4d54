/*
 * The spectrum of a Gram matrix of order 16384 from that of a block of order 512: its law, extreme eigenvalues and
 * log-determinant with their errors.  Neither matrix is formed.
 */
#include "example.h"

#include <rmt.h>

enum { N = 512, POINTS = 1000 };

/* The mean of log x: the log-determinant by order. */
static double mean_log(const rmt_law *law)
{
    double p[POINTS], sum = 0;
    for (int i = 0; i < POINTS; i++) p[i] = (i + 0.5) / POINTS;
    CHECK(rmt_law_quantile(law, POINTS, p, p));
    for (int i = 0; i < POINTS; i++) sum += log(p[i]) / POINTS;
    return sum;
}

int main(void)
{
    const double growth = 32;
    const randblas_state state = randblas_seed(11);
    rmt_law *small = NULL, *large = NULL, *block = NULL, *whole = NULL;
    rmt_decompress_report fit;
    double values[N], distance, p[3] = {0, 0.5, 1}, found[3], truth[3], error[3];

    CHECK(rmt_law_marchenko_pastur(0.02, 1, &small)); /* blocks of order n of X^T X/m, m = 50 n */
    CHECK(rmt_law_marchenko_pastur(0.02 * growth, 1, &large));
    CHECK(rmt_law_eigenvalues(small, N, &state, values, NULL));

    CHECK(rmt_decompress_fit(N, values, NULL, &block, &fit));
    CHECK(rmt_decompress(block, growth, &whole));
    CHECK(rmt_decompress_error(&fit, growth, &distance));
    printf("model %d, mean %.5f +- %.5f, misfit %.2f; expected distance %.4f\n", fit.model, fit.mean,
           fit.standard_errors[0], fit.misfit, distance);
    example_expect(distance < 0.02 && fit.misfit < 3, "a good fit");

    CHECK(rmt_law_quantile(whole, 3, p, found));
    CHECK(rmt_law_quantile(large, 3, p, truth));
    CHECK(rmt_decompress_quantile_error(&fit, growth, 3, p, error));
    for (int k = 0; k < 3; k++) {
        printf("quantile %.1f: %.4f +- %.4f, in truth %.4f\n", p[k], found[k], error[k], truth[k]);
        example_expect(fabs(found[k] - truth[k]) < 5 * error[k], "quantile");
    }
    const double logdet = mean_log(whole), exact = mean_log(large);
    printf("log-determinant by order %.4f, in truth %.4f\n", logdet, exact);
    example_expect(fabs(logdet - exact) < 0.01, "log-determinant");

    rmt_law_destroy(small);
    rmt_law_destroy(large);
    rmt_law_destroy(block);
    rmt_law_destroy(whole);
    return 0;
}
