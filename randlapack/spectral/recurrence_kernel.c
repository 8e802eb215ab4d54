/*
 * The sweeps of block Lanczos and Chebyshev recurrences: a product, the terms added to it and the inner products that
 * follow are made while a row is in registers.  With two blocks of vectors, W in the place of the one before the last,
 * a step moves
 *
 *     A + 3 blocks (product: U and old read, W written) + 3 blocks (orthogonalisation: X and W read, W written)
 *
 * of 8 bytes n width each, instead of the 9 or 10 blocks of a sparse product and separate vector operations.  Compiled
 * once per instruction set and precision.
 */
#include "recurrence_kernel_impl.h"

#include <stddef.h>

#if defined(__AVX2__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif
#define PER_LANES (32 / VECTOR_BYTES)
#define MOST (4 * PER_LANES)
#define GROUP 8 /* vectors in registers that sums or coefficients take */
#define WIDTH (VECTOR_BYTES / (int64_t)sizeof(scalar_t))

typedef scalar_t vector __attribute__((vector_size(VECTOR_BYTES), aligned(sizeof(scalar_t)), may_alias));

#define INLINED static inline __attribute__((always_inline))
#define EACH _Pragma("GCC unroll 8") for (int v = 0; v < N; v++)
#define OF_GROUP _Pragma("GCC unroll 8") for (int p = 0; p < P; p++)

INLINED vector load(const scalar_t *x, int v)
{
    return ((const vector *)(const void *)x)[v];
}

INLINED void store(scalar_t *x, int v, vector value)
{
    ((vector *)(void *)x)[v] = value;
}

/* What follows the product of one row; column j is the first of N vectors. */
INLINED void finish_row(const int N, const randlapack_xrecurrence *r, int64_t i, int64_t j, const vector *product,
                        vector *dots, vector *squares)
{
    const int64_t at = i * r->width + j;
    EACH
    {
        vector w = load(r->s + j, v) * product[v] - load(r->c + j, v) * load(r->old + at, v);
        if (r->X) {
            const vector x = load(r->X + at, v);
            w += load(r->q + j, v) * x;
            dots[v] += x * w;
        }
        squares[v] += w * w;
        store(r->W + at, v, w);
    }
}

INLINED void csr_strip(const int N, const randlapack_xrecurrence *r, int64_t j, int64_t from, int64_t to,
                       const int64_t *ptr, const int64_t *colind, const scalar_t *values, scalar_t *dots,
                       scalar_t *squares)
{
    vector d[MOST], q[MOST], sum[MOST];
    EACH d[v] = load(dots + j, v), q[v] = load(squares + j, v);
    for (int64_t i = from; i < to; i++) {
        EACH sum[v] = (vector){0};
        for (int64_t p = ptr[i]; p < ptr[i + 1]; p++) {
            const scalar_t *u = r->U + colind[p] * r->width + j;
            EACH sum[v] += values[p] * load(u, v);
        }
        finish_row(N, r, i, j, sum, d, q);
    }
    EACH store(dots + j, v, d[v]), store(squares + j, v, q[v]);
}

INLINED void combine_strip(const int N, const randlapack_xrecurrence *r, int64_t j, int64_t from, int64_t to,
                           const scalar_t *P, scalar_t *dots, scalar_t *squares)
{
    vector d[MOST], q[MOST], sum[MOST];
    EACH d[v] = load(dots + j, v), q[v] = load(squares + j, v);
    for (int64_t i = from; i < to; i++) {
        EACH sum[v] = load(P + (i - from) * r->width + j, v);
        finish_row(N, r, i, j, sum, d, q);
    }
    EACH store(dots + j, v, d[v]), store(squares + j, v, q[v]);
}

