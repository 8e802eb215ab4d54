/*
 * LSQR @cite paige1982 and LSMR @cite fong2011 on the bidiagonalisation of Golub and Kahan,
 *
 *     beta_{k+1} u_{k+1} = A v_k - alpha_k u_k,   alpha_{k+1} v_{k+1} = A^T u_{k+1} - beta_{k+1} v_k,
 *
 * with every advantage that a peer can be given: p = beta u is stored in place of u, so that a step reads A once and
 * nothing of length m but p; rows are shared among threads; vectors of length n are in cache.
 */
#include "plain_krylov.h"

#include "bench.h"

#include <cblas.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const double plain_levels[PLAIN_LEVELS] = {1e-6, 1e-8, 1e-10, 1e-12, 1e-14};

double plain_sweep(const csr *A, const double *v, double shift, double *p, double *y)
{
    const int64_t m = A->m, n = A->n;
    const int64_t *ptr = A->ptr, *colind = A->colind;
    const double *values = A->values;
    double square = 0;
    memset(y, 0, (size_t)n * 8);
#pragma omp parallel reduction(+ : square)
    {
        double *mine = bench_allocate(n * 8);
        memset(mine, 0, (size_t)n * 8);
#pragma omp for schedule(static)
        for (int64_t i = 0; i < m; i++) {
            double sum = -shift * p[i];
            for (int64_t k = ptr[i]; k < ptr[i + 1]; k++) sum += values[k] * v[colind[k]];
            p[i] = sum;
            square += sum * sum;
            for (int64_t k = ptr[i]; k < ptr[i + 1]; k++) mine[colind[k]] += values[k] * sum;
        }
#pragma omp critical
        for (int64_t j = 0; j < n; j++) y[j] += mine[j];
        free(mine);
    }
    return sqrt(square);
}

typedef struct bidiagonal {
    const csr *A;
    double alpha, beta;
    double *p, *v, *y; /* m, n, n */
} bidiagonal;

/* y is A^T p already: v = y / beta - beta v. */
static void finish_step(bidiagonal *g, double old)
{
    const int n = (int)g->A->n;
    for (int j = 0; j < n; j++) g->v[j] = g->y[j] / g->beta - old * g->v[j];
    g->alpha = cblas_dnrm2(n, g->v, 1);
    cblas_dscal(n, 1 / g->alpha, g->v, 1);
}

static bidiagonal begin(const csr *A, const double *b)
{
    bidiagonal g = {
        .A = A, .p = bench_allocate(A->m * 8), .v = bench_allocate(A->n * 8), .y = bench_allocate(A->n * 8)};
    memcpy(g.p, b, (size_t)A->m * 8);
    memset(g.v, 0, (size_t)A->n * 8);
    g.beta = plain_sweep(A, g.v, -1, g.p, g.y); /* p = b */
    finish_step(&g, 0);
    return g;
}

static void step(bidiagonal *g)
{
    g->beta = plain_sweep(g->A, g->v, g->alpha / g->beta, g->p, g->y);
    finish_step(g, g->beta);
}

static void end(bidiagonal *g)
{
    free(g->p), free(g->v), free(g->y);
}

/* Note the levels that were passed; is it time to stop? */
static bool stop(plain_run *run, double start, double normal, double residual, double sizes, const plain_limits *limits)
{
    run->iterations++;
    run->normal = normal;
    run->seconds = bench_now() - start;
    for (int l = 0; l < PLAIN_LEVELS; l++)
        if (normal <= plain_levels[l] && run->levels[l].iterations == 0) {
            run->levels[l].iterations = run->iterations;
            run->levels[l].seconds = run->seconds;
        }
    run->converged = normal <= limits->atol || residual <= limits->atol * sizes;
    return run->converged || run->seconds > limits->seconds;
}

