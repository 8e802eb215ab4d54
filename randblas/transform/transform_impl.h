/**
 * Subsampled randomised transforms, S = scale R T D with E S^T S = I for scale = 1/sqrt(d):
 *
 *     SRHT   T = Hadamard matrix of order M, entries +-1; the first m of its M columns count
 *     SRFT   T = sqrt(m) times the orthonormal DCT-II:  T_kj = 1 for k = 0, sqrt(2) cos(pi (2j + 1) k/(2m)) for k > 0
 *
 * so T^T T = M I (m I), and an unscaled operator has entries of variance 1.  D and R come from the stream: the sign of
 * column j is bit j mod 128 of block (j/128, 0), set meaning minus; the rows kept are randblas_distinct() of the
 * blocks (i, 1), stored in S->index.
 */
#ifndef RANDBLAS_TRANSFORM_IMPL_H
#define RANDBLAS_TRANSFORM_IMPL_H

#include "sketch_impl.h"

#define RANDBLAS_MAX_BASE 28

/*
 * A Hadamard matrix of order base 2^k, base 1, 12, 20 or 28, is Paley's of order base (x) Sylvester's of order 2^k:
 * index i stands for (i >> k, i mod 2^k), and
 *
 *     H_ij < 0   iff   bit (i >> k) of negative[j >> k], plus the number of common bits of i and j below k, is odd.
 */
typedef struct randblas_hadamard {
    int base, log2;                       /* order = base << log2 */
    uint32_t negative[RANDBLAS_MAX_BASE]; /* columns of Paley's matrix: bit i set where entry i is -1 */
} randblas_hadamard;

randblas_hadamard randblas_hadamard_make(int64_t order);
bool randblas_hadamard_negative(const randblas_hadamard *H, int64_t i, int64_t j);

/* cos and sin of 2 pi t/n for 0 <= t < n <= 2^62: about 1 ulp, and the same bits everywhere. */
void randblas_cos_sin(uint64_t t, uint64_t n, double *c, double *s);

/* Entry (k, j) of the DCT-II of order m, sqrt(m) times the orthonormal one. */
double randblas_cosine_entry(int64_t k, int64_t j, int64_t m);

#endif
