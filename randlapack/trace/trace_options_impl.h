/** Options of the drivers of this folder, and how many probes come next. */
#ifndef RANDLAPACK_TRACE_OPTIONS_IMPL_H
#define RANDLAPACK_TRACE_OPTIONS_IMPL_H

#include "estimate_impl.h"

#include "randlapack_trace.h"

#include <stdbool.h>

#define RANDLAPACK_TRACE_LEAST 16 /* probes before an error is believed */

typedef struct randlapack_trace_plan {
    randlapack_trace_options options; /* without zeros that mean defaults, but for the probe; never AUTO */
    bool adaptive;                    /* an error is asked for */
    int64_t most;                     /* probes */
} randlapack_trace_plan;

/* Whether the options are legal for an n x n matrix. */
bool randlapack_trace_read(randlapack_trace_plan *plan, int64_t n, const randlapack_trace_options *options);

/* When to stop. */
randlapack_stop randlapack_trace_stop(const randlapack_trace_plan *plan);

/* How many probes there are to be after k: a block more, or a third, so that what is computed anew costs no more than
 * twice the last time. */
int64_t randlapack_trace_next(const randlapack_trace_plan *plan, int64_t k);

#endif
