/** The factor R of an exact, sketched or sampled Hessian. */
#ifndef RANDLAPACK_GLM_HESSIAN_IMPL_H
#define RANDLAPACK_GLM_HESSIAN_IMPL_H

#include "randlapack_names_impl.h"

#include "precond_impl.h"
#include "stacked_qr_impl.h"
#include "team_impl.h"
#include "weighted_sketch_impl.h"

#include "randlapack.h"

typedef struct randlapack_xglm_hessian {
    const randlapack_xrows *rows;
    const randlapack_xteam *team; /* rows are those of this process only; NULL: all */
    const scalar_t *c;            /* scales of the columns */
    const double *ridge;          /* lambda c^2 */
    randblas_arena *arena;        /* for what only some problems need */
    randblas_arena once;          /* what one factor needs, given back when the next is made */
    randlapack_glm_method method;
    randblas_dist dist; /* of the sketch */
    randblas_state state;
    int64_t n, d;       /* d: rows of the sketch or sample, m for all */
    bool whole;         /* all rows, exactly */
    scalar_t *R;        /* n x n: its upper triangle, R^T R ~ H / scale */
    scalar_t *M;        /* the sketch, or a block of rows */
    int64_t block;      /* rows of M */
    scalar_t *diagonal; /* of H / scale */
    scalar_t *s;        /* m: row scales */
    double *scores;     /* leverage of the rows of A, when sampling by it; NULL until known */
    double *weights;
    int64_t *index, *ignored; /* d sampled rows */
    scalar_t *values;         /* and their scales */
    randlapack_xweighted_sketch sketch;
    randlapack_xstacked_qr qr; /* W is NULL until it is needed */
    randlapack_xprecond P;     /* R, or what of it is independent */
    bool exact;                /* R is the factor of H at the point where it was made */
    double cost;               /* of making R, in passes over A */
    double noise;              /* about ||R^-1||_F */
} randlapack_xglm_hessian;

/* Fill in and take workspace for what the options ask, with h->team set.  Returns 0, -8, or memory codes. */
int randlapack_xglm_hessian_open(randblas_arena *arena, const randlapack_xrows *rows, const scalar_t *c,
                                 const double *ridge, const randlapack_glm_options *options,
                                 randlapack_xglm_hessian *h);

/* Give back what the last factor needed. */
void randlapack_xglm_hessian_close(randlapack_xglm_hessian *h);

/* R from the second derivatives d at a point, in units of scale > 0 (so that d / scale <= 1). */
int randlapack_xglm_hessian_refresh(randlapack_xglm_hessian *h, const scalar_t *d, double scale);

#endif
