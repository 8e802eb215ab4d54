/*
 * An operator is a rule for the entry at (i, j), so any part of it can be had alone, and a sketch can be made taller
 * later without doing the first rows again.
 */
#include "example.h"

#include <string.h>

enum { M = 300, D = 32, MORE = 16, N = 5 };

static void apply(const randblas_sketch *S, int64_t d, int64_t ro, const double *A, double *B, int64_t ldb)
{
    CHECK(randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, N, M, 1.0, S, ro,
                         0, A, M, 0.0, B, ldb));
}

int main(void)
{
    double *A = example_normal(M, N, 1), *whole = example_alloc(D, M), *part = example_alloc(10, 20);
    const randblas_state start = randblas_seed(5);
    randblas_state next;
    randblas_dist dist = randblas_gaussian(D, M), more = randblas_gaussian(MORE, M);
    randblas_dist taller = randblas_gaussian(D + MORE, M);
    dist.unscaled = more.unscaled = taller.unscaled = 1; /* the factor 1/sqrt(d) depends on d: we scale ourselves */
    randblas_sketch *S = NULL, *T = NULL, *both = NULL;
    CHECK(randblas_sketch_create(&dist, &start, &S, &next));
    CHECK(randblas_sketch_create(&more, &next, &T, NULL));
    CHECK(randblas_sketch_create(&taller, &start, &both, NULL));

    /* Ten rows and twenty columns from (7, 100) on, alone and as part of all of S. */
    CHECK(randblas_dfill(RANDBLAS_COL_MAJOR, D, M, S, 0, 0, whole, D));
    CHECK(randblas_dfill(RANDBLAS_COL_MAJOR, 10, 20, S, 7, 100, part, 10));
    for (int j = 0; j < 20; j++)
        example_expect(!memcmp(part + j * 10, whole + 7 + (100 + j) * D, 10 * sizeof(double)),
                       "a part is the same alone");

    /* A sketch of 32 rows, extended to 48 by an operator from the next state, is the sketch of 48 rows. */
    double *grown = example_alloc(D + MORE, N), *at_once = example_alloc(D + MORE, N);
    apply(S, D, 0, A, grown, D + MORE);
    apply(T, MORE, 0, A, grown + D, D + MORE);
    apply(both, D + MORE, 0, A, at_once, D + MORE);
    const double difference = example_difference((D + MORE) * N, at_once, grown);
    printf("%d rows, then %d more: differs from %d at once by %.1e\n", D, MORE, D + MORE, difference);
    example_expect(difference < 1e-14 * M, "extension gives the taller sketch");

    randblas_sketch_destroy(S);
    randblas_sketch_destroy(T);
    randblas_sketch_destroy(both);
    free(A), free(whole), free(part), free(grown), free(at_once);
    return 0;
}
