/*
 * Values of an HTMP law from its table.  Left of it y/y(0) = 1 + w, w = x0 g0 (x/x0)^delta/(delta - x0 g0), and
 * F = arg(1 + w)/(pi a), since F' = Im(y'/y)/(pi a).
 *
 * The transform off the axis: by the Gauss rules of all panels where z is far from the nearest ones, else by Taylor
 * expansions of y from the axis, at most a panel's length long.
 */
#include "htmp_impl.h"

static double polynomial(const double *p, double t)
{
    const double t2 = t * t;
    double even = p[RMT_HTMP_TERMS - 2], odd = p[RMT_HTMP_TERMS - 1];
    for (int k = RMT_HTMP_TERMS - 4; k >= 0; k -= 2) {
        even = even * t2 + p[k];
        odd = odd * t2 + p[k + 1];
    }
    return even + odd * t;
}

/* The panel that holds x, which is inside the table. */
static const rmt_htmp_panel *find(const rmt_htmp *h, double x)
{
    int64_t low = 0, high = h->panels;
    while (high - low > 1) {
        const int64_t middle = (low + high) / 2;
        if (x < h->panel[middle].lo)
            high = middle;
        else
            low = middle;
    }
    return &h->panel[low];
}

static double left_end(const rmt_htmp *h)
{
    return h->panel[0].lo;
}

static double right_end(const rmt_htmp *h)
{
    return h->panel[h->panels - 1].hi;
}

/* ((x/x0)^delta - 1)/delta, and for delta -> 0 its limit */
static double growth(const rmt_htmp *h, double logarithm)
{
    const double e = h->delta * logarithm;
    return fabs(e) < 1e-300 ? logarithm : logarithm * (expm1(e) / e);
}

double rmt_htmp_density(const rmt_htmp *h, double x)
{
    if (isnan(x)) return x;
    if (x <= 0 || x >= right_end(h)) return 0;
    if (x >= left_end(h)) {
        const rmt_htmp_panel *p = find(h, x);
        return exp(polynomial(p->log_density, (x - p->middle) / p->half));
    }
    if (!h->power) return 0;
    const double l = log(x / left_end(h));
    const rmt_complex y = 1 + h->slope * growth(h, l);
    return exp(h->log_left + (h->delta - 1) * l - 2 * log(cabs(y)));
}

/* w at x0 */
static rmt_complex left_ratio(const rmt_htmp *h)
{
    const rmt_complex rest = h->delta - h->slope;
    const double square = creal(rest) * creal(rest) + cimag(rest) * cimag(rest);
    return CMPLX(creal(h->slope / rest), cimag(h->slope) * h->delta / square);
}

static double panel_part(const rmt_htmp_panel *p, double a, double b)
{
    double sum = 0;
    const double ta = (a - p->middle) / p->half, tb = (b - p->middle) / p->half;
    for (int i = 0; i < 16; i++) {
        const double t = (ta + tb) / 2 + (i < 8 ? -1 : 1) * (tb - ta) / 2 * rmt_gauss_node[i % 8];
        sum += rmt_gauss_weight[i % 8] * exp(polynomial(p->log_density, t));
    }
    return sum * (b - a) / 2;
}

void rmt_htmp_masses(const rmt_htmp *h, double x, double *below, double *above)
{
    *below = 0;
    if (x >= right_end(h)) {
        *below = 1;
    } else if (x >= left_end(h)) {
        const rmt_htmp_panel *p = find(h, x);
        const int64_t k = p - h->panel;
        *below = h->below[k] + panel_part(p, p->lo, x);
        *above = h->above[k] + panel_part(p, x, p->hi);
        if (*below < *above)
            *above = 1 - *below;
        else
            *below = 1 - *above;
        return;
    } else if (x > 0 && h->power) {
        const double e = h->delta * log(x / left_end(h));
        const rmt_complex W = left_ratio(h), rest = h->delta - h->slope;
        /* 1 + w = delta/(delta - x0 g0) + W ((x/x0)^delta - 1): W is near -1 when delta is small */
        *below = atan2(cimag(W) * exp(e), creal(h->delta / rest) + creal(W) * expm1(e)) / (RMT_PI * h->a);
    }
    *above = 1 - *below;
}

/* tan(pi a F) (1 + Re w) = Im w with w = W (x/x0)^delta */
static double left_quantile(const rmt_htmp *h, double below)
{
    if (!h->power) return left_end(h);
    const rmt_complex W = left_ratio(h);
    const double t = tan(RMT_PI * h->a * below), e = t / (cimag(W) - creal(W) * t);
    return left_end(h) * exp(log(e) / h->delta);
}

