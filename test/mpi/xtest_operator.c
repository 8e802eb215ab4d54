/*
 * Drivers that take an operator, on one made of rows that are spread: the same drivers on the whole matrix are the
 * reference; and the same bits with exact sums.
 */
#include "testing.h"

#include "groups.h"
#include "xsupport.h"

#include "group_impl.h"
#include "mpi_names_impl.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define N 40
#define M 120
#define K 6
#define UNIT ((double)REAL_EPS / DBL_EPSILON)
#define VALUES (5 + 2 * K)

/* What the drivers make of an operator, one after another. */
static int run_all(const randblas_xlinop *A, double values[VALUES])
{
    const randlapack_trace_options trace = {.method = RANDLAPACK_TRACE_HUTCHPP, .products = 30};
    const randlapack_slq_options slq = {.degree = 10, .samples = 8};
    const randlapack_spectral_function f[] = {{.kind = RANDLAPACK_FUNCTION_LOG}, {.kind = RANDLAPACK_FUNCTION_INVERSE}};
    randlapack_spectral_value sums[2] = {{0}};
    scalar_t U[N * K], lambda[K] = {0};
    int info = randlapack_xtrace(A, &values[0], &trace, NULL);
    if (!info) info = randlapack_xslq(A, 2, f, sums, &slq, NULL);
    values[1] = sums[0].value;
    values[2] = sums[1].value;
    if (!info) info = randlapack_xspectral_norm(A, &values[3], NULL, NULL);
    if (!info) info = randlapack_xnystrom(A, K, U, N, lambda, NULL, NULL);
    for (int k = 0; k < K; k++) values[5 + k] = (double)lambda[k];
    values[4] = fabs((double)U[0]);
    if (!info) info = randlapack_xeig(A, K, U, N, lambda, NULL, NULL);
    for (int k = 0; k < K; k++) values[5 + K + k] = (double)lambda[k];
    return info;
}

/* Symmetric, eigenvalues about 1 to 7; or tall. */
static randblas_xview make_matrix(int64_t m, bool square)
{
    uint64_t seed = 5;
    const randblas_xview A = random_view(m, N, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int64_t j = 0; j < N && square; j++)
        for (int64_t i = 0; i <= j; i++) {
            const scalar_t a = i == j ? (scalar_t)(4 + 3 * cos((double)i)) : *view_at(A, i, j) / 20;
            *view_at(A, i, j) = *view_at(A, j, i) = a;
        }
    return A;
}

static randlapack_mpi_xrows own_rows(randlapack_mpi *g, randblas_xview A, int64_t m, cut how)
{
    const int rank = randlapack_mpi_rank(g), size = randlapack_mpi_size(g);
    const int64_t at = cut_at(how, m, rank, size), end = cut_at(how, m, rank + 1, size);
    const randblas_xlinop own = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, end - at, N, A.p + at, A.ld);
    randlapack_mpi_xrows rows;
    assert_int_equal(randlapack_mpi_xrows_make(g, &own, &rows), 0);
    return rows;
}

static void check_form(randlapack_mpi_form form)
{
    const bool square = form == RANDLAPACK_MPI_SQUARE;
    const int64_t m = square ? N : M;
    const randblas_xview A = make_matrix(m, square);
    const randblas_xlinop whole = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, m, N, A.p, A.ld);
    const randblas_xlinop serial = square ? whole : randlapack_xlinop_gram(&whole);
    double expected[VALUES], values[VALUES], first[VALUES];
    assert_int_equal(run_all(&serial, expected), 0);
    for (int k = 0; k < 2 * NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k / 2], k % 2 != 0, 0);
        const randlapack_mpi_xrows rows = own_rows(g, A, m, (cut)(k % 4));
        randlapack_mpi_xoperator *op = NULL;
        assert_int_equal(randlapack_mpi_xoperator_create(g, &rows, form, &op), 0);
        assert_int_equal(randlapack_mpi_finish(g, run_all(randlapack_mpi_xoperator_linop(op), values)), 0);
        for (int i = 0; i < VALUES; i++)
            assert_true(fabs(values[i] - expected[i]) <= 1e-11 * UNIT * (fabs(expected[i]) + expected[3]));
        if (k == 1) memcpy(first, values, sizeof first);
        if (k % 2) assert_memory_equal(values, first, sizeof first);
        randlapack_mpi_xoperator_destroy(op);
        randlapack_mpi_destroy(g);
    }
    free(A.p);
}

static void a_square_matrix(void **state)
{
    (void)state;
    check_form(RANDLAPACK_MPI_SQUARE);
}

static void a_gram_matrix(void **state)
{
    (void)state;
    check_form(RANDLAPACK_MPI_GRAM);
}

