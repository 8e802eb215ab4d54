/*
 * Sweeps down columns, a block of rows at a time: every row sees the same operations in the same order.
 */
#include "steady_rows_impl.h"

#define BLOCK_ROWS 256 /* of as many columns as there are, in cache */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* y += c x */
static void add(int64_t count, scalar_t c, const scalar_t *restrict x, scalar_t *restrict y)
{
    for (int64_t i = 0; i < count; i++) y[i] += c * x[i];
}

void randlapack_xsteady_solve(int64_t m, int64_t n, const scalar_t *R, int64_t ldr, scalar_t *B, int64_t ldb)
{
    for (int64_t first = 0; first < m; first += BLOCK_ROWS) {
        const int64_t count = min_i64(BLOCK_ROWS, m - first);
        for (int64_t j = 0; j < n; j++) {
            scalar_t *b = B + first + j * ldb;
            for (int64_t i = 0; i < j; i++) add(count, -R[i + j * ldr], B + first + i * ldb, b);
            for (int64_t r = 0; r < count; r++) b[r] /= R[j + j * ldr];
        }
    }
}

void randlapack_xsteady_multiply(int64_t m, int64_t n, int64_t k, scalar_t alpha, const scalar_t *X, int64_t ldx,
                                 randblas_xview C, scalar_t *Y, int64_t ldy)
{
    for (int64_t first = 0; first < m; first += BLOCK_ROWS) {
        const int64_t count = min_i64(BLOCK_ROWS, m - first);
        for (int64_t j = 0; j < n; j++)
            for (int64_t i = 0; i < k; i++)
                add(count, alpha * *view_at(C, i, j), X + first + i * ldx, Y + first + j * ldy);
    }
}
