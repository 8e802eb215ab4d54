/*
 * All about one layer.  One matrix is the library's; several whose spectra are pooled, as the positions of a
 * convolution, are gone through one after the other: the power law and the scalars are those of all eigenvalues
 * together, spikes and traps are sums, widths and distances are means, and the level of edge tests is divided by their
 * number, so that a layer of noise has a spike as seldom as a single matrix.
 */
#include "matrix.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>

enum { BULK_CODE = 3, RANDOM_CODE = 4, PHASE_CODE = 5 }; /* places in rmt_weights_report.codes */

static rmt_weights_options library_options(const weights_run *run, const randblas_control *control)
{
    const weights_settings *s = &run->settings;
    return (rmt_weights_options){.size = sizeof(rmt_weights_options),
                                 .control = *control,
                                 .state = randblas_seed(s->common.seed),
                                 .method = (rmt_esd_method)s->method,
                                 .least = s->least,
                                 .replicates = s->replicates,
                                 .level = s->level};
}

static int analyse_matrix(const layer_matrix *W, double *values, const rmt_weights_options *options,
                          rmt_weights_report *report)
{
    if (!W->values) return RANDBLAS_OUT_OF_MEMORY;
    return W->single ? rmt_sweights_layer(W->layout, W->rows, W->cols, W->values, W->ld, values, options, report)
                     : rmt_dweights_layer(W->layout, W->rows, W->cols, W->values, W->ld, values, options, report);
}

/* ---------------------------------------------------------------- pooled pieces ----------------------------------- */

/* What is added up over pieces. */
typedef struct pool {
    int64_t bulks, randoms, tails; /**< pieces that have these parts */
    rmt_weights_bulk bulk, traps;
    rmt_weights_random random;
    rmt_weights_evidence evidence;
    double least, trace, spike_trace, entry_max, seconds;
    double largest; /**< eigenvalue */
    int64_t trusted;
    rmt_esd_method method;
} pool;

static void add_bulk(rmt_weights_bulk *sum, const rmt_weights_bulk *b)
{
    sum->sigma += b->sigma * b->sigma;
    sum->lower += b->lower;
    sum->upper += b->upper;
    sum->margin += b->margin;
    sum->distance += b->distance;
    sum->spikes += b->spikes;
    if (b->statistic > sum->statistic) sum->statistic = b->statistic;
    if (b->p_value < sum->p_value) sum->p_value = b->p_value;
}

/* Means; the chance of a p-value as small among so many. */
static void finish_bulk(rmt_weights_bulk *b, int64_t count)
{
    if (count == 0) {
        *b = (rmt_weights_bulk){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0};
        return;
    }
    const double n = (double)count;
    b->sigma = sqrt(b->sigma / n);
    b->lower /= n;
    b->upper /= n;
    b->margin /= n;
    b->distance /= n;
    b->p_value = fmin(1, n * b->p_value);
}

static void add_piece(pool *sum, const rmt_weights_report *r, const double *values, int64_t count)
{
    const rmt_weights_spectrum_report *spectrum = &r->spectrum;
    sum->trusted += spectrum->trusted;
    sum->method = spectrum->method;
    sum->seconds += r->seconds;
    sum->trace += spectrum->trace;
    sum->largest = fmax(sum->largest, values[count - 1]);
    sum->entry_max = fmax(sum->entry_max, r->entry_max);
    sum->evidence.rank_loss += r->evidence.rank_loss;
    if (spectrum->trusted < count) sum->least = fmax(sum->least, values[count - 1 - spectrum->trusted]);
    if (!isnan(r->evidence.entry_tail)) {
        sum->evidence.entry_tail += r->evidence.entry_tail;
        sum->tails++;
    }
    if (r->done & RMT_PART_BULK) {
        add_bulk(&sum->bulk, &r->bulk);
        sum->spike_trace += r->bulk.share * spectrum->trace;
        sum->evidence.strength = fmax(sum->evidence.strength, r->evidence.strength);
        sum->bulks++;
    }
    if (r->done & RMT_PART_RANDOM) {
        add_bulk(&sum->traps, &r->random.bulk);
        sum->random.distance += r->random.distance;
        sum->random.lambda_max = fmax(sum->random.lambda_max, r->random.lambda_max);
        sum->randoms++;
    }
}

