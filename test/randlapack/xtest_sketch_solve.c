/* Sketch-and-solve against the sketched problem solved densely, and the law of its excess. */
#include "xlsq.h"

static int plain(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx,
                 const randlapack_lsq_options *options)
{
    const int info = randlapack_xlsq_sketch_solve(A, NULL, nrhs, B, ldb, X, ldx, options, NULL);
    return info < -2 && info > -9 ? info + 1 : info; /* S is argument 2 */
}

/* min ||S A x - S b|| by gelsd with S written out: the same solution to the rounding errors of both (Wedin). */
static void solves_the_sketched_problem(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int k = 0; k < 14; k++) {
        const int64_t m = 256, n = 8, d = 60;
        problem p =
            dense_problem(m, n, k % 2 ? 1e2 : 1, k % 3 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, 2, 0.5, &seed);
        double weights[256];
        for (int64_t i = 0; i < m; i++) weights[i] = (double)(1 + i % 5);
        const randblas_dist dists[] = {randblas_gaussian(d, m),
                                       randblas_rademacher(d, m),
                                       randblas_sparse_sign(d, m, 8),
                                       randblas_less(d, m, 20, weights),
                                       randblas_srht(d, m),
                                       randblas_srft(d, m),
                                       randblas_row_sample_weighted(d, m, weights, 0)};
        const randblas_state start = randblas_seed((uint64_t)k);
        randblas_sketch *S = NULL;
        randlapack_sketch_solve_report report;
        assert_int_equal(randblas_sketch_create(&dists[k % 7], &start, &S, NULL), 0);
        assert_int_equal(randlapack_xlsq_sketch_solve(&p.A, S, 2, p.B, p.ldb, p.X, p.ldx, NULL, &report), 0);

        problem q = dense_problem(d, n, 1, RANDBLAS_COL_MAJOR, 2, 0, &seed); /* its arrays take S A and S B */
        scalar_t *full = malloc((size_t)(d * m) * sizeof *full);
        const randblas_xview Sv = {full, d, false}, Bv = {p.B, p.ldb, false}, SB = {q.B, q.ldb, false};
        assert_int_equal(randblas_xfill(RANDBLAS_COL_MAJOR, d, m, S, 0, 0, full, d), 0);
        reference_gemm(d, n, m, 1, RANDBLAS_NO_TRANS, Sv, RANDBLAS_NO_TRANS, p.dense, 0, q.dense);
        reference_gemm(d, 2, m, 1, RANDBLAS_NO_TRANS, Sv, RANDBLAS_NO_TRANS, Bv, 0, SB);
        double largest, smallest, normal, worst = 0;
        int64_t rank;
        scalar_t *expected = by_gelsd(&q, &largest, &smallest, &rank);
        const double cond = largest / smallest, u = sqrt((double)m) * (double)n * EPS;
        for (int64_t r = 0; r < 2; r++) {
            const scalar_t *y = expected + r * d;
            const double res = residual_norm(&q, r, y, &normal);
            assert_true(distance(n, p.X + r * p.ldx, y) <= u * cond * (2 * norm2(n, y) + (cond + 1) * res / largest));
            worst = fmax(worst, res);
        }
        assert_true(fabs(report.sketched_residual - worst) <= 1e2 * u * worst);
        assert_true(fabs(report.expected_excess - 8.0 / (60 - 8 - 1)) <= 1e-14);
        assert_int_equal(report.sketch_rows, d);
        assert_int_equal(report.rank, n);
        randblas_sketch_destroy(S);
        free(full), free(expected);
        free_problem(&p), free_problem(&q);
    }
}

/*
 * The mean of the excess of a Gaussian sketch is n/(d - n - 1), and the report's residual is right in the mean: 400
 * seeds, within 4 standard errors (6e-5 for a false alarm each).
 */
