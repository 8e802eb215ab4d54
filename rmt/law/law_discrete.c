/*
 * Members of laws that are known through points and weights: Jacobi coefficients of a discrete measure by the stable
 * method of Rutishauser, Kahan, Pal and Walker (Gragg and Harwood 1984), which adds a point at a time by rotations; and
 * quantiles by Newton's method in a bracket, on log F where F is small.
 */
#include "law_discrete_impl.h"

#include <string.h>

void rmt_discrete_jacobi(int64_t n, const double *x, const double *w, int64_t count, double *alpha, double *beta2,
                         double *mass)
{
    /* mass[k], k <= count: the total mass and then beta_k^2 */
    memset(mass, 0, (size_t)(count + 1) * sizeof *mass);
    memset(alpha, 0, (size_t)count * sizeof *alpha);
    for (int64_t i = 0; i < n; i++) {
        double p = w[i], gamma = 1, sigma = 0, t = 0;
        if (i < count) alpha[i] = x[i];
        for (int64_t k = 0; k <= i && k <= count; k++) {
            const double rho = mass[k] + p, next = gamma * rho, before = sigma;
            gamma = rho <= 0 ? 1 : mass[k] / rho;
            sigma = rho <= 0 ? 0 : p / rho;
            const double a = k < count ? alpha[k] : 0, tk = sigma * (a - x[i]) - gamma * t;
            if (k < count) alpha[k] -= tk - t;
            t = tk;
            p = sigma <= 0 ? before * mass[k] : t * t / sigma;
            mass[k] = next;
        }
    }
    for (int64_t k = 0; k < count; k++) beta2[k] = mass[k + 1];
}

double rmt_newton_quantile(const rmt_law *law, double low, double high, double p)
{
    double x = (low + high) / 2;
    for (int step = 0; step < 200; step++) {
        const double F = rmt_law_one(law->class->cdf, law, x), f = rmt_law_one(law->class->density, law, x);
        if (F < p)
            low = x;
        else
            high = x;
        const double change = p < 0.5 && F > 0 ? log(F / p) * (F / f) : (F - p) / f;
        double next = x - change;
        if (!(next > low && next < high)) next = (low + high) / 2;
        const double moved = fabs(next - x);
        x = next;
        if (moved <= 2.5e-16 * fabs(x) || high - low <= 2.5e-16 * fabs(x)) break;
    }
    return x;
}
