/*
 * Least squares for rows that are spread: the library for one process is the reference, whatever the number of
 * processes and however the rows are dealt out.
 */
#include "testing.h"

#include "groups.h"
#include "xlsq.h"

#include "mpi_names_impl.h"

#define SAME (1e-13 * EPS / DBL_EPSILON) /* relative, for problems of condition 10 */

static randlapack_mpi *current; /* the group */
static cut dealt = CUT_EVEN;

/* The rows of this process; ptr is to be freed. */
static randlapack_mpi_xrows own_rows(const randblas_xlinop *A)
{
    const int rank = randlapack_mpi_rank(current), size = randlapack_mpi_size(current);
    const int64_t first = cut_at(dealt, A->rows, rank, size), end = cut_at(dealt, A->rows, rank + 1, size);
    randlapack_mpi_xrows own = {.rows = A->rows, .first = first, .local = *A};
    own.local.rows = end - first;
    if (A->kind == RANDBLAS_DENSE) {
        own.local.values += A->layout == RANDBLAS_ROW_MAJOR ? first * A->ld : first;
        return own;
    }
    int64_t *ptr = malloc((size_t)(end - first + 1) * sizeof *ptr);
    for (int64_t i = 0; i <= end - first; i++) ptr[i] = A->ptr[first + i] - A->ptr[first];
    own.local.nnz = ptr[end - first];
    own.local.ptr = ptr;
    own.local.colind += A->ptr[first];
    own.local.values += A->ptr[first];
    return own;
}

static void free_rows(randlapack_mpi_xrows *own)
{
    if (own->local.kind == RANDBLAS_CSR) free(own->local.ptr);
}

/* An lsq_call in which every process has the whole of A and B, and uses its own rows of them. */
static int spread_with_report(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X,
                              int64_t ldx, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    randlapack_mpi_xrows own = own_rows(A);
    const int info = randlapack_mpi_xlsq_precond(current, &own, nrhs, B + own.first, ldb, X, ldx, options, report);
    free_rows(&own);
    return info;
}

static problem csr_problem(int64_t m, int64_t n, int64_t nrhs, uint64_t *seed)
{
    problem p = dense_problem(m, n, 10, RANDBLAS_COL_MAJOR, nrhs, 0.1, seed);
    randblas_xlinop sparse = {.kind = RANDBLAS_CSR, .rows = m, .cols = n, .nnz = m * n};
    sparse.ptr = malloc((size_t)(m + 1) * sizeof *sparse.ptr);
    sparse.colind = malloc((size_t)(m * n) * sizeof *sparse.colind);
    sparse.values = malloc((size_t)(m * n) * sizeof *sparse.values);
    assert_int_equal(randblas_xconvert(&p.A, &sparse), 0);
    free(p.A.values);
    p.A = sparse;
    return p;
}

static void free_any(problem *p)
{
    if (p->A.kind == RANDBLAS_CSR) free(p->A.ptr), free(p->A.colind), free(p->A.values);
    free_problem(p);
}

/* ---------------------------------------------------------------- the serial library ------------------------------ */

static void agrees(const problem *p, const randlapack_lsq_options *options, const scalar_t *expected,
                   const randlapack_lsq_report *serial, int code)
{
    randlapack_lsq_report report;
    assert_int_equal(spread_with_report(&p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, options, &report), code);
    for (int64_t r = 0; r < p->nrhs; r++)
        assert_true(distance(p->n, p->X + r * p->ldx, expected + r * p->ldx) <=
                    SAME * norm2(p->n, expected + r * p->ldx));
    assert_int_equal(report.rank, serial->rank);
    assert_int_equal(report.sketch_rows, serial->sketch_rows);
    assert_int_equal(report.preconditioner, serial->preconditioner);
    assert_true(fabs(report.residual_norm - serial->residual_norm) <= SAME * serial->residual_norm);
    assert_true(report.backward_error <= 10 * EPS);
}

static void check_against_serial(problem *p, const randlapack_lsq_options *options, bool exact)
{
    scalar_t *expected = malloc((size_t)(p->ldx * p->nrhs) * sizeof *expected);
    randlapack_lsq_report serial;
    const int code = randlapack_xlsq_precond(&p->A, p->nrhs, p->B, p->ldb, expected, p->ldx, options, &serial);
    assert_true(code >= 0);
    for (int k = 0; k < NSIZES; k++) {
        current = make_group(group_sizes[k], exact, 0);
        dealt = (cut)(k % 4);
        agrees(p, options, expected, &serial, code);
        randlapack_mpi_destroy(current);
    }
    free(expected);
}

