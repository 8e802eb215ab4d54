/*
 * The high-temperature Marchenko-Pastur law and the law of the inverse, as objects.
 *
 * The inverse: density rho(1/y)/y^2, m(z) = -(1 + m_x(1/z)/z)/z, moments E x^-k, which exist for k < s - a.
 */
#include "htmp_impl.h"
#include "law_discrete_impl.h"
#include "law_models_impl.h"

#include "arena_impl.h"

#include <stdlib.h>

static const rmt_htmp *table(const rmt_law *law)
{
    return law->data;
}

static void destroy(rmt_law *law)
{
    rmt_htmp_release(law->data);
}

/* ---- x ---- */

static void density(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = rmt_htmp_density(table(law), x[i]);
}

static void cdf(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) {
        double above = 0, below = x[i];
        if (!isnan(x[i])) rmt_htmp_masses(table(law), x[i], &below, &above);
        y[i] = below;
    }
}

static void quantile(const rmt_law *law, int64_t n, const double *p, double *x)
{
    for (int64_t i = 0; i < n; i++) x[i] = rmt_htmp_quantile(table(law), p[i], 1 - p[i]);
}

static void stieltjes(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *m)
{
    for (int64_t i = 0; i < n; i++) m[i] = rmt_htmp_stieltjes(table(law), z[i]);
}

static void boundary(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = creal(rmt_htmp_stieltjes(table(law), CMPLX(x[i], 0.0)));
}

/* Closed form: alpha_0 = 1, alpha_n = (s + a + 2 n)/s, beta_(n+1)^2 = (s + n)(a + n + 1)/s^2. */
static int jacobi(const rmt_law *law, int64_t count, double *alpha, double *beta2)
{
    const double a = table(law)->a, s = table(law)->s;
    for (int64_t k = 0; k < count; k++) {
        const double n = (double)k;
        alpha[k] = k ? 1 + (a + 2 * n) / s : 1;
        beta2[k] = (1 + n / s) * ((a + n + 1) / s);
    }
    return 0;
}

static void intervals(const rmt_law *law, int64_t capacity, double *edges, int64_t *count)
{
    (void)law;
    *count = 1;
    if (capacity < 1) return;
    edges[0] = 0;
    edges[1] = INFINITY;
}

static void atoms(const rmt_law *law, int64_t capacity, double *places, double *weights, int64_t *count)
{
    (void)law, (void)capacity, (void)places, (void)weights;
    *count = 0;
}

/* Beta-Laguerre with beta = kappa/n: B_ii^2 ~ Gamma(s - (kappa/2n) i), B_(i,i-1)^2 ~ Gamma((kappa/2n)(n - i)). */
static int tridiagonal(const rmt_law *law, const randblas_state *state, rmt_tridiagonal *T)
{
    const double n = (double)T->order, a = table(law)->a, s = table(law)->s;
    for (int64_t i = 0; i < T->order; i++) {
        T->d[i] = sqrt(rmt_gamma(state, 2 * i, s - a * (double)i / n));
        T->e[i] = i + 1 < T->order ? sqrt(rmt_gamma(state, 2 * i + 1, a * (n - 1 - (double)i) / n)) : 0;
    }
    T->bidiagonal = true; /* small eigenvalues are far below rounding errors of the largest */
    T->factor = 1 / s;
    return 0;
}

static const rmt_law_class class = {.family = RMT_HTMP,
                                    .parameters = 2,
                                    .sheets = 1,
                                    .density = density,
                                    .cdf = cdf,
                                    .quantile = quantile,
                                    .boundary = boundary,
                                    .stieltjes = {stieltjes},
                                    .jacobi = jacobi,
                                    .intervals = intervals,
                                    .atoms = atoms,
                                    .tridiagonal = tridiagonal,
                                    .destroy = destroy};

/* ---- 1/x ---- */

static void inverse_density(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) {
        const double u = 1 / x[i];
        y[i] = isnan(u) ? u : x[i] > 0 && u > 0 ? rmt_htmp_density(table(law), u) * u * u : 0;
    }
}

static void inverse_cdf(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) {
        double below = 0, above = x[i];
        if (x[i] > 0) rmt_htmp_masses(table(law), 1 / x[i], &below, &above);
        y[i] = x[i] <= 0 ? 0 : above;
    }
}

static void inverse_quantile(const rmt_law *law, int64_t n, const double *p, double *x)
{
    for (int64_t i = 0; i < n; i++) x[i] = 1 / rmt_htmp_quantile(table(law), 1 - p[i], p[i]);
}

static void inverse_stieltjes(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *m)
{
    for (int64_t i = 0; i < n; i++) {
        const double size = cabs(z[i]), re = creal(z[i]) / size / size, im = -cimag(z[i]) / size / size;
        const rmt_complex u = CMPLX(re, im), v = rmt_htmp_stieltjes(table(law), u);
        m[i] = -(1 + u * v) * u;
    }
}

static void inverse_boundary(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) {
        rmt_complex z = CMPLX(x[i], 0.0);
        inverse_stieltjes(law, 1, &z, &z);
        y[i] = creal(z);
    }
}

