/* Leverage scores of rows that are spread: those of the library for one process. */
#include "testing.h"

#include "xgroups.h"
#include "xspectrum.h"

#include <float.h>
#include <math.h>

#define M 240
#define N 9
#define EPS ((double)REAL_EPS)
#define SAME (1e-13 * EPS / DBL_EPSILON)

static void check_scores(const randblas_xlinop *A, const randlapack_leverage_options *options, int code,
                         double tolerance)
{
    static scalar_t expected[M], scores[M];
    randlapack_leverage_report serial, report;
    assert_int_equal(randlapack_xleverage_sketched(A, expected, options, &serial), code);
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        const randlapack_mpi_xrows rows = own_rows(g, A, (cut)(k % 4));
        assert_int_equal(randlapack_mpi_xleverage_sketched(g, &rows, scores, options, &report), code);
        for (int64_t i = 0; i < rows.local.rows; i++)
            assert_true(fabs((double)(scores[i] - expected[rows.first + i])) <= tolerance);
        assert_int_equal(report.rank, serial.rank);
        assert_int_equal(report.sketch_rows, serial.sketch_rows);
        assert_true(fabs(report.sum - serial.sum) <= 10 * tolerance * serial.sum);
        assert_true(fabs(report.lower - serial.lower) <= 10 * tolerance);
        assert_true(fabs(report.upper - serial.upper) <= 10 * tolerance * serial.upper);
        assert_memory_equal(&report.next, &serial.next, sizeof serial.next);
        randlapack_mpi_destroy(g);
    }
}

static void equal_those_of_the_serial_library(void **state)
{
    (void)state;
    const randlapack_leverage_options choices[] = {
        {0}, {.lambda = 0.5}, {.projections = 4}, {.family = RANDBLAS_GAUSSIAN, .sketch_rows = 40}, {.sketch_rows = M}};
    uint64_t seed = 1;
    double *s = geometric(N, 10);
    for (int layout = 0; layout < 2; layout++) {
        const randblas_layout order = layout ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        const randblas_xview V = random_with_values(M, N, s, order, 2, &seed);
        const randblas_xlinop A = randblas_xlinop_dense(order, M, N, V.p, V.ld);
        for (size_t k = 0; k < sizeof choices / sizeof *choices; k++) check_scores(&A, &choices[k], 0, 10 * SAME);
        free(V.p);
    }
    free(s);
}

static void of_hard_matrices(void **state)
{
    (void)state;
    uint64_t seed = 2;
    double *s = geometric(N, 10);
    const randblas_xview V = random_with_values(M, N, s, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop A = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, M, N, V.p, V.ld);
    for (int64_t j = 0; j < N; j++) *view_at(V, M - 1, j) = j == 2 ? 1000 : 0; /* a row of its own, on one process */
    check_scores(&A, NULL, 0, 1e5 * EPS);
    for (int64_t i = 0; i < M; i++) *view_at(V, i, 4) = 0;
    check_scores(&A, NULL, RANDBLAS_RANK_DEFICIENT, 1e5 * EPS);
    for (int64_t k = 0; k < M * N; k++) V.p[k] *= (scalar_t)(IS_SINGLE ? 1e30 : 1e200);
    check_scores(&A, NULL, RANDBLAS_RANK_DEFICIENT, 1e5 * EPS);
    free(V.p), free(s);
}

/* Scores of all rows, the sum and the bounds, for every size and distribution: those of the first, bit for bit. */
static void check_bits(const randblas_xlinop *A, const randlapack_leverage_options *options, int code)
{
    static scalar_t serial[M], first[M], scores[M];
    randlapack_leverage_report kept = {0}, report;
    assert_int_equal(randlapack_xleverage_sketched(A, serial, options, NULL), code);
    for (int pass = 0; pass < 4 * NSIZES; pass++) {
        const int k = pass / 4;
        randlapack_mpi *one = NULL, *g = make_group(group_sizes[k], true, 128);
        randlapack_mpi_xrows rows = own_rows(g, A, (cut)(pass % 4));
        assert_int_equal(randlapack_mpi_create(MPI_COMM_SELF, &(randlapack_mpi_options){.exact = 1}, &one), 0);
        randlapack_mpi_xrows all = own_rows(one, A, CUT_EVEN);
        if (pass == 0) assert_int_equal(randlapack_mpi_xleverage_sketched(one, &all, first, options, &kept), code);
        assert_int_equal(randlapack_mpi_xleverage_sketched(g, &rows, scores, options, &report), code);
        if (rows.local.rows > 0)
            assert_memory_equal(scores, first + rows.first, (size_t)rows.local.rows * sizeof *scores);
        assert_memory_equal(&report.sum, &kept.sum, sizeof kept.sum);
        assert_memory_equal(&report.lower, &kept.lower, sizeof kept.lower);
        assert_memory_equal(&report.upper, &kept.upper, sizeof kept.upper);
        assert_memory_equal(&report.condition, &kept.condition, sizeof kept.condition);
        for (int64_t i = 0; i < rows.local.rows && code == 0; i++)
            assert_true(fabs((double)(scores[i] - serial[rows.first + i])) <= 10 * SAME);
        free_rows(&rows), free_rows(&all);
        randlapack_mpi_destroy(one);
        randlapack_mpi_destroy(g);
    }
}

