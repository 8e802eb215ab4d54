/* The checks of arguments that drivers of least squares have in common. */
#include "lsq_arguments_impl.h"

int randlapack_xlsq_arguments(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, const scalar_t *X,
                              int64_t ldx)
{
    if (nrhs < 0) return -2;
    if (!B && A->rows > 0 && nrhs > 0) return -3;
    if (ldb < (A->rows > 1 ? A->rows : 1)) return -4;
    if (!X && A->cols > 0 && nrhs > 0) return -5;
    if (ldx < (A->cols > 1 ? A->cols : 1)) return -6;
    return 0;
}
