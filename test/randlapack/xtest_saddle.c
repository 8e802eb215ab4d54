/* Saddle-point systems against their two residuals, the eliminated system in double, and the special cases. */
#include "xlsq.h"

/* The system of a problem p: F = p.B, and G of its own. */
typedef struct pair {
    problem p;
    scalar_t *G, *Y; /* n x nrhs, m x nrhs, contiguous */
    double mu;
} pair;

static pair make_pair(int64_t m, int64_t n, double cond, double mu, int64_t nrhs, uint64_t *seed)
{
    pair s = {dense_problem(m, n, cond, nrhs % 2 ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR, nrhs, 1, seed), NULL, NULL,
              mu};
    s.G = random_view(n, nrhs, RANDBLAS_COL_MAJOR, 0, seed).p;
    s.Y = random_view(m, nrhs, RANDBLAS_COL_MAJOR, 0, seed).p;
    return s;
}

static void free_pair(pair *s)
{
    free(s->G), free(s->Y);
    free_problem(&s->p);
}

static int64_t at_least_one(int64_t n)
{
    return n > 1 ? n : 1;
}

static int solve(const pair *s, bool f, bool g, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    const problem *p = &s->p;
    return randlapack_xsaddle(&p->A, (scalar_t)s->mu, p->nrhs, f ? p->B : NULL, p->ldb, g ? s->G : NULL,
                              at_least_one(p->n), s->Y, at_least_one(p->m), p->X, p->ldx, options, report);
}

/* Both residuals, computed in double: each at most u times the sizes of its terms, u = 8 sqrt(m) eps. */
static void check_residuals(const pair *s, bool f, bool g, double largest)
{
    const problem *p = &s->p;
    const double u = 8 * sqrt((double)p->m) * EPS;
    for (int64_t r = 0; r < p->nrhs; r++) {
        const scalar_t *x = p->X + r * p->ldx, *y = s->Y + r * p->m;
        double first = 0, second = 0;
        for (int64_t i = 0; i < p->m; i++) {
            double sum = (f ? (double)p->B[i + r * p->ldb] : 0) - (double)y[i];
            for (int64_t j = 0; j < p->n; j++) sum -= (double)*view_at(p->dense, i, j) * (double)x[j];
            first = hypot(first, sum);
        }
        for (int64_t j = 0; j < p->n; j++) {
            double sum = (g ? (double)s->G[j + r * p->n] : 0) + s->mu * (double)x[j];
            for (int64_t i = 0; i < p->m; i++) sum -= (double)*view_at(p->dense, i, j) * (double)y[i];
            second = hypot(second, sum);
        }
        const double sx = norm2(p->n, x), sy = norm2(p->m, y), fro = sqrt((double)p->n) * largest;
        assert_true(first <= u * (fro * sx + sy + (f ? norm2(p->m, p->B + r * p->ldb) : 0)));
        assert_true(second <= u * (fro * sy + s->mu * sx + (g ? norm2(p->n, s->G + r * p->n) : 0)));
    }
}

/*
 * (A^T A + mu I) x = A^T f - g, solved by Cholesky in double: for conditions up to 100 that is good to
 * eps cond^2 (cond 1e4 of the squared matrix).
 */
static void check_against_elimination(const pair *s, bool f, bool g)
{
    const problem *p = &s->p;
    const int64_t m = p->m, n = p->n;
    double *A = in_double(p->dense, m, n), *N = calloc((size_t)(n * n), sizeof *N), *h = malloc((size_t)n * sizeof *h);
    for (int64_t j = 0; j < n; j++)
        for (int64_t k = 0; k < n; k++) {
            for (int64_t i = 0; i < m; i++) N[k + j * n] += A[i + j * m] * A[i + k * m];
            if (j == k) N[k + j * n] += s->mu;
        }
    for (int64_t r = 0; r < p->nrhs; r++) {
        double size = 0, error = 0;
        for (int64_t j = 0; j < n; j++) {
            h[j] = g ? -(double)s->G[j + r * n] : 0;
            for (int64_t i = 0; i < m && f; i++) h[j] += A[i + j * m] * (double)p->B[i + r * p->ldb];
        }
        double *copy = malloc((size_t)(n * n) * sizeof *copy);
        memcpy(copy, N, (size_t)(n * n) * sizeof *copy);
        assert_int_equal(LAPACKE_dposv(LAPACK_COL_MAJOR, 'U', (lapack_int)n, 1, copy, (lapack_int)n, h, (lapack_int)n),
                         0);
        for (int64_t j = 0; j < n; j++) {
            size = hypot(size, h[j]);
            error = hypot(error, h[j] - (double)p->X[j + r * p->ldx]);
        }
        assert_true(error <= 1e5 * (double)n * EPS * (size + 1));
        free(copy);
    }
    free(A), free(N), free(h);
}

