/* Interpolative decompositions against singular values, least squares, and what the definition demands. */
#include "xskeleton.h"

typedef struct decomposition {
    int64_t m, n, k, ldz; /* of op(A) */
    int64_t *J;
    scalar_t *Z;
    randlapack_skeleton_report report;
} decomposition;

static decomposition make_decomposition(int64_t m, int64_t n, int64_t k, uint64_t *seed)
{
    decomposition d = {.m = m, .n = n, .k = k, .ldz = k + 2};
    d.Z = random_view(k, n, RANDBLAS_COL_MAJOR, 2, seed).p;
    if (k == 0) d.ldz = 3;
    d.J = malloc((size_t)(k + 1) * sizeof *d.J);
    return d;
}

static void free_decomposition(decomposition *d)
{
    free(d->J), free(d->Z);
}

static int run(const randblas_xlinop *A, randblas_op op, decomposition *d, const randlapack_skeleton_options *options)
{
    return randlapack_xid(A, op, d->k, d->J, d->Z, d->ldz, options, &d->report);
}

/* |A(:, J)^T (A - A(:, J) Z)| over the norms: zero for least squares. */
static double not_orthogonal(randblas_xview A, const decomposition *d, const double *E, double norm)
{
    double worst = 0;
    for (int64_t t = 0; t < d->report.rank; t++)
        for (int64_t j = 0; j < d->n; j++) {
            double sum = 0;
            for (int64_t i = 0; i < d->m; i++) sum += (double)*view_at(A, i, d->J[t]) * E[i + j * d->m];
            worst = fmax(worst, fabs(sum) / (norm * norm));
        }
    return worst;
}

/* The shape of J and Z: distinct indices, the identity in chosen columns, zeros beyond the rank, padding untouched. */
static void check_shape(const decomposition *d)
{
    const int64_t rank = d->report.rank;
    double largest = 0;
    check_indices(d->n, rank, d->k, d->J);
    for (int64_t j = 0; j < d->n; j++)
        for (int64_t i = 0; i < d->k; i++) {
            assert_true(isfinite(d->Z[i + j * d->ldz]) && (i < rank || d->Z[i + j * d->ldz] == 0));
            largest = fmax(largest, fabs((double)d->Z[i + j * d->ldz]));
        }
    for (int64_t t = 0; t < rank; t++)
        for (int64_t i = 0; i < rank; i++) assert_true(d->Z[i + d->J[t] * d->ldz] == (scalar_t)(i == t));
    for (int64_t j = 0; j < d->n && d->k > 0; j++) assert_true(isnan(d->Z[d->k + j * d->ldz]));
    assert_true(largest == d->report.largest);
}

/*
 * The error is at least that of the best approximation and at most `slack` times it; rounding is that of products with
 * bounded coefficients.  The estimate has 10 degrees of freedom or more: outside of [1/3.2, 2.2] times the error with
 * probability below 3e-4 (chi-squared below 1, above 48), and seeds are fixed.
 */
static void check(randblas_xview A, const decomposition *d, double slack)
{
    const int64_t least = least_of(d->m, d->n), rank = d->report.rank;
    double *s = singular_values(A, d->m, d->n), *E = malloc((size_t)(d->m * d->n + 1) * sizeof *E);
    const double norm = tail_of(s, 0, least), best = tail_of(s, rank, least);
    const double u = 8 * (double)(d->m + d->n + 16) * (1 + d->report.largest) * EPS * norm;
    const double error = id_error(A, d->m, d->n, rank, d->J, d->Z, d->ldz, E);
    check_shape(d);
    assert_true(error >= best - u && error <= slack * best + u);
    assert_true(d->report.error <= 2.2 * error + u && error <= 3.2 * d->report.error + u);
    assert_true(d->report.norm <= 2.2 * norm && norm <= 3.2 * d->report.norm);
    free(s), free(E);
}

/* (1 + sqrt(1 + 4 k (n - k))) from the range of the sketch is never reached; half of its square root still is a bound
 * that a wrong choice of columns breaks.  What least squares leaves is orthogonal to what was chosen. */
