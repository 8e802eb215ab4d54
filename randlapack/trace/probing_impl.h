/** Probes, products and small parts that the estimators of this folder share. */
#ifndef RANDLAPACK_PROBING_IMPL_H
#define RANDLAPACK_PROBING_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "estimate_impl.h"

#include "randlapack_trace.h"

/* Where probes come from and products go, and what is kept of them. */
typedef struct randlapack_xprobing {
    const randblas_xlinop *A;
    randblas_arena *arena;
    const randblas_control *control;
    randlapack_probe probe;
    randblas_state state; /* of the next probes */
    int64_t n;
    int64_t products;            /* vectors that A or A^T was applied to */
    bool scaled;                 /* whether the exponent has been set, by the first product */
    int exponent;                /* products are divided by 2^exponent */
    double norm;                 /* square root of the sum of squares of products with probes ... */
    int64_t measured;            /* ... so many: its square over their number estimates ||A||_F^2 / 4^exponent */
    int64_t k;                   /* probes so far */
    int64_t most;                /* probes that are wanted at most, for progress */
    scalar_t *X, *Y, *Q, *Z, *R; /* probes, their products, a basis, its products, a triangle: as the method says */
} randlapack_xprobing;

/* X (n x c) = the next probes: E x x^T = I.  -3: the probe is none. */
int randlapack_xprobing_draw(randlapack_xprobing *p, int64_t c, scalar_t *X);

/* Y (n x c) = op(A) X / 2^exponent; RANDBLAS_NOT_FINITE, RANDBLAS_CALLBACK_FAILED, memory codes. */
int randlapack_xprobing_multiply(randlapack_xprobing *p, randblas_op op, int64_t c, const scalar_t *X, scalar_t *Y);

/* The same of probes, which also tells about ||A||_F. */
int randlapack_xprobing_measure(randlapack_xprobing *p, int64_t c, const scalar_t *X, scalar_t *Y);

/* ||A||_F / 2^exponent as far as is known. */
double randlapack_xprobing_norm(const randlapack_xprobing *p);

/* sums[j] = x_j^T y_j in double, in an order that no thread changes. */
void randlapack_xdot_columns(int64_t n, int64_t c, const scalar_t *X, const scalar_t *Y, double *sums);

/* An array of `rows` x `cols` whose first `old` columns are those of X, of old_rows rows; column major, else zero.
 * NULL when memory is short. */
scalar_t *randlapack_xgrown(randblas_arena *arena, int64_t rows, int64_t cols, const scalar_t *X, int64_t old_rows,
                            int64_t old);

/*
 * Q (n x (l + c)) = the orthonormal Q (n x l) and a basis of Y, which stands in the last c columns of Q before; the
 * last c columns of R (ld `ldr`, zero before) become the coefficients of Y.
 */
int randlapack_xbasis_extend(randblas_arena *arena, int64_t n, int64_t l, int64_t c, scalar_t *Q, scalar_t *R,
                             int64_t ldr);

/*
 * G (k x k) = the rows of R^-1 as columns, R upper triangular: column i is orthogonal to all columns of R but the i-th.
 * Diagonal entries below eps times the largest are replaced by that.
 */
int randlapack_xinverse_rows(randblas_arena *arena, int64_t k, const scalar_t *R, scalar_t *G);

/*
 * What most methods keep of k > p->k probes, of which the first p->k are there already; p->k is left to the caller.
 *
 *     products   X probes, Y = A X
 *     range      X probes, A X = Q R, Z = op(A) Q
 *     split      A S = Q R for probes S, Z = op(A) Q, and X other probes, Y = A X
 */
int randlapack_xprobing_products(randlapack_xprobing *p, int64_t k);
int randlapack_xprobing_range(randlapack_xprobing *p, randblas_op op, int64_t k);
int randlapack_xprobing_split(randlapack_xprobing *p, randblas_op op, int64_t k);

/* The columns divided by their norms, which go to norms unless that is NULL. */
void randlapack_xnormalise_columns(int64_t n, int64_t c, scalar_t *X, double *norms);

#endif
