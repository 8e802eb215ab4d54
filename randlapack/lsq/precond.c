/*
 * The preconditioner of sketch-and-precondition: with S A = Q R, cond(A R^-1) <= (1 + eta)/(1 - eta) where
 * eta ~ sqrt(n/d), whatever the condition of A.
 *
 * Rank: scaling the columns of A changes neither A R^-1 nor the solution of the problem, so the decision is made with
 * columns scaled to norms in [1, 2), by powers of two and hence exactly.  A cheap estimate of the condition number says
 * whether there is anything to decide; if so a column-pivoted factorisation R0 D^-1 E = Q2 R2 does, which costs O(n^3),
 * not O(d n^2), and columns are kept up to the first |r_kk| <= (n + 16) eps |r_11|.
 */
#include "precond_impl.h"

#include "lapack_impl.h"

#include <math.h>

#define POWER_STEPS 6 /* of the condition estimate: right to a factor of about two */

static double rank_tolerance(int64_t n)
{
    return (double)(n + 16) * (double)REAL_EPS;
}

/* x = 2^e x, in two halves because 2^1074 is no double. */
static void scale_by_power(int64_t n, int e, scalar_t *x)
{
    const scalar_t half = (scalar_t)ldexp(1, e / 2), rest = (scalar_t)ldexp(1, e - e / 2);
    for (int64_t i = 0; i < n; i++) x[i] = x[i] * half * rest;
}

/* Binary exponents of the columns' norms (0 for a zero column), and the Frobenius norm. */
static int measure_columns(int64_t n, const scalar_t *R, int64_t ldr, int64_t *exponents, double *frobenius)
{
    double total = 0;
    for (int64_t j = 0; j < n; j++) {
        const double norm = randlapack_xnorm(j + 1, R + j * ldr);
        if (!isfinite(norm)) return RANDBLAS_NOT_FINITE;
        exponents[j] = norm > 0 ? ilogb(norm) : 0;
        total = hypot(total, norm);
    }
    *frobenius = total;
    return 0;
}

static void scale_columns(int64_t n, scalar_t *R, int64_t ldr, const int64_t *exponents, int sign)
{
    for (int64_t j = 0; j < n; j++) scale_by_power(j + 1, sign * (int)exponents[j], R + j * ldr);
}

/* x = x / ||x||; returns ||x||. */
static double normalise(int64_t n, scalar_t *x)
{
    const double norm = randlapack_xnorm(n, x);
    for (int64_t i = 0; i < n && norm > 0; i++) x[i] = (scalar_t)((double)x[i] / norm);
    return norm;
}

/* ||R||_2 or ||R^-1||_2 by power iteration on R^T R or its inverse, from signs of a Weyl sequence. */
static double power_norm(int64_t n, const scalar_t *R, int64_t ldr, bool inverse, scalar_t *x)
{
    double norm = 0;
    for (int64_t i = 0; i < n; i++) x[i] = ((uint64_t)(i + 1) * 0x9e3779b97f4a7c15u) >> 63 ? 1 : -1;
    normalise(n, x);
    for (int step = 0; step < 2 * POWER_STEPS; step++) {
        const randblas_op op = (step % 2 == 0) == inverse ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS;
        if (inverse)
            randlapack_xtrsm(op, n, 1, R, ldr, x, n);
        else
            randlapack_xtrmv(op, n, R, ldr, x);
        norm = normalise(n, x);
    }
    return norm;
}

static double condition(int64_t n, const scalar_t *R, int64_t ldr, scalar_t *x)
{
    return n > 0 ? power_norm(n, R, ldr, false, x) * power_norm(n, R, ldr, true, x) : 0;
}

void randlapack_xprecond_measure(randlapack_xprecond *P)
{
    P->condition = condition(P->rank, P->R, P->ldr, P->work);
    P->scaled_condition = fmin(P->condition, P->scaled_condition);
}

