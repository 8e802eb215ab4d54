/*
 * Fits of the high-temperature Marchenko-Pastur law by independent routes: likelihoods as sums of the density that
 * rmt_law_htmp() tabulates, profiles by golden sections over them, Selberg's constant by quadrature, Wishart matrices,
 * whose kappa is their order and whose gamma is n/m; and how often the intervals cover.
 */
#include "laws.h"
#include "statistics.h"
#include "testing.h"

#include "htmp_fit_impl.h"
#include "law_models_impl.h"
#include "rmt.h"

#include <string.h>

enum { MOST = 2000 };

static void draw(bool inverse, double gamma, double kappa, double scale, int64_t n, uint64_t seed, double *x)
{
    rmt_law *law = NULL;
    const randblas_state s = randblas_seed(seed);
    assert_int_equal(inverse ? rmt_law_htmp_inverse(gamma, kappa, &law) : rmt_law_htmp(gamma, kappa, &law), 0);
    assert_int_equal(rmt_law_sample(law, n, &s, x, NULL), 0);
    for (int64_t i = 0; i < n; i++) x[i] *= scale;
    rmt_law_destroy(law);
}

/* The log-likelihood by the tabulated density. */
static double likelihood(bool inverse, double gamma, double kappa, double scale, int64_t n, const double *x)
{
    static double y[MOST];
    rmt_law *law = NULL;
    double sum = 0;
    assert_int_equal(inverse ? rmt_law_htmp_inverse(gamma, kappa, &law) : rmt_law_htmp(gamma, kappa, &law), 0);
    for (int64_t i = 0; i < n; i++) y[i] = x[i] / scale;
    assert_int_equal(rmt_law_density(law, n, y, y), 0);
    for (int64_t i = 0; i < n; i++) sum += log(y[i]) - log(scale);
    rmt_law_destroy(law);
    return sum;
}

static void test_maximum(void **state)
{
    (void)state;
    static double x[MOST];
    const double cases[][2] = {{0.3, 2}, {0.7, 0.5}, {0.5, 10}, {0.2, 3}};
    for (int k = 0; k < 8; k += k == 1 ? 5 : 1) {
        const int64_t n = 400;
        const bool inverse = k >= 4;
        rmt_htmp_fit_options o = {.size = sizeof o, .inverse = inverse, .estimates_only = 1};
        rmt_htmp_fit_report r;
        draw(inverse, cases[k % 4][0], cases[k % 4][1], 3, n, (uint64_t)k, x);
        assert_int_equal(rmt_htmp_fit(n, x, &o, &r), 0);
        const double best = likelihood(inverse, r.gamma, r.kappa, r.scale, n, x);
        assert_close(r.log_likelihood, best, 1e-6);
        for (int d = 0; d < 6; d++) {
            const double f = d % 2 ? 1.01 : 1 / 1.01;
            const double other = likelihood(inverse, r.gamma * (d / 2 == 0 ? f : 1), r.kappa * (d / 2 == 1 ? f : 1),
                                            r.scale * (d / 2 == 2 ? f : 1), n, x);
            assert_true(other < best + 2e-6);
        }
        assert_true(r.count == n && r.boundary == 0 && r.gamma_error > 0 && r.kappa_error > 0 && r.scale_error > 0);
        assert_true(isnan(r.kappa_interval[0]) && isnan(r.gamma_interval[1]));
        const double s = r.kappa / (2 * r.gamma), a = r.kappa / 2;
        assert_close(r.tail_exponent, s - a + 1, 1e-9 * (s + a));
        assert_close(r.cutoff_exponent, s + a + 1, 1e-9 * (s + a));
        assert_close(r.scaling_exponent, 2 + s - a, 1e-9 * (s + a));
    }
}

