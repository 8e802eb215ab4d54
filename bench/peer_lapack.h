/**
 * RandLAPACK behind a C interface, likewise.  Without it peer_lapack_none.c stands in, peer_lapack_name() is NULL and
 * nothing else may be called.  Arrays are contiguous and column major; A is kept where it is const.
 */
#ifndef PEER_LAPACK_H
#define PEER_LAPACK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

const char *peer_lapack_name(void);

/* The k leading singular values by RSVD with two passes of power iteration, its benchmark's setting. */
void peer_rsvd(int64_t m, int64_t n, const double *A, int64_t k, double *s);

/* The same by ABRIK after so many products with blocks; zeros where it found fewer. */
void peer_abrik(int64_t m, int64_t n, const double *A, int64_t block, int64_t products, int64_t k, double *s);
void peer_abrik_csr(int64_t m, int64_t n, int64_t nnz, int64_t *ptr, int64_t *index, double *values, int64_t block,
                    int64_t products, int64_t k, double *s);

/* A becomes Q; R is n x n. */
void peer_cqrrpt(int64_t m, int64_t n, double *A, double *R, int64_t *pivots);

/* A becomes what geqp3 leaves; `strict`: pivots of a block by geqp3 of the sketch, else by LU. */
void peer_bqrrp(int64_t m, int64_t n, double *A, int64_t block, int strict, double *tau, int64_t *pivots);

#ifdef __cplusplus
}
#endif

#endif
