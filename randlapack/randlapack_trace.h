/**
 * @file randlapack_trace.h
 * @brief Traces, diagonals and norms of matrices known by their products; included by randlapack.h.
 */
#ifndef RANDLAPACK_TRACE_H
#define RANDLAPACK_TRACE_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The Gram matrix A^T A as a matrix-free operator, never formed: each product is one with A and one with A^T.
 * Where the drivers take it, RANDBLAS_CALLBACK_FAILED also means that memory was short for A X, a panel of 4 MB or one
 * column.
 *
 * @param[in] A  m x n of any kind; has to outlive the operator, which holds its address.  randblas_dlinop_check() does
 *               not look into it: check it once before.
 * @return the operator, n x n; no operator, which every routine refuses, for NULL
 */
RANDBLAS_API randblas_dlinop randlapack_dlinop_gram(const randblas_dlinop *A);
/** @copydoc randlapack_dlinop_gram */
RANDBLAS_API randblas_slinop randlapack_slinop_gram(const randblas_slinop *A);

#ifdef __cplusplus
}
#endif

#endif
