/* Logistic and Poisson regression for rows that are spread: what the library for one process finds. */
#include "testing.h"

#include "xgroups.h"
#include "xspectrum.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define M 260
#define N 7
#define EPS ((double)REAL_EPS)
#define SAME (1e-13 * EPS / DBL_EPSILON)

/* A problem that all processes have. */
typedef struct problem {
    randlapack_glm_model model;
    randblas_xview V;
    randblas_xlinop A;
    scalar_t y[M], weights[M], offset[M], x[N];
    bool extras;
    double lambda;
    randlapack_glm_report report;
} problem;

static problem make_problem(randlapack_glm_model model, randblas_layout layout, double condition, bool extras)
{
    uint64_t seed = 2;
    double *s = geometric(N, condition);
    for (int k = 0; k < N; k++) s[k] *= sqrt((double)M);
    problem p = {.model = model, .V = random_with_values(M, N, s, layout, 2, &seed), .extras = extras, .lambda = 0.1};
    p.A = randblas_xlinop_dense(layout, M, N, p.V.p, p.V.ld);
    for (int64_t i = 0; i < M; i++) {
        const double t = (double)*view_at(p.V, i, 1) - (double)*view_at(p.V, i, 3), u = (double)random_real(&seed);
        p.y[i] = model == RANDLAPACK_LOGISTIC ? (u < tanh(t / 2)) : (scalar_t)floor(exp(t) * (1 + u));
        p.weights[i] = (scalar_t)(1.5 + (double)random_real(&seed));
        p.offset[i] = random_scalar(&seed) / 4;
    }
    free(s);
    return p;
}

static int solve(randlapack_mpi *g, const randlapack_mpi_xrows *rows, problem *p, const randlapack_glm_options *options)
{
    const int64_t first = rows->first;
    return randlapack_mpi_xglm(g, p->model, rows, p->y + first, p->extras ? p->weights + first : NULL,
                               p->extras ? p->offset + first : NULL, p->lambda, p->x, options, &p->report);
}

static void check(problem *p, const randlapack_glm_options *options, int code, double tolerance)
{
    scalar_t x[N];
    randlapack_glm_report serial;
    double size = 0;
    assert_int_equal(randlapack_xglm(p->model, &p->A, p->y, p->extras ? p->weights : NULL, p->extras ? p->offset : NULL,
                                     p->lambda, x, options, &serial),
                     code);
    for (int j = 0; j < N; j++) size = fmax(size, fabs((double)x[j]));
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        randlapack_mpi_xrows rows = own_rows(g, &p->A, (cut)(k % 4));
        assert_int_equal(solve(g, &rows, p, options), code);
        for (int j = 0; j < N; j++)
            assert_true(isnan(x[j]) ? isnan(p->x[j]) : fabs((double)(p->x[j] - x[j])) <= tolerance * size);
        assert_int_equal(p->report.sketch_rows, serial.sketch_rows);
        if (code != RANDBLAS_NOT_FINITE)
            assert_true(fabs(p->report.objective - serial.objective) <= 1e3 * SAME * fabs(serial.objective));
        free_rows(&rows);
        randlapack_mpi_destroy(g);
    }
}

static void equal_the_serial_library(void **state)
{
    (void)state;
    const randlapack_glm_options choices[] = {
        {.sketch_rows = 60},
        {.method = RANDLAPACK_NEWTON},
        {.cg_steps = -1, .sketch_rows = 100},
        {.family = RANDBLAS_GAUSSIAN, .sketch_rows = 40},
        {.family = RANDBLAS_SRHT, .sketch_rows = 50},
        {.sketch_rows = M},
    };
    for (int k = 0; k < 6; k++) {
        const randlapack_glm_model model = k % 2 ? RANDLAPACK_POISSON : RANDLAPACK_LOGISTIC;
        problem p = make_problem(model, k % 4 < 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, 5, k % 3 == 1);
        check(&p, &choices[k], 0, 1e4 * SAME);
        free(p.V.p);
    }
}

/* A in CSR; its arrays are to be given to free_sparse(). */
static void make_sparse(problem *p)
{
    randblas_xlinop sparse = {.kind = RANDBLAS_CSR, .rows = M, .cols = N, .nnz = M * N};
    sparse.ptr = malloc((M + 1) * sizeof *sparse.ptr);
    sparse.colind = malloc((M * N) * sizeof *sparse.colind);
    sparse.values = malloc((M * N) * sizeof *sparse.values);
    assert_int_equal(randblas_xconvert(&p->A, &sparse), 0);
    p->A = sparse;
}

