/* Backward stable least squares against the exact backward error, gels and gelsd. */
#include "lsq_extended.h"
#include "xlsq.h"

static int plain(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx,
                 const randlapack_lsq_options *options)
{
    return randlapack_xlsq_fossils(A, nrhs, B, ldb, X, ldx, options, NULL);
}

static int solve(const problem *p, const randlapack_lsq_options *options, randlapack_fossils_report *report)
{
    return randlapack_xlsq_fossils(&p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, options, report);
}

/* The optimal backward error of x for right-hand side r, relative to ||A||_F. */
static double backward_error(const problem *p, const lsq_extended *e, int64_t r, const scalar_t *x, int64_t incr)
{
    double *b = malloc((size_t)p->m * sizeof *b), *y = malloc((size_t)p->n * sizeof *y), norm = 0;
    for (int64_t i = 0; i < p->m; i++) norm = hypot(norm, b[i] = (double)p->B[i + r * p->ldb]);
    for (int64_t j = 0; j < p->n; j++) y[j] = (double)x[j + r * incr];
    const double error = lsq_extended_backward_error(e, b, y, e->frobenius / norm) / e->frobenius;
    free(b), free(y);
    return error;
}

/*
 * Every condition number up to 1/eps and residuals of every size: the exact backward error is a small multiple of eps,
 * at most ten times that of gels wherever that is not accidentally small, and the estimate in the report agrees.
 */
static void backward_error_is_that_of_gels(void **state)
{
    (void)state;
    const double noises[] = {0, 1e-6, 1};
    uint64_t seed = 1;
    for (int c = 0; c <= 8; c++)
        for (int k = 0; k < 3; k++) {
            problem p = dense_problem(420, 20, pow(0.2 / EPS, c / 8.0), c % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR,
                                      1 + c % 3, noises[k], &seed);
            double *A = in_double(p.dense, p.m, p.n);
            scalar_t *copy = copy_view(p.dense, p.m, p.n).p, *b = malloc((size_t)(p.m * p.nrhs) * sizeof *b);
            lsq_extended e;
            randlapack_fossils_report report;
            assert_int_equal(lsq_extended_make(p.m, p.n, A, &e), 0);
            for (int64_t r = 0; r < p.nrhs; r++) memcpy(b + r * p.m, p.B + r * p.ldb, (size_t)p.m * sizeof *b);
            assert_int_equal(LAPACK(gels)(LAPACK_COL_MAJOR, 'N', (lapack_int)p.m, (lapack_int)p.n, (lapack_int)p.nrhs,
                                          copy, (lapack_int)p.m, b, (lapack_int)p.m),
                             0);
            const int info = solve(&p, NULL, &report);
            assert_true(info == 0 || (c == 8 && info == RANDBLAS_RANK_DEFICIENT));
            assert_true(report.sketch_rows < p.m && report.stages <= 4 && report.iterations <= 100);
            for (int64_t r = 0; r < p.nrhs; r++) {
                const double mine = backward_error(&p, &e, r, p.X, p.ldx), gels = backward_error(&p, &e, r, b, p.m);
                assert_true(mine <= 10 * fmax(gels, EPS / 10));
            }
            assert_true(report.errors.backward_error <= 4 * EPS);
            free(A), free(copy), free(b);
            lsq_extended_free(&e);
            free_problem(&p);
        }
}

/* The least-squares solution of least norm of what is not zero to working precision. */
static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int tall = 0; tall < 2; tall++)
        for (int scaled = 0; scaled < 2; scaled++) {
            problem p = dense_problem(tall ? 600 : 25, 9, 30, RANDBLAS_COL_MAJOR, 2, 0.3, &seed);
            for (int64_t i = 0; i < p.m; i++) {
                const double first = (double)*view_at(p.dense, i, 0), second = (double)*view_at(p.dense, i, 1);
                set_entry(&p, i, 3, 0);                                                   /* a zero column, */
                set_entry(&p, i, 5, (scaled ? 64 : 1) * (double)*view_at(p.dense, i, 2)); /* a (scaled) duplicate, */
                set_entry(&p, i, 7, 4 * second - first);                                  /* and a combination */
            }
            randlapack_fossils_report report;
            double largest, smallest, normal;
            int64_t rank;
            assert_int_equal(solve(&p, NULL, &report), RANDBLAS_RANK_DEFICIENT);
            scalar_t *expected = by_gelsd(&p, &largest, &smallest, &rank);
            assert_int_equal(report.rank, 6);
            assert_int_equal(rank, 6);
            /* Wedin for the rank-6 problem; dropping values of 2 eps is itself a backward error of that size. */
            const double cond = largest / smallest, u = 40 * 9 * EPS;
            for (int64_t r = 0; r < 2; r++) {
                const scalar_t *x = p.X + r * p.ldx, *y = expected + r * p.m;
                const double res = residual_norm(&p, r, x, &normal);
                assert_true(distance(9, x, y) <= u * cond * (2 * norm2(9, y) + (cond + 1) * res / largest));
                assert_true(normal <= u * largest * (res + largest * norm2(9, x)));
            }
            free(expected);
            free_problem(&p);
        }
}

