/* The power law of a tail: xmin, exponent, distance, goodness. */
#include "tail_impl.h"

#include "options_impl.h"
#include "progress_impl.h"

#include <math.h>

static bool read_options(rmt_power_law_options *full, const rmt_power_law_options *options)
{
    rmt_power_law_options *o = full;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->least_tail == 0) o->least_tail = 2;
    return o->xmin >= 0 && isfinite(o->xmin) && o->least_tail >= 2 && o->replicates >= 0;
}

/* The least value that has this logarithm. */
static double value_of(int64_t n, const double *x, double logarithm)
{
    double least = INFINITY;
    for (int64_t i = 0; i < n; i++)
        if (x[i] > 0 && x[i] < least && log(x[i]) == logarithm) least = x[i];
    return least;
}

static int fit(int64_t n, const double *x, const rmt_power_law_options *o, randblas_arena *arena,
               rmt_power_law_report *report)
{
    rmt_logs logs;
    int info = randlapack_progress(&o->control, "fit", 0);
    if (!info) info = rmt_logs_open(&logs, n, x, arena);
    double *sums = randblas_arena_get(arena, n, sizeof *sums);
    if (!info) info = arena->info;
    if (info) return info;
    report->positive = logs.n;
    const int64_t from = o->xmin > 0 ? rmt_logs_from(&logs, log(o->xmin)) : 0;
    if (logs.n - from < o->least_tail) return RANDBLAS_RANK_DEFICIENT;
    const rmt_power_law found =
        o->xmin > 0 ? rmt_power_law_at(&logs, from) : rmt_power_law_scan(&logs, o->least_tail, sums);
    if (found.from < 0) return RANDBLAS_RANK_DEFICIENT;
    report->candidates = found.candidates;
    report->tail = logs.n - found.from;
    report->alpha = 1 + found.decay;
    report->xmin = value_of(n, x, logs.log[found.from]);
    report->standard_error = found.decay / sqrt((double)report->tail);
    report->distance = found.distance;
    double sum = 0; /* log density: log(decay) - log(xmin) - alpha log(x/xmin) */
    for (int64_t i = found.from; i < logs.n; i++) sum += logs.log[i] - logs.log[found.from];
    report->log_likelihood = (double)report->tail * (log(found.decay) - logs.log[found.from]) - report->alpha * sum;
    return o->replicates ? rmt_power_law_goodness(&logs, &found, o, arena, &report->p_value) : 0;
}

int rmt_power_law_fit(int64_t n, const double *x, const rmt_power_law_options *options, rmt_power_law_report *report)
{
    rmt_power_law_options o;
    if (n < 0) return -1;
    if (!x && n > 0) return -2;
    if (!read_options(&o, options)) return -3;
    if (!report) return -4;
    *report = (rmt_power_law_report){NAN, NAN, NAN, NAN, NAN, NAN, 0, 0, 0};
    randblas_arena arena = randblas_arena_open(&o.control);
    const int info = fit(n, x, &o, &arena, report);
    randblas_arena_close(&arena);
    return info;
}
