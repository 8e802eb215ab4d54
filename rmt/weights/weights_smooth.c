/* SVD smoothing, and the removal of correlation traps; see truncate.c. */
#include "weights_matrix_impl.h"

int rmt_xweights_smooth(randblas_layout layout, int64_t m, int64_t n, scalar_t *W, int64_t lda, int64_t k,
                        const randblas_control *control)
{
    const int64_t least = m < n ? m : n;
    const int info = rmt_weights_illegal(layout, m, n, W, lda);
    if (info) return info;
    if (k > least || k < -least) return -6;
    if (!randblas_control_is_legal(control)) return -7;
    const rmt_weights_matrix A = rmt_xweights_matrix(layout, m, n, W, lda);
    return rmt_weights_truncate(&A, k, control);
}

/* How many eigenvalues of P are beyond its bulk. */
static int traps(const rmt_weights_matrix *P, double level, const randblas_control *control, randblas_arena *arena,
                 int64_t *count)
{
    const rmt_esd_options esd = {control, RMT_ESD_GRAM, RMT_WEIGHTS_ACCURACY, 0};
    rmt_weights_spectrum_report report = rmt_esd_nothing();
    rmt_weights_bulk bulk;
    double *values = randblas_arena_get(arena, P->cols, sizeof *values);
    int info = arena->info;
    if (!info && P->cols == 0) info = RANDBLAS_RANK_DEFICIENT;
    if (!info) info = rmt_esd(P, &esd, arena, values, &report);
    if (!info) info = rmt_weights_bulk_fit(P->rows, P->cols, values, level, &bulk);
    if (!info) *count = bulk.spikes;
    return info;
}

static int sharpen(const rmt_weights_matrix *A, randblas_xview W, double level, const randblas_state *state,
                   const randblas_control *control, int64_t *removed)
{
    const randblas_control none = {0};
    rmt_weights_matrix P;
    randblas_arena arena = randblas_arena_open(control);
    scalar_t *room = randblas_arena_get(&arena, randblas_size_product(A->rows, A->cols), sizeof *room);
    int64_t count = 0;
    int info = arena.info ? arena.info : A->finite ? 0 : RANDBLAS_NOT_FINITE;
    if (!info) {
        A->permute(A, state, room, &P);
        info = traps(&P, level, control ? control : &none, &arena, &count);
    }
    if (!info && count > 0) info = rmt_weights_truncate(&P, -count, control);
    if (!info && count > 0) {
        const randblas_xview view = {room, P.ld, P.row_major};
        rmt_xweights_permute(view, P.rows, P.cols, true, state);
        randblas_xcopy_view(P.rows, P.cols, view, W);
    }
    if (!info) *removed = count;
    randblas_arena_close(&arena);
    return info;
}

int rmt_xweights_sharpen(randblas_layout layout, int64_t m, int64_t n, scalar_t *W, int64_t lda, double level,
                         const randblas_state *state, const randblas_control *control, int64_t *removed)
{
    const int info = rmt_weights_illegal(layout, m, n, W, lda);
    if (info) return info;
    if (!(level >= 0 && level < 1)) return -6;
    if (!state) return -7;
    if (!randblas_control_is_legal(control)) return -8;
    if (!removed) return -9;
    const rmt_weights_matrix A = rmt_xweights_matrix(layout, m, n, W, lda);
    const randblas_xview view = view_make(W, lda, layout);
    *removed = 0;
    return sharpen(&A, m < n ? view_transposed(view) : view, level, state, control, removed);
}
