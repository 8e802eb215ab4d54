/**
 * Spectra of kernels past their block: logarithms of eigenvalues of blocks of order n, n/2, n/4 and what they grow by.
 *
 * Quantile functions are given by q at ascending p, p_k with a share weight_k of the mass about it.
 */
#ifndef RMT_KERNEL_IMPL_H
#define RMT_KERNEL_IMPL_H

#include "decompress_impl.h"

#include "arena_impl.h"

enum { RMT_LEVELS = 3 };

/* Logarithms of eigenvalues, ascending; mean ones where blocks are many.  Each level is of half the order. */
typedef struct rmt_levels {
    int64_t n[RMT_LEVELS];
    const double *x[RMT_LEVELS];
} rmt_levels;

/* The logarithms at order growth 2^doublings n. */
typedef struct rmt_grown {
    int64_t count, top, spikes; /* points; at the end, eigenvalues one by one; of these, spikes */
    double *p, *weight, *q;
    double slope[2];       /* mean growth by a doubling: last, the one before */
    double damping, trace; /* of departures from the mean; relative error of the mean eigenvalue */
} rmt_grown;

/* Sizes and memory of the result: 0, memory codes. */
int rmt_grown_reserve(rmt_grown *g, int64_t n, double ratio, randblas_arena *arena);

/* Extrapolates; degree is that of the growth as a polynomial.  0, memory codes. */
int rmt_grow(const rmt_levels *levels, double ratio, int degree, const randblas_control *control, rmt_grown *g);

/* The quantile function at p, linear between points and constant beyond. */
double rmt_grown_at(const rmt_grown *g, double p);

/* The law of exp(q), its density linear between geometric nodes.  0, RANDBLAS_RANK_DEFICIENT (no spread), memory
 * codes. */
int rmt_grown_law(const rmt_grown *g, const randblas_control *control, rmt_law **law);

/* Logarithms of the eigenvalues, ascending, of the m x m block of A (upper triangle, column major) at index; scale is a
 * power of two that A is multiplied by.  0, RANDBLAS_NOT_POSITIVE_DEFINITE, RANDBLAS_NOT_CONVERGED. */
typedef struct rmt_kernel_block {
    const double *A;
    int64_t lda;
    double scale;
    double *S, *work; /* of the largest block */
    int64_t *iwork;
} rmt_kernel_block;
int rmt_kernel_block_open(rmt_kernel_block *b, int64_t n, const double *A, int64_t lda, randblas_arena *arena);
int rmt_kernel_logarithms(const rmt_kernel_block *b, int64_t m, const int64_t *index, double *x);

#endif
