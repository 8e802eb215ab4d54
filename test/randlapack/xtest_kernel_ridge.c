/* Kernel ridge regression, on all data and on centers, against dense Cholesky solves. */
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

typedef struct problem {
    int64_t n, nrhs;
    randblas_xview X, Y;
    randlapack_xkernel kernel;
    randlapack_xentries K;
    scalar_t *matrix, *alpha; /* K written out */
} problem;

static void make_problem(int64_t n, int64_t nrhs, double h, randlapack_kernel_family family, uint64_t *seed, problem *p)
{
    *p = (problem){.n = n, .nrhs = nrhs, .X = random_view(n, 2, RANDBLAS_COL_MAJOR, 1, seed)};
    p->Y = random_view(n, nrhs, RANDBLAS_COL_MAJOR, 1, seed);
    p->kernel = (randlapack_xkernel){.family = family,
                                     .layout = RANDBLAS_COL_MAJOR,
                                     .npoints = n,
                                     .dim = 2,
                                     .points = p->X.p,
                                     .ldpoints = p->X.ld,
                                     .bandwidth = h};
    p->K = randlapack_xentries_kernel(&p->kernel);
    p->matrix = malloc((size_t)(n * n + 1) * sizeof *p->matrix);
    p->alpha = malloc((size_t)(n * nrhs + 1) * sizeof *p->alpha);
    for (int64_t t = 0; t <= n * nrhs; t++) p->alpha[t] = (scalar_t)NAN;
    assert_int_equal(randlapack_xkernel_columns(&p->kernel, n, NULL, n, NULL, p->matrix, n > 1 ? n : 1), 0);
}

static void free_problem(problem *p)
{
    free(p->X.p), free(p->Y.p), free(p->matrix), free(p->alpha);
}

static int solve(problem *p, double lambda, const randlapack_kernel_ridge_options *o,
                 randlapack_kernel_ridge_report *report)
{
    return randlapack_xkernel_ridge(&p->K, (scalar_t)lambda, p->nrhs, p->Y.p, p->Y.ld, p->alpha, p->n > 1 ? p->n : 1, o,
                                    report);
}

static int restricted(problem *p, double lambda, int64_t k, const int64_t *centers,
                      const randlapack_kernel_ridge_options *o, randlapack_kernel_ridge_report *report)
{
    return randlapack_xkernel_ridge_restricted(&p->K, (scalar_t)lambda, k, centers, p->nrhs, p->Y.p, p->Y.ld, p->alpha,
                                               k > 1 ? k : 1, o, report);
}

/* ||y - (K + lambda I) alpha|| / ||y||, the largest */
static double residual(const problem *p, double lambda)
{
    double worst = 0;
    for (int64_t r = 0; r < p->nrhs; r++) {
        double sum = 0, whole = 0;
        for (int64_t i = 0; i < p->n; i++) {
            double e = (double)*view_at(p->Y, i, r) - lambda * (double)p->alpha[i + r * p->n];
            for (int64_t j = 0; j < p->n; j++) e -= (double)p->matrix[i + j * p->n] * (double)p->alpha[j + r * p->n];
            sum += e * e;
            whole += (double)*view_at(p->Y, i, r) * (double)*view_at(p->Y, i, r);
        }
        worst = fmax(worst, sqrt(sum / whole));
    }
    return worst;
}

/*
 * Residual as asked, kept and evaluated; the condition number is at most 1 + tr(K - F F^T)/lambda, and CG needs at most
 * log(2 c / tolerance) / log((sqrt c + 1)/(sqrt c - 1)) steps in the energy norm, c0 = 1 + n/lambda standing for the
 * change of norms.
 */
