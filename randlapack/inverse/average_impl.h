/** A batch of sketches in flight, and the averages they are added to. */
#ifndef RANDLAPACK_AVERAGE_IMPL_H
#define RANDLAPACK_AVERAGE_IMPL_H

#include "inverse_impl.h"

#include "columns_impl.h"
#include "sketched_inverse_impl.h"

#include "arena_impl.h"

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
    scalar_t *R, *Y, *columns_read; /* batch factors, batch blocks, one block */
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

/* Every factor meets every column of the source, and the results are added to the averages. */
int randlapack_xbatch_apply(randlapack_xaverage *v, int64_t batch);

#endif
