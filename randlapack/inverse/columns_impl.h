/** Columns of a matrix of any kind, written out a block at a time. */
#ifndef RANDLAPACK_COLUMNS_IMPL_H
#define RANDLAPACK_COLUMNS_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

#include "randblas.h"

typedef struct randlapack_xcolumns {
    const randblas_xlinop *M; /* NULL: the identity */
    randblas_op op;           /* of a callback */
    randblas_xlinop matrix;   /* op(M) otherwise; sparse: CSC */
    int64_t rows, cols;
    scalar_t *identity; /* callback: (rows of what op(M) is applied to) x block */
} randlapack_xcolumns;

/* The columns of op(M), or of the identity of order n if M is NULL, at most `block` at a time.  Look at arena->info. */
randlapack_xcolumns randlapack_xcolumns_open(randblas_arena *arena, const randblas_xlinop *M, randblas_op op, int64_t n,
                                             int64_t block);

/* out (rows x count, column major, no padding) = columns j .. j + count.  Returns 0 or RANDBLAS_CALLBACK_FAILED. */
int randlapack_xcolumns_get(const randlapack_xcolumns *c, int64_t j, int64_t count, scalar_t *out);

#endif
