/* Kernels of deep networks: layer by layer through points that have the Gram matrix of the layer before, the arc-cosine
 * recursion by hand, wide networks with their gradients; coefficients of the equivalents, spectral errors. */
#include "laws.h"
#include "sphere.h"
#include "statistics.h"

#include <string.h>

enum { KINDS = 13 };
static const randblas_layout col = RANDBLAS_COL_MAJOR;

static rmt_activation *make(int kind, bool standard)
{
    static const double coefficients[] = {0.3, -1, 0.25, 0.5};
    rmt_activation *phi = NULL, *made = NULL;
    if (kind == RMT_PHI_POLYNOMIAL)
        assert_int_equal(rmt_activation_polynomial(3, coefficients, &phi), 0);
    else
        assert_int_equal(rmt_activation_create((rmt_activation_kind)kind, &phi), 0);
    if (!standard) return phi;
    assert_int_equal(rmt_activation_standardise(phi, &made), 0);
    rmt_activation_destroy(phi);
    return made;
}

static bool has_derivative(int kind)
{
    return kind != RMT_PHI_SIGN && kind != RMT_PHI_STEP && kind != RMT_PHI_GAUSSIAN;
}

/* n points of dimension n with Gram matrix K: K = R^T R, R upper triangular. */
static void points_of(int n, const double *K, double *R)
{
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++) {
            double sum = K[i + j * n];
            for (int k = 0; k < i && k < j; k++) sum -= R[k + i * n] * R[k + j * n];
            R[i + j * n] = i < j ? sum / R[i + i * n] : i == j ? sqrt(sum) : 0;
        }
}

/* By the definition, with a feature kernel for each layer. */
static void test_composition(void **state)
{
    (void)state;
    enum { P = 5, N = 4, L = 3 };
    double *X = sphere(P, N, 1), R[N * N], S[N * N], K[N * N], T[N * N], CK[N * N], NTK[N * N];
    for (int i = 0; i < P * N; i++) X[i] *= i < P * (N - 1) ? 1 : 0.7; /* of two lengths */
    for (int kind = 1; kind <= KINDS; kind++) {
        rmt_activation *phi = make(kind, true), *slope = NULL;
        const bool ntk = has_derivative(kind);
        if (ntk) assert_int_equal(rmt_activation_derivative(phi, &slope), 0);
        for (int i = 0; i < N * N; i++) {
            K[i] = 0;
            for (int k = 0; k < P; k++) K[i] += X[k + i % N * P] * X[k + i / N * P];
            T[i] = K[i];
        }
        for (int l = 0; l <= L; l++) {
            assert_int_equal(rmt_deep_kernel(phi, l, col, P, N, X, P, CK, N, ntk ? NTK : NULL, N, NULL), 0);
            for (int i = 0; i < N * N; i++) assert_close(CK[i], K[i], 1e-11 * fmax(1, fabs(K[i])));
            for (int i = 0; i < N * N && ntk; i++) assert_close(NTK[i], T[i], 1e-11 * fmax(1, fabs(T[i])));
            points_of(N, K, R);
            assert_int_equal(rmt_feature_kernel(phi, col, N, N, R, N, K, N, NULL), 0);
            if (ntk) assert_int_equal(rmt_feature_kernel(slope, col, N, N, R, N, S, N, NULL), 0);
            for (int i = 0; i < N * N && ntk; i++) T[i] = K[i] + T[i] * S[i];
        }
        rmt_activation_destroy(slope);
        rmt_activation_destroy(phi);
    }
    free(X);
}

