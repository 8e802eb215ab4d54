/*
 * Materialise dense iid operators: whole tiles of 16 rows go straight to the output, ragged ends through a buffer.
 * The layout of the random numbers is in rng/iid_kernel.c.
 */
#include "apply_impl.h"
#include "iid_kernel_impl.h"

#define TILE 16
#define SERIAL 65536 /* entries that are not worth a second thread */

/*
 * Bytes of an output that no cache would hold.  A store first reads the line that it writes; streaming past the caches
 * saves that half of the traffic.
 */
#define STREAMED ((int64_t)64 << 20)

typedef struct columns {
    const randblas_stream *stream;
    randblas_column_kernel *kernel, *whole; /* for tiles on the way, for those in their place */
    double scale;
} columns;

static columns columns_of(const randblas_sketch *S)
{
    randblas_column_kernel *kernel = randblas_iid_select()->column[S->family - RANDBLAS_GAUSSIAN][IS_SINGLE ? 0 : 1];
    return (columns){&S->stream, kernel, kernel, S->scale};
}

/* Rows ro .. ro + r of column j, contiguous. */
static void real_column(const columns *g, int64_t ro, int64_t j, int64_t r, real_t *out)
{
    real_t tile[TILE];
    int64_t done = 0;
    while (done < r) {
        const int64_t skip = (ro + done) % TILE, t = (ro + done) / TILE;
        const int64_t whole = skip ? 0 : (r - done) / TILE;
        if (whole) {
            randblas_column_kernel *kernel = (uintptr_t)(out + done) % 16 ? g->kernel : g->whole;
            kernel(g->stream, (uint64_t)j, (uint64_t)t, whole, g->scale, out + done);
            done += TILE * whole;
        } else {
            const int64_t n = min_i64(TILE - skip, r - done);
            g->kernel(g->stream, (uint64_t)j, (uint64_t)t, 1, g->scale, tile);
            for (int64_t i = 0; i < n; i++) out[done + i] = tile[skip + i];
            done += n;
        }
    }
}

/* Where columns cannot be written in place (row-major output, complex scalars), a tile of them is sampled into a
 * buffer in the first-level cache and copied out row by row. */
#define TILE_ROWS 64
#define TILE_COLS 16

/* Columns j .. j + c, c <= TILE_COLS, by tiles. */
static void tiled_columns(const columns *g, int64_t ro, int64_t j, int64_t r, int64_t c, randblas_xview out)
{
    real_t tile[TILE_COLS][TILE_ROWS];
    const int64_t first = TILE_ROWS - ro % TILE_ROWS; /* then tiles start at multiples of TILE_ROWS */
    for (int64_t i = 0, n = min_i64(first, r); i < r; i += n, n = min_i64(TILE_ROWS, r - i)) {
        for (int64_t b = 0; b < c; b++) real_column(g, ro + i, j + b, n, tile[b]);
        for (int64_t a = 0; a < n; a++)
            for (int64_t b = 0; b < c; b++) *view_at(out, i + a, b) = tile[b][a];
    }
}

void randblas_xsample_iid(const randblas_sketch *S, int64_t ro, int64_t j, int64_t r, real_t *out)
{
    const columns g = columns_of(S);
    real_column(&g, ro, j, r, out);
}

#if !IS_COMPLEX
static void fill_columns(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, randblas_xview out)
{
    const randblas_iid_kernels *kernels = randblas_iid_select();
    randblas_column_kernel *streamed = IS_SINGLE ? NULL : kernels->streamed[S->family - RANDBLAS_GAUSSIAN];
    columns g = columns_of(S);
    if (streamed && r > STREAMED / (int64_t)sizeof(real_t) / c) g.whole = streamed;
#pragma omp parallel for schedule(static) if ((double)r * (double)c > SERIAL)
    for (int64_t j = 0; j < c; j++) {
        real_column(&g, ro, co + j, r, out.p + j * out.ld);
        kernels->fence();
    }
}
#endif

int randblas_xfill_iid(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, randblas_xview out)
{
#if !IS_COMPLEX
    if (!out.row_major && c > 0) {
        fill_columns(S, ro, co, r, c, out);
        return 0;
    }
#endif
    const columns g = columns_of(S);
#pragma omp parallel for schedule(static) if (r * c > SERIAL)
    for (int64_t j = 0; j < c; j += TILE_COLS)
        tiled_columns(&g, ro, co + j, r, min_i64(TILE_COLS, c - j), view_from(out, 0, j));
    return 0;
}
