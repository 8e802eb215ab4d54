/* The iterative Hessian sketch against Householder QR of [A; lambda^{1/2} I], and its rates against theory. */
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

typedef struct problem {
    int64_t m, n;
    randblas_xview dense; /* the matrix, column major without padding */
    randblas_xlinop A;
    scalar_t *b, *x, *expected;
    double lambda, largest, smallest, residual; /* singular values with the ridge; that of `expected` with it */
} problem;

/* The solution of least norm by gelsd; entries of singular values below the cut are zero. */
static void solve_by_lapack(problem *p)
{
    const int64_t rows = p->m + p->n;
    scalar_t *A = calloc((size_t)(rows * p->n + 1), sizeof *A), *B = calloc((size_t)(rows + 1), sizeof *B);
    real_t *s = calloc((size_t)p->n + 1, sizeof *s);
    lapack_int rank = 0;
    for (int64_t j = 0; j < p->n; j++) {
        for (int64_t i = 0; i < p->m; i++) A[i + j * rows] = *view_at(p->dense, i, j);
        A[p->m + j + j * rows] = (scalar_t)sqrt(p->lambda);
    }
    memcpy(B, p->b, (size_t)p->m * sizeof *B);
    if (p->n > 0)
        assert_int_equal(LAPACK(gelsd)(LAPACK_COL_MAJOR, (lapack_int)rows, (lapack_int)p->n, 1, A, (lapack_int)rows, B,
                                       (lapack_int)(rows > 1 ? rows : 1), s, (real_t)(30 * EPS), &rank),
                         0);
    p->expected = malloc((size_t)(p->n + 1) * sizeof *p->expected);
    memcpy(p->expected, B, (size_t)p->n * sizeof *B);
    p->largest = p->n > 0 ? (double)s[0] : 0;
    p->smallest = rank > 0 ? (double)s[rank - 1] : 0;
    p->residual = norm2(rows - p->n, B + p->n);
    free(A), free(B), free(s);
}

static problem make_problem(const randblas_xlinop *A, randblas_xview dense, double lambda, double noise, uint64_t *seed)
{
    problem p = {.m = A->rows, .n = A->cols, .dense = dense, .A = *A, .lambda = lambda};
    p.b = random_view(p.m, 1, RANDBLAS_COL_MAJOR, 1, seed).p;
    p.x = random_view(p.n, 1, RANDBLAS_COL_MAJOR, 1, seed).p;
    for (int64_t i = 0; i < p.m; i++) {
        double sum = noise * (double)p.b[i];
        for (int64_t j = 0; j < p.n; j++) sum += (double)*view_at(dense, i, j) * (double)p.x[j];
        p.b[i] = (scalar_t)sum;
    }
    for (int64_t j = 0; j < p.n; j++) p.x[j] = (scalar_t)NAN;
    solve_by_lapack(&p);
    return p;
}

static problem dense_problem(int64_t m, int64_t n, double cond, randblas_layout layout, double lambda, double noise,
                             uint64_t *seed)
{
    double *s = geometric(m < n ? m : n, cond);
    const randblas_xview A = random_with_values(m, n, s, layout, 3, seed);
    const randblas_xview dense = random_view(m, n, RANDBLAS_COL_MAJOR, 0, seed);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) *view_at(dense, i, j) = *view_at(A, i, j);
    const randblas_xlinop op = randblas_xlinop_dense(layout, m, n, A.p, A.ld);
    free(s);
    return make_problem(&op, dense, lambda, noise, seed);
}

static void free_problem(problem *p)
{
    free(p->b), free(p->x), free(p->expected), free(p->dense.p);
    if (p->A.kind == RANDBLAS_DENSE) free(p->A.values);
}

static int solve(problem *p, const randlapack_ihs_options *options, randlapack_ihs_report *report)
{
    return randlapack_xihs(&p->A, p->b, p->lambda, p->x, options, report);
}

