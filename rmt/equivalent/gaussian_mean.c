/*
 * E f(xi) by Gauss-Legendre rules of 16 points on panels that are halved until a panel and its halves agree: kinks and
 * jumps of f, and poles near the axis, are thus found without being told.  Beyond +-18 stand 1e-72 of the mass:
 * functions may grow.
 */
#include "activation_impl.h"
#include "law_impl.h"

#include <string.h>

#define REACH 18.0
enum { PANELS = 22, DEEPEST = 42, BUDGET = 20000 };

typedef struct search {
    int64_t m;
    rmt_mean_fn *f;
    void *context;
    double allowed, size; /* error of a panel; the mean of max |f_k| so far */
    double *mean;
    int budget; /* halvings that may still be made: noise is not chased for ever */
} search;

/* sum = the integral over a panel; returns that of max |f_k|. */
static double panel(const search *s, double low, double high, double *sum)
{
    const double middle = (low + high) / 2, half = (high - low) / 2;
    double f[RMT_MEAN_MOST], size = 0;
    memset(sum, 0, (size_t)s->m * sizeof *sum);
    for (int i = 0; i < 16; i++) {
        const int k = i / 2;
        const double x = middle + (i % 2 ? half : -half) * rmt_gauss_node[k];
        const double w = half * rmt_gauss_weight[k] * exp(-x * x / 2) / sqrt(2 * RMT_PI);
        double most = 0;
        s->f(s->context, x, f);
        for (int64_t j = 0; j < s->m; j++) {
            sum[j] += w * f[j];
            most = fmax(most, fabs(f[j]));
        }
        size += w * most;
    }
    return size;
}

static void refine(search *s, double low, double high, const double *whole, int depth)
{
    double left[RMT_MEAN_MOST], right[RMT_MEAN_MOST], error = 0;
    const double middle = (low + high) / 2;
    panel(s, low, middle, left);
    panel(s, middle, high, right);
    for (int64_t j = 0; j < s->m; j++) error = fmax(error, fabs(left[j] + right[j] - whole[j]));
    if (error > s->allowed && depth < DEEPEST && s->budget > 0) {
        s->budget--;
        refine(s, low, middle, left, depth + 1);
        refine(s, middle, high, right, depth + 1);
        return;
    }
    for (int64_t j = 0; j < s->m; j++) s->mean[j] += left[j] + right[j];
}

void rmt_gaussian_mean(int64_t m, rmt_mean_fn *f, void *context, double tolerance, double *mean)
{
    search s = {.m = m, .f = f, .context = context, .mean = mean, .budget = BUDGET};
    double whole[RMT_MEAN_MOST];
    const double width = 2 * REACH / PANELS;
    memset(mean, 0, (size_t)m * sizeof *mean);
    for (int i = 0; i < PANELS; i++) s.size += panel(&s, i * width - REACH, (i + 1) * width - REACH, whole);
    s.allowed = tolerance * s.size;
    for (int i = 0; i < PANELS; i++) {
        panel(&s, i * width - REACH, (i + 1) * width - REACH, whole);
        refine(&s, i * width - REACH, (i + 1) * width - REACH, whole, 0);
    }
}
