/*
 * Factorisations of rows that are spread: against the library for one process where the result is unique, and by what
 * defines them where it is not.
 */
#include "testing.h"

#include "groups.h"
#include "xspectrum.h"
#include "xsupport.h"

#include "group_impl.h"
#include "mpi_names_impl.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define M 130
#define N 12
#define LD (M + 1)
#define EPS ((double)REAL_EPS)
#define SAME (1e-13 * EPS / DBL_EPSILON)

/* A group, and the rows of a matrix that all have. */
typedef struct part {
    randlapack_mpi *g;
    randlapack_mpi_xrows rows;
    int64_t first, own;
} part;

static part make_part(randblas_xview A, int64_t m, int64_t n, int k)
{
    part p = {.g = make_group(group_sizes[k % NSIZES], false, 0)};
    const cut how = (cut)(k % 4);
    p.first = cut_at(how, m, p.g->rank, p.g->size);
    p.own = cut_at(how, m, p.g->rank + 1, p.g->size) - p.first;
    const randblas_layout layout = A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    const randblas_xlinop own = randblas_xlinop_dense(layout, p.own, n, view_at(A, p.first, 0), A.ld);
    assert_int_equal(randlapack_mpi_xrows_make(p.g, &own, &p.rows), 0);
    return p;
}

/* max |Q^T Q - I| over the first k columns of the whole Q, which is put together from its parts. */
static double departure(const part *p, int64_t m, int64_t k, const scalar_t *Q, scalar_t *whole)
{
    double worst = 0;
    double *all = calloc((size_t)(m * k + 1), sizeof *all);
    for (int64_t j = 0; j < k; j++)
        for (int64_t i = 0; i < p->own; i++) all[p->first + i + j * m] = (double)Q[i + j * LD];
    assert_int_equal(randlapack_mpi_finish(p->g, randlapack_mpi_collect(p->g, RANDLAPACK_MPI_SUM_D, m * k, all, 0)), 0);
    for (int64_t j = 0; j < k; j++)
        for (int64_t i = 0; i < k; i++) {
            double dot = 0;
            for (int64_t r = 0; r < m; r++) dot += all[r + i * m] * all[r + j * m];
            worst = fmax(worst, fabs(dot - (i == j)));
        }
    for (int64_t i = 0; i < m * k; i++) whole[i] = (scalar_t)all[i];
    free(all);
    return worst;
}

/* ---------------------------------------------------------------- CQRRPT ------------------------------------------ */

/* max |A P - Q R| */
static double qr_residual(randblas_xview A, int64_t m, int64_t rank, const int64_t *pivots, const scalar_t *Q,
                          const scalar_t *R)
{
    double worst = 0;
    for (int64_t j = 0; j < N; j++)
        for (int64_t i = 0; i < m; i++) {
            double left = (double)*view_at(A, i, pivots[j]);
            for (int64_t r = 0; r < rank; r++) left -= (double)Q[i + r * m] * (double)R[r + j * N];
            worst = fmax(worst, fabs(left));
        }
    return worst;
}

/* The same pivots and, R being unique with a positive diagonal, the same R and Q. */
static void check_qr(randblas_xview A, int64_t m, int code, int64_t rank, double tolerance, double scale)
{
    static scalar_t Q[LD * N], expected[LD * N], whole[LD * N];
    scalar_t R[N * N], serial[N * N];
    int64_t pivots[N], others[N];
    const randblas_layout layout = A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    const randblas_xlinop all = randblas_xlinop_dense(layout, m, N, A.p, A.ld);
    randlapack_tall_qr_report report, before;
    assert_int_equal(randlapack_xcqrrpt(&all, expected, LD, serial, N, others, NULL, &before), code);
    for (int k = 0; k < NSIZES; k++) {
        part p = make_part(A, m, N, k);
        assert_int_equal(randlapack_mpi_xcqrrpt(p.g, &p.rows, Q, LD, R, N, pivots, NULL, &report), code);
        assert_memory_equal(pivots, others, (size_t)rank * sizeof *pivots);
        assert_int_equal(report.rank, rank);
        assert_int_equal(report.method, before.method);
        assert_true(departure(&p, m, rank, Q, whole) <= 50 * EPS);
        for (int64_t j = 0; j < rank; j++)
            for (int64_t i = 0; i < N; i++)
                assert_true(fabs((double)(R[i + j * N] - serial[i + j * N])) <= tolerance * scale);
        assert_true(qr_residual(A, m, rank, pivots, whole, R) <= 100 * EPS * scale);
        assert_true(fabs(report.error - before.error) <= tolerance * scale);
        randlapack_mpi_destroy(p.g);
    }
}

