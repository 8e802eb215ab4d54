/* Generalised Nystrom against its definition, and against what Eckart-Young allows. */
#include "xsvd.h"

static int run(const randblas_xlinop *A, factors *f, const randlapack_gen_nystrom_options *options,
               randlapack_gen_nystrom_report *report)
{
    return randlapack_xgen_nystrom(A, f->k, f->U, f->ldu, f->s, f->V, f->ldv, options, report);
}

static int run_default(const randblas_xlinop *A, factors *f, const randlapack_rsvd_options *options,
                       randlapack_rsvd_report *report)
{
    (void)options, (void)report;
    return run(A, f, NULL, NULL);
}

/* Orthonormal to rounding, descending, error at most `slack` times the best but for rounding, and the error that is
 * reported that of ten probes: outside [0.2, 2.2] times the true one with a probability below 1e-4. */
static void check_svd(randblas_xview A, const factors *f, const randlapack_gen_nystrom_report *report, double slack)
{
    const int64_t least = f->m < f->n ? f->m : f->n;
    const double u = 100 * sqrt((double)(f->m + f->n)) * (double)(f->k + 10) * EPS;
    double *s = singular_values(A, f->m, f->n), tail = 0, norm = 0;
    for (int64_t t = least - 1; t >= f->k; t--) tail = hypot(tail, s[t]);
    for (int64_t t = 0; t < least; t++) norm = hypot(norm, s[t]);
    assert_true(orthogonality(f->m, f->k, f->U, f->ldu) <= u);
    assert_true(orthogonality(f->n, f->k, f->V, f->ldv) <= u);
    for (int64_t t = 0; t < f->k; t++) assert_true(f->s[t] >= 0 && (t == 0 || f->s[t] <= f->s[t - 1]));
    const double error = error_norm(A, f);
    assert_true(error <= slack * tail + u * norm);
    assert_true(report->frobenius_error <= 2.2 * error + u * norm && report->frobenius_error >= 0.2 * error - u * norm);
    for (int64_t t = 0; t < f->k; t++)
        assert_true(isnan(f->U[f->m + t * f->ldu]) && isnan(f->V[f->n + t * f->ldv])); /* padding */
    free(s);
}

/* C (m x n) = A B, column major. */
static scalar_t *product(int64_t m, int64_t n, int64_t k, const scalar_t *A, const scalar_t *B)
{
    scalar_t *C = calloc((size_t)(m * n + 1), sizeof *C);
    reference_gemm(m, n, k, 1, RANDBLAS_NO_TRANS, view_make(A, m, RANDBLAS_COL_MAJOR), RANDBLAS_NO_TRANS,
                   view_make(B, k, RANDBLAS_COL_MAJOR), 0, view_make(C, m, RANDBLAS_COL_MAJOR));
    return C;
}

/* An operator written out: rows x cols, the next after *state. */
static scalar_t *written_out(int64_t rows, int64_t cols, randblas_layout layout, randblas_state *state)
{
    const randblas_dist dist = randblas_gaussian(rows, cols);
    randblas_sketch *S = NULL;
    scalar_t *B = malloc((size_t)(rows * cols) * sizeof *B);
    assert_int_equal(randblas_sketch_create(&dist, state, &S, state), 0);
    assert_int_equal(randblas_xfill(layout, rows, cols, S, 0, 0, B, layout == RANDBLAS_ROW_MAJOR ? cols : rows), 0);
    randblas_sketch_destroy(S);
    return B;
}

/* Without truncation (k = l) it is A X (Psi A X)^+ Psi A, here by gelss; the spectrum is flat, so that this is as good
 * as it gets in floating point. */