static void excess_has_its_mean(void **state)
{
    (void)state;
    const int64_t m = 100, n = 5, d = 30, seeds = 400;
    uint64_t seed = 2;
    problem p = dense_problem(m, n, 10, RANDBLAS_COL_MAJOR, 1, 1, &seed);
    double largest, smallest, normal, sum = 0, squares = 0, ratio = 0, ratios = 0;
    int64_t rank;
    scalar_t *best = by_gelsd(&p, &largest, &smallest, &rank);
    const double least = residual_norm(&p, 0, best, &normal);
    for (int64_t k = 0; k < seeds; k++) {
        const randlapack_lsq_options options = {
            .family = RANDBLAS_GAUSSIAN, .sketch_rows = d, .state = randblas_seed((uint64_t)k)};
        randlapack_sketch_solve_report report;
        assert_int_equal(randlapack_xlsq_sketch_solve(&p.A, NULL, 1, p.B, p.ldb, p.X, p.ldx, &options, &report), 0);
        const double res = residual_norm(&p, 0, p.X, &normal), excess = res * res / (least * least) - 1;
        const double estimate = pow(report.residual_norm / least, 2) / (1 + report.expected_excess);
        sum += excess, squares += excess * excess;
        ratio += estimate, ratios += estimate * estimate;
    }
    const double mean = sum / seeds, error = sqrt((squares / seeds - mean * mean) / seeds);
    const double middle = ratio / seeds, spread = sqrt((ratios / seeds - middle * middle) / seeds);
    assert_true(fabs(mean - (double)n / (double)(d - n - 1)) <= 4 * error);
    assert_true(fabs(middle - 1) <= 4 * spread);
    free(best);
    free_problem(&p);
}

/* A sketch of full size is no sketch; one of a deficient A is deficient too, and its solution is the least one. */
static void whole_and_deficient(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int deficient = 0; deficient < 2; deficient++) {
        problem p = dense_problem(60, 7, 10, RANDBLAS_ROW_MAJOR, 18, 0.1, &seed);
        for (int64_t i = 0; i < p.m && deficient; i++) {
            set_entry(&p, i, 2, 2 * (double)*view_at(p.dense, i, 5));
            set_entry(&p, i, 4, 0);
        }
        randlapack_sketch_solve_report report;
        double largest, smallest, normal;
        int64_t rank;
        assert_int_equal(randlapack_xlsq_sketch_solve(&p.A, NULL, 18, p.B, p.ldb, p.X, p.ldx, NULL, &report),
                         deficient ? RANDBLAS_RANK_DEFICIENT : 0);
        scalar_t *expected = by_gelsd(&p, &largest, &smallest, &rank);
        assert_int_equal(report.rank, rank);
        assert_true(report.expected_excess == 0 && report.sketch_rows == 60);
        double worst = 0;
        for (int64_t r = 0; r < 18; r++) {
            const scalar_t *y = expected + r * p.m;
            assert_true(distance(7, p.X + r * p.ldx, y) <= 1e4 * EPS * (norm2(7, y) + 1));
            worst = fmax(worst, residual_norm(&p, r, y, &normal));
        }
        assert_true(fabs(report.residual_norm - worst) <= 1e3 * EPS * worst);
        free(expected);
        free_problem(&p);
    }
    /* consistent: any sketch of full rank finds the solution, any deficient one the least of its solutions */
    problem p = dense_problem(500, 7, 10, RANDBLAS_COL_MAJOR, 1, 0, &seed);
    for (int64_t i = 0; i < p.m; i++) {
        set_entry(&p, i, 3, (double)*view_at(p.dense, i, 1));
        p.B[i] = (scalar_t)((double)*view_at(p.dense, i, 0) + 2 * (double)*view_at(p.dense, i, 1));
    }
    const double expected[] = {1, 1, 0, 1, 0, 0, 0};
    assert_int_equal(randlapack_xlsq_sketch_solve(&p.A, NULL, 1, p.B, p.ldb, p.X, p.ldx, NULL, NULL),
                     RANDBLAS_RANK_DEFICIENT);
    for (int64_t j = 0; j < 7; j++) assert_true(fabs((double)p.X[j] - expected[j]) <= 1e3 * EPS);
    free_problem(&p);
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
        assert_int_equal(call_on(plain, &p, NULL), 0);
        memcpy(kept, p.X, sizeof kept);
        for (int64_t i = 0; i < p.m; i++) p.B[i] = (scalar_t)ldexp((double)p.B[i], cases[k][1]);
        for (int64_t i = 0; i < p.A.ld * 7; i++) p.A.values[i] = (scalar_t)ldexp((double)p.A.values[i], cases[k][0]);
        assert_int_equal(call_on(plain, &p, NULL), 0);
        for (int64_t j = 0; j < 7; j++)
            assert_true(fabs(ldexp((double)p.X[j], cases[k][0] - cases[k][1]) - (double)kept[j]) <= 1e3 * EPS);
        free_problem(&p);
    }
    const int64_t sizes[][2] = {{0, 0}, {5, 0}, {1, 1}, {2, 1}, {17, 17}, {70, 1}};
    uint64_t seed = 5;
    for (int k = 0; k < 6; k++) {
        problem p = dense_problem(sizes[k][0], sizes[k][1], 3, RANDBLAS_ROW_MAJOR, 2, 0, &seed);
        double normal;
        assert_int_equal(call_on(plain, &p, NULL), 0);
        for (int64_t r = 0; r < 2; r++)
            assert_true(p.n == 0 || residual_norm(&p, r, p.X + r * p.ldx, &normal) <= 1e2 * EPS);
        free_problem(&p);
    }
    problem p = dense_problem(200, 5, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
    for (int64_t k = 0; k < p.A.ld * p.n; k++) p.A.values[k] = 0;
    assert_int_equal(call_on(plain, &p, NULL), RANDBLAS_RANK_DEFICIENT);
    for (int64_t j = 0; j < p.n; j++) assert_true(p.X[j] == 0);
    free_problem(&p);
}

