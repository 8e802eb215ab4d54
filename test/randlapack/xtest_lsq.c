/* Least squares by sketch-and-precondition against Householder QR and the perturbation bounds of Wedin. */
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

typedef struct problem {
    int64_t m, n, nrhs, ldb, ldx;
    randblas_xview dense; /* the matrix, column major without padding */
    randblas_xlinop A;
    scalar_t *B, *X;
} problem;

/* b = A x plus noise of relative size `noise`; padding is NaN. */
static problem make_problem(const randblas_xlinop *A, randblas_xview dense, int64_t nrhs, double noise, uint64_t *seed)
{
    problem p = {A->rows, A->cols, nrhs, A->rows + 3, A->cols + 2, dense, *A, NULL, NULL};
    p.B = random_view(p.m, nrhs, RANDBLAS_COL_MAJOR, 3, seed).p;
    p.X = random_view(p.n, nrhs, RANDBLAS_COL_MAJOR, 2, seed).p;
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t i = 0; i < p.m; i++) {
            double sum = 0;
            for (int64_t j = 0; j < p.n; j++) sum += (double)*view_at(dense, i, j) * (double)p.X[j + r * p.ldx];
            p.B[i + r * p.ldb] = (scalar_t)(sum + noise * (double)random_real(seed));
        }
    for (int64_t k = 0; k < nrhs; k++)
        for (int64_t j = 0; j < p.n; j++) p.X[j + k * p.ldx] = (scalar_t)NAN;
    return p;
}

static void free_problem(problem *p)
{
    free(p->B), free(p->X), free(p->dense.p);
    if (p->A.kind == RANDBLAS_DENSE) free(p->A.values);
}

static problem dense_problem(int64_t m, int64_t n, double cond, randblas_layout layout, int64_t nrhs, double noise,
                             uint64_t *seed)
{
    double *s = geometric(n, cond);
    const randblas_xview A = random_with_values(m, n, s, layout, 3, seed);
    const randblas_xview dense = random_view(m, n, RANDBLAS_COL_MAJOR, 0, seed);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) *view_at(dense, i, j) = *view_at(A, i, j);
    const randblas_xlinop op = randblas_xlinop_dense(layout, m, n, A.p, A.ld);
    free(s);
    return make_problem(&op, dense, nrhs, noise, seed);
}

static int solve(const problem *p, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    return randlapack_xlsq_precond(&p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, options, report);
}

/* The solution of least norm by gelsd; also sigma_max and the smallest singular value above the cut. */
static scalar_t *reference(const problem *p, double *largest, double *smallest, int64_t *rank)
{
    scalar_t *A = copy_view(p->dense, p->m, p->n).p;
    scalar_t *B = malloc((size_t)(p->m * p->nrhs + 1) * sizeof *B);
    real_t *s = malloc((size_t)(p->n + 1) * sizeof *s);
    lapack_int found = 0;
    for (int64_t r = 0; r < p->nrhs; r++) memcpy(B + r * p->m, p->B + r * p->ldb, (size_t)p->m * sizeof *B);
    assert_int_equal(LAPACK(gelsd)(LAPACK_COL_MAJOR, (lapack_int)p->m, (lapack_int)p->n, (lapack_int)p->nrhs, A,
                                   (lapack_int)p->m, B, (lapack_int)p->m, s, (real_t)(30 * EPS), &found),
                     0);
    *rank = found;
    *largest = (double)s[0];
    *smallest = found > 0 ? (double)s[found - 1] : 0;
    free(A), free(s);
    return B;
}

