/*
 * R and S of a law without a closed form, by the secant method.  R: G(z) = w from z = 1/w + mean, whence R = z - 1/w.
 * S: psi(1/z) = z G(z) - 1 = w from z = mean (1 + w)/w, whence S = (1 + w)/(w z).
 *
 * A root counts when the equation holds to 1e-10 and z is in the half plane that belongs to w.
 */
#include "law_impl.h"

typedef rmt_complex equation(const rmt_law *law, rmt_complex z);

static rmt_complex cauchy(const rmt_law *law, rmt_complex z)
{
    rmt_complex m;
    law->class->stieltjes[0](law, 1, &z, &m);
    return -m;
}

static rmt_complex psi(const rmt_law *law, rmt_complex z)
{
    return z * cauchy(law, z) - 1;
}

static rmt_complex solve(equation *f, const rmt_law *law, rmt_complex w, rmt_complex z)
{
    rmt_complex last = z * (1 + 1e-4), g = f(law, last) - w;
    for (int step = 0; step < 100; step++) {
        const rmt_complex h = f(law, z) - w;
        if (cabs(h) <= 4e-16 * cabs(w)) return z;
        const rmt_complex change = h * (z - last) / (h - g);
        last = z;
        g = h;
        if (isnan(creal(change)) || isnan(cimag(change))) break;
        z -= change;
        if (cabs(change) <= 4e-16 * cabs(z)) break;
    }
    return cabs(f(law, z) - w) <= 1e-10 * cabs(w) ? z : CMPLX(NAN, NAN);
}

static double mean_of(const rmt_law *law)
{
    double mean = NAN;
    if (law->class->moments ? law->class->moments(law, 1, &mean) : rmt_law_path_moments(law, 1, &mean)) return NAN;
    return mean;
}

void rmt_law_invert_r(const rmt_law *law, int64_t n, const rmt_complex *w, rmt_complex *r)
{
    const double mean = mean_of(law);
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex v = w[i], z = v == 0 ? 0 : solve(cauchy, law, v, 1 / v + mean);
        const bool wrong = cimag(z) * cimag(v) > 0; /* G maps a half plane to the other one */
        r[i] = v == 0 ? CMPLX(mean, 0.0) : wrong ? CMPLX(NAN, NAN) : z - 1 / v;
    }
}

void rmt_law_invert_s(const rmt_law *law, int64_t n, const rmt_complex *w, rmt_complex *s)
{
    const double mean = mean_of(law);
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex v = w[i];
        const rmt_complex z = v == 0 || mean == 0 ? CMPLX(NAN, NAN) : solve(psi, law, v, mean * (1 + v) / v);
        s[i] = v == 0 && mean != 0 ? CMPLX(1 / mean, 0.0) : (1 + v) / (v * z);
    }
}
