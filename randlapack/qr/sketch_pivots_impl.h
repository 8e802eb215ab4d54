/** Pivots of a blocked factorisation from a sketch of what is left, which is updated: for QR and for LU. */
#ifndef RANDLAPACK_SKETCH_PIVOTS_IMPL_H
#define RANDLAPACK_SKETCH_PIVOTS_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

#include "randlapack.h"

typedef struct randlapack_xsketch_pivots {
    int64_t m, n, d;
    int64_t done; /* columns that are factored */
    scalar_t *A;
    int64_t lda, *jpvt;
    randblas_sketch *S;             /* d x m */
    scalar_t *Y;                    /* d x n: from column `done` on, a sketch of the rows and columns that are left */
    double norm;                    /* of these columns */
    double first_norm;              /* of the first sketch */
    double fresh_norm;              /* of the last one that was drawn and not updated */
    int64_t sketches;               /* how many were drawn */
    scalar_t *C;                    /* block x block: R_11^y R_11^-1 */
    scalar_t *small_tau, *work;     /* d; RANDLAPACK_QR_WORK(n), and block^2 at least */
    int64_t *pivot, *first, *iwork; /* n each: of the columns that are left; of cycles; LAPACK's */
    double *rest;                   /* d: norms of what is left of Y behind each of its pivots */
} randlapack_xsketch_pivots;

/*
 * The columns of a block, from options: block, or min(m, n)/32 between 32 and 96 for 0, and not more than `columns`.
 * Sets d to that and `oversampling` more (0: 8; negative: none), as far as there are rows.
 */
int64_t randlapack_xsketch_pivots_plan(randlapack_xsketch_pivots *p, int64_t block, int64_t columns,
                                       int64_t oversampling);

/* S, d x m, of this family, 0 being sparse sign; -1 if they do not describe an operator. */
int randlapack_xsketch_pivots_create(randlapack_xsketch_pivots *p, randblas_family family, const randblas_state *state);

/* The workspace for m, n and d. */
void randlapack_xsketch_pivots_open(randlapack_xsketch_pivots *p, randblas_arena *arena, int64_t block);

/* Y = S A of what is left; fresh_norm is its norm.  At most d rows stand for their sketch. */
int randlapack_xsketch_pivots_draw(randlapack_xsketch_pivots *p);

/* Y P = Q_y R_y with pivoting; the columns of A that are left and jpvt are permuted likewise. */
int randlapack_xsketch_pivots_find(randlapack_xsketch_pivots *p);

/* After pivots were found: how many of at most b >= 1 columns bring the norm of Y to the limit; b if that is 0. */
int64_t randlapack_xsketch_pivots_width(const randlapack_xsketch_pivots *p, double limit, int64_t b);

/* Y for what is left behind the panel of b columns, which is still at `done`.  pivot[j], j < b: the column of R_11^y
 * that the panel's own pivots, if it has any, have made column j. */
int randlapack_xsketch_pivots_update(randlapack_xsketch_pivots *p, int64_t b);

#endif
