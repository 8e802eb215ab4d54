/* Randomly pivoted Cholesky: the factor against its definition, the law against the sequential method written out. */
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

typedef struct problem {
    int64_t n, k, ldf;
    scalar_t *A, *F; /* A: n x n, column major, no padding */
    int64_t *S;
    randlapack_xentries entries;
} problem;

static problem make_problem(int64_t n, int64_t k, scalar_t *A)
{
    problem p = {.n = n, .k = k, .ldf = (n > 1 ? n : 1) + 2, .A = A};
    uint64_t seed = 77;
    p.F = random_view(n, k, RANDBLAS_COL_MAJOR, 2, &seed).p;
    p.S = malloc((size_t)(k + 1) * sizeof *p.S);
    p.S[0] = -7;
    p.entries = randlapack_xentries_dense(RANDBLAS_COL_MAJOR, n, n, A, n > 1 ? n : 1);
    return p;
}

static void free_problem(problem *p)
{
    free(p->A), free(p->F), free(p->S);
}

static int run(problem *p, const randlapack_rpcholesky_options *options, randlapack_rpcholesky_report *report)
{
    return randlapack_xrpcholesky(&p->entries, p->k, p->S, p->F, p->ldf, options, report);
}

/* Q diag(s) Q^T */
static scalar_t *with_eigenvalues(int64_t n, const double *s, uint64_t *seed)
{
    scalar_t *Q = random_orthonormal(n, n, seed), *A = malloc((size_t)(n * n + 1) * sizeof *A);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++) {
            double sum = 0;
            for (int64_t t = 0; t < n; t++) sum += (double)Q[i + t * n] * s[t] * (double)Q[j + t * n];
            A[i + j * n] = A[j + i * n] = (scalar_t)sum;
        }
    free(Q);
    return A;
}

/* A Gaussian kernel on random points of the line: many columns are nearly the same. */
static scalar_t *smooth_kernel(int64_t n, double width, uint64_t *seed)
{
    double *x = malloc((size_t)n * sizeof *x);
    scalar_t *A = malloc((size_t)(n * n) * sizeof *A);
    for (int64_t i = 0; i < n; i++) x[i] = (double)random_real(seed);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) A[i + j * n] = (scalar_t)exp(-(x[i] - x[j]) * (x[i] - x[j]) / width / width);
    free(x);
    return A;
}

static double trace(const problem *p)
{
    double sum = 0;
    for (int64_t i = 0; i < p->n; i++) sum += (double)p->A[i * (p->n + 1)];
    return sum;
}

static double residual_at(const problem *p, int64_t i, int64_t j)
{
    double e = (double)p->A[i + j * p->n];
    for (int64_t t = 0; t < p->k; t++) e -= (double)p->F[i + t * p->ldf] * (double)p->F[j + t * p->ldf];
    return e;
}

/*
 * The residual is zero in the rows of S, its diagonal is not negative and sums to what is reported; S holds distinct
 * rows; beyond the rank S is -1 and F is zero.  Backward error of Cholesky on the pivots: |F F^T - A| <= (k + 1) eps
 * sqrt(a_ii a_jj) times a small factor for the products and the block form (Higham, thm 10.3).
 */
static void check(const problem *p, const randlapack_rpcholesky_report *report)
{
    const double u = 16 * (double)(p->k + 2) * EPS;
    double left = 0;
    for (int64_t t = 0; t < p->k; t++) {
        assert_int_equal(p->S[t] >= 0, t < report->rank);
        assert_true(isnan(p->F[p->n + t * p->ldf])); /* padding */
        for (int64_t i = 0; i < p->n && t >= report->rank; i++) assert_true(p->F[i + t * p->ldf] == 0);
        if (t >= report->rank) continue;
        assert_true(p->S[t] < p->n);
        for (int64_t r = 0; r < t; r++) assert_true(p->S[r] != p->S[t]);
        const double d = (double)p->A[p->S[t] * (p->n + 1)];
        for (int64_t i = 0; i < p->n; i++)
            assert_true(fabs(residual_at(p, i, p->S[t])) <= u * sqrt(d * (double)p->A[i * (p->n + 1)]));
    }
    for (int64_t i = 0; i < p->n; i++) {
        const double e = residual_at(p, i, i);
        assert_true(e >= -64 * u * (double)p->A[i * (p->n + 1)]);
        left += e;
    }
    assert_true(fabs(report->trace - trace(p)) <= (double)p->n * EPS * trace(p));
    assert_true(fabs(left / trace(p) - report->trace_error) <= u);
}

