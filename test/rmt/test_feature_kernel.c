/* Kernels of random features: closed forms and series against the double integral and against Monte Carlo. */
#include "laws.h"
#include "statistics.h"
#include "testing.h"

#include "law_models_impl.h"
#include "phi_kernel_impl.h"
#include "phi_points_impl.h"
#include "rmt.h"

#include <stdlib.h>

enum { KINDS = 16 };

static rmt_activation *make(int kind)
{
    static const double coefficients[] = {0.3, -1, 0.25, 0.5};
    rmt_activation *phi = NULL;
    if (kind == RMT_PHI_POLYNOMIAL)
        assert_int_equal(rmt_activation_polynomial(3, coefficients, &phi), 0);
    else
        assert_int_equal(rmt_activation_create((rmt_activation_kind)kind, &phi), 0);
    return phi;
}

static double kernel_of(const rmt_activation *phi, double a, double b, double rho)
{
    const double X[2] = {a, 0}, Y[2] = {b * rho, b * sqrt((1 - rho) * (1 + rho))};
    double K = NAN;
    assert_int_equal(rmt_feature_kernel_cross(phi, RANDBLAS_COL_MAJOR, 2, 1, X, 2, 1, Y, 2, &K, 1, NULL), 0);
    return K;
}

/* E phi(a s) phi(b (rho s + sqrt(1 - rho^2) t)). */
typedef struct plane {
    int kind;
    const rmt_activation *phi;
    double a, b, rho, rest;
} plane;

static double normal_density(double t)
{
    return exp(-t * t / 2) / sqrt(2 * RMT_PHI_PI);
}

/* The mean over t in closed form where phi has a kink or a jump: of an argument of mean m and deviation v. */
static double inner_mean(int kind, double m, double v)
{
    const double z = m / fmax(v, 1e-300), above = erfc(-z * sqrt(0.5)) / 2;
    switch (kind) {
    case RMT_PHI_RELU:
        return m * above + v * normal_density(z);
    case RMT_PHI_ABS:
        return m * (2 * above - 1) + 2 * v * normal_density(z);
    case RMT_PHI_SIGN:
        return 2 * above - 1;
    default:
        return above;
    }
}

static void outer_mean(void *context, double s, double *out)
{
    const plane *q = context;
    out[0] = rmt_phi_base(q->phi, q->a * s) * inner_mean(q->kind, q->b * q->rho * s, q->b * q->rest);
}

/* The trapezoidal rule in the plane, which converges exponentially: the nearest poles, of tanh(2 s), are pi/4 away, and
 * exp(-2 pi (pi/4)/step) is 1e-17. */
static double trapezoid(const plane *q)
{
    enum { REACH = 96 };
    const double step = 1 / 8.0;
    double sum = 0;
    for (int i = -REACH; i <= REACH; i++) {
        const double s = i * step, outer = rmt_phi_base(q->phi, q->a * s) * normal_density(s);
        double mean = 0;
        for (int j = -REACH; j <= REACH; j++) {
            const double t = j * step;
            mean += rmt_phi_base(q->phi, q->b * (q->rho * s + q->rest * t)) * normal_density(t);
        }
        sum += outer * mean;
    }
    return sum * step * step;
}

static double reference(int kind, const rmt_activation *phi, double a, double b, double rho)
{
    plane q = {kind, phi, a, b, rho, sqrt((1 - rho) * (1 + rho))};
    double mean;
    if (kind > RMT_PHI_STEP) return trapezoid(&q);
    rmt_gaussian_mean(1, outer_mean, &q, 2e-15, &mean);
    return mean;
}

/* E phi phi by an integral.  The argument rho is rounded when points are made of it: where phi jumps, by sqrt(eps) near
 * +-1, so that those stay away from it. */