static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int k = 0; k < NKINDS; k++)
        for (int tall = 0; tall < 2; tall++) {
            if (needs_square(all_kinds[k]) && tall) continue;
            const int64_t n = 12, m = tall ? 400 : needs_square(all_kinds[k]) ? n : 30;
            sample *s = make_sample(all_kinds[k], m, n, &seed);
            problem p = make_problem(&s->A, copy_view(s->dense, m, n), 19, 0.1, &seed);
            const bool sparse = s->A.nnz > 0;
            randlapack_fossils_report report;
            double largest, smallest, normal;
            int64_t rank;
            assert_int_equal(solve(&p, NULL, &report), sparse ? RANDBLAS_RANK_DEFICIENT : 0);
            scalar_t *expected = by_gelsd(&p, &largest, &smallest, &rank);
            assert_int_equal(report.rank, rank);
            const double cond = largest / smallest, u = 20 * (double)n * EPS;
            for (int64_t r = 0; r < p.nrhs; r++) {
                const scalar_t *x = p.X + r * p.ldx, *y = expected + r * m;
                const double res = residual_norm(&p, r, x, &normal);
                assert_true(distance(n, x, y) <= u * cond * (2 * norm2(n, y) + (cond + 1) * (res + EPS) / largest));
                for (int64_t j = n; j < p.ldx; j++) assert_true(isnan(x[j])); /* padding */
            }
            free(expected);
            p.A.kind = RANDBLAS_CALLBACK; /* its arrays are the sample's */
            free_problem(&p);
            free_sample(s);
        }
}

/* Powers of two in A, its columns, and b. */
static void scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664; /* 2^664 ~ 1e200 */
    const int cases[][3] = {{most, 0, 0}, {-most, 0, 0}, {0, most, 0}, {0, -most, 0}, {most, most, 0}, {0, 0, 7}};
    for (int k = 0; k < 6; k++) {
        uint64_t seed = 4;
        problem p = dense_problem(400, 7, 1e2, RANDBLAS_ROW_MAJOR, 1, 0.1, &seed);
        scalar_t kept[7];
        assert_int_equal(solve(&p, NULL, NULL), 0);
        memcpy(kept, p.X, sizeof kept);
        for (int64_t i = 0; i < p.m; i++) {
            p.B[i] = (scalar_t)ldexp((double)p.B[i], cases[k][1]);
            for (int64_t j = 0; j < p.n; j++) {
                const int e = cases[k][0] + cases[k][2] * (int)j;
                p.A.values[i * p.A.ld + j] = (scalar_t)ldexp((double)p.A.values[i * p.A.ld + j], e);
            }
        }
        assert_int_equal(solve(&p, NULL, NULL), 0);
        for (int64_t j = 0; j < p.n; j++) {
            const double x = ldexp((double)p.X[j], cases[k][0] + cases[k][2] * (int)j - cases[k][1]);
            assert_true(fabs(x - (double)kept[j]) <= 400 * EPS * 1e4 * norm2(7, kept)); /* eps cond^2 */
        }
        free_problem(&p);
    }
}

