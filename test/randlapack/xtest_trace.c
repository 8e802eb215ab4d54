/* Trace estimators against their definitions with one factorisation a probe, against known traces, and as statistics.
 */
#include "estimate_impl.h"
#include "xtrace.h"

#include <omp.h>

static const randlapack_trace_method methods[] = {RANDLAPACK_TRACE_HUTCHINSON, RANDLAPACK_TRACE_HUTCHPP,
                                                  RANDLAPACK_TRACE_XTRACE, RANDLAPACK_TRACE_XNYSTRACE};
static const randlapack_probe laws[] = {RANDLAPACK_PROBE_RADEMACHER, RANDLAPACK_PROBE_GAUSSIAN,
                                        RANDLAPACK_PROBE_SPHERE};
enum { METHODS = 4, LAWS = 3 };

static randblas_xlinop dense(int64_t n, const scalar_t *A)
{
    return randblas_xlinop_dense(RANDBLAS_COL_MAJOR, n, n, A, n > 0 ? n : 1);
}

/* ---------------------------------------------------------------- the definitions ----------------------------------
 */

/* XTrace with a QR factorisation for each probe; mean and standard error. */
static randlapack_estimate naive_xtrace(int64_t n, int64_t k, const double *A, const double *X, bool turns)
{
    randlapack_estimate e = {0};
    double *Y = times(n, n, k, A, false, X);
    for (int64_t i = 0; i < k; i++) {
        double *Q = without(n, k, Y, i);
        orthonormal_double(n, k - 1, Q);
        double *AQ = times(n, n, k - 1, A, false, Q), t = dot_double(n * (k - 1), Q, AQ);
        double *p = malloc((size_t)n * sizeof *p);
        memcpy(p, X + i * n, (size_t)n * sizeof *p);
        project(n, k - 1, Q, p);
        double *Ap = times(n, n, 1, A, false, p);
        const double factor = turns ? (double)(n - k + 1) / dot_double(n, p, p) : 1;
        randlapack_estimate_add(&e, t + factor * dot_double(n, p, Ap));
        free(Q), free(AQ), free(p), free(Ap);
    }
    free(Y);
    return e;
}

/* X (X^T Y)^-1 Y^T and so on by the definition: tr(Y H^-1 Y^T), and w^T Y H^-1 Y^T w; k probes, none of index i. */
static void naive_nystrom(int64_t n, int64_t k, const double *X, const double *Y, const double *w, double *trace,
                          double *form)
{
    double *H = times(k, n, k, X, true, Y), *Z = malloc((size_t)(k * n) * sizeof *Z), *v = times(k, n, 1, Y, true, w);
    for (int64_t i = 0; i < k; i++)
        for (int64_t j = 0; j < n; j++) Z[i + j * k] = Y[j + i * n];
    double *whole = malloc((size_t)(k * (n + 1)) * sizeof *whole);
    memcpy(whole, Z, (size_t)(k * n) * sizeof *whole);
    memcpy(whole + k * n, v, (size_t)k * sizeof *whole);
    assert_int_equal(LAPACKE_dposv(LAPACK_COL_MAJOR, 'U', (lapack_int)k, (lapack_int)(n + 1), H, (lapack_int)k, whole,
                                   (lapack_int)k),
                     0);
    *trace = dot_double(k * n, Z, whole);
    *form = dot_double(k, v, whole + k * n);
    free(H), free(Z), free(v), free(whole);
}

static randlapack_estimate naive_xnystrace(int64_t n, int64_t k, const double *A, const double *X, bool turns)
{
    randlapack_estimate e = {0};
    double *Y = times(n, n, k, A, false, X);
    for (int64_t i = 0; i < k; i++) {
        double *Xi = without(n, k, X, i), *Yi = without(n, k, Y, i), *p = malloc((size_t)n * sizeof *p), trace, form;
        naive_nystrom(n, k - 1, Xi, Yi, X + i * n, &trace, &form);
        memcpy(p, X + i * n, (size_t)n * sizeof *p);
        orthonormal_double(n, k - 1, Xi);
        project(n, k - 1, Xi, p);
        const double factor = turns ? (double)(n - k + 1) / dot_double(n, p, p) : 1;
        randlapack_estimate_add(&e, trace + factor * (dot_double(n, X + i * n, Y + i * n) - form));
        free(Xi), free(Yi), free(p);
    }
    free(Y);
    return e;
}

