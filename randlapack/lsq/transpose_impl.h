/** The transpose of a linear operator, as a linear operator over the same arrays. */
#ifndef RANDLAPACK_TRANSPOSE_IMPL_H
#define RANDLAPACK_TRANSPOSE_IMPL_H

#include "randlapack_names_impl.h"

#include "randblas.h"

typedef struct randlapack_xtransposed {
    randblas_xlinop op;           /* A^T; keep the struct where it is while this is used */
    const randblas_xlinop *plain; /* A */
} randlapack_xtransposed;

void randlapack_xtranspose(const randblas_xlinop *A, randlapack_xtransposed *t);

#endif
