/*
 * A = Q diag(s) V^T with orthonormal Q and V; b = A x0 + r0, r0 orthogonal to Q.  Rounding A moves the solution by
 * cond^2 eps ||r||, which would hide the errors of the solvers under test.  So (r, x) is refined on the augmented
 * system [I A; A^T 0] [r; x] = [b; 0] with residuals in extended precision (Bjorck 1967), where Q, s and V solve for
 * the corrections: error contracts by cond eps a step.
 */
#include "lsq_problem.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct svd {
    double *Q, *s, *V;
} svd;

static void random_fill(int64_t count, uint64_t seed, double *x)
{
#pragma omp parallel for schedule(static)
    for (int64_t i = 0; i < count; i++) {
        uint64_t z = ((uint64_t)i + (seed << 40) + 1) * 0x9e3779b97f4a7c15u; /* SplitMix64 */
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        x[i] = (double)((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1;
    }
}

/* Orthonormal columns in place of random ones, by Cholesky QR twice: iid columns are well conditioned. */
static int orthonormalise(int64_t m, int64_t n, double *Q, double *R)
{
    const int im = (int)m, in = (int)n;
    for (int pass = 0; pass < 2; pass++) {
        cblas_dsyrk(CblasColMajor, CblasUpper, CblasTrans, in, im, 1.0, Q, im, 0.0, R, in);
        if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'U', in, R, in)) return -1;
        cblas_dtrsm(CblasColMajor, CblasRight, CblasUpper, CblasNoTrans, CblasNonUnit, im, in, 1.0, R, in, Q, im);
    }
    return 0;
}

static int random_orthogonal(int64_t n, double *V, double *tau)
{
    const int in = (int)n;
    random_fill(n * n, 3, V);
    if (LAPACKE_dgeqrf(LAPACK_COL_MAJOR, in, in, V, in, tau)) return -1;
    return LAPACKE_dorgqr(LAPACK_COL_MAJOR, in, in, in, V, in, tau);
}

/* f = b - r - A x and g = -A^T r. */
static void augmented_residual(const lsq_problem *p, const long double *r, const long double *x, double *f, double *g)
{
    enum { ROWS = 512 };
#pragma omp parallel for schedule(static)
    for (int64_t i0 = 0; i0 < p->m; i0 += ROWS) {
        const int64_t rows = p->m - i0 < ROWS ? p->m - i0 : ROWS;
        long double sum[ROWS];
        for (int64_t i = 0; i < rows; i++) sum[i] = p->b[i0 + i] - r[i0 + i];
        for (int64_t j = 0; j < p->n; j++)
            for (int64_t i = 0; i < rows; i++) sum[i] -= p->A[i0 + i + j * p->m] * x[j];
        for (int64_t i = 0; i < rows; i++) f[i0 + i] = (double)sum[i];
    }
#pragma omp parallel for schedule(static)
    for (int64_t j = 0; j < p->n; j++) {
        long double sum = 0;
        for (int64_t i = 0; i < p->m; i++) sum -= p->A[i + j * p->m] * r[i];
        g[j] = (double)sum;
    }
}

/*
 * [I A; A^T 0] [dr; dx] = [f; g] by A = Q S V^T:  h = S^-1 V^T g,  dx = V S^-1 (Q^T f - h),  dr = f - Q (Q^T f - h).
 * dr overwrites f and dx overwrites g.
 */
static void augmented_solve(const lsq_problem *p, const svd *F, double *f, double *g, double *h)
{
    const int m = (int)p->m, n = (int)p->n;
    cblas_dgemv(CblasColMajor, CblasTrans, n, n, 1.0, F->V, n, g, 1, 0.0, h, 1);
    for (int j = 0; j < n; j++) h[j] /= F->s[j];
    cblas_dgemv(CblasColMajor, CblasTrans, m, n, 1.0, F->Q, m, f, 1, -1.0, h, 1);
    cblas_dgemv(CblasColMajor, CblasNoTrans, m, n, -1.0, F->Q, m, h, 1, 1.0, f, 1);
    for (int j = 0; j < n; j++) h[j] /= F->s[j];
    cblas_dgemv(CblasColMajor, CblasNoTrans, n, n, 1.0, F->V, n, h, 1, 0.0, g, 1);
}