/* The largest of f on [a, b] by golden section. */
static double golden(double (*f)(double t, const void *context), const void *context, double a, double b)
{
    const double phi = 0.6180339887498949;
    double c = b - phi * (b - a), d = a + phi * (b - a), fc = f(c, context), fd = f(d, context);
    while (b - a > 1e-3 * b) {
        if (fc > fd)
            b = d, d = c, fd = fc, c = b - phi * (b - a), fc = f(c, context);
        else
            a = c, c = d, fc = fd, d = a + phi * (b - a), fd = f(d, context);
    }
    return fmax(fc, fd);
}

typedef struct problem {
    int64_t n;
    const double *x;
    double fixed; /* kappa, or gamma */
} problem;

/* t: the variance, gamma (1 + 2/kappa), which the sample says best */
static double by_variance(double t, const void *context)
{
    const problem *p = context;
    return likelihood(false, t * p->fixed / (p->fixed + 2), p->fixed, 1, p->n, p->x);
}

static double by_kappa(double t, const void *context)
{
    const problem *p = context;
    return likelihood(false, p->fixed, t, 1, p->n, p->x);
}

/* At the ends of the interval of kappa the profile is z^2/2 below the peak: scale known. */
static void test_interval(void **state)
{
    (void)state;
    static double x[MOST];
    const int64_t n = 300;
    const double z = 1.6448536269514722; /* of a level of 0.9 */
    rmt_htmp_fit_options o = {.size = sizeof o, .scale = 1, .level = 0.9};
    rmt_htmp_fit_report r;
    draw(false, 0.4, 3, 1, n, 5, x);
    assert_int_equal(rmt_htmp_fit(n, x, &o, &r), 0);
    assert_true(r.scale == 1 && r.scale_error == 0 && r.level == 0.9);
    const double variance = r.gamma * (1 + 2 / r.kappa);
    for (int k = 0; k < 2; k++) {
        const problem p = {n, x, r.kappa_interval[k]};
        assert_close(r.log_likelihood - golden(by_variance, &p, 0.7 * variance, 1.4 * variance), z * z / 2, 1e-2);
    }
    assert_true(r.kappa_interval[0] < r.kappa && r.kappa < r.kappa_interval[1]);
    assert_true(r.gamma_interval[0] < r.gamma && r.gamma < r.gamma_interval[1]);
    for (int k = 0; k < 2; k++) { /* likewise of gamma, the other parameter near where the variance is the same */
        const double gamma = r.gamma_interval[k], kappa = 2 * gamma / (variance - gamma);
        const problem p = {n, x, gamma};
        assert_true(gamma < variance);
        assert_close(r.log_likelihood - golden(by_kappa, &p, 0.5 * kappa, 2 * kappa), z * z / 2, 1e-2);
    }
}

/* Scales and reciprocals change nothing but scale and units. */
static void test_equivariance(void **state)
{
    (void)state;
    enum { N = 120 };
    double x[N], y[N], logs = 0;
    const double scales[] = {1e200, 1e-200};
    for (int joint = 0; joint < 2; joint++) {
        rmt_htmp_fit_options o = {.size = sizeof o, .sampling = joint}, inverse = o;
        rmt_htmp_fit_report r, other;
        inverse.inverse = 1;
        draw(false, 0.5, 4, 1, N, 8, x);
        assert_int_equal(rmt_htmp_fit(N, x, &o, &r), 0);
        for (int k = 0; k < 2; k++) {
            for (int i = 0; i < N; i++) y[i] = x[i] * scales[k];
            assert_int_equal(rmt_htmp_fit(N, y, &o, &other), 0);
            assert_close(other.gamma, r.gamma, 1e-6);
            assert_close(other.kappa, r.kappa, 1e-5 * r.kappa);
            assert_close(other.scale / scales[k], r.scale, 1e-6);
            assert_close(other.log_likelihood, r.log_likelihood - N * log(scales[k]), 1e-6);
            assert_close(other.kappa_interval[0], r.kappa_interval[0], 1e-3 * r.kappa);
        }
        logs = 0;
        for (int i = 0; i < N; i++) y[i] = 1 / x[i], logs += log(x[i]);
        assert_int_equal(rmt_htmp_fit(N, y, &inverse, &other), 0);
        assert_close(other.gamma, r.gamma, 1e-6);
        assert_close(other.kappa, r.kappa, 1e-5 * r.kappa);
        assert_close(other.scale * r.scale, 1, 1e-6);
        assert_close(other.log_likelihood, r.log_likelihood + 2 * logs, 1e-6);
        inverse.scale = 1 / r.scale; /* known: the same maximum */
        assert_int_equal(rmt_htmp_fit(N, y, &inverse, &other), 0);
        assert_close(other.kappa, r.kappa, 1e-3 * r.kappa);
    }
}

