/*
 * Where the power law of a spectrum begins, its exponent, whether it is one, and whether another law fits the tail
 * better.  The spectrum is a Marchenko-Pastur bulk, with a tail of exponent 3 that begins at its edge.
 */
#include "example.h"

#include <rmt.h>

enum { N = 2000, BULK = 1500 };

int main(void)
{
    const double truth = 3, edge = 2.914;
    const randblas_state state = randblas_seed(5);
    const char *const names[] = {"", "", "truncated power law", "exponential", "log-normal"};
    rmt_law *law = NULL;
    rmt_power_law_report fit;
    double x[N];
    CHECK(rmt_law_marchenko_pastur(0.5, 1, &law));
    CHECK(rmt_law_eigenvalues(law, BULK, &state, x, NULL));
    rmt_law_destroy(law);
    for (int i = BULK; i < N; i++) x[i] = edge * pow((i - BULK + 0.5) / (N - BULK), -1 / (truth - 1));

    const rmt_power_law_options options = {.size = sizeof options, .replicates = 100, .state = randblas_seed(6)};
    CHECK(rmt_power_law_fit(N, x, &options, &fit));
    printf("alpha %.2f +- %.2f, true %.2f, from %.3g on: %lld of %d values; distance %.4f, p = %.2f\n", fit.alpha,
           fit.standard_error, truth, fit.xmin, (long long)fit.tail, N, fit.distance, fit.p_value);
    example_expect(fabs(fit.alpha - truth) < 4 * fit.standard_error && fit.p_value > 0.05, "the power law");

    for (int k = RMT_TRUNCATED_POWER_LAW; k <= RMT_LOG_NORMAL; k++) {
        rmt_tail_comparison c;
        CHECK(rmt_tail_compare(N, x, fit.xmin, RMT_POWER_LAW, (rmt_tail_family)k, &c));
        printf("over %-20s log-likelihood ratio %8.2f, p = %.3f\n", names[k], c.ratio, c.p_value);
        example_expect(c.ratio > 0 || c.p_value > 0.01, "no other law is better");
    }
    return 0;
}
