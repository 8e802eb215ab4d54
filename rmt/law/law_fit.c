/*
 * Maximum likelihood: Nelder and Mead's simplex over unbounded coordinates (logarithms of the distances to the ends of
 * each parameter's range), restarted until it stands still; then the observed information by central differences, and
 * standard errors by its inverse and the chain rule.
 */
#include "arena_impl.h"
#include "law_impl.h"

#include <string.h>

enum { MOST = 3, STEPS = 2000, RESTARTS = 8 };

typedef struct search {
    const rmt_law_fitting *family;
    int64_t n, evaluations;
    const double *x;
    double *y;
    int info;
} search;

const rmt_law_fitting *rmt_law_fitting_of(int family)
{
    switch (family) {
    case RMT_SEMICIRCLE:
        return &rmt_semicircle_fitting;
    case RMT_MARCHENKO_PASTUR:
        return &rmt_marchenko_pastur_fitting;
    case RMT_KESTEN_MCKAY:
        return &rmt_kesten_mckay_fitting;
    case RMT_WACHTER:
        return &rmt_wachter_fitting;
    case RMT_MEIXNER:
        return &rmt_meixner_fitting;
    case RMT_HTMP:
        return &rmt_htmp_fitting;
    case RMT_HTMP_INVERSE:
        return &rmt_htmp_inverse_fitting;
    default:
        return NULL;
    }
}

rmt_sample_summary rmt_summarise(int64_t n, const double *x)
{
    rmt_sample_summary s = {.least = x[0], .largest = x[0]};
    for (int64_t i = 0; i < n; i++) {
        s.mean += (x[i] - s.mean) / (double)(i + 1);
        s.least = fmin(s.least, x[i]);
        s.largest = fmax(s.largest, x[i]);
    }
    for (int64_t i = 0; i < n; i++) {
        const double d = x[i] - s.mean;
        s.variance += d * d / (double)n;
        s.third += d * d * d / (double)n;
    }
    return s;
}

/* Unbounded coordinate of a parameter, and back. */
static double coordinate(const rmt_law_fitting *f, int k, double p)
{
    const double low = f->range[k].low, high = f->range[k].high;
    if (isinf(low)) return p;
    return isinf(high) || high > 1e10 ? log(p - low) : log((p - low) / (high - p));
}

static double parameter(const rmt_law_fitting *f, int k, double t)
{
    const double low = f->range[k].low, high = f->range[k].high;
    if (isinf(low)) return t;
    return isinf(high) || high > 1e10 ? low + exp(t)
           : t < 0                    ? (low + high * exp(t)) / (1 + exp(t))
                                      : (low * exp(-t) + high) / (1 + exp(-t));
}

/* Minus the log-likelihood at coordinates t; infinite where the law does not exist or excludes the sample. */
static double cost(search *s, const double *t)
{
    double p[MOST] = {0}, sum = 0, place[2], weight[2];
    rmt_law *law = NULL;
    int64_t atoms = 0;
    for (int k = 0; k < s->family->parameters; k++) p[k] = parameter(s->family, k, t[k]);
    s->evaluations++;
    const int info = s->family->create(p, &law);
    if (info) {
        if (info <= -1000) s->info = info;
        return INFINITY;
    }
    rmt_law_density(law, s->n, s->x, s->y);
    law->class->atoms(law, 2, place, weight, &atoms);
    for (int64_t i = 0; i < s->n; i++) {
        double mass = s->y[i];
        for (int64_t a = 0; a < atoms && mass == 0; a++)
            if (fabs(s->x[i] - place[a]) <= 1e-12 * (1 + fabs(place[a]))) mass = weight[a];
        sum -= log(mass);
    }
    rmt_law_destroy(law);
    return isnan(sum) ? INFINITY : sum;
}

typedef struct simplex {
    int dim;
    double t[MOST + 1][MOST], cost[MOST + 1];
} simplex;

static void sort(simplex *x)
{
    for (int i = 1; i <= x->dim; i++)
        for (int j = i; j > 0 && x->cost[j] < x->cost[j - 1]; j--) {
            double t[MOST];
            const double c = x->cost[j];
            memcpy(t, x->t[j], sizeof t);
            memcpy(x->t[j], x->t[j - 1], sizeof t);
            memcpy(x->t[j - 1], t, sizeof t);
            x->cost[j] = x->cost[j - 1];
            x->cost[j - 1] = c;
        }
}

/* The worst vertex moved along the line through the others' centre. */
static double moved(search *s, const simplex *x, double step, double *t)
{
    for (int k = 0; k < x->dim; k++) {
        double centre = 0;
        for (int i = 0; i < x->dim; i++) centre += x->t[i][k] / x->dim;
        t[k] = centre + step * (x->t[x->dim][k] - centre);
    }
    return cost(s, t);
}

static void replace(simplex *x, const double *t, double c)
{
    memcpy(x->t[x->dim], t, sizeof x->t[0]);
    x->cost[x->dim] = c;
}

static void improve(search *s, simplex *x)
{
    double t[MOST] = {0}, u[MOST] = {0};
    const int worst = x->dim;
    const double reflected = moved(s, x, -1, t);
    if (reflected < x->cost[0]) {
        const double further = moved(s, x, -2, u);
        if (further < reflected)
            replace(x, u, further);
        else
            replace(x, t, reflected);
    } else if (reflected < x->cost[worst - 1 >= 0 ? worst - 1 : 0]) {
        replace(x, t, reflected);
    } else {
        const double inward = moved(s, x, reflected < x->cost[worst] ? -0.5 : 0.5, u);
        if (inward < fmin(reflected, x->cost[worst])) {
            replace(x, u, inward);
        } else {
            for (int i = 1; i <= worst; i++) {
                for (int k = 0; k < x->dim; k++) x->t[i][k] = (x->t[i][k] + x->t[0][k]) / 2;
                x->cost[i] = cost(s, x->t[i]);
            }
        }
    }
}

