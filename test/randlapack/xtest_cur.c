/* Two-sided interpolative and CUR decompositions against singular values and the definition. */
#include "xskeleton.h"

typedef struct decomposition {
    int64_t m, n, k, *rows, *cols;
    scalar_t *W, *Z, *U; /* m x k, k x n, k x k; leading dimensions m + 1, k + 2, k + 1 */
    randlapack_skeleton_report report;
} decomposition;

static decomposition make_decomposition(int64_t m, int64_t n, int64_t k, uint64_t *seed)
{
    decomposition d = {.m = m, .n = n, .k = k};
    d.rows = malloc((size_t)(k + 1) * sizeof *d.rows);
    d.cols = malloc((size_t)(k + 1) * sizeof *d.cols);
    d.W = random_view(m > 0 ? m : 1, k, RANDBLAS_COL_MAJOR, m > 0, seed).p;
    d.Z = random_view(k > 0 ? k : 1, n, RANDBLAS_COL_MAJOR, 1 + (k > 0), seed).p;
    d.U = random_view(k, k, RANDBLAS_COL_MAJOR, 1, seed).p;
    return d;
}

static void free_decomposition(decomposition *d)
{
    free(d->rows), free(d->cols), free(d->W), free(d->Z), free(d->U);
}

static int run_id(const randblas_xlinop *A, decomposition *d, const randlapack_skeleton_options *options)
{
    return randlapack_xtwo_sided_id(A, d->k, d->rows, d->W, d->m + 1, d->cols, d->Z, d->k + 2, options, &d->report);
}

static int run_cur(const randblas_xlinop *A, decomposition *d, const randlapack_skeleton_options *options)
{
    return randlapack_xcur(A, d->k, d->rows, d->cols, d->U, d->k + 1, options, &d->report);
}

/* ||A - L X||_F with L = m x rank, X = rank x n in double. */
static double product_error(randblas_xview A, int64_t m, int64_t n, int64_t rank, const double *L, const double *X)
{
    double sum = 0;
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            double e = (double)*view_at(A, i, j);
            for (int64_t t = 0; t < rank; t++) e -= L[i + t * m] * X[t + j * rank];
            sum += e * e;
        }
    return sqrt(sum);
}

/* W A(rows, cols) Z, from the left. */
static double two_sided_error(randblas_xview A, const decomposition *d)
{
    const int64_t m = d->m, n = d->n, r = d->report.rank;
    double *L = calloc((size_t)(m * r + 1), sizeof *L), *X = malloc((size_t)(r * n + 1) * sizeof *X);
    for (int64_t t = 0; t < r; t++)
        for (int64_t a = 0; a < r; a++)
            for (int64_t i = 0; i < m; i++)
                L[i + t * m] += (double)d->W[i + a * (m + 1)] * (double)*view_at(A, d->rows[a], d->cols[t]);
    for (int64_t j = 0; j < n; j++)
        for (int64_t t = 0; t < r; t++) X[t + j * r] = (double)d->Z[t + j * (d->k + 2)];
    const double error = product_error(A, m, n, r, L, X);
    free(L), free(X);
    return error;
}

/* C U R, from the left. */
static double cur_error(randblas_xview A, const decomposition *d)
{
    const int64_t m = d->m, n = d->n, r = d->report.rank;
    double *L = calloc((size_t)(m * r + 1), sizeof *L), *X = malloc((size_t)(r * n + 1) * sizeof *X);
    for (int64_t t = 0; t < r; t++)
        for (int64_t a = 0; a < r; a++)
            for (int64_t i = 0; i < m; i++)
                L[i + t * m] += (double)*view_at(A, i, d->cols[a]) * (double)d->U[a + t * (d->k + 1)];
    for (int64_t j = 0; j < n; j++)
        for (int64_t t = 0; t < r; t++) X[t + j * r] = (double)*view_at(A, d->rows[t], j);
    const double error = product_error(A, m, n, r, L, X);
    free(L), free(X);
    return error;
}

/* Between the best and `slack` times it up to rounding u; the estimate as in the test of randlapack_did. */
static void check_error(randblas_xview A, const decomposition *d, double error, double slack, double growth)
{
    const int64_t least = least_of(d->m, d->n), rank = d->report.rank;
    double *s = singular_values(A, d->m, d->n);
    const double norm = tail_of(s, 0, least), best = tail_of(s, rank, least);
    const double u = 8 * (double)(d->m + d->n + 16) * (1 + growth) * EPS * norm;
    check_indices(d->m, rank, d->k, d->rows);
    check_indices(d->n, rank, d->k, d->cols);
    assert_true(error >= best - u && error <= slack * best + u);
    assert_true(d->report.error <= 2.2 * error + u && error <= 3.2 * d->report.error + u);
    free(s);
}

