/*
 * Debiased inverses against the inverse from a QR factorisation of A, and against the moments of inverse Wishart
 * matrices.
 *
 * Statistical tests have fixed seeds and state how many standard errors they allow; Z_LIMIT stands for a false alarm of
 * 1e-10.  Sums over q sketches are close enough to normal for that: the outputs have finite fourth moments (d > n + 7).
 */
#include "statistics.h"
#include "xlinop.h"
#include "xspectrum.h"

#include "debias_impl.h"
#include "randlapack.h"
#include "randlapack_names_impl.h"

#ifdef _OPENMP
#include <omp.h>
#endif

#define EPS ((double)REAL_EPS)

enum { M = 90, N = 6, K = 3 };

/* A 90 x 6, three columns of right-hand sides, and what is to be estimated. */
typedef struct problem {
    randblas_xview A, Y;
    randblas_xlinop op, source;
    double inverse[N * N]; /* (A^T A + lambda I)^-1 */
    double x[N * K], forms[K], trace, trace_factor, dimension;
} problem;

/* inverse = (A^T A + lambda I)^-1 by Gauss-Jordan in double; A is well conditioned. */
static void invert(problem *p, double lambda)
{
    double G[N][2 * N] = {{0}};
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            G[i][N + j] = i == j;
            G[i][j] = i == j ? lambda : 0;
            for (int r = 0; r < M; r++) G[i][j] += (double)*view_at(p->A, r, i) * (double)*view_at(p->A, r, j);
        }
    for (int k = 0; k < N; k++) {
        const double pivot = G[k][k];
        for (int j = 0; j < 2 * N; j++) G[k][j] /= pivot;
        for (int i = 0; i < N; i++)
            for (int j = 2 * N - 1; j >= k && i != k; j--) G[i][j] -= G[i][k] * G[k][j];
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) p->inverse[i + j * N] = G[i][N + j];
}

static problem make_problem(double lambda, randblas_layout layout, uint64_t *seed)
{
    problem p = {.A = random_view(M, N, layout, 2, seed), .Y = random_view(N, K, RANDBLAS_COL_MAJOR, 1, seed)};
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) *view_at(p.A, i, j) *= (scalar_t)((i < 4 ? 10 : 1) * pow(2, -j)); /* coherent */
    p.op = randblas_xlinop_dense(layout, M, N, p.A.p, p.A.ld);
    p.source = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, N, K, p.Y.p, p.Y.ld);
    invert(&p, lambda);
    p.dimension = N;
    for (int i = 0; i < N; i++) {
        p.trace += p.inverse[i + i * N];
        p.dimension -= lambda * p.inverse[i + i * N]; /* tr H (H + lambda)^-1 = n - lambda tr (H + lambda)^-1 */
    }
    for (int c = 0; c < K; c++) {
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) p.x[i + c * N] += p.inverse[i + j * N] * (double)*view_at(p.Y, j, c);
            p.forms[c] += p.x[i + c * N] * (double)*view_at(p.Y, i, c);
        }
        p.trace_factor += p.forms[c];
    }
    return p;
}

static void free_problem(problem *p)
{
    free(p->A.p), free(p->Y.p);
}

/* Everything at once, with its standard errors. */
typedef struct estimate {
    scalar_t x[N * K], x_error[N * K], forms[K], forms_error[K], trace, trace_error, factored, factored_error;
} estimate;

static int run(const problem *p, const randlapack_inverse_options *o, estimate *e, randlapack_inverse_report *report)
{
    int info = randlapack_xinverse_solve(&p->op, K, p->Y.p, p->Y.ld, e->x, N, e->x_error, N, o, report);
    if (!info) info = randlapack_xinverse_forms(&p->op, &p->source, e->forms, e->forms_error, o, report);
    if (!info) info = randlapack_xinverse_trace(&p->op, NULL, &e->trace, &e->trace_error, o, report);
    if (!info) info = randlapack_xinverse_trace_factor(&p->op, &p->source, &e->factored, &e->factored_error, o, report);
    return info;
}

/* |got - truth| <= limit standard errors + allowed |truth| + rounding */
static void near(scalar_t got, double truth, scalar_t error, double limit, double allowed)
{
    assert_true(error > 0);
    assert_true(fabs((double)got - truth) <= limit * (double)error + (allowed + 1e3 * EPS) * fabs(truth));
}

/* E is exact for Gaussian sketches (Wishart); nothing is allowed beside the standard errors. */
static void gaussian_is_unbiased(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++) {
        problem p = make_problem(0, (randblas_layout)layout, &seed);
        const randlapack_inverse_options o = {.state = randblas_seed(5), .sketch_rows = 24, .sketches = 3000};
        estimate e;
        randlapack_inverse_report report;
        assert_int_equal(run(&p, &o, &e, &report), 0);
        for (int k = 0; k < N * K; k++) {
            double scale = 0; /* a component may be small beside the vector */
            for (int i = 0; i < N; i++) scale = fmax(scale, fabs(p.x[i + k / N * N]));
            assert_true(fabs((double)e.x[k] - p.x[k]) <= Z_LIMIT * (double)e.x_error[k] + 1e3 * EPS * scale);
        }
        for (int c = 0; c < K; c++) near(e.forms[c], p.forms[c], e.forms_error[c], Z_LIMIT, 0);
        near(e.trace, p.trace, e.trace_error, Z_LIMIT, 0);
        near(e.factored, p.trace_factor, e.factored_error, Z_LIMIT, 0);
        assert_true(report.factor == 24.0 / 17 && report.effective_dimension == N && report.sketch_rows == 24);
        assert_int_equal(report.sketches, 3000);
        free_problem(&p);
    }
}

