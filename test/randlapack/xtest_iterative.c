/* Iterative sketching against gelsd and the bound of forward stability. */
#include "xlsq.h"

static int plain(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx,
                 const randlapack_lsq_options *options)
{
    return randlapack_xlsq_iterative(A, nrhs, B, ldb, X, ldx, options, NULL);
}

static int solve(const problem *p, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    return randlapack_xlsq_iterative(&p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, options, report);
}

/*
 * Forward stability (Epperly 2024, thm 3): ||x - x*|| <= u cond (||x|| + cond ||r||/||A||) and the same over cond for
 * ||A (x - x*)||, with u = c sqrt(m) n eps as for QR methods.  The number of steps is that of the rate eta.
 */
static void is_forward_stable(void **state)
{
    (void)state;
    const double conds[] = {1, 10, 1 / sqrt(EPS), 1e-3 / EPS}, noises[] = {0, 1e-4, 1};
    uint64_t seed = 1;
    for (int k = 0; k < 24; k++) {
        const int64_t m = k % 2 ? 701 : 300, n = 19;
        problem p = dense_problem(m, n, conds[k % 4], k % 3 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, k % 5 ? 2 : 17,
                                  noises[k / 4 % 3], &seed);
        randlapack_lsq_report report;
        double largest, smallest, normal, worst = 0;
        int64_t rank;
        assert_int_equal(solve(&p, NULL, &report), 0);
        scalar_t *expected = by_gelsd(&p, &largest, &smallest, &rank);
        const double cond = largest / smallest, u = 2 * sqrt((double)m) * (double)n * EPS;
        assert_int_equal(report.rank, n);
        assert_int_equal(report.sketch_rows, k % 2 ? 20 * n + 32 : m - m / 4);
        assert_true(report.iterations <= (k % 2 ? 40 : 60));
        for (int64_t r = 0; r < p.nrhs; r++) {
            const scalar_t *x = p.X + r * p.ldx, *y = expected + r * m;
            const double best = residual_norm(&p, r, y, &normal), res = residual_norm(&p, r, x, &normal);
            assert_true(distance(n, x, y) <= u * cond * (2 * norm2(n, y) + (cond + 1) * best / largest));
            assert_true(res <= best + u * (largest * norm2(n, y) + cond * best));
            worst = fmax(worst, res);
            for (int64_t j = n; j < p.ldx; j++) assert_true(isnan(x[j])); /* padding */
        }
        assert_true(fabs(report.residual_norm - worst) <= 1e-3 * worst + 1e2 * u);
        free(expected);
        free_problem(&p);
    }
}

/* Sketches of few rows and many families; the step count grows as the rate says. */
static void families_and_sizes(void **state)
{
    (void)state;
    const randblas_family families[] = {RANDBLAS_GAUSSIAN, RANDBLAS_SPARSE_STACK, RANDBLAS_SRFT, RANDBLAS_RADEMACHER};
    const int64_t rows[] = {40, 100, 300, 800};
    uint64_t seed = 2;
    for (int f = 0; f < 4; f++) {
        int64_t before = 1000;
        for (int d = 0; d < 4; d++) {
            problem p = dense_problem(800, 10, 1e2, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
            const randlapack_lsq_options options = {.family = families[f], .sketch_rows = rows[d]};
            randlapack_lsq_report report;
            assert_int_equal(solve(&p, &options, &report), 0);
            assert_int_equal(report.sketch_rows, rows[d]);
            assert_true(report.iterations <= before + 2); /* rounding decides the last steps */
            assert_true(report.normal_residual <= 1e2 * EPS);
            before = report.iterations;
            free_problem(&p);
        }
    }
}

static void rank_deficient_and_every_kind(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int k = 0; k < NKINDS; k++) {
        const int64_t n = 12, m = needs_square(all_kinds[k]) ? n : 500;
        sample *s = make_sample(all_kinds[k], m, n, &seed);
        problem p = make_problem(&s->A, copy_view(s->dense, m, n), 2, 0.1, &seed);
        const bool sparse = s->A.nnz > 0;
        randlapack_lsq_report report;
        double largest, smallest, normal, ignored;
        int64_t rank;
        assert_int_equal(solve(&p, NULL, &report), sparse ? RANDBLAS_RANK_DEFICIENT : 0);
        scalar_t *expected = by_gelsd(&p, &largest, &smallest, &rank);
        assert_int_equal(report.rank, rank);
        const double u = 2 * sqrt((double)m) * (double)n * EPS, cond = largest / smallest;
        for (int64_t r = 0; r < p.nrhs; r++) {
            const scalar_t *x = p.X + r * p.ldx;
            const double res = residual_norm(&p, r, x, &normal);
            const double best = residual_norm(&p, r, expected + r * m, &ignored);
            assert_true(res <= best + u * cond * (largest * norm2(n, x) + best));
            if (sparse) assert_true(x[0] == 0); /* the empty column */
        }
        free(expected);
        p.A.kind = RANDBLAS_CALLBACK; /* its arrays are the sample's */
        free_problem(&p);
        free_sample(s);
    }
}

