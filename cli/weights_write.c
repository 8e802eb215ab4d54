/*
 * A model whose layers are smoothed or sharpened, as a safetensors file: types and shapes stay, so that the header and
 * all other tensors are copied byte for byte.  Of pooled pieces each keeps its share of the directions, rounded up.
 */
#include "atomic_file.h"
#include "interrupt.h"
#include "matrix.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How many directions a layer keeps, by its report; at most all. */
static int64_t kept(const weights_settings *s, const weights_result *r)
{
    const int64_t each = r->count / r->layer->pieces;
    int64_t k;
    switch (s->keep) {
    case KEEP_DETX:
        k = r->report.metrics.detx_count;
        break;
    case KEEP_TAIL:
        k = r->report.done & RMT_PART_POWER_LAW ? r->report.power_law.tail : 0;
        break;
    case KEEP_SPIKES:
        k = r->report.done & RMT_PART_BULK ? r->report.bulk.spikes : 0;
        break;
    default:
        k = (int64_t)ceil(s->share * (double)r->count);
    }
    k = (k + r->layer->pieces - 1) / r->layer->pieces;
    return k < each ? k : each;
}

/* One matrix of a layer, rebuilt; *removed counts singular values that are gone. */
static int rebuild(weights_run *run, const weights_result *r, layer_matrix *W, const randblas_control *control,
                   int64_t *removed)
{
    const weights_settings *s = &run->settings;
    const layer *l = r->layer;
    const int64_t each = r->count / l->pieces, k = s->sharpen ? 0 : kept(s, r);
    const double level = (s->level > 0 ? s->level : 0.01) / (double)l->pieces;
    const randblas_state state = randblas_seed(s->common.seed);
    *removed = 0;
    if (s->sharpen) {
        const int info =
            rmt_dweights_sharpen(W->layout, W->rows, W->cols, W->owned, W->ld, level, &state, control, removed);
        return info == RANDBLAS_RANK_DEFICIENT ? RANDBLAS_SUCCESS : info; /* no bulk, no traps */
    }
    if (k == 0 || k == each) return RANDBLAS_SUCCESS; /* nothing that could be kept, or all of it */
    *removed = each - k;
    return rmt_dweights_smooth(W->layout, W->rows, W->cols, W->owned, W->ld, k, control);
}

/* The matrices of a layer among the elements of its tensor. */
static int rebuild_layer(weights_run *run, const weights_result *r, layer_data *data, double *elements,
                         const randblas_control *control)
{
    int64_t all = 0, removed = 0;
    int info = RANDBLAS_SUCCESS;
    for (int64_t p = 0; p < r->layer->pieces && !info; p++) {
        layer_matrix W = layer_matrix_copy(data, r->layer, p);
        info = W.values ? rebuild(run, r, &W, control, &removed) : RANDBLAS_OUT_OF_MEMORY;
        if (!info && removed) layer_matrix_scatter(W.owned, r->layer, p, elements);
        layer_matrix_free(&W);
        all += removed;
    }
    if (!info && all) run->smoothed++;
    run->removed += all;
    return info;
}

static int stopped(cli_error *error)
{
    return cli_fail(error, CLI_SIGNAL + interrupt_signal(), "interrupted; nothing was written");
}

static int fail(int info, cli_error *error)
{
    if (info == RANDBLAS_CANCELLED) return stopped(error);
    return cli_fail(error, info > 0 ? CLI_NUMERICAL : CLI_INTERNAL, "cannot be made: %s", randlapack_strerror(info));
}

/* The new bytes of a tensor; NULL in *bytes: they are the old ones. */
static int make_tensor(weights_run *run, int64_t index, const randblas_control *control, unsigned char **bytes,
                       cli_error *error)
{
    const weights_analysis *a = &run->first;
    const tensor *t = &a->model.set.tensors[index];
    const int64_t before = run->removed;
    double *elements = NULL;
    int info = RANDBLAS_SUCCESS;
    *bytes = NULL;
    for (int64_t i = 0; i < a->list.count && !info; i++) {
        if (a->list.layers[i].tensor != index || a->results[i].info) continue;
        if (!elements) {
            elements = matrix_allocate(t->count, sizeof *elements);
            if (elements) tensor_decode(t, 0, t->count, elements);
        }
        layer_data data = {.tensor = index, .elements = elements};
        info = elements ? rebuild_layer(run, &a->results[i], &data, elements, control) : RANDBLAS_OUT_OF_MEMORY;
    }
    if (!info && run->removed > before) {
        *bytes = malloc((size_t)t->bytes);
        if (*bytes)
            tensor_encode(t, 0, t->count, elements, *bytes);
        else
            info = RANDBLAS_OUT_OF_MEMORY;
    }
    free(elements);
    return info ? fail(info, error) : CLI_OK;
}

static int on_progress(void *context, const char *phase, double fraction)
{
    (void)fraction; /* of one of many calls */
    return progress_update(context, phase, -1);
}

/* What lies between the tensors that change, and these. */
static int write_all(weights_run *run, atomic_file *file, cli_error *error)
{
    const tensor_set *set = &run->first.model.set;
    const unsigned char *begin = set->mappings[0].bytes, *end = begin + set->mappings[0].size, *at = begin;
    const randblas_control control = {.progress = on_progress, .progress_context = run->bar};
    int code = CLI_OK;
    for (int64_t i = 0; i < set->count && !code; i++) {
        unsigned char *bytes;
        const tensor *t = &set->tensors[i];
        code = make_tensor(run, i, &control, &bytes, error);
        if (code || !bytes) continue;
        code = atomic_file_write(file, at, (size_t)(t->data - at), error);
        if (!code) code = atomic_file_write(file, bytes, (size_t)t->bytes, error);
        at = t->data + t->bytes;
        free(bytes);
        if (!code && interrupt_signal()) code = stopped(error);
    }
    return code ? code : atomic_file_write(file, at, (size_t)(end - at), error);
}

int weights_write(weights_run *run, cli_error *error)
{
    atomic_file file;
    int code = atomic_file_open(&file, run->settings.output, error);
    if (code) return code;
    code = write_all(run, &file, error);
    progress_end(run->bar);
    return atomic_file_close(&file, code, error);
}
