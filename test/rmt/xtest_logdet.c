/* Log-determinants: against elimination in extended precision with complete pivoting, and known spectra. */
#include "xsupport.h"

#include "rmt.h"
#include "rmt_names_impl.h"

#define EPS ((double)REAL_EPS)

typedef struct answer {
    double log;
    int sign;
} answer;

/* Complete pivoting in long double, pivots' logarithms summed: an independent route. */
static answer reference(int64_t n, const long double *given)
{
    long double *A = malloc((size_t)(n * n + 1) * sizeof *A), sum = 0;
    memcpy(A, given, (size_t)(n * n) * sizeof *A);
    int sign = 1;
    for (int64_t k = 0; k < n; k++) {
        int64_t r = k, c = k;
        for (int64_t j = k; j < n; j++)
            for (int64_t i = k; i < n; i++)
                if (fabsl(A[i + j * n]) > fabsl(A[r + c * n])) r = i, c = j;
        if (r != k) sign = -sign;
        if (c != k) sign = -sign;
        for (int64_t j = 0; j < n; j++) {
            const long double t = A[k + j * n];
            A[k + j * n] = A[r + j * n], A[r + j * n] = t;
        }
        for (int64_t i = 0; i < n; i++) {
            const long double t = A[i + k * n];
            A[i + k * n] = A[i + c * n], A[i + c * n] = t;
        }
        const long double pivot = A[k + k * n];
        if (pivot < 0) sign = -sign;
        sum += logl(fabsl(pivot));
        for (int64_t j = k + 1; j < n; j++)
            for (int64_t i = k + 1; i < n; i++) A[i + j * n] -= A[i + k * n] / pivot * A[k + j * n];
    }
    free(A);
    return (answer){(double)sum, sign};
}

static answer reference_view(int64_t n, randblas_xview A)
{
    long double *W = malloc((size_t)(n * n + 1) * sizeof *W);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) W[i + j * n] = (long double)*view_at(A, i, j);
    const answer a = reference(n, W);
    free(W);
    return a;
}

/* A random matrix of the kind, in both triangles; the definite one has eigenvalues in about [1, 2 n]. */
static randblas_xview make(rmt_matrix_kind kind, randblas_layout layout, int64_t n, uint64_t *seed)
{
    const randblas_xview A = random_view(n, n, layout, 3, seed);
    if (kind == RMT_SYMMETRIC)
        for (int64_t j = 0; j < n; j++)
            for (int64_t i = 0; i < j; i++) *view_at(A, i, j) = *view_at(A, j, i);
    if (kind == RMT_DEFINITE) {
        const randblas_xview B = random_view(n, n, layout, 0, seed);
        for (int64_t j = 0; j < n; j++)
            for (int64_t i = 0; i <= j; i++) {
                double sum = i == j;
                for (int64_t t = 0; t < n; t++) sum += (double)*view_at(B, i, t) * (double)*view_at(B, j, t);
                *view_at(A, i, j) = *view_at(A, j, i) = (scalar_t)sum;
            }
        free(B.p);
    }
    return A;
}

static void spoil_other(int64_t n, randblas_uplo uplo, randblas_xview A)
{
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < j; i++) *(uplo == RANDBLAS_UPPER ? view_at(A, j, i) : view_at(A, i, j)) = (scalar_t)NAN;
}

static const rmt_matrix_kind kinds[] = {RMT_GENERAL, RMT_SYMMETRIC, RMT_DEFINITE};
static const randblas_layout layouts[] = {RANDBLAS_COL_MAJOR, RANDBLAS_ROW_MAJOR};
static const randblas_uplo triangles[] = {RANDBLAS_UPPER, RANDBLAS_LOWER};

/*
 * d log|det A| = tr A^-1 E, ||E|| at most about n eps ||A||, cond of these matrices below 1e3 n or so (fixed seeds):
 * 1e4 n^2 eps at the very most.
 */
static double limit(int64_t n)
{
    return 1e3 * (double)(n + 1) * EPS;
}

