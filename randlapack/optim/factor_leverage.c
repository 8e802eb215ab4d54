/*
 * The leverage scores of A are the squared norms of the rows of A R^-1, R^T R = A^T A.  With R from a sketch and the
 * norms estimated from a few Gaussian vectors, ||a_i R^-1 G||^2, they cost a few products with A instead of O(m n^2)
 * @cite drineas2012.
 */
#include "factor_leverage_impl.h"

#define AT_ONCE 4 /* vectors: bounds the workspace */

int randlapack_xleverage_draw(int64_t n, randblas_state *state, scalar_t *W)
{
    const randblas_dist dist = randblas_gaussian(RANDLAPACK_LEVERAGE_VECTORS, n); /* variance 1/k */
    randblas_sketch *S = NULL;
    int info = randblas_sketch_create(&dist, state, &S, state);
    if (!info) info = randblas_xfill(RANDBLAS_ROW_MAJOR, RANDLAPACK_LEVERAGE_VECTORS, n, S, 0, 0, W, n > 1 ? n : 1);
    randblas_sketch_destroy(S);
    return info;
}

int randlapack_xfactor_leverage(randblas_arena *arena, const randblas_xlinop *A, const scalar_t *W, double *scores)
{
    const int64_t m = A->rows, n = A->cols;
    scalar_t *Y = randblas_arena_get(arena, randblas_size_product(m, AT_ONCE), sizeof *Y);
    int info = arena->info;
    for (int64_t i = 0; i < m && !info; i++) scores[i] = 0;
    for (int64_t k = 0; k < RANDLAPACK_LEVERAGE_VECTORS && !info; k += AT_ONCE) {
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, AT_ONCE, 1, A, W + k * n, n > 1 ? n : 1, 0,
                                     Y, m > 1 ? m : 1);
        for (int64_t r = 0; r < AT_ONCE && !info; r++)
            for (int64_t i = 0; i < m; i++) scores[i] += (double)Y[i + r * m] * (double)Y[i + r * m];
    }
    return info;
}
