/**
 * @file randlapack_mpi.h
 * @brief Drivers for matrices whose rows are spread over the processes of an MPI communicator: the optional library
 * librandlapack_mpi.
 *
 * All processes of the communicator call a routine with the same arguments but for their own rows.  What is short, such
 * as a solution, comes out on all of them, the same bit for bit.  Operators are never sent: each process makes the part
 * that its rows need.  Sums are made along one fixed tree over the processes, so that a result is reproducible for a
 * number of processes and differs by rounding from one number to another; with the option exact it does not differ.
 *
 * @code
 * randlapack_mpi *group = NULL;
 * randlapack_mpi_drows A;
 * const randblas_dlinop own = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, local_rows, n, a, lda);
 * int info = randlapack_mpi_create(MPI_COMM_WORLD, NULL, &group);
 * if (!info) info = randlapack_mpi_drows_make(group, &own, &A);
 * if (!info) info = randlapack_mpi_dlsq_precond(group, &A, 1, b, local_rows, x, n, NULL, NULL);
 * randlapack_mpi_destroy(group);
 * @endcode
 *
 * Faults: when a process finds an illegal argument, has no memory or is cancelled, all of them return its code (the one
 * of the lowest rank); none is left waiting.  The processes must be of one kind (byte order, instruction set) and run
 * the same number of OpenMP threads; where they do not and come to different decisions, all return RANDBLAS_INTERNAL.
 * An error of MPI itself is left to the communicator's error handler, which by default ends the job.
 *
 * MPI is called from the calling thread only, between MPI_Init and MPI_Finalize.
 */
#ifndef RANDLAPACK_MPI_H
#define RANDLAPACK_MPI_H

#include "randlapack.h"

#include <mpi.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A group of processes that solve problems together: opaque; a private copy of a communicator, buffers, counters. */
typedef struct randlapack_mpi randlapack_mpi;

/** Options of randlapack_mpi_create(), the same on all processes. */
typedef struct randlapack_mpi_options {
    size_t size;           /**< sizeof(randlapack_mpi_options), or 0 */
    int32_t exact;         /**< nonzero: sums over rows are accumulated without rounding (to 81 bits below their largest
                                possible term), so that the result is the same bit for bit for any number of processes
                                and any distribution of the rows; three times the words, several times the time */
    int64_t message_bytes; /**< longer messages are sent in pieces of so many bytes, a multiple of 8 from 128 up to
                                2^30; 0: 1 MiB */
} randlapack_mpi_options;

/** What this process has sent since the group was made, or since the last reset. */
typedef struct randlapack_mpi_traffic {
    int64_t collectives; /**< operations in which all take part */
    int64_t messages;    /**< sent by this process, each with a header of four words */
    int64_t words;       /**< of 8 bytes, sent by this process, headers left out */
} randlapack_mpi_traffic;

/**
 * Make a group of the processes of a communicator, which all call this.
 *
 * @param[in]  comm     an intracommunicator; it is duplicated
 * @param[in]  options  or NULL
 * @param[out] group    to be given to randlapack_mpi_destroy(); NULL on failure
 * @return 0, -1 (MPI_COMM_NULL), -2, -3, RANDBLAS_OUT_OF_MEMORY, RANDBLAS_INTERNAL (MPI could not duplicate it)
 */
RANDBLAS_API int randlapack_mpi_create(MPI_Comm comm, const randlapack_mpi_options *options, randlapack_mpi **group);

/** The same from the integer handle of Fortran. */
RANDBLAS_API int randlapack_mpi_create_fortran(int comm, const randlapack_mpi_options *options, randlapack_mpi **group);

/** Free a group, by all of its processes; NULL is legal. */
RANDBLAS_API void randlapack_mpi_destroy(randlapack_mpi *group);

/** This process's place in the group; -1 for NULL. */
RANDBLAS_API int randlapack_mpi_rank(const randlapack_mpi *group);