static void solves_and_is_bounded(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int c = 0; c < 12; c++) {
        problem p;
        make_problem(300, 1 + 17 * (c % 2), 0.5, (randlapack_kernel_family)(1 + c % 5), &seed, &p);
        const double lambda = (IS_SINGLE ? 30 : 1) * pow(10, -1 - c % 3), tolerance = IS_SINGLE ? 2e-3 : 1e-9;
        const randlapack_kernel_ridge_options o = {.size = sizeof o,
                                                   .stored_bytes = c % 4 < 2 ? -1 : 0,
                                                   .rank = 20 + 30 * (c % 3),
                                                   .tolerance = tolerance,
                                                   .state = randblas_seed((uint64_t)c)};
        randlapack_kernel_ridge_report report;
        assert_int_equal(solve(&p, lambda, &o, &report), 0);
        const double found = residual(&p, (double)(scalar_t)lambda), bound = 1 + report.trace_error * 300 / lambda;
        const double root = sqrt(bound),
                     steps = log(2 * root * (1 + 300 / lambda) / tolerance) / log((root + 1) / (root - 1));
        assert_true(found <= tolerance + 300 * EPS / lambda);
        assert_true(fabs(found - report.residual) <= 300 * EPS / lambda);
        assert_true(report.rank <= o.rank && report.rank >= 20); /* less where what is left is rounding */
        assert_int_equal(report.stored, c % 4 >= 2);
        assert_true(report.condition >= 1 && report.condition <= bound * (1.001 + 300 * EPS / lambda));
        assert_true((double)report.iterations <= 2 * steps + 2);
        free_problem(&p);
    }
}

static void preconditioner_helps(void **state)
{
    (void)state;
    uint64_t seed = 2;
    problem p;
    make_problem(400, 1, 0.5, RANDLAPACK_KERNEL_MATERN52, &seed, &p);
    randlapack_kernel_ridge_report with, without;
    const randlapack_kernel_ridge_options none = {.rank = -1};
    assert_int_equal(solve(&p, 0.02, NULL, &with), 0);
    assert_int_equal(with.rank, 81);
    assert_int_equal(solve(&p, 0.02, &none, &without), 0);
    assert_int_equal(without.rank, 0);
    assert_true(3 * with.iterations < without.iterations && with.condition < without.condition / 10);
    free_problem(&p);
}

/* The minimiser by its normal equations, in double by Cholesky, compared in the norm of the predictions. */
static void restricted_matches_the_dense_solution(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int c = 0; c < 8; c++) {
        enum { N = 200, K = 12 };
        problem p;
        make_problem(N, 1 + c % 2, 0.6, RANDLAPACK_KERNEL_MATERN32, &seed, &p);
        const double lambda = c < 4 ? 0.5 : 1e-2;
        int64_t centers[K];
        double M[K * K], Z[2 * K];
        for (int a = 0; a < K; a++) centers[a] = (17 * a + c) % N;
        for (int a = 0; a < K; a++) {
            for (int b = 0; b < K; b++) {
                M[a + b * K] = lambda * (double)p.matrix[centers[a] + centers[b] * N];
                for (int i = 0; i < N; i++)
                    M[a + b * K] += (double)p.matrix[i + centers[a] * N] * (double)p.matrix[i + centers[b] * N];
            }
            for (int r = 0; r < p.nrhs; r++) {
                Z[a + r * K] = 0;
                for (int i = 0; i < N; i++)
                    Z[a + r * K] += (double)p.matrix[i + centers[a] * N] * (double)*view_at(p.Y, i, r);
            }
        }
        assert_int_equal(LAPACKE_dposv(LAPACK_COL_MAJOR, 'U', K, (lapack_int)p.nrhs, M, K, Z, K), 0);
        const randlapack_kernel_ridge_options o = {.tolerance = IS_SINGLE ? 1e-5 : 1e-12,
                                                   .stored_bytes = c % 3 ? 0 : -1,
                                                   .sketch_rows = c % 4 == 3 ? N : 0,
                                                   .state = randblas_seed((uint64_t)c)};
        randlapack_kernel_ridge_report report;
        assert_int_equal(restricted(&p, lambda, K, centers, &o, &report), 0);
        assert_int_equal(report.sketch_rows, c % 4 == 3 ? N : 3 * K);
        for (int r = 0; r < p.nrhs; r++) {
            double error = 0, whole = 0;
            for (int i = 0; i < N; i++) {
                double e = 0, y = 0;
                for (int a = 0; a < K; a++) {
                    const double k = (double)p.matrix[i + centers[a] * N];
                    e += k * ((double)p.alpha[a + r * K] - Z[a + r * K]);
                    y += k * Z[a + r * K];
                }
                error += e * e;
                whole += y * y;
            }
            assert_true(sqrt(error / whole) <= (IS_SINGLE ? 1e-2 : 1e-8));
        }
        /* A sketch of 3 k rows distorts by (1 + r)/(1 - r), r = sqrt(1/3), or so; twice that is allowed. */
        const double bound = c % 4 == 3 ? 1.01 : 4 * pow((1 + sqrt(1.0 / 3)) / (1 - sqrt(1.0 / 3)), 2);
        assert_true(report.condition <= bound + 1e5 * EPS && report.iterations <= 60);
        free_problem(&p);
    }
}

