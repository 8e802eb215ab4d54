/** Norm of a linear operator. */
#ifndef RANDLAPACK_FROBENIUS_IMPL_H
#define RANDLAPACK_FROBENIUS_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

/* ||A||_F in double, NaN or Inf if A holds such; -1 for a callback.  Returns 0 or memory codes. */
int randlapack_xfrobenius(randblas_arena *arena, const randblas_xlinop *A, double *norm);

#endif
