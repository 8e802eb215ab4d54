/*
 * Asymptotic errors of ridge regression on random features.  In the eigenbasis of K, with a = d/n,
 *
 *     g = a/(a lambda + theta),   p = lambda g  (Psi Qbar),   1 - p  (gamma Qbar),   Psi_{X'X} Qbar = K_{X'X} g
 *     S = (1/d) sum p (1 - p),   T = (1/d) sum p^2
 *     E_train = (1/n) sum y^2 (1 - p) ((1 - p) + p S/(1 - T))
 *     E_test  = (1/m) |y' - K_{X'X} g y|^2 + (1/d) (sum y^2 p g)/(1 - T) (1/m) (tr K_{X'X'} - G)
 *     G = sum g (2 - p) |K_{X'X}|^2
 *
 * which are the formulas of Louart, Liao and Couillet (2018) with gamma divided out of every term, so that gamma = 0
 * is no special case but for lambda = theta = 0, where p = g = 0 and gamma Qbar = 1.
 */
#include "features_impl.h"

#include "arena_impl.h"
#include "blas_impl.h"
#include "lapack_impl.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void rmt_features_destroy(rmt_features *model)
{
    if (!model) return;
    free(model->lambda);
    free(model->V);
    free(model->target);
    free(model->cross);
    free(model->squares);
    free(model->y_test);
    free(model);
}

static double *numbers(int64_t a, int64_t b)
{
    const int64_t count = randblas_size_product(a, b);
    if (count > INT64_MAX / 16) return NULL;
    return malloc((size_t)(count > 0 ? count : 1) * sizeof(double));
}

static rmt_features *allocate(int64_t n, int64_t m)
{
    rmt_features *f = calloc(1, sizeof *f);
    if (!f) return NULL;
    f->n = n;
    f->m = m;
    f->lambda = numbers(n, 1);
    f->V = numbers(n, n);
    f->target = numbers(n, 1);
    f->cross = numbers(n, m);
    f->squares = numbers(n, 1);
    f->y_test = numbers(m, 1);
    if (f->lambda && f->V && f->target && f->cross && f->squares && f->y_test) return f;
    rmt_features_destroy(f);
    return NULL;
}

static bool finite(int64_t rows, int64_t cols, const double *A, int64_t lda, bool upper)
{
    for (int64_t j = 0; j < cols; j++)
        for (int64_t i = 0; i < rows && (!upper || i <= j); i++)
            if (!isfinite(A[i + j * lda])) return false;
    return true;
}

/* K = V diag(lambda) V^T; what rounding made of zeros is zero. */
static int decompose(rmt_features *f, const double *K, int64_t ldk, randblas_arena *arena)
{
    const int64_t n = f->n;
    double *work = randblas_arena_get(arena, RANDLAPACK_EIGEN_WORK(n), sizeof *work);
    int64_t *iwork = randblas_arena_get(arena, 5 * n + 3, sizeof *iwork);
    if (arena->info) return arena->info;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) f->V[i + j * n] = K[i <= j ? i + j * ldk : j + i * ldk];
    const int info = randlapack_dsyevd(n, f->V, n, f->lambda, work, iwork);
    if (info) return info;
    const double most = fmax(f->lambda[n - 1], -f->lambda[0]);
    if (f->lambda[0] < -1e-8 * most) return RANDBLAS_NOT_POSITIVE_DEFINITE;
    for (int64_t i = 0; i < n; i++)
        if (f->lambda[i] <= (double)n * DBL_EPSILON * most) f->lambda[i] = 0;
    return 0;
}

/* target = V^T y, cross = V^T K_{XX'}, which vanishes where lambda does: else rounding there would be divided by theta.
 */