/* Kinds, layouts, triangles, sizes, copied or overwritten; the other triangle is NaN. */
static void definition(void **state)
{
    (void)state;
    const int64_t sizes[] = {0, 1, 2, 3, 10, 65, 150};
    uint64_t seed = 1;
    for (int c = 0; c < 7 * 3 * 2 * 2 * 2; c++) {
        const int64_t n = sizes[c % 7];
        const rmt_matrix_kind kind = kinds[c / 7 % 3];
        const randblas_uplo uplo = triangles[c / 42 % 2];
        const rmt_logdet_options options = {.overwrite = c / 84};
        const randblas_xview A = make(kind, layouts[c / 21 % 2], n, &seed);
        const answer right = reference_view(n, A);
        if (kind != RMT_GENERAL) spoil_other(n, uplo, A);
        const randblas_xview copy = copy_view(A, n, n);
        rmt_logdet_report report;
        assert_int_equal(rmt_xlogdet(kind, layouts[c / 21 % 2], uplo, n, A.p, A.ld, &options, &report), 0);
        assert_int_equal(report.sign, right.sign);
        assert_int_equal(report.rank, n);
        assert_true(fabs(report.logabsdet - right.log) <= limit(n));
        if (!options.overwrite) assert_memory_equal(A.p, copy.p, (size_t)(A.ld * n) * sizeof *A.p);
        free(A.p), free(copy.p);
    }
}

/* diag over the whole range of exponents: the answer is a sum of logarithms; the product would overflow and vanish. */
static void scales(void **state)
{
    (void)state;
    enum { N = 40 };
    const double big = IS_SINGLE ? 1e30 : 1e200;
    scalar_t A[N * N] = {0};
    for (int c = 0; c < 3; c++)
        for (int k = 0; k < 3; k++) {
            double sum = 0;
            memset(A, 0, sizeof A);
            for (int i = 0; i < N; i++) {
                A[i + i * N] = (scalar_t)(c == 0 ? big : c == 1 ? 1 / big : i % 2 ? big : 1 / big);
                sum += log((double)A[i + i * N]);
            }
            rmt_logdet_report report;
            assert_int_equal(rmt_xlogdet(kinds[k], RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, N, A, N, NULL, &report), 0);
            assert_true(fabs(report.logabsdet - sum) <= 4 * N * EPS + 1e-14 * fabs(sum) && report.sign == 1);
            assert_int_equal(rmt_xlogdet_gram(RANDBLAS_ROW_MAJOR, N, N, A, N, NULL, &report), 0);
            assert_true(fabs(report.logabsdet - 2 * sum) <= 4 * N * EPS + 1e-14 * fabs(sum) && report.sign == 1);
        }
}

/* A pair [0 b; b 0] and scaled copies: blocks of two of LDL^T, at scales whose squares overflow. */
static void blocks_of_two(void **state)
{
    (void)state;
    const double scale[] = {1, IS_SINGLE ? 1e30 : 1e200, IS_SINGLE ? 1e-30 : 1e-200};
    for (int c = 0; c < 3; c++) {
        const scalar_t b = (scalar_t)scale[c];
        scalar_t A[36] = {0};
        for (int i = 0; i < 3; i++) A[2 * i + 6 * (2 * i + 1)] = A[2 * i + 1 + 12 * i] = b;
        rmt_logdet_report report;
        assert_int_equal(rmt_xlogdet(RMT_SYMMETRIC, RANDBLAS_COL_MAJOR, RANDBLAS_LOWER, 6, A, 6, NULL, &report), 0);
        assert_int_equal(report.sign, -1);
        assert_true(fabs(report.logabsdet - 6 * log((double)b)) <= 1e-5 + 1e-13 * fabs(6 * log((double)b)));
        assert_int_equal(rmt_xlogdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_LOWER, 6, A, 6, NULL, &report),
                         RANDBLAS_NOT_POSITIVE_DEFINITE);
        assert_true(isnan(report.logabsdet) && report.sign == 0);
    }
}

/* The saddle point [I B; B^T 0], and [0 B; B^T 0] with a leading block of zeros: signs (-1)^p by inertia. */
static void saddle_points(void **state)
{
    (void)state;
    enum { P = 7, N = 2 * P };
    uint64_t seed = 5;
    for (int identity = 0; identity < 2; identity++) {
        const randblas_xview A = random_view(N, N, RANDBLAS_COL_MAJOR, 0, &seed);
        for (int j = 0; j < N; j++)
            for (int i = 0; i <= j; i++) {
                if (j < P) *view_at(A, i, j) = identity && i == j;
                if (i >= P) *view_at(A, i, j) = 0;
                *view_at(A, j, i) = *view_at(A, i, j);
            }
        const answer right = reference_view(N, A);
        for (int k = 0; k < 2; k++) {
            rmt_logdet_report report;
            assert_int_equal(rmt_xlogdet(kinds[k], RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, N, A.p, A.ld, NULL, &report), 0);
            assert_true(report.sign == -1 && right.sign == -1);
            assert_true(fabs(report.logabsdet - right.log) <= limit(N));
        }
        free(A.p);
    }
}

