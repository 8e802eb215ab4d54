/**
 * Problems of least squares, and what every driver for them promises alike: illegal arguments, failing memory,
 * cancellation, NaN and Inf, failing callbacks.  A driver is tested through one type of function.
 */
#ifndef XLSQ_H
#define XLSQ_H

#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

/* A driver without its report. */
typedef int lsq_call(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx,
                     const randlapack_lsq_options *options);

typedef struct problem {
    int64_t m, n, nrhs, ldb, ldx;
    randblas_xview dense; /* the matrix, column major without padding */
    randblas_xlinop A;
    scalar_t *B, *X;
} problem;

/* b = A x plus noise of relative size `noise`; padding is NaN, and so is X. */
static inline problem make_problem(const randblas_xlinop *A, randblas_xview dense, int64_t nrhs, double noise,
                                   uint64_t *seed)
{
    problem p = {A->rows, A->cols, nrhs, A->rows + 3, A->cols + 2, dense, *A, NULL, NULL};
    p.B = random_view(p.m, nrhs, RANDBLAS_COL_MAJOR, 3, seed).p;
    p.X = random_view(p.n, nrhs, RANDBLAS_COL_MAJOR, 2, seed).p;
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t i = 0; i < p.m; i++) {
            double sum = 0;
            for (int64_t j = 0; j < p.n; j++) sum += (double)*view_at(dense, i, j) * (double)p.X[j + r * p.ldx];
            p.B[i + r * p.ldb] = (scalar_t)(sum + noise * (double)random_real(seed));
        }
    for (int64_t k = 0; k < nrhs; k++)
        for (int64_t j = 0; j < p.n; j++) p.X[j + k * p.ldx] = (scalar_t)NAN;
    return p;
}

static inline void free_problem(problem *p)
{
    free(p->B), free(p->X), free(p->dense.p);
    if (p->A.kind == RANDBLAS_DENSE) free(p->A.values);
}

/* Singular values from 1 to 1/cond. */
static inline problem dense_problem(int64_t m, int64_t n, double cond, randblas_layout layout, int64_t nrhs,
                                    double noise, uint64_t *seed)
{
    double *s = geometric(m < n ? m : n, cond);
    const randblas_xview A = random_with_values(m, n, s, layout, 3, seed);
    const randblas_xview dense = random_view(m, n, RANDBLAS_COL_MAJOR, 0, seed);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) *view_at(dense, i, j) = *view_at(A, i, j);
    const randblas_xlinop op = randblas_xlinop_dense(layout, m, n, A.p, A.ld);
    free(s);
    return make_problem(&op, dense, nrhs, noise, seed);
}

/* Entry (i, j) of both copies of a dense A. */
static inline void set_entry(problem *p, int64_t i, int64_t j, double value)
{
    *view_at(p->dense, i, j) = (scalar_t)value;
    *view_at(view_make(p->A.values, p->A.ld, p->A.layout), i, j) = (scalar_t)value;
}

static inline int call_on(lsq_call *call, const problem *p, const randlapack_lsq_options *options)
{
    return call(&p->A, p->nrhs, p->B, p->ldb, p->X, p->ldx, options);
}

/* The matrix in double, column major without padding. */
static inline double *in_double(randblas_xview A, int64_t m, int64_t n)
{
    double *out = malloc((size_t)(m * n + 1) * sizeof *out);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < m; i++) out[i + j * m] = (double)*view_at(A, i, j);
    return out;
}

/* The solution of least norm by gelsd, a column for each right-hand side in an array of max(m, n) rows. */
static inline scalar_t *by_gelsd(const problem *p, double *largest, double *smallest, int64_t *rank)
{
    const int64_t rows = p->m > p->n ? p->m : p->n, k = p->m < p->n ? p->m : p->n;
    scalar_t *A = copy_view(p->dense, p->m, p->n).p, *B = calloc((size_t)(rows * p->nrhs + 1), sizeof *B);
    real_t *s = malloc((size_t)(k + 1) * sizeof *s);
    lapack_int found = 0;
    for (int64_t r = 0; r < p->nrhs; r++) memcpy(B + r * rows, p->B + r * p->ldb, (size_t)p->m * sizeof *B);
    assert_int_equal(LAPACK(gelsd)(LAPACK_COL_MAJOR, (lapack_int)p->m, (lapack_int)p->n, (lapack_int)p->nrhs, A,
                                   (lapack_int)p->m, B, (lapack_int)rows, s, (real_t)(30 * EPS), &found),
                     0);
    *rank = found;
    *largest = (double)s[0];
    *smallest = found > 0 ? (double)s[found - 1] : 0;
    free(A), free(s);
    return B;
}

