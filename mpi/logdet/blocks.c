/*
 * From rows to blocks.  Entry (i, j) of the whole belongs to process (floor(i / nb) mod P, floor(j / nb) mod Q) of the
 * grid, P x Q.  Columns go in strips of Q nb, so that each process receives one block of columns of a strip: from each
 * other process those of its rows that it is to have, column by column, in ascending order.
 */
#include "blocks_impl.h"
#include "scalapack_impl.h"

#include "view_impl.h"

#include <limits.h>
#include <math.h>
#include <string.h>

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t max_i64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int randlapack_mpi_xblocks_open(randblas_arena *arena, randlapack_mpi *group, int64_t n, int64_t block,
                                randlapack_mpi_xblocks *b)
{
    *b = (randlapack_mpi_xblocks){.group = group, .n = n, .block = block};
    for (int p = 1; p <= group->size / p; p++)
        if (group->size % p == 0) b->grid_rows = p;
    b->grid_cols = group->size / b->grid_rows;
    b->row = group->rank / b->grid_cols;
    b->col = group->rank % b->grid_cols;
    b->rows = randlapack_mpi_cyclic_count(n, block, b->row, b->grid_rows);
    b->cols = randlapack_mpi_cyclic_count(n, block, b->col, b->grid_cols);
    b->ld = max_i64(b->rows, 1);
    if (n > INT_MAX / 2 || randblas_size_product(b->ld, max_i64(b->cols, 1)) > INT64_MAX / 16)
        return RANDBLAS_TOO_LARGE;
    b->local = randblas_arena_get(arena, b->ld * max_i64(b->cols, 1), sizeof *b->local);
    return arena->info;
}

/* ---------------------------------------------------------------- one strip --------------------------------------- */

typedef struct dealer {
    const randlapack_mpi_xrows *A;
    randlapack_mpi_xblocks *b;
    int64_t *first;     /* of each process, and n */
    scalar_t *strip;    /* own rows x width, column major */
    scalar_t *identity; /* n x block: for kinds whose entries cannot be read */
    scalar_t *out, *in; /* what goes and comes, process by process */
    int *to, *from, *to_at, *from_at;
    int64_t width; /* of a strip at most */
} dealer;

static int open_dealer(randblas_arena *arena, dealer *d)
{
    const randlapack_mpi_xblocks *b = d->b;
    const int64_t p = b->group->size, own = d->A->local.rows;
    d->width = min_i64(b->n, b->block * b->grid_cols);
    const bool dense = d->A->local.kind == RANDBLAS_DENSE;
    d->first = randblas_arena_get(arena, p + 1, sizeof *d->first);
    d->strip = randblas_arena_get(arena, randblas_size_product(max_i64(own, 1), d->width), sizeof *d->strip);
    d->identity = randblas_arena_get(arena, dense ? 1 : randblas_size_product(b->n, d->width), sizeof *d->identity);
    d->out = randblas_arena_get(arena, randblas_size_product(max_i64(own, 1), d->width), sizeof *d->out);
    d->in = randblas_arena_get(arena, randblas_size_product(b->ld, b->block), sizeof *d->in);
    int **counts[] = {&d->to, &d->from, &d->to_at, &d->from_at};
    for (int k = 0; k < 4; k++) *counts[k] = randblas_arena_get(arena, p, sizeof **counts[k]);
    const int64_t most = max_i64(randblas_size_product(own, d->width), randblas_size_product(b->ld, b->block));
    return arena->info ? arena->info : most > INT_MAX ? RANDBLAS_TOO_LARGE : 0;
}

/* strip = columns j .. j + width of the own rows. */
static int read_strip(const dealer *d, int64_t j, int64_t width)
{
    const randblas_xlinop *A = &d->A->local;
    const int64_t own = A->rows, n = d->b->n;
    if (own == 0) return 0;
    if (A->kind == RANDBLAS_DENSE) {
        randblas_xcopy_view(own, width, view_from(view_make(A->values, A->ld, A->layout), 0, j),
                            (randblas_xview){d->strip, own, false});
        return 0;
    }
    for (int64_t c = 0; c < width; c++)
        for (int64_t i = 0; i < n; i++) d->identity[i + c * n] = i == j + c;
    return randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, width, 1, A, d->identity, n, 0, d->strip, own);
}

/* Columns of a strip that starts at j, of which process column q gets one block. */
static int64_t block_width(const randlapack_mpi_xblocks *b, int64_t j, int q)
{
    return max_i64(0, min_i64(b->block, b->n - j - q * b->block));
}

/* Rows first .. end that belong to process row p: to the rows of a grid column, each in its turn. */
static int64_t rows_between(const randlapack_mpi_xblocks *b, int64_t first, int64_t end, int p)
{
    return randlapack_mpi_cyclic_count(end, b->block, p, b->grid_rows) -
           randlapack_mpi_cyclic_count(first, b->block, p, b->grid_rows);
}