/** Processes of the group; 0 for NULL. */
RANDBLAS_API int randlapack_mpi_size(const randlapack_mpi *group);

/**
 * What this process has sent.
 *
 * @param[in,out] group    the group
 * @param[out]    traffic  or NULL
 * @param[in]     reset    nonzero: count from zero again
 * @return 0, -1
 */
RANDBLAS_API int randlapack_mpi_count(randlapack_mpi *group, randlapack_mpi_traffic *traffic, int reset);

/** The rows first .. first + local.rows of a matrix of `rows` rows; ranks have them in ascending order, some perhaps
 * none.  All have one kind of storage. */
typedef struct randlapack_mpi_drows {
    size_t size;           /**< sizeof this struct; 0 is taken for it */
    int64_t rows;          /**< of the whole matrix */
    int64_t first;         /**< the row of it that is row 0 of local */
    randblas_dlinop local; /**< the rows of this process, of any kind; with the option exact dense or CSR */
} randlapack_mpi_drows;
/** @copydoc randlapack_mpi_drows */
typedef struct randlapack_mpi_srows {
    size_t size;           /**< sizeof this struct; 0 is taken for it */
    int64_t rows;          /**< of the whole matrix */
    int64_t first;         /**< the row of it that is row 0 of local */
    randblas_slinop local; /**< the rows of this process, of any kind; with the option exact dense or CSR */
} randlapack_mpi_srows;

/**
 * Stack the matrices of all processes in the order of their ranks.
 *
 * @param[in]  group  the group
 * @param[in]  local  the rows of this process; the arrays are not copied
 * @param[out] A      the whole
 * @return 0, -i (-2 also when columns or kinds differ), RANDBLAS_INVALID_SPARSE, RANDBLAS_TOO_LARGE
 */
RANDBLAS_API int randlapack_mpi_drows_make(randlapack_mpi *group, const randblas_dlinop *local,
                                           randlapack_mpi_drows *A);
/** @copydoc randlapack_mpi_drows_make */
RANDBLAS_API int randlapack_mpi_srows_make(randlapack_mpi *group, const randblas_slinop *local,
                                           randlapack_mpi_srows *A);

/**
 * B = S A on all processes, S an operator of any family made alike on all.  Each process applies the columns of S that
 * belong to its rows.
 *
 * Communication: d n words up the tree of processes and d n down; with the option exact 3 d n up.
 *
 * @param[in]  group  the group
 * @param[in]  S      d x A->rows; with the option exact Gaussian, uniform, Rademacher, sparse sign, SparseStack, SRHT
 *                    or SRFT
 * @param[in]  A      the matrix
 * @param[out] B      d x n, column major
 * @param[in]  ldb    at least max(1, d)
 * @return 0, -i (-3 also when the rows do not follow one another), RANDBLAS_INVALID_SPARSE, RANDBLAS_OUT_OF_MEMORY,
 *         RANDBLAS_CALLBACK_FAILED, RANDBLAS_INTERNAL
 */
RANDBLAS_API int randlapack_mpi_dsketch(randlapack_mpi *group, const randblas_sketch *S, const randlapack_mpi_drows *A,
                                        double *B, int64_t ldb);
/** @copydoc randlapack_mpi_dsketch */
RANDBLAS_API int randlapack_mpi_ssketch(randlapack_mpi *group, const randblas_sketch *S, const randlapack_mpi_srows *A,
                                        float *B, int64_t ldb);

