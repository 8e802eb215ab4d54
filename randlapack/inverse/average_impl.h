/** A batch of sketches in flight, and the averages they are added to. */
#ifndef RANDLAPACK_AVERAGE_IMPL_H
#define RANDLAPACK_AVERAGE_IMPL_H

#include "inverse_impl.h"

#include "columns_impl.h"
#include "sketched_inverse_impl.h"

#include "arena_impl.h"

#define RANDLAPACK_AVERAGE_FACTS 5   /* numbers in an outcome */
#define RANDLAPACK_WORTH_THREADS 1e6 /* products that are worth waking threads for */

typedef struct randlapack_xaverage {
    randlapack_xinverse *p;
    randblas_arena arena;
    int64_t n, block, height, outputs; /* height: outputs for each column that has any */
    int64_t threads, batch, stride;    /* stride: of the factors */
    bool few;
    randlapack_xcolumns columns;
    randblas_state *states;
    randlapack_sketched_outcome *outcomes;
    randlapack_xsketched_inverse *workers;
    scalar_t *R, *Y, *columns_read; /* batch factors (of a team: one), batch blocks, one block */
    int64_t block_stride;           /* of Y; of a team: contiguous */
    scalar_t *kept;                 /* of a team: the sketch that this process will factor */
    double *facts;                  /* of a team: what outcomes are made of */
    double *values, *sums;          /* BLOCK forms and a trace for each sketch of the batch */
    double *mean, *spread;          /* outputs */
    bool *bad;                      /* columns of the block that are not finite */
    int64_t done;
    double factors, dimensions, conditions; /* sums over the sketches; of logarithms the last */
} randlapack_xaverage;

/* Whether the columns of the source add up to one output. */
static inline bool randlapack_sums_columns(randlapack_inverse_kind kind)
{
    return kind == RANDLAPACK_INVERSE_FACTOR || kind == RANDLAPACK_INVERSE_MATRIX;
}

/* Sketches from states[0] on are made and factored; states, R and outcomes are filled.  The first failure in their
 * order, or 0. */
int randlapack_xbatch_make(randlapack_xaverage *v, int64_t count);

/* Where the factor of a sketch of the batch is; in a team sketch i belongs to member i. */
static inline scalar_t *randlapack_xfactor_of(const randlapack_xaverage *v, int64_t i)
{
    return v->p->team ? v->R : v->R + i * v->stride;
}

static inline bool randlapack_xis_ours(const randlapack_xaverage *v, int64_t i)
{
    return !v->p->team || v->p->team->member == i;
}

/* In a team, sketches and their factors; and all results where each process has some, zero elsewhere.  Return 0 or a
 * failure of the team or of this process. */
int randlapack_xbatch_make_by_team(randlapack_xaverage *v, int64_t count);
int randlapack_xbatch_gather(randlapack_xaverage *v, int64_t batch, int64_t count);

/* Every factor meets every column of the source, and the results are added to the averages. */
int randlapack_xbatch_apply(randlapack_xaverage *v, int64_t batch);

#endif
