/*
 * The nonzeros of one vector (a column or a row) of the sparse families, from Philox blocks (b, vector):
 *
 *   sparse sign, LESS-uniform   64-bit word t gives nonzero t.  Floyd's algorithm (Bentley and Floyd 1987): with n
 *                               places, draw r uniform in 0 .. n - nnz + t and take it, or n - nnz + t if r is taken;
 *                               each subset of nnz places is equally likely, and no draw is rejected.
 *   SparseStack                 word t gives a row of block t, floor(t d/nnz) .. floor((t+1) d/nnz).
 *   LESS                        block t gives nonzero t: one word for the place in the alias table, one for the coin.
 *
 * The place is the high half of word times n, the sign the lowest bit of the word.  Row sampling draws nothing here.
 */
#include "sparse_impl.h"

#include "iid_kernel_impl.h"

/* Short vectors are drawn LANES at a time, with the Philox lanes across vectors; long ones alone, lanes along them. */
#define BATCH 64
#define SHORT 16
#define SEGMENT 512 /* words of a long vector at a time */

static int64_t words_per_nonzero(randblas_family family)
{
    return family == RANDBLAS_ROW_SAMPLE ? 0 : family == RANDBLAS_LESS ? 2 : 1;
}

static bool is_distinct(randblas_family family)
{
    return family == RANDBLAS_SPARSE_SIGN || family == RANDBLAS_LESS_UNIFORM;
}

/* floor(t d / nnz) */
static int64_t block_start(int64_t t, int64_t d, int64_t nnz)
{
    __extension__ typedef __int128 wide;
    return (int64_t)((wide)t * d / nnz);
}

randblas_drawer randblas_drawer_open(const randblas_sketch *S, randblas_arena *arena)
{
    randblas_drawer g = {.S = S, .nnz = sparse_vector_nnz(S), .words = words_per_nonzero(S->family)};
    if (is_distinct(S->family) && g.nnz > SHORT) g.seen = index_map_open(g.nnz, arena);
    if (S->family == RANDBLAS_SPARSE_STACK) {
        g.start = randblas_arena_get(arena, g.nnz + 1, sizeof *g.start);
        for (int64_t t = 0; g.start && t <= g.nnz; t++) g.start[t] = g.nnz ? block_start(t, S->rows, g.nnz) : 0;
    }
    return g;
}

static bool taken(const randblas_drawer *g, const int64_t *index, int64_t t, int64_t r)
{
    if (g->seen.slot) {
        int64_t *mark = index_map_at(&g->seen, r);
        const bool before = *mark >= 0;
        *mark = 1;
        return before;
    }
    bool found = false;
    for (int64_t i = 0; i < t; i++) found |= index[i] == r;
    return found;
}

/* Nonzeros t0 .. t1 of a vector from words[(t - t0) words stride]. */
static void draw_distinct(const randblas_drawer *g, int64_t places, const uint64_t *words, int64_t stride, int64_t t0,
                          int64_t t1, int64_t *index, double *value)
{
    if (g->seen.slot && t0 == 0) index_map_clear(&g->seen);
    for (int64_t t = t0; t < t1; t++) {
        const uint64_t w = words[(t - t0) * stride];
        const int64_t last = places - g->nnz + t, r = (int64_t)mul_high(w, (uint64_t)last + 1);
        const bool repeated = taken(g, index, t, r);
        if (repeated && g->seen.slot) taken(g, index, t, last);
        index[t] = repeated ? last : r;
        value[t] = w & 1 ? -g->S->scale : g->S->scale;
    }
}

static void draw_stack(const randblas_drawer *g, const uint64_t *words, int64_t stride, int64_t t0, int64_t t1,
                       int64_t *index, double *value)
{
    for (int64_t t = t0; t < t1; t++) {
        const uint64_t w = words[(t - t0) * stride];
        index[t] = g->start[t] + (int64_t)mul_high(w, (uint64_t)(g->start[t + 1] - g->start[t]));
        value[t] = w & 1 ? -g->S->scale : g->S->scale;
    }
}

static void draw_less(const randblas_drawer *g, const uint64_t *words, int64_t stride, int64_t t0, int64_t t1,
                      int64_t *index, double *value)
{
    const randblas_sketch *S = g->S;
    for (int64_t t = t0; t < t1; t++) {
        const uint64_t which = words[2 * (t - t0) * stride], coin = words[(2 * (t - t0) + 1) * stride];
        index[t] = alias_draw(S->threshold, S->alias, S->cols, which, coin);
        value[t] = (which & 1 ? -S->scale : S->scale) * S->column_value[index[t]];
    }
}

static void draw_terms(const randblas_drawer *g, const uint64_t *words, int64_t stride, int64_t t0, int64_t t1,
                       int64_t *index, double *value)
{
    switch (g->S->family) {
    case RANDBLAS_SPARSE_SIGN:
        draw_distinct(g, g->S->rows, words, stride, t0, t1, index, value);
        break;
    case RANDBLAS_LESS_UNIFORM:
        draw_distinct(g, g->S->cols, words, stride, t0, t1, index, value);
        break;
    case RANDBLAS_SPARSE_STACK:
        draw_stack(g, words, stride, t0, t1, index, value);
        break;
    default:
        draw_less(g, words, stride, t0, t1, index, value);
        break;
    }
}

/* Up to BATCH short vectors. */
static void draw_batch(const randblas_drawer *g, int64_t v0, int64_t count, int64_t *index, double *value)
{
    uint64_t words[2 * SHORT][BATCH];
    const int64_t nblocks = (g->nnz * g->words + 1) / 2;
    for (int64_t b = 0; b < nblocks; b++)
        randblas_iid_select()->across(&g->S->stream, (uint64_t)v0, (uint64_t)b, count, words[2 * b], words[2 * b + 1]);
    for (int64_t v = 0; v < count; v++)
        draw_terms(g, &words[0][v], BATCH, 0, g->nnz, index + v * g->nnz, value + v * g->nnz);
}

static void draw_long(const randblas_drawer *g, int64_t v, int64_t *index, double *value)
{
    uint32_t half[2 * SEGMENT];
    uint64_t words[SEGMENT];
    const int64_t step = SEGMENT / g->words;
    for (int64_t t0 = 0; t0 < g->nnz; t0 += step) {
        const int64_t t1 = g->nnz - t0 < step ? g->nnz : t0 + step;
        const int64_t nblocks = ((t1 - t0) * g->words + 1) / 2;
        randblas_iid_select()->words(&g->S->stream, (uint64_t)v, (uint64_t)(t0 * g->words / 2), nblocks, half);
        for (int64_t i = 0; i < 2 * nblocks; i++) words[i] = half[2 * i] | (uint64_t)half[2 * i + 1] << 32;
        draw_terms(g, words, 1, t0, t1, index, value);
    }
}

void randblas_draw(const randblas_drawer *g, int64_t v0, int64_t count, int64_t *index, double *value)
{
    if (g->S->family == RANDBLAS_ROW_SAMPLE) {
        for (int64_t v = 0; v < count; v++) {
            index[v] = g->S->index[v0 + v];
            value[v] = g->S->value[v0 + v] * g->S->scale;
        }
    } else if (g->nnz <= SHORT) {
        for (int64_t v = 0; v < count; v += BATCH)
            draw_batch(g, v0 + v, count - v < BATCH ? count - v : BATCH, index + v * g->nnz, value + v * g->nnz);
    } else {
        for (int64_t v = 0; v < count; v++) draw_long(g, v0 + v, index + v * g->nnz, value + v * g->nnz);
    }
}
