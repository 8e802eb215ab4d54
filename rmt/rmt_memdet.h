/**
 * @file rmt_memdet.h
 * @brief Log-determinants of matrices that do not fit into memory; included by rmt.h.
 *
 * @code
 * rmt_dmemdet_input input = {.format = RMT_MEMDET_NPY, .path = "K.npy"};
 * rmt_memdet_options options = {.method = RMT_MEMDET_CHOLESKY, .control = {.memory_limit = 2000000000}};
 * rmt_memdet_report report;
 * int info = rmt_dmemdet(&input, &options, &report); // report.logabsdet, report.sign
 * @endcode
 */
#ifndef RMT_MEMDET_H
#define RMT_MEMDET_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How the matrix is factored. */
typedef enum rmt_memdet_method {
    RMT_MEMDET_LU = 1,      /**< any matrix: PA = LU with partial pivoting over whole columns */
    RMT_MEMDET_LDL = 2,     /**< symmetric: LDL^T, pivots within blocks; LU instead when entries grow */
    RMT_MEMDET_CHOLESKY = 3 /**< symmetric positive definite */
} rmt_memdet_method;

/** Where the matrix is. */
typedef enum rmt_memdet_format {
    RMT_MEMDET_NPY = 1,     /**< a .npy file of float32 or float64 in either order */
    RMT_MEMDET_FLOAT32 = 2, /**< a file of floats of this machine */
    RMT_MEMDET_FLOAT64 = 3, /**< a file of doubles of this machine */
    RMT_MEMDET_CALLBACK = 4 /**< a callback computes its blocks */
} rmt_memdet_format;

/**
 * Write rows i0 .. i1 - 1, columns j0 .. j1 - 1 of the matrix into A, column major; nonzero means failure.  Called from
 * the thread that called the library, never from two at once.
 */
typedef int (*rmt_dblock_fn)(void *context, int64_t i0, int64_t i1, int64_t j0, int64_t j1, double *A, int64_t lda);
/** @copydoc rmt_dblock_fn */
typedef int (*rmt_sblock_fn)(void *context, int64_t i0, int64_t i1, int64_t j0, int64_t j1, float *A, int64_t lda);

/** The n x n matrix of rmt_dmemdet().  Of a symmetric one only the lower triangle is referenced. */
typedef struct rmt_dmemdet_input {
    size_t size;              /**< sizeof(rmt_dmemdet_input), or 0 */
    rmt_memdet_format format; /**< where the matrix is; which of the fields below count */
    randblas_layout layout;   /**< raw files: storage order; 0: column major */
    int64_t n;                /**< order; .npy: 0, or what the file must say */
    const char *path;         /**< files */
    int64_t offset;           /**< raw files: bytes before the first entry */
    rmt_dblock_fn block;      /**< callback */
    void *context;            /**< its first argument */
    int64_t fingerprint;      /**< callback: a number that tells this matrix from others, checked on resuming; of files
                                   size, time of change and samples are */
} rmt_dmemdet_input;
/** @copydoc rmt_dmemdet_input */
typedef struct rmt_smemdet_input {
    size_t size;              /**< sizeof(rmt_smemdet_input), or 0 */
    rmt_memdet_format format; /**< as in rmt_dmemdet_input, and so on */
    randblas_layout layout;   /**< raw files: storage order; 0: column major */
    int64_t n;                /**< order */
    const char *path;         /**< files */
    int64_t offset;           /**< raw files: bytes before the first entry */
    rmt_sblock_fn block;      /**< callback */
    void *context;            /**< its first argument */
    int64_t fingerprint;      /**< callback: checked on resuming */
} rmt_smemdet_input;

/** Options of rmt_dmemdet(). */
typedef struct rmt_memdet_options {
    size_t size;              /**< sizeof(rmt_memdet_options), or 0 */
    randblas_control control; /**< progress, allocator; memory_limit is the budget, 0: the matrix fits into memory */
    rmt_memdet_method method; /**< 0: LU */
    int64_t block;            /**< columns b of a panel; 0: the most that the budget allows, panels being equal */
    int64_t chunk;            /**< columns of a panel that are read back at a time; 0: up to 256 */
    const char *scratch;      /**< folder for what does not fit, made if there is none; NULL: a file in /tmp without a
                                   name, which no end of the process leaves */
    int32_t resume;           /**< nonzero: go on with what a run that was interrupted has left in `scratch` */
    int32_t keep;             /**< nonzero: when the run fails or is cancelled leave the scratch files to be resumed */
    int32_t single_scratch;   /**< nonzero: store floats, half the traffic, and digits of a float */
    double growth_limit;      /**< LDL^T: growth beyond which LU is taken instead; 0: eps^(-1/3) */
    double *leading;          /**< NULL, or n values: log|det A(1:m, 1:m)|, m = 1 .. n; NaN where not known: Cholesky
                                   knows all, LDL^T those of whole blocks, LU the last */
} rmt_memdet_options;