static void check_id(randblas_xview A, const decomposition *d)
{
    const int64_t r = d->report.rank;
    double largest = 0;
    for (int64_t t = 0; t < d->k; t++) {
        for (int64_t i = 0; i < d->m; i++) largest = fmax(largest, fabs((double)d->W[i + t * (d->m + 1)]));
        for (int64_t j = 0; j < d->n; j++) largest = fmax(largest, fabs((double)d->Z[t + j * (d->k + 2)]));
        for (int64_t i = 0; i < d->m; i++) assert_true(t < r || d->W[i + t * (d->m + 1)] == 0);
        for (int64_t a = 0; a < r; a++) assert_true(d->W[d->rows[a] + t * (d->m + 1)] == (scalar_t)(a == t));
        for (int64_t a = 0; a < r; a++) assert_true(d->Z[t + d->cols[a] * (d->k + 2)] == (scalar_t)(a == t));
        assert_true(isnan(d->W[d->m + t * (d->m + 1)]));
    }
    assert_true(largest == d->report.largest && largest < 4);
    check_error(A, d, two_sided_error(A, d), 4, largest * largest * (double)(r + 1));
}

static void check_cur(randblas_xview A, const decomposition *d)
{
    for (int64_t j = 0; j < d->k; j++)
        for (int64_t i = 0; i < d->k; i++) {
            const scalar_t u = d->U[i + j * (d->k + 1)];
            assert_true(isfinite(u) && ((i < d->report.rank && j < d->report.rank) || u == 0));
        }
    check_error(A, d, cur_error(A, d), 6, d->report.largest);
}

static void close_to_the_best(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{90, 40}, {40, 90}, {60, 60}};
    uint64_t seed = 1;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int h = 0; h < 3; h++)
            for (int64_t k = 0; k <= 40; k += 8)
                for (int pivoting = 1; pivoting <= 2; pivoting++) {
                    const int64_t m = shapes[h][0], n = shapes[h][1];
                    double *s = geometric(least_of(m, n), IS_SINGLE ? 30 : 1e4);
                    const randblas_xview A = random_with_values(m, n, s, (randblas_layout)layout, 2, &seed);
                    const randblas_xlinop op = randblas_xlinop_dense((randblas_layout)layout, m, n, A.p, A.ld);
                    decomposition d = make_decomposition(m, n, k, &seed);
                    const randlapack_skeleton_options options = {.pivoting = pivoting};
                    assert_int_equal(run_id(&op, &d, &options), 0);
                    assert_int_equal(d.report.rank, k);
                    check_id(A, &d);
                    assert_int_equal(run_cur(&op, &d, &options), 0);
                    assert_int_equal(d.report.rank, k);
                    check_cur(A, &d);
                    free(s), free_decomposition(&d), free(A.p);
                }
}

/* U = C^+ A R^+ is where the gradient C^T (A - C U R) R^T vanishes. */
static void core_is_the_best(void **state)
{
    (void)state;
    uint64_t seed = 2;
    const randblas_xview A = random_view(40, 30, RANDBLAS_COL_MAJOR, 1, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 40, 30, A.p, A.ld);
    decomposition d = make_decomposition(40, 30, 7, &seed);
    assert_int_equal(run_cur(&op, &d, NULL), 0);
    double E[40][30];
    for (int64_t i = 0; i < 40; i++)
        for (int64_t j = 0; j < 30; j++) {
            E[i][j] = (double)*view_at(A, i, j);
            for (int64_t a = 0; a < 7; a++)
                for (int64_t b = 0; b < 7; b++)
                    E[i][j] -=
                        (double)*view_at(A, i, d.cols[a]) * (double)d.U[a + b * 8] * (double)*view_at(A, d.rows[b], j);
        }
    const double norm = view_norm(A, 40, 30);
    for (int64_t a = 0; a < 7; a++)
        for (int64_t b = 0; b < 7; b++) {
            double sum = 0;
            for (int64_t i = 0; i < 40; i++)
                for (int64_t j = 0; j < 30; j++)
                    sum += (double)*view_at(A, i, d.cols[a]) * E[i][j] * (double)*view_at(A, d.rows[b], j);
            assert_true(fabs(sum) <= 100 * EPS * (1 + d.report.largest) * norm * norm * norm);
        }
    free_decomposition(&d), free(A.p);
}

