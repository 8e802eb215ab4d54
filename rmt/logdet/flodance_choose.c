/*
 * Which terms, which burn-in: rolling origins.  From increments up to an origin the mean increment beyond it is
 * predicted.  Its error, scaled to the distance of the target, root mean square, holds noise of the size of the
 * standard errors at these origins beside bias; it is not taken off, for what cannot be told from noise there may be
 * bias at the target.  What candidates of nearly the same score predict otherwise counts too, in case origins are few.
 */
#include "flodance_impl.h"

#include <math.h>

#define ORIGINS 3
#define STARTS 5
static const double start[STARTS] = {0.05, 0.1, 0.2, 0.3, 0.5};
#define MOST_CHOSEN 4 /* terms that are tried */
#define NEARLY 2      /* times the least score: candidates whose predictions say how uncertain it is */

/* The first increment that begins at this size or later, and beyond those that are known. */
static int64_t first_from(const rmt_flodance_series *s, double size)
{
    int64_t j = 0;
    while (j < s->count && ((double)s->sizes[j] < size || s->sizes[j] < s->known)) j++;
    return j;
}

/* Standard error of the mean increment over (from, to] by the scatter of orders, over that by the model. */
static double inflation(const rmt_flodance_series *s, const rmt_flodance_model *model, int64_t from, int64_t to)
{
    double sum = 0;
    if (s->orders < 4) return 1;
    for (int64_t r = 0; r < s->orders; r++) {
        double e = 0;
        for (int k = 0; k < model->terms; k++)
            e += (s->theta[k + r * model->terms] - model->coefficient[k]) * rmt_flodance_slope(k, from, to);
        sum += e * e;
    }
    const double scatter = sum / ((double)(s->orders - 1) * (double)s->orders);
    const double expected = rmt_flodance_variance(model, from, to);
    return expected > 0 && scatter > expected ? sqrt(scatter / expected) : 1;
}

/* The error of the mean increment between an origin and the largest size, times what the target is farther than that on
 * the scale of logarithms; NaN if there is too little to fit. */
static double error_from(const rmt_flodance_series *s, double part, double fraction, int terms, int64_t target)
{
    const int64_t last = s->sizes[s->count];
    const int64_t to = first_from(s, fraction * (double)last), from = first_from(s, part * (double)s->sizes[to]);
    rmt_flodance_model model;
    if (to >= s->count || to - from < rmt_flodance_least(terms)) return NAN;
    rmt_flodance_regress(s, from, to, terms, &model);
    const double length = (double)(last - model.last);
    double error = 0;
    for (int64_t r = 0; r < s->orders; r++)
        for (int64_t j = to; j < s->count; j++)
            error += s->x[j + r * s->count] * (double)(s->sizes[j + 1] - s->sizes[j]) / (length * (double)s->orders);
    for (int k = 0; k < terms; k++) error -= model.coefficient[k] * rmt_flodance_slope(k, model.last, last);
    const double farther = log((double)target / (double)last) / log((double)last / (double)model.last);
    return error * fmax(farther, 1);
}

static double error_of(const rmt_flodance_series *s, double part, int terms, int64_t target)
{
    const double fraction[ORIGINS] = {0.125, 0.25, 0.5};
    double sum = 0;
    int seen = 0;
    for (int i = 0; i < ORIGINS; i++) {
        const double e = error_from(s, part, fraction[i], terms, target);
        if (isnan(e)) continue;
        sum += e * e;
        seen++;
    }
    return seen ? sqrt(sum / seen) : 0;
}

/* A candidate, its model, and the mean increment up to the target that it predicts. */
typedef struct trial {
    rmt_flodance_candidate line;
    rmt_flodance_model model;
    double predicted;
} trial;

static trial evaluate(const rmt_flodance_series *s, double part, int terms, int64_t target)
{
    const int64_t last = s->sizes[s->count], from = first_from(s, part * (double)last);
    const double length = (double)(target - last);
    trial t = {.predicted = 0};
    rmt_flodance_regress(s, from, s->count, terms, &t.model);
    t.model.inflation = inflation(s, &t.model, last, target);
    t.model.error = error_of(s, part, terms, target);
    for (int k = 0; k < terms; k++) t.predicted += t.model.coefficient[k] * rmt_flodance_slope(k, last, target);
    t.line = (rmt_flodance_candidate){.terms = terms, .first = t.model.first, .error = t.model.error};
    t.line.standard_error = length * sqrt(rmt_flodance_variance(&t.model, last, target));
    t.line.score = hypot(t.line.standard_error, length * t.line.error);
    return t;
}

/* How far the predictions of others that seem nearly as good are from that of the best, root mean square. */
static double disagreement(const trial *trials, int count, const trial *best)
{
    double sum = 0, weights = 0;
    for (int i = 0; i < count; i++) {
        const double score = trials[i].line.score, off = trials[i].predicted - best->predicted;
        if (!(score > 0 && score <= NEARLY * best->line.score)) continue;
        sum += off * off / (score * score);
        weights += 1 / (score * score);
    }
    return weights > 0 ? sqrt(sum / weights) : 0;
}

void rmt_flodance_choose(const rmt_flodance_series *s, const rmt_flodance_options *o, rmt_flodance_model *model,
                         rmt_flodance_report *report)
{
    const int64_t last = s->sizes[s->count], target = o->target > last ? o->target : 10 * last;
    const int least = o->terms ? o->terms : 2, most = o->terms ? o->terms : MOST_CHOSEN;
    trial trials[RMT_FLODANCE_CANDIDATES];
    int count = 0, best = 0;
    *report = (rmt_flodance_report){0};
    for (int terms = least; terms <= most; terms++)
        for (int i = 0; i < (o->burn_in ? 1 : STARTS); i++) {
            const double part = o->burn_in ? (double)o->burn_in / (double)last : start[i];
            if (s->count - first_from(s, part * (double)last) < rmt_flodance_least(terms)) continue;
            trials[count] = evaluate(s, part, terms, target);
            report->table[count] = trials[count].line;
            if (trials[count].line.score < trials[best].line.score) best = count;
            count++;
        }
    report->candidates = count;
    report->chosen = best;
    if (count > 0) {
        *model = trials[best].model;
        model->error = hypot(model->error, disagreement(trials, count, trials + best));
    } else { /* few sizes beyond the burn-in: all of them */
        rmt_flodance_regress(s, first_from(s, 0), s->count, least, model);
        model->inflation = inflation(s, model, last, target);
    }
}
