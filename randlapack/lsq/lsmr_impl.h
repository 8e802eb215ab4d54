/** LSMR with a right preconditioner, in place of randlapack_xlsqr(): the same block and the same meaning of its fields.
 */
#ifndef RANDLAPACK_LSMR_IMPL_H
#define RANDLAPACK_LSMR_IMPL_H

#include "lsqr_impl.h"

/* As randlapack_xlsqr(), with workspace from the arena for one more vector a right-hand side. */
int randlapack_xlsmr(randblas_arena *arena, const randlapack_xpass *pass, const randlapack_xprecond *P,
                     randlapack_xlsqr_block *block, int64_t max_iterations, const randblas_control *control,
                     int64_t *iterations);

#endif
