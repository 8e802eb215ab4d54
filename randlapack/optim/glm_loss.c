/*
 * Losses as functions of the margin t, written so that nothing overflows or cancels:
 *
 *     logistic   e = exp(-|t|):  log(1 + exp t) - y t = log1p(e) + (1 - y) max(t, 0) + y max(-t, 0),
 *                mu = 1/(1 + exp(-t)) and 1 - mu from e, each to full relative accuracy,
 *                r = (1 - y) mu - y (1 - mu),  d = mu (1 - mu) = e/(1 + e)^2
 *     Poisson    exp t - y t,  r = exp t - y,  d = exp t; exp t - y is as accurate as t allows, for
 *                y expm1(t - log y) only moves the rounding into t - log y
 *
 * A far too large t gives an infinite loss, which the line search refuses.
 */
#include "glm_loss_impl.h"

#include <math.h>

int randlapack_xglm_check(const randlapack_xglm_problem *p)
{
    bool finite = true, responses = true, weights = true;
    for (int64_t i = 0; i < p->m; i++) {
        const scalar_t y = p->y[i], w = p->weights ? p->weights[i] : 1, o = p->offset ? p->offset[i] : 0;
        finite = finite && isfinite(y) && isfinite(w) && isfinite(o);
        responses = responses && !(y < 0) && !(p->model == RANDLAPACK_LOGISTIC && y > 1);
        weights = weights && !(w < 0);
    }
    return !responses ? -3 : !weights ? -4 : finite ? 0 : RANDBLAS_NOT_FINITE;
}

typedef struct row {
    double value, magnitude, first, second;
} row;

static row logistic(double y, double t)
{
    const double e = exp(-fabs(t)), likely = 1 / (1 + e), unlikely = e / (1 + e);
    const double mu = t > 0 ? likely : unlikely, rest = t > 0 ? unlikely : likely;
    const double against = t > 0 ? 1 - y : y; /* of the outcome that the margin speaks for */
    const double value = log1p(e) + (against > 0 ? against * fabs(t) : 0);
    return (row){value, value, (1 - y) * mu - y * rest, likely * unlikely};
}

static row poisson(double y, double t)
{
    const double mu = exp(t), product = y > 0 ? y * t : 0;
    return (row){mu - product, mu + fabs(product), mu - y, mu};
}

void randlapack_xglm_loss(const randlapack_xglm_problem *p, int64_t first, int64_t count, const scalar_t *t,
                          scalar_t *r, scalar_t *d, double *sums)
{
    for (int64_t i = 0; i < count; i++) {
        const double y = (double)p->y[first + i], w = p->weights ? (double)p->weights[first + i] : 1;
        row now = {0};
        if (w > 0) now = p->model == RANDLAPACK_LOGISTIC ? logistic(y, (double)t[i]) : poisson(y, (double)t[i]);
        r[i] = (scalar_t)(w * now.first);
        d[i] = (scalar_t)(w * now.second);
        sums[0] += w * now.value;
        sums[1] += w * now.magnitude;
        sums[2] += (w * now.first) * (w * now.first);
        sums[3] += w * now.second;
    }
}
