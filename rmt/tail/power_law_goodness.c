/*
 * Goodness of fit by the semi-parametric bootstrap @cite clauset2009.  A replicate has as many positive values; each
 * is, with probability tail/n, xmin times U^(-1/(alpha - 1)), else one of the values below xmin.  Uniform numbers of
 * replicate r are those of the state with the high half of its counter advanced by r.
 */
#include "tail_impl.h"

#include "law_models_impl.h"
#include "progress_impl.h"
#include "threads_impl.h"

#include <math.h>
#include <stdlib.h>

enum { BATCH = 64 }; /* replicates between two questions whether to go on */

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void draw(const rmt_logs *logs, const rmt_power_law *fit, const randblas_state *state, int64_t replicate,
                 rmt_logs *sample)
{
    const int64_t n = logs->n, below = fit->from, high = replicate;
    randblas_state own = *state;
    const uint64_t counter = ((uint64_t)own.counter[3] << 32 | own.counter[2]) + (uint64_t)high;
    own.counter[2] = (uint32_t)counter;
    own.counter[3] = (uint32_t)(counter >> 32);
    for (int64_t i = 0; i < n; i++) {
        const double place = rmt_uniform(&own, 2 * i) * (double)n, u = rmt_uniform(&own, 2 * i + 1);
        const int64_t k = (int64_t)place; /* below n, as uniform numbers are below 1 by more than their rounding */
        sample->log[i] = k < below ? logs->log[k] : logs->log[below] - log(u) / fit->decay;
    }
    sample->n = n;
    qsort(sample->log, (size_t)n, sizeof *sample->log, compare);
}

int rmt_power_law_goodness(const rmt_logs *logs, const rmt_power_law *fit, const rmt_power_law_options *options,
                           randblas_arena *arena, double *p)
{
    const int64_t n = logs->n, replicates = options->replicates, least = options->least_tail;
    double *rooms = randblas_arena_get(arena, randblas_size_product(2 * thread_limit(), n), sizeof *rooms);
    int64_t far = 0;
    int info = arena->info;
    for (int64_t first = 0; first < replicates && !info; first += BATCH) {
        const int64_t count = replicates - first < BATCH ? replicates - first : BATCH;
#pragma omp parallel for schedule(dynamic) reduction(+ : far)
        for (int64_t r = 0; r < count; r++) {
            double *room = rooms + 2 * n * thread_index();
            rmt_logs sample = {0, room};
            draw(logs, fit, &options->state, first + r, &sample);
            const rmt_power_law its = options->xmin > 0
                                          ? rmt_power_law_at(&sample, rmt_logs_from(&sample, logs->log[fit->from]))
                                          : rmt_power_law_scan(&sample, least, room + n);
            far += its.distance >= fit->distance;
        }
        info = randlapack_progress(&options->control, "bootstrap", (double)(first + count) / (double)replicates);
    }
    *p = (double)far / (double)replicates;
    return info;
}
