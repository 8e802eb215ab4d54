/* Estimators of diagonals against their definitions with one factorisation a probe, known diagonals, and as statistics.
 */
#include "xtrace.h"

static const randlapack_trace_method methods[] = {RANDLAPACK_TRACE_HUTCHINSON, RANDLAPACK_TRACE_HUTCHPP,
                                                  RANDLAPACK_TRACE_XTRACE, RANDLAPACK_TRACE_XNYSTRACE};
enum { METHODS = 4 };

static randblas_xlinop dense(int64_t n, const scalar_t *A)
{
    return randblas_xlinop_dense(RANDBLAS_COL_MAJOR, n, n, A, n > 0 ? n : 1);
}

/* ---------------------------------------------------------------- the definitions ----------------------------------
 */

typedef void naive(int64_t n, int64_t k, const double *A, const double *X, double *d);

/* Mean over i of diag(Q Q^T A) + w o (I - Q Q^T) A w with a QR factorisation for each probe w left out. */
static void naive_xdiag(int64_t n, int64_t k, const double *A, const double *X, double *d)
{
    double *Y = times(n, n, k, A, false, X);
    for (int64_t i = 0; i < n; i++) d[i] = 0;
    for (int64_t i = 0; i < k; i++) {
        double *Q = without(n, k, Y, i), *y = times(n, n, 1, A, false, X + i * n);
        orthonormal_double(n, k - 1, Q);
        double *Z = times(n, n, k - 1, A, true, Q);
        project(n, k - 1, Q, y);
        for (int64_t t = 0; t < n; t++) {
            d[t] += X[t + i * n] * y[t] / (double)k;
            for (int64_t j = 0; j < k - 1; j++) d[t] += Q[t + j * n] * Z[t + j * n] / (double)k;
        }
        free(Q), free(Z), free(y);
    }
    free(Y);
}

/* The same with B = Y H^-1 Y^T, H = X^T Y, of all probes but one. */
static void naive_xnysdiag(int64_t n, int64_t k, const double *A, const double *X, double *d)
{
    for (int64_t i = 0; i < n; i++) d[i] = 0;
    for (int64_t i = 0; i < k; i++) {
        const int64_t l = k - 1;
        double *Xi = without(n, k, X, i), *Y = times(n, n, l, A, false, Xi), *H = times(l, n, l, Xi, true, Y);
        double *Z = malloc((size_t)(l * n + 1) * sizeof *Z), *y = times(n, n, 1, A, false, X + i * n);
        for (int64_t j = 0; j < l; j++)
            for (int64_t t = 0; t < n; t++) Z[j + t * l] = Y[t + j * n];
        assert_int_equal(
            LAPACKE_dposv(LAPACK_COL_MAJOR, 'U', (lapack_int)l, (lapack_int)n, H, (lapack_int)l, Z, (lapack_int)l), 0);
        for (int64_t t = 0; t < n; t++) {
            double diagonal = 0, product = 0;
            for (int64_t j = 0; j < l; j++) diagonal += Y[t + j * n] * Z[j + t * l];
            for (int64_t u = 0; u < n; u++)
                for (int64_t j = 0; j < l; j++) product += Y[t + j * n] * Z[j + u * l] * X[u + i * n];
            d[t] += (diagonal + X[t + i * n] * (y[t] - product)) / (double)k;
        }
        free(Xi), free(Y), free(H), free(Z), free(y);
    }
}

/* Standard errors by the jackknife: estimates without one probe each. */
static void jackknife(naive *estimate, int64_t n, int64_t k, const double *A, const double *X, double *errors)
{
    double *all = malloc((size_t)(n * k) * sizeof *all);
    for (int64_t j = 0; j < k; j++) {
        double *rest = without(n, k, X, j);
        estimate(n, k - 1, A, rest, all + j * n);
        free(rest);
    }
    for (int64_t i = 0; i < n; i++) {
        double mean = 0, sum = 0;
        for (int64_t j = 0; j < k; j++) mean += all[i + j * n] / (double)k;
        for (int64_t j = 0; j < k; j++) sum += (all[i + j * n] - mean) * (all[i + j * n] - mean);
        errors[i] = sqrt((double)(k - 1) / (double)k * sum);
    }
    free(all);
}

