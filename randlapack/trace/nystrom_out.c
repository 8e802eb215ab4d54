/*
 * The Nystrom approximation from k probes and those that leave one of them out @cite epperly2024xtrace.  With
 * Y = (A + nu I) X, H = X^T Y = C^T C, F = Y C^-1 and g_i row i of C^-1,
 *
 *     A + nu I ~ F F^T,   without probe i:  F F^T - (F g_i)(F g_i)^T / ||g_i||^2,   (H^-1)_ii = ||g_i||^2
 *
 * nu is at the level of rounding errors in H; where H is not positive definite nevertheless, it is raised tenfold up to
 * four times before A is called indefinite.
 */
#include "trace_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

#include <math.h>
#include <string.h>

#define SHIFTS 5

static randblas_xview view(const scalar_t *X, int64_t ld)
{
    return view_make(X, ld, RANDBLAS_COL_MAJOR);
}

/* C, upper triangle, of H = (XY + XY^T) / 2 + nu XX. */
static int factor(int64_t k, const scalar_t *XY, const scalar_t *XX, double norm, scalar_t *C, double *shift)
{
    int info = RANDBLAS_NOT_POSITIVE_DEFINITE;
    *shift = norm * (double)REAL_EPS;
    for (int t = 0; t < SHIFTS && info == RANDBLAS_NOT_POSITIVE_DEFINITE; t++) {
        if (t > 0) *shift *= 10;
        memset(C, 0, (size_t)(k * k) * sizeof *C);
        for (int64_t j = 0; j < k; j++)
            for (int64_t i = 0; i <= j; i++)
                C[i + j * k] =
                    (scalar_t)(((double)XY[i + j * k] + (double)XY[j + i * k]) / 2 + *shift * (double)XX[i + j * k]);
        info = randlapack_xpotrf(k, C, k);
    }
    return info;
}

int randlapack_xnystrom_out_make(randblas_arena *arena, int64_t n, int64_t k, const scalar_t *X, const scalar_t *Y,
                                 randlapack_xnystrom_out *out)
{
    scalar_t *XY = randlapack_xgrown(arena, k, k, NULL, 0, 0);
    scalar_t *C = randlapack_xgrown(arena, k, k, NULL, 0, 0);
    double *squares = randblas_arena_get(arena, k, sizeof *squares), norm = 0;
    out->XX = randlapack_xgrown(arena, k, k, NULL, 0, 0);
    out->G = randlapack_xgrown(arena, k, k, NULL, 0, 0);
    out->F = randlapack_xgrown(arena, n, k, Y, n, k);
    out->inverse = randblas_arena_get(arena, k, sizeof *out->inverse);
    if (arena->info) return arena->info;
    randlapack_xdot_columns(n, k, Y, Y, squares);
    for (int64_t j = 0; j < k; j++) norm = hypot(norm, sqrt(squares[j]));
    out->shift = 0;
    for (int64_t j = 0; j < k; j++) out->inverse[j] = 0;
    randblas_xgemm(k, k, n, 1, view_transposed(view(X, n)), view(X, n), view(out->XX, k));
    if (norm == 0) return 0;
    randblas_xgemm(k, k, n, 1, view_transposed(view(X, n)), view(Y, n), view(XY, k));
    int info = factor(k, XY, out->XX, norm, C, &out->shift);
    if (info) return info;
    for (int64_t i = 0; i < n * k; i++) out->F[i] = (scalar_t)((double)Y[i] + out->shift * (double)X[i]);
    info = randlapack_xtrsm_right(n, k, C, k, out->F, n);
    if (!info) info = randlapack_xinverse_rows(arena, k, C, out->G);
    if (info) return info;
    randlapack_xnormalise_columns(k, k, out->G, out->inverse);
    for (int64_t i = 0; i < k; i++) out->inverse[i] = 1 / (out->inverse[i] * out->inverse[i]);
    return 0;
}
