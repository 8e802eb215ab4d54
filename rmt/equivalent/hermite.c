/*
 * Coefficients of base(sigma t) in the orthonormal Hermite polynomials h_k = He_k/sqrt(k!).  Closed forms come with the
 * ratio of one coefficient to the one before the last, so that nothing overflows:
 *
 *     |t|      a_0 = sigma sqrt(2/pi), a_2 = sigma/sqrt(pi), a_(k+2) = -(k - 1)/sqrt((k + 1)(k + 2)) a_k
 *     sign     a_k = sqrt(k + 1) a_(k+1) of |t| at sigma = 1
 *     exp(-t^2)  a_0 = (1 + 2 sigma^2)^(-1/2), a_(k+2) = -q sqrt((k + 1)/(k + 2)) a_k, q = 2 sigma^2/(1 + 2 sigma^2)
 *     erf      a_k = 2 sigma/sqrt(pi k) a_(k-1) of the Gaussian
 *     e^(i t)  a_k = i^k e^(-sigma^2/2) sigma^k/sqrt(k!)
 *     t^m      a_k = sigma^m m!/(2^j j! sqrt(k!)), j = (m - k)/2
 *
 * and ReLU = (|t| + t)/2, step = (1 + sign)/2.
 */
#include "activation_impl.h"

static double absolute(double sigma, int64_t k)
{
    if (k % 2) return 0;
    if (k == 0) return sigma * sqrt(2 / RMT_PHI_PI);
    double a = sigma / sqrt(RMT_PHI_PI);
    for (int64_t j = 2; j < k; j += 2) a *= -(double)(j - 1) / sqrt((double)(j + 1) * (double)(j + 2));
    return a;
}

static double sign_of(double sigma, int64_t k)
{
    return sigma > 0 && k % 2 ? sqrt((double)k + 1) * absolute(1, k + 1) : 0;
}

static double gaussian(double sigma, int64_t k)
{
    const double s = sigma * sqrt(2), q = 1 / (1 + 1 / (s * s));
    double a = 1 / hypot(1, s);
    if (k % 2) return 0;
    for (int64_t j = 0; j < k; j += 2) a *= -q * sqrt((double)(j + 1) / (double)(j + 2));
    return a;
}

/* sigma (1 + 2 sigma^2)^(-1/2) stays below sqrt(1/2) for any sigma. */
static double error_function(double sigma, int64_t k)
{
    const double s = sigma * sqrt(2), q = 1 / (1 + 1 / (s * s));
    double a = 2 / sqrt(RMT_PHI_PI) * (sigma / hypot(1, s));
    if (k % 2 == 0) return 0;
    for (int64_t j = 1; j < k; j += 2) a *= -q * (double)j / sqrt((double)(j + 1) * (double)(j + 2));
    return a;
}

/* e^(+-sigma^2/2) sigma^k/sqrt(k!) */
static double exponential(double sigma, double sign, int64_t k)
{
    if (sigma == 0) return k == 0;
    return exp(sign * sigma * sigma / 2 + (double)k * log(sigma) - lgamma((double)k + 1) / 2);
}

static double monomials(const rmt_activation *phi, double sigma, int64_t k)
{
    double sum = 0;
    for (int64_t m = k; m <= phi->degree; m += 2) {
        double term = phi->coefficients[m] * pow(sigma, (double)m); /* m!/(2^j j! sqrt(k!)) in exact steps */
        const int64_t j = (m - k) / 2;
        for (int64_t i = 1; i <= k; i++) term *= sqrt((double)i);
        for (int64_t i = 1; i <= 2 * j; i++) term *= (double)(k + i);
        for (int64_t i = 1; i <= j; i++) term /= 2 * (double)i;
        sum += term;
    }
    return sum;
}