static void qr_equals_the_serial_library(void **state)
{
    (void)state;
    uint64_t seed = 1;
    double *s = geometric(N, 10);
    for (int k = 0; k < 2; k++) {
        const randblas_layout layout = k ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        const randblas_xview A = random_with_values(M, N, s, layout, 2, &seed);
        check_qr(A, M, 0, N, 10 * SAME, 1);
        free(A.p);
    }
    free(s);
}

static void qr_of_hard_matrices(void **state)
{
    (void)state;
    uint64_t seed = 2;
    double *s = geometric(N, 0.01 / EPS);
    const randblas_xview A = random_with_values(M, N, s, RANDBLAS_COL_MAJOR, 2, &seed);
    check_qr(A, M, 0, N, 1e3 * EPS, 1);
    for (int64_t j = 5; j < N; j++) /* rank 5 */
        for (int64_t i = 0; i < M; i++) *view_at(A, i, j) = *view_at(A, i, j - 5);
    for (int64_t k = 0; k < 5 * A.ld; k++) A.p[k] = random_scalar(&seed);
    for (int64_t j = 5; j < N; j++)
        for (int64_t i = 0; i < M; i++) *view_at(A, i, j) = (scalar_t)j * *view_at(A, i, j % 5);
    check_qr(A, M, RANDBLAS_RANK_DEFICIENT, 5, 1e4 * EPS, 100);
    const double big = IS_SINGLE ? 1e30 : 1e200;
    for (int64_t k = 0; k < N * A.ld; k++) A.p[k] = (scalar_t)((double)random_real(&seed) * big);
    check_qr(A, M, 0, N, 10 * SAME, 12 * big);
    check_qr(A, N + 3, 0, N, 100 * SAME, 12 * big); /* A itself in place of a sketch */
    free(A.p), free(s);
}

static part make_exact_part(const randblas_xlinop *A, randlapack_mpi *group, cut how)
{
    const int rank = randlapack_mpi_rank(group), size = randlapack_mpi_size(group);
    part p = {.g = group, .first = cut_at(how, A->rows, rank, size)};
    p.own = cut_at(how, A->rows, rank + 1, size) - p.first;
    randblas_xlinop own = *A;
    own.rows = p.own;
    own.values += A->layout == RANDBLAS_ROW_MAJOR ? p.first * A->ld : p.first;
    assert_int_equal(randlapack_mpi_xrows_make(group, &own, &p.rows), 0);
    return p;
}

static randlapack_mpi *make_alone(void)
{
    const randlapack_mpi_options options = {.exact = 1};
    randlapack_mpi *alone = NULL;
    assert_int_equal(randlapack_mpi_create(MPI_COMM_SELF, &options, &alone), 0);
    return alone;
}