double rmt_htmp_quantile(const rmt_htmp *h, double below, double above)
{
    const bool upper = above < below;
    if (!(below >= 0 && above >= 0)) return NAN;
    if (below == 0) return 0;
    if (above == 0) return INFINITY;
    if (below <= h->below[0]) return left_quantile(h, below);
    int64_t low = 0, high = h->panels; /* the panel that begins before the quantile */
    while (high - low > 1) {
        const int64_t middle = (low + high) / 2;
        const bool before = upper ? above <= h->above[middle - 1] : below >= h->below[middle];
        if (before)
            low = middle;
        else
            high = middle;
    }
    const rmt_htmp_panel *p = &h->panel[low];
    const double goal = upper ? above - h->above[low] : below - h->below[low];
    double a = p->lo, b = p->hi, x = p->middle;
    for (int step = 0; step < 100; step++) {
        const double f = upper ? goal - panel_part(p, x, p->hi) : panel_part(p, p->lo, x) - goal;
        if (f > 0)
            b = x;
        else
            a = x;
        double next = x - f / rmt_htmp_density(h, x);
        if (!(next > a && next < b)) next = (a + b) / 2;
        const double moved = fabs(next - x);
        x = next;
        if (moved <= 1.2e-16 * x) break;
    }
    return x;
}

/* Left of the table m = y'/(a y) with complex powers. */
static rmt_complex left_transform(const rmt_htmp *h, rmt_complex z)
{
    const rmt_complex l = clog(z / left_end(h)), e = h->delta * l;
    const rmt_complex power = cexp(e);
    const rmt_complex y = 1 + h->slope * (cabs(e) < 1e-5 ? l * (1 + e / 2) : (power - 1) / h->delta);
    return h->slope * power / (z * y * h->a);
}

static rmt_complex by_rules(const rmt_htmp *h, rmt_complex z)
{
    rmt_complex sum = -h->below[0] / z;
    for (int64_t k = 0; k < h->panels; k++)
        for (int i = 0; i < 16; i++) sum += h->panel[k].weight[i] / (h->panel[k].node[i] - z);
    return sum;
}

/* Nearer than 0.7 lengths to a panel beside the foot of z. */
static bool is_near(const rmt_htmp *h, rmt_complex z, double foot)
{
    const int64_t k = find(h, foot) - h->panel;
    for (int64_t i = k > 0 ? k - 1 : 0; i <= k + 1 && i < h->panels; i++) {
        const rmt_htmp_panel *p = &h->panel[i];
        const double across = creal(z) < p->lo ? p->lo - creal(z) : creal(z) > p->hi ? creal(z) - p->hi : 0;
        if (hypot(across, cimag(z)) < 1.4 * p->half) return true;
    }
    return false;
}

/* Im z >= 0 */
static rmt_complex upper(const rmt_htmp *h, rmt_complex z)
{
    const double radius = cabs(z);
    if (h->power && radius < left_end(h)) return left_transform(h, z);
    const double foot = fmin(fmax(creal(z), left_end(h)), right_end(h));
    if (!is_near(h, z, foot)) return by_rules(h, z);
    const rmt_htmp_panel *p = find(h, foot);
    const double t = (foot - p->middle) / p->half;
    const double real = polynomial(p->real_part, t), density = exp(polynomial(p->log_density, t));
    rmt_complex at = foot, g = h->a * CMPLX(real, RMT_PI * density);
    if (z == at) return CMPLX(real, RMT_PI * density);
    const double reach = rmt_htmp_reach(h, foot);
    const int steps = (int)ceil(cabs(z - foot) / reach);
    for (int k = 0; k < steps; k++) {
        const rmt_complex next = foot + (z - foot) * ((k + 1.0) / steps);
        rmt_htmp_step(h, at, next - at, &g);
        at = next;
    }
    return g / h->a;
}

rmt_complex rmt_htmp_stieltjes(const rmt_htmp *h, rmt_complex z)
{
    if (isnan(creal(z)) || isnan(cimag(z))) return CMPLX(NAN, NAN);
    if (isinf(creal(z)) || isinf(cimag(z))) return 0;
    if (z == 0) z = CMPLX(1e-300, 0.0);
    return signbit(cimag(z)) ? conj(upper(h, conj(z))) : upper(h, z);
}
