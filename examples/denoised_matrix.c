/*
 * A symmetric matrix A of known eigenvalues is seen through noise: A + W, W Wigner.  The free sum of A's law and a
 * semicircle is the law of what is seen.  By the subordination w1, an eigenvector v of A + W at x has
 *
 *     v^T A v = Im(w1 m)/Im m   at x + i0,
 *
 * and these numbers in place of the eigenvalues are the best that the eigenvectors seen allow.
 */
#include "example.h"

#include <complex.h>
#include <randlapack.h>
#include <rmt.h>

enum { N = 240 };

/* |V diag(d) V^T - diag(a)|_F^2/n, q = diag(V^T diag(a) V) */
static double error(const double *d, const double *q, const double *a)
{
    double sum = 0;
    for (int i = 0; i < N; i++) sum += d[i] * d[i] - 2 * d[i] * q[i] + a[i] * a[i];
    return sum / N;
}

int main(void)
{
    const double radius = 1.5, lift = 5; /* makes A + W + lift I positive, whose singular values are eigenvalues */
    double a[N], seen[N], best[N] = {0}, shrunk[N], singular[N], edges[8], distance = 1;
    double *G = example_normal(N, N, 3), *U = example_alloc(N, N), *V = example_alloc(N, N), *S = example_alloc(N, N);
    for (int i = 0; i < N; i++) a[i] = i < N / 2 ? 0 : i < 3 * N / 4 ? 2 : 6;
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++) {
            const double w = radius / 2 * (G[i + j * N] + G[j + i * N]) / sqrt(2.0 * N);
            S[i + j * N] = w + (i == j ? a[i] + lift : 0);
        }
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, N, N, S, N);
    CHECK(randlapack_dsvd(&op, N, U, N, singular, V, N, NULL, NULL));
    for (int k = 0; k < N; k++) {
        seen[k] = singular[k] - lift;
        for (int i = 0; i < N; i++) best[k] += a[i] * U[i + k * N] * U[i + k * N];
    }

    rmt_law *signal = NULL, *noise = NULL, *law = NULL;
    int64_t bands = 0;
    CHECK(rmt_law_empirical(N, a, 0, &signal));
    CHECK(rmt_law_semicircle(radius, &noise));
    CHECK(rmt_free_add(signal, noise, &law));
    CHECK(rmt_law_intervals(law, 4, edges, &bands));
    CHECK(rmt_law_ks(law, N, seen, &distance));
    for (int64_t k = 0; k < bands; k++) printf("[%.3f, %.3f] ", edges[2 * k], edges[2 * k + 1]);
    printf("are the bands; distance of the eigenvalues seen: %.4f\n", distance);
    example_expect(bands == 3 && distance < 5.0 / N, "the eigenvalues seen follow the free sum");

    double complex z[N], w1[N], w2[N], m[N];
    for (int k = 0; k < N; k++) z[k] = fmin(fmax(seen[k], edges[0] + 1e-3), edges[5] - 1e-3); /* outliers of the edge */
    CHECK(rmt_law_stieltjes(law, 1, N, z, m));
    CHECK(rmt_free_subordination(law, N, z, w1, w2));
    for (int k = 0; k < N; k++) shrunk[k] = cimag(m[k]) > 0 ? cimag(w1[k] * m[k]) / cimag(m[k]) : best[k];
    const double raw = error(seen, best, a), clean = error(shrunk, best, a), least = error(best, best, a);
    printf("squared error an eigenvalue: as seen %.4f, shrunk %.4f, the least for these eigenvectors %.4f\n", raw,
           clean, least);
    example_expect(clean < 0.7 * raw && clean < 1.05 * least, "shrinking by subordination is nearly as good as can be");

    rmt_law *part = NULL; /* of a principal submatrix of half the order, in a random basis */
    double moments[2][2];
    CHECK(rmt_free_compress(law, 0.5, &part));
    CHECK(rmt_law_moments(law, 2, moments[0]));
    CHECK(rmt_law_moments(part, 2, moments[1]));
    const double mean = moments[0][0], variance = moments[0][1] - mean * mean;
    printf("half of it: mean %.4f and variance %.4f, of the whole %.4f and %.4f\n", moments[1][0],
           moments[1][1] - moments[1][0] * moments[1][0], mean, variance);
    example_expect(fabs(moments[1][1] - moments[1][0] * moments[1][0] - variance / 2) < 1e-10, "half the variance");
    rmt_law_destroy(part), rmt_law_destroy(law), rmt_law_destroy(noise), rmt_law_destroy(signal);
    free(G), free(U), free(V), free(S);
    return 0;
}
