/*
 * A sparse matrix in compressed rows, sketched without being made dense.  Linear operators (randblas_dlinop) carry CSR,
 * CSC, COO, symmetric and dense matrices through one routine.
 */
#include "example.h"

enum { M = 2000, N = 60, PER_ROW = 3, D = 200 };

int main(void)
{
    /* Three values a row, in columns i, 7 i + 1 and 13 i + 5 modulo 60. */
    int64_t ptr[M + 1], colind[M * PER_ROW];
    double *values = example_normal(M * PER_ROW, 1, 1);
    for (int64_t i = 0; i < M; i++) {
        const int64_t start[PER_ROW] = {i, 7 * i + 1, 13 * i + 5};
        ptr[i] = i * PER_ROW;
        for (int t = 0; t < PER_ROW; t++) colind[ptr[i] + t] = start[t] % N;
    }
    ptr[M] = M * PER_ROW;
    const randblas_dlinop A = randblas_dlinop_csr(M, N, ptr, colind, values);
    CHECK(randblas_dlinop_check(&A)); /* once; routines that use A trust its indices */

    const randblas_state state = randblas_seed(9);
    const randblas_dist dist = randblas_sparse_sign(D, M, 8);
    randblas_sketch *S = NULL;
    double *B = example_alloc(D, N);
    CHECK(randblas_sketch_create(&dist, &state, &S, NULL));
    CHECK(randblas_dskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, N, M, 1.0, S, 0, 0,
                         &A, 0.0, B, D));

    /* The same with A written out. */
    double *dense = example_alloc(M, N), *expected = example_alloc(D, N);
    randblas_dlinop out = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, dense, M);
    CHECK(randblas_dconvert(&A, &out));
    CHECK(randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, N, M, 1.0, S, 0, 0,
                         dense, M, 0.0, expected, D));
    const double difference = example_difference(D * N, expected, B);
    printf("sparse A, %d x %d with %d nonzeros: S A differs from the dense product by %.1e\n", M, N, M * PER_ROW,
           difference);
    example_expect(difference < 1e-13, "sparse and dense A give the same sketch");

    randblas_sketch_destroy(S);
    free(values), free(B), free(dense), free(expected);
    return 0;
}
