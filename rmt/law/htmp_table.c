/*
 * The table of an HTMP law.
 *
 * One point x0 well inside the band starts it: y'/y from the integral U(a, b, -s x) ~ int exp(phi) dv,
 * phi = s x u + a log u - s log(1 + u), u = e^(v + i angle), along the ray through the saddle point, by the
 * trapezoidal rule.  From there Kummer's equation is integrated both ways by Taylor expansions of the solution, a panel
 * each.  That is stable: to the left of the band y is the solution that tends to a constant, to the right the algebraic
 * one, and both dominate the other solution in that direction; in the band neither does.
 *
 * log rho is carried along by d log rho = -b d log x - s dx - 2 d log|y|, whose terms are small on a panel.  The table
 * ends where rho < e^-780, or at the left, where that never happens unless delta is large, where y is its leading
 * term to rounding error.
 */
#include "htmp_impl.h"

#include <stdlib.h>
#include <string.h>

enum { NODES = RMT_HTMP_TERMS, MOST_TERMS = 60 };

typedef struct list {
    rmt_htmp_panel *panel;
    int64_t count, room;
} list;

/* log(1 + u) - u */
static rmt_complex log1p_minus(rmt_complex u)
{
    if (cabs(u) > 0.2) return clog(1 + u) - u;
    rmt_complex sum = 0, power = -u * u;
    for (int k = 2; k < 28; k++, power *= -u) sum += power / k;
    return sum;
}

/* The exponent relative to the saddle point's: s (x - 1) u - s (log(1 + u) - u) + a v. */
static rmt_complex exponent(const rmt_htmp *h, double x, rmt_complex u, double v)
{
    return h->s * (x - 1) * u - h->s * log1p_minus(u) + h->a * v;
}

typedef struct ray {
    double x, v0, angle;
    rmt_complex top; /* exponent at the saddle point */
} ray;

/* sum of u e^phi and of e^phi over v0 + (k + offset) step; the latter by parts when a is small, since u^a decays
 * slowly. */
static void trapezoid(const rmt_htmp *h, const ray *r, double step, double offset, rmt_complex *first,
                      rmt_complex *zeroth)
{
    for (int side = -1; side <= 1; side += 2) {
        for (int64_t k = side < 0 ? 1 : 0; k < 100000; k++) {
            const double v = r->v0 + ((double)(side * k) + offset) * step;
            const rmt_complex u = cexp(CMPLX(v, r->angle));
            const rmt_complex e = cexp(exponent(h, r->x, u, v - r->v0) - r->top);
            const rmt_complex parts = h->a < 1 ? (h->s * u / (1 + u) - h->s * r->x * u) / h->a : 1;
            *first += u * e;
            *zeroth += parts * e;
            const double size = cabs(e) * (cabs(u) + cabs(parts));
            if (size < 1e-19 * (cabs(*zeroth) + cabs(*first)) && (double)k * step > 1) break;
        }
    }
}

/* y'/y at x from above the axis. */
static rmt_complex start(const rmt_htmp *h, double x)
{
    const double cosine = (h->delta - h->s * x) / (2 * sqrt(h->a * h->s * x));
    ray r = {.x = x, .v0 = 0.5 * log(h->a / (h->s * x)), .angle = acos(cosine)};
    r.top = exponent(h, x, cexp(CMPLX(r.v0, r.angle)), 0);
    double step = 0.5 / sqrt(1 + h->a);
    rmt_complex first = 0, zeroth = 0, last = 0, g = 0;
    trapezoid(h, &r, step, 0, &first, &zeroth);
    for (int halving = 0; halving < 12; halving++) {
        trapezoid(h, &r, step, 0.5, &first, &zeroth);
        step /= 2;
        g = h->s * first / zeroth;
        /* halving squares the error of the trapezoidal rule: that of g is far below rounding */
        if (cabs(g - last) <= 1e-11 * cabs(g)) break;
        last = g;
    }
    return g;
}

/* Taylor coefficients of y about x times powers of the step, y(x) = 1, y'(x) = g; returns how many. */
static int expand(const rmt_htmp *h, rmt_complex x, rmt_complex step, rmt_complex g, rmt_complex *d)
{
    const rmt_complex p = step / x, q = step * step * h->s / x, drift = 1 + h->a + h->s * (x - 1);
    double largest = 1;
    d[0] = 1;
    d[1] = g * step;
    int n = 0;
    for (; n + 2 < MOST_TERMS; n++) {
        d[n + 2] = -(p * ((n + 1) * (n + drift)) * d[n + 1] + q * (n + h->a) * d[n]) / ((n + 2.0) * (n + 1));
        largest = fmax(largest, cabs(d[n + 2]));
        if (cabs(d[n + 2]) + cabs(d[n + 1]) < 1e-19 * largest) break;
    }
    return n + 2 < MOST_TERMS ? n + 3 : MOST_TERMS;
}

