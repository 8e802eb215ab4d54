/* Randomised SVD against gesdd, and against what Eckart-Young allows. */
#include "xsvd.h"

static int run(const randblas_xlinop *A, factors *f, const randlapack_rsvd_options *options,
               randlapack_rsvd_report *report)
{
    return randlapack_xrsvd(A, f->k, f->U, f->ldu, f->s, f->V, f->ldv, options, report);
}

/* Slowly and quickly decaying spectra; the space holds that of one power pass, l of k + 4 columns at least, for which
 * the error exceeds the best by well under half (Halko, thm 10.6 with the spectrum cubed), and as many columns again.
 */
static void close_to_the_best(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{90, 40}, {40, 90}, {60, 60}};
    const double conds[] = {10, 1e3, 1e6};
    uint64_t seed = 1;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int h = 0; h < 3; h++)
            for (int c = 0; c < 3; c++)
                for (int64_t k = 0; k <= 40; k += 8) {
                    const int64_t m = shapes[h][0], n = shapes[h][1];
                    double *s = geometric(m < n ? m : n, conds[c]);
                    const randblas_xview A = random_with_values(m, n, s, (randblas_layout)layout, 2, &seed);
                    const randblas_xlinop op = randblas_xlinop_dense((randblas_layout)layout, m, n, A.p, A.ld);
                    factors f = make_factors(m, n, k, &seed);
                    randlapack_rsvd_report report;
                    assert_int_equal(run(&op, &f, NULL, &report), 0);
                    const int64_t two = 2 * ((k + 19) / 16 * 16), least = m < n ? m : n;
                    assert_int_equal(report.sketch_cols, k == 0 ? 0 : two < least ? two : least);
                    check(A, &f, &report, 1.2, true);
                    free_factors(&f), free(A.p), free(s);
                }
}

static void full_rank_is_the_whole_svd(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int64_t n = 1; n <= 33; n += 8) {
        const randblas_xview A = random_view(33, n, RANDBLAS_COL_MAJOR, 1, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 33, n, A.p, A.ld);
        factors f = make_factors(33, n, n, &seed);
        randlapack_rsvd_report report;
        assert_int_equal(run(&op, &f, NULL, &report), 0);
        check(A, &f, &report, 1, true);
        free_factors(&f), free(A.p);
    }
}

/* Rank 3: exact with k = 5, and the null singular values are at rounding level; zero columns; A = 0. */
static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int64_t rank = 0; rank <= 3; rank += 3) {
        double s[20] = {0};
        for (int64_t t = 0; t < rank; t++) s[t] = 3 - (double)t;
        const randblas_xview A = random_with_values(50, 20, s, RANDBLAS_ROW_MAJOR, 1, &seed);
        for (int64_t i = 0; i < 50; i++) *view_at(A, i, 4) = 0;
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 50, 20, A.p, A.ld);
        factors f = make_factors(50, 20, 5, &seed);
        randlapack_rsvd_report report;
        assert_int_equal(run(&op, &f, NULL, &report), 0);
        check(A, &f, &report, 1, true);
        for (int64_t t = rank; t < 5; t++) assert_true((double)f.s[t] <= 1e3 * EPS);
        if (rank == 0) assert_true(report.frobenius_error == 0);
        assert_int_equal(report.rank, rank);
        free_factors(&f), free(A.p);
    }
}

