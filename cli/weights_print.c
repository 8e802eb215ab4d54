/* The table of weights on the terminal, and what it says of the model. */
#include "colour.h"
#include "threads.h"
#include "weights.h"

#include <math.h>
#include <string.h>

/* Names as they are, so that they can be searched for; very long ones lose their beginning, which layers share. */
enum { LEAST = 16, MOST = 64 };

static int name_width(const layer_list *list)
{
    size_t longest = LEAST;
    for (int64_t i = 0; i < list->count; i++) {
        const size_t length = strlen(list->layers[i].name);
        if (length > longest) longest = length;
    }
    return longest < MOST ? (int)longest : MOST;
}

static void print_name(const char *name, int width, FILE *stream)
{
    const size_t length = strlen(name);
    char shown[MOST + 1];
    if (length > (size_t)width) {
        tensor_shown(name + length - (size_t)(width - 3), shown, sizeof shown);
        fprintf(stream, "...%s", shown);
        return;
    }
    tensor_shown(name, shown, sizeof shown);
    fprintf(stream, "%-*s", width, shown);
}

static void print_number(double value, int width, int digits, FILE *stream)
{
    if (isfinite(value))
        fprintf(stream, " %*.*f", width, digits, value);
    else
        fprintf(stream, " %*s", width, "-");
}

static void print_shape(const layer *l, FILE *stream)
{
    char text[64];
    if (l->pieces > 1)
        snprintf(text, sizeof text, "%lldx%lldx%lld", (long long)l->pieces, (long long)l->rows, (long long)l->cols);
    else
        snprintf(text, sizeof text, "%lldx%lld", (long long)l->rows, (long long)l->cols);
    fprintf(stream, " %-9s %12s", layer_kind_name(l->kind), text);
}

static void print_count(bool known, int64_t value, int width, FILE *stream)
{
    if (known)
        fprintf(stream, " %*lld", width, (long long)value);
    else
        fprintf(stream, " %*s", width, "-");
}

static void print_htmp(const weights_result *r, FILE *stream)
{
    if (r->htmp_info)
        fprintf(stream, " %8s %6s %8s", "-", "-", "-");
    else
        fprintf(stream, " %8s %6.3f %8.3g", r->htmp_inverse ? "inverse" : "direct", r->htmp.gamma, r->htmp.kappa);
}

/* The phase, and what should be looked at. */
static void print_verdict(const weights_run *run, int64_t i, FILE *stream)
{
    const weights_result *r = &run->first.results[i];
    const char *warning = weights_warning_name(weights_warn(r)), *end = colour_end(stream);
    fprintf(stream, "  %s", weights_phase_name(r->report.phase));
    if (*warning) fprintf(stream, ", %s%s%s", colour_begin(stream, COLOUR_DOUBTFUL), warning, end);
    if (weights_collapsed(&run->first, i)) fprintf(stream, ", %scollapsed%s", colour_begin(stream, COLOUR_BAD), end);
    fputc('\n', stream);
}

static void print_row(const weights_run *run, int64_t i, int width, FILE *stream)
{
    const weights_result *r = &run->first.results[i];
    const rmt_weights_report *p = &r->report;
    print_name(r->layer->name, width, stream);
    print_shape(r->layer, stream);
    if (r->info) {
        fprintf(stream, "  %s\n", randlapack_strerror(r->info));
        return;
    }
    const bool law = p->done & RMT_PART_POWER_LAW;
    print_number(law ? p->power_law.alpha : NAN, 6, 2, stream);
    print_number(law ? p->power_law.standard_error : NAN, 5, 2, stream);
    print_number(law ? p->power_law.distance : NAN, 5, 3, stream);
    print_count(law, p->power_law.tail, 5, stream);
    if (run->settings.replicates) print_number(law ? p->power_law.p_value : NAN, 5, 2, stream);
    print_number(p->metrics.log_spectral_norm, 6, 2, stream);
    print_number(p->metrics.stable_rank, 7, 1, stream);
    print_count(p->done & RMT_PART_BULK, p->bulk.spikes, 6, stream);
    print_count(p->done & RMT_PART_RANDOM, p->random.bulk.spikes, 5, stream);
    if (run->settings.htmp) print_htmp(r, stream);
    if (run->changes) {
        print_number(run->changes[i].divergence, 6, 3, stream);
        print_number(run->changes[i].drift, 6, 2, stream);
    }
    print_verdict(run, i, stream);
}