static void factors_a_positive_definite_matrix(void **state)
{
    (void)state;
    const int64_t sizes[][2] = {{1, 1}, {2, 1}, {2, 2}, {30, 10}, {60, 60}, {90, 40}, {300, 33}};
    uint64_t seed = 1;
    for (int c = 0; c < 7; c++)
        for (int64_t block = 0; block <= 64; block += 16) {
            const int64_t n = sizes[c][0];
            double *s = geometric(n, 1e3);
            problem p = make_problem(n, sizes[c][1], with_eigenvalues(n, s, &seed));
            const randlapack_rpcholesky_options options = {
                .size = sizeof options, .block = block == 16 ? 1 : block, .state = randblas_seed(5)};
            randlapack_rpcholesky_report report;
            assert_int_equal(run(&p, &options, &report), 0);
            assert_int_equal(report.rank, p.k);
            assert_int_equal(report.columns, p.k);
            check(&p, &report);
            free_problem(&p), free(s);
        }
}

/* Reading the matrix by a callback, one triangle, and rows that are columns, all with padding: the same factor. */
static int columns_of_array(void *context, int64_t nrows, const int64_t *rows, int64_t ncols, const int64_t *cols,
                            scalar_t *out, int64_t ld)
{
    problem *p = context;
    if (--p->k == 0) return 1;
    for (int64_t j = 0; j < ncols; j++)
        for (int64_t i = 0; i < nrows; i++) out[i + j * ld] = p->A[(rows ? rows[i] : i) + cols[j] * p->n];
    return 0;
}

static void every_way_of_giving_the_matrix(void **state)
{
    (void)state;
    uint64_t seed = 2;
    double *s = geometric(40, 1e2);
    problem p = make_problem(40, 12, with_eigenvalues(40, s, &seed));
    assert_int_equal(run(&p, NULL, NULL), 0);
    scalar_t *before = copy_view((randblas_xview){p.F, p.ldf, false}, 40, 12).p;
    const randblas_layout layouts[] = {RANDBLAS_ROW_MAJOR, RANDBLAS_COL_MAJOR};
    const randblas_uplo triangles[] = {(randblas_uplo)0, RANDBLAS_UPPER, RANDBLAS_LOWER};
    for (int l = 0; l < 2; l++)
        for (int t = 0; t < 3; t++) {
            const randblas_xview A = random_view(40, 40, layouts[l], 3, &seed);
            for (int64_t i = 0; i < 40; i++)
                for (int64_t j = 0; j < 40; j++)
                    *view_at(A, i, j) = (t == 1 && i > j) || (t == 2 && i < j) ? (scalar_t)NAN : p.A[i + j * 40];
            p.entries = t ? randlapack_xentries_symmetric(layouts[l], triangles[t], 40, A.p, A.ld)
                          : randlapack_xentries_dense(layouts[l], 40, 40, A.p, A.ld);
            assert_int_equal(run(&p, NULL, NULL), 0);
            assert_memory_equal(before, p.F, (size_t)(p.ldf * 11 + 40) * sizeof *before);
            free(A.p);
        }
    problem context = p;
    context.k = 0;
    p.entries = randlapack_xentries_callback(40, 40, columns_of_array, &context);
    assert_int_equal(run(&p, NULL, NULL), 0);
    assert_memory_equal(before, p.F, (size_t)(p.ldf * 11 + 40) * sizeof *before);
    const int64_t calls = -context.k;
    for (int64_t fail_at = 1; fail_at <= calls; fail_at++) {
        context.k = fail_at;
        assert_int_equal(run(&p, NULL, NULL), RANDBLAS_CALLBACK_FAILED);
    }
    free_problem(&p), free(before), free(s);
}

