/*
 * A ~ Y (W^T Y)^+ Y^T with Y = A W for orthonormal W, stably @cite li2017, @cite tropp2017:
 *
 *     Y' = Y + nu W,   W^T Y' = C^T C,   B = Y' C^-1 = U diag(s) V^T,   lambda = s^2 - nu
 *
 * that is, the approximation of A + nu I less nu I.  The shift nu is at the level of rounding errors in Y; where the
 * core is not positive definite nevertheless, it is raised tenfold up to four times before A is called indefinite.
 *
 * Y is kept divided by a power of two that makes its first columns of order 1: squares of it do not overflow.
 *
 * When l grows, only the new columns of W are drawn, made orthogonal to the rest, and multiplied by A.
 */
#include "nystrom_core_impl.h"

#include "lapack_impl.h"
#include "lowrank_precond_impl.h"

#include "blas_impl.h"

#include <math.h>
#include <string.h>

#define SHIFTS 5

static randblas_xview columns_of(scalar_t *X, int64_t n)
{
    return (randblas_xview){X, n, false};
}

/* X (n x c) = an orthonormal basis of its columns, which are made orthogonal to Q (n x l) before, twice. */
static int orthonormalise(randlapack_xnystrom_core *core, int64_t l, const scalar_t *Q, int64_t c, scalar_t *X)
{
    const int64_t n = core->n;
    scalar_t *tau = randblas_arena_get(core->arena, c, sizeof *tau);
    scalar_t *work = randblas_arena_get(core->arena, RANDLAPACK_QR_WORK(c), sizeof *work);
    scalar_t *T = randblas_arena_get(core->arena, randblas_size_product(l, c), sizeof *T);
    const randblas_xview q = view_make(Q, n, RANDBLAS_COL_MAJOR), t = {T, l, false};
    if (core->arena->info) return core->arena->info;
    for (int pass = 0; pass < 2 && l > 0; pass++) {
        memset(T, 0, (size_t)(l * c) * sizeof *T);
        randblas_xgemm(l, c, n, 1, view_transposed(q), columns_of(X, n), t);
        randblas_xgemm(n, c, l, -1, q, t, columns_of(X, n));
    }
    const int info = randlapack_xgeqrf(n, c, X, n, tau, work);
    return info ? info : randlapack_xorgqr(n, c, X, n, tau, work);
}

/* X (n x c) = the next columns of the test matrix. */
static int draw(randlapack_xnystrom_core *core, int64_t c, scalar_t *X)
{
    randblas_dist dist = randblas_gaussian(c, core->n);
    randblas_sketch *S = NULL;
    if (core->family) dist.family = core->family;
    int info = randblas_sketch_create(&dist, &core->state, &S, &core->state);
    if (!info) info = randblas_xfill(RANDBLAS_ROW_MAJOR, c, core->n, S, 0, 0, X, core->n); /* the transpose of S */
    randblas_sketch_destroy(S);
    return info;
}

/* Y (n x c) = A X / 2^exponent; the first products set the exponent. */
static int multiply(randlapack_xnystrom_core *core, int64_t c, const scalar_t *X, scalar_t *Y)
{
    const int64_t n = core->n;
    const int info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, c, 1, core->A, X, n, 0, Y, n);
    bool finite = true;
    double largest = 0;
    for (int64_t k = 0; k < n * c && !info; k++) {
        finite = finite && isfinite(Y[k]);
        largest = fmax(largest, fabs((double)Y[k]));
    }
    if (info || !finite) return info ? info : RANDBLAS_NOT_FINITE;
    if (core->l == 0) core->exponent = largest > 0 ? ilogb(largest) + 1 : 0;
    const double half = ldexp(1, -core->exponent / 2), rest = ldexp(1, -core->exponent - -core->exponent / 2);
    for (int64_t k = 0; k < n * c; k++) Y[k] = (scalar_t)((double)Y[k] * half * rest);
    return 0;
}

int randlapack_xnystrom_core_extend(randlapack_xnystrom_core *core, int64_t l)
{
    const int64_t n = core->n, old = core->l, size = randblas_size_product(n, l);
    scalar_t *W = randblas_arena_get(core->arena, size, sizeof *W),
             *Y = randblas_arena_get(core->arena, size, sizeof *Y);
    if (core->arena->info) return core->arena->info;
    if (old > 0) {
        memcpy(W, core->W, (size_t)(n * old) * sizeof *W);
        memcpy(Y, core->Y, (size_t)(n * old) * sizeof *Y);
    }
    int info = draw(core, l - old, W + n * old);
    if (!info) info = orthonormalise(core, old, W, l - old, W + n * old);
    if (!info) info = multiply(core, l - old, W + n * old, Y + n * old);
    core->W = W;
    core->Y = Y;
    core->l = l;
    return info;
}

