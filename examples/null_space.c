/*
 * Orthonormal bases of the range and the null space of a 300 x 200 matrix of rank 150, in products of matrices: A =
 * U T V^T, where T is triangular and its diagonal nearly the singular values.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 300, N = 200, RANK = 150 };

int main(void)
{
    double *left = example_basis(M, RANK), *right = example_normal(RANK, N, 5), *A = example_alloc(M, N);
    for (int j = 0; j < N; j++)
        for (int k = 0; k < RANK; k++)
            for (int i = 0; i < M; i++)
                A[i + j * M] += pow(10, -4.0 * k / RANK) * left[i + k * M] * right[k + j * RANK];

    double *T = example_alloc(M, N), *U = example_alloc(M, N), *V = example_alloc(N, N), *s = example_alloc(N, 1);
    for (int k = 0; k < M * N; k++) T[k] = A[k];
    randlapack_urv_report report;
    const int info = randlapack_durv(M, N, T, M, U, M, V, N, NULL, &report);
    example_expect(info == RANDBLAS_RANK_DEFICIENT && report.rank == RANK, "the rank is found");

    double outside = 0, worst = 1;
    for (int k = RANK; k < N; k++) /* the last columns of V: A v = 0 */
        for (int i = 0; i < M; i++) {
            double sum = 0;
            for (int j = 0; j < N; j++) sum += A[i + j * M] * V[j + k * N];
            outside = fmax(outside, fabs(sum));
        }
    example_singular_values(M, N, A, s);
    for (int k = 0; k < RANK; k++) { /* the k-th largest is the one with k larger ones */
        int larger = 0;
        for (int j = 0; j < N; j++) larger += s[j] > s[k];
        if (larger >= RANK) continue;
        const double ratio = T[larger + larger * M] / s[k];
        worst = fmax(worst, fmax(ratio, 1 / ratio));
    }
    printf("rank %d; |A v| <= %.1e for the null space; T_kk within %.2f of the singular values\n", (int)report.rank,
           outside, worst);
    example_expect(outside < 1e-10 * report.norm, "the null space is one");
    example_expect(worst < 2, "the diagonal is near the singular values");

    free(left), free(right), free(A), free(T), free(U), free(V), free(s);
    return 0;
}
