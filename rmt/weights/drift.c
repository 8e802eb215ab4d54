/* Two spectra and their power laws. */
#include "weights_impl.h"

rmt_weights_comparison rmt_weights_no_comparison(void)
{
    const rmt_power_law_report none = {NAN, NAN, NAN, NAN, NAN, NAN, 0, 0, 0};
    return (rmt_weights_comparison){NAN, NAN, NAN, NAN, NAN, NAN, none, none};
}

int rmt_weights_drift(const rmt_weights_matrix *A, const rmt_weights_matrix *B, const rmt_weights_options *options,
                      rmt_weights_comparison *report)
{
    const int64_t count = A->cols;
    rmt_weights_options o = *options;
    rmt_weights_report *r;
    randblas_arena arena = randblas_arena_open(&o.control);
    double *first = randblas_arena_get(&arena, count, sizeof *first);
    double *second = randblas_arena_get(&arena, count, sizeof *second);
    r = randblas_arena_get(&arena, 2, sizeof *r);
    int info = arena.info;
    o.skip = ~RMT_PART_POWER_LAW & 63;
    if (!info) info = rmt_weights_run(A, A->rows, A->cols, &o, &arena, first, &r[0]);
    if (!info) info = rmt_weights_run(B, B->rows, B->cols, &o, &arena, second, &r[1]);
    if (!info && count > 0 && first[count - 1] > 0 && second[count - 1] > 0)
        report->divergence = rmt_weights_divergence_of(count, first, second);
    if (!info) {
        report->first = r[0].power_law;
        report->second = r[1].power_law;
        report->drift = report->second.alpha - report->first.alpha;
        report->drift_error = hypot(report->first.standard_error, report->second.standard_error);
    }
    randblas_arena_close(&arena);
    return info;
}