plain_run plain_lsqr(const csr *A, const double *b, const plain_limits *limits, double *x)
{
    const int n = (int)A->n;
    const double frobenius = limits->frobenius;
    plain_run run = {0};
    const double start = bench_now();
    bidiagonal g = begin(A, b);
    double *w = bench_allocate(n * 8), rhobar = g.alpha, phibar = g.beta;
    const double norm = g.beta;
    memcpy(w, g.v, (size_t)n * 8);
    memset(x, 0, (size_t)n * 8);
    for (bool done = false; !done;) {
        step(&g);
        const double rho = hypot(rhobar, g.beta), c = rhobar / rho, s = g.beta / rho;
        const double theta = s * g.alpha, phi = c * phibar;
        rhobar = -c * g.alpha;
        phibar = s * phibar;
        cblas_daxpy(n, phi / rho, w, 1, x, 1);
        for (int j = 0; j < n; j++) w[j] = g.v[j] - theta / rho * w[j];
        done =
            stop(&run, start, g.alpha * fabs(c) / frobenius, phibar, norm + frobenius * cblas_dnrm2(n, x, 1), limits);
    }
    end(&g);
    free(w);
    return run;
}

/* The recurrences of LSMR that lead to ||r||. */
typedef struct residual_norm {
    double beta_dd, beta_d, rho_d, tau_tilde, theta_tilde, zeta;
} residual_norm;

static double update_norm(residual_norm *e, double c, double s, double thetabar, double rhobar, double zeta)
{
    const double beta_hat = c * e->beta_dd, theta_old = e->theta_tilde, rho_tilde = hypot(e->rho_d, thetabar);
    const double c_tilde = e->rho_d / rho_tilde, s_tilde = thetabar / rho_tilde;
    e->beta_dd = -s * e->beta_dd;
    e->theta_tilde = s_tilde * rhobar;
    e->rho_d = c_tilde * rhobar;
    e->beta_d = -s_tilde * e->beta_d + c_tilde * beta_hat;
    e->tau_tilde = (e->zeta - theta_old * e->tau_tilde) / rho_tilde;
    e->zeta = zeta;
    return hypot(e->beta_d - (zeta - e->theta_tilde * e->tau_tilde) / e->rho_d, e->beta_dd);
}

plain_run plain_lsmr(const csr *A, const double *b, const plain_limits *limits, double *x)
{
    const int n = (int)A->n;
    const double frobenius = limits->frobenius;
    plain_run run = {0};
    const double start = bench_now();
    bidiagonal g = begin(A, b);
    double *h = bench_allocate(2 * (int64_t)n * 8), *hbar = h + n;
    double alphabar = g.alpha, zetabar = g.alpha * g.beta, rho = 1, rhobar = 1, cbar = 1, sbar = 0;
    residual_norm e = {.beta_dd = g.beta, .rho_d = 1};
    const double norm = g.beta;
    memcpy(h, g.v, (size_t)n * 8);
    memset(hbar, 0, (size_t)n * 8);
    memset(x, 0, (size_t)n * 8);
    for (bool done = false; !done;) {
        step(&g);
        const double rho_old = rho, rhobar_old = rhobar;
        rho = hypot(alphabar, g.beta);
        const double c = alphabar / rho, s = g.beta / rho, theta = s * g.alpha, thetabar = sbar * rho;
        alphabar = c * g.alpha;
        rhobar = hypot(cbar * rho, theta);
        cbar = cbar * rho / rhobar;
        sbar = theta / rhobar;
        const double zeta = cbar * zetabar;
        zetabar = -sbar * zetabar;
        for (int j = 0; j < n; j++) {
            hbar[j] = h[j] - thetabar * rho / (rho_old * rhobar_old) * hbar[j];
            x[j] += zeta / (rho * rhobar) * hbar[j];
            h[j] = g.v[j] - theta / rho * h[j];
        }
        const double residual = update_norm(&e, c, s, thetabar, rhobar, zeta);
        done = stop(&run, start, fabs(zetabar) / (frobenius * residual), residual,
                    norm + frobenius * cblas_dnrm2(n, x, 1), limits);
    }
    end(&g);
    free(h);
    return run;
}