/*
 * A form of one sketch is x^T H^-1 x (d - n - 1)/chi^2_{d-n+1}, whose variance is 2/(d - n - 3) of its square
 * (Muirhead, thm 3.2.12).  The mean of q squares departs from that by about sqrt((kurtosis - 1)/q): with d - n = 30,
 * kurtosis < 5, so Z_LIMIT/2 sqrt(4/q) bounds the relative error of the root.
 */
static void standard_errors_are_those_of_wishart(void **state)
{
    (void)state;
    uint64_t seed = 2;
    const double q = 4000;
    problem p = make_problem(0, RANDBLAS_COL_MAJOR, &seed);
    const randlapack_inverse_options o = {.sketch_rows = N + 30, .sketches = (int64_t)q};
    scalar_t f[K], e[K];
    assert_int_equal(randlapack_xinverse_forms(&p.op, &p.source, f, e, &o, NULL), 0);
    for (int c = 0; c < K; c++)
        assert_true(fabs(sqrt(q) * (double)e[c] / p.forms[c] / sqrt(2.0 / 27) - 1) <= Z_LIMIT / sqrt(q));
    free_problem(&p);
}

/* factor = 1: the mean is d/(d - n - 1) times too large; the same sketches, so the ratio is exact. */
static void without_the_factor_it_is_biased(void **state)
{
    (void)state;
    uint64_t seed = 3;
    problem p = make_problem(0, RANDBLAS_COL_MAJOR, &seed);
    randlapack_inverse_options o = {.sketch_rows = 20, .sketches = 1000};
    scalar_t with, without, error;
    assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &with, &error, &o, NULL), 0);
    o.factor = 1;
    assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &without, &error, &o, NULL), 0);
    assert_true(fabs((double)without / (double)with - 20.0 / 13) <= 100 * EPS);
    assert_true((double)without - p.trace > 10 * (double)error);
    free_problem(&p);
}

/* What the rule d/(d - n) leaves is of order 1/d; twice 1/(d - n) is allowed. */
static void other_families(void **state)
{
    (void)state;
    const randblas_family families[] = {RANDBLAS_UNIFORM,      RANDBLAS_RADEMACHER,   RANDBLAS_SPARSE_SIGN,
                                        RANDBLAS_SPARSE_STACK, RANDBLAS_LESS_UNIFORM, RANDBLAS_LESS};
    uint64_t seed = 4;
    for (int k = 0; k < 6; k++) {
        problem p = make_problem(0, RANDBLAS_COL_MAJOR, &seed);
        double scores[M];
        for (int r = 0; r < M; r++) {
            scores[r] = 0;
            for (int i = 0; i < N; i++)
                for (int j = 0; j < N; j++)
                    scores[r] += (double)*view_at(p.A, r, i) * p.inverse[i + j * N] * (double)*view_at(p.A, r, j);
        }
        randlapack_inverse_options o = {.family = families[k], .sketch_rows = 40, .sketches = 600, .scores = scores};
        if (families[k] == RANDBLAS_LESS_UNIFORM) o.sketch_nnz = M; /* rows of A are not alike: take them all */
        estimate e;
        randlapack_inverse_report report;
        assert_int_equal(run(&p, &o, &e, &report), 0);
        for (int c = 0; c < K; c++) near(e.forms[c], p.forms[c], e.forms_error[c], Z_LIMIT, 2.0 / (40 - N));
        near(e.trace, p.trace, e.trace_error, Z_LIMIT, 2.0 / (40 - N));
        assert_true(report.factor == 40.0 / 34);
        free_problem(&p);
    }
}

/* With a ridge the bias is O(1/d); d = 48 against D < 6, and for Gaussian sketches less by the second-order term. */
static void ridge(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int g = 0; g < 2; g++)
        for (int k = -2; k <= 4; k += 2) {
            const double lambda = pow(4, k);
            problem p = make_problem(lambda, RANDBLAS_ROW_MAJOR, &seed);
            randlapack_inverse_options o = {.sketch_rows = 48, .sketches = 400, .ridge = lambda};
            if (g) o.family = RANDBLAS_RADEMACHER;
            const double allowed = g ? 2.0 / 48 : 0.5 / 48;
            for (int known = 0; known < 3; known++) {
                estimate e;
                randlapack_inverse_report report;
                o.effective_dimension = known == 0 ? 0 : known == 1 ? -1 : p.dimension;
                assert_int_equal(run(&p, &o, &e, &report), 0);
                for (int c = 0; c < K; c++) near(e.forms[c], p.forms[c], e.forms_error[c], Z_LIMIT, allowed);
                near(e.trace, p.trace, e.trace_error, Z_LIMIT, allowed);
                if (known)
                    assert_true(fabs(report.effective_dimension / p.dimension - 1) <= 1e3 * EPS);
                else
                    assert_true(fabs(report.effective_dimension / p.dimension - 1) <= 0.05);
            }
            free_problem(&p);
        }
}

