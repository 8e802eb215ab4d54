/* Block Krylov SVD: as near to the best error as it says, which is as near as it was asked; the rule of
 * randlapack_xsvd. */
#include "xsvd.h"

static int run(const randblas_xlinop *A, factors *f, const randlapack_rsvd_options *options,
               randlapack_rsvd_report *report)
{
    return randlapack_xkrylov_svd(A, f->k, f->U, f->ldu, f->s, f->V, f->ldv, options, report);
}

/* The sum of squares that is missing in s, over twice what the best leaves: the excess, without the cancellation of
 * subtracting two errors; s of the matrix are known. */
static double excess(const double *exact, int64_t n, const factors *f)
{
    double missing = 0, tail = 0;
    for (int64_t t = 0; t < f->k; t++) missing += (exact[t] - (double)f->s[t]) * (exact[t] + (double)f->s[t]);
    for (int64_t t = f->k; t < n; t++) tail += exact[t] * exact[t];
    return missing / (2 * tail);
}

static void as_near_to_the_best_as_asked(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{200, 150}, {150, 200}};
    const double conds[] = {10, 1e3};
    uint64_t seed = 1;
    for (int h = 0; h < 2; h++)
        for (int c = 0; c < 2; c++)
            for (int64_t block = 0; block < 21; block += 10) {
                const int64_t m = shapes[h][0], n = shapes[h][1], k = 20;
                const randblas_layout layout = (randblas_layout)(RANDBLAS_ROW_MAJOR + h);
                double *s = geometric(150, conds[c]);
                const randblas_xview A = random_with_values(m, n, s, layout, 2, &seed);
                const randblas_xlinop op = randblas_xlinop_dense(layout, m, n, A.p, A.ld);
                const randlapack_rsvd_options options = {.block = block, .max_columns = 150, .excess = c ? 1e-3 : 0};
                factors f = make_factors(m, n, k, &seed);
                randlapack_rsvd_report report;
                assert_int_equal(run(&op, &f, &options, &report), 0);
                check(A, &f, &report, 1 + (c ? 1e-3 : 1e-4), true);
                const double *exact = singular_values(A, m, n), most = c ? 1e-3 : IS_SINGLE ? 1e-5 : 1e-9;
                assert_true(excess(exact, 150, &f) <= most + 2e3 * EPS);
                assert_true(report.excess >= 0 && report.excess <= most && report.rank == k);
                assert_true(c == 0 || report.sketch_cols < 150);
                free((void *)(uintptr_t)exact), free_factors(&f), free(A.p), free(s);
            }
}

static void too_few_columns(void **state)
{
    (void)state;
    uint64_t seed = 2;
    double *s = geometric(100, 2);
    const randblas_xview A = random_with_values(120, 100, s, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 120, 100, A.p, A.ld);
    const randlapack_rsvd_options options = {.max_columns = 30};
    factors f = make_factors(120, 100, 10, &seed);
    randlapack_rsvd_report report;
    assert_int_equal(run(&op, &f, &options, &report), RANDBLAS_NOT_CONVERGED);
    assert_int_equal(report.sketch_cols, 30);
    check(A, &f, &report, 1.1, true);
    assert_true(report.excess > 1e-9);
    free_factors(&f), free(A.p), free(s);
}

static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int64_t rank = 0; rank <= 5; rank += 5)
        for (int64_t block = 0; block < 4; block += 3) {
            double s[60] = {0};
            for (int64_t t = 0; t < rank; t++) s[t] = 3 - 0.5 * (double)t;
            const randblas_xview A = random_with_values(90, 60, s, RANDBLAS_ROW_MAJOR, 1, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 90, 60, A.p, A.ld);
            const randlapack_rsvd_options options = {.block = block};
            factors f = make_factors(90, 60, 20, &seed);
            randlapack_rsvd_report report;
            assert_int_equal(run(&op, &f, &options, &report), 0);
            check(A, &f, &report, 1, true);
            assert_int_equal(report.rank, rank);
            free_factors(&f), free(A.p);
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
                .size = sizeof options, .family = families[q], .state = randblas_seed(5)};
            randlapack_rsvd_report report;
            assert_int_equal(run(&s->A, &f, &options, &report), 0);
            check(s->dense, &f, &report, 1 + 1e-4, s->A.kind != RANDBLAS_CALLBACK);
            free_factors(&f);
            free_sample(s);
        }
}

static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {most, -most};
    for (int c = 0; c < 2; c++) {
        uint64_t seed = 6;
        double *s = geometric(40, 1e3);
        const randblas_xview A = random_with_values(60, 40, s, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 60, 40, A.p, A.ld);
        for (int64_t t = 0; t < 60 * 40; t++) A.p[t] = (scalar_t)ldexp((double)A.p[t], scales[c]);
        factors f = make_factors(60, 40, 4, &seed);
        const randlapack_rsvd_options options = {.block = 4};
        assert_int_equal(run(&op, &f, &options, NULL), 0);
        for (int64_t t = 0; t < 4; t++) assert_true(fabs(ldexp((double)f.s[t], -scales[c]) / s[t] - 1) <= 1e-4);
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
    takes_degenerate_sizes(run, 1 + 1e-4);
}

