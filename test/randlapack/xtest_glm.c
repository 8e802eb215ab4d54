/*
 * Generalised linear models against closed forms, and against the certificate that a convex function gives: with
 * decrement^2 = g^T H^-1 g >= ||g||^2 / tr H, a point that passes the stopping test has a small gradient, which is
 * computed here from the definition in double.
 */
#include "xlinop.h"
#include "xspectrum.h"

#include "glm_loss_impl.h"
#include "randlapack.h"
#include "randlapack_names_impl.h"

#include <float.h>

#define EPS ((double)REAL_EPS)

static const randlapack_glm_method methods[] = {RANDLAPACK_NEWTON_SKETCH, RANDLAPACK_NEWTON, RANDLAPACK_NEWTON_UNIFORM,
                                                RANDLAPACK_NEWTON_LEVERAGE};
enum { METHODS = 4 };

typedef struct problem {
    randlapack_glm_model model;
    int64_t m, n;
    randblas_xview dense; /* the matrix, column major without padding */
    randblas_xlinop A;
    scalar_t *y, *weights, *offset, *x; /* weights and offset may be NULL */
    double lambda;
} problem;

static double uniform(uint64_t *seed)
{
    return ((double)random_real(seed) + 1) / 2;
}

/* Responses drawn from the model at coefficients of size `size`. */
static problem make_problem(randlapack_glm_model model, const randblas_xlinop *A, randblas_xview dense, double size,
                            bool extras, uint64_t *seed)
{
    problem p = {.model = model, .m = A->rows, .n = A->cols, .dense = dense, .A = *A, .lambda = 0.1};
    p.y = random_view(p.m, 1, RANDBLAS_COL_MAJOR, 1, seed).p;
    p.x = random_view(p.n, 1, RANDBLAS_COL_MAJOR, 1, seed).p;
    if (extras) p.weights = random_view(p.m, 1, RANDBLAS_COL_MAJOR, 1, seed).p;
    if (extras) p.offset = random_view(p.m, 1, RANDBLAS_COL_MAJOR, 1, seed).p;
    for (int64_t i = 0; i < p.m; i++) {
        double t = extras ? (double)p.offset[i] : 0;
        for (int64_t j = 0; j < p.n; j++) t += size * (double)*view_at(dense, i, j) * (double)p.x[j];
        if (model == RANDLAPACK_LOGISTIC)
            p.y[i] = uniform(seed) < 1 / (1 + exp(-t));
        else
            p.y[i] = (scalar_t)floor(exp(t) * 2 * uniform(seed));
        if (extras) p.weights[i] = i % 9 == 0 ? 0 : (scalar_t)(0.5 + uniform(seed));
    }
    for (int64_t j = 0; j < p.n; j++) p.x[j] = (scalar_t)NAN;
    return p;
}

static problem dense_problem(randlapack_glm_model model, int64_t m, int64_t n, double cond, randblas_layout layout,
                             bool extras, uint64_t *seed)
{
    double *s = geometric(m < n ? m : n, cond);
    for (int64_t k = 0; k < (m < n ? m : n); k++) s[k] *= sqrt((double)m);
    const randblas_xview A = random_with_values(m, n, s, layout, 3, seed);
    const randblas_xview dense = random_view(m, n, RANDBLAS_COL_MAJOR, 0, seed);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) *view_at(dense, i, j) = *view_at(A, i, j);
    const randblas_xlinop op = randblas_xlinop_dense(layout, m, n, A.p, A.ld);
    free(s);
    return make_problem(model, &op, dense, 2, extras, seed);
}

static void free_problem(problem *p)
{
    free(p->y), free(p->weights), free(p->offset), free(p->x), free(p->dense.p);
    if (p->A.kind == RANDBLAS_DENSE) free(p->A.values);
}

static int solve(problem *p, const randlapack_glm_options *options, randlapack_glm_report *report)
{
    return randlapack_xglm(p->model, &p->A, p->y, p->weights, p->offset, p->lambda, p->x, options, report);
}

/*
 * ||g||^2 <= 2 tolerance F tr H / (1 - LOOSE^2), and what rounding adds to g: a product of n terms is right to n u,
 * here and in the library, u = EPS / 2.  The report's f is f.
 */