/* The sequential method by its definition, on a dense residual; returns the relative trace error. */
static double sequential(int64_t n, int64_t k, const scalar_t *A, int64_t *first, uint64_t *seed)
{
    double *E = malloc((size_t)(n * n) * sizeof *E), *column = malloc((size_t)n * sizeof *column), whole = 0, left = 0;
    for (int64_t t = 0; t < n * n; t++) E[t] = (double)A[t];
    for (int64_t i = 0; i < n; i++) whole += E[i * (n + 1)];
    for (int64_t t = 0; t < k; t++) {
        double sum = 0, target = (double)(splitmix(seed) >> 11) * 0x1p-53;
        int64_t p = 0;
        for (int64_t i = 0; i < n; i++) sum += fmax(E[i * (n + 1)], 0);
        for (target *= sum; p < n - 1 && target >= fmax(E[p * (n + 1)], 0); p++) target -= fmax(E[p * (n + 1)], 0);
        if (first && t < 2) first[t] = p;
        const double pivot = E[p * (n + 1)];
        memcpy(column, E + p * n, (size_t)n * sizeof *column);
        for (int64_t j = 0; j < n && pivot > 0; j++)
            for (int64_t i = 0; i < n; i++) E[i + j * n] -= column[i] * column[j] / pivot;
    }
    for (int64_t i = 0; i < n; i++) left += E[i * (n + 1)];
    free(E), free(column);
    return left / whole;
}

/*
 * The trace error of the blocked method has the mean of the sequential method's: 100 seeds each, difference of the
 * means within 4 standard errors (false alarm 6e-5 for normal means).  A kernel for which about half of the proposals
 * are rejected, so that dropping the rejections would show.
 */
static void errors_are_those_of_the_sequential_method(void **state)
{
    (void)state;
    enum { N = 80, K = 12, TRIALS = 100 };
    uint64_t seed = 3;
    problem p = make_problem(N, K, smooth_kernel(N, 0.25, &seed));
    double mean[2] = {0}, square[2] = {0};
    int64_t rejections = 0;
    for (int t = 0; t < TRIALS; t++) {
        const randlapack_rpcholesky_options options = {.state = randblas_seed(1000 + (uint64_t)t), .block = 12};
        randlapack_rpcholesky_report report;
        assert_int_equal(run(&p, &options, &report), 0);
        rejections += report.rejections;
        const double e[2] = {report.trace_error, sequential(N, K, p.A, NULL, &seed)};
        for (int c = 0; c < 2; c++) {
            mean[c] += e[c] / TRIALS;
            square[c] += e[c] * e[c] / TRIALS;
        }
    }
    const double variance = square[0] - mean[0] * mean[0] + square[1] - mean[1] * mean[1];
    assert_true(rejections > TRIALS * K / 3);
    assert_true(fabs(mean[0] - mean[1]) <= 4 * sqrt(variance / TRIALS));
    free_problem(&p);
}

/*
 * The law of the first two pivots of a 4 x 4 matrix is that of the definition, p(i) = a_ii / tr, p(j | i) = the same
 * for the residual: chi square with 11 degrees of freedom over 4000 seeds, 99.99 per cent quantile 37.4.
 */