int randlapack_xnystrom_core_again(randlapack_xnystrom_core *core)
{
    scalar_t *swap = core->W;
    core->W = core->Y;
    core->Y = swap;
    const int info = orthonormalise(core, 0, NULL, core->l, core->W);
    return info ? info : multiply(core, core->l, core->W, core->Y);
}

/* C of the shifted core, in the upper triangle of an l x l matrix; nu in core->shift; zero if Y is. */
static int core_factor(randlapack_xnystrom_core *core, scalar_t *H, scalar_t *C)
{
    const int64_t n = core->n, l = core->l;
    const double norm = randlapack_xnorm(n * l, core->Y);
    int info = RANDBLAS_NOT_POSITIVE_DEFINITE;
    memset(H, 0, (size_t)(l * l) * sizeof *H);
    randblas_xgemm(l, l, n, 1, view_transposed(columns_of(core->W, n)), columns_of(core->Y, n), columns_of(H, l));
    core->shift = norm * (double)REAL_EPS;
    for (int t = 0; t < SHIFTS && info == RANDBLAS_NOT_POSITIVE_DEFINITE; t++) {
        if (t > 0) core->shift *= 10;
        for (int64_t j = 0; j < l; j++)
            for (int64_t i = 0; i <= j; i++)
                C[i + j * l] =
                    (scalar_t)(((double)H[i + j * l] + (double)H[j + i * l]) / 2 + (i == j ? core->shift : 0));
        info = randlapack_xpotrf(l, C, l);
    }
    return info;
}

/* Y = Y + nu W. */
static void add_shift(randlapack_xnystrom_core *core, double shift)
{
    for (int64_t k = 0; k < core->n * core->l; k++)
        core->Y[k] = (scalar_t)((double)core->Y[k] + shift * (double)core->W[k]);
}

static bool is_zero(int64_t count, const scalar_t *x)
{
    for (int64_t k = 0; k < count; k++)
        if (x[k] != 0) return false;
    return true;
}

/* From the eigenvalues of C^-T (Y^T Y) C^-1, which are those of B^T B to a few nu: no n x l matrix is needed. */
int randlapack_xnystrom_core_least(randlapack_xnystrom_core *core, double *least)
{
    const int64_t n = core->n, l = core->l;
    scalar_t *C = randblas_arena_get(core->arena, randblas_size_product(l, l), sizeof *C),
             *G = randblas_arena_get(core->arena, randblas_size_product(l, l), sizeof *G);
    scalar_t *vectors = randblas_arena_get(core->arena, randblas_size_product(2 * l, l), sizeof *vectors);
    scalar_t *values = randblas_arena_get(core->arena, l, sizeof *values);
    scalar_t *work = randblas_arena_get(core->arena, RANDLAPACK_SVD_WORK(l), sizeof *work);
    int64_t *iwork = randblas_arena_get(core->arena, randblas_size_product(8, l), sizeof *iwork);
    *least = 0;
    if (core->arena->info) return core->arena->info;
    if (is_zero(n * l, core->Y)) return 0;
    int info = core_factor(core, G, C);
    if (info) return info;
    memset(G, 0, (size_t)(l * l) * sizeof *G);
    randblas_xgemm(l, l, n, 1, view_transposed(columns_of(core->Y, n)), columns_of(core->Y, n), columns_of(G, l));
    info = randlapack_xtrsm_right(l, l, C, l, G, l);
    if (!info) info = randlapack_xtrsm(RANDBLAS_TRANS, l, l, C, l, G, l);
    if (!info) info = randlapack_xgesdd(l, G, l, values, vectors, l, vectors + l * l, l, work, iwork);
    if (!info) *least = ldexp(fmax((double)values[l - 1] - core->shift, 0), core->exponent);
    return info;
}

int randlapack_xnystrom_core_factor(randlapack_xnystrom_core *core, scalar_t *lambda)
{
    const int64_t n = core->n, l = core->l;
    scalar_t *H = randblas_arena_get(core->arena, randblas_size_product(l, l), sizeof *H),
             *C = randblas_arena_get(core->arena, randblas_size_product(l, l), sizeof *C);
    if (core->arena->info) return core->arena->info;
    for (int64_t j = 0; j < l; j++) lambda[j] = 0;
    core->shift = 0;
    if (is_zero(n * l, core->Y)) return 0;
    int info = core_factor(core, H, C);
    if (info) return info;
    add_shift(core, core->shift);
    info = randlapack_xtrsm_right(n, l, C, l, core->Y, n);
    if (!info) info = randlapack_xthin_svd(core->arena, n, l, core->Y, n, core->W, lambda);
    for (int64_t j = 0; j < l && !info; j++)
        lambda[j] = (scalar_t)ldexp(fmax((double)lambda[j] * (double)lambda[j] - core->shift, 0), core->exponent);
    core->shift = ldexp(core->shift, core->exponent);
    return info;
}
