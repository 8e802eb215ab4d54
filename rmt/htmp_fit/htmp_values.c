/*
 * The likelihood of independent values.  No table is made: Kummer's equation is integrated from value to value, out of
 * the band in both directions, and log rho and its derivatives follow from y and w = x y'/y,
 *
 *     d log(x rho)/d log x = delta - s x - 2 Re w,    dw/d log x = w - (b + s x) w - a s x - w^2.
 *
 * The scale is at its maximum by Newton's method on these.  Far right of the band y is its algebraic expansion,
 * y ~ t^-a sum_k (a)_k (s)_k/k! t^-k, t = s x: else an outlier would take steps without end.
 */
#include "htmp_fit_impl.h"

#include "htmp_impl.h"

/* Densities below e^-100000 are none. */
static const double vanishing = -1e5;

typedef struct place {
    double x, log_density;
    rmt_complex g; /* y'/y */
} place;

typedef struct slopes {
    double value, first, second; /* sum of log(x rho); derivatives by log x */
} slopes;

/* From here on the algebraic expansion has all digits: its terms fall by 4 at least. */
static double far(const rmt_htmp *h)
{
    return 4 * (h->a + 25) * (h->s + 25) / h->s;
}

/* log|y| up to a constant, and y'/y */
static double algebraic(const rmt_htmp *h, double x, rmt_complex *g)
{
    const double t = h->s * x;
    double term = 1, sum = 1, slope = 0;
    for (int k = 0; k < 40 && term > 1e-18 * sum; k++) {
        term *= (h->a + k) / t * ((h->s + k) / (k + 1));
        sum += term;
        slope -= (k + 1) * term;
    }
    *g = (slope / sum - h->a) / x;
    return log(sum) - h->a * log(t);
}

/* To x; false where the density vanishes. */
static bool move(const rmt_htmp *h, place *at, double x)
{
    const double edge = far(h);
    if (at->x < edge) {
        const double goal = fmin(x, edge);
        while (at->x != goal) {
            const double reach = rmt_htmp_reach(h, at->x), gap = goal - at->x;
            const double end = fabs(gap) <= reach ? goal : at->x + copysign(reach, gap), step = end - at->x;
            at->log_density += rmt_htmp_weight_change(h, at->x, step);
            at->log_density -= 2 * log(cabs(rmt_htmp_step(h, at->x, step, &at->g)));
            at->x = end;
            if (!(at->log_density > vanishing)) return false;
        }
    }
    if (x > at->x) {
        const double before = algebraic(h, at->x, &at->g);
        at->log_density += rmt_htmp_weight_change(h, at->x, x - at->x) - 2 * (algebraic(h, x, &at->g) - before);
        at->x = x;
    }
    return true;
}

static void add(const rmt_htmp *h, const place *at, slopes *sum)
{
    const double t = h->s * at->x;
    const rmt_complex w = at->x * at->g;
    sum->value += at->log_density + log(at->x);
    sum->first += h->delta - t - 2 * creal(w);
    sum->second += -t - 2 * creal(w - (h->b + t) * w - h->a * t - w * w);
}

/* Over all values divided by the scale; false where the law excludes one. */
static bool walk(const rmt_htmp *h, const place *start, const rmt_htmp_values *v, double log_scale, slopes *sum)
{
    int64_t middle = 0;
    *sum = (slopes){0, 0, 0};
    if (!(v->z[0] - log_scale > -600 && v->z[v->n - 1] - log_scale < 600)) return false;
    while (middle < v->n && exp(v->z[middle] - log_scale) < start->x) middle++;
    place at = *start;
    for (int64_t i = middle; i < v->n; i++) {
        if (!move(h, &at, exp(v->z[i] - log_scale))) return false;
        add(h, &at, sum);
    }
    at = *start;
    for (int64_t i = middle - 1; i >= 0; i--) {
        if (!move(h, &at, exp(v->z[i] - log_scale))) return false;
        add(h, &at, sum);
    }
    return !isnan(sum->value);
}

/* Newton's step of the logarithm of the scale, whose derivatives are -first and second. */
static double scale_step(const slopes *sum)
{
    const double step = sum->second < 0 ? sum->first / sum->second : -copysign(0.5, sum->first);
    return fmin(fmax(step, -1), 1);
}

static double log_mean(const rmt_htmp_values *v)
{
    double sum = 0;
    const double most = v->z[v->n - 1];
    for (int64_t i = 0; i < v->n; i++) sum += exp(v->z[i] - most);
    return most + log(sum / (double)v->n);
}

/* A step in that direction that makes the sum larger; false: none does. */
static bool improve(const rmt_htmp *h, const place *start, const rmt_htmp_values *v, double *zeta, slopes *now)
{
    slopes next;
    double step = scale_step(now);
    for (int half = 0; half < 30; half++, step /= 2)
        if (walk(h, start, v, *zeta + step, &next) && next.value > now->value) {
            *zeta += step;
            *now = next;
            return true;
        }
    return false;
}

static double value(rmt_htmp_likelihood *self, double gamma, double kappa, double *log_scale)
{
    const rmt_htmp_values *v = self->data;
    rmt_htmp h;
    place start;
    slopes now;
    self->evaluations++;
    start.x = rmt_htmp_begin(gamma, kappa, &h, &start.g);
    start.log_density = log(cimag(start.g) / (RMT_PI * h.a));
    double zeta = self->log_scale;
    bool fits = walk(&h, &start, v, zeta, &now);
    /* a scale at which the mean is 1 is never far off */
    if (!fits && self->free_scale) fits = walk(&h, &start, v, zeta = log_mean(v), &now);
    if (!fits) return -INFINITY;
    for (int k = 0; k < 60 && self->free_scale; k++) {
        const double step = scale_step(&now), gain = fabs(now.first * step) / 2;
        if (gain < 1e-8) {
            now.value += gain;
            zeta += step;
            break;
        }
        if (!improve(&h, &start, v, &zeta, &now)) break;
    }
    self->scale_information = -now.second;
    *log_scale = zeta;
    return now.value;
}

/* At 3 n the law differs from its limit at its edges only, where less than a value is. */
rmt_htmp_likelihood rmt_htmp_independent(rmt_htmp_values *values)
{
    const double most = fmin(fmax(3 * (double)values->n, 300), 1e4);
    return (rmt_htmp_likelihood){.value = value, .data = values, .least_kappa = 1e-3, .most_kappa = most};
}