static void extreme_scales_and_degenerate_sizes(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664; /* 2^664 ~ 1e200 */
    const int cases[][2] = {{most, 0}, {-most, 0}, {0, most}, {0, -most}, {most, most}};
    for (int k = 0; k < 5; k++) {
        uint64_t seed = 4;
        problem p = dense_problem(400, 7, 10, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        scalar_t kept[7];
        assert_int_equal(solve(&p, NULL, NULL), 0);
        memcpy(kept, p.X, sizeof kept);
        for (int64_t i = 0; i < p.m; i++) p.B[i] = (scalar_t)ldexp((double)p.B[i], cases[k][1]);
        for (int64_t i = 0; i < p.A.ld * 7; i++) p.A.values[i] = (scalar_t)ldexp((double)p.A.values[i], cases[k][0]);
        assert_int_equal(solve(&p, NULL, NULL), 0);
        for (int64_t j = 0; j < 7; j++)
            assert_true(fabs(ldexp((double)p.X[j], cases[k][0] - cases[k][1]) - (double)kept[j]) <= 1e3 * EPS);
        free_problem(&p);
    }
    const int64_t sizes[][2] = {{0, 0}, {5, 0}, {1, 1}, {2, 1}, {17, 17}, {70, 1}};
    uint64_t seed = 5;
    for (int k = 0; k < 6; k++)
        for (int nrhs = 0; nrhs < 3; nrhs++) {
            problem p = dense_problem(sizes[k][0], sizes[k][1], 3, RANDBLAS_ROW_MAJOR, nrhs, 0, &seed);
            double normal;
            assert_int_equal(solve(&p, NULL, NULL), 0);
            for (int64_t r = 0; r < nrhs; r++)
                assert_true(p.n == 0 || residual_norm(&p, r, p.X + r * p.ldx, &normal) <= 1e2 * EPS);
            free_problem(&p);
        }
    for (int zero_a = 0; zero_a < 2; zero_a++) {
        problem p = dense_problem(200, 5, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        for (int64_t k = 0; k < (zero_a ? p.A.ld * p.n : p.m); k++) (zero_a ? p.A.values : p.B)[k] = 0;
        assert_int_equal(solve(&p, NULL, NULL), zero_a ? RANDBLAS_RANK_DEFICIENT : 0);
        for (int64_t j = 0; j < p.n; j++) assert_true(p.X[j] == 0);
        free_problem(&p);
    }
}

/* Uniform sampling misses the rows that matter: the iteration diverges, says so, and returns no worse than it began. */
static void says_when_the_sketch_is_bad(void **state)
{
    (void)state;
    uint64_t seed = 6;
    problem p = dense_problem(1000, 6, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
    for (int64_t i = 0; i < p.m; i++)
        for (int64_t j = 0; j < p.n; j++)
            set_entry(&p, i, j, (double)*view_at(p.dense, i, j) * (i < 12 && j < 3 ? 3e3 : 1));
    const randlapack_lsq_options options = {.family = RANDBLAS_ROW_SAMPLE, .sketch_rows = 60};
    randlapack_lsq_report report;
    double normal;
    assert_int_equal(solve(&p, &options, &report), RANDBLAS_NOT_CONVERGED);
    const double res = residual_norm(&p, 0, p.X, &normal);
    assert_true(fabs(report.residual_norm - res) <= 1e2 * EPS * res + 1e2 * EPS);
    assert_true(isfinite(p.X[0]));
    free_problem(&p);
}

static void arguments_memory_and_cancellation(void **state)
{
    (void)state;
    uint64_t seed = 7;
    static const char *const phases[] = {"sketch", "factor", "iterate"};
    problem p = dense_problem(300, 6, 10, RANDBLAS_COL_MAJOR, 3, 0.1, &seed);
    const randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 4, p.A.values, 3);
    const randlapack_lsq_options few = {.max_iterations = 1, .sketch_rows = 24}, loose = {.tolerance = 1e-2};
    randlapack_lsq_report report, full;
    refuses_illegal_arguments(plain, &wide, &p);
    can_be_cancelled(plain, &p, phases, 3);
    assert_int_equal(solve(&p, &few, &report), RANDBLAS_NOT_CONVERGED);
    assert_int_equal(report.iterations, 1);
    assert_int_equal(solve(&p, NULL, &full), 0);
    assert_int_equal(solve(&p, &loose, &report), 0);
    assert_true(report.iterations < full.iterations);
    marks_what_is_not_finite(plain, &p);
    for (int64_t i = 0; i < p.m; i++) set_entry(&p, i, 3, (double)*view_at(p.dense, i, 0)); /* needs most */
    survives_failing_memory(plain, &p, RANDBLAS_RANK_DEFICIENT);
    passes_on_failing_callbacks(plain, 300, 5);
    refuses_invalid_sparse(plain);
    free_problem(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_forward_stable),
        cmocka_unit_test(families_and_sizes),
        cmocka_unit_test(rank_deficient_and_every_kind),
        cmocka_unit_test(extreme_scales_and_degenerate_sizes),
        cmocka_unit_test(says_when_the_sketch_is_bad),
        cmocka_unit_test(arguments_memory_and_cancellation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
