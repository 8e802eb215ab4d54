/*
 * Vuong's test: the terms of the log-likelihood ratio are independent, so that the ratio over sigma sqrt(n) tends to a
 * normal law when neither family is nearer to the truth.  Where one contains the other, twice the ratio tends to
 * chi-square with one degree of freedom.
 */
#include "tail_impl.h"

#include <math.h>

static bool contains(rmt_tail_family large, rmt_tail_family small)
{
    return large == RMT_TRUNCATED_POWER_LAW && (small == RMT_POWER_LAW || small == RMT_EXPONENTIAL);
}

static void compare(const rmt_logs *logs, int64_t from, const rmt_tail_law *a, const rmt_tail_law *b,
                    rmt_tail_comparison *c)
{
    const double count = (double)(logs->n - from);
    double mean = 0, squares = 0;
    for (int64_t i = from; i < logs->n; i++) {
        const double u = logs->log[i] - a->start;
        mean += (rmt_tail_log_density(a, u) - rmt_tail_log_density(b, u)) / count;
    }
    for (int64_t i = from; i < logs->n; i++) {
        const double u = logs->log[i] - a->start;
        squares += pow(rmt_tail_log_density(a, u) - rmt_tail_log_density(b, u) - mean, 2);
    }
    c->ratio = mean * count;
    c->nested = contains(a->family, b->family) || contains(b->family, a->family);
    c->normalised = squares > 0 ? c->ratio / sqrt(squares) : 0;
    c->p_value = c->nested ? erfc(sqrt(fabs(c->ratio))) : erfc(fabs(c->normalised) / sqrt(2.0));
}

int rmt_tail_compare(int64_t n, const double *x, double xmin, rmt_tail_family first, rmt_tail_family second,
                     rmt_tail_comparison *comparison)
{
    rmt_logs logs;
    rmt_tail_law a, b;
    int64_t from = 0;
    if (n < 0) return -1;
    if (!x && n > 0) return -2;
    if (!(xmin > 0) || isinf(xmin)) return -3;
    if (!rmt_tail_family_is_legal(first)) return -4;
    if (!rmt_tail_family_is_legal(second) || first == second) return -5;
    if (!comparison) return -6;
    const rmt_tail_report none = {{NAN, NAN}, {NAN, NAN}, NAN, NAN, 0, 0};
    *comparison = (rmt_tail_comparison){NAN, NAN, NAN, 0, none, none};
    randblas_arena arena = randblas_arena_open(NULL);
    int info = rmt_tail_open(n, x, xmin, &arena, &logs, &from);
    if (!info) info = rmt_tail_estimate(&logs, from, log(xmin), first, &a, &comparison->first);
    if (!info) info = rmt_tail_estimate(&logs, from, log(xmin), second, &b, &comparison->second);
    if (!info) compare(&logs, from, &a, &b, comparison);
    randblas_arena_close(&arena);
    return info;
}
