/** One step of a three-term recurrence on a strip of rows, for one instruction set. */
#ifndef RANDLAPACK_RECURRENCE_KERNEL_IMPL_H
#define RANDLAPACK_RECURRENCE_KERNEL_IMPL_H

#include "isa_impl.h"
#include "randlapack_names_impl.h"

#include <stdint.h>

/* Blocks of vectors are stored by rows; their width is a multiple of this many scalars. */
#define RANDLAPACK_LANES (32 / (int64_t)sizeof(scalar_t))

/* w = s (A u) + q x - c old for each column with coefficients of its own.  x is the row of X that is dotted too, or X
 * is NULL: then there is no such term.  W may be the array old itself. */
typedef struct randlapack_xrecurrence {
    int64_t width;
    const scalar_t *s, *q, *c;
    const scalar_t *U; /* what A is applied to */
    const scalar_t *X, *old;
    scalar_t *W;
} randlapack_xrecurrence;

/* Some rows of several blocks of vectors; W is given from the first of these rows on. */
typedef struct randlapack_xvectors {
    int64_t from, rows, width, count;
    const scalar_t *const *X;
} randlapack_xvectors;

typedef struct randlapack_xrecurrence_kernels {
    /* Rows from .. to of CSR A; dots += x w, squares += w^2, both of length width. */
    void (*csr)(const randlapack_xrecurrence *r, int64_t from, int64_t to, const int64_t *ptr, const int64_t *colind,
                const scalar_t *values, scalar_t *dots, scalar_t *squares);
    /* The same with A u at hand: row `from` of it is P[0 .. width). */
    void (*combine)(const randlapack_xrecurrence *r, int64_t from, int64_t to, const scalar_t *P, scalar_t *dots,
                    scalar_t *squares);
    /* w -= sum over k of a[k width ...] X_k, one after another; squares = w^2.  There is at least one vector. */
    void (*subtract)(const randlapack_xvectors *vs, const scalar_t *a, scalar_t *W, scalar_t *squares);
    /* dots[k width ...] = X_k w */
    void (*dot)(const randlapack_xvectors *vs, const scalar_t *W, scalar_t *dots);
} randlapack_xrecurrence_kernels;

ISA_DECLARE(randlapack_xrecurrence_kernels, randlapack_xrecurrence);

#endif