/* The joint density of two eigenvalues integrates to 1. */
static void test_selberg(void **state)
{
    (void)state;
    const double cases[][2] = {{0.5, 2}, {0.3, 1}, {0.8, 8}};
    for (int k = 0; k < 3; k++) {
        const double step = 0.05;
        double sum = 0;
        for (double u = -16; u < 4; u += step)
            for (double v = -16; v < u; v += step) { /* v < u, twice; the diagonal has no mass to first order */
                rmt_htmp_sums sums = {2, log(exp(u) - exp(v)), u + v};
                rmt_htmp_ensemble e = {1, 2, &sums, exp(u) + exp(v)};
                rmt_htmp_likelihood l = rmt_htmp_joint(&e);
                double zeta;
                sum += 2 * exp(l.value(&l, cases[k][0], cases[k][1], &zeta)) * step * step;
            }
        assert_close(sum, 1, 0.02);
    }
}

/* Wishart matrices of order n with m degrees of freedom: kappa = n, gamma = n/m. */
static void test_wishart(void **state)
{
    (void)state;
    enum { N = 20, M = 50, MATRICES = 60 };
    static double x[N * MATRICES];
    randblas_state s = randblas_seed(17);
    for (int inverse = 0; inverse < 2; inverse++) {
        rmt_htmp_fit_options o = {.size = sizeof o, .sampling = RMT_HTMP_JOINT, .order = N, .inverse = inverse};
        rmt_htmp_fit_report r;
        for (int k = 0; k < MATRICES; k++)
            assert_int_equal(rmt_beta_laguerre(1, (M - N + 1) / 2.0, N, &s, x + k * N, &s), 0);
        for (int i = 0; i < N * MATRICES && inverse; i++) x[i] = 1 / x[i];
        assert_int_equal(rmt_htmp_fit(N * MATRICES, x, &o, &r), 0);
        assert_close(r.kappa, N, Z_LIMIT * r.kappa_error);
        assert_close(r.gamma, (double)N / M, Z_LIMIT * r.gamma_error);
        assert_close(inverse ? 1 / r.scale : r.scale, M / 2.0, Z_LIMIT * (inverse ? M * M / 4.0 : 1) * r.scale_error);
        assert_true(r.kappa_error < 3 && r.gamma_error < 0.05);
    }
}

/* Diagonal matrices repel nothing: kappa = 0 is in the interval, and the law is a gamma law. */
static void test_diagonal(void **state)
{
    (void)state;
    enum { N = 20, MATRICES = 40 };
    static double x[N * MATRICES];
    const randblas_state s = randblas_seed(3);
    rmt_htmp_fit_options o = {.size = sizeof o, .sampling = RMT_HTMP_JOINT, .order = N};
    rmt_htmp_fit_report r;
    assert_int_equal(rmt_beta_laguerre(0, 3, N * MATRICES, &s, x, NULL), 0);
    for (int64_t i = 0; i < N * MATRICES; i += 7) { /* not sorted over matrices */
        const int64_t j = (i * 31) % (N * MATRICES);
        const double t = x[i];
        x[i] = x[j], x[j] = t;
    }
    for (int64_t i = 0; i < N * MATRICES; i++) {
        const int64_t j = (int64_t)(rmt_uniform(&s, 5000 + i) * (double)(i + 1));
        const double t = x[i];
        x[i] = x[j], x[j] = t;
    }
    assert_int_equal(rmt_htmp_fit(N * MATRICES, x, &o, &r), 0);
    assert_true(r.kappa_interval[0] < 0.05 && r.kappa_interval[1] < 2);
    if (r.boundary) assert_true(r.boundary == RMT_HTMP_KAPPA_ZERO && r.kappa == 0 && r.kappa_interval[0] == 0);
    assert_close(r.tail_exponent, 4, 1); /* s + 1 */
}

