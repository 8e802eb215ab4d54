/*
 * The alias method (Walker 1977), tables by Vose (1991) in O(n): q_j = n w_j / sum; each item with q < 1 is topped up
 * to 1 by one with q > 1, which is remembered as its alias.
 */
#include "sparse_impl.h"

#include <math.h>

int64_t randblas_scaled_weights(int64_t n, const double *weights, double *scaled)
{
    double largest = 0;
    int64_t positive = 0;
    for (int64_t j = 0; j < n; j++) {
        if (!(weights[j] >= 0) || isinf(weights[j])) return -1;
        if (weights[j] > largest) largest = weights[j];
    }
    if (n > 0 && largest == 0) return -1;
    for (int64_t j = 0; j < n; j++) {
        scaled[j] = weights[j] / largest;
        if (weights[j] > 0 && scaled[j] == 0) scaled[j] = 0x1p-1074; /* underflow */
        positive += weights[j] > 0;
    }
    return positive;
}

void randblas_alias_table(int64_t n, const double *weights, int64_t *worklist, double *threshold, int64_t *alias)
{
    double sum = 0;
    int64_t heaviest = 0, small = 0, large = n; /* worklist: small items grow from the left, large from the right */
    for (int64_t j = 0; j < n; j++) {
        sum += weights[j];
        if (weights[j] > weights[heaviest]) heaviest = j;
    }
    for (int64_t j = 0; j < n; j++) {
        threshold[j] = weights[j] / sum * (double)n;
        if (threshold[j] < 1)
            worklist[small++] = j;
        else
            worklist[--large] = j;
    }
    while (small > 0 && large < n) {
        const int64_t s = worklist[--small], l = worklist[large];
        alias[s] = l;
        threshold[l] -= 1 - threshold[s];
        if (threshold[l] < 1) {
            large++;
            worklist[small++] = l;
        }
    }
    /* What is left is 1 up to rounding; an item of weight zero must still never be drawn. */
    while (small > 0 || large < n) {
        const int64_t j = small > 0 ? worklist[--small] : worklist[large++];
        threshold[j] = weights[j] > 0 ? 1 : 0;
        alias[j] = heaviest;
    }
}
