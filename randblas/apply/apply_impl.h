/**
 * The canonical problem.  Every public routine is brought to the left-hand form
 *
 *     B += alpha op(S') A,    S' = S[ro : ..., co : ...],  op(S') m x k,  A k x n,  B m x n,
 *
 * by reading the right-hand form transposed (the same arrays in the other layout) and scaling B by beta beforehand.
 * Then one engine for each class of families does the work.
 */
#ifndef RANDBLAS_APPLY_IMPL_H
#define RANDBLAS_APPLY_IMPL_H

#include "arena_impl.h"
#include "sketch_impl.h"
#include "view_impl.h"

typedef struct randblas_xproblem {
    const randblas_sketch *S;
    bool trans; /* op(S') = S'^T */
    int64_t ro, co;
    int64_t m, n, k;
    scalar_t alpha;
    randblas_xview B;
} randblas_xproblem;

/* Engines: A is a dense k x n view.  Return 0 or a code of -1000 and below. */
int randblas_xapply_dense(const randblas_xproblem *p, randblas_xview A);
int randblas_xapply_iid(const randblas_xproblem *p, randblas_xview A);
int randblas_xapply_sparse(const randblas_xproblem *p, randblas_xview A);
int randblas_xapply_transform(const randblas_xproblem *p, randblas_xview A);
int randblas_xapply_structured(const randblas_xproblem *p, randblas_xview A);

/* The same for op(A), A any linear operator with op(A) k x n. */
int randblas_xapply_linop(const randblas_xproblem *p, randblas_op op, const randblas_xlinop *A);

/* Engines for a sparse A, k x n; conj(A) in its place if asked. */
int randblas_xapply_iid_sparse(const randblas_xproblem *p, const randblas_xlinop *A, bool conjugate);
int randblas_xapply_sparse_sparse(const randblas_xproblem *p, const randblas_xlinop *A, bool conjugate);

/* The common end of the public routines, arguments checked: scale B, bring to the canonical form, choose the engine. */
int randblas_xapply_sided(randblas_side side, randblas_op transs, randblas_op transa, int64_t m, int64_t n, int64_t k,
                          scalar_t alpha, const randblas_sketch *S, int64_t ro, int64_t co, const randblas_xlinop *A,
                          scalar_t beta, randblas_xview B);

/* B += alpha op(S') op(A) or alpha op(A) op(S'), A a callback. */
int randblas_xapply_callback(randblas_side side, randblas_op transs, randblas_op transa, int64_t m, int64_t n,
                             int64_t k, scalar_t alpha, const randblas_sketch *S, int64_t ro, int64_t co,
                             const randblas_xlinop *A, randblas_xview B);

/* out (r x c) = S[ro : ro + r, co : co + c], for any family, and for each class. */
int randblas_xfill_view(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, randblas_xview out);
int randblas_xfill_iid(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, randblas_xview out);
/* Rows ro .. ro + r of column j of a dense iid S, contiguous reals. */
void randblas_xsample_iid(const randblas_sketch *S, int64_t ro, int64_t j, int64_t r, real_t *out);
int randblas_xfill_sparse(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c, randblas_xview out);
int randblas_xfill_transform(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c,
                             randblas_xview out);
int randblas_xfill_structured(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c,
                              randblas_xview out);

static inline int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t max_i64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Argument checks that all entries share. */
static inline bool bad_layout(randblas_layout x)
{
    return x != RANDBLAS_ROW_MAJOR && x != RANDBLAS_COL_MAJOR;
}

static inline bool bad_side(randblas_side x)
{
    return x != RANDBLAS_LEFT && x != RANDBLAS_RIGHT;
}

static inline bool bad_op(randblas_op x)
{
    return x != RANDBLAS_NO_TRANS && x != RANDBLAS_TRANS && x != RANDBLAS_CONJ_TRANS;
}

static inline bool bad_uplo(randblas_uplo x)
{
    return x != RANDBLAS_UPPER && x != RANDBLAS_LOWER;
}

static inline bool bad_ld(randblas_layout layout, int64_t rows, int64_t cols, int64_t ld)
{
    const bool by_rows = layout == RANDBLAS_ROW_MAJOR;
    return ld < max_i64(1, by_rows ? cols : rows) || randblas_beyond_memory(by_rows ? rows : cols, ld);
}

/* Whether length entries from offset on leave a dimension of the given size; offset itself is checked too. */
static inline bool bad_range(int64_t offset, int64_t length, int64_t size)
{
    return offset < 0 || offset > size || length > size - offset;
}

#endif
