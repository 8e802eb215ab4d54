/* A = U T V^T: by the definition, and the diagonal of T against singular values. */
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)
#define UNUSED (-7)

typedef struct factors {
    int64_t m, n, l, lda, ldu, ldv;
    scalar_t *A, *U, *V;
    randlapack_urv_report report;
} factors;

/* A copy of A, and room for U and V, in arrays of their own leading dimensions, padded with NaN. */
static factors make_factors(int64_t m, int64_t n, randblas_xview A, uint64_t *seed)
{
    factors f = {.m = m, .n = n, .l = m < n ? m : n};
    const randblas_xview copy = random_view(m, n, RANDBLAS_COL_MAJOR, 3, seed),
                         U = random_view(m, f.l, RANDBLAS_COL_MAJOR, 1, seed),
                         V = random_view(n, f.l, RANDBLAS_COL_MAJOR, 2, seed);
    f.A = copy.p, f.lda = copy.ld, f.U = U.p, f.ldu = U.ld, f.V = V.p, f.ldv = V.ld;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < m; i++) *view_at(copy, i, j) = *view_at(A, i, j);
    f.U[0] = f.V[0] = UNUSED;
    return f;
}

static void free_factors(factors *f)
{
    free(f->A), free(f->U), free(f->V);
}

static int run(factors *f, const randlapack_urv_options *options)
{
    return randlapack_xurv(f->m, f->n, f->A, f->lda, f->U, f->ldu, f->V, f->ldv, options, &f->report);
}

static double at(const factors *f, int64_t i, int64_t j)
{
    return (double)f->A[i + j * f->lda];
}

static double orthogonality(int64_t rows, int64_t k, const scalar_t *Q, int64_t ld)
{
    double worst = 0;
    for (int64_t a = 0; a < k; a++)
        for (int64_t b = 0; b <= a; b++) {
            double sum = a == b ? -1 : 0;
            for (int64_t i = 0; i < rows; i++) sum += (double)Q[i + a * ld] * (double)Q[i + b * ld];
            if (!(fabs(sum) <= worst)) worst = fabs(sum);
        }
    return worst;
}

/* ||A - U(:, :k) T(:k, :) V^T||_F */
static double residual(randblas_xview A, const factors *f, int64_t k)
{
    double error = 0, *W = calloc((size_t)(f->m * f->l + 1), sizeof *W);
    for (int64_t j = 0; j < f->l; j++)
        for (int64_t t = 0; t < k; t++)
            for (int64_t i = 0; i < f->m; i++) W[i + j * f->m] += (double)f->U[i + t * f->ldu] * at(f, t, j);
    for (int64_t j = 0; j < f->n; j++)
        for (int64_t i = 0; i < f->m; i++) {
            double sum = (double)*view_at(A, i, j);
            for (int64_t t = 0; t < f->l; t++) sum -= W[i + t * f->m] * (double)f->V[j + t * f->ldv];
            error = hypot(error, sum);
        }
    free(W);
    return error;
}

/* T(from:, from:), or T(:to, from:) with rows up to `to` only. */
static double part(const factors *f, int64_t first, int64_t to, int64_t from)
{
    double norm = 0;
    for (int64_t j = from; j < f->l; j++)
        for (int64_t i = first; i < to; i++) norm = hypot(norm, at(f, i, j));
    return norm;
}

/*
 * Householder reflectors are stable to a modest multiple of sqrt(n) eps in practice; there are up to four for each
 * column here: those of U, of V, of a first QR, and in the bidiagonalisation of a block.
 */
static void check(randblas_xview A, const factors *f)
{
    const double limit = 40 * sqrt((double)(f->m + f->n + 1)) * EPS;
    const int64_t k = f->report.rank, l = f->l;
    double norm = 0;
    for (int64_t j = 0; j < f->n; j++) {
        assert_true(isnan(f->A[f->m + j * f->lda])); /* padding */
        for (int64_t i = 0; i < f->m; i++) {
            norm = hypot(norm, (double)*view_at(A, i, j));
            if (i >= l || j >= l || (i > j && j < k)) assert_true(at(f, i, j) == 0);
        }
    }
    for (int64_t t = 0; t < k; t++) assert_true(at(f, t, t) >= 0);
    for (int64_t t = 0; t < l; t++) assert_true(isnan(f->U[f->m + t * f->ldu]) && isnan(f->V[f->n + t * f->ldv]));
    assert_true(orthogonality(f->m, l, f->U, f->ldu) <= limit);
    assert_true(orthogonality(f->n, l, f->V, f->ldv) <= limit);
    assert_true(residual(A, f, l) <= limit * norm);
    assert_true(fabs(residual(A, f, k) - f->report.error) <= limit * norm);
    assert_true(fabs(part(f, 0, k, k) - f->report.coupling) <= limit * norm);
    assert_true(fabs(norm - f->report.norm) <= limit * norm);
}