/* b - A x in double. */
static double residual_norm(const problem *p, int64_t r, const scalar_t *x, double *normal)
{
    double *res = malloc((size_t)(p->m + 1) * sizeof *res), sum = 0, nsum = 0;
    for (int64_t i = 0; i < p->m; i++) {
        res[i] = (double)p->B[i + r * p->ldb];
        for (int64_t j = 0; j < p->n; j++) res[i] -= (double)*view_at(p->dense, i, j) * (double)x[j];
        sum += res[i] * res[i];
    }
    for (int64_t j = 0; j < p->n; j++) {
        double g = 0;
        for (int64_t i = 0; i < p->m; i++) g += (double)*view_at(p->dense, i, j) * res[i];
        nsum += g * g;
    }
    free(res);
    *normal = sqrt(nsum);
    return sqrt(sum);
}

/*
 * A backward stable solver solves min ||(A + E) x - (b + e)|| exactly, ||E|| <= u ||A||, ||e|| <= u ||b|| with
 * u ~ sqrt(m) n eps (the probabilistic form of Higham, thm 20.3).  Then, to first order,
 *     ||A^T r|| <= u ||A|| (||r|| + ||A|| ||x|| + ||b||),
 *     ||x - x*|| <= u cond (2 ||x|| + (cond + 1) ||r||/||A||)                      (Wedin; Higham, thm 20.1)
 * and the reference obeys the same.
 */
static void check(const problem *p, const randlapack_lsq_report *report, bool full_rank)
{
    const double u = 2 * sqrt((double)p->m) * (double)p->n * EPS;
    double largest, smallest, worst = 0;
    int64_t rank;
    scalar_t *expected = reference(p, &largest, &smallest, &rank);
    assert_int_equal(report->rank, rank);
    for (int64_t r = 0; r < p->nrhs; r++) {
        const scalar_t *x = p->X + r * p->ldx, *y = expected + r * p->m;
        double normal, ignored, difference = 0;
        const double res = residual_norm(p, r, x, &normal), best = residual_norm(p, r, y, &ignored);
        const double b = norm2(p->m, p->B + r * p->ldb), ax = largest * norm2(p->n, x), cond = largest / smallest;
        assert_true(normal <= u * largest * (res + ax + b));
        assert_true(res <= best + u * (ax + b));
        for (int64_t j = 0; j < p->n; j++) difference += pow((double)x[j] - (double)y[j], 2);
        if (full_rank) assert_true(sqrt(difference) <= u * cond * (2 * norm2(p->n, y) + (cond + 1) * best / largest));
        worst = fmax(worst, res);
        for (int64_t j = p->n; j < p->ldx; j++) assert_true(isnan(p->X[j + r * p->ldx])); /* padding */
    }
    assert_true(fabs(report->residual_norm - worst) <= 1e-3 * worst + u * report->residual_norm + 1e3 * u);
    assert_true(report->condition <= 4 * largest / smallest && report->condition >= 0.1 * largest / smallest);
    free(expected);
}

/* Every preconditioner, AUTO first. */
#define NPRECONDITIONERS 5

/* Solves with one of them and checks what it says of itself. */
static void solve_with(const problem *p, int how, int expected, randlapack_lsq_report *report)
{
    const randlapack_lsq_options options = {.preconditioner = (randlapack_precond)how};
    assert_int_equal(solve(p, &options, report), expected);
    const bool by_values = report->preconditioner == RANDLAPACK_PRECOND_SVD;
    const bool doubt = report->condition >= 1e-5 / EPS; /* then singular values decide, after another sketch */
    assert_true(report->preconditioner != RANDLAPACK_PRECOND_AUTO);
    if (how && !doubt) assert_int_equal(report->preconditioner, how);
    if (by_values) assert_true(how == RANDLAPACK_PRECOND_SVD || doubt);
    if (!by_values) assert_true((report->sketch_rows == p->m) == (report->preconditioner == RANDLAPACK_PRECOND_NONE));
    assert_int_equal(report->method, RANDLAPACK_METHOD_PRECOND);
}