/* The rules alone: the root solves its equation, a huge ridge needs no factor, a tiny one gives that of no ridge. */
static void factors(void **state)
{
    (void)state;
    double ratio[10], factor, dimension;
    for (int g = 0; g < 2; g++)
        for (int k = -12; k <= 12; k++) {
            randlapack_debias_rule rule = {.gaussian = g == 1, .rows = 30, .cols = 10, .dimension = -1};
            for (int i = 0; i < 10; i++) ratio[i] = pow(10, k) * (i + 1);
            assert_true(randlapack_debias_ridge(&rule, ratio, &factor, &dimension));
            double sum = 0;
            for (int i = 0; i < 10; i++) sum += factor / (factor + ratio[i]);
            assert_true(fabs(sum - dimension) <= 1e-12 * sum);
            const double theta = 30 - dimension - 30 / factor;
            assert_true(g ? theta >= -1e-10 && theta <= 1 + 1e-10 : fabs(theta) <= 1e-10);
            if (k == -12) assert_true(fabs(factor - randlapack_debias_plain(&rule)) <= 1e-9);
            if (k == 12) assert_true(fabs(factor - 1) <= 1e-9);
        }
    for (int i = 0; i < 10; i++) ratio[i] = i < 4 ? 1e-3 : INFINITY; /* fewer rows than columns */
    randlapack_debias_rule few = {.rows = 4, .cols = 10, .dimension = -1};
    assert_false(randlapack_debias_ridge(&few, ratio, &factor, &dimension));
    for (int i = 0; i < 4; i++) ratio[i] = 100;
    assert_true(randlapack_debias_ridge(&few, ratio, &factor, &dimension));
    few.dimension = 4;
    assert_false(randlapack_debias_ridge(&few, ratio, &factor, &dimension));
}

/* C as a matrix of every kind against C as a factor; A of every kind; identity against NULL. */
static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 6;
    const randlapack_inverse_options o = {.sketch_rows = 60, .sketches = 5, .ridge = 0.5};
    for (int k = 0; k < NKINDS; k++)
        for (int c = 0; c < NKINDS; c++) {
            sample *s = make_sample(all_kinds[k], needs_square(all_kinds[k]) ? 12 : 70, 12, &seed);
            sample *y = make_sample(all_kinds[c], 12, needs_square(all_kinds[c]) ? 12 : 130, &seed);
            const randblas_xlinop A = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, s->A.rows, 12, s->dense.p, s->dense.ld);
            const randblas_xlinop Y = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 12, y->A.cols, y->dense.p, y->dense.ld);
            scalar_t f[130], g[130], sum, t;
            assert_int_equal(randlapack_xinverse_forms(&s->A, &y->A, f, NULL, &o, NULL), 0);
            assert_int_equal(randlapack_xinverse_forms(&A, &Y, g, NULL, &o, NULL), 0);
            double total = 0;
            for (int64_t j = 0; j < Y.cols; j++) {
                assert_true(fabs((double)f[j] - (double)g[j]) <= 1e3 * EPS * fabs((double)g[j]));
                total += (double)g[j];
            }
            assert_int_equal(randlapack_xinverse_trace_factor(&s->A, &y->A, &sum, NULL, &o, NULL), 0);
            assert_true(fabs((double)sum - total) <= 1e3 * EPS * total);
            if (needs_square(all_kinds[c])) { /* a symmetric C, indefinite too: the same as column by column */
                scalar_t x[144], expected = 0;
                assert_int_equal(randlapack_xinverse_trace(&s->A, &y->A, &t, NULL, &o, NULL), 0);
                assert_int_equal(randlapack_xinverse_solve(&A, 12, Y.values, 12, x, 12, NULL, 0, &o, NULL), 0);
                for (int i = 0; i < 12; i++) expected += x[13 * i];
                double size = 0;
                for (int i = 0; i < 144; i++) size += fabs((double)x[i]);
                assert_true(fabs((double)t - (double)expected) <= 1e3 * EPS * size);
            }
            free_sample(s), free_sample(y);
        }
}

/* CSC, diag and so on: tr C with C = F F^T is tr of the factor; C = I is NULL. */
static void matrix_and_factor_agree(void **state)
{
    (void)state;
    uint64_t seed = 7;
    problem p = make_problem(0, RANDBLAS_COL_MAJOR, &seed);
    const randlapack_inverse_options o = {.sketches = 6};
    scalar_t C[N * N], identity[N * N] = {0}, t, u, e, f;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            C[i + j * N] = 0;
            identity[i + i * N] = 1;
            for (int c = 0; c < K; c++) C[i + j * N] += *view_at(p.Y, i, c) * *view_at(p.Y, j, c);
        }
    const randblas_xlinop full = randblas_xlinop_symmetric(RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, N, C, N);
    const randblas_xlinop eye = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, N, N, identity, N);
    assert_int_equal(randlapack_xinverse_trace(&p.op, &full, &t, &e, &o, NULL), 0);
    assert_int_equal(randlapack_xinverse_trace_factor(&p.op, &p.source, &u, &f, &o, NULL), 0);
    assert_true(fabs((double)(t - u)) <= 1e4 * EPS * (double)u && fabs((double)(e - f)) <= 1e5 * EPS * (double)f);
    assert_int_equal(randlapack_xinverse_trace(&p.op, &eye, &t, &e, &o, NULL), 0);
    assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &u, &f, &o, NULL), 0);
    assert_true(fabs((double)(t - u)) <= 1e4 * EPS * (double)u && fabs((double)(e - f)) <= 1e5 * EPS * (double)f);
    free_problem(&p);
}

