/*
 * Which terms, which burn-in: rolling origins.  From increments up to an origin the mean increment beyond it is
 * predicted; e^2 less its variance estimates the square of the bias.  All orders are averaged, so that bias shows.
 */
#include "flodance_impl.h"

#include <math.h>

#define ORIGINS 3
#define STARTS 5
static const double start[STARTS] = {0.05, 0.1, 0.2, 0.3, 0.5};
#define MOST_CHOSEN 4 /* terms that are tried */

/* The first increment that begins at this size or later. */
static int64_t first_from(const rmt_flodance_series *s, double size)
{
    int64_t j = 0;
    while (j < s->count && (double)s->sizes[j] < size) j++;
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

/* e^2 - var(e) of the mean increment between an origin and the largest size; NaN if there is too little to fit. */
static double excess(const rmt_flodance_series *s, double part, double fraction, int terms)
{
    const int64_t last = s->sizes[s->count];
    const int64_t to = first_from(s, fraction * (double)last), from = first_from(s, part * (double)s->sizes[to]);
    rmt_flodance_model model;
    if (to >= s->count || to - from < rmt_flodance_least(terms)) return NAN;
    rmt_flodance_regress(s, from, to, terms, &model);
    const double length = (double)(last - model.last);
    double seen = 0, predicted = 0;
    for (int64_t r = 0; r < s->orders; r++)
        for (int64_t j = to; j < s->count; j++)
            seen += s->x[j + r * s->count] * (double)(s->sizes[j + 1] - s->sizes[j]) / (length * (double)s->orders);
    for (int k = 0; k < terms; k++) predicted += model.coefficient[k] * rmt_flodance_slope(k, model.last, last);
    model.inflation = inflation(s, &model, model.last, last);
    const double future = model.noise * model.noise / (length * (double)s->orders);
    const double error = seen - predicted;
    return error * error - rmt_flodance_variance(&model, model.last, last) - future;
}

static double bias_of(const rmt_flodance_series *s, double part, int terms)
{
    const double fraction[ORIGINS] = {0.125, 0.25, 0.5};
    double sum = 0;
    int seen = 0;
    for (int i = 0; i < ORIGINS; i++) {
        const double e = excess(s, part, fraction[i], terms);
        if (isnan(e)) continue;
        sum += e;
        seen++;
    }
    return seen && sum > 0 ? sqrt(sum / seen) : 0;
}

static rmt_flodance_candidate evaluate(const rmt_flodance_series *s, double part, int terms, int64_t target,
                                       rmt_flodance_model *model)
{
    const int64_t last = s->sizes[s->count], from = first_from(s, part * (double)last);
    const double length = (double)(target - last);
    const double bias = bias_of(s, part, terms);
    rmt_flodance_regress(s, from, s->count, terms, model);
    model->inflation = inflation(s, model, last, target);
    model->bias = bias;
    rmt_flodance_candidate c = {.terms = terms, .first = model->first, .bias = bias};
    c.standard_error = length * sqrt(rmt_flodance_variance(model, last, target));
    c.score = hypot(c.standard_error, length * bias);
    return c;
}

void rmt_flodance_choose(const rmt_flodance_series *s, const rmt_flodance_options *o, rmt_flodance_model *model,
                         rmt_flodance_report *report)
{
    const int64_t last = s->sizes[s->count], target = o->target > last ? o->target : 10 * last;
    const int least = o->terms ? o->terms : 2, most = o->terms ? o->terms : MOST_CHOSEN;
    double best = INFINITY;
    *report = (rmt_flodance_report){0};
    for (int terms = least; terms <= most; terms++)
        for (int i = 0; i < STARTS; i++) {
            const double part = o->burn_in ? (double)o->burn_in / (double)last : start[i];
            rmt_flodance_model trial;
            if (o->burn_in && i > 0) continue;
            if (s->count - first_from(s, part * (double)last) < rmt_flodance_least(terms)) continue;
            const rmt_flodance_candidate c = evaluate(s, part, terms, target, &trial);
            report->table[report->candidates] = c;
            if (c.score < best || report->candidates == 0) {
                best = c.score;
                report->chosen = report->candidates;
                *model = trial;
            }
            report->candidates++;
        }
    if (report->candidates == 0) { /* few sizes: all of them */
        rmt_flodance_regress(s, 0, s->count, least, model);
        model->inflation = inflation(s, model, last, target);
    }
}
