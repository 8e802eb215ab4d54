/* Log-determinants in blocks against those in memory. */
#include "testing.h"

#include "xgroups.h"
#include "xspectrum.h"

#include "cyclic_impl.h"
#include "lapack_impl.h"
#include "randlapack_mpi_logdet.h"

#include <float.h>
#include <math.h>

#define N 45
#define EPS ((double)REAL_EPS)
#if IS_SINGLE
#define rmt_xlogdet rmt_slogdet
#else
#define rmt_xlogdet rmt_dlogdet
#endif

/* Symmetric, with `shift` on the diagonal; or not symmetric. */
static randblas_xview make_matrix(int64_t n, bool symmetric, double shift, randblas_layout layout)
{
    uint64_t seed = 1;
    const randblas_xview A = random_view(n, n, layout, 2, &seed);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < i && symmetric; j++) *view_at(A, i, j) = *view_at(A, j, i);
        *view_at(A, i, i) += (scalar_t)shift;
    }
    return A;
}

static void check(randblas_xview A, int64_t n, rmt_matrix_kind kind, int64_t block)
{
    const randblas_layout layout = A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    const randblas_xlinop whole = randblas_xlinop_dense(layout, n, n, A.p, A.ld);
    rmt_logdet_report expected, report;
    const randblas_uplo uplo = RANDBLAS_LOWER;
    const int code = rmt_xlogdet(kind, layout, uplo, n, A.p, A.ld, NULL, &expected);
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        const randlapack_mpi_xrows rows = own_rows(g, &whole, (cut)(k % 4));
        assert_int_equal(randlapack_mpi_xlogdet(g, &rows, kind, block, NULL, &report), code);
        assert_int_equal(report.sign, expected.sign);
        if (code == 0) {
            assert_true(fabs(report.logabsdet - expected.logabsdet) <=
                        100 * EPS * (fabs(expected.logabsdet) + (double)n));
            assert_int_equal(report.rank, n);
        } else {
            assert_true(code == RANDBLAS_RANK_DEFICIENT ? isinf(report.logabsdet) : isnan(report.logabsdet));
        }
        randlapack_mpi_destroy(g);
    }
}

static void equal_those_in_memory(void **state)
{
    (void)state;
    const int64_t blocks[] = {1, 4, 8, 0};
    for (int k = 0; k < 4; k++) {
        const randblas_layout layout = k % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        const randblas_xview definite = make_matrix(N, true, 30, layout),
                             indefinite = make_matrix(N, true, 0.5, layout);
        const randblas_xview general = make_matrix(N, false, 0.5, layout);
        check(definite, N, RMT_DEFINITE, blocks[k]);
        check(indefinite, N, RMT_SYMMETRIC, blocks[k]);
        check(general, N, RMT_GENERAL, blocks[k]);
        free(definite.p), free(indefinite.p), free(general.p);
    }
}

static void of_hard_matrices(void **state)
{
    (void)state;
    const double scales[] = {IS_SINGLE ? 1e30 : 1e200, IS_SINGLE ? 1e-30 : 1e-200};
    const randblas_xview indefinite = make_matrix(N, true, 0.5, RANDBLAS_COL_MAJOR);
    check(indefinite, N, RMT_DEFINITE, 4); /* it is not */
    free(indefinite.p);
    for (int k = 0; k < 2; k++) {
        const randblas_xview A = make_matrix(N, true, 30, RANDBLAS_COL_MAJOR);
        for (int64_t i = 0; i < N; i++)
            for (int64_t j = 0; j < N; j++) *view_at(A, i, j) *= (scalar_t)scales[k];
        check(A, N, RMT_DEFINITE, 8);
        check(A, N, RMT_GENERAL, 8);
        for (int64_t i = 0; i < N; i++) *view_at(A, i, 20) = 0;
        check(A, N, RMT_GENERAL, 8); /* singular */
        *view_at(A, N - 1, 3) = (scalar_t)NAN;
        check(A, N, RMT_GENERAL, 8);
        check(A, 1, RMT_DEFINITE, 8);
        check(A, 2, RMT_GENERAL, 1); /* fewer rows than processes */
        check(A, 0, RMT_GENERAL, 8);
        free(A.p);
    }
}

/* A kind whose entries are read by products. */
static void of_a_sparse_matrix(void **state)
{
    (void)state;
    const randblas_xview A = make_matrix(N, true, 30, RANDBLAS_ROW_MAJOR);
    rmt_logdet_report expected, report;
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, RANDBLAS_ROW_MAJOR, RANDBLAS_LOWER, N, A.p, A.ld, NULL, &expected), 0);
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        const int64_t first = cut_at(CUT_UNEVEN, N, g->rank, g->size),
                      end = cut_at(CUT_UNEVEN, N, g->rank + 1, g->size);
        const randblas_xlinop own = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, end - first, N, A.p + first * A.ld, A.ld);
        int64_t ptr[N + 1], colind[N * N];
        scalar_t values[N * N];
        randblas_xlinop csr = {.kind = RANDBLAS_CSR, .rows = own.rows, .cols = N, .nnz = N * N};
        randlapack_mpi_xrows rows;
        csr.ptr = ptr, csr.colind = colind, csr.values = values;
        assert_int_equal(randblas_xconvert(&own, &csr), 0);
        assert_int_equal(randlapack_mpi_xrows_make(g, &csr, &rows), 0);
        assert_int_equal(randlapack_mpi_xlogdet(g, &rows, RMT_DEFINITE, 8, NULL, &report), 0);
        assert_true(fabs(report.logabsdet / expected.logabsdet - 1) <= 100 * EPS);
        randlapack_mpi_destroy(g);
    }
    free(A.p);
}

