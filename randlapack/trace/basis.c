/*
 * An orthonormal basis that grows block by block, and the directions that leave one column out.
 *
 *     Y = Q H + N T,   N = orth((I - Q Q^T) Y)
 *
 * Where Y lies in the range of Q but for rounding, N is made of noise of which a part may lie there too; then the step
 * is repeated with N in place of Y until T is near the identity.
 */
#include "probing_impl.h"

#include "lapack_impl.h"
#include "orthonormal_impl.h"

#include "blas_impl.h"

#include <math.h>
#include <string.h>

#define ROUNDS 4
#define NEAR 0.7 /* diagonal entries of T at least, for N to be orthogonal to Q */

/* The last columns of R gain H and T of a round: [H0; T0] becomes [H0 + H T0; T T0], or [H; T] in the first. */
static void gather(int64_t l, int64_t c, const scalar_t *H, const scalar_t *T, scalar_t *R, int64_t ldr, bool first,
                   scalar_t *old)
{
    for (int64_t j = 0; j < c; j++) {
        memcpy(old + j * c, R + l + j * ldr, (size_t)c * sizeof *R);
        memset(R + l + j * ldr, 0, (size_t)c * sizeof *R);
        if (!first) continue;
        memset(old + j * c, 0, (size_t)c * sizeof *R);
        old[j + j * c] = 1;
    }
    const randblas_xview o = {old, c, false};
    if (l > 0) randblas_xgemm(l, c, c, 1, view_make(H, l, RANDBLAS_COL_MAJOR), o, (randblas_xview){R, ldr, false});
    randblas_xgemm(c, c, c, 1, view_make(T, c, RANDBLAS_COL_MAJOR), o, (randblas_xview){R + l, ldr, false});
}

static bool near_identity(int64_t c, const scalar_t *T)
{
    for (int64_t j = 0; j < c; j++)
        if (!(fabs((double)T[j + j * c]) >= NEAR)) return false;
    return true;
}

int randlapack_xbasis_extend(randblas_arena *arena, int64_t n, int64_t l, int64_t c, scalar_t *Q, scalar_t *R,
                             int64_t ldr)
{
    randlapack_xorthonormal o;
    randlapack_xorthonormal_open(&o, arena, c);
    scalar_t *work = randblas_arena_get(arena, l * c + 1, sizeof *work), *N = Q + l * n, *column = R + l * ldr;
    scalar_t *H = randblas_arena_get(arena, l * c + 1, sizeof *H),
             *T = randblas_arena_get(arena, randblas_size_product(c, c), sizeof *T);
    scalar_t *old = randblas_arena_get(arena, randblas_size_product(c, c), sizeof *old);
    int info = arena->info;
    for (int round = 0; round < ROUNDS && !info; round++) {
        memset(H, 0, (size_t)(l * c) * sizeof *H);
        randlapack_xproject_out(n, l, Q, c, N, work, H);
        info = randlapack_xorthonormalise(&o, RANDLAPACK_ORTHONORMAL, n, c, N, n, T);
        if (!info) gather(l, c, H, T, column, ldr, round == 0, old);
        if (l == 0 || (round > 0 && near_identity(c, T))) break;
    }
    return info;
}

int randlapack_xinverse_rows(randblas_arena *arena, int64_t k, const scalar_t *R, scalar_t *G)
{
    scalar_t *inverse = randblas_arena_get(arena, randblas_size_product(k, k), sizeof *inverse);
    double largest = 0;
    if (arena->info) return arena->info;
    memcpy(inverse, R, (size_t)(k * k) * sizeof *R);
    for (int64_t i = 0; i < k; i++) largest = fmax(largest, fabs((double)R[i + i * k]));
    const double least = largest > 0 ? largest * (double)REAL_EPS : 1;
    for (int64_t i = 0; i < k; i++)
        if (fabs((double)R[i + i * k]) < least) inverse[i + i * k] = (scalar_t)least;
    const int info = randlapack_xtrtri(k, inverse, k);
    for (int64_t j = 0; j < k; j++)
        for (int64_t i = 0; i < k; i++) G[j + i * k] = i <= j ? inverse[i + j * k] : 0;
    return info;
}
