/*
 * S A D^-1 = (Q U) diag(s) V^T by the singular value decomposition of the triangle of S A = Q R.
 *
 * Columns are scaled by powers of two (D), which is exact and makes rank and conditioning those that rounding errors
 * see.  Singular values up to c eps ||S A D^-1||_F, c = max(3, 0.45 sqrt(n)), cannot be told from zero and are left
 * out.  So are those up to twice that behind a gap of sqrt(eps): matrices of rank one and two were seen to leave up to
 * 3.8 eps ||S A D^-1||_F in the factorisation where there is nothing, and no values between. If the others still
 * spread so far that rounding errors of A V s^-1 would be of order one, they are regularised @cite epperly2024b,
 *
 *     P = D^-1 V diag(s^2 + mu^2)^{-1/2},  mu = 5 eps ||S A D^-1||_F,
 *
 * which keeps eps ||A D^-1|| ||D P|| below 1/5; P^T A^T A P then has a few eigenvalues s^2/(s^2 + mu^2) >= 1/8 below
 * the others.  Only the preconditioner is regularised, not the problem.
 */
#include "sketch_svd_impl.h"

#include "lapack_impl.h"
#include "view_impl.h"

#include "blas_impl.h"

#include <math.h>

#define SPREAD (15 * (double)REAL_EPS)    /* s_n / s_1 below which P is regularised */
#define REGULARISE (5 * (double)REAL_EPS) /* mu / ||S A D^-1||_F */

static int power(const randlapack_xsketch_svd *F, int64_t j)
{
    return (int)F->exponents[j];
}

static scalar_t times_power(scalar_t x, int e)
{
    return (scalar_t)((double)x * ldexp(1, e / 2) * ldexp(1, e - e / 2)); /* in two halves: 2^1074 is no double */
}

/* The exponents of D. */
static int choose_scales(const scalar_t *R, int64_t ldr, bool by_columns, randlapack_xsketch_svd *F)
{
    double total = 0;
    for (int64_t j = 0; j < F->n; j++) {
        const double norm = randlapack_xnorm(j + 1, R + j * ldr);
        total = hypot(total, norm);
        if (!isfinite(total)) return RANDBLAS_NOT_FINITE;
        F->exponents[j] = norm > 0 ? ilogb(norm) : 0;
    }
    for (int64_t j = 0; j < F->n && !by_columns; j++) F->exponents[j] = total > 0 ? ilogb(total) : 0;
    return 0;
}

double randlapack_xsketch_svd_negligible(int64_t n)
{
    return fmax(3, 0.45 * sqrt((double)n)) * (double)REAL_EPS;
}

/* Whether a singular value, those before it counting, is more than rounding. */
static bool counts(const randlapack_xsketch_svd *F, int64_t k)
{
    const double negligible = randlapack_xsketch_svd_negligible(F->n) * F->frobenius;
    const double value = (double)F->values[k];
    const bool gap = k > 0 && value <= sqrt((double)REAL_EPS) * (double)F->values[k - 1];
    return value > (gap ? 2 : 1) * negligible;
}

static void choose_divisors(randlapack_xsketch_svd *F)
{
    const double mu = REGULARISE * F->frobenius;
    while (F->rank < F->n && counts(F, F->rank)) F->rank++;
    if (F->rank == 0) return;
    const bool spread = (double)F->values[F->rank - 1] <= SPREAD * (double)F->values[0];
    for (int64_t k = 0; k < F->rank; k++)
        F->divisors[k] = spread ? (scalar_t)hypot((double)F->values[k], mu) : F->values[k];
}

/* An orthonormal basis of the null space of the sketch, D^-1 times the last columns of V. */
static int make_null_space(randblas_arena *arena, randlapack_xsketch_svd *F)
{
    const int64_t n = F->n, nullity = n - F->rank;
    scalar_t *N = randblas_arena_get(arena, randblas_size_product(n, nullity), sizeof *N);
    scalar_t *tau = randblas_arena_get(arena, nullity, sizeof *tau);
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(nullity), sizeof *work);
    if (arena->info) return arena->info;
    for (int64_t k = 0; k < nullity; k++)
        for (int64_t j = 0; j < n; j++) N[j + k * n] = times_power(F->Vt[F->rank + k + j * n], -power(F, j));
    F->null = N;
    const int info = randlapack_xgeqrf(n, nullity, N, n, tau, work);
    return info ? info : randlapack_xorgqr(n, nullity, N, n, tau, work);
}

