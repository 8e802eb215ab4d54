/* The rows that are kept. */
#include "family_impl.h"

int randblas_setup_transform(randblas_sketch *S, const randblas_dist *dist)
{
    (void)dist;
    S->order = S->family == RANDBLAS_SRHT ? randblas_hadamard_order(S->cols) : S->cols;
    S->index = randblas_allocate(S->rows, sizeof *S->index);
    if (!S->index) return RANDBLAS_OUT_OF_MEMORY;
    return randblas_distinct(&S->stream, 1, S->rows, S->order, S->index);
}