/**
 * Least squares min ||A x - b||^2 + lambda ||x||^2 for tall A of any rank by sketch-and-precondition, backward stable:
 * randlapack_dlsq_precond(), whose algorithm, options, report and outcomes are the same, for rows that are spread.
 *
 * The sketch is summed on rank 0, which factors it; the triangle goes back to all.  A step of the solver is one sum of
 * n + 1 words for each right-hand side.  Communication: see doc/scaling.md; d n + O(n^2 + n nrhs steps) words a process
 * and level of the tree, whatever m is.  Cholesky of a Gram matrix, where the plan takes it, sums n (n + 1)/2 more.
 * Memory: the sketch (d x n) on each process and O(local rows) for each of up to 16 right-hand sides.
 *
 * @param[in]  group    the group
 * @param[in]  A        m x n, m >= n
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        local rows x nrhs, column major; not changed
 * @param[in]  ldb      at least max(1, local rows)
 * @param[out] X        n x nrhs, column major, on all processes
 * @param[in]  ldx      at least max(1, n)
 * @param[in]  options  or NULL; the same on all processes.  With the option exact: family 0, sparse sign, SparseStack
 *                      or a dense one, and no RANDLAPACK_PRECOND_CHOLESKY
 * @param[out] report   or NULL; times are those of this process
 * @return 0, -i (-2 also for m < n and when the rows do not follow one another), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_NOT_CONVERGED, RANDBLAS_RANK_DEFICIENT, RANDBLAS_NOT_FINITE, memory and cancellation codes,
 *         RANDBLAS_CALLBACK_FAILED, RANDBLAS_INTERNAL
 */
RANDBLAS_API int randlapack_mpi_dlsq_precond(randlapack_mpi *group, const randlapack_mpi_drows *A, int64_t nrhs,
                                             const double *B, int64_t ldb, double *X, int64_t ldx,
                                             const randlapack_lsq_options *options, randlapack_lsq_report *report);
/** @copydoc randlapack_mpi_dlsq_precond */
RANDBLAS_API int randlapack_mpi_slsq_precond(randlapack_mpi *group, const randlapack_mpi_srows *A, int64_t nrhs,
                                             const float *B, int64_t ldb, float *X, int64_t ldx,
                                             const randlapack_lsq_options *options, randlapack_lsq_report *report);

/**
 * QR factorisation with column pivoting of a tall matrix, A P = Q R, the rows of A and Q spread alike, R and P on all
 * processes: randlapack_dcqrrpt(), whose options, report and outcomes are the same, but that there is no Householder QR
 * of A to fall back on.
 *
 * Communication: d n words up for the sketch, n^2 down, n (n + 1)/2 up and down for a Gram matrix; with the rank k
 * below n, k (n - k) more; with the option exact 3 d n up, 3/2 n (n + 1) up and down, and twice that more with k below
 * n.
 *
 * @param[in]  group    the group
 * @param[in]  A        m x n of any kind, with the option exact dense or CSR, m >= n
 * @param[out] Q        local rows x n, column major; not the array of A
 * @param[in]  ldq      at least max(1, local rows)
 * @param[out] R        n x n, column major, upper triangular with zeros below
 * @param[in]  ldr      at least max(1, n)
 * @param[out] jpvt     column j of A P is column jpvt[j] of A, from 0
 * @param[in]  options  or NULL; the same on all processes.  With the option exact: family 0, sparse sign, SparseStack,
 *                      Gaussian, uniform, Rademacher, SRHT or SRFT
 * @param[out] report   or NULL
 * @return 0, -i (-2 also for m < n and when the rows do not follow one another),
 *         RANDBLAS_RANK_DEFICIENT, RANDBLAS_NOT_CONVERGED (the sketch does not represent A: Q and R must not be used;
 *         another state or a larger sketch will do), RANDBLAS_NOT_FINITE (Q and R are NaN), RANDBLAS_INVALID_SPARSE,
 *         memory and cancellation codes, RANDBLAS_CALLBACK_FAILED, RANDBLAS_INTERNAL
 */
RANDBLAS_API int randlapack_mpi_dcqrrpt(randlapack_mpi *group, const randlapack_mpi_drows *A, double *Q, int64_t ldq,
                                        double *R, int64_t ldr, int64_t *jpvt,
                                        const randlapack_tall_qr_options *options, randlapack_tall_qr_report *report);
