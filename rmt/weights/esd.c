/*
 * Eigenvalues of A^T A, A with at least as many rows as columns, p.  Products of floats are exact in double, so that
 * the Gram matrix, summed in panels of rows, has an error of some eps ||A||^2; its eigenvalues move by p^(1/2) eps
 * lambda_max or so, which is more than 1e-4 of them only below 1e-10 lambda_max for p = 10 000.  Where double weights
 * have smaller ones, their singular values are computed instead, after QR, with an error of that kind in sigma.
 */
#include "weights_impl.h"

#include "lapack_impl.h"
#include "progress_impl.h"

enum { PANEL = 512 };
#define EPS 0x1p-52

rmt_weights_spectrum_report rmt_esd_nothing(void)
{
    return (rmt_weights_spectrum_report){.error = NAN, .trace = NAN};
}

double rmt_esd_limit(const rmt_weights_spectrum_report *report, double accuracy, double largest)
{
    if (report->method == RMT_ESD_KRYLOV) return 0; /* others were not kept */
    if (report->method == RMT_ESD_SVD) {
        const double root = 2 * report->error / accuracy;
        return largest > 0 ? root * root : 0;
    }
    return report->error / accuracy;
}

/* G = A^T A, upper triangle. */
static int gram(const rmt_weights_matrix *W, randblas_arena *arena, double *G)
{
    const int64_t p = W->cols, panel = W->rows < PANEL ? W->rows : PANEL;
    const randblas_layout layout = W->row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    if (W->item == sizeof *G && W->exponent == 0)
        return randlapack_dsyrk(layout, W->rows, p, W->entries, W->ld, 0, G, p);
    double *rows = randblas_arena_get(arena, randblas_size_product(panel, p), sizeof *rows);
    int info = arena->info;
    for (int64_t i = 0; i < W->rows && !info; i += panel) {
        const int64_t count = W->rows - i < panel ? W->rows - i : panel;
        W->copy(W, i, count, rows, count);
        info = randlapack_dsyrk(RANDBLAS_COL_MAJOR, count, p, rows, count, i > 0, G, p);
    }
    return info;
}

static int by_gram(const rmt_weights_matrix *W, randblas_arena *arena, double *values)
{
    const int64_t p = W->cols;
    double *G = randblas_arena_get(arena, randblas_size_product(p, p), sizeof *G);
    double *work = randblas_arena_get(arena, RANDLAPACK_VALUES_WORK(p), sizeof *work);
    int64_t *iwork = randblas_arena_get(arena, 1, sizeof *iwork);
    int info = arena->info ? arena->info : gram(W, arena, G);
    if (!info) info = randlapack_dsymmetric_values(p, G, p, values, work, iwork);
    return info;
}

static int by_svd(const rmt_weights_matrix *W, randblas_arena *arena, double *values)
{
    const int64_t m = W->rows, p = W->cols, qr = RANDLAPACK_QR_WORK(p), svd = RANDLAPACK_VALUES_WORK(p);
    double *A = randblas_arena_get(arena, randblas_size_product(m, p), sizeof *A);
    double *s = randblas_arena_get(arena, p, sizeof *s), *tau = randblas_arena_get(arena, p, sizeof *tau);
    double *work = randblas_arena_get(arena, qr > svd ? qr : svd, sizeof *work);
    int64_t *iwork = randblas_arena_get(arena, randblas_size_product(8, p), sizeof *iwork);
    int info = arena->info;
    if (!info) W->copy(W, 0, m, A, m);
    if (!info) info = randlapack_dgeqrf(m, p, A, m, tau, work);
    for (int64_t j = 0; j < p && !info; j++)
        for (int64_t i = j + 1; i < p; i++) A[i + j * m] = 0;
    if (!info) info = randlapack_dsingular_values(p, A, m, s, work, iwork);
    for (int64_t i = 0; i < p && !info; i++) values[i] = s[p - 1 - i] * s[p - 1 - i];
    return info;
}

static int compute(const rmt_weights_matrix *W, rmt_esd_method method, double accuracy, randblas_arena *arena,
                   double *values, rmt_weights_spectrum_report *report)
{
    const int64_t p = W->cols;
    /* blocks of a Gram matrix that was given up go back first */
    randblas_arena own = randblas_arena_open(arena->control);
    own.used = arena->used;
    const int info = method == RMT_ESD_SVD ? by_svd(W, &own, values) : by_gram(W, &own, values);
    randblas_arena_close(&own);
    if (info) return info;
    for (int64_t i = 0; i < p; i++) values[i] = fmax(values[i], 0);
    const double largest = values[p - 1], rounding = sqrt((double)p) * EPS;
    report->method = method;
    report->error = rounding * (method == RMT_ESD_SVD ? sqrt(largest) : largest);
    const double limit = rmt_esd_limit(report, accuracy, largest);
    report->count = p;
    report->trusted = 0;
    for (int64_t i = 0; i < p; i++) report->trusted += values[i] > limit;
    return 0;
}

int rmt_esd(const rmt_weights_matrix *W, const rmt_esd_options *options, randblas_arena *arena, double *values,
            rmt_weights_spectrum_report *report)
{
    const double start = randlapack_seconds();
    const rmt_esd_method first = options->method == RMT_ESD_SVD ? RMT_ESD_SVD : RMT_ESD_GRAM;
    int info = randlapack_progress(options->control, "spectrum", 0);
    report->exponent = W->exponent;
    report->trace = W->norm * W->norm;
    if (!info && W->cols > 0) info = compute(W, first, options->accuracy, arena, values, report);
    const bool again = options->method == RMT_ESD_AUTO && W->item == sizeof *values && report->trusted < W->cols;
    if (!info && again) info = randlapack_progress(options->control, "spectrum", 0.3);
    if (!info && again) info = compute(W, RMT_ESD_SVD, options->accuracy, arena, values, report);
    report->seconds = randlapack_seconds() - start;
    return info;
}
