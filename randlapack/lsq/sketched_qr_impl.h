/** The sketch of a tall A, or A itself, and its QR factorisation. */
#ifndef RANDLAPACK_SKETCHED_QR_IMPL_H
#define RANDLAPACK_SKETCHED_QR_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "team_impl.h"
#include "view_impl.h"

#include "randlapack.h"

typedef struct randlapack_xsketched_qr {
    const randblas_xlinop *A;
    int64_t sketch_rows;          /* d; m when A is taken whole */
    int64_t rows;                 /* of the matrix that is factored: d, or d + n with a ridge */
    double damp;                  /* sqrt(lambda) */
    randblas_sketch *S;           /* NULL when A is taken whole */
    scalar_t *QR;                 /* rows x n: S A above damp I, then R above the reflectors */
    scalar_t *T, *work;           /* the reflectors' block factors */
    scalar_t *packed;             /* R on its way from the root */
    const randlapack_xteam *team; /* A has the rows of this process; QR is on the root, R everywhere */
} randlapack_xsketched_qr;

/*
 * Take d rows, or all of A if d is m, and draw S.  Returns 0, -7 (the options do not describe an operator), or memory
 * codes; S is to be given to randblas_sketch_destroy() in any case.
 */
int randlapack_xsketched_qr_open(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xteam *team,
                                 int64_t d, int64_t nrhs, const randlapack_lsq_options *options,
                                 randlapack_xsketched_qr *f);

/* QR = [S A; damp I]. */
int randlapack_xsketched_qr_sketch(randblas_arena *arena, randlapack_xsketched_qr *f);

/* QR = its factorisation. */
int randlapack_xsketched_qr_factor(randlapack_xsketched_qr *f);

/* C (rows x nrhs) = Q^T [S B; 0], B m x nrhs; with a team, the first n rows of it. */
int randlapack_xsketched_qr_project(const randlapack_xsketched_qr *f, int64_t nrhs, const scalar_t *B, scalar_t *C);

#endif
