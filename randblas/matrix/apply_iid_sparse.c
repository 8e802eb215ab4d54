/*
 * B += alpha op(S') A for a dense iid S and a sparse A (k x n).
 *
 * Threads share out the rows of op(S'), a few tiles of 16 at a time.  For its rows a thread generates op(S') a few
 * columns at a time into a panel P, each column contiguous, and adds to a tile T = (op(S')[rows, :] A)^T, whose columns
 * are contiguous too:
 *
 *     A by rows:     for each nonzero a_ij of the rows the panel covers:  T_j += a_ij P_i              (scatter)
 *     A by columns:  for each column j, from where the last panel left it: T_j += sum_i a_ij P_i       (gather)
 *
 * In the end B[rows, :] += alpha T^T.  Complex A counts as twice as many real columns, since S is real.
 *
 * Columns must ascend for the gather, and hold some nonzeros for each panel; otherwise A is sorted by rows first, in
 * O(nnz) workspace.  Cost: 2 m nnz flops (twice that if complex) and m k samples.  Memory: for each thread a panel and
 * a tile, which is at most 32 MB or, when n is so large that this is more, 16 rows of B.  Every entry of B is summed in
 * the order of storage, whatever the number of threads.
 */
#include "apply_impl.h"
#include "linop_impl.h"
#include "sparse_kernel_impl.h"
#include "threads_impl.h"

#define TILE 16
#define PARTS (IS_COMPLEX + 1) /* reals in a scalar */
#define REALS(bytes) ((bytes) / (int64_t)sizeof(real_t))

#define WORTH 65536 /* products or samples from which threads pay */

/* Sizes by trial on processors with 1 to 2 MB of second-level cache. */
#define MAX_TILES 8                            /* longer vectors gain nothing */
#define MIN_TILES 4                            /* shorter ones waste the sampler's lanes */
#define T_IN_CACHE REALS((int64_t)512 << 10)   /* T, if it can be ... */
#define T_AT_MOST REALS((int64_t)32 << 20)     /* ... and unless a single tile of rows is more */
#define P_BY_ROWS 32                           /* columns of P: it stays in the first-level cache */
#define P_BY_COLUMNS REALS((int64_t)384 << 10) /* P: long, to have many nonzeros of a column together */

#if IS_SINGLE
typedef randblas_gather_s gather_kernel;
typedef randblas_scatter_s scatter_kernel;
#define GATHER gather_s
#define SCATTER scatter_s
#else
typedef randblas_gather_d gather_kernel;
typedef randblas_scatter_d scatter_kernel;
#define GATHER gather_d
#define SCATTER scatter_d
#endif

typedef struct plan {
    const randblas_xproblem *p;
    const randblas_xlinop *A; /* CSR or CSC */
    bool conjugate;
    int64_t skew;       /* how far the first row of op(S') is into a tile of S */
    int64_t chunks, ld; /* ld: rows of the largest chunk, padded to a tile */
    int64_t panel;      /* columns of P */
    gather_kernel *gather;
    scatter_kernel *scatter;
} plan;

/* What a thread owns. */
typedef struct workspace {
    real_t *T, *P, *Q; /* Q: P before it is transposed, if S is */
    int64_t *cursor;   /* by columns: the next entry of each column */
} workspace;

typedef struct chunk {
    int64_t row, rows, padded;
} chunk;

static int64_t tiles_of(const plan *w)
{
    return (w->p->m + w->skew + TILE - 1) / TILE;
}

static int threads_worth(const plan *w)
{
    const bool worth = linop_entries(w->A) > WORTH / w->p->m || w->p->k > WORTH / w->p->m;
    return worth ? (int)min_i64(thread_limit(), tiles_of(w)) : 1;
}

/* Chunk c: tiles are dealt out evenly, and begin where those of S do. */
static chunk chunk_at(const plan *w, int64_t c)
{
    const int64_t tiles = tiles_of(w);
    const int64_t each = tiles / w->chunks, rest = tiles % w->chunks;
    const int64_t first = c * each + min_i64(c, rest), count = each + (c < rest);
    const int64_t row = max_i64(0, first * TILE - w->skew), end = min_i64(w->p->m, (first + count) * TILE - w->skew);
    return (chunk){row, end - row, count * TILE};
}

static void choose_sizes(plan *w, int threads)
{
    const int64_t row = w->p->n * PARTS * TILE; /* of tiles of T */
    const int64_t tiles = tiles_of(w);
    int64_t most = min_i64(MAX_TILES, max_i64(MIN_TILES, T_IN_CACHE / row));
    most = max_i64(1, min_i64(most, T_AT_MOST / row));
    w->chunks = (tiles + most - 1) / most;
    w->chunks = min_i64(tiles, (w->chunks + threads - 1) / threads * threads);
    w->ld = (tiles + w->chunks - 1) / w->chunks * TILE;
    w->panel = w->A->kind == RANDBLAS_CSR ? P_BY_ROWS : P_BY_COLUMNS / w->ld / TILE * TILE;
    w->panel = min_i64(w->p->k, w->panel);
}

/* P_l = op(S')[rows of the chunk, i + l], l < c; columns that meet an empty row of A may be left out. */
static void generate(const plan *w, const chunk *h, int64_t i, int64_t c, workspace *s)
{
    const randblas_xproblem *p = w->p;
    if (!p->trans) {
        for (int64_t l = 0; l < c; l++)
            if (w->A->kind == RANDBLAS_CSC || w->A->ptr[i + l] < w->A->ptr[i + l + 1])
                randblas_xsample_iid(p->S, p->ro + h->row, p->co + i + l, h->rows, s->P + l * w->ld);
        return;
    }
    for (int64_t r = 0; r < h->rows; r++) {
        randblas_xsample_iid(p->S, p->ro + i, p->co + h->row + r, c, s->Q);
        for (int64_t l = 0; l < c; l++) s->P[l * w->ld + r] = s->Q[l];
    }
}

