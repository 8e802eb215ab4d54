/* LU with columns chosen from a sketch: P A Q = L U by the definition, pivots against singular values and geqp3's. */
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)
#define UNUSED (-7)

typedef struct factors {
    int64_t m, n, least, lda, *ipvt, *jpvt;
    scalar_t *A;
    randlapack_lu_report report;
} factors;

/* A copy of A in an array of its own leading dimension, padded with NaN. */
static factors make_factors(int64_t m, int64_t n, randblas_xview A, uint64_t *seed)
{
    factors f = {.m = m, .n = n, .least = m < n ? m : n};
    const randblas_xview copy = random_view(m, n, RANDBLAS_COL_MAJOR, 3, seed);
    f.A = copy.p, f.lda = copy.ld;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < m; i++) *view_at(copy, i, j) = *view_at(A, i, j);
    f.ipvt = malloc((size_t)(m + 1) * sizeof *f.ipvt);
    f.jpvt = malloc((size_t)(n + 1) * sizeof *f.jpvt);
    for (int64_t i = 0; i <= m; i++) f.ipvt[i] = UNUSED;
    for (int64_t j = 0; j <= n; j++) f.jpvt[j] = UNUSED;
    return f;
}

static void free_factors(factors *f)
{
    free(f->A), free(f->ipvt), free(f->jpvt);
}

static int run(factors *f, const randlapack_lu_options *options)
{
    return randlapack_xsketched_lu(f->m, f->n, f->A, f->lda, f->ipvt, f->jpvt, options, &f->report);
}

static double pivot(const factors *f, int64_t i)
{
    return fabs((double)f->A[i * (f->lda + 1)]);
}

static void check_permutation(int64_t n, const int64_t *order)
{
    bool *seen = calloc((size_t)n + 1, sizeof *seen);
    for (int64_t j = 0; j < n; j++) {
        assert_true(order[j] >= 0 && order[j] < n && !seen[order[j]]);
        seen[order[j]] = true;
    }
    assert_int_equal(order[n], UNUSED);
    free(seen);
}

/* L, m x k, and U, k x n, in double. */
static void write_factors(const factors *f, double *L, double *U)
{
    const int64_t k = f->report.rank;
    for (int64_t t = 0; t < k; t++)
        for (int64_t i = 0; i < f->m; i++) L[i + t * f->m] = i < t ? 0 : i == t ? 1 : (double)f->A[i + t * f->lda];
    for (int64_t j = 0; j < f->n; j++)
        for (int64_t t = 0; t < k; t++) U[t + j * k] = t <= j ? (double)f->A[t + j * f->lda] : 0;
}

/*
 * P A Q - L U against the Schur complement, entry by entry: each of k updates of an entry rounds by at most eps |L||U|,
 * and so does each term of U; |L| <= 1, and errors of products of k terms add like sqrt(k) in practice, k at worst.
 */
static void check(randblas_xview A, const factors *f)
{
    const int64_t m = f->m, n = f->n, k = f->report.rank;
    double *L = calloc((size_t)(m * k + 1), sizeof *L), *U = calloc((size_t)(k * n + 1), sizeof *U);
    double error = 0, norm = 0;
    check_permutation(m, f->ipvt), check_permutation(n, f->jpvt);
    write_factors(f, L, U);
    for (int64_t t = 0; t < m * k; t++) assert_true(fabs(L[t]) <= 1);
    for (int64_t j = 0; j < n; j++) {
        assert_true(isnan(f->A[m + j * f->lda])); /* padding */
        for (int64_t i = 0; i < m; i++) {
            const double a = (double)*view_at(A, f->ipvt[i], f->jpvt[j]);
            double sum = a, size = fabs(a);
            for (int64_t t = 0; t < k; t++) {
                sum -= L[i + t * m] * U[t + j * k];
                size += fabs(L[i + t * m] * U[t + j * k]);
            }
            norm = hypot(norm, a), error = hypot(error, sum);
            if (i >= k && j >= k) sum -= (double)f->A[i + j * f->lda];
            assert_true(fabs(sum) <= 2 * ((double)k + 2) * EPS * size);
        }
    }
    assert_true(fabs(f->report.norm - norm) <= 1e-10 * norm);
    const double rounding = k == f->least ? 0 : 20 * ((double)k + 2) * EPS * norm * f->report.growth;
    assert_true(fabs(f->report.error - error) <= 1e-10 * error + rounding || k == f->least);
    assert_true(k < f->least || f->report.error == 0);
    assert_true(f->report.growth > 0 && f->report.growth <= 100);
    free(L), free(U);
}

