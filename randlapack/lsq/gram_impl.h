/** Gram matrices of a dense [A; damp I], formed in single precision where that is enough for a preconditioner. */
#ifndef RANDLAPACK_GRAM_IMPL_H
#define RANDLAPACK_GRAM_IMPL_H

#include "precond_impl.h"

/* What the Gram matrices of one A share: blocks of its rows and the workspace, taken when it is first needed. */
typedef struct randlapack_xgram {
    const randblas_xlinop *A;
    const randlapack_xprecond *P; /* R0 and D */
    double damp;
    const randlapack_xteam *team; /* A has the rows of this process only; NULL: all */
    int64_t n, rows;              /* of a block */
    int64_t narrow;               /* columns of A R0^-1 that are formed in single precision, the first ones */
    scalar_t *half, *rest;        /* n each: D^-1 in two factors, because 2^1074 is no double */
    scalar_t *inverse, *block;    /* D R0^-1; rows of A D^-1, in the layout of A without padding */
    float *inverse32, *block32;   /* the same for the narrow columns, and for all */
    float *sum32;                 /* n x n */
    scalar_t *packed;             /* G on its way to the team */
} randlapack_xgram;

/* Workspace for what both have in common.  Returns 0 or memory codes. */
int randlapack_xgram_open(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xteam *team, double damp,
                          const randlapack_xprecond *P, randlapack_xgram *g);

/* The upper triangle of G, that of the rows of this process, = that of all rows. */
int randlapack_xgram_total(const randlapack_xgram *g, scalar_t *G);

#if !IS_SINGLE
/* The upper triangle of G (n x n) = (A D^-1)^T (A D^-1) + damp^2 D^-2: products in single precision, sums of blocks in
 * double. */
int randlapack_xgram_scaled(randlapack_xgram *g, scalar_t *G);
#endif

/* The same of [A; damp I] R0^-1, in single precision; what needs it on the way is done in double. */
int randlapack_xgram_whitened(randblas_arena *arena, randlapack_xgram *g, scalar_t *G);

#endif