/* Repeated centers: the same predictions as without the repetition, where lambda is the same. */
static void repeated_centers(void **state)
{
    (void)state;
    uint64_t seed = 4;
    problem p;
    make_problem(120, 1, 0.5, RANDLAPACK_KERNEL_EXPONENTIAL, &seed, &p);
    const int64_t centers[] = {3, 50, 80, 110, 50, 3};
    const randlapack_kernel_ridge_options o = {.tolerance = IS_SINGLE ? 1e-5 : 1e-10};
    scalar_t first[4];
    assert_int_equal(restricted(&p, 0.1, 4, centers, &o, NULL), 0);
    memcpy(first, p.alpha, sizeof first);
    assert_int_equal(restricted(&p, 0.1, 6, centers, &o, NULL), 0);
    const double merged[4] = {(double)p.alpha[0] + (double)p.alpha[5], (double)p.alpha[1] + (double)p.alpha[4],
                              (double)p.alpha[2], (double)p.alpha[3]};
    for (int a = 0; a < 4; a++)
        assert_true(fabs(merged[a] - (double)first[a]) <= (IS_SINGLE ? 2e-2 : 1e-6) * norm2(4, first));
    free_problem(&p);
}

static void special_values(void **state)
{
    (void)state;
    uint64_t seed = 5;
    const int64_t centers[] = {1, 5, 9};
    problem p;
    make_problem(40, 3, 0.5, RANDLAPACK_KERNEL_GAUSSIAN, &seed, &p);
    *view_at(p.Y, 7, 1) = (scalar_t)INFINITY;
    for (int64_t i = 0; i < 40; i++) *view_at(p.Y, i, 2) = 0;
    assert_int_equal(solve(&p, 0.1, NULL, NULL), RANDBLAS_NOT_FINITE);
    assert_true(isfinite(p.alpha[0]) && isnan(p.alpha[40]) && p.alpha[80] == 0);
    assert_int_equal(restricted(&p, 0.1, 3, centers, NULL, NULL), RANDBLAS_NOT_FINITE);
    assert_true(isfinite(p.alpha[0]) && isnan(p.alpha[3]) && p.alpha[6] == 0);
    p.nrhs = 1;
    *view_at(p.X, 9, 0) = (scalar_t)NAN;
    for (int64_t rank = -1; rank < 2; rank += 2) {
        const randlapack_kernel_ridge_options o = {.rank = rank};
        assert_int_equal(solve(&p, 0.1, &o, NULL), RANDBLAS_NOT_FINITE);
        assert_true(isnan(p.alpha[0]) && isnan(p.alpha[39]));
    }
    assert_int_equal(restricted(&p, 0.1, 3, centers, NULL, NULL), RANDBLAS_NOT_FINITE);
    assert_true(isnan(p.alpha[2]));
    /* indefinite: found while the preconditioner is made, by the core, or by the iteration */
    for (int64_t t = 0; t < 1600; t++) p.matrix[t] = t % 41 ? 0 : -1;
    p.K = randlapack_xentries_dense(RANDBLAS_COL_MAJOR, 40, 40, p.matrix, 40);
    for (int64_t rank = -1; rank < 2; rank += 2) {
        const randlapack_kernel_ridge_options o = {.rank = rank};
        assert_int_equal(solve(&p, 0.1, &o, NULL), RANDBLAS_NOT_POSITIVE_DEFINITE);
    }
    assert_int_equal(restricted(&p, 0.1, 3, centers, NULL, NULL), RANDBLAS_NOT_POSITIVE_DEFINITE);
    for (int64_t t = 0; t < 1600; t++) p.matrix[t] = 0; /* K = 0 */
    assert_int_equal(solve(&p, 0.5, NULL, NULL), 0);
    assert_true(fabs((double)p.alpha[3] - 2 * (double)p.Y.p[3]) <= 4 * EPS);
    assert_int_equal(restricted(&p, 0.5, 3, centers, NULL, NULL), 0);
    assert_true(p.alpha[1] == 0);
    free_problem(&p);
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 6;
    const int64_t centers[] = {0, 1, 2};
    for (int64_t n = 0; n < 4; n++)
        for (int64_t nrhs = 0; nrhs < 3; nrhs++) {
            problem p;
            make_problem(n, nrhs, 1, RANDLAPACK_KERNEL_LAPLACIAN, &seed, &p);
            assert_int_equal(solve(&p, 0.5, NULL, NULL), 0);
            if (n && nrhs) assert_true(residual(&p, 0.5) <= 2 * sqrt(EPS));
            for (int64_t k = 0; k <= n; k++) assert_int_equal(restricted(&p, 0.5, k, centers, NULL, NULL), 0);
            free_problem(&p);
        }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 7;
    problem p;
    make_problem(10, 1, 1, RANDLAPACK_KERNEL_GAUSSIAN, &seed, &p);
    const randlapack_xentries wide = randlapack_xentries_dense(RANDBLAS_COL_MAJOR, 5, 6, p.matrix, 5);
    const int64_t good[] = {0, 4}, low[] = {0, -1}, high[] = {10, 0};
#define FULL(K, lambda, nrhs, Y, ldy, a, lda, o) randlapack_xkernel_ridge(K, lambda, nrhs, Y, ldy, a, lda, o, NULL)
#define SOME(K, lambda, k, c, nrhs, Y, ldy, a, lda, o)                                                                 \
    randlapack_xkernel_ridge_restricted(K, lambda, k, c, nrhs, Y, ldy, a, lda, o, NULL)
    const randlapack_xentries *none[] = {NULL, &wide};
    const scalar_t bad_lambda[] = {0, -1, (scalar_t)NAN, (scalar_t)INFINITY};
    for (int c = 0; c < 2; c++) {
        assert_int_equal(FULL(none[c], 1, 1, p.Y.p, 10, p.alpha, 10, NULL), -1);
        assert_int_equal(SOME(none[c], 1, 2, good, 1, p.Y.p, 10, p.alpha, 2, NULL), -1);
    }
    for (int c = 0; c < 4; c++) {
        assert_int_equal(FULL(&p.K, bad_lambda[c], 1, p.Y.p, 10, p.alpha, 10, NULL), -2);
        assert_int_equal(SOME(&p.K, bad_lambda[c], 2, good, 1, p.Y.p, 10, p.alpha, 2, NULL), -2);
    }
    assert_int_equal(FULL(&p.K, 1, -1, p.Y.p, 10, p.alpha, 10, NULL), -3);
    assert_int_equal(FULL(&p.K, 1, 1, NULL, 10, p.alpha, 10, NULL), -4);
    assert_int_equal(FULL(&p.K, 1, 1, p.Y.p, 9, p.alpha, 10, NULL), -5);
    assert_int_equal(FULL(&p.K, 1, 1, p.Y.p, 10, NULL, 10, NULL), -6);
    assert_int_equal(FULL(&p.K, 1, 1, p.Y.p, 10, p.alpha, 9, NULL), -7);
    assert_int_equal(SOME(&p.K, 1, -1, good, 1, p.Y.p, 10, p.alpha, 2, NULL), -3);
    assert_int_equal(SOME(&p.K, 1, 11, good, 1, p.Y.p, 10, p.alpha, 11, NULL), -3);
    assert_int_equal(SOME(&p.K, 1, 2, NULL, 1, p.Y.p, 10, p.alpha, 2, NULL), -4);
    assert_int_equal(SOME(&p.K, 1, 2, low, 1, p.Y.p, 10, p.alpha, 2, NULL), -4);
    assert_int_equal(SOME(&p.K, 1, 2, high, 1, p.Y.p, 10, p.alpha, 2, NULL), -4);
    assert_int_equal(SOME(&p.K, 1, 2, good, -1, p.Y.p, 10, p.alpha, 2, NULL), -5);
    assert_int_equal(SOME(&p.K, 1, 2, good, 1, NULL, 10, p.alpha, 2, NULL), -6);
    assert_int_equal(SOME(&p.K, 1, 2, good, 1, p.Y.p, 9, p.alpha, 2, NULL), -7);
    assert_int_equal(SOME(&p.K, 1, 2, good, 1, p.Y.p, 10, NULL, 2, NULL), -8);
    assert_int_equal(SOME(&p.K, 1, 2, good, 1, p.Y.p, 10, p.alpha, 1, NULL), -9);
    const randlapack_kernel_ridge_options bad[] = {{.size = 8},
                                                   {.control.memory_limit = -1},
                                                   {.control.allocate = counting_allocate},
                                                   {.control.release = counting_release},
                                                   {.tolerance = 1},
                                                   {.tolerance = NAN},
                                                   {.max_iterations = -1},
                                                   {.sketch_rows = -1}};
    for (size_t c = 0; c < sizeof bad / sizeof *bad; c++) {
        assert_int_equal(FULL(&p.K, 1, 1, p.Y.p, 10, p.alpha, 10, &bad[c]), -8);
        assert_int_equal(SOME(&p.K, 1, 2, good, 1, p.Y.p, 10, p.alpha, 2, &bad[c]), -10);
    }
    const randlapack_kernel_ridge_options few = {.sketch_rows = 1};
    assert_int_equal(SOME(&p.K, 1, 2, good, 1, p.Y.p, 10, p.alpha, 2, &few), -10);
    assert_true(isnan(p.alpha[0]) && isnan(p.alpha[9]));
    free_problem(&p);
}