/* The largest ratio, either way, of |U_ii| to the given values over the first k. */
static double pivot_ratio(const factors *f, const double *values, int64_t k)
{
    double worst = 1;
    for (int64_t t = 0; t < k; t++) worst = fmax(worst, fmax(pivot(f, t) / values[t], values[t] / pivot(f, t)));
    return worst;
}

/* What is left when the largest entry is the pivot, step after step: |u_kk|, and the norm behind k pivots. */
typedef struct reference {
    double *pivots, *errors; /* k = 0, ... */
} reference;

static void eliminate(int64_t m, int64_t n, double *C, int64_t row, int64_t col, double *norm)
{
    const double pivot = C[row + col * m];
    double *l = malloc((size_t)m * sizeof *l), sum = 0;
    for (int64_t i = 0; i < m; i++) l[i] = C[i + col * m] / pivot;
    for (int64_t j = 0; j < n; j++) {
        const double u = C[row + j * m];
        for (int64_t i = 0; i < m; i++) {
            double *c = C + i + j * m;
            *c = i == row || j == col ? 0 : *c - l[i] * u;
            sum += *c * *c;
        }
    }
    *norm = sqrt(sum);
    free(l);
}

static reference complete_pivoting(randblas_xview A, int64_t m, int64_t n)
{
    const int64_t least = m < n ? m : n;
    reference r = {malloc((size_t)least * sizeof(double)), malloc((size_t)(least + 1) * sizeof(double))};
    double *C = malloc((size_t)(m * n) * sizeof *C), sum = 0;
    for (int64_t t = 0; t < m * n; t++) C[t] = (double)*view_at(A, t % m, t / m), sum += C[t] * C[t];
    r.errors[0] = sqrt(sum);
    for (int64_t k = 0; k < least; k++) {
        int64_t best = 0;
        for (int64_t t = 0; t < m * n; t++)
            if (fabs(C[t]) > fabs(C[best])) best = t;
        r.pivots[k] = fabs(C[best]);
        eliminate(m, n, C, best % m, best / m, &r.errors[k + 1]);
    }
    free(C);
    return r;
}

static void free_reference(reference *r)
{
    free(r->pivots), free(r->errors);
}

/* geqp3's |R_ii|. */
static double *qr_pivots(randblas_xview A, int64_t m, int64_t n)
{
    uint64_t seed = 1;
    factors g = make_factors(m, n, A, &seed);
    lapack_int *order = calloc((size_t)n + 1, sizeof *order);
    scalar_t *tau = malloc((size_t)(n + 1) * sizeof *tau);
    double *r = malloc((size_t)(g.least + 1) * sizeof *r);
    assert_int_equal(LAPACK(geqp3)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, g.A, (lapack_int)g.lda, order, tau),
                     0);
    for (int64_t t = 0; t < g.least; t++) r[t] = pivot(&g, t);
    free(order), free(tau), free_factors(&g);
    return r;
}

/* Every shape, spectra of all kinds, blocks that divide the size and blocks that do not. */
static void definition(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{120, 70}, {70, 120}, {90, 90}, {33, 33}, {1, 50}, {50, 1}, {40, 33}};
    const double conds[] = {1, 1e3, IS_SINGLE ? 1e5 : 1e12};
    const int64_t blocks[] = {0, 1, 7, 35, 500};
    uint64_t seed = 1;
    for (int h = 0; h < 7; h++)
        for (int c = 0; c < 3; c++)
            for (int b = 0; b < 5; b++) {
                const int64_t m = shapes[h][0], n = shapes[h][1];
                double *s = geometric(m < n ? m : n, conds[c]);
                const randblas_xview A = random_with_values(m, n, s, RANDBLAS_COL_MAJOR, 0, &seed);
                factors f = make_factors(m, n, A, &seed);
                const randlapack_lu_options options = {.block = blocks[b]};
                assert_int_equal(run(&f, &options), 0);
                assert_int_equal(f.report.rank, f.least);
                assert_true(f.report.block >= 1 && f.report.block <= f.least);
                check(A, &f);
                free_factors(&f), free(A.p), free(s);
            }
}

/*
 * |U_ii| follows the singular values as the pivots of complete pivoting do, which sees each entry: columns chosen by
 * length and then an entry by size, or an entry by size alone, differ by sqrt(m) at worst and by 2 or so in practice.
 */
