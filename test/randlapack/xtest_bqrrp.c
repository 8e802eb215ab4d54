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
    assert_int_equal(f->report.reflectors, f->least);
    assert_true(f->report.error == 0);
    free(seen), free(Q);
}

/* Of the array behind k columns: ||C||_F. */
static double behind(const factors *f, int64_t k)
{
    double error = 0;
    for (int64_t j = k; j < f->n; j++)
        for (int64_t i = k; i < f->m; i++) error = hypot(error, (double)f->A[i + j * f->lda]);
    return error;
}

/* Q^T A P by LAPACK, told of all reflectors, is [R_11 R_12; 0 C]; norm and error are those of A and C.  As backward
 * stable as all of it. */
static void check_early(randblas_xview A, const factors *f, int64_t k)
{
    const double limit = 20 * sqrt((double)(f->m + f->n + 1)) * EPS;
    scalar_t *B = malloc((size_t)(f->m * f->n + 1) * sizeof *B);
    double norm = 0, error = 0;
    for (int64_t t = 0; t < f->m * f->n; t++) {
        B[t] = *view_at(A, t % f->m, f->jpvt[t / f->m]);
        norm = hypot(norm, (double)B[t]);
    }
    assert_int_equal(LAPACK(ormqr)(LAPACK_COL_MAJOR, 'L', 'T', (lapack_int)f->m, (lapack_int)f->n, (lapack_int)f->least,
                                   f->A, (lapack_int)f->lda, f->tau, B, (lapack_int)f->m),
                     0);
    for (int64_t j = 0; j < f->n; j++) {
        assert_true(isnan(f->A[f->m + j * f->lda])); /* padding */
        for (int64_t i = 0; i < f->m; i++)
            error = hypot(error, (double)B[i + j * f->m] - (i > j && j < k ? 0 : (double)f->A[i + j * f->lda]));
    }
    assert_true(error <= limit * norm);
    assert_int_equal(f->report.reflectors, k);
    assert_true(f->report.rank <= k);
    assert_true(fabs(f->report.norm - norm) <= 1e-10 * norm);
    assert_true(fabs(f->report.error - behind(f, k)) <= 1e-10 * f->report.error);
    for (int64_t j = k; j < f->least; j++) assert_true(f->tau[j] == 0);
    assert_true(f->tau[f->least] == UNUSED && f->jpvt[f->n] == UNUSED);
    free(B);
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

/* errors[k] of geqp3 after k columns. */
static double *pivoted_errors(randblas_xview A, int64_t m, int64_t n)
{
    uint64_t seed = 1;
    factors g = make_factors(m, n, A, &seed);
    lapack_int *order = calloc((size_t)n + 1, sizeof *order);
    double *errors = calloc((size_t)g.least + 1, sizeof *errors);
    assert_int_equal(
        LAPACK(geqp3)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, g.A, (lapack_int)g.lda, order, g.tau), 0);
    for (int64_t k = g.least - 1; k >= 0; k--) {
        errors[k] = errors[k + 1];
        for (int64_t j = k; j < n; j++) errors[k] = hypot(errors[k], (double)g.A[k + j * g.lda]);
    }
    free(order), free_factors(&g);
    return errors;
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

/* Rank k: its error is measured, and little above geqp3's; of the last columns each counts. */
static void truncated(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{150, 100}, {100, 150}, {100, 100}}, ranks[] = {1, 10, 37, 99};
    uint64_t seed = 14;
    double *s = geometric(100, IS_SINGLE ? 1e3 : 1e6);
    for (int h = 0; h < 3; h++)
        for (int c = 0; c < 4; c++)
            for (int method = 1; method <= RANDLAPACK_PIVOT_PANELS; method++)
                for (int64_t block = 0; block <= 12; block += 12) {
                    const int64_t m = shapes[h][0], n = shapes[h][1], k = ranks[c];
                    const randblas_xview A = random_with_values(m, n, s, RANDBLAS_COL_MAJOR, 0, &seed);
                    factors f = make_factors(m, n, A, &seed);
                    double *errors = pivoted_errors(A, m, n);
                    const randlapack_bqrrp_options options = {
                        .method = (randlapack_bqrrp_method)method, .block = block, .rank = k};
                    assert_int_equal(run(&f, &options), 0);
                    check_early(A, &f, k);
                    assert_int_equal(f.report.rank, k);
                    assert_true(f.report.error <= (k < 90 ? 1.3 : 3) * errors[k]);
                    free(errors), free_factors(&f), free(A.p);
                }
    free(s);
}

