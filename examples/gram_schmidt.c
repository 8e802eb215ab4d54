/*
 * A basis grown column by column, each new one made from the last as in a Krylov method: inner products are taken of
 * sketches of 200 entries instead of vectors of 100000.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 100000, N = 40, D = 200 };

/* y = diag(1, ..., 3) x: powers of it soon are parallel. */
static void multiply(const double *x, double *y)
{
    for (int i = 0; i < M; i++) y[i] = x[i] * (1 + 2.0 * i / M);
}

int main(void)
{
    double *Q = example_alloc(M, N), *R = example_alloc(N, N), *SQ = example_alloc(D, N), *v = example_normal(M, 1, 3);
    const randlapack_rgs_options options = {.sketch_rows = D};
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, 1, v, M);
    double residual = 0;
    for (int k = 0; k < N; k++) {
        double *r = R + k * N;
        CHECK(randlapack_drgs(&op, k, Q, M, r, N, SQ, D, &options, NULL));
        for (int i = 0; i < M; i++) { /* v is the sum of r_j q_j */
            double entry = v[i];
            for (int j = 0; j <= k; j++) entry -= Q[i + j * M] * r[j];
            residual = fmax(residual, fabs(entry));
        }
        multiply(Q + k * M, v);
    }

    double *G = example_alloc(N, N), least, largest, loss = 0;
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++) {
            G[i + j * N] = example_dot(M, Q + i * M, Q + j * M);
            loss = fmax(loss, fabs(example_dot(D, SQ + i * D, SQ + j * D) - (i == j)));
        }
    example_extremes(N, N, G, &least, &largest);
    printf("|(SQ)^T SQ - I| %.1e, cond(Q) %.2f, |A - Q R| %.1e\n", loss, sqrt(largest / least), residual);
    example_expect(loss < 1e-12, "S Q is orthonormal");
    example_expect(largest < 9 * least, "Q is well conditioned");
    example_expect(residual < 1e-12, "A = Q R");

    free(Q), free(R), free(SQ), free(v), free(G);
    return 0;
}