/* Two runs, the second from where the first ended, are one run of all sketches. */
static void runs_continue(void **state)
{
    (void)state;
    uint64_t seed = 8;
    problem p = make_problem(0, RANDBLAS_COL_MAJOR, &seed);
    randlapack_inverse_options o = {.sketches = 30, .state = randblas_seed(11)};
    randlapack_inverse_report report, whole;
    scalar_t first, second, both, e1, e2, e;
    assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &both, &e, &o, &whole), 0);
    o.sketches = 10;
    assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &first, &e1, &o, &report), 0);
    o.sketches = 20;
    o.state = report.next;
    assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &second, &e2, &o, &report), 0);
    assert_memory_equal(&report.next, &whole.next, sizeof report.next);
    assert_true(fabs((double)(first + 2 * second) / 3 - (double)both) <= 100 * EPS * (double)both);
    const double difference = (double)first - (double)second;
    const double squares = 90 * pow((double)e1, 2) + 380 * pow((double)e2, 2) + difference * difference * 10 * 20 / 30;
    assert_true(fabs(sqrt(squares / 870) / (double)e - 1) <= 1e4 * EPS);
    free_problem(&p);
}

/* No bit depends on threads or on how many sketches the memory limit lets in flight. */
static void bits_do_not_depend_on_threads(void **state)
{
    (void)state;
    uint64_t seed = 9;
    const randblas_xview A = random_view(700, 40, RANDBLAS_ROW_MAJOR, 0, &seed);
    const randblas_xview Y = random_view(40, 70, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, 700, 40, A.p, A.ld);
    static scalar_t x[40 * 70], e[40 * 70], y[40 * 70], f[40 * 70];
    const randblas_family families[] = {RANDBLAS_GAUSSIAN, RANDBLAS_SPARSE_SIGN};
    for (int k = 0; k < 2; k++)
        for (int r = 0; r < 2; r++) {
            randlapack_inverse_options o = {.family = families[k], .sketches = 11, .ridge = r};
            assert_int_equal(randlapack_xinverse_solve(&op, 70, Y.p, 40, x, 40, e, 40, &o, NULL), 0);
            for (int t = 1; t <= 4; t++) {
#ifdef _OPENMP
                const int before = omp_get_max_threads();
                omp_set_num_threads(t);
#endif
                o.control.memory_limit = t == 1 ? 700000 : 0;
                assert_int_equal(randlapack_xinverse_solve(&op, 70, Y.p, 40, y, 40, f, 40, &o, NULL), 0);
#ifdef _OPENMP
                assert_int_equal(omp_get_max_threads(), t); /* the caller's setting is left alone */
                omp_set_num_threads(before);
#endif
                assert_memory_equal(x, y, sizeof x);
                assert_memory_equal(e, f, sizeof e);
            }
        }
    free(A.p), free(Y.p);
}

static bool all_nan(int64_t count, const scalar_t *x)
{
    bool nan = true;
    for (int64_t i = 0; i < count; i++) nan = nan && isnan(x[i]);
    return nan;
}

static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 10;
    for (int k = 0; k < 4; k++)
        for (int r = 0; r < 3; r++) {
            problem p = make_problem(0, RANDBLAS_COL_MAJOR, &seed);
            for (int i = 0; i < M; i++) {
                const scalar_t combination = *view_at(p.A, i, 0) - 3 * *view_at(p.A, i, 1);
                if (k == 3)
                    for (int j = 0; j < N; j++) *view_at(p.A, i, j) = 0;
                *view_at(p.A, i, 4) = k == 1 ? *view_at(p.A, i, 2) : k == 2 ? combination : 0;
            }
            randlapack_inverse_options o = {.sketches = 20, .ridge = r == 1 ? 1e-60 : r == 2 ? 1 : 0};
            estimate e;
            if (IS_SINGLE && r == 1) o.ridge = 1e-25;
            const int info = run(&p, &o, &e, NULL);
            if (r == 2) {
                assert_int_equal(info, 0);
                invert(&p, 1);
                if (k == 3) near(e.trace, N, 1, 0, 0); /* every sketch of zero gives I/lambda */
            } else if (r == 1 && (k == 0 || k == 3)) {
                assert_int_equal(info, 0); /* a zero column is 1/lambda, to all digits */
            } else {
                assert_int_equal(info, RANDBLAS_RANK_DEFICIENT);
                assert_true(all_nan(N * K, e.x) && all_nan(N * K, e.x_error));
            }
            free_problem(&p);
        }
    /* fewer rows than columns */
    const randblas_xview A = random_view(4, 6, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 4, 6, A.p, A.ld);
    scalar_t t, e;
    randlapack_inverse_options o = {.sketches = 9};
    assert_int_equal(randlapack_xinverse_trace(&op, NULL, &t, &e, &o, NULL), RANDBLAS_RANK_DEFICIENT);
    assert_true(isnan(t) && isnan(e));
    o.ridge = 0.1;
    assert_int_equal(randlapack_xinverse_trace(&op, NULL, &t, &e, &o, NULL), 0);
    assert_true(t > 0 && e > 0);
    free(A.p);
}

