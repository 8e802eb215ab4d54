/* Block Kaczmarz and block coordinate descent: rates against the theory, limits against LAPACK. */
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

static const int kaczmarz = 0, spd = RANDLAPACK_DESCENT_SPD, lsq = RANDLAPACK_DESCENT_LSQ;

typedef struct problem {
    int64_t m, n;
    randblas_xview dense; /* column major, without padding */
    randblas_xlinop A;
    scalar_t *b, *x, *solution; /* the solution of least norm or least residual */
} problem;

static int solve(int driver, const problem *p, const randlapack_project_options *options,
                 randlapack_project_report *report)
{
    return driver == kaczmarz
               ? randlapack_xkaczmarz(&p->A, p->b, p->x, options, report)
               : randlapack_xcoordinate_descent((randlapack_descent)driver, &p->A, p->b, p->x, options, report);
}

/* b = A z + noise, and the solution by gelsd. */
static void make_right_side(problem *p, double noise, uint64_t *seed)
{
    const int64_t m = p->m, n = p->n, most = m > n ? m : n;
    p->b = malloc((size_t)(m + 1) * sizeof *p->b);
    p->x = malloc((size_t)(n + 1) * sizeof *p->x);
    p->solution = calloc((size_t)(most + 1), sizeof *p->solution);
    scalar_t *A = copy_view(p->dense, m, n).p;
    real_t *s = malloc((size_t)(most + 1) * sizeof *s);
    lapack_int rank = 0;
    for (int64_t i = 0; i < m; i++) p->b[i] = (scalar_t)(noise * (double)random_real(seed));
    for (int64_t j = 0; j < n; j++) {
        const scalar_t z = random_scalar(seed);
        for (int64_t i = 0; i < m; i++) p->b[i] += *view_at(p->dense, i, j) * z;
    }
    for (int64_t i = 0; i < m; i++) p->solution[i] = p->b[i];
    for (int64_t j = 0; j <= n; j++) p->x[j] = (scalar_t)NAN;
    if (m > 0 && n > 0)
        assert_int_equal(LAPACK(gelsd)(LAPACK_COL_MAJOR, (lapack_int)m, (lapack_int)n, 1, A, (lapack_int)m, p->solution,
                                       (lapack_int)most, s, (real_t)(100 * EPS), &rank),
                         0);
    free(A), free(s);
}

static problem dense_problem(int64_t m, int64_t n, const double *values, randblas_layout layout, double noise,
                             uint64_t *seed)
{
    problem p = {.m = m, .n = n};
    const randblas_xview A = random_with_values(m, n, values, layout, 3, seed);
    p.dense = random_view(m, n, RANDBLAS_COL_MAJOR, 0, seed);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) *view_at(p.dense, i, j) = *view_at(A, i, j);
    p.A = randblas_xlinop_dense(layout, m, n, A.p, A.ld);
    make_right_side(&p, noise, seed);
    return p;
}

/* V diag(values) V^T as a dense operator. */
static problem spd_problem(int64_t n, const double *values, uint64_t *seed)
{
    problem p = {.m = n, .n = n};
    scalar_t *V = random_orthonormal(n, n, seed);
    const randblas_xview A = random_view(n, n, RANDBLAS_COL_MAJOR, 2, seed);
    p.dense = random_view(n, n, RANDBLAS_COL_MAJOR, 0, seed);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++) {
            double sum = 0;
            for (int64_t k = 0; k < n; k++) sum += (double)V[i + k * n] * values[k] * (double)V[j + k * n];
            *view_at(A, i, j) = *view_at(A, j, i) = (scalar_t)sum;
            *view_at(p.dense, i, j) = *view_at(p.dense, j, i) = (scalar_t)sum;
        }
    p.A = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, n, n, A.p, A.ld);
    free(V);
    make_right_side(&p, 0, seed);
    return p;
}

static void free_problem(problem *p)
{
    free(p->b), free(p->x), free(p->solution), free(p->dense.p);
    if (p->A.kind == RANDBLAS_DENSE) free(p->A.values);
}

