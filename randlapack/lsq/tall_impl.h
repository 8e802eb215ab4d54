/** What the drivers with a preconditioner from the SVD of a sketch share: a tall A, its factors and the workspace. */
#ifndef RANDLAPACK_TALL_IMPL_H
#define RANDLAPACK_TALL_IMPL_H

#include "normal_cg_impl.h"
#include "scaled_rhs_impl.h"
#include "sketched_qr_impl.h"

#define RANDLAPACK_MAX_RHS 16 /* right-hand sides that are solved together: bounds the workspace */

typedef struct randlapack_xtall {
    const randblas_xlinop *A;
    randlapack_lsq_options options;
    randblas_arena arena;
    randlapack_xsketched_qr qr;
    randlapack_xsketch_svd svd;
    randlapack_xpass pass;
    randlapack_xnormal_block block;
    randlapack_scaled_rhs *rhs; /* of the block */
    int64_t iterations;         /* limit of one run */
    double seconds_sketch, seconds_factor;
    double distortion; /* sqrt(n/d), 0 when A is taken whole */
} randlapack_xtall;

/*
 * Sketch and factor A, options having been read and the arena opened.  `sums` as in randlapack_xnormal_open();
 * D by columns, or one for all if not by_columns; the preconditioner is that of [A; sqrt(mu) I].
 * Returns 0, RANDBLAS_RANK_DEFICIENT, RANDBLAS_NOT_FINITE, -7 (as randlapack_xsketched_qr_open()), or codes < 0.
 */
int randlapack_xtall_factor(randlapack_xtall *t, int64_t nrhs, bool sums, bool by_columns, double mu);

/* Only the sketch and its QR factorisation, without preconditioner or workspace. */
int randlapack_xtall_sketch(randlapack_xtall *t, int64_t nrhs);

/* Release everything. */
void randlapack_xtall_close(randlapack_xtall *t);

#endif
