/**
 * RandBLAS behind a C interface, so that both libraries are timed in one process.  Without RandBLAS, peer_none.c
 * stands in, peer_name() is NULL and nothing else may be called.
 */
#ifndef PEER_H
#define PEER_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

const char *peer_name(void);

/* A d x m operator to a dense array, Gaussian or uniform. */
void peer_fill(bool gaussian, int64_t d, int64_t m, double *B);

/* B (d x n) = S A, A m x n, everything contiguous; sampling included. */
void peer_sketch_gaussian(int64_t d, int64_t n, int64_t m, const double *A, double *B);
void peer_sketch_sparse(bool row_major, int64_t d, int64_t n, int64_t m, int64_t nnz, const double *A, double *B);

/* The same for a Gaussian S and a sparse A, compressed by rows or by columns. */
void peer_sketch_csr(bool row_major, int64_t d, int64_t n, int64_t m, int64_t nnz, int64_t *ptr, int64_t *colind,
                     double *values, double *B);
void peer_sketch_csc(bool row_major, int64_t d, int64_t n, int64_t m, int64_t nnz, int64_t *ptr, int64_t *rowind,
                     double *values, double *B);

#ifdef __cplusplus
}
#endif

#endif
