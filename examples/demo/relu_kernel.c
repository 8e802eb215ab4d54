/*
 * The kernel of ReLU features of images, as .npy: images less their mean, at unit length; E phi(w.x) phi(w.y) less its
 * part of rank one.
 *
 *     relu_kernel IMAGES.npy KERNEL.npy
 */
#include "demo.h"

#include "output.h"
#include "rmt.h"

#include <math.h>
#include <stdlib.h>

/* Points of unit length about the mean, one a row of A, to one a column of X. */
static void centre(const demo_matrix *A, double *X)
{
    for (int64_t j = 0; j < A->cols; j++) {
        double mean = 0;
        for (int64_t i = 0; i < A->rows; i++) mean += A->values[i + j * A->rows] / (double)A->rows;
        for (int64_t i = 0; i < A->rows; i++) X[j + i * A->cols] = A->values[i + j * A->rows] - mean;
    }
    for (int64_t i = 0; i < A->rows; i++) {
        double square = 0;
        for (int64_t j = 0; j < A->cols; j++) square += X[j + i * A->cols] * X[j + i * A->cols];
        for (int64_t j = 0; j < A->cols; j++) X[j + i * A->cols] /= sqrt(square);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3) demo_fail("usage", "relu_kernel IMAGES.npy KERNEL.npy");
    const demo_matrix images = demo_read(argv[1]);
    const int64_t n = images.rows, p = images.cols;
    double *X = demo_allocate(n * p, sizeof *X), *K = demo_allocate(n * n, sizeof *K);
    rmt_activation *relu = NULL;
    centre(&images, X);
    if (rmt_activation_create(RMT_PHI_RELU, &relu) ||
        rmt_feature_kernel(relu, RANDBLAS_COL_MAJOR, p, n, X, p, K, n, NULL))
        demo_fail(argv[1], "the kernel could not be computed");
    for (int64_t k = 0; k < n * n; k++) K[k] -= 1 / (2 * 3.14159265358979323846);
    const result kernel = {RESULT_DOUBLE, 2, n, n, K};
    cli_error error;
    if (output_npy(argv[2], &kernel, &error)) demo_fail(argv[2], error.text);
    rmt_activation_destroy(relu);
    free(images.values), free(X), free(K);
    return EXIT_SUCCESS;
}
