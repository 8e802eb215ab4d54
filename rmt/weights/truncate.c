/*
 * W V V^T with the k leading right singular vectors V, or W - W V V^T: both from the SVD of the triangle of W = Q R,
 * row by row of W, which is written only when nothing can fail any more.
 */
#include "weights_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"
#include "progress_impl.h"
#include "view_impl.h"

enum { PANEL = 256 };

/* The triangle R of W, p x p. */
static int triangle(const rmt_weights_matrix *W, const randblas_control *control, double *R)
{
    const int64_t m = W->rows, p = W->cols;
    randblas_arena arena = randblas_arena_open(control);
    double *A = randblas_arena_get(&arena, randblas_size_product(m, p), sizeof *A);
    double *tau = randblas_arena_get(&arena, p, sizeof *tau);
    double *work = randblas_arena_get(&arena, RANDLAPACK_QR_WORK(p), sizeof *work);
    int info = arena.info;
    if (!info) W->copy(W, 0, m, A, m);
    if (!info) info = randlapack_dgeqrf(m, p, A, m, tau, work);
    for (int64_t j = 0; j < p && !info; j++)
        for (int64_t i = 0; i < p; i++) R[i + j * p] = i <= j ? A[i + j * m] : 0;
    randblas_arena_close(&arena);
    return info;
}

/* V^T, p x p. */
static int directions(const rmt_weights_matrix *W, const randblas_control *control, double *Vt)
{
    const int64_t p = W->cols, square = randblas_size_product(p, p);
    randblas_arena arena = randblas_arena_open(control);
    double *R = randblas_arena_get(&arena, square, sizeof *R), *U = randblas_arena_get(&arena, square, sizeof *U);
    double *s = randblas_arena_get(&arena, p, sizeof *s);
    double *work = randblas_arena_get(&arena, RANDLAPACK_SVD_WORK(p), sizeof *work);
    int64_t *iwork = randblas_arena_get(&arena, randblas_size_product(8, p), sizeof *iwork);
    int info = arena.info;
    if (!info) info = triangle(W, control, R);
    if (!info) info = randlapack_dgesdd(p, R, p, s, U, p, Vt, p, work, iwork);
    randblas_arena_close(&arena);
    return info;
}

/* The rows first ... of W projected, in X (count x p); T: count x k. */
static void project(const rmt_weights_matrix *W, int64_t first, int64_t count, int64_t k, bool remove, const double *Vt,
                    double *X, double *T)
{
    const int64_t p = W->cols;
    const randblas_dview v = {(double *)(uintptr_t)Vt, p, false}, x = {X, count, false}, t = {T, count, false};
    W->copy(W, first, count, X, count);
    randblas_dscale_view(count, k, 0, t);
    randblas_dgemm(count, k, p, 1, x, view_transposed(v), t);
    if (!remove) randblas_dscale_view(count, p, 0, x);
    randblas_dgemm(count, p, k, remove ? -1 : 1, t, v, x);
    W->store(W, first, count, X, count);
}

int rmt_weights_truncate(const rmt_weights_matrix *W, int64_t k, const randblas_control *control)
{
    const int64_t p = W->cols, leading = k < 0 ? -k : k;
    randblas_arena arena = randblas_arena_open(control);
    double *Vt = randblas_arena_get(&arena, randblas_size_product(p, p), sizeof *Vt);
    double *X = randblas_arena_get(&arena, randblas_size_product(PANEL, p), sizeof *X);
    double *T = randblas_arena_get(&arena, randblas_size_product(PANEL, leading), sizeof *T);
    int info = arena.info;
    if (!info && control) info = randlapack_progress(control, "svd", 0);
    if (!info && !W->finite) info = RANDBLAS_NOT_FINITE;
    if (!info && p > 0) info = directions(W, control, Vt);
    for (int64_t i = 0; i < W->rows && p > 0 && !info; i += PANEL)
        project(W, i, W->rows - i < PANEL ? W->rows - i : PANEL, leading, k < 0, Vt, X, T);
    randblas_arena_close(&arena);
    return info;
}
