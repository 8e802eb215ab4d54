/*
 * The preconditioner of sketch-and-precondition: with S A = Q R, cond(A R^-1) <= (1 + eta)/(1 - eta) where
 * eta ~ sqrt(n/d), whatever the condition of A.
 *
 * Rank: scaling the columns of A changes neither A R^-1 nor the solution of the problem, so the decision is made with
 * columns scaled to norms in [1, 2), by powers of two and hence exactly.  A cheap estimate of the condition number says
 * whether there is anything to decide.  If so, one of two things that cost O(n^3), not O(d n^2): the singular value
 * decomposition of R0 D^-1 (sketch_svd.c), or a column-pivoted factorisation R0 D^-1 E = Q2 R2, of which columns are
 * kept up to the first |r_kk| <= (n + 16) eps |r_11|.
 */
#include "precond_impl.h"

#include "lapack_impl.h"

#include <math.h>

#define POWER_STEPS 6 /* of the condition estimate: right to a factor of about two */
#define DOUBT                                                                                                          \
    512.0 /* times what is negligible: a smallest singular value, estimated, below which singular values decide */

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

/* Binary exponents of the columns' norms (0 for a zero column), and the Frobenius norms of R and R D^-1. */
static int measure_columns(int64_t n, const scalar_t *R, int64_t ldr, randlapack_xprecond *P)
{
    for (int64_t j = 0; j < n; j++) {
        const double norm = randlapack_xnorm(j + 1, R + j * ldr);
        if (!isfinite(norm)) return RANDBLAS_NOT_FINITE;
        P->exponents[j] = norm > 0 ? ilogb(norm) : 0;
        P->frobenius = hypot(P->frobenius, norm);
        P->scaled_frobenius = hypot(P->scaled_frobenius, ldexp(norm, (int)-P->exponents[j]));
    }
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

/* ||R|| ||R^-1||, infinite for a singular R; ||R|| in *largest. */
static double condition(int64_t n, const scalar_t *R, int64_t ldr, scalar_t *x, double *largest)
{
    *largest = n > 0 ? power_norm(n, R, ldr, false, x) : 0;
    const double c = n > 0 ? *largest * power_norm(n, R, ldr, true, x) : 0;
    return isfinite(c) ? c : INFINITY;
}

void randlapack_xprecond_measure(randlapack_xprecond *P, scalar_t *R)
{
    double ignored;
    bool one_scale = true;
    for (int64_t j = 1; j < P->n; j++) one_scale = one_scale && P->exponents[j] == P->exponents[0];
    scale_columns(P->n, R, P->ldr, P->exponents, -1);
    P->condition = P->scaled_condition = condition(P->n, R, P->ldr, P->work, &P->scaled_largest);
    scale_columns(P->n, R, P->ldr, P->exponents, +1);
    if (one_scale) return;
    P->condition = condition(P->n, R, P->ldr, P->work, &ignored);
    P->scaled_condition = fmin(P->condition, P->scaled_condition);
}

/* R0 D^-1 E = Q2 R2; keeps what is independent. */
static int keep_independent(randblas_arena *arena, const scalar_t *R0, int64_t ldr, randlapack_xprecond *P)
{
    const int64_t n = P->n;
    scalar_t *R2 = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *R2),
             *tau = randblas_arena_get(arena, n, sizeof *tau);
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n), sizeof *work);
    int64_t *columns = randblas_arena_get(arena, n, sizeof *columns), rank = 0;
    int64_t *iwork = randblas_arena_get(arena, n, sizeof *iwork);
    if (arena->info) return arena->info;
    for (int64_t j = 0; j < n; j++) {
        for (int64_t i = 0; i < n; i++) R2[i + j * n] = i <= j ? R0[i + j * ldr] : 0;
        scale_by_power(j + 1, -(int)P->exponents[j], R2 + j * n);
    }
    const int info = randlapack_xgeqp3(n, n, R2, n, columns, tau, work, iwork);
    if (info) return info;
    const double least = rank_tolerance(n) * fabs((double)R2[0]);
    double ignored;
    while (rank < n && fabs((double)R2[rank + rank * n]) > least) rank++;
    if (rank == n) return 0;
    for (int64_t j = 0; j < rank; j++) scale_by_power(j + 1, (int)P->exponents[columns[j]], R2 + j * n);
    P->R = R2;
    P->ldr = n;
    P->rank = rank;
    P->columns = columns;
    P->condition = condition(rank, R2, n, P->work, &ignored);
    P->scaled_condition = fmin(P->condition, P->scaled_condition);
    return RANDBLAS_RANK_DEFICIENT;
}