static void equals_the_serial_library(void **state)
{
    (void)state;
    const randlapack_lsq_options choices[] = {
        {0},
        {.preconditioner = RANDLAPACK_PRECOND_SKETCH},
        {.preconditioner = RANDLAPACK_PRECOND_CHOLESKY},
        {.preconditioner = RANDLAPACK_PRECOND_CHOLESKY, .ridge = 0.25},
        {.preconditioner = RANDLAPACK_PRECOND_SVD, .family = RANDBLAS_GAUSSIAN},
        {.preconditioner = RANDLAPACK_PRECOND_NONE},
        {.ridge = 0.25, .preconditioner = RANDLAPACK_PRECOND_SKETCH, .solver = RANDLAPACK_SOLVER_LSMR},
        {.solver = RANDLAPACK_SOLVER_CG, .family = RANDBLAS_SRHT, .sketch_rows = 60},
        {.family = RANDBLAS_LESS_UNIFORM, .sketch_rows = 90},
    };
    uint64_t seed = 1;
    problem columns = dense_problem(401, 12, 10, RANDBLAS_COL_MAJOR, 3, 0.1, &seed);
    problem rows = dense_problem(401, 12, 10, RANDBLAS_ROW_MAJOR, 1, 0.1, &seed), csr = csr_problem(300, 11, 2, &seed);
    for (size_t k = 0; k < sizeof choices / sizeof *choices; k++) {
        problem *const each[] = {&columns, &rows, &csr};
        check_against_serial(each[k % 3], &choices[k], false);
    }
    free_any(&columns), free_any(&rows), free_any(&csr);
}

static void many_right_hand_sides(void **state)
{
    (void)state;
    uint64_t seed = 2;
    problem p = dense_problem(150, 5, 10, RANDBLAS_COL_MAJOR, 37, 0.1, &seed);
    check_against_serial(&p, NULL, false);
    free_any(&p);
}

/* Fewer rows than processes, and hardly more rows than columns: A itself is factored. */
static void small_sizes(void **state)
{
    (void)state;
    const int64_t sizes[][2] = {{1, 1}, {3, 2}, {5, 5}, {6, 0}, {40, 30}};
    uint64_t seed = 3;
    for (int k = 0; k < 5; k++) {
        problem p = dense_problem(sizes[k][0], sizes[k][1], 10, RANDBLAS_COL_MAJOR, 2, 0, &seed);
        randlapack_lsq_report report;
        for (int i = 0; i < NSIZES; i++)
            for (int exact = 0; exact < 2; exact++) {
                double normal;
                current = make_group(group_sizes[i], exact != 0, 0);
                dealt = (cut)(i % 4);
                assert_int_equal(spread_with_report(&p.A, 2, p.B, p.ldb, p.X, p.ldx, NULL, &report), 0);
                assert_true(residual_norm(&p, 1, p.X + p.ldx, &normal) <= (p.n ? 100 * EPS : 1e9));
                assert_true(normal <= 1e3 * EPS);
                randlapack_mpi_destroy(current);
            }
        free_any(&p);
    }
    const randblas_xlinop nothing = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, 0, 0, NULL, 1);
    current = make_group(3, false, 0);
    assert_int_equal(spread_with_report(&nothing, 0, NULL, 1, NULL, 1, NULL, NULL), 0);
    randlapack_mpi_destroy(current);
}

/* ---------------------------------------------------------------- hard problems ----------------------------------- */

/* Outcome and quality are those of the serial library; solutions, and residuals by ||A|| ||x||, differ as they may. */
static void check_quality(const problem *p, int code, double solution)
{
    scalar_t *expected = malloc((size_t)(p->ldx * p->nrhs) * sizeof *expected);
    randlapack_lsq_report serial, report;
    assert_int_equal(randlapack_xlsq_precond(&p->A, p->nrhs, p->B, p->ldb, expected, p->ldx, NULL, &serial), code);
    const double size = serial.residual_norm + norm2(p->m * p->n, p->dense.p) * norm2(p->n, expected);
    for (int k = 0; k < NSIZES; k++) {
        current = make_group(group_sizes[k], k % 2 != 0, 0);
        dealt = (cut)(k % 4);
        assert_int_equal(spread_with_report(&p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, NULL, &report), code);
        assert_int_equal(report.rank, serial.rank);
        assert_true(report.backward_error <= 30 * EPS);
        assert_true(fabs(report.residual_norm - serial.residual_norm) <= 1e3 * EPS * size);
        if (solution > 0) assert_true(distance(p->n, p->X, expected) <= solution * norm2(p->n, expected));
        randlapack_mpi_destroy(current);
    }
    free(expected);
}

static void ill_conditioned(void **state)
{
    (void)state;
    uint64_t seed = 4;
    problem p = dense_problem(300, 10, 0.1 / EPS, RANDBLAS_COL_MAJOR, 1, 0.01, &seed);
    check_quality(&p, 0, 0);
    free_any(&p);
}

