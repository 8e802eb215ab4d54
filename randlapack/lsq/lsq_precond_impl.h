/** Sketch-and-precondition on rows that are spread over a team; the driver for one process is this without a team. */
#ifndef RANDLAPACK_LSQ_PRECOND_IMPL_H
#define RANDLAPACK_LSQ_PRECOND_IMPL_H

#include "team_impl.h"

#include "randlapack.h"

/* As randlapack_dlsq_precond(), A and B being the rows of this process.  X and the report are the same for all.  Any
 * failure is the caller's to tell to the others. */
int randlapack_xlsq_precond_team(const randblas_xlinop *A, const randlapack_xteam *team, int64_t nrhs,
                                 const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx,
                                 const randlapack_lsq_options *options, randlapack_lsq_report *report);

#endif
