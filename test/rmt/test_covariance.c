/*
 * Spikes, shrinkage of covariance matrices and of singular values: against the closed forms for Sigma = I and for
 * singular vectors, and against samples, where the matrix that was estimated is known.
 */
#include "covariances.h"
#include "laws.h"

#include "law_impl.h"
#include "rmt.h"

#include <float.h>
#include <stdio.h>

static const double three[] = {1, 3, 10}, thirds[] = {0.4, 0.4, 0.2};

static rmt_law *make(int count, const double *tau, const double *w, double c)
{
    rmt_law *law = NULL;
    assert_int_equal(rmt_law_sample_covariance(count, tau, w, c, &law), 0);
    return law;
}

static void test_spikes_of_identity(void **state)
{
    (void)state;
    const double scale = 1e-5;
    for (double c = 0.04; c < 5; c *= 3) {
        rmt_law *law = make(1, &scale, NULL, c);
        double low, high, edge, width;
        assert_int_equal(rmt_covariance_thresholds(law, &low, &high), 0);
        assert_close(high / scale, 1 + sqrt(c), 1e-14 * high / scale);
        assert_close(low / scale, 1 - sqrt(c), 1e-14);
        assert_int_equal(rmt_covariance_edge(law, 1000, &edge, &width), 0);
        assert_close(edge / scale, pow(1 + sqrt(c), 2), 1e-14 * edge / scale);
        /* Johnstone's scale */
        assert_close(width / scale * pow(1000, 2.0 / 3), pow(1 + sqrt(c), 4.0 / 3) * pow(c, -1.0 / 6), 1e-12);
        for (double l = 0.05; l < 30; l *= 1.7) {
            double spike = l * scale, outlier, overlap, back, again;
            assert_int_equal(rmt_covariance_spikes(law, 1, &spike, &outlier, &overlap), 0);
            assert_int_equal(rmt_covariance_unspike(law, 1, &outlier, &back, &again), 0);
            if (fabs(l - 1) > sqrt(c)) {
                const double shape = c / (l - 1);
                assert_close(outlier / scale, l * (1 + shape), 1e-13 * l);
                assert_close(overlap, (1 - shape / (l - 1)) / (1 + shape), 1e-12);
                assert_close(back / scale, l, 1e-12 * l);
                assert_close(again, overlap, 1e-11);
            } else {
                assert_close(outlier / scale, pow(1 + (l > 1 ? 1 : -1) * sqrt(c), 2), 1e-13);
                assert_true(overlap == 0 && isnan(back) && again == 0);
            }
        }
        rmt_law_destroy(law);
    }
}

/* General population, also a spike in a gap: there and back, and nothing in a band. */
static void test_spikes_in_gaps(void **state)
{
    (void)state;
    rmt_law *law = make(3, three, thirds, 0.02);
    const double spikes[] = {0.5, 1.9, 6, 20, 1e6};
    double outlier[5], overlap[5], back[5], edge[6];
    int64_t bands;
    rmt_law_intervals(law, 3, edge, &bands);
    assert_int_equal(bands, 3);
    assert_int_equal(rmt_covariance_spikes(law, 5, spikes, outlier, overlap), 0);
    assert_true(outlier[1] > edge[1] && outlier[1] < edge[2] && outlier[2] > edge[3] && outlier[2] < edge[4]);
    for (int k = 0; k < 5; k++) assert_true(overlap[k] > 0.5 && overlap[k] < 1);
    assert_int_equal(rmt_covariance_unspike(law, 5, outlier, back, NULL), 0);
    for (int k = 0; k < 5; k++) assert_close(back[k], spikes[k], 1e-13 * spikes[k]);
    const double mixed[] = {(edge[0] + edge[1]) / 2, 0, -1, NAN, edge[5]};
    assert_int_equal(rmt_covariance_unspike(law, 5, mixed, back, overlap), 0);
    for (int k = 0; k < 5; k++) assert_true(isnan(back[k]) && overlap[k] == 0);
    rmt_law_destroy(law);
}

enum { P = 300 };
static double S[P * P], values[P], tau[P], wide_values[P];