static void close_to_the_best(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{90, 40}, {40, 90}, {60, 60}};
    uint64_t seed = 1;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int h = 0; h < 3; h++)
            for (int64_t k = 0; k <= 40; k += 8)
                for (int way = 0; way < 8; way++) {
                    const int64_t m = shapes[h][0], n = shapes[h][1];
                    double *s = geometric(least_of(m, n), way & 4 ? 1e4 : 30);
                    const randblas_xview A = random_with_values(m, n, s, (randblas_layout)layout, 2, &seed);
                    const randblas_xlinop op = randblas_xlinop_dense((randblas_layout)layout, m, n, A.p, A.ld);
                    const bool rows = way & 2;
                    const randblas_xview B = rows ? view_transposed(A) : A;
                    decomposition d = make_decomposition(rows ? n : m, rows ? m : n, k, &seed);
                    const randlapack_skeleton_options options = {.pivoting = 1 + (way & 1)};
                    assert_int_equal(run(&op, rows ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS, &d, &options), 0);
                    assert_int_equal(d.report.rank, k);
                    if (k > 0) assert_int_equal(d.report.sketch_rows, least_of(k + 10, d.m));
                    check(B, &d, 4);
                    double *E = malloc((size_t)(m * n) * sizeof *E);
                    id_error(B, d.m, d.n, k, d.J, d.Z, d.ldz, E);
                    assert_true(not_orthogonal(B, &d, E, tail_of(s, 0, least_of(m, n))) <= 8 * (double)(m + n) * EPS);
                    free(E), free(s), free_decomposition(&d), free(A.p);
                }
}

/* From the sketch alone the error grows by sqrt(1 + k / (l - k - 1)), and the bound holds for every coefficient. */
static void sketched_coefficients_are_bounded(void **state)
{
    (void)state;
    const double bounds[] = {1.1, 1.5, 0};
    uint64_t seed = 2;
    int64_t exchanges = 0;
    for (int c = 0; c < 3; c++)
        for (int pivoting = 1; pivoting <= 2; pivoting++) {
            double *s = geometric(60, 20);
            const randblas_xview A = random_with_values(70, 60, s, RANDBLAS_COL_MAJOR, 1, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 70, 60, A.p, A.ld);
            decomposition d = make_decomposition(70, 60, 20, &seed);
            const randlapack_skeleton_options options = {
                .sketched = 1, .bound = bounds[c], .pivoting = pivoting, .oversampling = 3};
            assert_int_equal(run(&op, RANDBLAS_NO_TRANS, &d, &options), 0);
            assert_true(d.report.largest <= (bounds[c] > 0 ? bounds[c] : 2) * (1 + 100 * EPS));
            exchanges += d.report.exchanges;
            check(A, &d, 4 * sqrt(11));
            free(s), free_decomposition(&d), free(A.p);
        }
    assert_true(exchanges > 0);
}

/* Kahan's matrix, on which column pivoting changes nothing and leaves coefficients of 2^k: the sketch takes all rows.
 */
static void exchanges_where_pivoting_fails(void **state)
{
    (void)state;
    enum { N = 40 };
    const double c = 0.4, sine = sqrt(1 - c * c);
    const randblas_xview A = {calloc(N * N, sizeof(scalar_t)), N, false};
    uint64_t seed = 3;
    for (int64_t i = 0; i < N; i++)
        for (int64_t j = i; j < N; j++) *view_at(A, i, j) = (scalar_t)(pow(sine, (double)i) * (i == j ? 1 : -c));
    for (int64_t j = 0; j < N; j++) /* ties broken in favour of the order that is there */
        for (int64_t i = 0; i < N; i++) *view_at(A, i, j) *= (scalar_t)(1 - 1e-3 * (double)j / N);
    randblas_arena arena = randblas_arena_open(NULL);
    randlapack_xpivots p;
    assert_int_equal(randlapack_xpivot_columns(&arena, RANDLAPACK_PIVOT_QR, N, N, A.p, &p), 0);
    int64_t J[N - 1];
    const randblas_xview Z = random_view(N - 1, N, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t t = 0; t < N - 1; t++) J[t] = p.order[t];
    randlapack_xinterpolation z = {.rank = N - 1, .J = J, .Z = Z.p, .ldz = Z.ld};
    assert_int_equal(randlapack_xinterpolate(&arena, N, N, A.p, 1e300, &z), 0);
    double before = 0, after = 0;
    for (int64_t i = 0; i < (N - 1) * N; i++) before = fmax(before, fabs((double)Z.p[i]));
    assert_true(before > 100 && z.exchanges == 0);
    assert_int_equal(randlapack_xinterpolate(&arena, N, N, A.p, 2, &z), 0);
    for (int64_t i = 0; i < (N - 1) * N; i++) after = fmax(after, fabs((double)Z.p[i]));
    assert_true(after <= 2 && z.exchanges > 0);
    check_indices(N, N - 1, N - 1, J);
    randblas_arena_close(&arena);
    free(A.p), free(Z.p);
}