static void the_rule_of_svd(void **state)
{
    (void)state;
    uint64_t seed = 9;
    const randblas_xview A = random_view(30, 20, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 30, 20, A.p, A.ld);
    const randlapack_rsvd_options asked[] = {{.size = 0},
                                             {.excess = 1e-2},
                                             {.excess = 1e-6},
                                             {.method = RANDLAPACK_SVD_KRYLOV},
                                             {.excess = 1e-6, .method = RANDLAPACK_SVD_SUBSPACE}};
    const randlapack_svd_method right[] = {RANDLAPACK_SVD_SUBSPACE, RANDLAPACK_SVD_SUBSPACE, RANDLAPACK_SVD_KRYLOV,
                                           RANDLAPACK_SVD_KRYLOV, RANDLAPACK_SVD_SUBSPACE};
    factors f = make_factors(30, 20, 3, &seed);
    for (size_t k = 0; k < sizeof asked / sizeof *asked; k++) {
        randlapack_rsvd_report report;
        assert_int_equal(randlapack_xsvd(&op, 3, f.U, f.ldu, f.s, f.V, f.ldv, &asked[k], &report), 0);
        assert_int_equal(report.method, right[k]);
        assert_true(right[k] == RANDLAPACK_SVD_KRYLOV ? report.excess >= 0 : report.excess == -1);
    }
    free_factors(&f), free(A.p);
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 10;
    const randblas_xview A = random_view(9, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 9, 6, A.p, A.ld);
    factors f = make_factors(9, 6, 2, &seed);
    f.s[0] = (scalar_t)NAN;
    const scalar_t before = f.U[0];
    const randlapack_rsvd_options bad[] = {{.size = 8},
                                           {.control.memory_limit = -1},
                                           {.control.allocate = counting_allocate},
                                           {.family = (randblas_family)77},
                                           {.family = RANDBLAS_KHATRI_RAO},
                                           {.tolerance = -1},
                                           {.excess = -1},
                                           {.excess = NAN},
                                           {.max_columns = -1},
                                           {.method = (randlapack_svd_method)3},
                                           {.method = (randlapack_svd_method)-1},
                                           {.block = -1}};
    for (int driver = 0; driver < 2; driver++) {
#define CALL(...) (driver ? randlapack_xsvd(__VA_ARGS__, NULL) : randlapack_xkrylov_svd(__VA_ARGS__, NULL))
        assert_int_equal(CALL(NULL, 2, f.U, 9, f.s, f.V, 6, NULL), -1);
        assert_int_equal(CALL(&op, -1, f.U, 9, f.s, f.V, 6, NULL), -2);
        assert_int_equal(CALL(&op, 7, f.U, 9, f.s, f.V, 6, NULL), -2);
        assert_int_equal(CALL(&op, 2, NULL, 9, f.s, f.V, 6, NULL), -3);
        assert_int_equal(CALL(&op, 2, f.U, 8, f.s, f.V, 6, NULL), -4);
        assert_int_equal(CALL(&op, 2, f.U, 9, NULL, f.V, 6, NULL), -5);
        assert_int_equal(CALL(&op, 2, f.U, 9, f.s, NULL, 6, NULL), -6);
        assert_int_equal(CALL(&op, 2, f.U, 9, f.s, f.V, 5, NULL), -7);
        for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
            assert_int_equal(CALL(&op, 2, f.U, 9, f.s, f.V, 6, &bad[k]), -8);
    }
    assert_true(f.U[0] == before && isnan(f.s[0]));
    free_factors(&f), free(A.p);
}

static void can_be_cancelled_and_fails_cleanly(void **state)
{
    (void)state;
    uint64_t seed = 11;
    sample *s = make_sample(RANDBLAS_COO, 60, 40, &seed);
    factors f = make_factors(60, 40, 5, &seed);
    for (int c = 0; c < 4; c++) {
        counting memory = {0};
        watching watch = {.cancel_in = c < 2 ? "range" : c == 2 ? "svd" : NULL, .skip = c < 2 ? c : 0};
        const randlapack_rsvd_options options = {.block = 4,
                                                 .control = {.progress = watching_progress,
                                                             .progress_context = &watch,
                                                             .allocate = counting_allocate,
                                                             .release = counting_release,
                                                             .allocator_context = &memory}};
        assert_int_equal(run(&s->A, &f, &options, NULL), c < 3 ? RANDBLAS_CANCELLED : 0);
        assert_true(memory.requests > 0 && memory.out == 0);
    }
    counting all = {0};
    randlapack_rsvd_options options = {
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    assert_int_equal(run(&s->A, &f, &options, NULL), 0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_near_to_the_best_as_asked),
        cmocka_unit_test(too_few_columns),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(every_kind_and_family),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(the_rule_of_svd),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(can_be_cancelled_and_fails_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
