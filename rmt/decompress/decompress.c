/*
 * Free decompression in closed form.  In terms of free cumulants kappa_j -> t^(j-1) kappa_j: the semicircle's radius
 * becomes sqrt(t) r, Marchenko and Pastur's ratio t c, Wachter's a and b are divided by t, Kesten and McKay's law of d
 * becomes t times that of d/t, and the mean, variance, skew and excess of a free Meixner law become mean, t variance,
 * sqrt(t) skew and t excess.
 */
#include "decompress_impl.h"

/* For Meixner's b and c: variance s = b c and s excess = b (1 - c). */
static int meixner(const double *p, double t, rmt_law **law)
{
    const double growth = t * (p[2] + t * (1 - p[2])); /* of b */
    return growth > 0 ? rmt_law_meixner(t * p[0], p[1] * growth, p[2] / (p[2] + t * (1 - p[2])), law) : -2;
}

static int made(const rmt_law *from, double t, rmt_law **law)
{
    const double *p = from->parameters;
    switch (from->class->family) {
    case RMT_SEMICIRCLE:
        return rmt_law_semicircle(p[0] * sqrt(t), law);
    case RMT_MARCHENKO_PASTUR:
        return rmt_law_marchenko_pastur(p[0] * t, p[1], law);
    case RMT_KESTEN_MCKAY:
        return rmt_law_free_meixner(0, sqrt(p[0]) * sqrt(t), 0, -t / p[0], law);
    case RMT_WACHTER:
        return rmt_law_wachter(p[0] / t, p[1] / t, law);
    case RMT_MEIXNER:
        return meixner(p, t, law);
    default:
        return rmt_law_free_meixner(p[0], p[1] * sqrt(t), p[2] * sqrt(t), p[3] * t, law);
    }
}

int rmt_decompress_limit(const rmt_law *from, double *limit)
{
    if (!from || from->class->sheets < 2) return -1;
    if (!limit) return -2;
    const double *p = from->parameters;
    const int family = (int)from->class->family;
    *limit = INFINITY;
    if (family == RMT_KESTEN_MCKAY) *limit = p[0];
    if (family == RMT_WACHTER) *limit = p[0] + p[1];
    if (family == RMT_MEIXNER && p[2] > 1) *limit = p[2] / (p[2] - 1);
    if (family == RMT_FREE_MEIXNER && p[3] < 0) *limit = -1 / p[3];
    return 0;
}

int rmt_decompress(const rmt_law *from, double ratio, rmt_law **law)
{
    double limit = 0;
    if (rmt_decompress_limit(from, &limit)) return -1;
    if (!(ratio > 0 && ratio < limit)) return -2;
    if (!law) return -3;
    const int info = made(from, ratio, law);
    return info < 0 && info > -10 ? -2 : info;
}
