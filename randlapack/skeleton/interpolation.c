/*
 * Coefficients of all columns of Y (l x n) in `rank` chosen ones, and a better choice while one of them is large:
 *
 *     Y(:, J) = Q R,   Z = R^-1 Q^T Y
 *     while |z_ij| > bound:  column j takes the place of J_i; with the pivot z_ij,
 *         z_i. = z_i. / z_ij,   z_a. = z_a. - z_aj z_i.   for a != i
 *     and the whole again with the new J if it changed
 *
 * An exchange multiplies the volume of Q^T Y(:, J) by |z_ij|, and that is no more than the volume of Y(:, J): so
 * volumes grow and no J comes twice.  Where it ends no coefficient exceeds the bound @cite gu1996.  Rounding is why
 * exchanges are counted.
 */
#include "skeleton_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

#include <math.h>

#define MOST_EXCHANGES(rank) (20 * (rank) + 100)

typedef struct basis {
    int64_t l, n;
    const scalar_t *Y;
    scalar_t *C, *F; /* Y(:, J), l x rank; Q^T Y, l x n */
    scalar_t *tau, *work;
} basis;

static basis open_basis(randblas_arena *arena, int64_t l, int64_t n, int64_t rank, const scalar_t *Y)
{
    basis b = {.l = l, .n = n, .Y = Y};
    b.C = randblas_arena_get(arena, randblas_size_product(l, rank), sizeof *b.C);
    b.F = randblas_arena_get(arena, randblas_size_product(l, n), sizeof *b.F);
    b.tau = randblas_arena_get(arena, rank, sizeof *b.tau);
    b.work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n), sizeof *b.work);
    return b;
}

/* The chosen columns are what they are, whatever rounding says. */
static void set_identity(const randlapack_xinterpolation *z)
{
    for (int64_t t = 0; t < z->rank; t++)
        for (int64_t i = 0; i < z->rank; i++) z->Z[i + z->J[t] * z->ldz] = i == t;
}

static int solve(const basis *b, const randlapack_xinterpolation *z)
{
    const int64_t l = b->l, n = b->n, r = z->rank;
    for (int64_t t = 0; t < r; t++)
        for (int64_t i = 0; i < l; i++) b->C[i + t * l] = b->Y[i + z->J[t] * l];
    for (int64_t i = 0; i < l * n; i++) b->F[i] = b->Y[i];
    int info = randlapack_xgeqrf(l, r, b->C, l, b->tau, b->work);
    if (!info) info = randlapack_xormqr(l, n, r, b->C, l, b->tau, b->F, l, b->work);
    if (info) return info;
    randblas_xcopy_view(r, n, (randblas_xview){b->F, l, false}, (randblas_xview){z->Z, z->ldz, false});
    info = randlapack_xtrsm(RANDBLAS_NO_TRANS, r, n, b->C, l, z->Z, z->ldz);
    if (!info) set_identity(z);
    return info;
}

/* Where |Z| is largest. */
static double largest(const randlapack_xinterpolation *z, int64_t n, int64_t *row, int64_t *col)
{
    double found = 0;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < z->rank; i++)
            if (fabs((double)z->Z[i + j * z->ldz]) > found) {
                found = fabs((double)z->Z[i + j * z->ldz]);
                *row = i;
                *col = j;
            }
    return found;
}

/* Column `col` takes the place of J[row]. */
static void exchange(const basis *b, randlapack_xinterpolation *z, int64_t row, int64_t col)
{
    const scalar_t pivot = z->Z[row + col * z->ldz];
    for (int64_t a = 0; a < z->rank; a++) b->C[a] = a == row ? 0 : z->Z[a + col * z->ldz];
    for (int64_t j = 0; j < b->n; j++) {
        scalar_t *zj = z->Z + j * z->ldz;
        const scalar_t step = zj[row] / pivot;
        for (int64_t a = 0; a < z->rank; a++) zj[a] -= b->C[a] * step;
        zj[row] = step;
    }
    z->J[row] = col;
    z->exchanges++;
}

int randlapack_xinterpolate(randblas_arena *arena, int64_t l, int64_t n, const scalar_t *Y, double bound,
                            randlapack_xinterpolation *z)
{
    z->exchanges = 0;
    if (z->rank == 0) return 0;
    const basis b = open_basis(arena, l, n, z->rank, Y);
    int info = arena->info ? arena->info : solve(&b, z);
    bool changed = true;
    while (!info && changed && z->exchanges < MOST_EXCHANGES(z->rank)) {
        int64_t row = 0, col = 0;
        changed = false;
        while (largest(z, n, &row, &col) > bound && z->exchanges < MOST_EXCHANGES(z->rank)) {
            exchange(&b, z, row, col);
            changed = true;
        }
        if (changed) info = solve(&b, z);
    }
    return info;
}
