/* Rows that pass by once: against gesdd, against the range finder on the whole matrix, and in any order of calls. */
#include "xsvd.h"

static const scalar_t *row_at(randblas_xview A, int64_t i)
{
    return view_at(A, i, 0);
}

/* All rows in batches of 1, 2, 4, ... up to `most`, from `first` on. */
static int push_rows(randlapack_xstream *S, randblas_xview A, int64_t first, int64_t last, int64_t most)
{
    int info = 0;
    const randblas_layout layout = A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    for (int64_t i = first, c = 1; i < last && !info; i += c, c = c < most ? 2 * c : most) {
        if (c > last - i) c = last - i;
        info = randlapack_xstream_push(S, layout, c, row_at(A, i), A.ld);
    }
    return info;
}

/* A stream from beginning to end. */
static int run(randblas_xview A, factors *f, const randlapack_stream_options *options, randlapack_stream_report *report)
{
    randlapack_xstream *S = NULL;
    int info = randlapack_xstream_create(f->n, f->k, options, &S);
    if (!info) info = push_rows(S, A, 0, f->m, 64);
    if (!info) info = randlapack_xstream_finish(S, f->U, f->ldu, f->s, f->V, f->ldv, report);
    randlapack_xstream_destroy(S);
    return info;
}

/* sqrt(sum_ij (U diag(s) V^T - U' diag(s') V'^T)_ij^2) */
static double distance(const factors *f, const factors *g)
{
    double sum = 0;
    for (int64_t i = 0; i < f->m; i++)
        for (int64_t j = 0; j < f->n; j++) {
            double e = 0;
            for (int64_t t = 0; t < f->k; t++)
                e += (double)f->U[i + t * f->ldu] * (double)f->s[t] * (double)f->V[j + t * f->ldv] -
                     (double)g->U[i + t * g->ldu] * (double)g->s[t] * (double)g->V[j + t * g->ldv];
            sum += e * e;
        }
    return sqrt(sum);
}

/* Orthonormal to rounding as far as there are triplets, then zeros; the error at most `slack` times the best; the one
 * that is reported that of ten probes, outside [0.2, 2.2] times the true one with a probability below 1e-4. */
static void check_stream(randblas_xview A, const factors *f, const randlapack_stream_report *report, double slack)
{
    const int64_t least = f->m < f->n ? f->m : f->n, k = f->k < least ? f->k : least;
    const double u = 100 * sqrt((double)(f->m + f->n)) * (double)(f->k + 10) * EPS;
    double *s = singular_values(A, f->m, f->n), tail = 0, norm = 0;
    for (int64_t t = least - 1; t >= k; t--) tail = hypot(tail, s[t]);
    for (int64_t t = 0; t < least; t++) norm = hypot(norm, s[t]);
    assert_true(orthogonality(f->m, k, f->U, f->ldu) <= u);
    assert_true(orthogonality(f->n, k, f->V, f->ldv) <= u);
    for (int64_t t = 0; t < f->k; t++) assert_true(f->s[t] >= 0 && (t == 0 || f->s[t] <= f->s[t - 1]));
    for (int64_t t = k; t < f->k; t++) assert_true(f->s[t] == 0 && (f->n == 0 || f->V[t * f->ldv] == 0));
    const double error = error_norm(A, f);
    assert_true(error <= slack * tail + u * norm);
    assert_true(report->frobenius_error <= 2.2 * error + u * norm && report->frobenius_error >= 0.2 * error - u * norm);
    assert_true(fabs(report->norm - norm) <= u * norm && report->rows == f->m);
    for (int64_t t = 0; t < f->k; t++)
        assert_true(isnan(f->U[f->m + t * f->ldu]) && isnan(f->V[f->n + t * f->ldv])); /* padding */
    free(s);
}

static void close_to_the_best(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{90, 40}, {40, 90}, {500, 30}};
    const double conds[] = {10, 1e3, 1e6};
    const randblas_family families[] = {(randblas_family)0, RANDBLAS_SPARSE_SIGN};
    uint64_t seed = 1;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
        for (int h = 0; h < 3; h++)
            for (int c = 0; c < 6; c++)
                for (int64_t k = 0; k <= 24; k += 8) {
                    const int64_t m = shapes[h][0], n = shapes[h][1];
                    double *s = geometric(m < n ? m : n, conds[c / 2]);
                    const randblas_xview A = random_with_values(m, n, s, (randblas_layout)layout, 2, &seed);
                    const randlapack_stream_options options = {.family = families[c % 2]};
                    factors f = make_factors(m, n, k, &seed);
                    randlapack_stream_report report;
                    assert_int_equal(run(A, &f, &options, &report), 0);
                    check_stream(A, &f, &report, 1.25);
                    free_factors(&f), free(A.p), free(s);
                }
}

/* Where the spectrum is not steep, nothing is lost against the range finder with the same test matrix that may look at
 * A again, Q Q^T A: rows of Q^T A are off by 10 eps ||A|| t_1 / t_j < 1e3 eps ||A|| here. */
