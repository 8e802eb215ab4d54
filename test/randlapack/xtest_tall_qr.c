/* QR of tall matrices through a sketch: the definition of the factors, pivots against geqp3, degenerate input. */
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)
#define UNUSED (-7)

typedef struct factors {
    int64_t m, n, ldq, ldr, *jpvt;
    scalar_t *Q, *R;
    randlapack_tall_qr_report report;
    bool pivoted;
} factors;

static factors make_factors(const randblas_xlinop *A, bool pivoted, uint64_t *seed)
{
    factors f = {.m = A->rows, .n = A->cols, .ldq = A->rows + 2, .ldr = A->cols + 1, .pivoted = pivoted};
    f.Q = random_view(f.m, f.n, RANDBLAS_COL_MAJOR, f.m ? 2 : 1, seed).p;
    f.R = random_view(f.n, f.n, RANDBLAS_COL_MAJOR, 1, seed).p;
    f.jpvt = malloc((size_t)(f.n + 1) * sizeof *f.jpvt);
    for (int64_t j = 0; j <= f.n; j++) f.jpvt[j] = UNUSED;
    return f;
}

static void free_factors(factors *f)
{
    free(f->Q), free(f->R), free(f->jpvt);
}

static int run(const randblas_xlinop *A, factors *f, const randlapack_tall_qr_options *options)
{
    if (f->pivoted) return randlapack_xcqrrpt(A, f->Q, f->ldq, f->R, f->ldr, f->jpvt, options, &f->report);
    for (int64_t j = 0; j < f->n; j++) f->jpvt[j] = j;
    return randlapack_xrcholqr(A, f->Q, f->ldq, f->R, f->ldr, options, &f->report);
}

/* ||Q^T Q - I||_F over the first k columns. */
static double orthogonality(const factors *f, int64_t k)
{
    double squares = 0;
    for (int64_t a = 0; a < k; a++)
        for (int64_t b = 0; b < k; b++) {
            double sum = a == b ? -1 : 0;
            for (int64_t i = 0; i < f->m; i++) sum += (double)f->Q[i + a * f->ldq] * (double)f->Q[i + b * f->ldq];
            squares += sum * sum;
        }
    return sqrt(squares);
}

/* max over columns of ||A P - Q R|| / ||column||; a zero column has to be met exactly.  scale: 2^-scale A is compared.
 */
static double column_residual(randblas_xview A, const factors *f, bool relative_to_all)
{
    double worst = 0, all = 0;
    for (int64_t j = 0; j < f->n; j++)
        for (int64_t i = 0; i < f->m; i++) all = fmax(all, fabs((double)*view_at(A, i, j)));
    for (int64_t j = 0; j < f->n; j++) {
        double error = 0, norm = 0;
        for (int64_t i = 0; i < f->m; i++) {
            double sum = (double)*view_at(A, i, f->jpvt[j]);
            norm = hypot(norm, sum);
            for (int64_t k = 0; k <= j; k++) sum -= (double)f->Q[i + k * f->ldq] * (double)f->R[k + j * f->ldr];
            error = hypot(error, sum);
        }
        if (relative_to_all) norm = all;
        worst = fmax(worst, norm > 0 ? error / norm : error > 0 ? INFINITY : 0);
    }
    return worst;
}

static void check_form(const factors *f, int64_t rank)
{
    bool *seen = calloc((size_t)f->n + 1, sizeof *seen);
    for (int64_t j = 0; j < f->n; j++) {
        assert_true(f->jpvt[j] >= 0 && f->jpvt[j] < f->n && !seen[f->jpvt[j]]);
        seen[f->jpvt[j]] = true;
        assert_true(f->R[j + j * f->ldr] >= 0);
        for (int64_t i = 0; i < f->n; i++)
            if (i > j || i >= rank) assert_true(f->R[i + j * f->ldr] == 0);
        for (int64_t i = 0; i < f->m && j >= rank; i++) assert_true(f->Q[i + j * f->ldq] == 0);
        assert_true(isnan(f->Q[f->m + j * f->ldq]) && isnan(f->R[f->n + j * f->ldr])); /* padding */
    }
    assert_int_equal(f->jpvt[f->n], UNUSED);
    assert_int_equal(f->report.rank, rank);
    assert_true(rank < f->n || f->report.error == 0);
    free(seen);
}

