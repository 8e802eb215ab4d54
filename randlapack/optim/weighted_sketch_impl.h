/** The sketch of a matrix whose rows and columns are scaled. */
#ifndef RANDLAPACK_WEIGHTED_SKETCH_IMPL_H
#define RANDLAPACK_WEIGHTED_SKETCH_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "rows_impl.h"
#include "view_impl.h"

typedef struct randlapack_xweighted_sketch {
    const randlapack_xrows *rows;
    int64_t first;    /* column of S that meets row 0 */
    int64_t room;     /* scalars of the buffer */
    scalar_t *buffer; /* a block of diag(s) A diag(c); all values of a sparse A */
} randlapack_xweighted_sketch;

/* Workspace; look at arena.info. */
randlapack_xweighted_sketch randlapack_xweighted_sketch_open(randblas_arena *arena, const randlapack_xrows *rows);

/* out (d x n) = S(:, first :) diag(s) A diag(c); NULL scales are ones; first is 0 unless it has been set.  Returns 0 or
 * the codes of randblas_xskop(). */
int randlapack_xweighted_sketch_apply(const randlapack_xweighted_sketch *w, const randblas_sketch *S, const scalar_t *s,
                                      const scalar_t *c, randblas_xview out);

#endif