/* Q of its rows, R and pivots, for every size and distribution: those of one process, bit for bit. */
static void check_qr_bits(randblas_xview A, const randlapack_tall_qr_options *options, int code)
{
    static scalar_t Q[LD * N], first[LD * N], expected[LD * N];
    scalar_t R[N * N], kept[N * N], serial[N * N];
    int64_t pivots[N], others[N];
    randlapack_tall_qr_report report, before;
    const randblas_layout layout = A.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    const randblas_xlinop all = randblas_xlinop_dense(layout, M, N, A.p, A.ld);
    randlapack_mpi *alone = make_alone();
    const part whole = make_exact_part(&all, alone, CUT_EVEN);
    assert_int_equal(randlapack_xcqrrpt(&all, expected, LD, serial, N, others, options, NULL), code);
    assert_int_equal(randlapack_mpi_xcqrrpt(alone, &whole.rows, first, LD, kept, N, others, options, &before), code);
    for (int64_t j = 0; j < before.rank && code == 0; j++)
        for (int64_t i = 0; i < M; i++)
            assert_true(fabs((double)(first[i + j * LD] - expected[i + j * LD])) <= 10 * SAME);
    for (int pass = 0; pass < 4 * NSIZES; pass++) {
        randlapack_mpi *g = make_group(group_sizes[pass / 4], true, 128);
        const part p = make_exact_part(&all, g, (cut)(pass % 4));
        assert_int_equal(randlapack_mpi_xcqrrpt(g, &p.rows, Q, LD, R, N, pivots, options, &report), code);
        assert_memory_equal(pivots, others, sizeof pivots);
        assert_memory_equal(R, kept, sizeof R);
        for (int64_t j = 0; j < N && p.own > 0; j++)
            assert_memory_equal(Q + j * LD, first + p.first + j * LD, (size_t)p.own * sizeof *Q);
        assert_memory_equal(&report.error, &before.error, sizeof before.error);
        assert_memory_equal(&report.condition, &before.condition, sizeof before.condition);
        assert_int_equal(report.method, before.method);
        randlapack_mpi_destroy(g);
    }
    randlapack_mpi_destroy(alone);
}

static void exact_qr_does_not_depend_on_the_ranks(void **state)
{
    (void)state;
    const randlapack_tall_qr_options choices[] = {{0},
                                                  {.family = RANDBLAS_SRHT, .sketch_rows = 40},
                                                  {.family = RANDBLAS_GAUSSIAN, .sketch_rows = 30, .equilibrate = 1},
                                                  {.sketch_rows = M},
                                                  {.sketched = 1}};
    uint64_t seed = 11;
    double *s = geometric(N, 100), *easy = geometric(N, 2);
    for (int k = 0; k < 6; k++) {
        const randblas_layout layout = k % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        const randblas_xview A = random_with_values(M, N, k == 0 ? easy : s, layout, 1, &seed);
        check_qr_bits(A, &choices[k % 5], 0);
        for (int64_t i = 0; i < M && k > 2; i++) { /* rank N - 2 */
            *view_at(A, i, 3) = 2 * *view_at(A, i, 7);
            *view_at(A, i, 5) = *view_at(A, i, 1) - *view_at(A, i, 2);
        }
        if (k > 2) check_qr_bits(A, &choices[k % 5], RANDBLAS_RANK_DEFICIENT);
        free(A.p);
    }
    free(s), free(easy);
}

/* doc/scaling.md: full rank, one Gram matrix. */
static void words_are_those_of_the_formula(void **state)
{
    (void)state;
    static scalar_t Q[LD * N];
    scalar_t R[N * N];
    int64_t pivots[N];
    uint64_t seed = 8;
    double *s = geometric(N, 10);
    const int64_t d = 48, per = 8 / (int64_t)sizeof(scalar_t);
    const randblas_xview A = random_with_values(M, N, s, RANDBLAS_COL_MAJOR, 2, &seed);
    const randlapack_tall_qr_options options = {.sketch_rows = d};
    for (int k = 0; k < NSIZES; k++) {
        part p = make_part(A, M, N, k);
        randlapack_mpi_traffic t;
        const int64_t children = children_of(p.g->rank, p.g->size);
        assert_int_equal(randlapack_mpi_count(p.g, NULL, 1), 0);
        assert_int_equal(randlapack_mpi_xcqrrpt(p.g, &p.rows, Q, LD, R, N, pivots, &options, NULL), 0);
        assert_int_equal(randlapack_mpi_count(p.g, &t, 0), 0);
        const int64_t both = 7 + 1 + (N * (N + 1) / 2 + per - 1) / per, up = p.g->rank > 0;
        assert_int_equal(t.words, up * (both + d * N / per) + children * (both + N * N / per));
        assert_int_equal(t.collectives, 6);
        randlapack_mpi_destroy(p.g);
    }
    free(A.p), free(s);
}