/* ||A P - Q R||_F, and ||A||_F. */
static double true_error(randblas_xview A, const factors *f, double *norm)
{
    double error = 0;
    *norm = 0;
    for (int64_t j = 0; j < f->n; j++)
        for (int64_t i = 0; i < f->m; i++) {
            double sum = (double)*view_at(A, i, f->jpvt[j]);
            *norm = hypot(*norm, sum);
            for (int64_t k = 0; k <= j; k++) sum -= (double)f->Q[i + k * f->ldq] * (double)f->R[k + j * f->ldr];
            error = hypot(error, sum);
        }
    return error;
}

/* The error is measured: it differs from the true one by rounding. */
static void check_error(randblas_xview A, const factors *f)
{
    double norm, error = true_error(A, f, &norm);
    assert_true(fabs(f->report.error - error) <= 100 * sqrt((double)f->n) * EPS * norm);
}

/*
 * Q is orthonormal to 1e-13 (450 eps), and each column of A P - Q R is backward stable: it is the sum of two triangular
 * solves and a product of triangles, each n eps of the column with a constant of order cond(W) <= 12.
 */
static void check(randblas_xview A, const factors *f, int64_t rank)
{
    check_form(f, rank);
    assert_true(orthogonality(f, rank) <= 450 * EPS);
    assert_true(column_residual(A, f, false) <= 30 * sqrt((double)(f->n + 1)) * EPS);
}

static void definition(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{300, 40}, {90, 40}, {41, 40}, {40, 40}, {400, 3}, {500, 1}};
    const double conds[] = {1, 1e3, IS_SINGLE ? 1e4 : 1e12};
    uint64_t seed = 1;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int h = 0; h < 6; h++)
            for (int c = 0; c < 3; c++)
                for (int pivoted = 0; pivoted < 2; pivoted++) {
                    const int64_t m = shapes[h][0], n = shapes[h][1];
                    double *s = geometric(n, conds[c]);
                    const randblas_xview A = random_with_values(m, n, s, (randblas_layout)layout, 2, &seed);
                    const randblas_xlinop op = randblas_xlinop_dense((randblas_layout)layout, m, n, A.p, A.ld);
                    factors f = make_factors(&op, pivoted, &seed);
                    const randlapack_tall_qr_options options = {.tolerance = EPS};
                    assert_int_equal(run(&op, &f, &options), 0);
                    check(A, &f, n);
                    const int64_t rows = (pivoted ? 3 : 2) * n + 64;
                    assert_int_equal(f.report.sketch_rows, rows < m ? rows : m);
                    assert_true(f.report.condition >= 0.5 && f.report.method != RANDLAPACK_QR_HOUSEHOLDER);
                    free_factors(&f), free(A.p), free(s);
                }
}

/* |R_ii| is that of geqp3 within 1.5 for a decaying spectrum: each pivot's residual norm is known to
 * 1/sqrt(2 (d - k)) < 7%, and the two sequences of pivots differ. */
static void pivots(void **state)
{
    (void)state;
    uint64_t seed = 2;
    double *s = geometric(60, 1e4);
    const randblas_xview A = random_with_values(900, 60, s, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 900, 60, A.p, A.ld);
    factors f = make_factors(&op, true, &seed);
    assert_int_equal(run(&op, &f, NULL), 0);
    lapack_int order[60] = {0};
    scalar_t tau[60];
    assert_int_equal(LAPACK(geqp3)(LAPACK_COL_MAJOR, 900, 60, A.p, (lapack_int)A.ld, order, tau), 0);
    for (int64_t j = 0; j < 60; j++) {
        const double ratio = (double)f.R[j + j * f.ldr] / fabs((double)A.p[j + j * A.ld]);
        assert_true(ratio > 1 / 1.5 && ratio < 1.5);
    }
    free_factors(&f), free(A.p), free(s);
}