typedef randlapack_estimate naive(int64_t n, int64_t k, const double *A, const double *X, bool turns);

/* The error from the estimates without one probe each. */
static randlapack_estimate jackknifed(naive *estimate, int64_t n, int64_t k, const double *A, const double *X,
                                      bool turns)
{
    randlapack_estimate e = estimate(n, k, A, X, turns), replicas = {0};
    for (int64_t j = 0; j < k; j++) {
        double *rest = without(n, k, X, j);
        randlapack_estimate_add(&replicas, estimate(n, k - 1, A, rest, turns).mean);
        free(rest);
    }
    e.spread = (double)(k - 1) * replicas.spread;
    return e;
}

static void assert_estimate(const randlapack_estimate *expected, const randlapack_trace_report *found, double tolerance)
{
    assert_int_equal(found->samples, expected->count);
    assert_true(fabs(found->trace - expected->mean) <= tolerance);
    assert_true(fabs(found->standard_error - randlapack_estimate_error(expected)) <= tolerance);
    assert_true(fabs(found->half_width - randlapack_estimate_half_width(expected, 0.95)) <= 3 * tolerance);
}

/* Traces are about 10; 1e-10 of double, and as many times eps in single. */
static void leaving_out_is_what_it_says(void **state)
{
    (void)state;
    const int64_t n = 30, k = 8;
    const double tolerance = 1e-10 / DBL_EPSILON * EPS;
    uint64_t seed = 1;
    double *s = geometric(n, 100);
    scalar_t *A = with_eigenvalues(n, n, s, &seed);
    double *D = widened(n * n, A);
    for (int law = 0; law < LAWS; law++) {
        const randlapack_probe probe = laws[law];
        randblas_state start = randblas_seed(2);
        double *X = probes_again(probe, n, k, &start);
        const bool turns = probe != RANDLAPACK_PROBE_RADEMACHER;
        const randlapack_estimate x = jackknifed(naive_xtrace, n, k, D, X, turns),
                                  y = jackknifed(naive_xnystrace, n, k, D, X, turns);
        randlapack_trace_options o = {.state = randblas_seed(2), .probe = probe, .products = 2 * k};
        randlapack_trace_report report;
        const randblas_xlinop op = dense(n, A);
        double trace;
        o.method = RANDLAPACK_TRACE_XTRACE;
        assert_int_equal(randlapack_xtrace(&op, &trace, &o, &report), 0);
        assert_estimate(&x, &report, tolerance);
        assert_true(trace == report.trace && report.products == 2 * k && report.converged);
        o.method = RANDLAPACK_TRACE_XNYSTRACE;
        o.products = k;
        assert_int_equal(randlapack_xtrace(&op, &trace, &o, &report), 0);
        assert_estimate(&y, &report, tolerance);
        assert_int_equal(report.products, k);
        free(X);
    }
    free(D), free(A), free(s);
}

