/*
 * With mean = (p + q)/2 and d = (p - q)/(p + q) at each place, the divergence is the sum of
 *
 *     mean/2 ((1 + d) log(1 + d) + (1 - d) log(1 - d)),
 *
 * whose terms are not negative; where d is small their leading parts cancel, and it is mean/2 (d^2 + d^4/6 + d^6/15).
 */
#include "weights_impl.h"

static double sum_of(int64_t count, const double *values, double largest)
{
    double sum = 0;
    for (int64_t i = 0; i < count; i++) sum += values[i] / largest;
    return sum;
}

static double term(double p, double q)
{
    const double mean = (p + q) / 2, d = mean > 0 ? (p - q) / (p + q) : 0, dd = d * d;
    if (dd < 1e-4) return mean / 2 * dd * (1 + dd * (1.0 / 6 + dd / 15));
    const double left = d > -1 ? (1 + d) * log1p(d) : 0, right = d < 1 ? (1 - d) * log1p(-d) : 0;
    return mean / 2 * (left + right);
}

double rmt_weights_divergence_of(int64_t count, const double *first, const double *second)
{
    const double a = first[count - 1], b = second[count - 1], s = sum_of(count, first, a), t = sum_of(count, second, b);
    double divergence = 0;
    for (int64_t i = 0; i < count; i++) divergence += term(first[i] / a / s, second[i] / b / t);
    return sqrt(divergence);
}

int rmt_weights_divergence(int64_t count, const double *first, const double *second, double *distance)
{
    if (count < 1) return -1;
    if (!first || !rmt_weights_ascend(count, first)) return -2;
    if (!second || !rmt_weights_ascend(count, second)) return -3;
    if (!distance) return -4;
    *distance = NAN;
    if (!rmt_weights_are_finite(count, first) || !rmt_weights_are_finite(count, second)) return RANDBLAS_NOT_FINITE;
    if (!(first[count - 1] > 0 && second[count - 1] > 0)) return RANDBLAS_RANK_DEFICIENT;
    *distance = rmt_weights_divergence_of(count, first, second);
    return 0;
}
