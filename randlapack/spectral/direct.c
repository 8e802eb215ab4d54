/*
 * tr f(A) from a factorisation: log-determinants from the diagonal of a triangle; tr A^-1 = ||R^-1||_F^2 of a Cholesky
 * factor R, or for a band from the entries of Z = A^-1 within the band only @cite takahashi1973,
 *
 *     z_ij = (delta_ij / r_ii - sum over k > i of r_ik z_kj) / r_ii,     j = i + band .. i,  i = n .. 1;
 *
 * other functions, and tr A^-1 of an A that is not definite, from all eigenvalues or singular values.  A triangle whose
 * diagonal spans more than 1/(n eps) has no digit of the log-determinant right, which is told.
 */
#include "direct_impl.h"

#include "lapack_impl.h"
#include "measure_impl.h"
#include "quadrature_impl.h"

#include "linop_impl.h"

#include <math.h>
#include <string.h>

#define WORTH 4.0         /* how much longer an exact value may take */
#define NARROW 24         /* half bandwidth up to which LAPACK is not asked */
#define WRITTEN_OUT 500   /* longer side of a sparse matrix or callback that is written out */
#define VALUES (16 / 3.0) /* n^3 for all eigenvalues, in flops of the speed of GEMM */

/* ---------------------------------------------------------------- the choice -------------------------------------- */

static int64_t max_i64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t distance(int64_t i, int64_t j)
{
    return i > j ? i - j : j - i;
}

/* max |i - j| over the entries. */
static int64_t bandwidth(const randblas_xlinop *A)
{
    int64_t band = 0;
    if (A->kind == RANDBLAS_COO) {
        for (int64_t p = 0; p < A->nnz; p++) band = max_i64(band, distance(A->rowind[p], A->colind[p]));
        return band;
    }
    const int64_t *index = A->kind == RANDBLAS_CSR ? A->colind : A->rowind;
    for (int64_t i = 0; i < A->rows; i++)
        for (int64_t p = A->ptr[i]; p < A->ptr[i + 1]; p++) band = max_i64(band, distance(i, index[p]));
    return band;
}

static bool asks_log(const randlapack_xdirect *d)
{
    return d->f->kind == RANDLAPACK_FUNCTION_LOG && d->spectrum == RANDLAPACK_SPECTRUM_EIGENVALUES;
}

static bool asks_inverse(const randlapack_xdirect *d)
{
    const bool power = d->f->kind == RANDLAPACK_FUNCTION_POWER && d->f->parameter == -1;
    const bool inverse = power || d->f->kind == RANDLAPACK_FUNCTION_INVERSE;
    return inverse && d->spectrum == RANDLAPACK_SPECTRUM_EIGENVALUES && !d->indefinite;
}

/* log |det|, whatever the signs; of singular values log and log |x| are the same. */
static bool asks_log_abs(const randlapack_xdirect *d)
{
    const bool square = d->A->rows == d->A->cols, abs = d->f->kind == RANDLAPACK_FUNCTION_LOG_ABS;
    return square && (abs || (d->f->kind == RANDLAPACK_FUNCTION_LOG && d->spectrum != RANDLAPACK_SPECTRUM_EIGENVALUES));
}

randlapack_spectral_method randlapack_xdirect_choose(randlapack_xdirect *d)
{
    const double m = (double)d->A->rows, n = (double)d->A->cols;
    const bool sparse = linop_is_sparse(d->A), symmetric = d->spectrum == RANDLAPACK_SPECTRUM_EIGENVALUES;
    const double sweeps = asks_inverse(d) ? 3 : 1; /* of a band, as long as a factorisation */
    if (sparse && (asks_log(d) || asks_inverse(d))) {
        d->band = bandwidth(d->A);
        const double wide = (double)d->band + 1, nnz = (double)linop_entries(d->A);
        if (sweeps * n * wide * wide <= WORTH * d->products * (nnz + 6 * n)) return RANDLAPACK_SPECTRAL_BAND;
    }
    const bool stored = !sparse && d->A->kind != RANDBLAS_CALLBACK;
    if (!stored && fmax(m, n) > WRITTEN_OUT) return RANDLAPACK_SPECTRAL_QUADRATURE;
    const double limit = stored ? WORTH * d->products * 2 * m * n : INFINITY, cube = fmin(m, n) * m * n;
    if (asks_log(d) && cube / 3 <= limit) return RANDLAPACK_SPECTRAL_CHOLESKY;
    if (asks_inverse(d) && 2 * cube / 3 <= limit) return RANDLAPACK_SPECTRAL_CHOLESKY;
    if (asks_log_abs(d) && 2 * cube / 3 <= limit) return RANDLAPACK_SPECTRAL_LU;
    if ((symmetric ? VALUES : 2 * VALUES) * cube <= limit) return RANDLAPACK_SPECTRAL_VALUES;
    return RANDLAPACK_SPECTRAL_QUADRATURE;
}

