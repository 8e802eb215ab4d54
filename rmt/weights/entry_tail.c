/*
 * Hill's estimate @cite hill1975 of the tail index of the entries, count/sum log(|w|/u) over the |w| >= u.  The
 * threshold u is where a bin of |w|, 6 % wide, begins, so that at least one in 200 of the entries are above, or 200 if
 * these are not more than one in 20.
 */
#include "weights_impl.h"

#include <string.h>

enum { SHARE = 200, MANY = 200, LEAST = 16 };

int rmt_weights_entry_tail(const rmt_weights_matrix *W, randblas_arena *arena, double *mu)
{
    enum { BINS = 1 << RMT_WEIGHTS_BIN_BITS };
    int64_t *bins = randblas_arena_get(arena, BINS, sizeof *bins);
    const int64_t entries = W->rows * W->cols, few = entries / 20 < MANY ? entries / 20 : MANY;
    const int64_t wanted = entries / SHARE > few ? entries / SHARE : few;
    *mu = NAN;
    if (arena->info) return arena->info;
    if (wanted < LEAST) return 0;
    memset(bins, 0, BINS * sizeof *bins);
    W->histogram(W, bins);
    int64_t count = 0;
    uint64_t b = BINS / 2; /* above it are negative numbers */
    while (count < wanted) count += bins[--b];
    const uint64_t bits = b << (64 - RMT_WEIGHTS_BIN_BITS);
    double from;
    memcpy(&from, &bits, sizeof from);
    const double sum = from > 0 ? W->excess(W, from) : 0;
    if (sum > 0) *mu = (double)count / sum;
    return 0;
}
