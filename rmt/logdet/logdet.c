/* Sign and log|det A|: load what is referenced, factor, multiply the pivots. */
#include "logdet_impl.h"

/* The array that is factored, column major: the determinant of the transpose is the same. */
static scalar_t *load(rmt_matrix_kind kind, randblas_uplo uplo, int64_t n, randblas_xview A, bool overwrite,
                      randblas_arena *arena, int64_t *ld)
{
    randblas_xview W = {A.p, A.ld, false};
    *ld = A.ld;
    if (!overwrite) {
        *ld = W.ld = n > 1 ? n : 1;
        W.p = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *W.p);
    }
    if (arena->info) return NULL;
    A.row_major = false;
    if (kind != RMT_GENERAL && (!overwrite || uplo == RANDBLAS_LOWER))
        rmt_xlogdet_load_triangle(n, uplo, A, false, W);
    else if (!overwrite)
        randblas_xcopy_view(n, n, A, W);
    return W.p;
}

int rmt_xlogdet(rmt_matrix_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t n, scalar_t *A, int64_t lda,
                const rmt_logdet_options *options, rmt_logdet_report *report)
{
    rmt_logdet_options o;
    if (!rmt_logdet_kind_is_legal(kind)) return -1;
    if (!rmt_logdet_layout_is_legal(layout)) return -2;
    if (!rmt_logdet_uplo_is_legal(kind, uplo)) return -3;
    if (n < 0 || n > RANDBLAS_LARGEST) return -4;
    if (!A && n > 0) return -5;
    if (lda < (n > 1 ? n : 1) || randblas_beyond_memory(n, lda)) return -6;
    if (!rmt_logdet_read(&o, options)) return -7;
    if (!report) return -8;

    /* Row major is the transpose: of a triangle, the other one. */
    const bool other = layout == RANDBLAS_ROW_MAJOR;
    if (kind == RMT_GENERAL) uplo = 0;
    if (uplo && other) uplo = uplo == RANDBLAS_UPPER ? RANDBLAS_LOWER : RANDBLAS_UPPER;
    const randblas_xview view = {A, lda, false};
    rmt_product product = {0};
    int64_t ld = 1;
    *report = rmt_logdet_nothing();
    randblas_arena arena = randblas_arena_open(&o.control);
    const rmt_xlogdet_square_space space = rmt_xlogdet_square_open(&arena, kind, n);
    int info = rmt_logdet_begin(&o);
    if (!info && !rmt_xlogdet_finite(n, n, uplo, view)) info = RANDBLAS_NOT_FINITE;
    scalar_t *W = info ? NULL : load(kind, uplo, n, view, o.overwrite != 0, &arena, &ld);
    if (!info) info = arena.info;
    if (!info) info = rmt_xlogdet_square(kind, n, W, ld, &space, &product);
    if (!info) info = rmt_logdet_found(&product, 1, report);
    randblas_arena_close(&arena);
    return info;
}
