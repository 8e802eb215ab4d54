/* How far the layers of a model are from those of another checkpoint: each is found by its name. */
#include "input.h"
#include "interrupt.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>

/* Sums over entries of two matrices of one shape; scaled by the larger one's largest, so that nothing overflows. */
typedef struct sums {
    double a, b, ab, difference;
} sums;

static double entry(const layer_data *data, int64_t k)
{
    return data->single ? (double)((const float *)data->elements)[k] : ((const double *)data->elements)[k];
}

static void add_entries(const layer *l, const layer *m, const layer_data *A, const layer_data *B, double unit, sums *s)
{
    for (int64_t p = 0; p < l->pieces; p++)
        for (int64_t i = 0; i < l->rows; i++)
            for (int64_t j = 0; j < l->cols; j++) {
                const double a =
                    entry(A, l->first + p * l->piece_stride + i * l->row_stride + j * l->col_stride) / unit;
                const double b =
                    entry(B, m->first + p * m->piece_stride + i * m->row_stride + j * m->col_stride) / unit;
                s->a += a * a;
                s->b += b * b;
                s->ab += a * b;
                s->difference += (a - b) * (a - b);
            }
}

static bool same_shape(const layer *a, const layer *b)
{
    return a->rows == b->rows && a->cols == b->cols && a->pieces == b->pieces;
}

static void compare_entries(const weights_result *a, const weights_result *b, const layer_data *A, const layer_data *B,
                            weights_change *c)
{
    sums s = {0};
    const double unit = fmax(a->report.entry_max, b->report.entry_max);
    if (!same_shape(a->layer, b->layer) || !(unit > 0)) return;
    add_entries(a->layer, b->layer, A, B, unit, &s);
    c->relative = sqrt(s.difference / s.b);
    c->cosine = s.ab / sqrt(s.a) / sqrt(s.b);
}

/* Of the model at hand less the other one, which was there before. */
static void compare_spectra(const weights_result *a, const weights_result *b, weights_change *c)
{
    const rmt_power_law_report *f = &a->report.power_law, *g = &b->report.power_law;
    if (a->count == b->count && rmt_weights_divergence(a->count, a->values, b->values, &c->divergence))
        c->divergence = NAN;
    if (!(a->report.done & b->report.done & RMT_PART_POWER_LAW)) return;
    c->drift = f->alpha - g->alpha;
    c->drift_error = hypot(f->standard_error, g->standard_error);
}

static int compare_layer(weights_run *run, int64_t i, layer_data *A, layer_data *B)
{
    weights_change *c = &run->changes[i];
    weights_result *a = &run->first.results[i];
    cli_error error;
    *c = (weights_change){NULL, NAN, NAN, NAN, NAN, NAN};
    const layer *l = layers_named(&run->second.list, a->layer->name);
    if (!l) return CLI_OK;
    const weights_result *b = &run->second.results[l - run->second.list.layers];
    const bool single = run->settings.common.single;
    c->other = b;
    if (a->info || b->info) return CLI_OK;
    compare_spectra(a, b, c);
    int code = layer_data_read(&run->first.model, a->layer->tensor, single, A, &error);
    if (code) return cli_complain(run->settings.path, code, "%s", error.text);
    code = layer_data_read(&run->second.model, l->tensor, single, B, &error);
    if (code) return cli_complain(run->settings.compared, code, "%s", error.text);
    compare_entries(a, b, A, B, c);
    return CLI_OK;
}

int weights_compare(weights_run *run)
{
    const int64_t count = run->first.list.count;
    layer_data A = {0}, B = {0};
    int code = weights_analyse(run, run->settings.compared, &run->second);
    if (code) return code;
    run->changes = calloc((size_t)count, sizeof *run->changes);
    if (!run->changes) return cli_complain("weights", CLI_INTERNAL, "memory for the comparison could not be allocated");
    int64_t found = 0;
    for (int64_t i = 0; i < count && !code; i++) {
        code = compare_layer(run, i, &A, &B);
        if (run->changes[i].other) found++;
        if (!code && interrupt_signal()) code = input_stopped("weights");
    }
    layer_data_free(&A);
    layer_data_free(&B);
    if (!code && found == 0)
        code = cli_complain(run->settings.compared, CLI_INPUT, "has no layer of the same name as one of %s",
                            run->settings.path);
    return code;
}
