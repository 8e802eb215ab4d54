/* All about one matrix, part by part: what a part cannot do it says in its code, and the others go on. */
#include "weights_impl.h"

#include "progress_impl.h"

#include <stdlib.h>

enum { SPECTRUM, POWER_LAW, COMPARISON, BULK, RANDOM, PHASE };

typedef struct layer {
    const rmt_weights_matrix *W; /* or NULL: only values are known */
    const rmt_weights_options *o;
    randblas_arena *arena;
    int64_t larger, smaller; /* sizes of W */
    int64_t count;
    double *values;
    int64_t first; /* value of the power law */
    rmt_weights_report *r;
} layer;

static bool wanted(const layer *l, int part)
{
    return !(l->o->skip >> part & 1);
}

/* A part has ended: failures that concern nothing but its numbers are its own. */
static int ended(const layer *l, int part, int info)
{
    if (info < 0 && info > -1000) info = RANDBLAS_INTERNAL;
    if (info < 0) return info;
    l->r->codes[part] = info;
    if (info == 0) l->r->done |= 1 << part;
    return 0;
}

static rmt_weights_report nothing(int64_t m, int64_t n)
{
    const rmt_tail_report tail = {{NAN, NAN}, {NAN, NAN}, NAN, NAN, 0, 0};
    const rmt_tail_comparison none = {NAN, NAN, NAN, 0, tail, tail};
    return (rmt_weights_report){.m = m,
                                .n = n,
                                .spectrum = rmt_esd_nothing(),
                                .metrics = rmt_weights_no_metrics(),
                                .power_law = {NAN, NAN, NAN, NAN, NAN, NAN, 0, 0, 0},
                                .truncated = none,
                                .exponential = none,
                                .log_normal = none,
                                .bulk = rmt_weights_no_bulk(),
                                .random = {NAN, NAN, NAN, rmt_weights_no_bulk()},
                                .evidence = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN},
                                .entry_max = NAN};
}

/* Replicates have a stream of their own, beside that of the permutation. */
static int power_law(layer *l)
{
    rmt_power_law_options o = {
        .control = l->o->control, .least_tail = l->o->least_tail, .replicates = l->o->replicates, .state = l->o->state};
    const double limit =
        l->o->least > 0 ? l->o->least : rmt_esd_limit(&l->r->spectrum, l->o->accuracy, l->values[l->count - 1]);
    o.state.counter[3]++;
    while (l->first < l->count && !(l->values[l->first] > limit)) l->first++;
    return rmt_power_law_fit(l->count - l->first, l->values + l->first, &o, &l->r->power_law);
}

static int comparison(const layer *l)
{
    const rmt_tail_family other[] = {RMT_TRUNCATED_POWER_LAW, RMT_EXPONENTIAL, RMT_LOG_NORMAL};
    rmt_tail_comparison *to[] = {&l->r->truncated, &l->r->exponential, &l->r->log_normal};
    const double *x = l->values + l->first, xmin = l->r->power_law.xmin;
    const int64_t n = l->count - l->first;
    int first = 0;
    for (int k = 0; k < 3; k++) {
        const int info = rmt_tail_compare(n, x, xmin, RMT_POWER_LAW, other[k], to[k]);
        if (info < 0) return info;
        if (!first) first = info;
    }
    return first;
}

static int random_part(const layer *l)
{
    rmt_weights_random *r = &l->r->random;
    rmt_weights_matrix P;
    const rmt_esd_options esd = {&l->o->control, RMT_ESD_GRAM, l->o->accuracy, 0};
    rmt_weights_spectrum_report report = rmt_esd_nothing();
    randblas_arena own = randblas_arena_open(&l->o->control); /* goes back before the next part */
    own.used = l->arena->used;
    double *values = randblas_arena_get(&own, l->count, sizeof *values);
    void *room = randblas_arena_get(&own, randblas_size_product(l->larger, l->smaller), l->W->item);
    int info = own.info;
    if (!info) info = randlapack_progress(&l->o->control, "random", 0);
    if (!info) {
        l->W->permute(l->W, &l->o->state, room, &P);
        info = rmt_esd(&P, &esd, &own, values, &report);
    }
    if (!info) {
        r->lambda_max = values[l->count - 1];
        r->softrank = r->lambda_max / l->values[l->count - 1];
        r->distance = rmt_weights_divergence_of(l->count, l->values, values);
        info = rmt_weights_bulk_fit(l->larger, l->smaller, values, l->o->level, &r->bulk);
    }
    randblas_arena_close(&own);
    return info;
}

static int phase(const layer *l)
{
    rmt_weights_report *r = l->r;
    rmt_weights_evidence *e = &r->evidence;
    const double count = (double)l->count;
    const int info = l->W ? rmt_weights_entry_tail(l->W, l->arena, &e->entry_tail) : 0;
    if (info) return info;
    e->rank_loss = (double)r->metrics.rank_loss / count;
    if (r->done & RMT_PART_BULK) {
        e->spike_share = (double)r->bulk.spikes / count;
        e->strength = r->metrics.lambda_max / r->bulk.upper;
        e->bulk_distance = r->bulk.distance;
    }
    if (r->done & RMT_PART_POWER_LAW) {
        e->alpha = r->power_law.alpha;
        e->tail_share = (double)r->power_law.tail / count;
    }
    if (r->done & RMT_PART_RANDOM) e->traps = (double)r->random.bulk.spikes / count;
    rmt_weights_classify(e, &r->phase);
    return r->phase == RMT_PHASE_UNKNOWN ? RANDBLAS_RANK_DEFICIENT : 0;
}