/* The largest ratio, either way, of the diagonal of T to the given values over the first k. */
static double value_ratio(const factors *f, const double *s, int64_t k)
{
    double worst = 1;
    for (int64_t t = 0; t < k; t++) worst = fmax(worst, fmax(at(f, t, t) / s[t], s[t] / at(f, t, t)));
    return worst;
}

static double tail(const double *s, int64_t k, int64_t n)
{
    double sum = 0;
    for (int64_t t = n - 1; t >= k; t--) sum = hypot(sum, s[t]);
    return sum;
}

/* Every shape, spectra of all kinds, blocks that divide the size and blocks that do not, several passes. */
static void definition(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{120, 70}, {70, 120}, {90, 90}, {33, 33}, {1, 50}, {50, 1}, {300, 33}};
    const double conds[] = {1, 1e3, IS_SINGLE ? 1e4 : 1e12};
    const int64_t blocks[] = {0, 1, 7, 35, 500};
    uint64_t seed = 1;
    for (int h = 0; h < 7; h++)
        for (int c = 0; c < 3; c++)
            for (int b = 0; b < 5; b++) {
                const int64_t m = shapes[h][0], n = shapes[h][1];
                double *s = geometric(m < n ? m : n, conds[c]);
                const randblas_xview A = random_with_values(m, n, s, RANDBLAS_COL_MAJOR, 0, &seed);
                factors f = make_factors(m, n, A, &seed);
                const randlapack_urv_options options = {.block = blocks[b], .power_passes = b - 1};
                assert_int_equal(run(&f, &options), 0);
                assert_int_equal(f.report.rank, f.l);
                assert_true(f.report.error == 0 && f.report.coupling == 0);
                assert_int_equal(f.report.blocks, (f.l + f.report.block - 1) / f.report.block);
                check(A, &f);
                free_factors(&f), free(A.p), free(s);
            }
}

/*
 * The diagonal of T against singular values, from flat spectra to steep ones.  One pass of subspace iteration leaves
 * 1.5 here and two 1.4; without one the sketch alone decides, 2.3.
 */
static void values(void **state)
{
    (void)state;
    uint64_t seed = 2;
    const double conds[] = {1e2, 1e4, IS_SINGLE ? 1e4 : 1e12}, limit[] = {3, 1.7, 1.5, 1.4};
    for (int c = 0; c < 3; c++)
        for (int q = 0; q < 4; q++) {
            double *s = geometric(150, conds[c]);
            const randblas_xview A = random_with_values(150, 150, s, RANDBLAS_COL_MAJOR, 0, &seed);
            factors f = make_factors(150, 150, A, &seed);
            assert_int_equal(run(&f, &(randlapack_urv_options){.power_passes = q > 0 ? q : -1, .block = 16}), 0);
            assert_true(value_ratio(&f, s, 150) <= limit[q]);
            for (int64_t k = 16; k < 150; k += 16) { /* behind whole blocks */
                assert_true(part(&f, k, 150, k) <= (q > 0 ? 1.3 : 3) * tail(s, k, 150));
                if (q > 0) assert_true(part(&f, 0, k, k) <= 3 * s[k]);
            }
            free_factors(&f), free(A.p), free(s);
        }
}

/* Rank k: A = U T V^T still, and the error is near the best. */
static void truncated(void **state)
{
    (void)state;
    uint64_t seed = 3;
    const int64_t shapes[][2] = {{150, 100}, {100, 150}, {100, 100}}, ranks[] = {1, 10, 37, 99, 100, 1000};
    double *s = geometric(100, IS_SINGLE ? 1e3 : 1e6);
    for (int h = 0; h < 3; h++)
        for (int c = 0; c < 6; c++) {
            const int64_t m = shapes[h][0], n = shapes[h][1], k = ranks[c] < 100 ? ranks[c] : 100;
            const randblas_xview A = random_with_values(m, n, s, RANDBLAS_COL_MAJOR, 0, &seed);
            factors f = make_factors(m, n, A, &seed);
            assert_int_equal(run(&f, &(randlapack_urv_options){.rank = ranks[c], .block = 12}), 0);
            assert_int_equal(f.report.rank, k);
            check(A, &f);
            assert_true(f.report.error <= 1.5 * tail(s, k, 100));
            free_factors(&f), free(A.p);
        }
    free(s);
}

