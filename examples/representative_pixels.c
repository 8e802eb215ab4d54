/*
 * Which pixels tell most about images of ones and twos?  The interpolative decomposition chooses 60 of 784 columns and
 * writes every other pixel as a combination of them; the SVD shows how near any 60 directions come.
 */
#include "images.h"

#include <randlapack.h>

enum { K = 60 };

int main(int argc, char **argv)
{
    double *A = example_images(argc, argv);
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, IMAGES, PIXELS, A, PIXELS);
    double *Z = example_alloc(PIXELS, PIXELS), *U = example_alloc(IMAGES, K), *V = example_alloc(PIXELS, K), s[K];
    int64_t J[PIXELS];
    randlapack_skeleton_report report;
    randlapack_rsvd_report svd;
    CHECK(randlapack_did(&op, RANDBLAS_NO_TRANS, K, J, Z, K, NULL, &report));
    CHECK(randlapack_drsvd(&op, K, U, IMAGES, s, V, PIXELS, NULL, &svd));

    double error = 0;
    for (int i = 0; i < IMAGES; i++)
        for (int j = 0; j < PIXELS; j++) {
            double rest = A[i * PIXELS + j];
            for (int t = 0; t < K; t++) rest -= A[i * PIXELS + J[t]] * Z[t + j * K];
            error = hypot(error, rest);
        }
    printf("%d pixels leave %.3f (estimated %.3f), %d singular vectors %.3f; coefficients up to %.2f\n", K,
           error / report.norm, report.error / report.norm, K, svd.frobenius_error / report.norm, report.largest);
    example_expect(error < 1.5 * svd.frobenius_error, "pixels are nearly as good as singular vectors");
    example_expect(report.error < 2 * error && error < 3.2 * report.error, "the error is known");
    example_expect(report.largest < 3, "coefficients are small");

    const randlapack_skeleton_options options = {.size = sizeof options, .tolerance = 0.1};
    CHECK(randlapack_did(&op, RANDBLAS_NO_TRANS, PIXELS, J, Z, PIXELS, &options, &report));
    printf("%lld pixels are enough for an error of a tenth\n", (long long)report.rank);
    example_expect(report.rank > K && report.error <= 0.1 * report.norm, "the tolerance is met");

    free(A), free(Z), free(U), free(V);
    return 0;
}