/** @copydoc randlapack_mpi_dcqrrpt */
RANDBLAS_API int randlapack_mpi_scqrrpt(randlapack_mpi *group, const randlapack_mpi_srows *A, float *Q, int64_t ldq,
                                        float *R, int64_t ldr, int64_t *jpvt, const randlapack_tall_qr_options *options,
                                        randlapack_tall_qr_report *report);

/**
 * Truncated singular value decomposition A ~ U diag(s) V^T of rank k, the rows of A and U spread alike, s and V on all
 * processes: randlapack_drsvd() by RANDLAPACK_SVD_SUBSPACE, bases by CQRRPT; for tall A its results are the same.  A of
 * any shape, but n should be such that a process holds 3 n (k + oversampling) numbers.
 *
 * Singular values of A beyond its numerical rank come out as rounding errors or zero; columns of U that belong to them
 * may be zero.
 *
 * Communication: for l = k + oversampling, (power_passes + 1) n l words up and down, and for each of as many bases d l
 * up, d = 3 l + 64, and 1.5 l^2 down; l^2 both ways to make two iterates orthogonal; with
 * the option exact three times what goes up, and the n l words and Gram matrices down too.
 *
 * @param[in]  group    the group
 * @param[in]  A        m x n of any kind, with the option exact dense or CSR
 * @param[in]  k        rank, 0 <= k <= min(m, n)
 * @param[out] U        local rows x k, column major, orthonormal columns
 * @param[in]  ldu      at least max(1, local rows)
 * @param[out] s        k singular values, descending
 * @param[out] V        n x k, column major, orthonormal columns
 * @param[in]  ldv      at least max(1, n)
 * @param[in]  options  or NULL; the same on all processes.  oversampling and power_passes as there; tolerance, block,
 *                      excess and max_columns have to be 0
 * @param[out] report   or NULL; excess is -1
 * @return 0, -i (-2 also when the rows do not follow one another), RANDBLAS_NOT_CONVERGED (the
 *         small SVD, or a basis), RANDBLAS_NOT_FINITE (outputs are NaN), RANDBLAS_INVALID_SPARSE, memory and
 *         cancellation codes, RANDBLAS_CALLBACK_FAILED, RANDBLAS_INTERNAL
 */
RANDBLAS_API int randlapack_mpi_drsvd(randlapack_mpi *group, const randlapack_mpi_drows *A, int64_t k, double *U,
                                      int64_t ldu, double *s, double *V, int64_t ldv,
                                      const randlapack_rsvd_options *options, randlapack_rsvd_report *report);
/** @copydoc randlapack_mpi_drsvd */
RANDBLAS_API int randlapack_mpi_srsvd(randlapack_mpi *group, const randlapack_mpi_srows *A, int64_t k, float *U,
                                      int64_t ldu, float *s, float *V, int64_t ldv,
                                      const randlapack_rsvd_options *options, randlapack_rsvd_report *report);

/**
 * End the streams of all processes, A ~ U diag(s) V^T for all rows that they have taken, in the order of the ranks:
 * randlapack_dstream_finish(), the rows of U spread as those of A.  Each process makes its own stream with
 * randlapack_dstream_create() and the same options but for first_row, and pushes its rows, of which nothing is sent.
 *
 * options.first_row of the streams ascends with the rank and leaves room for the rows of each; where numbers of rows
 * are not known beforehand, rank 2^40 will do.  Rows of A are those that came, whatever is left out between them.
 *
 * The basis comes from randlapack_mpi_dcqrrpt(): where singular values of the sketch are zero to working precision,
 * columns of U may be zero.
 *
 * Communication: n (r + l + 10) words up and down for the sketches, d l up, d = 3 l + 64, and 1.5 l^2 down for the
 * basis, (r + 10) l both ways.  Memory: as on one process, and l for each row.
 *
 * @param[in]     group   the group, without exact sums
 * @param[in,out] stream  of this process; as after randlapack_dstream_finish()
 * @param[out]    U       rows of this process x k, column major; not referenced with options.right_only
 * @param[in]     ldu     at least max(1, rows of this process); not referenced with options.right_only
 * @param[out]    s       k singular values, descending, on all processes
 * @param[out]    V       n x k, column major, on all processes
 * @param[in]     ldv     at least max(1, n)
 * @param[out]    report  or NULL; rows and norm are those of all, batches, times and bytes those of this process
 * @return 0, -i (-1 also with exact sums, -2 also for a stream that is finished, and for streams of other sizes or
 *         options or of rows that overlap), and the codes of randlapack_dstream_finish()
 */
