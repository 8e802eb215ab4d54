/*
 * Log-determinants of kernel matrices from leading submatrices of a tenth of the order, with intervals: a Matern kernel
 * with several outputs whose length scales differ, and the tangent kernel of a wide random network on images.
 */
#include "images.h"
#include "logdet_kernels.h"

#include <rmt.h>

enum { POINTS = 700, OUTPUTS = 3, EVERY = 2, DEPTH = 3 };

static void uniform(int64_t count, double *x)
{
    static uint64_t word = 12345;
    for (int64_t i = 0; i < count; i++) {
        word = word * 6364136223846793005u + 1442695040888963407u;
        x[i] = (double)(word >> 11) * 0x1p-52 - 1;
    }
}

/* K is extrapolated, and then factored to see. */
static void compare(const char *name, const randlapack_dentries *K, int64_t d, int64_t orders, double most)
{
    const int64_t m = K->rows;
    double *A = example_alloc(m, m);
    const rmt_extrapolate_options options = {.state = randblas_seed(1), .orders = orders};
    const rmt_logdet_options in_place = {.overwrite = 1};
    rmt_extrapolate_report r;
    rmt_logdet_report right;
    CHECK(rmt_dflodance(K, d, &options, &r));
    CHECK(K->columns ? K->columns(K->context, m, NULL, m, NULL, A, m) : 1);
    CHECK(rmt_dlogdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, m, A, m, &in_place, &right));
    const double error = fabs(r.logdet - right.logabsdet);
    const int64_t leading = r.points * d;
    printf("%s: order %lld, leading ones %lld, %.1f +- %.1f, Cholesky %.1f (%.2f %%)\n", name, (long long)m,
           (long long)leading, r.logdet, r.half_width, right.logabsdet, 100 * error / fabs(right.logabsdet));
    printf("    q = %d beyond %lld points; baseline %.1f\n", r.model.terms - 2, (long long)r.model.first, r.baseline);
    example_expect(error <= r.half_width, "the interval holds the truth");
    example_expect(error <= most * fabs(right.logabsdet), "the error is small");
    example_expect(r.baseline >= right.logabsdet, "the baseline is a bound");
    free(A);
}

int main(int argc, char **argv)
{
    matern_outputs matern = matern_make(POINTS, 2, OUTPUTS, 2, 3, 0.3, uniform);
    const int64_t m = POINTS * OUTPUTS;
    const randlapack_dentries K = randlapack_dentries_callback(m, m, matern_columns, &matern);
    compare("Matern 3/2, 3 outputs", &K, OUTPUTS, 4, 0.01);
    matern_free(&matern);

    double *images = example_images(argc, argv);
    for (int64_t i = 0; i < IMAGES / EVERY; i++)
        for (int64_t j = 0; j < PIXELS; j++) images[i * PIXELS + j] = images[i * EVERY * PIXELS + j];
    network_kernel network = {IMAGES / EVERY, PIXELS, DEPTH, 1, images};
    const randlapack_dentries T =
        randlapack_dentries_callback(network.points, network.points, network_columns, &network);
    compare("tangent kernel of images", &T, 1, 16, 0.02);
    free(images);
    return 0;
}
