/*
 * Weighted least squares on increments.  x_j, the mean increment over (n_j, n_(j+1)], has variance s^2 (n/n_last)^(2 g)
 * / (n_(j+1) - n_j) when increments are independent; g is found from the residuals of a first fit.  The functions are
 * nearly dependent, so: Householder QR, columns scaled to norm 1.
 */
#include "flodance_impl.h"

#include <math.h>

#define LEAST_HALF 16 /* residuals in each half before the growth of their variance is looked for */
#define MOST_GROWTH 1.5

/* Function k of y: n, log n!, log(n!)/n, ... */
static double basis(int k, double n)
{
    return k == 0 ? n : lgamma(n + 1) * pow(n, 1 - k);
}

double rmt_flodance_slope(int k, int64_t from, int64_t to)
{
    if (k == 0) return 1;
    return (basis(k, (double)to) - basis(k, (double)from)) / (double)(to - from);
}

static double middle(const rmt_flodance_series *s, int64_t j)
{
    return ((double)s->sizes[j] + (double)s->sizes[j + 1]) / 2;
}

static double root_weight(const rmt_flodance_series *s, int64_t j, double growth)
{
    return sqrt((double)(s->sizes[j + 1] - s->sizes[j])) * pow(middle(s, j) / (double)s->sizes[s->count], -growth);
}

/* a -= (v^T a / beta) v */
static void reflect(int64_t m, const double *v, double beta, double *a)
{
    double dot = 0;
    for (int64_t i = 0; i < m; i++) dot += v[i] * a[i];
    for (int64_t i = 0; i < m; i++) a[i] -= dot / beta * v[i];
}

/* Householder QR of the first p of the columns of A, m x cols; R stands in the upper triangle and in diagonal. */
static void triangularise(int64_t m, int p, int64_t cols, double *A, double *diagonal)
{
    for (int k = 0; k < p; k++) {
        double *v = A + k + k * m, norm = 0;
        for (int64_t i = 0; i < m - k; i++) norm = hypot(norm, v[i]);
        diagonal[k] = v[0] > 0 ? -norm : norm;
        v[0] -= diagonal[k];
        const double beta = -diagonal[k] * v[0]; /* v^T v / 2 */
        for (int64_t j = k + 1; j < cols && beta > 0; j++) reflect(m - k, v, beta, A + k + j * m);
    }
}

/* x = R^-1 b */
static void solve(int64_t m, int p, const double *A, const double *diagonal, const double *b, double *x)
{
    for (int i = p - 1; i >= 0; i--) {
        x[i] = b[i];
        for (int j = i + 1; j < p; j++) x[i] -= A[i + j * m] * x[j];
        x[i] = diagonal[i] != 0 ? x[i] / diagonal[i] : 0;
    }
}

/* (R^T R)^-1, R with columns scaled by 1/scale. */
static void covariance(int64_t m, int p, const double *A, const double *diagonal, const double *scale, double *C)
{
    double inverse[RMT_FLODANCE_TERMS * RMT_FLODANCE_TERMS];
    for (int j = 0; j < p; j++) {
        double unit[RMT_FLODANCE_TERMS] = {0};
        unit[j] = 1;
        solve(m, p, A, diagonal, unit, inverse + j * RMT_FLODANCE_TERMS);
    }
    for (int i = 0; i < RMT_FLODANCE_TERMS * RMT_FLODANCE_TERMS; i++) C[i] = 0;
    for (int a = 0; a < p; a++)
        for (int b = 0; b < p; b++)
            for (int j = 0; j < p; j++)
                C[a + b * RMT_FLODANCE_TERMS] +=
                    inverse[a + j * RMT_FLODANCE_TERMS] * inverse[b + j * RMT_FLODANCE_TERMS] / (scale[a] * scale[b]);
}