/* The unpivoted R is unique once its diagonal is positive: geqrf gives the same. */
static void order_is_kept(void **state)
{
    (void)state;
    uint64_t seed = 3;
    double *s = geometric(30, 100);
    const randblas_xview A = random_with_values(300, 30, s, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 300, 30, A.p, A.ld);
    factors f = make_factors(&op, false, &seed);
    scalar_t tau[30];
    assert_int_equal(run(&op, &f, NULL), 0);
    assert_int_equal(LAPACK(geqrf)(LAPACK_COL_MAJOR, 300, 30, A.p, (lapack_int)A.ld, tau), 0);
    for (int64_t j = 0; j < 30; j++)
        for (int64_t i = 0; i <= j; i++) {
            const double r = (double)A.p[i + j * A.ld] * (A.p[i + i * A.ld] < 0 ? -1 : 1);
            assert_true(fabs((double)f.R[i + j * f.ldr] - r) <= 1e4 * EPS);
        }
    free_factors(&f), free(A.p), free(s);
}

/* Ranks 0, 1 and 5 with repeated and zero columns: the factorisation still is one, to the tolerance. */
static void rank_deficient(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{400, 20}, {30, 20}};
    uint64_t seed = 4;
    for (int h = 0; h < 2; h++)
        for (int64_t rank = 0; rank <= 5; rank += rank == 0 ? 1 : 4)
            for (int kind = 0; kind < 3; kind++) {
                double s[20] = {0};
                for (int64_t t = 0; t < rank; t++) s[t] = 6 - (double)t;
                const int64_t m = shapes[h][0];
                const randblas_xview A = random_with_values(m, 20, s, RANDBLAS_COL_MAJOR, 1, &seed);
                for (int64_t i = 0; i < m; i++) *view_at(A, i, 4) = 0, *view_at(A, i, 9) = *view_at(A, i, 2);
                const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, 20, A.p, A.ld);
                factors f = make_factors(&op, kind > 0, &seed);
                const randlapack_tall_qr_options options = {.equilibrate = kind == 2};
                assert_int_equal(run(&op, &f, &options), kind ? RANDBLAS_RANK_DEFICIENT : 0);
                check_form(&f, kind ? rank : 20);
                assert_true(orthogonality(&f, f.report.rank) <= 450 * EPS);
                assert_true(column_residual(A, &f, true) <= 400 * (double)m * EPS);
                check_error(A, &f);
                free_factors(&f), free(A.p);
            }
}

/* A tolerance cuts a spectrum: the error is that of what is cut, near the best of such a rank, and scales with A. */
static void errors(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {0, most, -most};
    double *s = geometric(40, 1e5);
    double plain = 0;
    for (int c = 0; c < 6; c++) {
        uint64_t seed = 17;
        const randblas_xview A = random_with_values(300, 40, s, RANDBLAS_COL_MAJOR, 0, &seed),
                             B = copy_view(A, 300, 40);
        for (int64_t t = 0; t < 300 * 40; t++) B.p[t] = (scalar_t)ldexp((double)A.p[t], scales[c % 3]);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 300, 40, B.p, B.ld);
        factors f = make_factors(&op, true, &seed);
        const randlapack_tall_qr_options options = {.tolerance = 1e-3, .equilibrate = c >= 3};
        assert_int_equal(run(&op, &f, &options), RANDBLAS_RANK_DEFICIENT);
        f.report.error = ldexp(f.report.error, -scales[c % 3]);
        for (int64_t t = 0; t < 40 * 40; t++) {
            scalar_t *r = f.R + t % 40 + t / 40 * f.ldr;
            *r = (scalar_t)ldexp((double)*r, -scales[c % 3]);
        }
        check_error(A, &f);
        double best = 0;
        for (int64_t t = f.report.rank; t < 40; t++) best = hypot(best, s[t]);
        assert_true(f.report.error >= 0.999 * best && f.report.error <= 10 * best);
        if (c % 3 == 0) plain = f.report.error;
        assert_true(fabs(f.report.error - plain) <= 1e-3 * plain);
        free_factors(&f), free(A.p), free(B.p);
    }
    free(s);
}

