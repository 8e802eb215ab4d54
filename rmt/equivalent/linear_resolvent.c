/*
 * Q_i = -1/(z (1 + tau_i m)) in Silverstein's variable u = -1/m (covariance/silverstein.c):
 *
 *     Q_i = 1/((tau_i - u) z/u),   z/u = 1 + c sum w tau/(u - tau),
 *
 * which is finite at z = u = 0 for c < 1, where z/u = 1 - c (1 - w_0).
 */
#include "arena_impl.h"
#include "rmt_kernels.h"
#include "silverstein_impl.h"

static int check(const rmt_law *law, int64_t n, const void *z, int64_t p, const double *tau)
{
    if (!rmt_silverstein_of(law)) return -1;
    if (n < 0) return -2;
    if (!z && n > 0) return -3;
    if (p < 0) return -4;
    if (!tau && p > 0) return -5;
    for (int64_t i = 0; i < p; i++)
        if (!(tau[i] >= 0 && isfinite(tau[i]))) return -5;
    return 0;
}

/* z/u, u in units of the law's scale. */
static rmt_complex quotient(const rmt_law *law, rmt_complex z, rmt_complex u)
{
    return u == 0 ? CMPLX(rmt_silverstein_of(law)->slack, 0) : z / law->scale / u;
}

static rmt_complex entry(const rmt_law *law, rmt_complex u, rmt_complex ratio, double tau)
{
    if (isinf(creal(u))) return 0;
    const rmt_complex d = (tau / law->scale - u) * ratio;
    return d == 0 ? CMPLX(INFINITY, 0) : 1 / d / law->scale;
}

int rmt_linear_resolvent(const rmt_law *law, int64_t n, const void *z, int64_t p, const double *tau, void *Q,
                         int64_t ldq)
{
    int info = check(law, n, z, p, tau);
    if (info) return info;
    if (!Q && n > 0 && p > 0) return -6;
    if (ldq < (p > 1 ? p : 1)) return -7;
    const rmt_complex *at = z;
    rmt_complex *out = Q;
    randblas_arena arena = randblas_arena_open(NULL);
    rmt_complex *u = randblas_arena_get(&arena, n, sizeof *u);
    info = arena.info;
    if (!info) rmt_silverstein_roots(law, n, at, u);
#pragma omp parallel for schedule(static) if (p * n > 16384)
    for (int64_t j = 0; j < (info ? 0 : n); j++) {
        const rmt_complex ratio = quotient(law, at[j], u[j]);
        for (int64_t i = 0; i < p; i++) out[i + j * ldq] = entry(law, u[j], ratio, tau[i]);
    }
    randblas_arena_close(&arena);
    return info;
}

int rmt_linear_form(const rmt_law *law, int64_t n, const void *z, int64_t p, const double *tau, const double *weights,
                    void *values)
{
    int info = check(law, n, z, p, tau);
    if (info) return info;
    if (!weights && p == 0) return -4;
    for (int64_t i = 0; i < p && weights; i++)
        if (!isfinite(weights[i])) return -6;
    if (!values && n > 0) return -7;
    const rmt_complex *at = z;
    rmt_complex *out = values;
    randblas_arena arena = randblas_arena_open(NULL);
    rmt_complex *u = randblas_arena_get(&arena, n, sizeof *u);
    info = arena.info;
    if (!info) rmt_silverstein_roots(law, n, at, u);
#pragma omp parallel for schedule(static) if (p * n > 16384)
    for (int64_t j = 0; j < (info ? 0 : n); j++) {
        const rmt_complex ratio = quotient(law, at[j], u[j]);
        rmt_complex sum = 0;
        for (int64_t i = 0; i < p; i++) {
            const double w = weights ? weights[i] : 1 / (double)p;
            if (w != 0) sum += w * entry(law, u[j], ratio, tau[i]);
        }
        out[j] = sum;
    }
    randblas_arena_close(&arena);
    return info;
}