/* y and y' step at the fraction f of the step */
static rmt_complex evaluate(int terms, const rmt_complex *d, double f, rmt_complex *slope)
{
    rmt_complex y = 0, dy = 0;
    for (int n = terms - 1; n >= 0; n--) {
        dy = dy * f + y;
        y = y * f + d[n];
    }
    *slope = dy;
    return y;
}

rmt_complex rmt_htmp_step(const rmt_htmp *h, rmt_complex x, rmt_complex step, rmt_complex *g)
{
    rmt_complex d[MOST_TERMS], slope;
    const int terms = expand(h, x, step, *g, d);
    const rmt_complex y = evaluate(terms, d, 1, &slope);
    *g = slope / (y * step);
    return y;
}

double rmt_htmp_reach(const rmt_htmp *h, double x)
{
    const double drift = fabs(1 + h->a + h->s * (x - 1)) / x;
    /* sqrt(a s/x) is the wave number in the band; sqrt(s/x) bounds how much the drift changes on the way */
    const double wave = sqrt((1 + h->a) * h->s / x);
    return fmin(0.25 * x, 1.25 / fmax(drift, wave));
}

/* Polynomial through the values at Chebyshev points, by Chebyshev coefficients; cosine[m] = cos(pi m/(2 NODES)). */
static void interpolate(const double *cosine, const double *value, double *p)
{
    double c[NODES], previous[NODES] = {1}, current[NODES] = {0, 1};
    for (int k = 0; k < NODES; k++) {
        c[k] = 0;
        for (int i = 0; i < NODES; i++) c[k] += value[i] * cosine[k * (2 * i + 1) % (4 * NODES)];
        c[k] *= (k ? 2.0 : 1.0) / NODES;
    }
    for (int k = 0; k < NODES; k++) p[k] = k == 0 ? c[0] : k == 1 ? c[1] : 0;
    for (int k = 2; k < NODES; k++) {
        double next[NODES];
        for (int i = 0; i < NODES; i++) next[i] = (i ? 2 * current[i - 1] : 0) - previous[i];
        for (int i = 0; i < NODES; i++) p[i] += c[k] * next[i];
        memcpy(previous, current, sizeof current);
        memcpy(current, next, sizeof next);
    }
}

static double polynomial(const double *p, double t)
{
    double y = p[NODES - 1];
    for (int k = NODES - 2; k >= 0; k--) y = y * t + p[k];
    return y;
}

static void integrate(rmt_htmp_panel *p)
{
    p->mass = 0;
    for (int i = 0; i < 16; i++) {
        const double t = (i < 8 ? -1 : 1) * rmt_gauss_node[i % 8];
        p->node[i] = p->middle + p->half * t;
        p->weight[i] = p->half * rmt_gauss_weight[i % 8] * exp(polynomial(p->log_density, t));
        p->mass += p->weight[i];
    }
}

typedef struct position {
    double x, log_density;
    rmt_complex g;
} position;

double rmt_htmp_weight_change(const rmt_htmp *h, double x, double d)
{
    const double e = d / x, l = log1p(e);
    return h->s * ((l - e) + e * (1 - x)) - (1 + h->a) * l;
}

/* A panel from the position by the step, and the position at its other end. */
static void advance(const rmt_htmp *h, const double *cosine, position *at, double step, rmt_htmp_panel *p)
{
    rmt_complex d[MOST_TERMS], slope;
    double value[NODES], real[NODES];
    const double end = at->x + step;
    const int terms = expand(h, at->x, end - at->x, at->g, d);
    step = end - at->x;
    *p = (rmt_htmp_panel){
        .lo = fmin(at->x, end), .hi = fmax(at->x, end), .middle = at->x + step / 2, .half = fabs(step) / 2};
    for (int i = 0; i < NODES; i++) {
        const double t = cosine[2 * i + 1], f = (step > 0 ? 1 + t : 1 - t) / 2;
        const rmt_complex y = evaluate(terms, d, f, &slope);
        value[i] = at->log_density + rmt_htmp_weight_change(h, at->x, f * step) - 2 * log(cabs(y));
        real[i] = creal(slope / (y * step)) / h->a;
    }
    interpolate(cosine, value, p->log_density);
    interpolate(cosine, real, p->real_part);
    integrate(p);
    const rmt_complex y = evaluate(terms, d, 1, &slope);
    at->log_density += rmt_htmp_weight_change(h, at->x, step) - 2 * log(cabs(y));
    at->g = slope / (y * step);
    at->x = end;
}