static void matches_householder_qr(void **state)
{
    (void)state;
    const double conds[] = {1, 10, 1 / sqrt(EPS), 1e-3 / EPS}, noises[] = {0, 1e-4, 1};
    uint64_t seed = 1;
    for (int k = 0; k < 2 * 4 * 3 * 2; k++) {
        const randblas_layout layout = k % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        problem p = dense_problem(501, 19, conds[k / 2 % 4], layout, k / 24 ? 3 : 1, noises[k / 8 % 3], &seed);
        for (int how = 0; how < NPRECONDITIONERS; how++) {
            randlapack_lsq_report report;
            solve_with(&p, how, 0, &report);
            check(&p, &report, true);
        }
        free_problem(&p);
    }
}

/* Blocks of rows, and more columns than a block of reflectors. */
static void larger_problems(void **state)
{
    (void)state;
    uint64_t seed = 21;
    for (int how = 0; how < 2 * NPRECONDITIONERS; how++) {
        const double cond = how < NPRECONDITIONERS ? 30 : 1e-3 / EPS;
        problem p = dense_problem(480, 100, cond, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        randlapack_lsq_report report;
        solve_with(&p, how % NPRECONDITIONERS, 0, &report);
        check(&p, &report, true);
        if (report.preconditioner == RANDLAPACK_PRECOND_CHOLESKY) assert_true(report.iterations <= 12);
        free_problem(&p);
    }
}

/* The problem with the rows sqrt(lambda) I below A and zeros below b. */
static problem augmented(const problem *p, double lambda)
{
    problem q = {p->m + p->n, p->n, p->nrhs, p->m + p->n, p->ldx, {0}, p->A, NULL, p->X};
    q.dense = (randblas_xview){calloc((size_t)(q.m * q.n), sizeof(scalar_t)), q.m, false};
    q.B = calloc((size_t)(q.m * q.nrhs), sizeof *q.B);
    for (int64_t j = 0; j < p->n; j++) {
        for (int64_t i = 0; i < p->m; i++) *view_at(q.dense, i, j) = *view_at(p->dense, i, j);
        *view_at(q.dense, p->m + j, j) = (scalar_t)sqrt(lambda);
    }
    for (int64_t r = 0; r < p->nrhs; r++) memcpy(q.B + r * q.m, p->B + r * p->ldb, (size_t)p->m * sizeof *q.B);
    return q;
}

/* A ridge is the augmented problem, whose bounds hold; the residual reported is that of A x = b. */
static void ridge_is_the_augmented_problem(void **state)
{
    (void)state;
    const double lambdas[] = {1e-6, 0.01, 100};
    uint64_t seed = 22;
    for (int k = 0; k < 3 * NPRECONDITIONERS; k++) {
        problem p = dense_problem(400, 17, 0.01 / EPS, RANDBLAS_ROW_MAJOR, 2, 0.3, &seed);
        const randlapack_lsq_options options = {.ridge = lambdas[k / NPRECONDITIONERS],
                                                .preconditioner = (randlapack_precond)(k % NPRECONDITIONERS)};
        randlapack_lsq_report report;
        assert_int_equal(solve(&p, &options, &report), 0);
        double worst = 0, ignored;
        for (int64_t r = 0; r < p.nrhs; r++) worst = fmax(worst, residual_norm(&p, r, p.X + r * p.ldx, &ignored));
        assert_true(fabs(report.residual_norm - worst) <= 1e-3 * worst);
        problem q = augmented(&p, options.ridge);
        for (int64_t r = 0; r < p.nrhs; r++) {
            const double res = residual_norm(&q, r, q.X + r * q.ldx, &ignored);
            if (r == 0 || res > report.residual_norm) report.residual_norm = res; /* what check() compares with */
        }
        check(&q, &report, true);
        free(q.B), free(q.dense.p);
        free_problem(&p);
    }
}

/* In each direction within ten times what gels leaves: the claim that users rely on. */
static void errors_are_those_of_gels(void **state)
{
    (void)state;
    const double conds[] = {10, 0.5 / sqrt(EPS)};
    uint64_t seed = 5;
    for (int k = 0; k < 2 * NPRECONDITIONERS; k++) {
        problem p = dense_problem(2000, 60, conds[k / NPRECONDITIONERS], RANDBLAS_COL_MAJOR, 1, 1, &seed);
        randlapack_lsq_report report;
        scalar_t *A = copy_view(p.dense, p.m, p.n).p, *b = copy_view((randblas_xview){p.B, p.m, false}, p.m, 1).p;
        double normal, gels_normal;
        assert_int_equal(LAPACK(gels)(LAPACK_COL_MAJOR, 'N', (lapack_int)p.m, (lapack_int)p.n, 1, A, (lapack_int)p.m, b,
                                      (lapack_int)p.m),
                         0);
        solve_with(&p, k % NPRECONDITIONERS, 0, &report);
        const double res = residual_norm(&p, 0, p.X, &normal), gels_res = residual_norm(&p, 0, b, &gels_normal);
        /* They differ in the second order; what is computed of them, by the rounding of sums and of A x. */
        assert_true(res <= gels_res * (1 + sqrt((double)p.m) * EPS) + EPS * norm2(p.n, p.X));
        assert_true(normal <= 10 * gels_normal);
        free(A), free(b);
        free_problem(&p);
    }
}

static void several_blocks_of_right_hand_sides(void **state)
{
    (void)state;
    uint64_t seed = 2;
    problem p = dense_problem(300, 11, 100, RANDBLAS_ROW_MAJOR, 37, 0.5, &seed);
    randlapack_lsq_report report;
    assert_int_equal(solve(&p, NULL, &report), 0);
    check(&p, &report, true);
    free_problem(&p);
}

/* A few rows dominate, most are tiny: what uniform sampling would miss. */
static void coherent_rows(void **state)
{
    (void)state;
    uint64_t seed = 3;
    problem p = dense_problem(1000, 13, 10, RANDBLAS_COL_MAJOR, 2, 1e-3, &seed);
    for (int64_t i = 0; i < p.m; i++)
        for (int64_t j = 0; j < p.n; j++) {
            const scalar_t scale = (scalar_t)(i < 6 ? 1 : i < 20 ? 1e-1 : 1e-3);
            *view_at(view_make(p.A.values, p.A.ld, p.A.layout), i, j) *= scale;
            *view_at(p.dense, i, j) *= scale;
        }
    for (int how = 0; how < NPRECONDITIONERS; how++) {
        randlapack_lsq_report report;
        solve_with(&p, how, 0, &report);
        check(&p, &report, true);
    }
    free_problem(&p);
}

/* All kinds, sparse ones with an empty column and duplicates: basic solutions with the least residual. */
static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int k = 0; k < NKINDS; k++)
        for (int tall = 0; tall < 2; tall++) {
            if (needs_square(all_kinds[k]) && tall) continue;
            const int64_t n = 12, m = tall ? 400 : needs_square(all_kinds[k]) ? n : 30;
            sample *s = make_sample(all_kinds[k], m, n, &seed);
            problem p = make_problem(&s->A, copy_view(s->dense, m, n), 2, 0.1, &seed);
            randlapack_lsq_report report;
            const bool sparse = s->A.kind == RANDBLAS_CSR || s->A.kind == RANDBLAS_CSC || s->A.kind == RANDBLAS_COO;
            assert_int_equal(solve(&p, NULL, &report), sparse ? RANDBLAS_RANK_DEFICIENT : 0);
            assert_true(sparse ? report.rank < n : report.rank == n);
            check(&p, &report, !sparse);
            p.A.kind = RANDBLAS_CALLBACK; /* its arrays are the sample's */
            free_problem(&p);
            free_sample(s);
        }
}

