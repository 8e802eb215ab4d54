/* The fit of the high-temperature Marchenko-Pastur law: options, logarithms, starts, and what is told of the maximum.
 */
#include "htmp_fit_impl.h"

#include "options_impl.h"
#include "progress_impl.h"

#include <stdlib.h>

static bool read_options(rmt_htmp_fit_options *full, int64_t n, const rmt_htmp_fit_options *options)
{
    rmt_htmp_fit_options *o = full;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->level == 0) o->level = 0.95;
    if (o->order == 0 || o->sampling != RMT_HTMP_JOINT) o->order = n > 0 ? n : 1;
    return (o->sampling == RMT_HTMP_INDEPENDENT || o->sampling == RMT_HTMP_JOINT) && o->level > 0 && o->level < 1 &&
           o->order > 0 && n % o->order == 0 && o->scale >= 0 && isfinite(o->scale);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* ---- the sample ---- */

typedef struct sample {
    int64_t count;
    double *x, *z; /* positive values, and logarithms of what follows the law itself; within matrices sorted */
    double sign, logs, shift;            /* z = sign log x; sum log x; the likelihood is that of z - shift */
    double mean, variance, log_variance; /* of exp(z - shift), and of z */
} sample;

static int collect(int64_t n, const double *x, const rmt_htmp_fit_options *o, rmt_htmp_ensemble *e, sample *s)
{
    double least = INFINITY, most = -INFINITY;
    s->sign = o->inverse ? -1 : 1;
    for (int64_t from = 0; from < n; from += o->order) {
        const int64_t first = s->count;
        for (int64_t i = from; i < from + o->order; i++) {
            if (!isfinite(x[i])) return RANDBLAS_NOT_FINITE;
            if (x[i] > 0) s->x[s->count++] = x[i];
        }
        if (s->count > first) qsort(s->x + first, (size_t)(s->count - first), sizeof *s->x, ascending);
        e->sums[e->matrices++].n = s->count - first;
    }
    for (int64_t i = 0; i < s->count; i++) {
        s->z[i] = s->sign * log(s->x[i]);
        s->logs += s->sign * s->z[i];
        least = fmin(least, s->x[i]), most = fmax(most, s->x[i]);
    }
    if (s->count < 3 || !(most > least)) return RANDBLAS_RANK_DEFICIENT;
    return log(most) - log(least) < 500 ? 0 : RANDBLAS_NOT_FINITE;
}

/* Centred, so that all scales are alike. */
static void centre(sample *s)
{
    double squares = 0;
    s->shift = s->sign * s->logs / (double)s->count;
    for (int64_t i = 0; i < s->count; i++) {
        s->z[i] -= s->shift;
        s->mean += exp(s->z[i]) / (double)s->count;
        s->log_variance += s->z[i] * s->z[i] / (double)s->count;
    }
    for (int64_t i = 0; i < s->count; i++) {
        const double d = exp(s->z[i]) - s->mean;
        squares += d * d / (double)s->count;
    }
    s->variance = squares / (s->mean * s->mean);
}

/* sum log(x_j - x_i) over pairs of n ascending values, which are divided by a power of two. */
static double log_distances(int64_t n, double *x)
{
    int exponent;
    double sum = 0, product = 1;
    frexp(x[n - 1], &exponent);
    for (int64_t i = 0; i < n; i++) x[i] = ldexp(x[i], -exponent);
    for (int64_t j = 1; j < n; j++)
        for (int64_t i = 0; i < j; i++) {
            const double d = x[j] - x[i];
            if (d < 1e-100) {
                sum += log(d);
                continue;
            }
            product *= d;
            if (product > 1e-150) continue;
            sum += log(product);
            product = 1;
        }
    return sum + log(product) + (double)n * (double)(n - 1) / 2 * exponent * log(2.0);
}

/* 1/x_i - 1/x_j = (x_j - x_i)/(x_i x_j) */
static int sum_up(const sample *s, rmt_htmp_ensemble *e)
{
    const double *z = s->z;
    double *x = s->x;
    e->count = s->count;
    e->total = s->mean * (double)s->count;
    for (int64_t r = 0; r < e->matrices; x += e->sums[r].n, z += e->sums[r].n, r++) {
        rmt_htmp_sums *m = &e->sums[r];
        const double pairs = (double)m->n * (double)(m->n - 1) / 2;
        double logs = 0;
        if (m->n < 2) return RANDBLAS_RANK_DEFICIENT;
        for (int64_t i = 0; i < m->n; i++) m->logs += z[i], logs += log(x[i]);
        m->repulsion = log_distances(m->n, x) - (s->sign < 0 ? (double)(m->n - 1) * logs : 0) - pairs * s->shift;
        if (!isfinite(m->repulsion)) return RANDBLAS_RANK_DEFICIENT;
    }
    return 0;
}

/* ---- starts and report ---- */

enum { STARTS = 10 };

/* Laws whose variance gamma (1 + 2/kappa) is that of the sample, or the one that its logarithms suggest. */
static void starts_of(const sample *s, double most, double start[STARTS][2])
{
    const double variances[2] = {s->variance, expm1(fmin(s->log_variance, 50))};
    const double low = log(0.03), high = log(fmin(most, 300));
    for (int k = 0; k < STARTS; k++) {
        const int row = k / 2;
        const double u = low + row * (high - low) / (STARTS / 2.0 - 1);
        const double gamma = fmin(variances[k % 2] / (1 + 2 * exp(-u)), 0.97);
        start[k][0] = u;
        start[k][1] = log(gamma / (1 - gamma)) - rmt_htmp_shift(u);
    }
}