/* ||A (x - y)||, with the ridge. */
static double distance(const problem *p, const scalar_t *x, const scalar_t *y)
{
    double sum = 0;
    for (int64_t i = 0; i < p->m; i++) {
        double t = 0;
        for (int64_t j = 0; j < p->n; j++) t += (double)*view_at(p->dense, i, j) * ((double)x[j] - (double)y[j]);
        sum += t * t;
    }
    for (int64_t j = 0; j < p->n; j++) sum += p->lambda * pow((double)x[j] - (double)y[j], 2);
    return sqrt(sum);
}

/* Forward stable (epperly2024): Wedin's bound for backward errors u = sqrt(m) n eps, times sigma_1 / cond for A x. */
static void check(const problem *p, const randlapack_ihs_report *report)
{
    const double u = 4 * sqrt((double)p->m) * (double)p->n * EPS, cond = p->largest / p->smallest;
    const double size = p->largest * norm2(p->n, p->expected) + p->residual + norm2(p->m, p->b);
    assert_true(distance(p, p->x, p->expected) <= u * (2 * size + cond * p->residual));
    assert_true(report->gradient <= u * (2 * size + cond * p->residual) * 4);
}

static void matches_householder_qr(void **state)
{
    (void)state;
    const double conds[] = {1, 100, 1e-3 / EPS}, lambdas[] = {0, 1e-2};
    uint64_t seed = 1;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int c = 0; c < 3; c++)
            for (int method = 1; method <= RANDLAPACK_IHS_FRESH; method++)
                for (int d = 0; d < 3; d++) {
                    const double lambda = lambdas[(c + d + layout) % 2];
                    problem p = dense_problem(401, 11, conds[c], (randblas_layout)layout, lambda, 0.1, &seed);
                    const int64_t rows[] = {0, 60, 1000};
                    const randlapack_ihs_options options = {.method = (randlapack_ihs_method)method,
                                                            .sketch_rows = rows[d]};
                    randlapack_ihs_report report;
                    assert_int_equal(solve(&p, &options, &report), 0);
                    assert_int_equal(report.sketch_rows, d == 0 ? 8 * p.n + 32 : d == 1 ? 60 : p.m);
                    check(&p, &report);
                    free_problem(&p);
                }
}

/*
 * The heavy ball's error is at most a polynomial in k times eta^k where the singular values of S on the range are in
 * 1 -+ eta.  For Gaussian S, eta = (n/d)^{1/2} + t, that fails with probability 2 exp(-d t^2/2) by Davidson and Szarek;
 * t = d^{-1/2} is well above where they really are (Tracy-Widom fluctuations of order d^{-1/2} n^{-1/6}).
 */
static void momentum_has_its_rate(void **state)
{
    (void)state;
    uint64_t seed = 2;
    problem p = dense_problem(3000, 40, 1e3, RANDBLAS_ROW_MAJOR, 0, 1, &seed);
    const double eta = sqrt(40.0 / 400) + 1 / sqrt(400.0);
    double trace[201];
    const randlapack_ihs_options options = {.family = RANDBLAS_GAUSSIAN, .sketch_rows = 400, .trace = trace};
    randlapack_ihs_report report;
    assert_int_equal(solve(&p, &options, &report), 0);
    assert_true(report.restarts == 0 && report.rate <= 1.1 * eta);
    for (int64_t k = 0; k < report.iterations; k++)
        if (trace[k] > 1e4 * report.gradient) assert_true(trace[k] <= 3 * trace[0] * pow(1.1 * eta, (double)k));
    free_problem(&p);
}

/*
 * One step from zero with Gaussian S: E ||A (x_1 - x*)||^2 = (1 - (d - n)(d - n - 3)/((d - 1)(d - n - 1))) ||A x*||^2,
 * from the moments of the inverse Wishart distribution.  120 seeds, 4.5 standard errors: false alarm 7e-6.
 */
