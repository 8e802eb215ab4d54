/*
 * Rows of A that arrive in batches and need not be kept: S A is the sum of S[:, rows of the batch] times the batch.
 * Columns of S are reached by an offset, so batches may also come in any order and from several machines.
 */
#include "example.h"

enum { M = 10000, N = 30, D = 120, BATCH = 768 };

int main(void)
{
    const double *A = example_normal(M, N, 1); /* stands for what would be read from a file */
    const randblas_state state = randblas_seed(4);
    const randblas_dist dist = randblas_gaussian(D, M);
    randblas_sketch *S = NULL;
    double *B = example_alloc(D, N), *expected = example_alloc(D, N);
    CHECK(randblas_sketch_create(&dist, &state, &S, NULL));

    int batches = 0;
    for (int64_t first = 0; first < M; first += BATCH) {
        const int64_t rows = first + BATCH < M ? BATCH : M - first;
        /* B += S[:, first : first + rows] A[first : first + rows, :]; the array starts at zero */
        CHECK(randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, N, rows, 1.0,
                             S, 0, first, A + first, M, 1.0, B, D));
        batches++;
    }

    CHECK(randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, N, M, 1.0, S, 0, 0,
                         A, M, 0.0, expected, D));
    const double difference = example_difference(D * N, expected, B);
    printf("%d rows in %d batches: differs from the sketch at once by %.1e\n", M, batches, difference);
    example_expect(difference < 1e-12, "the sum over batches is S A");

    randblas_sketch_destroy(S);
    free((void *)(uintptr_t)A), free(B), free(expected);
    return 0;
}
