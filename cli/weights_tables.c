/* What weights tells programs: JSON, and comma-separated values (RFC 4180). */
#include "plot.h"
#include "report.h"
#include "weights_fields.h"

#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static json_t *field(const weights_field *f, const weights_result *r)
{
    const double value = weights_field_value(f, r);
    return f->width && isfinite(value) ? json_integer((json_int_t)value) : report_json_real(value);
}

/* An object for each group. */
static void add_fields(json_t *object, const weights_result *r)
{
    json_t *group = NULL;
    const char *name = "";
    for (int i = 0; i < weights_field_count; i++) {
        const weights_field *f = &weights_fields[i];
        if (strcmp(name, f->group) != 0) {
            name = f->group;
            group = json_object();
            json_object_set_new(object, name, group);
        }
        json_object_set_new(group, f->name, field(f, r));
    }
}

static json_t *change(const weights_change *c)
{
    if (!c->other) return json_null();
    return json_pack("{so, so, so, so, so, so}", "divergence", report_json_real(c->divergence), "relative",
                     report_json_real(c->relative), "cosine", report_json_real(c->cosine), "other_alpha",
                     report_json_real(c->other->report.power_law.alpha), "drift", report_json_real(c->drift),
                     "drift_error", report_json_real(c->drift_error));
}

static json_t *one_layer(const weights_run *run, int64_t i)
{
    const weights_result *r = &run->first.results[i];
    const layer *l = r->layer;
    json_t *object = json_pack(
        "{so, ss, sI, sI, sI, sI, si, ss, ss, so, sb}", "name", report_json_string(l->name), "kind",
        layer_kind_name(l->kind), "rows", (json_int_t)l->rows, "cols", (json_int_t)l->cols, "matrices",
        (json_int_t)l->pieces, "eigenvalues", (json_int_t)r->count, "info", r->info, "status",
        randlapack_strerror(r->info), "phase", weights_phase_name(r->report.phase), "warning",
        report_json_string(weights_warning_name(weights_warn(r))), "collapsed", (int)weights_collapsed(&run->first, i));
    if (!object) return NULL;
    add_fields(object, r);
    if (run->changes) json_object_set_new(object, "change", change(&run->changes[i]));
    return object;
}

static json_t *layers(const weights_run *run)
{
    json_t *list = json_array();
    for (int64_t i = 0; list && i < run->first.list.count; i++) json_array_append_new(list, one_layer(run, i));
    return list;
}

static json_t *problem(const weights_run *run)
{
    const layer_list *list = &run->first.list;
    const int64_t *skipped = list->skipped;
    return json_pack("{so, ss, sI, sI, sI, s{sI, sI, sI, sI, sI, sI}, so}", "model",
                     report_json_string(run->settings.path), "format", run->first.model.format, "tensors",
                     (json_int_t)list->tensors, "parameters", (json_int_t)list->parameters, "covered",
                     (json_int_t)list->covered, "left_out", "vectors", (json_int_t)skipped[SKIP_VECTOR], "empty",
                     (json_int_t)skipped[SKIP_EMPTY], "type", (json_int_t)skipped[SKIP_TYPE], "shape",
                     (json_int_t)skipped[SKIP_SHAPE], "small", (json_int_t)skipped[SKIP_SMALL], "filter",
                     (json_int_t)skipped[SKIP_FILTER], "seed", report_json_seed(run->settings.common.seed));
}

static json_t *phases(const weights_summary *s)
{
    json_t *object = json_object();
    for (int i = 0; i <= RMT_PHASE_RANK_COLLAPSE; i++)
        json_object_set_new(object, weights_phase_name((rmt_weights_phase)i), json_integer((json_int_t)s->phases[i]));
    return object;
}