/* ||b - A x|| in double. */
static double residual_norm(const problem *p, const scalar_t *x)
{
    double sum = 0;
    for (int64_t i = 0; i < p->m; i++) {
        double r = (double)p->b[i];
        for (int64_t j = 0; j < p->n; j++) r -= (double)*view_at(p->dense, i, j) * (double)x[j];
        sum += r * r;
    }
    return sqrt(sum);
}

static double distance(int64_t n, const scalar_t *x, const scalar_t *y)
{
    double sum = 0;
    for (int64_t j = 0; j < n; j++) sum += pow((double)x[j] - (double)y[j], 2);
    return sqrt(sum);
}

/* ---------------------------------------------------------------- rates ------------------------------------------- */

enum { SIZE = 6, PAIRS = SIZE * (SIZE - 1) / 2 };

/* W (SIZE x SIZE) += weight times the projector on the span of rows i and j of F, by the formula for two vectors. */
static void add_projector(double F[SIZE][SIZE], int i, int j, double weight, double *W)
{
    double a = 0, b = 0, c = 0;
    for (int k = 0; k < SIZE; k++) {
        a += F[i][k] * F[i][k];
        b += F[i][k] * F[j][k];
        c += F[j][k] * F[j][k];
    }
    const double det = a * c - b * b;
    for (int k = 0; k < SIZE; k++)
        for (int l = 0; l < SIZE; l++)
            W[k + l * SIZE] +=
                weight *
                (c * F[i][k] * F[i][l] + a * F[j][k] * F[j][l] - b * F[i][k] * F[j][l] - b * F[j][k] * F[i][l]) / det;
}

/* The least eigenvalue of E P over all pairs of rows of F. */
static double rate(double F[SIZE][SIZE])
{
    double W[SIZE * SIZE] = {0}, w[SIZE];
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < i; j++) add_projector(F, i, j, 1.0 / PAIRS, W);
    assert_int_equal(LAPACKE_dsyev(LAPACK_COL_MAJOR, 'N', 'U', SIZE, W, SIZE, w), 0);
    return w[0];
}

/* F with F^T F = the matrix: the lower Cholesky factor, transposed; its columns are what coordinates project on. */
static void cholesky_rows(const problem *p, double F[SIZE][SIZE])
{
    double L[SIZE * SIZE];
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) L[i + j * SIZE] = (double)*view_at(p->dense, i, j);
    assert_int_equal(LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', SIZE, L, SIZE), 0);
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) F[i][j] = j <= i ? L[i + j * SIZE] : 0; /* row i of L: I_i^T A^1/2 turned */
}

/* The squared error in the norm of the theory: of x, or of F^T x where coordinates descend. */
static double squared_error(int driver, const problem *p, double F[SIZE][SIZE])
{
    double sum = 0;
    for (int k = 0; k < SIZE; k++) {
        double e = driver == kaczmarz ? (double)p->x[k] - (double)p->solution[k] : 0;
        for (int j = 0; j < SIZE && driver != kaczmarz; j++)
            e += driver == spd ? F[j][k] * ((double)p->x[j] - (double)p->solution[j])
                               : F[k][j] * ((double)p->x[j] - (double)p->solution[j]);
        sum += e * e;
    }
    return sum;
}

/*
 * E ||e_k||^2 <= (1 - mu)^k ||e_0||^2 (Gower & Richtarik, thm 4.6), with mu from all pairs of rows, in the norm of x
 * (Kaczmarz), of A^1/2 x (positive definite) and of A x (columns).  The mean over 400 seeds exceeds its expectation by
 * more than 5 standard errors with probability below 1e-6.
 */
