/* Options of the drivers of this folder, with defaults filled in. */
#include "trace_options_impl.h"

#include "options_impl.h"

#define DEFAULT_PRODUCTS 96
#define DEFAULT_CONFIDENCE 0.95
#define BLOCK 16 /* probes are added in multiples of it, so that their number does not decide which are drawn */

/* Products with A for a probe. */
static int64_t price(randlapack_trace_method method)
{
    switch (method) {
    case RANDLAPACK_TRACE_HUTCHPP:
        return 3;
    case RANDLAPACK_TRACE_XTRACE:
        return 2;
    default:
        return 1;
    }
}

/* Exact where that takes no more products than are granted, or hardly more than a first look would. */
static void choose_method(randlapack_trace_plan *plan, int64_t n)
{
    randlapack_trace_options *o = &plan->options;
    if (o->method == RANDLAPACK_TRACE_AUTO)
        o->method = o->definite ? RANDLAPACK_TRACE_XNYSTRACE : RANDLAPACK_TRACE_XTRACE;
    if (o->method == RANDLAPACK_TRACE_HUTCHINSON || o->products < n) return;
    if (!plan->adaptive || n <= RANDLAPACK_TRACE_LEAST * price(o->method)) o->method = RANDLAPACK_TRACE_EXACT;
}

static bool in_range(const randlapack_trace_options *o)
{
    if (!randblas_control_is_legal(&o->control)) return false;
    if ((int)o->method < RANDLAPACK_TRACE_AUTO || (int)o->method > RANDLAPACK_TRACE_EXACT) return false;
    if ((int)o->probe < 0 || (int)o->probe > RANDLAPACK_PROBE_SPHERE || o->products < 0) return false;
    if (!(o->absolute >= 0) || !(o->relative >= 0)) return false;
    return o->confidence >= 0 && o->confidence < 1;
}

bool randlapack_trace_read(randlapack_trace_plan *plan, int64_t n, const randlapack_trace_options *options)
{
    randlapack_trace_options *o = &plan->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options) || !in_range(o)) return false;
    if (o->confidence == 0) o->confidence = DEFAULT_CONFIDENCE;
    plan->adaptive = o->absolute > 0 || o->relative > 0;
    if (o->products == 0) o->products = plan->adaptive ? 2 * n : DEFAULT_PRODUCTS;
    choose_method(plan, n);
    const bool plain = o->method == RANDLAPACK_TRACE_HUTCHINSON;
    plan->most = plain || o->products < n ? o->products : n - 1;
    plan->most /= price(o->method);
    return o->method == RANDLAPACK_TRACE_EXACT || plan->most >= (plain ? 1 : 2);
}

randlapack_stop randlapack_trace_stop(const randlapack_trace_plan *plan)
{
    const randlapack_trace_options *o = &plan->options;
    return (randlapack_stop){o->absolute, o->relative, o->confidence, RANDLAPACK_TRACE_LEAST};
}

int64_t randlapack_trace_next(const randlapack_trace_plan *plan, int64_t k)
{
    int64_t next = k + k / 3 / BLOCK * BLOCK;
    if (!plan->adaptive) return plan->most;
    if (next < k + BLOCK) next = k + BLOCK;
    return next < plan->most ? next : plan->most;
}