static void leaving_out_is_what_it_says(void **state)
{
    (void)state;
    enum { N = 24, K = 6 };
    const double tolerance = 1e-10 / DBL_EPSILON * EPS;
    naive *const definitions[] = {naive_xdiag, naive_xnysdiag};
    uint64_t seed = 1;
    double *s = geometric(N, 100);
    scalar_t *A = with_eigenvalues(N, N, s, &seed), found[N], errors[N];
    double *D = widened(N * N, A), expected[N], deviations[N];
    randblas_state start = randblas_seed(2);
    double *X = probes_again(RANDLAPACK_PROBE_RADEMACHER, N, K, &start);
    const randblas_xlinop op = dense(N, A);
    for (int m = 0; m < 2; m++) {
        const randlapack_trace_options o = {
            .state = randblas_seed(2), .method = methods[2 + m], .products = m == 0 ? 2 * K : K};
        randlapack_trace_report report;
        double sum = 0, square = 0;
        definitions[m](N, K, D, X, expected);
        jackknife(definitions[m], N, K, D, X, deviations);
        assert_int_equal(randlapack_xdiagonal(&op, found, errors, &o, &report), 0);
        for (int i = 0; i < N; i++) {
            assert_true(fabs((double)found[i] - expected[i]) <= tolerance);
            assert_true(fabs((double)errors[i] - deviations[i]) <= tolerance);
            sum += expected[i];
            square += deviations[i] * deviations[i];
        }
        assert_true(fabs(report.trace - sum) <= N * tolerance);
        assert_true(fabs(report.standard_error - sqrt(square)) <= N * tolerance);
        assert_int_equal(report.products, o.products);
    }
    free(A), free(D), free(X), free(s);
}

/* Not symmetric. */
static void plain_estimators_are_what_they_say(void **state)
{
    (void)state;
    enum { N = 20, K = 5 };
    const double tolerance = 1e-10 / DBL_EPSILON * EPS;
    uint64_t seed = 2;
    const randblas_xview M = random_view(N, N, RANDBLAS_COL_MAJOR, 0, &seed);
    double *D = widened(N * N, M.p);
    scalar_t found[N], errors[N];
    const randblas_xlinop op = dense(N, M.p);
    randblas_state start = randblas_seed(3);
    double *S = probes_again(RANDLAPACK_PROBE_RADEMACHER, N, K, &start);
    double *G = probes_again(RANDLAPACK_PROBE_RADEMACHER, N, K, &start);
    double *Q = times(N, N, K, D, false, S), *plain = times(N, N, K, D, false, S), *AG = times(N, N, K, D, false, G);
    orthonormal_double(N, K, Q);
    double *Z = times(N, N, K, D, true, Q);
    for (int j = 0; j < K; j++) project(N, K, Q, AG + j * N);
    for (int m = 0; m < 2; m++) {
        const randlapack_trace_options o = {
            .state = randblas_seed(3), .method = methods[m], .products = m == 0 ? K : 3 * K};
        assert_int_equal(randlapack_xdiagonal(&op, found, errors, &o, NULL), 0);
        for (int i = 0; i < N; i++) {
            double base = 0, mean = 0, square = 0, x[K];
            for (int j = 0; j < K; j++) {
                base += m == 0 ? 0 : Q[i + j * N] * Z[i + j * N];
                x[j] = m == 0 ? S[i + j * N] * plain[i + j * N] : G[i + j * N] * AG[i + j * N];
                mean += x[j] / K;
            }
            for (int j = 0; j < K; j++) square += (x[j] - mean) * (x[j] - mean);
            assert_true(fabs((double)found[i] - base - mean) <= tolerance);
            assert_true(fabs((double)errors[i] - sqrt(square / (K - 1) / K)) <= tolerance);
        }
    }
    free(D), free(M.p), free(S), free(G), free(Q), free(plain), free(AG), free(Z);
}

/* ---------------------------------------------------------------- exactness and statistics ------------------------ */