static void converges_at_the_expected_rate(void **state)
{
    (void)state;
    enum { SEEDS = 400, STEPS = 12 };
    const double values[SIZE] = {3, 2.5, 2, 1.5, 1, 0.6};
    const int drivers[] = {kaczmarz, spd, lsq};
    for (int d = 0; d < 3; d++) {
        uint64_t seed = 1;
        double F[SIZE][SIZE], G[SIZE][SIZE], mean = 0, square = 0;
        problem p = drivers[d] == spd ? spd_problem(SIZE, values, &seed)
                                      : dense_problem(SIZE, SIZE, values, RANDBLAS_COL_MAJOR, 0, &seed);
        for (int i = 0; i < SIZE; i++)
            for (int j = 0; j < SIZE; j++) {
                F[i][j] = (double)*view_at(p.dense, i, j);
                G[i][j] = (double)*view_at(p.dense, drivers[d] == lsq ? j : i, drivers[d] == lsq ? i : j);
            }
        if (drivers[d] == spd) cholesky_rows(&p, F);
        const double mu = rate(drivers[d] == spd ? F : G);
        memset(p.x, 0, SIZE * sizeof *p.x);
        const double first = squared_error(drivers[d], &p, F);
        for (uint64_t s = 0; s < SEEDS; s++) {
            const randlapack_project_options options = {.method = RANDLAPACK_PROJECT_PLAIN,
                                                        .block = 2,
                                                        .pool = -1,
                                                        .max_iterations = STEPS,
                                                        .tolerance = 1e-30,
                                                        .state = randblas_seed(s)};
            randlapack_project_report report;
            assert_int_equal(solve(drivers[d], &p, &options, &report), RANDBLAS_NOT_CONVERGED);
            const double e = squared_error(drivers[d], &p, F) / first;
            mean += e / SEEDS;
            square += e * e / SEEDS;
        }
        const double error = sqrt(fmax(0, square - mean * mean) / SEEDS);
        assert_true(mu > 0.01 && mu < 0.5);
        assert_true(mean <= pow(1 - mu, STEPS) + 5 * error + 100 * EPS);
        free_problem(&p);
    }
}

/* A few large singular values above many of about one size: blocks absorb them, and momentum helps with the rest. */
static void acceleration_saves_steps(void **state)
{
    (void)state;
    enum { N = 120 };
    const int drivers[] = {kaczmarz, spd, lsq};
    double values[N];
    for (int k = 0; k < N; k++) values[k] = k < 5 ? 100 : pow(60, -(double)k / N);
    for (int d = 0; d < 3; d++) {
        uint64_t seed = 2;
        int64_t steps[3] = {0};
        problem p = drivers[d] == spd ? spd_problem(N, values, &seed)
                                      : dense_problem(N, N, values, RANDBLAS_COL_MAJOR, 0, &seed);
        for (int method = RANDLAPACK_PROJECT_PLAIN; method <= RANDLAPACK_PROJECT_ACCELERATED; method++) {
            const randlapack_project_options options = {
                .method = (randlapack_project_method)method, .block = 16, .tolerance = 1e-4, .max_iterations = 100000};
            randlapack_project_report report;
            assert_int_equal(solve(drivers[d], &p, &options, &report), 0);
            steps[method] = report.iterations;
            assert_true(report.residual_norm <= 1e-4 * norm2(N, p.b) * (1 + 1e-3));
        }
        assert_true(steps[2] * (drivers[d] == spd ? 1.2 : 2) < (double)steps[1]); /* spd: the square root of a rate */
        free_problem(&p);
    }
}

/* ---------------------------------------------------------------- limits ------------------------------------------ */

/*
 * From x = 0 the limit is the solution of least norm, whatever the shape and rank: ||x - x*|| <= ||r||/s_r for x - x*
 * in the row space, where the iterates stay.
 */
static void finds_the_solution_of_least_norm(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{30, 12}, {12, 30}, {20, 20}, {25, 20}};
    const double tolerance = IS_SINGLE ? 1e-4 : 1e-9;
    uint64_t seed = 3;
    for (int c = 0; c < 4; c++)
        for (int method = 1; method <= 2; method++)
            for (int sampling = 1; sampling <= 3; sampling++)
                for (int variant = 0; variant < 3; variant++) {
                    double values[32] = {0};
                    for (int k = 0; k < 10; k++) values[k] = pow(5, -k / 9.0); /* rank 10 */
                    problem p = dense_problem(shapes[c][0], shapes[c][1], values,
                                              variant ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, 0, &seed);
                    const randlapack_project_options options = {.size = sizeof options,
                                                                .method = (randlapack_project_method)method,
                                                                .sampling = (randlapack_project_sampling)sampling,
                                                                .block = 5,
                                                                .pool = variant == 1                    ? -1
                                                                        : sampling == 2 && variant == 2 ? 9
                                                                                                        : 0,
                                                                .tolerance = tolerance,
                                                                .mix = variant == 2,
                                                                .max_iterations = 100000};
                    randlapack_project_report report;
                    assert_int_equal(solve(kaczmarz, &p, &options, &report), 0);
                    const double r = residual_norm(&p, p.x), b = norm2(p.m, p.b);
                    assert_true(r <= (tolerance + 100 * EPS) * b);
                    assert_true(fabs(report.residual_norm - r) <= 100 * EPS * b);
                    assert_true(distance(p.n, p.x, p.solution) <= 5 * r + 1e3 * EPS * b);
                    assert_int_equal(report.block, 5);
                    free_problem(&p);
                }
}

