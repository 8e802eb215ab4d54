/*
 * E phi(u) phi(v) of centred Gaussian (u, v) with deviations a, b and correlation rho, for a column of points u against
 * one v.  Closed forms (Williams 1997, Cho and Saul 2009, Louart, Liao and Couillet 2018) are written in a, b and rho,
 * with differences such as a^2 + b^2 - 2 a b rho formed without cancellation.
 *
 * What has none is the series sum_k a_k(a) a_k(b) rho^k of TERMS Hermite coefficients, where Cauchy and Schwarz bound
 * its tail, |rho|^TERMS sqrt(t(a) t(b)), t = nu - sum_k a_k^2, by TOLERANCE sqrt(nu(a) nu(b)); elsewhere the double
 * integral.  Polynomials end by themselves.
 */
#include "phi_points_impl.h"

#include "phi_kernel_impl.h"

#include <float.h>

enum { TERMS = RMT_HERMITE_CHUNK };
#define TOLERANCE 1e-13

static int64_t terms_of(const rmt_activation *phi)
{
    if (phi->kind == RMT_PHI_POLYNOMIAL) return phi->degree + 1;
    return rmt_phi_is_closed(phi) ? 1 : TERMS;
}

int rmt_phi_points_open(rmt_phi_points *q, const rmt_activation *phi, int64_t n, randblas_arena *arena)
{
    q->phi = phi;
    q->n = n;
    q->terms = terms_of(phi);
    q->norm = randblas_arena_get(arena, n, sizeof *q->norm);
    q->u = randblas_arena_get(arena, n, sizeof *q->u);
    q->nu = randblas_arena_get(arena, n, sizeof *q->nu);
    q->reach = randblas_arena_get(arena, n, sizeof *q->reach);
    q->a = randblas_arena_get(arena, randblas_size_product(n, q->terms), sizeof *q->a);
    return arena->info;
}

static void prepare(rmt_phi_points *q, int64_t i)
{
    double a[TERMS], tail;
    const double root = sqrt(2) * q->norm[i];
    rmt_phi_hermite(q->phi, q->norm[i], 0, q->terms, a, &q->nu[i]);
    tail = q->nu[i];
    for (int64_t k = 0; k < q->terms; k++) {
        q->a[i + k * q->n] = a[k];
        tail -= a[k] * a[k];
    }
    tail = fmax(tail, 8 * DBL_EPSILON * q->nu[i]);
    const bool finite = q->phi->kind == RMT_PHI_POLYNOMIAL || q->nu[i] == 0;
    q->reach[i] = finite ? 2 : pow(TOLERANCE * q->nu[i] / tail, 0.5 / (double)q->terms);
    q->u[i] = q->phi->kind == RMT_PHI_ERF ? root / hypot(1, root) : q->phi->kind == RMT_PHI_RELU ? q->norm[i] : 1;
    if (q->phi->kind == RMT_PHI_ABS) q->u[i] = q->norm[i];
}

static void copy(rmt_phi_points *q, int64_t from, int64_t i)
{
    for (int64_t k = 0; k < q->terms; k++) q->a[i + k * q->n] = q->a[from + k * q->n];
    q->nu[i] = q->nu[from];
    q->reach[i] = q->reach[from];
    q->u[i] = q->u[from];
}

/* Quadrature takes a millisecond: points of one length, to rounding, share it. */
void rmt_phi_points_set(rmt_phi_points *q)
{
    const bool heavy = q->terms > 1;
    const double first = q->n > 0 ? q->norm[0] : 0;
    if (q->n > 0) prepare(q, 0);
#pragma omp parallel for schedule(dynamic, 16) if (heavy && q->n > 16)
    for (int64_t i = 1; i < q->n; i++) {
        if (heavy && fabs(q->norm[i] - first) <= 8 * DBL_EPSILON * first)
            copy(q, 0, i);
        else
            prepare(q, i);
    }
}

typedef struct pair {
    const rmt_activation *phi;
    double a, b, rho, rest, s;
} pair;

static void inner(void *context, double t, double *out)
{
    const pair *q = context;
    out[0] = rmt_phi_base(q->phi, q->b * (q->rho * q->s + q->rest * t));
}

static void outer(void *context, double s, double *out)
{
    pair *q = context;
    double mean;
    q->s = s;
    rmt_gaussian_mean(1, inner, q, 2e-15, &mean);
    out[0] = rmt_phi_base(q->phi, q->a * s) * mean;
}

