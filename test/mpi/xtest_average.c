/* Debiased averages of rows that are spread: those of the library for one process, and the same bits with exact sums.
 */
#include "testing.h"

#include "xgroups.h"
#include "xspectrum.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define M 150
#define N 8
#define NRHS 3
#define EPS ((double)REAL_EPS)
#define SAME (1e-13 * EPS / DBL_EPSILON)

/* A problem that all processes have, and what came out for it. */
typedef struct problem {
    randblas_xview V;
    randblas_xlinop A;
    scalar_t B[N * NRHS], X[N * NRHS], E[N * NRHS];
    randlapack_inverse_report report;
} problem;

static problem make_problem(randblas_layout layout, double condition)
{
    uint64_t seed = 1;
    double *s = geometric(N, condition);
    problem p = {.V = random_with_values(M, N, s, layout, 2, &seed)};
    p.A = randblas_xlinop_dense(layout, M, N, p.V.p, p.V.ld);
    for (int k = 0; k < N * NRHS; k++) p.B[k] = random_scalar(&seed);
    free(s);
    return p;
}

static int solve(randlapack_mpi *g, const randlapack_mpi_xrows *rows, problem *p,
                 const randlapack_inverse_options *options)
{
    return randlapack_mpi_xinverse_solve(g, rows, NRHS, p->B, N, p->X, N, p->E, N, options, &p->report);
}

static double largest_of(const scalar_t *x)
{
    double most = 0;
    for (int i = 0; i < N * NRHS; i++) most = fmax(most, fabs((double)x[i]));
    return most;
}

/* Both NaN, or near. */
static bool near(scalar_t a, scalar_t b, double tolerance)
{
    return isnan(b) ? isnan(a) : fabs((double)(a - b)) <= tolerance;
}

static void check(problem *p, const randlapack_inverse_options *options, int code)
{
    scalar_t X[N * NRHS], E[N * NRHS];
    randlapack_inverse_report serial;
    assert_int_equal(randlapack_xinverse_solve(&p->A, NRHS, p->B, N, X, N, E, N, options, &serial), code);
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        const randlapack_mpi_xrows rows = own_rows(g, &p->A, (cut)(k % 4));
        assert_int_equal(solve(g, &rows, p, options), code);
        for (int i = 0; i < N * NRHS; i++) {
            assert_true(near(p->X[i], X[i], 100 * SAME * largest_of(X)));
            assert_true(near(p->E[i], E[i], 100 * SAME * largest_of(X)));
        }
        assert_int_equal(p->report.sketches, serial.sketches);
        assert_int_equal(p->report.sketch_rows, serial.sketch_rows);
        assert_true(code || fabs(p->report.factor - serial.factor) <= SAME * serial.factor);
        assert_true(code || fabs(p->report.condition - serial.condition) <= 100 * SAME * serial.condition);
        assert_memory_equal(&p->report.next, &serial.next, sizeof serial.next);
        randlapack_mpi_destroy(g);
    }
}

static void equal_those_of_the_serial_library(void **state)
{
    (void)state;
    const randlapack_inverse_options choices[] = {
        {.sketches = 9},
        {.sketches = 1, .state = randblas_seed(3)},
        {.sketches = 5, .ridge = 0.3},
        {.sketches = 4, .ridge = 0.3, .family = RANDBLAS_SPARSE_SIGN, .effective_dimension = 4},
        {.sketches = 8, .family = RANDBLAS_LESS_UNIFORM, .sketch_rows = 60},
        {.sketches = 3, .family = RANDBLAS_SRHT, .sketch_rows = 40, .factor = 1.2},
    };
    problem columns = make_problem(RANDBLAS_COL_MAJOR, 5), rows = make_problem(RANDBLAS_ROW_MAJOR, 5);
    for (size_t k = 0; k < sizeof choices / sizeof *choices; k++) check(k % 2 ? &columns : &rows, &choices[k], 0);
    free(columns.V.p), free(rows.V.p);
}

