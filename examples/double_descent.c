/*
 * Double descent: errors of ridge regression on d random ReLU features against d, by the deterministic equivalent,
 * which needs no network; and by simulation for once.  With a file name, the curves are written there: d/n, then
 * training and test error of a small ridge, of none, and of a large one, for gnuplot:  plot 'FILE' using 1:3 with lines
 */
#include "example.h"

#include <rmt.h>

enum { P = 20, N = 100, M = 60, POINTS = 41 };
static const double gammas[3] = {1e-5, 0, 0.1};

static double target(const double *x)
{
    return sin(2 * x[0]) + x[1] * x[2];
}

static rmt_features *prepare(const rmt_activation *phi, const double *X, const double *y)
{
    double *K = example_alloc(N, N), *C = example_alloc(N, M), *D = example_alloc(M, M);
    double diagonal[M];
    rmt_features *model = NULL;
    CHECK(rmt_feature_kernel(phi, RANDBLAS_COL_MAJOR, P, N, X, P, K, N, NULL));
    CHECK(rmt_feature_kernel_cross(phi, RANDBLAS_COL_MAJOR, P, N, X, P, M, X + P * N, P, C, N, NULL));
    CHECK(rmt_feature_kernel(phi, RANDBLAS_COL_MAJOR, P, M, X + P * N, P, D, M, NULL));
    for (int j = 0; j < M; j++) diagonal[j] = D[j + j * M];
    CHECK(rmt_features_create(N, K, N, y, M, C, N, diagonal, y + N, NULL, &model));
    free(K), free(C), free(D);
    return model;
}

/* The last of the points below: 4 N features, a small ridge. */
static void simulate(const rmt_activation *phi, const double *X, const double *y, double theory)
{
    const int64_t d = 4 * N;
    rmt_features_simulation r;
    CHECK(rmt_features_simulate(phi, RANDBLAS_COL_MAJOR, P, N, X, P, y, M, X + P * N, P, y + N, 1, &d, 1, gammas, NULL,
                                &r));
    printf("d = 400, ridge 1e-05, 30 simulations: test error %.4f +- %.4f\n", r.test, 2 * r.test_error);
    example_expect(fabs(r.test - theory) < 6 * r.test_error + 0.05 * theory, "theory is as simulation");
}

static void draw(const rmt_features *model, const char *path)
{
    FILE *file = fopen(path, "w");
    example_expect(file != NULL, "the file can be written");
    for (int k = 0; k < POINTS; k++) {
        const double d = N * (0.05 + 0.0975 * k), ds[3] = {d, d, d};
        rmt_features_point r[3];
        CHECK(rmt_features_errors(model, 3, ds, gammas, r));
        fprintf(file, "%.4f", d / N);
        for (int i = 0; i < 3; i++) fprintf(file, "\t%.6g\t%.6g", r[i].train, r[i].test);
        fprintf(file, "\n");
    }
    example_expect(fclose(file) == 0, "the file is written");
}

int main(int argc, char **argv)
{
    rmt_activation *relu = NULL;
    CHECK(rmt_activation_create(RMT_PHI_RELU, &relu));
    double *X = example_normal(P, N + M, 3), y[N + M];
    for (int i = 0; i < P * (N + M); i++) X[i] /= sqrt(P);
    for (int j = 0; j < N + M; j++) y[j] = target(X + P * j);
    rmt_features *model = prepare(relu, X, y);
    const double d[4] = {N / 4.0, N, N, 4.0 * N}, gamma[4] = {1e-5, 1e-5, 0.1, 1e-5};
    rmt_features_point r[4];
    CHECK(rmt_features_errors(model, 4, d, gamma, r));
    for (int k = 0; k < 4; k++)
        printf("d = %3.0f, ridge %5.0e: training error %.5f, test error %.4f, degrees of freedom %.1f\n", d[k],
               gamma[k], r[k].train, r[k].test, r[k].degrees);
    example_expect(r[1].test > 3 * r[0].test && r[1].test > 3 * r[3].test, "a peak at d = n");
    example_expect(r[3].train < 1e-4 * r[0].train, "interpolation beyond it");
    example_expect(r[2].test < r[1].test / 3, "a larger ridge removes it");
    simulate(relu, X, y, r[3].test);
    if (argc > 1) draw(model, argv[1]);
    rmt_features_destroy(model);
    rmt_activation_destroy(relu);
    free(X);
    return 0;
}
