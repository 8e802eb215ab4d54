/*
 * The repulsion of an ensemble of any pattern: with means h of theta/x and m of x/theta over all eigenvalues,
 *
 *     c = 1 + 1/h,   D = N (m - c),   kappa = 2 D/(N - 1).
 *
 * Its error by linearisation about these means: a matrix whose own means are h_r and m_r adds 2 N/(N - 1) (m_r - m +
 * (h_r - h)/h^2).
 */
#include "rmt_htmp_fit.h"

#include <math.h>

typedef struct means {
    double h, m;
} means;

static means means_of(int64_t n, const double *x, double theta)
{
    means a = {0, 0};
    for (int64_t i = 0; i < n; i++) {
        a.h += theta / x[i] / (double)n;
        a.m += x[i] / theta / (double)n;
    }
    return a;
}

int rmt_htmp_repulsion(int64_t order, int64_t matrices, const double *x, double theta,
                       rmt_htmp_repulsion_report *report)
{
    if (order < 2) return -1;
    if (matrices < 2 || matrices > INT64_MAX / order) return -2;
    if (!x) return -3;
    if (!(theta > 0 && isfinite(theta))) return -4;
    if (!report) return -5;
    const int64_t n = order * matrices;
    int info = 0;
    *report = (rmt_htmp_repulsion_report){NAN, NAN, NAN, NAN};
    for (int64_t i = 0; i < n; i++) {
        if (!isfinite(x[i])) return RANDBLAS_NOT_FINITE;
        if (x[i] <= 0) info = RANDBLAS_NOT_POSITIVE_DEFINITE;
    }
    if (info) return info;
    const means all = means_of(n, x, theta);
    const double N = (double)order, R = (double)matrices;
    double squares = 0;
    for (int64_t r = 0; r < matrices; r++) {
        const means one = means_of(order, x + r * order, theta);
        const double change = one.m - all.m + (one.h - all.h) / (all.h * all.h);
        squares += change * change;
    }
    report->shape = 1 + 1 / all.h;
    report->dimension = N * (all.m - report->shape);
    report->kappa = 2 * report->dimension / (N - 1);
    report->error = 2 * N / (N - 1) * sqrt(squares / (R * (R - 1)));
    return 0;
}