static void project(rmt_features *f, const double *y, const double *cross, int64_t ldc)
{
    const int64_t n = f->n, m = f->m;
    const randblas_xview V = {f->V, n, true}; /* transposed */
    memset(f->target, 0, (size_t)n * sizeof *f->target);
    memset(f->squares, 0, (size_t)n * sizeof *f->squares);
    randblas_xgemv(n, n, 1, V, false, view_make(y, n, RANDBLAS_COL_MAJOR), (randblas_xview){f->target, n, false});
    if (m == 0) return;
    memset(f->cross, 0, (size_t)(n * m) * sizeof *f->cross);
    randblas_xgemm(n, m, n, 1, V, view_make(cross, ldc, RANDBLAS_COL_MAJOR), (randblas_xview){f->cross, n, false});
    for (int64_t j = 0; j < m; j++)
        for (int64_t i = 0; i < n; i++) {
            if (f->lambda[i] == 0) f->cross[i + j * n] = 0;
            f->squares[i] += f->cross[i + j * n] * f->cross[i + j * n];
        }
}

static int illegal(int64_t n, const double *K, int64_t ldk, const double *y, int64_t m, const double *cross,
                   int64_t ldc, const double *diagonal, const double *y_test)
{
    if (n < 1) return -1;
    if (!K) return -2;
    if (ldk < n) return -3;
    if (!y) return -4;
    if (m < 0) return -5;
    if (!cross && m > 0) return -6;
    if (ldc < n) return -7;
    if (!diagonal && m > 0) return -8;
    return !y_test && m > 0 ? -9 : 0;
}

int rmt_features_create(int64_t n, const double *K, int64_t ldk, const double *y, int64_t m, const double *cross,
                        int64_t ldc, const double *diagonal, const double *y_test, const randblas_control *control,
                        rmt_features **model)
{
    int info = illegal(n, K, ldk, y, m, cross, ldc, diagonal, y_test);
    if (info) return info;
    if (!randblas_control_is_legal(control)) return -10;
    if (!model) return -11;
    const bool good = finite(n, n, K, ldk, true) && finite(n, 1, y, n, false) && finite(n, m, cross, ldc, false) &&
                      finite(m, 1, diagonal, m, false) && finite(m, 1, y_test, m, false);
    if (!good) return RANDBLAS_NOT_FINITE;
    rmt_features *f = allocate(n, m);
    if (!f) return RANDBLAS_OUT_OF_MEMORY;
    randblas_arena arena = randblas_arena_open(control);
    info = decompose(f, K, ldk, &arena);
    randblas_arena_close(&arena);
    if (info) {
        rmt_features_destroy(f);
        return info;
    }
    project(f, y, cross, ldc);
    for (int64_t j = 0; j < m; j++) {
        f->trace += diagonal[j];
        f->y_test[j] = y_test[j];
    }
    *model = f;
    return 0;
}

static double factor(double a, double lambda, double theta)
{
    return lambda == 0 && theta == 0 ? 0 : a / (a * lambda + theta);
}

/* u = g V^T y; (1/m) |y' - K_{X'X} V u|^2 */
static double bias(const rmt_features *f, double a, double theta, double *u, double *fitted)
{
    double sum = 0;
    for (int64_t i = 0; i < f->n; i++) u[i] = factor(a, f->lambda[i], theta) * f->target[i];
    memset(fitted, 0, (size_t)f->m * sizeof *fitted);
    randblas_xgemv(f->m, f->n, 1, (randblas_xview){f->cross, f->n, true}, false, (randblas_xview){u, f->n, false},
                   (randblas_xview){fitted, f->m > 0 ? f->m : 1, false});
    for (int64_t j = 0; j < f->m; j++) sum += (f->y_test[j] - fitted[j]) * (f->y_test[j] - fitted[j]);
    return sum / (double)f->m;
}

/* Whether the limit gamma = 0 is as good: theta has few digits left, and is nothing beside lambda. */
static bool vanishes(const rmt_features *f, double a, double theta)
{
    int64_t i = 0;
    if (theta > DBL_MIN / DBL_EPSILON) return false;
    while (i < f->n && f->lambda[i] == 0) i++;
    return i < f->n && theta <= DBL_EPSILON * DBL_EPSILON * a * f->lambda[i];
}