/* A X and A^T X, A not symmetric, for more columns than go at a time. */
static void products_both_ways(void **state)
{
    (void)state;
    uint64_t seed = 6;
    const randblas_xview A = random_view(N, N, RANDBLAS_ROW_MAJOR, 3, &seed);
    const randblas_xview X = random_view(N, 21, RANDBLAS_COL_MAJOR, 2, &seed);
    const randblas_xview expected = random_view(N, 21, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xview Y = random_view(N, 21, RANDBLAS_COL_MAJOR, 1, &seed);
    for (int k = 0; k < 4 * NSIZES; k++) {
        const randblas_op trans = k % 2 ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS;
        randlapack_mpi *g = make_group(group_sizes[k / 4], k % 4 > 1, 0);
        const int64_t at = cut_at((cut)(k % 4), N, g->rank, g->size),
                      end = cut_at((cut)(k % 4), N, g->rank + 1, g->size);
        const randblas_xlinop own = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, end - at, N, A.p + at * A.ld, A.ld);
        randlapack_mpi_xrows rows;
        randlapack_mpi_xoperator *op = NULL;
        assert_int_equal(randlapack_mpi_xrows_make(g, &own, &rows), 0);
        assert_int_equal(randlapack_mpi_xoperator_create(g, &rows, RANDLAPACK_MPI_SQUARE, &op), 0);
        reference_gemm(N, 21, N, 1, trans, A, RANDBLAS_NO_TRANS, X, 0, expected);
        assert_int_equal(randlapack_mpi_finish(g, randblas_xlinop_apply(RANDBLAS_COL_MAJOR, trans, 21, 1,
                                                                        randlapack_mpi_xoperator_linop(op), X.p, X.ld,
                                                                        0, Y.p, Y.ld)),
                         0);
        assert_true(max_difference(N, 21, expected, Y) <= 100 * (double)REAL_EPS);
        randlapack_mpi_xoperator_destroy(op);
        randlapack_mpi_destroy(g);
    }
    free(A.p), free(X.p), free(expected.p), free(Y.p);
}

static int stop_at_once(void *context, const char *phase, double fraction)
{
    (void)context, (void)phase, (void)fraction;
    return 1;
}

/* One process leaves the driver; the others learn it at the next product. */
static void failures(void **state)
{
    (void)state;
    const randblas_xview A = make_matrix(N, true);
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], k % 2 != 0, 0);
        const randlapack_mpi_xrows rows = own_rows(g, A, N, CUT_EVEN);
        randlapack_mpi_xoperator *op = NULL;
        double all[VALUES];
        assert_int_equal(randlapack_mpi_xoperator_create(g, &rows, RANDLAPACK_MPI_SQUARE, &op), 0);
        for (int who = 0; who < g->size; who++) {
            double trace = 0;
            randlapack_trace_options options = {.method = RANDLAPACK_TRACE_HUTCHPP};
            if (g->rank == who) options.control.progress = stop_at_once;
            const int info = randlapack_xtrace(randlapack_mpi_xoperator_linop(op), &trace, &options, NULL);
            assert_int_equal(randlapack_mpi_finish(g, info), RANDBLAS_CANCELLED);
        }
        assert_int_equal(randlapack_mpi_finish(g, run_all(randlapack_mpi_xoperator_linop(op), all)), 0);
        randlapack_mpi_xoperator_destroy(op);
        randlapack_mpi_destroy(g);
    }
    free(A.p);
}

static void illegal_arguments(void **state)
{
    (void)state;
    const randblas_xview A = make_matrix(M, false), B = make_matrix(N, true);
    randlapack_mpi *g = make_group(7, false, 0);
    const randlapack_mpi_xrows tall = own_rows(g, A, M, CUT_EVEN), square = own_rows(g, B, N, CUT_EVEN);
    const bool here = g->rank == g->size - 1;
    randlapack_mpi_xoperator *op = NULL;
    assert_int_equal(randlapack_mpi_xoperator_create(NULL, &tall, RANDLAPACK_MPI_GRAM, &op), -1);
    assert_int_equal(randlapack_mpi_xoperator_create(g, here ? NULL : &tall, RANDLAPACK_MPI_GRAM, &op), -2);
    assert_int_equal(randlapack_mpi_xoperator_create(g, &tall, RANDLAPACK_MPI_SQUARE, &op), -2);
    assert_int_equal(
        randlapack_mpi_xoperator_create(g, &square, here ? RANDLAPACK_MPI_GRAM : RANDLAPACK_MPI_SQUARE, &op),
        g->size > 1 ? -2 : 0);
    assert_int_equal(randlapack_mpi_xoperator_create(g, &square, (randlapack_mpi_form)(here ? 9 : 1), &op), -3);
    assert_int_equal(randlapack_mpi_xoperator_create(g, &square, RANDLAPACK_MPI_GRAM, here ? NULL : &op), -4);
    assert_null(op);
    assert_null(randlapack_mpi_xoperator_linop(NULL));
    randlapack_mpi_xoperator_destroy(NULL);
    assert_int_equal(randlapack_mpi_finish(NULL, 0), -1);
    randlapack_mpi_destroy(g);
    free(A.p), free(B.p);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_square_matrix), cmocka_unit_test(a_gram_matrix),     cmocka_unit_test(products_both_ways),
    cmocka_unit_test(failures),        cmocka_unit_test(illegal_arguments),
};

RUN_UNDER_MPI(tests)
