/** Drawing from a projection DPP given by an orthonormal basis. */
#ifndef RANDLAPACK_PROJECTION_DRAW_IMPL_H
#define RANDLAPACK_PROJECTION_DRAW_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "uniforms_impl.h"

typedef struct randlapack_xprojection {
    int64_t rows, most;    /* rows, and columns at most */
    double *left;          /* rows */
    scalar_t *taken;       /* most x most: column t is the t-th row taken, made orthonormal to those before */
    scalar_t *row, *inner; /* most */
    scalar_t *component;   /* rows */
} randlapack_xprojection;

/* Workspace; arena->info says whether there was enough. */
randlapack_xprojection randlapack_xprojection_open(randblas_arena *arena, int64_t rows, int64_t most);

/* k distinct rows of V (rows x k, orthonormal columns), ascending. */
void randlapack_xprojection_draw(const randlapack_xprojection *P, int64_t k, scalar_t *V, int64_t ldv,
                                 randlapack_uniforms *uniforms, int64_t *items);

/* Ascending order. */
void randlapack_xsort_items(int64_t count, int64_t *items);

#endif
