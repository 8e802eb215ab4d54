/*
 * The whole spectrum of a social network, 22470 pages that like one another, from 10 random vectors and 60 products
 * with each: its density, how many eigenvalues lie in an interval, and the effective dimension of the normalised
 * Laplacian L = I - A as a curve, tr L (L + t I)^-1.  All 22470 eigenvalues are known, from LAPACK.
 */
#include "graph.h"

#include <randlapack.h>

enum { POINTS = 9, SHIFTS = 4, SAMPLES = 10 };

static double exact[PAGES]; /* of the Laplacian, ascending */

static int effective_dimension(void *context, int64_t count, const double *x, double *y)
{
    const double t = *(const double *)context;
    for (int64_t i = 0; i < count; i++) y[i] = (1 - x[i]) / (1 - x[i] + t);
    return 0;
}

static void check_density(const randlapack_quadrature *Q)
{
    const double width = 0.05;
    double x[POINTS];
    randlapack_spectral_value density[POINTS];
    for (int k = 0; k < POINTS; k++) x[k] = -0.8 + 0.2 * k;
    CHECK(randlapack_quadrature_density(Q, width, POINTS, x, 0.999, density));
    for (int k = 0; k < POINTS; k++) {
        double sum = 0;
        for (int i = 0; i < PAGES; i++) {
            const double d = (x[k] - (1 - exact[i])) / width;
            sum += exp(-d * d / 2) / sqrt(8 * atan(1)) / width / PAGES;
        }
        printf("density at %5.2f: %.4f +- %.4f, exact %.4f\n", x[k], density[k].value, density[k].half_width, sum);
        example_expect(fabs(density[k].value - sum) <= density[k].half_width + 0.01, "density");
    }
}

static void check_dimension(const randlapack_quadrature *Q)
{
    const double shifts[SHIFTS] = {1, 0.3, 0.1, 0.03}, none = 0;
    for (int k = 0; k < SHIFTS; k++) {
        double t = shifts[k], sum = 0;
        const randlapack_spectral_function f = {
            .kind = RANDLAPACK_FUNCTION_USER, .evaluate = effective_dimension, .context = &t};
        randlapack_spectral_value value;
        CHECK(randlapack_quadrature_sum(Q, &f, 1, &none, 0.999, &value));
        for (int i = 0; i < PAGES; i++) sum += exact[i] / (exact[i] + t);
        printf("effective dimension, t = %.2f: %.1f +- %.1f, exact %.1f\n", t, value.value, value.half_width, sum);
        example_expect(fabs(value.value - sum) <= value.half_width + 1, "effective dimension");
    }
}

/* The same counts by the kernel polynomial method. */
static void check_counts(const randblas_dlinop *A)
{
    const double a[] = {-0.3, 0.5}, b[] = {0.3, 2};
    randlapack_spectral_value count[2];
    const randlapack_chebyshev_options options = {.size = sizeof options, .samples = SAMPLES, .confidence = 0.999};
    randlapack_chebyshev_report report;
    CHECK(randlapack_dchebyshev_count(A, 2, a, b, count, &options, &report));
    printf("spectrum within [%.3f, %.3f]\n", report.lower, report.upper);
    for (int k = 0; k < 2; k++) {
        int inside = 0;
        for (int i = 0; i < PAGES; i++) inside += 1 - exact[i] >= a[k] && 1 - exact[i] <= b[k];
        printf("eigenvalues in [%.1f, %.1f]: %.0f +- %.0f, exact %d\n", a[k], b[k], count[k].value, count[k].half_width,
               inside);
        example_expect(fabs(count[k].value - inside) <= count[k].half_width + 100, "count");
    }
    example_expect(report.lower <= 1 - exact[PAGES - 1] && report.upper >= 1, "bounds of the spectrum");
}

int main(int argc, char **argv)
{
    example_expect(argc == 3, "usage: spectral_density EDGES.npy SPECTRUM.npy");
    example_graph *g = example_read_graph(argv[1]);
    example_npy(argv[2], exact, sizeof exact);
    const randblas_dlinop A = randblas_dlinop_csr(PAGES, PAGES, g->ptr, g->colind, g->values);
    const randlapack_slq_options options = {.size = sizeof options, .degree = 60, .samples = SAMPLES};
    randlapack_slq_report report;
    randlapack_quadrature *Q = NULL;
    CHECK(randlapack_dquadrature_create(&A, 0, NULL, &Q, &options, &report));
    printf("%lld products, nodes in [%.4f, %.4f]\n", (long long)report.products, report.smallest, report.largest);
    check_density(Q);
    check_dimension(Q);
    check_counts(&A);
    randlapack_quadrature_destroy(Q);
    free(g);
    return 0;
}