/* Exact zeros: of the matrix, a column, equal rows of integers; and a wide matrix for the Gram determinant. */
static void singular(void **state)
{
    (void)state;
    scalar_t Z[16] = {0}, E[16], W[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) E[i + 4 * j] = (scalar_t)((i < 2 ? 0 : i) == (j < 2 ? 0 : j));
    rmt_logdet_report report;
    for (int c = 0; c < 5; c++) {
        const int info =
            c < 4 ? rmt_xlogdet(kinds[c % 2], RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, 4, c < 2 ? Z : E, 4, NULL, &report)
                  : rmt_xlogdet_gram(RANDBLAS_COL_MAJOR, 2, 4, W, 2, NULL, &report);
        assert_int_equal(info, RANDBLAS_RANK_DEFICIENT);
        assert_true(report.sign == 0 && isinf(report.logabsdet) && report.logabsdet < 0);
        if (c == 2 || c == 3) assert_int_equal(report.rank, 3);
    }
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, 4, E, 4, NULL, &report),
                     RANDBLAS_NOT_POSITIVE_DEFINITE);
    E[7] = (scalar_t)INFINITY;
    assert_int_equal(rmt_xlogdet(RMT_GENERAL, RANDBLAS_COL_MAJOR, 0, 4, E, 4, NULL, &report), RANDBLAS_NOT_FINITE);
    assert_true(isnan(report.logabsdet) && report.sign == 0);
    assert_int_equal(rmt_xlogdet_gram(RANDBLAS_COL_MAJOR, 4, 4, E, 4, NULL, &report), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_xlogpdet(RMT_GENERAL, RANDBLAS_COL_MAJOR, 0, 4, 4, E, 4, NULL, &report), RANDBLAS_NOT_FINITE);
    assert_int_equal(rmt_xloggdet(RMT_GENERAL, RANDBLAS_COL_MAJOR, 0, 4, E, 4, 2, W, 4, NULL, &report),
                     RANDBLAS_NOT_FINITE);
}

/* det A^T A against elimination of the Gram matrix in extended precision, which squares the condition; row major too.
 */
static void gram(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{30, 30}, {50, 20}, {9, 1}, {5, 0}, {0, 0}};
    uint64_t seed = 3;
    for (int c = 0; c < 20; c++) {
        const int64_t m = shapes[c % 5][0], n = shapes[c % 5][1];
        const randblas_layout layout = layouts[c / 5 % 2];
        const rmt_logdet_options options = {.overwrite = c / 10};
        const randblas_xview A = random_view(m, n, layout, 2, &seed);
        long double *G = calloc((size_t)(n * n + 1), sizeof *G);
        for (int64_t j = 0; j < n; j++)
            for (int64_t i = 0; i < n; i++)
                for (int64_t t = 0; t < m; t++)
                    G[i + j * n] += (long double)*view_at(A, t, i) * (long double)*view_at(A, t, j);
        const answer right = reference(n, G);
        rmt_logdet_report report;
        assert_int_equal(rmt_xlogdet_gram(layout, m, n, A.p, A.ld, &options, &report), 0);
        assert_true(report.sign == 1 && fabs(report.logabsdet - right.log) <= limit(n));
        free(G), free(A.p);
    }
}

/* Two reflections around a diagonal of known values, some of them zero. */
static randblas_xview with_values(int64_t n, const double *values, randblas_layout layout, uint64_t *seed)
{
    const randblas_xview A = random_view(n, n, layout, 1, seed);
    double *v = malloc((size_t)n * sizeof *v), norm = 0, sum = 0;
    for (int64_t i = 0; i < n; i++) v[i] = (double)random_real(seed), norm += v[i] * v[i];
    for (int64_t i = 0; i < n; i++) sum += values[i] * v[i] * v[i];
    const double g = 2 / norm;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            *view_at(A, i, j) = (scalar_t)((i == j ? values[i] : 0) - g * v[i] * v[j] * (values[i] + values[j]) +
                                           g * g * v[i] * v[j] * sum);
    free(v);
    return A;
}

