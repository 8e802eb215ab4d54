/* Blocked QR with column pivoting: A P = Q R with LAPACK's orgqr on the result, pivots against geqp3's. */
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)
#define UNUSED (-7)

typedef struct factors {
    int64_t m, n, least, lda, *jpvt;
    scalar_t *A, *tau;
    randlapack_bqrrp_report report;
} factors;

/* A copy of A in an array of its own leading dimension, padded with NaN. */
static factors make_factors(int64_t m, int64_t n, randblas_xview A, uint64_t *seed)
{
    factors f = {.m = m, .n = n, .least = m < n ? m : n};
    const randblas_xview copy = random_view(m, n, RANDBLAS_COL_MAJOR, 3, seed);
    f.A = copy.p, f.lda = copy.ld;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < m; i++) *view_at(copy, i, j) = *view_at(A, i, j);
    f.jpvt = malloc((size_t)(n + 1) * sizeof *f.jpvt);
    f.tau = malloc((size_t)(f.least + 1) * sizeof *f.tau);
    for (int64_t j = 0; j <= n; j++) f.jpvt[j] = UNUSED;
    for (int64_t j = 0; j <= f.least; j++) f.tau[j] = UNUSED;
    return f;
}

static void free_factors(factors *f)
{
    free(f->A), free(f->tau), free(f->jpvt);
}

static int run(factors *f, const randlapack_bqrrp_options *options)
{
    return randlapack_xbqrrp(f->m, f->n, f->A, f->lda, f->jpvt, f->tau, options, &f->report);
}

/* Q, m x least, by LAPACK. */
static scalar_t *form_basis(const factors *f)
{
    scalar_t *Q = malloc((size_t)(f->m * f->least + 1) * sizeof *Q);
    for (int64_t j = 0; j < f->least; j++)
        for (int64_t i = 0; i < f->m; i++) Q[i + j * f->m] = f->A[i + j * f->lda];
    if (f->least > 0)
        assert_int_equal(LAPACK(orgqr)(LAPACK_COL_MAJOR, (lapack_int)f->m, (lapack_int)f->least, (lapack_int)f->least,
                                       Q, (lapack_int)f->m, f->tau),
                         0);
    return Q;
}

static double orthogonality(const factors *f, const scalar_t *Q)
{
    double worst = 0;
    for (int64_t a = 0; a < f->least; a++)
        for (int64_t b = 0; b <= a; b++) {
            double sum = a == b ? -1 : 0;
            for (int64_t i = 0; i < f->m; i++) sum += (double)Q[i + a * f->m] * (double)Q[i + b * f->m];
            worst = fmax(worst, fabs(sum));
        }
    return worst;
}

/* ||A P - Q R||_F / ||A||_F; ||A||_F = 0 has to be met exactly. */
static double residual(randblas_xview A, const factors *f, const scalar_t *Q)
{
    double error = 0, norm = 0;
    for (int64_t j = 0; j < f->n; j++)
        for (int64_t i = 0; i < f->m; i++) {
            double sum = (double)*view_at(A, i, f->jpvt[j]);
            norm = hypot(norm, sum);
            for (int64_t k = 0; k <= j && k < f->least; k++)
                sum -= (double)Q[i + k * f->m] * (double)f->A[k + j * f->lda];
            error = hypot(error, sum);
        }
    return norm > 0 ? error / norm : error;
}

/* A factorisation by Householder reflectors is stable to a modest multiple of sqrt(n) eps in practice, n eps at worst.
 */
static void check(randblas_xview A, const factors *f)
{
    const double limit = 20 * sqrt((double)(f->m + f->n + 1)) * EPS;
    scalar_t *Q = form_basis(f);
    bool *seen = calloc((size_t)f->n + 1, sizeof *seen);
    for (int64_t j = 0; j < f->n; j++) {
        assert_true(f->jpvt[j] >= 0 && f->jpvt[j] < f->n && !seen[f->jpvt[j]]);
        seen[f->jpvt[j]] = true;
        assert_true(isnan(f->A[f->m + j * f->lda])); /* padding */
    }
    assert_int_equal(f->jpvt[f->n], UNUSED);
    assert_true(f->tau[f->least] == UNUSED);
    assert_true(orthogonality(f, Q) <= limit);
    assert_true(residual(A, f, Q) <= limit);
    free(seen), free(Q);
}

