/* The population of a sample, found back: Wasserstein's distance to it, and shrinkage by it. */
#include "covariances.h"
#include "laws.h"

#include "nnls_impl.h"
#include "rmt.h"

#include <stdio.h>

enum { P = 400, GRID = 100 };
static double S[P * P], values[P], tau[P];

/* int |F - G| for equal weights at x (n, ascending) and weights w at y (k, ascending) */
static double wasserstein(int n, const double *x, int64_t k, const double *y, const double *w)
{
    double sum = 0, f = 0, g = 0, at = fmin(x[0], y[0]);
    for (int64_t i = 0, j = 0; i < n || j < k;) {
        const double next = i < n && (j >= k || x[i] <= y[j]) ? x[i] : y[j];
        sum += fabs(f - g) * (next - at);
        at = next;
        for (; i < n && x[i] == at; i++) f += 1.0 / n;
        for (; j < k && y[j] == at; j++) g += w[j];
    }
    return sum;
}

/* Three masses, a uniform population, the identity, and one with zeros. */
static void population(int kind)
{
    for (int i = 0; i < P; i++) {
        const double masses = i < 160 ? 1 : i < 320 ? 3 : 10, spread = 1 + 9.0 * i / (P - 1);
        tau[i] = kind == 0 ? masses : kind == 1 ? spread : kind == 2 ? 1 : i < 100 ? 0 : 2;
    }
}

/* Distances for n = 200, 800 and 1600; the bounds are 1.3 times what is met, the eigenvalues themselves are 3 to 50
 * times as far. */
static void test_recovery(void **state)
{
    (void)state;
    const int sizes[] = {200, 800, 1600};
    const double limit[4][3] = {{0.5, 0.25, 0.14}, {0.95, 0.85, 0.6}, {0.06, 0.03, 0.02}, {0.1, 0.09, 0.04}};
    for (int kind = 0; kind < 4; kind++)
        for (int i = 0; i < 3; i++) {
            double place[GRID], weight[GRID], equal[P], total = 0;
            int64_t count;
            const int n = sizes[i];
            population(kind);
            assert_int_equal(covariance_eigenvalues(P, n, tau, 7 + (uint64_t)n, 0, S, values), 0);
            for (int k = 0; k < P; k++) values[k] = fmax(values[k], 0), equal[k] = 1.0 / P;
            assert_int_equal(rmt_covariance_population(P, n, values, GRID, place, weight, &count), 0);
            const double distance = wasserstein(P, tau, count, place, weight);
            const double raw = wasserstein(P, tau, P, values, equal);
            printf("population %d, p/n = %.2f: distance %.3f of the estimate, %.3f of the sample, %d atoms\n", kind,
                   (double)P / n, distance, raw, (int)count);
            assert_true(distance < limit[kind][i] && distance < 0.55 * raw);
            for (int64_t k = 0; k < count; k++) {
                assert_true(weight[k] > 0 && (k == 0 || place[k] > place[k - 1]));
                total += weight[k];
            }
            assert_close(total, 1, 1e-14);
        }
}

/* From the law's own quantiles in place of a sample: to a spacing of the grid. */
static void test_consistency(void **state)
{
    (void)state;
    enum { MANY = 4000 };
    static double q[MANY];
    const double three[] = {1, 3, 10}, thirds[] = {0.4, 0.4, 0.2};
    double place[GRID], weight[GRID];
    int64_t count;
    rmt_law *law = NULL;
    assert_int_equal(rmt_law_sample_covariance(3, three, thirds, 0.25, &law), 0);
    for (int i = 0; i < MANY; i++) q[i] = (i + 0.5) / MANY;
    assert_int_equal(rmt_law_quantile(law, MANY, q, q), 0);
    population(0);
    for (int scale = 0; scale < 2; scale++) { /* then the same in another unit */
        const double factor = scale ? 0x1p-700 : 1;
        for (int i = 0; i < MANY; i++) q[i] *= factor;
        assert_int_equal(rmt_covariance_population(MANY, 4 * MANY, q, GRID, place, weight, &count), 0);
        for (int64_t k = 0; k < count; k++) place[k] /= factor;
        assert_true(wasserstein(P, tau, count, place, weight) < 0.06);
    }
    rmt_law_destroy(law);
}

