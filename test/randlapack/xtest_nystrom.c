/* Nystrom approximation and the conjugate gradients it preconditions, against dense algebra and bounds from theory. */
#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

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

/* The eigenvalues of a symmetric matrix, which is overwritten by the vectors; ascending. */
static void eigen(int64_t n, scalar_t *A, scalar_t *w)
{
    assert_int_equal(LAPACK(syev)(LAPACK_COL_MAJOR, 'V', 'U', (lapack_int)n, A, (lapack_int)n, w), 0);
}

/* ---------------------------------------------------------------- the approximation ------------------------------- */

/* U orthonormal, lambda descending and >= 0, 0 <= A - U diag(lambda) U^T to rounding, and its trace as reported. */
static void check(int64_t n, int64_t k, const scalar_t *A, const scalar_t *U, int64_t ldu, const scalar_t *lambda,
                  double reported, double *largest_error)
{
    const double u = 40 * (double)n * EPS;
    scalar_t *E = malloc((size_t)(n * n + 1) * sizeof *E), *w = malloc((size_t)(n + 1) * sizeof *w);
    double trace = 0, norm = 0;
    for (int64_t a = 0; a < k; a++) {
        assert_true(lambda[a] >= 0 && (a == 0 || lambda[a] <= lambda[a - 1]));
        for (int64_t b = 0; b <= a; b++) {
            double sum = a == b ? -1 : 0;
            for (int64_t i = 0; i < n; i++) sum += (double)U[i + a * ldu] * (double)U[i + b * ldu];
            assert_true(fabs(sum) <= u);
        }
    }
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            double e = (double)A[i + j * n];
            norm = fmax(norm, fabs(e) * (double)n);
            for (int64_t t = 0; t < k; t++) e -= (double)U[i + t * ldu] * (double)lambda[t] * (double)U[j + t * ldu];
            E[i + j * n] = (scalar_t)e;
            if (i == j) trace += e;
        }
    eigen(n, E, w);
    assert_true((double)w[0] >= -u * norm);
    if (reported >= 0) assert_true(fabs(trace - reported) <= u * norm);
    if (largest_error) *largest_error = fmax((double)w[n - 1], 0);
    free(E), free(w);
}

/* E ||A - A_k||_* for rank k: within (1 + k/(l - k - 1)) of the best for Gaussian W (Tropp et al. 2017, thm 4.1); twice
 * that is exceeded with probability below 1/2, over 8 seeds by all below 1/256, so the least of them is looked at. */
static void close_to_the_best(void **state)
{
    (void)state;
    const double conds[] = {10, 1e3, 1e6};
    uint64_t seed = 1;
    for (int c = 0; c < 3; c++)
        for (int64_t k = 1; k <= 25; k += 12)
            for (int32_t products = 1; products <= 2; products++) {
                double *s = geometric(60, conds[c]), best = 0, least = INFINITY;
                scalar_t *A = with_eigenvalues(60, s, &seed), U[62 * 25], lambda[25];
                const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 60, 60, A, 60);
                for (int64_t t = k; t < 60; t++) best += s[t];
                for (uint64_t t = 0; t < 8; t++) {
                    const randlapack_nystrom_options o = {
                        .size = sizeof o, .state = randblas_seed(t), .products = products};
                    randlapack_nystrom_report report;
                    assert_int_equal(randlapack_xnystrom(&op, k, U, 62, lambda, &o, &report), 0);
                    assert_int_equal(report.sketch_cols, k + 10);
                    check(60, k, A, U, 62, lambda, report.trace_error, NULL);
                    least = fmin(least, report.trace_error);
                }
                assert_true(least <= 2 * (1 + (double)k / 9) * best + 1e3 * EPS);
                free(A), free(s);
            }
}