/* The same when LAPACK has to find the rank, as the sketch misses a row. */
static void householder_error(void **state)
{
    (void)state;
    uint64_t seed = 18;
    for (int equilibrated = 0; equilibrated < 2; equilibrated++) {
        const randblas_xview A = random_view(1000, 3, RANDBLAS_COL_MAJOR, 0, &seed);
        for (int64_t i = 0; i < 1000; i++) {
            *view_at(A, i, 2) = *view_at(A, i, 0) + (scalar_t)1e-3 * *view_at(A, i, 1);
            *view_at(A, i, 1) = *view_at(A, i, 0) + (scalar_t)(i == 500 ? 8 : 0);
        }
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 1000, 3, A.p, A.ld);
        factors f = make_factors(&op, true, &seed);
        const randlapack_tall_qr_options options = {
            .family = RANDBLAS_ROW_SAMPLE, .sketch_rows = 10, .tolerance = 0.01, .equilibrate = equilibrated};
        assert_int_equal(run(&op, &f, &options), RANDBLAS_RANK_DEFICIENT);
        assert_int_equal(f.report.method, RANDLAPACK_QR_HOUSEHOLDER);
        check_form(&f, 2);
        check_error(A, &f);
        assert_true(f.report.error > 1e-3 && f.report.error < 0.1);
        free_factors(&f), free(A.p);
    }
}

/* Columns of every scale: one rank with equilibration, another without; the residual is small column by column. */
static void scaled_columns(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int equilibrated = 0; equilibrated < 2; equilibrated++) {
        const randblas_xview A = random_view(300, 16, RANDBLAS_ROW_MAJOR, 1, &seed);
        const int step = IS_SINGLE ? 6 : 9;
        for (int64_t j = 0; j < 16; j++)
            for (int64_t i = 0; i < 300; i++)
                *view_at(A, i, j) = (scalar_t)ldexp((double)*view_at(A, i, j), step * (int)(5 * j % 16 - 8));
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 300, 16, A.p, A.ld);
        factors f = make_factors(&op, true, &seed);
        const randlapack_tall_qr_options options = {.equilibrate = equilibrated};
        assert_int_equal(run(&op, &f, &options), equilibrated ? 0 : RANDBLAS_RANK_DEFICIENT);
        if (equilibrated)
            check(A, &f, 16);
        else
            assert_true(f.report.rank > 1 && f.report.rank < 16 && column_residual(A, &f, true) <= 1e3 * EPS);
        free_factors(&f), free(A.p);
    }
}

/* Powers of two pass through unchanged, and every bit of Q is the same. */
static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {most, -most};
    for (int c = 0; c < 2; c++)
        for (int pivoted = 0; pivoted < 2; pivoted++) {
            uint64_t seed = 6;
            const randblas_xview A = random_view(200, 12, RANDBLAS_COL_MAJOR, 0, &seed), B = copy_view(A, 200, 12);
            for (int64_t t = 0; t < 200 * 12; t++) B.p[t] = (scalar_t)ldexp((double)A.p[t], scales[c]);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 200, 12, A.p, A.ld),
                                  scaled = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 200, 12, B.p, B.ld);
            factors f = make_factors(&op, pivoted, &seed), g = make_factors(&op, pivoted, &seed);
            assert_int_equal(run(&op, &f, NULL), 0);
            assert_int_equal(run(&scaled, &g, NULL), 0);
            check(A, &f, 12);
            for (int64_t j = 0; j < 12; j++) {
                assert_int_equal(f.jpvt[j], g.jpvt[j]);
                for (int64_t i = 0; i < 200; i++)
                    assert_true(fabs((double)f.Q[i + j * f.ldq] - (double)g.Q[i + j * g.ldq]) <= 100 * EPS);
                const double r = ldexp((double)g.R[j + j * g.ldr], -scales[c]);
                assert_true(fabs(r / (double)f.R[j + j * f.ldr] - 1) <= 100 * EPS);
            }
            free_factors(&f), free_factors(&g), free(A.p), free(B.p);
        }
}

