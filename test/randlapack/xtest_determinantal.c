/* Determinantal averaging: the two identities behind it by adding up all subsets, and the average against the truth. */
#include "statistics.h"
#include "xlinop.h"
#include "xspectrum.h"
#include "xsubsets.h"

#include "local_solve_impl.h"
#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

static randblas_xlinop dense_op(randblas_xview A, int64_t m, int64_t n)
{
    return randblas_xlinop_dense(A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, m, n, A.p, A.ld);
}

/* R of [sqrt(lambda) I; w_i a_i for i in the set], by LAPACK. */
static void factor_set(int m, int n, randblas_xview A, unsigned set, double w, double lambda, scalar_t *R)
{
    scalar_t C[16 * SMALL] = {0}, tau[SMALL];
    for (int j = 0; j < n; j++) {
        C[j + 16 * j] = (scalar_t)sqrt(lambda);
        for (int i = 0, r = n; i < m; i++)
            if (set >> i & 1) C[r++ + 16 * j] = (scalar_t)(w * (double)*view_at(A, i, j));
    }
    assert_int_equal(LAPACK(geqrf)(LAPACK_COL_MAJOR, n + set_size(set), n, C, 16, tau), 0);
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++) R[i + j * n] = C[i + 16 * j];
}

/*
 * sum_b P(b) adj(H_b) g = adj(H) g and sum_b P(b) det(H_b) = det(H) over all 2^6 outcomes of the coins, those of rank
 * n - 1 and less among them when lambda = 0; also with columns of very different scales.
 */
static void identities(void **state)
{
    (void)state;
    enum { M = 6 };
    uint64_t seed = 1;
    for (int n = 1; n <= 4; n++)
        for (int c = 0; c < 4; c++) {
            const randblas_xview A = random_view(M, n, RANDBLAS_ROW_MAJOR, 0, &seed);
            for (int i = 0; i < M && c == 2; i++) *view_at(A, i, 0) = (scalar_t)ldexp((double)*view_at(A, i, 0), 30);
            for (int i = 0; i < M && c == 3; i++) *view_at(A, i, 0) = (scalar_t)ldexp((double)*view_at(A, i, 0), -30);
            const double lambda = c == 1 ? 0.4 : 0, pi = 0.4;
            double exact[SMALL], rhs[SMALL], sum[SMALL] = {0}, det_sum = 0, size[SMALL] = {0};
            scalar_t g[SMALL], v[SMALL], R[SMALL * SMALL];
            randlapack_local local;
            randblas_arena arena = randblas_arena_open(NULL);
            const randlapack_xlocal_workspace work = randlapack_xlocal_open(&arena, n);
            for (int j = 0; j < n; j++) {
                g[j] = random_scalar(&seed);
                rhs[j] = (double)g[j];
            }
            const double det = normal_equations(M, n, A, (1u << M) - 1, NULL, lambda, NULL, rhs, exact);
            for (unsigned set = 0; set < 1u << M; set++) {
                const int k = set_size(set);
                const double p = pow(pi, k) * pow(1 - pi, M - k);
                factor_set(M, n, A, set, 1 / sqrt(pi), lambda, R);
                assert_int_equal(randlapack_xlocal_solve(&work, n, R, n, g, v, &local), 0);
                assert_int_equal(local.singular, lambda == 0 && k < n);
                if (lambda == 0 && k < n - 1) assert_true(isinf(local.log_weight));
                if (isinf(local.log_weight)) continue;
                if (!local.singular) det_sum += p * exp(local.log_weight);
                for (int j = 0; j < n; j++) {
                    const double term = p * exp(local.log_weight) * ldexp((double)v[j], -2 * local.exponent);
                    sum[j] += term;
                    size[j] += fabs(term);
                }
            }
            assert_true(fabs(det_sum / det - 1) <= 1e3 * EPS);
            for (int j = 0; j < n; j++)
                assert_true(fabs(sum[j] - det * exact[j]) <= 1e4 * EPS * (size[j] + fabs(det * exact[j])));
            randblas_arena_close(&arena);
            free(A.p);
        }
}

/*
 * Within 6.47 standard errors of the truth, which the plain average of H_t^-1 g, biased upwards, misses by far:
 * E H_t^-1 > H^-1.  Small problems and many subsamples, uniform and weighted coins, singular subsamples.
 */