static void pivots_have_the_law_of_the_definition(void **state)
{
    (void)state;
    enum { N = 4, TRIALS = 4000 };
    const scalar_t A[N * N] = {4, 2, 1, 0, 2, 3, (scalar_t)-1, 1, 1, (scalar_t)-1, 2, 0, 0, 1, 0, 1};
    scalar_t *copy = malloc(sizeof A);
    memcpy(copy, A, sizeof A);
    problem p = make_problem(N, 2, copy);
    double count[N][N] = {{0}}, chi = 0;
    for (int t = 0; t < TRIALS; t++) {
        const randlapack_rpcholesky_options options = {.state = randblas_seed((uint64_t)t), .block = 5};
        assert_int_equal(run(&p, &options, NULL), 0);
        count[p.S[0]][p.S[1]] += 1;
    }
    for (int i = 0; i < N; i++) {
        double rest = 0;
        for (int j = 0; j < N; j++)
            rest += (double)A[j * 5] - (double)A[i + j * N] * (double)A[i + j * N] / (double)A[i * 5];
        for (int j = 0; j < N; j++) {
            const double u = (double)A[j * 5] - (double)A[i + j * N] * (double)A[i + j * N] / (double)A[i * 5];
            const double expected = TRIALS * (double)A[i * 5] / 10 * u / rest;
            if (i == j) assert_true(count[i][j] == 0);
            if (i != j) chi += (count[i][j] - expected) * (count[i][j] - expected) / expected;
        }
    }
    assert_true(chi <= 37.4);
    free_problem(&p);
}

static void stops_at_the_tolerance(void **state)
{
    (void)state;
    uint64_t seed = 4;
    problem p = make_problem(100, 60, smooth_kernel(100, 0.5, &seed));
    randlapack_rpcholesky_report report;
    const randlapack_rpcholesky_options loose = {.tolerance = 1e-2}, hard = {.tolerance = 1e-30};
    assert_int_equal(run(&p, &loose, &report), 0);
    check(&p, &report);
    assert_true(report.trace_error <= 1e-2 && report.rank < 20);
    /* the column before did not meet it */
    double last = 0;
    for (int64_t i = 0; i < p.n; i++) last += pow((double)p.F[i + (report.rank - 1) * p.ldf], 2);
    assert_true(report.trace_error + last / report.trace > 1e-2);
    p.k = 3;
    assert_int_equal(run(&p, &loose, &report), RANDBLAS_NOT_CONVERGED);
    assert_int_equal(report.rank, 3);
    check(&p, &report);
    p.k = 60; /* what is left is rounding: the matrix is factored to working precision, and that is no failure */
    assert_int_equal(run(&p, &hard, &report), 0);
    assert_true(report.rank < 60 && report.trace_error <= 60 * 16 * EPS);
    check(&p, &report);
    free_problem(&p);
}

/* Rank smaller than asked: rank one, zero, duplicates, a zero row. */
static void smaller_rank(void **state)
{
    (void)state;
    for (int64_t rank = 0; rank <= 6; rank++) {
        uint64_t seed = 5;
        scalar_t *A = calloc(50 * 50, sizeof *A), *G = random_view(50, 6, RANDBLAS_COL_MAJOR, 0, &seed).p;
        for (int64_t t = 0; t < 6; t++) {
            G[7 + t * 50] = 0;
            G[9 + t * 50] = G[8 + t * 50];
        }
        for (int64_t i = 0; i < 50; i++)
            for (int64_t j = 0; j < 50; j++)
                for (int64_t t = 0; t < rank; t++) A[i + j * 50] += G[i + t * 50] * G[j + t * 50];
        problem p = make_problem(50, 20, A);
        randlapack_rpcholesky_report report;
        assert_int_equal(run(&p, NULL, &report), 0);
        assert_int_equal(report.rank, rank);
        if (rank) check(&p, &report);
        for (int64_t t = rank; t < 20; t++) assert_true(p.S[t] == -1 && p.F[3 + t * p.ldf] == 0);
        free_problem(&p), free(G);
    }
}

/* Wide kernels decay to rounding level: the rank found is small, and rounding is not taken for indefiniteness. */
static void smooth_to_rounding(void **state)
{
    (void)state;
    for (int t = 0; t < 20; t++) {
        uint64_t seed = 600 + (uint64_t)t;
        problem p = make_problem(150, 150, smooth_kernel(150, 0.2 + 0.2 * t, &seed));
        const randlapack_rpcholesky_options options = {.state = randblas_seed((uint64_t)t)};
        randlapack_rpcholesky_report report;
        assert_int_equal(run(&p, &options, &report), 0);
        assert_true(report.rank < 60 && report.trace_error <= 4 * 60 * EPS);
        check(&p, &report);
        free_problem(&p);
    }
}