/* Forms and traces, of the columns of B and of B B^T. */
static void forms_and_traces(void **state)
{
    (void)state;
    problem p = make_problem(RANDBLAS_COL_MAJOR, 5);
    const randlapack_inverse_options options = {.sketches = 9, .ridge = 0.1};
    const randblas_xlinop X = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, N, NRHS, p.B, N);
    const randblas_xlinop C = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, N, N, p.V.p, p.V.ld);
    scalar_t all[2][NRHS + 3], errors[2][NRHS + 3];
    assert_int_equal(randlapack_xinverse_forms(&p.A, &X, all[0], errors[0], &options, NULL), 0);
    assert_int_equal(randlapack_xinverse_trace(&p.A, NULL, &all[0][NRHS], &errors[0][NRHS], &options, NULL), 0);
    assert_int_equal(randlapack_xinverse_trace(&p.A, &C, &all[0][NRHS + 1], &errors[0][NRHS + 1], &options, NULL), 0);
    assert_int_equal(
        randlapack_xinverse_trace_factor(&p.A, &X, &all[0][NRHS + 2], &errors[0][NRHS + 2], &options, NULL), 0);
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        const randlapack_mpi_xrows rows = own_rows(g, &p.A, (cut)(k % 4));
        scalar_t *f = all[1], *e = errors[1], *t = f + NRHS, *u = e + NRHS;
        assert_int_equal(randlapack_mpi_xinverse_forms(g, &rows, &X, f, e, &options, NULL), 0);
        assert_int_equal(randlapack_mpi_xinverse_trace(g, &rows, NULL, t, u, &options, NULL), 0);
        assert_int_equal(randlapack_mpi_xinverse_trace(g, &rows, &C, t + 1, u + 1, &options, NULL), 0);
        assert_int_equal(randlapack_mpi_xinverse_trace_factor(g, &rows, &X, t + 2, u + 2, &options, NULL), 0);
        for (int i = 0; i < NRHS + 3; i++) {
            const double size = fabs((double)all[0][i]) + fabs((double)all[0][NRHS]);
            assert_true(near(all[1][i], all[0][i], 100 * SAME * size));
            assert_true(near(errors[1][i], errors[0][i], 100 * SAME * size));
        }
        randlapack_mpi_destroy(g);
    }
    free(p.V.p);
}

/* Outcomes that one process finds in its sketch, or in its rows, are those of all. */
static void outcomes(void **state)
{
    (void)state;
    problem p = make_problem(RANDBLAS_COL_MAJOR, 5);
    const randlapack_inverse_options few = {.sketches = 8}, thin = {.sketches = 8, .ridge = 1e-3, .sketch_rows = N - 2};
    check(&p, &thin, RANDBLAS_NOT_CONVERGED);
    for (int64_t i = 0; i < M; i++) *view_at(p.V, i, 5) = *view_at(p.V, i, 2);
    check(&p, &few, RANDBLAS_RANK_DEFICIENT);
    *view_at(p.V, 1, 3) = (scalar_t)INFINITY;
    check(&p, &few, RANDBLAS_NOT_FINITE);
    p.A.rows = N - 2;
    *view_at(p.V, 1, 3) = 0;
    check(&p, &few, RANDBLAS_RANK_DEFICIENT);
    free(p.V.p);
}

static void scales(void **state)
{
    (void)state;
    const double big = IS_SINGLE ? 1e15 : 1e120;
    const randlapack_inverse_options few = {.sketches = 4};
    for (int k = 0; k < 2; k++) {
        problem p = make_problem(RANDBLAS_COL_MAJOR, 5);
        for (int64_t i = 0; i < N * p.V.ld; i++) p.V.p[i] *= (scalar_t)(k ? big : 1 / big);
        check(&p, &few, 0);
        free(p.V.p);
    }
}

static void exact_sums_do_not_depend_on_the_ranks(void **state)
{
    (void)state;
    const randlapack_inverse_options choices[] = {{.sketches = 5},
                                                  {.sketches = 5, .ridge = 0.2, .family = RANDBLAS_SPARSE_SIGN}};
    for (int c = 0; c < 2; c++) {
        problem p = make_problem(c ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, 5);
        scalar_t X[N * NRHS], E[N * NRHS];
        for (int k = 0; k < NSIZES; k++) {
            randlapack_mpi *g = make_group(group_sizes[k], true, 0);
            const randlapack_mpi_xrows rows = own_rows(g, &p.A, (cut)(k % 4));
            assert_int_equal(solve(g, &rows, &p, &choices[c]), 0);
            if (k == 0) memcpy(X, p.X, sizeof X), memcpy(E, p.E, sizeof E);
            assert_memory_equal(X, p.X, sizeof X);
            assert_memory_equal(E, p.E, sizeof E);
            randlapack_mpi_destroy(g);
        }
        free(p.V.p);
    }
}

