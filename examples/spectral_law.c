/*
 * A law as an object: the spectrum of a sample covariance matrix against the Marchenko-Pastur law, the law's ratio and
 * variance found back from the eigenvalues, and its transforms.
 */
#include "example.h"

#include <rmt.h>

enum { N = 400 };

int main(void)
{
    const double ratio = 0.25, sigma2 = 2;
    const randblas_state state = randblas_seed(4);
    rmt_law *law = NULL, *fitted = NULL, *empirical = NULL;
    rmt_law_fit_report report;
    double values[N], edges[2], distance, middle = 0.5, kappa[4];
    int64_t count;

    CHECK(rmt_law_marchenko_pastur(ratio, sigma2, &law));
    CHECK(rmt_law_intervals(law, 1, edges, &count));
    CHECK(rmt_law_quantile(law, 1, &middle, &middle));
    CHECK(rmt_law_eigenvalues(law, N, &state, values, NULL)); /* of a Wishart matrix that is never formed */
    CHECK(rmt_law_ks(law, N, values, &distance));
    printf("support [%.4f, %.4f], median %.4f; eigenvalues in [%.4f, %.4f], distance %.4f\n", edges[0], edges[1],
           middle, values[0], values[N - 1], distance);
    example_expect(distance < 5.0 / N, "eigenvalues follow the law to O(1/n)");

    CHECK(rmt_law_fit(RMT_MARCHENKO_PASTUR, N, values, &fitted, &report));
    printf("fit: ratio %.4f, variance %.4f\n", report.parameters[0], report.parameters[1]);
    example_expect(fabs(report.parameters[0] - ratio) < 0.02 && fabs(report.parameters[1] - sigma2) < 0.05, "fit");

    /* The eigenvalues' own law has nearly the same free cumulants. */
    double own[3];
    CHECK(rmt_law_empirical(N, values, 0, &empirical));
    CHECK(rmt_law_cumulants(empirical, 3, own));
    printf("free cumulants of the eigenvalues %.4f %.4f %.4f\n", own[0], own[1], own[2]);
    example_expect(fabs(own[1] - sigma2 * sigma2 * ratio) < 0.05, "second free cumulant");

    /* Free cumulants are sigma2^k ratio^(k-1); R(w) = z - 1/w at w = G(z). */
    const double z[2] = {3, 1};
    double m[2], g[2], r[2];
    CHECK(rmt_law_cumulants(law, 4, kappa));
    CHECK(rmt_law_stieltjes(law, 1, 1, z, m));
    g[0] = -m[0], g[1] = -m[1];
    CHECK(rmt_law_r_transform(law, 1, g, r));
    const double size = g[0] * g[0] + g[1] * g[1];
    printf("kappa_4 = %.6f; R(G(z)) + 1/G(z) = %.12f + %.12f i\n", kappa[3], r[0] + g[0] / size, r[1] - g[1] / size);
    example_expect(fabs(kappa[3] - pow(sigma2, 4) * pow(ratio, 3)) < 1e-12, "free cumulants");
    example_expect(fabs(r[0] + g[0] / size - z[0]) + fabs(r[1] - g[1] / size - z[1]) < 1e-12, "R inverts G");

    rmt_law_destroy(empirical);
    rmt_law_destroy(fitted);
    rmt_law_destroy(law);
    return 0;
}
