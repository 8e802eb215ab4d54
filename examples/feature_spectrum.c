/*
 * The spectrum of trained features: gamma, kappa and scale of the high-temperature Marchenko-Pastur law of its inverse,
 * with intervals, the exponent of its tail and of the scaling law that follows; and what kappa is: the number of
 * directions of eigenvectors, found again from eigenvalues of block-diagonal matrices.
 */
#include "example.h"

#include <rmt.h>

enum { N = 500, BLOCK = 4, ORDER = 32, MATRICES = 200 };

int main(void)
{
    const double gamma = 0.4, kappa = 3, scale = 20;
    randblas_state state = randblas_seed(21);
    rmt_law *law = NULL;
    double x[N];
    CHECK(rmt_law_htmp_inverse(gamma, kappa, &law));
    CHECK(rmt_law_sample(law, N, &state, x, &state));
    rmt_law_destroy(law);
    for (int i = 0; i < N; i++) x[i] *= scale;

    const rmt_htmp_fit_options options = {.size = sizeof options, .inverse = 1};
    rmt_htmp_fit_report fit;
    CHECK(rmt_htmp_fit(N, x, &options, &fit));
    printf("gamma %.3f in [%.3f, %.3f], kappa %.2f in [%.2f, %.2f], scale %.2f +- %.2f\n", fit.gamma,
           fit.gamma_interval[0], fit.gamma_interval[1], fit.kappa, fit.kappa_interval[0], fit.kappa_interval[1],
           fit.scale, fit.scale_error);
    printf("tail exponent %.2f +- %.2f; ridge n^-l gives a test error like n^-(%.2f l)\n", fit.tail_exponent,
           fit.exponent_error, fit.scaling_exponent);
    example_expect(fit.gamma_interval[0] < gamma && gamma < fit.gamma_interval[1], "gamma is in its interval");
    example_expect(fit.kappa_interval[0] < kappa && kappa < fit.kappa_interval[1], "kappa is in its interval");

    double *y = example_alloc(ORDER, MATRICES), expected;
    rmt_htmp_repulsion_report repulsion;
    for (int k = 0; k < ORDER * MATRICES; k += BLOCK) CHECK(rmt_beta_laguerre(1, 4, BLOCK, &state, y + k, &state));
    CHECK(rmt_htmp_repulsion(ORDER, MATRICES, y, 1, &repulsion));
    CHECK(rmt_htmp_kappa(RMT_CLASS_BLOCKS, BLOCK, ORDER / BLOCK, &expected));
    printf("blocks of order %d: kappa %.2f +- %.2f, by their eigenvectors %.2f\n", BLOCK, repulsion.kappa,
           repulsion.error, expected);
    example_expect(fabs(repulsion.kappa - expected) < 4 * repulsion.error, "kappa counts directions");
    free(y);
    return 0;
}