static void certify(const problem *p, double tolerance, const randlapack_glm_report *report)
{
    double value = 0, magnitude = 0, trace = (double)p->n * p->lambda, square = 0, allowed = 0, shaky = 0;
    double *g = calloc((size_t)p->n + 1, sizeof *g), *noise = calloc((size_t)p->n + 1, sizeof *noise);
    for (int64_t i = 0; i < p->m; i++) {
        const double y = (double)p->y[i], w = p->weights ? (double)p->weights[i] : 1;
        double t = p->offset ? (double)p->offset[i] : 0, size = fabs(t), norm = 0;
        for (int64_t j = 0; j < p->n; j++) {
            const double a = (double)*view_at(p->dense, i, j);
            t += a * (double)p->x[j];
            size += fabs(a * (double)p->x[j]);
            norm += a * a;
        }
        const bool logistic = p->model == RANDLAPACK_LOGISTIC;
        const double mu = logistic ? 1 / (1 + exp(-t)) : exp(t), d = logistic ? mu * (1 - mu) : mu;
        const double log_partition = logistic ? (t > 0 ? t + log1p(exp(-t)) : log1p(exp(t))) : mu;
        value += w * (log_partition - y * t);
        magnitude += w * (log_partition + fabs(y * t));
        shaky += w * fabs(mu - y) * size;
        trace += w * d * norm;
        for (int64_t j = 0; j < p->n; j++) {
            const double a = (double)*view_at(p->dense, i, j);
            g[j] += w * (mu - y) * a;
            noise[j] += w * fabs(a) * (fabs(mu - y) + y * EPS + d * size);
        }
    }
    for (int64_t j = 0; j < p->n; j++) {
        const double x = (double)p->x[j];
        value += p->lambda / 2 * x * x;
        magnitude += p->lambda / 2 * x * x;
        square += pow(g[j] + p->lambda * x, 2);
        allowed += pow((double)(p->n + 3) * EPS * (noise[j] + p->lambda * fabs(x)), 2);
    }
    assert_true(report->decrement <= (tolerance + 10 * EPS) * magnitude + EPS * shaky);
    assert_true(square <= 2.5 * fmax(tolerance * magnitude, report->decrement) * trace + allowed);
    assert_true(fabs(report->objective - value) <= EPS * ((double)(p->m + p->n + 16) * magnitude + shaky));
    free(g), free(noise);
}

static void finds_the_minimum(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int model = RANDLAPACK_LOGISTIC; model <= RANDLAPACK_POISSON; model++)
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++)
            for (int extras = 0; extras < 2; extras++)
                for (int k = 0; k < METHODS; k++)
                    for (int plain = 0; plain < 2; plain++) {
                        problem p = dense_problem((randlapack_glm_model)model, 601, 11, 30, (randblas_layout)layout,
                                                  extras, &seed);
                        const randlapack_glm_options options = {
                            .method = methods[k], .cg_steps = plain ? -1 : 0, .max_iterations = 200};
                        randlapack_glm_report report;
                        assert_int_equal(solve(&p, &options, &report), 0);
                        certify(&p, EPS, &report);
                        assert_true(!plain || report.cg_steps == 0);
                        assert_true(report.sketch_rows == (k == 1 ? p.m : 8 * p.n + 32));
                        assert_true(report.factorisations >= 1 && report.passes > report.iterations);
                        free_problem(&p);
                    }
}

/* All minima are one: f is strictly convex. */
static void methods_agree(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int model = RANDLAPACK_LOGISTIC; model <= RANDLAPACK_POISSON; model++) {
        problem p = dense_problem((randlapack_glm_model)model, 400, 7, 10, RANDBLAS_COL_MAJOR, true, &seed);
        scalar_t first[7];
        for (int k = 0; k < METHODS; k++) {
            const randlapack_glm_options options = {.method = methods[k], .tolerance = EPS * EPS};
            assert_int_equal(solve(&p, &options, NULL), 0);
            if (k == 0) memcpy(first, p.x, sizeof first);
            for (int64_t j = 0; j < 7; j++)
                assert_true(fabs((double)(p.x[j] - first[j])) <= 1e4 * EPS * norm2(7, first));
        }
        free_problem(&p);
    }
}