/* ---------------------------------------------------------------- SVD --------------------------------------------- */

/* ||A - U diag(s) V^T||_F and whether both bases are orthonormal. */
static double svd_error(const part *p, randblas_xview A, int64_t m, int64_t k, const scalar_t *U, const scalar_t *s,
                        const scalar_t *V)
{
    static scalar_t whole[LD * N];
    double sum = 0;
    assert_true(departure(p, m, k, U, whole) <= 50 * EPS);
    for (int64_t j = 0; j < k; j++)
        for (int64_t i = 0; i < k; i++) {
            double dot = 0;
            for (int64_t r = 0; r < N; r++) dot += (double)V[r + i * (N + 1)] * (double)V[r + j * (N + 1)];
            assert_true(fabs(dot - (i == j)) <= 50 * EPS);
        }
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < N; j++) {
            double left = (double)*view_at(A, i, j);
            for (int64_t r = 0; r < k; r++)
                left -= (double)whole[i + r * m] * (double)s[r] * (double)V[j + r * (N + 1)];
            sum += left * left;
        }
    return sqrt(sum);
}

/* Of rank 5 exactly: unique, so that values are those of the serial library; else an error close to the best. */
static void svd(void **state)
{
    (void)state;
    static scalar_t U[LD * N];
    scalar_t V[(N + 1) * N], s[N], serial[N], ignored[N * N];
    double values[N];
    uint64_t seed = 3;
    for (int test = 0; test < 3; test++) {
        for (int i = 0; i < N; i++) values[i] = test == 0 && i >= 5 ? 0 : pow(test == 1 ? 0.3 : 0.5, i);
        const randblas_layout layout = test == 1 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        const randblas_xview A = random_with_values(M, N, values, layout, 1, &seed);
        const randblas_xlinop all = randblas_xlinop_dense(layout, M, N, A.p, A.ld);
        const randlapack_rsvd_options options = {.oversampling = test == 2 ? 3 : 0};
        double best = 0;
        for (int i = 5; i < N; i++) best = hypot(best, values[i]);
        scalar_t *left = malloc((size_t)(LD * N) * sizeof *left);
        assert_int_equal(randlapack_xrsvd(&all, 5, left, LD, serial, ignored, N, &options, NULL), 0);
        free(left);
        for (int k = 0; k < NSIZES; k++) {
            randlapack_rsvd_report report;
            part p = make_part(A, M, N, k);
            assert_int_equal(randlapack_mpi_xrsvd(p.g, &p.rows, 5, U, LD, s, V, N + 1, &options, &report), 0);
            const double error = svd_error(&p, A, M, 5, U, s, V);
            assert_true(error <= 1.02 * best + 1e3 * EPS);
            if (best > 0) /* in single precision by probes, to 22 %: three standard deviations */
                assert_true(fabs(report.frobenius_error / error - 1) <= (IS_SINGLE ? 0.66 : 1e-3));
            else
                assert_true(report.frobenius_error <= 100 * EPS);
            for (int i = 0; i < 5; i++)
                assert_true(fabs((double)(s[i] - serial[i])) <= (test == 0 ? 10 * SAME : 0.01 * best));
            assert_int_equal(report.rank, 5);
            randlapack_mpi_destroy(p.g);
        }
        free(A.p);
    }
}

