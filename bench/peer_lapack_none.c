#include "peer_lapack.h"

#include <stdlib.h>

const char *peer_lapack_name(void)
{
    return NULL;
}

void peer_rsvd(int64_t m, int64_t n, const double *A, int64_t k, double *s)
{
    (void)m, (void)n, (void)A, (void)k, (void)s;
    abort();
}

void peer_abrik(int64_t m, int64_t n, const double *A, int64_t block, int64_t products, int64_t k, double *s)
{
    (void)m, (void)n, (void)A, (void)block, (void)products, (void)k, (void)s;
    abort();
}

void peer_abrik_csr(int64_t m, int64_t n, int64_t nnz, int64_t *ptr, int64_t *index, double *values, int64_t block,
                    int64_t products, int64_t k, double *s)
{
    (void)nnz, (void)ptr, (void)index;
    peer_abrik(m, n, values, block, products, k, s);
}

void peer_cqrrpt(int64_t m, int64_t n, double *A, double *R, int64_t *pivots)
{
    (void)m, (void)n, (void)A, (void)R, (void)pivots;
    abort();
}

void peer_bqrrp(int64_t m, int64_t n, double *A, int64_t block, int strict, double *tau, int64_t *pivots)
{
    (void)m, (void)n, (void)A, (void)block, (void)strict, (void)tau, (void)pivots;
    abort();
}
