/*
 * With p_i = c lambda_i/(1 + c lambda_i), the probability that i independent coins show l heads is
 *
 *     f_l^i = c^l e_l(lambda_1 .. lambda_i) prod (1 - p_j),   f_l^i = (1 - p_i) f_l^(i-1) + p_i f_(l-1)^(i-1),
 *
 * e_l the elementary symmetric polynomial.  All terms are positive, so each f has i rounding errors and no more.  With
 * c such that the mean of the sum is k, f_k^r is the largest of the r + 1 probabilities or its neighbour, at least
 * about 1/(r + 1); and a state (i, l) on the way to (r, k) is passed with probability at most f_l^i / f_k^r.  So where
 * f underflows nothing is lost.
 */
#include "coin_sums_impl.h"

#include <math.h>

#define BISECTIONS 100

/* heads, tails for c = exp(t); returns the mean. */
static double toss(int64_t r, const double *lambda, double t, double *heads, double *tails)
{
    double mean = 0;
    for (int64_t i = 0; i < r; i++) {
        const double x = exp(-fabs(t + log(lambda[i]))), less = x / (1 + x), more = 1 / (1 + x);
        const int up = t + log(lambda[i]) > 0;
        heads[i] = up ? more : less;
        tails[i] = up ? less : more;
        mean += heads[i];
    }
    return mean;
}

double randlapack_tilt(int64_t r, const double *lambda, int64_t k, double *heads, double *tails)
{
    double least = lambda[0], largest = lambda[0];
    for (int64_t i = 1; i < r; i++) {
        least = fmin(least, lambda[i]);
        largest = fmax(largest, lambda[i]);
    }
    double low = -log(largest) - log((double)r) - 2, high = -log(least) + log((double)r) + 2;
    for (int step = 0; step < BISECTIONS && k < r; step++) {
        const double middle = low + (high - low) / 2;
        if (toss(r, lambda, middle, heads, tails) < (double)k)
            low = middle;
        else
            high = middle;
    }
    toss(r, lambda, high, heads, tails);
    return high;
}

void randlapack_coin_sums(int64_t r, const double *heads, const double *tails, int64_t k, double *table)
{
    for (int64_t l = 0; l <= k; l++) table[l] = l == 0;
    for (int64_t i = 1; i <= r; i++) {
        const double *before = table + (i - 1) * (k + 1);
        double *after = table + i * (k + 1);
        after[0] = tails[i - 1] * before[0];
        for (int64_t l = 1; l <= k; l++) after[l] = tails[i - 1] * before[l] + heads[i - 1] * before[l - 1];
    }
}
