/** One sweep over A: the only place where the least-squares drivers touch the matrix after the sketch. */
#ifndef RANDLAPACK_PASS_IMPL_H
#define RANDLAPACK_PASS_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "team_impl.h"

typedef struct randlapack_xpass {
    const randblas_xlinop *A;
    int64_t nslabs;               /* slabs of rows that are swept independently, whatever the number of threads */
    scalar_t *partial;            /* n x nrhs for each slab: its part of W */
    double *squares;              /* nrhs for each slab: its part of ||u||^2 */
    double damp;                  /* A has the rows damp I below ... */
    scalar_t *tail;               /* ... and U these, n x nrhs; NULL without damp */
    const randlapack_xteam *team; /* A has the rows of this process only; NULL: all */
} randlapack_xpass;

/* Workspace for sweeps with at most nrhs columns over [A; damp I]. */
randlapack_xpass randlapack_xpass_open(randblas_arena *arena, const randblas_xlinop *A, double damp, int64_t nrhs);

/*
 * U = A P - U diag(alpha), W = A^T U, norms[r] = ||U_r||; P and W n x nrhs, U m x nrhs, all contiguous.
 * With damp, A and U include the rows below.  Dense and CSR matrices are read once, others twice.  Returns 0 or the
 * code of randblas_xlinop_apply(), or that of the team.
 */
int randlapack_xpass_run(const randlapack_xpass *pass, int64_t nrhs, const scalar_t *P, const scalar_t *alpha,
                         scalar_t *U, scalar_t *W, double *norms);

/* The same without damp, for the rows of this process alone; squares[r] = ||U_r||^2. */
int randlapack_xpass_local(const randlapack_xpass *pass, int64_t nrhs, const scalar_t *P, const scalar_t *alpha,
                           scalar_t *U, scalar_t *W, double *squares);

#endif
