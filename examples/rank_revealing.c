/*
 * A rank-revealing QR of a square matrix in the form of LAPACK's geqp3, in a fraction of its time: the pivots show the
 * numerical rank, and the reflectors are those that ormqr and orgqr take.  With a tolerance it takes no more columns
 * than that needs.
 */
#include "example.h"

#include <randlapack.h>

#include <string.h>

enum { N = 400, RANK = 300 };

int main(void)
{
    double *left = example_normal(N, RANK, 1), *right = example_normal(RANK, N, 2), *A = example_alloc(N, N);
    for (int j = 0; j < N; j++)
        for (int k = 0; k < RANK; k++)
            for (int i = 0; i < N; i++) A[i + j * N] += left[i + k * N] * right[k + j * RANK];
    double norm = 0, kept = 0, below = 0;
    for (int k = 0; k < N * N; k++) norm = hypot(norm, A[k]);

    double *tau = example_alloc(N, 1), *copy = example_alloc(N, N);
    memcpy(copy, A, (size_t)N * N * sizeof *A);
    int64_t jpvt[N];
    randlapack_bqrrp_report report;
    CHECK(randlapack_dbqrrp(N, N, A, N, jpvt, tau, NULL, &report));

    for (int j = 0; j < N; j++)
        for (int i = 0; i <= j; i++) {
            if (i < RANK)
                kept = hypot(kept, A[i + j * N]);
            else
                below = hypot(below, A[i + j * N]);
        }
    printf("rank %d; |R_11| %.2e, |R_kk| %.2e, then %.1e; %d sketches\n", (int)report.rank, fabs(A[0]),
           fabs(A[(RANK - 1) * (N + 1)]), fabs(A[RANK * (N + 1)]), (int)report.sketches);
    example_expect(report.rank == RANK, "the rank is found");
    example_expect(fabs(kept / norm - 1) < 1e-13, "R has the norm of A");
    example_expect(below < 1e-12 * norm, "nothing is left behind the rank");

    const randlapack_bqrrp_options options = {.size = sizeof options, .tolerance = 1e-10};
    CHECK(randlapack_dbqrrp(N, N, copy, N, jpvt, tau, &options, &report));
    printf("tolerance 1e-10: %d reflectors, error %.1e\n", (int)report.reflectors, report.error / report.norm);
    example_expect(report.reflectors == RANK, "no more columns are factored than the tolerance needs");
    example_expect(report.error <= 1e-10 * report.norm, "the tolerance is met");

    free(left), free(right), free(A), free(tau), free(copy);
    return 0;
}