static void rank_deficient(void **state)
{
    (void)state;
    uint64_t seed = 5;
    problem p = dense_problem(300, 10, 10, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
    for (int64_t i = 0; i < p.m; i++) {
        set_entry(&p, i, 3, 0);
        set_entry(&p, i, 7, 2 * (double)*view_at(p.dense, i, 2));
    }
    check_quality(&p, RANDBLAS_RANK_DEFICIENT, 1e4 * EPS); /* the solution of least norm is unique */
    free_any(&p);
}

static void coherent_rows(void **state)
{
    (void)state;
    uint64_t seed = 6;
    problem p = dense_problem(300, 8, 10, RANDBLAS_ROW_MAJOR, 1, 0.1, &seed);
    for (int64_t i = 0; i < 8; i++)
        for (int64_t j = 0; j < 8; j++) set_entry(&p, i * 37, j, i == j ? 1e5 : 0);
    check_quality(&p, 0, 1e7 * EPS);
    free_any(&p);
}

static void extreme_scales(void **state)
{
    (void)state;
    uint64_t seed = 7;
    const double scales[] = {IS_SINGLE ? 1e30 : 1e200, IS_SINGLE ? 1e-30 : 1e-200};
    for (int k = 0; k < 2; k++) {
        problem p = dense_problem(200, 6, 10, RANDBLAS_COL_MAJOR, 1, 0.1, &seed);
        for (int64_t i = 0; i < p.m; i++) {
            for (int64_t j = 0; j < p.n; j++) set_entry(&p, i, j, (double)*view_at(p.dense, i, j) * scales[k]);
            p.B[i] *= (scalar_t)scales[1 - k];
        }
        scalar_t expected[6];
        const int code = randlapack_xlsq_precond(&p.A, 1, p.B, p.ldb, expected, 6, NULL, NULL);
        for (int i = 0; i < 2 * NSIZES; i++) {
            current = make_group(group_sizes[i / 2], i % 2 != 0, 0);
            assert_int_equal(spread_with_report(&p.A, 1, p.B, p.ldb, p.X, p.ldx, NULL, NULL), code);
            for (int64_t j = 0; j < p.n; j++)
                assert_true(expected[j] == p.X[j] || fabs((double)(p.X[j] / expected[j]) - 1) <= 100 * SAME);
            randlapack_mpi_destroy(current);
        }
        free_any(&p);
    }
}

/* ---------------------------------------------------------------- the same bits ----------------------------------- */

/* For every size and distribution; the first is kept as what the others must equal. */
static void check_bits(const problem *p, const randlapack_lsq_options *options)
{
    scalar_t *first = malloc((size_t)(p->ldx * p->nrhs) * sizeof *first);
    randlapack_lsq_report kept = {0}, report;
    for (int k = 0; k < NSIZES; k++)
        for (int how = k % 2; how < 4; how += 2) {
            current = make_group(group_sizes[k], true, 128);
            dealt = (cut)how;
            const int info = spread_with_report(&p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, options, &report);
            assert_int_equal(info, 0);
            if (k == 0 && how == 0) {
                memcpy(first, p->X, (size_t)(p->ldx * p->nrhs) * sizeof *first);
                kept = report;
            }
            for (int64_t r = 0; r < p->nrhs; r++)
                assert_memory_equal(p->X + r * p->ldx, first + r * p->ldx, (size_t)p->n * sizeof *first);
            assert_memory_equal(&report.residual_norm, &kept.residual_norm, sizeof kept.residual_norm);
            assert_memory_equal(&report.backward_error, &kept.backward_error, sizeof kept.backward_error);
            assert_int_equal(report.iterations, kept.iterations);
            randlapack_mpi_destroy(current);
        }
    free(first);
}

static void exact_sums_do_not_depend_on_the_ranks(void **state)
{
    (void)state;
    const randlapack_lsq_options choices[] = {
        {0},
        {.family = RANDBLAS_SPARSE_STACK, .ridge = 0.5, .preconditioner = RANDLAPACK_PRECOND_SVD},
        {.family = RANDBLAS_GAUSSIAN, .sketch_rows = 40, .solver = RANDLAPACK_SOLVER_CG},
        {.family = RANDBLAS_SRFT, .sketch_rows = 40, .solver = RANDLAPACK_SOLVER_LSMR},
    };
    uint64_t seed = 8;
    problem columns = dense_problem(333, 9, 1e4, RANDBLAS_COL_MAJOR, 2, 0.1, &seed);
    problem rows = dense_problem(333, 9, 1e4, RANDBLAS_ROW_MAJOR, 2, 0.1, &seed), csr = csr_problem(300, 9, 1, &seed);
    for (size_t k = 0; k < sizeof choices / sizeof *choices; k++) {
        const problem *const each[] = {&columns, &rows, &csr};
        check_bits(each[k % 3], &choices[k]);
    }
    const randlapack_lsq_options by_sketch = {.preconditioner = RANDLAPACK_PRECOND_SKETCH, .ridge = 0.25};
    problem easy = dense_problem(333, 9, 10, RANDBLAS_COL_MAJOR, 2, 0.1, &seed);
    check_against_serial(&easy, &by_sketch, true);
    free_any(&easy), free_any(&columns), free_any(&rows), free_any(&csr);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(equals_the_serial_library),
    cmocka_unit_test(many_right_hand_sides),
    cmocka_unit_test(small_sizes),
    cmocka_unit_test(ill_conditioned),
    cmocka_unit_test(rank_deficient),
    cmocka_unit_test(coherent_rows),
    cmocka_unit_test(extreme_scales),
    cmocka_unit_test(exact_sums_do_not_depend_on_the_ranks),
};

RUN_UNDER_MPI(tests)