static void test_integral(void **state)
{
    (void)state;
    const double lengths[][2] = {{1, 1}, {0.3, 2}, {1.5, 0.7}}, rhos[] = {-1, -0.97, -0.4, 0, 0.2, 0.9, 0.99, 1};
    for (int kind = 1; kind <= KINDS; kind++) {
        rmt_activation *phi = make(kind);
        const bool jumps = kind == RMT_PHI_SIGN || kind == RMT_PHI_STEP;
        for (int l = 0; l < 3; l++)
            for (int r = 0; r < 8; r++) {
                const double a = lengths[l][0], b = lengths[l][1];
                if ((l > 0 && r % 2 == 0) || (jumps && fabs(rhos[r]) > 0.98)) continue;
                assert_close(kernel_of(phi, a, b, rhos[r]), reference(kind, phi, a, b, rhos[r]), 2e-12);
            }
        rmt_activation_destroy(phi);
    }
}

/* The double integral that kernels fall back on. */
static void test_double_integral(void **state)
{
    (void)state;
    for (int kind = 1; kind <= KINDS; kind++) {
        rmt_activation *phi = make(kind);
        const double rho = kind % 2 ? 0.9 : -0.4;
        if (kind != RMT_PHI_STEP) /* as sign */
            assert_close(rmt_phi_pair(phi, 0.3, 2, rho), reference(kind, phi, 0.3, 2, rho), 1e-12);
        rmt_activation_destroy(phi);
    }
}

/* In one dimension, E phi(a xi) phi(+-b xi) is a single integral. */
typedef struct line {
    const rmt_activation *phi;
    double a, b;
} line;

static void product(void *context, double s, double *out)
{
    const line *l = context;
    out[0] = rmt_phi_base(l->phi, l->a * s) * rmt_phi_base(l->phi, l->b * s);
}

static void test_one_dimension(void **state)
{
    (void)state;
    for (int kind = 1; kind <= KINDS; kind++) {
        rmt_activation *phi = make(kind);
        for (int c = 0; c < 3; c++) {
            const double x = 1.25, y = (double[]){-2, 0, 1.5}[c];
            double K[4], mean;
            line l = {phi, x, y};
            const double X[2] = {x, y};
            rmt_gaussian_mean(1, product, &l, 2e-15, &mean);
            assert_int_equal(rmt_feature_kernel(phi, RANDBLAS_ROW_MAJOR, 1, 2, X, 2, K, 2, NULL), 0);
            assert_close(K[1], mean, 1e-12 * (1 + fabs(mean)));
            assert_true(K[1] == K[2]);
        }
        rmt_activation_destroy(phi);
    }
}

/* Long points: tanh is nearly a sign, its series no use, and the double integral takes over. */
static void test_long_points(void **state)
{
    (void)state;
    rmt_activation *tanh = make(RMT_PHI_TANH), *sign = make(RMT_PHI_SIGN);
    assert_close(kernel_of(tanh, 20, 15, 0.95), rmt_phi_pair(tanh, 20, 15, 0.95), 1e-12);
    assert_close(kernel_of(tanh, 20, 15, 0.3), rmt_phi_pair(tanh, 20, 15, 0.3), 1e-12);
    assert_close(kernel_of(tanh, 1e6, 1e6, 0.3), kernel_of(sign, 1, 1, 0.3), 1e-11);
    rmt_activation_destroy(sign);
    rmt_activation_destroy(tanh);
}

/* The vector arcsine against the library's, the kernels through their closed forms with it. */
static void test_vector_functions(void **state)
{
    (void)state;
    enum { N = 2003 }; /* no multiple of any vector */
    static double rho[N], u[N], y[3][N];
    const rmt_phi_kernels *kernels = ISA_SELECT(rmt_phi);
    for (int i = 0; i < N; i++) {
        const double t = -1 + 2.0 * i / (N - 1);
        rho[i] = i % 3 == 0 ? t : i % 3 == 1 ? copysign(1 - pow(t, 16), t) : t * t * t;
        u[i] = 1 + t / 2;
        for (int f = 0; f < 3; f++) y[f][i] = rho[i];
    }
    kernels->relu(N, 2, u, y[0]);
    kernels->absolute(N, 2, u, y[1]);
    kernels->arcsine(N, 0.5, u, 3, 0.25, y[2]);
    for (int i = 0; i < N; i++) {
        const double r = rho[i], root = sqrt((1 - r) * (1 + r));
        assert_close(y[0][i], 2 * u[i] * (root + r * acos(-r)), 4e-15);
        assert_close(y[1][i], 2 * u[i] * (root + r * asin(r)), 3e-15);
        assert_close(y[2][i], 3 * asin(0.5 * u[i] * r) + 0.25, 2e-15);
    }
    double edge[] = {1 + 1e-15, -1 - 1e-15, NAN, 0, 1};
    kernels->arcsine(5, 1, (const double[]){1, 1, 1, 1, 1}, 1, 0, edge);
    assert_close(edge[0], acos(-1) / 2, 3e-16);
    assert_close(edge[1], -acos(-1) / 2, 3e-16);
    assert_true(isnan(edge[2]) && edge[3] == 0);
}

