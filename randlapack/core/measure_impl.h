/** What is measured on an array before and after a factorisation, and a power of two as its scale. */
#ifndef RANDLAPACK_MEASURE_IMPL_H
#define RANDLAPACK_MEASURE_IMPL_H

#include "randlapack_names_impl.h"

typedef struct randlapack_measure {
    double largest; /* max |a_ij| */
    double norm;    /* Frobenius, whatever the scale */
    bool finite;
} randlapack_measure;

/* Of an m x n array, column major; upper: only of its upper trapezoid. */
randlapack_measure randlapack_xmeasure(int64_t m, int64_t n, const scalar_t *A, int64_t lda, bool upper);

/* The entries times 2^exponent. */
void randlapack_xscale_by_power(int64_t m, int64_t n, scalar_t *A, int64_t lda, bool upper, int exponent);

/* The exponent of the largest entry if squares are not harmless, else 0. */
int randlapack_xharmful_exponent(double largest);

/* A power of two that makes the squares of entries up to `largest` harmless; 1 if they are. */
double randlapack_xharmless_scale(double largest);

#endif