/* ReLU of variance 1, sqrt(2) max(t, 0): cosines follow the arc-cosine map, and NTK the map's slope. */
static void test_arc_cosine(void **state)
{
    (void)state;
    const double pi = acos(-1), cosines[] = {-1, -0.6, 0, 0.3, 0.99};
    rmt_activation *relu = make(RMT_PHI_RELU, false), *phi = NULL;
    assert_int_equal(rmt_activation_affine(relu, sqrt(2), 0, &phi), 0);
    for (int c = 0; c < 5; c++) {
        double rho = cosines[c], theta = rho, CK[4], NTK[4];
        const double X[] = {2, 0, 3 * rho, 3 * sqrt(1 - rho * rho)};
        for (int l = 1; l <= 6; l++) {
            const double slope = acos(-rho) / pi;
            rho = (sqrt((1 - rho) * (1 + rho)) + rho * acos(-rho)) / pi;
            theta = rho + theta * slope;
            assert_int_equal(rmt_deep_kernel(phi, l, col, 2, 2, X, 2, CK, 2, NTK, 2, NULL), 0);
            assert_close(CK[0], 4, 1e-13);
            assert_close(CK[3], 9, 1e-13);
            assert_close(CK[1], 6 * rho, 1e-13);
            assert_close(NTK[0], 4 * (l + 1), 1e-12); /* slope 1 on the diagonal */
            assert_close(NTK[1], 6 * theta, 1e-12);
            assert_true(CK[1] == CK[2] && NTK[1] == NTK[2]);
        }
    }
    /* without the root of 2 the diagonals are s^2/2^l and (l + 1) s^2/2^l */
    const double x = 3;
    double ck, ntk;
    assert_int_equal(rmt_deep_kernel(relu, 40, col, 1, 1, &x, 1, &ck, 1, &ntk, 1, NULL), 0);
    assert_close(ck, ldexp(9, -40), ldexp(1e-13, -40));
    assert_close(ntk, ldexp(9 * 41, -40), ldexp(1e-12, -40));
    rmt_activation_destroy(relu);
    rmt_activation_destroy(phi);
}

enum { WIDTH = 64, RUNS = 1500, D = 3 };

static double dot(int n, const double *a, const double *b)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

typedef struct network {
    double W1[WIDTH * D], W2[WIDTH * WIDTH], v[WIDTH];
    double h1[2][WIDTH], h2[2][WIDTH], g1[2][WIDTH], g2[2][WIDTH]; /* of two points: layers, gradients of f by W x */
} network;

/* f = v^T phi(W2 phi(W1 x)/sqrt(m))/sqrt(m), all weights standard normal, forwards and backwards. */
static void propagate(network *f, const rmt_activation *phi, const rmt_activation *slope, const double *x, int which)
{
    double u1[WIDTH], u2[WIDTH], *h1 = f->h1[which], *h2 = f->h2[which], *g1 = f->g1[which], *g2 = f->g2[which];
    const double root = sqrt(WIDTH);
    for (int k = 0; k < WIDTH; k++) u1[k] = dot(D, f->W1 + k * D, x);
    rmt_activation_values(phi, WIDTH, u1, h1);
    for (int k = 0; k < WIDTH; k++) u2[k] = dot(WIDTH, f->W2 + k * WIDTH, h1) / root;
    rmt_activation_values(phi, WIDTH, u2, h2);
    rmt_activation_values(slope, WIDTH, u2, g2);
    rmt_activation_values(slope, WIDTH, u1, g1);
    for (int k = 0; k < WIDTH; k++) g2[k] *= f->v[k] / root;
    for (int k = 0; k < WIDTH; k++) {
        double sum = 0;
        for (int i = 0; i < WIDTH; i++) sum += f->W2[i * WIDTH + k] * g2[i] / root;
        g1[k] *= sum;
    }
}

/*
 * Inner products of the gradients by all weights of two layers and v, and of h2.  False alarm 1e-10 a comparison; width
 * leaves a bias of O(1/m), for which 4/m is allowed; without the last layer's term the NTK would be off by far more.
 */
