/* What logdet tells about a run. */
#include "logdet.h"
#include "report.h"
#include "threads.h"

#include <math.h>

static double total_seconds(const logdet_run *run)
{
    return run->seconds_read + run->seconds_solve;
}

static bool estimated(const logdet_run *run)
{
    return !(run->half_width < 0);
}

static double confidence(const logdet_run *run)
{
    return run->settings.confidence > 0 ? run->settings.confidence : 0.95; /* the library's default */
}

/* ---------------------------------------------------------------- text -------------------------------------------- */

void logdet_print_value(const logdet_run *run)
{
    printf("%.17g", run->logabsdet);
    if (run->sign == LOGDET_NO_SIGN)
        fputs(" ?", stdout);
    else
        printf(" %d", run->sign);
    if (estimated(run)) printf(" %.3g", run->half_width);
    putchar('\n');
}

static void print_memdet(const logdet_run *run, FILE *stream)
{
    static const char *const names[] = {
        [RMT_MEMDET_LU] = "LU", [RMT_MEMDET_LDL] = "LDL^T", [RMT_MEMDET_CHOLESKY] = "Cholesky"};
    const rmt_memdet_report *r = &run->memdet;
    fprintf(stream, "%-12s %s, %lld panels of %lld columns, %lld resumed\n", "factors", names[r->method],
            (long long)r->blocks, (long long)r->block, (long long)r->resumed);
    if (r->fallback)
        fprintf(stream, "%-12s LU, as LDL^T met %s\n", "fallback", r->fallback == 1 ? "a singular block" : "growth");
    report_estimate("growth", r->growth, "of entries in the factors", stream);
    report_estimate("least pivot", r->least_pivot, "relative to what it is a difference of", stream);
    fprintf(stream, "%-12s %.4g MB of %.4g; scratch: %.4g MB written, %.4g read\n", "memory", (double)r->bytes / 1e6,
            (double)run->memory / 1e6, (double)r->written_bytes / 1e6, (double)r->read_bytes / 1e6);
}

static void print_slq(const logdet_run *run, FILE *stream)
{
    const randlapack_slq_report *r = &run->slq;
    fprintf(stream, "%-12s +- %.3g with confidence %g\n", "interval", run->half_width, confidence(run));
    fprintf(stream, "%-12s %lld vectors, %lld Lanczos steps, seed %llu\n", "samples", (long long)r->samples,
            (long long)r->degree, (unsigned long long)run->settings.common.seed);
    report_estimate("degree error", r->degree_error, "relative change over the last third of the steps", stream);
}

static void print_flodance(const logdet_run *run, FILE *stream)
{
    const rmt_extrapolate_report *r = &run->flodance;
    fprintf(stream, "%-12s +- %.4g with confidence %g\n", "interval", run->half_width, confidence(run));
    fprintf(stream, "%-12s %lld, seed %llu\n", "points", (long long)r->points,
            (unsigned long long)run->settings.common.seed);
    fprintf(stream, "%-12s %.9g by neighbours, an upper bound, and %.9g by extrapolation\n", "baseline", r->baseline,
            r->rest);
    fprintf(stream, "%-12s q = %d beyond %lld points, residuals correlate by %.2f\n", "fit", r->model.terms - 2,
            (long long)r->model.first, r->model.correlation);
    if (r->table.candidates) fprintf(stream, "%-12s q  burn-in  std. error    score\n", "table");
    for (int i = 0; i < r->table.candidates; i++) {
        const rmt_flodance_candidate *c = &r->table.table[i];
        fprintf(stream, "%-12s %d %8lld %11.3g %8.3g\n", i == r->table.chosen ? "   chosen" : "", c->terms - 2,
                (long long)c->first, c->standard_error, c->score);
    }
}

