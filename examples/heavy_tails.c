/*
 * Spectra of trained weights have heavy tails: the law of the inverse high-temperature Marchenko-Pastur law, with tail
 * exponent kappa/(2 gamma) + 1 - kappa/2, fitted to a sample and told from the Marchenko-Pastur law.
 */
#include "example.h"

#include <rmt.h>

enum { N = 2000 };

int main(void)
{
    const double gamma = 0.4, kappa = 3;
    const randblas_state state = randblas_seed(21);
    rmt_law *law = NULL, *fitted = NULL, *thin = NULL;
    rmt_law_fit_report report;
    double x[N], distance, other;
    CHECK(rmt_law_htmp_inverse(gamma, kappa, &law));
    CHECK(rmt_law_sample(law, N, &state, x, NULL));

    CHECK(rmt_law_fit(RMT_HTMP_INVERSE, N, x, &fitted, &report));
    const double g = report.parameters[0], k = report.parameters[1];
    printf("gamma %.3f +- %.3f, kappa %.3f +- %.3f; tail exponent %.3f, true %.3f\n", g, report.errors[0], k,
           report.errors[1], k / (2 * g) + 1 - k / 2, kappa / (2 * gamma) + 1 - kappa / 2);
    example_expect(fabs(g - gamma) < 5 * report.errors[0] && fabs(k - kappa) < 5 * report.errors[1], "the fit");

    double mean = 0;
    for (int i = 0; i < N; i++) mean += x[i] / N;
    CHECK(rmt_law_marchenko_pastur(gamma, mean, &thin));
    CHECK(rmt_law_ks(fitted, N, x, &distance));
    CHECK(rmt_law_ks(thin, N, x, &other));
    printf("distance %.4f from the fitted law, %.4f from Marchenko-Pastur\n", distance, other);
    example_expect(distance < 0.03 && other > 0.1, "the laws are told apart");

    rmt_law_destroy(thin);
    rmt_law_destroy(fitted);
    rmt_law_destroy(law);
    return 0;
}