static void free_any(problem *p)
{
    if (p->A.kind == RANDBLAS_CSR) free(p->A.ptr), free(p->A.colind), free(p->A.values);
    free(p->V.p);
}

static void sparse_rows(void **state)
{
    (void)state;
    problem p = make_problem(RANDLAPACK_LOGISTIC, RANDBLAS_ROW_MAJOR, 5, true);
    const randlapack_glm_options options = {.sketch_rows = 70};
    make_sparse(&p);
    check(&p, &options, 0, 1e4 * SAME);
    free_any(&p);
}

/* Coefficients and report, for every size and distribution: those of one process, bit for bit, and of the serial
 * library to a tolerance. */
static void check_bits(problem *p, const randlapack_glm_options *options, double tolerance)
{
    scalar_t first[N], x[N];
    randlapack_mpi *one = NULL;
    assert_int_equal(randlapack_mpi_create(MPI_COMM_SELF, &(randlapack_mpi_options){.exact = 1}, &one), 0);
    randlapack_mpi_xrows all = own_rows(one, &p->A, CUT_EVEN);
    assert_int_equal(solve(one, &all, p, options), 0);
    memcpy(first, p->x, sizeof first);
    assert_int_equal(randlapack_xglm(p->model, &p->A, p->y, p->extras ? p->weights : NULL, p->extras ? p->offset : NULL,
                                     p->lambda, x, options, NULL),
                     0);
    double size = 0;
    for (int j = 0; j < N; j++) size = fmax(size, fabs((double)x[j]));
    for (int j = 0; j < N; j++) assert_true(fabs((double)(first[j] - x[j])) <= tolerance * size);
    const randlapack_glm_report kept = p->report;
    for (int pass = 0; pass < 4 * NSIZES; pass++) {
        randlapack_mpi *g = make_group(group_sizes[pass / 4], true, 128);
        randlapack_mpi_xrows rows = own_rows(g, &p->A, (cut)(pass % 4));
        assert_int_equal(solve(g, &rows, p, options), 0);
        assert_memory_equal(p->x, first, sizeof first);
        assert_memory_equal(&p->report.objective, &kept.objective, sizeof kept.objective);
        assert_memory_equal(&p->report.decrement, &kept.decrement, sizeof kept.decrement);
        assert_int_equal(p->report.iterations, kept.iterations);
        assert_int_equal(p->report.cg_steps, kept.cg_steps);
        free_rows(&rows);
        randlapack_mpi_destroy(g);
    }
    free_rows(&all);
    randlapack_mpi_destroy(one);
}

static void exact_sums_do_not_depend_on_the_ranks(void **state)
{
    (void)state;
    const randlapack_glm_options choices[] = {
        {.sketch_rows = 60},
        {.method = RANDLAPACK_NEWTON},
        {.family = RANDBLAS_GAUSSIAN, .sketch_rows = 40},
        {.family = RANDBLAS_SRHT, .sketch_rows = 50},
        {.cg_steps = -1, .sketch_rows = 100},
        {.method = RANDLAPACK_NEWTON},
    };
    for (int k = 0; k < 6; k++) {
        const randlapack_glm_model model = k % 2 ? RANDLAPACK_POISSON : RANDLAPACK_LOGISTIC;
        problem p = make_problem(model, k % 3 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, 5, k % 3 == 1);
        if (k > 3) make_sparse(&p);
        check_bits(&p, &choices[k], 1e4 * SAME);
        free_any(&p);
    }
    /* Cholesky breaks down: QR on the root, or a sketch in place of all rows. */
    for (int k = 0; k < 2; k++) {
        problem p = make_problem(RANDLAPACK_LOGISTIC, RANDBLAS_COL_MAJOR, 5, false);
        p.lambda = 0;
        for (int64_t i = 0; i < M; i++) *view_at(p.V, i, 4) = *view_at(p.V, i, 2);
        check_bits(&p, &choices[k], INFINITY); /* which of the solutions is not said */
        free_any(&p);
    }
}

