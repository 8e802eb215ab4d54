/* Materialise a sparse operator: zeros, then the nonzeros of each vector in place. */
#include "apply_impl.h"
#include "sparse_impl.h"
#include "threads_impl.h"

#include <stdlib.h>

#define MIN_ENTRIES 65536 /* per call, below which threads do not pay */

typedef struct target {
    const randblas_sketch *S;
    bool by_column;
    int64_t minor0, minors; /* the part of each vector that is wanted */
    randblas_xview out;
} target;

typedef struct term {
    int64_t index;
    double value;
} term;

static int by_index(const void *a, const void *b)
{
    const int64_t i = ((const term *)a)->index, j = ((const term *)b)->index;
    return (i > j) - (i < j);
}

/*
 * LESS may draw a column several times.  All its values are +-v, so their sum is (number of +) - (number of -) times
 * v, rounded once, whatever the order.  Returns the number of distinct indices.
 */
static int64_t merge_repeated(int64_t nnz, term *terms, int64_t *index, double *value)
{
    int64_t distinct = 0;
    for (int64_t t = 0; t < nnz; t++) terms[t] = (term){index[t], value[t]};
    qsort(terms, (size_t)nnz, sizeof *terms, by_index);
    for (int64_t t = 0, next; t < nnz; t = next) {
        int64_t net = 0;
        for (next = t; next < nnz && terms[next].index == terms[t].index; next++) net += terms[next].value > 0 ? 1 : -1;
        index[distinct] = terms[t].index;
        value[distinct++] = (double)net * (terms[t].value > 0 ? terms[t].value : -terms[t].value);
    }
    return distinct;
}

static void place(const target *T, int64_t v, int64_t nnz, const int64_t *index, const double *value)
{
    for (int64_t t = 0; t < nnz; t++) {
        const int64_t i = index[t] - T->minor0;
        if (i < 0 || i >= T->minors) continue;
        *(T->by_column ? view_at(T->out, i, v) : view_at(T->out, v, i)) = (real_t)value[t];
    }
}

/* Vectors v0 + begin .. v0 + end to rows or columns begin .. end of the output. */
static int fill_vectors(const target *T, int64_t v0, int64_t begin, int64_t end)
{
    randblas_arena arena = randblas_arena_open(NULL);
    const bool repeats = T->S->family == RANDBLAS_LESS;
    const randblas_drawer g = randblas_drawer_open(T->S, &arena);
    const int64_t batch = max_i64(1, min_i64(end - begin, 4096 / max_i64(1, g.nnz)));
    int64_t *index = randblas_arena_get(&arena, randblas_size_product(batch, g.nnz), sizeof *index);
    double *value = randblas_arena_get(&arena, randblas_size_product(batch, g.nnz), sizeof *value);
    term *terms = randblas_arena_get(&arena, repeats ? g.nnz : 0, sizeof *terms);
    for (int64_t v = begin; !arena.info && v < end; v += batch) {
        const int64_t count = min_i64(batch, end - v);
        randblas_draw(&g, v0 + v, count, index, value);
        for (int64_t i = 0; i < count; i++) {
            int64_t *at = index + i * g.nnz;
            double *x = value + i * g.nnz;
            place(T, v + i, repeats ? merge_repeated(g.nnz, terms, at, x) : g.nnz, at, x);
        }
    }
    const int info = arena.info;
    randblas_arena_close(&arena);
    return info;
}

int randblas_xfill_sparse(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, randblas_xview out)
{
    const bool by_column = sparse_by_column(S);
    const target T = {S, by_column, by_column ? ro : co, by_column ? r : c, out};
    const int64_t vectors = by_column ? c : r, v0 = by_column ? co : ro;
    const int parts = (int)min_i64(thread_limit(), 1 + r * c / MIN_ENTRIES);
    int info = 0;
    randblas_xscale_view(r, c, 0, out);
#pragma omp parallel for schedule(static) num_threads(parts) if (parts > 1) reduction(min : info)
    for (int part = 0; part < parts; part++)
        info = fill_vectors(&T, v0, vectors * part / parts, vectors * (part + 1) / parts);
    return info;
}