/* Hutch++ and Hutchinson by their definitions; not symmetric. */
static void plain_estimators_are_what_they_say(void **state)
{
    (void)state;
    const int64_t n = 25, k = 6;
    const double tolerance = 1e-10 / DBL_EPSILON * EPS;
    uint64_t seed = 2;
    const randblas_xview M = random_view(n, n, RANDBLAS_COL_MAJOR, 0, &seed);
    double *D = widened(n * n, M.p), trace;
    const randblas_xlinop op = dense(n, M.p);
    for (int law = 0; law < LAWS; law++) {
        randlapack_trace_options o = {.state = randblas_seed(3), .probe = laws[law]};
        randblas_state start = o.state;
        randlapack_trace_report report;
        randlapack_estimate plain = {0}, twice = {0};
        double *S = probes_again(laws[law], n, k, &start), *G = probes_again(laws[law], n, k, &start);
        double *AS = times(n, n, k, D, false, S);
        for (int64_t j = 0; j < k; j++) randlapack_estimate_add(&plain, dot_double(n, S + j * n, AS + j * n));
        o.method = RANDLAPACK_TRACE_HUTCHINSON, o.products = k;
        assert_int_equal(randlapack_xtrace(&op, &trace, &o, &report), 0);
        assert_estimate(&plain, &report, tolerance);
        assert_true(fabs(report.norm - sqrt(dot_double(n * k, AS, AS) / (double)k)) <= tolerance);
        orthonormal_double(n, k, AS);
        double *AQ = times(n, n, k, D, false, AS);
        for (int64_t j = 0; j < k; j++) project(n, k, AS, G + j * n);
        double *AG = times(n, n, k, D, false, G);
        for (int64_t j = 0; j < k; j++) randlapack_estimate_add(&twice, dot_double(n, G + j * n, AG + j * n));
        twice.mean += dot_double(n * k, AS, AQ);
        o.method = RANDLAPACK_TRACE_HUTCHPP, o.products = 3 * k;
        assert_int_equal(randlapack_xtrace(&op, &trace, &o, &report), 0);
        assert_estimate(&twice, &report, tolerance);
        free(S), free(G), free(AS), free(AQ), free(AG);
    }
    free(D), free(M.p);
}

/* ---------------------------------------------------------------- exactness --------------------------------------- */

/* What k probes find holds all of A: errors of rounding only, of n eps ||A|| times the squared lengths of probes. */
static void low_rank_is_exact(void **state)
{
    (void)state;
    const int64_t n = 60;
    uint64_t seed = 3;
    double s[10];
    for (int t = 0; t < 10; t++) s[t] = pow(10, -t % 5);
    scalar_t *A = with_eigenvalues(n, 10, s, &seed);
    const randblas_xlinop op = dense(n, A);
    for (int m = 1; m < METHODS; m++)
        for (int law = 0; law < LAWS; law++)
            for (int adaptive = 0; adaptive < 2; adaptive++) {
                randlapack_trace_options o = {.method = methods[m], .probe = laws[law], .products = 51};
                randlapack_trace_report report;
                double trace;
                if (adaptive) o.absolute = 1e6 * EPS;
                assert_int_equal(randlapack_xtrace(&op, &trace, &o, &report), 0);
                assert_true(fabs(trace - trace_of(n, A)) <= 100 * (double)n * EPS);
                assert_true(report.half_width <= 1e4 * EPS && report.products <= 51);
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
            double trace, norm = 0;
            for (int64_t i = 0; i < n * n; i++) norm = hypot(norm, (double)s->dense.p[i]);
            randlapack_trace_report report;
            const randlapack_trace_options o = {.products = n > 0 ? n : 1};
            assert_int_equal(randlapack_xtrace(&s->A, &trace, &o, &report), 0);
            assert_int_equal(report.method, RANDLAPACK_TRACE_EXACT);
            assert_int_equal(report.products, n);
            assert_true(fabs(trace - trace_of(n, s->dense.p)) <= 10 * (double)n * EPS && report.half_width == 0);
            for (int m = 0; m < 3 && n > 20; m++) { /* 6 standard deviations of Gaussian-like sums: below 1e-6 a case */
                const randlapack_trace_options p = {.method = methods[m], .products = n - 4};
                assert_int_equal(randlapack_xtrace(&s->A, &trace, &p, &report), 0);
                assert_true(fabs(trace - trace_of(n, s->dense.p)) <= 6 * 2 * norm / sqrt((double)report.samples));
                assert_int_equal(report.method, methods[m]);
            }
            free_sample(s);
        }
}

/* ---------------------------------------------------------------- statistics -------------------------------------- */

/* Spectra of the papers: slow, fast and none. */
static double *spectrum(int which, int64_t n)
{
    double *s = malloc((size_t)n * sizeof *s);
    for (int64_t t = 0; t < n; t++)
        s[t] = which == 0 ? 1 + (double)t / (double)n : which == 1 ? pow(0.8, (double)t) : pow((double)t + 1, -2);
    return s;
}

