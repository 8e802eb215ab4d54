/* Probabilities of Bernoulli sampling of rows: proportional to weights and cut at 1. */
#include "row_coins_impl.h"

#include <math.h>
#include <stddef.h>

static double sum_of(int64_t m, const double *weights)
{
    double sum = 0;
    for (int64_t i = 0; i < m; i++) sum += weights[i];
    return sum;
}

bool randlapack_row_weights_legal(int64_t m, const double *weights)
{
    const double sum = weights ? sum_of(m, weights) : 1;
    for (int64_t i = 0; weights && i < m; i++)
        if (!(weights[i] / sum > 0)) return false;
    return isfinite(sum);
}

void randlapack_row_coins(int64_t m, int64_t k, const double *weights, double *pi)
{
    const double sum = weights ? sum_of(m, weights) : (double)m;
    for (int64_t i = 0; i < m; i++) pi[i] = fmin(1, (double)k * ((weights ? weights[i] : 1) / sum));
}
