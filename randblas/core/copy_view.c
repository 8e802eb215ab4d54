/* Copy and add views of any two layouts, in tiles so that a transposition stays in cache. */
#include "view_impl.h"

#define TILE 32

static int64_t min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* One tile in the order of the output. */
static void copy_tile(int64_t m, int64_t n, randblas_xview X, randblas_xview Y)
{
    const int64_t outer = Y.row_major ? m : n, inner = Y.row_major ? n : m;
    const int64_t step = X.row_major == Y.row_major ? 1 : X.ld, jump = X.row_major == Y.row_major ? X.ld : 1;
    for (int64_t j = 0; j < outer; j++)
        for (int64_t i = 0; i < inner; i++) Y.p[j * Y.ld + i] = X.p[j * jump + i * step];
}

static void add_tile(int64_t m, int64_t n, scalar_t alpha, randblas_xview X, randblas_xview Y)
{
    const int64_t outer = Y.row_major ? m : n, inner = Y.row_major ? n : m;
    const int64_t step = X.row_major == Y.row_major ? 1 : X.ld, jump = X.row_major == Y.row_major ? X.ld : 1;
    for (int64_t j = 0; j < outer; j++)
        for (int64_t i = 0; i < inner; i++) Y.p[j * Y.ld + i] += alpha * X.p[j * jump + i * step];
}

void randblas_xcopy_view(int64_t m, int64_t n, randblas_xview X, randblas_xview Y)
{
#pragma omp parallel for collapse(2) if ((double)m * (double)n > 65536)
    for (int64_t j = 0; j < n; j += TILE)
        for (int64_t i = 0; i < m; i += TILE)
            copy_tile(min(TILE, m - i), min(TILE, n - j), view_from(X, i, j), view_from(Y, i, j));
}

void randblas_xadd_view(int64_t m, int64_t n, scalar_t alpha, randblas_xview X, randblas_xview Y)
{
#pragma omp parallel for collapse(2) if ((double)m * (double)n > 65536)
    for (int64_t j = 0; j < n; j += TILE)
        for (int64_t i = 0; i < m; i += TILE)
            add_tile(min(TILE, m - i), min(TILE, n - j), alpha, view_from(X, i, j), view_from(Y, i, j));
}
