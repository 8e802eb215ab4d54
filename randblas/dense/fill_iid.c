/*
 * Materialise dense iid operators: whole tiles of 16 rows go straight to the output, ragged ends through a buffer.
 * The layout of the random numbers is in rng/iid_kernel.c.
 */
#include "apply_impl.h"
#include "iid_kernel_impl.h"

#define TILE 16

typedef struct columns {
    const randblas_stream *stream;
    randblas_column_kernel *kernel;
    double scale;
} columns;

static columns columns_of(const randblas_sketch *S)
{
    return (columns){&S->stream, randblas_iid_select()->column[S->family - RANDBLAS_GAUSSIAN][IS_SINGLE ? 0 : 1],
                     S->scale};
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
            g->kernel(g->stream, (uint64_t)j, (uint64_t)t, whole, g->scale, out + done);
            done += TILE * whole;
        } else {
            const int64_t n = min_i64(TILE - skip, r - done);
            g->kernel(g->stream, (uint64_t)j, (uint64_t)t, 1, g->scale, tile);
            for (int64_t i = 0; i < n; i++) out[done + i] = tile[skip + i];
            done += n;
        }
    }
}

#define STRIP 256 /* rows sampled at a time when they cannot be written in place */

/* Rows ro .. ro + r of column j, to out with the given stride. */
static void strided_column(const columns *g, int64_t ro, int64_t j, int64_t r, scalar_t *out, int64_t stride)
{
    real_t strip[STRIP];
    for (int64_t i0 = 0; i0 < r; i0 += STRIP) {
        const int64_t n = min_i64(STRIP, r - i0);
        real_column(g, ro + i0, j, n, strip);
        for (int64_t i = 0; i < n; i++) out[(i0 + i) * stride] = strip[i];
    }
}

void randblas_xsample_iid(const randblas_sketch *S, int64_t ro, int64_t j, int64_t r, real_t *out)
{
    const columns g = columns_of(S);
    real_column(&g, ro, j, r, out);
}

int randblas_xfill_iid(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, randblas_xview out)
{
    const columns g = columns_of(S);
#pragma omp parallel for schedule(static) if (r * c > 65536)
    for (int64_t j = 0; j < c; j++) {
#if IS_COMPLEX
        strided_column(&g, ro, co + j, r, view_at(out, 0, j), out.row_major ? out.ld : 1);
#else
        if (out.row_major)
            strided_column(&g, ro, co + j, r, out.p + j, out.ld);
        else
            real_column(&g, ro, co + j, r, out.p + j * out.ld);
#endif
    }
    return 0;
}
