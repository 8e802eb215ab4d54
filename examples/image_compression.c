/*
 * Images of ones and twos from fewer numbers: the truncated SVD keeps r (m + n + 1) of m n.  With a second argument, a
 * picture (PGM) of ten images, above their approximations of rank 5, 20 and 80.
 */
#include "images.h"

#include <randlapack.h>

enum { K = 80, SHOWN = 10, ROWS = 4 };
static const int ranks[ROWS] = {PIXELS, 5, 20, K}; /* the first: the images themselves */

/* Pixel j of image i of rank r, from the rows of U diag(s) and V. */
static double approximate(int i, int j, int r, const double *left, const double *right)
{
    double value = 0;
    for (int t = 0; t < r; t++) value += left[i * K + t] * right[j * K + t];
    return value;
}

static void draw(const char *path, const double *A, const double *left, const double *right)
{
    FILE *file = fopen(path, "wb");
    example_expect(file, "the picture can be written");
    fprintf(file, "P5\n%d %d\n255\n", SHOWN * SIDE, ROWS * SIDE);
    for (int y = 0; y < ROWS * SIDE; y++)
        for (int x = 0; x < SHOWN * SIDE; x++) {
            const int image = x / SIDE * (IMAGES / SHOWN), pixel = y % SIDE * SIDE + x % SIDE, r = ranks[y / SIDE];
            const double value = r == PIXELS ? A[image * PIXELS + pixel] : approximate(image, pixel, r, left, right);
            fputc((int)(255 * (1 - fmin(fmax(value, 0), 1)) + 0.5), file); /* dark on white */
        }
    example_expect(fclose(file) == 0, "the picture is written");
}

int main(int argc, char **argv)
{
    double *A = example_images(argc < 3 ? argc : 2, argv), norm = 0;
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, IMAGES, PIXELS, A, PIXELS);
    double *U = example_alloc(IMAGES, PIXELS), *V = example_alloc(PIXELS, PIXELS), s[PIXELS];
    randlapack_rsvd_report report;
    CHECK(randlapack_dsvd(&op, K, U, IMAGES, s, V, PIXELS, NULL, &report));
    norm = sqrt(example_dot(IMAGES * PIXELS, A, A));
    double *left = example_alloc(IMAGES, K), *right = example_alloc(PIXELS, K);
    for (int t = 0; t < K; t++) {
        for (int i = 0; i < IMAGES; i++) left[i * K + t] = U[i + t * IMAGES] * s[t];
        for (int j = 0; j < PIXELS; j++) right[j * K + t] = V[j + t * PIXELS];
    }

    for (int q = 1; q < ROWS; q++) {
        const int r = ranks[q];
        double squares = 0, dropped = report.frobenius_error;
        for (int i = 0; i < IMAGES; i++)
            for (int j = 0; j < PIXELS; j++) {
                const double rest = A[i * PIXELS + j] - approximate(i, j, r, left, right);
                squares += rest * rest;
            }
        const double error = sqrt(squares);
        for (int t = r; t < K; t++) dropped = hypot(dropped, s[t]);
        printf("rank %2d: %4.1f %% of the numbers, error %.3f\n", r,
               100.0 * r * (IMAGES + PIXELS + 1) / (IMAGES * PIXELS), error / norm);
        example_expect(fabs(error - dropped) < 1e-9 * norm, "the error is what is left out");
    }
    if (argc > 2) draw(argv[2], A, left, right);

    const randlapack_rsvd_options options = {.size = sizeof options, .tolerance = 0.2};
    CHECK(randlapack_dsvd(&op, PIXELS, U, IMAGES, s, V, PIXELS, &options, &report));
    printf("rank %lld is enough for an error of 0.2\n", (long long)report.rank);
    example_expect(report.rank > K && report.frobenius_error <= 0.2 * norm, "the tolerance is met");

    free(A), free(U), free(V), free(left), free(right);
    return 0;
}