/* Logarithms belong to W, not to 2^-exponent W. */
static void shift_logs(rmt_weights_report *r, int32_t exponent)
{
    const double shift = 2 * exponent * log10(2), alpha = r->power_law.alpha;
    r->spectrum.exponent = exponent;
    r->metrics.log_norm += shift;
    r->metrics.log_spectral_norm += shift;
    r->metrics.alpha_hat = alpha * r->metrics.log_spectral_norm;
    r->metrics.log_alpha_norm += alpha * shift;
    r->metrics.log_alpha_schatten += shift;
}

static void finish_evidence(const layer *l, pool *sum, rmt_weights_report *r)
{
    const double count = (double)layer_eigenvalues(l), tail = (double)r->power_law.tail;
    rmt_weights_evidence *e = &sum->evidence;
    e->rank_loss /= (double)l->pieces;
    e->entry_tail = sum->tails ? e->entry_tail / (double)sum->tails : NAN;
    e->spike_share = sum->bulks ? (double)sum->bulk.spikes / count : NAN;
    e->strength = sum->bulks ? e->strength : NAN;
    e->bulk_distance = sum->bulks ? sum->bulk.distance : NAN;
    e->traps = sum->randoms ? (double)sum->traps.spikes / count : NAN;
    e->alpha = r->power_law.alpha;
    e->tail_share = r->done & RMT_PART_POWER_LAW ? tail / count : NAN;
    r->evidence = *e;
    r->codes[PHASE_CODE] = rmt_weights_classify(e, &r->phase);
    if (!r->codes[PHASE_CODE]) r->done |= RMT_PART_PHASE;
}

static void finish_pool(const layer *l, pool *sum, int32_t exponent, rmt_weights_report *r)
{
    r->spectrum.trusted = sum->trusted;
    r->spectrum.method = sum->method;
    r->spectrum.trace = sum->trace;
    r->seconds += sum->seconds;
    r->entry_max = sum->entry_max;
    if (exponent) shift_logs(r, exponent);
    finish_bulk(&sum->bulk, sum->bulks);
    if (sum->bulks) {
        sum->bulk.share = sum->spike_trace / sum->trace;
        sum->bulk.softrank = sum->bulk.upper / sum->largest;
        r->done |= RMT_PART_BULK;
        r->codes[BULK_CODE] = RANDBLAS_SUCCESS;
    }
    r->bulk = sum->bulk;
    finish_bulk(&sum->traps, sum->randoms);
    sum->random.distance = sum->randoms ? sum->random.distance / (double)sum->randoms : NAN;
    sum->random.softrank = sum->randoms ? sum->random.lambda_max / sum->largest : NAN;
    if (!sum->randoms) sum->random.lambda_max = NAN;
    r->random = sum->random;
    r->random.bulk = sum->traps;
    if (sum->randoms) {
        r->done |= RMT_PART_RANDOM;
        r->codes[RANDOM_CODE] = RANDBLAS_SUCCESS;
    }
    finish_evidence(l, sum, r);
}

