/** Test matrix, products and factor of a Nystrom approximation that can grow. */
#ifndef RANDLAPACK_NYSTROM_CORE_IMPL_H
#define RANDLAPACK_NYSTROM_CORE_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

typedef struct randlapack_xnystrom_core {
    const randblas_xlinop *A;
    randblas_arena *arena;
    randblas_family family;
    randblas_state state; /* of the next columns */
    int64_t n, l;
    scalar_t *W, *Y; /* n x l: orthonormal, and A W / 2^exponent */
    int exponent;
    double shift; /* nu, once factored */
} randlapack_xnystrom_core;

/* W grows to l columns, Y with it: l - (l before) products.  Returns 0, -1 (family), RANDBLAS_NOT_FINITE, memory codes,
 * RANDBLAS_CALLBACK_FAILED. */
int randlapack_xnystrom_core_extend(randlapack_xnystrom_core *c, int64_t l);

/* W = orth(Y), Y = A W. */
int randlapack_xnystrom_core_again(randlapack_xnystrom_core *c);

/* The least eigenvalue of the approximation, to eps times the largest; RANDBLAS_NOT_POSITIVE_DEFINITE. */
int randlapack_xnystrom_core_least(randlapack_xnystrom_core *c, double *least);

/* W = U and lambda (l, descending), Y is lost; RANDBLAS_NOT_POSITIVE_DEFINITE. */
int randlapack_xnystrom_core_factor(randlapack_xnystrom_core *c, scalar_t *lambda);

#endif
