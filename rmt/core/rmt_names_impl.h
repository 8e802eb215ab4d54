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

/* extrapolated log-determinants */
#define rmt_xflodance RMT_X(flodance)
#define rmt_xneighbours RMT_X(neighbours)
#define rmt_xneighbours_open RMT_X(neighbours_open)
#define rmt_xneighbours_run RMT_X(neighbours_run)

#endif
