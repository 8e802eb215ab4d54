/*
 * Spectra of kernels from a block: matrices whose whole is known exactly (diagonal ones, whose blocks are samples), and
 * Gram matrices of a power law, whose whole is at hand.
 */
#include "laws.h"
#include "statistics.h"

#include "law_models_impl.h"
#include "rmt.h"

#include <cblas.h>
#include <lapacke.h>
#include <string.h>

enum { N = 128, WHOLE = 384, FEATURES = 4096, PAD = 3 };

static void diagonal(double scale, double *A)
{
    const randblas_state state = randblas_seed(5);
    for (int k = 0; k < N * (N + PAD); k++) A[k] = NAN;
    for (int j = 0; j < N; j++) {
        for (int i = 0; i < j; i++) A[i + j * (N + PAD)] = 0;
        A[j + j * (N + PAD)] = scale * exp(rmt_normal(&state, j));
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Entries that do not see each other: nothing grows but what the largest of more are, and the log-determinant of the
 * whole is that of the block times the ratio, its standard error that of a mean of N. */
static void test_diagonal(void **state)
{
    (void)state;
    static double A[N * (N + PAD)];
    const double scales[] = {1, 1e-200, 1e200};
    for (int s = 0; s < 3; s++) {
        double values[N], errors[N], x[N], sum = 0, square = 0;
        rmt_decompress_kernel_report r;
        rmt_law *law = NULL;
        diagonal(scales[s], A);
        for (int j = 0; j < N; j++) {
            x[j] = log(A[j + j * (N + PAD)] / scales[s]);
            sum += x[j] / N;
            square += x[j] * x[j] / N;
        }
        const rmt_decompress_kernel_options options = {.splits = 64};
        const int info = rmt_decompress_kernel(N, A, N + PAD, 4, &options, values, errors, &law, &r);
        assert_int_equal(info, fabs(r.trace) > 0.1 ? RANDBLAS_NOT_CONVERGED : 0); /* the largest grow by a trend */
        const double shift = log(scales[s]), error = 4 * N * sqrt((square - sum * sum) / N);
        assert_close(r.log_det, 4 * N * (sum + shift), 2 * error);
        assert_in_range((int64_t)(100 * r.log_det_error / error), 50, 400);
        assert_true(fabs(r.growth) < 0.1 && fabs(r.previous) < 0.1 && r.misfit < 0.5);
        qsort(x, N, sizeof *x, ascending);
        for (int i = 0; i < N; i++) {
            assert_true(errors[i] > 0 && errors[i] < 3);
            if (i > 0) assert_true(values[i] >= values[i - 1]);
            if (i > 9 && i < N - 10) assert_close(log(values[i]) - shift, x[i], 6 * errors[i]);
        }
        assert_close(one(rmt_law_cdf, law, values[N / 2]), 0.5, 0.05);
        rmt_law_destroy(law);
    }
}

/* X Lambda X^T, eigenvalues of Lambda k^-power. */
static void gram(int n, double power, double *K)
{
    const randblas_state state = randblas_seed(2);
    double *X = malloc(sizeof(double) * (size_t)n * FEATURES);
    assert_non_null(X);
    assert_int_equal(rmt_gaussian_matrix(n, FEATURES, &state, 0, X, n), 0);
    for (int k = 0; k < FEATURES; k++)
        for (int i = 0; i < n; i++) X[i + k * n] *= pow(k + 1, -power / 2);
    cblas_dsyrk(CblasColMajor, CblasUpper, CblasNoTrans, n, FEATURES, 1, X, n, 0, K, n);
    free(X);
}

static void test_power_law(void **state)
{
    (void)state;
    static double K[WHOLE * WHOLE], S[N * N], spectrum[WHOLE];
    double values[N], errors[N], truth = 0, trace = 0;
    rmt_decompress_kernel_report r, again;
    rmt_law *law = NULL;
    gram(WHOLE, 1.3, K);
    for (int j = 0; j < N; j++) memcpy(S + j * N, K + j * WHOLE, N * sizeof *S); /* points are alike */
    for (int j = 0; j < N; j++) trace += S[j + j * N] / N;
    assert_int_equal(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', WHOLE, K, WHOLE, spectrum), 0);
    for (int i = 0; i < WHOLE; i++) truth += log(spectrum[i]);
    assert_int_equal(rmt_decompress_kernel(N, S, N, (double)WHOLE / N, NULL, values, errors, &law, &r), 0);
    assert_close(r.log_det / WHOLE, truth / WHOLE, 0.1);
    assert_close(r.log_det / WHOLE, truth / WHOLE, 4 * r.log_det_error / WHOLE + 0.05);
    assert_true(r.growth < -0.2 && r.damping >= 0 && r.damping <= 1);
    if (r.damping > 0 && r.damping < 1) assert_close(r.trace, 0, 1e-6);
    for (int i = 0; i < N - 4; i++) /* quantiles of the whole */
        assert_close(log(values[i]), log(spectrum[3 * i + 1]), 0.35);
    double m;
    assert_int_equal(rmt_law_moments(law, 1, &m), 0);
    assert_close(m / trace, 1, 0.1);
    assert_int_equal(rmt_decompress_kernel(N, S, N, (double)WHOLE / N, NULL, NULL, NULL, NULL, &again), 0);
    assert_memory_equal(&r, &again, sizeof r);
    rmt_law_destroy(law);
}

/* I + diag(u)/5 + E for ones E and uniform u: one eigenvalue grows with the order, and the rest stay as they are. */
static void test_spike(void **state)
{
    (void)state;
    static double A[N * N], values[N];
    const randblas_state stream = randblas_seed(3);
    double mean = 0;
    for (int j = 0; j < N; j++) {
        const double u = rmt_uniform(&stream, j);
        for (int i = 0; i < N; i++) A[i + j * N] = 1 + (i == j) * (1 + u / 5);
        mean += log(1 + u / 5) / N;
    }
    const double ratios[] = {2, 37, 1e4};
    for (int k = 0; k < 3; k++) {
        const double order = N * ratios[k];
        rmt_decompress_kernel_report r;
        rmt_law *law = NULL;
        double m;
        assert_int_equal(rmt_decompress_kernel(N, A, N, ratios[k], NULL, values, NULL, &law, &r), 0);
        assert_close(r.trace, 0, 0.05);
        assert_close(r.log_det / order, mean + log(order) / order, 0.02);
        assert_in_range((int64_t)(1000 * values[N - 2]), 1150, 1350);
        if (k > 0) assert_in_range((int64_t)(1000 * values[N - 1]), 1150, 1350);
        assert_close(one(rmt_law_cdf, law, 1.7), 1 - 1 / order, (k < 2 ? 0.1 : 5) / order);
        assert_int_equal(rmt_law_moments(law, 1, &m), 0);
        assert_close(m / 2.1, 1, 0.1); /* of the diagonal */
        rmt_law_destroy(law);
    }
}

/* Where a trend would carry the largest eigenvalues beyond what the diagonal admits, it is said. */
static void test_ratio_too_large(void **state)
{
    (void)state;
    static double A[N * (N + PAD)];
    rmt_decompress_kernel_report r;
    rmt_law *law = NULL;
    diagonal(1, A);
    assert_int_equal(rmt_decompress_kernel(N, A, N + PAD, 1e4, NULL, NULL, NULL, &law, &r), RANDBLAS_NOT_CONVERGED);
    assert_true(r.trace > 0.1 && isfinite(r.log_det) && r.log_det_error > 0);
    assert_non_null(law);
    rmt_law_destroy(law);
}

/* At ratio 1 the whole is the block. */
static void test_block_itself(void **state)
{
    (void)state;
    static double K[N * N], S[N * N];
    double w[N], values[N], sum = 0;
    rmt_decompress_kernel_report r;
    gram(N, 2, K);
    memcpy(S, K, sizeof S);
    assert_int_equal(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', N, K, N, w), 0);
    assert_int_equal(rmt_decompress_kernel(N, S, N, 1, NULL, values, NULL, NULL, &r), 0);
    for (int i = 0; i < N; i++) {
        assert_close(values[i] / w[i], 1, 1e-9);
        sum += log(w[i]);
    }
    assert_close(r.log_det, sum, 1e-9 * fabs(sum));
    assert_close(r.trace, 0, 1e-12);
}

static int stop(void *context, const char *phase, double fraction)
{
    (void)phase, (void)fraction;
    return ++*(int *)context > 2;
}

static void test_refusals(void **state)
{
    (void)state;
    static double A[N * (N + PAD)], values[N];
    rmt_law *law = (rmt_law *)A;
    rmt_decompress_kernel_report r;
    int calls = 0;
    const rmt_decompress_kernel_options bad[] = {
        {.splits = 65}, {.splits = -1}, {.degree = 9}, {.degree = -1}, {.control.memory_limit = -1}, {.size = 3}};
    diagonal(1, A);
    assert_int_equal(rmt_decompress_kernel(63, A, N + PAD, 2, NULL, values, NULL, &law, &r), -1);
    assert_int_equal(rmt_decompress_kernel(N, NULL, N + PAD, 2, NULL, values, NULL, &law, &r), -2);
    assert_int_equal(rmt_decompress_kernel(N, A, N - 1, 2, NULL, values, NULL, &law, &r), -3);
    assert_int_equal(rmt_decompress_kernel(N, A, N + PAD, 0.5, NULL, values, NULL, &law, &r), -4);
    assert_int_equal(rmt_decompress_kernel(N, A, N + PAD, NAN, NULL, values, NULL, &law, &r), -4);
    for (int k = 0; k < 6; k++)
        assert_int_equal(rmt_decompress_kernel(N, A, N + PAD, 2, &bad[k], values, NULL, &law, &r), -5);
    assert_ptr_equal(law, A);
    const rmt_decompress_kernel_options small = {.control.memory_limit = 1000},
                                        cancelled = {.control = {.progress = stop, .progress_context = &calls}};
    assert_int_equal(rmt_decompress_kernel(N, A, N + PAD, 2, &small, NULL, NULL, &law, NULL), RANDBLAS_MEMORY_LIMIT);
    assert_int_equal(rmt_decompress_kernel(N, A, N + PAD, 2, &cancelled, NULL, NULL, &law, NULL), RANDBLAS_CANCELLED);
    assert_null(law);
    A[5 + 7 * (N + PAD)] = INFINITY;
    assert_int_equal(rmt_decompress_kernel(N, A, N + PAD, 2, NULL, NULL, NULL, &law, &r), RANDBLAS_NOT_FINITE);
    A[5 + 7 * (N + PAD)] = 0;
    A[5 + 5 * (N + PAD)] = -1;
    assert_int_equal(rmt_decompress_kernel(N, A, N + PAD, 2, NULL, NULL, NULL, &law, &r),
                     RANDBLAS_NOT_POSITIVE_DEFINITE);
    A[5 + 5 * (N + PAD)] = 1e-18; /* lost in the rounding of the rest */
    assert_int_equal(rmt_decompress_kernel(N, A, N + PAD, 2, NULL, NULL, NULL, &law, &r),
                     RANDBLAS_NOT_POSITIVE_DEFINITE);
    for (int j = 0; j < N; j++) A[j + j * (N + PAD)] = 2;
    assert_int_equal(rmt_decompress_kernel(N, A, N + PAD, 2, NULL, values, NULL, &law, &r), RANDBLAS_RANK_DEFICIENT);
    for (int j = 0; j < N; j++) A[j + j * (N + PAD)] = 0;
    assert_int_equal(rmt_decompress_kernel(N, A, N + PAD, 2, NULL, NULL, NULL, &law, &r),
                     RANDBLAS_NOT_POSITIVE_DEFINITE);
    assert_null(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_diagonal),     cmocka_unit_test(test_power_law),
                                       cmocka_unit_test(test_spike),        cmocka_unit_test(test_ratio_too_large),
                                       cmocka_unit_test(test_block_itself), cmocka_unit_test(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