static void as_good_as_two_passes(void **state)
{
    (void)state;
    enum { M = 70, N = 30, K = 5 };
    uint64_t seed = 2;
    double *s = geometric(N, 100);
    const randblas_xview A = random_with_values(M, N, s, RANDBLAS_ROW_MAJOR, 1, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, M, N, A.p, A.ld);
    factors f = make_factors(M, N, K, &seed), g = make_factors(M, N, K, &seed);
    const randlapack_rsvd_options twice = {.state = randblas_seed(9), .power_passes = -1, .oversampling = K + 10};
    for (int right_only = 0; right_only < 2; right_only++) {
        const randlapack_stream_options once = {.state = randblas_seed(9), .right_only = right_only};
        assert_int_equal(run(A, &f, &once, NULL), 0);
        assert_int_equal(randlapack_xrsvd(&op, K, g.U, g.ldu, g.s, g.V, g.ldv, &twice, NULL), 0);
        if (!right_only) assert_true(distance(&f, &g) <= 1e4 * EPS * 3); /* ||A||_F is below 3; gaps are of order 0.1 */
        for (int t = 0; t < K; t++) assert_true(fabs((double)(f.s[t] - g.s[t])) <= 3e3 * EPS);
    }
    free_factors(&f), free_factors(&g), free(A.p), free(s);
}

/* Batches whose norms differ by all that the arithmetic holds, growing and falling: A^T A X neither over- nor
 * underflows where it counts. */
static void norms_that_grow(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    enum { M = 60, N = 12, K = 3, PARTS = 6 };
    const int first = IS_SINGLE ? -100 : -900, step = IS_SINGLE ? 40 : 360;
    uint64_t seed = 22;
    for (int down = 0; down < 2; down++) {
        const randblas_xview A = random_view(M, N, RANDBLAS_ROW_MAJOR, 1, &seed);
        factors f = make_factors(M, N, K, &seed);
        randlapack_stream_report report;
        for (int64_t i = 0; i < M; i++)
            for (int64_t j = 0; j < N; j++) {
                const int part = (int)(i / (M / PARTS)), e = first + step * (down ? PARTS - 1 - part : part);
                *view_at(A, i, j) = (scalar_t)ldexp((double)*view_at(A, i, j), e);
            }
        double *s = singular_values(view_from(A, down ? 0 : M - M / PARTS, 0), M / PARTS, N); /* the rest is nothing */
        assert_int_equal(run(A, &f, NULL, &report), 0);
        for (int t = 0; t < K; t++) assert_true(fabs((double)f.s[t] / s[t] - 1) <= 1e3 * EPS);
        assert_true(isfinite(report.frobenius_error));
        free_factors(&f), free(A.p), free(s);
    }
}

/* However the rows are cut, and in whichever layout. */
static void batches_do_not_matter(void **state)
{
    (void)state;
    enum { M = 130, N = 25, K = 6 };
    uint64_t seed = 3;
    double *s = geometric(N, 1e3);
    const randblas_xview A = random_with_values(M, N, s, RANDBLAS_ROW_MAJOR, 1, &seed);
    randblas_xview C = random_view(M, N, RANDBLAS_COL_MAJOR, 3, &seed);
    for (int64_t i = 0; i < M; i++)
        for (int64_t j = 0; j < N; j++) *view_at(C, i, j) = *view_at(A, i, j);
    factors whole = make_factors(M, N, K, &seed), f = make_factors(M, N, K, &seed);
    for (int64_t most = 128; most >= 1; most /= 4)
        for (int expected = 0; expected < 2; expected++) {
            randlapack_xstream *S = NULL;
            const randlapack_stream_options options = {.expected_rows = expected ? M : 0};
            factors *to = most == 128 && !expected ? &whole : &f;
            assert_int_equal(randlapack_xstream_create(N, K, &options, &S), 0);
            assert_int_equal(randlapack_xstream_push(S, RANDBLAS_COL_MAJOR, 0, NULL, 1), 0); /* empty */
            assert_int_equal(push_rows(S, most % 3 ? A : C, 0, M / 2, most), 0);
            assert_int_equal(push_rows(S, C, M / 2, M, most), 0);
            assert_int_equal(randlapack_xstream_rows(S), M);
            assert_int_equal(randlapack_xstream_finish(S, to->U, to->ldu, to->s, to->V, to->ldv, NULL), 0);
            randlapack_xstream_destroy(S);
            assert_true(distance(&whole, to) <= 1e4 * EPS);
        }
    free_factors(&whole), free_factors(&f), free(A.p), free(C.p), free(s);
}