/* d below the effective dimension: no factor; d below n but above it: the truth (the bias is O(1/d), d small). */
static void few_rows_with_a_ridge(void **state)
{
    (void)state;
    uint64_t seed = 11;
    const double lambda = 30;
    problem p = make_problem(lambda, RANDBLAS_COL_MAJOR, &seed);
    randlapack_inverse_options o = {.ridge = 1e-3, .sketch_rows = 3, .sketches = 10};
    scalar_t t, e;
    assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &t, &e, &o, NULL), RANDBLAS_NOT_CONVERGED);
    assert_true(isnan(t) && isnan(e));
    o.effective_dimension = -1;
    assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &t, &e, &o, NULL), RANDBLAS_NOT_CONVERGED);
    o = (randlapack_inverse_options){.ridge = lambda, .sketch_rows = 5, .sketches = 500};
    o.effective_dimension = p.dimension;
    assert_true(p.dimension < 3.5);
    assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &t, &e, &o, NULL), 0);
    near(t, p.trace, e, Z_LIMIT, 0.1);
    free_problem(&p);
}

/* Bad condition, in the scale of columns or not: relative to the truth in the norm that A defines nothing is lost. */
static void bad_condition(void **state)
{
    (void)state;
    uint64_t seed = 12;
    const double conds[] = {10, 1 / sqrt(EPS), 0.01 / EPS, 1 / EPS};
    for (int k = 0; k < 4; k++) {
        double *s = geometric(8, conds[k]);
        const randblas_xview A = random_with_values(60, 8, s, RANDBLAS_COL_MAJOR, 0, &seed);
        const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 60, 8, A.p, 60);
        const randlapack_inverse_options o = {.sketches = 200, .sketch_rows = 60};
        randlapack_inverse_report report;
        scalar_t t, e;
        const int info = randlapack_xinverse_trace(&op, NULL, &t, &e, &o, &report);
        double trace = 0;
        for (int i = 0; i < 8; i++) trace += 1 / (s[i] * s[i]);
        if (k == 3 && info) {
            assert_int_equal(info, RANDBLAS_RANK_DEFICIENT);
        } else {
            /* sigma_min of the rounded A departs by eps sqrt(60 8) at most, so its inverse square by twice that, rel.
             */
            assert_int_equal(info, 0);
            near(t, trace, e, Z_LIMIT, k == 3 ? 1e9 : k == 2 ? 0.5 : 0.01);
            assert_true(report.condition >= 0.3 * conds[k] || k == 3);
            assert_true(report.condition <= 40 * conds[k]);
        }
        free(A.p), free(s);
    }
}

/* Powers of two change nothing but exponents, in means and in errors. */
static void extreme_scales(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    const int most = IS_SINGLE ? 50 : 480; /* the square is a number */
    const int scales[][2] = {{most, 0},  {-most, 0},           {0, most},
                             {0, -most}, {2 * most, 2 * most}, {-2 * most, -2 * most}};
    for (int k = 0; k < 6; k++)
        for (int r = 0; r < 2; r++) {
            uint64_t seed = 13;
            problem p = make_problem(0, RANDBLAS_ROW_MAJOR, &seed);
            randlapack_inverse_options o = {.sketches = 8, .ridge = r * 0.25};
            estimate plain, e;
            assert_int_equal(run(&p, &o, &plain, NULL), 0);
            for (int i = 0; i < M; i++)
                for (int j = 0; j < N; j++)
                    *view_at(p.A, i, j) = (scalar_t)ldexp((double)*view_at(p.A, i, j), scales[k][0]);
            for (int i = 0; i < N; i++)
                for (int j = 0; j < K; j++)
                    *view_at(p.Y, i, j) = (scalar_t)ldexp((double)*view_at(p.Y, i, j), scales[k][1]);
            o.ridge = ldexp(o.ridge, 2 * scales[k][0]);
            if (isinf(o.ridge) || (r && o.ridge <= 0)) {
                free_problem(&p);
                continue;
            }
            assert_int_equal(randlapack_xinverse_solve(&p.op, K, p.Y.p, p.Y.ld, e.x, N, e.x_error, N, &o, NULL), 0);
            const int shift = 2 * scales[k][0] - scales[k][1];
            for (int i = 0; i < N * K; i++) {
                const double x = ldexp((double)e.x[i], shift), error = ldexp((double)e.x_error[i], shift);
                assert_true(fabs(x - (double)plain.x[i]) <= 1e4 * EPS * fabs((double)plain.x[i]) + 1e-300);
                assert_true(fabs(error / (double)plain.x_error[i] - 1) <= 1e4 * EPS);
            }
            free_problem(&p);
        }
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 14;
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY};
    const randlapack_inverse_options o = {.sketches = 5, .family = RANDBLAS_LESS_UNIFORM, .sketch_nnz = 1, .ridge = 1};
    for (int k = 0; k < NKINDS; k++)
        for (int b = 0; b < 2; b++) {
            sample *s = make_sample(all_kinds[k], 12, 12, &seed);
            scalar_t t = 5, e = 5;
            if (s->A.kind == RANDBLAS_CALLBACK)
                *view_at(s->dense, 7, 3) = bad[b];
            else
                s->A.values[0] = bad[b]; /* which no sketch need touch */
            assert_int_equal(randlapack_xinverse_trace(&s->A, NULL, &t, &e, &o, NULL), RANDBLAS_NOT_FINITE);
            assert_true(isnan(t) && isnan(e));
            free_sample(s);
        }
    for (int b = 0; b < 2; b++) { /* in a right-hand side: the others are solved */
        problem p = make_problem(0, RANDBLAS_COL_MAJOR, &seed);
        estimate e;
        *view_at(p.Y, 2, 1) = bad[b];
        assert_int_equal(randlapack_xinverse_solve(&p.op, K, p.Y.p, p.Y.ld, e.x, N, e.x_error, N, NULL, NULL),
                         RANDBLAS_NOT_FINITE);
        assert_true(!isnan(e.x[0]) && all_nan(N, e.x + N) && all_nan(N, e.x_error + N) && !isnan(e.x[3 * N - 1]));
        assert_int_equal(randlapack_xinverse_forms(&p.op, &p.source, e.forms, NULL, NULL, NULL), RANDBLAS_NOT_FINITE);
        assert_true(e.forms[0] > 0 && isnan(e.forms[1]) && e.forms[2] > 0);
        assert_int_equal(randlapack_xinverse_trace_factor(&p.op, &p.source, &e.trace, NULL, NULL, NULL),
                         RANDBLAS_NOT_FINITE);
        assert_true(isnan(e.trace));
        free_problem(&p);
    }
}

