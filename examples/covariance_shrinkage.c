/*
 * A portfolio of least variance from too few returns: its weights are C^-1 1/(1^T C^-1 1) for an estimate C of the
 * covariance.  Shrinking the eigenvalues of the sample covariance brings its true variance down, nonlinearly more than
 * linearly; Silverstein's law of the population that made the returns says how far shrinkage can get.
 */
#include "example.h"

#include <randlapack.h>
#include <rmt.h>

enum { P = 100, N = 150 };

/* True variance of the portfolio that V diag(d) V^T recommends, the truth being diag(tau). */
static double risk(const double *V, const double *d, const double *tau)
{
    double w[P] = {0}, total = 0, variance = 0;
    for (int j = 0; j < P; j++) {
        double sum = 0;
        for (int i = 0; i < P; i++) sum += V[i + j * P];
        for (int i = 0; i < P; i++) w[i] += V[i + j * P] * sum / d[j];
    }
    for (int i = 0; i < P; i++) total += w[i];
    for (int i = 0; i < P; i++) variance += w[i] * w[i] * tau[i] / (total * total);
    return variance;
}

int main(void)
{
    enum { GRID = 100 };
    double tau[P], s[P], lambda[P], linear[P], analytical[P], best[P], weight, ideal = 0;
    double *X = example_normal(P, N, 8), *U = example_alloc(P, P), *V = example_alloc(N, P), *vectors = NULL;
    for (int i = 0; i < P; i++) tau[i] = 0.2 * pow(100, (double)i / (P - 1)); /* from calm assets to wild ones */
    for (int j = 0; j < N; j++)
        for (int i = 0; i < P; i++) X[i + j * P] *= sqrt(tau[i] / N);
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, P, N, X, P);
    CHECK(randlapack_dsvd(&op, P, U, P, s, V, N, NULL, NULL));
    vectors = example_alloc(P, P); /* ascending */
    for (int j = 0; j < P; j++) {
        lambda[j] = s[P - 1 - j] * s[P - 1 - j];
        for (int i = 0; i < P; i++) vectors[i + j * P] = U[i + (P - 1 - j) * P];
    }

    rmt_law *law = NULL;
    CHECK(rmt_law_sample_covariance(P, tau, NULL, (double)P / N, &law));
    CHECK(rmt_covariance_shrink(law, P, lambda, best));
    CHECK(rmt_covariance_shrink_analytical(P, N, lambda, analytical));
    CHECK(rmt_covariance_shrink_linear(P, N, lambda, linear, &weight));
    double edges[2], distance, values[GRID], weights[GRID], estimated[P];
    int64_t bands, count;
    rmt_law *guess = NULL; /* the law of a population that is estimated from the sample */
    CHECK(rmt_covariance_population(P, N, lambda, GRID, values, weights, &count));
    CHECK(rmt_law_sample_covariance(count, values, weights, (double)P / N, &guess));
    CHECK(rmt_covariance_shrink(guess, P, lambda, estimated));
    CHECK(rmt_law_intervals(law, 1, edges, &bands));
    CHECK(rmt_law_ks(law, P, lambda, &distance));
    printf("eigenvalues of the population in [%.2f, %.2f], of the sample in [%.3f, %.2f], by the law [%.3f, %.2f]\n",
           tau[0], tau[P - 1], lambda[0], lambda[P - 1], edges[0], edges[1]);
    example_expect(bands == 1 && distance < 0.05, "the sample follows the law");

    for (int i = 0; i < P; i++) ideal += 1 / tau[i];
    const double raw = risk(vectors, lambda, tau) * ideal, plain = risk(vectors, linear, tau) * ideal;
    const double bent = risk(vectors, analytical, tau) * ideal, limit = risk(vectors, best, tau) * ideal;
    const double guessed = risk(vectors, estimated, tau) * ideal;
    printf("variance over the least possible: sample %.3f, linear shrinkage %.3f (weight %.2f), nonlinear %.3f, by an "
           "estimated population %.3f, by the true one %.3f\n",
           raw, plain, weight, bent, guessed, limit);
    example_expect(1 < limit && bent < plain && bent < raw, "nonlinear shrinkage is best");
    example_expect(bent < 1.1 * limit && guessed < 1.1 * limit, "and near to what the law allows");
    free(X), free(U), free(V), free(vectors);
    rmt_law_destroy(guess);
    rmt_law_destroy(law);
    return 0;
}
