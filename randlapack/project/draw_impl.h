/** Which rows make the next block. */
#ifndef RANDLAPACK_DRAW_IMPL_H
#define RANDLAPACK_DRAW_IMPL_H

#include "arena_impl.h"
#include "randlapack_project.h"

#include <stdbool.h>

/* Uniform numbers one after another: words of Philox blocks from the state on. */
typedef struct randlapack_uniforms {
    randblas_state state;
    uint32_t words[4];
    int left; /* numbers still in the words */
} randlapack_uniforms;

/*
 * A pool: `blocks` blocks, number k the rows list[first[k]] ... list[first[k + 1] - 1], all of them drawn at the start.
 * Without one (blocks = 0) each block is drawn afresh into `list`.
 */
typedef struct randlapack_draw {
    randlapack_uniforms uniforms;
    int64_t count, block; /* rows, and of them in a block */
    int64_t blocks;
    int64_t *first, *list;
    int64_t *order;     /* without a pool, uniform sampling: a permutation of all rows, any */
    double *cumulative; /* sampling by norms: sums of squared norms */
} randlapack_draw;

/* norms: of all rows, for sampling by them. */
int randlapack_draw_open(randblas_arena *arena, randlapack_project_sampling sampling, int64_t count, int64_t block,
                         int64_t pool, const double *norms, const randblas_state *state, randlapack_draw *draw);

/* The next block: its size, its rows, and its number in the pool (-1 without one). */
int64_t randlapack_draw_next(randlapack_draw *draw, const int64_t **rows, int64_t *number);

#endif
