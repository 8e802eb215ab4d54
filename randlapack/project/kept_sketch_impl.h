/** A sparse sketch whose nonzeros are kept, for a basis that is sketched a few columns at a time. */
#ifndef RANDLAPACK_KEPT_SKETCH_IMPL_H
#define RANDLAPACK_KEPT_SKETCH_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

typedef struct randlapack_xkept_sketch {
    const randblas_sketch *S; /* d x n */
    int64_t d, n, nnz;        /* nonzeros of a column; 0: they are drawn whenever S is applied */
    int32_t *code;            /* nnz n: 2 row + (1 if negative) */
    scalar_t *rows;           /* d x 4, twice: sums that a row holds together */
} randlapack_xkept_sketch;

/* Memory from the arena: 4 bytes for each nonzero, 64 for each row of S. */
int randlapack_xkept_sketch_open(randblas_arena *arena, const randblas_sketch *S, int64_t d, int64_t n,
                                 randlapack_xkept_sketch *kept);

/* Y = S X, column major without padding. */
int randlapack_xkept_sketch_apply(const randlapack_xkept_sketch *kept, int64_t columns, const scalar_t *X, scalar_t *Y);

#endif
