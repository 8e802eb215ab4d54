/* op(S') compressed by column: draw the vectors, count, and place. */
#include "sparse_impl.h"

typedef struct draws {
    int64_t v0, count;      /* vectors */
    int64_t minor0, minors; /* range kept along a vector */
    int64_t nnz;            /* per vector */
    const int64_t *index;
    const double *value;
    bool columns_are_vectors;
} draws;

/* Column and row of draw e of vector v, or false if it is outside. */
static bool position(const draws *D, int64_t v, int64_t e, int64_t *row, int64_t *column)
{
    const int64_t i = D->index[e] - D->minor0;
    if (i < 0 || i >= D->minors) return false;
    *row = D->columns_are_vectors ? i : v;
    *column = D->columns_are_vectors ? v : i;
    return true;
}

static void count_columns(const draws *D, int64_t k, int64_t *ptr)
{
    int64_t row, column;
    for (int64_t l = 0; l <= k; l++) ptr[l] = 0;
    for (int64_t v = 0; v < D->count; v++)
        for (int64_t e = v * D->nnz; e < (v + 1) * D->nnz; e++)
            if (position(D, v, e, &row, &column)) ptr[column + 1]++;
    for (int64_t l = 0; l < k; l++) ptr[l + 1] += ptr[l];
}

/* Advances ptr[l] to the end of column l, then moves it back by one place. */
static void place(const draws *D, int64_t k, randblas_columns *out)
{
    int64_t row, column;
    for (int64_t v = 0; v < D->count; v++)
        for (int64_t e = v * D->nnz; e < (v + 1) * D->nnz; e++)
            if (position(D, v, e, &row, &column)) {
                const int64_t q = out->ptr[column]++;
                out->row[q] = row;
                out->value[q] = D->value[e];
            }
    for (int64_t l = k; l > 0; l--) out->ptr[l] = out->ptr[l - 1];
    out->ptr[0] = 0;
}

int randblas_sparse_columns(const randblas_sketch *S, bool trans, int64_t ro, int64_t co, int64_t m, int64_t k,
                            randblas_arena *arena, randblas_columns *out)
{
    const int64_t rows = trans ? k : m, cols = trans ? m : k; /* of S' */
    const bool by_column = sparse_by_column(S);
    draws D = {.v0 = by_column ? co : ro,
               .count = by_column ? cols : rows,
               .minor0 = by_column ? ro : co,
               .minors = by_column ? rows : cols,
               .nnz = sparse_vector_nnz(S),
               .columns_are_vectors = sparse_columns_are_vectors(S, trans)};
    if (D.nnz > 0 && D.count > INT64_MAX / D.nnz) return RANDBLAS_TOO_LARGE;
    const int64_t total = D.count * D.nnz;
    randblas_arena scratch = randblas_arena_open(arena->control);
    const randblas_drawer g = randblas_drawer_open(S, &scratch);
    int64_t *index = randblas_arena_get(&scratch, total, sizeof *index);
    double *value = randblas_arena_get(&scratch, total, sizeof *value);
    int info = scratch.info;
    if (!info) {
        randblas_draw(&g, D.v0, D.count, index, value);
        D.index = index;
        D.value = value;
        out->ptr = randblas_arena_get(arena, k + 1, sizeof *out->ptr);
        if (out->ptr) count_columns(&D, k, out->ptr);
        const int64_t kept = out->ptr ? out->ptr[k] : 0;
        out->row = randblas_arena_get(arena, kept, sizeof *out->row);
        out->value = randblas_arena_get(arena, kept, sizeof *out->value);
        info = arena->info;
        if (!info) place(&D, k, out);
    }
    randblas_arena_close(&scratch);
    return info;
}