int randlapack_xprecond_from_triangle(randblas_arena *arena, int64_t n, scalar_t *R0, int64_t ldr,
                                      randlapack_xprecond *P)
{
    *P = (randlapack_xprecond){.n = n, .rank = n, .R = R0, .ldr = ldr, .sketched = R0, .ld_sketched = ldr};
    P->exponents = randblas_arena_get(arena, n, sizeof *P->exponents);
    int64_t *iwork = randblas_arena_get(arena, n, sizeof *iwork);
    P->work = randblas_arena_get(arena, randblas_size_product(3, n), sizeof *P->work);
    if (arena->info) return arena->info;
    if (n == 0) return 0;
    int info = measure_columns(n, R0, ldr, P);
    if (info) return info;

    scale_columns(n, R0, ldr, P->exponents, -1);
    info = randlapack_xtrcon(n, R0, ldr, &P->rcond, P->work, iwork);
    scale_columns(n, R0, ldr, P->exponents, +1);
    if (!info) randlapack_xprecond_measure(P, R0);
    P->doubtful =
        !(P->scaled_largest > DOUBT * P->scaled_condition * randlapack_xsketch_svd_negligible(n) * P->scaled_frobenius);
    return info;
}

int randlapack_xprecond_make(randblas_arena *arena, int64_t n, scalar_t *R0, int64_t ldr, randlapack_xprecond *P)
{
    const int info = randlapack_xprecond_from_triangle(arena, n, R0, ldr, P);
    if (info || n == 0) return info;
    /* sigma_min >= rcond / sqrt(n) with columns of norm at least 1, so above this no pivot can be below the tolerance;
     * 3 is for the estimate. */
    const bool clear = P->rcond > 3 * sqrt((double)n) * rank_tolerance(n);
    return clear ? 0 : keep_independent(arena, R0, ldr, P);
}

int randlapack_xprecond_use_svd(randblas_arena *arena, int64_t nrhs, randlapack_xprecond *P)
{
    randlapack_xsketch_svd *F = randblas_arena_get(arena, 1, sizeof *F);
    if (arena->info) return arena->info;
    const int info = randlapack_xsketch_svd_make(arena, P->n, nrhs, P->R, P->ldr, true, F);
    if (info && info != RANDBLAS_RANK_DEFICIENT) return info;
    P->svd = F;
    P->rank = F->rank;
    if (F->rank == 0) {
        P->condition = P->scaled_condition = 0;
        return info;
    }
    P->scaled_largest = (double)F->values[0];
    P->scaled_condition = (double)F->values[0] / (double)F->values[F->rank - 1];
    if (!isfinite(P->condition) || F->rank < P->n) P->condition = P->scaled_condition;
    return info;
}

int randlapack_xprecond_apply(const randlapack_xprecond *P, int64_t nrhs, const scalar_t *V, scalar_t *X)
{
    const int64_t n = P->n;
    if (P->svd) {
        randlapack_xsketch_svd_apply(P->svd, nrhs, V, X);
        return 0;
    }
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
    if (P->svd) {
        randlapack_xsketch_svd_apply_transposed(P->svd, nrhs, G, Z);
        return 0;
    }
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t i = 0; i < P->rank; i++) Z[i + r * n] = G[(P->columns ? P->columns[i] : i) + r * n];
    return randlapack_xtrsm(RANDBLAS_TRANS, P->rank, nrhs, P->R, P->ldr, Z, n);
}

int randlapack_xprecond_start(const randlapack_xprecond *P, int64_t nrhs, const scalar_t *C, int64_t ldc, scalar_t *V,
                              scalar_t *X)
{
    const int64_t n = P->n;
    if (P->svd) {
        randlapack_xsketch_svd_start(P->svd, nrhs, C, ldc, V);
        randlapack_xsketch_svd_apply(P->svd, nrhs, V, X);
        return 0;
    }
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t i = 0; i < n; i++) X[i + r * n] = C[i + r * ldc];
    return randlapack_xtrsm(RANDBLAS_NO_TRANS, n, nrhs, P->sketched, P->ld_sketched, X, n);
}
