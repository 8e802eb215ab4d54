/**
 * Sizes: an n x n matrix in n_b panels of b columns, each of n_b tiles of b rows, the last ones smaller.  Of panel k
 * the scratch file holds the tiles from row `first` on, in chunks of c columns: a chunk's tiles stand one after
 * another, each column major, so that those from any tile on are one piece.
 */
#ifndef RMT_MEMDET_PLAN_IMPL_H
#define RMT_MEMDET_PLAN_IMPL_H

#include "rmt_memdet.h"

#include <stdbool.h>

typedef struct rmt_memdet_plan {
    int64_t n, b, nb, c;
    bool lower; /* symmetric: of panel k what lies below the diagonal tile is kept, else from it on */
} rmt_memdet_plan;

/* Rows of tile i, which are the columns of panel i. */
static inline int64_t rmt_memdet_tile(const rmt_memdet_plan *p, int64_t i)
{
    return i < p->nb - 1 ? p->b : p->n - (p->nb - 1) * p->b;
}

static inline int64_t rmt_memdet_first(const rmt_memdet_plan *p, int64_t k)
{
    return k + p->lower;
}

/* Rows from tile i on. */
static inline int64_t rmt_memdet_rows(const rmt_memdet_plan *p, int64_t i)
{
    return p->n - i * p->b;
}

static inline int64_t rmt_memdet_chunks(const rmt_memdet_plan *p)
{
    return (p->b + p->c - 1) / p->c;
}

/* Scalars in the scratch file before panel k. */
int64_t rmt_memdet_panel_offset(const rmt_memdet_plan *p, int64_t k);

/* Tiles in all chunks before the q-th of panel k: where its checksums are. */
int64_t rmt_memdet_tile_index(const rmt_memdet_plan *p, int64_t k, int64_t q);

/* Checksums at most, whether `lower` or not. */
int64_t rmt_memdet_most_tiles(const rmt_memdet_plan *p);

/* Flops of panel j: its update by panel k, its factorisation. */
double rmt_memdet_update_work(const rmt_memdet_plan *p, int64_t j, int64_t k);
double rmt_memdet_factor_work(const rmt_memdet_plan *p, int64_t j);
double rmt_memdet_total_work(const rmt_memdet_plan *p);

/* Scalars of the product that LDL^T works with. */
int64_t rmt_memdet_product(const rmt_memdet_plan *p);

/* b, n_b and c for n and the options: 0, RANDBLAS_MEMORY_LIMIT, RANDBLAS_TOO_LARGE. */
int rmt_memdet_make_plan(rmt_memdet_plan *p, int64_t n, const rmt_memdet_options *options, int64_t item);

#endif
