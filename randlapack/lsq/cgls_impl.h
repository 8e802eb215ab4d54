/** CGLS with a right preconditioner, in place of randlapack_xlsqr(): the same block and the same meaning of its fields.
 */
#ifndef RANDLAPACK_CGLS_IMPL_H
#define RANDLAPACK_CGLS_IMPL_H

#include "lsqr_impl.h"

/* As randlapack_xlsqr(). */
randlapack_xinner_solver randlapack_xcgls;

#endif
