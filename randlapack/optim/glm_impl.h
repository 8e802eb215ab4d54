/** Generalised linear models whose rows are spread over a team; the driver for one process is this without a team. */
#ifndef RANDLAPACK_GLM_IMPL_H
#define RANDLAPACK_GLM_IMPL_H

#include "team_impl.h"

#include "randlapack.h"

/* As randlapack_dglm() by RANDLAPACK_NEWTON_SKETCH or RANDLAPACK_NEWTON; A, y, weights and offset are those of this
 * process, x is the same on all.  Any failure is the caller's to tell to the others. */
int randlapack_xglm_team(randlapack_glm_model model, const randblas_xlinop *A, const randlapack_xteam *team,
                         const scalar_t *y, const scalar_t *weights, const scalar_t *offset, double lambda, scalar_t *x,
                         const randlapack_glm_options *options, randlapack_glm_report *report);

#endif
