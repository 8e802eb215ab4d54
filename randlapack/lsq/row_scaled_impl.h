/** diag(s) A as a linear operator. */
#ifndef RANDLAPACK_ROW_SCALED_IMPL_H
#define RANDLAPACK_ROW_SCALED_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

typedef struct randlapack_xrow_scaled {
    randblas_xlinop op;           /* diag(s) A; keep the struct where it is while this is used */
    const randblas_xlinop *plain; /* A */
    const scalar_t *scales;       /* s */
    scalar_t *block;              /* for callbacks: a few columns of rows */
} randlapack_xrow_scaled;

/*
 * Over a copy of the values of A (checked), or over A itself if that is a callback.  Returns 0 or memory codes.
 */
int randlapack_xrow_scale(randblas_arena *arena, const randblas_xlinop *A, const scalar_t *scales,
                          randlapack_xrow_scaled *scaled);

#endif