static void consistent(void **state)
{
    (void)state;
    enum { M = 30, N = 3 };
    const double lambdas[] = {0, 0.5};
    uint64_t seed = 2;
    for (int c = 0; c < 2; c++)
        for (int weighted = 0; weighted < 2; weighted++) {
            const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 1, &seed);
            const randblas_xlinop op = dense_op(A, M, N);
            double weights[M], exact[SMALL], rhs[SMALL] = {1, -2, 0.5};
            const scalar_t g[N] = {1, -2, (scalar_t)0.5};
            scalar_t x[N], error[N];
            for (int i = 0; i < M; i++) weights[i] = 1 + i % 3;
            const randlapack_determinantal_options options = {.size = sizeof options,
                                                              .lambda = lambdas[c],
                                                              .rows = 8,
                                                              .subsamples = 4000,
                                                              .state = randblas_seed((uint64_t)c),
                                                              .weights = weighted ? weights : NULL};
            randlapack_determinantal_report report;
            const double det = normal_equations(M, N, A, (1u << M) - 1, NULL, lambdas[c], NULL, rhs, exact);
            assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, error, &options, &report), 0);
            assert_int_equal(report.subsamples, 4000);
            assert_true(report.effective_subsamples > 400 && report.effective_subsamples <= 4000);
            assert_true(fabs(report.mean_rows - 8) <= Z_LIMIT * sqrt(8.0 / 4000));
            assert_true(c == 0 ? report.singular > 0 : report.singular == 0);
            for (int j = 0; j < N; j++) {
                const double miss = fabs((double)x[j] - exact[j]);
                assert_true(miss <= Z_LIMIT * (double)error[j] && (double)error[j] <= 0.1 * fabs(exact[j]) + 0.02);
            }
            /* The relative standard error of the determinant is 1/sqrt(effective) and less. */
            assert_true(fabs(report.log_determinant - log(det)) <= Z_LIMIT / sqrt(report.effective_subsamples));
            free(A.p);
        }
}

/* What the averaging is for: the bias of the plain average, E H_t^-1 - H^-1, is many standard errors. */
static void plain_average_is_biased(void **state)
{
    (void)state;
    enum { M = 40, N = 2, Q = 2000 };
    uint64_t seed = 3;
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = dense_op(A, M, N);
    const scalar_t g[N] = {1, 0};
    double plain = 0;
    scalar_t x[N], error[N];
    randlapack_determinantal_options options = {.lambda = 0.5, .rows = 8, .subsamples = Q};
    randlapack_determinantal_report report;
    double H[SMALL][SMALL] = {{0.5, 0}, {0, 0.5}}, r[SMALL] = {1, 0};
    for (int i = 0; i < M; i++)
        for (int a = 0; a < N; a++)
            for (int b = 0; b < N; b++) H[a][b] += (double)*view_at(A, i, a) * (double)*view_at(A, i, b);
    eliminate(N, H, r);
    assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, error, &options, NULL), 0);
    options.subsamples = 1;
    for (int t = 0; t < Q; t++) { /* one at a time: the solutions themselves */
        scalar_t one[N];
        assert_int_equal(randlapack_xdeterminantal_average(&op, g, one, NULL, &options, &report), 0);
        options.state = report.next;
        plain += (double)one[0] / Q;
    }
    assert_true(fabs((double)x[0] - r[0]) <= Z_LIMIT * (double)error[0]);
    assert_true(plain - r[0] > 10 * (double)error[0]);
    free(A.p);
}

/* All rows with probability 1: the solution itself, with no error; chained states repeat the subsamples. */
static void all_rows(void **state)
{
    (void)state;
    enum { M = 25, N = 5 };
    uint64_t seed = 4;
    const randblas_xview A = random_view(M, N, RANDBLAS_ROW_MAJOR, 0, &seed);
    const randblas_xlinop op = dense_op(A, M, N);
    const randlapack_determinantal_options options = {.rows = M, .subsamples = 3, .lambda = 0.1};
    randlapack_determinantal_report report;
    scalar_t g[N], x[N], error[N];
    double rhs[SMALL], exact[SMALL];
    for (int j = 0; j < N; j++) {
        g[j] = random_scalar(&seed);
        rhs[j] = (double)g[j];
    }
    const double det = normal_equations(M, N, A, (1u << M) - 1, NULL, 0.1, NULL, rhs, exact);
    assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, error, &options, &report), 0);
    assert_true(report.mean_rows == M && fabs(report.effective_subsamples - 3) <= 1e-12);
    assert_true(fabs(report.log_determinant - log(det)) <= 1e3 * EPS);
    for (int j = 0; j < N; j++) {
        assert_true(fabs((double)x[j] - exact[j]) <= 1e4 * EPS * fabs(exact[j]) + 1e3 * EPS);
        assert_true((double)error[j] <= 10 * EPS * fabs(exact[j]));
    }
    free(A.p);
}