/* Fewer dimensions than columns, so that all depends on the same test matrix: U diag(s) V^T is that of one process. */
static void svd_equals_the_serial_library(void **state)
{
    (void)state;
    static scalar_t U[LD * N], left[LD * N];
    scalar_t V[(N + 1) * N], s[N], W[(N + 1) * N], t[N];
    const randlapack_rsvd_options choices[] = {{.oversampling = 1},
                                               {.oversampling = 1, .power_passes = 2},
                                               {.oversampling = 2, .power_passes = -1},
                                               {.oversampling = 1, .family = RANDBLAS_SPARSE_SIGN}};
    uint64_t seed = 9;
    double *values = geometric(N, 100);
    const randblas_xview A = random_with_values(M, N, values, RANDBLAS_ROW_MAJOR, 1, &seed);
    const randblas_xlinop all = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, M, N, A.p, A.ld);
    for (int c = 0; c < 4; c++) {
        randlapack_rsvd_report serial, report;
        assert_int_equal(randlapack_xrsvd(&all, 3, left, LD, t, W, N + 1, &choices[c], &serial), 0);
        for (int k = 0; k < NSIZES; k++) {
            part p = make_part(A, M, N, k);
            assert_int_equal(randlapack_mpi_xrsvd(p.g, &p.rows, 3, U, LD, s, V, N + 1, &choices[c], &report), 0);
            assert_int_equal(report.products, serial.products);
            assert_int_equal(report.sketch_cols, serial.sketch_cols);
            for (int r = 0; r < 3; r++) assert_true(fabs((double)(s[r] - t[r])) <= 10 * SAME);
            for (int64_t i = 0; i < p.own; i++)
                for (int64_t j = 0; j < N; j++) {
                    double difference = 0;
                    for (int r = 0; r < 3; r++)
                        difference += (double)U[i + r * LD] * (double)s[r] * (double)V[j + r * (N + 1)] -
                                      (double)left[p.first + i + r * LD] * (double)t[r] * (double)W[j + r * (N + 1)];
                    assert_true(fabs(difference) <= 100 * SAME);
                }
            randlapack_mpi_destroy(p.g);
        }
    }
    free(A.p), free(values);
}

/* U of its rows, values and V, for every size and distribution: those of one process, bit for bit. */
static void check_svd_bits(const randblas_xlinop *all, int64_t k, const randlapack_rsvd_options *options)
{
    static scalar_t U[LD * N], first[LD * N];
    scalar_t V[N * N], s[N], W[N * N], t[N];
    randlapack_rsvd_report report, before;
    randlapack_mpi *alone = make_alone();
    const part whole = make_exact_part(all, alone, CUT_EVEN);
    assert_int_equal(randlapack_mpi_xrsvd(alone, &whole.rows, k, first, LD, t, W, N, options, &before), 0);
    for (int pass = 0; pass < 4 * NSIZES; pass++) {
        randlapack_mpi *g = make_group(group_sizes[pass / 4], true, 128);
        const part p = make_exact_part(all, g, (cut)(pass % 4));
        assert_int_equal(randlapack_mpi_xrsvd(g, &p.rows, k, U, LD, s, V, N, options, &report), 0);
        assert_memory_equal(s, t, (size_t)k * sizeof *s);
        assert_memory_equal(V, W, (size_t)(k * N) * sizeof *V);
        for (int64_t j = 0; j < k && p.own > 0; j++)
            assert_memory_equal(U + j * LD, first + p.first + j * LD, (size_t)p.own * sizeof *U);
        assert_memory_equal(&report.frobenius_error, &before.frobenius_error, sizeof before.frobenius_error);
        assert_int_equal(report.products, before.products);
        assert_int_equal(report.rank, before.rank);
        randlapack_mpi_destroy(g);
    }
    randlapack_mpi_destroy(alone);
}