/* A and b from the factors; the first guess of x is what was put in, that of r is 0. */
static void assemble(lsq_problem *p, const svd *F, double noise, double *work)
{
    const int m = (int)p->m, n = (int)p->n;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) work[j + i * n] = F->s[j] * F->V[i + j * n]; /* S V^T */
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, m, n, n, 1.0, F->Q, m, work, n, 0.0, p->A, m);
    random_fill(n, 4, p->x);
    random_fill(m, 5, p->b);
    cblas_dgemv(CblasColMajor, CblasTrans, m, n, 1.0, F->Q, m, p->b, 1, 0.0, work, 1);
    cblas_dgemv(CblasColMajor, CblasNoTrans, m, n, -1.0, F->Q, m, work, 1, 1.0, p->b, 1);
    cblas_dgemv(CblasColMajor, CblasTrans, n, n, 1.0, F->V, n, p->x, 1, 0.0, work, 1);
    double norm = 0;
    for (int j = 0; j < n; j++) norm = hypot(norm, F->s[j] * work[j]); /* ||A x|| */
    cblas_dgemv(CblasColMajor, CblasNoTrans, m, n, 1.0, p->A, m, p->x, 1, noise * norm / cblas_dnrm2(m, p->b, 1), p->b,
                1);
}

static int refine(lsq_problem *p, const svd *F)
{
    const int64_t m = p->m, n = p->n;
    long double *r = calloc((size_t)m, sizeof *r), *x = malloc((size_t)n * sizeof *x);
    double *f = malloc((size_t)m * sizeof *f), *g = malloc((size_t)n * sizeof *g), *h = malloc((size_t)n * sizeof *h);
    const int failed = !r || !x || !f || !g || !h;
    if (!failed) {
        for (int64_t j = 0; j < n; j++) x[j] = p->x[j];
        for (int step = 0; step < 6; step++) {
            augmented_residual(p, r, x, f, g);
            augmented_solve(p, F, f, g, h);
            for (int64_t i = 0; i < m; i++) r[i] += f[i];
            for (int64_t j = 0; j < n; j++) x[j] += g[j];
        }
        for (int64_t j = 0; j < n; j++) p->x[j] = (double)x[j];
    }
    free(r), free(x), free(f), free(g), free(h);
    return failed;
}

int lsq_problem_make(int64_t m, int64_t n, double cond, double noise, lsq_problem *p)
{
    const size_t tall = (size_t)(m * n) * sizeof(double), square = (size_t)(n * n) * sizeof(double);
    svd F = {malloc(tall), malloc((size_t)n * sizeof(double)), malloc(square)};
    double *work = malloc(square);
    *p = (lsq_problem){m, n, malloc(tall), malloc((size_t)m * sizeof(double)), malloc((size_t)n * sizeof(double))};
    int failed = !F.Q || !F.s || !F.V || !work || !p->A || !p->b || !p->x;
    if (!failed) {
        random_fill(m * n, 1, F.Q);
        for (int64_t j = 0; j < n; j++) F.s[j] = pow(cond, n > 1 ? -(double)j / (double)(n - 1) : 0);
        failed = orthonormalise(m, n, F.Q, work) || random_orthogonal(n, F.V, work);
    }
    if (!failed) {
        assemble(p, &F, noise, work);
        failed = refine(p, &F);
    }
    free(F.Q), free(F.s), free(F.V), free(work);
    if (failed) lsq_problem_free(p);
    return failed;
}

void lsq_problem_free(lsq_problem *p)
{
    free(p->A), free(p->b), free(p->x);
    *p = (lsq_problem){0};
}

double lsq_residual(const lsq_problem *p, const double *y, double *normal)
{
    double *r = malloc((size_t)p->m * sizeof *r), *g = malloc((size_t)p->n * sizeof *g), norm = NAN;
    *normal = NAN;
    if (r && g) {
        memcpy(r, p->b, (size_t)p->m * sizeof *r);
        cblas_dgemv(CblasColMajor, CblasNoTrans, (int)p->m, (int)p->n, -1.0, p->A, (int)p->m, y, 1, 1.0, r, 1);
        cblas_dgemv(CblasColMajor, CblasTrans, (int)p->m, (int)p->n, 1.0, p->A, (int)p->m, r, 1, 0.0, g, 1);
        norm = cblas_dnrm2((int)p->m, r, 1);
        *normal = cblas_dnrm2((int)p->n, g, 1);
    }
    free(r), free(g);
    return norm;
}

double lsq_forward_error(const lsq_problem *p, const double *y)
{
    double error = 0, norm = 0;
    for (int64_t j = 0; j < p->n; j++) {
        error = hypot(error, y[j] - p->x[j]);
        norm = hypot(norm, p->x[j]);
    }
    return error / norm;
}