static void exact_sums_do_not_depend_on_the_ranks(void **state)
{
    (void)state;
    const randlapack_leverage_options choices[] = {{0},
                                                   {.lambda = 0.5, .family = RANDBLAS_SPARSE_STACK},
                                                   {.projections = 4, .family = RANDBLAS_SRHT, .sketch_rows = 60},
                                                   {.family = RANDBLAS_GAUSSIAN, .sketch_rows = 40},
                                                   {.sketch_rows = M}};
    uint64_t seed = 5;
    double *s = geometric(N, 10);
    const randblas_xview V = random_with_values(M, N, s, RANDBLAS_COL_MAJOR, 2, &seed);
    const randblas_xview R = random_with_values(M, N, s, RANDBLAS_ROW_MAJOR, 1, &seed);
    const randblas_xlinop columns = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, M, N, V.p, V.ld);
    const randblas_xlinop rows = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, M, N, R.p, R.ld);
    randblas_xlinop sparse = {.kind = RANDBLAS_CSR, .rows = M, .cols = N, .nnz = M * N};
    sparse.ptr = malloc((M + 1) * sizeof *sparse.ptr);
    sparse.colind = malloc((M * N) * sizeof *sparse.colind);
    sparse.values = malloc((M * N) * sizeof *sparse.values);
    assert_int_equal(randblas_xconvert(&rows, &sparse), 0);
    const randblas_xlinop *const each[] = {&columns, &rows, &sparse};
    for (size_t k = 0; k < sizeof choices / sizeof *choices; k++) check_bits(each[k % 3], &choices[k], 0);
    for (int64_t i = 0; i < M; i++) *view_at(V, i, 4) = 0;
    check_bits(&columns, NULL, RANDBLAS_RANK_DEFICIENT);
    free(V.p), free(R.p), free(s), free(sparse.ptr), free(sparse.colind), free(sparse.values);
}

static void faults(void **state)
{
    (void)state;
    uint64_t seed = 3;
    static scalar_t scores[M];
    const randblas_xview V = random_view(M, N, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop A = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, M, N, V.p, V.ld);
    randlapack_mpi *g = make_group(4, false, 0), *exact = make_group(4, true, 0);
    const randlapack_mpi_xrows rows = own_rows(g, &A, CUT_UNEVEN);
    const bool here = g->rank == g->size - 1;
    counting memory = {0};
    randlapack_leverage_options options = {
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &memory}};
    const randlapack_leverage_options less = {.family = RANDBLAS_LESS_UNIFORM};
    const randlapack_leverage_options bad = {.lambda = here ? -1 : 0};
    scores[0] = (scalar_t)NAN;
    assert_int_equal(randlapack_mpi_xleverage_sketched(NULL, &rows, scores, NULL, NULL), -1);
    assert_int_equal(randlapack_mpi_xleverage_sketched(exact, &rows, scores, &less, NULL), -4);
    assert_int_equal(randlapack_mpi_xleverage_sketched(g, here ? NULL : &rows, scores, NULL, NULL), -2);
    assert_int_equal(randlapack_mpi_xleverage_sketched(g, &rows, here ? NULL : scores, NULL, NULL), -3);
    assert_int_equal(randlapack_mpi_xleverage_sketched(g, &rows, scores, &bad, NULL), -4);
    assert_true(isnan(scores[0]));
    randlapack_mpi *const groups[] = {g, exact};
    for (int k = 0; k < 2; k++) {
        memory = (counting){0};
        assert_int_equal(randlapack_mpi_xleverage_sketched(groups[k], &rows, scores, &options, NULL), 0);
        const int64_t requests = memory.requests;
        for (int64_t at = 1; at <= requests; at++) {
            memory = (counting){.refuse = g->rank == at % g->size ? at : 0};
            assert_int_equal(randlapack_mpi_xleverage_sketched(groups[k], &rows, scores, &options, NULL),
                             RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(memory.out, 0);
        }
    }
    *view_at(V, M - 1, 2) = (scalar_t)NAN;
    for (int k = 0; k < 2; k++) {
        assert_int_equal(randlapack_mpi_xleverage_sketched(groups[k], &rows, scores, NULL, NULL), RANDBLAS_NOT_FINITE);
        for (int64_t i = 0; i < rows.local.rows; i++) assert_true(isnan(scores[i]));
    }
    randlapack_mpi_destroy(exact);
    randlapack_mpi_destroy(g);
    free(V.p);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(equal_those_of_the_serial_library),
    cmocka_unit_test(of_hard_matrices),
    cmocka_unit_test(exact_sums_do_not_depend_on_the_ranks),
    cmocka_unit_test(faults),
};

RUN_UNDER_MPI(tests)
