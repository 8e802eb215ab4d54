/** Weight matrices of one precision. */
#ifndef RMT_WEIGHTS_MATRIX_IMPL_H
#define RMT_WEIGHTS_MATRIX_IMPL_H

#include "rmt_names_impl.h"
#include "weights_impl.h"

#include "view_impl.h"

/* W, looked at. */
rmt_weights_matrix rmt_xweights_matrix(randblas_layout layout, int64_t m, int64_t n, const scalar_t *W, int64_t lda);

/* Swaps of the random permutation of the m x n entries of a view, or of its inverse. */
void rmt_xweights_permute(randblas_xview W, int64_t m, int64_t n, bool inverse, const randblas_state *state);

#endif