static json_t *summary(const weights_run *run)
{
    const weights_summary *s = &run->summary;
    json_t *means =
        json_pack("{so, so, so, so, so, so, so}", "alpha", report_json_real(s->alpha), "alpha_hat",
                  report_json_real(s->alpha_hat), "log_norm", report_json_real(s->log_norm), "log_spectral_norm",
                  report_json_real(s->log_spectral_norm), "log_alpha_norm", report_json_real(s->log_alpha_norm),
                  "stable_rank", report_json_real(s->stable_rank), "entropy", report_json_real(s->entropy));
    const rmt_flow_report *f = &s->flow;
    const rmt_collapse_report *c = &s->collapse;
    json_t *flow =
        json_pack("{so, so, so, so}", "tau", report_json_real(f->tau), "p_value", report_json_real(f->p_value), "slope",
                  report_json_real(f->slope), "roughness", report_json_real(f->roughness));
    json_t *collapse =
        json_pack("{sI, so, so, so}", "layers", (json_int_t)c->collapsed, "median", report_json_real(c->centre),
                  "spread", report_json_real(c->spread), "lowest", report_json_real(c->lowest));
    return json_pack("{s{sI, sI, so, sI, sI, sI, sI, so, so, so}}", "summary", "layers", (json_int_t)s->layers,
                     "fitted", (json_int_t)s->fitted, "means", means, "over_trained", (json_int_t)s->over,
                     "under_trained", (json_int_t)s->under, "trapped", (json_int_t)s->traps, "spikes",
                     (json_int_t)s->spikes, "flow", flow, "collapse", collapse, "phases", phases(s));
}

static json_t *outcome(const weights_run *run)
{
    const weights_settings *s = &run->settings;
    return json_pack("{so, so, so, so, so, sI, sI}", "layers", layers(run), "compared", report_json_string(s->compared),
                     "csv", report_json_string(s->csv), "html", report_json_string(s->html), "output",
                     report_json_string(s->output), "written_layers", (json_int_t)run->smoothed, "removed",
                     (json_int_t)run->removed);
}

int weights_print_json(const weights_run *run, cli_error *error)
{
    const report_time time = {"total", run->seconds};
    json_t *parts[] = {report_json_head("weights"), problem(run), summary(run), outcome(run),
                       report_json_effort(1, &time)};
    json_t *object = report_json_join(5, parts);
    if (!object) return cli_fail(error, CLI_INTERNAL, "memory for the summary could not be allocated");
    report_json_print(object);
    return CLI_OK;
}

/* ---------------------------------------------------------------- comma-separated values -------------------------- */

/* Quoted, quotes doubled; control characters, which tables do not take well, as '?'. */
static void put_quoted(const char *text, FILE *f)
{
    fputc('"', f);
    for (const char *p = text; *p; p++) {
        if (*p == '"') fputc('"', f);
        fputc((unsigned char)*p < ' ' || *p == 0x7f ? '?' : *p, f);
    }
    fputc('"', f);
}

static void put_real(double value, FILE *f)
{
    fputc(',', f);
    if (isfinite(value)) fprintf(f, "%.17g", value);
}

static void put_csv_row(const weights_run *run, int64_t i, FILE *f)
{
    const weights_result *r = &run->first.results[i];
    const layer *l = r->layer;
    put_quoted(l->name, f);
    fprintf(f, ",%s,%lld,%lld,%lld,%lld,%d,%s,%s,%d", layer_kind_name(l->kind), (long long)l->rows, (long long)l->cols,
            (long long)l->pieces, (long long)r->count, r->info, weights_phase_name(r->report.phase),
            weights_warning_name(weights_warn(r)), (int)weights_collapsed(&run->first, i));
    for (int k = 0; k < weights_field_count; k++) put_real(weights_field_value(&weights_fields[k], r), f);
    if (run->changes) {
        const weights_change *c = &run->changes[i];
        const double values[] = {c->divergence, c->relative, c->cosine, c->drift, c->drift_error};
        for (int k = 0; k < 5; k++) put_real(values[k], f);
    }
    fputs("\r\n", f);
}

static void put_csv(FILE *f, const void *context)
{
    const weights_run *run = context;
    fputs("name,kind,rows,cols,matrices,eigenvalues,info,phase,warning,collapsed", f);
    for (int k = 0; k < weights_field_count; k++) fprintf(f, ",%s_%s", weights_fields[k].group, weights_fields[k].name);
    if (run->changes) fputs(",divergence,relative,cosine,drift,drift_error", f);
    fputs("\r\n", f);
    for (int64_t i = 0; i < run->first.list.count; i++) put_csv_row(run, i, f);
}

int weights_write_csv(const weights_run *run, cli_error *error)
{
    return plot_write(run->settings.csv, put_csv, run, error);
}