static void by_rows(const plan *w, const chunk *h, int64_t i, int64_t c, workspace *s)
{
    const randblas_xlinop *A = w->A;
    for (int64_t l = 0; l < c; l++) {
        const int64_t first = A->ptr[i + l], count = A->ptr[i + l + 1] - first;
        const real_t *values = (const real_t *)A->values + PARTS * first;
        for (int part = 0; part < PARTS && count > 0; part++)
            w->scatter(h->padded, count, A->colind + first, values + part, PARTS, s->P + l * w->ld, s->T + part * w->ld,
                       PARTS * w->ld);
    }
}

static void by_columns(const plan *w, const chunk *h, int64_t i, int64_t c, workspace *s)
{
    const randblas_xlinop *A = w->A;
    for (int64_t j = 0; j < A->cols; j++) {
        const int64_t first = s->cursor[j];
        int64_t last = first;
        while (last < A->ptr[j + 1] && A->rowind[last] < i + c) last++;
        const real_t *values = (const real_t *)A->values + PARTS * first;
        for (int part = 0; part < PARTS && last > first; part++)
            w->gather(h->padded, last - first, A->rowind + first, i, values + part, PARTS, s->P, w->ld,
                      s->T + (PARTS * j + part) * w->ld);
        s->cursor[j] = last;
    }
}

static scalar_t entry_of(const plan *w, const real_t *t)
{
#if IS_COMPLEX
    return t[0] + (w->conjugate ? -t[w->ld] : t[w->ld]) * (scalar_t)_Complex_I;
#else
    (void)w;
    return t[0];
#endif
}

/* B[rows, :] += alpha T^T, by square tiles because one of the two is read across. */
static void add_tile(const plan *w, const chunk *h, const workspace *s)
{
    const randblas_xview B = view_from(w->p->B, h->row, 0);
    for (int64_t j0 = 0; j0 < w->p->n; j0 += TILE)
        for (int64_t r = 0; r < h->rows; r++)
            for (int64_t j = j0; j < min_i64(w->p->n, j0 + TILE); j++)
                *view_at(B, r, j) += w->p->alpha * entry_of(w, s->T + PARTS * j * w->ld + r);
}

static void apply_chunk(const plan *w, const chunk *h, workspace *s)
{
    const int64_t size = w->p->n * PARTS * w->ld;
    for (int64_t t = 0; t < size; t++) s->T[t] = 0;
    for (int64_t j = 0; s->cursor && j < w->p->n; j++) s->cursor[j] = w->A->ptr[j];
    for (int64_t i = 0, c; i < w->p->k; i += c) {
        /* Rows of S that run along k: after a shorter first panel, panels begin where tiles do. */
        const int64_t skip = w->p->trans && w->panel > TILE ? (w->p->ro + i) % TILE : 0;
        c = min_i64(w->panel - skip, w->p->k - i);
        generate(w, h, i, c, s);
        if (w->A->kind == RANDBLAS_CSR)
            by_rows(w, h, i, c, s);
        else
            by_columns(w, h, i, c, s);
    }
    add_tile(w, h, s);
}

static workspace get_workspace(const plan *w, randblas_arena *arena)
{
    workspace s = {.T = randblas_arena_get(arena, w->p->n * PARTS * w->ld, sizeof(real_t)),
                   .P = randblas_arena_get(arena, randblas_size_product(w->panel, w->ld), sizeof(real_t))};
    if (w->p->trans) s.Q = randblas_arena_get(arena, w->panel, sizeof(real_t));
    if (w->A->kind == RANDBLAS_CSC) s.cursor = randblas_arena_get(arena, w->p->n, sizeof(int64_t));
    /* Rows that only pad are multiplied with the others: they must hold numbers, so that no trap or denormal slows. */
    for (int64_t q = 0; !arena->info && q < w->panel * w->ld; q++) s.P[q] = 0;
    return s;
}

static int run(plan *w, randblas_arena *arena)
{
    const int threads = threads_worth(w);
    choose_sizes(w, threads);
    workspace *s = randblas_arena_get(arena, threads, sizeof *s);
    for (int t = 0; !arena->info && t < threads; t++) s[t] = get_workspace(w, arena);
    if (arena->info) return arena->info;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
    for (int64_t c = 0; c < w->chunks; c++) {
        const chunk h = chunk_at(w, c);
        apply_chunk(w, &h, &s[thread_index()]);
    }
    return 0;
}

/* Whether to walk down the columns of A: they ascend, and there are as many nonzeros as visits to columns. */
static bool suits_columns(const randblas_xlinop *A)
{
    if (A->kind != RANDBLAS_CSC) return false;
    const int64_t panels = A->rows / (P_BY_COLUMNS / (MAX_TILES * TILE)) + 1;
    if (linop_entries(A) / panels < A->cols) return false;
    return randblas_xsparse_ascends(A);
}

int randblas_xapply_iid_sparse(const randblas_xproblem *p, const randblas_xlinop *A, bool conjugate)
{
    const randblas_sparse_kernels *kernels = randblas_sparse_select();
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_xlinop compressed = suits_columns(A) ? *A : randblas_xsparse_compress(A, RANDBLAS_CSR, &arena);
    plan w = {.p = p,
              .A = &compressed,
              .conjugate = conjugate,
              .skew = p->trans ? 0 : p->ro % TILE,
              .gather = kernels->GATHER,
              .scatter = kernels->SCATTER};
    const int info = arena.info ? arena.info : run(&w, &arena);
    randblas_arena_close(&arena);
    return info;
}