static void print_head(const weights_run *run, int width, FILE *stream)
{
    fprintf(stream, "%-*s %-9s %12s %6s %5s %5s %5s", width, "layer", "kind", "matrices", "alpha", "+-", "D", "tail");
    if (run->settings.replicates) fprintf(stream, " %5s", "p");
    fprintf(stream, " %6s %7s %6s %5s", "log l", "stable", "spikes", "traps");
    if (run->settings.htmp) fprintf(stream, " %8s %6s %8s", "HTMP", "gamma", "kappa");
    if (run->changes) fprintf(stream, " %6s %6s", "moved", "drift");
    fputs("  phase\n", stream);
}

/* ---------------------------------------------------------------- the model --------------------------------------- */

static void print_skipped(const layer_list *list, FILE *stream)
{
    static const char *const reasons[] = {
        [SKIP_VECTOR] = "biases and norms",      [SKIP_EMPTY] = "without elements", [SKIP_TYPE] = "not floating point",
        [SKIP_SHAPE] = "of too many dimensions", [SKIP_SMALL] = "too small",        [SKIP_FILTER] = "by name"};
    const char *before = "";
    fprintf(stream, "%-12s ", "left out");
    for (int i = 0; i < SKIP_REASONS; i++) {
        if (!list->skipped[i]) continue;
        fprintf(stream, "%s%lld %s", before, (long long)list->skipped[i], reasons[i]);
        before = ", ";
    }
    fprintf(stream, "%s\n", *before ? "" : "nothing");
}

static void print_model(const weights_run *run, FILE *stream)
{
    const weights_analysis *a = &run->first;
    fprintf(stream, "%-12s %s, %s, %lld tensors of %.3g M parameters\n", "model", a->model.path, a->model.format,
            (long long)a->list.tensors, (double)a->list.parameters / 1e6);
    print_skipped(&a->list, stream);
}

static void print_phases(const weights_summary *s, FILE *stream)
{
    const char *before = "";
    fprintf(stream, "%-12s ", "phases");
    for (int i = 0; i <= RMT_PHASE_RANK_COLLAPSE; i++) {
        if (!s->phases[i]) continue;
        fprintf(stream, "%s%lld %s", before, (long long)s->phases[i], weights_phase_name((rmt_weights_phase)i));
        before = ", ";
    }
    fputc('\n', stream);
}

static void print_summary(const weights_run *run, FILE *stream)
{
    const weights_summary *s = &run->summary;
    fprintf(stream, "%-12s alpha %.3f, alpha-hat %.3f, log norm %.3f, log l %.3f, stable rank %.1f, entropy %.3f\n",
            "means", s->alpha, s->alpha_hat, s->log_norm, s->log_spectral_norm, s->stable_rank, s->entropy);
    print_phases(s, stream);
    fprintf(stream,
            "%-12s %lld over-trained (alpha < 2), %lld under-trained (alpha > 6), %lld with correlation traps\n",
            "warnings", (long long)s->over, (long long)s->under, (long long)s->traps);
    const rmt_flow_report *f = &s->flow;
    if (isfinite(f->p_value))
        fprintf(stream, "%-12s alpha with depth: tau %+.2f (p = %.2g), slope %+.3f a layer, roughness %.2f\n", "flow",
                f->tau, f->p_value, f->slope, f->roughness);
    fprintf(stream, "%-12s %lld layers have lost their scale\n", "collapse", (long long)s->collapse.collapsed);
}

static void print_outcome(const weights_run *run, FILE *stream)
{
    const weights_settings *s = &run->settings;
    if (s->compared)
        fprintf(stream, "%-12s %s: Jensen-Shannon distance of spectra, change of alpha\n", "moved from", s->compared);
    if (s->output && s->sharpen)
        fprintf(stream, "%-12s %s, %lld layers, %lld traps removed\n", "sharpened", s->output, (long long)run->smoothed,
                (long long)run->removed);
    else if (s->output)
        fprintf(stream, "%-12s %s, %lld layers, %lld singular values removed\n", "smoothed", s->output,
                (long long)run->smoothed, (long long)run->removed);
    if (s->csv) fprintf(stream, "%-12s %s\n", "table", s->csv);
    if (s->html) fprintf(stream, "%-12s %s\n", "report", s->html);
    fprintf(stream, "%-12s %.3f, %d thread%s\n", "seconds", run->seconds, threads_get(), threads_get() == 1 ? "" : "s");
}

void weights_print(const weights_run *run, FILE *stream)
{
    const int width = name_width(&run->first.list);
    print_head(run, width, stream);
    for (int64_t i = 0; i < run->first.list.count; i++) print_row(run, i, width, stream);
    fputc('\n', stream);
    print_model(run, stream);
    print_summary(run, stream);
    print_outcome(run, stream);
}
