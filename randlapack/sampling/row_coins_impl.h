/** Independent coins that choose rows. */
#ifndef RANDLAPACK_ROW_COINS_IMPL_H
#define RANDLAPACK_ROW_COINS_IMPL_H

#include <stdbool.h>
#include <stdint.h>

/* pi[i] = min(1, k p_i), p_i = weights[i]/sum, or 1/m for NULL. */
void randlapack_row_coins(int64_t m, int64_t k, const double *weights, double *pi);

/* Whether the weights are NULL, or have a finite sum and are positive, relative to it too. */
bool randlapack_row_weights_legal(int64_t m, const double *weights);

#endif
