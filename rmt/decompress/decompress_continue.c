/*
 * Free decompression by continuation: fits, by increasing chi-square with its penalty; of each the law of the whole,
 * until one passes all checks.
 */
#include "continuation_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include <string.h>

enum { HIGHEST = 6, TRIED = 4 };

static const rmt_continuation_report blank = {
    .misfit = NAN, .noise = NAN, .mass = NAN, .mean_error = NAN, .variance_ratio = NAN, .least = NAN, .distance = NAN};

static bool read_options(rmt_continuation_options *o, const rmt_continuation_options *options)
{
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->symmetry == 0) o->symmetry = 1;
    if (o->penalty == 0) o->penalty = 3;
    const bool glue = o->method == RMT_CONTINUE_GLUE && o->order >= 1 && o->order <= HIGHEST;
    const bool curve = o->method == RMT_CONTINUE_CURVE && o->order >= 2 && o->order <= 4;
    return o->method >= 0 && o->method <= RMT_CONTINUE_CURVE && (o->order == 0 || glue || curve) &&
           (o->moments == 0 || o->moments >= 8) && 2 * o->moments <= RMT_MOST_MOMENTS &&
           (o->symmetry == 1 || o->symmetry == 2 || o->symmetry == 4) && o->penalty > 0 && isfinite(o->penalty);
}

/* ---------------------------------------------------------------- checks ---------------------------------------- */

static void check(const rmt_known *k, double ratio, const rmt_trace *trace, double tolerance, double worst,
                  rmt_continuation_report *r)
{
    double width = 0, mass = trace->mass, mean = trace->mass * trace->mean;
    double square = trace->mass * (trace->variance + trace->mean * trace->mean);
    r->bands = trace->bands;
    r->repaired = trace->repaired;
    r->broken = trace->broken;
    r->failed = trace->broken ? RMT_CHECK_SHEET : 0;
    if (r->failed) return;
    for (int i = 0; i < k->atoms; i++) {
        mass += k->weight[i];
        mean += k->weight[i] * k->place[i];
        square += k->weight[i] * k->place[i] * k->place[i];
    }
    for (int i = 0; i < trace->bands; i++) width += trace->edge[2 * i + 1] - trace->edge[2 * i];
    mean /= mass;
    r->mass = mass;
    r->mean_error = (mean - k->mean) / sqrt(ratio * k->variance);
    r->variance_ratio = (square / mass - mean * mean) / (ratio * k->variance);
    r->least = trace->least * width / trace->mass;
    r->failed = (fabs(r->mass - 1) <= tolerance ? 0 : RMT_CHECK_MASS) |
                (fabs(r->mean_error) <= tolerance ? 0 : RMT_CHECK_MEAN) |
                (fabs(r->variance_ratio - 1) <= 2 * tolerance ? 0 : RMT_CHECK_VARIANCE) |
                (r->least >= -1e-6 ? 0 : RMT_CHECK_POSITIVE) | (r->misfit <= worst ? 0 : RMT_CHECK_MISFIT);
}

/* ---------------------------------------------------------------- candidates ------------------------------------- */

typedef struct problem {
    double ratio;
    const rmt_continuation_options *options;
    rmt_block block;
    rmt_glue_ladder ladder;
    rmt_curve curve[RMT_MOST_CURVES];
    int orders, curves, along; /* along: moments that curves are fitted to */
    double lowest, accepted;   /* value of the undamped fit that should have passed, and of the one that did */
    bool passed;               /* one did */
    rmt_law **law;
    rmt_continuation_report *report;
} problem;

/* The law of the whole from a surface, over (y - centre)/half; RANDBLAS_NOT_CONVERGED and no law if a check fails.
 * Noise splits double points of a curve into branch points, between which mass is lost: hence the larger tolerance. */
