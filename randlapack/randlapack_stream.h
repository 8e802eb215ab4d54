/**
 * @file randlapack_stream.h
 * @brief Singular value decomposition of a matrix whose rows pass by once; included by randlapack.h.
 *
 * @code
 * randlapack_dstream *stream = NULL;
 * int info = randlapack_dstream_create(n, k, NULL, &stream);
 * while (!info && (rows = next_rows(batch)) > 0)
 *     info = randlapack_dstream_push(stream, RANDBLAS_ROW_MAJOR, rows, batch, n);
 * if (!info) info = randlapack_dstream_finish(stream, U, m, s, V, n, NULL);
 * randlapack_dstream_destroy(stream);
 * @endcode
 */
#ifndef RANDLAPACK_STREAM_H
#define RANDLAPACK_STREAM_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Options of randlapack_dstream_create() and randlapack_dsvd_stream(). */
typedef struct randlapack_stream_options {
    size_t size;              /**< sizeof(randlapack_stream_options), or 0 */
    randblas_control control; /**< progress, allocator, memory limit; used until the stream is destroyed */
    randblas_state state;     /**< random state; all-zero is seed 0 */
    randblas_family family;   /**< family of the operator that sketches columns: iid (0: Gaussian), or sparse sign or
                                   SparseStack, which take fewer operations */
    int64_t oversampling;     /**< columns of the sketch of the range beyond k; 0: k + 10; negative: none */
    int64_t corange_rows;  /**< rows of the sketch of the columns, more than columns of the first; 0: l + l/2 + 10 for
                                l of those */
    double tolerance;      /**< of ||A - U S V^T||_F / ||A||_F; k is then the largest rank; 0: rank k */
    int32_t right_only;    /**< nonzero: no U is wanted, and memory does not depend on the number of rows */
    int64_t expected_rows; /**< rows that will come, so that memory for them is taken once; 0: not known */
    int64_t first_row;     /**< index of the first row, for streams that are merged */
    int64_t batch_rows;    /**< randlapack_dsvd_stream(): rows that are asked for at a time; 0: about 4 MB of them */
} randlapack_stream_options;

/** Report of randlapack_dstream_finish() and randlapack_dsvd_stream(). */
typedef struct randlapack_stream_report {
    int64_t rows;           /**< rows that came */
    int64_t batches;        /**< calls in which they came */
    int64_t sketch_cols;    /**< columns of A X */
    int64_t corange_rows;   /**< rows of Psi A */
    int64_t rank;           /**< singular values found that are above rounding, max(m, n) eps s_1 */
    double norm;            /**< ||A||_F */
    double frobenius_error; /**< ||A - U S V^T||_F from ten Gaussian combinations of the rows, which nothing else
                               depends on, with a standard deviation of 22 % at most @cite tropp2019 */
    double seconds_push;    /**< time in sketching */
    double seconds_finish;  /**< time in what follows */
    int64_t bytes;          /**< most memory that was held at a time but for panels of a few MB and the BLAS's own */
} randlapack_stream_report;

/** A stream of rows and what is kept of them: opaque.  One for each precision. */
typedef struct randlapack_dstream randlapack_dstream;
/** @copydoc randlapack_dstream */
typedef struct randlapack_sstream randlapack_sstream;

/**
 * Begin a stream of rows of length n whose truncated singular value decomposition of rank k is wanted.
 *
 * Kept are A X (a row for each row of A or, with options.right_only, its triangle of order l), A^T A X @cite yu2017,
 * Psi A (r x n) @cite tropp2017practical and ten rows Theta A to measure the error @cite tropp2019, for random X (n x
 * l), Psi and Theta whose entries are functions of their indices: the number of rows need not be known.
 *
 * Memory: n (3 l + r + 10), and l for each row or l^2.
 *
 * @param[in]  n        columns of A, at least 0
 * @param[in]  k        rank, at least 0; singular values beyond min(m, n) are zero
 * @param[in]  options  or NULL
 * @param[out] stream   to be given to randlapack_dstream_destroy(); NULL on failure
 * @return 0, -i, memory codes
 */
RANDBLAS_API int randlapack_dstream_create(int64_t n, int64_t k, const randlapack_stream_options *options,
                                           randlapack_dstream **stream);
/** @copydoc randlapack_dstream_create */
RANDBLAS_API int randlapack_sstream_create(int64_t n, int64_t k, const randlapack_stream_options *options,
                                           randlapack_sstream **stream);

/**
 * Take the next rows of A.  They are not needed afterwards.  How rows are cut into batches changes the result by
 * rounding errors alone; batches of fewer than about l rows are slower.
 *
 * Cost: 2 rows n (2 l + r + 10) flops, less for a sparse family.  Phase told to the progress callback: "stream".
 *
 * @param[in,out] stream  the stream
 * @param[in]     layout  storage order of A
 * @param[in]     rows    how many, 0 is legal
 * @param[in]     A       rows x n
 * @param[in]     lda     at least max(1, rows) (column major) or max(1, n) (row major)
 * @return 0; -i (-1 also for a stream that is finished) and RANDBLAS_NOT_FINITE (these rows hold NaN or Inf, or their
 *         norm overflows), after both of which the stream is as before the call; memory codes; RANDBLAS_CANCELLED
 *         (these rows were not taken).  After RANDBLAS_OUT_OF_MEMORY in the middle of a batch all later calls return
 *         it
 */
RANDBLAS_API int randlapack_dstream_push(randlapack_dstream *stream, randblas_layout layout, int64_t rows,
                                         const double *A, int64_t lda);
/** @copydoc randlapack_dstream_push */
RANDBLAS_API int randlapack_sstream_push(randlapack_sstream *stream, randblas_layout layout, int64_t rows,
                                         const float *A, int64_t lda);

