/** One call of sketched GMRES, and a cycle of it. */
#ifndef RANDLAPACK_SGMRES_IMPL_H
#define RANDLAPACK_SGMRES_IMPL_H

#include "randlapack_project.h"
#include "sketched_basis_impl.h"

typedef struct randlapack_xsgmres_state {
    const randblas_xlinop *A, *M;
    const scalar_t *b;
    int64_t n;
    randlapack_sgmres_options options;
    randlapack_sgmres_report *report;
    randblas_arena arena;
    randblas_sketch *S;
    randlapack_xsketched_basis basis;
    int64_t cycle, most;
    int shift;                  /* iterates are those of 2^shift b */
    scalar_t *x, *r;            /* the iterate and its residual */
    scalar_t *next, *next_r;    /* a trial */
    scalar_t *z;                /* M times a vector */
    double right, norm, target; /* ||b||, ||r||, and where to stop, scaled */
    double caution;             /* what the prediction has to meet in units of the target */
} randlapack_xsgmres_state;

/* Improve the iterate by one Krylov space: a new x, r and norm, never worse ones. */
int randlapack_xsgmres_cycle(randlapack_xsgmres_state *s);

#endif