static void exact_svd_does_not_depend_on_the_ranks(void **state)
{
    (void)state;
    static scalar_t U[LD * N], left[LD * N];
    scalar_t V[N * N], s[N], W[N * N], t[N];
    const randlapack_rsvd_options choices[] = {{.oversampling = 1},
                                               {0},
                                               {.oversampling = 1, .power_passes = 2},
                                               {.oversampling = 2, .power_passes = -1},
                                               {.oversampling = 1, .family = RANDBLAS_SPARSE_SIGN}};
    uint64_t seed = 12;
    double *values = geometric(N, 100);
    for (int c = 0; c < 5; c++) {
        const randblas_layout layout = c % 2 ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
        const randblas_xview A = random_with_values(M, N, values, layout, 1, &seed);
        const randblas_xlinop all = randblas_xlinop_dense(layout, M, N, A.p, A.ld);
        randlapack_rsvd_report serial, report;
        check_svd_bits(&all, 3, &choices[c]);
        assert_int_equal(randlapack_xrsvd(&all, 3, left, LD, t, W, N, &choices[c], &serial), 0);
        randlapack_mpi *alone = make_alone();
        const part p = make_exact_part(&all, alone, CUT_EVEN);
        assert_int_equal(randlapack_mpi_xrsvd(alone, &p.rows, 3, U, LD, s, V, N, &choices[c], &report), 0);
        for (int r = 0; r < 3 && c != 1; r++) assert_true(fabs((double)(s[r] - t[r])) <= 10 * SAME);
        if (c != 1 && !IS_SINGLE) assert_true(fabs(report.frobenius_error / serial.frobenius_error - 1) <= 1e-6);
        randlapack_mpi_destroy(alone);
        free(A.p);
    }
    free(values);
    double few[N] = {1, 0.1};
    const randblas_xview A = random_with_values(M, N, few, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xlinop all = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, M, N, A.p, A.ld);
    check_svd_bits(&all, 4, NULL); /* rank 2: the error by probes */
    for (int64_t k = 0; k < M * N; k++) A.p[k] *= (scalar_t)(IS_SINGLE ? 1e30 : 1e200);
    check_svd_bits(&all, 2, NULL);
    free(A.p);
}

/* doc/scaling.md */
static void words_of_the_svd(void **state)
{
    (void)state;
    static scalar_t U[LD * N];
    scalar_t V[N * N], s[N];
    uint64_t seed = 10;
    const int64_t per = 8 / (int64_t)sizeof(scalar_t), l = 4, d = 3 * l + 64;
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 0, &seed);
    for (int q = 1; q < 3; q++)
        for (int k = 0; k < NSIZES; k++) {
            const randlapack_rsvd_options options = {.oversampling = 2, .power_passes = q};
            part p = make_part(A, M, N, k);
            randlapack_mpi_traffic t;
            const int64_t children = children_of(p.g->rank, p.g->size);
            randlapack_mpi_count(p.g, NULL, 1);
            assert_int_equal(randlapack_mpi_xrsvd(p.g, &p.rows, 2, U, LD, s, V, N, &options, NULL), 0);
            randlapack_mpi_count(p.g, &t, 0);
            const int64_t both = 9 + (q + 1) * (1 + (N * l + l * (l + 1) / 2) / per) + l * l / per;
            const int64_t up = (q + 1) * (d * l / per), down = (q + 1) * (l * l / per);
            assert_int_equal(t.words, (p.g->rank > 0) * (both + up) + children * (both + down));
            randlapack_mpi_destroy(p.g);
        }
    free(A.p);
}

/* Rank below k, extreme scales, wide matrices, k of 0 and of n. */
static void svd_of_hard_matrices(void **state)
{
    (void)state;
    static scalar_t U[LD * N];
    scalar_t V[(N + 1) * N], s[N];
    uint64_t seed = 4;
    double values[N] = {1, 0.1};
    const randblas_xview A = random_with_values(M, N, values, RANDBLAS_COL_MAJOR, 0, &seed);
    const randblas_xview big = copy_view(A, M, N);
    for (int64_t k = 0; k < N * M; k++) big.p[k] *= (scalar_t)(IS_SINGLE ? 1e30 : 1e200);
    randlapack_rsvd_report report;
    for (int k = 0; k < NSIZES; k++) {
        part p = make_part(A, M, N, k);
        assert_int_equal(randlapack_mpi_xrsvd(p.g, &p.rows, N, U, LD, s, V, N + 1, NULL, &report), 0);
        assert_int_equal(report.rank, 2);
        assert_true(fabs((double)s[0] - 1) <= 20 * EPS && fabs((double)s[1] - 0.1) <= 20 * EPS && s[2] <= 20 * EPS);
        assert_int_equal(randlapack_mpi_xrsvd(p.g, &p.rows, 0, NULL, LD, NULL, NULL, N, NULL, &report), 0);
        randlapack_mpi_destroy(p.g);
        p = make_part(big, M, N, k);
        assert_int_equal(randlapack_mpi_xrsvd(p.g, &p.rows, 2, U, LD, s, V, N + 1, NULL, &report), 0);
        assert_true(fabs((double)s[0] / (IS_SINGLE ? 1e30 : 1e200) - 1) <= 50 * EPS);
        randlapack_mpi_destroy(p.g);
        p = make_part(A, 3, N, k); /* wide, fewer rows than processes */
        assert_int_equal(randlapack_mpi_xrsvd(p.g, &p.rows, 3, U, LD, s, V, N + 1, NULL, &report), 0);
        assert_int_equal(report.rank, 2);
        randlapack_mpi_destroy(p.g);
    }
    free(A.p), free(big.p);
}

