/* Normal variates by Box and Muller, gamma variates by Marsaglia and Tsang's squeeze-free rejection. */
#include "law_models_impl.h"

typedef struct pair {
    double u[2]; /* uniform on (0, 1) */
} pair;

randblas_state rmt_advance(const randblas_state *state, uint64_t blocks)
{
    randblas_state next = *state;
    const uint64_t low = ((uint64_t)state->counter[1] << 32 | state->counter[0]) + blocks;
    next.counter[0] = (uint32_t)low;
    next.counter[1] = (uint32_t)(low >> 32);
    return next;
}

/* Block (lo, hi): two numbers of 52 bits, in the middle of their cells. */
static pair uniforms(const randblas_state *state, uint64_t lo, uint64_t hi)
{
    randblas_state at = rmt_advance(state, lo);
    const uint64_t high = ((uint64_t)at.counter[3] << 32 | at.counter[2]) + hi;
    uint32_t w[4];
    pair p;
    at.counter[2] = (uint32_t)high;
    at.counter[3] = (uint32_t)(high >> 32);
    randblas_philox(at.counter, at.key, w);
    for (int k = 0; k < 2; k++) {
        const uint64_t bits = (uint64_t)w[2 * k + 1] << 32 | w[2 * k];
        p.u[k] = ldexp((double)(bits >> 12) + 0.5, -52);
    }
    return p;
}

double rmt_uniform(const randblas_state *state, int64_t i)
{
    return uniforms(state, (uint64_t)i / 2, 0).u[i & 1];
}

static double normal_of(pair p)
{
    return sqrt(-2 * log(p.u[0])) * cos(2 * RMT_PI * p.u[1]);
}

double rmt_normal(const randblas_state *state, int64_t i)
{
    return normal_of(uniforms(state, 0, (uint64_t)i));
}

/* gamma(shape) = gamma(shape + 1) U^(1/shape) for shape < 1: the first factor, and the logarithm of the second. */
static double gamma_factors(const randblas_state *state, int64_t i, double shape, double *log_power)
{
    const uint64_t hi = (uint64_t)i;
    const double a = shape < 1 ? shape + 1 : shape, d = a - 1.0 / 3, c = 1 / sqrt(9 * d);
    double v = 1;
    /* An attempt fails with probability below 0.05: 63 of them do with 1e-82. */
    for (uint64_t attempt = 0; attempt < 63; attempt++) {
        const double x = normal_of(uniforms(state, 2 * attempt, hi)), t = 1 + c * x;
        const double u = uniforms(state, 2 * attempt + 1, hi).u[0];
        if (t <= 0) continue;
        v = t * t * t;
        if (log(u) < x * x / 2 + d * (1 - v + log(v))) break;
    }
    *log_power = shape < 1 ? log(uniforms(state, 127, hi).u[0]) / shape : 0;
    return d * v;
}

double rmt_gamma(const randblas_state *state, int64_t i, double shape)
{
    double log_power;
    const double first = gamma_factors(state, i, shape, &log_power);
    return shape < 1 ? first * exp(log_power) : first;
}

double rmt_gamma_logarithm(const randblas_state *state, int64_t i, double shape)
{
    double log_power;
    const double first = gamma_factors(state, i, shape, &log_power);
    return log(first) + log_power;
}

double rmt_chi(const randblas_state *state, int64_t i, double k)
{
    return sqrt(2 * rmt_gamma(state, i, k / 2));
}