static void test_wide_network(void **state)
{
    (void)state;
    const double x[2][D] = {{0.8, -0.6, 0}, {0.5, 0.5, sqrt(0.5)}}; /* of length 1 */
    const int kinds[] = {RMT_PHI_TANH, RMT_PHI_ERF, RMT_PHI_RELU};
    static network f;
    for (int c = 0; c < 3; c++) {
        rmt_activation *phi = make(kinds[c], true), *slope = NULL;
        double CK[4], NTK[4], mean[2] = {0}, square[2] = {0};
        const randblas_state seed = randblas_seed(40 + (uint64_t)c);
        assert_int_equal(rmt_activation_derivative(phi, &slope), 0);
        assert_int_equal(rmt_deep_kernel(phi, 2, col, D, 2, x[0], D, CK, 2, NTK, 2, NULL), 0);
        for (int run = 0; run < RUNS; run++) {
            assert_int_equal(rmt_gaussian_matrix(D, WIDTH, &seed, 3 * run, f.W1, D), 0);
            assert_int_equal(rmt_gaussian_matrix(WIDTH, WIDTH, &seed, 3 * run + 1, f.W2, WIDTH), 0);
            assert_int_equal(rmt_gaussian_matrix(WIDTH, 1, &seed, 3 * run + 2, f.v, WIDTH), 0);
            for (int i = 0; i < 2; i++) propagate(&f, phi, slope, x[i], i);
            const double ck = dot(WIDTH, f.h2[0], f.h2[1]) / WIDTH; /* and the gradient by v */
            const double by_w2 = dot(WIDTH, f.g2[0], f.g2[1]) * dot(WIDTH, f.h1[0], f.h1[1]) / WIDTH;
            const double sample[2] = {ck, ck + by_w2 + dot(WIDTH, f.g1[0], f.g1[1]) * dot(D, x[0], x[1])};
            for (int k = 0; k < 2; k++) {
                mean[k] += sample[k] / RUNS;
                square[k] += sample[k] * sample[k] / RUNS;
            }
        }
        for (int k = 0; k < 2; k++) {
            const double spread = sqrt((square[k] - mean[k] * mean[k]) / RUNS), theory = k ? NTK[1] : CK[1];
            assert_close(mean[k], theory, Z_LIMIT * spread + 4.0 / WIDTH * (k ? NTK[0] : CK[0]));
            assert_true(Z_LIMIT * spread + 4.0 / WIDTH * NTK[0] < 0.4 * NTK[0]); /* it could fail */
        }
        rmt_activation_destroy(slope);
        rmt_activation_destroy(phi);
    }
}

/* Panels and pieces; layouts, padding; one kernel without the other; zero, equal and opposite points; user phi. */
static void test_shapes(void **state)
{
    (void)state;
    enum { P = 5, N = 333, LD = N + 3 };
    double *X = sphere(P, N, 5), *R = malloc(P * LD * sizeof *R), *A = malloc(LD * N * sizeof *A),
           *B = malloc(LD * N * sizeof *B), *C = malloc(LD * N * sizeof *C), *E = malloc(LD * N * sizeof *E);
    rmt_activation *relu = make(RMT_PHI_RELU, true);
    for (int i = 0; i < P; i++) X[i + 7 * P] = 0, X[i + 9 * P] = X[i + 8 * P], X[i + 10 * P] = -2 * X[i + 8 * P];
    for (int i = 0; i < P * LD; i++) R[i] = NAN;
    for (int j = 0; j < N; j++)
        for (int i = 0; i < P; i++) R[j + i * LD] = X[i + j * P];
    for (int i = 0; i < LD * N; i++) A[i] = B[i] = C[i] = E[i] = -7;
    assert_int_equal(rmt_deep_kernel(relu, 3, RANDBLAS_ROW_MAJOR, P, N, R, LD, A, LD, B, LD, NULL), 0);
    assert_int_equal(rmt_deep_kernel(relu, 3, col, P, N, X, P, C, LD, NULL, 0, NULL), 0);
    assert_int_equal(rmt_deep_kernel(relu, 3, col, P, N, X, P, NULL, 0, E, LD, NULL), 0);
    for (int j = 0; j < N; j++)
        for (int i = 0; i < LD; i++) {
            assert_true(A[i + j * LD] == C[i + j * LD] && B[i + j * LD] == E[i + j * LD]);
            assert_true(i < N ? isfinite(A[i + j * LD]) && isfinite(B[i + j * LD]) : A[i + j * LD] == -7);
            if (i < N) assert_true(A[i + j * LD] == A[j + i * LD] && B[i + j * LD] == B[j + i * LD]);
        }
    double pair[4], ntk[4]; /* alone as in company */
    const double two[2 * P] = {X[0],       X[1],           X[2],           X[3],           X[4],
                               X[300 * P], X[300 * P + 1], X[300 * P + 2], X[300 * P + 3], X[300 * P + 4]};
    assert_int_equal(rmt_deep_kernel(relu, 3, col, P, 2, two, P, pair, 2, ntk, 2, NULL), 0);
    assert_close(pair[1], A[300], 1e-14);
    assert_close(ntk[1], B[300], 1e-14);
    assert_close(A[8 + 9 * LD], A[8 + 8 * LD], 1e-13); /* equal points; phi' jumps, so that the NTK is less exact */
    assert_close(B[8 + 9 * LD], B[8 + 8 * LD], 1e-6);
    rmt_activation_destroy(relu);
    free(X), free(R), free(A), free(B), free(C), free(E);
}

