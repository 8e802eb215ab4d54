/* Orthonormal columns from Householder reflectors; see reflectors.h. */
#include "reflectors.h"

#include "randlapack.h"

#include <lapacke.h>

int reflectors_expand(bool single, int64_t m, int64_t k, void *A, const void *tau)
{
    if (k == 0) return 0;
    if (sizeof(lapack_int) < 8 && m > INT32_MAX) return RANDBLAS_TOO_LARGE;
    const lapack_int rows = (lapack_int)m, columns = (lapack_int)k;
    const lapack_int info = single ? LAPACKE_sorgqr(LAPACK_COL_MAJOR, rows, columns, columns, A, rows, tau)
                                   : LAPACKE_dorgqr(LAPACK_COL_MAJOR, rows, columns, columns, A, rows, tau);
    if (info == LAPACK_WORK_MEMORY_ERROR) return RANDBLAS_OUT_OF_MEMORY;
    return info ? RANDBLAS_INTERNAL : 0;
}