/* Features of DRAWS vectors w; each entry's error against its own standard error. */
static void test_monte_carlo(void **state)
{
    (void)state;
    enum { P = 3, N = 4, DRAWS = 8000 };
    const double X[N * P] = {1, 0.5, -0.2, 0.3, -0.7, 0.1, 0, 0.2, 1.4, 0.9, 0.6, -0.1};
    static double W[P * DRAWS], F[N];
    const randblas_state seed = randblas_seed(12);
    assert_int_equal(rmt_gaussian_matrix(P, DRAWS, &seed, 0, W, P), 0);
    for (int kind = 1; kind <= KINDS; kind++) {
        rmt_activation *phi = make(kind);
        double K[N * N], sum[N * N] = {0}, square[N * N] = {0};
        assert_int_equal(rmt_feature_kernel(phi, RANDBLAS_COL_MAJOR, P, N, X, P, K, N, NULL), 0);
        for (int d = 0; d < DRAWS; d++) {
            for (int i = 0; i < N; i++)
                F[i] = X[i * P] * W[d * P] + X[i * P + 1] * W[d * P + 1] + X[i * P + 2] * W[d * P + 2];
            assert_int_equal(rmt_activation_values(phi, N, F, F), 0);
            for (int i = 0; i < N * N; i++) {
                const double t = F[i / N] * F[i % N];
                sum[i] += t / DRAWS;
                square[i] += t * t / DRAWS;
            }
        }
        for (int i = 0; i < N * N; i++)
            assert_close(K[i], sum[i], Z_LIMIT * sqrt(fmax(square[i] - sum[i] * sum[i], 0) / DRAWS) + 1e-12);
        rmt_activation_destroy(phi);
    }
}