static void power_passes_help(void **state)
{
    (void)state;
    uint64_t seed = 4;
    double errors[2] = {0};
    for (int t = 0; t < 10; t++) {
        double *s = geometric(60, 5);
        const randblas_xview A = random_with_values(80, 60, s, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 80, 60, A.p, A.ld);
        for (int32_t passes = 0; passes < 2; passes++) {
            decomposition d = make_decomposition(80, 60, 12, &seed);
            const randlapack_skeleton_options options = {.power_passes = 2 * passes, .sketched = 1};
            assert_int_equal(run(&op, RANDBLAS_NO_TRANS, &d, &options), 0);
            errors[passes] += id_error(A, 80, 60, 12, d.J, d.Z, d.ldz, NULL);
            free_decomposition(&d);
        }
        free(s), free(A.p);
    }
    assert_true(errors[1] < 0.9 * errors[0]);
}

static void every_kind_and_family(void **state)
{
    (void)state;
    const randblas_family families[] = {(randblas_family)0, RANDBLAS_RADEMACHER, RANDBLAS_SPARSE_SIGN, RANDBLAS_SRHT};
    uint64_t seed = 5;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int q = 0; q < 4; q++)
            for (int rows = 0; rows < 2; rows++) {
                sample *s = make_sample(all_kinds[kind], 40, needs_square(all_kinds[kind]) ? 40 : 25, &seed);
                const randblas_xview B = rows ? view_transposed(s->dense) : s->dense;
                decomposition d =
                    make_decomposition(rows ? s->A.cols : s->A.rows, rows ? s->A.rows : s->A.cols, 9, &seed);
                const randlapack_skeleton_options options = {.size = sizeof options,
                                                             .family = families[q],
                                                             .power_passes = rows,
                                                             .pivoting = q % 2 ? RANDLAPACK_PIVOT_LU : 0,
                                                             .state = randblas_seed(5)};
                assert_int_equal(run(&s->A, rows ? RANDBLAS_CONJ_TRANS : RANDBLAS_NO_TRANS, &d, &options), 0);
                assert_int_equal(d.report.rank, 9);
                check(B, &d, 4);
                free_decomposition(&d);
                free_sample(s);
            }
}

/* Rank 5 or 0 with k = 20, zero columns, and a single heavy row: the rank is found and the rest is exact. */
static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int64_t rank = 0; rank <= 5; rank += 5)
        for (int pivoting = 1; pivoting <= 2; pivoting++)
            for (int sketched = 0; sketched < 2; sketched++) {
                double s[30] = {0};
                for (int64_t t = 0; t < rank; t++) s[t] = pow(10, -(double)t / 2);
                const randblas_xview A = random_with_values(50, 30, s, RANDBLAS_ROW_MAJOR, 1, &seed);
                for (int64_t i = 0; i < 50; i++) *view_at(A, i, 4) = 0;
                const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 50, 30, A.p, A.ld);
                decomposition d = make_decomposition(50, 30, 20, &seed);
                const randlapack_skeleton_options options = {.pivoting = pivoting, .sketched = sketched};
                assert_int_equal(run(&op, RANDBLAS_NO_TRANS, &d, &options), 0);
                assert_int_equal(d.report.rank, rank);
                check_shape(&d);
                for (int64_t t = 0; t < rank; t++) assert_int_not_equal(d.J[t], 4);
                assert_true(id_error(A, 50, 30, rank, d.J, d.Z, d.ldz, NULL) <= 1e3 * EPS);
                assert_true(rank > 0 ? d.report.error <= 1e3 * EPS : d.report.error == 0);
                free_decomposition(&d), free(A.p);
            }
}

/* One entry of 1 among 1e-3: no sketch may lose the row it stands in. */
static void coherent(void **state)
{
    (void)state;
    const randblas_family families[] = {(randblas_family)0, RANDBLAS_SPARSE_SIGN, RANDBLAS_SRHT};
    uint64_t seed = 7;
    for (int q = 0; q < 3; q++) {
        const randblas_xview A = random_view(100, 30, RANDBLAS_COL_MAJOR, 0, &seed);
        for (int64_t j = 0; j < 30; j++)
            for (int64_t i = 0; i < 100; i++) *view_at(A, i, j) *= (scalar_t)1e-3;
        *view_at(A, 77, 13) = 1;
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 100, 30, A.p, A.ld);
        decomposition d = make_decomposition(100, 30, 1, &seed);
        const randlapack_skeleton_options options = {.family = families[q]};
        assert_int_equal(run(&op, RANDBLAS_NO_TRANS, &d, &options), 0);
        assert_int_equal(d.J[0], 13);
        free_decomposition(&d), free(A.p);
    }
}

