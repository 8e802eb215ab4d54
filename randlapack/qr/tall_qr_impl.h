/** QR of a tall matrix through the triangle of its sketch: what the drivers with an explicit Q share. */
#ifndef RANDLAPACK_TALL_QR_IMPL_H
#define RANDLAPACK_TALL_QR_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "team_impl.h"
#include "view_impl.h"

#include "randlapack.h"

typedef struct randlapack_xtall_qr {
    const randblas_xlinop *A;
    const randlapack_xteam *team; /* A and Q have the rows of this process only; NULL: all */
    randlapack_tall_qr_options options;
    randlapack_tall_qr_report *report;
    randblas_arena arena;
    bool pivoted;
    int64_t m, n, d; /* of A here; d = m of all when A is taken whole */
    int64_t rank;
    int exponent;             /* A was scaled by 2^-exponent */
    randblas_sketch *S;       /* NULL when A is taken whole */
    scalar_t *Q, *R;          /* the outputs */
    int64_t ldq, ldr, *pivot; /* pivot: jpvt, or workspace */
    scalar_t *sketch;         /* d x n: S A */
    scalar_t *T;              /* n x n: its triangle, R_s */
    scalar_t *G;              /* n x n: the Gram matrix and its Cholesky factor */
    scalar_t *tau, *work;     /* n; RANDLAPACK_QR_WORK(n), which holds what geqrt wants too */
    int64_t *iwork;           /* n */
    double tolerance;
} randlapack_xtall_qr;

/* The rows of all. */
static inline int64_t randlapack_xtall_qr_rows(const randlapack_xtall_qr *f)
{
    return f->team ? f->team->rows : f->m;
}

/* Read and check the options; false if they are illegal. */
bool randlapack_xtall_qr_read(randlapack_xtall_qr *f, const randlapack_tall_qr_options *options);

/*
 * Factor: A, Q, R, their leading dimensions, pivot, m, n, pivoted and report have been set and the options read.
 * Everything that is taken is given back.  Returns what randlapack_dcqrrpt() returns; `illegal` stands for options that
 * describe no operator.  With a team, a sketch that does not represent A gives RANDBLAS_NOT_CONVERGED.
 */
int randlapack_xtall_qr_run(randlapack_xtall_qr *f, int illegal);

/* sketch = S A, A in the place of Q. */
int randlapack_xtall_qr_sketch(randlapack_xtall_qr *f);

/* T = R_s, its rank and pivots; the columns of Q are permuted. */
int randlapack_xtall_qr_pivots(randlapack_xtall_qr *f);

/* Whether Cholesky QR made Q and R; false if the sketch does not represent A.  info receives errors. */
bool randlapack_xtall_qr_cholesky(randlapack_xtall_qr *f, int *info);

/* Estimate of the condition number of an upper triangular matrix with its columns scaled to norm 1; x, norms: n each.
 */
double randlapack_xtriangle_condition(int64_t n, const scalar_t *R, int64_t ldr, scalar_t *x, scalar_t *norms);

#endif