static void full_rank_and_deficient(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int64_t rank = 0; rank <= 30; rank += 10) {
        double s[30] = {0};
        for (int64_t t = 0; t < rank; t++) s[t] = 1 + (double)t;
        scalar_t *A = with_eigenvalues(30, s, &seed), *U = malloc(30 * 30 * sizeof *U), lambda[30];
        const randblas_xlinop op = randblas_xlinop_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_LOWER, 30, A, 30);
        randlapack_nystrom_report report;
        double error = 0;
        assert_int_equal(randlapack_xnystrom(&op, 30, U, 30, lambda, NULL, &report), 0);
        check(30, 30, A, U, 30, lambda, report.trace_error, &error);
        assert_true(error <= 1e4 * EPS * (double)(rank + 1));
        for (int64_t t = 0; t < rank; t++)
            assert_true(fabs((double)lambda[t] - (double)(rank - t)) <= 1e4 * EPS * (double)rank);
        free(A), free(U);
    }
}

static void every_kind_and_family(void **state)
{
    (void)state;
    const randblas_family families[] = {(randblas_family)0, RANDBLAS_RADEMACHER, RANDBLAS_SPARSE_SIGN};
    double s[40];
    uint64_t seed = 3;
    for (int t = 0; t < 40; t++) s[t] = t < 6 ? 10 - t : 1e-3;
    scalar_t *A = with_eigenvalues(40, s, &seed), U[40 * 6], lambda[6];
    sample callback = {.dense = {A, 40, false}};
    callback.A = randblas_xlinop_callback(40, 40, callback_by_definition, &callback);
    int64_t ptr[41], index[1600];
    for (int64_t i = 0; i < 1600; i++) index[i] = i % 40;
    for (int64_t i = 0; i <= 40; i++) ptr[i] = 40 * i;
    int64_t rows[1600];
    for (int64_t i = 0; i < 1600; i++) rows[i] = i / 40;
    const randblas_xlinop kinds[] = {randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 40, 40, A, 40),
                                     randblas_xlinop_symmetric(RANDBLAS_ROW_MAJOR, RANDBLAS_UPPER, 40, A, 40),
                                     randblas_xlinop_csr(40, 40, ptr, index, A),
                                     randblas_xlinop_csc(40, 40, ptr, index, A),
                                     randblas_xlinop_coo(40, 40, 1600, rows, index, A),
                                     callback.A};
    for (int c = 0; c < 6; c++)
        for (int f = 0; f < 3; f++) {
            const randlapack_nystrom_options o = {.family = families[f], .state = randblas_seed(4)};
            randlapack_nystrom_report report;
            double error = 0;
            assert_int_equal(randlapack_xnystrom(&kinds[c], 6, U, 40, lambda, &o, &report), 0);
            assert_int_equal(report.trace_error < 0, c == 5);
            check(40, 6, A, U, 40, lambda, report.trace_error, &error);
            assert_true(error <= 0.1);
        }
    free(A);
}

/* ---------------------------------------------------------------- conjugate gradients ----------------------------- */

/* ||b - (A + mu I) x|| / ||b|| in double. */
static double residual(int64_t n, const scalar_t *A, double mu, const scalar_t *x, const scalar_t *b)
{
    double sum = 0, whole = 0;
    for (int64_t i = 0; i < n; i++) {
        double r = (double)b[i] - mu * (double)x[i];
        for (int64_t j = 0; j < n; j++) r -= (double)A[i + j * n] * (double)x[j];
        sum += r * r;
        whole += (double)b[i] * (double)b[i];
    }
    return sqrt(sum / whole);
}

/*
 * Residual as asked and as reported; the condition number estimated is not above (l_k + mu + ||E||) / mu with ||E||
 * from the same approximation made by randlapack_xnystrom(), and the number of steps not above what CG needs for it:
 * ||e||_A falls by 2 ((sqrt c - 1)/(sqrt c + 1))^t, and residuals and errors in the norms of P^-1 and A differ by
 * sqrt(c) and the condition of P, at most that of A + mu I.
 */