static double closed(const rmt_activation *phi, double sigma, int64_t k)
{
    const double turn = k / 2 % 2 ? -1 : 1;
    switch (phi->kind) {
    case RMT_PHI_RELU:
        return (absolute(sigma, k) + (k == 1 ? sigma : 0)) / 2;
    case RMT_PHI_ABS:
        return absolute(sigma, k);
    case RMT_PHI_SIGN:
        return sign_of(sigma, k);
    case RMT_PHI_STEP:
        return (sign_of(sigma, k) + (k == 0)) / 2;
    case RMT_PHI_ERF:
        return error_function(sigma, k);
    case RMT_PHI_GAUSSIAN:
        return gaussian(sigma, k);
    case RMT_PHI_SIN:
        return k % 2 ? turn * exponential(sigma, -1, k) : 0;
    case RMT_PHI_COS:
        return k % 2 ? 0 : turn * exponential(sigma, -1, k);
    case RMT_PHI_EXP:
        return exponential(sigma, 1, k);
    default:
        return monomials(phi, sigma, k);
    }
}

static double closed_square(const rmt_activation *phi, double sigma)
{
    const double square = sigma * sigma;
    double sum = 0;
    switch (phi->kind) {
    case RMT_PHI_RELU:
        return square / 2;
    case RMT_PHI_ABS:
        return square;
    case RMT_PHI_SIGN:
        return sigma > 0;
    case RMT_PHI_STEP:
        return sigma > 0 ? 0.5 : 0.25;
    case RMT_PHI_ERF:
        return 2 / RMT_PHI_PI * asin(1 / (1 + 1 / (2 * square)));
    case RMT_PHI_GAUSSIAN:
        return 1 / hypot(1, 2 * sigma);
    case RMT_PHI_SIN:
        return -expm1(-2 * square) / 2;
    case RMT_PHI_COS:
        return (1 + exp(-2 * square)) / 2;
    case RMT_PHI_EXP:
        return exp(2 * square);
    default:
        for (int64_t k = phi->degree; k >= 0; k--) {
            const double a = monomials(phi, sigma, k);
            sum += a * a;
        }
        return sum;
    }
}

typedef struct expansion {
    const rmt_activation *phi;
    double sigma;
    int64_t first, count;
} expansion;

static void square(void *context, double s, double *out)
{
    const expansion *e = context;
    const double value = rmt_phi_base(e->phi, e->sigma * s);
    out[0] = value * value;
}

/* base h_k for the k that are asked for */
static void terms(void *context, double s, double *out)
{
    const expansion *e = context;
    const double value = rmt_phi_base(e->phi, e->sigma * s);
    double h = value, before = 0;
    for (int64_t k = 0; k < e->first + e->count; k++) {
        if (k >= e->first) out[k - e->first] = h;
        const double next = (s * h - sqrt((double)k) * before) / sqrt((double)k + 1);
        before = h;
        h = next;
    }
}

void rmt_phi_hermite(const rmt_activation *phi, double sigma, int64_t first, int64_t count, double *a, double *nu)
{
    if (rmt_phi_is_closed(phi)) {
        for (int64_t k = 0; k < count; k++) a[k] = closed(phi, sigma, first + k);
        if (nu) *nu = closed_square(phi, sigma);
        return;
    }
    expansion e = {phi, sigma, first, count};
    rmt_gaussian_mean(count, terms, &e, 2e-15, a);
    if (nu) rmt_gaussian_mean(1, square, &e, 2e-15, nu);
}

int rmt_activation_hermite(const rmt_activation *phi, double sigma, int64_t count, double *a, double *nu)
{
    double mean, square;
    if (!phi) return -1;
    if (!(sigma >= 0 && isfinite(sigma))) return -2;
    if (count < 0) return -3;
    if (!a && count > 0) return -4;
    rmt_phi_hermite(phi, sigma, 0, 1, &mean, &square);
    for (int64_t k = 0; k < count; k += RMT_HERMITE_CHUNK)
        rmt_phi_hermite(phi, sigma, k, count - k < RMT_HERMITE_CHUNK ? count - k : RMT_HERMITE_CHUNK, a + k, NULL);
    for (int64_t k = 0; k < count; k++) a[k] *= phi->scale;
    if (count > 0) a[0] += phi->shift;
    if (nu) *nu = phi->scale * (phi->scale * square + 2 * phi->shift * mean) + phi->shift * phi->shift;
    return 0;
}