/* Two spikes are seen, at six standard deviations l (2 (1 - c/(l - 1)^2)/n)^(1/2), and no third one. */
static void test_spikes_of_samples(void **state)
{
    (void)state;
    const int n = 600;
    const double c = 0.5, spikes[] = {9, 4}, flat = 1;
    double outlier[2], overlap[2], back[2];
    int64_t found;
    rmt_law *law = make(1, &flat, NULL, c);
    for (int i = 0; i < P; i++) tau[i] = i < 2 ? spikes[i] : 1;
    assert_int_equal(covariance_eigenvalues(P, n, tau, 5, 1, S, values), 0);
    assert_int_equal(rmt_covariance_detect(law, n, P, values, 3.27, &found), 0);
    assert_int_equal(found, 2);
    rmt_covariance_spikes(law, 2, spikes, outlier, overlap);
    rmt_covariance_unspike(law, 2, (double[]){values[P - 1], values[P - 2]}, back, NULL);
    for (int k = 0; k < 2; k++) {
        const double l = spikes[k], slope = 1 - c / ((l - 1) * (l - 1)), deviation = l * sqrt(2 * slope / n);
        assert_close(values[P - 1 - k], outlier[k], 6 * deviation);
        assert_close(back[k], l, 6 * deviation / slope);
        const double v = S[k + (int64_t)(P - 1 - k) * P];
        assert_close(v * v, overlap[k], 0.06);
    }
    for (int i = 0; i < P; i++) tau[i] = 1;
    assert_int_equal(covariance_eigenvalues(P, n, tau, 6, 0, S, values), 0);
    assert_int_equal(rmt_covariance_detect(law, n, P, values, 3.27, &found), 0);
    assert_int_equal(found, 0);
    assert_int_equal(rmt_covariance_detect(law, n, P, values, -1e6, &found), 0);
    assert_int_equal(found, P);
    rmt_law_destroy(law);
}

/* Sigma = I: every eigenvalue is shrunk to 1. */
static void test_shrink_identity(void **state)
{
    (void)state;
    const double flat = 7;
    for (double c = 0.1; c < 10; c *= 2) {
        rmt_law *law = make(1, &flat, NULL, c);
        double x[5] = {c > 1 ? 0 : 7, 0, 0, 0, 0}, d[5];
        rmt_law_quantile(law, 4, (double[]){fmax(0, 1 - 1 / c), 1 - 0.5 / fmax(1, c), 0.99, 1}, x + 1);
        if (x[1] == 0) x[1] = x[4] + 1e-9; /* outside the support it is 1 only at an edge */
        assert_int_equal(rmt_covariance_shrink(law, 5, x, d), 0);
        for (int k = c > 1 ? 0 : 1; k < 5; k++) assert_close(d[k] / flat, 1, 1e-4);
        assert_close(d[2] / flat, 1, 1e-12);
        assert_close(d[3] / flat, 1, 1e-12);
        rmt_law_destroy(law);
    }
}

/* || V diag(d) V^T - diag(tau) ||_F^2 = sum (d - v^T Sigma v)^2 + what no d can change */
static double excess(const double *d)
{
    double sum = 0;
    for (int j = 0; j < P; j++) {
        double best = 0;
        for (int i = 0; i < P; i++) best += S[i + (int64_t)j * P] * S[i + (int64_t)j * P] * tau[i];
        sum += (d[j] - best) * (d[j] - best);
    }
    return sum;
}

/* Of the excess that shrinkage can remove: the law's leaves 1.5 %, the analytical one 4 %, less than the linear one
 * does. */
static void test_shrink_samples(void **state)
{
    (void)state;
    for (int i = 0; i < P; i++) tau[i] = three[i % 5 < 2 ? 0 : i % 5 < 4 ? 1 : 2];
    for (int i = 0; i < 2; i++) {
        const int n = i ? 150 : 700;
        double oracle[P], analytical[P], linear[P], weight;
        rmt_law *law = make(3, three, thirds, (double)P / n);
        assert_int_equal(covariance_eigenvalues(P, n, tau, 23, 1, S, values), 0);
        for (int k = 0; k < P - n; k++) values[k] = 0;
        assert_int_equal(rmt_covariance_shrink(law, P, values, oracle), 0);
        assert_int_equal(rmt_covariance_shrink_analytical(P, n, values, analytical), 0);
        assert_int_equal(rmt_covariance_shrink_linear(P, n, values, linear, &weight), 0);
        const double raw = excess(values);
        printf("p/n = %.2f: of the excess %.3g the law leaves %.4f, analytical %.4f, linear %.4f (weight %.3f)\n",
               (double)P / n, raw, excess(oracle) / raw, excess(analytical) / raw, excess(linear) / raw, weight);
        assert_true(excess(oracle) < 0.015 * raw && excess(analytical) < 0.04 * raw);
        assert_true(excess(analytical) < excess(linear) && excess(linear) < raw && weight > 0 && weight < 1);
        memcpy(wide_values, values, sizeof values); /* in place, and scaled */
        for (int k = 0; k < P; k++) wide_values[k] *= 1e-200;
        assert_int_equal(rmt_covariance_shrink_analytical(P, n, wide_values, wide_values), 0);
        for (int k = 0; k < P; k++) assert_close(wide_values[k] * 1e200, analytical[k], 1e-10 * analytical[k]);
        rmt_law_destroy(law);
    }
}