static void steps_are_bounded(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int c = 0; c < 12; c++) {
        const int64_t n = 120, rank = 10 + 10 * (c % 3);
        const int64_t decade = c / 3;
        /* residuals of EPS / mu and so can be had, whatever the order of the sums */
        const double mu = pow(10, -1 - (IS_SINGLE ? 0.6 : 1) * (double)decade), tolerance = IS_SINGLE ? 1e-3 : 1e-9;
        double *s = geometric(n, 1e5), error = 0;
        scalar_t *A = with_eigenvalues(n, s, &seed), *U = malloc((size_t)(n * n) * sizeof *U), lambda[120], x[240];
        const randblas_xview B = random_view(n, 2, RANDBLAS_COL_MAJOR, 1, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, n, n, A, n);
        const randlapack_nystrom_pcg_options o = {.size = sizeof o,
                                                  .rank = rank,
                                                  .rank_tolerance = -1,
                                                  .tolerance = tolerance,
                                                  .state = randblas_seed((uint64_t)c)};
        const randlapack_nystrom_options same = {.oversampling = -1, .state = o.state};
        randlapack_nystrom_pcg_report report;
        assert_int_equal(randlapack_xnystrom_pcg(&op, (scalar_t)mu, 2, B.p, B.ld, x, n, &o, &report), 0);
        assert_int_equal(randlapack_xnystrom(&op, rank, U, n, lambda, &same, NULL), 0);
        check(n, rank, A, U, n, lambda, -1, &error);
        const double found = fmax(residual(n, A, mu, x, B.p), residual(n, A, mu, x + n, B.p + B.ld));
        const double bound = ((double)lambda[rank - 1] + mu + error) / mu, root = sqrt(bound);
        const double steps = log(2 * root * (1 + mu) / mu / tolerance) / log((root + 1) / (root - 1));
        assert_true(found <= tolerance + 1e3 * EPS && fabs(found - report.residual) <= 1e3 * EPS);
        assert_int_equal(report.rank, rank);
        assert_true(fabs(report.least_value - (double)lambda[rank - 1]) <= 1e3 * EPS);
        assert_true(report.condition >= 1 && report.condition <= bound * (1 + 1e4 * EPS) * 1.001);
        assert_true((double)report.iterations <= 2 * steps + 2); /* rounding and restarts may double it */
        free(A), free(U), free(s), free(B.p);
    }
}

/* The preconditioner helps, and the rank is doubled until it is enough or at its limit. */
static void rank_grows(void **state)
{
    (void)state;
    uint64_t seed = 5;
    double *s = geometric(200, 1e8);
    scalar_t *A = with_eigenvalues(200, s, &seed), x[200];
    const randblas_xview b = random_view(200, 1, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 200, 200, A, 200);
    const double mu = IS_SINGLE ? 1e-3 : 1e-4;
    randlapack_nystrom_pcg_report grown, fixed, none;
    randlapack_nystrom_pcg_options o = {.rank = 8};
    assert_int_equal(randlapack_xnystrom_pcg(&op, (scalar_t)mu, 1, b.p, 200, x, 200, &o, &grown), 0);
    assert_true(grown.rank >= 64 && grown.rank <= 128 && grown.least_value <= 10 * mu);
    o.max_rank = 24;
    assert_int_equal(randlapack_xnystrom_pcg(&op, (scalar_t)mu, 1, b.p, 200, x, 200, &o, &fixed), 0);
    assert_int_equal(fixed.rank, 24);
    o = (randlapack_nystrom_pcg_options){.rank = -1};
    assert_int_equal(randlapack_xnystrom_pcg(&op, (scalar_t)mu, 1, b.p, 200, x, 200, &o, &none), 0);
    assert_true(none.rank == 0 && grown.iterations < fixed.iterations && fixed.iterations < none.iterations);
    assert_true(grown.condition < 40 && none.condition > 500);
    o = (randlapack_nystrom_pcg_options){.rank = -1, .max_iterations = 5};
    assert_int_equal(randlapack_xnystrom_pcg(&op, (scalar_t)mu, 1, b.p, 200, x, 200, &o, &none),
                     RANDBLAS_NOT_CONVERGED);
    assert_true(none.iterations == 5 && fabs(none.residual - residual(200, A, mu, x, b.p)) <= 1e3 * EPS);
    free(A), free(s), free(b.p);
}

