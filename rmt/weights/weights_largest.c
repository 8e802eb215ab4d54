/*
 * The largest eigenvalues by block Krylov, with errors.  U and V of the truncated SVD satisfy W^T u = s v, so that what
 * is left is r = ||W v - s u||, and s r bounds the distance of s^2 to some eigenvalue.  Ritz values err by the square
 * of that over the gap to what the space has not resolved, at most the least value found: a few more values than are
 * asked for are computed, to have that gap.
 */
#include "weights_matrix_impl.h"

#include "blas_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "randlapack_names_impl.h"

#define EPS ((double)REAL_EPS)

typedef struct space {
    int64_t m, n, k; /* k values, with those for the gap */
    scalar_t *U, *s, *V, *R;
} space;

static int open_space(space *x, randblas_arena *arena)
{
    x->U = randblas_arena_get(arena, randblas_size_product(x->m, x->k), sizeof *x->U);
    x->V = randblas_arena_get(arena, randblas_size_product(x->n, x->k), sizeof *x->V);
    x->R = randblas_arena_get(arena, randblas_size_product(x->m, x->k), sizeof *x->R);
    x->s = randblas_arena_get(arena, x->k, sizeof *x->s);
    return arena->info;
}

static int run(const rmt_weights_matrix *W, const rmt_esd_options *o, const randblas_state *state, space *x)
{
    const randblas_layout layout = W->row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    const randblas_xlinop A = RANDBLAS_X(linop_dense)(layout, x->m, x->n, W->entries, W->ld);
    const int64_t part = x->k / 8;
    const randlapack_rsvd_options r = {
        .control = *o->control, .state = *state, .excess = o->excess, .block = part < 16 ? 16 : part};
    const int info = randlapack_xkrylov_svd(&A, x->k, x->U, x->m, x->s, x->V, x->n, &r, NULL);
    if (info < 0 || info == RANDBLAS_NOT_FINITE) return info;
    const randblas_xview view = {(scalar_t *)(uintptr_t)W->entries, W->ld, W->row_major};
    for (int64_t j = 0; j < x->k; j++)
        for (int64_t i = 0; i < x->m; i++) x->R[i + j * x->m] = -x->s[j] * x->U[i + j * x->m];
    randblas_xgemm(x->m, x->k, x->n, 1, view, (randblas_xview){x->V, x->n, false}, (randblas_xview){x->R, x->m, false});
    return info;
}

/* Of value i, descending, in units of 2^-exponent W. */
static double error_of(const space *x, int64_t i, double unit)
{
    double sum = 0;
    for (int64_t j = 0; j < x->m; j++) {
        const double r = unit * (double)x->R[j + i * x->m];
        sum += r * r;
    }
    const double s = unit * (double)x->s[i], last = unit * (double)x->s[x->k - 1], top = unit * (double)x->s[0];
    const double residual = s * sqrt(sum), gap = s * s - last * last, rounding = 16 * EPS * s * top;
    return fmin(residual, gap > 0 ? residual * residual / gap : INFINITY) + rounding;
}

int rmt_xweights_leading(const rmt_weights_matrix *W, int64_t k, const rmt_esd_options *options,
                         const randblas_state *state, double *values, double *errors,
                         rmt_weights_spectrum_report *report)
{
    const double start = randlapack_seconds(), unit = ldexp(1, -W->exponent);
    const int64_t more = k + (k / 8 < 16 ? 16 : k / 8);
    space x = {W->rows, W->cols, more < W->cols ? more : W->cols, NULL, NULL, NULL, NULL};
    randblas_arena arena = randblas_arena_open(options->control);
    report->method = RMT_ESD_KRYLOV;
    report->exponent = W->exponent;
    report->trace = W->norm * W->norm;
    int info = open_space(&x, &arena);
    if (!info && k > 0) info = run(W, options, state, &x);
    const bool found = info == 0 || info == RANDBLAS_NOT_CONVERGED;
    bool trusted = found;
    report->error = 0;
    for (int64_t i = 0; i < k && found; i++) {
        const double s = unit * (double)x.s[i], e = error_of(&x, i, unit);
        values[k - 1 - i] = s * s;
        if (errors) errors[k - 1 - i] = e;
        trusted = trusted && e <= options->accuracy * s * s;
        report->trusted += trusted;
        report->error = fmax(report->error, e);
    }
    if (found) report->count = k;
    randblas_arena_close(&arena);
    report->seconds = randlapack_seconds() - start;
    return found ? 0 : info;
}

static bool read_options(rmt_weights_spectrum_options *full, const rmt_weights_spectrum_options *options)
{
    rmt_weights_spectrum_options *o = full;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control) || o->method != RMT_ESD_AUTO) return false;
    if (o->accuracy == 0) o->accuracy = RMT_WEIGHTS_KRYLOV_ACCURACY;
    return o->accuracy > 0 && o->accuracy < 1;
}

int rmt_xweights_largest(randblas_layout layout, int64_t m, int64_t n, const scalar_t *W, int64_t lda, int64_t k,
                         double *values, double *errors, const rmt_weights_spectrum_options *options,
                         rmt_weights_spectrum_report *report)
{
    rmt_weights_spectrum_options o;
    rmt_weights_spectrum_report own;
    int info = rmt_weights_illegal(layout, m, n, W, lda);
    if (info) return info;
    if (k < 0 || k > (m < n ? m : n)) return -6;
    if (!values && k > 0) return -7;
    if (!read_options(&o, options)) return -9;
    rmt_weights_spectrum_report *r = report ? report : &own;
    *r = rmt_esd_nothing();
    const rmt_weights_matrix A = rmt_xweights_matrix(layout, m, n, W, lda);
    const rmt_esd_options esd = {&o.control, RMT_ESD_KRYLOV, o.accuracy, o.accuracy / 2};
    info = A.finite ? rmt_xweights_leading(&A, k, &esd, &o.state, values, errors, r) : RANDBLAS_NOT_FINITE;
    for (int64_t i = 0; i < k && info == RANDBLAS_NOT_FINITE; i++) {
        values[i] = NAN;
        if (errors) errors[i] = NAN;
    }
    return info ? info : r->trusted < k ? RANDBLAS_NOT_CONVERGED : 0;
}

int rmt_xweights_quadrature(const rmt_weights_matrix *W, const randlapack_slq_options *options,
                            randlapack_quadrature **Q)
{
    const randblas_layout layout = W->row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    const randblas_xlinop A = RANDBLAS_X(linop_dense)(layout, W->rows, W->cols, W->entries, W->ld);
    return randlapack_xquadrature_create(&A, 0, NULL, Q, options, NULL);
}