/* Two halves, each by a stream of its own, merged. */
static void streams_can_be_merged(void **state)
{
    (void)state;
    enum { M = 600, N = 25, K = 6 };
    uint64_t seed = 4;
    double *s = geometric(N, 1e3);
    const randblas_xview A = random_with_values(M, N, s, RANDBLAS_ROW_MAJOR, 1, &seed);
    for (int right_only = 0; right_only < 2; right_only++)
        for (int64_t half = 0; half <= M; half += M / 4) {
            factors f = make_factors(M, N, K, &seed), g = make_factors(M, N, K, &seed);
            randlapack_stream_options options = {.right_only = right_only};
            randlapack_stream_report report;
            randlapack_xstream *S = NULL, *next = NULL;
            assert_int_equal(randlapack_xstream_create(N, K, &options, &S), 0);
            options.first_row = half;
            assert_int_equal(randlapack_xstream_create(N, K, &options, &next), 0);
            assert_int_equal(push_rows(S, A, 0, half, 50), 0);
            assert_int_equal(push_rows(next, A, half, M, 70), 0);
            assert_int_equal(randlapack_xstream_merge(S, next), 0);
            randlapack_xstream_destroy(next);
            assert_int_equal(randlapack_xstream_finish(S, f.U, f.ldu, f.s, f.V, f.ldv, &report), 0);
            randlapack_xstream_destroy(S);
            options.first_row = 0;
            assert_int_equal(run(A, &g, &options, NULL), 0);
            for (int64_t t = 0; t < K; t++) assert_true(fabs((double)(f.s[t] - g.s[t])) <= 1e3 * EPS);
            if (!right_only) assert_true(distance(&f, &g) <= 1e4 * EPS);
            assert_int_equal(report.rows, M);
            free_factors(&f), free_factors(&g);
        }
    free(A.p), free(s);
}

/* What cannot be merged is left as it is. */
static void what_does_not_continue_is_refused(void **state)
{
    (void)state;
    const randlapack_stream_options bad[] = {
        {.first_row = 5, .state = randblas_seed(1)}, {.first_row = 4},
        {.first_row = 5, .oversampling = -1},        {.first_row = 5, .right_only = 1},
        {.first_row = 5, .corange_rows = 12},        {.first_row = 5, .family = RANDBLAS_SPARSE_SIGN}};
    uint64_t seed = 5;
    const randblas_xview A = random_view(5, 6, RANDBLAS_ROW_MAJOR, 0, &seed);
    randlapack_xstream *S = NULL, *next = NULL;
    assert_int_equal(randlapack_xstream_create(6, 2, NULL, &S), 0);
    assert_int_equal(randlapack_xstream_push(S, RANDBLAS_ROW_MAJOR, 5, A.p, A.ld), 0);
    for (size_t c = 0; c < sizeof bad / sizeof *bad; c++) {
        assert_int_equal(randlapack_xstream_create(6, 2, &bad[c], &next), 0);
        assert_int_equal(randlapack_xstream_merge(S, next), -2);
        randlapack_xstream_destroy(next);
    }
    assert_int_equal(randlapack_xstream_create(7, 2, &(randlapack_stream_options){.first_row = 5}, &next), 0);
    assert_int_equal(randlapack_xstream_merge(S, next), -2); /* other columns */
    randlapack_xstream_destroy(next);
    assert_int_equal(randlapack_xstream_merge(S, S), -2);
    assert_int_equal(randlapack_xstream_merge(S, NULL), -2);
    assert_int_equal(randlapack_xstream_merge(NULL, S), -1);
    assert_int_equal(randlapack_xstream_rows(S), 5);
    randlapack_xstream_destroy(S);
    free(A.p);
}

/* Without left vectors the same values and right vectors, in memory that does not grow with the rows; of any rank and
 * condition. */
static void right_vectors_alone(void **state)
{
    (void)state;
    const double conds[] = {1e3, 1e8, 1e15, 0};
    const int64_t heights[] = {3, 30, 257, 1100};
    uint64_t seed = 6;
    for (int c = 0; c < 4; c++)
        for (int h = 0; h < 4; h++) {
            const int64_t m = heights[h], n = 40, least = m < n ? m : n, k = 8;
            double *s = geometric(least, conds[c] > 0 ? conds[c] : 1), norm = 0;
            for (int64_t t = 5; t < least && conds[c] == 0; t++) s[t] = 0; /* rank 5 */
            for (int64_t t = 0; t < least; t++) norm = hypot(norm, s[t]);
            const randblas_xview A = random_with_values(m, n, s, RANDBLAS_ROW_MAJOR, 1, &seed);
            factors f = make_factors(m, n, k, &seed), g = make_factors(m, n, k, &seed);
            randlapack_stream_report with, without;
            assert_int_equal(run(A, &f, NULL, &with), 0);
            free(g.U);
            g.U = NULL;
            assert_int_equal(run(A, &g, &(randlapack_stream_options){.right_only = 1}, &without), 0);
            const double u = 1e3 * (double)n * EPS * norm;
            for (int64_t t = 0; t < k; t++) assert_true(fabs((double)(f.s[t] - g.s[t])) <= u);
            for (int64_t i = 0; i < n; i++) /* sum s_t^2 v_t v_t^T is that of the same matrix */
                for (int64_t j = 0; j < n; j++) {
                    double sum = 0;
                    for (int64_t t = 0; t < k; t++)
                        sum +=
                            (double)f.s[t] * (double)f.s[t] * (double)f.V[i + t * f.ldv] * (double)f.V[j + t * f.ldv] -
                            (double)g.s[t] * (double)g.s[t] * (double)g.V[i + t * g.ldv] * (double)g.V[j + t * g.ldv];
                    assert_true(fabs(sum) <= 4 * u * norm);
                }
            if (m >= k) assert_true(orthogonality(n, k, g.V, g.ldv) <= 1e3 * EPS);
            assert_true(fabs(with.frobenius_error - without.frobenius_error) <= 0.1 * with.frobenius_error + u);
            assert_true(h == 0 || without.rank == with.rank);
            if (conds[c] == 0) assert_int_equal(without.rank, least < 5 ? least : 5);
            free_factors(&f), free_factors(&g), free(A.p), free(s);
        }
}

