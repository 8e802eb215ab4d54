/* logdet A^T A = 2 log |det R|, A = Q R by Householder reflectors: backward stable column by column, so that columns
 * may be of any scale. */
#include "logdet_impl.h"

#include "lapack_impl.h"

static int factor(int64_t m, int64_t n, randblas_xview A, bool in_place, randblas_arena *arena, rmt_product *p)
{
    randblas_xview W = {A.p, A.ld, false};
    if (!in_place) {
        W.ld = m;
        W.p = randblas_arena_get(arena, randblas_size_product(m, n), sizeof *W.p);
    }
    scalar_t *tau = randblas_arena_get(arena, n, sizeof *tau);
    scalar_t *work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n), sizeof *work);
    if (arena->info) return arena->info;
    if (!in_place) randblas_xcopy_view(m, n, A, W);
    const int info = randlapack_xgeqrf(m, n, W.p, W.ld, tau, work);
    for (int64_t i = 0; i < n && !info; i++) rmt_product_times(p, (double)W.p[i + i * W.ld]);
    return info;
}

int rmt_xlogdet_gram(randblas_layout layout, int64_t m, int64_t n, scalar_t *A, int64_t lda,
                     const rmt_logdet_options *options, rmt_logdet_report *report)
{
    const int64_t inner = layout == RANDBLAS_ROW_MAJOR ? n : m, outer = layout == RANDBLAS_ROW_MAJOR ? m : n;
    rmt_logdet_options o;
    if (!rmt_logdet_layout_is_legal(layout)) return -1;
    if (m < 0 || m > RANDBLAS_LARGEST) return -2;
    if (n < 0 || n > RANDBLAS_LARGEST) return -3;
    if (!A && m > 0 && n > 0) return -4;
    if (lda < (inner > 1 ? inner : 1) || randblas_beyond_memory(outer, lda)) return -5;
    if (!rmt_logdet_read(&o, options)) return -6;
    if (!report) return -7;

    const randblas_xview view = view_make(A, lda, layout);
    rmt_product product = rmt_product_one();
    *report = rmt_logdet_nothing();
    randblas_arena arena = randblas_arena_open(&o.control);
    int info = rmt_logdet_begin(&o);
    if (!info && !rmt_xlogdet_finite(m, n, 0, view)) info = RANDBLAS_NOT_FINITE;
    if (!info && m < n) product.sign = 0;
    if (!info && m >= n && n > 0) info = factor(m, n, view, o.overwrite && !view.row_major, &arena, &product);
    if (!info) info = rmt_logdet_found(&product, 2, report);
    randblas_arena_close(&arena);
    return info;
}
