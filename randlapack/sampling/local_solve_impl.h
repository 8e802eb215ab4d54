/** det(H) H^-1 g of one subsample, H = R^T R, also where H has rank n - 1. */
#ifndef RANDLAPACK_LOCAL_SOLVE_IMPL_H
#define RANDLAPACK_LOCAL_SOLVE_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

typedef struct randlapack_xlocal_workspace {
    scalar_t *R, *tau, *work, *h; /* n x n, n, RANDLAPACK_QR_WORK(n), n */
    int64_t *pivots, *iwork, *exponents;
} randlapack_xlocal_workspace;

/*
 * What a subsample contributes: exp(log_weight) 2^(-2 exponent) v to the sum of adj(H) g, and exp(log_weight) to that
 * of det(H) unless it is singular.
 */
typedef struct randlapack_local {
    double log_weight; /* log det(H); of the nonzero part where H is singular; -INFINITY where adj(H) is zero */
    bool singular;
    int exponent;
} randlapack_local;

/* Workspace; arena->info says whether there was enough. */
randlapack_xlocal_workspace randlapack_xlocal_open(randblas_arena *arena, int64_t n);

/* R: n x n upper triangular.  n >= 1.  Return 0, RANDBLAS_NOT_FINITE or RANDBLAS_TOO_LARGE. */
int randlapack_xlocal_solve(const randlapack_xlocal_workspace *w, int64_t n, const scalar_t *R, int64_t ldr,
                            const scalar_t *g, scalar_t *v, randlapack_local *local);

#endif
