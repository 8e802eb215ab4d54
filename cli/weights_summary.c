/* What layers are judged to be, and what they have in common; see weights.h. */
#include "matrix.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>

#define OVER_TRAINED 2.0
#define UNDER_TRAINED 6.0

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

bool weights_collapsed(const weights_analysis *a, int64_t index)
{
    return a->collapsed[index] != 0;
}

/* ---------------------------------------------------------------- over layers ------------------------------------- */

/* The spectral norm, against that of noise of the shape unless it is compared with an earlier one. */
static double norm_of(const weights_result *r, bool relative)
{
    const layer *l = r->layer;
    const double norm = r->info ? (double)NAN : pow(10, r->report.metrics.log_spectral_norm / 2);
    const double noise = sqrt((double)l->rows) + sqrt((double)l->cols);
    return isfinite(norm) ? norm / (relative ? 1 : noise) : (double)NAN;
}

static double reference_of(const weights_run *run, int64_t i)
{
    const weights_result *other = run->changes[i].other;
    const double norm = other ? norm_of(other, true) : (double)NAN;
    return norm > 0 ? norm : (double)NAN;
}

/* Flow and collapse, of three arrays in one block. */
static int find_courses(weights_run *run, double *block)
{
    weights_analysis *a = &run->first;
    const int64_t n = a->list.count;
    double *alpha = block, *norm = alpha + n, *reference = norm + n;
    for (int64_t i = 0; i < n; i++) {
        const weights_result *r = &a->results[i];
        alpha[i] = weights_warn(r) == WARNING_UNKNOWN ? (double)NAN : r->report.power_law.alpha;
        norm[i] = norm_of(r, run->changes);
        reference[i] = run->changes ? reference_of(run, i) : (double)NAN;
    }
    const int info = rmt_correlation_flow(n, NULL, alpha, &run->summary.flow);
    if (info) return info;
    return rmt_scale_collapse(n, norm, run->changes ? reference : NULL, 0, a->collapsed, &run->summary.collapse);
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

static void count(const weights_result *r, weights_summary *s)
{
    const weights_warning warning = weights_warn(r);
    if (r->info) return;
    if (warning != WARNING_UNKNOWN) s->fitted++;
    if (warning == WARNING_OVER) s->over++;
    if (warning == WARNING_UNDER) s->under++;
    if (r->report.done & RMT_PART_BULK) s->spikes += r->report.bulk.spikes;
    if (r->report.done & RMT_PART_RANDOM && r->report.random.bulk.spikes > 0) s->traps++;
    s->phases[r->report.phase]++;
}

static void find_means(const weights_analysis *a, weights_summary *s)
{
    s->alpha = mean(a, get_alpha);
    s->alpha_hat = mean(a, get_alpha_hat);
    s->log_norm = mean(a, get_log_norm);
    s->log_spectral_norm = mean(a, get_log_spectral_norm);
    s->log_alpha_norm = mean(a, get_log_alpha_norm);
    s->stable_rank = mean(a, get_stable_rank);
    s->entropy = mean(a, get_entropy);
}

int weights_summarise(weights_run *run)
{
    weights_analysis *a = &run->first;
    const int64_t n = a->list.count;
    double *block = matrix_allocate(3 * n, sizeof *block);
    run->summary = (weights_summary){.layers = n};
    a->collapsed = calloc((size_t)n, sizeof *a->collapsed);
    const int info = block && a->collapsed ? find_courses(run, block) : RANDBLAS_OUT_OF_MEMORY;
    free(block);
    if (info) return cli_complain("weights", CLI_INTERNAL, "%s", randlapack_strerror(info));
    for (int64_t i = 0; i < n; i++) count(&a->results[i], &run->summary);
    find_means(a, &run->summary);
    return CLI_OK;
}
