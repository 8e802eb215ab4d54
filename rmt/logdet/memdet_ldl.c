/*
 * LDL^T by panels: as in memdet_cholesky.c with D between L and L^T, blocks of 1 and 2 from rook pivoting within the
 * diagonal tile, so that the panel below is C_ij P L_jj^-T D^-1.
 *
 * Entries of L below the tile are not bounded by that.  The computed factors are those of A + E with |E| <= O(n eps)
 * |L||D||L^T| (up to the order of rows), whose largest entries are at most those on the diagonal of L |D|' L^T, where a
 * block [a e; e c] of D counts as diag(|a| + |e|, |c| + |e|), which is not less: it is measured, row by row.  When it
 * exceeds the limit, or the diagonal tile has a pivot that is zero up to rounding, LU has to do it.
 */
#include "memdet_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"

#include <math.h>

#define STRIP 128 /* columns of the diagonal tile that are computed with what is above their diagonal */
#define ROWS 512
#define PARALLEL 65536.0

/* W = T D for columns lo .. hi - 1 of panel k; blocks of D do not cross their ends. */
static void times_d(const rmt_memdet_image *m, int64_t first, int64_t rows, int64_t w, const scalar_t *T, scalar_t *W)
{
#pragma omp parallel for if ((double)rows * (double)w > PARALLEL)
    for (int64_t t = 0; t < w; t++) {
        const scalar_t *x = T + t * rows;
        const scalar_t d = (scalar_t)m->d[first + t], after = t + 1 < w ? (scalar_t)m->e[first + t] : 0;
        const scalar_t before = t > 0 ? (scalar_t)m->e[first + t - 1] : 0;
        scalar_t *y = W + t * rows;
        for (int64_t i = 0; i < rows; i++) y[i] = d * x[i];
        for (int64_t i = 0; i < rows && after != 0; i++) y[i] += after * x[i + rows];
        for (int64_t i = 0; i < rows && before != 0; i++) y[i] += before * x[i - rows];
    }
}

int rmt_xmemdet_ldl_apply(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk)
{
    const int64_t w = chunk->hi - chunk->lo, top = rmt_memdet_tile(&f->p, j);
    const scalar_t *T = chunk->data;
    times_d(&f->image, chunk->k * f->p.b + chunk->lo, top, w, T, f->product);
    for (int64_t s = 0; s < top; s += STRIP)
        randblas_xgemm(top - s, top - s < STRIP ? top - s : STRIP, w, -1, view_make(T + s, top, RANDBLAS_COL_MAJOR),
                       view_make(f->product + s, top, RANDBLAS_ROW_MAJOR),
                       view_make(f->panel + s + s * f->ld, f->ld, RANDBLAS_COL_MAJOR));
    for (int64_t i = j + 1; i < f->p.nb; i++) {
        const int64_t rows = rmt_memdet_tile(&f->p, i), down = (i - j) * f->p.b;
        randblas_xgemm(rows, top, w, -1, view_make(T + down * w, rows, RANDBLAS_COL_MAJOR),
                       view_make(f->product, top, RANDBLAS_ROW_MAJOR),
                       view_make(f->panel + down, f->ld, RANDBLAS_COL_MAJOR));
    }
    return 0;
}

static double weight(const double *d, const double *e, int64_t k)
{
    return fabs(d[k]) + fabs(e[k]) + (k > 0 ? fabs(e[k - 1]) : 0);
}

/* size[i] grows by the sum over `cols` columns of weight_k L_ik^2; L is unit lower triangular, or full. */
static void measure_rows(int64_t rows, int64_t cols, const scalar_t *L, int64_t ldl, bool unit, const double *d,
                         const double *e, double *size)
{
#pragma omp parallel for if ((double)rows * (double)cols > PARALLEL)
    for (int64_t r = 0; r < rows; r += ROWS)
        for (int64_t k = 0; k < cols; k++) {
            const double by = weight(d, e, k);
            const int64_t end = r + ROWS < rows ? r + ROWS : rows;
            if (unit && k >= r && k < end) size[k] += by;
            for (int64_t i = unit && r <= k ? k + 1 : r; i < end; i++)
                size[i] += by * (double)L[i + k * ldl] * (double)L[i + k * ldl];
        }
}

/* Pivots of the diagonal tile: the least against `size`, and their logarithms. */
static void take_pivots(rmt_memdet_image *m, int64_t start, int64_t top)
{
    for (int64_t i = start; i < start + top; i++) {
        const double e = m->e[i];
        if (e == 0) {
            rmt_memdet_pivot(m, i, log(fabs(m->d[i])), m->d[i] < 0, m->d[i] == 0 ? 0 : fabs(m->d[i]) / m->size[i]);
            continue;
        }
        /* the determinant over e^2, of which a block of two is taken when it is not small */
        const double r = m->d[i] / e * (m->d[i + 1] / e) - 1, large = fmax(fabs(m->d[i]), fabs(m->d[i + 1]));
        const double least = fabs(e) * (fabs(r) / fmax(1, large / fabs(e)));
        rmt_memdet_pivot(m, i, 2 * log(fabs(e)) + log(fabs(r)), r < 0, least / fmax(m->size[i], m->size[i + 1]));
        m->log[++i] = 0;
    }
}