RANDBLAS_API int randlapack_mpi_dstream_finish(randlapack_mpi *group, randlapack_dstream *stream, double *U,
                                               int64_t ldu, double *s, double *V, int64_t ldv,
                                               randlapack_stream_report *report);
/** @copydoc randlapack_mpi_dstream_finish */
RANDBLAS_API int randlapack_mpi_sstream_finish(randlapack_mpi *group, randlapack_sstream *stream, float *U, int64_t ldu,
                                               float *s, float *V, int64_t ldv, randlapack_stream_report *report);

/**
 * Leverage scores, with a ridge or without, of rows that are spread: randlapack_dleverage_sketched(), whose options,
 * report and outcomes are the same; each process gets the scores of its rows.
 *
 * Communication: d n words up for the sketch, n^2/2 down, and k^2 up and down where the rows are not projected; with
 * the option exact 3 d n, n^2/2 and 3 k^2/2, and m k numbers of memory, m being the rows of this process.
 *
 * @param[in]  group    the group
 * @param[in]  A        m x n of any kind, with the option exact dense or CSR, m >= n
 * @param[out] scores   as many as this process has rows
 * @param[in]  options  or NULL; the same on all processes.  With the option exact: family 0, sparse sign, SparseStack,
 *                      Gaussian, uniform, Rademacher, SRHT or SRFT
 * @param[out] report   or NULL; lower and upper are for the scores of all rows, sum is that of all
 * @return 0, -i (-2 also for m < n and when the rows do not follow one another, -4 also for a family that cannot be
 *         made from the options alone, and with the option exact for others than above), RANDBLAS_RANK_DEFICIENT,
 * RANDBLAS_NOT_FINITE (scores are NaN), RANDBLAS_INVALID_SPARSE, memory and cancellation codes,
 * RANDBLAS_CALLBACK_FAILED, RANDBLAS_INTERNAL
 */
RANDBLAS_API int randlapack_mpi_dleverage_sketched(randlapack_mpi *group, const randlapack_mpi_drows *A, double *scores,
                                                   const randlapack_leverage_options *options,
                                                   randlapack_leverage_report *report);
/** @copydoc randlapack_mpi_dleverage_sketched */
RANDBLAS_API int randlapack_mpi_sleverage_sketched(randlapack_mpi *group, const randlapack_mpi_srows *A, float *scores,
                                                   const randlapack_leverage_options *options,
                                                   randlapack_leverage_report *report);

/**
 * X ~ (A^T A + lambda I)^-1 B by debiased averages of q independent sketches of the rows of all processes:
 * randlapack_dinverse_solve(), whose options, report and outcomes are the same.  Sketch i is summed up and goes to
 * process i modulo their number, which factors it while the others factor theirs; what each process sends back is its
 * estimate.  The sketches, and so the averages, do not depend on who has which rows but for rounding; with the option
 * exact not at all.
 *
 * Communication: for each sketch d n words up the tree, d n down to the process that gets it, and n nrhs + 5 both ways.
 * Memory: 3 d n, n^2, and p n nrhs for p processes; when that is more than 2^20 numbers, fewer than p sketches are in
 * flight.
 *
 * @param[in]  group    the group
 * @param[in]  A        m x n of any kind
 * @param[in]  nrhs     number of right-hand sides
 * @param[in]  B        n x nrhs, column major, the same on all processes
 * @param[in]  ldb      at least max(1, n)
 * @param[out] X        n x nrhs, column major: the means, on all processes
 * @param[in]  ldx      at least max(1, n)
 * @param[out] E        n x nrhs, column major, or NULL on all: their standard errors
 * @param[in]  lde      at least max(1, n) unless E is NULL
 * @param[in]  options  or NULL; the same on all processes.  Without scores, and effective_dimension not negative; with
 *                      the option exact Gaussian, uniform, Rademacher, sparse sign or SparseStack
 * @param[out] report   or NULL; times are those of this process
 * @return 0, -i (-2 also when the rows do not follow one another), and the codes of randlapack_dinverse_solve()
 */