static void every_kind_and_family(void **state)
{
    (void)state;
    const randblas_family families[] = {(randblas_family)0, RANDBLAS_RADEMACHER, RANDBLAS_SPARSE_SIGN};
    uint64_t seed = 3;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int q = 0; q < 3; q++) {
            sample *s = make_sample(all_kinds[kind], 40, needs_square(all_kinds[kind]) ? 40 : 25, &seed);
            decomposition d = make_decomposition(s->A.rows, s->A.cols, 9, &seed);
            const randlapack_skeleton_options options = {
                .size = sizeof options, .family = families[q], .power_passes = q, .state = randblas_seed(5)};
            assert_int_equal(run_id(&s->A, &d, &options), 0);
            assert_int_equal(d.report.rank, 9);
            check_id(s->dense, &d);
            assert_int_equal(run_cur(&s->A, &d, &options), 0);
            assert_int_equal(d.report.rank, 9);
            check_cur(s->dense, &d);
            free_decomposition(&d);
            free_sample(s);
        }
}

static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int64_t rank = 0; rank <= 5; rank += 5)
        for (int pivoting = 1; pivoting <= 2; pivoting++) {
            double s[30] = {0};
            for (int64_t t = 0; t < rank; t++) s[t] = 1 / (double)(1 + t);
            const randblas_xview A = random_with_values(50, 30, s, RANDBLAS_ROW_MAJOR, 1, &seed);
            for (int64_t i = 0; i < 50; i++) *view_at(A, i, 4) = 0;
            for (int64_t j = 0; j < 30; j++) *view_at(A, 7, j) = 0;
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 50, 30, A.p, A.ld);
            decomposition d = make_decomposition(50, 30, 20, &seed);
            const randlapack_skeleton_options options = {.pivoting = pivoting};
            assert_int_equal(run_id(&op, &d, &options), 0);
            assert_int_equal(d.report.rank, rank);
            check_id(A, &d);
            assert_true(two_sided_error(A, &d) <= 1e3 * EPS);
            assert_int_equal(run_cur(&op, &d, &options), 0);
            assert_int_equal(d.report.rank, rank);
            check_cur(A, &d);
            assert_true(cur_error(A, &d) <= 1e4 * EPS && d.report.error <= 1e4 * EPS);
            free_decomposition(&d), free(A.p);
        }
}

/*
 * Condition past 1 / eps: the interpolative decomposition reaches rounding, C U R stops near sqrt(eps), where its
 * growth ends; without that stop U would be of order 1 / eps and C U R worthless.
 */
static void ill_conditioned(void **state)
{
    (void)state;
    uint64_t seed = 5;
    double *s = geometric(40, IS_SINGLE ? 1e8 : 1e17);
    const randblas_xview A = random_with_values(60, 40, s, RANDBLAS_COL_MAJOR, 1, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 60, 40, A.p, A.ld);
    decomposition d = make_decomposition(60, 40, 40, &seed);
    assert_int_equal(run_id(&op, &d, NULL), 0);
    const int64_t rank = d.report.rank;
    assert_true(rank > 25 && two_sided_error(A, &d) <= 4e3 * EPS);
    assert_int_equal(run_cur(&op, &d, NULL), 0);
    assert_true(d.report.rank > 10 && d.report.rank < rank);
    assert_true(d.report.largest <= 1e3 / sqrt(EPS) && cur_error(A, &d) <= 100 * sqrt(EPS));
    assert_true(d.report.error <= 100 * sqrt(EPS));
    free_decomposition(&d), free(A.p), free(s);
}

static void tolerance(void **state)
{
    (void)state;
    const double tolerances[] = {0.3, 1e-2, 0.9};
    uint64_t seed = 6;
    for (int c = 0; c < 3; c++) {
        double *s = geometric(120, 1e3);
        const randblas_xview A = random_with_values(130, 120, s, RANDBLAS_COL_MAJOR, 1, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 130, 120, A.p, A.ld);
        decomposition d = make_decomposition(130, 120, 120, &seed);
        const randlapack_skeleton_options options = {.tolerance = tolerances[c]};
        const double enough = tolerances[c] * tail_of(s, 0, 120);
        assert_int_equal(run_id(&op, &d, &options), 0);
        assert_true(two_sided_error(A, &d) <= 3.2 * enough && tail_of(s, d.report.rank - 1, 120) > enough / 8);
        assert_int_equal(run_cur(&op, &d, &options), 0);
        assert_true(cur_error(A, &d) <= 3.2 * enough && tail_of(s, d.report.rank - 1, 120) > enough / 16);
        assert_true(d.report.error <= tolerances[c] * d.report.norm);
        free_decomposition(&d);
        d = make_decomposition(130, 120, 2, &seed);
        if (c < 2) assert_int_equal(run_cur(&op, &d, &options), RANDBLAS_NOT_CONVERGED);
        if (c < 2) assert_int_equal(run_id(&op, &d, &options), RANDBLAS_NOT_CONVERGED);
        assert_true(c == 2 || d.report.rank == 2);
        free_decomposition(&d), free(A.p), free(s);
    }
}