void logdet_print_summary(const logdet_run *run, FILE *stream)
{
    report_matrix("A", &run->A, run->settings.path, stream);
    fprintf(stream, "%-12s %s, %s\n", "method", logdet_methods.names[run->method], run->reason);
    fprintf(stream, "%-12s %s\n", "kind", logdet_kinds.names[run->kind]);
    if (run->method == LOGDET_MEMDET) print_memdet(run, stream);
    if (run->method == LOGDET_SLQ) print_slq(run, stream);
    if (run->method == LOGDET_FLODANCE) print_flodance(run, stream);
    fprintf(stream, "%-12s %s\n", "precision", run->A.single ? "single" : "double");
    fprintf(stream, "%-12s %.3f, %d thread%s\n", "seconds", total_seconds(run), threads_get(),
            threads_get() == 1 ? "" : "s");
    if (run->processes) fprintf(stream, "%-12s %d\n", "processes", run->processes);
    if (logdet_plotted(run)) fprintf(stream, "%-12s %s\n", "plot", run->settings.plot);
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static json_t *problem(const logdet_run *run)
{
    return json_pack("{si, ss, so, ss, ss, ss, ss, sI}", "info", run->info, "status", randlapack_strerror(run->info),
                     "A", report_json_matrix(&run->A, run->settings.path), "method", logdet_methods.names[run->method],
                     "reason", run->reason, "kind", logdet_kinds.names[run->kind], "precision",
                     run->A.single ? "single" : "double", "memory", (json_int_t)run->memory);
}

static json_t *value(const logdet_run *run)
{
    const bool present = logdet_present(run), guess = present && estimated(run);
    return json_pack("{so, so, so, so, so, so}", "logabsdet", present ? report_json_real(run->logabsdet) : json_null(),
                     "sign", present && run->sign != LOGDET_NO_SIGN ? json_integer(run->sign) : json_null(),
                     "half_width", guess ? report_json_real(run->half_width) : json_null(), "standard_error",
                     guess ? report_json_real(run->standard_error) : json_null(), "confidence",
                     guess ? report_json_real(confidence(run)) : json_null(), "seed",
                     guess ? report_json_seed(run->settings.common.seed) : json_null());
}

static json_t *memdet(const logdet_run *run)
{
    const rmt_memdet_report *r = &run->memdet;
    const json_int_t failed = r->failed;
    return json_pack("{s{si, sI, sI, sI, si, sI, so, so, sI, sI, sI, sI, so, so, so}}", "memdet", "factors",
                     (int)r->method, "block", (json_int_t)r->block, "blocks", (json_int_t)r->blocks, "chunk",
                     (json_int_t)r->chunk, "fallback", (int)r->fallback, "failed", failed, "growth",
                     report_json_real(r->growth), "least_pivot", report_json_real(r->least_pivot), "resumed",
                     (json_int_t)r->resumed, "bytes", (json_int_t)r->bytes, "read_bytes", (json_int_t)r->read_bytes,
                     "written_bytes", (json_int_t)r->written_bytes, "seconds_input", report_json_real(r->seconds_input),
                     "seconds_io", report_json_real(r->seconds_io), "seconds_wait", report_json_real(r->seconds_wait));
}

static json_t *slq(const logdet_run *run)
{
    const randlapack_slq_report *r = &run->slq;
    return json_pack("{s{sI, sI, sI, so, so, so}}", "slq", "degree", (json_int_t)r->degree, "samples",
                     (json_int_t)r->samples, "products", (json_int_t)r->products, "degree_error",
                     report_json_real(r->degree_error), "smallest", report_json_real(r->smallest), "largest",
                     report_json_real(r->largest));
}

static json_t *candidates(const rmt_flodance_report *table)
{
    json_t *list = json_array();
    for (int i = 0; list && i < table->candidates; i++) {
        const rmt_flodance_candidate *c = &table->table[i];
        json_array_append_new(list, json_pack("{si, sI, so, so, so, sb}", "q", (int)c->terms - 2, "burn_in",
                                              (json_int_t)c->first, "error", report_json_real(c->error),
                                              "standard_error", report_json_real(c->standard_error), "score",
                                              report_json_real(c->score), "chosen", (int)(i == table->chosen)));
    }
    return list;
}

static json_t *flodance(const logdet_run *run)
{
    const rmt_extrapolate_report *r = &run->flodance;
    return json_pack("{s{sI, so, so, si, sI, so, so, so}}", "flodance", "points", (json_int_t)r->points, "baseline",
                     report_json_real(r->baseline), "rest", report_json_real(r->rest), "q", (int)r->model.terms - 2,
                     "burn_in", (json_int_t)r->model.first, "correlation", report_json_real(r->model.correlation),
                     "flops", report_json_real(r->flops), "table", candidates(&r->table));
}

static json_t *effort(const logdet_run *run)
{
    const report_time times[] = {
        {"read", run->seconds_read}, {"compute", run->seconds_solve}, {"total", total_seconds(run)}};
    return report_json_effort(3, times);
}

static json_t *plot(const logdet_run *run)
{
    return json_pack("{so}", "plot", report_json_string(logdet_plotted(run) ? run->settings.plot : NULL));
}

static json_t *details(const logdet_run *run)
{
    if (run->method == LOGDET_MEMDET) return memdet(run);
    if (run->method == LOGDET_SLQ) return slq(run);
    return run->method == LOGDET_FLODANCE ? flodance(run) : json_object();
}

int logdet_print_json(const logdet_run *run, cli_error *error)
{
    json_t *parts[] = {report_json_head("logdet"), problem(run), value(run), details(run), plot(run), effort(run)};
    json_t *object = report_json_join(6, parts);
    if (!object) return cli_fail(error, CLI_INTERNAL, "memory for the summary could not be allocated");
    if (run->processes) json_object_set_new(object, "processes", json_integer(run->processes));
    report_json_print(object);
    return CLI_OK;
}