bool randlapack_xdirect_again(randlapack_xdirect *d, randlapack_spectral_method method, int info)
{
    const bool cholesky = method == RANDLAPACK_SPECTRAL_BAND || method == RANDLAPACK_SPECTRAL_CHOLESKY;
    const bool failed = info == RANDBLAS_NOT_POSITIVE_DEFINITE || info == RANDBLAS_RANK_DEFICIENT;
    d->indefinite = cholesky && failed && asks_inverse(d);
    return d->indefinite;
}

/* ---------------------------------------------------------------- log-determinants -------------------------------- */

/* `times` the sum of the logarithms of |diagonal entries|, step apart. */
static int sum_logs(int64_t n, const scalar_t *diagonal, int64_t step, int times, double *sum)
{
    double least = INFINITY, most = 0;
    *sum = 0;
    for (int64_t j = 0; j < n; j++) {
        const double x = fabs((double)diagonal[j * step]);
        *sum += times * log(x);
        least = fmin(least, x);
        most = fmax(most, x);
    }
    const double reach = times == 2 ? sqrt((double)n * (double)REAL_EPS) : (double)n * (double)REAL_EPS;
    if (!isfinite(*sum)) *sum = NAN;
    return least <= reach * most ? RANDBLAS_RANK_DEFICIENT : 0;
}

static double largest_of(int64_t n, const scalar_t *diagonal, int64_t step)
{
    double most = 0;
    for (int64_t j = 0; j < n; j++) most = fmax(most, (double)diagonal[j * step]);
    return most;
}

/* Row of entry p of a sparse matrix of which i is the vector. */
static void add_entry(const randlapack_xdirect *d, scalar_t *AB, int64_t i, int64_t j, scalar_t value)
{
    if (i <= j) AB[(d->band + i - j) + j * (d->band + 1)] += value;
}

/* R^T R in the place of a narrow band, by inner products of columns: LAPACK's calls would take longer than the work. */
static int narrow_cholesky(int64_t n, int64_t band, scalar_t *AB)
{
    const int64_t ld = band + 1;
    for (int64_t j = 0; j < n; j++) {
        scalar_t *column = AB + j * ld + band - j; /* entry i at [i] */
        for (int64_t i = max_i64(0, j - band); i <= j; i++) {
            const scalar_t *other = AB + i * ld + band - i;
            scalar_t sum = column[i];
            for (int64_t k = max_i64(0, j - band); k < i; k++) sum -= other[k] * column[k];
            if (i == j && !(sum > 0 && isfinite(sum))) return RANDBLAS_NOT_POSITIVE_DEFINITE;
            column[i] = i == j ? (scalar_t)sqrt((double)sum) : sum / other[i];
        }
    }
    return 0;
}

/* Whether A is regular beyond rounding, from lower bounds for ||A|| and ||A^-1||. */
static int judge_inverse(double size, double inverse, double *sum)
{
    if (isfinite(*sum) && 4 * (double)REAL_EPS * size * inverse < 1) return 0;
    *sum = NAN;
    return RANDBLAS_RANK_DEFICIENT;
}

/* tr (R^T R)^-1 of a band. */
static int band_inverse(const randlapack_xdirect *d, const scalar_t *R, double size, double *sum)
{
    const int64_t n = d->A->rows, band = d->band, ld = band + 1;
    scalar_t *Z = randblas_arena_get(d->arena, randblas_size_product(n, ld), sizeof *Z);
    if (!Z) return d->arena->info;
    *sum = 0;
    for (int64_t i = n - 1; i >= 0; i--) {
        const int64_t last = i + band < n ? i + band : n - 1;
        const scalar_t diagonal = R[band + i * ld];
        for (int64_t j = last; j >= i; j--) {
            scalar_t z = i == j ? 1 / diagonal : 0;
            for (int64_t k = i + 1; k <= last; k++)
                z -= R[band + i - k + k * ld] * (k < j ? Z[band + k - j + j * ld] : Z[band + j - k + k * ld]);
            Z[band + i - j + j * ld] = z / diagonal;
        }
        *sum += (double)Z[band + i * ld];
    }
    return judge_inverse(size, largest_of(n, Z + band, ld), sum);
}

