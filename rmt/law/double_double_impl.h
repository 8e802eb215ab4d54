/** Sums of two doubles, for edges of a support to more than their rounding error (Dekker 1971). */
#ifndef RMT_DOUBLE_DOUBLE_IMPL_H
#define RMT_DOUBLE_DOUBLE_IMPL_H

#include <math.h>

typedef struct rmt_dd {
    double hi, lo;
} rmt_dd;

static inline rmt_dd dd_of(double a)
{
    return (rmt_dd){a, 0};
}

static inline rmt_dd dd_two_sum(double a, double b)
{
    const double s = a + b, t = s - a;
    return (rmt_dd){s, (a - (s - t)) + (b - t)};
}

static inline rmt_dd dd_add(rmt_dd a, rmt_dd b)
{
    rmt_dd s = dd_two_sum(a.hi, b.hi);
    const rmt_dd t = dd_two_sum(a.lo, b.lo);
    s = dd_two_sum(s.hi, s.lo + t.hi);
    return dd_two_sum(s.hi, s.lo + t.lo);
}

static inline rmt_dd dd_negative(rmt_dd a)
{
    return (rmt_dd){-a.hi, -a.lo};
}

static inline rmt_dd dd_sub(rmt_dd a, rmt_dd b)
{
    return dd_add(a, dd_negative(b));
}

static inline rmt_dd dd_mul(rmt_dd a, rmt_dd b)
{
    const double p = a.hi * b.hi;
    return dd_two_sum(p, fma(a.hi, b.hi, -p) + (a.hi * b.lo + a.lo * b.hi));
}

static inline rmt_dd dd_scale(rmt_dd a, double b)
{
    return dd_mul(a, dd_of(b));
}

static inline rmt_dd dd_div(rmt_dd a, rmt_dd b)
{
    const double q = a.hi / b.hi;
    const rmt_dd r = dd_sub(a, dd_mul(b, dd_of(q)));
    return dd_two_sum(q, r.hi / b.hi);
}

static inline rmt_dd dd_sqrt(rmt_dd a)
{
    if (!(a.hi > 0)) return dd_of(0);
    const double s = sqrt(a.hi);
    const rmt_dd r = dd_sub(a, dd_mul(dd_of(s), dd_of(s)));
    return dd_two_sum(s, r.hi / (2 * s));
}

static inline rmt_dd dd_square(rmt_dd a)
{
    return dd_mul(a, a);
}

#endif
