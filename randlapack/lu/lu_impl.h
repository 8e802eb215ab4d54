/** LU with pivots from a sketch: the state of the factorisation and its parts. */
#ifndef RANDLAPACK_LU_IMPL_H
#define RANDLAPACK_LU_IMPL_H

#include "randlapack_names_impl.h"

#include "sketch_pivots_impl.h"

#include "arena_impl.h"

#include "randlapack.h"

typedef struct randlapack_xlu_state {
    randlapack_lu_options options;
    randlapack_lu_report *report;
    randblas_arena arena;
    randlapack_xsketch_pivots p; /* A, its columns' pivots; p.done columns are factored */
    int64_t least, rank, block;  /* min(m, n); the most columns; those of a block */
    int64_t *ipvt;
    int exponent;     /* A was scaled by 2^-exponent */
    double largest;   /* entry of the scaled A */
    double norm;      /* ||A||_F, scaled */
    double threshold; /* at which to stop, scaled: its error */
    double limit;     /* what the sketch shows when the threshold is met */
    bool distrusted;  /* the sketch shows much less than there is */
} randlapack_xlu_state;

/* Norm and largest entry of A, scaled by a power of two where squares could overflow or vanish; RANDBLAS_NOT_FINITE. */
int randlapack_xlu_load(randlapack_xlu_state *f);

/* U and what is left get their scale back; error, norm and growth are reported. */
void randlapack_xlu_unload(randlapack_xlu_state *f);

/* Frobenius norm of the Schur complement: what is left of A. */
double randlapack_xlu_rest(const randlapack_xlu_state *f);

/* The column of the largest entry of what is left comes first. */
void randlapack_xlu_largest_first(randlapack_xlu_state *f);

/* A panel of b columns with partial pivoting; its rows of U and the Schur complement behind it. */
int randlapack_xlu_panel(randlapack_xlu_state *f, int64_t b);

#endif
