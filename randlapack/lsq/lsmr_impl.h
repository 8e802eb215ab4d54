/** LSMR with a right preconditioner, in place of randlapack_xlsqr(): the same block and the same meaning of its fields.
 */
#ifndef RANDLAPACK_LSMR_IMPL_H
#define RANDLAPACK_LSMR_IMPL_H

#include "lsqr_impl.h"

/* As randlapack_xlsqr(). */
randlapack_xinner_solver randlapack_xlsmr;

#endif