/* The same coins for every kind: the same average to rounding. */
static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int kind = 0; kind < NKINDS; kind++) {
        const int64_t m = needs_square(all_kinds[kind]) ? 12 : 90, n = 12;
        sample *s = make_sample(all_kinds[kind], m, n, &seed);
        const randblas_xlinop op = dense_op(s->dense, m, n);
        const randlapack_determinantal_options options = {.lambda = 1, .rows = m / 3, .subsamples = 5};
        scalar_t g[12], x[12], y[12];
        for (int j = 0; j < n; j++) g[j] = random_scalar(&seed);
        assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, NULL, &options, NULL), 0);
        assert_int_equal(randlapack_xdeterminantal_average(&s->A, g, y, NULL, &options, NULL), 0);
        for (int j = 0; j < n; j++) assert_true(fabs((double)x[j] - (double)y[j]) <= 1e4 * EPS);
        free_sample(s);
    }
}

/* A 2^e, g 2^f: x 2^(f - 2 e).  No rows per chunk enough for all: subsamples of 1 row on average go past theirs. */
static void scales_and_chunks(void **state)
{
    (void)state;
    enum { M = 400, N = 3 };
    uint64_t seed = 6;
    const int most = IS_SINGLE ? 50 : 400;
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 0, &seed), B = copy_view(A, M, N);
    const randblas_xlinop op = dense_op(A, M, N), other = dense_op(B, M, N);
    scalar_t g[N] = {1, 2, -1}, h[N], x[N], y[N], dx[N], dy[N];
    for (int c = -1; c <= 1; c += 2) {
        const randlapack_determinantal_options options = {.rows = 40, .subsamples = 20};
        for (int i = 0; i < M * N; i++) B.p[i] = (scalar_t)ldexp((double)A.p[i], c * most);
        for (int j = 0; j < N; j++) h[j] = (scalar_t)ldexp((double)g[j], c * most);
        assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, dx, &options, NULL), 0);
        assert_int_equal(randlapack_xdeterminantal_average(&other, h, y, dy, &options, NULL), 0);
        for (int j = 0; j < N; j++) {
            assert_true(fabs(ldexp((double)y[j], c * most) / (double)x[j] - 1) <= 1e3 * EPS);
            assert_true(fabs(ldexp((double)dy[j], c * most) / (double)dx[j] - 1) <= 1e3 * EPS);
        }
    }
    const randlapack_determinantal_options sparse = {.lambda = 20, .rows = 1, .subsamples = 20000};
    const randblas_xlinop column = dense_op(A, M, 1);
    double H = 20;
    for (int i = 0; i < M; i++) H += (double)A.p[i] * (double)A.p[i];
    assert_int_equal(randlapack_xdeterminantal_average(&column, g, x, dx, &sparse, NULL), 0);
    assert_true(fabs((double)x[0] - 1 / H) <= Z_LIMIT * (double)dx[0] && (double)dx[0] <= 0.1 / H);
    free(A.p), free(B.p);
}

static void special_matrices(void **state)
{
    (void)state;
    scalar_t A[40] = {0}, g[2] = {1, 1}, x[2], error[2];
    randlapack_determinantal_options options = {.lambda = 0, .rows = 20, .subsamples = 4};
    randlapack_determinantal_report report;
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 20, 2, A, 20);
    for (int i = 0; i < 40; i++) A[i] = (scalar_t)(1 + i % 20); /* two equal columns */
    assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, error, &options, &report), RANDBLAS_RANK_DEFICIENT);
    assert_true(isnan(x[0]) && isnan(error[1]) && report.singular == 4);
    for (int i = 0; i < 40; i++) A[i] = 0;
    assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, error, &options, NULL), RANDBLAS_RANK_DEFICIENT);
    options.lambda = 4;
    options.subsamples = 1;
    assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, error, &options, NULL), 0);
    assert_true(fabs((double)x[0] - 0.25) <= 10 * EPS && isnan(error[0]));
    A[25] = (scalar_t)NAN;
    assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, error, &options, NULL), RANDBLAS_NOT_FINITE);
    assert_true(isnan(x[0]) && isnan(error[0]));
    A[25] = 1;
    g[1] = (scalar_t)INFINITY;
    assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, error, &options, NULL), RANDBLAS_NOT_FINITE);
    g[0] = g[1] = 0;
    options.subsamples = 3;
    assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, error, &options, NULL), 0);
    assert_true(x[0] == 0 && error[0] == 0);
    const randblas_xlinop none = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 0, 0, NULL, 1);
    const randblas_xlinop flat = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 0, 2, NULL, 1);
    const randblas_xlinop thin = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 5, 0, NULL, 5);
    options.rows = 0;
    g[0] = 8;
    assert_int_equal(randlapack_xdeterminantal_average(&none, NULL, NULL, NULL, &options, NULL), 0);
    assert_int_equal(randlapack_xdeterminantal_average(&thin, NULL, NULL, NULL, &options, NULL), 0);
    assert_int_equal(randlapack_xdeterminantal_average(&flat, g, x, NULL, &options, NULL), 0);
    assert_true(fabs((double)x[0] - 2) <= 10 * EPS && x[1] == 0);
}