/* Coefficients of all orders and the unscaled covariance of one. */
static void fit(const rmt_flodance_series *s, int64_t from, int64_t to, rmt_flodance_model *model)
{
    const int64_t m = to - from;
    const int p = model->terms;
    double *A = s->work, scale[RMT_FLODANCE_TERMS], diagonal[RMT_FLODANCE_TERMS], *B = A + m * p;
    for (int k = 0; k < p; k++) {
        double norm = 0;
        for (int64_t j = 0; j < m; j++) {
            A[j + k * m] = rmt_flodance_slope(k, s->sizes[from + j], s->sizes[from + j + 1]) *
                           root_weight(s, from + j, model->growth);
            norm = hypot(norm, A[j + k * m]);
        }
        scale[k] = norm > 0 ? norm : 1;
        for (int64_t j = 0; j < m; j++) A[j + k * m] /= scale[k];
    }
    for (int64_t r = 0; r < s->orders; r++)
        for (int64_t j = 0; j < m; j++)
            B[j + r * m] = s->x[from + j + r * s->count] * root_weight(s, from + j, model->growth);
    triangularise(m, p, p + s->orders, A, diagonal);
    for (int k = 0; k < RMT_FLODANCE_TERMS; k++) model->coefficient[k] = 0;
    for (int64_t r = 0; r < s->orders; r++) {
        double *theta = s->theta + r * p;
        solve(m, p, A, diagonal, B + r * m, theta);
        for (int k = 0; k < p; k++) {
            theta[k] /= scale[k];
            model->coefficient[k] += theta[k] / (double)s->orders;
        }
    }
    covariance(m, p, A, diagonal, scale, model->covariance);
}

/* Mean squares of the weighted residuals of increments from..to - 1; their products with successors. */
static double residuals(const rmt_flodance_series *s, int64_t from, int64_t to, const rmt_flodance_model *model,
                        double *products)
{
    double sum = 0, last = 0;
    *products = 0;
    for (int64_t r = 0; r < s->orders; r++)
        for (int64_t j = from; j < to; j++) {
            double e = s->x[j + r * s->count];
            for (int k = 0; k < model->terms; k++)
                e -= model->coefficient[k] * rmt_flodance_slope(k, s->sizes[j], s->sizes[j + 1]);
            e *= root_weight(s, j, model->growth);
            sum += e * e;
            if (j > from) *products += e * last;
            last = e;
        }
    return sum;
}

void rmt_flodance_regress(const rmt_flodance_series *s, int64_t from, int64_t to, int terms, rmt_flodance_model *model)
{
    const int64_t half = from + (to - from) / 2;
    double products = 0;
    *model = (rmt_flodance_model){
        .first = s->sizes[from], .last = s->sizes[to], .orders = s->orders, .terms = terms, .inflation = 1};
    fit(s, from, to, model);
    if ((to - from) * s->orders >= 2 * LEAST_HALF && to - from >= 2 * terms) {
        const double low = residuals(s, from, half, model, &products) / (double)(half - from);
        const double high = residuals(s, half, to, model, &products) / (double)(to - half);
        const double ratio = middle(s, (half + to) / 2) / middle(s, (from + half) / 2);
        if (low > 0 && high > 0) model->growth = log(high / low) / (2 * log(ratio));
        model->growth = fmin(fmax(model->growth, -MOST_GROWTH), MOST_GROWTH);
        fit(s, from, to, model);
    }
    const double free = (double)((to - from) * s->orders - terms);
    const double sum = residuals(s, from, to, model, &products);
    const double variance = free > 0 ? sum / free : 0;
    model->noise = sqrt(variance) * pow((double)model->last / (double)s->sizes[s->count], model->growth);
    model->correlation = sum > 0 ? products / sum : 0;
    for (int i = 0; i < RMT_FLODANCE_TERMS * RMT_FLODANCE_TERMS; i++)
        model->covariance[i] *= variance / (double)s->orders;
}

double rmt_flodance_variance(const rmt_flodance_model *model, int64_t from, int64_t to)
{
    double sum = 0, slope[RMT_FLODANCE_TERMS] = {0};
    for (int k = 0; k < model->terms; k++) slope[k] = rmt_flodance_slope(k, from, to);
    for (int a = 0; a < model->terms; a++)
        for (int b = 0; b < model->terms; b++)
            sum += slope[a] * slope[b] * model->covariance[a + b * RMT_FLODANCE_TERMS];
    return sum * model->inflation * model->inflation;
}
