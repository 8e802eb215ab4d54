/** The eigendecomposition of an L-ensemble. */
#ifndef RANDLAPACK_ENSEMBLE_IMPL_H
#define RANDLAPACK_ENSEMBLE_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

#include "randlapack.h"

typedef struct randlapack_xensemble {
    int64_t n, rank;
    scalar_t *vectors; /* n x n; eigenvector i, counted from the largest eigenvalue, is column n - 1 - i */
    double *values;    /* rank eigenvalues, descending */
    scalar_t *basis;   /* n x rank, for randlapack_xensemble_columns() */
} randlapack_xensemble;

/* Return 0, -1 (L is not symmetric), RANDBLAS_NOT_POSITIVE_DEFINITE (the decomposition is good but for the negative
 * eigenvalues), RANDBLAS_NOT_FINITE, RANDBLAS_NOT_CONVERGED, or what writing L out returns. */
int randlapack_xensemble_open(randblas_arena *arena, const randblas_xlinop *L, randlapack_xensemble *E);

/* The first k columns of basis = the eigenvectors which[0 .. k). */
void randlapack_xensemble_columns(const randlapack_xensemble *E, int64_t k, const int64_t *which);

#endif
