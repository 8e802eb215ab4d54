/*
 * Shrinkage of the eigenvalues of a sample covariance matrix: nonlinear for a law, |u|^2/x in the variable of
 * silverstein.c; nonlinear for the eigenvalues alone, by a kernel estimate of density and Hilbert transform (Ledoit and
 * Wolf 2020); linear (Ledoit and Wolf 2004).
 *
 * Epanechnikov's kernel k(t) = 3 (1 - t^2/5)/(4 sqrt 5) on |t| < sqrt 5 has the Hilbert transform
 * -3 t/(10 pi) + 3 (1 - t^2/5)/(4 sqrt(5) pi) log |(sqrt 5 - t)/(sqrt 5 + t)|, of which at |t| = sqrt 5 the second part
 * is 0.  Far out both parts cancel, and a series stands for them.
 */
#include "arena_impl.h"
#include "rmt_covariance.h"
#include "silverstein_impl.h"

#include <string.h>

int rmt_covariance_shrink(const rmt_law *law, int64_t count, const double *eigenvalues, double *shrunk)
{
    const rmt_silverstein *s = rmt_silverstein_of(law);
    if (!s) return -1;
    if (count < 0) return -2;
    if (!eigenvalues && count > 0) return -3;
    for (int64_t i = 0; i < count; i++)
        if (!(eigenvalues[i] >= 0)) return -3;
    if (!shrunk && count > 0) return -4;
    rmt_complex last = 0;
    for (int64_t i = 0; i < count; i++) {
        const double x = eigenvalues[i] / law->scale;
        const int64_t band = rmt_silverstein_band(s, x);
        double d;
        if (band >= 0) {
            const double size = cabs(last = rmt_silverstein_root(s, CMPLX(x, 0), last));
            d = x > 0 ? size * (size / x) : 0;
        } else {
            const double u = rmt_silverstein_real_root(s, x);
            d = x > 0 ? u * (u / x) : s->ratio > 1 && u < 0 ? -u / (s->ratio - 1) : 0;
        }
        shrunk[i] = d * law->scale;
    }
    return 0;
}

/* Both transforms of the kernel at t: density and Hilbert transform. */
static void kernel(double t, double *density, double *hilbert)
{
    const double root5 = sqrt(5), height = 3 / (4 * root5), parabola = 1 - t * t / 5;
    *density = fmax(0, height * parabola);
    const double size = fabs(t);
    if (size > 40) { /* -(1/pi) sum of E s^(2 k) t^(-2 k - 1): moments 1, 1, 15/7, 125/21, 625/33 */
        const double v = 1 / (t * t);
        *hilbert = -(1 + v * (1 + v * (15.0 / 7 + v * (125.0 / 21 + v * (625.0 / 33))))) / (RMT_PI * t);
    } else {
        const double log_part = size == root5 ? 0 : height * parabola * log(fabs((root5 - t) / (root5 + t)));
        *hilbert = (-0.3 * t + log_part) / RMT_PI;
    }
}

/* d for the positive eigenvalues, in place of copies x of them. */
static void shrink_positive(int64_t p, int64_t n, int64_t count, const double *x, double *shrunk)
{
    const double h = pow((double)n, -1.0 / 3), c = (double)p / (double)n;
#pragma omp parallel for schedule(static) if (count > 256)
    for (int64_t i = 0; i < count; i++) {
        double f = 0, hilbert = 0;
        for (int64_t j = 0; j < count; j++) {
            const double width = h * x[j];
            double k, hk;
            kernel((x[i] - x[j]) / width, &k, &hk);
            f += k * (x[i] / width);
            hilbert += hk * (x[i] / width);
        }
        f *= RMT_PI / (double)count; /* pi x f(x) and pi x H(x) */
        hilbert *= RMT_PI / (double)count;
        const double re = p <= n ? 1 - c - c * hilbert : hilbert, im = p <= n ? c * f : f;
        shrunk[i] = x[i] / (re * re + im * im);
    }
}

/* The zeros of a singular sample: 1/(pi (c - 1) H(0)). */
static double shrink_null(int64_t p, int64_t n, const double *x)
{
    const double h = pow((double)n, -1.0 / 3), c = (double)p / (double)n;
    double mean = 0, k, hk;
    for (int64_t j = 0; j < n; j++) mean += x[0] / x[j] / (double)n;
    kernel(-1 / h, &k, &hk);
    return x[0] / (RMT_PI * (c - 1) * mean * (hk / h));
}

int rmt_covariance_shrink_analytical(int64_t p, int64_t n, const double *eigenvalues, double *shrunk)
{
    if (p < 1) return -1;
    if (n < 12) return -2; /* 0 is farther than the kernel reaches */
    if (!eigenvalues) return -3;
    if (!shrunk) return -4;
    const int64_t zeros = p > n ? p - n : 0;
    for (int64_t i = 0; i < p; i++)
        if (!isfinite(eigenvalues[i])) return RANDBLAS_NOT_FINITE;
    for (int64_t i = 0; i < p; i++)
        if ((i >= zeros && !(eigenvalues[i] > 0)) || (i > 0 && eigenvalues[i] < eigenvalues[i - 1])) return -3;
    randblas_arena arena = randblas_arena_open(NULL);
    double *x = randblas_arena_get(&arena, p - zeros, sizeof *x);
    const int info = arena.info;
    if (!info) {
        memcpy(x, eigenvalues + zeros, (size_t)(p - zeros) * sizeof *x);
        shrink_positive(p, n, p - zeros, x, shrunk + zeros);
        const double null = zeros > 0 ? shrink_null(p, n, x) : 0;
        for (int64_t i = 0; i < zeros; i++) shrunk[i] = null;
    }
    randblas_arena_close(&arena);
    return info;
}

int rmt_covariance_shrink_linear(int64_t p, int64_t n, const double *eigenvalues, double *shrunk, double *intensity)
{
    if (p < 1) return -1;
    if (n < 1) return -2;
    if (!eigenvalues) return -3;
    if (!shrunk) return -4;
    double size = 0, mean = 0, variance = 0;
    for (int64_t i = 0; i < p; i++) {
        if (!isfinite(eigenvalues[i])) return RANDBLAS_NOT_FINITE;
        size = fmax(size, fabs(eigenvalues[i]));
    }
    for (int64_t i = 0; i < p && size > 0; i++) mean += eigenvalues[i] / size / (double)p;
    for (int64_t i = 0; i < p && size > 0; i++) variance += pow(eigenvalues[i] / size - mean, 2) / (double)p;
    const double noise = (double)p / (double)n * mean * mean;
    const double weight = noise < variance ? noise / variance : 1;
    for (int64_t i = 0; i < p; i++) shrunk[i] = eigenvalues[i] + weight * (mean * size - eigenvalues[i]);
    if (intensity) *intensity = weight;
    return 0;
}
