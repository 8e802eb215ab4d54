/* Random-feature equivalents: the formulas as they are printed, with matrices formed and inverted; simulation; limits.
 */
#include "failing_malloc.h"
#include "laws.h"
#include "statistics.h"

#include "features_impl.h"
#include "law_models_impl.h"
#include "rmt.h"

#include <stdlib.h>
#include <string.h>

enum { N = 24, M = 10, P = 6 };

typedef struct data {
    double X[P * (N + M)], K[N * N], C[N * M], D[M * M], diagonal[M], y[N], y_test[M];
    rmt_features *model;
} data;

static void make(data *t, bool with_model)
{
    const randblas_state seed = randblas_seed(8);
    rmt_activation *phi = NULL;
    const randblas_layout col = RANDBLAS_COL_MAJOR;
    assert_int_equal(rmt_gaussian_matrix(P, N + M, &seed, 0, t->X, P), 0);
    for (int i = 0; i < P * (N + M); i++) t->X[i] /= sqrt(P);
    assert_int_equal(rmt_activation_create(RMT_PHI_RELU, &phi), 0);
    assert_int_equal(rmt_feature_kernel(phi, col, P, N, t->X, P, t->K, N, NULL), 0);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, P, N, t->X, P, M, t->X + P * N, P, t->C, N, NULL), 0);
    assert_int_equal(rmt_feature_kernel(phi, col, P, M, t->X + P * N, P, t->D, M, NULL), 0);
    for (int j = 0; j < M; j++) t->diagonal[j] = t->D[j + j * M];
    for (int j = 0; j < N; j++) t->y[j] = sin(3 * t->X[j * P]) + t->X[j * P + 1];
    for (int j = 0; j < M; j++) t->y_test[j] = sin(3 * t->X[(N + j) * P]) + t->X[(N + j) * P + 1];
    t->model = NULL;
    if (with_model)
        assert_int_equal(rmt_features_create(N, t->K, N, t->y, M, t->C, N, t->diagonal, t->y_test, NULL, &t->model), 0);
    rmt_activation_destroy(phi);
}

/* C = A B, n x k by k x m */
static void multiply(int n, int k, int m, const double *A, const double *B, double *C)
{
    for (int j = 0; j < m; j++)
        for (int i = 0; i < n; i++) {
            C[i + j * n] = 0;
            for (int l = 0; l < k; l++) C[i + j * n] += A[i + l * n] * B[l + j * k];
        }
}

/* A = A^-1 by Gauss and Jordan; A is positive definite. */
static void invert(int n, double *A)
{
    for (int k = 0; k < n; k++) {
        const double pivot = A[k + k * n];
        A[k + k * n] = 1;
        for (int j = 0; j < n; j++) A[k + j * n] /= pivot;
        for (int i = 0; i < n; i++) {
            const double f = A[i + k * n];
            if (i == k) continue;
            A[i + k * n] = 0;
            for (int j = 0; j < n; j++) A[i + j * n] -= f * A[k + j * n];
        }
    }
}

static double trace(int n, const double *A)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += A[i + i * n];
    return sum;
}

static void test_printed_formulas(void **state)
{
    (void)state;
    static data t;
    const double ds[] = {5, 24, 60, 1000}, gammas[] = {1e-3, 1e-2, 0.1, 10};
    make(&t, true);
    for (int c = 0; c < 16; c++) {
        const double d = ds[c % 4], gamma = gammas[c / 4];
        rmt_features_point r;
        double Psi[N * N], Q[N * N], PQ[N * N], W[N * N], Z[N * N], u[N], v[N], PC[N * M], fit[M], G[N * N];
        assert_int_equal(rmt_features_errors(t.model, 1, &d, &gamma, &r), 0);
        for (int i = 0; i < N * N; i++) Q[i] = Psi[i] = d / N * t.K[i] / (1 + r.delta);
        for (int i = 0; i < N; i++) Q[i + i * N] += gamma;
        invert(N, Q);
        multiply(N, N, N, t.K, Q, W);
        assert_close(trace(N, W) / N, r.delta, 1e-10 * (1 + r.delta));
        assert_close(r.theta, gamma * (1 + r.delta), 1e-12 * r.theta);
        multiply(N, N, N, Psi, Q, PQ);
        assert_close(trace(N, PQ), r.degrees, 1e-9 * N);
        multiply(N, N, N, PQ, PQ, W);
        const double T = trace(N, W) / d;
        multiply(N, N, N, PQ, Q, W);
        const double factor = trace(N, W) / d / (1 - T);
        multiply(N, N, 1, Q, t.y, u);
        multiply(N, N, 1, Psi, u, v);
        double train = 0, quadratic = 0, test = 0;
        for (int i = 0; i < N; i++) {
            train += gamma * gamma / N * (factor * u[i] * v[i] + u[i] * u[i]);
            quadratic += u[i] * v[i];
        }
        assert_close(r.train, train, 1e-9 * (1 + train));
        const double s = d / N / (1 + r.delta);
        for (int i = 0; i < N * M; i++) PC[i] = s * t.C[i];
        for (int j = 0; j < M; j++) {
            fit[j] = -t.y_test[j];
            for (int i = 0; i < N; i++) fit[j] += PC[i + j * N] * u[i];
            test += fit[j] * fit[j] / M;
        }
        for (int j = 0; j < N; j++)
            for (int i = 0; i < N; i++) {
                G[i + j * N] = 0;
                for (int k = 0; k < M; k++) G[i + j * N] += PC[i + k * N] * PC[j + k * N];
            }
        multiply(N, N, N, G, Q, W);
        for (int i = 0; i < N * N; i++) Z[i] = gamma * Q[i] + (i % (N + 1) == 0);
        multiply(N, N, N, Z, W, G);
        test += quadratic / d / (1 - T) * (s * trace(M, t.D) - trace(N, G)) / M;
        assert_close(r.test, test, 1e-8 * (1 + test));
        assert_int_equal(rmt_features_resolvent(t.model, d, gamma, W, N), 0);
        for (int i = 0; i < N * N; i++) assert_close(W[i], gamma * Q[i], 1e-10);
    }
    rmt_features_destroy(t.model);
}