static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {most, -most};
    for (int c = 0; c < 2; c++) {
        uint64_t seed = 7;
        double *s = geometric(12, 100);
        const randblas_xview A = random_with_values(30, 12, s, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xview B = copy_view(A, 30, 12);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 30, 12, B.p, B.ld);
        for (int64_t t = 0; t < 30 * 12; t++) B.p[t] = (scalar_t)ldexp((double)B.p[t], scales[c]);
        decomposition d = make_decomposition(30, 12, 4, &seed);
        assert_int_equal(run_id(&op, &d, NULL), 0);
        d.report.error = ldexp(d.report.error, -scales[c]);
        check_id(A, &d);
        assert_int_equal(run_cur(&op, &d, NULL), 0);
        for (int64_t t = 0; t < 4 * 5 - 1; t++)
            if (t % 5 != 4) d.U[t] = (scalar_t)ldexp((double)d.U[t], scales[c]);
        d.report.error = ldexp(d.report.error, -scales[c]);
        check_cur(A, &d);
        free_decomposition(&d), free(A.p), free(B.p), free(s);
    }
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int c = 0; c < 2; c++) {
            sample *s = make_spoiled_sample(all_kinds[kind], 20, 20, c, &seed);
            decomposition d = make_decomposition(20, 20, 4, &seed);
            assert_int_equal(run_id(&s->A, &d, NULL), RANDBLAS_NOT_FINITE);
            assert_true(d.rows[0] == -1 && d.cols[3] == -1 && isnan(d.W[0]) && isnan(d.Z[3 + 19 * 6]));
            assert_int_equal(run_cur(&s->A, &d, NULL), RANDBLAS_NOT_FINITE);
            assert_true(d.rows[0] == -1 && d.cols[3] == -1 && isnan(d.U[0]) && isnan(d.U[3 + 3 * 5]));
            free_decomposition(&d);
            free_sample(s);
        }
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int64_t m = 0; m < 3; m++)
        for (int64_t n = 0; n < 3; n++)
            for (int64_t k = 0; k <= least_of(m, n); k++) {
                const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
                const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
                decomposition d = make_decomposition(m, n, k, &seed);
                assert_int_equal(run_id(&op, &d, NULL), 0);
                if (m > 0 && n > 0) check_id(A, &d);
                assert_int_equal(run_cur(&op, &d, NULL), 0);
                if (m > 0 && n > 0) check_cur(A, &d);
                free_decomposition(&d), free(A.p);
            }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 10;
    const randblas_xview A = random_view(9, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 9, 6, A.p, A.ld), broken = op;
    decomposition d = make_decomposition(9, 6, 2, &seed);
    broken.ld = 1;
    d.rows[0] = d.cols[0] = 77;
    const scalar_t before[] = {d.W[0], d.Z[0], d.U[0]};
#define ID(A, k, rows, W, ldw, cols, Z, ldz, options)                                                                  \
    randlapack_xtwo_sided_id(A, k, rows, W, ldw, cols, Z, ldz, options, NULL)