static void memory_and_cancellation(void **state)
{
    (void)state;
    uint64_t seed = 8;
    problem p;
    make_problem(80, 2, 0.5, RANDLAPACK_KERNEL_GAUSSIAN, &seed, &p);
    const int64_t centers[] = {2, 20, 40, 60, 70};
    static const char *const phases[2][3] = {{"factor", "store", "iterate"}, {"sketch", "factor", "iterate"}};
    for (int what = 0; what < 2; what++) {
        counting all = {0};
        randlapack_kernel_ridge_options o = {
            .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
#define RUN() (what ? restricted(&p, 0.1, 5, centers, &o, NULL) : solve(&p, 0.1, &o, NULL))
        assert_int_equal(RUN(), 0);
        assert_true(all.requests > 8 && all.out == 0);
        for (int64_t k = 1; k <= all.requests; k++) {
            counting failing = {.refuse = k};
            o.control.allocator_context = &failing;
            assert_int_equal(RUN(), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(failing.out, 0);
        }
        for (int64_t limit = 1; limit < 60000;
             limit = limit * 3 / 2 + 1) { /* also what the factorisation inside is left */
            o.control = (randblas_control){.memory_limit = limit};
            assert_int_equal(RUN(), RANDBLAS_MEMORY_LIMIT);
        }
        for (int phase = 0; phase < 3; phase++) {
            watching watch = {.cancel_in = phases[what][phase]};
            o.control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
            assert_int_equal(RUN(), RANDBLAS_CANCELLED);
            assert_int_equal(watch.nphases, phase + 1);
        }
    }
    free_problem(&p);
}

/* A routine of the caller that fails at its k-th call. */
typedef struct failing_kernel {
    const problem *p;
    int64_t calls, fail_at;
} failing_kernel;

static int failing_columns(void *context, int64_t nrows, const int64_t *rows, int64_t ncols, const int64_t *cols,
                           scalar_t *out, int64_t ld)
{
    failing_kernel *f = context;
    if (++f->calls == f->fail_at) return 3;
    randlapack_xkernel kernel = f->p->kernel;
    return randlapack_xkernel_columns(&kernel, nrows, rows, ncols, cols, out, ld);
}

static void callback_failure(void **state)
{
    (void)state;
    uint64_t seed = 9;
    problem p;
    make_problem(30, 1, 0.5, RANDLAPACK_KERNEL_GAUSSIAN, &seed, &p);
    const int64_t centers[] = {2, 20};
    failing_kernel f = {.p = &p};
    const randlapack_kernel_ridge_options o = {.stored_bytes = -1};
    p.K = randlapack_xentries_callback(30, 30, failing_columns, &f);
    for (int what = 0; what < 2; what++) {
        f.fail_at = f.calls = 0;
        assert_int_equal(what ? restricted(&p, 0.1, 2, centers, &o, NULL) : solve(&p, 0.1, &o, NULL), 0);
        const int64_t calls = f.calls;
        for (f.fail_at = 1; f.fail_at <= calls; f.fail_at++) {
            f.calls = 0;
            assert_int_equal(what ? restricted(&p, 0.1, 2, centers, &o, NULL) : solve(&p, 0.1, &o, NULL),
                             RANDBLAS_CALLBACK_FAILED);
        }
    }
    free_problem(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solves_and_is_bounded),
        cmocka_unit_test(preconditioner_helps),
        cmocka_unit_test(restricted_matches_the_dense_solution),
        cmocka_unit_test(repeated_centers),
        cmocka_unit_test(special_values),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(memory_and_cancellation),
        cmocka_unit_test(callback_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