static void memory_without_left_vectors_is_bounded(void **state)
{
    (void)state;
    enum { N = 20, K = 3 };
    uint64_t seed = 7;
    int64_t bytes[2], with[2];
    for (int large = 0; large < 2; large++) {
        const int64_t m = large ? 20000 : 1000;
        const randblas_xview A = random_view(m, N, RANDBLAS_ROW_MAJOR, 0, &seed);
        factors f = make_factors(m, N, K, &seed);
        randlapack_stream_report report;
        assert_int_equal(run(A, &f, &(randlapack_stream_options){.right_only = 1}, &report), 0);
        bytes[large] = report.bytes;
        assert_int_equal(run(A, &f, &(randlapack_stream_options){.expected_rows = m}, &report), 0);
        with[large] = report.bytes;
        free_factors(&f), free(A.p);
    }
    assert_int_equal(bytes[0], bytes[1]);
    assert_true(bytes[1] < with[1]);
    assert_int_equal(with[1] - with[0], 19000 * (2 * K + 10) * (int64_t)sizeof(scalar_t)); /* l numbers a row */
}

/* Rank 5 with k = 20, A = 0, more triplets than there are. */
static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int64_t rank = 0; rank <= 5; rank += 5)
        for (int64_t m = 12; m <= 112; m += 50) {
            const int64_t n = 30, least = m < n ? m : n;
            double s[30] = {0};
            for (int64_t t = 0; t < rank; t++) s[t] = 6 - (double)t;
            const randblas_xview A = random_with_values(m, n, s, RANDBLAS_ROW_MAJOR, 1, &seed);
            for (int64_t i = 0; i < m; i++) *view_at(A, i, 4) = 0;
            for (int64_t k = 20; k <= 35; k += 15) {
                factors f = make_factors(m, n, k, &seed);
                randlapack_stream_report report;
                assert_int_equal(run(A, &f, NULL, &report), 0);
                check_stream(A, &f, &report, 1);
                assert_int_equal(report.rank, rank < least ? rank : least);
                if (rank == 0) assert_true(report.frobenius_error == 0 && report.norm == 0);
                free_factors(&f);
            }
            free(A.p);
        }
}

/* One row carries everything: the test matrix Psi sees it like any other. */
static void coherent_rows(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int family = 0; family < 2; family++) {
        const randblas_xview A = random_view(200, 30, RANDBLAS_ROW_MAJOR, 1, &seed);
        for (int64_t i = 0; i < 200; i++)
            for (int64_t j = 0; j < 30; j++) *view_at(A, i, j) *= i == 77 ? 1000 : i % 50 ? (scalar_t)1e-3 : 1;
        factors f = make_factors(200, 30, 6, &seed);
        randlapack_stream_report report;
        assert_int_equal(run(A, &f, &(randlapack_stream_options){.family = family ? RANDBLAS_SPARSE_SIGN : 0}, &report),
                         0);
        check_stream(A, &f, &report, 3);
        free_factors(&f), free(A.p);
    }
}

static void steep_spectra(void **state)
{
    (void)state;
    const double conds[] = {1e4, 1e8, 1e12, 1e15, 1e20};
    uint64_t seed = 10;
    for (int c = 0; c < 5; c++) {
        double *s = geometric(50, conds[c]);
        const randblas_xview A = random_with_values(120, 50, s, RANDBLAS_ROW_MAJOR, 3, &seed);
        factors f = make_factors(120, 50, 20, &seed);
        randlapack_stream_report report;
        assert_int_equal(run(A, &f, NULL, &report), 0);
        check_stream(A, &f, &report, 1.6);
        free_factors(&f), free(A.p), free(s);
    }
}

/* Spectra so steep that A^T A X gives some of the rows and Psi A the others: no worse than generalised Nystrom, which
 * has Psi A alone, with probability far above that of 1.5 times its error; and what right_only reports is the same. */
