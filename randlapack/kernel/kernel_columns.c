/*
 * Entries of a kernel matrix in tiles: coordinates of row points and column points are gathered into arrays on the
 * stack, some coordinates at a time, and distances summed up and mapped; between groups of coordinates the sums are
 * kept in the output.  Column points are gathered once for many strips of rows, because there they may lie anywhere.
 *
 * Coordinates are scaled by the power of two next to 1/h as they are gathered: exact, and no square of a large
 * bandwidth overflows.
 */
#include "arena_impl.h"
#include "distance_kernel_impl.h"
#include "entries_impl.h"

#include <math.h>

#define GROUP 32           /* most rows or columns that a kernel works on at once */
#define CHUNK 32           /* coordinates gathered at a time */
#define MOST_STRIPS 16     /* strips of rows that share the gathered column points */
#define SERIAL_WORK 100000 /* differences below which threads cost more than they save */

typedef struct tiles {
    const randlapack_xdistance_kernels *kernels;
    void (*map)(int64_t rows, int64_t cols, scalar_t scale, scalar_t *tile);
    bool absolute;
    scalar_t power, scale; /* of the coordinates, and of the sums after that */
    int64_t dim, rows_ld, cols_ld;
    const scalar_t *row_points, *col_points;
    bool by_rows;
    int64_t nrows, ncols;
    const int64_t *rows, *cols;
} tiles;

/* out[t width + i] = coordinate first + t of point i of the tile.  Points past the end are repeated up to the next
 * multiple of GROUP, which is what the kernels look at. */
static void gather(const tiles *T, const scalar_t *points, int64_t ld, const int64_t *index, int64_t start, int64_t end,
                   int64_t width, int64_t first, int64_t count, scalar_t *out)
{
    const int64_t across = T->by_rows ? ld : 1, along = T->by_rows ? 1 : ld, last = end - 1 - start;
    const int64_t filled = last / GROUP * GROUP + GROUP < width ? last / GROUP * GROUP + GROUP : width;
    const int64_t inside = last + 1 < filled ? last + 1 : filled;
    const scalar_t power = T->power;
    if (count == 0) return; /* points in no dimension need no array */
    for (int64_t i = 0; i < inside && T->by_rows; i++) {
        const scalar_t *p = points + (index ? index[start + i] : start + i) * across + first;
        for (int64_t t = 0; t < count; t++) out[t * width + i] = p[t] * power;
    }
    for (int64_t t = 0; t < count; t++) {
        const scalar_t *p = points + (first + t) * along;
        scalar_t *o = out + t * width;
        if (!T->by_rows && index)
            for (int64_t i = 0; i < inside; i++) o[i] = p[index[start + i]] * power;
        else if (!T->by_rows)
            for (int64_t i = 0; i < inside; i++) o[i] = p[start + i] * power;
        for (int64_t i = inside; i < filled; i++) o[i] = o[inside - 1];
    }
}

/* Copy the used part of a tile from or to the output. */
static void load_tile(int64_t height, int64_t width, const scalar_t *out, int64_t ld, bool zero, scalar_t *tile)
{
    for (int64_t j = 0; j < (width + 3) / 4 * 4; j++) /* the kernels look at groups of 4 columns */
        for (int64_t i = 0; i < TILE_ROWS; i++)
            tile[i + j * TILE_ROWS] = zero || j >= width || i >= height ? 0 : out[i + j * ld];
}