/* R0 D^-1 E = Q2 R2; keeps what is independent. */
static int keep_independent(randblas_arena *arena, int64_t n, const scalar_t *R0, int64_t ldr, const int64_t *exponents,
                            int64_t *iwork, randlapack_xprecond *P)
{
    scalar_t *R2 = randblas_arena_get(arena, n * n, sizeof *R2), *tau = randblas_arena_get(arena, n, sizeof *tau);
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n), sizeof *work);
    int64_t *columns = randblas_arena_get(arena, n, sizeof *columns), rank = 0;
    if (arena->info) return arena->info;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) R2[i + j * n] = i <= j ? R0[i + j * ldr] : 0;
    const int info = randlapack_xgeqp3(n, R2, n, columns, tau, work, iwork);
    if (info) return info;
    const double least = rank_tolerance(n) * fabs((double)R2[0]);
    while (rank < n && fabs((double)R2[rank + rank * n]) > least) rank++;
    if (rank == n) return 0;
    for (int64_t j = 0; j < rank; j++) scale_by_power(j + 1, (int)exponents[columns[j]], R2 + j * n);
    P->R = R2;
    P->ldr = n;
    P->rank = rank;
    P->columns = columns;
    return 0;
}

int randlapack_xprecond_make(randblas_arena *arena, int64_t n, scalar_t *R0, int64_t ldr, randlapack_xprecond *P)
{
    *P = (randlapack_xprecond){.n = n, .rank = n, .R = R0, .ldr = ldr};
    int64_t *exponents = randblas_arena_get(arena, n, sizeof *exponents);
    int64_t *iwork = randblas_arena_get(arena, n, sizeof *iwork);
    P->work = randblas_arena_get(arena, 3 * n, sizeof *P->work);
    if (arena->info) return arena->info;
    if (n == 0) return 0;
    int info = measure_columns(n, R0, ldr, exponents, &P->frobenius);
    if (info) return info;

    double rcond = 0;
    scale_columns(n, R0, ldr, exponents, -1);
    info = randlapack_xtrcon(n, R0, ldr, &rcond, P->work, iwork);
    /* sigma_min >= rcond / sqrt(n) with columns of norm at least 1, so above this no pivot can be below the tolerance;
     * 3 is for the estimate. */
    if (!info && rcond <= 3 * sqrt((double)n) * rank_tolerance(n))
        info = keep_independent(arena, n, R0, ldr, exponents, iwork, P);
    scale_columns(n, R0, ldr, exponents, +1);
    if (info) return info;

    P->scaled_condition = rcond > 0 ? 1 / rcond : INFINITY;
    randlapack_xprecond_measure(P);
    return P->rank < n ? RANDBLAS_RANK_DEFICIENT : 0;
}

int randlapack_xprecond_apply(const randlapack_xprecond *P, int64_t nrhs, const scalar_t *V, scalar_t *X)
{
    const int64_t n = P->n;
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t i = 0; i < P->rank; i++) X[i + r * n] = V[i + r * n];
    const int info = randlapack_xtrsm(RANDBLAS_NO_TRANS, P->rank, nrhs, P->R, P->ldr, X, n);
    if (!P->columns) return info;
    for (int64_t r = 0; r < nrhs; r++) {
        scalar_t *x = X + r * n;
        for (int64_t i = 0; i < P->rank; i++) P->work[i] = x[i];
        for (int64_t j = 0; j < n; j++) x[j] = 0;
        for (int64_t i = 0; i < P->rank; i++) x[P->columns[i]] = P->work[i];
    }
    return info;
}

int randlapack_xprecond_apply_transposed(const randlapack_xprecond *P, int64_t nrhs, const scalar_t *G, scalar_t *Z)
{
    const int64_t n = P->n;
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t i = 0; i < P->rank; i++) Z[i + r * n] = G[(P->columns ? P->columns[i] : i) + r * n];
    return randlapack_xtrsm(RANDBLAS_TRANS, P->rank, nrhs, P->R, P->ldr, Z, n);
}