/* The spectrum falls past rounding: coefficients stay bounded and the residual small whatever the condition. */
static void ill_conditioned(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int way = 0; way < 4; way++) {
        double *s = geometric(40, IS_SINGLE ? 1e8 : 1e17);
        const randblas_xview A = random_with_values(60, 40, s, RANDBLAS_COL_MAJOR, 1, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 60, 40, A.p, A.ld);
        decomposition d = make_decomposition(60, 40, 40, &seed);
        const randlapack_skeleton_options options = {.pivoting = 1 + way % 2, .sketched = way / 2};
        assert_int_equal(run(&op, RANDBLAS_NO_TRANS, &d, &options), 0);
        assert_true(d.report.rank > 25 && d.report.rank < 40 && d.report.largest < 10);
        check_shape(&d);
        assert_true(id_error(A, 60, 40, d.report.rank, d.J, d.Z, d.ldz, NULL) <= 2e3 * EPS);
        free_decomposition(&d), free(A.p), free(s);
    }
}

/*
 * With a tolerance: the true error is within 3.2 times of it, and the rank is at most that whose best error is a fifth
 * of it (columns lose a factor below 4, sketched coefficients little when the rank is far below the sketch's).  The
 * second tolerance takes more than the first sketch of the search.
 */
static void tolerance(void **state)
{
    (void)state;
    const double tolerances[] = {0.3, 1e-2, 0.9999};
    uint64_t seed = 9;
    for (int c = 0; c < 3; c++)
        for (int pivoting = 1; pivoting <= 2; pivoting++) {
            double *s = geometric(120, 1e3);
            const randblas_xview A = random_with_values(130, 120, s, RANDBLAS_COL_MAJOR, 1, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 130, 120, A.p, A.ld);
            decomposition d = make_decomposition(130, 120, 120, &seed);
            const randlapack_skeleton_options options = {.tolerance = tolerances[c], .pivoting = pivoting};
            assert_int_equal(run(&op, RANDBLAS_NO_TRANS, &d, &options), 0);
            const int64_t rank = d.report.rank;
            const double norm = tail_of(s, 0, 120);
            const double error = id_error(A, 130, 120, rank, d.J, d.Z, d.ldz, NULL);
            check_shape(&d);
            assert_true(error <= 3.2 * tolerances[c] * norm && d.report.error <= tolerances[c] * d.report.norm);
            assert_true(rank <= 1 || tail_of(s, rank - 1, 120) > tolerances[c] * norm / 8);
            assert_true(c != 1 || (rank > 32 && d.report.sketch_rows > 64));
            free_decomposition(&d), free(A.p), free(s);
        }
}

static void tolerance_out_of_reach(void **state)
{
    (void)state;
    uint64_t seed = 10;
    const randblas_xview A = random_view(30, 20, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 30, 20, A.p, A.ld);
    decomposition d = make_decomposition(30, 20, 5, &seed);
    const randlapack_skeleton_options options = {.tolerance = 1e-3};
    assert_int_equal(run(&op, RANDBLAS_NO_TRANS, &d, &options), RANDBLAS_NOT_CONVERGED);
    assert_int_equal(d.report.rank, 5);
    check(A, &d, 4);
    free_decomposition(&d);
    d = make_decomposition(30, 20, 20, &seed); /* all columns: exact, however small the tolerance */
    const randlapack_skeleton_options tiny = {.tolerance = 1e-30};
    assert_int_equal(run(&op, RANDBLAS_NO_TRANS, &d, &tiny), 0);
    assert_int_equal(d.report.rank, 20);
    free_decomposition(&d), free(A.p);
}