/* The minimiser, with a residual that does not vanish: ||x - x*|| <= ||A^T r||/s_n^2. */
static void finds_the_least_residual(void **state)
{
    (void)state;
    const double tolerance = IS_SINGLE ? 1e-3 : 1e-8;
    uint64_t seed = 4;
    double *values = geometric(18, 5);
    for (int method = 1; method <= 2; method++)
        for (int sampling = 1; sampling <= 3; sampling++) {
            problem p =
                dense_problem(50, 18, values, sampling == 1 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, 0.5, &seed);
            const randlapack_project_options options = {.method = (randlapack_project_method)method,
                                                        .sampling = (randlapack_project_sampling)sampling,
                                                        .block = 4,
                                                        .tolerance = tolerance,
                                                        .max_iterations = 100000};
            randlapack_project_report report;
            assert_int_equal(solve(lsq, &p, &options, &report), 0);
            assert_true(report.normal_residual <= tolerance && report.normal_residual > 0);
            const double r = residual_norm(&p, p.x), best = residual_norm(&p, p.solution);
            assert_true(fabs(report.residual_norm - r) <= 1e3 * EPS * norm2(p.m, p.b));
            assert_true(r <= best * (1 + 100 * tolerance) && r >= best * (1 - 1e3 * EPS));
            assert_true(distance(p.n, p.x, p.solution) <= 25 * 2 * sqrt(18) * tolerance * r + 1e4 * EPS);
            free_problem(&p);
        }
    free(values);
}

/* Every kind of operator, wide, tall and square; sparse ones with empty rows and columns and duplicates. */
static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 5;
    const double tolerance = IS_SINGLE ? 1e-3 : 1e-6;
    for (int k = 0; k < NKINDS; k++)
        for (int shape = 0; shape < 3; shape++) {
            if (needs_square(all_kinds[k]) && shape) continue;
            const int64_t m = shape == 1 ? 40 : 14, n = shape == 2 ? 40 : 14;
            sample *s = make_sample(all_kinds[k], m, n, &seed);
            problem p = {.m = m, .n = n, .A = s->A, .dense = copy_view(s->dense, m, n)};
            make_right_side(&p, 0, &seed);
            const randlapack_project_options options = {
                .block = 5, .tolerance = tolerance, .max_iterations = 2000000, .mix = shape == 2};
            randlapack_project_report report;
            assert_int_equal(solve(kaczmarz, &p, &options, &report), 0);
            assert_true(residual_norm(&p, p.x) <= 1.01 * tolerance * norm2(m, p.b) + 100 * EPS);
            const randlapack_project_options by_columns = {
                .block = 5, .tolerance = tolerance, .max_iterations = 2000000};
            assert_int_equal(solve(lsq, &p, &by_columns, &report), 0);
            assert_true(fabs(report.residual_norm - residual_norm(&p, p.x)) <= 1e3 * EPS * norm2(m, p.b));
            p.A.kind = RANDBLAS_CALLBACK; /* its arrays are the sample's */
            free_problem(&p);
            free_sample(s);
        }
}