/* A ridge so oblique that steps cut off coordinate by coordinate do not climb it: at the peak nothing nearby is higher.
 */
static void test_ridge(void **state)
{
    (void)state;
    enum { N = 1000 };
    static double x[N];
    const randblas_state s = randblas_seed(50529);
    const rmt_htmp_fit_options o = {.size = sizeof o, .sampling = RMT_HTMP_JOINT};
    rmt_htmp_fit_report r;
    rmt_law *law = NULL;
    assert_int_equal(rmt_law_htmp(0.3, 10, &law), 0);
    assert_int_equal(rmt_law_eigenvalues(law, N, &s, x, NULL), 0);
    rmt_law_destroy(law);
    assert_int_equal(rmt_htmp_fit(N, x, &o, &r), 0);
    assert_true(r.kappa_interval[0] < 10 && 10 < r.kappa_interval[1] && r.kappa_interval[1] < 20);
    assert_close(log(r.kappa / 10), 0, 0.5);
}

static int coverage(int draws, int64_t n, int mode, double gamma, double kappa)
{
    static double x[MOST];
    int covered = 0;
    rmt_law *law = NULL;
    assert_int_equal(rmt_law_htmp(gamma, kappa, &law), 0);
    for (int d = 0; d < draws; d++) {
        const randblas_state s = randblas_seed(100 + (uint64_t)d);
        const rmt_htmp_fit_options o = {.size = sizeof o, .sampling = mode};
        rmt_htmp_fit_report r;
        if (mode == RMT_HTMP_JOINT)
            assert_int_equal(rmt_law_eigenvalues(law, n, &s, x, NULL), 0);
        else
            assert_int_equal(rmt_law_sample(law, n, &s, x, NULL), 0);
        assert_int_equal(rmt_htmp_fit(n, x, &o, &r), 0);
        covered += r.kappa_interval[0] <= kappa && kappa <= r.kappa_interval[1] && r.gamma_interval[0] <= gamma &&
                   gamma <= r.gamma_interval[1];
    }
    rmt_law_destroy(law);
    return covered;
}

/* Both intervals of 95 % cover with probability 0.9 at least: fewer than 2 of 6 do with 6e-5, 40 of 60 with 3e-7. */
static void test_coverage(void **state)
{
    (void)state;
    assert_true(coverage(6, 80, RMT_HTMP_INDEPENDENT, 0.7, 0.5) >= 2);
    assert_true(coverage(60, 100, RMT_HTMP_JOINT, 0.3, 2) >= 40);
    assert_true(coverage(60, 100, RMT_HTMP_JOINT, 0.7, 0.5) >= 40);
}

/* Marchenko-Pastur's law has no largest kappa, a gamma law no least one. */
static void test_boundary(void **state)
{
    (void)state;
    enum { N = 150 };
    double x[N];
    const randblas_state s = randblas_seed(9);
    rmt_law *law = NULL;
    rmt_htmp_fit_report r;
    assert_int_equal(rmt_law_marchenko_pastur(0.3, 2, &law), 0);
    assert_int_equal(rmt_law_sample(law, N, &s, x, NULL), 0);
    rmt_law_destroy(law);
    assert_int_equal(rmt_htmp_fit(N, x, NULL, &r), 0);
    assert_true(isinf(r.kappa_interval[1]) && r.kappa_interval[0] > 1);
    assert_true(r.gamma_interval[0] < 0.3 && 0.3 < r.gamma_interval[1]);
    if (r.boundary) assert_true(r.boundary == RMT_HTMP_KAPPA_INFINITE && isinf(r.kappa) && isinf(r.tail_exponent));
    assert_int_equal(rmt_beta_laguerre(0, 2, N, &s, x, NULL), 0);
    assert_int_equal(rmt_htmp_fit(N, x, NULL, &r), 0);
    assert_true(r.kappa_interval[0] < 0.1);
}