/* Products of known eigenvalues; of singular values, by their absolute values. */
static void pseudo(void **state)
{
    (void)state;
    enum { N = 30, RANK = 21 };
    uint64_t seed = 8;
    for (int c = 0; c < 12; c++) {
        const rmt_matrix_kind kind = kinds[c % 3];
        const randblas_layout layout = layouts[c / 3 % 2];
        const double scale = c < 6 ? 1 : IS_SINGLE ? 1e30 : 1e200;
        double values[N] = {0}, sum = 0;
        for (int i = 0; i < RANK; i++) {
            values[i] = scale * (1 + i % 5) * (kind != RMT_DEFINITE && i % 2 == 0 ? -1 : 1); /* 11 negative ones */
            sum += log(fabs(values[i]));
        }
        const randblas_xview A = with_values(N, values, layout, &seed);
        rmt_logdet_report report;
        assert_int_equal(rmt_xlogpdet(kind, layout, RANDBLAS_LOWER, N, N, A.p, A.ld, NULL, &report), 0);
        assert_int_equal(report.rank, RANK);
        assert_int_equal(report.sign, kind == RMT_SYMMETRIC ? -1 : 1);
        assert_true(fabs(report.logabsdet - sum) <= 100 * RANK * N * EPS + 1e-14 * fabs(sum));
        if (kind == RMT_SYMMETRIC)
            assert_int_equal(rmt_xlogpdet(RMT_DEFINITE, layout, RANDBLAS_LOWER, N, N, A.p, A.ld, NULL, &report),
                             RANDBLAS_NOT_POSITIVE_DEFINITE);
        free(A.p);
    }
}

/* Of a rectangular matrix of full rank, half the Gram determinant of the tall side. */
static void pseudo_rectangular(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int c = 0; c < 4; c++) {
        const int64_t m = c < 2 ? 40 : 13, n = c < 2 ? 13 : 40;
        const randblas_xview A = random_view(m, n, layouts[c % 2], 2, &seed), T = m < n ? view_transposed(A) : A;
        rmt_logdet_report report, tall;
        assert_int_equal(rmt_xlogpdet(RMT_GENERAL, layouts[c % 2], 0, m, n, A.p, A.ld, NULL, &report), 0);
        assert_int_equal(
            rmt_xlogdet_gram(T.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR, 40, 13, T.p, T.ld, NULL, &tall), 0);
        assert_true(report.rank == 13 && report.sign == 1);
        assert_true(fabs(report.logabsdet - tall.logabsdet / 2) <= limit(13));
        free(A.p);
    }
}

/* det [K X; X^T 0] = (-1)^p det K det X^T K^-1 X: the bordered matrix is the independent route. */
static answer bordered(int64_t n, randblas_xview K, int64_t p, randblas_xview X)
{
    const int64_t N = n + p;
    long double *W = calloc((size_t)(N * N + 1), sizeof *W);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) W[i + j * N] = (long double)*view_at(K, i, j);
        for (int64_t j = 0; j < p; j++) W[i + (n + j) * N] = W[n + j + i * N] = (long double)*view_at(X, i, j);
    }
    answer a = reference(N, W);
    free(W);
    if (p % 2) a.sign = -a.sign;
    return a;
}

static void generalised(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{30, 4}, {12, 12}, {9, 0}, {1, 1}, {40, 25}, {0, 0}};
    uint64_t seed = 4;
    for (int c = 0; c < 6 * 3 * 2 * 2; c++) {
        const int64_t n = shapes[c % 6][0], p = shapes[c % 6][1];
        const rmt_matrix_kind kind = kinds[c / 6 % 3];
        const randblas_layout layout = layouts[c / 18 % 2];
        const randblas_uplo uplo = triangles[c / 36];
        const randblas_xview K = make(kind, layout, n, &seed), X = random_view(n, p, layout, 2, &seed);
        const answer right = bordered(n, K, p, X);
        if (kind != RMT_GENERAL) spoil_other(n, uplo, K);
        rmt_logdet_report report, xx;
        assert_int_equal(rmt_xloggdet(kind, layout, uplo, n, K.p, K.ld, p, X.p, X.ld, NULL, &report), 0);
        assert_int_equal(rmt_xlogdet_gram(layout, n, p, X.p, X.ld, NULL, &xx), 0);
        assert_int_equal(report.sign, right.sign);
        assert_int_equal(report.rank, n);
        assert_true(fabs(report.logabsdet - right.log) <= limit(n + p));
        assert_true(fabs(report.logdet_xx - xx.logabsdet) <= limit(p));
        assert_true(fabs(report.logpdet - (report.logdet_xx - report.logabsdet)) <= limit(n));
        free(K.p), free(X.p);
    }
}

