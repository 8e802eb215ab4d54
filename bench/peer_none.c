#include "peer.h"

#include <stdlib.h>

const char *peer_name(void)
{
    return NULL;
}

void peer_fill(bool gaussian, int64_t d, int64_t m, double *B)
{
    (void)gaussian, (void)d, (void)m, (void)B;
    abort();
}

void peer_sketch_gaussian(int64_t d, int64_t n, int64_t m, const double *A, double *B)
{
    (void)d, (void)n, (void)m, (void)A, (void)B;
    abort();
}

void peer_sketch_sparse(bool row_major, int64_t d, int64_t n, int64_t m, int64_t nnz, const double *A, double *B)
{
    (void)row_major, (void)d, (void)n, (void)m, (void)nnz, (void)A, (void)B;
    abort();
}

void peer_sketch_csr(bool row_major, int64_t d, int64_t n, int64_t m, int64_t nnz, int64_t *ptr, int64_t *colind,
                     double *values, double *B)
{
    (void)row_major, (void)d, (void)n, (void)m, (void)nnz, (void)ptr, (void)colind, (void)values, (void)B;
    abort();
}

void peer_sketch_csc(bool row_major, int64_t d, int64_t n, int64_t m, int64_t nnz, int64_t *ptr, int64_t *rowind,
                     double *values, double *B)
{
    peer_sketch_csr(row_major, d, n, m, nnz, ptr, rowind, values, B);
}