/* A stored as one triangle, and as CSR. */
static void definite_systems_in_other_storage(void **state)
{
    (void)state;
    enum { N = 24 };
    uint64_t seed = 6;
    double *values = geometric(N, 20);
    problem p = spd_problem(N, values, &seed);
    const randblas_xlinop dense = p.A;
    int64_t ptr[N + 1], colind[N * N];
    scalar_t entries[N * N];
    randblas_xlinop csr = randblas_xlinop_csr(N, N, ptr, colind, entries);
    csr.nnz = N * N;
    assert_int_equal(randblas_xconvert(&dense, &csr), 0);
    for (int k = 0; k < 3; k++) {
        if (k == 1) p.A = randblas_xlinop_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_LOWER, N, dense.values, dense.ld);
        if (k == 2) p.A = csr;
        const randlapack_project_options options = {.block = 7, .tolerance = 1e-4};
        randlapack_project_report report;
        assert_int_equal(solve(spd, &p, &options, &report), 0);
        assert_true(residual_norm(&p, p.x) <= 1.01e-4 * norm2(N, p.b));
    }
    p.A = dense;
    free_problem(&p), free(values);
}

/* ---------------------------------------------------------------- hard inputs ------------------------------------- */

/* Powers of two in A, row by row, and in b change nothing but exponents. */
static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 60 : 600, drivers[] = {kaczmarz, spd, lsq};
    uint64_t seed = 7;
    double *values = geometric(12, 5);
    for (int d = 0; d < 3; d++)
        for (int c = 0; c < 4; c++) {
            problem p = drivers[d] == spd ? spd_problem(12, values, &seed)
                                          : dense_problem(20, 12, values, RANDBLAS_ROW_MAJOR, 0, &seed);
            scalar_t plain[12];
            const randlapack_project_options options = {.block = 4, .tolerance = 1e-3};
            assert_int_equal(solve(drivers[d], &p, &options, NULL), 0);
            memcpy(plain, p.x, sizeof plain);
            const int of_a = c == 0 ? most : c == 1 ? -most : 0, of_b = c == 2 ? most : c == 3 ? -most : 0;
            for (int64_t i = 0; i < p.m; i++) {
                p.b[i] = (scalar_t)ldexp((double)p.b[i], of_b);
                for (int64_t j = 0; j < p.n; j++) {
                    scalar_t *a = view_at(view_make(p.A.values, p.A.ld, p.A.layout), i, j);
                    *a = (scalar_t)ldexp((double)*a, of_a);
                }
            }
            assert_int_equal(solve(drivers[d], &p, &options, NULL), 0);
            for (int64_t j = 0; j < 12; j++)
                assert_true(fabs(ldexp((double)p.x[j], of_a - of_b) - (double)plain[j]) <= 1e-2 * norm2(12, plain));
            free_problem(&p);
        }
    free(values);
}

/* Equations of very different scales, some of them given twice or 0 = 0: no matter for a consistent system. */
static void rows_of_any_scale(void **state)
{
    (void)state;
    uint64_t seed = 8;
    double *values = geometric(10, 5);
    problem p = dense_problem(24, 10, values, RANDBLAS_ROW_MAJOR, 0, &seed);
    for (int64_t i = 0; i < 24; i++) {
        const int e = i == 5 ? -1000 : (int)(i % 4) * (IS_SINGLE ? 10 : 40);
        const int64_t from = i == 7 ? 6 : i;
        p.b[i] = (scalar_t)ldexp((double)p.b[from], e);
        if (i == 7) p.b[i] = p.b[6];
        for (int64_t j = 0; j < 10; j++) {
            scalar_t *a = p.A.values + i * p.A.ld + j;
            *a = i == 7 ? p.A.values[6 * p.A.ld + j] : i == 5 ? 0 : (scalar_t)ldexp((double)*a, e);
        }
        if (i == 5) p.b[i] = 0;
    }
    const randlapack_project_options options = {.block = 5, .tolerance = IS_SINGLE ? 1e-5 : 1e-13};
    assert_int_equal(solve(kaczmarz, &p, &options, NULL), 0);
    /* the largest rows alone determine x: their residual bounds the error */
    assert_true(distance(10, p.x, p.solution) <= (IS_SINGLE ? 1e-2 : 1e-9) * norm2(10, p.solution));
    free_problem(&p), free(values);
}

