/*
 * det(H) H^-1 g = adj(H) g for H = R^T R.  The columns of R are scaled to norms in [1, 2) by powers of two,
 * R = R' D, and pivoted, R' E = Q2 R2, so that rho = |r2_nn| tells whether H is singular.  With R2 = [R11 r; 0 rho] and
 * h = E^T D^-1 g:
 *
 *     rank n:      D E adj(H') h = prod r2_ii^2 R2^-1 R2^-T h
 *     rank n - 1:                  prod_(i<n) r2_ii^2 z (z^T h),   z = [-R11^-1 r; 1],
 *
 * the second being the limit of the first as rho -> 0; adj(H) is zero for any lower rank.  The products stay
 * logarithms, with det(D)^2 = 2^(2 sum e_j) among them.  Of D^-1, on both sides of adj(H'), 2^-exponent is kept apart,
 * exponent the largest of the e_j, so that the scale of A does not matter.
 */
#include "local_solve_impl.h"

#include "lapack_impl.h"

#include <math.h>

#define LN_2 0.69314718055994530942

randlapack_xlocal_workspace randlapack_xlocal_open(randblas_arena *arena, int64_t n)
{
    randlapack_xlocal_workspace w = {.R = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *w.R)};
    w.tau = randblas_arena_get(arena, n, sizeof *w.tau);
    w.work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n), sizeof *w.work);
    w.h = randblas_arena_get(arena, n, sizeof *w.h);
    w.pivots = randblas_arena_get(arena, n, sizeof *w.pivots);
    w.iwork = randblas_arena_get(arena, n, sizeof *w.iwork);
    w.exponents = randblas_arena_get(arena, n, sizeof *w.exponents);
    return w;
}

/* w->R = R D^-1, and the sum of the exponents of D. */
static int scale(const randlapack_xlocal_workspace *w, int64_t n, const scalar_t *R, int64_t ldr, int *largest,
                 double *sum)
{
    bool any = false;
    *largest = 0;
    *sum = 0;
    for (int64_t j = 0; j < n; j++) {
        const double norm = randlapack_xnorm(j + 1, R + j * ldr);
        if (!isfinite(norm)) return RANDBLAS_NOT_FINITE;
        const int e = norm > 0 ? ilogb(norm) : 0;
        const double half = ldexp(1, -e / 2), rest = ldexp(1, -e + e / 2);
        if (norm > 0 && (!any || e > *largest)) *largest = e;
        any = any || norm > 0;
        w->exponents[j] = e;
        *sum += e;
        for (int64_t i = 0; i < n; i++) w->R[i + j * n] = i <= j ? (scalar_t)((double)R[i + j * ldr] * half * rest) : 0;
    }
    return 0;
}

static int64_t rank_of(int64_t n, const scalar_t *R)
{
    const double least = (double)(n + 16) * (double)REAL_EPS * fabs((double)R[0]);
    int64_t rank = 0;
    while (rank < n && fabs((double)R[rank * (n + 1)]) > least) rank++;
    return rank;
}

/* h = R2^-1 R2^-T h, or z (z^T h). */
static int apply(const randlapack_xlocal_workspace *w, int64_t n, bool singular)
{
    if (!singular) {
        const int info = randlapack_xtrsm(RANDBLAS_TRANS, n, 1, w->R, n, w->h, n);
        return info ? info : randlapack_xtrsm(RANDBLAS_NO_TRANS, n, 1, w->R, n, w->h, n);
    }
    scalar_t *z = w->R + (n - 1) * n; /* the last column of R2 turns into z */
    double dot = 0;
    for (int64_t i = 0; i < n - 1; i++) z[i] = -z[i];
    z[n - 1] = 1;
    const int info = randlapack_xtrsm(RANDBLAS_NO_TRANS, n - 1, 1, w->R, n, z, n);
    for (int64_t i = 0; i < n; i++) dot += (double)z[i] * (double)w->h[i];
    for (int64_t i = 0; i < n; i++) w->h[i] = (scalar_t)((double)z[i] * dot);
    return info;
}

int randlapack_xlocal_solve(const randlapack_xlocal_workspace *w, int64_t n, const scalar_t *R, int64_t ldr,
                            const scalar_t *g, scalar_t *v, randlapack_local *local)
{
    double sum = 0;
    *local = (randlapack_local){.log_weight = -INFINITY, .singular = true};
    int info = scale(w, n, R, ldr, &local->exponent, &sum);
    if (!info) info = randlapack_xgeqp3(n, n, w->R, n, w->pivots, w->tau, w->work, w->iwork);
    if (info) return info;
    const int64_t rank = rank_of(n, w->R);
    for (int64_t j = 0; j < n && rank < n - 1; j++) v[j] = 0;
    if (rank < n - 1) return 0;
    local->singular = rank < n;
    local->log_weight = 2 * LN_2 * sum;
    for (int64_t i = 0; i < rank; i++) local->log_weight += 2 * log(fabs((double)w->R[i * (n + 1)]));
    for (int64_t i = 0; i < n; i++) {
        const int64_t j = w->pivots[i];
        w->h[i] = (scalar_t)((double)g[j] * ldexp(1, local->exponent - (int)w->exponents[j]));
    }
    info = apply(w, n, local->singular);
    for (int64_t i = 0; i < n; i++) {
        const int64_t j = w->pivots[i];
        v[j] = (scalar_t)((double)w->h[i] * ldexp(1, local->exponent - (int)w->exponents[j]));
    }
    return info;
}