static void solves_both_rows(void **state)
{
    (void)state;
    const double mus[] = {0, 1e-3, 1, 1e3};
    uint64_t seed = 1;
    for (int k = 0; k < 24; k++) {
        const bool f = k % 3 != 1, g = k % 3 != 2;
        pair s = make_pair(k % 2 ? 500 : 40, 13, k % 2 ? 100 : 3, mus[k % 4], k % 5 ? 2 : 19, &seed);
        randlapack_lsq_report report;
        assert_int_equal(solve(&s, f, g, NULL, &report), 0);
        assert_int_equal(report.rank, 13);
        check_residuals(&s, f, g, 1);
        check_against_elimination(&s, f, g);
        for (int64_t r = 0; r < s.p.nrhs; r++)
            for (int64_t j = 13; j < s.p.ldx; j++) assert_true(isnan(s.p.X[j + r * s.p.ldx])); /* padding */
        free_pair(&s);
    }
}

/* Both residuals stay at rounding for ill-conditioned A, where the eliminated system is hopeless. */
static void stays_accurate_when_ill_conditioned(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int k = 0; k < 12; k++) {
        const bool f = k % 3 != 1, g = k % 3 != 2;
        pair s = make_pair(500, 13, k % 2 ? 1 / sqrt(EPS) : 0.01 / EPS, k % 4 < 2 ? 0 : EPS, 2, &seed);
        assert_int_equal(solve(&s, f, g, NULL, NULL), 0);
        check_residuals(&s, f, g, 1);
        free_pair(&s);
    }
}

/* g = 0, mu = 0: least squares; f = 0, mu = 0: y is the least-norm solution of A^T y = g. */
static void special_cases(void **state)
{
    (void)state;
    uint64_t seed = 3;
    pair s = make_pair(400, 9, 50, 0, 1, &seed);
    double largest, smallest, normal;
    int64_t rank;
    assert_int_equal(solve(&s, true, false, NULL, NULL), 0);
    scalar_t *expected = by_gelsd(&s.p, &largest, &smallest, &rank);
    const double res = residual_norm(&s.p, 0, expected, &normal);
    assert_true(distance(9, s.p.X, expected) <= 400 * EPS * 50 * (norm2(9, expected) + 50 * res));
    assert_true(fabs(norm2(400, s.Y) - res) <= 400 * EPS * res);
    free(expected);

    randblas_xview transposed = random_view(9, 400, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t i = 0; i < 400; i++)
        for (int64_t j = 0; j < 9; j++) *view_at(transposed, j, i) = *view_at(s.p.dense, i, j);
    const randblas_xlinop At = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 9, 400, transposed.p, 9);
    problem q = make_problem(&At, transposed, 1, 0, &seed);
    memcpy(q.B, s.G, 9 * sizeof *q.B);
    assert_int_equal(solve(&s, false, true, NULL, NULL), 0);
    expected = by_gelsd(&q, &largest, &smallest, &rank);
    assert_true(distance(400, s.Y, expected) <= 400 * EPS * 50 * norm2(400, expected));
    free(expected);
    q.A.kind = RANDBLAS_CALLBACK; /* the array is the dense copy */
    free_problem(&q);

    for (int64_t i = 0; i < 400; i++) set_entry(&s.p, i, 4, 0.5 * (double)*view_at(s.p.dense, i, 2));
    randlapack_lsq_report report;
    assert_int_equal(solve(&s, true, false, NULL, &report), RANDBLAS_RANK_DEFICIENT);
    expected = by_gelsd(&s.p, &largest, &smallest, &rank);
    assert_int_equal(report.rank, rank);
    assert_true(distance(9, s.p.X, expected) <= 4000 * EPS * 50 * (norm2(9, expected) + 50 * res));
    s.mu = 0.01; /* regularised: no longer deficient */
    assert_int_equal(solve(&s, true, true, NULL, &report), 0);
    check_residuals(&s, true, true, 1);
    free(expected);
    free_pair(&s);
}

