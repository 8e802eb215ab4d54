/* Eigenvalues of W^T W; see esd.c. */
#include "weights_matrix_impl.h"

#include "options_impl.h"

static bool read_options(rmt_weights_spectrum_options *full, const rmt_weights_spectrum_options *options)
{
    rmt_weights_spectrum_options *o = full;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->method != RMT_ESD_AUTO && o->method != RMT_ESD_GRAM && o->method != RMT_ESD_SVD) return false;
    if (o->accuracy == 0) o->accuracy = RMT_WEIGHTS_ACCURACY;
    return o->accuracy > 0 && o->accuracy < 1;
}

int rmt_xweights_spectrum(randblas_layout layout, int64_t m, int64_t n, const scalar_t *W, int64_t lda, double *values,
                          const rmt_weights_spectrum_options *options, rmt_weights_spectrum_report *report)
{
    rmt_weights_spectrum_options o;
    rmt_weights_spectrum_report own;
    const int64_t count = m < n ? m : n;
    int info = rmt_weights_illegal(layout, m, n, W, lda);
    if (info) return info;
    if (!values && count > 0) return -6;
    if (!read_options(&o, options)) return -7;

    rmt_weights_spectrum_report *r = report ? report : &own;
    *r = rmt_esd_nothing();
    const rmt_weights_matrix A = rmt_xweights_matrix(layout, m, n, W, lda);
    const rmt_esd_options esd = {&o.control, o.method, o.accuracy, 0};
    randblas_arena arena = randblas_arena_open(&o.control);
    info = A.finite ? rmt_esd(&A, &esd, &arena, values, r) : RANDBLAS_NOT_FINITE;
    randblas_arena_close(&arena);
    for (int64_t i = 0; i < count && info == RANDBLAS_NOT_FINITE; i++) values[i] = NAN;
    return info;
}
