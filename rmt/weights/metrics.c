/* Scalars of a spectrum, relative to its largest value so that nothing overflows. */
#include "weights_impl.h"

#define LOG10_2 0.30102999566398119521
#define EPS 0x1p-52

typedef struct sums {
    double first, second, entropy, power; /* of t = lambda/lambda_max: t, t^2, t log t, t^alpha */
} sums;

static sums add_up(int64_t count, const double *values, double alpha)
{
    const double largest = values[count - 1];
    sums s = {0};
    for (int64_t i = 0; i < count; i++) {
        const double t = values[i] / largest;
        s.first += t;
        s.second += t * t;
        s.entropy += t > 0 ? t * log(t) : 0;
        s.power += t > 0 ? pow(t, alpha) : 0;
    }
    return s;
}

/* Values over their mean, multiplied from the largest on, until the product is below 1. */
static void detx(int64_t count, const double *values, double mean, rmt_weights_metrics *m)
{
    double product = 0;
    int64_t i = count;
    while (i > 0 && product >= 0) product += log(values[--i] / mean);
    m->detx = values[i];
    m->detx_count = count - i;
}

static void logarithms(const sums *s, double largest, int32_t exponent, double alpha, rmt_weights_metrics *m)
{
    const double top = log10(largest) + 2 * exponent * LOG10_2; /* of W itself */
    m->log_spectral_norm = top;
    m->log_norm = top + log10(s->first);
    m->alpha_hat = alpha * top;
    m->log_alpha_norm = alpha * top + log10(s->power);
    m->log_alpha_schatten = top + log10(s->power) / alpha;
}

void rmt_weights_measure_values(int64_t larger, int64_t count, const double *values, int32_t exponent, double alpha,
                                double tolerance, rmt_weights_metrics *m)
{
    const double largest = values[count - 1], zero = tolerance > 0 ? tolerance : (double)larger * EPS;
    *m = rmt_weights_no_metrics();
    m->lambda_max = largest;
    m->lambda_min = values[0];
    m->spectral_norm = sqrt(largest);
    for (int64_t i = 0; i < count; i++) m->rank += sqrt(values[i]) > zero * m->spectral_norm;
    m->rank_loss = count - m->rank;
    if (!(largest > 0)) {
        m->norm = 0;
        m->log_norm = m->log_spectral_norm = -INFINITY;
        return;
    }
    const sums s = add_up(count, values, alpha);
    m->norm = m->spectral_norm * sqrt(s.first);
    m->stable_rank = s.first;
    m->participation = s.first * s.first / s.second;
    /* p = t/first: - sum p log p = log first - sum t log t/first */
    m->entropy = m->rank > 1 ? (log(s.first) - s.entropy / s.first) / log((double)m->rank) : 0;
    logarithms(&s, largest, exponent, alpha, m);
    detx(count, values, largest * (s.first / (double)count), m);
}

rmt_weights_metrics rmt_weights_no_metrics(void)
{
    return (rmt_weights_metrics){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0, 0, 0};
}

int rmt_weights_measure(int64_t m, int64_t n, const double *values, int32_t exponent, double alpha, double tolerance,
                        rmt_weights_metrics *metrics)
{
    const int64_t count = m < n ? m : n;
    if (m < 1) return -1;
    if (n < 1) return -2;
    if (!values || !rmt_weights_ascend(count, values)) return -3;
    if (isinf(alpha)) return -5;
    if (!(tolerance >= 0 && tolerance < 1)) return -6;
    if (!metrics) return -7;
    *metrics = rmt_weights_no_metrics();
    if (!rmt_weights_are_finite(count, values)) return RANDBLAS_NOT_FINITE;
    rmt_weights_measure_values(m > n ? m : n, count, values, exponent, alpha, tolerance, metrics);
    return 0;
}
