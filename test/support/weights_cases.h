/** Synthetic weights of each phase, column major, m >= n, from a generator of their own. */
#ifndef WEIGHTS_CASES_H
#define WEIGHTS_CASES_H

#include "rmt.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* SplitMix64, uniform on (0, 1). */
static inline double weights_uniform(uint64_t *s)
{
    uint64_t z = (*s += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return ((double)((z ^ (z >> 31)) >> 12) + 0.5) * 0x1p-52;
}

/* Two at a time. */
static inline void weights_gaussian(int64_t count, double *x, uint64_t *s)
{
    for (int64_t i = 0; i < count; i += 2) {
        const double r = sqrt(-2 * log(weights_uniform(s))), angle = 6.283185307179586 * weights_uniform(s);
        x[i] = r * cos(angle);
        if (i + 1 < count) x[i + 1] = r * sin(angle);
    }
}

/* |w| = u^(-1/mu) with a random sign. */
static inline void weights_pareto(int64_t count, double mu, double *x, uint64_t *s)
{
    for (int64_t i = 0; i < count; i++) {
        const double size = pow(weights_uniform(s), -1 / mu);
        x[i] = weights_uniform(s) < 0.5 ? -size : size;
    }
}

/* W += spikes of strengths x (m n)^(1/4), x in [low, high], along random directions; x > 1 makes an outlier. */
static inline void weights_add_spikes(int64_t m, int64_t n, int64_t spikes, double low, double high, double *W,
                                      uint64_t *s)
{
    double *u = malloc((size_t)(m + n) * sizeof *u), *v = u + m;
    for (int64_t k = 0; k < spikes; k++) {
        const double x = low + (high - low) * weights_uniform(s);
        weights_gaussian(m, u, s);
        weights_gaussian(n, v, s);
        const double strength = x * pow((double)m * (double)n, 0.25) / sqrt((double)m * (double)n);
        for (int64_t j = 0; j < n; j++)
            for (int64_t i = 0; i < m; i++) W[i + j * m] += strength * u[i] * v[j];
    }
    free(u);
}

/* W = U V^T, U and V of `rank` columns. */
static inline void weights_low_rank(int64_t m, int64_t n, int64_t rank, double *W, uint64_t *s)
{
    double *u = malloc((size_t)(m + n) * sizeof *u), *v = u + m;
    memset(W, 0, (size_t)(m * n) * sizeof *W);
    for (int64_t k = 0; k < rank; k++) {
        weights_gaussian(m, u, s);
        weights_gaussian(n, v, s);
        for (int64_t j = 0; j < n; j++)
            for (int64_t i = 0; i < m; i++) W[i + j * m] += u[i] * v[j];
    }
    free(u);
}

/* One of each phase, entries times a scale. */
static inline void weights_of_phase(rmt_weights_phase phase, int64_t m, int64_t n, double scale, double *W, uint64_t *s)
{
    const double u = weights_uniform(s);
    switch (phase) {
    case RMT_PHASE_BULK_DECAY:
        weights_pareto(m * n, 2.4 + 0.9 * u, W, s);
        break;
    case RMT_PHASE_HEAVY_TAILED:
        weights_pareto(m * n, 0.8 + 0.8 * u, W, s);
        break;
    case RMT_PHASE_RANK_COLLAPSE:
        weights_low_rank(m, n, (int64_t)((double)n * (0.3 + 0.5 * u)), W, s);
        break;
    default:
        weights_gaussian(m * n, W, s);
        break;
    }
    if (phase == RMT_PHASE_BLEEDING_OUT) weights_add_spikes(m, n, n / 20 + 1, 1.2, 1.6, W, s);
    if (phase == RMT_PHASE_BULK_SPIKES) weights_add_spikes(m, n, 3 + (int64_t)(3 * u), 3, 6, W, s);
    for (int64_t i = 0; i < m * n; i++) W[i] *= scale;
}

#endif