/* The largest ratio, either way, of |R_ii| to geqp3's over the first k. */
static double pivot_ratio(randblas_xview A, const factors *f, int64_t k)
{
    uint64_t seed = 1;
    factors g = make_factors(f->m, f->n, A, &seed);
    lapack_int *order = calloc((size_t)f->n + 1, sizeof *order);
    double worst = 1;
    assert_int_equal(
        LAPACK(geqp3)(LAPACK_COL_MAJOR, (lapack_int)f->m, (lapack_int)f->n, g.A, (lapack_int)g.lda, order, g.tau), 0);
    for (int64_t j = 0; j < k; j++) {
        const double ratio = fabs((double)f->A[j * (f->lda + 1)] / (double)g.A[j * (g.lda + 1)]);
        worst = fmax(worst, fmax(ratio, 1 / ratio));
    }
    free(order), free_factors(&g);
    return worst;
}

/* Every shape, both methods, spectra of all kinds, blocks that divide the size and blocks that do not. */
static void definition(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{120, 70}, {70, 120}, {90, 90}, {33, 33}, {1, 50}, {50, 1}, {40, 33}};
    const double conds[] = {1, 1e3, IS_SINGLE ? 1e6 : 1e14};
    const int64_t blocks[] = {0, 1, 7, 35, 500};
    uint64_t seed = 1;
    for (int h = 0; h < 7; h++)
        for (int c = 0; c < 3; c++)
            for (int b = 0; b < 5; b++)
                for (int method = 0; method <= RANDLAPACK_PIVOT_PANELS; method++) {
                    const int64_t m = shapes[h][0], n = shapes[h][1];
                    double *s = geometric(m < n ? m : n, conds[c]);
                    const randblas_xview A = random_with_values(m, n, s, RANDBLAS_COL_MAJOR, 0, &seed);
                    factors f = make_factors(m, n, A, &seed);
                    const randlapack_bqrrp_options options = {.method = (randlapack_bqrrp_method)method,
                                                              .block = blocks[b]};
                    assert_int_equal(run(&f, &options), 0);
                    check(A, &f);
                    assert_true(f.report.block >= 1 && f.report.block <= f.least);
                    free_factors(&f), free(A.p), free(s);
                }
}

/* |R_ii| within 2 of geqp3's, for spectra down to 1e-8, where the sketch has been updated many times. */
static void pivots(void **state)
{
    (void)state;
    uint64_t seed = 2;
    const double conds[] = {1e2, 1e4, IS_SINGLE ? 1e5 : 1e9};
    for (int c = 0; c < 3; c++)
        for (int method = 1; method <= RANDLAPACK_PIVOT_PANELS; method++) {
            double *s = geometric(150, conds[c]);
            const randblas_xview A = random_with_values(200, 150, s, RANDBLAS_COL_MAJOR, 0, &seed);
            factors f = make_factors(200, 150, A, &seed);
            const randlapack_bqrrp_options options = {.method = (randlapack_bqrrp_method)method, .block = 16};
            assert_int_equal(run(&f, &options), 0);
            assert_true(pivot_ratio(A, &f, 150) <= 2);
            assert_int_equal(f.report.rank, 150);
            free_factors(&f), free(A.p), free(s);
        }
}

/* The first pivots of a matrix with large columns in known places are these. */
static void large_columns_first(void **state)
{
    (void)state;
    uint64_t seed = 3;
    const randblas_xview A = random_view(100, 100, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t j = 5; j < 100; j += 10)
        for (int64_t i = 0; i < 100; i++) *view_at(A, i, j) *= 1000;
    factors f = make_factors(100, 100, A, &seed);
    const randlapack_bqrrp_options options = {.block = 10};
    assert_int_equal(run(&f, &options), 0);
    check(A, &f);
    for (int64_t j = 0; j < 10; j++) assert_int_equal(f.jpvt[j] % 10, 5);
    free_factors(&f), free(A.p);
}

/* Ranks 0 to 40 with repeated and zero columns; the rank is reported, and new sketches are drawn when digits are gone.
 */