static double spread(const simplex *x)
{
    double widest = 0;
    for (int i = 1; i <= x->dim; i++)
        for (int k = 0; k < x->dim; k++) widest = fmax(widest, fabs(x->t[i][k] - x->t[0][k]) / (1 + fabs(x->t[0][k])));
    return widest;
}

/* The best coordinates from t on; false: no convergence. */
static bool minimise(search *s, double *t, double *least)
{
    const int dim = s->family->parameters;
    double step = 0.1, before = INFINITY;
    for (int restart = 0; restart < RESTARTS; restart++, step /= 4) {
        simplex x = {.dim = dim};
        for (int i = 0; i <= dim; i++) {
            memcpy(x.t[i], t, (size_t)dim * sizeof *t);
            if (i > 0) x.t[i][i - 1] += step * (1 + fabs(t[i - 1]) * 0.1);
            x.cost[i] = cost(s, x.t[i]);
        }
        sort(&x);
        for (int k = 0; k < STEPS && spread(&x) > 1e-8 && !s->info; k++) {
            improve(s, &x);
            sort(&x);
        }
        memcpy(t, x.t[0], (size_t)dim * sizeof *t);
        *least = x.cost[0];
        if (s->info) return false;
        if (before - *least <= 1e-9 * (1 + fabs(*least))) return true;
        before = *least;
    }
    return false;
}

/* H = the matrix of second differences of the cost. */
static void information(search *s, const double *t, double least, double H[MOST][MOST])
{
    const int dim = s->family->parameters;
    const double h = 1e-3;
    for (int i = 0; i < dim; i++)
        for (int j = 0; j <= i; j++) {
            double u[4][MOST];
            for (int k = 0; k < 4; k++) {
                memcpy(u[k], t, (size_t)dim * sizeof *t);
                u[k][i] += k & 1 ? h : -h;
                if (i != j) u[k][j] += k & 2 ? h : -h;
            }
            if (i == j)
                H[i][i] = (cost(s, u[1]) - 2 * least + cost(s, u[0])) / (h * h);
            else
                H[i][j] = H[j][i] = (cost(s, u[3]) - cost(s, u[1]) - cost(s, u[2]) + cost(s, u[0])) / (4 * h * h);
        }
}

/* errors[k] = sqrt((H^-1)_kk) |dp_k/dt_k|, by Gauss-Jordan; NaN when H is not definite. */
static void standard_errors(const search *s, const double *t, double H[MOST][MOST], double *errors)
{
    const int dim = s->family->parameters;
    double inverse[MOST][MOST] = {{0}};
    bool definite = true;
    for (int i = 0; i < dim; i++) inverse[i][i] = 1;
    for (int k = 0; k < dim; k++) {
        const double pivot = H[k][k];
        definite = definite && pivot > 0 && isfinite(pivot);
        for (int j = 0; j < dim; j++) H[k][j] /= pivot, inverse[k][j] /= pivot;
        for (int i = 0; i < dim; i++) {
            const double f = H[i][k];
            if (i == k) continue;
            for (int j = 0; j < dim; j++) H[i][j] -= f * H[k][j], inverse[i][j] -= f * inverse[k][j];
        }
    }
    for (int k = 0; k < dim; k++) {
        const double h = 1e-6,
                     slope = (parameter(s->family, k, t[k] + h) - parameter(s->family, k, t[k] - h)) / (2 * h);
        errors[k] = definite ? sqrt(inverse[k][k]) * fabs(slope) : NAN;
    }
}

static int fit(search *s, rmt_law **law, rmt_law_fit_report *report)
{
    double t[MOST] = {0}, p[MOST] = {0}, H[MOST][MOST] = {{0}}, least = INFINITY;
    const int dim = s->family->parameters;
    s->family->guess(s->n, s->x, p);
    for (int k = 0; k < dim; k++) t[k] = coordinate(s->family, k, p[k]);
    const bool converged = minimise(s, t, &least);
    if (s->info) return s->info;
    if (!isfinite(least)) return RANDBLAS_NOT_FINITE;
    for (int k = 0; k < dim; k++) report->parameters[k] = p[k] = parameter(s->family, k, t[k]);
    information(s, t, least, H);
    standard_errors(s, t, H, report->errors);
    report->log_likelihood = -least;
    report->evaluations = s->evaluations;
    if (s->info) return s->info;
    const int info = law ? s->family->create(p, law) : 0;
    return info ? info : converged ? 0 : RANDBLAS_NOT_CONVERGED;
}

int rmt_law_fit(rmt_law_family family, int64_t n, const double *x, rmt_law **law, rmt_law_fit_report *report)
{
    search s = {.family = rmt_law_fitting_of((int)family), .n = n, .x = x};
    if (!s.family) return -1;
    if (n < 2) return -2;
    if (!x) return -3;
    if (!report) return -5;
    *report = (rmt_law_fit_report){{NAN, NAN, NAN}, {NAN, NAN, NAN}, NAN, 0};
    if (law) *law = NULL;
    for (int64_t i = 0; i < n; i++)
        if (!isfinite(x[i])) return RANDBLAS_NOT_FINITE;
    randblas_arena arena = randblas_arena_open(NULL);
    s.y = randblas_arena_get(&arena, n, sizeof *s.y);
    int info = arena.info;
    if (!info) info = fit(&s, law, report);
    randblas_arena_close(&arena);
    return info;
}