/* A is a multiple of 2^p: x scales with 2^-p; b too. */
static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 90 : 600;
    uint64_t seed = 6;
    double *s = geometric(50, 1e3);
    scalar_t *A = with_eigenvalues(50, s, &seed), x[50], plain[50];
    const randblas_xview b = random_view(50, 1, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 50, 50, A, 50);
    const randlapack_nystrom_pcg_options o = {.tolerance = 1e3 * EPS};
    assert_int_equal(randlapack_xnystrom_pcg(&op, 0.125f, 1, b.p, 50, plain, 50, &o, NULL), 0);
    for (int c = 0; c < 4; c++) {
        const int pa = c < 2 ? (c ? most : -most) : 0, pb = c < 2 ? 0 : c == 2 ? most : -most;
        for (int t = 0; t < 2500; t++) A[t] = (scalar_t)ldexp((double)A[t], pa);
        for (int t = 0; t < 50; t++) b.p[t] = (scalar_t)ldexp((double)b.p[t], pb);
        assert_int_equal(randlapack_xnystrom_pcg(&op, (scalar_t)ldexp(0.125, pa), 1, b.p, 50, x, 50, &o, NULL), 0);
        for (int t = 0; t < 50; t++)
            assert_true(fabs(ldexp((double)x[t], pa - pb) - (double)plain[t]) <= 1e5 * EPS * norm2(50, plain));
        for (int t = 0; t < 2500; t++) A[t] = (scalar_t)ldexp((double)A[t], -pa);
        for (int t = 0; t < 50; t++) b.p[t] = (scalar_t)ldexp((double)b.p[t], -pb);
    }
    free(A), free(s), free(b.p);
}

static void special_values(void **state)
{
    (void)state;
    uint64_t seed = 7;
    double *s = geometric(20, 10);
    scalar_t *A = with_eigenvalues(20, s, &seed), x[60], U[100], lambda[5];
    const randblas_xview B = random_view(20, 3, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 20, 20, A, 20);
    B.p[25] = (scalar_t)NAN; /* one bad column of three, one zero */
    for (int i = 40; i < 60; i++) B.p[i] = 0;
    assert_int_equal(randlapack_xnystrom_pcg(&op, 0.1f, 3, B.p, 20, x, 20, NULL, NULL), RANDBLAS_NOT_FINITE);
    assert_true(residual(20, A, (double)(scalar_t)0.1f, x, B.p) <= 2 * sqrt(EPS) && isnan(x[20]) && isnan(x[39]) &&
                x[59] == 0);
    for (int c = 0; c < 2; c++) {
        const scalar_t keep = A[21];
        A[21] = c ? (scalar_t)NAN : (scalar_t)INFINITY;
        for (int64_t rank = -1; rank < 2; rank += 2) {
            const randlapack_nystrom_pcg_options o = {.rank = rank};
            assert_int_equal(randlapack_xnystrom_pcg(&op, 0.1f, 1, B.p, 20, x, 20, &o, NULL), RANDBLAS_NOT_FINITE);
            assert_true(isnan(x[0]) && isnan(x[19]));
        }
        assert_int_equal(randlapack_xnystrom(&op, 5, U, 20, lambda, NULL, NULL), RANDBLAS_NOT_FINITE);
        assert_true(isnan(U[0]) && isnan(lambda[4]));
        A[21] = keep;
    }
    for (int t = 0; t < 400; t++) A[t] = -A[t]; /* negative definite */
    assert_int_equal(randlapack_xnystrom(&op, 5, U, 20, lambda, NULL, NULL), RANDBLAS_NOT_POSITIVE_DEFINITE);
    for (int64_t rank = -1; rank < 2; rank += 2) {
        const randlapack_nystrom_pcg_options o = {.rank = rank};
        assert_int_equal(randlapack_xnystrom_pcg(&op, 0.01f, 1, B.p, 20, x, 20, &o, NULL),
                         RANDBLAS_NOT_POSITIVE_DEFINITE);
    }
    for (int t = 0; t < 400; t++) A[t] = 0; /* mu x = b, and nothing to solve */
    assert_int_equal(randlapack_xnystrom_pcg(&op, 2, 1, B.p, 20, x, 20, NULL, NULL), 0);
    assert_true(fabs((double)x[3] - (double)B.p[3] / 2) <= 4 * EPS);
    assert_int_equal(randlapack_xnystrom_pcg(&op, 0, 1, B.p, 20, x, 20, NULL, NULL), RANDBLAS_NOT_POSITIVE_DEFINITE);
    assert_int_equal(randlapack_xnystrom_pcg(&op, 0, 1, B.p + 40, 20, x, 20, NULL, NULL), 0);
    assert_true(x[5] == 0);
    free(A), free(s), free(B.p);
}

