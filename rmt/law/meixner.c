/*
 * The free Meixner law: P = (c - 2) z - a c, Q = (1 - c) z^2 + a c z + b c^2.  (Tables often print P and Q with a wrong
 * factor and sign; the quadratic follows from the continued fraction with coefficients 0, a, a, ... and b c, b, b, ...)
 */
#include "quadratic_impl.h"

static const rmt_law_class class = {.family = RMT_MEIXNER, .parameters = 3, RMT_QUADRATIC_MEMBERS};

/* The zeros of Q without cancellation. */
static void zeros(double a, double b, double c, rmt_quadratic *q)
{
    const double q1 = a * c, q2 = 1 - c;
    const rmt_dd ac = dd_scale(dd_of(a), c);
    const rmt_dd d =
        dd_sub(dd_square(ac), dd_mul(dd_scale(dd_of(4 * b), c), dd_mul(dd_of(c), dd_sub(dd_of(1), dd_of(c)))));
    if (q2 == 0) {
        q->roots = q1 != 0;
        if (q1 != 0) q->root[0] = -b * c / a;
        return;
    }
    q->roots = 2;
    if (d.hi < 0) {
        q->root[0] = CMPLX(-q1 / (2 * q2), sqrt(-d.hi) / (2 * q2));
        q->root[1] = conj(q->root[0]);
    } else {
        const double h = -(q1 + copysign(sqrt(d.hi), q1)) / 2;
        q->root[0] = h / q2;
        q->root[1] = h == 0 ? 0 : b * c * c / h;
    }
}

int rmt_law_meixner(double a, double b, double c, rmt_law **law)
{
    if (!isfinite(a) || fabs(a) > 1e70) return -1;
    if (!(b > 1e-140 && b < 1e140)) return -2;
    if (!(c > 1e-70 && c < 1e70)) return -3;
    if (!law) return -4;
    const rmt_dd root = dd_sqrt(dd_of(b)), two = dd_scale(root, 2);
    /* P at the edges: -2 (a -+ (2 - c) sqrt b) */
    const rmt_dd turn = dd_mul(dd_sub(dd_of(2), dd_of(c)), root);
    rmt_quadratic q = {.lo = dd_sub(dd_of(a), two),
                       .hi = dd_add(dd_of(a), two),
                       .width = 4 * root.hi,
                       .k = c,
                       .P = {-2 * dd_sub(dd_of(a), turn).hi, -2 * dd_add(dd_of(a), turn).hi},
                       .p = {-a * c, c - 2},
                       .q = {b * c * c, a * c, 1 - c},
                       .alpha = a,
                       .beta2 = b,
                       .variance = b * c};
    zeros(a, b, c, &q);
    const double parameters[3] = {a, b, c};
    return rmt_quadratic_create(&class, parameters, 1, &q, law);
}

static int create(const double *p, rmt_law **law)
{
    return rmt_law_meixner(p[0], p[1], p[2], law);
}

/* Support from the extremes, c from the variance. */
static void guess(int64_t n, const double *x, double *p)
{
    const rmt_sample_summary s = rmt_summarise(n, x);
    const double spread = 1 + 1 / (double)n, width = (s.largest - s.least) * spread;
    p[0] = (s.largest + s.least) / 2;
    p[1] = width > 0 ? width * width / 16 : 1;
    p[2] = (s.variance + s.mean * s.mean) / p[1];
    if (!(p[2] > 1e-3)) p[2] = 1e-3;
}

const rmt_law_fitting rmt_meixner_fitting = {3, create, guess, {{-INFINITY, INFINITY}, {1e-140, 1e140}, {1e-70, 1e70}}};
