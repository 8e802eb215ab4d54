/* A weight matrix behind an interface in double: measured, copied panel by panel, binned, permuted. */
#include "weights_matrix_impl.h"

#include "measure_impl.h"

#include <math.h>
#include <string.h>

enum { TILE = 32, SAFE_EXPONENT = 300, MOST_EXPONENT = 1000 };

static randblas_xview view_of(const rmt_weights_matrix *W)
{
    return (randblas_xview){(scalar_t *)(uintptr_t)W->entries, W->ld, W->row_major};
}

/* Squares of floats are harmless in double, and so are those of 2^-300 ... 2^300; 2^1074 is no double. */
static int harmful(int exponent)
{
    if (exponent >= -SAFE_EXPONENT && exponent <= SAFE_EXPONENT) return 0;
    return exponent > -MOST_EXPONENT ? exponent : -MOST_EXPONENT;
}

static void look(rmt_weights_matrix *W)
{
    const int64_t inner = W->row_major ? W->cols : W->rows, outer = W->row_major ? W->rows : W->cols;
    const randlapack_measure m = randlapack_xmeasure(inner, outer, view_of(W).p, W->ld, false);
    W->largest = m.largest;
    W->finite = m.finite;
    W->exponent = m.finite && !IS_SINGLE && m.largest > 0 ? harmful(ilogb(m.largest)) : 0;
    W->norm = ldexp(m.norm, -W->exponent);
}

static void copy_tile(randblas_xview from, int64_t rows, int64_t cols, double scale, double *to, int64_t ld)
{
    for (int64_t j = 0; j < cols; j++)
        for (int64_t i = 0; i < rows; i++) to[i + j * ld] = scale * (double)*view_at(from, i, j);
}

static void copy(const rmt_weights_matrix *W, int64_t first, int64_t count, double *to, int64_t ld)
{
    const double scale = ldexp(1, -W->exponent);
    const int64_t tiles = (W->cols + TILE - 1) / TILE;
#pragma omp parallel for schedule(static) if (count * W->cols > 65536)
    for (int64_t t = 0; t < tiles; t++) {
        const int64_t j = t * TILE, cols = W->cols - j < TILE ? W->cols - j : TILE;
        for (int64_t i = 0; i < count; i += TILE)
            copy_tile(view_from(view_of(W), first + i, j), count - i < TILE ? count - i : TILE, cols, scale,
                      to + i + j * ld, ld);
    }
}

static void store(const rmt_weights_matrix *W, int64_t first, int64_t count, const double *from, int64_t ld)
{
    const double scale = ldexp(1, W->exponent);
    const randblas_xview v = view_of(W);
    for (int64_t j = 0; j < W->cols; j++)
        for (int64_t i = 0; i < count; i++) *view_at(v, first + i, j) = (scalar_t)(scale * from[i + j * ld]);
}

static void histogram(const rmt_weights_matrix *W, int64_t *bins)
{
    const randblas_xview v = view_of(W);
    const int64_t inner = W->row_major ? W->cols : W->rows, outer = W->row_major ? W->rows : W->cols;
    for (int64_t j = 0; j < outer; j++)
        for (int64_t i = 0; i < inner; i++) {
            const double w = fabs((double)v.p[i + j * v.ld]);
            uint64_t bits;
            memcpy(&bits, &w, sizeof bits);
            bins[bits >> (64 - RMT_WEIGHTS_BIN_BITS)]++;
        }
}

static double excess(const rmt_weights_matrix *W, double from)
{
    const randblas_xview v = view_of(W);
    const int64_t inner = W->row_major ? W->cols : W->rows, outer = W->row_major ? W->rows : W->cols;
    double sum = 0;
    for (int64_t j = 0; j < outer; j++)
        for (int64_t i = 0; i < inner; i++) {
            const double w = fabs((double)v.p[i + j * v.ld]);
            if (w >= from) sum += log(w) - log(from);
        }
    return sum;
}

static void permute(const rmt_weights_matrix *W, const randblas_state *state, void *room, rmt_weights_matrix *P)
{
    const int64_t ld = W->row_major ? W->cols : W->rows;
    const randblas_xview v = {room, ld, W->row_major};
    randblas_xcopy_view(W->rows, W->cols, view_of(W), v);
    rmt_xweights_permute(v, W->rows, W->cols, false, state);
    *P = *W;
    P->entries = room;
    P->ld = ld;
}

rmt_weights_matrix rmt_xweights_matrix(randblas_layout layout, int64_t m, int64_t n, const scalar_t *W, int64_t lda)
{
    rmt_weights_matrix made = {.entries = W,
                               .rows = m > n ? m : n,
                               .cols = m > n ? n : m,
                               .ld = lda,
                               .row_major = (layout == RANDBLAS_ROW_MAJOR) != (m < n),
                               .eps = (double)REAL_EPS,
                               .item = sizeof *W,
                               .look = look,
                               .copy = copy,
                               .store = store,
                               .histogram = histogram,
                               .excess = excess,
                               .permute = permute,
                               .leading = rmt_xweights_leading,
                               .quadrature = rmt_xweights_quadrature};
    look(&made);
    return made;
}