static inline double distance(int64_t n, const scalar_t *x, const scalar_t *y)
{
    double sum = 0;
    for (int64_t j = 0; j < n; j++) sum += pow((double)x[j] - (double)y[j], 2);
    return sqrt(sum);
}

/* b - A x in double; also ||A^T (b - A x)||. */
static inline double residual_norm(const problem *p, int64_t r, const scalar_t *x, double *normal)
{
    double *res = malloc((size_t)(p->m + 1) * sizeof *res), sum = 0, nsum = 0;
    for (int64_t i = 0; i < p->m; i++) {
        res[i] = (double)p->B[i + r * p->ldb];
        for (int64_t j = 0; j < p->n; j++) res[i] -= (double)*view_at(p->dense, i, j) * (double)x[j];
        sum += res[i] * res[i];
    }
    for (int64_t j = 0; j < p->n; j++) {
        double g = 0;
        for (int64_t i = 0; i < p->m; i++) g += (double)*view_at(p->dense, i, j) * res[i];
        nsum += g * g;
    }
    free(res);
    *normal = sqrt(nsum);
    return sqrt(sum);
}

/* Each argument in turn, for A m x n; `bad_shape` is the matrix whose shape the driver does not take. */
static inline void refuses_illegal_arguments(lsq_call *call, const randblas_xlinop *bad_shape, problem *p)
{
    const int64_t least = p->m < p->n ? p->m : p->n;
    randblas_xlinop broken = p->A;
    broken.ld = 2;
    assert_int_equal(call(NULL, 1, p->B, p->ldb, p->X, p->ldx, NULL), -1);
    assert_int_equal(call(&broken, 1, p->B, p->ldb, p->X, p->ldx, NULL), -1);
    assert_int_equal(call(bad_shape, 1, p->B, p->ldb + 100, p->X, p->ldx + 100, NULL), -1);
    assert_int_equal(call(&p->A, -1, p->B, p->ldb, p->X, p->ldx, NULL), -2);
    assert_int_equal(call(&p->A, 1, NULL, p->ldb, p->X, p->ldx, NULL), -3);
    assert_int_equal(call(&p->A, 1, p->B, p->m - 1, p->X, p->ldx, NULL), -4);
    assert_int_equal(call(&p->A, 1, p->B, p->ldb, NULL, p->ldx, NULL), -5);
    assert_int_equal(call(&p->A, 1, p->B, p->ldb, p->X, p->n - 1, NULL), -6);
    const randlapack_lsq_options bad[] = {
        {.size = 8},
        {.control.memory_limit = -1},
        {.control.allocate = counting_allocate},
        {.control.release = counting_release},
        {.sketch_rows = -1},
        {.sketch_rows = least - 1},
        {.sketch_nnz = -1},
        {.sketch_nnz = 48, .sketch_rows = 45},
        {.tolerance = -1},
        {.tolerance = NAN},
        {.tolerance = 1},
        {.max_iterations = -1},
        {.family = (randblas_family)77},
        {.family = RANDBLAS_LESS},
        {.family = RANDBLAS_KRONECKER},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(call(&p->A, 1, p->B, p->ldb, p->X, p->ldx, &bad[k]), -7);
    for (int64_t j = 0; j < p->n; j++) assert_true(isnan(p->X[j])); /* untouched */
}

/* Every allocation fails in turn; the plain call must return `expected`. */
static inline void survives_failing_memory(lsq_call *call, const problem *p, int expected)
{
    counting all = {0};
    randlapack_lsq_options options = {
        .control = {.allocate = counting_allocate, .release = counting_release, .allocator_context = &all}};
    assert_int_equal(call_on(call, p, &options), expected);
    assert_true(all.requests > 5 && all.out == 0);
    for (int64_t k = 1; k <= all.requests; k++) {
        counting failing = {.refuse = k};
        options.control.allocator_context = &failing;
        assert_int_equal(call_on(call, p, &options), RANDBLAS_OUT_OF_MEMORY);
        assert_int_equal(failing.out, 0);
        assert_int_equal(failing.requests, k);
    }
    options.control = (randblas_control){.memory_limit = 5000};
    assert_int_equal(call_on(call, p, &options), RANDBLAS_MEMORY_LIMIT);
    options.control.memory_limit = 10000000;
    assert_int_equal(call_on(call, p, &options), expected);
}

/* The phases come in order, the last is near its end when all is done, and each can be cancelled. */
static inline void can_be_cancelled(lsq_call *call, const problem *p, const char *const *phases, int nphases)
{
    for (int k = 0; k <= nphases; k++) {
        counting memory = {0};
        watching watch = {.cancel_in = k < nphases ? phases[k] : NULL};
        const randlapack_lsq_options options = {.control = {.progress = watching_progress,
                                                            .progress_context = &watch,
                                                            .allocate = counting_allocate,
                                                            .release = counting_release,
                                                            .allocator_context = &memory}};
        assert_int_equal(call_on(call, p, &options), k < nphases ? RANDBLAS_CANCELLED : 0);
        assert_int_equal(watch.nphases, k < nphases ? k + 1 : nphases);
        for (int i = 0; i < watch.nphases; i++) assert_string_equal(watch.phases[i], phases[i]);
        assert_true(memory.requests > 0);
        assert_int_equal(memory.out, 0);
    }
}

/* NaN or Inf in A spoils all columns, in column 1 of B that one; p has three right-hand sides. */
static inline void marks_what_is_not_finite(lsq_call *call, problem *p)
{
    const scalar_t bad[] = {(scalar_t)NAN, (scalar_t)INFINITY, -(scalar_t)INFINITY};
    for (int k = 0; k < 6; k++) {
        scalar_t *where =
            k < 3 ? view_at(view_make(p->A.values, p->A.ld, p->A.layout), p->m - 1, 2) : p->B + 3 + p->ldb;
        const scalar_t kept = *where;
        *where = bad[k % 3];
        assert_int_equal(call_on(call, p, NULL), RANDBLAS_NOT_FINITE);
        for (int64_t r = 0; r < 3; r++)
            for (int64_t j = 0; j < p->n; j++) assert_int_equal(isnan(p->X[j + r * p->ldx]) != 0, k < 3 || r == 1);
        *where = kept;
    }
}

/* A callback that fails at its first, second, ... call. */
static inline void passes_on_failing_callbacks(lsq_call *call, int64_t m, int64_t n)
{
    int64_t calls = 0;
    for (int64_t fail_at = 0; fail_at <= calls; fail_at++) {
        uint64_t seed = 77;
        sample *s = make_sample(RANDBLAS_CALLBACK, m, n, &seed);
        problem p = make_problem(&s->A, copy_view(s->dense, m, n), 1, 0, &seed);
        s->fail_at = fail_at;
        assert_int_equal(call_on(call, &p, NULL), fail_at ? RANDBLAS_CALLBACK_FAILED : 0);
        if (!fail_at) calls = s->calls < 12 ? s->calls : 12;
        free_problem(&p);
        free_sample(s);
    }
    assert_true(calls > 0);
}

static inline void refuses_invalid_sparse(lsq_call *call)
{
    const int64_t ptr[] = {0, 1}, colind[] = {9};
    const scalar_t values[] = {1}, b[] = {1};
    scalar_t x[] = {5};
    const randblas_xlinop A = randblas_xlinop_csr(1, 1, ptr, colind, values);
    assert_int_equal(call(&A, 1, b, 1, x, 1, NULL), RANDBLAS_INVALID_SPARSE);
    assert_true(x[0] == 5);
}

#endif
