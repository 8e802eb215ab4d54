/*
 * The leading eigenvalues of a social network, 22470 pages that like one another, against the whole spectrum by LAPACK:
 * those of largest absolute value of D^-1/2 A D^-1/2, which are 1 less the smallest of the normalised Laplacian.
 */
#include "graph.h"

#include <randlapack.h>

enum { K = 8 };

int main(int argc, char **argv)
{
    static double exact[PAGES]; /* of the Laplacian, ascending */
    example_expect(argc == 3, "usage: social_graph EDGES.npy SPECTRUM.npy");
    example_graph *g = example_read_graph(argv[1]);
    example_npy(argv[2], exact, sizeof exact);
    const randblas_dlinop op = randblas_dlinop_csr(PAGES, PAGES, g->ptr, g->colind, g->values);
    CHECK(randblas_dlinop_check(&op));

    double *U = example_alloc(PAGES, K), w[K], before = 0;
    const double wanted[] = {1e-4, 1e-6, 1e-8};
    randlapack_eig_options options = {.size = sizeof options};
    randlapack_eig_report report;
    for (int i = 0; i < 3; i++) {
        options.excess = wanted[i];
        CHECK(randlapack_deig(&op, K, U, PAGES, w, &options, &report));
        double error = 0; /* all 8 are positive: the other end of the spectrum is nearer to 0 */
        for (int k = 0; k < K; k++) error = fmax(error, fabs(w[k] - (1 - exact[k])));
        printf("excess %.0e: %lld products, eigenvalues within %.1e, bound %.1e\n", wanted[i],
               (long long)report.products, error, report.residual);
        example_expect(error <= report.residual, "the residual bounds the error");
        example_expect(i == 0 || error < before, "more is asked for, and given");
        before = error;
    }
    example_expect(before < 1e-5, "eigenvalues of the graph");
    example_expect(fabs(w[0] - 1) < 1e-12, "the graph is connected to itself: the first eigenvalue is 1");
    for (int k = 0; k < 4; k++) printf("  %.9f, exact %.9f\n", w[k], 1 - exact[k]);

    free(U), free(g);
    return 0;
}
