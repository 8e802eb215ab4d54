/* Simulated errors of random features: the same weights drawn and the problem solved in extended precision; limits. */
#include "failing_malloc.h"
#include "laws.h"

#include "law_models_impl.h"
#include "rmt.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

enum { P = 5, N = 16, M = 7, POINTS = N + M, MOST = 40 };

typedef struct data {
    rmt_activation *phi;
    double X[P * POINTS], y[POINTS];
    int64_t n, m;
    rmt_features_simulation_options o;
} data;

static void make(data *t, rmt_activation_kind kind)
{
    const randblas_state seed = randblas_seed(21);
    *t = (data){.n = N, .m = M, .o = {.state = randblas_seed(5), .runs = 3}};
    assert_int_equal(rmt_activation_create(kind, &t->phi), 0);
    assert_int_equal(rmt_gaussian_matrix(P, POINTS, &seed, 0, t->X, P), 0);
    for (int j = 0; j < POINTS; j++) t->y[j] = sin(3 * t->X[j * P]) + t->X[j * P + 1];
}

static int simulate(const data *t, int64_t count, const int64_t *d, int64_t gammas, const double *gamma,
                    rmt_features_simulation *r)
{
    return rmt_features_simulate(t->phi, RANDBLAS_COL_MAJOR, P, t->n, t->X, P, t->y, t->m, t->X + P * t->n, P,
                                 t->y + t->n, count, d, gammas, gamma, &t->o, r);
}

/* ---------------------------------------------------------------- by hand ----------------------------------------- */

/* x = A^-1 b, A positive definite, k x k */
static void solve(int k, long double *A, long double *b)
{
    for (int p = 0; p < k; p++)
        for (int i = 0; i < k; i++) {
            const long double f = i == p ? 0 : A[i + p * k] / A[p + p * k];
            for (int j = p; j < k; j++) A[i + j * k] -= f * A[p + j * k];
            b[i] -= f * b[p];
        }
    for (int p = 0; p < k; p++) b[p] /= A[p + p * k];
}

/* Errors for features F (d x points), through the Gram matrix of the features or of the points. */
static void ridge(const data *t, int d, const double *F, double gamma, double errors[2])
{
    static long double A[MOST * MOST];
    long double b[MOST] = {0}, beta[MOST] = {0}, sums[2] = {0};
    const int n = (int)t->n, points = (int)(t->n + t->m), dual = d > n, k = dual ? n : d;
    for (int i = 0; i < k; i++) {
        for (int j = 0; j < k; j++) {
            A[i + j * k] = i == j ? n * (long double)gamma : 0;
            for (int l = 0; l < (dual ? d : n); l++)
                A[i + j * k] += (long double)F[dual ? l + i * d : i + l * d] * F[dual ? l + j * d : j + l * d];
        }
        if (dual) b[i] = t->y[i];
        for (int l = 0; l < n && !dual; l++) b[i] += (long double)F[i + l * d] * t->y[l];
    }
    solve(k, A, b);
    for (int i = 0; i < d; i++)
        for (int j = 0; j < n && dual; j++) beta[i] += F[i + j * d] * b[j];
    for (int j = 0; j < points; j++) {
        long double s = t->y[j];
        for (int i = 0; i < d; i++) s -= F[i + j * d] * (dual ? beta[i] : b[i]);
        sums[j >= n] += s * s;
    }
    errors[0] = (double)(sums[0] / n);
    errors[1] = t->m > 0 ? (double)(sums[1] / t->m) : NAN;
}

/* The next draw: W through the public operator, features entry by entry. */
static void draw(const data *t, int d, randblas_state *state, double *F)
{
    double W[MOST * P];
    randblas_dist dist = randblas_gaussian(d, P);
    randblas_sketch *S = NULL;
    dist.unscaled = 1;
    assert_int_equal(randblas_sketch_create(&dist, state, &S, state), 0);
    assert_int_equal(randblas_dfill(RANDBLAS_COL_MAJOR, d, P, S, 0, 0, W, d), 0);
    for (int64_t j = 0; j < t->n + t->m; j++)
        for (int i = 0; i < d; i++) {
            double s = 0;
            for (int l = 0; l < P; l++) s += W[i + l * d] * t->X[l + j * P];
            assert_int_equal(rmt_activation_values(t->phi, 1, &s, &F[i + j * d]), 0);
        }
    randblas_sketch_destroy(S);
}