static void is_its_definition(void **state)
{
    (void)state;
    enum { M = 40, N = 30, L = 6, R = 15 };
    uint64_t seed = 1;
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld);
    const randlapack_gen_nystrom_options options = {.state = randblas_seed(3), .oversampling = -1, .corange_rows = R};
    factors f = make_factors(M, N, L, &seed);
    randlapack_gen_nystrom_report report;
    assert_int_equal(run(&op, &f, &options, &report), 0);
    assert_true(report.sketch_cols == L && report.corange_rows == R && report.products == L + R + 10);

    randblas_state from = randblas_seed(3);
    scalar_t *X = written_out(L, N, RANDBLAS_ROW_MAJOR, &from); /* transposed */
    scalar_t *Psi = written_out(R, M, RANDBLAS_COL_MAJOR, &from);
    scalar_t *Y = product(M, L, N, A.p, X), *W = product(R, N, M, Psi, A.p), *P = product(R, L, M, Psi, Y);
    real_t values[L];
    lapack_int rank;
    assert_int_equal(LAPACK(gelss)(LAPACK_COL_MAJOR, R, L, N, P, R, W, R, values, (real_t)-1, &rank), 0);
    double worst = 0;
    for (int64_t i = 0; i < M; i++)
        for (int64_t j = 0; j < N; j++) {
            double ours = 0, theirs = 0;
            for (int64_t t = 0; t < L; t++) {
                ours += (double)f.U[i + t * f.ldu] * (double)f.s[t] * (double)f.V[j + t * f.ldv];
                theirs += (double)Y[i + t * M] * (double)W[t + j * R];
            }
            worst = fmax(worst, fabs(ours - theirs));
        }
    assert_true(worst <= 1e4 * EPS); /* entries are of order one; the condition of P is below 100 */
    free(X), free(Psi), free(Y), free(W), free(P);
    free_factors(&f), free(A.p);
}

/* With l = 2 k + 10 columns and twice the rows the expected squared error before truncation is at most
 * (1 + l/(r - l - 1)) = 2 times the tail from about k on; what is asked is that of the truncated one. */
static void close_to_the_best(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{90, 40}, {40, 90}, {60, 60}};
    const double conds[] = {10, 1e3, 1e6};
    uint64_t seed = 2;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int h = 0; h < 3; h++)
            for (int c = 0; c < 3; c++)
                for (int64_t k = 0; k <= 40; k += 8) {
                    const int64_t m = shapes[h][0], n = shapes[h][1], least = m < n ? m : n;
                    double *s = geometric(least, conds[c]);
                    const randblas_xview A = random_with_values(m, n, s, (randblas_layout)layout, 2, &seed);
                    const randblas_xlinop op = randblas_xlinop_dense((randblas_layout)layout, m, n, A.p, A.ld);
                    factors f = make_factors(m, n, k, &seed);
                    randlapack_gen_nystrom_report report;
                    assert_int_equal(run(&op, &f, NULL, &report), 0);
                    assert_int_equal(report.sketch_cols, k == 0 ? 0 : 2 * k + 10 < least ? 2 * k + 10 : least);
                    check_svd(A, &f, &report, 1.6);
                    free_factors(&f), free(A.p), free(s);
                }
}

/* Rank 3: exact with k = 5, and its rank known; zero columns; A = 0. */
static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int64_t rank = 0; rank <= 3; rank += 3)
        for (int64_t k = 5; k <= 20; k += 15) {
            double s[20] = {0};
            for (int64_t t = 0; t < rank; t++) s[t] = 3 - (double)t;
            const randblas_xview A = random_with_values(50, 20, s, RANDBLAS_ROW_MAJOR, 1, &seed);
            for (int64_t i = 0; i < 50; i++) *view_at(A, i, 4) = 0;
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 50, 20, A.p, A.ld);
            factors f = make_factors(50, 20, k, &seed);
            randlapack_gen_nystrom_report report;
            assert_int_equal(run(&op, &f, NULL, &report), 0);
            check_svd(A, &f, &report, 1);
            if (rank == 0) assert_true(report.frobenius_error == 0 && report.norm == 0);
            assert_int_equal(report.rank, rank);
            free_factors(&f), free(A.p);
        }
}

/* Stable: the error is at the level of rounding where the spectrum has fallen below it, whatever the condition.  Above,
 * the mean of its square is 2 (1 + k/(over - 1)) times the best at most. */