static void test_classes(void **state)
{
    (void)state;
    double k[6];
    for (int c = 1; c <= 5; c++) assert_int_equal(rmt_htmp_kappa((rmt_matrix_class)c, 4, 5, &k[c]), 0);
    assert_close(k[1], 0, 0);
    assert_close(k[2], 12.0 / 19, 1e-15);
    assert_close(k[3], 60.0 / 19, 1e-15);
    assert_close(k[4], 32.0 / 19, 1e-15);
    assert_close(k[5], 20, 0);
    /* one block of order m is unstructured, blocks of order 1 are diagonal */
    assert_int_equal(rmt_htmp_kappa(RMT_CLASS_BLOCKS, 7, 1, &k[0]), 0);
    assert_close(k[0], 7, 1e-14);
    assert_int_equal(rmt_htmp_kappa(RMT_CLASS_KRONECKER, 1, 9, &k[0]), 0);
    assert_close(k[0], 9, 1e-14);
    assert_int_equal(rmt_htmp_kappa(RMT_CLASS_BLOCKS, 1, 9, &k[0]), 0);
    assert_close(k[0], 0, 0);
    assert_int_equal(rmt_htmp_kappa(RMT_CLASS_BLOCKS, 1, 1, &k[0]), 0);
    assert_close(k[0], 0, 0);
    assert_int_equal(rmt_htmp_kappa(RMT_CLASS_COMMUTING, 1000, 10, &k[0]), 0);
    assert_close(k[0], 1000.0 / 10, 0.2);
    k[0] = 7;
    assert_int_equal(rmt_htmp_kappa((rmt_matrix_class)0, 1, 1, k), -1);
    assert_int_equal(rmt_htmp_kappa((rmt_matrix_class)6, 1, 1, k), -1);
    assert_int_equal(rmt_htmp_kappa(RMT_CLASS_BLOCKS, 0, 1, k), -2);
    assert_int_equal(rmt_htmp_kappa(RMT_CLASS_BLOCKS, 1, 0, k), -3);
    assert_int_equal(rmt_htmp_kappa(RMT_CLASS_BLOCKS, INT64_MAX, 9, k), -3);
    assert_int_equal(rmt_htmp_kappa(RMT_CLASS_BLOCKS, 1, 1, NULL), -4);
    assert_true(k[0] == 7);
}