static void store_tile(int64_t height, int64_t width, const scalar_t *tile, scalar_t *out, int64_t ld)
{
    for (int64_t j = 0; j < width; j++)
        for (int64_t i = 0; i < height; i++) out[i + j * ld] = tile[i + j * TILE_ROWS];
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Rows first .. last of the output. */
static void strips(const tiles *T, int64_t first, int64_t last, scalar_t *out, int64_t ld)
{
    _Alignas(64) scalar_t x[CHUNK * TILE_ROWS], y[CHUNK * TILE_COLS], tile[TILE_ROWS * TILE_COLS];
    for (int64_t col = 0; col < T->ncols; col += TILE_COLS)
        for (int64_t t = 0; t == 0 || t < T->dim; t += CHUNK) {
            const int64_t width = least(T->ncols - col, TILE_COLS), count = least(T->dim - t, CHUNK);
            gather(T, T->col_points, T->cols_ld, T->cols, col, T->ncols, TILE_COLS, t, count, y);
            for (int64_t row = first; row < last; row += TILE_ROWS) {
                const int64_t height = least(last - row, TILE_ROWS);
                scalar_t *to = out + row + col * ld;
                gather(T, T->row_points, T->rows_ld, T->rows, row, last, TILE_ROWS, t, count, x);
                load_tile(height, width, to, ld, t == 0, tile);
                (T->absolute ? T->kernels->absolutes : T->kernels->squares)(height, width, count, x, y, tile);
                if (t + CHUNK >= T->dim) T->map(height, width, T->scale, tile);
                store_tile(height, width, tile, to, ld);
            }
        }
}

static bool legal_points(const randlapack_xkernel *K, int64_t count, const scalar_t *points, int64_t ld)
{
    const bool by_rows = K->layout == RANDBLAS_ROW_MAJOR;
    const int64_t inner = by_rows ? K->dim : count, outer = by_rows ? count : K->dim;
    if (count < 0 || count > RANDBLAS_LARGEST || ld < (inner > 1 ? inner : 1)) return false;
    return !randblas_beyond_memory(outer, ld) && (points || count == 0 || K->dim == 0);
}

static bool legal(const randlapack_xkernel *K)
{
    if (!K || (K->size && K->size != sizeof *K) || K->dim < 0 || K->dim > RANDBLAS_LARGEST) return false;
    if (K->family < RANDLAPACK_KERNEL_GAUSSIAN || K->family > RANDLAPACK_KERNEL_MATERN52) return false;
    if (K->layout != RANDBLAS_ROW_MAJOR && K->layout != RANDBLAS_COL_MAJOR) return false;
    if (!(K->bandwidth > 0) || isinf(K->bandwidth)) return false;
    if (K->targets && !legal_points(K, K->ntargets, K->targets, K->ldtargets)) return false;
    return legal_points(K, K->npoints, K->points, K->ldpoints);
}

static void choose(const randlapack_xkernel *K, tiles *T)
{
    const randlapack_xdistance_kernels *k = ISA_SELECT(randlapack_xdistance);
    void (*const maps[])(int64_t, int64_t, scalar_t, scalar_t *) = {k->gaussian, k->laplacian, k->exponential,
                                                                    k->matern32, k->matern52};
    const int most = IS_SINGLE ? 126 : 1022; /* the power of two and its inverse are normal numbers */
    const int wanted = ilogb(K->bandwidth), exponent = wanted > most ? most : wanted < -most ? -most : wanted;
    T->kernels = k;
    T->map = maps[K->family - RANDLAPACK_KERNEL_GAUSSIAN];
    T->absolute = K->family == RANDLAPACK_KERNEL_LAPLACIAN;
    T->power = (scalar_t)ldexp(1, -exponent);
    T->scale = (scalar_t)(1 / ldexp(K->bandwidth, -exponent));
}

int randlapack_xkernel_columns(void *context, int64_t nrows, const int64_t *rows, int64_t ncols, const int64_t *cols,
                               scalar_t *out, int64_t ld)
{
    const randlapack_xkernel *K = context;
    if (!legal(K)) return -1;
    const int64_t row_count = K->targets ? K->ntargets : K->npoints;
    if (nrows < 0 || (!rows && nrows > row_count)) return -2;
    if (ncols < 0 || (!cols && ncols > K->npoints)) return -4;
    if (!out && nrows > 0 && ncols > 0) return -6;
    if (ld < (nrows > 1 ? nrows : 1)) return -7;
    tiles T = {.dim = K->dim, .by_rows = K->layout == RANDBLAS_ROW_MAJOR, .nrows = nrows, .ncols = ncols, .rows = rows};
    T.cols = cols;
    T.row_points = K->targets ? K->targets : K->points;
    T.rows_ld = K->targets ? K->ldtargets : K->ldpoints;
    T.col_points = K->points;
    T.cols_ld = K->ldpoints;
    choose(K, &T);
    const int64_t total = (nrows + TILE_ROWS - 1) / TILE_ROWS,
                  together = total / 8 < 1 ? 1 : least(total / 8, MOST_STRIPS);
    const int64_t step = together * TILE_ROWS;
#pragma omp parallel for schedule(dynamic, 1) if ((double)(K->dim + 8) * (double)ncols * (double)nrows > SERIAL_WORK)
    for (int64_t first = 0; first < nrows; first += step) strips(&T, first, least(first + step, nrows), out, ld);
    return 0;
}
