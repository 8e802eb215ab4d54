/*
 * Optimal shrinkage of singular values (Gavish and Donoho 2014, 2017).  A singular value x of the signal, in units of
 * noise sqrt(max(m, n)), appears at y = ((x + 1/x)(x + beta/x))^(1/2) if x > beta^(1/4), where y = 1 + sqrt(beta).
 */
#include "arena_impl.h"
#include "law_impl.h"
#include "rmt_covariance.h"

#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of the singular values over the root of that of the Marchenko-Pastur law. */
static int estimate_noise(int64_t count, const double *s, double beta, double wide, double *noise)
{
    randblas_arena arena = randblas_arena_open(NULL);
    double *sorted = randblas_arena_get(&arena, count, sizeof *sorted), median = 0.5;
    rmt_law *law = NULL;
    int info = arena.info;
    if (!info) info = rmt_law_marchenko_pastur(beta, 1, &law);
    if (!info) info = rmt_law_quantile(law, 1, &median, &median);
    if (!info) {
        for (int64_t i = 0; i < count; i++) sorted[i] = s[i];
        qsort(sorted, (size_t)count, sizeof *sorted, ascending);
        const double middle = sorted[(count - 1) / 2] / 2 + sorted[count / 2] / 2;
        *noise = middle / sqrt(wide * median);
    }
    rmt_law_destroy(law);
    randblas_arena_close(&arena);
    return info;
}

static double hard_threshold(double beta)
{
    return sqrt(2 * (beta + 1) + 8 * beta / (beta + 1 + sqrt(beta * beta + 14 * beta + 1)));
}

/* y > 1 + sqrt(beta) */
static double shrink(rmt_shrinker shrinker, double beta, double y)
{
    /* (y^2 - beta - 1)^2 - 4 beta in factors, over y^4 */
    const double root = sqrt(beta), low = (1 - root) / y, high = (1 + root) / y;
    const double split = sqrt((1 - high) * (1 + high) * ((1 - low) * (1 + low)));
    const double x = y * sqrt((1 - (beta + 1) / y / y + split) / 2);
    if (shrinker == RMT_SHRINK_FROBENIUS) return y * split;
    if (shrinker == RMT_SHRINK_OPERATOR) return x;
    return fmax(0, x * (x / y) - beta / x / x / y - root / x);
}

int rmt_shrink_singular(rmt_shrinker shrinker, int64_t m, int64_t n, int64_t count, const double *s, double noise,
                        double *shrunk, rmt_shrink_report *report)
{
    const int64_t least = m < n ? m : n, most = m < n ? n : m;
    if (shrinker < RMT_SHRINK_HARD || shrinker > RMT_SHRINK_NUCLEAR) return -1;
    if (m < 1) return -2;
    if (n < 1) return -3;
    if (count < 0 || count > least || (noise == 0 && count < least)) return -4;
    if (!s && count > 0) return -5;
    for (int64_t i = 0; i < count; i++) {
        if (!isfinite(s[i])) return RANDBLAS_NOT_FINITE;
        if (s[i] < 0) return -5;
    }
    if (!(noise >= 0 && isfinite(noise))) return -6;
    if (!shrunk && count > 0) return -7;
    const double beta = (double)least / (double)most;
    const int info = noise > 0 ? 0 : estimate_noise(count, s, beta, (double)most, &noise);
    if (info) return info;
    const double unit = noise * sqrt((double)most), edge = 1 + sqrt(beta);
    const double limit = shrinker == RMT_SHRINK_HARD ? hard_threshold(beta) : edge;
    int64_t rank = 0;
    for (int64_t i = 0; i < count; i++) {
        const double y = s[i], ratio = y / unit; /* which may overflow: nothing is shrunk then */
        if (!(y > limit * unit))
            shrunk[i] = 0;
        else
            shrunk[i] = shrinker == RMT_SHRINK_HARD || isinf(ratio) ? y : unit * shrink(shrinker, beta, ratio);
        rank += shrunk[i] > 0;
    }
    if (report) *report = (rmt_shrink_report){noise, limit * unit, rank};
    return 0;
}