/* ---------------------------------------------------------------- faults ------------------------------------------ */

static void bad_values(void **state)
{
    (void)state;
    static scalar_t U[LD * N], R[N * N];
    scalar_t V[(N + 1) * N], s[N];
    int64_t pivots[N];
    uint64_t seed = 5;
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 0, &seed);
    *view_at(A, M - 1, 3) = (scalar_t)INFINITY;
    for (int k = 0; k < NSIZES; k++) {
        part p = make_part(A, M, N, k);
        assert_int_equal(randlapack_mpi_xrsvd(p.g, &p.rows, 2, U, LD, s, V, N + 1, NULL, NULL), RANDBLAS_NOT_FINITE);
        assert_true(isnan(s[1]) && isnan(V[0]));
        assert_int_equal(randlapack_mpi_xcqrrpt(p.g, &p.rows, U, LD, R, N, pivots, NULL, NULL), RANDBLAS_NOT_FINITE);
        assert_true(isnan(R[0]));
        randlapack_mpi_destroy(p.g);
    }
    free(A.p);
}

static int both(part *p, const randblas_control *control)
{
    static scalar_t U[LD * N], R[N * N];
    scalar_t V[(N + 1) * N], s[N];
    int64_t pivots[N];
    const randlapack_rsvd_options svd_options = {.control = *control};
    const randlapack_tall_qr_options qr_options = {.control = *control};
    const int info = randlapack_mpi_xrsvd(p->g, &p->rows, 3, U, LD, s, V, N + 1, &svd_options, NULL);
    return info ? info : randlapack_mpi_xcqrrpt(p->g, &p->rows, U, LD, R, N, pivots, &qr_options, NULL);
}

static void memory_that_one_lacks(void **state)
{
    (void)state;
    uint64_t seed = 6;
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 0, &seed);
    part p = make_part(A, M, N, 3); /* 3 and 4 processes */
    counting memory = {0};
    randblas_control control = {
        .allocate = counting_allocate, .release = counting_release, .allocator_context = &memory};
    randlapack_mpi *plain = p.g, *exact = make_group(group_sizes[3 % NSIZES], true, 0);
    for (int k = 0; k < 2; k++) {
        p.g = k ? exact : plain;
        memory = (counting){0};
        assert_int_equal(both(&p, &control), 0);
        const int64_t requests = memory.requests;
        for (int64_t at = 1; at <= requests; at++) {
            memory = (counting){.refuse = p.g->rank == at % p.g->size ? at : 0};
            assert_int_equal(both(&p, &control), RANDBLAS_OUT_OF_MEMORY);
            assert_int_equal(memory.out, 0);
        }
    }
    randlapack_mpi_destroy(exact);
    p.g = plain;
    memory = (counting){0};
    assert_int_equal(both(&p, &control), 0);
    randlapack_mpi_destroy(p.g);
    free(A.p);
}

