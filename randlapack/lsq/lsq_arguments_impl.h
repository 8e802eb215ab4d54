/** What every driver of least squares is given. */
#ifndef RANDLAPACK_LSQ_ARGUMENTS_IMPL_H
#define RANDLAPACK_LSQ_ARGUMENTS_IMPL_H

#include "randblas.h"
#include "randlapack_names_impl.h"

/* Arguments two to six of such a driver, A, the first, being sound: 0, -i. */
int randlapack_xlsq_arguments(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, const scalar_t *X,
                              int64_t ldx);

#endif