static void faults(void **state)
{
    (void)state;
    const randblas_xview A = make_matrix(N, true, 30, RANDBLAS_COL_MAJOR);
    const randblas_xlinop whole = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, N, N, A.p, A.ld);
    randlapack_mpi *g = make_group(4, false, 0), *exact = make_group(4, true, 0);
    const randlapack_mpi_xrows rows = own_rows(g, &whole, CUT_EVEN);
    const bool here = g->rank == g->size - 1;
    rmt_logdet_report report = {.sign = 77};
    counting memory = {0};
    const rmt_logdet_options options = {
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &memory}};
    const rmt_logdet_options bad = {.overwrite = here};
    randlapack_mpi_xrows tall = rows;
    tall.local.cols--;
    assert_int_equal(randlapack_mpi_xlogdet(NULL, &rows, RMT_DEFINITE, 8, NULL, &report), -1);
    assert_int_equal(randlapack_mpi_xlogdet(exact, &rows, RMT_DEFINITE, 8, NULL, &report), -1);
    assert_int_equal(randlapack_mpi_xlogdet(g, here ? NULL : &rows, RMT_DEFINITE, 8, NULL, &report), -2);
    assert_int_equal(randlapack_mpi_xlogdet(g, &tall, RMT_DEFINITE, 8, NULL, &report), -2);
    assert_int_equal(randlapack_mpi_xlogdet(g, &rows, (rmt_matrix_kind)(here ? 9 : 3), 8, NULL, &report), -3);
    assert_int_equal(randlapack_mpi_xlogdet(g, &rows, RMT_DEFINITE, here ? -1 : 8, NULL, &report), -4);
    assert_int_equal(randlapack_mpi_xlogdet(g, &rows, RMT_DEFINITE, 8, &bad, &report), -5);
    assert_int_equal(randlapack_mpi_xlogdet(g, &rows, RMT_DEFINITE, 8, NULL, here ? NULL : &report), -6);
    assert_int_equal(randlapack_mpi_xlogdet(g, &rows, RMT_DEFINITE, here ? 4 : 8, NULL, &report), g->size > 1 ? -2 : 0);
    assert_int_equal(report.sign, 77);
    assert_int_equal(randlapack_mpi_xlogdet(g, &rows, RMT_DEFINITE, 8, &options, &report), 0);
    const int64_t requests = memory.requests;
    for (int64_t at = 1; at <= requests; at++) {
        memory = (counting){.refuse = g->rank == at % g->size ? at : 0};
        assert_int_equal(randlapack_mpi_xlogdet(g, &rows, RMT_DEFINITE, 8, &options, &report), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(memory.out, 0);
    }
    randlapack_mpi_destroy(exact);
    randlapack_mpi_destroy(g);
    free(A.p);
}

/* Counts against going through all indices. */
static void who_has_what(void **state)
{
    (void)state;
    for (int64_t n = 0; n < 40; n += 3)
        for (int64_t block = 1; block < 6; block++)
            for (int which = 0; which < 4; which++) {
                int64_t count = 0;
                for (int64_t i = 0; i < n; i++) {
                    if (i / block % 4 != which) continue;
                    assert_int_equal(randlapack_mpi_cyclic_index(count, block, which, 4), i);
                    count++;
                }
                assert_int_equal(randlapack_mpi_cyclic_count(n, block, which, 4), count);
            }
}

/* ---------------------------------------------------------------- spectra ----------------------------------------- */

static double *singular_values(randblas_xview A, int64_t n)
{
    scalar_t *C = malloc((size_t)(n * n + 1) * sizeof *C), s[N + 1];
    scalar_t *work = malloc((size_t)(RANDLAPACK_VALUES_WORK(n) + 1) * sizeof *work);
    int64_t *iwork = malloc((size_t)(8 * n + 1) * sizeof *iwork);
    double *out = malloc((size_t)(n + 1) * sizeof *out);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) C[i + j * n] = *view_at(A, i, j);
    if (n > 0) assert_int_equal(randlapack_xsingular_values(n, C, n, s, work, iwork), 0);
    for (int64_t i = 0; i < n; i++) out[i] = (double)s[i];
    free(C), free(work), free(iwork);
    return out;
}