static void inconsistent_and_indefinite(void **state)
{
    (void)state;
    uint64_t seed = 9;
    double values[10] = {3, 2, 2, 2, 1, 1, 1, 1, 1, -1};
    randlapack_project_report report;
    problem p = dense_problem(30, 10, values, RANDBLAS_COL_MAJOR, 1, &seed);
    const randlapack_project_options options = {.block = 4, .max_iterations = 400};
    assert_int_equal(solve(kaczmarz, &p, &options, &report), RANDBLAS_NOT_CONVERGED);
    assert_true(fabs(report.residual_norm - residual_norm(&p, p.x)) <= 1e3 * EPS * norm2(30, p.b));
    free_problem(&p);
    p = spd_problem(10, values, &seed);
    assert_int_equal(solve(spd, &p, &(randlapack_project_options){.block = 10}, &report),
                     RANDBLAS_NOT_POSITIVE_DEFINITE);
    assert_true(p.x[0] == 0 && report.residual_norm > 0);
    free_problem(&p);
}

/* b = 0, A = 0, a unit of precision that cannot be reached: what is returned is said of x itself. */
static void zero_inputs_and_unreachable_tolerances(void **state)
{
    (void)state;
    const int drivers[] = {kaczmarz, spd, lsq};
    uint64_t seed = 10;
    double *values = geometric(9, 3);
    for (int d = 0; d < 3; d++)
        for (int c = 0; c < 3; c++) {
            problem p = spd_problem(9, values, &seed);
            const randlapack_project_options options = {.tolerance = c == 2 ? 1e-30 : 0, .max_iterations = 300};
            randlapack_project_report report;
            for (int64_t i = 0; i < 9 && c == 0; i++) p.b[i] = 0;
            for (int64_t k = 0; k < 9 * p.A.ld && c == 1; k++) p.A.values[k] = 0;
            for (int64_t k = 0; k < 81 && c == 1; k++) p.dense.p[k] = 0;
            const int info = solve(drivers[d], &p, &options, &report);
            if (c == 0) assert_int_equal(info, 0);
            if (c == 1)
                assert_int_equal(info, drivers[d] == lsq   ? 0
                                       : drivers[d] == spd ? RANDBLAS_NOT_POSITIVE_DEFINITE
                                                           : RANDBLAS_NOT_CONVERGED);
            if (c == 2) assert_true(info == RANDBLAS_NOT_CONVERGED || report.residual_norm == 0);
            for (int64_t j = 0; j < 9 && c < 2; j++) assert_true(p.x[j] == 0);
            assert_true(fabs(report.residual_norm - residual_norm(&p, p.x)) <= 100 * EPS * norm2(9, p.b));
            free_problem(&p);
        }
    free(values);
}

static void not_finite(void **state)
{
    (void)state;
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY};
    const int drivers[] = {kaczmarz, spd, lsq};
    uint64_t seed = 11;
    double *values = geometric(9, 3);
    for (int d = 0; d < 3; d++)
        for (int c = 0; c < 4; c++) {
            problem p = spd_problem(9, values, &seed);
            *(c % 2 ? p.b + 4 : p.A.values + 8 * p.A.ld + 3) = bad[c / 2];
            assert_int_equal(solve(drivers[d], &p, NULL, NULL), RANDBLAS_NOT_FINITE);
            for (int64_t j = 0; j < 9; j++) assert_true(isnan(p.x[j]));
            free_problem(&p);
        }
    free(values);
}

static void degenerate_sizes(void **state)
{
    (void)state;
    const double values[3] = {2, 1, 1};
    uint64_t seed = 12;
    for (int64_t m = 0; m < 4; m++)
        for (int64_t n = 0; n < 4; n++)
            for (int method = 1; method <= 2; method++) {
                problem p = dense_problem(m, n, values, RANDBLAS_ROW_MAJOR, 0, &seed);
                const randlapack_project_options options = {.method = (randlapack_project_method)method};
                assert_int_equal(solve(kaczmarz, &p, &options, NULL), 0);
                assert_true(distance(n, p.x, p.solution) <= 1e-3);
                if (n == 0 && m > 0) {
                    p.b[0] = 1;
                    assert_int_equal(solve(kaczmarz, &p, &options, NULL), RANDBLAS_NOT_CONVERGED);
                }
                assert_int_equal(solve(lsq, &p, &options, NULL), 0);
                free_problem(&p);
            }
}