#define CUR(A, k, rows, cols, U, ldu, options) randlapack_xcur(A, k, rows, cols, U, ldu, options, NULL)
    assert_int_equal(ID(NULL, 2, d.rows, d.W, 10, d.cols, d.Z, 4, NULL), -1);
    assert_int_equal(ID(&broken, 2, d.rows, d.W, 10, d.cols, d.Z, 4, NULL), -1);
    assert_int_equal(ID(&op, -1, d.rows, d.W, 10, d.cols, d.Z, 4, NULL), -2);
    assert_int_equal(ID(&op, 7, d.rows, d.W, 10, d.cols, d.Z, 9, NULL), -2);
    assert_int_equal(ID(&op, 2, NULL, d.W, 10, d.cols, d.Z, 4, NULL), -3);
    assert_int_equal(ID(&op, 2, d.rows, NULL, 10, d.cols, d.Z, 4, NULL), -4);
    assert_int_equal(ID(&op, 2, d.rows, d.W, 8, d.cols, d.Z, 4, NULL), -5);
    assert_int_equal(ID(&op, 2, d.rows, d.W, 10, NULL, d.Z, 4, NULL), -6);
    assert_int_equal(ID(&op, 2, d.rows, d.W, 10, d.cols, NULL, 4, NULL), -7);
    assert_int_equal(ID(&op, 2, d.rows, d.W, 10, d.cols, d.Z, 1, NULL), -8);
    assert_int_equal(CUR(NULL, 2, d.rows, d.cols, d.U, 3, NULL), -1);
    assert_int_equal(CUR(&broken, 2, d.rows, d.cols, d.U, 3, NULL), -1);
    assert_int_equal(CUR(&op, 7, d.rows, d.cols, d.U, 8, NULL), -2);
    assert_int_equal(CUR(&op, -1, d.rows, d.cols, d.U, 3, NULL), -2);
    assert_int_equal(CUR(&op, 2, NULL, d.cols, d.U, 3, NULL), -3);
    assert_int_equal(CUR(&op, 2, d.rows, NULL, d.U, 3, NULL), -4);
    assert_int_equal(CUR(&op, 2, d.rows, d.cols, NULL, 3, NULL), -5);
    assert_int_equal(CUR(&op, 2, d.rows, d.cols, d.U, 1, NULL), -6);
    const randlapack_skeleton_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_KHATRI_RAO},
        {.pivoting = 3},
        {.tolerance = 1},
        {.bound = 1},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        assert_int_equal(ID(&op, 2, d.rows, d.W, 10, d.cols, d.Z, 4, &bad[k]), -9);
        assert_int_equal(CUR(&op, 2, d.rows, d.cols, d.U, 3, &bad[k]), -7);
    }
    assert_true(d.rows[0] == 77 && d.cols[0] == 77 && d.W[0] == before[0] && d.Z[0] == before[1] &&
                d.U[0] == before[2]);
    free_decomposition(&d), free(A.p);
}

static void can_be_cancelled(void **state)
{
    (void)state;
    static const char *const phases[] = {"sketch", "factor", "core"};
    uint64_t seed = 11;
    const randblas_xview A = random_view(30, 20, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 30, 20, A.p, A.ld);
    for (int c = 0; c < 4; c++) {
        decomposition d = make_decomposition(30, 20, 3, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = c < 3 ? phases[c] : NULL}, other = watch;
        randlapack_skeleton_options options = {.control = {.progress = watching_progress,
                                                           .progress_context = &watch,
                                                           .allocate = counting_allocate,
                                                           .release = counting_release,
                                                           .allocator_context = &memory}};
        assert_int_equal(run_cur(&op, &d, &options), c < 3 ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, c < 3 ? c + 1 : 3);
        options.control.progress_context = &other;
        assert_int_equal(run_id(&op, &d, &options), c < 2 ? RANDBLAS_CANCELLED : 0);
        assert_true(memory.requests > 0 && memory.out == 0);
        free_decomposition(&d);
    }
    free(A.p);
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int way = 0; way < 4; way++) {
        int (*const run)(const randblas_xlinop *, decomposition *, const randlapack_skeleton_options *) =
            way / 2 ? run_cur : run_id;
        sample *s = make_sample(way % 2 ? RANDBLAS_CALLBACK : RANDBLAS_COO, 40, 20, &seed);
        decomposition d = make_decomposition(40, 20, 3, &seed);
        counting all = {0};
        randlapack_skeleton_options options = {
            .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
        assert_int_equal(run(&s->A, &d, &options), 0);
        assert_true(all.requests > 8 && all.out == 0);
        for (int64_t k = 1; k <= all.requests; k++) {
            counting failing = {.refuse = k};
            options.control.allocator_context = &failing;
            assert_int_equal(run(&s->A, &d, &options), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(failing.out, 0);
        }
        options.control = (randblas_control){.memory_limit = 5000};
        assert_int_equal(run(&s->A, &d, &options), RANDBLAS_MEMORY_LIMIT);
        s->fail_at = s->calls + 3;
        if (way % 2) assert_int_equal(run(&s->A, &d, NULL), RANDBLAS_CALLBACK_FAILED);
        free_decomposition(&d);
        free_sample(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(close_to_the_best),     cmocka_unit_test(core_is_the_best),
        cmocka_unit_test(every_kind_and_family), cmocka_unit_test(rank_deficient),
        cmocka_unit_test(ill_conditioned),       cmocka_unit_test(tolerance),
        cmocka_unit_test(extreme_scales),        cmocka_unit_test(not_finite),
        cmocka_unit_test(degenerate_sizes),      cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(can_be_cancelled),      cmocka_unit_test(memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