static double hyperbolic(void *context, double t)
{
    (void)context;
    return tanh(t);
}

static double hyperbolic_slope(void *context, double t)
{
    (void)context;
    return 1 / (cosh(t) * cosh(t));
}

static void test_user(void **state)
{
    (void)state;
    enum { N = 3 };
    double *X = sphere(2, N, 9), K[4][N * N];
    rmt_activation *user = NULL, *bare = NULL, *tanh = make(RMT_PHI_TANH, false);
    assert_int_equal(rmt_activation_user(hyperbolic, hyperbolic_slope, NULL, &user), 0);
    assert_int_equal(rmt_activation_user(hyperbolic, NULL, NULL, &bare), 0);
    assert_int_equal(rmt_deep_kernel(user, 2, col, 2, N, X, 2, K[0], N, K[1], N, NULL), 0);
    assert_int_equal(rmt_deep_kernel(tanh, 2, col, 2, N, X, 2, K[2], N, K[3], N, NULL), 0);
    for (int i = 0; i < N * N; i++) assert_close(K[0][i], K[2][i], 1e-12);
    for (int i = 0; i < N * N; i++) assert_close(K[1][i], K[3][i], 1e-12);
    assert_int_equal(rmt_deep_kernel(bare, 2, col, 2, N, X, 2, K[2], N, NULL, N, NULL), 0);
    for (int i = 0; i < N * N; i++) assert_close(K[0][i], K[2][i], 1e-12);
    assert_int_equal(rmt_deep_kernel(bare, 2, col, 2, N, X, 2, K[2], N, K[3], N, NULL), -1);
    rmt_activation_destroy(user);
    rmt_activation_destroy(bare);
    rmt_activation_destroy(tanh);
    free(X);
}

static void test_scales(void **state)
{
    (void)state;
    const double X[] = {1e200, 0, 0.6e-200, 0.8e-200}, Y[] = {1e-200, 0, 1, 0};
    double K[4], T[4];
    rmt_activation *sign = make(RMT_PHI_SIGN, false), *relu = make(RMT_PHI_RELU, false),
                   *erf = make(RMT_PHI_ERF, false);
    /* sign forgets lengths: 2/pi asin(0.6), and again */
    assert_int_equal(rmt_deep_kernel(sign, 2, col, 2, 2, X, 2, K, 2, NULL, 2, NULL), 0);
    assert_close(K[1], 2 / acos(-1) * asin(2 / acos(-1) * asin(0.6)), 1e-15);
    assert_close(K[0], 1, 1e-15);
    assert_int_equal(rmt_deep_kernel(erf, 2, col, 2, 2, X, 2, K, 2, NULL, 2, NULL), 0);
    assert_true(isfinite(K[0]) && isfinite(K[1]) && fabs(K[1]) <= 1e-190 && K[0] > 0.4 && K[0] < 1);
    assert_int_equal(rmt_deep_kernel(relu, 1, col, 2, 2, X, 2, K, 2, T, 2, NULL), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_deep_kernel(relu, 0, col, 2, 2, X, 2, K, 2, T, 2, NULL), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_deep_kernel(relu, 3, col, 2, 2, Y, 2, K, 2, T, 2, NULL), 0);
    assert_true(K[0] == 0 && T[0] == 0 && K[1] == 0 && fabs(T[1]) < 1e-199 && K[3] == 0.125);
    rmt_activation_destroy(sign);
    rmt_activation_destroy(relu);
    rmt_activation_destroy(erf);
}

/* The coefficients are those of rho and rho^2 in the exact kernels of two points, by differences in rho, and the
 * diagonals are theirs; odd activations need no unit variance. */