/* To a tolerance: met, by a rank that is hardly above the least there is; or not met by the rank. */
static void tolerances(void **state)
{
    (void)state;
    uint64_t seed = 4;
    const double tolerance[] = {0.5, 1e-1, 1e-2, 1e-4};
    double *s = geometric(200, IS_SINGLE ? 1e6 : 1e12);
    for (int c = 0; c < 4; c++) {
        const randblas_xview A = random_with_values(200, 230, s, RANDBLAS_COL_MAJOR, 0, &seed);
        factors f = make_factors(200, 230, A, &seed);
        int64_t least = 0;
        while (tail(s, least, 200) > tolerance[c] * tail(s, 0, 200)) least++;
        assert_int_equal(run(&f, &(randlapack_urv_options){.tolerance = tolerance[c]}), 0);
        check(A, &f);
        assert_true(f.report.error <= tolerance[c] * f.report.norm);
        assert_true(f.report.rank >= least && f.report.rank <= least + 2);
        free_factors(&f);
        f = make_factors(200, 230, A, &seed);
        const randlapack_urv_options options = {.tolerance = tolerance[c], .rank = least / 2};
        assert_int_equal(run(&f, &options), RANDBLAS_NOT_CONVERGED);
        assert_int_equal(f.report.rank, least / 2);
        check(A, &f);
        free_factors(&f), free(A.p);
    }
    free(s);
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
            assert_int_equal(run(&f, &(randlapack_urv_options){.block = block}), RANDBLAS_RANK_DEFICIENT);
            check(A, &f);
            assert_int_equal(f.report.rank, rank);
            free_factors(&f);
            f = make_factors(100, 80, A, &seed);
            const randlapack_urv_options loose = {.block = block, .rank = 60, .tolerance = 200 * EPS};
            assert_int_equal(run(&f, &loose), 0);
            assert_int_equal(f.report.rank, rank);
            free_factors(&f);
            f = make_factors(100, 80, A, &seed); /* no matter how small what is left */
            const int info = run(&f, &(randlapack_urv_options){.block = block, .tolerance = -1});
            assert_int_equal(info, f.report.rank < 80 ? RANDBLAS_RANK_DEFICIENT : 0);
            assert_true(f.report.rank >= rank && f.report.error == 0);
            check(A, &f);
            free_factors(&f), free(A.p);
        }
}

/* Kahan's matrix, whose least singular value is far below the last pivot of QR with column pivoting. */
static void kahan(void **state)
{
    (void)state;
    enum { N = 90 };
    uint64_t seed = 6;
    const double c = 0.285, s = sqrt(1 - c * c);
    const randblas_xview A = random_view(N, N, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t j = 0; j < N; j++)
        for (int64_t i = 0; i < N; i++)
            *view_at(A, i, j) = (scalar_t)(i > j ? 0 : pow(s, (double)i) * (i == j ? 1 : -c));
    factors f = make_factors(N, N, A, &seed), g = make_factors(N, N, A, &seed);
    real_t values[N];
    assert_int_equal(LAPACK(gesdd)(LAPACK_COL_MAJOR, 'N', N, N, g.A, (lapack_int)g.lda, values, NULL, 1, NULL, 1), 0);
    assert_int_equal(run(&f, &(randlapack_urv_options){.block = 16, .tolerance = -1}), 0);
    check(A, &f);
    double exact[N];
    for (int64_t t = 0; t < N; t++) exact[t] = (double)values[t];
    assert_true(value_ratio(&f, exact, N - 1) <= 2);
    assert_true(at(&f, N - 1, N - 1) <= 1e3 * exact[N - 1] + 10 * N * EPS * exact[0]);
    free_factors(&f), free_factors(&g), free(A.p);
}

/* Blocks whose singular values fall by 1e-5 within: directions are kept down to sqrt(eps) of the first. */
static void steep_spectrum(void **state)
{
    (void)state;
    uint64_t seed = 7;
    const int64_t levels = IS_SINGLE ? 2 : 3;
    double s[60];
    for (int64_t t = 0; t < 60; t++) {
        const int64_t level = t * levels / 60;
        s[t] = pow(IS_SINGLE ? 1e-3 : 1e-5, (double)level);
    }
    const randblas_xview A = random_with_values(80, 60, s, RANDBLAS_COL_MAJOR, 0, &seed);
    factors f = make_factors(80, 60, A, &seed);
    assert_int_equal(run(&f, &(randlapack_urv_options){.block = 32}), 0);
    check(A, &f);
    assert_true(value_ratio(&f, s, 60) <= 1.5);
    free_factors(&f), free(A.p);
}