static void every_kind(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int k = 0; k < NKINDS; k++)
        for (int method = 0; method < METHODS; method++) {
            const int64_t n = 9, m = needs_square(all_kinds[k]) ? n : 300;
            sample *s = make_sample(all_kinds[k], m, n, &seed);
            problem p = make_problem(RANDLAPACK_LOGISTIC, &s->A, copy_view(s->dense, m, n), 1, false, &seed);
            const randlapack_glm_options options = {.method = methods[method]};
            randlapack_glm_report report;
            const bool possible = all_kinds[k] != RANDBLAS_CALLBACK || method == 0;
            assert_int_equal(solve(&p, &options, &report), possible ? 0 : -8);
            if (possible) certify(&p, EPS, &report);
            p.A.kind = RANDBLAS_CALLBACK; /* its arrays are the sample's */
            free_problem(&p);
            free_sample(s);
        }
}

static void families(void **state)
{
    (void)state;
    const randblas_family all[] = {RANDBLAS_GAUSSIAN,    RANDBLAS_UNIFORM,      RANDBLAS_RADEMACHER,
                                   RANDBLAS_SPARSE_SIGN, RANDBLAS_SPARSE_STACK, RANDBLAS_LESS_UNIFORM,
                                   RANDBLAS_SRHT,        RANDBLAS_SRFT,         RANDBLAS_ROW_SAMPLE};
    uint64_t seed = 4;
    for (size_t f = 0; f < sizeof all / sizeof *all; f++)
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++) {
            problem p = dense_problem(RANDLAPACK_LOGISTIC, 500, 19, 10, (randblas_layout)layout, false, &seed);
            const randlapack_glm_options options = {.family = all[f], .sketch_rows = 100, .state = randblas_seed(7)};
            randlapack_glm_report report;
            assert_int_equal(solve(&p, &options, &report), 0);
            certify(&p, EPS, &report);
            free_problem(&p);
        }
}

/*
 * Gaussian S of d = 20 n rows: the singular values of S U lie in 1 -+ (sqrt(n/d) + t) but for probability
 * 2 exp(-d t^2/2) (Davidson and Szarek), so the decrement^2 of the first point is within the squares of that; t = 0.22
 * fails with probability 1e-4.
 */
static void decrement_is_right_to_the_distortion(void **state)
{
    (void)state;
    uint64_t seed = 5;
    problem p = dense_problem(RANDLAPACK_LOGISTIC, 3000, 20, 10, RANDBLAS_ROW_MAJOR, false, &seed);
    double exact[3 * 101], sketched[3 * 101];
    const randlapack_glm_options newton = {.method = RANDLAPACK_NEWTON, .trace = exact};
    const randlapack_glm_options plain = {
        .family = RANDBLAS_GAUSSIAN, .sketch_rows = 400, .cg_steps = -1, .trace = sketched};
    p.lambda = 0;
    assert_int_equal(solve(&p, &newton, NULL), 0);
    assert_int_equal(solve(&p, &plain, NULL), 0);
    const double eta = sqrt(20.0 / 400) + 0.22, ratio = sketched[2] / exact[2];
    assert_true(ratio >= 1 / ((1 + eta) * (1 + eta)) && ratio <= 1 / ((1 - eta) * (1 - eta)));
    assert_true(sketched[1] == exact[1]);
    free_problem(&p);
}

/* One column of ones: the mean of the model is the weighted mean of the responses. */
static void closed_forms(void **state)
{
    (void)state;
    enum { M = 50 };
    scalar_t ones[M], y[M], weights[M], offset[M], x;
    uint64_t seed = 6;
    for (int model = RANDLAPACK_LOGISTIC; model <= RANDLAPACK_POISSON; model++)
        for (int k = 0; k < METHODS; k++) {
            double sum = 0, total = 0;
            for (int i = 0; i < M; i++) {
                ones[i] = 1;
                offset[i] = (scalar_t)0.75;
                weights[i] = (scalar_t)(1 + uniform(&seed));
                y[i] = (scalar_t)(model == RANDLAPACK_LOGISTIC ? uniform(&seed) : 10 * uniform(&seed));
                sum += (double)weights[i] * (double)y[i];
                total += (double)weights[i];
            }
            const double mean = sum / total;
            const double expected = (model == RANDLAPACK_LOGISTIC ? log(mean / (1 - mean)) : log(mean)) - 0.75;
            const randblas_xlinop A = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, M, 1, ones, 1);
            const randlapack_glm_options options = {.method = methods[k], .tolerance = EPS * EPS};
            assert_int_equal(
                randlapack_xglm((randlapack_glm_model)model, &A, y, weights, offset, 0, &x, &options, NULL), 0);
            assert_true(fabs((double)x - expected) <= 100 * EPS * (1 + fabs(expected)));
        }
}