static void test_layers(void **state)
{
    (void)state;
    enum { L = 3 };
    const double h = 2e-3;
    for (int kind = 1; kind <= RMT_PHI_TANH; kind++) { /* one by quadrature is enough */
        const bool odd = kind == RMT_PHI_ERF || kind == RMT_PHI_SIN || kind == RMT_PHI_TANH, ntk = has_derivative(kind);
        for (int standard = odd ? 0 : 1; standard < (kind == RMT_PHI_TANH ? 1 : 2); standard++) {
            rmt_activation *phi = make(kind, standard);
            rmt_deep_layer layers[L];
            assert_int_equal(rmt_deep_layers(phi, L, layers), 0);
            for (int l = 0; l < L; l++) {
                double f[2][2], diagonal[2] = {0};
                for (int s = 0; s < 2; s++) {
                    const double rho = s ? h : -h, X[] = {1, 0, rho, sqrt(1 - rho * rho)};
                    double K[4], T[4] = {0};
                    assert_int_equal(rmt_deep_kernel(phi, l + 1, col, 2, 2, X, 2, K, 2, ntk ? T : NULL, 2, NULL), 0);
                    f[0][s] = K[1], f[1][s] = T[1];
                    diagonal[0] = K[0], diagonal[1] = T[0];
                }
                const rmt_deep_layer *r = &layers[l];
                assert_close(r->ck_diagonal, diagonal[0], 1e-12);
                assert_close(r->ck_linear, (f[0][1] - f[0][0]) / (2 * h), 2e-5); /* h^2 times the cubic term */
                assert_close(r->ck_square, (f[0][1] + f[0][0]) / (2 * h * h), 2e-5);
                if (!ntk) assert_true(isnan(r->ntk_diagonal) && isnan(r->ntk_linear) && isnan(r->ntk_square));
                if (!ntk) continue;
                assert_close(r->ntk_diagonal, diagonal[1], 1e-11 * diagonal[1]);
                assert_close(r->ntk_linear, (f[1][1] - f[1][0]) / (2 * h), 4e-4);
                assert_close(r->ntk_square, (f[1][1] + f[1][0]) / (2 * h * h), 4e-4);
            }
            rmt_activation_destroy(phi);
        }
    }
}

/* ||exact - equivalent|| at four times the size is about half; with alpha_1^2 in place of alpha_1^4, as it is also
 * printed, it does not fall from the second layer on. */
static void test_equivalent(void **state)
{
    (void)state;
    rmt_activation *phi = make(RMT_PHI_EXP, true);
    rmt_deep_layer layers[3];
    assert_int_equal(rmt_deep_layers(phi, 3, layers), 0);
    for (int L = 1; L <= 3; L++) {
        double error[3][2];
        for (int size = 0; size < 2; size++) {
            const int64_t n = size ? 640 : 160, p = n / 4;
            double *X = sphere(p, n, 21), *K = malloc((size_t)(n * n) * sizeof *K),
                   *T = malloc((size_t)(n * n) * sizeof *T);
            rmt_linear_kernel ck, ntk, wrong;
            assert_int_equal(rmt_deep_kernel(phi, L, col, p, n, X, p, K, n, T, n, NULL), 0);
            assert_int_equal(rmt_deep_equivalent(&layers[L - 1], (double)p, &ck, &ntk), 0);
            wrong = ck;
            double a[3], alpha1 = 1, alpha2 = 0; /* squares */
            assert_int_equal(rmt_activation_hermite(phi, 1, 3, a, NULL), 0);
            for (int l = 0; l < L; l++) {
                alpha2 = a[1] * a[1] * alpha2 + a[2] * a[2] * alpha1;
                alpha1 *= a[1] * a[1];
            }
            wrong.constant = alpha2 / (double)p;
            error[0][size] = remainder_norm(K, &ck, p, n, X);
            assert_int_equal(rmt_deep_kernel(phi, L, col, p, n, X, p, K, n, NULL, n, NULL), 0);
            error[1][size] = remainder_norm(K, &wrong, p, n, X);
            error[2][size] = remainder_norm(T, &ntk, p, n, X);
            free(X), free(K), free(T);
        }
        for (int k = 0; k < 3; k += 2)
            assert_true(error[k][1] < 0.65 * error[k][0] && error[k][1] > 0.35 * error[k][0]);
        if (L > 1) assert_true(error[1][1] > 0.8 * error[1][0] && error[1][1] > 1.8 * error[0][1]);
    }
    rmt_activation_destroy(phi);
}