/* ---------------------------------------------------------------- contract ---------------------------------------- */

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 13;
    const double values[4] = {2, 1, 1, 1};
    problem p = dense_problem(6, 4, values, RANDBLAS_COL_MAJOR, 0, &seed);
    randblas_xlinop broken = p.A;
    broken.ld = 2;
    assert_int_equal(randlapack_xkaczmarz(NULL, p.b, p.x, NULL, NULL), -1);
    assert_int_equal(randlapack_xkaczmarz(&broken, p.b, p.x, NULL, NULL), -1);
    assert_int_equal(randlapack_xkaczmarz(&p.A, NULL, p.x, NULL, NULL), -2);
    assert_int_equal(randlapack_xkaczmarz(&p.A, p.b, NULL, NULL, NULL), -3);
#define DESCEND(problem, A, b, x, options) randlapack_xcoordinate_descent(problem, A, b, x, options, NULL)
    assert_int_equal(DESCEND((randlapack_descent)0, &p.A, p.b, p.x, NULL), -1);
    assert_int_equal(DESCEND(RANDLAPACK_DESCENT_LSQ, NULL, p.b, p.x, NULL), -2);
    assert_int_equal(DESCEND(RANDLAPACK_DESCENT_LSQ, &broken, p.b, p.x, NULL), -2);
    assert_int_equal(DESCEND(RANDLAPACK_DESCENT_SPD, &p.A, p.b, p.x, NULL), -2);
    assert_int_equal(DESCEND(RANDLAPACK_DESCENT_LSQ, &p.A, NULL, p.x, NULL), -3);
    assert_int_equal(DESCEND(RANDLAPACK_DESCENT_LSQ, &p.A, p.b, NULL, NULL), -4);
    const randlapack_project_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.method = (randlapack_project_method)3},
        {.sampling = (randlapack_project_sampling)4},
        {.block = -1},
        {.sampling = RANDLAPACK_PROJECT_NORMS, .pool = 4},
        {.regularisation = -1},
        {.regularisation = 1},
        {.tolerance = -1},
        {.tolerance = NAN},
        {.tolerance = 1},
        {.max_iterations = -1},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        assert_int_equal(randlapack_xkaczmarz(&p.A, p.b, p.x, &bad[k], NULL), -4);
        assert_int_equal(DESCEND(RANDLAPACK_DESCENT_LSQ, &p.A, p.b, p.x, &bad[k]), -5);
    }
    const randlapack_project_options mixed = {.mix = 1};
    assert_int_equal(DESCEND(RANDLAPACK_DESCENT_LSQ, &p.A, p.b, p.x, &mixed), -5);
    for (int64_t j = 0; j < 4; j++) assert_true(isnan(p.x[j])); /* untouched */
    free_problem(&p);

    int64_t ptr[] = {0, 1, 2}, colind[] = {0, 9};
    const scalar_t ones[] = {1, 1};
    scalar_t x[] = {5};
    const randblas_xlinop A = randblas_xlinop_csr(2, 1, ptr, colind, ones);
    assert_int_equal(randlapack_xkaczmarz(&A, ones, x, NULL, NULL), RANDBLAS_INVALID_SPARSE);
    assert_int_equal(DESCEND(RANDLAPACK_DESCENT_LSQ, &A, ones, x, NULL), RANDBLAS_INVALID_SPARSE);
    assert_true(x[0] == 5);
}