/* Errors far below sqrt(eps) ||A||, where ||A||_F^2 - sum s_i^2 cancels, are reported to the factor of the probes. */
static void small_errors_are_measured(void **state)
{
    (void)state;
    uint64_t seed = 31;
    double s[30];
    for (int t = 0; t < 30; t++) s[t] = t < 8 ? 1 : 200 * EPS;
    const int64_t shapes[][2] = {{70, 30}, {30, 70}};
    for (int h = 0; h < 2; h++) {
        const int64_t m = shapes[h][0], n = shapes[h][1];
        const randblas_xview A = random_with_values(m, n, s, RANDBLAS_COL_MAJOR, 1, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
        factors f = make_factors(m, n, 8, &seed);
        randlapack_rsvd_report report;
        assert_int_equal(run(&op, &f, NULL, &report), 0);
        const double error = error_norm(A, &f);
        assert_true(report.frobenius_error <= 3 * error && report.frobenius_error >= error / 3);
        free_factors(&f), free(A.p);
    }
}

/* Spectra over the whole range of the arithmetic and beyond: every path of the orthonormalisation. */
static void steep_spectra(void **state)
{
    (void)state;
    const double conds[] = {1e4, 1e8, 1e12, 1e15, 1e20};
    uint64_t seed = 32;
    for (int c = 0; c < 5; c++)
        for (int32_t passes = -1; passes < 3; passes++) {
            double *s = geometric(50, conds[c]);
            const randblas_xview A = random_with_values(120, 50, s, RANDBLAS_ROW_MAJOR, 3, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 120, 50, A.p, A.ld);
            const randlapack_rsvd_options options = {.power_passes = passes};
            factors f = make_factors(120, 50, 30, &seed);
            randlapack_rsvd_report report;
            assert_int_equal(run(&op, &f, &options, &report), 0);
            check(A, &f, &report, 2, true);
            free_factors(&f), free(A.p), free(s);
        }
}

/* With a tolerance: of the least rank but one at most, and within it; beyond the rank all is zero. */
static void meets_a_tolerance(void **state)
{
    (void)state;
    const double tolerances[] = {0.5, 1e-2, IS_SINGLE ? 1e-4 : 1e-9, 1.5};
    const int64_t shapes[][2] = {{80, 50}, {50, 80}};
    uint64_t seed = 33;
    for (int h = 0; h < 2; h++)
        for (int c = 0; c < 4; c++) {
            const int64_t m = shapes[h][0], n = shapes[h][1];
            double *s = geometric(50, IS_SINGLE ? 1e7 : 1e14), norm = 0, tail = 0;
            for (int t = 0; t < 50; t++) norm = hypot(norm, s[t]);
            const randblas_xview A = random_with_values(m, n, s, RANDBLAS_COL_MAJOR, 1, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
            const randlapack_rsvd_options options = {.tolerance = tolerances[c], .block = 10};
            factors f = make_factors(m, n, 45, &seed);
            randlapack_rsvd_report report;
            int64_t least = 50;
            while (least > 0 && hypot(tail, s[least - 1]) <= tolerances[c] * norm) tail = hypot(tail, s[--least]);
            assert_int_equal(run(&op, &f, &options, &report), 0);
            assert_true(report.rank >= least && report.rank <= least + 1 + (c == 2)); /* probes have a margin */
            const double error = error_norm(A, &f);
            assert_true(error <= tolerances[c] * norm * (1 + 1e-3));
            assert_true(fabs(report.frobenius_error / error - 1) <= (c == 2 ? 0.7 : 1e-2));
            assert_true(orthogonality(m, report.rank, f.U, f.ldu) <= 1e4 * EPS);
            for (int64_t t = report.rank; t < 45; t++)
                assert_true(f.s[t] == 0 && f.U[t * f.ldu] == 0 && f.V[n - 1 + t * f.ldv] == 0);
            f.k = least > 0 ? least - 1 : 0;
            if (f.k > 0) assert_int_equal(run(&op, &f, &options, &report), RANDBLAS_NOT_CONVERGED);
            if (f.k > 0) assert_int_equal(report.rank, f.k);
            free_factors(&f), free(A.p), free(s);
        }
}

static void every_kind_and_family(void **state)
{
    (void)state;
    const randblas_family families[] = {(randblas_family)0, RANDBLAS_RADEMACHER, RANDBLAS_SPARSE_SIGN};
    uint64_t seed = 4;
    for (int k = 0; k < NKINDS; k++)
        for (int q = 0; q < 3; q++) {
            sample *s = make_sample(all_kinds[k], 40, needs_square(all_kinds[k]) ? 40 : 25, &seed);
            factors f = make_factors(s->A.rows, s->A.cols, 6, &seed);
            const randlapack_rsvd_options options = {
                .size = sizeof options, .family = families[q], .power_passes = 4, .state = randblas_seed(5)};
            randlapack_rsvd_report report;
            assert_int_equal(run(&s->A, &f, &options, &report), 0);
            check(s->dense, &f, &report, 1.5, s->A.kind != RANDBLAS_CALLBACK);
            free_factors(&f);
            free_sample(s);
        }
}

/* Without passes and oversampling it is the plain range finder; passes, which keep two iterates, must help. */
static void passes_help(void **state)
{
    (void)state;
    uint64_t seed = 5;
    double *s = geometric(60, 100), errors[3];
    const randblas_xview A = random_with_values(80, 60, s, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 80, 60, A.p, A.ld);
    for (int32_t q = 0; q < 3; q++) {
        const randlapack_rsvd_options options = {.oversampling = -1, .power_passes = q ? q : -1};
        factors f = make_factors(80, 60, 8, &seed);
        randlapack_rsvd_report report;
        assert_int_equal(run(&op, &f, &options, &report), 0);
        assert_int_equal(report.sketch_cols, q ? 16 : 8);
        assert_int_equal(report.products, q ? 16 * (q + 1) : 16);
        errors[q] = error_norm(A, &f);
        free_factors(&f);
    }
    assert_true(errors[1] < errors[0] && errors[2] < errors[1]);
    free(A.p), free(s);
}

/* A singular value as often as k: all its directions are in the first block; and no power of A A^T tells it from the
 * next better than two iterates do. */
static void equal_singular_values(void **state)
{
    (void)state;
    uint64_t seed = 51;
    double s[60];
    for (int t = 0; t < 60; t++) s[t] = t < 20 ? 1 : 0.5;
    for (int64_t k = 10; k <= 20; k += 10) {
        const randblas_xview A = random_with_values(90, 60, s, RANDBLAS_ROW_MAJOR, 1, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 90, 60, A.p, A.ld);
        factors f = make_factors(90, 60, k, &seed);
        randlapack_rsvd_report report;
        assert_int_equal(run(&op, &f, NULL, &report), 0);
        check(A, &f, &report, 1 + 1e-6, true);
        for (int64_t t = 0; t < k; t++) assert_true(fabs((double)f.s[t] - 1) <= 1e3 * EPS);
        free_factors(&f), free(A.p);
    }
}

static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {most, -most};
    for (int c = 0; c < 2; c++) {
        uint64_t seed = 6;
        double *s = geometric(12, 100);
        const randblas_xview A = random_with_values(30, 12, s, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 30, 12, A.p, A.ld);
        for (int64_t t = 0; t < 30 * 12; t++) A.p[t] = (scalar_t)ldexp((double)A.p[t], scales[c]);
        factors f = make_factors(30, 12, 4, &seed);
        randlapack_rsvd_report report;
        assert_int_equal(run(&op, &f, NULL, &report), 0);
        double tail = 0;
        for (int64_t t = 4; t < 12; t++) tail += s[t] * s[t];
        for (int64_t t = 0; t < 4; t++) assert_true(fabs(ldexp((double)f.s[t], -scales[c]) / s[t] - 1) <= 1e-3);
        assert_true(fabs(ldexp(report.frobenius_error, -scales[c]) / sqrt(tail) - 1) <= 0.1);
        free_factors(&f), free(A.p), free(s);
    }
}

static void not_finite(void **state)
{
    (void)state;
    marks_what_is_not_finite(run);
}

static void degenerate_sizes(void **state)
{
    (void)state;
    takes_degenerate_sizes(run, 1.5);
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 9;
    const randblas_xview A = random_view(9, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 9, 6, A.p, A.ld), broken = op;
    factors f = make_factors(9, 6, 2, &seed);
    broken.ld = 1;
    f.s[0] = (scalar_t)NAN;
    const scalar_t before = f.U[0];
#define CALL(A, k, U, ldu, s, V, ldv, options) randlapack_xrsvd(A, k, U, ldu, s, V, ldv, options, NULL)
    assert_int_equal(CALL(NULL, 2, f.U, 9, f.s, f.V, 6, NULL), -1);
    assert_int_equal(CALL(&broken, 2, f.U, 9, f.s, f.V, 6, NULL), -1);
    assert_int_equal(CALL(&op, -1, f.U, 9, f.s, f.V, 6, NULL), -2);
    assert_int_equal(CALL(&op, 7, f.U, 9, f.s, f.V, 6, NULL), -2);
    assert_int_equal(CALL(&op, 2, NULL, 9, f.s, f.V, 6, NULL), -3);
    assert_int_equal(CALL(&op, 2, f.U, 8, f.s, f.V, 6, NULL), -4);
    assert_int_equal(CALL(&op, 2, f.U, 9, NULL, f.V, 6, NULL), -5);
    assert_int_equal(CALL(&op, 2, f.U, 9, f.s, NULL, 6, NULL), -6);
    assert_int_equal(CALL(&op, 2, f.U, 9, f.s, f.V, 5, NULL), -7);
    const randlapack_rsvd_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_KHATRI_RAO},
        {.tolerance = -1},
        {.tolerance = NAN},
        {.block = -1},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(CALL(&op, 2, f.U, 9, f.s, f.V, 6, &bad[k]), -8);
    assert_true(f.U[0] == before && isnan(f.s[0]));
    free_factors(&f), free(A.p);
}