/* Long double from the textbook formulas where they are harmless, and the asymptotes where they are not. */
static void losses_are_stable(void **state)
{
    (void)state;
    const double large = IS_SINGLE ? 1e38 : 1e300;
    const double margins[] = {0, 1e-30, 0.5, -0.5, 20, -20, 80, -80, 1e4, -1e4, large, -large};
    for (int k = 0; k < 12; k++)
        for (int label = 0; label < 2; label++) {
            const scalar_t t = (scalar_t)margins[k], y = (scalar_t)label;
            const randlapack_xglm_problem p = {RANDLAPACK_LOGISTIC, 1, &y, NULL, NULL};
            const long double s = (long double)(label ? -t : t); /* loss = log(1 + exp s) */
            const long double e = expl(-fabsl(s)), loss = (s > 0 ? s : 0) + log1pl(e);
            const long double mean = s > 0 ? 1 / (1 + e) : e / (1 + e), slope = label ? -mean : mean;
            double sums[4] = {0};
            scalar_t r, d;
            randlapack_xglm_loss(&p, 0, 1, &t, &r, &d, sums);
            assert_true(fabsl((long double)sums[0] - loss) <=
                        8 * (long double)DBL_EPSILON * loss + (long double)DBL_MIN);
            assert_true(fabsl((long double)r - slope) <= 8 * (long double)EPS * fabsl(slope) + (long double)FLT_MIN);
            assert_true(fabsl((long double)d - e / (1 + e) / (1 + e)) <=
                        8 * (long double)EPS * e + (long double)FLT_MIN);
        }
    const scalar_t t = -(scalar_t)large, y = 0;
    const randlapack_xglm_problem p = {RANDLAPACK_POISSON, 1, &y, NULL, NULL};
    double sums[4] = {0};
    scalar_t r, d;
    randlapack_xglm_loss(&p, 0, 1, &t, &r, &d, sums);
    assert_true(sums[0] == 0 && r == 0 && d == 0);
}

/* No minimum: margins grow with every step, all of the right sign, and nothing turns into NaN. */
static void separable_data(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int model = RANDLAPACK_LOGISTIC; model <= RANDLAPACK_POISSON; model++)
        for (int k = 0; k < METHODS; k++) {
            problem p = dense_problem((randlapack_glm_model)model, 300, 5, 3, RANDBLAS_ROW_MAJOR, false, &seed);
            for (int64_t i = 0; i < p.m; i++) {
                scalar_t *a = p.A.values + i * p.A.ld;
                if (model == RANDLAPACK_POISSON) a[0] = 1;
                p.y[i] = model == RANDLAPACK_LOGISTIC && a[0] + a[1] > 0;
            }
            p.lambda = 0;
            const randlapack_glm_options options = {.method = methods[k], .max_iterations = 60};
            randlapack_glm_report report;
            assert_int_equal(solve(&p, &options, &report), RANDBLAS_NOT_CONVERGED);
            assert_true(report.objective >= 0 && report.objective < 1e-3);
            for (int64_t j = 0; j < p.n; j++) assert_true(isfinite(p.x[j]));
            for (int64_t i = 0; i < p.m; i++) {
                double t = 0;
                for (int64_t j = 0; j < p.n; j++) t += (double)p.A.values[i * p.A.ld + j] * (double)p.x[j];
                assert_true(p.y[i] > 0 ? t > 0 : t < 0);
            }
            free_problem(&p);
        }
}

static void rank_deficient_and_ill_conditioned(void **state)
{
    (void)state;
    if (!IS_SINGLE && long_double_is_short()) skip();
    uint64_t seed = 8;
    const double conds[] = {1, 1 / sqrt(EPS), 0.1 / EPS};
    for (int c = 0; c < 3; c++)
        for (int k = 0; k < METHODS; k++)
            for (int ridge = 0; ridge < 2; ridge++) {
                problem p = dense_problem(RANDLAPACK_LOGISTIC, 500, 9, conds[c], RANDBLAS_COL_MAJOR, false, &seed);
                p.lambda = ridge ? 1e-3 : 0;
                for (int64_t i = 0; i < p.m; i++) {
                    *view_at(p.dense, i, 3) = p.A.values[i + 3 * p.A.ld] = 0;
                    *view_at(p.dense, i, 6) = p.A.values[i + 6 * p.A.ld] = p.A.values[i + 2 * p.A.ld];
                }
                const randlapack_glm_options options = {.method = methods[k]};
                randlapack_glm_report report;
                assert_int_equal(solve(&p, &options, &report), 0);
                certify(&p, EPS, &report);
                assert_true(p.x[3] == 0);
                free_problem(&p);
            }
}

