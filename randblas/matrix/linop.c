/* Constructors of linear operators: they only fill in the struct. */
#include "linop_impl.h"

#define MUTABLE(type, p) ((type *)(uintptr_t)(p)) /* operators own nothing; only outputs are written through them */

static randblas_xlinop make(randblas_kind kind, int64_t rows, int64_t cols, const array_t *values)
{
    return (randblas_xlinop){.size = sizeof(randblas_xlinop),
                             .kind = kind,
                             .layout = RANDBLAS_COL_MAJOR,
                             .uplo = RANDBLAS_UPPER,
                             .rows = rows,
                             .cols = cols,
                             .values = MUTABLE(array_t, values)};
}

randblas_xlinop randblas_xlinop_dense(randblas_layout layout, int64_t rows, int64_t cols, const array_t *A, int64_t lda)
{
    randblas_xlinop op = make(RANDBLAS_DENSE, rows, cols, A);
    op.layout = layout;
    op.ld = lda;
    return op;
}

static randblas_xlinop triangle(randblas_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t n,
                                const array_t *A, int64_t lda)
{
    randblas_xlinop op = randblas_xlinop_dense(layout, n, n, A, lda);
    op.kind = kind;
    op.uplo = uplo;
    return op;
}

randblas_xlinop randblas_xlinop_symmetric(randblas_layout layout, randblas_uplo uplo, int64_t n, const array_t *A,
                                          int64_t lda)
{
    return triangle(RANDBLAS_SYMMETRIC, layout, uplo, n, A, lda);
}

#if IS_COMPLEX
randblas_xlinop randblas_xlinop_hermitian(randblas_layout layout, randblas_uplo uplo, int64_t n, const array_t *A,
                                          int64_t lda)
{
    return triangle(RANDBLAS_HERMITIAN, layout, uplo, n, A, lda);
}
#endif

static randblas_xlinop compressed(randblas_kind kind, int64_t rows, int64_t cols, const int64_t *ptr, int64_t vectors,
                                  const array_t *values)
{
    randblas_xlinop op = make(kind, rows, cols, values);
    op.ptr = MUTABLE(int64_t, ptr);
    op.nnz = ptr && vectors >= 0 ? ptr[vectors] : 0;
    return op;
}

randblas_xlinop randblas_xlinop_csr(int64_t rows, int64_t cols, const int64_t *ptr, const int64_t *colind,
                                    const array_t *values)
{
    randblas_xlinop op = compressed(RANDBLAS_CSR, rows, cols, ptr, rows, values);
    op.colind = MUTABLE(int64_t, colind);
    return op;
}

randblas_xlinop randblas_xlinop_csc(int64_t rows, int64_t cols, const int64_t *ptr, const int64_t *rowind,
                                    const array_t *values)
{
    randblas_xlinop op = compressed(RANDBLAS_CSC, rows, cols, ptr, cols, values);
    op.rowind = MUTABLE(int64_t, rowind);
    return op;
}

randblas_xlinop randblas_xlinop_coo(int64_t rows, int64_t cols, int64_t nnz, const int64_t *rowind,
                                    const int64_t *colind, const array_t *values)
{
    randblas_xlinop op = make(RANDBLAS_COO, rows, cols, values);
    op.nnz = nnz;
    op.rowind = MUTABLE(int64_t, rowind);
    op.colind = MUTABLE(int64_t, colind);
    return op;
}

randblas_xlinop randblas_xlinop_callback(int64_t rows, int64_t cols, randblas_xapply_fn apply, void *context)
{
    randblas_xlinop op = make(RANDBLAS_CALLBACK, rows, cols, NULL);
    op.apply = apply;
    op.context = context;
    return op;
}