/*
 * Means over 200 seeds are within 5 standard errors of the trace: false alarm 1e-6 each, 36 of them.  Intervals at 90 %
 * hold it: of 200 fewer than 155 do with probability below 1e-6; the jackknife's are wider than they need be.
 */
static void unbiased_with_honest_errors(void **state)
{
    (void)state;
    enum { SEEDS = 200 };
    const int64_t n = 80;
    uint64_t seed = 5;
    for (int which = 0; which < 3; which++) {
        double *s = spectrum(which, n);
        scalar_t *A = with_eigenvalues(n, n, s, &seed);
        const randblas_xlinop op = dense(n, A);
        const double exact = trace_of(n, A), rounding = 1e3 * (double)n * EPS;
        for (int m = 0; m < METHODS; m++)
            for (int law = 0; law < LAWS; law++) {
                randlapack_estimate e = {0};
                int held = 0;
                for (uint64_t t = 0; t < SEEDS; t++) {
                    const randlapack_trace_options o = {.state = randblas_seed(t),
                                                        .method = methods[m],
                                                        .probe = laws[law],
                                                        .products = 30,
                                                        .confidence = 0.9};
                    randlapack_trace_report report;
                    double trace;
                    assert_int_equal(randlapack_xtrace(&op, &trace, &o, &report), 0);
                    randlapack_estimate_add(&e, trace);
                    held += fabs(trace - exact) <= report.half_width + rounding;
                }
                assert_true(fabs(e.mean - exact) <= 5 * randlapack_estimate_error(&e) + rounding);
                assert_true(held >= 155);
            }
        free(A), free(s);
    }
}

/* Exactly 2 (||A||_F^2 - sum a_ii^2) / m for signs, 2 ||A||_F^2 / m for Gaussian probes; the ratio of the variance over
 * 400 seeds to it is chi-square / 400 nearly: within 0.65 .. 1.5 but for a probability below 1e-5. */
static void variance_of_hutchinson(void **state)
{
    (void)state;
    const int64_t n = 50, products = 20;
    uint64_t seed = 6;
    double *s = spectrum(2, n), squares = 0, diagonal = 0;
    scalar_t *A = with_eigenvalues(n, n, s, &seed);
    const randblas_xlinop op = dense(n, A);
    for (int64_t i = 0; i < n * n; i++) squares += pow((double)A[i], 2);
    for (int64_t i = 0; i < n; i++) diagonal += pow((double)A[i + i * n], 2);
    for (int law = 0; law < 2; law++) {
        randlapack_estimate e = {0};
        for (uint64_t t = 0; t < 400; t++) {
            const randlapack_trace_options o = {.state = randblas_seed(t),
                                                .method = RANDLAPACK_TRACE_HUTCHINSON,
                                                .probe = laws[law],
                                                .products = products};
            double trace;
            assert_int_equal(randlapack_xtrace(&op, &trace, &o, NULL), 0);
            randlapack_estimate_add(&e, trace);
        }
        const double variance = 2 * (law == 0 ? squares - diagonal : squares) / (double)products;
        const double ratio = e.spread * e.spread / 399 / variance;
        assert_true(ratio > 0.65 && ratio < 1.5);
    }
    free(A), free(s);
}

/* ---------------------------------------------------------------- errors that are asked for ------------------------
 */

