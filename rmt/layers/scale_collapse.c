/* Scale collapse: outliers below among the logarithms of norms. */
#include "median_impl.h"
#include "rmt_layers.h"

#include "arena_impl.h"

#include <math.h>
#include <stdbool.h>

static const double least_spread = 0.05;

static bool norms_are_legal(int64_t n, const double *norm, bool positive)
{
    for (int64_t i = 0; i < n; i++)
        if (norm[i] < 0 || isinf(norm[i]) || (positive && norm[i] == 0)) return false;
    return true;
}

/* y = the logarithms of the layers that have one; how many these are. */
static int64_t logarithms(int64_t n, const double *norm, const double *reference, double *y)
{
    int64_t m = 0;
    for (int64_t i = 0; i < n; i++) {
        const double value = log10(norm[i]) - (reference ? log10(reference[i]) : 0);
        if (!isnan(value)) y[m++] = value;
    }
    return m;
}

/* |y - centre|, and 0 for a centre of -infinity itself */
static double distance(double y, double centre)
{
    return y == centre ? 0 : fabs(y - centre);
}

static void judge(int64_t n, const double *norm, const double *reference, double threshold, int32_t *collapsed,
                  rmt_collapse_report *r)
{
    const double drop = fmax(threshold * r->spread, log10(2));
    for (int64_t i = 0; i < n; i++) {
        const double y = log10(norm[i]) - (reference ? log10(reference[i]) : 0);
        const bool lost = norm[i] == 0 ? !isnan(y) : y < r->centre - drop;
        const double score = y == r->centre ? 0 : (y - r->centre) / r->spread;
        if (!isnan(y) && (r->worst < 0 || score < r->lowest)) r->worst = i, r->lowest = score;
        if (collapsed) collapsed[i] = lost;
        r->collapsed += lost;
    }
}

int rmt_scale_collapse(int64_t n, const double *norm, const double *reference, double threshold, int32_t *collapsed,
                       rmt_collapse_report *report)
{
    if (n < 0) return -1;
    if ((!norm && n > 0) || !norms_are_legal(n, norm, false)) return -2;
    if (reference && !norms_are_legal(n, reference, true)) return -3;
    if (!(threshold >= 0 && isfinite(threshold))) return -4;
    if (!report) return -6;
    *report = (rmt_collapse_report){NAN, NAN, NAN, -1, 0, 0};
    randblas_arena arena = randblas_arena_open(NULL);
    double *y = randblas_arena_get(&arena, n, sizeof *y);
    const int info = arena.info;
    const int64_t m = info ? 0 : logarithms(n, norm, reference, y);
    report->layers = m;
    if (m > 0) {
        report->centre = rmt_median(m, y);
        for (int64_t i = 0; i < m; i++) y[i] = distance(y[i], report->centre);
        report->spread = fmax(1.4826 * rmt_median(m, y), least_spread);
    }
    if (!info) judge(n, norm, reference, threshold == 0 ? 3.5 : threshold, collapsed, report);
    randblas_arena_close(&arena);
    return info;
}
