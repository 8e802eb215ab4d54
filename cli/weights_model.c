/* All layers of a model, and what they have in common; see weights.h. */
#include "input.h"
#include "interrupt.h"
#include "matrix.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OVER_TRAINED 2.0
#define UNDER_TRAINED 6.0
#define COLLAPSE 2.0 /* decades below the median of log10 lambda_max */

/* ---------------------------------------------------------------- progress ---------------------------------------- */

/* Layers take the time of their Gram matrices and eigenvalues. */
static double cost(const layer *l)
{
    const double m = (double)l->rows, n = (double)l->cols, p = fmin(m, n);
    return (double)l->pieces * (m * n * p + p * p * p);
}

typedef struct watch {
    progress *bar;
    char phase[64];
    double done;
} watch;

static int on_progress(void *context, const char *phase, double fraction)
{
    watch *w = context;
    (void)phase, (void)fraction; /* of a part of a layer */
    return progress_update(w->bar, w->phase, w->done);
}

/* ---------------------------------------------------------------- all layers -------------------------------------- */

/* Layers without a spectrum are marked; what no later layer can do without ends the run. */
static int judge(const char *path, const layer *l, weights_result *r)
{
    char shown[64];
    tensor_shown(l->name, shown, sizeof shown);
    if (r->info == RANDBLAS_CANCELLED) return input_stopped("weights");
    if (r->info < 0) return cli_complain(path, CLI_INTERNAL, "layer '%s': %s", shown, randlapack_strerror(r->info));
    return CLI_OK;
}

static int analyse_layers(weights_run *run, weights_analysis *a)
{
    double all = 0, done = 0;
    layer_data data = {0};
    cli_error error;
    watch w = {.bar = &run->bar};
    const randblas_control control = {.progress = on_progress, .progress_context = &w};
    int code = CLI_OK;
    for (int64_t i = 0; i < a->list.count; i++) all += cost(&a->list.layers[i]);
    for (int64_t i = 0; i < a->list.count && !code; i++) {
        const layer *l = &a->list.layers[i];
        snprintf(w.phase, sizeof w.phase, "layer %lld/%lld", (long long)i + 1, (long long)a->list.count);
        w.done = done / all;
        code = layer_data_read(&a->model, l->tensor, run->settings.common.single, &data, &error);
        if (code) {
            code = cli_complain(a->model.path, code, "%s", error.text);
            break;
        }
        a->results[i].info = weights_layer(run, l, &data, &control, &a->results[i]);
        done += cost(l);
        code = judge(a->model.path, l, &a->results[i]);
        if (!code && interrupt_signal()) code = input_stopped("weights");
    }
    layer_data_free(&data);
    return code;
}

/* What is written anew has to be one file of the format, not an index. */
static int check_format(const model *m, cli_error *error)
{
    if (!strcmp(m->format, "safetensors") && m->set.files == 1 && !strcmp(m->set.mappings[0].path, m->path))
        return CLI_OK;
    return cli_fail(error, CLI_INPUT, "is not one safetensors file, which --smooth and --sharpen need");
}

int weights_analyse(weights_run *run, const char *path, weights_analysis *a)
{
    const double began = progress_clock();
    cli_error error;
    int code = model_open(path, &a->model, &error);
    if (!code && run->settings.output && a == &run->first) code = check_format(&a->model, &error);
    if (!code) code = layers_find(&a->model, &run->settings.rule, &a->list, &error);
    if (code) return cli_complain(path, code, "%s", error.text);
    if (a->list.count == 0)
        return cli_complain(path, CLI_INPUT, "has no layer to look at among its %lld tensor%s",
                            (long long)a->list.tensors, a->list.tensors == 1 ? "" : "s");
    a->results = calloc((size_t)a->list.count, sizeof *a->results);
    if (!a->results) return cli_complain(path, CLI_INTERNAL, "memory for its layers could not be allocated");
    code = analyse_layers(run, a);
    progress_end(&run->bar);
    a->seconds = progress_clock() - began;
    return code;
}

void weights_analysis_free(weights_analysis *a)
{
    for (int64_t i = 0; a->results && i < a->list.count; i++) free(a->results[i].values);
    free(a->results);
    layers_free(&a->list);
    model_close(&a->model);
    *a = (weights_analysis){0};
}

/* ---------------------------------------------------------------- judgements -------------------------------------- */

const char *weights_phase_name(rmt_weights_phase phase)
{
    static const char *const names[] = {"unknown",    "random-like",  "bleeding-out", "bulk+spikes",
                                        "bulk-decay", "heavy-tailed", "rank-collapse"};
    return names[phase];
}