static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {most, -most, 0};
    for (int way = 0; way < 4; way++) {
        int64_t J[3][4];
        double error[3];
        for (int c = 0; c < 3; c++) {
            uint64_t seed = 11;
            double *s = geometric(12, 100);
            const randblas_xview A = random_with_values(30, 12, s, RANDBLAS_COL_MAJOR, 0, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 30, 12, A.p, A.ld);
            for (int64_t t = 0; t < 30 * 12; t++) A.p[t] = (scalar_t)ldexp((double)A.p[t], scales[c]);
            decomposition d = make_decomposition(30, 12, 4, &seed);
            const randlapack_skeleton_options options = {
                .pivoting = 1 + way % 2, .power_passes = way / 2, .tolerance = 1e-9};
            const int info = run(&op, RANDBLAS_NO_TRANS, &d, &options);
            assert_int_equal(info, RANDBLAS_NOT_CONVERGED);
            check_shape(&d);
            for (int64_t t = 0; t < 4; t++) J[c][t] = d.J[t];
            error[c] = ldexp(d.report.error, -scales[c]);
            assert_true(c < 2 || d.report.norm > 0.3);
            free_decomposition(&d), free(A.p), free(s);
        }
        for (int c = 0; c < 2; c++) {
            assert_memory_equal(J[c], J[2], sizeof J[2]);
            assert_true(fabs(error[c] / error[2] - 1) <= 1e3 * EPS);
        }
    }
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int c = 0; c < 2; c++) {
            sample *s = make_sample(all_kinds[kind], 20, 20, &seed);
            const scalar_t bad = c ? (scalar_t)NAN : (scalar_t)INFINITY;
            const randlapack_skeleton_options options = {.family = c ? RANDBLAS_SPARSE_SIGN : (randblas_family)0};
            if (s->A.kind == RANDBLAS_CALLBACK)
                *view_at(s->dense, 3, 3) = bad;
            else
                s->A.values[0] = bad;
            decomposition d = make_decomposition(20, 20, 4, &seed);
            assert_int_equal(run(&s->A, RANDBLAS_NO_TRANS, &d, &options), RANDBLAS_NOT_FINITE);
            assert_true(d.J[0] == -1 && d.J[3] == -1 && isnan(d.Z[0]) && isnan(d.Z[3 + 19 * d.ldz]));
            assert_int_equal(d.report.rank, 0);
            free_decomposition(&d);
            free_sample(s);
        }
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 13;
    for (int64_t m = 0; m < 3; m++)
        for (int64_t n = 0; n < 3; n++)
            for (int64_t k = 0; k <= least_of(m, n); k++)
                for (int way = 0; way < 4; way++) {
                    const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
                    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
                    decomposition d = make_decomposition(m, n, k, &seed);
                    const randlapack_skeleton_options options = {
                        .oversampling = -1, .tolerance = way % 2 ? 1e-12 : 0, .pivoting = 1 + way / 2};
                    const int info = run(&op, RANDBLAS_NO_TRANS, &d, &options);
                    assert_true(info == 0 || (way % 2 && k < least_of(m, n)));
                    if (m > 0 && n > 0) check(A, &d, 4);
                    free_decomposition(&d), free(A.p);
                }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 14;
    const randblas_xview A = random_view(9, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 9, 6, A.p, A.ld), broken = op;
    decomposition d = make_decomposition(9, 6, 2, &seed);
    broken.ld = 1;
    d.J[0] = 77;
    const scalar_t before = d.Z[0];
    const randblas_op plain = RANDBLAS_NO_TRANS;
#define CALL(A, op, k, J, Z, ldz, options) randlapack_xid(A, op, k, J, Z, ldz, options, NULL)
    assert_int_equal(CALL(NULL, plain, 2, d.J, d.Z, 4, NULL), -1);
    assert_int_equal(CALL(&broken, plain, 2, d.J, d.Z, 4, NULL), -1);
    assert_int_equal(CALL(&op, (randblas_op)7, 2, d.J, d.Z, 4, NULL), -2);
    assert_int_equal(CALL(&op, plain, -1, d.J, d.Z, 4, NULL), -3);
    assert_int_equal(CALL(&op, plain, 7, d.J, d.Z, 9, NULL), -3);
    assert_int_equal(CALL(&op, plain, 2, NULL, d.Z, 4, NULL), -4);
    assert_int_equal(CALL(&op, plain, 2, d.J, NULL, 4, NULL), -5);
    assert_int_equal(CALL(&op, plain, 2, d.J, d.Z, 1, NULL), -6);
    const randlapack_skeleton_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_KHATRI_RAO},
        {.pivoting = 3},
        {.pivoting = -1},
        {.oversampling = INT64_MAX},
        {.tolerance = 1},
        {.tolerance = -1e-3},
        {.tolerance = NAN},
        {.bound = 1},
        {.bound = NAN},
        {.bound = -2},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(CALL(&op, plain, 2, d.J, d.Z, 4, &bad[k]), -7);
    assert_true(d.Z[0] == before && d.J[0] == 77);
    free_decomposition(&d), free(A.p);
}

