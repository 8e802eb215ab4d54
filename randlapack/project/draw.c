/*
 * Random blocks of rows.
 *
 * A random permutation of all rows, cut into pieces of nearly one size, is a partition.  Distinct rows come from the
 * first s steps of a Fisher-Yates shuffle that starts from whatever order the last one left: a uniform s-subset, for
 * O(s) a block.  Rows with given probabilities are found by bisection in the cumulative sums; those drawn twice count
 * once, so that such a block may be smaller.
 */
#include "draw_impl.h"

static double next_uniform(randlapack_uniforms *u)
{
    if (u->left == 0) {
        randblas_philox(u->state.counter, u->state.key, u->words);
        for (int k = 0; k < 4 && ++u->state.counter[k] == 0; k++) {
        } /* carry */
        u->left = 2;
    }
    const uint32_t *w = u->words + 2 * --u->left;
    return (double)(((uint64_t)w[1] << 32 | w[0]) >> 11) * 0x1p-53;
}

/* Uniform on 0 .. span - 1, each to within 2^-53. */
static int64_t below(randlapack_uniforms *u, int64_t span)
{
    const int64_t k = (int64_t)(next_uniform(u) * (double)span);
    return k < span ? k : span - 1;
}

/* The first s places of a uniformly shuffled order. */
static void shuffle(randlapack_uniforms *u, int64_t count, int64_t s, int64_t *order)
{
    for (int64_t i = 0; i < s; i++) {
        const int64_t j = i + below(u, count - i), moved = order[i];
        order[i] = order[j];
        order[j] = moved;
    }
}

static void cut(randlapack_draw *d, int64_t per_partition)
{
    const int64_t n = d->count;
    for (int64_t k = 0; k < d->blocks; k += per_partition) {
        int64_t *list = d->list + k / per_partition * n;
        for (int64_t i = 0; i < n; i++) list[i] = i;
        shuffle(&d->uniforms, n, n, list);
        for (int64_t i = 0; i <= per_partition; i++) {
            const int64_t whole = n / per_partition, rest = n % per_partition;
            d->first[k + i] = list - d->list + i * whole + (i < rest ? i : rest);
        }
    }
}

static void accumulate(const double *norms, int64_t count, double *cumulative)
{
    double sum = 0;
    for (int64_t i = 0; i < count; i++) cumulative[i] = sum += norms[i] * norms[i];
}

int randlapack_draw_open(randblas_arena *arena, randlapack_project_sampling sampling, int64_t count, int64_t block,
                         int64_t pool, const double *norms, const randblas_state *state, randlapack_draw *draw)
{
    const int64_t per_partition = (count + block - 1) / block;
    int64_t partitions = sampling == RANDLAPACK_PROJECT_PARTITION ? 1 : 0;
    if (sampling == RANDLAPACK_PROJECT_UNIFORM && pool > 0) partitions = (pool - 1) / per_partition + 1;
    *draw = (randlapack_draw){.uniforms = {.state = *state}, .count = count, .block = block};
    draw->blocks = randblas_size_product(partitions, per_partition);
    draw->list =
        randblas_arena_get(arena, draw->blocks ? randblas_size_product(partitions, count) : block, sizeof *draw->list);
    if (draw->blocks)
        draw->first = randblas_arena_get(arena, draw->blocks + 1, sizeof *draw->first);
    else if (sampling == RANDLAPACK_PROJECT_UNIFORM)
        draw->order = randblas_arena_get(arena, count, sizeof *draw->order);
    else
        draw->cumulative = randblas_arena_get(arena, count, sizeof *draw->cumulative);
    if (arena->info) return arena->info;
    for (int64_t i = 0; i < count && draw->order; i++) draw->order[i] = i;
    if (draw->blocks) cut(draw, per_partition);
    if (draw->cumulative) accumulate(norms, count, draw->cumulative);
    return 0;
}

/* The first row whose sum is above u times the total: never one of norm zero unless all are. */
static int64_t find(const randlapack_draw *d, double u)
{
    const double target = u * d->cumulative[d->count - 1];
    int64_t low = 0, high = d->count - 1;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (d->cumulative[middle] > target)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static int64_t draw_by_norms(randlapack_draw *d)
{
    int64_t s = 0;
    for (int64_t k = 0; k < d->block; k++) {
        const int64_t row = find(d, next_uniform(&d->uniforms));
        bool seen = false;
        for (int64_t i = 0; i < s && !seen; i++) seen = d->list[i] == row;
        if (!seen) d->list[s++] = row;
    }
    return s;
}

int64_t randlapack_draw_next(randlapack_draw *draw, const int64_t **rows, int64_t *number)
{
    *number = -1;
    *rows = draw->list;
    if (draw->blocks) {
        const int64_t k = *number = below(&draw->uniforms, draw->blocks);
        *rows = draw->list + draw->first[k];
        return draw->first[k + 1] - draw->first[k];
    }
    if (draw->cumulative) return draw_by_norms(draw);
    shuffle(&draw->uniforms, draw->count, draw->block, draw->order);
    *rows = draw->order;
    return draw->block;
}