static int make_law(problem *p, const rmt_surface *f, const rmt_known *k, double centre, double half,
                    const rmt_glue_fit *fit)
{
    const bool quantiles = p->ladder.quantiles;
    rmt_continuation_report *const r = p->report;
    const rmt_block *const b = &p->block;
    rmt_trace trace;
    randblas_arena arena = randblas_arena_open(&p->options->control);
    const double deviation = sqrt(p->ratio * k->variance), least = 0.25 / (double)b->n;
    int info = rmt_trace_density(f, k->mean, deviation, p->ratio, least, &arena, &trace);
    if (!info) {
        check(k, p->ratio, &trace, fit || quantiles ? 1e-3 : 2e-2, quantiles ? 1 : 10, r);
        if (r->failed & ~RMT_CHECK_MISFIT) info = RANDBLAS_NOT_CONVERGED;
    }
    if (!info && fit) r->distance = rmt_glue_error(&p->ladder, fit, p->ratio, &trace);
    if (!info)
        info = rmt_trace_law(f, p->ratio, k, &trace, b->centre + b->half * centre, b->half * half, &arena, p->law);
    randblas_arena_close(&arena);
    return info ? info : r->failed ? RANDBLAS_NOT_CONVERGED : 0;
}

/* Mean and variance from the coefficients; false where atoms are too many. */
static bool glue_known(const rmt_glue *g, double ratio, rmt_known *k)
{
    *k = (rmt_known){.mean = g->inner * g->a[0]};
    double square = g->inner * (g->b2[0] + g->a[0] * g->a[0]);
    for (int i = 0; i < g->atoms; i++) {
        k->mean += g->weight[i] * g->place[i];
        square += g->weight[i] * g->place[i] * g->place[i];
    }
    k->variance = square - k->mean * k->mean;
    k->atoms = rmt_glue_atoms(g, ratio, k->place, k->weight);
    return k->atoms >= 0;
}

static double glue_misfit(const problem *p, int which)
{
    return p->ladder.fit[which].chi / fmax(1, p->ladder.moments - 2 * p->ladder.fit[which].glue.order - 2);
}

static int try_glue(problem *p, int which)
{
    const rmt_glue_fit *fit = &p->ladder.fit[which];
    const rmt_surface surface = rmt_glue_surface(&fit->glue);
    const int order = fit->glue.order;
    rmt_known k;
    *p->report = blank;
    p->report->method = RMT_CONTINUE_GLUE;
    p->report->order = order;
    p->report->damping = fit->damping;
    p->report->parameters = 2 * order + 2;
    p->report->failed = RMT_CHECK_BANDS;
    p->report->misfit = glue_misfit(p, which);
    p->report->noise = p->ladder.noise;
    if (!glue_known(&fit->glue, p->ratio, &k)) return RANDBLAS_NOT_CONVERGED;
    return make_law(p, &surface, &k, fit->glue.centre, fit->glue.half, fit);
}

/* Mean and variance by Cauchy's formula around the block; false where its mass is not 1, or its sheet is lost. */
static bool curve_known(const rmt_curve *c, double ratio, rmt_known *k)
{
    enum { POINTS = 64 };
    const rmt_surface f = rmt_curve_surface(c);
    double moment[3] = {0}, radius = 3;
    *k = (rmt_known){0};
    for (int i = 0; i < c->atoms; i++) radius = fmax(radius, 2 * fabs(c->place[i]));
    for (int i = 0; i < POINTS; i++) {
        const rmt_complex z = radius * cexp(CMPLX(0, (i + 0.5) * RMT_PI / POINTS));
        rmt_complex power = z;
        rmt_surface_value v;
        rmt_point point;
        if (!rmt_descend(&f, creal(z), cimag(z), 1, &point)) return false;
        f.value(c, point.s, z, 1, &v);
        for (int j = 0; j < 3; j++) {
            moment[j] -= creal(power * v.m) / POINTS;
            power *= z;
        }
    }
    k->mean = moment[1];
    k->variance = moment[2] - moment[1] * moment[1];
    for (int i = 0; i < c->atoms; i++) {
        const double w = 1 - (1 - c->weight[i]) / ratio;
        if (!(w > 0)) continue;
        k->place[k->atoms] = c->place[i];
        k->weight[k->atoms++] = w;
    }
    return fabs(moment[0] - 1) < 1e-3 && k->variance > 0;
}