static void pivots(void **state)
{
    (void)state;
    uint64_t seed = 2;
    const double conds[] = {1e2, 1e4, IS_SINGLE ? 1e5 : 1e12};
    for (int c = 0; c < 3; c++) {
        double *s = geometric(150, conds[c]);
        const randblas_xview A = random_with_values(200, 150, s, RANDBLAS_COL_MAJOR, 0, &seed);
        factors f = make_factors(200, 150, A, &seed);
        double *q = qr_pivots(A, 200, 150);
        reference r = complete_pivoting(A, 200, 150);
        assert_int_equal(run(&f, &(randlapack_lu_options){.block = 16}), 0);
        assert_true(pivot_ratio(&f, s, 150) <= 40);
        assert_true(pivot_ratio(&f, q, 150) <= 10);
        assert_true(pivot_ratio(&f, r.pivots, 150) <= 4);
        free_reference(&r), free_factors(&f), free(A.p), free(s), free(q);
    }
}

/* Rank k: the error is measured, and little above that of complete pivoting; of the last columns each counts. */
static void truncated(void **state)
{
    (void)state;
    uint64_t seed = 3;
    const int64_t shapes[][2] = {{150, 100}, {100, 150}};
    const int64_t ranks[] = {1, 10, 37, 99, 100, 1000};
    double *s = geometric(100, IS_SINGLE ? 1e3 : 1e6);
    for (int h = 0; h < 2; h++)
        for (int c = 0; c < 6; c++) {
            const int64_t m = shapes[h][0], n = shapes[h][1], k = ranks[c] < 100 ? ranks[c] : 100;
            const randblas_xview A = random_with_values(m, n, s, RANDBLAS_COL_MAJOR, 0, &seed);
            factors f = make_factors(m, n, A, &seed);
            reference r = complete_pivoting(A, m, n);
            assert_int_equal(run(&f, &(randlapack_lu_options){.rank = ranks[c], .block = 12}), 0);
            assert_int_equal(f.report.rank, k);
            check(A, &f);
            assert_true(f.report.error <= (k < 90 ? 1.5 : 3) * r.errors[k]);
            free_reference(&r), free_factors(&f), free(A.p);
        }
    free(s);
}

/* To a tolerance: met, by a rank near that of complete pivoting; or not met by the rank. */
static void tolerances(void **state)
{
    (void)state;
    uint64_t seed = 4;
    const double tolerance[] = {0.5, 1e-1, 1e-2, 1e-4};
    double *s = geometric(200, IS_SINGLE ? 1e6 : 1e12);
    const randblas_xview A = random_with_values(200, 230, s, RANDBLAS_COL_MAJOR, 0, &seed);
    reference r = complete_pivoting(A, 200, 230);
    for (int c = 0; c < 4; c++) {
        factors f = make_factors(200, 230, A, &seed);
        assert_int_equal(run(&f, &(randlapack_lu_options){.tolerance = tolerance[c]}), 0);
        check(A, &f);
        int64_t least = 0;
        while (r.errors[least] > tolerance[c] * r.errors[0]) least++;
        assert_true(f.report.error <= tolerance[c] * f.report.norm);
        assert_true(f.report.rank <= least + least / 10 + 3);
        free_factors(&f);
        f = make_factors(200, 230, A, &seed);
        const randlapack_lu_options options = {.tolerance = tolerance[c], .rank = least / 2};
        assert_int_equal(run(&f, &options), RANDBLAS_NOT_CONVERGED);
        assert_int_equal(f.report.rank, least / 2);
        check(A, &f);
        free_factors(&f);
    }
    free_reference(&r), free(A.p), free(s);
}

/* Ranks 0 to 40 with repeated and zero columns: found, and reported as a deficiency unless a tolerance was asked for.
 */