/* Columns Y = L D of a tile, rows x w, become L; blocks of D do not cross their ends. */
static void divide_d(int64_t rows, int64_t w, scalar_t *Y, const double *d, const double *e)
{
#pragma omp parallel for schedule(static) if ((double)rows * (double)w > PARALLEL)
    for (int64_t k = 0; k < w; k++) {
        scalar_t *x = Y + k * rows, *y = x + rows;
        const bool second = k > 0 && e[k - 1] != 0; /* done with the column before */
        if (!second && e[k] == 0)
            for (int64_t i = 0; i < rows; i++) x[i] = (scalar_t)((double)x[i] / d[k]);
        if (second || e[k] == 0) continue;
        const double a = d[k] / e[k], c = d[k + 1] / e[k], r = a * c - 1;
        for (int64_t i = 0; i < rows; i++) {
            const double u = (double)x[i] / e[k], v = (double)y[i] / e[k];
            x[i] = (scalar_t)((c * u - v) / r);
            y[i] = (scalar_t)((a * v - u) / r);
        }
    }
}

static void swap_columns(rmt_xmemdet_state *f, int64_t top, const int64_t *swap)
{
#pragma omp parallel for if ((double)(f->ld - top) * (double)top > PARALLEL)
    for (int64_t r = top; r < f->ld; r += ROWS)
        for (int64_t k = 0; k < top; k++) {
            scalar_t *x = f->panel + k * f->ld, *y = f->panel + swap[k] * f->ld;
            for (int64_t i = r; i < r + ROWS && i < f->ld && x != y; i++) {
                const scalar_t t = x[i];
                x[i] = y[i];
                y[i] = t;
            }
        }
}

static int give_way(rmt_memdet_head *head, int why)
{
    head->fallback = why;
    return RANDBLAS_NOT_CONVERGED;
}

static double largest_size(const double *size, int64_t count)
{
    double most = 0;
    for (int64_t i = 0; i < count; i++)
        if (!(size[i] <= most)) most = size[i]; /* NaN too */
    return most;
}

static int check_growth(rmt_xmemdet_state *f, const double *size, int64_t count)
{
    const double most = largest_size(size, count);
    f->image.head->grown = fmax(f->image.head->grown, most);
    return most <= f->options.growth_limit * f->image.head->largest ? 0 : give_way(f->image.head, 2);
}

int rmt_xmemdet_ldl(rmt_xmemdet_state *f, int64_t j)
{
    const int64_t start = j * f->p.b, top = rmt_memdet_tile(&f->p, j);
    const double rounding = 10 * sqrt((double)f->p.n) * REAL_EPS;
    rmt_memdet_image *m = &f->image;
    scalar_t *work = f->product, *e = work + RANDLAPACK_ROOK_WORK(top);
    double *size = m->size + start;
    int info = randlapack_xsytrf_rook(top, f->panel, f->ld, e, f->iwork, work, f->iwork + f->p.b);
    if (info) return info;
    for (int64_t k = 0; k < top; k++) {
        m->d[start + k] = (double)f->panel[k + k * f->ld];
        m->e[start + k] = k + 1 < top ? (double)e[k] : 0;
        const double t = size[k];
        size[k] = size[f->iwork[k]];
        size[f->iwork[k]] = t;
    }
    measure_rows(top, top, f->panel, f->ld, true, m->d + start, m->e + start, size);
    take_pivots(m, start, top);
    if (!(m->head->least > rounding)) return give_way(m->head, 1);
    swap_columns(f, top, f->iwork);
    return check_growth(f, size, top);
}

int rmt_xmemdet_ldl_finish(rmt_xmemdet_state *f, int64_t j, const rmt_memdet_chunk *chunk)
{
    const int64_t lo = chunk->lo, w = chunk->hi - lo, top = rmt_memdet_tile(&f->p, j), below = f->ld - top;
    const scalar_t *L = f->panel + lo;
    scalar_t *Y = f->panel + top + lo * f->ld;
    randblas_xgemm(below, w, lo, -1, view_make(f->panel + top, f->ld, RANDBLAS_COL_MAJOR),
                   view_make(L, f->ld, RANDBLAS_ROW_MAJOR), view_make(Y, f->ld, RANDBLAS_COL_MAJOR));
    return randlapack_xtrsm_right_lower(below, w, true, L + lo * f->ld, f->ld, Y, f->ld);
}

void rmt_xmemdet_ldl_divide(rmt_xmemdet_state *f, const rmt_memdet_chunk *chunk)
{
    const int64_t b = f->p.b, w = chunk->hi - chunk->lo, first = chunk->k * b + chunk->lo;
    for (int64_t i = chunk->from; i < f->p.nb; i++) {
        const int64_t rows = rmt_memdet_tile(&f->p, i);
        scalar_t *T = (scalar_t *)chunk->data + (i - chunk->from) * b * w;
        divide_d(rows, w, T, f->image.d + first, f->image.e + first);
        measure_rows(rows, w, T, rows, false, f->image.d + first, f->image.e + first, f->image.size + i * b);
    }
}

int rmt_xmemdet_ldl_growth(rmt_xmemdet_state *f, int64_t j)
{
    const int64_t below = (j + 1) * f->p.b;
    return check_growth(f, f->image.size + below, f->p.n - below);
}
