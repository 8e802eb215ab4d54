/*
 * The tangent kernel of a ReLU network of infinite width on images, as .npy: how alike the network takes two images to
 * be while it learns.  Every second image, lest the demo take long.
 *
 *     kernel_matrix IMAGES.npy KERNEL.npy
 */
#include "demo.h"

#include "../logdet_kernels.h"

#include "output.h"

#include <stdlib.h>

enum { EVERY = 2, DEPTH = 3 };

int main(int argc, char **argv)
{
    if (argc != 3) demo_fail("usage", "kernel_matrix IMAGES.npy KERNEL.npy");
    const demo_matrix images = demo_read(argv[1]);
    const int64_t n = images.rows / EVERY;
    double *x = demo_allocate(n * images.cols, sizeof *x), *K = demo_allocate(n * n, sizeof *K);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < images.cols; j++)
            x[i * images.cols + j] = images.values[i * EVERY + j * images.rows] / 255;
    network_kernel network = {n, images.cols, DEPTH, 1, x};
    network_columns(&network, n, NULL, n, NULL, K, n);
    const result kernel = {RESULT_DOUBLE, 2, n, n, K};
    cli_error error;
    if (output_npy(argv[2], &kernel, &error)) demo_fail(argv[2], error.text);
    free(images.values), free(x), free(K);
    return EXIT_SUCCESS;
}