/* P vectors of each column at once, so that w is read once for them and no sum waits for the one before. */
INLINED void subtract_strip(const int N, const int P, const randlapack_xvectors *vs, int64_t k, int64_t j,
                            const scalar_t *a, scalar_t *W, scalar_t *squares)
{
    const int64_t b = vs->width;
    const scalar_t *x[GROUP];
    vector q[MOST], c[GROUP];
    for (int p = 0; p < P; p++) x[p] = vs->X[k + p] + vs->from * b + j;
    EACH q[v] = (vector){0};
    for (int p = 0; p < P; p++) EACH c[p * N + v] = load(a + (k + p) * b + j, v);
    for (int64_t i = 0; i < vs->rows; i++) EACH
        {
            vector w = load(W + i * b + j, v);
            OF_GROUP w -= c[p * N + v] * load(x[p] + i * b, v);
            q[v] += w * w;
            store(W + i * b + j, v, w);
        }
    EACH store(squares + j, v, q[v]);
}

INLINED void dot_strip(const int N, const int P, const randlapack_xvectors *vs, int64_t k, int64_t j, const scalar_t *W,
                       scalar_t *dots)
{
    const int64_t b = vs->width;
    const scalar_t *x[GROUP];
    vector d[GROUP];
    for (int p = 0; p < P; p++) x[p] = vs->X[k + p] + vs->from * b + j;
    for (int p = 0; p < P * N; p++) d[p] = (vector){0};
    for (int64_t i = 0; i < vs->rows; i++) EACH
        {
            const vector w = load(W + i * b + j, v);
            OF_GROUP d[p * N + v] += load(x[p] + i * b, v) * w;
        }
    for (int p = 0; p < P; p++) EACH store(dots + (k + p) * b + j, v, d[p * N + v]);
}

/* All vectors, in groups that the registers hold: N P is at most GROUP. */
#define GROUPS(N, count, STRIP)                                                                                        \
    do {                                                                                                               \
        int64_t k = 0;                                                                                                 \
        for (; (N) <= GROUP / 8 && k + 8 <= (count); k += 8) STRIP(N, 8);                                              \
        for (; (N) <= GROUP / 4 && k + 4 <= (count); k += 4) STRIP(N, 4);                                              \
        for (; (N) <= GROUP / 2 && k + 2 <= (count); k += 2) STRIP(N, 2);                                              \
        for (; k < (count); k++) STRIP(N, 1);                                                                          \
    } while (0)

/* The width as strips of four, two and one times the lanes. */
#define STRIPS(width, CALL)                                                                                            \
    do {                                                                                                               \
        const int64_t lanes = PER_LANES * WIDTH;                                                                       \
        int64_t j = 0;                                                                                                 \
        for (; j + 4 * lanes <= (width); j += 4 * lanes) CALL(4 * PER_LANES);                                          \
        if (j + 2 * lanes <= (width)) {                                                                                \
            CALL(2 * PER_LANES);                                                                                       \
            j += 2 * lanes;                                                                                            \
        }                                                                                                              \
        if (j < (width)) CALL(PER_LANES);                                                                              \
    } while (0)

static void csr(const randlapack_xrecurrence *r, int64_t from, int64_t to, const int64_t *ptr, const int64_t *colind,
                const scalar_t *values, scalar_t *dots, scalar_t *squares)
{
#define CALL(N) csr_strip(N, r, j, from, to, ptr, colind, values, dots, squares)
    STRIPS(r->width, CALL);
#undef CALL
}

static void combine(const randlapack_xrecurrence *r, int64_t from, int64_t to, const scalar_t *P, scalar_t *dots,
                    scalar_t *squares)
{
#define CALL(N) combine_strip(N, r, j, from, to, P, dots, squares)
    STRIPS(r->width, CALL);
#undef CALL
}

static void subtract(const randlapack_xvectors *vs, const scalar_t *a, scalar_t *W, scalar_t *squares)
{
#define STRIP(N, P) subtract_strip(N, P, vs, k, j, a, W, squares)
#define CALL(N) GROUPS(N, vs->count, STRIP)
    STRIPS(vs->width, CALL);
#undef CALL
#undef STRIP
}

static void dot(const randlapack_xvectors *vs, const scalar_t *W, scalar_t *dots)
{
#define STRIP(N, P) dot_strip(N, P, vs, k, j, W, dots)
#define CALL(N) GROUPS(N, vs->count, STRIP)
    STRIPS(vs->width, CALL);
#undef CALL
#undef STRIP
}

const randlapack_xrecurrence_kernels ISA_COPY(randlapack_xrecurrence) = {csr, combine, subtract, dot};