/* A power of two as a scale changes nothing but the exponents, where it is taken out and where it is not. */
static void extreme_scales(void **state)
{
    (void)state;
    const int scales[] = {IS_SINGLE ? 100 : 664, IS_SINGLE ? -100 : -664, 3};
    uint64_t seed = 8;
    double *s = geometric(60, 1e3);
    const randblas_xview A = random_with_values(90, 60, s, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int c = 0; c < 3; c++) {
        factors f = make_factors(90, 60, A, &seed);
        for (int64_t j = 0; j < 60; j++)
            for (int64_t i = 0; i < 90; i++)
                f.A[i + j * f.lda] = (scalar_t)ldexp((double)f.A[i + j * f.lda], scales[c]);
        assert_int_equal(run(&f, &(randlapack_urv_options){.block = 8, .rank = 40}), 0);
        for (int64_t j = 0; j < 60; j++)
            for (int64_t i = 0; i < 60; i++)
                f.A[i + j * f.lda] = (scalar_t)ldexp((double)f.A[i + j * f.lda], -scales[c]);
        f.report.error = ldexp(f.report.error, -scales[c]);
        f.report.norm = ldexp(f.report.norm, -scales[c]);
        f.report.coupling = ldexp(f.report.coupling, -scales[c]);
        check(A, &f);
        assert_true(value_ratio(&f, s, 40) <= 1.7);
        free_factors(&f);
    }
    free(A.p), free(s);
}

/* A few rows that dwarf the rest; condition near 1/eps and a zero column. */
static void hostile(void **state)
{
    (void)state;
    uint64_t seed = 9;
    const randblas_xview A = random_view(200, 60, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t j = 0; j < 30; j++) *view_at(A, 3 * j, j) += (scalar_t)(IS_SINGLE ? 1e4 : 1e8);
    factors f = make_factors(200, 60, A, &seed);
    assert_int_equal(run(&f, &(randlapack_urv_options){.block = 10}), 0);
    check(A, &f);
    for (int64_t t = 0; t < 60; t++) assert_true((at(&f, t, t) > 1e3) == (t < 30));
    free_factors(&f), free(A.p);

    double *s = geometric(60, IS_SINGLE ? 1e6 : 1e15);
    const randblas_xview B = random_with_values(70, 60, s, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t i = 0; i < 70; i++) *view_at(B, i, 0) = 0;
    f = make_factors(70, 60, B, &seed);
    assert_int_equal(run(&f, &(randlapack_urv_options){.block = 10}), RANDBLAS_RANK_DEFICIENT);
    check(B, &f);
    assert_true(f.report.rank < 60 && f.report.error <= 70 * EPS * f.report.norm);
    free_factors(&f), free(B.p), free(s);
}