static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int64_t rank = 0; rank <= 40; rank += 5)
        for (int64_t block = 0; block <= 10; block += 5) {
            double s[80] = {0};
            for (int64_t t = 0; t < rank; t++) s[t] = 80 - (double)t;
            const randblas_xview A = random_with_values(100, 80, s, RANDBLAS_COL_MAJOR, 1, &seed);
            for (int64_t i = 0; i < 100; i++) *view_at(A, i, 4) = 0, *view_at(A, i, 9) = *view_at(A, i, 2);
            factors f = make_factors(100, 80, A, &seed);
            assert_int_equal(run(&f, &(randlapack_lu_options){.block = block}), RANDBLAS_RANK_DEFICIENT);
            check(A, &f);
            assert_int_equal(f.report.rank, rank);
            assert_true(f.report.error <= 100 * EPS * f.report.norm);
            free_factors(&f);
            f = make_factors(100, 80, A, &seed);
            assert_int_equal(run(&f, &(randlapack_lu_options){.block = block, .rank = 60, .tolerance = 200 * EPS}), 0);
            assert_int_equal(f.report.rank, rank);
            free_factors(&f);
            f = make_factors(100, 80, A, &seed); /* no matter how small what is left */
            const int info = run(&f, &(randlapack_lu_options){.block = block, .tolerance = -1});
            assert_int_equal(info, f.report.rank < 80 ? RANDBLAS_RANK_DEFICIENT : 0);
            assert_true(f.report.rank >= rank && f.report.error == 0);
            check(A, &f);
            free_factors(&f), free(A.p);
        }
}

/* Exact arithmetic: a matrix of small integers of rank 2, whose sketches cancel easily, and sketches of one row. */
static void cancelling_sketches(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        const randblas_xview A = {calloc(64, sizeof(scalar_t)), 8, false};
        for (int64_t j = 0; j < 8; j++)
            for (int64_t i = 0; i < 8; i++) *view_at(A, i, j) = (scalar_t)((j < 4 ? 1 : -1) + (i + 2 * j) % 2);
        uint64_t pad = seed;
        factors f = make_factors(8, 8, A, &pad);
        const randlapack_lu_options options = {
            .block = 1, .oversampling = -1, .family = RANDBLAS_RADEMACHER, .state = randblas_seed(seed)};
        assert_int_equal(run(&f, &options), RANDBLAS_RANK_DEFICIENT);
        check(A, &f);
        assert_int_equal(f.report.rank, 2);
        assert_true(f.report.error == 0);
        free_factors(&f), free(A.p);
    }
}

/* Kahan's matrix, on which QR with column pivoting does not pivot at all: LU has the rank and the size of its pivots.
 */
static void kahan(void **state)
{
    (void)state;
    enum { N = 90 };
    uint64_t seed = 6;
    const double c = 0.285, s = sqrt(1 - c * c);
    const randblas_xview A = random_view(N, N, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t j = 0; j < N; j++)
        for (int64_t i = 0; i < N; i++)
            *view_at(A, i, j) =
                (scalar_t)(i > j ? 0 : pow(s, (double)i) * (i == j ? 1 : -c) * (1 - 1e-4 * (double)(i == j ? j : 0)));
    factors f = make_factors(N, N, A, &seed);
    double *r = qr_pivots(A, N, N);
    const int info = run(&f, &(randlapack_lu_options){.block = 16, .tolerance = -1});
    assert_int_equal(info, 0);
    check(A, &f);
    assert_true(pivot_ratio(&f, r, N - 1) <= 20);
    free_factors(&f), free(A.p), free(r);
}

/* Wilkinson's matrix, on which partial pivoting alone lets entries grow as 2^(n - 1). */
static void no_growth(void **state)
{
    (void)state;
    enum { N = 60 };
    uint64_t seed = 7;
    const randblas_xview A = random_view(N, N, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t j = 0; j < N; j++)
        for (int64_t i = 0; i < N; i++) *view_at(A, i, j) = j == N - 1 || i == j ? 1 : i > j ? -1 : 0;
    factors f = make_factors(N, N, A, &seed);
    assert_int_equal(run(&f, &(randlapack_lu_options){.block = 8}), 0);
    check(A, &f);
    assert_true(f.report.growth <= 8);
    free_factors(&f), free(A.p);
}

static void steep_spectrum(void **state)
{
    (void)state;
    uint64_t seed = 8;
    const int64_t levels = IS_SINGLE ? 2 : 3;
    double s[60];
    for (int64_t t = 0; t < 60; t++) {
        const int64_t level = t * levels / 60;
        s[t] = pow(IS_SINGLE ? 1e-3 : 1e-5, (double)level);
    }
    const randblas_xview A = random_with_values(80, 60, s, RANDBLAS_COL_MAJOR, 0, &seed);
    factors f = make_factors(80, 60, A, &seed);
    assert_int_equal(run(&f, &(randlapack_lu_options){.block = 10}), 0);
    check(A, &f);
    assert_true(pivot_ratio(&f, s, 60) <= 10);
    free_factors(&f), free(A.p);
}

