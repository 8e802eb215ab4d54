/** The sketched least-squares problem of a Krylov cycle, factored as the basis grows. */
#ifndef RANDLAPACK_SKETCHED_BASIS_IMPL_H
#define RANDLAPACK_SKETCHED_BASIS_IMPL_H

#include "randlapack_names_impl.h"

#include "kept_sketch_impl.h"

/*
 * B (n x (d + 1)) with A B_d = B_{d+1} H, H banded: column j of H has its entries in rows j - band + 1 ... j + 1.
 * S B = Q T; T H = rotations times the triangle R; see sgmres.c.
 */
typedef struct randlapack_xsketched_basis {
    int64_t n, d, band;
    randlapack_xkept_sketch S; /* of NULL: the identity */
    int64_t rows;              /* of S */
    scalar_t *B;               /* n x (d + 1) */
    scalar_t *Q, *T, *R;       /* rows x (d + 1), (d + 1) x (d + 1), (d + 1) x d */
    double *H;                 /* (band + 1) x d */
    double *cosine, *sine;     /* d + 1 */
    double *g;                 /* d + 1 of the rotated right-hand side, d + 2 norms of residuals */
    double *column;            /* d + 2 */
    scalar_t *work;            /* 3 (d + 1) */
    int64_t *iwork;
    int64_t columns;  /* of H that have been taken into R */
    int64_t sketched; /* columns of Q and T */
    bool exhausted;   /* the basis cannot grow */
    double condition; /* of T: an estimate in the 1-norm */
} randlapack_xsketched_basis;

int randlapack_xsketched_basis_open(randblas_arena *arena, int64_t n, int64_t d, int64_t band, const randblas_sketch *S,
                                    int64_t rows, randlapack_xsketched_basis *basis);

/* B_1 has been written; the residual to be minimised is norm B_1. */
int randlapack_xsketched_basis_start(randlapack_xsketched_basis *basis, double norm);

/* Columns up to B_{to} and H_{to - 1} have been written: take them in. */
int randlapack_xsketched_basis_extend(randlapack_xsketched_basis *basis, int64_t to);

/* The norm of the sketched residual that the first `columns` leave. */
static inline double sketched_residual(const randlapack_xsketched_basis *basis, int64_t columns)
{
    return basis->g[basis->d + 1 + columns];
}

/* v = B y, y the minimiser over the first `columns`. */
int randlapack_xsketched_basis_solve(const randlapack_xsketched_basis *basis, int64_t columns, scalar_t *v);

#endif
