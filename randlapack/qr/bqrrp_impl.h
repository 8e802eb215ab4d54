/** Blocked QR with column pivoting from a sketch: the state of the factorisation and its parts. */
#ifndef RANDLAPACK_BQRRP_IMPL_H
#define RANDLAPACK_BQRRP_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "view_impl.h"

#include "randlapack.h"

typedef struct randlapack_xbqrrp_state {
    randlapack_bqrrp_options options;
    randlapack_bqrrp_report *report;
    randblas_arena arena;
    int64_t m, n, least; /* least = min(m, n) */
    int64_t block, d;
    int64_t done; /* columns that are factored */
    scalar_t *A, *tau;
    int64_t lda, *jpvt;
    randblas_sketch *S;             /* d x m */
    scalar_t *Y;                    /* d x n: from column `done` on, a sketch of the rows and columns that are left */
    double first_norm;              /* of the first sketch */
    double fresh_norm;              /* of the last one that was drawn and not updated */
    scalar_t *V, *W;                /* m x block, block x n: the reflectors written out, V^T A */
    scalar_t *T, *C;                /* block x block: the reflectors' triangle; R_11^y R_11^-1 */
    scalar_t *small_tau, *work;     /* d; RANDLAPACK_QR_WORK(n), and block^2 at least */
    int64_t *pivot, *first, *iwork; /* n each: of the columns that are left; of cycles; LAPACK's */
} randlapack_xbqrrp_state;

/* Y = S A of what is left; fresh_norm is its norm. */
int randlapack_xbqrrp_sketch(randlapack_xbqrrp_state *f);

/* Y P = Q_y R_y with pivoting; the columns of A that are left and jpvt are permuted likewise. */
int randlapack_xbqrrp_pivots(randlapack_xbqrrp_state *f);

/* A panel of b columns is factored and its reflectors are applied to the columns behind it. */
int randlapack_xbqrrp_panel(randlapack_xbqrrp_state *f, int64_t b);

/* Y for what is left behind the panel; the panel is still at `done`. */
int randlapack_xbqrrp_update(randlapack_xbqrrp_state *f, int64_t b);

/* The rest of A by LAPACK, with pivots or, if it is nothing but rounding, without. */
int randlapack_xbqrrp_rest(randlapack_xbqrrp_state *f, bool pivoted);

#endif