static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int k = 0; k < 2 * NPRECONDITIONERS; k++) {
        const int how = k / 2;
        problem p = dense_problem(k % 2 ? 600 : 25, 9, 30, RANDBLAS_COL_MAJOR, 2, 0.3, &seed);
        for (int64_t i = 0; i < p.m; i++) {
            scalar_t *row[] = {view_at(p.dense, i, 0), p.A.values + i};
            for (int copy = 0; copy < 2; copy++) {
                const int64_t ld = copy ? p.A.ld : p.dense.ld;
                row[copy][3 * ld] = 0;                                         /* a zero column, */
                row[copy][5 * ld] = row[copy][2 * ld];                         /* a duplicate, */
                row[copy][7 * ld] = 4 * row[copy][1 * ld] - row[copy][0 * ld]; /* and a combination */
            }
        }
        randlapack_lsq_report report;
        const randlapack_lsq_options options = {.preconditioner = (randlapack_precond)how};
        assert_int_equal(solve(&p, &options, &report), RANDBLAS_RANK_DEFICIENT);
        assert_true(report.preconditioner != RANDLAPACK_PRECOND_CHOLESKY); /* which asks for full rank */
        assert_int_equal(report.rank, 6);
        check(&p, &report, true); /* against the solution of least norm */
        free_problem(&p);
    }
}