/* Means and standard errors of all runs, in two passes. */
static void by_hand(const data *t, int64_t count, const int64_t *d, int64_t gammas, const double *gamma,
                    rmt_features_simulation *r)
{
    enum { RUNS = 3 };
    static double F[MOST * POINTS];
    randblas_state state = t->o.state;
    for (int64_t k = 0; k < count; k++) {
        double e[RUNS][4][2], mean[2], se[2];
        for (int run = 0; run < RUNS; run++) {
            draw(t, (int)d[k], &state, F);
            for (int64_t g = 0; g < gammas; g++) ridge(t, (int)d[k], F, gamma[g], e[run][g]);
        }
        for (int64_t g = 0; g < gammas; g++) {
            for (int i = 0; i < 2; i++) {
                mean[i] = (e[0][g][i] + e[1][g][i] + e[2][g][i]) / RUNS;
                se[i] = 0;
                for (int run = 0; run < RUNS; run++) se[i] += pow(e[run][g][i] - mean[i], 2);
                se[i] = sqrt(se[i] / (RUNS - 1) / RUNS);
            }
            r[g + k * gammas] = (rmt_features_simulation){mean[0], mean[1], se[0], se[1]};
        }
    }
}

static void assert_same(const rmt_features_simulation *a, const rmt_features_simulation *b, double tolerance)
{
    assert_close(a->train, b->train, tolerance * (b->train + 1e-10));
    assert_close(a->train_error, b->train_error, tolerance * (b->train + 1e-10));
    assert_close(a->test, b->test, tolerance * b->test);
    assert_close(a->test_error, b->test_error, tolerance * b->test);
}

static void set_threads(int threads)
{
    (void)threads;
#ifdef _OPENMP
    omp_set_num_threads(threads);
#endif
}

/* ---------------------------------------------------------------- tests ------------------------------------------- */

/* Both sides, both routes, several ridges at once; ReLU has features that are zero everywhere for d = 1. */
static void test_by_hand(void **state)
{
    (void)state;
    static data t;
    const int64_t d[] = {3, 1, 10, 17, 40};
    const double gamma[] = {0.1, 1e-3, 1e-7};
    rmt_features_simulation r[15], expected[15];
    const rmt_activation_kind kinds[] = {RMT_PHI_RELU, RMT_PHI_TANH};
    for (int kind = 0; kind < 2; kind++) {
        make(&t, kinds[kind]);
        assert_int_equal(simulate(&t, 5, d, 3, gamma, r), 0);
        by_hand(&t, 5, d, 3, gamma, expected);
        for (int k = 0; k < 15; k++) assert_same(&r[k], &expected[k], 1e-8);
        rmt_activation_destroy(t.phi);
    }
}

/* Minimum norm; 1e-300 is as good as nothing.  cond F F^T is some 1e8 in the worst of these. */
static void test_ridgeless(void **state)
{
    (void)state;
    static data t;
    const int64_t d[] = {2, 12, 20, 40};
    const double gamma[] = {0, 1e-300, 1e-17};
    rmt_features_simulation r[12], expected[12];
    make(&t, RMT_PHI_TANH);
    assert_int_equal(simulate(&t, 4, d, 3, gamma, r), 0);
    by_hand(&t, 4, d, 1, gamma, expected);
    for (int k = 0; k < 4; k++)
        for (int g = 0; g < 3; g++) {
            assert_close(r[g + 3 * k].test, expected[k].test, 1e-7 * expected[k].test);
            if (d[k] < N) assert_close(r[g + 3 * k].train, expected[k].train, 1e-8 * expected[k].train);
            if (d[k] > N) assert_true(r[g + 3 * k].train < 1e-20);
        }
    rmt_activation_destroy(t.phi);
}

