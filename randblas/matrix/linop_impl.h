/** Linear operators from the inside. */
#ifndef RANDBLAS_LINOP_IMPL_H
#define RANDBLAS_LINOP_IMPL_H

#include "scalar_impl.h"

#include "randblas.h"

/* The transpose of anything but a callback: the same arrays, read the other way. */
static inline randblas_xlinop linop_transposed(const randblas_xlinop *A)
{
    randblas_xlinop T = *A;
    T.rows = A->cols;
    T.cols = A->rows;
    T.layout = A->layout == RANDBLAS_ROW_MAJOR ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR;
    T.uplo = A->uplo == RANDBLAS_UPPER ? RANDBLAS_LOWER : RANDBLAS_UPPER;
    T.rowind = A->colind;
    T.colind = A->rowind;
    if (A->kind == RANDBLAS_CSR) T.kind = RANDBLAS_CSC;
    if (A->kind == RANDBLAS_CSC) T.kind = RANDBLAS_CSR;
    return T;
}

#endif
