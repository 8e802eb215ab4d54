/*
 * K = E phi(X^T w) phi(w^T X): points are scaled to unit length first, so that the Gram matrix, computed by GEMM a
 * panel of columns at a time, holds correlations, whatever the scale of X; each panel is then mapped in place.  Of a
 * symmetric K only the lower triangle is computed, and copied.
 */
#include "kernel_panels_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"
#include "progress_impl.h"

enum { COPY_TILE = 32 };

void rmt_phi_mirror(double *K, int64_t ldk, int64_t i, int64_t rows, int64_t j, int64_t cols)
{
    for (int64_t c0 = j; c0 < j + cols; c0 += COPY_TILE)
        for (int64_t r = i; r < i + rows; r++)
            for (int64_t c = c0; c < c0 + COPY_TILE && c < j + cols && c < r; c++) K[c + r * ldk] = K[r + c * ldk];
}

/* The lower triangle of correlations in columns j .. j + cols of K, from the diagonal on, becomes the kernel of the
 * points, and the same in the upper triangle. */
static void make_panel(const rmt_phi_points *P, int64_t j, int64_t cols, double *K, int64_t ldk)
{
    const int64_t n = P->n;
#pragma omp parallel for schedule(dynamic, 1) if ((n - j) * cols > 16384)
    for (int64_t start = j; start < n; start += RMT_PHI_ROWS) {
        const int64_t stop = start + RMT_PHI_ROWS < n ? start + RMT_PHI_ROWS : n;
        for (int64_t c = j; c < j + cols && c < stop; c++) {
            const int64_t from = c < start ? start : c;
            if (from < stop) rmt_phi_column(P, from, stop - from, P, c, K + from + c * ldk);
            if (c >= start) K[c + c * ldk] = rmt_phi_diagonal(P, c);
        }
        rmt_phi_mirror(K, ldk, start, stop - start, j, cols);
    }
}

int rmt_phi_normalise(int64_t p, int64_t n, randblas_xview X, double *Z, double *norm)
{
    int finite = 1;
    randblas_xcopy_view(p, n, X, (randblas_xview){Z, p > 0 ? p : 1, false});
#pragma omp parallel for schedule(static) reduction(&& : finite) if (p * n > 16384)
    for (int64_t j = 0; j < n; j++) {
        norm[j] = randlapack_xnorm(p, Z + j * p);
        finite = finite && isfinite(norm[j]);
        for (int64_t i = 0; i < p && norm[j] > 0; i++) Z[i + j * p] /= norm[j];
    }
    return finite ? 0 : RANDBLAS_NOT_FINITE;
}

typedef struct task {
    int64_t p;
    rmt_phi_points P, Q; /* Q.n = 0: symmetric */
    double *Z, *Y, *K;
    int64_t ldk;
} task;

static int run_symmetric(task *t, const randblas_control *control)
{
    const int64_t n = t->P.n, p = t->p, ldz = p > 0 ? p : 1;
    int info = 0;
    for (int64_t j = 0; j < n && !info; j += RMT_PHI_PANEL) {
        const int64_t cols = n - j < RMT_PHI_PANEL ? n - j : RMT_PHI_PANEL;
        const randblas_xview K = {t->K + j + j * t->ldk, t->ldk, false};
        info = randlapack_progress(control, "kernel", (double)j / (double)n);
        if (info) break;
        randblas_xscale_view(n - j, cols, 0, K);
        if (p > 0)
            randblas_xgemm(n - j, cols, p, 1, (randblas_xview){t->Z + j * p, ldz, true},
                           (randblas_xview){t->Z + j * p, ldz, false}, K);
        make_panel(&t->P, j, cols, t->K, t->ldk);
    }
    return info;
}

static int run_cross(task *t, const randblas_control *control)
{
    const int64_t n = t->P.n, m = t->Q.n, p = t->p, ldz = p > 0 ? p : 1;
    int info = 0;
    for (int64_t j = 0; j < m && !info; j += RMT_PHI_PANEL) {
        const int64_t cols = m - j < RMT_PHI_PANEL ? m - j : RMT_PHI_PANEL;
        double *K = t->K + j * t->ldk;
        info = randlapack_progress(control, "kernel", (double)j / (double)m);
        if (info) break;
        randblas_xscale_view(n, cols, 0, (randblas_xview){K, t->ldk, false});
        if (p > 0)
            randblas_xgemm(n, cols, p, 1, (randblas_xview){t->Z, ldz, true}, (randblas_xview){t->Y + j * p, ldz, false},
                           (randblas_xview){K, t->ldk, false});
#pragma omp parallel for schedule(dynamic, 4) if (n * cols > 16384)
        for (int64_t c = 0; c < cols; c++)
            for (int64_t i = 0; i < n; i += RMT_PHI_ROWS)
                rmt_phi_column(&t->P, i, n - i < RMT_PHI_ROWS ? n - i : RMT_PHI_ROWS, &t->Q, j + c, K + i + c * t->ldk);
    }
    return info;
}