static void reports_its_progress_and_can_be_cancelled(void **state)
{
    (void)state;
    static const char *const phases[] = {"sketch", "factor"};
    uint64_t seed = 15;
    for (int c = 0; c < 5; c++) {
        const randblas_xview A = random_view(30, 20, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 30, 20, A.p, A.ld);
        decomposition d = make_decomposition(30, 20, 3, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = c < 4 ? phases[c / 2] : NULL, .skip = c % 2};
        const randlapack_skeleton_options options = {.control = {.progress = watching_progress,
                                                                 .progress_context = &watch,
                                                                 .allocate = counting_allocate,
                                                                 .release = counting_release,
                                                                 .allocator_context = &memory}};
        assert_int_equal(run(&op, RANDBLAS_NO_TRANS, &d, &options), c < 4 ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, c < 2 ? 1 : 2);
        assert_true(memory.out == 0);
        free_decomposition(&d), free(A.p);
    }
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 16;
    for (int way = 0; way < 4; way++) {
        sample *s = make_sample(way % 2 ? RANDBLAS_CALLBACK : RANDBLAS_COO, 40, 20, &seed);
        decomposition d = make_decomposition(40, 20, 3, &seed);
        counting all = {0};
        randlapack_skeleton_options options = {
            .pivoting = 1 + way / 2,
            .power_passes = 1,
            .tolerance = 0.9,
            .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
        assert_true(run(&s->A, RANDBLAS_NO_TRANS, &d, &options) >= 0);
        assert_true(all.requests > 8 && all.out == 0);
        for (int64_t k = 1; k <= all.requests; k++) {
            counting failing = {.refuse = k};
            options.control.allocator_context = &failing;
            assert_int_equal(run(&s->A, RANDBLAS_NO_TRANS, &d, &options), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(failing.out, 0);
        }
        options.control = (randblas_control){.memory_limit = 5000};
        assert_int_equal(run(&s->A, RANDBLAS_NO_TRANS, &d, &options), RANDBLAS_MEMORY_LIMIT);
        free_decomposition(&d);
        free_sample(s);
    }
}

static void callback_failure(void **state)
{
    (void)state;
    uint64_t seed = 17;
    for (int64_t fail_at = 1; fail_at <= 6; fail_at++) {
        sample *s = make_sample(RANDBLAS_CALLBACK, 30, 20, &seed);
        decomposition d = make_decomposition(30, 20, 4, &seed);
        const randlapack_skeleton_options options = {.power_passes = 1};
        s->fail_at = fail_at;
        assert_int_equal(run(&s->A, RANDBLAS_NO_TRANS, &d, &options), RANDBLAS_CALLBACK_FAILED);
        free_decomposition(&d);
        free_sample(s);
    }
}

/* The same options give the same bits; another seed another sketch. */
static void reproducible(void **state)
{
    (void)state;
    uint64_t seed = 18;
    const randblas_xview A = random_view(40, 30, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 40, 30, A.p, A.ld);
    double errors[3];
    for (int c = 0; c < 3; c++) {
        decomposition d = make_decomposition(40, 30, 6, &seed);
        const randlapack_skeleton_options options = {.state = randblas_seed(c == 2 ? 9 : 8)};
        assert_int_equal(run(&op, RANDBLAS_NO_TRANS, &d, &options), 0);
        errors[c] = d.report.error;
        free_decomposition(&d);
    }
    assert_true(errors[0] == errors[1] && errors[0] != errors[2]);
    free(A.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(close_to_the_best),
        cmocka_unit_test(sketched_coefficients_are_bounded),
        cmocka_unit_test(exchanges_where_pivoting_fails),
        cmocka_unit_test(power_passes_help),
        cmocka_unit_test(every_kind_and_family),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(coherent),
        cmocka_unit_test(ill_conditioned),
        cmocka_unit_test(tolerance),
        cmocka_unit_test(tolerance_out_of_reach),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(reports_its_progress_and_can_be_cancelled),
        cmocka_unit_test(memory),
        cmocka_unit_test(callback_failure),
        cmocka_unit_test(reproducible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
