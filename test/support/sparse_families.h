/** One distribution of each sparse family, for the tests that go over all of them. */
#ifndef SPARSE_FAMILIES_H
#define SPARSE_FAMILIES_H

#include "testing.h"

#include "randblas.h"

enum {
    SPARSE_SIGN_ONE,
    SPARSE_SIGN_MANY,
    SPARSE_SIGN_LONG,
    SPARSE_STACKED,
    LESS_UNIFORM,
    LESS_SCORES,
    ROWS_REPLACED,
    ROWS_DISTINCT,
    ROWS_WEIGHTED_REPLACED,
    ROWS_WEIGHTED_DISTINCT,
    NUM_SPARSE
};

/* Uneven weights: none is zero, the largest is 40 times the smallest. */
static inline void uneven_weights(int64_t m, double *weights)
{
    for (int64_t j = 0; j < m; j++) weights[j] = 1 + (double)(j * 7 % 40);
}

/* d x m; weights holds m values.  Needs d <= m. */
static inline randblas_dist sparse_family(int which, int64_t d, int64_t m, const double *weights)
{
    switch (which) {
    case SPARSE_SIGN_ONE:
        return randblas_count_sketch(d, m);
    case SPARSE_SIGN_MANY:
        return randblas_sparse_sign(d, m, d < 5 ? d : 5);
    case SPARSE_SIGN_LONG:
        return randblas_sparse_sign(d, m, d < 33 ? d : 33);
    case SPARSE_STACKED:
        return randblas_sparse_stack(d, m, d < 2 ? d : 2);
    case LESS_UNIFORM:
        return randblas_less_uniform(d, m, m < 19 ? m : 19);
    case LESS_SCORES:
        return randblas_less(d, m, 7, weights);
    case ROWS_REPLACED:
        return randblas_row_sample(d, m, 1);
    case ROWS_DISTINCT:
        return randblas_row_sample(d, m, 0);
    case ROWS_WEIGHTED_REPLACED:
        return randblas_row_sample_weighted(d, m, weights, 1);
    default:
        return randblas_row_sample_weighted(d, m, weights, 0);
    }
}

#endif