static int band_sum(randlapack_xdirect *d, double *sum)
{
    const randblas_xlinop *A = d->A;
    const int64_t n = A->rows, ld = d->band + 1, size = randblas_size_product(n, ld);
    const scalar_t *values = A->values;
    scalar_t *AB = randblas_arena_get(d->arena, size, sizeof *AB);
    if (!AB) return d->arena->info;
    memset(AB, 0, (size_t)size * sizeof *AB);
    if (A->kind == RANDBLAS_COO)
        for (int64_t p = 0; p < A->nnz; p++) add_entry(d, AB, A->rowind[p], A->colind[p], values[p]);
    for (int64_t i = 0; i < n && A->kind != RANDBLAS_COO; i++)
        for (int64_t p = A->ptr[i]; p < A->ptr[i + 1]; p++) {
            const int64_t other = A->kind == RANDBLAS_CSR ? A->colind[p] : A->rowind[p];
            add_entry(d, AB, A->kind == RANDBLAS_CSR ? i : other, A->kind == RANDBLAS_CSR ? other : i, values[p]);
        }
    if (!randlapack_xmeasure(size, 1, AB, size, false).finite) return RANDBLAS_NOT_FINITE;
    const double largest = largest_of(n, AB + d->band, ld);
    const int info = d->band <= NARROW ? narrow_cholesky(n, d->band, AB) : randlapack_xpbtrf(n, d->band, AB, ld);
    if (info) return info;
    return asks_inverse(d) ? band_inverse(d, AB, largest, sum) : sum_logs(n, AB + d->band, ld, 2, sum);
}

/* ---------------------------------------------------------------- dense ------------------------------------------- */

/* Columns of the identity, a few at a time, through A. */
static int write_out(const randlapack_xdirect *d, scalar_t *D)
{
    const int64_t m = d->A->rows, n = d->A->cols;
    scalar_t *unit = randblas_arena_get(d->arena, randblas_size_product(n, n), sizeof *unit);
    if (!unit) return d->arena->info;
    memset(unit, 0, (size_t)(n * n) * sizeof *unit);
    for (int64_t j = 0; j < n; j++) unit[j + j * n] = 1;
    return randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, n, 1, d->A, unit, n, 0, D, m);
}

/* A as a column-major array, its largest entry scaled to about 1, so that no square overflows. */
static int load(const randlapack_xdirect *d, scalar_t **D, int *exponent)
{
    const int64_t m = d->A->rows, n = d->A->cols;
    int info = 0;
    *D = randblas_arena_get(d->arena, randblas_size_product(m, n), sizeof **D);
    if (!*D) return d->arena->info;
    if (d->A->kind == RANDBLAS_CALLBACK || linop_is_sparse(d->A))
        info = write_out(d, *D);
    else
        randblas_xlinop_expand(d->A, false, 0, 0, m, n, (randblas_xview){*D, m, false});
    if (info) return info;
    const randlapack_measure measured = randlapack_xmeasure(m, n, *D, m, false);
    if (!measured.finite) return RANDBLAS_NOT_FINITE;
    *exponent = randlapack_xharmful_exponent(measured.largest);
    if (*exponent) randlapack_xscale_by_power(m, n, *D, m, false, -*exponent);
    return 0;
}

/* log det A, or tr A^-1. */
static int cholesky_sum(const randlapack_xdirect *d, scalar_t *D, double *sum)
{
    const int64_t n = d->A->rows;
    const double size = largest_of(n, D, n + 1);
    int info = randlapack_xpotrf(n, D, n);
    if (info || !asks_inverse(d)) return info ? info : sum_logs(n, D, n + 1, 2, sum);
    info = randlapack_xtrtri(n, D, n);
    if (info) return info < 0 ? info : RANDBLAS_RANK_DEFICIENT;
    double largest = *sum = 0;
    for (int64_t j = 0; j < n; j++) {
        const double norm = randlapack_xnorm(j + 1, D + j * n);
        *sum += norm * norm;
        largest = fmax(largest, norm * norm);
    }
    return judge_inverse(size, largest, sum);
}

static int lu_sum(const randlapack_xdirect *d, scalar_t *D, double *sum)
{
    const int64_t n = d->A->rows;
    int64_t *swaps = randblas_arena_get(d->arena, n, sizeof *swaps),
            *iwork = randblas_arena_get(d->arena, n, sizeof *iwork);
    if (d->arena->info) return d->arena->info;
    const int info = randlapack_xgetrf(n, n, D, n, swaps, iwork);
    const int times = d->spectrum == RANDLAPACK_SPECTRUM_GRAM ? 2 : 1;
    const int code = info < 0 ? info : sum_logs(n, D, n + 1, 1, sum);
    *sum *= times;
    return code;
}