/* One row holds nearly everything: sparse signs see it; a sample of rows does not, and LAPACK has to help. */
static void coherent_rows(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int pivoted = 0; pivoted < 2; pivoted++)
        for (int sampled = 0; sampled < 2; sampled++) {
            const randblas_xview A = random_view(1000, 4, RANDBLAS_COL_MAJOR, 0, &seed);
            for (int64_t j = 0; j < 4; j++) *view_at(A, 500, j) = (scalar_t)(1e5 + (double)j);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 1000, 4, A.p, A.ld);
            factors f = make_factors(&op, pivoted, &seed);
            const randlapack_tall_qr_options options = {.family = sampled ? RANDBLAS_ROW_SAMPLE : (randblas_family)0,
                                                        .sketch_rows = 30};
            assert_int_equal(run(&op, &f, &options), 0);
            check(A, &f, 4);
            assert_int_equal(f.report.method == RANDLAPACK_QR_HOUSEHOLDER, sampled);
            free_factors(&f), free(A.p);
        }
}

/* A sketch that sees rank 1 where there is 2 is found out. */
static void rank_is_verified(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int equilibrated = 0; equilibrated < 2; equilibrated++) {
        const randblas_xview A = random_view(1000, 2, RANDBLAS_COL_MAJOR, 0, &seed);
        for (int64_t i = 0; i < 1000; i++) *view_at(A, i, 1) = *view_at(A, i, 0) + (scalar_t)(i == 500);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 1000, 2, A.p, A.ld);
        factors f = make_factors(&op, true, &seed);
        const randlapack_tall_qr_options options = {
            .family = RANDBLAS_ROW_SAMPLE, .sketch_rows = 10, .equilibrate = equilibrated};
        assert_int_equal(run(&op, &f, &options), 0);
        assert_int_equal(f.report.method, RANDLAPACK_QR_HOUSEHOLDER);
        check(A, &f, 2);
        free_factors(&f), free(A.p);
    }
}

/* A poor sketch of barely n rows: the second round of Cholesky QR mends what is left. */
static void small_sketches(void **state)
{
    (void)state;
    uint64_t seed = 9;
    bool twice = false;
    for (uint64_t trial = 0; trial < 8; trial++) {
        double *s = geometric(24, 1e3);
        const randblas_xview A = random_with_values(500, 24, s, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 500, 24, A.p, A.ld);
        factors f = make_factors(&op, trial % 2, &seed);
        const randlapack_tall_qr_options options = {.sketch_rows = 25, .state = randblas_seed(trial)};
        assert_int_equal(run(&op, &f, &options), 0);
        check(A, &f, 24);
        twice = twice || f.report.method == RANDLAPACK_QR_TWICE;
        free_factors(&f), free(A.p), free(s);
    }
    assert_true(twice);
}

/* S Q is orthonormal, S drawn again from the same state. */
static void sketched_basis(void **state)
{
    (void)state;
    uint64_t seed = 10;
    for (int pivoted = 0; pivoted < 2; pivoted++) {
        double *s = geometric(20, 1e4);
        for (int64_t t = 15; t < 20 && pivoted; t++) s[t] = 0;
        const randblas_xview A = random_with_values(400, 20, s, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 400, 20, A.p, A.ld);
        const int64_t k = pivoted ? 15 : 20;
        factors f = make_factors(&op, pivoted, &seed), image = f;
        const randlapack_tall_qr_options options = {.sketched = 1, .sketch_rows = 104, .state = randblas_seed(3)};
        assert_int_equal(run(&op, &f, &options), pivoted ? RANDBLAS_RANK_DEFICIENT : 0);
        check_form(&f, k);
        assert_int_equal(f.report.method, RANDLAPACK_QR_SKETCHED);
        assert_true(column_residual(A, &f, true) <= 1e3 * EPS);
        if (k < 20) check_error(A, &f);
        const randblas_dist dist = randblas_sparse_sign(104, 400, 0);
        randblas_sketch *S = NULL;
        assert_int_equal(randblas_sketch_create(&dist, &options.state, &S, NULL), 0);
        image.m = 104, image.ldq = 104, image.Q = malloc(104 * 20 * sizeof *image.Q);
        assert_int_equal(randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, 104,
                                        20, 400, 1, S, 0, 0, f.Q, f.ldq, 0, image.Q, 104),
                         0);
        assert_true(orthogonality(&image, k) <= 1e2 * EPS * 1e4); /* A R^-1 has errors of order eps cond(A) */
        randblas_sketch_destroy(S);
        free(image.Q), free_factors(&f), free(A.p), free(s);
    }
}

