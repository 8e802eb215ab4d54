/*
 * L = V diag(lambda) V^T.  Eigenvalues of at most n eps times the largest, which is what rounding leaves of zeros, are
 * zero: else those of a singular L of large norm would be items of a sample.
 */
#include "ensemble_impl.h"

#include "lapack_impl.h"
#include "row_basis_impl.h"

#include <math.h>

/* Whether L is finite, and symmetric to n eps of its largest entry. */
static int check_entries(int64_t n, const scalar_t *L)
{
    double largest = 0, difference = 0;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) {
            if (!isfinite(L[i + j * n])) return RANDBLAS_NOT_FINITE;
            largest = fmax(largest, fabs((double)L[i + j * n]));
            difference = fmax(difference, fabs((double)L[i + j * n] / 2 - (double)L[j + i * n] / 2));
        }
    return 2 * difference <= (double)n * (double)REAL_EPS * largest ? 0 : -1;
}

static int keep_positive(randlapack_xensemble *E, const scalar_t *w)
{
    const int64_t n = E->n;
    const double largest = fmax(fabs((double)w[0]), fabs((double)w[n - 1]));
    const double least = (double)n * (double)REAL_EPS * largest;
    if (!isfinite(largest)) return RANDBLAS_NOT_FINITE;
    while (E->rank < n && (double)w[n - 1 - E->rank] > least) {
        E->values[E->rank] = (double)w[n - 1 - E->rank];
        E->rank++;
    }
    return (double)w[0] < -least ? RANDBLAS_NOT_POSITIVE_DEFINITE : 0;
}

int randlapack_xensemble_open(randblas_arena *arena, const randblas_xlinop *L, randlapack_xensemble *E)
{
    const int64_t n = L->rows;
    *E = (randlapack_xensemble){.n = n};
    E->vectors = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *E->vectors);
    E->values = randblas_arena_get(arena, n, sizeof *E->values);
    E->basis = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *E->basis);
    scalar_t *w = randblas_arena_get(arena, n, sizeof *w);
    if (arena->info || n == 0) return arena->info;
    int info = randlapack_xwrite_out(arena, L, E->vectors, n);
    if (!info) info = check_entries(n, E->vectors);
    if (info) return info;
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_EIGEN_WORK(n), sizeof *work);
    int64_t *iwork = randblas_arena_get(arena, 5 * n + 3, sizeof *iwork);
    info = arena->info;
    if (!info) info = randlapack_xsyevd(n, E->vectors, n, w, work, iwork);
    return info ? info : keep_positive(E, w);
}

void randlapack_xensemble_columns(const randlapack_xensemble *E, int64_t k, const int64_t *which)
{
    const int64_t n = E->n;
    for (int64_t t = 0; t < k; t++) {
        const scalar_t *v = E->vectors + (n - 1 - which[t]) * n;
        for (int64_t i = 0; i < n; i++) E->basis[i + t * n] = v[i];
    }
}