/* Powers of two in the columns change x by the inverse and f by nothing. */
static void units_do_not_matter(void **state)
{
    (void)state;
    const int most = IS_SINGLE ? 90 : 664; /* 2^664 ~ 1e200 */
    for (int model = RANDLAPACK_LOGISTIC; model <= RANDLAPACK_POISSON; model++)
        for (int k = 0; k < METHODS; k++) {
            uint64_t seed = 9;
            problem p = dense_problem((randlapack_glm_model)model, 300, 4, 5, RANDBLAS_ROW_MAJOR, false, &seed);
            const randlapack_glm_options options = {.method = methods[k]};
            const int scales[] = {0, most, -most, 13};
            randlapack_glm_report plain, scaled;
            scalar_t x[4];
            p.lambda = 0;
            assert_int_equal(solve(&p, &options, &plain), 0);
            memcpy(x, p.x, sizeof x);
            for (int64_t i = 0; i < p.m; i++)
                for (int64_t j = 0; j < 4; j++)
                    p.A.values[i * p.A.ld + j] = (scalar_t)ldexp((double)p.A.values[i * p.A.ld + j], scales[j]);
            assert_int_equal(solve(&p, &options, &scaled), 0);
            assert_true(scaled.objective == plain.objective);
            for (int64_t j = 0; j < 4; j++) assert_true(ldexp((double)p.x[j], scales[j]) == (double)x[j]);
            free_problem(&p);
        }
}

static void sizes(void **state)
{
    (void)state;
    const int64_t all[][2] = {{0, 0}, {0, 3}, {5, 0}, {1, 1}, {2, 1}, {3, 8}, {8, 8}, {40, 1}, {33, 32}, {20, 90}};
    uint64_t seed = 10;
    for (int s = 0; s < 10; s++)
        for (int k = 0; k < METHODS; k++) {
            problem p = dense_problem(RANDLAPACK_LOGISTIC, all[s][0], all[s][1], 3, RANDBLAS_COL_MAJOR, true, &seed);
            const randlapack_glm_options options = {.method = methods[k]};
            randlapack_glm_report report;
            assert_int_equal(solve(&p, &options, &report), 0);
            certify(&p, EPS, &report);
            free_problem(&p);
        }
}

static void large_counts_need_backtracking(void **state)
{
    (void)state;
    uint64_t seed = 11;
    problem p = dense_problem(RANDLAPACK_POISSON, 300, 3, 2, RANDBLAS_ROW_MAJOR, false, &seed);
    for (int64_t i = 0; i < p.m; i++) {
        p.A.values[i * p.A.ld] = *view_at(p.dense, i, 0) = 1;
        p.y[i] = (scalar_t)(1000 * (2 + (double)random_real(&seed)));
    }
    for (int k = 0; k < METHODS; k++) {
        const randlapack_glm_options options = {.method = methods[k]};
        randlapack_glm_report report;
        assert_int_equal(solve(&p, &options, &report), 0);
        certify(&p, EPS, &report);
    }
    free_problem(&p);
}

static void not_finite(void **state)
{
    (void)state;
    uint64_t seed = 12;
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY};
    for (int k = 0; k < METHODS; k++)
        for (int where = 0; where < 6; where++) {
            problem p = dense_problem(RANDLAPACK_POISSON, 200, 4, 3, RANDBLAS_COL_MAJOR, true, &seed);
            const randlapack_glm_options options = {.method = methods[k]};
            if (where < 2) p.A.values[57 + p.A.ld] = bad[where];
            if (where == 2) p.y[3] = (scalar_t)NAN;
            if (where == 3) p.weights[3] = (scalar_t)INFINITY;
            if (where == 4) p.offset[3] = (scalar_t)NAN;
            if (where == 5) p.offset[3] = 2000; /* exp overflows */
            assert_int_equal(solve(&p, &options, NULL), RANDBLAS_NOT_FINITE);
            for (int64_t j = 0; j < p.n; j++) assert_true(isnan(p.x[j]));
            free_problem(&p);
        }
}

