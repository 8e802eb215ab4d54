/* Range finder and adaptive QB: orthonormal, a projection, within the tolerance, and of hardly more than the least
 * rank. */
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

typedef struct factors {
    int64_t m, n, k, ldq, ldb;
    scalar_t *Q, *B;
} factors;

static factors make_factors(int64_t m, int64_t n, int64_t k, uint64_t *seed)
{
    factors f = {.m = m, .n = n, .k = k, .ldq = (m > 1 ? m : 1) + 2, .ldb = (k > 1 ? k : 1) + 1};
    f.Q = random_view(m > 1 ? m : 1, k, RANDBLAS_COL_MAJOR, 2, seed).p;
    f.B = random_view(k > 1 ? k : 1, n, RANDBLAS_COL_MAJOR, 1, seed).p;
    return f;
}

static void free_factors(factors *f)
{
    free(f->Q), free(f->B);
}

static int run(const randblas_xlinop *A, factors *f, const randlapack_qb_options *options, randlapack_qb_report *report)
{
    return randlapack_xqb(A, f->k, f->Q, f->ldq, f->B, f->ldb, options, report);
}

static double orthogonality(const factors *f, int64_t rank)
{
    double worst = 0;
    for (int64_t a = 0; a < rank; a++)
        for (int64_t b = 0; b <= a; b++) {
            double sum = a == b ? -1 : 0;
            for (int64_t i = 0; i < f->m; i++) sum += (double)f->Q[i + a * f->ldq] * (double)f->Q[i + b * f->ldq];
            if (!(fabs(sum) <= worst)) worst = fabs(sum);
        }
    return worst;
}

/* ||A - Q B||_F; B = Q^T A by the definition if f->B is not to be believed. */
static double error_norm(randblas_xview A, const factors *f, int64_t rank, bool project)
{
    double sum = 0;
    for (int64_t j = 0; j < f->n; j++)
        for (int64_t i = 0; i < f->m; i++) {
            double e = (double)*view_at(A, i, j);
            for (int64_t t = 0; t < rank; t++) {
                double b = project ? 0 : (double)f->B[t + j * f->ldb];
                for (int64_t h = 0; h < f->m && project; h++)
                    b += (double)f->Q[h + t * f->ldq] * (double)*view_at(A, h, j);
                e -= (double)f->Q[i + t * f->ldq] * b;
            }
            sum += e * e;
        }
    return sqrt(sum);
}

static double norm_of(randblas_xview A, int64_t m, int64_t n)
{
    double sum = 0;
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) sum += (double)*view_at(A, i, j) * (double)*view_at(A, i, j);
    return sqrt(sum);
}

/* Rounding errors of products and bases, relative to ||A||_F. */
static double rounding(const factors *f)
{
    return 20 * sqrt((double)(f->m + f->n)) * (double)(f->k + 10) * EPS;
}

/* The error is what the report says, by the identity or to the factor of ten probes (chi-square; 1e-4). */
static void check_report(randblas_xview A, const factors *f, const randlapack_qb_report *report)
{
    const double norm = norm_of(A, f->m, f->n), u = rounding(f);
    const double error = error_norm(A, f, report->rank, false);
    assert_true(orthogonality(f, report->rank) <= u);
    assert_true(fabs(error_norm(A, f, report->rank, true) - error) <= u * norm);
    assert_true(report->frobenius_error <= 2.2 * error + u * norm);
    assert_true(report->frobenius_error >= 0.2 * error - u * norm);
    for (int64_t t = 0; t < f->k; t++) {
        assert_true(isnan(f->Q[f->m + t * f->ldq]));
        for (int64_t i = 0; i < f->m && t >= report->rank; i++) assert_true(f->Q[i + t * f->ldq] == 0);
        for (int64_t j = 0; j < f->n && t >= report->rank; j++) assert_true(f->B[t + j * f->ldb] == 0);
    }
    for (int64_t j = 0; j < f->n && f->k > 0; j++) assert_true(isnan(f->B[f->k + j * f->ldb]));
}

/* The least rank with a tail of at most tol. */
static int64_t least_rank(const double *s, int64_t n, double tol)
{
    double tail = 0;
    int64_t r = n;
    while (r > 0 && hypot(tail, s[r - 1]) <= tol) tail = hypot(tail, s[--r]);
    return r;
}