/* A rank of min(m, n) or more is no rank: not a bit changes. */
static void rank_of_all(void **state)
{
    (void)state;
    uint64_t seed = 15;
    const int64_t ranks[] = {60, 61, INT64_MAX};
    const randblas_xview A = random_view(90, 60, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int c = 0; c < 3; c++) {
        factors f = make_factors(90, 60, A, &seed), g = make_factors(90, 60, A, &seed);
        assert_int_equal(run(&f, &(randlapack_bqrrp_options){.block = 16}), 0);
        assert_int_equal(run(&g, &(randlapack_bqrrp_options){.block = 16, .rank = ranks[c]}), 0);
        check(A, &g);
        for (int64_t j = 0; j < 60; j++) assert_memory_equal(f.A + j * f.lda, g.A + j * g.lda, 90 * sizeof(scalar_t));
        assert_memory_equal(f.tau, g.tau, 60 * sizeof(scalar_t));
        assert_memory_equal(f.jpvt, g.jpvt, 60 * sizeof *f.jpvt);
        free_factors(&f), free_factors(&g);
    }
    free(A.p);
}

/* Met, by about as many columns as geqp3 needs, and not by a rank of half as many; never less than rounding: all. */
static void tolerances(void **state)
{
    (void)state;
    const double tolerance[] = {0.5, 1e-1, 1e-2, 1e-4};
    uint64_t seed = 16;
    double *s = geometric(200, IS_SINGLE ? 1e6 : 1e12);
    const randblas_xview A = random_with_values(200, 230, s, RANDBLAS_COL_MAJOR, 0, &seed);
    double *errors = pivoted_errors(A, 200, 230);
    for (int c = 0; c < 8; c++) {
        const double t = tolerance[c / 2];
        const randlapack_bqrrp_method method = c % 2 ? RANDLAPACK_PIVOT_PANELS : RANDLAPACK_PIVOT_BLOCKS;
        int64_t least = 0;
        while (errors[least] > t * errors[0]) least++;
        factors f = make_factors(200, 230, A, &seed), g = make_factors(200, 230, A, &seed);
        assert_int_equal(run(&f, &(randlapack_bqrrp_options){.method = method, .tolerance = t}), 0);
        check_early(A, &f, f.report.reflectors);
        assert_true(f.report.error <= t * f.report.norm);
        assert_true(f.report.reflectors <= least + least / 10 + 3);
        const randlapack_bqrrp_options half = {.method = method, .tolerance = t, .rank = least / 2};
        assert_int_equal(run(&g, &half), RANDBLAS_NOT_CONVERGED);
        check_early(A, &g, least / 2);
        assert_true(g.report.error > t * g.report.norm);
        free_factors(&f), free_factors(&g);
    }
    factors f = make_factors(200, 230, A, &seed);
    assert_int_equal(run(&f, &(randlapack_bqrrp_options){.tolerance = DBL_MIN}), 0);
    check(A, &f);
    free_factors(&f), free(errors), free(A.p), free(s);
}

/* Ranks 0 and 5: 20 columns when 20 are asked for, and no more than there are for a tolerance. */
static void early_and_deficient(void **state)
{
    (void)state;
    uint64_t seed = 17;
    for (int64_t rank = 0; rank <= 5; rank += 5)
        for (int method = 1; method <= RANDLAPACK_PIVOT_PANELS; method++)
            for (int64_t block = 0; block <= 9; block += 3) {
                const double s[60] = {9, 8, 7, 6, 5}, none[60] = {0};
                const randblas_xview A = random_with_values(80, 60, rank ? s : none, RANDBLAS_COL_MAJOR, 0, &seed);
                factors f = make_factors(80, 60, A, &seed), g = make_factors(80, 60, A, &seed);
                randlapack_bqrrp_options options = {
                    .method = (randlapack_bqrrp_method)method, .block = block, .rank = 20};
                assert_int_equal(run(&f, &options), 0);
                check_early(A, &f, 20);
                assert_int_equal(f.report.rank, rank);
                assert_true(f.report.error <= 50 * EPS * f.report.norm);
                options.tolerance = 100 * EPS;
                assert_int_equal(run(&g, &options), 0);
                check_early(A, &g, rank);
                assert_int_equal(g.report.rank, rank);
                free_factors(&f), free_factors(&g), free(A.p);
            }
}