static void fresh_sketches_contract_as_foretold(void **state)
{
    (void)state;
    enum { D = 60, N = 6, SEEDS = 120 };
    uint64_t seed = 3;
    problem p = dense_problem(300, N, 50, RANDBLAS_COL_MAJOR, 0, 0.5, &seed);
    const scalar_t zero[N] = {0};
    const double start = distance(&p, zero, p.expected);
    double sum = 0, squares = 0;
    for (uint64_t k = 0; k < SEEDS; k++) {
        const randlapack_ihs_options options = {.method = RANDLAPACK_IHS_FRESH,
                                                .family = RANDBLAS_GAUSSIAN,
                                                .sketch_rows = D,
                                                .max_iterations = 1,
                                                .state = randblas_seed(k)};
        assert_int_equal(solve(&p, &options, NULL), RANDBLAS_NOT_CONVERGED);
        const double ratio = pow(distance(&p, p.x, p.expected) / start, 2);
        sum += ratio;
        squares += ratio * ratio;
    }
    const double mean = sum / SEEDS, error = sqrt((squares / SEEDS - mean * mean) / SEEDS);
    const double d = D, n = N, expected = 1 - (d - n) * (d - n - 3) / ((d - 1) * (d - n - 1));
    assert_true(fabs(mean - expected) <= 4.5 * error);
    assert_true(error < 0.1 * expected);
    free_problem(&p);
}

static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int k = 0; k < NKINDS; k++)
        for (int whole = 0; whole < 2; whole++) {
            const int64_t n = 10, m = needs_square(all_kinds[k]) ? n : 400;
            sample *s = make_sample(all_kinds[k], m, n, &seed);
            problem p = make_problem(&s->A, copy_view(s->dense, m, n), 0.01, 0.1, &seed);
            const randlapack_ihs_options options = {.sketch_rows = whole ? m : 0};
            randlapack_ihs_report report;
            assert_int_equal(solve(&p, &options, &report), 0);
            check(&p, &report);
            p.A.kind = RANDBLAS_CALLBACK; /* its arrays are the sample's */
            free_problem(&p);
            free_sample(s);
        }
}

static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int method = 1; method <= 2; method++) {
        problem p = dense_problem(600, 9, 30, RANDBLAS_COL_MAJOR, 0, 0.3, &seed);
        for (int64_t i = 0; i < p.m; i++) {
            *view_at(p.dense, i, 3) = p.A.values[i + 3 * p.A.ld] = 0;
            *view_at(p.dense, i, 5) = p.A.values[i + 5 * p.A.ld] = p.A.values[i + 2 * p.A.ld];
        }
        free(p.expected);
        solve_by_lapack(&p);
        const randlapack_ihs_options options = {.method = (randlapack_ihs_method)method};
        randlapack_ihs_report report;
        assert_int_equal(solve(&p, &options, &report), RANDBLAS_RANK_DEFICIENT);
        check(&p, &report);
        assert_true(p.x[3] == 0 && (p.x[5] == 0 || p.x[2] == 0));
        free_problem(&p);
    }
}

static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 60 : 664; /* 2^664 ~ 1e200 */
    const int scales[][2] = {{most, 0}, {-most, 0}, {0, most}, {0, -most}, {most, most}, {-most, -most}};
    for (int k = 0; k < 6; k++) {
        uint64_t seed = 6;
        problem p = dense_problem(400, 7, 100, RANDBLAS_ROW_MAJOR, 0, 0.1, &seed);
        for (int64_t i = 0; i < p.m; i++) {
            p.b[i] = (scalar_t)ldexp((double)p.b[i], scales[k][1]);
            for (int64_t j = 0; j < p.n; j++)
                p.A.values[i * p.A.ld + j] = (scalar_t)ldexp((double)p.A.values[i * p.A.ld + j], scales[k][0]);
        }
        assert_int_equal(solve(&p, NULL, NULL), 0);
        for (int64_t j = 0; j < p.n; j++) {
            const double x = ldexp((double)p.x[j], scales[k][0] - scales[k][1]);
            assert_true(fabs(x - (double)p.expected[j]) <= 400 * 7 * EPS * 1e3 * norm2(7, p.expected));
        }
        free_problem(&p);
    }
}