/* Least squares with d ReLU features, drawn RUNS times, through the resolvent of the n x n Gram matrix. */
static void simulate(const data *t, int d, double gamma, uint64_t seed, double error[2])
{
    double *W = malloc((size_t)(d * P) * sizeof *W), *F = malloc((size_t)(d * (N + M)) * sizeof *F), Q[N * N], u[N];
    const randblas_state state = randblas_seed(seed);
    assert_int_equal(rmt_gaussian_matrix(P, d, &state, 0, W, P), 0);
    for (int j = 0; j < N + M; j++)
        for (int k = 0; k < d; k++) {
            double s = 0;
            for (int i = 0; i < P; i++) s += W[k * P + i] * t->X[j * P + i];
            F[k + j * d] = s > 0 ? s : 0;
        }
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++) {
            double s = i == j ? N * gamma : 0;
            for (int k = 0; k < d; k++) s += F[k + i * d] * F[k + j * d];
            Q[i + j * N] = s;
        }
    invert(N, Q);
    multiply(N, N, 1, Q, t->y, u);
    error[0] = error[1] = 0;
    for (int j = 0; j < N + M; j++) {
        double s = j < N ? -t->y[j] : -t->y_test[j - N];
        for (int i = 0; i < N; i++)
            for (int k = 0; k < d; k++) s += F[k + j * d] * F[k + i * d] * u[i];
        error[j >= N] += s * s / (j < N ? N : M);
    }
    free(W), free(F);
}

/* False alarm 1e-10 a comparison; the equivalent itself is off by O(1/n) relative, which 4/n allows for. */
static void test_simulation(void **state)
{
    (void)state;
    enum { RUNS = 60 };
    static data t;
    const double gammas[] = {1e-2, 0.1};
    make(&t, true);
    for (int c = 0; c < 8; c++) {
        const int d = (int[]){8, 20, 40, 100}[c % 4];
        const double gamma = gammas[c / 4], features = d;
        double mean[2] = {0}, square[2] = {0}, error[2];
        rmt_features_point r;
        for (int run = 0; run < RUNS; run++) {
            simulate(&t, d, gamma, 100 * (uint64_t)c + (uint64_t)run, error);
            for (int k = 0; k < 2; k++) {
                mean[k] += error[k] / RUNS;
                square[k] += error[k] * error[k] / RUNS;
            }
        }
        assert_int_equal(rmt_features_errors(t.model, 1, &features, &gamma, &r), 0);
        for (int k = 0; k < 2; k++) {
            const double theory = k ? r.test : r.train, spread = sqrt((square[k] - mean[k] * mean[k]) / RUNS);
            assert_close(mean[k], theory, Z_LIMIT * spread + 4.0 / N * theory);
        }
    }
    rmt_features_destroy(t.model);
}

