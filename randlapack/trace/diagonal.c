/*
 * The diagonal by the method that was chosen, as trace.c: all probes at once, or more of them until the error, the
 * Euclidean norm of those of the entries, is small enough, or n unit vectors where these do not suffice but n more
 * products are granted.
 */
#include "diagonal_impl.h"
#include "trace_options_impl.h"

#include "progress_impl.h"

#include <math.h>

static randlapack_xdiagonal_method *method_of(randlapack_trace_method method)
{
    switch (method) {
    case RANDLAPACK_TRACE_HUTCHINSON:
        return randlapack_xdiagonal_hutchinson;
    case RANDLAPACK_TRACE_HUTCHPP:
        return randlapack_xdiagonal_diagpp;
    case RANDLAPACK_TRACE_XTRACE:
        return randlapack_xdiagonal_xdiag;
    default:
        return randlapack_xdiagonal_xnysdiag;
    }
}

static double norm_of(int64_t n, const double *x)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i] * x[i];
    return sqrt(sum);
}

/* Standard error of an entry from its spread; infinite below two samples. */
static double error_of(const randlapack_xdiagonal_run *run, double spread)
{
    if (run->p.k < 2) return INFINITY;
    return spread / sqrt((double)(run->p.k - 1)) / sqrt((double)run->p.k);
}

static double half_width(const randlapack_xdiagonal_run *run, double confidence)
{
    if (run->p.k < 2) return INFINITY;
    return randlapack_student_quantile(confidence, run->p.k - 1) * error_of(run, norm_of(run->p.n, run->spread));
}

static int sample(randlapack_xdiagonal_run *run, const randlapack_trace_plan *plan, bool *met)
{
    randlapack_xdiagonal_method *more = method_of(plan->options.method);
    randlapack_stop stop = randlapack_trace_stop(plan);
    int info = 0;
    for (*met = false; run->p.k < plan->most && !*met && !info;) {
        info = more(run, randlapack_trace_next(plan, run->p.k));
        if (info) break;
        stop.absolute = ldexp(plan->options.absolute, -run->p.exponent);
        *met = !plan->adaptive ||
               (run->p.k >= stop.least &&
                randlapack_stop_accepts(&stop, norm_of(run->p.n, run->mean), half_width(run, stop.confidence), 0));
    }
    return info;
}

static void fill_report(const randlapack_xdiagonal_run *run, double confidence, randlapack_trace_report *report)
{
    const bool exact = report->method == RANDLAPACK_TRACE_EXACT;
    double sum = 0;
    for (int64_t i = 0; i < run->p.n; i++) sum += run->mean[i];
    report->trace = ldexp(sum, run->p.exponent);
    report->standard_error = exact ? 0 : ldexp(error_of(run, norm_of(run->p.n, run->spread)), run->p.exponent);
    report->half_width = exact ? 0 : ldexp(half_width(run, confidence), run->p.exponent);
    report->norm = ldexp(randlapack_xprobing_norm(&run->p), run->p.exponent);
    report->samples = run->p.k;
}

static int solve(randlapack_xdiagonal_run *run, const randlapack_trace_plan *plan, randlapack_trace_report *report)
{
    const randlapack_trace_options *o = &plan->options;
    const int64_t n = run->p.n;
    bool met = o->method == RANDLAPACK_TRACE_EXACT;
    run->mean = randblas_arena_get(run->p.arena, n, sizeof *run->mean);
    run->spread = randblas_arena_get(run->p.arena, n, sizeof *run->spread);
    int info = run->p.arena->info;
    for (int64_t i = 0; i < n && !info; i++) run->mean[i] = run->spread[i] = 0;
    report->method = o->method;
    if (!info) info = met ? randlapack_xdiagonal_exact(run) : sample(run, plan, &met);
    if (!info && !met && o->method != RANDLAPACK_TRACE_HUTCHINSON && o->products - run->p.products >= n) {
        report->method = RANDLAPACK_TRACE_EXACT;
        info = randlapack_xdiagonal_exact(run);
        met = !info;
    }
    report->products = run->p.products;
    if (info) return info == -1 ? -4 : info; /* sizes that no sketch has */
    fill_report(run, o->confidence, report);
    report->converged = met;
    if (!isfinite(report->trace)) return RANDBLAS_NOT_FINITE;
    return met ? 0 : RANDBLAS_NOT_CONVERGED;
}

static void write_out(const randlapack_xdiagonal_run *run, int info, const randlapack_trace_report *report,
                      scalar_t *diagonal, scalar_t *errors)
{
    const bool found = info == 0 || info == RANDBLAS_NOT_CONVERGED, exact = report->method == RANDLAPACK_TRACE_EXACT;
    for (int64_t i = 0; i < run->p.n; i++) {
        diagonal[i] = found ? (scalar_t)ldexp(run->mean[i], run->p.exponent) : (scalar_t)NAN;
        if (!errors) continue;
        const double error = exact ? 0 : ldexp(error_of(run, run->spread[i]), run->p.exponent);
        errors[i] = found ? (scalar_t)error : (scalar_t)NAN;
    }
}

int randlapack_xdiagonal(const randblas_xlinop *A, scalar_t *diagonal, scalar_t *errors,
                         const randlapack_trace_options *options, randlapack_trace_report *report)
{
    const double begin = randlapack_seconds();
    randlapack_trace_report ignored;
    randlapack_trace_plan plan;
    if (!report) report = &ignored;
    *report = (randlapack_trace_report){.trace = NAN, .standard_error = INFINITY, .half_width = INFINITY};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows != A->cols) return -1;
    if (!diagonal && A->rows > 0) return -2;
    if (!randlapack_trace_read(&plan, A->rows, options)) return -4;
    if (plan.options.probe && plan.options.probe != RANDLAPACK_PROBE_RADEMACHER) return -4;

    randblas_arena arena = randblas_arena_open(&plan.options.control);
    randlapack_xdiagonal_run run = {.p = {.A = A, .arena = &arena, .probe = RANDLAPACK_PROBE_RADEMACHER, .n = A->rows}};
    run.p.state = plan.options.state;
    run.p.control = &plan.options.control;
    run.p.most = plan.most;
    report->confidence = plan.options.confidence;
    info = solve(&run, &plan, report);
    if (info >= 0) write_out(&run, info, report, diagonal, errors);
    randblas_arena_close(&arena);
    report->seconds = randlapack_seconds() - begin;
    return info;
}