static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int pivoted = 0; pivoted < 2; pivoted++) {
            sample *s = make_sample(all_kinds[kind], needs_square(all_kinds[kind]) ? 15 : 250, 15, &seed);
            factors f = make_factors(&s->A, pivoted, &seed);
            const int info = run(&s->A, &f, NULL);
            assert_true(info == 0 || (info == RANDBLAS_RANK_DEFICIENT && linop_is_sparse(&s->A) && pivoted));
            check_form(&f, info ? 14 : 15); /* an empty column */
            assert_true(orthogonality(&f, f.report.rank) <= 450 * EPS);
            assert_true(column_residual(s->dense, &f, false) <= 100 * EPS);
            free_factors(&f);
            free_sample(s);
        }
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int kind = 0; kind < NKINDS; kind++)
        for (int c = 0; c < 4; c++) {
            sample *s = make_sample(all_kinds[kind], 20, 20, &seed);
            const scalar_t bad = c < 2 ? (scalar_t)NAN : (scalar_t)-INFINITY;
            if (s->A.kind == RANDBLAS_CALLBACK)
                *view_at(s->dense, 3, 3) = bad;
            else
                s->A.values[0] = bad;
            factors f = make_factors(&s->A, c % 2, &seed);
            assert_int_equal(run(&s->A, &f, NULL), RANDBLAS_NOT_FINITE);
            assert_true(isnan(f.Q[0]) && isnan(f.R[1]) && isnan(f.Q[19 + 19 * f.ldq]) && f.jpvt[19] == 19);
            free_factors(&f);
            free_sample(s);
        }
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 13;
    for (int64_t m = 0; m < 4; m++)
        for (int64_t n = 0; n <= m; n++)
            for (int pivoted = 0; pivoted < 2; pivoted++) {
                const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
                const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
                factors f = make_factors(&op, pivoted, &seed);
                assert_int_equal(run(&op, &f, NULL), 0);
                check(A, &f, n);
                free_factors(&f), free(A.p);
            }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 14;
    const randblas_xview A = random_view(9, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 9, 6, A.p, A.ld),
                          wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 6, 9, A.p, 6);
    randblas_xlinop broken = op;
    factors f = make_factors(&op, true, &seed);
    broken.ld = 1;
    const scalar_t before[2] = {f.Q[0], f.R[0]};
