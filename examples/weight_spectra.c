/*
 * A trained layer: noise of which a rank-one signal stands out, and a huge entry that is an accident.  The report finds
 * the noise, the signal and, in the permuted layer, the accident, which sharpening removes.
 */
#include "example.h"

#include <rmt.h>

enum { M = 300, N = 120 };

int main(void)
{
    double *W = example_normal(M, N, 7), *u = example_normal(M, 1, 8), *v = example_normal(N, 1, 9);
    const rmt_weights_options options = {.state = randblas_seed(3), .replicates = 50};
    rmt_weights_report r;
    int64_t removed = 0;
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) W[i + j * M] = 0.02 * (W[i + j * M] + 0.25 * u[i] * v[j]);
    W[17] = 2;

    CHECK(rmt_dweights_layer(RANDBLAS_COL_MAJOR, M, N, W, M, NULL, &options, &r));
    printf("alpha %.2f +- %.2f from %.3g on, goodness %.2f; stable rank %.1f\n", r.power_law.alpha,
           r.power_law.standard_error, r.power_law.xmin, r.power_law.p_value, r.metrics.stable_rank);
    printf("noise %.4f, edge %.4f + %.4f, %d spikes; %d correlation trap; phase %d\n", r.bulk.sigma, r.bulk.upper,
           r.bulk.margin, (int)r.bulk.spikes, (int)r.random.bulk.spikes, (int)r.phase);
    example_expect(fabs(r.bulk.sigma - 0.02) < 0.001 && r.bulk.spikes == 2, "noise, signal and accident");
    example_expect(r.random.bulk.spikes == 1 && r.phase == RMT_PHASE_BULK_SPIKES, "a trap and the phase");

    CHECK(rmt_dweights_sharpen(RANDBLAS_COL_MAJOR, M, N, W, M, 0, &options.state, NULL, &removed));
    CHECK(rmt_dweights_layer(RANDBLAS_COL_MAJOR, M, N, W, M, NULL, &options, &r));
    printf("sharpened: %d removed, %d spike, entry %.4f\n", (int)removed, (int)r.bulk.spikes, W[17]);
    example_expect(removed == 1 && r.bulk.spikes == 1 && fabs(W[17]) < 0.2, "the signal alone is left");
    free(W), free(u), free(v);
    return 0;
}