/* More points than a panel or a piece holds; both layouts with padding; cross equal to symmetric; affine phi. */
static void test_shapes(void **state)
{
    (void)state;
    enum { P = 5, N = 333, LD = N + 3 };
    double *X = malloc(P * N * sizeof *X), *R = malloc(P * LD * sizeof *R), *K = malloc(LD * N * sizeof *K),
           *C = malloc(LD * N * sizeof *C);
    const randblas_state seed = randblas_seed(5);
    rmt_activation *relu = make(RMT_PHI_RELU), *standard = NULL;
    double a, nu;
    assert_int_equal(rmt_gaussian_matrix(P, N, &seed, 0, X, P), 0);
    for (int i = 0; i < P; i++) X[i + 7 * P] = 0;                /* a zero column */
    for (int i = 0; i < P; i++) X[i + 9 * P] = 3 * X[i + 8 * P]; /* collinear */
    for (int j = 0; j < N; j++)
        for (int i = 0; i < P; i++) R[j + i * LD] = X[i + j * P];
    for (int i = 0; i < LD * N; i++) K[i] = C[i] = -7;
    assert_int_equal(rmt_feature_kernel(relu, RANDBLAS_ROW_MAJOR, P, N, R, LD, K, LD, NULL), 0);
    assert_int_equal(rmt_feature_kernel_cross(relu, RANDBLAS_COL_MAJOR, P, N, X, P, N, X, P, C, LD, NULL), 0);
    for (int j = 0; j < N; j++) {
        for (int i = 0; i < N; i++) {
            const double *x = X + i * P, *y = X + j * P;
            double xx = 0, yy = 0, xy = 0;
            for (int k = 0; k < P; k++) xx += x[k] * x[k], yy += y[k] * y[k], xy += x[k] * y[k];
            const double length = sqrt(xx * yy), rho = length > 0 ? fmin(fmax(xy / length, -1), 1) : 0;
            const double expected = length * (sqrt(1 - rho * rho) + rho * acos(-rho)) / (2 * RMT_PHI_PI);
            assert_close(K[i + j * LD], expected, 1e-14 * (1 + length));
            assert_close(C[i + j * LD], expected, 1e-14 * (1 + length));
            assert_true(K[i + j * LD] == K[j + i * LD]);
        }
        for (int i = N; i < LD; i++) assert_true(K[i + j * LD] == -7 && C[i + j * LD] == -7);
    }
    /* scale^2 K + scale shift (m_i + m_j) + shift^2 */
    assert_int_equal(rmt_activation_standardise(relu, &standard), 0);
    assert_int_equal(rmt_activation_hermite(relu, 1, 1, &a, &nu), 0);
    assert_int_equal(rmt_feature_kernel(standard, RANDBLAS_COL_MAJOR, P, 3, X, P, C, LD, NULL), 0);
    const double s = 1 / sqrt(nu - a * a), x0 = sqrt(2 * K[0]), x1 = sqrt(2 * K[1 + LD]);
    assert_close(C[1], s * s * (K[1] - a * a * (x0 + x1) + a * a), 1e-13);
    rmt_activation_destroy(standard);
    rmt_activation_destroy(relu);
    free(X), free(R), free(K), free(C);
}

static void test_scales(void **state)
{
    (void)state;
    for (int kind = 1; kind <= KINDS; kind++) {
        rmt_activation *phi = make(kind);
        const bool homogeneous = kind <= RMT_PHI_STEP, grows = kind == RMT_PHI_RELU || kind == RMT_PHI_ABS;
        const double one_length = kernel_of(phi, 1, 1, 0.25);
        assert_true(isfinite(kernel_of(phi, 0, 0, 0)));
        if (kind != RMT_PHI_SIGN && kind != RMT_PHI_STEP)
            assert_close(kernel_of(phi, 1e-200, 1e-200, 0.5), rmt_phi_pair(phi, 1e-200, 1e-200, 0.5), 1e-13);
        if (homogeneous) assert_close(kernel_of(phi, 1e-200, 1e200, 0.25), one_length, 1e-14);
        if (homogeneous && !grows) assert_close(kernel_of(phi, 1e200, 1e200, 0.25), one_length, 1e-15);
        if (kind == RMT_PHI_ERF || kind == RMT_PHI_COS || kind == RMT_PHI_SIN || kind == RMT_PHI_GAUSSIAN)
            assert_true(fabs(kernel_of(phi, 1e200, 1e200, 0.25)) <= 1);
        rmt_activation_destroy(phi);
    }
}

static int cancel(void *context, const char *phase, double fraction)
{
    (void)phase, (void)fraction;
    return ++*(int *)context > 1;
}

static void test_control(void **state)
{
    (void)state;
    enum { N = 400 };
    static double X[N], K[N * N];
    int calls = 0;
    randblas_control control = {.progress = cancel, .progress_context = &calls};
    rmt_activation *phi = make(RMT_PHI_SIN);
    for (int i = 0; i < N; i++) X[i] = i;
    assert_int_equal(rmt_feature_kernel(phi, RANDBLAS_COL_MAJOR, 1, N, X, 1, K, N, &control), RANDBLAS_CANCELLED);
    assert_int_equal(calls, 2);
    calls = 0;
    assert_int_equal(rmt_feature_kernel_cross(phi, RANDBLAS_COL_MAJOR, 1, N, X, 1, N, X, 1, K, N, &control),
                     RANDBLAS_CANCELLED);
    control = (randblas_control){.memory_limit = 1000};
    assert_int_equal(rmt_feature_kernel(phi, RANDBLAS_COL_MAJOR, 1, N, X, 1, K, N, &control), RANDBLAS_MEMORY_LIMIT);
    rmt_activation_destroy(phi);
}