/* Ridges on both sides of the limit between the two routes. */
static void test_routes_meet(void **state)
{
    (void)state;
    if (long_double_is_short()) skip(); /* by_hand() needs more than a double */
    static data t;
    const int64_t d[] = {8, 30};
    const double gamma[] = {1e-9, 1e-11}, near[] = {1.000001e-9, 1.000001e-11};
    rmt_features_simulation r[4], s[4], expected[4];
    make(&t, RMT_PHI_TANH);
    assert_int_equal(simulate(&t, 2, d, 2, gamma, r), 0);
    assert_int_equal(simulate(&t, 2, d, 2, near, s), 0);
    by_hand(&t, 2, d, 2, gamma, expected);
    for (int k = 0; k < 4; k++) {
        assert_close(r[k].test, expected[k].test, 1e-6 * expected[k].test);
        assert_close(r[k].train, expected[k].train, 1e-5 * expected[k].train);
        assert_close(s[k].train, expected[k].train, 1e-5 * expected[k].train);
    }
    rmt_activation_destroy(t.phi);
}

/* Each point twice, once with the opposite target: nothing can be learnt, at any ridge; equal targets: all. */
static void test_duplicates(void **state)
{
    (void)state;
    static data t;
    const int64_t d[] = {6, 40};
    const double gamma[] = {0, 1e-3, 1e-300};
    rmt_features_simulation r[6];
    make(&t, RMT_PHI_RELU);
    t.m = 0;
    double square = 0;
    for (int j = 0; j < N / 2; j++) {
        memcpy(t.X + (j + N / 2) * P, t.X + j * P, P * sizeof *t.X);
        t.y[j + N / 2] = -t.y[j];
        square += 2 * t.y[j] * t.y[j] / N;
    }
    assert_int_equal(simulate(&t, 2, d, 3, gamma, r), 0);
    for (int k = 0; k < 6; k++) {
        assert_close(r[k].train, square, 1e-12 * square);
        assert_true(isnan(r[k].test) && isnan(r[k].test_error));
    }
    for (int j = 0; j < N / 2; j++) t.y[j + N / 2] = t.y[j];
    assert_int_equal(simulate(&t, 2, d, 3, gamma, r), 0);
    assert_true(r[3].train < 1e-22 && r[5].train < 1e-22 && r[0].train > 1e-3);
    for (int j = 0; j < N; j++) t.y[j] = 0;
    assert_int_equal(simulate(&t, 2, d, 3, gamma, r), 0);
    for (int k = 0; k < 6; k++) assert_true(r[k].train == 0 && r[k].train_error == 0);
    rmt_activation_destroy(t.phi);
}

/* ReLU has no scale: X 1e200 and 1e-200 give the ridgeless errors of X; zeros and no data at all are no trouble. */
static void test_scales(void **state)
{
    (void)state;
    static data t;
    const int64_t d[] = {4, 30}, one = 1;
    const double none = 0, half = 0.5;
    rmt_features_simulation r[2], s[2];
    make(&t, RMT_PHI_RELU);
    assert_int_equal(simulate(&t, 2, d, 1, &none, r), 0);
    for (int e = -200; e <= 200 && !long_double_is_short(); e += 400) {
        for (int i = 0; i < P * POINTS; i++) t.X[i] = ldexp(t.X[i], e < 0 ? -660 : 1320);
        assert_int_equal(simulate(&t, 2, d, 1, &none, s), 0);
        for (int k = 0; k < 2; k++) assert_close(s[k].test, r[k].test, 1e-8 * r[k].test);
    }
    memset(t.X, 0, sizeof t.X);
    double square = 0;
    for (int j = 0; j < N; j++) square += t.y[j] * t.y[j] / N;
    for (int g = 0; g < 2; g++) {
        assert_int_equal(simulate(&t, 2, d, 1, g ? &half : &none, s), 0);
        assert_close(s[0].train, square, 1e-14 * square);
        assert_close(s[1].train, square, 1e-14 * square);
    }
    t.n = 1;
    t.m = 0;
    t.o.runs = 1;
    t.X[0] = 1;
    assert_int_equal(simulate(&t, 2, d, 1, &none, s), 0);
    assert_true(s[0].train < 1e-28 && isnan(s[0].train_error));
    assert_int_equal(simulate(&t, 1, &one, 1, &half, s), 0);
    assert_true(s[0].train > 0);
    assert_int_equal(simulate(&t, 0, NULL, 1, &half, s), 0);
    assert_int_equal(simulate(&t, 1, &one, 0, NULL, s), 0);
    rmt_activation_destroy(t.phi);
}

