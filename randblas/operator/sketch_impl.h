/** The operator's insides: a checked distribution, a stream, and what had to be computed once. */
#ifndef RANDBLAS_SKETCH_IMPL_H
#define RANDBLAS_SKETCH_IMPL_H

#include "randblas.h"
#include "stream_impl.h"

#include <stdbool.h>

struct randblas_sketch {
    randblas_family family;
    int64_t rows, cols;
    int64_t nnz;  /* resolved: never 0 for the families that use it, unless rows or cols is 0 */
    double scale; /* the factor that makes E S^T S = I, or 1; each family says what it multiplies */
    bool replace; /* row sampling */
    randblas_stream stream;
    int64_t order;     /* SRHT: order of the Hadamard matrix; SRFT: m */
    int64_t *index;    /* d column indices: row sampling, SRHT, SRFT */
    double *value;     /* row sampling: d values */
    double *threshold; /* LESS: alias table over the m columns, ... */
    int64_t *alias;
    double *column_value; /* ... and sqrt(1/(nnz p_j)) */
    int64_t nfactors;     /* structured families */
    randblas_sketch **factors;
};

/* How a family is applied. */
typedef enum randblas_class {
    RANDBLAS_CLASS_IID,
    RANDBLAS_CLASS_SPARSE, /* a few nonzeros per column or row, row sampling included */
    RANDBLAS_CLASS_TRANSFORM,
    RANDBLAS_CLASS_STRUCTURED
} randblas_class;

static inline randblas_class sketch_class(const randblas_sketch *S)
{
    switch (S->family) {
    case RANDBLAS_GAUSSIAN:
    case RANDBLAS_UNIFORM:
    case RANDBLAS_RADEMACHER:
        return RANDBLAS_CLASS_IID;
    case RANDBLAS_SRHT:
    case RANDBLAS_SRFT:
        return RANDBLAS_CLASS_TRANSFORM;
    case RANDBLAS_KHATRI_RAO:
    case RANDBLAS_KRONECKER:
    case RANDBLAS_COMPOSITION:
        return RANDBLAS_CLASS_STRUCTURED;
    default:
        return RANDBLAS_CLASS_SPARSE;
    }
}

/* The stream of a state. */
static inline randblas_stream stream_of(const randblas_state *state)
{
    return (randblas_stream){state->counter[0] | (uint64_t)state->counter[1] << 32,
                             state->counter[2] | (uint64_t)state->counter[3] << 32,
                             {state->key[0], state->key[1]}};
}

#endif
