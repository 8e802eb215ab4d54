/* The logarithms of a sample's positive values, sorted. */
#include "tail_impl.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int rmt_logs_open(rmt_logs *logs, int64_t n, const double *x, randblas_arena *arena)
{
    logs->n = 0;
    logs->log = randblas_arena_get(arena, n, sizeof *logs->log);
    if (arena->info) return arena->info;
    for (int64_t i = 0; i < n; i++) {
        if (!isfinite(x[i])) return RANDBLAS_NOT_FINITE;
        if (x[i] > 0) logs->log[logs->n++] = log(x[i]);
    }
    qsort(logs->log, (size_t)logs->n, sizeof *logs->log, compare);
    return 0;
}

int64_t rmt_logs_from(const rmt_logs *logs, double log)
{
    int64_t low = 0, high = logs->n;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (logs->log[middle] < log)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
