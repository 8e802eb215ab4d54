/*
 * A basis of the columns of a 4000 x 60 matrix of rank 50 whose columns have scales from 1 to 1e-9: which of them to
 * take, in which order, and the others expressed by them.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 4000, N = 60, RANK = 50 };

int main(void)
{
    double *A = example_normal(M, N, 7);
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) {
            if (j >= RANK)
                A[i + j * M] = A[i + (j - RANK) * M] - 2 * A[i + (j - RANK + 1) * M];
            else
                A[i + j * M] *= pow(10, -9.0 * j / RANK);
        }

    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, A, M);
    double *Q = example_alloc(M, N), *R = example_alloc(N, N);
    int64_t jpvt[N];
    randlapack_tall_qr_report report;
    /* NULL: the default options; the sketch has 2 N + 64 rows, the rank is to N eps */
    const int info = randlapack_dcqrrpt(&op, Q, M, R, N, jpvt, NULL, &report);
    example_expect(info == RANDBLAS_RANK_DEFICIENT && report.rank == RANK, "the rank is found");

    double loss = 0, residual = 0;
    for (int j = 0; j < RANK; j++)
        for (int i = 0; i <= j; i++) loss = fmax(loss, fabs(example_dot(M, Q + i * M, Q + j * M) - (i == j)));
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) {
            double entry = A[i + jpvt[j] * M];
            for (int k = 0; k <= j; k++) entry -= Q[i + k * M] * R[k + j * N];
            residual = fmax(residual, fabs(entry));
        }
    printf("rank %d, |Q^T Q - I| %.1e, |A P - Q R| %.1e, R_11 %.2e, R_kk %.2e, cond %.1e\n", (int)report.rank, loss,
           residual, R[0], R[RANK - 1 + (RANK - 1) * N], report.condition);
    example_expect(loss < 1e-13, "Q is orthonormal");
    example_expect(residual < 1e-12, "A P = Q R");

    /* Without pivoting, and all columns: any matrix has such a Q. */
    CHECK(randlapack_drcholqr(&op, Q, M, R, N, NULL, &report));
    example_expect(fabs(example_dot(M, Q, Q + 59 * M)) < 1e-13, "Q is orthonormal without pivoting");

    free(A), free(Q), free(R);
    return 0;
}
