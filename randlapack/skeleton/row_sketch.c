/*
 * Y = S A, whose columns depend on one another almost as those of A do @cite halko2011.  Each pass of subspace
 * iteration makes it nearer:
 *
 *     X = orth(Y^T),   W = orth(A X),   Y = W^T A
 *
 * Y is then the matrix in coordinates of W, and what A has outside the range of W is small.  With l = m rows A needs no
 * sketch; with l > n there is no range to be found.
 */
#include "skeleton_impl.h"

#include "lapack_impl.h"
#include "row_basis_impl.h"

#include "view_impl.h"

#include <math.h>

static int create(randblas_family family, int64_t l, int64_t m, randblas_state *state, randblas_sketch **S)
{
    const randblas_state begin = *state;
    randblas_dist dist = randblas_gaussian(l, m);
    if (family) dist.family = family;
    return randblas_sketch_create(&dist, &begin, S, state);
}

int randlapack_xtest_sketch(const randblas_xlinop *A, randblas_family family, int64_t l, randblas_state *state,
                            scalar_t *Y)
{
    const int64_t m = A->rows, n = A->cols;
    randblas_sketch *S = NULL;
    int info = create(family, l, m, state, &S);
    if (!info)
        info = randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, l, n, m, 1, S, 0,
                              0, A, 0, Y, l);
    randblas_sketch_destroy(S);
    return info;
}

bool randlapack_xscale_to_one(int64_t count, scalar_t *x)
{
    double largest = 0;
    for (int64_t i = 0; i < count; i++) {
        const double a = fabs((double)x[i]);
        if (!isfinite(a)) return false;
        largest = fmax(largest, a);
    }
    if (largest == 0) return true;
    const int e = -ilogb(largest);
    const double half = ldexp(1, e / 2), rest = ldexp(1, e - e / 2); /* 2^1074 is no double */
    for (int64_t i = 0; i < count; i++) x[i] = (scalar_t)((double)x[i] * half * rest);
    return true;
}

static bool all_finite(int64_t count, const scalar_t *x)
{
    bool finite = true;
    for (int64_t i = 0; i < count; i++) finite = finite && isfinite(x[i]);
    return finite;
}

static int orthonormalise(int64_t rows, int64_t l, scalar_t *X, scalar_t *tau, scalar_t *work)
{
    if (!all_finite(rows * l, X)) return RANDBLAS_NOT_FINITE;
    const int info = randlapack_xgeqrf(rows, l, X, rows, tau, work);
    return info ? info : randlapack_xorgqr(rows, l, X, rows, tau, work);
}

static int iterate(randblas_arena *arena, const randblas_xlinop *A, int32_t passes, int64_t l, scalar_t *Y)
{
    const int64_t m = A->rows, n = A->cols;
    scalar_t *X = randblas_arena_get(arena, randblas_size_product(n, l), sizeof *X);
    scalar_t *W = randblas_arena_get(arena, randblas_size_product(m, l), sizeof *W);
    scalar_t *tau = randblas_arena_get(arena, l, sizeof *tau);
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(l), sizeof *work);
    const randblas_xview wide = {Y, l, false}, tall = {X, n, false};
    int info = arena->info;
    if (!info) randblas_xcopy_view(n, l, view_transposed(wide), tall);
    for (int32_t pass = 0; pass < passes && !info; pass++) {
        info = orthonormalise(n, l, X, tau, work);
        if (!info) info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, l, 1, A, X, n, 0, W, m);
        if (!info) info = orthonormalise(m, l, W, tau, work);
        if (!info) info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, l, 1, A, W, m, 0, X, n);
    }
    if (!info) randblas_xcopy_view(l, n, view_transposed(tall), wide);
    return info;
}

/* Y = A; an illegal family is one here too. */
static int take_all(randblas_arena *arena, const randblas_xlinop *A, randblas_family family, randblas_state *state,
                    scalar_t *Y)
{
    randblas_sketch *S = NULL;
    const int info = create(family, A->rows, A->rows, state, &S);
    randblas_sketch_destroy(S);
    return info ? info : randlapack_xwrite_out(arena, A, Y, A->rows);
}

int randlapack_xrow_sketch(randblas_arena *arena, const randblas_xlinop *A, const randlapack_skeleton_options *options,
                           int64_t l, randblas_state *state, scalar_t *Y)
{
    const bool sketch = l < A->rows, passes = sketch && l <= A->cols && options->power_passes > 0;
    int info = sketch ? randlapack_xtest_sketch(A, options->family, l, state, Y)
                      : take_all(arena, A, options->family, state, Y);
    if (!info && passes) info = iterate(arena, A, options->power_passes, l, Y);
    if (!info && !randlapack_xscale_to_one(l * A->cols, Y)) info = RANDBLAS_NOT_FINITE;
    return info;
}
