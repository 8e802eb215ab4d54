/*
 * Conjugate and tangent kernel of L layers.  Every layer acts on the entries one by one, once the diagonal is known, so
 * that only the cosines of the points need a GEMM: a piece of a column goes through all layers while it is in cache.
 * Between layers a kernel is divided by the points' lengths, the roots of its diagonal, which takes care of lengths
 * that grow or vanish; a point of length 0 has cosine 0 with all others.
 */
#include "kernel_panels_impl.h"

#include "blas_impl.h"
#include "progress_impl.h"
#include "rmt_kernels.h"

#include <float.h>
#include <string.h>

enum { DEPTH_MOST = 10000 };

typedef struct deep {
    int64_t p, n, depth;
    rmt_phi_points *phi, *slope; /* of each layer; slope: NULL without NTK */
    double *Z, *norm, *inverse;  /* cosines' factor, lengths of the points; n x depth, 1/length before each layer */
    double *ck_diagonal, *ntk_diagonal;
    double *CK, *NTK;
    int64_t ldck, ldntk;
} deep;

/* The diagonals, and what each layer needs to know of each point. */
static int prepare(deep *D)
{
    bool finite = true;
    for (int64_t i = 0; i < D->n; i++) {
        D->ck_diagonal[i] = D->ntk_diagonal[i] = D->norm[i] * D->norm[i];
        finite &= isfinite(D->ck_diagonal[i]) || D->depth > 0;
    }
    for (int64_t l = 0; l < D->depth && finite; l++) {
        rmt_phi_points *phi = &D->phi[l], *slope = D->slope ? &D->slope[l] : NULL;
        double *inverse = D->inverse + l * D->n;
        for (int64_t i = 0; i < D->n; i++) {
            phi->norm[i] = l == 0 ? D->norm[i] : sqrt(D->ck_diagonal[i]);
            inverse[i] = phi->norm[i] >= DBL_MIN ? 1 / phi->norm[i] : 0;
            if (slope) slope->norm[i] = phi->norm[i];
        }
        rmt_phi_points_set(phi);
        if (slope) rmt_phi_points_set(slope);
        for (int64_t i = 0; i < D->n; i++) {
            D->ck_diagonal[i] = fmax(rmt_phi_diagonal(phi, i), 0);
            if (slope) D->ntk_diagonal[i] = D->ck_diagonal[i] + rmt_phi_diagonal(slope, i) * D->ntk_diagonal[i];
            finite &= isfinite(D->ck_diagonal[i]) && (!slope || isfinite(D->ntk_diagonal[i]));
        }
    }
    return finite ? 0 : RANDBLAS_NOT_FINITE;
}

/* Cosines of points i .. with point c become CK, and NTK unless it is NULL. */
static void piece(const deep *D, int64_t i, int64_t rows, int64_t c, double *ck, double *ntk)
{
    double slope[RMT_PHI_ROWS];
    for (int64_t k = 0; k < rows && ntk; k++) ntk[k] = ck[k] * D->norm[c] * D->norm[i + k];
    for (int64_t k = 0; k < rows && D->depth == 0; k++) ck[k] = ck[k] * D->norm[c] * D->norm[i + k];
    for (int64_t l = 0; l < D->depth; l++) {
        const double *inverse = D->inverse + l * D->n;
        for (int64_t k = 0; k < rows && l > 0; k++) ck[k] = ck[k] * inverse[c] * inverse[i + k];
        if (ntk) {
            memcpy(slope, ck, (size_t)rows * sizeof *slope);
            rmt_phi_column(&D->slope[l], i, rows, &D->slope[l], c, slope);
        }
        rmt_phi_column(&D->phi[l], i, rows, &D->phi[l], c, ck);
        for (int64_t k = 0; k < rows && ntk; k++) ntk[k] = ck[k] + ntk[k] * slope[k];
    }
}

/* The piece of column c from row i on, whose cosines are in CK, or in NTK if there is none. */
static void column(const deep *D, int64_t i, int64_t rows, int64_t c)
{
    double ck[RMT_PHI_ROWS], ntk[RMT_PHI_ROWS];
    double *to_ck = D->CK ? D->CK + i + c * D->ldck : NULL, *to_ntk = D->NTK ? D->NTK + i + c * D->ldntk : NULL;
    const size_t bytes = (size_t)rows * sizeof *ck;
    memcpy(ck, to_ck ? to_ck : to_ntk, bytes);
    piece(D, i, rows, c, ck, to_ntk ? ntk : NULL);
    if (to_ck) memcpy(to_ck, ck, bytes);
    if (to_ntk) memcpy(to_ntk, ntk, bytes);
    if (i == c && to_ck) *to_ck = D->ck_diagonal[c];
    if (i == c && to_ntk) *to_ntk = D->ntk_diagonal[c];
}

