/*
 * With T = (lambda_max - mu)/s near the Tracy-Widom law F of beta = 1, mu and s after Johnstone with the constants n -
 * 1/2 and p - 1/2 of Ma, the ratio U of lambda_max to the trace is independent of the trace, whose relative variance is
 * 2/(n p).  So (U n p - mu)/s has the law of which F is the convolution with a normal law of variance v = 2 mu^2/(n p
 * s^2) to first order (Nadler 2011):
 *
 *     P(U n p > mu + x s) = 1 - F(x) + v/2 F''(x) - v^2/8 F''''(x) + ...
 */
#include "bulk_impl.h"

#include <math.h>

#define STEP 0.05

rmt_noise_edge rmt_noise_edge_of(const rmt_law *law, int64_t n, int64_t p)
{
    const double a = sqrt((double)n - 0.5), b = sqrt((double)p - 0.5);
    rmt_noise_edge e = {.law = law, .centre = (a + b) * (a + b), .scale = (a + b) * cbrt(1 / a + 1 / b)};
    e.spread = 2 * e.centre * e.centre / ((double)n * (double)p * e.scale * e.scale);
    return e;
}

double rmt_noise_edge_exceeds(const rmt_noise_edge *edge, double x)
{
    const double at[] = {x - 2 * STEP, x - STEP, x, x + STEP, x + 2 * STEP}, v = edge->spread;
    double f[5], F = 0;
    rmt_law_cdf(edge->law, 1, &x, &F);
    rmt_law_density(edge->law, 5, at, f);
    const double slope = (f[0] - 8 * f[1] + 8 * f[3] - f[4]) / (12 * STEP);
    const double third = (f[4] - 2 * f[3] + 2 * f[1] - f[0]) / (2 * STEP * STEP * STEP);
    return fmin(1, fmax(0, 1 - F + v / 2 * slope - v * v / 8 * third));
}

double rmt_noise_edge_quantile(const rmt_noise_edge *edge, double level)
{
    double low = -10, high = 20;
    for (int i = 0; i < 60; i++) {
        const double middle = low + (high - low) / 2;
        if (rmt_noise_edge_exceeds(edge, middle) > level)
            low = middle;
        else
            high = middle;
    }
    return high;
}