static void test_reach(void **state)
{
    (void)state;
    int64_t depth = 7;
    for (int kind = 1; kind <= KINDS; kind++) {
        rmt_activation *phi = make(kind, true);
        double a[2];
        assert_int_equal(rmt_activation_hermite(phi, 1, 2, a, NULL), 0);
        for (int e = 1; e <= 300; e += 13) {
            const double tolerance = pow(10, -e);
            rmt_deep_layer *layers = NULL;
            assert_int_equal(rmt_deep_reach(phi, tolerance, &depth), 0);
            assert_true(depth >= 1);
            if (e > 14 || depth > 400) continue;
            layers = malloc((size_t)depth * sizeof *layers);
            assert_int_equal(rmt_deep_layers(phi, depth, layers), 0);
            assert_true(layers[depth - 1].ck_linear < tolerance);
            if (depth > 1) assert_true(layers[depth - 2].ck_linear >= tolerance * (1 - 1e-10));
            assert_close(layers[depth - 1].ck_linear, pow(a[1], 2 * (double)depth), 1e-11 * tolerance);
            free(layers);
        }
        rmt_activation_destroy(phi);
    }
    const double line[] = {0, 1}, short_of_one[] = {0, 0.99}, half[] = {-0.5, 0, 0.5};
    rmt_activation *phi = NULL, *standard = NULL;
    assert_int_equal(rmt_activation_polynomial(1, line, &phi), 0);
    assert_int_equal(rmt_deep_reach(phi, 0.5, &depth), 0);
    assert_true(depth == INT64_MAX);
    rmt_activation_destroy(phi);
    assert_int_equal(rmt_activation_polynomial(2, half, &phi), 0); /* even: one layer forgets all */
    assert_int_equal(rmt_activation_standardise(phi, &standard), 0);
    assert_int_equal(rmt_deep_reach(standard, 0.5, &depth), 0);
    assert_true(depth == 1);
    rmt_activation_destroy(phi);
    assert_int_equal(rmt_activation_polynomial(1, short_of_one, &phi), 0); /* not of variance 1: refused */
    assert_int_equal(rmt_deep_reach(phi, 0.5, &depth), -1);
    rmt_activation_destroy(phi);
    rmt_activation_destroy(standard);
}

static int cancel(void *context, const char *phase, double fraction)
{
    (void)fraction;
    assert_string_equal(phase, "kernel");
    return ++*(int *)context > 1;
}

static void test_control(void **state)
{
    (void)state;
    enum { N = 400 };
    static double X[N], K[N * N];
    int calls = 0;
    randblas_control control = {.progress = cancel, .progress_context = &calls};
    rmt_activation *phi = make(RMT_PHI_SIN, false);
    for (int i = 0; i < N; i++) X[i] = i;
    assert_int_equal(rmt_deep_kernel(phi, 2, col, 1, N, X, 1, K, N, NULL, N, &control), RANDBLAS_CANCELLED);
    assert_int_equal(calls, 2);
    control = (randblas_control){.memory_limit = 1000};
    assert_int_equal(rmt_deep_kernel(phi, 2, col, 1, N, X, 1, K, N, NULL, N, &control), RANDBLAS_MEMORY_LIMIT);
    rmt_activation_destroy(phi);
}

