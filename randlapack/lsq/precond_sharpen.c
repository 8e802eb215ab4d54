/*
 * From a rough preconditioner to a sharp one: the Cholesky factor of a Gram matrix of A, by matrix products alone.
 *
 *     G = (A D^-1)^T (A D^-1),  R = chol(G) D,     in single precision     if cond(A D^-1)^2 u is small, u single
 *     G = A^T A,                R = chol(G),       in working precision    if cond(A D^-1)^2 eps is
 *     G = (A R0^-1)^T (A R0^-1),  R = chol(G) R0,  mostly single           otherwise,
 *
 * R0 and the column scales D from the sketch; with a ridge, A has the rows damp I below.  An error of u in G leaves
 * cond(A R^-1) - 1 of order u ||A D^-1|| / sigma_min(A D^-1)^2 in the first case, which costs steps of the iteration
 * and no digits, and of order u in the last, since A R0^-1 is well conditioned: this is Cholesky QR preconditioned by a
 * sketch @cite fan2021, whose R only has to precondition.  The first case is tried where R0, whose smallest singular
 * value is as a rule too small by a factor of two to four, does not speak against it; R says afterwards whether it was
 * good enough.
 *
 * Cost: m n^2 flops at the speed of GEMM in single, in double, or 0.5 m n^2 to m n^2 in double (gram.c) and as much in
 * single; Householder QR takes 2 m n^2 at about half of that speed.
 */
#include "gram_impl.h"

#include "lapack_impl.h"
#include "scaled_rhs_impl.h"
#include "view_impl.h"

#include <math.h>
#include <stdlib.h>

#define GRAM_ERROR 1e-2 /* of G, relative, that still gives a sharp R */
#define SINGLE_EPS 1.2e-7
#define GROWTH 6.0       /* of rounding errors in the sums, and from the columns of a random matrix to its norm */
#define WORTH_TRYING 3.0 /* the distortion that R0 foretells */
#define GOOD_ENOUGH 0.5  /* the distortion that R shows */

#if IS_SINGLE
#define SAFE_EXPONENT 50 /* squares neither overflow nor vanish */
#else
#define SAFE_EXPONENT 400
#endif

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* G = A^T A, in pieces that the BLAS can count. */
static int gram(const randblas_xlinop *A, scalar_t *G)
{
    const int64_t most = (int64_t)1 << 30;
    const randblas_xview view = view_make(A->values, A->ld, A->layout);
    int info = 0;
    if (A->rows == 0)
        for (int64_t k = 0; k < A->cols * A->cols; k++) G[k] = 0;
    for (int64_t i = 0; i < A->rows && !info; i += most)
        info = randlapack_xsyrk(A->layout, min_i64(most, A->rows - i), A->cols, view_at(view, i, 0), A->ld, i > 0, G,
                                A->cols);
    return info;
}

/* Whether that loses nothing that matters. */
static bool squares_are_good(const randlapack_xprecond *P)
{
    const double c = P->scaled_condition;
    return 10 * (double)REAL_EPS * c * c <= GRAM_ERROR && P->frobenius > 0 && abs(ilogb(P->frobenius)) < SAFE_EXPONENT;
}

/* R = chol(G), zeros below the diagonal. */
static int factor(int64_t n, scalar_t *G)
{
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = j + 1; i < n; i++) G[i + j * n] = 0;
    return randlapack_xpotrf(n, G, n);
}

/* G = chol((A R0^-1)^T (A R0^-1)) R0 */
static int whitened_factor(randblas_arena *arena, randlapack_xgram *g, scalar_t *G)
{
    int info = randlapack_xgram_whitened(arena, g, G);
    if (!info) info = factor(g->n, G);
    return info ? info : randlapack_xtrmm(RANDBLAS_COL_MAJOR, g->n, g->n, g->P->R, g->P->ldr, G, g->n);
}

/* G = chol(A^T A + damp^2 I) */
static int plain_factor(const randlapack_xgram *g, scalar_t *G)
{
    int info = gram(g->A, G);
    if (!info) info = randlapack_xgram_total(g, G);
    for (int64_t j = 0; j < g->n && !info; j++) G[j + j * g->n] += (scalar_t)(g->damp * g->damp);
    return info ? info : factor(g->n, G);
}

/* P with R in place of its triangle. */
static randlapack_xprecond with_triangle(const randlapack_xprecond *P, scalar_t *R)
{
    randlapack_xprecond new = *P;
    new.R = R;
    new.ldr = P->n;
    randlapack_xprecond_measure(&new, R);
    return new;
}

#if !IS_SINGLE
/* What errors of the products in single precision make of A R^-1, the columns of A D^-1 having norms of about 1.5. */
static double scaled_distortion(const randlapack_xprecond *P)
{
    return GROWTH * 1.5 * SINGLE_EPS / 2 * P->scaled_condition * P->scaled_condition / fmax(P->scaled_largest, 1);
}

/* The first case; *distortion stays 0 if it does not do. */
static int sharpen_in_single(randlapack_xgram *g, randlapack_xprecond *P, scalar_t *G, double *distortion)
{
    if (!(scaled_distortion(P) <= WORTH_TRYING)) return 0;
    int info = randlapack_xgram_scaled(g, G);
    if (!info) info = factor(g->n, G);
    if (info) return info > 0 ? 0 : info;
    for (int64_t j = 0; j < g->n; j++) randlapack_xscale_copy(j + 1, (int)P->exponents[j], G + j * g->n, G + j * g->n);
    const randlapack_xprecond new = with_triangle(P, G);
    const double found = scaled_distortion(&new);
    if (!(found <= GOOD_ENOUGH)) return 0;
    *P = new;
    *distortion = fmax(found, GRAM_ERROR);
    return 0;
}
#endif

int randlapack_xprecond_sharpen(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xteam *team,
                                double damp, randlapack_xprecond *P, double *distortion)
{
    const int64_t n = A->cols;
    randlapack_xgram g;
    *distortion = 0;
    if (n == 0) return 0;
    scalar_t *G = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *G);
    int info = randlapack_xgram_open(arena, A, team, damp, P, &g);
#if !IS_SINGLE
    if (!info) info = sharpen_in_single(&g, P, G, distortion);
    if (info || *distortion > 0) return info;
#endif
    if (info) return info;
    info = squares_are_good(P) ? plain_factor(&g, G) : RANDBLAS_NOT_CONVERGED;
    if (info > 0) info = whitened_factor(arena, &g, G);
    if (info) return info > 0 ? 0 : info;
    *P = with_triangle(P, G);
    *distortion = GRAM_ERROR;
    return 0;
}
