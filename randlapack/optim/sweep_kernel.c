/*
 * u = A p and w += A^T u for a block of rows that stays in cache between the two.  Four vectors of A share the loads of
 * the other operand.  Compiled once per instruction set and precision; the loops are left to the vectoriser.
 */
#include "sweep_kernel_impl.h"

#define FOUR 4

static scalar_t dot(int64_t n, const scalar_t *restrict a, const scalar_t *restrict x)
{
    scalar_t s = 0;
#pragma omp simd reduction(+ : s)
    for (int64_t i = 0; i < n; i++) s += a[i] * x[i];
    return s;
}

/* Four vectors, lda apart, with x. */
static void four_dots(int64_t n, const scalar_t *A, int64_t lda, const scalar_t *restrict x, scalar_t s[FOUR])
{
    const scalar_t *restrict a0 = A, *restrict a1 = A + lda, *restrict a2 = A + 2 * lda, *restrict a3 = A + 3 * lda;
    scalar_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
#pragma omp simd reduction(+ : s0, s1, s2, s3)
    for (int64_t i = 0; i < n; i++) {
        s0 += a0[i] * x[i];
        s1 += a1[i] * x[i];
        s2 += a2[i] * x[i];
        s3 += a3[i] * x[i];
    }
    s[0] = s0, s[1] = s1, s[2] = s2, s[3] = s3;
}

/* y += a combination of four vectors. */
static void four_axpys(int64_t n, const scalar_t *A, int64_t lda, const scalar_t c[FOUR], scalar_t *restrict y)
{
    const scalar_t *restrict a0 = A, *restrict a1 = A + lda, *restrict a2 = A + 2 * lda, *restrict a3 = A + 3 * lda;
    const scalar_t c0 = c[0], c1 = c[1], c2 = c[2], c3 = c[3];
#pragma omp simd
    for (int64_t i = 0; i < n; i++) y[i] += (a0[i] * c0 + a1[i] * c1) + (a2[i] * c2 + a3[i] * c3);
}

static void axpy(int64_t n, const scalar_t *restrict a, scalar_t c, scalar_t *restrict y)
{
#pragma omp simd
    for (int64_t i = 0; i < n; i++) y[i] += a[i] * c;
}

/* out[k] (+)= the products of `vectors` vectors of A with x. */
static void dots(int64_t vectors, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *x, scalar_t *out, bool add)
{
    int64_t k = 0;
    for (; k + FOUR <= vectors; k += FOUR) {
        scalar_t s[FOUR];
        four_dots(n, A + k * lda, lda, x, s);
        for (int64_t c = 0; c < FOUR; c++) out[k + c] = add ? out[k + c] + s[c] : s[c];
    }
    for (; k < vectors; k++) {
        const scalar_t s = dot(n, A + k * lda, x);
        out[k] = add ? out[k] + s : s;
    }
}

/* y += the combination of `vectors` vectors of A with coefficients c. */
static void combine(int64_t vectors, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *c, scalar_t *y)
{
    int64_t k = 0;
    for (; k + FOUR <= vectors; k += FOUR) four_axpys(n, A + k * lda, lda, c + k, y);
    for (; k < vectors; k++) axpy(n, A + k * lda, c[k], y);
}

static void forward_rows(int64_t m, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *p, scalar_t *u)
{
    dots(m, n, A, lda, p, u, false);
}

static void backward_rows(int64_t m, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *u, scalar_t *w)
{
    combine(m, n, A, lda, u, w);
}

static void forward_columns(int64_t m, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *p, scalar_t *u)
{
    for (int64_t i = 0; i < m; i++) u[i] = 0;
    combine(n, m, A, lda, p, u);
}

static void backward_columns(int64_t m, int64_t n, const scalar_t *A, int64_t lda, const scalar_t *u, scalar_t *w)
{
    dots(n, m, A, lda, u, w, true);
}

const randlapack_xsweep_kernels ISA_COPY(randlapack_xsweep) = {forward_rows, backward_rows, forward_columns,
                                                               backward_columns};