/* X = columns of the identity: gdet is a trailing minor, K itself may be singular; and the option says X^T X = I. */
static void compressed(void **state)
{
    (void)state;
    enum { N = 6, P = 2 };
    scalar_t K[N * N] = {0}, X[N * P] = {0};
    for (int i = P; i < N; i++) K[i + i * N] = 3; /* rank N - P */
    for (int j = 0; j < P; j++) X[j + j * N] = 1;
    for (int orthonormal = 0; orthonormal < 2; orthonormal++) {
        const rmt_logdet_options options = {.orthonormal = orthonormal};
        rmt_logdet_report report;
        assert_int_equal(
            rmt_xloggdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, N, K, N, P, X, N, &options, &report), 0);
        assert_true(fabs(report.logabsdet - 4 * log(3.0)) <= 100 * EPS && report.logdet_xx == 0 && report.sign == 1);
    }
    memset(X, 0, sizeof X);
    rmt_logdet_report report;
    assert_int_equal(rmt_xloggdet(RMT_DEFINITE, RANDBLAS_COL_MAJOR, RANDBLAS_UPPER, N, K, N, P, X, N, NULL, &report),
                     RANDBLAS_RANK_DEFICIENT);
    assert_true(report.sign == 0 && isinf(report.logabsdet) && isnan(report.logpdet));
}

static int cancel(void *context, const char *phase, double fraction)
{
    (void)context, (void)phase, (void)fraction;
    return 1;
}

static void arguments(void **state)
{
    (void)state;
    scalar_t A[4] = {2, 1, 1, 2};
    const rmt_logdet_options wrong = {.tolerance = 1}, bad = {.control = {.memory_limit = -1}};
    const rmt_logdet_options stop = {.control = {.progress = cancel}}, small = {.control = {.memory_limit = 8}};
    rmt_logdet_report r = {.rank = 77};
    const randblas_layout C = RANDBLAS_COL_MAJOR;
    const randblas_uplo U = RANDBLAS_UPPER;
    assert_int_equal(rmt_xlogdet(0, C, U, 2, A, 2, NULL, &r), -1);
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, 0, U, 2, A, 2, NULL, &r), -2);
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, C, 0, 2, A, 2, NULL, &r), -3);
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, C, U, -1, A, 2, NULL, &r), -4);
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, C, U, 2, NULL, 2, NULL, &r), -5);
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, C, U, 2, A, 1, NULL, &r), -6);
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, C, U, 2, A, 2, &wrong, &r), -7);
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, C, U, 2, A, 2, &bad, &r), -7);
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, C, U, 2, A, 2, NULL, NULL), -8);
    assert_int_equal(rmt_xlogdet_gram(0, 2, 2, A, 2, NULL, &r), -1);
    assert_int_equal(rmt_xlogdet_gram(C, -1, 2, A, 2, NULL, &r), -2);
    assert_int_equal(rmt_xlogdet_gram(C, 2, -1, A, 2, NULL, &r), -3);
    assert_int_equal(rmt_xlogdet_gram(C, 2, 2, NULL, 2, NULL, &r), -4);
    assert_int_equal(rmt_xlogdet_gram(C, 2, 2, A, 1, NULL, &r), -5);
    assert_int_equal(rmt_xlogdet_gram(C, 2, 2, A, 2, &wrong, &r), -6);
    assert_int_equal(rmt_xlogdet_gram(C, 2, 2, A, 2, NULL, NULL), -7);
    assert_int_equal(rmt_xlogpdet(9, C, U, 2, 2, A, 2, NULL, &r), -1);
    assert_int_equal(rmt_xlogpdet(RMT_SYMMETRIC, 0, U, 2, 2, A, 2, NULL, &r), -2);
    assert_int_equal(rmt_xlogpdet(RMT_SYMMETRIC, C, 0, 2, 2, A, 2, NULL, &r), -3);
    assert_int_equal(rmt_xlogpdet(RMT_SYMMETRIC, C, U, -2, 2, A, 2, NULL, &r), -4);
    assert_int_equal(rmt_xlogpdet(RMT_SYMMETRIC, C, U, 2, 1, A, 2, NULL, &r), -5);
    assert_int_equal(rmt_xlogpdet(RMT_SYMMETRIC, C, U, 2, 2, NULL, 2, NULL, &r), -6);
    assert_int_equal(rmt_xlogpdet(RMT_SYMMETRIC, C, U, 2, 2, A, 1, NULL, &r), -7);
    assert_int_equal(rmt_xlogpdet(RMT_SYMMETRIC, C, U, 2, 2, A, 2, &wrong, &r), -8);
    assert_int_equal(rmt_xlogpdet(RMT_SYMMETRIC, C, U, 2, 2, A, 2, NULL, NULL), -9);
    assert_int_equal(rmt_xloggdet(9, C, U, 2, A, 2, 1, A, 2, NULL, &r), -1);
    assert_int_equal(rmt_xloggdet(RMT_SYMMETRIC, 0, U, 2, A, 2, 1, A, 2, NULL, &r), -2);
    assert_int_equal(rmt_xloggdet(RMT_SYMMETRIC, C, 0, 2, A, 2, 1, A, 2, NULL, &r), -3);
    assert_int_equal(rmt_xloggdet(RMT_SYMMETRIC, C, U, -2, A, 2, 1, A, 2, NULL, &r), -4);
    assert_int_equal(rmt_xloggdet(RMT_SYMMETRIC, C, U, 2, NULL, 2, 1, A, 2, NULL, &r), -5);
    assert_int_equal(rmt_xloggdet(RMT_SYMMETRIC, C, U, 2, A, 1, 1, A, 2, NULL, &r), -6);
    assert_int_equal(rmt_xloggdet(RMT_SYMMETRIC, C, U, 2, A, 2, 3, A, 2, NULL, &r), -7);
    assert_int_equal(rmt_xloggdet(RMT_SYMMETRIC, C, U, 2, A, 2, 1, NULL, 2, NULL, &r), -8);
    assert_int_equal(rmt_xloggdet(RMT_SYMMETRIC, C, U, 2, A, 2, 1, A, 1, NULL, &r), -9);
    assert_int_equal(rmt_xloggdet(RMT_SYMMETRIC, C, U, 2, A, 2, 1, A, 2, &wrong, &r), -10);
    assert_int_equal(rmt_xloggdet(RMT_SYMMETRIC, C, U, 2, A, 2, 1, A, 2, NULL, NULL), -11);
    assert_int_equal(r.rank, 77);
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, C, U, 2, A, 2, &stop, &r), RANDBLAS_CANCELLED);
    assert_int_equal(rmt_xlogdet(RMT_DEFINITE, C, U, 2, A, 2, &small, &r), RANDBLAS_MEMORY_LIMIT);
    assert_true(isnan(r.logabsdet) && A[0] == 2);
}