static void test_illegal(void **state)
{
    (void)state;
    const randblas_control bad = {.memory_limit = -1};
    double X[4] = {1, NAN, 2, INFINITY}, K[4] = {7, 7, 7, 7}, T[4] = {7, 7, 7, 7};
    rmt_activation *phi = make(RMT_PHI_COS, true), *raw = make(RMT_PHI_COS, false), *step = make(RMT_PHI_STEP, false);
#define DEEP(phi, L, layout, p, n, X, ldx, K, ldk, T, ldt, c)                                                          \
    rmt_deep_kernel(phi, L, layout, p, n, X, ldx, K, ldk, T, ldt, c)
    assert_int_equal(DEEP(NULL, 1, col, 2, 1, X, 2, K, 1, T, 1, NULL), -1);
    assert_int_equal(DEEP(step, 1, col, 2, 1, X, 2, K, 1, T, 1, NULL), -1);
    assert_int_equal(DEEP(phi, -1, col, 2, 1, X, 2, K, 1, T, 1, NULL), -2);
    assert_int_equal(DEEP(phi, 10001, col, 2, 1, X, 2, K, 1, T, 1, NULL), -2);
    assert_int_equal(DEEP(phi, 1, 0, 2, 1, X, 2, K, 1, T, 1, NULL), -3);
    assert_int_equal(DEEP(phi, 1, col, -1, 1, X, 2, K, 1, T, 1, NULL), -4);
    assert_int_equal(DEEP(phi, 1, col, 2, -1, X, 2, K, 1, T, 1, NULL), -5);
    assert_int_equal(DEEP(phi, 1, col, 2, 1, NULL, 2, K, 1, T, 1, NULL), -6);
    assert_int_equal(DEEP(phi, 1, col, 2, 1, X, 1, K, 1, T, 1, NULL), -7);
    assert_int_equal(DEEP(phi, 1, col, 2, 2, X, 2, K, 1, T, 2, NULL), -9);
    assert_int_equal(DEEP(phi, 1, col, 2, 2, X, 2, K, 2, T, 1, NULL), -11);
    assert_int_equal(DEEP(phi, 1, col, 2, 1, X, 2, K, 1, T, 1, &bad), -12);
    assert_int_equal(DEEP(phi, 1, col, 2, 1, X, 2, K, 1, T, 1, NULL), RANDBLAS_NOT_FINITE);
    assert_int_equal(DEEP(phi, 1, col, 2, 1, X + 2, 2, K, 1, T, 1, NULL), RANDBLAS_NOT_FINITE);
    rmt_deep_layer layers[2] = {{.ck_linear = 7}, {.ck_linear = 7}};
    rmt_linear_kernel k = {7, 7, 7};
    int64_t depth = 7;
    assert_int_equal(rmt_deep_layers(NULL, 2, layers), -1);
    assert_int_equal(rmt_deep_layers(raw, 2, layers), -1); /* not centred */
    assert_int_equal(rmt_deep_layers(phi, -1, layers), -2);
    assert_int_equal(rmt_deep_layers(phi, 2, NULL), -3);
    assert_int_equal(rmt_deep_equivalent(NULL, 1, &k, &k), -1);
    assert_int_equal(rmt_deep_equivalent(layers, 0, &k, &k), -2);
    assert_int_equal(rmt_deep_equivalent(layers, NAN, &k, &k), -2);
    assert_int_equal(rmt_deep_reach(NULL, 0.1, &depth), -1);
    assert_int_equal(rmt_deep_reach(raw, 0.1, &depth), -1);
    assert_int_equal(rmt_deep_reach(phi, 0, &depth), -2);
    assert_int_equal(rmt_deep_reach(phi, 1, &depth), -2);
    assert_int_equal(rmt_deep_reach(phi, 0.1, NULL), -3);
    for (int i = 0; i < 4; i++) assert_true(K[i] == 7 && T[i] == 7);
    assert_true(layers[0].ck_linear == 7 && layers[1].ck_linear == 7 && k.gram == 7 && depth == 7);
    /* nothing to do */
    assert_int_equal(DEEP(phi, 1, col, 2, 1, X, 2, NULL, 0, NULL, 0, NULL), 0);
    assert_int_equal(DEEP(phi, 3, col, 2, 0, NULL, 2, K, 1, T, 1, NULL), 0);
    assert_int_equal(rmt_deep_layers(phi, 0, NULL), 0);
    assert_int_equal(rmt_deep_equivalent(layers, 1, NULL, NULL), 0);
    /* no dimension: phi(0) through the layers */
    assert_int_equal(DEEP(raw, 2, col, 0, 2, NULL, 1, K, 2, NULL, 2, NULL), 0);
    for (int i = 0; i < 4; i++) assert_close(K[i], (1 + exp(-2)) / 2, 1e-15); /* E cos^2(xi) */
    rmt_activation_destroy(phi);
    rmt_activation_destroy(raw);
    rmt_activation_destroy(step);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_composition), cmocka_unit_test(test_arc_cosine), cmocka_unit_test(test_wide_network),
        cmocka_unit_test(test_shapes),      cmocka_unit_test(test_user),       cmocka_unit_test(test_scales),
        cmocka_unit_test(test_layers),      cmocka_unit_test(test_equivalent), cmocka_unit_test(test_reach),
        cmocka_unit_test(test_control),     cmocka_unit_test(test_illegal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