static void degenerate_sizes(void **state)
{
    (void)state;
    for (int64_t n = 0; n < 4; n++)
        for (int64_t nrhs = 0; nrhs < 20; nrhs += 19) {
            uint64_t seed = 8;
            double *s = geometric(n, 10);
            scalar_t *A = with_eigenvalues(n, s, &seed), U[9], lambda[3];
            const randblas_xview B = random_view(n, nrhs, RANDBLAS_COL_MAJOR, 0, &seed),
                                 X = random_view(n, nrhs, RANDBLAS_COL_MAJOR, 1, &seed);
            const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, n, n, A, n > 1 ? n : 1);
            assert_int_equal(randlapack_xnystrom_pcg(&op, 0, nrhs, B.p, B.ld, X.p, X.ld, NULL, NULL), 0);
            for (int64_t r = 0; r < nrhs && n > 0; r++)
                assert_true(residual(n, A, 0, X.p + r * X.ld, B.p + r * B.ld) <= 2 * sqrt(EPS));
            for (int64_t k = 0; k <= n; k++) {
                assert_int_equal(randlapack_xnystrom(&op, k, U, 3, lambda, NULL, NULL), 0);
                if (n) check(n, k, A, U, 3, lambda, -1, NULL);
            }
            free(A), free(s), free(B.p), free(X.p);
        }
}

static void illegal_arguments(void **state)
{
    (void)state;
    scalar_t A[30] = {0}, b[5] = {0}, x[5] = {7}, U[25] = {7}, lambda[5] = {7};
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 5, 5, A, 5),
                          wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 5, 6, A, 5);
#define PCG(A, mu, nrhs, B, ldb, X, ldx, o) randlapack_xnystrom_pcg(A, mu, nrhs, B, ldb, X, ldx, o, NULL)
    assert_int_equal(PCG(NULL, 1, 1, b, 5, x, 5, NULL), -1);
    assert_int_equal(PCG(&wide, 1, 1, b, 5, x, 5, NULL), -1);
    assert_int_equal(PCG(&op, -1, 1, b, 5, x, 5, NULL), -2);
    assert_int_equal(PCG(&op, (scalar_t)NAN, 1, b, 5, x, 5, NULL), -2);
    assert_int_equal(PCG(&op, 1, -1, b, 5, x, 5, NULL), -3);
    assert_int_equal(PCG(&op, 1, 1, NULL, 5, x, 5, NULL), -4);
    assert_int_equal(PCG(&op, 1, 1, b, 4, x, 5, NULL), -5);
    assert_int_equal(PCG(&op, 1, 1, b, 5, NULL, 5, NULL), -6);
    assert_int_equal(PCG(&op, 1, 1, b, 5, x, 4, NULL), -7);
    const randlapack_nystrom_pcg_options bad[] = {{.size = 8},
                                                  {.control.memory_limit = -1},
                                                  {.max_rank = -1},
                                                  {.rank = 9, .max_rank = 3},
                                                  {.control.allocate = counting_allocate},
                                                  {.max_iterations = -1},
                                                  {.tolerance = 1},
                                                  {.tolerance = NAN},
                                                  {.rank_tolerance = NAN}};
    for (size_t c = 0; c < sizeof bad / sizeof *bad; c++) assert_int_equal(PCG(&op, 1, 1, b, 5, x, 5, &bad[c]), -8);