static void count_all(const dealer *d, int64_t j)
{
    const randlapack_mpi_xblocks *b = d->b;
    int64_t out = 0, in = 0;
    for (int r = 0; r < b->group->size; r++) {
        const int row = r / b->grid_cols, col = r % b->grid_cols;
        d->to[r] = (int)(rows_between(b, d->A->first, d->A->first + d->A->local.rows, row) * block_width(b, j, col));
        d->from[r] = (int)(rows_between(b, d->first[r], d->first[r + 1], b->row) * block_width(b, j, b->col));
        d->to_at[r] = (int)out, d->from_at[r] = (int)in;
        out += d->to[r], in += d->from[r];
    }
}

static void pack(const dealer *d, int64_t j)
{
    const randlapack_mpi_xblocks *b = d->b;
    const int64_t own = d->A->local.rows;
    for (int r = 0; r < b->group->size; r++) {
        const int row = r / b->grid_cols, col = r % b->grid_cols;
        scalar_t *out = d->out + d->to_at[r];
        for (int64_t c = 0; c < block_width(b, j, col); c++)
            for (int64_t i = 0; i < own; i++)
                if ((d->A->first + i) / b->block % b->grid_rows == row)
                    *out++ = d->strip[i + (col * b->block + c) * own];
    }
}

/* The rows of process r come after those of the processes before. */
static void unpack(const dealer *d, int64_t j)
{
    const randlapack_mpi_xblocks *b = d->b;
    const int64_t column = j / (b->block * b->grid_cols) * b->block;
    for (int r = 0; r < b->group->size; r++) {
        const int64_t at = rows_between(b, 0, d->first[r], b->row),
                      count = rows_between(b, d->first[r], d->first[r + 1], b->row);
        const scalar_t *in = d->in + d->from_at[r];
        for (int64_t c = 0; c < block_width(b, j, b->col); c++)
            for (int64_t i = 0; i < count; i++) b->local[at + i + (column + c) * b->ld] = *in++;
    }
}

static int exchange(const dealer *d)
{
    randlapack_mpi *g = d->b->group;
    const MPI_Datatype type = IS_SINGLE ? MPI_FLOAT : MPI_DOUBLE;
    for (int r = 0; r < g->size; r++) {
        if (r == g->rank || d->to[r] == 0) continue;
        g->traffic.messages++;
        g->traffic.words += (d->to[r] * (int64_t)sizeof(scalar_t) + 7) / 8;
    }
    g->traffic.collectives++;
    return MPI_Alltoallv(d->out, d->to, d->to_at, type, d->in, d->from, d->from_at, type, g->comm) ? RANDBLAS_INTERNAL
                                                                                                   : 0;
}

/* ---------------------------------------------------------------- all strips -------------------------------------- */

static double largest_of(int64_t count, const scalar_t *x)
{
    double largest = 0;
    for (int64_t i = 0; i < count; i++) largest = isfinite(x[i]) ? fmax(largest, fabs((double)x[i])) : INFINITY;
    return largest;
}

static int deal(const dealer *d, bool *finite)
{
    const int64_t own = d->A->local.rows;
    double largest = 0;
    int info = 0;
    for (int64_t j = 0; j < d->b->n; j += d->width) {
        const int64_t width = min_i64(d->width, d->b->n - j);
        info = read_strip(d, j, width);
        if (!info) largest = fmax(largest, largest_of(own * width, d->strip));
        info = randlapack_mpi_collect(d->b->group, RANDLAPACK_MPI_END, 0, NULL, info);
        if (info) return info;
        count_all(d, j);
        pack(d, j);
        info = exchange(d);
        if (info) return info;
        unpack(d, j);
    }
    info = randlapack_mpi_collect(d->b->group, RANDLAPACK_MPI_LARGEST, 1, &largest, info);
    *finite = isfinite(largest);
    return info;
}

int randlapack_mpi_xblocks_load(randblas_arena *arena, const randlapack_mpi_xrows *A, randlapack_mpi_xblocks *b,
                                bool *finite, int info)
{
    dealer d = {.A = A, .b = b};
    if (!info) info = open_dealer(arena, &d);
    info = randlapack_mpi_collect(b->group, RANDLAPACK_MPI_END, 0, NULL, info);
    if (info) return info;
    if (MPI_Allgather(&A->first, 1, MPI_INT64_T, d.first, 1, MPI_INT64_T, b->group->comm)) return RANDBLAS_INTERNAL;
    d.first[b->group->size] = b->n;
    return deal(&d, finite);
}

/* ---------------------------------------------------------------- the grid of ScaLAPACK --------------------------- */

void randlapack_mpi_xgrid_open(const randlapack_mpi_xblocks *b, randlapack_mpi_xgrid *grid)
{
    grid->handle = Csys2blacs_handle(b->group->comm);
    grid->context = grid->handle;
    Cblacs_gridinit(&grid->context, "R", b->grid_rows, b->grid_cols);
    const int n = (int)b->n, nb = (int)b->block;
    const int desc[9] = {1, grid->context, n, n, nb, nb, 0, 0, (int)b->ld};
    memcpy(grid->desc, desc, sizeof desc);
}

void randlapack_mpi_xgrid_close(const randlapack_mpi_xgrid *grid)
{
    Cblacs_gridexit(grid->context);
    Cfree_blacs_system_handle(grid->handle);
}
