/*
 * Row sampling: the d columns that the rows pick, drawn once, and the factor of each row.
 *
 * Purposes, in the high half of the counter: 0 the picks or the random order, 1 the random start of systematic
 * sampling, 2 the order of its rows.
 */
#include "family_impl.h"
#include "sparse_impl.h"

#include "iid_kernel_impl.h"

#include <math.h>
#include <stdlib.h>

enum { PICKS = 0, START = 1, ORDER = 2 };

#define BLOCKS 256

/* A run of 64-bit words along the stream. */
typedef struct word_reader {
    const randblas_stream *stream;
    uint64_t hi, block;
    int64_t next;
    uint32_t half[4 * BLOCKS];
} word_reader;

static word_reader reader_open(const randblas_stream *stream, uint64_t hi)
{
    word_reader r;
    r.stream = stream;
    r.hi = hi;
    r.block = 0;
    r.next = 2 * BLOCKS;
    return r;
}

static uint64_t read_word(word_reader *r)
{
    if (r->next == 2 * BLOCKS) {
        randblas_iid_select()->words(r->stream, r->hi, r->block, BLOCKS, r->half);
        r->block += BLOCKS;
        r->next = 0;
    }
    const uint32_t *half = r->half + 2 * r->next++;
    return half[0] | (uint64_t)half[1] << 32;
}

static void pick_with_replacement(randblas_sketch *S)
{
    word_reader words = reader_open(&S->stream, PICKS);
    for (int64_t i = 0; i < S->rows; i++) S->index[i] = (int64_t)mul_high(read_word(&words), (uint64_t)S->cols);
}

/* Row i is e_j sqrt(1/p_j) times S->scale = 1/sqrt(d). */
static int pick_weighted_with_replacement(randblas_sketch *S, const double *weights, bool unscaled)
{
    const int64_t m = S->cols;
    randblas_arena arena = randblas_arena_open(NULL);
    double *threshold = randblas_arena_get(&arena, m, sizeof *threshold);
    int64_t *alias = randblas_arena_get(&arena, m, sizeof *alias);
    int64_t *worklist = randblas_arena_get(&arena, m, sizeof *worklist);
    if (!arena.info) {
        word_reader words = reader_open(&S->stream, PICKS);
        double sum = 0;
        for (int64_t j = 0; j < m; j++) sum += weights[j];
        randblas_alias_table(m, weights, worklist, threshold, alias);
        for (int64_t i = 0; i < S->rows; i++) {
            const uint64_t which = read_word(&words), coin = read_word(&words);
            S->index[i] = alias_draw(threshold, alias, m, which, coin);
            if (!unscaled) S->value[i] = sqrt(sum) / sqrt(weights[S->index[i]]);
        }
    }
    const int info = arena.info;
    randblas_arena_close(&arena);
    return info;
}

static int descending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/*
 * The weight w* with sum_j min(1, w_j / w*) = d: the inclusion probabilities are pi_j = min(1, w_j / w*).  With the k
 * heaviest items certain, w* = (sum of the rest)/(d - k); k is the least for which the next item is below w*.
 */
static double certain_weight(int64_t n, int64_t d, double *sorted, double *tail)
{
    qsort(sorted, (size_t)n, sizeof *sorted, descending);
    tail[n] = 0;
    for (int64_t k = n; k > 0; k--) tail[k - 1] = tail[k] + sorted[k - 1];
    for (int64_t k = 0; k < d; k++) {
        const double w = tail[k] / (double)(d - k);
        if (sorted[k] < w) return w;
    }
    return sorted[d - 1]; /* exactly d items count */
}

/*
 * Systematic sampling (Madow 1949): lay the inclusion probabilities end to end in random order and take the items in
 * which the points u, u + 1, u + 2, ... fall.  Certain items are taken beforehand.  Rounding can put two points in one
 * item, or the last beyond the end: an item is taken once, and when just enough items are left all of them are.
 */
static void systematic(const double *weights, double certain, const int64_t *items, int64_t n, int64_t d, double u,
                       int64_t *picked)
{
    int64_t taken = 0, left = 0;
    double total = 0, sum = 0;
    for (int64_t k = 0; k < n; k++) {
        const double w = weights[items[k]];
        if (w >= certain) {
            picked[taken++] = items[k];
        } else if (w > 0) {
            total += w;
            left++;
        }
    }
    const double step = taken < d ? total / (double)(d - taken) : 0;
    double point = u * step;
    for (int64_t k = 0, points = 0; k < n && taken < d; k++) {
        const double w = weights[items[k]];
        if (w >= certain || w <= 0) continue;
        sum += w;
        if (sum > point || left == d - taken) {
            picked[taken++] = items[k];
            point = ((double)++points + u) * step;
        }
        left--;
    }
}

/* Row i is e_j / sqrt(pi_j), pi_j = min(1, w_j / certain). */
static int pick_systematic(randblas_sketch *S, const double *weights, int64_t positive, bool unscaled)
{
    const int64_t m = S->cols, d = S->rows;
    if (positive < d) return -1;
    randblas_arena arena = randblas_arena_open(NULL);
    double *sorted = randblas_arena_get(&arena, m, sizeof *sorted);
    double *tail = randblas_arena_get(&arena, m + 1, sizeof *tail);
    int64_t *items = randblas_arena_get(&arena, m, sizeof *items);
    int64_t *picked = randblas_arena_get(&arena, d, sizeof *picked);
    int64_t *order = randblas_arena_get(&arena, d, sizeof *order);
    int info = arena.info;
    if (!info) info = randblas_distinct(&S->stream, PICKS, m, m, items);
    if (!info) info = randblas_distinct(&S->stream, ORDER, d, d, order);
    if (!info && d > 0) {
        word_reader words = reader_open(&S->stream, START);
        memcpy(sorted, weights, (size_t)m * sizeof *sorted);
        const double certain = certain_weight(m, d, sorted, tail);
        systematic(weights, certain, items, m, d, (double)(read_word(&words) >> 11) * 0x1p-53, picked);
        for (int64_t i = 0; i < d; i++) {
            const double w = weights[picked[order[i]]];
            S->index[i] = picked[order[i]];
            S->value[i] = unscaled || w >= certain ? 1 : sqrt(certain) / sqrt(w);
        }
    }
    randblas_arena_close(&arena);
    return info;
}

static int pick_weighted(randblas_sketch *S, const randblas_dist *dist)
{
    randblas_arena arena = randblas_arena_open(NULL);
    double *weights = randblas_arena_get(&arena, S->cols, sizeof *weights);
    int info = arena.info;
    if (!info) {
        const int64_t positive = randblas_scaled_weights(S->cols, dist->weights, weights);
        if (positive < 0)
            info = -1;
        else if (S->replace)
            info = pick_weighted_with_replacement(S, weights, dist->unscaled != 0);
        else
            info = pick_systematic(S, weights, positive, dist->unscaled != 0);
    }
    randblas_arena_close(&arena);
    return info;
}

int randblas_setup_row_sample(randblas_sketch *S, const randblas_dist *dist)
{
    S->index = randblas_allocate(S->rows, sizeof *S->index);
    S->value = randblas_allocate(S->rows, sizeof *S->value);
    if (!S->index || !S->value) return RANDBLAS_OUT_OF_MEMORY;
    for (int64_t i = 0; i < S->rows; i++) S->value[i] = 1;
    if (dist->weights) return pick_weighted(S, dist);
    if (!S->replace) return randblas_distinct(&S->stream, PICKS, S->rows, S->cols, S->index);
    pick_with_replacement(S);
    return 0;
}
