/*
 * The law of a block from its eigenvalues.  With T_k over the law's own interval, the deviations
 *
 *     r_k = sqrt(2 beta/k) (sum_i T_k(t_i) - n E T_k - shift_k),    k = 1 .. K,
 *
 * are independent standard normal for random matrices (Johansson), shift_k = (2/beta - 1)/2 for even k.  r_0, with the
 * weight of k = 1, holds atoms to theirs.  Least squares for each model that the block allows; sum r^2 + penalty
 * parameters chooses.
 */
#include "decompress_impl.h"

#include "arena_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include <string.h>

typedef struct fitting {
    rmt_block block;
    int model, count;
    double beta;    /* Dyson's */
    bool quantiles; /* the values are quantiles, not eigenvalues */
    bool shift;     /* their sums have means of their own */
} fitting;

typedef struct candidate {
    int model, parameters;
    double q[RMT_MOST_UNKNOWNS];
    rmt_least_squares least;
} candidate;

static bool read_options(rmt_decompress_options *o, int64_t n, const rmt_decompress_options *options)
{
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->moments == 0) o->moments = n < 20 ? (int32_t)(n / 2) : 10;
    if (o->symmetry == 0) o->symmetry = 1;
    if (o->penalty == 0) o->penalty = 3;
    return o->model >= 0 && o->model <= RMT_MODEL_KESTEN_MCKAY && o->moments >= 4 &&
           2 * o->moments <= RMT_MOST_MOMENTS && (o->symmetry == 1 || o->symmetry == 2 || o->symmetry == 4) &&
           o->penalty > 0 && isfinite(o->penalty);
}

static bool residuals(const void *context, const double *q, double *r)
{
    const fitting *f = context;
    rmt_meixner law;
    double sums[RMT_MOST_MOMENTS + 1], moments[RMT_MOST_MOMENTS + 1], shift[RMT_MOST_MOMENTS + 1] = {0};
    if (!rmt_model_law(&f->block, f->model, q, &law)) return false;
    rmt_chebyshev_sums(&f->block, &law, f->count, sums);
    rmt_meixner_moments(law.skew, law.excess, f->count, moments);
    if (f->quantiles) rmt_meixner_midpoint(&law, f->block.n, f->count, shift);
    for (int k = 2; k <= f->count && f->shift; k += 2) shift[k] = (2 / f->beta - 1) / 2;
    for (int k = 0; k <= f->count; k++)
        r[k] = sqrt(2 * f->beta / fmax(k, 1)) * (sums[k] - (double)f->block.n * moments[k] - shift[k]);
    return true;
}

static bool fit_model(fitting *f, int model, candidate *c)
{
    f->model = c->model = model;
    c->parameters = rmt_model_parameters(&f->block, model);
    rmt_model_start(model, &f->block.start, c->q);
    return c->parameters > 0 && rmt_small_least_squares(residuals, f, f->count + 1, c->parameters, c->q, &c->least);
}

static double freedom(const fitting *f, const candidate *c)
{
    return fmax(1, f->count - c->parameters + (f->block.atoms > 0));
}

/* How large fluctuations are, by twice the moments and the widest model; what the values are follows. */
static double measure_noise(fitting *f)
{
    candidate c;
    f->count *= 2;
    double noise = INFINITY;
    if (fit_model(f, RMT_MODEL_MEIXNER, &c)) noise = c.least.cost / freedom(f, &c);
    f->quantiles = noise < 0.1;
    f->shift = !f->quantiles;
    f->count /= 2;
    return noise;
}

/* The candidate of the least chi-square plus penalty; false if there is none. */
static bool choose(fitting *f, const rmt_decompress_options *o, candidate *best, double *unit)
{
    double least = INFINITY;
    candidate c;
    *unit = 1;
    if (f->quantiles && fit_model(f, RMT_MODEL_MEIXNER, &c)) *unit = fmax(c.least.cost / freedom(f, &c), 1e-20);
    for (int model = RMT_MODEL_SEMICIRCLE; model <= RMT_MODEL_KESTEN_MCKAY; model++) {
        if ((o->model > 0 && model != o->model) || !fit_model(f, model, &c)) continue;
        const int counted = c.parameters + (model == RMT_MODEL_KESTEN_MCKAY);
        const double value = c.least.cost / *unit + o->penalty * counted;
        if (value < least) {
            least = value;
            *best = c;
        }
    }
    return isfinite(least);
}