/* Two passes find the leading directions nearly exactly; what is added in blocks costs at most a few more. */
static void meets_the_tolerance(void **state)
{
    (void)state;
    const double tolerances[] = {0.5, 1e-1, 1e-2, IS_SINGLE ? 1e-4 : 1e-6, IS_SINGLE ? 1e-5 : 1e-11};
    const int64_t shapes[][2] = {{90, 60}, {60, 90}};
    uint64_t seed = 1;
    for (int h = 0; h < 2; h++)
        for (int c = 0; c < 5; c++)
            for (int64_t block = 0; block < 20; block += 7) {
                const int64_t m = shapes[h][0], n = shapes[h][1];
                double *s = geometric(60, IS_SINGLE ? 1e7 : 1e15), norm = 0;
                for (int t = 0; t < 60; t++) norm = hypot(norm, s[t]);
                const randblas_xview A =
                    random_with_values(m, n, s, (randblas_layout)(RANDBLAS_ROW_MAJOR + h), 2, &seed);
                const randblas_xlinop op =
                    randblas_xlinop_dense((randblas_layout)(RANDBLAS_ROW_MAJOR + h), m, n, A.p, A.ld);
                const randlapack_qb_options options = {.tolerance = tolerances[c], .block = block};
                factors f = make_factors(m, n, 60, &seed);
                randlapack_qb_report report;
                assert_int_equal(run(&op, &f, &options, &report), 0);
                check_report(A, &f, &report);
                assert_true(error_norm(A, &f, report.rank, false) <=
                            tolerances[c] * norm * (1 + 1e-3) + rounding(&f) * norm);
                const int64_t least = least_rank(s, 60, tolerances[c] * norm);
                assert_true(report.rank >= least &&
                            report.rank <=
                                least + (tolerances[c] * tolerances[c] > 1e4 * EPS ? 2 : 8 + (block ? block : 32)));
                free_factors(&f), free(A.p), free(s);
            }
}

static void fixed_rank_and_a_tolerance_out_of_reach(void **state)
{
    (void)state;
    uint64_t seed = 2;
    double *s = geometric(40, 100);
    const randblas_xview A = random_with_values(70, 40, s, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 70, 40, A.p, A.ld);
    for (int64_t k = 0; k <= 40; k += 8)
        for (int64_t block = 0; block <= 3; block += 3)
            for (int c = 0; c < 2; c++) {
                const randlapack_qb_options options = {.block = block, .tolerance = c ? 1e-3 : 0};
                factors f = make_factors(70, 40, k, &seed);
                randlapack_qb_report report;
                assert_int_equal(run(&op, &f, &options, &report), c && k < 40 ? RANDBLAS_NOT_CONVERGED : 0);
                assert_int_equal(report.rank, k);
                check_report(A, &f, &report);
                double tail = 0;
                for (int64_t t = 39; t >= k; t--) tail = hypot(tail, s[t]);
                assert_true(error_norm(A, &f, k, false) <= 1.6 * tail + rounding(&f) * 3); /* no oversampling */
                free_factors(&f);
            }
    free(A.p), free(s);
}

/* A is used up long before k: noise does not spoil the orthonormality; a tolerance stops at the rank. */
static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int64_t rank = 0; rank <= 5; rank += 5)
        for (int c = 0; c < 2; c++) {
            double s[30] = {0};
            for (int64_t t = 0; t < rank; t++) s[t] = 3 - 0.5 * (double)t;
            const randblas_xview A = random_with_values(50, 30, s, RANDBLAS_ROW_MAJOR, 1, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 50, 30, A.p, A.ld);
            const randlapack_qb_options options = {.tolerance = c ? 1e3 * EPS : 0, .block = 4};
            factors f = make_factors(50, 30, 20, &seed);
            randlapack_qb_report report;
            assert_int_equal(run(&op, &f, &options, &report), 0);
            assert_true(c ? report.rank == (rank ? 8 : 0) : rank ? report.rank == 20 : report.rank <= 20);
            check_report(A, &f, &report);
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
            const int64_t most = s->A.cols;
            factors f = make_factors(s->A.rows, s->A.cols, most, &seed);
            const randlapack_qb_options options = {
                .size = sizeof options, .family = families[q], .tolerance = 0.6, .state = randblas_seed(5), .block = 5};
            randlapack_qb_report report;
            assert_int_equal(run(&s->A, &f, &options, &report), 0);
            check_report(s->dense, &f, &report);
            const double margin = s->A.kind == RANDBLAS_CALLBACK ? 1.5 : 1; /* by probes, and of a norm by probes */
            assert_true(error_norm(s->dense, &f, report.rank, false) <=
                        0.6 * margin * norm_of(s->dense, f.m, f.n) * (1 + 1e-3));
            assert_true(report.rank > 0 && report.rank < most && report.products >= report.rank);
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
        double *s = geometric(12, 100);
        const randblas_xview A = random_with_values(30, 12, s, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 30, 12, A.p, A.ld);
        for (int64_t t = 0; t < 30 * 12; t++) A.p[t] = (scalar_t)ldexp((double)A.p[t], scales[c]);
        factors f = make_factors(30, 12, 12, &seed);
        const randlapack_qb_options options = {.tolerance = 0.1, .block = 3};
        randlapack_qb_report report;
        assert_int_equal(run(&op, &f, &options, &report), 0);
        double tail = 0;
        for (int64_t t = 11; t >= report.rank; t--) tail = hypot(tail, s[t]);
        const double error = ldexp(report.frobenius_error, -scales[c]);
        assert_true(report.rank > 1 && report.rank < 12 && error >= tail * (1 - 1e-3) && error <= 1.2 * tail);
        free_factors(&f), free(A.p), free(s);
    }
}

