/*
 * The trace by the method that was chosen: all probes at once, or more of them until the error is small enough.  Where
 * the probes that are granted do not suffice, but n more products are granted too, the trace is computed exactly.
 */
#include "trace_impl.h"
#include "trace_options_impl.h"

#include "progress_impl.h"

#include <math.h>

static randlapack_xtrace_method *method_of(randlapack_trace_method method)
{
    switch (method) {
    case RANDLAPACK_TRACE_HUTCHINSON:
        return randlapack_xtrace_hutchinson;
    case RANDLAPACK_TRACE_HUTCHPP:
        return randlapack_xtrace_hutchpp;
    case RANDLAPACK_TRACE_XTRACE:
        return randlapack_xtrace_xtrace;
    default:
        return randlapack_xtrace_xnystrace;
    }
}

static randlapack_probe probe_of(const randlapack_trace_options *o)
{
    if (o->probe) return o->probe;
    return o->method == RANDLAPACK_TRACE_XTRACE || o->method == RANDLAPACK_TRACE_XNYSTRACE
               ? RANDLAPACK_PROBE_SPHERE
               : RANDLAPACK_PROBE_RADEMACHER;
}

/* Rounded to the nearest, whatever the exponent. */
static double unscaled(const randlapack_xtrace_run *run, double x)
{
    return ldexp(x, run->p.exponent);
}

static void fill_report(const randlapack_xtrace_run *run, randlapack_trace_method method, double confidence,
                        randlapack_trace_report *report)
{
    const bool exact = method == RANDLAPACK_TRACE_EXACT;
    report->method = method;
    report->trace = unscaled(run, run->e.mean);
    report->standard_error = exact ? 0 : unscaled(run, randlapack_estimate_error(&run->e));
    report->half_width = exact ? 0 : unscaled(run, randlapack_estimate_half_width(&run->e, confidence));
    report->norm = unscaled(run, randlapack_xprobing_norm(&run->p));
    report->samples = run->e.count;
    report->products = run->p.products;
}

/* Until there are samples enough, or no more probes. */
static int sample(randlapack_xtrace_run *run, const randlapack_trace_plan *plan, bool *met)
{
    const randlapack_stop stop = randlapack_trace_stop(plan);
    const randlapack_trace_options *o = &plan->options;
    randlapack_xtrace_method *more = method_of(o->method);
    randlapack_stop scaled = stop;
    int info = 0;
    for (*met = false; run->p.k < plan->most && !*met && !info;) {
        info = more(run, randlapack_trace_next(plan, run->p.k));
        scaled.absolute = ldexp(stop.absolute, -run->p.exponent);
        *met =
            !info && (!plan->adaptive || randlapack_estimate_met(&run->e, &scaled, randlapack_xprobing_norm(&run->p)));
    }
    return info;
}

static int solve(randlapack_xtrace_run *run, const randlapack_trace_plan *plan, randlapack_trace_report *report)
{
    const randlapack_trace_options *o = &plan->options;
    randlapack_trace_method method = o->method;
    bool met = method == RANDLAPACK_TRACE_EXACT;
    int info = met ? randlapack_xtrace_exact(run) : sample(run, plan, &met);
    if (!info && !met && method != RANDLAPACK_TRACE_HUTCHINSON && o->products - run->p.products >= run->p.n) {
        method = RANDLAPACK_TRACE_EXACT;
        info = randlapack_xtrace_exact(run);
        met = !info;
    }
    report->method = method;
    report->products = run->p.products;
    if (info == -1) info = -3; /* sizes that no sketch has */
    if (info) return info;
    fill_report(run, method, o->confidence, report);
    report->converged = met;
    if (!isfinite(report->trace)) return RANDBLAS_NOT_FINITE;
    return met ? 0 : RANDBLAS_NOT_CONVERGED;
}

int randlapack_xtrace(const randblas_xlinop *A, double *trace, const randlapack_trace_options *options,
                      randlapack_trace_report *report)
{
    const double begin = randlapack_seconds();
    randlapack_trace_report ignored;
    randlapack_trace_plan plan;
    if (!report) report = &ignored;
    *report = (randlapack_trace_report){.trace = NAN, .standard_error = INFINITY, .half_width = INFINITY};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows != A->cols) return -1;
    if (!trace) return -2;
    if (!randlapack_trace_read(&plan, A->rows, options)) return -3;

    randblas_arena arena = randblas_arena_open(&plan.options.control);
    randlapack_xtrace_run run = {.p = {.A = A, .arena = &arena, .probe = probe_of(&plan.options), .n = A->rows}};
    run.p.state = plan.options.state;
    run.p.control = &plan.options.control;
    run.p.most = plan.most;
    report->confidence = plan.options.confidence;
    info = solve(&run, &plan, report);
    randblas_arena_close(&arena);
    report->seconds = randlapack_seconds() - begin;
    if (info >= 0) *trace = report->trace;
    return info;
}