static double curve_misfit(const problem *p, int which)
{
    return p->curve[which].chi / fmax(1, p->along - p->curve[which].parameters);
}

static int try_curve(problem *p, int which)
{
    const rmt_curve *c = &p->curve[which];
    const rmt_surface surface = rmt_curve_surface(c);
    rmt_known k;
    *p->report = blank;
    p->report->method = RMT_CONTINUE_CURVE;
    p->report->order = c->in_m;
    p->report->degree = c->in_z;
    p->report->parameters = c->parameters;
    p->report->failed = RMT_CHECK_BANDS;
    p->report->misfit = curve_misfit(p, which);
    p->report->noise = p->ladder.noise;
    if (!curve_known(c, p->ratio, &k)) return RANDBLAS_NOT_CONVERGED;
    return make_law(p, &surface, &k, 0, c->half, NULL);
}

/* The first by value that passes; else the report of the one that should have.  accepted: its value.  What does not fit
 * is tried only if nothing does. */
static int try_all(problem *p, int count, const double *value, const double *misfit,
                   int (*attempt)(problem *p, int which), double *accepted)
{
    const double worst = p->ladder.quantiles ? 1 : 10;
    rmt_continuation_report first = *p->report;
    bool tried[RMT_MOST_FITS] = {false};
    for (int trial = 0; trial < count; trial++) {
        int best = -1;
        for (int k = 0; k < count; k++)
            if (!tried[k] && isfinite(value[k]) && (best < 0 || value[k] < value[best])) best = k;
        if (best < 0 || (trial > 0 && misfit[best] > worst)) break;
        tried[best] = true;
        *accepted = value[best];
        int info = attempt(p, best);
        if (info != RANDBLAS_NOT_CONVERGED || *p->law) return info;
        if (trial == 0) first = *p->report;
        info = randlapack_progress(&p->options->control, "continue", 0.5 + 0.01 * trial);
        if (info) return info;
    }
    *p->report = first;
    return RANDBLAS_NOT_CONVERGED;
}

/* What another form gives, if it gives a law and fits better, or there was none; else what was there. */
static int rather(problem *p, int info, int (*form)(problem *p))
{
    const rmt_continuation_report kept = *p->report;
    rmt_law *law = *p->law;
    *p->law = NULL;
    const int other = form(p);
    const bool better = other == 0 && (info || p->report->misfit < kept.misfit);
    if (better || (other != RANDBLAS_NOT_CONVERGED && other != 0)) {
        rmt_law_destroy(law);
        return other;
    }
    rmt_law_destroy(*p->law);
    *p->law = law;
    *p->report = kept;
    return info;
}

/* Fits from..count, those of another order than is asked for or of a value that is no less than the limit left out. */
static int try_glues(problem *p, int from, int count, double limit, double *accepted)
{
    const rmt_continuation_options *o = p->options;
    double value[RMT_MOST_FITS], misfit[RMT_MOST_FITS];
    for (int k = 0; k < count; k++) {
        const int order = p->ladder.fit[k].glue.order;
        misfit[k] = glue_misfit(p, k);
        value[k] = p->ladder.fit[k].chi / p->ladder.unit + o->penalty * 2 * (order - 1);
        if (k < from || (o->order && order != o->order) || value[k] >= limit) value[k] = INFINITY;
        p->lowest = fmin(p->lowest, value[k]);
    }
    return try_all(p, count, value, misfit, try_glue, accepted);
}

static int damped(problem *p)
{
    int fits = 0;
    const double limit = p->passed ? p->accepted : INFINITY;
    const int info = rmt_glue_fit_damped(&p->ladder, p->orders, &p->options->control, &fits);
    return info ? info : try_glues(p, p->orders, fits, limit, &p->accepted);
}

