/** Some rows of any linear operator, written out. */
#ifndef RANDLAPACK_GATHER_ROWS_IMPL_H
#define RANDLAPACK_GATHER_ROWS_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

#include "randlapack.h"

typedef struct randlapack_xgather {
    const randblas_xlinop *A;
    int64_t *position;      /* CSC, COO: m, where a row goes, -1 */
    scalar_t *unit, *image; /* callback: unit vectors and what A^T makes of them */
} randlapack_xgather;

/* Workspace; arena->info says whether there was enough. */
randlapack_xgather randlapack_xgather_open(randblas_arena *arena, const randblas_xlinop *A);

/* out (count x n, column major) = the rows of A of these distinct indices.  Return 0 or RANDBLAS_CALLBACK_FAILED and
 * the like. */
int randlapack_xgather_rows(const randlapack_xgather *g, int64_t count, const int64_t *index, scalar_t *out,
                            int64_t ld);

#endif
