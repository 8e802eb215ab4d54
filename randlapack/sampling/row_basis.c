/*
 * An orthonormal basis Q of the range of A, or of [A; sqrt(lambda) I].
 *
 *     C D^-1 = Q R,   R E = Q2 R2 with column pivoting,   basis = Q Q2[:, 1:rank]
 *
 * C is the matrix and D the norms of its columns to a power of two, which change neither the range nor a bit, so that
 * the rank does not depend on units; it is where |r2_kk| <= (n + 16) eps |r2_11|.  Pivoting R, n x n, and not C costs
 * next to nothing and leaves the sweeps over C to level 3.  Q and R come from row_basis_cholesky.c or, where that
 * declines, from LAPACK.  With the ridge, Q[1:m, :] Q[1:m, :]^T is
 * A (A^T A + lambda I)^-1 A^T without a square of a condition number.
 */
#include "row_basis_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

#include <math.h>

#define BLOCK_ROWS 256

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void randlapack_xrow_norms(int64_t rows, int64_t cols, const scalar_t *Q, int64_t ldq, double *norms)
{
    for (int64_t i = 0; i < rows; i++) norms[i] = 0;
    for (int64_t i0 = 0; i0 < rows; i0 += BLOCK_ROWS) {
        const int64_t i1 = min_i64(rows, i0 + BLOCK_ROWS);
        for (int64_t j = 0; j < cols; j++)
            for (int64_t i = i0; i < i1; i++) norms[i] += (double)Q[i + j * ldq] * (double)Q[i + j * ldq];
    }
}

/* Column norms in [1, 2), by powers of two in two halves because 2^1074 is no double. */
static int scale_columns(const randlapack_xrow_basis *b)
{
    for (int64_t j = 0; j < b->cols; j++) {
        scalar_t *c = b->Q + j * b->ld;
        const double norm = randlapack_xnorm(b->ld, c);
        if (!isfinite(norm)) return RANDBLAS_NOT_FINITE;
        const int e = norm > 0 ? ilogb(norm) : 0;
        const double half = ldexp(1, -e / 2), rest = ldexp(1, -e + e / 2);
        for (int64_t i = 0; i < b->ld; i++) c[i] = (scalar_t)((double)c[i] * half * rest);
    }
    return 0;
}

/* The rank of R (n x n), which becomes Q2. */
static int decide_rank(randblas_arena *arena, randlapack_xrow_basis *b, scalar_t *R, scalar_t *tau, scalar_t *work)
{
    const int64_t n = b->cols;
    int64_t *pivots = randblas_arena_get(arena, n, sizeof *pivots);
    int64_t *iwork = randblas_arena_get(arena, n, sizeof *iwork), rank = 0;
    if (arena->info) return arena->info;
    const int info = randlapack_xgeqp3(n, n, R, n, pivots, tau, work, iwork);
    if (info) return info;
    const double largest = fabs((double)R[0]), least = (double)(n + 16) * (double)REAL_EPS * largest;
    while (rank < n && fabs((double)R[rank + rank * n]) > least) rank++;
    b->rank = rank;
    b->condition = rank ? largest / fabs((double)R[(rank - 1) * (n + 1)]) : 0;
    return rank > 0 && rank < n ? randlapack_xorgqr(n, n, R, n, tau, work) : 0;
}

/* A block of rows at a time. */
int randlapack_xrow_basis_rotate(randblas_arena *arena, const randlapack_xrow_basis *basis, int64_t inner, int64_t cols,
                                 scalar_t *W)
{
    const int64_t ld = basis->ld, block = min_i64(BLOCK_ROWS, ld);
    scalar_t *copy = randblas_arena_get(arena, randblas_size_product(block, inner), sizeof *copy);
    if (arena->info) return arena->info;
    for (int64_t i = 0; i < ld; i += block) {
        const int64_t r = min_i64(block, ld - i);
        const randblas_xview from = {copy, block, false}, to = {basis->Q + i, ld, false}, by = {W, inner, false};
        randblas_xcopy_view(r, inner, to, from);
        randblas_xscale_view(r, cols, 0, to);
        randblas_xgemm(r, cols, inner, 1, from, by, to);
    }
    return 0;
}

/* A as columns of norms in [1, 2), and the ridge below it, in the place of Q. */
static int load(randblas_arena *arena, const randblas_xlinop *A, double lambda, const randlapack_xrow_basis *b)
{
    const int info = randlapack_xwrite_out(arena, A, b->Q, b->ld);
    if (info) return info;
    for (int64_t j = 0; j < b->cols; j++)
        for (int64_t i = b->rows; i < b->ld; i++) b->Q[i + j * b->ld] = i - b->rows == j ? (scalar_t)sqrt(lambda) : 0;
    return scale_columns(b);
}

/* R above the reflectors. */
static void take_triangle(const randlapack_xrow_basis *b, scalar_t *R)
{
    const int64_t n = b->cols;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) R[i + j * n] = i <= j ? b->Q[i + j * b->ld] : 0;
}

static int factor(randblas_arena *arena, const randblas_xlinop *A, double lambda, randlapack_xrow_basis *b)
{
    const int64_t n = b->cols, qr = RANDLAPACK_QR_WORK(n);
    scalar_t *R = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *R);
    scalar_t *tau = randblas_arena_get(arena, n, sizeof *tau), *tau2 = randblas_arena_get(arena, n, sizeof *tau2);
    scalar_t *work = randblas_arena_get(arena, qr, sizeof *work);
    bool made = false, spoilt = false;
    int info = arena->info ? arena->info : load(arena, A, lambda, b);
    if (!info) info = randlapack_xrow_basis_cholesky(arena, b, R, &made, &spoilt);
    if (!info && !made && spoilt) info = load(arena, A, lambda, b);
    if (!info && !made) info = randlapack_xgeqrf(b->ld, n, b->Q, b->ld, tau, work);
    if (!info && !made) take_triangle(b, R);
    if (!info) info = decide_rank(arena, b, R, tau2, work);
    if (!info && b->rank > 0 && !made) info = randlapack_xorgqr(b->ld, n, b->Q, b->ld, tau, work);
    if (!info && b->rank > 0 && b->rank < n) info = randlapack_xrow_basis_rotate(arena, b, n, b->rank, R);
    return !info && b->rank < n ? RANDBLAS_RANK_DEFICIENT : info;
}

int randlapack_xrow_basis_make(randblas_arena *arena, const randblas_xlinop *A, double lambda,
                               randlapack_xrow_basis *basis)
{
    const int64_t m = A->rows, n = A->cols;
    *basis = (randlapack_xrow_basis){.rows = m, .cols = n, .ld = lambda > 0 ? m + n : m};
    if (n == 0) return 0;
    basis->Q = randblas_arena_get(arena, randblas_size_product(basis->ld, n), sizeof *basis->Q);
    return arena->info ? arena->info : factor(arena, A, lambda, basis);
}