static void sizes_and_zeros(void **state)
{
    (void)state;
    const int64_t all[][2] = {{0, 0}, {5, 0}, {1, 1}, {2, 1}, {17, 17}, {90, 1}, {6, 20}, {0, 4}};
    uint64_t seed = 7;
    for (int k = 0; k < 8; k++) {
        problem p = dense_problem(all[k][0], all[k][1], 3, RANDBLAS_ROW_MAJOR, k < 6 ? 0 : 0.1, 0.1, &seed);
        randlapack_ihs_report report;
        assert_int_equal(solve(&p, NULL, &report), 0);
        if (p.n > 0 && p.m > 0) check(&p, &report);
        for (int64_t i = 0; i < p.m; i++) p.b[i] = 0;
        assert_int_equal(solve(&p, NULL, &report), 0);
        for (int64_t j = 0; j < p.n; j++) assert_true(p.x[j] == 0);
        free_problem(&p);
    }
    problem p = dense_problem(200, 5, 3, RANDBLAS_COL_MAJOR, 0, 0.1, &seed);
    for (int64_t k = 0; k < p.A.ld * p.n; k++) p.A.values[k] = 0;
    assert_int_equal(solve(&p, NULL, NULL), RANDBLAS_RANK_DEFICIENT);
    for (int64_t j = 0; j < p.n; j++) assert_true(p.x[j] == 0);
    free_problem(&p);
}

/* A sketch that distorts more than it should: uniform sampling of rows, a few of which are all that matters. */
static void shortens_steps_where_it_must(void **state)
{
    (void)state;
    uint64_t seed = 8;
    int64_t restarts = 0;
    for (uint64_t k = 0; k < 8; k++) {
        problem p = dense_problem(400, 5, 3, RANDBLAS_COL_MAJOR, 1e-6, 0.1, &seed);
        for (int64_t i = 0; i < p.m; i++) {
            const double scale = i % 40 == 0 ? 1 : 0.05;
            for (int64_t j = 0; j < p.n; j++)
                *view_at(p.dense, i, j) = p.A.values[i + j * p.A.ld] =
                    (scalar_t)(scale * (double)p.A.values[i + j * p.A.ld]);
        }
        free(p.expected);
        solve_by_lapack(&p);
        const randlapack_ihs_options options = {
            .family = RANDBLAS_ROW_SAMPLE, .sketch_rows = 60, .max_iterations = 1000, .state = randblas_seed(k)};
        randlapack_ihs_report report;
        const int info = solve(&p, &options, &report);
        assert_true(info == 0 || info == RANDBLAS_NOT_CONVERGED);
        assert_true(distance(&p, p.x, p.expected) <= 10 * report.gradient + 1e4 * EPS);
        restarts += report.restarts;
        free_problem(&p);
    }
    assert_true(restarts > 0);
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int k = 0; k < 8; k++) {
        problem p = dense_problem(k % 2 ? 500 : 20, 6, 3, RANDBLAS_ROW_MAJOR, 0, 0.1, &seed);
        const scalar_t bad = k % 4 < 2 ? (scalar_t)NAN : (scalar_t)INFINITY;
        const randlapack_ihs_options options = {.family = k == 3 ? RANDBLAS_ROW_SAMPLE : 0};
        *(k < 4 ? p.A.values + p.A.ld * (p.m - 1) + 2 : p.b + 7) = bad;
        assert_int_equal(solve(&p, &options, NULL), RANDBLAS_NOT_FINITE);
        for (int64_t j = 0; j < p.n; j++) assert_true(isnan(p.x[j]));
        free_problem(&p);
    }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 10;
    problem p = dense_problem(90, 4, 3, RANDBLAS_COL_MAJOR, 0, 0.1, &seed);
    randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 4, p.A.values, 3), broken = p.A;
    broken.ld = 2;