static void stops_at_the_error_asked_for(void **state)
{
    (void)state;
    const int64_t n = 300;
    uint64_t seed = 7;
    double *s = spectrum(0, n);
    scalar_t *A = with_eigenvalues(n, n, s, &seed);
    const double exact = trace_of(n, A);
    const int scales[] = {0, IS_SINGLE ? 90 : 660, IS_SINGLE ? -90 : -660};
    for (int m = 0; m < METHODS; m++) {
        int64_t products = 0;
        for (int c = 0; c < 6; c++) { /* scaled, and of either sign: the same number of products */
            const double unit = ldexp(c % 2 ? -1 : 1, scales[c / 2]);
            scalar_t *B = malloc((size_t)(n * n) * sizeof *B);
            for (int64_t i = 0; i < n * n; i++) B[i] = (scalar_t)(unit * (double)A[i]);
            const randblas_xlinop op = dense(n, B);
            const randlapack_trace_options o = {.method = methods[m], .relative = 0.02, .state = randblas_seed(1)};
            randlapack_trace_report report;
            double trace;
            const int info = randlapack_xtrace(&op, &trace, &o, &report);
            if (m == 3 && c % 2) {
                assert_int_equal(info, RANDBLAS_NOT_POSITIVE_DEFINITE);
                assert_true(isnan(trace));
            } else {
                if (c == 0) products = report.products;
                assert_int_equal(info, 0);
                assert_true(report.converged && report.half_width <= 0.02 * fabs(trace) && report.samples >= 16);
                assert_true(fabs(trace / unit - exact) <= 3 * 0.02 * exact); /* 6 standard errors */
                assert_int_equal(report.products, products);
                assert_true(products < n);
            }
            free(B);
        }
    }
    free(A), free(s);
}

/* A trace of zero: A = diag(B, -B), and A = -A^T of which every form is zero. */
static void traces_of_zero_converge(void **state)
{
    (void)state;
    const int64_t n = 400;
    scalar_t *A = calloc((size_t)(n * n), sizeof *A);
    const randblas_xlinop op = dense(n, A);
    for (int skew = 0; skew < 2; skew++) {
        for (int64_t i = 0; i < n; i++) {
            A[i + i * n] = (scalar_t)(skew ? 0 : i < n / 2 ? 1 : -1);
            A[i + (n - 1 - i) * n] = (scalar_t)(i < n / 2 ? 0.5 : skew ? -0.5 : 0.5);
        }
        for (int m = 0; m < 3; m++) {
            const randlapack_trace_options o = {.method = methods[m], .relative = 0.5};
            randlapack_trace_report report;
            double trace;
            assert_int_equal(randlapack_xtrace(&op, &trace, &o, &report), 0);
            assert_true(report.converged && report.products < n && report.half_width <= 0.5 * 1.3 * report.norm);
            assert_true(fabs(trace) <= 3 * 0.5 * report.norm);
        }
    }
    free(A);
}

static void spends_what_is_granted(void **state)
{
    (void)state;
    const int64_t n = 200;
    uint64_t seed = 8;
    double *s = spectrum(0, n), trace;
    scalar_t *A = with_eigenvalues(n, n, s, &seed);
    const randblas_xlinop op = dense(n, A);
    for (int m = 0; m < METHODS; m++) {
        randlapack_trace_options o = {.method = methods[m], .absolute = 1e-9, .products = 100};
        randlapack_trace_report report;
        assert_int_equal(randlapack_xtrace(&op, &trace, &o, &report), RANDBLAS_NOT_CONVERGED);
        assert_true(!report.converged && report.products <= 100 && report.products > 97 && trace == report.trace);
        assert_true(fabs(trace - trace_of(n, A)) <= 6 * report.standard_error); /* t with 30 degrees: 2e-6 */
        o.products = 0;
        const int info = randlapack_xtrace(&op, &trace, &o, &report);
        assert_int_equal(info, m == 0 ? RANDBLAS_NOT_CONVERGED : 0);
        assert_true(report.products <= 2 * n);
        assert_int_equal(report.method, m == 0 ? methods[m] : RANDLAPACK_TRACE_EXACT);
        if (m > 0) assert_true(fabs(trace - trace_of(n, A)) <= 100 * (double)n * EPS);
    }
    const randlapack_trace_options automatic = {.definite = 1}, general = {.products = 0};
    randlapack_trace_report report;
    assert_int_equal(randlapack_xtrace(&op, &trace, &automatic, &report), 0);
    assert_true(report.method == RANDLAPACK_TRACE_XNYSTRACE && report.products == 96 && report.samples == 96);
    assert_int_equal(randlapack_xtrace(&op, &trace, &general, &report), 0);
    assert_true(report.method == RANDLAPACK_TRACE_XTRACE && report.products == 96 && report.samples == 48);
    assert_int_equal(randlapack_xtrace(&op, &trace, NULL, NULL), 0);
    free(A), free(s);
}