#define NYSTROM(A, k, U, ldu, lambda, o) randlapack_xnystrom(A, k, U, ldu, lambda, o, NULL)
    assert_int_equal(NYSTROM(NULL, 2, U, 5, lambda, NULL), -1);
    assert_int_equal(NYSTROM(&wide, 2, U, 5, lambda, NULL), -1);
    assert_int_equal(NYSTROM(&op, 6, U, 5, lambda, NULL), -2);
    assert_int_equal(NYSTROM(&op, -1, U, 5, lambda, NULL), -2);
    assert_int_equal(NYSTROM(&op, 2, NULL, 5, lambda, NULL), -3);
    assert_int_equal(NYSTROM(&op, 2, U, 4, lambda, NULL), -4);
    assert_int_equal(NYSTROM(&op, 2, U, 5, NULL, NULL), -5);
    const randlapack_nystrom_options worse[] = {
        {.size = 8},      {.control.memory_limit = -1},    {.control.release = counting_release}, {.products = 3},
        {.products = -1}, {.family = (randblas_family)77}, {.family = RANDBLAS_KRONECKER}};
    for (size_t c = 0; c < sizeof worse / sizeof *worse; c++)
        assert_int_equal(NYSTROM(&op, 2, U, 5, lambda, &worse[c]), -6);
    assert_true(x[0] == 7 && U[0] == 7 && lambda[0] == 7);
}

static void memory_and_cancellation(void **state)
{
    (void)state;
    uint64_t seed = 9;
    double *s = geometric(60, 1e6);
    scalar_t *A = with_eigenvalues(60, s, &seed), x[60], U[300], lambda[5];
    const randblas_xview b = random_view(60, 1, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 60, 60, A, 60);
    static const char *const phases[] = {"products", "factor", "iterate"};
    for (int what = 0; what < 2; what++) {
        counting all = {0};
        randblas_control control = {
            .allocate = counting_allocate, .release = counting_release, .allocator_context = &all};
#define RUN()                                                                                                          \
    (what ? randlapack_xnystrom(&op, 5, U, 60, lambda, &(randlapack_nystrom_options){.control = control}, NULL)        \
          : randlapack_xnystrom_pcg(&op, 0.01f, 1, b.p, 60, x, 60,                                                     \
                                    &(randlapack_nystrom_pcg_options){.control = control, .rank = 4}, NULL))
        assert_int_equal(RUN(), 0);
        assert_true(all.requests > 5 && all.out == 0);
        for (int64_t k = 1; k <= all.requests; k++) {
            counting failing = {.refuse = k};
            control.allocator_context = &failing;
            assert_int_equal(RUN(), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(failing.out, 0);
        }
        control = (randblas_control){.memory_limit = 3000};
        assert_int_equal(RUN(), RANDBLAS_MEMORY_LIMIT);
        for (int phase = 0; phase < 3 - what; phase++) {
            watching watch = {.cancel_in = phases[phase]};
            control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
            assert_int_equal(RUN(), RANDBLAS_CANCELLED);
            assert_int_equal(watch.nphases, phase + 1);
        }
    }
    sample callback = {.dense = {A, 60, false}};
    callback.A = randblas_xlinop_callback(60, 60, callback_by_definition, &callback);
    for (callback.fail_at = 1; callback.fail_at < 5; callback.fail_at++) {
        callback.calls = 0;
        assert_int_equal(randlapack_xnystrom_pcg(&callback.A, 0.01f, 1, b.p, 60, x, 60, NULL, NULL),
                         RANDBLAS_CALLBACK_FAILED);
    }
    free(A), free(s), free(b.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(close_to_the_best),
        cmocka_unit_test(full_rank_and_deficient),
        cmocka_unit_test(every_kind_and_family),
        cmocka_unit_test(steps_are_bounded),
        cmocka_unit_test(rank_grows),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(special_values),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(memory_and_cancellation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