static void between_two_sketches(void **state)
{
    (void)state;
    const double conds[] = {1e6, 1e8, 1e14, 1e17, 1e20, 1e25};
    uint64_t seed = 23;
    for (int c = IS_SINGLE ? 0 : 2; c < (IS_SINGLE ? 3 : 6); c++) {
        const int64_t m = 250, n = 200, k = 60;
        double *s = geometric(n, conds[c]), norm = 0;
        for (int64_t t = 0; t < n; t++) norm = hypot(norm, s[t]);
        const randblas_xview A = random_with_values(m, n, s, RANDBLAS_ROW_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, m, n, A.p, A.ld);
        factors f = make_factors(m, n, k, &seed), g = make_factors(m, n, k, &seed);
        randlapack_stream_report with, without;
        randlapack_stream_options options = {.oversampling = 20};
        assert_int_equal(run(A, &f, &options, &with), 0);
        assert_int_equal(randlapack_xgen_nystrom(&op, k, g.U, g.ldu, g.s, g.V, g.ldv,
                                                 &(randlapack_gen_nystrom_options){.oversampling = 20}, NULL),
                         0);
        const double u = 30 * EPS * norm; /* both have errors of rounding */
        assert_true(error_norm(A, &f) <= 1.5 * error_norm(A, &g) + u);
        check_stream(A, &f, &with, 3);
        options.right_only = 1;
        assert_int_equal(run(A, &g, &options, &without), 0);
        const double floor = pow(80, 1.5) * EPS * norm; /* l = 80 */
        assert_true(fabs(with.frobenius_error - without.frobenius_error) <= 0.1 * with.frobenius_error + floor);
        free_factors(&f), free_factors(&g), free(A.p), free(s);
    }
}

static void meets_a_tolerance(void **state)
{
    (void)state;
    const double tolerances[] = {0.5, 1e-2, IS_SINGLE ? 1e-4 : 1e-9, 1.5};
    uint64_t seed = 11;
    for (int right_only = 0; right_only < 2; right_only++)
        for (int c = 0; c < 4; c++) {
            const int64_t m = 80, n = 50;
            double *s = geometric(50, IS_SINGLE ? 1e7 : 1e14), norm = 0, tail = 0;
            for (int t = 0; t < 50; t++) norm = hypot(norm, s[t]);
            const randblas_xview A = random_with_values(m, n, s, RANDBLAS_COL_MAJOR, 1, &seed);
            const randlapack_stream_options options = {.tolerance = tolerances[c], .right_only = right_only};
            factors f = make_factors(m, n, 40, &seed);
            randlapack_stream_report report;
            int64_t least = 50;
            while (least > 0 && hypot(tail, s[least - 1]) <= tolerances[c] * norm) tail = hypot(tail, s[--least]);
            assert_int_equal(run(A, &f, &options, &report), 0);
            assert_true(report.rank >= least && report.rank <= least + 3);
            if (!right_only) assert_true(error_norm(A, &f) <= tolerances[c] * norm);
            for (int64_t t = report.rank; t < 40; t++) assert_true(f.s[t] == 0 && f.V[n - 1 + t * f.ldv] == 0);
            f.k = least > 0 ? least - 1 : 0;
            if (f.k > 0) assert_int_equal(run(A, &f, &options, &report), RANDBLAS_NOT_CONVERGED);
            if (f.k > 0) assert_int_equal(report.rank, f.k);
            free_factors(&f), free(A.p), free(s);
        }
}

static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {most, -most};
    for (int c = 0; c < 4; c++) {
        uint64_t seed = 12;
        double *s = geometric(12, 1e4), tail = 0;
        const randblas_xview A = random_with_values(30, 12, s, RANDBLAS_COL_MAJOR, 0, &seed);
        for (int64_t t = 0; t < 30 * 12; t++) A.p[t] = (scalar_t)ldexp((double)A.p[t], scales[c % 2]);
        factors f = make_factors(30, 12, 4, &seed);
        randlapack_stream_report report;
        assert_int_equal(run(A, &f, &(randlapack_stream_options){.right_only = c / 2}, &report), 0);
        for (int64_t t = 4; t < 12; t++) tail += s[t] * s[t];
        for (int64_t t = 0; t < 4; t++) assert_true(fabs(ldexp((double)f.s[t], -scales[c % 2]) / s[t] - 1) <= 1e-2);
        const double relative = ldexp(report.frobenius_error, -scales[c % 2]) / sqrt(tail);
        assert_true(relative <= 2.2 && relative >= 0.2);
        free_factors(&f), free(A.p), free(s);
    }
}

