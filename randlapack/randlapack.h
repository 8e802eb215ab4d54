/**
 * @file randlapack.h
 * @brief Layer 2: drivers for least squares and its relatives, linear systems, kernel methods, low rank, QR and
 * LU by sketching, traces, diagonals and norms.
 *
 * A driver takes its matrix as a linear operator (dense, symmetric, CSR, CSC, COO or a callback), an options struct and
 * a report struct.  Options: NULL or all-zero means the documented defaults, and a field that is zero takes its
 * default; `size` is the caller's sizeof, so that the struct can grow, and 0 is taken for the size in version 0.1.
 * Reports are filled on failure too; NULL is legal.  Result codes are those of randblas.h.
 *
 * The drivers stand in one header for each capability, all of them included here.
 */
#ifndef RANDLAPACK_H
#define RANDLAPACK_H

#include "randblas.h"
#include "randlapack_inverse.h"
#include "randlapack_kernel.h"
#include "randlapack_lowrank.h"
#include "randlapack_lsq.h"
#include "randlapack_lu.h"
#include "randlapack_optim.h"
#include "randlapack_project.h"
#include "randlapack_qr.h"
#include "randlapack_sampling.h"
#include "randlapack_skeleton.h"
#include "randlapack_spectral.h"
#include "randlapack_stream.h"
#include "randlapack_trace.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The sentence for a result code; the same as randblas_strerror(). */
RANDBLAS_API const char *randlapack_strerror(int info);

#ifdef __cplusplus
}
#endif

#endif