#define CALL(A, b, lambda, x, options) randlapack_xihs(A, b, lambda, x, options, NULL)
    assert_int_equal(CALL(NULL, p.b, 0, p.x, NULL), -1);
    assert_int_equal(CALL(&broken, p.b, 0, p.x, NULL), -1);
    assert_int_equal(CALL(&wide, p.b, 0, p.x, NULL), -1);
    assert_int_equal(CALL(&p.A, NULL, 0, p.x, NULL), -2);
    assert_int_equal(CALL(&p.A, p.b, -1, p.x, NULL), -3);
    assert_int_equal(CALL(&p.A, p.b, NAN, p.x, NULL), -3);
    assert_int_equal(CALL(&p.A, p.b, INFINITY, p.x, NULL), -3);
    assert_int_equal(CALL(&p.A, p.b, 0, NULL, NULL), -4);
    const randlapack_ihs_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.method = (randlapack_ihs_method)3},
        {.method = (randlapack_ihs_method)-1},
        {.sketch_rows = -1},
        {.sketch_rows = 7},
        {.sketch_nnz = -1},
        {.sketch_nnz = 48, .sketch_rows = 45},
        {.tolerance = -1},
        {.tolerance = NAN},
        {.tolerance = 1},
        {.max_iterations = -1},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_LESS},
        {.family = RANDBLAS_KRONECKER},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) assert_int_equal(CALL(&p.A, p.b, 0, p.x, &bad[k]), -5);
    for (int64_t j = 0; j < p.n; j++) assert_true(isnan(p.x[j])); /* untouched */
    free_problem(&p);
}

static void memory_progress_and_limits(void **state)
{
    (void)state;
    uint64_t seed = 11;
    problem p = dense_problem(500, 8, 10, RANDBLAS_COL_MAJOR, 0, 0.1, &seed);
    counting all = {0};
    randlapack_ihs_options options = {
        .method = RANDLAPACK_IHS_FRESH,
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    randlapack_ihs_report report;
    assert_int_equal(solve(&p, &options, &report), 0);
    assert_true(all.requests > 10 && all.out == 0);
    for (int64_t k = 1; k <= 20; k++) {
        counting failing = {.refuse = k};
        options.control.allocator_context = &failing;
        assert_int_equal(solve(&p, &options, NULL), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(failing.out, 0);
    }
    options.control = (randblas_control){.memory_limit = 10000};
    assert_int_equal(solve(&p, &options, NULL), RANDBLAS_MEMORY_LIMIT);
    for (int k = 0; k < 4; k++) {
        static const char *const phases[] = {"sketch", "iterate"};
        watching watch = {.cancel_in = k < 3 ? phases[k > 0] : NULL, .skip = k == 2 ? 3 : 0};
        options.control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
        assert_int_equal(solve(&p, &options, &report), k < 3 ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, k == 0 ? 1 : 2);
        assert_true(k < 3 || (watch.last > 0.8 && watch.calls == report.iterations + 2));
    }
    const randlapack_ihs_options few = {.max_iterations = 2}, loose = {.tolerance = 1e-2};
    assert_int_equal(solve(&p, &few, &report), RANDBLAS_NOT_CONVERGED);
    assert_int_equal(report.iterations, 2);
    assert_int_equal(solve(&p, &loose, &report), 0);
    assert_true(report.gradient <= 1e-2 * report.residual_norm && report.iterations < 20);
    free_problem(&p);
}

static void callback_failure(void **state)
{
    (void)state;
    uint64_t seed = 12;
    int64_t calls = 0;
    for (int64_t fail_at = 0; fail_at <= calls; fail_at++) {
        sample *s = make_sample(RANDBLAS_CALLBACK, 200, 4, &seed);
        problem p = make_problem(&s->A, copy_view(s->dense, 200, 4), 0, 0.1, &seed);
        s->fail_at = fail_at;
        assert_int_equal(solve(&p, NULL, NULL), fail_at ? RANDBLAS_CALLBACK_FAILED : 0);
        if (!fail_at) calls = s->calls < 12 ? s->calls : 12;
        free_problem(&p);
        free_sample(s);
    }
    assert_true(calls > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_householder_qr),
        cmocka_unit_test(momentum_has_its_rate),
        cmocka_unit_test(fresh_sketches_contract_as_foretold),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(sizes_and_zeros),
        cmocka_unit_test(shortens_steps_where_it_must),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(memory_progress_and_limits),
        cmocka_unit_test(callback_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