/* What sketches find holds all of a matrix of low rank; probes of signs see nothing beside the diagonal of a diagonal
 * one, and Hutchinson's estimate has no error. */
static void low_rank_and_diagonal_are_exact(void **state)
{
    (void)state;
    enum { N = 60 };
    uint64_t seed = 3;
    double s[8];
    for (int t = 0; t < 8; t++) s[t] = pow(10, -t % 4);
    scalar_t *A = with_eigenvalues(N, 8, s, &seed), d[N], errors[N];
    const randblas_xlinop op = dense(N, A);
    for (int m = 1; m <= METHODS; m++) {
        const randlapack_trace_options o = {.method = methods[m % METHODS], .products = 48};
        for (int i = 0; i < N * N && m == METHODS; i++) A[i] = (scalar_t)(i % (N + 1) ? 0 : 1 + i % 7);
        assert_int_equal(randlapack_xdiagonal(&op, d, errors, &o, NULL), 0);
        for (int i = 0; i < N; i++) {
            assert_true(fabs((double)d[i] - (double)A[i * (N + 1)]) <= 100 * N * EPS);
            assert_true((double)errors[i] <= 1e4 * EPS);
        }
    }
    free(A);
}

static void every_kind_of_matrix(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int64_t n = 0; n < 60; n = 3 * n + 1) {
            sample *s = make_sample(all_kinds[kind], n, n, &seed);
            scalar_t d[60], errors[60];
            randlapack_trace_report report;
            const randlapack_trace_options o = {.products = n > 0 ? n : 1};
            assert_int_equal(randlapack_xdiagonal(&s->A, d, n % 2 ? errors : NULL, &o, &report), 0);
            assert_int_equal(report.method, RANDLAPACK_TRACE_EXACT);
            for (int64_t i = 0; i < n; i++) assert_true(fabs((double)d[i] - (double)s->dense.p[i + i * n]) <= 4 * EPS);
            for (int m = 0; m < 3 && n > 20; m++) { /* sums of signs times entries: 7 standard errors */
                const randlapack_trace_options p = {.method = methods[m], .products = n - 4};
                assert_int_equal(randlapack_xdiagonal(&s->A, d, errors, &p, &report), 0);
                double worst = 0;
                for (int64_t i = 0; i < n; i++) worst = hypot(worst, (double)d[i] - (double)s->dense.p[i + i * n]);
                assert_true(worst <= 4 * report.standard_error + 1e3 * EPS);
            }
            free_sample(s);
        }
}

/* Sums over entries of means over 100 seeds: within 5 standard errors (1e-6); of all entries' intervals at two standard
 * errors, 88 % hold at least: with 15 samples or more P(|t| <= 2) > 93 %, and the jackknife is wider. */
static void unbiased_with_honest_errors(void **state)
{
    (void)state;
    enum { N = 50, SEEDS = 100 };
    uint64_t seed = 5;
    for (int which = 0; which < 2; which++) {
        double *s = geometric(N, which ? 1e6 : 3);
        scalar_t *A = with_eigenvalues(N, N, s, &seed), d[N], errors[N];
        const randblas_xlinop op = dense(N, A);
        for (int m = 0; m < METHODS; m++) {
            double sums[N] = {0}, squares[N] = {0};
            int held = 0;
            for (uint64_t t = 0; t < SEEDS; t++) {
                const randlapack_trace_options o = {
                    .state = randblas_seed(t), .method = methods[m], .products = m == 1 ? 45 : 30};
                assert_int_equal(randlapack_xdiagonal(&op, d, errors, &o, NULL), 0);
                for (int i = 0; i < N; i++) {
                    const double e = (double)d[i] - (double)A[i * (N + 1)];
                    sums[i] += e;
                    squares[i] += e * e;
                    held += fabs(e) <= 2 * (double)errors[i] + 100 * EPS;
                }
            }
            for (int i = 0; i < N; i++) assert_true(fabs(sums[i]) <= 5 * sqrt(squares[i]) + SEEDS * 100 * EPS);
            assert_true(held >= 0.88 * N * SEEDS);
        }
        free(A), free(s);
    }
}