/* Through the rules; left of the table the density is a power of x to rounding error as soon as moments exist. */
static int inverse_moments(const rmt_law *law, int64_t count, double *moments)
{
    const rmt_htmp *h = table(law);
    for (int64_t k = 1; k <= count; k++) {
        double sum = 0;
        for (int64_t i = h->panels - 1; i >= 0; i--)
            for (int j = 0; j < 16; j++) sum += h->panel[i].weight[j] * pow(h->panel[i].node[j], -(double)k);
        const double rest = h->delta - (double)k, x = h->panel[0].lo;
        if (h->power) sum += rest > 0 ? exp(h->log_left + (1 - (double)k) * log(x)) / rest : INFINITY;
        moments[k - 1] = sum;
    }
    return 0;
}

static int inverse_jacobi(const rmt_law *law, int64_t count, double *alpha, double *beta2)
{
    const rmt_htmp *h = table(law);
    const int64_t n = 16 * h->panels;
    if (count >= n) return RANDBLAS_TOO_LARGE;
    randblas_arena arena = randblas_arena_open(NULL);
    double *x = randblas_arena_get(&arena, n, sizeof *x), *w = randblas_arena_get(&arena, n, sizeof *w);
    double *mass = randblas_arena_get(&arena, count + 1, sizeof *mass);
    const int info = arena.info;
    for (int64_t i = 0; i < n && !info; i++) {
        x[i] = 1 / h->panel[i / 16].node[i % 16];
        w[i] = h->panel[i / 16].weight[i % 16];
    }
    if (!info) rmt_discrete_jacobi(n, x, w, count, alpha, beta2, mass);
    /* alpha_k needs 2 k + 1 moments, beta_(k+1) two more: beyond, the measure has no such coefficient */
    for (int64_t k = 0; k < count && !info; k++) {
        if (!(2 * (double)k + 1 < h->delta)) alpha[k] = NAN;
        if (!(2 * (double)k + 2 < h->delta)) beta2[k] = NAN;
    }
    randblas_arena_close(&arena);
    return info;
}

static const rmt_law_class inverse_class = {.family = RMT_HTMP_INVERSE,
                                            .parameters = 2,
                                            .sheets = 1,
                                            .density = inverse_density,
                                            .cdf = inverse_cdf,
                                            .quantile = inverse_quantile,
                                            .boundary = inverse_boundary,
                                            .stieltjes = {inverse_stieltjes},
                                            .jacobi = inverse_jacobi,
                                            .moments = inverse_moments,
                                            .intervals = intervals,
                                            .atoms = atoms,
                                            .destroy = destroy};

/* ---- both ---- */

static int create(const rmt_law_class *which, double gamma, double kappa, rmt_law **law)
{
    if (!(gamma >= 1e-6 && gamma <= 1 - 1e-6)) return -1;
    if (!(kappa >= 1e-3 && kappa <= 1e4)) return -2;
    if (!law) return -3;
    *law = rmt_law_allocate(which, sizeof(rmt_htmp));
    if (!*law) return RANDBLAS_OUT_OF_MEMORY;
    (*law)->parameters[0] = gamma;
    (*law)->parameters[1] = kappa;
    const int info = rmt_htmp_build(gamma, kappa, (*law)->data);
    if (!info) return 0;
    rmt_law_destroy(*law);
    *law = NULL;
    return info;
}

int rmt_law_htmp(double gamma, double kappa, rmt_law **law)
{
    return create(&class, gamma, kappa, law);
}

int rmt_law_htmp_inverse(double gamma, double kappa, rmt_law **law)
{
    return create(&inverse_class, gamma, kappa, law);
}

static int create_htmp(const double *p, rmt_law **law)
{
    return rmt_law_htmp(p[0], p[1], law);
}

static int create_inverse(const double *p, rmt_law **law)
{
    return rmt_law_htmp_inverse(p[0], p[1], law);
}

/* Variance gamma (1 + 2/kappa), third central moment gamma (1 + 4/kappa) times that. */
static void guess_from(double variance, double third, double *p)
{
    const double ratio = third / variance - variance; /* 2 gamma/kappa */
    p[0] = fmin(fmax(variance - ratio, 0.02), 0.9);
    p[1] = fmin(fmax(2 * p[0] / fmax(ratio, 1e-6), 0.1), 100);
}

static void guess(int64_t n, const double *x, double *p)
{
    const rmt_sample_summary s = rmt_summarise(n, x);
    guess_from(s.variance, s.third, p);
}

static void guess_inverse(int64_t n, const double *x, double *p)
{
    double mean = 0, variance = 0, third = 0;
    for (int64_t i = 0; i < n; i++) mean += 1 / x[i] / (double)n;
    for (int64_t i = 0; i < n; i++) {
        const double d = 1 / x[i] - mean;
        variance += d * d / (double)n;
        third += d * d * d / (double)n;
    }
    guess_from(variance, third, p);
}

const rmt_law_fitting rmt_htmp_fitting = {2, create_htmp, guess, {{1e-6, 1 - 1e-6}, {1e-3, 1e4}}};
const rmt_law_fitting rmt_htmp_inverse_fitting = {2, create_inverse, guess_inverse, {{1e-6, 1 - 1e-6}, {1e-3, 1e4}}};
