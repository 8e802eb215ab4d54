/*
 * A matrix that exists only as a routine: the forward difference D, (n - 1) x n, (D x)_i = x_(i+1) - x_i.  The library
 * asks for products with blocks of columns and never sees an entry.
 */
#include "example.h"

enum { N = 500, M = N - 1, D = 64 };

/* Y = op(A) X, both column major; what context points to is the caller's affair, here a count of columns. */
static int difference(void *context, randblas_op op, int64_t ncols, const double *X, int64_t ldx, double *Y,
                      int64_t ldy)
{
    *(int64_t *)context += ncols;
    for (int64_t j = 0; j < ncols; j++) {
        const double *x = X + j * ldx;
        double *y = Y + j * ldy;
        if (op == RANDBLAS_NO_TRANS) {
            for (int i = 0; i < M; i++) y[i] = x[i + 1] - x[i];
        } else {
            y[0] = -x[0];
            for (int i = 1; i < M; i++) y[i] = x[i - 1] - x[i];
            y[M] = x[M - 1];
        }
    }
    return 0; /* anything else makes the caller return RANDBLAS_CALLBACK_FAILED */
}

int main(void)
{
    int64_t products = 0;
    const randblas_dlinop A = randblas_dlinop_callback(M, N, difference, &products);
    const randblas_state state = randblas_seed(11);
    const randblas_dist dist = randblas_gaussian(D, M);
    randblas_sketch *S = NULL;
    double *B = example_alloc(D, N), *filled = example_alloc(D, M), *expected = example_alloc(D, N);
    CHECK(randblas_sketch_create(&dist, &state, &S, NULL));
    CHECK(randblas_dskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, N, M, 1.0, S, 0, 0,
                         &A, 0.0, B, D));

    /* Row i of S A is A^T times row i of S. */
    CHECK(randblas_dfill(RANDBLAS_COL_MAJOR, D, M, S, 0, 0, filled, D));
    for (int i = 0; i < D; i++)
        for (int j = 0; j < N; j++)
            expected[i + j * D] = (j > 0 ? filled[i + (j - 1) * D] : 0) - (j < M ? filled[i + j * D] : 0);
    const double error = example_difference(D * N, expected, B);
    printf("S A from %d products with A^T, error %.1e\n", (int)products, error);
    example_expect(error < 1e-14, "the sketch of the callback is S A");
    example_expect(products == D, "one product for each row of S");

    randblas_sketch_destroy(S);
    free(B), free(filled), free(expected);
    return 0;
}