static void indefinite(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int c = 0; c < 3; c++) {
        double s[30];
        for (int t = 0; t < 30; t++) s[t] = 1 + 0.01 * t;
        scalar_t *A = with_eigenvalues(30, s, &seed);
        if (c == 0) A[4 * 31] = -1;                          /* on the diagonal */
        if (c == 1) A[4 + 5 * 30] = A[5 + 4 * 30] = 5;       /* a minor, seen when 4 or 5 is a pivot */
        if (c == 2) A[4 * 31] = 0, A[4] = A[4 * 30] = 0.25f; /* a zero diagonal with a row that is not */
        problem p = make_problem(30, 30, A);
        randlapack_rpcholesky_report report;
        assert_int_equal(run(&p, NULL, &report), RANDBLAS_NOT_POSITIVE_DEFINITE);
        assert_true(report.rank < 30 && p.S[29] == -1 && p.F[29 * p.ldf] == 0);
        free_problem(&p);
    }
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int c = 0; c < 4; c++) {
        double *s = geometric(30, 10);
        problem p = make_problem(30, 30, with_eigenvalues(30, s, &seed));
        p.A[c < 2 ? 4 * 31 : 4 + 9 * 30] = p.A[c < 2 ? 4 * 31 : 9 + 4 * 30] =
            c % 2 ? (scalar_t)NAN : (scalar_t)INFINITY;
        assert_int_equal(run(&p, NULL, NULL), RANDBLAS_NOT_FINITE);
        assert_true(isnan(p.F[0]) && isnan(p.F[29 + 29 * p.ldf]) && p.S[0] == -1);
        free_problem(&p), free(s);
    }
}

/* A power of four scales F by its root and changes nothing else. */
static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664, scales[] = {most, -most};
    uint64_t seed = 8;
    double *s = geometric(40, 1e3);
    problem p = make_problem(40, 35, with_eigenvalues(40, s, &seed));
    randlapack_rpcholesky_report plain, report;
    const randlapack_rpcholesky_options options = {.tolerance = 0.05};
    assert_int_equal(run(&p, &options, &plain), 0);
    scalar_t *before = copy_view((randblas_xview){p.F, p.ldf, false}, 40, 35).p;
    for (int c = 0; c < 2; c++) {
        for (int64_t t = 0; t < 1600; t++) p.A[t] = (scalar_t)ldexp((double)p.A[t], scales[c]);
        assert_int_equal(run(&p, &options, &report), 0);
        assert_int_equal(report.rank, plain.rank);
        for (int64_t j = 0; j < 35; j++)
            for (int64_t i = 0; i < 40; i++)
                assert_true(fabs(ldexp((double)p.F[i + j * p.ldf], -scales[c] / 2) - (double)before[i + j * p.ldf]) <=
                            1e3 * EPS);
        for (int64_t t = 0; t < 1600; t++) p.A[t] = (scalar_t)ldexp((double)p.A[t], -scales[c]);
    }
    free_problem(&p), free(before), free(s);
}