static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int k = 0; k < NKINDS; k++) {
        const int64_t n = 9, m = needs_square(all_kinds[k]) ? n : 300;
        sample *s = make_sample(all_kinds[k], m, n, &seed);
        problem p = make_problem(&s->A, copy_view(s->dense, m, n), 2, 0.1, &seed), q = p;
        const int expected = s->A.nnz > 0 ? RANDBLAS_RANK_DEFICIENT : 0;
        scalar_t kept[30];
        assert_int_equal(call_on(plain, &p, NULL), expected);
        memcpy(kept, p.X, (size_t)(p.ldx * 2) * sizeof *kept);
        q.A = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, p.dense.p, p.dense.ld);
        assert_int_equal(call_on(plain, &q, NULL), expected);
        for (int64_t r = 0; r < 2; r++)
            assert_true(distance(n, p.X + r * p.ldx, kept + r * p.ldx) <= 1e4 * EPS * (1 + norm2(n, p.X + r * p.ldx)));
        p.A.kind = RANDBLAS_CALLBACK; /* its arrays are the sample's */
        free_problem(&p);
        free_sample(s);
    }
}

static void arguments_memory_and_cancellation(void **state)
{
    (void)state;
    uint64_t seed = 7;
    static const char *const phases[] = {"sketch", "factor", "solve"};
    problem p = dense_problem(300, 6, 10, RANDBLAS_COL_MAJOR, 3, 0.1, &seed);
    const randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 4, p.A.values, 3);
    const randblas_dist wrong[] = {randblas_gaussian(20, 299), randblas_gaussian(5, 300)};
    const randblas_state start = randblas_seed(1);
    for (int k = 0; k < 2; k++) {
        randblas_sketch *S = NULL;
        assert_int_equal(randblas_sketch_create(&wrong[k], &start, &S, NULL), 0);
        assert_int_equal(randlapack_xlsq_sketch_solve(&p.A, S, 1, p.B, p.ldb, p.X, p.ldx, NULL, NULL), -2);
        randblas_sketch_destroy(S);
    }
    refuses_illegal_arguments(plain, &wide, &p);
    can_be_cancelled(plain, &p, phases, 3);
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
        cmocka_unit_test(solves_the_sketched_problem),
        cmocka_unit_test(excess_has_its_mean),
        cmocka_unit_test(whole_and_deficient),
        cmocka_unit_test(extreme_scales_and_degenerate_sizes),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(arguments_memory_and_cancellation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
