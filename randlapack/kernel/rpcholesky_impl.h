/** Randomly pivoted Cholesky from the inside: what a factorisation holds between its rounds. */
#ifndef RANDLAPACK_RPCHOLESKY_IMPL_H
#define RANDLAPACK_RPCHOLESKY_IMPL_H

#include "entries_impl.h"

#include "arena_impl.h"

#include <math.h>

typedef struct randlapack_xrpcholesky_state {
    const randlapack_xentries *A;
    randlapack_rpcholesky_options options;
    randlapack_rpcholesky_report *report;
    randblas_arena arena;
    int64_t n, k, block, ldf;
    int64_t *S;
    scalar_t *F;
    double *diagonal, *u, *sums; /* a_ii, u, running sums of u */
    double largest;              /* of the diagonal: the unit of `sums` and of traces */
    randblas_sketch *uniform;    /* column r: 2 b numbers for round r */
    double *draws;
    int64_t *proposed, *accepted; /* rows; places in `proposed` */
    int64_t count;                /* how many were accepted */
    scalar_t *H, *R, *rows;       /* b x b, b x b, b x k */
    bool negative;
} randlapack_xrpcholesky_state;

/* The trace of the residual in units of the largest diagonal entry. */
static inline double rpcholesky_remaining(const randlapack_xrpcholesky_state *r)
{
    double sum = 0;
    for (int64_t i = 0; i < r->n; i++) sum += fmax(r->u[i], 0) / r->largest;
    return sum;
}

/* One round: propose, examine, update.  exhausted: nothing was left to propose.  Returns 0, RANDBLAS_NOT_FINITE,
 * RANDBLAS_NOT_POSITIVE_DEFINITE, RANDBLAS_CALLBACK_FAILED, memory codes. */
int randlapack_xrpcholesky_round(randlapack_xrpcholesky_state *r, bool *exhausted);

#endif