static void illegal_arguments(void **state)
{
    (void)state;
    uint64_t seed = 13;
    problem p = dense_problem(RANDLAPACK_LOGISTIC, 60, 4, 3, RANDBLAS_COL_MAJOR, true, &seed);
    randblas_xlinop broken = p.A;
    broken.ld = 2;
#define CALL(model, A, y, w, o, lambda, x, options) randlapack_xglm(model, A, y, w, o, lambda, x, options, NULL)
    assert_int_equal(CALL((randlapack_glm_model)0, &p.A, p.y, p.weights, p.offset, 1, p.x, NULL), -1);
    assert_int_equal(CALL((randlapack_glm_model)9, &p.A, p.y, p.weights, p.offset, 1, p.x, NULL), -1);
    assert_int_equal(CALL(p.model, NULL, p.y, p.weights, p.offset, 1, p.x, NULL), -2);
    assert_int_equal(CALL(p.model, &broken, p.y, p.weights, p.offset, 1, p.x, NULL), -2);
    assert_int_equal(CALL(p.model, &p.A, NULL, p.weights, p.offset, 1, p.x, NULL), -3);
    p.y[5] = 2;
    assert_int_equal(CALL(p.model, &p.A, p.y, p.weights, p.offset, 1, p.x, NULL), -3);
    p.y[5] = -1;
    assert_int_equal(CALL(RANDLAPACK_POISSON, &p.A, p.y, p.weights, p.offset, 1, p.x, NULL), -3);
    p.y[5] = 1;
    p.weights[7] = -1;
    assert_int_equal(CALL(p.model, &p.A, p.y, p.weights, p.offset, 1, p.x, NULL), -4);
    p.weights[7] = 1;
    assert_int_equal(CALL(p.model, &p.A, p.y, p.weights, p.offset, -1, p.x, NULL), -6);
    assert_int_equal(CALL(p.model, &p.A, p.y, p.weights, p.offset, NAN, p.x, NULL), -6);
    assert_int_equal(CALL(p.model, &p.A, p.y, p.weights, p.offset, INFINITY, p.x, NULL), -6);
    assert_int_equal(CALL(p.model, &p.A, p.y, p.weights, p.offset, 1, NULL, NULL), -7);
    const randlapack_glm_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.method = (randlapack_glm_method)5},
        {.method = (randlapack_glm_method)-1},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_LESS},
        {.family = RANDBLAS_KHATRI_RAO},
        {.sketch_rows = -1},
        {.sketch_nnz = -1},
        {.sketch_nnz = 31, .sketch_rows = 30},
        {.tolerance = -1},
        {.tolerance = NAN},
        {.tolerance = 1},
        {.max_iterations = -1},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(CALL(p.model, &p.A, p.y, p.weights, p.offset, 1, p.x, &bad[k]), -8);
    for (int64_t j = 0; j < p.n; j++) assert_true(isnan(p.x[j])); /* untouched */
    free_problem(&p);

    const int64_t ptr[] = {0, 1, 2}, colind[] = {0, 9};
    const scalar_t values[] = {1, 1}, y[] = {1, 0};
    scalar_t x[] = {5};
    const randblas_xlinop A = randblas_xlinop_csr(2, 1, ptr, colind, values);
    assert_int_equal(CALL(RANDLAPACK_LOGISTIC, &A, y, NULL, NULL, 1, x, NULL), RANDBLAS_INVALID_SPARSE);
    assert_true(x[0] == 5);
}