static void steep_spectra(void **state)
{
    (void)state;
    const double conds[] = {1e4, 1e8, 1e12, 1e15, 1e20};
    uint64_t seed = 4;
    for (int c = 0; c < 5; c++)
        for (int64_t over = 2; over <= 14; over += 6) {
            double *s = geometric(50, conds[c]);
            const randblas_xview A = random_with_values(120, 50, s, RANDBLAS_ROW_MAJOR, 3, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 120, 50, A.p, A.ld);
            const randlapack_gen_nystrom_options options = {.oversampling = over};
            factors f = make_factors(120, 50, 30, &seed);
            randlapack_gen_nystrom_report report;
            assert_int_equal(run(&op, &f, &options, &report), 0);
            check_svd(A, &f, &report, 4 * sqrt(2 * (1 + 30 / ((double)over - 1))));
            free_factors(&f), free(A.p), free(s);
        }
}

/* With a tolerance: within it, of few more columns than the best needs; beyond the rank all is zero. */
static void meets_a_tolerance(void **state)
{
    (void)state;
    const double tolerances[] = {0.5, 1e-2, IS_SINGLE ? 1e-4 : 1e-9, 1.5};
    const int64_t shapes[][2] = {{80, 50}, {50, 80}};
    uint64_t seed = 5;
    for (int h = 0; h < 2; h++)
        for (int c = 0; c < 4; c++) {
            const int64_t m = shapes[h][0], n = shapes[h][1];
            double *s = geometric(50, IS_SINGLE ? 1e7 : 1e14), norm = 0, tail = 0;
            for (int t = 0; t < 50; t++) norm = hypot(norm, s[t]);
            const randblas_xview A = random_with_values(m, n, s, RANDBLAS_COL_MAJOR, 1, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
            const randlapack_gen_nystrom_options options = {.tolerance = tolerances[c]};
            factors f = make_factors(m, n, 40, &seed);
            randlapack_gen_nystrom_report report;
            int64_t least = 50;
            while (least > 0 && hypot(tail, s[least - 1]) <= tolerances[c] * norm) tail = hypot(tail, s[--least]);
            assert_int_equal(run(&op, &f, &options, &report), 0);
            assert_true(report.rank >= least && report.rank <= least + 3);
            assert_true(error_norm(A, &f) <= tolerances[c] * norm);
            assert_true(orthogonality(m, report.rank, f.U, f.ldu) <= 1e4 * EPS);
            assert_true(fabs(report.norm / norm - 1) <= 1e3 * EPS);
            for (int64_t t = report.rank; t < 40; t++)
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
    const randblas_family families[] = {(randblas_family)0, RANDBLAS_RADEMACHER, RANDBLAS_SPARSE_SIGN, RANDBLAS_SRFT};
    uint64_t seed = 6;
    for (int k = 0; k < NKINDS; k++)
        for (int q = 0; q < 4; q++) {
            sample *s = make_sample(all_kinds[k], 40, needs_square(all_kinds[k]) ? 40 : 25, &seed);
            factors f = make_factors(s->A.rows, s->A.cols, 6, &seed);
            const randlapack_gen_nystrom_options options = {
                .size = sizeof options, .family = families[q], .state = randblas_seed(5)};
            randlapack_gen_nystrom_report report;
            assert_int_equal(run(&s->A, &f, &options, &report), 0);
            check_svd(s->dense, &f, &report, 2.5);
            free_factors(&f);
            free_sample(s);
        }
}

static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {most, -most};
    for (int c = 0; c < 2; c++)
        for (int callback = 0; callback < 2; callback++) {
            uint64_t seed = 7;
            double *s = geometric(12, 1e4);
            sample problem = {.dense = random_with_values(30, 12, s, RANDBLAS_COL_MAJOR, 0, &seed)};
            for (int64_t t = 0; t < 30 * 12; t++)
                problem.dense.p[t] = (scalar_t)ldexp((double)problem.dense.p[t], scales[c]);
            problem.A = callback ? randblas_xlinop_callback(30, 12, callback_by_definition, &problem)
                                 : randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 30, 12, problem.dense.p, problem.dense.ld);
            factors f = make_factors(30, 12, 4, &seed);
            randlapack_gen_nystrom_report report;
            assert_int_equal(run(&problem.A, &f, NULL, &report), 0);
            double tail = 0;
            for (int64_t t = 4; t < 12; t++) tail += s[t] * s[t];
            for (int64_t t = 0; t < 4; t++) assert_true(fabs(ldexp((double)f.s[t], -scales[c]) / s[t] - 1) <= 1e-2);
            const double relative = ldexp(report.frobenius_error, -scales[c]) / sqrt(tail);
            assert_true(relative <= 2.2 && relative >= 0.2);
            free_factors(&f), free(problem.dense.p), free(s);
        }
}

