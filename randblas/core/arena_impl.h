/**
 * Workspace of one call: blocks are taken one after another and given back all at once, on every path out.
 *
 *     randblas_arena arena = randblas_arena_open(control);
 *     double *work = randblas_arena_get(&arena, n, sizeof *work);
 *     int info = arena.info; // the first of RANDBLAS_OUT_OF_MEMORY, RANDBLAS_MEMORY_LIMIT, RANDBLAS_TOO_LARGE, or 0
 *     if (!info) ...
 *     randblas_arena_close(&arena);
 */
#ifndef RANDBLAS_ARENA_IMPL_H
#define RANDBLAS_ARENA_IMPL_H

#include "randblas.h"

#include <stdbool.h>

typedef struct randblas_arena {
    const randblas_control *control; /* NULL: malloc, no limit */
    void *blocks;                    /* singly linked through each block's header */
    int64_t used;
    int info; /* the first failure */
} randblas_arena;

/* NULL is: both callbacks or neither, and no negative limit. */
static inline bool randblas_control_is_legal(const randblas_control *control)
{
    return !control || (control->memory_limit >= 0 && !control->allocate == !control->release);
}

randblas_arena randblas_arena_open(const randblas_control *control);

/* count elements of the given size, aligned to 64 bytes; NULL after any failure, never for count 0. */
void *randblas_arena_get(randblas_arena *arena, int64_t count, size_t size);

void randblas_arena_close(randblas_arena *arena);

/*
 * The largest array and the largest dimension, in elements: beyond what any processor addresses, and small enough that
 * sums and small multiples of dimensions do not overflow.  Products of two do, and are made by what follows.
 */
#define RANDBLAS_LARGEST ((int64_t)1 << 56)

/* Whether no array can hold vectors that begin ld elements apart. */
static inline bool randblas_beyond_memory(int64_t vectors, int64_t ld)
{
    return vectors > 1 && ld > RANDBLAS_LARGEST / vectors;
}

/* a b for sizes, or INT64_MAX, which no arena grants, when that overflows. */
static inline int64_t randblas_size_product(int64_t a, int64_t b)
{
    return b > 0 && a > INT64_MAX / b ? INT64_MAX : a * b;
}

/* a + b likewise; b is not negative. */
static inline int64_t randblas_size_sum(int64_t a, int64_t b)
{
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

#endif
