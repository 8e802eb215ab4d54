/** Products and subspace iteration that the drivers of this folder share. */
#ifndef RANDLAPACK_RANGE_CORE_IMPL_H
#define RANDLAPACK_RANGE_CORE_IMPL_H

#include "orthonormal_impl.h"

#define RANDLAPACK_PROBES 10 /* Gaussian vectors that measure an error */

/* A or its transpose, divided by a power of two near ||A||_F so that no Gram matrix overflows. */
typedef struct randlapack_xrange_core {
    const randblas_xlinop *A;
    const randblas_control *control;
    randblas_arena *arena;
    randblas_family family; /* 0: Gaussian */
    randblas_state state;   /* of the next test matrix */
    bool transposed;        /* what is said of A below is meant of A^T */
    int64_t rows, cols;
    int64_t products; /* columns that A or A^T was applied to */
    double norm;      /* ||A||_F; negative: unknown */
    int exponent;
    scalar_t scale; /* 2^-exponent */
    randlapack_xorthonormal orthonormal;
    scalar_t *G, *E;  /* probes, once they are needed: Gaussian vectors (cols x 10), and A G less Q W^T G */
    int64_t deflated; /* columns of Q and W that were taken off E */
} randlapack_xrange_core;

/* Fields from A on are set by the caller up to `transposed`; ||A||_F is measured.  Returns 0, RANDBLAS_NOT_FINITE,
 * memory codes. */
int randlapack_xrange_open(randlapack_xrange_core *r);

/* Y = A X / 2^exponent, or A^T X; c columns. */
int randlapack_xrange_multiply(randlapack_xrange_core *r, bool transpose, int64_t c, const scalar_t *X, scalar_t *Y);

/* Y (rows x c) = A G / 2^exponent, G the next test matrix; the exponent is set here where ||A||_F is not known.
 * -1: the family cannot be made. */
int randlapack_xrange_sample(randlapack_xrange_core *r, int64_t c, scalar_t *Y);

/*
 * Q (rows x l) = orth((A A^T)^passes A G), orthonormal to rounding; Z (cols x l) is workspace.  Progress goes from 0 to
 * 1 in steps of a product, of which one more is counted.
 */
int randlapack_xrange_find(randlapack_xrange_core *r, int64_t l, int32_t passes, scalar_t *Q, scalar_t *Z);

/*
 * ||A - Q W^T||_F for Q (rows x k) and W (cols x k, scaled as products are) from ten Gaussian vectors g, because
 * E ||(A - Q W^T) g||^2 is its square.  They are multiplied by A once; called again with more columns behind the same
 * ones, only the new are taken off.
 */
int randlapack_xrange_probe(randlapack_xrange_core *r, int64_t k, const scalar_t *Q, const scalar_t *W, double *error);

/*
 * The same from ||A||_F^2 - ||Q W^T||_F^2 where W = A^T Q and this does not cancel, else, or if ||A||_F is unknown, by
 * probes.  captured: ||W||_F^2.
 */
int randlapack_xrange_residual(randlapack_xrange_core *r, int64_t k, const scalar_t *Q, const scalar_t *W,
                               double captured, double *error);

#endif