/* U and V may be left out: T is the same. */
static void without_bases(void **state)
{
    (void)state;
    uint64_t seed = 10;
    const int64_t shapes[][2] = {{60, 40}, {40, 60}, {50, 50}};
    for (int h = 0; h < 3; h++)
        for (int c = 0; c < 3; c++) {
            const int64_t m = shapes[h][0], n = shapes[h][1];
            const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
            factors f = make_factors(m, n, A, &seed), g = make_factors(m, n, A, &seed);
            const randlapack_urv_options options = {.block = 16};
            assert_int_equal(run(&f, &options), 0);
            assert_int_equal(randlapack_xurv(m, n, g.A, g.lda, c == 1 ? g.U : NULL, c == 1 ? g.ldu : 0,
                                             c == 2 ? g.V : NULL, c == 2 ? g.ldv : 0, &options, NULL),
                             0);
            for (int64_t j = 0; j < n; j++)
                for (int64_t i = 0; i < m; i++) assert_true(fabs(at(&f, i, j) - at(&g, i, j)) <= 1e4 * EPS);
            for (int64_t j = 0; j < f.l && c == 1; j++)
                for (int64_t i = 0; i < m; i++)
                    assert_true(fabs((double)(f.U[i + j * f.ldu] - g.U[i + j * g.ldu])) <= 1e5 * EPS);
            for (int64_t j = 0; j < f.l && c == 2; j++)
                for (int64_t i = 0; i < n; i++)
                    assert_true(fabs((double)(f.V[i + j * f.ldv] - g.V[i + j * g.ldv])) <= 1e5 * EPS);
            free_factors(&f), free_factors(&g), free(A.p);
        }
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 11;
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY, (scalar_t)-INFINITY};
    for (int c = 0; c < 3; c++) {
        const randblas_xview A = random_view(50, 40, RANDBLAS_COL_MAJOR, 0, &seed);
        *view_at(A, 49, 17) = bad[c];
        factors f = make_factors(50, 40, A, &seed);
        assert_int_equal(run(&f, NULL), RANDBLAS_NOT_FINITE);
        assert_true(isnan(f.U[49 + 39 * f.ldu]) && isnan(f.V[0]) && f.report.rank == 0);
        for (int64_t j = 0; j < 40; j++)
            for (int64_t i = 0; i < 50; i++)
                assert_true(f.A[i + j * f.lda] == *view_at(A, i, j) || (i == 49 && j == 17));
        free_factors(&f), free(A.p);
    }
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int64_t m = 0; m < 4; m++)
        for (int64_t n = 0; n < 4; n++)
            for (int64_t block = 0; block < 3; block++) {
                const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
                factors f = make_factors(m, n, A, &seed);
                assert_int_equal(run(&f, &(randlapack_urv_options){.block = block}), 0);
                assert_int_equal(f.report.rank, f.l);
                if (f.l > 0) check(A, &f);
                free_factors(&f), free(A.p);
            }
    const randblas_xview zero = {calloc(20, sizeof(scalar_t)), 5, false};
    factors f = make_factors(5, 4, zero, &seed);
    assert_int_equal(run(&f, NULL), RANDBLAS_RANK_DEFICIENT);
    check(zero, &f);
    assert_true(f.report.rank == 0 && f.report.error == 0 && f.report.norm == 0);
    free_factors(&f), free(zero.p);
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 13;
    const randblas_xview A = random_view(9, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    factors f = make_factors(9, 6, A, &seed);
    const int64_t ld = f.lda;
#define CALL(m, n, A, lda, ldu, ldv, options) randlapack_xurv(m, n, A, lda, f.U, ldu, f.V, ldv, options, NULL)
    assert_int_equal(CALL(-1, 6, f.A, ld, 9, 6, NULL), -1);
    assert_int_equal(CALL(9, -1, f.A, ld, 9, 6, NULL), -2);
    assert_int_equal(CALL(9, 6, NULL, ld, 9, 6, NULL), -3);
    assert_int_equal(CALL(9, 6, f.A, 8, 9, 6, NULL), -4);
    assert_int_equal(CALL(9, 6, f.A, ld, 8, 6, NULL), -6);
    assert_int_equal(CALL(9, 6, f.A, ld, 9, 5, NULL), -8);
    const randlapack_urv_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.rank = -1},
        {.block = -1},
        {.tolerance = 1},
        {.tolerance = (double)NAN},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) assert_int_equal(CALL(9, 6, f.A, ld, 9, 6, &bad[k]), -9);
    assert_true(f.A[0] == *view_at(A, 0, 0) && f.U[0] == UNUSED && f.V[0] == UNUSED);
    free_factors(&f), free(A.p);
}

static void can_be_cancelled(void **state)
{
    (void)state;
    uint64_t seed = 14;
    for (int64_t c = 0; c < 8; c++) {
        const randblas_xview A = random_view(60, 40, RANDBLAS_COL_MAJOR, 0, &seed);
        factors f = make_factors(60, 40, A, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = c < 5 ? "factor" : "form", .skip = c < 5 ? c : c - 5};
        const randlapack_urv_options options = {.block = 10,
                                                .control = {.progress = watching_progress,
                                                            .progress_context = &watch,
                                                            .allocate = counting_allocate,
                                                            .release = counting_release,
                                                            .allocator_context = &memory}};
        assert_int_equal(run(&f, &options), c < 6 ? RANDBLAS_CANCELLED : 0);
        assert_true(memory.requests > 0 && memory.out == 0);
        free_factors(&f), free(A.p);
    }
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 15;
    const int64_t shapes[][2] = {{60, 40}, {40, 60}};
    for (int h = 0; h < 2; h++) {
        const int64_t m = shapes[h][0], n = shapes[h][1];
        const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
        counting all = {0};
        randlapack_urv_options options = {
            .block = 10,
            .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
        factors f = make_factors(m, n, A, &seed);
        assert_int_equal(run(&f, &options), 0);
        assert_true(all.requests >= 20 && all.out == 0);
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
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(definition),        cmocka_unit_test(values),           cmocka_unit_test(truncated),
        cmocka_unit_test(tolerances),        cmocka_unit_test(rank_deficient),   cmocka_unit_test(kahan),
        cmocka_unit_test(steep_spectrum),    cmocka_unit_test(extreme_scales),   cmocka_unit_test(hostile),
        cmocka_unit_test(without_bases),     cmocka_unit_test(not_finite),       cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments), cmocka_unit_test(can_be_cancelled), cmocka_unit_test(memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