static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int k = 0; k < NKINDS; k++) {
        const int64_t n = 12, m = needs_square(all_kinds[k]) ? n : 400;
        sample *a = make_sample(all_kinds[k], m, n, &seed);
        pair s = {make_problem(&a->A, copy_view(a->dense, m, n), 2, 1, &seed), NULL, NULL, 0.1};
        s.G = random_view(n, 2, RANDBLAS_COL_MAJOR, 0, &seed).p;
        s.Y = random_view(m, 2, RANDBLAS_COL_MAJOR, 0, &seed).p;
        assert_int_equal(solve(&s, true, true, NULL, NULL), 0);
        check_residuals(&s, true, true, 40);
        s.p.A.kind = RANDBLAS_CALLBACK; /* its arrays are the sample's */
        free_pair(&s);
        free_sample(a);
    }
}

/* Powers of two: A -> 2^e A, mu -> 4^e mu, g -> 2^e g leaves y and takes x to 2^-e x; b scales all. */
static void extreme_scales_and_degenerate_sizes(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int cases[][2] = {{50, 0}, {-50, 0}, {0, 60}, {0, -60}, {400, 0}, {-400, 0}, {0, 600}, {-300, 500}};
    for (int k = 0; k < (IS_SINGLE ? 4 : 8); k++) {
        const int e = cases[k][0], b = cases[k][1];
        uint64_t seed = 5;
        pair s = make_pair(300, 6, 10, 0.1, 1, &seed);
        scalar_t x[6], y[300];
        assert_int_equal(solve(&s, true, true, NULL, NULL), 0);
        memcpy(x, s.p.X, sizeof x), memcpy(y, s.Y, sizeof y);
        for (int64_t i = 0; i < 300; i++) s.p.B[i] = (scalar_t)ldexp((double)s.p.B[i], b);
        for (int64_t j = 0; j < 6; j++) s.G[j] = (scalar_t)ldexp((double)s.G[j], b + e);
        for (int64_t i = 0; i < s.p.A.ld * 6; i++) s.p.A.values[i] = (scalar_t)ldexp((double)s.p.A.values[i], e);
        s.mu = ldexp((double)(scalar_t)s.mu, 2 * e);
        assert_int_equal(solve(&s, true, true, NULL, NULL), 0);
        for (int64_t j = 0; j < 6; j++) assert_true(fabs(ldexp((double)s.p.X[j], e - b) - (double)x[j]) <= 1e4 * EPS);
        for (int64_t i = 0; i < 300; i++) assert_true(fabs(ldexp((double)s.Y[i], -b) - (double)y[i]) <= 1e4 * EPS);
        free_pair(&s);
    }
    const int64_t sizes[][2] = {{0, 0}, {5, 0}, {1, 1}, {2, 1}, {17, 17}, {70, 1}};
    uint64_t seed = 6;
    for (int k = 0; k < 6; k++)
        for (int nrhs = 0; nrhs < 3; nrhs++) {
            pair s = make_pair(sizes[k][0], sizes[k][1], 3, 0.5, nrhs, &seed);
            assert_int_equal(solve(&s, true, true, NULL, NULL), 0);
            check_residuals(&s, true, true, 1);
            free_pair(&s);
        }
    pair s = make_pair(200, 5, 3, 0, 1, &seed);
    assert_int_equal(solve(&s, false, false, NULL, NULL), 0);
    for (int64_t i = 0; i < 200; i++) assert_true(s.Y[i] == 0);
    for (int64_t k = 0; k < s.p.A.ld * 200; k++)
        if (k < s.p.A.ld * (s.p.A.layout == RANDBLAS_COL_MAJOR ? 5 : 200)) s.p.A.values[k] = 0;
    assert_int_equal(solve(&s, true, false, NULL, NULL), RANDBLAS_RANK_DEFICIENT);
    for (int64_t i = 0; i < 200; i++) assert_true(s.Y[i] == s.p.B[i]);
    free_pair(&s);
}