/* gamma -> 0 is continuous; the peak at d = n; interpolation beyond; second descent. */
static void test_ridgeless(void **state)
{
    (void)state;
    static data t;
    make(&t, true);
    for (int c = 0; c < 6; c++) {
        const double d = (double[]){3, 12, 23, 25, 48, 960}[c], gammas[] = {0, 1e-13}, two[] = {d, d};
        rmt_features_point r[2];
        assert_int_equal(rmt_features_errors(t.model, 2, two, gammas, r), 0);
        assert_close(r[0].theta, r[1].theta, 1e-6 * r[1].theta + 1e-10);
        assert_close(r[0].train, r[1].train, 1e-7);
        assert_close(r[0].test, r[1].test, 1e-5 * r[1].test);
        assert_close(r[0].degrees, d < N ? d : N, 1e-9);
        if (d > N) assert_close(r[0].delta, N / (d - N), 1e-12);
        if (d > N) assert_close(r[1].delta, N / (d - N), 1e-6);
        assert_true(d > N ? r[0].train == 0 : isinf(r[0].delta) && r[0].train > 0);
    }
    const double ds[] = {12, 24, 96}, none[] = {0, 0, 0}, ridge[] = {0.3, 0.3, 0.3};
    rmt_features_point r[3], s[3];
    assert_int_equal(rmt_features_errors(t.model, 3, ds, none, r), 0);
    assert_int_equal(rmt_features_errors(t.model, 3, ds, ridge, s), 0);
    assert_true(isinf(r[1].test) && r[0].test > r[2].test); /* a peak, and a second descent */
    assert_true(s[1].test < fmax(s[0].test, s[2].test));    /* the ridge removes the peak */
    rmt_features_destroy(t.model);
}

/* The root is found in a bounded number of steps wherever it is; h(theta) changes sign beside it. */
static void test_newton(void **state)
{
    (void)state;
    enum { SIZE = 200 };
    double lambda[SIZE];
    for (int spectrum = 0; spectrum < 4; spectrum++) {
        double scale = 0;
        for (int i = 0; i < SIZE; i++) {
            lambda[i] = spectrum == 0   ? 1
                        : spectrum == 1 ? pow(i + 1, -2)
                        : spectrum == 2 ? pow(10, -0.07 * i)
                                        : (i % 2) * 1e100 * (i + 1);
            scale = fmax(scale, lambda[i]);
        }
        for (int g = -300; g <= 10; g += 10)
            for (int k = 0; k < 7; k++) {
                const double d = SIZE * (double[]){0.01, 0.5, 0.99, 1, 1.01, 2, 100}[k], gamma = pow(10, g) * scale;
                int64_t steps;
                const double theta = rmt_features_theta(SIZE, lambda, d, gamma, &steps), e = 1e-12;
                double sign[2];
                for (int s = 0; s < 2; s++) {
                    const double x = theta * (1 + (s ? e : -e));
                    long double h = 1 - (long double)gamma / x;
                    for (int i = 0; i < SIZE; i++)
                        h -= lambda[i] / ((long double)d * lambda[i] + SIZE * (long double)x);
                    sign[s] = (double)h;
                }
                assert_true(theta >= gamma && steps <= 60);
                /* beyond 1/eps the sum is lost in 1 - gamma/theta, as it should be */
                assert_true(sign[0] <= 1e-12 && sign[1] >= -1e-12);
            }
    }
}

/* Duplicated points: K of rank n/2, the threshold there; zeros stay out of everything. */
static void test_rank_deficient(void **state)
{
    (void)state;
    enum { HALF = N / 2 };
    static data t;
    make(&t, false);
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++) t.K[i + j * N] = i % HALF == j % HALF ? 2.0 + i % HALF : 0;
    for (int j = 0; j < N; j++) t.y[j] = j < HALF ? 1 : -1; /* in the null space altogether */
    assert_int_equal(rmt_features_create(N, t.K, N, t.y, 0, NULL, N, NULL, NULL, NULL, &t.model), 0);
    const double d[] = {HALF / 2.0, HALF, 2 * HALF, -1, NAN}, gamma[] = {0, 0, 0, 0, 0};
    rmt_features_point r[5];
    assert_int_equal(rmt_features_errors(t.model, 5, d, gamma, r), 0);
    for (int k = 0; k < 3; k++) {
        assert_close(r[k].train, 1, 1e-12);
        assert_true(isnan(r[k].test));
        assert_close(r[k].degrees, fmin(d[k], HALF), 1e-9);
    }
    assert_true(isnan(r[3].train) && isnan(r[4].theta));
    rmt_features_destroy(t.model);
    /* nothing at all */
    memset(t.K, 0, sizeof t.K);
    assert_int_equal(rmt_features_create(N, t.K, N, t.y, 0, NULL, N, NULL, NULL, NULL, &t.model), 0);
    assert_int_equal(rmt_features_errors(t.model, 1, d, gamma, r), 0);
    assert_close(r->train, 1, 1e-14);
    rmt_features_destroy(t.model);
}