static double normal_quantile(double level)
{
    double z = 1;
    for (int k = 0; k < 60; k++)
        z += (erfc(z / sqrt(2.0)) - (1 - level)) / (sqrt(2 / 3.14159265358979323846) * exp(-z * z / 2));
    return z;
}

/* Errors by the chain rule: logit gamma = w + shift(u), delta = s - a = (a + 1) exp(-w), log scale by its slopes. */
static void describe(const rmt_htmp_peak *p, const sample *s, bool free_scale, rmt_htmp_fit_report *r)
{
    const double kappa = exp(p->u), a = kappa / 2, e = exp(-p->w), delta = (a + 1) * e;
    const double(*c)[2] = p->covariance, f = 2 / (kappa + 2);
    const bool far = p->boundary & RMT_HTMP_KAPPA_INFINITE, near = p->boundary & RMT_HTMP_KAPPA_ZERO;
    const double g[2] = {far ? 0 : f, 1}, d[2] = {near ? 0 : a * e, -delta};
    double gg = 0, dd = 0, zz = 1 / p->scale_information;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) {
            gg += g[i] * g[j] == 0 ? 0 : g[i] * g[j] * c[i][j];
            dd += d[i] * d[j] == 0 ? 0 : d[i] * d[j] * c[i][j];
            zz += p->scale_slope[i] * p->scale_slope[j] * (isnan(c[i][j]) ? 0 : c[i][j]);
        }
    r->gamma = 1 / (1 + exp(-(p->w + rmt_htmp_shift(p->u))));
    r->kappa = far ? INFINITY : near ? 0 : kappa;
    r->scale = exp(s->sign * (p->log_scale + s->shift));
    r->gamma_error = near ? NAN : r->gamma * (1 - r->gamma) * sqrt(gg);
    r->kappa_error = kappa * sqrt(c[0][0]);
    r->scale_error = free_scale ? r->scale * sqrt(zz) : 0;
    r->log_likelihood = p->value - s->logs;
    r->tail_exponent = far ? INFINITY : delta + 1;
    r->cutoff_exponent = far ? INFINITY : delta + kappa + 1;
    r->scaling_exponent = far ? INFINITY : delta + 2;
    r->exponent_error = far ? NAN : sqrt(dd);
    r->boundary = p->boundary;
}

static int search(rmt_htmp_likelihood *l, const sample *s, const rmt_htmp_fit_options *o, rmt_htmp_fit_report *r)
{
    double start[STARTS][2];
    rmt_htmp_peak peak;
    const double z = normal_quantile(o->level);
    l->free_scale = o->scale == 0;
    l->log_scale = l->free_scale ? log(s->mean) : s->sign * log(o->scale) - s->shift;
    starts_of(s, l->most_kappa, start);
    int info = randlapack_progress(&o->control, "fit", 0);
    if (info) return info;
    rmt_htmp_search(l, STARTS, (const double(*)[2])start, &peak);
    if (!isfinite(peak.value)) return RANDBLAS_NOT_CONVERGED;
    describe(&peak, s, l->free_scale, r);
    info = randlapack_progress(&o->control, "interval", 0);
    if (!o->estimates_only && !info) rmt_htmp_kappa_interval(l, &peak, z * z / 2, r->kappa_interval);
    if (!info) info = randlapack_progress(&o->control, "interval", 0.5);
    if (!o->estimates_only && !info) rmt_htmp_gamma_interval(l, &peak, z * z / 2, r->gamma_interval);
    r->evaluations = l->evaluations;
    return info ? info : peak.converged ? 0 : RANDBLAS_NOT_CONVERGED;
}

static int fit(int64_t n, const double *x, const rmt_htmp_fit_options *o, randblas_arena *arena, rmt_htmp_fit_report *r)
{
    sample s = {.x = randblas_arena_get(arena, n, sizeof *s.x), .z = randblas_arena_get(arena, n, sizeof *s.z)};
    rmt_htmp_ensemble e = {.sums = randblas_arena_get(arena, n / o->order, sizeof *e.sums)};
    int info = arena->info;
    for (int64_t k = 0; k < n / o->order && !info; k++) e.sums[k] = (rmt_htmp_sums){0, 0, 0};
    if (!info) info = collect(n, x, o, &e, &s);
    r->count = s.count;
    if (!info) centre(&s);
    if (!info && o->sampling == RMT_HTMP_JOINT) info = sum_up(&s, &e);
    if (info) return info;
    rmt_htmp_values values = {s.count, s.z};
    if (o->sampling == RMT_HTMP_INDEPENDENT) qsort(s.z, (size_t)s.count, sizeof *s.z, ascending);
    rmt_htmp_likelihood l = o->sampling == RMT_HTMP_JOINT ? rmt_htmp_joint(&e) : rmt_htmp_independent(&values);
    return search(&l, &s, o, r);
}

int rmt_htmp_fit(int64_t n, const double *x, const rmt_htmp_fit_options *options, rmt_htmp_fit_report *report)
{
    rmt_htmp_fit_options o;
    if (n < 0) return -1;
    if (!x && n > 0) return -2;
    if (!read_options(&o, n, options)) return -3;
    if (!report) return -4;
    *report = (rmt_htmp_fit_report){NAN, NAN, NAN, NAN, NAN, NAN, {NAN, NAN}, {NAN, NAN}, o.level,
                                    NAN, NAN, NAN, NAN, NAN, 0,   0,          0};
    randblas_arena arena = randblas_arena_open(&o.control);
    const int info = fit(n, x, &o, &arena, report);
    randblas_arena_close(&arena);
    return info;
}
