/** What iterations for least squares share: the sketched factor, and right-hand sides of any scale. */
#ifndef RANDLAPACK_LS_FACTOR_IMPL_H
#define RANDLAPACK_LS_FACTOR_IMPL_H

#include "randlapack_names_impl.h"

#include "precond_impl.h"
#include "stacked_qr_impl.h"
#include "weighted_sketch_impl.h"

typedef struct randlapack_xls_factor {
    const randlapack_xrows *rows;
    const randblas_control *control;
    randblas_arena once; /* what one factorisation needs, given back when the next is made */
    randblas_dist dist;
    randblas_state state; /* of the next sketch */
    randblas_sketch *S;   /* the sketch that was used; NULL when A is taken whole */
    bool whole;
    int64_t d;
    double ridge, *diagonal;
    scalar_t *column; /* m and n, for a callback that is taken whole */
    randlapack_xweighted_sketch sketch;
    randlapack_xstacked_qr qr;
    randlapack_xprecond P; /* from the QR factorisation of [S A; ridge^{1/2} I] */
} randlapack_xls_factor;

/*
 * Workspace for sketches of d rows, or for A itself if d >= m.  Returns 0, RANDBLAS_NOT_CONVERGED when family and nnz
 * do not describe an operator, or memory codes.  To be closed in any case.
 */
int randlapack_xls_factor_open(randblas_arena *arena, const randlapack_xrows *rows, randblas_family family, int64_t nnz,
                               int64_t d, double ridge, const randblas_state *state, randlapack_xls_factor *f);

/* Draw, sketch and factor.  Returns 0, RANDBLAS_RANK_DEFICIENT (P is good for the columns kept), RANDBLAS_NOT_FINITE,
 * or other codes of sketches and callbacks. */
int randlapack_xls_factor_make(randlapack_xls_factor *f);

/* What the singular values of S on a subspace of n dimensions differ from 1 by at most, most likely; 0 for A itself. */
double randlapack_xls_factor_distortion(const randlapack_xls_factor *f);

void randlapack_xls_factor_close(randlapack_xls_factor *f);

/* out = b / 2^e, entries of at most 1; returns whether all are finite. */
bool randlapack_xls_load(int64_t m, const scalar_t *b, scalar_t *out, int *e);

/* x = 2^e x */
void randlapack_xls_unload(int64_t n, int e, const scalar_t *from, scalar_t *x);

#endif