static void illegal_arguments(void **state)
{
    (void)state;
    static scalar_t U[LD * N];
    scalar_t V[(N + 1) * N], s[N], R[N * N];
    int64_t J[N];
    uint64_t seed = 7;
    const randblas_xview A = random_view(M, N, RANDBLAS_COL_MAJOR, 0, &seed);
    part p = make_part(A, M, N, 0);
    const bool here = p.g->rank == p.g->size - 1;
    const randlapack_rsvd_options bad = {.oversampling = 3, .tolerance = here ? 0.5 : 0};
    const randlapack_tall_qr_options few = {.sketch_rows = here ? N - 1 : 0};
    randlapack_mpi_xrows *A_ = &p.rows;
    s[0] = (scalar_t)NAN, R[0] = (scalar_t)NAN;
    assert_int_equal(randlapack_mpi_xrsvd(NULL, A_, 2, U, LD, s, V, N + 1, NULL, NULL), -1);
    assert_int_equal(randlapack_mpi_xrsvd(p.g, here ? NULL : A_, 2, U, LD, s, V, N + 1, NULL, NULL), -2);
    assert_int_equal(randlapack_mpi_xrsvd(p.g, A_, here ? N + 1 : 2, U, LD, s, V, N + 1, NULL, NULL), -3);
    assert_int_equal(randlapack_mpi_xrsvd(p.g, A_, 2, here ? NULL : U, LD, s, V, N + 1, NULL, NULL), -4);
    assert_int_equal(randlapack_mpi_xrsvd(p.g, A_, 2, U, here ? 0 : LD, s, V, N + 1, NULL, NULL), -5);
    assert_int_equal(randlapack_mpi_xrsvd(p.g, A_, 2, U, LD, here ? NULL : s, V, N + 1, NULL, NULL), -6);
    assert_int_equal(randlapack_mpi_xrsvd(p.g, A_, 2, U, LD, s, here ? NULL : V, N + 1, NULL, NULL), -7);
    assert_int_equal(randlapack_mpi_xrsvd(p.g, A_, 2, U, LD, s, V, here ? N - 1 : N, NULL, NULL), -8);
    assert_int_equal(randlapack_mpi_xrsvd(p.g, A_, 2, U, LD, s, V, N + 1, &bad, NULL), -9);
    assert_int_equal(randlapack_mpi_xcqrrpt(NULL, A_, U, LD, R, N, J, NULL, NULL), -1);
    assert_int_equal(randlapack_mpi_xcqrrpt(p.g, here ? NULL : A_, U, LD, R, N, J, NULL, NULL), -2);
    assert_int_equal(randlapack_mpi_xcqrrpt(p.g, A_, here ? NULL : U, LD, R, N, J, NULL, NULL), -3);
    assert_int_equal(randlapack_mpi_xcqrrpt(p.g, A_, U, here ? 0 : LD, R, N, J, NULL, NULL), -4);
    assert_int_equal(randlapack_mpi_xcqrrpt(p.g, A_, U, LD, here ? NULL : R, N, J, NULL, NULL), -5);
    assert_int_equal(randlapack_mpi_xcqrrpt(p.g, A_, U, LD, R, here ? N - 1 : N, J, NULL, NULL), -6);
    assert_int_equal(randlapack_mpi_xcqrrpt(p.g, A_, U, LD, R, N, here ? NULL : J, NULL, NULL), -7);
    assert_int_equal(randlapack_mpi_xcqrrpt(p.g, A_, U, LD, R, N, J, &few, NULL), -8);
    assert_true(isnan(s[0]) && isnan(R[0]));
    randlapack_mpi *exact = make_group(7, true, 0);
    const randlapack_tall_qr_options less = {.family = RANDBLAS_LESS_UNIFORM};
    assert_int_equal(randlapack_mpi_xcqrrpt(exact, A_, U, LD, R, N, J, &less, NULL), -8);
    randlapack_mpi_destroy(exact);
    randlapack_mpi_destroy(p.g);
    free(A.p);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(qr_equals_the_serial_library),
    cmocka_unit_test(qr_of_hard_matrices),
    cmocka_unit_test(words_are_those_of_the_formula),
    cmocka_unit_test(svd),
    cmocka_unit_test(exact_qr_does_not_depend_on_the_ranks),
    cmocka_unit_test(exact_svd_does_not_depend_on_the_ranks),
    cmocka_unit_test(svd_equals_the_serial_library),
    cmocka_unit_test(words_of_the_svd),
    cmocka_unit_test(svd_of_hard_matrices),
    cmocka_unit_test(bad_values),
    cmocka_unit_test(memory_that_one_lacks),
    cmocka_unit_test(illegal_arguments),
};

RUN_UNDER_MPI(tests)
