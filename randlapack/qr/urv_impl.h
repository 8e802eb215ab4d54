/** A = U T V^T with T triangular: one square matrix in blocks. */
#ifndef RANDLAPACK_URV_IMPL_H
#define RANDLAPACK_URV_IMPL_H

#include "randlapack_names_impl.h"

#include "orthonormal_impl.h"

#include "arena_impl.h"

#include "randlapack.h"

typedef struct randlapack_xurv_core {
    int64_t l, block, passes;
    int64_t done; /* rows and columns of T that are final */
    scalar_t *C;  /* l x l: T, what is left of the matrix, and below the diagonal the reflectors of U */
    int64_t ldc;
    scalar_t *X; /* l x l: below the diagonal the reflectors of V; NULL: they are not kept */
    int64_t ldx;
    randblas_sketch *G;                  /* l x l, Gaussian: a block at s takes rows and columns from s on */
    scalar_t *utau, *vtau;               /* l each */
    scalar_t *small_u, *small_vt;        /* block x l: U and V^T of the diagonal blocks, one after another */
    scalar_t *Y, *Z, *W, *wide;          /* l x block; of these the last block x l */
    scalar_t *T, *R, *values, *square;   /* block x block, but for values: block */
    scalar_t *work;                      /* of the singular value decomposition and of QR */
    int64_t *iwork;                      /* 8 block */
    randlapack_xorthonormal orthonormal; /* for block columns */
} randlapack_xurv_core;

/* The workspace for l and block, from the arena, whose info is to be looked at. */
void randlapack_xurv_open(randlapack_xurv_core *c, randblas_arena *arena);

/* The next b rows and columns of T. */
int randlapack_xurv_block(randlapack_xurv_core *c, int64_t b);

/* U, l x l, from its reflectors in C; and V from those in X, in their place. */
int randlapack_xurv_left(randlapack_xurv_core *c, scalar_t *U, int64_t ldu);
int randlapack_xurv_right(randlapack_xurv_core *c);

#endif