/* Rows that are not finite are refused, and the stream goes on without them. */
static void not_finite(void **state)
{
    (void)state;
    enum { M = 40, N = 12, K = 3 };
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY, (scalar_t)-INFINITY};
    uint64_t seed = 13;
    const randblas_xview A = random_view(M, N, RANDBLAS_ROW_MAJOR, 0, &seed);
    scalar_t rows[2 * N] = {0};
    factors f = make_factors(M, N, K, &seed), g = make_factors(M, N, K, &seed);
    randlapack_xstream *S = NULL;
    assert_int_equal(randlapack_xstream_create(N, K, NULL, &S), 0);
    for (int c = 0; c < 3; c++) {
        assert_int_equal(push_rows(S, A, 10 * c, 10 * c + 10, 4), 0);
        rows[N + 5] = bad[c];
        assert_int_equal(randlapack_xstream_push(S, RANDBLAS_ROW_MAJOR, 2, rows, N), RANDBLAS_NOT_FINITE);
        assert_int_equal(randlapack_xstream_rows(S), 10 * c + 10);
    }
    assert_int_equal(push_rows(S, A, 30, M, 4), 0);
    assert_int_equal(randlapack_xstream_finish(S, f.U, f.ldu, f.s, f.V, f.ldv, NULL), 0);
    randlapack_xstream_destroy(S);
    assert_int_equal(run(A, &g, NULL, NULL), 0);
    assert_true(distance(&f, &g) <= 1e4 * EPS);
    free_factors(&f), free_factors(&g), free(A.p);
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 14;
    for (int64_t m = 0; m < 4; m++)
        for (int64_t n = 0; n < 4; n++)
            for (int64_t k = 0; k <= 5; k++) {
                const randblas_xview A = random_view(m, n, RANDBLAS_COL_MAJOR, 0, &seed);
                factors f = make_factors(m, n, k, &seed);
                randlapack_stream_report report;
                assert_int_equal(run(A, &f, NULL, &report), 0);
                if (m > 0 && n > 0) check_stream(A, &f, &report, 1.01); /* the range is found whole */
                assert_int_equal(run(A, &f, &(randlapack_stream_options){.right_only = 1}, &report), 0);
                free_factors(&f), free(A.p);
            }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 15;
    const randblas_xview A = random_view(9, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    factors f = make_factors(9, 6, 2, &seed);
    randlapack_xstream *S = NULL;
    const randlapack_stream_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_SRHT}, /* needs to know the rows */
        {.tolerance = -1},
        {.tolerance = NAN},
        {.corange_rows = -1},
        {.corange_rows = 6}, /* no more than the columns */
        {.expected_rows = -1},
        {.first_row = -1},
        {.batch_rows = -1},
    };
    assert_int_equal(randlapack_xstream_create(-1, 2, NULL, &S), -1);
    assert_int_equal(randlapack_xstream_create(6, -1, NULL, &S), -2);
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(randlapack_xstream_create(6, 2, &bad[k], &S), -3);
    assert_null(S);
    assert_int_equal(randlapack_xstream_create(6, 2, NULL, NULL), -4);
    assert_int_equal(randlapack_xstream_create(6, 2, NULL, &S), 0);
    assert_int_equal(randlapack_xstream_push(NULL, RANDBLAS_COL_MAJOR, 9, A.p, 9), -1);
    assert_int_equal(randlapack_xstream_push(S, (randblas_layout)0, 9, A.p, 9), -2);
    assert_int_equal(randlapack_xstream_push(S, RANDBLAS_COL_MAJOR, -1, A.p, 9), -3);
    assert_int_equal(randlapack_xstream_push(S, RANDBLAS_COL_MAJOR, 9, NULL, 9), -4);
    assert_int_equal(randlapack_xstream_push(S, RANDBLAS_COL_MAJOR, 9, A.p, 8), -5);
    assert_int_equal(randlapack_xstream_push(S, RANDBLAS_ROW_MAJOR, 9, A.p, 5), -5);
    assert_int_equal(randlapack_xstream_rows(S), 0);
    assert_int_equal(randlapack_xstream_rows(NULL), 0);
    assert_int_equal(randlapack_xstream_push(S, RANDBLAS_COL_MAJOR, 9, A.p, 9), 0);
    f.s[0] = (scalar_t)NAN;
    const scalar_t before = f.U[0];
    assert_int_equal(randlapack_xstream_finish(NULL, f.U, 9, f.s, f.V, 6, NULL), -1);
    assert_int_equal(randlapack_xstream_finish(S, NULL, 9, f.s, f.V, 6, NULL), -2);
    assert_int_equal(randlapack_xstream_finish(S, f.U, 8, f.s, f.V, 6, NULL), -3);
    assert_int_equal(randlapack_xstream_finish(S, f.U, 9, NULL, f.V, 6, NULL), -4);
    assert_int_equal(randlapack_xstream_finish(S, f.U, 9, f.s, NULL, 6, NULL), -5);
    assert_int_equal(randlapack_xstream_finish(S, f.U, 9, f.s, f.V, 5, NULL), -6);
    assert_true(f.U[0] == before && isnan(f.s[0]));
    assert_int_equal(randlapack_xstream_finish(S, f.U, f.ldu, f.s, f.V, f.ldv, NULL), 0); /* not ended by those */
    assert_int_equal(randlapack_xstream_finish(S, f.U, f.ldu, f.s, f.V, f.ldv, NULL), -1);
    assert_int_equal(randlapack_xstream_push(S, RANDBLAS_COL_MAJOR, 9, A.p, 9), -1);
    randlapack_xstream_destroy(S);
    randlapack_xstream_destroy(NULL);
    free_factors(&f), free(A.p);
}

