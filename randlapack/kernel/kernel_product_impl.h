/** Products with a matrix that is known by its entries: kept if it is small enough, else evaluated block by block. */
#ifndef RANDLAPACK_KERNEL_PRODUCT_IMPL_H
#define RANDLAPACK_KERNEL_PRODUCT_IMPL_H

#include "entries_impl.h"

#include "arena_impl.h"

#define RANDLAPACK_STORED_BYTES ((int64_t)1 << 29)

/* The columns `cols` of K (NULL: all of them), m x n, in blocks of rows or, where K is symmetric and all columns are
 * wanted, of the columns of its lower triangle. */
typedef struct randlapack_xkernel_product {
    const randlapack_xentries *K;
    const int64_t *cols;
    bool symmetric;
    int64_t m, n, block;
    scalar_t *stored, *buffer; /* one of them is NULL */
    int64_t *index;            /* 0 .. m - 1 */
} randlapack_xkernel_product;

/* Workspace; stored_bytes as in randlapack_kernel_ridge_options.  Nothing is evaluated. */
int randlapack_xkernel_product_open(randblas_arena *arena, randlapack_xkernel_product *p, int64_t stored_bytes);

/* Evaluate what is kept. */
int randlapack_xkernel_product_fill(randlapack_xkernel_product *p);

/* Rows first .. first + count: where they are, with leading dimension ld.  Not for symmetric products. */
int randlapack_xkernel_product_rows(const randlapack_xkernel_product *p, int64_t first, int64_t count,
                                    const scalar_t **rows, int64_t *ld);

/* Y (m x c) = K X for a symmetric product. */
int randlapack_xkernel_product_run(const randlapack_xkernel_product *p, int64_t c, const scalar_t *X, scalar_t *Y);

#endif
