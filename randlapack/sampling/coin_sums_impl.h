/** Sums of independent coins: elementary symmetric polynomials that neither overflow nor vanish. */
#ifndef RANDLAPACK_COIN_SUMS_IMPL_H
#define RANDLAPACK_COIN_SUMS_IMPL_H

#include <stdint.h>

/*
 * Coins of probability heads[i] = 1 - tails[i] = c lambda_i/(1 + c lambda_i), c such that their mean sum is k; returns
 * log c.  lambda: r positive numbers; 0 < k <= r.  For k = r the mean is r - 1/7.
 */
double randlapack_tilt(int64_t r, const double *lambda, int64_t k, double *heads, double *tails);

/* table[i (k + 1) + l], i <= r, l <= k: the probability that the first i coins show l heads. */
void randlapack_coin_sums(int64_t r, const double *heads, const double *tails, int64_t k, double *table);

#endif
