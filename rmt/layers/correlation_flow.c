/* Correlation flow: slope by Theil and Sen, Kendall's tau with its variance under ties, roughness. */
#include "median_impl.h"
#include "rmt_layers.h"

#include "arena_impl.h"

#include <math.h>
#include <stdbool.h>

static bool ascends(int64_t n, const double *depth)
{
    for (int64_t i = 0; i < n; i++)
        if (!isfinite(depth[i]) || (i > 0 && depth[i] < depth[i - 1])) return false;
    return true;
}

static void describe(int64_t n, const double *y, rmt_flow_report *r)
{
    double mean = 0, squares = 0;
    for (int64_t i = 0; i < n; i++) {
        mean += y[i] / (double)n;
        r->low += y[i] < 2;
        r->high += y[i] > 6;
    }
    for (int64_t i = 0; i < n; i++) squares += (y[i] - mean) * (y[i] - mean);
    r->layers = n;
    if (n > 0) r->mean = mean;
    if (n > 1) r->deviation = sqrt(squares / (double)(n - 1));
}

/* sums over groups of equal values of an order in which they stand together: t (t - 1), (t - 2) times that, and (2 t +
 * 5) times that */
typedef struct ties {
    double pairs, triples, variance;
} ties;

static ties ties_of(int64_t n, const double *sorted)
{
    ties sum = {0, 0, 0};
    for (int64_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && sorted[j] == sorted[i]; j++) {
        }
        const double t = (double)(j - i), pairs = t * (t - 1);
        sum.pairs += pairs, sum.triples += pairs * (t - 2), sum.variance += pairs * (2 * t + 5);
    }
    return sum;
}

/* x ascends; sorted is y in ascending order. */
static void correlate(int64_t n, const double *x, const double *y, const double *sorted, rmt_flow_report *r)
{
    const ties tx = ties_of(n, x), ty = ties_of(n, sorted);
    const double count = (double)n, pairs = count * (count - 1);
    double score = 0;
    for (int64_t j = 1; j < n; j++)
        for (int64_t i = 0; i < j; i++) score += x[i] < x[j] ? (y[i] < y[j]) - (y[i] > y[j]) : 0;
    const double room = (pairs - tx.pairs) * (pairs - ty.pairs);
    if (!(room > 0)) return;
    r->tau = 2 * score / sqrt(room);
    if (n < 3) return;
    const double variance = (pairs * (2 * count + 5) - tx.variance - ty.variance) / 18 +
                            tx.triples * ty.triples / (9 * pairs * (count - 2)) + tx.pairs * ty.pairs / (2 * pairs);
    r->p_value = erfc(fmax(fabs(score) - 1, 0) / sqrt(2 * variance));
}

static void smooth(int64_t n, const double *y, rmt_flow_report *r)
{
    double steps = 0, all = 0;
    for (int64_t j = 1; j < n; j++) {
        steps += fabs(y[j] - y[j - 1]) / (double)(n - 1);
        for (int64_t i = 0; i < j; i++) all += fabs(y[j] - y[i]);
    }
    if (all > 0) r->roughness = steps / (2 * all / ((double)n * (double)(n - 1)));
}

static int flow(int64_t n, const double *depth, const double *alpha, randblas_arena *arena, rmt_flow_report *r)
{
    double *x = randblas_arena_get(arena, n, sizeof *x), *y = randblas_arena_get(arena, n, sizeof *y);
    double *sorted = randblas_arena_get(arena, n, sizeof *sorted);
    int64_t m = 0, slopes = 0;
    for (int64_t i = 0; i < n && !arena->info; i++) {
        if (isinf(alpha[i])) return RANDBLAS_NOT_FINITE;
        if (isnan(alpha[i])) continue;
        x[m] = depth ? depth[i] : (double)i;
        sorted[m] = y[m] = alpha[i];
        m++;
    }
    double *slope = randblas_arena_get(arena, randblas_size_product(m, m) / 2, sizeof *slope);
    if (arena->info) return arena->info;
    describe(m, y, r);
    for (int64_t j = 1; j < m; j++)
        for (int64_t i = 0; i < j; i++)
            if (x[i] < x[j]) slope[slopes++] = (y[j] - y[i]) / (x[j] - x[i]);
    if (slopes > 0) r->slope = rmt_median(slopes, slope);
    if (m > 1) rmt_median(m, sorted);
    correlate(m, x, y, sorted, r);
    smooth(m, y, r);
    return 0;
}

int rmt_correlation_flow(int64_t n, const double *depth, const double *alpha, rmt_flow_report *report)
{
    if (n < 0) return -1;
    if (depth && !ascends(n, depth)) return -2;
    if (!alpha && n > 0) return -3;
    if (!report) return -4;
    *report = (rmt_flow_report){NAN, NAN, NAN, NAN, NAN, NAN, 0, 0, 0};
    randblas_arena arena = randblas_arena_open(NULL);
    const int info = flow(n, depth, alpha, &arena, report);
    randblas_arena_close(&arena);
    return info;
}
