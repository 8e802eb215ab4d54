/*
 * The curse of depth: the conjugate kernel of a deep network on two classes of points, exactly and by its linear
 * equivalent, from which the classes vanish as a_1^(2 L), and with them all of the spectrum but the eigenvalue 1.
 */
#include "example.h"

#include <rmt.h>

enum { P = 200, N = 300, LAYERS = 8 };

/* Points about +-mean, on the unit sphere. */
static double *two_classes(void)
{
    double *X = example_normal(P, N, 7);
    for (int j = 0; j < N; j++) {
        double *x = X + (size_t)j * P, sum = 0;
        x[0] += j < N / 2 ? 3 : -3;
        for (int i = 0; i < P; i++) sum += x[i] * x[i];
        for (int i = 0; i < P; i++) x[i] /= sqrt(sum);
    }
    return X;
}

static double norm_of(const double *K)
{
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, N, N, K, N);
    double norm;
    CHECK(randlapack_dspectral_norm(&op, &norm, NULL, NULL));
    return norm;
}

/* One over the mean of the squared cosines: what the equivalent calls the dimension. */
static double dimension_of(const double *X)
{
    double sum = 0;
    for (int j = 0; j < N; j++)
        for (int i = 0; i < j; i++) sum += pow(example_dot(P, X + (size_t)i * P, X + (size_t)j * P), 2);
    return N * (N - 1) / (2 * sum);
}

/* Mean entry within classes less that between them. */
static double contrast(const double *K)
{
    double within = 0, between = 0;
    for (int j = 0; j < N; j++)
        for (int i = 0; i < j; i++) *((i < N / 2) == (j < N / 2) ? &within : &between) += K[i + j * N];
    const double half = N / 2.0;
    return within / (half * (half - 1)) - between / (half * half);
}

int main(void)
{
    double *X = two_classes(), *K = example_alloc(N, N), *E = example_alloc(N, N);
    rmt_activation *relu = NULL, *phi = NULL;
    rmt_deep_layer layers[LAYERS];
    double first = 0, last = 0, a[2];
    int64_t reach;
    const double dimension = dimension_of(X);
    CHECK(rmt_activation_create(RMT_PHI_RELU, &relu));
    CHECK(rmt_activation_standardise(relu, &phi));
    CHECK(rmt_deep_layers(phi, LAYERS, layers));
    for (int L = 1; L <= LAYERS; L++) {
        rmt_linear_kernel ck;
        CHECK(rmt_deep_kernel(phi, L, RANDBLAS_COL_MAJOR, P, N, X, P, K, N, NULL, N, NULL));
        CHECK(rmt_deep_equivalent(&layers[L - 1], dimension, &ck, NULL));
        CHECK(rmt_linear_kernel_matrix(&ck, RANDBLAS_COL_MAJOR, P, N, X, P, E, N, NULL));
        const double largest = norm_of(K), classes = contrast(K);
        for (int i = 0; i < N * N; i++) E[i] -= K[i];
        const double error = norm_of(E);
        printf("depth %d: alpha_1^2 = %.2e, largest eigenvalue %6.2f, off by %.2f, classes differ by %.5f\n", L,
               layers[L - 1].ck_linear, largest, error, classes);
        example_expect(error < 0.1 * largest, "the equivalent is near");
        if (L == 1) first = classes;
        last = classes;
    }
    CHECK(rmt_activation_hermite(phi, 1, 2, a, NULL));
    CHECK(rmt_deep_reach(phi, 0.01, &reach));
    printf("a_1^2 = %.4f: less than a hundredth of the data is left from depth %d on\n", a[1] * a[1], (int)reach);
    example_expect(last < 2 * first * pow(a[1], 2 * (LAYERS - 1)), "classes vanish as a_1^(2 L)");
    rmt_activation_destroy(relu);
    rmt_activation_destroy(phi);
    free(X), free(K), free(E);
    return 0;
}
