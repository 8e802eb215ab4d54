/* All layers of a model, one after the other; see weights.h. */
#include "input.h"
#include "interrupt.h"
#include "matrix.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- progress ---------------------------------------- */

/* Layers take the time of their Gram matrices and eigenvalues. */
static double cost(const layer *l)
{
    const double m = (double)l->rows, n = (double)l->cols, p = fmin(m, n);
    return (double)l->pieces * (m * n * p + p * p * p);
}

typedef struct watch {
    progress *bar;
    double done;
} watch;

static int on_progress(void *context, const char *phase, double fraction)
{
    watch *w = context;
    (void)phase, (void)fraction; /* of a part of a layer */
    return progress_update(w->bar, "layers", w->done);
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
    watch w = {.bar = run->bar};
    const randblas_control control = {.progress = on_progress, .progress_context = &w};
    int code = CLI_OK;
    for (int64_t i = 0; i < a->list.count; i++) all += cost(&a->list.layers[i]);
    for (int64_t i = 0; i < a->list.count && !code; i++) {
        const layer *l = &a->list.layers[i];
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
    progress_end(run->bar);
    a->seconds = progress_clock() - began;
    return code;
}

void weights_analysis_free(weights_analysis *a)
{
    for (int64_t i = 0; a->results && i < a->list.count; i++) free(a->results[i].values);
    free(a->results);
    free(a->collapsed);
    layers_free(&a->list);
    model_close(&a->model);
    *a = (weights_analysis){0};
}