static void degenerate_sizes(void **state)
{
    (void)state;
    uint64_t seed = 15;
    for (int64_t m = 0; m < 3; m++)
        for (int64_t n = 0; n < 3; n++)
            for (int64_t k = 0; k < 3; k++)
                for (int r = 0; r < 2; r++) {
                    const randblas_xview A = random_view(m, n, RANDBLAS_ROW_MAJOR, 0, &seed);
                    const randblas_xview Y = random_view(n, k, RANDBLAS_COL_MAJOR, 0, &seed);
                    const randblas_xlinop op = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, m, n, A.p, A.ld);
                    const randblas_xlinop F = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, n, k, Y.p, Y.ld);
                    const randlapack_inverse_options o = {.sketches = r ? 1 : 5, .ridge = r};
                    const int expected = m < n && !r ? RANDBLAS_RANK_DEFICIENT : 0;
                    scalar_t x[4] = {7, 7, 7, 7}, e[4], t;
                    const int64_t ld = n > 1 ? n : 1;
                    assert_int_equal(randlapack_xinverse_solve(&op, k, Y.p, ld, x, ld, e, ld, &o, NULL), expected);
                    for (int64_t i = 0; i < n * k; i++) assert_int_equal(isnan(x[i]) != 0, expected != 0);
                    for (int64_t i = 0; i < n * k; i++) assert_int_equal(isnan(e[i]) != 0, expected != 0 || r);
                    assert_int_equal(randlapack_xinverse_trace_factor(&op, &F, &t, NULL, &o, NULL), expected);
                    if (!expected) assert_true(n * k > 0 ? t > 0 : t == 0);
                    assert_int_equal(randlapack_xinverse_trace(&op, NULL, &t, NULL, &o, NULL), expected);
                    if (!expected) assert_true(n > 0 ? t > 0 : t == 0);
                    if (m == 0 && !expected) assert_true(fabs((double)t - (double)n) <= 10 * EPS);
                    free(A.p), free(Y.p);
                }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 16;
    problem p = make_problem(0, RANDBLAS_COL_MAJOR, &seed);
    scalar_t x[N * K], e[N * K];
    const double negative[M] = {-1};
    randblas_xlinop broken = p.op, wide = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, N, K, p.Y.p, p.Y.ld);
    broken.ld = 1;
    for (int i = 0; i < N * K; i++) x[i] = e[i] = 7;
    const randblas_xlinop *A = &p.op, *Y = &p.source;
#define SOLVE(A, k, B, ldb, X, ldx, E, lde, o) randlapack_xinverse_solve(A, k, B, ldb, X, ldx, E, lde, o, NULL)
    assert_int_equal(SOLVE(NULL, K, p.Y.p, p.Y.ld, x, N, e, N, NULL), -1);
    assert_int_equal(SOLVE(&broken, K, p.Y.p, p.Y.ld, x, N, e, N, NULL), -1);
    assert_int_equal(SOLVE(A, -1, p.Y.p, p.Y.ld, x, N, e, N, NULL), -2);
    assert_int_equal(SOLVE(A, K, NULL, p.Y.ld, x, N, e, N, NULL), -3);
    assert_int_equal(SOLVE(A, K, p.Y.p, N - 1, x, N, e, N, NULL), -4);
    assert_int_equal(SOLVE(A, K, p.Y.p, p.Y.ld, NULL, N, e, N, NULL), -5);
    assert_int_equal(SOLVE(A, K, p.Y.p, p.Y.ld, x, N - 1, e, N, NULL), -6);
    assert_int_equal(SOLVE(A, K, p.Y.p, p.Y.ld, x, N, e, N - 1, NULL), -8);
