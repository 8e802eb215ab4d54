/** Blocked QR with column pivoting from a sketch: the state of the factorisation and its parts. */
#ifndef RANDLAPACK_BQRRP_IMPL_H
#define RANDLAPACK_BQRRP_IMPL_H

#include "randlapack_names_impl.h"

#include "sketch_pivots_impl.h"

#include "arena_impl.h"
#include "view_impl.h"

#include "randlapack.h"

typedef struct randlapack_xbqrrp_state {
    randlapack_bqrrp_options options;
    randlapack_bqrrp_report *report;
    randblas_arena arena;
    randlapack_xsketch_pivots p; /* A and the pivots; p.done columns are factored */
    int64_t least, k, block;     /* least = min(m, n); k: the most columns that are factored */
    scalar_t *tau;
    scalar_t *V, *W; /* m x block, block x n: the reflectors written out, V^T A */
    scalar_t *T;     /* block x block: the reflectors' triangle */
    double norm;     /* ||A||_F */
    double limit;    /* what the sketch shows when the tolerance is met */
} randlapack_xbqrrp_state;

/* A panel of b columns is factored and its reflectors are applied to the columns behind it. */
int randlapack_xbqrrp_panel(randlapack_xbqrrp_state *f, int64_t b);

/* Whether what the sketches show is more than rounding: then it needs pivots. */
bool randlapack_xbqrrp_weighty(const randlapack_xbqrrp_state *f);

/* k columns, or as many as bring the error to the tolerance (RANDBLAS_NOT_CONVERGED if they do not); tau is zero behind
 * them. */
int randlapack_xbqrrp_early(randlapack_xbqrrp_state *f);

/* Frobenius norm of the rows and columns that are left. */
double randlapack_xbqrrp_left(const randlapack_xbqrrp_state *f);

/* The rest of A by LAPACK, with pivots or, if it is nothing but rounding, without. */
int randlapack_xbqrrp_rest(randlapack_xbqrrp_state *f, bool pivoted);

#endif