static void degenerate_inputs(void **state)
{
    (void)state;
    const int64_t sizes[][2] = {{0, 0}, {5, 0}, {1, 1}, {2, 1}, {2, 2}, {17, 17}, {70, 1}, {33, 32}};
    uint64_t seed = 5;
    for (int k = 0; k < 8; k++)
        for (int nrhs = 0; nrhs < 3; nrhs++) {
            problem p = dense_problem(sizes[k][0], sizes[k][1], 3, RANDBLAS_ROW_MAJOR, nrhs, 0, &seed);
            randlapack_fossils_report report;
            double normal;
            assert_int_equal(solve(&p, NULL, &report), 0);
            assert_int_equal(report.rank, p.n);
            for (int64_t r = 0; r < nrhs; r++)
                assert_true(p.n == 0 || residual_norm(&p, r, p.X + r * p.ldx, &normal) <= 1e2 * EPS);
            free_problem(&p);
        }
    for (int zero_a = 0; zero_a < 2; zero_a++) {
        problem p = dense_problem(200, 5, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        randlapack_fossils_report report;
        for (int64_t k = 0; k < (zero_a ? p.A.ld * p.n : p.m); k++) (zero_a ? p.A.values : p.B)[k] = 0;
        assert_int_equal(solve(&p, NULL, &report), zero_a ? RANDBLAS_RANK_DEFICIENT : 0);
        for (int64_t j = 0; j < p.n; j++) assert_true(p.X[j] == 0);
        free_problem(&p);
    }
}

static void families_sizes_and_limits(void **state)
{
    (void)state;
    const randblas_family families[] = {RANDBLAS_GAUSSIAN, RANDBLAS_SPARSE_STACK, RANDBLAS_SRHT, RANDBLAS_ROW_SAMPLE};
    const int64_t rows[] = {0, 40, 500, 5000};
    uint64_t seed = 6;
    for (int f = 0; f < 4; f++)
        for (int d = 0; d < 4; d++) {
            problem p = dense_problem(500, 10, 1e3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
            const randlapack_lsq_options options = {
                .size = sizeof options, .family = families[f], .sketch_rows = rows[d], .state = randblas_seed(99)};
            randlapack_fossils_report report;
            assert_int_equal(solve(&p, &options, &report), 0);
            free_problem(&p);
            if (rows[d]) assert_int_equal(report.sketch_rows, rows[d] < 500 ? rows[d] : 500);
            assert_true(report.errors.backward_error <= 4 * EPS);
        }
    problem p = dense_problem(800, 40, 1e2, RANDBLAS_COL_MAJOR, 1, 1, &seed);
    randlapack_fossils_report report, coarse;
    const randlapack_lsq_options few = {.max_iterations = 1, .sketch_rows = 80}, loose = {.tolerance = 1e-3};
    assert_int_equal(solve(&p, &few, &report), RANDBLAS_NOT_CONVERGED);
    assert_true(report.iterations <= 4 && isfinite(p.X[0]) && report.errors.backward_error > EPS);
    assert_int_equal(solve(&p, &loose, &coarse), 0);
    assert_int_equal(solve(&p, NULL, &report), 0);
    assert_true(coarse.iterations < report.iterations && coarse.errors.backward_error <= 1e-3);
    free_problem(&p);
}

static void arguments_memory_and_cancellation(void **state)
{
    (void)state;
    uint64_t seed = 7;
    static const char *const phases[] = {"sketch", "factor", "iterate"};
    problem p = dense_problem(300, 6, 10, RANDBLAS_COL_MAJOR, 3, 0.1, &seed);
    const randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 4, p.A.values, 3);
    refuses_illegal_arguments(plain, &wide, &p);
    can_be_cancelled(plain, &p, phases, 3);
    marks_what_is_not_finite(plain, &p);
    for (int64_t i = 0; i < p.m; i++) set_entry(&p, i, 3, (double)*view_at(p.dense, i, 0)); /* needs most */
    survives_failing_memory(plain, &p, RANDBLAS_RANK_DEFICIENT);
    passes_on_failing_callbacks(plain, 300, 5);
    refuses_invalid_sparse(plain);
    free_problem(&p);
}

/* A sampled sketch can miss the row: then the first residual sees it. */
static void not_finite_beside_the_sketch(void **state)
{
    (void)state;
    uint64_t seed = 8;
    const randlapack_lsq_options options = {.family = RANDBLAS_ROW_SAMPLE};
    for (int64_t i = 0; i < 20; i++) {
        problem p = dense_problem(400, 6, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        p.A.values[20 * i] = (scalar_t)NAN;
        assert_int_equal(solve(&p, &options, NULL), RANDBLAS_NOT_FINITE);
        for (int64_t j = 0; j < p.n; j++) assert_true(isnan(p.X[j]));
        free_problem(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_error_is_that_of_gels),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(scales),
        cmocka_unit_test(degenerate_inputs),
        cmocka_unit_test(families_sizes_and_limits),
        cmocka_unit_test(arguments_memory_and_cancellation),
        cmocka_unit_test(not_finite_beside_the_sketch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