static void one_point(const rmt_features *f, double d, double gamma, double *work, rmt_features_point *r)
{
    const double a = d / (double)f->n;
    double S = 0, mean = 0, spread = 0, rest = f->trace, train = 0;
    r->theta = rmt_features_theta(f->n, f->lambda, d, gamma, &r->iterations);
    if (gamma > 0 && vanishes(f, a, r->theta)) gamma = r->theta = 0;
    r->degrees = 0;
    for (int64_t i = 0; i < f->n; i++) {
        const double g = factor(a, f->lambda[i], r->theta), p = f->lambda[i] * g, y2 = f->target[i] * f->target[i];
        const double q = r->theta == 0 ? f->lambda[i] == 0 : r->theta * g / a; /* 1 - p */
        S += p * q / d;
        mean += p / a; /* of lambda g */
        spread += y2 * p * g / d;
        train += y2 * q * q;
        rest -= g * (1 + q) * f->squares[i];
        r->degrees += p;
    }
    /* 1 - (1/d) sum p^2 = S + gamma/theta at the root: no cancellation */
    const double left = r->theta > 0 ? S + gamma / r->theta : 1 - r->degrees / d;
    for (int64_t i = 0; i < f->n; i++) {
        const double g = factor(a, f->lambda[i], r->theta), p = f->lambda[i] * g;
        const double q = r->theta == 0 ? f->lambda[i] == 0 : r->theta * g / a;
        if (S > 0) train += f->target[i] * f->target[i] * q * p * S / left;
    }
    r->train = train / (double)f->n;
    r->delta = gamma > 0         ? r->theta / gamma * mean / (double)f->n
               : r->theta > 0    ? INFINITY
               : r->degrees == 0 ? 0
                                 : r->degrees / (d - r->degrees);
    r->test = NAN;
    if (f->m == 0) return;
    const double variance = spread > 0 && rest > 0 ? spread / left * rest / (double)f->m : 0;
    r->test = bias(f, a, r->theta, work, work + f->n) + variance;
}

int rmt_features_errors(const rmt_features *model, int64_t count, const double *d, const double *gamma,
                        rmt_features_point *points)
{
    if (!model) return -1;
    if (count < 0) return -2;
    if (!d && count > 0) return -3;
    if (!gamma && count > 0) return -4;
    if (!points && count > 0) return -5;
    randblas_arena arena = randblas_arena_open(NULL);
    double *work = randblas_arena_get(&arena, model->n + model->m, sizeof *work);
    const int info = arena.info;
    for (int64_t k = 0; k < count && !info; k++)
        if (d[k] > 0 && isfinite(d[k]) && gamma[k] >= 0 && isfinite(gamma[k]))
            one_point(model, d[k], gamma[k], work, &points[k]);
        else
            points[k] = (rmt_features_point){NAN, NAN, NAN, NAN, NAN, 0};
    randblas_arena_close(&arena);
    return info;
}

int rmt_features_resolvent(const rmt_features *model, double d, double gamma, double *Q, int64_t ldq)
{
    if (!model) return -1;
    if (!(d > 0 && isfinite(d))) return -2;
    if (!(gamma >= 0 && isfinite(gamma))) return -3;
    if (!Q) return -4;
    if (ldq < model->n) return -5;
    const int64_t n = model->n;
    int64_t steps;
    const double a = d / (double)n, theta = rmt_features_theta(n, model->lambda, d, gamma, &steps);
    randblas_arena arena = randblas_arena_open(NULL);
    double *W = randblas_arena_get(&arena, randblas_size_product(n, n), sizeof *W);
    const int info = arena.info;
    for (int64_t j = 0; j < n && !info; j++) {
        const double q = theta == 0 ? model->lambda[j] == 0 : theta / (a * model->lambda[j] + theta);
        for (int64_t i = 0; i < n; i++) W[i + j * n] = q * model->V[i + j * n];
    }
    if (!info) {
        randblas_xscale_view(n, n, 0, (randblas_xview){Q, ldq, false});
        randblas_xgemm(n, n, n, 1, (randblas_xview){W, n, false}, (randblas_xview){model->V, n, true},
                       (randblas_xview){Q, ldq, false});
    }
    randblas_arena_close(&arena);
    return info;
}
