/*
 * The ten leading singular triplets of a 2000 x 300 matrix whose singular values 1, 1/2, 1/4, ... are known.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 2000, N = 300, K = 10, TERMS = 40 };

int main(void)
{
    double *A = example_alloc(M, N), *left = example_basis(M, TERMS), *right = example_basis(N, TERMS);
    for (int t = 0; t < TERMS; t++)
        for (int j = 0; j < N; j++)
            for (int i = 0; i < M; i++) A[i + j * M] += ldexp(left[i + t * M] * right[j + t * N], -t);

    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    double *U = example_alloc(M, K), *V = example_alloc(N, K), s[K];
    randlapack_rsvd_report report;
    /* NULL: the default options, Gaussian test matrix of K + 10 columns, two power passes, seed 0 */
    CHECK(randlapack_drsvd(&op, K, U, M, s, V, N, NULL, &report));

    double error = 0, best = 0;
    for (int k = 0; k < K; k++) {
        error = fmax(error, fabs(s[k] - ldexp(1, -k)) / ldexp(1, -k));
        example_expect(fabs(fabs(example_dot(M, U + k * M, left + k * M)) - 1) < 1e-8, "u_k is found up to its sign");
        example_expect(fabs(fabs(example_dot(N, V + k * N, right + k * N)) - 1) < 1e-8, "v_k is found up to its sign");
    }
    for (int t = K; t < TERMS; t++) best = hypot(best, ldexp(1, -t)); /* no matrix of rank 10 is nearer */
    printf("singular values to %.1e; ||A - U S V^T||_F = %.6e, best possible %.6e\n", error, report.frobenius_error,
           best);
    example_expect(error < 1e-10, "singular values");
    example_expect(fabs(report.frobenius_error - best) < 1e-6 * best, "the approximation is the best of its rank");

    /* How many columns does an error of 1e-4 ||A||_F need?  2^-14 is the first power of two below. */
    double *Q = example_alloc(M, TERMS), *B = example_alloc(TERMS, N);
    const randlapack_qb_options options = {.tolerance = 1e-4};
    randlapack_qb_report found;
    CHECK(randlapack_dqb(&op, TERMS, Q, M, B, TERMS, &options, &found));
    printf("rank %d for a tolerance of 1e-4\n", (int)found.rank);
    example_expect(found.rank == 14, "the rank that the tolerance needs");

    /* Asked for an excess below 1e-3, randlapack_dsvd() takes block Krylov. */
    const randlapack_rsvd_options near = {.excess = 1e-9};
    CHECK(randlapack_dsvd(&op, K, U, M, s, V, N, &near, &report));
    example_expect(report.method == RANDLAPACK_SVD_KRYLOV && report.excess <= 1e-9, "nearly the best error");

    /* The eigenvalues of A^T A are the squares of the singular values. */
    double *G = example_alloc(N, N), lambda[K];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) G[i + j * N] = example_dot(M, A + (size_t)i * M, A + (size_t)j * M);
    const randblas_dlinop gram = randblas_dlinop_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, N, G, N);
    randlapack_eig_report pairs;
    CHECK(randlapack_deig(&gram, K, V, N, lambda, NULL, &pairs));
    printf("eigenvalues of A^T A within %.1e\n", pairs.residual);
    for (int k = 0; k < K; k++)
        example_expect(fabs(lambda[k] - ldexp(1, -2 * k)) <= pairs.residual + 1e-12, "eigenvalues of A^T A");
    free(G);

    free(Q), free(B);
    free(A), free(left), free(right), free(U), free(V);
    return 0;
}