RANDBLAS_API int randlapack_mpi_dinverse_solve(randlapack_mpi *group, const randlapack_mpi_drows *A, int64_t nrhs,
                                               const double *B, int64_t ldb, double *X, int64_t ldx, double *E,
                                               int64_t lde, const randlapack_inverse_options *options,
                                               randlapack_inverse_report *report);
/** @copydoc randlapack_mpi_dinverse_solve */
RANDBLAS_API int randlapack_mpi_sinverse_solve(randlapack_mpi *group, const randlapack_mpi_srows *A, int64_t nrhs,
                                               const float *B, int64_t ldb, float *X, int64_t ldx, float *E,
                                               int64_t lde, const randlapack_inverse_options *options,
                                               randlapack_inverse_report *report);

/**
 * Quadratic forms f_j ~ x_j^T (A^T A + lambda I)^-1 x_j, debiased and averaged as by randlapack_mpi_dinverse_solve():
 * randlapack_dinverse_forms(), whose options, report and outcomes are the same.  Instead of n nrhs numbers a sketch,
 * the number of columns of X is sent both ways.
 *
 * @param[in]  group    the group
 * @param[in]  A        m x n of any kind
 * @param[in]  X        n x k, of any kind, the same on all processes
 * @param[out] f        k means, on all processes
 * @param[out] e        k standard errors, or NULL on all
 * @param[in]  options  as in randlapack_mpi_dinverse_solve()
 * @param[out] report   or NULL; times are those of this process
 * @return as randlapack_mpi_dinverse_solve(), with -6 for the options
 */
RANDBLAS_API int randlapack_mpi_dinverse_forms(randlapack_mpi *group, const randlapack_mpi_drows *A,
                                               const randblas_dlinop *X, double *f, double *e,
                                               const randlapack_inverse_options *options,
                                               randlapack_inverse_report *report);
/** @copydoc randlapack_mpi_dinverse_forms */
RANDBLAS_API int randlapack_mpi_sinverse_forms(randlapack_mpi *group, const randlapack_mpi_srows *A,
                                               const randblas_slinop *X, float *f, float *e,
                                               const randlapack_inverse_options *options,
                                               randlapack_inverse_report *report);

/**
 * t ~ tr C (A^T A + lambda I)^-1 in the same way: randlapack_dinverse_trace(); one number a sketch is sent both ways.
 *
 * @param[in]  group    the group
 * @param[in]  A        m x n of any kind
 * @param[in]  C        n x n, of any kind, the same on all processes, or NULL on all for the identity
 * @param[out] t        the mean, on all processes
 * @param[out] e        its standard error, or NULL on all
 * @param[in]  options  as in randlapack_mpi_dinverse_solve()
 * @param[out] report   or NULL; times are those of this process
 * @return as randlapack_mpi_dinverse_solve(), with -6 for the options; RANDBLAS_NOT_FINITE also for C
 */
RANDBLAS_API int randlapack_mpi_dinverse_trace(randlapack_mpi *group, const randlapack_mpi_drows *A,
                                               const randblas_dlinop *C, double *t, double *e,
                                               const randlapack_inverse_options *options,
                                               randlapack_inverse_report *report);
