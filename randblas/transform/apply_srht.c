/*
 * B += alpha op(S') A for the SRHT.  The Hadamard matrix is cut into P x P blocks of order Q = 2^q, M = P Q:
 *
 *     H = G (x) H_Q,      (H x)_(a, i) = sum over blocks b of  G_ab (H_Q x_b)_i.
 *
 * So x is never needed as a whole: each block of Q rows of D A is transformed in cache and added, with signs G_ab, to
 * the d sampled rows only; zero padding is blocks that are skipped.  S'^T A is the same read backwards: the d rows are
 * added with signs to the Q rows of a block, which is transformed and added to B.
 *
 * A batch of w columns is taken at a time, the column index fastest, so that a butterfly is a vector operation.  Cost
 * per column: M log2 Q + d P additions.  Q makes a block fit the second-level cache, and is doubled until Q >= d, so
 * that the second term is at most M.
 *
 * Passes over memory, as long as a block and the d w sums stay in cache (d = 2000, double: 256 kB and 128 kB): one,
 * the reading of A (NO_TRANS) or the updating of B (TRANS).  In cache, a tile of 16 kB is packed and goes through its
 * log2(tile) stages in the first level; the stages across tiles cost one round trip to the second level for each radix
 * (16 with AVX-512, 8 without), and the sampled rows are read once.  A block that had to be larger, because d is, makes
 * those round trips to the level that holds it.
 */
#include "threads_impl.h"
#include "xtransform_impl.h"

#include <string.h>

#define BLOCK (256 * 1024 / (int64_t)sizeof(real_t)) /* reals in a block: a quarter of a second-level cache */
#define TILE (16 * 1024 / (int64_t)sizeof(real_t))   /* and in a tile: half of a first-level one */
#define WIDE 4       /* lines of a row of A taken together when rows are contiguous: fewer, longer bursts */
#define MIN_ITEMS 16 /* what few columns are cut into, so that threads have work: independent of their number */
#define SUMS (1024 * 1024 / (int64_t)sizeof(real_t)) /* reals that this may cost */

#define SMALL 32768 /* entries of A below which threads do not pay */

typedef struct plan {
    const randblas_xproblem *p;
    const randblas_rkernels *kernels;
    randblas_hadamard H;
    int64_t w, width;           /* reals and scalars in a batch */
    int q;                      /* Q = 2^q rows in a block, ... */
    int64_t tile, tiles, pitch; /* ... kept as tiles of so many rows, a line apart: powers of two would share a set */
    int64_t begin, end;         /* the columns of S that are used */
    int64_t block, blocks;      /* the first block that meets them, and how many do */
    int64_t d;                  /* rows of S that are used, by their row in a block: */
    randblas_sample *sample;
    int64_t *row; /* sample i is row[i] of S' */
} plan;

/* What one thread works in. */
typedef struct workspace {
    real_t *x, *sign;
} workspace;

static int64_t round_up(int64_t reals)
{
    return (reals + LINE - 1) / LINE * LINE;
}

static int log2_ceil(int64_t n)
{
    int k = 0;
    while ((INT64_C(1) << k) < n) k++;
    return k;
}

static void choose_block(plan *g)
{
    const int64_t columns = g->end - g->begin;
    g->q = log2_ceil(max_i64(BLOCK / g->w, g->d));
    g->q = (int)min_i64(g->q, min_i64(g->H.log2, log2_ceil(columns)));
    g->tile = min_i64(INT64_C(1) << g->q, TILE / g->w);
    g->tiles = (INT64_C(1) << g->q) / g->tile;
    g->pitch = g->tile * g->w + (g->tiles > 1 ? LINE : 0);
    g->block = g->begin >> g->q;
    g->blocks = ((g->end - 1) >> g->q) - g->block + 1;
}

/* Where G's column of a block is minus. */
static randblas_block block_signs(const plan *g, int64_t block)
{
    const int bits = g->H.log2 - g->q;
    return (randblas_block){(uint64_t)block & ((UINT64_C(1) << bits) - 1), g->H.negative[block >> bits]};
}

static randblas_sample sample_of(const plan *g, int64_t index)
{
    const int bits = g->H.log2 - g->q;
    const int64_t i = index & ((INT64_C(1) << g->q) - 1), block = index >> g->q;
    return (randblas_sample){i / g->tile * g->pitch + i % g->tile * g->w, (uint64_t)block & ((UINT64_C(1) << bits) - 1),
                             UINT32_C(1) << (block >> bits)};
}