/* ---------------------------------------------------------------- all values -------------------------------------- */

/* Singular values of an m x n array, those of its triangle, by way of the QR factorisation of it or its transpose. */
static int singular_values(const randlapack_xdirect *d, scalar_t *D, scalar_t *values)
{
    const int64_t m = d->A->rows, n = d->A->cols, small = m < n ? m : n, big = max_i64(m, n);
    randblas_arena *arena = d->arena;
    scalar_t *T = randblas_arena_get(arena, randblas_size_product(big, small), sizeof *T),
             *R = randblas_arena_get(arena, randblas_size_product(small, small), sizeof *R);
    scalar_t *tau = randblas_arena_get(arena, small, sizeof *tau);
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(small) + RANDLAPACK_VALUES_WORK(small), sizeof *work);
    int64_t *iwork = randblas_arena_get(arena, randblas_size_product(8, small), sizeof *iwork);
    if (arena->info) return arena->info;
    randblas_xcopy_view(big, small, (randblas_xview){D, m, m < n}, (randblas_xview){T, big, false});
    int info = randlapack_xgeqrf(big, small, T, big, tau, work);
    for (int64_t j = 0; j < small; j++)
        for (int64_t i = 0; i < small; i++) R[i + j * small] = i <= j ? T[i + j * big] : 0;
    return info ? info : randlapack_xsingular_values(small, R, small, values, work, iwork);
}

static int eigenvalues(const randlapack_xdirect *d, scalar_t *D, scalar_t *values)
{
    const int64_t n = d->A->rows;
    scalar_t *work = randblas_arena_get(d->arena, RANDLAPACK_VALUES_WORK(n), sizeof *work);
    int64_t *iwork = randblas_arena_get(d->arena, 8, sizeof *iwork);
    if (d->arena->info) return d->arena->info;
    return randlapack_xsymmetric_values(n, D, n, values, work, iwork);
}

static int values_sum(const randlapack_xdirect *d, scalar_t *D, int exponent, double *sum,
                      randlapack_slq_report *report)
{
    const int64_t n = d->A->cols, small = d->A->rows < n ? d->A->rows : n;
    const bool symmetric = d->spectrum == RANDLAPACK_SPECTRUM_EIGENVALUES;
    const bool gram = d->spectrum == RANDLAPACK_SPECTRUM_GRAM;
    scalar_t *values = randblas_arena_get(d->arena, n, sizeof *values);
    double *x = randblas_arena_get(d->arena, randblas_size_product(4, n), sizeof *x), size = 0, eps = (double)REAL_EPS;
    if (d->arena->info) return d->arena->info;
    const int info = symmetric ? eigenvalues(d, D, values) : singular_values(d, D, values);
    if (info) return info;
    report->smallest = INFINITY;
    report->largest = -INFINITY;
    for (int64_t i = 0; i < n; i++) {
        x[i] = i < small ? ldexp((double)values[i], exponent) : 0;
        if (gram) x[i] *= x[i];
        x[n + i] = 1;
        size = fmax(size, fabs(x[i]));
        report->smallest = fmin(report->smallest, x[i]);
        report->largest = fmax(report->largest, x[i]);
    }
    const randlapack_rule rule = {n, x, x + n};
    return randlapack_rule_sum(&rule, d->f, 0, zero_beside(size, gram ? 4 * eps * eps : eps), x + 2 * n, sum);
}

int randlapack_xdirect_sum(randlapack_xdirect *d, randlapack_spectral_method method, double *sum,
                           randlapack_slq_report *report)
{
    const int64_t n = d->A->cols;
    const int times = d->spectrum == RANDLAPACK_SPECTRUM_GRAM ? 2 : 1;
    scalar_t *D = NULL;
    int exponent = 0;
    *sum = NAN;
    if (method == RANDLAPACK_SPECTRAL_BAND) return band_sum(d, sum);
    int info = load(d, &D, &exponent);
    if (info) return info;
    if (method == RANDLAPACK_SPECTRAL_VALUES) return values_sum(d, D, exponent, sum, report);
    if (method == RANDLAPACK_SPECTRAL_LU) {
        info = lu_sum(d, D, sum);
    } else {
        info = cholesky_sum(d, D, sum);
    }
    if (asks_inverse(d)) {
        *sum = ldexp(*sum, -exponent);
        return info;
    }
    *sum += times * (double)n * exponent * log(2);
    return info;
}