int randlapack_xsketch_svd_make(randblas_arena *arena, int64_t n, int64_t nrhs, const scalar_t *R, int64_t ldr,
                                bool by_columns, randlapack_xsketch_svd *F)
{
    const int64_t square = randblas_size_product(n, n);
    scalar_t *copy = randblas_arena_get(arena, square, sizeof *copy);
    scalar_t *svd = randblas_arena_get(arena, square < INT64_MAX / 8 ? RANDLAPACK_SVD_WORK(n) : square, sizeof *svd);
    int64_t *iwork = randblas_arena_get(arena, randblas_size_product(8, n), sizeof *iwork);
    *F = (randlapack_xsketch_svd){.n = n};
    F->exponents = randblas_arena_get(arena, n, sizeof *F->exponents);
    F->U = randblas_arena_get(arena, square, sizeof *F->U);
    F->Vt = randblas_arena_get(arena, square, sizeof *F->Vt);
    F->values = randblas_arena_get(arena, n, sizeof *F->values);
    F->divisors = randblas_arena_get(arena, n, sizeof *F->divisors);
    F->work = randblas_arena_get(arena, randblas_size_product(n, nrhs), sizeof *F->work);
    if (arena->info) return arena->info;
    if (n == 0) return 0;
    int info = choose_scales(R, ldr, by_columns, F);
    if (info) return info;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) copy[i + j * n] = i <= j ? times_power(R[i + j * ldr], -power(F, j)) : 0;
    info = randlapack_xgesdd(n, copy, n, F->values, F->U, n, F->Vt, n, svd, iwork);
    if (info) return info;
    F->frobenius = randlapack_xnorm(n, F->values);
    choose_divisors(F);
    if (F->rank == n) return 0;
    info = make_null_space(arena, F);
    return info ? info : RANDBLAS_RANK_DEFICIENT;
}

void randlapack_xsketch_svd_rescale(const randlapack_xsketch_svd *F, int sign, int64_t nrhs, const scalar_t *X,
                                    scalar_t *Y)
{
    const int64_t n = F->n;
    for (int64_t j = 0; j < n; j++) {
        const double half = ldexp(1, sign * power(F, j) / 2);
        const double rest = ldexp(1, sign * power(F, j) - sign * power(F, j) / 2);
        for (int64_t r = 0; r < nrhs; r++) Y[j + r * n] = (scalar_t)((double)X[j + r * n] * half * rest);
    }
}

void randlapack_xsketch_svd_apply(const randlapack_xsketch_svd *F, int64_t nrhs, const scalar_t *Y, scalar_t *X)
{
    const int64_t n = F->n;
    const randblas_xview V = {F->Vt, n, true}, from = {F->work, n, false}, to = {X, n, false};
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t k = 0; k < F->rank; k++) F->work[k + r * n] = Y[k + r * n] / F->divisors[k];
    randblas_xscale_view(n, nrhs, 0, to);
    randblas_xgemm(n, nrhs, F->rank, 1, V, from, to);
    randlapack_xsketch_svd_rescale(F, -1, nrhs, X, X);
}

void randlapack_xsketch_svd_apply_transposed(const randlapack_xsketch_svd *F, int64_t nrhs, const scalar_t *G,
                                             scalar_t *Z)
{
    const int64_t n = F->n;
    const randblas_xview Vt = {F->Vt, n, false}, from = {F->work, n, false}, to = {Z, n, false};
    randlapack_xsketch_svd_rescale(F, -1, nrhs, G, F->work);
    randblas_xscale_view(n, nrhs, 0, to);
    randblas_xgemm(F->rank, nrhs, n, 1, Vt, from, to);
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t k = 0; k < F->rank; k++) Z[k + r * n] /= F->divisors[k];
}

void randlapack_xsketch_svd_start(const randlapack_xsketch_svd *F, int64_t nrhs, const scalar_t *C, int64_t ldc,
                                  scalar_t *Y)
{
    const int64_t n = F->n;
    const randblas_xview Ut = {F->U, n, true}, to = {Y, n, false}, from = {(scalar_t *)(uintptr_t)C, ldc, false};
    randblas_xscale_view(n, nrhs, 0, to);
    randblas_xgemm(F->rank, nrhs, n, 1, Ut, from, to);
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t k = 0; k < F->rank; k++) Y[k + r * n] *= F->values[k] / F->divisors[k];
}

void randlapack_xsketch_svd_least_norm(const randlapack_xsketch_svd *F, int64_t nrhs, scalar_t *X)
{
    const int64_t n = F->n, nullity = n - F->rank;
    if (nullity == 0) return;
    const randblas_xview basis = {F->null, n, false}, part = {F->work, nullity, false}, x = {X, n, false};
    randblas_xscale_view(nullity, nrhs, 0, part);
    randblas_xgemm(nullity, nrhs, n, 1, view_transposed(basis), x, part);
    randblas_xgemm(n, nrhs, nullity, -1, basis, part, x);
}
