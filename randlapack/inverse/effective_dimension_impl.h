/** Effective dimension. */
#ifndef RANDLAPACK_EFFECTIVE_DIMENSION_IMPL_H
#define RANDLAPACK_EFFECTIVE_DIMENSION_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

/* D = tr A^T A (A^T A + ridge I)^-1, ridge > 0.  Returns 0, memory codes, or RANDBLAS_CALLBACK_FAILED. */
int randlapack_xeffective_dimension(randblas_arena *arena, const randblas_xlinop *A, double ridge, double *dimension);

#endif