static void reports_its_progress_and_can_be_cancelled(void **state)
{
    (void)state;
    static const char *const phases[] = {"range", "svd"};
    uint64_t seed = 10;
    for (int c = 0; c < 6; c++) {
        const randblas_xview A = random_view(30, 20, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 30, 20, A.p, A.ld);
        factors f = make_factors(30, 20, 3, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = c < 4 ? phases[0] : c == 4 ? phases[1] : NULL, .skip = c < 4 ? c : 0};
        const randlapack_rsvd_options options = {.control = {.progress = watching_progress,
                                                             .progress_context = &watch,
                                                             .allocate = counting_allocate,
                                                             .release = counting_release,
                                                             .allocator_context = &memory}};
        assert_int_equal(run(&op, &f, &options, NULL), c < 5 ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, c < 4 ? 1 : 2);
        assert_true(memory.requests > 0 && memory.out == 0);
        free_factors(&f), free(A.p);
    }
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 11;
    sample *s = make_sample(RANDBLAS_COO, 40, 20, &seed); /* the kind that needs most */
    factors f = make_factors(40, 20, 3, &seed);
    counting all = {0};
    randlapack_rsvd_options options = {
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    assert_int_equal(run(&s->A, &f, &options, NULL), 0);
    assert_true(all.requests > 8 && all.out == 0);
    for (int64_t k = 1; k <= all.requests; k++) {
        counting failing = {.refuse = k};
        options.control.allocator_context = &failing;
        assert_int_equal(run(&s->A, &f, &options, NULL), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(failing.out, 0);
    }
    options.control = (randblas_control){.memory_limit = 5000};
    assert_int_equal(run(&s->A, &f, &options, NULL), RANDBLAS_MEMORY_LIMIT);
    free_factors(&f);
    free_sample(s);
}

static void callback_failure(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int64_t fail_at = 1; fail_at <= 5; fail_at++) {
        sample *s = make_sample(RANDBLAS_CALLBACK, 30, 20, &seed);
        factors f = make_factors(30, 20, 4, &seed);
        s->fail_at = fail_at;
        assert_int_equal(run(&s->A, &f, NULL, NULL), RANDBLAS_CALLBACK_FAILED);
        free_factors(&f);
        free_sample(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(close_to_the_best),
        cmocka_unit_test(full_rank_is_the_whole_svd),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(small_errors_are_measured),
        cmocka_unit_test(steep_spectra),
        cmocka_unit_test(meets_a_tolerance),
        cmocka_unit_test(every_kind_and_family),
        cmocka_unit_test(passes_help),
        cmocka_unit_test(equal_singular_values),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(reports_its_progress_and_can_be_cancelled),
        cmocka_unit_test(memory),
        cmocka_unit_test(callback_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