static void illegal_arguments(void **state)
{
    (void)state;
    scalar_t A[12] = {1, 2, 3, 4, 5, 6, 7, 8, 1, 1, 2, 1}, g[2] = {1, 1}, x[2] = {7, 7};
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 6, 2, A, 6);
    const randblas_xlinop broken = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 6, 2, A, 5);
    assert_int_equal(randlapack_xdeterminantal_average(NULL, g, x, NULL, NULL, NULL), -1);
    assert_int_equal(randlapack_xdeterminantal_average(&broken, g, x, NULL, NULL, NULL), -1);
    assert_int_equal(randlapack_xdeterminantal_average(&op, NULL, x, NULL, NULL, NULL), -2);
    assert_int_equal(randlapack_xdeterminantal_average(&op, g, NULL, NULL, NULL, NULL), -3);
    const double negative[6] = {1, 1, -1, 1, 1, 1}, zero[6] = {0}, tiny[6] = {1e300, 1e-300, 1, 1, 1, 1};
    const randlapack_determinantal_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.lambda = -1},
        {.lambda = NAN},
        {.lambda = INFINITY},
        {.rows = -1},
        {.rows = 7},
        {.subsamples = -1},
        {.weights = negative},
        {.weights = zero},
        {.weights = tiny},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, NULL, &bad[k], NULL), -5);
    assert_true(x[0] == 7 && x[1] == 7);
    assert_int_equal(randlapack_xdeterminantal_average(&op, g, x, NULL, NULL, NULL), 0);
}

static void progress_and_memory(void **state)
{
    (void)state;
    const randblas_kind kinds[] = {RANDBLAS_CALLBACK, RANDBLAS_COO};
    uint64_t seed = 7;
    for (int c = 0; c < 2; c++) {
        sample *s = make_sample(kinds[c], 60, 4, &seed);
        scalar_t g[4] = {1, 1, 1, 1}, x[4];
        counting all = {0};
        randlapack_determinantal_options options = {
            .lambda = 1, .subsamples = 4, .control = {.allocate = counting_allocate, .release = counting_release}};
        options.control.allocator_context = &all;
        assert_int_equal(randlapack_xdeterminantal_average(&s->A, g, x, NULL, &options, NULL), 0);
        assert_true(all.requests > 10 && all.out == 0);
        for (int64_t k = 1; k <= all.requests; k++) {
            counting failing = {.refuse = k};
            options.control.allocator_context = &failing;
            assert_int_equal(randlapack_xdeterminantal_average(&s->A, g, x, NULL, &options, NULL),
                             RANDBLAS_OUT_OF_MEMORY);
            assert_true(failing.out == 0 && failing.requests == k);
        }
        for (int k = 0; k < 4; k++) {
            watching watch = {.cancel_in = "average", .skip = k};
            randlapack_determinantal_report report;
            options.control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
            assert_int_equal(randlapack_xdeterminantal_average(&s->A, g, x, NULL, &options, &report),
                             RANDBLAS_CANCELLED);
            assert_int_equal(report.subsamples, k);
        }
        options.control = (randblas_control){.memory_limit = 1000};
        assert_int_equal(randlapack_xdeterminantal_average(&s->A, g, x, NULL, &options, NULL), RANDBLAS_MEMORY_LIMIT);
        options.control = (randblas_control){0};
        s->fail_at = s->calls + 1;
        if (c == 0)
            assert_int_equal(randlapack_xdeterminantal_average(&s->A, g, x, NULL, &options, NULL),
                             RANDBLAS_CALLBACK_FAILED);
        free_sample(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identities),
        cmocka_unit_test(consistent),
        cmocka_unit_test(plain_average_is_biased),
        cmocka_unit_test(all_rows),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(scales_and_chunks),
        cmocka_unit_test(special_matrices),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(progress_and_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