static void not_finite(void **state)
{
    (void)state;
    marks_what_is_not_finite(run_default);
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int64_t m = 0; m < 4; m++)
        for (int64_t n = 0; n < 4; n++)
            for (int64_t k = 0; k <= (m < n ? m : n); k++) {
                const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
                const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
                factors f = make_factors(m, n, k, &seed);
                randlapack_gen_nystrom_report report;
                assert_int_equal(run(&op, &f, NULL, &report), 0);
                if (m > 0 && n > 0) check_svd(A, &f, &report, 1.01); /* the range is found whole */
                free_factors(&f), free(A.p);
            }
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
#define CALL(A, k, U, ldu, s, V, ldv, options) randlapack_xgen_nystrom(A, k, U, ldu, s, V, ldv, options, NULL)
    assert_int_equal(CALL(NULL, 2, f.U, 9, f.s, f.V, 6, NULL), -1);
    assert_int_equal(CALL(&broken, 2, f.U, 9, f.s, f.V, 6, NULL), -1);
    assert_int_equal(CALL(&op, -1, f.U, 9, f.s, f.V, 6, NULL), -2);
    assert_int_equal(CALL(&op, 7, f.U, 9, f.s, f.V, 6, NULL), -2);
    assert_int_equal(CALL(&op, 2, NULL, 9, f.s, f.V, 6, NULL), -3);
    assert_int_equal(CALL(&op, 2, f.U, 8, f.s, f.V, 6, NULL), -4);
    assert_int_equal(CALL(&op, 2, f.U, 9, NULL, f.V, 6, NULL), -5);
    assert_int_equal(CALL(&op, 2, f.U, 9, f.s, NULL, 6, NULL), -6);
    assert_int_equal(CALL(&op, 2, f.U, 9, f.s, f.V, 5, NULL), -7);
    const randlapack_gen_nystrom_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_KHATRI_RAO},
        {.tolerance = -1},
        {.tolerance = NAN},
        {.corange_rows = -1},
        {.corange_rows = 6}, /* no more than the columns */
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(CALL(&op, 2, f.U, 9, f.s, f.V, 6, &bad[k]), -8);
    assert_true(f.U[0] == before && isnan(f.s[0]));
    free_factors(&f), free(A.p);
}

static void reports_its_progress_and_can_be_cancelled(void **state)
{
    (void)state;
    uint64_t seed = 10;
    for (int c = 0; c < 4; c++) {
        const randblas_xview A = random_view(30, 20, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 30, 20, A.p, A.ld);
        factors f = make_factors(30, 20, 3, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = c < 2 ? "sketch" : c == 2 ? "svd" : NULL, .skip = c < 2 ? c : 0};
        const randlapack_gen_nystrom_options options = {.control = {.progress = watching_progress,
                                                                    .progress_context = &watch,
                                                                    .allocate = counting_allocate,
                                                                    .release = counting_release,
                                                                    .allocator_context = &memory}};
        assert_int_equal(run(&op, &f, &options, NULL), c < 3 ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, c < 2 ? 1 : 2);
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
    randlapack_gen_nystrom_options options = {
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
    for (int64_t fail_at = 1; fail_at <= 3; fail_at++) {
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
        cmocka_unit_test(is_its_definition),
        cmocka_unit_test(close_to_the_best),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(steep_spectra),
        cmocka_unit_test(meets_a_tolerance),
        cmocka_unit_test(every_kind_and_family),
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
