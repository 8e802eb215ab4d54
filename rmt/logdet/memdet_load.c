/*
 * Panels of the input.  A file is read where it lies: runs of entries that stand side by side in it go straight into
 * columns, or, in the other storage order, into strips that are transposed.  Of a symmetric matrix only the lower
 * triangle is referenced; where LU needs the upper one it is read transposed.
 */
#include "memdet_impl.h"

#include "progress_impl.h"

#include <math.h>
#include <string.h>

#if IS_SINGLE /* what a file holds if not scalars */
typedef double other_t;
#else
typedef float other_t;
#endif

#define STRIP 64  /* rows that are read before they are transposed */
#define PIECE 512 /* entries that are converted at a time */
#define PARALLEL 65536.0

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* `count` entries of the file from entry `start` on. */
static int read_run(const rmt_xmemdet_state *f, int64_t start, int64_t count, scalar_t *x)
{
    const int64_t item = f->file.item, at = f->file.offset + start * item;
    if (item == (int64_t)sizeof *x) return rmt_memdet_read(f->io, f->file.fd, x, count * item, at);
    int info = 0;
    other_t piece[PIECE];
    for (int64_t from = 0; from < count && !info; from += PIECE) {
        const int64_t some = min_i64(PIECE, count - from);
        info = rmt_memdet_read(f->io, f->file.fd, piece, some * item, at + from * item);
        for (int64_t i = 0; i < some && !info; i++) x[from + i] = (scalar_t)piece[i];
    }
    return info;
}

/* X (rows x cols) = A(i0 : i0 + rows, j0 : j0 + cols) of a file that holds its columns in one piece. */
static int read_columns(const rmt_xmemdet_state *f, int64_t i0, int64_t rows, int64_t j0, int64_t cols, scalar_t *X,
                        int64_t ldx)
{
    int info = 0;
#pragma omp parallel for schedule(static) reduction(min : info) if ((double)rows * (double)cols > PARALLEL)
    for (int64_t j = 0; j < cols; j++) {
        const int code = read_run(f, (j0 + j) * f->p.n + i0, rows, X + j * ldx);
        if (code < info) info = code;
    }
    return info;
}

/* X (rows x cols) = Y^T. */
static void transpose(int64_t rows, int64_t cols, const scalar_t *Y, int64_t ldy, scalar_t *X, int64_t ldx)
{
#pragma omp parallel for schedule(static) if ((double)rows * (double)cols > PARALLEL)
    for (int64_t j = 0; j < cols; j++)
        for (int64_t i = 0; i < rows; i++) X[i + j * ldx] = Y[j + i * ldy];
}

/* X (rows x cols) = A(i0 + i, j0 + j), or A(j0 + j, i0 + i), in strips if the order of the file asks for it. */
static int read_file(rmt_xmemdet_state *f, bool flip, int64_t i0, int64_t rows, int64_t j0, int64_t cols, scalar_t *X,
                     int64_t ldx)
{
    if (f->file.columns != flip) return read_columns(f, i0, rows, j0, cols, X, ldx);
    scalar_t *strip = f->chunk[0].data; /* n (c + 1) scalars */
    const int64_t fits = f->p.n * (f->p.c + 1) / cols, step = min_i64(STRIP, fits);
    int info = 0;
    for (int64_t i = 0; i < rows && !info; i += step) {
        const int64_t some = min_i64(step, rows - i);
        info = read_columns(f, j0, cols, i0 + i, some, strip, cols);
        if (!info) transpose(some, cols, strip, cols, X + i, ldx);
    }
    return info;
}

static int call(rmt_xmemdet_state *f, int64_t i0, int64_t rows, int64_t j0, int64_t cols, scalar_t *X, int64_t ldx)
{
    return f->input.block(f->input.context, i0, i0 + rows, j0, j0 + cols, X, ldx) ? RANDBLAS_CALLBACK_FAILED : 0;
}

static int compute(rmt_xmemdet_state *f, bool flip, int64_t i0, int64_t rows, int64_t j0, int64_t cols, scalar_t *X,
                   int64_t ldx)
{
    if (!flip) return call(f, i0, rows, j0, cols, X, ldx);
    scalar_t *strip = f->chunk[0].data;
    const int64_t fits = f->p.n * (f->p.c + 1) / cols, step = min_i64(STRIP, fits);
    int info = 0;
    for (int64_t i = 0; i < rows && !info; i += step) {
        const int64_t some = min_i64(step, rows - i);
        info = call(f, j0, cols, i0 + i, some, strip, cols);
        if (!info) transpose(some, cols, strip, cols, X + i, ldx);
    }
    return info;
}

/* Tile i of panel j to its place in f->panel, which begins with tile `first`. */
static int load_tile(rmt_xmemdet_state *f, int64_t i, int64_t j, int64_t first)
{
    const rmt_memdet_plan *p = &f->p;
    const bool flip = f->symmetric && i < j;
    scalar_t *X = f->panel + (i - first) * p->b;
    f->report->input_blocks++;
    return (f->input.format == RMT_MEMDET_CALLBACK ? compute : read_file)(f, flip, i * p->b, rmt_memdet_tile(p, i),
                                                                          j * p->b, rmt_memdet_tile(p, j), X, f->ld);
}

/* What lies above the diagonal of the diagonal tile = what lies below. */
static void reflect(rmt_xmemdet_state *f, int64_t j)
{
    scalar_t *X = f->panel + j * f->p.b;
    for (int64_t c = 0; c < rmt_memdet_tile(&f->p, j); c++)
        for (int64_t r = 0; r < c; r++) X[r + c * f->ld] = X[c + r * f->ld];
}

/* max |A|; whether all entries that count are finite. */
static bool measure(rmt_xmemdet_state *f, int64_t j)
{
    double most = 0;
    bool finite = true;
#pragma omp parallel for reduction(max : most) reduction(&& : finite) if ((double)f->ld * (double)f->p.b > PARALLEL)
    for (int64_t c = 0; c < rmt_memdet_tile(&f->p, j); c++) {
        scalar_t largest = 0, bad = 0; /* bad: 0 or NaN */
        for (int64_t i = f->p.lower ? c : 0; i < f->ld; i++) {
            const scalar_t x = f->panel[i + c * f->ld], size = ABS(x);
            largest = size > largest ? size : largest;
            bad += x * 0;
        }
        most = fmax(most, (double)largest);
        finite = finite && bad == 0;
    }
    f->image.head->largest = fmax(f->image.head->largest, most);
    return finite;
}

int rmt_xmemdet_load(rmt_xmemdet_state *f, int64_t j)
{
    const double begin = randlapack_seconds();
    const int64_t first = f->p.lower ? j : 0;
    int info = 0;
    f->ld = rmt_memdet_rows(&f->p, first);
    for (int64_t i = first; i < f->p.nb && !info; i++) info = load_tile(f, i, j, first);
    if (!info && f->symmetric && !f->p.lower) reflect(f, j);
    if (!info && !measure(f, j)) info = RANDBLAS_NOT_FINITE;
    for (int64_t c = 0; c < rmt_memdet_tile(&f->p, j) && !info && f->report->method == RMT_MEMDET_CHOLESKY; c++)
        f->image.size[j * f->p.b + c] = (double)f->panel[c + c * f->ld];
    f->report->seconds_input += randlapack_seconds() - begin;
    return info;
}