/** @copydoc randlapack_mpi_dinverse_trace */
RANDBLAS_API int randlapack_mpi_sinverse_trace(randlapack_mpi *group, const randlapack_mpi_srows *A,
                                               const randblas_slinop *C, float *t, float *e,
                                               const randlapack_inverse_options *options,
                                               randlapack_inverse_report *report);

/**
 * t ~ tr F F^T (A^T A + lambda I)^-1 in the same way: randlapack_dinverse_trace_factor().
 *
 * @param[in]  group    the group
 * @param[in]  A        m x n of any kind
 * @param[in]  F        n x k, of any kind, the same on all processes
 * @param[out] t        the mean, on all processes
 * @param[out] e        its standard error, or NULL on all
 * @param[in]  options  as in randlapack_mpi_dinverse_solve()
 * @param[out] report   or NULL; times are those of this process
 * @return as randlapack_mpi_dinverse_trace()
 */
RANDBLAS_API int randlapack_mpi_dinverse_trace_factor(randlapack_mpi *group, const randlapack_mpi_drows *A,
                                                      const randblas_dlinop *F, double *t, double *e,
                                                      const randlapack_inverse_options *options,
                                                      randlapack_inverse_report *report);
/** @copydoc randlapack_mpi_dinverse_trace_factor */
RANDBLAS_API int randlapack_mpi_sinverse_trace_factor(randlapack_mpi *group, const randlapack_mpi_srows *A,
                                                      const randblas_slinop *F, float *t, float *e,
                                                      const randlapack_inverse_options *options,
                                                      randlapack_inverse_report *report);

/**
 * Logistic or Poisson regression with a ridge whose rows are spread, by Newton steps with a sketched Hessian:
 * randlapack_dglm(), whose options, report and outcomes are the same.  Each process computes the losses, gradients and
 * products of its rows; the Hessian's sketch is summed on rank 0, which shares its Gram matrix, and all factor that.
 *
 * Where that breaks down to rounding, rank 0 factors the sketch itself; with RANDLAPACK_NEWTON, for which that would
 * take all rows, a sketch of 8 n + 32 rows takes the place of the exact Hessian as the preconditioner.
 *
 * Communication: n + 4 words both ways for f with its gradient, 4 for f along a step, 1 for a scale; n for a step of
 * conjugate gradients; d n up and n (n + 1)/2 down for a Hessian (RANDLAPACK_NEWTON: n (n + 1)/2 both ways;
 * with the option exact three times all of these, and the bounds of what is summed: 5 and n both ways.  The scaled rows
 * of this process are kept then: as much memory as they themselves.
 *
 * @param[in]     group    the group
 * @param[in]     model    RANDLAPACK_LOGISTIC or RANDLAPACK_POISSON
 * @param[in]     A        m x n of any kind, with the option exact dense or CSR; a callback only with
 * RANDLAPACK_NEWTON_SKETCH
 * @param[in]     y        responses of the rows of this process
 * @param[in]     weights  of the rows of this process, or NULL
 * @param[in]     offset   of the rows of this process, or NULL
 * @param[in]     lambda   ridge, nonnegative, the same on all processes
 * @param[in,out] x        n coefficients, on all processes; on entry the start if options->warm_start
 * @param[in]     options  or NULL; the same on all processes.  RANDLAPACK_NEWTON_SKETCH or RANDLAPACK_NEWTON;
 *                         with the option exact: family 0, sparse sign, SparseStack, Gaussian, uniform, Rademacher,
 *                         SRHT or SRFT
 * @param[out]    report   or NULL; times are those of this process
 * @return 0, -i (-3 also when the rows do not follow one another, -4 and -5 as -3 and -4 of
 *         randlapack_dglm()), and the codes of randlapack_dglm()
 */
RANDBLAS_API int randlapack_mpi_dglm(randlapack_mpi *group, randlapack_glm_model model, const randlapack_mpi_drows *A,
                                     const double *y, const double *weights, const double *offset, double lambda,
                                     double *x, const randlapack_glm_options *options, randlapack_glm_report *report);
