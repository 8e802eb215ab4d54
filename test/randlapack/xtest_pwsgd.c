/* Preconditioned SGD: the accuracy that its bound promises, in the mean over seeds. */
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
    double residual; /* of `expected` */
} problem;

static double distance(const problem *p, const scalar_t *x, const scalar_t *y)
{
    double sum = 0;
    for (int64_t i = 0; i < p->m; i++) {
        double t = 0;
        for (int64_t j = 0; j < p->n; j++) t += (double)*view_at(p->dense, i, j) * ((double)x[j] - (double)y[j]);
        sum += t * t;
    }
    return sqrt(sum);
}

static void solve_by_lapack(problem *p)
{
    scalar_t *A = copy_view(p->dense, p->m, p->n).p, *B = malloc((size_t)(p->m + 1) * sizeof *B);
    real_t *s = malloc((size_t)(p->n + 1) * sizeof *s);
    lapack_int rank = 0;
    double sum = 0;
    memcpy(B, p->b, (size_t)p->m * sizeof *B);
    assert_int_equal(LAPACK(gelsd)(LAPACK_COL_MAJOR, (lapack_int)p->m, (lapack_int)p->n, 1, A, (lapack_int)p->m, B,
                                   (lapack_int)p->m, s, (real_t)(30 * EPS), &rank),
                     0);
    p->expected = malloc((size_t)(p->n + 1) * sizeof *p->expected);
    memcpy(p->expected, B, (size_t)p->n * sizeof *B);
    for (int64_t i = 0; i < p->m; i++) {
        double r = (double)p->b[i];
        for (int64_t j = 0; j < p->n; j++) r -= (double)*view_at(p->dense, i, j) * (double)p->expected[j];
        sum += r * r;
    }
    p->residual = sqrt(sum);
    free(A), free(B), free(s);
}

static problem make_problem(const randblas_xlinop *A, randblas_xview dense, uint64_t *seed)
{
    problem p = {.m = A->rows, .n = A->cols, .dense = dense, .A = *A};
    p.b = random_view(p.m, 1, RANDBLAS_COL_MAJOR, 1, seed).p;
    p.x = random_view(p.n, 1, RANDBLAS_COL_MAJOR, 1, seed).p;
    for (int64_t i = 0; i < p.m; i++) {
        double sum = (double)p.b[i];
        for (int64_t j = 0; j < p.n; j++) sum += (double)*view_at(dense, i, j) * (double)p.x[j];
        p.b[i] = (scalar_t)sum;
    }
    for (int64_t j = 0; j < p.n; j++) p.x[j] = (scalar_t)NAN;
    solve_by_lapack(&p);
    return p;
}

/* Every hundredth row is thirty times as large: what uniform sampling would miss. */
static problem dense_problem(int64_t m, int64_t n, double cond, randblas_layout layout, uint64_t *seed)
{
    double *s = geometric(n, cond);
    const randblas_xview A = random_with_values(m, n, s, layout, 3, seed);
    const randblas_xview dense = random_view(m, n, RANDBLAS_COL_MAJOR, 0, seed);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            *view_at(A, i, j) = (scalar_t)((i % 100 == 99 ? 30 : 1) * (double)*view_at(A, i, j));
            *view_at(dense, i, j) = *view_at(A, i, j);
        }
    const randblas_xlinop op = randblas_xlinop_dense(layout, m, n, A.p, A.ld);
    free(s);
    return make_problem(&op, dense, seed);
}

static void free_problem(problem *p)
{
    free(p->b), free(p->x), free(p->expected), free(p->dense.p);
    if (p->A.kind == RANDBLAS_DENSE) free(p->A.values);
}

static int solve(problem *p, const randlapack_pwsgd_options *options, randlapack_pwsgd_report *report)
{
    return randlapack_xpwsgd(&p->A, p->b, p->x, options, report);
}

/*
 * The mean of ||A (x - x*)||^2 / ||r*||^2 over 24 seeds, which the bound holds for; 4 standard errors above it would
 * still be compatible with it (false alarm 3e-5 at most).  And it is no accident: the mean is not below a hundredth.
 */
static void reaches_the_promised_accuracy(void **state)
{
    (void)state;
    enum { SEEDS = 24 };
    uint64_t seed = 1;
    const double tolerances[] = {0.03, 0.003};
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int t = 0; t < 2; t++) {
            problem p = dense_problem(2000, 6, IS_SINGLE ? 100 : 1e6, (randblas_layout)layout, &seed);
            double sum = 0, squares = 0;
            for (uint64_t k = 0; k < SEEDS; k++) {
                const randlapack_pwsgd_options options = {
                    .tolerance = tolerances[t], .state = randblas_seed(k), .batch = t ? 20 : 0};
                randlapack_pwsgd_report report;
                assert_int_equal(solve(&p, &options, &report), 0);
                const double excess = pow(distance(&p, p.x, p.expected) / p.residual, 2);
                assert_true(report.bound <= tolerances[t] && report.bound > 0.5 * tolerances[t]);
                assert_true(report.rows == report.steps * (t ? 20 : 6) && report.steps > 0);
                assert_true(fabs(report.residual_norm - p.residual * sqrt(1 + excess)) <=
                            100 * sqrt((double)p.m) * EPS * p.residual);
                sum += excess;
                squares += excess * excess;
            }
            const double mean = sum / SEEDS, error = sqrt((squares / SEEDS - mean * mean) / SEEDS);
            assert_true(mean <= tolerances[t] + 4 * error && mean >= 0.01 * tolerances[t]);
            assert_true(error < 0.5 * tolerances[t]);
            free_problem(&p);
        }
}

