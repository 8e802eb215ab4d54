/*
 * Q and R of a tall matrix C by Cholesky QR, preconditioned by the triangle of a sketch @cite balabanov2022cholesky:
 *
 *     S C = Q_s T,   W = C T^-1,   W^T W = L^T L,   Q = W L^-1,   R = L T
 *
 * 3 m n^2 flops of level 3, where Householder reflections are 4 m n^2, half of them for the panels.  W is well
 * conditioned and Q therefore orthonormal to rounding whatever the condition of C; the range is right to eps cond(C),
 * as it is by reflections.  Where cond(C) leaves less than a third of the digits, or S missed something, it is not
 * done: then the rank may be in question.
 */
#include "row_basis_impl.h"

#include "lapack_impl.h"

#include <math.h>
#include <string.h>

#define LEAST_COLUMNS 16
#define EXTRA_ROWS 64 /* of the sketch */
#define TALL 4        /* rows of the matrix over those of the sketch */

typedef struct workspace {
    int64_t d;
    scalar_t *Y, *G; /* d x n: the sketch, and T; n x n */
    scalar_t *tau, *work;
    int64_t *iwork;
} workspace;

static workspace open_workspace(randblas_arena *arena, int64_t d, int64_t n)
{
    workspace w = {.d = d};
    w.Y = randblas_arena_get(arena, randblas_size_product(d, n), sizeof *w.Y);
    w.G = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *w.G);
    w.tau = randblas_arena_get(arena, n, sizeof *w.tau);
    w.work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n), sizeof *w.work);
    w.iwork = randblas_arena_get(arena, n, sizeof *w.iwork);
    return w;
}

/* T in the upper triangle of Y; *rcond of it. */
static int sketch(const randlapack_xrow_basis *b, const workspace *w, double *rcond)
{
    const int64_t m = b->ld, n = b->cols, d = w->d;
    const randblas_dist dist = randblas_sparse_sign(d, m, 0);
    const randblas_state state = randblas_seed(0);
    randblas_sketch *S = NULL;
    int info = randblas_sketch_create(&dist, &state, &S, NULL);
    if (!info)
        info = randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, m, 1, S, 0,
                              0, b->Q, m, 0, w->Y, d);
    randblas_sketch_destroy(S);
    if (!info) info = randlapack_xgeqrf(d, n, w->Y, d, w->tau, w->work);
    return info ? info : randlapack_xtrcon(n, w->Y, d, rcond, w->work, w->iwork);
}

/* Q = W L^-1, R = L T; *made says whether W was as well conditioned as it should. */
static int orthogonalise(const randlapack_xrow_basis *b, const workspace *w, scalar_t *R, bool *made)
{
    const int64_t m = b->ld, n = b->cols;
    double rcond = 0;
    int info = randlapack_xtrsm_right(m, n, w->Y, w->d, b->Q, m);
    if (!info) info = randlapack_xsyrk(RANDBLAS_COL_MAJOR, m, n, b->Q, m, 0, w->G, n);
    if (info) return info;
    const int broken = randlapack_xpotrf(n, w->G, n);
    if (broken) return broken < 0 ? broken : 0;
    info = randlapack_xtrcon(n, w->G, n, &rcond, w->work, w->iwork);
    *made = !info && 8 * (double)n * rcond >= 1; /* that of a Gaussian triangle in the 1-norm is some 6 sqrt(n) */
    if (info || !*made) return info;
    for (int64_t j = 0; j < n; j++) memset(w->G + j * (n + 1) + 1, 0, (size_t)(n - j - 1) * sizeof *w->G);
    info = randlapack_xtrsm_right(m, n, w->G, n, b->Q, m);
    if (!info) info = randlapack_xtrmm(RANDBLAS_COL_MAJOR, n, n, w->Y, w->d, w->G, n);
    memcpy(R, w->G, (size_t)(n * n) * sizeof *R);
    return info;
}

int randlapack_xrow_basis_cholesky(randblas_arena *arena, const randlapack_xrow_basis *basis, scalar_t *R, bool *made,
                                   bool *spoilt)
{
    const int64_t n = basis->cols, d = n < INT64_MAX / 64 ? 2 * n + EXTRA_ROWS : basis->ld;
    double rcond = 0;
    *made = *spoilt = false;
    if (n < LEAST_COLUMNS || basis->ld / TALL < d) return 0;
    const workspace w = open_workspace(arena, d, n);
    const int info = arena->info ? arena->info : sketch(basis, &w, &rcond);
    if (info || !(rcond > pow((double)REAL_EPS, 2.0 / 3))) return info;
    *spoilt = true;
    return orthogonalise(basis, &w, R, made);
}