/** @copydoc randlapack_mpi_dglm */
RANDBLAS_API int randlapack_mpi_sglm(randlapack_mpi *group, randlapack_glm_model model, const randlapack_mpi_srows *A,
                                     const float *y, const float *weights, const float *offset, double lambda, float *x,
                                     const randlapack_glm_options *options, randlapack_glm_report *report);

/** What an operator is made of. */
typedef enum randlapack_mpi_form {
    RANDLAPACK_MPI_SQUARE = 0, /**< A itself, with as many columns as rows */
    RANDLAPACK_MPI_GRAM = 1    /**< A^T A, n x n, never formed */
} randlapack_mpi_form;

/** An n x n operator made of rows that are spread; opaque. */
typedef struct randlapack_mpi_doperator randlapack_mpi_doperator;
/** @copydoc randlapack_mpi_doperator */
typedef struct randlapack_mpi_soperator randlapack_mpi_soperator;

/**
 * An operator that every driver which takes one can work with: traces and diagonals, stochastic Lanczos quadrature and
 * densities, Nystrom approximation and its solver, eigenvalues, norms.  All processes call the driver with the same
 * arguments, and randlapack_mpi_finish() after it:
 *
 * @code
 * info = randlapack_mpi_doperator_create(group, &A, RANDLAPACK_MPI_GRAM, &op);
 * if (!info) info = randlapack_mpi_finish(group, randlapack_dtrace(randlapack_mpi_doperator_linop(op), ...));
 * randlapack_mpi_doperator_destroy(op);
 * @endcode
 *
 * Vectors are whole on all processes.  Random vectors are not sent: each process draws the same.  Communication: n
 * words up the tree and n down for each vector that the operator is applied to; with the option exact, for A^T A and
 * for the transpose of A, 3 (n + 1) each way.  Memory: O(16 (n + local rows)).
 *
 * @param[in]  group  the group, which has to outlive the operator
 * @param[in]  A      the matrix; its arrays are not copied
 * @param[in]  form   A or A^T A
 * @param[out] op     to be given to randlapack_mpi_doperator_destroy(); NULL on failure
 * @return 0, -i (-2 also for A that is not square, or whose rows do not follow one another), RANDBLAS_INVALID_SPARSE,
 *         RANDBLAS_OUT_OF_MEMORY, RANDBLAS_TOO_LARGE, RANDBLAS_INTERNAL
 */
RANDBLAS_API int randlapack_mpi_doperator_create(randlapack_mpi *group, const randlapack_mpi_drows *A,
                                                 randlapack_mpi_form form, randlapack_mpi_doperator **op);
/** @copydoc randlapack_mpi_doperator_create */
RANDBLAS_API int randlapack_mpi_soperator_create(randlapack_mpi *group, const randlapack_mpi_srows *A,
                                                 randlapack_mpi_form form, randlapack_mpi_soperator **op);

/** The operator for drivers, a callback; valid as long as op is; NULL for NULL. */
RANDBLAS_API const randblas_dlinop *randlapack_mpi_doperator_linop(const randlapack_mpi_doperator *op);
/** @copydoc randlapack_mpi_doperator_linop */
RANDBLAS_API const randblas_slinop *randlapack_mpi_soperator_linop(const randlapack_mpi_soperator *op);

/** Free an operator; NULL is legal.  Not collective. */
RANDBLAS_API void randlapack_mpi_doperator_destroy(randlapack_mpi_doperator *op);
/** @copydoc randlapack_mpi_doperator_destroy */
RANDBLAS_API void randlapack_mpi_soperator_destroy(randlapack_mpi_soperator *op);

/**
 * All processes have come back from a driver that worked with an operator: what came of it.
 *
 * @param[in] group  the group
 * @param[in] info   what the driver returned on this process
 * @return the failure of the lowest rank that failed, the same on all, or info
 */
RANDBLAS_API int randlapack_mpi_finish(randlapack_mpi *group, int info);

#ifdef __cplusplus
}
#endif

#endif