/* A power of two as a scale changes nothing but the exponents, where it is taken out and where it is not. */
static void extreme_scales(void **state)
{
    (void)state;
    const int scales[] = {IS_SINGLE ? 100 : 664, IS_SINGLE ? -100 : -664, 3};
    uint64_t seed = 9;
    const randblas_xview A = random_view(90, 60, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t j = 0; j < 60; j++) *view_at(A, 7, j) = 1; /* the largest, so that the exponent is known */
    for (int c = 0; c < 3; c++) {
        factors f = make_factors(90, 60, A, &seed), g = make_factors(90, 60, A, &seed);
        const randlapack_lu_options options = {.block = 8, .rank = 40};
        for (int64_t j = 0; j < 60; j++)
            for (int64_t i = 0; i < 90; i++)
                f.A[i + j * f.lda] = (scalar_t)ldexp((double)f.A[i + j * f.lda], scales[c]);
        assert_int_equal(run(&f, &options), 0);
        assert_int_equal(run(&g, &options), 0);
        for (int64_t j = 0; j < 60; j++)
            for (int64_t i = 0; i < 90; i++) {
                const bool lower = i > j && j < 40;
                const double a = (double)f.A[i + j * f.lda], b = (double)g.A[i + j * g.lda];
                assert_true((lower ? a : ldexp(a, -scales[c])) == b);
            }
        assert_true(memcmp(f.ipvt, g.ipvt, 90 * sizeof *f.ipvt) == 0);
        assert_true(fabs(ldexp(f.report.error, -scales[c]) - g.report.error) <= 1e-12 * g.report.error);
        assert_true(fabs(ldexp(f.report.norm, -scales[c]) - g.report.norm) <= 1e-12 * g.report.norm);
        check(A, &g);
        free_factors(&f), free_factors(&g);
    }
    free(A.p);
}

/* A few rows and columns that dwarf the rest, condition near 1/eps, zero columns. */
static void hostile(void **state)
{
    (void)state;
    uint64_t seed = 10;
    const randblas_xview A = random_view(200, 60, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t j = 0; j < 30; j++) *view_at(A, 3 * j, j) += (scalar_t)(IS_SINGLE ? 1e4 : 1e8);
    factors f = make_factors(200, 60, A, &seed);
    assert_int_equal(run(&f, &(randlapack_lu_options){.block = 10}), 0);
    check(A, &f);
    for (int64_t t = 0; t < 30; t++) assert_true(pivot(&f, t) > 1e3);
    free_factors(&f), free(A.p);

    double *s = geometric(60, IS_SINGLE ? 1e6 : 1e15);
    const randblas_xview B = random_with_values(70, 60, s, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t i = 0; i < 70; i++) *view_at(B, i, 0) = 0;
    f = make_factors(70, 60, B, &seed);
    assert_int_equal(run(&f, &(randlapack_lu_options){.block = 10}), RANDBLAS_RANK_DEFICIENT);
    check(B, &f);
    assert_true(f.report.rank < 60 && f.report.error <= 70 * EPS * f.report.norm);
    assert_true(pivot_ratio(&f, s, 40) <= 20);
    free_factors(&f), free(B.p), free(s);
}