static void stops_at_the_error_asked_for(void **state)
{
    (void)state;
    enum { N = 200 };
    uint64_t seed = 6;
    double *s = geometric(N, 2);
    scalar_t *A = with_eigenvalues(N, N, s, &seed), B[N * N], d[N];
    const int scales[] = {0, IS_SINGLE ? 90 : 660, IS_SINGLE ? -90 : -660};
    for (int m = 0; m < METHODS; m++) {
        int64_t products = 0;
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < N * N; i++) B[i] = (scalar_t)ldexp((double)A[i], scales[c]);
            const randblas_xlinop op = dense(N, B);
            const randlapack_trace_options o = {.method = methods[m], .relative = 0.3};
            randlapack_trace_report report;
            double error = 0, norm = 0;
            assert_int_equal(randlapack_xdiagonal(&op, d, NULL, &o, &report), 0);
            for (int i = 0; i < N; i++) {
                const double exact = (double)A[i * (N + 1)];
                error = hypot(error, ldexp((double)d[i], -scales[c]) - exact), norm = hypot(norm, exact);
            }
            if (c == 0) products = report.products;
            assert_true(report.converged && error <= 0.3 * norm && report.products < N);
            assert_int_equal(report.products, products);
        }
        const randblas_xlinop op = dense(N, A);
        randlapack_trace_options o = {.method = methods[m], .absolute = 1e-9, .products = 100};
        randlapack_trace_report report;
        assert_int_equal(randlapack_xdiagonal(&op, d, NULL, &o, &report), RANDBLAS_NOT_CONVERGED);
        assert_true(report.products <= 100 && report.products > 97 && !report.converged);
        o.products = 0;
        assert_int_equal(randlapack_xdiagonal(&op, d, NULL, &o, &report), m == 0 ? RANDBLAS_NOT_CONVERGED : 0);
        for (int i = 0; i < N && m > 0; i++) assert_true(fabs((double)d[i] - (double)A[i * (N + 1)]) <= 4 * EPS);
    }
    free(A), free(s);
}

/* ---------------------------------------------------------------- robustness -------------------------------------- */

static void degenerate_matrices(void **state)
{
    (void)state;
    enum { N = 40 };
    uint64_t seed = 7;
    double *s = geometric(N, 1e15);
    scalar_t *A = with_eigenvalues(N, N, s, &seed), d[N], errors[N];
    for (int c = 0; c < 4; c++) {
        if (c == 1)
            for (int i = 0; i < N * N; i++) A[i] = i % N == 3 || i / N == 3 ? 0 : A[i];
        if (c > 1) memset(A, 0, N * N * sizeof *A);
        if (c == 2) A[0] = 1;
        const randblas_xlinop op = dense(N, A);
        for (int m = 0; m < METHODS; m++) {
            const randlapack_trace_options o = {.method = methods[m], .products = 36};
            randlapack_trace_report report;
            double error = 0;
            assert_int_equal(randlapack_xdiagonal(&op, d, errors, &o, &report), 0);
            for (int i = 0; i < N; i++) {
                error = hypot(error, (double)d[i] - (double)A[i * (N + 1)]);
                assert_true(isfinite(errors[i]) && (c < 3 || d[i] == 0));
            }
            assert_true(error <= 4 * report.standard_error + 100 * N * EPS);
        }
    }
    for (int i = 0; i < N; i++) A[i * (N + 1)] = -1;
    const randblas_xlinop op = dense(N, A);
    const randlapack_trace_options o = {.definite = 1, .products = 20};
    assert_int_equal(randlapack_xdiagonal(&op, d, errors, &o, NULL), RANDBLAS_NOT_POSITIVE_DEFINITE);
    assert_true(isnan(d[0]) && isnan(errors[N - 1]));
    free(A), free(s);
}

static void marks_what_is_not_finite(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int m = 0; m < METHODS; m++) {
            sample *s = make_spoiled_sample(all_kinds[kind], 40, 40, m % 2, &seed);
            const randlapack_trace_options o = {.method = methods[m], .products = 12};
            scalar_t d[40], errors[40];
            assert_int_equal(randlapack_xdiagonal(&s->A, d, errors, &o, NULL), RANDBLAS_NOT_FINITE);
            assert_true(isnan(d[0]) && isnan(d[39]) && isnan(errors[39]));
            free_sample(s);
        }
}