weights_warning weights_warn(const weights_result *r)
{
    const double alpha = r->report.power_law.alpha;
    if (r->info || !(r->report.done & RMT_PART_POWER_LAW)) return WARNING_UNKNOWN;
    return alpha < OVER_TRAINED ? WARNING_OVER : alpha > UNDER_TRAINED ? WARNING_UNDER : WARNING_NONE;
}

const char *weights_warning_name(weights_warning warning)
{
    static const char *const names[] = {"", "over-trained", "under-trained", "no fit"};
    return names[warning];
}

static int compare_values(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of log10 lambda_max; NaN when memory failed or no layer has one. */
static double median_scale(const weights_analysis *a)
{
    double *logs = matrix_allocate(a->list.count, sizeof *logs), median = NAN;
    int64_t n = 0;
    for (int64_t i = 0; logs && i < a->list.count; i++)
        if (!a->results[i].info && isfinite(a->results[i].report.metrics.log_spectral_norm))
            logs[n++] = a->results[i].report.metrics.log_spectral_norm;
    if (n) {
        qsort(logs, (size_t)n, sizeof *logs, compare_values);
        median = (logs[(n - 1) / 2] + logs[n / 2]) / 2;
    }
    free(logs);
    return median;
}

static bool below(const weights_result *r, double median)
{
    return !r->info && r->report.metrics.log_spectral_norm < median - COLLAPSE;
}

bool weights_collapsed(const weights_analysis *a, int64_t index)
{
    return below(&a->results[index], median_scale(a));
}

/*
 * Correlation flow: Kendall's tau between depth and alpha, of the layers that have one, and the chance of a tau as far
 * from 0, by its normal limit: variance 2 (2 n + 5)/(9 n (n - 1)).
 */
static void find_flow(const weights_analysis *a, weights_summary *s)
{
    double sum = 0, pairs = 0, n = 0;
    for (int64_t i = 0; i < a->list.count; i++) {
        if (weights_warn(&a->results[i]) == WARNING_UNKNOWN) continue;
        n++;
        for (int64_t j = 0; j < i; j++) {
            if (weights_warn(&a->results[j]) == WARNING_UNKNOWN) continue;
            const double before = a->results[j].report.power_law.alpha, here = a->results[i].report.power_law.alpha;
            sum += (here > before) - (here < before);
            pairs++;
        }
    }
    s->flow = pairs > 0 ? sum / pairs : NAN;
    s->flow_p = n > 2 ? erfc(fabs(s->flow) / sqrt(2 * 2 * (2 * n + 5) / (9 * n * (n - 1)))) : NAN;
}

/* Means of the layers where a number is finite. */
static double mean(const weights_analysis *a, double (*get)(const rmt_weights_report *r))
{
    double sum = 0, n = 0;
    for (int64_t i = 0; i < a->list.count; i++) {
        const double value = a->results[i].info ? NAN : get(&a->results[i].report);
        if (!isfinite(value)) continue;
        sum += value;
        n++;
    }
    return n > 0 ? sum / n : NAN;
}

#define GETTER(name, member)                                                                                           \
    static double name(const rmt_weights_report *r)                                                                    \
    {                                                                                                                  \
        return r->member;                                                                                              \
    }
GETTER(get_alpha, power_law.alpha)
GETTER(get_alpha_hat, metrics.alpha_hat)
GETTER(get_log_norm, metrics.log_norm)
GETTER(get_log_spectral_norm, metrics.log_spectral_norm)
GETTER(get_log_alpha_norm, metrics.log_alpha_norm)
GETTER(get_stable_rank, metrics.stable_rank)
GETTER(get_entropy, metrics.entropy)

static void count(const weights_result *r, double median, weights_summary *s)
{
    const weights_warning warning = weights_warn(r);
    if (r->info) return;
    if (warning != WARNING_UNKNOWN) s->fitted++;
    if (warning == WARNING_OVER) s->over++;
    if (warning == WARNING_UNDER) s->under++;
    if (r->report.done & RMT_PART_BULK) s->spikes += r->report.bulk.spikes;
    if (r->report.done & RMT_PART_RANDOM && r->report.random.bulk.spikes > 0) s->traps++;
    if (below(r, median)) s->collapsed++;
    s->phases[r->report.phase]++;
}

void weights_summarise(const weights_analysis *a, weights_summary *s)
{
    const double median = median_scale(a);
    *s = (weights_summary){.layers = a->list.count};
    for (int64_t i = 0; i < a->list.count; i++) count(&a->results[i], median, s);
    s->alpha = mean(a, get_alpha);
    s->alpha_hat = mean(a, get_alpha_hat);
    s->log_norm = mean(a, get_log_norm);
    s->log_spectral_norm = mean(a, get_log_spectral_norm);
    s->log_alpha_norm = mean(a, get_log_alpha_norm);
    s->stable_rank = mean(a, get_stable_rank);
    s->entropy = mean(a, get_entropy);
    find_flow(a, s);
}
