/** The factor that removes the inversion bias of a sketch. */
#ifndef RANDLAPACK_DEBIAS_IMPL_H
#define RANDLAPACK_DEBIAS_IMPL_H

#include <stdbool.h>
#include <stdint.h>

typedef struct randlapack_debias_rule {
    bool gaussian;
    int64_t rows, cols; /* of the sketch S A: d, n */
    double factor;      /* of the caller; 0: by the rule */
    double dimension;   /* effective dimension, if it is known; negative: from the sketch */
} randlapack_debias_rule;

/* gamma for lambda = 0. */
double randlapack_debias_plain(const randlapack_debias_rule *rule);

/*
 * gamma for lambda > 0, and the effective dimension.  ratio: n values lambda / s_k^2, s_k the singular values of S A;
 * infinity for s_k = 0.  False if there is none, for the sketch has too few rows.
 */
bool randlapack_debias_ridge(const randlapack_debias_rule *rule, const double *ratio, double *factor,
                             double *dimension);

#endif