/* ---------------------------------------------------------------- robustness -------------------------------------- */

static void the_same_with_any_number_of_threads(void **state)
{
    (void)state;
    const int64_t n = 1500;
    uint64_t seed = 9;
    sample *s = make_sample(RANDBLAS_CSR, n, n, &seed);
    const int before = omp_get_max_threads();
    for (int m = 0; m < 3; m++) {
        double trace[3];
        for (int t = 0; t < 3; t++) {
            const randlapack_trace_options o = {.method = methods[m], .state = randblas_seed(3), .products = 192};
            omp_set_num_threads(1 + t);
            assert_int_equal(randlapack_xtrace(&s->A, &trace[t], &o, NULL), 0);
            if (m == 0) assert_true(trace[t] == trace[0]);
            /* the order of sums in a BLAS is its own: a trace of forms of order n to rounding */
            assert_true(fabs(trace[t] - trace[0]) <= 100 * (double)n * EPS);
        }
    }
    omp_set_num_threads(before);
    free_sample(s);
}

static void ill_conditioned_and_degenerate(void **state)
{
    (void)state;
    const int64_t n = 64;
    uint64_t seed = 10;
    double *s = geometric(n, 1e15), trace;
    scalar_t *A = with_eigenvalues(n, n, s, &seed);
    for (int c = 0; c < 4; c++) {
        if (c == 1)
            for (int64_t i = 0; i < n * n; i++) A[i] = i % n == 3 || i / n == 3 ? 0 : A[i];
        if (c == 2)
            for (int64_t i = 0; i < n * n; i++) A[i] = (scalar_t)(i == 0 ? 1 : 0); /* one entry: coherent */
        if (c == 3) memset(A, 0, (size_t)(n * n) * sizeof *A);
        const randblas_xlinop op = dense(n, A);
        for (int m = 0; m < METHODS; m++)
            for (int law = 0; law < LAWS; law++) {
                const randlapack_trace_options o = {.method = methods[m], .probe = laws[law], .products = 60};
                randlapack_trace_report report;
                assert_int_equal(randlapack_xtrace(&op, &trace, &o, &report), 0);
                assert_true(fabs(trace - trace_of(n, A)) <= 8 * report.standard_error + 1e3 * (double)n * EPS);
                if (m > 0) assert_true(fabs(trace - trace_of(n, A)) <= 1e-3);
                if (c == 3) assert_true(trace == 0);
            }
    }
    free(A), free(s);
}

static void marks_what_is_not_finite(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int nan = 0; nan < 2; nan++)
            for (int m = 0; m <= METHODS; m++) {
                sample *s = make_spoiled_sample(all_kinds[kind], 40, 40, nan, &seed);
                randlapack_trace_options o = {.products = 12};
                randlapack_trace_report report;
                double trace = 0;
                o.method = m < METHODS ? methods[m] : RANDLAPACK_TRACE_EXACT;
                assert_int_equal(randlapack_xtrace(&s->A, &trace, &o, &report), RANDBLAS_NOT_FINITE);
                assert_true(isnan(trace) && isnan(report.trace) && !report.converged);
                free_sample(s);
            }
}