static int everything(void *context)
{
    data *t = context;
    rmt_features *model = NULL;
    rmt_features_point r;
    double one = 1, Q[N * N];
    int info = rmt_features_create(N, t->K, N, t->y, M, t->C, N, t->diagonal, t->y_test, NULL, &model);
    if (!info) info = rmt_features_errors(model, 1, &one, &one, &r);
    if (!info) info = rmt_features_resolvent(model, 1, 1, Q, N);
    rmt_features_destroy(model);
    return info;
}

static void test_illegal(void **state)
{
    (void)state;
    static data t;
    const randblas_control bad = {.memory_limit = -1}, little = {.memory_limit = 100};
    rmt_features *f = NULL;
    double one = 1, Q[N * N] = {7};
    rmt_features_point r = {.theta = 7};
    make(&t, true);
#define CREATE(n, K, ldk, y, m, C, ldc, D, yt, control, out)                                                           \
    rmt_features_create(n, K, ldk, y, m, C, ldc, D, yt, control, out)
    assert_int_equal(CREATE(0, t.K, N, t.y, M, t.C, N, t.diagonal, t.y_test, NULL, &f), -1);
    assert_int_equal(CREATE(N, NULL, N, t.y, M, t.C, N, t.diagonal, t.y_test, NULL, &f), -2);
    assert_int_equal(CREATE(N, t.K, N - 1, t.y, M, t.C, N, t.diagonal, t.y_test, NULL, &f), -3);
    assert_int_equal(CREATE(N, t.K, N, NULL, M, t.C, N, t.diagonal, t.y_test, NULL, &f), -4);
    assert_int_equal(CREATE(N, t.K, N, t.y, -1, t.C, N, t.diagonal, t.y_test, NULL, &f), -5);
    assert_int_equal(CREATE(N, t.K, N, t.y, M, NULL, N, t.diagonal, t.y_test, NULL, &f), -6);
    assert_int_equal(CREATE(N, t.K, N, t.y, M, t.C, N - 1, t.diagonal, t.y_test, NULL, &f), -7);
    assert_int_equal(CREATE(N, t.K, N, t.y, M, t.C, N, NULL, t.y_test, NULL, &f), -8);
    assert_int_equal(CREATE(N, t.K, N, t.y, M, t.C, N, t.diagonal, NULL, NULL, &f), -9);
    assert_int_equal(CREATE(N, t.K, N, t.y, M, t.C, N, t.diagonal, t.y_test, &bad, &f), -10);
    assert_int_equal(CREATE(N, t.K, N, t.y, M, t.C, N, t.diagonal, t.y_test, NULL, NULL), -11);
    assert_int_equal(CREATE(N, t.K, N, t.y, 0, NULL, N, NULL, NULL, &little, &f), RANDBLAS_MEMORY_LIMIT);
    t.y[3] = NAN;
    assert_int_equal(CREATE(N, t.K, N, t.y, 0, NULL, N, NULL, NULL, NULL, &f), RANDBLAS_NOT_FINITE);
    t.y[3] = 0;
    t.K[0] = -5;
    assert_int_equal(CREATE(N, t.K, N, t.y, 0, NULL, N, NULL, NULL, NULL, &f), RANDBLAS_NOT_POSITIVE_DEFINITE);
    assert_null(f);
    assert_int_equal(rmt_features_errors(NULL, 1, &one, &one, &r), -1);
    assert_int_equal(rmt_features_errors(t.model, -1, &one, &one, &r), -2);
    assert_int_equal(rmt_features_errors(t.model, 1, NULL, &one, &r), -3);
    assert_int_equal(rmt_features_errors(t.model, 1, &one, NULL, &r), -4);
    assert_int_equal(rmt_features_errors(t.model, 1, &one, &one, NULL), -5);
    assert_int_equal(rmt_features_resolvent(NULL, 1, 1, Q, N), -1);
    assert_int_equal(rmt_features_resolvent(t.model, 0, 1, Q, N), -2);
    assert_int_equal(rmt_features_resolvent(t.model, 1, -1, Q, N), -3);
    assert_int_equal(rmt_features_resolvent(t.model, 1, 1, NULL, N), -4);
    assert_int_equal(rmt_features_resolvent(t.model, 1, 1, Q, N - 1), -5);
    assert_true(Q[0] == 7 && r.theta == 7);
    rmt_features_destroy(t.model);
    rmt_features_destroy(NULL);
}

static void test_allocation(void **state)
{
    (void)state;
    static data t;
    make(&t, false);
    assert_true(fail_each_allocation(everything, &t, RANDBLAS_OUT_OF_MEMORY) > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_printed_formulas), cmocka_unit_test(test_simulation),
                                       cmocka_unit_test(test_ridgeless),        cmocka_unit_test(test_newton),
                                       cmocka_unit_test(test_rank_deficient),   cmocka_unit_test(test_illegal),
                                       cmocka_unit_test(test_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