/** Report of rmt_dmemdet(). */
typedef struct rmt_memdet_report {
    double logabsdet;         /**< log|det A|; -infinity if A is singular */
    int32_t sign;             /**< of det A: 1, -1 or 0 */
    rmt_memdet_method method; /**< by which it was found */
    int32_t fallback;         /**< LDL^T gave way to LU: 1: a singular block, 2: growth */
    int64_t n;                /**< order */
    int64_t block;            /**< b */
    int64_t blocks;           /**< n_b = ceil(n / b) */
    int64_t chunk;            /**< columns read back at a time */
    int64_t failed;           /**< not positive definite: order of the leading block that is not, else 0 */
    double growth;            /**< LU: max |U| / max |A|; LDL^T: max |L||D||L^T| / max |A|; Cholesky: 1 */
    double least_pivot;       /**< least |pivot| over the size of the terms of which it is the difference */
    int64_t input_blocks;     /**< b x b blocks read of the matrix, in this call */
    int64_t read_blocks;      /**< of the scratch file */
    int64_t written_blocks;   /**< to the scratch file */
    int64_t read_bytes;       /**< of the scratch file */
    int64_t written_bytes;    /**< to the scratch file */
    int64_t resumed;          /**< panels that an earlier run had left */
    int64_t bytes;            /**< memory held, but for the BLAS's own */
    double seconds;           /**< in all */
    double seconds_input;     /**< reading or computing the matrix */
    double seconds_io;        /**< the second thread's, reading and writing scratch */
    double seconds_wait;      /**< of these, in which the arithmetic waited */
} rmt_memdet_report;

/**
 * Sign and log|det A| of an n x n matrix in a file, or given block by block, in a stated amount of memory.
 *
 * Panels of b columns are brought to memory one after another, updated by those before, which are read back from a
 * scratch file in chunks of columns while the last one is applied, and factored; what later panels need of them is
 * written, once.  Each entry of A is read once.  With n_b = ceil(n/b) panels, in blocks of b x b:
 *
 *                             A               written             read
 *     Cholesky, LDL^T   n_b (n_b + 1)/2   n_b (n_b - 1)/2      (n_b^3 - n_b)/6
 *     LU                     n_b^2        n_b (n_b + 1)/2 - 1  (n_b^3 - n_b)/3
 *
 * doc/memdet.md compares other orders.  LU pivots over whole columns: as stable as getrf.  LDL^T (rook pivoting within
 * the diagonal blocks) perturbs A by at most a multiple of eps growth max|A|, where the report's growth is measured,
 * and A is factored anew by LU when it exceeds the limit or a block is singular.
 *
 * Scratch: n^2/2 (symmetric) or n^2 (LU) scalars, each tile with a checksum.  A panel counts as done when its data are
 * on disk and a manifest, replaced in one step, says so: a run that was killed at any moment can be resumed, to the
 * same bits.  The files are removed on success, and on failure unless options.keep.
 *
 * Cost: n^3/3 (symmetric) or 2 n^3/3 flops.  Memory: n (b + 2 chunk) scalars and lower order, no more than the limit,
 * of which a quarter, at most 16 MB, is left to the BLAS.  Phases told to the progress callback: "factor".
 *
 * @param[in]  input    the matrix
 * @param[in]  options  or NULL
 * @param[out] report   the result
 * @return 0, -i; RANDBLAS_NOT_POSITIVE_DEFINITE (Cholesky; report->failed), RANDBLAS_RANK_DEFICIENT (a pivot is zero or
 *         below rounding; the report holds -infinity or the value found), RANDBLAS_NOT_FINITE; RANDBLAS_IO_ERROR,
 *         RANDBLAS_NO_SPACE, RANDBLAS_BAD_FORMAT (the input is truncated or no such matrix, the scratch file is not
 *         what was written, or belongs to another matrix or other options), RANDBLAS_CALLBACK_FAILED, memory and
 *         cancellation codes
 */
RANDBLAS_API int rmt_dmemdet(const rmt_dmemdet_input *input, const rmt_memdet_options *options,
                             rmt_memdet_report *report);
/** @copydoc rmt_dmemdet */
RANDBLAS_API int rmt_smemdet(const rmt_smemdet_input *input, const rmt_memdet_options *options,
                             rmt_memdet_report *report);

#ifdef __cplusplus
}
#endif

#endif