static void reports_its_progress_and_can_be_cancelled(void **state)
{
    (void)state;
    static const char *const phases[] = {"prepare", "iterate"};
    uint64_t seed = 14;
    double *values = geometric(20, 10);
    for (int k = 0; k < 4; k++) {
        problem p = dense_problem(30, 20, values, RANDBLAS_COL_MAJOR, 0, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = k < 3 ? phases[k > 0] : NULL, .skip = k == 2 ? 2 : 0};
        const randlapack_project_options options = {.control = {.progress = watching_progress,
                                                                .progress_context = &watch,
                                                                .allocate = counting_allocate,
                                                                .release = counting_release,
                                                                .allocator_context = &memory}};
        assert_int_equal(solve(k % 2 ? lsq : kaczmarz, &p, &options, NULL), k < 3 ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, k > 0 ? 2 : 1);
        assert_int_equal(memory.out, 0);
        free_problem(&p);
    }
    free(values);
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 15;
    sample *s = make_sample(RANDBLAS_COO, 20, 12, &seed);
    problem p = {.m = 20, .n = 12, .A = s->A, .dense = copy_view(s->dense, 20, 12)};
    make_right_side(&p, 0, &seed);
    for (int driver = 0; driver < 2; driver++)
        for (int sampling = 1; sampling <= 3; sampling++) {
            counting all = {0};
            randlapack_project_options options = {
                .sampling = (randlapack_project_sampling)sampling,
                .block = 4,
                .max_iterations = 20,
                .pool = -1,
                .mix = driver == 0 && sampling == 1,
                .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
            if (sampling == 1) options.pool = 0;
            assert_true(solve(driver ? lsq : kaczmarz, &p, &options, NULL) >= 0);
            assert_true(all.requests > 10 && all.out == 0);
            for (int64_t k = 1; k <= all.requests; k++) {
                counting failing = {.refuse = k};
                options.control.allocator_context = &failing;
                assert_int_equal(solve(driver ? lsq : kaczmarz, &p, &options, NULL), RANDBLAS_OUT_OF_MEMORY);
                assert_int_equal(failing.out, 0);
            }
            options.control = (randblas_control){.memory_limit = 2000};
            assert_int_equal(solve(driver ? lsq : kaczmarz, &p, &options, NULL), RANDBLAS_MEMORY_LIMIT);
        }
    p.A.kind = RANDBLAS_CALLBACK;
    free_problem(&p);
    free_sample(s);
}

static void callback_failure(void **state)
{
    (void)state;
    const int drivers[] = {kaczmarz, lsq};
    uint64_t seed = 16;
    for (int d = 0; d < 2; d++)
        for (int64_t fail_at = 1; fail_at <= 9; fail_at++) {
            sample *s = make_sample(RANDBLAS_CALLBACK, 20, 15, &seed);
            problem p = {.m = 20, .n = 15, .A = s->A, .dense = copy_view(s->dense, 20, 15)};
            make_right_side(&p, 0, &seed);
            s->fail_at = fail_at;
            assert_int_equal(solve(drivers[d], &p, &(randlapack_project_options){.block = 6}, NULL),
                             RANDBLAS_CALLBACK_FAILED);
            free_problem(&p);
            free_sample(s);
        }
}

/* The same state gives the same bits; a kept factor is the one that would be computed again. */
static void is_reproducible(void **state)
{
    (void)state;
    uint64_t seed = 17;
    double *values = geometric(20, 10);
    problem p = dense_problem(30, 20, values, RANDBLAS_COL_MAJOR, 0, &seed);
    scalar_t first[20];
    randlapack_project_report report, again;
    randlapack_project_options options = {
        .sampling = RANDLAPACK_PROJECT_PARTITION, .block = 6, .max_iterations = 60, .tolerance = 1e-30};
    assert_int_equal(solve(kaczmarz, &p, &options, &report), RANDBLAS_NOT_CONVERGED);
    memcpy(first, p.x, sizeof first);
    options.pool = -1;
    assert_int_equal(solve(kaczmarz, &p, &options, &again), RANDBLAS_NOT_CONVERGED);
    assert_memory_equal(first, p.x, sizeof first);
    assert_true(report.factorisations <= 5 && again.factorisations == 60);
    options.state = randblas_seed(1);
    assert_int_equal(solve(kaczmarz, &p, &options, NULL), RANDBLAS_NOT_CONVERGED);
    assert_true(memcmp(first, p.x, sizeof first) != 0);
    free_problem(&p), free(values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(converges_at_the_expected_rate),
        cmocka_unit_test(acceleration_saves_steps),
        cmocka_unit_test(finds_the_solution_of_least_norm),
        cmocka_unit_test(finds_the_least_residual),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(definite_systems_in_other_storage),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(rows_of_any_scale),
        cmocka_unit_test(inconsistent_and_indefinite),
        cmocka_unit_test(zero_inputs_and_unreachable_tolerances),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(reports_its_progress_and_can_be_cancelled),
        cmocka_unit_test(memory),
        cmocka_unit_test(callback_failure),
        cmocka_unit_test(is_reproducible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