/* More steps than sketch-and-solve alone make it better: over 20 seeds by far more than chance. */
static void steps_improve_on_sketch_and_solve(void **state)
{
    (void)state;
    uint64_t seed = 2;
    problem p = dense_problem(3000, 5, 100, RANDBLAS_ROW_MAJOR, &seed);
    double without = 0, with = 0;
    for (uint64_t k = 0; k < 20; k++) {
        randlapack_pwsgd_options options = {.tolerance = 1e9, .state = randblas_seed(k)};
        randlapack_pwsgd_report report;
        assert_int_equal(solve(&p, &options, &report), 0);
        assert_int_equal(report.steps, 0);
        without += pow(distance(&p, p.x, p.expected) / p.residual, 2) / 20;
        options.tolerance = 0.002;
        assert_int_equal(solve(&p, &options, NULL), 0);
        with += pow(distance(&p, p.x, p.expected) / p.residual, 2) / 20;
    }
    assert_true(with < 0.1 * without);
    free_problem(&p);
}

static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int k = 0; k < NKINDS; k++) {
        const int64_t n = 8, m = needs_square(all_kinds[k]) ? n : 700;
        sample *s = make_sample(all_kinds[k], m, n, &seed);
        problem p = make_problem(&s->A, copy_view(s->dense, m, n), &seed);
        const bool sparse = s->A.kind == RANDBLAS_CSR || s->A.kind == RANDBLAS_CSC || s->A.kind == RANDBLAS_COO;
        const int expected = all_kinds[k] == RANDBLAS_CALLBACK ? -1 : sparse ? RANDBLAS_RANK_DEFICIENT : 0;
        randlapack_pwsgd_report report;
        assert_int_equal(solve(&p, NULL, &report), expected);
        if (expected >= 0) {
            assert_true(distance(&p, p.x, p.expected) <= sqrt(10 * 0.01) * p.residual + 1e3 * EPS);
            assert_true(!sparse || p.x[0] == 0); /* an empty column */
        }
        p.A.kind = RANDBLAS_CALLBACK; /* its arrays are the sample's */
        free_problem(&p);
        free_sample(s);
    }
}

/* As many rows in the sketch as in A: no sampling, the solution of least squares itself. */
static void whole_and_degenerate_sizes(void **state)
{
    (void)state;
    const int64_t all[][2] = {{300, 4}, {1, 1}, {2, 1}, {9, 9}, {40, 1}};
    uint64_t seed = 4;
    for (int k = 0; k < 5; k++) {
        problem p = dense_problem(all[k][0], all[k][1], 3, RANDBLAS_COL_MAJOR, &seed);
        const randlapack_pwsgd_options options = {.sketch_rows = 300};
        randlapack_pwsgd_report report;
        assert_int_equal(solve(&p, &options, &report), 0);
        assert_true(report.steps == 0 && report.bound == 0);
        assert_true(distance(&p, p.x, p.expected) <= 1e3 * EPS * (norm2(p.m, p.b) + 1));
        free_problem(&p);
    }
    scalar_t b[] = {3, 4}, x[1] = {7};
    randlapack_pwsgd_report report;
    const randblas_xlinop none = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 2, 0, b, 2);
    assert_int_equal(randlapack_xpwsgd(&none, b, x, NULL, &report), 0);
    assert_true(fabs(report.residual_norm - 5) < 1e-5);
    const randblas_xlinop empty = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 0, 0, NULL, 1);
    assert_int_equal(randlapack_xpwsgd(&empty, NULL, NULL, NULL, &report), 0);
    b[1] = (scalar_t)NAN;
    assert_int_equal(randlapack_xpwsgd(&none, b, x, NULL, &report), RANDBLAS_NOT_FINITE);
}

