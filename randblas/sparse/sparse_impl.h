/**
 * The sparse families from the inside.
 *
 * Each is a rule for the nonzeros of one "vector" of S: a column for sparse sign and SparseStack, a row for
 * LESS-uniform, LESS and row sampling.  Every vector has the same number of nonzeros, so vectors are drawn into plain
 * arrays, and any vector may be drawn alone.
 */
#ifndef RANDBLAS_SPARSE_IMPL_H
#define RANDBLAS_SPARSE_IMPL_H

#include "arena_impl.h"
#include "index_map_impl.h"
#include "sketch_impl.h"

/* Whether the vectors are the columns of S. */
static inline bool sparse_by_column(const randblas_sketch *S)
{
    return S->family == RANDBLAS_SPARSE_SIGN || S->family == RANDBLAS_SPARSE_STACK;
}

/* Nonzeros per vector. */
static inline int64_t sparse_vector_nnz(const randblas_sketch *S)
{
    return S->family == RANDBLAS_ROW_SAMPLE ? 1 : S->nnz;
}

/* Whether all nonzeros are +-S->scale. */
static inline bool sparse_signs_only(const randblas_sketch *S)
{
    return sparse_by_column(S) || S->family == RANDBLAS_LESS_UNIFORM;
}

/* floor(a b / 2^64): maps a uniform word a to 0 .. b - 1, each with probability 1/b up to 2^-64. */
static inline uint64_t mul_high(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    return (uint64_t)((wide)a * b >> 64);
}

/* ---- drawing vectors: draw_sparse.c ---- */

typedef struct randblas_drawer {
    const randblas_sketch *S;
    int64_t nnz;             /* per vector */
    int64_t words;           /* 64-bit random words per nonzero: 0, 1 or 2 */
    int64_t *start;          /* SparseStack: first row of each block, and d */
    randblas_index_map seen; /* sparse sign, LESS-uniform with many nonzeros: those drawn so far */
} randblas_drawer;

/* A drawer serves one thread; its memory is the arena's.  After a failure (arena->info) it must not be used. */
randblas_drawer randblas_drawer_open(const randblas_sketch *S, randblas_arena *arena);

/*
 * Nonzero t of vector v0 + v: row (or column) index[v nnz + t] of S and its value, for v < count, t < nnz.  LESS may
 * draw an index several times: then the values add.
 */
void randblas_draw(const randblas_drawer *g, int64_t v0, int64_t count, int64_t *index, double *value);

/* ---- op(S') compressed by column, for products with sparse matrices: compress_columns.c ---- */

typedef struct randblas_columns {
    int64_t *ptr;  /* column l has nonzeros ptr[l] .. ptr[l + 1] */
    int64_t *row;  /* relative to the submatrix */
    double *value; /* scaled */
} randblas_columns;

/*
 * The nonzeros of op(S'), m x k, S' = S[ro : ..., co : ...].  Within a column they come in a fixed order, LESS with
 * repetitions.  Memory: k + 1 integers and all nonzeros, from the arena.  Return 0 or the arena's info.
 *
 * Any part of op(S') is again such a submatrix, so a large one is taken in pieces by moving the offsets.  Cut it along
 * the vectors, which are drawn whole: by columns of op(S') when sparse_columns_are_vectors(), by rows otherwise.
 */
int randblas_sparse_columns(const randblas_sketch *S, bool trans, int64_t ro, int64_t co, int64_t m, int64_t k,
                            randblas_arena *arena, randblas_columns *out);

static inline bool sparse_columns_are_vectors(const randblas_sketch *S, bool trans)
{
    return sparse_by_column(S) != trans;
}

/* ---- sampling from n items ---- */

/*
 * p_j = weights[j] / sum by the alias method: floor(n u) = j is kept with probability threshold[j], otherwise
 * alias[j] is taken.  Items of weight zero are never drawn.  weights are those of randblas_scaled_weights().
 */
void randblas_alias_table(int64_t n, const double *weights, int64_t *worklist, double *threshold, int64_t *alias);

/* The item that two uniform words choose. */
static inline int64_t alias_draw(const double *threshold, const int64_t *alias, int64_t n, uint64_t which,
                                 uint64_t coin)
{
    const int64_t j = (int64_t)mul_high(which, (uint64_t)n);
    return (double)(coin >> 11) * 0x1p-53 < threshold[j] ? j : alias[j];
}

/*
 * scaled = weights over their maximum, so that sums neither overflow nor vanish; a positive weight stays positive.
 * Return the number of positive weights, or -1 if one is negative, NaN or infinite, or none is positive.
 */
int64_t randblas_scaled_weights(int64_t n, const double *weights, double *scaled);

#endif
