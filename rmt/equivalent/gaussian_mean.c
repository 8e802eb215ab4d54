/*
 * E f(xi) by Gauss-Legendre rules of 16 points on panels that are halved until a panel and its halves agree: kinks and
 * jumps of f, and poles near the axis, are thus found without being told; one that hides between an end of a panel and
 * the node beside it is seen by the value at the end, which the interpolant must meet.  Beyond +-18 stand 1e-72 of the
 * mass: functions may grow.
 */
#include "activation_impl.h"
#include "law_impl.h"

#include <string.h>

#define REACH 18.0
enum { PANELS = 22, DEEPEST = 42, BUDGET = 20000 };

/* The interpolant through the nodes at the upper end; at the lower end with the nodes of a pair exchanged. */
static const double end_weight[16] = {
    0.27979809562508928,  -0.33854878467242971, -0.22622713079184656,  0.40358425270605247,
    0.17731318583919553,  -0.47699926712841806, -0.1329151072821656,   0.56275013380909089,
    0.093181613797221091, -0.66874228818760073, -0.058538978498259307, 0.81277905870293232,
    0.029785670521829948, -1.0450247190678856,  -0.008504762844933603, 1.5963090274721277};
/* Of the half panel, what lies beyond the last node. */
#define GAP 0.0106

typedef struct search {
    int64_t m;
    rmt_mean_fn *f;
    void *context;
    double allowed; /* error of a panel */
    double *mean;
    int budget; /* halvings that may still be made: noise is not chased for ever */
} search;

typedef struct panel {
    double low, high, size, gap; /* the mean of max |f_k|, what may hide between an end and the node beside it */
    double sum[RMT_MEAN_MOST];
} panel;

static double weighted(const search *s, double x, double *f)
{
    const double w = exp(-x * x / 2) / sqrt(2 * RMT_PI);
    double most = 0;
    s->f(s->context, x, f);
    for (int64_t j = 0; j < s->m; j++) most = fmax(most, fabs(f[j] *= w));
    return most;
}

static void integrate(const search *s, double low, double high, panel *p)
{
    const double middle = (low + high) / 2, half = (high - low) / 2;
    double f[RMT_MEAN_MOST], ends[2][RMT_MEAN_MOST];
    *p = (panel){.low = low, .high = high};
    for (int e = 0; e < 2; e++) (void)weighted(s, e ? high : low, ends[e]);
    for (int i = 0; i < 16; i++) {
        const double node = rmt_gauss_node[i / 2], w = half * rmt_gauss_weight[i / 2];
        p->size += w * weighted(s, middle + (i % 2 ? half : -half) * node, f);
        for (int64_t j = 0; j < s->m; j++) {
            p->sum[j] += w * f[j];
            ends[1][j] -= end_weight[i] * f[j];
            ends[0][j] -= end_weight[i ^ 1] * f[j];
        }
    }
    for (int64_t j = 0; j < s->m; j++) p->gap = fmax(p->gap, fmax(fabs(ends[0][j]), fabs(ends[1][j])));
    p->gap *= GAP * half;
}

static void refine(search *s, const panel *whole, int depth)
{
    const double middle = (whole->low + whole->high) / 2;
    if (whole->size <= s->allowed && whole->gap <= s->allowed) {
        for (int64_t j = 0; j < s->m; j++) s->mean[j] += whole->sum[j];
        return;
    }
    panel half[2];
    integrate(s, whole->low, middle, &half[0]);
    integrate(s, middle, whole->high, &half[1]);
    double error = fmax(half[0].gap, half[1].gap);
    for (int64_t j = 0; j < s->m; j++) error = fmax(error, fabs(half[0].sum[j] + half[1].sum[j] - whole->sum[j]));
    const bool again = error > s->allowed && depth < DEEPEST && s->budget > 0;
    s->budget -= again;
    for (int h = 0; h < 2 && again; h++) refine(s, &half[h], depth + 1);
    for (int64_t j = 0; j < s->m && !again; j++) s->mean[j] += half[0].sum[j] + half[1].sum[j];
}

void rmt_gaussian_mean(int64_t m, rmt_mean_fn *f, void *context, double tolerance, double *mean)
{
    search s = {.m = m, .f = f, .context = context, .mean = mean, .budget = BUDGET};
    panel whole[PANELS];
    const double width = 2 * REACH / PANELS;
    double size = 0;
    memset(mean, 0, (size_t)m * sizeof *mean);
    for (int i = 0; i < PANELS; i++) {
        integrate(&s, i * width - REACH, (i + 1) * width - REACH, &whole[i]);
        size += whole[i].size;
    }
    s.allowed = tolerance * size;
    for (int i = 0; i < PANELS; i++) refine(&s, &whole[i], 0);
}
