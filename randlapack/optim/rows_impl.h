/** Rows of a linear operator as small dense matrices. */
#ifndef RANDLAPACK_ROWS_IMPL_H
#define RANDLAPACK_ROWS_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "view_impl.h"

/* A matrix of any kind; what cannot be read by rows, CSC and COO, has been compressed to CSR. */
typedef struct randlapack_xrows {
    randblas_xlinop A;
    bool row_major; /* how blocks are best stored */
} randlapack_xrows;

/* Sorting takes O(nnz) memory of the arena and time.  Returns 0, RANDBLAS_INVALID_SPARSE, or memory codes. */
int randlapack_xrows_open(randblas_arena *arena, const randblas_xlinop *A, randlapack_xrows *rows);

/* Rows of which a block takes about so many bytes, at least 1 and at most m. */
int64_t randlapack_xrows_block(const randlapack_xrows *rows, int64_t bytes);

/*
 * out = diag(s) A[i : i + count, j : j + cols] diag(c), of any kind but a callback; s[0] belongs to row i, c[0] to
 * column j; either may be NULL: ones.
 */
void randlapack_xrows_copy(const randlapack_xrows *rows, int64_t i, int64_t count, int64_t j, int64_t cols,
                           const scalar_t *s, const scalar_t *c, randblas_xview out);

/* The same for `count` rows at `index` and all columns; s[k] belongs to row index[k]. */
void randlapack_xrows_gather(const randlapack_xrows *rows, int64_t count, const int64_t *index, const scalar_t *s,
                             const scalar_t *c, randblas_xview out);

/* Largest magnitudes of the columns, NaN or Inf where a column holds such; a callback's are not known: ones. */
void randlapack_xrows_columns(const randlapack_xrows *rows, double *largest);

#endif
