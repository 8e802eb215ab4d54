/* One layer; see layer.c. */
#include "weights_matrix_impl.h"

int rmt_xweights_layer(randblas_layout layout, int64_t m, int64_t n, const scalar_t *W, int64_t lda, double *values,
                       const rmt_weights_options *options, rmt_weights_report *report)
{
    rmt_weights_options o;
    int info = rmt_weights_illegal(layout, m, n, W, lda);
    if (info) return info;
    if (!rmt_weights_read_options(&o, options)) return -7;
    if (!report) return -8;
    const rmt_weights_matrix A = rmt_xweights_matrix(layout, m, n, W, lda);
    randblas_arena arena = randblas_arena_open(&o.control);
    info = rmt_weights_run(&A, m, n, &o, &arena, values, report);
    randblas_arena_close(&arena);
    for (int64_t i = 0; values && i < A.cols && info == RANDBLAS_NOT_FINITE; i++) values[i] = NAN;
    return info;
}
