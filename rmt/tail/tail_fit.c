/*
 * Maximum likelihood of the four families on a tail, all as densities of u = log(x/xmin):
 *
 *     truncated power law  exp((1 - alpha) u - lambda xmin (e^u - 1))      power law    lambda = 0
 *     log-normal           exp((mu - log xmin)/sigma^2 u - u^2/(2 sigma^2))  exponential  alpha = 0
 */
#include "tail_impl.h"

#include <math.h>

typedef struct summary {
    double count, u, s; /* values; means of u, and of e^u - 1 or u^2 */
} summary;

bool rmt_tail_family_is_legal(rmt_tail_family family)
{
    return family == RMT_POWER_LAW || family == RMT_TRUNCATED_POWER_LAW || family == RMT_EXPONENTIAL ||
           family == RMT_LOG_NORMAL;
}

int rmt_tail_open(int64_t n, const double *x, double xmin, randblas_arena *arena, rmt_logs *logs, int64_t *from)
{
    const int info = rmt_logs_open(logs, n, x, arena);
    if (info) return info;
    *from = rmt_logs_from(logs, log(xmin));
    return *from < logs->n && logs->log[logs->n - 1] > logs->log[*from] ? 0 : RANDBLAS_RANK_DEFICIENT;
}

static summary summarise(const rmt_logs *logs, int64_t from, double start, bool squares)
{
    summary m = {(double)(logs->n - from), 0, 0};
    for (int64_t i = from; i < logs->n; i++) {
        const double u = logs->log[i] - start;
        m.u += u / m.count;
        m.s += (squares ? u * u : expm1(u)) / m.count;
    }
    return m;
}

/* Normaliser of the two families that have it in closed form. */
static rmt_tilt_moments simple(const rmt_tilt *t)
{
    const double log_normaliser = t->weight > 0 ? -log(t->weight) : -log(-t->rise);
    return (rmt_tilt_moments){.log_normaliser = log_normaliser};
}

static bool is_simple(const rmt_tail_law *law)
{
    return law->tilt.weight == 0 || law->family == RMT_EXPONENTIAL;
}

static bool estimate(rmt_tail_law *law, const summary *m)
{
    rmt_tilt *t = &law->tilt;
    switch (law->family) {
    case RMT_POWER_LAW:
        t->rise = -1 / m->u;
        break;
    case RMT_EXPONENTIAL:
        t->rise = 1;
        t->weight = 1 / m->s;
        break;
    default:
        if (!rmt_tilt_fit(t, m->u, m->s)) return false;
    }
    law->moments = is_simple(law) ? simple(t) : rmt_tilt_moments_of(t);
    return true;
}

/* Parameters as they are called, and the delta method on the inverse of the covariance matrix. */
static void name(const rmt_tail_law *law, double count, rmt_tail_report *report)
{
    const double rise = law->tilt.rise, weight = law->tilt.weight, xmin = exp(law->start);
    const rmt_tilt_moments *m = &law->moments;
    const double det = (m->uu * m->ss - m->us * m->us) * count;
    double *p = report->parameters, *e = report->standard_errors;
    const bool one = law->family == RMT_POWER_LAW || law->family == RMT_EXPONENTIAL;
    p[0] = 1 - rise;
    p[1] = e[0] = e[1] = NAN;
    report->boundary = !one && weight == 0;
    if (law->family == RMT_POWER_LAW) e[0] = -rise / sqrt(count);
    if (law->family == RMT_EXPONENTIAL) {
        p[0] = weight / xmin;
        e[0] = p[0] / sqrt(count);
    }
    if (law->family == RMT_TRUNCATED_POWER_LAW) p[1] = weight / xmin;
    if (law->family == RMT_TRUNCATED_POWER_LAW && weight > 0) {
        e[0] = sqrt(m->ss / det);
        e[1] = sqrt(m->uu / det) / xmin;
    }
    if (law->family != RMT_LOG_NORMAL) return;
    p[0] = weight > 0 ? law->start + rise / (2 * weight) : -INFINITY;
    p[1] = 1 / sqrt(2 * weight);
    if (weight == 0) return;
    const double a = 1 / (2 * weight), b = -rise / (2 * weight * weight); /* d mu */
    e[0] = sqrt((a * a * m->ss + 2 * a * b * m->us + b * b * m->uu) / det);
    e[1] = p[1] / (2 * weight) * sqrt(m->uu / det);
}

double rmt_tail_log_density(const rmt_tail_law *law, double u)
{
    const rmt_tilt *t = &law->tilt;
    const double s = t->squares ? u * u : expm1(u);
    return t->rise * u - (t->weight > 0 ? t->weight * s : 0) - law->moments.log_normaliser - law->start - u;
}

static double cdf(const rmt_tail_law *law, double u)
{
    const rmt_tilt *t = &law->tilt;
    if (t->weight == 0) return -expm1(t->rise * u);
    if (law->family == RMT_EXPONENTIAL) return -expm1(-t->weight * expm1(u));
    return rmt_tilt_cdf(t, &law->moments, u);
}

static double distance(const rmt_logs *logs, int64_t from, const rmt_tail_law *law)
{
    const double count = (double)(logs->n - from);
    double most = 0;
    for (int64_t i = from; i < logs->n; i++) {
        const double F = cdf(law, logs->log[i] - law->start), k = (double)(i - from);
        most = fmax(most, fmax(F - k / count, (k + 1) / count - F));
    }
    return most;
}

int rmt_tail_estimate(const rmt_logs *logs, int64_t from, double start, rmt_tail_family family, rmt_tail_law *law,
                      rmt_tail_report *report)
{
    *law = (rmt_tail_law){.family = family, .tilt = {.squares = family == RMT_LOG_NORMAL}, .start = start};
    const summary m = summarise(logs, from, start, law->tilt.squares);
    if ((isinf(m.s) && family != RMT_POWER_LAW) || !estimate(law, &m)) return RANDBLAS_NOT_CONVERGED;
    report->tail = logs->n - from;
    name(law, m.count, report);
    report->log_likelihood = 0;
    for (int64_t i = from; i < logs->n; i++) report->log_likelihood += rmt_tail_log_density(law, logs->log[i] - start);
    report->distance = distance(logs, from, law);
    return 0;
}

int rmt_tail_fit(rmt_tail_family family, int64_t n, const double *x, double xmin, rmt_tail_report *report)
{
    rmt_logs logs;
    rmt_tail_law law;
    int64_t from = 0;
    if (!rmt_tail_family_is_legal(family)) return -1;
    if (n < 0) return -2;
    if (!x && n > 0) return -3;
    if (!(xmin > 0) || isinf(xmin)) return -4;
    if (!report) return -5;
    *report = (rmt_tail_report){{NAN, NAN}, {NAN, NAN}, NAN, NAN, 0, 0};
    randblas_arena arena = randblas_arena_open(NULL);
    int info = rmt_tail_open(n, x, xmin, &arena, &logs, &from);
    if (!info) info = rmt_tail_estimate(&logs, from, log(xmin), family, &law, report);
    randblas_arena_close(&arena);
    return info;
}