static void failures_leave_nothing_behind(void **state)
{
    (void)state;
    enum { N = 50 };
    uint64_t seed = 9;
    double *s = geometric(N, 10);
    scalar_t *A = with_eigenvalues(N, N, s, &seed), d[N] = {7}, errors[N] = {7};
    sample callback = {.dense = {A, N, false}};
    callback.A = randblas_xlinop_callback(N, N, callback_by_definition, &callback);
    for (int m = 0; m < METHODS; m++) {
        counting c = {0};
        randlapack_trace_options o = {.method = methods[m], .products = 40};
        int info = RANDBLAS_OUT_OF_MEMORY;
        o.control.allocate = counting_allocate, o.control.release = counting_release, o.control.allocator_context = &c;
        for (int64_t refuse = 1; info == RANDBLAS_OUT_OF_MEMORY; refuse++) {
            c = (counting){.refuse = refuse};
            info = randlapack_xdiagonal(&callback.A, d, errors, &o, NULL);
            assert_int_equal(c.out, 0);
            assert_true(info == RANDBLAS_OUT_OF_MEMORY ? d[0] == 7 && errors[0] == 7 : info == 0 && refuse > 3);
        }
        d[0] = errors[0] = 7;
        watching w = {.cancel_in = "probes"};
        o.control = (randblas_control){.progress = watching_progress, .progress_context = &w};
        assert_int_equal(randlapack_xdiagonal(&callback.A, d, errors, &o, NULL), RANDBLAS_CANCELLED);
        o.control = (randblas_control){.memory_limit = 500};
        assert_int_equal(randlapack_xdiagonal(&callback.A, d, errors, &o, NULL), RANDBLAS_MEMORY_LIMIT);
        o.control = (randblas_control){0};
        callback.calls = 0, callback.fail_at = 1;
        assert_int_equal(randlapack_xdiagonal(&callback.A, d, errors, &o, NULL), RANDBLAS_CALLBACK_FAILED);
        callback.fail_at = 0;
        assert_true(d[0] == 7 && errors[0] == 7);
    }
    free(A), free(s);
}

static void illegal_arguments(void **state)
{
    (void)state;
    scalar_t A[6] = {1, 2, 3, 4, 5, 6}, d[2] = {7, 7}, errors[2] = {7, 7};
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 2, 2, A, 2);
    const randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 2, 3, A, 2);
    const randlapack_trace_options illegal[] = {{.size = 1},
                                                {.control.memory_limit = -1},
                                                {.method = (randlapack_trace_method)6},
                                                {.probe = RANDLAPACK_PROBE_GAUSSIAN},
                                                {.probe = RANDLAPACK_PROBE_SPHERE},
                                                {.products = 1},
                                                {.relative = -1},
                                                {.confidence = 1}};
    assert_int_equal(randlapack_xdiagonal(NULL, d, errors, NULL, NULL), -1);
    assert_int_equal(randlapack_xdiagonal(&wide, d, errors, NULL, NULL), -1);
    assert_int_equal(randlapack_xdiagonal(&op, NULL, errors, NULL, NULL), -2);
    for (size_t i = 0; i < sizeof illegal / sizeof *illegal; i++)
        assert_int_equal(randlapack_xdiagonal(&op, d, errors, &illegal[i], NULL), -4);
    assert_true(d[0] == 7 && d[1] == 7 && errors[0] == 7 && errors[1] == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaving_out_is_what_it_says),
        cmocka_unit_test(plain_estimators_are_what_they_say),
        cmocka_unit_test(low_rank_and_diagonal_are_exact),
        cmocka_unit_test(every_kind_of_matrix),
        cmocka_unit_test(unbiased_with_honest_errors),
        cmocka_unit_test(stops_at_the_error_asked_for),
        cmocka_unit_test(degenerate_matrices),
        cmocka_unit_test(marks_what_is_not_finite),
        cmocka_unit_test(failures_leave_nothing_behind),
        cmocka_unit_test(illegal_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
