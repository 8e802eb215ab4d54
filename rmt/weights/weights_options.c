#include "weights_impl.h"

#include "options_impl.h"

int rmt_weights_illegal(randblas_layout layout, int64_t m, int64_t n, const void *W, int64_t lda)
{
    const int64_t inner = layout == RANDBLAS_ROW_MAJOR ? n : m, outer = layout == RANDBLAS_ROW_MAJOR ? m : n;
    if (layout != RANDBLAS_ROW_MAJOR && layout != RANDBLAS_COL_MAJOR) return -1;
    if (m < 0 || m > RANDBLAS_LARGEST) return -2;
    if (n < 0 || n > RANDBLAS_LARGEST) return -3;
    if (!W && m > 0 && n > 0) return -4;
    return lda < (inner > 1 ? inner : 1) || randblas_beyond_memory(outer, lda) ? -5 : 0;
}

bool rmt_weights_ascend(int64_t count, const double *values)
{
    for (int64_t i = 0; i < count; i++)
        if (values[i] < (i ? values[i - 1] : 0)) return false;
    return true;
}

bool rmt_weights_are_finite(int64_t count, const double *values)
{
    for (int64_t i = 0; i < count; i++)
        if (!isfinite(values[i])) return false;
    return true;
}

bool rmt_weights_read_options(rmt_weights_options *full, const rmt_weights_options *options)
{
    rmt_weights_options *o = full;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->method < RMT_ESD_AUTO || o->method > RMT_ESD_KRYLOV || o->skip < 0 || o->skip >= 64) return false;
    if (o->accuracy == 0)
        o->accuracy = o->method == RMT_ESD_KRYLOV ? RMT_WEIGHTS_KRYLOV_ACCURACY : RMT_WEIGHTS_ACCURACY;
    if (o->least_tail == 0) o->least_tail = 2;
    if (o->level == 0) o->level = 0.01;
    if (!(o->accuracy > 0 && o->accuracy < 1) || !(o->level > 0 && o->level < 1)) return false;
    if (o->least_tail < 2 || o->replicates < 0 || o->largest < 0) return false;
    return o->least >= 0 && isfinite(o->least) && o->tolerance >= 0 && o->tolerance < 1;
}
