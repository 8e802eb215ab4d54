/* The Marchenko-Pastur law (Marchenko and Pastur 1967). */
#include "rmt.h"

#include <math.h>

static int positive(double x)
{
    return x > 0 && isfinite(x);
}

int rmt_dmp_support(double ratio, double sigma2, double edges[2])
{
    if (!positive(ratio)) return -1;
    if (!positive(sigma2)) return -2;
    if (!edges) return -3;
    const double r = sqrt(ratio);
    edges[0] = sigma2 * (1 - r) * (1 - r);
    edges[1] = sigma2 * (1 + r) * (1 + r);
    return 0;
}

int rmt_dmp_density(double ratio, double sigma2, int64_t n, const double *x, double *density)
{
    const double pi = 3.14159265358979323846;
    double edge[2] = {0, 0};
    if (!positive(ratio)) return -1;
    if (!positive(sigma2)) return -2;
    if (n < 0) return -3;
    if (!x && n > 0) return -4;
    if (!density && n > 0) return -5;
    rmt_dmp_support(ratio, sigma2, edge);
    for (int64_t i = 0; i < n; i++) {
        const double t = x[i];
        const int inside = t > edge[0] && t < edge[1];
        /* Not sqrt of the product, which would overflow or underflow for extreme sigma2. */
        density[i] = isnan(t) ? t : inside ? sqrt(edge[1] - t) * sqrt(t - edge[0]) / (2 * pi * ratio * sigma2 * t) : 0;
    }
    return 0;
}