/* Powers of two change nothing but exponents. */
static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 100 : 664; /* 2^664 ~ 1e200 */
    const int scales[][2] = {{most, 0}, {-most, 0}, {0, most}, {0, -most}, {most, most}, {-most, -most}};
    for (int k = 0; k < 6 * NPRECONDITIONERS; k++) {
        const int how = k / 6, ea = scales[k % 6][0], eb = scales[k % 6][1];
        uint64_t seed = 8;
        problem p = dense_problem(400, 7, 1e3, RANDBLAS_ROW_MAJOR, 1, 0.1, &seed);
        randlapack_lsq_report report;
        scalar_t plain[7];
        solve_with(&p, how, 0, &report);
        memcpy(plain, p.X, sizeof plain);
        for (int64_t i = 0; i < p.m; i++) {
            p.B[i] = (scalar_t)ldexp((double)p.B[i], eb);
            for (int64_t j = 0; j < p.n; j++)
                p.A.values[i * p.A.ld + j] = (scalar_t)ldexp((double)p.A.values[i * p.A.ld + j], ea);
        }
        solve_with(&p, how, 0, &report);
        const double u = 2 * sqrt((double)p.m) * (double)p.n * EPS;
        for (int64_t j = 0; j < p.n; j++) {
            const double x = ldexp((double)p.X[j], ea - eb);
            assert_true(fabs(x - (double)plain[j]) <= u * 1e6 * norm2(7, plain));
        }
        free_problem(&p);
    }
}

/* Columns of very different scales are not a rank deficiency. */
static void badly_scaled_columns(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int how = 0; how < NPRECONDITIONERS; how++) {
        problem p = dense_problem(300, 8, 5, RANDBLAS_COL_MAJOR, 1, 0, &seed);
        randlapack_lsq_report report;
        scalar_t plain[8];
        solve_with(&p, how, 0, &report);
        memcpy(plain, p.X, sizeof plain);
        for (int64_t j = 0; j < p.n; j++)
            for (int64_t i = 0; i < p.m; i++)
                p.A.values[i + j * p.A.ld] = (scalar_t)ldexp((double)p.A.values[i + j * p.A.ld], (int)(8 * j));
        solve_with(&p, how, 0, &report);
        for (int64_t j = 0; j < p.n; j++)
            assert_true(fabs(ldexp((double)p.X[j], (int)(8 * j)) - (double)plain[j]) <=
                        300 * 8 * EPS * norm2(8, plain));
        free_problem(&p);
    }
}

static void degenerate_sizes(void **state)
{
    (void)state;
    const int64_t sizes[][2] = {{0, 0}, {5, 0}, {1, 1}, {2, 1}, {2, 2}, {17, 17}, {70, 1}, {33, 32}};
    uint64_t seed = 10;
    for (int k = 0; k < 8; k++)
        for (int nrhs = 0; nrhs < 3; nrhs++) {
            problem p = dense_problem(sizes[k][0], sizes[k][1], 3, RANDBLAS_ROW_MAJOR, nrhs, 0, &seed);
            randlapack_lsq_report report;
            assert_int_equal(solve(&p, NULL, &report), 0);
            assert_int_equal(report.rank, p.n);
            if (p.n > 0 && nrhs > 0) check(&p, &report, true);
            free_problem(&p);
        }
}

