/* Y = K(:, C) alpha in blocks of rows. */
#include "kernel_product_impl.h"
#include "lowrank_precond_impl.h"
#include "progress_impl.h"

static int predict(randblas_arena *arena, const randlapack_xentries *K, int64_t k, const int64_t *centers, int64_t nrhs,
                   const scalar_t *alpha, int64_t ldalpha, scalar_t *Y, int64_t ldy, const randblas_control *control)
{
    randlapack_xkernel_product rows_of = {.K = K, .cols = centers, .m = K->rows, .n = k};
    int info = randlapack_xkernel_product_open(arena, &rows_of, -1);
    for (int64_t j = 0; j < nrhs && !info; j++)
        for (int64_t i = 0; i < K->rows; i++) Y[i + j * ldy] = 0;
    for (int64_t i = 0; i < K->rows && !info; i += rows_of.block) {
        const int64_t b = K->rows - i < rows_of.block ? K->rows - i : rows_of.block;
        const scalar_t *rows = NULL;
        int64_t ld = 0;
        info = randlapack_progress(control, "predict", (double)i / (double)K->rows);
        if (!info) info = randlapack_xkernel_product_rows(&rows_of, i, b, &rows, &ld);
        if (!info)
            randlapack_xmultiply(b, k, nrhs, 1, view_make(rows, ld, RANDBLAS_COL_MAJOR), alpha, ldalpha, Y + i, ldy);
    }
    return info;
}

int randlapack_xkernel_predict(const randlapack_xentries *K, int64_t k, const int64_t *centers, int64_t nrhs,
                               const scalar_t *alpha, int64_t ldalpha, scalar_t *Y, int64_t ldy,
                               const randblas_control *control)
{
    const randblas_control none = {0};
    if (randlapack_xentries_check(K)) return -1;
    if (k < 0 || (!centers && k != K->cols)) return -2;
    if (centers && !randlapack_xentries_in_range(k, centers, K->cols)) return -3;
    if (nrhs < 0) return -4;
    if (!alpha && k > 0 && nrhs > 0) return -5;
    if (ldalpha < (k > 1 ? k : 1)) return -6;
    if (!Y && K->rows > 0 && nrhs > 0) return -7;
    if (ldy < (K->rows > 1 ? K->rows : 1)) return -8;
    if (!control) control = &none;
    if (!randblas_control_is_legal(control)) return -9;

    randblas_arena arena = randblas_arena_open(control);
    const int info = predict(&arena, K, k, centers, nrhs, alpha, ldalpha, Y, ldy, control);
    randblas_arena_close(&arena);
    return info;
}