static void test_degenerate_and_illegal(void **state)
{
    (void)state;
    const randblas_layout col = RANDBLAS_COL_MAJOR;
    const randblas_control bad = {.memory_limit = -1};
    double X[4] = {1, NAN, 2, INFINITY}, K[4] = {7, 7, 7, 7};
    rmt_activation *phi = make(RMT_PHI_COS);
    assert_int_equal(rmt_feature_kernel(phi, col, 2, 0, NULL, 2, NULL, 1, NULL), 0);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, 2, 0, NULL, 2, 1, K, 2, NULL, 1, NULL), 0);
    assert_int_equal(rmt_feature_kernel(NULL, col, 2, 1, X, 2, K, 1, NULL), -1);
    assert_int_equal(rmt_feature_kernel(phi, 0, 2, 1, X, 2, K, 1, NULL), -2);
    assert_int_equal(rmt_feature_kernel(phi, col, -1, 1, X, 2, K, 1, NULL), -3);
    assert_int_equal(rmt_feature_kernel(phi, col, 2, -1, X, 2, K, 1, NULL), -4);
    assert_int_equal(rmt_feature_kernel(phi, col, 2, 1, NULL, 2, K, 1, NULL), -5);
    assert_int_equal(rmt_feature_kernel(phi, col, 2, 1, X, 1, K, 1, NULL), -6);
    assert_int_equal(rmt_feature_kernel(phi, col, 2, 1, X, 2, NULL, 1, NULL), -7);
    assert_int_equal(rmt_feature_kernel(phi, col, 2, 2, X, 2, K, 1, NULL), -8);
    assert_int_equal(rmt_feature_kernel(phi, col, 2, 1, X, 2, K, 1, &bad), -9);
    assert_int_equal(rmt_feature_kernel(phi, col, 2, 2, X, 2, K, 2, NULL), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_feature_kernel_cross(NULL, col, 2, 1, X, 2, 1, X, 2, K, 1, NULL), -1);
    assert_int_equal(rmt_feature_kernel_cross(phi, 0, 2, 1, X, 2, 1, X, 2, K, 1, NULL), -2);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, -1, 1, X, 2, 1, X, 2, K, 1, NULL), -3);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, 2, -1, X, 2, 1, X, 2, K, 1, NULL), -4);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, 2, 1, NULL, 2, 1, X, 2, K, 1, NULL), -5);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, 2, 1, X, 1, 1, X, 2, K, 1, NULL), -6);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, 2, 1, X, 2, -1, X, 2, K, 1, NULL), -7);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, 2, 1, X, 2, 1, NULL, 2, K, 1, NULL), -8);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, 2, 1, X, 2, 1, X, 1, K, 1, NULL), -9);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, 2, 1, X, 2, 1, X, 2, NULL, 1, NULL), -10);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, 2, 2, X, 2, 1, X, 2, K, 1, NULL), -11);
    assert_int_equal(rmt_feature_kernel_cross(phi, col, 2, 1, X, 2, 1, X, 2, K, 1, &bad), -12);
    for (int i = 0; i < 4; i++) assert_true(K[i] == 7);
    assert_int_equal(rmt_feature_kernel(phi, col, 0, 2, NULL, 1, K, 2, NULL), 0); /* no dimension: phi(0)^2 */
    for (int i = 0; i < 4; i++) assert_true(K[i] == 1);
    rmt_activation_destroy(phi);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integral),         cmocka_unit_test(test_double_integral),
        cmocka_unit_test(test_one_dimension),    cmocka_unit_test(test_long_points),
        cmocka_unit_test(test_vector_functions), cmocka_unit_test(test_monte_carlo),
        cmocka_unit_test(test_shapes),           cmocka_unit_test(test_scales),
        cmocka_unit_test(test_control),          cmocka_unit_test(test_degenerate_and_illegal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
