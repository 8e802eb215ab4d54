/*
 * Sketching the columns: B = A S^T, m x d, holds d random combinations of the n columns of A.  With A of rank r < d
 * they span the range of A, which is how randomised SVDs begin.
 */
#include "example.h"

enum { M = 200, N = 1000, R = 5, D = 8 };

int main(void)
{
    /* A = X Y of rank 5, stored by rows to show the other layout. */
    double *X = example_normal(M, R, 1), *Y = example_normal(R, N, 2), *A = example_alloc(M, N);
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) A[i * N + j] = 0;
    for (int i = 0; i < M; i++)
        for (int r = 0; r < R; r++)
            for (int j = 0; j < N; j++) A[i * N + j] += X[i + r * M] * Y[r + j * R];

    const randblas_state state = randblas_seed(3);
    const randblas_dist dist = randblas_gaussian(D, N);
    randblas_sketch *S = NULL;
    double *B = example_alloc(M, D), s[D];
    CHECK(randblas_sketch_create(&dist, &state, &S, NULL));
    CHECK(randblas_dskge(RANDBLAS_ROW_MAJOR, RANDBLAS_RIGHT, RANDBLAS_TRANS, RANDBLAS_NO_TRANS, M, D, N, 1.0, S, 0, 0,
                         A, N, 0.0, B, D));

    /* B transposed is S A^T: the same operator from the left on the same array read by columns. */
    double *left = example_alloc(D, M);
    CHECK(randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, M, N, 1.0, S, 0, 0,
                         A, N, 0.0, left, D));
    example_expect(example_difference(M * D, B, left) < 1e-14 * N, "(A S^T)^T = S A^T");

    /* Of the eight columns of B only five are independent. */
    double *columns = example_alloc(M, D), largest = 0;
    for (int i = 0; i < M; i++)
        for (int j = 0; j < D; j++) columns[i + j * M] = B[i * D + j];
    example_singular_values(M, D, columns, s);
    for (int j = 0; j < D; j++) largest = fmax(largest, s[j]);
    int rank = 0;
    for (int j = 0; j < D; j++) rank += s[j] > 1e-10 * largest;
    printf("A is %d x %d; the rank of its sketch A S^T, %d x %d, is %d\n", M, N, M, D, rank);
    example_expect(rank == R, "the sketch has the rank of A");

    randblas_sketch_destroy(S);
    free(X), free(Y), free(A), free(B), free(left), free(columns);
    return 0;
}