static int compare_values(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* One piece, brought to the scale of those before it; exponent is common to all. */
static int add_matrix(const layer *l, const layer_data *data, int64_t p, const rmt_weights_options *options,
                      weights_result *result, pool *sum, int32_t *exponent)
{
    const int64_t each = result->count / l->pieces;
    double *values = result->values + p * each;
    rmt_weights_report r;
    layer_matrix W = layer_matrix_view(data, l, p);
    const int info = analyse_matrix(&W, values, options, &r);
    layer_matrix_free(&W);
    if (info) return info;
    if (p > 0 && r.spectrum.exponent != *exponent) return RANDBLAS_NOT_FINITE; /* one layer of 1e-90 and of 1e90 */
    *exponent = r.spectrum.exponent;
    add_piece(sum, &r, values, each);
    return RANDBLAS_SUCCESS;
}

static int pooled(const layer *l, const layer_data *data, const rmt_weights_options *options, weights_result *result)
{
    enum { DEFAULT_PERCENT = 1 };
    const double level = options->level > 0 ? options->level : DEFAULT_PERCENT / 100.0;
    pool sum = {.bulk.p_value = 1, .bulk.statistic = -INFINITY, .traps.p_value = 1, .traps.statistic = -INFINITY};
    rmt_weights_options each = *options, all = *options;
    int32_t exponent = 0;
    int info = RANDBLAS_SUCCESS;
    each.skip = RMT_PART_POWER_LAW | RMT_PART_COMPARISON;
    each.level = level / (double)l->pieces;
    for (int64_t p = 0; p < l->pieces && !info; p++) info = add_matrix(l, data, p, &each, result, &sum, &exponent);
    if (info) return info;
    qsort(result->values, (size_t)result->count, sizeof *result->values, compare_values);
    result->least = sum.least;
    if (!(all.least > 0)) all.least = sum.least;
    info = rmt_weights_values(l->rows, l->cols, result->count, result->values, &all, &result->report);
    if (!info) finish_pool(l, &sum, exponent, &result->report);
    return info;
}

/* ---------------------------------------------------------------- a layer ----------------------------------------- */

static int single(const weights_run *run, const layer *l, const layer_data *data, rmt_weights_options *options,
                  weights_result *result)
{
    const weights_settings *s = &run->settings;
    if (s->large && result->count > s->large) options->method = RMT_ESD_KRYLOV;
    layer_matrix W = layer_matrix_view(data, l, 0);
    const int info = analyse_matrix(&W, result->values, options, &result->report);
    layer_matrix_free(&W);
    const int64_t other = result->count - result->report.spectrum.trusted;
    if (!info && other > 0) result->least = result->values[other - 1];
    return info;
}

/* The high-temperature law or that of 1/x, whichever is likelier, of the eigenvalues that are no rounding errors; a fit
 * that fails is no failure. */
static int fit_htmp(const weights_run *run, const randblas_control *control, weights_result *result)
{
    const double least = fmax(result->least, run->settings.least);
    int64_t first = 0;
    while (first < result->count && !(result->values[first] > least)) first++;
    for (int inverse = 0; inverse < 2; inverse++) {
        const rmt_htmp_fit_options options = {.size = sizeof options, .control = *control, .inverse = inverse};
        rmt_htmp_fit_report fit;
        const int info = rmt_htmp_fit(result->count - first, result->values + first, &options, &fit);
        if (info < 0) return info;
        if (info || (result->htmp_info == 0 && fit.log_likelihood <= result->htmp.log_likelihood)) continue;
        result->htmp = fit;
        result->htmp_inverse = inverse;
        result->htmp_info = RANDBLAS_SUCCESS;
    }
    return RANDBLAS_SUCCESS;
}

int weights_layer(const weights_run *run, const layer *l, const layer_data *data, const randblas_control *control,
                  weights_result *result)
{
    rmt_weights_options options = library_options(run, control);
    result->layer = l;
    result->htmp_info = -1;
    result->count = layer_eigenvalues(l);
    result->values = matrix_allocate(result->count, sizeof(double));
    if (!result->values) return RANDBLAS_OUT_OF_MEMORY;
    const int info = l->pieces > 1 ? pooled(l, data, &options, result) : single(run, l, data, &options, result);
    return !info && run->settings.htmp ? fit_htmp(run, control, result) : info;
}