/* Counting sort by row in the block, so that a block is read in order. */
static int sort_samples(plan *g, randblas_arena *arena)
{
    const int64_t *index = g->p->S->index + g->p->ro, mask = (INT64_C(1) << g->q) - 1;
    int64_t *next = randblas_arena_get(arena, mask + 2, sizeof *next);
    g->sample = randblas_arena_get(arena, g->d, sizeof *g->sample);
    g->row = randblas_arena_get(arena, g->d, sizeof *g->row);
    if (arena->info) return arena->info;
    memset(next, 0, (size_t)(mask + 2) * sizeof *next);
    for (int64_t r = 0; r < g->d; r++) next[(index[r] & mask) + 1]++;
    for (int64_t i = 0; i < mask; i++) next[i + 1] += next[i];
    for (int64_t r = 0; r < g->d; r++) {
        const int64_t at = next[index[r] & mask]++;
        g->sample[at] = sample_of(g, index[r]);
        g->row[at] = r;
    }
    return 0;
}

static int plan_make(plan *g, const randblas_xproblem *p, int64_t width, randblas_arena *arena)
{
    *g = (plan){.p = p, .kernels = randblas_rselect(), .H = randblas_hadamard_make(p->S->order)};
    g->width = width;
    g->w = width * PARTS;
    g->d = p->trans ? p->k : p->m;
    g->begin = p->co;
    g->end = p->co + (p->trans ? p->m : p->k);
    choose_block(g);
    return sort_samples(g, arena);
}

static scalar_t factor(const plan *g)
{
    return g->p->alpha * (real_t)g->p->S->scale;
}

static void clear(real_t *x, int64_t count)
{
    memset(x, 0, (size_t)count * sizeof *x);
}

/* The columns of S that a tile stands for and that are used: lo .. hi, empty if lo >= hi. */
static void tile_range(const plan *g, int64_t block, int64_t t, int64_t *start, int64_t *lo, int64_t *hi)
{
    *start = (block << g->q) + t * g->tile;
    *lo = max_i64(*start, g->begin);
    *hi = min_i64(*start + g->tile, g->end);
}

/* x = H_Q times a block of D A, for c columns of A. */
static void load_block(const plan *g, int64_t block, randblas_xview A, int64_t c, workspace u)
{
    for (int64_t t = 0; t < g->tiles; t++) {
        real_t *x = u.x + t * g->pitch;
        int64_t start, lo, hi;
        tile_range(g, block, t, &start, &lo, &hi);
        if (lo >= hi) {
            clear(x, g->tile * g->w);
            continue;
        }
        clear(x, (lo - start) * g->w);
        clear(x + (hi - start) * g->w, (start + g->tile - hi) * g->w);
        randblas_rsigns(&g->p->S->stream, lo, hi - lo, u.sign);
        randblas_xpack(hi - lo, c, u.sign, view_from(A, lo - g->begin, 0), g->w, x + (lo - start) * g->w);
        g->kernels->hadamard(x, g->tile, g->w, g->w);
    }
    g->kernels->hadamard(u.x, g->tiles, g->pitch, g->tile * g->w);
}

/* B += alpha D H_Q^T x, for c columns of a block of B. */
static void store_block(const plan *g, int64_t block, randblas_xview B, int64_t c, workspace u)
{
    g->kernels->hadamard(u.x, g->tiles, g->pitch, g->tile * g->w);
    for (int64_t t = 0; t < g->tiles; t++) {
        real_t *x = u.x + t * g->pitch;
        int64_t start, lo, hi;
        tile_range(g, block, t, &start, &lo, &hi);
        if (lo >= hi) continue;
        g->kernels->hadamard(x, g->tile, g->w, g->w);
        randblas_rsigns(&g->p->S->stream, lo, hi - lo, u.sign);
        randblas_xunpack(hi - lo, c, factor(g), u.sign, g->w, x + (lo - start) * g->w, view_from(B, lo - g->begin, 0));
    }
}

/* sum (d x w) = the sampled rows of H D A, from the blocks first .. last. */
static void sketch_blocks(const plan *g, int64_t first, int64_t last, randblas_xview A, int64_t c, workspace u,
                          real_t *sum)
{
    clear(sum, g->d * g->w);
    for (int64_t block = first; block < last; block++) {
        load_block(g, block, A, c, u);
        g->kernels->gather(g->d, g->sample, block_signs(g, block), g->w, u.x, sum);
    }
}

static void add_sampled_rows(const plan *g, const real_t *sum, int64_t c, randblas_xview B)
{
    const real_t one = 1;
    for (int64_t i = 0; i < g->d; i++)
        randblas_xunpack(1, c, factor(g), &one, g->w, sum + i * g->w, view_from(B, g->row[i], 0));
}

