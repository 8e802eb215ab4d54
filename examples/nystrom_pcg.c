/*
 * (A + mu I) x = b with a matrix that exists only as a routine: A = G G^T for a tall G with quickly decaying columns.
 * Without a preconditioner conjugate gradients see the condition of A + mu I; a Nystrom approximation takes the large
 * eigenvalues out.
 */
#include "example.h"

#include <randlapack.h>

enum { N = 2000, K = 80 };

static int apply(void *context, randblas_op op, int64_t ncols, const double *X, int64_t ldx, double *Y, int64_t ldy)
{
    const double *G = context;
    (void)op; /* A is symmetric */
    for (int64_t c = 0; c < ncols; c++) {
        double inner[K];
        for (int64_t j = 0; j < K; j++) inner[j] = example_dot(N, G + j * N, X + c * ldx);
        for (int64_t i = 0; i < N; i++) Y[i + c * ldy] = 0;
        for (int64_t j = 0; j < K; j++)
            for (int64_t i = 0; i < N; i++) Y[i + c * ldy] += G[i + j * N] * inner[j];
    }
    return 0;
}

int main(void)
{
    double *G = example_normal(N, K, 1), *b = example_normal(N, 1, 2), *x = example_alloc(N, 1),
           *Ax = example_alloc(N, 1);
    const double mu = 0.01;
    for (int64_t j = 0; j < K; j++)
        for (int64_t i = 0; i < N; i++) G[i + j * N] *= pow(0.85, (double)j);

    const randblas_dlinop A = randblas_dlinop_callback(N, N, apply, G);
    randlapack_nystrom_pcg_options options = {.size = sizeof options, .state = randblas_seed(7), .tolerance = 1e-10};
    randlapack_nystrom_pcg_report with, without;
    CHECK(randlapack_dnystrom_pcg(&A, mu, 1, b, N, x, N, &options, &with));
    printf("preconditioner of rank %d: %d iterations, condition %.1f\n", (int)with.rank, (int)with.iterations,
           with.condition);

    /* The residual, by the definition. */
    apply(G, RANDBLAS_NO_TRANS, 1, x, N, Ax, N);
    for (int64_t i = 0; i < N; i++) Ax[i] += mu * x[i];
    printf("residual %.1e, reported %.1e\n", example_difference(N, b, Ax), with.residual);
    example_expect(example_difference(N, b, Ax) < 1e-8, "x solves the system");

    options.rank = -1; /* none */
    CHECK(randlapack_dnystrom_pcg(&A, mu, 1, b, N, x, N, &options, &without));
    printf("without: %d iterations, condition %.1e\n", (int)without.iterations, without.condition);
    example_expect(3 * with.iterations < without.iterations, "the preconditioner makes iterations few");

    free(G), free(b), free(x), free(Ax);
    return 0;
}