bool rmt_phi_bad_ld(randblas_layout layout, int64_t rows, int64_t cols, int64_t ld)
{
    const int64_t inner = layout == RANDBLAS_ROW_MAJOR ? cols : rows,
                  outer = layout == RANDBLAS_ROW_MAJOR ? rows : cols;
    return ld < (inner > 1 ? inner : 1) || randblas_beyond_memory(outer, ld);
}

static int load(rmt_phi_points *P, double **Z, const rmt_activation *phi, int64_t p, int64_t n, randblas_xview X,
                randblas_arena *arena)
{
    *Z = randblas_arena_get(arena, randblas_size_product(p, n), sizeof **Z);
    int info = rmt_phi_points_open(P, phi, n, arena);
    if (!info) info = rmt_phi_normalise(p, n, X, *Z, P->norm);
    if (!info) rmt_phi_points_set(P);
    return info;
}

int rmt_feature_kernel(const rmt_activation *phi, randblas_layout layout, int64_t p, int64_t n, const double *X,
                       int64_t ldx, double *K, int64_t ldk, const randblas_control *control)
{
    if (!phi) return -1;
    if (layout != RANDBLAS_ROW_MAJOR && layout != RANDBLAS_COL_MAJOR) return -2;
    if (p < 0 || p > RANDBLAS_LARGEST) return -3;
    if (n < 0 || n > RANDBLAS_LARGEST) return -4;
    if (!X && p > 0 && n > 0) return -5;
    if (rmt_phi_bad_ld(layout, p, n, ldx)) return -6;
    if (!K && n > 0) return -7;
    if (rmt_phi_bad_ld(RANDBLAS_COL_MAJOR, n, n, ldk)) return -8;
    if (!randblas_control_is_legal(control)) return -9;

    const randblas_control none = {0};
    task t = {.p = p, .K = K, .ldk = ldk};
    randblas_arena arena = randblas_arena_open(control);
    int info = load(&t.P, &t.Z, phi, p, n, view_make(X, ldx, layout), &arena);
    if (!info) info = run_symmetric(&t, control ? control : &none);
    randblas_arena_close(&arena);
    return info;
}

int rmt_feature_kernel_cross(const rmt_activation *phi, randblas_layout layout, int64_t p, int64_t n, const double *X,
                             int64_t ldx, int64_t m, const double *Y, int64_t ldy, double *K, int64_t ldk,
                             const randblas_control *control)
{
    if (!phi) return -1;
    if (layout != RANDBLAS_ROW_MAJOR && layout != RANDBLAS_COL_MAJOR) return -2;
    if (p < 0 || p > RANDBLAS_LARGEST) return -3;
    if (n < 0 || n > RANDBLAS_LARGEST) return -4;
    if (!X && p > 0 && n > 0) return -5;
    if (rmt_phi_bad_ld(layout, p, n, ldx)) return -6;
    if (m < 0) return -7;
    if (!Y && p > 0 && m > 0) return -8;
    if (rmt_phi_bad_ld(layout, p, m, ldy)) return -9;
    if (!K && n > 0 && m > 0) return -10;
    if (rmt_phi_bad_ld(RANDBLAS_COL_MAJOR, n, m, ldk)) return -11;
    if (!randblas_control_is_legal(control)) return -12;

    const randblas_control none = {0};
    task t = {.p = p, .K = K, .ldk = ldk};
    randblas_arena arena = randblas_arena_open(control);
    int info = load(&t.P, &t.Z, phi, p, n, view_make(X, ldx, layout), &arena);
    if (!info) info = load(&t.Q, &t.Y, phi, p, m, view_make(Y, ldy, layout), &arena);
    if (!info && n > 0) info = run_cross(&t, control ? control : &none);
    randblas_arena_close(&arena);
    return info;
}