static void test_linear(void **state)
{
    (void)state;
    double x[] = {1, 2, 6}, d[3], weight; /* mean 3, variance 14/3 */
    assert_int_equal(rmt_covariance_shrink_linear(3, 9, x, d, &weight), 0);
    assert_close(weight, 3 / (14.0 / 3), 1e-15);
    for (int k = 0; k < 3; k++) assert_close(d[k], 3 + (1 - weight) * (x[k] - 3), 1e-15);
    assert_int_equal(rmt_covariance_shrink_linear(3, 1, x, d, &weight), 0);
    assert_true(weight == 1 && d[0] == 3 && d[2] == 3);
    assert_int_equal(rmt_covariance_shrink_linear(3, 1, (double[]){0, 0, 0}, d, NULL), 0);
    assert_true(d[0] == 0);
}

/* A singular value x of the signal has cosines c1, c2 of its vectors with those seen: the shrinkers are x c1 c2 and
 * x (c1 c2 - s1 s2). */
static void test_shrinkers(void **state)
{
    (void)state;
    const double sigma = 0.125;
    for (int cols = 1; cols <= 64; cols *= 4) {
        const double beta = (double)cols / 64, unit = sigma * 8;
        for (double x = pow(beta, 0.25) + 1e-6; x < 1e7; x *= 1.9) {
            const double y = sqrt((x + 1 / x) * (x + beta / x)), b = pow(x, 4) - beta;
            const double c1 = b / (pow(x, 4) + beta * x * x), c2 = b / (pow(x, 4) + x * x);
            double s = y * unit, d;
            rmt_shrink_report report;
            assert_int_equal(rmt_shrink_singular(RMT_SHRINK_OPERATOR, 64, cols, 1, &s, sigma, &d, &report), 0);
            const double near = 1e-14 + 1e-15 / fmin(1, fabs(y - 1 - sqrt(beta))); /* square root at the threshold */
            assert_close(d / unit, x, 100 * near * x);
            assert_close(report.threshold, (1 + sqrt(beta)) * unit, 1e-14);
            assert_int_equal(report.rank, 1);
            assert_int_equal(rmt_shrink_singular(RMT_SHRINK_FROBENIUS, cols, 64, 1, &s, sigma, &d, NULL), 0);
            assert_close(d / unit, x * sqrt(c1 * c2), 100 * near * x);
            assert_int_equal(rmt_shrink_singular(RMT_SHRINK_NUCLEAR, cols, 64, 1, &s, sigma, &d, NULL), 0);
            assert_close(d / unit, fmax(0, x * (sqrt(c1 * c2) - sqrt((1 - c1) * (1 - c2)))), 100 * near * x);
        }
    }
    double s[] = {8 * 4 / sqrt(3) * 0.999, 8 * 4 / sqrt(3) * 1.001}, d[2]; /* square: 4/sqrt(3) */
    rmt_shrink_report report;
    /* a signal above the noise by more than a double can say is left as it is */
    const double strong = 1e200;
    for (int shrinker = RMT_SHRINK_HARD; shrinker <= RMT_SHRINK_NUCLEAR; shrinker++) {
        double kept = 0;
        assert_int_equal(rmt_shrink_singular((rmt_shrinker)shrinker, 64, 32, 1, &strong, 1e-300, &kept, NULL), 0);
        assert_true(kept == strong);
    }
    assert_int_equal(rmt_shrink_singular(RMT_SHRINK_HARD, 64, 64, 2, s, 1, d, &report), 0);
    assert_true(d[0] == 0 && d[1] == s[1] && report.rank == 1);
    double zeros[3] = {0};
    assert_int_equal(rmt_shrink_singular(RMT_SHRINK_FROBENIUS, 3, 5, 3, zeros, 0, zeros, &report), 0);
    assert_true(zeros[0] == 0 && report.rank == 0 && report.noise == 0);
}

