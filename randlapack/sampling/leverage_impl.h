/** Leverage scores of rows that are spread over a team; the driver for one process is this without a team. */
#ifndef RANDLAPACK_LEVERAGE_IMPL_H
#define RANDLAPACK_LEVERAGE_IMPL_H

#include "team_impl.h"

#include "randlapack.h"

/* As randlapack_dleverage_sketched(), A and scores being those of this process.  The report is the same for all.  Any
 * failure is the caller's to tell to the others. */
int randlapack_xleverage_team(const randblas_xlinop *A, const randlapack_xteam *team, scalar_t *scores,
                              const randlapack_leverage_options *options, randlapack_leverage_report *report);

#endif