static void reports_its_progress_and_can_be_cancelled(void **state)
{
    (void)state;
    static const char *const phases[] = {"stream", "stream", "range", "svd", NULL};
    uint64_t seed = 16;
    for (int c = 0; c < 5; c++) {
        const randblas_xview A = random_view(30, 20, RANDBLAS_COL_MAJOR, 0, &seed);
        factors f = make_factors(30, 20, 3, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = phases[c], .skip = c == 1};
        const randlapack_stream_options options = {.control = {.progress = watching_progress,
                                                               .progress_context = &watch,
                                                               .allocate = counting_allocate,
                                                               .release = counting_release,
                                                               .allocator_context = &memory},
                                                   .right_only = c % 2};
        assert_int_equal(run(A, &f, &options, NULL), phases[c] ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, c < 2 ? 1 : c == 2 ? 2 : 3);
        assert_true(memory.requests > 0 && memory.out == 0);
        free_factors(&f), free(A.p);
    }
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 17;
    const randblas_xview A = random_view(300, 20, RANDBLAS_COL_MAJOR, 0, &seed);
    factors f = make_factors(300, 20, 3, &seed);
    for (int right_only = 0; right_only < 2; right_only++) {
        counting all = {0};
        randlapack_stream_options options = {
            .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all},
            .right_only = right_only};
        assert_int_equal(run(A, &f, &options, NULL), 0);
        assert_true(all.requests > 8 && all.out == 0);
        for (int64_t k = 1; k <= all.requests; k++) {
            counting failing = {.refuse = k};
            options.control.allocator_context = &failing;
            assert_int_equal(run(A, &f, &options, NULL), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(failing.out, 0);
        }
        for (int64_t limit = 1000; limit < 200000; limit *= 3) {
            randlapack_stream_report report = {.bytes = -1};
            options.control = (randblas_control){.memory_limit = limit};
            const int info = run(A, &f, &options, &report);
            assert_true(info == RANDBLAS_MEMORY_LIMIT || (info == 0 && report.bytes <= limit));
            assert_true(limit > 3000 || info != 0);
        }
    }
    free_factors(&f), free(A.p);
}

/* A source of rows that knows what it is asked. */
typedef struct source {
    randblas_xview A;
    int64_t rows, next, asked, n;
    int64_t fail_at, code; /* from this call on; what to return then */
} source;

static int64_t read_rows(void *context, int64_t room, scalar_t *A)
{
    source *s = context;
    if (++s->asked == s->fail_at) return s->code;
    const int64_t left = s->rows - s->next, count = left < room ? left : room;
    for (int64_t i = 0; i < count; i++)
        for (int64_t j = 0; j < s->n; j++) A[i * s->n + j] = *view_at(s->A, s->next + i, j);
    s->next += count;
    return count;
}

static int drive(source *s, int64_t m, factors *f, const randlapack_stream_options *options,
                 randlapack_stream_report *report)
{
    s->next = s->asked = 0;
    s->n = f->n;
    return randlapack_xsvd_stream(m, f->n, f->k, read_rows, s, f->U, f->ldu, f->s, f->V, f->ldv, options, report);
}

static void driver_reads_a_source(void **state)
{
    (void)state;
    enum { M = 130, N = 25, K = 6 };
    uint64_t seed = 18;
    double *s = geometric(N, 1e3);
    source from = {.A = random_with_values(M, N, s, RANDBLAS_ROW_MAJOR, 1, &seed), .rows = M};
    factors f = make_factors(M, N, K, &seed), g = make_factors(M, N, K, &seed);
    randlapack_stream_report report;
    assert_int_equal(run(from.A, &g, NULL, NULL), 0);
    for (int64_t batch = 0; batch <= 7; batch += 7) {
        assert_int_equal(drive(&from, M, &f, &(randlapack_stream_options){.batch_rows = batch}, &report), 0);
        check_stream(from.A, &f, &report, 1.6);
        assert_true(distance(&f, &g) <= 1e4 * EPS);
        assert_int_equal(report.batches, batch ? (M + 6) / 7 : 1);
        assert_int_equal(from.asked, report.batches + 1);
    }
    /* a source that does not keep its word */
    assert_int_equal(drive(&from, M - 1, &f, NULL, NULL), RANDBLAS_CALLBACK_FAILED); /* more comes */
    f.ldu++;
    assert_int_equal(drive(&from, M + 1, &f, NULL, NULL), RANDBLAS_CALLBACK_FAILED); /* less */
    f.ldu--;
    from.fail_at = 2;
    from.code = -1011;
    assert_int_equal(drive(&from, M, &f, &(randlapack_stream_options){.batch_rows = 7}, NULL), -1011);
    from.code = 8; /* more rows than there was room for */
    assert_int_equal(drive(&from, M, &f, &(randlapack_stream_options){.batch_rows = 7}, NULL),
                     RANDBLAS_CALLBACK_FAILED);
    from.fail_at = 0;
    *view_at(from.A, 100, 3) = (scalar_t)NAN;
    assert_int_equal(drive(&from, M, &f, NULL, NULL), RANDBLAS_NOT_FINITE);
    assert_true(isnan(f.U[0]) && isnan(f.s[K - 1]) && isnan(f.V[N - 1 + (K - 1) * f.ldv]));
    free_factors(&f), free_factors(&g), free(from.A.p), free(s);
}