static void extreme_scales_and_zeros(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 60 : 664; /* 2^664 ~ 1e200 */
    const int scales[][2] = {{most, 0}, {-most, 0}, {0, most}, {0, -most}, {most, most}, {-most, -most}};
    for (int k = 0; k < 6; k++) {
        uint64_t seed = 5;
        problem p = dense_problem(2000, 4, 10, RANDBLAS_ROW_MAJOR, &seed);
        for (int64_t i = 0; i < p.m; i++) {
            p.b[i] = (scalar_t)ldexp((double)p.b[i], scales[k][1]);
            for (int64_t j = 0; j < p.n; j++)
                p.A.values[i * p.A.ld + j] = (scalar_t)ldexp((double)p.A.values[i * p.A.ld + j], scales[k][0]);
        }
        assert_int_equal(solve(&p, NULL, NULL), 0);
        for (int64_t j = 0; j < p.n; j++) p.x[j] = (scalar_t)ldexp((double)p.x[j], scales[k][0] - scales[k][1]);
        assert_true(distance(&p, p.x, p.expected) <= sqrt(10 * 0.01) * p.residual);
        for (int64_t i = 0; i < p.m * p.A.ld; i++) p.A.values[i] = 0;
        assert_int_equal(solve(&p, NULL, NULL), RANDBLAS_RANK_DEFICIENT);
        for (int64_t j = 0; j < p.n; j++) assert_true(p.x[j] == 0);
        free_problem(&p);
    }
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int k = 0; k < 6; k++) {
        problem p = dense_problem(1000, 4, 10, RANDBLAS_ROW_MAJOR, &seed);
        const randlapack_pwsgd_options options = {.family = k % 3 == 2 ? RANDBLAS_ROW_SAMPLE : 0};
        const scalar_t bad = k % 2 ? (scalar_t)NAN : (scalar_t)INFINITY;
        *(k < 3 ? p.A.values + 500 * p.A.ld : p.b + 500) = bad;
        assert_int_equal(solve(&p, &options, NULL), RANDBLAS_NOT_FINITE);
        for (int64_t j = 0; j < p.n; j++) assert_true(isnan(p.x[j]));
        free_problem(&p);
    }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 7;
    problem p = dense_problem(200, 4, 3, RANDBLAS_COL_MAJOR, &seed);
    randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 4, p.A.values, 3), broken = p.A;
    broken.ld = 2;
#define CALL(A, b, x, options) randlapack_xpwsgd(A, b, x, options, NULL)
    assert_int_equal(CALL(NULL, p.b, p.x, NULL), -1);
    assert_int_equal(CALL(&broken, p.b, p.x, NULL), -1);
    assert_int_equal(CALL(&wide, p.b, p.x, NULL), -1);
    assert_int_equal(CALL(&p.A, NULL, p.x, NULL), -2);
    assert_int_equal(CALL(&p.A, p.b, NULL, NULL), -3);
    const randlapack_pwsgd_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.sketch_rows = -1},
        {.sketch_rows = 5},
        {.sketch_nnz = -1},
        {.sketch_nnz = 48, .sketch_rows = 45},
        {.tolerance = -1},
        {.tolerance = NAN},
        {.tolerance = INFINITY},
        {.batch = -1},
        {.batch = INT64_MAX},
        {.max_steps = -1},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_LESS},
        {.family = RANDBLAS_KRONECKER},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) assert_int_equal(CALL(&p.A, p.b, p.x, &bad[k]), -4);
    for (int64_t j = 0; j < p.n; j++) assert_true(isnan(p.x[j])); /* untouched */
    free_problem(&p);
}

static void memory_progress_and_limits(void **state)
{
    (void)state;
    uint64_t seed = 8;
    problem p = dense_problem(1000, 4, 10, RANDBLAS_COL_MAJOR, &seed);
    counting all = {0};
    randlapack_pwsgd_options options = {
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    randlapack_pwsgd_report report;
    assert_int_equal(solve(&p, &options, &report), 0);
    assert_true(all.requests > 10 && all.out == 0);
    for (int64_t k = 1; k <= all.requests; k++) {
        counting failing = {.refuse = k};
        options.control.allocator_context = &failing;
        assert_int_equal(solve(&p, &options, NULL), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(failing.out, 0);
    }
    options.control = (randblas_control){.memory_limit = 10000};
    assert_int_equal(solve(&p, &options, NULL), RANDBLAS_MEMORY_LIMIT);
    static const char *const phases[] = {"sketch", "scores", "iterate"};
    for (int k = 0; k < 4; k++) {
        watching watch = {.cancel_in = k < 3 ? phases[k] : NULL};
        options.control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
        assert_int_equal(solve(&p, &options, &report), k < 3 ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, k < 3 ? k + 1 : 3);
        for (int i = 0; i < watch.nphases; i++) assert_string_equal(watch.phases[i], phases[i]);
    }
    const randlapack_pwsgd_options few = {.max_steps = 3};
    assert_int_equal(solve(&p, &few, &report), RANDBLAS_NOT_CONVERGED);
    assert_true(report.steps == 3 && report.bound > 0.01 && isfinite(p.x[0]));
    free_problem(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reaches_the_promised_accuracy),
        cmocka_unit_test(steps_improve_on_sketch_and_solve),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(whole_and_degenerate_sizes),
        cmocka_unit_test(extreme_scales_and_zeros),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(memory_progress_and_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
