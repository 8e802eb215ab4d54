/** Blocks of rows of a linear operator, or of its transpose, each row scaled to a norm of about one. */
#ifndef RANDLAPACK_SCALED_ROWS_IMPL_H
#define RANDLAPACK_SCALED_ROWS_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "linop_impl.h"

/*
 * Row i stands for 2^-exponent[i] times the row of A, whose norm is then in [1/2, 1): powers of two change no digit,
 * and what is computed from the rows neither overflows nor depends on how they were scaled.
 */
typedef struct randlapack_xscaled_rows {
    const randblas_xlinop *A; /* the caller's */
    randblas_xlinop R;        /* what rows are read from: dense, symmetric or CSR; for a callback A itself */
    randblas_op op;           /* op(A) of a callback has the rows as its columns */
    bool sparse;
    int64_t count, length; /* how many rows, how long */
    int64_t block;         /* the most rows taken at once */
    int *exponent;         /* 0 for a row of zeros */
    double *norm;          /* of the scaled rows; 0 for a row of zeros */
    int largest;           /* the largest exponent */
    scalar_t *P;    /* dense, symmetric, callback: the block that was fetched, a row a column of length entries */
    scalar_t *unit; /* callback: columns of the identity */
    double *spread; /* sparse: one row written out, zero between calls */
} randlapack_xscaled_rows;

/*
 * Rows of A, or of A^T if `transposed`, at most `block` at a time.  Takes norms: one pass over A (a callback is given
 * all columns of the identity).  0, RANDBLAS_NOT_FINITE, RANDBLAS_CALLBACK_FAILED, or the code of the arena.
 */
int randlapack_xscaled_rows_open(randblas_arena *arena, const randblas_xlinop *A, bool transposed, int64_t block,
                                 randlapack_xscaled_rows *rows);

/* Make the rows list[0 .. s) the current block. */
int randlapack_xscaled_rows_fetch(randlapack_xscaled_rows *rows, int64_t s, const int64_t *list);

/* Of the current block: u = P x. */
void randlapack_xscaled_rows_multiply(const randlapack_xscaled_rows *rows, int64_t s, const int64_t *list,
                                      const scalar_t *x, scalar_t *u);

/* x += P^T c. */
void randlapack_xscaled_rows_add(const randlapack_xscaled_rows *rows, int64_t s, const int64_t *list, const scalar_t *c,
                                 scalar_t *x);

/* G (s x s) = P P^T. */
void randlapack_xscaled_rows_gram(const randlapack_xscaled_rows *rows, int64_t s, const int64_t *list, scalar_t *G);

/* G (s x s) = the columns list[0 .. s) of P. */
void randlapack_xscaled_rows_select(const randlapack_xscaled_rows *rows, int64_t s, const int64_t *list, scalar_t *G);

#endif