/* Errors, norms and the tolerance where squares overflow or vanish. */
static void early_extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {most, -most, 3};
    uint64_t seed = 18;
    double *s = geometric(60, 1e3);
    const randblas_xview A = random_with_values(90, 60, s, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int c = 0; c < 6; c++) {
        const randlapack_bqrrp_options options = {.block = 8, .rank = c % 2 ? 0 : 40, .tolerance = c % 2 ? 0.02 : 0};
        factors f = make_factors(90, 60, A, &seed), g = make_factors(90, 60, A, &seed);
        const int scale = scales[c / 2];
        for (int64_t t = 0; t < 90 * 60; t++) {
            scalar_t *a = f.A + t % 90 + t / 90 * f.lda;
            *a = (scalar_t)ldexp((double)*a, scale);
        }
        assert_int_equal(run(&f, &options), 0);
        assert_int_equal(run(&g, &options), 0);
        check_early(A, &g, g.report.reflectors);
        assert_int_equal(f.report.reflectors, g.report.reflectors);
        assert_true(fabs(ldexp(f.report.norm, -scale) - g.report.norm) <= 1e-12 * g.report.norm);
        assert_true(fabs(ldexp(f.report.error, -scale) - g.report.error) <= 1e3 * EPS * g.report.error);
        free_factors(&f), free_factors(&g);
    }
    free(A.p), free(s);
}

/* A sketch that misses the one row which holds everything, or nearly: what is left is read, and more columns come. */
static void blind_sketch(void **state)
{
    (void)state;
    uint64_t seed = 19;
    for (int c = 0; c < 2; c++) {
        const randblas_xview A = random_view(500, 30, RANDBLAS_COL_MAJOR, 0, &seed);
        for (int64_t j = 0; j < 30; j++)
            for (int64_t i = 0; i < 500; i++) *view_at(A, i, j) *= (scalar_t)(i == 77 ? 1 : c ? 1e-4 : 0);
        factors f = make_factors(500, 30, A, &seed);
        const randlapack_bqrrp_options options = {.family = RANDBLAS_ROW_SAMPLE, .block = 5, .tolerance = 0.01};
        assert_int_equal(run(&f, &options), 0);
        check_early(A, &f, f.report.reflectors);
        assert_true(f.report.error <= 0.01 * f.report.norm);
        assert_true(f.report.reflectors >= 1 && f.report.reflectors <= 10);
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
                free_factors(&f);
                f = make_factors(m, n, A, &seed);
                assert_int_equal(run(&f, &(randlapack_bqrrp_options){.block = block, .rank = 1, .tolerance = 0.999}),
                                 0);
                if (f.least > 0) check_early(A, &f, f.report.reflectors);
                assert_true(f.report.reflectors <= 1);
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
        {.rank = -1},
        {.tolerance = NAN},
        {.tolerance = -0.1},
        {.tolerance = 1},
        {.tolerance = INFINITY},
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
        free_factors(&f);
        f = make_factors(60, 40, A, &seed), watch = (watching){.cancel_in = "factor", .skip = c};
        randlapack_bqrrp_options early = options;
        early.rank = 35;
        assert_int_equal(run(&f, &early), RANDBLAS_CANCELLED);
        assert_true(memory.out == 0);
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
    for (int64_t k = 1; k <= 2 * all.requests; k++) {
        counting failing = {.refuse = (k + 1) / 2};
        options.control.allocator_context = &failing;
        options.tolerance = k % 2 ? 0.1 : 0;
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
        cmocka_unit_test(truncated),
        cmocka_unit_test(rank_of_all),
        cmocka_unit_test(tolerances),
        cmocka_unit_test(early_and_deficient),
        cmocka_unit_test(early_extreme_scales),
        cmocka_unit_test(blind_sketch),
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
