/*
 * The eigenvalues of an exponential kernel on 1536 images from those on 512 of them, and its log-determinant, against
 * Cholesky's.
 */
#include "images.h"

#include <rmt.h>

enum { WHOLE = IMAGES / 2, BLOCK = 512, SHOWN = 5 };

/* By Cholesky. */
static double exact(const randlapack_dentries *K)
{
    static int64_t all[WHOLE];
    double *A = example_alloc(WHOLE, WHOLE);
    const rmt_logdet_options in_place = {.overwrite = 1};
    rmt_logdet_report r;
    for (int i = 0; i < WHOLE; i++) all[i] = i;
    CHECK(rmt_decompress_entries(K, WHOLE, all, A, WHOLE));
    CHECK(rmt_dlogdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, WHOLE, A, WHOLE, &in_place, &r));
    free(A);
    return r.logabsdet;
}

int main(int argc, char **argv)
{
    double *images = example_images(argc, argv), *points = example_alloc(WHOLE, PIXELS);
    for (int i = 0; i < WHOLE; i++)
        for (int k = 0; k < PIXELS; k++) points[i + k * WHOLE] = images[2 * i * PIXELS + k];
    const randlapack_dkernel kernel = {.family = RANDLAPACK_KERNEL_EXPONENTIAL,
                                       .layout = RANDBLAS_COL_MAJOR,
                                       .dim = PIXELS,
                                       .npoints = WHOLE,
                                       .points = points,
                                       .ldpoints = WHOLE,
                                       .bandwidth = 10};
    const randlapack_dentries K = randlapack_dentries_kernel(&kernel);
    const randblas_state state = randblas_seed(1);
    double *S = example_alloc(BLOCK, BLOCK), values[BLOCK], errors[BLOCK];
    int64_t index[BLOCK];
    rmt_decompress_kernel_report r;
    CHECK(rmt_decompress_choose(WHOLE, BLOCK, &state, index, NULL));
    CHECK(rmt_decompress_entries(&K, BLOCK, index, S, BLOCK));
    CHECK(rmt_decompress_kernel(BLOCK, S, BLOCK, (double)WHOLE / BLOCK, NULL, values, errors, NULL, &r));
    for (int k = 0; k < SHOWN; k++) {
        const int at = k * (BLOCK - 1) / (SHOWN - 1);
        printf("share %.3f of the spectrum below %.3g, +- %.1f %%\n", (at + 0.5) / BLOCK, values[at], 100 * errors[at]);
    }
    const double truth = exact(&K);
    printf("log-determinant %.1f +- %.1f, by Cholesky %.1f\n", r.log_det, r.log_det_error, truth);
    example_expect(fabs(r.log_det - truth) < 0.02 * fabs(truth), "the log-determinant");
    free(S), free(images), free(points);
    return 0;
}
