/** A matrix of any kind as a dense array. */
#ifndef RANDLAPACK_TALL_LOAD_IMPL_H
#define RANDLAPACK_TALL_LOAD_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "team_impl.h"
#include "view_impl.h"

/* Q (column major) = 2^-exponent A, the exponent being 0 unless squares could overflow; or RANDBLAS_NOT_FINITE; with a
 * team, A and Q are the rows of this process and the exponent is that of all. */
int randlapack_xtall_load(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xteam *team, scalar_t *Q,
                          int64_t ldq, int *exponent);

#endif
