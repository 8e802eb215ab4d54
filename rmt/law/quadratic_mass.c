/*
 * Distribution function and quantiles of the quadratic laws.  From an edge inwards, t = width sin^2(theta/2),
 *
 *     rho dt = k width^2 sin^2(theta) / (8 pi Q(t)) dtheta,
 *
 * an analytic and positive integrand, whose poles are the zeros of Q: panels are halved until none is closer than 2.2
 * half lengths to a panel's middle, where 16 Gauss points leave (2.2 + sqrt(2.2^2 - 1))^-32 = 1e-20.  The integral
 * starts at the nearer edge, so that small masses have all their digits.
 */
#include "quadratic_impl.h"

enum { DEPTH = 64 };

static double integrand(const rmt_quadratic *q, int e, double theta)
{
    const double s = sin(theta / 2), c = cos(theta / 2), t = q->width * s * s;
    const double Q = q->Q[e] + t * (q->slope[e] + t * q->q[2]), w = q->width;
    return s == 0 ? 0 : q->k * w * w * (s * s) * (c * c) / (2 * RMT_PI * Q);
}

/* The angles of the zeros of Q; one at the edge itself is no pole. */
static int poles(const rmt_quadratic *q, int e, rmt_complex angle[2])
{
    int count = 0;
    for (int i = 0; i < q->roots; i++) {
        const rmt_complex other = q->roots == 2 ? q->root[1 - i] : 0;
        rmt_complex t = e ? (q->hi.hi - q->root[i]) + q->hi.lo : (q->root[i] - q->lo.hi) - q->lo.lo;
        const rmt_complex far = e ? q->hi.hi - other : other - q->lo.hi;
        /* The nearer of two zeros through their product Q(edge)/q2, in which nothing cancels; a single one likewise. */
        if (q->roots == 1)
            t = -q->Q[e] / q->slope[e];
        else if (cabs(t) < cabs(far))
            t = q->Q[e] / q->q[2] / far;
        if (t != 0) angle[count++] = 2 * casin(csqrt(t / q->width));
    }
    return count;
}

static bool close_pole(int count, const rmt_complex *angle, double a, double b)
{
    const double middle = (a + b) / 2, reach = 1.1 * (b - a);
    for (int i = 0; i < count; i++)
        if (cabs(angle[i] - middle) < reach || cabs(angle[i] + middle) < reach) return true;
    return false;
}

static double panel(const rmt_quadratic *q, int e, double a, double b)
{
    const double middle = (a + b) / 2, half = (b - a) / 2;
    double sum = 0;
    for (int i = 0; i < 8; i++)
        sum += rmt_gauss_weight[i] * (integrand(q, e, middle - half * rmt_gauss_node[i]) +
                                      integrand(q, e, middle + half * rmt_gauss_node[i]));
    return half * sum;
}

double rmt_quadratic_mass(const rmt_quadratic *q, int e, double theta)
{
    rmt_complex angle[2];
    double end[DEPTH + 2], a = 0, sum = 0; /* a stack of panels' ends */
    int top = 0;
    const int count = poles(q, e, angle);
    end[top++] = theta;
    while (top > 0) {
        const double b = end[top - 1];
        if (top <= DEPTH && close_pole(count, angle, a, b)) {
            end[top++] = (a + b) / 2;
        } else {
            sum += panel(q, e, a, b);
            a = b;
            top--;
        }
    }
    return sum;
}

/* Atoms at or below x, or below it. */
static double atoms_below(const rmt_quadratic *q, double x)
{
    double sum = 0;
    for (int i = 0; i < q->atoms; i++) sum += q->place[i] <= x ? q->weight[i] : 0;
    return sum;
}

static double atoms_above(const rmt_quadratic *q, double x)
{
    double sum = 0;
    for (int i = 0; i < q->atoms; i++) sum += q->place[i] > x ? q->weight[i] : 0;
    return sum;
}

static double cdf(const rmt_quadratic *q, double x)
{
    const double low = (x - q->lo.hi) - q->lo.lo, high = (q->hi.hi - x) + q->hi.lo;
    if (isnan(x)) return x;
    if (low <= 0) return atoms_below(q, x);
    if (high <= 0) return 1 - atoms_above(q, x);
    const int e = high < low;
    const double mass = rmt_quadratic_mass(q, e, 2 * asin(fmin(1, sqrt((e ? high : low) / q->width))));
    return e ? 1 - (atoms_above(q, x) + mass) : atoms_below(q, x) + mass;
}

void rmt_quadratic_cdf(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = cdf(law->data, x[i] / law->scale);
}

/* The angle from edge e with the given mass behind it: Newton in a bracket. */
static double angle_of(const rmt_quadratic *q, int e, double mass)
{
    double low = 0, high = RMT_PI / 2, theta = high * cbrt(fmin(1, mass / q->half[e]));
    for (int step = 0; step < 100; step++) {
        const double excess = rmt_quadratic_mass(q, e, theta) - mass;
        if (excess > 0)
            high = theta;
        else
            low = theta;
        double next = theta - excess / integrand(q, e, theta);
        if (!(next > low && next < high)) next = (low + high) / 2;
        const double change = fabs(next - theta);
        theta = next;
        if (change <= 2e-16 * theta) break;
    }
    return theta;
}

static double quantile(const rmt_quadratic *q, double p)
{
    if (!(p >= 0 && p <= 1)) return NAN;
    const double below = atoms_below(q, q->lo.hi), above = atoms_above(q, q->lo.hi);
    double sum = 0;
    for (int i = 0; i < q->atoms && q->place[i] <= q->lo.hi; i++)
        if (p <= (sum += q->weight[i])) return q->place[i];
    double rest = above; /* mass to the right of place[i] */
    for (int i = 0; i < q->atoms && 1 - p < above; i++) {
        if (q->place[i] <= q->lo.hi) continue;
        rest -= q->weight[i];
        if (1 - p >= rest || i == q->atoms - 1) return q->place[i];
    }
    const double left = p - below, right = (1 - p) - above;
    const int e = left > q->half[0];
    const double mass = e ? right : left;
    if (!(mass > 0)) return e ? q->hi.hi : q->lo.hi;
    const double s = sin(angle_of(q, e, mass) / 2), t = q->width * s * s;
    return e ? q->hi.hi - (t - q->hi.lo) : q->lo.hi + (t + q->lo.lo);
}

void rmt_quadratic_quantile(const rmt_law *law, int64_t n, const double *p, double *x)
{
    for (int64_t i = 0; i < n; i++) x[i] = quantile(law->data, p[i]) * law->scale;
}