/* Cholesky breaks down: R of the sketch by QR on the root, or a sketch in place of all rows. */
static void nearly_dependent_columns(void **state)
{
    (void)state;
    const randlapack_glm_options choices[] = {{.sketch_rows = 80}, {.method = RANDLAPACK_NEWTON}};
    for (int k = 0; k < 2; k++) {
        problem p = make_problem(RANDLAPACK_LOGISTIC, RANDBLAS_COL_MAJOR, 5, false);
        p.lambda = 0;
        for (int64_t i = 0; i < M; i++)
            *view_at(p.V, i, 4) = *view_at(p.V, i, 2) * (scalar_t)(1 + (i % 2 ? 3 : -3) * sqrt(EPS) * k);
        scalar_t x[N];
        randlapack_glm_report serial;
        assert_int_equal(randlapack_xglm(p.model, &p.A, p.y, NULL, NULL, 0, x, &choices[k], &serial), 0);
        for (int s = 0; s < NSIZES; s++) {
            randlapack_mpi *g = make_group(group_sizes[s], false, 0);
            const randlapack_mpi_xrows rows = own_rows(g, &p.A, (cut)(s % 4));
            assert_int_equal(solve(g, &rows, &p, &choices[k]), 0);
            const double size = 1 + fabs((double)x[4]); /* margins are right to size EPS */
            assert_true(fabs(p.report.objective - serial.objective) <= 100 * EPS * size * serial.objective);
            randlapack_mpi_destroy(g);
        }
        free(p.V.p);
    }
}

/* Scales of columns that only the rows of one process have; separable labels; NaN; responses that cannot be. */
static void outcomes(void **state)
{
    (void)state;
    const randlapack_glm_options options = {.sketch_rows = 60, .max_iterations = 20};
    const double big = IS_SINGLE ? 1e30 : 1e200;
    problem p = make_problem(RANDLAPACK_LOGISTIC, RANDBLAS_COL_MAJOR, 5, false);
    for (int64_t i = 0; i < M; i++) *view_at(p.V, i, 2) *= (scalar_t)big, *view_at(p.V, i, 5) *= (scalar_t)(1 / big);
    p.lambda = 0;
    check(&p, &options, 0, 1e5 * SAME);
    for (int64_t i = 0; i < M; i++) {
        *view_at(p.V, i, 2) = 0, *view_at(p.V, i, 5) = 0;
        p.y[i] = *view_at(p.V, i, 1) > 0;
    }
    check(&p, &options, RANDBLAS_NOT_CONVERGED, INFINITY);
    *view_at(p.V, M - 1, 3) = (scalar_t)NAN;
    check(&p, &options, RANDBLAS_NOT_FINITE, 0);
    *view_at(p.V, M - 1, 3) = 0;
    p.y[M - 1] = (scalar_t)NAN;
    check(&p, &options, RANDBLAS_NOT_FINITE, 0);
    p.y[M - 1] = 2;
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        const randlapack_mpi_xrows rows = own_rows(g, &p.A, CUT_EVEN);
        assert_int_equal(solve(g, &rows, &p, &options), -4);
        p.extras = true;
        p.weights[M - 1] = -1;
        p.y[M - 1] = 1;
        assert_int_equal(solve(g, &rows, &p, &options), -5);
        p.extras = false;
        p.y[M - 1] = 2;
        randlapack_mpi_destroy(g);
    }
    free(p.V.p);
}

/* doc/scaling.md */
static void words_are_those_of_the_formula(void **state)
{
    (void)state;
    const int64_t per = 8 / (int64_t)sizeof(scalar_t), d = 60;
    const randlapack_glm_options options = {.sketch_rows = d};
    problem p = make_problem(RANDLAPACK_LOGISTIC, RANDBLAS_COL_MAJOR, 5, false);
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        const randlapack_mpi_xrows rows = own_rows(g, &p.A, CUT_EVEN);
        randlapack_mpi_traffic t;
        const int64_t children = children_of(g->rank, g->size);
        randlapack_mpi_count(g, NULL, 1);
        assert_int_equal(solve(g, &rows, &p, &options), 0);
        randlapack_mpi_count(g, &t, 0);
        const randlapack_glm_report *r = &p.report;
        assert_int_equal(r->passes, r->iterations + 1 + r->cg_steps); /* no step was shortened */
        const int64_t both = 8 + N + r->cg_steps * N + (r->iterations + 1) * (N + 5);
        const int64_t up = r->factorisations * (d * N / per),
                      down = r->factorisations * ((N * (N + 1) / 2 + per - 1) / per);
        assert_int_equal(t.words, (g->rank > 0) * (both + up) + children * (both + down));
        randlapack_mpi_destroy(g);
    }
    free(p.V.p);
}

