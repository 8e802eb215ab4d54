/*
 * Images of ones and twos through 60 images and 60 pixels of their own: A ~ C U R and A ~ W A(I, J) Z, against the best
 * that any matrix of rank 60 can do.
 */
#include "images.h"

#include <randlapack.h>

enum { K = 60 };

/* ||A - L M X||_F, L (IMAGES x K), M and X (K x PIXELS) column major. */
static double error_of(const double *A, const double *L, const double *M, const double *X)
{
    double error = 0, *LM = example_alloc(IMAGES, K);
    for (int t = 0; t < K; t++)
        for (int s = 0; s < K; s++)
            for (int i = 0; i < IMAGES; i++) LM[i + t * IMAGES] += L[i + s * IMAGES] * M[s + t * K];
    for (int i = 0; i < IMAGES; i++)
        for (int j = 0; j < PIXELS; j++) {
            double rest = A[i * PIXELS + j];
            for (int t = 0; t < K; t++) rest -= LM[i + t * IMAGES] * X[t + j * K];
            error = hypot(error, rest);
        }
    free(LM);
    return error;
}

int main(int argc, char **argv)
{
    double *A = example_images(argc, argv);
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, IMAGES, PIXELS, A, PIXELS);
    double *U = example_alloc(K, K), *L = example_alloc(IMAGES, K), *X = example_alloc(K, PIXELS);
    double *left = example_alloc(IMAGES, K), *right = example_alloc(PIXELS, K), s[K];
    int64_t rows[K], cols[K];
    randlapack_skeleton_report report;
    randlapack_rsvd_report svd;
    CHECK(randlapack_drsvd(&op, K, left, IMAGES, s, right, PIXELS, NULL, &svd));

    CHECK(randlapack_dcur(&op, K, rows, cols, U, K, NULL, &report));
    for (int t = 0; t < K; t++) {
        for (int i = 0; i < IMAGES; i++) L[i + t * IMAGES] = A[i * PIXELS + cols[t]];
        for (int j = 0; j < PIXELS; j++) X[t + j * K] = A[rows[t] * PIXELS + j];
    }
    const double cur = error_of(A, L, U, X);
    printf("CUR %.3f (estimated %.3f), ", cur / report.norm, report.error / report.norm);
    example_expect(cur < 3.2 * report.error && report.error < 2 * cur, "the error of CUR is known");
    example_expect(cur < 2 * svd.frobenius_error, "C U R is within a factor 2 of the best");

    CHECK(randlapack_dtwo_sided_id(&op, K, rows, L, IMAGES, cols, X, K, NULL, &report));
    for (int t = 0; t < K; t++)
        for (int r = 0; r < K; r++) U[r + t * K] = A[rows[r] * PIXELS + cols[t]];
    const double id = error_of(A, L, U, X);
    printf("interpolative %.3f, best %.3f of the norm\n", id / report.norm, svd.frobenius_error / report.norm);
    example_expect(id < 1.5 * svd.frobenius_error && report.largest < 3, "W A(I, J) Z is near the best, and bounded");

    free(A), free(U), free(L), free(X), free(left), free(right);
    return 0;
}
