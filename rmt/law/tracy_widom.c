/*
 * The Tracy-Widom laws, from Bornemann's determinants (2010)
 *
 *     F1 = D-,   F2 = D- D+,   F4(x) = (D- + D+)/2 at sqrt(2) x,   D-+(s) = det(I -+ V),
 *
 * V(x, y) = Ai((x + y)/2 + s)/2 on (0, infinity) (Ferrari and Spohn 2005).  tracy_widom_table.py computed them with
 * 150 digits, and left polynomials of log F and log F' on intervals of length 1, the right tails divided by their
 * leading behaviour as polynomials of s^(-3/2), and the expansion of the Hastings-McLeod function at -infinity.  All
 * are good to 1e-16 of the logarithm, or rather the rounding error of a logarithm of that size.
 */
#include "arena_impl.h"
#include "law_discrete_impl.h"
#include "tracy_widom_table_impl.h"

/* Rules of 16 points on panels of length 1 that leave a mass of 1e-20 outside. */
enum { FIRST = -14, LAST = 20, POINTS = 16 * (LAST - FIRST) };

typedef struct tables {
    const double (*cdf)[TW_TERMS], (*pdf)[TW_TERMS];
    int tail;
    double rate, power, stretch; /* of the right tail; s = stretch x */
} tables;

static const tables table_of[3] = {
    {tw_log_cdf1, tw_log_pdf1, 0, 2.0 / 3, 0.75, 1},
    {tw_log_cdf2, tw_log_pdf2, 1, 4.0 / 3, 1.5, 1},
    {tw_log_cdf4, tw_log_pdf4, 2, 4.0 / 3, 3, 1.41421356237309504880},
};

static double polynomial(int terms, const double *c, double t)
{
    const double t2 = t * t;
    double even = c[terms - 2], odd = c[terms - 1];
    for (int k = terms - 4; k >= 0; k -= 2) {
        even = even * t2 + c[k];
        odd = odd * t2 + c[k + 1];
    }
    return even + odd * t;
}

/* log F and log F' at s = -r; beta as 0, 1, 2. */
static void left_tail(int which, double r, double *log_cdf, double *log_pdf)
{
    const double r3 = r * r * r, y = 1 / r3, root = r * sqrt(r), half = 0.70710678118654752440;
    double u = 0, du = 0, v = 0, dv = 0, power = 1; /* and minus their derivatives by s */
    for (int k = 0; k < 6; k++, power *= y) {
        u += tw_left[0][k] * power * y;
        du -= tw_left[0][k] * (3 * k + 3) * power * y / r;
        v += tw_left[1][k] * power * root;
        dv += tw_left[1][k] * (1.5 - 3 * k) * power * root / r;
    }
    u += -r3 / 12 - log(r) / 8 + tw_constant;
    du += -r * r / 4 - 1 / (8 * r);
    v = v * half + 0.34657359027997265471;
    dv *= half;
    if (which == 1) {
        *log_cdf = u;
        *log_pdf = u + log(-du);
    } else if (which == 0) {
        *log_cdf = (u - v) / 2;
        *log_pdf = *log_cdf + log((dv - du) / 2);
    } else {
        /* (e^v + 1)/2 e^((u - v)/2) */
        const double e = exp(-v);
        *log_cdf = (u + v) / 2 + log((1 + e) / 2);
        *log_pdf = *log_cdf + log((-du - dv * (1 - e) / (1 + e)) / 2);
    }
}

/* v = log(1 - F) or log F' without its leading behaviour, t the variable of the tails' polynomials. */
static double right_tail(const tables *T, const double table[][TW_TAIL_TERMS], double s)
{
    const double root = s * sqrt(s), ymax = 0.068041381743977169394; /* 6^(-3/2) */
    const double t = 2 / (root * ymax) - 1;
    return polynomial(TW_TAIL_TERMS, table[T->tail], t) - T->rate * root - T->power * log(s);
}

static double cdf(const tables *T, double x)
{
    const double s = x * T->stretch, at = s - TW_LEFT;
    if (isnan(x)) return x;
    if (s >= TW_RIGHT) return isinf(s) ? 1 : 1 - exp(right_tail(T, tw_tail_cdf, s));
    if (at >= 0) {
        const int k = (int)at;
        return exp(polynomial(TW_TERMS, T->cdf[k], 2 * (at - k) - 1));
    }
    double log_cdf, log_pdf;
    if (s < -60) return 0;
    left_tail(T->tail, -s, &log_cdf, &log_pdf);
    return exp(log_cdf);
}

static double density(const tables *T, double x)
{
    const double s = x * T->stretch, at = s - TW_LEFT;
    if (isnan(x)) return x;
    if (s >= TW_RIGHT) return isinf(s) ? 0 : T->stretch * exp(right_tail(T, tw_tail_pdf, s) + log(s) / 2);
    if (at >= 0) {
        const int k = (int)at;
        return T->stretch * exp(polynomial(TW_TERMS, T->pdf[k], 2 * (at - k) - 1));
    }
    double log_cdf, log_pdf;
    if (s < -60) return 0;
    left_tail(T->tail, -s, &log_cdf, &log_pdf);
    return T->stretch * exp(log_pdf);
}

static const tables *tables_of(const rmt_law *law)
{
    return &table_of[(int)law->parameters[0] / 2];
}