double rmt_phi_pair(const rmt_activation *phi, double a, double b, double rho)
{
    double mean;
    pair q = {phi, a, b, rho, sqrt((1 - rho) * (1 + rho)), 0};
    rmt_gaussian_mean(1, outer, &q, 1e-13, &mean);
    return mean;
}

static double clamp(double x)
{
    return x > 1 ? 1 : x < -1 ? -1 : x;
}

/* sin sin and cos cos: (e^-(x - y)^2/2 -+ e^-(x + y)^2/2)/2 in expectation, and e^(x + y). */
static double trigonometric(rmt_activation_kind kind, double a, double b, double rho)
{
    const double product = fmin(a, 1e150) * fmin(b, 1e150), difference = (a - b) * (a - b) / 2;
    const double near = difference + product * (1 - fabs(rho)), gap = 2 * product * fabs(rho);
    if (kind == RMT_PHI_SIN) return copysign(-exp(-near) * expm1(-gap) / 2, rho);
    return exp(-near) * (1 + exp(-gap)) / 2;
}

static double scalar(rmt_activation_kind kind, double a, double b, double rho)
{
    if (kind == RMT_PHI_EXP) return exp((a - b) * (a - b) / 2 + a * b * (1 + rho));
    if (kind != RMT_PHI_GAUSSIAN) return trigonometric(kind, a, b, rho);
    const double x = 2 * a * a, y = 2 * b * b;
    return 1 / sqrt(1 + x + y + x * y * (1 - rho) * (1 + rho));
}

static void series(const rmt_phi_points *P, int64_t i0, int64_t rows, const rmt_phi_points *Q, int64_t j, double *K)
{
    double rho[RMT_PHI_ROWS];
    for (int64_t i = 0; i < rows; i++) {
        rho[i] = clamp(K[i]);
        K[i] = 0;
    }
    for (int64_t k = P->terms - 1; k >= 0; k--) {
        const double b = Q->a[j + k * Q->n], *a = P->a + i0 + k * P->n;
        for (int64_t i = 0; i < rows; i++) K[i] = K[i] * rho[i] + a[i] * b;
    }
    for (int64_t i = 0; i < rows; i++)
        if (fabs(rho[i]) > P->reach[i0 + i] * Q->reach[j])
            K[i] = rmt_phi_pair(P->phi, P->norm[i0 + i], Q->norm[j], rho[i]);
}

static void base_column(const rmt_phi_points *P, int64_t i, int64_t rows, const rmt_phi_points *Q, int64_t j, double *K)
{
    const rmt_phi_kernels *kernels = ISA_SELECT(rmt_phi);
    const double b = Q->norm[j], *u = P->u + i;
    switch (P->phi->kind) {
    case RMT_PHI_RELU:
        kernels->relu(rows, b / (2 * RMT_PHI_PI), u, K);
        return;
    case RMT_PHI_ABS:
        kernels->absolute(rows, 2 * b / RMT_PHI_PI, u, K);
        return;
    case RMT_PHI_SIGN:
        kernels->arcsine(rows, 1, u, 2 / RMT_PHI_PI, 0, K);
        return;
    case RMT_PHI_STEP:
        kernels->arcsine(rows, 1, u, 1 / (2 * RMT_PHI_PI), 0.25, K);
        return;
    case RMT_PHI_ERF:
        kernels->arcsine(rows, Q->u[j], u, 2 / RMT_PHI_PI, 0, K);
        return;
    case RMT_PHI_GAUSSIAN:
    case RMT_PHI_SIN:
    case RMT_PHI_COS:
    case RMT_PHI_EXP:
        for (int64_t k = 0; k < rows; k++) K[k] = scalar(P->phi->kind, P->norm[i + k], b, clamp(K[k]));
        return;
    default:
        series(P, i, rows, Q, j, K);
    }
}

void rmt_phi_column(const rmt_phi_points *P, int64_t i, int64_t rows, const rmt_phi_points *Q, int64_t j, double *K)
{
    const double scale = P->phi->scale, shift = P->phi->shift;
    base_column(P, i, rows, Q, j, K);
    if (scale == 1 && shift == 0) return;
    for (int64_t k = 0; k < rows; k++) K[k] = scale * (scale * K[k] + shift * (P->a[i + k] + Q->a[j])) + shift * shift;
}

double rmt_phi_diagonal(const rmt_phi_points *P, int64_t i)
{
    const double scale = P->phi->scale, shift = P->phi->shift;
    return scale * (scale * P->nu[i] + 2 * shift * P->a[i]) + shift * shift;
}
