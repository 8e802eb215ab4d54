/*
 * The method of Levenberg and Marquardt.  Derivatives by central differences; unknowns of order 1.
 */
#include "decompress_impl.h"

#include <string.h>

enum { UNKNOWNS = RMT_MOST_UNKNOWNS, RESIDUALS = RMT_MOST_MOMENTS + 1, STEPS = 100 };

typedef struct problem {
    rmt_residual_fn *f;
    const void *context;
    int residuals, unknowns;
} problem;

static double cost_at(const problem *p, const double *q, double *r)
{
    double cost = 0;
    if (!p->f(p->context, q, r)) return INFINITY;
    for (int i = 0; i < p->residuals; i++) cost += r[i] * r[i];
    return isnan(cost) ? INFINITY : cost;
}

/* The normal equations H = J^T J, g = J^T r; false where a neighbour has no residuals. */
static bool normal_equations(const problem *p, const double *q, const double *r, double H[UNKNOWNS][UNKNOWNS],
                             double *g)
{
    double J[UNKNOWNS][RESIDUALS], below[RESIDUALS], at[UNKNOWNS];
    const double step = 1e-5;
    memcpy(at, q, sizeof at);
    for (int j = 0; j < p->unknowns; j++) {
        at[j] = q[j] + step;
        if (!p->f(p->context, at, J[j])) return false;
        at[j] = q[j] - step;
        if (!p->f(p->context, at, below)) return false;
        at[j] = q[j];
        for (int i = 0; i < p->residuals; i++) J[j][i] = (J[j][i] - below[i]) / (2 * step);
    }
    for (int j = 0; j < p->unknowns; j++) {
        g[j] = 0;
        for (int i = 0; i < p->residuals; i++) g[j] += J[j][i] * r[i];
        for (int k = 0; k < p->unknowns; k++) {
            H[j][k] = 0;
            for (int i = 0; i < p->residuals; i++) H[j][k] += J[j][i] * J[k][i];
        }
    }
    return true;
}

/* H + lambda diag(H) = L L^T, L lower triangular; false if it is not positive definite. */
static bool factor(int n, double H[UNKNOWNS][UNKNOWNS], double lambda, double L[UNKNOWNS][UNKNOWNS])
{
    for (int j = 0; j < n; j++)
        for (int i = j; i < n; i++) {
            double sum = H[i][j] * (i == j ? 1 + lambda : 1);
            for (int k = 0; k < j; k++) sum -= L[i][k] * L[j][k];
            if (i == j && !(sum > 1e-14 * H[i][i])) return false;
            L[i][j] = i == j ? sqrt(sum) : sum / L[j][j];
        }
    return true;
}

/* x = L^-T b */
static void solve_transposed(int n, double L[UNKNOWNS][UNKNOWNS], double *x)
{
    for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++) x[i] -= L[k][i] * x[k];
        x[i] /= L[i][i];
    }
}

static void solve(int n, double L[UNKNOWNS][UNKNOWNS], double *x)
{
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < i; k++) x[i] -= L[i][k] * x[k];
        x[i] /= L[i][i];
    }
    solve_transposed(n, L, x);
}

/* One step that lowers the cost, or the damping at which none does; true to go on. */
static bool improve(const problem *p, double *q, double *r, double *cost, double *lambda)
{
    double H[UNKNOWNS][UNKNOWNS], L[UNKNOWNS][UNKNOWNS], g[UNKNOWNS], next[UNKNOWNS], residual[RESIDUALS];
    if (!normal_equations(p, q, r, H, g)) return false;
    for (; *lambda < 1e12; *lambda *= 8) {
        if (!factor(p->unknowns, H, *lambda, L)) continue;
        double step[UNKNOWNS];
        memcpy(step, g, sizeof step);
        solve(p->unknowns, L, step);
        memcpy(next, q, sizeof next);
        for (int j = 0; j < p->unknowns; j++) next[j] -= step[j];
        const double there = cost_at(p, next, residual);
        if (!(there < *cost)) continue;
        const bool more = *cost - there > 1e-13 * *cost;
        memcpy(q, next, (size_t)p->unknowns * sizeof *q);
        memcpy(r, residual, sizeof residual);
        *cost = there;
        *lambda = fmax(*lambda / 16, 1e-12);
        return more;
    }
    return false;
}

bool rmt_small_least_squares(rmt_residual_fn *f, const void *context, int residuals, int unknowns, double *q,
                             rmt_least_squares *result)
{
    const problem p = {f, context, residuals, unknowns};
    double r[RESIDUALS] = {0}, H[UNKNOWNS][UNKNOWNS], L[UNKNOWNS][UNKNOWNS], g[UNKNOWNS], lambda = 1e-3;
    memset(result, 0, sizeof *result);
    result->cost = cost_at(&p, q, r);
    if (!isfinite(result->cost)) return false;
    for (int step = 0; step < STEPS && improve(&p, q, r, &result->cost, &lambda); step++) continue;
    const bool known = normal_equations(&p, q, r, H, g) && factor(unknowns, H, 0, L);
    for (int j = 0; j < unknowns; j++) {
        for (int k = 0; k < unknowns; k++) result->direction[j][k] = known ? j == k : NAN;
        if (known) solve_transposed(unknowns, L, result->direction[j]);
    }
    return true;
}
