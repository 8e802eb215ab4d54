/** A dense matrix in either layout. */
#ifndef RANDBLAS_VIEW_IMPL_H
#define RANDBLAS_VIEW_IMPL_H

#include "scalar_impl.h"

#include "randblas.h"

typedef struct randblas_xview {
    scalar_t *p;
    int64_t ld;
    bool row_major;
} randblas_xview;

static inline randblas_xview view_make(const void *p, int64_t ld, randblas_layout layout)
{
    return (randblas_xview){(scalar_t *)(uintptr_t)p, ld, layout == RANDBLAS_ROW_MAJOR};
}

static inline scalar_t *view_at(randblas_xview v, int64_t i, int64_t j)
{
    return v.p + (v.row_major ? i * v.ld + j : i + j * v.ld);
}

/* The same matrix, from row i and column j on. */
static inline randblas_xview view_from(randblas_xview v, int64_t i, int64_t j)
{
    v.p = view_at(v, i, j);
    return v;
}

/* The transpose is the same array in the other layout. */
static inline randblas_xview view_transposed(randblas_xview v)
{
    v.row_major = !v.row_major;
    return v;
}

/* v = beta v for an m x n view; beta = 0 overwrites NaN. */
void randblas_xscale_view(int64_t m, int64_t n, scalar_t beta, randblas_xview v);

/* Y = X and Y += alpha X for m x n views of any two layouts. */
void randblas_xcopy_view(int64_t m, int64_t n, randblas_xview X, randblas_xview Y);
void randblas_xadd_view(int64_t m, int64_t n, scalar_t alpha, randblas_xview X, randblas_xview Y);

#endif