/* Row major with padding; more threads; the default of thirty runs. */
static void test_layout_and_threads(void **state)
{
    (void)state;
    enum { LD = POINTS + 2 };
    static data t;
    const int64_t d[] = {6, 40};
    const double gamma[] = {0.1, 0};
    double R[P * LD];
    rmt_features_simulation r[4], s[4];
    make(&t, RMT_PHI_SIN);
    t.o.runs = 0;
    for (int j = 0; j < POINTS; j++)
        for (int i = 0; i < P; i++) R[j + i * LD] = t.X[i + j * P];
    set_threads(1);
    assert_int_equal(simulate(&t, 2, d, 2, gamma, r), 0);
    set_threads(3);
    assert_int_equal(rmt_features_simulate(t.phi, RANDBLAS_ROW_MAJOR, P, N, R, LD, t.y, M, R + N, LD, t.y + N, 2, d, 2,
                                           gamma, &t.o, s),
                     0);
    for (int k = 0; k < 4; k++) assert_same(&s[k], &r[k], 1e-9);
    t.o.runs = 30;
    assert_int_equal(simulate(&t, 2, d, 2, gamma, s), 0);
    for (int k = 0; k < 4; k++) assert_same(&s[k], &r[k], 1e-9);
    set_threads(1);
    rmt_activation_destroy(t.phi);
}

static int cancel(void *context, const char *phase, double fraction)
{
    assert_string_equal(phase, "simulation");
    assert_true(fraction >= 0 && fraction < 1);
    return ++*(int *)context > 4;
}

static void test_control(void **state)
{
    (void)state;
    static data t;
    const int64_t d[] = {6, 40};
    const double gamma = 0, huge = 1e3;
    int calls = 0;
    rmt_features_simulation r[2];
    make(&t, RMT_PHI_EXP);
    t.o.control = (randblas_control){.progress = cancel, .progress_context = &calls};
    assert_int_equal(simulate(&t, 2, d, 1, &gamma, r), RANDBLAS_CANCELLED);
    assert_int_equal(calls, 5);
    t.o.control = (randblas_control){.memory_limit = 5000};
    assert_int_equal(simulate(&t, 2, d, 1, &gamma, r), RANDBLAS_MEMORY_LIMIT);
    t.o.control = (randblas_control){0};
    t.X[3] = 1e5; /* exp of it is infinite */
    assert_int_equal(simulate(&t, 2, d, 1, &huge, r), RANDBLAS_NOT_FINITE);
    t.X[3] = NAN;
    assert_int_equal(simulate(&t, 2, d, 1, &huge, r), RANDBLAS_NOT_FINITE);
    t.X[3] = 0;
    t.y[N] = INFINITY;
    assert_int_equal(simulate(&t, 2, d, 1, &huge, r), RANDBLAS_NOT_FINITE);
    rmt_activation_destroy(t.phi);
}

