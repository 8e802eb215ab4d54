/** QR of a sketch with a diagonal under it, for problems with a ridge. */
#ifndef RANDLAPACK_STACKED_QR_IMPL_H
#define RANDLAPACK_STACKED_QR_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

typedef struct randlapack_xstacked_qr {
    int64_t n, d;
    int64_t ld;  /* d + n, or d when there is no diagonal */
    scalar_t *W; /* ld x n, column major: the caller's sketch in the first d rows, then R above the reflectors */
    scalar_t *tau, *work;
} randlapack_xstacked_qr;

/* Workspace for a sketch of d rows (at least n without a diagonal); look at arena.info. */
randlapack_xstacked_qr randlapack_xstacked_qr_open(randblas_arena *arena, int64_t d, int64_t n, bool diagonal);

/* W = its QR factorisation with diag(ridge)^{1/2} in the rows below the sketch; ridge is not read without them. */
int randlapack_xstacked_qr_make(randlapack_xstacked_qr *q, const double *ridge);

#endif