static void zero_inputs(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int zero_a = 0; zero_a < 2; zero_a++) {
        problem p = dense_problem(200, 5, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        randlapack_lsq_report report;
        for (int64_t k = 0; k < p.m; k++)
            if (!zero_a) p.B[k] = 0;
        for (int64_t k = 0; k < p.A.ld * p.n; k++)
            if (zero_a) p.A.values[k] = 0;
        assert_int_equal(solve(&p, NULL, &report), zero_a ? RANDBLAS_RANK_DEFICIENT : 0);
        for (int64_t j = 0; j < p.n; j++) assert_true(p.X[j] == 0);
        assert_true(fabs(report.residual_norm - norm2(p.m, p.B)) <= 1e3 * EPS * norm2(p.m, p.B));
        free_problem(&p);
    }
}

static void not_finite(void **state)
{
    (void)state;
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY, -(scalar_t)INFINITY};
    uint64_t seed = 12;
    for (int k = 0; k < 6; k++)
        for (int tall = 0; tall < 2; tall++) {
            problem p = dense_problem(tall ? 500 : 20, 6, 3, RANDBLAS_ROW_MAJOR, 3, 0.1, &seed);
            randlapack_lsq_report report;
            if (k < 3)
                p.A.values[p.A.ld * (p.m - 1) + 2] = bad[k];
            else
                p.B[7 + p.ldb] = bad[k - 3];
            assert_int_equal(solve(&p, NULL, &report), RANDBLAS_NOT_FINITE);
            for (int64_t r = 0; r < 3; r++)
                for (int64_t j = 0; j < p.n; j++) assert_int_equal(isnan(p.X[j + r * p.ldx]) != 0, k < 3 || r == 1);
            free_problem(&p);
        }
}

/* A sampled sketch can miss the row: then the first residual sees it. */
static void not_finite_beside_the_sketch(void **state)
{
    (void)state;
    uint64_t seed = 13;
    const randlapack_lsq_options options = {.family = RANDBLAS_ROW_SAMPLE};
    for (int64_t i = 0; i < 40; i++) {
        problem p = dense_problem(400, 6, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        p.A.values[10 * i] = (scalar_t)NAN;
        assert_int_equal(solve(&p, &options, NULL), RANDBLAS_NOT_FINITE);
        for (int64_t j = 0; j < p.n; j++) assert_true(isnan(p.X[j]));
        free_problem(&p);
    }
}

static void families_and_sizes(void **state)
{
    (void)state;
    const randblas_family families[] = {RANDBLAS_GAUSSIAN,    RANDBLAS_UNIFORM,      RANDBLAS_RADEMACHER,
                                        RANDBLAS_SPARSE_SIGN, RANDBLAS_SPARSE_STACK, RANDBLAS_LESS_UNIFORM};
    const int64_t rows[] = {0, 40, 100, 500, 5000};
    uint64_t seed = 14;
    for (int f = 0; f < 6; f++)
        for (int d = 0; d < 5; d++) {
            problem p = dense_problem(500, 10, 1e2, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
            const randlapack_lsq_options options = {
                .size = sizeof options, .family = families[f], .sketch_rows = rows[d], .state = randblas_seed(99)};
            randlapack_lsq_report report;
            assert_int_equal(solve(&p, &options, &report), 0);
            if (rows[d]) assert_int_equal(report.sketch_rows, rows[d] < p.m ? rows[d] : p.m);
            check(&p, &report, true);
            free_problem(&p);
        }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 15;
    problem p = dense_problem(50, 4, 3, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
    randblas_xlinop wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 3, 4, p.A.values, 3), broken = p.A;
    broken.ld = 2;
#define CALL(A, nrhs, B, ldb, X, ldx, options) randlapack_xlsq_precond(A, nrhs, B, ldb, X, ldx, options, NULL)
    assert_int_equal(CALL(NULL, 1, p.B, p.ldb, p.X, p.ldx, NULL), -1);
    assert_int_equal(CALL(&broken, 1, p.B, p.ldb, p.X, p.ldx, NULL), -1);
    assert_int_equal(CALL(&wide, 1, p.B, p.ldb, p.X, p.ldx, NULL), -1);
    assert_int_equal(CALL(&p.A, -1, p.B, p.ldb, p.X, p.ldx, NULL), -2);
    assert_int_equal(CALL(&p.A, 1, NULL, p.ldb, p.X, p.ldx, NULL), -3);
    assert_int_equal(CALL(&p.A, 1, p.B, p.m - 1, p.X, p.ldx, NULL), -4);
    assert_int_equal(CALL(&p.A, 1, p.B, p.ldb, NULL, p.ldx, NULL), -5);
    assert_int_equal(CALL(&p.A, 1, p.B, p.ldb, p.X, p.n - 1, NULL), -6);
    const randlapack_lsq_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.sketch_rows = -1},
        {.sketch_rows = 3},
        {.sketch_nnz = -1},
        {.sketch_nnz = 48, .sketch_rows = 45},
        {.tolerance = -1},
        {.tolerance = NAN},
        {.tolerance = 1},
        {.max_iterations = -1},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_LESS},
        {.family = RANDBLAS_KRONECKER},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(CALL(&p.A, 1, p.B, p.ldb, p.X, p.ldx, &bad[k]), -7);
    for (int64_t j = 0; j < p.n; j++) assert_true(isnan(p.X[j])); /* untouched */
    free_problem(&p);
}

