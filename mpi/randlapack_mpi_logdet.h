/**
 * @file randlapack_mpi_logdet.h
 * @brief Log-determinants and spectra of matrices whose rows are spread over processes, by ScaLAPACK; part of
 * librandlapack_mpi where ScaLAPACK was found.
 */
#ifndef RANDLAPACK_MPI_LOGDET_H
#define RANDLAPACK_MPI_LOGDET_H

#include "randlapack_mpi.h"
#include "rmt.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Sign and log|det A| of a square matrix that no process could hold: the rows are dealt out anew to blocks in two
 * dimensions, block-cyclically over a grid of processes as square as their number allows, and factored by ScaLAPACK.
 *
 * RMT_DEFINITE is Cholesky of the lower triangle; RMT_GENERAL is LU with partial pivoting, and so is RMT_SYMMETRIC, for
 * which ScaLAPACK has nothing better.  Diagonal entries are multiplied as a fraction and an exponent.
 *
 * Cost: 2 n^3/3 flops, n^3/3 for RMT_DEFINITE, over all processes.  Communication: n^2/p words a process to deal out,
 * and ScaLAPACK's O(n^2 / sqrt(p)).  Memory: n^2/p and lower order.
 *
 * @param[in]  group    the group, without exact sums
 * @param[in]  A        n x n of any kind
 * @param[in]  kind     what is known of A
 * @param[in]  block    rows and columns of a block; 0: 64
 * @param[in]  options  or NULL; control counts, the rest has to be 0
 * @param[out] report   the result: logabsdet, sign and rank (n, or 0 for a singular matrix)
 * @return 0, -i (-1 also with exact sums, -2 also for A that is not square and when the rows do not follow one
 * another); RANDBLAS_RANK_DEFICIENT (a pivot is zero: sign 0, -infinity), RANDBLAS_NOT_POSITIVE_DEFINITE (NaN, sign 0),
 *         RANDBLAS_NOT_FINITE (NaN), RANDBLAS_TOO_LARGE (for ScaLAPACK's integers), RANDBLAS_INVALID_SPARSE, memory and
 *         cancellation codes, RANDBLAS_CALLBACK_FAILED, RANDBLAS_INTERNAL
 */
RANDBLAS_API int randlapack_mpi_dlogdet(randlapack_mpi *group, const randlapack_mpi_drows *A, rmt_matrix_kind kind,
                                        int64_t block, const rmt_logdet_options *options, rmt_logdet_report *report);
/** @copydoc randlapack_mpi_dlogdet */
RANDBLAS_API int randlapack_mpi_slogdet(randlapack_mpi *group, const randlapack_mpi_srows *A, rmt_matrix_kind kind,
                                        int64_t block, const rmt_logdet_options *options, rmt_logdet_report *report);

/**
 * All eigenvalues of a symmetric matrix, or all singular values of a square one, that no process could hold, by
 * ScaLAPACK on the same blocks: what densities are estimated from and compared with.
 *
 * Cost: 4 n^3/3 flops (RMT_GENERAL: 8 n^3/3) over all processes, O(n^2) on each.  Communication: n^2/p words a process
 * to deal out, and ScaLAPACK's O(n^2 / sqrt(p)) words in O(n) messages.  Memory: n^2/p and lower order.
 *
 * @param[in]  group    the group, without exact sums
 * @param[in]  A        n x n of any kind; of a symmetric one the lower triangle is read
 * @param[in]  kind     RMT_SYMMETRIC or RMT_DEFINITE: eigenvalues, ascending; RMT_GENERAL: singular values, descending
 * @param[in]  block    rows and columns of a block; 0: 32
 * @param[out] values   n, the same on all processes
 * @param[in]  control  allocator and memory limit, or NULL
 * @return 0, -i (-1 also with exact sums, -2 also for A that is not square and when the rows do not follow one
 *         another), RANDBLAS_NOT_CONVERGED and RANDBLAS_NOT_FINITE (values are NaN), RANDBLAS_TOO_LARGE (for
 *         ScaLAPACK's integers), RANDBLAS_INVALID_SPARSE, memory codes, RANDBLAS_CALLBACK_FAILED, RANDBLAS_INTERNAL
 */
RANDBLAS_API int randlapack_mpi_dspectrum(randlapack_mpi *group, const randlapack_mpi_drows *A, rmt_matrix_kind kind,
                                          int64_t block, double *values, const randblas_control *control);
/** @copydoc randlapack_mpi_dspectrum */
RANDBLAS_API int randlapack_mpi_sspectrum(randlapack_mpi *group, const randlapack_mpi_srows *A, rmt_matrix_kind kind,
                                          int64_t block, float *values, const randblas_control *control);

#ifdef __cplusplus
}
#endif

#endif