static void degenerate_sizes(void **state)
{
    (void)state;
    randlapack_rpcholesky_report report;
    problem p = make_problem(0, 0, calloc(1, sizeof(scalar_t)));
    assert_int_equal(run(&p, NULL, &report), 0);
    assert_int_equal(report.rank, 0);
    free_problem(&p);
    uint64_t seed = 9;
    double *s = geometric(10, 10);
    p = make_problem(10, 0, with_eigenvalues(10, s, &seed));
    assert_int_equal(run(&p, NULL, &report), 0);
    assert_true(report.rank == 0 && report.trace_error == 1);
    free_problem(&p), free(s);
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 10;
    double *s = geometric(10, 10);
    problem p = make_problem(10, 4, with_eigenvalues(10, s, &seed));
    const scalar_t before = p.F[0];
#define CALL(A, k, S, F, ldf, options) randlapack_xrpcholesky(A, k, S, F, ldf, options, NULL)
    const randlapack_xentries bad[] = {
        randlapack_xentries_dense(RANDBLAS_COL_MAJOR, 10, 9, p.A, 10),
        randlapack_xentries_dense(RANDBLAS_COL_MAJOR, 10, 10, p.A, 9),
        randlapack_xentries_dense(RANDBLAS_COL_MAJOR, 10, 10, NULL, 10),
        randlapack_xentries_dense((randblas_layout)3, 10, 10, p.A, 10),
        randlapack_xentries_dense(RANDBLAS_COL_MAJOR, -1, -1, p.A, 10),
        randlapack_xentries_symmetric(RANDBLAS_COL_MAJOR, (randblas_uplo)5, 10, p.A, 10),
        randlapack_xentries_kernel(NULL),
        {.size = 3, .rows = 10, .cols = 10, .values = p.A, .ld = 10, .layout = RANDBLAS_COL_MAJOR},
    };
    for (size_t c = 0; c < sizeof bad / sizeof *bad; c++) assert_int_equal(CALL(&bad[c], 4, p.S, p.F, p.ldf, NULL), -1);
    assert_int_equal(CALL(NULL, 4, p.S, p.F, p.ldf, NULL), -1);
    assert_int_equal(CALL(&p.entries, -1, p.S, p.F, p.ldf, NULL), -2);
    assert_int_equal(CALL(&p.entries, 11, p.S, p.F, p.ldf, NULL), -2);
    assert_int_equal(CALL(&p.entries, 4, NULL, p.F, p.ldf, NULL), -3);
    assert_int_equal(CALL(&p.entries, 4, p.S, NULL, p.ldf, NULL), -4);
    assert_int_equal(CALL(&p.entries, 4, p.S, p.F, 9, NULL), -5);
    const randlapack_rpcholesky_options options[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.block = -1},
        {.block = 5000},
        {.tolerance = -1},
        {.tolerance = NAN},
        {.tolerance = 1},
        {.control.release = counting_release},
    };
    for (size_t c = 0; c < sizeof options / sizeof *options; c++)
        assert_int_equal(CALL(&p.entries, 4, p.S, p.F, p.ldf, &options[c]), -6);
    assert_true(p.F[0] == before && p.S[0] == -7);
    free_problem(&p), free(s);
}

static void memory_and_cancellation(void **state)
{
    (void)state;
    uint64_t seed = 11;
    double *s = geometric(60, 10);
    problem p = make_problem(60, 40, with_eigenvalues(60, s, &seed));
    counting all = {0};
    randlapack_rpcholesky_options options = {
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    assert_int_equal(run(&p, &options, NULL), 0);
    assert_true(all.requests > 5 && all.out == 0);
    for (int64_t k = 1; k <= all.requests; k++) {
        counting failing = {.refuse = k};
        options.control.allocator_context = &failing;
        assert_int_equal(run(&p, &options, NULL), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(failing.out, 0);
    }
    options.control = (randblas_control){.memory_limit = 1000};
    assert_int_equal(run(&p, &options, NULL), RANDBLAS_MEMORY_LIMIT);
    for (int64_t skip = 0; skip < 3; skip++) {
        watching watch = {.cancel_in = "factor", .skip = skip};
        options.control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
        assert_int_equal(run(&p, &options, NULL), RANDBLAS_CANCELLED);
    }
    free_problem(&p), free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_a_positive_definite_matrix),
        cmocka_unit_test(every_way_of_giving_the_matrix),
        cmocka_unit_test(errors_are_those_of_the_sequential_method),
        cmocka_unit_test(pivots_have_the_law_of_the_definition),
        cmocka_unit_test(stops_at_the_tolerance),
        cmocka_unit_test(smaller_rank),
        cmocka_unit_test(smooth_to_rounding),
        cmocka_unit_test(indefinite),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(memory_and_cancellation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