static void range_is_the_basis_of_qb(void **state)
{
    (void)state;
    uint64_t seed = 7;
    double *s = geometric(40, 1e3);
    for (int64_t k = 0; k <= 40; k += 10) {
        const randblas_xview A = random_with_values(40, 60, s, RANDBLAS_ROW_MAJOR, 1, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 40, 60, A.p, A.ld);
        factors f = make_factors(40, 60, k, &seed);
        randlapack_qb_report report;
        assert_int_equal(randlapack_xrange(&op, k, f.Q, f.ldq, NULL, &report), 0);
        assert_int_equal(report.rank, k);
        assert_int_equal(report.products, 5 * k + 10);
        assert_true(orthogonality(&f, k) <= rounding(&f));
        const double error = error_norm(A, &f, k, true);
        double tail = 0;
        for (int64_t t = 39; t >= k; t--) tail = hypot(tail, s[t]);
        assert_true(error <= 1.6 * tail + rounding(&f));
        assert_true(report.frobenius_error <= 2.2 * error + rounding(&f) &&
                    report.frobenius_error >= 0.2 * error - rounding(&f));
        free_factors(&f), free(A.p);
    }
    free(s);
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int c = 0; c < 2; c++) {
            sample *s = make_spoiled_sample(all_kinds[kind], 20, 20, c, &seed);
            factors f = make_factors(20, 20, 4, &seed);
            const randlapack_qb_options options = {.tolerance = c ? 0.1 : 0};
            assert_int_equal(run(&s->A, &f, &options, NULL), RANDBLAS_NOT_FINITE);
            assert_true(isnan(f.Q[0]) && isnan(f.B[3 + 19 * f.ldb]));
            f.Q[19 + 3 * f.ldq] = 0;
            assert_int_equal(randlapack_xrange(&s->A, 4, f.Q, f.ldq, NULL, NULL), RANDBLAS_NOT_FINITE);
            assert_true(isnan(f.Q[19 + 3 * f.ldq]));
            free_factors(&f);
            free_sample(s);
        }
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int64_t m = 0; m < 3; m++)
        for (int64_t n = 0; n < 3; n++)
            for (int64_t k = 0; k <= (m < n ? m : n); k++)
                for (int c = 0; c < 2; c++) {
                    const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
                    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
                    const randlapack_qb_options options = {.tolerance = c ? 1e-3 : 0};
                    const bool short_of = c && m > 0 && n > 0 && k < (m < n ? m : n);
                    factors f = make_factors(m, n, k, &seed);
                    randlapack_qb_report report;
                    const int info = run(&op, &f, &options, &report);
                    assert_true(info == 0 || (short_of && info == RANDBLAS_NOT_CONVERGED));
                    if (m > 0 && n > 0) check_report(A, &f, &report);
                    assert_int_equal(randlapack_xrange(&op, k, f.Q, f.ldq, NULL, &report), 0);
                    free_factors(&f), free(A.p);
                }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 10;
    const randblas_xview A = random_view(9, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 9, 6, A.p, A.ld), broken = op;
    factors f = make_factors(9, 6, 2, &seed);
    broken.ld = 1;
    const scalar_t before[] = {f.Q[0], f.B[0]};
