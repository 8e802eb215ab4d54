/** Extrapolation of log-determinants, from the inside. */
#ifndef RMT_FLODANCE_IMPL_H
#define RMT_FLODANCE_IMPL_H

#include "rmt_flodance.h"

#include <stdbool.h>

/* Mean increments between successive sizes, of each order. */
typedef struct rmt_flodance_series {
    int64_t count;        /* increments */
    int64_t orders;       /* sequences */
    const int64_t *sizes; /* count + 1 of them */
    int64_t known;        /* increments up to this size are not fitted */
    const double *x;      /* count x orders: (y(sizes[j + 1]) - y(sizes[j])) / (sizes[j + 1] - sizes[j]) */
    double *work;         /* count (terms + orders) */
    double *theta;        /* terms x orders: the coefficients of each order */
} rmt_flodance_series;

/* The mean of the function's increments over (from, to]. */
double rmt_flodance_slope(int k, int64_t from, int64_t to);

/* Fit increments from..to - 1 by `terms` functions.  All of the model but level, bias and quantile. */
void rmt_flodance_regress(const rmt_flodance_series *s, int64_t from, int64_t to, int terms, rmt_flodance_model *model);

/* Variance of the mean of the increments over (from, to] that the model predicts: of its coefficients, and of noise. */
double rmt_flodance_variance(const rmt_flodance_model *model, int64_t from, int64_t to);

/* The model with the least expected error at the target. */
void rmt_flodance_choose(const rmt_flodance_series *s, const rmt_flodance_options *o, rmt_flodance_model *model,
                         rmt_flodance_report *report);

/* Increments that suffice to fit so many terms. */
static inline int64_t rmt_flodance_least(int terms)
{
    return 3 * (int64_t)terms;
}

#endif
