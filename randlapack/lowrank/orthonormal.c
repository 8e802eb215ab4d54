/*
 * Y = Q T by Cholesky QR,
 *
 *     G = Y^T Y = R^T R,   Q = Y R^-1,   ||Q^T Q - I|| ~ eps cond(Y)^2                  @cite yamamoto2015
 *
 * repeated once where Q has to be orthonormal to rounding: the second step meets a condition near 1.  Where eps cond^2
 * is not small, G + s I is factored first: its R brings the condition down to about ||Y|| / sqrt(s), and two more steps
 * follow @cite fukaya2020.  What that cannot mend, numerical rank deficiency above all, goes to Householder QR, whose Q
 * is orthonormal for any Y.
 *
 * The condition is measured by ||R||_F ||R^-1||_F, at most c times that of the 2-norm.
 */
#include "orthonormal_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

#include <math.h>
#include <string.h>

#define TRUSTED 0.05 /* largest eps cond^2 of a step without shift */
#define SHIFTS 2     /* steps with a shift, at most */

void randlapack_xorthonormal_open(randlapack_xorthonormal *o, randblas_arena *arena, int64_t most)
{
    const int64_t square = randblas_size_product(most, most);
    o->most = most;
    o->gram = randblas_arena_get(arena, square, sizeof *o->gram);
    o->R = randblas_arena_get(arena, square, sizeof *o->R);
    o->inverse = randblas_arena_get(arena, square, sizeof *o->inverse);
    o->tau = randblas_arena_get(arena, most, sizeof *o->tau);
    o->work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(most), sizeof *o->work);
}

static bool all_finite(int64_t rows, int64_t c, const scalar_t *Y, int64_t ldy)
{
    for (int64_t j = 0; j < c; j++)
        for (int64_t i = 0; i < rows; i++)
            if (!isfinite(Y[i + j * ldy])) return false;
    return true;
}

static double triangle_norm(int64_t c, const scalar_t *R)
{
    double norm = 0;
    for (int64_t j = 0; j < c; j++) norm = hypot(norm, randlapack_xnorm(j + 1, R + j * c));
    return norm;
}

/* Whether R, the factor of gram + shift I, exists. */
static bool factor(const randlapack_xorthonormal *o, int64_t c, scalar_t shift)
{
    memcpy(o->R, o->gram, (size_t)(c * c) * sizeof *o->R);
    for (int64_t j = 0; j < c; j++) o->R[j + j * c] += shift;
    return randlapack_xpotrf(c, o->R, c) == 0;
}

/* Whether eps cond(R)^2 is at most TRUSTED. */
static bool trusted(const randlapack_xorthonormal *o, int64_t c)
{
    memcpy(o->inverse, o->R, (size_t)(c * c) * sizeof *o->R);
    if (randlapack_xtrtri(c, o->inverse, c)) return false;
    const double cond = triangle_norm(c, o->R) * triangle_norm(c, o->inverse);
    return cond * cond * (double)REAL_EPS <= TRUSTED * (double)c;
}

/* T = R T, upper triangular both; the first time T = R. */
static void accumulate(int64_t c, const scalar_t *R, scalar_t *T, bool first)
{
    for (int64_t j = 0; j < c && T; j++) {
        if (first) memcpy(T + j * c, R + j * c, (size_t)(j + 1) * sizeof *T);
        for (int64_t i = first ? c : 0; i <= j; i++) { /* row i of R T needs rows i .. j of T */
            double sum = 0;
            for (int64_t k = i; k <= j; k++) sum += (double)R[i + k * c] * (double)T[k + j * c];
            T[i + j * c] = (scalar_t)sum;
        }
        for (int64_t i = j + 1; i < c; i++) T[i + j * c] = 0;
    }
}

/* Householder QR of what Y has become. */
static int householder(const randlapack_xorthonormal *o, int64_t rows, int64_t c, scalar_t *Y, int64_t ldy, scalar_t *T,
                       bool first)
{
    if (!all_finite(rows, c, Y, ldy)) return RANDBLAS_NOT_FINITE;
    const int info = randlapack_xgeqrf(rows, c, Y, ldy, o->tau, o->work);
    if (info) return info;
    for (int64_t j = 0; j < c; j++) memcpy(o->R + j * c, Y + j * ldy, (size_t)(j + 1) * sizeof *Y);
    accumulate(c, o->R, T, first);
    return randlapack_xorgqr(rows, c, Y, ldy, o->tau, o->work);
}

int randlapack_xorthonormalise(const randlapack_xorthonormal *o, randlapack_orthogonality how, int64_t rows, int64_t c,
                               scalar_t *Y, int64_t ldy, scalar_t *T)
{
    int left = c == 0 ? 0 : how == RANDLAPACK_ORTHONORMAL ? 2 : 1, shifts = 0;
    for (bool first = true; left > 0; first = false) {
        scalar_t trace = 0;
        int info = randlapack_xsyrk(RANDBLAS_COL_MAJOR, rows, c, Y, ldy, 0, o->gram, c);
        if (info) return info;
        for (int64_t j = 0; j < c; j++) trace += o->gram[j + j * c];
        if (factor(o, c, 0) && trusted(o, c))
            left--;
        else if (shifts++ == SHIFTS || !factor(o, c, trace * REAL_EPS * (scalar_t)c))
            return householder(o, rows, c, Y, ldy, T, first);
        info = randlapack_xtrsm_right(rows, c, o->R, c, Y, ldy);
        if (info) return info;
        accumulate(c, o->R, T, first);
    }
    return 0;
}

void randlapack_xproject_once(int64_t rows, int64_t l, const scalar_t *Q, int64_t c, scalar_t *X, scalar_t *work,
                              scalar_t *H)
{
    const randblas_xview q = view_make(Q, rows, RANDBLAS_COL_MAJOR), x = {X, rows, false}, t = {work, l, false};
    if (l == 0) return;
    randblas_xscale_view(l, c, 0, t);
    randblas_xgemm(l, c, rows, 1, view_transposed(q), x, t);
    randblas_xgemm(rows, c, l, -1, q, t, x);
    for (int64_t k = 0; k < l * c && H; k++) H[k] += work[k];
}

void randlapack_xproject_out(int64_t rows, int64_t l, const scalar_t *Q, int64_t c, scalar_t *X, scalar_t *work,
                             scalar_t *H)
{
    for (int pass = 0; pass < 2; pass++) randlapack_xproject_once(rows, l, Q, c, X, work, H);
}