/* What the largest eigenvalues and the trace tell. */
static void partial_metrics(const layer *l)
{
    rmt_weights_metrics *m = &l->r->metrics;
    const double largest = l->values[l->count - 1], trace = l->r->spectrum.trace;
    m->lambda_max = largest;
    m->spectral_norm = sqrt(largest);
    m->norm = sqrt(trace);
    m->log_norm = log10(trace);
    m->log_spectral_norm = log10(largest);
    m->alpha_hat = l->r->power_law.alpha * m->log_spectral_norm;
    m->stable_rank = trace / largest;
}

/* The parts behind the spectrum. */
static int parts(layer *l)
{
    rmt_weights_report *r = l->r;
    int info = 0;
    if (wanted(l, POWER_LAW)) info = ended(l, POWER_LAW, power_law(l));
    const bool tail = r->done & RMT_PART_POWER_LAW, all = r->spectrum.method != RMT_ESD_KRYLOV;
    if (!info && wanted(l, COMPARISON)) info = ended(l, COMPARISON, tail ? comparison(l) : r->codes[POWER_LAW]);
    if (!all) {
        partial_metrics(l);
        return info;
    }
    rmt_weights_measure_values(l->larger, l->count, l->values, r->spectrum.exponent, r->power_law.alpha,
                               l->o->tolerance, &r->metrics);
    if (!info && wanted(l, BULK) && l->count == l->smaller)
        info = ended(l, BULK, rmt_weights_bulk_fit(l->larger, l->smaller, l->values, l->o->level, &r->bulk));
    if (!info && wanted(l, RANDOM) && l->W) info = ended(l, RANDOM, random_part(l));
    if (!info && wanted(l, PHASE)) info = ended(l, PHASE, phase(l));
    return info;
}

static layer open_layer(const rmt_weights_options *o, randblas_arena *arena, int64_t m, int64_t n, int64_t count,
                        rmt_weights_report *r)
{
    *r = nothing(m, n);
    for (int part = 0; part < 6; part++) r->codes[part] = RANDBLAS_RANK_DEFICIENT; /* also where nothing is to do */
    return (layer){NULL, o, arena, m > n ? m : n, m > n ? n : m, count, NULL, 0, r};
}

int rmt_weights_run(const rmt_weights_matrix *W, int64_t m, int64_t n, const rmt_weights_options *options,
                    randblas_arena *arena, double *values, rmt_weights_report *report)
{
    const double start = randlapack_seconds();
    rmt_weights_options o = *options;
    layer l = open_layer(&o, arena, m, n, W->cols, report);
    const rmt_esd_options esd = {&o.control, o.method, o.accuracy, 0};
    if (!W->finite) return RANDBLAS_NOT_FINITE;
    l.W = W;
    l.values = values ? values : randblas_arena_get(arena, l.count, sizeof *values);
    if (o.tolerance == 0) o.tolerance = (double)l.larger * W->eps;
    int info = arena->info;
    if (!info && o.method == RMT_ESD_KRYLOV)
        info = rmt_weights_tail_only(W, &o, arena, l.values, &report->spectrum);
    else if (!info)
        info = rmt_esd(W, &esd, arena, l.values, &report->spectrum);
    if (info) return info;
    l.values += l.count - report->spectrum.count; /* those that were found stand last */
    l.count = report->spectrum.count;
    report->entry_max = W->largest;
    report->codes[SPECTRUM] = 0;
    report->done = RMT_PART_SPECTRUM;
    if (l.count > 0) info = parts(&l);
    report->seconds = randlapack_seconds() - start;
    return info;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int rmt_weights_values(int64_t m, int64_t n, int64_t count, const double *values, const rmt_weights_options *options,
                       rmt_weights_report *report)
{
    rmt_weights_options o;
    if (m < 1) return -1;
    if (n < 1) return -2;
    if (count < 1) return -3;
    if (!values) return -4;
    for (int64_t i = 0; i < count; i++)
        if (values[i] < 0) return -4;
    if (!rmt_weights_read_options(&o, options) || o.method == RMT_ESD_KRYLOV) return -5;
    if (!report) return -6;
    const double start = randlapack_seconds();
    randblas_arena arena = randblas_arena_open(&o.control);
    layer l = open_layer(&o, &arena, m, n, count, report);
    l.values = randblas_arena_get(&arena, count, sizeof *l.values);
    int info = arena.info;
    double trace = 0;
    for (int64_t i = 0; i < count && !info; i++) {
        l.values[i] = values[i];
        trace += values[i];
        if (!isfinite(values[i])) info = RANDBLAS_NOT_FINITE;
    }
    if (!info) {
        qsort(l.values, (size_t)count, sizeof *l.values, compare);
        report->spectrum = (rmt_weights_spectrum_report){.count = count, .trusted = count, .trace = trace};
        report->codes[SPECTRUM] = 0;
        report->done = RMT_PART_SPECTRUM;
        info = parts(&l);
    }
    report->seconds = randlapack_seconds() - start;
    randblas_arena_close(&arena);
    return info;
}
