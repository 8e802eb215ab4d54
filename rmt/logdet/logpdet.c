/* Pseudo-determinants: eigenvalues of a symmetric matrix, or singular values of a general one after QR. */
#include "logdet_impl.h"

#include "lapack_impl.h"

#include <math.h>

typedef struct values {
    int64_t count;
    scalar_t *value;
} values;

static int eigenvalues(int64_t n, randblas_uplo uplo, randblas_xview A, randblas_arena *arena, values *v)
{
    scalar_t *W = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *W);
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_EIGEN_WORK(n), sizeof *work);
    int64_t *iwork = randblas_arena_get(arena, 5 * n + 3, sizeof *iwork);
    v->count = n;
    v->value = randblas_arena_get(arena, n, sizeof *v->value);
    if (arena->info) return arena->info;
    rmt_xlogdet_load_triangle(n, uplo, A, false, (randblas_xview){W, n, false});
    return randlapack_xsyevd(n, W, n, v->value, work, iwork);
}

/* Of a matrix with at least as many rows as columns: those of its triangle R. */
static int singular_values(int64_t m, int64_t n, randblas_xview A, randblas_arena *arena, values *v)
{
    scalar_t *W = randblas_arena_get(arena, randblas_size_product(m, n), sizeof *W);
    const int64_t qr = RANDLAPACK_QR_WORK(n), svd = RANDLAPACK_VALUES_WORK(n);
    scalar_t *work = randblas_arena_get(arena, qr > svd ? qr : svd, sizeof *work);
    scalar_t *tau = randblas_arena_get(arena, n, sizeof *tau);
    int64_t *iwork = randblas_arena_get(arena, randblas_size_product(8, n), sizeof *iwork);
    v->count = n;
    v->value = randblas_arena_get(arena, n, sizeof *v->value);
    if (arena->info) return arena->info;
    randblas_xcopy_view(m, n, A, (randblas_xview){W, m, false});
    int info = randlapack_xgeqrf(m, n, W, m, tau, work);
    if (info) return info;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = j + 1; i < n; i++) W[i + j * m] = 0;
    return randlapack_xsingular_values(n, W, m, v->value, work, iwork);
}

/* The values beyond the tolerance, multiplied. */
static int multiply(const values *v, double tolerance, bool definite, rmt_logdet_report *report)
{
    rmt_product product = rmt_product_one();
    double largest = 0, least = 0;
    for (int64_t i = 0; i < v->count; i++) {
        largest = fmax(largest, fabs((double)v->value[i]));
        least = fmin(least, (double)v->value[i]);
    }
    const double zero = tolerance > 0 ? tolerance * largest : 0;
    if (definite && least < -zero) return RANDBLAS_NOT_POSITIVE_DEFINITE;
    for (int64_t i = 0; i < v->count; i++)
        if (fabs((double)v->value[i]) > zero) rmt_product_times(&product, (double)v->value[i]);
    return rmt_logdet_found(&product, 1, report);
}

static int illegal(rmt_matrix_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t m, int64_t n,
                   const scalar_t *A, int64_t lda)
{
    const int64_t inner = layout == RANDBLAS_ROW_MAJOR ? n : m, outer = layout == RANDBLAS_ROW_MAJOR ? m : n;
    if (!rmt_logdet_kind_is_legal(kind)) return -1;
    if (!rmt_logdet_layout_is_legal(layout)) return -2;
    if (!rmt_logdet_uplo_is_legal(kind, uplo)) return -3;
    if (m < 0 || m > RANDBLAS_LARGEST) return -4;
    if (n < 0 || n > RANDBLAS_LARGEST || (kind != RMT_GENERAL && m != n)) return -5;
    if (!A && m > 0 && n > 0) return -6;
    return lda < (inner > 1 ? inner : 1) || randblas_beyond_memory(outer, lda) ? -7 : 0;
}

int rmt_xlogpdet(rmt_matrix_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t m, int64_t n,
                 const scalar_t *A, int64_t lda, const rmt_logdet_options *options, rmt_logdet_report *report)
{
    rmt_logdet_options o;
    int info = illegal(kind, layout, uplo, m, n, A, lda);
    if (info) return info;
    if (!rmt_logdet_read(&o, options)) return -8;
    if (!report) return -9;

    const bool general = kind == RMT_GENERAL;
    const int64_t most = m > n ? m : n, least = m > n ? n : m;
    randblas_xview view = view_make(A, lda, layout);
    values v = {0};
    *report = rmt_logdet_nothing();
    if (o.tolerance == 0) o.tolerance = (double)most * (double)REAL_EPS;
    randblas_arena arena = randblas_arena_open(&o.control);
    info = rmt_logdet_begin(&o);
    if (!info && !rmt_xlogdet_finite(m, n, general ? 0 : uplo, view)) info = RANDBLAS_NOT_FINITE;
    if (general && m < n) view = view_transposed(view);
    if (!info && least > 0)
        info = general ? singular_values(most, least, view, &arena, &v) : eigenvalues(n, uplo, view, &arena, &v);
    if (!info) info = multiply(&v, o.tolerance, kind == RMT_DEFINITE, report);
    randblas_arena_close(&arena);
    return info;
}
