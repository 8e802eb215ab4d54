/** Problems and plain reference algorithms for tests that are compiled once per precision. */
#ifndef XSUPPORT_H
#define XSUPPORT_H

#include "testing.h"

#include "view_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#if IS_COMPLEX
#define ARG(x) (&(x)) /* how a scalar is passed to a public routine */
#else
#define ARG(x) (x)
#endif

/* A small generator of its own (SplitMix64), so that the tests do not lean on what they test. */
static inline uint64_t splitmix(uint64_t *s)
{
    uint64_t z = (*s += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline real_t random_real(uint64_t *s)
{
    return (real_t)((double)(splitmix(s) >> 11) * 0x1p-53 * 2 - 1);
}

static inline scalar_t random_scalar(uint64_t *s)
{
#if IS_COMPLEX
    const real_t re = random_real(s);
    return re + random_real(s) * (scalar_t)_Complex_I;
#else
    return random_real(s);
#endif
}

/* A rows x cols matrix in a padded array of the layout; the padding is NaN, so that touching it shows. */
static inline randblas_xview random_view(int64_t rows, int64_t cols, randblas_layout layout, int64_t pad, uint64_t *s)
{
    const bool row_major = layout == RANDBLAS_ROW_MAJOR;
    const int64_t inner = row_major ? cols : rows, outer = row_major ? rows : cols;
    const int64_t ld = (inner > 0 ? inner : 1) + pad;
    const size_t count = (size_t)(ld * (outer > 0 ? outer : 1));
    randblas_xview v = {malloc(count * sizeof(scalar_t)), ld, row_major};
    for (size_t i = 0; i < count; i++) v.p[i] = (scalar_t)NAN;
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < cols; j++) *view_at(v, i, j) = random_scalar(s);
    return v;
}

static inline randblas_xview copy_view(randblas_xview v, int64_t rows, int64_t cols)
{
    const int64_t outer = v.row_major ? rows : cols;
    const size_t bytes = (size_t)(v.ld * (outer > 0 ? outer : 1)) * sizeof(scalar_t);
    randblas_xview w = v;
    w.p = malloc(bytes);
    memcpy(w.p, v.p, bytes);
    return w;
}

/* Entry (i, j) of op(A). */
static inline scalar_t op_at(randblas_xview A, randblas_op op, int64_t i, int64_t j)
{
    if (op == RANDBLAS_NO_TRANS) return *view_at(A, i, j);
    return op == RANDBLAS_TRANS ? *view_at(A, j, i) : CONJ(*view_at(A, j, i));
}

/* op(A) (rows x cols) row after row, or column after column. */
static inline scalar_t *unfold(int64_t rows, int64_t cols, randblas_op op, randblas_xview A, bool by_rows)
{
    scalar_t *p = malloc((size_t)(rows * cols + 1) * sizeof *p);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < cols; j++) p[by_rows ? i * cols + j : i + j * rows] = op_at(A, op, i, j);
    return p;
}

/* C = alpha op(A) op(B) + beta C by the definition; beta = 0 ignores C. */
static inline void reference_gemm(int64_t m, int64_t n, int64_t k, scalar_t alpha, randblas_op opa, randblas_xview A,
                                  randblas_op opb, randblas_xview B, scalar_t beta, randblas_xview C)
{
    scalar_t *rows = unfold(m, k, opa, A, true), *cols = unfold(k, n, opb, B, false);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            const scalar_t *a = rows + i * k, *b = cols + j * k;
            scalar_t sum = 0;
            for (int64_t l = 0; l < k; l++) sum += a[l] * b[l];
            scalar_t *c = view_at(C, i, j);
            *c = alpha * sum + (beta == (scalar_t)0 ? (scalar_t)0 : beta * *c);
        }
    free(rows), free(cols);
}

/* max |A - B|, NaN where either is. */
static inline double max_difference(int64_t rows, int64_t cols, randblas_xview A, randblas_xview B)
{
    double worst = 0;
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < cols; j++) {
            const double d = (double)ABS(*view_at(A, i, j) - *view_at(B, i, j));
            if (!(d <= worst)) worst = d;
        }
    return worst;
}

#endif