#define FORMS(A, X, f, o) randlapack_xinverse_forms(A, X, f, e, o, NULL)
#define TRACE(A, C, t, o) randlapack_xinverse_trace(A, C, t, e, o, NULL)
#define FACTOR(A, F, t, o) randlapack_xinverse_trace_factor(A, F, t, e, o, NULL)
    assert_int_equal(FORMS(NULL, Y, x, NULL), -1);
    assert_int_equal(FORMS(A, NULL, x, NULL), -2);
    assert_int_equal(FORMS(A, &broken, x, NULL), -2);
    assert_int_equal(FORMS(A, A, x, NULL), -2);
    assert_int_equal(FORMS(A, Y, NULL, NULL), -3);
    assert_int_equal(TRACE(NULL, NULL, x, NULL), -1);
    assert_int_equal(TRACE(A, A, x, NULL), -2);
    assert_int_equal(TRACE(A, &wide, x, NULL), -2);
    assert_int_equal(TRACE(A, NULL, NULL, NULL), -3);
    assert_int_equal(FACTOR(NULL, Y, x, NULL), -1);
    assert_int_equal(FACTOR(A, NULL, x, NULL), -2);
    assert_int_equal(FACTOR(A, A, x, NULL), -2);
    assert_int_equal(FACTOR(A, Y, NULL, NULL), -3);
    const randlapack_inverse_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_SRHT},
        {.family = RANDBLAS_ROW_SAMPLE},
        {.family = RANDBLAS_KRONECKER, .factor = 1},
        {.family = RANDBLAS_LESS},
        {.family = RANDBLAS_LESS, .scores = negative},
        {.sketch_rows = -1},
        {.sketch_rows = N + 1}, /* the mean is infinite */
        {.sketch_rows = N, .family = RANDBLAS_SPARSE_SIGN},
        {.sketch_rows = N - 1, .factor = 1},
        {.sketch_nnz = -1},
        {.sketch_nnz = 35, .family = RANDBLAS_SPARSE_SIGN},
        {.sketches = -1},
        {.ridge = -1},
        {.ridge = NAN},
        {.ridge = INFINITY},
        {.ridge = 1, .sketch_rows = 3, .effective_dimension = 3},
        {.effective_dimension = NAN},
        {.factor = -1},
        {.factor = NAN},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        assert_int_equal(SOLVE(A, K, p.Y.p, p.Y.ld, x, N, e, N, &bad[k]), -9);
        assert_int_equal(FORMS(A, Y, x, &bad[k]), -5);
        assert_int_equal(TRACE(A, NULL, x, &bad[k]), -5);
        assert_int_equal(FACTOR(A, Y, x, &bad[k]), -5);
    }
    for (int i = 0; i < N * K; i++) assert_true(x[i] == 7 && e[i] == 7); /* untouched */
    const randlapack_inverse_options least = {.sketch_rows = N + 2, .sketches = 4};
    assert_int_equal(TRACE(A, NULL, x, &least), 0);
    const randlapack_inverse_options given = {.family = RANDBLAS_SRHT, .factor = 1.2, .sketches = 4};
    assert_int_equal(TRACE(A, NULL, x, &given), 0);
    free_problem(&p);
}

static void invalid_sparse(void **state)
{
    (void)state;
    const int64_t ptr[] = {0, 1, 2}, colind[] = {0, 9};
    const scalar_t values[] = {1, 1};
    const randblas_xlinop S = randblas_xlinop_csr(2, 2, ptr, colind, values);
    const randblas_xlinop D = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 2, 1, values, 2);
    scalar_t f[2] = {7, 7};
    assert_int_equal(randlapack_xinverse_forms(&S, &D, f, NULL, NULL, NULL), RANDBLAS_INVALID_SPARSE);
    const randblas_xlinop one = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 1, 2, values, 1);
    assert_int_equal(randlapack_xinverse_trace_factor(&one, &S, f, NULL, NULL, NULL), RANDBLAS_INVALID_SPARSE);
    assert_true(f[0] == 7);
}

