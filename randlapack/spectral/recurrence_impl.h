/** Three-term recurrences with a matrix of any kind on blocks of vectors, the same bits for any number of threads. */
#ifndef RANDLAPACK_RECURRENCE_IMPL_H
#define RANDLAPACK_RECURRENCE_IMPL_H

#include "recurrence_kernel_impl.h"

#include "arena_impl.h"
#include "view_impl.h"

/* A, ready for its products with blocks of `width` vectors.  The caller sets what stands above the line. */
typedef struct randlapack_xproduct {
    const randblas_xlinop *A;
    bool symmetric; /* A^T = A is promised and never asked for */
    int64_t width;
    int64_t most; /* blocks at a time in randlapack_xproduct_dots(); 0: 1 */
    randblas_arena *arena;
    /* ---- */
    bool sparse;
    randblas_xlinop rows, columns; /* sparse: A and A^T as CSR */
    const randlapack_xrecurrence_kernels *kernels;
    int64_t strips;     /* of the longer side */
    scalar_t *sums;     /* of each strip, 2 or `most` times width */
    scalar_t *buffer;   /* A u: of a strip for each thread, or (callback) of all rows */
    scalar_t *expanded; /* symmetric storage: a strip of rows written out, for each thread */
    int64_t threads;
    int64_t products; /* vectors that A or A^T was applied to */
} randlapack_xproduct;

int randlapack_xproduct_open(randlapack_xproduct *p);

/* The step with A or A^T; the first `count` columns are given to a callback, the rest have to be zero.  dots and
 * squares, of length width, are its inner products, summed in double over strips of rows. */
int randlapack_xproduct_step(randlapack_xproduct *p, bool transposed, int64_t count, const randlapack_xrecurrence *r,
                             double *dots, double *squares);

/* The inner products of the columns of W with those of `count` other blocks: dots[k width + c]. */
void randlapack_xproduct_dots(randlapack_xproduct *p, int64_t rows, int64_t count, const scalar_t *const *X,
                              const scalar_t *W, double *dots);

/* W -= sum over k of a[k width + c] X_k; squares of the new columns. */
void randlapack_xproduct_subtract(randlapack_xproduct *p, int64_t rows, int64_t count, const scalar_t *a,
                                  const scalar_t *const *X, scalar_t *W, double *squares);

/* The exponent of the largest entry of A, or, of a callback, of A times the first `count` columns of U; 0 of zeros.
 * RANDBLAS_NOT_FINITE if there is NaN or Inf. */
int randlapack_xproduct_exponent(randlapack_xproduct *p, int64_t count, const scalar_t *U, int *exponent);

#endif
