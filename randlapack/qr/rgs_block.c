/*
 * One block W of randomised Gram-Schmidt @cite balabanov2022, in rounds:
 *
 *     P = S W;   X = Z^T P, P = P - Z X, twice over;   P = Z_w T by Gram-Schmidt;   W = (W - Q X) T^-1.
 *
 * Z = S Q has few rows, so that all but the last costs little.  The first round loses what W and Q have in common and
 * what the columns of W have in common to rounding; the next, on a W that is nearly orthonormal already, finds how much
 * that was and as a rule only has to look.  From W = Q X + W' T, round after round, R = [R_12 + X R_22; T R_22].
 */
#include "rgs_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"

#include <math.h>
#include <string.h>

#define MAX_ROUNDS 5

static int sketch(const randlapack_xrgs_state *f, int64_t j, int64_t b)
{
    const randblas_xview W = {f->Q + j * f->ldq, f->ldq, false}, P = {f->P, f->d, false};
    if (f->S)
        return randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, f->d, b, f->m, 1,
                              f->S, 0, 0, W.p, f->ldq, 0, f->P, f->d);
    randblas_xcopy_view(f->m, b, W, P);
    return 0;
}

/* X = Z^T P and P = P - Z X over the first j columns of Z, twice so that P is orthogonal to Z to rounding. */
static void project(const randlapack_xrgs_state *f, int64_t j, int64_t b, randblas_xview P, scalar_t *X, scalar_t *Y,
                    int64_t ld, const scalar_t *basis, int64_t ldbasis)
{
    const randblas_xview Z = {(scalar_t *)(uintptr_t)basis, ldbasis, false}, x = {X, ld, false}, y = {Y, ld, false};
    randblas_xscale_view(j, b, 0, x);
    for (int pass = 0; pass < 2 && j > 0; pass++) {
        randblas_xscale_view(j, b, 0, y);
        randblas_xgemm(j, b, f->d, 1, view_transposed(Z), P, y);
        randblas_xgemm(f->d, b, j, -1, Z, y, P);
        randblas_xadd_view(j, b, 1, y, x);
    }
}

/* P = Z_w T, column by column; column i is dependent, and 0, when at most drop of its norm[i] is left. */
static void orthonormalise(const randlapack_xrgs_state *f, int64_t b, double drop)
{
    randblas_xscale_view(b, b, 0, (randblas_xview){f->T, b, false});
    for (int64_t i = 0; i < b; i++) {
        scalar_t *p = f->P + i * f->d;
        project(f, i, 1, (randblas_xview){p, f->d, false}, f->T + i * b, f->Y, b, f->P, f->d);
        const double left = randlapack_xnorm(f->d, p);
        const bool dependent = left <= drop * f->norms[i];
        f->T[i + i * b] = dependent ? 0 : (scalar_t)left;
        for (int64_t l = 0; l < f->d; l++) p[l] = dependent ? 0 : (scalar_t)((double)p[l] / left);
    }
}

/* max |X| and |T - I|: how far W was from what it should be; a zero column may stay one. */
static double departure(const randlapack_xrgs_state *f, int64_t j, int64_t b)
{
    double most = 0;
    for (int64_t i = 0; i < b; i++) {
        double sum = randlapack_xnorm(j, f->X + i * j);
        for (int64_t l = 0; l <= i; l++) {
            const double t = (double)f->T[l + i * b];
            sum = hypot(sum, l == i && t > 0 ? t - 1 : t);
        }
        if (!(sum <= most)) most = sum;
    }
    return most;
}

/* R of the block after a round: R_12 + X R_22 and T R_22. */
static void collect(const randlapack_xrgs_state *f, int64_t j, int64_t b)
{
    const randblas_xview R12 = {f->R + (j - f->k) * f->ldr, f->ldr, false}, R22 = view_from(R12, j, 0),
                         old = {f->old, b, false};
    randblas_xcopy_view(b, b, R22, old);
    randblas_xscale_view(b, b, 0, R22);
    randblas_xgemm(j, b, b, 1, (randblas_xview){f->X, j, false}, old, R12);
    randblas_xgemm(b, b, b, 1, (randblas_xview){f->T, b, false}, old, R22);
}

/* W = (W - Q X) T^-1; dependent columns are zero. */
static int apply(const randlapack_xrgs_state *f, int64_t j, int64_t b)
{
    scalar_t *W = f->Q + j * f->ldq;
    randblas_xgemm(f->m, b, j, -1, (randblas_xview){f->Q, f->ldq, false}, (randblas_xview){f->X, j, false},
                   (randblas_xview){W, f->ldq, false});
    for (int64_t i = 0; i < b; i++)
        if (f->T[i + i * b] == 0) f->T[i + i * b] = 1;
    const int info = randlapack_xtrsm_right(f->m, b, f->T, b, W, f->ldq);
    for (int64_t i = 0; i < b; i++)
        if (f->R[j + i + (j - f->k + i) * f->ldr] == 0) memset(W + i * f->ldq, 0, (size_t)f->m * sizeof *W);
    return info;
}

/* One round; in the first, dependent columns are found.  *departed: how far W was from orthonormal. */
static int orthogonalise(randlapack_xrgs_state *f, int64_t j, int64_t b, bool first, double *departed)
{
    int info = sketch(f, j, b);
    if (info) return info;
    for (int64_t i = 0; i < b; i++) {
        f->norms[i] = randlapack_xnorm(f->d, f->P + i * f->d);
        if (!isfinite(f->norms[i])) return RANDBLAS_NOT_FINITE;
    }
    project(f, j, b, (randblas_xview){f->P, f->d, false}, f->X, f->Y, j > 0 ? j : 1, f->Z, f->ldz);
    orthonormalise(f, b, first ? f->tolerance : 0);
    *departed = departure(f, j, b);
    if (!isfinite(*departed)) return RANDBLAS_NOT_FINITE;
    if (!first && *departed <= f->negligible) return 0;
    collect(f, j, b);
    return apply(f, j, b);
}

int randlapack_xrgs_block(randlapack_xrgs_state *f, int64_t j, int64_t b)
{
    const randblas_xview R = {f->R + (j - f->k) * f->ldr, f->ldr, false}, P = {f->P, f->d, false},
                         Z = {f->Z + j * f->ldz, f->ldz, false};
    double departed = INFINITY;
    int64_t round = 0;
    int info = 0;
    randblas_xscale_view(f->k + f->n, b, 0, R);
    for (int64_t i = 0; i < b; i++) *view_at(R, j + i, i) = 1;
    for (; round < MAX_ROUNDS && departed > f->negligible && !info; round++)
        info = orthogonalise(f, j, b, round == 0, &departed);
    if (info) return info;
    randblas_xcopy_view(f->d, b, P, Z);
    for (int64_t i = 0; i < b; i++) f->report->rank += *view_at(R, j + i, i) != 0;
    if (round > f->report->rounds) f->report->rounds = round;
    f->report->departure = fmax(f->report->departure, departed);
    return departed <= f->negligible ? 0 : RANDBLAS_NOT_CONVERGED;
}
