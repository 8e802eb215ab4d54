/** The letter x in this layer; see randblas/core/names_impl.h. */
#ifndef RMT_NAMES_IMPL_H
#define RMT_NAMES_IMPL_H

#include "scalar_impl.h"

#define RMT_X(name) RANDBLAS_X_(rmt, name)

/* log-determinants in memory */
#define rmt_xlogdet RMT_X(logdet)
#define rmt_xlogdet_gram RMT_X(logdet_gram)
#define rmt_xlogpdet RMT_X(logpdet)
#define rmt_xloggdet RMT_X(loggdet)
#define rmt_xlogdet_square RMT_X(logdet_square)
#define rmt_xlogdet_square_space RMT_X(logdet_square_space)
#define rmt_xlogdet_square_open RMT_X(logdet_square_open)
#define rmt_xlogdet_finite RMT_X(logdet_finite)
#define rmt_xlogdet_load_triangle RMT_X(logdet_load_triangle)

/* log-determinants out of core */
#define rmt_xmemdet RMT_X(memdet)
#define rmt_xmemdet_input RMT_X(memdet_input)
#define rmt_xblock_fn RMT_X(block_fn)
#define rmt_xmemdet_run RMT_X(memdet_run)
#define rmt_xmemdet_state RMT_X(memdet_state)
#define rmt_xmemdet_load RMT_X(memdet_load)
#define rmt_xmemdet_update RMT_X(memdet_update)
#define rmt_xmemdet_store RMT_X(memdet_store)
#define rmt_xmemdet_cholesky RMT_X(memdet_cholesky)
#define rmt_xmemdet_cholesky_apply RMT_X(memdet_cholesky_apply)
#define rmt_xmemdet_ldl RMT_X(memdet_ldl)
#define rmt_xmemdet_ldl_apply RMT_X(memdet_ldl_apply)
#define rmt_xmemdet_cholesky_finish RMT_X(memdet_cholesky_finish)
#define rmt_xmemdet_ldl_finish RMT_X(memdet_ldl_finish)
#define rmt_xmemdet_ldl_divide RMT_X(memdet_ldl_divide)
#define rmt_xmemdet_ldl_growth RMT_X(memdet_ldl_growth)
#define rmt_xmemdet_lu RMT_X(memdet_lu)
#define rmt_xmemdet_lu_begin RMT_X(memdet_lu_begin)
#define rmt_xmemdet_lu_apply RMT_X(memdet_lu_apply)
/* extrapolated log-determinants */
#define rmt_xflodance RMT_X(flodance)
#define rmt_xneighbours RMT_X(neighbours)
#define rmt_xneighbours_open RMT_X(neighbours_open)
#define rmt_xneighbours_run RMT_X(neighbours_run)

/* spectra of weights */
#define rmt_xweights_spectrum RMT_X(weights_spectrum)
#define rmt_xweights_largest RMT_X(weights_largest)
#define rmt_xweights_shuffle RMT_X(weights_shuffle)
#define rmt_xweights_layer RMT_X(weights_layer)
#define rmt_xweights_compare RMT_X(weights_compare)
#define rmt_xweights_smooth RMT_X(weights_smooth)
#define rmt_xweights_sharpen RMT_X(weights_sharpen)
#define rmt_xweights_matrix RMT_X(weights_matrix)
#define rmt_xweights_permute RMT_X(weights_permute)
#define rmt_xweights_leading RMT_X(weights_leading)
#define rmt_xweights_quadrature RMT_X(weights_quadrature)

#endif
