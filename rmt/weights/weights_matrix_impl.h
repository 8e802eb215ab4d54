/** Weight matrices of one precision. */
#ifndef RMT_WEIGHTS_MATRIX_IMPL_H
#define RMT_WEIGHTS_MATRIX_IMPL_H

#include "rmt_names_impl.h"
#include "weights_impl.h"

#include "view_impl.h"

/* W, looked at. */
rmt_weights_matrix rmt_xweights_matrix(randblas_layout layout, int64_t m, int64_t n, const scalar_t *W, int64_t lda);

int rmt_xweights_leading(const rmt_weights_matrix *W, int64_t k, const rmt_esd_options *options,
                         const randblas_state *state, double *values, double *errors,
                         rmt_weights_spectrum_report *report);
int rmt_xweights_quadrature(const rmt_weights_matrix *W, const randlapack_slq_options *options,
                            randlapack_quadrature **Q);

/* Swaps of the random permutation of the m x n entries of a view, or of its inverse. */
void rmt_xweights_permute(randblas_xview W, int64_t m, int64_t n, bool inverse, const randblas_state *state);

#endif