static void reports_its_progress_and_can_be_cancelled(void **state)
{
    (void)state;
    uint64_t seed = 17;
    for (int k = 0; k < 4; k++) {
        problem p = make_problem(1, RANDBLAS_COL_MAJOR, &seed);
        counting memory = {0};
        watching watch = {.cancel_in = k == 0 ? "dimension" : k < 3 ? "sketches" : NULL, .skip = k == 2 ? 1 : 0};
        randlapack_inverse_options o = {.ridge = 1, .effective_dimension = -1, .sketches = 300};
        o.control = (randblas_control){.progress = watching_progress,
                                       .progress_context = &watch,
                                       .allocate = counting_allocate,
                                       .release = counting_release,
                                       .allocator_context = &memory};
        o.control.memory_limit = 200000; /* several batches */
        randlapack_inverse_report report;
        scalar_t t, e;
        assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &t, &e, &o, &report), k < 3 ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, k == 0 ? 1 : 2);
        assert_true((k == 0 || memory.requests > 0) && memory.out == 0);
        assert_int_equal(report.sketch_rows, 3 * N + 16);
        assert_true(k < 2    ? report.sketches == 0
                    : k == 2 ? report.sketches > 0 && report.sketches < 300
                             : report.sketches == 300);
        assert_true(k < 2 || report.factor > 1);
        free_problem(&p);
    }
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 18;
    for (int k = 0; k < 2; k++) {
        sample *s = make_sample(k ? RANDBLAS_CALLBACK : RANDBLAS_COO, 60, 8, &seed);
        sample *y = make_sample(k ? RANDBLAS_CALLBACK : RANDBLAS_COO, 8, 100, &seed);
        scalar_t f[100], e[100], before[100];
        counting all = {0};
        randlapack_inverse_options o = {.ridge = 1, .effective_dimension = -1, .sketches = 40};
        o.control =
            (randblas_control){.allocate = counting_allocate, .release = counting_release, .allocator_context = &all};
        assert_int_equal(randlapack_xinverse_forms(&s->A, &y->A, before, e, &o, NULL), 0);
        assert_true(all.requests > 20 && all.out == 0);
        for (int64_t r = 1; r <= all.requests; r++) {
            counting failing = {.refuse = r};
            o.control.allocator_context = &failing;
            assert_int_equal(randlapack_xinverse_forms(&s->A, &y->A, f, e, &o, NULL), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(failing.out, 0);
            assert_int_equal(failing.requests, r);
        }
        o.control = (randblas_control){.memory_limit = 10000};
        assert_int_equal(randlapack_xinverse_forms(&s->A, &y->A, f, e, &o, NULL), RANDBLAS_MEMORY_LIMIT);
        o.control.memory_limit = 150000; /* fewer sketches in flight */
        assert_int_equal(randlapack_xinverse_forms(&s->A, &y->A, f, e, &o, NULL), 0);
        assert_memory_equal(f, before, sizeof f);
        free_sample(s), free_sample(y);
    }
}

static void callback_failure(void **state)
{
    (void)state;
    uint64_t seed = 19;
    int64_t calls = 0;
    for (int64_t fail_at = 0; fail_at <= calls; fail_at++) {
        sample *s = make_sample(RANDBLAS_CALLBACK, 60, 5, &seed);
        const randlapack_inverse_options o = {.ridge = 1, .effective_dimension = -1, .sketches = 6};
        scalar_t t;
        s->fail_at = fail_at;
        assert_int_equal(randlapack_xinverse_trace(&s->A, &s->A, &t, NULL, &o, NULL), -2);
        assert_int_equal(randlapack_xinverse_trace(&s->A, NULL, &t, NULL, &o, NULL),
                         fail_at ? RANDBLAS_CALLBACK_FAILED : 0);
        if (!fail_at) calls = s->calls;
        free_sample(s);
    }
    assert_true(calls >= 7);
}

/* One, two and three sketches take the path on which all threads work on each. */
static void few_sketches(void **state)
{
    (void)state;
    uint64_t seed = 20;
    problem p = make_problem(0, RANDBLAS_COL_MAJOR, &seed);
    scalar_t each[4], mean, error;
    randlapack_inverse_options o = {.sketches = 1};
    for (int i = 0; i < 4; i++) {
        randlapack_inverse_report report;
        assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &each[i], &error, &o, &report), 0);
        assert_true(isnan(error));
        o.state = report.next;
    }
    for (int q = 2; q <= 4; q++) {
        double sum = 0, squares = 0;
        for (int i = 0; i < q; i++) sum += (double)each[i] / q;
        for (int i = 0; i < q; i++) squares += pow((double)each[i] - sum, 2);
        o = (randlapack_inverse_options){.sketches = q};
#ifdef _OPENMP
        const int before = omp_get_max_threads();
        omp_set_num_threads(3);
#endif
        assert_int_equal(randlapack_xinverse_trace(&p.op, NULL, &mean, &error, &o, NULL), 0);
#ifdef _OPENMP
        assert_int_equal(omp_get_max_threads(), 3); /* the caller's setting is left alone */
        omp_set_num_threads(before);
#endif
        assert_true(fabs((double)mean / sum - 1) <= 100 * EPS);
        assert_true(fabs((double)error / sqrt(squares / (q * (q - 1))) - 1) <= 1e5 * EPS);
    }
    free_problem(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaussian_is_unbiased),
        cmocka_unit_test(standard_errors_are_those_of_wishart),
        cmocka_unit_test(without_the_factor_it_is_biased),
        cmocka_unit_test(other_families),
        cmocka_unit_test(ridge),
        cmocka_unit_test(factors),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(matrix_and_factor_agree),
        cmocka_unit_test(runs_continue),
        cmocka_unit_test(bits_do_not_depend_on_threads),
        cmocka_unit_test(rank_deficient),
        cmocka_unit_test(few_rows_with_a_ridge),
        cmocka_unit_test(bad_condition),
        cmocka_unit_test(extreme_scales),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(degenerate_sizes),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(invalid_sparse),
        cmocka_unit_test(reports_its_progress_and_can_be_cancelled),
        cmocka_unit_test(memory),
        cmocka_unit_test(callback_failure),
        cmocka_unit_test(few_sketches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