/* Rank 2 in noise of unknown size: its size to 2 %, and every shrinker finds both and nothing else. */
static void test_denoising(void **state)
{
    (void)state;
    enum { ROWS = 300, COLS = 120 };
    static double A[ROWS * COLS], s[COLS], d[COLS], none[1];
    const double sigma = 1e-3, x[] = {4, 2};
    uint64_t seed = 3;
    covariance_normal((int64_t)ROWS * COLS, A, &seed);
    for (int j = 0; j < COLS; j++)
        for (int i = 0; i < ROWS; i++) {
            const double t = RMT_PI * (i + 0.5) / ROWS, v = RMT_PI * (j + 0.5) / COLS; /* cosines: orthogonal */
            for (int k = 1; k <= 2; k++)
                A[i + j * ROWS] += x[k - 1] * sqrt(ROWS) * 2 / sqrt((double)ROWS * COLS) * cos(k * t) * cos(k * v);
            A[i + j * ROWS] *= sigma;
        }
    assert_int_equal(LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'N', ROWS, COLS, A, ROWS, s, none, 1, none, 1), 0);
    for (int shrinker = RMT_SHRINK_HARD; shrinker <= RMT_SHRINK_NUCLEAR; shrinker++) {
        rmt_shrink_report report;
        assert_int_equal(rmt_shrink_singular((rmt_shrinker)shrinker, ROWS, COLS, COLS, s, 0, d, &report), 0);
        assert_close(report.noise / sigma, 1, 0.02);
        assert_int_equal(report.rank, 2);
        for (int k = 0; k < 2 && shrinker == RMT_SHRINK_OPERATOR; k++)
            assert_close(d[k] / (sigma * sqrt(ROWS)), x[k], 0.3);
    }
}

static void test_illegal_spikes(void **state)
{
    (void)state;
    rmt_law *law = make(3, three, thirds, 0.5), *other = NULL;
    double x[2] = {1, 2}, y[2] = {-7, -7}, bad[] = {1, -1};
    int64_t found;
    assert_int_equal(rmt_law_semicircle(1, &other), 0);
    assert_int_equal(rmt_covariance_edge(other, 1, x, y), -1);
    assert_int_equal(rmt_covariance_edge(law, 0, x, y), -2);
    assert_int_equal(rmt_covariance_edge(law, 1, NULL, y), -3);
    assert_int_equal(rmt_covariance_edge(law, 1, x, NULL), -4);
    assert_int_equal(rmt_covariance_spikes(other, 2, x, y, NULL), -1);
    assert_int_equal(rmt_covariance_spikes(law, -1, x, y, NULL), -2);
    assert_int_equal(rmt_covariance_spikes(law, 2, NULL, y, NULL), -3);
    assert_int_equal(rmt_covariance_spikes(law, 2, bad, y, NULL), -3);
    assert_int_equal(rmt_covariance_spikes(law, 2, x, NULL, NULL), -4);
    assert_int_equal(rmt_covariance_unspike(other, 2, x, y, NULL), -1);
    assert_int_equal(rmt_covariance_unspike(law, -1, x, y, NULL), -2);
    assert_int_equal(rmt_covariance_unspike(law, 2, NULL, y, NULL), -3);
    assert_int_equal(rmt_covariance_unspike(law, 2, x, NULL, NULL), -4);
    assert_int_equal(rmt_covariance_thresholds(other, x, y), -1);
    assert_int_equal(rmt_covariance_thresholds(law, NULL, y), -2);
    assert_int_equal(rmt_covariance_thresholds(law, x, NULL), -3);
    assert_int_equal(rmt_covariance_detect(other, 1, 2, x, 0, &found), -1);
    assert_int_equal(rmt_covariance_detect(law, 0, 2, x, 0, &found), -2);
    assert_int_equal(rmt_covariance_detect(law, 1, -1, x, 0, &found), -3);
    assert_int_equal(rmt_covariance_detect(law, 1, 2, NULL, 0, &found), -4);
    assert_int_equal(rmt_covariance_detect(law, 1, 2, x, NAN, &found), -5);
    assert_int_equal(rmt_covariance_detect(law, 1, 2, x, 0, NULL), -6);
    assert_true(y[0] == -7 && y[1] == -7);
    rmt_law_destroy(law);
    rmt_law_destroy(other);
}