static bool append(list *l, const rmt_htmp_panel *p)
{
    if (l->count == l->room) {
        const int64_t room = l->room ? 2 * l->room : 64;
        rmt_htmp_panel *grown = realloc(l->panel, (size_t)room * sizeof *grown);
        if (!grown) return false;
        l->panel = grown;
        l->room = room;
    }
    l->panel[l->count++] = *p;
    return true;
}

/* Panels from the position to the side of the sign, until the density vanishes or the leading term is enough. */
static bool extend(rmt_htmp *h, position at, double sign, list *l)
{
    const double small = 1e-17 / ((1 + h->a) * (1 + h->s));
    double cosine[4 * NODES];
    for (int m = 0; m < 4 * NODES; m++) cosine[m] = cos(RMT_PI * m / (2.0 * NODES));
    while (at.log_density > -780 && (sign > 0 || at.x > small)) {
        rmt_htmp_panel p;
        advance(h, cosine, &at, sign * rmt_htmp_reach(h, at.x), &p);
        if (!append(l, &p)) return false;
    }
    if (sign < 0) {
        h->power = at.x <= small;
        h->log_left = at.log_density;
        /* its imaginary part from the density, which has all digits */
        h->slope = CMPLX(creal(at.g) * at.x, RMT_PI * h->a * exp(at.log_density) * at.x);
    }
    return true;
}

static int assemble(rmt_htmp *h, const list *left, const list *right)
{
    const int64_t n = h->panels = left->count + right->count;
    h->panel = malloc((size_t)n * sizeof *h->panel);
    h->below = malloc((size_t)n * sizeof *h->below);
    h->above = malloc((size_t)n * sizeof *h->above);
    if (!h->panel || !h->below || !h->above) return RANDBLAS_OUT_OF_MEMORY;
    for (int64_t i = 0; i < left->count; i++) h->panel[i] = left->panel[left->count - 1 - i];
    for (int64_t i = 0; i < right->count; i++) h->panel[left->count + i] = right->panel[i];
    double sum = 0;
    if (h->power) { /* the phase of y(x0)/y(0) = delta/(delta - x0 g0) */
        const rmt_complex rest = h->delta - h->slope;
        sum = atan2(cimag(h->slope), creal(rest)) / (RMT_PI * h->a);
    }
    for (int64_t i = 0; i < n; i++) {
        h->below[i] = sum;
        sum += h->panel[i].mass;
    }
    sum = 0;
    for (int64_t i = n - 1; i >= 0; i--) {
        h->above[i] = sum;
        sum += h->panel[i].mass;
    }
    return 0;
}

double rmt_htmp_begin(double gamma, double kappa, rmt_htmp *h, rmt_complex *g)
{
    *h = (rmt_htmp){.gamma = gamma, .kappa = kappa, .a = kappa / 2, .s = kappa / (2 * gamma)};
    h->delta = h->a * ((1 - gamma) / gamma);
    h->b = 1 - h->delta;
    /* where the saddle point's angle is about 2: well above the axis, and e^(s x u) decays on its ray */
    const double root = (0.832 * sqrt(h->a) + sqrt(0.692 * h->a + 4 * h->delta)) / 2, x = root * root / h->s;
    *g = start(h, x);
    return x;
}

int rmt_htmp_build(double gamma, double kappa, rmt_htmp *h)
{
    position at;
    at.x = rmt_htmp_begin(gamma, kappa, h, &at.g);
    at.log_density = log(cimag(at.g) / (RMT_PI * h->a));
    list left = {0}, right = {0};
    int info = extend(h, at, -1, &left) && extend(h, at, 1, &right) ? 0 : RANDBLAS_OUT_OF_MEMORY;
    if (!info) info = assemble(h, &left, &right);
    free(left.panel);
    free(right.panel);
    return info;
}

void rmt_htmp_release(rmt_htmp *h)
{
    free(h->panel);
    free(h->below);
    free(h->above);
}
