/*
 * B += alpha op(S') op(A) for A that is not a plain dense array.
 *
 * Symmetric, Hermitian and conjugated A are written out a panel at a time and given to the dense engines.  For iid and
 * sparse S the panels are rows, B += alpha op(S')[:, i : i + r] A[i : i + r, :], so that S is generated once;
 * transforms and structured operators need whole columns.  Sparse A has engines of its own for iid and sparse S; for
 * the rest, columns are written out.
 */
#include "apply_impl.h"
#include "linop_impl.h"

#define PANEL (4 * 1024 * 1024 / (int64_t)sizeof(scalar_t)) /* scalars of workspace, unless MIN_PANEL rows are more */
#define MIN_PANEL 64                                        /* rows below which GEMM would be slow */
#define MIN_COLUMNS 8

/* The problem of columns i .. i + r of op(S'). */
static randblas_xproblem inner_part(const randblas_xproblem *p, int64_t i, int64_t r)
{
    randblas_xproblem part = *p;
    *(p->trans ? &part.ro : &part.co) += i;
    part.k = r;
    return part;
}

/* The problem of columns j .. j + c of A and B. */
static randblas_xproblem outer_part(const randblas_xproblem *p, int64_t j, int64_t c)
{
    randblas_xproblem part = *p;
    part.B = view_from(p->B, 0, j);
    part.n = c;
    return part;
}

static int by_rows(const randblas_xproblem *p, const randblas_xlinop *A, bool conjugate)
{
    const int64_t block = min_i64(p->k, max_i64(MIN_PANEL, PANEL / p->n) / 16 * 16);
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_xview P = {randblas_arena_get(&arena, randblas_size_product(block, p->n), sizeof(scalar_t)),
                              p->B.row_major ? p->n : block, p->B.row_major};
    int info = arena.info;
    for (int64_t i = 0; !info && i < p->k; i += block) {
        const int64_t r = min_i64(block, p->k - i);
        const randblas_xproblem part = inner_part(p, i, r);
        randblas_xlinop_expand(A, conjugate, i, 0, r, p->n, P);
        info = randblas_xapply_dense(&part, P);
    }
    randblas_arena_close(&arena);
    return info;
}

/* out = A[:, j : j + c] of a compressed-column A. */
static void expand_columns(const randblas_xlinop *A, bool conjugate, int64_t j, int64_t c, randblas_xview out)
{
    const scalar_t *values = A->values;
    randblas_xscale_view(A->rows, c, 0, out);
    for (int64_t l = 0; l < c; l++)
        for (int64_t q = A->ptr[j + l]; q < A->ptr[j + l + 1]; q++)
            *view_at(out, A->rowind[q], l) += conjugate ? CONJ(values[q]) : values[q];
}

static int by_columns(const randblas_xproblem *p, const randblas_xlinop *A, bool conjugate)
{
    const int64_t block = min_i64(p->n, max_i64(MIN_COLUMNS, PANEL / p->k));
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_xview P = {randblas_arena_get(&arena, randblas_size_product(block, p->k), sizeof(scalar_t)),
                              p->B.row_major ? block : p->k, p->B.row_major};
    randblas_xlinop columns = *A;
    if (linop_is_sparse(A)) columns = randblas_xsparse_compress(A, RANDBLAS_CSC, &arena);
    int info = arena.info;
    for (int64_t j = 0; !info && j < p->n; j += block) {
        const int64_t c = min_i64(block, p->n - j);
        const randblas_xproblem part = outer_part(p, j, c);
        if (linop_is_sparse(A))
            expand_columns(&columns, conjugate, j, c, P);
        else
            randblas_xlinop_expand(A, conjugate, 0, j, p->k, c, P);
        info = randblas_xapply_dense(&part, P);
    }
    randblas_arena_close(&arena);
    return info;
}

int randblas_xapply_linop(const randblas_xproblem *p, randblas_op op, const randblas_xlinop *A)
{
    randblas_xlinop R;
    const bool conjugate = linop_resolve(A, op, &R);
    const bool sparse = linop_is_sparse(&R);
    switch (sketch_class(p->S)) {
    case RANDBLAS_CLASS_IID:
        return sparse ? randblas_xapply_iid_sparse(p, &R, conjugate) : by_rows(p, &R, conjugate);
    case RANDBLAS_CLASS_SPARSE:
        return sparse ? randblas_xapply_sparse_sparse(p, &R, conjugate) : by_rows(p, &R, conjugate);
    case RANDBLAS_CLASS_TRANSFORM:
    case RANDBLAS_CLASS_STRUCTURED:
        return by_columns(p, &R, conjugate);
    }
    return RANDBLAS_INTERNAL;
}