static void test_illegal_shrinkage(void **state)
{
    (void)state;
    rmt_law *law = make(3, three, thirds, 0.5);
    double x[2] = {1, 2}, y[2] = {-7, -7}, bad[] = {1, -1}, odd[] = {1, NAN};
    assert_int_equal(rmt_covariance_shrink(NULL, 2, x, y), -1);
    assert_int_equal(rmt_covariance_shrink(law, -1, x, y), -2);
    assert_int_equal(rmt_covariance_shrink(law, 2, NULL, y), -3);
    assert_int_equal(rmt_covariance_shrink(law, 2, bad, y), -3);
    assert_int_equal(rmt_covariance_shrink(law, 2, x, NULL), -4);
    assert_int_equal(rmt_covariance_shrink_analytical(0, 12, x, y), -1);
    assert_int_equal(rmt_covariance_shrink_analytical(2, 11, x, y), -2);
    assert_int_equal(rmt_covariance_shrink_analytical(2, 12, NULL, y), -3);
    assert_int_equal(rmt_covariance_shrink_analytical(2, 12, bad, y), -3);
    assert_int_equal(rmt_covariance_shrink_analytical(2, 12, odd, y), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_covariance_shrink_analytical(2, 12, x, NULL), -4);
    assert_int_equal(rmt_covariance_shrink_linear(0, 1, x, y, NULL), -1);
    assert_int_equal(rmt_covariance_shrink_linear(2, 0, x, y, NULL), -2);
    assert_int_equal(rmt_covariance_shrink_linear(2, 1, NULL, y, NULL), -3);
    assert_int_equal(rmt_covariance_shrink_linear(2, 1, x, NULL, NULL), -4);
    assert_int_equal(rmt_covariance_shrink_linear(2, 1, odd, y, NULL), RANDBLAS_NOT_FINITE);
    const rmt_shrinker hard = RMT_SHRINK_HARD;
    assert_int_equal(rmt_shrink_singular((rmt_shrinker)0, 2, 2, 2, x, 1, y, NULL), -1);
    assert_int_equal(rmt_shrink_singular(hard, 0, 2, 2, x, 1, y, NULL), -2);
    assert_int_equal(rmt_shrink_singular(hard, 2, 0, 2, x, 1, y, NULL), -3);
    assert_int_equal(rmt_shrink_singular(hard, 2, 2, 3, x, 1, y, NULL), -4);
    assert_int_equal(rmt_shrink_singular(hard, 3, 3, 2, x, 0, y, NULL), -4);
    assert_int_equal(rmt_shrink_singular(hard, 2, 2, 2, NULL, 1, y, NULL), -5);
    assert_int_equal(rmt_shrink_singular(hard, 2, 2, 2, bad, 1, y, NULL), -5);
    assert_int_equal(rmt_shrink_singular(hard, 2, 2, 2, odd, 1, y, NULL), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_shrink_singular(hard, 2, 2, 2, x, -1, y, NULL), -6);
    assert_int_equal(rmt_shrink_singular(hard, 2, 2, 2, x, NAN, y, NULL), -6);
    assert_int_equal(rmt_shrink_singular(hard, 2, 2, 2, x, 1, NULL, NULL), -7);
    assert_true(y[0] == -7 && y[1] == -7);
    rmt_law_destroy(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spikes_of_identity), cmocka_unit_test(test_spikes_in_gaps),
        cmocka_unit_test(test_spikes_of_samples),  cmocka_unit_test(test_shrink_identity),
        cmocka_unit_test(test_shrink_samples),     cmocka_unit_test(test_linear),
        cmocka_unit_test(test_shrinkers),          cmocka_unit_test(test_denoising),
        cmocka_unit_test(test_illegal_spikes),     cmocka_unit_test(test_illegal_shrinkage)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