/* doc/scaling.md */
static void words_are_those_of_the_formula(void **state)
{
    (void)state;
    problem p = make_problem(RANDBLAS_COL_MAJOR, 5);
    const int64_t per = 8 / (int64_t)sizeof(scalar_t), d = 40, q = 14;
    const randlapack_inverse_options options = {.sketches = q, .sketch_rows = d};
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        const randlapack_mpi_xrows rows = own_rows(g, &p.A, CUT_EVEN);
        const int64_t up = g->rank > 0;
        int64_t children = 0, below = 0, batches = (q + g->size - 1) / g->size, both = 8 + 5 * q;
        for (int w = 1; g->rank + w < g->size && (g->rank & w) == 0; w *= 2) {
            const int end = g->rank + 2 * w < g->size ? g->rank + 2 * w : g->size;
            children++;
            for (int64_t i = 0; i < q; i++) below += i % g->size >= g->rank + w && i % g->size < end;
        }
        for (int64_t b = 0; b < batches; b++) {
            const int64_t here = b < batches - 1 ? g->size : q - b * g->size;
            both += (here * N * NRHS + per - 1) / per;
        }
        randlapack_mpi_traffic t;
        randlapack_mpi_count(g, NULL, 1);
        assert_int_equal(solve(g, &rows, &p, &options), 0);
        randlapack_mpi_count(g, &t, 0);
        assert_int_equal(t.words, up * (both + q * d * N / per) + children * both + below * d * N / per);
        randlapack_mpi_destroy(g);
    }
    free(p.V.p);
}

static void illegal_arguments(void **state)
{
    (void)state;
    problem p = make_problem(RANDBLAS_COL_MAJOR, 5);
    randlapack_mpi *g = make_group(4, false, 0), *exact = make_group(4, true, 0);
    const randlapack_mpi_xrows rows = own_rows(g, &p.A, CUT_UNEVEN);
    const bool here = g->rank == g->size - 1;
    const double scores[M] = {1};
    const randlapack_inverse_options bad[] = {{.size = 3},
                                              {.ridge = -1},
                                              {.scores = scores},
                                              {.ridge = 1, .effective_dimension = -1},
                                              {.sketch_rows = N},
                                              {.control = {.memory_limit = -1}},
                                              {.family = RANDBLAS_SRHT}};
    p.X[0] = p.E[0] = (scalar_t)NAN;
    scalar_t *X = p.X, *E = p.E, *B = p.B;
    assert_int_equal(randlapack_mpi_xinverse_solve(NULL, &rows, NRHS, B, N, X, N, E, N, NULL, NULL), -1);
    assert_int_equal(randlapack_mpi_xinverse_solve(g, here ? NULL : &rows, NRHS, B, N, X, N, E, N, NULL, NULL), -2);
    assert_int_equal(randlapack_mpi_xinverse_solve(g, &rows, here ? -1 : NRHS, B, N, X, N, E, N, NULL, NULL), -3);
    assert_int_equal(randlapack_mpi_xinverse_solve(g, &rows, NRHS, here ? NULL : B, N, X, N, E, N, NULL, NULL), -4);
    assert_int_equal(randlapack_mpi_xinverse_solve(g, &rows, NRHS, B, here ? 1 : N, X, N, E, N, NULL, NULL), -5);
    assert_int_equal(randlapack_mpi_xinverse_solve(g, &rows, NRHS, B, N, here ? NULL : X, N, E, N, NULL, NULL), -6);
    assert_int_equal(randlapack_mpi_xinverse_solve(g, &rows, NRHS, B, N, X, here ? 1 : N, E, N, NULL, NULL), -7);
    assert_int_equal(randlapack_mpi_xinverse_solve(g, &rows, NRHS, B, N, X, N, E, here ? 1 : N, NULL, NULL), -9);
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) assert_int_equal(solve(g, &rows, &p, &bad[k]), -10);
    const randlapack_inverse_options less = {.family = RANDBLAS_LESS_UNIFORM};
    assert_int_equal(solve(exact, &rows, &p, &less), -10);
    const randblas_xlinop D = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, N, NRHS, B, N);
    const randblas_xlinop *source = here ? NULL : &D, wrong = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, N - 1, 2, B, N);
    assert_int_equal(randlapack_mpi_xinverse_forms(NULL, &rows, &D, X, E, NULL, NULL), -1);
    assert_int_equal(randlapack_mpi_xinverse_forms(g, here ? NULL : &rows, &D, X, E, NULL, NULL), -2);
    assert_int_equal(randlapack_mpi_xinverse_forms(g, &rows, source, X, E, NULL, NULL), -3);
    assert_int_equal(randlapack_mpi_xinverse_forms(g, &rows, here ? &wrong : &D, X, E, NULL, NULL), -3);
    assert_int_equal(randlapack_mpi_xinverse_forms(g, &rows, &D, here ? NULL : X, E, NULL, NULL), -4);
    assert_int_equal(randlapack_mpi_xinverse_forms(g, &rows, &D, X, E, &bad[1], NULL), -6);
    assert_int_equal(randlapack_mpi_xinverse_trace(NULL, &rows, NULL, X, E, NULL, NULL), -1);
    assert_int_equal(randlapack_mpi_xinverse_trace(g, &rows, here ? &D : NULL, X, E, NULL, NULL), -3);
    assert_int_equal(randlapack_mpi_xinverse_trace(g, &rows, NULL, here ? NULL : X, E, NULL, NULL), -4);
    assert_int_equal(randlapack_mpi_xinverse_trace_factor(NULL, &rows, &D, X, E, NULL, NULL), -1);
    assert_int_equal(randlapack_mpi_xinverse_trace_factor(g, &rows, source, X, E, NULL, NULL), -3);
    assert_int_equal(randlapack_mpi_xinverse_trace_factor(g, &rows, &D, X, E, &bad[1], NULL), -6);
    assert_true(isnan(X[0]) && isnan(E[0]));
    randlapack_mpi_destroy(exact);
    randlapack_mpi_destroy(g);
    free(p.V.p);
}