#define QB(A, k, Q, ldq, B, ldb, options) randlapack_xqb(A, k, Q, ldq, B, ldb, options, NULL)
#define RANGE(A, k, Q, ldq, options) randlapack_xrange(A, k, Q, ldq, options, NULL)
    assert_int_equal(QB(NULL, 2, f.Q, 9, f.B, 2, NULL), -1);
    assert_int_equal(QB(&broken, 2, f.Q, 9, f.B, 2, NULL), -1);
    assert_int_equal(QB(&op, -1, f.Q, 9, f.B, 2, NULL), -2);
    assert_int_equal(QB(&op, 7, f.Q, 9, f.B, 7, NULL), -2);
    assert_int_equal(QB(&op, 2, NULL, 9, f.B, 2, NULL), -3);
    assert_int_equal(QB(&op, 2, f.Q, 8, f.B, 2, NULL), -4);
    assert_int_equal(QB(&op, 2, f.Q, 9, NULL, 2, NULL), -5);
    assert_int_equal(QB(&op, 2, f.Q, 9, f.B, 1, NULL), -6);
    assert_int_equal(RANGE(NULL, 2, f.Q, 9, NULL), -1);
    assert_int_equal(RANGE(&op, -1, f.Q, 9, NULL), -2);
    assert_int_equal(RANGE(&op, 7, f.Q, 9, NULL), -2);
    assert_int_equal(RANGE(&op, 2, NULL, 9, NULL), -3);
    assert_int_equal(RANGE(&op, 2, f.Q, 8, NULL), -4);
    const randlapack_qb_options bad[] = {{.size = 8},
                                         {.control.memory_limit = -1},
                                         {.control.allocate = counting_allocate},
                                         {.control.release = counting_release},
                                         {.family = (randblas_family)77},
                                         {.family = RANDBLAS_KHATRI_RAO},
                                         {.tolerance = -1},
                                         {.tolerance = NAN},
                                         {.block = -1}};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        assert_int_equal(QB(&op, 2, f.Q, 9, f.B, 2, &bad[k]), -7);
        assert_int_equal(RANGE(&op, 2, f.Q, 9, &bad[k]), -5);
    }
    const randlapack_qb_options adaptive = {.tolerance = 0.1};
    assert_int_equal(RANGE(&op, 2, f.Q, 9, &adaptive), -5);
    assert_true(f.Q[0] == before[0] && f.B[0] == before[1]);
    free_factors(&f), free(A.p);
}

static void can_be_cancelled_and_fails_cleanly(void **state)
{
    (void)state;
    uint64_t seed = 11;
    sample *s = make_sample(RANDBLAS_COO, 40, 20, &seed);
    factors f = make_factors(40, 20, 12, &seed);
    for (int c = 0; c < 4; c++) {
        counting memory = {0};
        watching watch = {.cancel_in = c < 3 ? "range" : NULL, .skip = c};
        const randlapack_qb_options options = {.block = 4,
                                               .control = {.progress = watching_progress,
                                                           .progress_context = &watch,
                                                           .allocate = counting_allocate,
                                                           .release = counting_release,
                                                           .allocator_context = &memory}};
        assert_int_equal(run(&s->A, &f, &options, NULL), c < 3 ? RANDBLAS_CANCELLED : 0);
        assert_true(memory.requests > 0 && memory.out == 0);
    }
    for (int driver = 0; driver < 2; driver++) {
        counting all = {0};
        randlapack_qb_options options = {
            .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
#define EITHER() (driver ? randlapack_xrange(&s->A, 12, f.Q, f.ldq, &options, NULL) : run(&s->A, &f, &options, NULL))
        assert_int_equal(EITHER(), 0);
        for (int64_t k = 1; k <= all.requests; k++) {
            counting failing = {.refuse = k};
            options.control.allocator_context = &failing;
            assert_int_equal(EITHER(), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(failing.out, 0);
        }
        options.control = (randblas_control){.memory_limit = 5000};
        assert_int_equal(EITHER(), RANDBLAS_MEMORY_LIMIT);
    }
    free_factors(&f);
    free_sample(s);
}

static void callback_failure(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int64_t fail_at = 1; fail_at <= 7; fail_at++) {
        sample *s = make_sample(RANDBLAS_CALLBACK, 30, 20, &seed);
        factors f = make_factors(30, 20, 4, &seed);
        s->fail_at = fail_at;
        assert_int_equal(run(&s->A, &f, NULL, NULL), RANDBLAS_CALLBACK_FAILED);
        s->calls = 0;
        assert_int_equal(randlapack_xrange(&s->A, 4, f.Q, f.ldq, NULL, NULL),
                         fail_at <= 6 ? RANDBLAS_CALLBACK_FAILED : 0);
        free_factors(&f);
        free_sample(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meets_the_tolerance), cmocka_unit_test(fixed_rank_and_a_tolerance_out_of_reach),
        cmocka_unit_test(rank_deficient),      cmocka_unit_test(every_kind_and_family),
        cmocka_unit_test(extreme_scales),      cmocka_unit_test(range_is_the_basis_of_qb),
        cmocka_unit_test(not_finite),          cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),   cmocka_unit_test(can_be_cancelled_and_fails_cleanly),
        cmocka_unit_test(callback_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