/* Eigenvalues of A are the singular values of A + shift, which is definite, less the shift. */
static void check_spectrum(randblas_xview A, int64_t n, rmt_matrix_kind kind, double shift, int64_t block)
{
    const randblas_layout layout = A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    const randblas_xlinop whole = randblas_xlinop_dense(layout, n, n, A.p, A.ld);
    scalar_t values[N];
    for (int64_t i = 0; i < n; i++) *view_at(A, i, i) += (scalar_t)shift;
    double *s = singular_values(A, n);
    for (int64_t i = 0; i < n; i++) *view_at(A, i, i) -= (scalar_t)shift;
    for (int k = 0; k < NSIZES; k++) {
        randlapack_mpi *g = make_group(group_sizes[k], false, 0);
        const randlapack_mpi_xrows rows = own_rows(g, &whole, (cut)(k % 4));
        assert_int_equal(randlapack_mpi_xspectrum(g, &rows, kind, block, values, NULL), 0);
        for (int64_t i = 0; i < n; i++) {
            const double expected = kind == RMT_GENERAL ? s[i] : s[n - 1 - i] - shift;
            assert_true(fabs((double)values[i] - expected) <= 100 * EPS * s[0]);
        }
        randlapack_mpi_destroy(g);
    }
    free(s);
}

static void spectra(void **state)
{
    (void)state;
    const int64_t blocks[] = {0, 3};
    for (int k = 0; k < 2; k++) {
        const randblas_layout layout = k % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        const randblas_xview symmetric = make_matrix(N, true, 1, layout), general = make_matrix(N, false, 0, layout);
        check_spectrum(symmetric, N, RMT_SYMMETRIC, 30, blocks[k]);
        check_spectrum(symmetric, 1, RMT_SYMMETRIC, 30, blocks[k]);
        check_spectrum(symmetric, 0, RMT_SYMMETRIC, 0, blocks[k]);
        check_spectrum(general, N, RMT_GENERAL, 0, blocks[k]);
        for (int64_t i = 0; i < N; i++) *view_at(general, i, 7) = 0; /* and of deficient rank */
        check_spectrum(general, N, RMT_GENERAL, 0, blocks[k]);
        free(symmetric.p), free(general.p);
    }
}

static void faults_of_spectra(void **state)
{
    (void)state;
    const randblas_xview A = make_matrix(N, true, 1, RANDBLAS_COL_MAJOR);
    const randblas_xlinop whole = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, N, N, A.p, A.ld);
    randlapack_mpi *g = make_group(4, false, 0), *exact = make_group(4, true, 0);
    const randlapack_mpi_xrows rows = own_rows(g, &whole, CUT_UNEVEN);
    const bool here = g->rank == g->size - 1;
    const randblas_control bad = {.memory_limit = here ? -1 : 0};
    scalar_t values[N] = {(scalar_t)NAN};
    assert_int_equal(randlapack_mpi_xspectrum(NULL, &rows, RMT_SYMMETRIC, 0, values, NULL), -1);
    assert_int_equal(randlapack_mpi_xspectrum(exact, &rows, RMT_SYMMETRIC, 0, values, NULL), -1);
    assert_int_equal(randlapack_mpi_xspectrum(g, here ? NULL : &rows, RMT_SYMMETRIC, 0, values, NULL), -2);
    assert_int_equal(randlapack_mpi_xspectrum(g, &rows, (rmt_matrix_kind)(here ? 9 : 1), 0, values, NULL), -3);
    assert_int_equal(randlapack_mpi_xspectrum(g, &rows, RMT_SYMMETRIC, here ? -1 : 0, values, NULL), -4);
    assert_int_equal(randlapack_mpi_xspectrum(g, &rows, RMT_SYMMETRIC, 0, here ? NULL : values, NULL), -5);
    assert_int_equal(randlapack_mpi_xspectrum(g, &rows, RMT_SYMMETRIC, 0, values, &bad), -6);
    assert_true(isnan(values[0]));
    counting memory = {0};
    const randblas_control control = {
        .allocate = counting_allocate, .release = counting_release, .allocator_context = &memory};
    assert_int_equal(randlapack_mpi_xspectrum(g, &rows, RMT_SYMMETRIC, 0, values, &control), 0);
    const int64_t requests = memory.requests;
    for (int64_t at = 1; at <= requests; at++) {
        memory = (counting){.refuse = g->rank == at % g->size ? at : 0};
        assert_int_equal(randlapack_mpi_xspectrum(g, &rows, RMT_SYMMETRIC, 0, values, &control),
                         RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(memory.out, 0);
    }
    *view_at(A, 3, 2) = (scalar_t)INFINITY;
    assert_int_equal(randlapack_mpi_xspectrum(g, &rows, RMT_GENERAL, 0, values, NULL), RANDBLAS_NOT_FINITE);
    for (int64_t i = 0; i < N; i++) assert_true(isnan(values[i]));
    randlapack_mpi_destroy(exact);
    randlapack_mpi_destroy(g);
    free(A.p);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(equal_those_in_memory), cmocka_unit_test(of_hard_matrices),
    cmocka_unit_test(of_a_sparse_matrix),    cmocka_unit_test(faults),
    cmocka_unit_test(who_has_what),          cmocka_unit_test(spectra),
    cmocka_unit_test(faults_of_spectra),
};

RUN_UNDER_MPI(tests)
