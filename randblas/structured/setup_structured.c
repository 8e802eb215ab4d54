/* Sizes of structured operators and deep copies of their factors. */
#include "family_impl.h"

#include <math.h>
#include <stdlib.h>

/* *product *= size; RANDBLAS_TOO_LARGE beyond the largest size. */
static int multiply_size(int64_t *product, int64_t size)
{
    if (size > 0 && *product > RANDBLAS_MAX_SIZE / size) return RANDBLAS_TOO_LARGE;
    *product *= size;
    return 0;
}

/* The product of all sizes; 0 if one is 0, however large the others are. */
static int product_of(const randblas_dist *dist, int64_t (*size)(const randblas_sketch *), int64_t *product)
{
    int info = 0;
    *product = 1;
    for (int64_t t = 0; t < dist->nfactors; t++)
        if (size(dist->factors[t]) == 0) *product = 0;
    for (int64_t t = 0; !info && t < dist->nfactors; t++) info = multiply_size(product, size(dist->factors[t]));
    return info;
}

static int khatri_rao_sizes(const randblas_dist *dist, int64_t *rows, int64_t *cols)
{
    *rows = dist->factors[0]->rows;
    for (int64_t t = 1; t < dist->nfactors; t++)
        if (dist->factors[t]->rows != *rows) return -1;
    return product_of(dist, randblas_sketch_cols, cols);
}

static int kronecker_sizes(const randblas_dist *dist, int64_t *rows, int64_t *cols)
{
    const int info = product_of(dist, randblas_sketch_rows, rows);
    return info ? info : product_of(dist, randblas_sketch_cols, cols);
}

static int composition_sizes(const randblas_dist *dist, int64_t *rows, int64_t *cols)
{
    for (int64_t t = 1; t < dist->nfactors; t++)
        if (dist->factors[t - 1]->cols != dist->factors[t]->rows) return -1;
    *rows = dist->factors[0]->rows;
    *cols = dist->factors[dist->nfactors - 1]->cols;
    return 0;
}

int randblas_structured_sizes(const randblas_dist *dist, int64_t *rows, int64_t *cols)
{
    if (dist->nfactors < 1 || !dist->factors) return -1;
    for (int64_t t = 0; t < dist->nfactors; t++)
        if (!dist->factors[t]) return -1;
    switch (dist->family) {
    case RANDBLAS_KHATRI_RAO:
        return khatri_rao_sizes(dist, rows, cols);
    case RANDBLAS_KRONECKER:
        return kronecker_sizes(dist, rows, cols);
    default:
        return composition_sizes(dist, rows, cols);
    }
}

/*
 * d^((t-1)/2): the rows of each factor have norm about sqrt(m_t/d), so those of the Khatri-Rao product would lack this
 * much.  Without pow(), so that no libm decides a bit.
 */
static double khatri_rao_scale(int64_t d, int64_t t)
{
    double scale = (t - 1) % 2 ? sqrt((double)d) : 1;
    for (int64_t i = 0; i < (t - 1) / 2; i++) scale *= (double)d;
    return scale;
}

int randblas_setup_structured(randblas_sketch *S, const randblas_dist *dist)
{
    int info = 0;
    S->scale = S->family == RANDBLAS_KHATRI_RAO && !dist->unscaled ? khatri_rao_scale(S->rows, dist->nfactors) : 1;
    S->factors = calloc((size_t)dist->nfactors, sizeof *S->factors);
    if (!S->factors) return RANDBLAS_OUT_OF_MEMORY;
    S->nfactors = dist->nfactors;
    for (int64_t t = 0; !info && t < S->nfactors; t++) info = randblas_sketch_clone(dist->factors[t], &S->factors[t]);
    return info;
}