#define CQRRPT(A, Q, ldq, R, ldr, jpvt, options) randlapack_xcqrrpt(A, Q, ldq, R, ldr, jpvt, options, NULL)
#define RCHOLQR(A, Q, ldq, R, ldr, options) randlapack_xrcholqr(A, Q, ldq, R, ldr, options, NULL)
    const randblas_xlinop *const bad_ops[] = {NULL, &broken, &wide};
    for (int k = 0; k < 3; k++) {
        assert_int_equal(CQRRPT(bad_ops[k], f.Q, 9, f.R, 6, f.jpvt, NULL), -1);
        assert_int_equal(RCHOLQR(bad_ops[k], f.Q, 9, f.R, 6, NULL), -1);
    }
    assert_int_equal(CQRRPT(&op, NULL, 9, f.R, 6, f.jpvt, NULL), -2);
    assert_int_equal(CQRRPT(&op, f.Q, 8, f.R, 6, f.jpvt, NULL), -3);
    assert_int_equal(CQRRPT(&op, f.Q, 9, NULL, 6, f.jpvt, NULL), -4);
    assert_int_equal(CQRRPT(&op, f.Q, 9, f.R, 5, f.jpvt, NULL), -5);
    assert_int_equal(CQRRPT(&op, f.Q, 9, f.R, 6, NULL, NULL), -6);
    assert_int_equal(RCHOLQR(&op, NULL, 9, f.R, 6, NULL), -2);
    assert_int_equal(RCHOLQR(&op, f.Q, 8, f.R, 6, NULL), -3);
    assert_int_equal(RCHOLQR(&op, f.Q, 9, NULL, 6, NULL), -4);
    assert_int_equal(RCHOLQR(&op, f.Q, 9, f.R, 5, NULL), -5);
    const randlapack_tall_qr_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_KHATRI_RAO},
        {.sketch_rows = -1},
        {.sketch_rows = 5},
        {.sketch_nnz = -1},
        {.tolerance = NAN},
        {.tolerance = 1},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        assert_int_equal(CQRRPT(&op, f.Q, 9, f.R, 6, f.jpvt, &bad[k]), -7);
        assert_int_equal(RCHOLQR(&op, f.Q, 9, f.R, 6, &bad[k]), -6);
    }
    assert_true(f.Q[0] == before[0] && f.R[0] == before[1] && f.jpvt[0] == UNUSED);
    free_factors(&f), free(A.p);
}

static void reports_its_progress_and_can_be_cancelled(void **state)
{
    (void)state;
    static const char *const phases[] = {"sketch", "factor", "orthogonalise"};
    uint64_t seed = 15;
    for (int c = 0; c < 4; c++) {
        const randblas_xview A = random_view(200, 20, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 200, 20, A.p, A.ld);
        factors f = make_factors(&op, true, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = c < 3 ? phases[c] : NULL};
        const randlapack_tall_qr_options options = {.control = {.progress = watching_progress,
                                                                .progress_context = &watch,
                                                                .allocate = counting_allocate,
                                                                .release = counting_release,
                                                                .allocator_context = &memory}};
        assert_int_equal(run(&op, &f, &options), c < 3 ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, c < 3 ? c + 1 : 3);
        assert_true(memory.requests > 0 && memory.out == 0);
        free_factors(&f), free(A.p);
    }
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 16;
    for (int pivoted = 0; pivoted < 2; pivoted++) {
        sample *s = make_sample(RANDBLAS_CALLBACK, 200, 20, &seed); /* the kind that needs most */
        factors f = make_factors(&s->A, pivoted, &seed);
        counting all = {0};
        randlapack_tall_qr_options options = {
            .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
        assert_int_equal(run(&s->A, &f, &options), 0);
        assert_true(all.requests > 5 && all.out == 0);
        for (int64_t k = 1; k <= all.requests; k++) {
            counting failing = {.refuse = k};
            options.control.allocator_context = &failing;
            assert_int_equal(run(&s->A, &f, &options), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(failing.out, 0);
        }
        options.control = (randblas_control){.memory_limit = 5000};
        assert_int_equal(run(&s->A, &f, &options), RANDBLAS_MEMORY_LIMIT);
        s->fail_at = s->calls + 1;
        options.control.memory_limit = 0;
        assert_int_equal(run(&s->A, &f, &options), RANDBLAS_CALLBACK_FAILED);
        free_factors(&f);
        free_sample(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(definition),
        cmocka_unit_test(pivots),
        cmocka_unit_test(order_is_kept),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(errors),
        cmocka_unit_test(householder_error),
        cmocka_unit_test(scaled_columns),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(coherent_rows),
        cmocka_unit_test(rank_is_verified),
        cmocka_unit_test(small_sketches),
        cmocka_unit_test(sketched_basis),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(reports_its_progress_and_can_be_cancelled),
        cmocka_unit_test(memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