/* Undamped; where that fails, or an order that fits far better did, damped. */
static int glue(problem *p)
{
    int info = rmt_glue_fit_all(&p->ladder, &p->options->control, &p->orders);
    if (info) return info;
    p->lowest = INFINITY;
    info = try_glues(p, 0, p->orders, INFINITY, &p->accepted);
    p->passed = info == 0;
    if ((info && info != RANDBLAS_NOT_CONVERGED) || (info == 0 && p->accepted - p->lowest <= 10)) return info;
    return rather(p, info, damped);
}

static int curve(problem *p)
{
    const rmt_continuation_options *o = p->options;
    double value[RMT_MOST_CURVES], misfit[RMT_MOST_CURVES], unit = p->ladder.quantiles ? INFINITY : 1, accepted;
    const rmt_sample_shift shift = rmt_glue_shift(&p->ladder, p->orders);
    const int info =
        rmt_curve_fit_all(&p->block, p->along, o->symmetry, &shift, o->order, &o->control, p->curve, &p->curves);
    for (int k = 0; k < p->curves && p->ladder.quantiles; k++) unit = fmin(unit, curve_misfit(p, k));
    for (int k = 0; k < p->curves; k++) misfit[k] = curve_misfit(p, k);
    for (int k = 0; k < p->curves; k++)
        value[k] = p->curve[k].chi / fmax(unit, 1e-20) + o->penalty * p->curve[k].parameters;
    return info ? info : try_all(p, p->curves, value, misfit, try_curve, &accepted);
}

/* Glue; where that fails, or a fit that is far better did, the curve. */
static int choose(problem *p)
{
    const int info = glue(p);
    if ((info && info != RANDBLAS_NOT_CONVERGED) || (info == 0 && p->accepted - p->lowest <= 10)) return info;
    return rather(p, info, curve);
}

/* Of the values, sorted: method 2 does not fit glue but for telling quantiles from eigenvalues. */
static int solve(problem *p, const rmt_continuation_options *o)
{
    rmt_glue_ladder *const l = &p->ladder;
    l->block = p->block;
    l->beta = o->symmetry;
    l->moments = o->moments ? o->moments : 16;
    p->along = o->moments ? o->moments : 24;
    l->most = o->method != RMT_CONTINUE_CURVE && o->order ? o->order : l->moments >= 12 ? TRIED : (l->moments - 4) / 2;
    if (o->method == 0) return choose(p);
    if (o->method == RMT_CONTINUE_GLUE) return glue(p);
    const int info = rmt_glue_fit_all(l, &o->control, &p->orders);
    return info ? info : curve(p);
}

int rmt_decompress_continue(int64_t n, const double *values, double ratio, const rmt_continuation_options *options,
                            rmt_law **law, rmt_continuation_report *report)
{
    rmt_continuation_options o;
    rmt_continuation_report none, *r = report ? report : &none;
    if (n < 8) return -1;
    if (!values) return -2;
    if (!(ratio >= 1e-6 && ratio <= 1e6)) return -3;
    if (!read_options(&o, options)) return -4;
    if (!law) return -5;
    *law = NULL;
    *r = blank;
    randblas_arena arena = randblas_arena_open(&o.control);
    double *x = randblas_arena_get(&arena, n, sizeof *x);
    problem *p = randblas_arena_get(&arena, 1, sizeof *p);
    int info = arena.info;
    for (int64_t i = 0; i < n && !info; i++) {
        x[i] = values[i];
        if (!isfinite(x[i])) info = RANDBLAS_NOT_FINITE;
    }
    if (!info) {
        memset(p, 0, sizeof *p);
        p->ratio = ratio;
        p->options = &o;
        p->law = law;
        p->report = r;
        info = rmt_block_open(&p->block, n, x);
    }
    if (!info) info = randlapack_progress(&o.control, "continue", 0);
    if (!info) info = solve(p, &o);
    randblas_arena_close(&arena);
    return info;
}