static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int64_t rank = 0; rank <= 40; rank += 5)
        for (int method = 1; method <= RANDLAPACK_PIVOT_PANELS; method++) {
            double s[80] = {0};
            for (int64_t t = 0; t < rank; t++) s[t] = 80 - (double)t;
            const randblas_xview A = random_with_values(100, 80, s, RANDBLAS_COL_MAJOR, 1, &seed);
            for (int64_t i = 0; i < 100; i++) *view_at(A, i, 4) = 0, *view_at(A, i, 9) = *view_at(A, i, 2);
            factors f = make_factors(100, 80, A, &seed);
            const randlapack_bqrrp_options options = {.method = (randlapack_bqrrp_method)method, .block = 10};
            assert_int_equal(run(&f, &options), 0);
            check(A, &f);
            assert_int_equal(f.report.rank, rank);
            assert_true(f.report.sketches <= 3);
            free_factors(&f), free(A.p);
        }
}

/* Singular values that fall in steps of 1e-5: the updated sketch alone would have no digit left. */
static void steep_spectrum(void **state)
{
    (void)state;
    uint64_t seed = 5;
    const int64_t levels = IS_SINGLE ? 2 : 3;
    double s[60];
    for (int64_t t = 0; t < 60; t++) {
        const int64_t level = t * levels / 60;
        s[t] = pow(IS_SINGLE ? 1e-3 : 1e-5, (double)level);
    }
    const randblas_xview A = random_with_values(80, 60, s, RANDBLAS_COL_MAJOR, 0, &seed);
    factors f = make_factors(80, 60, A, &seed);
    const randlapack_bqrrp_options options = {.block = 10};
    assert_int_equal(run(&f, &options), 0);
    check(A, &f);
    assert_true(pivot_ratio(A, &f, 60) <= 3);
    free_factors(&f), free(A.p);
}

static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {most, -most};
    for (int c = 0; c < 2; c++)
        for (int method = 1; method <= RANDLAPACK_PIVOT_PANELS; method++) {
            uint64_t seed = 6;
            const randblas_xview A = random_view(90, 60, RANDBLAS_COL_MAJOR, 0, &seed);
            factors f = make_factors(90, 60, A, &seed);
            const randlapack_bqrrp_options options = {.method = (randlapack_bqrrp_method)method, .block = 8};
            for (int64_t j = 0; j < 60; j++)
                for (int64_t i = 0; i < 90; i++)
                    f.A[i + j * f.lda] = (scalar_t)ldexp((double)f.A[i + j * f.lda], scales[c]);
            assert_int_equal(run(&f, &options), 0);
            for (int64_t j = 0; j < 60; j++)
                for (int64_t i = 0; i <= j; i++)
                    f.A[i + j * f.lda] = (scalar_t)ldexp((double)f.A[i + j * f.lda], -scales[c]);
            check(A, &f);
            assert_true(pivot_ratio(A, &f, 60) <= 2);
            assert_int_equal(f.report.rank, 60);
            free_factors(&f), free(A.p);
        }
}

static void coherent_rows(void **state)
{
    (void)state;
    uint64_t seed = 7;
    const randblas_xview A = random_view(200, 60, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t j = 0; j < 60; j++) *view_at(A, 3 * j, j) += (scalar_t)1e4;
    factors f = make_factors(200, 60, A, &seed);
    assert_int_equal(run(&f, &(randlapack_bqrrp_options){.block = 10}), 0);
    check(A, &f);
    assert_true(pivot_ratio(A, &f, 60) <= 2);
    free_factors(&f), free(A.p);
}