static void panel(const deep *D, int64_t j, int64_t cols)
{
    const int64_t n = D->n;
#pragma omp parallel for schedule(dynamic, 1) if ((n - j) * cols > 4096)
    for (int64_t start = j; start < n; start += RMT_PHI_ROWS) {
        const int64_t stop = start + RMT_PHI_ROWS < n ? start + RMT_PHI_ROWS : n;
        for (int64_t c = j; c < j + cols && c < stop; c++) {
            const int64_t from = c < start ? start : c;
            column(D, from, stop - from, c);
        }
        if (D->CK) rmt_phi_mirror(D->CK, D->ldck, start, stop - start, j, cols);
        if (D->NTK) rmt_phi_mirror(D->NTK, D->ldntk, start, stop - start, j, cols);
    }
}

static int run(deep *D, const randblas_control *control)
{
    const int64_t n = D->n, p = D->p, ldz = p > 0 ? p : 1, ld = D->CK ? D->ldck : D->ldntk;
    double *G = D->CK ? D->CK : D->NTK;
    int info = 0;
    for (int64_t j = 0; j < n && !info; j += RMT_PHI_PANEL) {
        const int64_t cols = n - j < RMT_PHI_PANEL ? n - j : RMT_PHI_PANEL;
        const randblas_xview block = {G + j + j * ld, ld, false};
        info = randlapack_progress(control, "kernel", (double)j / (double)n);
        if (info) break;
        randblas_xscale_view(n - j, cols, 0, block);
        if (p > 0)
            randblas_xgemm(n - j, cols, p, 1, (randblas_xview){D->Z + j * p, ldz, true},
                           (randblas_xview){D->Z + j * p, ldz, false}, block);
        panel(D, j, cols);
    }
    return info;
}

static int take(deep *D, const rmt_activation *phi, const rmt_activation *slope, randblas_xview X,
                randblas_arena *arena)
{
    const int64_t n = D->n;
    D->Z = randblas_arena_get(arena, randblas_size_product(D->p, n), sizeof *D->Z);
    D->norm = randblas_arena_get(arena, n, sizeof *D->norm);
    D->inverse = randblas_arena_get(arena, randblas_size_product(n, D->depth), sizeof *D->inverse);
    D->ck_diagonal = randblas_arena_get(arena, n, sizeof *D->ck_diagonal);
    D->ntk_diagonal = randblas_arena_get(arena, n, sizeof *D->ntk_diagonal);
    D->phi = randblas_arena_get(arena, D->depth, sizeof *D->phi);
    D->slope = slope ? randblas_arena_get(arena, D->depth, sizeof *D->slope) : NULL;
    int info = arena->info;
    for (int64_t l = 0; l < D->depth && !info; l++) {
        info = rmt_phi_points_open(&D->phi[l], phi, n, arena);
        if (slope && !info) info = rmt_phi_points_open(&D->slope[l], slope, n, arena);
    }
    if (!info) info = rmt_phi_normalise(D->p, n, X, D->Z, D->norm);
    return info ? info : prepare(D);
}

static int illegal(const deep *D, const rmt_activation *phi, randblas_layout layout, const double *X, int64_t ldx,
                   const randblas_control *control)
{
    if (!phi) return -1;
    if (D->depth < 0 || D->depth > DEPTH_MOST) return -2;
    if (layout != RANDBLAS_ROW_MAJOR && layout != RANDBLAS_COL_MAJOR) return -3;
    if (D->p < 0 || D->p > RANDBLAS_LARGEST) return -4;
    if (D->n < 0 || D->n > RANDBLAS_LARGEST) return -5;
    if (!X && D->p > 0 && D->n > 0) return -6;
    if (rmt_phi_bad_ld(layout, D->p, D->n, ldx)) return -7;
    if (D->CK && rmt_phi_bad_ld(RANDBLAS_COL_MAJOR, D->n, D->n, D->ldck)) return -9;
    if (D->NTK && rmt_phi_bad_ld(RANDBLAS_COL_MAJOR, D->n, D->n, D->ldntk)) return -11;
    if (!randblas_control_is_legal(control)) return -12;
    return 0;
}

int rmt_deep_kernel(const rmt_activation *phi, int64_t depth, randblas_layout layout, int64_t p, int64_t n,
                    const double *X, int64_t ldx, double *CK, int64_t ldck, double *NTK, int64_t ldntk,
                    const randblas_control *control)
{
    deep D = {.p = p, .n = n, .depth = depth, .CK = CK, .NTK = NTK, .ldck = ldck, .ldntk = ldntk};
    const randblas_control none = {0};
    rmt_activation *slope = NULL;
    int info = illegal(&D, phi, layout, X, ldx, control);
    if (!info && NTK) info = rmt_activation_derivative(phi, &slope);
    if (info || (!CK && !NTK)) return info;
    randblas_arena arena = randblas_arena_open(control);
    info = take(&D, phi, slope, view_make(X, ldx, layout), &arena);
    if (!info) info = run(&D, control ? control : &none);
    randblas_arena_close(&arena);
    rmt_activation_destroy(slope);
    return info;
}