typedef struct budget {
    int left;
    int live;
} budget;

static void *allocate(void *context, size_t bytes)
{
    budget *b = context;
    if (b->left-- <= 0) return NULL;
    b->live++;
    return malloc(bytes);
}

static void release(void *context, void *block)
{
    ((budget *)context)->live--;
    free(block);
}

/* Every allocation fails in turn. */
static void allocations(void **state)
{
    (void)state;
    scalar_t A[9] = {2, 1, 0, 1, 2, 1, 0, 1, 2}, X[3] = {1, 1, 1};
    for (int which = 0; which < 6; which++)
        for (int left = 0;; left++) {
            budget b = {.left = left};
            const rmt_logdet_options o = {
                .control = {.allocate = allocate, .release = release, .allocator_context = &b}};
            rmt_logdet_report r;
            const randblas_layout C = RANDBLAS_COL_MAJOR;
            const randblas_uplo U = RANDBLAS_UPPER;
            const int info = which < 3   ? rmt_xlogdet(kinds[which], C, U, 3, A, 3, &o, &r)
                             : which < 4 ? rmt_xlogdet_gram(C, 3, 3, A, 3, &o, &r)
                             : which < 5
                                 ? rmt_xlogpdet(left % 2 ? RMT_GENERAL : RMT_SYMMETRIC, C, U, 3, 3, A, 3, &o, &r)
                                 : rmt_xloggdet(RMT_SYMMETRIC, C, U, 3, A, 3, 1, X, 3, &o, &r);
            assert_int_equal(b.live, 0);
            if (!info) break;
            assert_int_equal(info, RANDBLAS_OUT_OF_MEMORY);
            assert_true(isnan(r.logabsdet) && left < 20);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(definition),    cmocka_unit_test(scales),
        cmocka_unit_test(blocks_of_two), cmocka_unit_test(saddle_points),
        cmocka_unit_test(singular),      cmocka_unit_test(gram),
        cmocka_unit_test(pseudo),        cmocka_unit_test(pseudo_rectangular),
        cmocka_unit_test(generalised),   cmocka_unit_test(compressed),
        cmocka_unit_test(arguments),     cmocka_unit_test(allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
