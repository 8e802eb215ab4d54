/* The nonzeros of a submatrix as coordinates: count them, then write them. */
#include "apply_impl.h"
#include "sparse_impl.h"

typedef struct coordinates {
    int64_t *row, *column; /* NULL: only count */
    real_t *value;
    int64_t nnz;
} coordinates;

typedef struct window {
    bool by_column;
    int64_t v0, vectors;    /* vectors of S */
    int64_t minor0, minors; /* the part of each that is wanted */
} window;

static void append(const window *W, int64_t v, int64_t nnz, const int64_t *index, const double *value, coordinates *out)
{
    for (int64_t t = 0; t < nnz; t++) {
        const int64_t i = index[t] - W->minor0, k = out->nnz;
        if (i < 0 || i >= W->minors) continue;
        out->nnz++;
        if (!out->row) continue;
        out->row[k] = W->by_column ? i : v;
        out->column[k] = W->by_column ? v : i;
        out->value[k] = (real_t)value[t];
    }
}

static int collect(const randblas_sketch *S, const window *W, coordinates *out)
{
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_drawer g = randblas_drawer_open(S, &arena);
    const int64_t batch = max_i64(1, min_i64(W->vectors, 4096 / max_i64(1, g.nnz)));
    int64_t *index = randblas_arena_get(&arena, randblas_size_product(batch, g.nnz), sizeof *index);
    double *value = randblas_arena_get(&arena, randblas_size_product(batch, g.nnz), sizeof *value);
    for (int64_t v = 0; !arena.info && v < W->vectors; v += batch) {
        const int64_t count = min_i64(batch, W->vectors - v);
        randblas_draw(&g, W->v0 + v, count, index, value);
        for (int64_t i = 0; i < count; i++) append(W, v + i, g.nnz, index + i * g.nnz, value + i * g.nnz, out);
    }
    const int info = arena.info;
    randblas_arena_close(&arena);
    return info;
}

int randblas_xfill_coo(int64_t m, int64_t n, const randblas_sketch *S, int64_t ro, int64_t co, int64_t capacity,
                       int64_t *rowind, int64_t *colind, real_t *values, int64_t *nnz)
{
    if (m < 0) return -1;
    if (n < 0) return -2;
    if (!S || sketch_class(S) != RANDBLAS_CLASS_SPARSE) return -3;
    if (bad_range(ro, m, S->rows)) return -4;
    if (bad_range(co, n, S->cols)) return -5;
    if (capacity < 0) return -6;
    if (!rowind && capacity > 0) return -7;
    if (!colind && capacity > 0) return -8;
    if (!values && capacity > 0) return -9;
    if (!nnz) return -10;

    const bool by_column = sparse_by_column(S);
    const window W = {by_column, by_column ? co : ro, by_column ? n : m, by_column ? ro : co, by_column ? m : n};
    coordinates out = {0};
    int info = m > 0 && n > 0 ? collect(S, &W, &out) : 0;
    if (info) return info;
    *nnz = out.nnz;
    if (out.nnz > capacity) return capacity > 0 ? -6 : 0;
    out = (coordinates){rowind, colind, values, 0};
    return out.row && m > 0 && n > 0 ? collect(S, &W, &out) : 0;
}