/* Shrinkage by the estimated population is as good as by the true one, but for a few per cent of the excess. */
static void test_shrinkage(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const int n = i ? 200 : 900;
        double place[GRID], weight[GRID], known[P], found[P], loss[3] = {0};
        int64_t count;
        rmt_law *law = NULL, *estimate = NULL;
        population(0);
        assert_int_equal(covariance_eigenvalues(P, n, tau, 77, 1, S, values), 0);
        for (int k = 0; k < P - n; k++) values[k] = 0;
        assert_int_equal(rmt_covariance_population(P, n, values, GRID, place, weight, &count), 0);
        assert_int_equal(rmt_law_sample_covariance(P, tau, NULL, (double)P / n, &law), 0);
        assert_int_equal(rmt_law_sample_covariance(count, place, weight, (double)P / n, &estimate), 0);
        assert_int_equal(rmt_covariance_shrink(law, P, values, known), 0);
        assert_int_equal(rmt_covariance_shrink(estimate, P, values, found), 0);
        for (int64_t j = 0; j < P; j++) {
            double best = 0;
            for (int64_t k = 0; k < P; k++) best += S[k + j * P] * S[k + j * P] * tau[k];
            loss[0] += pow(values[j] - best, 2), loss[1] += pow(known[j] - best, 2), loss[2] += pow(found[j] - best, 2);
        }
        printf("p/n = %.2f: of the excess the law leaves %.4f, the estimate %.4f\n", (double)P / n, loss[1] / loss[0],
               loss[2] / loss[0]);
        assert_true(loss[2] < 0.02 * loss[0] && loss[2] < 5 * loss[1]);
        rmt_law_destroy(law);
        rmt_law_destroy(estimate);
    }
}

/* Against the conditions of Kuhn and Tucker, on nearly dependent columns too. */
static void test_nnls(void **state)
{
    (void)state;
    enum { ROWS = 40, COLS = 25 };
    double A[ROWS * COLS], b[ROWS], x[COLS];
    uint64_t seed = 4;
    for (int kind = 0; kind < 20; kind++) {
        covariance_normal(ROWS * COLS, A, &seed);
        covariance_normal(ROWS, b, &seed);
        for (int j = 0; j < COLS && kind % 2; j++) /* exponentials */
            for (int i = 0; i < ROWS; i++) A[i + j * ROWS] = exp(-0.01 * i * (1 + j));
        if (kind == 4) memset(A + 3 * ROWS, 0, 2 * ROWS * sizeof *A);
        if (kind == 6) memcpy(A + 3 * ROWS, A, ROWS * sizeof *A);
        randblas_arena arena = randblas_arena_open(NULL);
        assert_int_equal(rmt_nnls(ROWS, COLS, A, b, x, &arena), 0);
        randblas_arena_close(&arena);
        for (int i = 0; i < ROWS; i++)
            for (int j = 0; j < COLS; j++) b[i] -= A[i + j * ROWS] * x[j];
        for (int j = 0; j < COLS; j++) {
            double slope = 0;
            for (int i = 0; i < ROWS; i++) slope += A[i + j * ROWS] * b[i];
            assert_true(x[j] >= 0 && slope < 1e-10 && (x[j] == 0 || slope > -1e-10));
        }
    }
}

static void test_corners(void **state)
{
    (void)state;
    double x[3] = {2, 0, 0}, v[3] = {-7, -7, -7}, w[3] = {-7, -7, -7};
    int64_t count = -7;
    assert_int_equal(rmt_covariance_population(0, 1, x, 3, v, w, &count), -1);
    assert_int_equal(rmt_covariance_population(1, 0, x, 3, v, w, &count), -2);
    assert_int_equal(rmt_covariance_population(1, 1, NULL, 3, v, w, &count), -3);
    assert_int_equal(rmt_covariance_population(2, 1, (double[]){1, -1}, 3, v, w, &count), -3);
    assert_int_equal(rmt_covariance_population(1, 1, x, 1, v, w, &count), -4);
    assert_int_equal(rmt_covariance_population(1, 1, x, 3, NULL, w, &count), -5);
    assert_int_equal(rmt_covariance_population(1, 1, x, 3, v, NULL, &count), -6);
    assert_int_equal(rmt_covariance_population(1, 1, x, 3, v, w, NULL), -7);
    assert_int_equal(rmt_covariance_population(2, 1, (double[]){1, NAN}, 3, v, w, &count), RANDBLAS_NOT_FINITE);
    assert_true(v[0] == -7 && w[0] == -7 && count == -7);
    assert_int_equal(rmt_covariance_population(2, 1, x + 1, 3, v, w, &count), 0); /* nothing but zeros */
    assert_true(count == 1 && v[0] == 0 && w[0] == 1);
    assert_int_equal(rmt_covariance_population(1, 1000000, x, 3, v, w, &count), 0); /* one value, well measured */
    double mean = 0;
    for (int64_t k = 0; k < count; k++) mean += v[k] * w[k];
    assert_close(mean, 2, 0.01);
    assert_int_equal(rmt_covariance_population(3, 2, x, 3, v, w, &count), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_recovery), cmocka_unit_test(test_consistency),
                                       cmocka_unit_test(test_shrinkage), cmocka_unit_test(test_nnls),
                                       cmocka_unit_test(test_corners)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
