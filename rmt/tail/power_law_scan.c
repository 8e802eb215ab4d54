/*
 * Where a power law begins.  With l_i the ascending logarithms and S_i = sum_{j >= i} (l_j - l_i),
 *
 *     alpha_i - 1 = (n - i)/S_i,     S_i = S_{i+1} + (n - i - 1)(l_{i+1} - l_i)
 *
 * in which nothing cancels.  The distance of candidate i is the largest of its n - i terms; once one exceeds the least
 * distance so far the candidate is out.  Terms are looked at with strides of 64, 8 and 1, and candidates too, so that a
 * good bound comes early.  What is chosen does not depend on the order: the least distance, of equals the first.
 */
#include "tail_impl.h"

#include <math.h>

enum { COARSE = 64, MIDDLE = 8 };

typedef struct scan {
    const rmt_logs *logs;
    const double *sums;
    rmt_power_law best;
} scan;

/* |k/count - F(x)| of value k of the tail. */
static double term(const double *tail, int64_t k, int64_t count, double decay)
{
    return fabs((double)k / (double)count + expm1(-decay * (tail[k] - tail[0])));
}

/* Clauset's distance, or some term of it that is above the bound. */
static double distance(const double *tail, int64_t count, double decay, double bound)
{
    double most = 0;
    for (int64_t k = 0; k < count; k += COARSE) most = fmax(most, term(tail, k, count, decay));
    if (most > bound) return most;
    for (int64_t k = 0; k < count && most <= bound; k += MIDDLE)
        if (k % COARSE) most = fmax(most, term(tail, k, count, decay));
    for (int64_t from = 0; from < count && most <= bound; from += COARSE) {
        const int64_t to = from + COARSE < count ? from + COARSE : count;
        for (int64_t k = from; k < to; k++)
            if (k % MIDDLE) most = fmax(most, term(tail, k, count, decay));
    }
    return most;
}

static void attempt(scan *s, int64_t i)
{
    const int64_t count = s->logs->n - i;
    const double decay = (double)count / s->sums[i];
    const double d = distance(s->logs->log + i, count, decay, s->best.distance);
    if (d > s->best.distance || (d == s->best.distance && s->best.from >= 0 && i > s->best.from)) return;
    s->best.from = i;
    s->best.decay = decay;
    s->best.distance = d;
}

rmt_power_law rmt_power_law_scan(const rmt_logs *logs, int64_t least, double *sums)
{
    const int64_t n = logs->n, last = n - least; /* the last candidate */
    const double *l = logs->log;
    scan s = {logs, sums, {-1, 0, 0, INFINITY}};
    if (n > 0) sums[n - 1] = 0;
    for (int64_t i = n - 2; i >= 0; i--) sums[i] = sums[i + 1] + (double)(n - i - 1) * (l[i + 1] - l[i]);
    for (int64_t stride = COARSE, before = 0; stride > 0; before = stride, stride /= MIDDLE)
        for (int64_t i = 0; i <= last; i += stride) {
            const bool fresh = i == 0 || l[i] > l[i - 1];
            if ((before && i % before == 0) || !fresh || !(sums[i] > 0)) continue;
            s.best.candidates++;
            attempt(&s, i);
        }
    return s.best;
}

rmt_power_law rmt_power_law_at(const rmt_logs *logs, int64_t from)
{
    const int64_t count = logs->n - from;
    rmt_power_law fit = {-1, 1, 0, INFINITY};
    double sum = 0;
    for (int64_t i = from; i < logs->n; i++) sum += logs->log[i] - logs->log[from];
    if (!(sum > 0)) return fit;
    fit.from = from;
    fit.decay = (double)count / sum;
    fit.distance = distance(logs->log + from, count, fit.decay, INFINITY);
    return fit;
}
