/* Minimum-norm solutions of wide systems against gelsd and the row space. */
#include "xlsq.h"

static int plain(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx,
                 const randlapack_lsq_options *options)
{
    return randlapack_xmin_norm(A, nrhs, B, ldb, X, ldx, options, NULL);
}

static int solve(const problem *p, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    return randlapack_xmin_norm(&p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, options, report);
}

/* ||(I - Q Q^T) x||, Q an orthonormal basis of the rows of A. */
static double outside_row_space(const problem *p, const scalar_t *x)
{
    const int64_t m = p->m, n = p->n;
    scalar_t *Q = malloc((size_t)(m * n + 1) * sizeof *Q), *tau = malloc((size_t)(m + 1) * sizeof *tau);
    double *rest = malloc((size_t)n * sizeof *rest), norm = 0;
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) Q[j + i * n] = *view_at(p->dense, i, j);
    assert_int_equal(LAPACK(geqrf)(LAPACK_COL_MAJOR, (lapack_int)n, (lapack_int)m, Q, (lapack_int)n, tau), 0);
    assert_int_equal(
        LAPACK(orgqr)(LAPACK_COL_MAJOR, (lapack_int)n, (lapack_int)m, (lapack_int)m, Q, (lapack_int)n, tau), 0);
    for (int64_t j = 0; j < n; j++) rest[j] = (double)x[j];
    for (int64_t i = 0; i < m; i++) {
        double sum = 0;
        for (int64_t j = 0; j < n; j++) sum += (double)Q[j + i * n] * rest[j];
        for (int64_t j = 0; j < n; j++) rest[j] -= sum * (double)Q[j + i * n];
    }
    for (int64_t j = 0; j < n; j++) norm = hypot(norm, rest[j]);
    free(Q), free(tau), free(rest);
    return norm;
}

/*
 * The residual is at rounding, u ||A||_F ||x||; x differs from that of gelsd by what the perturbation theory of
 * minimum-norm problems allows two stable methods (Higham, thm 21.1: u cond ||x||), and so does its part outside the
 * row space of A, which is itself determined to u cond only.  u = sqrt(n) m eps as for QR methods.
 */
static void matches_gelsd(void **state)
{
    (void)state;
    const double conds[] = {1, 1e2, 1 / sqrt(EPS), 1e-3 / EPS};
    uint64_t seed = 1;
    for (int k = 0; k < 16; k++) {
        problem p = dense_problem(18, 400, conds[k % 4], k % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR,
                                  k < 8 ? 1 : 19, k / 4 % 2, &seed);
        randlapack_lsq_report report;
        double largest, smallest, ignored, worst = 0;
        int64_t rank;
        assert_int_equal(solve(&p, NULL, &report), 0);
        scalar_t *expected = by_gelsd(&p, &largest, &smallest, &rank);
        const double u = 4 * sqrt(400.0) * EPS, cond = largest / smallest;
        assert_int_equal(report.rank, p.m);
        assert_true(report.sketch_rows < p.n && report.iterations < 400);
        for (int64_t r = 0; r < p.nrhs; r++) {
            const scalar_t *x = p.X + r * p.ldx;
            const double size = norm2(p.n, x), res = residual_norm(&p, r, x, &ignored);
            assert_true(res <= u * sqrt((double)p.m) * largest * size);
            assert_true(distance(p.n, x, expected + r * p.n) <= u * cond * size);
            assert_true(outside_row_space(&p, x) <= u * cond * size);
            worst = fmax(worst, res);
            for (int64_t j = p.n; j < p.ldx; j++) assert_true(isnan(x[j])); /* padding */
        }
        assert_true(report.condition >= cond / 10 && report.condition <= cond * 10);
        free(expected);
        free_problem(&p);
    }
}

/* Dependent rows, consistent or not, and rows of very different scales: the least-squares solution of least norm. */
static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int k = 0; k < 8; k++) {
        const bool wide = k % 2, consistent = k / 2 % 2, scaled = k / 4;
        problem p = dense_problem(9, wide ? 500 : 20, 30, RANDBLAS_COL_MAJOR, 2, consistent ? 0 : 1, &seed);
        for (int64_t j = 0; j < p.n; j++) {
            set_entry(&p, 3, j, 0);
            set_entry(&p, 5, j, (scaled ? 64 : 1) * (double)*view_at(p.dense, 2, j));
        }
        for (int64_t r = 0; r < 2 && consistent; r++) {
            p.B[3 + r * p.ldb] = 0;
            p.B[5 + r * p.ldb] = (scalar_t)((scaled ? 64 : 1) * (double)p.B[2 + r * p.ldb]);
        }
        randlapack_lsq_report report;
        double largest, smallest, ignored;
        int64_t rank;
        assert_int_equal(solve(&p, NULL, &report), RANDBLAS_RANK_DEFICIENT);
        scalar_t *expected = by_gelsd(&p, &largest, &smallest, &rank);
        assert_int_equal(report.rank, 7);
        assert_int_equal(rank, 7);
        const double cond = largest / smallest, u = 40 * sqrt((double)p.n) * EPS;
        for (int64_t r = 0; r < 2; r++) {
            const scalar_t *x = p.X + r * p.ldx, *y = expected + r * p.n;
            const double res = residual_norm(&p, r, y, &ignored);
            assert_true(distance(p.n, x, y) <= u * cond * (2 * norm2(p.n, y) + (cond + 1) * res / largest));
            if (consistent) assert_true(residual_norm(&p, r, x, &ignored) <= u * largest * norm2(p.n, x));
        }
        free(expected);
        free_problem(&p);
    }
    /* without duplicates, powers of two in the rows are no rank deficiency and change nothing */
    problem p = dense_problem(8, 300, 5, RANDBLAS_ROW_MAJOR, 1, 0, &seed);
    scalar_t kept[300];
    assert_int_equal(solve(&p, NULL, NULL), 0);
    memcpy(kept, p.X, sizeof kept);
    for (int64_t i = 0; i < 8; i++) {
        for (int64_t j = 0; j < 300; j++) set_entry(&p, i, j, ldexp((double)*view_at(p.dense, i, j), (int)(8 * i)));
        p.B[i] = (scalar_t)ldexp((double)p.B[i], (int)(8 * i));
    }
    assert_int_equal(solve(&p, NULL, NULL), 0);
    assert_true(distance(300, p.X, kept) <= 300 * EPS * norm2(300, kept));
    free_problem(&p);
}