static int stop_in_the_middle(void *context, const char *phase, double fraction)
{
    (void)context, (void)phase;
    return fraction > 0.4;
}

static void memory_and_cancelling(void **state)
{
    (void)state;
    problem p = make_problem(RANDBLAS_COL_MAJOR, 5);
    randlapack_mpi *g = make_group(4, false, 0);
    const randlapack_mpi_xrows rows = own_rows(g, &p.A, CUT_UNEVEN);
    counting memory = {0};
    randlapack_inverse_options options = {.sketches = 9, .ridge = 0.5};
    options.control =
        (randblas_control){.allocate = counting_allocate, .release = counting_release, .allocator_context = &memory};
    assert_int_equal(solve(g, &rows, &p, &options), 0);
    const int64_t requests = memory.requests;
    for (int64_t at = 1; at <= requests; at++) {
        memory = (counting){.refuse = g->rank == at % g->size ? at : 0};
        assert_int_equal(solve(g, &rows, &p, &options), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(memory.out, 0);
    }
    const randlapack_inverse_options small = {.control = {.memory_limit = g->rank == 1 ? 1000 : 0}};
    assert_int_equal(solve(g, &rows, &p, &small), g->size > 1 ? RANDBLAS_MEMORY_LIMIT : 0);
    options.control = (randblas_control){.progress = g->rank == g->size - 1 ? stop_in_the_middle : NULL};
    assert_int_equal(solve(g, &rows, &p, &options), RANDBLAS_CANCELLED);
    randlapack_mpi_destroy(g);
    free(p.V.p);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(equal_those_of_the_serial_library),
    cmocka_unit_test(forms_and_traces),
    cmocka_unit_test(outcomes),
    cmocka_unit_test(scales),
    cmocka_unit_test(exact_sums_do_not_depend_on_the_ranks),
    cmocka_unit_test(words_are_those_of_the_formula),
    cmocka_unit_test(illegal_arguments),
    cmocka_unit_test(memory_and_cancelling),
};

RUN_UNDER_MPI(tests)