/* Blocks of Wishart matrices, m x m with M degrees of freedom: the repulsion of their class, of 1 within blocks. */
static void test_repulsion(void **state)
{
    (void)state;
    enum { N = 16, MATRICES = 100 };
    static double x[N * MATRICES];
    randblas_state s = randblas_seed(23);
    for (int m = 1; m <= N; m *= 2)
        for (int scaled = 0; scaled < 2; scaled++) {
            const double theta = scaled ? 1e200 : 1;
            rmt_htmp_repulsion_report r;
            double expected;
            for (int k = 0; k < N * MATRICES; k += m) {
                assert_int_equal(rmt_beta_laguerre(1, 4, m, &s, x + k, &s), 0);
                for (int i = 0; i < m; i++) x[k + i] *= theta;
            }
            assert_int_equal(rmt_htmp_repulsion(N, MATRICES, x, theta, &r), 0);
            assert_int_equal(rmt_htmp_kappa(RMT_CLASS_BLOCKS, m, N / m, &expected), 0);
            assert_close(r.kappa, expected, Z_LIMIT * r.error);
            assert_close(r.dimension, N * (m - 1) / 2.0, Z_LIMIT * r.error * (N - 1) / 2);
            assert_close(r.shape, 4, 1);
            assert_true(r.error > 0 && r.error < 1.5);
        }
    rmt_htmp_repulsion_report r = {.kappa = 7};
    assert_int_equal(rmt_htmp_repulsion(1, 2, x, 1, &r), -1);
    assert_int_equal(rmt_htmp_repulsion(2, 1, x, 1, &r), -2);
    assert_int_equal(rmt_htmp_repulsion(INT64_MAX, INT64_MAX, x, 1, &r), -2);
    assert_int_equal(rmt_htmp_repulsion(2, 2, NULL, 1, &r), -3);
    assert_int_equal(rmt_htmp_repulsion(2, 2, x, 0, &r), -4);
    assert_int_equal(rmt_htmp_repulsion(2, 2, x, NAN, &r), -4);
    assert_int_equal(rmt_htmp_repulsion(2, 2, x, 1, NULL), -5);
    assert_true(r.kappa == 7);
    x[1] = -1;
    assert_int_equal(rmt_htmp_repulsion(2, 2, x, 1, &r), RANDBLAS_NOT_POSITIVE_DEFINITE);
    x[1] = NAN;
    assert_int_equal(rmt_htmp_repulsion(2, 2, x, 1, &r), RANDBLAS_NOT_FINITE);
    assert_true(isnan(r.kappa));
}

/* Values that are not positive are left out; an outlier has a finite likelihood. */
static void test_odd_values(void **state)
{
    (void)state;
    enum { N = 100 };
    double x[N + 3];
    rmt_htmp_fit_options o = {.size = sizeof o, .estimates_only = 1};
    rmt_htmp_fit_report r, with;
    draw(false, 0.5, 2, 1, N, 2, x);
    assert_int_equal(rmt_htmp_fit(N, x, &o, &r), 0);
    x[N] = 0, x[N + 1] = -1, x[N + 2] = -1e-300;
    assert_int_equal(rmt_htmp_fit(N + 3, x, &o, &with), 0);
    assert_true(with.count == N && with.kappa == r.kappa && with.log_likelihood == r.log_likelihood);
    x[N] = 1e4;
    assert_int_equal(rmt_htmp_fit(N + 1, x, &o, &with), 0);
    assert_true(isfinite(with.log_likelihood) && with.log_likelihood < r.log_likelihood);
    assert_true(with.count == N + 1);
    x[N] = 1e-30;
    assert_int_equal(rmt_htmp_fit(N + 1, x, &o, &with), 0);
    assert_true(isfinite(with.log_likelihood) && with.gamma > r.gamma);
}

/* Samples of other laws end at a boundary or not, but end; estimates lie in their intervals. */
static void test_other_laws(void **state)
{
    (void)state;
    enum { N = 20 };
    double x[N];
    const randblas_state s = randblas_seed(31);
    for (int k = 0; k < 5; k++)
        for (int variant = 0; variant < 4; variant++) {
            const rmt_htmp_fit_options o = {.size = sizeof o, .inverse = variant % 2, .sampling = variant / 2};
            rmt_htmp_fit_report r;
            for (int i = 0; i < N; i++) {
                const double u = rmt_uniform(&s, i), g = rmt_normal(&s, 1000 + i);
                const double values[] = {exp(3 * g), pow(u, -1 / 1.2), i % 2 ? 1 + 1e-6 * u : 100 + u, u,
                                         exp(1e-3 * g)};
                x[i] = values[k];
            }
            if (variant < 2 && k % 2) continue; /* time */
            assert_int_equal(rmt_htmp_fit(N, x, &o, &r), 0);
            assert_true(r.kappa_interval[0] <= r.kappa && r.kappa <= r.kappa_interval[1]);
            assert_true(r.gamma_interval[0] <= r.gamma && r.gamma <= r.gamma_interval[1]);
            assert_true(isfinite(r.log_likelihood) && r.scale > 0 && r.tail_exponent > 1);
        }
}