static void families(void **state)
{
    (void)state;
    const randblas_family all[] = {RANDBLAS_GAUSSIAN, RANDBLAS_RADEMACHER, RANDBLAS_SRHT, RANDBLAS_SPARSE_STACK};
    uint64_t seed = 11;
    double *s = geometric(60, 1e3);
    for (int k = 0; k < 4; k++) {
        const randblas_xview A = random_with_values(60, 90, s, RANDBLAS_COL_MAJOR, 0, &seed);
        factors f = make_factors(60, 90, A, &seed);
        const randlapack_lu_options options = {
            .family = all[k], .block = 9, .oversampling = k == 0 ? -1 : 4, .state = randblas_seed(9)};
        assert_int_equal(run(&f, &options), 0);
        check(A, &f);
        assert_true(pivot_ratio(&f, s, 60) <= 20);
        free_factors(&f), free(A.p);
    }
    free(s);
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 12;
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY, (scalar_t)-INFINITY};
    for (int c = 0; c < 3; c++) {
        const randblas_xview A = random_view(50, 40, RANDBLAS_COL_MAJOR, 0, &seed);
        *view_at(A, 49, 17) = bad[c];
        factors f = make_factors(50, 40, A, &seed);
        assert_int_equal(run(&f, NULL), RANDBLAS_NOT_FINITE);
        assert_true(f.ipvt[49] == 49 && f.jpvt[39] == 39 && f.report.rank == 0);
        for (int64_t j = 0; j < 40; j++)
            for (int64_t i = 0; i < 50; i++)
                assert_true(f.A[i + j * f.lda] == *view_at(A, i, j) || (i == 49 && j == 17));
        free_factors(&f), free(A.p);
    }
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 13;
    for (int64_t m = 0; m < 4; m++)
        for (int64_t n = 0; n < 4; n++)
            for (int64_t block = 0; block < 3; block++) {
                const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
                factors f = make_factors(m, n, A, &seed);
                assert_int_equal(run(&f, &(randlapack_lu_options){.block = block}), 0);
                assert_int_equal(f.report.rank, f.least);
                check_permutation(m, f.ipvt), check_permutation(n, f.jpvt);
                if (f.least > 0) check(A, &f);
                free_factors(&f), free(A.p);
            }
    const randblas_xview zero = {calloc(20, sizeof(scalar_t)), 5, false};
    factors f = make_factors(5, 4, zero, &seed);
    assert_int_equal(run(&f, NULL), RANDBLAS_RANK_DEFICIENT);
    assert_true(f.report.rank == 0 && f.report.error == 0 && f.report.norm == 0 && f.report.growth == 1);
    free_factors(&f), free(zero.p);
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 14;
    const randblas_xview A = random_view(9, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    factors f = make_factors(9, 6, A, &seed);
    const int64_t ld = f.lda;
#define CALL(m, n, A, lda, ipvt, jpvt, options) randlapack_xsketched_lu(m, n, A, lda, ipvt, jpvt, options, NULL)
    assert_int_equal(CALL(-1, 6, f.A, ld, f.ipvt, f.jpvt, NULL), -1);
    assert_int_equal(CALL(9, -1, f.A, ld, f.ipvt, f.jpvt, NULL), -2);
    assert_int_equal(CALL(9, 6, NULL, ld, f.ipvt, f.jpvt, NULL), -3);
    assert_int_equal(CALL(9, 6, f.A, 8, f.ipvt, f.jpvt, NULL), -4);
    assert_int_equal(CALL(9, 6, f.A, ld, NULL, f.jpvt, NULL), -5);
    assert_int_equal(CALL(9, 6, f.A, ld, f.ipvt, NULL, NULL), -6);
    const randlapack_lu_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_KHATRI_RAO},
        {.rank = -1},
        {.block = -1},
        {.tolerance = 1},
        {.tolerance = (double)NAN},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(CALL(9, 6, f.A, ld, f.ipvt, f.jpvt, &bad[k]), -7);
    assert_true(f.A[0] == *view_at(A, 0, 0) && f.ipvt[0] == UNUSED && f.jpvt[0] == UNUSED);
    free_factors(&f), free(A.p);
}

static void can_be_cancelled(void **state)
{
    (void)state;
    uint64_t seed = 15;
    for (int64_t c = 0; c < 6; c++) {
        const randblas_xview A = random_view(60, 40, RANDBLAS_COL_MAJOR, 0, &seed);
        factors f = make_factors(60, 40, A, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = "factor", .skip = c};
        const randlapack_lu_options options = {.block = 10,
                                               .control = {.progress = watching_progress,
                                                           .progress_context = &watch,
                                                           .allocate = counting_allocate,
                                                           .release = counting_release,
                                                           .allocator_context = &memory}};
        assert_int_equal(run(&f, &options), c < 5 ? RANDBLAS_CANCELLED : 0);
        assert_true(memory.requests > 0 && memory.out == 0);
        assert_int_equal(f.report.rank, c < 2 ? 0 : c < 5 ? 10 * (c - 1) : 40);
        check(A, &f); /* what is done is a factorisation */
        free_factors(&f), free(A.p);
    }
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 16;
    const randblas_xview A = random_view(60, 40, RANDBLAS_COL_MAJOR, 0, &seed);
    counting all = {0};
    randlapack_lu_options options = {
        .block = 10,
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    factors f = make_factors(60, 40, A, &seed);
    assert_int_equal(run(&f, &options), 0);
    assert_true(all.requests >= 8 && all.out == 0);
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
        cmocka_unit_test(truncated),
        cmocka_unit_test(tolerances),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(cancelling_sketches),
        cmocka_unit_test(kahan),
        cmocka_unit_test(no_growth),
        cmocka_unit_test(steep_spectrum),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(hostile),
        cmocka_unit_test(families),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(can_be_cancelled),
        cmocka_unit_test(memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
