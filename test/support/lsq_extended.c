/*
 * With v = r/||r||, r = b - A x, and phi = theta ||r|| / sqrt(1 + theta^2 ||x||^2), the optimal backward error is
 *
 *     min(phi, sigma_min([A, phi (I - v v^T)])).
 *
 * Q^T A = [R; 0] and a reflection of the rows below turn v into (v1, nu e_1), so that the matrix becomes one of n + 1
 * rows, [R v1..., phi (I - w w^T)] with w = (v1, nu), beside phi times an identity.  Its least singular value is found
 * by inverse iteration with the triangle of its transpose.
 */
#include "lsq_extended.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 200

static long double norm(int64_t n, const long double *x)
{
    long double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i] * x[i];
    return sqrtl(sum);
}

/* y = (I - tau u u^T) y, u = (1, the rest of the column). */
static void reflect(int64_t m, const long double *u, long double tau, long double *y)
{
    long double sum = y[0];
    for (int64_t i = 1; i < m; i++) sum += u[i] * y[i];
    y[0] -= tau * sum;
    for (int64_t i = 1; i < m; i++) y[i] -= tau * sum * u[i];
}

static void factor(int64_t m, int64_t n, long double *A, long double *tau)
{
    for (int64_t j = 0; j < n; j++) {
        long double *u = A + j + j * m;
        const long double beta = -copysignl(norm(m - j, u), u[0]);
        tau[j] = beta != 0 ? (beta - u[0]) / beta : 0;
        for (int64_t i = 1; i < m - j && beta != 0; i++) u[i] /= u[0] - beta;
        for (int64_t k = j + 1; k < n; k++) reflect(m - j, u, tau[j], A + j + k * m);
        u[0] = beta;
    }
}

/* y = Q^T y */
static void project(const lsq_extended *e, long double *y)
{
    for (int64_t j = 0; j < e->n; j++) reflect(e->m - j, e->QR + j + j * e->m, e->tau[j], y + j);
}

/* x = R^-1 x or R^-T x, R the triangle of an array with ld rows. */
static void solve(int64_t n, const long double *R, int64_t ld, int transposed, long double *x)
{
    for (int64_t k = 0; k < n; k++) {
        const int64_t j = transposed ? k : n - 1 - k;
        if (transposed)
            for (int64_t i = 0; i < j; i++) x[j] -= R[i + j * ld] * x[i];
        x[j] /= R[j + j * ld];
        if (!transposed)
            for (int64_t i = 0; i < j; i++) x[i] -= R[i + j * ld] * x[j];
    }
}

int lsq_extended_make(int64_t m, int64_t n, const double *A, lsq_extended *e)
{
    *e = (lsq_extended){.m = m, .n = n, .A = A};
    e->QR = malloc((size_t)(m * n + 1) * sizeof *e->QR);
    e->tau = malloc((size_t)(n + 1) * sizeof *e->tau);
    if (!e->QR || !e->tau) {
        lsq_extended_free(e);
        return -1;
    }
    for (int64_t k = 0; k < m * n; k++) e->QR[k] = A[k];
    e->frobenius = (double)norm(m * n, e->QR);
    factor(m, n, e->QR, e->tau);
    return 0;
}

void lsq_extended_free(lsq_extended *e)
{
    free(e->QR), free(e->tau);
    *e = (lsq_extended){0};
}

int lsq_extended_solve(const lsq_extended *e, const double *b, double *x)
{
    long double *y = malloc((size_t)e->m * sizeof *y);
    if (!y) return -1;
    for (int64_t i = 0; i < e->m; i++) y[i] = b[i];
    project(e, y);
    solve(e->n, e->QR, e->m, 0, y);
    for (int64_t j = 0; j < e->n; j++) x[j] = (double)y[j];
    free(y);
    return 0;
}

/* sigma_min of the (n + 1) x (2 n + 1) matrix M, of which T is the transpose and is overwritten. */
static long double least_singular_value(int64_t n, long double *T, long double *tau, long double *x)
{
    const int64_t rows = 2 * n + 1, cols = n + 1;
    long double value = 0;
    factor(rows, cols, T, tau);
    for (int64_t i = 0; i < cols; i++) {
        x[i] = 1 + (long double)(i % 7) / 8;
        if (T[i + i * rows] == 0) return 0;
    }
    for (int step = 0; step < STEPS; step++) {
        const long double length = norm(cols, x);
        for (int64_t i = 0; i < cols; i++) x[i] /= length;
        solve(cols, T, rows, 1, x);
        value = 1 / norm(cols, x);
        solve(cols, T, rows, 0, x);
    }
    return value;
}

static long double phi_of(const lsq_extended *e, const double *b, const double *x, double theta, long double *r)
{
    long double square = 0;
    for (int64_t i = 0; i < e->m; i++) r[i] = b[i];
    for (int64_t j = 0; j < e->n; j++) {
        square += (long double)x[j] * x[j];
        for (int64_t i = 0; i < e->m; i++) r[i] -= (long double)e->A[i + j * e->m] * x[j];
    }
    return theta * norm(e->m, r) / sqrtl(1 + (long double)theta * theta * square);
}

double lsq_extended_backward_error(const lsq_extended *e, const double *b, const double *x, double theta)
{
    const int64_t m = e->m, n = e->n, rows = 2 * n + 1, cols = n + 1;
    long double *r = malloc((size_t)m * sizeof *r), *T = calloc((size_t)(rows * cols), sizeof *T);
    long double *tau = malloc((size_t)cols * sizeof *tau), *w = malloc((size_t)cols * sizeof *w);
    long double phi = -1;
    if (r && T && tau && w) {
        phi = phi_of(e, b, x, theta, r);
        const long double length = norm(m, r);
        project(e, r);
        for (int64_t i = 0; i < n; i++) w[i] = length > 0 ? r[i] / length : 0;
        w[n] = length > 0 ? norm(m - n, r + n) / length : 0;
        for (int64_t i = 0; i < cols; i++) {
            for (int64_t j = i; j < n; j++) T[j + i * rows] = e->QR[i + j * m];
            for (int64_t j = 0; j < cols; j++) T[n + j + i * rows] = phi * ((i == j) - w[i] * w[j]);
        }
        if (length > 0) phi = fminl(phi, least_singular_value(n, T, tau, w));
    }
    free(r), free(T), free(tau), free(w);
    return (double)phi;
}