/**
 * Append the rows of another stream, which may have come in another thread: the sketches of A are sums over rows.  Its
 * options must be those of this one, and its first row the one after this one's last.
 *
 * @param[in,out] stream  the stream
 * @param[in]     next    of rows options.first_row = first row + rows of `stream`, ...; not changed
 * @return 0, -1 (finished), -2 (finished, of other sizes, options or rows, or the same stream), memory codes
 */
RANDBLAS_API int randlapack_dstream_merge(randlapack_dstream *stream, const randlapack_dstream *next);
/** @copydoc randlapack_dstream_merge */
RANDBLAS_API int randlapack_sstream_merge(randlapack_sstream *stream, const randlapack_sstream *next);

/** Rows that have come; 0 for NULL. */
RANDBLAS_API int64_t randlapack_dstream_rows(const randlapack_dstream *stream);
/** @copydoc randlapack_dstream_rows */
RANDBLAS_API int64_t randlapack_sstream_rows(const randlapack_sstream *stream);

/**
 * End the stream: A ~ U diag(s) V^T, from Q = orth(A X) and B ~ Q^T A.  The stream can only be destroyed afterwards,
 * unless an argument was illegal.
 *
 * Rows of B come from A^T A X = A^T (A X), and then nothing is lost against the range finder without power passes of a
 * matrix that may be passed over twice; but where eps ||A||^2 / t, t the singular value of A X that belongs to the row,
 * is more than the range misses, they come from B = (Psi Q)^+ Psi A, whose error is sqrt(1 + l/(r - l - 1)) times that
 * of the range at most in the mean, and which is stable for any spectrum.  With options.right_only errors of about
 * l^(3/2) eps ||A|| are added.
 *
 * With a tolerance, the rank is the least for which the ten vectors see an error below it with a margin of 1.5; beyond
 * it, and beyond min(m, n), singular values and columns of U and V are zero.
 *
 * Cost: 4 (m + n) l^2 flops, 2 m l r for Psi Q.  Phases told to the progress callback: "range", "svd".
 *
 * @param[in,out] stream  the stream
 * @param[out]    U       m x k, column major, orthonormal columns; not referenced with options.right_only
 * @param[in]     ldu     at least max(1, m); not referenced with options.right_only
 * @param[out]    s       k singular values, descending
 * @param[out]    V       n x k, column major, orthonormal columns
 * @param[in]     ldv     at least max(1, n)
 * @param[out]    report  or NULL
 * @return 0, -i (-1 also for a stream that is finished), RANDBLAS_NOT_CONVERGED (the small SVD, or rank k does not
 *         reach the tolerance; U, s and V hold it), RANDBLAS_NOT_FINITE (sketches overflow; outputs are NaN),
 *         memory and cancellation codes
 */
RANDBLAS_API int randlapack_dstream_finish(randlapack_dstream *stream, double *U, int64_t ldu, double *s, double *V,
                                           int64_t ldv, randlapack_stream_report *report);
/** @copydoc randlapack_dstream_finish */
RANDBLAS_API int randlapack_sstream_finish(randlapack_sstream *stream, float *U, int64_t ldu, float *s, float *V,
                                           int64_t ldv, randlapack_stream_report *report);

/** Free a stream in any state; NULL is legal. */
RANDBLAS_API void randlapack_dstream_destroy(randlapack_dstream *stream);
/** @copydoc randlapack_dstream_destroy */
RANDBLAS_API void randlapack_sstream_destroy(randlapack_sstream *stream);

/**
 * The caller's source of rows: write the next rows, at most `room`, into A (room x n, row major, leading dimension n).
 * Returns how many were written, 0 at the end, or a negative code, which the driver returns.
 */
typedef int64_t (*randlapack_dread_rows_fn)(void *context, int64_t room, double *A);
/** @copydoc randlapack_dread_rows_fn */
typedef int64_t (*randlapack_sread_rows_fn)(void *context, int64_t room, float *A);

/**
 * Truncated singular value decomposition of a matrix that is read once, in batches, from a callback: a stream from
 * beginning to end.  Options as in randlapack_dstream_create(); with right_only m may be -1, for a number of rows that
 * is not known.
 *
 * @param[in]  m        rows, or -1 with options.right_only
 * @param[in]  n        columns
 * @param[in]  k        rank; singular values beyond min(m, n) are zero
 * @param[in]  read     gives the rows in order
 * @param[in]  context  its first argument
 * @param[out] U        m x k, column major; not referenced with options.right_only
 * @param[in]  ldu      at least max(1, m); not referenced with options.right_only
 * @param[out] s        k singular values, descending
 * @param[out] V        n x k, column major
 * @param[in]  ldv      at least max(1, n)
 * @param[in]  options  or NULL; expected_rows is not needed
 * @param[out] report   or NULL
 * @return 0, -i, the negative code of `read`, RANDBLAS_CALLBACK_FAILED (it gave more rows than it had room for, or not
 *         m in all), RANDBLAS_NOT_FINITE (outputs are NaN), and the codes of randlapack_dstream_finish()
 */
RANDBLAS_API int randlapack_dsvd_stream(int64_t m, int64_t n, int64_t k, randlapack_dread_rows_fn read, void *context,
                                        double *U, int64_t ldu, double *s, double *V, int64_t ldv,
                                        const randlapack_stream_options *options, randlapack_stream_report *report);
/** @copydoc randlapack_dsvd_stream */
RANDBLAS_API int randlapack_ssvd_stream(int64_t m, int64_t n, int64_t k, randlapack_sread_rows_fn read, void *context,
                                        float *U, int64_t ldu, float *s, float *V, int64_t ldv,
                                        const randlapack_stream_options *options, randlapack_stream_report *report);

#ifdef __cplusplus
}
#endif

#endif