static void invalid_sparse(void **state)
{
    (void)state;
    const int64_t ptr[] = {0, 1, 2}, colind[] = {0, 9};
    const scalar_t values[] = {1, 1}, b[] = {1, 1};
    scalar_t x[] = {5};
    const randblas_xlinop A = randblas_xlinop_csr(2, 1, ptr, colind, values);
    assert_int_equal(randlapack_xlsq_precond(&A, 1, b, 2, x, 1, NULL, NULL), RANDBLAS_INVALID_SPARSE);
    assert_true(x[0] == 5);
}

static void reports_its_progress_and_can_be_cancelled(void **state)
{
    (void)state;
    static const char *const phases[] = {"sketch", "factor", "iterate"};
    uint64_t seed = 16;
    for (int k = 0; k < 5; k++) {
        problem p = dense_problem(500, 10, 1e2, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = k < 3 ? phases[k] : k == 3 ? "iterate" : NULL, .skip = k == 3 ? 4 : 0};
        const randlapack_lsq_options options = {.preconditioner = RANDLAPACK_PRECOND_SKETCH,
                                                .control = {.progress = watching_progress,
                                                            .progress_context = &watch,
                                                            .allocate = counting_allocate,
                                                            .release = counting_release,
                                                            .allocator_context = &memory}};
        randlapack_lsq_report report;
        assert_int_equal(solve(&p, &options, &report), k < 4 ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, k < 3 ? k + 1 : 3);
        for (int i = 0; i < watch.nphases; i++) assert_string_equal(watch.phases[i], phases[i]);
        assert_true(report.sketch_rows > 0 && memory.requests > 0);
        assert_int_equal(memory.out, 0);
        if (k == 4) assert_int_equal(watch.calls, 3 + report.iterations);
        if (k == 4) assert_true(watch.last > 0.9);
        free_problem(&p);
    }
}

