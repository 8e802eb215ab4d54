/*
 * Likelihoods of Gaussian processes: log det K by Cholesky, far beyond what det K itself could be; the generalised
 * determinant of a process with regressors, by its definition too; and the pseudo-determinant of a graph Laplacian,
 * which counts spanning trees.
 */
#include "example.h"

#include <rmt.h>

enum { N = 400, P = 3, NODES = 12 };

/* log det of Cholesky's or another factorisation; of a copy. */
static double logdet(rmt_matrix_kind kind, int64_t n, double *A)
{
    rmt_logdet_report r;
    CHECK(rmt_dlogdet(kind, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, n, A, n, NULL, &r));
    example_expect(r.sign == 1, "the determinant is positive");
    return r.logabsdet;
}

/* The log-likelihood's determinant with regressors 1, t, t^2 marginalised: by gdet, and by a bordered matrix. */
static void regressors(double *K)
{
    double *X = example_alloc(N, P), *B = example_alloc(N + P, N + P);
    for (int64_t i = 0; i < N; i++)
        for (int64_t j = 0; j < P; j++) X[i + j * N] = pow((double)i / N, (double)j);
    for (int64_t j = 0; j < N; j++)
        for (int64_t i = 0; i < N; i++) B[i + j * (N + P)] = K[i + j * N];
    for (int64_t j = 0; j < P; j++)
        for (int64_t i = 0; i < N; i++) B[i + (N + j) * (N + P)] = B[N + j + i * (N + P)] = X[i + j * N];
    rmt_logdet_report r, bordered;
    CHECK(rmt_dloggdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, N, K, N, P, X, N, NULL, &r));
    /* [K X; X^T 0] has determinant (-1)^p det K det X^T K^-1 X. */
    CHECK(rmt_dlogdet(RMT_SYMMETRIC, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, N + P, B, N + P, NULL, &bordered));
    printf("log gdet(K, X) = %.6f, log det X'X = %.6f\n", r.logabsdet, r.logdet_xx);
    example_expect(fabs(r.logabsdet - bordered.logabsdet) < 1e-8 * fabs(r.logabsdet), "both ways agree");
    example_expect(bordered.sign == (P % 2 ? -1 : 1), "the bordered matrix has P negative eigenvalues");
    free(X), free(B);
}

/* A cycle of n nodes has n spanning trees: the product of its Laplacian's eigenvalues that are not zero is n^2. */
static void spanning_trees(void)
{
    double L[NODES * NODES] = {0};
    for (int i = 0; i < NODES; i++) {
        L[i + i * NODES] = 2;
        L[i + (i + 1) % NODES * NODES] = L[(i + 1) % NODES + i * NODES] = -1;
    }
    rmt_logdet_report r;
    CHECK(rmt_dlogpdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, NODES, NODES, L, NODES, NULL, &r));
    printf("a cycle of %d: %.6f spanning trees\n", NODES, exp(r.logabsdet) / NODES);
    example_expect(r.rank == NODES - 1 && fabs(exp(r.logabsdet) / NODES - NODES) < 1e-10, "they are counted");
}

int main(void)
{
    double *K = example_alloc(N, N);
    for (int64_t j = 0; j < N; j++)
        for (int64_t i = 0; i < N; i++) K[i + j * N] = exp(-fabs((double)(i - j)) / 40);
    /* A Markov process: the conditional variances are 1 - exp(-2/40), all but the first. */
    const double expected = (N - 1) * log1p(-exp(-2.0 / 40));
    const double found = logdet(RMT_DEFINITE, N, K), other = logdet(RMT_GENERAL, N, K);
    printf("log det K = %.6f, expected %.6f\n", found, expected);
    example_expect(fabs(found - expected) < 1e-10 * fabs(expected), "Cholesky's is right");
    example_expect(fabs(other - expected) < 1e-10 * fabs(expected), "LU's is right");
    regressors(K);
    spanning_trees();
    free(K);
    return 0;
}