static void failures_leave_nothing_behind(void **state)
{
    (void)state;
    uint64_t seed = 12;
    double *s = geometric(50, 10), trace = 7;
    scalar_t *A = with_eigenvalues(50, 50, s, &seed);
    sample callback = {.dense = {A, 50, false}};
    callback.A = randblas_xlinop_callback(50, 50, callback_by_definition, &callback);
    for (int m = 0; m < METHODS; m++) {
        counting c = {0};
        randlapack_trace_options o = {.method = methods[m], .products = 40, .relative = 1e-9};
        int info = RANDBLAS_OUT_OF_MEMORY;
        o.control.allocate = counting_allocate, o.control.release = counting_release, o.control.allocator_context = &c;
        for (int64_t refuse = 1; info == RANDBLAS_OUT_OF_MEMORY; refuse++) {
            c = (counting){.refuse = refuse};
            info = randlapack_xtrace(&callback.A, &trace, &o, NULL);
            assert_int_equal(c.out, 0);
            assert_true(info == RANDBLAS_OUT_OF_MEMORY ? trace == 7 : info == RANDBLAS_NOT_CONVERGED && refuse > 2);
        }
        trace = 7;
        o.control = (randblas_control){.memory_limit = 1000};
        assert_int_equal(randlapack_xtrace(&callback.A, &trace, &o, NULL), RANDBLAS_MEMORY_LIMIT);
        watching w = {.cancel_in = "probes"};
        o.control = (randblas_control){.progress = watching_progress, .progress_context = &w};
        assert_int_equal(randlapack_xtrace(&callback.A, &trace, &o, NULL), RANDBLAS_CANCELLED);
        o.control = (randblas_control){0};
        callback.calls = 0, callback.fail_at = 1;
        assert_int_equal(randlapack_xtrace(&callback.A, &trace, &o, NULL), RANDBLAS_CALLBACK_FAILED);
        callback.fail_at = 0;
        assert_true(trace == 7);
    }
    free(A), free(s);
}

static void illegal_arguments(void **state)
{
    (void)state;
    scalar_t A[6] = {1, 2, 3, 4, 5, 6};
    const int64_t ptr[] = {0, 1, 2}, bad[] = {0, 5};
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 2, 2, A, 2);
    const randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 2, 3, A, 2);
    const randblas_xlinop short_ld = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 2, 2, A, 1);
    const randblas_xlinop sparse = randblas_xlinop_csr(2, 2, ptr, bad, A);
    double trace = 7;
    assert_int_equal(randlapack_xtrace(NULL, &trace, NULL, NULL), -1);
    assert_int_equal(randlapack_xtrace(&wide, &trace, NULL, NULL), -1);
    assert_int_equal(randlapack_xtrace(&short_ld, &trace, NULL, NULL), -1);
    assert_int_equal(randlapack_xtrace(&sparse, &trace, NULL, NULL), RANDBLAS_INVALID_SPARSE);
    assert_int_equal(randlapack_xtrace(&op, NULL, NULL, NULL), -2);
    const randlapack_trace_options illegal[] = {{.size = 1},
                                                {.control.memory_limit = -1},
                                                {.control.allocate = counting_allocate},
                                                {.method = (randlapack_trace_method)6},
                                                {.method = (randlapack_trace_method)-1},
                                                {.probe = (randlapack_probe)4},
                                                {.probe = (randlapack_probe)-1},
                                                {.products = -1},
                                                {.products = 1},
                                                {.absolute = -1},
                                                {.absolute = NAN},
                                                {.relative = -1},
                                                {.relative = NAN},
                                                {.confidence = -0.1},
                                                {.confidence = 1},
                                                {.confidence = NAN}};
    for (size_t i = 0; i < sizeof illegal / sizeof *illegal; i++) {
        randlapack_trace_report report;
        assert_int_equal(randlapack_xtrace(&op, &trace, &illegal[i], &report), -3);
        assert_true(isnan(report.trace));
    }
    assert_true(trace == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaving_out_is_what_it_says),
        cmocka_unit_test(plain_estimators_are_what_they_say),
        cmocka_unit_test(low_rank_is_exact),
        cmocka_unit_test(every_kind_of_matrix),
        cmocka_unit_test(unbiased_with_honest_errors),
        cmocka_unit_test(variance_of_hutchinson),
        cmocka_unit_test(stops_at_the_error_asked_for),
        cmocka_unit_test(traces_of_zero_converge),
        cmocka_unit_test(spends_what_is_granted),
        cmocka_unit_test(the_same_with_any_number_of_threads),
        cmocka_unit_test(ill_conditioned_and_degenerate),
        cmocka_unit_test(marks_what_is_not_finite),
        cmocka_unit_test(failures_leave_nothing_behind),
        cmocka_unit_test(illegal_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
