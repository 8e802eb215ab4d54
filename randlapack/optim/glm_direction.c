/*
 * H p = -g by conjugate gradients in the preconditioned variable q = R p:
 *
 *     (R^-T H R^-1) q = -R^-T g,    H = scale (C A^T (D/scale) A C + ridge/scale),
 *
 * C the scales of the columns.  With R^T R within 1 +- eps of H the error falls by about eps/2 a step, each one sweep
 * over A.  p^T g is negative from the first step on, and -g^T p = ||p||_H^2 grows with the steps towards g^T H^-1 g.
 */
#include "glm_direction_impl.h"

#include "lapack_impl.h"

#include <math.h>

randlapack_xglm_direction randlapack_xglm_direction_open(randblas_arena *arena, const randlapack_xsweep *sweep,
                                                         const randlapack_xglm_hessian *hessian)
{
    const int64_t n = hessian->n;
    randlapack_xglm_direction d = {.sweep = sweep, .hessian = hessian};
    scalar_t **vectors[] = {&d.p, &d.q, &d.v, &d.r, &d.work, &d.w};
    for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++)
        *vectors[k] = randblas_arena_get(arena, n, sizeof **vectors[k]);
    return d;
}

static double dot(int64_t n, const scalar_t *x, const scalar_t *y)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += (double)x[i] * (double)y[i];
    return sum;
}

typedef struct weighting {
    const scalar_t *second;
    double scale;
} weighting;

/* u = (D / scale) u */
static void weigh(void *context, int64_t first, int64_t count, scalar_t *u, double *sums)
{
    const weighting *w = context;
    (void)sums;
    for (int64_t i = 0; i < count; i++) u[i] = (scalar_t)((double)w->second[first + i] / w->scale * (double)u[i]);
}

/* work = R^-T (H / scale) R^-1 v */
static int multiply(randlapack_xglm_direction *d, weighting *weights, scalar_t *u)
{
    const randlapack_xglm_hessian *h = d->hessian;
    const int64_t n = h->n;
    int info = randlapack_xprecond_apply(&h->P, 1, d->v, d->p);
    for (int64_t j = 0; j < n; j++) d->work[j] = h->c[j] * d->p[j];
    if (!info) info = randlapack_xsweep_run(d->sweep, d->work, weigh, weights, u, d->w, NULL);
    for (int64_t j = 0; j < n && !info; j++)
        d->w[j] = h->c[j] * d->w[j] + (scalar_t)(h->ridge[j] / weights->scale * (double)d->p[j]);
    return info ? info : randlapack_xprecond_apply_transposed(&h->P, 1, d->w, d->work);
}

int randlapack_xglm_direction_start(randlapack_xglm_direction *d, const scalar_t *g, double scale)
{
    const randlapack_xprecond *P = &d->hessian->P;
    for (int64_t j = 0; j < P->n; j++) d->w[j] = (scalar_t)(-(double)g[j] / scale);
    const int info = randlapack_xprecond_apply_transposed(P, 1, d->w, d->r);
    d->start = scale * pow(randlapack_xnorm(P->rank, d->r), 2);
    d->decrement = d->start;
    d->steps = 0;
    return info;
}

/* One step; returns the square of the new residual in *square. */
static int step(randlapack_xglm_direction *d, weighting *weights, scalar_t *u, double *square)
{
    const int64_t n = d->hessian->P.rank;
    const int info = multiply(d, weights, u);
    if (info) return info;
    const double curvature = dot(n, d->v, d->work), old = *square, alpha = old / curvature;
    if (!(curvature > 0) || !isfinite(alpha)) {
        *square = 0; /* rounding errors are all that is left */
        return 0;
    }
    for (int64_t j = 0; j < n; j++) {
        d->q[j] = (scalar_t)((double)d->q[j] + alpha * (double)d->v[j]);
        d->r[j] = (scalar_t)((double)d->r[j] - alpha * (double)d->work[j]);
    }
    *square = dot(n, d->r, d->r);
    for (int64_t j = 0; j < n; j++) d->v[j] = (scalar_t)((double)d->r[j] + *square / old * (double)d->v[j]);
    d->decrement += weights->scale * alpha * old;
    d->steps++;
    return 0;
}

int randlapack_xglm_direction_find(randlapack_xglm_direction *d, const scalar_t *second, double scale, double eta,
                                   int64_t most, scalar_t *u)
{
    const int64_t n = d->hessian->P.rank;
    weighting weights = {second, scale};
    double square = dot(n, d->r, d->r);
    const double target = eta * eta * square;
    int info = 0;
    if (most > 0) d->decrement = 0;
    for (int64_t j = 0; j < n; j++) {
        d->v[j] = d->r[j];
        d->q[j] = most > 0 ? 0 : d->r[j];
    }
    while (!info && d->steps < most && square > target) info = step(d, &weights, u, &square);
    return info ? info : randlapack_xprecond_apply(&d->hessian->P, 1, d->q, d->p);
}