/* F as the right-hand side, the rest fixed: what all drivers promise. */
static int plain(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx,
                 const randlapack_lsq_options *options)
{
    static scalar_t Y[3 * 300];
    return randlapack_xsaddle(A, 0, nrhs, B, ldb, NULL, 300, Y, 300, X, ldx, options, NULL);
}

static void arguments_memory_and_cancellation(void **state)
{
    (void)state;
    static const char *const phases[] = {"sketch", "factor", "iterate"};
    uint64_t seed = 7;
    pair s = make_pair(300, 6, 10, 0, 3, &seed);
    problem *p = &s.p;
    const randlapack_lsq_options bad = {.tolerance = -1}, none = {.family = RANDBLAS_LESS},
                                 few = {.max_iterations = 1, .sketch_rows = 8};
    const randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 4, p->A.values, 3);
#define CALL(A, mu, nrhs, ldf, ldg, Y, ldy, X, ldx, options)                                                           \
    randlapack_xsaddle(A, mu, nrhs, p->B, ldf, s.G, ldg, Y, ldy, X, ldx, options, NULL)
    assert_int_equal(CALL(NULL, 0, 1, 300, 6, s.Y, 300, p->X, 6, NULL), -1);
    assert_int_equal(CALL(&wide, 0, 1, 300, 6, s.Y, 300, p->X, 6, NULL), -1);
    assert_int_equal(CALL(&p->A, -1, 1, 300, 6, s.Y, 300, p->X, 6, NULL), -2);
    assert_int_equal(CALL(&p->A, (scalar_t)NAN, 1, 300, 6, s.Y, 300, p->X, 6, NULL), -2);
    assert_int_equal(CALL(&p->A, 0, -1, 300, 6, s.Y, 300, p->X, 6, NULL), -3);
    assert_int_equal(CALL(&p->A, 0, 1, 299, 6, s.Y, 300, p->X, 6, NULL), -5);
    assert_int_equal(CALL(&p->A, 0, 1, 300, 5, s.Y, 300, p->X, 6, NULL), -7);
    assert_int_equal(CALL(&p->A, 0, 1, 300, 6, NULL, 300, p->X, 6, NULL), -8);
    assert_int_equal(CALL(&p->A, 0, 1, 300, 6, s.Y, 299, p->X, 6, NULL), -9);
    assert_int_equal(CALL(&p->A, 0, 1, 300, 6, s.Y, 300, NULL, 6, NULL), -10);
    assert_int_equal(CALL(&p->A, 0, 1, 300, 6, s.Y, 300, p->X, 5, NULL), -11);
    assert_int_equal(CALL(&p->A, 0, 1, 300, 6, s.Y, 300, p->X, 6, &bad), -12);
    assert_int_equal(CALL(&p->A, 0, 1, 300, 6, s.Y, 300, p->X, 6, &none), -12);
    for (int64_t j = 0; j < 6; j++) assert_true(isnan(p->X[j])); /* untouched */
    assert_int_equal(solve(&s, true, true, &few, NULL), RANDBLAS_NOT_CONVERGED);
    can_be_cancelled(plain, p, phases, 3);
    marks_what_is_not_finite(plain, p);
    s.G[7] = (scalar_t)NAN;
    assert_int_equal(solve(&s, true, true, NULL, NULL), RANDBLAS_NOT_FINITE);
    assert_true(!isnan(p->X[0]) && isnan(p->X[p->ldx]) && isnan(s.Y[300]) && !isnan(s.Y[600]));
    for (int64_t i = 0; i < p->m; i++) set_entry(p, i, 3, (double)*view_at(p->dense, i, 0)); /* needs most */
    survives_failing_memory(plain, p, RANDBLAS_RANK_DEFICIENT);
    passes_on_failing_callbacks(plain, 300, 5);
    free_pair(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solves_both_rows),
        cmocka_unit_test(stays_accurate_when_ill_conditioned),
        cmocka_unit_test(special_cases),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(extreme_scales_and_degenerate_sizes),
        cmocka_unit_test(arguments_memory_and_cancellation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