/* The blocks first .. last of B += alpha S'^T A; y is room for the rows of A (d x w). */
static void adjoint_blocks(const plan *g, int64_t first, int64_t last, randblas_xview A, int64_t c, workspace u,
                           real_t *y, randblas_xview B)
{
    const real_t one = 1;
    for (int64_t i = 0; i < g->d; i++) randblas_xpack(1, c, &one, view_from(A, g->row[i], 0), g->w, y + i * g->w);
    for (int64_t block = first; block < last; block++) {
        clear(u.x, g->tiles * g->pitch);
        g->kernels->scatter(g->d, g->sample, block_signs(g, block), g->w, y, u.x);
        store_block(g, block, B, c, u);
    }
}

/*
 * Columns 0 .. columns of A and B in batches, each cut into parts, ranges of its blocks: an item of work is one part of
 * one batch.  Cutting is for few columns only.  Then the sums of the parts are kept and added in order, so that the
 * result does not depend on the number of threads.
 */
typedef struct job {
    const plan *g;
    randblas_xview A;
    int64_t columns, parts, items;
} job;

static job job_make(const plan *g, randblas_xview A, int64_t columns)
{
    const int64_t batches = (columns + g->width - 1) / g->width;
    const int64_t wanted = min_i64(g->blocks, MIN_ITEMS / batches);
    const int64_t parts = max_i64(1, min_i64(wanted, SUMS / (batches * g->d * g->w)));
    return (job){g, A, columns, parts, batches * parts};
}

static bool keeps_sums(const job *k)
{
    return k->parts > 1 && !k->g->p->trans;
}

/* The first column of an item, and how many. */
static int64_t item_column(const job *k, int64_t item, int64_t *c)
{
    const int64_t c0 = item / k->parts * k->g->width;
    *c = min_i64(k->g->width, k->columns - c0);
    return c0;
}

static void run_item(const job *k, int64_t item, workspace u, real_t *rows)
{
    const plan *g = k->g;
    const int64_t part = item % k->parts;
    const int64_t first = g->block + g->blocks * part / k->parts;
    const int64_t last = g->block + g->blocks * (part + 1) / k->parts;
    int64_t c;
    const int64_t c0 = item_column(k, item, &c);
    const randblas_xview A = view_from(k->A, 0, c0), B = view_from(g->p->B, 0, c0);
    if (g->p->trans)
        adjoint_blocks(g, first, last, A, c, u, rows, B);
    else
        sketch_blocks(g, first, last, A, c, u, rows);
    if (!g->p->trans && !keeps_sums(k)) add_sampled_rows(g, rows, c, B);
}

static void add_kept_sums(const job *k, const real_t *sums, int64_t rows)
{
    for (int64_t item = 0; item < k->items; item++) {
        int64_t c;
        const int64_t c0 = item_column(k, item, &c);
        add_sampled_rows(k->g, sums + item * rows, c, view_from(k->g->p->B, 0, c0));
    }
}

static int apply_batches(const randblas_xproblem *p, randblas_xview A, int64_t columns, int64_t width)
{
    randblas_arena arena = randblas_arena_open(NULL);
    plan g;
    int info = plan_make(&g, p, width, &arena);
    const job k = job_make(&g, A, columns);
    const int64_t threads = threads_for(k.items);
    const int64_t block = round_up(g.tiles * g.pitch), rows = round_up(g.d * g.w), tile = round_up(g.tile);
    real_t *x = randblas_arena_get(&arena, randblas_size_product(threads, block), sizeof *x);
    real_t *sign = randblas_arena_get(&arena, randblas_size_product(threads, tile), sizeof *sign);
    real_t *sums = randblas_arena_get(&arena, (keeps_sums(&k) ? k.items : threads) * rows, sizeof *sums);
    if (!info) info = arena.info;
    if (!info) {
#pragma omp parallel for schedule(dynamic) num_threads((int)threads) if ((g.end - g.begin) * columns > SMALL)
        for (int64_t item = 0; item < k.items; item++) {
            const int64_t thread = thread_index();
            const workspace u = {x + thread * block, sign + thread * tile};
            run_item(&k, item, u, sums + (keeps_sums(&k) ? item : thread) * rows);
        }
        if (keeps_sums(&k)) add_kept_sums(&k, sums, rows);
    }
    randblas_arena_close(&arena);
    return info;
}

int randblas_xapply_srht(const randblas_xproblem *p, randblas_xview A)
{
    const randblas_xview B = p->B;
    const int64_t line = LINE / PARTS;
    int info = 0;
    for (int64_t c = 0; c < p->n && !info;) {
        const int64_t left = p->n - c, wide = A.row_major && left >= WIDE * line ? WIDE * line : line;
        const int64_t width = left < line ? batch_width(left) : wide, columns = left - left % min_i64(width, left);
        randblas_xproblem q = *p;
        q.B = view_from(B, 0, c);
        info = apply_batches(&q, view_from(A, 0, c), columns, width);
        c += columns;
    }
    return info;
}