static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int k = 0; k < NKINDS; k++)
        for (int wide = 0; wide < 2; wide++) {
            if (needs_square(all_kinds[k]) && wide) continue;
            const int64_t m = 12, n = wide ? 400 : needs_square(all_kinds[k]) ? m : 30;
            sample *s = make_sample(all_kinds[k], m, n, &seed);
            problem p = make_problem(&s->A, copy_view(s->dense, m, n), 3, 0, &seed);
            randlapack_lsq_report report;
            double largest, smallest, ignored;
            int64_t rank;
            const int info = solve(&p, NULL, &report);
            scalar_t *expected = by_gelsd(&p, &largest, &smallest, &rank);
            assert_int_equal(info, rank < m ? RANDBLAS_RANK_DEFICIENT : 0);
            assert_int_equal(report.rank, rank);
            const double cond = largest / smallest, u = 20 * sqrt((double)n) * EPS;
            for (int64_t r = 0; r < p.nrhs; r++) {
                const scalar_t *x = p.X + r * p.ldx;
                assert_true(distance(n, x, expected + r * n) <= u * cond * (norm2(n, x) + EPS));
                assert_true(residual_norm(&p, r, x, &ignored) <= u * largest * (norm2(n, x) + EPS));
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
    const int most = IS_SINGLE ? 60 : 600;
    const int cases[][2] = {{most, 0}, {-most, 0}, {0, most}, {0, -most}, {most, most}};
    for (int k = 0; k < 5; k++) {
        uint64_t seed = 4;
        problem p = dense_problem(7, 300, 10, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        scalar_t kept[300];
        assert_int_equal(solve(&p, NULL, NULL), 0);
        memcpy(kept, p.X, sizeof kept);
        for (int64_t i = 0; i < p.m; i++) p.B[i] = (scalar_t)ldexp((double)p.B[i], cases[k][1]);
        for (int64_t i = 0; i < p.A.ld * 300; i++) p.A.values[i] = (scalar_t)ldexp((double)p.A.values[i], cases[k][0]);
        assert_int_equal(solve(&p, NULL, NULL), 0);
        for (int64_t j = 0; j < 300; j++)
            assert_true(fabs(ldexp((double)p.X[j], cases[k][0] - cases[k][1]) - (double)kept[j]) <= 1e3 * EPS);
        free_problem(&p);
    }
    const int64_t sizes[][2] = {{0, 0}, {0, 5}, {1, 1}, {1, 2}, {17, 17}, {1, 70}};
    uint64_t seed = 5;
    for (int k = 0; k < 6; k++)
        for (int nrhs = 0; nrhs < 3; nrhs++) {
            problem p = dense_problem(sizes[k][0], sizes[k][1], 3, RANDBLAS_ROW_MAJOR, nrhs, 0, &seed);
            double ignored;
            assert_int_equal(solve(&p, NULL, NULL), 0);
            for (int64_t r = 0; r < nrhs; r++) {
                assert_true(residual_norm(&p, r, p.X + r * p.ldx, &ignored) <= 1e2 * EPS);
                for (int64_t j = 0; j < p.n && p.m == 0; j++) assert_true(p.X[j + r * p.ldx] == 0);
            }
            free_problem(&p);
        }
    for (int zero_a = 0; zero_a < 2; zero_a++) {
        problem p = dense_problem(5, 200, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        for (int64_t k = 0; k < (zero_a ? p.A.ld * p.n : p.m); k++) (zero_a ? p.A.values : p.B)[k] = 0;
        assert_int_equal(solve(&p, NULL, NULL), zero_a ? RANDBLAS_RANK_DEFICIENT : 0);
        for (int64_t j = 0; j < p.n; j++) assert_true(p.X[j] == 0);
        free_problem(&p);
    }
}

static void arguments_memory_and_cancellation(void **state)
{
    (void)state;
    uint64_t seed = 6;
    static const char *const phases[] = {"sketch", "factor", "iterate"};
    problem p = dense_problem(6, 300, 10, RANDBLAS_COL_MAJOR, 3, 0.1, &seed);
    const randblas_xlinop tall = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 4, 3, p.A.values, 4);
    const randlapack_lsq_options few = {.max_iterations = 1}, loose = {.tolerance = 1e-2};
    randlapack_lsq_report report;
    refuses_illegal_arguments(plain, &tall, &p);
    can_be_cancelled(plain, &p, phases, 3);
    assert_int_equal(solve(&p, &few, &report), RANDBLAS_NOT_CONVERGED);
    assert_int_equal(solve(&p, &loose, &report), 0);
    marks_what_is_not_finite(plain, &p);
    for (int64_t j = 0; j < p.n; j++) set_entry(&p, 3, j, (double)*view_at(p.dense, 0, j)); /* needs most */
    survives_failing_memory(plain, &p, RANDBLAS_RANK_DEFICIENT);
    passes_on_failing_callbacks(plain, 5, 300);
    refuses_invalid_sparse(plain);
    free_problem(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_gelsd),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(extreme_scales_and_degenerate_sizes),
        cmocka_unit_test(arguments_memory_and_cancellation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