static void families(void **state)
{
    (void)state;
    const randblas_family all[] = {RANDBLAS_GAUSSIAN, RANDBLAS_RADEMACHER, RANDBLAS_SRHT, RANDBLAS_SPARSE_STACK};
    uint64_t seed = 8;
    for (int k = 0; k < 4; k++) {
        const randblas_xview A = random_view(60, 90, RANDBLAS_COL_MAJOR, 0, &seed);
        factors f = make_factors(60, 90, A, &seed);
        const randlapack_bqrrp_options options = {
            .family = all[k], .block = 9, .oversampling = k == 0 ? -1 : 4, .state = randblas_seed(9)};
        assert_int_equal(run(&f, &options), 0);
        check(A, &f);
        assert_true(pivot_ratio(A, &f, 60) <= 2.5);
        free_factors(&f), free(A.p);
    }
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 9;
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY, (scalar_t)-INFINITY};
    for (int c = 0; c < 3; c++) {
        const randblas_xview A = random_view(50, 40, RANDBLAS_COL_MAJOR, 0, &seed);
        *view_at(A, 49, 17) = bad[c];
        factors f = make_factors(50, 40, A, &seed);
        assert_int_equal(run(&f, NULL), RANDBLAS_NOT_FINITE);
        assert_true(isnan(f.tau[0]) && isnan(f.tau[39]) && f.jpvt[39] == 39 && f.A[0] == *view_at(A, 0, 0));
        free_factors(&f), free(A.p);
    }
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 10;
    for (int64_t m = 0; m < 4; m++)
        for (int64_t n = 0; n < 4; n++)
            for (int64_t block = 0; block < 3; block++) {
                const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
                factors f = make_factors(m, n, A, &seed);
                assert_int_equal(run(&f, &(randlapack_bqrrp_options){.block = block}), 0);
                if (f.least > 0) check(A, &f);
                for (int64_t j = 0; j < n && f.least == 0; j++) assert_int_equal(f.jpvt[j], j);
                assert_int_equal(f.report.rank, f.least);
                free_factors(&f), free(A.p);
            }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 11;
    const randblas_xview A = random_view(9, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    factors f = make_factors(9, 6, A, &seed);
    const int64_t ld = f.lda;
#define CALL(m, n, A, lda, jpvt, tau, options) randlapack_xbqrrp(m, n, A, lda, jpvt, tau, options, NULL)
    assert_int_equal(CALL(-1, 6, f.A, ld, f.jpvt, f.tau, NULL), -1);
    assert_int_equal(CALL(9, -1, f.A, ld, f.jpvt, f.tau, NULL), -2);
    assert_int_equal(CALL(9, 6, NULL, ld, f.jpvt, f.tau, NULL), -3);
    assert_int_equal(CALL(9, 6, f.A, 8, f.jpvt, f.tau, NULL), -4);
    assert_int_equal(CALL(9, 6, f.A, ld, NULL, f.tau, NULL), -5);
    assert_int_equal(CALL(9, 6, f.A, ld, f.jpvt, NULL, NULL), -6);
    const randlapack_bqrrp_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_KHATRI_RAO},
        {.method = (randlapack_bqrrp_method)3},
        {.block = -1},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(CALL(9, 6, f.A, ld, f.jpvt, f.tau, &bad[k]), -7);
    assert_true(f.A[0] == *view_at(A, 0, 0) && f.jpvt[0] == UNUSED && f.tau[0] == UNUSED);
    free_factors(&f), free(A.p);
}

static void can_be_cancelled(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int64_t c = 0; c < 5; c++) {
        const randblas_xview A = random_view(60, 40, RANDBLAS_COL_MAJOR, 0, &seed);
        factors f = make_factors(60, 40, A, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = "factor", .skip = c};
        const randlapack_bqrrp_options options = {.block = 10,
                                                  .control = {.progress = watching_progress,
                                                              .progress_context = &watch,
                                                              .allocate = counting_allocate,
                                                              .release = counting_release,
                                                              .allocator_context = &memory}};
        assert_int_equal(run(&f, &options), c < 4 ? RANDBLAS_CANCELLED : 0);
        assert_true(memory.requests > 0 && memory.out == 0);
        free_factors(&f), free(A.p);
    }
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 13;
    const randblas_xview A = random_view(60, 40, RANDBLAS_COL_MAJOR, 0, &seed);
    counting all = {0};
    randlapack_bqrrp_options options = {
        .block = 10,
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    factors f = make_factors(60, 40, A, &seed);
    assert_int_equal(run(&f, &options), 0);
    assert_true(all.requests > 8 && all.out == 0);
    for (int64_t k = 1; k <= all.requests; k++) {
        counting failing = {.refuse = k};
        options.control.allocator_context = &failing;
        assert_int_equal(run(&f, &options), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(failing.out, 0);
    }
    options.control = (randblas_control){.memory_limit = 5000};
    assert_int_equal(run(&f, &options), RANDBLAS_MEMORY_LIMIT);
    free_factors(&f), free(A.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(definition),
        cmocka_unit_test(pivots),
        cmocka_unit_test(large_columns_first),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(steep_spectrum),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(coherent_rows),
        cmocka_unit_test(families),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(can_be_cancelled),
        cmocka_unit_test(memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