static void test_illegal(void **state)
{
    (void)state;
    static data t;
    make(&t, RMT_PHI_RELU);
    const double *X = t.X, *y = t.y, bad_gamma[] = {1, -1}, gamma = 1;
    const int64_t d = 3, bad_d[] = {1, 0};
    const rmt_features_simulation_options runs = {.runs = -1}, limit = {.control = {.memory_limit = -1}},
                                          size = {.size = 3};
    rmt_features_simulation r = {7, 7, 7, 7};
#define SIMULATE(phi, layout, p, n, X, ldx, y, m, Y, ldt, yt, count, d, gammas, gamma, options, r)                     \
    rmt_features_simulate(phi, layout, p, n, X, ldx, y, m, Y, ldt, yt, count, d, gammas, gamma, options, r)
#define COL RANDBLAS_COL_MAJOR
    assert_int_equal(SIMULATE(NULL, COL, P, N, X, P, y, 1, X, P, y, 1, &d, 1, &gamma, &t.o, &r), -1);
    assert_int_equal(SIMULATE(t.phi, 0, P, N, X, P, y, 1, X, P, y, 1, &d, 1, &gamma, &t.o, &r), -2);
    assert_int_equal(SIMULATE(t.phi, COL, 0, N, X, P, y, 1, X, P, y, 1, &d, 1, &gamma, &t.o, &r), -3);
    assert_int_equal(SIMULATE(t.phi, COL, P, 0, X, P, y, 1, X, P, y, 1, &d, 1, &gamma, &t.o, &r), -4);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, NULL, P, y, 1, X, P, y, 1, &d, 1, &gamma, &t.o, &r), -5);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P - 1, y, 1, X, P, y, 1, &d, 1, &gamma, &t.o, &r), -6);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, NULL, 1, X, P, y, 1, &d, 1, &gamma, &t.o, &r), -7);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, -1, X, P, y, 1, &d, 1, &gamma, &t.o, &r), -8);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, NULL, P, y, 1, &d, 1, &gamma, &t.o, &r), -9);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P - 1, y, 1, &d, 1, &gamma, &t.o, &r), -10);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P, NULL, 1, &d, 1, &gamma, &t.o, &r), -11);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P, y, -1, &d, 1, &gamma, &t.o, &r), -12);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P, y, 1, NULL, 1, &gamma, &t.o, &r), -13);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P, y, 2, bad_d, 1, &gamma, &t.o, &r), -13);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P, y, 1, &d, -1, &gamma, &t.o, &r), -14);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P, y, 1, &d, 1, NULL, &t.o, &r), -15);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P, y, 1, &d, 2, bad_gamma, &t.o, &r), -15);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P, y, 1, &d, 1, &gamma, &runs, &r), -16);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P, y, 1, &d, 1, &gamma, &limit, &r), -16);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P, y, 1, &d, 1, &gamma, &size, &r), -16);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 1, X, P, y, 1, &d, 1, &gamma, &t.o, NULL), -17);
    assert_true(r.train == 7 && r.test == 7 && r.train_error == 7 && r.test_error == 7);
    assert_int_equal(SIMULATE(t.phi, COL, P, N, X, P, y, 0, NULL, P, NULL, 1, &d, 1, &gamma, NULL, &r), 0);
    rmt_activation_destroy(t.phi);
}

static int everything(void *context)
{
    const int64_t d[] = {3, 20};
    const double gamma[] = {0.1, 0};
    rmt_features_simulation r[4];
    return simulate(context, 2, d, 2, gamma, r);
}

static void test_allocation(void **state)
{
    (void)state;
    static data t;
    make(&t, RMT_PHI_RELU);
    assert_true(fail_each_allocation(everything, &t, RANDBLAS_OUT_OF_MEMORY) > 10);
    rmt_activation_destroy(t.phi);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),    cmocka_unit_test(test_ridgeless), cmocka_unit_test(test_routes_meet),
        cmocka_unit_test(test_duplicates), cmocka_unit_test(test_scales),    cmocka_unit_test(test_layout_and_threads),
        cmocka_unit_test(test_control),    cmocka_unit_test(test_illegal),   cmocka_unit_test(test_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
