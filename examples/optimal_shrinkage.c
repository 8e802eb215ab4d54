/*
 * Noise taken off images: they are nearly of low rank, white noise is not.  Optimal shrinkage of the singular values,
 * the noise's size estimated from their median, against dropping all below the best threshold.
 */
#include "images.h"

#include <randlapack.h>
#include <rmt.h>

enum { COUNT = 400 };

/* || A - U diag(s) V^T ||_F */
static double distance(const double *A, const double *U, const double *s, const double *V)
{
    double squares = 0;
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < PIXELS; j++) {
            double rest = A[i * PIXELS + j];
            for (int t = 0; t < COUNT && s[t] > 0; t++) rest -= U[i + t * COUNT] * s[t] * V[j + t * PIXELS];
            squares += rest * rest;
        }
    return sqrt(squares);
}

int main(int argc, char **argv)
{
    const double sigma = 0.5;
    double *A = example_images(argc, argv), *noisy = example_normal(COUNT, PIXELS, 77);
    for (int k = 0; k < COUNT * PIXELS; k++) noisy[k] = A[k] + sigma * noisy[k];
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, COUNT, PIXELS, noisy, PIXELS);
    double *U = example_alloc(COUNT, COUNT), *V = example_alloc(PIXELS, COUNT), s[COUNT], kept[COUNT], shrunk[COUNT];
    CHECK(randlapack_dsvd(&op, COUNT, U, COUNT, s, V, PIXELS, NULL, NULL));

    rmt_shrink_report hard, best;
    CHECK(rmt_shrink_singular(RMT_SHRINK_HARD, COUNT, PIXELS, COUNT, s, 0, kept, &hard));
    CHECK(rmt_shrink_singular(RMT_SHRINK_FROBENIUS, COUNT, PIXELS, COUNT, s, 0, shrunk, &best));
    const double before = distance(A, U, s, V), dropped = distance(A, U, kept, V), after = distance(A, U, shrunk, V);
    printf("noise %.3f, estimated %.3f; error %.1f, with %lld values kept %.1f, with %lld shrunk %.1f\n", sigma,
           hard.noise, before, (long long)hard.rank, dropped, (long long)best.rank, after);
    example_expect(fabs(hard.noise / sigma - 1) < 0.1, "the noise is known");
    example_expect(after < dropped && dropped < 0.5 * before, "shrinking is better than dropping");
    free(A), free(noisy), free(U), free(V);
    return 0;
}