/* The law of parameters q in the units of the values. */
static bool law_at(const fitting *f, int model, const double *q, rmt_meixner *law)
{
    if (!rmt_model_law(&f->block, model, q, law)) return false;
    law->mean = f->block.centre + f->block.half * law->mean;
    law->log_deviation += log(f->block.half);
    return true;
}

/* Directions of one standard error, and what they add up to. */
static void errors(const fitting *f, const candidate *c, double scale, rmt_decompress_report *report)
{
    const double step = 1e-3;
    double sum[4] = {0};
    for (int j = 0; j < c->parameters; j++) {
        double above[RMT_MOST_UNKNOWNS], below[RMT_MOST_UNKNOWNS];
        rmt_meixner up, down;
        for (int k = 0; k < c->parameters; k++) {
            above[k] = c->q[k] + step * c->least.direction[j][k];
            below[k] = c->q[k] - step * c->least.direction[j][k];
        }
        const bool known = law_at(f, c->model, above, &up) && law_at(f, c->model, below, &down);
        const double factor = known ? scale / (2 * step) : NAN;
        double *const shift = report->shift[j];
        shift[0] = known ? (up.mean - down.mean) * factor : NAN;
        shift[1] = known ? (up.log_deviation - down.log_deviation) * factor : NAN;
        shift[2] = known ? (up.skew - down.skew) * factor : NAN;
        shift[3] = known ? (up.excess - down.excess) * factor : NAN;
        for (int k = 0; k < 4; k++) sum[k] += shift[k] * shift[k];
    }
    for (int k = 0; k < 4; k++) report->standard_errors[k] = sqrt(sum[k]);
    report->standard_errors[1] *= report->deviation;
}

static int fit(int64_t n, double *x, const rmt_decompress_options *o, rmt_law **law, rmt_decompress_report *report)
{
    fitting f = {.count = o->moments, .beta = o->symmetry};
    candidate best;
    rmt_meixner m;
    double unit = 1;
    int info = rmt_block_open(&f.block, n, x);
    if (!info) info = randlapack_progress(&o->control, "fit", 0);
    if (info) return info;
    report->noise = measure_noise(&f);
    info = randlapack_progress(&o->control, "fit", 0.3);
    if (info) return info;
    if (!choose(&f, o, &best, &unit) || !law_at(&f, best.model, best.q, &m)) return RANDBLAS_NOT_CONVERGED;
    report->model = best.model;
    report->parameters = best.parameters;
    report->mean = m.mean;
    report->deviation = exp(m.log_deviation);
    report->skew = m.skew;
    report->excess = m.excess;
    report->misfit = best.least.cost / freedom(&f, &best);
    report->limit = m.excess < 0 ? -1 / m.excess : INFINITY;
    errors(&f, &best, sqrt(f.quantiles ? unit : fmax(1, report->misfit)), report);
    if (law) info = rmt_law_free_meixner(m.mean, report->deviation, m.skew, m.excess, law);
    if (info < 0 && info > -10) info = RANDBLAS_NOT_CONVERGED;
    return info ? info : report->misfit <= 10 ? 0 : RANDBLAS_NOT_CONVERGED;
}

int rmt_decompress_fit(int64_t n, const double *values, const rmt_decompress_options *options, rmt_law **law,
                       rmt_decompress_report *report)
{
    rmt_decompress_options o;
    rmt_decompress_report none, *r = report ? report : &none;
    if (n < 8) return -1;
    if (!values) return -2;
    if (!read_options(&o, n, options)) return -3;
    if (law) *law = NULL;
    *r = (rmt_decompress_report){
        .mean = NAN, .deviation = NAN, .skew = NAN, .excess = NAN, .misfit = NAN, .noise = NAN, .limit = NAN};
    for (int k = 0; k < 4; k++) r->standard_errors[k] = NAN;
    randblas_arena arena = randblas_arena_open(&o.control);
    double *x = randblas_arena_get(&arena, n, sizeof *x);
    int info = arena.info;
    for (int64_t i = 0; i < n && !info; i++) {
        x[i] = values[i];
        if (!isfinite(x[i])) info = RANDBLAS_NOT_FINITE;
    }
    if (!info) info = fit(n, x, &o, law, r);
    randblas_arena_close(&arena);
    return info;
}
