/*
 * K X for a symmetric K that is not kept: for each block of columns J = [j, j + b) the rows from j on are evaluated,
 *
 *     Y(j :) += K(j :, J) X(J),    Y(j + b :)^T part:  Y(J) += K(j + b :, J)^T X(j + b :)
 *
 * so that each entry is evaluated once and used twice.
 */
#include "kernel_product_impl.h"

#include "lowrank_precond_impl.h"

#include <string.h>

#define BLOCK_COLUMNS 256
#define BLOCK_ENTRIES ((int64_t)1 << 18) /* of a block of rows */

int randlapack_xkernel_product_open(randblas_arena *arena, randlapack_xkernel_product *p, int64_t stored_bytes)
{
    const int64_t limit = stored_bytes ? stored_bytes : RANDLAPACK_STORED_BYTES;
    const int64_t whole = randblas_size_product(p->m, p->n);
    const int64_t rows = p->n > 0 ? BLOCK_ENTRIES / p->n : 1;
    p->stored = p->buffer = NULL;
    p->block = p->symmetric ? BLOCK_COLUMNS : rows < 64 ? 64 : rows;
    if (p->block > p->m) p->block = p->m;
    p->index = randblas_arena_get(arena, p->m, sizeof *p->index);
    if (whole <= limit / (int64_t)sizeof(scalar_t))
        p->stored = randblas_arena_get(arena, whole, sizeof *p->stored);
    else
        p->buffer =
            randblas_arena_get(arena, randblas_size_product(p->block, p->symmetric ? p->m : p->n), sizeof *p->buffer);
    for (int64_t i = 0; i < p->m && !arena->info; i++) p->index[i] = i;
    return arena->info;
}

int randlapack_xkernel_product_fill(randlapack_xkernel_product *p)
{
    const int64_t *cols = p->cols ? p->cols : p->index; /* without cols it is symmetric: m = n */
    if (!p->stored || p->m == 0) return 0;
    return randlapack_xentries_get(p->K, p->m, NULL, p->n, cols, p->stored, p->m);
}

int randlapack_xkernel_product_rows(const randlapack_xkernel_product *p, int64_t first, int64_t count,
                                    const scalar_t **rows, int64_t *ld)
{
    *rows = p->stored ? p->stored + first : p->buffer;
    *ld = p->stored ? p->m : p->block;
    if (p->stored) return 0;
    return randlapack_xentries_get(p->K, count, p->index + first, p->n, p->cols, p->buffer, p->block);
}

static int run_blocks(const randlapack_xkernel_product *p, int64_t c, const scalar_t *X, scalar_t *Y)
{
    const int64_t n = p->n;
    int info = 0;
    for (int64_t j = 0; j < n && !info; j += p->block) {
        const int64_t b = n - j < p->block ? n - j : p->block, below = n - j - b;
        const randblas_xview K = {p->buffer, n - j, false}, under = {p->buffer + b, n - j, true};
        info = randlapack_xentries_get(p->K, n - j, p->index + j, b, p->index + j, p->buffer, n - j);
        if (info) break;
        randlapack_xmultiply(n - j, b, c, 1, K, X + j, n, Y + j, n);
        randlapack_xmultiply(b, below, c, 1, under, X + j + b, n, Y + j, n);
    }
    return info;
}

int randlapack_xkernel_product_run(const randlapack_xkernel_product *p, int64_t c, const scalar_t *X, scalar_t *Y)
{
    memset(Y, 0, (size_t)(p->m * c) * sizeof *Y);
    if (!p->stored) return run_blocks(p, c, X, Y);
    randlapack_xmultiply(p->m, p->n, c, 1, (randblas_xview){p->stored, p->m, false}, X, p->n, Y, p->m);
    return 0;
}