/* Rows that are not counted before, for right vectors alone. */
static void driver_without_a_number_of_rows(void **state)
{
    (void)state;
    uint64_t seed = 19;
    for (int64_t m = 0; m <= 400; m += 200) {
        source from = {.A = random_view(m, 12, RANDBLAS_ROW_MAJOR, 0, &seed), .rows = m};
        factors f = make_factors(m, 12, 4, &seed), g = make_factors(m, 12, 4, &seed);
        const randlapack_stream_options options = {.right_only = 1, .batch_rows = 9};
        assert_int_equal(run(from.A, &g, &options, NULL), 0);
        free(f.U);
        f.U = NULL;
        assert_int_equal(drive(&from, -1, &f, &options, NULL), 0);
        for (int64_t t = 0; t < 4; t++) assert_true(fabs((double)(f.s[t] - g.s[t])) <= 1e4 * EPS);
        free_factors(&f), free_factors(&g), free(from.A.p);
    }
}

static void driver_refuses_illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 20;
    source from = {.A = random_view(9, 6, RANDBLAS_ROW_MAJOR, 0, &seed), .rows = 9};
    factors f = make_factors(9, 6, 2, &seed);
    const randlapack_stream_options bad = {.tolerance = -1}, right = {.right_only = 1};
#define DRIVE(m, n, k, read, U, ldu, s, V, ldv, options)                                                               \
    randlapack_xsvd_stream(m, n, k, read, &from, U, ldu, s, V, ldv, options, NULL)
    f.s[0] = (scalar_t)NAN;
    assert_int_equal(DRIVE(-1, 6, 2, read_rows, f.U, 9, f.s, f.V, 6, NULL), -1);
    assert_int_equal(DRIVE(-2, 6, 2, read_rows, f.U, 9, f.s, f.V, 6, &right), -1);
    assert_int_equal(DRIVE(9, -1, 2, read_rows, f.U, 9, f.s, f.V, 6, NULL), -2);
    assert_int_equal(DRIVE(9, 6, -1, read_rows, f.U, 9, f.s, f.V, 6, NULL), -3);
    assert_int_equal(DRIVE(9, 6, 2, NULL, f.U, 9, f.s, f.V, 6, NULL), -4);
    assert_int_equal(DRIVE(9, 6, 2, read_rows, NULL, 9, f.s, f.V, 6, NULL), -6);
    assert_int_equal(DRIVE(9, 6, 2, read_rows, f.U, 8, f.s, f.V, 6, NULL), -7);
    assert_int_equal(DRIVE(9, 6, 2, read_rows, f.U, 9, NULL, f.V, 6, NULL), -8);
    assert_int_equal(DRIVE(9, 6, 2, read_rows, f.U, 9, f.s, NULL, 6, NULL), -9);
    assert_int_equal(DRIVE(9, 6, 2, read_rows, f.U, 9, f.s, f.V, 5, NULL), -10);
    assert_int_equal(DRIVE(9, 6, 2, read_rows, f.U, 9, f.s, f.V, 6, &bad), -11);
    assert_true(isnan(f.s[0]) && from.asked == 0);
    free_factors(&f), free(from.A.p);
}

static void driver_and_memory(void **state)
{
    (void)state;
    uint64_t seed = 21;
    source from = {.A = random_view(60, 20, RANDBLAS_ROW_MAJOR, 0, &seed), .rows = 60};
    factors f = make_factors(60, 20, 3, &seed);
    counting all = {0};
    randlapack_stream_options options = {
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    assert_int_equal(drive(&from, 60, &f, &options, NULL), 0);
    assert_true(all.requests > 8 && all.out == 0);
    for (int64_t k = 1; k <= all.requests; k++) {
        counting failing = {.refuse = k};
        options.control.allocator_context = &failing;
        assert_int_equal(drive(&from, 60, &f, &options, NULL), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(failing.out, 0);
    }
    options.control = (randblas_control){.memory_limit = 9000};
    assert_int_equal(drive(&from, 60, &f, &options, NULL), RANDBLAS_MEMORY_LIMIT);
    free_factors(&f), free(from.A.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(close_to_the_best),
        cmocka_unit_test(as_good_as_two_passes),
        cmocka_unit_test(norms_that_grow),
        cmocka_unit_test(batches_do_not_matter),
        cmocka_unit_test(streams_can_be_merged),
        cmocka_unit_test(what_does_not_continue_is_refused),
        cmocka_unit_test(right_vectors_alone),
        cmocka_unit_test(memory_without_left_vectors_is_bounded),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(coherent_rows),
        cmocka_unit_test(steep_spectra),
        cmocka_unit_test(between_two_sketches),
        cmocka_unit_test(meets_a_tolerance),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(reports_its_progress_and_can_be_cancelled),
        cmocka_unit_test(memory),
        cmocka_unit_test(driver_reads_a_source),
        cmocka_unit_test(driver_without_a_number_of_rows),
        cmocka_unit_test(driver_refuses_illegal_arguments),
        cmocka_unit_test(driver_and_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