static void test_degenerate(void **state)
{
    (void)state;
    const double equal[] = {2, 2, 2, 2}, two[] = {1, 2, 0, -1}, bad[] = {1, 2, NAN, 3}, large[] = {1, INFINITY, 2, 3},
                 wide[] = {1e-200, 1, 1e200, 2}, ties[] = {1, 1, 2, 3};
    rmt_htmp_fit_report r;
    rmt_htmp_fit_options o = {.size = sizeof o, .sampling = RMT_HTMP_JOINT};
    assert_int_equal(rmt_htmp_fit(0, NULL, NULL, &r), RANDBLAS_RANK_DEFICIENT);
    assert_true(isnan(r.gamma) && isnan(r.kappa_interval[1]) && r.count == 0);
    assert_int_equal(rmt_htmp_fit(1, equal, NULL, &r), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(rmt_htmp_fit(4, equal, NULL, &r), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(rmt_htmp_fit(4, two, NULL, &r), RANDBLAS_RANK_DEFICIENT);
    assert_int_equal(r.count, 2);
    assert_int_equal(rmt_htmp_fit(4, bad, NULL, &r), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_htmp_fit(4, large, NULL, &r), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_htmp_fit(4, wide, NULL, &r), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_htmp_fit(4, ties, &o, &r), RANDBLAS_RANK_DEFICIENT);
    o.order = 1;
    assert_int_equal(rmt_htmp_fit(3, wide + 1, &o, &r), RANDBLAS_RANK_DEFICIENT);
}

static int stop(void *context, const char *phase, double fraction)
{
    (void)fraction;
    if (!strcmp(phase, "interval")) ++*(int *)context;
    return *(int *)context > 1;
}

static void test_arguments(void **state)
{
    (void)state;
    enum { N = 60 };
    double x[N];
    int told = 0;
    rmt_htmp_fit_report r = {.gamma = 7};
    draw(false, 0.5, 2, 1, N, 4, x);
    assert_int_equal(rmt_htmp_fit(-1, x, NULL, &r), -1);
    assert_int_equal(rmt_htmp_fit(N, NULL, NULL, &r), -2);
    const rmt_htmp_fit_options wrong[] = {{.size = 3},
                                          {.level = 1},
                                          {.level = -0.1},
                                          {.level = NAN},
                                          {.sampling = 2},
                                          {.sampling = -1},
                                          {.scale = -1},
                                          {.scale = INFINITY},
                                          {.scale = NAN},
                                          {.sampling = 1, .order = 7},
                                          {.sampling = 1, .order = -1},
                                          {.control = {.memory_limit = -1}}};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) assert_int_equal(rmt_htmp_fit(N, x, &wrong[k], &r), -3);
    assert_int_equal(rmt_htmp_fit(N, x, NULL, NULL), -4);
    assert_true(r.gamma == 7);
    rmt_htmp_fit_options o = {.control = {.progress = stop, .progress_context = &told}};
    assert_int_equal(rmt_htmp_fit(N, x, &o, &r), RANDBLAS_CANCELLED);
    assert_int_equal(told, 2);
    assert_true(isfinite(r.kappa) && isnan(r.gamma_interval[0]));
    o = (rmt_htmp_fit_options){.control = {.memory_limit = 16}};
    assert_int_equal(rmt_htmp_fit(N, x, &o, &r), RANDBLAS_MEMORY_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maximum),    cmocka_unit_test(test_interval),   cmocka_unit_test(test_equivariance),
        cmocka_unit_test(test_selberg),    cmocka_unit_test(test_wishart),    cmocka_unit_test(test_diagonal),
        cmocka_unit_test(test_ridge),      cmocka_unit_test(test_coverage),   cmocka_unit_test(test_boundary),
        cmocka_unit_test(test_classes),    cmocka_unit_test(test_repulsion),  cmocka_unit_test(test_odd_values),
        cmocka_unit_test(test_other_laws), cmocka_unit_test(test_degenerate), cmocka_unit_test(test_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