static void density_array(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const tables *T = tables_of(law);
    for (int64_t i = 0; i < n; i++) y[i] = density(T, x[i]);
}

static void cdf_array(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const tables *T = tables_of(law);
    for (int64_t i = 0; i < n; i++) y[i] = cdf(T, x[i]);
}

static void quantile_array(const rmt_law *law, int64_t n, const double *p, double *x)
{
    for (int64_t i = 0; i < n; i++) {
        const double q = p[i];
        if (!(q >= 0 && q <= 1))
            x[i] = NAN;
        else
            x[i] = q == 0 ? -INFINITY : q == 1 ? INFINITY : rmt_newton_quantile(law, -60, 120, q);
    }
}

/* Point i of the rule and its weight times the density. */
static double rule(const tables *T, int i, double *weight)
{
    const int panel = FIRST + i / 16, k = i % 8;
    const double x = panel + 0.5 + (i % 16 < 8 ? -0.5 : 0.5) * rmt_gauss_node[k];
    *weight = rmt_gauss_weight[k] / 2 * density(T, x);
    return x;
}

/* int (rho(t) - rho(u))/(t - z) dt over [a, b], u = Re z, halved until z is far from every panel. */
static rmt_complex regular(const tables *T, double a, double b, rmt_complex z, double at, int depth)
{
    const double middle = (a + b) / 2, half = (b - a) / 2;
    const bool near = cimag(z) != 0 && cabs(z - middle) < 2.2 * half;
    if (near && depth > 0) return regular(T, a, middle, z, at, depth - 1) + regular(T, middle, b, z, at, depth - 1);
    rmt_complex sum = 0;
    for (int k = 0; k < 16; k++) {
        const double t = middle + (k < 8 ? -half : half) * rmt_gauss_node[k % 8];
        if (t - z != 0) sum += half * rmt_gauss_weight[k % 8] * (density(T, t) - at) / (t - z);
    }
    return sum;
}

static void stieltjes(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *m)
{
    const tables *T = tables_of(law);
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex v = z[i];
        const bool inside = creal(v) > FIRST && creal(v) < LAST;
        const double at = inside ? density(T, creal(v)) : 0;
        rmt_complex sum = 0;
        for (int panel = FIRST; panel < LAST; panel++) sum += regular(T, panel, panel + 1, v, at, 48);
        /* at log((LAST - z)/(FIRST - z)), its imaginary part pi on the axis from above */
        if (inside) sum += at * (clog(CMPLX(LAST - creal(v), -cimag(v))) - clog(CMPLX(FIRST - creal(v), -cimag(v))));
        m[i] = isnan(creal(v)) || isnan(cimag(v)) ? CMPLX(NAN, NAN) : sum;
    }
}

static void boundary(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) {
        rmt_complex z = CMPLX(x[i], 0.0);
        stieltjes(law, 1, &z, &z);
        y[i] = creal(z);
    }
}

static int moments(const rmt_law *law, int64_t count, double *m)
{
    const tables *T = tables_of(law);
    for (int64_t k = 0; k < count; k++) m[k] = 0;
    for (int i = 0; i < POINTS; i++) {
        double w;
        const double x = rule(T, i, &w);
        for (int64_t k = 0; k < count; k++) m[k] += w *= x;
    }
    return 0;
}

static int jacobi(const rmt_law *law, int64_t count, double *alpha, double *beta2)
{
    if (count >= POINTS) return RANDBLAS_TOO_LARGE;
    randblas_arena arena = randblas_arena_open(NULL);
    double *x = randblas_arena_get(&arena, POINTS, sizeof *x), *w = randblas_arena_get(&arena, POINTS, sizeof *w);
    double *mass = randblas_arena_get(&arena, count + 1, sizeof *mass);
    const int info = arena.info;
    for (int i = 0; i < POINTS && !info; i++) x[i] = rule(tables_of(law), i, &w[i]);
    if (!info) rmt_discrete_jacobi(POINTS, x, w, count, alpha, beta2, mass);
    randblas_arena_close(&arena);
    return info;
}

static void intervals(const rmt_law *law, int64_t capacity, double *edges, int64_t *count)
{
    (void)law;
    *count = 1;
    if (capacity < 1) return;
    edges[0] = -INFINITY;
    edges[1] = INFINITY;
}

static void atoms(const rmt_law *law, int64_t capacity, double *places, double *weights, int64_t *count)
{
    (void)law, (void)capacity, (void)places, (void)weights;
    *count = 0;
}

static const rmt_law_class class = {.family = RMT_TRACY_WIDOM,
                                    .parameters = 1,
                                    .sheets = 1,
                                    .density = density_array,
                                    .cdf = cdf_array,
                                    .quantile = quantile_array,
                                    .boundary = boundary,
                                    .stieltjes = {stieltjes},
                                    .jacobi = jacobi,
                                    .moments = moments,
                                    .intervals = intervals,
                                    .atoms = atoms};

int rmt_law_tracy_widom(int beta, rmt_law **law)
{
    if (beta != 1 && beta != 2 && beta != 4) return -1;
    if (!law) return -2;
    *law = rmt_law_allocate(&class, 0);
    if (!*law) return RANDBLAS_OUT_OF_MEMORY;
    (*law)->parameters[0] = beta;
    return 0;
}