/* Every allocation refused in turn. */
static void refuse_each(const problem *p, randlapack_precond how, int expected)
{
    counting all = {0};
    randlapack_lsq_options options = {
        .preconditioner = how,
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    assert_int_equal(solve(p, &options, NULL), expected);
    assert_true(all.requests > 10 && all.out == 0);
    for (int64_t k = 1; k <= all.requests; k++) {
        counting failing = {.refuse = k};
        options.control.allocator_context = &failing;
        assert_int_equal(solve(p, &options, NULL), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(failing.out, 0);
        assert_int_equal(failing.requests, k);
    }
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 17;
    problem p = dense_problem(500, 10, 1e2, RANDBLAS_COL_MAJOR, 2, 0.1, &seed);
    for (int64_t i = 0; i < p.m; i++) p.A.values[i + 3 * p.A.ld] = p.A.values[i]; /* the deficient path needs most */
    refuse_each(&p, RANDLAPACK_PRECOND_SKETCH, RANDBLAS_RANK_DEFICIENT);
    refuse_each(&p, RANDLAPACK_PRECOND_CHOLESKY, RANDBLAS_RANK_DEFICIENT);
    randlapack_lsq_options options = {0};
    options.control = (randblas_control){.memory_limit = 10000};
    assert_int_equal(solve(&p, &options, NULL), RANDBLAS_MEMORY_LIMIT);
    options.control.memory_limit = 10000000;
    assert_int_equal(solve(&p, &options, NULL), RANDBLAS_RANK_DEFICIENT);
    free_problem(&p);
    p = dense_problem(500, 10, 0.01 / EPS, RANDBLAS_COL_MAJOR, 2, 0.1, &seed);
    refuse_each(&p, RANDLAPACK_PRECOND_CHOLESKY, 0);
    free_problem(&p);
}

static void callback_failure(void **state)
{
    (void)state;
    uint64_t seed = 18;
    int64_t calls = 0;
    for (int64_t fail_at = 0; fail_at <= calls; fail_at++) {
        sample *s = make_sample(RANDBLAS_CALLBACK, 300, 5, &seed);
        problem p = make_problem(&s->A, copy_view(s->dense, 300, 5), 1, 0.1, &seed);
        s->fail_at = fail_at;
        assert_int_equal(solve(&p, NULL, NULL), fail_at ? RANDBLAS_CALLBACK_FAILED : 0);
        if (!fail_at) calls = s->calls < 12 ? s->calls : 12;
        free_problem(&p);
        free_sample(s);
    }
    assert_true(calls > 3);
}

static void stops_at_limits(void **state)
{
    (void)state;
    uint64_t seed = 19;
    problem p = dense_problem(800, 40, 1e2, RANDBLAS_COL_MAJOR, 1, 1, &seed);
    randlapack_lsq_report report, loose;
    const randlapack_lsq_options few = {.max_iterations = 2, .refinements = -1, .sketch_rows = 80};
    assert_int_equal(solve(&p, &few, &report), RANDBLAS_NOT_CONVERGED);
    assert_int_equal(report.iterations, 2);
    assert_true(report.residual_norm > 0);

    const randlapack_lsq_options coarse = {.tolerance = 1e-2, .sketch_rows = 160}, fine = {.sketch_rows = 160};
    assert_int_equal(solve(&p, &coarse, &loose), 0);
    assert_int_equal(solve(&p, &fine, &report), 0);
    assert_true(loose.iterations < report.iterations);
    assert_true(loose.normal_residual <= 2e-2 && report.normal_residual <= 100 * EPS);
    free_problem(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_householder_qr),
        cmocka_unit_test(larger_problems),
        cmocka_unit_test(ridge_is_the_augmented_problem),
        cmocka_unit_test(errors_are_those_of_gels),
        cmocka_unit_test(several_blocks_of_right_hand_sides),
        cmocka_unit_test(coherent_rows),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(badly_scaled_columns),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(zero_inputs),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(not_finite_beside_the_sketch),
        cmocka_unit_test(families_and_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(invalid_sparse),
        cmocka_unit_test(reports_its_progress_and_can_be_cancelled),
        cmocka_unit_test(memory),
        cmocka_unit_test(callback_failure),
        cmocka_unit_test(stops_at_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