static void illegal_arguments(void **state)
{
    (void)state;
    problem p = make_problem(RANDLAPACK_LOGISTIC, RANDBLAS_COL_MAJOR, 5, false);
    randlapack_mpi *g = make_group(4, false, 0), *exact = make_group(4, true, 0);
    const randlapack_mpi_xrows rows = own_rows(g, &p.A, CUT_UNEVEN);
    const bool here = g->rank == g->size - 1;
    const randlapack_glm_model model = p.model, other = (randlapack_glm_model)(here ? 9 : 1);
    const randlapack_glm_options bad[] = {
        {.size = 3},       {.method = RANDLAPACK_NEWTON_UNIFORM}, {.method = RANDLAPACK_NEWTON_LEVERAGE},
        {.tolerance = -1}, {.control = {.memory_limit = -1}},     {.family = RANDBLAS_LESS}};
    const randlapack_glm_options less = {.family = RANDBLAS_LESS_UNIFORM};
    const scalar_t *y = p.y + rows.first;
    scalar_t *x = p.x;
    x[0] = (scalar_t)NAN;
    assert_int_equal(randlapack_mpi_xglm(NULL, model, &rows, y, NULL, NULL, 0, x, NULL, NULL), -1);
    assert_int_equal(randlapack_mpi_xglm(exact, model, &rows, y, NULL, NULL, 0, x, &less, NULL), -9);
    assert_int_equal(randlapack_mpi_xglm(g, other, &rows, y, NULL, NULL, 0, x, NULL, NULL), -2);
    assert_int_equal(randlapack_mpi_xglm(g, model, here ? NULL : &rows, y, NULL, NULL, 0, x, NULL, NULL), -3);
    assert_int_equal(randlapack_mpi_xglm(g, model, &rows, here ? NULL : y, NULL, NULL, 0, x, NULL, NULL), -4);
    assert_int_equal(randlapack_mpi_xglm(g, model, &rows, y, NULL, NULL, here ? -1 : 0, x, NULL, NULL), -7);
    assert_int_equal(randlapack_mpi_xglm(g, model, &rows, y, NULL, NULL, 0, here ? NULL : x, NULL, NULL), -8);
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) assert_int_equal(solve(g, &rows, &p, &bad[k]), -9);
    assert_true(isnan(x[0]));
    randlapack_mpi_destroy(exact);
    randlapack_mpi_destroy(g);
    free(p.V.p);
}

static int stop_later(void *context, const char *phase, double fraction)
{
    (void)phase, (void)fraction;
    return ++*(int *)context > 3;
}

static void memory_and_cancelling(void **state)
{
    (void)state;
    problem p = make_problem(RANDLAPACK_POISSON, RANDBLAS_COL_MAJOR, 5, true);
    randlapack_mpi *g = make_group(4, false, 0), *exact = make_group(4, true, 0);
    const randlapack_mpi_xrows rows = own_rows(g, &p.A, CUT_UNEVEN);
    counting memory = {0};
    int calls = 0;
    randlapack_glm_options options = {.sketch_rows = 50};
    options.control =
        (randblas_control){.allocate = counting_allocate, .release = counting_release, .allocator_context = &memory};
    for (int k = 0; k < 2; k++) {
        memory = (counting){0};
        assert_int_equal(solve(k ? exact : g, &rows, &p, &options), 0);
        const int64_t requests = memory.requests;
        assert_true(requests > 10);
        for (int64_t at = 1; at <= requests; at += k ? 7 : 1) { /* each product and sum takes memory again */
            memory = (counting){.refuse = g->rank == at % g->size ? at : 0};
            assert_int_equal(solve(k ? exact : g, &rows, &p, &options), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(memory.out, 0);
        }
    }
    options.control = (randblas_control){0};
    if (g->rank == g->size - 1)
        options.control = (randblas_control){.progress = stop_later, .progress_context = &calls};
    assert_int_equal(solve(g, &rows, &p, &options), RANDBLAS_CANCELLED);
    randlapack_mpi_destroy(exact);
    randlapack_mpi_destroy(g);
    free(p.V.p);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(equal_the_serial_library),
    cmocka_unit_test(sparse_rows),
    cmocka_unit_test(exact_sums_do_not_depend_on_the_ranks),
    cmocka_unit_test(nearly_dependent_columns),
    cmocka_unit_test(outcomes),
    cmocka_unit_test(words_are_those_of_the_formula),
    cmocka_unit_test(illegal_arguments),
    cmocka_unit_test(memory_and_cancelling),
};

RUN_UNDER_MPI(tests)
