/* FLODANCE (Ameli et al. 2025): fit and predict.  What is fitted: flodance_regress.c; how it is chosen:
 * flodance_choose.c. */
#include "flodance_impl.h"

#include "arena_impl.h"
#include "options_impl.h"

#include <math.h>

/* Quantile of the standard normal law: Newton steps on erfc from a rough start. */
static double normal_quantile(double p)
{
    double z = 0;
    for (int i = 0; i < 60; i++) {
        const double excess = erfc(-z / sqrt(2.0)) / 2 - p;
        const double step = excess / (exp(-z * z / 2) / 2.50662827463100050242);
        z -= fmax(-1, fmin(1, step));
    }
    return z;
}

/* Of Student's law, by its expansion in 1/freedom (Abramowitz and Stegun 26.7.5): 1 % off for 3 degrees. */
static double student_quantile(double p, double freedom)
{
    const double z = normal_quantile(p), z2 = z * z, f = freedom > 1 ? freedom : 1;
    const double first = (z2 + 1) * z / 4, second = ((5 * z2 + 16) * z2 + 3) * z / 96;
    const double third = (((3 * z2 + 19) * z2 + 17) * z2 - 15) * z / 384;
    return z + first / f + second / (f * f) + third / (f * f * f);
}

static int read_options(rmt_flodance_options *o, const rmt_flodance_options *options)
{
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return -6;
    if (!randblas_control_is_legal(&o->control)) return -6;
    if (o->terms != 0 && (o->terms < 2 || o->terms > RMT_FLODANCE_TERMS)) return -6;
    if (o->burn_in < 0 || o->target < 0 || o->known < 0) return -6;
    if (o->confidence == 0) o->confidence = 0.95;
    return o->confidence > 0 && o->confidence < 1 ? 0 : -6;
}

static bool sizes_are_legal(int64_t count, const int64_t *sizes)
{
    for (int64_t j = 0; j < count; j++)
        if (sizes[j] < (j ? sizes[j - 1] + 1 : 1)) return false;
    return true;
}

/* Increments of all orders; false if one is not finite. */
static bool difference(int64_t count, const int64_t *sizes, int64_t orders, const double *y, int64_t ld, double *x)
{
    bool finite = true;
    for (int64_t r = 0; r < orders; r++)
        for (int64_t j = 0; j + 1 < count; j++) {
            const double e = (y[j + 1 + r * ld] - y[j + r * ld]) / (double)(sizes[j + 1] - sizes[j]);
            finite = finite && isfinite(e);
            x[j + r * (count - 1)] = e;
        }
    return finite;
}

static void finish(const rmt_flodance_series *s, const double *logdets, int64_t ld, double confidence,
                   rmt_flodance_model *model)
{
    const double many = (double)((s->count - 1) * s->orders);
    const double freedom = model->inflation > 1 ? (double)(s->orders - 1) : many;
    for (int64_t r = 0; r < s->orders; r++) model->level += logdets[s->count + r * ld] / (double)s->orders;
    model->quantile = student_quantile((1 + confidence) / 2, freedom);
}

int rmt_flodance_fit(int64_t count, const int64_t *sizes, int64_t orders, const double *logdets, int64_t ld,
                     const rmt_flodance_options *options, rmt_flodance_model *model, rmt_flodance_report *report)
{
    rmt_flodance_options o;
    const int bad = read_options(&o, options);
    const int least = o.terms ? o.terms : 2;
    if (count < 1 + rmt_flodance_least(bad ? 2 : least)) return -1;
    if (!sizes || !sizes_are_legal(count, sizes)) return -2;
    int64_t known = 0;
    while (!bad && known < count && sizes[known] < o.known) known++;
    if (count - known < 1 + rmt_flodance_least(bad ? 2 : least)) return -1;
    if (orders < 1) return -3;
    if (!logdets) return -4;
    if (ld < count) return -5;
    if (bad) return bad;
    if (!model) return -7;

    rmt_flodance_report ignored;
    rmt_flodance_model found = {0};
    randblas_arena arena = randblas_arena_open(&o.control);
    const int64_t most = randblas_size_product(count, RMT_FLODANCE_TERMS + orders);
    double *x = randblas_arena_get(&arena, randblas_size_product(count, orders), sizeof *x);
    rmt_flodance_series s = {.count = count - 1, .orders = orders, .sizes = sizes, .known = o.known, .x = x};
    s.work = randblas_arena_get(&arena, most, sizeof *s.work);
    s.theta = randblas_arena_get(&arena, randblas_size_product(RMT_FLODANCE_TERMS, orders), sizeof *s.theta);
    int info = arena.info;
    if (!info && !difference(count, sizes, orders, logdets, ld, x)) info = RANDBLAS_NOT_FINITE;
    if (!info) {
        rmt_flodance_choose(&s, &o, &found, report ? report : &ignored);
        finish(&s, logdets, ld, o.confidence, &found);
        *model = found;
    }
    randblas_arena_close(&arena);
    return info;
}

/* Variance of the sum of the increments to come of one order, and of those past when orders were averaged. */
static double noise(const rmt_flodance_model *m, int64_t n)
{
    const double length = (double)(n - m->last), growth = fmax(m->growth, 0);
    const double most = m->noise * pow((double)n / (double)m->last, growth);
    const double past = m->orders > 1 ? (double)m->last / (double)m->orders : 0;
    return length * most * most + past * m->noise * m->noise;
}

int rmt_flodance_predict(const rmt_flodance_model *model, int64_t n, double *value, double *half_width)
{
    if (!model || model->terms < 2 || model->terms > RMT_FLODANCE_TERMS || model->last < 1) return -1;
    if (n < model->last) return -2;
    if (!value) return -3;
    const double length = (double)(n - model->last);
    double sum = 0;
    for (int k = 0; k < model->terms && n > model->last; k++)
        sum += model->coefficient[k] * rmt_flodance_slope(k, model->last, n);
    *value = model->level + length * sum;
    if (!half_width) return 0;
    const double parameters = n > model->last ? rmt_flodance_variance(model, model->last, n) : 0;
    *half_width =
        model->quantile * sqrt(length * length * (parameters + model->error * model->error) + noise(model, n));
    return 0;
}