static void memory(void **state)
{
    (void)state;
    uint64_t seed = 14;
    for (int k = 0; k < METHODS; k++) {
        problem p = dense_problem(RANDLAPACK_LOGISTIC, 300, 5, 1, RANDBLAS_COL_MAJOR, false, &seed);
        for (int64_t i = 0; i < p.m; i++) p.A.values[i + 3 * p.A.ld] = p.A.values[i]; /* near singular needs most */
        p.lambda = 0;
        counting all = {0};
        randlapack_glm_options options = {
            .method = methods[k],
            .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
        assert_int_equal(solve(&p, &options, NULL), 0);
        assert_true(all.requests > 10 && all.out == 0);
        for (int64_t r = 1; r <= all.requests; r++) {
            counting failing = {.refuse = r};
            options.control.allocator_context = &failing;
            assert_int_equal(solve(&p, &options, NULL), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(failing.out, 0);
        }
        options.control = (randblas_control){.memory_limit = 10000};
        assert_int_equal(solve(&p, &options, NULL), RANDBLAS_MEMORY_LIMIT);
        free_problem(&p);
    }
}

static void progress(void **state)
{
    (void)state;
    uint64_t seed = 15;
    for (int k = 0; k < 4; k++) {
        problem p = dense_problem(RANDLAPACK_LOGISTIC, 500, 6, 10, RANDBLAS_COL_MAJOR, false, &seed);
        counting out = {0};
        watching watch = {.cancel_in = k < 3 ? "newton" : NULL, .skip = k};
        const randlapack_glm_options options = {.control = {.progress = watching_progress,
                                                            .progress_context = &watch,
                                                            .allocate = counting_allocate,
                                                            .release = counting_release,
                                                            .allocator_context = &out}};
        randlapack_glm_report report;
        assert_int_equal(solve(&p, &options, &report), k < 3 ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(out.out, 0);
        assert_int_equal(watch.nphases, 1);
        assert_int_equal(watch.calls, k < 3 ? k + 1 : report.iterations + 2);
        assert_true(k < 3 ? isnan(p.x[0]) != 0 : watch.last > 0.9);
        free_problem(&p);
    }
}

static void callback_failure(void **state)
{
    (void)state;
    uint64_t seed = 16;
    int64_t calls = 0;
    for (int64_t fail_at = 0; fail_at <= calls; fail_at++) {
        sample *s = make_sample(RANDBLAS_CALLBACK, 200, 4, &seed);
        problem p = make_problem(RANDLAPACK_LOGISTIC, &s->A, copy_view(s->dense, 200, 4), 1, false, &seed);
        s->fail_at = fail_at;
        assert_int_equal(solve(&p, NULL, NULL), fail_at ? RANDBLAS_CALLBACK_FAILED : 0);
        if (!fail_at) calls = s->calls < 12 ? s->calls : 12;
        free_problem(&p);
        free_sample(s);
    }
    assert_true(calls > 3);
}

static void limits_traces_and_warm_starts(void **state)
{
    (void)state;
    uint64_t seed = 17;
    problem p = dense_problem(RANDLAPACK_LOGISTIC, 800, 12, 10, RANDBLAS_COL_MAJOR, true, &seed);
    double trace[3 * 101];
    randlapack_glm_report report, again;
    const randlapack_glm_options few = {.max_iterations = 2, .trace = trace};
    assert_int_equal(solve(&p, &few, &report), RANDBLAS_NOT_CONVERGED);
    assert_int_equal(report.iterations, 2);
    for (int k = 0; k < 2; k++) assert_true(trace[3 * k + 4] < trace[3 * k + 1] && trace[3 * k + 3] >= trace[3 * k]);
    assert_true(trace[7] == report.objective && trace[8] == report.decrement);

    randlapack_glm_options options = {.trace = trace};
    assert_int_equal(solve(&p, &options, &report), 0);
    options.warm_start = 1;
    assert_int_equal(solve(&p, &options, &again), 0);
    assert_true(again.iterations <= 1 && report.iterations > 2);
    assert_true(fabs(again.objective - report.objective) <= 1e3 * EPS * report.objective);
    p.x[2] = (scalar_t)NAN;
    assert_int_equal(solve(&p, &options, NULL), RANDBLAS_NOT_FINITE);

    options = (randlapack_glm_options){.tolerance = 1e-2};
    assert_int_equal(solve(&p, &options, &again), 0);
    assert_true(again.iterations < report.iterations);
    certify(&p, 1e-2, &again);
    free_problem(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_minimum),
        cmocka_unit_test(methods_agree),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(families),
        cmocka_unit_test(decrement_is_right_to_the_distortion),
        cmocka_unit_test(closed_forms),
        cmocka_unit_test(losses_are_stable),
        cmocka_unit_test(separable_data),
        cmocka_unit_test(rank_deficient_and_ill_conditioned),
        cmocka_unit_test(units_do_not_matter),
        cmocka_unit_test(sizes),
        cmocka_unit_test(large_counts_need_backtracking),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(illegal_arguments),
        cmocka_unit_test(memory),
        cmocka_unit_test(progress),
        cmocka_unit_test(callback_failure),
        cmocka_unit_test(limits_traces_and_warm_starts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
